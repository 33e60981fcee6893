"""A grid looked at as rows with labels, and its cells read as entries of a form."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from copy import copy
from decimal import Decimal
from typing import Any

from .. import values
from ..model import Cell, Field, Grid, Labels, Where
from ..model.labels import LONGEST_LABEL
from ..patterns import rare

ONE_HUNDRED = Decimal(100)
#: ``new(Where, (...))``, ``new(Field, (...))`` with all the fields: half the time of Where() and Field(), and a form
#: has a hundred of each.
new = tuple.__new__


#: Stands for the key of a text that was not met before.
_NEW = "not looked up"


class Sheet:
    """A grid by rows. ``rows`` maps the number of each row to its cells, left to right.

    The cells' texts have no outer blanks here (full-width ones count as such), and cells with nothing written in them
    are left out unless they are merged. ``cell.text`` or a formula therefore means that something is written.
    """

    def __init__(self, grid: Grid, labels: Labels) -> None:
        self.grid = grid
        self._file, self._name = grid.file, grid.sheet
        self.rows: dict[int, list[Cell]] = {}
        #: The texts of these cells, for the many questions that are about nothing else.
        self.texts: dict[int, list[str]] = {}
        #: The cells that hold a label of the form, with its key, by row.
        self.labels: dict[int, list[tuple[Cell, str]]] = {}
        tall = []
        printed = labels.printed
        number: int | None = None
        here: list[Cell] = []
        texts: list[str] = []
        for cell in grid.cells.values():
            row, _, value, shown, _, formula, _, rows, columns = cell
            text, key = shown, printed.get(shown, _NEW)
            if key is _NEW:
                text, key = _read(shown, labels)
                if text != shown:
                    cell = cell._replace(text=text)
            if rows > 1:
                tall.append(cell)
            elif not text and columns == 1 and formula is None:
                continue
            if row != number:
                number, here, texts = row, self.rows.setdefault(row, []), self.texts.setdefault(row, [])
            here.append(cell)
            texts.append(text)
            if key is not None and value.__class__ is str:
                self.labels.setdefault(row, []).append((cell, key))
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

    def after(self, row: int) -> int | None:
        """The next row with cells; None if there is none."""
        at = bisect_right(self.numbers, row)
        return self.numbers[at] if at < len(self.numbers) else None

    def before(self, row: int) -> int | None:
        """The row with cells before this one; None if there is none."""
        at = bisect_left(self.numbers, row)
        return self.numbers[at - 1] if at else None

    def cells_of(self, row: int | None) -> list[Cell]:
        """The cells of a row; none where there is no such row."""
        return self.rows.get(row, []) if row is not None else []

    def reaching(self, row: int) -> Sequence[Cell]:
        """The cells of earlier rows that are merged down into this row."""
        return self._reaching.get(row, ())

    def keys(self, row: int) -> set[str]:
        """The keys of the labels in a row."""
        return {key for _, key in self.labels[row]} if row in self.labels else set()

    def has_key(self, row: int, wanted: str) -> bool:
        """A label of this key stands in the row."""
        if row in self.labels:
            for _, key in self.labels[row]:
                if key == wanted:
                    return True
        return False

    def where(self, row: int, column: int) -> Where:
        """The place of a cell of this sheet."""
        return new(Where, (self._file, self._name, row, column))

    def at(self, cell: Cell) -> Where:
        """The place of ``cell``."""
        return new(Where, (self._file, self._name, cell[0], cell[1]))

    def cut(self, rows: Sequence[int], column: int) -> tuple[Sheet, Sheet]:
        """The sheet without, and the sheet with nothing but, what stands in these rows from ``column`` on."""
        return self._without(rows, lambda cell: cell.column >= column), self._without(
            rows, lambda cell: cell.column < column
        )

    def _without(self, rows: Sequence[int], out: Callable[[Cell], bool]) -> Sheet:
        """A copy without some of the cells of these rows."""
        made = copy(self)
        made.rows, made.texts = dict(self.rows), dict(self.texts)
        made.labels, made._reaching = dict(self.labels), dict(self._reaching)
        for row in rows:
            made.rows[row] = [cell for cell in self.rows[row] if not out(cell)]
            made.texts[row] = [cell.text for cell in made.rows[row]]
            made.labels[row] = [pair for pair in self.labels.get(row, ()) if not out(pair[0])]
            made._reaching[row] = [cell for cell in self.reaching(row) if not out(cell)]
        return made

    def first(self, row: int) -> Cell | None:
        """The first cell of the row in which something is written; None if there is none."""
        for cell in self.rows[row]:
            if has_text(cell):
                return cell
        return None

    def right_of(self, label: Cell) -> Cell | None:
        """The next cell to the right in the row of ``label``, filled or not; None if there is none."""
        column = label.column
        for cell in self.rows[label.row]:
            if cell.column > column:
                return cell
        return None


def _read(shown: str, labels: Labels) -> tuple[str, str | None]:
    """The text of a cell without outer blanks, and the key of the label that it is; if short, kept."""
    text = shown.strip()
    # what begins with a visible character is not blank; zero-width characters are not printable
    if text and not text[0].isprintable() and values.blank(text):
        text = ""
    key = labels.look_up(text)
    if text == shown and len(text) <= LONGEST_LABEL:
        if len(labels.printed) > 5000:
            labels.printed.clear()
        labels.printed[text] = key
    return text, key


def has_text(cell: Cell) -> bool:
    """Something is written in the cell of a `Sheet`, be it an error value or a formula."""
    return bool(cell.text) or cell.formula is not None


def blank_field(where: Where) -> Field[Any]:
    """An entry that the form prints and in which nothing is written."""
    return new(Field, (None, "", where, 0, ""))


def read_as(field: Field[str], value: str | None) -> Field[str]:
    """A text entry of which ``value`` is what counts."""
    return field if field.value == value else new(Field, (value, *field[1:]))


def text_field(where: Where, cell: Cell) -> Field[str]:
    """A text entry; a stroke is a text too."""
    text = cell.text
    if cell.value.__class__ is str or (cell.formula is None and not cell.error):
        return new(Field, (text or None, text, where, 0, ""))
    fault = _fault(cell)
    return new(Field, (None if fault or not text else text, text, where, 0, fault))


_PERCENT_SIGNS = ("%", "％")


def number_field(where: Where, cell: Cell) -> Field[Decimal]:
    """A number entry: points. What is filled and is no number of points has a fault: "number", or "percent"."""
    _, _, value, text, decimals, _, _, _, _ = cell
    if text[-1:] not in _PERCENT_SIGNS:
        if value.__class__ is Decimal:  # nearly always
            return new(Field, (value, text, where, decimals or 0, ""))
    elif values.number(text[:-1]) is not None:
        return Field(None, text, where, 0, "percent")
    return _number(where, cell, values.number)


def score_reader(weight: Field[Decimal]) -> Callable[[Where, Cell], Field[Decimal]]:
    """How the score beside this weight is read: where weights are percentages of the points, so are scores."""
    return weight_field if weight.text[-1:] in _PERCENT_SIGNS else number_field


def weight_field(where: Where, cell: Cell) -> Field[Decimal]:
    """A weight entry in points; 20% of the points is 20."""
    if cell.text[-1:].isdigit():  # nearly always
        return number_field(where, cell)
    text = values.normalise(cell.text)
    if not text.endswith("%"):
        return number_field(where, cell)
    points = values.number(text[:-1])
    if points is None:
        return number_field(where, cell)
    return Field(points, cell.text, where, values.decimals(text))


def money_field(where: Where, cell: Cell, unit: str) -> Field[Decimal]:
    """An amount entry in 万元; ``unit`` is what the form says for numbers without a unit of their own.

    An amount with its breakdown, 120万元（中央100万元，县级20万元）, is the amount.
    """
    number = cell.value.__class__ is Decimal
    field = _number(where, cell, None if number else lambda text: _amount(text, unit))
    if (number and unit == "万元") or field.value is None:
        return field
    if number:
        factor = values.money_factor(unit)
        return field._replace(value=field.value * factor, decimals=max(0, field.decimals - factor.adjusted()))
    # 898000元 has no decimals as printed, but four once it is in 万元
    text = values.normalise(field.text)
    match = _LEADING_NUMBER.match(text)
    one = _amount(f"1{text[match.end() :]}", unit) if match else None
    if match is None or not one:
        return field
    return field._replace(decimals=max(0, values.decimals(match[0]) - one.adjusted()))


_LEADING_NUMBER = rare(r"-?[\d,]+(?:\.\d+)?")


def _amount(text: str, unit: str) -> Decimal | None:
    amount = values.money(text, unit)
    if amount is not None:
        return amount
    total, note = values.split_note(text)
    # 120(100) could be either of the two numbers; only words in the brackets make a note of them
    return values.money(total, unit) if not note or any(sign > "\u4e00" for sign in note) else None


def rate_field(where: Where, cell: Cell, exact: Decimal | None) -> Field[Decimal]:
    """An execution rate as a fraction. A bare 1 or 100 is read as the one nearer to ``exact`` (executed / budget)."""
    text = values.normalise(cell.text)
    field = _number(where, cell, lambda said: values.number(values.normalise(said).rstrip("%")))
    if field.value is None:
        return field
    hundredth = field.value / ONE_HUNDRED
    if text.endswith("%"):
        # a number with a percent format is a fraction; 95 shown as 95% by a literal sign, and texts, are not
        shown = values.number(text.rstrip("%"))
        fraction = isinstance(cell.value, Decimal) and (not shown or abs(field.value * 100 - shown) <= 1)
    else:
        near = Decimal(1) if exact is None else exact
        fraction = abs(field.value - near) <= abs(hundredth - near)
    return field if fraction else Field(hundredth, field.text, where, field.decimals + 2)


def _number(where: Where, cell: Cell, read: Any) -> Field[Decimal]:
    _, _, number, text, decimals, _, _, _, _ = cell
    if number.__class__ is Decimal:
        return new(Field, (number, text, where, decimals or 0, ""))
    fault = _fault(cell)
    if fault or not text or values.stroke(text):
        return Field(None, text, where, 0, fault)
    value = read(text) if isinstance(number, str) else None
    if value is None:
        return Field(None, text, where, 0, "number")
    return new(Field, (value, text, where, values.decimals(text), ""))


def _fault(cell: Cell) -> str:
    if cell.error:
        return "error"
    return "formula" if cell.formula is not None and cell.value is None else ""
