"""A run over many files: in processes, with a bar on the terminal, and beside the output a journal to go on from."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

import click

from . import batch, limits
from .batch import Options
from .inputs import Found
from .model import Result
from .together import with_batch
from .version import __version__

if TYPE_CHECKING:
    from .journal import Journal

#: Fewer files than this are judged as soon as the first worker would be ready.
_FEW = 8


def processes(wanted: int | None, files: int) -> int:
    """How many workers to use: those asked for, else one a core; none for a handful of files, unless the user has set
    limits that only a worker has."""
    if wanted is not None:
        return wanted
    if files < _FEW:
        return int(limits.is_changed("seconds", "memory"))
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def results(
    found: Sequence[Found], options: Options, jobs: int | None, output: str | None, resume: bool
) -> Iterator[Result]:
    """One result for each file, in input order, then what the rules over many forms found.

    With an output many files leave a journal beside it until they are done: with ``resume`` a run that was killed takes
    over what is in it.
    """
    options = replace(options, alone=len(found) == 1)
    if output is None or len(found) < _FEW:
        judged = batch.results(found, options, None, processes(jobs, len(found)))
        yield from with_batch(shown(judged, len(found)), options)
        return
    from .journal import Journal  # for those who have many files

    journal = Journal(f"{output}.journal", _run(found, options), resume)
    finished = False
    try:
        yield from with_batch(shown(_with_journal(journal, found, options, jobs), len(found)), options)
        finished = True
    finally:
        journal.close(finished)


def _with_journal(journal: Journal, found: Sequence[Found], options: Options, jobs: int | None) -> Iterator[Result]:
    number = 0
    for result in journal.done():
        number += 1
        yield result
    rest = found[number:]
    yield from batch.results(rest, options, None, processes(jobs, len(found)), keep=journal.add)


def _run(found: Sequence[Found], options: Options) -> str:
    """What makes a run this one: the version, how it judges, the files as they are."""
    files = []
    for one in found:
        try:
            status = os.stat(one.path)
            files.append((one.name, status.st_size, status.st_mtime_ns))
        except OSError:
            files.append((one.name, -1, -1))
    judging = (options.profile, options.year, options.wanted, dict(options.levels), options.waivers, options.whole)
    return repr((__version__, judging, limits.MOST, options.sheets, files))


class _Outcome(Protocol):
    @property
    def status(self) -> str:
        """As in `Result`."""


R = TypeVar("R", bound=_Outcome)


def shown(found: Iterator[R], count: int) -> Iterator[R]:
    """The results, with a bar on the terminal while they come: how far, how long yet, how many unreadable so far."""
    if count < _FEW or not sys.stderr.isatty():
        yield from found
        return
    unreadable = 0
    with click.progressbar(length=count, label="核对", file=sys.stderr, show_pos=True) as bar:
        for result in found:
            unreadable += result.status == "unreadable"
            bar.label = f"核对（{unreadable} 个无法读取）" if unreadable else "核对"
            bar.update(1)
            yield result
