"""What of a form the rules over many forms look at; taken where the form is judged, while its texts are at hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple

from ... import compute, values
from ...model import Field, Form, Indicator, Measured, Traits
from ...values import Value
from ..identity import split_code, stand_in
from ..satisfaction import row_texts, satisfaction_rows

if TYPE_CHECKING:
    from hashlib import blake2b

_FULL = Decimal(100)
#: A separator that no normalised text has.
_BETWEEN = "\n"
#: Signs of a reason that a message quotes; a longer name of an indicator is none.
_QUOTED, _LONGEST_NAME = 40, 60
#: Marks of required and of core entries, no part of a name.
_MARKS = "*★☆ \u3000"


class Identity(NamedTuple):
    """Whose form it is and what it says, as in `Traits`: forms that agree in unit, name and year are of one project,
    those that agree in figures as well are copies."""

    unit: str
    department: str
    name: str
    code: str
    generic: bool
    year: int | None
    figures: int


def identity(form: Form) -> Identity:
    """The identity of a form."""
    code, name = project(form)
    generic = name in form.profile.words["project_kinds"]
    figures = digest(_BETWEEN.join(_figures(form)))
    return Identity(who(form.unit.value), who(form.department.value), name, code, generic, form.year, figures)


def traits(form: Form) -> Traits | None:
    """The traits of a form; None if nothing is filled in that could be compared."""
    if not any(row.actual.text or row.score.text for row in form.scored_rows):
        return None
    profile, thresholds = form.profile, form.profile.thresholds
    whose = identity(form)
    told = [row for row in starmap(_Row, compute.readings(form)) if row.number is not None]
    telling = thresholds["telling_figure"]
    satisfied = [row for row in starmap(_Row, satisfaction_rows(form)) if row.number is not None]
    asked = profile.words["joint_survey"]
    return Traits(
        unit=whose.unit,
        department=whose.department,
        name=whose.name,
        code=whose.code,
        generic=whose.generic,
        year=whose.year,
        expected=form.expected_year is not None,
        figures=whose.figures,
        profile=profile.name if form.profile_choice == "match" else "",
        money_unit=form.money_unit,
        transfer=any(profile.words["transfer"].within(field.text) for field in (form.title, form.project)),
        rows=tuple(sorted({row.digest for row in told if row.digits >= telling and not row.is_fixed})),
        reasons=tuple(dict(_reasons(form)).items()),
        score=None if form.total.score.value is None else float(form.total.score.value),
        full_mark=float(profile.full_mark),
        satisfied=bool(satisfied),
        satisfaction=tuple(
            f"{values.written(row.number)}{row.actual.unit}"
            for row in satisfied
            if row.digits >= telling and not any(asked.within(text) for text in row_texts(row.row))
        ),
        measured=tuple(_measured(form, told)),
        **_digits(told, thresholds["last_digit_from"]),
    )


class _Row:
    """A scored row with its values."""

    __slots__ = ("actual", "digits", "is_fixed", "number", "row", "target")

    def __init__(self, row: Indicator, target: Value, actual: Value) -> None:
        self.row, self.target, self.actual = row, target, actual
        #: The one number that was reached; without one nothing else is asked of a row.
        self.number: Any = actual.numbers[0] if actual.kind == "quant" and len(actual.numbers) == 1 else None
        if self.number is not None:
            #: How many digits it has without the zeros around it. Two forms hardly have a row in common by chance
            #: if these are many.
            self.digits = _significant(self.number)
            #: The target leaves no choice: all of it, or exactly so much.
            self.is_fixed = target.sign == "=" or (target.unit == "%" and _FULL in target.numbers)

    @property
    def digest(self) -> int:
        """The row as a number: its name, its target and its actual value."""
        row = self.row
        texts = (row.name.text, row.target.text, row.actual.text)
        return digest(_BETWEEN.join(map(values.normalise, texts)))


def digest(text: str) -> int:
    """A number for a text, as SQLite can hold it."""
    hashed = _blake2b()(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(hashed, "big", signed=True)


@cache
def _blake2b() -> type[blake2b]:
    from hashlib import blake2b  # 2 ms to import, for those who have many forms

    return blake2b


def project(form: Form) -> tuple[str, str]:
    """The project's code in the budget system, if the name carries one, and its name; "" for no name.

    Only a long code is one: short ones are of units or of kinds of spending, and stay part of the name.
    """
    text = form.project.value or ""
    if not text or stand_in(text, form.profile.words["placeholder"]) is not None:
        return "", ""
    code, name = split_code(text.strip(_MARKS))
    if len(code) < form.profile.thresholds["project_code"]:
        return "", values.normalise(text.strip(_MARKS))
    return code, name


def who(text: str | None) -> str:
    """A unit or department by its name alone."""
    return split_code((text or "").strip(_MARKS))[1]


def _figures(form: Form) -> list[str]:
    """All entries that are not computed, in one spelling."""
    told = [f"{fund.kind} {_printed(fund.budget)} {_printed(fund.executed)}" for fund in form.fund_rows]
    for row in form.indicator_rows:
        told += map(values.normalise, (row.name.text, row.target.text, row.actual.text))
        told.append(f"{_printed(row.weight)} {_printed(row.score)}")
    told.append(_printed(form.total.score))
    return told


def _printed(field: Field[Decimal]) -> str:
    """A number as it is printed: another format of the form may store no more of it."""
    value = field.value
    if value is None:
        return ""
    text = _plain(value)
    if "." not in text:
        return text
    if len(text) - text.index(".") - 1 > field.decimals:
        text = f"{compute.rounded(value, field.decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(number: Decimal) -> str:
    """The number without an exponent; ``str`` takes a third of the time and writes one only where it is long."""
    text = str(number)
    return text if "E" not in text else f"{number:f}"


def _significant(number: Decimal) -> int:
    """How many digits a number has without the zeros around it: 2 for 1200, 3 for 96.3."""
    return len(_plain(number).lstrip("-").replace(".", "").strip("0"))


def _reasons(form: Form) -> Iterator[tuple[int, str]]:
    """Why points were lost, where that is said at all."""
    words, thresholds = form.profile.words, form.profile.thresholds
    excused = form.year is None or thresholds["epidemic_first"] <= form.year <= thresholds["epidemic_last"]
    for row in form.scored_rows:
        if not row.reason.text or (row.weight.value is not None and row.weight.value == row.score.value):
            continue
        text = values.normalise(row.reason.text)
        if len(text) < thresholds["reason_length"] or text in words["no_reason"] or words["elsewhere"].within(text):
            continue
        if not (excused and words["epidemic"].within(text)):
            shown = " ".join(row.reason.text.split())
            yield digest(text), shown if len(shown) <= _QUOTED else shown[:_QUOTED] + "……"


def _measured(form: Form, told: list[_Row]) -> Iterator[Measured]:
    """The indicators that could be added up over many forms."""
    words, level2 = form.profile.words, form.profile.level2
    for row in told:
        unit = row.actual.unit or row.target.unit
        family = values.unit_family(unit)
        if family is None:
            continue
        name, below = values.normalise(row.row.name.value or ""), row.row.level2.value or ""
        if 0 < len(name) <= _LONGEST_NAME and name not in words["common_names"] and "成本" not in below:
            same = next((key for key in ("counters", "people") if unit in words[key]), family[0])
            yield Measured(name, level2.get(below, below), unit, same)


def _digits(told: list[_Row], least: Decimal) -> dict[str, int]:
    """How often the actual values end in 0 or 5, and how often they are just the target."""
    edge = 10 ** (least - 1)
    counts = {"digits": 0, "round_digits": 0, "pairs": 0, "equal_pairs": 0}
    for row in told:
        number = row.number
        if row.is_fixed or (number == _FULL and row.actual.unit == "%"):
            continue
        pair = values.comparable(row.target, row.actual)
        equal = pair is not None and pair[0] == pair[1]
        if pair is not None and abs(number) >= 10:
            counts["pairs"] += 1
            counts["equal_pairs"] += equal
        if not equal and (row.digits >= least if number % 1 else abs(number) >= edge):
            counts["digits"] += 1
            counts["round_digits"] += values.written(number).endswith(("0", "5"))
    return counts
