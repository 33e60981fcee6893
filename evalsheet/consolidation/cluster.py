"""A Dask cluster: parts are made and counted by its workers; this process sees counts."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from . import Refused

T = TypeVar("T")
R = TypeVar("R")
#: Seconds to wait for the scheduler, and for its first worker.
_PATIENCE = 15
#: Tasks that wait for each thread of the cluster, so that it never idles and the scheduler holds few.
_WAITING = 3
#: How often a task is tried again that failed, as a service may for a moment. One whose worker was lost is anyway.
_RETRIES = 2


class BadCluster(Refused):
    """A cluster that cannot be used; the text says why, in Chinese."""


class Cluster:
    """A connection to a scheduler. Close it after use."""

    def __init__(self, address: str) -> None:
        """Raises BadCluster."""
        try:
            from distributed import Client
        except ImportError:
            raise BadCluster("--scheduler 需要 dask.distributed：请安装 'evalsheet[cluster]'") from None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters comes as an exception
        try:
            self._client: Any = Client(  # type: ignore[no-untyped-call]
                address, timeout=_PATIENCE, set_as_default=False
            )
        except (OSError, ValueError, TimeoutError):
            raise BadCluster(f"--scheduler {address}：连不上调度器；请核对地址，如 tcp://10.0.0.1:8786") from None
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            self.close()
            raise BadCluster(f"--scheduler {address}：调度器上没有 worker；请先在各机器上启动 dask worker") from None

    def close(self) -> None:
        """Lets go of the cluster, which goes on."""
        self._client.close()

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """What ``function`` gives for each task, in order. Raises what it raises, BadCluster for a task that takes its
        workers with it again and again, or that they cannot load."""
        from distributed import KilledWorker

        waiting: deque[Any] = deque()
        try:
            for task in tasks:
                waiting.append(self._client.submit(function, task, pure=False, retries=_RETRIES))
                if len(waiting) >= _WAITING * max(2, sum(self._client.nthreads().values())):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except KilledWorker:
            raise BadCluster("一部分文件让几个 worker 先后退出；请看 worker 的日志，常见的是内存不够") from None
        except ModuleNotFoundError as error:
            raise BadCluster(f"worker 上缺少 {error.name}：请在每台机器上安装 'evalsheet[cluster]'") from None
        finally:
            self._client.cancel(list(waiting))
