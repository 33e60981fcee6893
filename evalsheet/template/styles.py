"""How cells look: fonts by the names that official documents ask for, locked labels, open inputs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

#: When a workbook says that it was made: always the same, so that the same input gives the same bytes.
CREATED = datetime(2023, 3, 1)
SONG, HEI = "宋体", "黑体"
BODY_SIZE = 10.5
AMOUNT = "0.00####"  # 万元: two decimals as usual, up to six (one 分) where they are there
RATE = "0.00%"
#: Red and bold on a pale fill, so that it is seen on a grey print too.
WRONG = {"bold": True, "font_color": "#9C0006", "bg_color": "#FFC7CE"}
#: A reason is asked for; nothing is wrong yet.
ASKED = {"bg_color": "#FFEB9C"}
_COMPUTED_FILL = "#F2F2F2"


def print_on_a4(sheet: Any, numbered: bool = True) -> None:
    """How a sheet is printed: upright, as wide as the page, ``numbered`` with the number of the page below."""
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.6)
    if numbered:
        sheet.set_footer(f"&C&{round(BODY_SIZE)}第 &P 页，共 &N 页")
    sheet.hide_gridlines(2)


class Styles:
    """The cell formats of one workbook; each kind of cell has a method, ``extra`` adds XlsxWriter properties."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def label(self, **extra: Any) -> Any:
        """Printed text: centred, locked."""
        return self._format(extra)

    def heading(self, **extra: Any) -> Any:
        """The heading of a column."""
        return self._format({"font_name": HEI} | extra)

    def entry(self, **extra: Any) -> Any:
        """A cell that the filer writes in."""
        return self._format({"locked": False} | extra)

    def computed(self, **extra: Any) -> Any:
        """A cell with a formula: locked, and grey so that nobody looks for what to write there."""
        return self._format({"bg_color": _COMPUTED_FILL} | extra)

    def bare(self, **extra: Any) -> Any:
        """A cell outside the table: no border, not centred."""
        return self._format({"border": 0, "align": "left"} | extra)

    def change(self, look: dict[str, Any]) -> Any:
        """A conditional format: only what it changes."""
        return self._made_once(look)

    def _format(self, extra: dict[str, Any]) -> Any:
        usual = {"font_name": SONG, "font_size": BODY_SIZE, "border": 1}
        usual |= {"align": "center", "valign": "vcenter", "text_wrap": True}
        return self._made_once(usual | extra)

    def _made_once(self, look: dict[str, Any]) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]


class Stored(str):
    """The stored result "" of a formula.

    XlsxWriter takes a result that equals "" for none and writes no type, and a formula without a result is what every
    reader must mistrust (STR13). Equal to nothing, this one is written as the text of no characters that it is.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


EMPTY = Stored()
