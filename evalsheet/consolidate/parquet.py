"""The tables of the dataset as Parquet: their schemas, and lines to files and back.

``DIR/current/forms/year=2022/0001-00000.parquet``: state, table, year, part. The state ``superseded`` has the forms
that do not count since another one does.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .rows import Filed, FindingLine, FormLine, FundLine, IndicatorLine, Rest, packed, unpacked

if TYPE_CHECKING:
    import pyarrow

#: Goes up when a column changes its meaning or goes away; new columns do not change it.
SCHEMA_VERSION = 1
CURRENT, SUPERSEDED = STATES = ("current", "superseded")
TABLES: Mapping[str, type[FormLine] | type[FundLine] | type[IndicatorLine] | type[FindingLine]] = {
    "forms": FormLine,
    "funds": FundLine,
    "indicators": IndicatorLine,
    "findings": FindingLine,
}
#: The folder of what has no year. Hive's own name for it would make pandas fail where no other year is there.
_NO_YEAR = "0"
#: Money in 万元, rates as fractions, points.
_NUMBERS = frozenset(["initial_budget", "budget", "executed", "rate", "weight", "score", "computed", "reviewed"])
_COUNTS = frozenset(("row", "rows", "errors", "warnings", "hints"))
_FLAGS = frozenset(("full", "blank", "certain", "scored", "shifted"))


def kind_of(table: str, column: str) -> pyarrow.DataType:
    """The type of a column."""
    import pyarrow

    if column in _NUMBERS:
        return pyarrow.decimal128(20, 6)
    if column in _COUNTS or (table, column) == ("forms", "waived"):
        return pyarrow.int32()
    if column in _FLAGS:
        return pyarrow.bool_()
    return pyarrow.timestamp("ms", "UTC") if column == "modified" else pyarrow.string()


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a table as they stand in its files; the year is the name of the folder."""
    own = tuple(name for name in TABLES[table]._fields if name != "year")
    return (*own, "superseded_why", "superseded_by") if table == "forms" else own


def schema_of(table: str) -> pyarrow.Schema:
    """The schema of a table's files."""
    import pyarrow

    fields = [(name, kind_of(table, name)) for name in columns_of(table)]
    return pyarrow.schema(fields, metadata={"evalsheet_schema_version": str(SCHEMA_VERSION)})


#: Why a form does not count, and the form that does in its place.
Standings = Mapping[str, tuple[str, str | None]]
_COUNTS_ITSELF = (None, None)


def write_part(root: Path, part: str, filed: Iterable[Filed], standings: Standings) -> None:
    """Writes the lines of a part in place of what is there. What moves is never in neither state."""
    rows: dict[tuple[str, str, int | None], list[tuple[Any, ...]]] = defaultdict(list)
    for one in filed:
        for line, rest in one.forms:
            why = standings.get(line.form, _COUNTS_ITSELF)
            state = CURRENT if why == _COUNTS_ITSELF else SUPERSEDED
            rows[state, "forms", line.year].append((*_without_year(line), *why))
            for table, below in zip(("funds", "indicators", "findings"), unpacked(rest), strict=True):
                rows[state, table, line.year] += below
        rows[CURRENT, "findings", None] += one.findings
    there = {path for state in STATES for path in _files(root, state, part)}
    for state, table, year in sorted(rows, key=lambda key: key[0] == CURRENT):
        if lines := rows[state, table, year]:
            there.discard(_write(root, (state, table, year, part), lines))
    for path in there:
        path.unlink()


def _without_year(line: FormLine) -> Iterator[Any]:
    moment = datetime.fromtimestamp(line.modified, UTC)
    for name, value in zip(line._fields, line, strict=True):
        if name != "year":
            yield moment if name == "modified" else value


def _write(root: Path, place: tuple[str, str, int | None, str], lines: Sequence[tuple[Any, ...]]) -> Path:
    import pyarrow
    from pyarrow import parquet

    state, table, year, part = place
    schema = schema_of(table)
    columns = [pyarrow.array(column, kind) for column, kind in zip(zip(*lines, strict=True), schema.types, strict=True)]
    folder = root / state / table / f"year={_NO_YEAR if year is None else year}"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{part}.parquet"
    put(target, lambda path: parquet.write_table(pyarrow.Table.from_arrays(columns, schema=schema), path))
    return target


def put(target: Path, write: Any) -> None:
    """Writes a file whole or not at all."""
    temporary = target.with_name(f".{target.name}.new")
    write(temporary)
    os.replace(temporary, target)


def _files(root: Path, state: str, part: str, table: str = "*") -> list[Path]:
    return sorted((root / state).glob(f"{table}/year=*/{part}.parquet"))


def read_part(root: Path, part: str) -> tuple[list[tuple[FormLine, bytes]], list[FindingLine]]:
    """The forms of a part with their rests, and the findings about its files."""
    lines: dict[str, FormLine] = {}
    for path in _both(root, part):
        for row in _rows(path):
            row["modified"] = int(row["modified"].timestamp())
            lines.setdefault(row["form"], FormLine._make([row.get(name) for name in FormLine._fields]))
    rests = {table: _grouped(root, part, table) for table in ("funds", "indicators", "findings")}
    forms = []
    for line in lines.values():
        funds, indicators, findings = (tuple(rests[table].get(line.form, ())) for table in rests)
        forms.append((line, packed(Rest(funds, indicators, findings))))
    return forms, rests["findings"].get(None, [])


def standings_of(root: Path, part: str) -> tuple[list[str], dict[str, tuple[str, str | None]]]:
    """The forms of a part, and why some do not count; one that was being moved when a run was killed is in both states,
    and none of the reasons that are wanted."""
    forms: dict[str, None] = {}
    standings: dict[str, tuple[str, str | None]] = {}
    for path in _both(root, part):
        for row in read_rows(path, ["form", "superseded_why", "superseded_by"]):
            if row["superseded_why"] is not None:
                why = "moving" if row["form"] in forms else row["superseded_why"]
                standings[row["form"]] = (why, row["superseded_by"])
            forms[row["form"]] = None
    return list(forms), standings


def _both(root: Path, part: str) -> list[Path]:
    """The files with the forms of a part in both states."""
    return [path for state in STATES for path in _files(root, state, part, "forms")]


def _grouped(root: Path, part: str, table: str) -> dict[str | None, list[Any]]:
    found: dict[str | None, list[Any]] = defaultdict(list)
    kind = TABLES[table]
    seen: set[str | None] = set()
    for state in STATES:
        here = set()
        for path in _files(root, state, part, table):
            for row in _rows(path):
                if row["form"] not in seen:
                    here.add(row["form"])
                    found[row["form"]].append(kind._make([row.get(name) for name in kind._fields]))
        seen |= here
    return found


#: The file in each table that has its columns and no rows, so that a table without rows can be read like any other.
_EMPTY = "schema"


def write_schemas(root: Path) -> None:
    """Writes all tables without rows."""
    from pyarrow import parquet

    for state in STATES:
        for table in TABLES:
            folder = root / state / table / f"year={_NO_YEAR}"
            folder.mkdir(parents=True, exist_ok=True)
            empty = schema_of(table).empty_table()
            put(folder / f"{_EMPTY}.parquet", partial(parquet.write_table, empty))


def remove_all_but(root: Path, parts: Collection[str]) -> None:
    """Takes away what a run that was killed has left of other parts."""
    for path in root.glob("*/*/year=*/*"):
        if path.suffix == ".new" or (path.suffix == ".parquet" and path.stem not in {*parts, _EMPTY}):
            path.unlink()


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    year = path.parent.name.removeprefix("year=")
    read = None if year == _NO_YEAR else int(year)
    for row in read_rows(path):
        row["year"] = read
        yield row


class BadDataset(Exception):
    """A folder that is no dataset that can be used; the text says why, in Chinese."""


#: Rows that are taken at once.
_TOGETHER = 4096


def read_rows(path: Path, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a file of the dataset. Raises BadDataset if it is damaged."""
    import pyarrow
    from pyarrow import parquet

    try:
        for batch in parquet.ParquetFile(path).iter_batches(_TOGETHER, columns=columns):
            yield from batch.to_pylist()
    except pyarrow.ArrowException as error:
        if isinstance(error, OSError):
            raise
        raise BadDataset(f"数据集的文件 {path} 已损坏，请删去整个数据集重新生成") from None
