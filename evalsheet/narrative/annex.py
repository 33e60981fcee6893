"""The form itself as a Word table, cell by cell with its merges, below the lines that stand above it."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from xml.sax.saxutils import escape

from ..model import Cell, Form, Grid

#: The style of the table's paragraphs; `writing` puts the one of the outline in its place.
STYLE = "STYLE-OF-TABLE"
#: Word allows no more.
MAX_COLUMNS = 63
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#: Signs across that a column is given at least and at most, also for a cell over several rows; longer texts are broken.
_NARROWEST, _WIDEST, _WIDEST_TALL = 6, 20, 9
#: Texts longer than this begin at the left of their cell.
_LONGEST_CENTRED = 24
_ANNEX = re.compile(r"附\s*[件表录]\s*[\d一二三四五六七八九十]{0,3}\s*[:：]?")
#: Signs that XML cannot hold.
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Annex(NamedTuple):
    """The lines above the table, the title first among them marked, and the table as WordprocessingML."""

    lines: list[tuple[bool, str]]
    table: str
    columns: int


def annex(form: Form, grid: Grid, width: int) -> Annex:
    """The form as it stands on its sheet, as wide as ``width`` twentieths of a point."""
    first, last = _rows(form, grid)
    title = form.title.where.row if form.title.where is not None else None
    lines = []
    for row in sorted({row for row, _ in grid.cells if row < first}):
        texts = [cell.text.strip() for (at, _), cell in sorted(grid.cells.items()) if at == row and cell.text.strip()]
        if texts and not (len(texts) == 1 and _ANNEX.fullmatch(texts[0])):
            lines.append((row == title, clean("    ".join(texts))))
    cells = [cell for (row, _), cell in sorted(grid.cells.items()) if first <= row <= last]
    columns = min(MAX_COLUMNS, max(cell.column + cell.columns - 1 for cell in cells))
    return Annex(lines, _table(cells, first, last, columns, width), columns)


def clean(text: str) -> str:
    """A text without signs that a document cannot hold."""
    return _UNPRINTABLE.sub("", text)


def _rows(form: Form, grid: Grid) -> tuple[int, int]:
    """The first and the last row of the table: what stands above the first entry is no row of it."""
    title = form.title.where
    entries = [field.where for field in form.fields() if field.where is not None and field.where != title]
    first = min((where.row for where in (*entries, *form.columns.values())), default=1)
    filled = [cell.row + cell.rows - 1 for cell in grid.cells.values() if cell.text.strip() or cell.rows > 1]
    # a further form may begin below, with a title of its own
    return first, max(filled)


def _table(cells: list[Cell], first: int, last: int, columns: int, width: int) -> str:
    covering: dict[tuple[int, int], Cell] = {}
    for cell in cells:
        for row in range(cell.row, min(cell.row + cell.rows - 1, last) + 1):
            covering[row, cell.column] = cell
    widths = _widths(cells, columns, width)
    rows = "".join(_row(row, columns, covering, widths) for row in range(first, last + 1))
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    sizes = {"top": 28, "left": 57, "bottom": 28, "right": 57}
    margins = "".join(f'<w:{side} w:w="{size}" w:type="dxa"/>' for side, size in sizes.items())
    look = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
    )
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    return f'<w:tbl xmlns:w="{_WORD}">{look}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'


def _row(row: int, columns: int, covering: dict[tuple[int, int], Cell], widths: list[int]) -> str:
    made, column = "", 1
    while column <= columns:
        cell = covering.get((row, column))
        span = min(cell.columns if cell else 1, columns - column + 1)
        look = f'<w:tcW w:w="{sum(widths[column - 1 : column - 1 + span])}" w:type="dxa"/>'
        look += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        if cell is not None and cell.rows > 1:
            look += '<w:vMerge w:val="restart"/>' if cell.row == row else "<w:vMerge/>"
        text = cell.text.strip() if cell is not None and cell.row == row else ""
        lines = "".join(_paragraph(line) for line in clean(text).split("\n"))
        made += f'<w:tc><w:tcPr>{look}<w:vAlign w:val="center"/></w:tcPr>{lines}</w:tc>'
        column += span
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="340"/></w:trPr>{made}</w:tr>'


def _paragraph(text: str) -> str:
    side = '<w:jc w:val="left"/>' if _signs(text) > _LONGEST_CENTRED else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(text.strip())}</w:t></w:r>' if text.strip() else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{STYLE}"/>{side}</w:pPr>{run}</w:p>'


def _widths(cells: list[Cell], columns: int, width: int) -> list[int]:
    """Widths after the texts of the cells that stand in one column alone; short labels stay on one line."""
    wanted, least = [_NARROWEST] * columns, [0] * columns
    for cell in cells:
        if cell.columns == 1 and cell.column <= columns:
            longest = max(map(_signs, cell.text.split("\n")))
            most = _WIDEST if cell.rows == 1 else _WIDEST_TALL
            wanted[cell.column - 1] = max(wanted[cell.column - 1], min(longest + 2, most))
            if cell.rows == 1 and longest <= _SHORT:
                least[cell.column - 1] = max(least[cell.column - 1], longest * _SIGN + _SIDES)
    shares = [width * one // sum(wanted) for one in wanted]
    lacking = sum(max(need - share, 0) for need, share in zip(least, shares, strict=True))
    spare = sum(max(share - need, 0) for need, share in zip(least, shares, strict=True))
    if not lacking or spare <= lacking:
        return shares
    return [max(need, share - lacking * (share - need) // spare) for need, share in zip(least, shares, strict=True)]


#: A label of four signs, 项目名称; what half a sign and the sides of a cell take, in twentieths of a point.
_SHORT, _SIGN, _SIDES = 8, 92, 130


def _signs(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text.strip())
