"""From grids to forms: printed labels are found wherever they stand, never fixed addresses.

A label is looked up as the profile lists it, after folding (full-width, blanks, breaks, bracketed endings). Nothing is
matched by likeness. What cannot be placed becomes a `Doubt`, not a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from .. import profiles
from ..model import NOTHING, Cell, Doubt, Fact, Field, Form, FormRow, Goal, Grid, Profile, Total, Where, normal
from . import fund_sources, funds, heading, indicators
from .beside import Extra, joined, keep, pairs, pieces
from .blocks import blocks
from .fund_sources import FundSources
from .funds import Funds
from .goals import Goals
from .heading import Head
from .indicators import Table
from .sheet import Sheet, has_text, number_field, text_field


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
        for first, last in blocks(sheet, base):
            form = _form(sheet, sheet.between(first, last), base, profile is not None, year)
            if isinstance(form, Form):
                forms.append(form)
            elif form is not None:
                others.append(form)
    return Parsed(tuple(forms), tuple(others))


@dataclass(slots=True)
class _Parts:
    """The parts of a form as they are read one after the other."""

    table: Table | None = None
    money: Funds | FundSources | None = None
    goals: tuple[Goal, ...] = ()
    total: Total = field(default_factory=Total)
    facts: list[Fact] = field(default_factory=list)
    extra: Extra = field(default_factory=dict)


def _form(
    sheet: Sheet, rows: list[int], base: Profile, named: bool, year: int | None
) -> Form | tuple[Where, str] | None:
    """The form in these rows; place and name of another kind of form; None if there is neither."""
    table_at = next((n for n in rows if indicators.is_header(sheet.rows[n], base)), None)
    funds_at = next((n for n in rows if n != table_at and funds.is_header(sheet.rows[n], base)), None)
    head_ends = min((n for n in (funds_at, table_at) if n is not None), default=rows[-1] + 1)
    above = [n for n in rows if n < head_ends]
    title, other = heading.title_cell(sheet, above, base)
    if title is None:
        other = heading.other_form(sheet.grid.sheet, base)
    where = sheet.at(title or sheet.rows[rows[0]][0])
    if other is not None:
        return where, other
    if title is None and (table_at is None or not _has_column(sheet, table_at, base, "actual")):
        return None  # a 申报表 has no actual column; without a title nothing says that this is our form

    doubts: list[Doubt] = []
    unit = heading.money_unit(sheet, rows, base, funds_at)
    body = [n for n in rows if table_at is None or n < table_at]
    goals = Goals(sheet, body, base)
    head = Head(sheet, [n for n in above if n not in goals.rows], title, base)
    parts = _Parts(goals=tuple(goals.goals), extra=head.extra)
    _read_funds(parts, sheet, rows, funds_at, table_at, base, unit, doubts)
    if table_at is not None:
        _read_table(parts, sheet, rows, table_at, base, doubts)
    _keep_rest(parts, sheet, [n for n in body if n >= head_ends and n not in goals.rows], base)
    _take_score(parts, sheet, head)
    table, money = parts.table, parts.money
    identity = head.entries
    years = heading.years(sheet, above, title)
    fund_rows = tuple(money.rows) if money else ()
    indicator_rows = tuple(table.rows) if table else ()
    filled: list[FormRow] = [*fund_rows, *parts.goals, *indicator_rows, parts.total]
    columns, reading = _columns(sheet, parts)
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
        fund_rows=fund_rows,
        goals=parts.goals,
        indicator_rows=indicator_rows,
        scored_rows=tuple(row for row in indicator_rows if not row.detail and not row.na),
        first_levels=tuple(table.first_levels) if table else (),
        second_levels=tuple(table.second_levels) if table else (),
        subtotals=tuple(table.subtotals) if table else (),
        total=parts.total,
        columns=columns,
        unknown=_unknown(sheet, table),
        blocks=frozenset(_found(parts)),
        where=where,
        reading=(*_head_facts(sheet, head, title), *reading, *parts.facts),
        doubts=tuple(doubts),
        faults=tuple(entry for row in filled for entry in row if entry.__class__ is Field and entry.fault),
        extra=joined(parts.extra),
        expected_year=year,
    )


def _read_funds(
    parts: _Parts,
    sheet: Sheet,
    rows: list[int],
    header: int | None,
    table_at: int | None,
    base: Profile,
    unit: str,
    doubts: list[Doubt],
) -> None:
    """The funds block, in whichever layout."""
    ends = table_at is not None and (header is None or table_at > header)
    own = [n for n in rows if not ends or table_at is None or n < table_at]
    parts.money = fund_sources.read(sheet, own, header, base, unit)
    if parts.money is None and header is not None:
        parts.money = Funds(sheet, header, own[-1], base, unit, doubts)
    if parts.money is not None:
        parts.facts += parts.money.facts
        _keep_all(parts, parts.money.extra)


def _read_table(parts: _Parts, sheet: Sheet, rows: list[int], header: int, base: Profile, doubts: list[Doubt]) -> None:
    """The indicator table; a row of budget execution in it belongs to the funds."""
    money = parts.money
    at = next((n for n, row in enumerate(money.rows) if row.kind == "total"), None) if money else None
    weight = money.rows[at].weight if money is not None and at is not None else NOTHING
    below = [n for n in rows if money is not None and n in money.claimed and n > header]
    last = min(below) - 1 if below else rows[-1]
    parts.table = table = Table(sheet, header, base, doubts, weight.value).read(last)
    parts.total = table.total
    parts.facts += table.facts
    _keep_all(parts, table.extra)
    if table.execution is not None and money is not None and at is not None and weight.where is None:
        points, score = table.execution
        money.rows[at] = money.rows[at]._replace(weight=points, score=score)
        for key, entry in (("weight", points), ("score", score)):
            if entry.where is not None:
                money.headings[key] = Cell(entry.where.row, entry.where.column, None, entry.text)
                parts.facts.append(Fact(f"funds.{key}", entry.where, entry.text, "table"))


def _keep_all(parts: _Parts, extra: Extra) -> None:
    for label, texts in extra.items():
        parts.extra.setdefault(label, []).extend(texts)


def _keep_rest(parts: _Parts, sheet: Sheet, rows: list[int], base: Profile) -> None:
    """Rows between the blocks that belong to none: labels with their texts."""
    claimed = parts.money.claimed if parts.money is not None else ()
    for number in rows:
        if number not in claimed:
            cells = [cell for cell in sheet.rows[number] if base.labels.look_up(cell.text) not in _BLOCKS]
            for label, text in pairs(pieces(cells), base.labels):
                if label:
                    keep(parts.extra, label, text)


#: Labels that stand beside a whole block.
_BLOCKS = ("funds", "goals", "indicators")


def _take_score(parts: _Parts, sheet: Sheet, head: Head) -> None:
    """The score that is printed above the tables: the total where no row is for it."""
    label = head.labels.get("total")
    if label is None:
        return
    if parts.table is None or parts.table.total_row is not None:
        keep(parts.extra, label.text, head.entries["total"].text)
        return
    where = head.entries["total"].where
    if where is not None:
        cell = head.score
        parts.total = parts.total._replace(score=number_field(where, cell) if cell else Field(None, "", where))
        parts.facts.append(Fact("total.score", sheet.at(label), label.text))


def _head_facts(sheet: Sheet, head: Head, title: Cell | None) -> Iterable[Fact]:
    if title is not None:
        yield _fact(("title", sheet.at(title), title.text, ""))
    for key, label in head.labels.items():
        if key != "total":
            yield _fact((key, sheet.at(label), label.text, ""))


_fact: partial[Fact] = partial(tuple.__new__, Fact)


def _columns(sheet: Sheet, parts: _Parts) -> tuple[dict[str, Where], list[Fact]]:
    """The place of each heading, those of the funds block with the prefix "funds.", and by what label it was found."""
    columns: dict[str, Where] = {}
    facts: list[Fact] = []
    inferred = {fact.key for fact in parts.facts}
    headings: dict[str, Cell] = {}
    if parts.money is not None:
        headings = {f"funds.{key}": cell for key, cell in parts.money.headings.items()}
    if parts.table is not None:
        headings |= parts.table.columns.header
    for key, cell in headings.items():
        columns[key] = where = sheet.at(cell)
        if key not in inferred:
            facts.append(_fact((key, where, cell.text, "")))
    return columns, facts


def _unknown(sheet: Sheet, table: Table | None) -> tuple[Field[str], ...]:
    """The headings of the indicator table that are no labels."""
    headings = table.columns.unknown if table else ()
    return tuple(text_field(sheet.at(heading.cell), heading.cell) for heading in headings)


def _has_column(sheet: Sheet, header: int, base: Profile, key: str) -> bool:
    return any(base.columns.look_up(cell.text) == key for cell in sheet.rows[header])


def _found(parts: _Parts) -> Iterable[str]:
    """The names of the blocks that the form has."""
    if parts.money is not None:
        yield "funds"
    if parts.goals:
        yield "goals"
    if parts.table is not None:
        yield "indicators"
        if parts.total.score.where is not None or parts.table.total_row is not None:
            yield "total"


def _choose(table: Table | None, base: Profile, title: Cell | None) -> tuple[Profile, str]:
    """The profile whose caps, title and columns are printed on the form, else ``base``; and why."""
    caps: dict[str, Decimal] = {}
    for level in table.first_levels if table else ():
        if level.cap is not None and level.label.value is not None:
            caps[base.level1.get(level.label.value, level.label.value)] = level.cap
    columns = table.columns.header if table else ()
    profile = profiles.choose(caps, normal(title.text) if title else "", columns)
    return profile, "match" if profile.name != base.name else "base"
