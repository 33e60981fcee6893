"""STR: rows of the indicator table held against each other; and the rows that other rules ask for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple

from .. import values
from ..compute import Reading, per_form, readings
from ..model import Field, Form, Indicator, Problem, normal
from ..values import Value
from . import rule


class Sorted(NamedTuple):
    """The rows that only some rules ask for, sorted out once."""

    #: The score is below the weight.
    lost: list[Indicator]
    #: As in `readings`: the score is the weight, and not 0.
    full: list[Reading]
    #: The target is a number.
    quantities: list[Reading]
    #: The target or the actual value is a percentage.
    percentages: list[Reading]
    #: The target or the actual value is a date or a period.
    dated: list[Reading]


#: Kinds of values that are days.
DATED = ("date", "period")


@per_form
def sorted_rows(form: Form) -> Sorted:
    """The scored rows by what rules ask of them."""
    found = Sorted([], [], [], [], [])
    for reading in readings(form):
        row, target, actual = reading
        score, weight = row.score.value, row.weight.value
        if score is not None and weight is not None:
            if score < weight:
                found.lost.append(row)
            elif weight and score == weight:
                found.full.append(reading)
        if target.kind == "quant":
            found.quantities.append(reading)
        if target.unit == "%" or actual.unit == "%":
            found.percentages.append(reading)
        if target.kind in DATED or actual.kind in DATED:
            found.dated.append(reading)
    return found


@rule(
    "STR09",
    level="warning",
    zh={
        "": "三级指标“{actual}”与 {first} 重复",
        "elsewhere": "三级指标“{actual}”与 {first} 同名，所在的二级指标不同",
    },
    en={
        "": "the indicator {actual} is there already, at {first}",
        "elsewhere": "the indicator {actual} has the name of the one at {first}, below another second level",
    },
    do_zh="请删去重复的一行，或改写名称，写清各自评什么",
    do_en="drop one of the two, or name what each of them is about",
)
def duplicate_name(form: Form) -> Iterator[Problem]:
    """三级指标重名。
    The same indicator twice.

    同一个二级指标下两行同名，多半是复制后忘了改，同一件事得了两次分。名称相同但分属不同的二级指标（或不同的年度目标），只提示。

    Two rows of one name below one second level are mostly a copy that was not changed, and score one thing twice. Below
    different second levels, or different annual goals, it is a hint.

    Source: 批量审核中的常见情形
    Certainty: proposal
    Pass: 指标2.三级指标=养护里程完好率
    Fail: 指标2.三级指标=养护里程
    Mend: 指标2.三级指标=安全设施修复
    Guard: 名称只差期次 | names that differ by their phase | 指标1.三级指标=一期养护里程；指标2.三级指标=二期养护里程
    Guard: 其中行重复主行的名称 | a detail line repeats the name of its row | 插行14=^ | ^ | ^ | 其中：养护里程 | ≥50公里 | 56公里 | | |
    Guard: 不适用的行都写“/” | rows that do not apply have a stroke each | 指标7.三级指标=/；指标7.年度指标值=/；指标7.实际完成值=/；指标7.分值=/；指标7.得分=/；指标8.三级指标=/；指标8.年度指标值=/；指标8.实际完成值=/；指标8.分值=/；指标8.得分=/
    """
    seen: dict[str, list[tuple[int, str | None, Field[str]]]] = {}
    # 产出指标 once more, below a second annual goal, is another first level
    blocks = [level.rows for level in form.first_levels] or [form.scored_rows]
    for block, rows in enumerate(blocks):
        for row in rows:
            name, level2 = row.name, row.level2.value
            if not name.value or row.detail or row.na:
                continue
            others = seen.setdefault(normal(name.value), [])
            if others and not values.stroke(name.text):
                same = [other for at, below, other in others if (at, below) == (block, level2)]
                variant, level = ("", None) if same else ("elsewhere", "hint")
                first = (same or [others[0][2]])[0].where
                yield name.problem(actual=name.value, first=first.cell if first else "", variant=variant, level=level)
            others.append((block, level2, name))


@rule(
    "STR11",
    level="hint",
    zh="“{name}”的{item}是 {expected}，其中各行合计 {actual}",
    en="{name}: the {item} is {expected}, its detail lines add up to {actual}",
    do_zh="请核对主行与其中各行的数；其中只列了一部分的，不必处理",
    do_en="compare the row with its detail lines; nothing to do if these are only some of the parts",
)
def details_do_not_add_up(form: Form) -> Iterator[Problem]:
    """其中各行之和与主行不等。
    Detail lines do not add up to their row.

    主行下“其中…”的明细行没有分值，不评分，也不算缺分值；只在各行都是同一单位的数时，核对合计与主行是否相等。只列一行而小于主行的，显然只是一部分，不提。

    Detail lines (其中…) below a row carry no points and are not missing any. Only where all of them are numbers of one
    unit are they added up. A single line with less than its row is plainly a part of it.

    Source: 安徽萧县 2023 年自评表（桃树 1.5 亩等四行合计 29.5 亩）
    Certainty: filled
    Pass: 插行14=^ | ^ | ^ | 其中：县道 | ≥50公里 | 56公里 | | |；插行15=^ | ^ | ^ | 乡道 | ≥70公里 | 70公里 | | |
    Fail: 插行14=^ | ^ | ^ | 其中：县道 | ≥50公里 | 56公里 | | |；插行15=^ | ^ | ^ | 乡道 | ≥70公里 | 60公里 | | |
    Guard: 只列一部分 | only one of the parts is listed | 插行14=^ | ^ | ^ | 其中：县道 | ≥50公里 | 56公里 | | |
    Guard: 明细是比率，不能相加 | rates are not added up | 插行16=^ | ^ | ^ | 其中：县道 | ≥95% | 99% | | |；插行17=^ | ^ | ^ | 乡道 | ≥95% | 97% | | |
    Guard: 明细单位不一 | details of unlike units | 插行14=^ | ^ | ^ | 其中：县道 | ≥50公里 | 56公里 | | |；插行15=^ | ^ | ^ | 涵洞 | ≥3座 | 3座 | | |
    Guard: 明细数值取了整 | rounded details | 指标1.实际完成值=126公里；插行14=^ | ^ | ^ | 其中：县道 | ≥50公里 | 55.8公里 | | |；插行15=^ | ^ | ^ | 乡道 | ≥70公里 | 70.4公里 | | |
    """
    rows = form.indicator_rows
    if len(rows) == len(form.scored_rows):
        return
    for number, row in enumerate(rows):
        details = () if row.detail or row.na else tuple(takewhile(lambda one: one.detail, rows[number + 1 :]))
        if not details or values.name_unit(row.name.value or "") == "%":
            continue
        for field, parts, item in (
            (row.target, [one.target for one in details], "年度指标值"),
            (row.actual, [one.actual for one in details], "实际完成值"),
        ):
            sum_ = _sum_that_differs(
                values.parse(field.value or ""), [values.parse(part.value or "") for part in parts]
            )
            if sum_ is not None:
                unit = values.parse(field.text).unit
                yield field.problem(
                    name=row.label, item=item, actual=f"{values.written(sum_)}{unit}", expected=field.text
                )


def _sum_that_differs(whole: Value, parts: list[Value]) -> Decimal | None:
    """The sum of the parts if it is not the whole; None if it is, or if these are not plain amounts of one unit."""
    units = {one.unit for one in (whole, *parts) if one.unit}
    if len(units) > 1 or any(unit in ("%", "pp", "ratio") or "/" in unit for unit in units):
        return None
    numbers = [one.number for one in (whole, *parts) if one.kind == "quant" and len(one.numbers) == 1 and not one.delta]
    exact = [number for number in numbers if number is not None]
    if len(exact) <= len(parts):
        return None
    sum_ = sum(exact[1:], Decimal(0))
    coarsest = max(int(number.as_tuple().exponent) for number in exact)
    if abs(sum_ - exact[0]) < Decimal(1).scaleb(coarsest) or (len(parts) == 1 and sum_ < exact[0]):
        return None
    return sum_
