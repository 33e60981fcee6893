"""The derived numbers, and how far a printed number may be from them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsheet import compute, profiles
from evalsheet.model import Field
from evalsheet.rules import check
from tests.forms import edited, form

BASE = profiles.load("base")


def printed(text: str) -> Field[Decimal]:
    return Field(Decimal(text), text, None, len(text.partition(".")[2]))


@pytest.mark.parametrize(
    ("text", "exact"),
    [("5.96", "5.9581"), ("5.95", "5.9581"), ("6", "5.9581"), ("5", "5.9581"), ("1.8", "1.897"), ("10.00", "9.9971")],
)
def test_rounded_and_cut_numbers_agree(text, exact):
    assert compute.agrees(printed(text), Decimal(exact))


@pytest.mark.parametrize(("text", "exact"), [("5.94", "5.9581"), ("10", "9.01"), ("7", "5.9581"), ("10.00", "9.97")])
def test_other_numbers_do_not(text, exact):
    assert not compute.agrees(printed(text), Decimal(exact))


def test_a_number_stored_with_more_than_it_shows_agrees_as_shown():
    assert compute.agrees(Field(Decimal("8.96666666666667"), "8.97", None, 2), Decimal(269) / 30)


def test_a_number_rounded_before_it_was_stored_agrees_whatever_its_format_shows():
    assert compute.agrees(Field(Decimal("0.9555"), "95.6%", None, 3), Decimal(429) / 449)
    assert not compute.agrees(Field(Decimal("0.9565"), "95.7%", None, 3), Decimal(429) / 449)


@given(st.decimals(0, 100, places=6), st.integers(0, 4))
def test_what_is_rounded_or_cut_always_agrees(exact, decimals):
    for value in (compute.rounded(exact, decimals), compute.cut(exact, decimals)):
        assert compute.agrees(Field(value, "", None, decimals), exact)


def findings(budget: str, executed: str, rate: str, score: str):
    rows = edited(
        f"资金总额.年初预算数=；资金总额.全年预算数={budget}；资金总额.全年执行数={executed}；资金总额.执行率={rate}；"
        f"资金总额.得分={score}；当年拨款.年初预算数=；当年拨款.全年预算数=；当年拨款.全年执行数=；"
        "上年结转.年初预算数=；上年结转.全年预算数=；上年结转.全年执行数=；总分.得分=；总分.等级="
    )
    return [(f.code, f.level) for f in check(form(rows)) if f.code.startswith("FND")]


@pytest.mark.parametrize(
    ("budget", "executed", "rate", "score", "expected"),
    [
        ("1000", "901", "90.1%", "10", [("FND03", "error")]),
        ("1000", "978", "97.8%", "9", []),
        ("1000", "978", "97.8%", "10", [("FND03", "warning")]),
        ("287", "171", "59.58%", "6", []),
        ("287", "171", "60%", "6", []),
        ("287", "171", "60%", "5.96", []),
        ("90", "89.974", "99.97%", "10", []),  # 9.9971 is 10.00 to two decimals
        ("90", "89.974", "99.97%", "0", [("FND03", "error")]),
        ("10", "9", "88%", "8.8", [("FND02", "hint")]),  # 8.6 of 9.8 is 88 %: the amounts may be rounded
        ("100.00", "90.00", "88%", "8.8", [("FND02", "error")]),
        ("120", "130", "108.33%", "10", [("FND04", "warning")]),
        ("0", "12.5", "", "", [("FND08", "error")]),
        ("0", "0", "0%", "0", [("FND08", "warning")]),
        ("120", "", "", "", [("FND08", "warning")]),
        ("", "", "", "", [("FND08", "warning")]),
        ("120", "114", "", "9.5", [("FND02", "warning")]),
        ("120", "114", "95%", "", [("FND03", "warning")]),
        ("0", "0", "#DIV/0!", "0", [("FND08", "warning")]),
    ],
)
def test_execution(budget, executed, rate, score, expected):
    assert findings(budget, executed, rate, score) == expected


def outcome(target: str, actual: str, weight: str = "10", level2: str = "数量指标", name: str = "养护里程"):
    rows = edited(
        f"指标1.年度指标值={target}；指标1.实际完成值={actual}；指标1.分值={weight}；指标1.二级指标={level2}；指标1.三级指标={name}"
    )
    return compute.outcome(form(rows).indicator_rows[0], BASE)


@pytest.mark.parametrize(
    ("target", "actual", "met", "scores"),
    [
        ("≥100公里", "125公里", True, ["10"]),
        ("≥100公里", "80公里", False, ["8"]),
        ("100公里", "80", False, ["8"]),
        ("＝100公里", "120公里", True, ["10"]),
        ("≤100公里", "125公里", False, ["8", "7.5", "0"]),
        ("≤100公里", "250公里", False, ["4", "0"]),
        ("≤100公里", "80公里", True, ["10"]),
        ("0起", "0起", True, ["10"]),
        ("0起", "2起", False, ["0"]),
        ("≤0起", "1起", False, ["0"]),
        ("≥0起", "0起", True, ["10"]),
        ("≥1万元", "8000元", False, ["8"]),
        ("≥90%", "-5%", False, ["0"]),
    ],
)
def test_quantitative_scores(target, actual, met, scores):
    result = outcome(target, actual)
    assert (result.met, list(result.scores)) == (met, [Decimal(score) for score in scores])


@pytest.mark.parametrize(
    ("target", "actual"),
    [("健全", "健全"), ("≥100公里", "完成"), ("≥100人", "90人次"), ("2022年12月", "2022年11月"), ("90%左右", "85%")],
)
def test_no_formula_for_words_dates_and_unlike_units(target, actual):
    assert outcome(target, actual) is None


@pytest.mark.parametrize(
    ("score", "grade"), [("100", "优"), ("90", "优"), ("89.99", "良"), ("80", "良"), ("60", "中"), ("59.99", "差")]
)
def test_grades_are_half_open(score, grade):
    assert compute.grade(Decimal(score), BASE.grades) == grade


def test_the_sum_leaves_out_what_does_not_count_and_is_none_if_one_is_missing():
    assert compute.score_sum(form()) == Decimal("98.5")
    assert compute.score_sum(form(edited("指标1.得分="))) is None
