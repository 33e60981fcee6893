"""Submissions in other formats become standard forms: every entry is the one that the submission has."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import evalsheet
from evalsheet.model import Field, Form, Where
from samples import formats
from samples.make_samples import as_document

from .forms import grid
from .generated import correct_forms
from .records import xlsb_of

SAMPLES = Path(__file__).parent.parent / "samples"
FORMS = int(os.environ.get("GENERATED_FORMS", "100"))
many = settings(max_examples=max(10, FORMS // 4), deadline=None, suppress_health_check=list(HealthCheck))
WRITERS = {
    "xls": formats.xls,
    "ods": formats.ods,
    "xml2003": formats.xml2003,
    "html": formats.web_page,
    "xlsb": xlsb_of,
    "text": formats.text,
    "docx": as_document,
}
#: Where something stands, and what follows from the layout: it is another one.
PLACES = ("file", "sheet", "where", "columns", "headings", "unknown", "faults", "goal_labels", "profile", "profile_choice", "reading")
    "file",
    "sheet",
    "where",
    "columns",
    "headings",
    "unknown",
    "faults",
    "goal_labels",
    "profile",
    "profile_choice",
)


def entry(value: object) -> object:
    """All that an entry says, without its place."""
    if isinstance(value, Where):
        return None
    if isinstance(value, Field):
        return (value.value, value.text, value.decimals, value.fault)
    if isinstance(value, (tuple, list)):
        return [entry(one) for one in value]
    if isinstance(value, dict):
        return {key: entry(one) for key, one in value.items()}
    if dataclasses.is_dataclass(value):
        return [entry(getattr(value, field.name)) for field in dataclasses.fields(value)]
    return value


def said(form: Form) -> dict[str, object]:
    names = [field.name for field in dataclasses.fields(form) if field.name not in PLACES]
    return {name: entry(getattr(form, name)) for name in names} | {"profile": form.profile.name}


def converted(data: bytes) -> Form:
    (form,) = evalsheet.read(evalsheet.fill(data).data)
    return form


def difference(before: Form, after: Form) -> dict[str, object]:
    first, second = said(before), said(after)
    return {key: (first[key], second[key]) for key in first if first[key] != second[key]}


@pytest.mark.parametrize("name", WRITERS)
@many
@given(draft=correct_forms(), unit=st.sampled_from(("万元", "元")))
def test_a_form_says_the_same_on_the_standard_form(name, draft, unit):
    data = WRITERS[name](grid(dataclasses.replace(draft, unit=unit).table()))
    (before,) = evalsheet.read(data)
    assert difference(before, converted(data)) == {}
