"""ods and fods: OpenDocument spreadsheets, from content.xml, or from the one file that the flat form is.

The file says itself what each cell shows, so no format code is needed. Elements have the prefixes that all programs
give them. What a million repeated rows or cells hold is put down only if they hold something.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from ..model import Cell, Grid, Unreadable
from . import markup, stored
from .builtin_formats import GENERAL
from .draft import Draft, Drafts
from .number_format import general, number
from .place import MAX_COLUMN, MAX_ROW
from .seen import seen
from .source import Source

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_TABLE, _ROW, _CELL, _COVERED = "table:table", "table:table-row", "table:table-cell", "table:covered-table-cell"
_NUMBERS = ("float", "percentage", "currency")
#: What holds texts and tables that are not in the cell: comments, guides, changes, links. So does all that is drawn.
_ASIDE = {"office:annotation", "text:ruby-text", "text:note", "table:tracked-changes", "table:dde-links",
          "table:shapes", "office:forms", "office:binary-data"}  # fmt: skip
#: How a result looks that is an error value.
_ERROR = re.compile(r"#[^#\s]+[!?？A]|(?:Err|错误)[:：][0-9]+")
_TIME = re.compile(r"PT([0-9]{1,6})H([0-9]{1,2})M([0-9]{1,2})(?:[.,][0-9]+)?S")
_BREAKS = re.compile(r"[\t\r\n]+")
#: Writers count blanks; more than this have no purpose.
_MOST_BLANKS = 255


def read(source: Source) -> tuple[Grid, ...]:
    """The sheets of a document in their order. Raises Unreadable: FIL02, FIL03, FIL04."""
    package = source.package
    if package is None:
        data, part = source.data, "office:document"
    else:
        package.check_names()
        if package.find(_MANIFEST) is not None and b":encryption-data" in package.part(_MANIFEST):
            raise Unreadable("FIL03")
        data, part = package.part(_CONTENT), _CONTENT
    reader = _Reader(Drafts(source.file))
    markup.events(data, part, reader.start, reader.end, reader.text)
    return reader.drafts.grids()


class _Reader:
    """Handlers for the elements of a document."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self._style = ""
        self._hidden_styles: set[str] = set()
        #: How deep inside of what is not in the cell.
        self._aside = 0
        self._in_body = False
        self._draft: Draft | None = None
        # the last row and column, and what is known of the cell being read
        self._row = self._rows = self._column = 0
        self._next_row = 1
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._text: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside or name in _ASIDE or name.startswith("draw:"):
            self._aside += 1
        elif name in (_CELL, _COVERED):
            self._cell, self._paragraphs = attributes, []
        elif name == _ROW:
            self._start_row(attributes)
        elif self._cell is not None:
            self._start_in_cell(name, attributes)
        elif name == _TABLE:
            if self._in_body:
                hidden = attributes.get("table:style-name", "") in self._hidden_styles
                self._draft = self.drafts.add(attributes.get("table:name", ""), hidden)
                self._next_row = 1
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties":
            if attributes.get("table:display") == "false":
                self._hidden_styles.add(self._style)
        elif name == "office:spreadsheet":
            self._in_body = True

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name in (_CELL, _COVERED):
            self._end_cell()
        elif name in ("text:p", "text:h") and self._text is not None:
            self._paragraphs.append("".join(self._text))
            self._text = None
        elif name == "office:spreadsheet":
            self._in_body = False

    def text(self, text: str) -> None:
        if self._text is not None and not self._aside:
            self._text.append(_BREAKS.sub(" ", text))

    def _start_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("text:p", "text:h"):
            self._text = []
        elif name == _TABLE:
            self._aside += 1  # a table in a cell, which only texts have
        elif self._text is not None:
            if name == "text:s":
                self._text.append(" " * min(_whole(attributes, "text:c"), _MOST_BLANKS))
            elif name in ("text:tab", "text:line-break"):
                self._text.append("\t" if name == "text:tab" else "\n")

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row, self._column, self._cell = self._next_row, 1, None
        self._next_row = min(self._row + _whole(attributes, "table:number-rows-repeated"), MAX_ROW + 1)
        self._rows = self._next_row - self._row
        if self._draft is not None and attributes.get("table:visibility", "visible") != "visible":
            self._draft.hide(self._row, self._next_row - 1)

    def _end_cell(self) -> None:
        attributes, draft = self._cell, self._draft
        self._cell = self._text = None
        if attributes is None or draft is None:
            return
        row, rows, column = self._row, self._rows, self._column
        self._column = min(column + _whole(attributes, "table:number-columns-repeated"), MAX_COLUMN + 1)
        cell = _made((row, column), attributes, "\n".join(self._paragraphs))
        if cell is not None:
            draft.repeat(cell, rows, self._column - column)
        down = _whole(attributes, "table:number-rows-spanned")
        across = _whole(attributes, "table:number-columns-spanned")
        if down * across > 1:
            for top in range(row, row + rows):
                draft.merge(top, column, top + down - 1, column + across - 1)


def _made(key: stored.Key, attributes: dict[str, str], shown: str) -> Cell | None:
    """The cell from its attributes and the text that it shows."""
    said = attributes.get("table:formula")
    formula = None if said is None else said.partition("=")[2]
    kind = attributes.get("office:value-type", "")
    if attributes.get("calcext:value-type") == "error" or (formula is not None and _ERROR.fullmatch(shown)):
        return stored.error(key, shown, formula)
    value = number(attributes.get("office:value", "")) if kind in _NUMBERS else None
    if value is not None:
        return _number(key, value, kind == "percentage", shown, formula)
    if kind == "date":
        cell = stored.moment(key, attributes.get("office:date-value", ""), GENERAL, False, formula)
        return cell._replace(text=shown or cell.text)
    if kind == "time":
        moment = _time(attributes.get("office:time-value", ""))
        return Cell(*key, moment or shown, shown or str(moment or ""), None, formula)
    if kind == "boolean":
        cell = stored.truth(key, attributes.get("office:boolean-value") == "true", formula)
        return cell._replace(text=shown or cell.text)
    text = attributes.get("office:string-value", shown) or shown
    if not text:
        # a result that is an empty text has a type, a formula that nobody has calculated has none
        return None if formula is None else Cell(*key, "" if kind else None, "", None, formula)
    return Cell(*key, text, shown or text, None, formula)


def _number(key: stored.Key, value: Decimal, percentage: bool, shown: str, formula: str | None) -> Cell:
    """A number with its text; some writers give none, or none but the number."""
    if not shown:
        shown = f"{general(value * 100)[0]}%" if percentage else general(value)[0]
    value, decimals = seen(value, shown)
    return Cell(*key, value, shown, decimals, formula)


def _time(raw: str) -> datetime.time | None:
    """A time of day; None for a duration that is longer than a day."""
    match = _TIME.fullmatch(raw)
    hours, minutes, seconds = map(int, match.groups()) if match else (24, 0, 0)
    return datetime.time(hours, minutes, seconds) if hours < 24 and minutes < 60 and seconds < 60 else None


def _whole(attributes: dict[str, str], name: str) -> int:
    """An attribute that counts something; 1 if it is not there or no number."""
    value = attributes.get(name, "")
    return max(int(value), 1) if value.isascii() and value.isdecimal() and len(value) < 8 else 1
