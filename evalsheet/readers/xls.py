"""xls and et: workbooks of Excel 5 to 2003 and of WPS (BIFF 5 and 8), in an OLE container or bare.

Read here rather than by xlrd, which takes a tenth of a second over some thousand left-over cell styles, as old files in
offices have them (this less than a hundredth), never ends for a stream that runs in a circle, loses the whole file with
one odd record, and does not say which cells are formulas. The tests hold this reader against it.
A formula's text is not decoded: the cell only tells that it has one.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from .. import limits
from ..model import Grid, Unreadable
from . import biff, stored
from .builtin_formats import BUILTIN, GENERAL
from .draft import Draft, Drafts
from .ole import SIGNATURE, Container
from .package import damaged
from .source import Source

_WORKSHEET = 0x10
_BIFF8 = 0x600
#: The bit of a row that is out of sight.
_HIDDEN_ROW = 0x20
#: What the result of a formula is if it is no number, by its first byte; the last two bytes are then 0xFFFF.
_TEXT_RESULT, _TRUTH_RESULT, _ERROR_RESULT = 0, 1, 2


class _Sheet(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    place: int
    hidden: bool


class _Book:
    """What stands before the sheets. Raises Unreadable FIL02, FIL03, FIL04."""

    def __init__(self, stream: bytes) -> None:
        self.stream = stream
        self.encoding = biff.DEFAULT_CODEPAGE
        self.date1904 = False
        self.strings: list[str] = []
        self.sheets: list[_Sheet] = []
        #: The format code of each cell style.
        self.codes: list[str] = []
        self._formats: dict[int, str] = {}
        self._styles: list[int] = []
        version, kind = _beginning(stream, 0)
        self.wide = version == _BIFF8
        if kind == _WORKSHEET:
            self.sheets.append(_Sheet("Sheet1", 0, False))  # some writers leave all but the sheet out
            return
        for code, pieces in biff.records(stream, 0):
            try:
                self._take(code, pieces)
            except (struct.error, IndexError):
                if code == biff.SHEET:
                    raise damaged("xml", "BOUNDSHEET") from None
        self.codes = [self._formats.get(style) or BUILTIN.get(str(style), GENERAL) for style in self._styles]

    def _take(self, code: int, pieces: list[bytes]) -> None:
        data = pieces[0]
        if code == biff.STYLE:
            limits.check("styles", len(self._styles) + 1)
            self._styles.append(struct.unpack_from("<H", data, 2)[0])
        elif code == biff.FORMAT:
            self._formats[struct.unpack_from("<H", data)[0]] = self.string(pieces, 2, 2 if self.wide else 1)
        elif code == biff.SHEET:
            place, state, kind = struct.unpack_from("<I2B", data)
            if kind == 0:
                limits.check("sheets", len(self.sheets) + 1)
                self.sheets.append(_Sheet(self.string(pieces, 6, 1), place, bool(state & 3)))
        elif code == biff.STRINGS:
            self.strings = biff.shared_strings(pieces)
        elif code == biff.CODEPAGE:
            self.encoding = biff.codec(struct.unpack_from("<H", data)[0])
        elif code == biff.DATEMODE:
            self.date1904 = struct.unpack_from("<H", data)[0] == 1
        elif code == biff.FILEPASS:
            raise Unreadable("FIL03")

    def string(self, pieces: list[bytes], place: int, width: int) -> str:
        """A string whose length takes so many bytes, in the manner of this version."""
        if not self.wide:
            return biff.byte_string(pieces[0], place, width, self.encoding)
        strings = biff.Strings(pieces, place)
        return strings.short() if width == 1 else strings.long()


class _Cells:
    """The records of a sheet put into its draft."""

    def __init__(self, book: _Book, draft: Draft) -> None:
        self._book, self._draft = book, draft
        #: The formula whose text result is in a later record.
        self._waiting: tuple[stored.Key, str] | None = None

    def read(self, place: int) -> None:
        """Read the sheet that begins there. A bad record costs only itself."""
        for code, pieces in biff.records(self._book.stream, place):
            try:
                self._take(code, pieces)
            except (struct.error, IndexError):
                continue

    def _take(self, code: int, pieces: list[bytes]) -> None:
        data = pieces[0]
        if code == biff.SHARED:
            key, style, index = self._at(data), self._style(data), struct.unpack_from("<I", data, 6)[0]
            self._draft.put(stored.text(key, self._book.strings[index], style))
        elif code == biff.PACKED:
            self._put_number(self._at(data), self._style(data), biff.packed(struct.unpack_from("<I", data, 6)[0]))
        elif code == biff.NUMBER:
            self._put_number(self._at(data), self._style(data), struct.unpack_from("<d", data, 6)[0])
        elif code == biff.PACKED_ROW:
            self._take_packed_row(data)
        elif code in (biff.LABEL, biff.RICH):
            self._draft.put(stored.text(self._at(data), self._book.string(pieces, 6, 2), self._style(data)))
        elif code in biff.FORMULAS:
            self._take_formula(data)
        elif code == biff.STRING and self._waiting:
            (key, style), self._waiting = self._waiting, None
            self._draft.put(stored.text(key, self._book.string(pieces, 0, 2), style, ""))
        elif code == biff.TRUTH:
            value, is_error = struct.unpack_from("<2B", data, 6)
            key = self._at(data)
            self._draft.put(stored.error(key, value) if is_error else stored.truth(key, bool(value)))
        elif code == biff.ROW:
            row, look = struct.unpack_from("<H10xH", data)
            if look & _HIDDEN_ROW:
                self._draft.hide(row + 1, row + 1)
        elif code == biff.MERGES:
            for top, bottom, left, right in struct.iter_unpack("<4H", data[2 : 2 + (len(data) - 2) // 8 * 8]):
                self._draft.merge(top + 1, left + 1, bottom + 1, right + 1)

    def _at(self, data: bytes) -> stored.Key:
        row, column = struct.unpack_from("<2H", data)
        return row + 1, column + 1

    def _style(self, data: bytes, place: int = 4) -> str:
        """The format code of a cell's style; General for one that is not there."""
        codes, style = self._book.codes, struct.unpack_from("<H", data, place)[0]
        return codes[style] if style < len(codes) else GENERAL

    def _put_number(self, key: stored.Key, style: str, value: float, formula: str | None = None) -> None:
        self._draft.put(stored.number(key, value, style, self._book.date1904, formula))

    def _take_packed_row(self, data: bytes) -> None:
        row, column = self._at(data)
        for place in range(4, len(data) - 7, 6):
            number = biff.packed(struct.unpack_from("<I", data, place + 2)[0])
            self._put_number((row, column), self._style(data, place), number)
            column += 1

    def _take_formula(self, data: bytes) -> None:
        key, style, draft = self._at(data), self._style(data), self._draft
        kind, value, other = struct.unpack_from("<BxB3xH", data, 6)
        if other != 0xFFFF:
            self._put_number(key, style, struct.unpack_from("<d", data, 6)[0], "")
        elif kind == _TRUTH_RESULT:
            draft.put(stored.truth(key, bool(value), ""))
        elif kind == _ERROR_RESULT:
            draft.put(stored.error(key, value, ""))
        else:
            draft.put(stored.text(key, "", style, ""))
            self._waiting = (key, style) if kind == _TEXT_RESULT else None


def read(source: Source) -> tuple[Grid, ...]:
    """The worksheets of a workbook in their order. Raises Unreadable: FIL02, FIL03, FIL04."""
    book = _Book(_stream(source.data))
    drafts = Drafts(source.file)
    for sheet in book.sheets:
        _beginning(book.stream, sheet.place)
        _Cells(book, drafts.add(sheet.name, sheet.hidden)).read(sheet.place)
    return drafts.grids()


def _stream(data: bytes) -> bytes:
    """The workbook's records; of the two in a file that is for Excel 5 too, the newer."""
    if not data.startswith(SIGNATURE):
        return data
    container = Container(data)
    for name in ("workbook", "book"):
        if name in container.streams:
            return container.stream(name)
    raise damaged("missing", "Workbook")


def _beginning(stream: bytes, place: int) -> tuple[int, int]:
    """Version and kind of what begins there. Raises FIL02 if nothing does."""
    try:
        code, _, version, kind = struct.unpack_from("<4H", stream, place)
    except struct.error:
        raise damaged("zip") from None
    if code != biff.BOF:
        raise damaged("zip")
    return version, kind
