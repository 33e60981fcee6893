"""Shared formulas: the text of one cell moved to another, as Excel does when it is copied."""

from __future__ import annotations

import re

from ..model import column_letters
from .place import MAX_COLUMN, MAX_ROW, column_number

#: Texts, quoted sheet names and brackets are passed over; what is left are cells, whole columns and whole rows.
_PARTS = re.compile(
    r"""("(?:[^"]|"")*"|'(?:[^']|'')*'|\[[^\]]*\])"""
    r"|(?<![A-Za-z0-9_.$\\])(?:"
    r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?![A-Za-z0-9_.(!])"
    r"|(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})(?![A-Za-z0-9_.(!$])"
    r"|(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})(?![A-Za-z0-9_.(!])"
    r")"
)


def moved(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads so many rows further down and columns further right; relative references move."""

    def move(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        if match[3]:
            return _column(match[2], match[3], columns) + _row(match[4], match[5], rows)
        if match[7]:
            return f"{_column(match[6], match[7], columns)}:{_column(match[8], match[9], columns)}"
        return f"{_row(match[10], match[11], rows)}:{_row(match[12], match[13], rows)}"

    return _PARTS.sub(move, formula)


def _column(fixed: str, letters: str, by: int) -> str:
    if fixed:
        return fixed + letters
    # Excel wraps around at the edge of the sheet
    return column_letters((column_number(letters) - 1 + by) % MAX_COLUMN + 1)


def _row(fixed: str, digits: str, by: int) -> str:
    return fixed + digits if fixed else str((int(digits) - 1 + by) % MAX_ROW + 1)
