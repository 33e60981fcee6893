"""docx, docm, dotx, dotm: the tables of a Word document, each a grid of its own, 表1, 表2, … in their order.

A table has the lines that stand directly above it as its heading, because the title, the year and the unit of money
of a form are printed there. Places are to be found by looking at the page: rows are counted within the table, so that
表1!C4 is a cell of its fourth row, whatever stands above; columns are counted as Excel does when the table is pasted
into it. The lines above have the numbers 0, -1, -2, …, counted upwards, and a `Where` shows them as 上1行, 上2行, …

A table in a cell of another one is a grid too (表1-1). A table that is nothing but a row or a column is no table but a
line, or a frame around what is in it; in a cell it is text of that cell. What stands below a table, headers, footers,
footnotes and automatic numbers are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from .. import limits
from ..model import Cell, Grid, Unreadable
from . import docx_parts, docx_story, docx_table
from .docx_parts import Break, Item, Table
from .package import damaged
from .source import Source
from .xlsx import part_relations
from .xlsx_sheet import Key

#: Lines above a table that may be its heading: 附件3, the title, the year, the unit of money, and one or two more.
_MOST_LINES = 6
#: Longer lines, and sentences, are text of a report; so is what stands above them.
_LONGEST_LINE = 80
_SENTENCE_ENDS = ("。", "；", ";", "！")
#: What an annex or a section of a report begins with; what stands above is no heading of this table.
_BEGINNING = re.compile(
    r"附\s*[件表录]\s*[\d一二三四五六七八九十]{0,3}\s*[-—－]?\s*\d{0,2}\s*[:：]?$"
    r"|第?[一二三四五六七八九十]{1,3}[、章节部]|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[、.．](?!\d)"
)
#: 填报单位：…          单位：万元 are two entries of one line.
_GAP = re.compile(r"\x1f|\s*(?:\t|[ \u3000\xa0]{2})\s*(?=[^\s:：]{1,10}[:：])")
#: Stands above a table that goes on from the page before.
_CONTINUED = re.compile(r"[(（]?\s*(?:续\s*表|续|接上[表页]|续上[表页])\s*\d*\s*[)）]?")
#: Between the cells of a small table; no sign that XML can hold.
_BORDER = "\x1f"
_CONTENT_TYPES = "[Content_Types].xml"
#: A table with the lines above it.
_Headed = tuple[list[str], Table]


def read(source: Source) -> tuple[Grid, ...]:
    """The tables of a document in their order; without any, its first lines as one grid 正文.

    Raises Unreadable: FIL01 for a document of pictures alone, FIL02, FIL03, FIL04.
    """
    package = source.package
    assert package is not None, "a docx file is a zip"
    package.check_names()
    if package.find(_CONTENT_TYPES) is None:
        raise damaged("missing", _CONTENT_TYPES)  # not read here, but no program opens a document without
    relations = part_relations(package, "").values()
    part = next((one.target for one in relations if one.kind == "officeDocument" and one.target), "word/document.xml")
    story = docx_story.read(package.part(part), part)
    lines = tuple(_lines(story.items))
    grids = list(_grids(source.file, _headed(story.items), "表"))
    if grids:
        return tuple(replace(grid, lines=lines) for grid in grids)
    if story.pictures and not lines:
        raise Unreadable("FIL01", kind="scan")
    return (Grid(source.file, "正文", _heading_cells(_short(lines)[:_MOST_LINES] or list(lines[:1]), 1), lines=lines),)


def _lines(items: Iterable[Item]) -> Iterator[str]:
    """The lines that say something, without those of tables; a line break within a paragraph ends a line."""
    for item in _opened(items):
        if isinstance(item, str):
            yield from (line.strip() for line in item.replace(_BORDER, "  ").split("\n") if line.strip())


def _grids(file: str, headed: Iterable[_Headed], name: str) -> Iterator[Grid]:
    """The grids of these tables, named by counting, each followed by those inside its cells."""
    for number, (lines, table) in enumerate(headed, 1):
        limits.check("tables", number)
        heading = _heading(lines)
        cells = _heading_cells(heading, 1 - len(heading)) | docx_table.cells(table)
        follows = number > 1 and all(_CONTINUED.fullmatch(line.strip()) for line in lines)
        yield Grid(file, f"{name}{number}", cells, hidden_rows=docx_table.hidden_rows(table), follows=follows)
        inside = (_headed([*cell.items, *cell.boxes]) for cell in _cells(table))
        yield from _grids(file, chain.from_iterable(inside), f"{name}{number}-")


def _opened(items: Iterable[Item]) -> Iterator[Item]:
    """The items, with what small tables hold in their place: lines, or the tables that they frame."""
    for item in items:
        if not (isinstance(item, Table) and docx_table.is_small(item)):
            yield item
        elif _is_frame(item):
            yield from _opened(chain.from_iterable(cell.items for cell in _cells(item)))
        else:
            texts = (docx_table.cell_text(cell).strip() for cell in _cells(item))
            yield _BORDER.join(filter(None, texts))


def _is_frame(table: Table) -> bool:
    """One cell a row, or a larger table in a cell: drawn for the layout alone."""
    alone = all(len(row.cells) < 2 for row in docx_table.shown_rows(table))
    return alone or any(
        isinstance(item, Table) and not docx_table.is_small(item) for cell in _cells(table) for item in cell.items
    )


def _cells(table: Table) -> Iterator[docx_parts.Cell]:
    return (cell for row in docx_table.shown_rows(table) for cell in row.cells if not cell.deleted)


def _headed(items: Iterable[Item]) -> Iterator[_Headed]:
    """Each table with the filled lines since the last table, or since the last page began."""
    lines: list[str] = []
    broken = False
    for item in _opened(items):
        if isinstance(item, Table):
            yield lines, item
            lines, broken = [], False
        elif isinstance(item, Break):
            broken = True
        elif item.strip():
            if broken:  # only now, for a table at the top of a page may have its title at the end of the last one
                lines, broken = [], False
            lines.append(item)


def _heading(lines: list[str]) -> list[str]:
    """The lines at the end that may be a heading, beginning with 附件3 or the like if there is one."""
    last = _short(reversed(lines))[:_MOST_LINES]
    first = next((number for number, line in enumerate(last) if _BEGINNING.match(line.strip())), len(last))
    return last[: first + 1][::-1]


def _short(lines: Iterable[str]) -> list[str]:
    """The lines before the first one that is text."""
    found: list[str] = []
    for line in lines:
        if len(line.strip()) > _LONGEST_LINE or line.rstrip().endswith(_SENTENCE_ENDS):
            break
        found.append(line)
    return found


def _heading_cells(lines: list[str], first: int) -> dict[Key, Cell]:
    """The cells of lines as rows from number ``first`` on."""
    cells = {}
    for row, line in enumerate(lines, first):
        for column, text in enumerate(_GAP.split(line.strip()), 1):
            cells[row, column] = Cell(row, column, text, text)
    return cells
