"""What is kept of a file: lines of a form, its funds, its indicators and its findings, and nothing of its layout.

Lines travel between processes, stand in the dataset, and are what the workbook is made of.
"""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Iterable
from decimal import Decimal
from hashlib import blake2b
from operator import attrgetter
from typing import NamedTuple

from .. import batch, compute, inputs, storage, urls
from ..batch import Options
from ..inputs import Found
from ..model import NOTHING, Checked, Finding, Form, FundRow, Measured, Result, Traits, Unreadable
from ..rules import advice, bulk, entry, message

_BETWEEN = "\n"
_Plain = tuple[object, ...]


class FormLine(NamedTuple):
    """A form in one line. Money in 万元; absent is None."""

    #: Names the line in all tables; the same content at the same place gives the same.
    form: str
    file: str
    sheet: str
    #: The digest of the file's bytes, and when it was last changed, in seconds.
    content: str
    modified: int
    profile: str
    year: int | None
    department: str | None
    unit: str | None
    project: str | None
    money_unit: str
    initial_budget: Decimal | None
    budget: Decimal | None
    executed: Decimal | None
    #: The execution rate as declared.
    rate: Decimal | None
    weight: Decimal | None
    #: The total score as declared, as added up, and the reviewer's where the form has such a column.
    score: Decimal | None
    computed: Decimal | None
    reviewed: Decimal | None
    grade: str | None
    #: The total score is the full mark.
    full: bool
    errors: int
    warnings: int
    hints: int
    waived: int
    #: Nothing is filled in.
    blank: bool
    #: How many indicators and rows of funds it has.
    rows: int
    fund_rows: int
    #: The project's code in the budget system, where the name carries one.
    project_code: str | None
    #: The same on forms that are of one project, which is certain if all entries are there that say so: see XFM01.
    project_key: str
    certain: bool
    #: The same in a copy of the form, whatever its format.
    figures: str

    @property
    def place(self) -> str:
        """Where it stands, as it is shown."""
        return f"{self.file} [{self.sheet}]"

    @property
    def findings(self) -> int:
        """How many findings it has."""
        return self.errors + self.warnings + self.hints + self.waived


class FundLine(NamedTuple):
    """A row of the funds block."""

    form: str
    row: int
    kind: str
    item: str | None
    initial_budget: Decimal | None
    budget: Decimal | None
    executed: Decimal | None
    weight: Decimal | None
    rate: Decimal | None
    score: Decimal | None


class IndicatorLine(NamedTuple):
    """A row of the indicator table. ``level1`` and ``level2`` are the usual names of the levels."""

    form: str
    row: int
    level1: str | None
    level2: str | None
    name: str | None
    target: str | None
    actual: str | None
    weight: Decimal | None
    score: Decimal | None
    reviewed: Decimal | None
    reason: str | None
    #: False for a detail line and for a row that does not apply.
    scored: bool
    shifted: bool


class FindingLine(NamedTuple):
    """A finding; one about a whole file has no form."""

    form: str | None
    file: str
    sheet: str | None
    cell: str | None
    code: str
    level: str
    message: str
    actual: str | None
    expected: str | None
    advice: str
    waived: str | None


class Rest(NamedTuple):
    """What belongs to a form beside its line."""

    funds: tuple[FundLine, ...]
    indicators: tuple[IndicatorLine, ...]
    findings: tuple[FindingLine, ...]


class Kept(NamedTuple):
    """What is kept of a form. The rest and what the rules over many forms need are packed, since most of the way nobody
    looks into them; None and "" if they are not at hand."""

    line: FormLine
    rest: bytes | None
    traits: str = ""


class Filed(NamedTuple):
    """What came of a file."""

    file: str
    content: str
    modified: int
    #: As in `Result`.
    status: str
    forms: tuple[Kept, ...]
    #: Those about the file itself.
    findings: tuple[FindingLine, ...]


def packed(rest: Rest) -> bytes:
    """The rest of a form as bytes."""
    funds = [(*line[:4], *map(_written, line[4:])) for line in rest.funds]
    indicators = [(*line[:7], *map(_written, line[7:10]), *line[10:]) for line in rest.indicators]
    return _packed(funds, indicators, rest.findings)


# numbers are packed as texts: pickling a Decimal takes ten times as long
def _packed(funds: Iterable[_Plain], indicators: Iterable[_Plain], findings: Iterable[FindingLine]) -> bytes:
    return pickle.dumps((list(funds), list(indicators), list(map(tuple, findings))), pickle.HIGHEST_PROTOCOL)


def _written(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def unpacked(data: bytes | None) -> Rest:
    """The rest of a form from its bytes, which come from a process or a temporary file of ours; empty if it is not at
    hand."""
    if data is None:
        return Rest((), (), ())
    funds, indicators, findings = pickle.loads(data)
    return Rest(
        tuple([FundLine(*line[:4], *map(_number, line[4:])) for line in funds]),
        tuple([IndicatorLine(*line[:7], *map(_number, line[7:10]), *line[10:]) for line in indicators]),
        tuple(map(FindingLine._make, findings)),
    )


def packed_traits(traits: Traits | None) -> str:
    """The traits of a form as a text that anybody's file may hold."""
    return "" if traits is None else json.dumps(traits)


def unpacked_traits(text: str) -> Traits:
    """The traits of a form from their text."""
    named = dict(zip(Traits._fields, json.loads(text), strict=True))
    named["reasons"] = tuple(map(tuple, named["reasons"]))
    named["measured"] = tuple(map(Measured._make, named["measured"]))
    return Traits._make(tuple(value) if isinstance(value, list) else value for value in named.values())


def file_digest(data: bytes) -> str:
    """What tells one content from another."""
    return blake2b(data, digest_size=16).hexdigest()


def content_digest(found: Found) -> str:
    """The digest of a file's bytes; empty if it cannot be read."""
    try:
        return file_digest(inputs.bytes_of(found, None, inputs.shelf()))
    except Unreadable:
        return ""


def filed(found: Found, options: Options, lang: str) -> Filed:
    """What is kept of a file, whatever it is; never raises for what is in it."""
    try:
        data = inputs.bytes_of(found, None, inputs.shelf())
    except Unreadable as error:
        return kept(batch.given_up(found, error), "", 0, lang)
    return kept(batch.check_content(data, found, options), file_digest(data), modified(found), lang)


def given_up(found: Found, error: Unreadable, lang: str) -> Filed:
    """What is kept of a file whose worker had to be given up."""
    return kept(batch.given_up(found, error), "", modified(found), lang)


def modified(found: Found) -> int:
    """When the file was last changed; for one in an archive, the archive. 0 if nobody knows."""
    try:
        if urls.is_url(found.path):
            return storage.status(found.path).modified
        return int(os.stat(found.path).st_mtime)
    except OSError:
        return 0


def kept(result: Result, content: str, changed: int, lang: str) -> Filed:
    """What is kept of a result. Of hidden forms nothing is, where a visible one is there."""
    visible = any(not one.form.hidden for one in result.forms)
    counted = [one for one in result.forms if not (one.form.hidden and visible)]
    forms = [_form(one, result.file, content, changed, number, lang) for number, one in enumerate(counted)]
    findings = tuple(finding_line(None, result.file, one, lang) for one in result.findings)
    return Filed(result.file, content, changed, result.status, tuple(forms), findings)


def _form(checked: Checked, file: str, content: str, changed: int, number: int, lang: str) -> Kept:
    form = checked.form
    name = _digest(_BETWEEN.join((file, content, form.sheet, str(number))))
    funds = _funds(form, name)
    indicators = _indicators(form, name)
    findings = [finding_line(name, file, one, lang) for one in checked.findings]
    line = _line(checked, file, content, changed, name)
    return Kept(line, _packed(funds, indicators, findings), packed_traits(checked.traits))


def _line(checked: Checked, file: str, content: str, changed: int, name: str) -> FormLine:
    form = checked.form
    funds = form.fund_total or FundRow(NOTHING, "total")
    total = form.total.score.value
    open_ = [one.level for one in checked.findings if one.waived is None]
    blank = any(one.code == "STR08" and not one.variant for one in checked.findings)
    identity = checked.traits or bulk.identity(form)
    figures = f"{identity.figures % 2**64:016x}"
    return FormLine(
        form=name,
        file=file,
        sheet=form.sheet,
        content=content,
        modified=changed,
        profile=form.profile.name,
        year=form.year,
        department=form.department.value or None,
        unit=form.unit.value or None,
        project=form.project.value or None,
        money_unit=form.money_unit,
        initial_budget=six(funds.initial_budget.value),
        budget=six(funds.budget.value),
        executed=six(funds.executed.value),
        rate=six(funds.rate.value),
        weight=six(compute.weight_sum(form)),
        score=six(total),
        computed=six(compute.score_sum(form)),
        reviewed=six(_reviewed(form)),
        grade=compute.form_grade(form),
        full=total is not None and total == form.profile.full_mark,
        errors=open_.count("error"),
        warnings=open_.count("warning"),
        hints=open_.count("hint"),
        waived=len(checked.findings) - len(open_),
        blank=blank,
        rows=len(form.indicator_rows),
        fund_rows=len(form.fund_rows),
        project_code=identity.code or None,
        # a form without a project's name is known by its figures alone
        project_key=project_key(identity.unit, identity.name, identity.year) if identity.name else figures,
        certain=bool(identity.unit and identity.year and identity.name and identity.department)
        and not identity.generic,
        figures=figures,
    )


#: One fen is a millionth of 万元; what does not fit the dataset's decimals is no amount.
_MOST = Decimal(10) ** 14
#: A number that is written shorter than this, without an exponent, has no seventh decimal.
_SHORT = len("Infinity")


def six(value: Decimal | None) -> Decimal | None:
    """A number to six decimals, as the dataset keeps it; None for one that no form can mean."""
    return _number(_six(value))


def _six(value: Decimal | None) -> str | None:
    """The same as a text."""
    if value is None:
        return None
    text = str(value)
    if len(text) < _SHORT and "E" not in text:
        return text  # the usual case; to ask a number for its exponent takes ten times as long
    if not abs(value) < _MOST:
        return None
    return str(compute.rounded(value, 6)) if value.as_tuple().exponent < -6 else text  # type: ignore[operator]


def _reviewed(form: Form) -> Decimal | None:
    """The reviewer's total: the reviewed scores of the rows, and the execution score, for which no form has such a
    column. None if a row is missing."""
    if "reviewed" not in form.columns or not form.scored_rows:
        return None
    rows = [row.reviewed for row in form.scored_rows]
    return compute.total([*compute.execution_entries(form, "score"), *rows])


def project_key(unit: str, name: str, year: int | None) -> str:
    """What makes a project one: unit, name and year in one spelling, as rules over many forms have them."""
    return _BETWEEN.join((unit, name, str(year or "")))


def key_of_year(line: FormLine, year: int) -> str | None:
    """The key of the same project in another year; None of a form without a project's name."""
    unit, _, rest = line.project_key.partition(_BETWEEN)
    return project_key(unit, rest.partition(_BETWEEN)[0], year) if rest else None


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


#: The numbers of a row, in the order of its line.
_fund_numbers = attrgetter(*(f"{name}.value" for name in FundLine._fields[4:]))
_points = attrgetter(*(f"{name}.value" for name in IndicatorLine._fields[7:10]))


def _funds(form: Form, name: str) -> list[_Plain]:
    """The rows of the funds block as `FundLine` has them, numbers as texts."""
    return [
        (name, number, row.kind, row.item.text or None, *map(_six, _fund_numbers(row)))
        for number, row in enumerate(form.fund_rows, 1)
    ]


def _indicators(form: Form, name: str) -> list[_Plain]:
    """The rows of the indicator table as `IndicatorLine` has them, numbers as texts."""
    lines: list[_Plain] = []
    usual1, usual2 = form.profile.level1, form.profile.level2
    for number, row in enumerate(form.indicator_rows, 1):
        level1, level2 = row.level1.value or "", row.level2.value or ""
        levels = usual1.get(level1, level1) or None, usual2.get(level2, level2) or None
        texts = row.name.text or None, row.target.text or None, row.actual.text or None
        scored = not row.detail and not row.na
        points = map(_six, _points(row))
        lines.append((name, number, *levels, *texts, *points, row.reason.text or None, scored, row.shifted))
    return lines


def finding_line(form: str | None, file: str, one: Finding, lang: str) -> FindingLine:
    """A finding as it is shown."""
    sheet, cell = (one.where.sheet, one.where.cell) if one.where else (None, None)
    said = message(one, lang)
    shown = (_shown(entry(one, one.actual)), _shown(entry(one, one.expected)))
    return FindingLine(form, file, sheet, cell, one.code, one.level, said, *shown, advice(one, lang), one.waived)


def _shown(value: object) -> str | None:
    if value is None:
        return None
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
