"""SCR11, SCR13, VAL11, VAL18: how numbers are typed: decimals, percentages, the wrong row, units, signs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from .. import compute, values
from ..compute import CENT, rounded
from ..model import Field, Form, Indicator, Problem, Where, bare
from . import rule
from .entries import ONE_HUNDRED


@rule(
    "SCR11",
    level="hint",
    zh="得分 {actual} 超过两位小数",
    en="the score {actual} has more than two decimals",
    do_zh="业务系统只收两位小数，可四舍五入为 {expected}",
    do_en="systems take two decimals; rounded it is {expected}",
    fix="offer",
)
def score_with_many_decimals(form: Form) -> Iterator[Problem]:
    """得分超过两位小数。
    A score with more than two decimals.

    三分之一之类的得分除不尽，不是算错；但录入系统时会被截掉，各项与总分可能差 0.01。只看单元格显示的小数位。

    A third of a weight does not end and is no mistake, yet a system cuts it, and the total may be off by 0.01. Only the
    decimals that the cell shows count.

    Source: 在用系统按两位小数保存
    Certainty: system
    Pass: 指标2.年度指标值=≥45处；指标2.实际完成值=40处；指标2.得分=8.89；总分.得分=98.39
    Fail: 指标2.年度指标值=≥45处；指标2.实际完成值=40处；指标2.得分=8.888889；总分.得分=98.39
    Mend: 指标2.得分=8.89
    Guard: 末尾的 0 | zeros at the end | 指标2.得分=9.000
    Guard: 两位小数 | two decimals | 指标2.年度指标值=≥45处；指标2.实际完成值=40处；指标2.得分=8.88；总分.得分=98.38
    """
    total = form.fund_total
    for field in (*([total.score] if total is not None else ()), *(row.score for row in form.scored_rows)):
        if field.decimals > 2 and field.value is not None and rounded(field.value, 2) != field.value:
            yield field.problem(actual=field.value, expected=rounded(field.value, 2))


class Slip(NamedTuple):
    """A score that was typed as something else: its entry, what it should be, and how that shows."""

    field: Field[Decimal]
    name: str
    expected: Decimal
    variant: str
    #: The row with which it was mixed up.
    other: Indicator | None = None


@rule(
    "SCR13",
    level="error",
    zh={
        "": "“{name}”的得分填成了百分数 {actual}，按分值应填 {expected} 分",
        "rate": "“{name}”的得分 {actual} 超过分值，像是把完成的百分数填成了得分，应填 {expected} 分",
        "row": "“{name}”的得分 {actual} 超过分值，像是与“{other}”的得分填串了行",
    },
    en={
        "": "{name}: the score is typed as the percentage {actual}; {expected} points are meant",
        "rate": "{name}: the score {actual} exceeds its weight and looks like a percentage; {expected} points are meant",
        "row": "{name}: the score {actual} exceeds its weight and looks like that of {other}",
    },
    do_zh={"": "得分栏填分数，不填百分数，请改为 {expected}", "row": "请核对这两行的得分"},
    do_en={"": "points are asked for, no percentage: {expected}", "row": "check the scores of the two rows"},
    absorbs=("SCR01", "SCR02", "SCR03", "SCR04", "SCR05", "SCR06", "SCR07", "TXT01", "TOT01"),
    fix="offer",
)
def score_typed_as_something_else(form: Form) -> Iterator[Problem]:
    """得分填成了百分数，或填串了行。
    A score typed as a percentage, or into the wrong row.

    “100%”在 10 分的格里就是 1，合计随之出错；填 98.2 而分值是 10 的，是把完成率抄到了得分栏；正好等于上下行分值的，
    是填串了行。分值也写成百分数的表，得分写百分数是一致的，不算。

    100% in a cell for 10 points counts as 1 and wrecks the total; 98.2 of 10 is the actual value in the wrong column; the
    weight of the row above or below is that row's score. Where weights are printed as percentages, so may be scores.

    Source: 填报中的常见笔误
    Certainty: proposal
    Pass: 指标3.得分=10分
    Fail: 指标3.得分=100%
    Fail: 资金总额.得分=95%
    Fail: 指标3.得分=98.2
    Fail: 指标5.得分=15；指标6.得分=10
    Mend: 指标3.得分=10
    Guard: 分值也是百分数 | the weights are percentages too | 指标3.分值=10%；指标3.得分=10%
    Guard: 单纯超过分值是另一条 | merely above its weight | 指标3.得分=12；总分.得分=100.5
    """
    slips = list(_slips(form))
    if not slips:
        return
    total = form.total.score.where
    covers: list[Where] = []
    if total is not None and _explain_the_total(slips, form):
        covers.append(total)
    for slip in slips:
        rows = covers
        if slip.other is not None:
            rows = [*covers, *(f.where for f in (slip.other.score, slip.other.reason) if f.where is not None)]
        actual = slip.field.text if slip.field.value is None else slip.field.value
        other = None if slip.other is None else slip.other.label
        shown = {"name": slip.name, "actual": actual, "expected": slip.expected, "other": other}
        yield slip.field.problem(**shown, variant=slip.variant, covers=rows)


def _slips(form: Form) -> Iterator[Slip]:
    fund, total = form.fund_total, form.total
    if fund is not None and fund.weight.value is not None and fund.score.fault == "percent":
        yield Slip(fund.score, "预算执行", _points(fund.score, fund.weight.value), "")
    if total.score.fault == "percent":
        yield Slip(total.score, "总分", _points(total.score, total.weight.value or form.profile.full_mark), "")
    rows = form.scored_rows
    for at, row in enumerate(rows):
        weight, field = row.weight.value, row.score
        if weight is None:
            continue
        if field.value is None:
            if field.fault == "percent":
                yield Slip(field, row.label, _points(field, weight), "")
        elif field.value > weight > 0:
            other = next((rows[near] for near in (at - 1, at + 1) if _mixed_up(row, rows, near)), None)
            if other is not None:
                yield Slip(field, row.label, weight, "row", other)
            elif (meant := _meant_as_rate(row, weight, form)) is not None:
                yield Slip(field, row.label, meant, "rate")


def _points(field: Field[Decimal], weight: Decimal) -> Decimal:
    """What a percentage is worth; 1000% is a 10 in a cell whose format shows percentages."""
    percentage = values.number(field.text[:-1]) or Decimal(0)
    return rounded(percentage / 100 if percentage > ONE_HUNDRED else percentage * weight / 100, 2)


def _mixed_up(row: Indicator, rows: tuple[Indicator, ...], near: int) -> bool:
    """The score of each of the two rows is the weight of the other, or the other has none yet."""
    if not 0 <= near < len(rows):
        return False
    other = rows[near]
    return other.weight.value == row.score.value and (other.score.blank or other.score.value == row.weight.value)


def _meant_as_rate(row: Indicator, weight: Decimal, form: Form) -> Decimal | None:
    """The points that were meant if the score repeats the actual value, or the share of the target, as a percentage."""
    score, actual = row.score.value, values.parse(row.actual.value or "")
    result = compute.outcome(row, form.profile)
    earned = rounded(result.scores[0], 2) if result is not None and len(result.scores) == 1 else None
    if score == ONE_HUNDRED:
        return weight if earned is None else earned
    if actual.unit == "%" and actual.number == score:
        return rounded(actual.number * weight / 100, 2) if earned is None and actual.number is not None else earned
    if result is not None and result.ratio is not None and compute.agrees(row.score, result.ratio * 100):
        return earned
    return None


def _explain_the_total(slips: list[Slip], form: Form) -> bool:
    """With the scores that were meant the total is the sum."""
    sum_, declared = compute.score_sum(form), form.total.score.value
    if sum_ is None or declared is None:
        return False
    meant = sum((slip.expected - (slip.field.value or 0) for slip in slips if slip.variant == "rate"), Decimal(0))
    return meant != 0 and abs(sum_ + meant - declared) <= CENT


@rule(
    "VAL11",
    level="hint",
    zh="{count} 个指标值只有数字，没有单位（第一个是“{name}”，{actual}）",
    en="{count} targets are numbers without a unit (the first is {name}, {actual})",
    do_zh="请写上单位，如 3 项、120 公里、≥95%，也可以写在名称或“度量单位”列",
    do_en="add the unit, such as 3项, 120公里, ≥95%; it may stand in the name or in a column of its own",
    needs=("target",),
)
def number_without_unit(form: Form) -> Iterator[Problem]:
    """指标值没有单位。
    A target without a unit.

    只写“1”看不出是 1 项、1 次还是 100%。单位写在名称里（成本控制数(万元)、培训人数）、写在单位列、写在实际完成值里的都算有；
    指数、系数、评分本来没有单位。一张表只提示一次。

    A mere 1 may be one item, one time or 100 %. A unit in the name, in a column of its own or with the actual value is
    enough, and an index, a coefficient or a mark has none. Reported once per form.

    Source: 目标表审核；安徽天长 2022 年公开自评表（1 / 1）
    Certainty: system
    Pass: 指标1.年度指标值=≥120；指标1.实际完成值=126公里
    Fail: 指标2.年度指标值=1；指标2.实际完成值=1；指标2.得分=10；总分.得分=99.5
    Mend: 指标2.年度指标值=1处
    Guard: 单位在名称里 | the unit stands in the name | 指标5.三级指标=成本控制数(万元)；指标5.年度指标值=63；指标5.实际完成值=60
    Guard: 名称说的就是人数 | the name is a count | 指标6.三级指标=培训人数；指标6.年度指标值=≥300；指标6.实际完成值=312
    Guard: 名称是比率 | the name is a rate | 指标3.年度指标值=≥95；指标3.实际完成值=98.2
    Guard: 实际完成值带单位 | the actual value has it | 指标2.年度指标值=≥40
    Guard: 指数、评分没有单位 | an index or a mark has none | 指标3.三级指标=路面技术状况指数；指标3.年度指标值=≥85；指标3.实际完成值=88.6
    Guard: 比值 | a ratio | 指标3.三级指标=资金配套比；指标3.年度指标值=≥1/3；指标3.实际完成值=1/2
    Guard: 0 不需要单位 | 0 needs none | 指标3.三级指标=重大安全事故；指标3.年度指标值=0；指标3.实际完成值=0
    Guard: 单位另有一列 | the unit has a column of its own | 表头.偏差原因=单位；指标2.偏差原因=处；指标2.年度指标值=≥40；指标2.实际完成值=40；指标2.得分=10；总分.得分=99.5
    """
    without = []
    for row, target, actual in compute.readings(form):
        if target.unit or target.kind not in ("quant", "range") or not any(target.numbers) or actual.unit:
            continue
        if not (target.whole and _says_no_unit(row, form)):
            continue
        without.append(row)
    if without:
        first = without[0]
        yield first.target.problem(count=len(without), name=first.label, actual=first.target.text)


def _says_no_unit(row: Indicator, form: Form) -> bool:
    """Neither the name nor a column that is not known says in what the number is."""
    name = row.name.value or ""
    if name.endswith((")", "）")) or bare(name).endswith(form.profile.words["counted"]):
        return False
    return not any("单位" in head and text for head, text in row.extra.items())


@rule(
    "VAL18",
    level="hint",
    zh="{count} 个值用了全角数字、中文数字或少见的符号（第一个是“{actual}”，即 {expected}）",
    en="{count} values have full-width digits, Chinese numerals or unusual signs (the first is {actual}, that is {expected})",
    do_zh="核对时已按通常写法理解，不必修改；要统一写法的，改为半角数字和 ≥、≤、=、%",
    do_en="they are read like the usual ones; for one spelling use half-width digits and ≥, ≤, =, %",
    fix="offer",
)
def unusual_spelling(form: Form) -> Iterator[Problem]:
    """数字和符号不是通常的写法（全角数字、中文数字、≧、═）。
    Full-width digits, Chinese numerals, unusual signs.

    “９５％”“≧90%”“═100”“三项”都能读懂，填报中很常见，平时不提示。要统一全表写法时，用 --select VAL18 列出，或在表样里
    为它定一个级别。

    All of these are read and are common, so nothing is said by default. To bring a form to one spelling list them with
    --select VAL18, or give the rule a level in a profile.

    Source: 益阳市 2022（≦、≧）、永德 2022（═）、丽江 2020（﹦）年自评表
    Certainty: seen
    Pass: 指标3.年度指标值=≥95%；指标3.实际完成值=95.5%
    Fail: 指标3.年度指标值=≧９５％
    Mend: 指标3.年度指标值=≥95%
    Guard: 名称里的字 | words of a name | 指标1.三级指标=三级公路养护里程
    Guard: 不是数量的“一” | a numeral that counts nothing | 指标7.年度指标值=一次性验收达标
    """
    odd = form.profile.words["odd_signs"]
    found = []
    for row, target, actual in compute.readings(form):
        for field, value in ((row.target, target), (row.actual, actual)):
            if (value.kind == "quant" and not any(map(str.isdigit, field.text))) or odd.within(field.text):
                found.append((field, value))
    if found:
        first, value = found[0]
        usual = values.normalise(first.text).replace(">=", "≥").replace("<=", "≤")
        if not any(sign.isdigit() for sign in usual):
            usual = f"{values.written(value.numbers[0])}{value.unit}"
        yield first.problem(count=len(found), actual=first.text, expected=usual)
