"""The dataset: a folder of Parquet that grows with each run, and that says of each file what was made of it.

A part is the lines of some hundred files. Its manifest is written last, so that a part that a killed run has left is as
if it had not been. A file is not read again as long as its path, its content, the version of evalsheet and the way of
judging are the same.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from .. import profiles
from ..batch import Found, Options
from ..readers import archive
from ..version import __version__
from .parquet import (
    SCHEMA_VERSION,
    BadDataset,
    Standings,
    put,
    read_part,
    read_rows,
    remove_all_but,
    standings_of,
    write_part,
    write_schemas,
)
from .parts import stream
from .rows import Filed, FindingLine

#: Files in a part.
PART = 500
_ABOUT = "dataset.json"
_MANIFEST = "manifest"


class Known(NamedTuple):
    """A file in the manifest."""

    file: str
    content: str
    modified: int
    #: As in `Result`.
    status: str
    forms: int
    version: str
    judging: str
    part: str
    #: Why its forms no longer count: "changed" (the file has other content now), "withdrawn" (it is gone); else "".
    gone: str


def needs_pyarrow() -> bool:
    """Whether what reads and writes Parquet is missing."""
    from importlib.util import find_spec

    return find_spec("pyarrow") is None


def judging_digest(options: Options, lang: str) -> str:
    """What tells one way of judging from another: the profiles, and what was chosen."""
    digest = blake2b(digest_size=8)
    for path in sorted(profiles.FOLDER.glob("*.toml")):
        digest.update(path.read_bytes())
    if options.profile is not None and options.profile.endswith(".toml"):
        digest.update(Path(options.profile).read_bytes())
    chosen = (options.profile, options.year, options.wanted, sorted(options.levels.items()), options.waivers, lang)
    digest.update(repr(chosen).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


class Dataset:
    """A dataset that is opened for a run; a folder that is not there is made. Raises BadDataset."""

    def __init__(self, root: str, judging: str) -> None:
        self.root, self._judging = Path(root), judging
        about = self.root / _ABOUT
        if about.is_file():
            self._check(about)
        elif self.root.exists() and any(self.root.iterdir()):
            raise BadDataset(f"--dataset {root} 里有别的文件，不是本工具的数据集；请换一个文件夹")
        else:
            (self.root / _MANIFEST).mkdir(parents=True, exist_ok=True)
            write_schemas(self.root)
            said = {"tool": "evalsheet", "schema_version": SCHEMA_VERSION, "money_unit": "万元"}
            put(about, lambda path: path.write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8"))
        #: What is to become of files of earlier parts: as in `Known.gone`, or "dropped" where they are read anew.
        self._fates: dict[tuple[str, str], str] = {}
        self._known: dict[str, Known] = {}
        for part in self.parts():
            for one in self._manifest(part):
                if not one.gone:
                    self.read_anew(one.file, one.content)  # in the part of a run that was killed it is already anew
                    self._known[one.file] = one
        remove_all_but(self.root, set(self.parts()))
        self._run = max((int(part.split("-")[0]) for part in self.parts()), default=0) + 1
        self._count = 0

    def _check(self, about: Path) -> None:
        try:
            version = json.loads(about.read_text("utf-8"))["schema_version"]
        except (OSError, ValueError, KeyError, TypeError):
            raise BadDataset(f"--dataset {self.root} 的 {_ABOUT} 读不了，不是本工具的数据集") from None
        if version != SCHEMA_VERSION:
            raise BadDataset(f"--dataset {self.root} 的格式是第 {version} 版，本程序读写第 {SCHEMA_VERSION} 版")

    def parts(self) -> list[str]:
        """The parts that are whole."""
        return sorted(path.stem for path in (self.root / _MANIFEST).glob("[0-9]*.parquet"))

    def next_part(self) -> str:
        """A name for another part."""
        self._count += 1
        return f"{self._run:04}-{self._count - 1:05}"

    def has(self, file: str, content: str) -> bool:
        """Whether a file need not be read again."""
        known = self._known.get(file)
        wanted = (content, __version__, self._judging)
        return bool(content) and known is not None and (known.content, known.version, known.judging) == wanted

    def read_anew(self, file: str, content: str) -> None:
        """Says that a file is about to be read, and what its content is now."""
        before = self._known.get(file)
        if before is not None:
            again = before.content == content or not before.forms
            self._fates[before.part, file] = "dropped" if again else "changed"

    def withdraw(self, found: Collection[str], folders: Sequence[str]) -> None:
        """Files of these folders and archives that were not found any more are withdrawn."""
        roots = tuple(root for folder in folders for root in (os.path.join(folder, ""), folder + archive.SEPARATOR))
        for one in self._known.values():
            if one.file not in found and roots and one.file.startswith(roots):
                self._fates[one.part, one.file] = "withdrawn"

    def filed(self, part: str) -> list[tuple[Filed, str]]:
        """What is kept of the files of a part, in their order, each with why it no longer counts."""
        forms, findings = read_part(self.root, part)
        by_file: dict[str, list[Any]] = defaultdict(list)
        said: dict[str, list[FindingLine]] = defaultdict(list)
        for line, rest in forms:
            by_file[line.file].append((line, rest))
        for finding in findings:
            said[finding.file].append(finding)
        found = []
        for one in self._manifest(part):
            gone = self._fates.get((part, one.file), one.gone)
            if gone != "dropped":
                lines = tuple(by_file[one.file]), tuple(said[one.file])
                found.append((Filed(one.file, one.content, one.modified, one.status, *lines), gone))
        return found

    def write(self, part: str, filed: Sequence[Filed]) -> None:
        """Writes a part."""
        write_files(self.root, part, filed, {}, [_known(one, part, self._judging) for one in filed])

    def place(self, standings: Standings) -> int:
        """Puts forms that do not count where they belong, and forgets files that were read anew; gives the number of
        parts that changed."""
        changed = 0
        with_fates = {part for part, _ in self._fates}
        for part in self.parts():
            forms, before = standings_of(self.root, part)
            wanted = {form: standings[form] for form in forms if form in standings}
            if part in with_fates or wanted != before:
                changed += 1
                kept = self.filed(part)
                gone = {one.file: gone for one, gone in kept}
                known = [one._replace(gone=gone[one.file]) for one in self._manifest(part) if one.file in gone]
                write_files(self.root, part, [one for one, _ in kept], wanted, known)
        self._fates.clear()
        return changed

    def _manifest(self, part: str) -> list[Known]:
        rows = read_rows(self.root / _MANIFEST / f"{part}.parquet")
        return [Known._make([row[name] for name in Known._fields]) for row in rows]


def _known(one: Filed, part: str, judging: str) -> Known:
    return Known(one.file, one.content, one.modified, one.status, len(one.forms), __version__, judging, part, "")


def write_files(root: Path, part: str, filed: Sequence[Filed], standings: Standings, known: Sequence[Known]) -> None:
    """Writes the lines of files and then the manifest of their part; of none the part is taken away."""
    import pyarrow
    from pyarrow import parquet

    target = root / _MANIFEST / f"{part}.parquet"
    if not filed:
        target.unlink(missing_ok=True)
        write_part(root, part, (), {})
        return
    write_part(root, part, filed, standings)
    text, number = pyarrow.string(), pyarrow.int64()
    schema = pyarrow.schema([(name, number if name in ("modified", "forms") else text) for name in Known._fields])
    table = pyarrow.Table.from_pylist([one._asdict() for one in known], schema=schema)
    put(target, lambda path: parquet.write_table(table, path))


class Task(NamedTuple):
    """A part to be made: the files, how to judge them, and where it goes."""

    found: tuple[Found, ...]
    options: Options
    lang: str
    root: str
    part: str
    processes: int = 1


class Done(NamedTuple):
    """What is said of a part that was made; its lines are in the dataset."""

    part: str
    statuses: Counter[str]
    forms: int


def part(task: Task) -> Done:
    """Reads and judges the files of a part, each within its limits, and writes the part; for a process of this machine
    or of another one. Doing it again does no harm."""
    filed = list(stream(task.found, task.options, task.lang, task.processes))
    judging = judging_digest(task.options, task.lang)
    write_files(Path(task.root), task.part, filed, {}, [_known(one, task.part, judging) for one in filed])
    return Done(task.part, Counter(one.status for one in filed), sum(len(one.forms) for one in filed))
