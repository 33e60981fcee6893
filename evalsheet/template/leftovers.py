"""What a submission says and the standard form has no place for, cell by cell, so that none of it is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from .. import values
from ..model import Cell, Field, Form, Grid, Where, normal
from ..parse.labels import NO_SIGN, is_placeholder
from .page import LONGEST
from .styles import HEI, Styles

NAME = "其他内容"
#: 单位：万元, (元): the form says it in the label of its funds.
_MONEY_UNIT = re.compile(r"\(?(?:(?:金额|计量)?单位:?)?\(?(?:人民币)?[百千]?[万亿]?元\)*")
#: So many cells beside the forms are listed; a sheet with more is something else besides a form.
MOST = 5000
_HEADINGS = ("原工作表", "原单元格", "内容")
_WIDTHS = (16, 12, 92)


def leftovers(
    forms: Sequence[Form], grids: Iterable[Grid], written: Iterable[str]
) -> tuple[list[tuple[Where, str]], list[str]]:
    """The cells of the sheets with forms that went nowhere, with their texts; the other sheets that are not empty.

    ``written`` are texts that went to a form from outside of it.
    """
    elsewhere = set(map(normal, written))
    left: list[tuple[Where, str]] = []
    others: list[str] = []
    for grid in grids:
        here = [form for form in forms if form.sheet == grid.sheet]
        if here:
            left += islice(_left(here, grid, elsewhere), MOST - len(left))
        elif not grid.ours and any(cell.text.strip() for cell in grid.cells.values()):
            others.append(grid.sheet)
    return left, others


def _left(forms: Sequence[Form], grid: Grid, elsewhere: set[str]) -> Iterator[tuple[Where, str]]:
    taken = {(where.row, where.column) for form in forms for where in _places(form)}
    said = {text for form in forms for text in _texts(form)} | elsewhere
    tables = [labels for form in forms[:1] for labels in _labels(form)]
    said |= {
        normal(cell.text) for key, cell in grid.cells.items() if key in taken
    }  # a merge may be printed once a cell
    whole = "\n".join(said)
    for key, cell in grid.cells.items():
        text = cell.text.strip()
        kept = key in taken or normal(text) in said or (len(text) > 3 and text in whole)
        kept = kept or _says_nothing(cell, text) or any(labels.look_up(text) is not None for labels in tables)
        if not kept or len(text) > LONGEST:  # of which a cell has the beginning
            yield Where(grid.file, grid.sheet, *key), text


def _says_nothing(cell: Cell, text: str) -> bool:
    empty = not text or values.blank(text) or values.stroke(text) or normal(text) in NO_SIGN
    return empty or is_placeholder(text) or bool(_MONEY_UNIT.fullmatch(normal(text)))


def _labels(form: Form) -> Iterator[Any]:
    profile = form.profile
    yield from (profile.labels, profile.columns, profile.fund_columns, profile.fund_items)


def _fields(form: Form) -> Iterator[Field[Any]]:
    yield from form.fields()
    for more in (form.years, form.unknown, form.goal_labels, form.extra.values()):
        yield from more
    for level in form.first_levels:
        yield level.label
    for subtotal in form.subtotals:
        yield from (subtotal.weight, subtotal.score)


def _places(form: Form) -> Iterator[Where]:
    for field in _fields(form):
        if field.where is not None:
            yield field.where
    yield from form.columns.values()
    yield from (fact.where for fact in form.reading)


def _texts(form: Form) -> Iterator[str]:
    """What the standard form says, also in pieces: cells of several columns may have been joined to one entry."""
    for field in _fields(form):
        yield normal(field.text)
    for row in form.indicator_rows:
        yield from map(normal, row.extra.values())
        for entry in (row.target, row.actual):
            yield from map(normal, _PIECES.findall(entry.text))


#: Sign, number and unit of a target.
_PIECES = re.compile(r"[≥≤≧≦＞＜><=]+|-?[\d.,]+|[^\d.,≥≤≧≦＞＜><=]+")


def write(sheet: Any, styles: Styles, left: Sequence[tuple[Where, str]], others: Sequence[str]) -> None:
    """Writes the list onto an empty XlsxWriter worksheet."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    text = styles.label(align="left")
    notes = ["标准表样没有位置的内容，照原文件列在下面。"] if left else []
    if len(left) == MOST:
        notes.append(f"只列到第 {MOST} 处，其余见原文件。")
    if others:
        notes.append(f"没有自评表的工作表没有转入：{'、'.join(others)}。")
    sheet.write_string(0, 0, "说明", styles.heading())
    sheet.merge_range(0, 1, 0, 2, "".join(notes)[:LONGEST], text)
    if left:
        sheet.write_row(1, 0, _HEADINGS, styles.heading(font_name=HEI))
    row = 2
    for where, said in left:
        for start in range(0, len(said), LONGEST):
            sheet.write_string(row, 0, where.sheet, text)
            sheet.write_string(row, 1, where.cell, text)
            sheet.write_string(row, 2, said[start : start + LONGEST], text)
            row += 1
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
