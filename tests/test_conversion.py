"""Submissions in other formats become standard forms: every entry is the one that the submission has."""

from __future__ import annotations

import dataclasses
import io
import os
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwt
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import evalsheet
from evalsheet import manual
from evalsheet.cli import cli
from evalsheet.model import Field, Form, Unreadable, Where
from evalsheet.parse import parse
from evalsheet.readers import grids
from evalsheet.rules import RULES
from evalsheet.template import leftovers
from evalsheet.template.workbook import standard_workbook
from samples import formats
from samples.make_samples import as_document, other_formats, with_shared_strings, yiyang_rows

from .forms import DATA, STANDARD, edited, grid
from .generated import correct_forms
from .layouts import NAMED, layouts, rows_of
from .packages import zipped
from .records import xlsb_of

SAMPLES = Path(__file__).parent.parent / "samples"
FORMS = int(os.environ.get("GENERATED_FORMS", "100"))
many = settings(max_examples=max(10, FORMS // 4), deadline=None, suppress_health_check=list(HealthCheck))
WRITERS = {
    "xls": formats.xls,
    "ods": formats.ods,
    "xml2003": formats.xml2003,
    "html": formats.web_page,
    "xlsb": xlsb_of,
    "text": formats.text,
    "docx": as_document,
}
#: Where something stands, and how it was found.
PLACES = {"file", "sheet", "where", "columns", "headings", "unknown", "faults", "goal_labels", "reading", "profile"}


def entry(value: object) -> object:
    """All that an entry says, without its place."""
    if isinstance(value, Where):
        return None
    if isinstance(value, Field):
        return value.value, value.text, value.decimals, value.fault
    if isinstance(value, (tuple, list)):
        return [entry(one) for one in value]
    if isinstance(value, dict):
        return {key: entry(one) for key, one in value.items()}
    if dataclasses.is_dataclass(value):
        return [entry(getattr(value, field.name)) for field in dataclasses.fields(value)]
    return value


def said(form: Form) -> dict[str, object]:
    names = {field.name for field in dataclasses.fields(form)} - PLACES
    return {name: entry(getattr(form, name)) for name in names} | {"profile": form.profile.name}


def difference(before: Form, after: Form) -> dict[str, object]:
    first, second = said(before), said(after)
    return {key: (first[key], second[key]) for key in first if first[key] != second[key]}


def standard(data: bytes) -> tuple[tuple[Form, ...], tuple[Form, ...], bytes]:
    """The forms of a file, those of its workbook of standard forms before it is filled, and this workbook."""
    found = grids(data, "f")
    before = parse(found).forms
    made = standard_workbook(before, found)
    return before, parse(grids(made, "f")).forms, made


def codes(form: Form) -> Counter[str]:
    return Counter(finding.code for finding in evalsheet.check(form))


def rest(data: bytes) -> list[tuple[object, ...]]:
    """The rows of the sheet with what the standard form has no place for."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return list(book["其他内容"].iter_rows(values_only=True)) if "其他内容" in book.sheetnames else []


def run(*arguments: object):
    return CliRunner().invoke(cli, [str(one) for one in arguments])


# every entry


@pytest.mark.parametrize("name", WRITERS)
@many
@given(draft=correct_forms(), unit=st.sampled_from(("万元", "元")))
def test_a_form_says_the_same_on_the_standard_form(name, draft, unit):
    data = WRITERS[name](grid(dataclasses.replace(draft, unit=unit).table()))
    (before,) = evalsheet.read(data)
    (after,) = evalsheet.read(evalsheet.fill(data).data)
    assert difference(before, after) == {}


@many
@given(correct_forms(), layouts())
def test_so_does_a_form_in_any_layout(draft, layout):
    forms = standard(formats.xls(grid(rows_of(draft, layout, draft))))
    assert len(forms[0]) == len(forms[1]) == 1 + layout.second
    for before, after in zip(*forms[:2], strict=True):
        found = difference(before, after)
        if not before.title.text:
            found.pop("title", None)  # the standard form has one
        if layout.funds == "label row":
            found.pop("fund_rows", None)  # the points stand in their column, no more in the label
        assert found == {}
        if layout.strange or layout in (NAMED["no title"],):
            continue
        assert codes(after) == codes(before)


@pytest.mark.parametrize("write", [formats.xls, as_document, formats.web_page], ids=lambda write: write.__name__)
def test_every_example_of_the_rules_has_the_same_findings_on_the_standard_form(write):
    """Wrong values stay wrong, doubtful ones doubtful, and what a guard is about does not become a finding."""
    pages = [manual.page(code) for code, rule in RULES.items() if rule.function]
    examples = {
        edits
        for page in pages
        for edits in (*page.failing, *page.passing, *page.mends, *(edits for _, _, edits in page.guards))
    }
    seed = yiyang_rows((DATA / "yiyang_2022.txt").read_text("utf-8"))
    for edits in [None, *sorted(examples)]:
        forms = standard(write(grid(edited(edits) if edits is not None else seed)))
        assert len(forms[0]) == len(forms[1])
        for before, after in zip(*forms[:2], strict=True):
            assert difference(before, after) == {}, edits
            # a column that was known by its values has its heading now
            expected = Counter({code: n for code, n in codes(before).items() if code != "STR02"})
            assert Counter({code: n for code, n in codes(after).items() if code != "STR02"}) == expected, edits


# what it looks like, cell by cell


def cells(edits: str = "", write=formats.xls) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(evalsheet.fill(write(grid(edited(edits)))).data)).worksheets[0]


def test_values_are_those_of_the_author_and_no_formulas():
    sheet = cells("总分.得分=97；指标2.得分=9分")
    assert (sheet["A1"].value, sheet["A2"].value) == ("附件3", "2022年度项目支出绩效自评表")
    entries = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert not any(str(value).startswith("=") for value in entries)
    assert entries[97].column_letter == "H"
    assert "≥95%" in entries and "126公里" in entries
    assert (entries[0.95].number_format, entries[9.5].number_format) == ("0%", "0.0")
    assert entries[9].number_format == '0"分"'
    (found,) = (finding for finding in evalsheet.fill(formats.xls(grid(edited("总分.得分=97")))).findings)
    assert (found.code, found.where.cell[0]) == ("TOT01", "H")


def test_numbers_are_numbers_also_where_they_were_texts():
    entries = {
        cell.value: cell for row in cells("指标2.得分=9分；指标1.得分=约15", as_document).iter_rows() for cell in row
    }
    assert (entries[9].number_format, entries[0.95].number_format, entries[120].number_format) == ('0"分"', "0%", "0")
    assert "约15" in entries


def test_a_page_is_as_wide_as_the_paper_and_shows_long_texts():
    sheet = cells("指标2.偏差原因=" + "汛期塌方阻断施工，" * 30)
    assert (sheet.page_setup.fitToHeight, sheet.page_setup.paperSize) == (0, 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    row = next(cell.row for cell in sheet["I"] if str(cell.value).startswith("汛期"))
    assert sheet.row_dimensions[row].height > 250


def test_blanks_are_filled_and_the_result_sheet_is_added():
    filled = evalsheet.fill(formats.ods(grid(edited("资金总额.执行率=；资金总额.得分=；总分.得分="))))
    assert filled.converted == "ods"
    assert {change.code: change.after for change in filled.changes} == {
        "FND02": "95.00%",
        "FND03": "9.5",
        "TOT01": "98.5",
    }
    assert openpyxl.load_workbook(io.BytesIO(filled.data)).sheetnames == ["自评表", "校验结果"]
    again = evalsheet.fill(filled.data)
    assert (again.changes, again.converted) == ((), "")
    assert evalsheet.fill(filled.data).findings == ()


def test_the_same_file_gives_the_same_bytes():
    data = formats.xls(grid(STANDARD))
    assert evalsheet.fill(data).data == evalsheet.fill(data).data


# what the standard form has no place for


def test_unknown_columns_stand_right_of_the_form():
    rows = edited("")
    rows[11].append("佐证材料")
    rows[12].append("验收单3份")
    for n, row in enumerate(rows):
        if n not in (11, 12):
            row.append("")
    (before,), (after,), made = standard(formats.xls(grid(rows)))
    assert before.indicator_rows[0].extra == after.indicator_rows[0].extra == {"佐证材料": "验收单3份"}
    assert rest(made) == []


def beside_the_funds(said: str) -> bytes:
    """The standard form with a text where no column is."""
    rows = [[*row, ""] for row in edited("")]
    rows[6][9] = said
    return formats.xls(grid(rows))


def test_what_has_no_place_is_listed_with_its_cell():
    filled = evalsheet.fill(beside_the_funds("依据见附页"))
    assert rest(filled.data)[2:] == [("自评表", "J7", "依据见附页")]
    (form,) = evalsheet.read(filled.data)
    assert difference(evalsheet.read(formats.xls(grid(STANDARD)))[0], form) == {}


def test_texts_that_speak_of_forms_make_no_form_of_the_sheet_that_lists_them():
    filled = evalsheet.fill(beside_the_funds("2021年度项目支出绩效自评表"))
    assert [row[2] for row in rest(filled.data)[2:]] == ["2021年度项目支出绩效自评表"]
    assert [form.sheet for form in evalsheet.read(filled.data)] == ["自评表"]
    again = evalsheet.fill(filled.data)
    assert [form.sheet for form in evalsheet.read(again.data)] == ["自评表"]


def test_of_very_much_beside_the_form_the_beginning_is_listed_and_that_is_said(monkeypatch):
    monkeypatch.setattr(leftovers, "MOST", 3)
    rows = [[*row, f"旁注第{n}条"] for n, row in enumerate(edited(""))]
    listed = rest(evalsheet.fill(formats.xls(grid(rows))).data)
    assert len(listed) == 5
    assert "只列到第 3 处，其余见原文件" in str(listed[0])


def test_a_text_too_long_for_a_cell_is_there_as_a_whole():
    long = "完成全县农村公路日常养护，" * 4000
    filled = evalsheet.fill(as_document(grid(edited(f"预期目标={long}"))))
    (form,) = evalsheet.read(filled.data)
    assert form.goals[0].expected.text == long[:32767]
    assert "".join(str(row[2]) for row in rest(filled.data)[2:]) == long


def test_labels_beside_the_tables_and_notes_are_kept():
    extra = [["填表人：张三  联系电话：0731-1234", *["<"] * 8], ["存在问题", "<", "经费下达较晚。", *["<"] * 6]]
    (before,), (after,), _ = standard(as_document(grid([*edited(""), *extra])))
    assert {key: field.text for key, field in before.extra.items()} == {key: f.text for key, f in after.extra.items()}
    assert before.extra["存在问题"].text == "经费下达较晚。"


def test_subtotals_stand_where_they_stood():
    rows = edited("")
    total = next(n for n, row in enumerate(rows) if row[0] == "总分")
    rows.insert(total, ["^", "小计", "<", "<", "<", "<", "40", "40", ""])
    benefit = next(n for n, row in enumerate(rows) if row[1] == "效益指标(40分)")
    rows.insert(benefit, ["^", "小计", "<", "<", "<", "<", "50", "49", ""])
    (before,), (after,), _ = standard(formats.xls(grid(rows)))
    assert difference(before, after) == {}
    assert [one.score.value for one in after.subtotals] == [Decimal(49), Decimal(40)]


def test_sheets_of_other_kinds_are_named():
    book = io.BytesIO()
    made = xlwt.Workbook()
    for name, rows in (("自评表", grid(STANDARD)), ("附页", grid([["附页一", "说明"]]))):
        sheet = made.add_sheet(name)
        for cell in rows.cells.values():
            sheet.write_merge(
                cell.row - 1, cell.row + cell.rows - 2, cell.column - 1, cell.column + cell.columns - 2, cell.text
            )
    made.save(book)
    filled = evalsheet.fill(book.getvalue())
    assert "没有自评表的工作表没有转入：附页。" in str(rest(filled.data)[0])


def test_several_forms_are_one_sheet_each():
    second = [["", *[""] * 8], *edited("项目名称=桥梁维修项目")]
    data = formats.xls(grid([*edited(""), *second]))
    forms = evalsheet.read(evalsheet.fill(data).data)
    assert [(form.sheet, form.project.value) for form in forms] == [
        ("自评表", "农村公路日常养护项目"),
        ("自评表2", "桥梁维修项目"),
    ]


# refusals, names, notes


def test_an_archive_is_refused():
    with pytest.raises(Unreadable) as caught:
        evalsheet.fill(zipped({"甲.xlsx": with_shared_strings(grid(STANDARD), typed=False)}))
    assert caught.value.code == "FIL11"


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", formats.xls(grid([["甲", "乙"]]))], ids=["text", "xls"])
def test_a_file_without_a_form_is_refused(data):
    with pytest.raises(Unreadable) as caught:
        evalsheet.fill(data)
    assert caught.value.code == "FIL20"


@pytest.mark.parametrize("name", [*(Path(name).name for name in other_formats()), "../standard.docx"])
def test_the_command_says_so_in_one_sentence(name, tmp_path):
    source = SAMPLES / "formats" / name
    done = run("fill", source, "-o", tmp_path / "填好.xlsx")
    assert done.exit_code == 0
    assert done.stderr.count("\n") == 1
    assert "标准表样的 xlsx 工作簿：各数照原文件，不带公式" in done.stderr
    (form,) = evalsheet.read(tmp_path / "填好.xlsx")
    assert form.total.score.value == Decimal("98.5")
    quiet = run("fill", source, "-o", tmp_path / "填好.xlsx", "-q")
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (0, "", "")
    english = run("fill", source, "-o", tmp_path / "填好.xlsx", "--lang", "en")
    assert "workbook of standard forms" in english.stderr


def test_a_folder_is_converted_and_nothing_is_overwritten(tmp_path):
    source, out = tmp_path / "报送", tmp_path / "已填"
    source.mkdir()
    (source / "甲.xls").write_bytes(formats.xls(grid(STANDARD)))
    (source / "甲.docx").write_bytes(as_document(grid(edited("项目名称=桥梁维修项目"))))
    (source / "乙.xlsx").write_bytes(with_shared_strings(grid(STANDARD), typed=False))
    (source / "乙.ods").write_bytes(formats.ods(grid(edited("项目名称=桥梁维修项目"))))
    (source / "丙.xls").write_bytes(formats.xls(grid(STANDARD)))
    (source / "报告.docx").write_bytes(as_document(grid([["甲", "乙"]])))
    done = run("fill", source, "-o", out)
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in out.iterdir()) == sorted(
        ["甲.xls.xlsx", "甲.docx.xlsx", "乙.xlsx", "乙.ods.xlsx", "丙.xlsx"]
    )
    projects = {path.name: evalsheet.read(path)[0].project.value for path in out.iterdir()}
    assert projects["甲.docx.xlsx"] == projects["乙.ods.xlsx"] == "桥梁维修项目"
    assert projects["甲.xls.xlsx"] == projects["乙.xlsx"] == "农村公路日常养护项目"
    assert "报告.docx：没有转换" in done.stdout
    assert run("fill", source, "-o", out).exit_code == 0  # what bears our sheet may be written again


def test_a_conversion_beside_its_source_takes_no_input(tmp_path):
    for name, data in (
        ("甲.xlsx", with_shared_strings(grid(STANDARD), typed=False)),
        ("甲.xls", formats.xls(grid(STANDARD))),
    ):
        (tmp_path / name).write_bytes(data)
    before = (tmp_path / "甲.xlsx").read_bytes()
    done = run("fill", tmp_path / "甲.xls", tmp_path / "甲.xlsx", "-o", tmp_path)
    assert (tmp_path / "甲.xlsx").read_bytes() == before
    assert (tmp_path / "甲.xls.xlsx").exists()
    assert done.exit_code == 2  # 甲.xlsx is its own output


@pytest.mark.parametrize(
    ("where", "says"), [(("-o", "{folder}/填好.xls"), "以 .xlsx 结尾"), (("--in-place",), "不能写回原处")]
)
def test_a_conversion_is_written_to_a_workbook_elsewhere(where, says, tmp_path):
    path = tmp_path / "甲.xls"
    path.write_bytes(formats.xls(grid(STANDARD)))
    done = run("fill", path, *(one.format(folder=tmp_path) for one in where))
    assert (done.exit_code, says in done.stdout) == (2, True)
    assert path.read_bytes() == formats.xls(grid(STANDARD))
    assert [one.name for one in tmp_path.iterdir()] == ["甲.xls"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["doc", "rtf"])
def test_older_documents_are_converted(kind):
    from evalsheet.readers import libreoffice

    data = libreoffice.converted(as_document(grid(edited("总分.得分="))), "docx", kind)
    filled = evalsheet.fill(data)
    assert (filled.converted, [change.after for change in filled.changes]) == (kind, ["98.5"])


def test_odd_names_of_sheets_are_made_legal():
    found = grids(formats.xls(grid(STANDARD)), "f")
    (form,) = parse(found).forms
    names = ["a/b:c*", "校验结果", "其他内容", "表1-2", "x" * 40, "X" * 31, "'引'", ""]
    made = standard_workbook([dataclasses.replace(form, sheet=name) for name in names], ())
    sheets = openpyxl.load_workbook(io.BytesIO(made)).sheetnames
    assert sheets == ["a_b_c_", "校验结果2", "其他内容2", "自评表", "x" * 31, "X" * 30 + "2", "引", "自评表2"]


def test_hidden_forms_stay_hidden_beside_visible_ones():
    (form,) = parse(grids(formats.xls(grid(STANDARD)), "f")).forms
    made = standard_workbook([dataclasses.replace(form, hidden=True), form], ())
    assert [sheet.sheet_state for sheet in openpyxl.load_workbook(io.BytesIO(made))] == ["hidden", "visible"]
