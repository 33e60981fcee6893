"""How each score comes about: the calculation in words, and that it never says anything else than the rules."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from evalsheet import compute, manual, steps
from evalsheet.compute import rounded
from evalsheet.model import Field, Form, Result
from evalsheet.reports import text
from evalsheet.rules import RULES, check
from tests.forms import edited, form
from tests.generated import correct_forms


def told(one: Form, cell: str, lang: str = "zh") -> tuple[str, str]:
    """What is expected in a cell of the form, and how that comes about."""
    (step,) = (step for step in steps.steps(one, lang) if step.where.cell == cell)
    return step.expected, step.how


@pytest.mark.parametrize(
    ("edits", "cell", "expected", "how"),
    [
        # budget execution, in the form's unit of money
        ("", "I6", "9.5", "114 ÷ 120 × 10 = 9.50"),
        ("资金总额.全年执行数=100；资金总额.执行率=83.33%", "I6", "8.33", "100 ÷ 120 × 10 ≈ 8.33"),
        ("资金总额.全年执行数=130", "I6", "10", "130 ÷ 120 超过 100%，按 100% 计，得满分 10"),
        ("资金总额.全年执行数=-5", "I6", "0", "-5 ÷ 120 小于 0，得 0"),
        ("资金总额.全年预算数=287；资金总额.全年执行数=171；资金总额.执行率=60%", "I6", "5.96 或 6",
         "171 ÷ 287 × 10 ≈ 5.96 或 表上执行率 60% × 10 = 6.00"),
        ("资金总额.全年预算数=29；资金总额.全年执行数=17；资金总额.执行率=59.58%", "I6", "5.86 或 5.96",
         "17 ÷ 29 × 10 ≈ 5.86 或 表上执行率 59.58% × 10 ≈ 5.96"),
        ("资金总额.执行率=80%", "I6", "9.5", "114 ÷ 120 × 10 = 9.50"),  # the printed rate is wrong
        ("资金总额.全年预算数=", "I6", "9.5", "表上执行率 95% × 10 = 9.50"),
        ("资金总额.全年预算数=；资金总额.执行率=", "I6", "", "无法推算（缺预算数或执行数）"),
        ("资金总额.全年预算数=0；资金总额.执行率=", "I6", "", "无法推算（预算数是 0）"),
        ("资金总额.分值=", "I6", "", "无法推算（缺分值）"),
        # numbers
        ("", "H13", "15", "126 ≥ 120，达到目标，得满分 15"),
        ("", "H14", "9", "36 ÷ 40 × 10 = 9.00"),
        ("指标8.实际完成值=85.3%", "H20", "9.48", "85.3% ÷ 90% × 10 ≈ 9.48"),
        ("指标2.实际完成值=0处", "H14", "0", "0 ÷ 40 × 10 = 0.00"),
        ("指标2.年度指标值=≥27处；指标2.实际完成值=9处；指标2.分值=9", "H14", "3", "9 ÷ 27 × 9 = 3.00"),
        ("指标2.年度指标值=≥1/3；指标2.实际完成值=1/4", "H14", "7.5", "0.25 ÷ 0.333333 × 10 = 7.50"),
        ("指标1.实际完成值=200公里", "H13", "15", "200 ≥ 120，达到目标，得满分 15；超额较多，有意少计也可"),
        ("指标2.年度指标值=40处", "H14", "9", "36 ÷ 40 × 10 = 9.00（没写符号，按“≥”算）"),
        ("指标1.年度指标值=≥0公里", "H13", "15", "126 ≥ 0，达到目标，得满分 15"),
        # not to be exceeded
        ("", "H17", "10", "0.9 ≤ 1，未超过目标，得满分 10"),
        ("指标5.实际完成值=1.25万元", "H17", "8 或 7.5 或 0",
         "1 ÷ 1.25 × 10 = 8.00 或 [1 - (1.25 - 1) ÷ 1] × 10 = 7.50 或 0"),
        ("指标5.实际完成值=12500元", "H17", "8 或 7.5 或 0",
         "10000 ÷ 12500 × 10 = 8.00 或 [1 - (12500 - 10000) ÷ 10000] × 10 = 7.50 或 0"),
        ("指标5.实际完成值=2.5万元", "H17", "4 或 0", "1 ÷ 2.5 × 10 = 4.00 或 0"),
        ("指标1.三级指标=安全事故起数；指标1.年度指标值=≤0起；指标1.实际完成值=2起", "H13", "0", "2 > 0，超过目标，得 0"),
        ("指标5.年度指标值=1万元", "H17", "", "无法推算（指标值没有写 ≥ 或 ≤）"),
        ("指标5.年度指标值=0.9万元", "H17", "10", "0.9 ≥ 0.9，达到目标，得满分 10"),  # whatever the direction
        # words
        ("", "H19", "12 至 15", "达成：12 至 15"),
        ("指标7.实际完成值=部分达成年度指标并具有一定效果", "H19", "7.5 至不到 12", "部分达成：7.5 至不到 12"),
        ("指标7.实际完成值=未达成年度指标且效果较差", "H19", "不到 9", "未达成：不到 9"),
        ("指标7.年度指标值=是；指标7.实际完成值=是", "H19", "15", "是，得满分 15"),
        ("指标7.年度指标值=是；指标7.实际完成值=否", "H19", "0", "否，得 0"),
        # nothing to calculate with
        ("指标1.分值=", "H13", "", "无法推算（缺分值）"),
        ("指标1.年度指标值=", "H13", "", "无法推算（缺年度指标值）"),
        ("指标1.实际完成值=", "H13", "", "无法推算（缺实际完成值）"),
        ("", "H16", "", "无法推算（是日期，按时与否由人判断）"),
        ("指标1.年度指标值=100-120公里", "H13", "", "无法推算（是区间，由人判断）"),
        ("指标1.实际完成值=正在统计", "H13", "", "无法推算（实际完成值不是一个数）"),
        ("指标1.年度指标值=覆盖主要乡道", "H13", "", "无法推算（是定性内容，由人判断）"),
        ("指标1.年度指标值=120公里左右", "H13", "", "无法推算（指标值是约数）"),
        ("指标1.年度指标值=同比增长5%；指标1.实际完成值=同比增长6%", "H13", "", "无法推算（是增减幅度，由人判断）"),
        ("指标6.实际完成值=31260人次", "H18", "", "无法推算（两个值的单位不同类）"),
        ("指标8.实际完成值=0.935", "H20", "", "无法推算（有一个值没写单位，两数又相差太大）"),
    ],
)  # fmt: skip
def test_how_a_score_comes_about(edits, cell, expected, how):
    assert told(form(edited(edits), profile="base"), cell) == (expected, how)


def test_amounts_are_in_the_unit_of_the_form():
    rows = edited("")
    rows[4][0] = "项目资金（元）"
    assert told(form(rows), "I6") == ("9.5", "114 ÷ 120 × 10 = 9.50")


@pytest.mark.parametrize(("formula", "expected"), [("ratio", "4"), ("linear", "0"), ("zero", "0")])
def test_a_profile_that_settles_the_formula_leaves_one_score(formula, expected):
    one = form(edited("指标5.实际完成值=2.5万元"))
    one = replace(one, profile=replace(one.profile, reverse=(formula,)))
    how = {"4": "1 ÷ 2.5 × 10 = 4.00", "0": "2.5 > 1，超过目标，得 0"}[expected]
    assert told(one, "H17") == (expected, how)


def test_a_scoring_standard_of_its_own_is_named():
    rows = edited("")
    rows[11][8], rows[13][8] = "评分标准", "每少 1 处扣 1 分"
    assert told(form(rows), "H14") == ("9", "36 ÷ 40 × 10 = 9.00；另有评分标准的从其规定")
    assert told(form(rows), "H13") == ("15", "126 ≥ 120，达到目标，得满分 15")


def test_english():
    one = form(edited("指标5.实际完成值=1.25万元；指标7.实际完成值=部分达成"), profile="base")
    assert told(one, "I6", "en") == ("9.5", "114 ÷ 120 × 10 = 9.50")
    assert told(one, "H16", "en") == ("", "cannot be derived (a date, for a person to judge)")
    assert told(one, "H17", "en")[0] == "8 or 7.5 or 0"
    assert told(one, "H19", "en") == ("7.5 to under 12", "partly reached: 7.5 to under 12")


def test_both_languages_have_the_same_words_and_chinese_survives_a_legacy_code_page():
    assert steps._WORDS["zh"].keys() == steps._WORDS["en"].keys()
    "".join(steps._WORDS["zh"].values()).encode("gbk")


def test_without_scores_the_step_stands_at_the_weight():
    rows = edited("")
    for row in rows[11:]:
        row[7:8] = [""] * len(row[7:8])
    assert {step.where.cell for step in steps.steps(form(rows))} >= {"I6", "G13"}


FAILING = [
    (code, edits)
    for code, rule in RULES.items()
    if rule.function and rule.area in ("SCR", "FND")
    for edits in manual.page(code).failing
]


@pytest.mark.parametrize(("code", "edits"), FAILING)
def test_a_finding_and_its_step_expect_the_same(code, edits):
    one = form(edited(edits))
    by_place = {step.where: step for step in steps.steps(one)}
    for finding in check(one):
        # FND07 and SCR02 say how much a score may be at most, not how much it is
        if finding.where not in by_place or finding.expected is None or finding.code in ("FND07", "SCR02"):
            continue
        step = by_place[finding.where]
        points = [rounded(score, 2) for score in step.scores]
        if finding.code == "SCR07":
            low, high = (f"{float(finding.values[name]):g}" for name in ("low", "high"))
            assert step.expected in (f"{low} 至 {high}", f"{low} 至不到 {high}", f"不到 {high}")
        elif isinstance(finding.expected, Decimal):
            assert finding.expected in points
        else:
            assert finding.expected.split("、") == [f"{one:f}" for one in sorted(points, reverse=True)]


@settings(max_examples=60, deadline=None)
@given(correct_forms())
def test_the_scores_of_a_correct_form_are_the_expected_ones(draft):
    one = form(draft.table())
    for step, field in zip(steps.steps(one), scores(one), strict=True):
        assert not step.scores or any(compute.agrees(field, exact) for exact in step.scores)


def scores(one: Form) -> list[Field[Decimal]]:
    return [*compute.execution_entries(one, "score"), *(row.score for row in one.scored_rows)]


def report(detail: int, lang: str = "zh") -> str:
    one = form(edited("指标5.实际完成值=1.25万元"))
    return "".join(
        text.render([Result("form.xlsx", "findings", (compute.checked(one, tuple(check(one))),))], lang, detail)
    )


def test_the_report_shows_the_steps_when_asked():
    assert "推算" not in report(0)
    lines = report(1).splitlines()
    assert "  单元格     得分           应得  推算" in lines
    assert "  H14          9              9  安全设施修复：36 ÷ 40 × 10 = 9.00" in lines
    assert "  H16          5              -  养护工程完工时间：无法推算（是日期，按时与否由人判断）" in lines
    assert "how it is derived" in report(1, "en")
