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
    return CliRunner().invoke(cli, ["check", str(tmp_path), "--format", form]).stdout


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
