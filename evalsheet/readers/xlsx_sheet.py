"""One sheet part -> cells, merges and hidden rows, in one pass. This is where the time of a whole run goes."""

from __future__ import annotations

from functools import lru_cache, partial

from .. import limits
from ..model import Cell, column_letters
from ..patterns import rare
from . import markup, stored, sweep
from .builtin_formats import GENERAL
from .number_format import Shown, show, show_text
from .package import damaged
from .place import Span, place, place_span
from .text import unescaped

Key = tuple[int, int]
_CELL_TAG = '<c r="{}{}" s="{}" t="{}">'
_USUAL_CELL = rare('<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")? ?/?>')
#: A cell from all its fields: half the time that Cell() takes, and there is nothing made more often.
_cell: partial[Cell] = partial(tuple.__new__, Cell)
#: The places of merges up to this size are kept.
_SMALL_MERGE = 32
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
        self._merges: list[Span] = []
        self._shared: dict[str, tuple[str, Key]] = {}
        self._row = 0
        # what is known of the cell being read; its tag is taken apart only if it has content
        self._cell = ""
        self._placed: Key = (0, 0)
        self._placed_cell = ""
        self._text: list[str] = []
        self._formula_attributes: dict[str, str] = {}
        self._raw: str | None = None
        self._formula: str | None = None
        self._inline: list[str] | None = None
        self._phonetic = False

    def parse(self, data: bytes, part: str) -> None:
        """Read a sheet part. Raises Unreadable FIL02 for broken XML, FIL04 over a limit."""
        swept = sweep.sheet(data, part)
        if swept is None:
            markup.tokens(data, part, self._take)
        else:
            self._take_swept(swept)

    def _take_swept(self, swept: sweep.Swept) -> None:
        plain, formats, strings, cells = swept.plain, self._formats, self._strings, self.cells
        for (key, style, kind), formula, raw, inline in swept.cells:
            if key is None:
                continue
            if formula is None and formats[style] in _PLAIN:
                # nearly all cells are this: a text shown as it is
                text = None
                if kind == "s":
                    index = int(raw) if raw and raw.isdecimal() and len(raw) < 10 else len(strings)
                    text = strings[index] if index < len(strings) else self._shared_string(raw)
                elif plain:
                    text = inline
                if text:
                    cells[key] = _cell((key[0], key[1], text, text, None, None, False, 1, 1))
                    continue
            formula = markup.decoded(formula) if formula else formula
            shown = show(raw, formats[style], self._date1904) if kind == "n" and raw else None
            if shown is not None:
                value, text, decimals = shown
                cells[key] = _cell((key[0], key[1], value, text, decimals, formula, False, 1, 1))
                continue
            self._formula, self._raw, self._inline = formula, raw, [inline] if inline else None
            self._add_cell(key, style, kind)
        self._check_cells()
        self.hidden_rows += swept.hidden_rows
        self._merges += swept.merges
        limits.check("merges", min(len(self._merges), limits.MOST["merges"] + 1))

    def _take(self, tokens: list[str]) -> None:
        text = self._text
        for token in tokens:
            if token[:6] == '<c r="':
                self._cell = token
            elif token[0] != "<":
                text.append(token)
            elif token == "</c>":
                self._finish_cell()
            elif token == "<v>":
                text.clear()
            elif token == "</v>":
                self._raw = "".join(text)
            elif token == "</t>":
                self._end("t")
            elif token == "<t>":
                text.clear()
            elif token == "<is>":
                self._inline = []
            elif token != "</is>" and token != "</row>":
                name, end, empty, attributes = markup.tag(token)
                if not end:
                    self._start(name, attributes)
                if end or empty:
                    self._end(name)
        self._check_cells()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "v" or name == "t":
            self._text.clear()
        elif name == "is":
            self._inline = []
        elif name == "row":
            self._start_row(attributes)
        elif name == "mergeCell":
            self._add_merge(place_span(attributes.get("ref", "")))
        elif name == "f":
            self._text.clear()
            self._formula_attributes = attributes
        elif name == "c":
            style, kind = attributes.get("s", "0"), attributes.get("t", "n")
            reference = attributes.get("r")
            self._cell = _CELL_TAG.format(reference, "", style, kind) if reference else self._counted_cell(style, kind)
        elif name == "rPh":
            self._phonetic = True

    def _end(self, name: str) -> None:
        if name == "t":
            if self._inline is not None and not self._phonetic:
                self._inline += self._text
        elif name == "c":
            self._finish_cell()
        elif name == "v":
            self._raw = "".join(self._text)
        elif name == "f":
            self._formula = self._read_formula(markup.decoded("".join(self._text)))
        elif name == "rPh":
            self._phonetic = False

    def _counted_cell(self, style: str, kind: str) -> str:
        """The tag of a cell that does not say its place: it is right of the one before."""
        row, column = self._last_place()
        self._placed = row, column + 1
        self._placed_cell = _CELL_TAG.format(column_letters(column + 1), row, style, kind)
        return self._placed_cell

    def _last_place(self) -> Key:
        """The place of the last cell; column 0 before the first of a row."""
        if self._cell and self._cell != self._placed_cell:
            tag = _cell_tag(self._cell)
            self._placed = tag[0] if tag else (0, 0)  # a place that no cell has: what follows is lost too
        return self._placed

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        if number.isdecimal() and len(number) < 8:
            self._row = int(number)
        else:
            # rows need not say their number; the last cell may know better than counting
            self._row = max(self._row, self._last_place()[0]) + 1
        self._cell = ""
        self._placed = self._row, 0
        if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
            self.hidden_rows.append(self._row)

    def _check_cells(self) -> None:
        limits.check("cells", self._counted + len(self.cells))

    def _add_merge(self, span: Span | None) -> None:
        if span is None:
            return
        self._merges.append(span)
        limits.check("merges", len(self._merges))

    def _read_formula(self, text: str) -> str:
        attributes = self._formula_attributes
        tag = _cell_tag(self._cell)
        if attributes.get("t") != "shared" or tag is None:
            return text
        key, index = tag[0], attributes.get("si", "")
        if text:
            self._shared[index] = text, key
            return text
        master = self._shared.get(index)
        if master is None:
            return ""
        from .formula import moved  # few forms share formulas

        text, (row, column) = master
        return moved(text, key[0] - row, key[1] - column)

    def _finish_cell(self) -> None:
        """Make a cell of what was read since its tag."""
        tag = _cell_tag(self._cell)
        if tag is not None:
            self._add_cell(*tag)
        self._raw = self._formula = self._inline = None

    def _add_cell(self, key: Key, style: str, kind: str) -> None:
        raw, code = self._raw, self._formats[style]
        if kind == "s":
            cell = self._text_cell(key, self._shared_string(raw), code)
        elif kind == "n" and raw:
            shown = show(raw, code, self._date1904)
            value, text, decimals = shown if shown is not None else self._odd_number(raw, code)
            cell = _cell((key[0], key[1], value, text, decimals, self._formula, False, 1, 1))
        else:
            cell = self._other_cell(key, kind, code)
        if cell is not None:
            self.cells[key] = cell

    def _odd_number(self, raw: str, code: str) -> Shown:
        """A number written with references; else what is written there: one bad cell costs that cell."""
        raw = markup.decoded(raw)
        return show(raw, code, self._date1904) or Shown(raw, raw, None)

    def _shared_string(self, raw: str | None) -> str:
        """The string of that index; empty for an index that is not there: one bad cell costs that cell."""
        index = raw or ""
        if not index.isdecimal():
            index = markup.decoded(index).strip()
        if not index.isdecimal() or len(index) > 9:
            return ""
        if not self._strings:
            raise damaged("missing", "xl/sharedStrings.xml")
        return self._strings[int(index)] if int(index) < len(self._strings) else ""

    def _text_cell(self, key: Key, text: str, code: str) -> Cell | None:
        if not text and self._formula is None:
            return None
        shown = text if code in _PLAIN else show_text(text, code)
        return _cell((key[0], key[1], text, shown, None, self._formula, False, 1, 1))

    def _other_cell(self, key: Key, kind: str, code: str) -> Cell | None:
        """Inline strings, results of formulas that are no number, formulas without a result, errors and dates."""
        raw = None if self._raw is None else markup.decoded(self._raw)
        formula = self._formula
        if kind == "inlineStr" or (raw is None and self._inline):
            inline = raw or "" if self._inline is None else markup.decoded("".join(self._inline))
            return self._text_cell(key, unescaped(inline), code)
        if raw is None or kind == "n":
            return None if formula is None else Cell(*key, None, "", None, formula)
        if kind == "b":
            truth = raw.strip() in ("1", "true")
            return Cell(*key, truth, "TRUE" if truth else "FALSE", None, formula)
        if kind == "e":
            return Cell(*key, None, raw, None, formula, True)
        if kind == "d":
            return stored.moment(key, raw, code, self._date1904, formula)
        return self._text_cell(key, unescaped(raw), code)

    def grid_cells(self) -> dict[Key, Cell]:
        """The cells in row-major order, each merge being one cell."""
        return with_merges(self.cells, self._merges)


@lru_cache(maxsize=1 << 14)
def _cell_tag(token: str) -> tuple[Key, str, str] | None:
    """Place, style and type from the tag of a cell; None for a place that no sheet has. Forms share most of them."""
    match = _USUAL_CELL.fullmatch(token)
    reference, style, kind = match.groups() if match else map(markup.tag(token).attributes.get, "rst")
    key = place(reference or "")
    return None if key is None else (key, style or "0", kind or "n")


def with_merges(cells: dict[Key, Cell], merges: list[Span]) -> dict[Key, Cell]:
    """The cells in row-major order, each merge (top, left, bottom, right) one cell that has its span.

    A merge without a cell at its top left gets an empty one, or the one text that it covers: some writers put it there.
    What a merge covers otherwise is dropped, and taken out of ``cells``. Raises Unreadable FIL04.
    """
    covered, most, filled = 0, limits.MOST["covered"], cells.keys()
    for span in merges:
        top, left, bottom, right = span
        rows, columns = bottom - top + 1, right - left + 1
        covered += min(rows * columns, len(cells))
        if covered > most:
            raise limits.over("covered", covered)
        lead = cells.get((top, left), _EMPTY)
        if rows * columns > _SMALL_MERGE or not filled.isdisjoint(_covered(top, left, bottom, right)):
            under = _taken(cells, top, left, bottom, right)
            if under and not lead.text and lead.formula is None:
                texts = [cell for cell in under if cell.text]
                lead = texts[0] if len(texts) == 1 else lead
        _, _, value, text, decimals, formula, error, _, _ = lead
        cells[top, left] = _cell((top, left, value, text, decimals, formula, error, rows, columns))
    return {key: cells[key] for key in sorted(cells)}


def _taken(cells: dict[Key, Cell], top: int, left: int, bottom: int, right: int) -> list[Cell]:
    """The cells in a range but its first, taken out of ``cells``; at the cost of the smaller of range and cells."""
    area = (bottom - top + 1) * (right - left + 1)
    if area <= _SMALL_MERGE:
        keys = [key for key in _covered(top, left, bottom, right) if key in cells]
    elif area <= len(cells):
        keys = [key for key in _covered.__wrapped__(top, left, bottom, right) if key in cells]
    else:
        keys = [key for key in cells if top <= key[0] <= bottom and left <= key[1] <= right and key != (top, left)]
    return [cells.pop(key) for key in keys] if keys else []


@lru_cache(maxsize=1 << 12)
def _covered(top: int, left: int, bottom: int, right: int) -> list[Key]:
    """The places of a merge but its first."""
    return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)][1:]
