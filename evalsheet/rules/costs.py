"""VAL13, VAL14: cost targets held against the budget."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from .. import compute, values
from ..compute import ONE, in_form_unit
from ..model import Form, Indicator, Problem
from ..values import Value
from . import rule
from .entries import ONE_HUNDRED, has_word


@compute.per_form
def _cost_rows(form: Form) -> list[compute.Reading]:
    """The rows below a second level of costs."""
    named = form.profile.level2
    return [one for one in compute.readings(form) if "成本" in named.get(below := one[0].level2.value or "", below)]


class Cost(NamedTuple):
    """A total cost in 万元, and what one unit of its last printed digit is."""

    row: Indicator
    amount: Decimal
    step: Decimal


def _total_cost(row: Indicator, target: Value, form: Form) -> Cost | None:
    """The amount of a cost row that bounds a total cost; None for unit costs and all else."""
    if target.kind != "quant" or target.delta or target.sign in (">=", ">") or not target.unit:
        return None
    if not has_word(row, form, "total_cost") or has_word(row, form, "unit_cost"):
        return None
    number = target.numbers[0]
    amount, one = values.money(f"{number:f}{target.unit}"), values.money(f"1{target.unit}")
    exponent = number.as_tuple().exponent
    if amount is None or one is None or not isinstance(exponent, int):
        return None
    return Cost(row, amount, ONE.scaleb(min(exponent, 0)) * one)


@rule(
    "VAL13",
    level="warning",
    zh={
        "": "“{name}”的指标值 {actual}，超过全年预算数 {budget} {unit}",
        "sum": "“{name}”等 {count} 项成本指标值合计 {shown} {unit}，超过全年预算数 {budget} {unit}",
    },
    en={
        "": "{name}: the target {actual} exceeds the budget {budget} ({unit})",
        "sum": "{name} and other costs, {count} in all, add up to {shown}, more than the budget {budget} ({unit})",
    },
    do_zh="成本应控制在预算以内，请核对金额和单位；预算年中调减的，指标值也应调整",
    do_en="costs stay inside the budget: check amounts and units; if the budget was cut, so is the target",
    needs=("target", "funds.budget"),
)
def cost_above_budget(form: Form) -> Iterator[Problem]:
    """成本目标超过预算。
    A cost target above the budget.

    总成本、控制数之类的指标值大于全年预算数，等于允许超支；各项控制数相加大于预算也一样。单位成本（每、人均、元/亩）和
    跨年的总投资不比较，取整到所写位数的差额不算；年初预算够、年中调减的只提示。

    A total cost or a ceiling above the budget of the year allows to overspend, and so do ceilings that add up to more. Unit
    costs and investments over years are not compared, nor is rounding; where the initial budget was enough it is a hint.

    Source: 目标表审核（成本控制在预算内）
    Certainty: system
    Pass: 指标5.三级指标=项目总成本；指标5.年度指标值=≤120万元；指标5.实际完成值=114万元
    Fail: 指标5.三级指标=项目总成本；指标5.年度指标值=≤150万元；指标5.实际完成值=114万元
    Fail: 指标4.二级指标=成本指标；指标4.三级指标=小修成本控制数；指标4.年度指标值=≤80万元；指标4.实际完成值=74万元；指标5.三级指标=中修成本控制数；指标5.年度指标值=≤60万元；指标5.实际完成值=40万元
    Mend: 指标5.年度指标值=≤120万元
    Guard: 单位成本 | a unit cost | 指标5.三级指标=每座桥梁维修成本控制数；指标5.年度指标值=≤150万元；指标5.实际完成值=90万元
    Guard: 按率计的成本 | a cost by the piece | 指标5.三级指标=养护成本控制数；指标5.年度指标值=≤150万元/公里；指标5.实际完成值=140万元/公里
    Guard: 取整到万元 | rounded to whole 万元 | 当年拨款.全年预算数=99.8；资金总额.全年预算数=119.8；指标5.三级指标=项目总成本；指标5.年度指标值=≤120万元；指标5.实际完成值=114万元
    Guard: 跨年项目的总投资 | the investment of several years | 指标5.三级指标=工程总投资；指标5.年度指标值=≤860万元；指标5.实际完成值=850万元
    Guard: 自筹资金已计入预算 | own funds are part of the budget | 其他资金.全年预算数=30；资金总额.全年预算数=150；指标5.三级指标=项目总成本；指标5.年度指标值=≤150万元；指标5.实际完成值=114万元
    Guard: 总成本和它的各部分不重复相加 | a total is not added to its parts | 指标4.二级指标=成本指标；指标4.三级指标=项目总成本；指标4.年度指标值=≤120万元；指标4.实际完成值=114万元；指标5.三级指标=中修成本控制数；指标5.年度指标值=≤60万元；指标5.实际完成值=40万元
    Guard: 金额用元写 | the amount is in 元 | 指标5.三级指标=项目总成本；指标5.年度指标值=≤1200000元；指标5.实际完成值=1140000元
    Guard: 成本节约额越大越好 | savings | 指标5.三级指标=成本节约控制数；指标5.年度指标值=≥130万元；指标5.实际完成值=131万元
    """
    total = form.fund_total
    if total is None or not total.budget.value:
        return
    budget, initial = total.budget.value, total.initial_budget.value or 0
    shown: dict[str, object] = {"budget": in_form_unit(budget, form), "unit": form.money_unit}
    parts = []
    for row, target, _ in _cost_rows(form):
        cost = _total_cost(row, target, form)
        if cost is None:
            continue
        if cost.amount - budget >= cost.step:
            level = "hint" if initial >= cost.amount else None
            yield row.target.problem(**shown, name=row.label, actual=row.target.text, level=level)
        elif "总" not in row.label:
            parts.append(cost)
    sum_ = sum((cost.amount for cost in parts), Decimal(0))
    if len(parts) > 1 and sum_ - budget >= max(cost.step for cost in parts):
        level = "hint" if initial >= sum_ else None
        shown |= {"name": parts[0].row.label, "count": len(parts), "shown": in_form_unit(sum_, form)}
        yield parts[0].row.target.problem(**shown, actual=sum_, expected=budget, variant="sum", level=level)


@rule(
    "VAL14",
    level="hint",
    zh="“{name}”的指标值“{actual}”与预算执行率重复，看不出成本高低",
    en="{name}: the target {actual} repeats the execution rate and says nothing of the cost",
    do_zh="可改为单位成本或节约率，如“每公里养护成本≤1万元”“成本节约率≥3%”；表样规定这样写的，不必处理",
    do_en="a unit cost or a saving says more, such as ≤1万元 a kilometre; nothing to do if the form prescribes the row",
    needs=("target",),
)
def cost_repeats_budget(form: Form) -> Iterator[Problem]:
    """成本目标只说“不超预算”。
    A cost target that says no more than "inside the budget".

    “控制在预算内”“≤100%”已由预算执行率核算过一次，说明不了成本控制得好不好。与定额、市场价、上年成本相比的比率有实际含义，
    不在此列。表样规定了这一行的，可在表样里关掉本条。

    控制在预算内 or ≤100% is what the execution rate says already. A ratio to a norm, a market price or last year's cost means
    something and is left alone. A profile whose form prescribes the row can switch the rule off.

    Source: 益阳市 2022 年自评表成本指标（实际投入控制在预算内，≦100%）
    Certainty: seen
    Pass: 指标5.三级指标=成本节约率；指标5.年度指标值=≥3%；指标5.实际完成值=5%
    Fail: 指标5.三级指标=项目投入；指标5.年度指标值=控制在预算内；指标5.实际完成值=达成年度指标
    Fail: 指标5.三级指标=成本控制率；指标5.年度指标值=≤100%；指标5.实际完成值=95%
    Mend: 指标5.三级指标=每公里养护成本；指标5.年度指标值=≤1万元；指标5.实际完成值=0.9万元
    Guard: 写了金额 | an amount is given | 指标5.三级指标=项目投入；指标5.年度指标值=不超过预算120万元；指标5.实际完成值=114万元
    Guard: 与市场价相比 | held against the market | 指标5.三级指标=采购价格占市场均价的比例；指标5.年度指标值=≤100%；指标5.实际完成值=92%
    Guard: 与上年成本相比 | held against last year | 指标5.三级指标=单位养护成本与上年之比；指标5.年度指标值=≤100%；指标5.实际完成值=97%
    Guard: 发放率之类不是成本控制 | paid out in full is no cost control | 指标5.三级指标=补助资金足额发放率；指标5.年度指标值=100%；指标5.实际完成值=100%
    Guard: 不在成本指标下 | not below costs | 指标2.三级指标=资金使用情况；指标2.年度指标值=控制在预算内；指标2.实际完成值=达成年度指标；指标2.得分=10；总分.得分=99.5
    """
    words = form.profile.words
    for row, target, _ in _cost_rows(form):
        text = row.target.value
        if text is None:
            continue
        if target.unit == "%":
            bound = target.sign in ("<=", "<") or (target.sign in ("", "=") and has_word(row, form, "cost_control"))
            same = bound and target.number == ONE_HUNDRED and not has_word(row, form, "cost_yardstick")
        else:
            same = not target.numbers and words["within_budget"].within(text)
        if same:
            yield row.target.problem(name=row.label, actual=row.target.text)
