"""Dates and times as a format code shows them. A number of days in, text and date, datetime or time out."""

from __future__ import annotations

import datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

#: Codes that stand for what is set in Windows; what a Chinese one has.
SYSTEM_DATES = {
    "$-f800": 'yyyy"年"m"月"d"日"',
    "$-x-sysdate": 'yyyy"年"m"月"d"日"',
    "$-f400": "h:mm:ss",
    "$-x-systime": "h:mm:ss",
}
#: 9999-12-31, the last day that Excel shows.
_LAST_DAY = 2_958_465
_DAYS_1904 = 1462
#: Excel's 1900 is a leap year: day 60 is a 29th of February that never was.
_LEAP_DAY = 60
_EPOCH = datetime.date(1899, 12, 30)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December")  # fmt: skip
_SECONDS = 86400

Token = tuple[str, str]
Dated = datetime.datetime | datetime.date | datetime.time


class NotUnderstood(Exception):
    """A format code that no section can be made of."""


class Moment(NamedTuple):
    """A number of days taken apart; ``date`` is None for the days that are in Excel's calendar only."""

    year: int
    month: int
    day: int
    date: datetime.date | None
    seconds: int
    fraction: Decimal
    total: Decimal

    @property
    def hour(self) -> int:
        return self.seconds // 3600

    @property
    def time(self) -> datetime.time:
        return datetime.time(self.hour, self.seconds // 60 % 60, self.seconds % 60)


class DateSection(NamedTuple):
    """Date and time parts and literals in order; ``places`` decimals of a second."""

    parts: tuple[Token, ...]
    dated: bool
    timed: bool
    half_days: bool
    places: int

    def show(self, value: Decimal, date1904: bool) -> tuple[Dated | str, str] | None:
        """Value and text; None for a number that no calendar has. The value is the text where Python lacks the day."""
        moment = _moment(value, self.places, date1904)
        if moment is None:
            return None
        text = "".join(self._part(kind, sign, moment) for kind, sign in self.parts)
        elapsed = any(kind == "elapsed" for kind, _ in self.parts)
        if not self.dated:
            return (text if elapsed and value >= 1 else moment.time), text
        if moment.date is None:
            return text, text
        return (datetime.datetime.combine(moment.date, moment.time) if self.timed else moment.date), text

    def _part(self, kind: str, sign: str, moment: Moment) -> str:
        if kind == "":
            return sign
        if kind == "half":
            return _half(sign, moment.hour >= 12)
        if kind == "fraction":
            return f"{moment.fraction:.{len(sign)}f}"[1:]
        if kind == "elapsed":
            per = {"h": 3600, "m": 60, "s": 1}[sign[0]]
            return str(int(moment.total // per)).zfill(len(sign))
        if kind == "a":
            return (
                ""
                if moment.date is None
                else ("星期" if len(sign) > 3 else "") + "一二三四五六日"[moment.date.weekday()]
            )
        return self._number(kind, len(sign), moment)

    def _number(self, kind: str, width: int, moment: Moment) -> str:
        if kind == "y":
            return str(moment.year) if width > 2 else f"{moment.year % 100:02d}"
        if kind == "e":
            return str(moment.year)
        if kind == "month" and width > 2:
            name = _MONTHS[moment.month - 1]
            return name if width == 4 else name[: 1 if width > 4 else 3]
        if kind == "d" and width > 2:
            name = "" if moment.date is None else _WEEKDAYS[moment.date.weekday()]
            return name if width > 3 else name[:3]
        hour = (moment.hour + 11) % 12 + 1 if self.half_days else moment.hour
        minute, second = moment.seconds // 60 % 60, moment.seconds % 60
        found = {"month": moment.month, "d": moment.day, "h": hour, "minute": minute, "s": second}[kind]
        return str(found).zfill(min(width, 2))


def has_elapsed(tokens: list[Token]) -> bool:
    """Whether a section counts hours, minutes or seconds beyond a day, as [h]:mm does."""
    return any(kind == "bracket" and _is_elapsed(text) for kind, text in tokens)


def section(tokens: list[Token]) -> DateSection:
    """The section that the tokens make. Raises NotUnderstood if they mix dates with digits."""
    parts: list[Token] = []
    for kind, text in tokens:
        lower = text.lower()
        if kind == "date":
            parts.append((lower[0], lower))
        elif kind == "bracket" and _is_elapsed(text):
            parts.append(("elapsed", lower))
        elif kind == "half":
            parts.append((kind, text))
        elif kind == "digit":
            parts = _with_fraction(parts)
        elif kind in ("quoted", "escaped", "pad", "bracket", "other"):
            parts.append(("", _literal(kind, text)))
        else:
            raise NotUnderstood
    parts = _months_and_minutes(parts)
    kinds = {kind for kind, _ in parts}
    places = max((len(sign) for kind, sign in parts if kind == "fraction"), default=0)
    dated, timed = bool(kinds & set("yeda") or "month" in kinds), bool(kinds & {"h", "minute", "s"})
    return DateSection(tuple(parts), dated, timed, "half" in kinds, places)


def _literal(kind: str, text: str) -> str:
    if kind == "pad":
        return " "
    if kind == "bracket":
        return text[1:].partition("-")[0] if text.startswith("$") else ""
    if kind == "other" and text.isascii() and text.isalpha():
        raise NotUnderstood
    return text


def _with_fraction(parts: list[Token]) -> list[Token]:
    """The 0 after ``ss.`` are decimals of the second; any other digit in a date is not understood."""
    if parts and parts[-1][0] == "fraction" and len(parts[-1][1]) < 3:
        return [*parts[:-1], ("fraction", parts[-1][1] + "0")]
    if len(parts) > 1 and parts[-1] == ("", ".") and parts[-2][0] in ("s", "elapsed"):
        return [*parts[:-1], ("fraction", "0")]
    raise NotUnderstood


def _months_and_minutes(parts: list[Token]) -> list[Token]:
    """An m is minutes right after hours or right before seconds, else the month."""
    timed = [place for place, (kind, _) in enumerate(parts) if kind not in ("", "half", "fraction")]
    out = list(parts)
    for number, place in enumerate(timed):
        kind, sign = parts[place]
        if kind != "m":
            continue
        before = parts[timed[number - 1]] if number else ("", "")
        after = parts[timed[number + 1]] if number + 1 < len(timed) else ("", "")
        minutes = before[0] == "h" or (before[0] == "elapsed" and before[1][0] == "h") or after[0] == "s"
        out[place] = ("minute" if minutes and len(sign) < 3 else "month", sign)
    return out


def _is_elapsed(text: str) -> bool:
    return text.lower() in ("h", "hh", "m", "mm", "s", "ss")


def _half(sign: str, afternoon: bool) -> str:
    if sign == "上午/下午":
        return "下午" if afternoon else "上午"
    both = sign.split("/")
    return both[1] if afternoon else both[0]


def _moment(value: Decimal, places: int, date1904: bool) -> Moment | None:
    if not 0 <= value < _LAST_DAY + 1:
        return None
    total = (value * _SECONDS).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole = int(total.to_integral_value(ROUND_FLOOR))
    days, seconds = divmod(whole, _SECONDS)
    if date1904:
        days += _DAYS_1904
    if days > _LAST_DAY:
        return None
    fraction = total - whole
    if days in (0, _LEAP_DAY):
        return Moment(1900, *((1, 0) if days == 0 else (2, 29)), None, seconds, fraction, total)
    date = _EPOCH + datetime.timedelta(days + (days < _LEAP_DAY))
    return Moment(date.year, date.month, date.day, date, seconds, fraction, total)


def serial(moment: datetime.datetime, date1904: bool) -> str:
    """The number of days that a date stored as such (t="d") stands for."""
    days = moment - datetime.datetime(1899, 12, 30)
    number = Decimal(days.days) + Decimal(days.seconds) / _SECONDS
    number -= 1 if number <= _LEAP_DAY else 0
    return f"{number - _DAYS_1904 if date1904 else number:f}"
