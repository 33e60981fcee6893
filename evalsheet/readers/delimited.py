"""Text with commas, tabs or semicolons between the cells (csv, tsv): the cells are texts, as they stand."""

from __future__ import annotations

import csv
import io

from .. import limits
from ..model import Grid
from . import stored
from .draft import Drafts
from .encoding import text_of
from .package import damaged
from .place import MAX_ROW
from .source import Source

_SEPARATORS = "\t,;"
#: Lines from which the separator is taken.
_HEAD_LINES = 50


def read(source: Source) -> tuple[Grid, ...]:
    """The one table of a text file. Raises Unreadable FIL02, FIL04."""
    text = text_of(source.data)
    separator = _separator(text)
    limits.check("separators", text.count(separator))
    drafts = Drafts(source.file)
    draft = drafts.add("表1")
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            if row > MAX_ROW:
                break  # no program shows more
            for column, cell in enumerate(cells, 1):
                if cell:
                    draft.put(stored.text((row, column), cell.replace("\r\n", "\n")))
    except csv.Error:
        raise damaged("quotes") from None
    return drafts.grids()


def _separator(text: str) -> str:
    """The separator that most of the first lines have; of those with as many, the one that occurs more often."""
    lines = text[: _HEAD_LINES * 1000].split("\n", _HEAD_LINES)[:_HEAD_LINES]
    counts = {one: [line.count(one) for line in lines] for one in _SEPARATORS}
    return max(_SEPARATORS, key=lambda one: (sum(map(bool, counts[one])), sum(counts[one])))
