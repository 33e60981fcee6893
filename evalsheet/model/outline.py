"""What the reports say of a form beside its findings: little enough to travel between processes."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from .entries import Field
from .profile import Profile


class Points(NamedTuple):
    """A line of the account of points: a first level, or the execution of the budget, then without a ``name``."""

    name: str
    cap: Decimal | None
    weight: Decimal | None
    score: Decimal | None


class Outline(NamedTuple):
    """Which form it is, and its points."""

    sheet: str
    hidden: bool
    profile: Profile
    year: int | None
    project: Field[str]
    department: Field[str]
    unit: Field[str]
    #: Execution first; none if the form has no indicators.
    points: tuple[Points, ...]
    #: The total score as entered, as the scores entered add up, and the grade that goes with it.
    declared: Field[Decimal]
    computed: Decimal | None
    grade: str | None
    #: The file of the report that belongs to the form, and its number of paragraphs.
    report: tuple[str, int] | None
