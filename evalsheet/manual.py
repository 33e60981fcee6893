"""The page of each rule, read from its docstring: for `evalsheet rules`, docs/rules.md, the README table, the tests.

A docstring has the Chinese title, the English title, a Chinese and an English paragraph of reasons, then lines
``Source:``, ``Certainty:``, ``Pass:``, ``Fail:``, ``Mend:`` and ``Guard:``. Pass and Fail are edits of the standard
form in tests/data; Mend follows the advice, on top of the first Fail; a Guard is Chinese words, English words and edits
on which the rule is silent, with bars between them. Those of a rule over many forms are batches, see `batch_rule`.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from . import profiles
from .model import Profile
from .rules import LEVEL_WORDS, RULES, SETTING_WORDS, Rule

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
    "RPT": {"zh": "报告", "en": "report"},
    "XFM": {"zh": "批量", "en": "many forms"},
    "FIL": {"zh": "文件", "en": "files"},
}
_WORDS = {
    "zh": {
        "do": "怎么改", "fix": "改法", "source": "来源", "certainty": "可靠程度", "absorbs": "报了这一条，同一处不再报",
        "absorbed": "同一处报了这些，不再报这一条", "all": "其他各条",
        "elsewhere": "表样另定的级别", "everywhere": "各表样",
        "good": "正确", "bad": "有误", "mended": "接着改正", "guards": "不算错的情形",
        "examples": "例子（在 samples/standard.xlsx 上这样改）",
        "batches": "例子（几张表，都在 samples/standard.xlsx 上这样改，‖ 隔开；×5 是五张，项目名称各不相同）",
        "colon": "：", "comma": "、",
    },
    "en": {
        "do": "What to do", "fix": "Fix", "source": "Source", "certainty": "Certainty",
        "absorbs": "Where this is found, not reported", "absorbed": "Not reported where one of these is found",
        "all": "all others", "elsewhere": "Levels set by profiles", "everywhere": "all",
        "good": "Good", "bad": "Bad", "mended": "Mended by",
        "guards": "Not a fault", "examples": "Examples (edits of samples/standard.xlsx)",
        "batches": "Examples (edits of samples/standard.xlsx, ‖ between forms; ×5 is five, each with its own name)",
        "colon": ": ", "comma": ", ",
    },
}  # fmt: skip
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


def absorbed_by(rule: Rule) -> list[str]:
    """The codes of the rules that silence this one at the same place."""
    return [root.code for root in RULES.values() if rule.code in root.absorbs or _takes_all(root, rule)]


def _takes_all(root: Rule, rule: Rule) -> bool:
    return "*" in root.absorbs and "*" not in rule.absorbs and rule.function is not None


def other_levels(rule: Rule, among: Iterable[Profile] | None = None) -> dict[str, str]:
    """Profiles by name that give the rule another level, or "off", than its own; ``among`` is all by default.

    What ``base`` says goes for all, so that of the others only those are named that say something else.
    """
    known = [profiles.load(name) for name in profiles.names()] if among is None else among
    usual = profiles.load("base").levels.get(rule.code, rule.level)
    levels = {profile.name: profile.levels.get(rule.code, rule.level) for profile in known}
    return {name: level for name, level in levels.items() if level != (rule.level if name == "base" else usual)}


def rendered(codes: Container[str] | None, format_: str, lang: str) -> str:
    """What `evalsheet rules` prints as text, json or md: the pages of these codes, or without codes a list of all."""
    chosen = [one for one in pages() if codes is None or one.rule.code in codes]
    if format_ == "json":
        return json.dumps([as_json(one, lang) for one in chosen], ensure_ascii=False, indent=1) + "\n"
    if codes is not None:
        return "\n".join(as_markdown(one, lang) if format_ == "md" else as_text(one, lang) for one in chosen)
    if format_ == "md":
        return table(chosen, lang)
    return "".join(f"{one.rule.code}  {LEVEL_WORDS[one.rule.level][lang]}  {one.title[lang]}\n" for one in chosen)


def as_json(one: Page, lang: str) -> dict[str, Any]:
    """The page as `evalsheet rules --format json` gives it."""
    rule = one.rule
    return {
        "code": rule.code,
        "level": rule.level,
        "area": rule.area,
        "scope": "file" if rule.area == "FIL" else "batch" if rule.function is None else "form",
        "title": one.title[lang],
        "why": one.why[lang],
        "advice": _advices(rule, lang),
        "source": one.source or None,
        "certainty": one.certainty if one.source else None,
        "fix": rule.fix,
        "absorbs": list(rule.absorbs),
        "absorbed_by": absorbed_by(rule),
        "levels": other_levels(rule),
        "examples": {"pass": list(one.passing), "fail": list(one.failing), "mend": list(one.mends)},
        "guards": [{"text": _said(guard, lang), "edits": guard.edits} for guard in one.guards],
    }


def as_text(one: Page, lang: str) -> str:
    """The page for people."""
    rule, words = one.rule, _WORDS[lang]
    colon = words["colon"]
    lines = [f"{rule.code}  {LEVEL_WORDS[rule.level][lang]}  {one.title[lang]}", "", one.why[lang], ""]
    lines += [f"{label}{colon}{text}" for label, text in _facts(one, lang)]
    if one.failing:
        lines.append(words[_kind(rule)] + colon.rstrip())
    lines += [f"  {label}{colon}{edits}" for label, edits in _examples(one, lang)]
    if one.guards:
        lines.append(words["guards"] + colon.rstrip())
    lines += [f"  {_said(guard, lang)}{colon}{guard.edits}" for guard in one.guards]
    return "\n".join(lines) + "\n"


def as_markdown(one: Page, lang: str) -> str:
    """The page as a section of a Markdown document, with the code in small letters as its anchor."""
    rule, words = one.rule, _WORDS[lang]
    colon = words["colon"]
    lines = [f'### <a id="{rule.code.lower()}"></a>{rule.code} {one.title[lang]}', ""]
    lines += [f"**{LEVEL_WORDS[rule.level][lang]}**{colon}{one.why[lang]}", ""]
    lines += [f"- {label}{colon}{text}" for label, text in _facts(one, lang)]
    if one.failing:
        lines += ["", words[_kind(rule)] + colon.rstrip(), ""]
    lines += [f"- {label}{colon}{_code(edits)}" for label, edits in _examples(one, lang)]
    if one.guards:
        lines += ["", words["guards"] + colon.rstrip(), ""]
    lines += [f"- {_said(guard, lang)}{colon}{_code(guard.edits)}" for guard in one.guards]
    return "\n".join(lines) + "\n"


def _kind(rule: Rule) -> str:
    """Of what the examples are."""
    return "examples" if rule.together is None else "batches"


def _facts(one: Page, lang: str) -> Iterator[tuple[str, str]]:
    """What is said of a rule below its reasons: a label and a text."""
    rule, words = one.rule, _WORDS[lang]
    for advice in _advices(rule, lang):
        yield words["do"], advice
    yield words["fix"], FIXES[rule.fix][lang]
    if one.source:
        yield words["source"], one.source
        yield words["certainty"], CERTAINTY[one.certainty][lang]
    if rule.absorbs:
        yield words["absorbs"], words["all"] if "*" in rule.absorbs else words["comma"].join(rule.absorbs)
    if silenced := absorbed_by(rule):
        yield words["absorbed"], words["comma"].join(silenced)
    if levels := other_levels(rule):
        said = (
            f"{words['everywhere'] if name == 'base' else name} {SETTING_WORDS[level][lang]}"
            for name, level in levels.items()
        )
        yield words["elsewhere"], words["comma"].join(said)


def _advices(rule: Rule, lang: str) -> list[str]:
    """What to do, each sentence once, with an ellipsis for what depends on the form."""
    return list(dict.fromkeys(re.sub(r"\{\w*\}", "…", text) for text in rule.advices[lang].values()))


def _examples(one: Page, lang: str) -> Iterator[tuple[str, str]]:
    """Edits of the standard form; those that mend the fault come after its first example, on top of which they are."""
    words = _WORDS[lang]
    yield from ((words["good"], edits) for edits in one.passing)
    yield from ((words["bad"], edits) for edits in one.failing[:1])
    yield from ((words["mended"], edits) for edits in one.mends)
    yield from ((words["bad"], edits) for edits in one.failing[1:])


def _said(guard: Guard, lang: str) -> str:
    return guard.zh if lang == "zh" else guard.en


def _code(edits: str) -> str:
    return f"`{edits}`"


def table(chosen: Sequence[Page], lang: str = "zh", linked: bool = False) -> str:
    """Rules as a Markdown table: code, level, title, fix; ``linked`` to the pages of the same document."""
    head = {"zh": "| 代码 | 级别 | 查什么 | 改法 |", "en": "| code | level | what | fix |"}[lang]
    rows = []
    for one in chosen:
        code = f"[{one.rule.code}](#{one.rule.code.lower()})" if linked else one.rule.code
        facts = (code, LEVEL_WORDS[one.rule.level][lang], one.title[lang], FIXES[one.rule.fix][lang])
        rows.append(f"| {' | '.join(facts)} |")
    return "\n".join([head, "|---|---|---|---|", *rows]) + "\n"


def handbook(lang: str) -> str:
    """All pages as one Markdown text: the areas as headings, a table with links at the head of each, then its pages."""
    chosen = pages()
    made = ["\n".join(f"- [{area} {words[lang]}](#{area.lower()})" for area, words in AREAS.items()) + "\n"]
    for area, words in AREAS.items():
        below = [one for one in chosen if one.rule.area == area]
        made.append(f'## <a id="{area.lower()}"></a>{area} {words[lang]}\n')
        made.append(table(below, lang, linked=True))
        made += [as_markdown(one, lang) for one in below]
    return "\n".join(made)
