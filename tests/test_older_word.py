"""Documents that LibreOffice converts: where it is installed they are read, else one sentence says what is missing."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import evalsheet
from evalsheet.cli import cli
from evalsheet.limits import MOST
from evalsheet.model import Unreadable
from evalsheet.readers import grids, libreoffice
from evalsheet.rules import advice, check, message

from .packages import compound, zipped
from .test_docx import entries

SAMPLES = Path(__file__).parent.parent / "samples"
RTF = rb"{\rtf1\ansi text\par}"

writer = pytest.mark.skipif(
    (program := libreoffice._program()) is None or not libreoffice._has(program, "writer"),
    reason="LibreOffice Writer is not installed",
)
posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")


def outcome(data: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(Unreadable) as caught:
        grids(data, "f")
    return caught.value.code, caught.value.values


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Puts a script in the place of LibreOffice; $OUT is where its result belongs, $IN the file to convert."""

    def install(script: str) -> None:
        program = tmp_path / "program" / "soffice"
        program.parent.mkdir(exist_ok=True)
        head = 'while [ $# -gt 1 ]; do [ "$1" = --outdir ] && OUT="$2"; shift; done; IN="$1"; mkdir -p "$OUT"\n'
        program.write_text(f"#!/bin/sh\n{head}{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(libreoffice, "_FOLDERS", ())
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}/usr/bin{os.pathsep}/bin")

    return install


KINDS = {
    "doc": compound("WordDocument"),
    "rtf": RTF,
    "odt": zipped({"mimetype": "application/vnd.oasis.opendocument.text"}),
    "xml": b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
}


@pytest.mark.parametrize("kind", KINDS)
def test_without_libreoffice(kind, monkeypatch):
    monkeypatch.setattr(libreoffice, "_program", lambda: None)
    assert outcome(KINDS[kind]) == ("FIL08", {"variant": "libreoffice", "format": kind})


def test_libreoffice_without_writer(tmp_path, monkeypatch):
    for name in ("soffice", "soffice.bin", "libsclo.so"):
        (tmp_path / name).touch(0o755)
    monkeypatch.setattr(libreoffice, "_program", lambda: str(tmp_path / "soffice"))
    assert outcome(RTF) == ("FIL08", {"variant": "writer", "format": "rtf"})
    (tmp_path / "libswlo.so").touch()
    assert libreoffice._has(str(tmp_path / "soffice"), "writer")


def test_every_outcome_has_its_words():
    from evalsheet.batch import file_finding

    for variant in ("libreoffice", "writer", "calc", "package"):
        finding = file_finding(Unreadable("FIL08", variant=variant, format="doc", package="x"))
        assert "doc" in message(finding) and advice(finding)
        assert "doc" in message(finding, "en") and advice(finding, "en")


def test_the_command_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(libreoffice, "_program", lambda: None)
    (tmp_path / "自评表.wps").write_bytes(KINDS["doc"])
    result = CliRunner().invoke(cli, ["check", str(tmp_path)])
    assert result.exit_code == 2
    assert "需要 LibreOffice，本机没有找到" in result.stdout
    assert "另存为 docx" in result.stdout


@posix
def test_a_program_that_does_not_end_is_ended_with_all_it_started(stand_in, tmp_path, monkeypatch):
    stand_in(f"sleep 600 & echo $! > {tmp_path}/child; sleep 600")
    monkeypatch.setitem(MOST, "convert_seconds", 1)
    start = time.monotonic()
    assert outcome(RTF) == ("FIL05", {})
    assert time.monotonic() - start < 10
    child = int((tmp_path / "child").read_text())
    for _ in range(50):
        if not _is_alive(child):
            break
        time.sleep(0.1)
    assert not _is_alive(child)


def _is_alive(process: int) -> bool:
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True)
    return bool(done.stdout.strip()) and not done.stdout.strip().startswith("Z")


@posix
@pytest.mark.parametrize(
    ("script", "code"),
    [("exit 1", ("FIL02", "convert")), ("true", ("FIL02", "convert")), ('echo x > "$OUT/form.docx"', ("FIL07", "")),
     ('head -c 3000 /dev/zero > "$OUT/form.docx"', ("FIL04", "file_bytes"))],
)  # fmt: skip
def test_a_program_that_fails(stand_in, monkeypatch, script, code):
    stand_in(script)
    monkeypatch.setitem(MOST, "file_bytes", 2000)
    found, values = outcome(RTF)
    assert (found, values.get("reason") or values.get("what") or "") in (code, ("FIL02", "zip"))


@posix
def test_nothing_is_left_behind(stand_in, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    stand_in(f'cp "$IN" {tmp_path}/seen; cp {SAMPLES}/standard.docx "$OUT/form.docx"')
    assert grids(RTF, "f") == grids((SAMPLES / "standard.docx").read_bytes(), "f")
    assert (tmp_path / "seen").read_bytes() == RTF
    assert list((tmp_path / "temp").iterdir()) == []


def converted_sample(name: str, kind: str) -> bytes:
    return libreoffice.converted((SAMPLES / f"{name}.docx").read_bytes(), "docx", kind)


@writer
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
@pytest.mark.parametrize("name", ["yiyang_2022", "standard"])
def test_a_form_says_the_same_in_every_kind_of_document(name, kind):
    (older,) = evalsheet.read(converted_sample(name, kind))
    (form,) = evalsheet.read(SAMPLES / f"{name}.docx")
    assert entries(older) == entries(form)
    assert [(f.code, f.where and f.where.cell) for f in check(older)] == [
        (f.code, f.where and f.where.cell) for f in check(form)
    ]


@writer
def test_from_the_command_line(tmp_path):
    (tmp_path / "自评表.wps").write_bytes(converted_sample("standard", "doc"))
    command = [sys.executable, "-m", "evalsheet", "check", str(tmp_path), "--format", "json"]
    done = subprocess.run(command, capture_output=True, timeout=100)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)[0]["status"] == "ok"


@writer
def test_what_is_broken_is_said_to_be(tmp_path):
    assert outcome(compound("WordDocument"))[0] == "FIL02"


@writer
def test_nothing_is_fetched():
    """Documents that link to pictures and sections on a server: none of them is asked for."""
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert libreoffice.converted(linking(server.server_port), "odt")
    finally:
        server.shutdown()
    assert asked == []


def linking(port: int) -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{names}:{name}:1.0"' for name in ("office", "text"))
    spaces += f' xmlns:draw="{names}:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    content = (
        f'<office:document-content {spaces}><office:body><office:text><text:section text:name="s"><text:section-source '
        f'xlink:href="http://127.0.0.1:{port}/s.odt"/></text:section><text:p><draw:frame><draw:image xlink:type="simple" '
        f'xlink:href="http://127.0.0.1:{port}/i.png" xlink:actuate="onLoad"/></draw:frame>text</text:p></office:text>'
        "</office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path='
        '"content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest,
                   "content.xml": content}, zipfile.ZIP_STORED)  # fmt: skip


def test_an_odt_with_a_password():
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    data = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest})
    assert outcome(data) == ("FIL03", {})
