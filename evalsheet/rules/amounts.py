"""FND: amounts that cannot be what they say: another unit, parts that do not add up, below zero, below a cent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from .. import values
from ..compute import ZERO, cut, in_form_unit, rounded
from ..model import Field, Form, FundRow, Problem
from . import rule
from .budget import said_beside

_COLUMNS = (("initial_budget", "年初预算数"), ("budget", "全年预算数"), ("executed", "全年执行数"))
TEN_THOUSAND = Decimal(10_000)
_UNITS = frozenset("元万亿")


def _amounts(row: FundRow) -> list[Field[Decimal]]:
    return [field for field in (row.budget, row.executed, row.initial_budget) if field.value is not None]


class Mention(NamedTuple):
    """An amount named in a sentence or an indicator: what it is in 万元, and how it is written there."""

    amount: Decimal
    text: str
    unit: str
    #: Digits that are no zeros at either end: 120 has two, 387664.62 eight.
    digits: int


@rule(
    "FND09",
    level="warning",
    zh={
        "": "{shown} {unit}合 {yi} 亿元，像是按元填写的",
        "small": "资金表的单位是元，金额只有 {shown} 元，像是按万元填写的",
        "mention": "资金表填 {shown} {unit}，别处写的是“{mention}”，正好差一万倍",
    },
    en={
        "": "{shown} {unit} are {yi} hundred million yuan; this looks like yuan",
        "small": "the funds are in yuan and only {shown}; this looks like 万元 (10,000 yuan)",
        "mention": "the funds say {shown} {unit}, elsewhere the form says {mention}: exactly 10,000 times apart",
    },
    do_zh={
        "": "请核对单位；按元填写的应除以一万，改为 {expected} 万元",
        "small": "请核对单位；按万元填写的请改单位，或把金额乘以一万",
        "mention": "请核对资金表和别处的单位，使两处一致",
    },
    do_en={
        "": "check the unit; if this is yuan, divide by 10,000: {expected} 万元",
        "small": "check the unit; change it, or multiply the amounts by 10,000",
        "mention": "check the units and make both places agree",
    },
    needs=("funds.budget",),
    fix="offer",
)
def unit_in_doubt(form: Form) -> Iterator[Problem]:
    """金额像是填错了单位（元、万元）。
    The amounts look like another unit of money.

    三种迹象：万元栏里的数到了一亿元以上而且像元一样带两位小数（二十亿元以上作警告，以下只提示）；元栏里的数不到一千；目标
    或指标里写的金额与资金表正好差一万倍。大项目的整数金额、单位写在格子里的、别处写了同一金额的都不提；每人、每户的标准
    不是项目金额。

    Three signs: amounts in 万元 above 100 million yuan with two decimals, as yuan have (a hint below two billion); amounts in
    yuan below a thousand; an amount in goals or indicators that is exactly 10,000 times off. Whole amounts of large
    projects, amounts with a unit of their own, and those that the form repeats elsewhere are left alone, and amounts per
    person or household are not those of the project.

    Source: 永德 2022 年自评表（以元填列，合规）；审计工具因元、万元混用而停用的成本校验
    Certainty: filled
    Pass: 资金标签=项目资金（元）；资金总额.年初预算数=1200000；资金总额.全年预算数=1200000；资金总额.全年执行数=1140000；当年拨款.年初预算数=1000000；当年拨款.全年预算数=1000000；当年拨款.全年执行数=960000；上年结转.年初预算数=200000；上年结转.全年预算数=200000；上年结转.全年执行数=180000
    Fail: 资金总额.年初预算数=1200000.62；资金总额.全年预算数=1200000.62；资金总额.全年执行数=1140000.59；当年拨款.年初预算数=1000000.41；当年拨款.全年预算数=1000000.41；当年拨款.全年执行数=960000.39；上年结转.年初预算数=200000.21；上年结转.全年预算数=200000.21；上年结转.全年执行数=180000.20
    Fail: 资金标签=项目资金（元）
    Fail: 实际完成情况=投入资金1200000万元，全年养护农村公路126公里。
    Mend: 资金标签=项目资金（元）
    Guard: 上亿元的大项目填整数 | whole amounts of a large project | 资金总额.年初预算数=120000；资金总额.全年预算数=120000；资金总额.全年执行数=114000；当年拨款.年初预算数=100000；当年拨款.全年预算数=100000；当年拨款.全年执行数=96000；上年结转.年初预算数=20000；上年结转.全年预算数=20000；上年结转.全年执行数=18000
    Guard: 目标里写着同一金额 | the goal names the same amount | 资金总额.年初预算数=120000.00；资金总额.全年预算数=120000.00；资金总额.全年执行数=114000.00；预期目标=投资12亿元，建成高速公路24公里；当年拨款.全年预算数=100000.00；上年结转.全年预算数=20000.00
    Guard: 单位写在格子里 | the cell names its unit | 资金总额.年初预算数=1200000.00元；资金总额.全年预算数=1200000.00元；资金总额.全年执行数=1140000.00元
    Guard: 每户的补助标准 | an amount per household | 实际完成情况=向10000户每户发放补助114元
    Guard: 数字简单，可能只是巧合 | a round number may be chance | 实际完成情况=清理路面，收取路产赔偿120元
    """
    row = form.fund_total
    if row is None or not (filled := _amounts(row)):
        return
    first, largest = filled[0], max([field.value or ZERO for field in filled])
    if largest <= 0 or any(_UNITS.intersection(field.text) for field in filled):
        return
    mentions = _mentions(form)
    if mentions and any(mention.amount == field.value for mention in mentions for field in filled):
        return
    shown = {"actual": first.value, "shown": in_form_unit(first.value or ZERO, form), "unit": form.money_unit}
    for mention in mentions:
        if any(_ten_thousand_times_off(mention, field, form) for field in filled):
            yield first.problem(**shown, mention=mention.text, expected=mention.amount, variant="mention")
            return
    thresholds = form.profile.thresholds
    if form.money_unit == "元":
        if in_form_unit(largest, form) < thresholds["small_amount"]:
            yield first.problem(**shown, variant="small")
    elif form.money_unit == "万元" and largest >= thresholds["large_amount"] and _like_yuan(filled):
        level = None if largest >= thresholds["huge_amount"] else "hint"
        expected = (first.value or ZERO) / TEN_THOUSAND
        yield first.problem(**shown, yi=rounded(expected, 2), expected=expected, level=level)


def _like_yuan(filled: list[Field[Decimal]]) -> bool:
    """Printed with two decimals, as sums in yuan are, and never more."""
    return max(field.decimals for field in filled if field.value) == 2


def _ten_thousand_times_off(mention: Mention, field: Field[Decimal], form: Form) -> bool:
    amount = field.value or ZERO
    if mention.amount == amount * TEN_THOUSAND or mention.amount * TEN_THOUSAND == amount:
        # the same digits with another unit may be two things (120 万元 in all, 120 元 each) unless they are telling
        alike = in_form_unit(amount, form) * values.money_factor(mention.unit) == mention.amount
        return mention.digits >= form.profile.thresholds["telling_digits"] - (0 if alike else 1)
    return False


def _mentions(form: Form) -> list[Mention]:
    """The amounts that goals and the costs among the indicators name, without those per person, household or piece."""
    texts = [field.value for goal in form.goals for field in goal if field.value and "元" in field.value]
    per_unit, total_cost = form.profile.words["unit_cost"], form.profile.words["total_cost"]
    for row in form.scored_rows:
        name = row.name.value or ""
        if total_cost.within(name) and not per_unit.within(name):
            texts += [field.value for field in (row.target, row.actual) if field.value and "元" in field.value]
    found = []
    for text in texts:
        normal = values.normalise(text)
        for number, unit, start, end in values.amounts(text):
            clause = normal[max(normal.rfind(sign, 0, start) for sign in ",;。") + 1 : end]
            if not per_unit.within(clause):
                digits = len(f"{number:f}".replace(".", "").strip("0"))
                found.append(Mention(number * values.money_factor(unit), normal[start:end], unit, digits))
    return found


@rule(
    "FND10",
    level="hint",
    zh="“{actual}”里的各部分合计 {sum} 万元，与 {total} 万元不等",
    en="the parts in {actual} add up to {sum}, not to {total} (万元)",
    do_zh="请核对总额和括号里的各部分，使它们相等",
    do_en="make the parts in the brackets add up to the amount",
)
def breakdown_does_not_add_up(form: Form) -> Iterator[Problem]:
    """格子里写的分项加起来不等于总额。
    The parts named in a cell do not add up to its amount.

    像“854万（中央400万元、省级295万元、县级159万元）”这样的格子，括号里各部分之和应等于总额。“其中”“含”只列一部分的，
    不超过总额就可以；年份、文号、电话不是金额；写了算式的不核对。

    In a cell such as 854万（400万元，295万元，159万元） the parts make the amount. After 其中 or 含 a part of it will do; years,
    document and phone numbers are no amounts, and a calculation is left alone.

    Source: 益阳县绩效目标表（854 万 = 400 + 295 + 159）
    Certainty: filled
    Pass: 资金总额.年初预算数=120万元（中央100万元，县级20万元）
    Fail: 资金总额.年初预算数=120万元（中央100万元，县级30万元）
    Fail: 指标5.三级指标=养护总成本；指标5.年度指标值=≤120万元；指标5.实际完成值=114万元（机械60万元，人工45万元）
    Mend: 资金总额.年初预算数=120万元（中央90万元，县级30万元）
    Guard: 其中只列一部分 | only a part is named | 资金总额.年初预算数=120万元（其中中央60万元，省级40万元）
    Guard: 年份和文号 | years and document numbers | 资金总额.年初预算数=120万元（2021年结转20万元，2022年青财预〔2022〕56号下达100万元）
    Guard: 电话号码 | a phone number | 资金总额.年初预算数=120万元（联系电话0731-85550000）
    Guard: 算式 | a calculation | 资金总额.年初预算数=120万元（60公里×1.5万元，30公里×1万元）
    Guard: 按总额的位数取整 | rounded to the decimals of the amount | 资金总额.年初预算数=120万元（中央99.64万元，县级20.12万元）
    """
    fields: list[Field[Any]] = [field for row in form.fund_rows for field in _amounts(row) if "元" in field.text]
    for row in form.scored_rows:
        fields += [field for field in (row.target, row.actual) if "元" in field.text]
    for field in fields:
        if "（" in field.text or "(" in field.text:
            found = _wrong_breakdown(field.text, form.money_unit)
            if found is not None:
                yield field.problem(actual=field.text, expected=found[1], total=found[0], sum=found[1])


_CALCULATION = frozenset("×*/=÷+")
_PARTLY = ("其中", "含", "包括")


def _wrong_breakdown(text: str, unit: str) -> tuple[Decimal, Decimal] | None:
    """An amount and the sum of the parts in its brackets, in 万元, if the parts should make it and do not."""
    head, note = values.split_note(text)
    total = values.money(head.lstrip("<>=~"), unit)
    parts = values.amounts(note)
    if total is None or not parts or not _CALCULATION.isdisjoint(note):
        return None
    sum_ = sum((number * values.money_factor(name) for number, name, _, _ in parts), ZERO)
    decimals = values.decimals(head)
    if total in (sum_, rounded(sum_, decimals), cut(sum_, decimals)):
        return None
    partly = len(parts) == 1 or any(word in note for word in _PARTLY)
    return None if partly and sum_ < total else (total, sum_)


@rule(
    "FND12",
    level="warning",
    zh={
        "": "{item}的{column}是负数 {shown} {unit}",
        "decimals": "{item}的{column} {shown} {unit}，小数位太多，元以下最多到分",
    },
    en={
        "": "{column} of {item} is negative: {shown} {unit}",
        "decimals": "{column} of {item} is {shown} {unit}: more decimals than money has",
    },
    do_zh={
        "": "请核对正负号；确属退款、冲回的，请写明",
        "decimals": "请按账面数填写，如 {expected} {unit}",
    },
    do_en={
        "": "check the sign; if money was paid back, say so",
        "decimals": "give the amount of the books, such as {expected} {unit}",
    },
    absorbs=("FND05", "FND06"),
)
def amount_impossible(form: Form) -> Iterator[Problem]:
    """金额是负数，或小数位多得不可能。
    A negative amount, or one with more decimals than money has.

    预算和支出一般不会是负数，退款、冲回写明了的不提。钱最小到分：万元最多六位小数，元最多两位，多出来的是除出来的数，不是
    账面数。

    Budgets and payments are not negative, unless the form speaks of money paid back. The smallest coin is a cent: six
    decimals in 万元, two in yuan; more than that was divided, not booked.

    Source: 货币单位
    Certainty: proposal
    Pass: 其他资金.全年执行数=0；上年结转.全年执行数=18.000000
    Fail: 其他资金.全年执行数=-3.2；资金总额.全年执行数=110.8；资金总额.执行率=92.33%；资金总额.得分=9.23；总分.得分=98.23
    Fail: 上年结转.全年执行数=18.0000001
    Mend: 其他资金.全年执行数=0；资金总额.全年执行数=114；资金总额.执行率=95%；资金总额.得分=9.5；总分.得分=98.5
    Guard: 退款写明了的负数 | a negative amount with the refund named | 其他资金.全年执行数=-3.2；资金总额.全年执行数=110.8；插行22=其他需要说明事项 | 上年多付工程款3.2万元已退回国库 | < | < | < | < | < | < | <
    Guard: 元以下两位小数 | cents | 资金标签=项目资金（元）；资金总额.年初预算数=387664.62；资金总额.全年预算数=387664.62
    Guard: 末尾的零 | zeros at the end | 资金总额.年初预算数=120.00000000
    """
    most = int(form.profile.thresholds["amount_decimals"])
    for row in form.fund_rows:
        for name, column in _COLUMNS:
            field: Field[Decimal] = getattr(row, name)
            value = field.value
            if value is None or (value >= 0 and field.decimals <= most):
                continue
            named = {"item": row.item.text or "资金", "column": column, "unit": form.money_unit}
            shown = {**named, "shown": in_form_unit(value, form)}
            if value < 0:
                if not said_beside(form, "refunded"):
                    covers = [entry.where for entry in (row.rate, row.budget) if entry.where is not None]
                    yield field.problem(**shown, actual=value, covers=covers)
            elif rounded(value, field.decimals) != rounded(value, most):
                exact = in_form_unit(rounded(value, most), form)
                yield field.problem(**shown, actual=value, expected=exact, variant="decimals")
