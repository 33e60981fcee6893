"""The reports for programs: one object, line or annotation for each thing that was found, and texts that stay texts."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
from click.testing import CliRunner

from evalsheet.cli import cli
from samples.make_samples import with_shared_strings
from tests.forms import edited, grid

#: What a spreadsheet would take for a formula, and what would end a line or a property of a command.
TRICKS = ["=1+1", "+1", "-1+2", "@SUM(A1)", '=HYPERLINK("http://x","y")', "a,b::c%0A", "<b>粗</b>", "\t=1", "甲\n乙"]


def report(tmp_path, form: str, *edits: str) -> str:
    for number, one in enumerate(edits):
        (tmp_path / f"{number}.xlsx").write_bytes(with_shared_strings(grid(edited(one)), typed=True))
    return CliRunner().invoke(cli, ["check", str(tmp_path), "--format", form, "--ignore", "XFM"]).stdout


def test_json_lines_are_the_objects_of_the_json_report(tmp_path):
    lines = report(tmp_path, "jsonl", "", "总分.得分=96").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(report(tmp_path, "json"))
    assert len(lines) == 2


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_has_a_line_for_every_finding_and_every_clean_form(tmp_path):
    (tmp_path / "坏.xlsx").write_bytes(b"PK\3\4")
    found = rows(report(tmp_path, "csv", "", "总分.得分=96；指标2.偏差原因="))
    assert [(row["代码"], row["级别"], row["单元格"], row["填的是"], row["应为"]) for row in found] == [
        ("", "", "", "", ""),
        ("TXT01", "警告", "I14", "9", "10"),
        ("TOT01", "错误", "H21", "96", "98.5"),
        ("FIL02", "错误", "", "", ""),
    ]
    assert found[1]["项目名称"] == "农村公路日常养护项目" and found[1]["年度"] == "2022"


@pytest.mark.parametrize("trick", TRICKS)
def test_a_text_of_the_form_is_no_formula_in_csv(tmp_path, trick):
    book = openpyxl.load_workbook(io.BytesIO(with_shared_strings(grid(edited("")), typed=True)))
    book.active["B3"].value = trick
    book.active["B3"].data_type = "s"
    book.save(tmp_path / "表.xlsx")
    (row,) = rows(report(tmp_path, "csv"))
    assert row["项目名称"].lstrip("'").strip() == trick.strip()
    assert not row["项目名称"].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_github_annotations(tmp_path):
    lines = report(tmp_path, "github", "总分.得分=96；指标2.偏差原因=").splitlines()
    assert [line.split("::")[1].split(" ")[0] for line in lines] == ["warning", "error"]
    assert ",title=TOT01 自评表!H21::总分 96" in lines[1]


@pytest.mark.parametrize("trick", TRICKS)
def test_a_text_of_the_form_ends_no_command(tmp_path, trick):
    name = trick.replace("\n", "\\n")
    lines = report(tmp_path, "github", f"指标1.三级指标={name}；指标1.得分=").splitlines()
    assert all(line.startswith("::") and line.count("::") == 2 + trick.count("::") for line in lines)
    assert len([line for line in lines if "SCR01" in line]) == 1


def sheets(path) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_the_workbook_has_every_form_and_every_finding(tmp_path):
    folder = tmp_path / "报送"
    folder.mkdir()
    for name, edits in (("好", ""), ("差", "总分.得分=96；指标2.偏差原因="), ("缺", "主管部门=")):
        (folder / f"{name}.xlsx").write_bytes(with_shared_strings(grid(edited(edits)), typed=True))
    (folder / "坏.xlsx").write_bytes(b"PK\3\4")
    (folder / "说明.txt").write_text("x", "utf-8")
    target = tmp_path / "核对结果.xlsx"
    done = CliRunner().invoke(cli, ["check", str(folder), "--format", "xlsx", "-o", str(target), "--ignore", "XFM"])
    assert done.exit_code == 2 and not done.stdout
    found = sheets(target)
    assert list(found) == ["总览", "问题清单", "无法读取", "未读取", "按部门统计", "按规则统计"]
    overview = {row[1].rpartition("/")[2]: row for row in found["总览"][1:]}
    assert overview["差.xlsx"][8:] == [96, 98.5, "优", 1, 1, 0, 0]
    assert overview["好.xlsx"][8:] == [98.5, 98.5, "优", 0, 0, 0, 0]
    assert [(row[6], row[8], row[10], row[11]) for row in found["问题清单"][1:]] == [
        ("I14", "TXT01", 9, 10), ("H21", "TOT01", 96, 98.5), ("B4", "IDN01", None, None),
    ]  # fmt: skip
    assert [row[2] for row in found["无法读取"][1:]] == ["FIL02"]
    assert [row[1].rpartition("/")[2] for row in found["未读取"][1:]] == ["说明.txt"]
    assert found["按部门统计"][1:] == [["青禾县交通运输局", 2, 1, 1, 1, 0], ["（未填）", 1, 0, 0, 1, 0]]
    assert {row[0]: row[3] for row in found["按规则统计"][1:]} == {"TXT01": 1, "TOT01": 1, "IDN01": 1}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_text_of_the_form_is_a_text_in_the_workbook(tmp_path, trick):
    book = openpyxl.load_workbook(io.BytesIO(with_shared_strings(grid(edited("总分.得分=96")), typed=True)))
    book.active["B3"].value = trick
    book.active["B3"].data_type = "s"
    book.save(tmp_path / "表.xlsx")
    target = tmp_path / "结果.xlsx"
    CliRunner().invoke(cli, ["check", str(tmp_path / "表.xlsx"), "--format", "xlsx", "-o", str(target)])
    cell = openpyxl.load_workbook(target)["总览"]["D2"]
    assert cell.data_type == "s" and cell.value.strip() == trick.strip() and cell.hyperlink is None


def test_the_workbook_takes_no_place_but_that_of_an_earlier_one(tmp_path):
    form = tmp_path / "表.xlsx"
    form.write_bytes(with_shared_strings(grid(edited("")), typed=True))
    other = tmp_path / "别的.xlsx"
    other.write_bytes(form.read_bytes())
    target = tmp_path / "结果.xlsx"
    run = CliRunner().invoke
    for output, says in ((form, "这是报送的表"), (other, "已经存在"), (tmp_path / "结果.txt", "--format xlsx")):
        done = run(cli, ["check", str(form), "--format", "xlsx", "-o", str(output)])
        assert done.exit_code == 2 and says in done.stderr
    assert run(cli, ["check", str(form), "--format", "xlsx"]).exit_code == 2
    for _ in range(2):
        assert run(cli, ["check", str(form), "--format", "xlsx", "-o", str(target)]).exit_code == 0
    assert form.read_bytes() == other.read_bytes()
