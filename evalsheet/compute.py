"""Every derived number of the form, once: `fill` writes what these functions return, the rules compare with it.

All in ``Decimal``; points are rounded half up to two decimals where the form would print them, and not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache, wraps
from typing import Any, NamedTuple, TypeVar

from . import values
from .model import Checked, Field, Finding, Form, FundRow, Indicator, Outline, Points, Profile, Subtotal
from .values import Value

T = TypeVar("T")
ZERO, ONE = Decimal(0), Decimal(1)
CENT = Decimal("0.01")
#: Wide enough for any number that a cell can hold, and no more decimals than a cell can show with meaning.
_WIDE, _MOST_DECIMALS = Context(prec=400), 15


@lru_cache(maxsize=32)
def _unit(decimals: int) -> Decimal:
    """What the last of so many decimals counts."""
    return ONE.scaleb(-min(decimals, _MOST_DECIMALS))


def rounded(exact: Decimal, decimals: int) -> Decimal:
    """``exact`` rounded half up to that many decimals."""
    return exact.quantize(_unit(decimals), ROUND_HALF_UP, _WIDE)


def cut(exact: Decimal, decimals: int) -> Decimal:
    """``exact`` without what comes after that many decimals; people cut as often as they round."""
    return exact.quantize(_unit(decimals), ROUND_DOWN, _WIDE)


def agrees(printed: Field[Decimal], exact: Decimal) -> bool:
    """A printed number agrees with the exact one if it is that one, rounded half up or cut to what is printed."""
    value = printed.value
    if value is None:
        return False
    if value == exact or _fits(rounded(value, printed.decimals), exact, printed.decimals):
        return True
    # a cell may store more than its format shows: 0.9555 shown as 95.6% is right for 0.95546
    stored = -int(value.as_tuple().exponent)
    return stored > printed.decimals and _fits(value, exact, stored)


def _fits(value: Decimal, exact: Decimal, decimals: int) -> bool:
    return value in (rounded(exact, decimals), cut(exact, decimals))


def in_form_unit(amount: Decimal, form: Form) -> Decimal:
    """An amount of 万元 in the unit that the form prints, for a message that shows what stands on the form."""
    return amount / values.money_factor(form.money_unit)


def execution_rate(row: FundRow | None) -> Decimal | None:
    """执行率: executed / budget of the same row, a fraction; None where it cannot be computed."""
    if row is None or not row.budget.value or row.executed.value is None:
        return None
    return row.executed.value / row.budget.value


def execution_score(rate: Decimal, weight: Decimal) -> Decimal:
    """得分 of budget execution: the rate times the weight, never above the weight nor below 0; not rounded."""
    return max(ZERO, min(rate, ONE)) * weight


def rate_bounds(row: FundRow) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest rate that amounts rounded to their printed decimals allow; None if not computable."""
    budget, executed = row.budget, row.executed
    if not budget.value or executed.value is None:
        return None
    half = ONE.scaleb(-max(budget.decimals, executed.decimals)) / 2
    low, high = budget.value - half, budget.value + half
    if low <= 0:
        return None
    return max(ZERO, executed.value - half) / high, (executed.value + half) / low


class Outcome(NamedTuple):
    """What the formulas say of a quantitative indicator."""

    #: The target is met.
    met: bool
    #: The scores that the formulas in use give, not rounded; one if they agree, several for a missed reverse target.
    scores: tuple[Decimal, ...]
    #: actual / target; None if the target is 0.
    ratio: Decimal | None
    #: A sign or a word for one is printed with the target.
    printed: bool
    target: Decimal
    actual: Decimal
    #: What gave each of the scores: "reached" or "kept" (full marks for at least, at most), "share", and for a missed
    #: reverse target "ratio", "linear", "zero".
    formulas: tuple[str, ...]


def per_form(function: Callable[[Form], T]) -> Callable[[Form], T]:
    """Remembers the answer for the form asked last, since several rules ask the same of one form after the other."""
    last: Any = (None, None)

    @wraps(function)
    def answer(form: Form) -> T:
        nonlocal last
        asked = last  # once: another thread may ask of another form
        if asked[0] is not form:
            asked = last = (form, function(form))
        known: T = asked[1]
        return known

    return answer


@per_form
def outcomes(form: Form) -> tuple[tuple[Indicator, Outcome], ...]:
    """The scored rows that have an `Outcome`, with it."""
    return tuple([one for one in judgements(form) if one[1].__class__ is Outcome])  # type: ignore[misc]


@per_form
def judgements(form: Form) -> tuple[tuple[Indicator, Outcome | str], ...]:
    """The scored rows, each with its `Outcome` or the word for why it has none."""
    profile = form.profile
    return tuple([(row, _judged(row, target, actual, profile)) for row, target, actual in readings(form)])


#: A row with its target and its actual value.
Reading = tuple[Indicator, Value, Value]


@per_form
def readings(form: Form) -> tuple[Reading, ...]:
    """The scored rows with target and actual value read; an absent text is an empty value."""
    return tuple([(row, target_value(row), values.parse(row.actual.value or "")) for row in form.scored_rows])


def outcome(row: Indicator, profile: Profile) -> Outcome | None:
    """The `Outcome` of a row with a number as target and one as actual, in comparable units; None otherwise.

    An implicit direction is taken as "at least"; `direction_known` says whether that is safe.
    """
    result = _judged(row, target_value(row), values.parse(row.actual.value or ""), profile)
    return result if isinstance(result, Outcome) else None


def _judged(row: Indicator, target: Value, actual: Value, profile: Profile) -> Outcome | str:
    """The `Outcome`, or what is in its way.

    "weight", "target" or "actual" is missing; "kind": one side is no number; "change": a rise or a fall; "units" of
    unlike kinds; "about": a rough target; "unit": one side prints none, and it may not be the other's.
    """
    weight = row.weight.value
    if weight is None:
        return "weight"
    if row.target.value is None:
        return "target"
    if row.actual.value is None:
        return "actual"
    if target.kind != "quant" or actual.kind not in ("quant", "progress"):
        return "kind"
    if target.delta or actual.delta:
        return "change"
    pair = values.comparable(target, actual)
    if pair is None:
        return "units"
    if target.sign == "~":
        return "about"
    if _unit_in_doubt(row.target.value, actual, pair):
        return "unit"
    goal, reached = pair[0], max(ZERO, pair[1])
    sign = target.sign or (">=" if goal else "=")
    ratio = reached / goal if goal else None
    scores, by = _scores(sign, goal, reached, ratio, weight, profile)
    return Outcome(by[0] in ("reached", "kept"), scores, ratio, bool(target.sign), goal, reached, by)


#: A bare number that differs from its counterpart by such a factor is in another unit (0.982 beside 95%).
_ANOTHER_UNIT = 20


def _unit_in_doubt(target: str, actual: Value, pair: tuple[Decimal, Decimal]) -> bool:
    """One of the two prints no unit, and the numbers are so far apart that it may not be the other's."""
    if bool(values.parse(target).unit) == bool(actual.unit) or 0 in pair:
        return False
    small, large = sorted((abs(pair[0]), abs(pair[1])))
    return large >= small * _ANOTHER_UNIT


def target_value(row: Indicator) -> Value:
    """The target as a `Value`; a bare number takes the unit that the name prints, as in 成本控制数(万元)."""
    value = values.parse(row.target.value or "")
    return value if value.unit or not value.numbers else _with_unit_of(row.name.value or "", row.target.value or "")


@lru_cache(maxsize=4096)
def _with_unit_of(name: str, target: str) -> Value:
    return values.with_unit(values.parse(target), values.name_unit(name))


#: The scores that formulas give, and their names.
_Scores = tuple[tuple[Decimal, ...], tuple[str, ...]]


def _scores(
    sign: str, goal: Decimal, reached: Decimal, ratio: Decimal | None, weight: Decimal, profile: Profile
) -> _Scores:
    """The scores that the formulas give, and by which of them."""
    if ratio is None and sign in (">=", ">"):
        return (weight,), ("reached",)  # "at least 0" is met by anything; VAL17 asks what it is for
    if ratio is None or sign in ("<=", "<"):
        return ((weight,), ("kept",)) if reached <= goal else _reverse(goal, reached, weight, profile)
    return ((weight,), ("reached",)) if reached >= goal else ((ratio * weight,), ("share",))


def _reverse(goal: Decimal, reached: Decimal, weight: Decimal, profile: Profile) -> _Scores:
    """A missed "at most": the published formulas differ, so all that the profile allows are given."""
    if goal <= 0:
        return (ZERO,), ("zero",)
    formulas = {
        "ratio": goal / reached * weight,
        "linear": max(ZERO, ONE - (reached - goal) / goal) * weight,
        "zero": ZERO,
    }
    by: dict[Decimal, str] = {}
    for name in profile.reverse:
        by.setdefault(formulas[name], name)
    return tuple(by), tuple(by.values())


def direction_known(row: Indicator, profile: Profile) -> bool:
    """Without a printed sign "at least" may be assumed: the row is no cost, no time, nothing that should be low."""
    target = target_value(row)
    family = values.unit_family(target.unit)
    if family is not None and family[0] == "time":
        return False
    words = profile.words
    if target.unit == "%" and words["positive_rate"].within(row.name.value or ""):
        return not words["negative"].within(row.name.value or "")  # 拨付及时率 is a rate, and no time
    level2 = profile.level2.get(row.level2.value or "", row.level2.value or "")
    if "成本" in level2 or "时效" in level2:
        return False
    name = row.name.value or ""
    return not any(profile.words[key].within(name) for key in ("cost", "negative", "duration"))


def certain_score(row: Indicator, profile: Profile) -> Decimal | None:
    """The score of a row where there is only one answer, to two decimals; None where a person must decide.

    Certain are: a printed direction with one formula, not exceeded so far that the target is in doubt; 是 or 否 to a
    target of 是. Dates, words, and a missed "at most" with its rival formulas are not.
    """
    weight = row.weight.value
    if weight is None or weight <= 0 or row.actual.value is None:
        return None
    target, actual = target_value(row), values.parse(row.actual.value)
    if target.kind == "bool" and actual.kind == "bool" and target.yes:
        return weight if actual.yes else ZERO
    # a measured number and nothing else: no sign, no 约, no words around it
    plain = target.whole and actual.whole and actual.kind == "quant" and not actual.sign and len(actual.numbers) == 1
    result = outcome(row, profile) if plain else None
    if result is None or not result.printed or len(result.scores) != 1:
        return None
    if result.ratio is not None and result.ratio >= profile.thresholds["over_warning"]:
        return None
    if (target.sign == "=" and result.actual != result.target) or (
        target.sign in ("<", ">") and result.actual == result.target
    ):
        return None
    return rounded(result.scores[0], 2)


def band(value: Value, weight: Decimal, profile: Profile) -> tuple[Decimal, Decimal, bool] | None:
    """Lowest and highest score (and whether the highest counts) that a qualitative actual value earns; else None.

    Where several band schemes are in use the widest interval is given.
    """
    if value.kind != "qual" or value.band is None:
        return None
    highs = [rounded(high * weight, 2) for high, _ in profile.bands]
    lows = [rounded(low * weight, 2) for _, low in profile.bands]
    if value.band == 1:
        return min(highs), weight, True
    if value.band == 2:
        return min(lows), max(highs), False
    return ZERO, max(lows), False


def total(fields: Iterable[Field[Decimal]]) -> Decimal | None:
    """The sum of entries; None if one of them has no value."""
    sum_ = ZERO
    for field in fields:
        value = field.value
        if value is None:
            return None
        sum_ += value
    return sum_


def has_standard(row: Indicator, form: Form) -> bool:
    """The row prints a scoring standard of its own (评分标准), so the general formulas may not be the ones."""
    return any(text and form.profile.words["standard_columns"].within(head) for head, text in row.extra.items())


def execution_entries(form: Form, name: str) -> list[Field[Decimal]]:
    """The execution row's weight or score as a list: empty if the form does not score execution."""
    row = form.fund_total
    field = getattr(row, name) if row is not None else None
    return [field] if field is not None and field.where is not None else []


def execution_is_scored(form: Form, name: str) -> bool:
    """A weight or a score (``name``) for execution was found.

    If not, execution may carry points all the same: its block, its heading or its row is called something else.
    """
    return bool(execution_entries(form, name))


def weight_sum(form: Form, execution: bool = True) -> Decimal | None:
    """The sum of all 分值 that are printed, with or without budget execution; None if one is missing."""
    return _sums(form)[0][execution]


@per_form
def _sums(form: Form) -> list[tuple[Decimal | None, Decimal | None]]:
    """The weights and the scores added up, each without and with budget execution."""
    rows = [("weight", [row.weight for row in form.scored_rows]), ("score", [row.score for row in form.scored_rows])]
    return [(total(fields), total([*execution_entries(form, name), *fields])) for name, fields in rows]


def score_sum(form: Form, execution: bool = True, as_shown: bool = False) -> Decimal | None:
    """The total score: execution score entered plus the row scores entered; None if one is missing.

    ``as_shown`` adds up what the cells show, where formulas store more decimals.
    """
    if not form.scored_rows or "score" not in form.columns:
        return None
    if not as_shown:
        return _sums(form)[1][execution]
    fields = [*(execution_entries(form, "score") if execution else ()), *(row.score for row in form.scored_rows)]
    return total(f if f.value is None else f._replace(value=rounded(f.value, f.decimals)) for f in fields)


def subtotal(one: Subtotal, name: str) -> Decimal | None:
    """The sum of the weights or scores (``name``) that a subtotal row is about; None if one is missing."""
    counted = [row for row in one.rows if not row.detail and not row.na]
    return total(getattr(row, name) for row in counted) if counted else None


def grade(score: Decimal, scheme: tuple[tuple[str, Decimal], ...]) -> str:
    """The grade word that a total score earns; intervals are half open, 90 is 优, 89.99 is 良."""
    return next((word for word, floor in scheme if score >= floor), scheme[-1][0])


def form_grade(form: Form) -> str | None:
    """The grade of the form: the printed word, else the one of the declared score; None if neither is there."""
    if form.total.grade.value is not None:
        return form.total.grade.value
    if form.total.score.value is not None:
        return grade(form.total.score.value, form.profile.grades)
    return None


def checked(form: Form, findings: tuple[Finding, ...] = ()) -> Checked:
    """A form with its findings, and with its outline for the reports."""
    report = form.report
    outline = Outline(
        form.sheet,
        form.hidden,
        form.profile,
        form.year,
        form.project,
        form.department,
        form.unit,
        tuple(_points(form)) if form.indicator_rows else (),
        form.total.score,
        score_sum(form),
        form_grade(form),
        None if report is None else (report.file, len(report.paragraphs)),
    )
    return Checked(outline, findings, kept=form)


def _points(form: Form) -> Iterator[Points]:
    funds, profile = form.fund_total, form.profile
    if funds is not None and funds.score.where is not None:
        yield Points("", profile.execution_weight, funds.weight.value, funds.score.value)
    for level in form.first_levels:
        counted = [row for row in level.rows if not row.detail and not row.na]
        name = level.label.value or ""
        cap = profile.caps.get(name) if level.cap is None else level.cap
        yield Points(name, cap, total(row.weight for row in counted), total(row.score for row in counted))
