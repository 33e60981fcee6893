"""The annual goals (年度总体目标): what was expected and what was reached."""

from __future__ import annotations

from .. import values
from ..model import Cell, Field, Goal, Profile
from ..patterns import rare
from .head import is_label
from .sheet import Sheet, has_text, text_field

#: 年度总体目标完成情况 stands beside a whole block, or below 年度总体目标 for its result.
_RESULT = "完成情况"
#: The number of a goal, in a column of its own.
_SERIAL = rare(r"[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．]?")


class Goals:
    """The goals in these rows: below 预期目标 and 实际完成情况, or right of them where the texts stand there."""

    def __init__(self, sheet: Sheet, rows: list[int], profile: Profile) -> None:
        self._sheet, self._profile = sheet, profile
        self.goals: list[Goal] = []
        #: The rows that were read.
        self.rows: set[int] = set()
        whole: list[Cell] = []
        #: The labels of results that stand in a row of their own, below no expectation.
        self._results: list[Cell] = []
        for number in rows:
            if number not in sheet.labels:
                continue
            labels: dict[str, Cell] = {}
            adjusted: Cell | None = None
            for cell, key in sheet.labels[number]:
                if key == "goal_expected" and key in labels and cell.text != labels[key].text:
                    adjusted = cell
                if key not in labels or (labels[key].column < labels.get("goal_expected", cell).column < cell.column):
                    labels[key] = cell  # 年度目标完成情况 may be the label of the block, left of 预期目标
            if "goal_actual" in labels and "goal_expected" not in labels:
                self._take_heading(number, labels)
            if "goal_expected" not in labels:
                if "goals" in labels and self._text_right_of(labels["goals"]):
                    whole.append(labels["goals"])  # its result may stand in the same row
                    continue
                if self._is_heading(labels.get("goal_actual")):
                    continue
            if "goal_expected" in labels or "goal_actual" in labels:
                self.rows.add(number)
                before = len(self.goals)
                self._read(labels.get("goal_expected"), labels.get("goal_actual"), rows)
                if adjusted is not None:
                    self.goals[before:] = [self._adjusted(goal, adjusted) for goal in self.goals[before:]]
            elif "goals" in labels:
                whole.append(labels["goals"])
        if not self.goals:
            self._read_whole(whole)

    def _take_heading(self, number: int, labels: dict[str, Cell]) -> None:
        """总体目标 right beside 实际完成情况 is its counterpart, not the label of the block."""
        actual = labels["goal_actual"]
        for cell, key in self._sheet.labels[number]:
            if key == "goals" and cell.rows == 1 and self._sheet.right_of(cell) is actual:
                labels["goal_expected"] = cell

    def _read(self, expected: Cell | None, actual: Cell | None, rows: list[int]) -> None:
        if expected is not None and actual is not None and not self._text_right_of(expected):
            self.goals += self._below(expected, actual, rows)
        elif expected is not None:
            reached = self._right_of(actual) if actual is not None else Field[str]()
            self.goals.append(Goal(self._right_of(expected), reached))
        elif actual is not None and self.goals:
            self.goals[-1] = Goal(self.goals[-1].expected, self._right_of(actual))
        elif actual is not None:
            self._results.append(actual)

    def _read_whole(self, labels: list[Cell]) -> None:
        """Where the form has no 预期目标, what stands right of 年度总体目标."""
        if labels and not labels[0].text.endswith(_RESULT):
            self._results += [label for label in labels if label.text.endswith(_RESULT)]
            labels = [label for label in labels if label not in self._results]
        for at, label in enumerate(labels):
            if self._text_right_of(label):
                self.rows.add(label.row)
                end = labels[at + 1].row if at + 1 < len(labels) else None
                actual = self._counterpart(label) or self._result_below(label, end)
                self.goals.append(Goal(self._right_of(label), self._right_of(actual) if actual else Field[str]()))

    def _counterpart(self, label: Cell) -> Cell | None:
        """The label of what was reached, further right: 完成情况."""
        columns, labels = self._profile.columns, self._profile.labels
        for cell in self._sheet.rows[label.row]:
            known = columns.look_up(cell.text) == "actual" or labels.look_up(cell.text) == "goal_actual"
            if known and cell.column > label.column:
                return cell
        return None

    def _result_below(self, label: Cell, end: int | None) -> Cell | None:
        """The label of what was reached in a row below, before the next goal."""
        below = (cell for cell in self._results if label.row < cell.row and (end is None or cell.row < end))
        return min(below, key=lambda cell: cell.row, default=None)

    def _right_of(self, label: Cell) -> Field[str]:
        cell = self._sheet.right_of(label)
        if cell is None or is_label(cell, self._profile):
            return Field(None, "", self._sheet.where(label.row, label.column + label.columns))
        return text_field(self._sheet.at(cell), cell)

    def _is_heading(self, label: Cell | None) -> bool:
        """完成情况 of the table: another heading stands right of it, where a goal would have its result."""
        cell = self._sheet.right_of(label) if label is not None else None
        return cell is not None and has_text(cell) and is_label(cell, self._profile)

    def _text_right_of(self, label: Cell) -> bool:
        cell = self._sheet.right_of(label)
        return cell is not None and has_text(cell) and not is_label(cell, self._profile)

    def _below(self, expected: Cell, actual: Cell, rows: list[int]) -> list[Goal]:
        """One goal a row below the two headings, down to the next label; the first row even if nothing is there."""
        first = expected.row + expected.rows
        left = [cell.text for cell in self._sheet.rows[expected.row] if cell.column < expected.column]
        made: list[Goal] = []
        for number in [n for n in rows if n >= first] or [first]:
            cells = self._sheet.rows.get(number, [])
            if any(self._ends(cell, left if made and cell.column < expected.column else None) for cell in cells):
                break
            if made and any(_covers(cell, expected, actual) for cell in cells):
                break
            goal = Goal(self._entry_below(expected, number), self._entry_below(actual, number))
            if not made or goal.expected.text or goal.actual.text:
                self.rows.add(number)
                made.append(goal)
        return made or [
            Goal(*(Field[str](None, "", self._sheet.where(first, label.column)) for label in (expected, actual)))
        ]

    def _ends(self, cell: Cell, left: list[str] | None) -> bool:
        """The cell begins something else: it is a label, or it is another one than stands left of the heading."""
        if is_label(cell, self._profile):
            return self._profile.labels.look_up(cell.text) != "goals"
        if left is None or not cell.text or cell.text in left:
            return False
        return "目标" not in cell.text and not _SERIAL.fullmatch(cell.text)

    def _adjusted(self, goal: Goal, label: Cell) -> Goal:
        """The goal as it was adjusted during the year, if a text in the column of ``label`` says how."""
        where = goal.expected.where
        if where is None or where.row <= label.row:
            return goal
        entry = self._entry_below(label, where.row)
        silent = values.stroke(entry.text) or entry.text in self._profile.words["no_reason"]
        return goal if not entry.text or silent else Goal(entry, goal.actual)

    def _entry_below(self, label: Cell, number: int) -> Field[str]:
        """The entry in row ``number`` within the columns of a heading."""
        span = range(label.column, label.column + label.columns)
        cells = [cell for cell in self._sheet.rows.get(number, ()) if cell.column in span and has_text(cell)]
        if not cells:
            return Field(None, "", self._sheet.where(number, label.column))
        entry = text_field(self._sheet.at(cells[0]), cells[0])
        if len(cells) == 1 or entry.fault:
            return entry
        joined = "\n".join(dict.fromkeys(cell.text for cell in cells))
        return entry._replace(value=joined, text=joined)


def _covers(cell: Cell, expected: Cell, actual: Cell) -> bool:
    """A text that reaches from behind the first column of one heading into the other: it stands beside a label."""
    return bool(cell.text) and expected.column < cell.column < actual.column < cell.column + cell.columns
