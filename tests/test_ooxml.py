"""An edited workbook is the workbook that it was, but for what was edited."""

from __future__ import annotations

import io
import re
import shutil
import struct
import subprocess
import zipfile
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsheet.model import Unreadable, column_letters
from evalsheet.ooxml import FormulaCell, Workbook
from evalsheet.readers import grids

from . import packages, rich_workbooks
from .rich_workbooks import SHEET

BOOKS = rich_workbooks.books()
SIGNED = rich_workbooks._signed()
SAMPLE = (Path(__file__).parent.parent / "samples" / "yiyang_2022.xlsx").read_bytes()
OURS = "校验结果"


class Entry(NamedTuple):
    value: str | Decimal | None
    look: str = "text"
    link: tuple[str, str] | None = None


class Content(NamedTuple):
    rows: list[list[Entry]]
    frozen: int = 2
    filtered: tuple[int, int] | None = (2, 4)
    widths: tuple[int, ...] = (6, 8, 40)


def content(*texts: str) -> Content:
    head = [[Entry("校验结果：两个错误", "title")], [Entry(word, "heading") for word in ("序号", "单元格", "问题")]]
    rows = [
        [Entry(Decimal(number), "number"), Entry("B2", "link", ("自评表", "B2")), Entry(text)]
        for number, text in enumerate(texts, 1)
    ]
    levels = [[Entry("错误", "error"), Entry("警告", "warning"), Entry("提示", "hint")], [], [Entry(None)]]
    return Content([*head, *rows, *levels])


CONTENT = content("=1+1", "执行率\n算错 <95%>")


def edited(data: bytes) -> bytes:
    """A workbook with edits of all kinds."""
    book = Workbook(data)
    book.set_cell(SHEET, "B2", Decimal("0.9533"))
    book.set_cell(SHEET, "B3", Decimal("9.5"), '0.0"分"')
    book.set_cell(SHEET, "A3", "=文")
    book.set_cell(SHEET, (7, 6), Decimal(2))
    book.set_cell(SHEET, "C1", "标题")
    book.set_result(SHEET, "B9", Decimal("0.5"))
    book.set_full_calc_on_load()
    book.put_our_sheet(OURS, CONTENT)
    book.mark_cells(SHEET, ["B3", "B5"])
    return book.to_bytes()


#: What those edits change: key -> value and text.
EDITS = {
    (1, 1): ("标题", "标题"),
    (2, 2): (Decimal("0.9533"), "95.33%"),
    (3, 2): (Decimal("9.5"), "9.5分"),
    (3, 1): ("=文", "=文"),
    (7, 6): (Decimal(2), "200.00%"),
    (9, 2): (Decimal("0.5"), "50.00%"),
}


@cache
def edited_book(name: str) -> bytes:
    return edited(BOOKS[name])


def members(data: bytes) -> dict[str, tuple[object, ...]]:
    """What a zip says and holds of each member, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            info.filename: (info.date_time, info.external_attr, info.extra, info.comment, archive.read(info))
            for info in archive.infolist()
        }


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8-sig")


def cells(data: bytes, sheet: str = SHEET):
    return next(grid.cells for grid in grids(data, "x") if grid.sheet == sheet)


def small(rows: str, after: str = "", **more) -> bytes:
    return packages.book(rows, after, **more)


def set_one(data: bytes, cell: str, value: Decimal | str, number_format: str | None = None) -> bytes:
    book = Workbook(data)
    book.set_cell("表", cell, value, number_format)
    return book.to_bytes()


def sheet1(data: bytes) -> str:
    return part(data, "xl/worksheets/sheet1.xml")


MAY_CHANGE = re.compile(
    r"xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|\[Content_Types\]\.xml|xl/styles\.xml|docProps/app\.xml"
    r"|xl/worksheets/sheet1\.xml|xl/(表 1|%E8%A1%A8%201)/form\.xml"
)


@pytest.mark.parametrize("name", BOOKS)
class TestRichWorkbooks:
    def test_parts_not_ours_are_identical_and_in_order(self, name):
        before, after = members(BOOKS[name]), members(edited_book(name))
        assert list(after) == [*before, "xl/worksheets/sheet3.xml"] or "names" in name
        assert list(after)[: len(before)] == list(before)
        for member, said in before.items():
            if MAY_CHANGE.fullmatch(member):
                assert after[member][:-1] == said[:-1]
            else:
                assert after[member] == said

    def test_compressed_bytes_are_copied(self, name):
        before, after = BOOKS[name], edited_book(name)
        with zipfile.ZipFile(io.BytesIO(before)) as archive:
            infos = [info for info in archive.infolist() if not MAY_CHANGE.fullmatch(info.filename)]
            for info in infos:
                start = info.header_offset + 30 + len(info.filename.encode())
                packed = before[start : start + info.compress_size]
                assert packed[20:] in after

    def test_other_cells_read_equal(self, name):
        before, after = grids(BOOKS[name], "x"), grids(edited_book(name), "x")
        assert [grid.sheet for grid in after] == [*(grid.sheet for grid in before), OURS]
        for old, new in zip(before, after, strict=False):
            edits = EDITS if old.sheet == SHEET else {}
            assert set(new.cells) == set(old.cells) | set(edits)
            for key, cell in new.cells.items():
                if key in edits:
                    assert (cell.value, cell.text) == edits[key]
                else:
                    assert cell == old.cells[key]

    def test_openpyxl_reads_equal(self, name):
        if name == "strict":
            pytest.skip("openpyxl yields no cells for strict Open XML")
        if "names" in name:
            pytest.skip("openpyxl does not find parts by percent-encoded or differently cased names")
        for results in (False, True):
            before, after = (
                openpyxl.load_workbook(io.BytesIO(data), data_only=results)[SHEET]
                for data in (BOOKS[name], edited_book(name))
            )
            for row in after.iter_rows():
                for cell in row:
                    if (cell.row, cell.column) not in EDITS:
                        value, old = cell.value, before[cell.coordinate].value  # an array formula is an object
                        assert getattr(value, "__dict__", value) == getattr(old, "__dict__", old)
                        assert cell.style_id == before[cell.coordinate].style_id

    def test_editing_twice_is_editing_once(self, name):
        assert edited(edited_book(name)) == edited_book(name)

    def test_no_edit_gives_the_same_bytes(self, name):
        book = Workbook(BOOKS[name])
        book.set_cell(SHEET, "A3", "得分")
        book.set_cell(SHEET, "C2", Decimal("0.955"))
        book.set_cell(SHEET, "B3", Decimal("10.0"), '0"分"')
        book.set_cell(SHEET, "D3", "9.5")
        book.set_cell(SHEET, "A4", " 优 ")
        book.set_cell(SHEET, "B5", "aA")
        book.set_result(SHEET, "C8", "优")
        book.unmark(SHEET)
        assert book.to_bytes() == BOOKS[name]

    def test_our_sheet_is_found_and_taken_out(self, name):
        book = Workbook(edited_book(name))
        assert book.our_sheet == OURS
        book.remove_our_sheet()
        book.unmark(SHEET)
        out = book.to_bytes()
        assert list(members(out)) == list(members(BOOKS[name]))
        again = Workbook(out)
        assert again.our_sheet is None and again.sheets == Workbook(BOOKS[name]).sheets
        for gone in ("docProps/app.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
            if gone in members(out):
                assert members(out)[gone] == members(BOOKS[name])[gone]

    def test_the_zip_is_well_formed(self, name):
        with zipfile.ZipFile(io.BytesIO(edited_book(name))) as archive:
            assert archive.testzip() is None
            assert all(not info.flag_bits & 8 for info in archive.infolist())


@pytest.mark.parametrize("cell", ["A2", "B2", "C2", "B3", "D3", "A4", "B4", "C4", "D4", "B5", "A8"])
@pytest.mark.parametrize("value", [Decimal("7.25"), "新"])
@pytest.mark.parametrize("name", ["everything", "sloppy"])
def test_nothing_but_the_cell_changes(name, cell, value):
    book = Workbook(BOOKS[name])
    book.set_cell(SHEET, cell, value)
    before, after = part(BOOKS[name], "xl/worksheets/sheet1.xml"), part(book.to_bytes(), "xl/worksheets/sheet1.xml")
    start = next(at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new)
    end = next(at for at, (old, new) in enumerate(zip(before[::-1], after[::-1], strict=False)) if old != new)
    changed = before[start : len(before) - end]
    assert "<c " not in changed and "</c>" not in changed
    old, new = members(BOOKS[name]), members(book.to_bytes())
    assert [member for member in new if new[member] != old[member]] == ["xl/worksheets/sheet1.xml"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_what_was_edited(tmp_path):
    names = ("everything", "strict", "prefixed")
    for name in names:
        (tmp_path / f"{name}.xlsx").write_bytes(edited_book(name))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run(
        [*command, *(str(tmp_path / f"{name}.xlsx") for name in names)], check=True, capture_output=True, timeout=120
    )
    assert all((tmp_path / f"{name}.pdf").stat().st_size > 5000 for name in names)


class TestCells:
    @pytest.mark.parametrize(
        ("before", "cell", "value", "after"),
        [
            ('<row r="1"><c r="A1"/></row>', "A1", Decimal(5), '<row r="1"><c r="A1"><v>5</v></c></row>'),
            ('<row r="1"><c r="A1" s="2" t="s"><v>0</v></c></row>', "A1", Decimal("100"), '<row r="1"><c r="A1" s="2"><v>100</v></c></row>'),
            ('<row r="1"><c t=\'b\' r=\'A1\' cm="1"><v>1</v><extLst><x/></extLst></c></row>', "A1", Decimal("1E+3"), '<row r="1"><c r=\'A1\' cm="1"><v>1000</v><extLst><x/></extLst></c></row>'),
            ('<row r="1"><c r="A1"><v>1</v></c></row>', "A1", " a<&_x0041_\x01", '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a&lt;&amp;_x005F_x0041__x0001_</t></is></c></row>'),
            ('<row r="1"><c r="A1" s="1"><v>1</v></c></row>', "A1", "", '<row r="1"><c r="A1" s="1"></c></row>'),
            ('<row r="1" spans="2:3"><c r="B1"/><c r="D1"/></row>', "C1", Decimal(1), '<row r="1" spans="2:3"><c r="B1"/><c r="C1"><v>1</v></c><c r="D1"/></row>'),
            ('<row r="1" spans="2:3"><c r="B1"/></row>', "A1", Decimal(1), '<row r="1" spans="1:3"><c r="A1"><v>1</v></c><c r="B1"/></row>'),
            ('<row r="1" spans="2:3 5:6"><c r="B1"/></row>', "H1", Decimal(1), '<row r="1"><c r="B1"/><c r="H1"><v>1</v></c></row>'),
            ('<row r="2"/>', "A1", Decimal(1), '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"/>'),
            ('<row r="2"/>', "A2", Decimal(1), '<row r="2"><c r="A2"><v>1</v></c></row>'),
            ('<row r="2" s="3" customFormat="1" />', "B2", Decimal(1), '<row r="2" s="3" customFormat="1"><c r="B2" s="3"><v>1</v></c></row>'),
            ("<row><c/><c/></row><row><c/></row>", "A2", Decimal(1), "<row><c/><c/></row><row><c><v>1</v></c></row>"),
            ('<row><c/><c r="D1"/><c/></row>', "E1", Decimal(1), '<row><c/><c r="D1"/><c><v>1</v></c></row>'),
            ("", "B2", Decimal("-0.5"), '<row r="2"><c r="B2"><v>-0.5</v></c></row>'),
        ],
    )  # fmt: skip
    def test_a_value_is_written(self, before, cell, value, after):
        out = set_one(small(before), cell, value)
        assert f"<sheetData>{after}</sheetData>" in sheet1(out)
        assert set_one(out, cell, value) == out

    def test_an_empty_sheet(self):
        data = packages.zipped(
            packages.members(f'<worksheet xmlns="{packages.MAIN}"><dimension ref="A1"/><sheetData/></worksheet>')
        )
        out = set_one(data, "C3", "x")
        assert '<dimension ref="A1:C3"/><sheetData><row r="3">' in sheet1(out)

    def test_several_new_cells_stand_in_order(self):
        book = Workbook(small('<row r="2"><c r="B2"/></row><row r="4"/>'))
        for cell in ("D2", "A5", "A2", "C2", "A3", "B1", "A1"):
            book.set_cell("表", cell, cell)
        assert re.findall(r' r="(\w+)"', sheet1(book.to_bytes())) == [
            "1",
            "A1",
            "B1",
            "2",
            "A2",
            "B2",
            "C2",
            "D2",
            "3",
            "A3",
            "4",
            "5",
            "A5",
        ]

    def test_the_last_value_counts_and_the_first_one_is_no_edit(self):
        data = small('<row r="1"><c r="A1"><v>1</v></c></row>')
        book = Workbook(data)
        book.set_cell("表", "A1", Decimal(2))
        book.set_cell("表", "A1", Decimal(1))
        assert book.to_bytes() == data

    @pytest.mark.parametrize("cell", ["B1", "C1", "C2"])
    def test_a_formula_is_not_overwritten(self, cell):
        data = small(
            '<row r="1"><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><f t="array" ref="C1:C2">A1:A2</f></c></row><row r="2"><c r="C2"><v>1</v></c></row>'
        )
        with pytest.raises(FormulaCell):
            set_one(data, cell, Decimal(2))

    def test_a_result_is_stored_once(self):
        data = small(
            '<row r="1"><c r="A1" t="n"><f ca="1">1+1</f></c><c r="B1"><f>"a"</f><v></v></c><c r="C1" t="str"><f>""</f><v></v></c></row>'
        )
        book = Workbook(data)
        book.set_result("表", "A1", Decimal(2))
        book.set_result("表", "B1", "<")
        with pytest.raises(FormulaCell, match="result"):
            book.set_result("表", "C1", "x")
        with pytest.raises(FormulaCell, match="no formula"):
            book.set_result("表", "D1", "x")
        out = book.to_bytes()
        assert '<c r="A1"><f ca="1">1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"</f><v>&lt;</v></c>' in sheet1(out)
        again = Workbook(out)
        again.set_result("表", "A1", Decimal(2))
        with pytest.raises(FormulaCell, match="result"):
            again.set_result("表", "A1", Decimal(3))
        assert again.to_bytes() == out

    @pytest.mark.parametrize(
        "value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+400"), "x" * 32768, "𠮷" * 16384]
    )
    def test_what_no_cell_can_hold_is_refused(self, value):
        with pytest.raises(ValueError, match="cell"):
            set_one(small(""), "A1", value)

    @pytest.mark.parametrize("cell", ["", "A0", "AAAA1", "A1048577", (0, 1), (1, 16385)])
    def test_no_such_cell(self, cell):
        with pytest.raises(ValueError, match="no cell"):
            set_one(small(""), cell, "x")

    def test_no_such_sheet(self):
        with pytest.raises(KeyError):
            Workbook(small("")).set_cell("Sheet1", "A1", "x")

    def test_a_chart_sheet_is_no_sheet_of_cells(self):
        made = packages.members(
            packages.worksheet(""),
            sheets='<sheet name="图" sheetId="1" r:id="rId7"/><sheet name="表" sheetId="2" r:id="rId1"/>',
        )
        made["xl/_rels/workbook.xml.rels"] = packages.relations(
            [("rId7", "chartsheet", "chartsheets/sheet1.xml"), ("rId1", "worksheet", "worksheets/sheet1.xml")]
        )
        book = Workbook(packages.zipped(made))
        assert book.sheets == ("表",)
        book.put_our_sheet(OURS, CONTENT)
        assert 'localSheetId="2"' in part(book.to_bytes(), "xl/workbook.xml")


class TestStyles:
    def test_a_number_format_takes_over_the_rest_of_the_style(self):
        out = part(edited_book("everything"), "xl/styles.xml")
        assert (
            '<numFmts count="2"><numFmt numFmtId="176" formatCode="0&quot;分&quot;"/><numFmt numFmtId="177" formatCode="0.0&quot;分&quot;"/></numFmts>'
            in out
        )
        assert '<xf numFmtId="177" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' in out

    def test_a_style_that_is_there_is_used(self):
        data = BOOKS["everything"]
        book = Workbook(data)
        book.set_cell(SHEET, "C2", Decimal("0.5"), '0"分"')
        changed = part(book.to_bytes(), "xl/styles.xml")
        assert changed.count("<xf ") == part(data, "xl/styles.xml").count("<xf ") + 1  # the protection is kept
        book = Workbook(data)
        book.set_cell(SHEET, "A8", Decimal(5), '0"分"')
        assert part(book.to_bytes(), "xl/styles.xml") == part(data, "xl/styles.xml")
        assert '<c r="A8" s="3"><v>5</v></c>' in sheet1(book.to_bytes())

    @pytest.mark.parametrize(
        ("cell", "code"),
        [("B2", "0.00%"), ("B3", '0"分"'), ("D3", "@"), ("A8", "General"), ("F20", "0.00%"), ("B5", "General")],
    )
    def test_the_format_of_a_cell(self, cell, code):
        assert Workbook(BOOKS["everything"]).number_format(SHEET, cell) == code

    def test_a_workbook_without_styles_gets_some(self):
        out = set_one(small('<row r="1"><c r="A1"/></row>'), "A1", Decimal("0.5"), "0.00%")
        assert cells(out, "表")[1, 1].text == "50.00%"
        assert "/xl/styles.xml" in part(out, "[Content_Types].xml")
        assert set_one(out, "A1", Decimal("0.5"), "0.00%") == out

    def test_lists_that_are_missing_are_made_in_order(self):
        style = f'<styleSheet xmlns="{packages.MAIN}"><cellXfs><xf numFmtId="0"/></cellXfs><extLst/></styleSheet>'
        book = Workbook(small("", style=style))
        book.set_cell("表", "A1", Decimal(1), '0"分"')
        book.put_our_sheet(OURS, CONTENT)
        book.mark_cells("表", ["A1"])
        lists = re.findall(
            r"<(\w+)(?= count|>)",
            re.sub(r"<(font|fill|border|xf|dxf)[ >].*?</\1>", "", part(book.to_bytes(), "xl/styles.xml")),
        )
        assert [name for name in lists if name.endswith(("s", "Xfs"))] == [
            "numFmts",
            "fonts",
            "fills",
            "borders",
            "cellXfs",
            "dxfs",
        ]
        assert cells(book.to_bytes(), "表")[1, 1].text == "1分"


class TestOurSheet:
    def test_it_reads_as_written(self):
        sheet = openpyxl.load_workbook(io.BytesIO(edited_book("everything")))[OURS]
        assert [cell.value for cell in sheet[3]] == [1, "B2", "=1+1"]
        assert sheet["C3"].data_type == "s" and sheet["B3"].hyperlink.location == "'自评表'!B2"
        assert sheet["C4"].value == "执行率\n算错 <95%>"
        assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A3", "A2:C4", "$1:$2")
        assert (
            sheet.page_setup.orientation,
            sheet.page_setup.paperSize,
            sheet.sheet_properties.pageSetUpPr.fitToPage,
        ) == ("landscape", 9, True)
        assert sheet["A5"].fill.fgColor.rgb == "FFFFC7CE" and sheet["A2"].font.b

    def test_other_content_replaces_it(self):
        book = Workbook(edited_book("everything"))
        book.put_our_sheet(OURS, content("没有")._replace(filtered=None, frozen=0))
        out = book.to_bytes()
        assert list(members(out)) == list(members(edited_book("everything")))
        assert cells(out, OURS)[3, 3].text == "没有"
        assert "_FilterDatabase" not in part(out, "xl/workbook.xml") and "Print_Titles" not in part(
            out, "xl/workbook.xml"
        )
        assert part(out, "docProps/app.xml").count(OURS) == 1

    def test_a_sheet_of_that_name_that_is_not_ours_stays(self):
        data = small(
            "", sheets=f'<sheet name="表" sheetId="1" r:id="rId1"/><sheet name="{OURS}" sheetId="2" r:id="rId1"/>'
        )
        book = Workbook(data)
        assert book.our_sheet is None
        assert book.put_our_sheet(OURS, CONTENT) == f"{OURS} (2)"
        out = book.to_bytes()
        assert Workbook(out).sheets == ("表", OURS, f"{OURS} (2)")
        again = Workbook(out)
        again.put_our_sheet(OURS, CONTENT)
        assert again.to_bytes() == out

    def test_it_is_known_by_its_mark_when_renamed(self):
        book = Workbook(edited_book("everything"))
        text = book._book.text.replace(OURS, "O'Brien")
        book._book.text = text.replace("'O'Brien'", "'O''Brien'")
        assert book.our_sheet == "O'Brien"
        assert book.put_our_sheet(OURS, CONTENT) == "O'Brien"
        assert book._book.text.count("'O''Brien'!") == 3

    def test_removal_counts_the_sheets_behind_it_anew(self):
        book = Workbook(edited_book("everything"))
        text = book._book.text
        (ours,) = re.findall(f'<sheet name="{OURS}"[^>]*>', text)
        text = text.replace(ours, "").replace("<sheets>", f"<sheets>{ours}")
        text = text.replace('localSheetId="0"', 'localSheetId="1"').replace('localSheetId="2"', 'localSheetId="0"')
        book._book.text = text.replace("<workbookView ", '<workbookView activeTab="2" ')
        assert book.our_sheet == OURS
        book.remove_our_sheet()
        assert 'name="_xlnm.Print_Area" localSheetId="0"' in book._book.text
        assert 'activeTab="1"' in book._book.text
        assert "_evalsheet" not in book._book.text

    def test_titles_that_do_not_agree_are_left_alone(self):
        made = rich_workbooks.parts()
        made["docProps/app.xml"] = str(made["docProps/app.xml"]).replace("<vt:lpstr>汇总", "<vt:lpstr>旧名")
        out = edited(packages.zipped(made))
        assert part(out, "docProps/app.xml") == made["docProps/app.xml"]

    def test_app_xml_lists_it_behind_the_sheets(self):
        out = part(edited_book("everything"), "docProps/app.xml")
        assert (
            f'<vt:vector size="4" baseType="lpstr"><vt:lpstr>{SHEET}</vt:lpstr><vt:lpstr>汇总</vt:lpstr><vt:lpstr>{OURS}</vt:lpstr><vt:lpstr>等级'
            in out
        )
        assert "<vt:lpstr>工作表</vt:lpstr></vt:variant><vt:variant><vt:i4>3</vt:i4>" in out

    def test_a_text_too_long_for_a_cell_is_cut(self):
        book = Workbook(SAMPLE)
        book.put_our_sheet(OURS, content("长" * 40000))
        assert cells(book.to_bytes(), OURS)[3, 3].text.endswith("长……")


class TestWorkbookPart:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ('<calcPr calcId="1"/>', '<calcPr calcId="1" fullCalcOnLoad="1"/>'),
            ("<calcPr fullCalcOnLoad='0' calcId='1' ></calcPr>", "<calcPr fullCalcOnLoad=\"1\" calcId='1' ></calcPr>"),
            ('<calcPr fullCalcOnLoad="true"/>', '<calcPr fullCalcOnLoad="true"/>'),
            ("<pivotCaches/>", '<calcPr fullCalcOnLoad="1"/><pivotCaches/>'),
            ("<definedNames/><extLst/>", '<definedNames/><calcPr fullCalcOnLoad="1"/><extLst/>'),
        ],
    )
    def test_full_calculation(self, before, after):
        made = packages.members(packages.worksheet(""))
        made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace("</workbook>", before + "</workbook>")
        book = Workbook(packages.zipped(made))
        book.set_full_calc_on_load()
        assert part(book.to_bytes(), "xl/workbook.xml") == str(made["xl/workbook.xml"]).replace(before, after)

    def test_names_of_ours_stand_where_the_schema_has_them(self):
        text = part(edited(BOOKS["everything"]), "xl/workbook.xml")
        assert re.search(r"</sheets><definedNames>.*</definedNames><calcPr [^>]*/><pivotCaches>", text)
        assert (
            f'<definedName name="_evalsheet_result" localSheetId="2" hidden="1">\'{OURS}\'!$A$1</definedName>' in text
        )
        assert f'<sheet name="{OURS}" sheetId="8" r:id="rId10"/></sheets>' in text


class TestHighlight:
    def test_it_stands_behind_other_formats_and_goes_exactly(self):
        data = BOOKS["everything"]
        book = Workbook(data)
        book.mark_cells(SHEET, ["B3", "B5", "A8"])
        out = book.to_bytes()
        assert '<conditionalFormatting sqref="B3 A5:B5 A8"><cfRule type="expression" dxfId="1" priority="2">' in sheet1(
            out
        )
        assert sheet1(out).index('sqref="B3 A5') > sheet1(out).index('type="cellIs"')
        book = Workbook(out)
        book.unmark(SHEET)
        assert sheet1(book.to_bytes()) == sheet1(data)

    def test_it_is_replaced(self):
        book = Workbook(BOOKS["everything"])
        book.mark_cells(SHEET, ["B3"])
        book.mark_cells(SHEET, ["A8"])
        book.set_cell(SHEET, "A9", Decimal(5))
        out = book.to_bytes()
        assert sheet1(out).count("evalsheet") == 2 and 'sqref="A8"' in sheet1(out)
        book.mark_cells(SHEET, [])
        assert "evalsheet" not in sheet1(book.to_bytes())


class TestSignature:
    def test_a_signature_is_seen_and_dropped(self):
        assert not Workbook(BOOKS["everything"]).signed
        book = Workbook(SIGNED)
        assert book.signed
        book.drop_signature()
        assert not book.signed
        out = book.to_bytes()
        assert not Workbook(out).signed
        assert not [name for name in members(out) if "sig" in name]
        assert "sig1.xml" not in part(out, "[Content_Types].xml") and "digital-signature" not in part(
            out, "_rels/.rels"
        )


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "FIL02"),
            (b"PK", "FIL02"),
            (b"%PDF-1.4", "FIL01"),
            (packages.compound("EncryptedPackage"), "FIL03"),
            (packages.zipped({"word/document.xml": "", "[Content_Types].xml": ""}), "FIL01"),
            (packages.zipped({"xl/workbook.xml": "<workbook/>"}), "FIL02"),
            (SAMPLE[:-200], "FIL02"),
        ],
    )
    def test_what_is_no_whole_workbook(self, data, code):
        with pytest.raises(Unreadable) as caught:
            Workbook(data)
        assert caught.value.code == code

    def test_a_sheet_that_is_not_well_formed(self):
        book = Workbook(packages.zipped(packages.members("<worksheet><sheetData></worksheet>")))
        with pytest.raises(Unreadable) as caught:
            book.set_cell("表", "A1", "x")
        assert caught.value.code == "FIL02"

    def test_a_document_type_is_refused(self):
        book = Workbook(
            packages.zipped(packages.members('<!DOCTYPE x [<!ENTITY e "e">]><worksheet><sheetData/></worksheet>'))
        )
        with pytest.raises(Unreadable):
            book.set_cell("表", "A1", "x")

    def test_members_that_share_their_bytes(self):
        data = bytearray(small(""))
        end = data.rfind(b"PK\5\6")
        start = int.from_bytes(data[end + 16 : end + 20], "little")
        entry = data[start : data.find(b"PK\1\2", start + 1)]
        entry[20:24] = (len(data) // 2).to_bytes(4, "little")
        copies = b"".join(bytes(entry).replace(b"[Content_Types].xml", b"Content_Types_%05d" % n) for n in range(9))
        shared = data[:end] + copies + b"PK\5\6" + bytes(4) + (14).to_bytes(2, "little") * 2
        shared += (end + len(copies) - start).to_bytes(4, "little") + start.to_bytes(4, "little") + b"\0\0"
        book = Workbook(bytes(shared))
        book.set_cell("表", "A1", "x")
        with pytest.raises(Unreadable):
            book.to_bytes()


class TestZip:
    def test_zip64_fields_become_plain_ones(self):
        plain = small('<row r="1"><c r="A1"/></row>')
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, said in members(plain).items():
                with archive.open(name, "w", force_zip64=True) as member:
                    member.write(said[-1])
        wide = with_wide_directory(out.getvalue())
        assert cells(wide, "表") == cells(plain, "表")
        edited_wide = set_one(wide, "A1", "x")
        after, before = members(edited_wide), members(set_one(plain, "A1", "x"))
        assert list(after) == list(before)
        assert all(after[name][2] == b"" and after[name][-1] == before[name][-1] for name in before)
        with zipfile.ZipFile(io.BytesIO(edited_wide)) as archive:
            assert archive.testzip() is None

    def test_comment_folders_and_extra_fields_stay(self):
        with zipfile.ZipFile(io.BytesIO(edited_book("data descriptors"))) as archive:
            assert archive.comment.decode() == "附注"
            assert archive.namelist()[0] == "xl/"
            assert archive.getinfo("xl/worksheets/sheet1.xml").extra == b"\xfe\xca\4\0own!"
            assert archive.getinfo("xl/worksheets/sheet3.xml").date_time == (1980, 1, 1, 0, 0, 0)


def with_wide_directory(data: bytes) -> bytes:
    """A zip whose central directory says all sizes and offsets in zip64 fields."""
    end = data.rfind(b"PK\5\6")
    count, start = (
        int.from_bytes(data[end + 10 : end + 12], "little"),
        int.from_bytes(data[end + 16 : end + 20], "little"),
    )
    directory, place = b"", start
    for _ in range(count):
        fields = list(struct.unpack_from("<4s6H3L5H2L", data, place))
        name = data[place + 46 : place + 46 + fields[10]]
        extra = struct.pack("<2H3Q", 1, 24, fields[9], fields[8], fields[16])
        place += 46 + fields[10] + fields[11]
        fields[8] = fields[9] = fields[16] = 0xFFFFFFFF
        fields[11] = len(extra)
        directory += struct.pack("<4s6H3L5H2L", *fields) + name + extra
    return data[:start] + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0)


NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, places=2) | st.decimals(
    allow_nan=False, allow_infinity=False
).map(lambda number: Decimal(f"{float(number):.15g}")).filter(
    lambda number: number.is_finite() and (number == 0 or Decimal("1E-300") < abs(number) < Decimal("1E+300"))
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).map(
    lambda text: text.replace("\r\n", "\n")
)
PLACES = st.tuples(st.integers(1, 12), st.integers(1, 10)).filter(
    lambda key: key not in {(8, 2), (8, 3), (9, 2), (9, 3), (10, 3)}
)


def lead(key: tuple[int, int]) -> tuple[int, int]:
    return {(1, 2): (1, 1), (1, 3): (1, 1), (1, 4): (1, 1), (5, 2): (5, 1)}.get(key, key)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(BOOKS)), st.dictionaries(PLACES, NUMBERS | TEXTS, max_size=12))
def test_values_read_back_and_all_else_stays(name, values):
    def write(data: bytes) -> bytes:
        book = Workbook(data)
        for key, value in values.items():
            book.set_cell(SHEET, key, value)
        return book.to_bytes()

    data = BOOKS[name]
    out = write(data)
    assert write(out) == out
    expected = {lead(key): value for key, value in values.items()}
    before, after = cells(data), cells(out)
    assert set(after) == set(before) | set(expected)
    for key, cell in after.items():
        if key in expected:
            assert cell.value == expected[key], f"{column_letters(key[1])}{key[0]}"
        else:
            assert cell == before[key]
