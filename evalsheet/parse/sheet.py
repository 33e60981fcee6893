"""A grid looked at as rows with labels, and its cells read as entries of a form."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from .. import values
from ..model import NOTHING, Cell, Doubt, Field, Grid, Labels, Where, normal

ONE_HUNDRED = Decimal(100)


class Sheet:
    """A grid by rows. ``rows`` maps the number of each row that has cells to these, left to right."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.rows: dict[int, list[Cell]] = {}
        tall = []
        for (row, _), cell in grid.cells.items():
            self.rows.setdefault(row, []).append(cell)
            if cell.rows > 1:
                tall.append(cell)
        self.numbers = sorted(self.rows)
        self._reaching = self._reach(tall)

    def _reach(self, tall: list[Cell]) -> dict[int, list[Cell]]:
        """For each row the cells of earlier rows that are merged down into it."""
        reaching: dict[int, list[Cell]] = {}
        for cell in tall:
            first = bisect_right(self.numbers, cell.row)
            for number in self.numbers[first : bisect_right(self.numbers, cell.row + cell.rows - 1)]:
                reaching.setdefault(number, []).append(cell)
        return reaching

    def between(self, first: int, last: int) -> list[int]:
        """The numbers of the rows with cells from ``first`` to ``last``, both included."""
        return self.numbers[bisect_right(self.numbers, first - 1) : bisect_right(self.numbers, last)]

    def reaching(self, row: int) -> Sequence[Cell]:
        """The cells of earlier rows that are merged down into this row."""
        return self._reaching.get(row, ())

    def where(self, row: int, column: int) -> Where:
        """The place of a cell of this sheet."""
        return Where(self.grid.file, self.grid.sheet, row, column)

    def at(self, cell: Cell) -> Where:
        """The place of ``cell``."""
        return Where(self.grid.file, self.grid.sheet, cell.row, cell.column)

    def right_of(self, label: Cell) -> Cell | None:
        """The next cell to the right in the row of ``label``, filled or not; None if there is none."""
        return next((cell for cell in self.rows[label.row] if cell.column > label.column), None)


def has_text(cell: Cell) -> bool:
    """Something is written in the cell, be it an error value or a formula."""
    text = cell.text.strip()
    if not text:
        return cell.formula is not None
    # what begins with a visible character is not blank; zero-width characters are not printable
    return text[0].isprintable() or not values.blank(text)


def text_of(cell: Cell) -> str:
    """The text as shown, outer blanks (full-width ones too) stripped."""
    return cell.text.strip()


def text_field(where: Where, cell: Cell | None) -> Field[str]:
    """A text entry; a stroke is a text too."""
    if cell is None:
        return Field(None, "", where)
    text = text_of(cell)
    fault = _fault(cell)
    return Field(None if fault or not text else text, text, where, 0, fault)


def number_field(where: Where, cell: Cell | None) -> Field[Decimal]:
    """A number entry: points. What is filled and cannot be read as one number has the fault "number"."""
    return _number(where, cell, values.number)


def money_field(where: Where, cell: Cell | None, unit: str) -> Field[Decimal]:
    """An amount entry in 万元; ``unit`` is what the form says for numbers without a unit of their own.

    An amount with its breakdown, 120万元（中央100万元，县级20万元）, is the amount.
    """
    field = _number(where, cell, lambda text: _amount(text, unit))
    if field.value is None or cell is None:
        return field
    if isinstance(cell.value, Decimal):
        factor = values.money("1", unit) or Decimal(1)
        return field._replace(value=field.value * factor, decimals=max(0, field.decimals - factor.adjusted()))
    # 898000元 has no decimals as printed, but four once it is in 万元
    match = _LEADING_NUMBER.match(values.normalise(field.text))
    bare = values.number(match[0]) if match else None
    if not bare or not field.value:
        return field
    decimals = values.decimals(match[0]) + (bare / field.value).adjusted() if match else 0
    return field._replace(decimals=max(0, decimals))


_LEADING_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


def _amount(text: str, unit: str) -> Decimal | None:
    amount = values.money(text, unit)
    if amount is not None:
        return amount
    value = values.parse(text)
    money = value.kind == "quant" and len(value.numbers) > 1 and not value.sign
    return values.money(f"{value.numbers[0]}{value.unit}", unit) if money else None


def rate_field(where: Where, cell: Cell | None, exact: Decimal | None) -> Field[Decimal]:
    """An execution rate as a fraction. A bare 1 or 100 is read as the one nearer to ``exact`` (executed / budget)."""
    percent = cell is not None and "%" in values.normalise(cell.text)
    field = _number(where, cell, lambda text: values.number(values.normalise(text).rstrip("%")))
    if field.value is None or cell is None:
        return field
    near = exact
    if percent:
        shown = values.number(values.normalise(cell.text).rstrip("%"))
        near = exact if shown is None else shown / ONE_HUNDRED
    if near is None:
        near = Decimal(1)
    hundredth = field.value / ONE_HUNDRED
    if abs(field.value - near) <= abs(hundredth - near):
        return field
    return Field(hundredth, field.text, where, field.decimals + 2)


def _number(where: Where, cell: Cell | None, read: Any) -> Field[Decimal]:
    if cell is None:
        return Field(None, "", where)
    text = text_of(cell)
    fault = _fault(cell)
    if isinstance(cell.value, Decimal):
        return Field(cell.value, text, where, cell.decimals or 0)
    if fault or not text or values.stroke(text):
        return Field(None, text, where, 0, fault)
    value = read(text) if isinstance(cell.value, str) else None
    if value is None:
        return Field(None, text, where, 0, "number")
    return Field(value, text, where, values.decimals(text))


def _fault(cell: Cell) -> str:
    if cell.error:
        return "error"
    return "formula" if cell.formula is not None and cell.value is None else ""


class Columns:
    """Which columns of a table hold what, as its heading row prints them."""

    def __init__(self, header: Iterable[Cell], labels: Labels) -> None:
        self.header: dict[str, Cell] = {}
        self.unknown: list[Cell] = []
        for cell in header:
            key = labels.look_up(cell.text)
            if key is not None and key not in self.header:
                self.header[key] = cell
            elif has_text(cell):
                self.unknown.append(cell)
        self._owner = {
            column: key
            for key, cell in self.header.items()
            for column in range(cell.column, cell.column + cell.columns)
        }
        self.first = min(self._owner, default=0)

    def __contains__(self, key: str) -> bool:
        return key in self.header

    def keys_of(self, cell: Cell) -> list[str]:
        """The columns that a cell covers, in printed order."""
        if cell.columns == 1:
            key = self._owner.get(cell.column)
            return [key] if key is not None else []
        last = cell.column + cell.columns - 1
        owned = sorted(column for column in self._owner if cell.column <= column <= last)
        return list(dict.fromkeys(self._owner[column] for column in owned))


#: Columns whose cells may be merged down over several rows: the text holds for each of them.
_SHARED = frozenset({"level1", "level2", "reason", "item"})


class Row:
    """One row of a table: its cells by column, each only where it stands in its own column alone."""

    def __init__(self, sheet: Sheet, number: int, columns: Columns, doubts: list[Doubt]) -> None:
        self.sheet, self.index, self.columns = sheet, number, columns
        self._filled: dict[str, list[Cell]] = {}
        self._empty: dict[str, Cell] = {}
        self.shared: dict[str, Cell] = {}
        self.unclear: dict[str, Cell] = {}
        self.others: list[Cell] = []
        self._doubts = doubts
        for cell in sheet.rows[number]:
            self._place(cell)
        for cell in sheet.reaching(number):
            for key in columns.keys_of(cell):
                if key in _SHARED:
                    self.shared[key] = cell
                elif has_text(cell):
                    self.unclear[key] = cell

    def _place(self, cell: Cell) -> None:
        keys = self.columns.keys_of(cell)
        if not has_text(cell):
            self._empty.update((key, cell) for key in keys[:1])
        elif not keys:
            self.others.append(cell)
        elif len(keys) == 1 or keys[-1] in ("level2", "name"):
            # a first-level label over both label columns is still the first level
            self._filled.setdefault(keys[0], []).append(cell)
        else:
            self.unclear.update((key, cell) for key in keys)

    def cells(self, key: str) -> Sequence[Cell]:
        """The filled cells of this row in the column ``key``."""
        return self._filled.get(key, ())

    def prints(self, *keys: str) -> bool:
        """One of the columns is filled in this row, be it by a cell that cannot be placed."""
        return any(key in self._filled or key in self.unclear for key in keys)

    def where(self, key: str) -> Where:
        """The place of the entry ``key`` of this row, filled or not."""
        cell = self._empty.get(key, self.columns.header[key]) if key not in self._filled else self._filled[key][0]
        return self.sheet.where(self.index, cell.column)

    def text(self, key: str) -> Field[str]:
        """The text entry ``key``; several cells below one heading are joined."""
        if key not in self.columns.header:
            return NOTHING
        if unclear := self._unclear(key):
            return unclear
        cells = self.cells(key)
        if not cells and key in self.shared:
            return text_field(self.sheet.at(self.shared[key]), self.shared[key])
        if len(cells) < 2:
            return text_field(self.where(key), cells[0] if cells else None)
        joined = "".join(text_of(cell) for cell in cells)
        return Field(joined, joined, self.where(key))

    def number(self, key: str, read: Any = number_field) -> Field[Decimal]:
        """The number entry ``key``; ``read(where, cell)`` makes the field."""
        if key not in self.columns.header:
            return NOTHING
        if unclear := self._unclear(key):
            return unclear
        cells = self.cells(key)
        if len(cells) > 1:
            return self._doubt(key, cells[0])
        field: Field[Decimal] = read(self.where(key), cells[0] if cells else None)
        return field

    def _unclear(self, key: str) -> Field[Any] | None:
        if key in self.unclear and not self.cells(key):
            return self._doubt(key, self.unclear[key])
        return None

    def _doubt(self, key: str, cell: Cell) -> Field[Any]:
        where = self.sheet.at(cell)
        if all(doubt.where != where for doubt in self._doubts):
            self._doubts.append(Doubt(where, normal(self.columns.header[key].text), text_of(cell)))
        return Field(None, text_of(cell), where, 0, "layout")
