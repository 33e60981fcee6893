"""What stands in a form, or in the name of its file, is a text in every output, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import evalsheet
from evalsheet.cli import cli

from .hostile import NAMES, TRICKS, tricky

#: Besides the texts in hostile.py: every beginning that a spreadsheet takes for a formula, and markup.
TEXTS = {
    **TRICKS,
    **{f"begins with {ord(sign):x}": f"{sign}1+1" for sign in "=+-@＝＋－＠"},
    "begins with a tab": "_x0009_=1+1",
    "begins with a line": "_x000A_=1+1",
    "dde": "=cmd|' /C calc'!A0",
    "link": "<a href=javascript:alert(1)>点</a>",
    "quotes": '","=1+1","',
    "other command": "##[error]x",
    "percent": "%0A::warning::x%0D",
}
#: Signs that move the cursor, or change what comes after them.
MOVES = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
ROOT = Path(__file__).parent.parent
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")


def meant(text: str) -> str:
    """The text of the cell that is written so in a workbook."""
    text = re.sub(r"_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), text)
    return text.replace("\\n", "\n")


@pytest.fixture(params=TEXTS.values(), ids=TEXTS)
def trick(request, tmp_path) -> tuple[str, Path]:
    """A text, and a form that has it in every place for texts."""
    path = tmp_path / "表.xlsx"
    path.write_bytes(tricky(request.param))
    (form,) = evalsheet.read(path)
    text = meant(request.param)
    # so that the tests below speak of what is there
    assert form.project.text.strip() == text.strip() or not text.isprintable()
    return request.param, path


def said(path: Path, form: str, *args: str) -> str:
    done = CliRunner().invoke(cli, ["check", str(path), "--format", form, *args])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.stdout_bytes.decode("utf-8")


def project(path: Path) -> str | None:
    (form,) = evalsheet.read(path)
    value = form.project.value
    return value if value is None else value.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("more", ["", "-q", "-v"])
def test_text(trick, more):
    text = said(trick[1], "text", *filter(None, [more]))
    assert not MOVES.search(text)
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_json_and_json_lines(trick):
    (one,) = json.loads(said(trick[1], "json"))
    (line,) = said(trick[1], "jsonl").splitlines()
    assert json.loads(line) == one
    assert one["forms"][0]["project"] == project(trick[1])


def test_csv(trick):
    rows = list(csv.reader(io.StringIO(said(trick[1], "csv").removeprefix("\ufeff"), newline=""), strict=True))
    assert {len(row) for row in rows} == {15}
    for field in (field for row in rows for field in row):
        assert not field.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")) or float(field) < 0
        assert not MOVES.search(field.replace("\t", "").replace("\r", ""))
    known = project(trick[1])
    if known is not None and known.isprintable():
        assert {row[10].removeprefix("'") for row in rows[1:]} == {known}


def test_github(trick):
    (one,) = json.loads(said(trick[1], "json"))
    lines = said(trick[1], "github").splitlines()
    command = re.compile(r"::(error|warning|notice) file=[^:,]+,title=[^:,]+::[^\r\n]+")
    assert all(command.fullmatch(line) and not MOVES.search(line) for line in lines)
    assert len(lines) == len(one["forms"][0]["findings"])


def test_the_workbook_of_a_run(trick, tmp_path):
    target = tmp_path / "核对结果.xlsx"
    said(trick[1], "xlsx", "-o", str(target))
    assert_only_texts(target)
    value = project(trick[1])
    if value is not None and value.isprintable():
        assert openpyxl.load_workbook(target)["总览"]["D2"].value == value


def test_the_sheet_that_fill_adds(trick, tmp_path):
    target = tmp_path / "已填.xlsx"
    done = CliRunner().invoke(cli, ["fill", str(trick[1]), "-o", str(target)])
    assert done.exit_code == 0 and not MOVES.search(done.stdout)
    assert_only_texts(target, "校验结果")


def assert_only_texts(path: Path, *names: str) -> None:
    """No formula, no link and nothing fetched from elsewhere on these sheets, or on all of them."""
    book = openpyxl.load_workbook(path)
    for sheet in map(book.__getitem__, names or book.sheetnames):
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n") for cell in row)
            links = [cell.hyperlink for cell in row if cell.hyperlink]
            # ours, to the cell that a finding is about
            assert all(not link.target and re.fullmatch("'自评表'![A-Z]+[0-9]+", link.location) for link in links)
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            content = package.read(name)
            assert b'TargetMode="External"' not in content and b"<script" not in content
            assert b"ddeLink" not in content


@POSIX
@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "github"])
def test_names_of_files(tmp_path, form):
    """Given by name, so that they stand at the very beginning of a line."""
    for name in NAMES:
        (tmp_path / name).write_bytes(tricky("甲"))
    paths = sorted(name for name in NAMES if not name.startswith("-"))
    done = subprocess.run(
        [sys.executable, "-m", "evalsheet", "check", "--format", form, "--", *paths],
        cwd=tmp_path, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    text = done.stdout.decode("utf-8-sig")
    assert b"Traceback" not in done.stderr and text
    if form in ("json", "jsonl"):
        objects = json.loads(text) if form == "json" else [json.loads(line) for line in text.splitlines()]
        assert [one["file"] for one in objects if one["status"] != "batch"] == paths
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert not any(row[0].startswith(("=", "+", "-", "@")) for row in rows) and {len(row) for row in rows} == {15}
        assert not MOVES.search(text.replace("\r\n", "\n"))
    else:
        assert not MOVES.search(text)
        commands = [line for line in text.splitlines() if line.lstrip().startswith("::")]
        assert all(re.match(r"::(error|warning|notice) file=", line) for line in commands)
        assert (len(commands) > 0) == (form == "github")
