"""Tables in workbooks that are written to be read: a heading that stays in sight and filters, rows from the top down.

Whatever a form says is written as text, never as a formula or a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple

from .ooxml.new_sheet import lines_of

_MOST_SIGNS = 32_000
#: Heights in points: a line, a title, and the highest row there is.
_LINE, _TITLE, _HIGHEST = 15, 24, 409
_A4 = 9


class Column(NamedTuple):
    """A column of a table: its heading and its width in signs."""

    zh: str
    en: str
    width: int


class Looks:
    """The cell formats of a workbook that is being written."""

    def __init__(self, book: Any) -> None:
        plain = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
        framed = {**plain, "border": 1, "border_color": "#BFBFBF"}
        self.text = book.add_format(framed)
        self.head = book.add_format({**framed, "bold": True, "bg_color": "#D9E1F2", "align": "center"})
        self.title = book.add_format({**plain, "bold": True, "font_size": 15, "align": "center"})
        self.note = book.add_format(plain)


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
    ) -> None:
        self._book, self._looks, self._columns, self._numbered = book, looks, columns, numbered
        self._sheet = book.add_worksheet(name)
        for index, column in enumerate(columns):
            self._sheet.set_column(index, index, column.width)
        self._next = 0
        for line in above:
            self.line(line, looks.note if self._next else looks.title)
        self._head = self._next
        for index, column in enumerate(columns):
            self._sheet.write_string(self._head, index, getattr(column, lang), looks.head)
        self._next += 1
        self._sheet.freeze_panes(self._next, 0)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(self._head)

    def line(self, text: str, look: Any = None) -> None:
        """A line of text as wide as the table."""
        look = look or self._looks.note
        lines = lines_of(text, sum(column.width for column in self._columns))
        self._sheet.set_row(self._next, _TITLE if look is self._looks.title else min(_HIGHEST, _LINE * lines + 3))
        self._sheet.merge_range(self._next, 0, self._next, len(self._columns) - 1, "", look)
        self._sheet.write_string(self._next, 0, plain(text), look)
        self._next += 1

    def row(self, *values: Any) -> None:
        """A row as high as its longest text; numbered tables put the number in front."""
        values = (self._next - self._head, *values) if self._numbered else values
        write_row(self._sheet, self._next, values, self._columns, self._looks.text)
        self._sheet.autofilter(self._head, 0, self._next, len(self._columns) - 1)
        self._next += 1

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


def write_row(sheet: Any, at: int, values: Sequence[Any], columns: Sequence[Column], look: Any) -> None:
    """A row of a sheet, as high as its longest text: numbers as numbers, anything else as a text."""
    pairs = zip(values, columns, strict=True)
    lines = [lines_of(value, column.width) for value, column in pairs if isinstance(value, str)]
    sheet.set_row(at, min(_HIGHEST, _LINE * max(lines, default=1) + 3))
    for index, value in enumerate(values):
        if isinstance(value, Decimal | int) and isfinite(float(value)):
            sheet.write_number(at, index, float(value), look)
        elif value in (None, ""):
            sheet.write_blank(at, index, None, look)
        else:
            sheet.write_string(at, index, plain(value), look)


def plain(value: Any) -> str:
    """A text as a cell can hold it."""
    return str(value)[:_MOST_SIGNS].encode("utf-8", "replace").decode()
