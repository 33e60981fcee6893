"""A submission as the standard form: the layout of the blank one, filled with the values as their author gave them.

Values, not formulas: a total that was wrong is wrong here too, and is reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from .. import values
from ..model import Field, Form, FundRow, Goal
from ..parse.sheet import money_field, rate_field, score_reader, weight_field
from . import stored
from .form_sheet import FUND_HEADINGS
from .page import LAST, Page, Span
from .standard_table import StandardTable, heading
from .stored import Stored
from .styles import HEI, Styles

ONE, HUNDREDTH = Decimal(1), Decimal("0.01")
_FUNDS = dict(zip(("initial_budget", "budget", "executed", "weight", "rate", "score"), FUND_HEADINGS, strict=True))
_OWNERS = (("project", "项目名称"), ("department", "主管部门"), ("unit", "实施单位"))
_FUND_FIRST, _HALF = 4, 5
_TITLE = "项目支出绩效自评表"


class StandardForm:
    """Writes one submission onto an empty XlsxWriter worksheet, row by row."""

    def __init__(self, sheet: Any, styles: Styles, form: Form, annex: str = "") -> None:
        self._page, self._form, self._annex = Page(sheet, styles), form, annex
        self._table = StandardTable(self._page, form)

    def write(self) -> None:
        """Writes the whole form."""
        self._write_top()
        if "funds" in self._form.blocks:
            self._write_funds()
        if self._form.goals:
            self._write_goals()
        header = 0
        if "indicators" in self._form.blocks:
            header = self._table.write()
        if "total" in self._form.blocks or any(field.where for field in self._form.total):
            self._write_total()
        self._write_beside()
        self._page.finish(header)

    def _write_top(self) -> None:
        form, bare = self._form, self._page.styles.bare
        title = form.title.where
        lines = {field.where: field.text for field in form.years if field.where and field.where != title}
        above = {where: text for where, text in lines.items() if title and where.row < title.row}
        for text in dict.fromkeys(filter(None, (self._annex, *above.values()))):
            self._page.put(self._page.next(18.75), (1, LAST), Stored(text), bare(font_name=HEI))
        look = bare(font_name=HEI, font_size=16, align="center")
        year = f"{form.year}年度" if form.year and not lines else ""
        words = form.title.text or f"{year}{_TITLE}"
        self._page.put(self._page.next(36), (1, LAST), Stored(words), look, size=16)
        for where, text in lines.items():
            if where not in above:
                self._page.put(self._page.next(18.75), (1, LAST), Stored(text), bare(align="center"))
        self._write_owners([(label, getattr(form, key)) for key, label in _OWNERS if getattr(form, key).where])

    def _write_owners(self, entries: list[tuple[str, Field[str]]]) -> None:
        """The project on a row of its own, department and unit side by side."""
        if entries and entries[0][0] == _OWNERS[0][1]:
            (label, entry), *entries = entries
            self._write_pair(self._page.next(), (1, 1), label, (2, LAST), entry)
        if entries:
            row = self._page.next()
            if len(entries) == 1:
                self._write_pair(row, (1, 1), entries[0][0], (2, LAST), entries[0][1])
            else:
                self._write_pair(row, (1, 1), entries[0][0], (2, 4), entries[0][1])
                self._write_pair(row, (5, 5), entries[1][0], (6, LAST), entries[1][1])

    def _write_pair(self, row: int, at: Span, label: str, beside: Span, entry: Field[str]) -> None:
        self._page.put(row, at, Stored(label), self._page.styles.label())
        self._page.put(row, beside, stored.text(entry), self._page.styles.entry())

    def _write_funds(self) -> None:
        form, styles = self._form, self._page.styles
        printed = [key for key in _FUNDS if _is_printed(key, form)]
        header = self._page.next(33.75)
        self._page.put(header, (2, 3), Stored(""), styles.label())
        for column, (key, words) in enumerate(_FUNDS.items(), _FUND_FIRST):
            self._page.put(header, (column, column), Stored(words if key in printed else ""), styles.heading())
        reasons = _is_printed("reason", form)
        if reasons:
            self._page.put(header, (LAST + 1, LAST + 1), Stored("原因"), styles.heading())
        for row in form.fund_rows:
            self._write_source(self._page.next(), row)
            if reasons:
                self._page.put(
                    self._page.row, (LAST + 1, LAST + 1), stored.text(row.reason), styles.entry(align="left")
                )
        label = f"项目资金\n（{form.money_unit}）"
        self._page.put(header, (1, 1), Stored(label), styles.label(), last=self._page.row)

    def _write_source(self, number: int, row: FundRow) -> None:
        indent = 1 if row.kind in ("total", "current") else 4
        look = self._page.styles.label(align="left", indent=indent)
        self._page.put(number, (2, 3), stored.text(row.item), look)
        for column, key in enumerate(_FUNDS, _FUND_FIRST):
            self._page.put(number, (column, column), self._fund_entry(row, key))

    def _fund_entry(self, row: FundRow, key: str) -> Stored:
        field: Field[Decimal] = getattr(row, key)
        if key == "weight":
            return stored.number(field, weight_field)
        if key == "score":
            return stored.number(field, score_reader(row.weight))
        if key == "rate":
            budget, executed = row.budget.value, row.executed.value
            exact = executed / budget if budget and executed is not None else None
            return stored.number(field, partial(rate_field, exact=exact), (ONE, HUNDREDTH))
        unit = self._form.money_unit
        return stored.number(field, partial(money_field, unit=unit), (values.money_factor(unit),))

    def _write_goals(self) -> None:
        """The goals, in as many blocks as the submission has."""
        form, styles = self._form, self._page.styles
        labels = form.profile.labels
        expected, actual = (
            heading(form.headings.get(key), key, usual, labels)
            for key, usual in (("goal_expected", "预期目标"), ("goal_actual", "实际完成情况"))
        )
        for label, goals in _goal_blocks(form):
            first = self._page.row + 1
            if any(goal.actual.where for goal in goals):
                self._write_goal(expected, Stored(actual), styles.heading())
                for goal in goals:
                    self._write_goal(goal.expected, stored.text(goal.actual), styles.entry(align="left", indent=1))
            else:
                for goal in goals:
                    self._page.put(self._page.next(), (2, 2), Stored(expected), styles.heading())
                    look = styles.entry(align="left", indent=1)
                    self._page.put(self._page.row, (3, LAST), stored.text(goal.expected), look)
            self._page.put(first, (1, 1), Stored(label), styles.label(), last=self._page.row)

    def _write_goal(self, expected: str | Field[str], actual: Stored, look: Any) -> None:
        left = Stored(expected) if isinstance(expected, str) else stored.text(expected)
        self._page.put(self._page.next(), (2, _HALF), left, look)
        self._page.put(self._page.row, (_HALF + 1, LAST), actual, look)

    def _write_total(self) -> None:
        total, row = self._form.total, self._page.next(24)
        weight, score, grade = total.weight, total.score, total.grade
        joined = grade.where is not None and grade.where in (score.where, weight.where)
        if joined:  # 99.5（优）
            score = score._replace(value=None, text=grade.text)
        self._table.write_sums(row, 1, "总分", weight, score)
        grade_only = Stored("") if joined else stored.text(grade)
        if not (weight.where is None and score.where is None) or grade_only.content:
            self._page.put(row, (LAST, LAST), grade_only)

    def _write_beside(self) -> None:
        """What stands beside the tables, each with its label."""
        for label, entry in self._form.extra.items():
            row = self._page.next()
            self._page.put(row, (1, 2), Stored(f"{label}：" if label else ""), self._page.styles.label())
            self._page.put(row, (3, LAST), stored.text(entry), self._page.styles.entry(align="left", indent=1))


def _is_printed(key: str, form: Form) -> bool:
    """Whether the funds block of the submission has that column."""
    return f"funds.{key}" in form.columns or any(getattr(row, key).where is not None for row in form.fund_rows)


def _goal_blocks(form: Form) -> Iterator[tuple[str, Sequence[Goal]]]:
    """The annual goals with the label of their block."""
    labels = [label for label in form.goal_labels if label.where is not None]
    if len(labels) < 2:
        yield labels[0].text if labels else "年度总体\n目标", form.goals
        return
    below: list[list[Goal]] = [[] for _ in labels]
    for goal in form.goals:
        row = goal.expected.where.row if goal.expected.where else 0
        before = [n for n, label in enumerate(labels) if label.where and label.where.row <= row]
        below[before[-1] if before else 0].append(goal)
    yield from ((label.text, goals) for label, goals in zip(labels, below, strict=True) if goals)
