"""Values as SpreadsheetML stores them."""

from __future__ import annotations

import re
from decimal import Decimal

from .elements import attribute_text

#: What Excel can hold in a cell, in UTF-16 units.
MAX_TEXT = 32767
_NOT_IN_XML = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_HALF_A_SIGN = re.compile("[\ud800-\udfff]")


def number(value: Decimal) -> str:
    """The shortest text that a spreadsheet reads as this number. Raises ValueError for what is no finite number."""
    if not value.is_finite():
        raise ValueError(f"{value} is no number that a cell can hold")
    text = repr(float(value))
    if text in ("inf", "-inf"):
        raise ValueError(f"{value} is no number that a cell can hold")
    return (text[:-2] if text.endswith(".0") else text).replace("e", "E")


def same_number(raw: str, value: Decimal) -> bool:
    """Whether a stored number is this one at the 15 digits that a spreadsheet keeps."""
    try:
        return f"{float(raw):.15g}" == f"{float(value):.15g}"
    except ValueError:
        return False


def plain(value: str) -> str:
    """A text with the line breaks of cells, without halves of signs. Raises ValueError if no cell can hold it."""
    if not value.isprintable():
        value = _HALF_A_SIGN.sub("\ufffd", value.replace("\r\n", "\n"))
    if len(value) > MAX_TEXT // 2 and len(value.encode("utf-16-le")) > 2 * MAX_TEXT:
        raise ValueError(f"a cell holds at most {MAX_TEXT} characters")
    return value


def text(value: str) -> str:
    """A text as the content of an element, signs that XML cannot hold escaped as _x0001_."""
    if "_x" in value or not value.isprintable():
        value = _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", value)
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def name(value: str) -> str:
    """A name as an attribute."""
    return attribute_text(_NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", value))


def inline(value: str, prefix: str) -> str:
    """The content of a cell of the type inlineStr."""
    space = ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
    return f"<{prefix}is><{prefix}t{space}>{text(value)}</{prefix}t></{prefix}is>"


def quoted_sheet(sheet: str) -> str:
    """A sheet's name as it stands in a reference."""
    return "'" + sheet.replace("'", "''") + "'"
