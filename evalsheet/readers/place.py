"""Cell references: A1 notation -> 1-based row and column."""

from __future__ import annotations

from functools import lru_cache

from ..patterns import rare

MAX_ROW = 1 << 20
MAX_COLUMN = 1 << 14
Span = tuple[int, int, int, int]
_REFERENCE = rare(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@lru_cache(maxsize=1 << 14)
def place(reference: str) -> tuple[int, int] | None:
    """Row and column of ``B3``; None for what is no cell of a sheet. Forms use the same few, hence the cache."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None


@lru_cache(maxsize=1 << 12)
def place_span(reference: str) -> Span | None:
    """Top, left, bottom, right of ``A1:B3``; None for a single cell and for what is no range."""
    first, _, last = reference.partition(":")
    start, end = place(first), place(last)
    if start is None or end is None or start == end:
        return None
    return min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])


def column_number(letters: str) -> int:
    """The 1-based number of a column by its letters: A is 1, AA is 27."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column
