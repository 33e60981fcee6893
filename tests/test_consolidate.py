"""The consolidated workbook: each figure is the one that is recomputed from what the forms say."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from evalsheet.cli import cli
from samples.make_samples import with_shared_strings
from tests import filings, recomputed
from tests.forms import edited, grid
from tests.test_reports import TRICKS
from tests.test_template import RECALCULATE, SOFFICE
from tests.test_validator import PROGRAM, errors

SAMPLES = Path(__file__).parent.parent / "samples"
#: EVALSHEET_FORMS=1000 for the full test.
FORMS = int(os.environ.get("EVALSHEET_FORMS", "100"))
SHEETS = ["汇总表", "资金明细", "指标明细", "部门统计", "统计图", "指标分析", "问题清单", "未报与重报", "填报质量"]


def put(path: Path, edits: str, changed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(with_shared_strings(grid(edited(edits)), typed=True))
    if changed:
        os.utime(path, (changed, changed))
    return path


def run(*paths: Path, target: Path, more: tuple[str, ...] = ("-j", "0")) -> Result:
    return CliRunner().invoke(cli, ["consolidate", *map(str, paths), "-o", str(target), *more])


def table(book: openpyxl.Workbook, name: str) -> list[dict[str, object]]:
    """The rows of a sheet by their headings."""
    rows = list(book[name].iter_rows(values_only=True))
    at = next(n for n, row in enumerate(rows) if sum(value is not None for value in row) > 4)
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]]


def same(stored: object, exact: Decimal | float | None) -> bool:
    """A stored number is the exact one, as near as a binary number comes to it."""
    if exact is None or stored is None:
        return exact is stored
    if isinstance(exact, Decimal) and exact == exact.quantize(Decimal("0.000001")):
        return Decimal(f"{stored:.15g}") == exact  # an amount to the last fen
    return abs(float(stored) - float(exact)) < 1e-9  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return filings.write(tmp_path_factory.mktemp("报送"), FORMS)


@pytest.fixture(scope="module")
def inputs(filed: list[Path]) -> list[Path]:
    """The generated forms and the samples; of the sample that is corrected the earlier state is replaced."""
    return [*filed, SAMPLES / "standard.xlsx", SAMPLES / "yiyang_2022.xlsx"]


@pytest.fixture(scope="module")
def path(inputs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("汇总") / "汇总.xlsx"
    done = run(*inputs, target=target)
    assert done.exit_code == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


@pytest.fixture(scope="module")
def forms(inputs: list[Path]) -> list[dict[str, object]]:
    return recomputed.shown(*inputs)


def test_the_sheets(book):
    assert book.sheetnames == SHEETS


def test_each_form_has_its_row(book, forms, inputs):
    rows = {row["项目名称"]: row for row in table(book, "汇总表") if row["序号"] is not None}
    assert len(rows) == len(forms) == len(inputs)
    levels = recomputed.problems(*inputs)
    for form in forms:
        row, funds = rows[form["project"]], recomputed.total(form)
        assert (row["主管部门"], row["实施单位"], row["年度"]) == (form["department"], form["unit"], form["year"])
        for name, column in (("initial_budget", "年初预算数"), ("budget", "全年预算数"), ("executed", "全年执行数")):
            assert same(row[column], funds.get(name)), (form["file"], column)
        assert same(row["执行率"], recomputed.rate([form]))
        assert same(row["自评得分"], form["total"]["score"]) and row["等级"] == recomputed.grade(form)
        assert row["问题数"] == levels[form["file"]]["error"] + levels[form["file"]]["warning"]
        assert row["复核得分"] is None and row["备注"] is None


def test_subtotals_and_total(book, forms):
    rows = [row for row in table(book, "汇总表") if row["序号"] is None]
    departments = recomputed.by_department(forms)
    assert len(rows) == len(departments) + 1
    said = {row["主管部门"]: row for row in rows}
    groups = {f"{name} 小计（{len(below)} 张）": below for name, below in departments.items()}
    for label, below in {**groups, f"合计（{len(forms)} 张）": forms}.items():
        row = said[label]
        for name, column in (("initial_budget", "年初预算数"), ("budget", "全年预算数"), ("executed", "全年执行数")):
            assert same(row[column], sum(recomputed.amount(form, name) for form in below)), (label, column)
        assert same(row["执行率"], recomputed.rate(below))
        assert same(row["自评得分"], recomputed.mean(recomputed.scores(below)))


def test_funds_and_indicators_are_there_row_by_row(book, forms):
    funds = Counter(
        (
            form["project"],
            row["item"],
            *(float(row[key]) if row[key] is not None else None for key in ("budget", "executed")),
        )
        for form in forms
        for row in form["funds"]
    )
    assert funds == Counter(
        (row["项目名称"], row["资金来源"], row["全年预算数"], row["全年执行数"]) for row in table(book, "资金明细")
    )
    indicators = Counter(
        (form["project"], row["name"], row["target"], row["actual"], row["weight"], row["score"], row["reason"])
        for form in forms
        for row in form["indicators"]
    )
    columns = ("项目名称", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因")
    assert indicators == Counter(tuple(row[key] for key in columns) for row in table(book, "指标明细"))
    for row in table(book, "指标明细"):
        if row["分值"] is not None and row["得分"] is not None:
            assert same(row["失分"], Decimal(str(row["分值"])) - Decimal(str(row["得分"])))


def test_departments(book, forms, inputs):
    rows = {row["主管部门"]: row for row in table(book, "部门统计")}
    levels = recomputed.problems(*inputs)
    for name, below in {**recomputed.by_department(forms), "合计": forms}.items():
        row, numbers = rows.pop(name), recomputed.scores(below)
        assert row["表数"] == len(below)
        assert same(row["全年预算数"], sum(recomputed.amount(form, "budget") for form in below))
        assert same(row["执行率"], recomputed.rate(below))
        assert same(row["平均得分"], recomputed.mean(numbers)) and same(row["标准差"], recomputed.deviation(numbers))
        assert same(row["最低"], min(numbers)) and same(row["最高"], max(numbers))
        grades = Counter(recomputed.grade(form) for form in below)
        assert [row[word] for word in "优良中差"] == [grades[word] for word in "优良中差"]
        assert row["满分"] == sum(number == 100 for number in numbers)
        found = [levels[form["file"]] for form in below]
        assert row["有错误的表"] == sum(one["error"] > 0 for one in found)
        assert (row["错误"], row["警告"]) == (sum(one["error"] for one in found), sum(one["warning"] for one in found))
    assert not rows


def test_levels(book, forms):
    rows = {(row["一级指标"], row["二级指标"] or ""): row for row in table(book, "指标分析")}
    expected = recomputed.by_level(forms)
    for key, below in expected.items():
        row, points = rows.pop(key), [one for _, one in below]
        weight, score = sum(one["weight"] for one in points), sum(one["score"] for one in points)
        assert (row["指标数"], row["表数"]) == (len(points), len({number for number, _ in below}))
        assert same(row["分值合计"], weight) and same(row["得分合计"], score) and same(row["失分合计"], weight - score)
        assert same(row["失分率"], (weight - score) / weight)
        lost = [one for one in points if one["score"] < one["weight"]]
        assert row["失分的指标"] == len(lost)
        reasons = Counter(one["reason"] for one in lost if one["reason"])
        if reasons:
            assert f"（{max(reasons.values())} 次）" in row["常见的失分原因"]
    execution = rows.pop(("预算执行", ""))
    scored = [recomputed.total(form) for form in forms]
    assert same(execution["得分合计"], sum(row["score"] for row in scored if row.get("score") is not None))
    whole = rows.pop(("合计", ""))
    assert not rows
    every = [one for below in expected.values() for _, one in below] + scored
    assert same(whole["分值合计"], sum(row["weight"] for row in every))
    assert whole["指标数"] == len(every)


def test_charts_show_the_figures(book, path, forms):
    sheet = book["统计图"]
    assert len(openpyxl.load_workbook(path)["统计图"]._charts) == 4

    def column(letter: str) -> list[object]:
        cells = (cell.value for cell in sheet[letter][2:])
        return [value for value in cells if value is not None]

    grades = Counter(recomputed.grade(form) for form in forms)
    assert dict(zip(column("W"), column("X"), strict=True)) == grades
    numbers = recomputed.scores(forms)
    edges = (0, 60, 70, 80, 90, 95, 100, 1000)
    assert column("AA") == [sum(a <= n < b for n in numbers) for a, b in pairwise(edges)]
    means = {name: recomputed.mean(recomputed.scores(below)) for name, below in recomputed.by_department(forms).items()}
    assert all(same(value, means[name]) for name, value in zip(column("AC"), column("AD"), strict=True))
    assert column("AD") == sorted(column("AD"), reverse=True)
    assert len(column("AG")) == len(column("AH")) == len(forms)


def test_findings_are_those_of_check(book, inputs):
    levels = sum(recomputed.problems(*inputs).values(), Counter())
    rows = table(book, "问题清单")
    words = {"错误": "error", "警告": "warning", "提示": "hint"}
    over_all = recomputed.together(*inputs)
    assert over_all and Counter(row["代码"] for row in rows if row["代码"][:3] == "XFM") == over_all
    assert Counter(words[row["级别"]] for row in rows if row["代码"][:3] != "XFM") == levels
    quality = table(book, "填报质量")
    for word, level in words.items():
        assert sum(row[word] for row in quality if row["代码"][:3] != "XFM") == levels[level]
    codes = Counter(row["代码"] for row in rows)
    assert {row["代码"]: sum(row[word] for word in words) for row in quality} == codes


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_results_that_are_stored(path, book, tmp_path):
    user = tmp_path / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(RECALCULATE, "utf-8")
    place = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [SOFFICE, place, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, capture_output=True, timeout=300, check=True)
    again = openpyxl.load_workbook(tmp_path / path.name, data_only=True)
    formulas = openpyxl.load_workbook(path)
    seen = 0
    for name in SHEETS:
        for line in formulas[name].iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    stored, computed = book[name][cell.coordinate].value, again[name][cell.coordinate].value
                    assert stored == pytest.approx(computed, rel=1e-12, abs=1e-9), (name, cell.coordinate, cell.value)
                    seen += 1
    assert seen > 3 * FORMS


@pytest.mark.skipif(PROGRAM is None, reason="ooxml-validator is not installed (OOXML_VALIDATOR)")
def test_the_workbook_is_what_excel_accepts(path, tmp_path):
    assert not errors(path.read_bytes(), tmp_path / "汇总.xlsx")


def test_heads_stay_in_sight_and_print_on_each_page(path):
    book = openpyxl.load_workbook(path)
    for name in SHEETS:
        sheet = book[name]
        assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
        if name != "统计图":
            assert sheet.freeze_panes and sheet.print_title_rows
            assert sheet.auto_filter.ref or name == "未报与重报"  # which has no rows here
    assert book["汇总表"].freeze_panes == "E4"
    assert book["汇总表"]["H4"].number_format == "0.00%" and book["汇总表"]["G4"].number_format == "#,##0.00####"


def test_workers_give_the_same_workbook(inputs, book, tmp_path):
    done = run(*inputs[:20], target=tmp_path / "a.xlsx", more=("-j", "0"))
    again = run(*inputs[:20], target=tmp_path / "b.xlsx", more=("-j", "2"))
    assert done.exit_code == again.exit_code == 0
    assert cells(tmp_path / "a.xlsx") == cells(tmp_path / "b.xlsx")


def cells(path: Path, data_only: bool = False) -> dict[str, list[tuple[object, ...]]]:
    """All cells by sheet: formulas as such, or their results."""
    book = openpyxl.load_workbook(path, data_only=data_only)
    return {name: list(book[name].iter_rows(values_only=True)) for name in SHEETS}


def digits(sheets: dict[str, list[tuple[object, ...]]]) -> dict[str, list[list[object]]]:
    """The cells with numbers at the 15 digits that a spreadsheet keeps."""
    return {
        name: [[f"{value:.15g}" if isinstance(value, int | float) else value for value in row] for row in rows]
        for name, rows in sheets.items()
    }


def test_so_do_the_usual_methods_of_xlsxwriter(inputs, tmp_path, monkeypatch):
    """Those are used where a version of it works in another way, and rows cannot be drawn up before."""
    one, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    assert run(*inputs[:20], target=one).exit_code == 0
    monkeypatch.setattr("evalsheet.fast_sheet.is_usable", lambda: False)
    assert run(*inputs[:20], target=other).exit_code == 0
    for data_only in (False, True):
        assert digits(cells(one, data_only)) == digits(cells(other, data_only))


def test_what_a_reviewer_wrote_is_kept(tmp_path):
    put(tmp_path / "报送" / "1.xlsx", "实施单位=甲单位；项目名称=甲项目")
    put(tmp_path / "报送" / "2.xlsx", "实施单位=乙单位；项目名称=乙项目")
    target = tmp_path / "汇总.xlsx"
    assert run(tmp_path / "报送", target=target).exit_code == 0
    book = openpyxl.load_workbook(target)
    sheet = book["汇总表"]
    places = {sheet.cell(row, 4).value: row for row in range(4, 10)}
    sheet.cell(places["甲项目"], 10).value, sheet.cell(places["甲项目"], 13).value = 91.5, "扣分过少"
    sheet.cell(places["乙项目"], 10).value = 88
    book.save(target)
    (tmp_path / "报送" / "2.xlsx").unlink()
    put(tmp_path / "报送" / "0.xlsx", "实施单位=丙单位；项目名称=丙项目")
    assert run(tmp_path / "报送", target=target).exit_code == 0
    book = openpyxl.load_workbook(target, data_only=True)
    rows = {row["项目名称"]: (row["复核得分"], row["备注"]) for row in table(book, "汇总表") if row["序号"]}
    assert rows == {"甲项目": (91.5, "扣分过少"), "丙项目": (None, None)}
    (lost,) = (row for row in table(book, "未报与重报") if row["类别"] == "上次复核")
    assert lost["项目名称"] == "乙项目" and "88" in lost["说明"]


def test_a_foreign_workbook_is_never_overwritten(tmp_path):
    put(tmp_path / "报送" / "1.xlsx", "")
    mine = put(tmp_path / "汇总.xlsx", "")
    before = mine.read_bytes()
    for target in (mine, tmp_path / "报送" / "1.xlsx"):
        done = run(tmp_path / "报送", target=target)
        assert done.exit_code == 2 and "换一个文件名" in done.stderr
    assert mine.read_bytes() == before
    assert run(tmp_path / "报送", target=tmp_path / "a.txt").exit_code == 2


def test_our_workbook_without_its_sheet_is_not_overwritten(tmp_path):
    put(tmp_path / "报送" / "1.xlsx", "")
    target = tmp_path / "汇总.xlsx"
    run(tmp_path / "报送", target=target)
    book = openpyxl.load_workbook(target)
    book["汇总表"].title = "我的"
    book.save(target)
    before = target.read_bytes()
    done = run(tmp_path / "报送", target=target)
    assert done.exit_code == 2 and "读不出上次汇总" in done.stderr and target.read_bytes() == before


def test_copies_count_once_and_later_forms_replace_earlier_ones(tmp_path):
    folder = tmp_path / "报送"
    put(folder / "甲.xlsx", "项目名称=甲项目", 2_000_000_000)
    shutil.copy(folder / "甲.xlsx", folder / "甲（副本）.xlsx")
    put(folder / "乙新.xlsx", "项目名称=乙项目；指标1.实际完成值=128公里", 1_700_000_000)
    put(folder / "乙旧.xlsx", "项目名称=乙项目", 1_600_000_000)
    put(folder / "丙1.xlsx", "项目名称=丙项目；实施单位=")
    put(folder / "丙2.xlsx", "项目名称=丙项目；实施单位=；指标1.实际完成值=128公里")
    put(folder / "丁1.xlsx", "项目名称=丁项目；主管部门=甲县教育局")
    put(folder / "丁2.xlsx", "项目名称=丁项目；主管部门=乙县教育局；指标1.实际完成值=128公里")
    put(
        folder / "空.xlsx",
        "；".join(
            f"指标{n}.{name}="
            for n in range(1, 9)
            for name in ("三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因")
        ),
    )
    target = tmp_path / "汇总.xlsx"
    done = run(folder, target=target)
    assert done.exit_code == 0 and "汇总 6 张表" in done.stderr and "空表 1 张" in done.stderr
    book = openpyxl.load_workbook(target, data_only=True)
    projects = Counter(row["项目名称"] for row in table(book, "汇总表") if row["序号"])
    assert projects == {"甲项目": 1, "乙项目": 1, "丙项目": 2, "丁项目": 2}
    rows = {(row["类别"], row["项目名称"]): row for row in table(book, "未报与重报")}
    assert rows["重报", "乙项目"]["文件"].startswith(str(folder / "乙旧.xlsx"))
    assert rows["重报", "乙项目"]["采用的文件"].startswith(str(folder / "乙新.xlsx"))
    assert ("副本", "甲项目") in rows and ("疑似重报", "丙项目") in rows and ("空表", "农村公路日常养护项目") in rows
    assert len(rows) == 4
    assert rows["重报", "乙项目"]["文件日期"].year == 2020


def test_a_bad_file_costs_only_itself(tmp_path):
    put(tmp_path / "报送" / "1.xlsx", "")
    (tmp_path / "报送" / "坏.xlsx").write_bytes(b"PK\3\4")
    done = run(tmp_path / "报送", target=tmp_path / "汇总.xlsx")
    assert done.exit_code == 2 and "无法读取 1 个文件" in done.stderr
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx", data_only=True)
    (row,) = table(book, "未报与重报")
    assert row["类别"] == "无法读取" and row["文件"].endswith("坏.xlsx")


def test_no_forms_at_all(tmp_path):
    (tmp_path / "报送").mkdir()
    assert run(tmp_path / "报送", target=tmp_path / "汇总.xlsx").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "汇总.xlsx").sheetnames == SHEETS


@pytest.mark.parametrize("trick", TRICKS)
def test_a_text_of_the_form_is_a_text_in_the_workbook(tmp_path, trick):
    path = put(tmp_path / "报送" / "1.xlsx", "")
    source = openpyxl.load_workbook(path)
    for place in ("B3", "B4", "F4", "D14", "I14"):
        source.active[place].value, source.active[place].data_type = trick, "s"
    source.save(path)
    assert run(tmp_path / "报送", target=tmp_path / "汇总.xlsx").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    texts = [
        str(cell.value).strip()
        for sheet in book
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "s"
    ]
    assert trick.strip() in texts
    for sheet in book:
        for line in sheet.iter_rows():
            assert all(
                cell.hyperlink is None
                and (
                    cell.data_type != "f"
                    or cell.value.startswith(("=SUBTOTAL", "=SUM", "=MIN", "=MAX", "=G", "=F", "=H", "=I", "=K", "=E"))
                )
                for cell in line
            )


def test_english(tmp_path):
    put(tmp_path / "报送" / "1.xlsx", "")
    done = run(tmp_path / "报送", target=tmp_path / "汇总.xlsx", more=("--lang", "en"))
    assert done.exit_code == 0 and "1 forms to" in done.stderr
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    assert book.sheetnames[0] == "overview" and book["overview"]["D3"].value == "project"


def test_a_large_detail_sheet_is_left_to_the_dataset(tmp_path, monkeypatch):
    monkeypatch.setattr("evalsheet.consolidation.workbook.MOST_DETAILS", 10)
    for number in range(3):
        put(tmp_path / "报送" / f"{number}.xlsx", f"项目名称=项目{number}")
    assert run(tmp_path / "报送", target=tmp_path / "汇总.xlsx").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx", data_only=True)
    assert "超过 10 行" in book["指标明细"]["A1"].value and book["指标明细"].max_row == 2
    assert len([row for row in table(book, "汇总表") if row["序号"]]) == 3
    assert book["资金明细"].max_row == 2 and "共 12 行，超过 10 行" in book["资金明细"]["A1"].value
    assert book["问题清单"]["A1"].value == "序号"


def crash(found, options, lang):
    """Stands in for a reader that takes its process with it."""
    from evalsheet.consolidation import rows

    if found.path.endswith("坏.xlsx"):
        os._exit(9)
    return rows.filed(found, options, lang)


@pytest.mark.skipif(os.name == "nt", reason="what is put in its place does not reach a spawned process")
def test_a_file_that_takes_its_worker_with_it_costs_only_itself(tmp_path, monkeypatch):
    filings.write(tmp_path / "报送", 40)
    put(tmp_path / "报送" / "自评表00020坏.xlsx", "")
    monkeypatch.setattr("evalsheet.consolidation.parts.filed", crash)
    done = run(tmp_path / "报送", target=tmp_path / "汇总.xlsx", more=("-j", "2"))
    assert done.exit_code == 2 and "汇总 40 张表" in done.stderr and "无法读取 1 个文件" in done.stderr
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx", data_only=True)
    (row,) = table(book, "未报与重报")
    assert row["类别"] == "无法读取" and row["文件"].endswith("坏.xlsx")


def test_from_python(tmp_path):
    """The same workbook as from the command line, and what came of the run."""
    import evalsheet

    filings.write(tmp_path / "报送", 5)
    (tmp_path / "报送" / "坏.xlsx").write_bytes(b"PK\3\4")
    summary = evalsheet.consolidate(tmp_path / "报送", tmp_path / "汇总.xlsx")
    assert (summary.forms, summary.unreadable, summary.doubled, summary.blank, summary.kept) == (5, 1, 0, 0, 0)
    run(tmp_path / "报送", target=tmp_path / "命令.xlsx")
    books = [openpyxl.load_workbook(tmp_path / name) for name in ("汇总.xlsx", "命令.xlsx")]
    rows = [[list(sheet.iter_rows(values_only=True)) for sheet in book] for book in books]
    assert rows[0] == rows[1]
    assert evalsheet.consolidate([tmp_path / "报送"], tmp_path / "汇总.xlsx", year=2021, jobs=1).forms == 5
    put(tmp_path / "别的.xlsx", "")
    for target, options in (("别的.xlsx", {}), ("新.xlsx", {"scheduler": "tcp://127.0.0.1:9"})):
        with pytest.raises(ValueError, match=r"-o|--dataset"):
            evalsheet.consolidate(tmp_path / "报送", tmp_path / target, **options)
