"""Web pages with tables, which finance systems write under the name of .xls, and Excel, WPS and LibreOffice save.

Each table is a sheet, one inside another too. Lines that stand above a table are its first rows, as Excel has them:
often the title is there. Cells are texts as they stand, unless the page says the number (x:num, sdval) or a number
format (mso-number-format) for them.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal

from .. import limits
from ..model import Cell, Grid
from . import stored
from .builtin_formats import GENERAL, NAMED
from .draft import Draft, Drafts
from .encoding import text_of
from .html_tokens import Token, tokens
from .number_format import number, show
from .place import MAX_COLUMN, Span
from .seen import seen
from .source import Source

#: What browsers allow.
_MOST_COLUMNS, _MOST_ROWS = 1000, 65534
#: Lines above a table that are taken for its first rows.
_MOST_LINES = 10
_BLANKS = re.compile(r"[ \t\r\n\f]+")
#: What `_BLANKS` leaves where pieces meet.
_SPACES, _AROUND_BREAKS = re.compile(r" +"), re.compile(r" ?\n ?")
#: Elements that begin a line of their own.
_BLOCKS = {"p", "div", "li", "ul", "ol", "center", "form", "pre", *(f"h{level}" for level in range(1, 7))}
_SECTIONS = {"thead", "tbody", "tfoot"}
#: The names that Excel gives the sheets, in a comment.
_SHEET_NAME = re.compile(r"<x:ExcelWorksheet>\s*<x:Name>([^<>]{1,100})</x:Name>")
_CODE = re.compile(
    r"""(?:mso-number-format|vnd\.ms-excel\.numberformat)\s*:\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^;]*)""",
    re.IGNORECASE,
)
_CLASS = re.compile(r"\.([\w-]+)")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{4})|(.))", re.DOTALL)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NUMBER = re.compile(r"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?)(%?)")


@dataclass
class _Table:
    """A table while it is read."""

    draft: Draft
    row: int = 0
    column: int = 0
    #: For each column the last row that a cell of an earlier row reaches down to.
    reach: dict[int, int] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    in_row: bool = False
    #: The attributes of the open cell, its place, and its text so far.
    cell: dict[str, str] | None = None
    at: stored.Key = (0, 0)
    text: list[str] = field(default_factory=list)


def read(source: Source) -> tuple[Grid, ...]:
    """The tables of a page in the order in which they begin. Raises Unreadable FIL04."""
    page = text_of(source.data)
    reader = _Reader(Drafts(source.file))
    for token in tokens(page):
        reader.take(token)
    reader.finish(_SHEET_NAME.findall(page))
    return reader.drafts.grids()


class _Reader:
    """Tags and texts put into the drafts of tables."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self._outer: list[Draft] = []
        self._open: list[_Table] = []
        self._codes: dict[str, str] = {}
        #: The line being read outside of any table, and those before it.
        self._line: list[str] = []
        self._lines: deque[str] = deque(maxlen=_MOST_LINES)
        self._covered = 0

    def take(self, token: Token) -> None:
        """A tag or text. Raises Unreadable FIL04."""
        name = token.name
        if not name:
            self._text().append(_BLANKS.sub(" ", token.text))
        elif name == "br":
            self._text().append("\n")
        elif name.lstrip("/") in _BLOCKS:
            self._break()
        elif name == "table":
            self._start_table(token)
        elif name == "style":
            self._codes.update(_codes(token.text))
        elif self._open:
            self._take_part(token, self._open[-1])

    def finish(self, names: list[str]) -> None:
        """End what the page left open; call the tables by the names of Excel's sheets if they are as many."""
        while self._open:
            self._end_table()
        if len(names) == len(self._outer):
            for draft, name in zip(self._outer, names, strict=True):
                draft.sheet = name

    def _take_part(self, token: Token, table: _Table) -> None:
        name = token.name
        if name in ("td", "th"):
            self._end_cell(table)
            self._start_cell(table, token.attributes)
        elif name in ("/td", "/th"):
            self._end_cell(table)
        elif name == "tr":
            self._start_row(table, token.attributes)
        elif name == "/tr" or name.lstrip("/") in _SECTIONS:
            self._end_cell(table)
            table.in_row = False
        elif name == "/caption" and table.row == len(table.draft.cells):
            self._add_lines(table)
        elif name == "/table":
            self._end_table()

    def _text(self) -> list[str]:
        """Where a text belongs: to the open cell, else to the lines outside."""
        table = self._open[-1] if self._open else None
        return self._line if table is None or table.cell is None else table.text

    def _break(self) -> None:
        text = self._text()
        while text and text[-1] == " ":
            text.pop()
        if text is self._line:
            self._end_line()
        elif text and not text[-1].endswith("\n"):
            text.append("\n")

    def _end_line(self) -> None:
        self._lines.extend(line for line in _joined(self._line).split("\n") if line.strip())
        self._line.clear()

    def _start_table(self, token: Token) -> None:
        hidden = bool(_HIDDEN.search(token.attributes.get("style", "")))
        table = _Table(self.drafts.add(f"表{len(self.drafts.sheets) + 1}", hidden))
        if not self._open:
            self._outer.append(table.draft)
            self._add_lines(table)
        self._open.append(table)

    def _add_lines(self, table: _Table) -> None:
        """Put the lines outside of cells down as the next rows of a table."""
        self._end_line()
        for line in self._lines:
            table.row += 1
            table.draft.put(stored.text((table.row, 1), line))
        self._lines.clear()

    def _end_table(self) -> None:
        table = self._open.pop()
        self._end_cell(table)
        for top, left, bottom, right in table.spans:
            table.draft.merge(top, left, min(bottom, table.row), right)
        if not self._open:
            self._line.clear()  # what stood between its cells

    def _start_row(self, table: _Table, attributes: dict[str, str]) -> None:
        self._end_cell(table)
        table.row, table.column, table.in_row = table.row + 1, 0, True
        if _HIDDEN.search(attributes.get("style", "")):
            table.draft.hide(table.row, table.row)

    def _start_cell(self, table: _Table, attributes: dict[str, str]) -> None:
        if not table.in_row:
            self._start_row(table, {})
        column = table.column + 1
        while table.reach.get(column, 0) >= table.row:
            column += 1
        across = _whole(attributes, "colspan", _MOST_COLUMNS)
        down = _whole(attributes, "rowspan", _MOST_ROWS)
        self._covered += column - table.column + across
        limits.check("covered", self._covered)
        table.cell, table.at, table.text = attributes, (table.row, column), []
        table.column, last = column + across - 1, table.row + down - 1
        if across > 1 or down > 1:
            table.spans.append((table.row, column, last, table.column))
        if down > 1 and column <= MAX_COLUMN:
            table.reach.update(dict.fromkeys(range(column, table.column + 1), last))

    def _end_cell(self, table: _Table) -> None:
        if table.cell is not None:
            table.draft.put(self._made(table.at, table.cell, _joined(table.text)))
            table.cell = None

    def _made(self, key: stored.Key, attributes: dict[str, str], text: str) -> Cell | None:
        formula = attributes["x:fmla"].removeprefix("=") if "x:fmla" in attributes else None
        if "x:err" in attributes:
            return stored.error(key, text or attributes["x:err"], formula)
        code = self._code(attributes)
        raw = number(attributes.get("x:num") or attributes.get("sdval", ""))
        if raw is not None and text:
            shown = show(str(raw), code)
            if shown is not None and shown.decimals is None:
                return Cell(*key, shown.value, text, None, formula)  # a date
            value, decimals = seen(raw, text)
            return Cell(*key, value, text, decimals, formula)
        match = _NUMBER.fullmatch(text) if code not in (GENERAL, "@") else None
        if match is None:
            return stored.text(key, text, code, formula)
        typed = Decimal(match[1].replace(",", ""))
        return stored.number(key, str(typed / 100 if match[2] else typed), code, False, formula)

    def _code(self, attributes: dict[str, str]) -> str:
        """The number format of a cell: its own, that of its class, or LibreOffice's; else General."""
        own = _code_in(attributes.get("style", ""))
        if own:
            return own
        for name in attributes.get("class", "").split():
            if name in self._codes:
                return self._codes[name]
        return attributes.get("sdnum", "").partition(";")[2].partition(";")[2] or GENERAL


def _joined(pieces: list[str]) -> str:
    """Pieces of text as a browser shows them; empty if there is nothing to see."""
    text = _AROUND_BREAKS.sub("\n", _SPACES.sub(" ", "".join(pieces))).strip(" \n")
    return text if text.strip() else ""


def _codes(style: str) -> dict[str, str]:
    """The number formats of classes from a style sheet."""
    found = {}
    for rule in style.split("}"):
        names, _, body = rule.partition("{")
        code = _code_in(body)
        if code:
            found.update(dict.fromkeys(_CLASS.findall(names), code))
    return found


def _code_in(style: str) -> str:
    """The number format in a piece of style sheet, as format codes are written elsewhere; empty if there is none."""
    match = _CODE.search(style)
    if match is None:
        return ""
    code = match[1].strip()
    if code[:1] in ("'", '"'):
        code = code[1:-1]
    code = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)) if escape[1] else escape[2], code)
    return NAMED.get(code, code)


def _whole(attributes: dict[str, str], name: str, most: int) -> int:
    """An attribute that counts rows or columns."""
    value = attributes.get(name, "").strip()
    return min(max(int(value), 1), most) if value.isascii() and value.isdecimal() and len(value) < 8 else 1
