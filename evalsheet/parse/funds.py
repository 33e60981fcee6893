"""The funds block (项目资金): one row a source of money, amounts in 万元."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from .. import values
from ..model import NOTHING, Cell, Doubt, Fact, Field, FundRow, Profile, Where, bare, normal
from ..patterns import rare
from . import inference
from .beside import Extra, keep
from .headings import read_columns
from .sheet import Sheet, has_text, money_field, number_field, rate_field, score_reader, text_field, weight_field
from .table import Read, Row

#: Budget, execution and rate.
_LEAST = 3
AMOUNTS = ("initial_budget", "budget", "executed")
_SCORED = ("weight", "rate", "score")
_NUMBERS = ("budget", "executed", *_SCORED)
#: 预算执行情况(万元)(20分): the points of execution stand in the label of the block.
_POINTS = rare(r"(\d+(?:\.\d+)?)分\)*$")
#: 得分：9.5分 behind that label.
_SCORE = rare(r"(?:自评)?得分:?(\d+(?:\.\d+)?)分?")
#: 一、年度资金总额, 1.年度资金总额, (1)年度资金总额
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\(?\d+\)?[、.)])")
#: Labels of the head.
_HEAD = frozenset({"project", "department", "unit"})
_TOTALS = ("资金总额", "资金合计", "资金总计", "年度总额")


def is_header(cells: list[Cell], texts: list[str], profile: Profile) -> bool:
    """The heading row of a funds block: it names at least two amounts, or the rate beside the label of the block."""
    if len(cells) < 2:
        return False
    keys = set(map(profile.fund_columns.look_up, texts))
    if len(keys.intersection(AMOUNTS)) >= 2:
        return True
    if "rate" not in keys or len(cells) <= _LEAST:
        return False
    look_up = profile.labels.look_up
    labels = [cell for cell in cells if look_up(cell.text) == "funds"]
    others = [cell for cell in cells if cell.text and cell not in labels]
    if not labels or len(others) < _LEAST or any(inference.number(cell) is not None for cell in others):
        return False
    return all(profile.fund_items.look_up(cell.text) is None for cell in others)


def beside(sheet: Sheet, header: int, profile: Profile) -> int | None:
    """The first column of a funds block that stands right of a label of the head and its entry; None if none does."""
    cells = [cell for cell in (*sheet.rows[header], *sheet.reaching(header)) if cell.text]
    heads = [cell for cell, key in sheet.labels.get(header, ()) if key in _HEAD]
    first = min((cell.column for cell in cells if profile.labels.look_up(cell.text) == "funds"), default=0)
    if not first:
        first = min((cell.column for cell in cells if profile.fund_columns.look_up(cell.text) is not None), default=0)
        below = sheet.after(header)
        if "project" not in sheet.keys(header) and (below is None or sheet.keys(below).isdisjoint(_HEAD)):
            return None  # 预算单位 may be a column of the block
    if not heads or max(cell.column + cell.columns for cell in heads) >= first:
        return None  # no place for an entry between
    return first


def kind_of(text: str, profile: Profile) -> str:
    """The kind of a source of money by its label; what has none of its own is "other"."""
    label = _NUMBERING.sub("", bare(text))
    for part in (label, label.removeprefix("其中").lstrip(":-")):
        kind = profile.fund_items.look_up(part)
        if kind is not None:
            return kind
    return "total" if label.endswith(_TOTALS) else "other"


def _says(cells: Sequence[Cell]) -> bool:
    """More than strokes."""
    return any(not values.stroke(cell.text) for cell in cells)


class Funds:
    """The funds block whose heading is row ``header`` and which ends at row ``last`` at most.

    ``headings`` has the cell of each heading, ``rows`` the entries; ``unit`` is for amounts that print none.
    """

    def __init__(self, sheet: Sheet, header: int, last: int, profile: Profile, unit: str, doubts: list[Doubt]) -> None:
        self._sheet, self._profile, self._unit = sheet, profile, unit
        self._headings = read_columns(sheet, header, profile.fund_columns)
        self._label_row = header
        self._block = self._block_label(header)
        self._points = self._points_in_label()
        #: What was found otherwise than by a heading.
        self.facts: list[Fact] = []
        #: What stands below headings that are no entries, by heading and row.
        self.extra: Extra = {}
        numbers = self._numbers(self._headings.bottom + 1, last)
        drafts = [Row(sheet, number, self._headings, doubts) for number in numbers]
        used = self._used(drafts)
        self._total = self._total_row(used)
        if self._infer(used):
            used = self._used([Row(sheet, number, self._headings, []) for number in numbers])
        self.rows = [self._fund_row(row, item) for row, item in used]
        if self._headings.unknown or self._headings.left:
            self._keep_unknown(used)
        #: The cell of each heading, or what stands for it.
        self.headings = dict(self._headings.header)
        if self._points is not None and self._block is not None:
            self.headings["weight"] = self._block
        self._score_beside_label()
        #: The rows that were read.
        self.claimed = {self._label_row, header, self._headings.bottom, *(row.index for row, _ in used)}

    def _numbers(self, first: int, last: int) -> list[int]:
        """The rows of the block: down to the first label of another one."""
        numbers = []
        for number in self._sheet.between(first, last):
            if self._sheet.keys(number) - {"funds", "total", "subtotal"}:
                break
            numbers.append(number)
        return numbers

    def _block_label(self, header: int) -> Cell | None:
        """The label of the block: beside its heading, or in a row of its own above."""
        cells = (*self._sheet.rows[header], *self._sheet.reaching(header))
        look_up = self._profile.labels.look_up
        found = next((cell for cell in cells if look_up(cell.text) == "funds"), None)
        if found is None:
            above = self._sheet.before(header)
            labels = self._sheet.labels.get(above, ()) if above is not None else ()
            found = next((cell for cell, key in labels if key == "funds"), None)
            self._label_row = found.row if found is not None else header
        return found

    def _points_in_label(self) -> Decimal | None:
        """The points of execution where the block's label prints them and no column does."""
        if self._block is None or "weight" in self._headings:
            return None
        match = _POINTS.search(normal(self._block.text))
        return Decimal(match[1]) if match else None

    def _score_beside_label(self) -> None:
        """The score of execution in the row of the block's label, where no column is for it: 得分：9.5."""
        if self._block is None or "score" in self._headings:
            return
        total = next((at for at, row in enumerate(self.rows) if row.kind == "total"), None)
        if total is None:
            return
        cells = [cell for cell in self._sheet.rows[self._block.row] if cell.column > self._block.column and cell.text]
        for at, cell in enumerate(cells):
            match = _SCORE.fullmatch(normal(cell.text))
            found = None
            if match:
                found = number_field(self._sheet.at(cell), cell._replace(value=match[1], text=match[1]))
            elif self._profile.fund_columns.look_up(cell.text) == "score" and at + 1 < len(cells):
                found = number_field(self._sheet.at(cells[at + 1]), cells[at + 1])
            if found is not None and found.value is not None:
                self.rows[total] = self.rows[total]._replace(score=found)
                self.headings["score"] = cell
                return

    def _used(self, drafts: list[Row]) -> list[tuple[Row, Cell | None]]:
        """The rows with a label or an amount, with their labels."""
        labelled = [(row, self._item(row)) for row in drafts]
        return [(row, item) for row, item in labelled if item is not None or row.prints(*AMOUNTS)]

    def _item(self, row: Row) -> Cell | None:
        """The label of a row: the last text left of the amounts that is neither a number nor the block's label."""
        for cell in reversed(row.others):
            number = isinstance(cell.value, Decimal) or values.number(cell.text) is not None
            said = not number and not values.stroke(cell.text) and self._profile.labels.look_up(cell.text) != "funds"
            if said and cell.column < self._headings.first:
                return cell
        return None

    def _total_row(self, used: list[tuple[Row, Cell | None]]) -> int | None:
        """The number of the row 年度资金总额. Where no label says so, it is the only row, the only scored one, or the
        sum of the others. Rates may stand in each row, points do not.
        """
        for row, item in used:
            if item is not None and kind_of(item.text, self._profile) == "total":
                return row.index
        for keys in (_SCORED, ("weight", "score")):
            scored = [row for row, _ in used if any(_says(row.cells(key)) or key in row.unclear for key in keys)]
            if len(scored) == 1:
                return scored[0].index
        return used[0][0].index if len(used) == 1 else self._sum_row(used)

    def _sum_row(self, used: list[tuple[Row, Cell | None]]) -> int | None:
        """The row that has in budget and execution what all others have together.

        Beside its only part it is told by the word 其中 of that one.
        """
        sums: set[int] | None = None
        for key in AMOUNTS[1:]:
            amounts = {row.index: row.number(key, self._money).value or Decimal(0) for row, _ in used}
            whole = sum(amounts.values(), Decimal(0))
            found = {index for index, amount in amounts.items() if amount and amount * 2 == whole}
            sums = found if sums is None else sums & found
        parts = {row.index for row, item in used if item is not None and normal(item.text).startswith("其中")}
        whole_rows = sums - parts if sums and len(sums) > 1 else sums
        return whole_rows.pop() if whole_rows and len(whole_rows) == 1 else None

    def _fund_row(self, row: Row, item: Cell | None) -> FundRow:
        budget, executed = row.number("budget", self._money), row.number("executed", self._money)
        exact = executed.value / budget.value if budget.value and executed.value is not None else None
        kind = "other" if item is None else kind_of(item.text, self._profile)
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
        cells = row.filled.get(key)
        if cells is not None and len(cells) == 1 and cells[0].rows == 1 and not row.unclear:  # nearly always
            return read(self._sheet.at(cells[0]), cells[0])
        tall = None
        for cell in (*row.cells(key), *([row.unclear[key]] if key in row.unclear else ())):
            if cell.rows > 1 and cell.columns == 1:
                tall = cell
                break
        if tall is None:
            return row.number(key, read)
        if row.index == self._total:
            return read(self._sheet.at(tall), tall)
        return Field(None, "", row.where(key) if not row.cells(key) else self._sheet.at(tall))

    def _no_label(self, row: Row) -> Field[str]:
        cell = next(cell for cell in self._sheet.rows[row.index] if has_text(cell))
        return Field(None, "", self._sheet.at(cell))

    def _infer(self, used: list[tuple[Row, Cell | None]]) -> bool:
        """Takes columns whose heading is no label for what the total's rate and score say they are; whether any."""
        if self._headings.header.keys() >= {"budget", "executed", "weight", "score"}:
            return False
        row = next((row for row, _ in used if row.index == self._total), None)
        headings = (*self._headings.unknown, *self._headings.left)
        if row is None or not headings:
            return False
        beside = {cell.column: number for cell in row.others if (number := inference.number(cell)) is not None}
        numbers = {heading.cell: beside[heading.columns[0]] for heading in headings if heading.columns[0] in beside}
        known = {key: field.value for key, field in self._fund_row(row, None)._asdict().items() if key in _NUMBERS}
        filled = {key: value for key, value in known.items() if value is not None}
        found = list(inference.funds(numbers, filled, values.money_factor(self._unit)))
        for key, cell, why in found:
            self._headings.adopt(key, cell)
            self.facts.append(Fact(f"funds.{key}", self._sheet.at(cell), cell.text, why))
        return bool(found)

    def _keep_unknown(self, used: list[tuple[Row, Cell | None]]) -> None:
        """What stands below headings that are no label: 备注（其他资金）."""
        headings = (*self._headings.unknown, *self._headings.left)
        heads = {column: heading.cell.text for heading in headings for column in heading.columns}
        first = self._headings.first
        for row, item in used:
            source = f"（{bare(item.text)}）" if item is not None else ""
            for cell in row.others:
                if cell.column < first and inference.number(cell) is None:
                    continue  # the labels of the rows
                if heads.get(cell.column) and not values.stroke(cell.text):
                    keep(self.extra, heads[cell.column] + source, cell.text, self._sheet.at(cell))
