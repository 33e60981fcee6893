"""xlsb: the binary workbooks of Excel. The package is that of an xlsx, its parts are records instead of XML.

Read here, not by a library: calamine gives values without number formats (a rate of 0.955 that everybody sees as 95.5%)
and without merges, and is native code that can take the process with it. A formula's text is not decoded: the cell only
tells that it has one.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from .. import limits
from ..model import Grid, Unreadable
from . import biff, stored, xlsx
from .builtin_formats import BUILTIN, GENERAL
from .draft import Draft, Drafts
from .package import Package, damaged
from .source import Source

_ROW, _MERGE, _SHARED_STRING, _FORMAT, _STYLE, _SHEET, _SETTINGS = 0, 176, 19, 44, 47, 156, 153
_STYLES_BEGIN, _STYLES_END = 617, 618
_PACKED, _ERROR, _TRUTH, _NUMBER, _TEXT, _SHARED, _RICH = 2, 3, 4, 5, 6, 7, 62
_TEXT_RESULT, _NUMBER_RESULT, _TRUTH_RESULT, _ERROR_RESULT = 8, 9, 10, 11
_CELLS = {_PACKED, _ERROR, _TRUTH, _NUMBER, _TEXT, _SHARED, _RICH,
          _TEXT_RESULT, _NUMBER_RESULT, _TRUTH_RESULT, _ERROR_RESULT}  # fmt: skip
_RESULTS = {_TEXT_RESULT, _NUMBER_RESULT, _TRUTH_RESULT, _ERROR_RESULT}
#: The bit of a row that is out of sight, and where it stands.
_HIDDEN_ROW, _LOOK = 0x10, 11
#: A string that is not there.
_NO_STRING = 0xFFFFFFFF


class _Book(NamedTuple):
    """The workbook part: names and relations of its sheets, whether hidden; whether days are counted from 1904."""

    sheets: list[xlsx.Sheet]
    date1904: bool


def read(source: Source) -> tuple[Grid, ...]:
    """The worksheets of a workbook in their order. Raises Unreadable: FIL02, FIL03, FIL04."""
    package = source.package
    assert package is not None, "an xlsb file is a zip"
    package.check_names()
    main = xlsx.main_part(package)
    book = _book(package.part(main), main)
    relations = xlsx.part_relations(package, main)
    codes = _codes(package, relations)
    strings = _strings(package, relations)
    drafts = Drafts(source.file)
    for sheet in book.sheets:
        relation = relations.get(sheet.relation)
        if relation is None:
            raise damaged("missing", sheet.name)
        if relation.kind == "worksheet":
            draft = drafts.add(sheet.name, sheet.hidden)
            _Cells(strings, codes, book.date1904, draft).read(package.part(relation.target), relation.target)
    return drafts.grids()


def _records(data: bytes, part: str) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record. Raises Unreadable FIL02 if the last one is cut."""
    place, end = 0, len(data)
    try:
        while place < end:
            kind, place = data[place], place + 1
            if kind & 0x80:
                kind, place = kind & 0x7F | (data[place] & 0x7F) << 7, place + 1
            length = shift = 0
            while True:
                length |= (data[place] & 0x7F) << shift
                shift, place = shift + 7, place + 1
                if shift > 21 or not data[place - 1] & 0x80:
                    break
            if place + length > end:
                raise IndexError
            yield kind, data[place : place + length]
            place += length
    except IndexError:
        raise damaged("xml", part) from None


def _string(data: bytes, place: int) -> tuple[str, int]:
    """A string, and where it ends. Raises struct.error if it is cut."""
    length = struct.unpack_from("<I", data, place)[0]
    if length == _NO_STRING:
        return "", place + 4
    end = place + 4 + 2 * length
    if end > len(data):
        raise struct.error
    return data[place + 4 : end].decode("utf-16-le", "replace"), end


def _book(data: bytes, part: str) -> _Book:
    sheets: list[xlsx.Sheet] = []
    date1904 = False
    try:
        for kind, body in _records(data, part):
            if kind == _SHEET:
                state = struct.unpack_from("<I", body)[0]
                relation, end = _string(body, 8)
                sheets.append(xlsx.Sheet(_string(body, end)[0], relation, state != 0))
            elif kind == _SETTINGS:
                date1904 = bool(body[0] & 1)
    except (struct.error, IndexError):
        raise damaged("xml", part) from None
    return _Book(sheets, date1904)


def _codes(package: Package, relations: dict[str, xlsx.Relation]) -> list[str]:
    """The format code of each cell style; none where the styles are missing or broken: that costs only the formats."""
    part = xlsx.target(relations, "styles")
    formats: dict[int, str] = {}
    codes: list[str] = []
    inside = False
    if package.find(part) is None:
        return codes
    data = package.part(part)
    try:
        for kind, body in _records(data, part):
            if kind == _FORMAT:
                formats[struct.unpack_from("<H", body)[0]] = _string(body, 2)[0]
            elif kind in (_STYLES_BEGIN, _STYLES_END):
                inside = kind == _STYLES_BEGIN
            elif kind == _STYLE and inside:
                number = struct.unpack_from("<H", body, 2)[0]
                limits.check("styles", len(codes) + 1)
                codes.append(formats.get(number) or BUILTIN.get(str(number), GENERAL))
    except struct.error:
        pass
    except Unreadable as error:
        if error.code != "FIL02":
            raise
    return codes


def _strings(package: Package, relations: dict[str, xlsx.Relation]) -> list[str]:
    part = xlsx.target(relations, "sharedStrings")
    strings: list[str] = []
    if not part:
        return strings
    try:
        for kind, body in _records(package.part(part), part):
            if kind == _SHARED_STRING:
                strings.append(_string(body, 1)[0])
                limits.check("shared_strings", len(strings))
    except struct.error:
        raise damaged("xml", part) from None
    return strings


class _Cells:
    """The records of a sheet put into its draft."""

    def __init__(self, strings: list[str], codes: list[str], date1904: bool, draft: Draft) -> None:
        self._strings, self._codes, self._date1904, self._draft = strings, codes, date1904, draft
        self._row = 0

    def read(self, data: bytes, part: str) -> None:
        """Read a sheet part. A bad record costs only itself."""
        for kind, body in _records(data, part):
            try:
                if kind in _CELLS:
                    self._take_cell(kind, body)
                elif kind == _ROW:
                    self._row = struct.unpack_from("<I", body)[0] + 1
                    if body[_LOOK] & _HIDDEN_ROW:
                        self._draft.hide(self._row, self._row)
                elif kind == _MERGE:
                    top, bottom, left, right = struct.unpack_from("<4I", body)
                    self._draft.merge(top + 1, left + 1, bottom + 1, right + 1)
            except (struct.error, IndexError):
                continue

    def _take_cell(self, kind: int, body: bytes) -> None:
        column, style = struct.unpack_from("<2I", body)
        key, style = (self._row, column + 1), style & 0xFFFFFF
        code = self._codes[style] if style < len(self._codes) else GENERAL
        formula = "" if kind in _RESULTS else None
        put = self._draft.put
        if kind == _SHARED:
            put(stored.text(key, self._strings[struct.unpack_from("<I", body, 8)[0]], code))
        elif kind == _PACKED:
            put(stored.number(key, biff.packed(struct.unpack_from("<I", body, 8)[0]), code, self._date1904))
        elif kind in (_NUMBER, _NUMBER_RESULT):
            put(stored.number(key, struct.unpack_from("<d", body, 8)[0], code, self._date1904, formula))
        elif kind in (_TRUTH, _TRUTH_RESULT):
            put(stored.truth(key, bool(body[8]), formula))
        elif kind in (_ERROR, _ERROR_RESULT):
            put(stored.error(key, body[8], formula))
        else:
            put(stored.text(key, _string(body, 9 if kind == _RICH else 8)[0], code, formula))
