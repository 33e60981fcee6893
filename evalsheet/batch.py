"""Paths to results: find the files, read each, judge each; one bad file costs only itself."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

from . import readers, rules
from .model import Checked, Finding, Form, Grid, Result, Unreadable, Waiver
from .parse import Parsed, parse
from .readers import package

#: File names that a search takes for workbooks; what they are is decided by their content.
SUFFIXES = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})


@dataclass(frozen=True, slots=True)
class Options:
    """How to read and judge."""

    profile: str | None = None
    #: The year that the forms should be of.
    year: int | None = None
    #: Which codes to report; all if None.
    wanted: Callable[[str], bool] | None = None
    #: Levels of findings by code, and findings to let pass.
    levels: Mapping[str, str] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    #: False to read only.
    judge: bool = True


class Found(NamedTuple):
    """An input file; ``named`` if the user gave it by name rather than by its folder."""

    path: str
    named: bool
    #: Where it stands below that folder; for a named file its name.
    relative: str = ""


class Search(NamedTuple):
    """What was found below the given paths, in a stable order."""

    files: list[Found]
    #: Files of other kinds, and how many hidden and lock files were passed over.
    unread: list[str]
    skipped: int


def search(paths: Iterable[str]) -> Search:
    """The input files: those named, and the workbooks below the folders named, by name; `-` is standard input."""
    found = Search([], [], 0)
    for path in paths:
        if path != "-" and os.path.isdir(path):
            found = _search_folder(Path(path), found)
        else:
            found.files.append(Found(path, True, os.path.basename(path)))
    return found


def _search_folder(folder: Path, found: Search) -> Search:
    skipped = found.skipped

    def closed(error: OSError) -> None:  # said as a result of its own, not passed over
        found.files.append(Found(str(error.filename), False))

    for root, folders, names in os.walk(folder, onerror=closed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = os.path.join(root, name)
            if name.startswith((".", "~$")):
                skipped += 1
            elif os.path.splitext(name)[1].lower() in SUFFIXES or _is_workbook_by_another_name(path):
                found.files.append(Found(path, False, os.path.relpath(path, folder)))
            else:
                found.unread.append(path)
    return found._replace(skipped=skipped)


def _is_workbook_by_another_name(path: str) -> bool:
    """An xlsx that is called .xls or .et, as some systems export it."""
    if not path.lower().endswith((".xls", ".et")):
        return False
    try:
        with open(path, "rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def check_file(found: Found, options: Options, stdin: BinaryIO | None = None) -> Result:
    """The result of one file, whatever it is; never raises for what is in it."""
    try:
        grids = _grids(found.path, stdin)
    except Unreadable as error:
        return Result(found.path, "unreadable", (), (file_finding(error),))
    parsed = parse(grids, options.profile, options.year)
    if not parsed.forms:
        return Result(found.path, "no_form", (), (no_form(grids, parsed, found.named),))
    forms = judged(parsed.forms, options)
    status = "findings" if any(checked.findings for checked in forms) else "ok"
    return Result(found.path, status, forms, others=parsed.others)


def judged(forms: tuple[Form, ...], options: Options) -> tuple[Checked, ...]:
    """The forms with their findings. Hidden ones are not judged beside visible ones; blank ones are a
    hint beside filled ones.
    """
    if not options.judge:
        return tuple(Checked(form, ()) for form in forms)
    visible = any(not form.hidden for form in forms)
    checked = [Checked(form, () if form.hidden and visible else _found(form, options)) for form in forms]
    filled = [one for one in checked if all(f.code != "STR08" or f.variant for f in one.findings)]
    if not filled:
        return tuple(checked)
    return tuple(
        one if one in filled else Checked(one.form, tuple(_as_hint(finding) for finding in one.findings))
        for one in checked
    )


def _found(form: Form, options: Options) -> tuple[Finding, ...]:
    findings = rules.check(form, options.wanted, options.levels)
    if not options.waivers:
        return tuple(findings)
    mine = [waiver for waiver in options.waivers if _is_for(waiver, form)]
    return tuple(_waived(finding, mine) for finding in findings)


def _is_for(waiver: Waiver, form: Form) -> bool:
    """Whether a waiver is for this form: by its file, and by its year. A form without a year outlives no waiver."""
    from fnmatch import fnmatchcase  # only where something is waived

    path = form.file.replace(os.sep, "/")
    named = fnmatchcase(path, waiver.file) or fnmatchcase(path.rpartition("/")[2], waiver.file)
    return named and (waiver.until is None or (form.year is not None and form.year <= waiver.until))


def _waived(finding: Finding, waivers: list[Waiver]) -> Finding:
    cell = finding.where.cell if finding.where else None
    for waiver in waivers:
        if finding.code.startswith(waiver.code) and waiver.cell in (None, cell):
            return replace(finding, waived=waiver.reason)
    return finding


def _as_hint(finding: Finding) -> Finding:
    if finding.code != "STR08" or finding.variant:
        return finding
    return replace(finding, level="hint")


def read(source: str | os.PathLike[str] | bytes, profile: str | None = None, year: int | None = None) -> list[Form]:
    """The forms of a workbook given by path or content; an empty list if it holds none.

    Raises Unreadable if nothing can be read, `evalsheet.profiles.BadProfile` for an unknown ``profile``.
    """
    _, grids = read_grids(source)
    return list(parse(grids, profile, year).forms)


def read_grids(source: str | os.PathLike[str] | bytes) -> tuple[bytes, tuple[Grid, ...]]:
    """The content and the sheets of a workbook given by path or content. Raises Unreadable."""
    if isinstance(source, bytes):
        return source, readers.grids(source, "")
    path = os.fspath(source)
    data = _content(path)
    return data, readers.grids(data, path)


def _grids(path: str, stdin: BinaryIO | None) -> tuple[Grid, ...]:
    if path == "-" and stdin is not None:
        return readers.grids(stdin.read(), path)
    return readers.grids(_content(path), path)


def _content(path: str) -> bytes:
    """The bytes of a regular file; raises Unreadable FIL09, or FIL04 if it is larger than any form can be."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):  # a pipe or device would block or never end
            raise Unreadable("FIL09", variant="folder" if stat.S_ISDIR(status.st_mode) else "special")
        if status.st_size > package.MAX_FILE_BYTES:
            raise package.over_limit("file_bytes", package.MAX_FILE_BYTES, status.st_size)
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        raise Unreadable("FIL09", variant="missing") from None
    except PermissionError:
        raise Unreadable("FIL09", variant="denied") from None
    except OSError as error:
        raise Unreadable("FIL09", error=error.strerror or type(error).__name__) from None


def file_finding(error: Unreadable) -> Finding:
    """The finding that says why a file cannot be read."""
    values = dict(error.values)
    # which of the outcome's texts to use: the kind of file, the sort of damage, the limit
    variant = next((str(values.pop(key)) for key in ("variant", "kind", "reason", "what") if key in values), "")
    return Finding(error.code, rules.RULES[error.code].level, None, values, variant)


def no_form(grids: tuple[Grid, ...], parsed: Parsed, named: bool) -> Finding:
    """The finding that there is no form, or another kind of form; an error if the file was ``named``."""
    level = "error" if named else "hint"
    for where, name in parsed.others:
        return Finding("FIL21", level, where, {"name": name, "actual": name})
    empty = not any(cell.text.strip() for grid in grids for cell in grid.cells.values())
    return Finding("FIL20", level, None, {}, "empty" if empty else "")


def results(found: Iterable[Found], options: Options, stdin: BinaryIO | None = None) -> Iterator[Result]:
    """One result for each file, in input order."""
    for one in found:
        yield check_file(one, options, stdin)


def exit_code(result: Result, strict: bool = False) -> int:
    """0 without errors, 1 with findings of level error (with ``strict`` also warnings), 2 if the job was not done.

    The code of a run is the highest of its files.
    """
    findings = [finding for finding in result.all_findings() if finding.waived is None]
    if result.status == "unreadable" or any(finding.code == "FIL90" for finding in findings):
        return 2
    grave = ("error", "warning") if strict else ("error",)
    return int(any(finding.level in grave for finding in findings))
