"""Forms as text: tables with ``|`` between cells, ``<`` joins a cell to its left neighbour, ``^`` to the one above.

A number is a number, anything else a text as shown; ``=G6*H6 -> 9.5`` is a formula with its stored result,
``=G6*H6`` one without; ``#DIV/0!`` is an error value.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from evalsheet.model import Cell, Field, Form, Grid, Report
from evalsheet.parse import parse

DATA = Path(__file__).parent / "data"
STANDARD = (DATA / "standard.txt").read_text("utf-8")
#: The paragraphs of the report that belongs to the standard form, by what they are called in edits.
REPORT = dict(line.split("|") for line in (DATA / "standard_report.txt").read_text("utf-8").splitlines())

FUND_ITEMS = {"资金总额": "total", "当年拨款": "current", "上年结转": "carryover", "其他资金": "other"}
FUND_FIELDS = {"年初预算数": "initial_budget", "全年预算数": "budget", "全年执行数": "executed",
               "分值": "weight", "执行率": "rate", "得分": "score"}  # fmt: skip
INDICATOR_FIELDS = {"一级指标": "level1", "二级指标": "level2", "三级指标": "name", "年度指标值": "target",
                    "实际完成值": "actual", "分值": "weight", "得分": "score", "偏差原因": "reason"}  # fmt: skip
TOTAL_FIELDS = {"分值": "weight", "得分": "score", "等级": "grade"}
SINGLE = {"标题": "title", "项目名称": "project", "主管部门": "department", "实施单位": "unit"}


def rows_of(table: str) -> list[list[str]]:
    return [[cell.strip(" ") for cell in line.split("|")] for line in table.strip("\n").split("\n")]


def cell_of(row: int, column: int, text: str, rows: int = 1, columns: int = 1) -> Cell:
    """A cell as a reader would give it for what a person typed."""
    formula = None
    if text.startswith("="):
        formula, _, text = (part.strip() for part in text[1:].partition("->"))
    text = text.replace("\\n", "\n")
    if text.startswith("#") and text.endswith(("!", "?", "A")):
        return Cell(row, column, None, text, None, formula, True, rows, columns)
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        decimals = len(text.partition(".")[2])
        return Cell(row, column, Decimal(text), text, decimals, formula, False, rows, columns)
    return Cell(row, column, text or None, text, None, formula, False, rows, columns)


def grid(table: str | list[list[str]], file: str = "form.xlsx", sheet: str = "自评表", hidden: bool = False) -> Grid:
    """The grid of a text table."""
    rows = rows_of(table) if isinstance(table, str) else table
    cells = {}
    for r, line in enumerate(rows):
        for c, text in enumerate(line):
            if text in ("<", "^"):
                continue
            columns = next((n for n in range(1, len(line) - c) if line[c + n] != "<"), len(line) - c)
            down = [r + n for n in range(1, len(rows) - r) if c < len(rows[r + n])]
            height = next((n for n, other in enumerate(down, 1) if rows[other][c] != "^"), len(down) + 1)
            if text or columns > 1 or height > 1:
                cells[r + 1, c + 1] = cell_of(r + 1, c + 1, text, height, columns)
    return Grid(file, sheet, cells, hidden)


def form(table: str | list[list[str]] = STANDARD, **options: object) -> Form:
    """The one form of a text table."""
    (parsed,) = parse([grid(table)], **options).forms  # type: ignore[arg-type]
    return parsed


def place(target: str, standard: Form) -> tuple[int, int]:
    """Row and column of a named entry of the standard form, as in 指标2.得分 or 表头.实际完成值, or of a cell, as H18."""
    if cell := re.fullmatch(r"([A-Z])(\d+)", target):
        return int(cell[2]), ord(cell[1]) - 64
    owner, _, name = target.partition(".")
    if owner in SINGLE:
        field = getattr(standard, SINGLE[owner])
    elif owner in FUND_ITEMS:
        (row,) = (row for row in standard.fund_rows if row.kind == FUND_ITEMS[owner])
        field = getattr(row, FUND_FIELDS[name]) if name != "项目" else row.item
    elif owner == "总分":
        field = getattr(standard.total, TOTAL_FIELDS[name])
    elif owner in ("预期目标", "实际完成情况"):
        field = standard.goals[0].expected if owner == "预期目标" else standard.goals[0].actual
    elif owner == "目标表头":
        goal = standard.goals[0]
        below = (goal.expected if name == "预期目标" else goal.actual).where
        assert below
        return below.row - 1, below.column
    elif owner == "表头":
        where = standard.columns[INDICATOR_FIELDS[name]]
        return where.row, where.column
    elif target == "资金标签":
        return standard.columns["funds.budget"].row, 1
    elif owner == "资金表头":
        where = standard.columns["funds." + FUND_FIELDS[name]]
        return where.row, where.column
    else:
        number = re.fullmatch(r"指标(\d+)", owner)
        assert number, f"{target}: no such entry"
        row = standard.indicator_rows[int(number[1]) - 1]
        field = getattr(row, INDICATOR_FIELDS[name])
        if name in ("一级指标", "二级指标"):  # a merged label is split where another one begins
            assert row.name.where
            return row.name.where.row, standard.columns[INDICATOR_FIELDS[name]].column
    assert isinstance(field, Field) and field.where, f"{target}: not printed on the standard form"
    return field.where.row, field.where.column


def edited(edits: str) -> list[list[str]]:
    """The rows of the standard form with ``entry=text`` edits, separated by semicolons, written into it."""
    rows = rows_of(STANDARD)
    standard = form(rows)
    for edit in filter(None, (part.strip() for part in edits.split("；"))):
        target, _, text = edit.partition("=")
        if target.startswith(("报告.", "删节")):
            continue
        if target.startswith("插行"):  # a row before that one; comes last, since it moves the places below
            at = int(target.removeprefix("插行")) - 1
            rows.insert(at, [cell.strip(" ") for cell in text.split("|")])
            continue
        row, column = place(target.strip(), standard)
        rows[row - 1][column - 1] = text.strip()
    return rows


def report(edits: str = "") -> Report:
    """The report of the standard form with edits: ``报告.结论=…`` writes a paragraph anew, ``报告.结论+=…`` goes on in it
    (a slash begins a new paragraph), ``删节=问题`` takes a chapter out with its heading."""
    paragraphs = dict(REPORT)
    for edit in filter(None, (part.strip() for part in edits.split("；"))):
        target, _, text = edit.partition("=")
        name = target.removeprefix("报告.").rstrip("+")
        if target == "删节":
            for key in (text, f"{text}标题"):
                paragraphs.pop(key, None)
        elif target.startswith("报告."):
            assert name in REPORT, f"{target}: no such paragraph"
            paragraphs[name] = paragraphs[name] + text if target.endswith("+") else text
    lines = [line for paragraph in paragraphs.values() for line in paragraph.split("/") if line]
    return Report("自评报告.docx", tuple(lines))
