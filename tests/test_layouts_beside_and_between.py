"""Layouts in which blocks stand beside each other, between others, or in rows of their own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evalsheet.rules import check
from tests.forms import form

TITLE = ["项目支出绩效自评表（2023年度）"]
HEAD = ["项目名称 | 甲项目", "主管部门 | 甲县民政局 | | 实施单位 | 甲县养老中心"]
FUNDS = [
    "项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
    " | 年度资金总额 | 100 | 100 | 98 | 10 | 98% | 9.8",
]
GOALS = ["年度总体目标 | 预期目标 | | | 实际完成情况", " | 完成甲工程建设任务。 | | | 已完成甲工程建设任务。"]
TABLE = [
    "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施",
    "产出指标 | 数量指标 | 新建公路里程 | ≥20公里 | 21公里 | 50 | 50",
    "效益指标 | 社会效益指标 | 受益人数 | ≥900人 | 950人 | 40 | 40",
]
TOTAL = ["总分 | | | | | 100 | 99.8"]


def text(*parts):
    return "\n".join(line for part in parts for line in part)


def only(*parts):
    """The one form of these rows, on which there is no error."""
    parsed = form(text(*parts))
    assert [(f.code, f.where.cell) for f in check(parsed) if f.level == "error"] == []
    return parsed


def money(parsed):
    return [
        (row.kind, row.budget.value, row.executed.value, row.rate.value, row.weight.value, row.score.value)
        for row in parsed.fund_rows
    ]


def goals(parsed):
    return [(goal.expected.text, goal.actual.text) for goal in parsed.goals]


BESIDE = [
    "项目名称 | 甲项目 | 项目资金（万元） | 资金来源 | 年初预算 | 全年预算 | 全年执行 | 执行率 | 分值 | 得分",
    "主管部门 | 甲县民政局 | ^ | 年度资金总额 | 100 | 100 | 98 | 98% | 10 | 9.8",
    "实施单位 | 甲县养老中心 | ^ | 其他资金 | 100 | 100 | 98 | 98% | | ",
]


def test_funds_beside_the_head():
    parsed = only(TITLE, BESIDE, GOALS, TABLE, TOTAL)
    assert (parsed.project.text, parsed.department.text, parsed.unit.text) == ("甲项目", "甲县民政局", "甲县养老中心")
    assert money(parsed) == [
        ("total", 100, 98, Decimal("0.98"), 10, Decimal("9.8")),
        ("other", 100, 98, Decimal("0.98"), None, None),
    ]
    assert parsed.fund_rows[0].executed.where.cell == "G3"
    assert goals(parsed) == [("完成甲工程建设任务。", "已完成甲工程建设任务。")]


def test_funds_beside_the_head_in_another_unit_and_without_a_label():
    rows = [row.replace("项目资金（万元） | ", "").replace("^ | ", "") for row in BESIDE]
    parsed = only(["项目支出绩效自评表（2023年度）", "金额单位：元"], rows, GOALS, TABLE, TOTAL)
    assert [row.budget.value for row in parsed.fund_rows] == [Decimal("0.01"), Decimal("0.01")]
    assert parsed.project.text == "甲项目"


def test_a_unit_that_is_a_column_of_the_funds_is_none_of_the_head():
    rows = [
        "预算单位 | 资金来源 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
        "甲县养老中心 | 年度资金总额 | 100 | 100 | 98 | 10 | 98% | 9.8",
    ]
    parsed = only(TITLE, HEAD, rows, GOALS, TABLE, TOTAL)
    assert money(parsed) == [("total", 100, 98, Decimal("0.98"), 10, Decimal("9.8"))]


def test_funds_beside_a_blank_head():
    blank = [row.replace("甲项目", "").replace("甲县民政局", "") for row in BESIDE]
    parsed = form(text(TITLE, blank, GOALS, TABLE, TOTAL))
    assert (parsed.project.text, parsed.department.text, parsed.unit.text) == ("", "", "甲县养老中心")
    assert parsed.project.where.cell == "B2"
    assert money(parsed)[0][:3] == ("total", 100, 98)


def test_a_funds_block_without_rows_is_not_passed_over():
    parsed = form(text(TITLE, HEAD, FUNDS[:1], GOALS, TABLE, TOTAL))
    assert [(f.code, f.variant, f.level) for f in check(parsed) if f.code == "STR01"] == [("STR01", "funds", "warning")]


@pytest.mark.parametrize("result", ["目标完成情况", "实际完成情况", "年度总体目标完成情况"])
@pytest.mark.parametrize("goal", ["年度绩效目标", "年度总目标", "项目年度总目标"])
def test_a_goal_and_its_result_each_in_a_row(goal, result):
    rows = [f"{goal} | 完成甲工程建设任务。", f"{result} | 已完成甲工程建设任务。"]
    parsed = only(TITLE, HEAD, FUNDS, rows, TABLE, TOTAL)
    assert goals(parsed) == [("完成甲工程建设任务。", "已完成甲工程建设任务。")]
    assert (parsed.goals[0].expected.where.cell, parsed.goals[0].actual.where.cell) == ("B6", "B7")


def test_several_goals_each_with_its_result_in_a_row():
    rows = [
        "年度绩效目标1 | 完成甲工程。",
        "目标完成情况 | 甲工程已完成。",
        "年度绩效目标2 | 完成乙工程。",
        "目标完成情况 | 乙工程已完成。",
    ]
    parsed = only(TITLE, HEAD, FUNDS, rows, TABLE, TOTAL)
    assert goals(parsed) == [("完成甲工程。", "甲工程已完成。"), ("完成乙工程。", "乙工程已完成。")]


ADJUSTED = "当年绩效目标 | 年初绩效目标 | 全年（调整）绩效目标 | 全年目标实际完成情况"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("建设任务一。 | 建设任务二。", "建设任务二。"),
        ("建设任务一。 | ", "建设任务一。"),
        ("建设任务一。 | 无", "建设任务一。"),
    ],
)
def test_a_goal_that_was_adjusted(texts, expected):
    parsed = only(TITLE, HEAD, FUNDS, [ADJUSTED, f" | {texts} | 任务已经完成。"], TABLE, TOTAL)
    assert goals(parsed) == [(expected, "任务已经完成。")]
    assert [f.code for f in check(parsed) if f.code == "TXT04"] == []


def test_levels_called_goals():
    table = [
        TABLE[0].replace("一级指标", "一级目标").replace("二级指标", "二级目标").replace("三级指标", "三级目标"),
        TABLE[1].replace("产出指标", "产出目标").replace("数量指标", "数量"),
        TABLE[2].replace("效益指标 |", "效果目标 |", 1).replace("社会效益指标", "社会效益"),
    ]
    parsed = only(TITLE, HEAD, FUNDS, GOALS, table, TOTAL)
    assert [(row.level1.value, row.level2.value, row.name.value) for row in parsed.indicator_rows] == [
        ("产出目标", "数量", "新建公路里程"), ("效果目标", "社会效益", "受益人数"),
    ]  # fmt: skip
    assert [f.code for f in check(parsed) if f.code in ("STR02", "STR03")] == []


def test_points_of_a_review_are_not_those_of_the_form():
    table = [TABLE[0].replace("偏差", "主管部门复核得分 | 偏差"), TABLE[1] + " | 49", TABLE[2] + " | 40"]
    parsed = only(TITLE, HEAD, FUNDS, GOALS, table, TOTAL)
    assert [row.score.value for row in parsed.indicator_rows] == [50, 40]
    assert "reviewed" in parsed.columns


ACROSS = [
    "项目资金（万元） | | 合计 | 财政拨款 | 其他资金",
    " | 年初预算数 | 100 | 80 | 20",
    " | 全年预算数 | 100 | 80 | 20",
    " | 全年执行数 | 98 | 78 | 20",
    " | 执行率 | 98% | 97.5% | 100%",
]


@pytest.mark.parametrize(
    ("row", "points"),
    [
        ([], (None, None)),
        (["预算执行率得分 | | 分值 | 10 | 得分 | 9.8"], (10, Decimal("9.8"))),
        (["预算执行率得分（10分） | < | 分值 | 10 | 得分 | 9.8"], (10, Decimal("9.8"))),
        ([" | 分值 | 10 | | ", " | 得分 | 9.8 | | "], (10, Decimal("9.8"))),
        (["分值 | 10 | 得分 | 9.8 | "], (10, Decimal("9.8"))),
    ],
)
def test_sources_across_with_rates_and_a_row_of_points(row, points):
    parsed = only(TITLE, HEAD, ACROSS, row, GOALS, TABLE, TOTAL)
    assert money(parsed) == [
        ("total", 100, 98, Decimal("0.98"), *points),
        ("current", 80, 78, Decimal("0.975"), None, None),
        ("other", 20, 20, 1, None, None),
    ]


@pytest.mark.parametrize("budget", ["当年预算数", "预算数"])
@pytest.mark.parametrize(
    ("rows", "last_year"),
    [
        (["{}（元） | 1000000 | 上年预算额（元） | 900000", "预算执行数（元） | 980000 | 预算执行率（%） | 98%"], True),
        (["{}（元） | 1000000 | 预算执行数（元） | 980000 | 预算执行率（%） | 98%"], False),
        (["{}（元） | 1000000", "预算执行数（元） | 980000", "预算执行率（%） | 98%"], False),
    ],
)
def test_amounts_as_pairs(budget, rows, last_year):
    parsed = only(TITLE, HEAD, [row.format(budget) for row in rows], GOALS, TABLE)
    assert money(parsed) == [("total", 100, 98, Decimal("0.98"), None, None)]
    assert parsed.fund_rows[0].initial_budget.where is None
    assert {label: entry.text for label, entry in parsed.extra.items()} == (
        {"上年预算额(元)": "900000"} if last_year else {}
    )


ROW_OF_TOTAL = "{} | | | | | 100 | 99.8"


@pytest.mark.parametrize("label", ["总分", "自评得分合计", "合计"])
@pytest.mark.parametrize("before", ["table", "funds"])
def test_a_total_row_above_the_table(label, before):
    row = [ROW_OF_TOTAL.format(label)]
    blocks = [FUNDS, GOALS, row] if before == "table" else [row, FUNDS, GOALS]
    parsed = only(TITLE, HEAD, *blocks, TABLE)
    assert (parsed.total.weight.value, parsed.total.score.value) == (100, Decimal("99.8"))
    assert parsed.extra == {}
    assert [f.code for f in check(parsed) if f.code == "STR01"] == []


def test_the_score_between_funds_and_table():
    parsed = only(TITLE, HEAD, FUNDS, GOALS, ["自评得分 | 99.8 | 自评等级 | 优"], TABLE)
    assert (parsed.total.weight.value, parsed.total.score.value) == (None, Decimal("99.8"))
    assert parsed.total.grade.value == "优"
    assert parsed.total.score.where.cell == "B8"


def test_a_score_of_the_head_that_is_printed_once_a_column_has_no_weight():
    parsed = form(text(TITLE, HEAD, ["自评得分 | 99.8 | 99.8 | 99.8 | 99.8 | 99.8 | 99.8 | 99.8"], FUNDS, GOALS, TABLE))
    assert (parsed.total.weight.value, parsed.total.score.value) == (None, Decimal("99.8"))


def test_a_score_between_is_kept_beside_a_total_row():
    parsed = only(TITLE, HEAD, FUNDS, GOALS, ["自评得分 | 97 | 自评等级 | 优"], TABLE, TOTAL)
    assert parsed.total.score.value == Decimal("99.8")
    assert {label: entry.text for label, entry in parsed.extra.items()}["自评得分"] == "97"


@pytest.mark.parametrize("head", [
    ["预算年度：2023 | | | 金额单位：万元", *HEAD],
    [HEAD[0] + " | | 预算年度 | 2023", HEAD[1]],
    [HEAD[0] + " | | 评价年度 | 2023年", HEAD[1]],
])  # fmt: skip
def test_the_year_behind_a_label_of_its_own(head):
    parsed = only(["项目支出绩效自评表"], head, FUNDS, GOALS, TABLE, TOTAL)
    assert (parsed.year, len(parsed.years)) == (2023, 1)


def test_the_year_of_the_title_goes_before_one_behind_a_label():
    assert only(TITLE, [HEAD[0] + " | | 预算年度 | 2022", HEAD[1]], FUNDS, GOALS, TABLE, TOTAL).year == 2023


@pytest.mark.parametrize("headings", ["核定金额 | 全年执行数", "全年预算数 | 用款金额", "核定金额 | 用款金额"])
def test_amounts_in_yuan_below_headings_that_are_no_labels(headings):
    rows = [
        f"项目资金（元） | | 年初预算数 | {headings} | 分值 | 执行率 | 得分",
        " | 年度资金总额 | 1000000 | 1000000 | 980000 | 10 | 98% | 9.8",
    ]
    parsed = only(TITLE, HEAD, rows, GOALS, TABLE, TOTAL)
    assert money(parsed) == [("total", 100, 98, Decimal("0.98"), 10, Decimal("9.8"))]


def test_an_adjusted_amount():
    parsed = only(TITLE, HEAD, [FUNDS[0].replace("全年预算数", "调整后预算金额"), FUNDS[1]], GOALS, TABLE, TOTAL)
    assert [fact.key for fact in parsed.reading if fact.inferred] == []
    assert parsed.fund_rows[0].budget.value == 100


def test_a_total_row_above_the_table_in_columns_of_its_own():
    row = ["自评得分合计 | < | < | < | 100 | < | < | 99.8"]
    parsed = only(TITLE, HEAD, FUNDS, GOALS, row, TABLE)
    assert (parsed.total.weight.value, parsed.total.score.value) == (100, Decimal("99.8"))
    assert parsed.total.score.where.cell == "H8"


@pytest.mark.parametrize("name", ["施工弃渣规范处置率", "渣土密闭运输率"])
def test_spoil_is_an_ecological_matter(name):
    table = [*TABLE, f"效益指标 | 生态效益指标 | {name} | ≥95% | 96% | 0 | 0"]
    parsed = form(text(TITLE, HEAD, FUNDS, GOALS, table, TOTAL))
    assert [f.code for f in check(parsed) if f.code == "VAL15"] == []


def replaced(old, new):
    """The form whose label says the same in other words; the first cell with the old one."""
    lines = text(TITLE, HEAD, FUNDS, GOALS, TABLE, TOTAL)
    assert old in lines
    return form(lines.replace(old, new, 1))


WORDS = {
    "总分": ["得分总计", "合计分", "最终得分", "总评得分", "综合评分", "绩效自评总分", "自评得分合计"],
    "项目名称": ["项目（政策）名称", "项目名称及编码", "资金名称", "评价项目名称", "项目（单位）名称"],
    "主管部门": ["业务主管部门", "一级预算单位", "主管预算部门"],
    "实施单位": ["实施（主管）单位", "基层预算单位", "二级预算单位", "用款单位"],
    "年初预算数": ["年初部门预算", "年初安排数", "批复预算数"],
    "执行率": ["支出进度", "完成率", "使用率", "预算完成率"],
    "预期目标": ["年初目标", "设定目标", "年初设定绩效目标"],
    "实际完成情况": ["完成情况", "年度完成情况"],
    "三级指标": ["具体指标", "明细指标"],
    "年度指标值": ["预期值", "计划完成值", "指标目标值", "预期绩效目标值", "计划指标", "设定目标值"],
    "实际完成值": ["年末完成值", "实际完成数", "完成结果", "实际达到值", "年度实际值", "实绩值"],
}


@pytest.mark.parametrize(("old", "new"), [(old, new) for old, words in WORDS.items() for new in words])
def test_a_label_in_other_words_is_read_alike(old, new):
    """Words of published forms that somebody who did not know ours wrote down."""
    usual, other = form(text(TITLE, HEAD, FUNDS, GOALS, TABLE, TOTAL)), replaced(old, new)

    def said(one):
        heads = [field.value for field in (one.project, one.department, one.unit, one.total.weight, one.total.score)]
        funds = [(row.initial_budget.value, row.executed.value, row.rate.value) for row in one.fund_rows]
        goals = [(goal.expected.value, goal.actual.value) for goal in one.goals]
        rows = [(row.name.value, row.target.value, row.actual.value, row.score.value) for row in one.indicator_rows]
        return heads, funds, goals, rows

    assert said(other) == said(usual)
    assert [finding.code for finding in check(other)] == [finding.code for finding in check(usual)]


def test_goals_may_be_numbered_in_a_column_of_their_own():
    goals = [
        "年度总体目标 | 序号 | 预期目标 | 实际完成情况",
        "^ | 1 | 甲 | 乙",
        "^ | 2 | 丙 | 丁",
        "^ | （三） | 戊 | 己",
    ]
    read = form(text(TITLE, HEAD, FUNDS, goals, TABLE, TOTAL))
    assert [(goal.expected.value, goal.actual.value) for goal in read.goals] == [
        ("甲", "乙"),
        ("丙", "丁"),
        ("戊", "己"),
    ]


@pytest.mark.parametrize("label", ["完成情况", "实际完成情况", "全年实际完成情况"])
def test_the_result_of_a_goal_may_stand_in_its_row(label):
    read = form(text(TITLE, HEAD, FUNDS, [f"年度总体目标 | 建成公路 | {label} | 已经建成"], TABLE, TOTAL))
    assert [(goal.expected.value, goal.actual.value) for goal in read.goals] == [("建成公路", "已经建成")]
