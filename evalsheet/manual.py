"""The page of each rule, read from its docstring: for `evalsheet rules`, the README table and the tests.

A docstring has the Chinese title, the English title, a Chinese and an English paragraph of reasons, then lines
``Source:``, ``Certainty:``, ``Pass:``, ``Fail:``, ``Mend:`` and ``Guard:``. Pass and Fail are edits of the standard
form in tests/data; Mend follows the advice, on top of the first Fail; a Guard is Chinese words, English words and edits
on which the rule is silent, with bars between them.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any, NamedTuple

from .rules import LEVEL_WORDS, RULES, Rule

#: How far the source of a rule can be trusted, from its mark in the docstring.
CERTAINTY = {
    "seen": {"zh": "见于原表", "en": "seen on the form the project starts from"},
    "published": {"zh": "见于公开的表样或说明", "en": "printed on published forms"},
    "filled": {"zh": "见于公开的已填表", "en": "seen on published filled forms"},
    "system": {"zh": "见于在用的业务系统", "en": "done by a system in use"},
    "memory": {"zh": "据记忆，未核对原文", "en": "from memory, the text was not at hand"},
    "proposal": {"zh": "本工具的建议", "en": "proposed by this tool"},
}
FIXES = {
    "auto": {"zh": "可自动填写", "en": "can be filled in"},
    "offer": {"zh": "可给出建议", "en": "a value can be suggested"},
    "no": {"zh": "须由人决定", "en": "a person must decide"},
}
AREAS = {
    "STR": {"zh": "表式", "en": "structure"},
    "IDN": {"zh": "基本信息", "en": "identity"},
    "FND": {"zh": "资金", "en": "funds"},
    "WGT": {"zh": "分值", "en": "weights"},
    "SCR": {"zh": "得分", "en": "scores"},
    "VAL": {"zh": "指标值", "en": "values"},
    "TXT": {"zh": "文字", "en": "texts"},
    "TOT": {"zh": "总分", "en": "totals"},
    "FIL": {"zh": "文件", "en": "files"},
}
_KEYS = ("Source", "Certainty", "Pass", "Fail", "Mend", "Guard")


class Guard(NamedTuple):
    """A case that looks like the fault and is none: what it is, and edits that show it."""

    zh: str
    en: str
    edits: str


@dataclass(frozen=True, slots=True)
class Page:
    """What there is to say about a rule."""

    rule: Rule
    title: dict[str, str]
    why: dict[str, str]
    source: str
    certainty: str
    passing: tuple[str, ...]
    failing: tuple[str, ...]
    mends: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()


def page(code: str) -> Page:
    """The page of a rule or outcome. Raises KeyError for an unknown code."""
    rule = RULES[code]
    blocks = [block.splitlines() for block in inspect.cleandoc(rule.doc).split("\n\n")]
    facts: dict[str, list[str]] = {key: [] for key in _KEYS}
    if blocks[-1][0].partition(":")[0] in _KEYS:
        for line in blocks.pop():
            key, _, text = line.partition(":")
            facts[key].append(text.strip())
    (title_zh, title_en), why_zh, why_en = blocks
    return Page(
        rule=rule,
        title={"zh": title_zh.rstrip("。"), "en": title_en.rstrip(".")},
        why={"zh": "".join(why_zh), "en": " ".join(why_en)},
        source="；".join(facts["Source"]),
        certainty=(facts["Certainty"] or ["proposal"])[0],
        passing=tuple(facts["Pass"]),
        failing=tuple(facts["Fail"]),
        mends=tuple(facts["Mend"]),
        guards=tuple(Guard(*(part.strip() for part in line.split("|", 2))) for line in facts["Guard"]),
    )


def pages() -> list[Page]:
    """All pages, by code."""
    return [page(code) for code in RULES]


def as_json(one: Page, lang: str) -> dict[str, Any]:
    """The page as `evalsheet rules --format json` gives it."""
    rule = one.rule
    return {
        "code": rule.code,
        "level": rule.level,
        "area": rule.area,
        "scope": "file" if rule.area == "FIL" else "form",
        "title": one.title[lang],
        "why": one.why[lang],
        "source": one.source or None,
        "certainty": one.certainty if one.source else None,
        "fix": rule.fix,
        "examples": {"pass": list(one.passing), "fail": list(one.failing)},
    }


def as_text(one: Page, lang: str) -> str:
    """The page for people."""
    rule = one.rule
    words = {
        "zh": ("来源", "可靠程度", "怎么改", "正确", "有误", "例（在 samples/standard.xlsx 上这样改）："),
        "en": ("Source", "Certainty", "What to do", "Good", "Bad", "Examples (edits of samples/standard.xlsx):"),
    }
    source, certainty, do, good, bad, example = words[lang]
    colon = "：" if lang == "zh" else ": "
    lines = [f"{rule.code}  {LEVEL_WORDS[rule.level][lang]}  {one.title[lang]}", "", one.why[lang], ""]
    lines += [f"{do}{colon}{advice}" for advice in dict.fromkeys(rule.advices[lang].values())]
    if one.source:
        lines += [f"{source}{colon}{one.source}", f"{certainty}{colon}{CERTAINTY[one.certainty][lang]}"]
    if one.passing:
        lines.append(example)
    lines += [f"  {good}{colon}{edits}" for edits in one.passing]
    lines += [f"  {bad}{colon}{edits}" for edits in one.failing]
    return "\n".join(lines) + "\n"


def table(chosen: list[Page], lang: str = "zh") -> str:
    """Rules as a Markdown table: code, level, title, fix."""
    head = {"zh": "| 代码 | 级别 | 查什么 | 改法 |", "en": "| code | level | what | fix |"}[lang]
    rows = [
        f"| {one.rule.code} | {LEVEL_WORDS[one.rule.level][lang]} | {one.title[lang]} | {FIXES[one.rule.fix][lang]} |"
        for one in chosen
    ]
    return "\n".join([head, "|---|---|---|---|", *rows]) + "\n"
