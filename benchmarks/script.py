"""The script that somebody would write who has a folder of these forms and an afternoon: ``script.py FOLDER TARGET``.

With openpyxl and pandas it finds the tables by their printed labels, holds the weights and scores against 50/40/10 and
the execution against budget and total, writes rate, execution score and total back, adds a sheet with what it found,
and saves. It knows this one layout, reads numbers that are written as texts, and loses what openpyxl does not know.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import openpyxl
import pandas as pd

CAPS = {"产出指标": 50, "效益指标": 40}
EXECUTION = 10


def number(value: object) -> float | None:
    """A cell as a number; a percentage as a fraction."""
    if isinstance(value, int | float):
        return float(value)
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*", str(value or ""))
    return None if found is None else float(found[1]) / (100 if found[2] else 1)


def row_of(sheet, label: str):
    """The first cell with this label."""
    return next(cell for row in sheet.iter_rows() for cell in row if str(cell.value or "").strip() == label)


def columns(sheet, row: int) -> dict[str, int]:
    """The columns of a heading, by their words."""
    return {str(cell.value).strip(): cell.column for cell in sheet[row] if cell.value is not None}


def indicators(sheet) -> pd.DataFrame:
    """The indicator table, with the first level carried down."""
    heading = row_of(sheet, "三级指标").row
    at, last = columns(sheet, heading), row_of(sheet, "总分").row
    rows = [{name: sheet.cell(row, column).value for name, column in at.items()} for row in range(heading + 1, last)]
    table = pd.DataFrame(rows)
    table["一级指标"] = table["一级指标"].ffill().str.replace(r"[(（].*", "", regex=True)
    for name in ("分值", "得分"):
        table[name] = table[name].map(number)
    return table


def check(sheet) -> tuple[list[str], dict[tuple[int, int], float]]:
    """What is wrong, and what the computed cells should hold, by row and column."""
    table = indicators(sheet)
    problems = [
        f"{level}分值合计 {weight:g}，应为 {CAPS[level]}"
        for level, weight in table.groupby("一级指标")["分值"].sum().items()
        if level in CAPS and round(weight, 2) != CAPS[level]
    ]
    problems += [f"{name}得分超过分值" for name in table[table["得分"] > table["分值"]]["三级指标"]]
    funds, at = row_of(sheet, "年度资金总额").row, columns(sheet, row_of(sheet, "全年预算数").row)
    budget, executed = (number(sheet.cell(funds, at[name]).value) for name in ("全年预算数", "全年执行数"))
    score = round(executed / budget * EXECUTION + 1e-9, 2)
    total, score_column = row_of(sheet, "总分").row, columns(sheet, row_of(sheet, "三级指标").row)["得分"]
    right = {
        (funds, at["执行率"]): round(executed / budget, 4),
        (funds, at["得分"]): score,
        (total, score_column): round(score + table["得分"].sum(), 2),
    }
    for name, (place, value) in zip(("执行率", "执行得分", "总分"), right.items(), strict=True):
        entered = number(sheet.cell(*place).value)
        if entered is not None and abs(entered - value) > 0.00005:
            problems.append(f"{name} {entered:g}，应为 {value:g}")
    return problems, right


def main() -> None:
    """Each workbook of the folder, checked and written back."""
    folder, target = map(Path, sys.argv[1:])
    target.mkdir(exist_ok=True)
    for path in sorted(folder.glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        problems, right = check(book.active)
        for place, value in right.items():
            book.active.cell(*place).value = value
        sheet = book.create_sheet("校验结果")
        for problem in problems or ["没有发现问题"]:
            sheet.append([problem])
        book.save(target / path.name)
        print(path.name, len(problems))


if __name__ == "__main__":
    main()
