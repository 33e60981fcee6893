"""Many files in worker processes: each has its time and its memory, and a dead worker costs only the file it was on.

The pool is pebble's: it kills a worker that is out of time or whose task is cancelled, notices one that died, and
starts another. Results come back in the order of the input through a window, so that a folder of a million files needs
no more memory than one of a thousand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

from . import limits
from .model import Unreadable

T = TypeVar("T")
R = TypeVar("R")
#: How many tasks a worker has waiting: enough that it never idles, few enough to hold their results.
_WAITING = 16
#: How processes are started where this one has threads: not as its copies, in which what a thread holds stays held.
APART = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
#: After so many a worker that stays makes room for another one, whatever has piled up in it.
_TASKS = 5000


def each(
    work: Callable[[T], R],
    tasks: Iterable[T],
    failed: Callable[[T, Unreadable], R],
    count: int,
    seconds: float,
    together: int = 1,
    started: str | None = None,
) -> Iterator[R]:
    """What ``work`` gives for each task, in order, from ``count`` processes; ``failed`` gives it for a task that had to
    be given up: FIL05 after so many seconds, FIL06 out of memory, FIL07 the worker died.

    So many tasks go to a worker ``together``, because sending costs as much as a tenth of a form. If they are not all
    done in the seconds that one has, or the worker dies, each is done again alone. ``work``, the tasks and the answers
    must be picklable. Closing the iterator kills the workers. ``started`` is the way of multiprocessing to start them,
    the usual one of the system if it is None.
    """
    from pebble import ProcessPool  # some 50 ms to import, for those who have many files

    way = get_context(started)
    pool = ProcessPool(max_workers=count, initializer=_prepare, initargs=(dict(limits.MOST),), context=way)

    def sent(some: Sequence[T]) -> Future[Any]:
        return pool.schedule(_guarded, args=(work, some), timeout=seconds)

    def answers(some: Sequence[T], future: Future[Any]) -> Iterator[R]:
        found = _found(future)
        if len(some) > 1 and isinstance(found, Unreadable):
            for one, again in [((one,), sent((one,))) for one in some]:
                yield from answers(one, again)
            return
        for number, task in enumerate(some):
            if isinstance(found, Unreadable):
                yield failed(task, found)
            else:
                answer = found[number]
                yield failed(task, Unreadable(answer)) if isinstance(answer, str) else answer[0]

    try:
        waiting: deque[tuple[Sequence[T], Future[Any]]] = deque()
        for some in _groups(tasks, together):
            waiting.append((some, sent(some)))
            if len(waiting) >= count * _WAITING:
                yield from answers(*waiting.popleft())
        while waiting:
            yield from answers(*waiting.popleft())
        pool.close()  # type: ignore[no-untyped-call]
        # the workers have nothing left to do, and that they end takes a tenth of a second that nobody need wait for
        Thread(target=pool.join, daemon=True).start()
    except BaseException:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
        raise


class Pool:
    """So many workers that stay, for work that comes now and then, each piece within its time and its memory.

    They are started by a process of its own, since a server with threads must not be copied, and each is replaced after
    some thousand pieces of work. Each does ``warm`` before work comes. Close it after use.
    """

    def __init__(self, count: int, warm: Callable[[], object]) -> None:
        from pebble import ProcessPool

        context = get_context(APART)
        if APART == "forkserver":
            context.set_forkserver_preload([warm.__module__])
        self._pool = ProcessPool(
            max_workers=count,
            max_tasks=_TASKS,
            initializer=_prepare,
            initargs=(dict(limits.MOST), warm),
            context=context,
        )
        assert self._pool.active, "asking starts the workers"

    def send(self, work: Callable[..., R], *args: Any, seconds: float) -> Future[Any]:
        """Lets a worker do the work; when the future is done, `given` has the answer."""
        return self._pool.schedule(_guarded, args=(partial(_spread, work), (args,)), timeout=seconds)

    def close(self) -> None:
        """Ends the workers, with what they are on."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def given(future: Future[Any]) -> Any:
    """The answer of a single piece of work. Raises Unreadable FIL05, FIL06, FIL07 where it had to be given up."""
    found = _found(future)
    answer = found if isinstance(found, Unreadable) else found[0]
    if isinstance(answer, str):
        answer = Unreadable(answer)
    if isinstance(answer, Unreadable):
        raise answer
    return answer[0]


def _spread(work: Callable[..., R], args: tuple[Any, ...]) -> R:
    return work(*args)


def _groups(tasks: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    rest = iter(tasks)
    while group := tuple(islice(rest, size)):
        yield group


def _guarded(work: Callable[[T], R], tasks: Sequence[T]) -> list[tuple[R] | str]:
    """In the worker: the answers, or the codes of why there are none."""
    found: list[tuple[R] | str] = []
    for task in tasks:
        try:
            found.append((work(task),))
        except MemoryError:
            found.append("FIL06")
    return found


def _found(future: Future[Any]) -> Any:
    """The answers of a worker as `_guarded` gives them, or why there are none at all."""
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        return Unreadable("FIL05")
    except ProcessExpired as error:
        return Unreadable("FIL07", error=f"进程中断 {error.exitcode}")


def _prepare(most: dict[str, int], warm: Callable[[], object] | None = None) -> None:
    """In the worker: the limits of the process that started it, what makes it ready for work, and less searching for
    garbage."""
    import gc

    limits.change(most)
    if warm is not None:
        warm()
    gc.freeze()  # what was imported stays
    gc.set_threshold(*limits.GARBAGE)
    _limit_memory(most["memory"])


def _limit_memory(more: int) -> None:
    """No more memory than this process has now and so much more. Windows has no such limit."""
    try:
        import resource
    except ImportError:
        return
    with open("/proc/self/statm", encoding="ascii") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    # only the soft limit: a program that is started from here, such as LibreOffice, may lift it again
    resource.setrlimit(resource.RLIMIT_AS, (now + more, resource.getrlimit(resource.RLIMIT_AS)[1]))
