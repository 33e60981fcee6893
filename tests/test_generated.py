"""Random correct forms have no error, and a fault planted in one is found where it is."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalsheet.rules import RULES, check
from tests.faults import PLANTERS
from tests.forms import form
from tests.generated import Draft, correct_forms

#: CI draws few; GENERATED_FORMS=2000 is the full size.
FORMS = int(os.environ.get("GENERATED_FORMS", "100"))
many = settings(max_examples=FORMS, deadline=None, suppress_health_check=list(HealthCheck))


def findings(draft: Draft):
    """What is found on the form when its profile is named."""
    return check(form(draft.table(), profile=draft.profile.name))


@many
@given(correct_forms())
def test_a_correct_form_has_no_error(draft):
    found = [finding for finding in findings(draft) if finding.level != "hint"]
    assert [(f.code, f.where.cell) for f in found] == [], draft.table()


@many
@given(correct_forms())
def test_nor_has_it_one_when_the_profile_is_chosen_by_what_is_printed(draft):
    parsed = form(draft.table())
    found = [finding for finding in check(parsed) if finding.level == "error"]
    assert [(f.code, f.where.cell) for f in found] == [], draft.table()


@pytest.mark.parametrize("code", PLANTERS)
@settings(max_examples=max(5, FORMS // 20), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_planted_fault_is_found_where_it_is(code, data):
    draft = data.draw(correct_forms())
    faulty, place = PLANTERS[code](data.draw, draft)
    found = findings(faulty)
    assert place in [f.where.cell for f in found if f.code == code], [(f.code, f.where.cell) for f in found]
    assert {f.code for f in found if f.level == "error"} <= {code}


#: What these look at is the form as a whole or a longer text; their pages have failing examples, no fault is planted.
NOT_PLANTED = {
    *("FND09", "FND10", "IDN04", "STR01", "STR03", "STR10", "STR11", "STR12", "TOT06", "TXT06", "TXT08", "TXT11"),
    *("VAL04", "VAL16", "VAL18", "WGT05", "WGT06", "WGT08"),
    *(code for code in RULES if code.startswith("RPT")),  # planted in the report, see test_report.py
}


def test_every_rule_has_its_fault_planted_or_is_named():
    assert {code for code, rule in RULES.items() if rule.function} == set(PLANTERS) | NOT_PLANTED
    assert not set(PLANTERS) & NOT_PLANTED
