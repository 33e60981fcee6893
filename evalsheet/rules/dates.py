"""SCR10, VAL12: dates: reached too late, in no calendar, far from the year of the form."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from .. import values
from ..model import Form, Indicator, Problem
from ..values import Value
from . import rule
from .entries import has_reason
from .rows import DATED, sorted_rows


def _about_time(row: Indicator, form: Form) -> bool:
    """The row is about a time by its second level or its name."""
    level2 = row.level2.value or ""
    timely = "时效" in form.profile.level2.get(level2, level2)
    return timely or form.profile.words["duration"].within(row.name.value or "")


def _days(row: Indicator, value: Value, form: Form) -> tuple[datetime.date, datetime.date] | None:
    """The first day that the value may mean, and the last; None if it is not surely a date with its year."""
    if not value.dates or (value.numbers and not _about_time(row, form)):  # 2023.12 may be a plain number
        return None
    return value.since or value.dates[0], value.dates[-1]


@rule(
    "SCR10",
    level="warning",
    zh="“{name}”目标是“{goal}”，实际是“{reached}”，晚于目标，却得了满分 {actual} 分",
    en="{name}: the target was {goal}, it was {reached}, later than that, yet full marks {actual} were given",
    do_zh="请核对日期；确实推迟的应扣分，并写明原因和改进措施",
    do_en="check the dates; if it was late, take points off and give the reason",
    needs=("target", "actual", "weight", "score"),
)
def late_with_full_marks(form: Form) -> Iterator[Problem]:
    """推迟完成却得满分。
    Late, yet full marks.

    完成日期晚于目标日期而得满分，与时效要求不符。只写年的目标到 12 月 31 日为止，“底前”和只写月的到月末为止；实际只写到月的，
    那个月的第一天就已晚于目标才算。写了原因的只提示。

    A date later than its target with full marks contradicts the target. A target of a year ends on 31 December, one of a
    month at its end; an actual month counts as late only if its first day is. With a reason it is a hint.

    Source: 鄂州 2019 年自评表（目标 2019 年，2020 年完成，得一半分并说明原因）
    Certainty: filled
    Pass: 指标4.实际完成值=2023年3月；指标4.得分=3；指标4.偏差原因=验收推迟，已于2023年3月完工；总分.得分=96.5
    Fail: 指标4.年度指标值=2022年6月底前；指标4.实际完成值=2022年11月
    Mend: 指标4.得分=3；指标4.偏差原因=招标流标一次，推迟5个月完工，下年提前招标；总分.得分=96.5
    Guard: 只写年的目标到年末为止 | a target of a year ends with it | 指标4.年度指标值=2022年；指标4.实际完成值=2022年12月31日
    Guard: “底前”是月末 | 底前 is the end of the month | 指标4.年度指标值=2022年6月底前；指标4.实际完成值=2022年6月30日
    Guard: 目标写到日，实际写到月 | a day as target, a month as actual value | 指标4.年度指标值=2022年11月15日前；指标4.实际完成值=2022年11月
    Guard: 目标是一段时间 | the target is a period | 指标4.年度指标值=1-12月；指标4.实际完成值=2022年12月20日
    Guard: 期限在下一年 | a deadline in the next year | 指标4.年度指标值=2023年3月底前；指标4.实际完成值=2023年2月
    Guard: 不早于某日 | not before a day | 指标4.年度指标值=不早于2022年6月；指标4.实际完成值=2022年7月
    Guard: 句子里的日期不是期限 | a date in a sentence is no deadline | 指标7.年度指标值=完成2021年12月31日前登记的存量数据；指标7.实际完成值=2022年10月完成
    Guard: 像日期的小数 | a decimal that looks like a month | 指标6.年度指标值=2021.06；指标6.实际完成值=2022.11
    """
    for row, target, actual in sorted_rows(form).full:
        if target.kind not in DATED or actual.kind not in DATED:
            continue
        if target.sign in (">", ">=", "~") or not _is_deadline(row, target, form) or not (actual.whole or actual.sign):
            continue
        wanted = _days(row, values.parse(row.target.value or "", form.year), form)
        reached = _days(row, values.parse(row.actual.value or "", form.year), form)
        if wanted is None or reached is None:
            continue
        # of a period the end counts, which may be any day of its last month
        earliest = reached[0] if actual.kind == "date" else reached[1].replace(day=1)
        if earliest > wanted[1]:
            level = "hint" if has_reason(row, form) else None
            shown = {"name": row.label, "goal": row.target.text, "reached": row.actual.text}
            yield row.score.problem(**shown, actual=row.score.value, level=level)


def _is_deadline(row: Indicator, target: Value, form: Form) -> bool:
    """The date is the target, and not one that a sentence about something else mentions."""
    return target.whole or _about_time(row, form)


@rule(
    "VAL12",
    level="warning",
    zh={
        "": "“{name}”的“{actual}”不是一个日期，日历上没有这一天",
        "far": "“{name}”的日期“{actual}”离表的年度 {year} 年太远",
        "before": "“{name}”的目标日期“{actual}”在 {year} 年以前",
    },
    en={
        "": "{name}: no calendar has {actual}",
        "far": "{name}: the date {actual} is far from {year}, the year of the form",
        "before": "{name}: the target date {actual} lies before {year}",
    },
    do_zh={
        "": "请改正月份或日期",
        "far": "请核对年份，可能沿用了往年的表或写错了数字",
        "before": "请核对年份；属于结转项目的，不必处理",
    },
    do_en={
        "": "correct the month or the day",
        "far": "check the year: it may come from an earlier form or be a slip",
        "before": "check the year; nothing to do if the work was carried over",
    },
    needs=("target", "actual"),
    absorbs=("SCR10",),
)
def impossible_date(form: Form) -> Iterator[Problem]:
    """日期不存在，或离本年度太远。
    A date that does not exist, or is far from the year of the form.

    “2022年13月”无法判断是否按时。目标日期比表的年度早两年以上、晚三年以上的，多半是沿用旧表或写错；早一年的可能是结转项目，
    只提示。跨年的工期（2023.07-2024.01）是正常的。

    Nobody can say whether 2022年13月 was met. A target two years before the form or more than three after it is mostly left
    over from another form or mistyped; one year before may be work carried over, a hint. Periods over years are normal.

    Source: 目标表审核（时效指标须能判断）
    Certainty: system
    Pass: 指标4.年度指标值=2022年第四季度；指标4.实际完成值=2022年11月
    Fail: 指标4.年度指标值=2022年13月底前
    Fail: 指标4.年度指标值=2012年12月底前
    Mend: 指标4.年度指标值=2022年12月底前
    Guard: 跨年的工期 | a period over years | 指标4.年度指标值=2022.07-2024.01；指标4.实际完成值=2022年11月
    Guard: 下一年的期限 | a deadline in the next year | 指标4.年度指标值=2023年3月底前；指标4.实际完成值=2023年3月
    Guard: 建设周期长的项目 | a project of several years | 指标4.年度指标值=2025年12月底前；指标4.实际完成值=2022年12月
    Guard: 规划期包含本年 | a plan that covers the year | 指标4.年度指标值=2018-2025年；指标4.实际完成值=2022年
    Guard: 年限不是日期 | a duration is no date | 指标7.年度指标值=≥20年；指标7.实际完成值=20年
    Guard: 句子里提到的往年 | a past year that a sentence mentions | 指标7.年度指标值=化解2015年底前形成的历史遗留问题；指标7.实际完成值=达成年度指标
    Guard: 闰日 | a leap day | 指标4.年度指标值=2024年2月29日前；指标4.实际完成值=2022年11月
    """
    limits = form.profile.thresholds
    for row, target, actual in sorted_rows(form).dated:
        for field, value in ((row.target, target), (row.actual, actual)):
            if value.kind not in DATED:
                continue
            if value.impossible:
                yield field.problem(name=row.label, actual=field.text)
                continue
            days = _days(row, values.parse(field.value or "", form.year), form) if value.whole else None
            if days is None or form.year is None or value.sign in (">", ">="):
                continue
            before, after = form.year - days[1].year, days[0].year - form.year
            shown = {"name": row.label, "actual": field.text, "year": form.year}
            if before > limits["date_before"] or after > limits["date_after"]:
                covers = [row.score.where] if row.score.where is not None else []
                yield field.problem(**shown, variant="far", covers=covers)
            elif before > 0 and field is row.target:
                yield field.problem(**shown, variant="before", level="hint")
