"""Which of several forms of one project counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..rules.bulk import who
from ..rules.bulk.projects import apart
from .rows import FormLine


class Candidate(NamedTuple):
    """A form with its number in the order of the run."""

    id: int
    line: FormLine


class Standing(NamedTuple):
    """Why a form does not count, and the number of the one that does in its place: "copy" has the same figures,
    "later" was changed since. "doubt" is said of forms that may be of one project; both count."""

    id: int
    why: str
    instead: int


def standing(group: Sequence[Candidate]) -> Iterator[Standing]:
    """Of forms that agree in unit, project and year, those that are not simply counted.

    Forms below two departments, or under two project codes, are two projects.
    """
    for below in apart(group, _department):
        for same in apart(below, _code):
            yield from _standing(same)


def _department(one: Candidate) -> str:
    return who(one.line.department)


def _code(one: Candidate) -> str:
    return one.line.project_code or ""


def _standing(same: Sequence[Candidate]) -> Iterator[Standing]:
    copies: dict[str, list[Candidate]] = {}
    for one in same:
        copies.setdefault(one.line.figures, []).append(one)
    last = max(copies.values(), key=lambda alike: max((one.line.modified, one.id) for one in alike))
    certain = all(one.line.certain for one in same)
    for alike in copies.values():
        first = alike[0]
        for one in alike[1:]:
            copied = alike is last or not certain
            yield Standing(one.id, "copy" if copied else "later", (alike if copied else last)[0].id)
        if alike is not last:
            yield Standing(first.id, "later" if certain else "doubt", last[0].id)
