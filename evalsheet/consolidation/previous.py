"""Last year's forms beside this year's: what was spent and scored, and which targets are far below what was reached."""

from __future__ import annotations

import pickle
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from .. import values
from ..model import Finding, Profile
from ..rules import RULES
from ..storage import Folder, folder
from ..urls import BadUrl
from .parquet import CURRENT, BadDataset, read_rows, table_files
from .rows import FormLine, IndicatorLine, key_of_year

_FORMS = ["form", "project", "unit", "project_key", "budget", "executed", "score"]
_INDICATORS = ["form", "name", "actual", "scored"]


class LastYear(NamedTuple):
    """What is compared of a form of last year."""

    form: str
    budget: Decimal | None
    executed: Decimal | None
    score: Decimal | None


class Previous:
    """The current forms of a dataset by unit, project and year, in a temporary SQLite file. Close it after use."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(
            "PRAGMA synchronous=OFF; PRAGMA cache_size=-16000; BEGIN;"
            "CREATE TABLE forms (key TEXT PRIMARY KEY, line BLOB) WITHOUT ROWID;"
            "CREATE TABLE indicators (form TEXT, name TEXT, actual TEXT);"
        )

    def close(self) -> None:
        """Gives the temporary file up."""
        self._base.close()

    def read(self, root: str) -> None:
        """Takes the forms of a dataset in. Raises BadDataset."""
        try:
            at = folder(root)
        except BadUrl as error:
            raise BadDataset(f"--previous {error}") from None
        if not at.children(f"{CURRENT}/forms"):
            raise BadDataset(f"--previous {root} 不是数据集：里面没有 current/forms")
        for row in _rows(at, "forms", _FORMS):
            last = LastYear(row["form"], row["budget"], row["executed"], row["score"])
            line = pickle.dumps(tuple(last), pickle.HIGHEST_PROTOCOL)
            self._base.execute("INSERT OR REPLACE INTO forms VALUES (?, ?)", (row["project_key"], line))
        for row in _rows(at, "indicators", _INDICATORS):
            if row["scored"] and row["name"] and row["actual"]:
                entry = (row["form"], values.normalise(row["name"]), row["actual"])
                self._base.execute("INSERT INTO indicators VALUES (?, ?, ?)", entry)
        self._base.execute("CREATE INDEX by_form ON indicators (form)")

    def of(self, line: FormLine) -> LastYear | None:
        """The form of the same unit and project a year before."""
        key = None if line.year is None else key_of_year(line, line.year - 1)
        row = self._base.execute("SELECT line FROM forms WHERE key = ?", (key,)).fetchone()
        return None if row is None else LastYear._make(pickle.loads(row[0]))

    def lower(self, line: FormLine, indicators: tuple[IndicatorLine, ...], profile: Profile) -> Iterator[Finding]:
        """XFM11: targets of a form far below what was reached a year before."""
        last = self.of(line)
        if last is None:
            return
        query = "SELECT name, actual FROM indicators WHERE form = ?"
        reached: dict[str, list[str]] = defaultdict(list)
        for name, actual in self._base.execute(query, (last.form,)):
            reached[name].append(actual)
        share = profile.thresholds["lower_target"]
        for row in indicators:
            actuals = reached.get(values.normalise(row.name or ""), ())
            if row.scored and row.target and len(actuals) == 1 and _is_lower(row.target, actuals[0], share):
                said = {"name": row.name, "actual": row.target, "expected": actuals[0], "share": f"{share:.0%}"}
                yield Finding("XFM11", RULES["XFM11"].level, None, said)


def _is_lower(target: str, actual: str, share: Decimal) -> bool:
    """A target that says "at least" asks for less than that share of what was reached, in the same unit."""
    goal, reached = values.parse(target), values.parse(actual)
    plain = goal.kind == reached.kind == "quant" and len(goal.numbers) == len(reached.numbers) == 1
    if not plain or goal.sign not in (">=", ">") or not goal.whole or not reached.whole or goal.unit != reached.unit:
        return False
    return 0 <= goal.numbers[0] < share * reached.numbers[0]


def _rows(at: Folder, table: str, columns: list[str]) -> Iterator[dict[str, Any]]:
    for key in table_files(at, CURRENT, table):
        if key.endswith(".parquet"):
            yield from read_rows(at, key, columns)
