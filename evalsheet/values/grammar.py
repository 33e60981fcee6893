"""The grammar of 年度指标值 and 实际完成值: a text in, a `Value` out."""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from typing import NamedTuple

from ..patterns import rare
from . import dates
from .numbers import EXACT, NUMBER, decimal, is_stroke, normalise
from .qualities import read_words
from .units import PER, UNITS, common_scale, unit_at_start
from .value import EMPTY, TEXT, Value
from .words import FALL_WORDS, FAR_SIGNS, FILLERS, LEADING_SIGNS, NOT_COUNTED, RISE_WORDS, SOFT_SIGNS, TAIL_SIGNS

#: A longer text is prose; it is not searched for numbers.
LONGEST = 200

_SINGLE = re.compile(rf"([^0-9]*)({NUMBER})([^0-9]*)")
_NUMBERS = rare(rf"(?<![0-9A-Za-z.])(?<![0-9],){NUMBER}")
_RANGE = rare(rf"([^0-9]*?)(-?)({NUMBER})([^0-9\-~至到]*)(?:--?|~|至|到)(-?)({NUMBER})([^0-9]*)")
_FRACTION = rare(r"([^0-9]*)([0-9]{1,6})/([0-9]{1,6})")
#: Numbers that say something only together: a range in a sentence, a number with a blank inside.
_JOINED = rare(r"[0-9][%万]?(?:[ ~/:*×至到]|--?)[0-9]")
#: A power that was one character (㎡) or an index (m²).
_POWER = rare(r"(?:km\^?2|m\^?[23])(?![0-9A-Za-z])")
_BREAKDOWN = rare(r"([^(]*?)[(,:;]*(?:其中|\()(.*?)\)?")
_ANY_DIGIT = re.compile("[0-9]")

_SIGN = "|".join(map(re.escape, sorted(filter(None, LEADING_SIGNS), key=len, reverse=True)))
_LEAD = re.compile(rf"(.*?)(?:({'|'.join(RISE_WORDS)})|({'|'.join(FALL_WORDS)}))?(?:率|幅度|比例)?了?({_SIGN})?")
_FAR = re.compile(rf"(?:{'|'.join(FAR_SIGNS)})(?=[^,;。]*$)")
_FILLED = re.compile(f"(?:{'|'.join(map(re.escape, sorted(FILLERS, key=len, reverse=True)))})*")
_PROGRESS = rare("完成(?:率|进度)?(?:为|达|达到)?$")
_TAIL = rare(rf"(?:\(含(?:本数)?\)|含|及其?|(\(不含(?:本数)?\)))?({'|'.join(TAIL_SIGNS)})(?:\(含\))?")
_PLUS_MINUS = rare(r"(.*)(?:±|\+/?-)")
_FLIPPED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}

_NUMERAL = re.compile("([一二两三四五六七八九十零〇百千廿]+)")
_PARTS_OF_HUNDRED = rare(rf"([百千])分之([一二两三四五六七八九十零〇百]+|{NUMBER})")
_NUMERAL_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL_TENS = {"十": 10, "百": 100, "千": 1000}


class Lead(NamedTuple):
    """What stands before a number says."""

    sign: str
    soft: bool = False
    #: 1 for a rise, -1 for a fall, else 0.
    trend: int = 0
    #: Denominator from 每年, 每月.
    per: str = ""
    whole: bool = True
    progress: bool = False
    minus: str = ""


class Tail(NamedTuple):
    """What stands behind a number says."""

    unit: str
    sign: str = ""
    #: The unit is in the list, so it is one even inside a sentence.
    listed: bool = True
    whole: bool = True
    #: A thousandth (‰) that becomes a tenth of %.
    permille: bool = False
    #: 完成 stands behind it (100%完成).
    done: bool = False


@functools.lru_cache(maxsize=4096)
def _read_lead(text: str) -> Lead | None:
    """What a text before a number says; None if the digits behind it are part of a word or code (M.8, A4, 第3)."""
    raw, minus = text, ""
    if text.endswith("-") and (text[:-1] in LEADING_SIGNS or text[-2:-1] in "><=~"):
        text, minus = text[:-1], "-"
    if text in LEADING_SIGNS:
        return Lead(LEADING_SIGNS[text], text in SOFT_SIGNS, minus=minus)
    if (
        not raw
        or raw == "+"
        or raw[-1] in ".第^±"
        or raw.endswith(("+-", "+/-"))
        or (raw[-1].isascii() and raw[-1].isalpha())
    ):
        return None
    per = ""
    if match := PER.search(text):
        per = "·".join(part for part in match[0].replace("每个", "每").split("每") if part)
        text = text[: match.start()] + text[match.end() :]
    parts = _LEAD.fullmatch(text)
    if not parts:
        return None
    head, rise, fall, word = parts.groups()
    sign = LEADING_SIGNS[word] if word else ""
    soft = word in SOFT_SIGNS
    if not sign and (far := _FAR.search(head)):
        sign = LEADING_SIGNS[far[0]]
    whole = _FILLED.fullmatch(head) is not None
    return Lead(sign, soft, 1 if rise else -1 if fall else 0, per, whole, bool(whole and _PROGRESS.search(head)), minus)


@functools.lru_cache(maxsize=4096)
def _read_tail(text: str) -> Tail:
    """What a text behind a number says, up to the next number or the end."""
    unit = UNITS.get(text)
    if unit is not None:
        return Tail(unit, listed=bool(text))
    more = text[:1] in ("余", "多")
    if more:
        text = text[1:]
    if text[:1] == "(" and text[-1:] == ")" and (inner := UNITS.get(text[1:-1])):
        return Tail(inner, ">" if more else "")
    permille = text[:1] == "‰"
    unit, length, listed = ("%", 1, True) if permille else unit_at_start(text)
    match = _TAIL.match(text, length)
    sign = ">" if more else ""
    if match:
        length = match.end()
        sign = TAIL_SIGNS[match[2]].rstrip("=") if match[1] else TAIL_SIGNS[match[2]]
    whole = length == len(text)
    if unit and not listed and (not whole or read_words(unit).kind == "qual"):
        return Tail("", sign, listed=False, whole=False)
    done = text[length:] == "完成"
    return Tail(unit, sign, listed, whole or done, permille, done)


def _bound(lead: Lead, tail: Tail) -> tuple[str, bool]:
    """The sign of the value and whether it is everyday speech."""
    sign, colloquial = lead.sign, lead.soft
    if tail.sign and (not sign or lead.soft):
        sign, colloquial = tail.sign, True
    if lead.trend < 0:
        # A fall by at least 3 is a change of at most -3. Without a sign a fall is wanted, so further down is better.
        return (_FLIPPED.get(sign, sign), colloquial) if sign else ("<=", True)
    return sign, colloquial


def _unit(lead: Lead, tail: Tail) -> str:
    """The unit with the denominator that stands in front (每年2次)."""
    return f"{tail.unit}/{lead.per}" if lead.per and "/" not in tail.unit else tail.unit


def _scaled(sign: str, digits: str, tail: Tail) -> Decimal:
    """The number as printed, ‰ turned into %."""
    value = decimal(sign, digits)
    return value.scaleb(-1, EXACT) if tail.permille else value


def _quantity(before: str, digits: str, after: str) -> Value | None:
    """The quantity of one number between two texts without digits; None if that is not a measured number."""
    lead = _read_lead(before)
    if lead is None:
        return _special(before, digits, after)
    tail = _read_tail(after)
    whole = lead.whole and tail.whole
    if not whole and not (tail.unit and tail.listed):
        return None
    sign, colloquial = _bound(lead, tail)
    value = _scaled("-" if lead.trend < 0 else lead.minus, digits, tail)
    kind = "progress" if (lead.progress or tail.done) and tail.unit == "%" and whole else "quant"
    delta = lead.trend != 0 or tail.unit == "pp"
    return Value(kind, sign, (value,), _unit(lead, tail), whole, colloquial=colloquial, delta=delta)


def _special(before: str, digits: str, after: str) -> Value | None:
    """Numbers with a mark in front that is no word: ±10%, .5."""
    if match := _PLUS_MINUS.fullmatch(before):
        lead, tail = _read_lead(match[1]), _read_tail(after)
        # 控制在±10%以内: the bound says no more than the range does.
        if lead is None or not (lead.whole and tail.whole) or {lead.sign, tail.sign} - {"", "=", "<", "<="}:
            return None
        value = _scaled("", digits, tail)
        return Value("range", "", (-value, value), tail.unit)
    if before.endswith(".") and before[:-1] in LEADING_SIGNS and "." not in digits and "," not in digits:
        return _quantity(before[:-1], f"0.{digits}", after)
    if before == "+":
        return _quantity("", digits, after)
    return None


def _range(text: str) -> Value | None:
    """A range (90%-95%, 3-5个) that is the whole text, else None."""
    match = _RANGE.fullmatch(text)
    if not match:
        return None
    before, minus, low_digits, low_unit, high_minus, high_digits, after = match.groups()
    lead, low_tail, tail = _read_lead(before), _read_tail(low_unit), _read_tail(after)
    if lead is None or not (lead.whole and low_tail.whole and tail.whole) or low_tail.sign:
        return None
    # A bound on a range says nothing clear, but 控制在3-5个 is just a range.
    if tail.sign or (lead.sign and lead.sign not in "=~" and not lead.soft):
        return None
    factors = common_scale(low_tail.unit, tail.unit)
    if factors is None or factors[0] != factors[1]:
        return None
    low = _scaled(minus, low_digits, low_tail if low_tail.unit else tail)
    high = _scaled(high_minus, high_digits, tail)
    if lead.trend < 0:
        low, high = -high, -low
    sign = "" if lead.soft else lead.sign
    return Value("range", sign, (low, high), _unit(lead, tail), delta=lead.trend != 0) if low <= high else None


def _fraction(text: str) -> Value | None:
    """A fraction (≥1/3), as a quotient of the unit "ratio"; 28 digits where it does not end."""
    match = _FRACTION.fullmatch(text)
    if not match or not int(match[3]):
        return None
    lead = _read_lead(match[1])
    if lead is None or not lead.whole or lead.trend:
        return None
    sign, colloquial = _bound(lead, Tail(""))
    return Value("quant", sign, (Decimal(match[2]) / Decimal(match[3]),), "ratio", colloquial=colloquial)


def _measured(text: str) -> list[Value]:
    """The measured numbers of a sentence: those that a listed unit follows. None if two numbers hang together."""
    if _JOINED.search(text):
        return []
    found: list[Value] = []
    text = text.replace("...", ",")
    matches = list(_NUMBERS.finditer(text))
    for index, match in enumerate(matches):
        start = matches[index - 1].end() if index else 0
        end = matches[index + 1].start() if index + 1 < len(matches) else len(text)
        value = _quantity(text[start : match.start()], match[0], text[match.end() : end])
        if value and value.unit and value.kind != "range":
            found.append(value)
    return found


def _breakdown(text: str) -> Value | None:
    """A total with its parts (854万(甲400万元,乙454万元)), or a number with a note in brackets (96.2%(n=187))."""
    match = _BREAKDOWN.fullmatch(text)
    single = _SINGLE.fullmatch(match[1]) if match else None
    total = _quantity(*single.groups()) if single else None
    if not match or not total or total.kind != "quant" or not total.unit:
        return None
    parts = _measured(match[2])
    factors = [common_scale(part.unit, total.unit) for part in parts]
    if not parts or not all(factors):
        return Value("quant", total.sign, total.numbers, total.unit, whole=False, colloquial=total.colloquial)
    numbers = tuple(
        EXACT.divide(EXACT.multiply(part.numbers[0], factor[0]), factor[1])
        for part, factor in zip(parts, factors, strict=True)
        if factor
    )
    # 854万 beside parts in 万元 is money too.
    unit = parts[0].unit if parts[0].unit.startswith(total.unit) else total.unit
    return Value("quant", total.sign, total.numbers + numbers, unit, total.whole, colloquial=total.colloquial)


def numeral(text: str) -> int | None:
    """The number of a Chinese numeral below 10000 (三, 十二, 一百零五); None if it is not well formed."""
    total, digit, last_ten = 0, -1, 10_000
    for character in text.replace("廿", "二十"):
        ten = _NUMERAL_TENS.get(character)
        if ten is None:
            if digit > 0:
                return None
            digit = _NUMERAL_DIGITS[character]
        else:
            if ten >= last_ten or digit == 0 or (digit < 0 and (total or ten != 10)):
                return None
            total, digit, last_ten = total + abs(digit) * ten, -1, ten
    return total + max(digit, 0)


def _counted_in_words(text: str) -> Value | None:
    """A numeral with a measure word (三项, 不少于两次) that is the whole text; words like 一次性 are not."""
    match = _NUMERAL.search(text)
    if not match:
        return None
    value = numeral(match[1])
    quantity = _quantity(text[: match.start()], str(value), text[match.end() :]) if value is not None else None
    if not quantity or not quantity.whole or quantity.unit in NOT_COUNTED or not _read_tail(text[match.end() :]).listed:
        return None
    return quantity


def _hundredths(match: re.Match[str]) -> str:
    """百分之九十五 and 千分之五 with the sign behind the number."""
    digits: int | str | None = match[2] if match[2][0].isascii() else numeral(match[2])
    return match[0] if digits is None else f"{digits}{'%' if match[1] == '百' else '‰'}"


def _sentence(text: str, year: int | None) -> Value:
    """The one measured number or date of a sentence; text where there is none or more than one."""
    undated = dates.without_dates(text) if dates.has_cue(text) else text
    if _ANY_DIGIT.search(undated):
        found = _measured(undated)
        return found[0] if len(found) == 1 else TEXT
    return dates.read_in_sentence(text, year) or TEXT


def _numeric(text: str, year: int | None) -> Value:
    """The value of a normalised text with digits."""
    if dates.has_cue(text):
        value = dates.read_whole(text, year)
        if value:
            return value
        if dates.without_dates(text) != text:
            return _sentence(text, year)
    single = _SINGLE.fullmatch(text)
    if single:
        value = _quantity(*single.groups())
        return value or _sentence(text, year)
    return _range(text) or _fraction(text) or _breakdown(text) or _sentence(text, year)


@functools.lru_cache(maxsize=8192)
def _parse(text: str, year: int | None) -> Value:
    """`parse` for texts of bearable length."""
    text = normalise(text).lstrip("★☆▲")
    if not text or is_stroke(text):
        return EMPTY
    if "分之" in text:
        text = _PARTS_OF_HUNDRED.sub(_hundredths, text)
    if "m" in text:
        text = _POWER.sub(lambda match: UNITS[match[0]], text)
    if _ANY_DIGIT.search(text):
        return _numeric(text, year)
    if dates.has_cue(text) and (value := dates.read_whole(text, year)):
        return value
    return _counted_in_words(text) or read_words(text)


def parse(text: str, year: int | None = None) -> Value:
    """What the text of a target or actual value says.

    ``year`` is that of the form, for dates that do not print one (12月底前). Every text has a value; what cannot be
    read with certainty is of the kind "text".
    """
    return _parse(text, year) if len(text) <= LONGEST or len(text.strip()) <= LONGEST else TEXT
