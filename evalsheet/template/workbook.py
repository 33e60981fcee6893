"""The workbook of a submission that came in another format: a sheet for each form, and one for what has no place."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from ..model import Form, Grid, normal
from ..readers.xlsx import REST_MARK
from . import form_sheet, leftovers
from .standard_form import StandardForm
from .styles import CREATED, Styles

#: The sheet that `fill` adds.
_RESERVED = frozenset({"校验结果", leftovers.NAME, "history"})
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_ANNEX, _LONGEST_ANNEX = ("附件", "附表"), 20
#: What readers call a table without a name.
_NUMBERED = re.compile(r"表\d+(?:-\d+)*")


def standard_workbook(forms: Sequence[Form], grids: Sequence[Grid]) -> bytes:
    """The forms, which were read from these sheets, as an xlsx workbook of standard forms with their values."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": "项目支出绩效自评表", "created": CREATED})
    styles = Styles(book)
    visible = any(not form.hidden for form in forms)
    names: set[str] = set(_RESERVED)
    shown: list[Any] = []
    annexes = [_annex(form, grids) for form in forms]
    for form, annex in zip(forms, annexes, strict=True):
        sheet = book.add_worksheet(_name(form.sheet, names))
        StandardForm(sheet, styles, form, annex).write()
        if form.hidden and visible:
            sheet.hide()
        else:
            shown.append(sheet)
    left, others = leftovers.leftovers(forms, grids, annexes)
    if left or others:
        leftovers.write(book.add_worksheet(leftovers.NAME), styles, left, others)
        book.define_name(f"'{leftovers.NAME}'!{REST_MARK}", f"='{leftovers.NAME}'!$A$1")
    shown[0].activate()
    shown[0].set_first_sheet()
    book.close()
    return target.getvalue()


def _annex(form: Form, grids: Sequence[Grid]) -> str:
    """附件3, as it stands above the title."""
    title = form.title.where
    above = (cell for grid in grids if title and grid.sheet == form.sheet for cell in grid.cells.values())
    near = (cell.text.strip() for cell in above if title and title.row - 3 < cell.row < title.row)
    return next((text for text in near if normal(text).startswith(_ANNEX) and len(text) < _LONGEST_ANNEX), "")


def _name(sheet: str, taken: set[str]) -> str:
    """A name for a sheet: that of the submission as far as a workbook allows it."""
    wanted = "" if _NUMBERED.fullmatch(sheet) else _FORBIDDEN.sub("_", sheet).strip("' ")
    wanted = wanted[:31] or form_sheet.NAME
    name, number = wanted, 1
    while name.lower() in taken:
        number += 1
        name = f"{wanted[: 31 - len(str(number))]}{number}"
    taken.add(name.lower())
    return name
