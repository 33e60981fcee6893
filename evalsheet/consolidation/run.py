"""The whole way from files to the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple, Protocol, TypeVar

from .. import limits, profiles, waiving
from ..batch import Options
from ..inputs import Found
from ..rules import advice, bulk, is_run, message
from .carried import Carried
from .cluster import Cluster
from .dataset import PART, Dataset
from .matching import Matching, Said
from .parquet import read_part
from .parts import stream
from .previous import Previous
from .roster import Roster
from .rows import Filed, packed, unpacked, unpacked_traits
from .sheets import WORDS
from .statistics import Details
from .store import Store
from .tasks import Sums, Task, Way, contents, part, sums
from .workbook import Book, Notice, is_listed, written


class Summary(NamedTuple):
    """What came of a run: files by status, forms that count, forms that do not since another one does, blank ones."""

    unreadable: int
    forms: int
    doubled: int
    blank: int
    #: Files that were in the dataset and not read again.
    kept: int


class Outcome(Protocol):
    """What came of a file."""

    @property
    def status(self) -> str:
        """As in `Result`."""


class Counted(NamedTuple):
    """A file that was read elsewhere."""

    status: str


R = TypeVar("R", bound=Outcome)
S = TypeVar("S")
T = TypeVar("T")


class Shown(Protocol):
    """Passes on what comes of each file while it shows how far the run is."""

    def __call__(self, found: Iterator[R], count: int, /) -> Iterable[R]:
        """The same in the same order."""


def unseen(found: Iterator[R], count: int, /) -> Iterable[R]:
    """Shows nothing."""
    return found


def _only(names: set[str]) -> str:
    """The one name of all; "" if there are several."""
    return names.pop() if len(names) == 1 else ""


def _parts(found: Sequence[Found]) -> Iterator[tuple[Found, ...]]:
    return (tuple(found[start : start + PART]) for start in range(0, len(found), PART))


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
        cluster: Cluster | None = None,
    ) -> None:
        """A ``cluster`` needs a dataset, which its workers write."""
        self._cluster, self._details = cluster, None if cluster is None else Details()
        self._options, self._lang, self._roster = options, lang, roster
        self._dataset, self._previous = dataset, previous
        self._carried = carried or Carried()
        self._store = Store(roster.ranks() if roster else None)

    def close(self) -> None:
        """Gives the temporary files up."""
        self._store.close()
        if "_book" in vars(self):
            self._book.close()

    @cached_property
    def _book(self) -> Book:
        """Made when there is something to write, since XlsxWriter is slow to import."""
        return Book(self._lang)

    def read(
        self, found: Sequence[Found], processes: int = 0, shown: Shown = unseen, folders: Sequence[str] = ()
    ) -> Summary:
        """Reads and judges the files, and decides which forms count. With a dataset only what is not in it is read, and
        what it has from ``folders`` that is no longer there is withdrawn."""
        if self._dataset is None:
            return self.take(shown(self._stream(found, processes), len(found)))
        missing = self._missing(self._dataset, found)
        self._dataset.withdraw({one.name for one in found}, folders)
        summary = self.take(self._filed(self._dataset, found, missing, processes, shown))
        self._dataset.place(self._store.standings())
        self._count(self._dataset)
        return summary._replace(kept=len(found) - len(missing))

    def take(self, filed: Iterable[Filed]) -> Summary:
        """Takes what came of the files, and decides which forms count."""
        store = self._store
        for one in filed:
            store.add(one, draw=self._book.early)
        store.settle()
        return Summary(store.statuses["unreadable"], store.count, store.doubled, store.blank, 0)

    def _stream(self, found: Sequence[Found], processes: int) -> Iterator[Filed]:
        return stream(found, self._options, self._lang, processes)

    def _missing(self, dataset: Dataset, found: Sequence[Found]) -> list[Found]:
        """The files that the dataset has not."""
        there = [one for one in found if dataset.knows(one.name)]
        digests = chain.from_iterable(self._map(contents, _parts(there)))
        now = dict(zip((one.name for one in there), digests, strict=True))
        missing = []
        for one in found:
            content = now.get(one.name, "")
            if not dataset.has(one.name, content):
                dataset.read_anew(one.name, content)
                missing.append(one)
        return missing

    def _map(self, function: Callable[[T], S], tasks: Iterable[T]) -> Iterator[S]:
        """Does what is to be done with parts, on the cluster if there is one."""
        return map(function, tasks) if self._cluster is None else self._cluster.map(function, tasks)

    def _filed(
        self, dataset: Dataset, found: Sequence[Found], missing: Sequence[Found], processes: int, shown: Shown
    ) -> Iterator[Filed]:
        """Has the missing files read and written; gives what came of them, after what the dataset has of others."""
        names = {one.name for one in found}
        if self._cluster is not None:
            tasks = self._tasks(dataset, missing)
            done = chain.from_iterable(one.statuses.elements() for one in self._cluster.map(part, tasks))
            for _ in shown(map(Counted, done), len(missing)):
                pass
        for name in dataset.parts():
            for filed, gone in dataset.filed(name, rests=self._cluster is None):
                self._store.add(filed, gone, filed.file in names and not gone)
        if self._cluster is None:
            coming = iter(shown(self._stream(missing, processes), len(missing)))
            while some := list(islice(coming, PART)):
                dataset.write(dataset.next_part(), some)
                yield from some

    def _tasks(self, dataset: Dataset, missing: Sequence[Found]) -> Iterator[Task]:
        way = Way(self._options, self._lang, dataset.root, dataset.judging, dict(limits.MOST))
        return (Task(way, dataset.next_part(), some) for some in _parts(missing))

    def _count(self, dataset: Dataset) -> None:
        """Where a cluster has written the dataset it also counts it; only rows that stand in the workbook come here,
        and those that are compared with last year."""
        if self._details is None:
            return
        years = frozenset(self._store.years())
        for one in self._map(sums, (Sums(dataset.root, name, years) for name in dataset.parts())):
            self._details.merge(one)
        tables = {name for name, rows in self._store.rows().items() if is_listed(rows)}
        tables |= set() if self._previous is None else {"indicators"}
        for name in dataset.parts() if tables else ():
            lines, _ = read_part(dataset.folder, name, tables)
            self._store.put_rests((line.form, packed(rest)) for line, rest in lines)

    def workbook(self) -> Iterator[bytes]:
        """The workbook piece by piece."""
        notices, further = self._compared()
        said = [*further, *self._over_all()]
        notices += self._uncounted()
        return written(self._book, self._store, notices, self._carried, self._previous, self._lang, self._details, said)

    def _uncounted(self) -> Iterator[Notice]:
        """Forms that do not count, and files that were not read."""
        words = WORDS[self._lang]
        for double in self._store.doubles():
            line, other = double.line, double.instead
            instead = None if other is None else other.place
            who = (line.department, line.unit, line.project, line.year)
            yield Notice(double.why, *who, words[double.why], None, line.executed, line.place, line.modified, instead)
        for line in self._store.blanks():
            who = (line.department, line.unit, line.project, line.year)
            yield Notice("blank", *who, words["blank"], None, None, line.place, line.modified)
        for status, one in self._store.findings():
            if status == "unreadable":
                said = words["unreadable"].format(message=one.message)
                yield Notice("unreadable", None, None, None, None, said, None, None, one.file)

    def _compared(self) -> tuple[list[Notice], list[Said]]:
        """The forms that count beside the roster and beside last year: what is to be looked at, and the findings."""
        if self._roster is None and self._previous is None:
            return [], []
        profile = profiles.load(self._options.profile or "base")
        matching = Matching(self._roster or Roster((), ()), profile, self._lang)
        found = []
        for line, rest, _ in self._store.lines():
            matching.add(line)
            if self._previous is not None:
                who = (line.department or "", line.unit or "", line.project or "")
                lower = self._previous.lower(line, unpacked(rest).indicators, profile)
                found += [Said("lower", finding, *who, line) for finding in lower]
        found += matching.found() if self._roster is not None else ()
        wanted, levels = self._options.wanted, self._options.levels
        found = [one for one in found if is_run(one.finding.code, wanted, levels)]
        return [self._notice(one) for one in found], found

    def _notice(self, one: Said) -> Notice:
        line, stop = one.form, WORDS[self._lang]["stop"]
        said = f"{one.finding.code} {message(one.finding, self._lang)}{stop}{advice(one.finding, self._lang)}"
        year, place, changed = (None, None, 0) if line is None else (line.year, line.place, line.modified)
        who = (one.department or None, one.unit or None, one.project or None)
        return Notice(one.kind, *who, year, said, one.listed, one.declared, place, changed)

    def _over_all(self) -> Iterator[Said]:
        """What the rules over many forms find, as `check` does over the same files."""
        profile = profiles.load(self._options.profile or "base")
        levels = {**profile.levels, **self._options.levels}
        codes = bulk.codes(self._options.wanted, levels)
        if not codes:
            return
        with bulk.Index() as index:
            for line, traits in self._store.traits():
                shown = (line.file, line.sheet, line.department or "", line.unit or "", line.project or "")
                index.put(shown, unpacked_traits(traits))
            found = tuple(bulk.check(index, codes, profile, levels))
        for finding in waiving.waived_together(found, self._options.waivers):
            # whose it is, if it is of one
            department, unit, project = (
                _only({getattr(one, key) for one in finding.members}) for key in ("department", "unit", "project")
            )
            yield Said("together", finding, department, unit, project)
