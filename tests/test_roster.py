"""The roster: found by its headings, held against the forms, never merged by likeness."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from evalsheet.cli import cli
from evalsheet.consolidation import roster
from tests.test_consolidate import put, run, table


def listed(path: Path, *rows: tuple[object, ...], above: tuple[str, ...] = ()) -> Path:
    """A roster with these rows, the first one its headings."""
    book = openpyxl.Workbook()
    for line in above:
        book.active.append([line])
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


HEADS = ("实施单位", "项目名称", "全年预算数")


def notices(tmp_path: Path, *rows: tuple[object, ...], heads: tuple[str, ...] = HEADS, more: tuple[str, ...] = ()):
    """What is said of the forms below 报送 beside a roster: kind and project of each, with its text."""
    path = listed(tmp_path / "名册.xlsx", heads, *rows)
    done = run(tmp_path / "报送", target=tmp_path / "汇总.xlsx", more=("--roster", str(path), "-j", "0", *more))
    assert done.exit_code == 0, done.stderr
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx", data_only=True)
    return {(row["类别"], row["项目名称"]): row for row in table(book, "未报与重报")}


@pytest.fixture
def filed(tmp_path: Path) -> Path:
    """Two units with a project each, with a budget of 120 万元."""
    put(tmp_path / "报送" / "1.xlsx", "实施单位=甲中心；项目名称=甲项目")
    put(tmp_path / "报送" / "2.xlsx", "实施单位=乙中心；项目名称=乙项目")
    return tmp_path


def test_what_agrees_is_not_mentioned(filed):
    assert not notices(filed, ("甲中心", "甲项目", 120), ("乙 中心", "乙项目", "120.00"))


def test_missing_extra_and_double(filed):
    said = notices(filed, ("甲中心", "甲项目", 120), ("甲中心", "甲项目", 120), ("丙中心", "丙项目", 50))
    assert set(said) == {("未报", "丙项目"), ("名册外", "乙项目"), ("名册重复", "甲项目")}
    assert said["未报", "丙项目"]["名册数"] == 50 and said["未报", "丙项目"]["说明"].startswith("XFM02")
    assert said["名册外", "乙项目"]["文件"].endswith("2.xlsx [自评表]") and said["名册外", "乙项目"]["年度"] == 2022


def test_amounts_that_differ(filed):
    said = notices(filed, ("甲中心", "甲项目", 210), ("乙中心", "乙项目", 120))
    (row,) = said.values()
    assert (row["类别"], row["名册数"], row["表上数"], row["差额"]) == ("金额不符", 210, 120, -90)
    assert "FND15" in row["说明"] and "全年预算数" in row["说明"]


@pytest.mark.parametrize(
    ("heading", "amount"),
    [
        ("预算数（元）", 1_200_000),
        ("预算数(万元)", 120),
        ("全年预算数", "120万元"),
        ("年初预算（亿元）", 0.012),
        ("金额", 120.004),
    ],
)
def test_amounts_agree_in_any_unit(filed, heading, amount):
    heads = ("实施单位", "项目名称", heading)
    assert not notices(filed, ("甲中心", "甲项目", amount), ("乙中心", "乙项目", amount), heads=heads)


def test_yuan_taken_for_ten_thousand_yuan_is_said_to_be_that(filed):
    said = notices(filed, ("甲中心", "甲项目", 1_200_000), ("乙中心", "乙项目", 120))
    assert "元与万元" in said["金额不符", "甲项目"]["说明"]


def test_any_order_of_columns_and_lines_above(tmp_path):
    path = listed(
        tmp_path / "名册.xlsx",
        ("序号", "预算金额", "项目名称", "备注", "项目代码", "单位名称", "主管部门"),
        (1, 5000, "甲项目", "", "51000021R0001", "甲中心", "甲局"),
        (2, "", "乙项目", "", "", "", ""),
        ("", 5000, "小计", "", "", "甲中心", ""),
        above=("2022年项目清单", "单位：元"),
    )
    found = roster.read(str(path))
    first, second = found.entries
    assert (first.code, first.unit, first.department) == ("51000021R0001", "甲中心", "甲局")
    assert first.amount == Decimal("0.5") and second.unit == "甲中心" and second.amount is None
    assert [total.unit for total in found.totals] == ["甲中心"]


def test_by_code_whatever_the_name(tmp_path):
    put(tmp_path / "报送" / "1.xlsx", "实施单位=甲中心；项目名称=51000021R000000019951-工资性支出")
    heads = ("项目代码", "项目名称", "实施单位")
    assert not notices(tmp_path, ("51000021R000000019951", "工资", "甲中心"), heads=heads)


def test_like_names_are_offered_and_not_merged(tmp_path):
    put(tmp_path / "报送" / "1.xlsx", "实施单位=甲中心；项目名称=农村公路日常养护补助项目")
    said = notices(tmp_path, ("甲中心", "农村公路日常养护补助经费项目", 120))
    assert set(said) == {("未报", "农村公路日常养护补助经费项目"), ("名册外", "农村公路日常养护补助项目")}
    assert "名称相近的有“农村公路日常养护补助项目”" in said["未报", "农村公路日常养护补助经费项目"]["说明"]


@pytest.mark.parametrize("other", ["农村公路养护工程第2标段", "乡镇卫生院改造"])
def test_other_projects_are_not_offered(tmp_path, other):
    put(tmp_path / "报送" / "1.xlsx", "实施单位=甲中心；项目名称=农村公路养护工程第1标段")
    said = notices(tmp_path, ("甲中心", other, 120))
    assert "名称相近" not in said["未报", other]["说明"]


def test_the_total_of_a_unit(filed):
    heads = ("实施单位", "项目名称", "全年执行数")
    rows = [("甲中心", "甲项目", 114), ("乙中心", "乙项目", 114), ("甲中心", "合计", 114), ("乙中心", "合计", 200)]
    said = notices(filed, *rows, ("", "合计", 314), heads=heads)
    ((kind, _),) = said
    (row,) = said.values()
    assert kind == "合计不符" and row["实施单位"] == "乙中心" and "XFM06" in row["说明"] and row["差额"] == -86


def test_departments_come_in_the_order_of_the_roster(filed):
    put(filed / "报送" / "3.xlsx", "主管部门=丁局；实施单位=丁中心；项目名称=丁项目")
    heads = ("主管部门", "实施单位", "项目名称")
    rows = [("丁局", "丁中心", "丁项目"), ("青禾县交通运输局", "甲中心", "甲项目"), ("", "乙中心", "乙项目")]
    assert not notices(filed, *rows, heads=heads)
    book = openpyxl.load_workbook(filed / "汇总.xlsx", data_only=True)
    projects = [row["项目名称"] for row in table(book, "汇总表") if row["序号"]]
    assert projects[0] == "丁项目"


def test_a_rule_can_be_left_out(filed):
    said = notices(filed, ("甲中心", "甲项目", 210), more=("--ignore", "XFM"))
    assert {kind for kind, _ in said} == {"金额不符"}


def test_a_roster_among_the_forms_is_no_form(filed):
    path = listed(filed / "报送" / "名册.xlsx", HEADS, ("甲中心", "甲项目", 120), ("乙中心", "乙项目", 120))
    done = run(filed / "报送", target=filed / "汇总.xlsx", more=("--roster", str(path)))
    assert done.exit_code == 0
    assert "读了 2 个文件" in openpyxl.load_workbook(filed / "汇总.xlsx")["填报质量"]["A2"].value


def test_what_is_no_roster_is_refused(filed):
    for path in (listed(filed / "别的.xlsx", ("甲", "乙")), filed / "没有.xlsx"):
        done = run(filed / "报送", target=filed / "汇总.xlsx", more=("--roster", str(path)))
        assert done.exit_code == 2 and "名册" in done.stderr and not (filed / "汇总.xlsx").exists()


def test_an_empty_roster_is_written_and_read(tmp_path):
    target = tmp_path / "名册.xlsx"
    assert CliRunner().invoke(cli, ["template", "--roster", "-o", str(target)]).exit_code == 0
    book = openpyxl.load_workbook(target)
    for column, value in enumerate((1, "A01", "甲局", "甲中心", "甲项目", 10, 12.5, 12), 1):
        book.active.cell(4, column).value = value
    book.save(target)
    (entry,) = roster.read(str(target)).entries
    assert (entry.code, entry.department, entry.unit, entry.project) == ("A01", "甲局", "甲中心", "甲项目")
    assert (entry.initial, entry.budget, entry.executed) == (10, Decimal("12.5"), 12)


def test_a_roster_in_text_is_read(tmp_path):
    path = tmp_path / "名册.csv"
    path.write_text("项目名称,预算单位,预算数\n甲项目,甲中心,12\n", "utf-8-sig")
    (entry,) = roster.read(str(path)).entries
    assert entry.unit == "甲中心" and entry.amount == 12
