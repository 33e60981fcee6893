"""The committed workbooks: what they say, and that their script still makes them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import openpyxl
import pytest

import evalsheet
from evalsheet import readers
from evalsheet.rules import RULES
from samples.make_samples import samples

SAMPLES = Path(__file__).parent.parent / "samples"
MADE = samples()
WORKBOOKS = [name for name in MADE if name.endswith(".xlsx")]


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a file, but for its document properties, which hold the time."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist() if not name.startswith("docProps/")}


def same(data: bytes) -> dict[str, str]:
    """The parts without what depends on whether lxml is installed: openpyxl then writes the same XML in other words."""
    return {name: canonicalize(content) for name, content in parts(data).items()}


@pytest.mark.parametrize("name", MADE)
def test_the_script_makes_the_committed_workbook(name):
    assert same(MADE[name]) == same((SAMPLES / name).read_bytes())


def test_every_committed_workbook_has_its_script():
    committed = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*.*x") if path.suffix != ".py"}
    assert committed == set(MADE)


def findings(name, code=None):
    """What is found, by the rule ``code`` too if it is off by default."""
    (form,) = evalsheet.read(SAMPLES / name)
    return evalsheet.check(form, lambda one: True if one == code else None)


@pytest.mark.parametrize("name", [name for name in MADE if name.startswith("faulty/")])
def test_a_faulty_form_has_exactly_its_fault(name):
    code = Path(name).name[:5]
    found = findings(name, code)
    assert code in {finding.code for finding in found}
    assert {finding.code for finding in found if finding.level == "error"} <= {code}


def test_there_is_a_faulty_form_for_every_rule():
    codes = {Path(name).name[:5] for name in MADE if name.startswith("faulty/")}
    assert codes == {code for code, rule in RULES.items() if rule.function}


def test_the_real_form():
    found = [(finding.code, finding.level, finding.where.cell) for finding in findings("yiyang_2022.xlsx")]
    assert found == [
        ("STR06", "error", "E13"),
        ("VAL01", "warning", "E13"),
        ("VAL03", "warning", "F22"),
        ("VAL15", "hint", "E25"),
        ("SCR08", "hint", "F28"),
        ("VAL15", "hint", "E31"),
        ("TXT05", "hint", "F37"),
        ("VAL03", "warning", "F37"),
        ("VAL03", "warning", "F38"),
        ("TOT05", "hint", "H40"),
    ]


def test_the_real_form_as_read():
    (form,) = evalsheet.read(SAMPLES / "yiyang_2022.xlsx")
    assert len(form.indicator_rows) == 11
    assert all(row.shifted for row in form.indicator_rows)
    assert [(level.label.value, level.cap) for level in form.first_levels] == [("产出指标", 50), ("效益指标", 40)]
    assert (form.total.weight.value, form.total.score.value, form.year) == (100, 100, 2022)
    assert [row.kind for row in form.fund_rows] == ["total", "current", "carryover", "other"]
    assert form.fund_rows[3].budget.blank  # an ideographic space is blank
    assert form.profile.name == "hn-yiyang-2022"


def test_the_corrected_form_has_no_error_and_no_warning():
    assert [(finding.code, finding.level) for finding in findings("yiyang_2022_corrected.xlsx")] == [("TOT05", "hint")]


def test_shared_and_inline_strings_numbers_and_texts_all_occur():
    sheets = [parts((SAMPLES / name).read_bytes())["xl/worksheets/sheet1.xml"] for name in WORKBOOKS]
    assert any(b't="inlineStr"' in sheet for sheet in sheets)
    assert any(b't="s"' in sheet for sheet in sheets)
    assert any(b't="n"' in sheet for sheet in sheets)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_our_reader_and_openpyxl_see_the_same_texts(name):
    grid = readers.grids((SAMPLES / name).read_bytes(), name)[0]
    sheet = openpyxl.load_workbook(SAMPLES / name).active
    theirs = {
        (cell.row, cell.column): cell.value
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.data_type == "s"
    }
    assert {place: cell.text for place, cell in grid.cells.items() if place in theirs} == theirs
