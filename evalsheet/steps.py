"""How each score comes about, step by step: what the text report and the sheet 校验结果 say beside the points.

The numbers are those of `compute`, so that a step and a finding never say different things; only the words are here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from . import compute, values
from .compute import ONE, ZERO, Outcome, rounded
from .model import Form, FundRow, Indicator, Where
from .values import written

_WORDS = {
    "zh": {
        "execution": "预算执行", "or": " 或 ", "none": "无法推算（{reason}）", "colon": "：",
        # full marks and no marks
        "reached": "{actual} ≥ {target}，达到目标，得满分 {weight}",
        "kept": "{actual} ≤ {target}，未超过目标，得满分 {weight}",
        "missed": "{actual} > {target}，超过目标，得 0",
        "yes": "是，得满分 {weight}", "no": "否，得 0",
        "over": "{rate} 超过 100%，按 100% 计，得满分 {weight}",
        "below": "{rate} 小于 0，得 0",
        # formulas
        "rate": "{rate} × {weight}",
        "printed": "表上执行率 {rate}",
        "share": "{actual} ÷ {target} × {weight}",
        "ratio": "{target} ÷ {actual} × {weight}",
        "linear": "[1 - ({actual} - {target}) ÷ {target}] × {weight}",
        # what else there is to know
        "implicit": "（没写符号，按“≥”算）", "far": "；超额较多，有意少计也可",
        "standard": "；另有评分标准的从其规定",
        # bands
        "band1": "达成", "band2": "部分达成", "band3": "未达成",
        "closed": "{low} 至 {high}", "open": "{low} 至不到 {high}", "under": "不到 {high}",
        # why there is none
        "weight": "缺分值", "target": "缺年度指标值", "actual": "缺实际完成值", "amounts": "缺预算数或执行数",
        "zero_budget": "预算数是 0", "sign": "指标值没有写 ≥ 或 ≤", "change": "是增减幅度，由人判断",
        "units": "两个值的单位不同类", "unit": "有一个值没写单位，两数又相差太大", "about": "指标值是约数",
        "date": "是日期，按时与否由人判断", "range": "是区间，由人判断", "number": "实际完成值不是一个数",
        "words": "是定性内容，由人判断",
    },
    "en": {
        "execution": "execution", "or": " or ", "none": "cannot be derived ({reason})", "colon": ": ",
        "reached": "{actual} ≥ {target}, reached, full marks {weight}",
        "kept": "{actual} ≤ {target}, not exceeded, full marks {weight}",
        "missed": "{actual} > {target}, exceeded, no points",
        "yes": "yes, full marks {weight}", "no": "no, no points",
        "over": "{rate} is above 100% and counts as 100%, full marks {weight}",
        "below": "{rate} is below 0, no points",
        "rate": "{rate} × {weight}",
        "printed": "printed rate {rate}",
        "share": "{actual} ÷ {target} × {weight}",
        "ratio": "{target} ÷ {actual} × {weight}",
        "linear": "[1 - ({actual} - {target}) ÷ {target}] × {weight}",
        "implicit": " (no sign, read as ≥)", "far": "; far exceeded, fewer points are accepted",
        "standard": "; a scoring standard of its own goes first",
        "band1": "reached", "band2": "partly reached", "band3": "not reached",
        "closed": "{low} to {high}", "open": "{low} to under {high}", "under": "under {high}",
        "weight": "no weight", "target": "no target", "actual": "no actual value",
        "amounts": "budget or executed is missing", "zero_budget": "the budget is 0",
        "sign": "no ≥ or ≤ in the target", "change": "a change, for a person to judge", "units": "unlike units",
        "unit": "one side has no unit and the numbers are far apart", "about": "a rough target",
        "date": "a date, for a person to judge", "range": "a range, for a person to judge",
        "number": "the actual value is no number", "words": "qualitative, for a person to judge",
    },
}  # fmt: skip
#: A number with more decimals than this is shown rounded, as 1/3 must be.
_MOST_DECIMALS = 6
#: What is left behind so many decimals comes from dividing, and is no remainder.
_EXACT = 12
Words = Mapping[str, str]


class Step(NamedTuple):
    """How one score comes about."""

    #: The cell of the score; of the weight or the name where the form prints no scores.
    where: Where | None
    item: str
    weight: Decimal | None
    entered: Decimal | None
    #: The scores that are right, not rounded; empty for a band, and where a person must decide.
    scores: tuple[Decimal, ...]
    #: What is right as a text: 9, 8 或 7.5 或 0, 12 至 15; empty where a person must decide.
    expected: str
    #: The calculation, or why there is none.
    how: str


class _Told(NamedTuple):
    """The last three entries of a `Step`."""

    scores: tuple[Decimal, ...]
    expected: str
    how: str


class _Way(NamedTuple):
    """A score, to two decimals as a text, and how it is had."""

    score: Decimal
    points: str
    text: str


def steps(form: Form, lang: str = "zh") -> Iterator[Step]:
    """A step for budget execution, if the form scores it, then one for each indicator that is scored."""
    row, words = form.fund_total, _WORDS[lang]
    if row is not None and (row.score.where is not None or row.weight.where is not None):
        told = _execution(row, form, words)
        yield Step(row.score.where or row.weight.where, words["execution"], row.weight.value, row.score.value, *told)
    for indicator, result in compute.judgements(form):
        place = indicator.score.where or indicator.weight.where or indicator.name.where
        told = _indicator(indicator, result, form, words)
        yield Step(place, indicator.label, indicator.weight.value, indicator.score.value, *told)


def _execution(row: FundRow, form: Form, words: Words) -> _Told:
    weight, rate, printed = row.weight.value, compute.execution_rate(row), row.rate.value
    if weight is None or weight <= 0:
        return _none("weight", words)
    ways = []
    if rate is not None:
        amounts = [compute.in_form_unit(field.value or ZERO, form) for field in (row.executed, row.budget)]
        ways.append(_by_rate(" ÷ ".join(map(_shown, amounts)), rate, weight, words))
    if printed is not None and (rate is None or _explained(row, rate, printed)):
        way = _by_rate(words["printed"].format(rate=f"{_shown(printed * 100)}%"), printed, weight, words)
        if not ways or way.points != ways[0].points:
            ways.append(way)
    return _told(ways, words) if ways else _none("zero_budget" if row.budget.value == 0 else "amounts", words)


def _by_rate(text: str, rate: Decimal, weight: Decimal, words: Words) -> _Way:
    """The score of an execution rate, which ``text`` shows."""
    score = compute.execution_score(rate, weight)
    key = "over" if rate > ONE else "below" if rate < 0 else "rate"
    shown = words[key].format(rate=text, weight=written(weight))
    return _calculated(shown, score) if key == "rate" else _Way(score, written(score), shown)


def _explained(row: FundRow, rate: Decimal, printed: Decimal) -> bool:
    """The printed rate is the one of the amounts, or one that rounding of the amounts explains."""
    if compute.agrees(row.rate, rate):
        return True
    bounds = compute.rate_bounds(row)
    return bounds is not None and bounds[0] <= printed <= bounds[1]


def _indicator(row: Indicator, result: Outcome | str, form: Form, words: Words) -> _Told:
    weight = row.weight.value
    if weight is None or weight <= 0:
        return _none("weight", words)
    if isinstance(result, str):
        told = _by_words(row, weight, form, words) or _none(_obstacle(row, result), words)
    else:
        told = _by_formulas(row, weight, result, form, words)
    if row.extra and told.expected and compute.has_standard(row, form):
        return _Told(told.scores, told.expected, told.how + words["standard"])
    return told


def _by_formulas(row: Indicator, weight: Decimal, result: Outcome, form: Form, words: Words) -> _Told:
    """What the formulas say of a number."""
    note = ""
    if not result.printed and compute.direction_known(row, form.profile):
        note = words["implicit"]
    elif not result.printed and result.actual != result.target:
        return _none("sign", words)
    percent = "%" if compute.target_value(row).unit == "%" else ""
    actual, target, points = _shown(result.actual) + percent, _shown(result.target) + percent, written(weight)
    if result.met:
        text = words[result.formulas[0]].format(actual=actual, target=target, weight=points)
        if result.ratio is not None and result.ratio >= form.profile.thresholds["over_hint"]:
            note += words["far"]
        return _Told(result.scores, points, text + note)
    ways = []
    for score, formula in zip(result.scores, result.formulas, strict=True):
        if score or formula == "share":
            ways.append(_calculated(words[formula].format(actual=actual, target=target, weight=points), score))
        elif len(result.scores) > 1:
            ways.append(_Way(score, "0", "0"))
        else:
            ways.append(_Way(score, "0", words["missed"].format(actual=actual, target=target)))
    return _told(ways, words, note)


def _by_words(row: Indicator, weight: Decimal, form: Form, words: Words) -> _Told | None:
    """What words earn: a band, or all or nothing for 是 and 否; None if they say neither."""
    actual = values.parse(row.actual.value or "")
    limits = compute.band(actual, weight, form.profile)
    if limits is not None:
        low, high, closed = limits
        key = "closed" if closed else "open" if low else "under"
        text = words[key].format(low=written(low), high=written(high))
        return _Told((), text, words[f"band{actual.band}"] + words["colon"] + text)
    score = compute.certain_score(row, form.profile) if actual.kind == "bool" else None
    if score is None:
        return None
    return _Told((score,), written(score), words["yes" if actual.yes else "no"].format(weight=written(weight)))


def _obstacle(row: Indicator, reason: str) -> str:
    """The word for why there is no calculation; ``reason`` is that of `compute.judgements`."""
    if reason != "kind":
        return reason
    target, actual = compute.target_value(row).kind, values.parse(row.actual.value or "").kind
    if "empty" in (target, actual):
        return "target" if target == "empty" else "actual"
    if {target, actual} & {"date", "period"}:
        return "date"
    if "range" in (target, actual):
        return "range"
    return "number" if target == "quant" else "words"


def _told(ways: Sequence[_Way], words: Words, note: str = "") -> _Told:
    """The ways side by side."""
    points, texts = (words["or"].join(parts) for parts in zip(*((way.points, way.text) for way in ways), strict=True))
    return _Told(tuple(way.score for way in ways), points, texts + note)


def _none(reason: str, words: Words) -> _Told:
    return _Told((), "", words["none"].format(reason=words[reason]))


def _calculated(text: str, score: Decimal) -> _Way:
    """A calculation with its result to two decimals, and whether these are all."""
    points = rounded(score, 2)
    sign = "=" if rounded(score, _EXACT) == points else "≈"
    return _Way(score, written(points), f"{text} {sign} {points:f}")


def _shown(number: Decimal) -> str:
    text = written(number)
    return text if len(text.partition(".")[2]) <= _MOST_DECIMALS else written(rounded(number, _MOST_DECIMALS))
