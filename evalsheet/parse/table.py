"""The rows of a printed table: which cell belongs to which heading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from ..model import NOTHING, Cell, Doubt, Field, Where, normal
from .headings import Columns
from .sheet import Sheet, blank_field, has_text, number_field, text_field

Read = Callable[[Where, Cell], Field[Decimal]]


#: Columns whose cells may be merged down over several rows: the text holds for each of them.
_SHARED = frozenset({"level1", "level2", "reason", "item"})


class Row:
    """One row of a table: its cells by column, each only where it stands in its own column alone."""

    def __init__(self, sheet: Sheet, number: int, columns: Columns, doubts: list[Doubt]) -> None:
        self.sheet, self.index, self.columns = sheet, number, columns
        #: The filled cells that stand in one column alone, by that column.
        self.filled: dict[str, list[Cell]] = {}
        #: Cells of earlier rows merged down into this one, and cells over several columns, by the columns they cover.
        self.shared: dict[str, Cell] = {}
        self.unclear: dict[str, Cell] = {}
        self.others: list[Cell] = []
        self._empty: dict[str, Cell] = {}
        self._doubts = doubts
        owner, filled, shared = columns.owner, self.filled, self.shared
        for cell in sheet.rows[number]:
            _, column, _, text, _, formula, _, _, wide = cell
            if wide > 1:
                self._place_wide(cell)
                continue
            key = owner.get(column)
            if not text and formula is None:
                if key is not None:
                    self._empty[key] = cell
            elif key is None:
                self.others.append(cell)
            elif key in filled:
                if filled[key][-1].text != text:  # else a merged cell, printed once a column
                    filled[key].append(cell)
            else:
                filled[key] = [cell]
        for cell in sheet.reaching(number):
            key = owner.get(cell.column)
            if key in _SHARED and cell.columns == 1:  # nearly always
                shared[key] = cell
            else:
                self._place_reaching(cell)

    def _place_wide(self, cell: Cell) -> None:
        keys = self.columns.keys_of(cell)
        if not has_text(cell):
            self._empty.update((key, cell) for key in keys[:1])
        elif not keys or self.columns.owner.get(cell.column) != keys[0]:
            self.others.append(cell)  # a label that reaches into the first column
        elif len(keys) == 1 or keys[-1] in ("level2", "name"):
            # a first-level label over both label columns is still the first level
            self.filled.setdefault(keys[0], []).append(cell)
        else:
            self.unclear.update((key, cell) for key in keys)

    def _place_reaching(self, cell: Cell) -> None:
        for key in self.columns.keys_of(cell):
            if key in _SHARED:
                self.shared[key] = cell
            elif has_text(cell):
                self.unclear[key] = cell

    def cells(self, key: str) -> Sequence[Cell]:
        """The filled cells of this row in the column ``key``."""
        return self.filled.get(key, ())

    def prints(self, *keys: str) -> bool:
        """One of the columns is filled in this row, be it by a cell that cannot be placed."""
        return any(key in self.filled or key in self.unclear for key in keys)

    def where(self, key: str) -> Where:
        """The place of the entry ``key`` of this row, filled or not."""
        cells = self.filled.get(key)
        cell = cells[0] if cells else self._empty.get(key) or self.columns.header[key]
        return self.sheet.where(self.index, cell.column)

    def text(self, key: str) -> Field[str]:
        """The text entry ``key``; several cells below one heading are joined."""
        cells = self.filled.get(key)
        if cells is not None and len(cells) == 1:  # nearly always
            cell = cells[0]
            return text_field(self.sheet.at(cell), cell)
        if key not in self.columns.header:
            return NOTHING
        if not cells:
            if key in self.unclear:
                return self._doubt(key, self.unclear[key])
            if key in self.shared:
                return text_field(self.sheet.at(self.shared[key]), self.shared[key])
            return blank_field(self.where(key))
        joined = "".join(cell.text for cell in cells)
        return Field(joined, joined, self.where(key))

    def number(self, key: str, read: Read = number_field) -> Field[Decimal]:
        """The number entry ``key``; ``read(where, cell)`` makes the field."""
        cells = self.filled.get(key)
        if cells is not None and len(cells) == 1:
            cell = cells[0]
            return read(self.sheet.at(cell), cell)
        if key not in self.columns.header:
            return NOTHING
        if cells:
            return self._doubt(key, cells[0])
        if key in self.unclear:
            return self._doubt(key, self.unclear[key])
        return blank_field(self.where(key))

    def _doubt(self, key: str, cell: Cell) -> Field[Any]:
        where = self.sheet.at(cell)
        if all(doubt.where != where for doubt in self._doubts):
            self._doubts.append(Doubt(where, normal(self.columns.header[key].text), cell.text))
        return Field(None, cell.text, where, 0, "layout")
