"""RPT: the results that the report states, against those of the form."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from .. import compute, narrative, values
from ..model import Field, Form, Problem
from ..values import Value
from . import rule

if TYPE_CHECKING:
    from ..narrative.results import Stated
from .goals import agree, other_figures
from .report_money import funds_place


@rule(
    "RPT03",
    level="error",
    zh={
        "": "报告第 {paragraph} 段“{sentence}”：自评得分 {actual}，自评表总分 {expected}",
        "rounded": "报告第 {paragraph} 段“{sentence}”：自评得分 {actual}，自评表总分 {expected}，报告取了整",
        "part": "报告第 {paragraph} 段“{sentence}”：{item}得分 {actual}，自评表上是 {expected}",
        "none": "报告没有写自评得分，自评表总分 {expected}",
    },
    en={
        "": "paragraph {paragraph} of the report ({sentence}): the score is {actual}, on the form {expected}",
        "rounded": "paragraph {paragraph} of the report ({sentence}): the score {actual} is rounded, on the form {expected}",
        "part": "paragraph {paragraph} of the report ({sentence}): {item} has {actual} points, on the form {expected}",
        "none": "the report does not say the score; on the form it is {expected}",
    },
    do_zh="报告的得分应与自评表一致，请核对后改正一处",
    do_en="report and form should give the same score; check both and correct one",
    needs=("report",),
)
def other_score(form: Form) -> Iterator[Problem]:
    """报告里的得分与自评表不一致。
    The report gives another score than the form.

    结论里的自评得分就是表上的总分。“满分 100 分”“总分 100 分”可能说的是满分，不比；预算执行和各一级指标的得分另外核对，不一致作警告。

    The score of the conclusion is the total of the form. Full marks are not compared; scores of execution and of first
    levels are, and a difference is a warning.

    Source: 益阳 2022 年自评报告（自评分 100 分与表一致）
    Certainty: seen
    Pass: 报告.结论=经自评，本项目自评得分98.50分，等级为优。
    Fail: 报告.结论=经自评，本项目自评得分为96.5分，等级为优。
    Fail: 报告.结论=本项目综合评分99分（满分100分），评价等级为优。
    Fail: 报告.结论+=其中产出指标得分47分。
    Mend: 报告.结论=经自评，本项目自评得分为98.5分，等级为优。
    Guard: 满分和分值 | full marks | 报告.结论=自评表总分100分，自评得分98.5分，等级为优。
    Guard: 单个指标的得分 | the score of one indicator | 报告.指标+=安全设施修复自评得分9分。
    Guard: 同一份报告里另一个项目的得分 | the score of another project in the report | 报告.应用+=水毁修复工程项目自评得分85.6分。
    Guard: 各部分的分值 | the weights of the parts | 报告.结论+=自评满分100分，其中预算执行10分、产出指标50分、效益指标40分。
    Guard: 等级的分数线 | the floor of a grade | 报告.结论+=按规定自评90分以上为优。
    """
    declared = form.total.score
    total = declared.value if declared.value is not None else compute.score_sum(form)
    place = declared.where or form.where
    if total is not None:
        for one in narrative.scores(form):
            if one.value != compute.rounded(total, 2):
                variant = "rounded" if narrative.agrees(one.value, total) else ""
                level = None if not variant and narrative.is_neutral(form, one.lead) else "warning"
                yield place.problem(**_said(one), actual=one.value, expected=total, variant=variant, level=level)
        silent = "conclusion" in narrative.chapters(form) and not any(
            "分" in one.folded for one in narrative.sentences(form) if _counts(one.folded)
        )
        if silent:
            yield place.problem(expected=total, variant="none", level="hint")
    seen = set()
    for name, one in narrative.part_scores(form):
        field, score = _part(form, name)
        said = (name, one.sentence, one.value)
        if field is not None and score is not None and not _same_points(one.value, score) and said not in seen:
            seen.add(said)
            item = "预算执行" if name == "执行" else name
            yield (field.where or form.where).problem(
                **_said(one), item=item, actual=one.value, expected=score, variant="part", level="warning"
            )


def _same_points(stated: Decimal, score: Decimal) -> bool:
    """The points agree: rounded, but not to whole points."""
    whole = stated == stated.to_integral_value()
    return stated == compute.rounded(score, 2) if whole else narrative.agrees(stated, score)


def _counts(text: str) -> bool:
    return any(before.isdigit() and after == "分" for before, after in pairwise(text))


def _part(form: Form, name: str) -> tuple[Field[Decimal] | None, Decimal | None]:
    """The place and the score of budget execution or a first level."""
    if name == "执行":
        row = form.fund_total
        return (row.score, row.score.value) if row is not None else (None, None)
    rows = [
        row for level in form.first_levels if level.label.value == name for row in level.rows if row in form.scored_rows
    ]
    return (rows[0].score, compute.total(row.score for row in rows)) if rows else (None, None)


def _said(one: Stated) -> dict[str, int | str]:
    return one.sentence.said(values.written(one.value))


@rule(
    "RPT04",
    level="error",
    zh={
        "": "报告第 {paragraph} 段“{sentence}”：等级“{actual}”，自评表是“{expected}”",
        "scheme": "报告第 {paragraph} 段“{sentence}”：等级“{actual}”，按本表样应为“{expected}”",
    },
    en={
        "": "paragraph {paragraph} of the report ({sentence}): the grade is {actual}, on the form {expected}",
        "scheme": "paragraph {paragraph} of the report ({sentence}): the grade is {actual}, by this form's scheme {expected}",
    },
    do_zh="报告的等级应与自评表的等级、总分一致，请改正",
    do_en="the grade should be that of the form and its total; correct it",
    needs=("report",),
)
def other_grade(form: Form) -> Iterator[Problem]:
    """报告里的等级与自评表不一致。
    The report gives another grade than the form.

    优与优秀、良与良好是一个意思。表上没有印等级的，按总分推；另有地方按别的分数线定等级，那样说得通的作警告。

    优 and 优秀 are one word. Where the form prints no grade it follows from the total; a grade that another scheme in
    use gives is a warning.

    Source: 益阳 2022 年自评报告（自评结论为“优秀”，100 分）
    Certainty: seen
    Pass: 报告.结论=经自评，本项目自评得分为98.5分，自评结论为“优秀”。
    Fail: 报告.结论=经自评，本项目自评得分为98.5分，自评结论为“良好”。
    Mend: 报告.结论=经自评，本项目自评得分为98.5分，评价等级为优。
    Guard: 同一份报告里另一个项目的等级 | the grade of another project in the report | 报告.应用+=水毁修复工程项目自评得分85.6分，等级为良。
    Guard: 质量的等级 | the grade of quality | 报告.指标+=经验收，养护工程质量等级为合格。
    Guard: 路况的评定 | a grade of roads | 报告.指标+=路况评定为良。
    Guard: 分数线的说明 | how grades are given | 报告.结论+=80分以上评为良。
    """
    grade, score = compute.form_grade(form), form.total.score.value
    place = form.total.grade.where or form.total.score.where or form.where
    if grade is None:
        return
    expected = form.profile.grade_words.look_up(grade) or grade
    schemes = form.profile.other_grades if form.total.grade.value is None else ()
    for sentence, word, stands_for in narrative.grades(form):
        if stands_for != expected:
            elsewhere = score is not None and any(compute.grade(score, one) == stands_for for one in schemes)
            yield place.problem(
                **sentence.said(word), actual=word, expected=expected,
                variant="scheme" if elsewhere else "", level="warning" if elsewhere else None,
            )  # fmt: skip


@rule(
    "RPT05",
    level="warning",
    zh={
        "": "报告第 {paragraph} 段“{sentence}”说三级指标有 {actual} 项，自评表填了 {expected} 项",
        "execution": "报告第 {paragraph} 段“{sentence}”说三级指标有 {actual} 项，自评表填了 {expected} 项，多的一项像是预算执行率",
        "level": "报告第 {paragraph} 段“{sentence}”说{item}有 {actual} 项，自评表填了 {expected} 项",
    },
    en={
        "": "paragraph {paragraph} of the report ({sentence}) counts {actual} indicators, the form has {expected}",
        "execution": "paragraph {paragraph} of the report ({sentence}) counts {actual} indicators, the form has {expected}; "
        "the other one may be budget execution",
        "level": "paragraph {paragraph} of the report ({sentence}) counts {actual} of {item}, the form has {expected}",
    },
    do_zh="请按自评表改正项数，把预算执行率算在内的写明",
    do_en="give the number on the form, and say so if budget execution is counted",
    needs=("report",),
)
def other_count(form: Form) -> Iterator[Problem]:
    """报告说的指标项数与自评表不一致。
    The report counts other indicators than the form has.

    只核对明说是三级指标、或说“共”多少项绩效指标的数。多一项的，是把预算执行率算了进去，作提示。

    Only what is called third-level indicators, or their number in all, is compared. One more is budget execution
    counted in, and a hint.

    Source: 益阳 2022 年自评报告（说 12 项，表上 11 行）；云南红河（15 项与 8+8 项）
    Certainty: seen
    Pass: 报告.工作=自评表共设三级指标8项。
    Fail: 报告.工作=我单位共确定了12项三级自评指标。
    Fail: 报告.工作=共设置九项三级指标，逐项打分。
    Mend: 报告.工作=共设置8项三级指标，逐项打分。
    Guard: 写明含预算执行率的 | budget execution is said to be counted | 报告.工作=共确定9项绩效指标（含预算执行率）。
    Guard: 完成了几项 | how many were reached | 报告.指标+=7项三级指标完成，1项三级指标未完成。
    Guard: 一级、二级指标的项数 | other levels | 报告.工作=自评表设一级指标2个、二级指标7个。
    """
    counted = Decimal(len(form.scored_rows))
    allowed = {counted, Decimal(len(form.indicator_rows))}
    names = [level.label.value for level in form.first_levels]
    levels = [level for level in form.first_levels if level.label.value and names.count(level.label.value) == 1]
    place = form.columns.get("name") or form.where
    for one in narrative.counts(form):
        named = [level for level in levels if (level.label.value or "")[:2] in one.lead]
        if named:
            rows = [row for row in named[0].rows if row in form.scored_rows]
            if len(named) == 1 and one.value != len(rows):
                item = named[0].label.value
                yield place.problem(
                    **_said(one), actual=one.value, expected=Decimal(len(rows)), item=item, variant="level"
                )
        elif counted and one.value not in allowed:
            extra = one.value == counted + 1
            if extra and "执行" in one.sentence.folded:
                continue  # it says so
            yield place.problem(
                **_said(one), actual=one.value, expected=counted,
                variant="execution" if extra else "", level="hint" if extra else None,
            )  # fmt: skip


@rule(
    "RPT12",
    level="warning",
    zh="报告第 {paragraph} 段“{sentence}”：执行率 {actual}%，自评表是 {expected}%",
    en="paragraph {paragraph} of the report ({sentence}): the execution rate is {actual}%, on the form {expected}%",
    do_zh="执行率 = 全年执行数 ÷ 全年预算数，请核对后改正一处",
    do_en="rate = spent / budget of the year; check both and correct one",
    needs=("report",),
)
def other_rate(form: Form) -> Iterator[Problem]:
    """报告里的执行率与自评表不一致。
    The report gives another execution rate than the form.

    与表上写的、按金额算的都不同，四舍五入和截取也对不上的才报；截至某月的、上年的、目标中的执行率不比，与某一来源的执行率相同也可以。

    Reported where it is neither the printed nor the computed rate, rounded or cut; rates up to some month, of other
    years or planned ones are not compared, and that of one source is fine.

    Source: 本工具的建议
    Certainty: proposal
    Pass: 报告.资金+=预算执行率95.00%。
    Fail: 报告.资金+=资金支付率达100%。
    Mend: 报告.资金=项目全年预算数120万元，全年执行数114万元，执行率95%。
    Guard: 半年的执行率 | half a year | 报告.资金+=截至6月底执行率为48%。
    Guard: 一个来源的执行率 | the rate of one source | 报告.资金+=上年结转资金执行率90%。
    Guard: 目标中的执行率 | a planned rate | 报告.资金+=年初确定的目标执行率98%。
    """
    known = [
        rate for row in form.fund_rows for rate in (compute.execution_rate(row), row.rate.value) if rate is not None
    ]
    total = form.fund_total
    rate = compute.execution_rate(total) if total is not None else None
    if rate is None or total is None:
        return
    for one in narrative.rates(form):
        if not any(narrative.agrees(one.value, exact * 100) for exact in known):
            yield funds_place(form, "rate").problem(
                **_said(one), actual=one.value, expected=compute.rounded(rate * 100, 2)
            )


_HEADINGS = {"target": "年度指标值", "actual": "实际完成值", "weight": "分值", "score": "得分"}


@rule(
    "RPT14",
    level="warning",
    zh="报告第 {paragraph} 段“{sentence}”：“{name}”的{item}写的是 {actual}，自评表是 {expected}",
    en="paragraph {paragraph} of the report ({sentence}): {item} of {name} is {actual}, on the form {expected}",
    do_zh="同一指标在报告和自评表里应是一个数，请核对后改正一处",
    do_en="an indicator has one figure in both; check and correct one",
    needs=("report",),
)
def other_indicator_figure(form: Form) -> Iterator[Problem]:
    """报告里某个指标的数与自评表不一致。
    The report gives another figure of an indicator than the form.

    只在写明指标全名、单位也相同时核对；与年度指标值或实际完成值之一相同就不报。上年数、分项数、约数不比。

    Compared only where the text has the indicator's whole name and the same unit; the target or the actual value will
    do. Figures of last year, of parts, or rough ones are left alone.

    Source: 本工具的建议
    Certainty: proposal
    Pass: 报告.指标+=养护里程：指标值≥120公里，实际完成值126公里，分值15分，得分15分。
    Fail: 报告.指标+=养护里程：指标值≥120公里，实际完成值162公里，分值15分，得分15分。
    Fail: 报告.指标+=受访群众满意度达95.3%。
    Mend: 报告.指标=受访群众满意度93.5%。
    Guard: 照抄的年度目标由 TXT11 核对 | the annual goal is looked at by TXT11 | 实际完成情况=受访群众满意度95.3%。；报告.目标=受访群众满意度95.3%。
    Fail: 报告.指标+=安全设施修复目标40处，实际38处，完成95%。
    Guard: 一部分的目标和完成 | target and result of a part | 报告.指标+=县道安全设施修复目标18处，实际16处。
    Guard: 写的是目标 | the target is named | 报告.指标+=受访群众满意度不低于90%。
    Guard: 取了整 | rounded | 报告.指标+=受访群众满意度94%。
    Guard: 上年的数 | last year's | 报告.指标+=受访群众满意度由上年的91%提高到93.5%。
    Guard: 名称更长的另一件事 | another thing with a longer name | 报告.指标+=县道养护里程56公里。
    """
    found = set()
    for said in narrative.entries(form):
        field = getattr(said.row, said.key)
        if field.where is None or (said.key in ("weight", "score") and field.value is None):
            continue
        if said.key in ("weight", "score"):
            same = narrative.agrees(Decimal(said.text.replace(",", "")), field.value)
        else:
            same = _agree(values.parse(field.value or ""), values.parse(said.text))
        if not same:
            found.add((said.row.name.where, said.sentence.paragraph))
            yield field.problem(
                **said.sentence.said(said.text),
                name=said.row.label, item=_HEADINGS[said.key], actual=said.text, expected=field.text,
            )  # fmt: skip
    for pair in narrative.pairs(form):
        field = getattr(pair.row, pair.key)
        if (pair.row.name.where, pair.sentence.paragraph) not in found:
            found.add((pair.row.name.where, pair.sentence.paragraph))
            yield field.problem(
                **pair.sentence.said(pair.text),
                name=pair.row.label, item=_HEADINGS[pair.key], actual=pair.text, expected=field.text,
            )  # fmt: skip
    goals = "".join(values.normalise(field.text) for goal in form.goals for field in goal)  # TXT11 looks at these
    for sentence in narrative.sentences(form):
        if sentence.folded in goals:
            continue
        for row, mention in other_figures(form, sentence.text, "actual"):
            named = (row.name.where, sentence.paragraph) in found
            if not named and any(row is one for one, _ in other_figures(form, sentence.text, "target")):
                yield row.actual.problem(
                    **sentence.said(), name=row.label, item="实际完成值", actual=mention, expected=row.actual.text
                )


def _agree(one: Value, other: Value) -> bool:
    """Two entries agree; dates do if they are in one month."""
    if one.kind == other.kind == "date" and one.dates and other.dates:
        return (one.dates[-1].year, one.dates[-1].month) == (other.dates[-1].year, other.dates[-1].month)
    return agree(one, other)
