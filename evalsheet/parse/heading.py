"""What stands above the tables: title, year, project, department, unit, and the annual goals."""

from __future__ import annotations

import re

from ..model import Cell, Field, Goal, Profile, Where, bare, normal
from .sheet import Sheet, has_text, text_field

#: 2022年度, 2022年; neither a full date nor the year from which money was carried over.
_YEAR = re.compile(r"(20\d\d)年(?!\d{1,2}月|度?结转)")
_UNIT_LINES = ("单位:", "(单位", "金额单位", "计量单位")
_UNIT = re.compile(r"(?:单位:|\()(?:人民币)?(百万元|万元|千元|亿元|元)")


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
        if number in sheet.labels:
            break
    return None, None


def years(sheet: Sheet, rows: list[int], title: Cell | None) -> tuple[Field[int], ...]:
    """The years printed in the title and on the short lines below it, each with its place.

    A line above the title (附件…) counts only where neither title nor the lines below it print a year.
    """
    above: list[Field[int]] = []
    found: list[Field[int]] = []
    for number in rows:
        cells = sheet.rows[number]
        if number in sheet.labels:
            break
        for cell in cells:
            here = above if title is not None and number < title.row else found
            if len(cell.text) < 80:
                for year in _YEAR.findall(normal(cell.text)):
                    here.append(Field(int(year), cell.text, sheet.at(cell)))
    return tuple(found or above[-1:])


def identity(sheet: Sheet, rows: list[int], profile: Profile) -> dict[str, Field[str]]:
    """project, department and unit: right of the label, or behind its colon. What is not printed is missing."""
    found: dict[str, Field[str]] = {}
    for number in rows:
        for cell, key in sheet.labels.get(number, ()):
            if key in _IDENTITY and key not in found:
                found[key] = _entry_right_of(sheet, cell, profile)
        for cell in sheet.rows[number]:
            if _SEPARATOR.search(cell.text):
                combined, behind = _combined_label(cell, profile)
                if combined is not None and combined not in found:
                    entry = Field(behind, behind, sheet.at(cell))
                    found[combined] = entry if behind else _entry_right_of(sheet, cell, profile)
    return found


_IDENTITY = ("project", "department", "unit")
_SEPARATOR = re.compile("[/:：]")


def _combined_label(cell: Cell, profile: Profile) -> tuple[str | None, str]:
    """The key of a label with its entry behind a colon (项目名称：甲), or with a second label (实施单位/负责人)."""
    for colon in ("：", ":"):
        head, found, behind = cell.text.partition(colon)
        key = profile.labels.look_up(head) if found else None
        if key in _IDENTITY and behind.strip():
            return key, behind.strip()
    key = profile.labels.look_up(bare(cell.text[:60]).split("/")[0]) if "/" in cell.text else None
    return (key, "") if key in _IDENTITY else (None, "")


def _entry_right_of(sheet: Sheet, label: Cell, profile: Profile) -> Field[str]:
    cell = sheet.right_of(label)
    if cell is None or _is_label(cell, profile):
        return Field(None, "", sheet.where(label.row, label.column + label.columns))
    return text_field(sheet.at(cell), cell)


def _is_label(cell: Cell, profile: Profile) -> bool:
    return any(labels.look_up(cell.text) is not None for labels in (profile.labels, profile.columns))


def goals(sheet: Sheet, rows: list[int], profile: Profile) -> tuple[Goal, ...]:
    """The annual goals: below 预期目标 and 实际完成情况, or right of them where these stand beside their texts."""
    found: list[Goal] = []
    for number in rows:
        labels: dict[str, Cell] = {}
        for cell, key in sheet.labels.get(number, ()):
            labels.setdefault(key, cell)
        if {"goal_expected", "goal_actual"} <= labels.keys() and not _text_right_of(
            sheet, labels["goal_expected"], profile
        ):
            found += _below(sheet, labels["goal_expected"], labels["goal_actual"], rows, profile)
        elif "goal_expected" in labels:
            expected = _entry_right_of(sheet, labels["goal_expected"], profile)
            actual = labels.get("goal_actual")
            found.append(Goal(expected, _entry_right_of(sheet, actual, profile) if actual else Field()))
        elif "goal_actual" in labels and found:
            found[-1] = Goal(found[-1].expected, _entry_right_of(sheet, labels["goal_actual"], profile))
    return tuple(found)


def _text_right_of(sheet: Sheet, label: Cell, profile: Profile) -> bool:
    cell = sheet.right_of(label)
    return cell is not None and has_text(cell) and not _is_label(cell, profile)


def _below(sheet: Sheet, expected: Cell, actual: Cell, rows: list[int], profile: Profile) -> list[Goal]:
    """One goal a row below the two headings, down to the next label; the first row even if nothing is written there."""
    first = expected.row + expected.rows
    made: list[Goal] = []
    for number in [n for n in rows if n >= first] or [first]:
        cells = sheet.rows.get(number, [])
        if any(_is_label(cell, profile) and profile.labels.look_up(cell.text) != "goals" for cell in cells):
            break
        goal = Goal(_entry_below(sheet, expected, number), _entry_below(sheet, actual, number))
        if not made or goal.expected.text or goal.actual.text:
            made.append(goal)
    if made:
        return made
    blank = [Field[str](None, "", sheet.where(first, label.column)) for label in (expected, actual)]
    return [Goal(*blank)]


def _entry_below(sheet: Sheet, label: Cell, number: int) -> Field[str]:
    """The entry in row ``number`` within the columns of a heading."""
    span = range(label.column, label.column + label.columns)
    cells = [cell for cell in sheet.rows.get(number, ()) if cell.column in span and has_text(cell)]
    return text_field(sheet.at(cells[0]), cells[0]) if cells else Field(None, "", sheet.where(number, label.column))


def money_unit(sheet: Sheet, rows: list[int], profile: Profile) -> str:
    """The unit of amounts, as the label of the funds block, its columns or a line 单位：… print it; else 万元."""
    for number in rows:
        for cell in sheet.rows[number]:
            text = normal(cell.text) if 0 < len(cell.text) <= 40 else ""
            key = profile.labels.look_up(cell.text) if text else None
            if key == "funds":
                below = next((c for c in sheet.rows.get(cell.row + cell.rows, ()) if c.column == cell.column), None)
                text += normal(below.text) if below is not None else ""
            elif not text.startswith(_UNIT_LINES) and not profile.fund_columns.look_up(text):
                continue
            match = _UNIT.search(text)
            if match:
                return match[1]
    return "万元"


def anchor(sheet: Sheet, title: Cell | None) -> Where:
    """A place to name when what is missing has none."""
    if title is not None:
        return sheet.at(title)
    first = sheet.rows[sheet.numbers[0]][0]
    return sheet.at(first)
