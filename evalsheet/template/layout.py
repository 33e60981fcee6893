"""Where everything stands on the blank form: rows and ranges of the nine columns A to I, made from a profile.

Rows are 1-based, ranges in A1 notation, so that a formula reads as it will stand in the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..model import Profile
from ..values import written

#: Third-level rows below each second level, as the official form prints them.
PLACEHOLDERS = ("指标1：", "指标2：", "……")
#: What official forms print where the name of a second level is longer than the canonical one.
_PRINTED = {"满意度指标": "服务对象满意度指标"}

_USUAL = ("产出指标", "效益指标")

ANNEX, TITLE, PROJECT, OWNERS = 1, 2, 3, 4
FUND_HEADER, FUND_TOTAL, FUND_LAST = 5, 6, 9
GOAL_HEADER, GOALS = 10, 11
HEADER, FIRST = 12, 13

YEAR = f"I{ANNEX}"
EXECUTION_WEIGHT, EXECUTION_RATE, EXECUTION_SCORE = f"G{FUND_TOTAL}", f"H{FUND_TOTAL}", f"I{FUND_TOTAL}"


@dataclass(frozen=True, slots=True)
class Block:
    """A label merged down over the rows ``first`` to ``last``; ``cap`` are the points of a first level, if printed."""

    name: str
    label: str
    first: int
    last: int
    cap: Decimal | None = None

    def range(self, column: str) -> str:
        """The cells of the block in one column, as in G13:G24."""
        return f"{column}{self.first}:{column}{self.last}"


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of the indicator table; what stands above it is at the same rows on every form."""

    profile: Profile
    level1: tuple[Block, ...]
    level2: tuple[Block, ...]

    @property
    def last(self) -> int:
        """The last row of the indicator table."""
        return self.level1[-1].last

    @property
    def total(self) -> int:
        """The row 总分; what is wrong is said in the row below it."""
        return self.last + 1

    @property
    def message(self) -> int:
        """The row below the table that says what does not add up."""
        return self.last + 2

    def rows(self, column: str) -> str:
        """The cells of all indicator rows in one column, as in G13:G39."""
        return f"{column}{FIRST}:{column}{self.last}"


def layout(profile: Profile) -> Layout:
    """The layout for a profile: its first levels with their points, below each its second levels in printed order."""
    names = first_levels(profile)
    level1: list[Block] = []
    level2: list[Block] = []
    row = FIRST
    for name in names:
        start = row
        for second in second_levels(profile, name):
            level2.append(Block(second, _PRINTED.get(second, second), row, row + len(PLACEHOLDERS) - 1))
            row += len(PLACEHOLDERS)
        cap = profile.caps.get(name)
        label = name if cap is None else f"{name}\n({written(cap)}分)"
        level1.append(Block(name, label, start, row - 1, cap))
    return Layout(profile, tuple(level1), tuple(level2))


def first_levels(profile: Profile) -> tuple[str, ...]:
    """The first levels to print: those with points; where the profile leaves points free, those that it requires, and
    where it requires but one of them, both that any project has."""
    if profile.caps:
        return tuple(profile.caps)
    return profile.required_level1 if len(profile.required_level1) > 1 else _USUAL


def second_levels(profile: Profile, name: str) -> tuple[str, ...]:
    """The second levels below a first level, without those that the form prints as a first level of their own."""
    elsewhere = set(first_levels(profile)) - {name}
    below = tuple(second for second in profile.placement.get(name, ()) if second not in elsewhere)
    return below or ("",)  # what stands below 决策 or 管理 differs too much to be printed
