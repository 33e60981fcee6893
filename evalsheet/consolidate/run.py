"""The whole way from files to the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .. import profiles
from ..batch import Found, Options
from ..rules import OFF, advice, message
from .carried import Carried
from .matching import Matching
from .parts import stream
from .roster import Roster
from .rows import Filed
from .sheets import WORDS
from .store import Store
from .workbook import Notice, written


class Summary(NamedTuple):
    """What came of a run: files by status, forms that count, forms that do not since another one does, blank ones."""

    unreadable: int
    forms: int
    doubled: int
    blank: int


#: Passes on what comes of each file while it shows how far the run is.
Shown = Callable[[Iterator[Filed], int], Iterable[Filed]]


class Run:
    """A consolidation: `read` it, then take the `workbook`, which is written piece by piece. Close it after use."""

    def __init__(
        self, options: Options, lang: str, carried: Carried | None = None, roster: Roster | None = None
    ) -> None:
        self._options, self._lang, self._roster = options, lang, roster
        self._carried = carried or Carried()
        self._store = Store(roster.ranks() if roster else None)

    def close(self) -> None:
        """Gives the temporary files up."""
        self._store.close()

    def read(self, found: Sequence[Found], processes: int, shown: Shown) -> Summary:
        """Reads and judges the files, and decides which forms count."""
        for filed in shown(stream(found, self._options, self._lang, processes), len(found)):
            self._store.add(filed)
        self._store.settle()
        store = self._store
        return Summary(store.statuses["unreadable"], store.count, store.doubled, store.blank)

    def workbook(self) -> Iterator[bytes]:
        """The workbook piece by piece."""
        return written(self._store, self._notices(), self._carried, None, self._lang)

    def _notices(self) -> Iterator[Notice]:
        words = WORDS[self._lang]
        yield from self._beside_the_roster()
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

    def _beside_the_roster(self) -> Iterator[Notice]:
        if self._roster is None:
            return
        profile = profiles.load(self._options.profile or "base")
        matching = Matching(self._roster, profile, self._lang)
        for line, _ in self._store.lines():
            matching.add(line)
        for one in matching.found():
            if not self._is_wanted(one.finding.code, profile.levels):
                continue
            said = f"{message(one.finding, self._lang)}{WORDS[self._lang]['stop']}{advice(one.finding, self._lang)}"
            form = one.form
            file = None if form is None else f"{form.file} [{form.sheet}]"
            changed = 0 if form is None else form.modified
            year = None if form is None else form.year
            who = (one.department, one.unit, one.project, year)
            yield Notice(one.kind, *who, f"{one.finding.code} {said}", one.listed, one.declared, file, changed)

    def _is_wanted(self, code: str, levels: Mapping[str, str]) -> bool:
        run = None if self._options.wanted is None else self._options.wanted(code)
        return bool(run) or (run is None and {**levels, **self._options.levels}.get(code) != OFF)
