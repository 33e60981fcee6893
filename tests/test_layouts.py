"""Forms as units really lay them out: each a few replacements in the standard form, and what must be found (or not)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evalsheet.rules import check
from tests.forms import STANDARD, form

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
    "half of it done": ([("健全 | 达成年度指标 | 15 | 15 |", "健全 | 部分完成 | 15 | 12 | 方案未批"), ("98.5", "95.5")],
                        ["SCR07 warning"]),
    "a sampled rate": ([("98.2%", "抽检50批次，合格率98%")], NOTHING),
    "good news with a bad word": ([("健全 | 达成年度指标", "无不合格产品 | 无不合格产品")], NOTHING),
    "execution without its weight": ([("114 | 10 | 95% | 9.5", "114 | | 95% | 9.5")], ["WGT03 warning"]),
    "execution without its score": ([("114 | 10 | 95% | 9.5", "114 | 10 | 95% | —"), ("98.5", "89"), ("优", "良")],
                                    ["FND03 warning"]),
    "scores with more decimals than they show": (
        [("36处 | 10 | 9", "36处 | 10 | =25/3 -> 8.33333333333333"), ("98.5", "97.83")],
        NOTHING,
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
    assert parsed.extra == {"其他需要说明事项": "年中追加已报备", "填表人": "张三", "联系电话": "123"}
    assert parsed.total.score.value == Decimal("98.5")
