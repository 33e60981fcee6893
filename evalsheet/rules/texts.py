"""TXT: reasons and goals in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import values
from ..compute import rounded
from ..model import Field, Form, Problem, normal
from . import rule

#: Points that may be missing by rounding the score or the weight.
_ROUNDING = Decimal("0.02")


@rule(
    "TXT01",
    level="warning",
    zh="“{name}”得分 {actual}，低于分值 {expected}，没有写偏差原因",
    en="{name}: score {actual} of {expected} without a reason",
    do_zh="请在偏差原因栏写明原因和改进措施",
    do_en="give the reason and what will be done",
    needs=("weight", "score", "reason"),
)
def deduction_without_reason(form: Form) -> Iterator[Problem]:
    """扣了分没有写原因。
    Points were taken off without a reason.

    得分低于分值的，应写明偏差原因和改进措施。差额只是取整的不提；表上没有这一栏的不核对。

    A score below its weight needs cause and measure. Rounding differences and forms without the column are left alone.

    Source: 益阳市 2022 年自评表栏目“偏差原因分析及改进措施”；系统的必填校验
    Certainty: system
    Pass: 指标1.得分=14.99；总分.得分=98.49
    Fail: 指标2.偏差原因=
    Mend: 指标2.偏差原因=汛期塌方阻断施工，4处转入次年
    Guard: 取整造成的差异 | a rounding difference | 指标1.得分=14.98
    """
    for row in form.scored_rows:
        score, weight = row.score.value, row.weight.value
        if score is None or weight is None or not 0 <= score < weight or row.reason.text or row.reason.where is None:
            continue
        if rounded(weight, 2) - rounded(score, 2) > _ROUNDING:
            yield row.reason.problem(name=row.label, actual=score, expected=weight)


@rule(
    "TXT02",
    level="warning",
    zh="“{name}”扣了分，偏差原因只写了“{actual}”",
    en="{name} lost points, and the reason given is only {actual}",
    do_zh="请写明具体原因和改进措施",
    do_en="name the cause and what will be done",
    needs=("weight", "score", "reason"),
)
def empty_reason(form: Form) -> Iterator[Problem]:
    """偏差原因没有内容。
    The reason says nothing.

    扣了分而原因写“无”“已完成”“同上”，等于没有写。得满分时写“无”是对的。

    With points taken off, 无 or 已完成 is no reason. With full marks 无 is right.

    Source: 益阳市 2022 年自评表栏目要求写原因和措施
    Certainty: seen
    Pass: 指标1.偏差原因=无
    Fail: 指标2.偏差原因=无
    Mend: 指标2.偏差原因=汛期塌方阻断施工，4处转入次年
    Guard: 得满分时写“无” | 无 with full marks | 指标1.偏差原因=无
    """
    empty = form.profile.words["no_reason"]
    for row in form.scored_rows:
        score, weight = row.score.value, row.weight.value
        if score is None or weight is None or score >= weight or not row.reason.text:
            continue
        if normal(row.reason.text) in empty or values.stroke(row.reason.text):
            yield row.reason.problem(name=row.label, actual=row.reason.text)


@rule(
    "TXT04",
    level="warning",
    zh={
        "": "{item}没有填写",
        "same": "实际完成情况与预期目标一字不差",
        "number": "{item}只写了数字“{actual}”",
        "stroke": "{item}只写了“{actual}”",
    },
    en={
        "": "{item} is empty",
        "same": "what was reached repeats the goal word for word",
        "number": "{item} is only the number {actual}",
        "stroke": "{item} is only {actual}",
    },
    do_zh="请用文字写明年度目标和实际完成的情况、数量、效果",
    do_en="describe the goal and what was reached",
)
def goal_says_nothing(form: Form) -> Iterator[Problem]:
    """年度总体目标没有写、只有数字，或完成情况照抄目标。
    The annual goals are empty, mere numbers, or copies of each other.

    目标栏不是金额栏，完成情况也不是目标的复写。较长的例行目标照抄（15 字以上）只提示。

    A goal is no amount, and what was reached is no copy of what was planned. Longer routine goals repeated are a hint.

    Source: 鄂州 2019（287/171）、永德、丽江、萧县自评表
    Certainty: filled
    Pass: 预期目标=完成养护120公里
    Fail: 实际完成情况=114
    Mend: 实际完成情况=全年养护农村公路126公里，验收合格率98.2%
    """
    for goal in form.goals:
        for field, item in ((goal.expected, "预期目标"), (goal.actual, "实际完成情况")):
            if field.blank:
                yield field.problem(item=item)
            elif values.stroke(field.text):
                yield field.problem(item=item, actual=field.text, variant="stroke")
            elif field.value is not None and values.number(field.value) is not None:
                yield field.problem(item=item, actual=field.value, variant="number")
        if _same(goal.expected, goal.actual):
            level = "hint" if len(goal.actual.text) >= 15 else None
            yield goal.actual.problem(actual=goal.actual.text, variant="same", level=level)


def _same(one: Field[str], other: Field[str]) -> bool:
    if not one.value or not other.value or values.number(one.value) is not None or values.stroke(one.text):
        return False
    return normal(one.value) == normal(other.value)
