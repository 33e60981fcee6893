"""A worksheet of XlsxWriter that takes whole rows: they go to its temporary file at once, and nothing of them is kept.

XlsxWriter looks at each cell several times and keeps the height of each row, which tells for a million rows. Rows are
written as it would write them; where a version of it works in another way, its own methods are used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from xlsxwriter.worksheet import Worksheet

from .model import column_letters
from .ooxml import writing
from .tables import ROW, Formula, Number, plain

#: Heights are remembered of so many rows, for charts that stand beside them.
_REMEMBERED = 500
_PIXELS = 4 / 3
_EPOCH = date(1899, 12, 30).toordinal()
#: In markup, which holds neither, what stands for the number of the row in the sheet, and in the table.
_ROW, _NUMBER = "\0", "\1"


class Markup:
    """Rows whose cells have these looks, as markup before it is known where they stand."""

    def __init__(self, looks: Sequence[Any]) -> None:
        self._heads = [
            f'<c r="{column_letters(column)}{_ROW}" s="{look._get_xf_index()}"' for column, look in enumerate(looks, 1)
        ]

    def row(self, values: Sequence[Any], height: float, level: int = 0) -> str:
        """None and "" as an empty cell, numbers and dates as such, formulas with their results, anything else as
        text."""
        cells = [f"{head}{_CONTENT[value.__class__](value)}" for head, value in zip(self._heads, values, strict=True)]
        outline = f' outlineLevel="{level}"' if level else ""
        return f'<row r="{_ROW}" ht="{height:g}" customHeight="1"{outline}>{"".join(cells)}</row>'


class FastSheet(Worksheet):  # type: ignore[misc, unused-ignore]
    """See above. Rows come from the top down."""

    def __init__(self) -> None:
        super().__init__()
        #: The filter's range without its last row, as the sheet and as the workbook say it.
        self._filter: tuple[str, str] | None = None

    outline_row_level: int
    dim_rowmax: int | None
    dim_colmax: int | None
    autofilter_ref: str
    autofilter_area: str

    def put(self, at: int, row: str, columns: int, height: float, level: int = 0, number: int = 0) -> None:
        """Writes a row of so many columns as `Markup` gives it."""
        if self.table:  # what the usual methods have written before
            self._write_single_row(at)
        self.previous_row = self.dim_rowmax = at
        self.dim_colmax = max(self.dim_colmax or 0, columns - 1)
        if level > self.outline_row_level:
            self.outline_row_level = level
        if at < _REMEMBERED:
            self.row_sizes[at] = [int(height * _PIXELS + 0.5), False]
        self.fh.write(row.replace(_ROW, f"{at + 1}").replace(_NUMBER, f"{number}"))

    def filter_to(self, last: int) -> None:
        """Lets the filter, which is there, reach down to a row."""
        if self._filter is None:
            ref, area = (until.rstrip("0123456789") for until in (self.autofilter_ref, self.autofilter_area))
            self._filter = ref, area
        ref, area = self._filter
        self.autofilter_ref, self.autofilter_area = f"{ref}{last + 1}", f"{area}{last + 1}"


@cache
def is_usable() -> bool:
    """Whether rows can be written here: this version of XlsxWriter works as expected."""
    return hasattr(Worksheet, "_write_single_row") and hasattr(Worksheet(), "previous_row")


# names, levels and points come again in each row of a form
@lru_cache(maxsize=8192)
def _text(value: str) -> str:
    return f' t="inlineStr">{writing.inline(plain(value), "")}</c>' if value else "/>"


@lru_cache(maxsize=8192)
def _number(value: Decimal) -> str:
    try:
        return f"><v>{writing.number(value)}</v></c>"
    except ValueError:  # larger than what a cell can hold
        return _text(str(value))


def _formula(value: Formula) -> str:
    text = writing.text(value.text.removeprefix("=")).replace(ROW, _ROW)
    if value.value is None:
        return f' t="str"><f>{text}</f><v></v></c>'
    return f"><f>{text}</f><v>{writing.number(Decimal(value.value))}</v></c>"


#: What follows the place and the style of a cell, by the class of its value.
_CONTENT: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "/>",
    str: _text,
    Decimal: _number,
    int: lambda value: f"><v>{value}</v></c>",
    date: lambda value: f"><v>{value.toordinal() - _EPOCH}</v></c>",
    Formula: _formula,
    Number: lambda value: f"><v>{_NUMBER}</v></c>",
}
