"""What checking gives: findings, and one result a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .form import Form
from .grid import Grid, Where
from .outline import Outline
from .traits import Traits


class Member(NamedTuple):
    """One of the forms that a finding over many forms is about."""

    file: str
    sheet: str
    department: str
    unit: str
    project: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reviewer would send back: a code, a place, values. The text comes from `evalsheet.message`."""

    code: str
    #: "error" (wrong whatever the policy), "warning" (a reviewer would ask) or "hint".
    level: str
    #: None for a finding about a whole file.
    where: Where | None
    values: Mapping[str, Any] = field(default_factory=dict)
    variant: str = ""
    #: The reason of a waiver, None if not waived.
    waived: str | None = None
    #: The forms that a finding over many forms names, in input order; the first so many if there are very many.
    members: tuple[Member, ...] = ()

    @property
    def actual(self) -> Any:
        """What was found: a Decimal where the entry is a number, else text, or None."""
        return self.values.get("actual")

    @property
    def expected(self) -> Any:
        """What was expected, as ``actual``."""
        return self.values.get("expected")


class Waiver(NamedTuple):
    """A finding that somebody has decided to let pass (豁免), by code or prefix, with the reason why."""

    code: str
    reason: str
    #: A pattern for the path or the name of the file.
    file: str = "*"
    #: As E13; None for any.
    cell: str | None = None
    #: The last year whose forms it is for; None for all.
    until: int | None = None


class Change(NamedTuple):
    """A cell that was filled or corrected: what it showed, what it shows now, and the rule that asked for it."""

    where: Where
    before: str
    after: str
    code: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A form with its findings, in the order of their places."""

    outline: Outline
    findings: tuple[Finding, ...]
    #: None for a form that does not count: a blank one, or a hidden one beside a visible one.
    traits: Traits | None = None
    #: None if it was left behind in the process that read it.
    kept: Form | None = None

    @property
    def form(self) -> Form:
        """The form itself. From a worker process it comes only if `Options.whole` asks for it."""
        assert self.kept is not None, "only the outline of the form has come along"
        return self.kept


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one input file; there is exactly one per file. ``findings`` are those about the file itself.

    What the rules over many forms found comes as one more, the last, with the status "batch" and no file.
    """

    file: str
    #: "ok" (no findings of any level), "findings", "no_form", "unreadable", or "batch".
    status: str
    forms: tuple[Checked, ...] = ()
    findings: tuple[Finding, ...] = ()
    #: Sheets that hold another kind of form: the place of the title, and what that form is called.
    others: tuple[tuple[Where, str], ...] = ()
    #: The sheets of the file, if they are to be shown.
    sheets: tuple[Grid, ...] = ()

    def all_findings(self) -> Iterator[Finding]:
        """The findings of the file, then those of its forms."""
        yield from self.findings
        for checked in self.forms:
            yield from checked.findings
