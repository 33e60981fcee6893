"""RPT: names, chapters and open places of the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from .. import compute, narrative, values
from ..model import Form, Problem
from ..patterns import rare
from . import rule

if TYPE_CHECKING:
    from ..narrative.sections import Sentence

#: A project in the title of a report is followed by these, and preceded by the year.
_TITLE = rare(
    r"^(?:关于)?(?:20\d\d年度?)?(.*?)(?:项目)?(?:支出|资金|专项资金|经费)*(?:项目)?(?:支出)?(?:的)?(?:预算)?"
    r"(?:绩效)?(?:自我|自)?(?:评价?)?(?:绩效)?(?:工作|情况)?(?:的)?报告$"
)
_YEAR = rare(r"20\d\d(?=年)")
#: The share of a shorter name that two names of one thing have in common.
_ALIKE = 0.6
#: Signs that tell two offices apart: 第一中学 is not 第二中学.
_TELLING = frozenset("一二三四五六七八九十0123456789东西南北中上下前后甲乙丙丁")


@rule(
    "RPT06",
    level="warning",
    zh={
        "": "报告第 {paragraph} 段“{sentence}”，自评表的项目名称是“{expected}”",
        "year": "报告第 {paragraph} 段“{sentence}”是 {actual} 年的，自评表是 {expected} 年的",
        "unit": "报告第 {paragraph} 段“{sentence}”：{item}写的是“{actual}”，自评表是“{expected}”",
        "slip": "报告第 {paragraph} 段“{sentence}”里的“{actual}”，自评表写作“{expected}”",
    },
    en={
        "": "paragraph {paragraph} of the report ({sentence}); the project of the form is {expected}",
        "year": "paragraph {paragraph} of the report ({sentence}) is of {actual}, the form of {expected}",
        "unit": "paragraph {paragraph} of the report ({sentence}): {item} is {actual}, on the form {expected}",
        "slip": "paragraph {paragraph} of the report ({sentence}) has {actual}, the form {expected}",
    },
    do_zh="报告与自评表的项目、单位名称和年度应一致，请核对后改正",
    do_en="report and form should name the same project, unit and year; check and correct",
    needs=("report",),
)
def other_name(form: Form) -> Iterator[Problem]:
    """报告与自评表的项目、单位或年度不一致。
    Report and form name another project, unit or year.

    标题里的项目名称去掉“项目”“资金”“绩效自评报告”后，与表上的名称互相包含就算一致；标题没写项目的，看正文。单位名称漏了、错了一两个字的
    作提示，“我单位”“我中心”不算。年度只看标题。

    Titles and names agree if one contains the other without 项目, 资金, 绩效自评报告; without a name in the title the
    text is looked at. A name with a sign or two left out or wrong is a hint; 我单位 is none. Only the title has a year.

    Source: 益阳 2022 年自评报告（标题含项目名称；正文把自然资源和规划局写成自然和规划局）
    Certainty: seen
    Pass: 报告.标题=青禾县农村公路日常养护项目资金绩效自评报告
    Fail: 报告.标题=2022年度中小学校舍维修项目绩效自评报告
    Fail: 报告.标题=2021年度农村公路日常养护项目绩效自评报告
    Fail: 报告.概况+=项目实施单位为青禾县水利工程管理站。
    Fail: 报告.资金+=严格执行青禾县交通输局的财务制度。
    Mend: 报告.标题=2022年度农村公路日常养护项目绩效自评报告
    Guard: 我中心 | 我中心 is the unit | 报告.概况+=项目由我中心实施。
    Guard: 不写县名的简称 | a name without its county | 报告.概况+=项目由县公路养护中心实施，交通运输局主管。
    Guard: 标题写的是单位 | a title with the unit | 报告.标题=2022年度青禾县公路养护中心项目支出绩效自评报告
    Guard: 标题不写项目 | a title without a project | 报告.标题=2022年度项目支出绩效自评报告
    Guard: 别的单位 | another office | 报告.概况+=路政由青禾县公路执法中心负责，资金由青禾县财政局拨付。
    Fail: 报告.标题=清禾县交通运输局2022年度农村公路日常养护项目绩效自评报告
    Guard: 标题里单位前有上级名称或只写县 | the county's city in front, or 县 alone | 报告.标题=江平市青禾县交通运输局2022年度农村公路日常养护项目绩效自评报告
    Guard: 标题里只写县 | 县 alone | 报告.标题=关于县交通运输局2022年度农村公路日常养护项目的绩效自评报告
    Guard: 第一和第二 | first and second | 实施单位=青禾县第一中学；报告.概况=项目由青禾县第一中学实施，青禾县第二中学协助。
    Guard: 文件名里的单位和年份 | what a quoted notice names | 报告.工作+=根据《清河县交通输局关于开展2023年度绩效自评的通知》开展。
    """
    head = narrative.title(form)
    if head is not None:
        yield from _title(form, head)
    for field, item in ((form.department, "主管部门"), (form.unit, "实施单位")):
        name = values.normalise(field.value or "")
        if field.where is None or len(name) < 4:
            continue
        for sentence in narrative.sentences(form):
            text = re.sub("《[^》]*》", "\n", sentence.folded)
            stated = re.search(rf"{item}(?:为|是|:)[“\"]?([^,;。、:()“”\"\n]{{4,30}})", text)
            if stated and not _contained(stated[1], name):
                yield field.problem(**sentence.said(), item=item, actual=stated[1], expected=field.text, variant="unit")
                break
            slip = _slip(text, name)
            if slip:
                yield field.problem(
                    **sentence.said(slip), actual=slip, expected=field.text, variant="slip", level="hint"
                )
                break


def _title(form: Form, head: Sentence) -> Iterator[Problem]:
    years = _YEAR.findall(head.folded)
    project = values.normalise(form.project.value or "")
    if form.year is not None and years and str(form.year) not in years and years[0] not in project:
        yield form.where.problem(**head.said(), actual=int(years[0]), expected=form.year, variant="year")
    match = _TITLE.match(head.folded)
    core, name = _core(match[1] if match else ""), _core(project)
    owners = [values.normalise(field.value) for field in (form.unit, form.department) if field.value]
    for field in (form.unit, form.department):
        other = _other_place(head.folded, values.normalise(field.value or ""))
        if other and field.where is not None:
            yield field.problem(**head.said(other), actual=other, expected=field.text, variant="slip")
            break
    if (
        form.project.where is None
        or len(name) < 4
        or any(name in _core(one.folded) for one in narrative.sentences(form))
    ):
        return
    if any(_contained(core, owner) for owner in owners):
        return  # 2022年度青禾县公路养护中心项目支出绩效自评报告
    from difflib import SequenceMatcher  # only for a title that is not the form's

    if len(core) >= 4 and not _contained(core, name) and SequenceMatcher(None, core, name).ratio() < _ALIKE:
        yield form.project.problem(**head.said(), actual=core, expected=form.project.text)


#: A county and what follows it in the name of an office; signs that are part of no county's name.
_COUNTY = rare(r"(.{1,4}?[省市县区旗州])(.{4,})")
_NO_NAME = frozenset("年度于的我本全各市省州区县和与对及、(《“0123456789")


def _other_place(text: str, name: str) -> str | None:
    """What stands in the text for the name of an office with that of another county in front; None if nothing does."""
    match = _COUNTY.fullmatch(name)
    at = text.find(match[2]) if match else -1
    if match is None or at < len(match[1]):
        return None
    before = text[at - len(match[1]) : at]
    another = before != match[1] and before[-1] == match[1][-1] and _NO_NAME.isdisjoint(before[:-1])
    return before + match[2] if another else None


def _core(name: str) -> str:
    """A name without what reports and forms add to it, and without quotation marks and codes."""
    return re.sub(r"20\d\d年度?|项目|专项|资金|经费|支出|[“”\"'‘’《》()·\-_\d]", "", name)


def _contained(one: str, other: str) -> bool:
    return one in other or other in one


def _slip(text: str, name: str) -> str | None:
    """What stands in the text for a name with one or two signs left out, put in or changed; None if nothing does.

    The ends of both must be the same, and so must two signs before the place where they differ.
    """
    end = name[-2:]
    at = text.find(end)
    while at >= 0:
        last = at + len(end)
        same = len(end)
        while same < min(len(name), last) and name[-same - 1] == text[last - same - 1]:
            same += 1
        rest, before = name[: len(name) - same], text[: last - same]
        if len(rest) > 3 and (same >= 3 or len(name) > 6):
            numbered = rest[-1] in _TELLING and before[-1:] in _TELLING
            for skipped, added in ((1, 0), (2, 0), (0, 1)) if numbered else ((1, 0), (2, 0), (1, 1), (0, 1)):
                left, seen = rest[: len(rest) - skipped], before[: len(before) - added]
                if len(left) >= 2 and len(seen) >= 2 and left[-2:] == seen[-2:]:
                    common = 2
                    while common < min(len(left), len(seen)) and left[-common - 1] == seen[-common - 1]:
                        common += 1
                    return text[last - same - added - common : last]
        at = text.find(end, at + 1)
    return None


@rule(
    "RPT07",
    level="warning",
    zh="报告没有{actual}",
    en="the report has no chapter {actual}",
    do_zh="请按通知规定的提纲补上，没有内容的写明“无”",
    do_en="add what the outline asks for; where there is nothing say so",
    needs=("report",),
)
def chapter_missing(form: Form) -> Iterator[Problem]:
    """报告缺少规定的部分。
    The report lacks a chapter of the outline.

    提纲由自评通知规定，一般要有项目概况、自评工作、结论、目标实现情况、问题和改进措施、结果应用和公开。按标题的用语找，不看编号（Word
    自动编号读不出来）；各地提纲不同，只缺一两个次要部分的作提示；转移支付的提纲没有自评工作和结论两部分。

    The notice fixes the outline. Chapters are found by the words of their headings and not by numbers, which Word may
    count itself. Outlines differ, so that one or two lesser chapters missing are a hint; that of transfers has neither the
    work done nor a conclusion.

    Source: 益阳 2022 年自评报告；中央对地方转移支付自评报告提纲
    Certainty: seen
    Pass: 删节=
    Fail: 删节=问题
    Fail: 删节=应用
    Mend: 报告.应用+=/五、存在的问题和改进措施/支付进度偏慢，下年提前招标。
    Guard: 没有编号的标题 | headings without numbers | 报告.问题标题=存在的主要问题及改进措施
    Guard: 转移支付的提纲 | the outline of transfers | 报告.概况标题=一、绩效目标分解下达情况；删节=结论；删节=工作
    """
    if form.report is None:
        return
    found = narrative.named_chapters(form)
    transfers = form.profile.words["outline_of_transfers"]
    spared = {"work", "conclusion"} if any(transfers.within(line) for line in form.report.paragraphs) else set()
    missing = [key for key in ("overview", "work", "conclusion", "attainment", "problems", "use")
               if key not in found and key not in spared]  # fmt: skip
    if missing:
        grave = len(missing) > 2 or not {"problems", "attainment"}.isdisjoint(missing)
        said = "、".join(f"“{narrative.CHAPTERS[key]}”" for key in missing)
        yield form.where.problem(actual=said, level=None if grave else "hint")


@rule(
    "RPT11",
    level="warning",
    zh={
        "": "报告的“存在的问题和改进措施”是空的",
        "none": "报告第 {paragraph} 段说没有问题（“{sentence}”），而自评表总分 {actual} 分，“{name}”等扣了分",
    },
    en={
        "": "the chapter on problems and measures is empty",
        "none": "paragraph {paragraph} of the report says there is no problem ({sentence}), but the total is {actual} and "
        "{name} lost points",
    },
    do_zh="请写明扣分反映的问题和改进措施；确实没有问题的写“无”",
    do_en="name what the lost points stand for, and the measures; write 无 only if nothing was lost",
    needs=("report",),
)
def no_problem_named(form: Form) -> Iterator[Problem]:
    """报告没有写存在的问题。
    The report names no problem.

    提纲要求写问题和改进措施。标题下是空的，或者扣了分却写“无”的，审核的人会退回；满分而写“无”是可以的。

    The outline asks for problems and measures. An empty chapter, or 无 with points lost, is sent back; with full marks
    无 will do.

    Source: 益阳 2022 年自评报告有此一章；本工具的建议
    Certainty: proposal
    Pass: 报告.问题=汛期塌方影响施工。下年提前安排。
    Fail: 报告.问题=
    Fail: 报告.问题=无。
    Mend: 报告.问题=安全设施修复没有全部完成，下年汛前补做。
    Guard: 分点写的问题 | problems as a list | 报告.问题=1、资金支付完成情况不理想。/2、下年提前招标。
    Guard: 分小节写 | in sections | 报告.问题=（一）存在的主要问题/设施修复滞后。/（二）改进措施/下年提前安排。
    Guard: 满分写“无” | full marks and none | 指标2.实际完成值=40处；指标2.得分=10；指标2.偏差原因=；资金总额.全年执行数=120；当年拨款.全年执行数=100；上年结转.全年执行数=20；资金总额.执行率=100%；资金总额.得分=10；总分.得分=100；报告.问题=无；报告.结论=自评得分100分，等级为优。；报告.资金=执行率100%。
    """
    body = narrative.chapters(form).get("problems")
    if body is None:
        return
    place = form.total.score.where or form.where
    total = form.total.score.value if form.total.score.value is not None else compute.score_sum(form)
    if not body:
        yield place.problem()
        return
    text = values.normalise("".join(line for _, line in body)).strip("。,;!")
    lost = [row for row in form.scored_rows if row.score.value is not None and row.weight.value is not None
            and row.score.value < row.weight.value]  # fmt: skip
    short = re.sub("^(?:本项目|项目|我单位|本单位|目前|经自评)", "", text)
    if short in form.profile.words["no_problem"] and lost and total is not None and total < form.profile.full_mark:
        number, line = body[0]
        said = narrative.Sentence(number, line, values.normalise(line)).said()
        yield place.problem(**said, actual=total, name=lost[0].label, variant="none")


@rule(
    "RPT13",
    level="warning",
    zh="报告还有 {count} 处没有填写，在第 {paragraphs} 段；第一处：“{sentence}”",
    en="{count} places of the report are open, in paragraphs {paragraphs}; the first: {sentence}",
    do_zh="请逐处写上内容，没有的写“无”，并去掉方括号里的提示",
    do_en="fill in each of them, or say there is none, and take the prompts away",
    needs=("report",),
)
def open_places(form: Form) -> Iterator[Problem]:
    """报告里还有没有填写的地方。
    Places of the report are still open.

    evalsheet report 写出的报告，只有人才知道的内容留作【请填写：…】；样表里的 XXX 也是没有填的。

    What only a person knows is left as 【请填写：…】 by evalsheet report; the XXX of a sample is open as well.

    Source: evalsheet report 写出的报告
    Certainty: proposal
    Pass: 报告.概况+=项目依据《青禾县农村公路管养办法》（青政发〔2020〕3号）实施。
    Fail: 报告.概况+=项目依据【请填写：文件名称和文号】实施。
    Fail: 报告.工作=根据XXX的通知开展自评。
    Mend: 报告.概况=项目依据《青禾县农村公路管养办法》实施。
    Guard: 标题用方头括号 | brackets of a heading | 报告.概况+=【资金来源】县级财政资金。
    """
    words = form.profile.words["open_place"]
    open_ = [sentence for sentence in narrative.sentences(form) if words.within(sentence.text)]
    if open_:
        first = next(word for word in words if word in open_[0].text)
        yield form.where.problem(
            sentence=open_[0].said(first)["sentence"],
            count=sum(one.text.count(word) for one in open_ for word in words if word in one.text),
            paragraphs="、".join(str(number) for number in dict.fromkeys(one.paragraph for one in open_)),
            actual=Decimal(len(open_)),
        )
