"""The results for people: a block a form, then its findings with place, what was found, and what to do.

The same lines serve a pipe, where they are plain, and a terminal, where `terminal` colours and wraps them.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ..model import Checked, Finding, Form, Outline, Points, Result
from ..rules import LEVEL_WORDS, LEVELS, advice, message
from ..steps import steps
from ..values import written

_WORDS = {
    "zh": {
        "project": "项目", "department": "部门", "unit": "单位", "year": "年度", "profile": "表样",
        "report": "报告", "lines": "（{n} 段）", "none": "（未填）",
        "execution": "预算执行", "sum": "合计", "cap": "规定", "weight": "分值", "score": "得分",
        "declared": "表上总分",
        "grade": "等级", "clean": "没有发现问题", "advice": "建议：", "hidden": "隐藏工作表，未核对",
        "named": "按名指定", "match": "表上印的分值与之相同", "base": "没有表样的分值与之相同",
        "files": "{files} 个文件（{counts}）", "error": "{n} 个有错误", "other": "{n} 个只有警告或提示",
        "ok": "{n} 个没有问题", "unprinted": "表上没有印各级分值",
        "no_form": "{n} 个没有自评表", "unreadable": "{n} 个无法读取", "colon": "：", "comma": "，",
        "cell": "单元格", "expected": "应得", "how": "推算",
        "more": "规则说明：evalsheet rules {code}", "waived": "豁免", "reason": "理由：",
        "batch": "批量核对", "list": "、", "others": "……另有 {n} 张", "over": "批量核对 {n} 条",
    },
    "en": {
        "project": "project", "department": "department", "unit": "unit", "year": "year", "profile": "profile",
        "report": "report", "lines": " ({n} paragraphs)",
        "none": "(empty)", "execution": "execution", "sum": "sum", "cap": "cap", "weight": "weight", "score": "score",
        "declared": "declared total", "grade": "grade", "clean": "nothing to report", "advice": "",
        "hidden": "hidden sheet, not judged", "named": "named by hand", "match": "its caps are printed on the form",
        "base": "no profile has the caps of this form",
        "files": "{files} file(s) ({counts})", "error": "{n} with errors", "other": "{n} with warnings or hints only",
        "ok": "{n} clean", "unprinted": "the form prints no points",
        "no_form": "{n} without a form", "unreadable": "{n} unreadable", "colon": ": ", "comma": ", ",
        "cell": "cell", "expected": "expected", "how": "how it is derived",
        "more": "about a rule: evalsheet rules {code}", "waived": "waived", "reason": "reason: ",
        "batch": "over all forms", "list": ", ", "others": "... and {n} more",
        "over": "{n} over all forms",
    },
}  # fmt: skip


class Line(NamedTuple):
    """A line of output: a left part of fixed width, a text that may wrap beside it, and its style."""

    left: str
    text: str
    style: str = ""


def render(results: Iterable[Result], lang: str, detail: int) -> Iterator[str]:
    """Plain lines, for pipes and files."""
    for line in lines(results, lang, detail):
        yield f"{line.left}{line.text}".rstrip() + "\n"


def lines(results: Iterable[Result], lang: str, detail: int) -> Iterator[Line]:
    """All that is said, line by line. Quiet (``detail`` < 0) leaves the findings alone."""
    for left, text, style in _lines(results, lang, detail):
        yield Line(left.translate(_ON_ONE_LINE), text.translate(_ON_ONE_LINE), style)


#: Signs that end a line, move the cursor, turn the direction of writing, or are halves of others -> what is shown.
_UNSEEN = {
    **{code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))},
    **{code: f"\\x{code - 0xDC00:02x}" for code in range(0xDC80, 0xDD00)},  # bytes of a file name
    **{code: f"\\u{code:04x}" for code in (0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))},
    0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t",
}  # fmt: skip
_BREAKS = (0x09, 0x0A, 0x0D)
_ON_ONE_LINE = _UNSEEN | dict.fromkeys(_BREAKS, " ")


#: The same for texts that may have several lines.
UNSEEN = {code: shown for code, shown in _UNSEEN.items() if code not in _BREAKS}


def visible(name: str) -> str:
    """A file name without signs that would do something to a terminal; those are shown as escapes."""
    name = name if name.isprintable() else name.translate(_UNSEEN)
    return f"./{name}" if name.startswith("::") else name  # at the beginning of a line a command to GitHub


def _lines(results: Iterable[Result], lang: str, detail: int) -> Iterator[Line]:
    counts: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    first: dict[str, str] = {}
    over = 0
    for result in results:
        if result.status == "batch":
            over = len(result.findings)
        else:
            kinds[_kind(result)] += 1
        for finding in result.all_findings():
            counts["waived" if finding.waived is not None else finding.level] += 1
            first.setdefault(finding.level, finding.code)
        yield from (_batch if result.status == "batch" else _result)(result, lang, detail)
    if detail >= 0:
        yield from _summary(kinds, counts, over, lang)
        code = next((first[level] for level in LEVELS if level in first), None)
        if code is not None:
            yield Line("", _WORDS[lang]["more"].format(code=code), "dim")


#: Forms that are named below a finding over many, unless all are asked for.
_NAMED = 10


def _batch(result: Result, lang: str, detail: int) -> Iterator[Line]:
    """What was found over many forms: each finding with the forms that it is about."""
    words = _WORDS[lang]
    if detail >= 0:
        yield Line("", words["batch"], "bold")
    for finding in result.findings:
        shown = finding.members if detail > 0 else finding.members[:_NAMED]
        names = [f"{visible(member.file)} [{member.sheet}]" for member in shown]
        if more := len(finding.members) - len(shown):
            names.append(words["others"].format(n=more))
        if detail < 0:
            (line,) = _finding(finding, words["batch"], lang, detail)
            yield line._replace(text=line.text + (words["colon"] + words["list"].join(names) if names else ""))
            continue
        said, *advised = _finding(finding, "", lang, detail)
        yield from (said, *(Line(" " * width_of(said.left), name) for name in names), *advised)
    if detail >= 0:
        yield Line("", "")


def _kind(result: Result) -> str:
    """How a file is counted in the summary."""
    if result.status in ("ok", "no_form", "unreadable"):
        return result.status
    counting = [finding for finding in result.all_findings() if finding.waived is None]
    return "error" if any(finding.level == "error" for finding in counting) else "other" if counting else "ok"


def _result(result: Result, lang: str, detail: int) -> Iterator[Line]:
    file = visible(result.file)
    for finding in result.findings:
        if detail >= 0:
            yield Line("", file, "bold")
        yield from _finding(finding, file, lang, detail)
        if detail >= 0:
            yield Line("", "")
    for checked in result.forms:
        if detail >= 0:
            yield Line("", f"{file}  [{checked.outline.sheet}]", "bold")
            yield from _block(checked, lang, detail)
        for finding in checked.findings:
            yield from _finding(finding, file, lang, detail, checked.outline.sheet)
        if detail >= 0:
            yield Line("", "")


def _block(checked: Checked, lang: str, detail: int) -> Iterator[Line]:
    """Who and what, then the points."""
    known, words = checked.outline, _WORDS[lang]
    for key, field in (("project", known.project), ("department", known.department), ("unit", known.unit)):
        if field.where is not None:
            yield Line(_cell(f"  {words[key]}", 10), field.text or words["none"])
    if known.year is not None:
        yield Line(_cell(f"  {words['year']}", 10), str(known.year))
    if known.report is not None:
        file, lines = known.report
        yield Line(_cell(f"  {words['report']}", 10), file + words["lines"].format(n=lines))
    if detail > 0:
        form = checked.form
        printed = form.profile_choice != "base" or any(level.cap is not None for level in form.first_levels)
        why = words[form.profile_choice] if printed else words["unprinted"]
        said = f"{form.profile.name}{words['colon']}{form.profile.title[lang]}"
        yield Line(_cell(f"  {words['profile']}", 10), f"{said}（{why}）" if lang == "zh" else f"{said} ({why})")
    yield from _points(known, lang)
    if detail > 0:
        yield from _steps(checked.form, lang)
    if known.hidden and not checked.findings:
        yield Line("  ", words["hidden"])
    elif not checked.findings:
        yield Line("  ", words["clean"], "green")


def _points(known: Outline, lang: str) -> Iterator[Line]:
    """The caps against the weights and the scores, one line a first level, then the total."""
    words = _WORDS[lang]
    if not known.points:
        return
    weights = [one.weight for one in known.points if one.weight is not None]
    sum_of_weights = sum(weights, Decimal(0)) if len(weights) == len(known.points) else None
    whole = Points(words["sum"], known.profile.full_mark, sum_of_weights, known.computed)
    yield Line("  ", _cell("", 14) + "".join(_right(words[key], 8) for key in ("cap", "weight", "score")))
    for name, *numbers in (*known.points, whole):
        shown = "".join(_right(_shown(number), 8) for number in numbers)
        yield Line("  ", _cell(name or words["execution"], 14) + shown)
    if known.declared.where is not None:
        declared = f"{words['declared']} {_shown(known.declared.value)}"
        yield Line("  ", declared + (f"  {words['grade']} {known.grade}" if known.grade else ""))


def _steps(form: Form, lang: str) -> Iterator[Line]:
    """How each score comes about: its cell, what was entered, what is right, the calculation."""
    words = _WORDS[lang]
    told = list(steps(form, lang))
    if not told:
        return
    width = max(width_of(text) for text in (words["expected"], *(step.expected for step in told))) + 2
    rows = [(words["cell"], words["score"], words["expected"], words["how"])]
    for step in told:
        place = step.where.seen_from(form.sheet) if step.where else ""
        how = f"{step.item}{words['colon']}{step.how}"
        rows.append((place, _shown(step.entered), step.expected or "-", how))
    yield Line("", "")
    for place, entered, expected, how in rows:
        yield Line(f"  {_cell(place, 6)}{_right(entered, 8)}{_right(expected, width)}  ", how)
    yield Line("", "")


def _finding(finding: Finding, file: str, lang: str, detail: int, sheet: str | None = None) -> Iterator[Line]:
    """A finding of a file, or of the form on ``sheet``."""
    where = finding.where
    place = "" if where is None else where.cell if sheet is None or detail < 0 else where.seen_from(sheet)
    waived = finding.waived is not None
    level = _WORDS[lang]["waived"] if waived else LEVEL_WORDS[finding.level][lang]
    style = "dim" if waived else {"error": "bold red", "warning": "yellow", "hint": "cyan"}[finding.level]
    if detail < 0:  # one line that stands for itself
        whole = f"{file}:{where.sheet}!{place}" if where is not None else file
        yield Line("", f"{whole}: {level} {finding.code} {message(finding, lang)}", style)
        return
    left = "  " + _cell(place, 6) + _cell(level, 6 if lang == "zh" else 9) + _cell(finding.code, 7)
    yield Line(left, message(finding, lang), style)
    said = f"{_WORDS[lang]['reason']}{finding.waived}" if waived else _WORDS[lang]["advice"] + advice(finding, lang)
    yield Line(" " * width_of(left), said)


def _summary(kinds: Counter[str], counts: Counter[str], over: int, lang: str) -> Iterator[Line]:
    words = _WORDS[lang]
    numbers = [f"{counts[level]} {LEVEL_WORDS[level][lang]}" for level in LEVELS]
    numbers += [f"{counts['waived']} {words['waived']}"] if counts["waived"] else []
    counted = words["comma"].join(numbers)
    text = words["files"].format(files=sum(kinds.values()), counts=counted)
    shown = [kind for kind in ("error", "other", "ok", "no_form", "unreadable") if kinds[kind]]
    parts = [words[kind].format(n=kinds[kind]) for kind in shown] + ([words["over"].format(n=over)] if over else [])
    said = words["comma"].join(parts)
    yield Line("", text + (words["colon"] + said if said else ""), "bold")


def _shown(number: Decimal | None) -> str:
    return "-" if number is None else written(number)


def width_of(text: str) -> int:
    """Columns that a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _cell(text: str, width: int) -> str:
    return text + " " * max(1, width - width_of(text)) if text or width else ""


def _right(text: str, width: int) -> str:
    return " " * max(1, width - width_of(text)) + text
