"""Writes the workbooks of this folder; run as ``python -m samples.make_samples`` from the project's root.

yiyang_2022.xlsx       the real form at the end of tests/data/yiyang_2022.txt, cell for cell, slips included
yiyang_2022_corrected  the same form put right
yiyang_2022.docx       the whole report, the form at its end as a Word table, as it was published
own_profile/           a printed form of a county's own: the profile, its configuration, and a form that uses them
standard.xlsx          the standard form of tests/data/standard.txt, on which the rules' examples are edits
standard.docx          the same as a Word document
formats/               the standard form in every other format that is read
faulty/CODE-….xlsx     for each rule its first failing example: exactly that fault; with its report as docx for RPT

What a cell holds varies on purpose, as it does among real files: shared or inline strings, numbers or texts.
The same input gives the same workbook, but for the time in its document properties.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

os.environ.setdefault("OPENPYXL_LXML", "False")  # with lxml openpyxl writes the same otherwise

import openpyxl
import xlsxwriter
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from evalsheet import manual
from evalsheet.model import Grid
from evalsheet.rules import RULES
from samples import formats
from tests.forms import DATA, STANDARD, edited, grid
from tests.forms import report as report_of

FOLDER = Path(__file__).parent
WIDTHS = [9, 13, 13, 24, 17, 17, 9, 9, 24]
FONT = "宋体"


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


#: Characters that a file name cannot have on Windows, or that a shell minds.
_RESERVED = dict.fromkeys(map(ord, '\\/:*?"<>|#!'))

#: The eleven used rows put right: name, target, actual value.
PUT_RIGHT = {
    "完成总进度百分比": ("项目总进度完成率", "100%", "100%"),
    "3项配套工作是否全部完成": ("配套工作完成数量", "3项", "3项"),
    "项目是否达到设计技术指标": ("系统功能达到设计技术指标", "是", "是"),
    "按计划完成项目总进度的100%": ("项目完工时间", "2022年12月底前", "2022年11月"),
    "实际投入控制在预算内": ("项目总投入", "≤89.8万元", "89.8万元"),
    "为广大人民群众提供便民服务": ("减少群众重复提交材料的费用", "≥10元/件", "10.6元/件"),
    "解决不动产登记数据历史问题": ("化解不动产登记历史遗留问题", "≥1200件", "1263件"),
    "通过省自然资源厅": ("减少纸质申请材料", "≥1.2万张", "1.35万张"),
    "优化营商环境": ("优化营商环境", "达成年度指标", "达成年度指标"),
    "群众满意度": ("群众满意度", "≥90%", "95.6%"),
    "企业满意度": ("企业满意度", "≥90%", "93.2%"),
}
#: What the reason column says of the two surveys.
SURVEYED = {"群众满意度": "发放问卷250份，满意239份", "企业满意度": "发放问卷250份，满意233份"}


def corrected_rows(rows: list[list[str]]) -> list[list[str]]:
    """The rows of the real form with names, targets and actual values in their places, and the surveys named."""
    made = []
    for row in rows:
        row = list(row)
        key = next((key for key in PUT_RIGHT if row[3].startswith("指标") and row[4].startswith(key)), None)
        if key is not None:
            name, row[4], row[5] = PUT_RIGHT[key]
            row[3] += name
            row[8] = SURVEYED.get(name, row[8])
        made.append(row)
    return made


def height(form: Grid, row: int) -> float:
    """A row height in points that shows all lines of its cells."""
    lines = [1]
    for cell in form.cells.values():
        if cell.row == row and cell.rows == 1:
            width = sum(WIDTHS[cell.column - 1 : cell.column - 1 + cell.columns]) or 10
            lines.append(sum(-(-len(part) * 2 // width) or 1 for part in cell.text.split("\n")))
    return 17 * max(lines)


def with_shared_strings(form: Grid, typed: bool) -> bytes:
    """The form as XlsxWriter writes it, which shares its strings. ``typed`` writes numbers as numbers."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": datetime(2023, 3, 1)})
    sheet = book.add_worksheet(form.sheet)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for number, width in enumerate(WIDTHS):
        sheet.set_column(number, number, width)
    for row in range(1, max(row for row, _ in form.cells) + 1):
        sheet.set_row(row - 1, height(form, row))
    for cell in form.cells.values():
        heading = cell.columns == len(WIDTHS)
        look = {"font_name": FONT, "font_size": 16 if heading else 10.5, "bold": heading, "border": int(cell.row > 2)}
        look |= {"align": "center", "valign": "vcenter", "text_wrap": True}
        at = (cell.row - 1, cell.column - 1)
        if cell.rows * cell.columns > 1:
            sheet.merge_range(*at, at[0] + cell.rows - 1, at[1] + cell.columns - 1, "", book.add_format(look))
        number = formats.number_of(cell) if typed and cell.formula is None else None
        if number is not None:
            sheet.write_number(*at, float(number[0]), book.add_format(look | {"num_format": number[1]}))
        elif cell.formula is not None:
            stored = "" if cell.value is None else float(str(cell.value))
            sheet.write_formula(*at, f"={cell.formula}", book.add_format(look), stored)
        elif isinstance(cell.value, Decimal):
            sheet.write_number(*at, float(cell.value), book.add_format(look))
        else:
            sheet.write_string(*at, cell.text, book.add_format(look))
    book.close()
    return target.getvalue()


def with_inline_strings(form: Grid, typed: bool) -> bytes:
    """The form as openpyxl writes it, with each string in its cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = form.sheet
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = 9, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row in range(1, max(row for row, _ in form.cells) + 1):
        sheet.row_dimensions[row].height = height(form, row)
    for cell in form.cells.values():
        target = sheet.cell(cell.row, cell.column)
        number = formats.number_of(cell) if typed and cell.formula is None else None
        if number is not None:
            target.value, target.number_format = float(number[0]), number[1]
        elif cell.formula is not None:
            target.value = f"={cell.formula}"
        elif isinstance(cell.value, Decimal):
            target.value = float(cell.value)
        else:
            target.value, target.data_type = cell.text, "e" if cell.error else "s"
        end_row, end_column = cell.row + cell.rows - 1, cell.column + cell.columns - 1
        for (one,) in sheet.iter_rows(cell.row, end_row, cell.column, cell.column):
            one.font = Font(name=FONT, size=10.5)
            one.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        if cell.rows * cell.columns > 1:
            sheet.merge_cells(None, cell.row, cell.column, end_row, end_column)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD_PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}


def as_document(form: Grid, report: Sequence[str] = ()) -> bytes:
    """The form as a Word document: the rows over the whole width above its table as lines, on a page behind the
    ``report`` if there is one."""
    lines = [cell for cell in form.cells.values() if cell.row < 3]
    body = "".join(_paragraph(line, "") for line in report)
    for number, cell in enumerate(lines):
        new_page = "<w:pageBreakBefore/>" if report and number == 0 else ""
        body += _paragraph(cell.text, new_page + ("" if cell.columns == 1 else '<w:jc w:val="center"/>'))
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="850" '
    )
    page += 'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    whole = f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{body}{_table(form, 3)}{_paragraph("", "")}{page}</w:body>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (WORD_PARTS | {"word/document.xml": f"{whole}</w:document>"}).items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _paragraph(text: str, look: str) -> str:
    font = f'<w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}"/></w:rPr>'
    run = f'<w:r>{font}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{look}</w:pPr>{run}</w:p>" if look else f"<w:p>{run}</w:p>"


def _table(form: Grid, first: int) -> str:
    """The rows of a form from ``first`` on as a Word table, each line of a cell a paragraph."""
    covering = {
        (row, cell.column): cell for cell in form.cells.values() for row in range(cell.row, cell.row + cell.rows)
    }
    rows = ""
    for row in range(first, max(row for row, _ in form.cells) + 1):
        column, cells = 1, ""
        while column <= len(WIDTHS):
            cell = covering.get((row, column))
            columns = cell.columns if cell else 1
            width = sum(WIDTHS[column - 1 : column - 1 + columns]) * 75
            joined = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
            if cell is not None and cell.rows > 1:
                joined += '<w:vMerge w:val="restart"/>' if cell.row == row else "<w:vMerge/>"
            text = cell.text if cell is not None and cell.row == row else ""
            lines = "".join(_paragraph(line, '<w:jc w:val="center"/>') for line in text.split("\n"))
            cells += f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{joined}<w:vAlign w:val="center"/></w:tcPr>'
            cells += f"{lines}</w:tc>"
            column += columns
        rows += f"<w:tr>{cells}</w:tr>"
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid_columns = "".join(f'<w:gridCol w:w="{width * 75}"/>' for width in WIDTHS)
    look = f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{sides}</w:tblBorders></w:tblPr>'
    return f"<w:tbl>{look}<w:tblGrid>{grid_columns}</w:tblGrid>{rows}</w:tbl>"


def own_rows() -> list[list[str]]:
    """The standard form as a county prints it that gives execution 20 points and has a heading of its own."""
    rows = edited(
        "标题=2022年度青禾县项目支出绩效自评表；表头.实际完成值=完成指标情况；资金总额.分值=20；资金总额.得分=19；"
        "指标1.一级指标=产出指标(40分)；指标1.分值=10；指标1.得分=10；指标2.偏差原因=；指标5.分值=5；指标5.得分=5；"
        "指标6.一级指标=效益指标(30分)；总分.得分=98"
    )
    rows[-2][1] = "满意度指标(10分)"
    return rows


def _faulty(code: str) -> str:
    """The name of the sample for a rule."""
    title = re.split("[：，、（]", manual.page(code).title["zh"])[0]
    return f"{code}-{title.replace(' ', '').translate(_RESERVED)}"


def samples() -> dict[str, bytes]:
    """All workbooks by file name."""
    text = (DATA / "yiyang_2022.txt").read_text("utf-8")
    seed = yiyang_rows(text)
    report = [line for line in text[: text.index("附件3")].split("\n") if line.strip()]
    made = {
        "yiyang_2022.xlsx": with_shared_strings(grid(seed), typed=False),
        "yiyang_2022_corrected.xlsx": with_shared_strings(grid(corrected_rows(seed)), typed=True),
        "yiyang_2022.docx": as_document(grid(seed), report),
        "standard.docx": as_document(grid(STANDARD)),
        "standard.xlsx": with_shared_strings(grid(STANDARD), typed=True),
        "own_profile/公路养护.xlsx": with_shared_strings(grid(own_rows()), typed=True),
    }
    codes = [code for code, rule in RULES.items() if rule.function]
    of_report = [code for code in codes if code.startswith("RPT")]
    for code in of_report:
        fault = manual.page(code).failing[0]
        made[f"faulty/{_faulty(code)}.docx"] = as_document(grid(edited(fault)), report_of(fault).paragraphs)
    for number, code in enumerate(code for code in codes if code not in of_report):
        # a formula without a stored result, and an error value, are what only openpyxl writes
        write = with_inline_strings if number % 2 or code in ("STR13", "STR14") else with_shared_strings
        fault = manual.page(code).failing[0]
        made[f"faulty/{_faulty(code)}.xlsx"] = write(grid(edited(fault)), typed=number % 3 == 0)
    return made


def other_formats() -> dict[str, bytes]:
    """The standard form in all formats but xlsx, by file name; the name of the web page is wrong on purpose."""
    form = grid(STANDARD)
    return {
        "formats/自评表.xls": formats.xls(form),
        "formats/自评表.et": formats.xls(form),
        "formats/自评表.ods": formats.ods(form),
        "formats/自评表.xml": formats.xml2003(form),
        "formats/网页.xls": formats.web_page(form),
        "formats/自评表.csv": formats.text(form),
    }


def main() -> None:
    """Writes all samples, and takes away faulty ones that no rule has any more."""
    faulty = FOLDER / "faulty"
    faulty.mkdir(exist_ok=True)
    made = samples() | other_formats()
    (FOLDER / "formats").mkdir(exist_ok=True)
    for old in faulty.glob("*.*x"):
        if f"faulty/{old.name}" not in made:
            old.unlink()
    for name, data in made.items():
        (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
