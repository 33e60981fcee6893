"""What the rules over many forms need to know of one: little enough to keep for each form of a province."""

from __future__ import annotations

from typing import NamedTuple


class Measured(NamedTuple):
    """An indicator with the unit in which it is measured."""

    name: str
    level2: str
    #: As printed, and its kind: units of one kind can be added up.
    unit: str
    kind: str


class Traits(NamedTuple):
    """What counts of a form beside other forms. Names are normalised and "" where the form has none; a digest is a
    number that is the same for the same texts."""

    unit: str
    department: str
    name: str
    #: The project's code in the budget system; "" if the name carries none.
    code: str
    #: The name is that of a kind of projects, so that several of one unit may have it.
    generic: bool
    year: int | None
    #: Somebody has said which year it should be.
    expected: bool
    #: The profile if it was recognised, else "".
    profile: str
    money_unit: str
    #: Another level of government gives the money, and may prescribe a form of its own.
    transfer: bool
    #: Of all entries: the same in another copy or format of the form.
    figures: int
    #: Of the rows whose figures hardly agree by chance.
    rows: tuple[int, ...]
    #: Reasons for points that were lost: the digest of the whole text, and how it begins.
    reasons: tuple[tuple[int, str], ...]
    #: The total, and the full mark.
    score: float | None
    full_mark: float
    #: The form has a satisfaction figure; those that are worth comparing, as printed.
    satisfied: bool
    satisfaction: tuple[str, ...]
    measured: tuple[Measured, ...]
    #: Of the actual values: how many have a last digit that says something, and how many of these end in 0 or 5;
    #: how many could differ from their targets, and how many of these do not.
    digits: int
    round_digits: int
    pairs: int
    equal_pairs: int
