"""A submission as the standard form: the layout of the blank one, filled with the values as their author gave them.

Values, not formulas: a total that was wrong is wrong here too, and is reported. Columns that the submission has not are
given to the column beside them, so that nothing is asked for that its own form does not ask for; those that the
standard form has not stand right of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from .. import values
from ..model import Field, Form, FundRow, Goal, Indicator, Labels, Subtotal
from ..parse.labels import split_cap
from ..parse.sheet import money_field, rate_field, score_reader, weight_field
from . import stored
from .form_sheet import FUND_HEADINGS, HEADINGS, WIDTHS
from .stored import Stored
from .styles import BODY_SIZE, HEI, Styles

ONE, HUNDREDTH = Decimal(1), Decimal("0.01")
#: The columns of the table behind the column of its label, with the headings of the blank form.
_TABLE = dict(zip(("level1", "level2", "name", "target", "actual", "weight", "score", "reason"), HEADINGS, strict=True))
_FUNDS = dict(zip(("initial_budget", "budget", "executed", "weight", "rate", "score"), FUND_HEADINGS, strict=True))
_OWNERS = (("project", "项目名称"), ("department", "主管部门"), ("unit", "实施单位"))
#: The last column of the blank form; further ones stand right of it.
LAST = 9
_FUND_FIRST, _HALF = 4, 5
_FURTHER_WIDTH = 18.0
_ROW, _LINE, _HIGHEST = 22.5, 14.25, 409.0
#: What goes into one cell at most.
LONGEST = 32767
_TITLE = "年度项目支出绩效自评表"

_WIDTHS = tuple(WIDTHS.values())

Span = tuple[int, int]


class Line(NamedTuple):
    """A row of the indicator table: an indicator, a subtotal, or a first level below which nothing stands."""

    #: The row of the sheet, known once it is written.
    number: int
    #: The label of the first level, or of the subtotal.
    label: str
    row: Indicator | None
    subtotal: Subtotal | None = None


class StandardForm:
    """Writes one submission onto an empty XlsxWriter worksheet, row by row."""

    def __init__(self, sheet: Any, styles: Styles, form: Form) -> None:
        self._sheet, self._styles, self._form = sheet, styles, form
        self._at = 0
        self._heights: dict[int, float] = {}
        #: Cells over several rows: first and last row, and the height that they need.
        self._tall: list[tuple[int, int, float]] = []
        further = [field.text for field in form.unknown if field.text]
        further += [key for row in form.indicator_rows for key in row.extra]
        #: The columns right of the blank form's, by their headings.
        self._further = list(dict.fromkeys(further))
        self._reviewed = "reviewed" in form.columns
        self._spans = _spans([key for key in _TABLE if key == "name" or key in form.columns])

    def write(self) -> None:
        """Writes the whole form."""
        self._write_top()
        if "funds" in self._form.blocks:
            self._write_funds()
        if self._form.goals:
            self._write_goals()
        header = self._at
        if "indicators" in self._form.blocks:
            self._write_table()
        if "total" in self._form.blocks or any(field.where for field in self._form.total):
            self._write_total()
        self._write_beside()
        self._set_up(header)

    def _write_top(self) -> None:
        form, bare = self._form, self._styles.bare
        title = form.title.where
        lines = {field.where: field.text for field in form.years if field.where and field.where != title}
        above = {where: text for where, text in lines.items() if title and where.row < title.row}
        for text in above.values():
            self._put(self._next(18.75), (1, LAST), Stored(text), bare())
        look = bare(font_name=HEI, font_size=16, align="center")
        words = form.title.text or f"{form.year or ''}{_TITLE if form.year else _TITLE.removeprefix('年度')}"
        self._put(self._next(36), (1, LAST), Stored(words), look, size=16)
        for where, text in lines.items():
            if where not in above:
                self._put(self._next(18.75), (1, LAST), Stored(text), bare(align="center"))
        self._write_owners([(label, getattr(form, key)) for key, label in _OWNERS if getattr(form, key).where])

    def _write_owners(self, entries: list[tuple[str, Field[str]]]) -> None:
        """The project on a row of its own, department and unit side by side."""
        if entries and entries[0][0] == _OWNERS[0][1]:
            (label, entry), *entries = entries
            self._write_pair(self._next(), (1, 1), label, (2, LAST), entry)
        if entries:
            row = self._next()
            if len(entries) == 1:
                self._write_pair(row, (1, 1), entries[0][0], (2, LAST), entries[0][1])
            else:
                self._write_pair(row, (1, 1), entries[0][0], (2, 4), entries[0][1])
                self._write_pair(row, (5, 5), entries[1][0], (6, LAST), entries[1][1])

    def _write_pair(self, row: int, at: Span, label: str, beside: Span, entry: Field[str]) -> None:
        self._put(row, at, Stored(label), self._styles.label())
        self._put(row, beside, stored.text(entry), self._styles.entry())

    def _write_funds(self) -> None:
        form, styles = self._form, self._styles
        printed = [key for key in _FUNDS if _is_printed(key, form)]
        header = self._next(33.75)
        self._put(header, (2, 3), Stored(""), styles.label())
        for column, (key, heading) in enumerate(_FUNDS.items(), _FUND_FIRST):
            self._put(header, (column, column), Stored(heading if key in printed else ""), styles.heading())
        reasons = _is_printed("reason", form)
        if reasons:
            self._put(header, (LAST + 1, LAST + 1), Stored("原因"), styles.heading())
        for row in form.fund_rows:
            self._write_source(self._next(), row)
            if reasons:
                self._put(self._at, (LAST + 1, LAST + 1), stored.text(row.reason), styles.entry(align="left"))
        label = f"项目资金\n（{form.money_unit}）"
        self._put(header, (1, 1), Stored(label), styles.label(), last=self._at)

    def _write_source(self, number: int, row: FundRow) -> None:
        indent = 1 if row.kind in ("total", "current") else 4
        look = self._styles.label(align="left", indent=indent)
        self._put(number, (2, 3), stored.text(row.item), look)
        for column, key in enumerate(_FUNDS, _FUND_FIRST):
            self._put(number, (column, column), self._fund_entry(row, key))

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
        form, styles = self._form, self._styles
        labels, look = form.profile.labels, styles.entry(align="left", indent=1)
        expected, actual = (
            _heading(form.headings.get(key), key, usual, labels)
            for key, usual in (("goal_expected", "预期目标"), ("goal_actual", "实际完成情况"))
        )
        first = self._at + 1
        if any(goal.actual.where for goal in form.goals):
            row = self._next()
            self._put(row, (2, _HALF), Stored(expected), styles.heading())
            self._put(row, (_HALF + 1, LAST), Stored(actual), styles.heading())
            for goal in form.goals:
                row = self._next()
                self._put(row, (2, _HALF), stored.text(goal.expected), look)
                self._put(row, (_HALF + 1, LAST), stored.text(goal.actual), look)
        else:
            for goal in form.goals:
                self._write_single_goal(self._next(), expected, goal)
        usual = form.goal_labels[0].text if form.goal_labels else "年度总体\n目标"
        self._put(first, (1, 1), Stored(usual), styles.label(), last=self._at)

    def _write_single_goal(self, row: int, heading: str, goal: Goal) -> None:
        self._put(row, (2, 2), Stored(heading), self._styles.heading())
        self._put(row, (3, LAST), stored.text(goal.expected), self._styles.entry(align="left", indent=1))

    def _write_table(self) -> None:
        form, styles = self._form, self._styles
        header = self._next(33.75)
        for key, span in self._spans.items():
            heading = _heading(form.headings.get(key), key, _TABLE[key], form.profile.columns)
            self._put(header, span, Stored(heading), styles.heading())
        right = [_heading(form.headings.get("reviewed"), "reviewed", "复核分", form.profile.columns)] * self._reviewed
        for column, heading in enumerate([*right, *self._further], LAST + 1):
            self._put(header, (column, column), Stored(heading), styles.heading())
        lines = [line._replace(number=self._next()) for line in _lines(form)]
        for line in lines:
            if line.subtotal is not None:
                self._write_sums(line.number, 2, line.label, line.subtotal.weight, line.subtotal.score)
            elif line.row is not None:
                self._write_indicator(line.number, line.row)
            else:
                for key in [key for key in self._spans if key not in ("level1", "level2")]:
                    self._put(line.number, self._spans[key], Stored(""))
        self._write_levels(lines)
        self._write_reasons(lines)
        self._put(header, (1, 1), Stored("绩\n效\n指\n标"), styles.label(), last=self._at)

    def _write_indicator(self, number: int, row: Indicator) -> None:
        left = self._styles.entry(align="left", indent=1)
        points = score_reader(row.weight)
        name, target = stored.text(row.name), stored.text(row.target)
        if row.shifted:  # as it was filled in: the name in the column of the target
            name, target = Stored(f"指标{self._form.indicator_rows.index(row) + 1}："), name
        elif row.weight.where is not None and row.weight.where == row.name.where:
            name = Stored(row.name.value or "")  # its points have a column of their own here
        cells = {
            "name": name,
            "target": target,
            "actual": stored.text(row.actual),
            "weight": stored.number(row.weight, weight_field),
            "score": stored.number(row.score, points),
        }
        for key, cell in cells.items():
            if key in self._spans:
                self._put(number, self._spans[key], cell, left if key == "name" else None)
        right = [stored.number(row.reviewed, points)] * self._reviewed
        right += [Stored(row.extra.get(heading, "")) for heading in self._further]
        for column, cell in enumerate(right, LAST + 1):
            self._put(number, (column, column), cell)

    def _write_sums(self, row: int, first: int, label: str, weight: Field[Decimal], score: Field[Decimal]) -> None:
        """A row of sums: its label up to the first of them that is there."""
        sums = {"weight": stored.number(weight, weight_field), "score": stored.number(score, score_reader(weight))}
        places = {"weight": weight.where, "score": score.where}
        there = [key for key in sums if key in self._spans and places[key] is not None]
        edge = self._spans[there[0]][0] if there else self._spans["actual"][1] + 1 if "actual" in self._spans else LAST
        self._put(row, (first, edge - 1), Stored(label), self._styles.heading())
        for key in there:
            self._put(row, self._spans[key], sums[key])

    def _write_levels(self, lines: Sequence[Line]) -> None:
        """The labels of levels, each merged down over its rows; a row of sums comes between."""
        styles = self._styles
        for is_sum, run in groupby(lines, lambda line: line.subtotal is not None):
            if is_sum:
                continue
            for label, level in groupby(run, lambda line: line.label):
                rows = list(level)
                if "level1" in self._spans:
                    self._put(rows[0].number, self._spans["level1"], Stored(label), styles.label(), rows[-1].number)
                if "level2" not in self._spans:
                    continue
                for second, below in groupby(rows, lambda line: line.row.level2.text if line.row else ""):
                    some = list(below)
                    self._put(some[0].number, self._spans["level2"], Stored(second), styles.label(), some[-1].number)

    def _write_reasons(self, lines: Sequence[Line]) -> None:
        """The reasons; one that was given for several rows at once is given so here."""
        if "reason" not in self._spans:
            return
        look = self._styles.entry(align="left")
        for _, same in groupby(lines, lambda line: (line.row.reason.where or line.number) if line.row else line.number):
            rows = list(same)
            row = rows[0].row
            if row is not None:
                self._put(rows[0].number, self._spans["reason"], stored.text(row.reason), look, rows[-1].number)

    def _write_total(self) -> None:
        total, row = self._form.total, self._next(24)
        weight, score, grade = total.weight, total.score, total.grade
        joined = grade.where is not None and grade.where in (score.where, weight.where)
        if joined:  # 99.5（优）
            score = score._replace(value=None, text=grade.text)
        self._write_sums(row, 1, "总分", weight, score)
        if not joined and grade.where is not None:
            self._put(row, (LAST, LAST), stored.text(grade))

    def _write_beside(self) -> None:
        """What stands beside the tables, each with its label."""
        for label, entry in self._form.extra.items():
            row = self._next()
            self._put(row, (1, 2), Stored(f"{label}：" if label else ""), self._styles.label())
            self._put(row, (3, LAST), stored.text(entry), self._styles.entry(align="left", indent=1))

    def _next(self, height: float = _ROW) -> int:
        self._at += 1
        self._heights[self._at] = height
        return self._at

    def _put(
        self, row: int, span: Span, cell: Stored, look: Any = None, last: int = 0, size: float = BODY_SIZE
    ) -> None:
        """Writes a cell over the columns ``span`` and down to the row ``last``, and remembers how high it must be."""
        look = look or self._styles.entry(num_format=cell.number_format)
        last = max(row, last)
        if last > row or span[1] > span[0]:
            self._sheet.merge_range(row - 1, span[0] - 1, last - 1, span[1] - 1, "", look)
        at = (row - 1, span[0] - 1)
        if isinstance(cell.content, Decimal):
            self._sheet.write_number(*at, float(cell.content), look)
        elif cell.error:
            self._sheet.write_formula(*at, f"={cell.content}", look, cell.content)
        elif cell.content:
            self._sheet.write_string(*at, cell.content[:LONGEST], look)
        else:
            self._sheet.write_blank(*at, None, look)
        width = sum(_width(column) for column in range(span[0], span[1] + 1))
        needed = _lines_of(str(cell.content), width * BODY_SIZE / size - 1) * _LINE * size / BODY_SIZE + 6
        self._tall.append((row, last, needed))

    def _set_up(self, header: int) -> None:
        """Widths, heights that show all texts, and how it is printed."""
        sheet = self._sheet
        widest = LAST + max(self._reviewed + len(self._further), _is_printed("reason", self._form))
        for column in range(1, widest + 1):
            sheet.set_column(column - 1, column - 1, _width(column))
        for first, last, needed in sorted(self._tall, key=lambda one: one[1] - one[0]):
            missing = needed - sum(self._heights[row] for row in range(first, last + 1))
            if missing > 0:
                for row in range(first, last + 1):
                    self._heights[row] += missing / (last - first + 1)
        for row, height in self._heights.items():
            sheet.set_row(row - 1, min(round(height * 4 / 3) * 3 / 4, _HIGHEST))  # whole pixels
        sheet.set_paper(9)  # A4
        sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.6)
        sheet.set_footer(f"&C&{round(BODY_SIZE)}第 &P 页，共 &N 页")
        if "indicators" in self._form.blocks:
            sheet.repeat_rows(header)
        sheet.hide_gridlines(2)
        sheet.ignore_errors({"number_stored_as_text": f"A1:ZZ{self._at}"})


def _is_printed(key: str, form: Form) -> bool:
    """Whether the funds block of the submission has that column."""
    return f"funds.{key}" in form.columns or any(getattr(row, key).where is not None for row in form.fund_rows)


def _spans(keys: Sequence[str]) -> dict[str, Span]:
    """First and last column of each of these columns: one that is not among them belongs to the one before it."""
    spans: dict[str, Span] = {}
    first, owner = 2, keys[0]
    for column, key in enumerate(_TABLE, 2):
        if key in keys and key != owner:
            first, owner = column, key
        spans[owner] = (first, column)
    return spans


def _heading(printed: str | None, key: str, usual: str, labels: Labels) -> str:
    """The heading as the submission prints it, where it is a known one: it may ask for measures or set a limit."""
    return printed if printed and labels.look_up(printed) == key else usual


def _lines(form: Form) -> Iterator[Line]:
    """The rows of the table in their order, the subtotals among them."""
    sums: dict[int, list[Subtotal]] = {}
    for subtotal in form.subtotals:
        if subtotal.rows:
            sums.setdefault(form.indicator_rows.index(subtotal.rows[-1]) + 1, []).append(subtotal)
    done = 0
    for label, row in _labelled(form):
        yield Line(0, label, row)
        done += row is not None
        for subtotal in sums.pop(done, ()):
            whole = len(form.first_levels) > 1 and subtotal.rows[0] == form.indicator_rows[0]
            yield Line(0, "合计" if whole else "小计", None, subtotal)


def _labelled(form: Form) -> Iterator[tuple[str, Indicator | None]]:
    """The indicators with the labels of their first levels; a first level without any stands alone."""
    rows = iter(form.indicator_rows)
    for _ in range(len(form.indicator_rows) - sum(len(level.rows) for level in form.first_levels)):
        yield "", next(rows)
    for level in form.first_levels:
        label = level.label.text
        if level.cap is not None and split_cap(label)[1] != level.cap:
            label += f"\n（{values.written(level.cap)}分）"
        if not level.rows:
            yield label, None
        for _ in level.rows:
            yield label, next(rows)


def _width(column: int) -> float:
    """The width of a column in half-width characters."""
    return _WIDTHS[column - 1] if column <= LAST else _FURTHER_WIDTH


def _lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a cell of this width."""
    wide = [sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line) for line in text.split("\n")]
    return sum(max(1, -(-wide // int(width))) for wide in wide)
