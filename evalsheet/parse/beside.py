"""What stands beside the tables: further entries, conclusions, notes, signatures, as labels with their texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..model import Cell, Field, Labels, Where, normal
from ..model.labels import LONGEST_LABEL
from ..patterns import rare
from .sheet import Sheet, has_text

_COLON = rare("[:：]")
#: Where a second label may begin within a cell: 填表人：张三  联系电话：123.
_BREAK = rare(r"[\s。；;]+")
#: A label that no profile lists, with a colon: 10:30 and sentences have none.
_LABEL = rare(r"(?s)\s*([^\s:：，。；,;\d][^:：，。；,;]{0,19})[:：]\s*(.*)")
#: For what stands below no label.
WITHOUT_LABEL = "其他"
#: The labels of the profile that may stand within a cell behind another entry.
_WITHIN = frozenset({"aside", "further", "project", "department", "unit"})


class Piece(NamedTuple):
    """A label with its text, or one of the two; and where the text stands, or the label if it has none."""

    label: str
    text: str
    cell: Cell


#: What was said below each label.
Extra = dict[str, list[tuple[str, Where]]]


def split_label(text: str) -> tuple[str, str] | None:
    """Label and text of 项目名称：甲, the text perhaps empty; None if there is no label with a colon."""
    match = _LABEL.fullmatch(text)
    return (match[1].strip(), match[2].strip()) if match else None


def pieces(cells: Iterable[Cell], labels: Labels) -> list[Piece]:
    """The labels and texts of a row; a merged text that is printed once a column counts once."""
    made: list[Piece] = []
    before = ""
    for cell in cells:
        if has_text(cell) and cell.text != before:
            before = cell.text
            made += parts(cell, labels)
    return made


def parts(cell: Cell, labels: Labels) -> Iterator[Piece]:
    """The labels within a cell, each with its text; a text without a label stands alone."""
    text = cell.text
    if not _COLON.search(text):
        yield Piece("", text, cell)
        return
    label, begin, after = "", 0, 0
    for colon in _COLON.finditer(text):
        piece = text[after : colon.start()]
        tail = max(0, len(piece) - LONGEST_LABEL)
        starts = [0, *(match.end() for match in _BREAK.finditer(piece, tail))]
        start = next((start for start in starts if labels.look_up(piece[start:]) in _WITHIN), None)
        if start is not None:
            yield from _piece(label, text[begin : after + start].strip(), cell)
            label, begin = piece[start:], colon.end()
        after = colon.end()
    yield from _piece(label, text[begin:].strip(), cell, last=True)


def _piece(label: str, text: str, cell: Cell, last: bool = False) -> Iterator[Piece]:
    """A piece if it says anything; a text may begin with a label that no profile lists."""
    if label:
        yield Piece(label, text, cell)
    elif text or last:
        split = split_label(text)
        yield Piece(*split, cell) if split else Piece("", text, cell)


def pairs(found: list[Piece], labels: Labels) -> Iterator[Piece]:
    """The pieces of a row with each text below its label, be it in the same cell or in the next one."""
    at = 0
    while at < len(found):
        label, text, cell = found[at]
        at += 1
        if label and text:
            yield Piece(label, text, cell)
        elif at < len(found) and not _is_label(found[at], labels):
            behind = found[at]
            said = f"{behind.label}：{behind.text}" if behind.label else behind.text
            yield Piece(label or text, said, behind.cell)
            at += 1
        elif label or labels.look_up(text) is not None:
            yield Piece(label or text, "", cell)
        else:
            yield Piece("", text, cell)


def _is_label(piece: Piece, labels: Labels) -> bool:
    return labels.look_up(piece.label or piece.text) is not None


def keep(extra: Extra, label: str, text: str, where: Where) -> None:
    """Puts a text to its label; one without a label belongs to the label before it."""
    key = normal(label) if label else next(reversed(extra), WITHOUT_LABEL)
    extra.setdefault(key, []).append((text, where))


def keep_row(extra: Extra, sheet: Sheet, cells: Iterable[Cell], labels: Labels) -> None:
    """Puts all that a row says to its labels."""
    for label, text, cell in pairs(pieces(cells, labels), labels):
        keep(extra, label, text, sheet.at(cell))


def joined(extra: Extra) -> dict[str, Field[str]]:
    """What was said below each label as one entry, row by row; a label without a text is a blank entry at its place."""
    return {label: _entry(texts) for label, texts in extra.items()}


def _entry(texts: list[tuple[str, Where]]) -> Field[str]:
    said = [(text, where) for text, where in texts if text]
    if not said:
        return Field(None, "", texts[0][1])
    (words, where), *more = said
    lines, row = [words], where.row
    for text, place in more:
        lines += [" " if place.row == row else "\n", text]
        row = place.row
    whole = "".join(lines)
    return Field(whole, whole, where)
