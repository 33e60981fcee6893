"""OLE containers: the streams at their root, read without trust.

Every chain of sectors is followed at most as far as the file has sectors, so a chain that runs in a circle ends as
damage. Streams inside storages (embedded workbooks, pictures) are not looked at.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from .package import damaged

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Size of sectors and of small ones as powers of 2; first sector of the directory; from which size on streams are in
#: large sectors; first sector of the small ones' table; first sector, and number, of what continues the header's list.
_HEADER = struct.Struct("<30x2H14xI4x2I4x2I")
_ENTRY_BYTES = 128
_STREAM = 2
#: Sector numbers from here on are marks: end of chain, free, and the like.
_MARKS = 0xFFFFFFFA
#: Where the header lists the first sectors of the allocation table.
_FIRST_TABLE = slice(76, 512)


class Entry(NamedTuple):
    """A stream as the directory lists it."""

    start: int
    size: int


class Container:
    """The streams at the root of an OLE container, by lower-cased name. Raises Unreadable FIL02 for what is none."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            shift, mini_shift, directory, cutoff, mini_table, extension, extensions = _HEADER.unpack_from(data)
        except struct.error:
            raise damaged("zip") from None
        if shift not in (9, 12) or mini_shift > shift:
            raise damaged("zip")
        self._size, self._mini_size, self._cutoff = 1 << shift, 1 << mini_shift, cutoff
        self._table = self._allocation(extension, extensions)
        self._mini_table_start, self._directory = mini_table, self._chain(directory)
        self.streams = _root_streams(self._directory)

    def stream(self, name: str) -> bytes:
        """The content of a stream. Raises KeyError if there is none of that name, Unreadable FIL02 if it is cut."""
        start, size = self.streams[name.lower()]
        content = self._mini_chain(start) if size < self._cutoff else self._chain(start)
        return content[:size]

    def _allocation(self, extension: int, extensions: int) -> tuple[int, ...]:
        """The number of the sector that follows each."""
        sectors = [number for number in _numbers(self._data[_FIRST_TABLE]) if number < _MARKS]
        needed = len(self._data) // self._size // (self._size // 4) + 1
        for _ in range(min(extensions, needed)):
            if extension >= _MARKS:
                break
            *listed, extension = _numbers(self._sector(extension)) or (_MARKS,)
            sectors += [number for number in listed if number < _MARKS]
        return _numbers(b"".join(map(self._sector, sectors[:needed])))

    def _sector(self, number: int) -> bytes:
        """A sector; the last one of a file may be short. Raises FIL02 for one behind the end."""
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise damaged("zip")
        return self._data[start : start + self._size]

    def _chain(self, number: int) -> bytes:
        return b"".join(map(self._sector, _followed(number, self._table)))

    def _mini_chain(self, number: int) -> bytes:
        """A stream of small sectors, which are pieces of the root's stream."""
        table = _numbers(self._chain(self._mini_table_start))
        content, size = self._chain(struct.unpack_from("<I", self._directory, 116)[0]), self._mini_size
        return b"".join(content[at * size : (at + 1) * size] for at in _followed(number, table))


def _followed(number: int, table: tuple[int, ...]) -> list[int]:
    """The sectors of a chain. Raises FIL02 if it leaves the table or runs in a circle."""
    found: list[int] = []
    while number < _MARKS:
        if number >= len(table) or len(found) >= len(table):
            raise damaged("zip")
        found.append(number)
        number = table[number]
    return found


def _numbers(data: bytes) -> tuple[int, ...]:
    count = len(data) // 4
    return struct.unpack(f"<{count}I", data[: 4 * count])


def _root_streams(entries: bytes) -> dict[str, Entry]:
    """The streams below the root; if its tree leads nowhere, all that are listed."""
    count = len(entries) // _ENTRY_BYTES
    seen: set[int] = set()
    waiting = [_links(entries, 0)[2]] if count else []
    while waiting:
        number = waiting.pop()
        if 0 < number < count and number not in seen:
            seen.add(number)
            waiting += _links(entries, number)[:2]
    return _streams(entries, seen) or _streams(entries, range(count))


def _links(entries: bytes, number: int) -> tuple[int, int, int]:
    """The entries to the left and right of an entry, and the first one below it."""
    left, right, below = struct.unpack_from("<3I", entries, number * _ENTRY_BYTES + 68)
    return left, right, below


def _streams(entries: bytes, numbers: set[int] | range) -> dict[str, Entry]:
    found = {}
    for number in sorted(numbers, reverse=True):  # of two streams with one name the first counts
        entry = entries[number * _ENTRY_BYTES : (number + 1) * _ENTRY_BYTES]
        length = struct.unpack_from("<H", entry, 64)[0]
        if entry[66] == _STREAM and 2 <= length <= 64:
            name = entry[: length - 2].decode("utf-16-le", "replace")
            found[name.lower()] = Entry(*struct.unpack_from("<2I", entry, 116))
    return found
