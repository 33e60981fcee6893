"""Sheets while they are read: cells, merges and hidden rows, counted against the limits of a file."""

from __future__ import annotations

from .. import limits
from ..model import Cell, Grid
from . import xlsx_sheet
from .place import MAX_COLUMN, MAX_ROW, Span


class Draft:
    """A sheet. What is put outside of the largest sheet there can be is dropped."""

    def __init__(self, drafts: Drafts, sheet: str, hidden: bool) -> None:
        self.sheet, self.hidden = sheet, hidden
        self.cells: dict[tuple[int, int], Cell] = {}
        self._drafts = drafts
        self._hidden_rows: list[tuple[int, int]] = []
        self._merges: list[Span] = []

    def put(self, cell: Cell | None) -> None:
        """Add a cell. Raises Unreadable FIL04 over the limit."""
        if cell is None or cell.row > MAX_ROW or cell.column > MAX_COLUMN:
            return
        self._drafts.count(1)
        self.cells[cell.row, cell.column] = cell

    def repeat(self, cell: Cell, rows: int, columns: int) -> None:
        """Add a cell so many times to the right and down. Raises Unreadable FIL04 over the limit."""
        self._drafts.count(0, rows * columns)
        for row in range(cell.row, cell.row + rows):
            for column in range(cell.column, cell.column + columns):
                self.put(cell._replace(row=row, column=column))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Add a merge; one that is no more than a cell is none. Raises Unreadable FIL04 over the limit."""
        bottom, right = min(bottom, MAX_ROW), min(right, MAX_COLUMN)
        if not (0 < top <= bottom and 0 < left <= right) or (top, left) == (bottom, right):
            return
        self._merges.append((top, left, bottom, right))
        limits.check("merges", len(self._merges))

    def hide(self, first: int, last: int) -> None:
        """Add rows that are out of sight, behind those added before."""
        self._hidden_rows.append((first, last))

    def grid(self, file: str) -> Grid:
        """The sheet as it was read. Raises Unreadable FIL04."""
        cells = xlsx_sheet.with_merges(self.cells, self._merges)
        last = next(reversed(cells), (0, 0))[0]
        # below the last cell people hide all the rows that a sheet can have
        rows = (row for start, end in self._hidden_rows for row in range(start, min(end, last) + 1))
        return Grid(file, self.sheet, cells, self.hidden, frozenset(rows))


class Drafts:
    """The sheets of a file, in their order."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.sheets: list[Draft] = []
        self._cells = 0

    def add(self, sheet: str, hidden: bool = False) -> Draft:
        """A further sheet. Raises Unreadable FIL04 over the limit."""
        limits.check("sheets", len(self.sheets) + 1)
        self.sheets.append(Draft(self, sheet, hidden))
        return self.sheets[-1]

    def count(self, cells: int, more: int = 0) -> None:
        """Count cells; raise Unreadable FIL04 if there are too many, or would be with so many ``more``."""
        self._cells += cells
        limits.check("cells", self._cells + more)

    def grids(self) -> tuple[Grid, ...]:
        """All sheets. Raises Unreadable FIL04."""
        return tuple(draft.grid(self.file) for draft in self.sheets)
