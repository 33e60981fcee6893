"""The records of old Excel workbooks (BIFF 5 and 8): kinds, strings, packed numbers."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator

from .. import limits
from .package import damaged

BOF, EOF, CONTINUE = 0x809, 0x0A, 0x3C
CODEPAGE, DATEMODE, FILEPASS, SHEET, STRINGS, FORMAT, STYLE = 0x42, 0x22, 0x2F, 0x85, 0xFC, 0x41E, 0xE0
ROW, MERGES, STRING = 0x208, 0xE5, 0x207
NUMBER, PACKED, PACKED_ROW, SHARED, LABEL, RICH, TRUTH = 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6, 0x205
#: The first is the one of these versions; some writers use those of earlier ones, which are the same.
FORMULAS = (0x06, 0x206, 0x406)

#: Marks of a string: two bytes a sign, phonetic guides behind it, formatting runs behind it.
_WIDE, _PHONETIC, _RICH = 1, 4, 8
#: Windows code pages that Python knows by another name.
_CODEPAGES = {367: "ascii", 936: "gb18030", 1200: "utf-16-le", 10000: "mac-roman", 32768: "mac-roman", 32769: "cp1252"}
#: What a Chinese system wrote that did not say.
DEFAULT_CODEPAGE = "gb18030"

Record = tuple[int, list[bytes]]


def records(stream: bytes, start: int) -> Iterator[Record]:
    """Kind and content of each record from a BOF to its EOF; the content in pieces where others continue it.

    What is nested (charts on a sheet) is passed over. Raises Unreadable FIL02 if the stream ends before.
    """
    depth, place, end = 0, start, len(stream)
    pending: Record | None = None
    while place + 4 <= end:
        kind, length = struct.unpack_from("<2H", stream, place)
        place += 4 + length
        if place > end:
            break
        if kind == CONTINUE:
            if pending is not None:
                pending[1].append(stream[place - length : place])
            continue
        if pending is not None:
            yield pending
            pending = None
        if kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif kind == BOF:
            depth += 1
        if depth <= 1:
            pending = kind, [stream[place - length : place]]
    raise damaged("zip")


def codec(codepage: int) -> str:
    """Python's name for a Windows code page."""
    name = _CODEPAGES.get(codepage, f"cp{codepage}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return DEFAULT_CODEPAGE


def packed(number: int) -> float:
    """An RK number: 30 bits of an integer or of a float, perhaps in hundredths."""
    if number & 2:
        value = float((number >> 2) - (1 << 30 if number >> 31 else 0))
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (number & 0xFFFFFFFC) << 32))[0])
    return value / 100 if number & 1 else value


class Strings:
    """Strings read one after the other from the pieces of a record. Raises struct.error or IndexError at their end."""

    def __init__(self, pieces: list[bytes], place: int) -> None:
        self._pieces = pieces
        self._piece, self._number, self._place = pieces[0], 0, place

    @property
    def more(self) -> bool:
        """There is something left to read."""
        return self._place < len(self._piece) or self._number + 1 < len(self._pieces)

    def short(self) -> str:
        """A string with one byte for its length."""
        return self._string(self._take("<B"))

    def long(self) -> str:
        """A string with two bytes for its length."""
        return self._string(self._take("<H"))

    def _take(self, code: str) -> int:
        if self._place >= len(self._piece):
            self._next()
        found = struct.unpack_from(code, self._piece, self._place)[0]
        self._place += struct.calcsize(code)
        return int(found)

    def _next(self) -> None:
        self._place -= len(self._piece)
        self._number += 1
        self._piece = self._pieces[self._number]

    def _string(self, length: int) -> str:
        marks = self._take("<B")
        runs = self._take("<H") if marks & _RICH else 0
        guides = self._take("<I") if marks & _PHONETIC else 0
        found, left = [], length
        while True:
            width = 2 if marks & _WIDE else 1
            taken = min(left, (len(self._piece) - self._place) // width)
            text = self._piece[self._place : self._place + taken * width]
            found.append(text if marks & _WIDE else text.decode("latin-1").encode("utf-16-le"))
            self._place += taken * width
            left -= taken
            if left <= 0:
                break
            # the rest stands in the next piece, which says anew how wide it is
            self._place = len(self._piece)
            self._next()
            marks = marks & ~_WIDE | self._take("<B") & _WIDE
        self._skip(4 * runs + guides)
        return b"".join(found).decode("utf-16-le", "replace")

    def _skip(self, length: int) -> None:
        self._place += length
        while self._place > len(self._piece) and self._number + 1 < len(self._pieces):
            self._next()


def shared_strings(pieces: list[bytes]) -> list[str]:
    """All strings of a shared string table; how many it declares is not believed.

    Raises Unreadable FIL02 for a broken one, FIL04 over the limit.
    """
    strings = Strings(pieces, 8)
    found: list[str] = []
    try:
        while strings.more:
            found.append(strings.long())
            limits.check("shared_strings", len(found))
    except (struct.error, IndexError):
        raise damaged("xml", "SST") from None
    return found


def byte_string(data: bytes, place: int, width: int, encoding: str) -> str:
    """A string of BIFF 5 whose length takes so many bytes."""
    length = int.from_bytes(data[place : place + width], "little")
    return data[place + width : place + width + length].decode(encoding, "replace")
