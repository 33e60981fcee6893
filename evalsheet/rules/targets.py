"""VAL: how sensible the targets are: exceeded by far, pointing the wrong way, zero."""

from __future__ import annotations

from collections.abc import Iterator

from .. import compute
from ..compute import direction_known
from ..model import Form, Problem
from . import rule
from .entries import has_word
from .rows import sorted_rows


@rule(
    "VAL06",
    level="warning",
    zh="“{name}”完成 {actual}，是目标 {expected} 的 {ratio:%}，没有说明原因",
    en="{name}: {actual} is {ratio:%} of the target {expected}, without a reason",
    do_zh="请说明超额完成的原因；目标定得过低的，下年调整",
    do_en="give the reason; if the target was too low, raise it next year",
    needs=("target", "actual", "weight"),
)
def far_over_target(form: Form) -> Iterator[Problem]:
    """大幅超额完成而没有说明。
    A target was exceeded by far without a word.

    达到目标的 130%（120% 起提示）又没有原因，多半是目标定低了。差额小于 3 的小数目（1 变 2）不算；不扣分，只提醒。

    130 % of a target (a hint from 120 %) without a reason: it was probably set too low. Differences below 3 (1 became 2)
    do not count. No score is computed from it.

    Source: 稷山 2021（12 次完成 96 次）、苏州 2021 年自评表；系统的 1.2、1.3 倍提示线
    Certainty: system
    Pass: 指标1.实际完成值=180公里；指标1.偏差原因=年中增加灾毁修复任务
    Fail: 指标1.实际完成值=180公里
    Mend: 指标1.偏差原因=年中增加灾毁修复任务
    Guard: 1 处变成 2 处，差额很小 | 1 became 2 | 指标2.年度指标值=≥1处；指标2.实际完成值=2处；指标2.得分=10
    Guard: 90% 的目标完成 100% | a percentage of 90 | 指标8.实际完成值=100%
    Guard: 成本低于目标不是超额 | less cost is no excess | 指标5.实际完成值=0.2万元
    """
    thresholds = form.profile.thresholds
    hint = thresholds["over_hint"]
    for row, result in compute.outcomes(form):
        if not result.met or result.ratio is None or row.reason.value:
            continue
        if result.ratio < hint or result.actual - result.target < thresholds["over_least"]:
            continue
        if not direction_known(row, form.profile):
            continue
        level = None if result.ratio >= thresholds["over_warning"] else "hint"
        shown = {"actual": row.actual.text, "expected": row.target.text, "ratio": compute.rounded(result.ratio, 2)}
        yield row.actual.problem(name=row.label, **shown, level=level)


@rule(
    "VAL08",
    level="hint",
    zh="“{name}”填了 {actual}，可能是“≥”被识别成了 2",
    en="{name}: {actual} may be ≥ read as a 2",
    do_zh="请对照原件，改为 {expected}",
    do_en="compare with the original; it may be {expected}",
    absorbs=("VAL07",),
    fix="offer",
)
def ocr_suspicion(form: Form) -> Iterator[Problem]:
    """疑似识别错误：290% 可能是 ≥90%。
    A recognition slip: 290% may be ≥90%.

    满意度、合格率、覆盖率不会超过 100%，出现 200% 多，多半是扫描识别把“≥”认成了 2。

    Satisfaction, pass and coverage rates do not exceed 100 %; 200-odd % is mostly ≥ taken for a 2.

    Source: 衡山、湖北自评表的识别文本
    Certainty: filled
    Pass: 指标1.三级指标=收入增长率；指标1.年度指标值=≥200%；指标1.实际完成值=290%；指标1.偏差原因=新增项目
    Fail: 指标8.年度指标值=290%
    Mend: 指标8.年度指标值=≥90%
    Guard: 增长率可以超过 100% | growth may exceed 100 % | 指标1.三级指标=里程增长率；指标1.年度指标值=≥250%；指标1.实际完成值=250%
    """
    for row, target, actual in sorted_rows(form).percentages:
        for field, value in ((row.target, target), (row.actual, actual)):
            if value.unit != "%":
                continue
            number = value.number
            if number is None or not 200 < number < 300:
                continue
            if has_word(row, form, "bounded_rate"):
                name = row.label
                yield field.problem(name=name, actual=field.text, expected=f"≥{number - 200}%")


@rule(
    "VAL09",
    level="warning",
    zh="“{name}”的指标值“{actual}”方向可能写反了",
    en="{name}: the sign in {actual} may point the wrong way",
    do_zh="成本、事故类用 ≤，满意度、合格率、覆盖率类用 ≥，请核对",
    do_en="≤ for costs and accidents, ≥ for satisfaction, pass and coverage rates",
    needs=("target",),
    absorbs=("SCR03", "SCR04", "SCR05"),
    fix="offer",
)
def sign_points_wrong_way(form: Form) -> Iterator[Problem]:
    """比较符号方向反了。
    The sign points the wrong way.

    成本写“≥”，等于花得越多越好；满意度写“≤”同理。节约、增收写“≥”，事故、投诉写“≤”是对的，按名称用词判断。

    ≥ on a cost rewards spending, ≤ on satisfaction rewards failure. Savings with ≥ and accidents with ≤ are right; the
    words of the name decide.

    Source: 目标表审核
    Certainty: system
    Pass: 指标5.三级指标=养护成本节约率；指标5.年度指标值=≥5%；指标5.实际完成值=6%
    Fail: 指标8.年度指标值=≤90%；指标8.实际完成值=88%
    Mend: 指标8.年度指标值=≥85%
    Guard: 投诉率越低越好 | complaints should be few | 指标1.三级指标=群众投诉率；指标1.年度指标值=≤5%；指标1.实际完成值=2%
    Guard: 节约的成本越多越好 | savings | 指标5.三级指标=节约成本金额；指标5.年度指标值=≥5万元；指标5.实际完成值=6万元
    """
    for row, target, _ in sorted_rows(form).quantities:
        if target.delta:
            continue
        if target.sign in (">=", ">"):
            level2 = form.profile.level2.get(row.level2.value or "", "")
            cost = "成本" in level2 and has_word(row, form, "cost")
            wrong = cost and not has_word(row, form, "saving", "negative", "positive_rate")
        else:
            rate = target.sign in ("<=", "<") and has_word(row, form, "positive_rate")
            wrong = rate and not has_word(row, form, "negative")
        if wrong:
            covers = [row.score.where] if row.score.where is not None else []
            yield row.target.problem(name=row.label, actual=row.target.text, covers=covers)


@rule(
    "VAL17",
    level="error",
    zh={"": "“{name}”的指标值是 {actual}，无法按比例评分", "any": "“{name}”的指标值“{actual}”怎样都能达到"},
    en={"": "{name}: the target is {actual}; there is no ratio to score", "any": "{name}: anything reaches {actual}"},
    do_zh="请填写要达到的数，如 ≥90%",
    do_en="give the number to be reached, such as ≥90%",
    needs=("target",),
)
def zero_target(form: Form) -> Iterator[Problem]:
    """越高越好的指标，指标值却是 0。
    A target of 0 where more is better.

    覆盖率、满意度之类的目标为 0，没有意义，也无法按比例评分。事故、投诉类目标为 0 是正常的。

    A coverage or satisfaction of 0 means nothing and has no ratio. 0 accidents are a proper target.

    Source: 比例公式以指标值为除数
    Certainty: proposal
    Pass: 指标3.三级指标=责任事故起数；指标3.年度指标值=0起；指标3.实际完成值=0起
    Fail: 指标3.年度指标值=0%
    Mend: 指标3.年度指标值=≥95%
    Guard: 事故以 0 为目标 | zero accidents | 指标1.三级指标=安全事故发生率；指标1.年度指标值=0%；指标1.实际完成值=0%
    """
    for row, target, _ in sorted_rows(form).quantities:
        if target.number or target.delta:
            continue
        name = row.label
        if (
            has_word(row, form, "positive_rate")
            and not has_word(row, form, "negative")
            and target.sign not in ("<=", "<")
        ):
            yield row.target.problem(name=name, actual=row.target.text)
        elif target.sign in (">=", ">"):
            yield row.target.problem(name=name, actual=row.target.text, variant="any", level="hint")
