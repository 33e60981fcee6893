"""Forms as units really lay them out: each a few replacements in the standard form, and what must be found (or not)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evalsheet.model import record
from evalsheet.parse import parse
from evalsheet.rules import check
from tests.forms import STANDARD, form, grid, rows_of

TOTAL = "总分 | < | < | < | < | < | 100 | 98.5 | 优"
FUNDS = "项目资金（万元） | | < | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分"
CURRENT = "^ | 其中：当年财政拨款 | < | 100 | 100 | 96 | | | "
QUALITY = "^ | ^ | 质量指标 | 养护工程验收合格率 | ≥95% | 98.2% | 10 | 10 | "
NOTHING: list[str] = []

CASES = {
    "points of execution in the label of the block": (
        [
            (FUNDS, "预算执行情况（万元）（10分） | | < | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 得分 | <"),
            ("114 | 10 | 95% | 9.5", "114 | 95% | 9.5 | <"),
        ],
        NOTHING,
    ),
    "and then the score is checked": (
        [
            (FUNDS, "预算执行情况（万元）（10分） | | < | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 得分 | <"),
            ("114 | 10 | 95% | 9.5", "114 | 95% | 8 | <"),
            ("98.5", "97"),
        ],
        ["FND03 error"],
    ),
    "neither weight nor score of execution": (
        [
            (FUNDS, "项目资金（万元） | | < | 年初预算数 | 全年预算数 | 全年执行数 | | 执行率 | "),
            ("114 | 10 | 95% | 9.5", "114 | | 95% | "),
        ],
        ["STR02 hint"],
    ),
    "an unknown heading over the execution score": ([(FUNDS, FUNDS.replace("得分", "考评分数"))], ["STR02 hint"]),
    "an unknown heading over the first amount": ([(FUNDS, FUNDS.replace("年初预算数", "批复金额"))], NOTHING),
    "the total of funds by another name": ([("年度资金总额", "一、年度资金合计")], NOTHING),
    "the total of funds without a name": ([("年度资金总额", "项目经费")], NOTHING),
    "weight, rate and score merged down over the funds": (
        [(CURRENT, "^ | 其中：当年财政拨款 | < | 100 | 100 | 96 | ^ | ^ | ^")],
        NOTHING,
    ),
    "sources named without 其中": (
        [(CURRENT, "^ | 当年财政拨款 | < | 100 | 100 | 96 | | | \n^ | 中央补助 | < | 60 | 60 | 60 | | | \n"
                   "^ | 省级资金 | < | 40 | 40 | 36 | | | ")],
        NOTHING,
    ),
    "an amount with its breakdown": ([("120 | 120 | 114", "120万元（中央100万元，县级20万元） | 120 | 114")], NOTHING),
    "sign-off in place of the total": (
        [(TOTAL, "项目负责人： | | 张三 | 财务负责人： | | 李四 | | 联系电话 | 13800000000")],
        ["STR01 hint"],
    ),
    "a note before the total": (
        [(TOTAL, "其他需要说明事项 | < | 年中追加已报备 | < | < | < | < | < | <\n" + TOTAL)],
        NOTHING,
    ),
    "and the total is still checked": (
        [(TOTAL, "其他需要说明的问题 | < | 年中追加已报备 | < | < | < | < | < | <\n" + TOTAL.replace("98.5", "97"))],
        ["TOT01 error"],
    ),
    "conclusions below the total": (
        [(TOTAL, TOTAL + "\n评价结论 | 良好 | < | < | < | < | < | < | <\n存在问题 | 无 | < | < | < | < | < | < | <")],
        NOTHING,
    ),
    "a subtotal row": ([("^ | 效益指标(40分)", "^ | 小计 | < | < | | | 50 | 49 | \n^ | 效益指标(40分)")], NOTHING),
    "合计 before 总分": ([(TOTAL, "合计 | < | < | < | < | < | 90 | 89 | \n" + TOTAL)], NOTHING),
    "the total by another name": ([("总分 |", "自评得分 |")], NOTHING),
    "the label of the total up to its weight": (
        [(TOTAL, "总分 | < | < | < | < | < | < | 98.5 | 优")],
        NOTHING,
    ),
    "the total score merged with the next column": ([("98.5 | 优", "97 | <")], ["TOT01 error"]),
    "the grade in a sentence": ([("98.5 | 优", "98.5 | 自评等级：中")], ["TOT03 error"]),
    "detail lines after the first 其中": (
        [(QUALITY, "^ | ^ | ^ | 其中：县道 | 60公里 | 62公里 | | | \n^ | ^ | ^ | 乡道 | 6公里 | 6公里 | | | \n" + QUALITY)],
        NOTHING,
    ),
    "a row that does not apply, with a word why": (
        [
            (QUALITY, "^ | ^ | 质量指标 | 养护工程验收合格率 | / | / | / | / | 本年度不涉及"),
            ("126公里 | 15 | 15", "126公里 | 25 | 25"),
        ],
        NOTHING,
    ),
    "a row of 无 and zeros": (
        [
            (QUALITY, "^ | ^ | 质量指标 | 无 | 无 | 无 | 0 | 0 | 无"),
            ("126公里 | 15 | 15", "126公里 | 25 | 25"),
        ],
        NOTHING,
    ),
    "an unused row with its weight printed": (
        [(QUALITY, QUALITY + "\n^ | ^ | ^ | 指标2： | | | 5 | | ")],
        NOTHING,
    ),
    "no accidents": ([(QUALITY, "^ | ^ | 质量指标 | 安全事故起数 | 0 | 无 | 10 | 10 | ")], NOTHING),
    "no accidents, in words on both sides": (
        [(QUALITY, "^ | ^ | 质量指标 | 重大安全事故 | 无 | 无 | 10 | 10 | ")],
        NOTHING,
    ),
    "zero complaints in words": ([(QUALITY, "^ | ^ | 质量指标 | 群众投诉 | 0次 | 无投诉 | 10 | 10 | ")], NOTHING),
    "a fraction beside a percentage": ([("98.2%", "0.982")], NOTHING),
    "yuan beside a bare number": (
        [("每公里养护成本 | ≤1万元 | 0.9万元", "养护总成本 | ≤120 | 1140000元")],
        NOTHING,
    ),
    "a rate of failures": ([(QUALITY, "^ | ^ | 质量指标 | 工程不合格率 | 0 | 0 | 10 | 10 | ")], NOTHING),
    "the points printed once, the label on each line": (
        [("^ | ^ | 质量指标", "^ | 产出指标 | 质量指标")],
        NOTHING,
    ),
    "the points in a cell of their own": (
        [("产出指标(50分)", "产出指标"), ("^ | ^ | 质量指标", "^ | （50分） | 质量指标")],
        NOTHING,
    ),
    "points in other brackets": ([("产出指标(50分)", "产出指标【权重50分】")], NOTHING),
    "a standard of its own": (
        [
            ("偏差原因分析及改进措施", "评分标准"),
            ("汛期塌方阻断施工，4处转入次年，已于2023年2月修复。", "修复30处以上得满分"),
            ("36处 | 10 | 9", "36处 | 10 | 10"),
            ("98.5", "99.5"),
        ],
        ["SCR03 warning"],
    ),
    "half of it done": ([("健全 | 达成年度指标 | 15 | 15 |", "健全 | 部分完成 | 15 | 12 | 方案未批，2023年补办"), ("98.5", "95.5")],
                        ["SCR07 warning"]),
    "a sampled rate": ([("98.2%", "抽检50批次，合格率98%")], NOTHING),
    "good news with a bad word": ([("健全 | 达成年度指标", "无不合格产品 | 无不合格产品")], NOTHING),
    "execution without its weight": ([("114 | 10 | 95% | 9.5", "114 | | 95% | 9.5")], ["WGT03 warning"]),
    "execution without its score": ([("114 | 10 | 95% | 9.5", "114 | 10 | 95% | —"), ("98.5", "89"), ("优", "良")],
                                    ["FND03 warning"]),
    "a score with all its decimals": (
        [("36处 | 10 | 9", "36处 | 10 | =25/3 -> 8.33333333333333"), ("98.5", "97.83")],
        ["SCR11 hint"],
    ),
    "an enormous number": ([("126公里 | 15 | 15", f"126公里 | 15 | 1{'0' * 30}")], ["SCR02 error", "TOT01 error"]),
    "goals beside their labels": (
        [
            ("年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | <\n",
             "年度总体目标 | 预期目标 | 养护120公里 | < | < | 实际完成情况 | 养护126公里 | < | <\n"),
            ("^ | 完成全县农村公路日常养护，路况保持良好，群众出行更加便捷。 | < | < | < | "
             "全年养护农村公路126公里，验收合格率98.2%，受访群众满意度93.5%。 | < | < | <\n", ""),
        ],
        NOTHING,
    ),
}  # fmt: skip


def replaced(pairs):
    table = STANDARD
    for old, new in pairs:
        assert old in table, f"the standard form has no {old}"
        table = table.replace(old, new)
    return table


@pytest.mark.parametrize("name", CASES)
def test_layout(name):
    pairs, expected = CASES[name]
    found = [f"{finding.code} {finding.level}" for finding in check(form(replaced(pairs)))]
    assert found == expected


@pytest.mark.parametrize(("unit", "budget"), [("千元", "12"), ("元", "0.012"), ("亿元", "1200000"), ("万元", "120")])
def test_money_units(unit, budget):
    parsed = form(STANDARD.replace("项目资金（万元）", f"项目资金（{unit}）"))
    assert (parsed.money_unit, parsed.fund_total.budget.value) == (unit, Decimal(budget))


def test_a_money_unit_in_the_row_below_the_label():
    parsed = form(
        STANDARD.replace("项目资金（万元） |", "项目资金 |").replace("^ | 年度资金总额", "（元） | 年度资金总额")
    )
    assert parsed.money_unit == "元"


@pytest.mark.parametrize(
    ("head", "year"),
    [
        ("填报日期：2023年3月1日", 2022),
        ("附件：2023年部门决算报告", 2022),
        ("公开14表", 2022),
    ],
)
def test_the_year_of_the_title_counts(head, year):
    parsed = form(STANDARD.replace("附件3", head))
    assert parsed.year == year
    assert check(parsed) == []


def test_a_year_carried_over_is_not_the_year_of_the_form():
    parsed = form(STANDARD.replace("自评表 | <", "自评表（2021年结转项目） | <"))
    assert (parsed.year, check(parsed)) == (2022, [])


def test_goals_beside_their_labels_are_read():
    parsed = form(replaced(CASES["goals beside their labels"][0]))
    assert [(goal.expected.text, goal.actual.text) for goal in parsed.goals] == [("养护120公里", "养护126公里")]


def test_an_entry_behind_its_label():
    parsed = form(STANDARD.replace("项目名称 | 农村公路日常养护项目", "项目名称：农村公路日常养护项目 | "))
    assert parsed.project.value == "农村公路日常养护项目"
    assert parsed.project.where.cell == "A3"


@pytest.mark.parametrize(
    ("sign", "target", "unit", "joined"),
    [
        ("≥", "735", "人次", "≥735人次"),
        ("≥", "≥10", "亩", "≥10亩"),
        ("≥", "95%", "%", "≥95%"),
        ("反向", "10", "亩", "≤10亩"),
        ("定量", "10亩", "亩", "10亩"),
        ("定性", "健全", "—", "健全"),
        ("═", "100", "％", "═100％"),
    ],
)
def test_targets_split_over_columns(sign, target, unit, joined):
    table = STANDARD.replace("偏差原因分析及改进措施", "偏差原因 | 指标性质 | 度量单位").replace(
        "≥120公里 | 126公里 | 15 | 15 | ", f"{target} | 126公里 | 15 | 15 | | {sign} | {unit}"
    )
    assert form(table).indicator_rows[0].target.text == joined


def test_notes_and_conclusions_are_kept():
    rows = "\n其他需要说明事项 | 年中追加已报备 | < | < | < | < | < | < | <\n填表人：张三 | < | < | 联系电话 | 123 | | | | "
    parsed = form(STANDARD.rstrip("\n") + rows)
    assert {label: (entry.text, entry.where.cell) for label, entry in parsed.extra.items()} == {
        "其他需要说明事项": ("年中追加已报备", "B22"),
        "填表人": ("张三", "A23"),
        "联系电话": ("123", "E23"),
    }
    assert parsed.total.score.value == Decimal("98.5")


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("填 表 人：张三   联 系 电 话：123   填报日期：2023年3月8日",
         {"填表人": "张三", "联系电话": "123", "填报日期": "2023年3月8日"}),
        ("项目负责人（签字）：      财务负责人：李四", {"项目负责人(签字)": "", "财务负责人": "李四"}),
        ("填表人 | 张三 | 联系电话 | | | | | | ", {"填表人": "张三", "联系电话": ""}),
        ("存在问题：进度偏慢。改进措施：加强调度，12:30 前报送", {"存在问题": "进度偏慢。", "改进措施": "加强调度，12:30 前报送"}),
        ("注：1.分档：达成；2.得分四舍五入 | < | < | < | < | < | < | < | <", {"注": "1.分档：达成；2.得分四舍五入"}),
        ("联系电话：123  财务负责人：李四  联系电话：456", {"联系电话": "123 456", "财务负责人": "李四"}),
    ],
)  # fmt: skip
def test_entries_below_the_table(row, found):
    parsed = form(STANDARD.rstrip("\n") + "\n" + row)
    assert {label: entry.text for label, entry in parsed.extra.items()} == found
    assert all(entry.where.row == 22 for entry in parsed.extra.values())


def test_the_weights_of_several_goals_make_one_hundred_together():
    """As in Hubei: each annual goal stands beside its own indicators, headed once or again."""
    lines = (
        STANDARD.replace("产出指标(50分)", "产出指标").replace("效益指标(40分)", "效益指标").rstrip("\n").split("\n")
    )
    heading = lines[11].replace("绩效指标 |", "年度绩效目标1（65分） |", 1)
    again = lines[11].replace("绩效指标 |", "年度绩效目标2（25分） |", 1)
    second = [again, "^ | 产出指标 | 数量指标 | 养护里程 | ≥20公里 | 21公里 | 25 | 25 | "]
    parsed = form("\n".join([*lines[:11], heading, *lines[12:18], *second, TOTAL]))
    assert len(parsed.scored_rows) == 7
    found = {(finding.code, finding.level) for finding in check(parsed)}
    assert {("STR09", "hint"), ("STR12", "hint")} <= found
    assert {level for _, level in found} == {"hint"}


def test_a_heading_over_two_goals_is_one_block():
    lines = STANDARD.rstrip("\n").split("\n")
    more = "^ | 目标2：修复安全设施。 | < | < | < | 修复36处。 | < | < | <"
    parsed = form("\n".join([*lines[:11], more, *lines[11:]]))
    assert (len(parsed.goals), len(parsed.goal_labels)) == (2, 1)


def test_the_limit_may_stand_in_a_label_below_or_beside():
    table = STANDARD.replace("年度总体目标", "年度总体目标（20字以内）").rstrip("\n")
    parsed = form(table + "\n存在问题（10字以内） | 汛期塌方多，4处安全设施未能当年修复。 | < | < | < | < | < | < | <")
    found = [(f.where.cell, int(f.actual), int(f.expected)) for f in check(parsed) if f.code == "TXT08"]
    assert found == [("B11", 29, 20), ("F11", 38, 20), ("B22", 19, 10)]


def test_a_survey_in_a_column_of_its_own_is_evidence():
    table = STANDARD.replace("受访群众满意度 |", "群众满意度 |").replace("，受访群众满意度93.5%", "")
    assert "TXT05" in [finding.code for finding in check(form(table))]
    table = table.replace("改进措施\n", "改进措施 | 佐证材料\n").replace(
        "93.5% | 10 | 10 | ", "93.5% | 10 | 10 | | 问卷200份"
    )
    assert "TXT05" not in [finding.code for finding in check(form(table))]


# --- what real forms print otherwise: each a text table, or an edit of the standard one, and the fields it must give


def fields(parsed):
    """What a form says, without places."""
    rows = (*parsed.fund_rows, *parsed.goals, *parsed.indicator_rows, parsed.total)
    return [
        (parsed.year, parsed.project.value, parsed.department.value, parsed.unit.value),
        *(record(row) for row in rows),
    ]


EXPECTED = fields(form())


def table(text):
    return form("\n".join(line.strip() for line in text.strip().split("\n")))


def forms_of(*texts, sheets=None):
    """The forms on these sheets, each a text table."""
    names = sheets or [f"表{number}" for number in range(1, len(texts) + 1)]
    return parse([grid(text, sheet=name) for text, name in zip(texts, names, strict=True)])


def said(parsed):
    """What stands beside the tables, without places."""
    return {label: entry.text for label, entry in parsed.extra.items()}


def amounts(parsed):
    """Kind, initial budget, budget and executed amount of each source of money."""
    return [(row.kind, row.initial_budget.value, row.budget.value, row.executed.value) for row in parsed.fund_rows]


def how(parsed, key):
    """By what a column was found: the printed words, and what spoke for it."""
    return next((fact.text, fact.inferred) for fact in parsed.reading if fact.key == key)


def codes(parsed):
    return [(f.code, f.variant, f.level, f.where.cell) for f in check(parsed)]


# title and year


@pytest.mark.parametrize(
    "title",
    ["绩效目标自评表", "2022年部门预算项目支出绩效自评表", "项目自评表", "农村公路养护专项资金绩效目标自评表", "财政预算支出项目绩效目标自评表",
     "项 目 支 出 绩 效 自 评 表"],
)  # fmt: skip
def test_titles(title):
    parsed = form(STANDARD.replace("2022年度项目支出绩效自评表", title))
    assert parsed.title.text == title
    assert fields(parsed)[1:] == EXPECTED[1:]


@pytest.mark.parametrize("line", ["（2022年度）", "( 2 0 2 2 年 度 )", "(2022年度）", "２０２２年", "2022 年度"])
def test_the_year_in_a_line_of_its_own(line):
    parsed = form(
        STANDARD.replace("2022年度项目支出绩效自评表", "项目支出绩效自评表").replace(
            "项目名称", f"{line} | < | < | < | < | < | < | < | <\n项目名称"
        )
    )
    assert fields(parsed) == EXPECTED


@pytest.mark.parametrize(
    "line", ["附件3", "公开14表", "报表编号：510000_0013zp", "部门：青禾县", "部门 | 青禾县", "单位：万元"]
)
def test_lines_above_the_title(line):
    parsed = form(STANDARD.replace("附件3 |", f"{line} |"))
    assert fields(parsed) == EXPECTED  # 主管部门 goes before 部门


def test_what_stands_above_the_title_is_kept():
    parsed = form(STANDARD.replace("附件3", "报表编号：510000_0013zp"))
    assert said(parsed) == {"报表编号": "510000_0013zp"}


# several forms

FUNDLESS = """
项目支出绩效自评表 | < | < | < | <
项目名称 | {name} | < | < | <
三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
养护里程 | ≥120公里 | 126公里 | 60 | 60
维修桥梁 | ≥3座 | 3座 | 30 | 30
巡查次数 | ≥12次 | 12次 | 10 | 10
合计 | < | < | 100 | 100
"""


def test_several_forms_one_below_the_other_the_second_without_title():
    first, second = (
        FUNDLESS.format(name="甲"),
        FUNDLESS.format(name="乙").replace("项目支出绩效自评表 | < | < | < | <\n", ""),
    )
    parsed = forms_of(first.strip() + "\n注：自评表一式两份 | | | | \n | | | | \n" + second.strip())
    assert [one.project.value for one in parsed.forms] == ["甲", "乙"]
    assert [len(one.indicator_rows) for one in parsed.forms] == [3, 3]
    assert parsed.forms[1].where.cell == "A10"
    assert said(parsed.forms[0]) == {"注": "自评表一式两份"}


def test_several_forms_each_with_its_title():
    parsed = forms_of("\n".join(FUNDLESS.format(name=name).strip() for name in "甲乙丙"))
    assert [one.project.value for one in parsed.forms] == ["甲", "乙", "丙"]
    assert [one.title.where.cell for one in parsed.forms] == ["A1", "A8", "A15"]


def test_a_look_alike_below_a_form_is_named():
    other = (
        FUNDLESS.format(name="甲")
        .replace("项目支出绩效自评表", "部门整体支出绩效自评表")
        .replace("项目名称", "部门名称")
    )
    parsed = forms_of(FUNDLESS.format(name="甲").strip() + "\n" + other.strip())
    assert [one.project.value for one in parsed.forms] == ["甲"]
    assert [(where.cell, name) for where, name in parsed.others] == [("A8", "部门整体支出绩效自评表")]
    assert parsed.forms[0].total.score.value == 100


def test_sheets_of_look_alikes_beside_the_form():
    own = STANDARD
    target = STANDARD.replace("项目支出绩效自评表", "项目支出绩效目标申报表").replace("实际完成值", "备注")
    monitor = STANDARD.replace("项目支出绩效自评表", "项目支出绩效目标执行监控表").replace(
        "实际完成值", "1-7月完成情况"
    )
    whole = STANDARD.replace("2022年度项目支出绩效自评表", "").replace("项目名称", "部门名称")
    parsed = forms_of("封面 | 青禾县交通运输局", target, monitor, own, whole,
                      sheets=["封面", "申报表", "监控表", "自评表", "部门整体支出"])  # fmt: skip
    assert [one.sheet for one in parsed.forms] == ["自评表"]
    assert [name for _, name in parsed.others] == ["绩效目标申报表", "绩效目标执行监控表", "部门整体支出绩效自评表"]


def test_a_head_printed_again_on_the_next_page_begins_no_form():
    lines = STANDARD.rstrip("\n").split("\n")
    again = [lines[1], lines[2], lines[11]]
    parsed = forms_of("\n".join([*lines[:16], *again, *lines[16:]]))
    assert [fields(one) for one in parsed.forms] == [EXPECTED]


# the head


@pytest.mark.parametrize(
    "row",
    ["项目主管单位 | 青禾县交通运输局 | < | < | 实施单位（盖章） | 青禾县公路养护中心 | < | < | <",
     "县级主管部门： | 青禾县交通运输局 | < | < | 项目实施单位/项目负责人 | 青禾县公路养护中心 | < | < | <",
     "主管部门：青禾县交通运输局 | < | < | < | 项目单位：青禾县公路养护中心 | < | < | < | <",
     "主管部门：青禾县交通运输局　　实施单位：青禾县公路养护中心 | < | < | < | < | < | < | < | <",
     "主管部门 | 主管部门 | 青禾县交通运输局 | 青禾县交通运输局 | 预算单位 | 预算单位 | 青禾县公路养护中心 | 青禾县公路养护中心 | "],
)  # fmt: skip
def test_heads(row):
    line = "主管部门 | 青禾县交通运输局 | < | < | 实施单位 | 青禾县公路养护中心 | < | < | <"
    assert fields(form(replaced([(line, row)]))) == EXPECTED


def test_further_entries_of_the_head_are_kept():
    row = "单位名称：公路股 | < | 填报日期：2023年3月1日 | | | 项目类别 | □部门预算 ☑专项 | 项目负责人及电话 | 张三123"
    parsed = form(STANDARD.replace("主管部门 |", row + "\n主管部门 |"))
    assert fields(parsed) == EXPECTED  # 实施单位 goes before 单位名称
    assert said(parsed) == {
        "单位名称": "公路股",
        "填报日期": "2023年3月1日",
        "项目类别": "□部门预算 ☑专项",
        "项目负责人及电话": "张三123",
    }


def test_a_blank_entry_gives_way_to_a_filled_one():
    parsed = form(STANDARD.replace("项目名称 | 农村", "项目名称 | | < | < | < | < | < | < | <\n专项资金名称 | 农村"))
    assert parsed.project.value == "农村公路日常养护项目"


def test_an_entry_left_out_before_another_label():
    parsed = form(STANDARD.replace("主管部门 | 青禾县交通运输局 | < | < | 实施单位", "主管部门 | | | | 联络人"))
    assert (parsed.department.value, parsed.department.where.cell) == (None, "B4")
    assert said(parsed) == {"联络人": "青禾县公路养护中心"}


def test_a_score_in_the_head_is_the_total_where_no_row_is_for_it():
    head = "主管部门 | 青禾县交通运输局 | < | < | 自评得分 | 98.5 | < | < | <"
    line = "主管部门 | 青禾县交通运输局 | < | < | 实施单位 | 青禾县公路养护中心 | < | < | <"
    parsed = form(replaced([(line, head), (TOTAL, "项目负责人：张三 | < | < | < | < | < | < | < | <")]))
    assert (parsed.total.score.value, parsed.total.score.where.cell) == (Decimal("98.5"), "F4")
    assert how(parsed, "total.score") == ("自评得分", "")
    assert said(parsed) == {"项目负责人": "张三"}
    assert [code for code, *_ in codes(parsed)] == []
    beside = form(replaced([(line, head)]))
    assert (beside.total.score.where.cell, said(beside)) == ("H21", {"自评得分": "98.5"})


# funds


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("项目资金(元)", "元"), ("资金情况(万元)", "万元"), ("预算执行情况(10分)", "万元"), ("预算执行情况(千元)(10分)", "千元"),
     ("项目资金\\n（元）", "元"), ("项 目 资 金", "万元")],
)  # fmt: skip
def test_labels_of_the_funds_block(heading, unit):
    parsed = form(STANDARD.replace("项目资金（万元）", heading))
    assert (parsed.money_unit, "funds" in parsed.blocks, len(parsed.fund_rows)) == (unit, True, 4)


@pytest.mark.parametrize(
    ("old", "new", "unit"),
    [("附件3", "（单位：元）", "元"), ("附件3", "金额单位：人民币元", "元"), ("自评表 |", "自评表（单位：元） |", "元"),
     ("全年预算数", "全年预算数（元）", "元"), ("年度资金总额", "年度资金总额（元）", "元"), ("附件3", "实施单位：元谋县公路局", "万元")],
)  # fmt: skip
def test_the_unit_of_money_wherever_it_stands(old, new, unit):
    assert form(STANDARD.replace("（万元）", "").replace(old, new, 1)).money_unit == unit


def test_funds_without_initial_budget_weight_and_score():
    rows = [
        (FUNDS, "资金情况（万元） | | < | 全年预算数（A） | 全年执行数（B） | 执行率（B/A） | < | < | <"),
        ("年度资金总额 | < | 120 | 120 | 114 | 10 | 95% | 9.5", "年度资金总额： | < | 120 | 114 | 95% | < | < | <"),
        ("其中：当年财政拨款 | < | 100 | 100 | 96 | | | ", "其中：中央补助 | < | 100 | 96 | | | | "),
        ("上年结转资金 | < | 20 | 20 | 18 | | | ", "上年结转资金 | < | 20 | 18 | | | | "),
    ]
    parsed = form(replaced(rows))
    assert amounts(parsed) == [
        ("total", None, 120, 114), ("current", None, 100, 96), ("carryover", None, 20, 18), ("other", None, None, None)
    ]  # fmt: skip
    assert parsed.fund_total.rate.value == Decimal("0.95")
    assert codes(parsed) == [("STR02", "off", "hint", "B12")]


def test_funds_in_any_order_with_strokes_and_the_sum_below_its_parts():
    total = "^ | 年度资金总额 | < | 120 | 120 | 114 | 10 | 95% | 9.5\n"
    rows = [
        (total, ""),
        ("^ | 其他资金 | < | | | | | | ", "^ | 其他资金 | < | — | / | 0.00 | - | - | -\n^ | 财政专户管理资金 | < | 0 | 0 | 0 | | | \n"
         + total.replace("年度资金总额", "合计：").rstrip("\n")),
    ]  # fmt: skip
    parsed = form(replaced(rows))
    assert [row.kind for row in parsed.fund_rows] == ["current", "carryover", "other", "other", "total"]
    assert (parsed.fund_total.budget.value, parsed.fund_total.score.value) == (120, Decimal("9.5"))
    assert codes(parsed) == []


def test_weight_and_score_repeated_in_the_row_of_a_source():
    parsed = form(replaced([(CURRENT, "^ | 其中：财政资金 | < | 100 | 100 | 96 | 10 | 96% | 9.6")]))
    assert (parsed.fund_total.weight.value, parsed.fund_rows[1].weight.value) == (10, 10)
    assert [(code, level) for code, _, level, _ in codes(parsed)] == [("FND13", "hint")]


@pytest.mark.parametrize(
    ("text", "value"), [("120,000.00", "120000"), ("89.8万元", "89.8"), ("１２０", "120"), ("\u00a0120\u3000", "120")]
)
def test_amounts(text, value):
    parsed = form(STANDARD.replace("年度资金总额 | < | 120 |", f"年度资金总额 | < | {text} |"))
    assert parsed.fund_total.initial_budget.value == Decimal(value)


def test_a_label_of_the_funds_in_a_row_of_its_own_with_the_score_behind_it():
    rows = [
        (
            FUNDS,
            "预算执行情况(10分) | < | < | < | < | < | 得分 | 9.5 | <\n资金来源 | | < | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | < | <",
        ),
        ("114 | 10 | 95% | 9.5", "114 | 95% | < | <"),
    ]
    parsed = form(replaced(rows))
    assert (parsed.fund_total.weight.value, parsed.fund_total.weight.where.cell) == (10, "A5")
    assert (parsed.fund_total.score.value, parsed.fund_total.score.where.cell) == (Decimal("9.5"), "H5")
    assert codes(parsed) == []


def test_execution_scored_in_the_indicator_table():
    rows = [
        (FUNDS, FUNDS.replace("分值 | 执行率 | 得分", "执行率 | < | <")),
        ("114 | 10 | 95% | 9.5", "114 | 95% | < | <"),
        ("^ | 产出指标(50分)", "^ | 预算执行情况(10分) | < | < | | | 10 | 9.5 | \n^ | 产出指标(50分)"),
    ]
    parsed = form(replaced(rows))
    assert (parsed.fund_total.weight.value, parsed.fund_total.score.value) == (10, Decimal("9.5"))
    assert [level.label.value for level in parsed.first_levels] == ["产出指标", "效益指标"]
    assert len(parsed.indicator_rows) == 8
    assert how(parsed, "funds.score") == ("9.5", "table")
    assert codes(parsed) == []


FUND_LINES = ("\n".join(STANDARD.split("\n")[4:9])) + "\n"
EXPECTED_AMOUNTS = [("total", 120, 120, 114), ("current", 100, 100, 96), ("carryover", 20, 20, 18)]
SOURCES = {
    "sources below each amount": """项目资金（万元） | 年初预算数 | < | < | 全年预算数 | < | < | 全年执行数 | < | <
^ | 资金总额 | 财政拨款 | 上年结转 | 资金总额 | 财政拨款 | 上年结转 | 资金总额 | 财政拨款 | 上年结转
^ | 120 | 100 | 20 | 120 | 100 | 20 | 114 | 96 | 18
""",
    "sources as columns": """项目资金（万元） | | 资金总额 | 其中：财政拨款 | 上年结转资金 | | | |
^ | 年初预算数 | 120 | 100 | 20 | | | |
^ | 全年预算数 | 120 | 100 | 20 | | | |
^ | 全年执行数 | 114 | 96 | 18 | | | |
""",
    "amounts behind their labels": """项目资金（万元） | 年初预算数： | 120 | 全年预算数： | 120 | 全年执行数： | 114 | | |
^ | 其中：财政拨款 | 100 | 其中：财政拨款 | 100 | 其中：财政拨款 | 96 | | |
^ | 上年结转资金 | 20 | 上年结转资金 | 20 | 上年结转资金 | 18 | | |
""",
}


@pytest.mark.parametrize("name", SOURCES)
def test_sources_of_money_that_are_no_rows(name):
    parsed = form(replaced([(FUND_LINES, SOURCES[name])]))
    assert amounts(parsed) == EXPECTED_AMOUNTS
    assert parsed.goals[0].expected.value and len(parsed.indicator_rows) == 8


def test_older_forms_with_two_amounts_and_their_sources():
    rows = """项目预算执行情况（万元） | 预算数： | 36 | < | < | 执行数： | 30 | < | <
^ | 其中-财政拨款： | 36 | < | < | 其中-财政拨款： | 30 | < | <
^ | 其它资金： | | < | < | 其它资金： | | < | <
"""
    parsed = form(replaced([(FUND_LINES, rows)]))
    assert amounts(parsed) == [("total", None, 36, 30), ("current", None, 36, 30), ("other", None, None, None)]
    assert parsed.fund_rows[1].executed.where.cell == "G6"


def test_reasons_in_the_funds_block_are_kept():
    rows = [(FUNDS, FUNDS + " | 原因"), ("| 95% | 9.5", "| 95% | 9.5 | 招标结余")]
    table = replaced(rows)
    assert (form(table).fund_total.reason.text, said(form(table))) == ("招标结余", {})


# goals


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("年初设定目标", "年度总体目标完成情况综述"),
        ("项目年度目标", "年度目标完成情况"),
        ("预 期\\n目 标", "实际\\n完成情况"),
    ],
)
def test_headings_of_the_goals(expected, actual):
    table = STANDARD.replace("预期目标 |", f"{expected} |").replace("实际完成情况 |", f"{actual} |")
    assert fields(form(table)) == EXPECTED


def test_a_section_below_the_goals_is_no_goal():
    row = "^ | 2.项目实施内容及过程概述 | 公开招标，分两个标段实施。 | < | < | < | < | < | <\n绩效指标 | 一级指标"
    table = STANDARD.replace("年度总体目标 | 预期目标", "项目基本情况 | 预期目标").replace("绩效指标 | 一级指标", row)
    parsed = form(table)
    assert fields(parsed) == EXPECTED
    assert said(parsed) == {"2.项目实施内容及过程概述": "公开招标，分两个标段实施。"}


def test_a_goal_without_a_heading():
    lines = "\n".join(STANDARD.split("\n")[9:11])
    parsed = form(replaced([(lines, "年度总体目标 | 养护农村公路120公里 | < | < | < | < | < | < | <")]))
    assert [(goal.expected.text, goal.actual.where) for goal in parsed.goals] == [("养护农村公路120公里", None)]


# the indicator table

HEADING = STANDARD.split("\n")[11]
TWO_ROWS = """绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | < | < | 实际完成值 | 分值 | 得分 | 偏差原因
^ | ^ | ^ | ^ | 指标性质 | 指标值 | 度量单位 | ^ | ^ | ^ | ^
^ | 产出指标(70分) | 数量指标 | 培训人次 | ≥ | 735 | 人次 | 735人次 | 40 | 40 |
^ | ^ | 质量指标 | 制度健全 | 定性 | 健全 | — | 达成年度指标 | 30 | 30 |
^ | 效益指标(30分) | 社会效益指标 | 受益群众人数 | ═ | 3000 | 人 | 3000人 | 30 | 30 |
合计 | < | < | < | < | < | < | < | 100 | 100 | """
TITLE = "项目支出绩效自评表 | < | < | < | < | < | < | < | < | < | <\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [("", ""),
     ("年度指标值 | < | <", "年度指标值 | | "),  # not merged
     ("| ^ | ^ | ^ | 指标性质", "| | | | 指标性质"),
     ("年度指标值 | < | <", "年度指标值 | 年度指标值 | 年度指标值"),  # printed once a column
     ("^ | ^ | ^ | ^ | 指标性质 | 指标值 | 度量单位 | ^ | ^ | ^ | ^", "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 符号 | 数值 | 单位 | 实际完成值 | 分值 | 得分 | 偏差原因")],
)  # fmt: skip
def test_two_row_heading(old, new):
    parsed = form(TITLE + TWO_ROWS.replace(old, new) if old else TITLE + TWO_ROWS)
    assert [row.target.text for row in parsed.indicator_rows] == ["≥735人次", "健全", "═3000人"]
    assert [row.actual.text for row in parsed.indicator_rows] == ["735人次", "达成年度指标", "3000人"]
    assert [row.weight.value for row in parsed.indicator_rows] == [40, 30, 30]
    assert parsed.indicator_rows[0].target.where.cell == "F4"
    assert parsed.total.score.value == 100
    assert parsed.unknown == ()


def test_the_second_row_of_the_heading_alone_is_a_heading():
    upper = "绩效指标 | 指标 | < | < | 年度指标值 | 完成情况 | < | < | 偏差原因"
    lower = "^ | 一级指标 | 二级指标 | 三级指标 | ^ | 实际完成值 | 分值 | 得分 | ^"
    assert fields(form(replaced([(HEADING, upper + "\n" + lower)]))) == EXPECTED


def test_both_values_divided():
    table = TITLE + TWO_ROWS.replace("实际完成值 | 分值", "实际完成值 | < | 分值").replace(
        "度量单位 | ^ | ^", "度量单位 | 指标值 | 度量单位 | ^"
    ).replace("735人次 | 40", "735 | 人次 | 40").replace("达成年度指标 | 30", "达成年度指标 | / | 30").replace(
        "3000人 | 30", "3000 | 人 | 30"
    ).replace("合计 |", "合计 | < |")
    assert [row.actual.text for row in form(table).indicator_rows] == ["735人次", "达成年度指标", "3000人"]


def test_weights_before_targets_and_plain_columns_for_the_target():
    table = """
    项目支出绩效自评表 | < | < | < | < | < | < | < | < | <
    一级指标 | 二级指标 | 三级指标 | 权重 | 指标性质 | 指标值 | 度量单位 | 完成值 | 得分 | 未完成原因分析
    产出指标 | 数量指标 | 培训人次 | 60 | ≥ | 735 | 人次 | 735 | 60 |
    产出指标 | 质量指标 | 制度健全 | 40 | 定性 | 健全 | | 健全 | 40 |
    合计 | | | 100 | | | | | 100 |
    """
    parsed = form("\n".join(line.strip() for line in table.strip().split("\n")))
    assert [(row.target.text, row.weight.value, row.score.value) for row in parsed.indicator_rows] == [
        ("≥735人次", 60, 60), ("健全", 40, 40)
    ]  # fmt: skip
    assert (parsed.total.weight.value, parsed.total.score.value) == (100, 100)


def without_columns(*names):
    """The standard form without columns of its indicator table, merges undone."""
    lines = [line.split(" | ") for line in STANDARD.rstrip("\n").split("\n")]
    at = [lines[11].index(name) for name in names]
    made = []
    for number, line in enumerate(lines):
        if number >= 11:
            line = ["" if cell == "<" else cell for column, cell in enumerate(line) if column not in at]
        made.append(" | ".join(line))
    return "\n".join(made)


def test_no_weights_and_no_scores_is_one_hint():
    parsed = form(without_columns("分值", "得分").replace("(50分)", "").replace("(40分)", ""))
    assert [row.actual.text for row in parsed.indicator_rows][:2] == ["126公里", "36处"]
    assert codes(parsed) == [("STR02", "off", "hint", "B12")]


def test_no_weights_but_scores():
    parsed = form(without_columns("分值").replace("(50分)", "").replace("(40分)", ""))
    assert [row.score.value for row in parsed.indicator_rows] == [15, 9, 10, 5, 10, 15, 15, 10]
    assert codes(parsed) == [("STR02", "off", "hint", "B12")]


@pytest.mark.parametrize(
    ("printed", "label", "cap"),
    [("产出指标(50分)", "产出指标", 50), ("产出指标（50分）", "产出指标", 50), ("产出指标\\n（50分）", "产出指标", 50),
     ("产 出 指 标 50 分", "产出指标", 50), ("产出（50）", "产出", 50), ("产出指标", "产出指标", None), ("一、产出指标(50分)", "产出指标", 50),
     ("（一）产出指标", "产出指标", None), ("★产出指标（50分）", "产出指标", 50)],
)  # fmt: skip
def test_caps_of_first_levels(printed, label, cap):
    parsed = form(STANDARD.replace("产出指标(50分)", printed))
    assert (parsed.first_levels[0].label.value, parsed.first_levels[0].cap) == (label, cap)
    assert len(parsed.first_levels[0].rows) == 5


def test_caps_of_second_levels():
    table = STANDARD.replace("| 数量指标 |", "| 数量指标(25分) |").replace("| 质量指标 |", "| 质量\\n指标 10分 |")
    parsed = form(table)
    assert fields(parsed) == EXPECTED
    found = [(level.label.value, level.cap, len(level.rows)) for level in parsed.second_levels]
    assert found == [("数量指标", 25, 2), ("质量指标", 10, 1)]


def test_the_points_of_a_second_level_in_a_cell_of_its_own():
    table = STANDARD.replace("^ | ^ | ^ | 安全设施修复", "^ | ^ | （25分） | 安全设施修复")
    parsed = form(table)
    assert fields(parsed) == EXPECTED
    assert [(level.label.value, level.cap, len(level.rows)) for level in parsed.second_levels] == [("数量指标", 25, 2)]


def test_points_of_each_level_in_columns():
    table = """
    项目支出绩效自评表 | < | < | < | < | < | < | < | <
    一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值 | 年度指标值 | 实际完成值 | 得分
    产出 | 70 | 数量 | 40 | 培训人次 | 40 | ≥735人次 | 735人次 | 40
    ^ | ^ | 质量 | 30 | 合格率 | 30 | ≥95% | 96% | 30
    效益 | 30 | 社会效益 | 30 | 受益人数 | 30 | ≥300人 | 300人 | 30
    合计 | | | | | 100 | | | 100
    """
    parsed = form("\n".join(line.strip() for line in table.strip().split("\n")))
    assert [row.weight.value for row in parsed.indicator_rows] == [40, 30, 30]
    assert [(level.label.value, level.cap) for level in parsed.first_levels] == [("产出", 70), ("效益", 30)]
    assert [(level.label.value, level.cap) for level in parsed.second_levels] == [
        ("数量", 40),
        ("质量", 30),
        ("社会效益", 30),
    ]
    assert parsed.unknown == ()


def test_weights_behind_the_names():
    lines = without_columns("分值")
    for name, points in zip(["养护里程", "安全设施修复", "养护工程验收合格率", "养护工程完工时间", "每公里养护成本", "受益群众人数", "日常管护机制", "受访群众满意度"],
                            [15, 10, 10, 5, 10, 15, 15, 10], strict=True):  # fmt: skip
        lines = lines.replace(f"| {name} |", f"| {name}（{points}分） |")
    parsed = form(lines)
    assert [(row.name.value, row.weight.value) for row in parsed.indicator_rows][:2] == [
        ("养护里程", 15),
        ("安全设施修复", 10),
    ]
    assert how(parsed, "weight") == ("三级指标", "names")
    assert codes(parsed) == []


def test_first_levels_with_rows_of_their_own():
    table = """
    项目支出绩效自评表 | < | < | < | < | <
    二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
    一、产出指标（70分） | < | < | < | < | <
    数量指标 | 培训人次 | ≥735人次 | 735人次 | 40 | 40
    质量指标 | 合格率 | ≥95% | 96% | 30 | 30
    二、效益指标（30分） | < | < | < | < | <
    社会效益指标 | 受益人数 | ≥300人 | 300人 | 30 | 30
    合计 | | | | 100 | 100
    """
    parsed = form("\n".join(line.strip() for line in table.strip().split("\n")))
    found = [(level.label.value, level.cap, len(level.rows)) for level in parsed.first_levels]
    assert found == [("产出指标", 70, 2), ("效益指标", 30, 1)]


@pytest.mark.parametrize(
    ("level2", "read"),
    [("", None), ("数量", "数量"), ("数 量\\n指 标", "数量指标"), ("1.数量指标", "数量指标"), ("产出数量", "产出数量")],
)
def test_second_levels_otherwise(level2, read):
    parsed = form(STANDARD.replace("| 数量指标 |", f"| {level2} |"))
    assert (parsed.indicator_rows[0].level2.value, parsed.indicator_rows[0].name.value) == (read, "养护里程")
    assert fields(parsed)[9:] == EXPECTED[9:]


def test_other_first_levels_with_execution_as_an_indicator():
    table = STANDARD.replace("产出指标(50分)", "决策").replace("数量指标 | 养护里程", "资金投入 | 预算执行率")
    parsed = form(table)
    assert (parsed.indicator_rows[0].level1.value, parsed.indicator_rows[0].name.value) == ("决策", "预算执行率")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("指标1：养护里程", "养护里程"),
        ("指标1养护里程", "养护里程"),
        ("★养护里程", "养护里程"),
        ("★指标1：养护里程", "养护里程"),
        ("指标1：\\n养护里程", "养护里程"),
    ],
)
def test_names(printed, name):
    row = form(STANDARD.replace("养护里程", printed)).indicator_rows[0]
    assert (row.name.value, row.name.text, row.shifted) == (name, printed.replace("\\n", "\n"), False)


@pytest.mark.parametrize(
    "row",
    ["^ | ^ | ^ | 指标2： | 　 | \u00a0 | | | ", "^ | ^ | ^ | …… | | | | | ", "^ | ^ | ^ | 指标2：（请填写指标名称） | | | | | ", "^ | ^ | ^ | XX | | | | | ",
     " | | | | | | | | ", "^ | ^ | ^ | （根据实际情况填写） | | | | | "],
)  # fmt: skip
def test_lines_that_are_no_indicators(row):
    assert fields(form(replaced([(QUALITY, row + "\n" + QUALITY)]))) == EXPECTED


def test_detail_lines_with_points_of_their_own_count_where_their_indicator_has_none():
    rows = [("126公里 | 15 | 15 | ", "126公里 | | | \n^ | ^ | ^ | 其中：县道 | ≥60公里 | 62公里 | 10 | 10 | \n"
             "^ | ^ | ^ | 其中：乡道 | ≥60公里 | 64公里 | 5 | 5 | ")]  # fmt: skip
    parsed = form(replaced(rows))
    assert [(row.name.value, row.detail) for row in parsed.indicator_rows][:3] == [
        ("养护里程", False), ("其中：县道", False), ("其中：乡道", False)
    ]  # fmt: skip


def test_reviewed_scores_and_unknown_columns():
    lines = [line + " | | " for line in STANDARD.rstrip("\n").split("\n")]
    lines[11] = HEADING + " | 复核分 | 佐证材料"
    lines[12] = lines[12].removesuffix(" | | ") + " | 14 | 验收单3份"
    parsed = form("\n".join(lines))
    assert parsed.indicator_rows[0].reviewed.value == 14
    assert parsed.indicator_rows[0].extra == {"佐证材料": "验收单3份"}
    assert [field.text for field in parsed.unknown] == ["佐证材料"]


def test_cells_below_no_heading_are_kept_by_their_column():
    lines = [line + " | " for line in STANDARD.rstrip("\n").split("\n")]
    lines[12] += "附照片"
    assert form("\n".join(lines)).indicator_rows[0].extra == {"J": "附照片"}


def test_two_columns_for_the_score():
    lines = [line + " | " for line in STANDARD.rstrip("\n").split("\n")]
    lines[11] = HEADING + " | 得分"
    lines[12] = lines[12].rstrip() + " 14"
    parsed = form("\n".join(lines))
    assert (parsed.indicator_rows[0].score.value, parsed.indicator_rows[0].extra) == (15, {"得分": "14"})


def test_two_columns_for_the_actual_value():
    lines = [line.split(" | ") for line in STANDARD.rstrip("\n").split("\n")]
    lines[11:20] = [
        [*line[:5], "完成情况" if n == 0 else f"见附表{n}", *line[5:]] for n, line in enumerate(lines[11:20])
    ]
    lines[20] = ["总分", *["<"] * 6, "100", "98.5", "优"]
    parsed = form("\n".join(" | ".join(line) for line in lines))
    assert [row.actual.text for row in parsed.indicator_rows][:2] == ["126公里", "36处"]
    assert parsed.indicator_rows[0].extra == {"完成情况": "见附表1"}


def test_headings_repeated_after_a_page_break_with_two_rows():
    lines = (TITLE + TWO_ROWS).split("\n")
    lines[5:5] = ["绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | < | < | 实际完成值 | 分值 | 得分 | 偏差原因",
                  " | | | | 指标性质 | 指标值 | 度量单位 | | | | "]  # fmt: skip
    parsed = form("\n".join(lines).replace("^ | ^ | 质量指标", " | | 质量指标").replace("^ | 效益指标", " | 效益指标"))
    assert [row.name.value for row in parsed.indicator_rows] == ["培训人次", "制度健全", "受益群众人数"]
    assert parsed.indicator_rows[1].level1.value == "产出指标"


def test_merged_cells_printed_once_a_column():
    """As tables come out of Word: a merged text stands in each of the cells that it covered."""
    rows = rows_of(STANDARD)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell == "<":
                row[c] = row[c - 1]
            elif cell == "^":
                row[c] = rows[r - 1][c]
    assert fields(form(rows)) == EXPECTED


# values


@pytest.mark.parametrize(
    ("weight", "value"),
    [("15分", "15"), ("15.00", "15"), ("１５", "15"), ("\u00a015\u3000", "15"), ("15 分", "15"), ("12.5分", "12.5")],
)
def test_weights(weight, value):
    assert form(STANDARD.replace("126公里 | 15 |", f"126公里 | {weight} |")).indicator_rows[0].weight.value == Decimal(
        value
    )


@pytest.mark.parametrize("blank", ["\u3000", "\u00a0", "\u200b", " \u3000\u00a0"])
def test_blanks_that_can_be_seen_in_no_cell(blank):
    row = form(STANDARD.replace("126公里 | 15 | 15 | ", f"126公里 | 15 | {blank} | ")).indicator_rows[0]
    assert row.score.blank


# below the table


def test_what_stands_below_the_table_is_kept_apart():
    rows = """
其他需要说明事项 | 无 | < | < | < | < | < | < | <
评价结论 | 结合自评情况：总体良好 | < | < | < | < | < | < | <
存在问题 | | < | < | < | < | < | < | <
偏差大或目标未完成原因分析 | 汛期影响 | < | < | < | < | < | < | <
项目负责人： | | 张三 | 财务负责人： | | 李四 | | 联系电话 | 13800000000
填表人：王五　　填表日期：2023年3月1日 | < | < | < | < | < | < | < | <
注：1.得分一档最高不能超过该指标分值。 | < | < | < | < | < | < | < | <
2.定性指标分三档。 | < | < | < | < | < | < | < | <"""
    parsed = form(STANDARD.rstrip("\n") + rows)
    assert fields(parsed) == EXPECTED
    assert said(parsed) == {
        "其他需要说明事项": "无",
        "评价结论": "结合自评情况：总体良好",
        "存在问题": "",
        "偏差大或目标未完成原因分析": "汛期影响",
        "项目负责人": "张三",
        "财务负责人": "李四",
        "联系电话": "13800000000",
        "填表人": "王五",
        "填表日期": "2023年3月1日",
        "注": "1.得分一档最高不能超过该指标分值。\n2.定性指标分三档。",
    }


def test_reasons_in_a_row_of_the_table_without_a_total():
    parsed = form(replaced([(TOTAL, "^ | 未完成原因和改进措施 | < | < | 汛期影响，次年补做 | < | < | < | <")]))
    assert said(parsed) == {"未完成原因和改进措施": "汛期影响，次年补做"}
    assert len(parsed.indicator_rows) == 8


@pytest.mark.parametrize(
    ("row", "weight", "score", "grade"),
    [("总分 | < | < | < | < | < | 100 | 98.5 | ", 100, "98.5", None),
     ("合 计 | < | < | < | < | < | 100分 | 98.5分 | 优秀", 100, "98.5", "优"),
     ("总分 | < | < | < | < | < | < | 98.5 | ", None, "98.5", None),
     ("总分 | | | | | | | 98.5 | 自评等级：优", None, "98.5", "优"),
     ("总分 | < | < | < | < | < | 98.5（优） | < | <", None, "98.5", "优"),
     ("总分 | 总分 | 总分 | 总分 | 总分 | 总分 | 总分 | 98.5 | 优", None, "98.5", "优"),
     ("合计 | < | < | < | < | < | 100 | | ", 100, None, None)],
)  # fmt: skip
def test_total_rows(row, weight, score, grade):
    total = form(replaced([(TOTAL, row)])).total
    assert (total.weight.value, total.score.value) == (weight, None if score is None else Decimal(score))
    assert total.grade.value == grade


# columns known by what stands in them

COLUMNS = {
    "weight": ("分值", "指标占比", "sum"),
    "score": ("得分", "考评", "points"),
    "actual": ("实际完成值", "实施进度", "values"),
    "target": ("年度指标值", "设定", "values"),
    "name": ("三级指标", "具体内容", "texts"),
}


@pytest.mark.parametrize("key", COLUMNS)
@pytest.mark.parametrize("heading", ["", "unknown"])
def test_a_column_without_a_known_heading(key, heading):
    printed, other, why = COLUMNS[key]
    new = other if heading else ""
    lines = STANDARD.split("\n")
    lines[11] = lines[11].replace(printed, new)
    parsed = form("\n".join(lines))
    assert fields(parsed) == EXPECTED
    assert how(parsed, key) == (new, why)
    place = form().columns[key].cell
    assert codes(parsed) == [("STR02", why, "warning", place)]
    (finding,) = check(parsed)
    assert finding.actual == (new or place.rstrip("0123456789"))


def test_a_column_that_says_nothing_is_not_guessed():
    lines = STANDARD.replace("分值 | 得分 | 偏差", "序数 | 得分 | 偏差").replace(
        "| 15 | 15 | \n^ | ^ | 可", "| 14 | 15 | \n^ | ^ | 可"
    )
    parsed = form(lines)
    assert "weight" not in parsed.columns
    assert [field.text for field in parsed.unknown] == ["序数"]
    assert codes(parsed)[0] == ("STR02", "unread", "warning", "G12")


@pytest.mark.parametrize(
    ("key", "printed"), [("budget", "全年预算数"), ("executed", "全年执行数"), ("weight", "分值"), ("score", "得分")]
)
def test_a_column_of_the_funds_without_a_known_heading(key, printed):
    lines = STANDARD.split("\n")
    lines[4] = lines[4].replace(printed, "本表数")
    parsed = form("\n".join(lines))
    assert fields(parsed) == EXPECTED
    assert how(parsed, f"funds.{key}") == ("本表数", "rate")
    assert codes(parsed) == [("STR02", "rate", "hint", form().columns[f"funds.{key}"].cell)]


# lines that speak of forms begin none


@pytest.mark.parametrize(
    "line",
    [
        "（根据绩效目标批复表填报）",
        "依据项目绩效目标申报表填写",
        "注：项目支出绩效自评表由实施单位填写",
        "项目支出绩效目标申报表见附件",
    ],
)
def test_a_line_that_names_a_form_begins_none(line):
    wide = f"{line} | < | < | < | < | < | < | < | <\n"
    for before in ("项目名称 |", "总分 |"):
        parsed = parse([grid(STANDARD.replace(before, wide + before))])
        assert [fields(one) for one in parsed.forms] == [EXPECTED]


def test_a_goal_may_name_another_form():
    goals = "\n".join(STANDARD.split("\n")[9:11])
    table = STANDARD.replace(goals + "\n", "").replace("项目名称 |", "经费名称 |")
    table = table.replace(
        "主管部门 |", goals.replace("完成全县农村公路日常养护", "完成绩效评价指标体系建设") + "\n主管部门 |"
    )
    (parsed,) = parse([grid(table.replace("2022年度项目支出绩效自评表 | <", " | <"))]).forms
    assert parsed.goals[0].expected.text.startswith("完成绩效评价指标体系建设")


@pytest.mark.parametrize("label", ["预算执行情况(10分)", "预算执行率（10分）", "预算执行"])
def test_execution_as_a_first_level(label):
    rows = [
        (FUNDS, FUNDS.replace("分值 | 执行率 | 得分", "执行率 | < | <")),
        ("114 | 10 | 95% | 9.5", "114 | 95% | < | <"),
        ("^ | 产出指标(50分)", f"^ | {label} | < | < | 100% | 95% | 10 | 9.5 | \n^ | 产出指标(50分)"),
    ]
    parsed = form(replaced(rows))
    assert (parsed.fund_total.weight.value, parsed.fund_total.score.value) == (10, Decimal("9.5"))
    assert len(parsed.indicator_rows) == 8
    assert codes(parsed) == []


def test_execution_as_a_first_level_where_no_block_is_for_the_funds():
    row = "^ | 预算执行情况(10分) | < | < | 100% | 95% | 10 | 9.5 | \n^ | 产出指标(50分)"
    parsed = form(replaced([(FUND_LINES, ""), ("^ | 产出指标(50分)", row)]))
    first = parsed.indicator_rows[0]
    assert (first.name.value, first.level1_cap, first.weight.value, first.score.value) == (
        "预算执行情况",
        10,
        10,
        Decimal("9.5"),
    )
    assert [code for code, _, level, _ in codes(parsed) if level == "error"] == []
