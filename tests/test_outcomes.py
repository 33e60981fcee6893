"""What happens to wrong files: the promised outcome, one clear sentence, bounded time and memory, never a traceback."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from evalsheet import readers
from evalsheet.cli import cli
from evalsheet.model import Unreadable
from evalsheet.readers import kinds
from evalsheet.rules import RULES
from evalsheet.rules.files import KINDS
from samples.make_samples import with_shared_strings
from tests.forms import edited, grid
from tests.packages import MAIN, XML, book, compound, members, worksheet, zipped

BLANK = "；".join(
    f"指标{number}.{entry}="
    for number in range(1, 9)
    for entry in ("三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因")
)
BLANK += "；" + "；".join(
    f"{row}.{column}="
    for row in ("资金总额", "当年拨款", "上年结转")
    for column in ("年初预算数", "全年预算数", "全年执行数")
)
LAUGHS = (
    f'{XML}<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + f']><worksheet xmlns="{MAIN}"><sheetData><row><c t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>'
)


def sample(edits: str = "") -> bytes:
    return with_shared_strings(grid(edited(edits)), typed=True)


def bomb() -> bytes:
    rows = b"<row>" + b"<c/>" * 50_000_000 + b"</row>"
    return zipped(members(worksheet("ROWS").encode().replace(b"ROWS", rows)))


WRONG = {
    "photograph": (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(256)) * 40, "FIL01", "unreadable", 2, "图片"),
    "zip": (zipped({"县/表.txt": "x"}), "FIL01", "unreadable", 2, "压缩包"),
    "encrypted": (compound("EncryptionInfo", "EncryptedPackage"), "FIL03", "unreadable", 2, "密码"),
    "truncated": (sample()[:-400], "FIL02", "unreadable", 2, "损坏"),
    "empty file": (b"", "FIL02", "unreadable", 2, "空"),
    "zip bomb": (bomb(), "FIL04", "unreadable", 2, "上限"),
    "billion laughs": (zipped(members(LAUGHS)), "FIL02", "unreadable", 2, "DOCTYPE"),
    "another form": (sample("标题=2022年度部门整体支出绩效自评表"), "FIL21", "no_form", 1, "部门整体支出绩效自评表"),
    "empty workbook": (book(""), "FIL20", "no_form", 1, "空的"),
    "no form in it": (book('<row r="1"><c r="A1"><v>1</v></c></row>'), "FIL20", "no_form", 1, "没有找到"),
    "blank template": (sample(BLANK), "STR08", "findings", 1, "空表"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_file(name, tmp_path):
    data, code, status, exit_code, words = WRONG[name]
    path = tmp_path / "自评表.xlsx"
    path.write_bytes(data)
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "evalsheet", "check", path, "--format", "json"], capture_output=True)
    assert time.monotonic() - start < 10
    assert (done.returncode, done.stderr) == (exit_code, b"")
    (result,) = json.loads(done.stdout.decode("utf-8"))
    findings = [*result["findings"], *(finding for form in result["forms"] for finding in form["findings"])]
    assert (result["status"], [finding["code"] for finding in findings]) == (status, [code])
    assert words in findings[0]["message"]
    for text in (findings[0]["message"], findings[0]["advice"]):
        assert text
        assert not re.search(r"[{}]|None|Traceback", text)


def test_a_zip_bomb_costs_little_memory():
    data = bomb()
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable):
            readers.grids(data, "f")
        assert tracemalloc.get_traced_memory()[1] < 200 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "自评表.xlsx")
    result = CliRunner().invoke(cli, ["check", str(tmp_path / "自评表.xlsx")])
    assert result.exit_code == 2
    assert "不是普通文件" in result.stdout


def test_a_blank_form_beside_a_filled_one_is_a_hint(tmp_path):
    from samples.make_samples import samples  # noqa: F401

    both = openpyxl.load_workbook(io.BytesIO(sample()))
    both.copy_worksheet(both.active).title = "空表"
    for row in both["空表"].iter_rows(13, 20, 4, 9):
        for cell in row:
            if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                cell.value = None
    both.save(tmp_path / "两张.xlsx")
    result = CliRunner().invoke(cli, ["check", str(tmp_path / "两张.xlsx"), "--format", "json"])
    levels = [(f["code"], f["level"]) for form in json.loads(result.stdout)[0]["forms"] for f in form["findings"]]
    assert (result.exit_code, levels) == (0, [("STR08", "hint")])


def test_a_hidden_form_is_read_but_not_judged_beside_a_visible_one(tmp_path):
    both = openpyxl.load_workbook(io.BytesIO(sample("指标1.得分=99")))
    both.copy_worksheet(both.active).title = "去年"
    both["去年"].sheet_state = "hidden"
    both.save(tmp_path / "两张.xlsx")
    result = CliRunner().invoke(cli, ["check", str(tmp_path / "两张.xlsx"), "--format", "json"])
    forms = json.loads(result.stdout)[0]["forms"]
    assert [(form["hidden"], bool(form["findings"])) for form in forms] == [(False, True), (True, False)]


def test_every_kind_of_file_has_its_words():
    source = {*re.findall(r'"([a-z0-9]+)"', Path(kinds.__file__).read_text("utf-8"))}
    assert set(KINDS) <= source | {"zip", "scan"}  # which is a docx without a word
    assert set(RULES["FIL01"].messages["zh"]) == set(KINDS)
