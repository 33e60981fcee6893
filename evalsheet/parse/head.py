"""What stands above the tables: title, year, project, department, unit."""

from __future__ import annotations

import re

from ..model import Cell, Field, Profile, bare, normal
from ..model.labels import LONGEST_LABEL
from ..patterns import rare
from .beside import WITHOUT_LABEL, Extra, keep, pairs, parts, pieces, split_label
from .sheet import Sheet, has_text, text_field

#: 2022年度, 2022年; neither a full date nor the year from which money was carried over.
_YEAR = re.compile(r"(20\d\d)年(?!\d{1,2}月|度?结转)")
_BARE_YEAR = rare(r"(20\d\d)年?度?")
# a letter, Chinese or not; a range of Chinese signs takes a millisecond to compile
_MONEY = r"(?:人民币)?(百万元|万元|千元|亿元|元)(?![^\W\d_])"
#: 单位：元, 金额单位：万元, (元) below a label, also behind a title; not 实施单位：元谋县….
_UNIT_LINE = re.compile(rf"(?<![^\W\d_])(?:金额|计量|货币)?单位:?{_MONEY}|^\({_MONEY}\)$")
#: Labels below which no title stands.
_NO_TITLE = frozenset({"project", "goals", "goal_expected", "goal_actual", "funds"})
_HEAD_LINES = ("附件", "附表", "公开", "报表编号")
#: A line of the head is short; longer texts without a label are sentences, and kept as these.
LONGEST_LINE = 30
_BRACKETED = re.compile(rf"\(.*?{_MONEY}")


def title_cell(sheet: Sheet, rows: list[int], profile: Profile) -> tuple[Cell | None, str | None]:
    """The title among the first rows, and the name of the form if it is another kind.

    Looks no further than the row of 项目名称 or of the goals: a project may be named after a form.
    """
    for number in rows:
        for cell in sheet.rows[number]:
            words = normal(cell.text)[:80]
            other = other_form(words, profile)
            if other is not None:
                return cell, other
            if any(part in words for part in profile.form_titles):
                return cell, None
        if number in sheet.labels and not _NO_TITLE.isdisjoint(sheet.keys(number)):
            break
    return None, None


def is_line_of_head(text: str) -> bool:
    """A line as it stands above the entries, beside the title: year, unit of money, number of the annex."""
    line = normal(text)
    return len(line) <= LONGEST_LINE and bool(
        _YEAR.search(line) or _UNIT_LINE.search(line) or line.startswith(_HEAD_LINES)
    )


def other_form(words: str, profile: Profile) -> str | None:
    """The name of another kind of form that these words (of a title, the name of a sheet) give."""
    for part, name in profile.other_forms.items():
        if part in words:
            return name
    return None


def years(sheet: Sheet, rows: list[int], title: Cell | None) -> tuple[Field[int], ...]:
    """The years printed in the title and on the short lines below it, each with its place.

    A line above the title (附件…) counts only where neither title nor the lines below it print a year.
    """
    above: list[Field[int]] = []
    found: list[Field[int]] = []
    for number in rows:
        cells = sheet.rows[number]
        if number in sheet.labels and (title is None or number > title.row):
            break
        for cell in cells:
            here = above if title is not None and number < title.row else found
            if len(cell.text) < 80:
                for year in _YEAR.findall(normal(cell.text)):
                    here.append(Field(int(year), cell.text, sheet.at(cell)))
    return tuple(found or above[-1:])


def year_entries(extra: Extra, profile: Profile) -> tuple[Field[int], ...]:
    """The year that stands behind a label of its own: 预算年度 | 2023."""
    for label, texts in extra.items():
        if bare(label) in profile.words["year"]:
            found = [(_BARE_YEAR.fullmatch(normal(text)), text, where) for text, where in texts]
            years = tuple(Field(int(match[1]), text, where) for match, text, where in found if match)
            if years:
                return years
    return ()


class Head:
    """What the rows above the tables say of the project: entries with their places, and what else stands there."""

    def __init__(self, sheet: Sheet, rows: list[int], title: Cell | None, profile: Profile) -> None:
        self._sheet, self._profile = sheet, profile
        #: project, department, unit, and total for a score that is printed here.
        self.entries: dict[str, Field[str]] = {}
        #: The label of each entry.
        self.labels: dict[str, Cell] = {}
        #: The cell of the score.
        self.score: Cell | None = None
        self.extra: Extra = {}
        for number in rows:
            self._read_row(number, above=title is not None and number <= title.row)

    def _read_row(self, number: int, above: bool) -> None:
        sheet = self._sheet
        cells = [cell for cell in sheet.rows[number] if has_text(cell)]
        said = "".join(sheet.texts[number])
        if ":" in said or "：" in said:
            cells = [part for cell in cells for part in self._parts(cell)]
        keys = {cell.column: key for cell, key in sheet.labels.get(number, ())}
        if above and not keys and not any(_SEPARATOR.search(cell.text) for cell in cells):
            return
        rest: list[Cell] = []
        at = 0
        while at < len(cells):
            cell = cells[at]
            key, split = keys.get(cell.column), None
            if key is None and _SEPARATOR.search(cell.text):
                key, split = self._combined_label(cell.text)
            at += 1
            if key not in ENTRIES:
                rest.append(cell)
            elif split:
                self._take(key, cell, cell._replace(text=split, value=split))
            else:
                while at < len(cells) and cells[at].text == cell.text:  # a merged label, printed once a column
                    cell, at = cells[at], at + 1
                value = self._value(cell, cells[at:])
                self._take(key, cell, value)
                while value is not None and at < len(cells) and cells[at].text == value.text:
                    at += 1
        if rest:
            self._keep(rest, above)

    def _take(self, key: str, label: Cell, value: Cell | None) -> None:
        """An entry; of several that mean the same the filled one counts whose label the profile lists first."""
        if value is None:
            entry = Field[str](None, "", self._sheet.where(label.row, label.column + label.columns))
        else:
            entry = text_field(self._sheet.at(value), value)
        if key in self.entries:
            old = self.entries[key]
            if not entry.text or (old.text and self._rank(self.labels[key]) <= self._rank(label)):
                self._keep_other(label, entry, old.text)
                return
            self._keep_other(self.labels[key], old, entry.text)
        self.labels[key], self.entries[key] = label, entry
        if key == "total":
            self.score = value

    def _keep_other(self, label: Cell, entry: Field[str], chosen: str) -> None:
        """An entry that was not chosen, if it says something else."""
        if entry.text and entry.text != chosen and entry.where is not None:
            split = split_label(label.text)
            keep(self.extra, split[0] if split else label.text, entry.text, entry.where)

    def _rank(self, label: Cell) -> int:
        split = split_label(label.text)
        text = split[0] if split else label.text.split("/")[0]
        order = list(self._profile.labels)
        found = [order.index(word) for word in (normal(text), bare(text)) if word in order]
        return min(found, default=len(order))

    def _combined_label(self, text: str) -> tuple[str | None, str]:
        """The key of a label with its entry behind a colon (项目名称：甲), or with a second label (实施单位/负责人)."""
        look_up = self._profile.labels.look_up
        split = split_label(text)
        key = look_up(split[0]) if split else None
        if split and key in ENTRIES:
            return key, split[1]
        key = look_up(bare(text[:60]).split("/")[0]) if "/" in text else None
        return (key, "") if key in ENTRIES else (None, "")

    def _value(self, label: Cell, behind: list[Cell]) -> Cell | None:
        """The entry right of a label. Its cell may be left out: then the next one is another label with its entry."""
        cell = self._sheet.right_of(label)
        if cell is None or is_label(cell, self._profile):
            return None
        if cell.column > label.column + label.columns and len(behind) > 1:
            texts = next((n for n, one in enumerate(behind) if is_label(one, self._profile)), len(behind))
            if texts % 2 == 0:
                return None
        return cell

    def _keep(self, cells: list[Cell], above: bool) -> None:
        """Further entries; above the title and in the lines of year and unit only what has a colon."""
        labels = self._profile.labels
        found = pieces(cells, labels)
        before = ""
        for label, text, cell in pairs(found, labels):
            of_unit = _UNIT_LINE.search(normal(f"{label}:{text}"))
            before = label or before
            if before and not of_unit and not (above and not found[0].label):
                if text or labels.look_up(label) not in _BLOCKS:
                    keep(self.extra, before, text, self._sheet.at(cell))
            elif len(text) > LONGEST_LINE:
                keep(self.extra, WITHOUT_LABEL, text, self._sheet.at(cell))

    def _parts(self, cell: Cell) -> list[Cell]:
        """A cell with two labels, each with its entry, as two cells at the same place."""
        found = list(parts(cell, self._profile.labels))
        if len(found) < 2:
            return [cell]
        texts = [f"{piece.label}：{piece.text}" if piece.label else piece.text for piece in found]
        return [cell._replace(text=text, value=text) for text in texts]


#: Labels that stand beside a whole block, or above it.
_BLOCKS = ("funds", "goals", "indicators")
#: The labels of the entries of the head.
ENTRIES = ("project", "department", "unit", "total")
_SEPARATOR = re.compile("[/:：]")


def is_label(cell: Cell, profile: Profile) -> bool:
    text = cell.text
    return profile.labels.look_up(text) is not None or profile.columns.look_up(text) is not None


def money_unit(sheet: Sheet, rows: list[int], profile: Profile, header: int | None) -> str:
    """The unit of amounts, as the funds block, its heading in row ``header`` or a line 单位：… prints it; else 万元."""
    for number in rows:
        for cell in sheet.rows[number]:
            if "元" not in cell.text or len(cell.text) > LONGEST_LABEL or cell.value.__class__ is not str:
                continue
            text = normal(cell.text)
            match = _UNIT_LINE.search(text)
            if match is None and (number == header or _names_money(cell.text, profile)):
                match = _BRACKETED.search(text)
            if match:
                return str(match[match.lastindex or 0])
    return "万元"


def _names_money(text: str, profile: Profile) -> bool:
    """A label of the funds block, of one of its columns or of one of its rows."""
    if profile.labels.look_up(text) == "funds":
        return True
    return any(labels.look_up(text) is not None for labels in (profile.fund_columns, profile.fund_items))
