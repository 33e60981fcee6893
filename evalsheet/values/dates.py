"""Deadlines and periods: 2022年12月底前, 1-12月, 2023.07-2024.01."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from ..patterns import rare
from .numbers import decimal
from .value import Value
from .words import DATE_LEADS, DATE_SIGNS, DONE_WORDS, LEADING_SIGNS

_YEAR = r"(?:19|20)[0-9]{2}"
_PART = r"年?[底末]|全年|[上下]半年|第?[一二三四1-4]季度|[上中下]旬|初|中旬?"
#: One date expression: with 年 or 月, with separators, or a word of the running year.
_DATE = re.compile(
    rf"(?<![0-9.,/])(?:({_YEAR}|[0-9]{{2}}(?=年[0-9]{{1,2}}月))年度?(?:([0-9]{{1,2}})月份?(?:([0-9]{{1,2}})[日号]?)?(?![0-9]))?"
    r"|([0-9]{1,2})月份?(?:([0-9]{1,2})[日号])?"
    rf"|({_YEAR})([-./])([0-9]{{1,2}})(?:\7([0-9]{{1,2}}))?(?![0-9.])"
    rf"|[本当今]年度?|(?=年[底末]|全年|[上下]半年|第?[一二三四]季度))({_PART})?"
)
_MONTHS = re.compile(rf"(?:({_YEAR})年度?)?([0-9]{{1,2}})月?(?:--?|~|至|到)([0-9]{{1,2}})月份?底?末?")
_YEARS = re.compile(rf"({_YEAR})年?(?:--?|~|至|到)({_YEAR})年?")
#: The midnight that programs print behind a date.
_CLOCK = rare(r" ?0?0:00(?::00)?$")
_DASH = re.compile(r"--?|~|至|到")
_BY = re.compile(r"(?:之前|以前|前|以内|之内|内|止)?")
_DONE = re.compile(rf"(?:全部|全面|按时|如期)?(?:{'|'.join(DONE_WORDS)})")

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


class Span(NamedTuple):
    """First and last day of a date expression; both None without a year or when no calendar has the day."""

    first: datetime.date | None
    last: datetime.date | None
    impossible: bool
    printed_year: int | None


def has_cue(text: str) -> bool:
    """Whether it is worth looking for a date in a normalised text."""
    return (
        "年" in text
        or "月" in text
        or "季度" in text
        or (text[:2] in ("20", "19") and any(s in text for s in "-./~至"))
    )


def _month_end(year: int, month: int) -> datetime.date:
    """The last day of a month."""
    return datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)


def _part_of_year(part: str) -> tuple[int, int]:
    """First and last month that a word like 上半年 or 三季度 means."""
    if part.endswith("季度"):
        last = 3 * _QUARTERS[part[-3]]
        return last - 2, last
    if part == "上半年":
        return 1, 6
    if part == "下半年":
        return 7, 12
    return (1, 1) if part == "初" else (1, 12)


def _span(match: re.Match[str], year: int | None) -> Span:
    """The days that a match of `_DATE` means; ``year`` stands in for one that is not printed."""
    groups = match.groups()
    printed = groups[0] or groups[5]
    month, day, part = groups[1] or groups[3] or groups[7], groups[2] or groups[4] or groups[8], groups[9] or ""
    number = (int(printed) if len(printed) == 4 else 2000 + int(printed)) if printed else None
    resolved = number if number is not None else year
    if (month and not 1 <= int(month) <= 12) or (day and not 1 <= int(day) <= 31):
        return Span(None, None, True, number)
    if resolved is None or not 1 <= resolved < datetime.MAXYEAR:
        return Span(None, None, False, number)
    if not month:
        begin, end = _part_of_year(part)
        return Span(datetime.date(resolved, begin, 1), _month_end(resolved, end), False, number)
    first, last = datetime.date(resolved, int(month), 1), _month_end(resolved, int(month))
    if day:
        if int(day) > last.day:
            return Span(None, None, True, number)
        first = last = first.replace(day=int(day))
    elif part in ("上旬", "初"):
        last = first.replace(day=10)
    elif part in ("中旬", "中"):
        last = first.replace(day=20)
    return Span(first, last, False, number)


def _between(first: Span, last: Span, whole: bool = True) -> Value | None:
    """A period from the first day of one span to the last day of another; None if it runs backwards."""
    impossible = first.impossible or last.impossible
    if first.first is None or last.last is None:
        return Value("period", impossible=impossible, whole=whole)
    return Value("period", dates=(first.first, last.last), whole=whole) if first.first <= last.last else None


def _short_period(text: str, year: int | None) -> Value | None:
    """Periods whose first end leaves out what the second says: 1-12月, 2022年1-6月, 2021-2022年."""
    years = _YEARS.fullmatch(text)
    if years and years[1] <= years[2]:
        return Value("period", dates=(datetime.date(int(years[1]), 1, 1), datetime.date(int(years[2]), 12, 31)))
    months = _MONTHS.fullmatch(text)
    if not months:
        return None
    resolved = int(months[1]) if months[1] else year
    begin, end = int(months[2]), int(months[3])
    if not (1 <= begin <= 12 and 1 <= end <= 12):
        return Value("period", impossible=True)
    if resolved is None or not 1 <= resolved < datetime.MAXYEAR:
        return Value("period")
    return (
        Value("period", dates=(datetime.date(resolved, begin, 1), _month_end(resolved, end))) if begin <= end else None
    )


def _period(text: str, year: int | None) -> Value | None:
    """A period that is the whole text, else None."""
    if text[:1] in ("自", "从"):
        text = text[1:]
    short = _short_period(text, year)
    if short:
        return short
    for dash in _DASH.finditer(text):
        begin, end = _DATE.fullmatch(text, 0, dash.start()), _DATE.fullmatch(text[dash.end() :])
        if begin and end and begin[0] and end[0]:
            first = _span(begin, year)
            return _between(first, _span(end, first.printed_year or year))
    return None


def _sign(lead: str, rest: str) -> tuple[str, bool, str]:
    """The sign of a date between ``lead`` and ``rest``, whether it is everyday speech, and what is left of rest."""
    by = _BY.match(rest)
    assert by is not None, "the pattern matches the empty text"
    left = rest[by.end() :]
    done = _DONE.match(left)
    if done:
        left = left[done.end() :]
    if lead and (printed := LEADING_SIGNS.get(lead, "")):
        return printed, False, left
    if lead in DATE_SIGNS:
        return DATE_SIGNS[lead], False, left
    return ("<=", True, left) if by[0] or done else ("", False, left)


def read_whole(text: str, year: int | None) -> Value | None:
    """The date or period that a normalised text as a whole is, else None."""
    period = _period(text, year)
    if period:
        return period
    match = _DATE.search(_CLOCK.sub("", text) if ":" in text else text)
    if not match or not match[0]:
        return None
    value = _value(match.string, match, year)
    return value if value.whole else None


def _value(text: str, match: re.Match[str], year: int | None) -> Value:
    """The date or period of a match of `_DATE` in ``text``."""
    lead = text[: match.start()]
    span = _span(match, year)
    sign, colloquial, left = _sign(lead, text[match.end() :])
    whole = not left and (lead in DATE_LEADS or lead in DATE_SIGNS or lead in LEADING_SIGNS)
    if match[10] == "全年" and not sign:
        return _between(span, span, whole) or Value("period", whole=whole)
    numbers = (decimal("", match[0]),) if whole and match[7] == "." and not match[9] and not colloquial else ()
    dates = (span.last,) if span.last else ()
    return Value(
        "date",
        sign,
        numbers,
        whole=whole,
        dates=dates,
        since=span.first,
        impossible=span.impossible,
        colloquial=colloquial,
    )


def read_in_sentence(text: str, year: int | None) -> Value | None:
    """The one date in a sentence; None if there is none or more than one, or only a year that bounds nothing."""
    matches = [match for match in _DATE.finditer(text) if _certain(match)]
    if len(matches) != 1:
        return None
    value = _value(text, matches[0], year)
    return value if value.sign or matches[0][2] or not matches[0][1] else None


def _certain(match: re.Match[str]) -> bool:
    """Whether a match inside a sentence is surely a date: printed with 年 or 月, or with all of year, month and day."""
    return bool(match[1] or match[4] or match[9])


def without_dates(text: str) -> str:
    """A sentence with its dates taken out, so that their digits are not taken for quantities."""
    return _DATE.sub(lambda match: "," if _certain(match) else match[0], text)
