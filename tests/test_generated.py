"""Random correct forms have no error, and a fault planted in one is found where it is."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings

from evalsheet.rules import check
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
