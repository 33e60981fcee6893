"""WGT: the points and how they are split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from .. import compute
from ..compute import rounded
from ..model import FirstLevel, Form, Problem
from . import rule


def cap_gaps(levels: Sequence[FirstLevel]) -> list[tuple[FirstLevel, Decimal, Decimal]]:
    """The levels whose weights are not the printed cap: the level, the sum of its weights, sum minus cap."""
    gaps = []
    for level in levels:
        sum_ = _weights(level)
        if level.cap is None or sum_ is None or sum_ == level.cap or rounded(sum_, 2) == level.cap:
            continue
        same = [other for other in levels if (other.label.value, other.cap) == (level.label.value, level.cap)]
        parts = [_weights(other) for other in same]
        if len(same) > 1 and None not in parts and rounded(sum(filter(None, parts), Decimal(0)), 2) == level.cap:
            continue  # the same label printed twice, for a second goal or after another level
        gaps.append((level, sum_, rounded(sum_, 2) - level.cap))
    return gaps


def _weights(level: FirstLevel) -> Decimal | None:
    """The sum of the weights below a first level; None if one is missing, or if none of its rows counts."""
    rows = [row for row in level.rows if not row.detail and not row.na]
    return None if level.rows and not rows else compute.total(row.weight for row in rows)


@rule(
    "WGT01",
    level="error",
    zh={
        "": "分值合计 {actual}，应为 {expected}",
        "outside": "各项指标分值已合计 {expected}，预算执行的 {execution} 分在 {expected} 分之外",
    },
    en={
        "": "the weights add up to {actual}, expected {expected}",
        "outside": "the indicators alone make {expected}; the {execution} points of execution stand outside",
    },
    do_zh={
        "": "请核对各项分值，使预算执行分值与各指标分值之和为 {expected}",
        "outside": "请按表样把预算执行分值计入 {expected} 分之内，或按当地规定说明",
    },
    do_en={
        "": "make the weights of execution and indicators add up to {expected}",
        "outside": "bring execution inside the {expected} points, or say that local rules differ",
    },
    needs=("weight",),
    absorbs=("TOT02",),
)
def weights_do_not_add_up(form: Form) -> Iterator[Problem]:
    """分值合计不是 100。
    The weights do not add up to 100.

    预算执行分值加各三级指标分值应正好是 100。指标自身已是 100、执行另算的表确有其例，作警告。资金表没有写执行的分值时，
    合计不足 100 不判错。

    The weight of execution and those of all indicators make 100. Forms where the indicators alone make 100 exist; that is
    a warning. Where the funds block gives no weight for execution, a sum below 100 may be right.

    Source: 鄂州 2019、中江 2022 年自评表（合计 110）；系统的权重校验
    Certainty: filled
    Pass: 指标1.分值=14.5；指标1.得分=14.5；指标2.分值=10.5；指标2.得分=9.45；总分.得分=98.45
    Fail: 指标6.一级指标=效益指标；指标6.分值=20；指标6.得分=20；总分.得分=103.5
    Mend: 指标6.分值=15；指标6.得分=15；总分.得分=98.5
    Guard: 合计取两位小数后是 100 | exact to two decimals | 指标1.分值=14.999；指标2.分值=10.001
    """
    full = form.profile.full_mark
    sum_ = compute.weight_sum(form)
    if sum_ is None or not form.scored_rows or rounded(sum_, 2) == full:
        return
    if sum_ < full and not compute.execution_is_scored(form, "weight"):
        return  # execution may carry the rest
    where = form.total.weight.where or form.columns["weight"]
    declared = form.total.weight.value
    covers = [where] if declared is not None and rounded(declared, 2) == rounded(sum_, 2) else []
    execution = compute.total(compute.execution_entries(form, "weight"))
    if execution and compute.weight_sum(form, execution=False) == full:
        place = next(field.where for field in compute.execution_entries(form, "weight") if field.where)
        yield place.problem(execution=execution, expected=full, variant="outside", level="warning", covers=covers)
    else:
        yield where.problem(actual=sum_, expected=full, covers=covers)


@rule(
    "WGT02",
    level="error",
    zh="{level1}各指标分值合计 {actual}，表上规定 {expected} 分",
    en="the weights of {level1} add up to {actual}, the form prints {expected}",
    do_zh="请调整{level1}下各指标的分值，使合计为 {expected} 分",
    do_en="make the weights below {level1} add up to {expected}",
    needs=("weight",),
    absorbs=("WGT01", "WGT04", "WGT08", "TOT02"),
)
def cap_not_met(form: Form) -> Iterator[Problem]:
    """一级指标下的分值与表上印的分数不符。
    The weights of a first level are not the points printed in its label.

    “产出指标(50分)”下各指标的分值之和应是 50。没有印分数的不核对。二级指标印了分数的也这样核对，不符时作警告。

    Below 产出指标(50分) the weights make 50. Labels without points are not checked. Second levels that print points are
    looked at in the same way; there a difference is a warning.

    Source: 益阳市 2022 年自评表（产出 50、效益 40）；中江 2022 年（70）
    Certainty: seen
    Pass: 指标1.一级指标=产出指标\\n（50分）；指标1.二级指标=数量指标（25分）
    Fail: 指标1.分值=20；指标1.得分=20；总分.得分=103.5
    Mend: 指标1.分值=15；指标1.得分=15；总分.得分=98.5
    Guard: 一级指标里没有印分数 | no points printed | 指标1.一级指标=产出指标；指标6.一级指标=效益指标；指标1.分值=20；指标6.分值=10
    """
    gaps = cap_gaps(form.first_levels)
    sum_ = compute.weight_sum(form) if gaps else None
    explained = sum_ is not None and sum_ - form.profile.full_mark == sum(gap for _, _, gap in gaps)
    # where a broken cap explains the whole gap of the total, the total is no second mistake
    places = [form.total.weight.where, form.columns.get("weight")]
    covers = [place for place in places if place is not None] if explained else []
    for level, actual, _ in gaps:
        yield level.label.problem(level1=level.label.value, actual=actual, expected=level.cap, covers=covers)
    if gaps:
        return
    for level, actual, _ in cap_gaps(form.second_levels):
        yield level.label.problem(level1=level.label.value, actual=actual, expected=level.cap, level="warning")


@rule(
    "WGT03",
    level="error",
    zh={
        "": "“{name}”没有分值",
        "zero": "“{name}”的分值是 {actual}，应大于 0",
        "execution": "预算执行没有填写分值",
    },
    en={
        "": "{name} has no weight",
        "zero": "the weight of {name} is {actual}; it must be above 0",
        "execution": "budget execution has no weight",
    },
    do_zh="请填写分值；不用的行请整行清空",
    do_en="fill in the weight, or clear the whole row if it is not used",
    needs=("weight",),
    absorbs=("WGT01", "WGT02", "TOT02", "SCR02"),
    fix="offer",
)
def weight_missing(form: Form) -> Iterator[Problem]:
    """指标没有分值。
    An indicator has no weight.

    用到的指标都要有大于 0 的分值。“其中”明细行和填“/”的不适用行除外。

    Every indicator in use needs a weight above 0, except detail lines (其中) and rows of / that do not apply.

    Source: 系统的权重校验；安徽萧县 2023 年自评表的明细行
    Certainty: system
    Pass: 指标7.三级指标=/；指标7.年度指标值=/；指标7.实际完成值=/；指标7.分值=/；指标7.得分=/；指标6.分值=30；指标6.得分=30
    Fail: 指标7.分值=
    Mend: 指标7.分值=15
    Guard: “其中”明细行没有分值 | detail lines carry no weight | 指标7.三级指标=其中：县道；指标7.分值=；指标7.得分=
    """
    places = [form.total.weight.where, form.columns.get("weight")]
    for row in form.scored_rows:
        weight = row.weight.value
        if (weight is None or weight <= 0) and not row.weight.fault and row.weight.where is not None:
            covers = [place for place in (*places, row.level1.where, row.score.where) if place is not None]
            variant = "" if weight is None else "zero"
            name = row.label
            yield row.weight.problem(name=name, actual=weight, variant=variant, covers=covers)
    if all(row.weight.value is None for row in form.fund_rows):
        for entry in compute.execution_entries(form, "weight"):
            if not entry.fault:
                yield entry.problem(variant="execution", level="warning")


@rule(
    "WGT07",
    level="warning",
    zh={
        "": "分值 {actual} 的小数位太多，保留两位是 {expected}",
        "several": "{count} 个分值的小数位太多，第一个是 {actual}，保留两位是 {expected}",
    },
    en={
        "": "weight {actual} has too many decimals; with two it is {expected}",
        "several": "{count} weights have too many decimals; the first is {actual}, with two it is {expected}",
    },
    do_zh="分值最多保留两位小数，尾差放在最后一项，使合计仍为 {full}",
    do_en="give weights with two decimals at most and put the rest into the last one, so that they still make {full}",
    needs=("weight",),
    fix="offer",
)
def weight_too_fine(form: Form) -> Iterator[Problem]:
    """分值的小数位太多。
    A weight has too many decimals.

    平均分配时除出来的 12.857142 打印和加总都对不上，分值保留两位小数即可；最后一项含尾差的（12.86、12.84）是对的。
    格子里存得更细、显示两位的不提。“10分”是数，写成别的文字由 FND11 指出。

    A weight such as 12.857142 comes from a division and adds up to nothing that is printed. Two decimals are enough, and a
    last row that takes the rest is right. What a cell shows counts, not what it stores. 10分 is a number.

    Source: 苏州 2021 年自评表（3.71、3.74，合规）；系统保留两位小数
    Certainty: filled
    Pass: 指标1.分值=12.86；指标1.得分=12.86；指标2.分值=12.14；指标2.得分=10.93；总分.得分=98.29
    Fail: 指标1.分值=12.857143；指标1.得分=12.86；指标2.分值=12.142857；指标2.得分=10.93；总分.得分=98.29
    Mend: 指标1.分值=12.86；指标2.分值=12.14
    Guard: 两位小数 | two decimals | 指标1.分值=11.29；指标2.分值=13.71
    Guard: 带“分”字 | with the word for points | 指标1.分值=15分；指标2.分值=10.00分
    Guard: 末尾的零 | zeros at the end | 指标1.分值=15.0000
    Guard: 公式算出、只显示两位 | a formula that shows two decimals | 指标1.分值==90/6 -> 15.00
    """
    most = int(form.profile.thresholds["weight_decimals"])
    fine = [
        row.weight
        for row in form.scored_rows
        if row.weight.decimals > most
        and row.weight.value is not None
        and rounded(row.weight.value, row.weight.decimals) != rounded(row.weight.value, most)
    ]
    if fine:
        first = fine[0].value or Decimal(0)
        variant = "several" if len(fine) > 1 else ""
        shown = {"actual": first, "expected": rounded(first, most), "full": form.profile.full_mark}
        yield fine[0].problem(**shown, count=len(fine), variant=variant)
