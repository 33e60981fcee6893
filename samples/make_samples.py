"""Writes the workbooks of this folder; run as ``python -m samples.make_samples`` from the project's root.

yiyang_2022.xlsx       the real form at the end of tests/data/yiyang_2022.txt, cell for cell, slips included
yiyang_2022_corrected  the same form put right
standard.xlsx          the standard form of tests/data/standard.txt, on which the rules' examples are edits
faulty/CODE-….xlsx     for each rule its first failing example: exactly that fault

What a cell holds varies on purpose, as it does among real files: shared or inline strings, numbers or texts.
The same input gives the same workbook, but for the time in its document properties.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from evalsheet import manual
from evalsheet.model import Cell, Grid
from evalsheet.rules import RULES
from tests.forms import DATA, STANDARD, edited, grid

FOLDER = Path(__file__).parent
WIDTHS = [9, 13, 13, 24, 17, 17, 9, 9, 24]
FONT = "宋体"
LINE = Side(style="thin")


def yiyang_rows(text: str) -> list[list[str]]:
    """The form of the report, as a table in the notation of tests/forms.py: its cells, merges and line breaks."""
    form = text[text.index("附件3") :]
    annex, title, table = re.split(r"\n\n?", form, maxsplit=2)
    rows = [[annex, *[""] * 8], [title, *["<"] * 8]]
    for line in re.split(r"(?<!\n)\n\n\t", table.removeprefix("\t")):
        # Word's paragraphs are a blank line apart in the text; in a cell that is one line break
        cells = [cell.replace("\n\n", "\n").strip("\n") for cell in line.split("\n\t")]
        rows.append(_laid_out(cells))
    return rows


def _laid_out(cells: list[str]) -> list[str]:
    """A row of the Word table over the nine columns of the form; cells that a vertical merge covers are empty there."""
    if len(cells) == 9:
        return [text or "^" for text in cells]
    if len(cells) == 8:
        return [cells[0] or "^", cells[1], "<", *cells[2:]]
    if len(cells) == 4:
        return [cells[0], cells[1], "<", "<", cells[2], cells[3], "<", "<", "<"]
    if len(cells) == 3 and cells[0] == "总分":
        return [cells[0], "<", "<", "<", "<", "<", cells[1], cells[2].strip(), ""]
    if len(cells) == 3:
        return [cells[0] or "^", cells[1], "<", "<", "<", cells[2], "<", "<", "<"]
    return [cells[0], cells[1], *["<"] * 7]


#: The eleven used rows put right: name, target, actual value.
PUT_RIGHT = {
    "完成总进度百分比": ("项目总进度完成率", "100%", "100%"),
    "3项配套工作是否全部完成": ("配套工作完成数量", "3项", "3项"),
    "项目是否达到设计技术指标": ("系统功能达到设计技术指标", "是", "是"),
    "按计划完成项目总进度的100%": ("项目完工时间", "2022年12月底前", "2022年11月"),
    "实际投入控制在预算内": ("项目总投入", "≤89.8万元", "89.8万元"),
    "为广大人民群众提供便民服务": ("减少群众重复提交材料的费用", "≥10元/件", "10.6元/件"),
    "解决不动产登记数据历史问题": ("化解不动产登记历史遗留问题", "≥1200件", "1263件"),
    "通过省自然资源厅": ("避免重复建设系统", "≥3个", "3个"),
    "优化营商环境": ("优化营商环境", "达成年度指标", "达成年度指标"),
    "群众满意度": ("群众满意度", "≥90%", "95.6%"),
    "企业满意度": ("企业满意度", "≥90%", "93.2%"),
}


def corrected_rows(rows: list[list[str]]) -> list[list[str]]:
    """The rows of the real form with names, targets and actual values in their places."""
    made = []
    for row in rows:
        row = list(row)
        key = next((key for key in PUT_RIGHT if row[3].startswith("指标") and row[4].startswith(key)), None)
        if key is not None:
            name, row[4], row[5] = PUT_RIGHT[key]
            row[3] += name
        made.append(row)
    return made


def workbook(form: Grid, inline: bool = False, typed: bool = False) -> openpyxl.Workbook:
    """A workbook that looks like the official form. ``inline`` writes inline strings, ``typed`` numbers as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = form.sheet
    for cell in form.cells.values():
        _write(sheet, cell, inline, typed)
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    last = max(row for row, _ in form.cells)
    for row in range(1, last + 1):
        lengths = [_lines(cell, WIDTHS) for (at, _), cell in form.cells.items() if at == row and cell.rows == 1]
        sheet.row_dimensions[row].height = 17 * max(lengths, default=1)
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    return book


def _lines(cell: Cell, widths: list[int]) -> int:
    width = sum(widths[cell.column - 1 : cell.column - 1 + cell.columns])
    return sum(-(-len(part) * 2 // width) or 1 for part in cell.text.split("\n"))


def _write(sheet: Worksheet, cell: Cell, inline: bool, typed: bool) -> None:
    target = sheet.cell(cell.row, cell.column)
    heading = cell.columns == len(WIDTHS)
    if cell.formula is not None:
        target.value = f"={cell.formula}"
    elif cell.error:
        target.value, target.data_type = cell.text, "e"
    elif typed and re.fullmatch(r"\s*\d+(\.\d+)?(分|%)?\s*", cell.text):
        _write_number(target, cell.text.strip())
    elif isinstance(cell.value, Decimal):
        target.value = float(cell.value)
    elif cell.text:
        target.value, target.data_type = cell.text, "inlineStr" if inline else "s"
    area = [
        sheet.cell(row, column)
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]
    for one in area:
        one.font = Font(name=FONT, size=16 if heading else 10.5, bold=heading)
        one.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        if cell.row > 2:
            one.border = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
    if len(area) > 1:
        sheet.merge_cells(
            start_row=cell.row,
            start_column=cell.column,
            end_row=cell.row + cell.rows - 1,
            end_column=cell.column + cell.columns - 1,
        )


def _write_number(target: openpyxl.cell.cell.Cell, text: str) -> None:
    """10分 as 10 with the format 0"分", 100% as 1 with the format 0%."""
    if text.endswith("%"):
        number = Decimal(text[:-1])
        target.value = float(number / 100)
        target.number_format = "0%" if number == int(number) else "0.0%"
    else:
        target.value = float(text.removesuffix("分"))
        target.number_format = '0"分"' if text.endswith("分") else "General"


def samples() -> dict[str, openpyxl.Workbook]:
    """All workbooks by file name."""
    seed = yiyang_rows((DATA / "yiyang_2022.txt").read_text("utf-8"))
    made = {
        "yiyang_2022.xlsx": workbook(grid(seed)),
        "yiyang_2022_corrected.xlsx": workbook(grid(corrected_rows(seed)), typed=True),
        "standard.xlsx": workbook(grid(STANDARD), typed=True),
    }
    for number, code in enumerate(code for code, rule in RULES.items() if rule.function):
        page = manual.page(code)
        name = re.sub(r"[\\/:*?\"<>|#！]", "", page.title["zh"].split("：")[0])[:40]
        form = grid(edited(page.failing[0]))
        made[f"faulty/{code}-{name}.xlsx"] = workbook(form, inline=number % 2 == 1, typed=number % 3 == 0)
    return made


def main() -> None:
    """Writes all samples, and takes away faulty ones that no rule has any more."""
    faulty = FOLDER / "faulty"
    faulty.mkdir(exist_ok=True)
    made = samples()
    for old in faulty.glob("*.xlsx"):
        if f"faulty/{old.name}" not in made:
            old.unlink()
    for name, book in made.items():
        book.save(FOLDER / name)


if __name__ == "__main__":
    main()
