"""What stands beside the tables: further entries, conclusions, notes, signatures, as labels with their texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..model import Cell, Labels, normal
from .sheet import has_text

#: Texts by their labels.
Extra = dict[str, list[str]]
#: 填表人：张三　　联系电话：123 in one cell; longer texts are sentences with colons in them.
_NEXT_LABEL = re.compile(r"\s+(?=[^\s:：\d][^\s:：]{1,11}[:：])")
_LONGEST_LINE = 80
#: A label behind which a colon stands; 10:30 and sentences have none.
_LABEL = re.compile(r"\s*([^\s:：，。；,;\d][^:：，。；,;]{0,19})[:：]\s*(.*)", re.DOTALL)


def split_label(text: str) -> tuple[str, str] | None:
    """Label and text of 项目名称：甲, the text perhaps empty; None if there is no label with a colon."""
    match = _LABEL.fullmatch(text)
    return (match[1].strip(), match[2].strip()) if match else None


def pieces(cells: Iterable[Cell]) -> list[str]:
    """The texts of a row, a merged one that is printed once a column once, several labels in a cell each for itself."""
    made: list[str] = []
    before = ""
    for cell in cells:
        if has_text(cell) and cell.text != before:
            before = cell.text
            made += _NEXT_LABEL.split(before) if len(before) <= _LONGEST_LINE else [before]
    return made


def pairs(texts: list[str], labels: Labels) -> Iterator[tuple[str, str]]:
    """Labels with their texts; what has no label has an empty one. ``labels`` are those that are no text of another."""
    at = 0
    while at < len(texts):
        text, split = texts[at], split_label(texts[at])
        at += 1
        label = split[0] if split else text
        if split and split[1]:
            yield split
        elif at < len(texts) and not _is_label(texts[at], labels):
            yield label, texts[at].strip()
            at += 1
        elif split or _is_label(text, labels):
            yield label, ""
        else:
            yield "", text.strip()


def _is_label(text: str, labels: Labels) -> bool:
    split = split_label(text)
    return labels.look_up(split[0] if split else text) is not None


def keep(extra: Extra, label: str, text: str) -> None:
    """Puts a text to its label; one without a label belongs to the label before it."""
    key = normal(label) if label else next(reversed(extra), "")
    extra.setdefault(key, []).append(text)


def joined(extra: Extra) -> dict[str, str]:
    """The texts of each label as one, line by line."""
    return {label: "\n".join(filter(None, texts)) for label, texts in extra.items()}
