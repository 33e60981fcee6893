"""A worksheet of XlsxWriter that takes whole rows: they go to its temporary file at once, and nothing of them is kept.

XlsxWriter looks at each cell several times and keeps the height of each row, which tells for a million rows. Rows are
written as it would write them; where a version of it works in another way, its own methods are used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xlsxwriter.worksheet import Worksheet

from .model import column_letters
from .ooxml import writing
from .tables import Formula, plain

#: Heights are remembered of so many rows, for charts that stand beside them.
_REMEMBERED = 500
_PIXELS = 4 / 3
_EPOCH = date(1899, 12, 30).toordinal()


class FastSheet(Worksheet):  # type: ignore[misc, unused-ignore]
    """See above. Rows come from the top down."""

    def __init__(self) -> None:
        super().__init__()
        self._heads: dict[int, list[tuple[str, str]]] = {}
        self._kept: list[Sequence[Any]] = []
        #: The filter's range without its last row, as the sheet and as the workbook say it.
        self._filter: tuple[str, str] | None = None

    outline_row_level: int
    dim_rowmax: int | None
    dim_colmax: int | None
    autofilter_ref: str
    autofilter_area: str

    def takes_rows(self) -> bool:
        """Whether `put` can be used: the workbook is written row by row, by a version that works as expected."""
        return bool(self.constant_memory) and hasattr(self, "_write_single_row") and hasattr(self, "previous_row")

    def put(self, at: int, values: Sequence[Any], looks: Sequence[Any], height: float, level: int) -> None:
        """Writes a row: None and "" as an empty cell, numbers and dates as such, formulas with their results, anything
        else as text."""
        if self.table:  # what the usual methods have written before
            self._write_single_row(at)
        self.previous_row = self.dim_rowmax = at
        self.dim_colmax = max(self.dim_colmax or 0, len(values) - 1)
        if level > self.outline_row_level:
            self.outline_row_level = level
        if at < _REMEMBERED:
            self.row_sizes[at] = [int(height * _PIXELS + 0.5), False]
        number = f"{at + 1}"
        heads = self._heads.get(id(looks)) or self._head_of(looks)
        cells = [
            f"{head}{number}{style}{_CONTENT[value.__class__](value)}"
            for (head, style), value in zip(heads, values, strict=True)
        ]
        outline = f' outlineLevel="{level}"' if level else ""
        self.fh.write(f'<row r="{number}" ht="{height:g}" customHeight="1"{outline}>{"".join(cells)}</row>')

    def _head_of(self, looks: Sequence[Any]) -> list[tuple[str, str]]:
        """What stands around the number of the row at the beginning of each cell; ``looks`` must not change."""
        heads = [
            (f'<c r="{column_letters(column)}', f'" s="{look._get_xf_index()}"') for column, look in enumerate(looks, 1)
        ]
        self._kept.append(looks)  # so that no other list gets its identity
        self._heads[id(looks)] = heads
        return heads

    def filter_to(self, last: int) -> None:
        """Lets the filter, which is there, reach down to a row."""
        if self._filter is None:
            ref, area = (until.rstrip("0123456789") for until in (self.autofilter_ref, self.autofilter_area))
            self._filter = ref, area
        ref, area = self._filter
        self.autofilter_ref, self.autofilter_area = f"{ref}{last + 1}", f"{area}{last + 1}"


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
    text = writing.text(value.text.removeprefix("="))
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
}
