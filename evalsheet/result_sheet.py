"""What stands on the sheet 校验结果: the points, the findings, and the cells that were filled.

No file name and no time, so that the same form gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from . import compute
from .model import Change, Checked, Field, Finding, Form, FormRow, Grid, Indicator, Where, entries
from .ooxml.new_sheet import NewCell as Entry
from .readers.place import place
from .rules import LEVEL_WORDS, advice, entry, message
from .steps import Step, steps

NAME = "校验结果"
_WAIVED = "豁免"
#: The heading of the log, by which it is found again.
LOG_TITLE = "填写和更正的单元格"
_FINDINGS = ("序号", "级别", "代码", "工作表", "单元格", "项目", "问题", "应为", "建议")
_POINTS = ("规定", "分值", "得分", "工作表", "计算值", "项目", "结论")
_STEPS = ("序号", "分值", "得分", "应得", "单元格", "项目", "推算")
_LOG = ("序号", "", "依据", "工作表", "单元格", "项目", "原内容", "现内容")
WIDTHS = (6, 7, 8, 12, 8, 24, 48, 14, 48)


class Content(NamedTuple):
    """The rows of the sheet, the row of the frozen heading, and the rows that can be filtered (heading, last)."""

    rows: list[list[Entry]]
    frozen: int
    filtered: tuple[int, int]
    widths: tuple[int, ...] = WIDTHS


def content(checked: Sequence[Checked], log: Sequence[Change]) -> Content:
    """The sheet for these forms: the findings below a frozen heading, the points and their derivation, the log."""
    items: dict[Where, str] = {}
    for one in checked:
        items |= _items(one.form)
    findings = [finding for one in checked for finding in one.findings]
    rows = [[Entry(f"{NAME}：{_summary(findings)}", "title")], _heading(_FINDINGS)]
    rows += [_finding(number, finding, items) for number, finding in enumerate(findings, 1)]
    filtered = (2, len(rows))
    for one in checked:
        told = list(steps(one.form))
        points = list(_points(one.form, told))
        if points:
            rows += [[], [Entry("分值与得分", "title")], _heading(_POINTS), *points]
        if told:
            title = "得分推算" if len(checked) == 1 else f"得分推算：{one.form.sheet}"
            rows += [[], [Entry(title, "title")], _heading(_STEPS)]
            rows += [_step(number, step, one.form.sheet) for number, step in enumerate(told, 1)]
    if log:
        rows += [[], [Entry(LOG_TITLE, "title")], _heading(_LOG)]
        rows += [_change(number, change, items) for number, change in enumerate(log, 1)]
    return Content(rows, 2, filtered)


def earlier_log(grids: Iterable[Grid]) -> list[Change]:
    """The log on our sheet of an earlier run; empty if there is none."""
    return [change for grid in grids if grid.ours for change in _read_log(grid)]


def _read_log(grid: Grid) -> Iterator[Change]:
    def text(row: int, column: int) -> str:
        cell = grid.cells.get((row, column))
        return cell.text if cell is not None else ""

    titles = [row for (row, column), cell in grid.cells.items() if column == 1 and cell.text == LOG_TITLE]
    for row in sorted({row for row, _ in grid.cells if titles and row > titles[-1] + 1}):
        cell = place(text(row, 5))
        if cell is not None:
            where = Where(grid.file, text(row, 4), *cell)
            yield Change(where, text(row, 7), text(row, 8), text(row, 3))


def _heading(words: Sequence[str]) -> list[Entry]:
    return [Entry(word, "heading") for word in words]


def _summary(findings: Sequence[Finding]) -> str:
    levels = [*(words["zh"] for words in LEVEL_WORDS.values()), _WAIVED]
    counts = {level: sum(_level(finding) == level for finding in findings) for level in levels}
    said = [f"{count} 个{level}" for level, count in counts.items() if count]
    return "、".join(said) or "没有发现问题"


def _finding(number: int, finding: Finding, items: dict[Where, str]) -> list[Entry]:
    where = finding.where
    return [
        Entry(Decimal(number), "number"),
        Entry(_level(finding), "text" if finding.waived is not None else finding.level),
        Entry(finding.code),
        Entry(where.sheet if where else ""),
        Entry(where.cell if where else "", "link", (where.sheet, where.cell) if where else None),
        Entry(items.get(where, "") if where else ""),
        Entry(message(finding)),
        Entry(_expected(finding)),
        Entry(advice(finding) if finding.waived is None else f"{_WAIVED}：{finding.waived}"),
    ]


def _level(finding: Finding) -> str:
    return LEVEL_WORDS[finding.level]["zh"] if finding.waived is None else _WAIVED


def _expected(finding: Finding) -> str | Decimal | None:
    expected = entry(finding, finding.expected)
    return expected if isinstance(expected, Decimal) else str(expected or "")


def _change(number: int, change: Change, items: dict[Where, str]) -> list[Entry]:
    where = change.where
    return [
        Entry(Decimal(number), "number"),
        Entry(""),
        Entry(change.code),
        Entry(where.sheet),
        Entry(where.cell, "link", (where.sheet, where.cell)),
        Entry(items.get(where, "")),
        Entry(change.before),
        Entry(change.after),
    ]


def _points(form: Form, told: Sequence[Step]) -> Iterator[list[Entry]]:
    """Cap, weights, scores, computed score and verdict of execution, each first level, and the total."""
    profile, funds = form.profile, form.fund_total
    if funds is not None and funds.score.where is not None:
        step = told[0]  # that of execution comes first
        right = not step.scores or any(compute.agrees(funds.score, exact) for exact in step.scores)
        computed = compute.rounded(step.scores[0], 2) if step.scores else None
        yield _point(form, "预算执行", (profile.execution_weight, step.weight, step.entered, computed), right)
    for level in form.first_levels:
        counted = [row for row in level.rows if not row.detail and not row.na]
        weights, scores = (compute.total(getattr(row, name) for row in counted) for name in ("weight", "score"))
        right = level.cap is None or weights is None or level.cap == compute.rounded(weights, 2)
        yield _point(form, level.label.value or "", (level.cap, weights, scores, scores), right)
    if form.total.score.where is not None:
        declared, computed = form.total.score, compute.score_sum(form)
        right = computed is None or compute.agrees(declared, computed)
        yield _point(form, "总分", (profile.full_mark, form.total.weight.value, declared.value, computed), right)


def _point(form: Form, name: str, numbers: Sequence[Decimal | None], right: bool) -> list[Entry]:
    cap, weight, score, computed = (Entry(number, "number") for number in numbers)
    grade = compute.form_grade(form) if name == "总分" else None
    verdict = ("相符" if right else "不符") + (f"，等级{grade}" if grade else "")
    return [cap, weight, score, Entry(form.sheet), computed, Entry(name), Entry(verdict, "text" if right else "error")]


def _step(number: int, step: Step, sheet: str) -> list[Entry]:
    cell = step.where.cell if step.where else ""
    expected = compute.rounded(step.scores[0], 2) if len(step.scores) == 1 else step.expected
    return [
        Entry(Decimal(number), "number"),
        Entry(step.weight, "number"),
        Entry(step.entered, "number"),
        Entry(expected, "number"),
        Entry(cell, "link", (sheet, cell) if cell else None),
        Entry(step.item),
        Entry(step.how),
    ]


def _items(form: Form) -> dict[Where, str]:
    """What each place of the form is about: the indicator's name, the source of money, the label of an entry."""
    singles: list[tuple[Field[str], str]] = [
        (form.title, "标题"),
        (form.project, "项目名称"),
        (form.department, "主管部门"),
        (form.unit, "实施单位"),
        *((level.label, level.label.value or "") for level in form.first_levels),
    ]
    for goal in form.goals:
        singles += [(goal.expected, "预期目标"), (goal.actual, "实际完成情况")]
    items = {field.where: item for field, item in singles if field.where is not None}
    rows: tuple[FormRow, ...] = (*form.fund_rows, *form.indicator_rows, form.total)
    for row in rows:
        item = _row_item(row)
        items |= {entry.where: item for entry in entries(row) if entry.where is not None}
    return items


def _row_item(row: object) -> str:
    if isinstance(row, Indicator):
        return row.label
    item = getattr(row, "item", None)
    return item.text if item is not None else "总分"
