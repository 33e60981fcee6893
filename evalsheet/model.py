"""The nouns of evalsheet: what travels from the file to the finding.

Everything here is a frozen value without behaviour of its own beyond saying where it stands. Money is in 万元,
rates are fractions (0.955 for 95.5 %), scores and weights are points; all of them are ``Decimal``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    import pandas

T = TypeVar("T")


class Unreadable(Exception):
    """A file from which nothing can be read; ``code`` is one of FIL01 to FIL09, ``values`` fill its message."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


def column_letters(column: int) -> str:
    """The letters of a 1-based column number: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Where(NamedTuple):
    """A place: file, sheet, and a cell by 1-based row and column. A merged cell is its top left one."""

    file: str
    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """The cell in A1 notation, as Excel and WPS show it."""
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.file}:{self.sheet}!{self.cell}"

    def problem(self, **values: Any) -> Problem:
        """What a rule yields when this place is wrong; see `Problem`."""
        return problem(self, values)


class Cell(NamedTuple):
    """One cell of a grid as stored and as shown, without any meaning."""

    row: int
    column: int
    #: The stored value; a number is taken at 15 significant digits. None for an error or a formula without a result.
    value: Decimal | str | bool | datetime.datetime | datetime.date | datetime.time | None
    #: What a person sees in the cell, outer blanks kept.
    text: str
    #: Decimals of ``value`` that can be seen (0.955 shown as 95.5% has 3, 10 shown as 10.00 has 2); None if no number.
    decimals: int | None = None
    #: The formula without its equals sign; None if the cell has none.
    formula: str | None = None
    #: True for #DIV/0!, #REF!, #N/A and the like; ``text`` says which.
    error: bool = False
    #: How many rows and columns the cell covers.
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: sparse cells by (row, column) in row-major order. Cells covered by a merge are left out."""

    file: str
    sheet: str
    cells: Mapping[tuple[int, int], Cell]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()


class Problem(NamedTuple):
    """What a rule says: a place and values. The engine adds code, level and, last, the text."""

    where: Where
    values: Mapping[str, Any]
    #: Overrides the rule's level; never raises it.
    level: str | None = None
    #: Which of the rule's texts to use.
    variant: str = ""
    #: Further places at which the codes that the rule absorbs are consequences of this problem.
    covers: tuple[Where, ...] = ()


def problem(where: Where, values: dict[str, Any]) -> Problem:
    """A `Problem` at ``where``; level, variant and covers are taken out of ``values``."""
    level = values.pop("level", None)
    variant = values.pop("variant", "")
    covers = tuple(values.pop("covers", ()))
    return Problem(where, values, level, variant, covers)


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """One entry of a form with its place. ``where`` is None if the form does not print such an entry at all."""

    value: T | None = None
    #: As shown in the cell, outer blanks stripped.
    text: str = ""
    where: Where | None = None
    #: Decimals of ``value`` as printed, for the tolerance of comparisons.
    decimals: int = 0
    #: Why a filled cell has no value: "number" (cannot be read as one), "error" (#DIV/0! and the like),
    #: "formula" (no stored result); otherwise empty.
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


@dataclass(frozen=True, slots=True)
class FundRow:
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


@dataclass(frozen=True, slots=True)
class Goal:
    """An annual goal (年度总体目标): what was expected (预期目标) and what was reached (实际完成情况)."""

    expected: Field[str] = NOTHING
    actual: Field[str] = NOTHING


@dataclass(frozen=True, slots=True)
class Indicator:
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
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FirstLevel:
    """A first-level label (一级指标) with the points printed in it and the rows that stand below it."""

    label: Field[str]
    cap: Decimal | None
    rows: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """The total row (总分): sum of weights, sum of scores, grade word if printed."""

    weight: Field[Decimal] = NOTHING
    score: Field[Decimal] = NOTHING
    grade: Field[str] = NOTHING


@dataclass(frozen=True, slots=True)
class Profile:
    """One printed form (表样) as data: its labels, caps, bands, thresholds. Loaded from ``profiles/*.toml``.

    All label mappings go from the normalised printed text to the field or the canonical name.
    """

    name: str
    title: Mapping[str, str]
    source: str
    year: int | None
    #: Words by which a title is recognised, and words of look-alike titles with the name of that form.
    form_titles: tuple[str, ...]
    other_forms: Mapping[str, str]
    labels: Mapping[str, str]
    fund_columns: Mapping[str, str]
    fund_items: Mapping[str, str]
    columns: Mapping[str, str]
    level1: Mapping[str, str]
    level2: Mapping[str, str]
    #: Columns whose absence is an error, funds columns with the prefix "funds.".
    required_columns: tuple[str, ...]
    required_level1: tuple[str, ...]
    #: Second levels that may stand below each first level.
    placement: Mapping[str, tuple[str, ...]]
    #: True if a second level that is not in ``placement`` is worth a question.
    closed_level2: bool
    full_mark: Decimal
    #: Points of budget execution and of each first level; None and empty where the form leaves them free.
    execution_weight: Decimal | None
    caps: Mapping[str, Decimal]
    #: Lower edges of the bands of a qualitative score as fractions of the weight: reached, partly reached.
    #: Several schemes are in use; a score is right if one of them allows it.
    bands: tuple[tuple[Decimal, Decimal], ...]
    #: Formulas for a reverse indicator that was missed: "ratio" (A/B), "linear" (1-(B-A)/A), "zero".
    reverse: tuple[str, ...]
    #: Grade words with the lowest score that earns them, best first; other schemes in use.
    grades: tuple[tuple[str, Decimal], ...]
    other_grades: tuple[tuple[tuple[str, Decimal], ...], ...]
    grade_words: Mapping[str, str]
    #: Thresholds by name (over_hint, over_warning, near_miss …).
    thresholds: Mapping[str, Decimal]
    #: Word lists by name (cost, negative, positive_rate …).
    words: Mapping[str, tuple[str, ...]]
    #: Levels that differ from the rules' own, by code.
    levels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place that could not be read with certainty; what it says was left out rather than guessed."""

    where: Where
    #: The printed heading of the column, and what stands in the cell.
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """A project expenditure performance self-evaluation form (项目支出绩效自评表) as it was filled in."""

    file: str
    sheet: str
    hidden: bool
    profile: Profile
    #: Why this profile: "named" (by the user), "match" (printed caps and labels) or "base" (nothing matched).
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
    first_levels: tuple[FirstLevel, ...]
    total: Total
    #: The headings that the form prints, by column name; those of the funds block with the prefix "funds.".
    columns: Mapping[str, Where]
    #: Blocks that were found: funds, goals, indicators, total.
    blocks: frozenset[str]
    #: A place to name when what is missing has none: the title, else the first cell.
    where: Where
    doubts: tuple[Doubt, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    #: The year that the user or the roster expects.
    expected_year: int | None = None

    @property
    def fund_total(self) -> FundRow | None:
        """The row 年度资金总额, the only one that is scored; None if the form has none."""
        return next((row for row in self.fund_rows if row.kind == "total"), None)

    @property
    def scored_rows(self) -> tuple[Indicator, ...]:
        """The indicator rows that count: without detail lines (其中) and rows that do not apply (/)."""
        return tuple(row for row in self.indicator_rows if not row.detail and not row.na)

    def fields(self) -> Iterator[Field[Any]]:
        """Every entry of the form that has a place, in no particular order."""
        yield from (self.title, self.project, self.department, self.unit)
        rows: tuple[FormRow, ...] = (*self.fund_rows, *self.goals, *self.indicator_rows, self.total)
        for row in rows:
            for name in row.__slots__:
                value = getattr(row, name)
                if isinstance(value, Field) and value.where is not None:
                    yield value

    @property
    def funds(self) -> pandas.DataFrame:
        """The funds block, one line a row: item, kind, initial_budget, budget, executed (万元), weight, rate, score.

        Numbers are float64 for computing with pandas; the exact ones are in ``fund_rows``.
        """
        return _frame(FundRow, [record(row) for row in self.fund_rows])

    @property
    def indicators(self) -> pandas.DataFrame:
        """The indicator table, one line a used row, with the columns of `Indicator`; numbers as in ``funds``."""
        return _frame(Indicator, [record(row) for row in self.indicator_rows])


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reviewer would send back: a code, a place, values. The text comes from `evalsheet.message`."""

    code: str
    #: "error" (wrong whatever the policy), "warning" (a reviewer would ask) or "hint".
    level: str
    #: None for a finding about a whole file.
    where: Where | None
    values: Mapping[str, Any] = field(default_factory=dict)
    variant: str = ""
    #: The reason of a waiver, None if not waived.
    waived: str | None = None

    @property
    def actual(self) -> Any:
        """What was found: a Decimal where the entry is a number, else text, or None."""
        return self.values.get("actual")

    @property
    def expected(self) -> Any:
        """What was expected, as ``actual``."""
        return self.values.get("expected")


@dataclass(frozen=True, slots=True)
class Checked:
    """A form with its findings, in the order of their places."""

    form: Form
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one input file; there is exactly one per file. ``findings`` are those about the file itself."""

    file: str
    #: "ok" (no findings of any level), "findings", "no_form" or "unreadable".
    status: str
    forms: tuple[Checked, ...] = ()
    findings: tuple[Finding, ...] = ()

    def all_findings(self) -> Iterator[Finding]:
        """The findings of the file, then those of its forms."""
        yield from self.findings
        for checked in self.forms:
            yield from checked.findings


FormRow = FundRow | Goal | Indicator | Total


def record(row: FormRow) -> dict[str, Any]:
    """The row's entries as plain values: texts as shown, numbers as Decimal, absent and empty ones None."""
    return {name: _plain(name, getattr(row, name)) for name in row.__slots__}


#: Entries whose text as shown counts, not the value that was read from it.
_AS_SHOWN = frozenset({"item", "name", "target", "actual", "reason", "expected"})


def _plain(name: str, value: Any) -> Any:
    if not isinstance(value, Field):
        return value
    if name in _AS_SHOWN:
        return value.text or None
    return value.value


def _frame(kind: type, records: list[dict[str, Any]]) -> pandas.DataFrame:
    import pandas  # 0.4 s to import: only for those who ask for a DataFrame

    frame = pandas.DataFrame.from_records(records, columns=list(kind.__slots__))  # type: ignore[attr-defined]
    for name in frame.columns:
        if name in NUMBERS:
            frame[name] = frame[name].astype("float64")
    return frame


NUMBERS = frozenset({"initial_budget", "budget", "executed", "weight", "rate", "score", "reviewed", "level1_cap"})
