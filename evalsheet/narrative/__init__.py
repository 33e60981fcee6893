"""The self-evaluation report (自评报告): read it, write it from a form.

`attach` gives the forms of a file the report that they belong to; what it says is read by the other modules when the
rules RPT ask. `writing` makes a report out of a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..model import Form, Grid, Profile, Report, normal

if TYPE_CHECKING:
    from .money import amounts as amounts
    from .money import column as column
    from .money import fits as fits
    from .money import is_neutral as is_neutral
    from .money import products as products
    from .money import rests as rests
    from .results import agrees as agrees
    from .results import counts as counts
    from .results import entries as entries
    from .results import grades as grades
    from .results import pairs as pairs
    from .results import part_scores as part_scores
    from .results import rates as rates
    from .results import scores as scores
    from .sections import CHAPTERS as CHAPTERS
    from .sections import Sentence as Sentence
    from .sections import chapters as chapters
    from .sections import named_chapters as named_chapters
    from .sections import sentences as sentences
    from .sections import title as title
    from .tables import columns as columns
    from .wholes import sums as sums

#: What the rules ask of a report, and the module that knows.
_LATER = {
    **dict.fromkeys(("amounts", "column", "fits", "is_neutral", "products", "rests"), "money"),
    "columns": "tables",
    "sums": "wholes",
    **dict.fromkeys(("agrees", "counts", "entries", "grades", "pairs", "part_scores", "rates", "scores"), "results"),
    **dict.fromkeys(("CHAPTERS", "Sentence", "chapters"), "sections"),
    **dict.fromkeys(("named_chapters", "sentences", "title"), "sections"),
}

#: A document with a form is the report as well from so many lines on; fewer are notes.
_FEWEST_LINES = 6
#: No report has more; the rest is not read.
_MOST_LINES = 5000
#: Text with so many chapters is a report; what stands above a form in a report has them.
_FEWEST_CHAPTERS = 3


def __getattr__(name: str) -> Any:
    """What reads a report is imported when a rule first asks: its patterns take longer to compile than a form to check,
    and most forms come without a report."""
    if name not in _LATER:
        raise AttributeError(name)
    found = globals()[name] = getattr(import_module(f".{_LATER[name]}", __name__), name)
    return found


def report_of(lines: Sequence[str], file: str, profile: Profile, grids: Sequence[Grid] = ()) -> Report:
    """The report with these lines and tables. A form that follows as plain text is left out."""
    from . import tables
    from .sections import has_sections

    titles = [at for at, line in enumerate(lines) if _names_a_form(line, profile)]
    for at in titles:
        if has_sections(lines[:at], profile, _FEWEST_CHAPTERS):
            lines = lines[:at]
            break
    return Report(file, tuple(lines[:_MOST_LINES]), tables.of_grids(grids))


def _names_a_form(line: str, profile: Profile) -> bool:
    from .sections import is_title

    label = normal(line)
    return label.endswith(tuple(profile.form_titles)) and not label.startswith("附件") and not is_title(line, profile)


def attach(forms: tuple[Form, ...], grids: Sequence[Grid], named: Report | None = None) -> tuple[Form, ...]:
    """The forms with the report that each belongs to: the one ``named``, else the one in the same document.

    Of several forms those have it whose project it names.
    """
    report = named or _beside(forms, grids)
    if report is None:
        return forms
    visible = [form for form in forms if not form.hidden] or list(forms)
    chosen = visible if len(visible) == 1 else [form for form in visible if _is_named(form, report)]
    return tuple(replace(form, report=report) if any(form is one for one in chosen) else form for form in forms)


def _beside(forms: tuple[Form, ...], grids: Sequence[Grid]) -> Report | None:
    """The text of the document that the forms stand in, if it is a report."""
    lines = next((grid.lines for grid in grids if len(grid.lines) >= _FEWEST_LINES), ())
    if not forms or not lines:
        return None
    from .sections import has_sections, is_title

    profile = forms[0].profile
    if any(is_title(line, profile) for line in lines[:8]) or has_sections(lines, profile):
        return report_of(lines, forms[0].file, profile, grids)
    return None


def _is_named(form: Form, report: Report) -> bool:
    project = normal(form.project.value or "")
    return bool(project) and any(project in normal(line) for line in report.paragraphs)
