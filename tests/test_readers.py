"""Workbooks -> grids: what is in them, whoever wrote them."""

from __future__ import annotations

import datetime
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsheet.model import Cell, Grid
from evalsheet.readers import grids, package, sweep, xlsx, xlsx_openpyxl
from evalsheet.readers.formula import moved
from evalsheet.readers.source import Source

from .packages import (
    MAIN,
    OFFICE,
    STRICT_MAIN,
    STRICT_OFFICE,
    XML,
    book,
    inline,
    members,
    relations,
    strings,
    styles,
    worksheet,
    zipped,
)

SAMPLES = Path(__file__).parent.parent / "samples"


def one(data: bytes) -> Grid:
    found = grids(data, "表.xlsx")
    assert len(found) == 1
    return found[0]


def cells(data: bytes) -> dict[tuple[int, int], Cell]:
    return dict(one(data).cells)


def texts(data: bytes) -> dict[str, str]:
    return {f"{'?ABCDEFGHIJ'[column]}{row}": cell.text for (row, column), cell in cells(data).items()}


ROWS: list[list[object]] = [
    ["项目支出绩效自评表", None, None],
    ["分值\n(分)", 10, 9.5],
    [0.955, datetime.datetime(2022, 12, 31), True],
]
FORMATS = {(3, 1): "0.0%", (3, 2): "yyyy/m/d", (2, 3): "0.00"}


def by_openpyxl() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "自评表"
    for row, values in enumerate(ROWS, 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            cell.number_format = FORMATS.get((row, column), "General")
    sheet.merge_cells("A1:C1")
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def by_xlsxwriter(**options: bool) -> bytes:
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, options)
    sheet = workbook.add_worksheet("自评表")
    sheet.merge_range("A1:C1", ROWS[0][0])
    for row, values in enumerate(ROWS[1:], 1):
        for column, value in enumerate(values):
            code = FORMATS.get((row + 1, column + 1), "General")
            shape = workbook.add_format({"num_format": code, "border": 1})
            if isinstance(value, datetime.datetime):
                sheet.write_datetime(row, column, value, shape)
            else:
                sheet.write(row, column, value, shape)
    workbook.close()
    return out.getvalue()


def by_hand() -> bytes:
    rows = (
        '<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c><c><v>10</v></c><c s="3"><v>9.5</v></c></row>'
        '<row><c s="1"><v>0.955</v></c><c s="2"><v>44926</v></c><c t="b"><v>1</v></c></row>'
    )
    return zipped(
        members(
            worksheet(rows, '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>'),
            strings("<t>项目支出绩效自评表</t>", "<r><t>分值</t></r><r><rPr><b/></rPr><t>&#10;(分)</t></r>"),
            styles("General", "0.0%", "yyyy/m/d", "0.00"),
            '<sheet name="自评表" sheetId="1" r:id="rId1"/>',
        )
    )


WRITERS = [by_openpyxl, by_xlsxwriter, lambda: by_xlsxwriter(constant_memory=True), by_hand]


@pytest.mark.parametrize("write", WRITERS, ids=["openpyxl", "xlsxwriter", "xlsxwriter, inline", "by hand"])
def test_the_same_grid_whoever_wrote_it(write) -> None:
    assert one(write()) == Grid(
        "表.xlsx",
        "自评表",
        {
            (1, 1): Cell(1, 1, "项目支出绩效自评表", "项目支出绩效自评表", columns=3),
            (2, 1): Cell(2, 1, "分值\n(分)", "分值\n(分)"),
            (2, 2): Cell(2, 2, Decimal(10), "10", 0),
            (2, 3): Cell(2, 3, Decimal("9.5"), "9.50", 2),
            (3, 1): Cell(3, 1, Decimal("0.955"), "95.5%", 3),
            (3, 2): Cell(3, 2, datetime.date(2022, 12, 31), "2022/12/31"),
            (3, 3): Cell(3, 3, True, "TRUE"),
        },
    )


@pytest.mark.parametrize("write", WRITERS[:3])
def test_openpyxl_as_the_second_reader_gives_the_same(write) -> None:
    data = write()
    source = Source(data, "表.xlsx", package.Package(data))
    assert xlsx_openpyxl.read(source, ValueError()) == grids(data, "表.xlsx")


def test_what_the_fast_path_did_not_foresee_is_read_by_openpyxl(monkeypatch: pytest.MonkeyPatch) -> None:
    data = by_openpyxl()
    expected = grids(data, "表.xlsx")
    monkeypatch.setattr(xlsx, "_workbook", lambda *_: 1 / 0)
    assert grids(data, "表.xlsx") == expected


def test_strict_namespaces() -> None:
    parts = members(worksheet('<row r="1"><c r="A1"><v>5</v></c></row>', main=STRICT_MAIN))
    parts = {
        name: content.replace(MAIN, STRICT_MAIN).replace(OFFICE, STRICT_OFFICE)
        for name, content in parts.items()
        if isinstance(content, str)
    }
    assert texts(zipped(parts)) == {"A1": "5"}


def test_any_prefix() -> None:
    sheet = (
        f'{XML}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2" hidden="1"><x:c r="A2" t="s"><x:v>0</x:v></x:c>'
        '<x:c r="B2" t="inlineStr"><x:is><x:t>字</x:t></x:is></x:c><x:c r="C2"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>'
        '</x:sheetData><x:mergeCells><x:mergeCell ref="A2:A3"/></x:mergeCells></x:worksheet>'
    )
    shared = f'<y:sst xmlns:y="{MAIN}"><y:si><y:t>甲</y:t></y:si></y:sst>'
    style = f'<z:styleSheet xmlns:z="{MAIN}"><z:cellXfs><z:xf numFmtId="2"/></z:cellXfs></z:styleSheet>'
    parts = members(sheet, shared, style)
    parts["xl/workbook.xml"] = (
        f'<w:workbook xmlns:w="{MAIN}" xmlns:d="{OFFICE}"><w:sheets><w:sheet name="表" d:id="rId1"/></w:sheets></w:workbook>'
    )
    grid = one(zipped(parts))
    assert {key: cell.text for key, cell in grid.cells.items()} == {(2, 1): "甲", (2, 2): "字", (2, 3): "2.00"}
    assert grid.hidden_rows == {2}
    assert grid.cells[2, 1].rows == 2
    assert grid.cells[2, 3].formula == "1+1"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_encodings(encoding: str) -> None:
    declared = encoding.replace("utf-8-sig", "utf-8").replace("latin-1", "iso-8859-1")
    text = "é" if encoding == "latin-1" else "绩效" * 3000
    sheet = worksheet(f'<row r="1">{inline("A1", text)}</row>').replace("UTF-8", declared)
    assert texts(zipped(members(sheet.encode(encoding)))) == {"A1": text}


def test_dimension_missing_or_wrong() -> None:
    sheet = worksheet('<row r="3"><c r="C3"><v>5</v></c></row>')
    wrong = sheet.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert texts(zipped(members(sheet))) == texts(zipped(members(wrong))) == {"C3": "5"}


def test_rows_and_cells_that_do_not_say_their_place_are_counted() -> None:
    rows = (
        '<row><c><v>1</v></c><c/><c><v>2</v></c></row><row r="4"><c><v>3</v></c></row><row><c r="C5"><v>4</v></c>'
        "<c><v>5</v></c></row><row><c><v>6</v></c></row>"
    )
    assert texts(book(rows)) == {"A1": "1", "C1": "2", "A4": "3", "C5": "4", "D5": "5", "A6": "6"}
    after_a_bad_place = '<row r="1"><c r="B1"/><c r="?"><v>1</v></c><c><v>2</v></c></row>'
    assert texts(book(after_a_bad_place)) == {}
    without_row_numbers = '<row><c r="B7"><v>1</v></c></row><row><c><v>2</v></c></row>'
    assert texts(book(without_row_numbers)) == {"B7": "1", "A8": "2"}


def test_row_major_order_whatever_the_order_in_the_file() -> None:
    rows = '<row r="2"><c r="B2"><v>4</v></c><c r="A2"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
    grid = one(book(rows, '<mergeCells><mergeCell ref="B1:C1"/></mergeCells>'))
    assert list(grid.cells) == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_texts_in_all_their_forms() -> None:
    shared = strings(
        '<t xml:space="preserve"> 甲 </t>',
        '<r><t>产</t></r><r><rPr><b/></rPr><t>出</t></r><rPh sb="0" eb="1"><t>chan</t></rPh><phoneticPr fontId="1"/>',
        "<t>a_x000D_&#10;b_x005F_x000D_</t>",
        "<t/>",
        "<t>&lt;c r=&quot;A1&quot;&gt; &amp;amp; <![CDATA[<v>&amp;</v>]]></t>",
        "<t>一\r\n二<!-- not seen -->三</t>",
        "",
        "<t>_xD83D__xDE00_ _xD83D_</t>",
    )
    rows = "".join(f'<row r="{n + 1}"><c r="A{n + 1}" t="s"><v>{n}</v></c></row>' for n in range(8))
    assert texts(zipped(members(worksheet(rows), shared))) == {
        "A1": " 甲 ",
        "A2": "产出",
        "A3": "a\nb_x000D_",
        "A5": '<c r="A1"> &amp; <v>&amp;</v>',
        "A6": "一\n二三",
        "A8": "😀 \ufffd",
    }


def test_inline_strings() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>产</t></r><r><t xml:space="preserve">出 </t></r>'
        "<rPh sb=\"0\" eb=\"1\"><t>chan</t></rPh></is></c><c r='B1' t='inlineStr'><is><t>&lt;甲_x000D_\n乙&gt;</t></is></c>"
        '<c r="C1" t="inlineStr"><is><t/></is></c><c r="D1" t="inlineStr"><is><t><![CDATA[<t>]]></t></is></c></row>'
    )
    assert texts(book(rows)) == {"A1": "产出 ", "B1": "<甲\n乙>", "D1": "<t>"}


def test_types() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><f>B1&amp;"x"</f><v>优&amp;</v></c><c r="B1" t="b"><v>0</v></c>'
        '<c r="C1" t="e"><v>#DIV/0!</v></c><c r="D1" t="d"><v>2022-12-31</v></c><c r="E1" t="n"><v>5</v></c>'
        '<c r="F1" t="d" s="1"><v>2022-12-31T18:00:00Z</v></c><c r="G1" t="d"><v>soon</v></c></row>'
    )
    found = cells(book(rows, style=styles("General", "yyyy/m/d h:mm")))
    assert list(found.values()) == [
        Cell(1, 1, "优&", "优&", None, 'B1&"x"'),
        Cell(1, 2, False, "FALSE"),
        Cell(1, 3, None, "#DIV/0!", None, None, True),
        Cell(1, 4, datetime.date(2022, 12, 31), "2022-12-31"),
        Cell(1, 5, Decimal(5), "5", 0),
        Cell(1, 6, datetime.datetime(2022, 12, 31, 18), "2022/12/31 18:00"),
        Cell(1, 7, "soon", "soon"),
    ]


def test_formulas() -> None:
    rows = (
        '<row r="1"><c r="A1"><f>SUM(B1:C1)</f><v>3</v></c><c r="B1"><f>C1/D1</f></c><c r="C1"><f>1+1</f><v></v></c>'
        '<c r="D1" t="str"><f>""</f><v></v></c><c r="E1"><f t="array" ref="E1:E2">A1:A2*2</f><v>6</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" ref="A2:B3" si="0">SUM($B2:C2)+D$1</f><v>1</v></c>'
        '<c r="B2"><f t="shared" si="0"/><v>2</v></c></row><row r="3"><c r="A3"><f t="shared" si="0"></f><v>3</v></c>'
        '<c r="B3"><f t="shared" si="9"/><v>4</v></c></row>'
    )
    found = cells(book(rows))
    assert {key: (cell.value, cell.formula) for key, cell in found.items()} == {
        (1, 1): (3, "SUM(B1:C1)"),
        (1, 2): (None, "C1/D1"),
        (1, 3): (None, "1+1"),
        (1, 4): ("", '""'),
        (1, 5): (6, "A1:A2*2"),
        (2, 1): (1, "SUM($B2:C2)+D$1"),
        (2, 2): (2, "SUM($B2:D2)+E$1"),
        (3, 1): (3, "SUM($B3:C3)+D$1"),
        (3, 2): (4, ""),
    }


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("A1+$A1+A$1+$A$1", "B3+$A3+B$1+$A$1"),
        ("LOG10(A1)", "LOG10(B3)"),
        ('"A1"&A1', '"A1"&B3'),
        ("'A1'!A1+Sheet1!A1", "'A1'!B3+Sheet1!B3"),
        ("SUM(A:A,$A:B,1:1,$1:2)", "SUM(B:B,$A:C,3:3,$1:4)"),
        ("Table[A1]+rate_A1", "Table[A1]+rate_A1"),
        ("XFD1", "A3"),
    ],
)
def test_shared_formulas_move_like_copied_ones(formula: str, result: str) -> None:
    assert moved(formula, 2, 1) == result


def test_merges() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1" s="0"/><c r="D1"><v>4</v></c></row>'
        f'<row r="2"><c r="A2"/>{inline("B2", "在下面")}</row><row r="3"><c r="C3"><v>7</v></c><c r="D3"><v>8</v></c></row>'
    )
    after = "".join(
        f'<mergeCell ref="{ref}"/>' for ref in ("A1:B1", "A2:B2", "C3:D4", "E1:E3", "D1", "D1:D1", "X", "A9:B", "J6:I5")
    )
    found = cells(book(rows, f"<mergeCells>{after}</mergeCells>"))
    assert found == {
        (1, 1): Cell(1, 1, Decimal(1), "1", 0, columns=2),
        (1, 4): Cell(1, 4, Decimal(4), "4", 0),
        (1, 5): Cell(1, 5, None, "", rows=3),
        (2, 1): Cell(2, 1, "在下面", "在下面", columns=2),
        (3, 3): Cell(3, 3, Decimal(7), "7", 0, rows=2, columns=2),
        (5, 9): Cell(5, 9, None, "", rows=2, columns=2),
    }


def test_a_merge_over_two_texts_and_an_empty_corner_stays_empty() -> None:
    rows = f'<row r="1">{inline("B1", "甲")}{inline("C1", "乙")}</row>'
    assert cells(book(rows, '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>')) == {
        (1, 1): Cell(1, 1, None, "", columns=3)
    }


def test_a_merge_keeps_a_formula_without_result() -> None:
    rows = f'<row r="1"><c r="A1"><f>B2</f></c>{inline("B1", "甲")}</row>'
    assert cells(book(rows, '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')) == {
        (1, 1): Cell(1, 1, None, "", None, "B2", columns=2)
    }


def test_hidden_sheets_and_rows() -> None:
    sheets = "".join(
        f'<sheet name="{name}" r:id="rId1" state="{state}"/>'
        for name, state in (("甲", "visible"), ("乙", "hidden"), ("丙", "veryHidden"))
    )
    rows = (
        '<row r="1" hidden="1"/><row r="2" hidden="0"/><row r="3" ht="0" customHeight="1"/><row r="4" hidden="true"/>'
    )
    found = grids(zipped(members(worksheet(rows), sheets=sheets)), "f")
    assert [(grid.sheet, grid.hidden) for grid in found] == [("甲", False), ("乙", True), ("丙", True)]
    assert all(grid.hidden_rows == {1, 3, 4} and not grid.cells for grid in found)


def test_other_sheets_are_passed_over() -> None:
    parts = members(worksheet('<row r="1"><c r="A1"><v>5</v></c></row>'))
    kinds = ("chartsheet", "dialogsheet", "xlMacrosheet", "worksheet")
    parts["xl/_rels/workbook.xml.rels"] = relations((f"r{k}", k, "worksheets/sheet1.xml") for k in kinds)
    lines = "".join(f'<sheet name="{kind}" r:id="r{kind}"/>' for kind in kinds)
    parts["xl/workbook.xml"] = f'<workbook xmlns:r="{OFFICE}"><sheets>{lines}</sheets></workbook>'
    assert one(zipped(parts)).sheet == "worksheet"


@pytest.mark.parametrize(
    ("target", "member"),
    [
        ("worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("../xl/./worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("worksheets/Sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("worksheets/sheet1.xml", "XL/Worksheets/Sheet1.XML"),
        ("worksheets\\sheet1.xml", "xl\\worksheets\\sheet1.xml"),
        ("worksheets/my%20sheet.xml", "xl/worksheets/my sheet.xml"),
        ("worksheets/my%20sheet.xml", "xl/worksheets/my%20sheet.xml"),
        ("worksheets/表.xml", "xl/worksheets/表.xml"),
        ("worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"),
    ],
)
def test_part_names(target: str, member: str) -> None:
    parts = members("")
    del parts["xl/worksheets/sheet1.xml"]
    parts[member] = worksheet('<row r="1"><c r="A1"><v>5</v></c></row>')
    parts["xl/_rels/workbook.xml.rels"] = relations([("rId1", "worksheet", target)])
    assert texts(zipped(parts)) == {"A1": "5"}


def test_a_workbook_part_elsewhere() -> None:
    parts = members(worksheet('<row r="1"><c r="A1"><v>5</v></c></row>'))
    parts["_rels/.rels"] = relations([("a", "extended-properties", "x.xml"), ("b", "officeDocument", "/xl/buch.xml")])
    parts["xl/buch.xml"] = parts.pop("xl/workbook.xml")
    parts["xl/_rels/buch.xml.rels"] = parts.pop("xl/_rels/workbook.xml.rels")
    assert texts(zipped(parts)) == {"A1": "5"}


BROKEN_STYLES = {
    "absent": None,
    "no xml": "not xml at all",
    "broken": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="10"></cellXfs>',
    "empty": f'<styleSheet xmlns="{MAIN}"/>',
    "unknown format": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="999"/></cellXfs></styleSheet>',
}


@pytest.mark.parametrize("style", BROKEN_STYLES.values(), ids=BROKEN_STYLES)
def test_broken_styles_cost_the_formats_only(style: str | None) -> None:
    assert cells(book('<row r="1"><c r="A1" s="1"><v>0.955</v></c></row>', style=style)) == {
        (1, 1): Cell(1, 1, Decimal("0.955"), "0.955", 3)
    }


def test_styles_part_missing_though_named() -> None:
    parts = members(worksheet('<row r="1"><c r="A1" s="1"><v>5</v></c></row>'), style=styles("0"))
    del parts["xl/styles.xml"]
    assert texts(zipped(parts)) == {"A1": "5"}


def test_styles_in_utf16() -> None:
    style = styles("0", "0.0%").replace("UTF-8", "UTF-16").encode("utf-16")
    parts = members(worksheet('<row r="1"><c r="A1" s="1"><v>0.955</v></c></row>'), style="")
    parts["xl/styles.xml"] = style
    assert texts(zipped(parts)) == {"A1": "95.5%"}


def test_days_from_1904() -> None:
    row = '<row r="1"><c r="A1" s="1"><v>43464</v></c></row>'
    data = book(row, style=styles("0", "yyyy/m/d"), settings='<workbookPr date1904="1"/>')
    assert texts(data) == {"A1": "2022/12/31"}


def test_a_bad_cell_costs_that_cell() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="??"><v>2</v></c><c r="XFE1"><v>2</v></c><c r="A0"><v>2</v></c>'
        '<c r="B1" t="s"><v>77</v></c><c r="C1" t="s"><v>-1</v></c><c r="D1"><v>1_0</v></c><c r="E1" t="s"><v>0</v></c>'
        '<c r="F1" s="x"><v>6</v></c><c r="G1" t="odd"><v>7</v></c><c r="H1"><v>1&#48;</v></c></row>'
        '<row r="99999999"><c><v>3</v></c></row>'
    )
    assert texts(book(rows, shared=strings("<t>甲</t>"))) == {
        "A1": "1", "D1": "1_0", "E1": "甲", "F1": "6", "G1": "7", "H1": "10", "A2": "3",
    }  # fmt: skip


def test_empty_and_styled_cells_are_left_out() -> None:
    rows = '<row r="1"><c r="A1" s="0"/><c r="B1" t="n"></c><c r="C1"><v></v></c><c r="D1" t="s"/></row>'
    assert cells(book(rows, style=styles("0"))) == {}
    assert one(book("")).cells == {}


def test_no_sheets_no_grids() -> None:
    assert grids(zipped(members("", sheets="")), "f") == ()


def test_extensions_are_no_cells() -> None:
    after = (
        '<extLst><ext uri="{x}" xmlns:x14="x"><x14:dataValidations><x14:dataValidation><x14:formula1><xm:f xmlns:xm="m">'
        "表!$A$1</xm:f></x14:formula1></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    assert texts(book('<row r="1"><c r="A1"><v>5</v></c></row>', after)) == {"A1": "5"}


class Unseekable(io.RawIOBase):
    """A target that cannot be sought in, so that zipfile writes data descriptors."""

    def __init__(self) -> None:
        self.written = b""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.written += bytes(data)
        return len(data)


def test_zips_as_they_come() -> None:
    parts = members(worksheet('<row r="1"><c r="A1"><v>5</v></c></row>'))
    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    ordinary = zipped(parts)
    with_zip64 = io.BytesIO()
    with zipfile.ZipFile(with_zip64, "w") as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content.encode() if isinstance(content, str) else content)
    for data in (
        stream.written,
        zipped(parts, zipfile.ZIP_STORED),
        zipped(dict(reversed(parts.items()))),
        zipped({"xl/": "", **parts, "docProps/": ""}),
        ordinary + b"\0" * 100,
        with_zip64.getvalue(),
    ):
        assert texts(data) == {"A1": "5"}


LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=20)
VALUES = st.one_of(
    LETTERS.filter(lambda text: not text.startswith("=") and "_x" not in text),
    st.integers(-(10**9), 10**9),
    st.decimals(-1000, 1000, places=2, allow_nan=False),
    st.booleans(),
)


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.tuples(st.integers(1, 20), st.integers(1, 9)), VALUES, max_size=20),
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=2),
)
def test_openpyxl_has_the_same_values(content: dict[tuple[int, int], object], spans: list[tuple[int, int]]) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for (row, column), value in content.items():
        sheet.cell(row, column).value = value  # type: ignore[assignment]
    for number, (rows, columns) in enumerate(spans):
        top = 30 + 6 * number
        sheet.merge_cells(start_row=top, end_row=top + rows, start_column=1, end_column=1 + columns)
    out = io.BytesIO()
    workbook.save(out)
    data = out.getvalue()
    again = openpyxl.load_workbook(io.BytesIO(data)).active
    assert again is not None
    expected = {
        key: Decimal(str(cell.value)) if cell.data_type == "n" else cell.value
        for key, cell in again._cells.items()
        if cell.value not in (None, "")
    }
    grid = one(data)
    assert {key: cell.value for key, cell in grid.cells.items() if cell.text} == expected
    assert [(cell.rows, cell.columns) for cell in grid.cells.values() if cell.rows > 1] == [
        (rows + 1, columns + 1) for rows, columns in spans
    ]
    source = Source(data, "表.xlsx", package.Package(data))
    assert xlsx_openpyxl.read(source, ValueError()) == (grid,)


@pytest.mark.parametrize("name", sorted(path.name for path in (SAMPLES / "faulty").glob("*.xlsx")))
def test_the_sweep_reads_what_the_tokens_read(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    data = (SAMPLES / "faulty" / name).read_bytes()
    swept = grids(data, "f")
    monkeypatch.setattr(sweep, "_MOST_BYTES", 0)
    assert grids(data, "f") == swept


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="A1" s="1"/><c r="B1"><v>1</v></c>',
        '<c r="A1" t="str"><f>B1&amp;"x"</f><v>1x</v></c><c r="B1" t="n"><v>1</v></c>',
        '<c r="A1"><f>1/0</f></c><c r="B1" t="e"><v>#DIV/0!</v></c><c r="C1" t="b"><v>1</v></c>',
        '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 甲_x000D_ &lt;乙&gt; </t></is></c><c r="ZZZ1"><v>1</v></c>',
        '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>9</v></c><c r="A1"><v>2</v></c>',
    ],
)
def test_the_sweep_agrees_on_single_cells(monkeypatch: pytest.MonkeyPatch, cells: str) -> None:
    data = book(f'<row r="1">{cells}</row>', shared=strings("<t>共享</t>"), style=styles("0", "0.0%"))
    swept = grids(data, "f")
    assert swept[0].cells
    assert sweep.sheet(worksheet(f'<row r="1">{cells}</row>').encode(), "x") is not None
    monkeypatch.setattr(sweep, "_MOST_BYTES", 0)
    assert grids(data, "f") == swept
