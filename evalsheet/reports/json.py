"""The results as JSON: an array with one object per file. The schema is stable, see ``schema_version``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from ..model import Checked, Finding, Result, identity
from ..rules import advice, message, plain

SCHEMA_VERSION = 1
_TOO_LARGE = Decimal("1e300")


def render(results: Iterable[Result], lang: str, detail: int) -> Iterator[str]:
    """The array, one object at a time."""
    return array(as_object(result, lang) for result in results)


def array(objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A JSON array written as its objects come."""
    before = "["
    for one in objects:
        yield before + "\n" + json.dumps(one, ensure_ascii=False, default=number)
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def number(value: Any) -> int | float | str:
    """A Decimal as a plain JSON number: 10, not 10.00. One that is too large for JSON's readers is a text."""
    assert isinstance(value, Decimal), type(value)
    whole = plain(value)
    if not abs(whole) < _TOO_LARGE:
        return str(whole)
    return int(whole) if whole == whole.to_integral_value() else float(whole)


def as_object(result: Result, lang: str) -> dict[str, Any]:
    """One file: its forms with their findings, and the findings about the file. What was found over many files has no
    file, and its findings name theirs."""
    over_many = result.status == "batch"
    return {
        "schema_version": SCHEMA_VERSION,
        "file": None if over_many else result.file,
        "status": result.status,
        "forms": [_form(checked, lang) for checked in result.forms],
        "findings": [
            finding_object(finding, lang) | (_members(finding) if over_many else {}) for finding in result.findings
        ],
    }


def _members(finding: Finding) -> dict[str, Any]:
    """The files of a finding over many, and their forms."""
    return {
        "files": list(dict.fromkeys(member.file for member in finding.members)),
        "forms": [member._asdict() for member in finding.members],
    }


def _form(checked: Checked, lang: str) -> dict[str, Any]:
    known = checked.outline
    score = {"declared": known.declared.value, "computed": known.computed, "grade": known.grade}
    return {
        **identity(known),
        "score": score,
        "findings": [finding_object(finding, lang) for finding in checked.findings],
    }


def finding_object(finding: Finding, lang: str) -> dict[str, Any]:
    """One finding; ``actual`` and ``expected`` are numbers where the entry is one. One about a sentence of the report
    says which."""
    said = {key: finding.values[key] for key in ("paragraph", "sentence") if key in finding.values}
    return {
        "code": finding.code,
        "level": finding.level,
        "sheet": finding.where.sheet if finding.where else None,
        "cell": finding.where.cell if finding.where else None,
        "actual": finding.actual,
        "expected": finding.expected,
        "message": message(finding, lang),
        "advice": advice(finding, lang),
        "waived": finding.waived,
        **({"report": said} if "paragraph" in said else {}),
    }
