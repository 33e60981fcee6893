"""A form as it was filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from .entries import NUMBERS, Field, FirstLevel, FormRow, FundRow, Goal, Indicator, Subtotal, Total, entries, record
from .grid import Where
from .outline import Outline
from .profile import Profile
from .report import Report

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place that could not be read with certainty; what it says was left out rather than guessed."""

    where: Where
    #: The printed heading of the column, and what stands in the cell.
    column: str
    text: str


class Fact(NamedTuple):
    """By what an entry or a column of the form was found."""

    #: As in `Form.columns` (target, funds.budget); or title, project, department, unit, execution.weight,
    #: execution.score, total.score.
    key: str
    where: Where
    #: The printed words there; for a column without a heading none.
    text: str
    #: Empty if these words are a label that the profile lists. Otherwise what spoke for it: "sum" (its numbers add up
    #: to the full mark), "points" (none is above its weight, and they add up to the printed total), "rate" (with it the
    #: printed rate or score is right), "values" (it reads like the other values), "texts" (it names the rows), "names"
    #: (the points are printed in the names), "table" (execution is a row of the indicator table), "words" (its
    #: heading or its cells have the words of such a column).
    inferred: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A project expenditure performance self-evaluation form (项目支出绩效自评表) as it was filled in."""

    file: str
    sheet: str
    hidden: bool
    profile: Profile
    #: Why this profile: "named" (by the user), "match" (its caps are printed) or "base" (nothing matched).
    profile_choice: str
    title: Field[str]
    year: int | None
    #: Years printed in the heading, with their places; more than one is a contradiction.
    years: tuple[Field[int], ...]
    project: Field[str]
    department: Field[str]
    unit: Field[str]
    #: The unit of money that the form prints (万元 or 元); amounts are 万元 all the same.
    money_unit: str
    fund_rows: tuple[FundRow, ...]
    goals: tuple[Goal, ...]
    indicator_rows: tuple[Indicator, ...]
    #: Those that count: without detail lines (其中) and rows that do not apply (/).
    scored_rows: tuple[Indicator, ...]
    first_levels: tuple[FirstLevel, ...]
    #: The second levels that print points of their own, with these points and their rows.
    second_levels: tuple[FirstLevel, ...]
    subtotals: tuple[Subtotal, ...]
    total: Total
    #: The headings that the form prints, by column name; those of the funds block with the prefix "funds.".
    columns: Mapping[str, Where]
    #: Headings of the indicator table that the profile does not know.
    unknown: tuple[Field[str], ...]
    #: Blocks that were found: funds, goals, indicators, total.
    blocks: frozenset[str]
    #: A place to name when what is missing has none: the title, else the first cell.
    where: Where
    #: How the form was read, column by column.
    reading: tuple[Fact, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    #: The filled entries that have no value, see `Field.fault`.
    faults: tuple[Field[Any], ...] = ()
    #: What stands beside the tables by its label, a blank one included: notes, conclusions, signatures.
    extra: Mapping[str, Field[str]] = field(default_factory=dict)
    #: The headings of the indicator table as printed, by column name, and those of the annual goals by
    #: "goal_expected" and "goal_actual".
    headings: Mapping[str, str] = field(default_factory=dict)
    #: The labels 年度总体目标 of the blocks of annual goals.
    goal_labels: tuple[Field[str], ...] = ()
    #: The year that the user or the roster expects.
    expected_year: int | None = None
    #: The report that the form belongs to: the one in the same document, or the one that the user named.
    report: Report | None = None

    @property
    def fund_total(self) -> FundRow | None:
        """The row 年度资金总额, the only one that is scored; None if the form has none."""
        for row in self.fund_rows:
            if row.kind == "total":
                return row
        return None

    def fields(self) -> Iterator[Field[Any]]:
        """Every entry of the form that has a place, in no particular order."""
        yield from (self.title, self.project, self.department, self.unit)
        rows: tuple[FormRow, ...] = (*self.fund_rows, *self.goals, *self.indicator_rows, self.total)
        for row in rows:
            yield from entries(row)

    @property
    def funds(self) -> pandas.DataFrame:
        """The funds block, one line a row: item, kind, initial_budget, budget, executed (万元), weight, rate, score,
        reason.

        Numbers are float64 for computing with pandas; the exact ones are in ``fund_rows``.
        """
        return _frame(FundRow, [record(row) for row in self.fund_rows])

    @property
    def indicators(self) -> pandas.DataFrame:
        """The indicator table, one line a used row, with the columns of `Indicator`; numbers as in ``funds``."""
        return _frame(Indicator, [record(row) for row in self.indicator_rows])


def _frame(kind: type[FundRow] | type[Indicator], records: list[dict[str, Any]]) -> pandas.DataFrame:
    import pandas  # 0.4 s to import: only for those who ask for a DataFrame

    frame = pandas.DataFrame.from_records(records, columns=list(kind._fields))
    for name in frame.columns:
        if name in NUMBERS:
            frame[name] = frame[name].astype("float64")
    return frame


def identity(form: Form | Outline) -> dict[str, Any]:
    """Which form it is: sheet, profile, year, project, department, unit."""
    return {
        "sheet": form.sheet,
        "hidden": form.hidden,
        "profile": form.profile.name,
        "year": form.year,
        "project": form.project.value,
        "department": form.department.value,
        "unit": form.unit.value,
    }
