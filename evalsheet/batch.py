"""Input files to results: read each, judge each; one bad file costs only itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import BinaryIO

from . import compute, limits, narrative, profiles, readers, rules, waiving
from .inputs import CONVERTED, LOOSE, Found, bytes_of, content, content_at, shelf, suffix
from .model import Checked, Finding, Form, Grid, Report, Result, Unreadable, Waiver
from .parse import Parsed, parse
from .readers import archive


@dataclass(frozen=True, slots=True)
class Options:
    """How to read and judge."""

    profile: str | None = None
    #: The year that the forms should be of.
    year: int | None = None
    #: Which codes to report; all that the profile does not switch off if None.
    wanted: rules.Wanted | None = None
    #: Levels of findings by code, and findings to let pass.
    levels: Mapping[str, str] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    #: False to read only.
    judge: bool = True
    #: The file is the only one, and its form is compared with no other.
    alone: bool = False
    #: Keep the sheets in the result, to show them.
    sheets: bool = False
    #: The report of the one form that is judged.
    report: Report | None = None
    #: For files that ask for one; kept out of everything that is printed.
    password: str | None = field(default=None, repr=False)
    #: The forms themselves come from worker processes, not only their outlines, which takes four times as long.
    whole: bool = True


#: What a web page or a list of data that was only found may be: of another kind, or larger than any form.
_NO_MATTER = ("FIL01", "FIL04")


def check_file(
    found: Found, options: Options, stdin: BinaryIO | None = None, shelf: archive.Shelf | None = None
) -> Result:
    """The result of one file, whatever it is; never raises for what is in it."""
    try:
        data = bytes_of(found, stdin, shelf)
    except Unreadable as error:
        return _unreadable(found, error)
    return check_content(data, found, options)


def check_content(data: bytes, found: Found, options: Options) -> Result:
    """The result of an input file with that content, with what is compared over many forms."""
    result = check_bytes(data, found, options)
    if not options.judge or (options.alone and len(result.forms) < 2):
        return result
    return replace(result, forms=rules.bulk.with_traits(result.forms))


def check_bytes(data: bytes, found: Found, options: Options) -> Result:
    """The result of an input file with that content; never raises for what is in it."""
    try:
        grids = readers.grids(data, found.name, options.password)
    except Unreadable as error:
        return _unreadable(found, error)
    parsed = parse(grids, options.profile, options.year)
    if not parsed.forms:
        return Result(found.name, "no_form", (), (no_form(grids, parsed, found.named),))
    forms = judged(narrative.attach(parsed.forms, grids, options.report), options)
    status = "findings" if any(checked.findings for checked in forms) else "ok"
    sheets = readers.with_widths(grids, data, options.password) if options.sheets else ()
    return Result(found.name, status, forms, others=parsed.others, sheets=sheets)


def _unreadable(found: Found, error: Unreadable) -> Result:
    finding = file_finding(error)
    if not found.named and suffix(found.name) in LOOSE and error.code in _NO_MATTER:
        return Result(found.name, "no_form", (), (replace(finding, level="hint"),))
    return Result(found.name, "unreadable", (), (finding,))


def judged(forms: tuple[Form, ...], options: Options) -> tuple[Checked, ...]:
    """The forms with their findings. Hidden ones are not judged beside visible ones; blank ones are a
    hint beside filled ones.
    """
    if not options.judge:
        return tuple(map(compute.checked, forms))
    visible = any(not form.hidden for form in forms)
    checked = [compute.checked(form, () if form.hidden and visible else _found(form, options)) for form in forms]
    filled = [one for one in checked if all(f.code != "STR08" or f.variant for f in one.findings)]
    if not filled or len(filled) == len(checked):
        return tuple(checked)
    return tuple(one if one in filled else replace(one, findings=tuple(map(_as_hint, one.findings))) for one in checked)


def _found(form: Form, options: Options) -> tuple[Finding, ...]:
    findings = rules.check(form, options.wanted, options.levels)
    return waiving.waived(findings, form, options.waivers) if options.waivers else tuple(findings)


def _as_hint(finding: Finding) -> Finding:
    if finding.code != "STR08" or finding.variant:
        return finding
    return replace(finding, level="hint")


def read(
    source: str | os.PathLike[str] | bytes,
    profile: str | None = None,
    year: int | None = None,
    password: str | None = None,
    report: str | os.PathLike[str] | bytes | None = None,
) -> list[Form]:
    """The forms of a workbook or document given by path or content; an empty list if it holds none.

    ``report`` is the document or text file with the self-evaluation report that belongs to it, if that is another one.
    Raises Unreadable if nothing can be read, `evalsheet.profiles.BadProfile` for an unknown ``profile``.
    """
    data, name = content(source)
    grids = readers.grids(data, name, password)
    named = None if report is None else read_report(report, password)
    return list(narrative.attach(parse(grids, profile, year).forms, grids, named))


def read_report(source: str | os.PathLike[str] | bytes, password: str | None = None) -> Report:
    """The report of a document or text file. Raises Unreadable."""
    data, name = content(source)
    lines, grids = readers.document(data, name, password)
    return narrative.report_of(lines, name, profiles.load("base"), grids)


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


#: How many files are sent to a worker at once, if each worker then still gets so many turns.
_TOGETHER, _TURNS = 8, 8


def results(
    found: Sequence[Found],
    options: Options,
    stdin: BinaryIO | None = None,
    processes: int = 0,
    keep: Callable[[bytes], object] | None = None,
) -> Iterator[Result]:
    """One result for each file, in input order.

    They are read in so many worker processes, each file within the limits of time and memory; 0 reads them here.
    ``keep`` is given each result as bytes before it is given out, see `packed`.
    """
    if keep is None and (not processes or stdin is not None):
        shelf = archive.Shelf(content_at)
        for one in found:
            yield check_file(one, options, stdin, shelf)
        return
    processes = max(processes, 1)
    together = max(1, min(_TOGETHER, len(found) // (processes * _TURNS)))
    work = partial(packed, options=options)
    import pickle

    from . import workers  # multiprocessing, for those who have many files

    for record in workers.each(work, found, _given_up, processes, seconds_for(found), together):
        if keep is not None:
            keep(record)
        result: Result = pickle.loads(record)
        yield result


def seconds_for(found: Iterable[Found]) -> float:
    """How long one of these files may take: converting takes longer than reading."""
    seconds: float = limits.MOST["seconds"]
    if any(is_converted(one) for one in found):
        return max(seconds, 1.5 * limits.MOST["convert_seconds"])
    return seconds


def is_converted(found: Found) -> bool:
    """Whether LibreOffice has to convert the file first, by its name."""
    return suffix(found.name) in CONVERTED


def packed(found: Found, options: Options) -> bytes:
    """The result of one file as bytes, as one process gives it to another."""
    return pack(check_file(found, options, None, shelf()), options)


def pack(result: Result, options: Options) -> bytes:
    """A result as bytes, its forms only if they are wanted whole."""
    import pickle

    if not options.whole:
        result = replace(result, forms=tuple(replace(one, kept=None) for one in result.forms))
    return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)


def _given_up(found: Found, error: Unreadable) -> bytes:
    return pack(given_up(found, error), Options())


def given_up(found: Found, error: Unreadable) -> Result:
    """The result of a file whose worker had to be given up."""
    return Result(found.name, "unreadable", (), (file_finding(error),))


def exit_code(result: Result, strict: bool = False) -> int:
    """0 without errors, 1 with findings of level error (with ``strict`` also warnings), 2 if the job was not done.

    The code of a run is the highest of its files.
    """
    findings = [finding for finding in result.all_findings() if finding.waived is None]
    if result.status == "unreadable" or any(finding.code == "FIL90" for finding in findings):
        return 2
    grave = ("error", "warning") if strict else ("error",)
    return int(any(finding.level in grave for finding in findings))
