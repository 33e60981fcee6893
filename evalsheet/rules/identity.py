"""IDN: whose form it is, and for which year."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Form, Problem
from . import rule


@rule(
    "IDN01",
    level="error",
    zh={"": "{item}没有填写", "label": "没有找到“{item}”一栏"},
    en={"": "{item} is empty", "label": "no entry {item} was found"},
    do_zh="请填写{item}，与预算批复一致",
    do_en="fill in {item} as in the budget approval",
)
def identity_missing(form: Form) -> Iterator[Problem]:
    """项目名称、主管部门或实施单位没有填写。
    Project, department or unit is empty.

    缺项目名称就无法归档汇总，判为错误；主管部门、实施单位空着也有公开的先例，作警告。表上没有这一栏时只在项目名称上提醒。

    Without the project's name a form cannot be filed; department and unit are left empty on published forms, so these
    are warnings. Where the form prints no such entry only the project is asked for.

    Source: 目标表审核；安徽天长 2022 年公开自评表主管部门为空
    Certainty: published
    Pass: 主管部门=219001-青禾县交通运输局
    Fail: 项目名称=
    Mend: 项目名称=农村公路日常养护项目
    """
    for field, item, level in (
        (form.project, "项目名称", "error"),
        (form.department, "主管部门", "warning"),
        (form.unit, "实施单位", "warning"),
    ):
        if field.blank:
            yield field.problem(item=item, level=level)
        elif field.where is None and item == "项目名称":
            yield form.where.problem(item=item, level="warning", variant="label")


@rule(
    "IDN02",
    level="warning",
    zh={"": "表头年度是 {actual} 年，应为 {expected} 年", "inside": "表头同时出现 {expected} 年和 {actual} 年"},
    en={"": "the form is of {actual}, expected {expected}", "inside": "the heading names both {expected} and {actual}"},
    do_zh="请核对年度，改正表头，或换用当年的表",
    do_en="check the year and correct the heading, or use this year's form",
)
def wrong_year(form: Form) -> Iterator[Problem]:
    """年度不对。
    The wrong year.

    一张表只对一个预算年度负责。拿上年的表改一改再报，常常忘记改年度。只看标题和标题下的年度，项目名称、指标里的年份不算。

    A form answers for one budget year; last year's file used again often keeps its year. Only the heading counts, not
    years in names or indicators.

    Source: 批量审核中的常见情形
    Certainty: proposal
    Pass: 项目名称=2020年省级公路养护补助项目
    Fail: 标题=2022年度项目支出绩效自评表（2021年度）
    Mend: 标题=2022年度项目支出绩效自评表
    Guard: 完成期限在下一年 | a deadline in the next year | 指标4.年度指标值=2023年3月底前
    """
    if form.expected_year is not None and form.year is not None and form.year != form.expected_year:
        yield form.years[0].problem(actual=form.year, expected=form.expected_year)
        return
    for field in form.years[1:]:
        if field.value != form.year:
            yield field.problem(actual=field.value, expected=form.year, variant="inside")
            return
