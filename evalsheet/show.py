"""What was read from a form, nothing judged: for `evalsheet show`, as JSON and for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .model import Fact, Field, Form, FormRow, Indicator, Result, identity, record
from .reports.json import SCHEMA_VERSION, array, finding_object
from .rules import advice, message
from .rules.columns import column_name

_HEADS = {
    "zh": {"funds": "资金（{unit}）", "goals": "年度总体目标", "indicators": "绩效指标", "total": "总分",
           "extra": "其他内容", "reading": "读法", "doubts": "没有采用（位置说不清）", "others": "另一种表，没有读取"},
    "en": {"funds": "funds ({unit})", "goals": "annual goals", "indicators": "indicators", "total": "total",
           "extra": "other contents", "reading": "how it was read", "doubts": "not taken (their place is unclear)",
           "others": "another kind of form, not read"},
}  # fmt: skip
#: What columns are called that profiles do not name, and what spoke for those that were not found by a label.
_NAMES = {
    "title": "标题", "project": "项目名称", "department": "主管部门", "unit": "实施单位", "total.score": "总分",
    "level1_cap": "一级指标分值", "level2_cap": "二级指标分值",
    "actual_sign": "完成值的符号", "actual_unit": "完成值的单位",
}  # fmt: skip
_WHY = {
    "zh": {
        "sum": "各数合计正好是应有的分数", "points": "各数不超过分值，合计与总分行相符", "rate": "与执行率相符",
        "values": "与另一列逐行对应", "texts": "是各行的名称", "names": "分值印在名称后面", "words": "用语足以说明",
        "table": "预算执行是指标表中的一行",
    },
    "en": {
        "sum": "its numbers add up to what weights should", "points": "its numbers fit weights and total",
        "rate": "it fits the execution rate", "values": "it matches another column row by row",
        "texts": "it names the rows", "names": "the points stand behind the names", "words": "its words say so",
        "table": "execution is a row of the indicator table",
    },
}  # fmt: skip


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
        "funds": [_row(row, form.sheet) for row in form.fund_rows],
        "goals": [_row(row, form.sheet) for row in form.goals],
        "indicators": [_row(row, form.sheet) for row in form.indicator_rows],
        "total": _row(form.total, form.sheet),
        "extra": {label: entry.text for label, entry in form.extra.items()},
    }


def _row(row: FormRow, sheet: str) -> dict[str, Any]:
    """The entries of a row and, under "cells", where each stands: on ``sheet``, or 表2!C4 on another."""
    cells = {}
    for name in row._fields:
        field = getattr(row, name)
        if isinstance(field, Field) and field.where is not None:
            cells[name] = field.where.seen_from(sheet)
    return {**record(row), "cells": cells}


def render_text(results: Iterable[Result], lang: str, verbose: bool) -> Iterator[str]:
    """The forms row by row, each entry as its cell and the text that was read there."""
    for result in results:
        for finding in result.findings:
            yield f"{result.file}: {finding.code} {message(finding, lang)} {advice(finding, lang)}\n"
        for checked in result.forms:
            yield from _text(checked.form, lang, verbose)
        if verbose and result.others:
            yield _HEADS[lang]["others"] + "\n"
            yield from (f"  {where.sheet}!{where.cell} {name}\n" for where, name in result.others)


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
            yield "  " + " | ".join(_entries(row, form.sheet)) + "\n"
    if form.extra:
        yield heads["extra"] + "\n"
        yield from (f"  {label}：{_one_line(entry.text)}\n" for label, entry in form.extra.items())
    if verbose:
        yield from _reading(form, lang)
    yield "\n"


def _reading(form: Form, lang: str) -> Iterator[str]:
    """By which words each entry and column was found, then what was not taken."""
    yield _HEADS[lang]["reading"] + "\n"
    for fact in form.reading:
        name = fact.key if lang == "en" else _NAMES.get(fact.key) or _column_name(form, fact)
        why = f"（{_WHY[lang][fact.inferred]}）" if fact.inferred else ""
        yield f"  {fact.where.seen_from(form.sheet)} {name} ← {_one_line(fact.text) or '-'}{why}\n"
    if form.doubts:
        yield _HEADS[lang]["doubts"] + "\n"
        yield from (f"  {doubt.where.cell} {doubt.column}: {_one_line(doubt.text)}\n" for doubt in form.doubts)


def _column_name(form: Form, fact: Fact) -> str:
    """The usual label of a column; those of the funds block say so."""
    return ("资金·" if fact.key.startswith("funds.") else "") + column_name(form.profile, fact.key)


def _entries(row: Any, sheet: str) -> Iterator[str]:
    """Each filled entry with its cell as seen from ``sheet``; labels that hold for several rows without."""
    for name in row._fields:
        field = getattr(row, name)
        if isinstance(field, Field) and field.text:
            label = isinstance(row, Indicator) and name in ("level1", "level2")
            place = field.where.seen_from(sheet) if field.where else ""
            yield str(field.value) if label else f"{place} {_one_line(field.text)}"
    if isinstance(row, Indicator):
        yield from (f"{_one_line(heading)}：{_one_line(text)}" for heading, text in row.extra.items())


def _one_line(text: str) -> str:
    return " ".join(text.split())
