"""One spelling for every text, and the plain numbers of score, weight and amount cells."""

from __future__ import annotations

import re
import unicodedata
from decimal import Context, Decimal
from functools import lru_cache

from ..patterns import rare
from .words import EMPTY_WORDS, MONEY

#: Wide enough that no product of a printed number and a unit factor is ever rounded.
EXACT = Context(prec=80)

#: A number as printed: at most 15 digits before the point (longer ones are codes), commas only as thousands separators.
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.[0-9]{1,15})?(?![,.]?[0-9])"

_PLAIN = re.compile(rf"([-+]?)({NUMBER}|\.[0-9]{{1,15}})分?")
_MONEY = rare(rf"(?:人民币|¥)?([-+]?)({NUMBER}|\.[0-9]{{1,15}})({'|'.join(sorted(MONEY, key=len, reverse=True))})?整?")
#: 120万元(中央100万元,县级20万元); 120万元,其中中央100万元
_NOTED = rare(r"([^(]*?)[,:;]*(?:\(|(?=其中))(.*?)\)?")
#: 万 and 亿 alone scale anything (万人), so they count only where nothing follows that they could scale.
_AMOUNTS = rare(rf"(?<![0-9A-Za-z.])({NUMBER})((?:千|百万|万|亿)?元|[万亿](?=[(),:;]|$))(?![/每])")
_DECIMALS = re.compile(r"[^0-9]*[0-9,]*\.([0-9]+)[^0-9]*")
_THOUSANDS = rare(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)*")
_NUMBER_LIKE = rare(r"[-+]?([0-9A-Za-z.,、〇○·:;'`_ ]{1,24})(?:元|千元|百万元|万元|万|亿元|亿|%|分)?")
_STROKES = re.compile(r"[-~_/\\.·*×]+")

_TAIL = "。;."
_GLUE = frozenset("0123456789,.")
_DIGITS = frozenset("0123456789")


def _translation() -> dict[int, str | None]:
    """Characters that compatibility normalisation leaves alone or would turn into something misleading."""
    table: dict[int, str | None] = dict.fromkeys(
        [0xAD, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0xFE00, 0xFE10)]
    )
    signs = {">=": "≧⩾≥", "<=": "≦⩽≤", "=": "＝﹦═〓", "-": "‐‑‒–—―−﹘﹣－︱︲⁻₋", "~": "〜∼～"}
    for sign, characters in signs.items():
        table.update(dict.fromkeys(map(ord, characters), sign))
    table.update({ord(power): f"^{digit}" for digit, power in zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)})
    # Glued to a digit these would read as more digits: 5① as 51, 5½ as 51/2.
    for code in (*range(0x2460, 0x2474), *range(0x2488, 0x249C), *range(0xBC, 0xBF), 0x24EA, *range(0x2150, 0x215F)):
        table[code] = f"({unicodedata.normalize('NFKC', chr(code)).rstrip('.').replace(chr(0x2044), '/')})"
    return table


_TRANSLATION = _translation()


def _join(pieces: list[str]) -> str:
    """The pieces without blanks, but one is kept where two numbers would run into one (400⏎500)."""
    joined = pieces[0]
    for piece in pieces[1:]:
        joined += f" {piece}" if joined[-1] in _GLUE and piece[0] in _DIGITS else piece
    return joined


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """``text`` in one spelling, for reading only: half-width, ``>=`` ``<=`` ``=`` ``-`` ``~`` for their look-alikes,
    no blanks or line breaks inside words, no full stop at the end. Doing it twice changes nothing."""
    ascii_only = text.isascii()
    if not ascii_only:
        text = unicodedata.normalize("NFKC", text.translate(_TRANSLATION))
    pieces = text.split()
    if not pieces:
        return ""
    text = pieces[0] if len(pieces) == 1 else _join(pieces)
    if not ascii_only:
        if "=" in text:
            text = text.replace("》=", ">=").replace("《=", "<=")
        # Taking blanks out can bring a letter and its accent together.
        text = unicodedata.normalize("NFKC", text)
    return text.rstrip(_TAIL)


def blank(text: str) -> bool:
    """Nothing is written: empty or only blanks, ideographic and no-break ones included."""
    return not text.strip() or not text.translate(_TRANSLATION).strip()


def is_stroke(normalised: str) -> bool:
    """`stroke` for a text that `normalise` gave."""
    return normalised in EMPTY_WORDS or _STROKES.fullmatch(normalised) is not None


@lru_cache(maxsize=4096)
def stroke(text: str) -> bool:
    """The cell is marked as empty by a stroke or word (— – - / \\ … 无 不适用)."""
    normalised = normalise(text)
    # An ellipsis loses its dots as if they were full stops.
    return is_stroke(normalised) if normalised else not blank(text)


def decimal(sign: str, digits: str) -> Decimal:
    """The exact number of a match of `NUMBER` and the sign in front of it."""
    return Decimal(sign + digits.replace(",", ""))


def number(text: str) -> Decimal | None:
    """The number of a plain cell such as a score or weight (得分, 分值), as printed; None if it is not one number."""
    match = _PLAIN.fullmatch(normalise(text))
    return decimal(match[1], match[2]) if match else None


def money(text: str, unit: str = "万元") -> Decimal | None:
    """The amount in 万元, exact; None if it is no amount.

    ``unit`` (元, 千元, 万元, 亿元) is that of a text without one.
    """
    match = _MONEY.fullmatch(normalise(text))
    if not match:
        return None
    return EXACT.multiply(decimal(match[1], match[2]), MONEY[match[3] or unit])


def split_note(text: str) -> tuple[str, str]:
    """An amount and what is said of it in brackets or after 其中, both normalised; the note is "" if there is none.

    A unit in brackets belongs to the amount: 120(万元) is 120万元.
    """
    match = _NOTED.fullmatch(normalise(text))
    if match is None:
        return text, ""
    amount, note = match[1], match[2]
    return (f"{amount}{note}", "") if note in MONEY else (amount, note)


def amounts(text: str) -> list[tuple[Decimal, str, int, int]]:
    """The amounts of money that a text prints with their unit: number, unit, and where in the normalised text they
    begin and end. Years, counts and rates (元/亩) are none."""
    found = _AMOUNTS.finditer(normalise(text))
    return [(decimal("", match[1]), match[2], *match.span()) for match in found]


def money_factor(unit: str) -> Decimal:
    """What one of this unit of money (元, 千元, 万元, 亿元) is in 万元."""
    return MONEY[unit]


def written(number: Decimal) -> str:
    """A number as people write it: 9.5 for 9.50, 100, never 1E+2."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimals(text: str) -> int:
    """How many decimals the one number in ``text`` is printed with: 2 for 10.00分, 1 for 95.5%, 0 if there is none."""
    match = _DECIMALS.fullmatch(normalise(text))
    return len(match[1]) if match else 0


def odd_character(text: str) -> str | None:
    """The first character that keeps a text that looks like a number from being one: O in 1O, 、 in 7、5, the comma of
    7,00.0,77. None if it is a number, or does not look like one."""
    normalised = normalise(text)
    match = _NUMBER_LIKE.fullmatch(normalised)
    if not match or _PLAIN.fullmatch(normalised) or _MONEY.fullmatch(normalised):
        return None
    body = match[1]
    if not any(character in _DIGITS for character in body):
        return None
    for character in body:
        if character not in _GLUE:
            return character
    if "," in body and not _THOUSANDS.fullmatch(body):
        return ","
    return "." if body.count(".") > 1 else None
