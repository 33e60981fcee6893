"""Number and format code -> what a person sees, and how many decimals of the value that is.

A code is compiled once and kept; the number of different codes in real files is small. No maintained library does
this for Python (ssf, the only one on PyPI, saw its last release in 2020), hence this module. Where a code is not
understood the number is shown as General. Dates are in `date_format`, built-in codes in `builtin_formats`.

Left out on purpose: fractions (shown as General), Chinese numerals ([DBNum1]; Arabic ones are shown), colours, the
padding that depends on column widths (``*x``).
"""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from ..patterns import rare
from . import date_format
from .builtin_formats import GENERAL as GENERAL_CODE
from .date_format import DateSection, NotUnderstood

Value = Decimal | str | datetime.datetime | datetime.date | datetime.time

#: Wide enough for the largest float (1.8E+308) with all the decimals that a code of MAX_CODE signs can ask for.
_WIDE = Context(prec=700)
#: Excel accepts 255 signs; a longer code is shown as General.
MAX_CODE = 255
_NUMBER = rare(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
#: A number as nearly all are: General shows it as it is written, unless it is longer than this or very small.
_USUAL = rare(r"(?:0|[1-9][0-9]*)(?:\.(?!0000)([0-9]*[1-9]))?")
_PLAIN_DIGITS, _USUAL_SIGNS = 15, 10
_TOKEN = rare(
    r"(?is)"
    r'"(?P<quoted>[^"]*)"?'
    r"|\\(?P<escaped>.)"
    r"|_(?P<pad>.)"
    r"|\*(?P<fill>.)"
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General|G/通用格式)"
    r"|(?P<half>AM/PM|A/P|上午/下午)"
    r"|(?P<exponent>E[+-])"
    r"|(?P<date>y+|m+|d+|h+|s+|e+|a{3,4})"
    r"|(?P<digit>[0#?])"
    r"|(?P<section>;)"
    r"|(?P<text>@)"
    r"|(?P<other>.)"
)
_CONDITION = rare(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_COMPARE = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}

Token = tuple[str, str]


class Shown(NamedTuple):
    """A number as shown: its value (see `model.Cell`), the text, the decimals of the value that can be seen."""

    value: Value
    text: str
    decimals: int | None


class Condition(NamedTuple):
    """``[>=100]`` in front of a section."""

    sign: str
    limit: Decimal

    def holds(self, value: Decimal) -> bool:
        return bool(_COMPARE[self.sign](value, self.limit))

    @property
    def takes_sign(self) -> bool:
        """Only negative numbers get here, so that the section says itself how it shows the minus."""
        return self.sign in ("<", "<=", "=") and self.limit <= 0


class GeneralSection(NamedTuple):
    """General, with what stands before and after it."""

    before: str = ""
    after: str = ""

    def show(self, value: Decimal) -> tuple[Decimal, str, int]:
        text, decimals = general(value)
        return value, f"{self.before}{text}{self.after}", decimals


class LiteralSection(NamedTuple):
    """A section without any digit: the number is not seen, only this."""

    literal: str

    def show(self, value: Decimal) -> tuple[Decimal, str, int]:
        return value, self.literal, 0


class NumberSection(NamedTuple):
    """Digit placeholders. ``layout`` has, in order, "i" and "f" placeholders, "." and literals."""

    layout: tuple[Token, ...]
    whole: str
    fraction: str
    grouping: bool
    scale: int
    percents: int
    #: The sign and the placeholders after E; both empty without an exponent.
    exponent: tuple[str, str]
    #: What stands before and after the digits if they are of the ordinary kind (0.00 and #,##0), else None.
    ordinary: tuple[str, str] | None

    def show(self, value: Decimal) -> tuple[Decimal, str, int]:
        if self.scale:
            value = value.scaleb(-3 * self.scale, _WIDE)
        if self.exponent[0]:
            return (value, *self._scientific(value))
        seen = abs(value.scaleb(2 * self.percents, _WIDE) if self.percents else value)
        places = len(self.fraction)
        rounded = seen.quantize(_quantum(places), ROUND_HALF_UP, _WIDE)
        if self.ordinary:
            before, after = self.ordinary
            text = f"{before}{rounded:,f}{after}" if self.grouping else f"{before}{rounded:f}{after}"
            return value, text, places + 2 * self.percents
        text, decimals = self._fill(rounded)
        return value, text, decimals + 2 * self.percents

    def _scientific(self, value: Decimal) -> tuple[str, int]:
        value, step = abs(value), max(len(self.whole), 1)
        power = value.adjusted() // step * step if value else 0
        mantissa = value.scaleb(-power, _WIDE).quantize(_quantum(len(self.fraction)), ROUND_HALF_UP, _WIDE)
        if mantissa >= 10**step:
            power += step
            mantissa = value.scaleb(-power, _WIDE).quantize(_quantum(len(self.fraction)), ROUND_HALF_UP, _WIDE)
        sign = "-" if power < 0 else self.exponent[0].strip("-")
        text, decimals = self._fill(mantissa, f"E{sign}{str(abs(power)).zfill(len(self.exponent[1]))}")
        return text, max(decimals - power, 0)

    def _fill(self, rounded: Decimal, exponent: str = "") -> tuple[str, int]:
        """The digits put into the placeholders one by one; a placeholder without a digit is 0, a blank or nothing."""
        digits, _, decimals = f"{rounded:f}".partition(".")
        digits = digits.lstrip("0")
        significant = len(decimals.rstrip("0"))
        whole = iter(self._whole(digits))
        out, place, seen = [], 0, 0
        for kind, sign in self.layout:
            if kind == "i":
                out.append(next(whole))
            elif kind == "f":
                place += 1
                if place <= significant or sign == "0":
                    out.append(decimals[place - 1])
                    seen = place
                elif sign == "?":
                    out.append(" ")
            else:
                out.append(exponent if kind == "E" else sign)
        return "".join(out), seen

    def _whole(self, digits: str) -> list[str]:
        """What each placeholder before the point shows; the first takes the digits for which there is none."""
        spare = len(digits) - len(self.whole)
        padded = digits.rjust(len(self.whole))
        shown = []
        for number, sign in enumerate(self.whole):
            part = padded[: spare + 1] if number == 0 and spare > 0 else padded[max(spare, 0) + number]
            if part == " ":
                part = {"0": "0", "?": " "}.get(sign, "")
            if self.grouping and part.strip():
                part = _grouped(part, len(self.whole) - number - 1)
            shown.append(part)
        return shown


class Format(NamedTuple):
    """A compiled code: sections for numbers with their conditions, and what is around a text."""

    sections: tuple[tuple[Condition | None, Section], ...]
    #: What stands before and after a text, or (shown, None) if the text itself is not shown; None: as it is.
    texts: tuple[str, str | None] | None = None

    def section(self, value: Decimal) -> tuple[Section, bool]:
        """The section for a number, and whether a minus goes before it."""
        sections = self.sections
        negative = value < 0
        if len(sections) == 1 and sections[0][0] is None:
            return sections[0][1], negative
        if any(condition for condition, _ in sections):
            for condition, section in sections:
                if condition is None or condition.holds(value):
                    return section, negative and not (condition and condition.takes_sign)
            return GENERAL, negative
        if negative:
            return sections[1][1], False
        return sections[2 if value == 0 and len(sections) > 2 else 0][1], False


Section = GeneralSection | LiteralSection | NumberSection | DateSection
GENERAL = GeneralSection()


@lru_cache(maxsize=4096)
def show(raw: str, code: str, date1904: bool = False) -> Shown | None:
    """A stored number as a format shows it; None if ``raw`` is no number. Never raises."""
    usual = _USUAL.fullmatch(raw) if len(raw) <= _USUAL_SIGNS else None
    if usual and code == GENERAL_CODE:
        return Shown(Decimal(raw), raw, len(usual[1] or ""))
    value = Decimal(raw) if usual else number(raw)
    if value is None:
        return None
    section, minus = compile_format(code).section(value)
    if isinstance(section, DateSection):
        dated = section.show(value, date1904)
        if dated:
            return Shown(*dated, None)
        section, minus = GENERAL, value < 0
    shown, text, decimals = section.show(value)
    if isinstance(section, GeneralSection) and not minus and value < 0:
        text = text.replace("-", "", 1)  # the section says itself how it shows the minus
    elif minus and not isinstance(section, GeneralSection):
        text = "-" + text
    return Shown(shown, text, decimals)


def show_text(text: str, code: str) -> str:
    """A stored text as a format shows it: a fourth section, or an @ with something around it, may add or hide."""
    texts = compile_format(code).texts
    if texts is None:
        return text
    before, after = texts
    return before if after is None else f"{before}{text}{after}"


def number(raw: str) -> Decimal | None:
    """A stored number at 15 significant digits; None if it is none."""
    if len(raw) <= _PLAIN_DIGITS and raw.isascii() and raw.isdigit():
        return Decimal(raw)
    if not _NUMBER.fullmatch(raw.strip()):
        return None
    value = Decimal(f"{float(raw):.15g}")
    return value if value.is_finite() else None


def general(value: Decimal) -> tuple[str, int]:
    """A number as General shows it in a wide column, at most 11 signs besides the minus; and its visible decimals."""
    power = value.adjusted() if value else 0
    if -5 < power < 11:
        rounded = value.quantize(_quantum(9 - max(0, min(power, 9))), ROUND_HALF_UP, _WIDE)
        text = f"{rounded:f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return text, len(text.partition(".")[2])
    mantissa = f"{value.scaleb(-power, _WIDE).quantize(_quantum(5), ROUND_HALF_UP, _WIDE):f}"
    if mantissa.lstrip("-").startswith("10"):
        mantissa, power = mantissa.replace("10", "1", 1), power + 1
    mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}E{power:+03d}", max(len(mantissa.partition(".")[2]) - power, 0)


@lru_cache(maxsize=1024)
def compile_format(code: str) -> Format:
    """A format code compiled; General for one that is not understood. Never raises."""
    if len(code) > MAX_CODE:
        return Format(((None, GENERAL),))
    try:
        return _compile(code)
    except NotUnderstood:
        return Format(((None, GENERAL),))


def _compile(code: str) -> Format:
    parts: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "other"
        if kind == "section":
            parts.append([])
        elif kind == "bracket" and match["bracket"].lower() in date_format.SYSTEM_DATES:
            return _compile(date_format.SYSTEM_DATES[match["bracket"].lower()])
        elif kind != "fill":
            parts.append([*parts.pop(), (kind, match[kind])])
    texts = None
    if len(parts) > 3 or any(kind == "text" for kind, _ in parts[-1]):
        texts = _around_text(parts[min(len(parts), 4) - 1])
        parts = parts[: min(len(parts) - 1, 3)]
    sections = tuple(_section(part) for part in parts) or ((None, GENERAL),)
    return Format(sections, None if texts == ("", "") else texts)


def _around_text(tokens: list[Token]) -> tuple[str, str | None]:
    shown = [_literal(token) if token[0] != "text" else None for token in tokens]
    if None not in shown:
        # General or digits in a text section leave the text as it is
        return (
            ("", "")
            if any(kind in ("general", "digit") for kind, _ in tokens)
            else ("".join(filter(None, shown)), None)
        )
    place = shown.index(None)
    return "".join(filter(None, shown[:place])), "".join(filter(None, shown[place + 1 :]))


def _section(tokens: list[Token]) -> tuple[Condition | None, Section]:
    condition = None
    for kind, text in tokens:
        match = _CONDITION.fullmatch(text) if kind == "bracket" else None
        if match:
            condition = Condition(match[1], number(match[2]) or Decimal(0))
    kinds = {kind for kind, _ in tokens}
    if "general" in kinds:
        place = [kind for kind, _ in tokens].index("general")
        around = ("".join(map(_literal, tokens[:place])), "".join(map(_literal, tokens[place + 1 :])))
        return condition, GeneralSection(*around)
    if "date" in kinds or "half" in kinds or date_format.has_elapsed(tokens):
        return condition, date_format.section(tokens)
    if "digit" not in kinds:
        if "text" in kinds:
            return condition, GENERAL
        return condition, LiteralSection("".join(map(_literal, tokens)))
    return condition, _number_section(tokens)


def _literal(token: Token) -> str:
    """What a token shows that is no placeholder."""
    kind, text = token
    if kind in ("quoted", "escaped"):
        return text
    if kind == "pad":
        return " "
    if kind == "bracket":
        return text[1:].partition("-")[0] if text.startswith("$") else ""
    if kind == "other" and not (text.isascii() and text.isalpha()):
        return text
    raise NotUnderstood


def _number_section(tokens: list[Token]) -> NumberSection:
    layout: list[Token] = []
    whole = fraction = power = sign = before = ""
    percents = scale = 0
    point = grouping = False
    for kind, text in tokens:
        if kind == "digit" and sign:
            power += text
        elif kind == "digit":
            layout.append(("f" if point else "i", text))
            if point:
                fraction += text
            else:
                whole += text
                # commas followed by a digit group, those at the end divide by a thousand each
                grouping, scale = grouping or scale > 0, 0
        elif kind == "exponent":
            sign = text[1]
            layout.append(("E", ""))
        elif text == "." and kind == "other" and not point:
            point = True
            layout.append((".", "."))
        elif text == "," and kind == "other" and before in ("digit", ","):
            scale += 1
            kind = ","
        elif text == "/" and kind == "other":
            raise NotUnderstood  # a fraction
        else:
            percents += kind == "other" and text == "%"
            layout.append(("", _literal((kind, text))))
        before = kind
    ordinary = None if sign else _ordinary(layout, whole, fraction)
    return NumberSection(tuple(layout), whole, fraction, grouping, scale, percents, (sign, power), ordinary)


def _ordinary(layout: list[Token], whole: str, fraction: str) -> tuple[str, str] | None:
    """What stands around the digits, if they are in one piece, with exactly one 0 before the point and only 0 after."""
    if whole.strip("#") != "0" or not whole.endswith("0") or fraction.strip("0"):
        return None
    kinds = "".join(kind or " " for kind, _ in layout)
    digits = kinds.strip(" ")
    if " " in digits or digits.endswith("."):
        return None
    start = kinds.index(digits)
    before = "".join(text for _, text in layout[:start])
    return before, "".join(text for _, text in layout[start + len(digits) :])


def _grouped(digits: str, following: int) -> str:
    """Digits with a comma after each that has a multiple of three digits, of all kinds, to its right."""
    out = ""
    for left, digit in zip(range(following + len(digits) - 1, -1, -1), digits, strict=False):
        out += digit + ("," if left and left % 3 == 0 else "")
    return out


@lru_cache(maxsize=256)
def _quantum(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)
