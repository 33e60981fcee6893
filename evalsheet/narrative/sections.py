"""The chapters and sentences of a report.

Chapters are known by the words of their headings, not by their numbers: those that Word counts itself are not in the
text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .. import values
from ..compute import per_form
from ..model import Form, Profile

#: The chapters in the order in which their words are looked for, with what they are called.
CHAPTERS = {
    "problems": "存在的问题和改进措施",
    "use": "自评结果应用和公开情况",
    "work": "绩效自评工作开展情况",
    "conclusion": "综合评价结论",
    "overview": "项目概况",
    "attainment": "绩效目标实现情况分析",
}
#: Nobody writes longer sentences; what stands behind is not searched.
_LONGEST_SENTENCE = 2000
#: Longer lines are text.
_LONGEST_HEADING = 40
_LONGEST_PLAIN_HEADING = 25
_NUMBERS = (
    re.compile(r"\s*第?[一二三四五六七八九十]{1,3}[、章节部.．]"),
    re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"\s*(?:[（(]?\d{1,2}[)）]|\d{1,2}[、.．](?!\d))"),
)
_ENDS = re.compile(r"[。：:]")
_COMMAS = re.compile("[，,；：]")
_SENTENCES = re.compile(r"(?<=[。！？；!?;])")


class Line(NamedTuple):
    """A paragraph as part of the outline: the chapter that its heading names, how deep the heading stands (0 for text),
    and the text behind the heading."""

    chapter: str
    level: int
    body: str


class Sentence(NamedTuple):
    """A sentence, as printed and in one spelling, with the number of its paragraph."""

    paragraph: int
    text: str
    folded: str

    def said(self, about: str = "") -> dict[str, int | str]:
        """What a finding says of it: the paragraph, and the words around ``about``."""
        return {"paragraph": self.paragraph, "sentence": excerpt(self.text, about)}


#: Signs of a quotation.
_LONGEST_QUOTE, _AROUND = 60, 25


def excerpt(text: str, about: str) -> str:
    """A text short enough to be quoted: what stands around ``about`` in it."""
    text = text.strip().rstrip("。；;")
    if len(text) <= _LONGEST_QUOTE:
        return text
    at = max(text.find(about), 0)
    start, end = max(0, at - _AROUND), min(len(text), at + len(about) + _AROUND)
    marks = [mark.end() for mark in _COMMAS.finditer(text)]
    first = next((mark for mark in marks if start <= mark <= at), start)  # whole clauses, where there are any
    last = next((mark for mark in reversed(marks) if at + len(about) <= mark <= end), end)
    return ("…" if start else "") + text[first if start else 0 : last] + ("…" if last < len(text) else "")


def is_title(line: str, profile: Profile) -> bool:
    """The line is the title of a report."""
    folded = values.normalise(line)
    return len(folded) <= 100 and profile.words["report_title"].within(folded[-16:]) and "《" not in folded


def heading(line: str, profile: Profile) -> Line:
    """The line as a heading, if it is one."""
    level = next((level for level, number in enumerate(_NUMBERS, 1) if number.match(line)), 0)
    end = _ENDS.search(line)
    head, body = (line[: end.start()], line[end.end() :]) if end else (line, "")
    plain = not level and (
        len(head) > _LONGEST_PLAIN_HEADING or (end and end[0] == "。") or re.search("[，,；;]", head)
    )
    if len(head.strip()) > _LONGEST_HEADING or plain or is_title(line, profile):
        return Line("", 0, line)
    chapter = next((key for key in CHAPTERS if profile.words[f"section_{key}"].within(head)), "")
    if not chapter and not level:
        return Line("", 0, line)
    return Line(chapter, level or 1, body.strip())


def named_chapters(form: Form) -> set[str]:
    """The chapters that headings of any rank name; one heading may name several."""
    lines = [line for line in (form.report.paragraphs if form.report else ()) if heading(line, form.profile).level]
    words = {key: form.profile.words[f"section_{key}"] for key in CHAPTERS}
    return {key for line in lines for key in CHAPTERS if words[key].within(line[:_LONGEST_HEADING])}


def has_sections(lines: Sequence[str], profile: Profile, fewest: int = 2) -> bool:
    """So many chapters begin in these lines."""
    return len({found.chapter for line in lines if (found := heading(line, profile)).chapter}) >= fewest


@per_form
def chapters(form: Form) -> dict[str, list[tuple[int, str]]]:
    """The text of each chapter of the report as numbered paragraphs, without headings that name the chapter again.

    A heading of second rank begins a chapter only where none of first rank does; one of third rank is text.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    chapter, depth = "", 0
    for number, text in enumerate(form.report.paragraphs if form.report else (), 1):
        line = heading(text, form.profile)
        if line.level == 3 or not line.level:
            if chapter:
                found[chapter].append((number, text))
            if line.chapter:
                found.setdefault(line.chapter, [])  # it is there, somewhere
            continue
        if line.level == 1 and (text.lstrip().startswith("附件") or not line.chapter):
            chapter, depth = "", 0
        elif line.chapter and (line.level <= depth or not depth):
            chapter, depth = line.chapter, line.level
        elif line.level <= depth:
            chapter, depth = "", 0
        elif chapter and not line.chapter:
            found[chapter].append((number, text))
        if line.chapter:
            found.setdefault(line.chapter, [])
        if chapter and line.body:
            found[chapter].append((number, line.body))
    return found


@per_form
def sentences(form: Form) -> tuple[Sentence, ...]:
    """The sentences of the report; none if there is no report."""
    if form.report is None:
        return ()
    return tuple(
        Sentence(number, text.strip(), values.normalise(text[:_LONGEST_SENTENCE]))
        for number, paragraph in enumerate(form.report.paragraphs, 1)
        for text in _SENTENCES.split(paragraph)
        if text.strip()
    )


def title(form: Form) -> Sentence | None:
    """The title of the report, with the line above it where it goes over two; None if it has none."""
    lines = form.report.paragraphs[:12] if form.report else ()
    for number, line in enumerate(lines, 1):
        if is_title(line, form.profile):
            above = lines[number - 2].strip() if number > 1 else ""
            alone = len(line.strip()) <= _LONGEST_LAST_LINE and len(above) <= 60
            if alone and above and not above.startswith("附件") and not _ENDS.search(above):
                number, line = number - 1, above + line.strip()
            return Sentence(number, line.strip(), values.normalise(line))
    return None


#: The last line of a title: 绩效自评报告, 项目支出绩效自评报告.
_LONGEST_LAST_LINE = 12
