"""The funds block (项目资金): one row a source of money, amounts in 万元."""

from __future__ import annotations

from ..model import Cell, Doubt, Field, FundRow, Profile, bare
from .sheet import Columns, Row, Sheet, has_text, money_field, rate_field, text_field

AMOUNTS = ("initial_budget", "budget", "executed")


def is_header(cells: list[Cell], profile: Profile) -> bool:
    """The heading row of a funds block: it names at least two amounts."""
    keys = {profile.fund_columns.look_up(cell.text) for cell in cells}
    return len(keys.intersection(AMOUNTS)) >= 2


def rows(
    sheet: Sheet, header: int, last: int, profile: Profile, unit: str, doubts: list[Doubt]
) -> tuple[Columns, list[FundRow]]:
    """The columns and rows of the block whose heading is row ``header`` and which ends at row ``last`` at most."""
    columns = Columns(sheet.rows[header], profile.fund_columns)
    columns.unknown = [cell for cell in columns.unknown if profile.labels.look_up(cell.text) != "funds"]
    below = header + max(cell.rows for cell in columns.header.values())
    found = []
    for number in sheet.between(below, last):
        if any(profile.labels.look_up(cell.text) not in (None, "funds", "total") for cell in sheet.rows[number]):
            break
        row = _row(Row(sheet, number, columns, doubts), profile, unit)
        if row is not None:
            found.append(row)
    return columns, found


def _row(row: Row, profile: Profile, unit: str) -> FundRow | None:
    """The entries of one row, None if it has neither a label nor an amount."""
    labels = [cell for cell in row.others if cell.column < row.columns.first]
    labels = [cell for cell in labels if profile.labels.look_up(cell.text) != "funds"]
    if not labels and not row.prints(*AMOUNTS):
        return None
    item = text_field(row.sheet.at(labels[-1]), labels[-1]) if labels else _no_label(row)
    budget, executed = (row.number(key, lambda where, cell: money_field(where, cell, unit)) for key in AMOUNTS[1:])
    exact = executed.value / budget.value if budget.value and executed.value is not None else None
    return FundRow(
        item=item,
        kind=_kind(item.text, profile),
        initial_budget=row.number("initial_budget", lambda where, cell: money_field(where, cell, unit)),
        budget=budget,
        executed=executed,
        weight=row.number("weight"),
        rate=row.number("rate", lambda where, cell: rate_field(where, cell, exact)),
        score=row.number("score"),
    )


def _no_label(row: Row) -> Field[str]:
    cell = next(cell for cell in row.sheet.rows[row.index] if has_text(cell))
    return Field(None, "", row.sheet.at(cell))


def _kind(text: str, profile: Profile) -> str:
    label = bare(text)
    for part in (label, label.removeprefix("其中").lstrip(":：")):
        kind = profile.fund_items.look_up(part)
        if kind is not None:
            return kind
    return "other"
