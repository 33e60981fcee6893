"""The traits of many forms in a temporary SQLite file, so that a province takes no more memory than a county.

SQLite makes the file itself where temporary files are, and takes it away when the connection is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ...model import Checked, Member, Traits

if TYPE_CHECKING:
    import sqlite3

_TABLES = """
CREATE TABLE forms (id INTEGER PRIMARY KEY, file TEXT, sheet TEXT, shown_department TEXT, shown_unit TEXT, project TEXT,
    unit TEXT, department TEXT, name TEXT, code TEXT, generic INT, year INT, expected INT,
    profile TEXT, money_unit TEXT, transfer INT, figures INT, size INT, set_digest INT, score REAL, full_mark REAL, satisfied INT,
    digits INT, round_digits INT, pairs INT, equal_pairs INT);
CREATE TABLE rows (form INT, digest INT);
CREATE TABLE reasons (form INT, digest INT, text TEXT);
CREATE TABLE satisfaction (form INT, text TEXT);
CREATE TABLE measured (form INT, name TEXT, level2 TEXT, unit TEXT, kind TEXT);
"""
#: What is kept of a form for some rules only; of a copy it is dropped.
_PARTS = {"rows": 2, "reasons": 3, "satisfaction": 2, "measured": 5}
_FORM = f"INSERT INTO forms VALUES ({','.join('?' * 26)})"
#: Rows that wait to be written, and variables of one query.
_WAITING, _VARIABLES = 5_000, 256


class Index:
    """The traits of the forms of a batch, numbered in input order. Methods raise ``sqlite3.Error`` where the disk does
    not take them."""

    def __init__(self) -> None:
        self._opened: sqlite3.Connection | None = None
        self._forms: list[tuple[Any, ...]] = []
        self._parts: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _PARTS}
        self._waiting = 0
        self._finished = False
        self.count = 0

    def __enter__(self) -> Index:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._opened is not None:
            self._opened.close()

    @property
    def _base(self) -> sqlite3.Connection:
        if self._opened is None:
            import sqlite3  # 2 ms to import, for those who have many forms

            self._opened = sqlite3.connect("", isolation_level=None)
            self._opened.executescript(f"PRAGMA synchronous=OFF; PRAGMA cache_size=-16000; {_TABLES} BEGIN;")
        return self._opened

    def add(self, file: str, checked: Checked) -> None:
        """Writes down the traits of a form, if it has any."""
        known = checked.outline
        if checked.traits is not None:
            shown = [field.value or field.text for field in (known.department, known.unit, known.project)]
            self.put((file, known.sheet, *shown), checked.traits)

    def put(self, shown: tuple[str, ...], traits: Traits) -> None:
        """Writes down the traits of a form: file, sheet, department, unit and project as shown."""
        number = self.count = self.count + 1
        texts = map(_storable, (*shown, traits.unit, traits.department, traits.name, traits.code))
        years = (traits.generic, traits.year, traits.expected)
        print_ = (traits.profile, traits.money_unit, traits.transfer)
        marks = (traits.figures, len(traits.rows), hash(traits.rows), traits.score, traits.full_mark, traits.satisfied)
        counts = (traits.digits, traits.round_digits, traits.pairs, traits.equal_pairs)
        self._forms.append((number, *texts, *years, *print_, *marks, *counts))
        self._parts["rows"] += ((number, row) for row in traits.rows)
        self._parts["reasons"] += ((number, key, _storable(text)) for key, text in traits.reasons)
        self._parts["satisfaction"] += ((number, text) for text in traits.satisfaction)
        self._parts["measured"] += ((number, *map(_storable, measured)) for measured in traits.measured)
        self._waiting += 1 + sum(map(len, (traits.rows, traits.reasons, traits.satisfaction, traits.measured)))
        if self._waiting >= _WAITING:
            self._write()

    def _write(self) -> None:
        self._base.executemany(_FORM, self._forms)
        self._forms.clear()
        for name, rows in self._parts.items():
            self._base.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * _PARTS[name])})", rows)
            rows.clear()
        self._waiting = 0

    def finish(self) -> None:
        """Ends the writing: of forms that are there several times with the same figures only the first counts, in the
        table ``counted``; the others keep to ``forms``. Doing it twice changes nothing."""
        if self._finished:
            return
        self._finished = True
        self._write()
        self.run(
            "CREATE TABLE counted AS SELECT * FROM forms WHERE name = '' OR id IN "
            "(SELECT MIN(id) FROM forms GROUP BY unit, department, name, code, year, figures)"
        )
        self.run("CREATE UNIQUE INDEX counted_id ON counted (id)")
        if self.value("SELECT COUNT(*) FROM counted") < self.count:
            for name in _PARTS:
                self.run(f"DELETE FROM {name} WHERE form NOT IN (SELECT id FROM counted)")

    def run(self, query: str, *values: Any) -> sqlite3.Cursor:
        """The rows of a query, as they are read."""
        return self._base.execute(query, values)

    def many(self, query: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Runs a query once for each row of values."""
        self._base.executemany(query, rows)

    def value(self, query: str, *values: Any) -> Any:
        """The one value of a query."""
        return self.run(query, *values).fetchone()[0]

    def members(self, forms: Sequence[int]) -> tuple[Member, ...]:
        """The forms by their numbers, in input order."""
        return tuple(self._members(sorted(set(forms))))

    def _members(self, forms: Sequence[int]) -> Iterator[Member]:
        for start in range(0, len(forms), _VARIABLES):
            some = forms[start : start + _VARIABLES]
            marks = ",".join("?" * len(some))
            query = f"SELECT file, sheet, shown_department, shown_unit, project, year FROM forms WHERE id IN ({marks}) ORDER BY id"
            yield from map(Member._make, self.run(query, *some))


def _storable(text: str) -> str:
    """A text as SQLite takes it: a lone surrogate, as in the name of a file that is no UTF-8, is escaped."""
    return text if text.isprintable() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def grouped(rows: Iterable[tuple[Any, ...]], keys: int) -> Iterator[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
    """Rows that come in order, by their first ``keys`` values: these values, and the rest of each row."""
    for key, group in groupby(rows, lambda row: row[:keys]):
        yield key, [row[keys:] for row in group]
