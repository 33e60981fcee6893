"""The dataset: a folder of Parquet that grows with each run, and that says of each file what was made of it.

A part is the lines of some hundred files. Its manifest is written last, so that a part that a killed run has left is as
if it had not been. A file is not read again as long as its path, its content, the version of evalsheet and the way of
judging are the same.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Collection, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from .. import toml_json
from ..batch import Options
from ..readers import archive
from ..storage import Folder, folder
from ..urls import BadUrl
from ..version import __version__
from .parquet import (
    BESIDE,
    SCHEMA_VERSION,
    BadDataset,
    Standings,
    as_parquet,
    read_part,
    read_rows,
    remove_all_but,
    standings_of,
    traits_of,
    write_part,
    write_schemas,
)
from .rows import Filed, FindingLine, Kept, packed

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
    digest.update(Path(toml_json.PROFILES).read_bytes())
    if options.profile is not None and options.profile.endswith(".toml"):
        digest.update(Path(options.profile).read_bytes())
    chosen = (options.profile, options.year, options.wanted, sorted(options.levels.items()), options.waivers, lang)
    digest.update(repr(chosen).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


class Dataset:
    """A dataset that is opened for a run, at a path or URL; a folder that is not there is made. Raises BadDataset."""

    def __init__(self, root: str, judging: str) -> None:
        self.root, self.judging = root, judging
        try:
            self.folder = folder(root)
        except BadUrl as error:
            raise BadDataset(f"--dataset {error}") from None
        names = self.folder.children()
        if _ABOUT in names:
            self._check()
        elif names:
            raise BadDataset(f"--dataset {root} 里有别的文件，不是本工具的数据集；请换一个文件夹")
        else:
            write_schemas(self.folder)
            said = {"tool": "evalsheet", "schema_version": SCHEMA_VERSION, "money_unit": "万元"}
            self.folder.write(_ABOUT, json.dumps(said, ensure_ascii=False, indent=1).encode())
        #: What is to become of files of earlier parts: as in `Known.gone`, or "dropped" where they are read anew.
        self._fates: dict[tuple[str, str], str] = {}
        self._known: dict[str, Known] = {}
        for part in self.parts():
            for one in self._manifest(part):
                if not one.gone:
                    self.read_anew(one.file, one.content)  # in the part of a run that was killed it is already anew
                    self._known[one.file] = one
        remove_all_but(self.folder, set(self.parts()))
        self._run = max((int(part.split("-")[0]) for part in self.parts()), default=0) + 1
        self._count = 0

    def _check(self) -> None:
        try:
            version = json.loads(self.folder.read(_ABOUT))["schema_version"]
        except (OSError, ValueError, KeyError, TypeError):
            raise BadDataset(f"--dataset {self.root} 的 {_ABOUT} 读不了，不是本工具的数据集") from None
        if version != SCHEMA_VERSION:
            raise BadDataset(f"--dataset {self.root} 的格式是第 {version} 版，本程序读写第 {SCHEMA_VERSION} 版")

    def parts(self) -> list[str]:
        """The parts that are whole."""
        names = (name.rpartition(".") for name in self.folder.children(_MANIFEST))
        return [stem for stem, _, ending in names if ending == "parquet" and stem[:1].isdigit()]

    def next_part(self) -> str:
        """A name for another part."""
        self._count += 1
        return f"{self._run:04}-{self._count - 1:05}"

    def has(self, file: str, content: str) -> bool:
        """Whether a file need not be read again."""
        known = self._known.get(file)
        wanted = (content, __version__, self.judging)
        return bool(content) and known is not None and (known.content, known.version, known.judging) == wanted

    def knows(self, file: str) -> bool:
        """Whether a file of that name was read before."""
        return file in self._known

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

    def filed(self, part: str, rests: bool = True) -> list[tuple[Filed, str]]:
        """What is kept of the files of a part, in their order, each with why it no longer counts; without their
        ``rests`` only what is needed to decide which forms count."""
        forms, findings = read_part(self.folder, part, BESIDE if rests else ("findings",))
        traits = traits_of(self.folder, part)
        by_file: dict[str, list[Kept]] = defaultdict(list)
        said: dict[str, list[FindingLine]] = defaultdict(list)
        for line, rest in forms:
            by_file[line.file].append(Kept(line, packed(rest) if rests else None, traits.get(line.form, "")))
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
        write_files(self.folder, part, filed, {}, known_now(filed, part, self.judging))

    def place(self, standings: Standings) -> int:
        """Puts forms that do not count where they belong, and forgets files that were read anew; gives the number of
        parts that changed."""
        changed = 0
        with_fates = {part for part, _ in self._fates}
        for part in self.parts():
            forms, before = standings_of(self.folder, part)
            wanted = {form: standings[form] for form in forms if form in standings}
            if part in with_fates or wanted != before:
                changed += 1
                kept = self.filed(part)
                gone = {one.file: gone for one, gone in kept}
                known = [one._replace(gone=gone[one.file]) for one in self._manifest(part) if one.file in gone]
                write_files(self.folder, part, [one for one, _ in kept], wanted, known)
        self._fates.clear()
        return changed

    def _manifest(self, part: str) -> list[Known]:
        rows = read_rows(self.folder, f"{_MANIFEST}/{part}.parquet")
        return [Known._make([row[name] for name in Known._fields]) for row in rows]


def known_now(filed: Sequence[Filed], part: str, judging: str) -> list[Known]:
    """Files that have just been read, for the manifest of their part."""
    return [
        Known(one.file, one.content, one.modified, one.status, len(one.forms), __version__, judging, part, "")
        for one in filed
    ]


def write_files(at: Folder, part: str, filed: Sequence[Filed], standings: Standings, known: Sequence[Known]) -> None:
    """Writes the lines of files and then the manifest of their part; of none the part is taken away."""
    import pyarrow

    target = f"{_MANIFEST}/{part}.parquet"
    if not filed:
        at.remove(target)
        write_part(at, part, (), {})
        return
    write_part(at, part, filed, standings)
    text, number = pyarrow.string(), pyarrow.int64()
    schema = pyarrow.schema([(name, number if name in ("modified", "forms") else text) for name in Known._fields])
    table = pyarrow.Table.from_pylist([one._asdict() for one in known], schema=schema)
    at.write(target, as_parquet(table))
