"""TXT: reasons in words, prompts that were left in, texts that are too long."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from .. import values
from ..compute import rounded
from ..model import Field, Form, Problem, Words, bare, normal
from ..patterns import rare
from . import rule
from .identity import stand_in
from .rows import sorted_rows

#: Points that may be missing by rounding the score or the weight.
_ROUNDING = Decimal("0.02")
_YEAR = rare(r"(20\d\d)年")
#: A clause that is set apart, and how long one is that can name a cause.
_CLAUSES = rare(r"[；;。\n]")
_SHORTEST_CAUSE = 6


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
    Mend: 指标2.偏差原因=汛期塌方阻断施工，4处转入次年修复。
    Guard: 差额只是取整 | a rounding difference | 指标1.得分=14.98；总分.得分=98.48
    Guard: 表上没有这一栏 | the form has no such column | 表头.偏差原因=佐证材料；指标2.偏差原因=
    """
    for row in sorted_rows(form).lost:
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
    Mend: 指标2.偏差原因=汛期塌方阻断施工，4处转入次年修复。
    Guard: 得满分写“已完成” | 已完成 with full marks | 指标1.偏差原因=已完成
    Guard: 得满分时写“无” | 无 with full marks | 指标1.偏差原因=无
    """
    empty = form.profile.words["no_reason"]
    for row in sorted_rows(form).lost:
        if row.reason.text and (normal(row.reason.text) in empty or values.stroke(row.reason.text)):
            yield row.reason.problem(name=row.label, actual=row.reason.text)


@rule(
    "TXT03",
    level="hint",
    zh={
        "cause": "“{name}”的偏差原因只写了措施，没有写原因",
        "measure": "“{name}”的偏差原因只写了原因，没有写改进措施",
    },
    en={
        "cause": "{name}: the reason names what was done, but no cause",
        "measure": "{name}: the reason names the cause, but nothing that is done about it",
    },
    do_zh="这一栏要求原因和改进措施都写，请补上；已写明的，不必处理",
    do_en="the column asks for both cause and measure; nothing to do if both are there in other words",
    needs=("weight", "score", "reason"),
)
def half_a_reason(form: Form) -> Iterator[Problem]:
    """偏差原因只写了原因，或只写了措施。
    A reason with a cause but no measure, or the other way round.

    栏目名称里有“改进措施”的，原因和措施都要写。按用词判断，只在一方有、另一方完全没有时提示；看不出来的不提。

    Where the column's heading asks for measures (改进措施), both are wanted. Words decide, and only a clear case is
    named: words of one kind and none of the other.

    Source: 益阳市 2022 年自评表栏目“偏差原因分析及改进措施”
    Certainty: seen
    Pass: 指标2.偏差原因=受汛期影响4处未修复，2023年2月前补做。
    Fail: 指标2.偏差原因=疫情影响
    Fail: 指标2.偏差原因=将加强协调，尽快修复。
    Mend: 指标2.偏差原因=疫情影响，2023年3月前补做。
    Guard: 栏目只问原因 | the column asks for the cause only | 表头.偏差原因=未完成原因分析；指标2.偏差原因=疫情影响
    Guard: 用词看不出是原因还是措施 | words that tell neither | 指标2.偏差原因=以验收单为准
    Guard: 写明次年完成 | finished in a later year | 指标2.偏差原因=2处因楼宇加固未能进场，2023年暑期完成
    Guard: 已经采取的措施 | what has been done about it | 指标2.偏差原因=仪器故障导致迟报。已更换2台设备并签订维保协议
    Guard: 原因单独成句 | a cause in a clause of its own | 指标2.偏差原因=部分参训人员选择留在本地务农。将加强与园区企业对接
    Guard: 没有扣分 | no points lost | 指标1.偏差原因=受疫情影响
    Guard: 招标流标，次年补做 | a failed tender, done the next year | 指标2.偏差原因=招标流标，次年3月补做
    """
    rows = sorted_rows(form).lost
    if not rows or "措施" not in normal(form.headings.get("reason", "")):
        return
    cause, measure, empty = (form.profile.words[key] for key in ("cause", "measure", "no_reason"))
    named = set()
    for row in rows:
        reason = row.reason
        if not reason.value or reason.where in named:
            continue
        causes, measures = cause.within(reason.value), measure.within(reason.value)
        if causes and not measures:
            measures = _done_later(reason.value, form)
        elif measures and not causes:
            causes = _clause_without(measure, reason.value)
        if causes != measures and normal(reason.value) not in empty:
            named.add(reason.where)
            yield reason.problem(name=row.label, actual=reason.text, variant="measure" if causes else "cause")


def _done_later(text: str, form: Form) -> bool:
    """It is said what is finished in a later year: 2025年暑期完成."""
    if form.year is None or not form.profile.words["finished"].within(text):
        return False
    return any(int(year) > form.year for year in _YEAR.findall(text))


def _clause_without(measure: Words, text: str) -> bool:
    """A sentence or clause of its own beside the measures: whatever it says, it is the cause."""
    clauses = [clause for clause in _CLAUSES.split(text) if len(clause) >= _SHORTEST_CAUSE]
    return any(not measure.within(clause) for clause in clauses)


@rule(
    "TXT07",
    level="warning",
    zh={"": "这一格还留着表样的填写提示“{actual}”", "undecided": "实际完成值是“{actual}”，没有选定"},
    en={
        "": "the cell still holds the form's own prompt: {actual}",
        "undecided": "the actual value is {actual}: not decided",
    },
    do_zh={"": "请删去提示，填写自己的内容", "undecided": "请只保留符合实际的一项"},
    do_en={"": "replace the prompt by your own text", "undecided": "keep the one that is true"},
)
def prompt_left_in(form: Form) -> Iterator[Problem]:
    """填写提示没有删掉。
    Guidance of the blank form was left in.

    空表的格子里常印着“请填写”“100字以内”“XX”之类的提示，填表时应当换成自己的内容。表下的填表说明、注和备注本来就是提示，不查。

    Blank forms print prompts in their cells (请填写, 100字以内, XX), to be replaced. Notes below the table keep theirs.

    Source: 四川 2023 年部门预算自评表空表
    Certainty: published
    Pass: 实际完成情况=对照年度目标，全年养护农村公路126公里，验收合格率98.2%，受访群众满意度93.5%。
    Fail: 实际完成情况=说明相关任务目标的完成情况（100字以内）
    Fail: 指标7.实际完成值=是/否
    Fail: 插行22=其他需要说明事项 | 请在此处简要说明审计和财政监督中发现的问题及其所涉及的金额，如没有请填无。 | < | < | < | < | < | < | <
    Mend: 实际完成情况=全年养护农村公路126公里，验收合格率98.2%。
    Guard: 表下的注 | a note below the table | 插行22=注：请说明相关任务目标的完成情况，100字以内。 | < | < | < | < | < | < | <
    Guard: 表下的填表说明 | guidance below the table | 插行22=填表说明 | 请在此处填写年度指标值，定性指标可填“是/否” | < | < | < | < | < | < | <
    Guard: 没有用到的占位行 | unused rows of the form | 指标7.三级指标=XX；指标7.年度指标值=；指标7.实际完成值=；指标7.分值=；指标7.得分=
    Guard: 名称以“是否”开头 | a name that begins with 是否 | 指标7.三级指标=是否建立日常管护机制；指标7.年度指标值=是；指标7.实际完成值=是
    """
    guidance, undecided = form.profile.words["guidance"], form.profile.words["undecided"]
    fields = _written(form)
    texts = {field.value for field in fields if field.value}
    known = _no_prompts(guidance, undecided)
    texts -= known
    if not texts:
        return
    prompts = {text for text in texts if stand_in(text, guidance)}
    known |= {text for text in texts - prompts if normal(text) not in undecided}
    for field in fields:
        if field.value in prompts:
            text = " ".join(field.text.split())
            yield field.problem(actual=text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……")
    for row in form.indicator_rows:
        if row.actual.value in texts and normal(row.actual.value) in undecided:
            yield row.actual.problem(actual=row.actual.text, variant="undecided")


#: Characters of a prompt that a message repeats.
_SHOWN = 30
#: How many texts are remembered as no prompts.
_REMEMBERED = 5000


@lru_cache(maxsize=16)
def _memory(guidance: Words, undecided: Words) -> set[str]:
    """What is remembered for these words."""
    return set()


def _no_prompts(guidance: Words, undecided: Words) -> set[str]:
    """The texts that were found to be no prompts of these: most come again on other forms of a batch."""
    known = _memory(guidance, undecided)
    if len(known) > _REMEMBERED:
        known.clear()
    return known


def _written(form: Form) -> list[Field[str]]:
    """The texts of goals, indicators and boxes, without the notes."""
    fields = [field for goal in form.goals for field in goal]
    for row in form.indicator_rows:
        fields += (row.name, row.target, row.actual, row.reason)
    notes = form.profile.words["note"]
    fields += [entry for label, entry in form.extra.items() if bare(label) not in notes]
    return fields


@rule(
    "TXT08",
    level="hint",
    zh="{item}写了 {actual} 字，表上限 {expected} 字",
    en="{item} has {actual} characters; the form allows {expected}",
    do_zh="请压缩到规定的字数以内",
    do_en="shorten it to what the form allows",
)
def text_too_long(form: Form) -> Iterator[Problem]:
    """超过表上限定的字数。
    Longer than the form allows.

    表头印着“100字以内”的，按表头限定的字数核对。按全部字符计，超出一成以内不提。

    Where the heading prints a limit (100字以内) the text is held against it, all characters counted, with a tenth of
    tolerance.

    Source: 四川 2023 年部门预算自评表的字数要求
    Certainty: published
    Pass: 目标表头.预期目标=预期目标（100字以内）
    Fail: 目标表头.实际完成情况=实际完成情况（30字以内）
    Mend: 实际完成情况=全年养护126公里，合格率98.2%，满意度93.5%。
    Guard: 超出不到一成 | less than a tenth over | 目标表头.预期目标=预期目标（30字以内）；预期目标=完成全县农村公路日常养护，路况保持良好，群众出行更加便捷，无事故。
    Guard: “不少于200字”是下限 | at least 200 is no limit | 目标表头.预期目标=预期目标（不少于20字）
    Guard: 换行和空格不计字数 | breaks and blanks are not counted | 目标表头.预期目标=预期目标（30字以内）；预期目标=完成全县农村公路日常养护，\\n\\n\\n\\n\\n\\n\\n\\n路况保持良好，\\n\\n\\n\\n\\n\\n\\n\\n群众出行更加便捷。
    """
    tolerance = form.profile.thresholds["over_length"]
    block = form.goal_labels[0].text if form.goal_labels else ""
    limited: list[tuple[Field[str], str, str]] = []
    for goal in form.goals:
        for field, key, item in (
            (goal.expected, "goal_expected", "预期目标"),
            (goal.actual, "goal_actual", "实际完成情况"),
        ):
            limited.append((field, form.headings.get(key, "") + block, item))
    if _limit(form.headings.get("reason", "")):
        reasons = {row.reason.where: row.reason for row in form.indicator_rows}
        limited += [(reason, form.headings["reason"], "偏差原因") for reason in reasons.values()]
    limited += [(entry, label, bare(label)) for label, entry in form.extra.items()]
    for field, heading, item in limited:
        limit = _limit(heading) if field.value else None
        length = len("".join(field.text.split())) if limit else 0
        if limit and length > limit * tolerance:
            yield field.problem(item=item, actual=Decimal(length), expected=Decimal(limit))


@lru_cache(maxsize=512)
def _limit(heading: str) -> int | None:
    """The most characters that a heading allows: 100 for 预期目标（100字以内）; None if it prints no limit."""
    match = _LIMIT.search(normal(heading)) if "字" in heading else None
    return int(match[1] or match[2]) if match else None


_LIMIT = rare(r"(?:不超过|不多于|限|最多|控制在)(\d{2,4})个?字|(\d{2,4})个?字(?:以内|之内|以下|内)")
