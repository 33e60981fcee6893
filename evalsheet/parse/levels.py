"""The levels of the indicator table (一级指标, 二级指标): a label holds for the rows below it until the next one."""

from __future__ import annotations

from decimal import Decimal

from ..model import Field, FirstLevel, Indicator
from .labels import split_cap
from .sheet import read_as
from .table import Row


class Levels:
    """The levels while the table is read from top to bottom. ``count`` is always the number of rows read so far."""

    def __init__(self) -> None:
        #: The labels and the points of the first level that hold now.
        self.level1: Field[str] = Field()
        self.cap: Decimal | None = None
        self.level2: Field[str] = Field()
        self.first: list[FirstLevel] = []
        #: For each first level the number of rows that were read before it.
        self._starts: list[int] = []
        #: The second levels with their points, if printed, and the number of rows before each.
        self._spans: list[tuple[Field[str], Decimal | None, int]] = []

    @property
    def start(self) -> int:
        """The number of rows before the first level that holds now."""
        return self._starts[-1] if self._starts else 0

    def carry(self, row: Row, count: int) -> bool:
        """Takes over the labels that the row prints; whether one is another than the one above."""
        before = (self.level1.value, self.level2.value)
        if "level2" in row.unclear:  # a sentence over several columns
            return False
        if "level1" in row.filled:
            self._carry_first(row, count)
        if "level2" in row.filled:
            level2 = row.text("level2")
            word, cap = split_cap(level2.text)
            if cap is None and "level2_cap" in row.filled:
                cap = row.number("level2_cap").value
            self._begin_second(read_as(level2, word or None), cap, count)
        return before != (self.level1.value, self.level2.value)

    def _carry_first(self, row: Row, count: int) -> None:
        level1 = row.text("level1")
        word, cap = split_cap(level1.text)
        if word:
            self.begin(read_as(level1, word), cap, count)
        elif self.first:  # the points of the label above, in a cell of their own
            self._set_cap(cap)
        if "level1_cap" in row.filled and self.first:
            self._set_cap(row.number("level1_cap").value)

    def begin(self, level1: Field[str], cap: Decimal | None, count: int) -> None:
        """A first level, or the one above repeated on its line."""
        if level1.value == self.level1.value and cap in (None, self.cap):
            self.level1 = level1
            return
        self.level1, self.cap, self.level2 = level1, cap, Field()
        self._spans.append((self.level2, None, count))
        self.first.append(FirstLevel(level1, cap, ()))
        self._starts.append(count)

    def _set_cap(self, cap: Decimal | None) -> None:
        self.cap = cap
        self.first[-1] = self.first[-1]._replace(cap=cap)

    def _begin_second(self, level2: Field[str], cap: Decimal | None, count: int) -> None:
        """A second level, or the one above repeated on its line, or its points in a cell of their own."""
        if self._spans and level2.value in (None, self.level2.value):
            if cap is not None:
                label, _, start = self._spans[-1]
                self._spans[-1] = (label, cap, start)
            if level2.value is None:
                return
        else:
            self._spans.append((level2, cap, count))
        self.level2 = level2

    def finished(self, rows: list[Indicator]) -> list[Indicator]:
        """The rows, each with the points of its first level, wherever these were printed; ``first`` has its rows."""
        if not self._starts:
            return rows
        made = rows[: self._starts[0]]
        ends = [*self._starts, len(rows)][1:]
        for at, (level, start, end) in enumerate(zip(self.first, self._starts, ends, strict=True)):
            cap = level.cap
            own = [row if row.level1_cap == cap else row._replace(level1_cap=cap) for row in rows[start:end]]
            self.first[at] = FirstLevel(level.label, cap, tuple(own))
            made += own
        return made

    def second(self, rows: list[Indicator]) -> list[FirstLevel]:
        """The second levels that print points of their own, with their rows among these."""
        ends = [start for _, _, start in self._spans[1:]] + [len(rows)]
        return [
            FirstLevel(label, cap, tuple(rows[start:end]))
            for (label, cap, start), end in zip(self._spans, ends, strict=False)
            if cap is not None
        ]
