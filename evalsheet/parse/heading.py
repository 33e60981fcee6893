"""What stands above the tables: title, year, project, department, unit, and the annual goals."""

from __future__ import annotations

import re

from ..model import Cell, Field, Goal, Profile, Where, bare, normal
from .sheet import Sheet, has_text, text_field, text_of

_YEAR = re.compile(r"(20\d\d)年")


def title_cell(sheet: Sheet, rows: list[int], profile: Profile) -> tuple[Cell | None, str | None]:
    """The title among the first rows, and the name of the form if it is another kind.

    Looks no further than the first row with a label of the form: below it a project may be named after a form.
    """
    for number in rows:
        cells = sheet.rows[number]
        for cell in cells:
            words = normal(cell.text)[:80]
            other = next((name for part, name in profile.other_forms.items() if part in words), None)
            if other is not None:
                return cell, other
            if any(part in words for part in profile.form_titles):
                return cell, None
        if any(profile.labels.look_up(cell.text) for cell in cells):
            break
    return None, None


def years(sheet: Sheet, rows: list[int], profile: Profile) -> tuple[Field[int], ...]:
    """The years printed in the title and on the short lines above the first label, each with its place."""
    found = []
    for number in rows:
        cells = sheet.rows[number]
        if any(profile.labels.look_up(cell.text) for cell in cells):
            break
        for cell in cells:
            if len(cell.text) < 80:
                for year in _YEAR.findall(normal(cell.text)):
                    found.append(Field(int(year), text_of(cell), sheet.at(cell)))
    return tuple(found)


def identity(sheet: Sheet, rows: list[int], profile: Profile) -> dict[str, Field[str]]:
    """project, department and unit: the entry to the right of each label. What is not printed is missing."""
    found: dict[str, Field[str]] = {}
    for number in rows:
        for cell in sheet.rows[number]:
            key = _identity_key(cell, profile)
            if key is not None and key not in found:
                found[key] = _entry_right_of(sheet, cell, profile)
    return found


def _identity_key(cell: Cell, profile: Profile) -> str | None:
    if not cell.text or len(cell.text) > 40:
        return None
    for label in (cell.text, bare(cell.text).split("/")[0]):
        key = profile.labels.look_up(label)
        if key in ("project", "department", "unit"):
            return key
    return None


def _entry_right_of(sheet: Sheet, label: Cell, profile: Profile) -> Field[str]:
    cell = sheet.right_of(label)
    if cell is None or profile.labels.look_up(cell.text) is not None:
        return Field(None, "", sheet.where(label.row, label.column + label.columns))
    return text_field(sheet.at(cell), cell)


def goals(sheet: Sheet, rows: list[int], profile: Profile) -> tuple[Goal, ...]:
    """The annual goals: the entries below 预期目标 and 实际完成情况, or right of them in one column."""
    found = []
    for number in rows:
        labels: dict[str, Cell] = {}
        for cell in sheet.rows[number]:
            key = profile.labels.look_up(cell.text)
            if key in ("goal_expected", "goal_actual"):
                labels.setdefault(key, cell)
        if len(labels) == 2:
            found.append(Goal(_below(sheet, labels["goal_expected"]), _below(sheet, labels["goal_actual"])))
        elif "goal_expected" in labels:
            found.append(Goal(expected=_entry_right_of(sheet, labels["goal_expected"], profile)))
        elif "goal_actual" in labels and found:
            actual = _entry_right_of(sheet, labels["goal_actual"], profile)
            found[-1] = Goal(found[-1].expected, actual)
    return tuple(found)


def _below(sheet: Sheet, label: Cell) -> Field[str]:
    """The entry in the row below a heading, within the columns of the heading."""
    number = label.row + label.rows
    span = range(label.column, label.column + label.columns)
    cells = [cell for cell in sheet.rows.get(number, ()) if cell.column in span and has_text(cell)]
    where = sheet.where(number, label.column)
    return text_field(sheet.at(cells[0]) if cells else where, cells[0] if cells else None)


def money_unit(sheet: Sheet, rows: list[int], profile: Profile) -> str:
    """万元 or 元, as the label of the funds block or a line 单位：… says; 万元 if nothing does."""
    for number in rows:
        for cell in sheet.rows[number]:
            if not cell.text or len(cell.text) > 40:
                continue
            text = normal(cell.text)
            if profile.labels.look_up(text) == "funds" or "单位:" in text or profile.fund_columns.look_up(text):
                if "万元" in text:
                    return "万元"
                if "元)" in text or text.endswith("元"):
                    return "元"
    return "万元"


def anchor(sheet: Sheet, title: Cell | None) -> Where:
    """A place to name when what is missing has none."""
    if title is not None:
        return sheet.at(title)
    first = sheet.rows[sheet.numbers[0]][0]
    return sheet.at(first)
