"""A worksheet that is written row by row, and whose rows are as high as their texts need."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

from .form_sheet import WIDTHS
from .stored import Stored
from .styles import BODY_SIZE, Styles, print_on_a4

#: The last column of the blank form; further ones stand right of it.
LAST = 9
_WIDTHS = tuple(WIDTHS.values())
_FURTHER_WIDTH = 18.0
_ROW, _LINE, _HIGHEST = 22.5, 14.25, 409.0
#: What goes into one cell at most.
LONGEST = 32767

Span = tuple[int, int]


class Page:
    """An XlsxWriter worksheet while a form is written onto it, in the columns of the blank form and right of them."""

    def __init__(self, sheet: Any, styles: Styles) -> None:
        self.styles = styles
        #: The row that was begun last.
        self.row = 0
        self._sheet = sheet
        self._heights: dict[int, float] = {}
        #: First and last row of each cell, and the height that it needs.
        self._needs: list[tuple[int, int, float]] = []
        self._widest = LAST

    def next(self, height: float = _ROW) -> int:
        """Begins a row of at least this height in points; its number."""
        self.row += 1
        self._heights[self.row] = height
        return self.row

    def put(self, row: int, span: Span, cell: Stored, look: Any = None, last: int = 0, size: float = BODY_SIZE) -> None:
        """Writes a cell over the columns ``span`` and down to the row ``last``, and remembers how high it must be."""
        look = look or self.styles.entry(num_format=cell.number_format)
        last = max(row, last)
        if last > row or span[1] > span[0]:
            self._sheet.merge_range(row - 1, span[0] - 1, last - 1, span[1] - 1, "", look)
        at = (row - 1, span[0] - 1)
        if isinstance(cell.content, Decimal):
            self._sheet.write_number(*at, float(cell.content), look)
        elif cell.error:
            self._sheet.write_formula(*at, f"={cell.content}", look, cell.content)
        elif cell.content:
            self._sheet.write_string(*at, cell.content[:LONGEST], look)
        else:
            self._sheet.write_blank(*at, None, look)
        self._widest = max(self._widest, span[1])
        width = sum(_width(column) for column in range(span[0], span[1] + 1))
        margin = 1 if span[0] == span[1] else 2  # of wide cells most are indented
        needed = _lines_of(str(cell.content), width * BODY_SIZE / size - margin) * _LINE * size / BODY_SIZE + 6
        self._needs.append((row, last, needed))

    def finish(self, repeated: int) -> None:
        """Widths, heights that show all texts, and how it is printed: the row ``repeated``, if any, on each page."""
        sheet = self._sheet
        for column in range(1, self._widest + 1):
            sheet.set_column(column - 1, column - 1, _width(column))
        for first, last, needed in sorted(self._needs, key=lambda one: one[1] - one[0]):
            missing = needed - sum(self._heights[row] for row in range(first, last + 1))
            if missing > 0:
                for row in range(first, last + 1):
                    self._heights[row] += missing / (last - first + 1)
        for row, height in self._heights.items():
            sheet.set_row(row - 1, min(round(height * 4 / 3) * 3 / 4, _HIGHEST))  # whole pixels
        print_on_a4(sheet)
        if repeated:
            sheet.repeat_rows(repeated - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:ZZ{self.row}"})


def _width(column: int) -> float:
    """The width of a column in half-width characters."""
    return _WIDTHS[column - 1] if column <= LAST else _FURTHER_WIDTH


def _lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a cell of this width."""
    wide = [sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line) for line in text.split("\n")]
    return sum(max(1, -(-wide // int(width))) for wide in wide)
