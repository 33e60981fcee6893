"""The whole way from files to the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from .. import profiles
from ..batch import Found, Options
from ..model import Finding
from ..rules import OFF, advice, message
from .carried import Carried
from .dataset import PART, Dataset
from .matching import Matching
from .parts import stream
from .previous import Previous
from .roster import Roster
from .rows import Filed, FormLine, content_digest, unpacked
from .sheets import WORDS
from .store import Store
from .workbook import Notice, written


class Summary(NamedTuple):
    """What came of a run: files by status, forms that count, forms that do not since another one does, blank ones."""

    unreadable: int
    forms: int
    doubled: int
    blank: int
    #: Files that were in the dataset and not read again.
    kept: int


#: Passes on what comes of each file while it shows how far the run is.
Shown = Callable[[Iterator[Filed], int], Iterable[Filed]]


class Run:
    """A consolidation: `read` it, then take the `workbook`, which is written piece by piece. Close it after use."""

    def __init__(
        self,
        options: Options,
        lang: str,
        carried: Carried | None = None,
        roster: Roster | None = None,
        dataset: Dataset | None = None,
        previous: Previous | None = None,
    ) -> None:
        self._options, self._lang, self._roster = options, lang, roster
        self._dataset, self._previous = dataset, previous
        self._carried = carried or Carried()
        self._store = Store(roster.ranks() if roster else None)

    def close(self) -> None:
        """Gives the temporary files up."""
        self._store.close()

    def read(self, found: Sequence[Found], processes: int, shown: Shown, folders: Sequence[str] = ()) -> Summary:
        """Reads and judges the files, and decides which forms count. With a dataset only what is not in it is read, and
        what it has from ``folders`` that is no longer there is withdrawn."""
        count = len(found)
        if self._dataset is not None:
            found = self._open(self._dataset, found, folders)
        filed = shown(stream(found, self._options, self._lang, processes), len(found))
        if self._dataset is not None:
            filed = self._written(self._dataset, filed)
        summary = self.take(filed)
        if self._dataset is not None:
            self._dataset.place(self._store.standings())
        return summary._replace(kept=count - len(found))

    def take(self, filed: Iterable[Filed]) -> Summary:
        """Takes what came of the files, and decides which forms count."""
        store = self._store
        for one in filed:
            store.add(one)
        store.settle()
        return Summary(store.statuses["unreadable"], store.count, store.doubled, store.blank, 0)

    def _open(self, dataset: Dataset, found: Sequence[Found], folders: Sequence[str]) -> list[Found]:
        """Takes over what the dataset has; gives the files that it has not."""
        names = {one.name for one in found}
        missing = []
        for one in found:
            content = content_digest(one)
            if not dataset.has(one.name, content):
                dataset.read_anew(one.name, content)
                missing.append(one)
        dataset.withdraw(names, folders)
        for part in dataset.parts():
            for filed, gone in dataset.filed(part):
                self._store.add(filed, gone, filed.file in names and not gone)
        return missing

    def _written(self, dataset: Dataset, filed: Iterable[Filed]) -> Iterator[Filed]:
        """What comes of the files, passed on after it was written part by part."""
        coming = iter(filed)
        while some := list(islice(coming, PART)):
            dataset.write(dataset.next_part(), some)
            yield from some

    def workbook(self) -> Iterator[bytes]:
        """The workbook piece by piece."""
        return written(self._store, self._notices(), self._carried, self._previous, self._lang)

    def _notices(self) -> Iterator[Notice]:
        words = WORDS[self._lang]
        yield from self._compared()
        for kept in self._store.doubles():
            line, other = kept.line, kept.instead
            where = f"{line.file} [{line.sheet}]"
            instead = None if other is None else f"{other.file} [{other.sheet}]"
            who = (line.department, line.unit, line.project, line.year)
            yield Notice(kept.why, *who, words[kept.why], None, line.executed, where, line.modified, instead)
        for line in self._store.blanks():
            who = (line.department, line.unit, line.project, line.year)
            yield Notice("blank", *who, words["blank"], None, None, f"{line.file} [{line.sheet}]", line.modified)
        for status, one in self._store.findings():
            if status == "unreadable":
                said = words["unreadable"].format(message=one.message)
                yield Notice("unreadable", None, None, None, None, said, None, None, one.file)

    def _compared(self) -> Iterator[Notice]:
        """The forms that count beside the roster and beside last year."""
        profile = profiles.load(self._options.profile or "base")
        matching = Matching(self._roster or Roster((), ()), profile, self._lang)
        if self._roster is None and self._previous is None:
            return
        for line, rest in self._store.lines():
            matching.add(line)
            if self._previous is not None:
                for finding in self._previous.lower(line, unpacked(rest).indicators, profile):
                    who = (line.department, line.unit, line.project)
                    yield from self._notice("lower", finding, who, line)
        for one in matching.found() if self._roster is not None else ():
            who = (one.department, one.unit, one.project)
            yield from self._notice(one.kind, one.finding, who, one.form, one.listed, one.declared)

    def _notice(
        self,
        kind: str,
        finding: Finding,
        who: tuple[str | None, ...],
        line: FormLine | None,
        listed: Decimal | None = None,
        declared: Decimal | None = None,
    ) -> Iterator[Notice]:
        """What is said of a finding, unless nobody wants to hear it."""
        if not self._is_wanted(finding.code):
            return
        stop = WORDS[self._lang]["stop"]
        said = f"{finding.code} {message(finding, self._lang)}{stop}{advice(finding, self._lang)}"
        department, unit, project = who
        if line is None:
            yield Notice(kind, department, unit, project, None, said, listed, declared)
        else:
            where = f"{line.file} [{line.sheet}]"
            yield Notice(kind, department, unit, project, line.year, said, listed, declared, where, line.modified)

    def _is_wanted(self, code: str) -> bool:
        run = None if self._options.wanted is None else self._options.wanted(code)
        return bool(run) or (run is None and self._options.levels.get(code) != OFF)
