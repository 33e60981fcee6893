"""A form that goes on in the next table of a Word document, where the page ended.

Two tables are one form only where nothing else stands between them and the first one is not finished: it has no total
yet, and the second one repeats its heading, or goes on below it with numbers where points belong; or the first one has
no indicators at all, and the second one is their table.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .. import values
from ..model import Cell, Grid, Profile, Where, normal
from . import indicators, inference
from .blocks import blocks
from .head import title_cell
from .headings import Columns, read_columns
from .sheet import Sheet, has_text


def sheets(grids: Iterable[Grid], base: Profile) -> Iterator[Sheet]:
    """The sheets with anything on them, tables that are one form as one sheet."""
    last: Sheet | None = None
    for grid in grids:
        if grid.ours:
            continue
        sheet = Sheet(grid, base.labels)
        if not any(has_text(cell) for cells in sheet.rows.values() for cell in cells):
            continue
        if grid.follows and last is not None and (starts := _goes_on(last, sheet, base)) is not None:
            last = Joined(last, sheet, *starts, base)
            continue
        if last is not None:
            yield last
        last = sheet
    if last is not None:
        yield last


class Joined(Sheet):
    """Two tables as one: the rows of the second below those of the first, in its columns.

    A column of the second that begins at ``theirs[n]`` is the one of the first that begins at ``ours[n]``; where these
    are empty, columns stay. Places are those that the cells have in their own table.
    """

    def __init__(self, first: Sheet, second: Sheet, ours: list[int], theirs: list[int], base: Profile) -> None:
        self._first, self._second = first, second
        self._last = first.numbers[-1]
        self._shift = self._last + 1 - second.numbers[0]
        self._ours, self._theirs = ours, theirs
        moved = (self._moved(cell) for cell in second.grid.cells.values())
        cells = {**first.grid.cells, **{(cell.row, cell.column): cell for cell in moved}}
        super().__init__(replace(first.grid, cells=cells), base.labels)

    def _moved(self, cell: Cell) -> Cell:
        column, columns = cell.column, cell.columns
        if self._ours:
            end = bisect_left(self._theirs, column + columns)
            column = self._ours[max(bisect_right(self._theirs, column) - 1, 0)]
            columns = max(self._ours[end] - column if end < len(self._ours) else self._ours[-1] - column + 1, 1)
        return cell._replace(row=cell.row + self._shift, column=column, columns=columns)

    def where(self, row: int, column: int) -> Where:
        if row <= self._last:
            return self._first.where(row, column)
        if self._ours:
            column = self._theirs[max(bisect_right(self._ours, column) - 1, 0)]
        return self._second.where(row - self._shift, column)

    def at(self, cell: Cell) -> Where:
        return self.where(cell.row, cell.column)


_Starts = tuple[list[int], list[int]]


def _goes_on(first: Sheet, second: Sheet, base: Profile) -> _Starts | None:
    """Where the columns of both begin if the second goes on with the form of the first, else None."""
    if any("project" in second.keys(number) for number in second.labels):
        return None
    if title_cell(second, second.numbers[:2], base) != (None, None):
        return None
    begin, end = blocks(first, base)[-1]
    rows = first.between(begin, end)
    header, again = (_header(sheet, own, base) for sheet, own in ((first, rows), (second, second.numbers)))
    if header is None:
        has_head = any("project" in first.keys(number) for number in rows)
        return ([], []) if has_head and again is not None else None
    if any("total" in first.keys(number) for number in rows if number > header):
        return None
    columns = read_columns(first, header, base.columns)
    ours = _starts(first, header, columns)
    if again is None:
        return _below(columns, ours, second, base)
    theirs = _starts(second, again, read_columns(second, again, base.columns))
    same = _texts(first, header) == _texts(second, again) and len(ours) == len(theirs)
    return (ours, theirs) if same else None


def _header(sheet: Sheet, rows: list[int], base: Profile) -> int | None:
    return next((number for number in rows if indicators.is_header(sheet.texts[number], base)), None)


def _texts(sheet: Sheet, header: int) -> list[str]:
    return [normal(cell.text) for cell in sheet.rows[header] if cell.text]


def _starts(sheet: Sheet, header: int, columns: Columns) -> list[int]:
    """The columns at which the headings begin."""
    rows = [sheet.rows[number] for number in sheet.between(header, columns.bottom)]
    return sorted({cell.column for cells in (*rows, sheet.reaching(header)) for cell in cells})


def _below(columns: Columns, ours: list[int], second: Sheet, base: Profile) -> _Starts | None:
    """The columns of a table without a heading that has as many as this one and reads like more of it."""
    if not {"weight", "score"} <= columns.header.keys():
        return None
    at = {key: ours.index(cell.column) + 1 for key, cell in columns.header.items() if cell.column in ours}
    width = max(cell.column + cell.columns - 1 for cells in second.rows.values() for cell in cells)
    if not max(at["weight"], at["score"]) <= width <= len(ours):
        return None
    target = min(at[key] for key in ("target", "actual") if key in at)
    told = False
    for number, cells in second.rows.items():
        keys = second.keys(number)
        filled = {cell.column: cell for cell in cells if cell.text}
        if "aside" not in keys and ("total" in keys or target in filled):
            points = [inference.number(filled[at[key]]) for key in ("weight", "score") if at[key] in filled]
            if not points or None in points:
                return None
            told = told or "total" in keys or _is_target(filled[target].text)
    return (ours, list(range(1, len(ours) + 1))) if told else None


def _is_target(text: str) -> bool:
    """A number with a sign or a unit: no ordinal, no points."""
    value = values.parse(text)
    return bool(value.numbers) and bool(value.sign or value.unit)
