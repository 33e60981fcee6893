"""SCR09, VAL10, VAL15: words against each other: result and score, target and measure, name and second level."""

from __future__ import annotations

from collections.abc import Iterator

from .. import compute, values
from ..compute import direction_known
from ..model import Form, Indicator, Problem, bare
from ..values import Value
from . import rule
from .entries import has_word
from .rows import sorted_rows

#: What counts as a number inside a text; 一 is part of 进一步.
_NUMERALS = frozenset("0123456789０１２３４５６７８９二两三四五六七八九十百千万半")


@rule(
    "SCR09",
    level="warning",
    zh="“{name}”实际完成“{reached}”，却得了满分 {actual} 分",
    en="{name}: {reached}, yet full marks {actual}",
    do_zh="没有完成的应扣分，并写明原因和改进措施；确已完成的，请改写实际完成值",
    do_en="take points off and give the reason; if it was reached after all, correct the actual value",
    needs=("actual", "weight", "score"),
    absorbs=("SCR07", "SCR08", "SCR12"),
)
def not_reached_with_full_marks(form: Form) -> Iterator[Problem]:
    """没有完成却得满分。
    Not reached, yet full marks.

    实际完成写“否”“未完成”“未实施”或 0，得分却是满分，前后矛盾。目标就是“否”或 0、越低越好的（事故、投诉），“否”和 0 是好结果。

    否, 未完成, 未实施 or 0 with full marks contradict each other. Where the target is 否 or 0, or less is better (accidents,
    complaints), these are good news.

    Source: 复核中的常见问题
    Certainty: proposal
    Pass: 指标7.年度指标值=是；指标7.实际完成值=否；指标7.得分=0；总分.得分=83.5；指标7.偏差原因=方案未批复，2023年完成
    Fail: 指标7.三级指标=管护机制是否建立；指标7.年度指标值=是；指标7.实际完成值=否
    Fail: 指标7.实际完成值=未完成
    Fail: 指标2.年度指标值=≥40处；指标2.实际完成值=0人；指标2.得分=10；总分.得分=99.5
    Mend: 指标7.得分=0；总分.得分=83.5；指标7.偏差原因=方案未批复，2023年6月前建立
    Guard: 目标就是“否” | the target is 否 | 指标7.三级指标=是否发生安全事故；指标7.年度指标值=否；指标7.实际完成值=否
    Guard: 否是好结果 | 否 is good news | 指标7.三级指标=是否存在违规使用资金；指标7.年度指标值=不存在；指标7.实际完成值=否
    Guard: 是否有投诉，没有写目标 | complaints, without a target | 指标7.三级指标=是否有群众投诉；指标7.年度指标值=无；指标7.实际完成值=否
    Guard: 事故为 0 | no accidents | 指标3.三级指标=责任事故起数；指标3.年度指标值=0起；指标3.实际完成值=0起
    Guard: 越低越好的比率为 0 | a rate that should be low | 指标3.三级指标=群众投诉率；指标3.年度指标值=≤2%；指标3.实际完成值=0
    Guard: 未发生是好消息 | 未发生 is good news | 指标7.年度指标值=无安全事故；指标7.实际完成值=未发生安全事故
    Guard: 没有写方向的用时为 0 | a time without a direction | 指标4.三级指标=故障响应时间；指标4.年度指标值=2小时；指标4.实际完成值=0小时
    """
    for row, target, actual in sorted_rows(form).full:
        if _not_reached(row, target, actual, form):
            shown = {"name": row.label, "reached": row.actual.text, "actual": row.score.value}
            yield row.score.problem(**shown, covers=[row.actual.where] if row.actual.where is not None else [])


def _not_reached(row: Indicator, target: Value, actual: Value, form: Form) -> bool:
    if actual.kind == "bool":
        if actual.yes or target.yes is False or has_word(row, form, "no_is_good"):
            return False
        return target.yes is True or ("是否" in (row.name.value or "") and not has_word(row, form, "negative"))
    if actual.kind == "qual":
        return actual.band == 3
    if actual.number is None or actual.number:
        return False
    if target.kind not in ("quant", "range") or target.delta or not all(target.numbers):
        return False
    return target.sign in (">=", ">") or (target.sign in ("", "=") and direction_known(row, form.profile))


@rule(
    "VAL10",
    level="warning",
    zh={
        "": "“{name}”是{level2}，指标值“{actual}”无法衡量",
        "many": "{count} 个指标值中有 {vague} 个是“提升”“加强”一类的说法，多数指标无法衡量",
    },
    en={
        "": "{name} ({level2}): the target {actual} cannot be measured",
        "many": "{vague} of {count} targets are words such as 提升 or 加强, so most indicators cannot be measured",
    },
    do_zh="请改为可以量的指标值，如“≥3次”“2022年12月底前”“≤1万元/公里”",
    do_en="give a target that can be measured, such as ≥3次, 2022年12月底前, ≤1万元/公里",
    needs=("target",),
)
def vague_target(form: Form) -> Iterator[Problem]:
    """指标值含糊，无法衡量。
    A vague target.

    数量、时效、成本指标应当量得出来，“若干”“有效”“明显提升”对照不了。社会效益、可持续影响等用文字描述是正常的，
    但全表过半都是这类说法时，提醒一次。“及时”“按计划完成”有所指，不算含糊。

    Quantity, time and cost are measurable; 若干, 有效, 明显提升 cannot be compared. Words are normal for social effects, but
    where they make more than half of the table it is said once. 及时 and 按计划完成 refer to something and are fine.

    Source: 目标表审核；审计问题库（目标不量化）
    Certainty: system
    Pass: 指标7.年度指标值=明显提升
    Fail: 指标2.三级指标=养护培训；指标2.年度指标值=若干；指标2.实际完成值=达成年度指标
    Fail: 指标3.年度指标值=良好；指标5.二级指标=质量指标；指标5.三级指标=路况水平；指标5.年度指标值=明显提升；指标5.实际完成值=达成年度指标；指标6.三级指标=群众出行便利程度；指标6.年度指标值=显著改善；指标6.实际完成值=达成年度指标；指标7.年度指标值=进一步健全；指标8.年度指标值=较高
    Mend: 指标2.年度指标值=≥3次；指标2.实际完成值=3次；指标2.得分=10；指标2.偏差原因=；总分.得分=99.5
    Guard: 社会效益可以用文字描述 | words for a social effect | 指标6.年度指标值=显著提升；指标6.实际完成值=达成年度指标
    Guard: 时效写“及时”“按计划完成” | in time, as planned | 指标4.年度指标值=在项目计划完成时间内完成；指标4.实际完成值=达成年度指标
    Guard: 有数字的句子 | a sentence with a number | 指标2.年度指标值=有效处置不少于40处；指标2.实际完成值=40处；指标2.得分=10
    Guard: 中文数字 | a numeral | 指标2.年度指标值=推进三项工程；指标2.实际完成值=3项；指标2.得分=10
    Guard: 全部完成是 100% | 全部完成 is 100 % | 指标2.年度指标值=全部完成；指标2.实际完成值=全部完成；指标2.得分=10
    """
    profile, words, limits = form.profile, form.profile.words, form.profile.thresholds
    count, vague = 0, 0
    for row, target, _ in compute.readings(form):
        text = row.target.value
        if text is None:
            continue
        count += 1
        wordy = target.kind in ("qual", "text") and words["vague"].within(text) and _NUMERALS.isdisjoint(text)
        vague += wordy
        level2 = profile.level2.get(row.level2.value or "", "")
        if wordy and level2 in words["measured_levels"]:
            yield row.target.problem(name=row.label, actual=row.target.text, level2=level2)
    if count >= limits["vague_rows"] and vague > count * limits["vague_share"]:
        yield form.columns["target"].problem(count=count, vague=vague, variant="many")


_EFFECTS = frozenset({"经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"})
_QUALITY = ("ends_quality", (), "质量指标")
_TIME = ("ends_time", (), "时效指标")
_COST = ("ends_cost", (), "成本指标")
#: Second levels with the endings of names that are out of place there, what makes such a name right after all, and
#: where it belongs.
_ASTRAY: dict[str, tuple[tuple[str, tuple[str, ...], str], ...]] = {
    "数量指标": (_QUALITY, _TIME, _COST),
    "质量指标": (("ends_quantity", ("quality", "negative"), "数量指标"),),
    "时效指标": (_COST,),
    "成本指标": (_TIME,),
}
#: Second levels and the words of which one says an effect of that kind.
_KINDS = {"经济效益指标": "economic", "生态效益指标": "ecological"}


@rule(
    "VAL15",
    level="warning",
    zh={
        "": "“{name}”放在{actual}下，按名称应属{expected}",
        "economic": "“{name}”放在经济效益指标下，没有说到经济方面的效果",
        "ecological": "“{name}”放在生态效益指标下，没有说到生态环境方面的效果",
    },
    en={
        "": "{name} stands below {actual}; by its name it belongs to {expected}",
        "economic": "{name} stands below 经济效益指标 and names no economic effect",
        "ecological": "{name} stands below 生态效益指标 and names no effect on nature",
    },
    do_zh={
        "": "请移到{expected}下，或改写名称",
        "economic": "请写明增收、节支等经济效果，或移到相应的二级指标；没有这方面效益的可以不设",
        "ecological": "请写明节能、减排、环境改善等效果，或移到相应的二级指标；没有这方面效益的可以不设",
    },
    do_en={
        "": "move it to {expected}, or change its name",
        "economic": "name the income or saving, or move it; the second level may be left out",
        "ecological": "name the effect on nature, or move it; the second level may be left out",
    },
)
def name_in_wrong_category(form: Form) -> Iterator[Problem]:
    """指标放错了类别。
    An indicator in the wrong category.

    满意度属于满意度指标，人次、数量不是质量，合格率不是数量，完工时间是时效。只看名称中很确定的用语；带“合格”“整改”等字样的
    数量可以是质量指标。经济、生态效益下的名称没有相应用语的，只提示。

    Satisfaction has its own second level, a count is no quality, a pass rate no quantity, a date of completion is timeliness.
    Only words that leave no doubt count; 合格 or 整改 makes a count a quality. A name below economic or ecological effects
    without a word of that kind is a hint.

    Source: 益阳市 2022（便民服务列为经济效益、推广平台列为生态效益）、湘潭（满意程度列为社会效益）年自评表
    Certainty: seen
    Pass: 指标6.二级指标=生态效益指标；指标6.三级指标=公路沿线绿化里程
    Fail: 指标6.三级指标=群众满意程度；指标6.年度指标值=≥90%；指标6.实际完成值=93%
    Fail: 指标3.三级指标=养护培训人次；指标3.年度指标值=≥300人次；指标3.实际完成值=312人次
    Fail: 指标6.二级指标=生态效益指标；指标6.三级指标=推广统一平台；指标6.年度指标值=3个；指标6.实际完成值=3个
    Mend: 指标6.二级指标=满意度指标
    Guard: 满意度放在效益指标的满意度下 | satisfaction below benefit | 指标8.一级指标=效益指标(40分)
    Guard: 满意度调查的次数 | surveys are counted | 指标6.三级指标=满意度调查问卷回收份数；指标6.年度指标值=≥200份；指标6.实际完成值=212份
    Guard: 合格的数量是质量 | a count of what passed is a quality | 指标3.三级指标=验收合格工程数量；指标3.年度指标值=≥12个；指标3.实际完成值=12个
    Guard: 获奖、专利的数量 | prizes and patents | 指标3.三级指标=授权发明专利数量；指标3.年度指标值=≥2项；指标3.实际完成值=2项
    Guard: 返工、投诉的次数 | what should be rare | 指标3.三级指标=质量投诉次数；指标3.年度指标值=≤2次；指标3.实际完成值=1次
    Guard: 数量下的覆盖率、完成率 | a coverage below quantity | 指标1.三级指标=日常养护覆盖率；指标1.年度指标值=100%；指标1.实际完成值=100%
    Guard: 经济效益写节支 | a saving | 指标6.二级指标=经济效益指标；指标6.三级指标=减少群众办事跑腿开支；指标6.年度指标值=≥10元/件；指标6.实际完成值=10.6元/件
    Guard: 经济效益写营商环境 | business conditions | 指标7.二级指标=经济效益指标；指标7.三级指标=优化营商环境
    Guard: 生态效益写节约用纸 | saving paper | 指标6.二级指标=生态效益指标；指标6.三级指标=减少纸质材料；指标6.年度指标值=≥1.2万张；指标6.实际完成值=1.3万张
    """
    known, words = form.profile.level2, form.profile.words
    for row in form.scored_rows:
        name, level2 = row.name.value, known.get(row.level2.value or "", "")
        if name is None or not level2:
            continue
        if level2 in _EFFECTS and has_word(row, form, "satisfaction"):
            if not has_word(row, form, "survey_count"):
                yield row.name.problem(name=row.label, actual=level2, expected="满意度指标")
            continue
        kind = _KINDS.get(level2)
        if kind is not None:
            if (
                not words[kind].within(name)
                and not words[kind].within(row.target.value or "")
                and not values.stroke(name)
            ):
                yield row.name.problem(name=row.label, actual=level2, variant=kind, level="hint")
            continue
        for key, unless, right in _ASTRAY.get(level2, ()):
            if bare(name).endswith(words[key]) and not has_word(row, form, *unless):
                yield row.name.problem(name=row.label, actual=level2, expected=right)
                break
