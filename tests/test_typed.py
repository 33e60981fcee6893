"""Scores typed as percentages, and rules that a profile switches off."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from evalsheet.parse import parse
from evalsheet.rules import RULES, check, message
from tests.forms import edited, form, grid

SCORE = (15, 8)  # of the third indicator, which has 10 points


def with_format(text: str, stored: str, edits: str = ""):
    """The standard form whose third score is a number that shows another text."""
    sheet = grid(edited(edits))
    decimals = len(text.rstrip("%").partition(".")[2])
    cell = sheet.cells[SCORE]._replace(value=Decimal(stored), text=text, decimals=decimals)
    (parsed,) = parse([replace(sheet, cells={**sheet.cells, SCORE: cell})]).forms
    return parsed


@pytest.mark.parametrize(
    ("text", "stored", "expected"),
    [
        ("100%", "1", 10),
        ("95.5%", "0.955", Decimal("9.55")),
        ("1000%", "10", 10),  # typed as 10 into a cell that shows percentages
        ("100%", "100", 10),  # a literal sign behind the number
    ],
)
def test_a_score_in_a_percent_format(text, stored, expected):
    errors = [finding for finding in check(with_format(text, stored)) if finding.level == "error"]
    assert [(finding.code, finding.where.cell, finding.expected) for finding in errors] == [("SCR13", "H15", expected)]
    assert text in message(errors[0])


@pytest.mark.parametrize(("text", "found"), [("9.67", False), ("9.66666666666667", True)])
def test_only_decimals_that_a_cell_shows_are_too_many(text, found):
    parsed = with_format(text, "9.66666666666667", "总分.得分=98.17")
    assert ("SCR11" in [finding.code for finding in check(parsed)]) is found


def test_a_score_in_percent_beside_a_weight_in_percent_is_points():
    parsed = form(edited("指标3.分值=10%；指标3.得分=9.8%；总分.得分=98.3；指标3.偏差原因=一处返工"))
    assert parsed.scored_rows[2].score.value == Decimal("9.8")
    assert [finding.code for finding in check(parsed) if finding.level == "error"] == []


def test_subtotals_and_the_total_in_percent_beside_weights_in_percent():
    parsed = form(edited("总分.分值=100%；总分.得分=98.5%；插行18=^ | 小计 | < | < | < | < | 50% | 49% |"))
    assert (parsed.subtotals[0].score.value, parsed.total.score.value) == (49, Decimal("98.5"))


def test_a_score_of_the_row_above_names_both_rows():
    (finding,) = [f for f in check(form(edited("指标5.得分=15；指标6.得分=10"))) if f.code == "SCR13"]
    assert finding.where.cell == "H17"
    assert "受益群众人数" in message(finding)


def codes(profile_levels=None, wanted=None, edits="指标3.年度指标值=≧95%"):
    parsed = form(edited(edits))
    if profile_levels is not None:
        parsed = replace(parsed, profile=replace(parsed.profile, levels=profile_levels))
    return [(finding.code, finding.level) for finding in check(parsed, wanted)]


def test_a_rule_that_is_off_runs_only_when_it_is_asked_for():
    assert codes() == []
    assert codes(wanted=lambda code: None) == []
    assert codes(wanted=lambda code: True if code == "VAL18" else None) == [("VAL18", "hint")]
    assert codes(wanted=lambda code: code == "VAL18") == [("VAL18", "hint")]


def test_a_profile_switches_rules_on_and_off():
    assert codes({}) == [("VAL18", "hint")]
    assert codes({"VAL18": "warning"}) == [("VAL18", "warning")]
    tautology = "指标5.三级指标=项目投入；指标5.年度指标值=控制在预算内；指标5.实际完成值=达成年度指标"
    assert codes(edits=tautology) == [("VAL14", "hint")]
    assert codes({"VAL14": "off"}, edits=tautology) == []


def test_only_known_rules_are_off():
    assert {code for code, level in form().profile.levels.items() if level == "off"} <= RULES.keys()
