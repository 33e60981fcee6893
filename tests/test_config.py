"""evalsheet.toml: the nearest one counts, the command line wins, and what is waived stays in sight."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import evalsheet
from evalsheet import config
from evalsheet.cli import cli
from evalsheet.config import BadConfig, Config
from evalsheet.model import Waiver
from samples.make_samples import with_shared_strings
from tests.forms import edited, grid

FAULT = "指标2.偏差原因="  # points off without a reason: TXT01, a warning, at I14
WAIVER = '[[waivers]]\ncode = "TXT01"\ncell = "I14"\nreason = "已在附件说明"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one faulty form of 2022 two levels down."""
    below = tmp_path / "2022" / "青河县"
    below.mkdir(parents=True)
    (below / "公路.xlsx").write_bytes(with_shared_strings(grid(edited(FAULT)), typed=True))
    return tmp_path


def run(*args: object):
    return CliRunner().invoke(cli, [str(arg) for arg in args])


def check(folder: Path, *args: object) -> dict:
    return json.loads(run("check", folder, "--format", "json", *args).stdout)[0]["forms"][0]


def findings(folder: Path, *args: object) -> list[tuple[str, str, str | None]]:
    return [(one["code"], one["level"], one["waived"]) for one in check(folder, *args)["findings"]]


def test_nothing_is_set_without_a_file(folder):
    assert config.find([str(folder)]) == Config()
    assert findings(folder) == [("TXT01", "warning", None)]


def test_the_nearest_one_upwards_counts(folder):
    (folder / "evalsheet.toml").write_text('ignore = ["TXT"]\n', "utf-8")
    assert findings(folder / "2022") == []
    (folder / "2022" / "evalsheet.toml").write_text('[levels]\nTXT01 = "hint"\n', "utf-8")
    assert findings(folder / "2022" / "青河县" / "公路.xlsx") == [("TXT01", "hint", None)]
    assert findings(folder) == []


def test_files_of_several_folders_share_the_one_above_all_of_them(folder):
    (folder / "2022" / "evalsheet.toml").write_text('ignore = ["TXT"]\n', "utf-8")
    (folder / "别处.xlsx").write_bytes((folder / "2022" / "青河县" / "公路.xlsx").read_bytes())
    assert config.find([str(folder / "2022"), str(folder / "别处.xlsx")]) == Config()


def test_the_command_line_wins(folder):
    (folder / "evalsheet.toml").write_text(
        'ignore = ["TXT"]\nlang = "en"\nprofile = "mof-2020"\nyear = 2021\n', "utf-8"
    )
    form = check(folder)
    assert form["profile"] == "mof-2020"
    assert [one["message"] for one in form["findings"] if one["code"] == "IDN02"] == [
        "the form is of 2022, expected 2021"
    ]
    form = check(folder, "--profile", "base", "--year", "2022", "--ignore", "VAL", "--lang", "zh")
    assert form["profile"] == "base"
    assert [(one["code"], one["message"][0]) for one in form["findings"]] == [("TXT01", "“")]


def test_a_file_of_another_name(folder):
    path = folder / "省厅.toml"
    path.write_text('[levels]\nTXT = "error"\n', "utf-8")
    assert findings(folder, "--config", path) == [("TXT01", "error", None)]
    assert run("check", folder, "--config", path).exit_code == 1


def test_a_profile_is_named_from_the_folder_of_the_configuration(folder):
    (folder / "本县.toml").write_text('name = "本县"\nextends = "hn-yiyang-2022"\n', "utf-8")
    (folder / "evalsheet.toml").write_text('profile = "本县.toml"\n', "utf-8")
    assert check(folder)["profile"] == "本县"


def test_a_level_is_milder_where_the_case_is(folder):
    """A blank department is a warning even where the rule is set to error, and a hint where it is set to hint."""
    form = with_shared_strings(grid(edited("主管部门=")), typed=True)
    (parsed,) = evalsheet.read(form)
    for level, expected in (("error", "warning"), ("hint", "hint")):
        found = config_levels(parsed, {"IDN01": level})
        assert found == [("IDN01", expected)]


def config_levels(form, levels):
    from evalsheet.rules import check

    return [(one.code, one.level) for one in check(form, None, levels)]


def test_a_waived_finding_is_shown_with_its_reason_and_counted_apart(folder):
    (folder / "evalsheet.toml").write_text(WAIVER, "utf-8")
    assert findings(folder) == [("TXT01", "warning", "已在附件说明")]
    done = run("check", folder, "--strict")
    assert done.exit_code == 0
    assert "豁免  TXT01" in done.stdout and "理由：已在附件说明" in done.stdout
    assert "0 错误，0 警告，0 提示，1 豁免" in done.stdout and "1 个没有问题" in done.stdout
    quiet = run("check", folder, "-q")
    assert "豁免 TXT01" in quiet.stdout


@pytest.mark.parametrize(
    ("changed", "waived"),
    [
        ("", True),
        ('file = "公路.xlsx"\n', True),
        ('file = "*/青河县/*"\n', True),
        ('file = "水库.xlsx"\n', False),
        ("until = 2022\n", True),
        ("until = 2023\n", True),
        ("until = 2021\n", False),
    ],
)
def test_whom_a_waiver_is_for(folder, changed, waived):
    (folder / "evalsheet.toml").write_text(WAIVER + changed, "utf-8")
    assert [one[2] is not None for one in findings(folder)] == [waived]


@pytest.mark.parametrize(("old", "new"), [("TXT01", "TXT02"), ("I14", "I15"), ("TXT01", "FND")])
def test_another_code_or_cell_is_not_waived(folder, old, new):
    (folder / "evalsheet.toml").write_text(WAIVER.replace(old, new), "utf-8")
    assert findings(folder) == [("TXT01", "warning", None)]


def test_a_form_without_a_year_outlives_no_waiver(folder):
    path = folder / "2022" / "青河县" / "公路.xlsx"
    path.write_bytes(with_shared_strings(grid(edited(FAULT + "；标题=项目支出绩效自评表")), typed=True))
    (folder / "evalsheet.toml").write_text(WAIVER + "until = 2030\n", "utf-8")
    assert [one[2] for one in findings(folder) if one[0] == "TXT01"] == [None]


def test_the_filled_form_says_what_was_waived(folder):
    (folder / "evalsheet.toml").write_text(WAIVER, "utf-8")
    target = folder / "out.xlsx"
    assert run("fill", folder / "2022" / "青河县" / "公路.xlsx", "-o", target).exit_code == 0
    import openpyxl

    sheet = openpyxl.load_workbook(target)["校验结果"]
    assert sheet["A1"].value == "校验结果：1 个豁免"
    assert [sheet[cell].value for cell in ("B3", "C3", "I3")] == ["豁免", "TXT01", "豁免：已在附件说明"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('profil = "base"\n', "没有名为 profil 的键，是否指 profile？"),
        ('select = "FND"\n', "select 应为一个列表"),
        ('select = ["WGT33"]\n', "没有代码 WGT33，是否指 WGT03？"),
        ('ignore = ["FIL02"]\n', "总要报告"),
        ('year = "2022"\n', "year 应为年份"),
        ("year = true\n", "year 应为年份"),
        ('lang = "fr"\n', "lang 应为 zh、en 之一"),
        ("profile = 3\n", "profile 应为一段文字"),
        ('[levels]\nTXT01 = "fatal"\n', "级别 'fatal' 不存在"),
        ('levels = ["TXT01"]\n', "levels 应为一个表"),
        ('[[waivers]]\ncode = "TXT01"\n', "waivers 第 1 项的 reason 没有写"),
        ('[[waivers]]\nreason = "x"\n', "waivers 第 1 项的 code 没有写"),
        ('[[waivers]]\ncode = "TXT01"\nreasons = "x"\n', "waivers 第 1 项的 reasons 的键，是否指 reason？"),
        ('[[waivers]]\ncode = "TXT01"\nreason = "x"\ncell = "ZZ"\n', "cell 应为一个单元格"),
        ('[waivers]\ncode = "TXT01"\n', "豁免应写成 [[waivers]]"),
        ("profile = \n", "不是合格的 TOML"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_key(folder, text, says):
    path = folder / "evalsheet.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadConfig) as caught:
        config.load(path)
    assert says in str(caught.value) and "evalsheet.toml" in str(caught.value)
    done = run("check", folder)
    assert (done.exit_code, done.stdout) == (2, "") and says in done.stderr


def test_a_configuration_that_is_not_there(folder):
    done = run("check", folder, "--config", folder / "无.toml")
    assert done.exit_code == 2 and "打不开" in done.stderr


def test_all_that_can_be_set(tmp_path):
    path = tmp_path / "evalsheet.toml"
    path.write_text(
        'profile = "base"\nyear = 2022\nselect = ["FND", "TOT01"]\nignore = ["FND04"]\nlang = "en"\n'
        '[levels]\nTXT01 = "error"\n' + WAIVER + "until = 2024\n",
        "utf-8",
    )
    waiver = Waiver("TXT01", "已在附件说明", "*", "I14", 2024)
    levels = {"TXT01": "error"}
    assert config.load(path) == Config(path, "base", 2022, "FND,TOT01", "FND04", "en", levels, (waiver,))
