"""Stored values -> cells, for the formats that say number, text, date, truth or error themselves.

(The fast path of xlsx makes its cells itself, because they are most of its time.)
"""

from __future__ import annotations

import datetime

from ..model import Cell
from . import date_format
from .builtin_formats import GENERAL
from .number_format import show, show_text

Key = tuple[int, int]

#: The numbers that stand for error values in xls and xlsb.
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def number(key: Key, raw: str | float, code: str, date1904: bool = False, formula: str | None = None) -> Cell:
    """A number as its format shows it. A word instead of one is a text; bits that are none are an error to Excel."""
    shown = show(raw if isinstance(raw, str) else repr(raw), code, date1904)
    if shown is not None:
        return Cell(*key, shown.value, shown.text, shown.decimals, formula)
    return Cell(*key, raw, raw, None, formula) if isinstance(raw, str) else error(key, "#NUM!", formula)


def text(key: Key, said: str, code: str = GENERAL, formula: str | None = None) -> Cell | None:
    """A text; None for an empty one, unless it is the result of a formula."""
    if not said and formula is None:
        return None
    return Cell(*key, said, show_text(said, code), None, formula)


def truth(key: Key, value: bool, formula: str | None = None) -> Cell:
    """TRUE or FALSE."""
    return Cell(*key, value, "TRUE" if value else "FALSE", None, formula)


def error(key: Key, said: str | int, formula: str | None = None) -> Cell:
    """An error value, by its text or by its number."""
    said = said if isinstance(said, str) else ERRORS.get(said, "#N/A")
    return Cell(*key, None, said, None, formula, True)


def moment(key: Key, raw: str, code: str, date1904: bool = False, formula: str | None = None) -> Cell:
    """A date in ISO form; shown by its format if that is one for dates, else as stored. A bad one is a text."""
    try:
        found = datetime.datetime.fromisoformat(raw.strip().rstrip("Z")).replace(tzinfo=None)
    except ValueError:
        return Cell(*key, raw, raw, None, formula)
    shown = show(date_format.serial(found, date1904), code, date1904)
    if shown is None or shown.decimals is not None:
        value = found.date() if found.time() == datetime.time() else found
        return Cell(*key, value, raw, None, formula)
    return Cell(*key, shown.value, shown.text, None, formula)
