"""The clock."""

from __future__ import annotations

import time
from collections.abc import Callable


def timed(job: Callable[[], None]) -> float:
    """Seconds that the job takes."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start
