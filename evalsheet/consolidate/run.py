"""The whole way from files to the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ..batch import Found, Options
from .carried import Carried
from .parts import stream
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

    def __init__(self, options: Options, lang: str, carried: Carried | None = None) -> None:
        self._options, self._lang = options, lang
        self._carried = carried or Carried()
        self._store = Store()

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
