"""Bytes -> grids. What a file is, is decided by its content, never by its name.

A reader takes a `Source` and returns grids; a further format is one more module and one more line in ``_READERS``.
"""

from __future__ import annotations

from importlib import import_module

from ..model import Grid, Unreadable
from . import kinds, package
from .source import Source

#: Kind of file -> the module whose ``read`` takes it. Imported when such a file comes.
_READERS = {
    "xlsx": "xlsx",
    "xls": "xls",
    "xlsb": "xlsb",
    "ods": "ods",
    "fods": "ods",
    "xml2003": "xml2003",
    "html": "html_tables",
    "text": "delimited",
}


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


def kind_of(data: bytes) -> str:
    """The kind of a file, see `kinds`. Raises Unreadable FIL02, FIL04."""
    return kinds.kind_of(data, package.Package(data) if data.startswith(kinds.ZIP) else None)


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
    grids: tuple[Grid, ...] = import_module(f".{reader}", __name__).read(Source(data, file, zipped))
    return grids
