"""The entries and rows of a form, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from .grid import Problem, Where, problem

T = TypeVar("T")


class Field(NamedTuple, Generic[T]):
    """One entry of a form with its place. ``where`` is None if the form does not print such an entry at all.

    A tuple, since a form has some 150 of them and a tuple is made in a third of the time.
    """

    value: T | None = None
    #: As shown in the cell, outer blanks stripped.
    text: str = ""
    where: Where | None = None
    #: Decimals of ``value`` as printed, for the tolerance of comparisons.
    decimals: int = 0
    #: Why a filled cell has no value: "number" (cannot be read as one), "percent" (a percentage where points are asked
    #: for), "error" (#DIV/0! and the like), "formula" (no stored result), "layout" (cannot be placed for certain);
    #: otherwise empty.
    fault: str = ""

    @property
    def blank(self) -> bool:
        """The form prints this entry and nothing is written there."""
        return self.where is not None and not self.text and not self.fault

    def problem(self, **values: Any) -> Problem:
        """What a rule yields when this entry is wrong; see `Problem`. Only for entries that the form prints."""
        assert self.where is not None, "a rule must name what it needs before it judges it"
        return problem(self.where, values)


NOTHING: Field[Any] = Field()


class FundRow(NamedTuple):
    """One row of the funds block (项目资金). Amounts in 万元, rate a fraction."""

    item: Field[str]
    #: total (年度资金总额), current (当年财政拨款), carryover (上年结转资金), other (其他资金, and what
    #: has no kind of its own).
    kind: str
    initial_budget: Field[Decimal] = NOTHING
    budget: Field[Decimal] = NOTHING
    executed: Field[Decimal] = NOTHING
    weight: Field[Decimal] = NOTHING
    rate: Field[Decimal] = NOTHING
    score: Field[Decimal] = NOTHING
    #: Why less was executed or the budget was changed, where the block has such a column.
    reason: Field[str] = NOTHING


class Goal(NamedTuple):
    """An annual goal (年度总体目标): what was expected (预期目标) and what was reached (实际完成情况)."""

    expected: Field[str] = NOTHING
    actual: Field[str] = NOTHING


class Indicator(NamedTuple):
    """One used row of the indicator table (绩效指标)."""

    level1: Field[str]
    #: The points printed in the first-level label, as in 产出指标(50分).
    level1_cap: Decimal | None
    level2: Field[str]
    name: Field[str]
    target: Field[str] = NOTHING
    actual: Field[str] = NOTHING
    weight: Field[Decimal] = NOTHING
    score: Field[Decimal] = NOTHING
    #: 复核分, the reviewer's score beside the self-evaluated one.
    reviewed: Field[Decimal] = NOTHING
    reason: Field[str] = NOTHING
    #: The name stands in the target column, the third level holds only a placeholder.
    shifted: bool = False
    #: A detail line (其中…) below an indicator.
    detail: bool = False
    #: A row of strokes: does not apply.
    na: bool = False
    #: Columns that the profile does not know, by their printed heading.
    extra: Mapping[str, str] = MappingProxyType({})

    @property
    def label(self) -> str:
        """The name to call the row by in a message: the indicator's name, else what stands in its place."""
        return self.name.value or self.name.text


class FirstLevel(NamedTuple):
    """A first-level label (一级指标) with the points printed in it and the rows that stand below it.

    A second level with points of its own is one of these too.
    """

    label: Field[str]
    cap: Decimal | None
    rows: tuple[Indicator, ...]


class Subtotal(NamedTuple):
    """A row 小计 or 合计 above the total, with the indicator rows that it sums up."""

    weight: Field[Decimal]
    score: Field[Decimal]
    rows: tuple[Indicator, ...]


class Total(NamedTuple):
    """The total row (总分): sum of weights, sum of scores, grade word if printed."""

    weight: Field[Decimal] = NOTHING
    score: Field[Decimal] = NOTHING
    grade: Field[str] = NOTHING


FormRow = FundRow | Goal | Indicator | Total


def entries(row: FormRow) -> Iterator[Field[Any]]:
    """The entries of a row that the form prints."""
    for value in row:
        if value.__class__ is Field and value.where is not None:
            yield value


def record(row: FormRow) -> dict[str, Any]:
    """The row's entries as plain values: texts as shown, numbers as Decimal, absent and empty ones None."""
    return {name: _plain(name, value) for name, value in zip(row._fields, row, strict=True)}


#: Entries whose text as shown counts, not the value that was read from it.
_AS_SHOWN = frozenset({"item", "name", "target", "actual", "reason", "expected"})


def _plain(name: str, value: Any) -> Any:
    if not isinstance(value, Field):
        return dict(value) if name == "extra" else value
    if name in _AS_SHOWN:
        return value.text or None
    return value.value


NUMBERS = frozenset({"initial_budget", "budget", "executed", "weight", "rate", "score", "reviewed", "level1_cap"})
