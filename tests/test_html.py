"""A form as it looks, in the page for mail."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest

from evalsheet import batch, compute, inputs, readers, rules
from evalsheet.model import Cell, Finding, Grid, Result, Waiver, Where
from evalsheet.reports import html
from evalsheet.reports.html.sheet import Mark, Names, Table
from samples.make_samples import with_shared_strings

from . import hostile
from .forms import STANDARD, edited, form, grid
from .packages import book, inline

SAMPLES = Path(__file__).parent.parent / "samples"


def page(data: bytes, name: str = "表.xlsx", lang: str = "zh", **options: object) -> str:
    result = batch.check_content(data, inputs.Found(name, True, name), batch.Options(sheets=True, **options))
    return "".join(html.render([result], lang, 0))


def shown(cells: list[Cell], marks: dict | None = None, **more: object) -> str:
    made = Grid("a.xlsx", "表", {(cell.row, cell.column): cell for cell in cells}, **more)
    return Table(made, Names("f1-s0", "f1"), marks or {}).html("只显示前 {rows} 行、{columns} 列。")


def test_merges_widths_and_wrapped_texts():
    """Every place of the sheet is taken once, by a cell or by the merge over it."""
    text = page((SAMPLES / "yiyang_2022.xlsx").read_bytes())
    body = text.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    columns = text.count("<col ") - 1
    taken: dict[tuple[int, int], int] = {}
    for number, row in enumerate(rows):
        column = 0
        for head in re.findall(r"<td([^>]*)>", row):
            while (number, column) in taken:
                column += 1
            spans = [int((re.search(f'{key}="(\\d+)"', head) or ["", "1"])[1]) for key in ("rowspan", "colspan")]
            for place in ((number + n, column + m) for n in range(spans[0]) for m in range(spans[1])):
                taken[place] = taken.get(place, 0) + 1
    assert set(taken) == {(row, column) for row in range(len(rows)) for column in range(columns)}
    assert set(taken.values()) == {1}
    widths = [float(width) for width in re.findall(r'<col width="([\d.]+)%"', text)]
    assert len(widths) == columns and sum(widths) == pytest.approx(100, abs=2) and max(widths) > 1.5 * min(widths)
    assert "年度\n指标值" in text  # kept, and shown by white-space: pre-wrap
    assert "pre-wrap" in text


def test_each_finding_has_a_number_in_its_cell_and_a_note_with_all_there_is_to_say():
    data = with_shared_strings(grid(edited("总分.得分=99；指标2.得分=12")), typed=True)
    text = page(data)
    (checked,) = batch.check_content(data, inputs.Found("表.xlsx", True), batch.Options()).forms
    assert len(checked.findings) >= 2
    for number, one in enumerate(checked.findings, 1):
        cell = f'id="f1-s0-{one.where.row}-{one.where.column}"'
        assert text.count(cell) == 1
        assert f'href="#f1-n{number}"' in text and f'id="f1-n{number}"' in text
        plain = unescape(text)
        assert rules.message(one) in plain and rules.advice(one) in plain
    assert text.count("规则说明") == len(checked.findings)


def test_what_stands_above_a_table_of_a_document_goes_across_it():
    text = page((SAMPLES / "yiyang_2022.docx").read_bytes(), "表.docx")
    assert re.search(r'<td colspan="9" class="title">2022年度项目支出绩效自评表</td>', text)


def test_a_sheet_without_end_is_cut_and_says_so():
    cells = [Cell(row, 1, None, "字") for row in range(1, 2000)] + [Cell(1, 16384, None, "远")]
    text = shown(cells)
    assert "只显示前 300 行、40 列。" in text and text.count("<tr") == 301 and text.count("<col") < 60
    merged = shown([Cell(1, 1, None, "字", rows=1_000_000, columns=16_000), Cell(2, 1, None, "")])
    assert len(merged) < 5000


def test_marks_in_cells_that_are_empty_hidden_or_far_away():
    marks = {(5, 3): [Mark(1, "error", "错误 1：空着")]}
    text = shown([Cell(1, 1, None, "字")], marks, hidden_rows=frozenset({5}), widths=(8.0, 8.0, 0.0))
    assert re.search(r'<tr class="hidden-row">.*id="f1-s0-5-3" class="marked error"', text)
    assert 'aria-label="错误 1：空着"' in text
    assert '<col width="2.0%">' in text


@pytest.mark.parametrize(
    "columns",
    [
        '<col min="x" max="1" width="9"/>',
        '<col min="1" max="9999999999" width="1e9"/>',
        '<col width="1"/>',
        "<col/>",
        "",
    ],
)
def test_widths_that_cannot_be_read_cost_themselves_alone(columns):
    data = book(f'<row r="1">{inline("A1", "字")}</row>', f"<cols>{columns}</cols>")
    (sheet,) = readers.with_widths(readers.grids(data, "a"), data)
    assert sheet.cells[1, 1].text == "字" and all(0 <= width <= 255 for width in sheet.widths)
    assert readers.with_widths((sheet,), b"PK") == (sheet,)


def test_several_forms_files_and_outcomes_have_their_sections():
    found = inputs.Found("坏.xlsx", True, "坏.xlsx")
    bad = batch.check_bytes(b"PK\3\4", found, batch.Options(sheets=True))
    good = batch.check_bytes(
        (SAMPLES / "standard.xlsx").read_bytes(), inputs.Found("好.xlsx", True), batch.Options(sheets=True)
    )
    text = "".join(html.render([bad, good, good], "zh", 0))
    assert re.findall(r'<section class="(\w+)" id="(f\d)">', text) == [("file", "f1"), ("form", "f2"), ("form", "f3")]
    assert "FIL02" in text and "没有发现问题" in text
    assert "没有可核对的文件" in "".join(html.render([], "zh", 0))


def test_what_was_let_pass_says_why():
    data = with_shared_strings(grid(edited("总分.得分=99")), typed=True)
    text = page(data, waivers=(Waiver("TOT", "当地另有规定"),))
    assert "豁免：当地另有规定" in text and "let-pass" in text
    assert '<div class="count error"><dt>错误</dt><dd>0</dd>' in text


def test_a_form_without_its_sheet_still_has_its_findings():
    finding = Finding("TOT02", "error", Where("a", "别处", 1, 1), {"actual": Decimal(1), "expected": Decimal(100)})
    checked = compute.checked(form(STANDARD), (finding,))
    text = "".join(html.render([Result("a", "findings", (checked,))], "en", 0))
    assert "别处 A1" in text and "<table" not in text


@pytest.mark.parametrize(
    "name", [name for name in hostile.KINDS if not name.endswith((".doc", ".wps", ".rtf", ".odt"))]
)
def test_no_hostile_file_breaks_the_page_or_makes_it_large(name):
    assert len(page(hostile.KINDS[name].make(), name)) < 3_000_000
