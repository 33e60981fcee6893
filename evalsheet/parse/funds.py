"""The funds block (项目资金): one row a source of money, amounts in 万元."""

from __future__ import annotations

import re
from decimal import Decimal

from .. import values
from ..model import NOTHING, Cell, Doubt, Field, FundRow, Profile, Where, bare, normal
from .sheet import Sheet, has_text, money_field, rate_field, score_reader, text_field, weight_field
from .table import Columns, Read, Row

AMOUNTS = ("initial_budget", "budget", "executed")
_SCORED = ("weight", "rate", "score")
#: 预算执行情况(万元)(20分): the points of execution stand in the label of the block.
_POINTS = re.compile(r"(\d+(?:\.\d+)?)分\)*$")
#: 一、年度资金总额, 1.年度资金总额, (1)年度资金总额
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\(?\d+\)?[、.)])")
_TOTALS = ("资金总额", "资金合计", "资金总计", "年度总额")


def is_header(cells: list[Cell], profile: Profile) -> bool:
    """The heading row of a funds block: it names at least two amounts."""
    keys = {profile.fund_columns.look_up(cell.text) for cell in cells}
    return len(keys.intersection(AMOUNTS)) >= 2


class Funds:
    """The funds block whose heading is row ``header`` and which ends at row ``last`` at most.

    ``columns`` has the place of each heading, ``rows`` the entries; ``unit`` is for amounts that print none.
    """

    def __init__(self, sheet: Sheet, header: int, last: int, profile: Profile, unit: str, doubts: list[Doubt]) -> None:
        self._sheet, self._profile, self._unit = sheet, profile, unit
        self._headings = Columns(sheet.rows[header], profile.fund_columns)
        self._block = self._block_label(header)
        self._points = self._points_in_label()
        below = header + max(cell.rows for cell in self._headings.header.values())
        drafts = [Row(sheet, number, self._headings, doubts) for number in self._numbers(below, last)]
        labelled = [(row, self._item(row)) for row in drafts]
        used = [(row, item) for row, item in labelled if item is not None or row.prints(*AMOUNTS)]
        self._total = self._total_row(used)
        self.rows = [self._fund_row(row, item) for row, item in used]
        self.columns = {key: sheet.at(cell) for key, cell in self._headings.header.items()}
        if self._points is not None and self._block is not None:
            self.columns.setdefault("weight", sheet.at(self._block))

    def _numbers(self, first: int, last: int) -> list[int]:
        """The rows of the block: down to the first label of another one."""
        numbers = []
        for number in self._sheet.between(first, last):
            if self._sheet.keys(number) - {"funds", "total", "subtotal"}:
                break
            numbers.append(number)
        return numbers

    def _block_label(self, header: int) -> Cell | None:
        cells = (*self._sheet.rows[header], *self._sheet.reaching(header))
        return next((cell for cell in cells if self._profile.labels.look_up(cell.text) == "funds"), None)

    def _points_in_label(self) -> Decimal | None:
        """The points of execution where the block's label prints them and no column does."""
        if self._block is None or "weight" in self._headings:
            return None
        match = _POINTS.search(normal(self._block.text))
        return Decimal(match[1]) if match else None

    def _item(self, row: Row) -> Cell | None:
        """The label of a row: the last text left of the amounts that is neither a number nor the block's label."""
        for cell in reversed(row.others):
            number = isinstance(cell.value, Decimal) or values.number(cell.text) is not None
            said = not number and not values.stroke(cell.text) and self._profile.labels.look_up(cell.text) != "funds"
            if said and cell.column < self._headings.first:
                return cell
        return None

    def _total_row(self, used: list[tuple[Row, Cell | None]]) -> int | None:
        """The number of the row 年度资金总额. Where no label says so, it is the only row, or the only scored one."""
        for row, item in used:
            if item is not None and self._kind(item.text) == "total":
                return row.index
        scored = [row for row, _ in used if row.prints(*_SCORED)]
        for rows in (scored, [row for row, _ in used]):
            if len(rows) == 1:
                return rows[0].index
        return None

    def _kind(self, text: str) -> str:
        label = _NUMBERING.sub("", bare(text))
        for part in (label, label.removeprefix("其中").lstrip(":")):
            kind = self._profile.fund_items.look_up(part)
            if kind is not None:
                return kind
        return "total" if label.endswith(_TOTALS) else "other"

    def _fund_row(self, row: Row, item: Cell | None) -> FundRow:
        budget, executed = (row.number(key, self._money) for key in AMOUNTS[1:])
        exact = executed.value / budget.value if budget.value and executed.value is not None else None
        kind = "other" if item is None else self._kind(item.text)
        if row.index == self._total:
            kind = "total"
        weight = self._weight(row, kind)
        return FundRow(
            item=self._no_label(row) if item is None else text_field(self._sheet.at(item), item),
            kind=kind,
            initial_budget=row.number("initial_budget", self._money),
            budget=budget,
            executed=executed,
            weight=weight,
            rate=self._scored(row, "rate", lambda where, cell: rate_field(where, cell, exact)),
            score=self._scored(row, "score", score_reader(weight)),
            reason=row.text("reason"),
        )

    def _money(self, where: Where, cell: Cell) -> Field[Decimal]:
        return money_field(where, cell, self._unit)

    def _weight(self, row: Row, kind: str) -> Field[Decimal]:
        if self._points is None or self._block is None:
            return self._scored(row, "weight", weight_field)
        if kind != "total":
            return NOTHING
        return Field(self._points, self._block.text, self._sheet.at(self._block))

    def _scored(self, row: Row, key: str, read: Read) -> Field[Decimal]:
        """Weight, rate and score belong to the total; a cell merged down over the block is the total's alone."""
        reaching = [row.unclear[key]] if key in row.unclear else []
        tall = next((cell for cell in (*row.cells(key), *reaching) if cell.rows > 1 and cell.columns == 1), None)
        if tall is None:
            return row.number(key, read)
        if row.index == self._total:
            return read(self._sheet.at(tall), tall)
        return Field(None, "", row.where(key) if not row.cells(key) else self._sheet.at(tall))

    def _no_label(self, row: Row) -> Field[str]:
        cell = next(cell for cell in self._sheet.rows[row.index] if has_text(cell))
        return Field(None, "", self._sheet.at(cell))
