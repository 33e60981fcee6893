"""The findings as a table for a spreadsheet: CSV in UTF-8 with a byte order mark, one line a finding.

A form or file on which nothing was found has a line too, so that every input is there; what was found over many forms
has a line for each of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from ..model import Checked, Finding, Result, identity
from ..rules import LEVEL_WORDS, advice, message
from .json import number
from .text import UNSEEN

_HEAD = {
    "file": {"zh": "文件", "en": "file"},
    "sheet": {"zh": "工作表", "en": "sheet"},
    "cell": {"zh": "单元格", "en": "cell"},
    "level": {"zh": "级别", "en": "level"},
    "code": {"zh": "代码", "en": "code"},
    "message": {"zh": "问题", "en": "message"},
    "actual": {"zh": "填的是", "en": "actual"},
    "expected": {"zh": "应为", "en": "expected"},
    "advice": {"zh": "建议", "en": "advice"},
    "waived": {"zh": "豁免理由", "en": "waived"},
    "project": {"zh": "项目名称", "en": "project"},
    "department": {"zh": "主管部门", "en": "department"},
    "unit": {"zh": "实施单位", "en": "unit"},
    "year": {"zh": "年度", "en": "year"},
    "profile": {"zh": "表样", "en": "profile"},
}
#: A spreadsheet takes a text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render(results: Iterable[Result], lang: str, detail: int) -> Iterator[str]:
    """The heading, then the lines of each file."""
    yield "\ufeff" + _line([words[lang] for words in _HEAD.values()])
    for result in results:
        for finding in result.findings:
            places: list[dict[str, Any]] = [member._asdict() for member in finding.members] or [{"file": result.file}]
            for place in places:
                yield _line(_row({**place, **_finding(finding, lang)}))
        for checked in result.forms:
            yield from _form(result.file, checked, lang)


def _form(file: str, checked: Checked, lang: str) -> Iterator[str]:
    form = {"file": file, **identity(checked.outline)}
    for finding in checked.findings:
        yield _line(_row({**form, **_finding(finding, lang)}))
    if not checked.findings:
        yield _line(_row(form))


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    found = {
        "level": LEVEL_WORDS[finding.level][lang],
        "code": finding.code,
        "message": message(finding, lang),
        "actual": finding.actual,
        "expected": finding.expected,
        "advice": advice(finding, lang),
        "waived": finding.waived,
    }
    if finding.where is not None:
        found |= {"sheet": finding.where.sheet, "cell": finding.where.cell}
    return found


def _row(values: dict[str, Any]) -> list[Any]:
    return [_safe(values.get(key)) for key in _HEAD]


def _safe(value: Any) -> Any:
    """A value as a spreadsheet will read it: numbers as numbers, texts as texts whatever they begin with."""
    if isinstance(value, Decimal):
        return number(value)
    if not isinstance(value, str):
        return value
    value = value.translate(UNSEEN)
    return f"'{value}" if value.startswith(_FORMULA) else value


def _line(row: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(row)
    return out.getvalue()
