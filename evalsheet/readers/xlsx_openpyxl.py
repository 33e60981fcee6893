"""openpyxl for what the fast path did not foresee; the same grids, some fifty times slower."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, to_excel
from openpyxl.worksheet.worksheet import Worksheet

from ..model import Cell, Grid, Unreadable
from . import markup
from .number_format import show, show_text
from .source import Source
from .xlsx_sheet import Key, with_merges

#: openpyxl holds some fifty times a part's size in memory; what is larger is not given to it.
MAX_BYTES = 4 << 20


def read(source: Source, cause: Exception) -> tuple[Grid, ...]:
    """The grids of a workbook whose fast reading failed with ``cause``. Raises Unreadable FIL02, FIL04, FIL07."""
    crashed = Unreadable("FIL07", error=type(cause).__name__)
    package = source.package
    if package is None or len(source.data) > MAX_BYTES:
        raise crashed from cause
    before = package.inflated
    for name in package.members:
        if name.endswith((".xml", ".rels")):
            # inflates within the limits and refuses a DOCTYPE
            markup.elements(package.part(name), name, lambda *_: None)
    if package.inflated - before > MAX_BYTES:
        raise crashed from cause
    try:
        stored, results = (openpyxl.load_workbook(io.BytesIO(source.data), data_only=only) for only in (False, True))
        return tuple(
            _grid(source.file, sheet, results[sheet.title], stored.epoch.year == 1904) for sheet in stored.worksheets
        )
    except Unreadable:
        raise
    except Exception:
        raise crashed from cause


def _grid(file: str, sheet: Worksheet, results: Worksheet, date1904: bool) -> Grid:
    cells: dict[Key, Cell] = {}
    for key, stored in sheet._cells.items():  # iterating rows would walk the whole rectangle
        if not isinstance(stored, MergedCell) and stored.value is not None:
            formula = _formula(stored.value) if stored.data_type == "f" else None
            cells[key] = _cell(key, results.cell(*key), formula, date1904)
    merges = [(span.min_row, span.min_col, span.max_row, span.max_col) for span in sheet.merged_cells.ranges]
    hidden = frozenset(row for row, shape in sheet.row_dimensions.items() if shape.hidden)
    return Grid(file, sheet.title, with_merges(cells, sorted(merges)), sheet.sheet_state != "visible", hidden)


def _formula(value: Any) -> str:
    return str(getattr(value, "text", value) or "").removeprefix("=")


def _cell(key: Key, result: Any, formula: str | None, date1904: bool) -> Cell:
    value = result.value
    if value is None:
        return Cell(*key, None, "", None, formula)
    if isinstance(value, bool):
        return Cell(*key, value, str(value).upper(), None, formula)
    if result.data_type == "e":
        return Cell(*key, None, str(value), None, formula, True)
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        value = to_excel(value, MAC_EPOCH if date1904 else WINDOWS_EPOCH)  # type: ignore[no-untyped-call]
    if isinstance(value, (int, float, Decimal)):
        shown = show(repr(value), result.number_format, date1904)
        if shown is not None:
            return Cell(*key, shown.value, shown.text, shown.decimals, formula)
    return Cell(*key, str(value), show_text(str(value), result.number_format), None, formula)
