"""One form, block by block, from the rows of a sheet that belong to it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from decimal import Decimal

from .. import profiles
from ..model import NOTHING, Cell, Doubt, Fact, Field, Form, FormRow, Goal, Profile, Total, Where, normal
from . import fund_sources, funds, indicators
from .beside import WITHOUT_LABEL, Extra, joined, keep, pairs, pieces
from .fund_sources import FundSources
from .funds import Funds
from .goals import Goals
from .head import ENTRIES, LONGEST_LINE, Head, money_unit, other_form, title_cell, year_entries, years
from .indicators import Table
from .labels import caps_in_note
from .sheet import Sheet, new, number_field, text_field
from .total_row import GRADE_LABELS, grade_word, total_in_pair

#: Labels that stand beside a whole block.
_BLOCKS = ("funds", "goals", "indicators")
_GOALS = ("goal_expected", "goal_actual")
_GOALS_BLOCK = ("goals", *_GOALS, "indicators")


def read_form(
    sheet: Sheet, rows: list[int], base: Profile, named: bool, year: int | None
) -> Form | tuple[Where, str] | None:
    """The form in these rows; place and name of another kind of form; None if there is neither.

    ``named`` if the user has named the profile ``base``; else the form's own is chosen by what it prints.
    """
    reader = _Reader(sheet, rows, base)
    if reader.other is not None:
        return reader.where, reader.other
    if reader.title is None and not reader.has_actual_column():
        return None  # a 申报表 has no actual column; without a title nothing says that this is our form
    reader.read()
    return reader.form(named, year)


def _headers(sheet: Sheet, rows: list[int], base: Profile) -> tuple[int | None, int | None]:
    """The heading rows of indicator table and funds block."""
    texts = sheet.texts
    table = next((n for n in rows if indicators.is_header(texts[n], base)), None)
    return table, next((n for n in rows if n != table and funds.is_header(sheet.rows[n], texts[n], base)), None)


def _before(rows: list[int], end: int | None) -> list[int]:
    """Those of these ascending rows that stand above row ``end``; without it all."""
    return rows if end is None else rows[: bisect_left(rows, end)]


class _Reader:
    """The blocks of a form: where they begin, then what they say."""

    def __init__(self, sheet: Sheet, rows: list[int], base: Profile) -> None:
        self.sheet, self.rows, self.base = sheet, rows, base
        #: The heading rows of indicator table and funds block, and the rows above both.
        self.table_at, self.funds_at = _headers(sheet, rows, base)
        self.ends = min((n for n in (self.funds_at, self.table_at) if n is not None), default=rows[-1] + 1)
        self.above = _before(rows, self.ends)
        #: The sheet without, and with, what stands beside the head: the funds block may.
        self.of_funds = sheet
        if self.funds_at is not None and not sheet.keys(self.funds_at).isdisjoint(ENTRIES):
            self._cut_funds(self.funds_at)
        self.title, self.other = title_cell(sheet, self.above, base)
        if self.title is None:
            self.other = other_form(sheet.grid.sheet, base)
        self.where = sheet.at(self.title or sheet.rows[rows[0]][0])
        self.table: Table | None = None
        self.money: Funds | FundSources | None = None
        self.goals: tuple[Goal, ...] = ()
        self.total = Total()
        self.doubts: list[Doubt] = []
        #: What was found otherwise than by a heading.
        self.facts: list[Fact] = []
        #: What stands for headings of the funds block in the indicator table.
        self.elsewhere: dict[str, Where] = {}

    def _cut_funds(self, header: int) -> None:
        """The funds block stands right of the entries of the head: each of the two gets its part of the rows."""
        column = funds.beside(self.sheet, header, self.base)
        if column is None:
            return
        rows = [n for n in self.rows if n >= header and (self.table_at is None or n < self.table_at)]
        both = []
        for n in rows:
            cells = self.sheet.rows[n]
            over = any(cell.column < column < cell.column + cell.columns for cell in cells)
            left = (cell for cell in cells if cell.column < column)
            amounts = any(self.base.fund_columns.look_up(cell.text) is not None for cell in left)
            if over or amounts or not self.sheet.keys(n).isdisjoint(_GOALS_BLOCK):
                break
            both.append(n)
        self.sheet, self.of_funds = self.sheet.cut(both, column)
        self.above += [n for n in both if n not in self.above]

    def has_actual_column(self) -> bool:
        """The table has a column for actual values by its heading."""
        texts = self.sheet.texts[self.table_at] if self.table_at is not None else ()
        return "actual" in map(self.base.columns.look_up, texts)

    def read(self) -> None:
        """Reads head, goals, funds and table, and what stands between and below them."""
        sheet, base = self.sheet, self.base
        body = _before(self.rows, self.table_at)
        goals = Goals(sheet, body, base)
        self.goals = tuple(goals.goals)
        self.unit = money_unit(self.of_funds, self.rows, base, self.funds_at)
        self._read_funds()
        claimed = self.money.claimed if self.money is not None and self.of_funds is sheet else set()
        read = goals.rows | claimed | self._upper_headings()
        self.head = Head(sheet, [n for n in self.above if n not in read], self.title, base)
        self.extra: Extra = self.head.extra
        if self.money is not None:
            self.facts += self.money.facts
            self._keep_all(self.money.extra)
        if self.table_at is not None:
            self._read_table(self.table_at)
        between = [n for n in body if n >= self.ends and n not in read and n not in self.above]
        head_row = [self.head.labels["total"].row] if "total" in self.head.labels else []
        outside = self._take_total_row([*between, *head_row])
        self._keep_rest([n for n in between if n != outside])
        if outside is None or outside not in head_row:
            self._take_score()
        if self.table is not None and self.total.grade.where is None:
            self._take_grade()

    def _upper_headings(self) -> set[int]:
        """The rows above the heading of the table from which cells of it are merged down."""
        reaching = self.sheet.reaching(self.table_at) if self.table_at is not None else ()
        return {cell.row for cell in reaching if cell.text and cell.row + cell.rows - 1 == self.table_at}

    def _read_funds(self) -> None:
        """The funds block, in whichever layout."""
        header, end = self.funds_at, self.table_at
        own = self.rows
        if header is None or (end is not None and header < end):
            own = _before(self.rows, end)
        self.money = fund_sources.read(self.of_funds, own, header, self.base, self.unit)
        if self.money is None and header is not None:
            self.money = Funds(self.of_funds, header, own[-1], self.base, self.unit, self.doubts)

    def _read_table(self, header: int) -> None:
        """The indicator table; a row of budget execution in it belongs to the funds."""
        money = self.money
        at = next((n for n, row in enumerate(money.rows) if row.kind == "total"), None) if money else None
        weight = money.rows[at].weight if money is not None and at is not None else NOTHING
        below = [n for n in money.claimed if n > header and n in self.rows] if money is not None else []
        last = min(below) - 1 if below else self.rows[-1]
        table = Table(self.sheet, header, self.base, self.doubts, weight.value, at is not None).read(last)
        self.table, self.total = table, table.total
        self.facts += table.facts
        self._keep_all(table.extra)
        if table.execution is None or money is None or at is None or weight.where is not None:
            return
        money.rows[at] = money.rows[at]._replace(weight=table.execution[0], score=table.execution[1])
        for key, entry in zip(("weight", "score"), table.execution, strict=True):
            if entry.where is not None:
                self.elsewhere[f"funds.{key}"] = entry.where
                self.facts.append(Fact(f"funds.{key}", entry.where, entry.text, "table"))

    def _keep_all(self, extra: Extra) -> None:
        for label, texts in extra.items():
            self.extra.setdefault(label, []).extend(texts)

    def _keep_rest(self, rows: list[int]) -> None:
        """Rows between the blocks that belong to none: labels with their texts, and sentences."""
        claimed = self.money.claimed if self.money is not None else ()
        labels = self.base.labels
        for number in rows:
            if number in claimed:
                continue
            cells = (cell for cell in self.sheet.rows[number] if labels.look_up(cell.text) not in _BLOCKS)
            before = ""
            for label, text, cell in pairs(pieces(cells, labels), labels):
                before = label or before
                if before or len(text) > LONGEST_LINE:
                    keep(self.extra, before or WITHOUT_LABEL, text, self.sheet.at(cell))

    def _take_total_row(self, rows: list[int]) -> int | None:
        """The row of the total above the table, where the table has none: it prints the full mark and a score."""
        table = self.table
        if table is None or table.total_row is not None:
            return None
        for number in rows:
            if "total" in self.sheet.keys(number) and not self._says_one_thing(number):
                kept: Extra = {}
                total = total_in_pair(self.sheet, number, self.base) or table.total_in(number, kept)
                if total.weight.value == self.base.full_mark and total.score.value is not None:
                    self.total = total
                    for label, texts in list(self.extra.items()):  # what the head made of the row
                        if {where.row for _, where in texts} == {number}:
                            del self.extra[label]
                    self._keep_all(kept)
                    return number
        return None

    def _says_one_thing(self, number: int) -> bool:
        """A merge that is printed in each of its cells stands behind the label: one entry, not a weight and a score."""
        look_up = self.base.labels.look_up
        said = [cell.text for cell in self.sheet.rows[number] if look_up(cell.text) != "total"]
        return len(said) > 2 and len(set(said)) == 1

    def _take_score(self) -> None:
        """The score that is printed above the table: the total where no row is for it."""
        label = self.head.labels.get("total")
        if label is None:
            self._take_score_between()
            return
        entry = self.head.entries["total"]
        assert entry.where is not None
        if self.table is None or self.table.total_row is not None:
            keep(self.extra, label.text, entry.text, entry.where)
            return
        cell = self.head.score
        score = number_field(entry.where, cell) if cell else Field[Decimal](None, "", entry.where)
        self.total = self.total._replace(score=score)
        self.facts.append(Fact("total.score", self.sheet.at(label), label.text))

    def _take_score_between(self) -> None:
        """The score with its label between the blocks: 自评得分 | 99.8."""
        if self.table is None or self.table.total_row is not None or self.total.score.where is not None:
            return
        for label, texts in self.extra.items():
            if "分" in label and len(texts) == 1 and self.base.labels.look_up(label) == "total":
                ((text, where),) = texts
                score = number_field(where, Cell(where.row, where.column, text, text))
                if score.value is not None:
                    self.total = self.total._replace(score=score)
                    self.facts.append(Fact("total.score", where, label))
                    del self.extra[label]
                    return

    def _take_grade(self) -> None:
        """The grade that has a row of its own, or stands above the tables: 自评等级 | 优."""
        for label, texts in self.extra.items():
            if label in GRADE_LABELS and len(texts) == 1:
                ((text, where),) = texts
                word = grade_word(text, self.base)
                if word is not None:
                    self.total = self.total._replace(grade=Field(word, text, where))
                    del self.extra[label]
                    return

    def form(self, named: bool, year: int | None) -> Form:
        """The form as it was read."""
        sheet, title, table = self.sheet, self.title, self.table
        fund_rows = tuple(self.money.rows) if self.money is not None else ()
        rows = tuple(table.rows) if table else ()
        filled: list[FormRow] = [*fund_rows, *self.goals, *rows, self.total]
        identity = self.head.entries
        found = years(sheet, self.above, title) or year_entries(self.extra, self.base)
        columns, reading = self._columns()
        extra = joined(self.extra)
        profile, choice = (self.base, "named") if named else self._choose(extra)
        return Form(
            file=sheet.grid.file,
            sheet=sheet.grid.sheet,
            hidden=sheet.grid.hidden,
            profile=profile,
            profile_choice=choice,
            title=text_field(sheet.at(title), title) if title else NOTHING,
            year=found[0].value if found else None,
            years=found,
            project=identity.get("project", NOTHING),
            department=identity.get("department", NOTHING),
            unit=identity.get("unit", NOTHING),
            money_unit=self.unit,
            fund_rows=fund_rows,
            goals=self.goals,
            indicator_rows=rows,
            scored_rows=tuple(row for row in rows if not row.detail and not row.na),
            first_levels=tuple(table.first_levels) if table else (),
            second_levels=tuple(table.second_levels) if table else (),
            subtotals=tuple(table.subtotals) if table else (),
            total=self.total,
            columns=columns,
            unknown=self._unknown(),
            blocks=frozenset(self._found()),
            where=self.where,
            reading=(*self._head_facts(), *reading, *self.facts),
            doubts=tuple(self.doubts),
            faults=tuple(entry for row in filled for entry in row if entry.__class__ is Field and entry.fault),
            extra=extra,
            headings=self._headings(),
            goal_labels=self._goal_labels(),
            expected_year=year,
        )

    def _columns(self) -> tuple[dict[str, Where], list[Fact]]:
        """The place of each heading, those of the funds block with the prefix "funds.", and its label as a fact."""
        at = self.sheet.at
        inferred = {fact.key for fact in self.facts}
        headings: dict[str, Cell] = {}
        if self.money is not None:
            headings = {f"funds.{key}": cell for key, cell in self.money.headings.items()}
        if self.table is not None:
            headings |= self.table.columns.header
        columns = {key: at(cell) for key, cell in headings.items()} | self.elsewhere
        facts = [new(Fact, (key, columns[key], cell.text, "")) for key, cell in headings.items() if key not in inferred]
        return columns, facts

    def _head_facts(self) -> Iterable[Fact]:
        if self.title is not None:
            yield new(Fact, ("title", self.where, self.title.text, ""))
        for key, label in self.head.labels.items():
            if key != "total":
                yield new(Fact, (key, self.sheet.at(label), label.text, ""))

    def _unknown(self) -> tuple[Field[str], ...]:
        """The headings of the indicator table that are no labels."""
        headings = self.table.columns.unknown if self.table else ()
        return tuple(text_field(self.sheet.at(heading.cell), heading.cell) for heading in headings)

    def _found(self) -> Iterable[str]:
        """The names of the blocks that the form has."""
        if self.money is not None and self.money.rows:
            yield "funds"
        if self.goals:
            yield "goals"
        if self.table is not None:
            yield "indicators"
            if self.total.score.where is not None or self.table.total_row is not None:
                yield "total"

    def _headings(self) -> dict[str, str]:
        """The headings of the goals and of the indicator table as printed."""
        labels, headings = self.sheet.labels, dict[str, str]()
        for n in _before(self.rows, self.table_at):
            if n in labels:
                headings |= {key: cell.text for cell, key in labels[n] if key in _GOALS}
        if self.table is not None:
            headings |= {key: cell.text for key, cell in self.table.columns.header.items()}
        return headings

    def _goal_labels(self) -> tuple[Field[str], ...]:
        """The labels of the blocks of annual goals: at the left edge, above the indicator table or beside it.

        One that is printed again in the row below, where no block begins, is a merge printed once a cell.
        """
        sheet, found = self.sheet, []
        for n in self.rows:
            if not sheet.has_key(n, "goals"):
                continue
            first = next(cell for cell, key in sheet.labels[n] if key == "goals")
            if first is not sheet.rows[n][0]:
                continue
            above = sheet.cells_of(sheet.before(n))
            again = bool(above) and above[0].text == first.text and sheet.keys(n).isdisjoint(_GOALS)
            if not again:
                found.append(text_field(sheet.at(first), first))
        return tuple(found)

    def _choose(self, extra: Mapping[str, Field[str]]) -> tuple[Profile, str]:
        """The profile whose caps, title and columns are printed on the form, else the base one; and why.

        Where no profile has the caps that the labels print, or they print none, a note beside the table may prescribe
        them.
        """
        table, base = self.table, self.base
        caps: dict[str, Decimal] = {}
        for level in table.first_levels if table else ():
            if level.cap is not None and level.label.value is not None:
                caps[base.level1.get(level.label.value, level.label.value)] = level.cap
        columns = table.columns.header if table else ()
        words = normal(self.title.text) if self.title else ""
        profile = profiles.choose(caps, words, columns)
        for note in extra.values() if table and profile.name == base.name else ():
            profile = profiles.choose(caps_in_note(note.text, base.level1), words, columns)
            if profile.name != base.name:
                break
        return profile, "match" if profile.name != base.name else "base"
