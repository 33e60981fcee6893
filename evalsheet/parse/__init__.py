"""From grids to forms: printed labels are found wherever they stand, never fixed addresses.

A label is looked up as the profile lists it, after folding (full-width, blanks, breaks, bracketed endings). Nothing is
matched by likeness. What cannot be placed becomes a `Doubt`, not a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from .. import profiles
from ..model import NOTHING, Cell, Doubt, Field, Form, FormRow, Goal, Grid, Profile, Total, Where, normal
from . import funds, heading, indicators
from .funds import Funds
from .indicators import Table
from .labels import caps_in_note
from .sheet import Sheet, has_text, text_field


class Parsed(NamedTuple):
    """The forms of a file, and the sheets that hold another kind of form (place of its title, its name)."""

    forms: tuple[Form, ...]
    others: tuple[tuple[Where, str], ...]


def parse(grids: Iterable[Grid], profile: str | None = None, year: int | None = None) -> Parsed:
    """The forms on these sheets.

    ``profile`` names the profile to use (a shipped one or a TOML file); without it the caps printed on each form
    decide. ``year`` is the year that the forms are expected to be of.
    Forms on hidden sheets are read and marked.
    Raises `evalsheet.profiles.BadProfile`.
    """
    base = profiles.load(profile or "base")
    forms, others = [], []
    for grid in grids:
        if grid.ours:
            continue
        sheet = Sheet(grid, base.labels)
        if not any(has_text(cell) for cells in sheet.rows.values() for cell in cells):
            continue
        for first, last in _blocks(sheet, base):
            form = _form(sheet, first, last, base, profile is not None, year)
            if isinstance(form, Form):
                forms.append(form)
            elif form is not None:
                others.append(form)
    return Parsed(tuple(forms), tuple(others))


def _blocks(sheet: Sheet, base: Profile) -> list[tuple[int, int]]:
    """First and last row of each form on the sheet: a form begins at its title, or else at its 项目名称."""
    numbers = sheet.numbers
    starts = [n for n in sheet.labels if "project" in sheet.keys(n)]
    starts = [n for n in starts if any(funds.is_header(sheet.rows[m], base) or indicators.is_header(sheet.rows[m], base)
                                       for m in sheet.between(n, _next(starts, n) or numbers[-1]))]  # fmt: skip
    firsts = [numbers[0]]
    for previous, start in pairwise(starts):
        above = [n for n in sheet.between(previous + 1, start) if heading.title_cell(sheet, [n], base)[0]]
        firsts.append(above[-1] if above else start)
    return [(first, (_next(firsts, first) or numbers[-1] + 1) - 1) for first in firsts]


def _next(numbers: list[int], after: int) -> int | None:
    return next((n for n in numbers if n > after), None)


def _form(
    sheet: Sheet, first: int, last: int, base: Profile, named: bool, year: int | None
) -> Form | tuple[Where, str] | None:
    """The form in these rows; place and name of another kind of form; None if there is neither."""
    rows = sheet.between(first, last)
    table_at = next((n for n in rows if indicators.is_header(sheet.rows[n], base)), None)
    funds_at = next((n for n in rows if n != table_at and funds.is_header(sheet.rows[n], base)), None)
    heads = [n for n in (funds_at, table_at) if n is not None]
    above = [n for n in rows if n < min(heads, default=last + 1)]
    title, other = heading.title_cell(sheet, above, base)
    if title is not None and other is not None:
        return sheet.at(title), other
    if title is None and (table_at is None or not _has_column(sheet, table_at, base, "actual")):
        return None  # a 申报表 has no actual column; without a title nothing says that this is our form

    doubts: list[Doubt] = []
    unit = heading.money_unit(sheet, rows, base)
    money = None
    if funds_at is not None:
        end = (table_at if table_at is not None and table_at > funds_at else last + 1) - 1
        money = Funds(sheet, funds_at, end, base, unit, doubts)
    table = None if table_at is None else Table(sheet, table_at, base, doubts).read(last)
    body = [n for n in rows if table_at is None or n < table_at]
    goals = heading.goals(sheet, body, base)
    identity = heading.identity(sheet, body, base)
    years = heading.years(sheet, above, title)
    total = table.total if table else Total()
    filled: list[FormRow] = [*(money.rows if money else ()), *goals, *(table.rows if table else ()), total]
    profile, choice = (base, "named") if named else _choose(table, base, title)
    return Form(
        file=sheet.grid.file,
        sheet=sheet.grid.sheet,
        hidden=sheet.grid.hidden,
        profile=profile,
        profile_choice=choice,
        title=text_field(sheet.at(title), title) if title else NOTHING,
        year=years[0].value if years else None,
        years=years,
        project=identity.get("project", NOTHING),
        department=identity.get("department", NOTHING),
        unit=identity.get("unit", NOTHING),
        money_unit=unit,
        fund_rows=tuple(money.rows) if money else (),
        goals=goals,
        indicator_rows=tuple(table.rows) if table else (),
        scored_rows=tuple(row for row in table.rows if not row.detail and not row.na) if table else (),
        first_levels=tuple(table.first_levels) if table else (),
        subtotals=tuple(table.subtotals) if table else (),
        total=total,
        columns=_columns(sheet, money, table),
        unknown=tuple(text_field(sheet.at(cell), cell) for cell in table.columns.unknown) if table else (),
        blocks=frozenset(_found(money, goals, table)),
        where=heading.anchor(sheet, title),
        doubts=tuple(doubts),
        faults=tuple(entry for row in filled for entry in row if entry.__class__ is Field and entry.fault),
        extra=table.extra if table else {},
        headings=_headings(sheet, body, table),
        goal_labels=_goal_labels(sheet, rows),
        expected_year=year,
    )


def _columns(sheet: Sheet, money: Funds | None, table: Table | None) -> dict[str, Where]:
    """The place of each heading, those of the funds block with the prefix "funds."."""
    columns = {f"funds.{key}": where for key, where in money.columns.items()} if money else {}
    if table:
        columns |= {key: sheet.at(cell) for key, cell in table.columns.header.items()}
    return columns


def _headings(sheet: Sheet, above: list[int], table: Table | None) -> dict[str, str]:
    """The headings of the goals (in the rows ``above`` the table) and of the indicator table as printed."""
    goals = {
        key: cell.text
        for n in above
        for cell, key in sheet.labels.get(n, ())
        if key in ("goal_expected", "goal_actual")
    }
    return goals | ({key: cell.text for key, cell in table.columns.header.items()} if table else {})


def _goal_labels(sheet: Sheet, rows: list[int]) -> tuple[Field[str], ...]:
    """The labels of the blocks of annual goals: at the left edge, above the indicator table or beside it."""
    found = [cell for n in rows for cell, key in sheet.labels.get(n, ()) if key == "goals" and cell is sheet.rows[n][0]]
    return tuple(text_field(sheet.at(cell), cell) for cell in found)


def _has_column(sheet: Sheet, header: int, base: Profile, key: str) -> bool:
    return any(base.columns.look_up(cell.text) == key for cell in sheet.rows[header])


def _found(money: Funds | None, goals: tuple[Goal, ...], table: Table | None) -> Iterable[str]:
    """The names of the blocks that the form has."""
    if money is not None:
        yield "funds"
    if goals:
        yield "goals"
    if table is not None:
        yield "indicators"
        if table.total_row is not None:
            yield "total"


def _choose(table: Table | None, base: Profile, title: Cell | None) -> tuple[Profile, str]:
    """The profile whose caps, title and columns are printed on the form, else ``base``; and why.

    Where no profile has the caps that the labels print, or they print none, a note below the table may prescribe them.
    """
    caps: dict[str, Decimal] = {}
    for level in table.first_levels if table else ():
        if level.cap is not None and level.label.value is not None:
            caps[base.level1.get(level.label.value, level.label.value)] = level.cap
    columns = table.columns.header if table else ()
    words = normal(title.text) if title else ""
    profile = profiles.choose(caps, words, columns)
    for note in table.extra.values() if table and profile.name == base.name else ():
        profile = profiles.choose(caps_in_note(note.text, base.level1), words, columns)
        if profile.name != base.name:
            break
    return profile, "match" if profile.name != base.name else "base"
