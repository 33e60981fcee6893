"""The workbook 汇总.xlsx: the forms that count, row by row, then what is counted over them.

Rows go to temporary files of XlsxWriter as they come, so that memory does not grow with the forms.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from .. import manual
from ..rules import LEVELS
from ..tables import ROW, Column, Formula, Looks, Table, new_book
from . import details, sheets
from .carried import Carried
from .charts import draw
from .details import MOST_DETAILS, DetailRows, rate_formula
from .matching import Said
from .overview import Overview
from .previous import Previous
from .rows import FormLine, Kept, finding_line, unpacked
from .sheets import KINDS, NAMES, WORDS
from .statistics import Department, Details, Level, Statistics
from .store import Store

T = TypeVar("T")
_GRADES = "优良中差"
#: Files that a finding about many forms names here; `check` names more.
_MOST_FILES = 6
_REASONS = 3


class Notice(NamedTuple):
    """A row of 未报与重报: a form or an entry of the roster that somebody has to look at."""

    kind: str
    department: str | None
    unit: str | None
    project: str | None
    year: int | None
    said: str
    listed: Any = None
    declared: Any = None
    file: str | None = None
    changed: int = 0
    instead: str | None = None


class Book:
    """The workbook before it has sheets, and the rows of its detail sheets. Close it after use."""

    def __init__(self, lang: str) -> None:
        self.file = tempfile.TemporaryFile(prefix="evalsheet-")  # noqa: SIM115 - see `close`
        self.book = new_book(self.file, sheets.MARK)
        self.looks = Looks(self.book)
        from .. import fast_sheet  # with XlsxWriter, which is slow to import

        self.rows = DetailRows(self.looks, lang) if fast_sheet.is_usable() else None

    def early(self, form: Kept) -> bytes | None:
        """The rows of a form, for `Store.add`."""
        return None if self.rows is None or form.rest is None else self.rows.early(form.line, unpacked(form.rest))

    def close(self) -> None:
        """Gives the temporary file up."""
        self.file.close()


def written(
    book: Book,
    store: Store,
    notices: Iterable[Notice],
    carried: Carried,
    previous: Previous | None,
    lang: str,
    counted: Details | None = None,
    further: Iterable[Said] = (),
) -> Iterator[bytes]:
    """The workbook piece by piece. ``counted`` are what is counted over rows and findings, if it is counted already;
    ``further`` are findings about more than one form."""
    try:
        _Workbook(book, store, carried, previous, lang, counted).fill(notices, further)
    finally:
        book.book.close()
    book.file.seek(0)
    while piece := book.file.read(1 << 20):
        yield piece


class _Workbook:
    """The sheets while they are written."""

    def __init__(
        self,
        book: Book,
        store: Store,
        carried: Carried,
        previous: Previous | None,
        lang: str,
        counted: Details | None,
    ) -> None:
        self._book, self._looks, self._drafts = book.book, book.looks, book.rows
        self._store, self._lang, self._words, self._carried = store, lang, WORDS[lang], carried
        self._statistics = Statistics(store.count, counted)
        self._rows = store.rows()
        self._overview = Overview(self._book, self._looks, store, carried, previous, lang)
        self._funds = self._details("funds", sheets.FUNDS)
        self._indicators = self._details("indicators", sheets.INDICATORS)
        self._departments = self._table("departments", sheets.DEPARTMENTS, still=2)
        self._charts = self._book.add_worksheet(NAMES["charts"][lang])
        self._levels = self._table("levels", sheets.LEVELS, numbered=False)
        self._findings = self._details("findings", sheets.FINDINGS)
        self._missing = self._table("missing", sheets.MISSING)

    def _table(self, name: str, columns: Sequence[Column], **more: Any) -> Table:
        return Table(self._book, self._looks, NAMES[name][self._lang], columns, self._lang, **more)

    def _details(self, name: str, columns: Sequence[Column]) -> Table:
        """A sheet of details, which says so if they are too many for it."""
        count = self._rows[name]
        above = () if is_listed(count) else (self._words["too_many"].format(rows=count, most=MOST_DETAILS),)
        return self._table(name, columns, above=above, still=4)

    def fill(self, notices: Iterable[Notice], further: Iterable[Said]) -> None:
        """Writes all sheets."""
        for line, rest, drawn in self._store.lines():
            self._form(line, rest, drawn)
        for one in further:
            self._further(one)
        self._overview.finish(self._statistics)
        self._write_departments()
        self._write_levels()
        draw(self._book, self._charts, self._looks, self._statistics, self._lang)
        for notice in (*notices, *self._lost()):
            self._notice(notice)
        self._write_quality()

    def _form(self, line: FormLine, packed: bytes | None, drawn: bytes | None) -> None:
        begins = self._statistics.add(line)
        self._overview.add(line, begins, self._statistics)
        rest = unpacked(packed)
        self._statistics.add_rest(rest)
        if self._drafts is None:
            for table, values in self._listed(details.plain(line, rest, self._lang)):
                table.row(*values)
            return
        rows = self._drafts.of(line, rest) if drawn is None else details.unpacked(drawn)
        for table, row in self._listed(rows):
            table.draft(row)

    def _listed(self, rows: details.Rows[T]) -> Iterator[tuple[Table, T]]:
        """Those rows that stand in the workbook, with their sheets."""
        for table, count, some in zip(
            (self._funds, self._indicators, self._findings), self._rows.values(), rows, strict=True
        ):
            for row in some if is_listed(count) else ():
                yield table, row

    def _further(self, one: Said) -> None:
        """A finding about more than one form, or about what is not there; it names the files."""
        finding = one.finding
        if finding.waived is None:
            self._statistics.details.add_findings([(finding.code, finding.level)])
        places = [member.file for member in finding.members[:_MOST_FILES]]
        if len(finding.members) > _MOST_FILES:
            places.append(self._words["more"].format(count=len(finding.members)))
        if one.form is not None:
            places = [one.form.place]
        line = finding_line(None, self._words["semicolon"].join(places), finding, self._lang)
        self._findings.row(*details.finding((one.department, one.unit, one.project), line, self._lang))

    def _write_departments(self) -> None:
        table, whole = self._departments, self._statistics.whole
        for one in self._statistics.departments:
            table.row(one.name or self._words["nobody"], *self._department(one))
        if whole.forms:
            last = len(self._statistics.departments) + 1
            counted = list(self._department(whole))
            for column in (2, 3, 4, 5, *range(11, len(sheets.DEPARTMENTS))):
                counted[column - 2] = Formula(f"=SUM({table.range(column, None, last)})", counted[column - 2])
            for column, name in ((9, "MIN"), (10, "MAX")):
                counted[column - 2] = Formula(f"={name}({table.range(column, None, last)})", counted[column - 2])
            table.row(self._words["sum"], *counted, strong=True)

    def _department(self, one: Department) -> Iterator[Any]:
        money, scores = one.money, one.scores
        yield one.forms
        yield from (money.initial_budget, money.budget, money.executed)
        yield rate_formula(money.budget, money.executed, "E", "F")
        yield from (scores.mean, scores.deviation, scores.low, scores.high)
        grades = [one.grades[word] for word in _GRADES]
        yield from (*grades, one.forms - sum(grades), one.full, one.faulty, one.errors, one.warnings)

    def _write_levels(self) -> None:
        table, levels, execution = self._levels, self._statistics.details.levels, self._statistics.details.execution
        if execution.rows:
            self._level(self._words["execution"], None, execution)
        for level1, level2 in sorted(levels, key=lambda key: (_order(key[0]), key)):
            self._level(level1 or self._words["nobody"], level2, levels[level1, level2])
        if table.next == table.first:
            return
        every = [execution, *levels.values()]
        weight, score = sum(one.weight for one in every), sum(one.score for one in every)
        sums = []
        for column, value in (
            (3, sum(one.rows for one in every)),
            (4, sum(one.missed for one in every)),
            (5, weight),
            (6, score),
            (7, weight - score),
        ):
            sums.append(Formula(f"=SUM({table.range(column)})", value))
        share = Formula(f"=H{ROW}/F{ROW}", (weight - score) / weight) if weight else None
        table.row(self._words["sum"], None, None, *sums, share, None, strong=True)

    def _level(self, level1: str, level2: str | None, one: Level) -> None:
        lost = one.weight - one.score
        reasons = [self._words["times"].format(reason=reason, count=count) for reason, count in one.reasons(_REASONS)]
        self._levels.row(
            *(level1, level2, one.forms, one.rows, one.missed, one.weight, one.score),
            Formula(f"=F{ROW}-G{ROW}", lost),
            Formula(f"=H{ROW}/F{ROW}", lost / one.weight) if one.weight else None,
            self._words["semicolon"].join(reasons),
        )

    def _notice(self, one: Notice) -> None:
        difference = None
        if one.listed is not None and one.declared is not None:
            difference = Formula(f"=H{ROW}-G{ROW}", one.declared - one.listed)
        changed = datetime.fromtimestamp(one.changed).date() if one.changed else None
        who = (KINDS[one.kind][self._lang], one.department, one.unit, one.project, one.year)
        self._missing.row(*who, one.listed, one.declared, difference, one.said, one.file, changed, one.instead)

    def _lost(self) -> Iterator[Notice]:
        """What was written into the workbook of the last time and has no place in this one."""
        for key, review in self._carried.left():
            score = "" if review.score is None else f"{review.score:f}"
            said = self._words["lost"].format(score=score, remark=review.remark)
            yield Notice("lost", None, key.unit, key.project, key.year, said)

    def _write_quality(self) -> None:
        whole, statuses = self._statistics.whole, self._store.statuses
        with_forms = statuses["ok"] + statuses["findings"]
        files = self._words["files"].format(
            files=sum(statuses.values()),
            read=with_forms,
            no_form=statuses["no_form"],
            unreadable=statuses["unreadable"],
        )
        forms = self._words["forms"].format(
            forms=whole.forms,
            faulty=whole.faulty,
            fine=whole.fine,
            doubles=self._store.doubled,
            blanks=self._store.blank,
        )
        table = self._table("quality", sheets.QUALITY, numbered=False, above=(self._words["quality"], files, forms))
        quality = self._statistics.details
        for code, count in sorted(quality.forms.items(), key=lambda pair: (-pair[1], pair[0])):
            rate = Formula(f"=F{ROW}/{whole.forms}", Decimal(count) / whole.forms)
            counts = (quality.findings[code, level] for level in LEVELS)
            table.row(code, manual.page(code).title[self._lang], *counts, count, rate)


def is_listed(rows: int) -> bool:
    """Whether so many rows stand in the workbook, rather than in the dataset only."""
    return rows <= MOST_DETAILS


_LEVELS = ("产出指标", "效益指标", "满意度指标", "成本指标")


def _order(level1: str) -> int:
    return _LEVELS.index(level1) if level1 in _LEVELS else len(_LEVELS)
