"""The blank form: read as blank; filled in and recalculated by LibreOffice it checks clean and says what we compute."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import evalsheet
from evalsheet import batch, compute, inputs, profiles, readers, values
from evalsheet.template import template
from evalsheet.template.guards import RESULTS
from evalsheet.template.guide import BAD_ACTUALS, BAD_TARGETS, GOOD_ACTUALS, GOOD_TARGETS
from evalsheet.template.layout import layout

from .forms import STANDARD, edited, form

COMMITTED = Path(__file__).parent.parent / "templates" / "self_eval_template.xlsx"
#: One of each build: points free, satisfaction inside benefit, satisfaction beside it. The others are built like these.
NAMES = ("base", "hn-yiyang-2022", "mof-2020")
BLANK = {name: template(profiles.load(name)) for name in NAMES}
TOTAL = {name: layout(profiles.load(name)).total for name in NAMES}
SEED = "hn-yiyang-2022"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
#: Has LibreOffice compute every formula on loading, instead of taking over the results that we stored.
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def book(data, **options):
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def saved(workbook):
    """The workbook as openpyxl writes it: formulas kept, their stored results gone."""
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


@pytest.mark.parametrize("name", profiles.names())
def test_each_profile_has_a_template_that_reads_as_its_blank_form(name):
    (parsed,) = evalsheet.read(template(profiles.load(name)), profile=name)
    assert {finding.code for finding in evalsheet.check(parsed)} == {"STR08"}
    labels = {parsed.profile.level1.get(level.label.value): level.cap for level in parsed.first_levels}
    assert labels.items() >= parsed.profile.caps.items()
    assert parsed.fund_total.weight.value == parsed.profile.execution_weight or not parsed.profile.execution_weight


def second_level_row(sheet, level2):
    """The first of the three rows of a second level, by its printed label."""
    labels = profiles.load(SEED).level2
    rows = range(1, sheet.max_row + 1)
    return next(row for row in rows if labels.get(str(sheet[f"C{row}"].value or "")) == labels[level2])


def filled(name, **cells):
    """The blank form of a profile with the entries of the standard form typed in, then ``cells`` over them."""
    source, workbook = form(), book(BLANK[name])
    sheet = workbook["自评表"]
    sheet["I1"] = 2022
    sheet["B3"], sheet["B4"], sheet["F4"] = (f.value for f in (source.project, source.department, source.unit))
    sheet["B11"], sheet["F11"] = source.goals[0].expected.value, source.goals[0].actual.value
    for row, funds in enumerate(source.fund_rows[1:], 7):
        for column, amount in zip("DEF", (funds.initial_budget, funds.budget, funds.executed), strict=True):
            sheet[f"{column}{row}"] = None if amount.value is None else float(amount.value)
    if sheet["G6"].value is None:
        sheet["G6"] = 10
    used = Counter()
    for indicator in source.indicator_rows:
        first = second_level_row(sheet, indicator.level2.value)
        row = first + used[first]
        used[first] += 1
        sheet[f"D{row}"] = sheet[f"D{row}"].value + indicator.name.value
        sheet[f"E{row}"], sheet[f"F{row}"] = indicator.target.value, indicator.actual.value
        sheet[f"G{row}"], sheet[f"H{row}"] = float(indicator.weight.value), float(indicator.score.value)
        sheet[f"I{row}"] = indicator.reason.value
    for place, value in cells.items():
        sheet[place] = value
    return workbook


#: Budget and executed of one source: ties that binary numbers miss, decimals of one 分, thirds, nothing, too much.
AMOUNTS = [(200, 190.1), (120, 114.66), (0.1, 0.07), (287, 171), (89.974, 89.973999), (3, 1), (50, 0), (100, 105)]
#: Entries typed over those of the standard form (Yiyang), and what the cell below the table then says.
WRONG = {
    "cap": ({"G13": 10, "H13": 10}, "产出指标分值合计 45，应为 50。分值合计 95，应为 100。"),
    "two caps": ({"G13": 20, "G28": 10, "H28": 10}, "产出指标分值合计 55，应为 50。效益指标分值合计 35，应为 40。"),
    "over": ({"H13": 15.5}, "有 1 行的得分大于分值。"),
    "rate": ({"F7": 120}, "执行率超过 100%，请核对全年预算数和全年执行数。"),
    "no score": ({"H13": None, "H14": None}, "还有 2 行没有得分，总分暂不计算。"),
    "no weight": ({"E15": "≥3个", "F15": "3个"}, "还有 1 行没有得分，总分暂不计算。"),
    "no executed": ({"F7": None, "F8": None}, "预算执行得分还没有算出，总分暂不计算。"),
    "no budget": ({"E7": 0, "E8": 0}, "预算执行得分还没有算出，总分暂不计算。"),
    "unused row of strokes": ({"E15": "/", "F15": "/"}, ""),
    "residue": ({"G13": 14.9, "H13": 14.9, "G15": 0.1, "H15": 0.1, "E15": "是", "F15": "是", "D15": "标志完好"}, ""),
}


def scratch(workbook):
    """Column L gets the criteria of all conditional formats, as they are at the first cell of their range."""
    sheet = workbook["自评表"]
    criteria = [rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules]
    for row, formula in enumerate(criteria, 1):
        sheet[f"L{row}"] = f"={formula}"
    return workbook


def cases():
    made = {f"blank {name}": book(BLANK[name]) for name in NAMES}
    made |= {f"filled {name}": filled(name) for name in NAMES}
    for budget, executed in AMOUNTS:
        typed = dict.fromkeys(("D8", "E8", "F8")) | {"D7": budget, "E7": budget, "F7": executed}
        made[f"amounts {budget} {executed}"] = filled(SEED, **typed)
    made |= {f"wrong {key}": scratch(filled(SEED, **cells)) for key, (cells, _) in WRONG.items()}
    return {name: saved(workbook) for name, workbook in made.items()}


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    """All cases by name, with every formula computed by LibreOffice; one start of it for all."""
    if SOFFICE is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("libreoffice")
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(RECALCULATE, "utf-8")
    made = cases()
    paths = [folder / f"{number}.xlsx" for number in range(len(made))]
    for path, data in zip(paths, made.values(), strict=True):
        path.write_bytes(data)
    user = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, "--headless", user, "--convert-to", "xlsx", "--outdir", folder / "out", *paths]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {name: (folder / "out" / path.name).read_bytes() for name, path in zip(made, paths, strict=True)}


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist() if not name.startswith("docProps/")}


def test_the_committed_template_is_what_the_code_writes():
    assert parts(COMMITTED.read_bytes()) == parts(BLANK[SEED])


@pytest.mark.parametrize("name", NAMES)
def test_the_same_profile_gives_the_same_bytes(name):
    assert template(profiles.load(name)) == BLANK[name]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_read_as_one_blank_form_and_nothing_else(name, tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(BLANK[name])
    result = batch.check_file(inputs.Found(str(path), True), batch.Options())
    (checked,) = result.forms
    assert [finding.code for finding in result.all_findings()] == ["STR08"]
    assert checked.form.sheet == "自评表"
    assert checked.form.blocks == {"funds", "goals", "indicators", "total"}


@pytest.mark.parametrize("name", NAMES)
def test_it_prints_the_levels_and_points_of_the_profile(name):
    profile, sheet = profiles.load(name), book(BLANK[name])["自评表"]
    labels = [str(sheet[f"B{row}"].value) for row in range(13, TOTAL[name]) if sheet[f"B{row}"].value]
    caps = {}
    for label in labels:
        level, _, points = label.partition("\n")
        caps[level] = points
    assert tuple(caps) == (tuple(profile.caps) or profile.required_level1)
    assert caps == {level: f"({profile.caps[level]}分)" if profile.caps else "" for level in caps}
    seconds = [sheet[f"C{row}"].value for row in range(13, TOTAL[name], 3)]
    assert [profile.level2.look_up(text) for text in seconds] == [
        "数量指标", "质量指标", "时效指标", "成本指标",
        "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "满意度指标",
    ]  # fmt: skip


def formulas(data):
    """Value, text and place of each formula cell, as our own reader sees them."""
    (grid,) = (grid for grid in readers.grids(data, "") if grid.sheet == "自评表")
    return {key: (cell.value, cell.text) for key, cell in grid.cells.items() if cell.formula is not None}


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_has_its_result_stored(name):
    results = formulas(BLANK[name])
    assert len(results) == 10
    assert all(value is not None for value, _ in results.values())
    xml = parts(BLANK[name])["xl/worksheets/sheet1.xml"].decode()
    assert len(re.findall(r'<c [^>]*t="str"><f>[^<]+</f><v[ >]', xml)) == 10


@pytest.mark.parametrize("name", NAMES)
def test_stored_results_are_those_of_libreoffice(name, computed):
    assert formulas(computed[f"blank {name}"]) == formulas(BLANK[name])


@pytest.mark.parametrize("name", NAMES)
def test_only_functions_that_every_program_has(name):
    xml = parts(BLANK[name])["xl/worksheets/sheet1.xml"].decode()
    used = {word for text in re.findall(r"<f>([^<]+)</f>", xml) for word in re.findall(r"([A-Z]+)\(", text)}
    assert used <= {"IF", "AND", "OR", "ISNUMBER", "COUNT", "SUM", "ROUND", "MIN", "SUMPRODUCT"}
    assert "_xlfn" not in xml
    assert 't="array"' not in xml


def agrees_with_compute(parsed):
    """Rate, scores, total and grade of a form are what `compute` says of its entries."""
    funds, total = parsed.fund_total, parsed.total
    rate = compute.execution_rate(funds)
    assert abs(funds.rate.value - rate) < Decimal("1e-12")
    assert funds.score.value == compute.rounded(compute.execution_score(rate, funds.weight.value), 2)
    assert total.score.value == compute.rounded(compute.score_sum(parsed), 2)
    assert total.weight.value == compute.weight_sum(parsed)
    assert total.grade.value == compute.grade(total.score.value, parsed.profile.grades)
    for amount in ("initial_budget", "budget", "executed"):
        typed = [getattr(row, amount).value or 0 for row in parsed.fund_rows if row.kind != "total"]
        assert getattr(funds, amount).value == sum(typed)


@pytest.mark.parametrize("name", NAMES)
def test_filled_in_it_checks_clean(name, computed):
    (parsed,) = evalsheet.read(computed[f"filled {name}"])
    assert parsed.profile.name == name
    assert [f.code for f in evalsheet.check(parsed) if f.level != "hint"] == []
    assert parsed.year == 2022
    agrees_with_compute(parsed)
    assert (parsed.total.score.value, parsed.total.grade.value) == (Decimal("98.5"), "优")
    assert message(computed[f"filled {name}"], name) is None


def test_filled_in_it_says_what_was_typed(computed):
    (parsed,) = evalsheet.read(computed[f"filled {SEED}"])
    source = form(STANDARD)
    for ours, theirs in zip(parsed.indicator_rows, source.indicator_rows, strict=True):
        for name in ("level1", "name", "target", "actual", "weight", "score", "reason"):
            assert getattr(ours, name).value == getattr(theirs, name).value
    assert [row.kind for row in parsed.fund_rows] == [row.kind for row in source.fund_rows]
    assert (parsed.project.value, parsed.unit.value) == (source.project.value, source.unit.value)


@pytest.mark.parametrize(("budget", "executed"), AMOUNTS)
def test_amounts_of_every_kind(budget, executed, computed):
    (parsed,) = evalsheet.read(computed[f"amounts {budget} {executed}"])
    agrees_with_compute(parsed)
    assert [f.code for f in evalsheet.check(parsed) if f.level == "error"] == []


def message(data, name=SEED):
    return book(data, data_only=True)["自评表"][f"A{TOTAL[name] + 1}"].value


@pytest.mark.parametrize("key", WRONG)
def test_what_does_not_add_up_is_said_below_the_table(key, computed):
    assert (message(computed[f"wrong {key}"]) or "") == WRONG[key][1]


@pytest.mark.parametrize("key", ["no score", "no weight", "no executed", "no budget"])
def test_there_is_no_total_while_a_score_is_missing(key, computed):
    sheet = book(computed[f"wrong {key}"], data_only=True)["自评表"]
    assert not sheet[f"H{TOTAL[SEED]}"].value
    assert sheet[f"I{TOTAL[SEED]}"].value == "等级："


#: Which conditional formats fire: output and benefit label, total weight, first score, rate, first reason.
FIRED = {"cap": {0, 2}, "two caps": {0, 1, 5}, "over": {3}, "rate": {4}, "no score": set(), "residue": set()}


@pytest.mark.parametrize("key", FIRED)
def test_what_is_wrong_turns_red(key, computed):
    sheet = book(computed[f"wrong {key}"], data_only=True)["自评表"]
    assert {number for number in range(6) if sheet[f"L{number + 1}"].value} == FIRED[key]


@pytest.mark.parametrize("key", ["unused row of strokes", "residue"])
def test_what_adds_up_has_a_total(key, computed):
    (parsed,) = evalsheet.read(computed[f"wrong {key}"])
    agrees_with_compute(parsed)


def entries(name):
    """The cells that the filer writes in."""
    columns = [f"{column}{row}" for column in "DEFGHI" for row in range(13, TOTAL[name])]
    amounts = [f"{column}{row}" for column in "DEF" for row in (7, 8, 9)]
    free = ["G6"] if name == "base" else []
    return {"I1", "B3", "B4", "F4", "B11", "F11", *columns, *amounts, *free}


@pytest.mark.parametrize("name", NAMES)
def test_labels_are_locked_and_inputs_are_open(name):
    sheet = book(BLANK[name])["自评表"]
    merged = {cell: area.coord.split(":")[0] for area in sheet.merged_cells.ranges for row in area.rows
              for cell in (sheet.cell(*place).coordinate for place in row)}  # fmt: skip
    cells = [cell for row in sheet["A1:J60"] for cell in row]
    open_ = {merged.get(cell.coordinate, cell.coordinate) for cell in cells if not cell.protection.locked}
    assert open_ == entries(name)


@pytest.mark.parametrize("sheet", ["自评表", "填表说明"])
def test_protected_without_a_password(sheet):
    protection = book(BLANK[SEED])[sheet].protection
    assert protection.sheet
    assert protection.password is None
    assert not protection.formatRows  # the attribute says what is forbidden
    assert not protection.formatColumns


def test_rows_can_be_added_and_grow_with_their_texts():
    assert not book(BLANK[SEED])["自评表"].protection.insertRows
    xml = parts(BLANK[SEED])["xl/worksheets/sheet1.xml"].decode()
    rows = dict(re.findall(r'<row r="(\d+)"([^>]*)>', xml))
    assert all('ht="' in rows[str(row)] for row in range(1, TOTAL[SEED] + 1))
    assert {int(row) for row, attributes in rows.items() if "customHeight" not in attributes} == set(
        range(13, TOTAL[SEED])
    )


@pytest.mark.parametrize("name", NAMES)
def test_limits_on_inputs(name):
    sheet = book(BLANK[name])["自评表"]
    last = TOTAL[name] - 1
    limits = {str(limit.sqref): limit for limit in sheet.data_validations.dataValidation}
    weights = ["G6"] if name == "base" else []
    columns = [f"{column}13:{column}{last}" for column in "DEFGHI"]
    assert set(limits) == {"I1", "D7:F9", *columns, *weights}
    year, amount, score = limits["I1"], limits["D7:F9"], limits[f"H13:H{last}"]
    assert (year.type, year.formula1, year.formula2) == ("whole", "2015", "2099")
    assert (amount.type, amount.operator, amount.formula1) == ("decimal", "greaterThanOrEqual", "0")
    assert (score.type, score.formula1) == ("custom", "AND(ISNUMBER(H13),H13>=0,H13<=G13)")
    for area in (f"G13:G{last}", *weights):
        assert (limits[area].type, limits[area].operator, limits[area].formula1) == ("decimal", "greaterThan", "0")
    refusing = {area for area, limit in limits.items() if limit.showErrorMessage and limit.type}
    assert refusing == {"I1", "D7:F9", f"G13:G{last}", f"H13:H{last}", *weights}
    assert limits[f"F13:F{last}"].formula1 == f'"{",".join(RESULTS)}"'
    for limit in limits.values():
        assert 0 < len(limit.promptTitle) <= 32
        assert 0 < len(limit.prompt) <= 255


@pytest.mark.parametrize("name", NAMES)
def test_conditional_formats(name):
    profile, sheet = profiles.load(name), book(BLANK[name])["自评表"]
    rules = {str(area.sqref): rule for area in sheet.conditional_formatting for rule in area.rules}
    caps = [rule.formula[0] for area, rule in rules.items() if area.startswith("B")]
    assert [int(re.findall(r"<>(\d+)", formula)[0]) for formula in caps] == list(profile.caps.values())
    others = {area for area in rules if not area.startswith("B")}
    assert others == {"H6", *(f"{column}13:{column}{TOTAL[name] - 1}" for column in "HI"), f"G{TOTAL[name]}"}
    assert all(rule.dxf.font.b for area, rule in rules.items() if not area.startswith("I"))
    assert all(rule.dxf.fill.bgColor.rgb for rule in rules.values())


@pytest.mark.parametrize("sheet", ["自评表", "填表说明"])
def test_prints_on_a4_one_page_wide(sheet):
    made = book(BLANK[SEED])[sheet]
    assert (made.page_setup.paperSize, made.page_setup.orientation) == (9, "portrait")
    assert made.sheet_properties.pageSetUpPr.fitToPage
    assert made.page_setup.fitToHeight == 0
    assert made.print_options.horizontalCentered
    assert sheet != "自评表" or made.print_area == f"'自评表'!$A$1:$I${TOTAL[SEED] + 1}"


def guide(name):
    return "\n".join(str(cell.value) for row in book(BLANK[name])["填表说明"] for cell in row if cell.value)


def test_the_page_for_the_filer_says_the_numbers_of_the_profile():
    text = guide(SEED)
    for words in ("预算执行 10 分、产出指标 50 分、效益指标 40 分，合计 100 分", "部分达成年度指标并具有一定效果：分值的 60% 到 80%",
                  "90 分以上为优，80 分以上为良，60 分以上为中，60 分以下为差", "达到目标的 130% 以上", "目标值 ÷ 实际值 × 分值；或"):  # fmt: skip
        assert words in text
    assert "满意度指标 10 分" in guide("mof-2020")
    assert "各级如何分配按当地规定" in guide("base")
    assert "分值的 50% 到 80%" in guide("base")


def test_the_offered_words_are_the_three_bands():
    assert [values.parse(word).band for word in RESULTS] == [1, 2, 3]


def new_findings(edit):
    standard = {(f.code, f.where) for f in evalsheet.check(form())}
    return {(f.code, f.where) for f in evalsheet.check(form(edited(edit)))} - standard


@pytest.mark.parametrize("target", GOOD_TARGETS)
def test_good_targets_are_read_whole(target):
    value = values.parse(target)
    assert value.whole
    assert value.kind in ("quant", "date", "bool", "qual")


@pytest.mark.parametrize("actual", BAD_ACTUALS)
def test_bad_actual_values_are_found(actual):
    assert new_findings(f"指标1.实际完成值={actual}")


@pytest.mark.parametrize("target", BAD_TARGETS)
def test_bad_targets_are_no_values(target):
    assert not values.parse(target).whole or values.parse(target).kind == "name_like"


@pytest.mark.parametrize(("row", "actual"), list(zip((1, 3, 4), GOOD_ACTUALS, strict=True)))
def test_good_actual_values_pass(row, actual):
    assert not new_findings(f"指标{row}.实际完成值={actual}")
