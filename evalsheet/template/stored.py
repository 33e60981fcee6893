"""How the entries of a submission are stored on the standard form: so that they are read and shown as their author gave
them, numbers as numbers wherever that is possible."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any, NamedTuple

from ..model import Cell, Field, Where
from ..readers import number_format

Read = Callable[[Where, Cell], Field[Decimal]]
#: The digits that a spreadsheet keeps of a number.
_STORED = Context(prec=15)
_NUMBER = re.compile(r"-?(?P<whole>\d[\d,]*)(?:\.(?P<decimals>\d+))?(?P<percent>%?)(?P<unit>(?:分|[百千]?[万亿]?元)?)")
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


def number(field: Field[Decimal], read: Read, units: tuple[Decimal, ...] = (Decimal(1),)) -> Stored:
    """A number entry, which ``read`` read; ``units`` are the values, in the form's terms, of the 1 that is printed.

    What was no number stays the text that it was, and so does what would be read as another number.
    """
    if field.value is None:
        return text(field)
    printed = _NUMBER.fullmatch(field.text)
    if printed is not None:
        for value in (_STORED.create_decimal(field.value / unit) for unit in units):
            if _is_read(value, _format_code(printed), field, read):
                return Stored(value, _format_code(printed))
    if read(_NOWHERE, Cell(1, 1, field.text, field.text)).value == field.value:
        return Stored(field.text)
    # printed within another entry, as 20 in 项目资金（20分）
    return Stored(_STORED.create_decimal(field.value / units[0]))


def _is_read(value: Decimal, code: str, field: Field[Decimal], read: Read) -> bool:
    """Whether a number with that format is shown and read as the entry."""
    shown = number_format.show(str(value), code)
    if shown is None or shown.text != field.text:
        return False
    return read(_NOWHERE, Cell(1, 1, value, field.text, shown.decimals)).value == field.value


def _format_code(printed: re.Match[str]) -> str:
    """The number format that shows a number like that."""
    whole = "#,##0" if "," in printed["whole"] else "0"
    behind = f".{'0' * len(printed['decimals'])}" if printed["decimals"] else ""
    unit = f'"{printed["unit"]}"' if printed["unit"] else ""
    return whole + behind + printed["percent"] + unit
