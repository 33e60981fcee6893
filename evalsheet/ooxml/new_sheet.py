"""A worksheet part of our own, written as text: it is small and has few kinds of things in it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from ..model import column_letters
from . import writing
from .elements import attribute_text
from .spans import reference

#: Strict or not -> the namespace of sheets, styles and workbooks.
NAMESPACES = {
    False: "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    True: "http://purl.oclc.org/ooxml/spreadsheetml/main",
}
_A4, _CUT = 9, "……"
#: Heights in points: of a line, of a title, and the largest there is.
_LINE, _TITLE, _HIGHEST = 15, 21, 409


class NewCell(NamedTuple):
    """A cell of a new sheet: a text or a number, its look, and the place that it links to."""

    #: A text is written as text whatever it looks like; None is an empty cell that has its look only.
    value: str | Decimal | None
    #: title, heading, text, number, link, error, warning, hint.
    look: str = "text"
    #: Sheet, and cell in A1 notation.
    link: tuple[str, str] | None = None


class NewSheet(Protocol):
    """What a new sheet holds; it prints on A4 landscape, as wide as a page, the frozen rows on each."""

    @property
    def rows(self) -> Sequence[Sequence[NewCell]]:
        """The rows from the first one on."""

    @property
    def frozen(self) -> int:
        """How many rows stay in sight at the top; 0 for none."""

    @property
    def filtered(self) -> tuple[int, int] | None:
        """The row of the headings that filter, and the last row that is filtered."""

    @property
    def widths(self) -> Sequence[int]:
        """The width of each column in signs."""


def filter_range(sheet: NewSheet, fixed: bool) -> str:
    """The range that can be filtered, as A2:I9, or as $A$2:$I$9 for a defined name; empty if there is none."""
    if sheet.filtered is None:
        return ""
    first, last = sheet.filtered
    sign = "$" if fixed else ""
    return f"{sign}A{sign}{first}:{sign}{column_letters(len(sheet.widths))}{sign}{last}"


def title_rows(sheet: NewSheet) -> str:
    """The rows that are repeated on each page, for a defined name; empty if there are none."""
    return f"$1:${sheet.frozen}" if sheet.frozen else ""


def part(sheet: NewSheet, style: Callable[[str], int], strict: bool) -> str:
    """The part of a sheet; ``style`` gives the index of a look."""
    widest = max([1, *(len(row) for row in sheet.rows)])
    used = reference((1, 1, max(1, len(sheet.rows)), widest))
    letters = [column_letters(column) for column in range(1, widest + 1)]
    styles = {look: style(look) for look in dict.fromkeys(cell.look for row in sheet.rows for cell in row)}
    columns = [*zip(letters, sheet.widths, strict=False)]
    rows = "".join([_row(number, row, columns, styles) for number, row in enumerate(sheet.rows, 1) if row])
    links = [
        f'<hyperlink ref="{letter}{number}" location="{_location(*cell.link)}"/>'
        for number, row in enumerate(sheet.rows, 1)
        for letter, cell in zip(letters, row, strict=False)
        if cell.link is not None
    ]
    filtered = filter_range(sheet, False)
    return "".join(
        [
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
            f'<worksheet xmlns="{NAMESPACES[strict]}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
            f'<dimension ref="{used}"/>{_view(sheet.frozen)}<sheetFormatPr defaultRowHeight="15"/>',
            _columns(sheet.widths),
            f"<sheetData>{rows}</sheetData>",
            f'<autoFilter ref="{filtered}"/>' if filtered else "",
            f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "",
            '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>',
            f'<pageSetup paperSize="{_A4}" orientation="landscape" fitToHeight="0"/>',
            "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>",
        ]
    )


@functools.lru_cache(maxsize=1024)
def _location(sheet: str, cell: str) -> str:
    return attribute_text(f"{writing.quoted_sheet(sheet)}!{cell}")


def _view(frozen: int) -> str:
    if not frozen:
        return '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    below = f"A{frozen + 1}"
    return (
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{frozen}" topLeftCell="{below}"'
        ' activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/></sheetView></sheetViews>'
    )


def _columns(widths: Sequence[int]) -> str:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, 1)
    )
    return f"<cols>{columns}</cols>" if columns else ""


def _row(number: int, row: Sequence[NewCell], columns: Sequence[tuple[str, int]], styles: Mapping[str, int]) -> str:
    """A row as high as its longest text: LibreOffice does not fit rows when it opens a file."""
    cells = []
    lines, height = 1, 0
    for (letter, width), (value, look, _) in zip(columns, row, strict=False):
        cells.append(f'<c r="{letter}{number}" s="{styles[look]}"{_content(value)}')
        if look == "title":
            height = _TITLE
        elif isinstance(value, str) and (2 * len(value) >= width or "\n" in value):  # a Chinese sign is two wide
            lines = max(lines, lines_of(value, width))
    height = height or min(_HIGHEST, _LINE * lines + 3)
    return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(cells)}</row>'


@functools.lru_cache(maxsize=8192)
def lines_of(value: str, width: int) -> int:
    """How many lines a text takes in a column of that many signs, where “, × and ≥ are as wide as Chinese ones."""
    room = max(1, width - 1)
    return sum(max(1, -(-len(line.encode("gbk", "replace")) // room)) for line in value.split("\n"))


@functools.lru_cache(maxsize=2048)
def _content(value: str | Decimal | None) -> str:
    """What follows the place and the style of a cell; headings, names and points come again and again."""
    if isinstance(value, Decimal):
        try:
            return f"><v>{writing.number(value)}</v></c>"
        except ValueError:  # larger than any number of a spreadsheet
            value = str(value)
    return f' t="inlineStr">{writing.inline(_fitting(value), "")}</c>' if value else "/>"


def _fitting(value: str) -> str:
    """A text cut to what a cell can hold."""
    try:
        return writing.plain(value)
    except ValueError:
        return writing.plain(value[: writing.MAX_TEXT // 2 - len(_CUT)] + _CUT)
