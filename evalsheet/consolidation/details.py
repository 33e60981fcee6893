"""The rows of the detail sheets of a form: 资金明细, 指标明细, 问题清单.

They are drawn up while other files are still being read: the process that waits for its workers has the time. What is
left to do in the end is to put the rows of the forms that count where they belong.
"""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from ..rules import LEVEL_WORDS
from ..tables import ROW, Drafted, Drafts, Formula, Looks
from . import sheets
from .rows import FindingLine, FormLine, IndicatorLine, Rest

T = TypeVar("T")
#: Rows of a detail sheet; more are in the dataset only.
MOST_DETAILS = 200_000


class Rows(NamedTuple, Generic[T]):
    """The rows of a form, sheet by sheet."""

    funds: Iterable[T]
    indicators: Iterable[T]
    findings: Iterable[T]


class DetailRows:
    """Draws up the rows of forms. Only where `fast_sheet.is_usable`."""

    def __init__(self, looks: Looks, lang: str) -> None:
        self._lang, self._left = lang, MOST_DETAILS
        self._sheets = [Drafts(looks, columns) for columns in (sheets.FUNDS, sheets.INDICATORS, sheets.FINDINGS)]

    def early(self, line: FormLine, rest: Rest) -> bytes | None:
        """The rows of a form, packed; None once there are so many that they will not be listed."""
        self._left -= line.rows
        if self._left < 0:
            return None
        return pickle.dumps([[tuple(row) for row in rows] for rows in self.of(line, rest)], pickle.HIGHEST_PROTOCOL)

    def of(self, line: FormLine, rest: Rest) -> Rows[Drafted]:
        """The rows of a form; those that are not asked for are not drawn."""
        found = plain(line, rest, self._lang)
        return Rows(*(itertools.starmap(draft.row, rows) for draft, rows in zip(self._sheets, found, strict=True)))


def unpacked(data: bytes) -> Rows[Drafted]:
    """The rows of a form from their bytes, which come from a temporary file of ours."""
    return Rows(*(map(Drafted._make, rows) for rows in pickle.loads(data)))


def plain(line: FormLine, rest: Rest, lang: str) -> Rows[tuple[Any, ...]]:
    """The rows of a form as values."""
    return Rows(_funds(line, rest), _indicators(line, rest), (finding(_who(line), one, lang) for one in rest.findings))


def _funds(line: FormLine, rest: Rest) -> Iterator[tuple[Any, ...]]:
    for one in rest.funds:
        rate = rate_formula(one.budget, one.executed, "H", "I")
        amounts = (one.initial_budget, one.budget, one.executed)
        yield (*_who(line), line.year, one.item, *amounts, rate)


def _indicators(line: FormLine, rest: Rest) -> Iterator[tuple[Any, ...]]:
    for one in rest.indicators:
        texts = (one.level1, one.level2, one.name, one.target, one.actual)
        yield (*_who(line), line.year, *texts, one.weight, one.score, _lost(one), one.reason)


def finding(who: tuple[str | None, ...], one: FindingLine, lang: str) -> tuple[Any, ...]:
    """A row of 问题清单, of whoever it is about."""
    place = (one.file, one.sheet, one.cell, LEVEL_WORDS[one.level][lang], one.code)
    return (*who, *place, one.message, one.actual, one.expected, one.advice, one.waived)


def _who(line: FormLine) -> tuple[str | None, ...]:
    return line.department, line.unit, line.project


def _lost(one: IndicatorLine) -> Formula | None:
    if one.weight is None or one.score is None:
        return None
    return Formula(f"=K{ROW}-L{ROW}", one.weight - one.score)


def rate_formula(
    budget: Decimal | None, executed: Decimal | None, budget_column: str, executed_column: str
) -> Formula | None:
    """The execution rate of a row as a formula; nothing where it cannot be computed."""
    if not budget or executed is None:
        return None
    return Formula(f"={executed_column}{ROW}/{budget_column}{ROW}", executed / budget)
