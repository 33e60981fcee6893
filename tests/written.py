"""A form in every format that is read without another program."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape

from evalsheet.model import Cell, Grid
from samples import formats
from samples.make_samples import WORD_PARTS, with_inline_strings, with_shared_strings

from .documents import members, p, tbl, tc, tr
from .packages import zipped
from .records import xlsb_of


def word(form: Grid) -> bytes:
    """A Word document whose one table has all that is on the sheet."""
    covering = {
        (row, cell.column): cell for cell in form.cells.values() for row in range(cell.row, cell.row + cell.rows)
    }
    width = max(cell.column + cell.columns - 1 for cell in form.cells.values())
    rows = []
    for row in range(1, max(row for row, _ in covering) + 1):
        column, line = 1, []
        while column <= width:
            cell = covering.get((row, column), Cell(row, column, None, ""))
            merge = "" if cell.rows == 1 else "restart" if cell.row == row else "continue"
            text = "".join(p(escape(one)) for one in cell.text.split("\n")) if cell.row == row and cell.text else ""
            line.append(tc(text, span=cell.columns, merge=merge))
            column += cell.columns
        rows.append(tr(*line))
    table = tbl(*rows, widths=[1000] * width)
    return zipped(WORD_PARTS | {"word/document.xml": members(table + p())["word/document.xml"]})


WRITERS: dict[str, Callable[[Grid], bytes]] = {
    "xlsx": lambda form: with_shared_strings(form, typed=True),
    "xlsx, texts": lambda form: with_inline_strings(form, typed=False),
    "xls": formats.xls,
    "xlsb": xlsb_of,
    "ods": formats.ods,
    "XML 2003": formats.xml2003,
    "HTML": formats.web_page,
    "csv": formats.text,
    "docx": word,
}
