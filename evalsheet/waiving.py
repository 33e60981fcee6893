"""豁免: findings that a bureau has settled to let pass. They stay in the reports, with the reason."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .model import Finding, Form, Member, Waiver
from .readers import archive


def waived(findings: Iterable[Finding], form: Form, waivers: Sequence[Waiver]) -> tuple[Finding, ...]:
    """The findings on a form, those waived with the reason of the first waiver that is for them."""
    mine = [waiver for waiver in waivers if _is_for(waiver, form)]
    return tuple(_by_cell(finding, mine) for finding in findings)


def _by_cell(finding: Finding, waivers: Sequence[Waiver]) -> Finding:
    cell = finding.where.cell if finding.where else None
    for waiver in waivers:
        if finding.code.startswith(waiver.code) and waiver.cell in (None, cell):
            return replace(finding, waived=waiver.reason)
    return finding


def waived_together(findings: Iterable[Finding], waivers: Sequence[Waiver]) -> tuple[Finding, ...]:
    """The findings over many forms, each waived if one waiver is for all of its forms; one that names a cell is for
    none of these."""
    whole = [waiver for waiver in waivers if waiver.cell is None]
    return tuple(_by_forms(finding, whole) for finding in findings)


def _by_forms(finding: Finding, waivers: Sequence[Waiver]) -> Finding:
    for waiver in waivers:
        everywhere = waiver.file == "*" and waiver.until is None
        for_all = finding.members and all(_is_for(waiver, member) for member in finding.members)
        if finding.code.startswith(waiver.code) and (everywhere or for_all):
            return replace(finding, waived=waiver.reason)
    return finding


def _is_for(waiver: Waiver, form: Form | Member) -> bool:
    """Whether a waiver is for this form: by its file, and by its year. A form without a year outlives no waiver."""
    from fnmatch import fnmatchcase  # only where something is waived

    path = form.file.replace(os.sep, "/")
    inside = path.rpartition(f".zip{archive.SEPARATOR}")[2]
    named = any(fnmatchcase(one, waiver.file) for one in (path, inside, inside.rpartition("/")[2]))
    return named and (waiver.until is None or (form.year is not None and form.year <= waiver.until))
