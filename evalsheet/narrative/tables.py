"""The tables of a report: columns of amounts or points with their sum in the last row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from .. import values
from ..model import Form, Grid, normal

#: A table with one of these is the form, or a part of it.
_OF_A_FORM = frozenset(("项目名称", "年度总体目标", "绩效指标", "三级指标", "预期目标", "年度指标值", "总分"))
_TOTALS = frozenset(("合计", "总计", "共计"))
_ADDED = re.compile("金额|支出|预算|资金|得分|执行|投入|安排|分值")
_NOT_ADDED = re.compile("率|单价|标准|平均|比|%|时间|编号")
_PARTS = re.compile("小计|其中|合计|总计")
_MOST_ROWS, _MOST_COLUMNS = 200, 12

Rows = tuple[tuple[str, ...], ...]


class Column(NamedTuple):
    """A column of a table with the sum that its last row states and the one that the others make."""

    table: int
    heading: str
    stated: Decimal
    total: Decimal
    text: str


def of_grids(grids: Iterable[Grid]) -> tuple[Rows, ...]:
    """The tables of a document that are no form, as texts; those with joined cells, but for the last row, are left."""
    return tuple(rows for grid in grids if (rows := _rows(grid)))


def _rows(grid: Grid) -> Rows:
    cells = [cell for (row, _), cell in grid.cells.items() if row > 0]
    if not cells or any(normal(cell.text) in _OF_A_FORM for cell in cells):
        return ()
    last, width = max(cell.row for cell in cells), max(cell.column + cell.columns - 1 for cell in cells)
    joined = any(cell.rows > 1 or (cell.columns > 1 and cell.row < last) for cell in cells)
    if joined or last > _MOST_ROWS or width > _MOST_COLUMNS:
        return ()
    texts = {(cell.row, cell.column): cell.text.strip() for cell in cells}
    return tuple(tuple(texts.get((row, column), "") for column in range(1, width + 1)) for row in range(1, last + 1))


def columns(form: Form) -> Iterator[Column]:
    """The columns of the report's tables that have a sum below them."""
    for number, rows in enumerate(form.report.tables if form.report else (), 1):
        head, *body = rows
        last = body.pop() if body else ()
        label = next((text for text in last if text), "")
        if normal(label) in _TOTALS and not any(_PARTS.search(text) for row in body for text in row):
            for at, heading in enumerate(head):
                if _ADDED.search(heading) and not _NOT_ADDED.search(heading):
                    yield from _column(number, heading, [row[at] for row in body], last[at])


def _column(table: int, heading: str, texts: list[str], below: str) -> Iterator[Column]:
    numbers = [values.number(text) for text in texts if text and not values.stroke(text)]
    stated = values.number(below) if below else None
    known = [number for number in numbers if number is not None]
    if stated is None or len(known) < max(len(numbers), 2):
        return
    decimals = max(-int(number.as_tuple().exponent) for number in (stated, *known))
    rounding = Decimal(len(known)) * Decimal(1).scaleb(-decimals) / 2 if decimals > 0 else Decimal(0)
    total = sum(known, Decimal(0))
    if abs(total - stated) > rounding:
        yield Column(table, heading, stated, total, below)
