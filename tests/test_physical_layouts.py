"""The same form in any physical layout is read as the same form, and judged as correct as it is."""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalsheet import profiles
from evalsheet.parse import parse
from evalsheet.rules import check
from tests.forms import grid
from tests.generated import correct_forms
from tests.layouts import NAMED, layouts, rows_of, wrong

#: CI draws few; GENERATED_FORMS=2000 is the full size.
FORMS = int(os.environ.get("GENERATED_FORMS", "100"))
many = settings(max_examples=FORMS, deadline=None, suppress_health_check=list(HealthCheck))


def misread(draft, again, layout):
    """Of each form the entries that are read otherwise than written."""
    parsed = parse([grid(rows_of(draft, layout, again))]).forms
    written = [draft, again] if layout.second else [draft]
    assert len(parsed) == len(written)
    return [wrong(one, layout, form) for one, form in zip(written, parsed, strict=True)]


@pytest.mark.parametrize("name", NAMED)
@settings(max_examples=max(3, FORMS // 20), deadline=None, suppress_health_check=list(HealthCheck))
@given(draft=correct_forms(), again=correct_forms())
def test_a_layout(name, draft, again):
    found = misread(draft, again, NAMED[name])
    assert not any(found), (found, rows_of(draft, NAMED[name], again))


@given(draft=correct_forms())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_score_in_each_cell_of_its_merge_is_one_entry(draft):
    """A score of 100 that is printed six times is not the full mark with a score, and four more numbers."""
    (form,) = parse([grid(rows_of(draft, NAMED["the total in the head, repeated in each cell"], draft))]).forms
    assert (form.total.score.value, form.total.weight.where) == (draft.total, None)
    assert form.extra == {}


@many
@given(draft=correct_forms(), again=correct_forms(), layout=layouts())
def test_any_combination_of_layouts(draft, again, layout):
    found = misread(draft, again, layout)
    assert not any(found), (found, layout, rows_of(draft, layout, again))


@many
@given(draft=correct_forms(), again=correct_forms(), layout=layouts())
def test_no_layout_makes_a_correct_form_wrong(draft, again, layout):
    """Only what had to be inferred is reported, and that as a question."""
    for parsed in parse([grid(rows_of(draft, layout, again))]).forms:
        found = {(finding.code, finding.level) for finding in check(parsed) if finding.level != "hint"}
        assert found <= {("STR02", "warning")}, (found, layout)
        assert layout.strange or not found


BASE = profiles.load("base")
TEXTS = [
    *BASE.labels, *BASE.columns, *BASE.fund_columns, *BASE.fund_items, *BASE.level1, *BASE.other_forms, *BASE.form_titles,
    "", "<", "^", "100", "9.5", "≥95%", "#REF!", "=A1", "其中：", "/", "(50分)", "指标1：", "……", "注：甲", "填表人：张三", "单位：元",
    "得分：9", "养护（15分）", "：", "A" * 300, "\u3000",
]  # fmt: skip


@many
@given(draft=correct_forms(), again=correct_forms(), layout=layouts(), chance=st.randoms(use_true_random=False))
def test_no_table_makes_reading_fail(draft, again, layout, chance):
    rows = spoilt(rows_of(draft, layout, again), chance)
    for parsed in parse([grid(rows)]).forms:
        assert [finding.values for finding in check(parsed) if finding.code == "FIL90"] == []


def spoilt(rows: list[list[str]], chance: Random) -> list[list[str]]:
    """The rows with some left out, doubled, shifted and overwritten."""
    for _ in range(chance.randint(1, 25)):
        at = chance.randrange(len(rows))
        row = rows[at]
        what = chance.choice(("drop", "double", "shift", "close up", "write", "write"))
        if what == "drop" and len(rows) > 2:
            del rows[at]
        elif what == "double":
            rows.insert(at, list(chance.choice(rows)))
        elif what == "shift":
            row.insert(chance.randint(0, len(row)), chance.choice(TEXTS))
        elif row and what == "close up":
            del row[chance.randrange(len(row))]
        elif row:
            row[chance.randrange(len(row))] = chance.choice(TEXTS)
    return rows
