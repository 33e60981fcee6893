"""The same form in the formats that are read besides xlsx; see make_samples.

They are written as those who send them write them: xls as Excel and WPS do, XML and web pages as finance systems do,
text as it comes out of Save as. Each is the same to the byte every time.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from decimal import Decimal
from html import escape

import xlwt

from evalsheet.model import Cell, Grid
from evalsheet.readers.number_format import show

#: Number and format code as in the xlsx samples: 10分 and 95% are numbers there.
Number = tuple[Decimal, str]
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)(分|%)?\s*")


def number_of(cell: Cell) -> Number | None:
    """The number that a person would have typed into the cell, and its format; None for a text."""
    match = _NUMBER.fullmatch(cell.text)
    if match is None:
        return None
    number, unit = Decimal(match[1]), match[2]
    decimals = len(match[1].partition(".")[2])
    shape = f"0.{'0' * decimals}" if decimals else "0"
    if unit == "%":
        return number / 100, f"{shape}%"
    return number, f'{shape}"分"' if unit == "分" else "General"


def shown(cell: Cell) -> str:
    """The text of a cell as every format shows it."""
    number = number_of(cell)
    if number is None:
        return cell.text
    seen = show(str(number[0]), number[1])
    assert seen is not None
    return seen.text


def rows(form: Grid) -> list[list[Cell]]:
    """The cells row by row; a row without any is empty."""
    last = max(row for row, _ in form.cells)
    return [[cell for key, cell in form.cells.items() if key[0] == row] for row in range(1, last + 1)]


def _with_empty(form: Grid) -> list[list[Cell]]:
    """The cells row by row with those in which there is nothing; without those that a merge covers."""
    covered = {
        (row, column)
        for cell in form.cells.values()
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }
    width = max(column for _, column in covered)
    return [
        [
            form.cells.get((row, column), Cell(row, column, None, ""))
            for column in range(1, width + 1)
            if (row, column) in form.cells or (row, column) not in covered
        ]
        for row in range(1, max(row for row, _ in covered) + 1)
    ]


def xls(form: Grid) -> bytes:
    """A workbook of Excel 97 to 2003."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(form.sheet)
    styles: dict[str, xlwt.XFStyle] = {}
    for cell in form.cells.values():
        number = number_of(cell)
        code = number[1] if number else "General"
        style = styles.setdefault(code, xlwt.XFStyle())
        style.num_format_str = code
        value = float(number[0]) if number else cell.text or None
        top, left = cell.row - 1, cell.column - 1
        sheet.write_merge(top, top + cell.rows - 1, left, left + cell.columns - 1, value, style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ODS_NAMES = {"office": "office", "table": "table", "text": "text", "style": "style", "number": "datastyle"}
_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content office:version="1.2" '
    + " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for key, name in _ODS_NAMES.items())
    + ">"
)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def ods(form: Grid) -> bytes:
    """An OpenDocument spreadsheet."""
    codes = _codes(form)
    lines = []
    for cells in rows(form):
        place, line = 1, []
        for cell in cells:
            line.append("<table:covered-table-cell/>" * (cell.column - place))
            line.append(_ods_cell(cell, codes) + "<table:covered-table-cell/>" * (cell.columns - 1))
            place = cell.column + cell.columns
        lines.append(f"<table:table-row>{''.join(line)}</table:table-row>" if line else "<table:table-row/>")
    table = f'<table:table table:name="{escape(form.sheet)}">{"".join(lines)}</table:table>'
    parts = {
        "mimetype": _ODS_TYPE,
        "content.xml": f"{_ODS_HEAD}<office:automatic-styles>{''.join(map(_ods_style, range(len(codes)), codes))}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>",
        "META-INF/manifest.xml": _MANIFEST,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name)  # the time is 1980
            packing = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(member, content, packing)
    return out.getvalue()


def _codes(form: Grid) -> list[str]:
    """The format codes of the numbers of a form."""
    return sorted({number[1] for cell in form.cells.values() if (number := number_of(cell))})


def _ods_style(number: int, code: str) -> str:
    element = "percentage-style" if code.endswith("%") else "number-style"
    places = f' number:decimal-places="{len(re.sub("[^0.]", "", code).partition(".")[2])}"' if code != "General" else ""
    after = "%" if code.endswith("%") else "分" * code.endswith('"')
    return (
        f'<number:{element} style:name="N{number}"><number:number number:min-integer-digits="1"{places}/>'
        f"<number:text>{after}</number:text></number:{element}>"
        f'<style:style style:name="ce{number}" style:family="table-cell" style:data-style-name="N{number}"/>'
    )


def _ods_cell(cell: Cell, codes: list[str]) -> str:
    number = number_of(cell)
    said = 'office:value-type="string"' if cell.text else ""
    if number is not None:
        kind = "percentage" if number[1].endswith("%") else "float"
        said = f'table:style-name="ce{codes.index(number[1])}" office:value-type="{kind}" office:value="{number[0]}"'
    if cell.rows * cell.columns > 1:
        said += f' table:number-columns-spanned="{cell.columns}" table:number-rows-spanned="{cell.rows}"'
    lines = "".join(f"<text:p>{escape(line, quote=False)}</text:p>" for line in shown(cell).split("\n") if cell.text)
    return f"<table:table-cell {said}>{lines}</table:table-cell>"


def xml2003(form: Grid) -> bytes:
    """An XML Spreadsheet 2003."""
    codes = _codes(form)
    styles = "".join(
        f'<Style ss:ID="s{21 + n}"><NumberFormat ss:Format="{escape(code)}"/></Style>' for n, code in enumerate(codes)
    )
    lines = []
    for cells in rows(form):
        line = []
        for cell in cells:
            number = number_of(cell)
            style = f' ss:StyleID="s{21 + codes.index(number[1])}"' if number else ""
            merge = f' ss:MergeAcross="{cell.columns - 1}" ss:MergeDown="{cell.rows - 1}"'
            kind, value = ("Number", str(number[0])) if number else ("String", cell.text)
            text = escape(value, quote=False).replace("\n", "&#10;")
            data = f'<Data ss:Type="{kind}">{text}</Data>' if value else ""
            line.append(f'<Cell ss:Index="{cell.column}"{merge}{style}>{data}</Cell>')
        lines.append(f"<Row>{''.join(line)}</Row>\n")
    page = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\n'
        f"<Styles>{styles}</Styles>\n"
        f'<Worksheet ss:Name="{escape(form.sheet)}"><Table>\n{"".join(lines)}</Table></Worksheet></Workbook>\n'
    )
    return page.encode()


def web_page(form: Grid) -> bytes:
    """A web page in GBK, as finance systems write it under the name of .xls."""
    lines = []
    for cells in _with_empty(form):
        line = []
        for cell in cells:
            number = number_of(cell)
            look = f" style=\"mso-number-format:'{number[1]}'\"".replace('"分"', "\\0022分\\0022") if number else ""
            spans = f" colspan={cell.columns}" * (cell.columns > 1) + f" rowspan={cell.rows}" * (cell.rows > 1)
            text = str(number[0]) if number else escape(cell.text, quote=False).replace("\n", "<br>")
            line.append(f"<td{spans}{look}>{text or '&nbsp;'}</td>")
        lines.append(f"<tr>{''.join(line)}</tr>\n")
    page = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>\n'
        '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">\n'
        "<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet>"
        f"<x:Name>{form.sheet}</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]-->\n"
        f"</head><body><table border=1>\n{''.join(lines)}</table></body></html>\n"
    )
    return page.encode("gb18030")


def text(form: Grid) -> bytes:
    """Text with commas in GBK, as a Chinese Excel writes csv; merges are lost."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    width = max(cell.column + cell.columns - 1 for cell in form.cells.values())
    for cells in rows(form):
        line = [""] * width
        for cell in cells:
            line[cell.column - 1] = shown(cell)
        writer.writerow(line)
    return out.getvalue().encode("gb18030")
