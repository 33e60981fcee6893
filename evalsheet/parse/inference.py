"""Columns whose heading is no label: what stands in them may say what they are.

Only for a column that was not found by its heading, and only where the numbers or words leave little doubt. Each such
reading is recorded in `Form.reading` and reported (STR02).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import permutations
from typing import NamedTuple

from .. import values
from ..model import Cell, normal
from .headings import Columns
from .sheet import Sheet, has_text

ONE = Decimal(1)
#: How far rate and score may be from the exact ones, as fractions.
_NEAR = Decimal("0.005")
#: Points of execution lie between these.
_EXECUTION = (Decimal(2), Decimal(30))
#: A column of numbers needs this many rows, a column of words this share of those that tell anything.
ROWS = 3
SHARE = 0.6


class Inferred(NamedTuple):
    """A column: for which entry, its heading (perhaps a cell without text), and what speaks for it (see `Fact`)."""

    key: str
    cell: Cell
    why: str


def number(cell: Cell) -> Decimal | None:
    """The number in a cell, if nothing else stands there."""
    return cell.value if isinstance(cell.value, Decimal) else values.number(cell.text)


def table(
    sheet: Sheet, header: int, columns: Columns, rows: list[int], total: int | None, sums: Iterable[Decimal]
) -> Iterator[Inferred]:
    """The columns of the indicator table that were not found by their headings, as far as their cells tell; they are
    taken over into ``columns``. ``sums`` are what the weights may add up to.
    """
    candidates = _Candidates(sheet, header, columns, rows, total)
    for find in (_name, _target, _actual, lambda some: _weight(some, sums), _score):
        found = find(candidates) if candidates.below else None
        if found is not None:
            columns.adopt(found.key, found.cell)
            candidates.known[found.key] = candidates.below.pop(found.cell)
            yield found


def _name(some: _Candidates) -> Inferred | None:
    if "name" in some.known:
        return None
    left = [cell.column for key, cell in some.columns.header.items() if key in ("level1", "level2")]
    right = [cell.column for key, cell in some.columns.header.items() if key in ("target", "actual")]
    return some.names(max(left, default=0), min(right))


def _target(some: _Candidates) -> Inferred | None:
    if "target" in some.known or "actual" not in some.known:
        return None
    return some.like("target", some.known["actual"], is_target)


def _actual(some: _Candidates) -> Inferred | None:
    if "actual" in some.known or "target" not in some.known:
        return None
    return some.like("actual", some.known["target"], is_actual)


def _weight(some: _Candidates, sums: Iterable[Decimal]) -> Inferred | None:
    return None if "weight" in some.known else some.weights(sums)


def _score(some: _Candidates) -> Inferred | None:
    if "score" in some.known or "weight" not in some.known:
        return None
    weights = {row: number(cell) for row, cell in some.known["weight"].items() if row != some.total}
    return some.scores({row: points for row, points in weights.items() if points is not None})


class _Candidates:
    """The columns of a table that belong to no label, with the cells below their headings by row."""

    def __init__(self, sheet: Sheet, header: int, columns: Columns, rows: Iterable[int], total: int | None) -> None:
        self.columns = columns
        self.rows: list[int] = []
        self.total = total
        self.below: dict[Cell, dict[int, Cell]] = {}
        #: The cells of the columns that were found, by row.
        self.known: dict[str, dict[int, Cell]] = {key: {} for key in columns.header}
        named = (*columns.unknown, *columns.left)
        headings = {column: heading.cell for heading in named for column in heading.columns}
        for row in (*rows, *([total] if total is not None else [])):
            cells = [cell for cell in sheet.rows[row] if has_text(cell) and len(columns.keys_of(cell)) < 2]
            keys = {columns.owner.get(cell.column) for cell in cells}
            if row != total:
                if keys.isdisjoint(("name", "target", "actual")):
                    continue
                self.rows.append(row)
            for cell in cells:
                key = columns.owner.get(cell.column)
                if key is not None:
                    self.known[key][row] = cell
                elif cell.column > columns.first or cell.column in headings:
                    heading = headings.get(cell.column) or Cell(header, cell.column, None, "", columns=cell.columns)
                    self.below.setdefault(heading, {})[row] = cell

    def numbers(self, heading: Cell) -> dict[int, Decimal] | None:
        """The numbers below a heading by row; None if something else stands there too."""
        found = {}
        for row, cell in self.below[heading].items():
            if row != self.total and not values.stroke(cell.text):
                value = number(cell)
                if value is None:
                    return None
                found[row] = value
        return found if len(found) >= ROWS else None

    def weights(self, wanted: Iterable[Decimal]) -> Inferred | None:
        """The first column of positive numbers that add up to one of the wanted sums."""
        for heading in sorted(self.below, key=lambda cell: cell.column):
            numbers = self.numbers(heading)
            if numbers and all(one > 0 for one in numbers.values()) and sum(numbers.values(), Decimal(0)) in wanted:
                return Inferred("weight", heading, "sum")
        return None

    def scores(self, weights: Mapping[int, Decimal]) -> Inferred | None:
        """The first column of numbers none of which is above its weight and that add up to the printed total."""
        for heading in sorted(self.below, key=lambda cell: cell.column):
            numbers = self.numbers(heading)
            if not numbers or set(numbers) != set(weights) or normal(heading.text).startswith("上年"):
                continue
            total = self.below[heading].get(self.total) if self.total is not None else None
            printed = number(total) if total is not None else None
            sum_ = sum(numbers.values(), Decimal(0))
            agrees = printed is not None and 0 <= printed - sum_ <= _EXECUTION[1] and printed > 0
            if agrees and all(0 <= one <= weights[row] for row, one in numbers.items()):
                return Inferred("score", heading, "points")
        return None

    def names(self, right_of: int, left_of: int) -> Inferred | None:
        """The last column of words between these that names nearly every row differently."""
        for heading in sorted(self.below, key=lambda cell: -cell.column):
            texts = [cell.text for row, cell in self.below[heading].items() if row != self.total]
            words = [text for text in texts if values.number(text) is None and not values.stroke(text)]
            between = right_of < heading.column < left_of
            if between and len(words) >= ROWS and len(set(words)) >= SHARE * len(self.rows):
                return Inferred("name", heading, "texts")
        return None

    def like(self, key: str, known: Mapping[int, Cell], fits: Callable[[str, str], bool | None]) -> Inferred | None:
        """The first column that reads like the counterpart of a known one; ``fits`` is None where it cannot tell."""
        for heading in sorted(self.below, key=lambda cell: cell.column):
            below = self.below[heading]
            told = [fits(known[row].text, cell.text) for row, cell in below.items() if row in known]
            told = [one for one in told if one is not None]
            if len(told) >= ROWS and sum(map(bool, told)) >= SHARE * len(told):
                return Inferred(key, heading, "values")
        return None


def is_actual(target: str, actual: str) -> bool | None:
    """An actual value beside its target: a number of the same kind, a date, or words for how far it was reached."""
    goal, reached = values.parse(target), values.parse(actual)
    if goal.kind == "empty" or reached.kind == "empty":
        return None
    if reached.kind in ("progress", "bool") or (reached.kind == "qual" and reached.band is not None):
        return True
    if goal.kind in ("quant", "range"):
        return reached.kind == "quant" and reached.whole and values.comparable(goal, reached) is not None
    return goal.kind == reached.kind == "date" or None


def is_target(actual: str, target: str) -> bool | None:
    """A target beside its actual value: a number with a sign, or one of the same kind."""
    goal = values.parse(target)
    return True if goal.sign and goal.whole else is_actual(target, actual)


def funds(numbers: Mapping[Cell, Decimal], known: Mapping[str, Decimal]) -> Iterator[Inferred]:
    """Columns of the funds block without a label, by the row of the total: with them rate and score are right.

    ``numbers`` are those below the unknown headings, ``known`` the entries that were found; the rate a fraction.
    """
    budget, executed, rate = known.get("budget"), known.get("executed"), known.get("rate")
    for heading, value in numbers.items():
        if rate and budget is None and executed and value and abs(executed / value - rate) < _NEAR:
            yield Inferred("budget", heading, "rate")
            budget = value
        elif rate and executed is None and budget and abs(value / budget - rate) < _NEAR:
            yield Inferred("executed", heading, "rate")
            executed = value
    exact = executed / budget if budget and executed is not None else rate
    if exact is None:
        return
    weight, score = known.get("weight"), known.get("score")
    for (one, points), (other, earned) in permutations(numbers.items(), 2):
        if weight is None and score is None and one.column < other.column and _scores(points, earned, exact):
            yield Inferred("weight", one, "rate")
            yield Inferred("score", other, "rate")
            return
    for heading, value in numbers.items():
        if weight is not None and score is None and _scores(weight, value, exact):
            yield Inferred("score", heading, "rate")
            return
        if score is not None and weight is None and _scores(value, score, exact):
            yield Inferred("weight", heading, "rate")
            return


def _scores(weight: Decimal, score: Decimal, rate: Decimal) -> bool:
    """The score is the one that the rate earns."""
    low, high = _EXECUTION
    return low <= weight <= high and abs(min(rate, ONE) * weight - score) <= _NEAR * weight
