"""The roster of projects (名册): read from a table with its columns in any order, and written as an empty one."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from .. import inputs, profiles, readers, values
from ..model import Cell, Grid, Unreadable, bare, normal
from ..rules.identity import split_code
from ..tables import Column, Looks, Table, new_book
from . import Refused

#: How far down the headings may stand.
_HEAD_ROWS = 30
_COLUMNS = ("code", "department", "unit", "project", "initial", "budget", "amount", "executed")
_MONEY = ("initial", "budget", "amount", "executed")
#: What the heading of the money, or a line above it, may say of its unit; the longer names first.
_UNITS = ("万元", "亿元", "千元", "元")


class BadRoster(Refused):
    """A roster that cannot be read; the text says why, in Chinese."""


class Entry(NamedTuple):
    """A row of the roster. Money in 万元; what the roster does not have is "" or None."""

    row: int
    code: str = ""
    department: str = ""
    unit: str = ""
    project: str = ""
    initial: Decimal | None = None
    budget: Decimal | None = None
    #: Of a column that does not say which budget it is.
    amount: Decimal | None = None
    executed: Decimal | None = None


class Roster(NamedTuple):
    """Its projects and, of units that have one, their rows of totals."""

    entries: tuple[Entry, ...]
    totals: tuple[Entry, ...]

    def ranks(self) -> dict[str, int]:
        """The departments, by their `normal` names, in the order in which they are listed."""
        found: dict[str, int] = {}
        for entry in self.entries:
            found.setdefault(normal(entry.department or entry.unit), len(found))
        return found


def read(path: str) -> Roster:
    """The roster in a file of any kind that forms can be. Raises BadRoster."""
    try:
        data, name = inputs.content(path)
        grids = readers.grids(data, name)
    except Unreadable as error:
        from ..batch import file_finding
        from ..rules import advice, message

        finding = file_finding(error)
        raise BadRoster(f"名册 {path} 读不了：{message(finding)}；{advice(finding)}") from None
    for grid in grids:
        found = _Reading(grid).roster() if not grid.hidden else None
        if found is not None:
            return found
    raise BadRoster(
        f"名册 {path} 里没有找到表头：要有“项目名称”一栏，以及“实施单位”或“项目代码”"
        "（可用 evalsheet template --roster 生成）"
    )


class _Reading:
    """A sheet on its way to a `Roster`."""

    def __init__(self, grid: Grid) -> None:
        words = profiles.load("base").words
        self._labels = {label: name for name in _COLUMNS for label in words[f"roster_{name}"]}
        self._totals = frozenset(words["roster_total"])
        self._rows: dict[int, list[Cell]] = {}
        for cell in grid.cells.values():
            self._rows.setdefault(cell.row, []).append(cell)

    def roster(self) -> Roster | None:
        """The roster; None if the sheet has no such headings."""
        for head in sorted(self._rows)[:_HEAD_ROWS]:
            columns = self._columns(self._rows[head])
            if "project" in columns and ("unit" in columns or "code" in columns):
                return self._read(head, columns)
        return None

    def _columns(self, cells: list[Cell]) -> dict[str, int]:
        found: dict[str, int] = {}
        for cell in cells:
            name = self._labels.get(normal(cell.text)) or self._labels.get(bare(cell.text))
            if name is not None:
                found.setdefault(name, cell.column)
        return found

    def _read(self, head: int, columns: Mapping[str, int]) -> Roster:
        units = {name: self._unit(head, columns[name]) for name in _MONEY if name in columns}
        entries, totals, above = [], [], Entry(0)
        for row in sorted(self._rows):
            if row <= head:
                continue
            entry = self._entry(row, columns, units)
            if normal(entry.project) in self._totals:
                totals.append(entry)
                continue
            # a department or unit that is written once for the rows below it
            unit = entry.unit or ("" if entry.department else above.unit)
            entry = entry._replace(department=entry.department or above.department, unit=unit)
            above = entry
            if entry.project and normal(entry.unit) not in self._totals:
                entries.append(entry)
        return Roster(tuple(entries), tuple(totals))

    def _entry(self, row: int, columns: Mapping[str, int], units: Mapping[str, str]) -> Entry:
        cells = {cell.column: cell for cell in self._rows[row]}

        def text(name: str) -> str:
            cell = cells.get(columns.get(name, 0))
            return "" if cell is None else " ".join(cell.text.split())

        def money(name: str) -> Decimal | None:
            cell = cells.get(columns.get(name, 0))
            return None if cell is None else _amount(cell, units[name])

        texts = (text("code"), text("department"), text("unit"), text("project"))
        return Entry(row, *texts, money("initial"), money("budget"), money("amount"), money("executed"))

    def _unit(self, head: int, column: int) -> str:
        """The unit of a column of money: as its heading says, else a line above the headings, else 万元."""
        texts = [cell.text for cell in self._rows[head] if cell.column == column]
        texts += [cell.text for row in self._rows if row < head for cell in self._rows[row] if "单位" in cell.text]
        for text in map(normal, texts):
            for unit in _UNITS:
                if f"({unit})" in text or text.endswith((f":{unit}", f"单位{unit}")):
                    return unit
        return "万元"


def _amount(cell: Cell, unit: str) -> Decimal | None:
    if isinstance(cell.value, Decimal):
        return cell.value * values.money_factor(unit)
    return values.money(cell.text, unit)


_HEADS = (
    *(Column("序号", "no.", 6), Column("项目代码", "code", 24), Column("主管部门", "department", 24)),
    *(Column("实施单位", "unit", 26), Column("项目名称", "project", 40)),
    *(Column("年初预算数（万元）", "initial", 18, "money"), Column("全年预算数（万元）", "budget", 18, "money")),
    Column("全年执行数（万元）", "executed", 18, "money"),
)
_NOTE = (
    "每个项目一行；栏的次序可以改，用不着的栏可以删。“项目名称”必须有，“实施单位”“项目代码”至少有一栏。"
    "要核对单位合计的，在该单位下加一行，项目名称写“合计”。"
)
_BLANK_ROWS = 200


def empty() -> bytes:
    """An empty roster as a workbook."""
    target = io.BytesIO()
    book = new_book(target)
    table = Table(book, Looks(book), "名册", _HEADS, "zh", numbered=False, above=("项目名册", _NOTE))
    for number in range(1, _BLANK_ROWS + 1):
        table.row(number, *(None,) * (len(_HEADS) - 1))
    book.close()
    return target.getvalue()


def keys(unit: str, project: str) -> tuple[str, str]:
    """Unit and project in one spelling, without the codes before them."""
    return split_code(unit)[1], split_code(project)[1]


def code_of(entry: Entry) -> str:
    """The project's code: of its column, else before its name."""
    return values.normalise(entry.code) or split_code(entry.project)[0]
