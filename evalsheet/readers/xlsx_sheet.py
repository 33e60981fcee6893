"""One sheet part -> cells, merges and hidden rows, in one pass. This is where the time of a whole run goes."""

from __future__ import annotations

import datetime

from ..model import Cell
from . import date_format, markup
from .builtin_formats import GENERAL
from .formula import moved
from .number_format import show, show_text
from .package import damaged, over_limit
from .place import MAX_COLUMN, MAX_ROW, place
from .text import unescaped

#: All cells with something in them, of all sheets; a form has about 150.
MAX_CELLS = 500_000
#: Merges of a sheet; a form has about 60.
MAX_MERGES = 100_000
#: Places covered by all merges of a sheet, each counted at most as often as there are cells.
MAX_COVERED = 5_000_000

Key = tuple[int, int]
_EMPTY = Cell(0, 0, None, "")
#: Format codes that show a text as it is; looked at first because nearly all texts have one of them.
_PLAIN = (GENERAL, "@")


class SheetParser:
    """The cells of one worksheet. ``parse`` once, then ``grid_cells`` and ``hidden_rows``.

    ``formats`` has a format code for each style index, ``counted`` is how many cells earlier sheets had.
    """

    def __init__(self, strings: list[str], formats: dict[str, str], date1904: bool, counted: int = 0) -> None:
        self.cells: dict[Key, Cell] = {}
        self.hidden_rows: list[int] = []
        self._strings = strings
        self._formats = formats
        self._date1904 = date1904
        self._counted = counted
        self._merges: list[tuple[int, int, int, int]] = []
        self._shared: dict[str, tuple[str, Key]] = {}
        self._local = markup.LocalNames()
        self._part = ""
        # what is known of the cell being read
        self._buffer: list[str] = []
        self._key: Key | None = None
        self._row = self._column = 0
        self._attributes: dict[str, str] = {}
        self._formula_attributes: dict[str, str] = {}
        self._raw: str | None = None
        self._formula: str | None = None
        self._inline: list[str] | None = None
        self._phonetic = False

    def parse(self, data: bytes, part: str) -> None:
        """Read a sheet part. Raises Unreadable FIL02 for broken XML, FIL04 over a limit."""
        self._part = part
        parser = markup.parser(part)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._buffer.append
        markup.run(parser, data, part)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = self._local[name]
        if name == "c":
            self._attributes = attributes
            self._raw = self._formula = self._inline = None
            reference = attributes.get("r")
            key = place(reference) if reference else (self._row, self._column + 1)
            if key is None:
                self._column += 1
            else:
                self._row, self._column = key
            self._key = key
        elif name == "v" or name == "t":
            self._buffer.clear()
        elif name == "f":
            self._buffer.clear()
            self._formula_attributes = attributes
        elif name == "row":
            self._start_row(attributes)
        elif name == "is":
            self._inline = []
        elif name == "mergeCell":
            self._add_merge(attributes.get("ref", ""))
        elif name == "rPh":
            self._phonetic = True

    def _end(self, name: str) -> None:
        name = self._local[name]
        if name == "v":
            self._raw = "".join(self._buffer)
        elif name == "c":
            # a styled cell without content is the most frequent one
            if self._raw is not None or self._formula is not None or self._inline is not None:
                self._finish_cell()
        elif name == "f":
            self._formula = self._read_formula("".join(self._buffer))
        elif name == "t":
            if self._inline is not None and not self._phonetic:
                self._inline += self._buffer
        elif name == "rPh":
            self._phonetic = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() and len(number) < 8 else self._row + 1
        self._column = 0
        if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
            self.hidden_rows.append(self._row)
        found = self._counted + len(self.cells)
        if found > MAX_CELLS:
            raise over_limit("cells", MAX_CELLS, found)

    def _add_merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = place(first), place(last)
        if start is None or end is None or start == end:
            return
        (top, bottom), (left, right) = sorted((start[0], end[0])), sorted((start[1], end[1]))
        self._merges.append((top, left, bottom, right))
        if len(self._merges) > MAX_MERGES:
            raise over_limit("merges", MAX_MERGES, len(self._merges))

    def _read_formula(self, text: str) -> str:
        attributes = self._formula_attributes
        if attributes.get("t") != "shared" or self._key is None:
            return text
        index = attributes.get("si", "")
        if text:
            self._shared[index] = text, self._key
            return text
        master = self._shared.get(index)
        if master is None:
            return ""
        text, (row, column) = master
        return moved(text, self._key[0] - row, self._key[1] - column)

    def _finish_cell(self) -> None:
        key = self._key
        if key is None or key[0] > MAX_ROW or key[1] > MAX_COLUMN or not key[0]:
            return
        attributes, raw, formula = self._attributes, self._raw, self._formula
        kind = attributes.get("t", "n")
        code = self._formats[attributes.get("s", "0")]
        if kind == "s":
            text = self._shared_string(raw)
            cell = self._text_cell(key, text, code, formula)
        elif kind == "n":
            cell = self._number_cell(key, raw, code, formula)
        else:
            cell = self._other_cell(key, kind, code)
        if cell is not None:
            self.cells[key] = cell

    def _shared_string(self, raw: str | None) -> str:
        """The string of that index; empty for an index that is not there: one bad cell costs that cell."""
        if raw and raw.isdecimal() and len(raw) < 10:
            index = int(raw)
            if index < len(self._strings):
                return self._strings[index]
            if not self._strings:
                raise damaged("missing", "xl/sharedStrings.xml")
        return ""

    def _text_cell(self, key: Key, text: str, code: str, formula: str | None) -> Cell | None:
        if not text and formula is None:
            return None
        shown = text if code in _PLAIN else show_text(text, code)
        return Cell(key[0], key[1], text, shown, None, formula)

    def _number_cell(self, key: Key, raw: str | None, code: str, formula: str | None) -> Cell | None:
        if not raw:
            return None if formula is None else Cell(key[0], key[1], None, "", None, formula)
        shown = show(raw, code, self._date1904)
        if shown is None:
            return Cell(key[0], key[1], raw, raw, None, formula)
        return Cell(key[0], key[1], shown[0], shown[1], shown[2], formula)

    def _other_cell(self, key: Key, kind: str, code: str) -> Cell | None:
        """Inline strings, results of formulas, truth values, errors and dates."""
        raw, formula = self._raw, self._formula
        if kind == "inlineStr" or (raw is None and self._inline):
            inline = raw or "" if self._inline is None else "".join(self._inline)
            return self._text_cell(key, unescaped(inline), code, formula)
        if raw is None:
            return None if formula is None else Cell(*key, None, "", None, formula)
        if kind == "b":
            truth = raw.strip() in ("1", "true")
            return Cell(*key, truth, "TRUE" if truth else "FALSE", None, formula)
        if kind == "e":
            return Cell(*key, None, raw, None, formula, True)
        if kind == "d":
            return self._date_cell(key, raw, code, formula)
        return self._text_cell(key, unescaped(raw), code, formula)

    def _date_cell(self, key: Key, raw: str, code: str, formula: str | None) -> Cell:
        """A date stored in ISO form; shown by its format if that is one for dates, else as stored."""
        try:
            moment = datetime.datetime.fromisoformat(raw.strip().rstrip("Z")).replace(tzinfo=None)
        except ValueError:
            return Cell(*key, raw, raw, None, formula)
        shown = show(date_format.serial(moment, self._date1904), code, self._date1904)
        if shown is None or shown.decimals is not None:
            value = moment if moment.time() else moment.date()
            return Cell(*key, value, raw, None, formula)
        return Cell(*key, shown.value, shown.text, None, formula)

    def grid_cells(self) -> dict[Key, Cell]:
        """The cells in row-major order, each merge being one cell."""
        return with_merges(self.cells, self._merges)


def with_merges(cells: dict[Key, Cell], merges: list[tuple[int, int, int, int]]) -> dict[Key, Cell]:
    """The cells in row-major order, each merge (top, left, bottom, right) one cell that has its span.

    A merge without a cell at its top left gets an empty one, or the one text that it covers: some writers put it there.
    What a merge covers otherwise is dropped, and taken out of ``cells``. Raises Unreadable FIL04.
    """
    covered = 0
    for top, left, bottom, right in merges:
        rows, columns = bottom - top + 1, right - left + 1
        covered += min(rows * columns, len(cells))
        if covered > MAX_COVERED:
            raise over_limit("covered", MAX_COVERED, covered)
        if rows * columns <= len(cells):
            inside = [
                key
                for row in range(top, bottom + 1)
                for column in range(left, right + 1)
                if (key := (row, column)) in cells
            ]
        else:
            inside = [key for key in cells if top <= key[0] <= bottom and left <= key[1] <= right]
        lead = cells.get((top, left))
        under = [cells.pop(key) for key in inside]
        if lead is None or (not lead.text and lead.formula is None):
            texts = [cell for cell in under if cell.text]
            lead = texts[0] if len(texts) == 1 else lead or _EMPTY
        cells[top, left] = Cell(top, left, *lead[2:7], rows, columns)
    return {key: cells[key] for key in sorted(cells)}
