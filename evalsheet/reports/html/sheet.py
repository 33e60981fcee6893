"""A sheet as it looks: merges, widths, wrapped texts, and marks on the cells of which something is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...model import Cell, Grid, column_letters
from .tags import Html, tag

#: A form is never larger; what is may be a list of a whole province.
_MOST_ROWS, _MOST_COLUMNS = 300, 40
#: What a column has of the width of the sheet at least, in percent: one that is out of sight may have a mark.
_NARROWEST = 2
#: A longer text is set from the left.
_SHORT = 24
#: A title goes across the sheet, in one of the first rows.
_HEAD, _LONGEST_TITLE = 4, 50
Key = tuple[int, int]


class Mark(NamedTuple):
    """Something that is said of a cell: its number, the level, and what the mark is called for those who hear it."""

    number: int
    level: str
    label: str


class _Frame(NamedTuple):
    """The part of a sheet that is shown."""

    top: int
    left: int
    bottom: int
    right: int
    #: There is more than this.
    cut: bool


class Names(NamedTuple):
    """With what the ids of the cells begin, and those of what is said."""

    cells: str
    notes: str

    def cell(self, row: int, column: int) -> str:
        """The id of a cell."""
        return f"{self.cells}-{row}-{column}"


class Table:
    """A sheet on its way to HTML."""

    def __init__(self, grid: Grid, names: Names, marks: Mapping[Key, Sequence[Mark]]) -> None:
        self._grid, self._names, self._marks = grid, names, marks
        self._frame = _frame(grid, marks)
        self._covered = _covered(grid, self._frame)
        self._above = _above(grid, self._frame)
        self._covered |= {(row, column + n) for (row, column), width in self._above.items() for n in range(1, width)}

    def html(self, cut: str) -> Html:
        """The table; ``cut`` is said below it if there is more than can be shown."""
        frame, widths = self._frame, self._grid.widths
        columns = range(frame.left, frame.right + 1)
        head = tag("tr", tag("td"), *(tag("td", column_letters(column)) for column in columns))
        rows = (self._row(row) for row in range(frame.top, frame.bottom + 1))
        made = tag(
            "table",
            tag("caption", self._grid.sheet, class_="unseen"),
            tag("colgroup", Html('<col width="34">'), *_columns(widths, columns)),
            tag("thead", head, aria_hidden="true"),
            tag("tbody", *rows),
            class_="fixed" if widths else None,
        )
        return (
            Html(made + tag("p", cut.format(rows=_MOST_ROWS, columns=_MOST_COLUMNS), class_="quiet"))
            if frame.cut
            else made
        )

    def _row(self, row: int) -> Html:
        columns = range(self._frame.left, self._frame.right + 1)
        cells = (self._cell(row, column) for column in columns if (row, column) not in self._covered)
        number = tag("th", row if row > 0 else None, scope="row", class_="number")
        return tag("tr", number, *cells, class_="hidden-row" if row in self._grid.hidden_rows else None)

    def _cell(self, row: int, column: int) -> Html:
        cell, frame = self._grid.cells.get((row, column), Cell(row, column, None, "")), self._frame
        rows, columns = min(cell.rows, frame.bottom + 1 - row), min(cell.columns, frame.right + 1 - column)
        if row < 1:
            columns = self._above[row, column]
        text, marks = cell.text.strip(), self._marks.get((row, column), ())
        looks = ["long"] if len(text) > _SHORT else []
        if columns == frame.right + 1 - frame.left and row < frame.top + _HEAD and len(text) < _LONGEST_TITLE:
            looks = ["title"]
        if marks:
            looks += ["marked", marks[0].level]
        badges = (
            tag("a", one.number, href=f"#{self._names.notes}-n{one.number}", aria_label=one.label) for one in marks
        )
        return tag(
            "td",
            text,
            tag("span", *badges, class_="badges") if marks else None,
            id=self._names.cell(row, column) if marks else None,
            rowspan=rows if rows > 1 else None,
            colspan=columns if columns > 1 else None,
            class_=" ".join(looks),
        )


def _frame(grid: Grid, marks: Mapping[Key, object]) -> _Frame:
    used = [key for key, cell in grid.cells.items() if cell.text.strip()] + list(marks)
    if not used:
        return _Frame(1, 1, 1, 1, False)
    rows, columns = [row for row, _ in used], [column for _, column in used]
    ends = (cell.column + cell.columns - 1 for key in used if (cell := grid.cells.get(key)) is not None)
    top, left, right = min(rows), min(columns), max(*columns, *ends)
    bottom = max(rows)
    shown = _Frame(top, left, min(bottom, top + _MOST_ROWS - 1), min(right, left + _MOST_COLUMNS - 1), False)
    return shown._replace(cut=(shown.bottom, shown.right) != (bottom, right))


def _covered(grid: Grid, frame: _Frame) -> set[Key]:
    """The places that merges of other cells take up."""
    covered: set[Key] = set()
    for cell in grid.cells.values():
        if cell.rows > 1 or cell.columns > 1:
            rows = range(max(cell.row, frame.top), min(cell.row + cell.rows, frame.bottom + 1))
            columns = range(max(cell.column, frame.left), min(cell.column + cell.columns, frame.right + 1))
            covered.update((row, column) for row in rows for column in columns)
            covered.discard((cell.row, cell.column))
    return covered


def _above(grid: Grid, frame: _Frame) -> dict[Key, int]:
    """How many columns the cells of lines above a table take: each goes on to the next one."""
    found: dict[Key, int] = {}
    for row in range(frame.top, 1):
        starts = sorted({frame.left, *(column for line, column in grid.cells if line == row and column <= frame.right)})
        for column, following in zip(starts, [*starts[1:], frame.right + 1], strict=True):
            found[row, column] = following - column
    return found


def _columns(widths: Sequence[float], columns: range) -> list[Html]:
    if not widths:
        return [Html("<col>")] * len(columns)
    shown = [widths[min(column, len(widths)) - 1] for column in columns]
    total = sum(shown) or 1
    return [Html(f'<col width="{max(100 * width / total, _NARROWEST):.1f}%">') for width in shown]
