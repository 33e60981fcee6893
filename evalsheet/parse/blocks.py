"""Where each form on a sheet begins and ends."""

from __future__ import annotations

import re

from ..model import Cell, Profile, normal
from . import funds, indicators
from .head import is_line_of_head
from .sheet import Sheet, has_text

#: Longer texts in a row of their own are notes.
_LONGEST_TITLE = 60
#: What begins a note that names a form, and what ends a title.
_NOTES = ("注", "备注", "说明", "填表说明", "(", "根据", "依据", "按照", "参照")
_END = re.compile(r"表(?:\([^()]*\)?|20\d\d年度?|样)*$")
#: Another kind of form has at least so many rows.
_SHORTEST = 3


def blocks(sheet: Sheet, base: Profile) -> list[tuple[int, int]]:
    """First and last row of each form on the sheet: a form begins at its title, or else at its 项目名称.

    A title or 项目名称 printed again over the same table, on another page, begins nothing.
    """
    numbers = sheet.numbers
    titles = {n for n, texts in sheet.texts.items() if _is_alone(texts) and _is_title(texts, sheet.rows[n], base)}
    projects = {number for number in sheet.labels if sheet.has_key(number, "project")}
    if len(titles) <= 1 and len(projects) <= 1:
        return [(numbers[0], numbers[-1])]
    firsts: list[int] = []
    begun: int | None = None  # a title or 项目名称 whose tables have not been met yet
    heads: set[str] = set()  # the titles and project names of the form that was begun last
    marks = sorted(titles | projects)
    for at, mark in enumerate(marks):
        rows = sheet.between(mark, marks[at + 1] - 1 if at + 1 < len(marks) else numbers[-1])
        other = mark in titles and _is_other(sheet, mark, base)
        if other and len(rows) < _SHORTEST:
            continue  # a line that speaks of another form
        if begun is None or mark in titles:
            begun = mark
        head = _text(sheet, mark) if mark in titles else _project(sheet, mark)
        has_funds = any(
            sheet.has_key(number, "funds") or funds.is_header(sheet.rows[number], sheet.texts[number], base)
            for number in rows
        )
        if other or has_funds or any(indicators.is_header(sheet.texts[number], base) for number in rows):
            again = bool(firsts and head) and not other and not has_funds and head in heads  # on a further page
            if not again:
                firsts.append(begun if begun in titles else _with_lines_above(sheet, begun))
                heads = {_text(sheet, begun)}
            begun = None
        heads.add(head)
    if not firsts:
        return [(numbers[0], numbers[-1])]
    firsts[0] = numbers[0]
    lasts = [first - 1 for first in firsts[1:]]
    return list(zip(firsts, [*lasts, numbers[-1]], strict=True))


def _is_alone(texts: list[str]) -> bool:
    """The row has one text at first sight."""
    return len(texts) == 1 or not texts[1] or texts[1] == texts[0]


def _is_title(texts: list[str], cells: list[Cell], base: Profile) -> bool:
    """A row with one text (perhaps printed once a column) that is the title of a form, of this or another kind."""
    text = texts[0] or max(texts)
    if not 3 < len(text) <= _LONGEST_TITLE or {cell.text for cell in cells if has_text(cell)} != {text}:
        return False
    words = normal(text)
    if words.startswith(_NOTES) or not _END.search(words):
        return False
    return any(part in words for part in (*base.form_titles, *base.other_forms))


def _with_lines_above(sheet: Sheet, project: int) -> int:
    """The first of the lines right above 项目名称 that belong to the head of a form without title."""
    first = project
    while (above := sheet.before(first)) is not None and _is_alone(sheet.texts[above]):
        if not is_line_of_head(_text(sheet, above)):
            break
        first = above
    return first


def _text(sheet: Sheet, number: int) -> str:
    return next((cell.text for cell in sheet.rows[number] if has_text(cell)), "")


def _is_other(sheet: Sheet, number: int, base: Profile) -> bool:
    """The title of another kind of form."""
    words = normal(_text(sheet, number))
    return any(part in words for part in base.other_forms)


def _project(sheet: Sheet, number: int) -> str:
    label = next(cell for cell, key in sheet.labels[number] if key == "project")
    value = sheet.right_of(label)
    return value.text if value is not None else ""
