"""The indicator table (绩效指标) and its total row."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from .. import values
from ..model import Cell, Doubt, Field, FirstLevel, Indicator, Profile, Total, normal
from .sheet import Columns, Row, Sheet, has_text, text_of

#: 产出指标(50分), 产出指标 40 分, 满意度指标10; the label first, then the points.
_CAPPED = re.compile(r"(.*?[^\d(.])\(?(\d+(?:\.\d+)?)(?:分|%)?\)?")
#: What stands in unused rows of a blank form: 指标1：, ……, XX, *.
_PLACEHOLDER = re.compile(r"(?:三级)?指标\d*[:、.]?|\.+|…+|[xX]+|\*+|×+|·+")
_NUMBERED = re.compile(r"指标\s*\d+\s*[:：、.]?\s*")
_ENTRIES = ("name", "target", "actual", "weight", "score", "reviewed", "reason")


def is_header(cells: list[Cell], profile: Profile) -> bool:
    """The heading row of an indicator table: a name or level column, and a target or actual column."""
    keys = {profile.columns.look_up(cell.text) for cell in cells if cell.text}
    return bool(keys & {"name", "level2"}) and bool(keys & {"target", "actual"}) and len(keys - {None}) >= 3


def is_placeholder(text: str) -> bool:
    """Nothing but what a blank form prints there."""
    label = normal(text).replace("…", ".")
    return bool(text.strip()) and (not label or bool(_PLACEHOLDER.fullmatch(label)))


class Table:
    """The indicator table while it is read from top to bottom; labels printed once hold for the rows below."""

    def __init__(self, sheet: Sheet, header: int, profile: Profile, doubts: list[Doubt]) -> None:
        self.sheet, self.profile, self.doubts = sheet, profile, doubts
        self.columns = Columns(sheet.rows[header], profile.columns)
        self.columns.unknown = [c for c in self.columns.unknown if profile.labels.look_up(c.text) != "indicators"]
        self.first = header + max(cell.rows for cell in self.columns.header.values())
        self.rows: list[Indicator] = []
        self.first_levels: list[FirstLevel] = []
        #: For each first level the number of rows that were read before it.
        self._starts: list[int] = []
        self.total = Total()
        self.total_row: int | None = None
        self._level1: Field[str] = Field()
        self._cap: Decimal | None = None
        self._level2: Field[str] = Field()

    def read(self, last: int) -> Table:
        """Reads the rows down to the total row, or to ``last``."""
        for number in self.sheet.between(self.first, last):
            cells = self.sheet.rows[number]
            if is_header(cells, self.profile):  # repeated after a page break
                continue
            label = self._total_label(cells)
            if label is not None:
                self._read_total(number, label)
                break
            self._read_row(Row(self.sheet, number, self.columns, self.doubts))
        self.rows = unshifted(self.rows, self.profile)
        ends = [*self._starts, len(self.rows)][1:]
        self.first_levels = [
            replace(level, rows=tuple(self.rows[start:end]))
            for level, start, end in zip(self.first_levels, self._starts, ends, strict=True)
        ]
        return self

    def _total_label(self, cells: list[Cell]) -> Cell | None:
        """The label of the total row; it stands left of the values, in whichever column."""
        edge = min((c.column for key, c in self.columns.header.items() if key in ("target", "actual")), default=0)
        for cell in cells:
            if cell.column < edge and self.profile.labels.look_up(cell.text) == "total":
                return cell
        return None

    def _read_total(self, number: int, label: Cell) -> None:
        row = Row(self.sheet, number, self.columns, self.doubts)
        words = [c for c in self.sheet.rows[number] if self.profile.grade_words.look_up(c.text)]
        grade: Field[str] = Field()
        if words:
            word = self.profile.grade_words.look_up(words[-1].text)
            grade = Field(word, text_of(words[-1]), self.sheet.at(words[-1]))
        self.total = Total(weight=row.number("weight"), score=row.number("score"), grade=grade)
        self.total_row = label.row

    def _read_row(self, row: Row) -> None:
        self._carry_labels(row)
        if not row.prints(*_ENTRIES):
            return
        name = row.text("name")
        nameless = not name.text or is_placeholder(name.text)
        filled = [key for key in _ENTRIES[1:] if row.cells(key)]
        strokes = all(values.stroke(text_of(cell)) for key in filled for cell in row.cells(key))
        if nameless and not row.unclear and (strokes or filled == ["reason"]):
            return
        na = strokes and (bool(filled) or values.stroke(name.text))
        if self._is_note(row):
            return
        self.rows.append(self._indicator(row, name, na))

    def _is_note(self, row: Row) -> bool:
        """A sentence below or between the rows: one cell that reaches over the columns, and nothing else."""
        filled = [cell for cell in self.sheet.rows[row.index] if has_text(cell)]
        return len(filled) == 1 and len(self.columns.keys_of(filled[0])) > 2

    def _carry_labels(self, row: Row) -> None:
        level1 = row.text("level1")
        if level1.text and level1.where != self._level1.where:
            word, cap = split_cap(level1.text)
            if word:
                begins = word != self._level1.value or cap != self._cap
                self._level1, self._cap = level1._replace(value=word), cap
                if begins:
                    self._level2 = Field()
                    self.first_levels.append(FirstLevel(self._level1, cap, ()))
                    self._starts.append(len(self.rows))
        level2 = row.text("level2")
        if level2.text:
            self._level2 = level2._replace(value=split_cap(level2.text)[0] or None)

    def _indicator(self, row: Row, name: Field[str], na: bool) -> Indicator:
        named = "" if is_placeholder(name.text) else _NUMBERED.sub("", name.text.lstrip("★*☆ "), count=1)
        extra = {}
        for cell in self.columns.unknown:
            texts = [text_of(c) for c in row.others if cell.column <= c.column < cell.column + cell.columns]
            if texts:
                extra[text_of(cell)] = "".join(texts)
        return Indicator(
            level1=self._level1,
            level1_cap=self._cap,
            level2=self._level2,
            name=name._replace(value=named or None),
            target=self._target(row),
            actual=row.text("actual"),
            weight=row.number("weight"),
            score=row.number("score"),
            reviewed=row.number("reviewed"),
            reason=row.text("reason"),
            detail=normal(name.text).startswith("其中"),
            na=na,
            extra=extra,
        )

    def _target(self, row: Row) -> Field[str]:
        """The target; sign and unit from columns of their own are joined to it (≥ + 735 + 人次)."""
        target = row.text("target")
        if not target.value or not row.prints("target_sign", "target_unit"):
            return target
        sign, unit = row.text("target_sign"), row.text("target_unit")
        parts = ["" if values.stroke(part) or part == "定性" else part for part in (sign.text, unit.text)]
        joined = parts[0] + target.text + parts[1]
        return target._replace(value=joined, text=joined)


def split_cap(text: str) -> tuple[str, Decimal | None]:
    """A level label without blanks and breaks, and the points printed in it: 产出指标⏎(50分) gives 产出指标, 50."""
    label = normal(text)
    match = _CAPPED.fullmatch(label)
    if match:
        return match[1], Decimal(match[2])
    return label, None


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
    return replace(row, name=row.target, target=target, shifted=True)
