"""The same form in any physical layout is read as the same form."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings

from evalsheet.parse import parse
from tests.forms import grid
from tests.generated import correct_forms
from tests.layouts import NAMED, layouts, rows_of, wrong

#: CI draws few; GENERATED_FORMS=2000 is the full size.
FORMS = int(os.environ.get("GENERATED_FORMS", "100"))


def misread(draft, again, layout):
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


@settings(max_examples=FORMS, deadline=None, suppress_health_check=list(HealthCheck))
@given(draft=correct_forms(), again=correct_forms(), layout=layouts())
def test_any_combination_of_layouts(draft, again, layout):
    found = misread(draft, again, layout)
    assert not any(found), (found, layout, rows_of(draft, layout, again))
