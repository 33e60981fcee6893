"""openapi.json: what can be asked, for programs that make a client from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from .. import reports
from ..version import __version__
from .refusal import REASONS
from .work import DOCX, JSON, XLSX

_Parameter = dict[str, Any]


def _query(name: str, text: str, *choices: str, **schema: Any) -> _Parameter:
    kind = {"type": "string", **({"enum": list(choices)} if choices else {}), **schema}
    return {"name": name, "in": "query", "description": text, "schema": kind}


_LANG = _query("lang", "Language of the answer.", "zh", "en")
_JUDGING = (
    _LANG,
    _query("profile", "Name of a profile; by default it is chosen by what the form prints."),
    _query("year", "Budget year that the form should be of.", pattern="^[0-9]{4}$"),
    _query("select", "Only these codes or prefixes, separated by commas."),
    _query("ignore", "Not these codes or prefixes."),
)


def _binary(*medias: str) -> dict[str, Any]:
    return {media: {"schema": {"type": "string", "format": "binary"}} for media in medias}


_RESULTS = {JSON: {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Result"}}}}
_REFUSAL = {JSON: {"schema": {"$ref": "#/components/schemas/Refusal"}}}


def _post(summary: str, content: Mapping[str, Any], parameters: Sequence[_Parameter], many: bool, refuses: bool) -> Any:
    file = {"type": "string", "format": "binary"}
    field = {"type": "array", "items": file} if many else file
    body = {"schema": {"type": "object", "required": ["file"], "properties": {"file": field}}}
    responses = {"200": {"description": "The answer.", "content": dict(content)}, **_refusals()}
    if refuses:
        responses["422"] = {
            "description": "Nothing can be made of this file; the findings say why.",
            "content": _REFUSAL,
        }
    return {
        "post": {
            "summary": summary,
            "parameters": list(parameters),
            "requestBody": {"required": True, "content": {"multipart/form-data": body}},
            "responses": responses,
        }
    }


def _refusals() -> dict[str, Any]:
    said: dict[str, list[str]] = {}
    for key, reason in REASONS.items():
        if key not in ("path", "method"):
            said.setdefault(str(reason.status), []).append(f"{key}: {reason.en}")
    return {status: {"description": "; ".join(texts), "content": _REFUSAL} for status, texts in sorted(said.items())}


def _get(summary: str, parameters: Sequence[_Parameter] = ()) -> Any:
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": {"200": {"description": "It."}}}}


@cache
def description() -> str:
    """The description as JSON."""
    formats = _query("format", "Of the answer, as --format of the command.", *reports.formats(), default="json")
    split = _query("split_by", "A zip of return letters in place of a report.", "unit", "department")
    number_or_text = {"type": ["number", "string", "null"]}
    text_or_null = {"type": ["string", "null"]}
    finding = {
        **{"code": {"type": "string"}, "level": {"enum": ["error", "warning", "hint"]}},
        **{"sheet": text_or_null, "cell": text_or_null, "actual": number_or_text, "expected": number_or_text},
        **{"message": {"type": "string"}, "advice": {"type": "string"}, "waived": text_or_null},
    }
    result = {
        **{"schema_version": {"const": 1}, "file": text_or_null},
        "status": {"enum": ["ok", "findings", "no_form", "unreadable", "batch"]},
        "forms": {"type": "array", "items": {"type": "object"}},
        "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
    }
    refusal = {"error": {"type": "string"}, "message": {"type": "string"}}
    schemas = {"Result": result, "Finding": finding, "Refusal": refusal}
    switches = [_query(name, text, "1") for name, text in _SWITCHES.items()]
    found = {
        "openapi": "3.1.0",
        "info": {"title": "evalsheet", "version": __version__, "description": "Nothing that is sent is kept."},
        "paths": {
            "/api/check": _post("Check forms.", _RESULTS, (*_JUDGING, formats, split), True, False),
            "/api/fill": _post("Fill a form.", _binary(XLSX), (*_JUDGING, *switches), False, True),
            "/api/report": _post("Write the report of a form.", _binary(DOCX), (*_JUDGING, _SHEET), False, True),
            "/api/consolidate": _post("Consolidate forms.", _binary(XLSX), _JUDGING, True, False),
            "/api/rules": _get("The rules.", (_LANG, _query("codes", "Only these codes or prefixes."))),
            "/healthz": _get("A sign of life."),
        },
        "components": {
            "schemas": {name: {"type": "object", "properties": properties} for name, properties in schemas.items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


_SWITCHES = {
    "correct": "Replace what arithmetic alone shows to be wrong, too.",
    "mark": "Highlight the cells of which something is said.",
}
_SHEET = _query("sheet", "The sheet whose form is meant.")
