"""What is done with a part wherever there is room: in this process, or on another machine. All of it is picklable, and
doing it again does no harm, so that a machine that is lost costs no more than the time."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .. import limits, storage, workers
from ..batch import Options
from ..inputs import Found
from ..version import __version__
from . import Refused
from .dataset import known_now, write_files
from .parquet import BESIDE, CURRENT, read_part
from .parts import stream
from .rows import content_digest
from .statistics import Details


class WrongVersion(Refused):
    """Another version of evalsheet is installed where the work was to be done; the text says so, in Chinese."""


class Way(NamedTuple):
    """How the parts of a run are made, and where they go."""

    options: Options
    lang: str
    root: str
    #: As `judging_digest` says; profiles of the user's own may stand elsewhere on another machine.
    judging: str
    limits: Mapping[str, int]
    #: Worker processes for each part.
    processes: int = 1
    version: str = __version__


class Task(NamedTuple):
    """A part to be made of these files."""

    way: Way
    part: str
    found: tuple[Found, ...]


class Done(NamedTuple):
    """What is said of a part that was made; its lines are in the dataset."""

    part: str
    statuses: Counter[str]
    forms: int


def part(task: Task) -> Done:
    """Reads and judges the files of a part, each within its limits, and writes the part."""
    way = task.way
    if way.version != __version__:
        raise WrongVersion(f"worker 上的 evalsheet 是 {__version__}，发起汇总的是 {way.version}；请装成同一版本")
    limits.change(way.limits)
    _may_start_processes()
    filed = list(stream(task.found, way.options, way.lang, way.processes, workers.APART))
    write_files(storage.folder(way.root), task.part, filed, {}, known_now(filed, task.part, way.judging))
    return Done(task.part, Counter(one.status for one in filed), sum(len(one.forms) for one in filed))


def _may_start_processes() -> None:
    """A worker that Dask's nanny watches is daemonic, and as such may have no processes of its own: they could be left
    behind. Those of the pool are daemonic themselves and end when it does."""
    process = multiprocessing.current_process()
    if process.daemon:
        process.daemon = False


def contents(found: Iterable[Found]) -> list[str]:
    """The digests of files, "" of those that cannot be read."""
    return [content_digest(one) for one in found]


class Sums(NamedTuple):
    """A part to be counted: the forms of these years."""

    root: str
    part: str
    years: frozenset[int | None]


def sums(task: Sums) -> Details:
    """What is counted over the rows of the forms of a part that count, once the dataset says which do."""
    found = Details()
    for line, rest in read_part(storage.folder(task.root), task.part, BESIDE, (CURRENT,))[0]:
        if not line.blank and line.year in task.years:
            found.add(rest)
    return found
