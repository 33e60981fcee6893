"""SCR06, VAL07, VAL16: percentages: taken for the score, above 100 %, 100 % everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import compute, values
from ..compute import ZERO, agrees, direction_known, rounded
from ..model import Field, Form, Problem
from ..values import Value
from . import rule
from .entries import ONE_HUNDRED, has_reason, has_word
from .rows import sorted_rows


def _percentage(value: Value) -> Decimal | None:
    """The number of a percentage, or of a bare number beside one."""
    return value.number if value.unit in ("%", "") and not value.delta else None


@rule(
    "SCR06",
    level="warning",
    zh="“{name}”目标 {goal}，完成 {reached}，得分 {actual} 像是分值乘以完成值算出的，应得 {expected} 分",
    en="{name}: {reached} of {goal}; the score {actual} looks like weight times actual value, {expected} is earned",
    do_zh="得分 = 实际完成值 ÷ 年度指标值 × 分值，达到目标的得满分；另有评分标准的请注明",
    do_en="score = actual / target times weight, full marks if the target is met; name the standard if another applies",
    needs=("target", "actual", "weight", "score"),
    absorbs=("SCR05", "TXT01"),
    fix="offer",
)
def weight_times_percentage(form: Form) -> Iterator[Problem]:
    """得分用分值乘以完成率算，没有除以目标。
    The score is weight times the percentage reached, not divided by the target.

    目标 98%、完成 98% 的，目标已达到，应得满分；按 20×98% 计 19.6 分是看错了公式。得分与分值×完成值一致、又与公式不一致的
    才提醒，目标为 100% 的两种算法相同；写了原因的只提示。

    98 % of a target of 98 % is full marks; 20 times 98 % is a misread formula. Only a score that equals weight times
    actual value and not what the formula gives counts; with a target of 100 % both are the same. With a reason it is a hint.

    Source: 黄冈 2020 年自评表（目标 98%，完成 98%，20 分得 19.6）
    Certainty: filled
    Pass: 指标3.年度指标值=100%；指标3.实际完成值=98.2%；指标3.得分=9.82；总分.得分=98.32；指标3.偏差原因=一处返工后合格，下年加强自检
    Fail: 指标3.年度指标值=≥98%；指标3.实际完成值=98%；指标3.得分=9.8；总分.得分=98.3
    Mend: 指标3.得分=10；总分.得分=98.5
    Guard: 有意少计的整数分 | a whole number that was chosen | 指标3.得分=9；总分.得分=97.5
    Guard: 目标是 100% | a target of 100 % | 指标3.年度指标值=≥100%；指标3.实际完成值=98.2%；指标3.得分=9.82；总分.得分=98.32
    Guard: 越低越好的比率 | a rate that should be low | 指标3.三级指标=工程返工率；指标3.年度指标值=≤5%；指标3.实际完成值=3%；指标3.得分=0.3；总分.得分=88.8
    Guard: 不是百分数 | no percentage | 指标2.年度指标值=≥95处；指标2.实际完成值=95处；指标2.得分=9.5；总分.得分=99
    Guard: 两种算法取整后相同 | both formulas give it once it is rounded | 指标3.年度指标值=≥99%；指标3.实际完成值=98.5%；指标3.得分=9.9；总分.得分=98.4
    """
    if not sorted_rows(form).lost:
        return
    for row, result in compute.outcomes(form):
        score, weight, goal = row.score, row.weight.value, result.target
        if score.value is None or weight is None or score.value >= weight or len(result.scores) != 1:
            continue
        if not ZERO < goal < ONE_HUNDRED or not ZERO < result.actual < ONE_HUNDRED:
            continue
        target, actual = compute.target_value(row), values.parse(row.actual.value or "")
        if target.unit != "%" or actual.unit not in ("%", "") or target.sign in ("<=", "<"):
            continue
        if not result.printed and not direction_known(row, form.profile):
            continue
        product, exact = weight * result.actual / ONE_HUNDRED, result.scores[0]
        # a whole number is more often chosen than computed
        if not agrees(score, product) or agrees(score, exact) or (not score.decimals and score.value != product):
            continue
        shown = {"name": row.label, "goal": row.target.text, "reached": row.actual.text}
        covers = [row.reason.where] if row.reason.where is not None else []
        level = "hint" if has_reason(row, form) else None
        yield score.problem(**shown, actual=score.value, expected=rounded(exact, 2), covers=covers, level=level)


@rule(
    "VAL07",
    level="warning",
    zh="“{name}”填了 {actual}，这类比率不会超过 100%",
    en="{name}: {actual}; such a rate does not exceed 100 %",
    do_zh="请核对分子、分母和小数点；是完成计划的比例或增长的，请在名称里写明",
    do_en="check numerator, denominator and decimal point; if it is a growth or the share of a plan, let the name say so",
    absorbs=("VAL06",),
)
def rate_above_hundred(form: Form) -> Iterator[Problem]:
    """比率超过 100%（合格率、满意度之类）。
    A pass rate, a satisfaction or the like above 100 %.

    合格率、覆盖率、满意度的分子是分母的一部分，不会超过 100%。增长率、计划完成率、与上年之比可以超过，不在此列。

    The numerator of a pass rate, a coverage or a satisfaction is part of its denominator. Growth, the completion of a plan
    and ratios to last year may exceed 100 % and are left alone.

    Source: 在用系统的指标值校验
    Certainty: system
    Pass: 指标3.实际完成值=100%
    Fail: 指标3.实际完成值=108.2%
    Fail: 指标8.年度指标值=≥120%；指标8.实际完成值=93.5%；指标8.得分=7.79；总分.得分=96.29；指标8.偏差原因=目标填写有误，已改正
    Mend: 指标3.实际完成值=98.2%
    Guard: 计划完成率 | the completion of a plan | 指标3.三级指标=养护计划完成率；指标3.实际完成值=105%
    Guard: 增长率 | a growth | 指标3.三级指标=满意度同比增长率；指标3.实际完成值=108%
    Guard: 与上年之比 | a ratio to last year | 指标3.三级指标=与上年通行量之比；指标3.年度指标值=≥100%；指标3.实际完成值=112%
    Guard: 按计划数算的比率 | a share of what was planned | 指标3.三级指标=预算资金到位率；指标3.年度指标值=≥100%；指标3.实际完成值=101.5%
    Guard: 满分 120 分的测评，没有写 % | a mark out of 120, without % | 指标3.三级指标=群众满意度；指标3.年度指标值=≥108；指标3.实际完成值=110
    """
    for row, target, actual in sorted_rows(form).percentages:
        for field, value in ((row.target, target), (row.actual, actual)):
            if value.unit != "%" or value.delta or max(value.numbers, default=ONE_HUNDRED) <= ONE_HUNDRED:
                continue
            bounded = _prints_percent(field) and has_word(row, form, "bounded_rate")
            if bounded and not has_word(row, form, "growth"):
                yield field.problem(name=row.label, actual=field.text)


def _prints_percent(field: Field[str]) -> bool:
    """The % stands with the number and is not taken from the name."""
    return values.parse(field.value or "").unit == "%"


@rule(
    "VAL16",
    level="hint",
    zh="{count} 个比率指标的目标和实际完成值都是 100%",
    en="all {count} ratios have a target and an actual value of 100 %",
    do_zh="请核对是否都按实际统计；目标定为 100% 拉不开差距，下年可选能量出高低的指标",
    do_en="check that all were measured; a target of 100 % tells little, so choose ratios that can differ next year",
    needs=("target", "actual"),
)
def every_ratio_full(form: Form) -> Iterator[Problem]:
    """比率指标的目标和完成值全是 100%。
    Every ratio is 100 % of 100 %.

    个别 100% 很正常；三个以上比率全部如此，看不出工作好坏，复核时容易被问到统计依据。只作提示，不扣分。

    Single ratios of 100 % are normal. Where three or more are all alike nothing can be told from them, and a reviewer asks
    how they were measured. No more than a hint.

    Source: 复核中的常见疑问
    Certainty: proposal
    Pass: 指标3.年度指标值=100%；指标3.实际完成值=100%；指标8.年度指标值=100%；指标8.实际完成值=100%
    Fail: 指标1.三级指标=养护计划完成率；指标1.年度指标值=100%；指标1.实际完成值=100%；指标3.年度指标值=100%；指标3.实际完成值=100%；指标8.年度指标值=100%；指标8.实际完成值=100%
    Mend: 指标8.年度指标值=≥90%；指标8.实际完成值=93.5%
    Guard: 有一个不是 100% | one of them differs | 指标1.三级指标=养护计划完成率；指标1.年度指标值=100%；指标1.实际完成值=100%；指标3.年度指标值=100%；指标3.实际完成值=100%
    Guard: 只有两个比率 | only two ratios | 指标3.年度指标值=100%；指标3.实际完成值=100%；指标8.年度指标值=100%；指标8.实际完成值=100%
    Guard: 成本控制在 100% 以内不算 | a bound is no ratio to be reached | 指标5.三级指标=养护支出与上年之比；指标5.年度指标值=≤100%；指标5.实际完成值=100%；指标3.年度指标值=100%；指标3.实际完成值=100%；指标8.年度指标值=100%；指标8.实际完成值=100%
    """
    full = []
    for row, target, actual in sorted_rows(form).percentages:
        if target.unit != "%" or target.kind != "quant" or target.sign in ("<=", "<") or target.delta:
            continue
        if target.number != ONE_HUNDRED or _percentage(actual) != ONE_HUNDRED:
            return
        full.append(row)
    if full and len(full) >= form.profile.thresholds["full_rates"]:
        yield full[0].actual.problem(count=len(full), actual=full[0].actual.text)
