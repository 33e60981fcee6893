"""The self-evaluation report (自评报告) that a form is the annex of."""

from __future__ import annotations

from typing import NamedTuple


class Report(NamedTuple):
    """The lines of a report that say something, in their order; the first is paragraph 1."""

    file: str
    paragraphs: tuple[str, ...]
    #: Its tables that are no form, as the texts of their cells.
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()
