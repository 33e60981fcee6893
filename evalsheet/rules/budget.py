"""FND: how the budget was changed and used up: what needs a word of explanation, and what is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import compute, values
from ..compute import CENT, ZERO, in_form_unit, rounded
from ..model import Field, Form, Indicator, Problem, Words, bare, normal
from ..patterns import rare
from . import rule


def has_content(text: str, form: Form) -> bool:
    """The text says something: it is not empty, no stroke, and not merely 无 or 同上."""
    return bool(text) and not values.stroke(text) and normal(text) not in form.profile.words["no_reason"]


#: 追加 30 万元: a note that names an amount is not the printed guidance of the template.
_NAMES_AN_AMOUNT = rare(r"\d\s*(?:万|亿)?元")


def said_beside(form: Form, key: str) -> bool:
    """A word of the profile's list ``key`` is in a reason column or in what stands below the tables."""
    words = form.profile.words[key]
    reasons = [row.reason.value for row in form.fund_rows] + [row.reason.value for row in form.indicator_rows]
    if any(reason and words.within(reason) for reason in reasons):
        return True
    guidance = form.profile.words["note_labels"]
    return any(
        words.within(entry.text) and (label not in guidance or _NAMES_AN_AMOUNT.search(entry.text))
        for label, entry in form.extra.items()
    )


def money_explained(form: Form, key: str) -> bool:
    """Some place of the form explains the money: the reason column of the funds block or 其他需要说明事项 by any text,
    goals, reasons and notes by a word of the profile's list ``key``."""
    words, open_labels = form.profile.words[key], form.profile.words["explanations"]
    return (
        any(has_content(row.reason.text, form) for row in form.fund_rows)
        or any(label in open_labels and has_content(entry.text, form) for label, entry in form.extra.items())
        or said_beside(form, key)
        or any(words.within(field.value) for goal in form.goals for field in goal if field.value)
    )


@rule(
    "FND05",
    level="warning",
    zh={
        "": "全年预算数 {shown} {unit}，年初预算数 {initial} {unit}，表上没有说明调整的原因",
        "added": "年初预算为 0，全年预算 {shown} {unit}是年中追加的，表上没有说明",
    },
    en={
        "": "the adjusted budget is {shown}, the initial one {initial} ({unit}); the form does not say why",
        "added": "the initial budget is 0 and {shown} ({unit}) were added in the year; the form does not say so",
    },
    do_zh={
        "": "请在原因栏或其他需要说明事项中写明追加、调减或调剂的依据；填错的请改正",
        "added": "请在原因栏或其他需要说明事项中写明追加的时间和依据",
    },
    do_en={
        "": "give the reason of the change, or correct the amount",
        "added": "say when and on what basis the money was added",
    },
    needs=("funds.initial_budget", "funds.budget"),
)
def change_not_explained(form: Form) -> Iterator[Problem]:
    """预算年中有调整而没有说明。
    The budget was changed in the year and nobody says why.

    全年预算数与年初预算数不同，审核时会问追加或调减的依据。原因栏、其他需要说明事项、目标完成情况、偏差原因中有说明的不提；
    差额正好是上年结转资金的，表上已经说明白了；年初预算为 0、年中追加的是正常情形，只提示。

    Reviewers ask what a change of the budget rests on. A word of it anywhere on the form will do: the reason column, notes,
    goals, reasons of indicators; carry-over that makes the whole difference speaks for itself. An initial budget of 0 is
    legal and only a hint.

    Source: 四川 2023 年自评表表下注明；大英、稷山自评表（年初为 0）
    Certainty: published
    Pass: 资金总额.年初预算数=100；上年结转.年初预算数=0
    Fail: 资金总额.年初预算数=90；当年拨款.年初预算数=70
    Fail: 资金总额.年初预算数=0；当年拨款.年初预算数=0；上年结转.年初预算数=0
    Mend: 插行22=其他需要说明事项 | 7月追加水毁修复资金30万元（青财预〔2022〕56号） | < | < | < | < | < | < | <
    Guard: 说明写在目标完成情况里 | explained among the goals | 资金总额.年初预算数=90；当年拨款.年初预算数=70；实际完成情况=年中追加30万元，全年养护农村公路126公里。
    Guard: 说明写在偏差原因栏 | explained as the reason of an indicator | 资金总额.年初预算数=90；当年拨款.年初预算数=70；指标2.偏差原因=年中调减护栏经费转用于水毁路段，4处次年修复。
    Guard: 差额正好是上年结转 | carry-over makes the difference | 资金总额.年初预算数=100；上年结转.年初预算数=
    Guard: 年初数取整填写 | the initial amount is rounded | 资金总额.全年预算数=119.64；当年拨款.全年预算数=99.64
    """
    row = form.fund_total
    if row is None or not row.budget.value:
        return
    if row.initial_budget.value is None or row.initial_budget.value == row.budget.value:
        return
    budget, initial = row.budget, row.initial_budget
    if _same(budget, initial, _carried_over(form)) or money_explained(form, "adjusted"):
        return
    shown = {"shown": in_form_unit(budget.value or ZERO, form), "unit": form.money_unit}
    if initial.value:
        start = in_form_unit(initial.value, form)
        yield budget.problem(actual=budget.value, expected=initial.value, initial=start, **shown)
    else:
        yield budget.problem(actual=budget.value, variant="added", level="hint", **shown)


def _same(budget: Field[Decimal], initial: Field[Decimal], carried: Decimal) -> bool:
    """The two amounts agree as far as they are printed, with or without what was carried over."""
    assert budget.value is not None and initial.value is not None
    decimals = min(budget.decimals, initial.decimals)
    start = rounded(initial.value, decimals)
    both = (budget.value, budget.value - carried)
    return any(abs(amount - initial.value) <= CENT or rounded(amount, decimals) == start for amount in both)


def _carried_over(form: Form) -> Decimal:
    """What the rows 上年结转 add to the budget that they did not have at the beginning."""
    rows = [row for row in form.fund_rows if row.kind == "carryover"]
    return sum(((row.budget.value or ZERO) - (row.initial_budget.value or ZERO) for row in rows), ZERO)


@rule(
    "FND06",
    level="hint",
    zh={
        "": "执行率只有 {rate:%}，表上没有说明原因",
        "column": "预算没有全部执行（{rate:%}），资金表的原因栏空着",
    },
    en={
        "": "only {rate:%} was executed, and the form does not say why",
        "column": "{rate:%} was executed, and the reason column of the funds block is empty",
    },
    do_zh="请写明没有支出的原因，如年底下达、尚未结算、项目结余，以及余款的安排",
    do_en="say why the rest was not spent and what becomes of it",
    needs=("funds.budget", "funds.executed"),
)
def shortfall_not_explained(form: Form) -> Iterator[Problem]:
    """执行率偏低而没有说明。
    A low execution rate without a reason.

    执行率低于 90% 应写明原因，有的省印在表上，那里作警告（在表样里把 FND06 定为 warning），其他地方只提示。90% 以上的，
    只有资金表印了原因栏又空着时才提示。原因写在哪里都可以：原因栏、存在问题、其他需要说明事项、目标完成情况、偏差原因。

    Below 90 % a reason is due. Some provinces print that rule, and their profiles make it a warning; elsewhere it is a
    hint. From 90 % on only an empty reason column of the funds block is worth one. The reason may stand anywhere.

    Source: 四川 2023 年自评表表下注明（90%）
    Certainty: published
    Pass: 资金总额.全年执行数=109；当年拨款.全年执行数=91；资金总额.执行率=90.83%；资金总额.得分=9.08；总分.得分=98.08
    Fail: 资金总额.全年执行数=96；当年拨款.全年执行数=80；上年结转.全年执行数=16；资金总额.执行率=80%；资金总额.得分=8；总分.得分=97；指标2.偏差原因=汛期塌方阻断施工，已于2023年2月修复。
    Mend: 插行22=其他需要说明事项 | 工程质保金24万元2023年支付 | < | < | < | < | < | < | <
    Guard: 原因写在存在问题里 | explained among the problems | 资金总额.全年执行数=96；当年拨款.全年执行数=80；上年结转.全年执行数=16；资金总额.执行率=80%；资金总额.得分=8；总分.得分=97；指标2.偏差原因=汛期塌方阻断施工；插行22=存在问题 | 11月底下达的资金尚未支付 | < | < | < | < | < | < | <
    Guard: 原因写在目标完成情况里 | explained among the goals | 资金总额.全年执行数=96；当年拨款.全年执行数=80；上年结转.全年执行数=16；资金总额.执行率=80%；资金总额.得分=8；总分.得分=97；指标2.偏差原因=汛期塌方阻断施工；实际完成情况=全年养护126公里，招标节约24万元。
    Guard: 原因写在偏差原因栏 | explained as the reason of an indicator | 资金总额.全年执行数=96；当年拨款.全年执行数=80；上年结转.全年执行数=16；资金总额.执行率=80%；资金总额.得分=8；总分.得分=97；指标2.偏差原因=汛期停工，4处的尾款未付
    Guard: 执行率略低于 100%，表上没有原因栏 | a little left over, and no column for reasons | 资金总额.全年执行数=113；当年拨款.全年执行数=95；资金总额.执行率=94.17%；资金总额.得分=9.42；总分.得分=98.42
    """
    row = form.fund_total
    rate = compute.execution_rate(row)
    if row is None or rate is None or rate >= 1:
        return
    low = rate < form.profile.thresholds["reason_below"]
    if not low and row.reason.where is None:
        return
    if money_explained(form, "unspent"):
        return
    place = row.rate if row.rate.where is not None else row.executed
    shown = {"rate": rounded(rate, 4), "actual": rounded(rate, 4)}
    if low:
        yield place.problem(**shown)
    else:
        yield place.problem(**shown, variant="column", level="hint")


@rule(
    "FND13",
    level="hint",
    zh="“{item}”一行也填了{what} {actual}，只有资金总额一行计分",
    en="the row {item} has a {what} of its own, {actual}; only the total of the funds is scored",
    do_zh="请清空分项行的分值和得分，以免重复计入总分",
    do_en="clear weight and score of the rows of the sources, lest they are counted twice",
    needs=("funds.weight",),
)
def source_row_scored(form: Form) -> Iterator[Problem]:
    """资金的分项行也填了分值或得分。
    A row of the sources carries points of its own.

    预算执行只按资金总额一行计分，“其中”各行的分值、得分应空着或画横线；本工具合计时不计入。各行的执行率可以填。

    Execution is scored once, in the row of the total. The rows of the sources stay empty or get a dash, and are not added
    up here. Their rates may be filled in.

    Source: 安徽萧县 2023 年自评表（其中行重复填 10 分）
    Certainty: filled
    Pass: 当年拨款.执行率=96%
    Fail: 当年拨款.分值=10；当年拨款.得分=9.6
    Mend: 当年拨款.分值=；当年拨款.得分=
    Guard: 分项行画横线 | dashes in the rows of the sources | 当年拨款.分值=-；当年拨款.得分=—；上年结转.得分=/
    Guard: 分项行填 0 | zero adds nothing | 当年拨款.分值=0；当年拨款.得分=0
    """
    if form.fund_total is None:
        return
    for row in form.fund_rows:
        if row.kind == "total":
            continue
        for field, what in ((row.weight, "分值"), (row.score, "得分")):
            if field.value:
                yield field.problem(item=row.item.text or "资金", what=what, actual=field.value)
                break


@rule(
    "FND14",
    level="warning",
    zh="“{name}”与资金表的预算执行率是一回事，已经计过 {points} 分",
    en="{name} repeats the execution rate of the funds block, which has its {points} points already",
    do_zh="请换成反映工作成果的指标；表样要求列这一项的，可不改",
    do_en="use an indicator of the work done, unless the form asks for this one",
    needs=("name",),
)
def execution_counted_twice(form: Form) -> Iterator[Problem]:
    """预算执行率又作为指标计分。
    Budget execution is scored again as an indicator.

    预算执行率已在资金表计分，再列为指标就计了两次。资金表不计分的表、支付及时率、资金到位率、以执行率为工作内容的指标
    （如执行率达标的单位数）不提；要求列这类指标的表样，可把 FND14 定为 hint。

    The funds block scores the execution rate; as an indicator it counts twice. Forms without points in the funds block,
    timely payment, money received, and indicators that are about the execution of others are left alone. A profile whose
    form asks for such an indicator makes this a hint.

    Source: 鄂州 2021 年自评表（预算执行率 20 分）
    Certainty: filled
    Pass: 指标4.三级指标=资金支付及时率；指标4.年度指标值=≥95%；指标4.实际完成值=98%
    Fail: 指标4.三级指标=预算执行率；指标4.年度指标值=≥95%；指标4.实际完成值=95%
    Mend: 指标4.三级指标=养护工程按期完工率
    Guard: 资金到位率是另一回事 | money received is another thing | 指标4.三级指标=资金到位率；指标4.年度指标值=100%；指标4.实际完成值=100%
    Guard: 管别人的执行率 | a project about the execution of others | 指标1.三级指标=预算执行率达标单位；指标1.年度指标值=≥120个；指标1.实际完成值=126个
    Guard: 资金表不计分 | the funds block is not scored | 资金总额.分值=；资金总额.得分=；指标4.三级指标=预算执行率；指标4.年度指标值=≥95%；指标4.实际完成值=95%
    """
    points = compute.total(compute.execution_entries(form, "weight"))
    if not points:
        return
    words = form.profile.words["execution_rate"]
    for row in form.scored_rows:
        if words.within(row.name.value or "") and row.weight.value and _is_execution_rate(row, words):
            yield row.name.problem(name=row.label, actual=row.weight.value, points=points)


def _is_execution_rate(row: Indicator, words: Words) -> bool:
    """The name is the rate itself, be it with its target behind it; not something made of it."""
    name = bare(row.name.value or "")
    tail = min((name[name.rindex(word) + len(word) :] for word in words if word in name), key=len, default=name)
    return not tail or values.parse(tail).number is not None
