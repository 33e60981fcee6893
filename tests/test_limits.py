"""Limits by name: on the command line, in a configuration, in the workers, and in the docs."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalsheet import batch, config, inputs, limits, workers
from evalsheet.cli import cli
from evalsheet.limits import LIMITS, MOST
from evalsheet.rules import RULES
from samples.make_samples import FOLDER
from tests.packages import book, inline

PACKAGE = Path(limits.__file__).parent


@pytest.fixture(autouse=True)
def afterwards():
    yield
    limits.change({})


def cells(path: Path, count: int) -> Path:
    path.write_bytes(book("".join(f'<row r="{n}">{inline(f"A{n}", "字")}</row>' for n in range(1, count + 1))))
    return path


def check(*args: object) -> str:
    return CliRunner().invoke(cli, ["check", *map(str, args)]).output


def test_an_option_changes_a_limit_for_this_run_only(tmp_path):
    path = cells(tmp_path / "表.xlsx", 30)
    said = check(path, "--limit", "cells=29")
    assert "非空单元格个数（cells）上限 29，实际至少 30" in said and "--limit" in said
    assert "上限" not in check(path, "--limit", "cells=30")
    assert "上限" not in check(path)


def test_the_configuration_changes_limits_and_the_option_wins(tmp_path):
    path = cells(tmp_path / "表.xlsx", 30)
    (tmp_path / "evalsheet.toml").write_text('[limits]\ncells = 20\nfile_bytes = "1M"\n', "utf-8")
    assert config.find([str(path)]).limits == {"cells": 20, "file_bytes": 1 << 20}
    assert "上限 20" in check(path)
    assert "上限 25" in check(path, "--limit", "cells=25")
    assert "上限" not in check(path, "--limit", "cells=30")


@pytest.mark.parametrize(
    ("written", "value"), [("seconds=5", 5), ("memory=2G", 2 << 30), ("part_bytes=64MiB", 64 << 20), ("cells=7k", 7168)]
)
def test_values(written, value):
    name, _, number = written.partition("=")
    assert limits.parsed(name, number) == value


@pytest.mark.parametrize(
    ("written", "says"),
    [("cell=5", "是否指 cells"), ("cells=0", "正整数"), ("cells=-1", "正整数"), ("cells=", "正整数"), ("cells", "正整数"),
     ("cells=1.5", "正整数"), ("cells=K", "正整数"), ("cells=１２", "正整数"), ("cells=5T", "正整数")],
)  # fmt: skip
def test_a_limit_that_cannot_be_is_a_usage_error(tmp_path, written, says):
    done = CliRunner().invoke(cli, ["check", str(tmp_path), "--limit", written])
    assert done.exit_code == 2 and says in done.stderr


@pytest.mark.parametrize(
    ("written", "says"),
    [("[limits]\ncell = 5", "limits 中没有名为 cell"), ("[limits]\ncells = true", "正整数"), ("limits = 3", "应为一个表"),
     ("[limits]\ncells = 1.5", "正整数")],
)  # fmt: skip
def test_a_limit_that_cannot_be_is_a_bad_configuration(tmp_path, written, says):
    (tmp_path / "evalsheet.toml").write_text(written, "utf-8")
    with pytest.raises(config.BadConfig, match=says):
        config.load(tmp_path / "evalsheet.toml")


def test_workers_have_the_limits_of_the_run():
    limits.change({"cells": 20})
    results = batch.results(inputs.search([str(FOLDER / "faulty")]).files[:4], batch.Options(), processes=2)
    assert [[finding.code for finding in result.findings] for result in results] == [["FIL04"]] * 4


def most_in_worker(name: str) -> int:
    return MOST[name]


def test_workers_are_told_the_limits_and_do_not_only_inherit_them():
    workers._prepare({**MOST, "sheets": 3, "memory": 1 << 40})
    assert MOST["sheets"] == 3


@pytest.mark.parametrize(("limit", "code"), [("seconds=1", "FIL05"), ("memory=64M", "FIL06")])
def test_time_and_memory_that_are_set_hold_for_a_single_file_too(tmp_path, monkeypatch, limit, code):
    monkeypatch.setattr(batch, "check_file", swallow if code == "FIL06" else hang)
    assert code in check(cells(tmp_path / "表.xlsx", 3), "--limit", limit)


def hang(*_: object) -> object:
    import time

    time.sleep(60)
    raise AssertionError


def swallow(*_: object) -> object:
    return bytearray(256 << 20)


def test_every_limit_is_looked_at_somewhere():
    code = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if path.name != "limits.py")
    for name in LIMITS:
        assert re.search(
            f'(?:check|over)\\("{name}"|MOST\\["{name}"\\]|most\\["{name}"\\]|= "{name}"|"{name}" if ', code
        ), name


@pytest.mark.parametrize("name", [name for name, limit in LIMITS.items() if limit.code in RULES])
def test_every_limit_has_its_sentence(name):
    limit = LIMITS[name]
    rule = RULES[limit.code]
    if limit.code == "FIL04":
        assert f"{limit.zh}（{name}）" in rule.messages["zh"][name]
        assert f"{limit.en} ({name})" in rule.messages["en"][name]
    assert all("--limit" in rule.advices[lang][""] for lang in ("zh", "en"))
    limit.why_zh.encode("gbk")
    assert Decimal(limit.most) > 0 and limit.why_en


def test_the_table_has_every_limit():
    for lang in ("zh", "en"):
        names = re.findall(r"^\| `(\w+)` ", limits.table(lang), re.MULTILINE)
        assert names == list(LIMITS)


def test_the_other_limits_are_those_of_the_page():
    assert {name for name, limit in LIMITS.items() if limit.code not in RULES} == {
        *("request_bytes", "request_files", "request_seconds", "requests", "requests_bytes")
    }
