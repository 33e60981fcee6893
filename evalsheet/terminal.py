"""The text report on a terminal: coloured, and wrapped beside its left part.

Done here and not with rich, whose import alone takes as long as half the check of a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .reports.text import Line, width_of

_STYLES = {"bold": "1", "bold red": "1;31", "yellow": "33", "cyan": "36", "green": "32", "dim": "2"}
#: A word in Latin letters stays whole; a closing sign stays with what it closes.
_PIECE = re.compile(r"(?:[!-~]+|.)[，。；：、）”》]*")


def styled(lines: Iterable[Line], width: int, colour: bool) -> Iterator[str]:
    """The lines as terminal text no wider than ``width`` columns, each with its line end."""
    for line in lines:
        indent = width_of(line.left)
        rows = list(wrapped(line.text, max(20, width - indent)))
        for number, row in enumerate(rows or [""]):
            left = line.left if number == 0 else " " * indent
            if colour and line.style:
                # where there is a left part it carries the colour, so that the sentence stays easy to read
                left, row = _coloured(left, line.style), row if line.left else _coloured(row, line.style)
            yield f"{left}{row}".rstrip() + "\n"


def _coloured(text: str, style: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if text else text


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in rows of at most ``width`` columns; Chinese breaks anywhere, Latin words do not."""
    row, used = "", 0
    for piece in _PIECE.findall(text):
        if used + width_of(piece) > width and row:
            yield row
            row, used = "", 0
            piece = piece.lstrip(" ")
        row += piece
        used += width_of(piece)
    if row:
        yield row
