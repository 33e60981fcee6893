"""Bytes -> grids. What a file is, is decided by its content, never by its name.

A reader takes a `Source` and returns grids; a further format is one more module and one more line in ``_READERS``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TypeVar

from .. import limits
from ..model import Grid, Unreadable
from . import kinds, package
from .source import Source

_T = TypeVar("_T")
#: Kind of file -> the module and the function that read it. Imported when such a file comes.
_READERS = {
    "xlsx": ("xlsx", "read"),
    "xls": ("xls", "read"),
    "xlsb": ("xlsb", "read"),
    "ods": ("ods", "read"),
    "fods": ("ods", "read"),
    "xml2003": ("xml2003", "read"),
    "html": ("html_tables", "read"),
    "text": ("delimited", "read"),
    "docx": ("docx", "read"),
    "doc": ("older_word", "doc"),
    "odt": ("older_word", "odt"),
    "rtf": ("older_word", "rtf"),
    "wordxml": ("older_word", "wordxml"),
}
#: Those that hold text besides tables.
_DOCUMENTS = ("docx", "doc", "odt", "rtf", "wordxml")


def grids(data: bytes, file: str, password: str | None = None) -> tuple[Grid, ...]:
    """The sheets of a file; ``file`` is only the name that the grids carry.

    Raises Unreadable and nothing else: FIL01 kind not read, FIL02 damaged, FIL03 password, FIL04 over a limit, FIL05
    out of time, FIL06 out of memory, FIL07 a reader crashed, FIL08 a program is not installed.
    """
    return _guarded(lambda: _grids(data, file, password))


def opened(data: bytes, file: str, password: str | None = None) -> Source:
    """A file without its password, and what it is, to be read by `read` and then to be used further: what is inflated
    of its parts is kept. Raises Unreadable as `grids` does."""
    return _guarded(lambda: _opened(_unlocked(data, password), file, keep=True))


def read(source: Source) -> tuple[Grid, ...]:
    """The sheets of an opened file. Raises Unreadable as `grids` does."""
    return _guarded(lambda: _read(source))


def document(data: bytes, file: str, password: str | None = None) -> tuple[tuple[str, ...], tuple[Grid, ...]]:
    """The lines of text of a document or a text file that say something, and its tables. Raises Unreadable as `grids`
    does, FIL01 for a workbook and whatever else is no text."""
    return _guarded(lambda: _document(_opened(_unlocked(data, password), file)))


def with_widths(sheets: tuple[Grid, ...], data: bytes, password: str | None = None) -> tuple[Grid, ...]:
    """The sheets of a file that was read, with the widths of their columns where it is an xlsx workbook that says them.
    What is wrong with them costs them alone."""
    from . import widths

    try:
        source = opened(data, "", password)
        return _guarded(lambda: widths.added(sheets, source.package)) if source.kind == "xlsx" else sheets
    except Unreadable:
        return sheets


def _document(source: Source) -> tuple[tuple[str, ...], tuple[Grid, ...]]:
    if source.kind == "text":
        from .encoding import text_of

        return tuple(line.strip() for line in text_of(source.data).splitlines() if line.strip()), ()
    if source.kind not in _DOCUMENTS:
        raise Unreadable("FIL03") if source.kind == "encrypted" else Unreadable("FIL01", kind=source.kind)
    tables = tuple(_read(source))
    return next((grid.lines for grid in tables), ()), tables


def is_read(kind: str) -> bool:
    """Whether there is a reader for files of that kind."""
    return kind in _READERS


def _guarded(work: Callable[[], _T]) -> _T:
    try:
        return work()
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable("FIL06") from None
    except Exception as error:
        raise Unreadable("FIL07", error=type(error).__name__) from error


def _grids(data: bytes, file: str, password: str | None) -> tuple[Grid, ...]:
    data = _unlocked(data, password)
    try:
        return _read(_opened(data, file))
    except Unreadable as error:
        if error.code != "FIL03" or not data.startswith(kinds.OLE):
            raise
    from .password import opened  # old formats, whose reader found out

    return _read(_opened(opened(data, password), file))


def _unlocked(data: bytes, password: str | None) -> bytes:
    limits.check("file_bytes", len(data))
    if not data.startswith(kinds.OLE) or kinds.kind_of(data, None) != "encrypted":
        return data
    from .password import opened

    return opened(data, password)


def _opened(data: bytes, file: str, keep: bool = False) -> Source:
    zipped = package.Package(data, keep=keep) if data.startswith(kinds.ZIP) else None
    return Source(data, file, zipped, kinds.kind_of(data, zipped))


def _read(source: Source) -> tuple[Grid, ...]:
    if source.kind == "encrypted":
        raise Unreadable("FIL03")
    if source.kind not in _READERS:
        raise Unreadable("FIL01", kind=source.kind)
    module, function = _READERS[source.kind]
    reader = getattr(import_module(f".{module}", __name__), function)
    grids: tuple[Grid, ...] = reader(source)
    return grids
