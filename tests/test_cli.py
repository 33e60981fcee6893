"""The command line: payload on stdout, all else on stderr, exit codes as promised."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import evalsheet
from evalsheet import profiles, reports
from evalsheet.cli import check
from evalsheet.rules import RULES
from samples.make_samples import with_shared_strings
from tests.forms import edited, grid

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
SEED = "samples/yiyang_2022.xlsx"
CORRECTED = "samples/yiyang_2022_corrected.xlsx"


@pytest.fixture
def run(monkeypatch, invoke):
    """Runs evalsheet in the project's root; gives exit code, stdout, stderr."""
    monkeypatch.chdir(ROOT)
    return invoke


def test_the_corrected_form_ends_with_0(run):
    code, out, err = run("check", CORRECTED)
    assert (code, err) == (0, "")
    assert "0 错误，0 警告" in out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_real_form_as_text(run, golden, lang):
    code, out, _ = run("check", SEED, "--lang", lang)
    assert code == 1
    golden(f"yiyang_2022.{lang}.txt", out)


def test_the_real_form_as_json(run, golden):
    code, out, _ = run("check", SEED, "--format", "json")
    (result,) = json.loads(out)
    assert (code, result["schema_version"], result["status"]) == (1, 1, "findings")
    assert result["forms"][0]["score"] == {"declared": 100, "computed": 100, "grade": "优"}
    golden("yiyang_2022.json", json.dumps(result, ensure_ascii=False, indent=1) + "\n")


def test_what_was_read_as_json(run, golden):
    code, out, _ = run("show", "samples/standard.xlsx", "--format", "json")
    assert code == 0
    golden("standard.show.json", json.dumps(json.loads(out), ensure_ascii=False, indent=1) + "\n")


def test_what_was_read_as_text(run, golden):
    code, out, _ = run("show", "samples/standard.xlsx", "-v")
    assert code == 0
    golden("standard.show.txt", out)


def test_check_says_what_the_library_says(run):
    _, out, _ = run("check", SEED, "--format", "json")
    (form,) = evalsheet.read(SAMPLES / "yiyang_2022.xlsx")
    said = [(f["code"], f["cell"], f["message"]) for f in json.loads(out)[0]["forms"][0]["findings"]]
    assert said == [(f.code, f.where.cell, evalsheet.message(f)) for f in evalsheet.check(form)]


def test_verbose_names_the_profile_and_why(run):
    assert "hn-yiyang-2022" in run("check", SEED, "-v")[1]
    assert "表上印的分值与之相同" in run("check", SEED, "-v")[1]
    assert "按名指定" in run("check", SEED, "-v", "--profile", "base")[1]


def test_quiet_is_one_line_a_finding(run):
    code, out, _ = run("check", SEED, "-q")
    assert code == 1
    lines = out.splitlines()
    assert len(lines) == len(evalsheet.check(evalsheet.read(ROOT / SEED)[0]))
    assert all(
        re.match(r"samples/yiyang_2022\.xlsx:自评表![A-Z]+\d+: (错误|警告|提示) [A-Z]{3}\d\d ", line) for line in lines
    )


def test_select_and_ignore(run):
    assert run("check", SEED, "--select", "TOT,scr08")[0] == 0
    out = run("check", SEED, "--select", "TOT,scr08", "--format", "json")[1]
    assert {f["code"] for f in json.loads(out)[0]["forms"][0]["findings"]} == {"TOT05", "SCR08"}
    assert run("check", SEED, "--ignore", "STR-06")[0] == 0


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), False),
        (("--select", "VAL18"), True),
        (("--select", "val-18,TOT"), True),
        (("--select", "VAL"), False),
        (("--ignore", "TOT"), False),
        (("--select", "VAL18", "--ignore", "VAL"), False),
    ],
)
def test_a_rule_that_is_off_runs_when_its_full_code_is_selected(run, options, found):
    out = run("check", SEED, *options, "--format", "json")[1]
    assert ("VAL18" in {f["code"] for f in json.loads(out)[0]["forms"][0]["findings"]}) is found


def test_a_named_profile_enforces_its_split(run):
    rows = json.loads(run("check", "samples/standard.xlsx", "--profile", "hn-yiyang-2022", "--format", "json")[1])
    assert rows[0]["status"] == "ok"


def test_strict_counts_warnings(run):
    args = ("check", "samples/faulty", "--select", "VAL09")
    assert run(*args)[0] == 0
    assert run(*args, "--strict")[0] == 1


def test_year(run):
    out = run("check", CORRECTED, "--year", "2023", "--format", "json")[1]
    assert "IDN02" in {f["code"] for f in json.loads(out)[0]["forms"][0]["findings"]}


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("check", SEED, "--select", "STR99"), "是否指 STR"),
        (("check", SEED, "--ignore", "quatsch"), "没有代码 quatsch"),
        (("check", SEED, "--profile", "hn-yiyang-2021"), "是否指 hn-yiyang-2022"),
        (("rules", "FND3"), "是否指 FND"),
        (("check", SEED, "--ignore", "FIL20"), "不能选择或忽略"),
        (("check", "-", "-"), "只能读一次"),
        (("fill", SEED), "-o"),
        (("profiles", "mof"), "没有名为 mof 的表样"),
    ],
)
def test_wrong_words_are_usage_errors_that_offer_the_nearest(run, args, says):
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert says in err


def test_nothing_given_is_a_usage_error(run):
    code, out, err = run("check")
    assert (code, out) == (2, "")
    assert "PATH" in err


def test_a_missing_file_costs_only_itself(run):
    code, out, _ = run("check", "没有这个文件.xlsx", CORRECTED, "--format", "json")
    results = json.loads(out)
    assert code == 2
    assert [one["status"] for one in results] == ["unreadable", "findings"]
    assert results[0]["findings"][0]["code"] == "FIL09"
    assert "文件不存在" in results[0]["findings"][0]["message"]


def test_a_folder_is_searched_in_order_and_other_files_are_counted(run, tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("b/2.xlsx", "1.XLSX", "~$1.xlsx", ".3.xlsx"):
        (tmp_path / name).write_bytes((ROOT / CORRECTED).read_bytes())
    (tmp_path / "说明.pdf").write_text("x")
    code, out, err = run("check", tmp_path, "--format", "json", "--ignore", "XFM")
    assert [os.path.relpath(one["file"], tmp_path) for one in json.loads(out)] == [
        "1.XLSX",
        os.path.join("b", "2.xlsx"),
    ]
    assert code == 0
    assert "未读取 1 个" in err


def test_another_form_ends_with_1_if_named_and_0_if_found(run, tmp_path):
    form = grid(edited("标题=2022年度部门整体支出绩效自评表"))
    (tmp_path / "整体.xlsx").write_bytes(with_shared_strings(form, typed=True))
    code, out, _ = run("check", tmp_path / "整体.xlsx", "--format", "json")
    finding = json.loads(out)[0]["findings"][0]
    assert (code, finding["code"], finding["level"]) == (1, "FIL21", "error")
    code, out, _ = run("check", tmp_path, "--format", "json")
    assert (code, json.loads(out)[0]["findings"][0]["level"]) == (0, "hint")


def test_standard_input(run):
    code, out, _ = run("check", "-", "--format", "json", input=(ROOT / CORRECTED).read_bytes())
    assert code == 0
    assert json.loads(out)[0]["file"] == "-"


def test_output_goes_to_a_file_whole(run, tmp_path):
    target = tmp_path / "结果.json"
    code, out, _ = run("check", SEED, "--format", "json", "-o", target)
    assert (code, out) == (1, "")
    assert json.loads(target.read_text("utf-8"))[0]["status"] == "findings"
    assert list(tmp_path.iterdir()) == [target]


def test_an_output_that_cannot_be_written_says_so(run, tmp_path):
    code, out, err = run("check", SEED, "-o", tmp_path / "没有" / "结果.txt")
    assert code == 2
    assert out == ""
    assert "写不了" in err


def test_the_submission_is_never_changed(run):
    before = (ROOT / SEED).read_bytes()
    run("check", SEED)
    run("show", SEED)
    assert (ROOT / SEED).read_bytes() == before


def test_a_rule_that_crashes_is_reported_and_hides_nothing(run, monkeypatch):
    from dataclasses import replace

    def crash(form):
        raise ZeroDivisionError("boom")

    monkeypatch.setitem(RULES, "TOT05", replace(RULES["TOT05"], function=crash))
    code, out, _ = run("check", SEED, "--format", "json")
    found = {f["code"]: f["message"] for f in json.loads(out)[0]["forms"][0]["findings"]}
    assert code == 2
    assert "TOT05" in found["FIL90"]
    assert {"STR06", "VAL03", "SCR08"} <= found.keys()


def test_formats_are_the_modules_of_the_folder():
    (option,) = (one for one in check.params if one.name == "format_")
    assert sorted(option.type.choices) == reports.formats()


def test_a_rule_that_is_not_run_absorbs_nothing(run, tmp_path):
    form = grid(edited("资金总额.得分=11；总分.得分=100"))
    (tmp_path / "表.xlsx").write_bytes(with_shared_strings(form, typed=True))
    for options, code in (((), "FND07"), (("--ignore", "FND07"), "FND03"), (("--select", "FND03"), "FND03")):
        out = run("check", tmp_path / "表.xlsx", "--format", "json", *options)[1]
        found = [finding["code"] for finding in json.loads(out)[0]["forms"][0]["findings"]]
        assert [one for one in found if one.startswith("FND")] == [code]


def test_workbooks_of_all_formats_are_found_in_a_folder_whatever_they_are_called(run, tmp_path):
    (tmp_path / "导出.xls").write_bytes((ROOT / CORRECTED).read_bytes())
    for path in (SAMPLES / "formats").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "说明.txt").write_text("x")
    code, out, err = run("check", tmp_path, "--format", "json", "--ignore", "XFM")
    found = json.loads(out)
    assert sorted(os.path.basename(one["file"]) for one in found) == sorted(
        ["导出.xls", *(path.name for path in (SAMPLES / "formats").iterdir())]
    )
    assert all(one["forms"] for one in found)
    assert code == 0
    assert "未读取 1 个" in err


def test_what_may_be_a_table_but_is_none_is_a_hint_if_found_and_an_error_if_named(run, tmp_path):
    others = {
        "首页.html": b"<html><body>x</body></html>",
        "名单.csv": b"a,b",
        "pom.xml": b"<?xml version='1.0'?><project/>",
        "照片.csv": b"\xff\xd8\xff\xe0",
        "数据.csv": b"1\n" * 500_001,
    }
    for name, content in others.items():
        (tmp_path / name).write_bytes(content)
    code, out, _ = run("check", tmp_path, "--format", "json")
    said = {
        os.path.basename(one["file"]): (one["status"], one["findings"][0]["level"], one["findings"][0]["code"])
        for one in json.loads(out)
    }
    assert code == 0
    assert said == {
        "首页.html": ("no_form", "hint", "FIL20"),
        "名单.csv": ("no_form", "hint", "FIL20"),
        "pom.xml": ("no_form", "hint", "FIL01"),
        "照片.csv": ("no_form", "hint", "FIL01"),
        "数据.csv": ("no_form", "hint", "FIL04"),
    }
    assert [run("check", tmp_path / name)[0] for name in others] == [1, 1, 2, 2, 2]


def test_a_damaged_workbook_stays_an_error_where_it_is_found(run, tmp_path):
    for name in ("自评表.xls", "自评表.ods", "自评表.xml"):
        (tmp_path / name).write_bytes((SAMPLES / "formats" / name).read_bytes()[:2000])
    code, out, _ = run("check", tmp_path, "--format", "json")
    assert code == 2
    assert [one["findings"][0]["code"] for one in json.loads(out)] == ["FIL02"] * 3


def test_a_report_never_takes_the_place_of_an_input(run, tmp_path):
    table = tmp_path / "表.csv"
    table.write_bytes((SAMPLES / "formats" / "自评表.csv").read_bytes())
    before = table.read_bytes()
    for path in (table, tmp_path):
        code, _, err = run("check", path, "-o", table)
        assert (code, table.read_bytes()) == (2, before)
        assert "不会覆盖报送的表" in err
    assert run("check", table, "-o", tmp_path / "结果.csv")[0] == 0
    assert run("check", table, "-o", tmp_path / "结果.xls")[0] == 2


def test_an_empty_folder_says_so(run, tmp_path):
    code, _, err = run("check", tmp_path)
    assert code == 0
    assert "没有找到" in err


@pytest.mark.skipif(os.name == "nt", reason="closed streams differ on Windows")
@pytest.mark.parametrize(("shell", "code"), [("check - <&-", 2), (f"check {CORRECTED} >/dev/full", 2)])
def test_closed_and_full_streams_end_in_a_sentence(shell, code):
    done = subprocess.run(f"{sys.executable} -m evalsheet {shell}", shell=True, cwd=ROOT, capture_output=True)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes end differently on Windows")
def test_a_reader_that_has_seen_enough_does_not_change_the_exit_code():
    line = (
        f"{sys.executable} -m evalsheet check {CORRECTED} {CORRECTED} | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("0", "")


@pytest.mark.parametrize("command", [[], ["check"], ["show"], ["fill"], ["template"], ["rules"], ["profiles"]])
def test_help_has_an_example(run, command):
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert "evalsheet" in out and "例：" in out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", list(RULES))
def test_every_rule_can_be_explained(run, code, lang):
    status, out, _ = run("rules", code, "--lang", lang)
    assert status == 0
    assert out.startswith(code)


def test_rules_as_json_have_the_promised_keys(run):
    rows = json.loads(run("rules", "--format", "json")[1])
    keys = {"code", "level", "area", "scope", "title", "why", "source", "certainty", "fix", "examples"}
    keys |= {"advice", "absorbs", "absorbed_by", "levels", "guards"}
    assert all(row.keys() == keys for row in rows)
    assert [row["code"] for row in rows] == sorted(RULES)


def test_profiles(run):
    assert [line.split()[0] for line in run("profiles")[1].splitlines()] == list(profiles.names())
    assert "产出指标 50" in run("profiles", "mof-2020")[1]


def spawn(*args, **env):
    return subprocess.run(
        [sys.executable, "-m", "evalsheet", *args], cwd=ROOT, capture_output=True, env={**os.environ, **env}
    )


def test_a_legacy_code_page_never_fails():
    done = spawn("check", SEED, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"STR06" in done.stdout


def test_json_is_utf_8_whatever_the_console():
    done = spawn("check", SEED, "--format", "json", PYTHONIOENCODING="gbk")
    assert json.loads(done.stdout.decode("utf-8"))[0]["status"] == "findings"


def test_start_up_imports_nothing_heavy():
    script = (
        "import sys, evalsheet.cli; print([m for m in ('pandas', 'openpyxl', 'rich', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
