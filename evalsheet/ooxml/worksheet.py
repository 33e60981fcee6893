"""One sheet part: values written into its cells, everything around them left as it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ..model import column_letters
from ..readers.markup import decoded
from ..readers.place import Span, place, place_span
from ..readers.text import unescaped
from . import elements, writing
from .elements import Element, attributes, children, opened, spliced, tag, with_attribute
from .spans import Spans, reference

Key = tuple[int, int]
Value = Decimal | str
_ARRAY = re.compile(r"""<(?:[\w.-]+:)?f\s[^>]*\bt\s*=\s*["'](?:array|dataTable)["'][^>]*>""")
_MERGE = re.compile(r"""<(?:[\w.-]+:)?mergeCell\s[^>]*?\bref\s*=\s*["']([^"'>]*)""")
#: The order of the elements of a sheet, as far as something is put between them.
ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting"),
)


class FormulaCell(ValueError):
    """A value was to be written over a formula, or a result over another one."""


class Row(NamedTuple):
    """A row of the sheet part by its number."""

    number: int
    element: Element


class _Patch(NamedTuple):
    """What a cell is to become: its content (None: as it is) and its style (None: as it is)."""

    value: Value | None
    style: str | None
    result: bool = False


class Worksheet:
    """A sheet part as text; ``string`` gives the shared string of an index."""

    def __init__(self, text: str, string: Callable[[int], str]) -> None:
        self._string = string
        self._take(text)

    def _take(self, text: str) -> None:
        self._text = text
        self._found: dict[str, Element] | None = None
        self._plain = "<!" not in text
        self._patches: dict[Key, _Patch] = {}
        self._rows: list[Row] | None = None
        self._by_number: dict[int, Row] | None = None
        self._seen: dict[Key, Element | None] = {}
        self._cells: dict[int, dict[Key, Element]] = {}
        self._merges: Spans | None = None
        self._arrays: Spans | None = None
        self._columns: list[tuple[int, int, str]] | None = None
        self._styles: dict[Key, str] = {}

    @property
    def _parts(self) -> dict[str, Element]:
        """The elements of the sheet by their local names, looked for when the first of them is asked for."""
        if self._found is None:
            root = elements.root(self._text)
            found = reversed(children(self._text, root))
            self._found = {one.local: one for one in found if one.prefix == root.prefix}
        return self._found

    @property
    def text(self) -> str:
        """The part with all that has been written."""
        if self._patches:
            self._take(self._patched())
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        self._take(text)

    def lead(self, key: Key) -> Key:
        """The cell that is shown at a place: the top left one of a merge."""
        span = self.merge(key)
        return (span[0], span[1]) if span else key

    def merge(self, key: Key) -> Span | None:
        """The merge at a place: top, left, bottom, right."""
        if self._merges is None:
            merges = self._parts.get("mergeCells")
            self._merges = Spans(_MERGE.findall(self._text, merges.inner, merges.close) if merges else [])
        return self._merges.at(key)

    def style(self, key: Key) -> str:
        """The index of a cell's style; for a cell that is not there, what a new one there would have."""
        patch, cell = self._patches.get(key), self._find(key)
        if patch is not None and patch.style is not None:
            return patch.style
        return attributes(tag(self._text, cell)).get("s", "0") if cell else self._inherited(key)

    def set(self, key: Key, value: Value, style: str | None) -> None:
        """Write a value, and a style if it is not to stay. Raises FormulaCell."""
        cell = self._find(key)
        if self._is_formula(key, cell):
            raise FormulaCell(f"{column_letters(key[1])}{key[0]} has a formula")
        earlier = self._patches.pop(key, None)
        style = style if style is not None or earlier is None else earlier.style
        if style is not None and style == self.style(key):
            style = None
        same = self._has(cell, value)
        if not same or style is not None:
            self._patches[key] = _Patch(None if same else value, style)

    def set_result(self, key: Key, value: Value) -> None:
        """Add the result of a formula that has none stored. Raises FormulaCell if it has another one, or no formula."""
        cell = self._find(key)
        formula = self._inside(cell).get("f") if cell else None
        if cell is None or formula is None:
            raise FormulaCell(f"{column_letters(key[1])}{key[0]} has no formula")
        kind, stored = self._stored(cell)
        if stored is None:
            self._patches[key] = _Patch(value, None, True)
        elif not self._equal(kind, stored, value):
            raise FormulaCell(f"{column_letters(key[1])}{key[0]} has a result")

    def _is_formula(self, key: Key, cell: Element | None) -> bool:
        if self._arrays is None:
            tags = _ARRAY.findall(self._text) if "array" in self._text or "dataTable" in self._text else []
            self._arrays = Spans(attributes(opening).get("ref", "") for opening in tags)
        if self._arrays.at(key):
            return True
        return cell is not None and "f" in self._inside(cell)

    # what is there

    def rows(self) -> list[Row]:
        """All rows in order; one that does not say its number is where its cells say, or below the one before."""
        if self._rows is None:
            self._rows, number = [], 0
            data = self._parts.get("sheetData")
            for one in children(self._text, data) if data else []:
                if one.local == "row":
                    number = self._row_number(one, number)
                    self._rows.append(Row(number, one))
        return self._rows

    def _row_number(self, row: Element, before: int) -> int:
        said = attributes(tag(self._text, row)).get("r", "")
        if said.isdecimal() and len(said) < 8:
            return int(said)
        for cell in children(self._text, row):
            found = place(attributes(tag(self._text, cell)).get("r", ""))
            if found:
                return found[0]
        return before + 1

    def _row(self, number: int) -> Row | None:
        if self._by_number is None:
            usual = self._once(f'<row r="{number}"')
            if usual is not None:
                return Row(number, usual)
            self._by_number = {row.number: row for row in self.rows()}
        return self._by_number.get(number)

    def _row_cells(self, row: Row) -> dict[Key, Element]:
        """The cells of a row by place; one that does not say its place is right of the one before."""
        if row.number not in self._cells:
            found: dict[Key, Element] = {}
            column = 0
            for one in children(self._text, row.element):
                if one.local == "c":
                    said = place(attributes(tag(self._text, one)).get("r", ""))
                    key = said or (row.number, column + 1)
                    column = key[1]
                    found[key] = one
            self._cells[row.number] = found
        return self._cells[row.number]

    def _find(self, key: Key) -> Element | None:
        if key not in self._seen:
            usual = self._once(f'<c r="{column_letters(key[1])}{key[0]}"')
            self._seen[key] = usual or self._by_row(key)
        return self._seen[key]

    def _once(self, opening: str) -> Element | None:
        """The cell or row with a tag that begins so; None if there is not just one, or a comment may hide it."""
        data = self._parts.get("sheetData")
        start = self._text.find(opening, data.inner, data.close) if data and self._plain else -1
        if data is None or start < 0 or self._text.find(opening, start + 1, data.close) > 0:
            return None
        return elements.first(self._text, start, data.close)

    def _by_row(self, key: Key) -> Element | None:
        row = self._row(key[0])
        return self._row_cells(row).get(key) if row else None

    def _inside(self, cell: Element) -> dict[str, Element]:
        return {one.local: one for one in reversed(children(self._text, cell)) if one.prefix == cell.prefix}

    def _inner(self, element: Element) -> str:
        """The text of an element and of all that is in it, phonetic guides left out."""
        if element.empty:
            return ""
        inner = [one for one in children(self._text, element) if one.local != "rPh"]
        if inner:
            return "".join(self._inner(one) for one in inner)
        return _characters(self._text[element.inner : element.close])

    def _stored(self, cell: Element) -> tuple[str, str | None]:
        """The type of a cell and what is stored in it; None if nothing is."""
        kind, inside = attributes(tag(self._text, cell)).get("t", "n"), self._inside(cell)
        if kind == "inlineStr" or ("v" not in inside and "is" in inside):
            return "inlineStr", self._inner(inside["is"]) if "is" in inside else None
        raw = self._inner(inside["v"]) if "v" in inside else None
        return kind, raw if raw or kind == "str" else None

    def _has(self, cell: Element | None, value: Value) -> bool:
        """Whether a cell holds that value already."""
        kind, stored = self._stored(cell) if cell else ("n", None)
        return value == "" if stored is None else self._equal(kind, stored, value)

    def _equal(self, kind: str, stored: str, value: Value) -> bool:
        if isinstance(value, Decimal):
            return kind == "n" and writing.same_number(stored, value)
        if kind == "s":
            index = stored.strip()
            return index.isdecimal() and self._string(int(index)) == value
        return kind in ("inlineStr", "str") and unescaped(stored) == value

    def _inherited(self, key: Key) -> str:
        """The style of a new cell: that of its row, else that of its column."""
        if key not in self._styles:
            self._styles[key] = self._style_around(key)
        return self._styles[key]

    def _style_around(self, key: Key) -> str:
        row = self._row(key[0])
        said = attributes(tag(self._text, row.element)) if row else {}
        if said.get("customFormat") in ("1", "true") and "s" in said:
            return said["s"]
        if self._columns is None:
            self._columns = list(self._column_styles())
        return next((style for low, high, style in self._columns if low <= key[1] <= high), "0")

    def _column_styles(self) -> Iterator[tuple[int, int, str]]:
        """The first and last column of each group, and its style."""
        columns = self._parts.get("cols")
        for one in children(self._text, columns) if columns else []:
            column = attributes(tag(self._text, one))
            low, high = column.get("min", ""), column.get("max", "")
            if low.isdecimal() and high.isdecimal():
                yield int(low), int(high), column.get("style", "0")

    # what it becomes

    def _patched(self) -> str:
        changes: list[tuple[int, int, str]] = []
        new: dict[int, list[Key]] = {}
        for key in sorted(self._patches):
            cell = self._find(key)
            if cell is not None:
                changes.append((cell.start, cell.end, self._cell(cell, self._patches[key])))
            else:
                new.setdefault(key[0], []).append(key)
        if new and "sheetData" not in self._parts:
            raise ValueError("a sheet without rows cannot hold a value")
        added: list[tuple[int, str]] = []
        for number, keys in new.items():
            row = self._row(number)
            if row is None:
                numbers = [one.number for one in self.rows()]
                added.append((bisect_right(numbers, number), self._new_row(number, keys)))
            else:
                changes += self._row_changes(row, keys)
        changes += self._row_insertions(added)
        if new:
            changes += self._dimension([key for keys in new.values() for key in keys])
        return spliced(self._text, changes)

    def _row_insertions(self, added: list[tuple[int, str]]) -> list[tuple[int, int, str]]:
        data = self._parts.get("sheetData")
        if not added or data is None:
            return []
        if data.empty:
            return [(data.start, data.end, opened(self._text, data, "".join(row for _, row in added)))]
        rows = self.rows()
        places = [rows[index].element.start if index < len(rows) else data.close for index, _ in added]
        return [(start, start, row) for start, (_, row) in zip(places, added, strict=True)]

    def _new_row(self, number: int, keys: list[Key]) -> str:
        prefix = self._parts["sheetData"].prefix
        return f'<{prefix}row r="{number}">{"".join(self._new_cell(key, prefix) for key in keys)}</{prefix}row>'

    def _row_changes(self, row: Row, keys: list[Key]) -> list[tuple[int, int, str]]:
        """New cells of a row that is there."""
        element, prefix = row.element, row.element.prefix
        opening = self._with_spans(tag(self._text, element), keys)
        if element.empty:
            cells = "".join(self._new_cell(key, prefix) for key in keys)
            return [(element.start, element.end, f"{opening[:-2].rstrip()}>{cells}</{element.name}>")]
        changes = [(element.start, element.inner, opening)]
        there = self._row_cells(row)
        for key in keys:
            start = min((one.start for other, one in there.items() if other[1] > key[1]), default=element.close)
            changes.append((start, start, self._new_cell(key, prefix)))
        return changes

    def _with_spans(self, opening: str, keys: list[Key]) -> str:
        """A row's tag whose spans, a hint at the columns in use, cover new cells; without them if there are several."""
        spans = attributes(opening).get("spans")
        parts = [part.split(":") for part in (spans or "").split()]
        if not parts or not all(len(part) == 2 and part[0].isdecimal() and part[1].isdecimal() for part in parts):
            return opening
        columns = [key[1] for key in keys]
        if all(any(int(low) <= column <= int(high) for low, high in parts) for column in columns):
            return opening
        low, high = min(int(parts[0][0]), *columns), max(int(parts[0][1]), *columns)
        return with_attribute(opening, "spans", f"{low}:{high}" if len(parts) == 1 else None)

    def _new_cell(self, key: Key, prefix: str) -> str:
        patch = self._patches[key]
        style = patch.style if patch.style is not None else self._inherited(key)
        opening = f'<{prefix}c r="{column_letters(key[1])}{key[0]}">'
        opening = opening if style == "0" else with_attribute(opening, "s", style)
        kind, content = _content(patch.value, prefix)
        opening = with_attribute(opening, "t", kind)
        return f"{opening}{content}</{prefix}c>" if content else f"{opening[:-1]}/>"

    def _cell(self, cell: Element, patch: _Patch) -> str:
        """A cell that is there, with a value: what else is in it and in its tag stays."""
        opening = tag(self._text, cell)
        if patch.style is not None:
            opening = with_attribute(opening, "s", patch.style)
        if patch.value is None:
            return opening + self._text[cell.inner : cell.end]
        kind, content = _result(patch.value, cell.prefix) if patch.result else _content(patch.value, cell.prefix)
        opening = with_attribute(opening, "t", kind)
        if cell.empty:
            return f"{opening[:-2].rstrip()}>{content}</{cell.name}>"
        inside, base = self._inside(cell), cell.inner
        old = [inside[local] for local in ("v", "is") if local in inside]
        start = min((one.start for one in old), default=inside["f"].end if patch.result else base)
        changes = [(one.start - base, one.end - base, "") for one in old]
        changes.append((start - base, start - base, content))
        return opening + spliced(self._text[base : cell.close], changes) + self._text[cell.close : cell.end]

    def _dimension(self, keys: list[Key]) -> list[tuple[int, int, str]]:
        """The range in use, if it is said, made to cover new cells."""
        element = self._parts.get("dimension")
        if element is None:
            return []
        opening = tag(self._text, element)
        said = attributes(opening).get("ref", "")
        one = place(said)
        span = place_span(said) or ((*one, *one) if one else None)
        if span is None:
            return []
        rows, columns = [key[0] for key in keys], [key[1] for key in keys]
        wide = min(span[0], *rows), min(span[1], *columns), max(span[2], *rows), max(span[3], *columns)
        if wide == span:
            return []
        return [(element.start, element.inner, with_attribute(opening, "ref", reference(wide)))]


def _content(value: Value | None, prefix: str) -> tuple[str | None, str]:
    """The type and the content of a cell without a formula; an empty text is an empty cell."""
    if isinstance(value, Decimal):
        return None, f"<{prefix}v>{writing.number(value)}</{prefix}v>"
    return ("inlineStr", writing.inline(value, prefix)) if value else (None, "")


def _result(value: Value, prefix: str) -> tuple[str | None, str]:
    """The type and the stored result of a formula."""
    if isinstance(value, Decimal):
        return _content(value, prefix)
    return "str", f"<{prefix}v>{writing.text(value)}</{prefix}v>"


def _characters(markup: str) -> str:
    """The text between tags, sections and comments resolved."""
    if "<" not in markup:
        return decoded(markup)
    pieces = re.split(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>", markup, flags=re.DOTALL)
    return "".join(
        decoded(piece) if not index % 2 else piece.replace("\r\n", "\n") for index, piece in enumerate(pieces) if piece
    )
