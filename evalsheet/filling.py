"""Filling a form: which cells to patch, with what. Everything else in the file stays as it is.

(Not called fill, because the package has a function of that name.)

What is missing or wrong by arithmetic alone is what the rules report with its expected value, so that a filled form has
none of those findings. A patch may settle another number (the score follows from the rate, the total from the score):
the patched cells are read again and the rules are asked again, until nothing is left to fill.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Context, Decimal
from functools import cache
from typing import NamedTuple

from . import compute, formulas, notation, readers, result_sheet, rules, values
from .batch import Options, judged, no_form
from .inputs import content
from .model import Cell, Change, Checked, Finding, Form, FundRow, Grid, Subtotal, Unreadable, Where
from .notation import Written
from .ooxml import FormulaCell, Workbook
from .parse import parse
from .parse.update import updated
from .readers import number_format

#: What is written into blanks, and what ``correct`` replaces besides: codes with the variants of their findings.
_FILLS = {"FND01": ("blank",), "FND02": ("blank",), "FND03": ("blank",), "TOT01": ("blank",), "SCR01": ("known",)}
_CORRECTS = {
    "FND02": ("",),
    "FND03": ("", "rounding"),
    "FND07": ("",),
    "TOT01": ("", "rounding"),
    "TOT03": ("",),
    "TOT07": (),
}
#: The order in which entries follow from each other.
_STEPS = {"FND01": 0, "FND02": 1, "FND03": 2, "FND07": 2, "SCR01": 2, "TOT02": 3, "TOT07": 3, "TOT01": 4, "TOT03": 5}
#: How the value of each code is written.
_KINDS = {"FND01": "amount", "FND02": "rate", "TOT03": "word"}
#: The digits that a spreadsheet keeps of a number.
_STORED = Context(prec=15)


class Filled(NamedTuple):
    """The filled workbook, the cells that were written, and what `check` says of the workbook now."""

    data: bytes
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    #: The kind of file that the input was, if its data had to be written into a workbook of standard forms.
    converted: str = ""


class Patch(NamedTuple):
    """A value for a place in the form's terms: money in 万元, a rate as a fraction, points, or a word."""

    where: Where
    kind: str
    value: Decimal | str
    code: str


def fill(
    source: str | os.PathLike[str] | bytes,
    correct: bool = False,
    profile: str | None = None,
    mark: bool = False,
    drop_signature: bool = False,
    options: Options | None = None,
    password: str | None = None,
) -> Filled:
    """Fills the computed blanks of the forms of a workbook and adds the sheet 校验结果.

    What is no xlsx workbook cannot be patched: its forms are written as standard forms into a new workbook, with the
    values that they have, and this one is filled.
    ``correct`` also replaces execution rate, execution score, total score and grade word where arithmetic alone says
    that they are wrong; never indicator scores, weights or amounts. ``mark`` highlights the cells with findings.
    ``options`` say how the filled forms are judged, in place of ``profile`` and ``password`` alone. A workbook that was
    opened with a password is filled without it.
    Raises Unreadable: FIL01 to FIL09 as reading does, FIL10 for a signed workbook unless ``drop_signature``, FIL11 for
    an archive, FIL20 or FIL21 if there is no form.
    """
    options = options or Options(profile, password=password)
    data, name = content(source)
    opened = readers.opened(data, name, options.password)
    if opened.kind == "zip":
        raise Unreadable("FIL11")
    converted = opened.kind if opened.kind != "xlsx" and readers.is_read(opened.kind) else ""
    if converted:
        opened = readers.opened(_standard(data, name, options), name)
    grids = readers.read(opened)
    assert opened.package is not None, "of no other kind are grids that were not converted"
    book = Workbook(opened.package)
    if book.signed:
        if not drop_signature:
            raise Unreadable("FIL10")
        book.drop_signature()
    earlier = result_sheet.earlier_log(grids)
    filling = _Filling(grids, book, options)
    checked = filling.run(correct)
    made = (change for change in filling.changes.values() if change.before != change.after)
    changes = tuple(sorted(made, key=lambda change: change.where))
    if changes:
        book.set_full_calc_on_load()
        checked = tuple(_without_stale(one, filling.grids, filling.worked_out) for one in checked)
    findings = tuple(finding for one in checked for finding in one.findings)
    log = _carried(earlier, filling.grids, changes)
    book.put_our_sheet(result_sheet.NAME, result_sheet.content(checked, log))
    _mark(book, findings, mark)
    return Filled(book.to_bytes(), changes, findings, converted)


def _standard(data: bytes, name: str, options: Options) -> bytes:
    """The forms of a file that cannot be patched, as a workbook of standard forms. Raises Unreadable as `fill` does."""
    from .template.workbook import standard_workbook  # XlsxWriter, only where it is needed

    grids = readers.grids(data, name, options.password)
    return standard_workbook(_forms(grids, options), grids)


def _forms(grids: tuple[Grid, ...], options: Options) -> tuple[Form, ...]:
    """The forms on these sheets. Raises Unreadable FIL20, FIL21 if there is none."""
    parsed = parse(grids, options.profile, options.year)
    if not parsed.forms:
        finding = no_form(grids, parsed, named=True)
        raise Unreadable(finding.code, **finding.values, variant=finding.variant)
    return parsed.forms


def _without_stale(checked: Checked, grids: tuple[Grid, ...], fresh: set[Where]) -> Checked:
    """Without findings on formulas: their stored results date from before the filling; opening the file renews them."""

    def is_stale(where: Where) -> bool:
        cells = (grid.cells.get((where.row, where.column)) for grid in grids if grid.sheet == where.sheet)
        return where not in fresh and any(cell is not None and cell.formula is not None for cell in cells)

    kept = (one for one in checked.findings if one.where is None or not is_stale(one.where))
    return replace(checked, findings=tuple(kept))


class _Filling:
    """A workbook and its grids while patches are written into both."""

    def __init__(self, grids: tuple[Grid, ...], book: Workbook, options: Options) -> None:
        self.grids, self.book, self.options = grids, book, options
        self.changes: dict[Where, Change] = {}
        #: The formulas that had no stored result and have one now.
        self.worked_out: set[Where] = set()

    def run(self, correct: bool) -> tuple[Checked, ...]:
        """Patches until nothing is left to fill; the forms as they then are. Raises Unreadable if there is no form."""
        forms = self._round(correct)
        while self._add_results(forms):  # a result may be what a blank waits for, and a blank what a result is of
            forms = self._round(correct)
        return judged(forms, self.options)

    def _round(self, correct: bool) -> tuple[Form, ...]:
        forms = _forms(self.grids, self.options)
        visible = any(not form.hidden for form in forms)
        return tuple(form if form.hidden and visible else self._run(form, correct) for form in forms)

    def _add_results(self, forms: tuple[Form, ...]) -> bool:
        """Stores the results of formulas of the forms that have none; whether there was anything to store."""
        without = {field.where for form in forms for field in form.faults if field.fault == "formula" and field.where}
        before = self.grids
        for sheet in sorted({where.sheet for where in without | self.worked_out}):
            grid = next(grid for grid in before if grid.sheet == sheet)
            places = {(where.row, where.column): where for where in without | self.worked_out if where.sheet == sheet}
            new: dict[tuple[int, int], Cell] = {}
            for key, exact in formulas.results(grid.cells, places).items():
                old, value = grid.cells[key], _STORED.create_decimal(exact)
                if old.value != value and self._store(sheet, key, value):
                    new[key] = self._as_read(old, value, self.book.number_format(sheet, key))
                    self._note(places[key], "STR13", old, new[key])
            self.worked_out |= {places[key] for key in new}
            if new:
                filled = replace(grid, cells={**grid.cells, **new})
                self.grids = tuple(filled if one is grid else one for one in self.grids)
        return self.grids is not before

    def _store(self, sheet: str, key: tuple[int, int], value: Decimal) -> bool:
        """Puts the result of a formula into the workbook; False for one that has a result after all, an empty text."""
        try:
            self.book.set_result(sheet, key, value)
        except FormulaCell:
            return False
        return True

    def _run(self, form: Form, correct: bool) -> Form:
        """Writes all that the form asks for, round by round; the form as it then reads."""
        grid = next(grid for grid in self.grids if grid.sheet == form.sheet)
        cells = dict(grid.cells)
        step, last = 0, max(_STEPS[code] for code in (_CORRECTS if correct else _FILLS))
        while step <= last:
            written: dict[Where, Cell] = {}
            asked = self._next(form, cells, correct, step)
            for patch in asked:
                key = (patch.where.row, patch.where.column)
                old, new = cells.get(key), self._write(patch, form, cells)
                if new is not None and (old is None or (new.value, new.text) != (old.value, old.text)):
                    cells[key] = written[patch.where] = new
                    self._note(patch.where, patch.code, old, new)
            if not written:
                break
            form = updated(form, written)
            step = _STEPS[asked[0].code] + 1  # what is asked for now follows from what was written
        ordered = replace(grid, cells={key: cells[key] for key in sorted(cells)})
        self.grids = tuple(ordered if one is grid else one for one in self.grids)
        return form

    def _next(self, form: Form, cells: Mapping[tuple[int, int], Cell], correct: bool, step: int) -> list[Patch]:
        """The patches of the earliest step from ``step`` on that asks for any: a total waits for the scores that it
        sums up."""
        allowed = []
        for patch in patches(form, correct, step):
            key = (patch.where.row, patch.where.column)
            old = cells.get(key)
            # a cell that a merge covers shows its top left one, which is another entry
            if (old is None or _may_replace(old, patch.code, correct)) and self.book.lead(form.sheet, key) == key:
                allowed.append(patch)
        first = min((_STEPS[patch.code] for patch in allowed), default=0)
        return [patch for patch in allowed if _STEPS[patch.code] == first]

    def _note(self, where: Where, code: str, old: Cell | None, new: Cell) -> None:
        earlier = self.changes.get(where)
        before = earlier.before if earlier else old.text.strip() if old else ""
        self.changes[where] = Change(where, before, new.text.strip(), code)

    def _write(self, patch: Patch, form: Form, cells: Mapping[tuple[int, int], Cell]) -> Cell | None:
        """Puts the value into the workbook; the cell as a reader would now give it.

        None for a cell of an array formula, which holds no formula itself and belongs to one.
        """
        key = (patch.where.row, patch.where.column)
        own = self.book.number_format(form.sheet, key)
        how = _in_notation(patch, own, form, cells)
        try:
            self.book.set_cell(form.sheet, key, how.content, how.number_format)
        except FormulaCell:
            return None
        old = cells.get(key) or Cell(*key, None, "")
        if isinstance(how.content, str):
            return old._replace(value=how.content, text=how.content, decimals=None)
        return self._as_read(old, how.content, how.number_format or own)

    def _as_read(self, old: Cell, value: Decimal, code: str) -> Cell:
        """A cell that now holds a number with that format code."""
        shown = number_format.show(str(value), code)
        text, decimals = (shown.text, shown.decimals) if shown else (str(value), None)
        return old._replace(value=value, text=text, decimals=decimals)


def _may_replace(old: Cell, code: str, correct: bool) -> bool:
    """A formula is its author's, and a stroke is a statement; other entries only where corrections are wanted."""
    if old.formula is not None or (values.stroke(old.text) and not values.blank(old.text)):
        return False
    return values.blank(old.text) or (correct and code in _CORRECTS)


#: The rules that say that a cell which others ask about holds no value to be judged.
_SPARED = ("STR08", "STR13", "STR14", "FND11")


@cache
def _asked(correct: bool, step: int) -> frozenset[str]:
    """The rules that ask for something at that step or later, and those that spare a cell."""
    asking = {*_FILLS, *_CORRECTS} if correct else {*_FILLS}
    later = (code for code in asking if _STEPS[code] >= step)
    return frozenset({*_SPARED, *later, *(code for code in (*_FILLS, *_CORRECTS) if rules.RULES[code].absorbs)})


def patches(form: Form, correct: bool = False, step: int = 0) -> Iterator[Patch]:
    """What the form's findings, and the blanks that are no finding, ask to be written at that step or later."""
    for finding in rules.check_only(form, _asked(correct, step)):
        fills = finding.variant in _FILLS.get(finding.code, ())
        corrects = correct and finding.variant in _CORRECTS.get(finding.code, ())
        value = finding.values.get("computed") if finding.code == "FND07" else finding.expected
        if (fills or corrects) and finding.where is not None and value is not None:
            yield Patch(finding.where, _KINDS.get(finding.code, "points"), value, finding.code)
    if step <= _STEPS["FND02"]:
        yield from _part_rates(form)
    if step <= _STEPS["TOT02"]:
        yield from _total_weight(form)
        yield from _subtotals(form, correct)


def _total_weight(form: Form) -> Iterator[Patch]:
    weight = form.total.weight
    sum_ = compute.weight_sum(form)
    if weight.blank and weight.where is not None and sum_ is not None and form.scored_rows:
        yield Patch(weight.where, "points", rules.plain(sum_), "TOT02")


def _subtotals(form: Form, correct: bool) -> Iterator[Patch]:
    """Blank subtotals, and with ``correct`` wrong ones of scores; never those of weights."""
    for one in form.subtotals:
        if _may_be_the_whole(one, form):
            continue
        for name, field in (("weight", one.weight), ("score", one.score)):
            sum_ = compute.subtotal(one, name)
            wrong = correct and name == "score" and field.value is not None
            if field.where is None or sum_ is None or not (field.blank or wrong):
                continue
            if field.blank or not compute.agrees(field, sum_):
                yield Patch(field.where, "points", rules.plain(sum_), "TOT07")


def _may_be_the_whole(one: Subtotal, form: Form) -> bool:
    """A 小计 below the last level, where not every level has one, may be meant for all rows."""
    last = bool(one.rows) and one.rows[-1] is form.indicator_rows[-1]
    return last and len(one.rows) < len(form.indicator_rows) and len(form.subtotals) < len(form.first_levels)


def _part_rates(form: Form) -> Iterator[Patch]:
    """The rates of the sources of money, where the form shows one of them already."""
    parts = [row for row in form.fund_rows if row.kind != "total"]
    if not any(row.rate.value is not None for row in parts):
        return
    for row in parts:
        exact = compute.execution_rate(row)
        if row.rate.blank and row.rate.where is not None and exact is not None:
            yield Patch(row.rate.where, "rate", compute.rounded(exact, 4), "FND02")


def _in_notation(patch: Patch, own: str, form: Form, cells: Mapping[tuple[int, int], Cell]) -> Written:
    """How the value is written, by the cell's own format and by the entries that are like it."""
    if patch.kind == "word":
        return Written(_grade_word(str(patch.value), cells[patch.where.row, patch.where.column].text, form))
    assert isinstance(patch.value, Decimal)
    beside = [cells[key] for key in _alike(patch.kind, form) if key in cells]
    if patch.kind == "rate":
        return notation.rate(patch.value, own, beside)
    if patch.kind == "amount":
        return notation.amount(patch.value, form.money_unit, own, beside)
    # the entry left of it first: a score is written as its weight is
    beside.sort(key=lambda cell: abs(cell.row - patch.where.row))
    return notation.points(patch.value, own, [cell for cell in beside if cell.row == patch.where.row] or beside)


def _alike(kind: str, form: Form) -> list[tuple[int, int]]:
    """The places of the entries of one kind: amounts, rates, or points."""
    rows: tuple[FundRow, ...] = form.fund_rows
    if kind == "amount":
        fields = [field for row in rows for field in (row.initial_budget, row.budget, row.executed)]
    elif kind == "rate":
        fields = [row.rate for row in rows]
    else:
        totals = [row for row in rows if row.kind == "total"]
        pairs = [(row.weight, row.score) for row in totals] + [(row.weight, row.score) for row in form.indicator_rows]
        fields = [field for pair in (*pairs, (form.total.weight, form.total.score)) for field in pair]
    return [(field.where.row, field.where.column) for field in fields if field.where is not None and field.text]


def _grade_word(word: str, printed: str, form: Form) -> str:
    """The grade in the words of the form: 优秀 where it says 良好, and inside a sentence (自评等级：良)."""
    known = [label for label in form.profile.grade_words if label in printed]
    old = max(known, key=len, default="")
    long = len(old) > 1
    labels = [label for label, key in form.profile.grade_words.items() if key == word]
    new = next((label for label in labels if (len(label) > 1) == long), word)
    return printed.replace(old, new) if old else new


def _carried(earlier: list[Change], grids: tuple[Grid, ...], changes: tuple[Change, ...]) -> list[Change]:
    """The log of earlier runs as long as its cells still hold what was written, and the changes of this one."""
    if not earlier:
        return sorted(changes, key=lambda change: change.where[1:])
    cells = {(grid.sheet, *key): cell for grid in grids for key, cell in grid.cells.items()}
    now = {change.where: change for change in changes}
    kept: list[Change] = []
    for change in earlier:
        cell = cells.get((change.where.sheet, change.where.row, change.where.column))
        if change.where in now:
            if now[change.where].before == change.after:  # what stood there before we wrote for the first time
                now[change.where] = now[change.where]._replace(before=change.before)
        elif cell is not None and cell.text.strip() == change.after:
            kept.append(change)
    return sorted([*kept, *now.values()], key=lambda change: change.where[1:])


def _mark(book: Workbook, findings: tuple[Finding, ...], wanted: bool) -> None:
    """One conditional format of ours on each sheet with findings; taken away where it is not wanted."""
    for sheet in book.sheets:
        book.unmark(sheet)
        places = {f.where.cell for f in findings if f.where is not None and f.where.sheet == sheet and not f.waived}
        if wanted and places:
            book.mark_cells(sheet, sorted(places))
