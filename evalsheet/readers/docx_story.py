"""The main part of a Word document -> its lines and tables in order, as a reader of the finished page sees them.

Tracked changes count as accepted; hidden text, prompts of content controls, field codes and phonetic guides are left
out; of alternate contents the first is taken. Wrappers (content controls, smart tags, links) are looked through.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from .. import limits
from . import markup
from .docx_markup import EMPTY_BOX, TICKED, is_on, named, number, symbol
from .docx_parts import BREAK, Cell, Field, Item, Place, Row, Story, Table

#: Word allows 63 columns; what is wider is no cell.
_MOST_COLUMNS = 1024
#: Where del and moveFrom say that the mark of a paragraph or a row is deleted; elsewhere they hold what is deleted.
_PROPERTIES = ("rPr", "trPr")
#: Tags longer than this are not kept.
_KEPT = 500

_Start = Callable[["_Reader", dict[str, str]], None]
_Stop = Callable[["_Reader"], None]


def read(data: bytes, part: str) -> Story:
    """The story of a main part. Raises Unreadable FIL02 for broken XML, FIL04 over a limit."""
    reader = _Reader()
    markup.tokens(data, part, reader.take)
    return reader.story


class _Tag(NamedTuple):
    """A tag with what is to be done at it; the name is empty for a comment or an instruction."""

    name: str
    end: bool
    empty: bool
    attributes: dict[str, str]
    start: _Start | None
    stop: _Stop | None


class _Reader:
    """Takes tokens from first to last; ``story`` is the result."""

    def __init__(self) -> None:
        self.story = Story()
        self._places = [Place(self.story.items, self.story.items)]
        self._tables: list[Table] = []
        self._cells = 0
        #: The names of the elements around the token.
        self._open: list[str] = []
        #: How deep the token stands in something that is left out.
        self._left_out = 0
        #: For each run around the token whether it is hidden, for each content control whether it shows its prompt.
        self._runs: list[bool] = []
        self._prompts: list[bool] = []
        #: In how many prompts the token stands.
        self._muted = 0
        #: For each alternate content around the token whether one was taken.
        self._chosen: list[bool] = []
        self._text: list[str] | None = None
        self._keep_blanks = False
        self._options: list[str] = []
        self._option = 0

    def take(self, tokens: list[str]) -> None:
        """Read on. Raises Unreadable FIL04 over a limit."""
        open_ = self._open
        for token in tokens:
            if token[0] != "<":
                if self._text is not None and not self._left_out:
                    self._text.append(token)
                continue
            name, end, empty, attributes, start, stop = _tag(token) if len(token) < _KEPT else _tag.__wrapped__(token)
            if self._left_out:
                if name:
                    self._left_out += -1 if end else 0 if empty else 1
            elif empty and start is None:
                continue  # most say how things look
            elif end:
                open_.pop()
                if stop is not None:
                    stop(self)
            else:
                if start is not None:
                    start(self, attributes)
                if self._left_out:
                    self._left_out = 0 if empty else 1
                elif not empty:
                    open_.append(name)
                elif stop is not None:
                    stop(self)

    def _inside(self, *names: str) -> bool:
        """The token stands in these elements, the innermost last."""
        return tuple(self._open[-len(names) :]) == names

    # --- text

    def _start_text(self, attributes: dict[str, str]) -> None:
        self._text, self._keep_blanks = [], attributes.get("xml:space") == "preserve"

    def _end_text(self) -> None:
        text, self._text = self._text or [], None
        said = markup.decoded("".join(text)).replace("\n", " ")
        self._say(said if self._keep_blanks else said.strip(" "))

    def _start_run(self, _: object) -> None:
        self._runs.append(False)

    def _end_run(self) -> None:
        self._runs.pop()

    def _leave_out(self, _: object) -> None:
        self._left_out = 1

    def _say(self, text: str) -> None:
        """Add text to the paragraph unless nobody sees it."""
        place = self._places[-1]
        shown = not self._muted and not (self._runs and self._runs[-1])
        if text and shown and not any(one.code for one in place.fields):
            place.line.append(text)

    def _break_line(self, attributes: dict[str, str]) -> None:
        place = self._places[-1]
        if named(attributes, "type") == "page" and len(self._places) == 1:
            self._finish_line(place)
            place.items.append(BREAK)
        else:
            self._say("\n")

    def _tab(self, _: object) -> None:
        if self._open[-1:] == ["r"]:  # elsewhere it is a tab stop
            self._say("\t")

    def _symbol(self, attributes: dict[str, str]) -> None:
        self._say(symbol(attributes))

    def _hide_run(self, attributes: dict[str, str]) -> None:
        if self._inside("r", "rPr") and is_on(attributes):
            self._runs[-1] = True

    def _start_deleted(self, _: object) -> None:
        if not self._open or self._open[-1] not in _PROPERTIES:
            self._left_out = 1
        elif self._open[-1] == "trPr":
            self._row().deleted = True
        elif self._inside("pPr", "rPr"):
            self._places[-1].mark_deleted = True

    # --- paragraphs

    def _start_paragraph(self, _: object) -> None:
        place = self._places[-1]
        place.mark_deleted = place.section_ends = False

    def _break_page(self, attributes: dict[str, str]) -> None:
        if self._inside("pPr") and is_on(attributes):
            self._places[-1].items.append(BREAK)

    def _end_section(self, _: object) -> None:
        self._places[-1].section_ends = self._inside("pPr")

    def _end_paragraph(self) -> None:
        place = self._places[-1]
        if place.mark_deleted:
            return  # the next paragraph goes on in this line
        self._finish_line(place)
        if place.section_ends:
            place.items.append(BREAK)

    def _finish_line(self, place: Place) -> None:
        place.items.append("".join(place.line))
        place.line.clear()

    def _start_box(self, _: object) -> None:
        lines: list[Item] = []
        self._places.append(Place(lines, lines))

    def _end_box(self) -> None:
        box = self._leave()
        self._places[-1].boxes.extend(box.items)

    def _leave(self) -> Place:
        place = self._places.pop()
        if place.line:
            self._finish_line(place)
        return place

    # --- tables

    def _row(self) -> Row:
        rows = self._tables[-1].rows if self._tables else []
        return rows[-1] if rows else Row()

    def _cell(self) -> Cell:
        cells = self._row().cells
        return cells[-1] if cells else Cell()

    def _start_table(self, _: object) -> None:
        limits.check("nesting", len(self._tables) + 1)
        place = self._places[-1]
        if place.line:
            self._finish_line(place)
        table = Table()
        place.items.append(table)
        self._tables.append(table)

    def _end_table(self) -> None:
        self._tables.pop()

    def _column(self, attributes: dict[str, str]) -> None:
        if self._inside("tblGrid") and self._tables:
            self._tables[-1].widths.append(number(named(attributes, "w"), 0))

    def _start_row(self, _: object) -> None:
        if self._tables:
            self._tables[-1].rows.append(Row())

    def _start_cell(self, _: object) -> None:
        self._cells += 1
        limits.check("cells", self._cells)
        cell = Cell()
        self._row().cells.append(cell)
        self._places.append(Place(cell.items, cell.boxes))

    def _end_cell(self) -> None:
        self._leave()

    def _span(self, attributes: dict[str, str]) -> None:
        self._cell().span = min(number(named(attributes, "val"), 1) or 1, _MOST_COLUMNS)

    def _merge_down(self, attributes: dict[str, str]) -> None:
        self._cell().merged = "restart" if named(attributes, "val") == "restart" else "continue"

    def _merge_right(self, attributes: dict[str, str]) -> None:
        self._cell().joined = named(attributes, "val") != "restart"

    def _delete_cell(self, _: object) -> None:
        self._cell().deleted = True

    def _leave_before(self, attributes: dict[str, str]) -> None:
        if self._inside("trPr"):
            self._row().before = min(number(named(attributes, "val"), 0), _MOST_COLUMNS)

    def _hide_row(self, attributes: dict[str, str]) -> None:
        if self._inside("trPr") and is_on(attributes):
            self._row().hidden = True

    # --- what wraps text

    def _field_mark(self, attributes: dict[str, str]) -> None:
        place, kind = self._places[-1], named(attributes, "fldCharType")
        if kind == "begin":
            place.fields.append(Field(len(place.line)))
        elif place.fields and kind == "separate":
            place.fields[-1].code = False
        elif place.fields and kind == "end":
            done = place.fields.pop()
            if done.choice and len(place.line) <= done.start:
                self._say(done.choice)

    def _start_options(self, _: object) -> None:
        self._options, self._option = [], 0

    def _result(self, attributes: dict[str, str]) -> None:
        if self._inside("ddList"):
            self._option = number(named(attributes, "val"), 0)

    def _list_entry(self, attributes: dict[str, str]) -> None:
        self._options.append(named(attributes, "val"))

    def _end_options(self) -> None:
        if self._option < len(self._options):
            self._choose(self._options[self._option])

    def _check(self, attributes: dict[str, str]) -> None:
        if self._inside("checkBox"):  # the default stands before the state
            self._choose(TICKED if is_on(attributes) else EMPTY_BOX)

    def _choose(self, text: str) -> None:
        if self._places[-1].fields:
            self._places[-1].fields[-1].choice = text

    def _start_control(self, _: object) -> None:
        self._prompts.append(False)

    def _end_control(self) -> None:
        self._prompts.pop()

    def _shows_prompt(self, attributes: dict[str, str]) -> None:
        if self._prompts:
            self._prompts[-1] = is_on(attributes)

    def _start_content(self, _: object) -> None:
        self._muted += bool(self._prompts and self._prompts[-1])

    def _end_content(self) -> None:
        self._muted -= bool(self._prompts and self._prompts[-1])

    def _start_alternates(self, _: object) -> None:
        self._chosen.append(False)

    def _end_alternates(self) -> None:
        self._chosen.pop()

    def _alternate(self, _: object) -> None:
        if not self._chosen:
            return
        if self._chosen[-1]:
            self._left_out = 1
        self._chosen[-1] = True

    def _picture(self, _: object) -> None:
        self.story.pictures = True


_STARTS: dict[str, _Start] = {
    "t": _Reader._start_text,
    "r": _Reader._start_run,
    "del": _Reader._start_deleted,
    "moveFrom": _Reader._start_deleted,
    "rt": _Reader._leave_out,
    "p": _Reader._start_paragraph,
    "br": _Reader._break_line,
    "cr": lambda reader, _: reader._say("\n"),
    "tab": _Reader._tab,
    "ptab": _Reader._tab,
    "noBreakHyphen": lambda reader, _: reader._say("-"),
    "sym": _Reader._symbol,
    "vanish": _Reader._hide_run,
    "pageBreakBefore": _Reader._break_page,
    "sectPr": _Reader._end_section,
    "txbxContent": _Reader._start_box,
    "tbl": _Reader._start_table,
    "gridCol": _Reader._column,
    "tr": _Reader._start_row,
    "tc": _Reader._start_cell,
    "gridSpan": _Reader._span,
    "vMerge": _Reader._merge_down,
    "hMerge": _Reader._merge_right,
    "cellDel": _Reader._delete_cell,
    "gridBefore": _Reader._leave_before,
    "hidden": _Reader._hide_row,
    "fldChar": _Reader._field_mark,
    "ddList": _Reader._start_options,
    "result": _Reader._result,
    "listEntry": _Reader._list_entry,
    "default": _Reader._check,
    "checked": _Reader._check,
    "sdt": _Reader._start_control,
    "showingPlcHdr": _Reader._shows_prompt,
    "sdtContent": _Reader._start_content,
    "AlternateContent": _Reader._start_alternates,
    "Choice": _Reader._alternate,
    "Fallback": _Reader._alternate,
    "blip": _Reader._picture,
    "imagedata": _Reader._picture,
}
_ENDS: dict[str, _Stop] = {
    "t": _Reader._end_text,
    "r": _Reader._end_run,
    "p": _Reader._end_paragraph,
    "txbxContent": _Reader._end_box,
    "tbl": _Reader._end_table,
    "tc": _Reader._end_cell,
    "ddList": _Reader._end_options,
    "sdt": _Reader._end_control,
    "sdtContent": _Reader._end_content,
    "AlternateContent": _Reader._end_alternates,
}


@lru_cache(maxsize=4096)
def _tag(token: str) -> _Tag:
    """A tag taken apart; documents have few, again and again."""
    name, end, empty, attributes = markup.tag(token)
    start = _Reader._leave_out if name.endswith("Change") else _STARTS.get(name)
    # what is neither an element nor its end has no name, and is passed over as an empty element
    return _Tag(name, end, empty or not name, attributes, start, _ENDS.get(name))
