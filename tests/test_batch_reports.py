"""What was found over many forms: in every report, with several processes, after a kill, and by the configuration."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from evalsheet.cli import cli
from samples.make_samples import with_shared_strings
from tests.batches import edits_of
from tests.forms import edited, form, grid

ROOT = Path(__file__).parent.parent
BATCH = "×6 ‖ 指标1.实际完成值=128公里 ‖ 指标1.实际完成值=129公里"
CODES = ["XFM01", "XFM03", "XFM04", "XFM05"]


def write(folder: Path, batch: str) -> Path:
    folder.mkdir(exist_ok=True)
    for number, edits in enumerate(edits_of(batch), 1):
        (folder / f"{number:02}.xlsx").write_bytes(with_shared_strings(grid(edited(edits)), typed=True))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("batch") / "报送", BATCH)


def run(*args: object):
    done = CliRunner().invoke(cli, ["check", *map(str, args)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def batch_of(*args: object) -> dict | None:
    last = json.loads(run(*args, "--format", "json").stdout)[-1]
    return last if last["status"] == "batch" else None


def codes(*args: object) -> list[str]:
    return [one["code"] for one in (batch_of(*args) or {"findings": []})["findings"]]


def test_json_has_one_more_element_with_the_files(folder):
    found = json.loads(run(folder, "--format", "json").stdout)
    assert [one["status"] for one in found] == ["ok"] * 8 + ["batch"]
    last = found[-1]
    assert list(last) == ["schema_version", "file", "status", "forms", "findings"]
    assert (last["schema_version"], last["file"], last["forms"]) == (1, None, [])
    assert [one["code"] for one in last["findings"]] == CODES
    first = last["findings"][0]
    assert first["files"] == [str(folder / "07.xlsx"), str(folder / "08.xlsx")]
    assert first["forms"][0] == {
        "file": str(folder / "07.xlsx"), "sheet": "自评表", "department": "青禾县交通运输局", "unit": "青禾县公路养护中心",
        "project": "农村公路日常养护项目", "year": 2022,
    }  # fmt: skip
    assert (first["level"], first["actual"], first["expected"], first["cell"]) == ("error", 2, 1, None)


def test_json_lines_are_the_same_objects(folder):
    lines = run(folder, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(run(folder, "--format", "json").stdout)


def test_text_names_the_forms_below_each_finding(folder):
    done = run(folder)
    assert done.exit_code == 1
    lines = done.stdout.partition("\n批量核对\n")[2].splitlines()
    assert "错误  XFM01  “农村公路日常养护项目”有 2 张表，填的数不同" in lines[0]
    assert [line.strip() for line in lines[1:3]] == [f"{folder / '07.xlsx'} [自评表]", f"{folder / '08.xlsx'} [自评表]"]
    assert lines[3].strip().startswith("建议：请确认以哪一张为准")
    assert "8 个文件（1 错误，1 警告，2 提示）：8 个没有问题，批量核对 4 条" in done.stdout


def test_text_names_ten_and_all_when_asked(tmp_path):
    many = write(tmp_path / "报送", "×13")
    assert run(many, "--select", "XFM05").stdout.count("[自评表]\n") == 13 + 10
    assert "……另有 3 张" in run(many, "--select", "XFM05").stdout
    assert run(many, "--select", "XFM05", "-v").stdout.count("[自评表]\n") == 13 + 13


def test_quiet_is_one_line_a_finding(folder):
    lines = run(folder, "-q").stdout.splitlines()
    assert [line.split()[2] for line in lines] == CODES
    assert lines[0].startswith("批量核对: 错误 XFM01 ") and lines[0].endswith("08.xlsx [自评表]")


def test_english(folder):
    assert "over all forms\n" in run(folder, "--lang", "en").stdout


def test_csv_has_a_line_for_each_form(folder):
    text = run(folder, "--format", "csv").stdout.removeprefix("\ufeff")
    rows = [row for row in csv.DictReader(io.StringIO(text, newline="")) if row["代码"]]
    assert [(row["代码"], Path(row["文件"]).name, row["项目名称"]) for row in rows[:2]] == [
        ("XFM01", "07.xlsx", "农村公路日常养护项目"),
        ("XFM01", "08.xlsx", "农村公路日常养护项目"),
    ]
    (about_a_unit,) = [row for row in rows if row["代码"] == "XFM04"]
    assert about_a_unit["文件"] == "" and "青禾县公路养护中心" in about_a_unit["问题"]


def test_github_stands_at_the_first_form_and_names_the_others(folder):
    lines = run(folder, "--format", "github").stdout.splitlines()
    assert lines[0].startswith(f"::error file={folder / '07.xlsx'},title=XFM01::")
    assert lines[0].endswith(f"; {folder / '08.xlsx'}")
    (about_a_unit,) = [line for line in lines if "XFM04" in line]
    assert about_a_unit.startswith("::notice title=XFM04::")


def sheet(target: Path) -> list[tuple]:
    return list(openpyxl.load_workbook(target)["批量核对"].iter_rows(values_only=True))


def test_the_workbook_has_a_table_for_each_rule(folder, tmp_path):
    target = tmp_path / "结果.xlsx"
    assert run(folder, "--format", "xlsx", "-o", target).exit_code == 1
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["总览", "问题清单", "无法读取", "批量核对", "未读取", "按部门统计", "按规则统计"]
    rows = sheet(target)
    titles = [number for number, row in enumerate(rows) if str(row[0]).startswith("XFM")]
    assert [rows[at][0][:5] for at in titles] == CODES
    at = titles[0]
    assert rows[at + 2][:8] == ("序号", "级别", "问题", "实施单位", "项目名称", "文件", "工作表", "年度")
    assert [(row[0], row[1], Path(row[5]).name, row[7]) for row in rows[at + 3 : at + 5]] == [
        (1, "错误", "07.xlsx", 2022),
        (1, "错误", "08.xlsx", 2022),
    ]
    at = titles[2]
    assert rows[at + 2][3:9] == ("实施单位", "表数", "接近或等于满分", "满分", "平均总分", "标准差")
    assert rows[at + 3][3:9] == ("青禾县公路养护中心", 8, 0, 0, 98.5, 0)
    by_rule = {row[0]: row[3:] for row in book["按规则统计"].iter_rows(min_row=2, values_only=True)}
    assert by_rule["XFM01"] == (1, 2) and by_rule["XFM04"] == (1, 0)


def test_without_such_findings_there_is_no_such_sheet(tmp_path):
    one = write(tmp_path / "报送", "×1")
    run(one, "--format", "xlsx", "-o", tmp_path / "结果.xlsx")
    assert "批量核对" not in openpyxl.load_workbook(tmp_path / "结果.xlsx").sheetnames


@pytest.mark.parametrize("trick", ["=1+1", "+1", "-1+2", "@SUM(A1)", '=HYPERLINK("http://x","y")', "<b>粗</b>", "\t=1"])
def test_a_name_from_a_form_is_a_text(tmp_path, trick):
    batch = tmp_path / "报送"
    batch.mkdir()
    for number in range(6):
        book = openpyxl.load_workbook(io.BytesIO(with_shared_strings(grid(edited("")), typed=True)))
        unit = form().unit.where
        assert unit is not None
        cell = book.active.cell(unit.row, unit.column)
        cell.value, cell.data_type = trick, "s"
        name = book.active.cell(3, 2)
        name.value, name.data_type = f"{trick}项目{number if number else 1}", "s"
        book.active.cell(15, 8).value = 9 if number else 10
        book.save(batch / f"{number}.xlsx")
    target = tmp_path / "结果.xlsx"
    run(batch, "--format", "xlsx", "-o", target)
    cells = [cell for row in openpyxl.load_workbook(target)["批量核对"] for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"} and not any(cell.hyperlink for cell in cells)
    assert any(str(cell.value).strip() == trick.strip() for cell in cells)
    text = run(batch, "--format", "csv").stdout.removeprefix("\ufeff")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(value.startswith(("=", "+", "-1+", "@", "\t")) for value in row)


def test_several_processes_say_the_same(folder):
    assert batch_of(folder, "-j", 2) == batch_of(folder, "-j", 0) == batch_of(folder)


def test_one_form_has_no_batch(tmp_path):
    assert batch_of(write(tmp_path / "报送", "×1")) is None


def test_forms_of_one_workbook_are_a_batch_too(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(with_shared_strings(grid(edited("")), typed=True)))
    copy = book.copy_worksheet(book.active)
    copy.title = "自评表2"
    book.save(tmp_path / "两张.xlsx")
    last = batch_of(tmp_path / "两张.xlsx")
    assert last is not None
    (finding,) = last["findings"]
    assert (finding["code"], finding["level"], finding["files"]) == ("XFM01", "hint", [str(tmp_path / "两张.xlsx")])
    assert [one["sheet"] for one in finding["forms"]] == ["自评表", "自评表2"]


def test_the_same_form_in_all_formats_is_one():
    (finding,) = batch_of(ROOT / "samples/formats", ROOT / "samples/standard.xlsx", ROOT / "samples/standard.docx")[
        "findings"
    ]
    assert (finding["code"], finding["level"]) == ("XFM01", "hint")
    assert len(finding["files"]) == len(list((ROOT / "samples/formats").iterdir())) + 2


def test_standard_input_is_one_of_the_batch(folder):
    done = CliRunner().invoke(
        cli, ["check", "-", str(folder / "01.xlsx"), "--format", "json"], input=(folder / "01.xlsx").read_bytes()
    )
    assert json.loads(done.stdout)[-1]["findings"][0]["files"] == ["-", str(folder / "01.xlsx")]


def test_select_and_ignore(folder):
    assert codes(folder, "--select", "XFM05,XFM-01") == ["XFM01", "XFM05"]
    assert codes(folder, "--ignore", "XFM01,XFM03") == ["XFM04", "XFM05"]
    assert codes(folder, "--select", "FND") == []
    assert run(folder, "--ignore", "XFM01").exit_code == 0
    assert run(folder, "--ignore", "XFM01", "--strict").exit_code == 1


def test_the_configuration_sets_levels_and_waives(folder, tmp_path):
    batch = write(tmp_path / "报送", BATCH)
    settings = batch / "evalsheet.toml"
    settings.write_text('[levels]\nXFM01 = "warning"\nXFM05 = "off"\nXFM04 = "off"\n', "utf-8")
    assert codes(batch) == ["XFM01", "XFM03"]
    assert run(batch).exit_code == 0
    assert codes(batch, "--select", "XFM05") == ["XFM05"]
    waiver = '[[waivers]]\ncode = "{}"\nreason = "统一组织"\n{}'
    for text, waived in (
        (waiver.format("XFM01", 'file = "0[78].xlsx"\n'), {"XFM01"}),
        (waiver.format("XFM01", 'file = "07.xlsx"\n'), set()),
        (waiver.format("XFM04", ""), {"XFM04"}),
        (waiver.format("XFM04", 'file = "0*.xlsx"\n'), set()),
        (waiver.format("XFM", ""), set(CODES)),
        (waiver.format("XFM05", "until = 2021\n"), set()),
        (waiver.format("XFM05", "until = 2022\n"), {"XFM05"}),
        (waiver.format("XFM05", 'cell = "I14"\n'), set()),
    ):
        settings.write_text(text, "utf-8")
        found = batch_of(batch)
        assert {one["code"] for one in found["findings"] if one["waived"]} == waived, text
        assert run(batch).exit_code == (0 if "XFM01" in waived else 1)


def test_a_named_year_leaves_the_year_to_each_form(tmp_path):
    other = "标题=2021年度项目支出绩效自评表；指标4.年度指标值=2021年12月底前；指标4.实际完成值=2021年11月"
    batch = write(tmp_path / "报送", f"×6 ‖ {other}")
    assert "XFM07" in codes(batch)
    assert "XFM07" not in codes(batch, "--year", 2022)


def test_the_thresholds_are_those_of_the_named_profile(tmp_path):
    batch = write(tmp_path / "报送", "×3")
    own = tmp_path / "本地.toml"
    own.write_text('name = "own"\nextends = "base"\nsource = "x"\n[thresholds]\nsame_reason_forms = 4\n', "utf-8")
    assert "XFM05" in codes(batch)
    assert "XFM05" not in codes(batch, "--profile", own)


def test_show_judges_no_batch(folder):
    done = CliRunner().invoke(cli, ["show", str(folder), "--format", "json"])
    assert len(json.loads(done.stdout)) == 8 and "XFM" not in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signals of POSIX")
def test_what_was_done_before_a_kill_counts_in_the_batch(tmp_path):
    batch = write(tmp_path / "报送", "×40 ‖ 指标1.实际完成值=128公里 ‖ 指标1.实际完成值=129公里")
    command = [sys.executable, "-m", "evalsheet", "check", str(batch), "--format", "jsonl", "-j", "1", "-o"]
    done = subprocess.run([*command, str(tmp_path / "undisturbed")], cwd=ROOT)
    assert done.returncode == 1
    journal, out = tmp_path / "out.journal", tmp_path / "out"
    with subprocess.Popen([*command, str(out)], cwd=ROOT, start_new_session=True) as process:
        end = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < end:
            if journal.exists() and journal.stat().st_size > 40_000:  # some six forms
                break
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGKILL)
    assert journal.exists() and not out.exists()
    done = subprocess.run([*command, str(out), "--resume"], cwd=ROOT)
    assert done.returncode == 1
    said = out.read_text("utf-8")
    assert said == (tmp_path / "undisturbed").read_text("utf-8")
    last = json.loads(said.splitlines()[-1])
    assert last["status"] == "batch" and "XFM01" in [one["code"] for one in last["findings"]]
