"""Tables in workbooks that are written to be read: a heading that stays in sight and filters, rows from the top down.

Whatever a form says is written as text, never as a formula or a link.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import IO, Any, NamedTuple

from .model import column_letters
from .ooxml.new_sheet import lines_of

_MOST_SIGNS = 32_000
#: Heights in points: a line, a title, and the highest row there is.
_LINE, _TITLE, _HIGHEST = 15, 24, 409
_A4 = 9
#: How the numbers of a column are shown. Money is in 万元 to the fen, of which trailing zeros are left out.
_NUMBER_FORMATS = {
    "text": "General",
    "whole": "0",
    "points": "0.00",
    "money": "#,##0.00####",
    "rate": "0.00%",
    "date": "yyyy-mm-dd",
}


class Column(NamedTuple):
    """A column of a table: its heading, its width in signs, and what it holds (a key of the number formats)."""

    zh: str
    en: str
    width: int
    kind: str = "text"


#: Stands in a formula for the number of its row.
ROW = "{row}"


class Formula(NamedTuple):
    """A formula of ours with its result, which is stored with it; None is shown as nothing."""

    text: str
    value: Decimal | int | None


class Number:
    """Stands for the number of a row in its table, before that is known."""


class Drafted(NamedTuple):
    """A row of a numbered table, before it is known where it stands; and how high it is."""

    row: str
    height: int


def new_book(target: IO[bytes], mark: str = "") -> Any:
    """A workbook of XlsxWriter that is written row by row. ``mark`` stands in its properties: by it a later run knows
    a workbook that it may replace."""
    import xlsxwriter  # slow to import, for those who ask for a workbook

    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    if mark:
        book.set_properties({"title": mark, "comments": mark})
    return book


class Looks:
    """The cell formats of a workbook that is being written."""

    def __init__(self, book: Any) -> None:
        plain = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
        framed = {**plain, "border": 1, "border_color": "#BFBFBF"}
        self.text = book.add_format(framed)
        self.head = book.add_format({**framed, "bold": True, "bg_color": "#D9E1F2", "align": "center"})
        self.title = book.add_format({**plain, "bold": True, "font_size": 15, "align": "center"})
        self.note = book.add_format(plain)
        self._book, self._framed = book, framed
        self._by_kind: dict[tuple[str, bool, bool], Any] = {}

    def of(self, kind: str, strong: bool = False, free: bool = False) -> Any:
        """The look of a cell by what its column holds: in a ``strong`` row of sums, ``free`` to be written into."""
        if (kind, strong, free) not in self._by_kind:
            made = {**self._framed, "num_format": _NUMBER_FORMATS[kind]}
            made |= {"bold": True, "bg_color": "#F2F2F2"} if strong else {}
            made |= {"bg_color": "#FFF9E5"} if free else {}
            self._by_kind[kind, strong, free] = self._book.add_format(made)
        return self._by_kind[kind, strong, free]

    def row(self, columns: Sequence[Column], strong: bool = False, free: Collection[int] = ()) -> list[Any]:
        """The looks of the cells of a row; those of some columns are ``free``."""
        return [self.of(column.kind, strong, index in free) for index, column in enumerate(columns)]


class Drafts:
    """Rows of a numbered table that are drawn up before the table is there. Only where `fast_sheet.is_usable`."""

    def __init__(self, looks: Looks, columns: Sequence[Column]) -> None:
        from .fast_sheet import Markup

        self._markup, self._columns = Markup(looks.row(columns)), columns

    def row(self, *values: Any) -> Drafted:
        """A row of these values behind its number."""
        numbered = (Number(), *values)
        height = _height(numbered, self._columns)
        return Drafted(self._markup.row(numbered, height), height)


class Table:
    """A sheet with one table; ``above`` are lines over its heading, the first one a title."""

    def __init__(
        self,
        book: Any,
        looks: Looks,
        name: str,
        columns: Sequence[Column],
        lang: str,
        numbered: bool = True,
        above: Sequence[str] = (),
        still: int = 0,
        free: Sequence[int] = (),
    ) -> None:
        """``still`` columns stay in sight at the left; ``free`` ones are for people to write into."""
        self._book, self._looks, self._columns, self._numbered = book, looks, columns, numbered
        self._free = frozenset(free)
        self._rows: dict[bool, Any] = {}
        from .fast_sheet import FastSheet, is_usable  # with XlsxWriter, which is slow to import

        self._sheet = book.add_worksheet(name, FastSheet)
        self._fast = is_usable()
        for index, column in enumerate(columns):
            self._sheet.set_column(index, index, column.width)
        self._next = self._count = 0
        for line in above:
            self.line(line, looks.note if self._next else looks.title)
        self._head = self._next
        for index, column in enumerate(columns):
            self._sheet.write_string(self._head, index, getattr(column, lang), looks.head)
        self._next += 1
        self._sheet.freeze_panes(self._next, still)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(self._head)
        self._sheet.set_footer("&C&P / &N")

    @property
    def next(self) -> int:
        """The number of the next row, as formulas count: from 1."""
        return self._next + 1

    @property
    def first(self) -> int:
        """The number of the first row below the heading."""
        return self._head + 2

    @property
    def name(self) -> str:
        """What the sheet is called."""
        return str(self._sheet.get_name())

    def line(self, text: str, look: Any = None) -> None:
        """A line of text as wide as the table."""
        look = look or self._looks.note
        lines = lines_of(text, sum(column.width for column in self._columns))
        self._sheet.set_row(self._next, _TITLE if look is self._looks.title else min(_HIGHEST, _LINE * lines + 3))
        self._sheet.merge_range(self._next, 0, self._next, len(self._columns) - 1, "", look)
        self._sheet.write_string(self._next, 0, plain(text), look)
        self._next += 1

    def row(self, *values: Any, strong: bool = False, level: int = 0) -> None:
        """A row as high as its longest text; numbered tables put the number in front, of a ``strong`` row of sums none.
        ``level`` is how deep the row can be folded away."""
        if self._numbered:
            self._count += not strong
            values = (None if strong else self._count, *values)
        height = _height(values, self._columns)
        if self._fast:
            self._put(self._look(strong).row(values, height, level), height, level)
            return
        self._sheet.set_row(self._next, height, None, {"level": level})
        _write_cells(self._sheet, self._next, values, self._look(strong))
        self._sheet.autofilter(self._head, 0, self._next, len(self._columns) - 1)
        self._next += 1

    def draft(self, one: Drafted) -> None:
        """A row that was drawn up before."""
        self._count += 1
        self._put(one.row, one.height)

    def _put(self, row: str, height: int, level: int = 0) -> None:
        self._sheet.put(self._next, row, len(self._columns), height, level, self._count)
        if self._next > self._head + 1:
            self._sheet.filter_to(self._next)
        else:
            self._sheet.autofilter(self._head, 0, self._next, len(self._columns) - 1)
        self._next += 1

    def _look(self, strong: bool) -> Any:
        """The looks of the cells of a row, or what makes markup with them."""
        if strong not in self._rows:
            looks = self._looks.row(self._columns, strong, () if strong else self._free)
            if self._fast:
                from .fast_sheet import Markup

                self._rows[strong] = Markup(looks)
            else:
                self._rows[strong] = looks
        return self._rows[strong]

    def range(self, column: int, first: int | None = None, last: int | None = None) -> str:
        """The cells of a column below the heading, as C3:C17; by default all that are written so far."""
        letters = column_letters(column + 1)
        return f"{letters}{first or self.first}:{letters}{last or self._next}"

    def validate(self, column: int, low: int, high: int, message: str) -> None:
        """Only numbers from ``low`` to ``high`` may be written into a column."""
        rule = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
        rule |= {"error_message": message}
        if self._next > self._head + 1:
            self._sheet.data_validation(self._head + 1, column, self._next - 1, column, rule)

    def chart(self, title: str, category: int, series: Sequence[int]) -> None:
        """A bar chart of some columns beside the table, of at most the first twenty rows."""
        first, last = self._head + 1, min(self._next - 1, self._head + 20)
        if last < first:
            return
        name = self._sheet.get_name()
        chart = self._book.add_chart({"type": "bar", "subtype": "stacked"})
        for column, colour in zip(series, ("#C00000", "#FFC000", "#5B9BD5"), strict=False):
            chart.add_series(
                {
                    "name": [name, self._head, column],
                    "categories": [name, first, category, last, category],
                    "values": [name, first, column, last, column],
                    "fill": {"color": colour},
                }
            )
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_y_axis({"reverse": True})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 620, "height": 120 + 26 * (last - first + 1)})
        self._sheet.insert_chart(first, len(self._columns) + 1, chart)


def _height(values: Sequence[Any], columns: Sequence[Column]) -> int:
    """The height of a row that shows its longest text."""
    lines = 1
    for value, column in zip(values, columns, strict=True):
        # a Chinese sign is two wide
        if value.__class__ is str and (2 * len(value) >= column.width or "\n" in value):
            lines = max(lines, lines_of(value, column.width))
    return min(_HIGHEST, _LINE * lines + 3)


def write_row(sheet: Any, at: int, values: Sequence[Any], columns: Sequence[Column], look: Any) -> None:
    """A row of any sheet, as high as its longest text: numbers as numbers, anything else as a text."""
    sheet.set_row(at, _height(values, columns))
    _write_cells(sheet, at, values, [look] * len(columns))


def _write_cells(sheet: Any, at: int, values: Sequence[Any], looks: Sequence[Any]) -> None:
    for index, (value, look) in enumerate(zip(values, looks, strict=True)):
        if value is None or value == "":
            sheet.write_blank(at, index, None, look)
        elif isinstance(value, Decimal | int) and isfinite(float(value)):
            sheet.write_number(at, index, float(value), look)
        elif isinstance(value, Formula):
            formula = value.text.replace(ROW, f"{at + 1}")
            sheet.write_formula(at, index, formula, look, "" if value.value is None else float(value.value))
        elif isinstance(value, date):
            sheet.write_datetime(at, index, value, look)
        else:
            sheet.write_string(at, index, plain(value), look)


def plain(value: Any) -> str:
    """A text as a cell can hold it."""
    text = str(value)[:_MOST_SIGNS]
    if len(text) > _MOST_SIGNS // 2:  # some signs count as two
        text = text.encode("utf-16-le", "replace")[: 2 * _MOST_SIGNS].decode("utf-16-le", "ignore")
    return text if text.isprintable() else text.encode("utf-8", "replace").decode()
