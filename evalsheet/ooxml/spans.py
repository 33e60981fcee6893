"""Ranges of a sheet: merges, array formulas."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import column_letters
from ..readers.place import Span, place_span


class Spans:
    """The ranges among some references, and which of them a cell is in."""

    def __init__(self, references: Iterable[str]) -> None:
        self._spans = [span for span in map(place_span, references) if span]
        self._seen: dict[tuple[int, int], Span | None] = {}

    def at(self, key: tuple[int, int]) -> Span | None:
        """The first range that the cell is in: top, left, bottom, right."""
        if key not in self._seen:
            row, column = key
            found = (span for span in self._spans if span[0] <= row <= span[2] and span[1] <= column <= span[3])
            self._seen[key] = next(found, None)
        return self._seen[key]


def reference(span: Span) -> str:
    """A range in A1 notation."""
    first, last = f"{column_letters(span[1])}{span[0]}", f"{column_letters(span[3])}{span[2]}"
    return first if first == last else f"{first}:{last}"
