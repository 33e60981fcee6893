"""How the entries of a submission are stored on the standard form: so that they are read and shown as their author gave
them, numbers as numbers wherever that is possible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Context, Decimal
from typing import Any, NamedTuple

from ..model import Cell, Field, Where
from ..readers import number_format
from ..values import written

Read = Callable[[Where, Cell], Field[Decimal]]
#: The digits that a spreadsheet keeps of a number.
_STORED = Context(prec=15)
_NUMBER = re.compile(r"-?(?P<whole>\d[\d,]*)(?:\.(?P<decimals>\d+))?(?P<percent>%?)")
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_NOWHERE = Where("", "", 1, 1)
#: Behind what stood where it could belong to several entries: no number, so that nobody counts with it.
_DOUBT = "？"


class Stored(NamedTuple):
    """What a cell holds: a text, a number with its number format, an error value, or nothing."""

    content: str | Decimal
    number_format: str = "General"
    error: bool = False


def text(field: Field[Any]) -> Stored:
    """A text entry: what was shown, were it only digits."""
    if field.fault == "layout":
        return Stored(field.text + _DOUBT)
    return Stored(field.text, error=field.fault == "error" and field.text in _ERRORS)


def number(field: Field[Decimal], read: Read, units: Iterable[Decimal] = (Decimal(1),)) -> Stored:
    """A number entry, which ``read`` read; ``units`` are the values, in the form's terms, of the 1 that is printed.

    What was no number stays the text that it was, and so does what would be read as another number.
    """
    if field.value is None:
        return text(field)
    code = _format_code(field.text)
    for unit in units if code else ():
        value = _STORED.create_decimal(field.value / unit)
        shown = number_format.show(str(value), code)
        if shown is not None and shown.text == field.text:
            cell = Cell(1, 1, value, field.text, shown.decimals)
            if read(_NOWHERE, cell).value == field.value:
                return Stored(value, code)
    if read(_NOWHERE, Cell(1, 1, field.text, field.text)).value == field.value:
        return Stored(field.text)
    return Stored(written(field.value))  # printed within another entry, as 20 in 项目资金（20分）


def _format_code(shown: str) -> str:
    """The number format that shows a number like that; empty for a text that is more than a number."""
    match = _NUMBER.fullmatch(shown)
    if match is None:
        return ""
    whole = "#,##0" if "," in match["whole"] else "0"
    behind = f".{'0' * len(match['decimals'])}" if match["decimals"] else ""
    return whole + behind + match["percent"]
