"""The self-evaluation report (自评报告): read it, write it from a form.

`attach` gives the forms of a file the report that they belong to; what it says is read by the other modules when the
rules RPT ask. `writing` makes a report out of a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model import Form, Grid, Profile, Report, normal
from .sections import has_sections, is_title

#: A document with a form is the report as well from so many lines on; fewer are notes.
_FEWEST_LINES = 6
#: No report has more; the rest is not read.
_MOST_LINES = 5000
#: Text with so many chapters is a report; what stands above a form in a report has them.
_FEWEST_CHAPTERS = 3


def report_of(lines: Sequence[str], file: str, profile: Profile) -> Report:
    """The report with these lines. A form that follows as plain text is left out."""
    titles = [at for at, line in enumerate(lines) if _names_a_form(line, profile)]
    for at in titles:
        if has_sections(lines[:at], profile, _FEWEST_CHAPTERS):
            lines = lines[:at]
            break
    return Report(file, tuple(lines[:_MOST_LINES]))


def _names_a_form(line: str, profile: Profile) -> bool:
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
    profile = forms[0].profile
    if any(is_title(line, profile) for line in lines[:8]) or has_sections(lines, profile):
        return report_of(lines, forms[0].file, profile)
    return None


def _is_named(form: Form, report: Report) -> bool:
    project = normal(form.project.value or "")
    return bool(project) and any(project in normal(line) for line in report.paragraphs)
