"""What was read from a form, nothing judged: for `evalsheet show`, as JSON and for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .model import Field, Form, FormRow, Indicator, Result, identity, record
from .reports.json import SCHEMA_VERSION, array, finding_object
from .rules import advice, message

_HEADS = {
    "zh": {"funds": "资金（{unit}）", "goals": "年度总体目标", "indicators": "绩效指标", "total": "总分"},
    "en": {"funds": "funds ({unit})", "goals": "annual goals", "indicators": "indicators", "total": "total"},
}


def render_json(results: Iterable[Result], lang: str) -> Iterator[str]:
    """The array of `evalsheet show --format json`, one object a file."""
    return array(_file(result, lang) for result in results)


def _file(result: Result, lang: str) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "file": result.file,
        "forms": [_form(checked.form) for checked in result.forms],
        "findings": [finding_object(finding, lang) for finding in result.findings],
    }


def _form(form: Form) -> dict[str, Any]:
    return {
        **identity(form),
        "money_unit": form.money_unit,
        "funds": [_row(row) for row in form.fund_rows],
        "goals": [_row(row) for row in form.goals],
        "indicators": [_row(row) for row in form.indicator_rows],
        "total": _row(form.total),
        "extra": {label: entry.text for label, entry in form.extra.items()},
    }


def _row(row: FormRow) -> dict[str, Any]:
    """The entries of a row and, under "cells", where each stands."""
    cells = {}
    for name in row._fields:
        field = getattr(row, name)
        if isinstance(field, Field) and field.where is not None:
            cells[name] = field.where.cell
    return {**record(row), "cells": cells}


def render_text(results: Iterable[Result], lang: str, verbose: bool) -> Iterator[str]:
    """The forms row by row, each entry as its cell and the text that was read there."""
    for result in results:
        for finding in result.findings:
            yield f"{result.file}: {finding.code} {message(finding, lang)} {advice(finding, lang)}\n"
        for checked in result.forms:
            yield from _text(checked.form, lang, verbose)


def _text(form: Form, lang: str, verbose: bool) -> Iterator[str]:
    heads = _HEADS[lang]
    yield f"{form.file}  [{form.sheet}]\n"
    for field in (form.title, form.project, form.department, form.unit):
        if field.where is not None:
            yield f"  {field.where.cell} {field.text}\n"
    if verbose:
        yield f"  {form.profile.name}: {form.profile.title[lang]}\n"
    blocks = {"funds": form.fund_rows, "goals": form.goals, "indicators": form.indicator_rows, "total": (form.total,)}
    for name, rows in blocks.items():
        yield heads[name].format(unit=form.money_unit) + "\n"
        for row in rows:
            yield "  " + " | ".join(_entries(row)) + "\n"
    yield "\n"


def _entries(row: Any) -> Iterator[str]:
    """Each filled entry with its cell; labels that hold for several rows without."""
    for name in row._fields:
        field = getattr(row, name)
        if isinstance(field, Field) and field.text:
            label = isinstance(row, Indicator) and name in ("level1", "level2")
            yield str(field.value) if label else f"{field.where.cell if field.where else ''} {_one_line(field.text)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
