"""Files to what is kept of them: read and judged, each within its limits."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from functools import partial

from .. import workers
from ..batch import Options, seconds_for
from ..inputs import Found
from ..model import Unreadable
from .rows import Filed, filed, given_up

#: Files that a worker is given at once, and how often each of them is given some at least.
_TOGETHER, _TURNS = 16, 4


def stream(
    found: Sequence[Found], options: Options, lang: str, processes: int, started: str | None = None
) -> Iterator[Filed]:
    """What is kept of each file, in their order, from so many worker processes, each file within the limits of time and
    memory; 0 reads them here. ``started`` is how, as in `workers.each`."""
    if not processes:
        for one in found:
            yield filed(one, options, lang)
        return
    together = max(1, min(_TOGETHER, len(found) // (processes * _TURNS)))
    work, failed = partial(_packed, options=options, lang=lang), partial(_failed, lang=lang)
    for record in workers.each(work, found, failed, processes, seconds_for(found), together, started):
        yield pickle.loads(record)


def _packed(found: Found, options: Options, lang: str) -> bytes:
    return pickle.dumps(filed(found, options, lang), pickle.HIGHEST_PROTOCOL)


def _failed(found: Found, error: Unreadable, lang: str) -> bytes:
    return pickle.dumps(given_up(found, error, lang), pickle.HIGHEST_PROTOCOL)
