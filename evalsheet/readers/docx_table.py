"""A table of a Word document -> the cells of a grid.

The columns are those that the edges of the cells make, over all rows: what Excel shows when the table is pasted into
it. Edges that were meant to be one line and differ by a hair, as dragging leaves them, count as one. The rows are
those of the table, counted as they are seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

from .. import model
from .docx_parts import Cell, Item, Row, Table
from .place import Span
from .xlsx_sheet import Key, with_merges

#: A sliver is narrower than this part of the table: 2.5 mm of a page's width, in which no sign has room.
_SLIVER = 60
_Strip = tuple[int, int, Cell]


def cells(table: Table) -> dict[Key, model.Cell]:
    """The cells of a table in row-major order, merged ones being one cell. Raises Unreadable FIL04 over a limit."""
    strips = [_strips(row) for row in shown_rows(table)]
    columns = _columns(strips, table.widths)
    found: dict[Key, model.Cell] = {}
    spans: dict[Key, Span] = {}
    #: By left and right column the first row of the vertical merge that the row above takes part in.
    above: dict[Key, int] = {}
    for number, strip in enumerate(strips, 1):
        here: dict[Key, int] = {}
        for start, end, cell in strip:
            left, right = columns[start], columns[end] - 1
            # a cell that continues nothing stands for itself
            top = above.get((left, right), number) if cell.merged == "continue" else number
            text = cell_text(cell) if top == number else ""
            if text:
                found[number, left] = model.Cell(number, left, text, text)
            if cell.merged:
                here[left, right] = top
            if (top, left) != (number, right):
                spans[top, left] = (top, left, number, right)
        above = here
    return with_merges(found, list(spans.values()))


def hidden_rows(table: Table) -> frozenset[int]:
    """The numbers of the rows that are hidden."""
    return frozenset(number for number, row in enumerate(shown_rows(table), 1) if row.hidden)


def shown_rows(table: Table) -> list[Row]:
    """The rows that are left when all tracked changes are accepted."""
    return [row for row in table.rows if not row.deleted and any(not cell.deleted for cell in row.cells)]


def is_small(table: Table) -> bool:
    """Nothing but a row or a column: somebody has divided a cell, or put a frame around a text."""
    rows = shown_rows(table)
    return len(rows) < 2 or all(len(row.cells) < 2 for row in rows)


def cell_text(cell: Cell) -> str:
    """What a person sees in a cell. A small table in it is text of the cell, a larger one is not; neither are text
    boxes, unless there is nothing else."""
    text = "\n".join(_lines(cell.items)).strip("\n")
    return text if text.strip() else "\n".join(_lines(cell.boxes)).strip("\n")


def _lines(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, str):
            yield item
        elif isinstance(item, Table) and is_small(item):
            for row in shown_rows(item):
                yield " ".join(filter(None, (cell_text(cell) for cell in row.cells)))


def _strips(row: Row) -> list[_Strip]:
    """The cells of a row with the edges of the grid that they lie between."""
    strips: list[_Strip] = []
    at = row.before
    for cell in row.cells:
        if cell.deleted:
            continue
        if cell.joined and strips:
            start, _, first = strips.pop()
            strips.append((start, at + cell.span, first))
        else:
            strips.append((at, at + cell.span, cell))
        at += cell.span
    return strips


def _columns(strips: list[list[_Strip]], widths: list[int]) -> dict[int, int]:
    """The number of the column that begins at each edge that some cell has."""
    #: For each edge the last one before it from which a cell reaches to it.
    before: dict[int, int] = {}
    edges = set()
    for strip in strips:
        for start, end, _ in strip:
            before[end] = max(start, before.get(end, -1))
            edges |= {start, end}
    places = [0, *accumulate(widths)]
    hair = places[-1] // _SLIVER
    columns: dict[int, int] = {}
    first, number = -1, 0
    for edge in sorted(edges):
        near = first >= 0 and edge < len(places) and places[edge] - places[first] < hair
        if not near or before.get(edge, -1) >= first:
            first, number = edge, number + 1
        columns[edge] = number
    return columns
