"""Forms as pandas DataFrames, for analysis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .compute import form_grade, score_sum
from .model import NUMBERS, Form, FundRow, Goal, Indicator, identity, record

if TYPE_CHECKING:
    import pandas

_IDENTITY = ("file", "sheet", "year", "project", "department", "unit")


def frames(forms: Iterable[Form]) -> dict[str, pandas.DataFrame]:
    """The forms as DataFrames: forms, funds, goals, indicators.

    ``forms`` has one line a form: file, sheet, hidden, profile, year, project, department, unit, money_unit,
    declared, computed (scores), grade. The others have one line a row of the form, with file, sheet, year, project,
    department and unit in front. Amounts are in 万元, rates are fractions; numbers are float64.
    """
    import pandas  # 0.4 s to import: only for those who ask for DataFrames

    lines: dict[str, list[dict[str, Any]]] = {"forms": [], "funds": [], "goals": [], "indicators": []}
    for form in forms:
        said = {"file": form.file, **identity(form)}
        lines["forms"].append(_summary(form, said))
        for name, rows in (("funds", form.fund_rows), ("goals", form.goals), ("indicators", form.indicator_rows)):
            lines[name].extend({**said, **record(row)} for row in rows)
    columns = {
        "forms": [*_IDENTITY, "hidden", "profile", "money_unit", "declared", "computed", "grade"],
        "funds": [*_IDENTITY, *FundRow._fields],
        "goals": [*_IDENTITY, *Goal._fields],
        "indicators": [*_IDENTITY, *Indicator._fields],
    }
    made = {name: pandas.DataFrame.from_records(lines[name], columns=columns[name]) for name in lines}
    for frame in made.values():
        for name in NUMBERS.union(("declared", "computed")).intersection(frame.columns):
            frame[name] = frame[name].astype("float64")
    return made


def _summary(form: Form, said: dict[str, Any]) -> dict[str, Any]:
    return {
        **said,
        "money_unit": form.money_unit,
        "declared": form.total.score.value,
        "computed": score_sum(form),
        "grade": form_grade(form),
    }
