"""汇总表: a row a form, subtotals a department, a grand total."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..model import column_letters
from ..tables import ROW, Column, Formula, Looks, Table
from . import sheets
from .carried import Carried
from .details import rate_formula
from .previous import Previous
from .rows import FormLine
from .sheets import NAMES, WORDS
from .statistics import Department, Spread, Statistics
from .store import Store

#: Rows that a sheet holds beside headings and subtotals; of more forms only the subtotals are listed.
MOST_FORMS = 1_000_000
_SUM, _MEAN = 9, 1
_FULL_MARK = 100


class Overview:
    """The sheet while it is written: forms come by department."""

    def __init__(
        self, book: Any, looks: Looks, store: Store, carried: Carried, previous: Previous | None, lang: str
    ) -> None:
        self._words, self._carried, self._previous = WORDS[lang], carried, previous
        self._listed = store.count <= MOST_FORMS
        years = store.years()
        year = self._words["year"].format(year=years[0]) if len(years) == 1 and years[0] else ""
        above = [self._words["title"].format(year=year), self._words["unit"].format(forms=store.count)]
        if not self._listed:
            above.append(self._words["unlisted"].format(most=MOST_FORMS))
        self._columns: tuple[Column, ...] = sheets.OVERVIEW + (sheets.YEAR_ON_YEAR if previous else ())
        free = (sheets.REVIEWED, sheets.REMARK)
        self._table = Table(book, looks, NAMES["overview"][lang], self._columns, lang, above=above, still=4, free=free)
        self._begins = self._table.next
        self._reviewed, self._all_reviewed = Spread(), Spread()

    def add(self, line: FormLine, begins: bool, statistics: Statistics) -> None:
        """Writes a form, and before the first one of a department the subtotal of the one before."""
        if begins and len(statistics.departments) > 1:
            self._subtotal(statistics.departments[-2])
        if self._listed:
            self._form(line)

    def _form(self, line: FormLine) -> None:
        review = self._carried.take(line)
        reviewed = line.reviewed if review.score is None else review.score
        self._reviewed.add(reviewed)
        self._all_reviewed.add(reviewed)
        self._table.row(
            *(line.department, line.unit, line.project, line.initial_budget, line.budget, line.executed),
            _rate(line.budget, line.executed),
            *(line.score, reviewed, line.grade, line.errors + line.warnings, review.remark, line.year),
            *self._year_on_year(line),
            level=1,
        )

    def _year_on_year(self, line: FormLine) -> tuple[Any, ...]:
        if self._previous is None:
            return ()
        last = self._previous.of(line)
        if last is None:
            return (None,) * 4
        rate = last.executed / last.budget if last.budget and last.executed is not None else None
        change = None
        if line.score is not None and last.score is not None:
            now, then = (column_letters(one + 1) for one in (sheets.SCORE, sheets.LAST_SCORE))
            change = Formula(f"={now}{ROW}-{then}{ROW}", line.score - last.score)
        return (last.executed, rate, last.score, change)

    def _subtotal(self, one: Department) -> None:
        name = self._words["subtotal"].format(name=one.name or self._words["nobody"], forms=one.forms)
        self._sums(name, one, self._begins, self._reviewed)
        self._reviewed = Spread()
        self._begins = self._table.next

    def _sums(self, name: str, one: Department, first: int, reviewed: Spread) -> None:
        last, money = self._table.next - 1, one.money

        def over(column: int, function: int, value: Any) -> Any:
            if value is None or not self._listed:
                return value
            return Formula(f"=SUBTOTAL({function},{self._table.range(column, first, last)})", value)

        self._table.row(
            *(name, None, None),
            over(sheets.INITIAL, _SUM, money.initial_budget),
            over(sheets.BUDGET, _SUM, money.budget),
            over(sheets.EXECUTED, _SUM, money.executed),
            _rate(money.budget, money.executed),
            over(sheets.SCORE, _MEAN, one.scores.mean),
            over(sheets.REVIEWED, _MEAN, reviewed.mean),
            None,
            over(sheets.PROBLEMS, _SUM, one.errors + one.warnings),
            *(None,) * (len(self._columns) - sheets.REMARK),
            strong=True,
        )

    def finish(self, statistics: Statistics) -> None:
        """The last subtotal and the grand total."""
        if not statistics.departments:
            return
        self._subtotal(statistics.departments[-1])
        message = self._words["reviewed"].format(most=_FULL_MARK)
        self._table.validate(sheets.REVIEWED, 0, _FULL_MARK, message)
        whole = statistics.whole
        self._sums(self._words["total"].format(forms=whole.forms), whole, self._table.first, self._all_reviewed)


def _rate(budget: Decimal | None, executed: Decimal | None) -> Formula | None:
    return rate_formula(budget, executed, *(column_letters(one + 1) for one in (sheets.BUDGET, sheets.EXECUTED)))
