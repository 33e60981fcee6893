"""Files to parts: a part is some hundred files, read and judged, each within its limits.

`part` is one picklable function from a list of files to what is kept of them, for a process of this machine or another.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from functools import partial

from .. import workers
from ..batch import Found, Options, is_converted, limits_for
from ..model import Unreadable
from .rows import Filed, filed, given_up

#: Files that a worker is given at once, since giving and taking costs more than a small file.
_AT_ONCE = 16


def stream(found: Sequence[Found], options: Options, lang: str, processes: int) -> Iterator[Filed]:
    """What is kept of each file, in their order, from so many worker processes; 0 reads them here.

    Files are read several at once within the limits of one. If that cannot be kept, each of them is read on its own.
    """
    if not processes or len(found) < 2:
        for one in found:
            yield filed(one, options, lang)
        return
    work = partial(_read, options=options, lang=lang)
    at_once = _AT_ONCE if len(found) > _AT_ONCE * processes and not any(map(is_converted, found)) else 1
    chunks = [found[start : start + at_once] for start in range(0, len(found), at_once)]
    failed = partial(_failed, lang=lang)
    for chunk, answer in zip(chunks, workers.each(work, chunks, failed, processes, limits_for(found)), strict=True):
        if answer is not None:
            yield from pickle.loads(answer)
            continue
        for alone in workers.each(work, [[one] for one in chunk], failed, 1, limits_for(chunk)):
            assert alone is not None
            yield from pickle.loads(alone)


def _read(found: Sequence[Found], options: Options, lang: str) -> bytes:
    return pickle.dumps([filed(one, options, lang) for one in found], pickle.HIGHEST_PROTOCOL)


def _failed(found: Sequence[Found], error: Unreadable, lang: str) -> bytes | None:
    """What is kept of a file that had to be given up; of several none, since it is not known which it was."""
    return pickle.dumps([given_up(found[0], error, lang)], pickle.HIGHEST_PROTOCOL) if len(found) == 1 else None
