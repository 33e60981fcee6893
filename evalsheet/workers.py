"""Many files in worker processes: each has its time and its memory, and a dead worker costs only the file it was on.

The pool is pebble's: it kills a worker that is out of time or whose task is cancelled, notices one that died, and
starts another. Results come back in the order of the input through a window, so that a folder of a million files needs
no more memory than one of a thousand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

from .model import Unreadable

T = TypeVar("T")
R = TypeVar("R")
#: How many tasks a worker has waiting: enough that it never idles, few enough to hold their results.
_WAITING = 16


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: seconds, and bytes of memory of its worker beyond what it has at the start."""

    seconds: float = 20
    memory: int = 1 << 30


LIMITS = Limits()


def each(
    work: Callable[[T], R], tasks: Iterable[T], failed: Callable[[T, Unreadable], R], count: int, limits: Limits
) -> Iterator[R]:
    """What ``work`` gives for each task, in order, from ``count`` processes; ``failed`` gives it for a task that had to
    be given up: FIL05 out of time, FIL06 out of memory, FIL07 the worker died.

    ``work``, the tasks and the answers must be picklable. Closing the iterator kills the workers.
    """
    from pebble import ProcessPool  # some 50 ms to import, for those who have many files

    pool = ProcessPool(max_workers=count, initializer=_limit_memory, initargs=(limits.memory,))
    try:
        waiting: deque[tuple[T, Future[Any]]] = deque()
        for task in tasks:
            waiting.append((task, pool.schedule(_guarded, args=(work, task), timeout=limits.seconds)))
            if len(waiting) >= count * _WAITING:
                yield _answer(*waiting.popleft(), failed)
        while waiting:
            yield _answer(*waiting.popleft(), failed)
        pool.close()  # type: ignore[no-untyped-call]
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _guarded(work: Callable[[T], R], task: T) -> tuple[R] | str:
    """In the worker: the answer, or the code of why there is none."""
    try:
        return (work(task),)
    except MemoryError:
        return "FIL06"


def _answer(task: T, future: Future[Any], failed: Callable[[T, Unreadable], R]) -> R:
    from pebble import ProcessExpired

    try:
        answer = future.result()
    except TimeoutError:
        return failed(task, Unreadable("FIL05"))
    except ProcessExpired as error:
        return failed(task, Unreadable("FIL07", error=f"进程中断 {error.exitcode}"))
    return failed(task, Unreadable(answer)) if isinstance(answer, str) else answer[0]


def _limit_memory(more: int) -> None:
    """In the worker: no more memory than it has now and so much more. Windows has no such limit."""
    try:
        import resource
    except ImportError:
        return
    with open("/proc/self/statm", encoding="ascii") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    # only the soft limit: a program that is started from here, such as LibreOffice, may lift it again
    resource.setrlimit(resource.RLIMIT_AS, (now + more, resource.getrlimit(resource.RLIMIT_AS)[1]))
