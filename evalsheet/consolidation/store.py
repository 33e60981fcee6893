"""All lines of a run in a temporary SQLite file, so that a province takes no more memory than a county.

SQLite makes the file where temporary files are, and takes it away when the connection is closed.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from ..model import normal
from .counting import Candidate, standing
from .rows import Filed, FindingLine, FormLine, Kept

_TABLES = """
-- counts: 1 for a form that does, 0 for one that does not; 2 and -1 for the same of another year
CREATE TABLE forms (id INTEGER PRIMARY KEY, form TEXT, department BLOB, unit BLOB, project BLOB, year INT,
    project_key TEXT, counts INT, funds INT, indicators INT, findings INT, line BLOB, rest BLOB,
    traits TEXT, drawn BLOB);
CREATE TABLE standings (id INTEGER PRIMARY KEY, why TEXT, instead INT);
CREATE TABLE findings (file TEXT, status TEXT, line BLOB);
"""
_FORM = f"INSERT INTO forms VALUES ({','.join('?' * 15)})"
#: Rows that are written at once.
_TOGETHER = 256


class Double(NamedTuple):
    """A form that does not count, or one of which that is in doubt, with the form that counts in its place."""

    line: FormLine
    why: str
    instead: FormLine | None


class Store:
    """The lines of a run. Add all of it, settle once, then ask."""

    def __init__(self, ranks: Mapping[str, int] | None = None) -> None:
        """``ranks`` puts departments, by their `normal` names, in the order of the roster; others follow by name."""
        self._ranks = ranks or {}
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(f"PRAGMA synchronous=OFF; PRAGMA cache_size=-32000; {_TABLES} BEGIN;")
        self._waiting: list[tuple[Any, ...]] = []
        self._gone: list[tuple[int, str]] = []
        self._number = 0
        self._years: set[int | None] = set()
        #: How many files came to what.
        self.statuses: Counter[str] = Counter()

    def close(self) -> None:
        """Gives the temporary file up."""
        self._base.close()

    def add(
        self,
        one: Filed,
        gone: str = "",
        mine: bool = True,
        draw: Callable[[Kept], bytes | None] = lambda form: None,
    ) -> None:
        """Puts down what came of a file. ``gone`` says why its forms no longer count; ``mine`` is False for a file of
        the dataset that is not of this run; ``draw`` gives what `lines` is to give back with a form."""
        self.statuses[one.status] += mine
        for form in one.forms:
            self._number += 1
            if gone:
                self._gone.append((self._number, gone))
            elif mine:
                self._years.add(form.line.year)
            self._waiting.append((self._number, *self._row(form, not gone and not form.line.blank), draw(form)))
        if len(self._waiting) >= _TOGETHER:
            self._write()
        rows = [(one.file, one.status, _pickled(finding)) for finding in one.findings if mine]
        self._base.executemany("INSERT INTO findings VALUES (?, ?, ?)", rows)

    def _row(self, form: Kept, counts: bool) -> tuple[Any, ...]:
        line = form.line
        department = line.department or line.unit or ""
        rank = self._ranks.get(normal(department), 0xFFFFFF)
        return (
            line.form,
            rank.to_bytes(4, "big") + sort_key(normal(department)),
            sort_key(normal(line.unit or "")),
            sort_key(normal(line.project or "")),
            line.year,
            line.project_key,
            int(counts),
            line.fund_rows,
            line.rows,
            line.findings,
            _pickled(line),
            form.rest,
            form.traits,
        )

    def _write(self) -> None:
        self._base.executemany(_FORM, self._waiting)
        self._waiting.clear()

    def settle(self) -> None:
        """Decides which forms count; those of years that no form of this run has are set aside. Nothing is added
        afterwards."""
        self._write()
        self._base.executemany("INSERT INTO standings VALUES (?, ?, NULL)", self._gone)
        for group in self._groups():
            for one in standing(group):
                self._base.execute("INSERT OR REPLACE INTO standings VALUES (?, ?, ?)", one)
        self._base.execute("UPDATE forms SET counts = 0 WHERE id IN (SELECT id FROM standings WHERE why <> 'doubt')")
        if self._years:
            others = " AND ".join(f"year IS NOT {'NULL' if year is None else year}" for year in self._years)
            self._base.execute(f"UPDATE forms SET counts = CASE counts WHEN 1 THEN 2 ELSE -1 END WHERE {others}")
        self._base.execute("CREATE INDEX in_order ON forms (counts, department, unit, project, year, id)")

    def _groups(self) -> Iterator[list[Candidate]]:
        """The forms that may be of one project."""
        query = (
            "SELECT project_key, id, line FROM forms WHERE counts AND project_key IN (SELECT project_key FROM forms "
            "WHERE counts GROUP BY 1 HAVING COUNT(*) > 1) ORDER BY 1, 2"
        )
        for _, rows in groupby(self._base.execute(query).fetchall(), lambda row: row[0]):
            yield [Candidate(number, _line(line)) for _, number, line in rows]

    @property
    def count(self) -> int:
        """How many forms count."""
        return self._value("SELECT COUNT(*) FROM forms WHERE counts = 1")  # type: ignore[no-any-return]

    def rows(self) -> dict[str, int]:
        """How many rows of funds, indicators and findings the forms that count have."""
        query = "SELECT TOTAL(funds), TOTAL(indicators), TOTAL(findings) FROM forms WHERE counts = 1"
        counts = self._base.execute(query).fetchone()
        return dict(zip(("funds", "indicators", "findings"), map(int, counts), strict=True))

    def put_rests(self, rests: Iterable[tuple[str, bytes]]) -> None:
        """Puts down the rests of forms that count, after it was settled, by form."""
        self._base.execute("CREATE INDEX IF NOT EXISTS by_form ON forms (form)")
        rows = ((rest, form) for form, rest in rests)
        self._base.executemany("UPDATE forms SET rest = ? WHERE form = ? AND counts = 1", rows)

    def traits(self) -> Iterator[tuple[FormLine, str]]:
        """The forms of this run with what the rules over many forms need of them, in input order. Those that are gone
        are left out, those that do not count since another one does are not."""
        query = (
            "SELECT line, traits FROM forms WHERE counts IN (0, 1) AND traits <> '' AND id NOT IN "
            "(SELECT id FROM standings WHERE instead IS NULL) ORDER BY id"
        )
        for line, traits in self._base.execute(query):
            yield _line(line), traits

    @property
    def doubled(self) -> int:
        """How many forms do not count since another one does."""
        return self._value("SELECT COUNT(*) FROM standings JOIN forms USING (id) WHERE counts = 0")  # type: ignore[no-any-return]

    @property
    def blank(self) -> int:
        """How many forms are blank."""
        query = "SELECT COUNT(*) FROM forms WHERE counts = 0 AND id NOT IN (SELECT id FROM standings)"
        return self._value(query)  # type: ignore[no-any-return]

    def years(self) -> list[int | None]:
        """The years of the forms that count."""
        return [year for (year,) in self._base.execute("SELECT DISTINCT year FROM forms WHERE counts = 1 ORDER BY 1")]

    def lines(self) -> Iterator[tuple[FormLine, bytes | None, bytes | None]]:
        """The forms that count by department, unit and project, each with its rest, and what was drawn of it, if they
        are at hand."""
        query = "SELECT line, rest, drawn FROM forms WHERE counts = 1 ORDER BY department, unit, project, year, id"
        for line, rest, drawn in self._base.execute(query):
            yield _line(line), rest, drawn

    def blanks(self) -> Iterator[FormLine]:
        """Forms in which nothing is filled in."""
        query = "SELECT line FROM forms WHERE counts = 0 AND id NOT IN (SELECT id FROM standings) ORDER BY id"
        return (_line(line) for (line,) in self._base.execute(query))

    def doubles(self) -> Iterator[Double]:
        """Forms that do not count since another one does, and those that may be of one project with another."""
        query = (
            "SELECT f.line, s.why, o.line FROM standings s JOIN forms f USING (id) "
            "LEFT JOIN forms o ON o.id = s.instead WHERE f.counts IN (0, 1) "
            "ORDER BY f.department, f.unit, f.project, f.id"
        )
        for line, why, other in self._base.execute(query):
            yield Double(_line(line), why, None if other is None else _line(other))

    def standings(self) -> dict[str, tuple[str, str | None]]:
        """Of the forms that do not count: why, and the form that does in their place."""
        query = (
            "SELECT f.form, s.why, o.form FROM standings s JOIN forms f USING (id) "
            "LEFT JOIN forms o ON o.id = s.instead WHERE s.why <> 'doubt'"
        )
        return {form: (why, other) for form, why, other in self._base.execute(query)}

    def findings(self) -> Iterator[tuple[str, FindingLine]]:
        """The findings about files, with what came of the file, in input order."""
        for status, line in self._base.execute("SELECT status, line FROM findings ORDER BY rowid"):
            yield status, FindingLine._make(pickle.loads(line))

    def _value(self, query: str) -> Any:
        return self._base.execute(query).fetchone()[0]


def sort_key(text: str) -> bytes:
    """By this the common Chinese characters come in the order of their pronunciation."""
    return text.encode("gb18030", "replace")


def _pickled(line: tuple[Any, ...]) -> bytes:
    return pickle.dumps(tuple(line), pickle.HIGHEST_PROTOCOL)


def _line(data: bytes) -> FormLine:
    return FormLine._make(pickle.loads(data))
