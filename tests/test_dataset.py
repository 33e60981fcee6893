"""The dataset: what is there is not read again, what counts stands in current, what no longer does in superseded."""

from __future__ import annotations

import os
import pickle
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed (evalsheet[dataset])")
pandas = pytest.importorskip("pandas")
pytest.importorskip("pyarrow.parquet")

from evalsheet import batch, inputs, storage  # noqa: E402
from evalsheet.consolidation import dataset as datasets  # noqa: E402
from evalsheet.consolidation import parquet, rows, tasks  # noqa: E402
from tests import filings, recomputed  # noqa: E402
from tests.test_consolidate import SHEETS, put, run, table  # noqa: E402


def consolidate(tmp_path: Path, *inputs: Path, more: tuple[str, ...] = (), target: str = "汇总.xlsx"):
    inputs = inputs or (tmp_path / "报送",)
    options = ("-j", "0", "--dataset", str(tmp_path / "数据集"), *more)
    done = run(*inputs, target=tmp_path / target, more=options)
    assert done.exit_code == 0, done.stderr
    return done


def read(tmp_path: Path, name: str = "forms", state: str = "current") -> pandas.DataFrame:
    return pandas.read_parquet(tmp_path / "数据集" / state / name)


def book(tmp_path: Path, target: str = "汇总.xlsx") -> dict[str, list[tuple[object, ...]]]:
    found = openpyxl.load_workbook(tmp_path / target, data_only=True)
    return {name: list(found[name].iter_rows(values_only=True)) for name in SHEETS}


@pytest.fixture
def no_reading(monkeypatch):
    """Nothing may be read but what the test says."""
    read_files: list[str] = []
    usual = rows.filed

    def filed(found, options, lang):
        read_files.append(os.path.basename(found.name))
        return usual(found, options, lang)

    monkeypatch.setattr("evalsheet.consolidation.parts.filed", filed)
    return read_files


def test_the_tables_hold_what_show_says(tmp_path):
    paths = filings.write(tmp_path / "报送", 12)
    consolidate(tmp_path)
    forms = {form["project"]: form for form in recomputed.shown(*paths)}
    found = read(tmp_path)
    assert len(found) == 12 and set(found["project"]) == set(forms)
    for row in found.itertuples():
        funds = recomputed.total(forms[row.project])
        assert (row.budget, row.executed, row.score) == (
            funds["budget"], funds["executed"], forms[row.project]["total"]["score"],
        )  # fmt: skip
        assert (
            isinstance(row.budget, Decimal) and row.year == 2022 and row.department == forms[row.project]["department"]
        )
    assert found["budget"].sum() == sum(recomputed.amount(form, "budget") for form in forms.values())
    funds, indicators = read(tmp_path, "funds"), read(tmp_path, "indicators")
    assert len(funds) == sum(len(form["funds"]) for form in forms.values())
    joined = indicators.merge(found[["form", "project"]], on="form")
    for project, below in joined.groupby("project"):
        expected = [(row["name"], row["target"], row["weight"], row["score"]) for row in forms[project]["indicators"]]
        assert list(below[["name", "target", "weight", "score"]].itertuples(index=False, name=None)) == expected
    findings = read(tmp_path, "findings")
    assert len(findings) == sum(sum(one.values()) for one in recomputed.problems(*paths).values())


def test_types_are_those_that_are_documented(tmp_path):
    filings.write(tmp_path / "报送", 1)
    consolidate(tmp_path)
    for name in parquet.TABLES:
        for path in (tmp_path / "数据集" / "current" / name).rglob("*.parquet"):
            assert pyarrow.parquet.ParquetFile(path).schema_arrow.equals(parquet.schema_of(name))
    assert parquet.schema_of("forms").field("budget").type == pyarrow.decimal128(20, 6)
    about = Path(__file__).parent.parent / "docs" / "dataset.md"
    for name in parquet.TABLES:
        for column in parquet.columns_of(name):
            assert f"`{column}`" in about.read_text("utf-8"), (name, column)


def test_the_workbook_is_the_same_with_and_without_a_dataset(tmp_path):
    filings.write(tmp_path / "报送", 15)
    shutil.copy(tmp_path / "报送" / "自评表00003.xlsx", tmp_path / "报送" / "副本.xlsx")
    run(tmp_path / "报送", target=tmp_path / "没有.xlsx")
    consolidate(tmp_path)
    consolidate(tmp_path, target="再次.xlsx")
    assert book(tmp_path, "没有.xlsx") == book(tmp_path) == book(tmp_path, "再次.xlsx")


def test_what_is_there_is_not_read_again(tmp_path, no_reading):
    filings.write(tmp_path / "报送", 3)
    consolidate(tmp_path)
    assert len(no_reading) == 3
    filings.write(tmp_path / "报送", 1, start=3)
    done = consolidate(tmp_path)
    assert no_reading[3:] == ["自评表00003.xlsx"] and "3 个文件没有变" in done.stderr
    assert len(read(tmp_path)) == 4


@pytest.mark.parametrize("more", [("--ignore", "TOT"), ("--profile", "mof-2020"), ("--year", "2021")])
def test_another_way_of_judging_reads_all_again(tmp_path, no_reading, more):
    filings.write(tmp_path / "报送", 3)
    consolidate(tmp_path)
    consolidate(tmp_path, more=more)
    assert len(no_reading) == 6 and len(read(tmp_path)) == 3
    assert not len(read(tmp_path, state="superseded"))


def test_another_version_reads_all_again(tmp_path, no_reading, monkeypatch):
    filings.write(tmp_path / "报送", 2)
    consolidate(tmp_path)
    monkeypatch.setattr(datasets, "__version__", "99")
    consolidate(tmp_path)
    assert len(no_reading) == 4 and len(read(tmp_path)) == 2


def test_a_later_form_moves_the_earlier_one_to_superseded(tmp_path):
    put(tmp_path / "第一批" / "甲.xlsx", "项目名称=甲项目", 1_600_000_000)
    put(tmp_path / "第一批" / "乙.xlsx", "项目名称=乙项目", 1_600_000_000)
    consolidate(tmp_path, tmp_path / "第一批")
    put(tmp_path / "第二批" / "甲改.xlsx", "项目名称=甲项目；指标1.实际完成值=128公里", 1_700_000_000)
    consolidate(tmp_path, tmp_path / "第二批")
    now, before = read(tmp_path), read(tmp_path, state="superseded")
    assert sorted(now["project"]) == ["乙项目", "甲项目"]
    (earlier,) = before.itertuples()
    (later,) = now[now["project"] == "甲项目"].itertuples()
    assert earlier.file.endswith("甲.xlsx") and later.file.endswith("甲改.xlsx")
    assert (earlier.superseded_why, earlier.superseded_by) == ("later", later.form)
    assert len(read(tmp_path, "indicators")) == 16 and len(read(tmp_path, "indicators", "superseded")) == 8
    rows_ = table(openpyxl.load_workbook(tmp_path / "汇总.xlsx", data_only=True), "汇总表")
    assert len([row for row in rows_ if row["序号"]]) == 2


def test_if_the_later_form_is_withdrawn_the_earlier_one_counts_again(tmp_path):
    put(tmp_path / "报送" / "旧.xlsx", "", 1_600_000_000)
    later = put(tmp_path / "报送" / "新.xlsx", "指标1.实际完成值=128公里", 1_700_000_000)
    consolidate(tmp_path)
    assert [Path(one).name for one in read(tmp_path)["file"]] == ["新.xlsx"]
    later.unlink()
    consolidate(tmp_path)
    assert [Path(one).name for one in read(tmp_path)["file"]] == ["旧.xlsx"]
    (gone,) = read(tmp_path, state="superseded").itertuples()
    assert gone.superseded_why == "withdrawn" and gone.file.endswith("新.xlsx")
    consolidate(tmp_path)
    assert len(read(tmp_path)) == len(read(tmp_path, state="superseded")) == 1


def test_a_file_with_other_content_replaces_what_it_was(tmp_path):
    put(tmp_path / "报送" / "1.xlsx", "项目名称=写错的名称")
    consolidate(tmp_path)
    put(tmp_path / "报送" / "1.xlsx", "项目名称=改对的名称")
    consolidate(tmp_path)
    assert list(read(tmp_path)["project"]) == ["改对的名称"]
    (gone,) = read(tmp_path, state="superseded").itertuples()
    assert gone.project == "写错的名称" and gone.superseded_why == "changed"
    found = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    assert {row["类别"] for row in table(found, "未报与重报")} == {"已更换"}
    assert "读了 1 个文件" in found["填报质量"]["A2"].value


def test_years_are_folders_and_the_workbook_is_of_the_years_of_the_run(tmp_path):
    put(tmp_path / "2022" / "1.xlsx", "")
    put(tmp_path / "2023" / "1.xlsx", "标题=2023年度项目支出绩效自评表；指标1.实际完成值=130公里")
    put(tmp_path / "无年度" / "1.xlsx", "标题=项目支出绩效自评表；项目名称=别的项目")
    for name in ("2022", "2023", "无年度"):
        consolidate(tmp_path, tmp_path / name, target=f"{name}.xlsx")
    folders = sorted(path.name for path in (tmp_path / "数据集" / "current" / "forms").iterdir())
    assert folders == ["year=0", "year=2022", "year=2023"]
    assert sorted(read(tmp_path)["year"]) == [0, 2022, 2023]
    for name, year in (("2022", 2022), ("2023", 2023), ("无年度", None)):
        found = table(openpyxl.load_workbook(tmp_path / f"{name}.xlsx", data_only=True), "汇总表")
        assert [row["年度"] for row in found if row["序号"]] == [year]


def test_last_year_stands_beside_this_year(tmp_path):
    put(tmp_path / "2022" / "1.xlsx", "")
    put(tmp_path / "2022" / "2.xlsx", "项目名称=只有上年的项目")
    consolidate(tmp_path, tmp_path / "2022", target="2022.xlsx")
    dates = "指标4.年度指标值=2023年12月底前；指标4.实际完成值=2023年11月"
    lower = "指标6.年度指标值=≥20000人；指标1.年度指标值=≥119公里"
    put(tmp_path / "2023" / "1.xlsx", f"标题=2023年度项目支出绩效自评表；{dates}；{lower}；总分.得分=90")
    put(tmp_path / "2023" / "2.xlsx", f"标题=2023年度项目支出绩效自评表；{dates}；项目名称=新项目")
    previous = ("--previous", str(tmp_path / "数据集"))
    assert run(tmp_path / "2023", target=tmp_path / "2023.xlsx", more=previous).exit_code == 0
    found = openpyxl.load_workbook(tmp_path / "2023.xlsx", data_only=True)
    said = {row["项目名称"]: row for row in table(found, "汇总表") if row["序号"]}
    old = said["农村公路日常养护项目"]
    assert (old["上年执行数"], old["上年执行率"], old["上年得分"], old["得分增减"]) == (114, 0.95, 98.5, -8.5)
    assert said["新项目"]["上年得分"] is None
    (notice,) = table(found, "未报与重报")
    assert notice["类别"] == "指标值偏低" and "≥20000人" in notice["说明"] and "31260人" in notice["说明"]


@pytest.mark.parametrize(
    ("target", "actual", "lower"),
    [
        ("≥79人", "100人", True), ("≥80人", "100人", False), ("≥79人次", "100人", False), ("79人", "100人", False),
        ("≤10起", "100起", False), ("≥2023年6月", "2022年12月", False), ("≥50%", "97%", True), ("健全", "100人", False),
        ("≥10人以及其他", "100人", False),
    ],
)  # fmt: skip
def test_which_targets_are_far_below_last_year(target, actual, lower):
    from evalsheet.consolidation.previous import _is_lower

    assert _is_lower(target, actual, Decimal("0.8")) is lower


def test_what_a_killed_run_left_is_taken_away(tmp_path, no_reading, monkeypatch):
    filings.write(tmp_path / "报送", 4)
    monkeypatch.setattr("evalsheet.consolidation.run.PART", 2)
    whole = storage._Local.write

    def killed(self, key, data):
        if key == "manifest/0001-00001.parquet":
            raise KeyboardInterrupt
        whole(self, key, data)

    monkeypatch.setattr(storage._Local, "write", killed)
    done = run(
        tmp_path / "报送", target=tmp_path / "汇总.xlsx", more=("-j", "0", "--dataset", str(tmp_path / "数据集"))
    )
    assert done.exit_code != 0 and not (tmp_path / "汇总.xlsx").exists()
    assert len(read(tmp_path)) == 4  # of a part without a manifest
    monkeypatch.setattr(storage._Local, "write", whole)
    consolidate(tmp_path)
    assert len(no_reading) == 6 and len(read(tmp_path)) == 4
    assert len([row for row in table(openpyxl.load_workbook(tmp_path / "汇总.xlsx"), "汇总表") if row["序号"]]) == 4


def test_a_part_is_one_function_that_travels(tmp_path):
    paths = filings.write(tmp_path / "报送", 5)
    consolidate(tmp_path)
    options = batch.Options()
    found = tuple(inputs.search([str(tmp_path / "报送")]).files)
    root = tmp_path / "别处"
    datasets.Dataset(str(root), datasets.judging_digest(options, "zh"))
    way = tasks.Way(options, "zh", str(root), "judging", {}, processes=0)
    function, task = pickle.loads(pickle.dumps((tasks.part, tasks.Task(way, "0001-00000", found))))
    for _ in range(2):  # a part that is lost is made again
        done = function(task)
        assert done.forms == len(paths) and sum(done.statuses.values()) == len(paths)
    for name in parquet.TABLES:
        here = pandas.read_parquet(root / "current" / name)
        assert here.equals(read(tmp_path, name))


def test_an_unreadable_file_is_tried_again(tmp_path):
    bad = tmp_path / "报送" / "1.xlsx"
    bad.parent.mkdir()
    bad.write_bytes(b"PK\3\4")
    options = ("-j", "0", "--dataset", str(tmp_path / "数据集"))
    assert run(tmp_path / "报送", target=tmp_path / "汇总.xlsx", more=options).exit_code == 2
    assert list(read(tmp_path, "findings")["code"]) == ["FIL02"]
    again = run(tmp_path / "报送", target=tmp_path / "汇总.xlsx", more=options)
    assert again.exit_code == 2 and "无法读取 1 个文件" in again.stderr
    put(bad, "")
    consolidate(tmp_path)
    assert "FIL02" not in list(read(tmp_path, "findings")["code"]) and len(read(tmp_path)) == 1


def test_doubles_of_other_years_are_not_mentioned(tmp_path):
    put(tmp_path / "2022" / "1.xlsx", "")
    shutil.copy(tmp_path / "2022" / "1.xlsx", tmp_path / "2022" / "2.xlsx")
    put(tmp_path / "2023" / "1.xlsx", "标题=2023年度项目支出绩效自评表")
    done = consolidate(tmp_path, tmp_path / "2022", target="2022.xlsx")
    assert "重复或已被替代 1 张" in done.stderr
    done = consolidate(tmp_path, tmp_path / "2023", target="2023.xlsx")
    assert "汇总 1 张表" in done.stderr and "重复或已被替代 0 张" in done.stderr
    assert not table(openpyxl.load_workbook(tmp_path / "2023.xlsx"), "未报与重报")
    assert len(read(tmp_path)) == 2 and len(read(tmp_path, state="superseded")) == 1


def test_a_damaged_dataset_is_said_to_be_one(tmp_path):
    put(tmp_path / "报送" / "1.xlsx", "")
    consolidate(tmp_path)
    (path,) = (tmp_path / "数据集" / "current" / "forms" / "year=2022").iterdir()
    path.write_bytes(path.read_bytes()[:50])
    options = ("-j", "0", "--dataset", str(tmp_path / "数据集"))
    done = run(tmp_path / "报送", target=tmp_path / "又.xlsx", more=options)
    assert done.exit_code == 2 and "已损坏" in done.stderr and not (tmp_path / "又.xlsx").exists()


def test_other_folders_are_refused(tmp_path):
    put(tmp_path / "报送" / "1.xlsx", "")
    (tmp_path / "旧版").mkdir()
    (tmp_path / "旧版" / "dataset.json").write_text('{"schema_version": 0}')
    for folder, option, says in (
        ("报送", "--dataset", "不是本工具的数据集"),
        ("旧版", "--dataset", "第 0 版"),
        ("报送", "--previous", "不是数据集"),
    ):
        done = run(tmp_path / "报送", target=tmp_path / "汇总.xlsx", more=(option, str(tmp_path / folder)))
        assert done.exit_code == 2 and says in done.stderr, done.stderr
    assert not (tmp_path / "汇总.xlsx").exists()


def test_without_pyarrow_it_is_said_what_to_install(tmp_path, monkeypatch):
    put(tmp_path / "报送" / "1.xlsx", "")
    monkeypatch.setattr("evalsheet.consolidation.whole.needs_pyarrow", lambda: True)
    for option in ("--dataset", "--previous"):
        done = run(tmp_path / "报送", target=tmp_path / "汇总.xlsx", more=(option, str(tmp_path / "数据集")))
        assert done.exit_code == 2 and "pip install pyarrow" in done.stderr


DOCS = Path(__file__).parent.parent / "docs" / "dataset.md"
SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture
def sampled(tmp_path, monkeypatch):
    """The dataset of the documentation, in the folder where one stands."""
    consolidate(tmp_path, SAMPLES / "standard.xlsx", SAMPLES / "yiyang_2022.xlsx")
    monkeypatch.chdir(tmp_path)


def example(kind: str) -> tuple[str, str]:
    """What is to be run, and what the documentation says comes out."""
    after = DOCS.read_text("utf-8").split(f"<!-- {kind} -->")[1]
    _, code, _, output = after.split("```")[:4]
    return code.partition("\n")[2], output.partition("\n")[2]


def test_the_example_for_pandas(sampled, capsys):
    code, output = example("pandas")
    exec(code, {})
    assert capsys.readouterr().out == output


def test_the_example_for_duckdb(sampled):
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    code, output = example("duckdb")
    lines = [line.strip("│ ").split("│") for line in output.splitlines() if line.startswith("│")]
    rows = [[cell.strip() for cell in line] for line in lines]
    found = duckdb.sql(code)
    assert rows[0] == found.columns
    assert rows[2:] == [list(map(str, row)) for row in found.fetchall()]
