"""The tables of the dataset as Parquet: their schemas, and lines to files and back.

``DIR/current/forms/year=2022/0001-00000.parquet``: state, table, year, part. The state ``superseded`` has the forms
that do not count since another one does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..storage import Folder
from . import Refused
from .rows import Filed, FindingLine, FormLine, FundLine, IndicatorLine, Rest, unpacked

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
#: The tables beside the forms, in the order of `Rest`.
BESIDE = ("funds", "indicators", "findings")
#: The folder of what has no year. Hive's own name for it would make pandas fail where no other year is there.
_NO_YEAR = "0"
#: Money in 万元, rates as fractions, points.
_NUMBERS = frozenset(["initial_budget", "budget", "executed", "rate", "weight", "score", "computed", "reviewed"])
_COUNTS = frozenset(("row", "rows", "fund_rows", "errors", "warnings", "hints"))
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


def write_part(folder: Folder, part: str, filed: Iterable[Filed], standings: Standings) -> None:
    """Writes the lines of a part in place of what is there. What moves is never in neither state."""
    rows: dict[tuple[str, str, int | None], list[tuple[Any, ...]]] = defaultdict(list)
    traits = []
    for one in filed:
        for line, rest, trait in one.forms:
            if trait:
                traits.append((line.form, trait))
            why = standings.get(line.form, _COUNTS_ITSELF)
            state = CURRENT if why == _COUNTS_ITSELF else SUPERSEDED
            rows[state, "forms", line.year].append((*_without_year(line), *why))
            for table, below in zip(BESIDE, unpacked(rest), strict=True):
                rows[state, table, line.year] += below
        rows[CURRENT, "findings", None] += one.findings
    there = {key for state in STATES for table in TABLES for key in _files(folder, state, table, part)}
    for state, table, year in sorted(rows, key=lambda key: key[0] == CURRENT):
        if lines := rows[state, table, year]:
            there.discard(_write(folder, (state, table, year, part), lines))
    for key in there:
        folder.remove(key)
    _write_traits(folder, part, traits)


def _traits_key(part: str) -> str:
    return f"traits/{part}.parquet"


def _write_traits(folder: Folder, part: str, traits: Sequence[tuple[str, str]]) -> None:
    """What the rules over many forms need of each form, apart from what people read."""
    import pyarrow

    if traits:
        columns = map(pyarrow.array, zip(*traits, strict=True))
        folder.write(_traits_key(part), as_parquet(pyarrow.table(list(columns), ["form", "traits"])))
    else:
        folder.remove(_traits_key(part))


def traits_of(folder: Folder, part: str) -> dict[str, str]:
    """What is kept for the rules over many forms, by form."""
    key = _traits_key(part)
    return {row["form"]: row["traits"] for row in read_rows(folder, key)} if folder.has(key) else {}


def _without_year(line: FormLine) -> Iterator[Any]:
    moment = datetime.fromtimestamp(line.modified, UTC)
    for name, value in zip(line._fields, line, strict=True):
        if name != "year":
            yield moment if name == "modified" else value


def _write(folder: Folder, place: tuple[str, str, int | None, str], lines: Sequence[tuple[Any, ...]]) -> str:
    import pyarrow

    state, table, year, part = place
    schema = schema_of(table)
    columns = [pyarrow.array(column, kind) for column, kind in zip(zip(*lines, strict=True), schema.types, strict=True)]
    key = f"{state}/{table}/{_year_folder(year)}/{part}.parquet"
    folder.write(key, as_parquet(pyarrow.Table.from_arrays(columns, schema=schema)))
    return key


def _year_folder(year: int | None) -> str:
    return f"year={_NO_YEAR if year is None else year}"


def as_parquet(table: pyarrow.Table) -> bytes:
    """A table as the content of a file."""
    import pyarrow
    from pyarrow import parquet

    target = pyarrow.BufferOutputStream()
    parquet.write_table(table, target)
    return target.getvalue().to_pybytes()  # type: ignore[no-any-return]


def _files(folder: Folder, state: str, table: str, part: str) -> list[str]:
    """The files of a part in a table, year by year."""
    above = f"{state}/{table}"
    keys = (f"{above}/{year}/{part}.parquet" for year in folder.children(above))
    return [key for key in keys if folder.has(key)]


def read_part(
    folder: Folder, part: str, tables: Collection[str] = BESIDE, states: Sequence[str] = STATES
) -> tuple[list[tuple[FormLine, Rest]], list[FindingLine]]:
    """The forms of a part with what these ``tables`` have of them, and the findings about its files."""
    lines: dict[str, FormLine] = {}
    for key in _forms(folder, part, states):
        for row in _rows(folder, key):
            row["modified"] = int(row["modified"].timestamp())
            lines.setdefault(row["form"], FormLine._make([row.get(name) for name in FormLine._fields]))
    rests = {table: _grouped(folder, part, table) if table in tables else {} for table in BESIDE}
    forms = []
    for line in lines.values():
        funds, indicators, findings = (tuple(rests[table].get(line.form, ())) for table in rests)
        forms.append((line, Rest(funds, indicators, findings)))
    return forms, rests["findings"].get(None, [])


def standings_of(folder: Folder, part: str) -> tuple[list[str], dict[str, tuple[str, str | None]]]:
    """The forms of a part, and why some do not count; one that was being moved when a run was killed is in both states,
    and none of the reasons that are wanted."""
    forms: dict[str, None] = {}
    standings: dict[str, tuple[str, str | None]] = {}
    for key in _forms(folder, part):
        for row in read_rows(folder, key, ["form", "superseded_why", "superseded_by"]):
            if row["superseded_why"] is not None:
                why = "moving" if row["form"] in forms else row["superseded_why"]
                standings[row["form"]] = (why, row["superseded_by"])
            forms[row["form"]] = None
    return list(forms), standings


def _forms(folder: Folder, part: str, states: Sequence[str] = STATES) -> list[str]:
    """The files with the forms of a part in these states."""
    return [key for state in states for key in _files(folder, state, "forms", part)]


def _grouped(folder: Folder, part: str, table: str) -> dict[str | None, list[Any]]:
    found: dict[str | None, list[Any]] = defaultdict(list)
    kind = TABLES[table]
    seen: set[str | None] = set()
    for state in STATES:
        here = set()
        for key in _files(folder, state, table, part):
            for row in _rows(folder, key):
                if row["form"] not in seen:
                    here.add(row["form"])
                    found[row["form"]].append(kind._make([row.get(name) for name in kind._fields]))
        seen |= here
    return found


#: The file in each table that has its columns and no rows, so that a table without rows can be read like any other.
_EMPTY = "schema"


def write_schemas(folder: Folder) -> None:
    """Writes all tables without rows."""
    for state in STATES:
        for table in TABLES:
            empty = schema_of(table).empty_table()
            folder.write(f"{state}/{table}/{_year_folder(None)}/{_EMPTY}.parquet", as_parquet(empty))


def table_files(folder: Folder, state: str, table: str) -> Iterator[str]:
    """All files of a table."""
    for year in folder.children(f"{state}/{table}"):
        above = f"{state}/{table}/{year}"
        yield from (f"{above}/{name}" for name in folder.children(above))


def remove_all_but(folder: Folder, parts: Collection[str]) -> None:
    """Takes away what a run that was killed has left of other parts."""
    kept = {*parts, _EMPTY}
    keys = [key for state in STATES for table in TABLES for key in table_files(folder, state, table)]
    for key in [*keys, *(f"traits/{name}" for name in folder.children("traits"))]:
        stem, _, ending = key.rpartition("/")[2].rpartition(".")
        if ending == "new" or (ending == "parquet" and stem not in kept):
            folder.remove(key)


def _rows(folder: Folder, key: str) -> Iterator[dict[str, Any]]:
    year = key.split("/")[-2].removeprefix("year=")
    read = None if year == _NO_YEAR else int(year)
    for row in read_rows(folder, key):
        row["year"] = read
        yield row


class BadDataset(Refused):
    """A folder that is no dataset that can be used; the text says why, in Chinese."""


#: Rows that are taken at once.
_TOGETHER = 4096


def read_rows(folder: Folder, key: str, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a file of the dataset. Raises BadDataset if it is damaged."""
    import pyarrow
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(pyarrow.BufferReader(folder.read(key)))
        for batch in file.iter_batches(_TOGETHER, columns=columns):
            yield from batch.to_pylist()
    except pyarrow.ArrowException as error:
        if isinstance(error, OSError):
            raise
        raise BadDataset(f"数据集的文件 {key} 已损坏，请删去整个数据集重新生成") from None
