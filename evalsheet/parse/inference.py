"""Columns whose heading is no label: what stands in them may say what they are.

Only for a column that was not found by its heading, and only where the numbers or words leave little doubt. Each such
reading is recorded in `Form.reading` and reported (STR02).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations, permutations
from typing import NamedTuple

from .. import values
from ..model import Cell, Profile, normal
from .headings import Columns
from .labels import split_cap
from .sheet import Sheet, has_text

ONE = Decimal(1)
#: How far rate and score may be from the exact ones, as fractions.
_NEAR = Decimal("0.005")
#: Points of execution lie between these.
_EXECUTION = (Decimal(2), Decimal(30))
#: A column of numbers needs this many rows, a column of words this share of those that tell anything.
ROWS = 3
SHARE = 0.6
#: A row of indicators has one of these; of a table without them the points tell.
_INDICATOR = ("name", "target", "actual")
_VALUES = ("name", "target", "actual", "weight", "score")
#: 未完成率, 扣分分值: figures, not words.
_FIGURES = ("率", "度", "值", "数", "分", "量")
#: Whether the second text is the counterpart of the first; None where that cannot be told.
Fits = Callable[[str, str], bool | None]


class Inferred(NamedTuple):
    """A column: for which entry, its heading (perhaps a cell without text), and what speaks for it (see `Fact`)."""

    key: str
    cell: Cell
    why: str


def number(cell: Cell) -> Decimal | None:
    """The number in a cell, if nothing else stands there."""
    return cell.value if isinstance(cell.value, Decimal) else values.number(cell.text)


def table(
    sheet: Sheet,
    header: int,
    columns: Columns,
    rows: list[int],
    total: int | None,
    sums: Iterable[Decimal],
    profile: Profile,
) -> Iterator[Inferred]:
    """The columns of the indicator table that were not found by their headings, as far as their cells tell; they are
    taken over into ``columns``. ``sums`` are what the weights may add up to.
    """
    candidates = _Candidates(sheet, header, columns, rows, total, profile)
    for find in (_levels, _name, _target, _actual, lambda some: _weight(some, sums), _score, _reason):
        for found in find(candidates):
            columns.adopt(found.key, found.cell)
            candidates.known[found.key] = candidates.below.pop(found.cell, {})
            yield found


def _levels(some: _Candidates) -> list[Inferred]:
    """A column left of the values in which the levels' own words stand: 指标类型."""
    if some.columns.header.keys() & {"level1", "level2"}:
        return []
    return some.levels(min(cell.column for key, cell in some.columns.header.items() if key in _VALUES))


def _reason(some: _Candidates) -> list[Inferred]:
    """Where no column is for the reasons, the one whose heading speaks of deviations: 差异情况说明."""
    if "reason" in some.known:
        return []
    words = some.profile.words["reason_headings"]
    for heading in some.columns.unknown:
        text = normal(heading.cell.text)
        if words.within(text) and not text.endswith(_FIGURES):
            return [Inferred("reason", heading.cell, "words")]
    return []


def _name(some: _Candidates) -> list[Inferred]:
    if "name" in some.known:
        return []
    left = [cell.column for key, cell in some.columns.header.items() if key in ("level1", "level2")]
    right = [cell.column for key, cell in some.columns.header.items() if key in ("target", "actual")]
    return _some(some.names(max(left, default=0), min(right)))


def _target(some: _Candidates) -> list[Inferred]:
    if "target" in some.known:
        return []
    if "actual" not in some.known:
        return some.both()
    return _some(some.like("target", some.known["actual"], is_target))


def _actual(some: _Candidates) -> list[Inferred]:
    if "actual" in some.known or "target" not in some.known:
        return []
    return _some(some.like("actual", some.known["target"], is_actual))


def _weight(some: _Candidates, sums: Iterable[Decimal]) -> list[Inferred]:
    return [] if "weight" in some.known else _some(some.weights(sums))


def _score(some: _Candidates) -> list[Inferred]:
    if "score" in some.known or "weight" not in some.known:
        return []
    weights = {row: number(cell) for row, cell in some.known["weight"].items() if row != some.total}
    return _some(some.scores({row: points for row, points in weights.items() if points is not None}))


def _some(found: Inferred | None) -> list[Inferred]:
    return [found] if found is not None else []


class _Candidates:
    """The columns of a table that belong to no label, with the cells below their headings by row."""

    def __init__(
        self, sheet: Sheet, header: int, columns: Columns, rows: Iterable[int], total: int | None, profile: Profile
    ) -> None:
        self.columns, self.profile = columns, profile
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
                if keys.isdisjoint(_INDICATOR):
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
            if not numbers or set(numbers) != set(weights) or self._of_another_year(heading):
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

    def like(self, key: str, known: Mapping[int, Cell], fits: Fits) -> Inferred | None:
        """The column that reads like the counterpart of a known one, of several one whose heading has the words of a
        label, else the first; ``fits`` is None where it cannot tell.
        """
        labels = [label for label, of in self.profile.columns.items() if of == key]
        fitting = []
        for heading in sorted(self.below, key=lambda cell: cell.column):
            if not self._of_another_year(heading) and self._fits(self.below[heading], known, fits):
                words = normal(heading.text)
                if any(label in words for label in labels):
                    return Inferred(key, heading, "values")
                fitting.append(heading)
        return Inferred(key, fitting[0], "values") if fitting else None

    def both(self) -> list[Inferred]:
        """Target and actual value where neither has a known heading: the first two columns between name and points
        that read like counterparts.
        """
        points = [cell.column for key, cell in self.columns.header.items() if key in ("weight", "score")]
        name = self.columns.header["name"].column if "name" in self.columns.header else 0
        headings = [cell for cell in sorted(self.below, key=lambda cell: cell.column) if cell.column > name]
        headings = [cell for cell in headings if cell.column < max(points, default=cell.column + 1)]
        headings = [cell for cell in headings if not self._of_another_year(cell)]
        for first, second in combinations(headings, 2):
            if self._has_numbers(first) and self._fits(self.below[second], self.below[first], is_actual):
                return [Inferred("target", first, "values"), Inferred("actual", second, "values")]
        return []

    def levels(self, left_of: int) -> list[Inferred]:
        """The columns of first and second levels by the words that stand in them."""
        found: dict[str, Inferred] = {}
        for heading in sorted(self.below, key=lambda cell: cell.column):
            words = [split_cap(cell.text)[0] for row, cell in self.below[heading].items() if row != self.total]
            for key, known in (("level1", self.profile.level1), ("level2", self.profile.level2)):
                told = sum(word in known for word in words)
                if heading.column < left_of and key not in found and told >= 2 and told >= SHARE * len(words):
                    found[key] = Inferred(key, heading, "words")
                    break
        return list(found.values())

    def _of_another_year(self, heading: Cell) -> bool:
        return self.profile.words["other_years"].within(normal(heading.text))

    def _fits(self, below: Mapping[int, Cell], known: Mapping[int, Cell], fits: Fits) -> bool:
        told = [fits(known[row].text, cell.text) for row, cell in below.items() if row in known and row != self.total]
        told = [one for one in told if one is not None]
        return len(told) >= ROWS and sum(map(bool, told)) >= SHARE * len(told)

    def _has_numbers(self, heading: Cell) -> bool:
        """Some cell has a number with a sign or a unit, as targets have and ordinals or points have not."""
        read = (values.parse(cell.text) for row, cell in self.below[heading].items() if row != self.total)
        return any(one.kind in ("quant", "range") and bool(one.sign or one.unit) for one in read)


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


def funds(numbers: Mapping[Cell, Decimal], known: Mapping[str, Decimal], factor: Decimal) -> Iterator[Inferred]:
    """Columns of the funds block without a label, by the row of the total: with them rate and score are right.

    ``numbers`` are those below the unknown headings, ``known`` the entries that were found; the rate a fraction.
    ``factor`` makes 万元, as the known amounts are in, of the numbers that are amounts.
    """
    budget, executed, rate = known.get("budget"), known.get("executed"), known.get("rate")
    if rate and budget is None and executed is None:
        pairs = combinations(sorted(numbers, key=lambda cell: -cell.column), 2)
        for other, one in pairs:  # the budget of the whole year stands behind the first one
            planned, spent = numbers[one] * factor, numbers[other] * factor
            if planned and abs(spent / planned - rate) < _NEAR:
                yield Inferred("budget", one, "rate")
                yield Inferred("executed", other, "rate")
                budget, executed = planned, spent
                break
    for heading, written in numbers.items():
        value = written * factor
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
