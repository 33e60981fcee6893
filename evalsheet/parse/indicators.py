"""The indicator table (绩效指标) and its total row."""

from __future__ import annotations

import re
from decimal import Decimal

from .. import values
from ..model import NOTHING, Cell, Doubt, Field, FirstLevel, Indicator, Profile, Subtotal, Total, normal
from . import beside
from .labels import is_placeholder, joined_target, split_cap, without_number
from .sheet import Sheet, has_text, score_reader, weight_field
from .table import Columns, Row

_ENTRIES = ("name", "target", "actual", "weight", "score", "reviewed", "reason")
_POINTS = ("weight", "score")
_VALUES = ("target", "actual", *_POINTS)
_NO_INDICATOR = ("total", "subtotal", "aside")
_COLON = re.compile("[:：]")
_GRADE_LABELS = ("等级", "评级", "自评等级", "自评结论", "评价等级")
#: 99.5(优), 99.5分(优秀)
_GRADED = re.compile(r"([0-9.]+)分?\((.{1,3})\)")


def is_header(cells: list[Cell], profile: Profile) -> bool:
    """The heading row of an indicator table: a name or level column, and a target or actual column."""
    keys = {profile.columns.look_up(cell.text) for cell in cells if cell.text}
    return bool(keys & {"name", "level2"}) and bool(keys & {"target", "actual"}) and len(keys - {None}) >= 3


class Table:
    """The indicator table while it is read from top to bottom; labels printed once hold for the rows below."""

    def __init__(self, sheet: Sheet, header: int, profile: Profile, doubts: list[Doubt]) -> None:
        self.sheet, self.profile, self.doubts = sheet, profile, doubts
        self.columns = Columns(sheet.rows[header], profile.columns)
        # the label of the block may stand at the left of the heading row
        blocks = ("indicators", "goals")
        self.columns.unknown = [c for c in self.columns.unknown if profile.labels.look_up(c.text) not in blocks]
        values_from = (cell.column for key, cell in self.columns.header.items() if key in ("target", "actual"))
        #: Labels of rows stand left of the values.
        self._edge = min(values_from, default=0)
        self.first = header + max(cell.rows for cell in self.columns.header.values())
        self.rows: list[Indicator] = []
        self.first_levels: list[FirstLevel] = []
        #: For each first level the number of rows that were read before it.
        self._starts: list[int] = []
        self.subtotals: list[Subtotal] = []
        self._sums: list[tuple[Field[Decimal], Field[Decimal], int, int]] = []
        #: What rows beside the indicators say, by their labels.
        self.extra: dict[str, Field[str]] = {}
        self.total = Total()
        self.total_row: int | None = None
        self._level1: Field[str] = Field()
        self._cap: Decimal | None = None
        self._level2: Field[str] = Field()
        self._in_detail = False

    def read(self, last: int) -> Table:
        """Reads the rows down to the total row, or to ``last``. Of several rows 合计 the last is the total."""
        numbers = self.sheet.between(self.first, last)
        labels = {number: self._row_label(number) for number in numbers}
        totals = [number for number in numbers if labels[number] == "total"]
        for number in numbers:
            if labels[number] == "aside":
                beside.read(self.sheet, number, self.profile, self.extra)
            elif totals and number == totals[-1]:
                self._read_total(number)
            elif totals and number > totals[-1]:
                continue  # nothing below the total is an indicator
            elif labels[number] is not None:
                self._read_subtotal(number, whole=labels[number] == "total")
            elif not self._is_heading_again(number):
                self._read_row(Row(self.sheet, number, self.columns, self.doubts))
        self.rows = unshifted(self.rows, self.profile)
        self._finish_levels()
        self.subtotals = [
            Subtotal(weight, score, tuple(self.rows[start:end])) for weight, score, start, end in self._sums
        ]
        return self

    def _read_subtotal(self, number: int, whole: bool) -> None:
        """小计 sums up its first level, 合计 above 总分 (``whole``) all rows before it."""
        row = Row(self.sheet, number, self.columns, self.doubts)
        start = self._starts[-1] if self._starts and not whole else 0
        weight = row.number("weight", weight_field)
        self._sums.append((weight, row.number("score", score_reader(weight)), start, len(self.rows)))

    def _finish_levels(self) -> None:
        """Gives each first level its rows, and each row the points of its first level, wherever these were printed."""
        ends = [*self._starts, len(self.rows)][1:]
        levels, rows = [], self.rows[: self._starts[0]] if self._starts else self.rows
        for level, start, end in zip(self.first_levels, self._starts, ends, strict=True):
            own = [
                row if row.level1_cap == level.cap else row._replace(level1_cap=level.cap)
                for row in self.rows[start:end]
            ]
            levels.append(level._replace(rows=tuple(own)))
            rows.extend(own)
        self.first_levels, self.rows = levels, rows

    def _is_heading_again(self, number: int) -> bool:
        """The heading row repeated after a page break."""
        text = self.columns.header["name" if "name" in self.columns else "level2"].text
        return any(cell.text == text for cell in self.sheet.rows[number]) and is_header(
            self.sheet.rows[number], self.profile
        )

    def _row_label(self, number: int) -> str | None:
        """total, subtotal or aside (a sign-off, a note, a conclusion) if the row is no indicator by its label."""
        for cell, key in self.sheet.labels.get(number, ()):
            if key in _NO_INDICATOR and cell.column < self._edge:
                return key
        first = next((cell for cell in self.sheet.rows[number] if has_text(cell)), None)
        if first is not None and first.column < self._edge and _COLON.search(first.text, 0, 30):
            head = self.profile.labels.look_up(_COLON.split(first.text)[0])  # 填表人：张三
            return head if head in _NO_INDICATOR else None
        return None

    def _read_total(self, number: int) -> None:
        """The total row; a number merged over several columns is the score if it covers that column."""
        self.total_row = number
        found: dict[str, Field[Decimal]] = {}
        grade: Field[str] = Field()
        strays: list[Cell] = []
        for cell in self.sheet.rows[number]:
            if not has_text(cell) or normal(cell.text) in _GRADE_LABELS:
                continue
            if cell.column < self._edge and self.profile.labels.look_up(cell.text) == "total":
                continue
            word = self._grade_word(cell.text)
            if word is not None:
                grade = Field(word, cell.text, self.sheet.at(cell))
                continue
            graded = _GRADED.fullmatch(normal(cell.text))
            if graded and (word := self._grade_word(graded[2])):  # 99.5（优）
                grade = Field(word, cell.text, self.sheet.at(cell))
                cell = cell._replace(value=graded[1], text=graded[1])
            keys = self.columns.keys_of(cell)
            key = "score" if "score" in keys else "weight" if "weight" in keys else None
            if key is not None:
                read = weight_field if key == "weight" else score_reader(found.get("weight", NOTHING))
                found[key] = read(self.sheet.at(cell), cell)
            elif values.number(cell.text) is not None and cell.column > self._edge:
                strays.append(cell)
        if strays and "score" in self.columns and "score" not in found:  # a number beside its column is not taken
            self.doubts.append(Doubt(self.sheet.at(strays[0]), "得分", strays[0].text))
            found["score"] = Field(None, strays[0].text, self.sheet.at(strays[0]), 0, "layout")
        empty: dict[str, Field[Decimal]] = {
            key: Field(None, "", self.sheet.where(number, self.columns.header[key].column))
            for key in _POINTS
            if key in self.columns and not self._is_covered(number, self.columns.header[key].column)
        }
        self.total = Total(
            weight=found.get("weight", empty.get("weight", NOTHING)),
            score=found.get("score", empty.get("score", NOTHING)),
            grade=grade,
        )

    def _is_covered(self, number: int, column: int) -> bool:
        """A merge that begins further left stands there: nothing can be written in that column."""
        return any(cell.column < column < cell.column + cell.columns for cell in self.sheet.rows[number])

    def _grade_word(self, text: str) -> str | None:
        """优 for 优, 优秀, 自评等级：优."""
        word = self.profile.grade_words.look_up(text)
        head, colon, tail = normal(text).partition(":")
        if word is None and colon and head.endswith(("等级", "结论", "评级")):
            word = self.profile.grade_words.look_up(tail)
        return word

    def _read_row(self, row: Row) -> None:
        own_level = self._carry_labels(row)
        filled = row.filled
        if filled.keys().isdisjoint(_ENTRIES):  # blank, or a sentence over several columns
            return
        name = row.text("name")
        # what says something of an indicator: no strokes, no zeros in the columns for points
        busy = [key for key in _VALUES if key in filled and not self._idle(row, key)]
        if not row.unclear and (not name.text or is_placeholder(name.text)):
            if not name.text and self._is_whole(row, busy):  # a total row under another label
                self._read_total(row.index)
                return
            unused = set(busy) <= {"weight"}  # a blank form may have its weights printed
            subtotal = own_level and not name.text and set(busy) <= set(_POINTS)
            if unused or subtotal:
                return
        strokes = "target" in filled or "actual" in filled or values.stroke(name.text)
        self._in_detail = self._is_detail(row, name, own_level)
        self.rows.append(self._indicator(row, name, na=strokes and not busy))

    def _is_whole(self, row: Row, busy: list[str]) -> bool:
        """Nothing but points, and these are all there are."""
        return set(busy) <= set(_POINTS) and row.number("weight", weight_field).value == self.profile.full_mark

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
        if normal(name.text).startswith("其中"):
            return True
        return self._in_detail and not own_level and "weight" in self.columns and not row.prints(*_POINTS)

    def _carry_labels(self, row: Row) -> bool:
        """Takes over the labels that the row prints; whether one is another than the one above."""
        before = (self._level1.value, self._level2.value)
        if "level2" in row.unclear:  # a sentence over several columns
            return False
        if row.cells("level1"):
            level1 = row.text("level1")
            word, cap = split_cap(level1.text)
            if word:
                self._begin(level1._replace(value=word), cap)
            elif self.first_levels:  # the points of the label above, in a cell of their own
                self._cap = cap
                self.first_levels[-1] = self.first_levels[-1]._replace(cap=cap)
        if row.cells("level2"):
            level2 = row.text("level2")
            self._level2 = level2._replace(value=split_cap(level2.text)[0] or None)
        return before != (self._level1.value, self._level2.value)

    def _begin(self, level1: Field[str], cap: Decimal | None) -> None:
        """A first level, or the one above repeated on its line."""
        if level1.value == self._level1.value and cap in (None, self._cap):
            self._level1 = level1
            return
        self._level1, self._cap, self._level2 = level1, cap, Field()
        self.first_levels.append(FirstLevel(level1, cap, ()))
        self._starts.append(len(self.rows))

    def _indicator(self, row: Row, name: Field[str], na: bool) -> Indicator:
        named = "" if is_placeholder(name.text) else without_number(name.text)
        extra = {}
        weight = row.number("weight", weight_field)
        points = score_reader(weight)
        for cell in self.columns.unknown:
            texts = [c.text for c in row.others if cell.column <= c.column < cell.column + cell.columns]
            if texts:
                extra[cell.text] = "".join(texts)
        return Indicator(
            level1=self._level1,
            level1_cap=self._cap,
            level2=self._level2,
            name=name._replace(value=named or None),
            target=self._target(row),
            actual=row.text("actual"),
            weight=weight,
            score=row.number("score", points),
            reviewed=row.number("reviewed", points),
            reason=row.text("reason"),
            detail=self._in_detail,
            na=na,
            extra=extra,
        )

    def _target(self, row: Row) -> Field[str]:
        """The target; sign and unit from columns of their own are joined to it (≥ + 735 + 人次)."""
        target = row.text("target")
        if not target.value or not row.prints("target_sign", "target_unit"):
            return target
        joined = joined_target(row.text("target_sign").text, target.text, row.text("target_unit").text)
        return target._replace(value=joined, text=joined)


def unshifted(rows: list[Indicator], profile: Profile) -> list[Indicator]:
    """The rows with names moved to their place where they stand in the target column (the effective reading).

    A single such row may be a nameless indicator with a long target; only when most rows look like that has the
    filer taken the wrong column. Then a row such as 指标1：｜优化营商环境, which could be either, is a name too.
    """
    used = [row for row in rows if not row.na and not row.detail]
    sure = [row for row in used if _may_be_shifted(row) and _reads_like_a_name(row)]
    if not sure or len(sure) < len(used) * profile.thresholds["shifted_share"]:
        return rows
    return [_shifted(row) if _may_be_shifted(row) else row for row in rows]


def _may_be_shifted(row: Indicator) -> bool:
    """The third level holds a placeholder alone, and the target column something that is no number, date or 是/否."""
    if row.name.value or not row.name.text or not row.target.value:
        return False
    target = values.parse(row.target.text)
    return not (target.whole and target.kind in ("quant", "range", "date", "period", "bool", "progress"))


def _reads_like_a_name(row: Indicator) -> bool:
    target = values.parse(row.target.text)
    return not (target.whole and target.kind == "qual")


def _shifted(row: Indicator) -> Indicator:
    """The name is what stands in the target column; the target, at the same place, is empty."""
    target: Field[str] = Field(None, "", row.target.where)
    return row._replace(name=row.target, target=target, shifted=True)
