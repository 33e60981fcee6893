"""A worksheet part of our own, written as text: it is small and has few kinds of things in it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Protocol

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


class NewCell(Protocol):
    """A cell of a new sheet; None is an empty cell that has its look only."""

    @property
    def value(self) -> str | Decimal | None:
        """What it holds; a text is written as text whatever it looks like."""

    @property
    def look(self) -> str:
        """title, heading, text, number, link, error, warning, hint."""

    @property
    def link(self) -> tuple[str, str] | None:
        """Sheet and cell that it links to."""


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
    rows = "".join(_row(number, row, letters, sheet.widths, style) for number, row in enumerate(sheet.rows, 1))
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


def _row(
    number: int, row: Sequence[NewCell], letters: Sequence[str], widths: Sequence[int], style: Callable[[str], int]
) -> str:
    cells = "".join(
        [
            f'<c r="{letter}{number}" s="{style(cell.look)}"{_content(cell.value)}'
            for letter, cell in zip(letters, row, strict=False)
        ]
    )
    return f'<row r="{number}" ht="{_height(row, widths)}" customHeight="1">{cells}</row>' if cells else ""


def _height(row: Sequence[NewCell], widths: Sequence[int]) -> int:
    """The height that shows all lines of a row: LibreOffice does not fit rows when it opens a file."""
    most = 1
    for cell, width in zip(row, widths, strict=False):
        if cell.look == "title":
            return _TITLE
        value = cell.value
        # a Chinese sign is two wide
        if isinstance(value, str) and (2 * len(value) >= width or "\n" in value):
            most = max(most, lines_of(value, width))
    return min(_HIGHEST, _LINE * most + 3)


def lines_of(value: str, width: int) -> int:
    """How many lines a text takes in a column of that many signs, where “, × and ≥ are as wide as Chinese ones."""
    room = max(1, width - 1)
    return sum(max(1, -(-len(line.encode("gbk", "replace")) // room)) for line in value.split("\n"))


@functools.lru_cache(maxsize=2048)
def _content(value: str | Decimal | None) -> str:
    """What follows the place and the style of a cell; headings, names and points come again and again."""
    if isinstance(value, Decimal):
        return f"><v>{writing.number(value)}</v></c>"
    return f' t="inlineStr">{writing.inline(_fitting(value), "")}</c>' if value else "/>"


def _fitting(value: str) -> str:
    """A text cut to what a cell can hold."""
    try:
        return writing.plain(value)
    except ValueError:
        return writing.plain(value[: writing.MAX_TEXT // 2 - len(_CUT)] + _CUT)
