"""Units behind a number: finding, spelling and comparing them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from ..patterns import rare
from .numbers import EXACT, normalise
from .value import Value
from .words import FAMILIES, PER_WORDS, UNIT_SPELLINGS, UNIT_WORDS

#: Texts to units. Their own names are among them, since grammar puts ㎡ for what `normalise` made of it.
UNITS = {**UNIT_SPELLINGS, **{unit: unit for unit in (*UNIT_SPELLINGS.values(), *UNIT_WORDS)}, "M": "M"}
_LONGEST = max(map(len, UNITS))
_SCALES = {"千": Decimal(1000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_ONE = Decimal(1)

_AND = rare("[*·×]")
_PER = rare(r"[/每]每?")
#: Denominators in front of the number: 每年, 每人每月.
PER = re.compile(f"(?:每个?(?:{'|'.join(sorted(PER_WORDS, key=len, reverse=True))}))+")
#: A unit that is in no list: short, of one script, up to a tail word, a slash, a bracket or the end.
_UNLISTED = rare(r"(?:[A-Za-z°]{1,6}|[\u4e00-\u9fff]{1,3}?)(?=及|含|以|之|左右|上下|内|[(/]|$)")
_NAME_UNIT = rare(r"\((?:单位:?)?([^()]{1,8})\)$")
_RATE_NAMES = ("率", "百分比", "比例", "满意度")


def _listed(text: str) -> tuple[str, int]:
    """The longest listed unit at the start of ``text`` and how many characters it takes, 0 if none."""
    for length in range(min(_LONGEST, len(text)), 0, -1):
        unit = UNITS.get(text[:length])
        if unit is not None:
            break
    else:
        unit, length = "", 0
    # 万平方米: the scale word alone is listed too, but what it scales belongs to it.
    if text[:1] in _SCALES and length <= 1:
        inner, inner_length = _listed(text[1:])
        if inner_length and inner not in _SCALES:
            return text[0] + inner, 1 + inner_length
    return unit, length


def _rate(text: str, unit: str, at: int) -> tuple[str, int]:
    """``unit`` with the denominators that follow at ``at``: 元 before /人*月 gives 元/人·月."""
    below: list[str] = []
    while len(below) < 3 and (mark := _PER.match(text, at) or (below and _AND.match(text, at))):
        start = mark.end()
        denominator, length = _listed(text[start:])
        if not length and (unlisted := _UNLISTED.match(text, start)):
            denominator, length = unlisted[0], len(unlisted[0])
        if not length:
            break
        below.append(denominator)
        at = start + length
    return (f"{unit}/{'·'.join(below)}", at) if below else (unit, at)


def unit_at_start(text: str) -> tuple[str, int, bool]:
    """The unit at the start of what follows a number: its spelling, its length in ``text``, whether it is listed."""
    unit, length = _listed(text)
    listed = length > 0
    if not listed and (match := _UNLISTED.match(text)):
        unit, length = match[0], len(match[0])
    if length and length < len(text):
        unit, length = _rate(text, unit, length)
    return unit, length, listed


def unit_family(unit: str) -> tuple[str, Decimal] | None:
    """The kind of a unit and its factor within the kind: ("money", 10000) for 万元; None for no unit.

    An unknown unit is a kind of its own, a rate is of the kind numerator/denominator, 万 and 亿 alone of the kind "".
    """
    if not unit:
        return None
    known = FAMILIES.get(unit)
    if known:
        return known
    above, slash, below = unit.partition("/")
    if slash:
        family, factor = unit_family(above) or ("", _ONE)
        return f"{family}/{below}", factor
    scale = _SCALES.get(unit[0])
    if scale is None or unit in ("千瓦", "千瓦时"):
        return unit, _ONE
    family, factor = unit_family(unit[1:]) or ("", _ONE)
    return family, EXACT.multiply(scale, factor)


def common_scale(unit: str, other: str) -> tuple[Decimal, Decimal] | None:
    """The factors that bring numbers in ``unit`` and in ``other`` to one scale; None if the units are of unlike kinds.

    No unit takes over the other one; a bare 万 takes over what the other one measures (250万 and 300万元).
    """
    if unit == other or not unit or not other:
        return _ONE, _ONE
    family, factor = unit_family(unit) or ("", _ONE)
    other_family, other_factor = unit_family(other) or ("", _ONE)
    if family == other_family or (not family and other_family != "%") or (not other_family and family != "%"):
        return factor, other_factor
    above, slash, below = family.partition("/")
    other_above, _, other_below = other_family.partition("/")
    if slash and below == other_below and not (above and other_above):
        return factor, other_factor
    return None


def comparable(a: Value, b: Value) -> tuple[Decimal, Decimal] | None:
    """The numbers of two values on one scale; None if they have no single number or their units are of unlike kinds.

    A bare number inherits the other's unit. A change downwards (下降3%) compares only with another change, since the
    bare 3% beside it may be its size as well as its opposite.
    """
    if not a.numbers or not b.numbers or a.kind == "range" or b.kind == "range" or a.kind == b.kind == "date":
        return None
    first, second = a.numbers[0], b.numbers[0]
    if a.delta != b.delta and (first < 0 or second < 0):
        return None
    if a.unit == b.unit:
        return first, second
    scale = common_scale(a.unit, b.unit)
    if scale is None:
        return None
    return EXACT.multiply(first, scale[0]), EXACT.multiply(second, scale[1])


def name_unit(name: str) -> str:
    """The unit that an indicator's name (三级指标) prints: 万元 for 成本控制数(万元), % for 合格率; "" if none."""
    normalised = normalise(name)
    match = _NAME_UNIT.search(normalised)
    if match:
        unit, length, listed = unit_at_start(match[1])
        return unit if listed and length == len(match[1]) else ""
    return "%" if normalised.endswith(_RATE_NAMES) else ""


def with_unit(value: Value, unit: str) -> Value:
    """``value`` with ``unit`` if it has numbers and prints none itself."""
    return replace(value, unit=unit) if value.numbers and not value.unit and unit else value
