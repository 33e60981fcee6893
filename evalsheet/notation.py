"""How a computed number is written into a cell: as the cell's own format and the entries beside it are written."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from . import values
from .model import Cell
from .readers import number_format
from .values import written

GENERAL, TEXT = "General", "@"


class Written(NamedTuple):
    """What to write: a number or a text, and a number format if the cell's own would not show it."""

    content: Decimal | str
    number_format: str | None = None


def rate(fraction: Decimal, own: str, beside: Iterable[Cell]) -> Written:
    """An execution rate: a percent format keeps a number, texts such as 100% beside it make it a text."""
    percent = f"{written(fraction * 100)}%"
    shown = number_format.show(str(fraction), own)
    if shown is not None and _is_percent(shown.text, fraction):
        loses = (shown.decimals or 0) < _places(fraction)
        return Written(fraction, "0.00%" if loses else None)
    if own == TEXT or _are_texts(beside, "%"):
        return Written(percent)
    return Written(fraction, "0.00%")


def points(number: Decimal, own: str, beside: Iterable[Cell]) -> Written:
    """A score or a weight: 9.5分 where its neighbours say 10分, as a text or by a format as they do."""
    beside = list(beside)
    if own == TEXT or _are_texts(beside, "分"):
        unit = "分" if any(_shows(cell, "分") for cell in beside) else ""
        return Written(f"{written(number)}{unit}")
    if "%" in own:
        return Written(number, _decimals(number))  # points are no percentage
    if own == GENERAL and any(_shows(cell, "分") for cell in beside):
        return Written(number, f'{_decimals(number)}"分"')
    return _number(number, own)


def amount(number: Decimal, unit: str, own: str, beside: Iterable[Cell]) -> Written:
    """An amount of ``number`` 万元 in the unit that the form prints, or with the unit that its neighbours carry."""
    for name in ("亿元", "万元", "千元", "元"):
        if _are_texts(beside, name):
            return Written(written(number / values.money_factor(name)) + name)
    printed = number / values.money_factor(unit)
    return Written(written(printed)) if own == TEXT else _number(printed, own)


def _number(number: Decimal, own: str) -> Written:
    """A number in its cell's format; in another one if that would not show it whole."""
    shown = number_format.show(str(number), own)
    loses = shown is None or not isinstance(shown.value, Decimal) or (shown.decimals or 0) < _places(number)
    return Written(number, _decimals(number)) if loses and own != GENERAL else Written(number)


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _decimals(number: Decimal) -> str:
    """The format that shows just this number's decimals: 0, 0.0, 0.00."""
    places = _places(number)
    return f"0.{'0' * places}" if places else "0"


def _shows(cell: Cell, ending: str) -> bool:
    return cell.text.strip().endswith(ending)


def _are_texts(beside: Iterable[Cell], ending: str) -> bool:
    """Most of the neighbours are typed as texts with this ending."""
    cells = list(beside)
    return 2 * sum(isinstance(cell.value, str) and _shows(cell, ending) for cell in cells) > len(cells)


def _is_percent(text: str, fraction: Decimal) -> bool:
    """The text shows the fraction as a percentage, and not as 1% for 1 by a literal sign."""
    number = values.number(text.strip().rstrip("%"))
    return text.strip().endswith("%") and number is not None and abs(number - fraction * 100) <= 1
