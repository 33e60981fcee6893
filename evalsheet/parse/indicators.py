"""The indicator table (绩效指标) and its total row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from .. import values
from ..model import (
    Cell,
    Doubt,
    Fact,
    Field,
    FirstLevel,
    Indicator,
    Profile,
    Subtotal,
    Total,
    column_letters,
    normal,
)
from . import inference
from .beside import Extra, keep_row
from .headings import read_columns
from .labels import is_placeholder, joined_target, points_in_name, split_cap, without_number
from .levels import Levels
from .sheet import Sheet, read_as, score_reader, weight_field
from .shifted import unshifted
from .table import Row
from .total_row import read_total

_ENTRIES = ("name", "target", "actual", "weight", "score", "reviewed", "reason")
_POINTS = ("weight", "score")
_VALUES = ("target", "actual", *_POINTS)
_NO_INDICATOR = ("total", "subtotal", "aside")
#: Labels of the head, which some print on each page.
_HEAD = ("project", "department", "unit")
_LEVELS = {"level1", "level2", "name"}
_PARTS = frozenset({"target_sign", "target_unit", "actual_sign", "actual_unit"})
#: What stands where a table goes on over the page: (续表), 接上页, 第2页 共3页.
_PAGE = re.compile(r"\(?(?:续表\d*|续|续上表|接上[表页]|接下[表页]|转下页|第?\d+页.*|第.页.*|-\d+-)\)?")
_LONGEST_PAGE = 20
_COLON = re.compile("[:：]")


def is_header(texts: list[str], profile: Profile) -> bool:
    """The texts of a heading row of an indicator table: a name or level column and one for targets or actual values,
    or both these and two more, or all three levels.
    """
    if len(texts) < 3:
        return False
    keys = set(map(profile.columns.look_up, texts))
    known = len(keys) - (None in keys)
    if keys >= _LEVELS:
        return len(texts) > len(_LEVELS)
    if "name" in keys or "level2" in keys:
        return known >= 3 and ("target" in keys or "actual" in keys)
    return known >= 4 and "target" in keys and "actual" in keys


class Table:
    """The indicator table while it is read from top to bottom; labels printed once hold for the rows below.

    ``execution`` is the weight of budget execution, if the funds block prints it; ``has_funds`` if that block has a
    row for the total, to which a row of execution in this table belongs.
    """

    def __init__(
        self,
        sheet: Sheet,
        header: int,
        profile: Profile,
        doubts: list[Doubt],
        execution: Decimal | None,
        has_funds: bool,
    ) -> None:
        self.sheet, self.header, self.profile, self.doubts = sheet, header, profile, doubts
        self.columns = read_columns(sheet, header, profile.columns)
        #: What was found otherwise than by a heading.
        self.facts: list[Fact] = []
        self._execution, self._has_funds = execution, has_funds
        self._prompts = profile.words["prompts"]
        self._set_edge()
        self.rows: list[Indicator] = []
        self._levels = Levels()
        self.first_levels: list[FirstLevel] = []
        self.second_levels: list[FirstLevel] = []
        self.subtotals: list[Subtotal] = []
        self._sums: list[tuple[Field[Decimal], Field[Decimal], int, int]] = []
        #: What rows beside the indicators say, by their labels.
        self.extra: Extra = {}
        self.total = Total()
        self.total_row: int | None = None
        #: Weight and score of budget execution, where it is a row of this table.
        self.execution: tuple[Field[Decimal], Field[Decimal]] | None = None
        self._in_detail = False

    def _set_edge(self) -> None:
        """What is asked of the heading in each row."""
        header, columns = self.columns.header, self.columns
        values_from = [header[key].column for key in ("target", "actual") if key in header]
        if not values_from and "name" in header:
            values_from = [header["name"].column + header["name"].columns]
        #: Labels of rows stand left of the values.
        self._edge = min(values_from, default=0)
        upper = [header[key] for key in ("name", "level2", "actual", "target") if key in header]
        #: A text by which the first row of the heading is known when it comes again; those of its second row.
        self._mark = next((cell.text for cell in upper if cell.row == self.header and cell.text), "")
        self._parts: set[str] = set()
        if columns.bottom > self.header:
            self._parts = {cell.text for cell in header.values() if cell.row > self.header}
        #: The values whose sign and unit have columns of their own.
        self._split: set[str] = set()
        if not _PARTS.isdisjoint(header):
            self._split = {key.partition("_")[0] for key in header if key in _PARTS}
        #: The headings that are no labels by sheet column; of equal ones the later ones are told apart.
        self._unknown: dict[int, str] = {}
        texts: set[str] = set()
        for cell, _, owned in (*columns.unknown, *columns.left):
            text = f"{cell.text} {column_letters(cell.column)}" if cell.text in texts else cell.text
            texts.add(text)
            self._unknown.update(dict.fromkeys(owned, text))

    def read(self, last: int) -> Table:
        """Reads the rows down to the total row, or to ``last``. Of several rows 合计 the last is the total."""
        numbers = self.sheet.between(self.columns.bottom + 1, last)
        labels = {number: self._row_label(number) for number in numbers}
        totals = [number for number in numbers if labels[number] == "total"]
        total = totals[-1] if totals else last + 1
        if self._may_infer():
            inside = [n for n in numbers if n < total and labels[n] is None and not self._is_heading_again(n)]
            self._infer(inside, totals[-1] if totals else None)
        for number in numbers:
            label = labels[number]
            if number == total:
                self._read_total(number)
            elif label == "aside" or number > total:
                self._keep_aside(number)  # nothing below the total is an indicator
            elif label in ("total", "subtotal"):
                self._read_subtotal(number, whole=label == "total")
            elif label is None and not self._is_heading_again(number):
                self._read_row(Row(self.sheet, number, self.columns, self.doubts))
        self.rows = unshifted(self.rows, self.profile)
        if "weight" not in self.columns:
            self._take_points_from_names()
        self.rows = self._levels.finished(self.rows)
        self.first_levels, self.second_levels = self._levels.first, self._levels.second(self.rows)
        self.subtotals = [
            Subtotal(weight, score, tuple(self.rows[start:end])) for weight, score, start, end in self._sums
        ]
        return self

    def _may_infer(self) -> bool:
        """A column was not found, or there are more than were found."""
        header = self.columns.header
        complete = header.keys() >= {"name", *_VALUES}
        more = self.columns.unknown if "level2" in header else (*self.columns.unknown, *self.columns.left)
        return not complete or bool(more and not ("reason" in header and "level2" in header))

    def _infer(self, numbers: list[int], total: int | None) -> None:
        """Takes columns whose heading is no label for what their cells say they are."""
        full = self.profile.full_mark
        wanted = {full} if self._execution is None else {full, full - self._execution}
        for key, cell, why in inference.table(
            self.sheet, self.header, self.columns, numbers, total, wanted, self.profile
        ):
            self.facts.append(Fact(key, self.sheet.at(cell), cell.text, why))
        self._set_edge()

    def _take_points_from_names(self) -> None:
        """Weights that are printed behind the names: 养护里程（15分）."""
        used = [row for row in self.rows if not row.na and not row.detail]
        found = {id(row): points_in_name(row.name.text) for row in used}
        given = [points for points in found.values() if points is not None]
        if len(given) < inference.ROWS or len(given) < inference.SHARE * len(used):
            return
        made = []
        for row in self.rows:
            points = found.get(id(row))
            if points is not None:
                weight = Field(points[1], row.name.text, row.name.where)
                row = row._replace(name=row.name._replace(value=without_number(points[0]) or None), weight=weight)
            made.append(row)
        self.rows = made
        self.columns.header["weight"] = heading = self.columns.header["name"]
        self.facts.append(Fact("weight", self.sheet.at(heading), heading.text, "names"))

    def total_in(self, number: int, extra: Extra) -> Total:
        """The total in a row that is none of this table; what else it says is put to ``extra``."""
        return read_total(self.sheet, number, self.columns, self._edge, self.profile, [], extra)

    def _read_total(self, number: int) -> None:
        self.total_row = number
        self.total = read_total(self.sheet, number, self.columns, self._edge, self.profile, self.doubts, self.extra)

    def _read_subtotal(self, number: int, whole: bool) -> None:
        """小计 sums up its first level, 合计 above 总分 (``whole``) all rows before it."""
        row = Row(self.sheet, number, self.columns, self.doubts)
        start = 0 if whole else self._levels.start
        weight = row.number("weight", weight_field)
        self._sums.append((weight, row.number("score", score_reader(weight)), start, len(self.rows)))

    def _keep_aside(self, number: int) -> None:
        """Notes, conclusions, reasons and signatures beside the table: the text behind each label."""
        labels = self.profile.labels
        cells = (cell for cell in self.sheet.rows[number] if labels.look_up(cell.text) != "indicators")
        keep_row(self.extra, self.sheet, cells, labels)

    def _is_heading_again(self, number: int) -> bool:
        """The heading repeated after a page break, or the second row of it."""
        texts, parts = self.sheet.texts[number], self._parts
        if self._mark and self._mark in texts and is_header(texts, self.profile):
            return True
        return bool(parts) and sum(text in parts for text in texts) >= min(2, len(parts))

    def _row_label(self, number: int) -> str | None:
        """What a row is by its label, if no indicator: total, subtotal, head, or aside (a note, a signature)."""
        for cell, key in self.sheet.labels.get(number, ()):
            if cell.column < self._edge and key in _NO_INDICATOR:
                return key
            if cell.column < self._edge and key in _HEAD and not self._has_numbers(number):
                return "head"
        first = self.sheet.first(number)
        if first is None:
            return None
        text = first.text
        if _is_page(text):
            return "head"
        if first.column < self._edge and (":" in text or "：" in text) and _COLON.search(text, 0, 30):
            head = self.profile.labels.look_up(_COLON.split(first.text)[0])  # 填表人：张三
            if head in _HEAD and not self._has_numbers(number):
                return "head"
            return head if head in _NO_INDICATOR else None
        return None

    def _has_numbers(self, number: int) -> bool:
        return any(inference.number(cell) is not None for cell in self.sheet.rows[number])

    def _read_row(self, row: Row) -> None:
        label = self._execution_label(row)
        if label is not None:
            self._read_execution(row, label)
            return
        own_level = self._levels.carry(row, len(self.rows))
        filled = row.filled
        if filled.keys().isdisjoint(_ENTRIES):
            if row.unclear:
                self._read_sentence(row)
            elif any(cell.column + cell.columns > self._edge for cell in row.others):
                self._keep_aside(row.index)  # a sentence over all columns
            return
        name = row.text("name")
        if not row.unclear and (not name.text or self._is_prompt(name.text)):
            busy = list(self._busy(row))
            if not name.text and self._is_whole(row, busy):  # a total row under another label
                self._read_total(row.index)
                return
            unused = set(busy) <= {"weight"}  # a blank form may have its weights printed
            subtotal = own_level and not name.text and set(busy) <= set(_POINTS)
            if unused or subtotal:
                return
        strokes = "target" in filled or "actual" in filled or values.stroke(name.text)
        if "actual" in filled and filled["actual"][0].text == name.text and self._is_sentence(row, name.text):
            self._keep_aside(row.index)
            return
        self._in_detail = self._is_detail(row, name, own_level)
        na = strokes and next(self._busy(row), None) is None
        self.rows.append(self._indicator(row, name, na))

    def _read_sentence(self, row: Row) -> None:
        """A text over several columns: a first level with a row of its own, or something said beside the indicators."""
        for cell in row.unclear.values():
            word, cap = split_cap(cell.text)
            if cell.row == row.index and word in self.profile.level1:
                self._levels.begin(Field(word, cell.text, self.sheet.at(cell)), cap, len(self.rows))
                return
            if cell.row == row.index and not is_placeholder(cell.text) and not self._is_title(cell):
                self._keep_aside(row.index)
                return

    def _is_sentence(self, row: Row, text: str) -> bool:
        """One text over all columns, printed once a column; strokes are a row that does not apply."""
        if values.stroke(text):
            return False
        return len(row.filled) > len(_VALUES) and all(cells[0].text == text for cells in row.filled.values())

    def _is_title(self, cell: Cell) -> bool:
        return any(title in cell.text for title in self.profile.form_titles)

    def _execution_label(self, row: Row) -> Cell | None:
        """Of a row of budget execution its label, that of the funds block: it has points, and no name."""
        if "name" in row.filled or not row.prints(*_POINTS) or row.index not in self.sheet.labels:
            return None
        labels = self.sheet.labels[row.index]
        return next((cell for cell, key in labels if key == "funds" and cell.column < self._edge), None)

    def _read_execution(self, row: Row, label: Cell) -> None:
        """Its points are those of the funds block; without that block it is an indicator like others."""
        if self._has_funds:
            weight = row.number("weight", weight_field)
            self.execution = weight, row.number("score", score_reader(weight))
            return
        word, cap = split_cap(label.text)
        name = Field(word, label.text, self.sheet.at(label))
        self._levels.begin(name, cap, len(self.rows))
        self.rows.append(self._indicator(row, name, na=False)._replace(name=name))

    def _is_prompt(self, text: str) -> bool:
        """What a blank form prints for a name."""
        return is_placeholder(text) or self._prompts.within(text)

    def _is_whole(self, row: Row, busy: list[str]) -> bool:
        """Nothing but points, and these are all there are."""
        return set(busy) <= set(_POINTS) and row.number("weight", weight_field).value == self.profile.full_mark

    def _busy(self, row: Row) -> Iterator[str]:
        """The columns that say something of an indicator: no strokes, no zeros in the columns for points."""
        for key in _VALUES:
            if key in row.filled and not self._idle(row, key):
                yield key

    def _idle(self, row: Row, key: str) -> bool:
        """Nothing but strokes, or for points zero."""
        for cell in row.filled[key]:
            number = cell.value if isinstance(cell.value, Decimal) else None
            if number is None and key in _POINTS:
                number = values.number(cell.text)
            zero = key in _POINTS and number == 0
            if not zero and (number is not None or not values.stroke(cell.text)):
                return False
        return True

    def _is_detail(self, row: Row, name: Field[str], own_level: bool) -> bool:
        """A line 其中…, or one that follows it and has no points either."""
        if _is_part(name.text):
            # with points of its own it counts if the line that it belongs to has none
            above = next((one for one in reversed(self.rows) if not _is_part(one.name.text)), None)
            counts = row.prints("weight") and above is not None and above.weight.blank
            return not counts
        return self._in_detail and not own_level and "weight" in self.columns and not row.prints(*_POINTS)

    def _indicator(self, row: Row, name: Field[str], na: bool) -> Indicator:
        named, levels = "" if is_placeholder(name.text) else without_number(name.text), self._levels
        weight = row.number("weight", weight_field)
        points = score_reader(weight)
        return Indicator(
            level1=levels.level1,
            level1_cap=levels.cap,
            level2=levels.level2,
            name=read_as(name, named or None),
            target=self._joined(row, "target"),
            actual=self._joined(row, "actual"),
            weight=weight,
            score=row.number("score", points),
            reviewed=row.number("reviewed", points),
            reason=row.text("reason"),
            detail=self._in_detail,
            na=na,
            extra=self._extra(row) if row.others else {},
        )

    def _extra(self, row: Row) -> dict[str, str]:
        """What stands in columns that the profile does not know, by heading; without one by the column's letters."""
        extra: dict[str, str] = {}
        for cell in row.others:
            head = self._unknown.get(cell.column)
            if cell.column > self.columns.first:
                head = head or column_letters(cell.column)
            if head and head != cell.text:  # a label left of the whole table may be printed in each row
                extra[head] = extra.get(head, "") + cell.text
        return extra

    def _joined(self, row: Row, key: str) -> Field[str]:
        """A target or actual value; sign and unit from columns of their own are joined to it (≥ + 735 + 人次)."""
        entry = row.text(key)
        if key not in self._split or not entry.value:
            return entry
        sign, unit = f"{key}_sign", f"{key}_unit"
        if not row.prints(sign, unit):
            return entry
        joined = joined_target(row.text(sign).text, entry.text, row.text(unit).text)
        return entry._replace(value=joined, text=joined)


def _is_part(name: str) -> bool:
    """A line 其中…"""
    return normal(name).startswith("其中")


@lru_cache(maxsize=2048)
def _is_page(text: str) -> bool:
    """What stands where a table goes on over the page."""
    return len(text) < _LONGEST_PAGE and _PAGE.fullmatch(normal(text)) is not None
