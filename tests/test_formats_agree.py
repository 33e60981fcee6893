"""Any form in any layout is read alike from every format: entry by entry what was written."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings

import evalsheet

from .forms import grid
from .generated import correct_forms
from .layouts import Layout, layouts, rows_of, without_score, wrong
from .written import WRITERS

#: CI draws few; GENERATED_FORMS=2000 is the full size.
FORMS = int(os.environ.get("GENERATED_FORMS", "100"))
many = settings(max_examples=max(10, FORMS // 4), deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", WRITERS)
@many
@given(draft=correct_forms(), layout=layouts())
def test_a_form_is_read_as_it_was_written(name: str, draft, layout: Layout) -> None:
    again = without_score(draft)
    forms = evalsheet.read(WRITERS[name](grid(rows_of(draft, layout, again))))
    assert len(forms) == 1 + layout.second
    for one, form in zip((draft, again), forms, strict=False):
        assert wrong(one, layout, form) == {}
