"""Values in words: yes and no, graded results, trends, and names that slipped into a value column."""

from __future__ import annotations

import re

from ..patterns import rare
from .value import TEXT, Value
from .words import (
    BAND_1_BEGINNINGS,
    BAND_1_ENDINGS,
    BAND_2,
    BAND_3,
    HEDGES,
    NAME_ENDINGS,
    NO_WORDS,
    QUALITY_BANDS,
    STRONG_WORDS,
    TREND_BEGINNINGS,
    TREND_ENDINGS,
    YES_WORDS,
)

#: Longer than the longest official wording (部分达成年度指标并具有一定效果) a text is a report, not a grade.
_LONGEST = 18
_HEDGED = re.compile("|".join(HEDGES))
_LIST = re.compile("[、,;]")
_NEGATION = rare("无|没有不|未发现|未出现|未发生|杜绝")
_YES, _NO, _NAME = Value("bool", yes=True), Value("bool", yes=False), Value("name_like")


def _grade(text: str) -> tuple[bool, int | None]:
    """Whether a short text is a graded result or a trend, and its band if it tells one."""
    if text in QUALITY_BANDS:
        return True, QUALITY_BANDS[text]
    if any(word in text for word in BAND_3):
        # 无不合格产品 is good news
        return (False, None) if _NEGATION.match(text) else (True, 3)
    if any(word in text for word in BAND_2):
        return True, 2
    if text.startswith(TREND_BEGINNINGS) or text.endswith(TREND_ENDINGS):
        return True, 1 if any(word in text for word in STRONG_WORDS) else None
    if text.endswith(BAND_1_ENDINGS) or text.startswith(BAND_1_BEGINNINGS):
        return True, 1
    return False, None


def _graded_list(text: str) -> tuple[bool, int | None]:
    """`_grade` for words in a row (便捷、快速): all must be grades, the worst band counts."""
    grades = [_grade(part) for part in _LIST.split(text) if part]
    if len(grades) < 2 or not all(found for found, _ in grades):
        return False, None
    return True, max((band for _, band in grades if band), default=None)


def read_words(text: str) -> Value:
    """The value of a normalised text without numbers: bool, qual, name_like or text."""
    if text in YES_WORDS:
        return _YES
    if text in NO_WORDS:
        return _NO
    # A slash offers a choice (是/否, 达成/未达成) that nobody has made.
    if len(text) > _LONGEST or "/" in text:
        return TEXT
    if text.endswith(NAME_ENDINGS) and not text.startswith(TREND_BEGINNINGS):
        return _NAME
    found, band = _graded_list(text)
    if not found:
        found, band = _grade(text)
    return Value("qual", band=band, hedged=_HEDGED.search(text) is not None) if found else TEXT
