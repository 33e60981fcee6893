"""Roster and forms side by side: what is missing, what is not listed, what is listed twice, what differs."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ..compute import rounded
from ..model import Finding, Profile
from ..rules import RULES, plain
from ..rules.identity import split_code
from .roster import Entry, Roster, code_of, keys
from .rows import FormLine

_CENTS = 2
_TEN_THOUSAND = 10_000
#: Pairs of names that are compared at most; beyond, only those of one unit are.
_MOST_PAIRS = 200_000
_NAMES = {
    "initial": {"zh": "年初预算数", "en": "the initial budget"},
    "budget": {"zh": "全年预算数", "en": "the budget"},
    "amount": {"zh": "预算数", "en": "the budget"},
    "executed": {"zh": "全年执行数", "en": "the amount executed"},
}


class Said(NamedTuple):
    """What was found: the kind of row in 未报与重报, the finding, whose it is, the amounts that differ."""

    kind: str
    finding: Finding
    department: str
    unit: str
    project: str
    form: FormLine | None = None
    listed: Decimal | None = None
    declared: Decimal | None = None


class Matching:
    """Takes the forms that count, in any order, then says what was found."""

    def __init__(self, roster: Roster, profile: Profile, lang: str) -> None:
        self._roster, self._profile, self._lang = roster, profile, lang
        self._by_code: dict[str, list[int]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_project: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(roster.entries):
            unit, project = keys(entry.unit, entry.project)
            if code_of(entry):
                self._by_code[code_of(entry)].append(number)
            self._by_name[unit, project].append(number)
            self._by_project[project].append(number)
        self._filed: dict[int, list[FormLine]] = defaultdict(list)
        self._extra: list[FormLine] = []
        self._executed: dict[str, Decimal] = defaultdict(Decimal)

    def add(self, line: FormLine) -> None:
        """Takes a form in."""
        self._executed[split_code(line.unit or "")[1]] += line.executed or Decimal(0)
        entry = self._entry(line)
        if entry is None:
            self._extra.append(line)
        else:
            self._filed[entry].append(line)

    def _entry(self, line: FormLine) -> int | None:
        """The row of the roster that a form is of: by code, by unit and project, or by project where only one of
        that name is listed and unit or code says nothing else."""
        code = split_code(line.project or "")[0]
        if code in self._by_code:
            return self._by_code[code][0]
        unit, project = keys(line.unit or "", line.project or "")
        if (unit, project) in self._by_name and project:
            return self._by_name[unit, project][0]
        same = self._by_project.get(project, [])
        if len(same) == 1 and (not unit or not self._roster.entries[same[0]].unit):
            return same[0]
        return None

    def found(self) -> Iterator[Said]:
        """What was found, in the order of the roster, then of the forms."""
        doubles = {rows[0]: rows for rows in self._doubles()}
        again = {number for rows in doubles.values() for number in rows[1:]}
        numbers = range(len(self._roster.entries))
        missing = {number for number in numbers if number not in self._filed and number not in again}
        near = self._near([self._roster.entries[number] for number in sorted(missing)])
        for number, entry in enumerate(self._roster.entries):
            who = (entry.department, entry.unit, entry.project)
            names: dict[str, Any] = {"project": entry.project, "unit": entry.unit}
            if number in doubles:
                values = {**names, "actual": Decimal(len(doubles[number]))}
                yield Said("twice", self._finding("XFM02", "twice", values), *who)
            if number in missing:
                other = near.get(entry)
                if other is not None:
                    names |= {"near": other.project or "", "near_unit": other.unit or ""}
                finding = self._finding("XFM02", "missing" if other is None else "near", names)
                yield Said("missing", finding, *who, listed=entry.budget or entry.amount or entry.initial)
            for line in self._filed.get(number, ()):
                yield from self._amounts(entry, line)
        for line in self._extra:
            who = (line.department or "", line.unit or "", line.project or "")
            values = {"project": who[2], "unit": who[1]}
            yield Said("extra", self._finding("XFM02", "extra", values), *who, line)
        yield from self._unit_totals()

    def _doubles(self) -> list[list[int]]:
        """The rows of one project: of one code, or without codes of one unit and name."""
        by_name = [
            rows for rows in self._by_name.values() if len({code_of(self._roster.entries[n]) for n in rows}) == 1
        ]
        found = {tuple(rows): rows for rows in [*self._by_code.values(), *by_name] if len(rows) > 1}
        return list(found.values())

    def _amounts(self, entry: Entry, line: FormLine) -> Iterator[Said]:
        for name, listed in (
            ("initial", entry.initial),
            ("budget", entry.budget),
            ("amount", entry.amount),
            ("executed", entry.executed),
        ):
            declared = [getattr(line, name)] if name in ("budget", "executed") else [line.initial_budget]
            declared = [line.budget, line.initial_budget] if name == "amount" else declared
            known = [one for one in declared if one is not None]
            if listed is None or not known or any(_agree(listed, one) for one in known):
                continue
            actual = known[0]
            by_unit = {actual * _TEN_THOUSAND, actual / _TEN_THOUSAND}
            variant = "unit" if actual and any(_agree(listed, one) for one in by_unit) else ""
            values = {"name": _NAMES[name][self._lang], "actual": actual, "expected": listed}
            finding = self._finding("FND15", variant, values)
            who = (line.department or "", line.unit or "", line.project or "")
            yield Said("amount", finding, *who, line, listed, actual)

    def _unit_totals(self) -> Iterator[Said]:
        for entry in self._roster.totals:
            actual = self._executed.get(split_code(entry.unit)[1])
            if entry.executed is None or actual is None or not entry.unit or _agree(entry.executed, actual):
                continue
            finding = self._finding("XFM06", "", {"unit": entry.unit, "actual": actual, "expected": entry.executed})
            yield Said("unit_total", finding, entry.department, entry.unit, "", None, entry.executed, actual)

    def _near(self, missing: Sequence[Entry]) -> dict[Entry, FormLine]:
        """For entries without a form, the form that is not listed and has the likest name, if it is like enough."""
        least = float(self._profile.thresholds["near_name"])
        by_unit: dict[str, list[FormLine]] = defaultdict(list)
        for line in self._extra:
            by_unit[split_code(line.unit or "")[1]].append(line)
        anywhere = len(missing) * len(self._extra) <= _MOST_PAIRS
        found = {}
        for entry in missing:
            unit, project = keys(entry.unit, entry.project)
            best, likeness = None, least
            for line in self._extra if anywhere else by_unit.get(unit, ()):
                alike = _likeness((unit, project), keys(line.unit or "", line.project or ""), likeness)
                if alike >= likeness:
                    best, likeness = line, alike
            if best is not None:
                found[entry] = best
        return found

    def _finding(self, code: str, variant: str, values: dict[str, Any]) -> Finding:
        shown = {key: plain(value) for key, value in values.items()}
        return Finding(code, RULES[code].level, None, shown, variant)


def _likeness(one: tuple[str, str], other: tuple[str, str], least: float) -> float:
    """How alike two projects are: by their names within one unit, or by the units' names where the projects' agree.
    Names that differ in a number are of two projects."""
    same_unit, same_project = one[0] == other[0] or not one[0] or not other[0], one[1] == other[1]
    if same_unit == same_project or not one[1] or not other[1]:
        return 0
    first, second = (one[1], other[1]) if same_unit else (one[0], other[0])
    if [sign for sign in first if sign.isdigit()] != [sign for sign in second if sign.isdigit()]:
        return 0
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0
    return matcher.ratio()


def _agree(one: Decimal, other: Decimal) -> bool:
    """Two amounts in 万元 are the same as far as the coarser one says, to 100 yuan at least."""
    decimals = max(_CENTS, min(_decimals(one), _decimals(other)))
    return rounded(one, decimals) == rounded(other, decimals)


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))
