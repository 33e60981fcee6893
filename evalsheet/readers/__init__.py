"""Bytes -> grids. What a file is, is decided by its content, never by its name.

A reader takes a `Source` and returns grids; a further format is one more module and one more line in ``_READERS``.
"""

from __future__ import annotations

from collections.abc import Callable

from ..model import Grid, Unreadable
from . import kinds, package, xlsx
from .source import Source

_READERS: dict[str, Callable[[Source], tuple[Grid, ...]]] = {"xlsx": xlsx.read}


def grids(data: bytes, file: str) -> tuple[Grid, ...]:
    """The sheets of a file; ``file`` is only the name that the grids carry.

    Raises Unreadable and nothing else: FIL01 kind not read, FIL02 damaged, FIL03 password, FIL04 over a limit,
    FIL06 out of memory, FIL07 a reader crashed.
    """
    try:
        return _grids(data, file)
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable("FIL06") from None
    except Exception as error:
        raise Unreadable("FIL07", error=type(error).__name__) from error


def _grids(data: bytes, file: str) -> tuple[Grid, ...]:
    if len(data) > package.MAX_FILE_BYTES:
        raise package.over_limit("file_bytes", package.MAX_FILE_BYTES, len(data))
    zipped = package.Package(data) if data.startswith(kinds.ZIP) else None
    kind = kinds.kind_of(data, zipped)
    if kind == "encrypted":
        raise Unreadable("FIL03")
    reader = _READERS.get(kind)
    if reader is None:
        raise Unreadable("FIL01", kind=kind)
    return reader(Source(data, file, zipped))
