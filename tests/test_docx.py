"""Word documents -> grids and forms: what a person sees on the page, whoever wrote it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalsheet
from evalsheet.model import Field, Form, Grid, Unreadable, Where
from evalsheet.readers import grids

from .documents import STRICT_WORD, document, field, members, p, run, tbl, tc, tr
from .packages import STRICT_OFFICE, zipped

SAMPLES = Path(__file__).parent.parent / "samples"


def one(data: bytes) -> Grid:
    found = grids(data, "表.docx")
    assert len(found) == 1
    return found[0]


def texts(grid: Grid) -> dict[str, str]:
    return {Where("", "", *key).cell: cell.text for key, cell in grid.cells.items() if cell.text}


def cell(content: str) -> str:
    """What is read from a cell with this markup."""
    return texts(one(document(tbl(tr(tc(content), "b"), tr("c", "d"))))).get("A1", "")


# --- the same form in both formats


def entries(form: Form) -> list[object]:
    """All that the form says, with the place of each entry counted from the first row of its table."""
    shift = form.project.where.row - 1

    def place(where: Where) -> tuple[int, int] | str:
        return (where.row - shift, where.column) if where.row > shift else "above"

    def plain(value: object) -> object:
        if isinstance(value, Field):
            return (value.value, value.text, value.decimals, value.fault, value.where and place(value.where))
        if isinstance(value, Where):
            return place(value)
        if isinstance(value, tuple):
            return [plain(item) for item in value]
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        return value

    left_out = ("file", "sheet", "report")
    return [plain(getattr(form, name)) for name in Form.__slots__ if name not in left_out]


@pytest.mark.parametrize("name", ["yiyang_2022", "standard"])
def test_a_form_says_the_same_in_word_and_in_excel(name: str) -> None:
    (word,), (excel,) = (evalsheet.read(SAMPLES / f"{name}.{kind}") for kind in ("docx", "xlsx"))
    assert entries(word) == entries(excel)
    alone = replace(word, report=None)  # the document of the real one is its report as well
    assert [(f.code, f.values) for f in evalsheet.check(alone)] == [(f.code, f.values) for f in evalsheet.check(excel)]


def test_the_place_of_an_entry_is_found_by_counting_the_rows_of_the_table() -> None:
    (form,) = evalsheet.read(SAMPLES / "standard.docx")
    assert str(form.project.where).endswith("standard.docx:表1!B1")
    assert form.indicator_rows[0].name.where.cell == "D11"
    assert form.title.where.cell == "上1行"


def standard(*changes: tuple[str, str]) -> list[Form]:
    """The forms of the standard document with replacements in its markup."""
    with zipfile.ZipFile(SAMPLES / "standard.docx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"].decode()
    for old, new in changes:
        assert old in body
        body = body.replace(old, new)
    return evalsheet.read(zipped({**parts, "word/document.xml": body}))


def test_the_unit_of_money_in_a_line_above_the_table() -> None:
    line = p("填报单位：青禾县公路养护中心          单位：元")
    (form,) = standard(("<w:tbl>", line + "<w:tbl>"), ("项目资金（万元）", "项目资金"))
    assert (form.money_unit, form.fund_total.budget.value) == ("元", Decimal("0.012"))


def test_the_year_and_the_project_above_the_table() -> None:
    lines = p("项目支出绩效自评表") + p("（2021年度）") + p("项目名称：甲项目")
    (form,) = standard(("2022年度项目支出绩效自评表", "报表"), ("<w:tbl>", lines + "<w:tbl>"))
    assert (form.title.where.cell, form.year, form.years[0].where.cell) == ("上3行", 2021, "上2行")
    assert (form.project.text, form.project.where.cell) == ("甲项目", "上1行")


def test_another_table_beside_the_form_is_none() -> None:
    forms = standard(("<w:sectPr>", p("附表") + tbl(tr("a", "b"), tr("c", "d")) + "<w:sectPr>"))
    assert [form.sheet for form in forms] == ["表1"]


def test_two_forms_in_one_document() -> None:
    with zipfile.ZipFile(SAMPLES / "standard.docx") as package:
        body = package.read("word/document.xml").decode()
    content = body[body.index("<w:body>") + 8 : body.index("<w:sectPr>")].replace("养护项目", "改造项目")
    forms = standard(("<w:sectPr>", content + "<w:sectPr>"))
    assert [(form.sheet, form.project.text, form.title.where.cell) for form in forms] == [
        ("表1", "农村公路日常养护项目", "上1行"),
        ("表2", "农村公路日常改造项目", "上1行"),
    ]
    assert not any(evalsheet.check(form) for form in forms)


# --- tables


def test_tables_are_named_by_counting() -> None:
    rows = (tr("a", "b"), tr("c", "d"))
    found = grids(document(p("x") + tbl(*rows) + p("y") + tbl(*rows) + tbl(*rows)), "f")
    assert [grid.sheet for grid in found] == ["表1", "表2", "表3"]
    assert texts(found[1]) == {"上1行": "y", "A1": "a", "B1": "b", "A2": "c", "B2": "d"}
    assert texts(found[2]) == {"A1": "a", "B1": "b", "A2": "c", "B2": "d"}


def test_merged_cells() -> None:
    grid = one(
        document(
            tbl(
                tr(tc("a", span=2), tc("b", merge="restart")),
                tr("c", "d", tc("hidden", merge="continue")),
                tr("e", tc("f", merge="restart"), tc(merge="continue")),
                tr("g", tc(merge="continue"), "h"),
            )
        )
    )
    found = {(c.row, c.column, c.text, c.rows, c.columns) for c in grid.cells.values()}
    assert found == {
        (1, 1, "a", 1, 2),
        (1, 3, "b", 3, 1),
        (2, 1, "c", 1, 1),
        (2, 2, "d", 1, 1),
        (3, 1, "e", 1, 1),
        (3, 2, "f", 2, 1),
        (4, 1, "g", 1, 1),
        (4, 3, "h", 1, 1),
    }


def test_a_cell_that_continues_nothing_stands_for_itself() -> None:
    rows = (tr(tc("a", merge="restart", span=2), "b"), tr(tc("c", merge="continue"), "d", "e"), tr("f", "g", "h"))
    assert texts(one(document(tbl(*rows)))) == {
        "A1": "a", "C1": "b", "A2": "c", "B2": "d", "C2": "e", "A3": "f", "B3": "g", "C3": "h"
    }  # fmt: skip
    assert texts(one(document(tbl(tr(tc("a", merge="continue"), "b"), tr("c", "d")))))["A1"] == "a"


def test_cells_joined_in_the_old_way() -> None:
    joined = [f'<w:hMerge w:val="{value}"/>' for value in ("restart", "continue")]
    grid = one(document(tbl(tr(tc("a", more=joined[0]), tc("x", more=joined[1]), "b"), tr("c", "d", "e"))))
    assert texts(grid) == {"A1": "a", "C1": "b", "A2": "c", "B2": "d", "C2": "e"}
    assert grid.cells[1, 1].columns == 2


def test_rows_that_begin_further_right() -> None:
    grid = one(document(tbl(tr("a", "b"), tr("c", look='<w:gridBefore w:val="1"/>'), tr("d", "e"))))
    assert texts(grid) == {"A1": "a", "B1": "b", "B2": "c", "A3": "d", "B3": "e"}


def test_edges_that_differ_by_a_hair_are_one() -> None:
    """Columns of 3,000 whose edges were dragged: in the second row by 40, in the third by 1,000."""
    rows = (
        tr(tc("a"), tc("b", span=3), tc("c", span=2)),
        tr(tc("d", span=2), tc("e", span=3), tc("f")),
        tr(tc("g", span=3), tc("h", span=2), tc("i")),
    )
    grid = one(document(tbl(*rows, widths=[2960, 40, 960, 2000, 40, 3000])))
    assert texts(grid) == {"A1": "a", "B1": "b", "D1": "c", "A2": "d", "B2": "e", "D2": "f",
                           "A3": "g", "C3": "h", "D3": "i"}  # fmt: skip
    assert grid.cells[1, 2].columns == 2


def test_a_narrow_column_that_is_used_stays() -> None:
    rows = (tr("a", "b", "c"), tr(tc("d", span=2), "e"))
    assert texts(one(document(tbl(*rows, widths=[4000, 20, 4000])))) == {
        "A1": "a", "B1": "b", "C1": "c", "A2": "d", "C2": "e"
    }  # fmt: skip


def test_widths_that_say_nothing_move_no_edges() -> None:
    rows = (tr(tc("a"), tc("b", span=2)), tr(tc("c", span=2), tc("d")))
    for widths in ([], [1, 1, 1], [100, 100, 100], [0, 0, 0]):
        assert texts(one(document(tbl(*rows, widths=widths)))) == {"A1": "a", "B1": "b", "A2": "c", "C2": "d"}


def test_hidden_rows() -> None:
    assert one(document(tbl(tr("a", "b"), tr("c", "d", look="<w:hidden/>")))).hidden_rows == {2}


def test_a_table_in_a_cell_is_a_grid_of_its_own() -> None:
    inner = tbl(tr("a", "b"), tr("c", "d"))
    found = grids(document(tbl(tr(tc(p("标题") + inner + p()), "x"), tr("y", "z"))), "f")
    assert [(grid.sheet, texts(grid)) for grid in found] == [
        ("表1", {"A1": "标题", "B1": "x", "A2": "y", "B2": "z"}),
        ("表1-1", {"上1行": "标题", "A1": "a", "B1": "b", "A2": "c", "B2": "d"}),
    ]


def test_a_divided_cell_is_one_text() -> None:
    assert cell(p("甲") + tbl(tr("120", "公里")) + p()) == "甲\n120 公里"
    assert cell(tbl(tr("a"), tr(tc(tbl(tr("b")) + p()))) + p()) == "a\nb"


def test_a_frame_is_looked_through() -> None:
    inner = tbl(tr("a", "b"), tr("c", "d"))
    found = grids(document(tbl(tr("2022年度标题"), tr(tc(inner + p())))), "f")
    assert [(grid.sheet, texts(grid)) for grid in found] == [
        ("表1", {"上1行": "2022年度标题", "A1": "a", "B1": "b", "A2": "c", "B2": "d"})
    ]


def test_a_row_alone_is_a_line() -> None:
    found = grids(
        document(tbl(tr("标题")) + tbl(tr("单位：甲", "金额单位：元")) + tbl(tr("a", "b"), tr("c", "d"))), "f"
    )
    assert [cell[:4] for cell in found[0].cells.values()][:3] == [
        (-1, 1, "标题", "标题"),
        (0, 1, "单位：甲", "单位：甲"),
        (0, 2, "金额单位：元", "金额单位：元"),
    ]


# --- lines above a table

TABLE = tbl(tr("a", "b"), tr("c", "d"))
PAGE = p('<w:r><w:br w:type="page"/></w:r>')


def above(body: str) -> list[str]:
    grid = grids(document(body + TABLE), "f")[-1]
    assert all(key[0] > 0 or cell.text for key, cell in grid.cells.items())
    return [cell.text for cell in grid.cells.values() if cell.row < 1]


def test_lines_above_a_table() -> None:
    assert above(p("附件3") + p() + p("2022年度自评表") + p("  ")) == ["附件3", "2022年度自评表"]
    assert above("") == []
    assert above(p("x" * 81) + p("y")) == ["y"]
    assert above("".join(p(str(n)) for n in range(9))) == ["3", "4", "5", "6", "7", "8"]
    assert above(p("附件：自评表") + p("附件 3-1：") + p("标题")) == ["附件 3-1：", "标题"]


def test_the_text_of_a_report_is_no_heading() -> None:
    assert above(p("三、部门整体支出绩效情况") + p("（一）项目支出绩效自评表") + p("单位：万元")) == [
        "（一）项目支出绩效自评表",
        "单位：万元",
    ]
    assert above(p("详见部门整体支出绩效自评表。") + p("项目支出绩效自评表")) == ["项目支出绩效自评表"]
    assert above(p("2、其他") + p("1.项目")) == ["1.项目"]
    for line in ("（2022）", "2022年度", "2022.12", "1.5万元", "十四五"):
        assert above(p("标题") + p(line)) == ["标题", line]


def test_lines_of_an_earlier_page_are_left_out_unless_there_are_no_others() -> None:
    assert above(p("报告") + PAGE + p("标题")) == ["标题"]
    assert above(p("报告") + p("<w:pPr><w:pageBreakBefore/></w:pPr>", "标题")) == ["标题"]
    assert above(p("<w:pPr><w:sectPr/></w:pPr>", "报告") + p("标题")) == ["标题"]
    assert above(p("报告", '<w:r><w:br w:type="page"/></w:r>', "标题")) == ["标题"]
    assert above(p("标题") + PAGE) == ["标题"]
    assert above(p('<w:pPr><w:pageBreakBefore w:val="0"/></w:pPr>', "甲") + p("乙")) == ["甲", "乙"]


def test_entries_of_one_line_are_kept_apart() -> None:
    assert above(p("填报单位：甲局　　　　单位：万元")) == ["填报单位：甲局", "单位：万元"]
    assert above(p("甲局", "<w:r><w:tab/><w:tab/></w:r>", "单位：元")) == ["甲局", "单位：元"]
    assert above(p("（  2022  年度）")) == ["（  2022  年度）"]


def test_a_text_box_above_is_a_line() -> None:
    box = f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>{p("附件3")}</w:txbxContent>' \
          f'</w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{p("附件3")}</w:txbxContent></w:pict>' \
          "</mc:Fallback></mc:AlternateContent></w:r>"  # fmt: skip
    assert above(p(box, "标题")) == ["附件3", "标题"]


def test_a_document_without_a_table() -> None:
    grid = one(document(p("附件3") + p() + p("项目支出绩效自评表") + p("长" * 100) + p("x")))
    assert (grid.sheet, texts(grid)) == ("正文", {"A1": "附件3", "A2": "项目支出绩效自评表"})
    assert texts(one(document(p("长" * 100)))) == {"A1": "长" * 100}
    assert texts(one(document(""))) == {}


@pytest.mark.parametrize(
    "picture", ['<w:drawing><a:blip xmlns:a="urn:a"/></w:drawing>', "<w:pict><v:imagedata/></w:pict>"]
)
def test_a_document_of_pictures_alone_is_said_to_be_one(picture: str) -> None:
    with pytest.raises(Unreadable) as caught:
        grids(document(p(f"<w:r>{picture}</w:r>")), "f")
    assert (caught.value.code, caught.value.values) == ("FIL01", {"kind": "scan"})
    assert one(document(p(f"<w:r>{picture}</w:r>", "文字")))


# --- text

NEXT = "</w:p><w:p>"
PLACEHOLDER = "<w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
TEXTS = {
    "runs": (p("甲", "乙"), "甲乙"),
    "paragraphs": (p("年度") + p("指标值"), "年度\n指标值"),
    "blank paragraphs around": (p() + p("甲") + p() + p("乙") + p(), "甲\n\n乙"),
    "line breaks": (p("甲", "<w:r><w:br/></w:r>", "乙", "<w:r><w:cr/></w:r>", "丙"), "甲\n乙\n丙"),
    "tab": (p('<w:pPr><w:tabs><w:tab w:pos="1"/></w:tabs></w:pPr>', "甲", "<w:r><w:tab/></w:r>", "乙"), "甲\t乙"),
    "hyphens": (p("a", "<w:r><w:noBreakHyphen/></w:r>", "b", "<w:r><w:softHyphen/></w:r>", "c"), "a-bc"),
    "blanks that are not kept": (p("<w:r><w:t>甲 </w:t></w:r>", "<w:r><w:t> 乙</w:t></w:r>"), "甲乙"),
    "references": (p("&lt;&#8805;95%&amp;"), "<≥95%&"),
    "inserted": (p("甲", f"<w:ins>{run('乙')}</w:ins>"), "甲乙"),
    "deleted": (p("甲", "<w:del><w:r><w:delText>乙</w:delText></w:r></w:del>"), "甲"),
    "deleted text kept by a writer": (p("甲", f"<w:del>{run('乙')}</w:del>"), "甲"),
    "moved": (p(f"<w:moveFrom>{run('甲')}</w:moveFrom>", f"<w:moveTo>{run('乙')}</w:moveTo>"), "乙"),
    "a deleted paragraph mark": (p("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>", "9") + p("5"), "95"),
    "a deleted paragraph": (
        p("甲") + p("<w:pPr><w:rPr><w:del></w:del></w:rPr></w:pPr>", f"<w:del>{run('x')}</w:del>") + p("乙"),
        "甲\n乙",
    ),
    "an earlier look": (p(run("甲", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>")), "甲"),
    "hidden": (p("甲", run("乙", "<w:vanish/>"), run("丙", '<w:vanish w:val="false"/>')), "甲丙"),
    "a hidden mark": (p("<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>", "甲"), "甲"),
    "link": (p(f"<w:hyperlink>{run('甲')}</w:hyperlink>"), "甲"),
    "smart tag": (p(f"<w:smartTag>{run('2022')}</w:smartTag>", "年"), "2022年"),
    "simple field": (p(f'<w:fldSimple w:instr="DATE">{run("2022年")}</w:fldSimple>'), "2022年"),
    "field": (p("共", field("=SUM(ABOVE)", "98.5"), "分"), "共98.5分"),
    "a field in the code of another": (p(field("IF", "是", field("DOCPROPERTY x", "x"))), "是"),
    "a field without a result": (
        p('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>x</w:instrText><w:fldChar w:fldCharType="end"/></w:r>', "甲"),
        "甲",
    ),
    "drop-down": (
        p(
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="否"/>'
            '<w:listEntry w:val="是"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        ),
        "是",
    ),
    "tick": (
        p(
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'
            '</w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>', "一次性项目"
        ),
        "☑一次性项目",
    ),
    "content control in a line": (p("甲", f"<w:sdt><w:sdtPr/><w:sdtContent>{run('乙')}</w:sdtContent></w:sdt>"), "甲乙"),
    "content control around paragraphs": (f"<w:sdt><w:sdtContent>{p('甲')}{p('乙')}</w:sdtContent></w:sdt>", "甲\n乙"),
    "a prompt": (p("甲", f"<w:sdt>{PLACEHOLDER}<w:sdtContent>{run('单击此处输入')}</w:sdtContent></w:sdt>"), "甲"),
    "alternate content": (
        p(
            '<w:r><mc:AlternateContent><mc:Choice Requires="x"><w:t>甲</w:t></mc:Choice><mc:Choice Requires="y"><w:t>乙</w:t>'
            "</mc:Choice><mc:Fallback><w:t>丙</w:t></mc:Fallback></mc:AlternateContent></w:r>"
        ),
        "甲",
    ),
    "only a fallback": (
        p("<mc:AlternateContent><mc:Fallback><w:r><w:t>丙</w:t></w:r></mc:Fallback></mc:AlternateContent>"), "丙"
    ),
    "a floating box beside a text": (
        p("95", f"<w:r><w:pict><w:txbxContent>{p('盖章')}</w:txbxContent></w:pict></w:r>"), "95"
    ),
    "nothing but a box": (p(f"<w:r><w:pict><w:txbxContent>{p('95')}</w:txbxContent></w:pict></w:r>"), "95"),
    "phonetic guide": (p(f"<w:r><w:ruby><w:rt>{run('yi')}</w:rt><w:rubyBase>{run('益')}</w:rubyBase></w:ruby></w:r>"), "益"),
    "equation": (p('<m:oMath xmlns:m="urn:m"><m:r><m:t>≥95%</m:t></m:r></m:oMath>'), "≥95%"),
    "signs of symbol fonts": (
        p(
            *(f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>' for font, char in
              (("Symbol", "F0B3"), ("Symbol", "A3"), ("Wingdings 2", "F052"), ("宋体", "2265"), ("x", "zz"))), "9"
        ),
        "≥≤☑≥9",
    ),
    "comments and instructions": (p("甲<!-- x --><?y z?>"), "甲"),
    "section": (p("<w:r><w:t><![CDATA[<甲>]]></w:t></w:r>"), "<甲>"),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_of_a_cell(name: str) -> None:
    content, expected = TEXTS[name]
    assert cell(content) == expected


def test_content_controls_around_rows_and_cells() -> None:
    def control(inside: str, prompt: str = "") -> str:
        return f"<w:sdt>{prompt}<w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    row = f"<w:tr>{control(tc('e'))}{control(tc('提示'), PLACEHOLDER)}{tc('f')}</w:tr>"
    body = control(tbl(control(f"<w:tr>{tc('a')}{control(tc('b'))}{tc('x')}</w:tr>"), row))
    assert texts(one(document(body))) == {"A1": "a", "B1": "b", "C1": "x", "A2": "e", "C2": "f"}


def test_deleted_and_inserted_rows_and_cells() -> None:
    rows = (
        tr("a", "b", look="<w:ins/>"),
        tr("x", "y", look='<w:del w:author="z"/>'),
        tr(tc("z", more="<w:cellDel/>"), "c", tc("d", more="<w:cellIns/>")),
    )
    assert texts(one(document(tbl(*rows)))) == {"A1": "a", "B1": "b", "A2": "c", "B2": "d"}


def test_an_earlier_layout_is_not_the_present_one() -> None:
    change = '<w:tcPrChange><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr></w:tcPrChange>'
    grid = '<w:tblGridChange><w:tblGrid><w:gridCol w:w="1"/></w:tblGrid></w:tblGridChange></w:tblGrid>'
    body = tbl(tr("a", "b"), tr(tc("c", more=change), "d")).replace("</w:tblGrid>", grid)
    assert texts(one(document(body))) == {"A1": "a", "B1": "b", "A2": "c", "B2": "d"}


def test_a_table_that_was_deleted_is_none() -> None:
    gone = tbl(tr("a", "b", look="<w:del/>"), tr("c", "d", look="<w:del/>"))
    assert [(grid.sheet, texts(grid)["A1"]) for grid in grids(document(gone + TABLE), "f")] == [("表1", "a")]


def test_strict_and_any_prefix_and_macros() -> None:
    body = p("标题") + TABLE
    expected = one(document(body))
    assert one(zipped(members(body, STRICT_WORD, STRICT_OFFICE))) == expected
    other = {name: str(content).replace("<w:", "<x:").replace("</w:", "</x:").replace("xmlns:w", "xmlns:x")
             for name, content in members(body).items()}  # fmt: skip
    assert one(zipped(other)) == expected
    assert one(zipped({**members(body), "word/vbaProject.bin": b"\0"})) == expected
    bare = {name: str(content).replace("<w:", "<").replace("</w:", "</").replace("xmlns:w=", "xmlns=")
            for name, content in members(body).items()}  # fmt: skip
    assert one(zipped(bare)) == expected


def test_a_main_part_elsewhere() -> None:
    parts = members(p("标题") + TABLE)
    parts["doc/main.xml"] = parts.pop("word/document.xml")
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("word/document.xml", "doc/main.xml")
    assert texts(one(zipped({**parts, "word/styles.xml": "<x/>"})))["上1行"] == "标题"


# --- python-docx as another pair of eyes


def test_what_python_docx_writes() -> None:
    made = docx.Document()
    made.add_paragraph("2022年度项目支出绩效自评表")
    table = made.add_table(3, 3)
    for index, one_cell in enumerate(table._cells):
        one_cell.text = str(index)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "甲\n乙"
    out = io.BytesIO()
    made.save(out)
    grid = one(out.getvalue())
    assert texts(grid) == {"上1行": "2022年度项目支出绩效自评表", "A1": "甲\n乙", "C1": "2", "C2": "5",
                           "A3": "6", "B3": "7", "C3": "8"}  # fmt: skip
    assert (grid.cells[1, 1].rows, grid.cells[1, 1].columns) == (2, 2)


@st.composite
def layouts(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int, int, int]]]:
    """Rows, columns, and rectangles of cells to merge that neither overlap nor reach the last row or column."""
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    spans: list[tuple[int, int, int, int]] = []
    for _ in range(draw(st.integers(0, 5))):
        top, left = draw(st.integers(0, rows - 2)), draw(st.integers(0, columns - 2))
        span = (top, left, draw(st.integers(top, rows - 2)), draw(st.integers(left, columns - 2)))
        if all(span[2] < o[0] or o[2] < span[0] or span[3] < o[1] or o[3] < span[1] for o in spans):
            spans.append(span)
    return rows, columns, spans


@settings(deadline=None, max_examples=60)
@given(layouts(), st.lists(st.sampled_from(["ins", "del", "", ""]), min_size=36, max_size=36))
def test_any_merges_and_changes(layout: tuple[int, int, list[tuple[int, int, int, int]]], changes: list[str]) -> None:
    """Each cell holds its number and a tracked change; python-docx says what a merge covers, as it was written."""
    rows, columns, spans = layout
    made = docx.Document()
    table = made.add_table(rows, columns)
    for top, left, bottom, right in spans:
        table.cell(top, left).merge(table.cell(bottom, right))
    expected = {}
    for row in range(rows):
        for column in range(columns):
            target = table.cell(row, column)
            if target.text:
                continue  # a cell of a merge that has its text
            span = next(
                (s for s in spans if s[0] <= row <= s[2] and s[1] <= column <= s[3]), (row, column, row, column)
            )
            target.text = f"{row}:{column}"
            change = changes[row * columns + column]
            if change:
                paragraph = target.paragraphs[0]
                wrapper = docx.oxml.parse_xml(f'<w:{change} xmlns:w="{docx.oxml.ns.nsmap["w"]}"/>')
                paragraph._p.append(wrapper)
                wrapper.append(paragraph.add_run("改")._r)
            shown = f"{row}:{column}" + ("改" if change == "ins" else "")
            expected[row, column] = (shown, span[2] - span[0] + 1, span[3] - span[1] + 1)
    out = io.BytesIO()
    made.save(out)
    found = one(out.getvalue()).cells.values()
    assert {(c.row - 1, c.column - 1): (c.text, c.rows, c.columns) for c in found} == expected
