"""XML Spreadsheet 2003, which finance systems write by the thousand, mostly under the name of .xls.

Elements and attributes are known by their local names, whatever their prefixes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from ..model import Cell, Grid
from . import markup, stored
from .builtin_formats import GENERAL, NAMED
from .draft import Draft, Drafts
from .encoding import text_of
from .place import MAX_COLUMN, MAX_ROW
from .source import Source

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
#: Signs that XML does not allow, which Excel writes all the same.
_NOT_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]")
#: What holds texts that are not in the cell.
_ASIDE = {"Comment", "PhoneticText"}
_TRUE = ("1", "true", "True")
#: Styles may be based on others, but hardly ten times over.
_MOST_PARENTS = 10


class _Style(NamedTuple):
    """A style: its own format code, empty if it has none, and the style that it is based on."""

    code: str
    parent: str


def read(source: Source) -> tuple[Grid, ...]:
    """The worksheets of a workbook in their order. Raises Unreadable: FIL02, FIL04."""
    text = _NOT_XML.sub("", _DECLARATION.sub("", text_of(source.data), count=1))
    reader = _Reader(Drafts(source.file))
    markup.events(text.encode("utf-8", "replace"), "Workbook", reader.start, reader.end, reader.text)
    return reader.drafts.grids()


class _Reader:
    """Handlers for the elements of a workbook."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self._styles: dict[str, _Style] = {}
        self._date1904 = False
        self._style = ""
        #: How deep inside of what is not in the cell.
        self._aside = 0
        self._text: list[str] = []
        self._draft: Draft | None = None
        # the last row and column, and what is known of the row, its columns and the cell being read
        self._row = self._column = self._left = 0
        #: Last and first column and style, in order.
        self._column_styles: list[tuple[int, int, str]] = []
        self._row_style = self._table_style = ""
        self._cell: dict[str, str] = {}
        self._kind = "String"
        self._value: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if self._aside or name in _ASIDE:
            self._aside += 1
            return
        found = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "Cell":
            self._start_cell(found)
        elif name in ("Data", "Visible"):
            self._text.clear()
            self._kind = found.get("Type", "String")
        elif name == "Row":
            self._start_row(found)
        elif name == "Column":
            self._add_column(found)
        elif name == "Style":
            self._style = found.get("ID", "")
            self._styles[self._style] = _Style("", found.get("Parent", ""))
        elif name == "NumberFormat" and self._style in self._styles:
            code = found.get("Format", GENERAL)
            self._styles[self._style] = self._styles[self._style]._replace(code=NAMED.get(code, code))
        elif name == "Worksheet":
            self._draft = self.drafts.add(found.get("Name", ""))
        elif name == "Table":
            self._row, self._left = _whole(found, "TopCell", 1) - 1, _whole(found, "LeftCell", 1) - 1
            self._column, self._column_styles, self._table_style = self._left, [], found.get("StyleID", "")
        elif name == "Date1904":
            self._date1904 = True

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if self._aside:
            self._aside -= 1
        elif name == "Data":
            self._value = "".join(self._text)
        elif name == "Cell":
            self._end_cell()
        elif name == "Visible" and self._draft is not None:
            self._draft.hidden = "".join(self._text).strip() in ("SheetHidden", "SheetVeryHidden")

    def text(self, text: str) -> None:
        if not self._aside:
            self._text.append(text)

    def _add_column(self, found: dict[str, str]) -> None:
        first = max(_whole(found, "Index", self._column + 1), self._column + 1)
        last = min(first + _whole(found, "Span", 0), MAX_COLUMN)
        self._column = max(self._column, last)
        if "StyleID" in found:
            self._column_styles.append((last, first, found["StyleID"]))

    def _start_row(self, found: dict[str, str]) -> None:
        first = max(_whole(found, "Index", self._row + 1), self._row + 1)
        self._row = min(first + _whole(found, "Span", 0), MAX_ROW + 1)
        self._column, self._row_style = self._left, found.get("StyleID", "")
        if self._draft is not None and (found.get("Hidden") in _TRUE or found.get("Height") == "0"):
            self._draft.hide(first, self._row)

    def _start_cell(self, found: dict[str, str]) -> None:
        self._column = _whole(found, "Index", self._column + 1)
        self._cell, self._value = found, None

    def _end_cell(self) -> None:
        row, column, found, draft = self._row, self._column, self._cell, self._draft
        across, down = _whole(found, "MergeAcross", 0), _whole(found, "MergeDown", 0)
        self._column += across
        if draft is None or row < 1:
            return
        draft.put(self._made((row, column), found.get("Formula")))
        draft.merge(row, column, row + down, column + across)

    def _made(self, key: stored.Key, formula: str | None) -> Cell | None:
        formula = None if formula is None else formula.removeprefix("=")
        raw = self._value
        if raw is None:
            return None if formula is None else Cell(*key, None, "", None, formula)
        code = self._code(key[1])
        if self._kind == "Number":
            return stored.number(key, raw.strip(), code, self._date1904, formula)
        if self._kind == "DateTime":
            return stored.moment(key, raw, code, self._date1904, formula)
        if self._kind == "Boolean":
            return stored.truth(key, raw.strip() in _TRUE, formula)
        if self._kind == "Error":
            return stored.error(key, raw, formula)
        return stored.text(key, raw, code, formula)

    def _column_style(self, column: int) -> str:
        at = bisect_left(self._column_styles, (column,))
        _, first, style = self._column_styles[at] if at < len(self._column_styles) else (0, column + 1, "")
        return style if first <= column else ""

    def _code(self, column: int) -> str:
        """The format code of the cell being read: its own style's, else the row's, the column's, the table's."""
        names = self._cell.get("StyleID"), self._row_style, self._column_style(column), self._table_style
        name = next(filter(None, names), "Default")
        for _ in range(_MOST_PARENTS):
            style = self._styles.get(name)
            if style is None:
                break
            if style.code:
                return style.code
            name = style.parent
        return GENERAL


def _whole(found: dict[str, str], name: str, default: int) -> int:
    """An attribute that is a whole number; the default if it is not there or none."""
    value = found.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 8 else default
