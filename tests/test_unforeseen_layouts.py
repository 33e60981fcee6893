"""Layouts that other provinces may print: sections with numbers, other headings, other kinds of rows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evalsheet.parse import parse
from evalsheet.rules import check
from tests.forms import STANDARD, form, grid


def only(text):
    """The one form on a sheet, on which there is no error."""
    (parsed,) = parse([grid(text)]).forms
    assert [(f.code, f.where.cell) for f in check(parsed) if f.level == "error"] == []
    return parsed


def money(parsed):
    rows = parsed.fund_rows
    return [(row.kind, row.budget.value, row.executed.value, row.rate.value, row.score.value) for row in rows]


def values_of(parsed):
    rows = parsed.indicator_rows
    return [(row.name.value, row.target.text, row.actual.text, row.weight.value, row.score.value) for row in rows]


def said(parsed):
    return {label: entry.text for label, entry in parsed.extra.items()}


def inferred(parsed):
    return {fact.key: fact.inferred for fact in parsed.reading if fact.inferred}


SECTIONS = """
项目支出绩效自评表 | < | < | < | < | < | < | <
一、项目基本情况 | < | < | < | < | < | < | <
项目名称 | < | 农村饮水 | < | 主管部门 | < | 青禾县水利局 | <
实施单位 | < | 青禾县水利站 | < | 项目负责人 | 张三 | 联系电话 | 139
二、项目资金执行情况（万元） | < | < | < | < | < | < | <
资金来源 | < | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
年度资金总额 | < | 100 | 100 | 95 | 10 | 95% | 9.5
其中：财政拨款 | < | 100 | 100 | 95 | | |
其他资金 | < | | | | | |
三、年度总体目标 | < | < | < | < | < | < | <
预期目标 | < | < | < | 实际完成情况 | < | < | <
解决饮水 | < | < | < | 已经解决 | < | < | <
四、绩效指标完成情况 | < | < | < | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
（一）产出指标 | 1.数量指标 | 管网长度 | ≥10公里 | 11公里 | 40 | 40 |
（二）效益指标 | 1.社会效益指标 | 供水入户率 | 90% | 93% | 40 | 40 |
（三）满意度指标 | 1.满意度 | 满意度 | 90% | 93% | 10 | 10 |
五、自评结论 | < | < | < | < | < | < | <
本项目完成较好。 | < | < | < | < | < | < | <
六、存在问题及改进措施 | < | < | < | < | < | < | <
无 | < | < | < | < | < | < | <
填表人：李四 联系电话：138 | < | < | < | < | < | < | <
"""


def test_numbered_sections():
    parsed = only(SECTIONS)
    assert money(parsed) == [
        ("total", 100, 95, Decimal("0.95"), Decimal("9.5")), ("current", 100, 95, None, None), ("other", None, None, None, None),
    ]  # fmt: skip
    assert [(goal.expected.text, goal.actual.text) for goal in parsed.goals] == [("解决饮水", "已经解决")]
    assert [row.level1.value for row in parsed.indicator_rows] == ["产出指标", "效益指标", "满意度指标"]
    assert [row.level2.value for row in parsed.indicator_rows] == ["数量指标", "社会效益指标", "满意度"]
    assert said(parsed) == {
        "一、项目基本情况": "", "项目负责人": "张三", "联系电话": "139\n138", "五、自评结论": "本项目完成较好。",
        "六、存在问题及改进措施": "无", "填表人": "李四",
    }  # fmt: skip


TRANSFER = """
中央对地方专项转移支付区域绩效目标自评表 | < | < | < | < | < | <
（2022年度） | < | < | < | < | < | <
转移支付（项目）名称 | < | 衔接资金 | < | < | < | <
中央主管部门 | < | 财政部、农业农村部 | < | < | < | <
地方主管部门 | < | 青禾省农业农村厅 | < | 资金使用单位 | 青禾县 | <
资金投入情况（万元） | < | | 全年预算数（A） | 全年执行数（B） | 预算执行率（B/A×100%） | <
^ | < | 年度资金总额： | 1200 | 1100 | 91.67% | <
^ | < | 其中：中央财政资金 | 1000 | 950 | 95% | <
^ | < | 地方资金 | 200 | 150 | 75% | <
资金管理情况 | < | | 情况说明 | < | 存在问题和改进措施 | <
^ | < | 分配科学性 | 按因素法分配 | < | 无 | <
^ | < | 下达及时性 | 30日内下达 | < | 有一笔晚了 | <
总体目标完成情况 | < | 总体目标 | < | 全年实际完成情况 | < | <
^ | < | 巩固成果 | < | 已经巩固 | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 全年实际完成值 | 未完成原因和改进措施
^ | 产出指标 | 数量指标 | 扶持产业项目数 | ≥20个 | 21个 |
^ | ^ | 时效指标 | 及时完工率 | ≥90% | 88% | 雨季影响，下年提前开工
^ | 效益指标 | 社会效益指标 | 受益人口 | ≥3000人 | 3100人 |
^ | 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 95% |
说明 | 无 | < | < | < | < | <
"""


def test_a_goal_headed_like_its_block_and_a_block_of_questions():
    parsed = only(TRANSFER)
    assert (parsed.department.value, parsed.unit.value) == ("青禾省农业农村厅", "青禾县")
    assert [(goal.expected.text, goal.actual.text) for goal in parsed.goals] == [("巩固成果", "已经巩固")]
    assert [row.kind for row in parsed.fund_rows] == ["total", "other", "other"]
    assert said(parsed)["分配科学性"] == "按因素法分配 无"
    assert said(parsed)["下达及时性"] == "30日内下达 有一笔晚了"


LETTERED = """
项目绩效自评表 | < | < | < | < | < | < | < | <
项目名称：公园养护 | < | < | 预算单位：青禾区绿化局 | < | < | 年度：2022年度 | < | <
预算执行情况（万元） | < | < | 预算数 | 执行数 | 执行率 | 权重 | 得分 | 备注
^ | 项目预算投入 | < | 500 | 450 | 90% | 10 | 9 |
^ | 其中：市级资金 | < | 300 | 270 | 90% | | |
^ | 区级资金 | < | 200 | 180 | 90% | | |
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年实际完成值 | 权重 | 评分标准 | 自评得分 | 失分说明
A产出指标（50） | A1产出数量 | A11养护面积 | 100公顷 | 100公顷 | 25 | 完成得满分 | 25 |
^ | A2产出质量 | A21考核达标率 | ≥95% | 93% | 25 | 每低1%扣1分 | 23 | 绿地损坏，已补种
B效果指标（30） | B1社会效益 | B11游客增长率 | ≥5% | 6% | 30 | 达到得满分 | 30 |
C满意度（10） | C1服务对象满意度 | C11游客满意度 | ≥90% | 92% | 10 | 达到得满分 | 10 |
总分 | < | < | < | < | 100 | | 97 | （自评等级） 优
"""


def test_lettered_levels_rates_in_each_row_and_reasons_under_another_name():
    parsed = only(LETTERED)
    assert money(parsed)[0] == ("total", 500, 450, Decimal("0.9"), 9)
    levels = [(level.label.value, level.cap) for level in parsed.first_levels]
    assert levels == [("产出指标", 50), ("效果指标", 30), ("满意度", 10)]
    assert parsed.indicator_rows[1].reason.text == "绿地损坏，已补种"
    assert parsed.indicator_rows[1].extra == {"评分标准": "每低1%扣1分"}
    assert inferred(parsed) == {"reason": "words"}
    assert (parsed.total.score.value, parsed.total.grade.value) == (97, "优")


DIVIDED = """
项目支出绩效自评表 | < | < | < | < | < | < | < | < | <
项目名称 | 桥梁维护 | < | < | < | < | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 年度绩效目标 | < | < | 年度绩效目标完成情况 | 评分 | < | 备注
^ | ^ | ^ | 符号 | 值 | 单位 | ^ | 分值 | 自评得分 | ^
产出指标 | 数量指标 | 维护桥梁 | ≥ | 12 | 座 | 13座 | 40 | 40 |
产出指标 | 质量指标 | 合格率 | ≥ | 95 | % | 100% | 30 | 30 |
效益指标 | 社会效益指标 | 通行改善 | | 明显 | | 明显 | 30 | 30 |
总分 | < | < | < | < | < | < | 100 | 100 |
"""


def test_a_divided_target_below_a_heading_of_goals():
    parsed = only(DIVIDED)
    assert values_of(parsed) == [
        ("维护桥梁", "≥12座", "13座", 40, 40), ("合格率", "≥95%", "100%", 30, 30), ("通行改善", "明显", "明显", 30, 30),
    ]  # fmt: skip


STRANGE = """
项目支出绩效自评表 | < | < | < | < | < | <
项目名称 | < | 农村饮水 | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 计划 | 实绩 | 分数 | 评分情况
产出指标 | 数量指标 | 养护里程 | ≥10公里 | 11公里 | 20 | 20
 | | 桥梁 | 3座 | 3座 | 30 | 30
效益指标 | 社会效益指标 | 覆盖率 | 90% | 93% | 50 | 50
合计 | < | < | | | 100 | 100
"""


def test_three_levels_and_no_other_known_heading():
    parsed = only(STRANGE)
    assert values_of(parsed) == [
        ("养护里程", "≥10公里", "11公里", 20, 20), ("桥梁", "3座", "3座", 30, 30), ("覆盖率", "90%", "93%", 50, 50),
    ]  # fmt: skip
    assert inferred(parsed) == {"target": "values", "actual": "values", "weight": "sum", "score": "points"}
    found = [(f.variant, f.where.cell) for f in check(parsed) if f.code == "STR02"]
    assert found == [("values", "D3"), ("values", "E3"), ("sum", "F3"), ("points", "G3")]


def test_a_column_of_the_year_before_is_not_taken_for_this_one():
    parsed = only(
        """
项目支出绩效自评表（2022年度） | < | < | < | < | < | <
项目名称 | < | 农村饮水 | < | < | < | <
三级指标 | 指标解释 | 年度指标值 | 上年水平 | 本年实现水平 | 分值 | 得分
养护里程 | 公里数 | ≥10公里 | 9公里 | 11公里 | 50 | 50
合格率 | 合格数占总数 | ≥90% | 80% | 92% | 30 | 30
满意度 | 问卷 | ≥90% | 80% | 92% | 20 | 20
总分 | < | < | < | < | 100 | 100
"""
    )
    assert [row.actual.text for row in parsed.indicator_rows] == ["11公里", "92%", "92%"]
    assert parsed.indicator_rows[0].extra == {"指标解释": "公里数", "上年水平": "9公里"}
    assert inferred(parsed) == {"actual": "values"}


def test_second_levels_below_a_heading_of_their_own():
    parsed = only(
        """
项目支出绩效自评表 | < | < | < | < | <
项目名称 | 农村饮水 | < | < | < | <
指标类型 | 指标名称 | 指标值 | 完成值 | 分值 | 得分
数量指标 | 养护里程 | ≥10公里 | 11公里 | 50 | 50
质量指标 | 合格率 | ≥90% | 91% | 20 | 20
社会效益指标 | 覆盖率 | 90% | 93% | 30 | 30
总分 | < | < | < | 100 | 100
"""
    )
    assert [row.level2.value for row in parsed.indicator_rows] == ["数量指标", "质量指标", "社会效益指标"]
    assert inferred(parsed) == {"level2": "words"}


HEADED = """项目资金（万元） | < | 资金总额 | 财政拨款 | < | 上年结转 | 其他资金 | 执行率 | 得分
^ | < | ^ | 中央 | 省级 | ^ | ^ | ^ | ^
全年预算数 | < | 120 | 70 | 30 | 20 | 0 | 95% | 9.5
全年执行数 | < | 114 | 66 | 30 | 18 | 0 | ^ | ^
"""
FUNDS = "\n".join(STANDARD.split("\n")[4:9]) + "\n"


def test_sources_as_columns_below_two_rows_of_headings_with_rate_and_score():
    parsed = form(STANDARD.replace(FUNDS, HEADED))
    assert money(parsed) == [
        ("total", 120, 114, Decimal("0.95"), Decimal("9.5")), ("other", 70, 66, None, None), ("other", 30, 30, None, None),
        ("carryover", 20, 18, None, None), ("other", 0, 0, None, None),
    ]  # fmt: skip
    assert said(parsed) == {}
    assert (parsed.columns["funds.score"].cell, parsed.fund_total.score.where.cell) == ("I5", "I7")


def test_amounts_under_names_of_their_own_are_known_by_the_rate():
    lines = STANDARD.split("\n")
    lines[4] = lines[4].replace("年初预算数", "下达").replace("全年预算数", "到位").replace("全年执行数", "用去")
    parsed = form("\n".join(lines))
    assert money(parsed)[0] == ("total", 120, 114, Decimal("0.95"), Decimal("9.5"))
    assert inferred(parsed) == {"funds.budget": "rate", "funds.executed": "rate"}
    assert said(parsed) == {"下达(年度资金总额)": "120", "下达(其中:当年财政拨款)": "100", "下达(上年结转资金)": "20"}


@pytest.mark.parametrize("line", ["（续表）", "第2页 共3页", "接上页", "- 2 -"])
@pytest.mark.parametrize("wide", [True, False])
def test_a_line_between_two_pages_is_no_level(line, wide):
    between = f"{line} | < | < | < | < | < | < | < | <" if wide else f"{line} | | | | | | | | "
    lines = STANDARD.split("\n")
    heading = lines[11]
    rows = [row.replace("^", "产出指标(50分)", 2).replace("产出指标(50分)", "", 1) for row in lines[15:16]]
    parsed = form("\n".join([*lines[:15], between, heading, *rows, *lines[16:]]))
    assert [level.label.value for level in parsed.first_levels] == ["产出指标", "效益指标"]
    assert len(parsed.indicator_rows) == 8
    assert said(parsed) == {}


def test_a_sentence_over_the_whole_table_is_kept():
    lines = STANDARD.split("\n")
    lines.insert(17, "以上各项按年初批复的目标填列 | < | < | < | < | < | < | < | <")
    lines[18] = lines[18].replace("^", "", 1)
    parsed = form("\n".join(lines))
    assert said(parsed) == {"其他": "以上各项按年初批复的目标填列"}
    assert len(parsed.indicator_rows) == 8


@pytest.mark.parametrize(
    "row",
    [
        "总分 | < | < | < | < | < | 100 | 98.5 | （自评等级）优",
        "总分 | < | < | < | < | < | 100 | 98.5 | \n自评等级 | < | < | < | < | < | < | 优秀 | ",
    ],
)
def test_the_grade_behind_its_label_or_in_a_row_of_its_own(row):
    parsed = form(STANDARD.replace("总分 | < | < | < | < | < | 100 | 98.5 | 优", row))
    assert parsed.total.grade.value == "优"
    assert said(parsed) == {}


def test_the_grade_above_the_tables():
    lines = STANDARD.split("\n")
    lines[2] = "项目名称 | 农村公路日常养护项目 | < | < | < | < | < | 自评等级 | 良"
    lines[-2 if not lines[-1] else -1] = "总分 | < | < | < | < | < | 100 | 98.5 | "
    parsed = form("\n".join(lines))
    assert (parsed.total.grade.value, parsed.total.grade.where.cell) == ("良", "I3")
    assert ("TOT03", "error") in [(f.code, f.level) for f in check(parsed)]


def test_what_else_the_total_row_says_is_kept():
    parsed = form(STANDARD.replace("98.5 | 优", "98.5 | 完成较好，等次待定"))
    assert said(parsed) == {"总分": "完成较好，等次待定"}
    assert parsed.total.grade.value is None


def test_points_of_a_second_level_that_its_weights_do_not_make():
    right = STANDARD.replace("| 数量指标 |", "| 数量指标（25分） |")
    wrong = STANDARD.replace("| 数量指标 |", "| 数量指标（30分） |")
    assert [f.code for f in check(form(right)) if f.code.startswith("WGT")] == []
    (found,) = (f for f in check(form(wrong)) if f.code.startswith("WGT"))
    assert (found.code, found.level, found.where.cell, found.actual, found.expected) == (
        "WGT02",
        "warning",
        "C13",
        25,
        30,
    )


def test_a_goal_and_what_was_reached_in_one_row():
    lines = STANDARD.split("\n")
    row = "年度目标 | 养护公路，保持畅通 | < | < | < | 完成情况 | 已经养护，全年畅通 | < | <"
    parsed = form("\n".join([*lines[:9], row, *lines[11:]]))
    assert [(goal.expected.text, goal.actual.text) for goal in parsed.goals] == [
        ("养护公路，保持畅通", "已经养护，全年畅通")
    ]
    assert parsed.goals[0].actual.where.cell == "G10"


LEVELS_BELOW = """
2022年度项目支出绩效自评表 | < | < | < | < | < | < | < | <
项目名称 | 道路照明 | < | < | < | < | < | < | <
指标 | < | < | 指标值 | < | 分值 | 得分 | 得分率 | 扣分情况及原因
一级 | 二级 | 三级 | 目标值 | 实际值 | ^ | ^ | ^ | ^
产出指标 | 数量指标 | 路灯数 | 1200盏 | 1200盏 | 25 | 25 | 100% |
 | 质量指标 | 亮灯率 | ≥98% | 99% | 25 | 25 | 100% |
效益指标 | 社会效益 | 夜间出行 | 安全 | 安全 | 30 | 28 | 93% | 有投诉，已整改
满意度指标 | 满意度 | 居民满意度 | ≥90% | 92% | 20 | 20 | 100% |
合计 | | | | | 100 | 98 | 98% |
"""


def test_levels_and_values_in_the_second_row_of_the_heading():
    parsed = only(LEVELS_BELOW)
    assert values_of(parsed)[0] == ("路灯数", "1200盏", "1200盏", 25, 25)
    assert (parsed.indicator_rows[2].reason.text, parsed.indicator_rows[2].extra) == (
        "有投诉，已整改",
        {"得分率": "93%"},
    )
    assert (parsed.total.weight.value, parsed.total.score.value) == (100, 98)
    assert said(parsed) == {"合计": "98%"}
