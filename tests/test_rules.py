"""Every rule does what its page says: its passing examples are clean, its failing ones give exactly that finding."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest

from evalsheet import manual
from evalsheet.rules import LEVELS, RULES, check, message
from tests.forms import edited, form, report

PAGES = {code: manual.page(code) for code, rule in RULES.items() if rule.function}
PASSING = [(code, edits) for code, page in PAGES.items() for edits in page.passing]
FAILING = [(code, edits) for code, page in PAGES.items() for edits in page.failing]

MENDED = [(code, page.failing[0], edits) for code, page in PAGES.items() for edits in page.mends]
GUARDED = [(code, guard.edits, guard.en) for code, page in PAGES.items() for guard in page.guards]


def findings_with(code, edits):
    """The findings of an edited form, those of ``code`` too if it is off by default; for RPT with its report."""
    edited_form = form(edited(edits))
    if code.startswith("RPT"):
        edited_form = replace(edited_form, report=report(edits))
    return check(edited_form, lambda one: True if one == code else None)


def test_the_standard_form_is_clean():
    assert check(form()) == []


def test_so_is_the_standard_report():
    assert findings_with("RPT01", "") == []


@pytest.mark.parametrize(("code", "edits"), PASSING)
def test_passing_example(code, edits):
    findings = findings_with(code, edits)
    assert code not in [finding.code for finding in findings]
    assert [f.code for f in findings if f.level == "error"] == []


@pytest.mark.parametrize(("code", "edits"), FAILING)
def test_failing_example(code, edits):
    findings = findings_with(code, edits)
    assert code in [finding.code for finding in findings]
    assert {f.code for f in findings if f.level == "error"} <= {code}


@pytest.mark.parametrize(("code", "fault", "mend"), MENDED)
def test_the_advice_works(code, fault, mend):
    findings = findings_with(code, f"{fault}；{mend}")
    assert code not in [finding.code for finding in findings]
    assert [f.code for f in findings if f.level == "error"] == []


@pytest.mark.parametrize("code", [code for code in PAGES if RULES[code].fix != "no"])
def test_a_rule_with_a_fix_shows_what_mends_it(code):
    assert PAGES[code].mends


@pytest.mark.parametrize(("code", "edits", "why"), GUARDED, ids=[f"{code}: {why}" for code, _, why in GUARDED])
def test_guard(code, edits, why):
    assert code not in [finding.code for finding in findings_with(code, edits)], why


@pytest.mark.parametrize("code", list(RULES))
def test_every_rule_has_a_page(code):
    page = manual.page(code)
    assert page.title["zh"] and page.title["en"]
    assert page.why["zh"] and page.why["en"]
    assert page.certainty in manual.CERTAINTY and page.rule.area in manual.AREAS and page.rule.fix in manual.FIXES
    if page.rule.function:
        assert page.passing and page.failing and page.source


def fields_of(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", list(RULES))
def test_both_languages_say_the_same(code):
    rule = RULES[code]
    for texts in (rule.messages, rule.advices):
        assert texts["zh"].keys() == texts["en"].keys()
        for variant in texts["zh"]:
            assert variant in rule.messages["zh"] or not variant
            assert fields_of(texts["zh"][variant]) == fields_of(texts["en"][variant]), (code, variant)


@pytest.mark.parametrize("code", list(RULES))
def test_chinese_texts_survive_a_legacy_code_page(code):
    rule = RULES[code]
    for texts in (rule.messages["zh"], rule.advices["zh"]):
        for text in texts.values():
            text.encode("gbk")


@pytest.mark.parametrize(("code", "edits"), FAILING)
def test_findings_render_in_both_languages(code, edits):
    for finding in findings_with(code, edits):
        assert finding.level in LEVELS
        for lang in ("zh", "en"):
            text = message(finding, lang)
            assert text and "{" not in text and "None" not in text
