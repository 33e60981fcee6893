"""What stands beside the indicator table: notes, conclusions, and the line of signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Cell, Field, Labels, Profile, normal
from ..model.labels import LONGEST_LABEL
from .sheet import Sheet, has_text

_COLON = re.compile("[:：]")
#: Where a second label may begin within a cell: 填表人：张三  联系电话：123.
_BREAK = re.compile(r"[\s。；;]+")


def read(sheet: Sheet, number: int, profile: Profile, found: dict[str, Field[str]]) -> None:
    """Adds to ``found`` the entries of a row by their labels, whether they stand behind them or in the next cell.

    An entry that is not filled is blank at the place of its label. The first cell is a label whatever it says.
    """
    label = ""
    for cell in sheet.rows[number]:
        if not has_text(cell):
            continue
        for head, text in _parts(cell, profile.labels):
            if not label and not head:
                head, *behind = _COLON.split(text, 1)
                text = "".join(behind).strip()
            if head:
                label = normal(head)
                found.setdefault(label, Field(None, "", sheet.at(cell)))
            if text:
                before = found[label]
                joined = f"{before.text} {text}".strip()
                found[label] = Field(joined, joined, before.where if before.text else sheet.at(cell))


def _parts(cell: Cell, labels: Labels) -> Iterator[tuple[str, str]]:
    """The labels within a cell with the text behind each; a text without a label has an empty one."""
    if labels.look_up(cell.text) == "aside":
        yield cell.text, ""
        return
    label, begin, after = "", 0, 0
    for colon in _COLON.finditer(cell.text):
        piece = cell.text[after : colon.start()]
        tail = max(0, len(piece) - LONGEST_LABEL)
        starts = [0, *(match.end() for match in _BREAK.finditer(piece, tail))]
        start = next((start for start in starts if labels.look_up(piece[start:]) == "aside"), None)
        if start is not None:
            said = cell.text[begin : after + start].strip()
            if label or said:
                yield label, said
            label, begin = piece[start:], colon.end()
        after = colon.end()
    yield label, cell.text[begin:].strip()
