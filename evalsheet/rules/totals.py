"""TOT: the total row (总分)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import compute
from ..compute import CENT, agrees, rounded
from ..model import Field, Form, Problem
from . import rule
from .budget import has_content, said_beside
from .scores import overscored, reverse_overscored


@rule(
    "TOT01",
    level="error",
    zh={
        "": "总分 {actual}，预算执行得分与各指标得分合计 {expected}",
        "outside": "总分 {actual} 只是各指标得分之和，没有计入预算执行得分；全部合计 {expected}",
        "rounding": "总分 {actual}，各项得分合计 {expected}，总分取了整",
        "blank": "总分没有填写，预算执行得分与各指标得分合计 {expected}",
    },
    en={
        "": "total score {actual}, but execution and indicators add up to {expected}",
        "outside": "total score {actual} leaves the execution score out; everything adds up to {expected}",
        "rounding": "total score {actual} is rounded; the scores add up to {expected}",
        "blank": "the total score is empty; execution and indicators add up to {expected}",
    },
    do_zh="总分 = 预算执行得分 + 各三级指标得分，请改正总分或有关得分",
    do_en="total = execution score + indicator scores; correct the total or the scores",
    needs=("score",),
    absorbs=("TOT04", "TOT06"),
    fix="auto",
)
def total_is_not_the_sum(form: Form) -> Iterator[Problem]:
    """总分与各项得分之和不等。
    The total score is not the sum of the scores.

    按表上填写的得分相加，不重算各项。缺任何一项得分时不核对；资金表没有执行得分时，总分可以多出执行的分值。总分等于
    不含预算执行的合计，或只是取了整（等级不变），作警告。

    The scores as entered are added up, none is recomputed; with one missing nothing is said, and where the funds block
    gives no score for execution the total may exceed the sum by its weight. A total that equals the sum without
    execution, or is merely rounded with the grade unchanged, is a warning.

    Source: 鄂州 2019 年自评表（96 与 90）
    Certainty: filled
    Pass: 总分.得分=98.50分
    Fail: 总分.得分=96
    Mend: 总分.得分=98.5
    Guard: “98.5分”就是 98.5 | 98.5分 is a number | 总分.得分=98.5分
    Guard: 相差 0.01 | a hundredth | 总分.得分=98.51
    """
    declared, computed = form.total.score, compute.score_sum(form)
    if declared.where is None or declared.fault or computed is None:
        return
    if declared.value is None:
        if declared.blank:
            yield declared.problem(expected=rounded(computed, 2), variant="blank", level="warning")
        return
    variant = _difference(form, declared, computed)
    if variant is not None:
        level = "warning" if variant else None
        yield declared.problem(actual=declared.value, expected=rounded(computed, 2), variant=variant, level=level)


def _difference(form: Form, declared: Field[Decimal], computed: Decimal) -> str | None:
    """None if the total is the sum, of the scores as stored or as shown; else the variant of the message."""
    assert declared.value is not None
    if abs(declared.value - computed) <= CENT:
        return None
    shown = compute.score_sum(form, as_shown=True)
    exact = [sum_ for sum_ in (computed, shown) if sum_ is not None]
    if any(abs(declared.value - sum_) <= CENT for sum_ in exact):
        return None
    if not compute.execution_is_scored(form, "score"):
        weights = compute.weight_sum(form, execution=False)
        rest = form.profile.full_mark - weights if weights is not None and weights < form.profile.full_mark else CENT
        if -CENT <= declared.value - computed <= rest:
            return None  # execution may have earned the difference
    without = compute.score_sum(form, execution=False)
    if without is not None and without != computed and agrees(declared, without):
        return "outside"
    same_grade = compute.grade(declared.value, form.profile.grades) == compute.grade(computed, form.profile.grades)
    return "rounding" if same_grade and any(agrees(declared, sum_) for sum_ in exact) else ""


@rule(
    "TOT02",
    level="error",
    zh="总分行的分值是 {actual}，应为 {expected}",
    en="the total row gives weight {actual}, expected {expected}",
    do_zh="请改正总分行的分值",
    do_en="correct the weight in the total row",
    fix="offer",
)
def total_weight_is_not_full(form: Form) -> Iterator[Problem]:
    """总分行的分值不是 100。
    The total weight is not 100.

    各项分值是 100 分的份额，总分行应写 100。各项合计本身不对时，只报分值合计。

    Weights are shares of 100. Where the weights themselves do not add up, only that is reported.

    Source: 各省公开自评表
    Certainty: published
    Pass: 总分.分值=100分
    Fail: 总分.分值=90
    Mend: 总分.分值=100
    Guard: 总分行没有写分值 | no weight in the total row | 总分.分值=
    """
    weight = form.total.weight
    if weight.value is not None and rounded(weight.value, 2) != form.profile.full_mark:
        yield weight.problem(actual=weight.value, expected=form.profile.full_mark)


@rule(
    "TOT03",
    level="error",
    zh={
        "": "总分 {score}，等级应为“{expected}”，填了“{actual}”",
        "other": "总分 {score}，按本表样等级为“{expected}”，填了“{actual}”，与另一种划分一致",
        "edge": "总分 {score} 在等级分界上，按本表样为“{expected}”，填了“{actual}”",
    },
    en={
        "": "a total of {score} is {expected}, not {actual}",
        "other": "a total of {score} is {expected} here; {actual} follows another scheme in use",
        "edge": "a total of {score} lies at the limit; here it is {expected}, not {actual}",
    },
    do_zh="90 分以上为优，80 分以上为良，60 分以上为中，60 分以下为差；另有规定的从其规定",
    do_en="90 and more is 优, 80 良, 60 中, less 差, unless local rules differ",
    fix="auto",
)
def grade_does_not_match(form: Form) -> Iterator[Problem]:
    """等级与总分不符。
    The grade does not match the total.

    优秀即优，良好即良，合格即中。已知的等级划分都不支持所填等级时才判错；离分界不到 0.05 分的只提示。

    Synonyms count. It is an error only if no known scheme gives the word; within 0.05 of a limit it is a hint.

    Source: 财预〔2020〕10号（凭记忆）；公开转载的全国等级划分
    Certainty: published
    Pass: 总分.等级=优秀
    Fail: 总分.等级=中
    Mend: 总分.等级=优
    Guard: “优秀”就是“优” | a synonym | 总分.等级=优秀
    Guard: 没有填等级 | no grade | 总分.等级=
    """
    word, score = form.total.grade, form.total.score
    if word.value is None or score.value is None:
        return
    grades = form.profile.grades
    expected = compute.grade(score.value, grades)
    if word.value == expected:
        return
    shown = {"actual": word.text, "expected": expected, "score": score.value}
    edge = Decimal("0.05")
    if any(compute.grade(score.value + step, grades) == word.value for step in (edge, -edge)):
        yield word.problem(**shown, variant="edge", level="hint")
    elif any(compute.grade(score.value, other) == word.value for other in form.profile.other_grades):
        yield word.problem(**shown, variant="other", level="warning")
    else:
        yield word.problem(**shown)


@rule(
    "TOT04",
    level="warning",
    zh="总分 {actual}，低于 {limit} 分，表上没有写改进措施",
    en="the total is {actual}, below {limit}, and the form names no measures",
    do_zh="请在偏差原因栏或改进措施中写明整改安排；项目已停止的，写明依据",
    do_en="say what will be done about it, or on what decision the project was ended",
)
def poor_without_measures(form: Form) -> Iterator[Problem]:
    """总分很低，却没有改进措施。
    A poor total without measures.

    60 分以下的项目，审核时先看整改安排。偏差原因栏、改进措施、其他需要说明事项中写了的不提，政策调整而停止的项目不提。

    Below 60 a reviewer looks for what will be done. Measures in any reason, among the conclusions or in a note will do, and
    projects that a decision ended need none.

    Source: 财预〔2020〕10号（凭记忆）
    Certainty: memory
    Pass: 总分.得分=98.5
    Fail: 指标1.实际完成值=60公里；指标1.得分=7.5；指标1.偏差原因=塌方；指标2.实际完成值=20处；指标2.得分=5；指标2.偏差原因=塌方；指标3.实际完成值=38%；指标3.得分=4；指标3.偏差原因=塌方；指标6.实际完成值=15000人；指标6.得分=7.5；指标6.偏差原因=道路中断；指标7.实际完成值=未完成；指标7.得分=0；指标7.偏差原因=方案未批；总分.得分=58.5；总分.等级=差
    Mend: 指标7.偏差原因=方案未批，下年完成
    Guard: 措施写在改进措施里 | measures among the conclusions | 指标1.实际完成值=60公里；指标1.得分=7.5；指标1.偏差原因=塌方；指标2.实际完成值=20处；指标2.得分=5；指标2.偏差原因=塌方；指标3.实际完成值=38%；指标3.得分=4；指标3.偏差原因=塌方；指标6.实际完成值=15000人；指标6.得分=7.5；指标6.偏差原因=道路中断；指标7.实际完成值=未完成；指标7.得分=0；指标7.偏差原因=方案未批；总分.得分=58.5；总分.等级=差；插行22=改进措施 | 2023年3月底前修复水毁路段 | < | < | < | < | < | < | <
    Guard: 政策调整停止的项目 | a project that a decision ended | 指标1.实际完成值=60公里；指标1.得分=7.5；指标1.偏差原因=塌方；指标2.实际完成值=20处；指标2.得分=5；指标2.偏差原因=塌方；指标3.实际完成值=38%；指标3.得分=4；指标3.偏差原因=塌方；指标6.实际完成值=15000人；指标6.得分=7.5；指标6.偏差原因=道路中断；指标7.实际完成值=未完成；指标7.得分=0；指标7.偏差原因=方案未批；总分.得分=58.5；总分.等级=差；指标2.偏差原因=因政策调整，项目6月终止
    Guard: 停止的情况写在完成情况里 | and said so among the goals | 指标1.实际完成值=60公里；指标1.得分=7.5；指标1.偏差原因=塌方；指标2.实际完成值=20处；指标2.得分=5；指标2.偏差原因=塌方；指标3.实际完成值=38%；指标3.得分=4；指标3.偏差原因=塌方；指标6.实际完成值=15000人；指标6.得分=7.5；指标6.偏差原因=道路中断；指标7.实际完成值=未完成；指标7.得分=0；指标7.偏差原因=方案未批；总分.得分=58.5；总分.等级=差；实际完成情况=按县政府决定，项目自6月起停止实施，移交市级管理。
    """
    score, limit = form.total.score, form.profile.thresholds["poor_total"]
    if score.value is None or score.value >= limit:
        return
    measures = any("措施" in label and has_content(entry.text, form) for label, entry in form.extra.items())
    stopped = form.profile.words["stopped"]
    ended = any(stopped.within(goal.actual.value) for goal in form.goals if goal.actual.value)
    if not (measures or ended or said_beside(form, "rectification") or said_beside(form, "stopped")):
        yield score.problem(actual=score.value, limit=limit)


@rule(
    "TOT05",
    level="hint",
    zh="总分 {actual} 分，是满分",
    en="the total is full marks, {actual}",
    do_zh="满分容易被抽查，请备好各项指标的佐证材料",
    do_en="full marks draw a review: keep the evidence at hand",
)
def full_marks(form: Form) -> Iterator[Problem]:
    """总分是满分。
    Full marks.

    满分不是错，但复核时会先看。

    Full marks are no mistake, yet reviewers look at them first.

    Source: 益阳市 2022 年自评表
    Certainty: seen
    Pass: 总分.得分=98.5
    Fail: 资金总额.全年执行数=120；当年拨款.全年执行数=100；上年结转.全年执行数=20；资金总额.执行率=100%；资金总额.得分=10；指标2.实际完成值=40处；指标2.得分=10；指标2.偏差原因=；总分.得分=100
    """
    if form.total.score.value == form.profile.full_mark:
        yield form.total.score.problem(actual=form.total.score.value)


@rule(
    "TOT06",
    level="warning",
    zh="总分正好是等级线 {actual} 分，而“{name}”等 {count} 项得分偏高，按公式总分应为 {expected} 分",
    en="the total is just {actual}, a grade limit, while {count} scores are too high ({name} first): it should be {expected}",
    do_zh="请先核对得分偏高的指标，再重算总分和等级",
    do_en="check the scores that are too high, then the total and the grade",
    needs=("score",),
)
def total_just_at_a_limit(form: Form) -> Iterator[Problem]:
    """总分正好压在等级线上，而有指标得分偏高。
    A total just at a grade limit, with a score that is too high.

    总分恰好 90、80、60 分，又有指标的得分高于公式（SCR03、SCR04），像是凑出来的。只是整数不算，两样都有才提。

    Exactly 90, 80 or 60 with a score above its formula (SCR03, SCR04) looks made up. A round total alone is natural.

    Source: 复核经验
    Certainty: proposal
    Pass: 指标7.实际完成值=未完成；指标7.得分=6.5；指标7.偏差原因=方案未批，2023年完成；总分.得分=90
    Fail: 指标2.实际完成值=39处；指标2.得分=10；指标7.实际完成值=未完成；指标7.得分=5.5；指标7.偏差原因=方案未批，2023年完成；总分.得分=90
    Mend: 指标2.得分=9.75；总分.得分=89.75；总分.等级=良
    Guard: 得分都对，总分恰好 90 | all scores right, a round total | 指标7.实际完成值=未完成；指标7.得分=6.5；指标7.偏差原因=方案未批；总分.得分=90
    Guard: 有偏高的得分，总分不在等级线上 | a score too high, the total off the limit | 指标2.实际完成值=39处；指标2.得分=10；总分.得分=99.5
    """
    score, limits = form.total.score, [floor for _, floor in form.profile.grades if floor]
    if score.value not in limits:
        return
    found = [one.values for one in (*overscored(form), *reverse_overscored(form))]
    # between two formulas there is no single right score, and its text is no number
    high = [said for said in found if isinstance(said["expected"], Decimal) and said["actual"] > said["expected"]]
    if high and score.value is not None:
        excess = sum((said["actual"] - said["expected"] for said in high), Decimal(0))
        yield score.problem(actual=score.value, expected=score.value - excess, name=high[0]["name"], count=len(high))


@rule(
    "TOT07",
    level="error",
    zh="小计{item} {actual}，所含各行合计 {expected}",
    en="subtotal of {item}: {actual}, its rows add up to {expected}",
    do_zh="请改正小计，或改正所含各行",
    do_en="correct the subtotal or its rows",
    needs=("weight",),
    fix="auto",
)
def subtotal_is_not_the_sum(form: Form) -> Iterator[Problem]:
    """小计与所含各行之和不等。
    A subtotal is not the sum of its rows.

    小计行按一级指标相加，总分前的合计行按全部指标相加（小计等于全部指标之和的也认可）。四舍五入或截取到所写小数位的都认可；缺一项时不核对。

    小计 sums up its first level or all indicators, 合计 above the total all of them. Rounded and cut sums pass; with one entry missing
    nothing is said.

    Source: 系统的小计校验
    Certainty: system
    Pass: 插行18=^ | 小计 | < | < | < | < | 50 | 49 |
    Fail: 插行18=^ | 小计 | < | < | < | < | 50 | 46 |
    Mend: H18=49
    Guard: 小计是全部指标之和 | a subtotal of all indicators | 插行21=^ | 小计 | < | < | < | < | 90 | 89 |
    """
    for one in form.subtotals:
        for name, field, item in (("weight", one.weight, "分值"), ("score", one.score, "得分")):
            sum_ = compute.subtotal(one, name)
            whole = compute.weight_sum(form, False) if name == "weight" else compute.score_sum(form, False)
            fits = [found for found in (sum_, whole) if found is not None and agrees(field, found)]
            if field.value is not None and sum_ is not None and not fits:
                yield field.problem(item=item, actual=field.value, expected=rounded(sum_, 2))
