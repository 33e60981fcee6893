"""退回修改意见: a workbook for each unit, and never in the place of somebody's file."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from evalsheet.cli import cli
from samples.make_samples import with_shared_strings
from tests.forms import edited, grid
from tests.test_reports import TRICKS, sheets


def put(path: Path, edits: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(with_shared_strings(grid(edited(edits)), typed=True))
    return path


def run(folder: Path, target: Path, *more: str, by: str = "unit") -> Result:
    return CliRunner().invoke(cli, ["check", str(folder), "--split-by", by, "-o", str(target), *more])


@pytest.fixture
def filed(tmp_path: Path) -> Path:
    """Forms of three units, one of which wrote its name in two ways and one of which has nothing to change."""
    folder = tmp_path / "报送"
    put(folder / "a" / "1.xlsx", "实施单位=甲单位；总分.得分=96")
    put(folder / "b" / "2.xlsx", "实施单位=乙单位；指标2.偏差原因=")
    put(folder / "b" / "3.xlsx", "实施单位= 甲 单位")
    put(folder / "c.xlsx", "实施单位=丙单位")
    (folder / "坏.xlsx").write_bytes(b"PK\3\4")
    return folder


def test_each_unit_with_something_to_change_gets_a_workbook(filed: Path, tmp_path: Path) -> None:
    done = run(filed, tmp_path / "退回")
    assert done.exit_code == 2 and "合计" in done.stdout and "没有错误和警告的有 1 个" in done.stderr
    assert {path.name for path in (tmp_path / "退回").iterdir()} == {
        "退回修改意见-甲单位.xlsx", "退回修改意见-乙单位.xlsx", "退回修改意见-无法读取的文件.xlsx",
    }  # fmt: skip


def test_a_workbook_says_what_to_change_at_which_cell(filed: Path, tmp_path: Path) -> None:
    run(filed, tmp_path / "退回")
    found = sheets(tmp_path / "退回" / "退回修改意见-甲单位.xlsx")
    title, summary, task, heading, *rows = found["修改意见"]
    assert "甲单位" in title[0] and summary[0].startswith("共 2 张，1 张需要修改") and "修改情况" in task[0]
    (change,) = (row for row in rows if row[4])
    said = dict(zip(heading, change, strict=True))
    assert (said["单元格"], said["级别"], said["填的是"], said["应为"]) == ("H21", "错误", 96, 98.5)
    assert said["依据"] == "TOT01" and said["怎么改"] and said["修改情况"] is None
    assert [row[-1] for row in found["各表情况"][1:]] == ["需修改", "通过"]
    (row,) = sheets(tmp_path / "退回" / "退回修改意见-无法读取的文件.xlsx")["无法读取的文件"][1:]
    assert row[1].endswith("坏.xlsx") and row[2] == "FIL02"


def test_forms_can_be_split_by_department(tmp_path: Path) -> None:
    put(tmp_path / "报送" / "1.xlsx", "主管部门=甲局；总分.得分=96")
    put(tmp_path / "报送" / "2.xlsx", "主管部门=；实施单位=乙站；总分.得分=96")
    put(tmp_path / "报送" / "3.xlsx", "主管部门=；实施单位=；总分.得分=96")
    run(tmp_path / "报送", tmp_path / "退回", by="department")
    names = {path.stem.removeprefix("退回修改意见-") for path in (tmp_path / "退回").iterdir()}
    assert names == {"甲局", "乙站", "未填单位"}


def test_what_lies_between_the_forms_of_one_unit_is_said_to_it_and_to_no_other(tmp_path: Path) -> None:
    put(tmp_path / "报送" / "1.xlsx", "实施单位=甲")
    put(tmp_path / "报送" / "2.xlsx", "实施单位=甲；指标1.实际完成值=130公里")
    put(tmp_path / "报送" / "3.xlsx", "实施单位=乙；项目名称=桥梁检测；总分.得分=96")
    for waived, expected in (("", {"1.xlsx", "2.xlsx"}), ("--ignore=XFM01", set())):
        target = tmp_path / f"退回{waived}"
        run(tmp_path / "报送", target, *filter(None, [waived]))
        found = {path.stem[-1]: sheets(path)["修改意见"] for path in target.iterdir()}
        rows = [row for row in found.get("甲", []) if row[10] == "XFM01"]
        assert {Path(row[2]).name for row in rows} == expected and all(row[5] == "错误" for row in rows)
        assert "XFM01" not in {row[10] for row in found["乙"]}


def test_a_rate_is_shown_as_a_percentage(tmp_path: Path) -> None:
    put(tmp_path / "报送" / "1.xlsx", "实施单位=甲；资金总额.执行率=90%")
    run(tmp_path / "报送", tmp_path / "退回")
    rows = sheets(tmp_path / "退回" / "退回修改意见-甲.xlsx")["修改意见"]
    assert ("90%", "95%") in {(row[7], row[8]) for row in rows}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_text_of_the_form_is_a_text_in_the_workbook(tmp_path: Path, trick: str) -> None:
    book_path = put(tmp_path / "报送" / "1.xlsx", "总分.得分=96")
    book = openpyxl.load_workbook(book_path)
    for place in ("B3", "F4"):
        book.active[place].value, book.active[place].data_type = trick, "s"
    book.save(book_path)
    run(tmp_path / "报送", tmp_path / "退回")
    (target,) = (tmp_path / "退回").iterdir()
    assert target.parent == tmp_path / "退回"
    for sheet in openpyxl.load_workbook(target):
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            assert cell.data_type in ("s", "n") and cell.hyperlink is None


def test_names_that_no_system_allows_are_made_fit(tmp_path: Path) -> None:
    for number, unit in enumerate(("../甲:乙?", "..＼甲：乙", "长" * 300)):
        put(tmp_path / "报送" / f"{number}.xlsx", f"实施单位={unit}；总分.得分=96")
    run(tmp_path / "报送", tmp_path / "退回")
    names = [path.name for path in (tmp_path / "退回").iterdir()]
    assert len(names) == 3 and all(len(name) < 80 and not set(name) & set('<>:"/\\|?*') for name in names)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["报送", "退回"]


def test_only_what_an_earlier_run_wrote_is_replaced(filed: Path, tmp_path: Path) -> None:
    target = tmp_path / "退回"
    assert run(filed, target).exit_code == run(filed, target).exit_code == 2
    mine = put(target / "退回修改意见-乙单位.xlsx", "")
    before = mine.read_bytes()
    done = run(filed, target)
    assert done.exit_code == 2 and "不是本工具写的修改意见" in done.stderr and mine.read_bytes() == before


def test_what_cannot_be_is_said_before_anything_is_read(filed: Path, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x")
    for arguments, says in (
        (["--split-by", "unit"], "请用 -o 指定写到哪个文件夹"),
        (["--split-by", "unit", "-o", str(tmp_path / "文件")], "请指定文件夹"),
        (["--split-by", "unit", "-o", str(tmp_path / "退回"), "--format", "xlsx"], "不能同时用 --format xlsx"),
        (["-o", str(tmp_path)], "是文件夹"),
    ):
        done = CliRunner().invoke(cli, ["check", str(filed), *arguments])
        assert done.exit_code == 2 and says in done.stderr and not done.stdout
    assert (tmp_path / "文件").read_text() == "x" and not (tmp_path / "退回").exists()


def test_english(filed: Path, tmp_path: Path) -> None:
    done = run(filed, tmp_path / "back", "--lang", "en")
    assert "3 workbooks written" in done.stderr
    assert (tmp_path / "back" / "to be changed-甲单位.xlsx").exists()
