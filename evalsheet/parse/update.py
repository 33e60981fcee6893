"""A form with some of its cells read anew, without looking for its labels again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from ..model import Cell, Field, Form, FundRow, Indicator, Subtotal, Total, Where, entries
from .sheet import money_field, rate_field, score_reader, text_field, weight_field

Cells = Mapping[Where, Cell]
Sums = TypeVar("Sums", Subtotal, Total)


def updated(form: Form, cells: Cells) -> Form:
    """The form as `parse` would give it if these cells held what they hold here: amounts, rates, points, the grade.

    The cells are those of entries that the form prints and that hold no fault.
    """
    if not cells.keys().isdisjoint(row.score.where for row in form.indicator_rows):
        form = _with_scores(form, cells)
    return replace(
        form,
        fund_rows=tuple(_fund_row(row, cells, form.money_unit) for row in form.fund_rows),
        subtotals=tuple(_points(one, cells) for one in form.subtotals),
        total=_total(form, cells),
    )


def _with_scores(form: Form, cells: Cells) -> Form:
    rows = {id(row): _indicator(row, cells) for row in form.indicator_rows}

    def anew(olds: Iterable[Indicator]) -> tuple[Indicator, ...]:
        return tuple(rows[id(old)] for old in olds)

    return replace(
        form,
        indicator_rows=anew(form.indicator_rows),
        scored_rows=anew(form.scored_rows),
        first_levels=tuple(level._replace(rows=anew(level.rows)) for level in form.first_levels),
        subtotals=tuple(one._replace(rows=anew(one.rows)) for one in form.subtotals),
    )


def _new(field: Field[Any], cells: Cells) -> Cell | None:
    return None if field.where is None else cells.get(field.where)


def _fund_row(row: FundRow, cells: Cells, unit: str) -> FundRow:
    if cells.keys().isdisjoint(entry.where for entry in entries(row)):
        return row
    found: dict[str, Any] = {}
    for name in ("initial_budget", "budget", "executed"):
        field: Field[Decimal] = getattr(row, name)
        if field.where is not None and (cell := _new(field, cells)):
            found[name] = money_field(field.where, cell, unit)
    for name, read in (("weight", weight_field), ("score", score_reader(row.weight))):
        field = getattr(row, name)
        if field.where is not None and (cell := _new(field, cells)):
            found[name] = read(field.where, cell)
    row = row._replace(**found)
    if row.rate.where is not None and (cell := _new(row.rate, cells)):
        budget, executed = row.budget.value, row.executed.value
        exact = executed / budget if budget and executed is not None else None
        row = row._replace(rate=rate_field(row.rate.where, cell, exact))
    return row


def _indicator(row: Indicator, cells: Cells) -> Indicator:
    cell = _new(row.score, cells)
    if cell is None or row.score.where is None:
        return row
    return row._replace(score=score_reader(row.weight)(row.score.where, cell))


def _points(sums: Sums, cells: Cells) -> Sums:
    """A row of sums with its weight and score read anew."""
    if sums.weight.where is not None and (cell := _new(sums.weight, cells)):
        sums = sums._replace(weight=weight_field(sums.weight.where, cell))
    if sums.score.where is not None and (cell := _new(sums.score, cells)):
        sums = sums._replace(score=score_reader(sums.weight)(sums.score.where, cell))
    return sums


def _total(form: Form, cells: Cells) -> Total:
    total = _points(form.total, cells)
    if total.grade.where is not None and (cell := _new(total.grade, cells)):
        words = form.profile.grade_words
        word = max((label for label in words if label in cell.text), key=len, default="")
        total = total._replace(grade=text_field(total.grade.where, cell)._replace(value=words.get(word)))
    return total
