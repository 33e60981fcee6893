"""Files with a password for opening: with it they are read, without it they say what is missing."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import msoffcrypto
import pytest
from click.testing import CliRunner
from msoffcrypto.format.ooxml import OOXMLFile

import evalsheet
from evalsheet import batch
from evalsheet.cli import cli
from evalsheet.limits import MOST
from evalsheet.model import Unreadable
from evalsheet.readers import grids, kinds

from .packages import compound, zipped

SAMPLES = Path(__file__).parent.parent / "samples"
SECRET = "财政Pw-7731"


def encrypted(data: bytes, secret: str = SECRET) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(secret, out)
    return out.getvalue()


WORKBOOK = encrypted((SAMPLES / "yiyang_2022.xlsx").read_bytes())
DOCUMENT = encrypted((SAMPLES / "yiyang_2022.docx").read_bytes())


def run(*args: object, **options: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(arg) for arg in args], **options)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def outcome(data: bytes, secret: str | None) -> tuple[str, dict[str, object]]:
    with pytest.raises(Unreadable) as caught:
        grids(data, "f", secret)
    assert SECRET not in repr(caught.value) + str(caught.value)
    return caught.value.code, caught.value.values


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "加密.xlsx"
    target.write_bytes(WORKBOOK)
    return target


def test_with_its_password_a_file_is_read_as_without_any(path):
    (form,) = evalsheet.read(path, password=SECRET)
    (plain,) = evalsheet.read(SAMPLES / "yiyang_2022.xlsx")
    assert form.indicators.equals(plain.indicators)
    assert grids(DOCUMENT, "f", SECRET) == grids((SAMPLES / "yiyang_2022.docx").read_bytes(), "f")


def test_without_and_with_another_password():
    assert outcome(WORKBOOK, None) == ("FIL03", {})
    assert outcome(WORKBOOK, "x") == ("FIL03", {"variant": "wrong"})
    assert outcome(DOCUMENT, "x") == ("FIL03", {"variant": "wrong"})


@pytest.mark.parametrize("secret", [None, SECRET])
def test_without_the_package(monkeypatch, secret):
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    assert outcome(WORKBOOK, secret) == ("FIL03", {"variant": "install"} if secret else {})


def test_what_is_said_on_the_command_line(path, monkeypatch):
    code, out, _ = run("check", path)
    assert (code, "有打开密码" in out, "--password" in out) == (2, True, True)
    code, out, _ = run("check", path, "--password", "不对")
    assert (code, "密码不对" in out) == (2, True)
    code, out, _ = run("check", path, "--password", SECRET, "--format", "json")
    assert (code, json.loads(out)[0]["status"]) == (1, "findings")
    assert run("show", path, "--password", SECRET)[0] == 0
    assert run("check", path, env={"EVALSHEET_PASSWORD": SECRET})[0] == 1
    assert run("check", path, "--password", "")[0] == 2
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    assert "pip install msoffcrypto-tool" in run("check", path, "--password", SECRET)[1]


def test_files_without_a_password_do_not_need_it(tmp_path):
    (tmp_path / "报送.zip").write_bytes(zipped({"甲.xlsx": WORKBOOK, "乙.docx": DOCUMENT}))
    (tmp_path / "丙.xlsx").write_bytes((SAMPLES / "standard.xlsx").read_bytes())
    _, out, _ = run("check", tmp_path, "--password", SECRET, "--format", "json", "--ignore", "XFM")
    assert [one["status"] for one in json.loads(out)] == ["ok", "findings", "findings"]


def test_what_excel_opens_without_asking_is_opened():
    """A workbook that is to be protected without a password is encrypted with one that every Excel knows."""
    data = encrypted((SAMPLES / "standard.xlsx").read_bytes(), "VelvetSweatshop")
    assert grids(data, "f") == grids((SAMPLES / "standard.xlsx").read_bytes(), "f")


def test_fill_writes_it_elsewhere_without_the_password_and_says_so(path, tmp_path):
    code, out, _ = run("fill", path, "-o", tmp_path / "填好.xlsx", "--password", SECRET)
    assert (code, "没有打开密码" in out) == (0, True)
    assert (tmp_path / "填好.xlsx").read_bytes().startswith(kinds.ZIP)
    code, out, _ = run("fill", path, "--in-place", "--password", SECRET)
    assert (code, "不能写回原处" in out) == (2, True)
    assert path.read_bytes() == WORKBOOK
    assert run("fill", path, "-o", tmp_path / "另.xlsx")[0] == 2
    filled = evalsheet.fill(path, password=SECRET)
    assert filled.data.startswith(kinds.ZIP)
    assert evalsheet.fill(DOCUMENT, password=SECRET).converted == "docx"


def test_the_password_is_shown_and_written_nowhere(path, tmp_path):
    assert SECRET not in repr(batch.Options(password=SECRET))
    for command in (("check", path, "-v"), ("show", path), ("check", path, "--format", "json"),
                    ("fill", path, "-o", tmp_path / "填好.xlsx")):  # fmt: skip
        _, out, err = run(*command, "--password", SECRET)
        assert SECRET not in out + err
        assert SECRET not in run(*command, "--help", env={"EVALSHEET_PASSWORD": SECRET})[1]
    assert SECRET.encode() not in (tmp_path / "填好.xlsx").read_bytes()


def test_a_file_that_only_looks_encrypted():
    fake = compound("EncryptionInfo", "EncryptedPackage")
    assert outcome(fake, None) == ("FIL03", {})
    assert outcome(fake, "x") == ("FIL02", {"reason": "password", "part": ""})
    for length in range(600, len(WORKBOOK) - 2048, 2997):
        assert outcome(WORKBOOK[:length], SECRET)[0] in ("FIL01", "FIL02", "FIL03")


def test_hashing_without_end_is_refused(monkeypatch):
    monkeypatch.setitem(MOST, "spins", 99_999)
    assert outcome(WORKBOOK, SECRET) == ("FIL04", {"what": "spins", "limit": 99_999, "found": 100_000})


def test_an_old_document_with_a_password(monkeypatch):
    """The container is made by hand: one bit of the main stream says that it is encrypted."""
    data = bytearray(compound("WordDocument"))
    entry = data.find("WordDocument".encode("utf-16-le"))
    data[entry + 116 : entry + 120] = (2).to_bytes(4, "little")
    data += b"\xec\xa5".ljust(512, b"\0")
    assert not kinds.is_locked_doc(bytes(data))
    data[3 * 512 + 11] = 1
    assert kinds.is_locked_doc(bytes(data))
    assert outcome(bytes(data), None) == ("FIL03", {})
    assert not kinds.is_locked_doc(compound("Workbook"))
    assert msoffcrypto  # the extra is installed where this is tested
