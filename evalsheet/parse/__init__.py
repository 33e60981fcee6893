"""From grids to forms: printed labels are found wherever they stand, never fixed addresses.

A label is looked up as the profile lists it, after folding (full-width, blanks, breaks, bracketed endings). Nothing is
matched by likeness. What cannot be placed becomes a `Doubt`, not a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .. import profiles
from ..model import Form, Grid, Where
from .blocks import blocks
from .form import read_form
from .pages import sheets


class Parsed(NamedTuple):
    """The forms of a file, and the sheets that hold another kind of form (place of its title, its name)."""

    forms: tuple[Form, ...]
    others: tuple[tuple[Where, str], ...]


def parse(grids: Iterable[Grid], profile: str | None = None, year: int | None = None) -> Parsed:
    """The forms on these sheets.

    ``profile`` names the profile to use (a shipped one or a TOML file); without it the caps printed on each form
    decide. ``year`` is the year that the forms are expected to be of.
    Forms on hidden sheets are read and marked.
    Raises `evalsheet.profiles.BadProfile`.
    """
    base = profiles.load(profile or "base")
    forms, others = [], []
    for sheet in sheets(grids, base):
        for first, last in blocks(sheet, base):
            form = read_form(sheet, sheet.between(first, last), base, profile is not None, year)
            if isinstance(form, Form):
                forms.append(form)
            elif form is not None:
                others.append(form)
    return Parsed(tuple(forms), tuple(others))
