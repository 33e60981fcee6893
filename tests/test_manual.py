"""Explaining: what `evalsheet rules` and docs/rules.md say of a rule."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evalsheet import manual, profiles
from evalsheet.rules import RULES

ROOT = Path(__file__).parent.parent
GUARD = "9.5 截取成 9"


def text(code: str, lang: str = "zh") -> list[str]:
    return manual.rendered({code}, "text", lang).splitlines()


def test_a_page_says_all_that_is_known():
    lines = text("FND03")
    assert lines[0] == "FND03  错误  预算执行得分算错"
    assert "改法：可自动填写" in lines
    assert any(line.startswith("怎么改：得分 = 执行率 × 分值") for line in lines)
    assert any(line.startswith("来源：北京海淀 2016") for line in lines)
    assert "可靠程度：见于公开的表样或说明" in lines
    assert "  正确：资金总额.得分=9.50" in lines
    assert "  有误：资金总额.得分=10；总分.得分=99" in lines
    assert "  接着改正：资金总额.得分=9.5；总分.得分=98.5" in lines
    assert f"  {GUARD}：资金总额.得分=9" in lines


def test_a_page_in_english():
    lines = text("FND03", "en")
    assert lines[0] == "FND03  error  The execution score is wrong"
    assert "  9.5 cut to 9: 资金总额.得分=9" in lines


def test_what_silences_what():
    assert f"报了这一条，同一处不再报：{'、'.join(RULES['FND01'].absorbs)}" in text("FND01")
    assert "FND03" in RULES["FND01"].absorbs
    (silenced,) = (line for line in text("FND03") if line.startswith("同一处报了这些"))
    assert {"FND01", "FND07", "STR14"} <= set(re.findall(r"[A-Z]{3}\d\d", silenced))
    assert "报了这一条，同一处不再报：其他各条" in text("STR14")
    # rules about a cell that cannot be read do not silence each other, and nothing silences what happens to a file
    assert manual.absorbed_by(RULES["STR14"]) == []
    assert manual.absorbed_by(RULES["FIL20"]) == []


def test_profiles_that_judge_otherwise_are_named():
    own = profiles.load(str(ROOT / "samples" / "own_profile" / "qinghe-2022.toml"))
    assert manual.other_levels(RULES["TXT01"], [own, profiles.load("base")]) == {"qinghe-2022": "error"}
    assert manual.other_levels(RULES["TXT02"], [own]) == {}
    # what base says goes for all that extend it
    assert manual.other_levels(RULES["VAL18"]) == {"base": "off"}
    assert "表样另定的级别：各表样 停用" in text("VAL18")


def test_the_page_names_such_profiles(monkeypatch):
    monkeypatch.setattr(manual, "other_levels", lambda rule: {"甲县": "hint"})
    assert "表样另定的级别：甲县 提示" in text("TXT01")


def test_several_codes_are_several_pages():
    pages = manual.rendered({"FND03", "SCR04"}, "text", "zh")
    assert pages.startswith("FND03") and "\n\nSCR04  错误" in pages
    assert [one["code"] for one in json.loads(manual.rendered({"FND03", "SCR04"}, "json", "zh"))] == ["FND03", "SCR04"]


def test_json():
    (one,) = json.loads(manual.rendered({"FND03"}, "json", "zh"))
    assert one["examples"]["mend"] == ["资金总额.得分=9.5；总分.得分=98.5"]
    assert one["guards"] == [{"text": GUARD, "edits": "资金总额.得分=9"}]
    assert one["absorbs"] == [] and "FND07" in one["absorbed_by"] and one["levels"] == {}
    assert one["advice"] == ["得分 = 执行率 × 分值（最高为分值），保留两位小数"]


def test_markdown_is_a_table_without_codes_and_pages_with_them():
    assert manual.rendered(None, "md", "zh") == manual.table(manual.pages(), "zh")
    page = manual.rendered({"FND03"}, "md", "zh")
    assert page.startswith('### <a id="fnd03"></a>FND03 预算执行得分算错\n')
    assert f"- {GUARD}：`资金总额.得分=9`\n" in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_handbook_has_every_rule_and_every_link_has_its_place(lang):
    book = manual.handbook(lang)
    places = re.findall(r'<a id="(\w+)"></a>', book)
    assert len(places) == len(set(places))
    assert set(places) == {code.lower() for code in (*RULES, *manual.AREAS)}
    assert set(re.findall(r"\(#(\w+)\)", book)) == set(places)


@pytest.mark.parametrize("code", list(RULES))
def test_no_page_has_a_placeholder_or_breaks_its_markdown(code):
    page = manual.page(code)
    for lang in ("zh", "en"):
        assert "{" not in manual.as_text(page, lang)
    assert not set("|<`") & set(page.title["zh"] + page.title["en"] + page.why["zh"] + page.why["en"])
    assert "`" not in "".join((*page.passing, *page.failing, *page.mends, *(guard.edits for guard in page.guards)))


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.function])
def test_a_guard_is_said_in_both_languages(code):
    for guard in manual.page(code).guards:
        assert re.search("[\u4e00-\u9fff]", guard.zh) or guard.zh.isascii()
        assert guard.en and guard.edits
        guard.zh.encode("gbk")
