"""The indicator table of a submission on the standard form, and its rows of sums.

Columns that the submission has not are given to the column beside them, so that nothing is asked for that its own form
does not ask for; those that the blank form has not stand right of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from .. import values
from ..model import Field, Form, Indicator, Labels, Subtotal, Where
from ..parse.labels import split_cap
from ..parse.sheet import score_reader, weight_field
from . import stored
from .form_sheet import HEADINGS
from .page import LAST, Page, Span
from .stored import Stored

#: The columns of the table behind the column of its label, with the headings of the blank form.
_TABLE = dict(zip(("level1", "level2", "name", "target", "actual", "weight", "score", "reason"), HEADINGS, strict=True))


class Line(NamedTuple):
    """A row of the indicator table: an indicator, a subtotal, or a first level below which nothing stands."""

    #: The row of the sheet, known once it is written.
    number: int
    #: The label of the first level, or of the subtotal.
    label: str
    row: Indicator | None
    subtotal: Subtotal | None = None


class StandardTable:
    """Writes the indicators of one submission onto a page."""

    def __init__(self, page: Page, form: Form) -> None:
        self._page, self._form = page, form
        further = [field.text for field in form.unknown if field.text]
        further += [key for row in form.indicator_rows for key in row.extra]
        #: The columns right of the blank form's, by their headings.
        self._further = list(dict.fromkeys(further))
        self._reviewed = "reviewed" in form.columns
        self._spans = _spans([key for key in _TABLE if key == "name" or key in form.columns])

    def write(self) -> int:
        """Writes heading and rows; the row of the heading."""
        form, styles = self._form, self._page.styles
        header = self._page.next(33.75)
        for key, span in self._spans.items():
            words = heading(form.headings.get(key), key, _TABLE[key], form.profile.columns)
            self._page.put(header, span, Stored(words), styles.heading())
        right = [heading(form.headings.get("reviewed"), "reviewed", "复核分", form.profile.columns)] * self._reviewed
        for column, words in enumerate([*right, *self._further], LAST + 1):
            self._page.put(header, (column, column), Stored(words), styles.heading())
        lines = [line._replace(number=self._page.next()) for line in _lines(form)]
        for line in lines:
            if line.subtotal is not None:
                self.write_sums(line.number, 2, line.label, line.subtotal.weight, line.subtotal.score)
            elif line.row is not None:
                self._write_right(line.number, line.row)
        self._write_levels(lines)
        self._write_entries([line for line in lines if line.subtotal is None])
        self._page.put(header, (1, 1), Stored("绩\n效\n指\n标"), styles.label(), last=self._page.row)
        return header

    def _write_right(self, number: int, row: Indicator) -> None:
        """What stands right of the blank form's columns."""
        right = [stored.number(row.reviewed, score_reader(row.weight))] * self._reviewed
        right += [Stored(row.extra.get(heading, "")) for heading in self._further]
        for column, cell in enumerate(right, LAST + 1):
            self._page.put(number, (column, column), cell)

    def _write_entries(self, lines: Sequence[Line]) -> None:
        """The entries of the indicators. What stands for several at once stands so here, and is doubtful as it was."""
        keys = [key for key in self._spans if key not in ("level1", "level2")]
        places = {
            (line.number, keys.index(key)): field.where
            for line in lines
            for key, field in _entries(line.row)
            if key in keys and field.text
        }
        done: set[tuple[int, int]] = set()
        for line in lines:
            for n, key in enumerate(keys):
                if (line.number, n) in done:
                    continue
                last, right = _extent(places, line.number, n)
                done.update((row, column) for row in range(line.number, last + 1) for column in range(n, right + 1))
                cell = self._entry(line.row, key, alone=(last, right) == (line.number, n))
                span = self._spans[key][0], self._spans[keys[right]][1]
                self._page.put(line.number, span, cell, self._look_of(key), last)

    def _look_of(self, key: str) -> Any:
        if key == "name":
            return self._page.styles.entry(align="left", indent=1)
        return self._page.styles.entry(align="left") if key == "reason" else None

    def _entry(self, row: Indicator | None, key: str, alone: bool) -> Stored:
        """How an entry of an indicator is stored."""
        if row is None:
            return Stored("")
        field: Field[Any] = getattr(row, key)
        if field.fault == "layout" and not alone:
            return Stored(field.text)
        if key == "weight":
            return stored.number(field, weight_field)
        if key == "score":
            return stored.number(field, score_reader(row.weight))
        if row.shifted and key in ("name", "target"):  # as it was filled in: the name in the column of the target
            number = self._form.indicator_rows.index(row) + 1
            return Stored(f"指标{number}：") if key == "name" else stored.text(row.name)
        if key == "name" and row.weight.where is not None and row.weight.where == field.where:
            return Stored(field.value or "")  # its points have a column of their own here
        return stored.text(field)

    def write_sums(self, row: int, first: int, label: str, weight: Field[Decimal], score: Field[Decimal]) -> None:
        """A row of sums: its label up to the first of them that is there."""
        sums = {"weight": stored.number(weight, weight_field), "score": stored.number(score, score_reader(weight))}
        places = {"weight": weight.where, "score": score.where}
        there = [key for key in sums if key in self._spans and places[key] is not None]
        edge = self._spans[there[0]][0] if there else self._spans["actual"][1] + 1 if "actual" in self._spans else LAST
        self._page.put(row, (first, edge - 1), Stored(label), self._page.styles.heading())
        for key in there:
            start, end = self._spans[key]
            self._page.put(row, (start, min(end, max(start, LAST - 1))), sums[key])  # the grade is in the last column

    def _write_levels(self, lines: Sequence[Line]) -> None:
        """The labels of levels, each merged down over its rows; a row of sums comes between."""
        styles = self._page.styles
        for is_sum, run in groupby(lines, lambda line: line.subtotal is not None):
            if is_sum:
                continue
            for label, level in groupby(run, lambda line: line.label):
                rows = list(level)
                if "level1" in self._spans:
                    self._page.put(
                        rows[0].number, self._spans["level1"], Stored(label), styles.label(), rows[-1].number
                    )
                if "level2" not in self._spans:
                    continue
                for second, below in groupby(rows, lambda line: line.row.level2.text if line.row else ""):
                    some = list(below)
                    self._page.put(
                        some[0].number, self._spans["level2"], Stored(second), styles.label(), some[-1].number
                    )


def heading(printed: str | None, key: str, usual: str, labels: Labels) -> str:
    """The heading as the submission prints it, where it is a known one: it may ask for measures or set a limit."""
    return printed if printed and labels.look_up(printed) == key else usual


def _entries(row: Indicator | None) -> Iterator[tuple[str, Field[Any]]]:
    for key in ("name", "target", "actual", "weight", "score", "reason") if row is not None else ():
        yield key, getattr(row, key)


def _extent(places: Mapping[tuple[int, int], Where | None], row: int, column: int) -> tuple[int, int]:
    """The last row and column that the cell of an entry covers: the entries there stand at the same place."""
    place = places.get((row, column))
    last, right = row, column
    while place and places.get((row, right + 1)) == place:
        right += 1
    while place and all(places.get((last + 1, n)) == place for n in range(column, right + 1)):
        last += 1
    return last, right


def _spans(keys: Sequence[str]) -> dict[str, Span]:
    """First and last column of each of these columns: one that is not among them belongs to the one before it."""
    spans: dict[str, Span] = {}
    first, owner = 2, keys[0]
    for column, key in enumerate(_TABLE, 2):
        if key in keys and key != owner:
            first, owner = column, key
        spans[owner] = (first, column)
    return spans


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
