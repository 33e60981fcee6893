"""Filling: what is computed is written back, nothing is invented, and nothing else changes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalsheet
import evalsheet.writing
from evalsheet import manual, readers
from evalsheet.model import Unreadable
from evalsheet.rules import RULES
from samples.make_samples import with_inline_strings, with_shared_strings
from tests.forms import edited, grid
from tests.packages import book

ROOT = Path(__file__).parent.parent
SEED = ROOT / "samples" / "yiyang_2022.xlsx"
FUND_BLANKS = "资金总额.执行率=；资金总额.得分=；"


def workbook(edits: str = "", shared: bool = True) -> bytes:
    return (with_shared_strings if shared else with_inline_strings)(grid(edited(edits)), typed=True)


def changes(edits: str, correct: bool = False) -> list[tuple[str, str, str]]:
    filled = evalsheet.fill(workbook(edits), correct=correct)
    return [(change.where.cell, change.before, change.after) for change in filled.changes]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ("", []),
        (FUND_BLANKS, [("H6", "", "95.00%"), ("I6", "", "9.5")]),
        ("资金总额.全年执行数=；" + FUND_BLANKS, [("F6", "", "114"), ("H6", "", "95.00%"), ("I6", "", "9.5")]),
        ("资金总额.分值=10分；资金总额.得分=", [("I6", "", "9.5分")]),
        ("总分.得分=；总分.分值=", [("G21", "", "100"), ("H21", "", "98.5")]),
        ("指标1.得分=；总分.得分=", [("H13", "", "15"), ("H21", "", "98.5")]),
        ("指标2.得分=；总分.得分=", [("H14", "", "9"), ("H21", "", "98.5")]),
        ("指标7.年度指标值=是；指标7.实际完成值=否；指标7.得分=；总分.得分=", [("H19", "", "0"), ("H21", "", "83.5")]),
        # an ideographic space is blank
        ("总分.得分=　", [("H21", "", "98.5")]),
        # nothing is invented: words, dates, no printed sign, two formulas, far exceeded, a stroke, unlike units
        ("指标7.得分=", []),
        ("指标4.得分=", []),
        ("指标1.年度指标值=120公里；指标1.得分=", []),
        ("指标5.实际完成值=1.25万元；指标5.得分=", []),
        ("指标1.实际完成值=200公里；指标1.得分=", []),
        ("资金总额.得分=—；总分.得分=89", []),
        ("指标6.实际完成值=31260人次；指标6.得分=", []),
        ("指标7.得分=；总分.得分=", []),
        ("指标7.分值=；总分.分值=", []),
        ("插行18=^ | 小计 | < | < | < | < | | | ", [("G18", "", "50"), ("H18", "", "49")]),
        ("指标7.得分=；总分.得分=；插行18=^ | 小计 | < | < | < | < | | | ", [("G18", "", "50"), ("H18", "", "49")]),
        ("指标1.年度指标值=≤120公里；指标1.实际完成值=120公里；指标1.得分=", [("H13", "", "15")]),
        ("指标1.年度指标值=120公里；指标1.实际完成值=约60公里；指标1.得分=", []),
        ("指标1.实际完成值=未完成60公里；指标1.得分=", []),
        ("指标1.年度指标值=＝120公里；指标1.实际完成值=121公里；指标1.得分=", []),
        ("指标1.分值=0；指标1.得分=", []),
        # a source without this amount leaves the sum open
        ("资金总额.全年执行数=；当年拨款.全年执行数=；资金总额.执行率=；资金总额.得分=", []),
        # without --correct a wrong entry stays
        ("资金总额.得分=10；总分.得分=99", []),
        # a formula is its author's
        ("总分.得分==SUM(H13:H20)+N(I6)", []),
    ],
)
def test_blanks_are_filled_and_nothing_is_invented(edits, expected):
    assert changes(edits) == expected


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            "资金总额.执行率=100%；资金总额.得分=10；总分.得分=99",
            [("H6", "100%", "95%"), ("I6", "10", "9.5"), ("H21", "99", "98.5")],
        ),
        ("资金总额.得分=11；总分.得分=100", [("I6", "11", "9.5"), ("H21", "100", "98.5")]),
        ("总分.得分=70；总分.等级=一般", [("H21", "70", "98.5"), ("I21", "一般", "优秀")]),
        ("插行18=^ | 小计 | < | < | < | < | 45 | 46 | ", [("H18", "46", "49")]),
        # never indicator scores, weights or amounts
        ("指标1.得分=16；总分.得分=99.5", []),
        ("指标2.得分=10；总分.得分=99.5；指标2.偏差原因=", []),
        ("总分.分值=90", []),
        ("当年拨款.全年预算数=90", []),
        # arithmetic alone does not decide where the total and its parts differ
        ("资金总额.全年执行数=110；资金总额.执行率=90%；资金总额.得分=9；总分.得分=98", []),
    ],
)
def test_corrections(edits, expected):
    assert changes(edits, correct=True) == expected


@pytest.mark.parametrize("correct", [False, True])
@pytest.mark.parametrize("name", ["yiyang_2022.xlsx", "yiyang_2022_corrected.xlsx"])
def test_the_real_form_gets_the_sheet_and_nothing_else(name, correct):
    data = (ROOT / "samples" / name).read_bytes()
    filled = evalsheet.fill(data, correct=correct)
    assert filled.changes == ()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(filled.data)) as new:
        ours = {
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "[Content_Types].xml",
            "xl/styles.xml",
            "docProps/app.xml",
        }
        assert new.namelist()[: len(old.namelist())] == old.namelist()
        assert len(new.namelist()) == len(old.namelist()) + 1
        for part in old.namelist():
            assert part in ours or new.read(part) == old.read(part), part


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize(
    "edits",
    [FUND_BLANKS, FUND_BLANKS + "总分.得分=；指标1.得分=；指标3.得分=；总分.分值=", "资金总额.得分=10；总分.得分=99"],
)
def test_twice_is_once_and_what_is_settled_is_gone(edits, shared):
    first = evalsheet.fill(workbook(edits, shared), correct=True)
    second = evalsheet.fill(first.data, correct=True)
    assert second.data == first.data
    assert second.changes == ()
    (form,) = evalsheet.read(first.data)
    assert tuple(evalsheet.check(form)) == first.findings == ()


@pytest.mark.parametrize(
    ("edits", "correct", "expected"),
    [
        # a total waits for the score that it sums up
        ("资金总额.得分=0；总分.得分=98.50", True, [("I6", "0", "9.5")]),
        # the label reaches over the weights, a score over two rows: what a merge covers is no entry of its own
        ("总分.分值=<；总分.得分=", False, [("H21", "", "98.5")]),
        ("指标2.得分=^", False, []),
    ],
)
def test_what_stands_is_left(edits, correct, expected):
    table = edited(edits.replace("总分.分值=<；", ""))
    if "总分.分值=<" in edits:
        table[-1][6] = "<"
    filled = evalsheet.fill(with_shared_strings(grid(table), typed=True), correct=correct)
    assert [(one.where.cell, one.before, one.after) for one in filled.changes] == expected
    again = evalsheet.fill(filled.data, correct=correct)
    assert (again.changes, again.data) == ((), filled.data)


def formatted(edits: str, cell: str, code: str) -> bytes:
    """The standard form with a number format on one cell, as openpyxl saves it."""
    loaded = openpyxl.load_workbook(io.BytesIO(workbook(edits)))
    loaded.active[cell].number_format = code
    out = io.BytesIO()
    loaded.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("cell", "code", "shown"),
    [
        ("I6", "0%", "9.5"),
        ("I6", "0", "9.5"),
        ("I6", "_ * #,##0.00_ ;_ * -#,##0.00_ ", "9.50"),
        ("I6", '0.0"分"', "9.5分"),
        ("H6", '0"%"', "95.00%"),
        ("H6", "0.0%", "95.0%"),
        ("H6", "@", "95%"),
    ],
)
def test_the_format_of_the_cell_shows_the_value(cell, code, shown):
    first = evalsheet.fill(formatted(FUND_BLANKS, cell, code), correct=True)
    assert {one.where.cell: one.after for one in first.changes}[cell] == shown
    assert evalsheet.fill(first.data, correct=True).data == first.data
    assert evalsheet.read(first.data)[0].fund_total.score.value == Decimal("9.5")


def test_a_cell_of_an_array_formula_is_left():
    loaded = openpyxl.load_workbook(io.BytesIO(workbook(FUND_BLANKS)))
    sheet = loaded.active
    sheet["H6"] = openpyxl.worksheet.formula.ArrayFormula("H6:I6", "=F6:G6/E6:F6")
    out = io.BytesIO()
    loaded.save(out)
    assert evalsheet.fill(out.getvalue(), correct=True).changes == ()


def with_formulas(edits: str, formulas: dict[str, str]) -> bytes:
    """The standard form with formulas that nobody has calculated, as openpyxl writes them."""
    loaded = openpyxl.load_workbook(io.BytesIO(workbook(edits)))
    for cell, formula in formulas.items():
        loaded.active[cell] = formula
    out = io.BytesIO()
    loaded.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("edits", "formulas", "expected"),
    [
        ("", {"I6": "=ROUND(H6*10,2)"}, [("I6", "9.5")]),
        # a result is what a blank waits for, and a blank is what a result is of
        ("总分.得分=", {"H6": "=F6/E6", "I6": "=H6*10"}, [("H6", "95%"), ("I6", "9.5"), ("H21", "98.5")]),
        ("资金总额.得分=", {"H21": "=SUM(H13:H20)+I6"}, [("I6", "9.5"), ("H21", "98.5")]),
        ("", {"I6": "=IF(H6>1,10,H6*10)"}, []),
    ],
)
def test_a_result_that_was_never_stored_is_added_where_it_is_certain(edits, formulas, expected):
    data = with_formulas(edits, formulas)
    filled = evalsheet.fill(data)
    assert [(one.where.cell, one.after) for one in filled.changes] == expected
    sheet, results = (
        openpyxl.load_workbook(io.BytesIO(filled.data), data_only=kept)["自评表"] for kept in (False, True)
    )
    assert {cell: sheet[cell].value for cell in formulas} == formulas
    assert all(results[cell].value is not None for cell, _ in expected)
    assert ("STR13" in {one.code for one in filled.findings}) == (not expected)
    assert evalsheet.fill(filled.data).data == filled.data


def test_a_result_that_is_wrong_by_the_rules_is_stored_as_it_is_and_reported():
    filled = evalsheet.fill(with_formulas("", {"H21": "=SUM(H13:H20)+5"}))
    assert [(one.where.cell, one.after, one.code) for one in filled.changes] == [("H21", "94", "STR13")]
    assert [(one.code, one.where.cell) for one in filled.findings if one.level == "error"] == [("TOT01", "H21")]


def test_the_log_says_what_the_user_wrote_since():
    first = evalsheet.fill(workbook(FUND_BLANKS))
    loaded = openpyxl.load_workbook(io.BytesIO(first.data))
    loaded.worksheets[0]["I6"] = 5
    out = io.BytesIO()
    loaded.save(out)
    second = evalsheet.fill(out.getvalue(), correct=True)
    assert [(one.where.cell, one.before, one.after) for one in second.changes] == [("I6", "5", "9.5")]
    logged = [row for row in rows_of(second.data) if "I6" in row]
    assert any("5" in [str(value) for value in row] for row in logged)


def test_other_cells_keep_their_values():
    data = workbook(FUND_BLANKS)
    filled = evalsheet.fill(data)
    written = {(change.where.row, change.where.column) for change in filled.changes}
    before, after = readers.grids(data, "")[0].cells, readers.grids(filled.data, "")[0].cells
    assert {key: cell for key, cell in after.items() if key not in written} == {
        key: cell for key, cell in before.items() if key not in written
    }
    sheet = openpyxl.load_workbook(io.BytesIO(filled.data))["自评表"]
    assert (sheet["H6"].value, sheet["H6"].number_format, sheet["I6"].value) == (0.95, "0.00%", 9.5)


def rows_of(data: bytes, name: str = "校验结果") -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))[name]
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def test_the_sheet_says_what_was_found_and_what_was_filled():
    filled = evalsheet.fill(workbook("指标1.得分=16；资金总额.执行率="))
    rows = rows_of(filled.data)
    assert rows[1] == ["序号", "级别", "代码", "工作表", "单元格", "项目", "问题", "应为", "建议"]
    assert rows[2][:6] == [1, "错误", "SCR02", "自评表", "H13", "养护里程"]
    assert [10, 10, 9.5, "自评表", 9.5, "预算执行", "相符"] in rows
    assert [50, 50, 50, "自评表", 50, "产出指标", "相符"] in rows
    assert ["序号", "分值", "得分", "应得", "单元格", "项目", "推算"] in rows
    assert [1, 10, 9.5, 9.5, "I6", "预算执行", "114 ÷ 120 × 10 = 9.50"] in rows
    assert [2, 15, 16, 15, "H13", "养护里程", "126 ≥ 120，达到目标，得满分 15"] in rows
    assert [8, 15, 15, "12 至 15", "H19", "日常管护机制", "达成：12 至 15"] in rows
    assert [1, "FND02", "自评表", "H6", "年度资金总额", "95.00%"] in rows


def test_a_score_by_the_printed_rate_is_no_discrepancy():
    rows = rows_of(
        evalsheet.fill(
            workbook("资金总额.全年预算数=287；资金总额.全年执行数=171；资金总额.执行率=60%；资金总额.得分=6.00")
        ).data
    )
    assert [10, 10, 6, "自评表", 5.96, "预算执行", "相符"] in rows


def test_each_form_of_a_workbook_has_its_derivation():
    book_ = openpyxl.load_workbook(io.BytesIO(workbook()))
    book_.copy_worksheet(book_["自评表"]).title = "另一张"
    two = io.BytesIO()
    book_.save(two)
    sheet = openpyxl.load_workbook(io.BytesIO(evalsheet.fill(two.getvalue()).data))["校验结果"]
    titles = [row[0].value for row in sheet.iter_rows() if str(row[0].value).startswith("得分推算")]
    assert titles == ["得分推算：自评表", "得分推算：另一张"]
    links = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert {"'自评表'!H13", "'另一张'!H13"} <= links


def test_the_log_is_carried_forward_while_the_cell_holds_what_was_written():
    first = evalsheet.fill(workbook(FUND_BLANKS))
    book_ = openpyxl.load_workbook(io.BytesIO(first.data))
    assert [row[3] for row in rows_of(first.data)[-2:]] == ["H6", "I6"]
    book_["自评表"]["I6"].value = 9
    changed = io.BytesIO()
    book_.save(changed)
    again = evalsheet.fill(changed.getvalue())
    assert [row[3] for row in rows_of(again.data)[-1:]] == ["H6"]
    assert "I6" not in {row[3] for row in rows_of(again.data) if len(row) > 4 and row[1] == "FND03"}


def test_our_sheet_is_no_form_and_is_replaced_not_doubled():
    filled = evalsheet.fill(evalsheet.fill(workbook("指标1.得分=16")).data)
    assert openpyxl.load_workbook(io.BytesIO(filled.data)).sheetnames == ["自评表", "校验结果"]
    assert len(evalsheet.read(filled.data)) == 1


def test_a_sheet_of_that_name_that_is_not_ours_stays():
    theirs = openpyxl.load_workbook(io.BytesIO(workbook()))
    theirs.create_sheet("校验结果")["A1"] = "别人的"
    data = io.BytesIO()
    theirs.save(data)
    names = openpyxl.load_workbook(io.BytesIO(evalsheet.fill(data.getvalue()).data)).sheetnames
    assert names[:2] == ["自评表", "校验结果"]
    assert len(names) == 3


def test_marks_can_be_taken_away_exactly():
    data = workbook("指标1.得分=16；总分.得分=99.5")
    plain = evalsheet.fill(data)
    marked = evalsheet.fill(data, mark=True)
    parts = [zipfile.ZipFile(io.BytesIO(one)).read("xl/worksheets/sheet1.xml") for one in (plain.data, marked.data)]
    assert b"conditionalFormatting" not in parts[0]
    assert b"conditionalFormatting" in parts[1]
    unmarked = evalsheet.fill(marked.data)
    assert zipfile.ZipFile(io.BytesIO(unmarked.data)).read("xl/worksheets/sheet1.xml") == parts[0]


AUTOMATIC = [(code, edits) for code, rule in RULES.items() if rule.fix == "auto" for edits in manual.page(code).failing]
#: Faults that filling leaves alone: an amount that somebody filled in is never replaced.
NOT_REPLACED = [("FND01", "资金总额.年初预算数=100")]


@pytest.mark.parametrize(("code", "edits"), AUTOMATIC)
def test_filling_mends_what_its_rule_says_it_can(code, edits):
    filled = evalsheet.fill(workbook(edits), correct=True)
    (form,) = evalsheet.read(filled.data)
    found = evalsheet.check(form)
    assert (code in {finding.code for finding in found}) == ((code, edits) in NOT_REPLACED)
    assert {finding.code for finding in found if finding.level == "error"} <= {code}
    assert bool(filled.changes) == ((code, edits) not in NOT_REPLACED)


def test_every_fix_called_automatic_has_an_example_that_is_mended():
    mended = {code for code, edits in AUTOMATIC if (code, edits) not in NOT_REPLACED}
    assert mended == {code for code, rule in RULES.items() if rule.fix == "auto"}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_fill_reads_back_what_it_computes(data):
    budget = data.draw(st.integers(50, 900))
    executed = data.draw(st.integers(0, budget))
    done = data.draw(st.integers(0, 155))
    blanks = data.draw(st.sets(st.sampled_from(["资金总额.执行率", "资金总额.得分", "总分.得分", "总分.分值"])))
    edits = (
        f"资金总额.年初预算数=；当年拨款.年初预算数=；上年结转.年初预算数=；资金总额.全年预算数={budget}；当年拨款.全年预算数={budget}；"
        f"上年结转.全年预算数=；资金总额.全年执行数={executed}；当年拨款.全年执行数={executed}；上年结转.全年执行数=；"
        f"指标1.实际完成值={done}公里；指标1.得分=；总分.等级=；指标1.偏差原因=见说明；"
    ) + "；".join(f"{name}=" for name in blanks)
    first = evalsheet.fill(workbook(edits, data.draw(st.booleans())), correct=True)
    assert evalsheet.fill(first.data, correct=True).data == first.data
    (form,) = evalsheet.read(first.data)
    assert tuple(evalsheet.check(form)) == first.findings  # what was said is what the output reads as
    score = (Decimal(executed) / budget * 10).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    if "资金总额.得分" in blanks:
        assert form.fund_total.score.value == score
    assert form.indicator_rows[0].score.value == min(
        Decimal(15), (Decimal(done) / 120 * 15).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    )
    settled = {"FND02", "FND03", "SCR01", "TOT01"}
    assert not settled & {f.code for f in evalsheet.check(form) if f.level != "hint"}


def test_a_workbook_without_a_form_is_refused():
    with pytest.raises(Unreadable) as caught:
        evalsheet.fill(book('<row r="1"><c r="A1"><v>1</v></c></row>'))
    assert caught.value.code == "FIL20"


@pytest.fixture
def run(tmp_path, monkeypatch, invoke):
    monkeypatch.chdir(tmp_path)
    return invoke


def test_one_file_to_a_file(run, tmp_path):
    (tmp_path / "自评表.xlsx").write_bytes(workbook(FUND_BLANKS))
    code, out, _ = run("fill", "自评表.xlsx", "-o", "已填/自评表.xlsx")
    assert code == 0
    assert out == "自评表.xlsx → 已填/自评表.xlsx：填写 2 格，更正 0 格（H6 95.00%，I6 9.5）\n".replace("/", os.sep)
    assert json.loads(run("check", "已填/自评表.xlsx", "--format", "json")[1])[0]["status"] == "ok"
    assert (tmp_path / "自评表.xlsx").read_bytes() == workbook(FUND_BLANKS)


def test_a_folder_keeps_its_tree_and_says_what_was_not_written(run, tmp_path):
    (tmp_path / "报送" / "县").mkdir(parents=True)
    (tmp_path / "报送" / "甲.xlsx").write_bytes(workbook(FUND_BLANKS))
    (tmp_path / "报送" / "县" / "乙.xlsx").write_bytes(workbook())
    (tmp_path / "报送" / "县" / "丙.xlsx").write_bytes(b"\xff\xd8\xff\xe0")
    code, out, _ = run("fill", "报送", "-o", "已填")
    assert code == 2
    assert {path.relative_to(tmp_path / "已填").as_posix() for path in (tmp_path / "已填").rglob("*.xlsx")} == {
        "甲.xlsx",
        "县/乙.xlsx",
    }
    assert len(out.splitlines()) == 3
    assert "丙.xlsx：没有写出，这是图片" in out


def test_workers_fill_as_this_process_does(run, tmp_path):
    (tmp_path / "报送" / "县").mkdir(parents=True)
    for number in range(5):
        (tmp_path / "报送" / "县" / f"{number}.xlsx").write_bytes(workbook(FUND_BLANKS if number % 2 else ""))
    (tmp_path / "报送" / "坏.xlsx").write_bytes(b"PK")
    (tmp_path / "报送" / "坏.xls").write_bytes(b"PK")
    here, there = (run("fill", "报送", "-o", f"已填{jobs}", "-j", jobs) for jobs in ("0", "2"))
    assert (here[0], here[1].replace("已填0", "已填2")) == there[:2] and here[0] == 2 and len(here[1].splitlines()) == 7
    written = [{path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.*")} for name in ("已填0", "已填2")]
    assert written[0] == written[1] and len(written[0]) == 5


def test_two_inputs_of_one_name_do_not_overwrite_each_other(run, tmp_path):
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "表.xlsx").write_bytes(workbook())
    code, out, _ = run("fill", "甲/表.xlsx", "乙/表.xlsx", "-o", "已填")
    assert code == 2
    assert "同名" in out


def test_the_input_is_written_only_when_said(run, tmp_path):
    (tmp_path / "自评表.xlsx").write_bytes(workbook(FUND_BLANKS))
    before = (tmp_path / "自评表.xlsx").read_bytes()
    code, out, _ = run("fill", "自评表.xlsx", "-o", "自评表.xlsx")
    assert (code, (tmp_path / "自评表.xlsx").read_bytes() == before) == (2, True)
    assert "--in-place" in out
    assert run("fill", "自评表.xlsx")[0] == 2
    assert run("fill", "自评表.xlsx", "--in-place")[0] == 0
    assert evalsheet.read(tmp_path / "自评表.xlsx")[0].fund_total.score.value == Decimal("9.5")


def test_an_output_is_no_other_workbook_than_an_earlier_output(run, tmp_path):
    for name in ("甲.xlsx", "乙.xlsx"):
        (tmp_path / name).write_bytes(workbook(FUND_BLANKS))
    code, out, _ = run("fill", "甲.xlsx", "-o", "乙.xlsx")
    assert (code, (tmp_path / "乙.xlsx").read_bytes()) == (2, workbook(FUND_BLANKS))
    assert "已经存在" in out
    (tmp_path / "下").mkdir()
    (tmp_path / "下" / "甲.xlsx").write_bytes(workbook())
    code, out, _ = run("fill", "甲.xlsx", "下/甲.xlsx", "-o", "下")
    assert (code, (tmp_path / "下" / "甲.xlsx").read_bytes()) == (2, workbook())
    assert "是另一个输入文件" in out
    assert [run("fill", "甲.xlsx", "-o", "已填.xlsx")[0] for _ in range(2)] == [0, 0]


def test_a_file_named_twice_is_filled_once(run, tmp_path):
    (tmp_path / "甲.xlsx").write_bytes(workbook(FUND_BLANKS))
    code, out, _ = run("fill", "甲.xlsx", "./甲.xlsx", "-o", "已填")
    assert (code, len(out.splitlines())) == (0, 1)


@pytest.mark.parametrize("output", ["已填/", "已有"])
def test_one_file_into_a_folder(run, tmp_path, output):
    (tmp_path / "甲.xlsx").write_bytes(workbook(FUND_BLANKS))
    (tmp_path / "已有").mkdir()
    assert run("fill", "甲.xlsx", "-o", output)[0] == 0
    assert (tmp_path / output / "甲.xlsx").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("甲.xlsx", "-o", ""), "请用 -o 指定"),
        (("甲.xlsx", "-o", "乙.xlsx", "--in-place"), "二者选一"),
        (("-", "-o", "乙.xlsx"), "标准输入"),
        (("空", "-o", "已填"), "没有找到"),
        ((".", "-o", "甲.xlsx"), "-o 是文件夹"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(run, tmp_path, arguments, said):
    (tmp_path / "甲.xlsx").write_bytes(workbook(FUND_BLANKS))
    (tmp_path / "空").mkdir()
    code, out, err = run("fill", *arguments)
    assert said in err
    assert (code, out) == (0 if said == "没有找到" else 2, "")


def test_a_fault_of_ours_costs_one_file(run, tmp_path, monkeypatch):
    for name in ("甲.xlsx", "乙.xlsx"):
        (tmp_path / name).write_bytes(workbook(FUND_BLANKS))

    real = evalsheet.writing.fill

    def fails_once(path, **options):
        if path == "甲.xlsx":
            raise ValueError("坏")
        return real(path, **options)

    monkeypatch.setattr("evalsheet.writing.fill", fails_once)
    code, out, _ = run("fill", "甲.xlsx", "乙.xlsx", "-o", "已填")
    assert code == 2
    assert "甲.xlsx：没有写出，写入时程序出错（ValueError: 坏）" in out
    assert (tmp_path / "已填" / "乙.xlsx").is_file()


def test_a_report_never_takes_the_place_of_a_workbook(run, tmp_path):
    (tmp_path / "自评表.xlsx").write_bytes(workbook())
    code, _, err = run("check", "自评表.xlsx", "-o", "自评表.xlsx")
    assert (code, (tmp_path / "自评表.xlsx").read_bytes()) == (2, workbook())
    assert "不会覆盖" in err


def test_a_full_disk_leaves_nothing_behind(run, tmp_path, monkeypatch):
    (tmp_path / "自评表.xlsx").write_bytes(workbook())

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, out, _ = run("fill", "自评表.xlsx", "-o", "已填.xlsx")
    assert code == 2
    assert "没有写出" in out
    assert [path.name for path in tmp_path.iterdir()] == ["自评表.xlsx"]


@pytest.mark.parametrize("name", ["os.replace", "tempfile.mkstemp"])
def test_a_locked_target_and_a_read_only_folder_are_one_sentence(run, tmp_path, monkeypatch, name):
    (tmp_path / "自评表.xlsx").write_bytes(workbook())

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(name, refused)
    code, out, _ = run("fill", "自评表.xlsx", "-o", "已填.xlsx")
    assert code == 2
    assert "请先在 Excel/WPS 中关闭" in out
    assert [path.name for path in tmp_path.iterdir()] == ["自评表.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="signals end a process differently on Windows")
def test_killed_at_any_moment_the_output_is_whole_or_absent(tmp_path):
    source, target = tmp_path / "自评表.xlsx", tmp_path / "已填.xlsx"
    source.write_bytes(workbook(FUND_BLANKS))
    whole = evalsheet.fill(source).data
    for delay in (0.02, 0.06, 0.1, 0.14, 0.2):
        process = subprocess.Popen(
            [sys.executable, "-m", "evalsheet", "fill", source, "-o", target], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        time.sleep(delay)
        process.kill()
        process.wait()
        assert not target.exists() or target.read_bytes() == whole
        assert source.read_bytes() == workbook(FUND_BLANKS)


def test_a_template_is_written_once(run, tmp_path):
    assert run("template", "-o", "表.xlsx")[0] == 0
    code, _, err = run("template", "-o", "表.xlsx")
    assert code == 2
    assert "已经存在" in err
