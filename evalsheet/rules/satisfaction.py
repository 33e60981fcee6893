"""TXT: where the satisfaction figures (满意度) come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from .. import compute, values
from ..model import Form, Indicator, Problem
from . import rule

#: How many were asked, or answered: 200份, 12户.
_ASKED = re.compile(r"[0-9０-９]\s*(?:份|户|人|家|名|个样本)")
_FULL = Decimal(100)


@compute.per_form
def satisfaction_rows(form: Form) -> list[compute.Reading]:
    """The rows that say how satisfied somebody is, by their name or their place."""
    level1, level2 = form.profile.level1, form.profile.level2
    return [
        one
        for one in compute.readings(form)
        if "满意" in one[0].name.text
        or level2.get(one[0].level2.value or "") == "满意度指标"
        or level1.get(one[0].level1.value or "") == "满意度指标"
    ]


def _row_names_evidence(row: Indicator, form: Form) -> bool:
    """The row says who was asked or how many, be it in a column of its own."""
    return any(_ASKED.search(text) or form.profile.words["survey"].within(text) for text in row_texts(row) if text)


def row_texts(row: Indicator) -> tuple[str, ...]:
    """Where a row may say who was asked: beside the figure, as the reason, in a column of its own."""
    return (row.actual.text, row.reason.text, *row.extra.values())


def _form_names_evidence(form: Form) -> bool:
    """A survey is named anywhere on the form."""
    survey = form.profile.words["survey"]
    if any(survey.within(row.name.text) or survey.within(row.target.text) for row in form.indicator_rows):
        return True
    texts = [field.text for goal in form.goals for field in goal] + [entry.text for entry in form.extra.values()]
    return any(survey.within(text) or "份问卷" in text for text in texts)


@rule(
    "TXT05",
    level="hint",
    zh="“{name}”评了 {score} 分，表上没有写满意度是怎么得来的",
    en="{name} is scored {score}, and nothing on the form says how satisfaction was found out",
    do_zh="请写明调查方式和样本，如“发放问卷200份，满意192份”；依据另附的，不必处理",
    do_en="name the survey and its sample, such as 问卷200份，满意192份; nothing to do if the evidence is attached",
    needs=("score",),
)
def satisfaction_without_evidence(form: Form) -> Iterator[Problem]:
    """满意度没有依据。
    Satisfaction without evidence.

    满意度要问过人才知道。全表找不到问卷、调查、回访、12345 热线之类的字样时，提示一次。依据可能另附，所以只是提示。

    Satisfaction is known only by asking. Where the form names no survey, call-back or hotline anywhere, that is said
    once, as a hint, since the evidence may be attached.

    Source: 审计规则库列举的常见问题（满意度样本偏少）
    Certainty: system
    Pass: 指标8.三级指标=群众满意度；指标8.偏差原因=发放问卷200份，满意187份
    Fail: 指标8.三级指标=群众满意度；实际完成情况=全年养护农村公路126公里，验收合格率98.2%。
    Mend: 指标8.偏差原因=发放问卷200份，满意187份
    Guard: 目标里写了调查 | the goal names the survey | 指标8.三级指标=群众满意度；实际完成情况=全年养护126公里，问卷调查满意度93.5%。
    Guard: 调查本身是一个指标 | the survey is an indicator itself | 指标8.三级指标=群众满意度；指标2.三级指标=入户走访次数
    Guard: 表下的说明写了依据 | a note names it | 指标8.三级指标=群众满意度；插行22=备注：满意度取自12345热线办件回访 | < | < | < | < | < | < | < | <
    Guard: 满意度不适用 | satisfaction does not apply | 指标8.三级指标=/；指标8.年度指标值=/；指标8.实际完成值=/；指标8.分值=/；指标8.得分=/
    Guard: 满意度没有得分 | satisfaction earned nothing | 指标8.三级指标=群众满意度；指标8.得分=0；指标8.偏差原因=未开展
    """
    rows = [row for row, _, _ in satisfaction_rows(form) if row.score.value]
    if not rows or any(_row_names_evidence(row, form) for row in rows) or _form_names_evidence(form):
        return
    place = rows[0].actual if rows[0].actual.where is not None else rows[0].score
    yield place.problem(name=rows[0].label, score=rows[0].score.value)


@rule(
    "TXT06",
    level="hint",
    zh={"": "“{name}”正好是 {actual}", "target": "“{name}”完成 {actual}，与指标值正好相等"},
    en={"": "{name} is exactly {actual}", "target": "{name}: {actual} is exactly the target"},
    do_zh="调查得来的满意度很少正好是整数或指标值，请核对，并写明样本，如“发放问卷200份，满意192份”",
    do_en="a survey seldom gives just that: check it and name the sample, such as 问卷200份，满意192份",
    needs=("target", "actual"),
    absorbs=("TXT05",),
)
def satisfaction_too_round(form: Form) -> Iterator[Problem]:
    """满意度正好是 100%，或正好等于指标值。
    Satisfaction of exactly 100 %, or exactly the target.

    问过人的满意度一般带零头。正好是 100% 或正好等于指标值，又没有写样本，复核时会问。写明样本的（如“12 户全部满意”）不提。

    Asking people rarely gives a round figure. Exactly 100 % or exactly the target is asked about, unless the row names
    who was asked: of twelve households all may be satisfied.

    Source: 复核中的常见疑问（凭记忆）
    Certainty: memory
    Pass: 指标8.实际完成值=96.2%；实际完成情况=问卷调查满意度96.2%。
    Fail: 指标8.实际完成值=100%；实际完成情况=全年养护126公里。
    Fail: 指标8.实际完成值=90%；实际完成情况=全年养护126公里。
    Mend: 指标8.实际完成值=96.2%
    Guard: 样本很少 | a tiny sample | 指标8.实际完成值=100%；指标8.偏差原因=回访12户，全部满意；实际完成情况=全年养护126公里。
    Guard: 写明了问卷份数 | the sample is named | 指标8.实际完成值=90%；指标8.偏差原因=问卷200份，满意180份；实际完成情况=全年养护126公里。
    Guard: 照抄了指标值和符号，另有提示 | the target copied with its sign is another finding | 指标8.实际完成值=≥90%；实际完成情况=全年养护126公里。
    Guard: 别的指标等于指标值很平常 | other indicators equal to their targets are ordinary | 指标3.实际完成值=95%；实际完成情况=全年养护126公里。
    """
    for row, target, actual in satisfaction_rows(form):
        if not actual.numbers or actual.sign or _row_names_evidence(row, form):
            continue
        pair = values.comparable(target, actual)
        if actual.number == _FULL and actual.unit == "%":
            yield row.actual.problem(name=row.label, actual=row.actual.text)
        elif pair is not None and pair[0] == pair[1]:
            yield row.actual.problem(name=row.label, actual=row.actual.text, variant="target")
