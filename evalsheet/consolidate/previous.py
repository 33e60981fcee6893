"""Last year's forms beside this year's."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from .rows import FormLine, project_key


class LastYear(NamedTuple):
    """What is compared of a form of last year."""

    budget: Decimal | None
    executed: Decimal | None
    score: Decimal | None


class Previous:
    """The forms of earlier years by project."""

    def __init__(self, forms: Mapping[str, LastYear]) -> None:
        self._forms = forms

    def of(self, line: FormLine) -> LastYear | None:
        """The form of the same unit and project a year before."""
        if line.year is None or not line.unit or not line.project:
            return None
        return self._forms.get(project_key(line.unit, line.project, line.year - 1))
