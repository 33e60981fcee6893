"""xlsx, xlsm, xltx, xltm: the fast path, standard-library expat over the few parts that hold cells.

Missing or broken styles cost the formats, not the file; a missing or broken sheet, or shared strings that are needed,
cost the file, because a form would silently be lost. What goes wrong without having been foreseen is given to openpyxl.
"""

from __future__ import annotations

from collections.abc import Callable
from posixpath import dirname, join, normpath
from typing import NamedTuple

from .. import limits
from ..model import Grid, Unreadable
from ..patterns import rare
from . import markup, sweep
from .builtin_formats import BUILTIN, GENERAL
from .package import Package, damaged
from .source import Source
from .text import unescaped
from .xlsx_sheet import SheetParser

_NUMBER_FORMATS = rare(rb"<((?:[\w.-]+:)?numFmts)(?=[\s>])")
_CELL_STYLES = rare(rb"<((?:[\w.-]+:)?cellXfs)(?=[\s>])")
#: A hidden name of the sheet that evalsheet adds; it follows the sheet when it is renamed or moved.
OUR_MARK = "_evalsheet_result"
#: A name of the sheet on which a converted submission has what its forms have no place for.
REST_MARK = "_evalsheet_rest"
_CONTENT_TYPES = "[Content_Types].xml"
_TRUE = ("1", "true", "on")


class Sheet(NamedTuple):
    """A sheet as the workbook part lists it."""

    name: str
    relation: str
    hidden: bool


class Workbook(NamedTuple):
    """The workbook part: its sheets, whether days are counted from 1904, and which sheets bear our mark."""

    sheets: list[Sheet]
    date1904: bool
    #: More than one if the user has copied it.
    ours: frozenset[int]


class Relation(NamedTuple):
    """One line of a .rels part; ``target`` is a part name, empty if it is outside the package."""

    kind: str
    target: str


class Formats(dict[str, str]):
    """Style index, as written in the s attribute -> format code; General for one that is not there."""

    def __missing__(self, index: str) -> str:
        return GENERAL


def read(source: Source) -> tuple[Grid, ...]:
    """The worksheets of a workbook in their order. Raises Unreadable: FIL02, FIL03, FIL04, FIL07."""
    package = source.package
    assert package is not None, "an xlsx file is a zip"
    package.check_names()
    if package.find(_CONTENT_TYPES) is None:
        raise damaged("missing", _CONTENT_TYPES)  # not read here, but no program opens a workbook without
    try:
        return _read(package, source.file)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        from . import xlsx_openpyxl  # slow to import and hardly ever needed

        return xlsx_openpyxl.read(source, error)


def _read(package: Package, file: str) -> tuple[Grid, ...]:
    workbook_name = main_part(package)
    workbook = _workbook(package.part(workbook_name), workbook_name)
    limits.check("sheets", len(workbook.sheets))
    relations = part_relations(package, workbook_name)
    formats = _formats(package, relations)
    strings: list[str] | None = None
    grids = []
    cells = 0
    for index, sheet in enumerate(workbook.sheets):
        relation = relations.get(sheet.relation)
        if relation is None:
            raise damaged("missing", sheet.name)
        if relation.kind != "worksheet":
            continue  # a chart, a dialog or a macro sheet
        if strings is None:
            strings = shared_strings(package, relations)
        parser = SheetParser(strings, formats, workbook.date1904, cells)
        parser.parse(package.part(relation.target), relation.target)
        cells += len(parser.cells)
        hidden_rows = frozenset(parser.hidden_rows)
        ours = index in workbook.ours
        grids.append(Grid(file, sheet.name, parser.grid_cells(), sheet.hidden, hidden_rows, ours))
    return tuple(grids)


def sheet_parts(package: Package) -> dict[str, str]:
    """The parts of the worksheets by name. Raises Unreadable FIL02."""
    name = main_part(package)
    relations = part_relations(package, name)
    sheets = _workbook(package.part(name), name).sheets
    return {sheet.name: relations[sheet.relation].target for sheet in sheets if sheet.relation in relations}


def main_part(package: Package) -> str:
    """The name of the workbook part. Raises Unreadable FIL02 if there is none."""
    relations = part_relations(package, "")
    for relation in relations.values():
        if relation.kind == "officeDocument" and relation.target:
            return relation.target
    raise damaged("missing", "xl/workbook.xml")


def part_relations(package: Package, part: str) -> dict[str, Relation]:
    """The relations of a part ("" for the package) by id. A kind is the last word of its type, strict or not."""
    folder, _, name = part.rpartition("/")
    rels = join(folder, "_rels", f"{name}.rels")
    return _relations_of(package.part(rels), rels)


@markup.remembered
def _relations_of(data: bytes, rels: str) -> dict[str, Relation]:
    folder = dirname(dirname(rels))
    found: dict[str, Relation] = {}

    def seen(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            inside = attributes.get("TargetMode", "").lower() != "external"
            target = attributes.get("Target", "").replace("\\", "/").partition("#")[0]
            resolved = normpath(join("/", folder, target)).lstrip("/") if inside and target else ""
            found[attributes.get("Id", "")] = Relation(attributes.get("Type", "").rpartition("/")[2], resolved)

    markup.elements(data, rels, seen)
    return found


@markup.remembered
def _workbook(data: bytes, part: str) -> Workbook:
    sheets: list[Sheet] = []
    date1904 = False
    ours: set[int] = set()

    def seen(name: str, attributes: dict[str, str]) -> None:
        nonlocal date1904
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "").lower() in ("hidden", "veryhidden")
            sheets.append(Sheet(unescaped(attributes.get("name", "")), relation, hidden))
        elif name == "definedName" and attributes.get("name") in (OUR_MARK, REST_MARK):
            index = attributes.get("localSheetId", "")
            if index.isdecimal() and len(index) < 6:
                ours.add(int(index))
        elif name == "workbookPr":
            date1904 = attributes.get("date1904", "").lower() in _TRUE

    markup.elements(data, part, seen)
    return Workbook(sheets, date1904, frozenset(ours))


def target(relations: dict[str, Relation], kind: str) -> str:
    return next((relation.target for relation in relations.values() if relation.kind == kind), "")


def _formats(package: Package, relations: dict[str, Relation]) -> Formats:
    """The format codes of all cell styles; none if the styles are missing or broken."""
    name = target(relations, "styles")
    return Formats() if package.find(name) is None else _formats_of(package.part(name), name)


@markup.remembered
def _formats_of(data: bytes, name: str) -> Formats:
    codes = dict(BUILTIN)
    formats = Formats()
    try:
        reader = _style_reader(codes, formats)
        for lists in _style_lists(data):
            markup.elements(lists, name, reader)
    except Unreadable as error:
        if error.code != "FIL02" or error.values.get("reason") == "doctype":
            raise
    return formats


def _style_lists(data: bytes) -> list[bytes]:
    """The two elements of a styles part that matter, cut out: the rest is ten times as long. All of it if in doubt."""
    found = []
    for start in (_NUMBER_FORMATS.search(data), _CELL_STYLES.search(data)):
        end = data.find(b"</" + start[1], start.end()) if start else -1
        if start and end > 0:
            found.append(data[start.start() : end] + b"</" + start[1] + b">")
    return found if found and b"cellXfs" in found[-1] else [data]


def _style_reader(codes: dict[str, str], formats: Formats) -> Callable[[str, dict[str, str]], None]:
    """A handler that puts number formats into ``codes`` and styles into ``formats``, and stops behind the styles."""
    inside = False

    def seen(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name == "xf":
            if inside:
                limits.check("styles", len(formats) + 1)
                formats[str(len(formats))] = codes.get(attributes.get("numFmtId", "0"), GENERAL)
        elif name == "numFmt":
            # those of conditional formats come later and are not reached
            codes[attributes.get("numFmtId", "")] = unescaped(attributes.get("formatCode", GENERAL))
        elif name == "cellXfs":
            inside = True
        elif inside and name in ("cellStyles", "dxfs", "tableStyles", "colors", "extLst"):
            raise markup.Enough

    return seen


def shared_strings(package: Package, relations: dict[str, Relation]) -> list[str]:
    """All shared strings in order; none if the workbook has no such part."""
    part = target(relations, "sharedStrings")
    if not part:
        return []
    data = package.part(part)
    usual = sweep.strings(data, part)
    if usual is not None:
        limits.check("shared_strings", len(usual))
        return usual
    reader = SharedStrings()
    markup.tokens(data, part, reader.take)
    return reader.strings


class SharedStrings:
    """Shared strings from tokens. Rich text runs are joined, phonetic guides left out."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._text: list[str] = []
        self._phonetic = False

    def take(self, tokens: list[str]) -> None:
        """Read on. Raises Unreadable FIL04 over the limit."""
        text, pieces = self._text, self._pieces
        for token in tokens:
            if token[0] != "<":
                text.append(token)
            elif token == "<t>":
                text.clear()
            elif token == "</t>":
                if not self._phonetic:
                    pieces += text
                text.clear()
            elif token == "</si>":
                self._add("".join(pieces))
                pieces.clear()
            elif token != "<si>":
                self._take_other(token)
        limits.check("shared_strings", len(self.strings))

    def _take_other(self, token: str) -> None:
        """A tag with a prefix or attributes, or of another element."""
        name, end, empty, _ = markup.tag(token)
        if name == "t":
            if end and not self._phonetic:
                self._pieces += self._text
            self._text.clear()
        elif name == "si" and (end or empty):
            self._add("".join(self._pieces))
            self._pieces.clear()
        elif name == "rPh":
            self._phonetic = not (end or empty)

    def _add(self, string: str) -> None:
        self.strings.append(unescaped(markup.decoded(string)))
