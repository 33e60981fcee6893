"""A workbook opened for a few edits: cells, one sheet of ours, a highlight."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import count

from .. import limits
from ..model import Unreadable, column_letters
from ..readers import kinds, xlsx
from ..readers.package import Package, damaged
from ..readers.place import place
from . import highlight, new_sheet, properties, styles, writing
from .book import Book, free_name
from .elements import attributes, children, root, spliced, tag
from .new_sheet import NewSheet
from .parts import CONTENT_TYPES, Parts, relations_part
from .spans import reference
from .styles import Styles
from .worksheet import Key, Value, Worksheet

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Workbook:
    """An xlsx or xlsm file, or its opened zip; everything that is not edited stays as it is, byte for byte.

    Raises Unreadable: FIL01 no such workbook, FIL02 damaged, FIL03 encrypted, FIL04 over a limit. A sheet is named as
    the file names it, KeyError is raised for one that it does not have; a cell as ``B3`` or as row and column. A cell
    that a merge covers is the top left one of the merge.
    """

    def __init__(self, source: bytes | Package) -> None:
        self._parts = Parts(source if isinstance(source, Package) else _package(source))
        self._name = xlsx.main_part(self._parts.package)
        self._relations = dict(self._parts.relations(self._name))
        self._book = Book(self._parts.text(self._name))
        self._worksheets: dict[str, Worksheet] = {}
        self._strings: list[str] | None = None
        self._opened_styles: Styles | None = None
        self._styles_part = ""

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the worksheets in their order."""
        return tuple(listed.name for listed in self._book.sheets() if self._sheet_part(listed.relation))

    @property
    def our_sheet(self) -> str | None:
        """The name of the sheet that bears our mark."""
        index = self._book.marked()
        return None if index is None else self._book.sheets()[index].name

    @property
    def signed(self) -> bool:
        """Whether the package has a digital signature, which any change makes invalid."""
        return bool(self._signature())

    def number_format(self, sheet: str, cell: str | Key) -> str:
        """The number format of a cell; for one that is not there, that of a new one."""
        worksheet = self._worksheet(sheet)
        return self._styles().number_format(worksheet.style(worksheet.lead(_key(cell))))

    def lead(self, sheet: str, cell: str | Key) -> Key:
        """The cell that is shown at a place: the top left one of a merge, else itself."""
        return self._worksheet(sheet).lead(_key(cell))

    def set_cell(self, sheet: str, cell: str | Key, value: Value, number_format: str | None = None) -> None:
        """Write a number or a text; an empty text empties the cell. What the cell holds already is not written again.

        The style stays but for its number format, if one is given. Raises FormulaCell for a cell with a formula,
        ValueError for what no cell can hold.
        """
        worksheet, key = self._worksheet(sheet), _key(cell)
        key = worksheet.lead(key)
        style = None
        if number_format is not None:
            style = self._styles().with_format(worksheet.style(key), number_format)
        worksheet.set(key, _writable(value), style)

    def set_result(self, sheet: str, cell: str | Key, value: Value) -> None:
        """Store the result of a formula that has none. Raises FormulaCell if it has another, or there is no formula."""
        worksheet = self._worksheet(sheet)
        worksheet.set_result(worksheet.lead(_key(cell)), _writable(value))

    def set_full_calc_on_load(self) -> None:
        """Ask the program that opens the workbook to calculate everything."""
        self._book.calculate_on_load()

    def mark_cells(self, sheet: str, cells: Iterable[str | Key]) -> None:
        """Highlight cells by one conditional format, in place of an earlier highlight of ours."""
        worksheet = self._worksheet(sheet)
        keys = sorted({worksheet.lead(_key(cell)) for cell in cells})
        if not keys:
            self.unmark(sheet)
            return
        ranges = [reference(worksheet.merge(key) or (*key, *key)) for key in keys]
        worksheet.text = highlight.marked(worksheet.text, ranges, self._styles().highlight())

    def unmark(self, sheet: str) -> None:
        """Take our highlight away; nothing else."""
        opened = self._worksheets.get(sheet)
        if highlight.sought_in(opened.text if opened else self._parts.text(self._part_of(sheet))):
            worksheet = self._worksheet(sheet)
            worksheet.text = highlight.unmarked(worksheet.text)

    def put_our_sheet(self, name: str, sheet: NewSheet) -> str:
        """Put a sheet of ours behind the others, or in place of the one that bears our mark; the name that it has.

        The one that is there keeps its name; a new one gets a number if a sheet that is not ours has the name.
        """
        text = new_sheet.part(sheet, self._styles().look, self._book.strict)
        index = self._book.marked()
        listed = self._book.sheets()
        if index is None:
            index = len(listed)
            self._list_new(free_name(name, [one.name for one in listed]), text)
        else:
            part = self._sheet_part(listed[index].relation)
            self._worksheets.pop(listed[index].name, None)
            self._parts.text(part)
            self._parts.put(part, text)
            if self._parts.has(relations_part(part)):
                self._parts.remove(relations_part(part))
        self._book.name_sheet(index, new_sheet.filter_range(sheet, True), new_sheet.title_rows(sheet))
        return self._book.sheets()[index].name

    def remove_our_sheet(self) -> None:
        """Take out the sheet that bears our mark, if there is one; its styles stay."""
        index = self._book.marked()
        if index is None:
            return
        name, relation = self._book.sheets()[index]
        app, titles = self._app(), self.sheets
        if app:
            self._parts.put(app, properties.without_title(self._parts.text(app), titles, titles.index(name)))
        self._parts.remove(self._sheet_part(relation))
        self._parts.unrelate(self._name, relation)
        self._book.unlist_sheet(index)
        self._worksheets.pop(name, None)

    def drop_signature(self) -> None:
        """Take all digital signatures out of the package."""
        for part in self._signature():
            self._parts.remove(part)
        name = relations_part("")
        text = self._parts.text(name)
        gone = [
            (one.start, one.end, "")
            for one in children(text, root(text))
            if attributes(tag(text, one)).get("Type", "").endswith("/digital-signature/origin")
        ]
        self._parts.put(name, spliced(text, gone))

    def to_bytes(self) -> bytes:
        """The workbook with all edits; the very bytes that it was opened from if there are none."""
        for name, worksheet in self._worksheets.items():
            self._parts.put(self._part_of(name), worksheet.text)
        self._parts.put(self._name, self._book.text)
        if self._opened_styles is not None:
            self._parts.put(self._styles_part, self._opened_styles.text)
        return self._parts.to_bytes()

    # inside

    def _sheet_part(self, relation: str) -> str:
        """The part of a worksheet; empty for a chart or a macro sheet. Raises Unreadable FIL02 for a dangling one."""
        found = self._relations.get(relation)
        if found is None:
            raise damaged("missing", relation)
        return found.target if found.kind == "worksheet" else ""

    def _part_of(self, sheet: str) -> str:
        for listed in self._book.sheets():
            part = self._sheet_part(listed.relation)
            if listed.name == sheet and part:
                return part
        raise KeyError(sheet)

    def _worksheet(self, sheet: str) -> Worksheet:
        if sheet not in self._worksheets:
            self._worksheets[sheet] = Worksheet(self._parts.text(self._part_of(sheet)), self._string)
        return self._worksheets[sheet]

    def _string(self, index: int) -> str:
        """A shared string; empty for one that is not there."""
        if self._strings is None:
            self._strings = xlsx.shared_strings(self._parts.package, self._relations)
        return self._strings[index] if index < len(self._strings) else ""

    def _styles(self) -> Styles:
        if self._opened_styles is None:
            related = (relation.target for relation in self._relations.values() if relation.kind == "styles")
            part = self._styles_part = next(related, "") or self._related_part("styles", "styles")
            if not self._parts.has(part):
                namespace = new_sheet.NAMESPACES[self._book.strict]
                self._parts.add(part, styles.empty(namespace), f"{_SPREADSHEET}.styles+xml")
            self._opened_styles = Styles(self._parts.text(part))
        return self._opened_styles

    def _related_part(self, name: str, kind: str) -> str:
        """A free name for a part, which the workbook part relates to from now on."""
        folder = self._name.rpartition("/")[0]
        head = f"{folder}/{name}" if folder else name
        free = (f"{head}{number or ''}.xml" for number in count(kind == "worksheet"))
        part = next(part for part in free if not self._parts.has(part))
        relation = self._parts.relate(self._name, kind, part)
        self._relations[relation] = xlsx.Relation(kind, part)
        return part

    def _list_new(self, name: str, text: str) -> None:
        app, titles = self._app(), self.sheets
        part = self._related_part("worksheets/sheet", "worksheet")
        self._parts.add(part, text, f"{_SPREADSHEET}.worksheet+xml")
        relation = next(key for key, found in self._relations.items() if found.target == part)
        self._book.list_sheet(name, relation)
        if app:
            self._parts.put(app, properties.with_title(self._parts.text(app), titles, name))

    def _app(self) -> str:
        """The part with the list of sheet titles; empty if there is none."""
        found = (one.target for one in self._parts.relations("").values() if one.kind == "extended-properties")
        return next((part for part in found if self._parts.has(part)), "")

    def _signature(self) -> list[str]:
        """The parts of the package's signatures: what its origin relates to and what lies in their folder."""
        origins = [one.target for one in self._parts.relations("").values() if one.kind == "origin"]
        related = [one.target for origin in origins for one in self._parts.relations(origin).values()]
        lying = [name for name in self._parts.names() if name.lower().startswith("_xmlsignatures/")]
        return [part for part in dict.fromkeys([*origins, *related, *lying]) if part and self._parts.has(part)]


def _package(data: bytes) -> Package:
    """The zip of a workbook. Raises Unreadable as the readers do."""
    limits.check("file_bytes", len(data))
    package = Package(data, keep=True) if data.startswith(kinds.ZIP) else None
    kind = kinds.kind_of(data, package)
    if kind == "encrypted":
        raise Unreadable("FIL03")
    if package is None or kind != "xlsx":
        raise Unreadable("FIL01", kind=kind)
    package.check_names()
    if package.find(CONTENT_TYPES) is None:
        raise damaged("missing", CONTENT_TYPES)
    return package


def _key(cell: str | Key) -> Key:
    key = place(cell) if isinstance(cell, str) else cell
    if key is None or place(f"{column_letters(key[1])}{key[0]}") != key:
        raise ValueError(f"{cell} is no cell")
    return key


def _writable(value: Value) -> Value:
    """A value as a cell can hold it. Raises ValueError."""
    if isinstance(value, Decimal):
        writing.number(value)
        return value
    return writing.plain(value)
