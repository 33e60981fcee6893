"""WGT: how the points are split: between the first levels, and between the indicators."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import compute
from ..compute import rounded
from ..model import Form, Indicator, Problem, Where
from . import rule

SATISFACTION = "满意度指标"


@compute.per_form
def rows_by_level(form: Form) -> dict[str, list[Indicator]]:
    """The scored rows by the first levels to which the profile gives points, wherever the form nests them.

    Satisfaction or cost may stand on either level: the profile says where their points are counted.
    """
    profile, found = form.profile, dict[str, list[Indicator]]()
    for row in form.scored_rows:
        level1 = profile.level1.get(row.level1.value or "", "")
        level2 = profile.level2.get(row.level2.value or "", "")
        if level2 in profile.caps:
            level1 = level2
        elif level1 and level1 not in profile.caps:
            level1 = next((cap for cap in profile.caps if level1 in profile.placement.get(cap, ())), level1)
        found.setdefault(level1, []).append(row)
    return found


def _points(form: Form, name: str) -> Decimal | None:
    """The weights below a first level, to two decimals; None if it has no rows or one of them has no weight."""
    rows = rows_by_level(form).get(name)
    sum_ = compute.total(row.weight for row in rows) if rows else None
    return None if sum_ is None else rounded(sum_, 2)


def _comparable(form: Form) -> bool:
    """The form has a split to keep to, and its indicators make as many points (or 100 with execution outside).

    If they make other points WGT01 comes first; and where its labels print just this split WGT02 sees to it.
    """
    caps, known = form.profile.caps, form.profile.level1
    printed = {known.get(level.label.value or "", ""): level.cap for level in form.first_levels}
    if printed == caps:
        return False
    sum_ = compute.weight_sum(form, execution=False) if caps else None
    return sum_ is not None and rounded(sum_, 2) in (sum(caps.values()), form.profile.full_mark)


def _place(form: Form, name: str) -> Where:
    """The label of the first level, or the first weight where another level has it below itself."""
    first = rows_by_level(form)[name][0]
    own = form.profile.level1.get(first.level1.value or "") == name
    place = first.level1.where if own else None
    return place or first.weight.where or form.columns["weight"]


def _level(form: Form, name: str) -> str:
    """How grave another split is: what the label itself prints is a hint, what a named profile forbids an error."""
    labels = [one for one in form.first_levels if form.profile.level1.get(one.label.value or "", "") == name]
    sums = [compute.total(row.weight for row in one.rows if not row.detail and not row.na) for one in labels]
    if labels and all(one.cap is not None and one.cap == sum_ for one, sum_ in zip(labels, sums, strict=True)):
        return "hint"
    return "error" if form.profile_choice == "named" else "warning"


def _satisfaction_not_asked(form: Form) -> bool:
    """There is no satisfaction, and the level that else has it below itself has got its points."""
    profile = form.profile
    if SATISFACTION not in profile.caps or SATISFACTION in rows_by_level(form):
        return False
    homes = [name for name in profile.caps if SATISFACTION in profile.placement.get(name, ()) and name != SATISFACTION]
    return any(_points(form, name) == profile.caps[name] + profile.caps[SATISFACTION] for name in homes)


@rule(
    "WGT04",
    level="error",
    zh="{level1}的分值合计 {actual}，表样规定 {expected} 分",
    en="the weights of {level1} add up to {actual}, the form sets {expected}",
    do_zh="请按表样分配各级分值；有特殊情况经同意调整的，请注明",
    do_en="split the points as the form sets them, or say that another split was agreed",
    needs=("weight",),
)
def split_differs(form: Form) -> Iterator[Problem]:
    """各一级指标的分值与表样规定的不同。
    The points of a first level are not those that the form sets.

    全国通用的划分是执行 10、产出 50、效益 30、满意度 10，特殊情况可以调整，总和仍为 100。表下的注写着划分、各行却不是那样的
    作警告；标签上印的分数与各行一致的只提示；按名指定了表样的判为错误；没有认出表样的不核对。满意度放在效益下、成本单列
    一级的，按表样归并后再比；没有满意度、其分值归入效益的也认可。

    The national split is execution 10, output 50, benefit 30, satisfaction 10; special cases may differ as long as the sum
    is 100. A form whose note prints a split that its rows do not follow is a warning, one whose labels print the other
    points a hint, and if the profile was named by hand it is an error. Without a known split nothing is said. Satisfaction
    below benefit, or cost on a level of its own, is counted where the profile has it; benefit may take over the points of
    satisfaction.

    Source: 安徽、四川 2022 年自评表表下注明；中江 2022 年（注 50/30/10，表 70/20/10）
    Certainty: published
    Pass: 指标1.一级指标=产出指标；指标6.一级指标=效益指标；指标8.一级指标=满意度指标；插行22=注 | 各级指标权重：预算执行率10%、产出指标50%、效益指标30%、满意度指标10% | < | < | < | < | < | < | <
    Fail: 指标1.一级指标=产出指标；指标6.一级指标=效益指标；指标1.分值=20；指标1.得分=20；指标7.分值=10；指标7.得分=10；插行22=注 | 各级指标分值：预算执行10分，产出指标50分，效益指标40分 | < | < | < | < | < | < | <
    Mend: 指标1.分值=15；指标1.得分=15；指标7.分值=15；指标7.得分=15
    Guard: 满意度放在效益下面 | satisfaction below benefit | 指标1.一级指标=产出指标；指标6.一级指标=效益指标；插行22=注 | 权重：产出指标50%、效益指标30%、满意度指标10% | < | < | < | < | < | < | <
    Guard: 没有满意度，效益 40 | no satisfaction, benefit 40 | 指标1.一级指标=产出指标；指标6.一级指标=效益指标；指标8.二级指标=社会效益指标；指标8.三级指标=应急抢通次数；指标8.年度指标值=≥5次；指标8.实际完成值=6次；插行22=注 | 权重：产出指标50%、效益指标30%、满意度指标10% | < | < | < | < | < | < | <
    Guard: 没有印划分的表 | no split printed | 指标1.一级指标=产出指标；指标6.一级指标=效益指标；指标1.分值=20；指标1.得分=20；指标7.分值=10；指标7.得分=10
    """
    if not _comparable(form) or _satisfaction_not_asked(form):
        return
    for name, cap in form.profile.caps.items():
        sum_ = _points(form, name) if name != SATISFACTION else None
        if sum_ is not None and sum_ != cap:
            level = _level(form, name)
            yield _place(form, name).problem(level1=name, actual=sum_, expected=cap, level=level)


@rule(
    "WGT05",
    level="hint",
    zh="“{name}”一项占 {actual} 分，是全部分值的 {share:%}",
    en="{name} alone has {actual} points, {share:%} of all",
    do_zh="请把这项工作分成几个指标，或调整分值，使得分能反映各方面的完成情况",
    do_en="split this indicator or spread the points, so that the score tells more than one thing",
    needs=("weight",),
)
def one_row_carries_half(form: Form) -> Iterator[Problem]:
    """一个指标占了一半以上的分值。
    One indicator carries half of all points or more.

    一项占 50 分以上，其他各项就无足轻重。工资、补助、还本付息之类只有一件事的项目本来如此，不提。

    With 50 points on one row the others hardly matter. Projects that are one payment, such as salaries, grants or debt
    service, are like that by nature and left alone.

    Source: 大英县自评表（一项 90 分）
    Certainty: filled
    Pass: 指标1.分值=20；指标1.得分=20；指标7.分值=10；指标7.得分=10；指标1.一级指标=产出指标；指标6.一级指标=效益指标
    Fail: 指标1.一级指标=产出指标；指标6.一级指标=效益指标；指标1.分值=55；指标1.得分=55；指标2.分值=5；指标2.得分=4.5；指标3.分值=5；指标3.得分=5；指标5.分值=5；指标5.得分=5；指标6.分值=5；指标6.得分=5；指标7.分值=5；指标7.得分=5；指标8.分值=5；指标8.得分=5；总分.得分=99
    Mend: 指标1.分值=35；指标1.得分=35；指标3.分值=15；指标3.得分=15；指标6.分值=15；指标6.得分=15
    Guard: 工资性支出 | salaries | 项目名称=养护职工工资性支出；指标1.分值=60
    Guard: 单一用途的转移支付 | a transfer with one purpose | 项目名称=农村客运补贴转移支付；指标1.分值=60
    """
    half = form.profile.full_mark * form.profile.thresholds["heavy_share"]
    for row in form.scored_rows:
        weight = row.weight.value
        if weight is None or not half <= weight <= form.profile.full_mark:
            continue
        if not form.profile.words["single_purpose"].within(f"{form.project.value} {row.label}"):
            share = rounded(weight / form.profile.full_mark, 4)
            yield row.weight.problem(name=row.label, actual=weight, share=share)


@rule(
    "WGT06",
    level="hint",
    zh="{count} 个指标的分值都是 {actual} 分",
    en="all {count} indicators have {actual} points",
    do_zh="请按指标的重要程度分配分值，重点工作的分值应高一些",
    do_en="weigh the indicators by their importance",
    needs=("weight",),
)
def all_weights_alike(form: Form) -> Iterator[Problem]:
    """所有指标的分值都一样。
    All indicators have the same weight.

    分值应反映指标的重要程度，十个以上的指标分值全部相同，像是平均分的。指标少的表、平均后有尾差的表不提。

    Weights tell importance; ten or more that are all alike look divided evenly. Short forms, and forms whose last row takes
    a rest, are left alone.

    Source: 财预〔2020〕10号（凭记忆）
    Certainty: memory
    Pass: 指标1.分值=10；指标1.得分=10；指标3.分值=15；指标3.得分=15
    Fail: 指标1.一级指标=产出指标；指标6.一级指标=效益指标；指标1.分值=9；指标1.得分=9；指标2.分值=9；指标2.得分=8.1；指标3.分值=9；指标3.得分=9；指标4.分值=9；指标4.得分=9；指标5.分值=9；指标5.得分=9；指标6.分值=9；指标6.得分=9；指标7.分值=9；指标7.得分=9；指标8.分值=9；指标8.得分=9；总分.得分=98.6；插行15=^ | ^ | ^ | 巡查次数 | ≥48次 | 50次 | 9 | 9 | ；插行15=^ | ^ | ^ | 清理塌方 | ≥12处 | 13处 | 9 | 9 |
    Mend: 指标1.分值=12；指标1.得分=12；指标5.分值=6；指标5.得分=6
    Guard: 指标不多的表 | a short form | 指标1.一级指标=产出指标；指标6.一级指标=效益指标；指标1.分值=11.25；指标2.分值=11.25；指标3.分值=11.25；指标4.分值=11.25；指标5.分值=11.25；指标6.分值=11.25；指标7.分值=11.25；指标8.分值=11.25
    """
    rows = form.scored_rows
    if len(rows) < form.profile.thresholds["uniform_rows"]:
        return
    first = rows[0].weight
    if first.value and all(row.weight.value == first.value for row in rows):
        yield first.problem(count=len(rows), actual=first.value)


@rule(
    "WGT08",
    level="error",
    zh={
        "": "满意度指标的分值合计 {actual}，表样规定 {expected} 分",
        "missing": "没有满意度指标，表样规定 {expected} 分",
    },
    en={
        "": "satisfaction has {actual} points, the form sets {expected}",
        "missing": "there is no satisfaction indicator; the form sets {expected} points",
    },
    do_zh="请按表样给满意度指标 {expected} 分；不适用的，把这些分值归入效益指标并说明",
    do_en="give satisfaction its {expected} points, or add them to benefit and say why it does not apply",
    needs=("weight",),
)
def satisfaction_points_differ(form: Form) -> Iterator[Problem]:
    """满意度指标没有分值，或与表样规定的不同。
    Satisfaction has no points, or not those that the form sets.

    多数表样给满意度 10 分，可作一级，也可放在效益下面。没有满意度、其分值归入效益（效益 40）的认可。级别同 WGT04。

    Most forms give satisfaction 10 points, on a level of its own or below benefit. No satisfaction with benefit at 40 is
    accepted. The levels are those of WGT04.

    Source: 安徽、四川 2022 年自评表表下注明
    Certainty: published
    Pass: 指标1.一级指标=产出指标；指标6.一级指标=效益指标；插行22=注 | 权重：产出指标50%、效益指标30%、满意度指标10% | < | < | < | < | < | < | <
    Fail: 指标1.一级指标=产出指标；指标6.一级指标=效益指标；指标6.分值=20；指标6.得分=20；指标8.分值=5；指标8.得分=5；插行22=注 | 权重：产出指标50%、效益指标30%、满意度指标10% | < | < | < | < | < | < | <
    Mend: 指标6.分值=15；指标6.得分=15；指标8.分值=10；指标8.得分=10
    Guard: 没有满意度，效益 40 | no satisfaction, benefit 40 | 指标1.一级指标=产出指标；指标6.一级指标=效益指标；指标8.二级指标=社会效益指标；指标8.三级指标=应急抢通次数；指标8.年度指标值=≥5次；指标8.实际完成值=6次；插行22=注 | 权重：产出指标50%、效益指标30%、满意度指标10% | < | < | < | < | < | < | <
    Guard: 没有印划分的表 | no split printed | 指标1.一级指标=产出指标；指标6.一级指标=效益指标；指标6.分值=20；指标6.得分=20；指标8.分值=5；指标8.得分=5
    """
    profile = form.profile
    cap = profile.caps.get(SATISFACTION)
    if cap is None or not _comparable(form) or _satisfaction_not_asked(form):
        return
    level = _level(form, SATISFACTION)
    if SATISFACTION in rows_by_level(form):
        sum_ = _points(form, SATISFACTION)
        if sum_ is not None and sum_ != cap:
            yield _place(form, SATISFACTION).problem(actual=sum_, expected=cap, level=level)
    elif form.scored_rows and SATISFACTION not in profile.required_level1:  # else STR03 says so
        yield form.columns["weight"].problem(expected=cap, variant="missing", level=level)
