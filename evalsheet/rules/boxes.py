"""TXT: what stands below the table: the boxes for problems and measures, the line of signatures."""

from __future__ import annotations

from collections.abc import Iterator

from .. import compute, values
from ..model import Form, Problem, bare, normal
from . import rule


@rule(
    "TXT09",
    level="hint",
    zh="总分 {score}，“{item}”写的是“{actual}”",
    en="the total is {score}, and {item} says {actual}",
    do_zh="请写明扣分的指标差在哪里、怎么改",
    do_en="name what fell short and what will be done",
    needs=("weight", "score"),
)
def no_problem_with_points_lost(form: Form) -> Iterator[Problem]:
    """丢了分却写没有问题。
    Points were lost, and no problem is named.

    总分不到 90 分，存在问题、改进措施却写“无”，前后对不上。只因预算执行率扣分的不提。

    With a total below 90, 无 under problems or measures does not fit. Points lost by budget execution alone do not count.

    Source: 四川大英自评表的存在问题栏
    Certainty: filled
    Pass: 插行22=存在问题 | 安全设施修复进度偏慢 | < | < | < | < | < | < | <；指标2.得分=0；总分.得分=89.5；总分.等级=良
    Fail: 指标2.得分=0；总分.得分=89.5；总分.等级=良；插行22=存在问题 | 暂无 | < | < | < | < | < | < | <
    Guard: 90 分以上写“无” | none with 90 and more | 插行22=存在问题 | 无 | < | < | < | < | < | < | <
    Guard: 只因预算执行率扣分 | points lost by execution alone | 资金总额.分值=20；资金总额.得分=8；指标1.一级指标=产出指标(40分)；指标1.分值=5；指标1.得分=5；指标2.得分=10；总分.得分=88；总分.等级=良；插行22=改进措施 | 无 | < | < | < | < | < | < | <
    Guard: 其他需要说明事项写“无” | none under other remarks | 指标2.得分=0；总分.得分=89.5；总分.等级=良；插行22=其他需要说明事项 | 无 | < | < | < | < | < | < | <
    """
    boxes, nothing = form.profile.words["problem_box"], form.profile.words["no_reason"]
    said = [
        (label, entry)
        for label, entry in form.extra.items()
        if entry.value and bare(label) in boxes and (normal(entry.value) in nothing or values.stroke(entry.text))
    ]
    score = (form.total.score.value or compute.score_sum(form)) if said else None
    if score is None or score >= form.profile.thresholds["no_problem_below"]:
        return
    points = [(row.score.value, row.weight.value) for row in form.scored_rows]
    if any(got is not None and of is not None and got < of for got, of in points):
        for label, entry in said:
            yield entry.problem(score=score, item=bare(label), actual=entry.text)


@rule(
    "TXT10",
    level="hint",
    zh="表下的{item}没有填写",
    en="below the table {item} is empty",
    do_zh="请补填后报送；打印后手写的、公开稿上隐去的，不必处理",
    do_en="fill it in before filing; nothing to do if it is written by hand or left out of a public version",
)
def signature_line_blank(form: Form) -> Iterator[Problem]:
    """表下的填报信息没有填写：填表人、电话、日期。
    Name, telephone or date below the table is blank.

    表样印有填表人、联系电话、填报日期而没有填，报上去找不到人。表上没有这一行的（公开稿常常删去）、注明签字盖章的，不提。

    Where the form prints these entries somebody should be found by them. Forms without the line (public versions), and
    entries to be signed or stamped, are left alone.

    Source: 报送材料的完整性要求
    Certainty: proposal
    Pass: 插行22=填表人：李明  联系电话：0730-1234567  填报日期：2023年3月8日 | < | < | < | < | < | < | < | <
    Fail: 插行22=填表人：  联系电话：  填报日期：  年  月  日 | < | < | < | < | < | < | < | <
    Fail: 插行22=填表人： | 李明 | < | 联系电话： | | < | < | < | <
    Guard: 表上没有这一行 | the form has no such line | 总分.等级=
    Guard: 打印后签字盖章 | signed and stamped on paper | 插行22=项目负责人（签字）：    财务负责人（签章）：    单位负责人（盖章）： | < | < | < | < | < | < | < | <
    Guard: 备注空着 | an empty note | 插行22=备注： | < | < | < | < | < | < | < | <
    """
    if not form.extra:
        return
    lines = form.profile.words["signature"]
    blank = [
        (bare(label), entry)
        for label, entry in form.extra.items()
        if bare(label) in lines and _is_blank(entry.text) and not ("签" in label or "章" in label)
    ]
    if blank:
        yield blank[0][1].problem(item="、".join(label for label, _ in blank))


def _is_blank(text: str) -> bool:
    """Nothing, or a date whose figures are missing."""
    return normal(text) in ("", "年月日")
