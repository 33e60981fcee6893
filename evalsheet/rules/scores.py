"""SCR: the score of each indicator against its target, its actual value and its weight."""

from __future__ import annotations

from collections.abc import Iterator

from .. import compute
from ..compute import Outcome, agrees, direction_known, has_standard, rounded
from ..model import Form, Indicator, Problem
from . import rule
from .entries import has_word
from .rows import sorted_rows

_NEEDS = ("target", "actual", "weight", "score")


@compute.per_form
def _missed(form: Form) -> tuple[tuple[Indicator, Outcome], ...]:
    """The rows whose target was not reached."""
    return tuple([one for one in compute.outcomes(form) if not one[1].met])


def _below_weight(row: Indicator) -> bool:
    return row.score.value is not None and row.weight.value is not None and row.score.value < row.weight.value


@rule(
    "SCR01",
    level="error",
    zh={"": "“{name}”没有得分", "known": "“{name}”没有得分，按完成情况应得 {expected} 分"},
    en={"": "{name} has no score", "known": "{name} has no score; what was reached earns {expected}"},
    do_zh="请填写得分；未开展的填 0 并说明原因",
    do_en="fill in the score; 0 with a reason if nothing was done",
    needs=("score",),
    fix="auto",
)
def score_missing(form: Form) -> Iterator[Problem]:
    """指标没有得分。
    An indicator has no score.

    缺一个得分，总分就算不出来。“其中”明细行和填“/”的不适用行除外。

    One missing score and there is no total. Detail lines and rows of / are excepted.

    Source: 系统的必填校验
    Certainty: system
    Pass: 指标7.三级指标=/；指标7.年度指标值=/；指标7.实际完成值=/；指标7.分值=/；指标7.得分=/；指标6.分值=30；指标6.得分=30
    Fail: 指标1.得分=
    Mend: 指标1.得分=15
    Guard: “其中”明细行不计分 | detail lines are not scored | 指标7.三级指标=其中：县道；指标7.分值=；指标7.得分=
    Guard: 不适用的行填“/” | does not apply | 指标7.三级指标=/；指标7.年度指标值=/；指标7.实际完成值=/；指标7.分值=/；指标7.得分=/
    """
    for row in form.scored_rows:
        if row.score.value is None and not row.score.fault and row.score.where is not None:
            known = None if has_standard(row, form) else compute.certain_score(row, form.profile)
            variant = "" if known is None else "known"
            yield row.score.problem(name=row.label, expected=known, variant=variant)


@rule(
    "SCR02",
    level="error",
    zh={"": "“{name}”得分 {actual} 超过分值 {expected}", "negative": "“{name}”得分 {actual} 小于 0"},
    en={"": "{name}: score {actual} exceeds its weight {expected}", "negative": "{name}: score {actual} is below 0"},
    do_zh="得分应在 0 和分值之间，请改正",
    do_en="the score lies between 0 and the weight",
    needs=("weight", "score"),
    absorbs=("SCR03", "SCR04", "SCR07"),
    fix="offer",
)
def score_over_weight(form: Form) -> Iterator[Problem]:
    """得分超过分值。
    A score exceeds its weight.

    完成得再多，得分也不超过分值，也不会是负数。

    However much was done, a score is at most its weight, and never negative.

    Source: 江西 2017、湖北 2020 年自评表表下注明
    Certainty: published
    Pass: 指标1.分值=15分；指标1.得分=15.00
    Fail: 指标1.得分=16；总分.得分=99.5
    Mend: 指标1.得分=15；总分.得分=98.5
    Guard: 得分写作“15分” | points with their word | 指标1.得分=15分
    """
    for row in form.scored_rows:
        score, weight = row.score.value, row.weight.value
        if score is None:
            continue
        if score < 0:
            yield row.score.problem(name=row.label, actual=score, variant="negative")
        elif weight is not None and score > weight and score > rounded(weight, 2):  # 12.86 of 90/7 is full marks
            yield row.score.problem(name=row.label, actual=score, expected=weight)


@rule(
    "SCR03",
    level="error",
    zh={
        "": "“{name}”完成 {reached}，目标 {goal}，按比例应得 {expected} 分，填了 {actual} 分",
        "rounding": "“{name}”完成 {reached}，目标 {goal}，按比例是 {expected} 分，取整成了满分 {actual} 分",
        "near": "“{name}”完成 {reached}，略低于目标 {goal}，按比例是 {expected} 分，填了满分 {actual} 分",
        "implicit": "“{name}”完成 {reached}，低于指标值 {goal}，按比例是 {expected} 分，填了 {actual} 分",
    },
    en={
        "": "{name}: {reached} of {goal} earns {expected} points, {actual} were entered",
        "rounding": "{name}: {reached} of {goal} earns {expected} points; rounding made it full marks {actual}",
        "near": "{name}: {reached} falls just short of {goal}, which earns {expected}; full marks {actual} were entered",
        "implicit": "{name}: {reached} is below {goal}, which earns {expected} points; {actual} were entered",
    },
    do_zh="得分 = 实际完成值 ÷ 年度指标值 × 分值；另有评分标准的请注明",
    do_en="score = actual / target times weight; name the standard if another one applies",
    needs=_NEEDS,
    absorbs=("SCR09",),
    fix="offer",
)
def overscored(form: Form) -> Iterator[Problem]:
    """正向指标没有完成，得分却高于完成比例。
    A target to be reached was missed, yet the score is above the share that was reached.

    “≥”类指标未完成的按完成比例得分，四舍五入或截取到所写的小数位都认可。完成 95% 以上给满分、取整成满分、
    指标值没有写符号的，只作警告；成本、时间和越低越好的指标没有写符号时不核对。

    A missed ≥ target earns the share that was reached, rounded or cut to the printed decimals. Full marks from 95 % on,
    full marks by rounding, and targets without a printed sign are warnings; costs, times and counts that should be low
    say nothing without a sign.

    Source: 北京海淀 2016、江西 2017、湖北 2020 年自评表；稷山 2021 年（完成 63% 得九成分）
    Certainty: published
    Pass: 指标2.得分=9.00
    Fail: 指标2.得分=9.8；总分.得分=99.3
    Mend: 指标2.得分=9；总分.得分=98.5
    Guard: 成本没有写符号，低了是好事 | a cost without a sign | 指标5.年度指标值=1万元；指标5.实际完成值=0.9万元
    Guard: 时间没有写符号，短了是好事 | a time without a sign | 指标4.年度指标值=10天；指标4.实际完成值=8天
    Guard: 事故起数这类越低越好 | better low | 指标1.三级指标=交通事故起数；指标1.年度指标值=5起；指标1.实际完成值=2起
    Guard: 按比例的得分写作 9.0 | the exact score | 指标2.得分=9.0
    Guard: 单位不同类，不比较 | unlike units are not compared | 指标1.年度指标值=≥120公里；指标1.实际完成值=120人次
    """
    for row, result in _missed(form):
        if result.ratio is None or len(result.scores) != 1 or row.score.value is None:
            continue
        if result.actual >= result.target or (not result.printed and not direction_known(row, form.profile)):
            continue
        exact = result.scores[0]
        score, weight = row.score.value, row.weight.value
        full = score == weight
        fits = agrees(row.score, exact)
        if score <= rounded(exact, 2) or (fits and not full):
            continue
        variant = "" if result.printed and not has_standard(row, form) else "implicit"
        if fits and full:
            variant = "rounding"
        elif full and result.ratio >= form.profile.thresholds["near_miss"]:
            variant = "near"
        shown = {"name": row.label, "reached": row.actual.text, "goal": row.target.text}
        level = "warning" if variant else None
        yield row.score.problem(**shown, actual=score, expected=rounded(exact, 2), variant=variant, level=level)


@rule(
    "SCR04",
    level="error",
    zh={
        "": "“{name}”实际 {reached}，超出目标 {goal}，最多得 {expected} 分，填了 {actual} 分",
        "between": "“{name}”实际 {reached}，超出目标 {goal}，常用算法得 {scores} 分，填了 {actual} 分",
    },
    en={
        "": "{name}: {reached} exceeds {goal}, which earns {expected} points at most; {actual} were entered",
        "between": "{name}: {reached} exceeds {goal}; the usual formulas give {scores}, {actual} were entered",
    },
    do_zh="反向指标未完成的，得分 = 指标值 ÷ 实际值 × 分值，或 [1 -（实际值 - 指标值）÷ 指标值] × 分值，按当地规定选用",
    do_en="a missed ≤ target earns target / actual times weight, or 1 - (actual - target) / target, as local rules say",
    needs=_NEEDS,
    fix="offer",
)
def reverse_overscored(form: Form) -> Iterator[Problem]:
    """反向指标超出了目标，得分偏高。
    A target not to be exceeded was exceeded, and the score is too high.

    “≤”类指标超出的，各地有两种算法，还有直接计 0 分的，都认可；高于其中最高的判错，低于最高又都不相符的作警告。
    只核对写明“≤”“不超过”“以内”等的指标；目标是 0 的（如事故 0 起）没有写符号也核对，作警告。

    Two formulas and plain 0 are in use for a missed ≤ target, and all are accepted: above the highest is an error, below
    it and equal to none a warning. Only printed signs or words count, and a target of 0, for a warning.

    Source: 北京海淀 2016、江西 2017、湖北 2020 年自评表（A/B）；某省预算绩效系统（线性）
    Certainty: published
    Pass: 指标5.实际完成值=1.25万元；指标5.得分=8；指标5.偏差原因=材料涨价，下年集中采购；总分.得分=96.5
    Fail: 指标5.实际完成值=1.25万元
    Mend: 指标5.得分=8；指标5.偏差原因=材料涨价，下年集中采购；总分.得分=96.5
    Guard: 指标值没有写符号 | no printed sign | 指标5.年度指标值=1万元；指标5.实际完成值=1.25万元
    Guard: 按线性算法计分 | the linear formula | 指标5.实际完成值=1.25万元；指标5.得分=7.5
    Guard: 目标是 0，一起也没有 | none wanted, none there | 指标3.三级指标=安全事故；指标3.年度指标值=0起；指标3.实际完成值=0起
    Guard: 超出就计 0 分 | all or nothing | 指标5.实际完成值=1.25万元；指标5.得分=0
    Guard: 超出极少，取两位小数仍是满分 | full marks to two decimals | 指标5.年度指标值=≤20000元；指标5.实际完成值=20001元
    """
    for row, result in _missed(form):
        if row.score.value is None or not (result.printed or _is_none_wanted(row, result, form)):
            continue
        if result.actual <= result.target:
            continue
        highest = max(result.scores)
        score = row.score.value
        full = score == row.weight.value and rounded(highest, 2) < score
        if any(agrees(row.score, exact) for exact in result.scores) and not full:
            continue
        shown = {"name": row.label, "reached": row.actual.text, "goal": row.target.text, "actual": score}
        if score > rounded(highest, 2):
            level = "warning" if has_standard(row, form) or not result.printed else None
            yield row.score.problem(**shown, expected=rounded(highest, 2), level=level)
        elif not row.reason.value:
            texts = "、".join(f"{rounded(exact, 2):f}" for exact in sorted(result.scores, reverse=True))
            yield row.score.problem(**shown, expected=texts, scores=texts, variant="between", level="warning")


def _is_none_wanted(row: Indicator, result: Outcome, form: Form) -> bool:
    """A bare 0 as target: no accident, no complaint; a rate of 0 that should be high is VAL17's."""
    return result.target == 0 and not has_word(row, form, "positive_rate")


@rule(
    "SCR05",
    level="warning",
    zh="“{name}”已达到目标，应得 {expected} 分，只填了 {actual} 分，也没有说明原因",
    en="{name} reached its target and would earn {expected} points; {actual} were entered without a reason",
    do_zh="请核对得分；有意少计的，请在偏差原因栏说明",
    do_en="check the score, or give the reason for the lower one",
    needs=_NEEDS,
    absorbs=("TXT01",),
    fix="offer",
)
def underscored(form: Form) -> Iterator[Problem]:
    """达到目标却没有得满分（或得分低于完成比例）。
    The score is lower than the formula gives.

    达到目标的应得满分。少计可能是留有余地，也可能是填错，所以只提醒，写了原因的不提；超额完成而扣分的也不提。

    A target that was met earns full marks. A lower score may be modesty or a slip, so it is a question; with a reason, or
    after a large excess, it is none.

    Source: 丽江 2020、永德 2022 年自评表
    Certainty: filled
    Pass: 指标1.得分=14；总分.得分=97.5；指标1.偏差原因=上级考核扣分，已整改
    Fail: 指标1.得分=14；总分.得分=97.5
    Mend: 指标1.得分=15；总分.得分=98.5
    Guard: 写了少计的原因 | a reason is given | 指标1.得分=12；指标1.偏差原因=复核扣分
    Guard: 大幅超额，有意少计 | points off for a large excess | 指标1.实际完成值=200公里；指标1.得分=12
    """
    if not sorted_rows(form).lost:
        return
    for row, result in compute.outcomes(form):
        if row.score.value is None or row.reason.value or not _below_weight(row):
            continue
        lowest = min(result.scores)
        if row.score.value >= lowest:
            continue
        if not result.printed and not direction_known(row, form.profile):
            continue
        if result.ratio is not None and result.ratio >= form.profile.thresholds["over_hint"]:
            continue
        if not agrees(row.score, lowest):
            covers = [row.reason.where] if row.reason.where is not None else []
            yield row.score.problem(name=row.label, actual=row.score.value, expected=rounded(lowest, 2), covers=covers)


@rule(
    "SCR07",
    level="warning",
    zh={
        "": "“{name}”实际完成“{reached}”，这类结果通常得 {low} 至 {high} 分，填了 {actual} 分",
        "open": "“{name}”实际完成“{reached}”，这类结果通常得 {low} 分以上、低于 {high} 分，填了 {actual} 分",
    },
    en={
        "": "{name}: {reached} usually earns {low} to {high} points; {actual} were entered",
        "open": "{name}: {reached} usually earns {low} or more and less than {high} points; {actual} were entered",
    },
    do_zh="请核对完成情况的用语和得分，使两者一致",
    do_en="bring the wording and the score into line",
    needs=_NEEDS,
    absorbs=("TXT01",),
    fix="offer",
)
def score_outside_band(form: Form) -> Iterator[Problem]:
    """定性指标的得分与完成情况的用语不符。
    The score of a qualitative indicator does not fit its wording.

    达成的得 80% 至 100%，部分达成的得 60%（早年 50%）至 80%，未达成的低于 60%。只看能认出档次的用语。

    Reached earns 80 to 100 %, partly reached 60 (once 50) to 80 %, not reached less than 60 %. Only words with a known
    band count.

    Source: 财预〔2020〕10号（凭记忆）；四川 2022 年自评表表下注明；江西 2017、湖北 2020（50%）
    Certainty: published
    Pass: 指标7.实际完成值=部分达成年度指标并具有一定效果；指标7.得分=10；总分.得分=93.5；指标7.偏差原因=机制未覆盖村道，2023年补齐
    Fail: 指标7.实际完成值=部分达成年度指标并具有一定效果
    Mend: 指标7.得分=10；指标7.偏差原因=机制未覆盖村道，2023年补齐；总分.得分=93.5
    Guard: “持续提升”看不出档次 | no band for such words | 指标7.实际完成值=持续提升；指标7.得分=5
    Guard: 80% 属于达成一档 | 80 % belongs to the first band | 指标7.得分=12
    """
    for row, _, value in compute.readings(form):
        if value.kind != "qual" or row.score.value is None or not row.weight.value:
            continue
        limits = compute.band(value, row.weight.value, form.profile)
        if limits is None:
            continue
        low, high, closed = limits
        score = row.score.value
        if score < low and row.reason.value:
            continue  # a lower score with its reason is a decision, not a slip
        if score < low or score > high or (score == high and not closed):
            shown = {"name": row.label, "reached": row.actual.text, "low": low, "high": high}
            variant = "" if closed else "open"
            covers = [row.reason.where] if row.reason.where is not None else []
            yield row.score.problem(**shown, actual=score, expected=f"{low}-{high}", variant=variant, covers=covers)


@rule(
    "SCR08",
    level="hint",
    zh="“{name}”实际完成“{reached}”，却得了满分 {actual} 分",
    en="{name}: {reached}, yet full marks {actual}",
    do_zh="请写明确的完成情况，或适当扣分并说明差距",
    do_en="say plainly that it was reached, or take points off and name the gap",
    needs=("actual", "weight", "score"),
)
def hedged_with_full_marks(form: Form) -> Iterator[Problem]:
    """用语留有余地（基本、较、初步、部分），却得满分。
    Hedged wording with full marks.

    “基本实现”说明还有差距，与满分不一致。只看整格用语，“基本医疗”“初步设计”这样的名词不算。

    基本实现 admits a gap, which full marks deny. Only the whole cell counts; nouns such as 基本医疗 do not.

    Source: 益阳市 2022 年自评表（基本实现，10/10）
    Certainty: seen
    Pass: 指标7.实际完成值=基本医疗保障到位
    Fail: 指标7.实际完成值=基本实现
    Mend: 指标7.得分=13；指标7.偏差原因=村道管护人员尚未配齐，2023年6月底前配齐；总分.得分=96.5
    Guard: “基本农田”是名词 | a noun | 指标7.实际完成值=基本农田保护到位
    """
    for row, _, value in sorted_rows(form).full:
        if value.kind == "qual" and value.hedged and value.band in (None, 1):
            yield row.actual.problem(name=row.label, reached=row.actual.text, actual=row.score.value)


#: 无投诉, 未发生事故 are numbers where the target is 0.
_NOTHING = ("无", "未", "没有", "零")
#: Kinds of actual values that are no number.
_WORDY = ("qual", "bool", "text", "name_like")


def _says_a_number(text: str) -> bool:
    return any(map(str.isdigit, text)) or "百分之" in text


@rule(
    "SCR12",
    level="warning",
    zh="“{name}”的目标是“{goal}”，实际完成值却是“{actual}”，没有数字",
    en="{name}: the target is {goal}, the actual value {actual} has no number",
    do_zh="请填写实际完成的数值",
    do_en="give the number that was reached",
    needs=("target", "actual"),
)
def actual_without_number(form: Form) -> Iterator[Problem]:
    """定量指标的实际完成值不是数。
    A quantitative target with a word for an actual value.

    目标是“≤30万元”，实际完成写“完成”，就看不出完成了多少，无法核对得分。

    With a target of ≤30万元 and 完成 for an actual value nobody can see how much was done.

    Source: 大英、武汉蔡甸 2021 年自评表
    Certainty: filled
    Pass: 指标1.实际完成值=已完成126公里
    Fail: 指标5.实际完成值=完成
    Mend: 指标5.实际完成值=0.9万元
    Guard: 只写数，单位随指标值 | a bare number takes the unit | 指标1.实际完成值=126
    """
    for row, target, actual in sorted_rows(form).quantities:
        if actual.kind not in _WORDY or not target.whole or _says_a_number(row.actual.text):
            continue
        if target.number != 0 or not (row.actual.value or "").startswith(_NOTHING):
            yield row.actual.problem(name=row.label, goal=row.target.text, actual=row.actual.text)
