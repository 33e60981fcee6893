"""Writing to a terminal: the lines of the text report in colour, wrapped beside their left part."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .reports.text import Line


def write(lines: Iterable[Line], colour: bool) -> None:
    """Prints the lines on standard output as wide as the terminal is."""
    console = Console(highlight=False, no_color=not colour, force_terminal=True)
    for line in lines:
        # Text, never a markup string: brackets in a submission are brackets
        console.print(_beside(line))


def _beside(line: Line) -> Text | Table:
    left = Text(line.left)
    if not line.left:
        return Text(line.text, style=line.style)
    grid = Table.grid(padding=0)
    grid.add_column(width=left.cell_len, no_wrap=True)
    grid.add_column()
    grid.add_row(Text(line.left, style=line.style), Text(line.text))
    return grid
