"""Profiles: shipped ones load and match, and a bureau's own is told what is wrong with it."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

from evalsheet import profile_page, profiles, toml_json
from evalsheet.model import bare, normal
from evalsheet.profiles import BadProfile
from evalsheet.rules import check
from tests.forms import STANDARD, form


@pytest.mark.parametrize("name", profiles.names())
def test_labels_are_written_as_they_are_looked_up(name):
    profile = profiles.load(name)
    for labels in (
        profile.labels,
        profile.fund_columns,
        profile.fund_items,
        profile.columns,
        profile.level1,
        profile.level2,
    ):
        assert [label for label in labels if normal(label) != label or bare(label) != label] == []


@pytest.mark.parametrize("name", profiles.names())
def test_shipped_profiles_hold_together(name):
    profile = profiles.load(name)
    assert profile.name == name
    assert {"zh", "en"} <= profile.title.keys()
    if profile.caps:
        assert sum(profile.caps.values()) + (profile.execution_weight or 0) == profile.full_mark
    assert set(profile.required_level1) <= set(profile.placement)
    assert [floor for _, floor in profile.grades] == sorted((floor for _, floor in profile.grades), reverse=True)


@pytest.mark.parametrize(
    ("caps", "name"),
    [
        (("50", "40"), "hn-yiyang-2022"),
        (("50", "30"), "base"),
        (("45", "45"), "base"),
    ],
)
def test_the_printed_caps_choose(caps, name):
    table = STANDARD.replace("(50分)", f"({caps[0]}分)").replace("(40分)", f"({caps[1]}分)")
    assert form(table).profile.name == name


def test_satisfaction_as_a_first_level_is_the_national_form():
    table = STANDARD.replace("(40分)", "(30分)").replace(
        "^ | ^ | 服务对象满意度指标", "^ | 满意度指标(10分) | 服务对象满意度指标"
    )
    parsed = form(table)
    assert (parsed.profile.name, parsed.profile_choice) == ("mof-2020", "match")


def test_the_index_is_fresh():
    written = Path(profiles.INDEX).read_text("utf-8")
    assert written == profiles.index(), "python -m evalsheet.profiles writes it anew"


@pytest.mark.parametrize("path", toml_json.texts(), ids=os.path.basename)
def test_the_json_is_the_toml(path):
    assert Path(path).read_text("utf-8") == toml_json.texts()[path], "python -m evalsheet.profiles writes it anew"


NATIONAL = {"产出指标": Decimal(50), "效益指标": Decimal(30), "满意度指标": Decimal(10)}
SIGN_COLUMNS = ("name", "target_sign", "target", "target_unit", "actual")


@pytest.mark.parametrize(
    ("caps", "title", "columns", "name"),
    [
        ({}, "2022年度项目支出绩效自评表", (), "base"),
        (NATIONAL, "2022年度项目支出绩效自评表", (), "mof-2020"),
        (NATIONAL, "2022年度项目支出绩效自评表", SIGN_COLUMNS, "mof-2020"),
        (NATIONAL, "财政衔接推进乡村振兴补助资金项目绩效自评表", (), "ah-xx-2023"),
        ({}, "财政衔接推进乡村振兴补助资金项目绩效自评表", (), "base"),
        (NATIONAL | {"产出指标": Decimal(40), "满意度指标": Decimal(20)}, "", (), "yn-2022"),
        ({}, "部门预算项目支出绩效自评表（2023年度）", SIGN_COLUMNS, "sc-2023"),
        ({}, "部门预算项目支出绩效自评表（2023年度）", (), "base"),
        ({}, "2023年度项目支出绩效自评表", SIGN_COLUMNS, "base"),
    ],
)
def test_caps_title_and_columns_choose(caps, title, columns, name):
    assert profiles.choose(caps, title, columns).name == name


def test_only_the_chosen_profile_and_those_it_extends_are_parsed(monkeypatch):
    parsed = []
    read = profiles._read
    monkeypatch.setattr(profiles, "_read", lambda name: parsed.append(name) or read(name))
    profiles.load.cache_clear()
    profiles._base.cache_clear()
    profiles.choose(NATIONAL, "衔接资金项目绩效自评表")
    assert parsed == ["ah-xx-2023", "mof-2020", "base"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", profiles.names())
def test_each_profile_has_a_page(name, lang):
    profile = profiles.load(name)
    text = profile_page.page(profile, lang)
    assert profile.title[lang] in text and profile.source in text
    assert all(f"{level1} {cap}" in text for level1, cap in profile.caps.items())


def test_a_profile_extends_one_beside_it_and_drops_a_level(tmp_path):
    (tmp_path / "市.toml").write_text('name = "市"\n[scoring]\nexecution_weight = 20\n', "utf-8")
    below = 'name = "县"\nextends = "市.toml"\n[scoring.caps]\n"产出指标" = 80\n"满意度指标" = 0\n'
    (tmp_path / "县.toml").write_text(below, "utf-8")
    profile = profiles.load(str(tmp_path / "县.toml"))
    assert (profile.execution_weight, profile.caps) == (20, {"产出指标": 80})


def test_a_bureau_writes_its_own(tmp_path):
    path = tmp_path / "qh-2023.toml"
    path.write_text(
        'name = "qh-2023"\nextends = "mof-2020"\nyear = 2023\n[scoring]\nexecution_weight = 20\n'
        '[scoring.caps]\n"产出指标" = 40\n[rules.levels]\nTXT01 = "error"\n',
        "utf-8",
    )
    profile = profiles.load(str(path))
    assert (profile.execution_weight, profile.caps["产出指标"], profile.caps["效益指标"]) == (20, 40, Decimal(30))
    assert profile.levels == {**profiles.load("base").levels, "TXT01": "error"}
    assert form(STANDARD, profile=str(path)).profile_choice == "named"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('name = "x"\n[scoring]\nexecution_wieght = 20\n', "是否指 execution_weight"),
        ('name = "x"\n[lables]\n', "是否指 labels"),
        ('name = "x"\n[labels]\nproject = "工程名称"\n', "应为一个列表"),
        ('name = "x"\n[scoring]\nreverse = ["ration"]\n', "是否指 ratio"),
        ('name = "x"\n[scoring]\nreverse = []\n', "是空的"),
        ('name = "x"\n[scoring]\nfull_mark = "百"\n', "应为"),
        ('name = "x"\n[rules.levels]\nTOT01 = "fatal"\n', "级别 fatal 不存在"),
        ('name = "x"\nextends = "mof"\n', "是否指 mof-2020"),
        ("name = ", "不是合格的 TOML"),
        ('name = "x"\n[rules]\nrequired_columns = ["目标"]\n', "rules.required_columns 中没有 目标"),
        ('name = "x"\n[rules]\nrequired_level1 = ["产出"]\n', "是否指 产出指标"),
        ('name = "x"\n[placement]\n"产出" = ["数量指标"]\n', "placement 中没有 产出"),
        ('name = "x"\n[scoring.caps]\n"产出" = 50\n', "scoring.caps 中没有 产出"),
        ('name = "x"\nextends = "mof-2020"\n[scoring.caps]\n"产出指标" = 80\n', "超过满分"),
        ('name = "x"\n[scoring]\nexecution_weight = -5\n', "不能是负数"),
        ('name = "x"\n[thresholds]\nover_hint = -3\n', "不能是负数"),
        ('name = "x"\n[scoring]\nbands = [0.8, 0.6]\n', "scoring.bands 应是成对的数"),
        ('name = "x"\n[grades]\nscheme = [["良", 80], ["优", 90]]\n', "从高到低"),
        ('name = "x"\n[rules.levels]\nTXT1 = "error"\n', "TXT1 不是规则代码"),
        ('name = "base"\n', None),
    ],
)
def test_what_is_wrong_is_said_with_file_and_key(tmp_path, text, says):
    path = tmp_path / "自己的.toml"
    path.write_text(text, "utf-8")
    if says is None:
        assert profiles.load(str(path)).caps == {}
        return
    with pytest.raises(BadProfile) as caught:
        profiles.load(str(path))
    assert says in str(caught.value)
    assert "自己的.toml" in str(caught.value) or "mof" in str(caught.value)


def test_the_editor_of_windows_may_have_saved_it(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text('name = "x"\n', "utf-8-sig")
    assert profiles.load(str(path)).name == "x"
    path = tmp_path / "y.toml"
    path.write_text('name = "县"\n', "gbk")
    with pytest.raises(BadProfile, match="另存为 UTF-8"):
        profiles.load(str(path))


def test_a_profile_that_extends_itself(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(f'name = "x"\nextends = "{path.as_posix()}"\n', "utf-8")
    with pytest.raises(BadProfile, match="引用了自己"):
        profiles.load(path.as_posix())


def test_labels_of_its_own_come_before_those_it_takes_over(tmp_path):
    path = tmp_path / "本县.toml"
    path.write_text('name = "本县"\n[columns]\ntarget = ["实际完成值"]\nactual = ["完成指标情况"]\n', "utf-8")
    columns = profiles.load(str(path)).columns
    assert [label for label, key in columns.items() if key == "actual"][:2] == ["完成指标情况", "全年实际值"]
    assert (columns["实际完成值"], columns["年度指标值"]) == ("target", "target")


def test_a_required_second_level_that_is_absent_is_a_hint(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('name = "own"\n[rules]\nrequired_level2 = ["数量指标", "经济效益指标"]\n', "utf-8")
    found = [(f.level, f.values["expected"]) for f in check(form(profile=str(own))) if f.code == "STR03"]
    assert found == [("hint", "经济效益指标")]
