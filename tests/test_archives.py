"""Zip archives are looked into: a result for each file inside, nothing unpacked, nothing believed."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalsheet import batch, inputs
from evalsheet.cli import cli
from evalsheet.limits import MOST
from evalsheet.model import Unreadable, Waiver
from evalsheet.readers import archive

from .packages import book, compound, zipped
from .test_reader_hostile import seconds

SAMPLES = Path(__file__).parent.parent / "samples"
FORM = (SAMPLES / "standard.xlsx").read_bytes()
WORD = (SAMPLES / "standard.docx").read_bytes()


def run(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(arg) for arg in args])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def check(path: Path, *args: object) -> tuple[int, dict[str, tuple[str, list[str]]], str]:
    """Exit code, status and codes by name of the file, and stderr."""
    code, out, err = run("check", path, "--format", "json", "--ignore", "XFM", *args)
    found = {}
    for one in json.loads(out):
        findings = [*one["findings"], *(finding for form in one["forms"] for finding in form["findings"])]
        found[os.path.relpath(one["file"], path.parent)] = (one["status"], [finding["code"] for finding in findings])
    return code, found, err


def test_each_file_inside_has_its_result(tmp_path):
    path = tmp_path / "报送.zip"
    path.write_bytes(
        zipped({"县/乙.docx": WORD, "甲.xlsx": FORM, "县/": "", "县/丙.xlsx": b"\0\1\2", "县/照片.jpg": b"", "~$甲.xlsx": b"",
                "__MACOSX/._甲.xlsx": b"", ".DS_Store": b""})
    )  # fmt: skip
    code, found, err = check(path)
    assert found == {
        "报送.zip!县/丙.xlsx": ("unreadable", ["FIL01"]),
        "报送.zip!县/乙.docx": ("ok", []),
        "报送.zip!甲.xlsx": ("ok", []),
    }
    assert (code, "未读取 1 个" in err) == (2, True)
    assert "报送.zip!县/照片.jpg" in run("check", path, "-v")[2]
    assert list(tmp_path.iterdir()) == [path]


def test_an_archive_in_a_folder_is_looked_into(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "报送.ZIP").write_bytes(zipped({"甲.xlsx": FORM}))
    (tmp_path / "a" / "照片.zip").write_bytes(zipped({"照片.jpg": b""}))
    code, out, err = run("check", tmp_path, "--format", "json")
    assert [os.path.relpath(one["file"], tmp_path) for one in json.loads(out)] == [
        os.path.join("a", "报送.ZIP!甲.xlsx")
    ]
    assert (code, "未读取 1 个" in err) == (0, True)


def test_what_a_file_is_does_not_depend_on_its_name(tmp_path):
    (tmp_path / "表.zip").write_bytes(FORM)
    assert check(tmp_path / "表.zip")[:2] == (0, {"表.zip": ("ok", [])})
    (tmp_path / "表.xlsx").write_bytes(zipped({"甲.xlsx": FORM}))
    assert check(tmp_path / "表.xlsx")[:2] == (0, {"表.xlsx!甲.xlsx": ("ok", [])})


def test_an_archive_in_an_archive_but_no_further(tmp_path):
    innermost = zipped({"丙.xlsx": FORM})
    inner = zipped({"乙.xlsx": FORM, "再.zip": innermost})
    path = tmp_path / "报送.zip"
    path.write_bytes(zipped({"县.zip": inner, "另.zip": FORM, "甲.xlsx": FORM}))
    assert check(path)[1] == {
        "报送.zip!县.zip!乙.xlsx": ("ok", []),
        "报送.zip!县.zip!再.zip": ("unreadable", ["FIL01"]),
        "报送.zip!另.zip": ("ok", []),
        "报送.zip!甲.xlsx": ("ok", []),
    }


def with_raw_names(members: dict[bytes, bytes], flags: int = 0, extra: bytes = b"") -> bytes:
    """A zip whose names are these bytes, and whose flags and extra fields are these."""
    out, directory = b"", b""
    for name, content in members.items():
        head = struct.pack(
            "<5H3L2H", 20, flags, 0, 0, 33, zlib.crc32(content), len(content), len(content), len(name), len(extra)
        )
        directory += b"PK\1\2\x14\0" + head + struct.pack("<3H2L", 0, 0, 0, 0, len(out)) + name + extra
        out += b"PK\3\4" + head + name + extra + content
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(members), len(members), len(directory), len(out), 0)
    return out + directory + end


@pytest.mark.parametrize(
    ("raw", "flags", "name"),
    [
        ("县/自评表.xlsx".encode(), 0x800, "县/自评表.xlsx"),
        ("县/自评表.xlsx".encode(), 0, "县/自评表.xlsx"),
        ("县\\自评表.xlsx".encode("gbk"), 0, "县/自评表.xlsx"),
        ("联通𠮷.xlsx".encode("gb18030"), 0, "联通𠮷.xlsx"),
        (b"\xff\xff.xlsx", 0, "\xa0\xa0.xlsx"),
        (b"a\x1b[31m.xlsx", 0, "a?[31m.xlsx"),
    ],
)
def test_names(raw, flags, name):
    shown = name.replace("\xa0", "?")
    assert [one.name for one in archive.members(with_raw_names({raw: FORM}, flags))] == [shown]


def test_a_name_in_the_extra_field_for_unicode():
    raw = b"?????.xlsx".replace(b"?", b"\xb1")

    def named(crc: int) -> str:
        field = struct.pack("<BL", 1, crc) + "自评表.xlsx".encode()
        extra = struct.pack("<2H", 0x5455, 5) + b"\1\0\0\0\0" + struct.pack("<2H", 0x7075, len(field)) + field
        return archive.members(with_raw_names({raw: FORM}, 0, extra))[0].name

    assert named(zlib.crc32(raw)) == "自评表.xlsx"
    assert named(0) != "自评表.xlsx"  # it was renamed by a program that does not know the field


def test_names_that_climb_are_only_names(tmp_path):
    path = tmp_path / "a" / "报送.zip"
    path.parent.mkdir()
    path.write_bytes(zipped({"../../甲.xlsx": FORM, "/etc/乙.xlsx": FORM, "C:\\丙.xlsx": FORM}))
    _, out, _ = run("check", path, "--format", "json", "--ignore", "XFM")
    assert [one["file"].rpartition("报送.zip!")[2] for one in json.loads(out)] == [
        "../../甲.xlsx",
        "C:/丙.xlsx",
        "etc/乙.xlsx",
    ]
    assert [one.relative_to(tmp_path).as_posix() for one in tmp_path.rglob("*")] == ["a", "a/报送.zip"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_of_the_same_name_are_all_read(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in (("甲.xlsx", FORM), ("甲.xlsx", b"\0\1\2"), ("甲.XLSX", FORM)):
            made.writestr(name, content)
    (tmp_path / "报送.zip").write_bytes(out.getvalue())
    results = json.loads(run("check", tmp_path / "报送.zip", "--format", "json", "--ignore", "XFM")[1])
    assert sorted(one["status"] for one in results) == ["ok", "ok", "unreadable"]


def test_encrypted_members(tmp_path):
    data = bytearray(zipped({"甲.xlsx": FORM, "乙.xlsx": FORM, "丙.xlsx": compound("EncryptedPackage")}))
    place = data.rfind(b"PK\1\2", 0, data.rfind("乙.xlsx".encode()))
    data[place + 8] |= 1
    (tmp_path / "报送.zip").write_bytes(data)
    code, found, _ = check(tmp_path / "报送.zip")
    assert (code, found) == (
        2,
        {
            "报送.zip!丙.xlsx": ("unreadable", ["FIL03"]),
            "报送.zip!乙.xlsx": ("unreadable", ["FIL03"]),
            "报送.zip!甲.xlsx": ("ok", []),
        },
    )
    assert "压缩包里的这个文件加了密码" in run("check", tmp_path / "报送.zip", "-q")[1]


def test_a_damaged_member_costs_only_itself(tmp_path):
    data = bytearray(zipped({"甲.xlsx": FORM, "乙.xlsx": FORM}, zipfile.ZIP_STORED))
    data[100] ^= 1
    (tmp_path / "报送.zip").write_bytes(data)
    assert check(tmp_path / "报送.zip")[1] == {
        "报送.zip!乙.xlsx": ("ok", []),
        "报送.zip!甲.xlsx": ("unreadable", ["FIL02"]),
    }


def test_a_damaged_archive_is_one_unreadable_file(tmp_path):
    data = zipped({"甲.xlsx": FORM})
    for length in (4, 100, len(data) // 2, len(data) - 30):
        (tmp_path / "报送.zip").write_bytes(data[:length])
        assert check(tmp_path / "报送.zip")[:2] == (2, {"报送.zip": ("unreadable", ["FIL02"])})


def test_a_bomb_of_bombs(tmp_path):
    """Each member inflates to 60 MiB and all are the same bytes; the time is bounded by what may be inflated in all."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(os.urandom(1 << 12) * (15 << 10)) + packed.flush()
    assert (60 << 20) / len(body) < MOST["ratio"]
    entries = b"".join(
        b"PK\1\2\x14\0" + struct.pack("<5H3L2H", 20, 0, 8, 0, 33, 0, len(body), 60 << 20, 9, 0)
        + struct.pack("<3H2L", 0, 0, 0, 0, 0) + b"%04d.xlsx" % number for number in range(200)
    )  # fmt: skip
    local = b"PK\3\4" + struct.pack("<5H3L2H", 20, 0, 8, 0, 33, 0, len(body), 60 << 20, 0, 0)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 200, 200, len(entries), len(local) + len(body), 0)
    (tmp_path / "报送.zip").write_bytes(local + body + entries + end)
    with seconds(10):
        code, found, _ = check(tmp_path / "报送.zip", "--limit", "archive_inflated_bytes=100M")
    codes = [codes for _, (codes,) in found.values()]
    assert (code, len(found)) == (2, 200)
    assert codes.count("FIL04") >= 198


def test_limits_count_for_archives_in_archives_too(monkeypatch):
    inner = zipped({"甲.xlsx": b"a" * 3000, "乙.xlsx": b"b" * 3000})
    data = zipped({"县.zip": inner})
    members = archive.members(data)
    shelf = archive.Shelf(lambda path: data)
    assert [len(shelf.content("", member)) for member in members] == [3000, 3000]
    small = archive.Shelf(lambda path: data)
    monkeypatch.setitem(MOST, "archive_inflated_bytes", 4000)
    assert len(small.content("", members[0])) == 3000
    with pytest.raises(Unreadable) as caught:
        small.content("", members[1])
    assert (caught.value.code, caught.value.values["what"]) == ("FIL04", "archive_inflated_bytes")


def test_too_many_members(tmp_path, monkeypatch):
    monkeypatch.setitem(MOST, "members", 3)
    inner = zipped({"1.xlsx": b"", "2.xlsx": b""})
    for members in ({f"{n}.xlsx": b"" for n in range(4)}, {"a.zip": inner, "b.zip": inner}):
        with pytest.raises(Unreadable) as caught:
            archive.members(zipped(members))
        assert (caught.value.code, caught.value.values["what"]) == ("FIL04", "members")
    (tmp_path / "报送.zip").write_bytes(zipped({f"{n}.xlsx": b"" for n in range(4)}))
    found = check(tmp_path / "报送.zip", "--limit", "members=3")
    assert found[:2] == (2, {"报送.zip": ("unreadable", ["FIL04"])})


def test_an_archive_may_be_larger_than_a_workbook(tmp_path):
    limit = ("--limit", f"file_bytes={len(FORM) + 10}")
    (tmp_path / "报送.zip").write_bytes(zipped({"甲.xlsx": FORM, "乙.xlsx": FORM}))
    assert check(tmp_path / "报送.zip", *limit)[0] == 0
    (tmp_path / "表.xlsx").write_bytes(FORM + b"\0" * 20)
    assert check(tmp_path / "表.xlsx", *limit)[1] == {"表.xlsx": ("unreadable", ["FIL04"])}
    assert check(tmp_path / "报送.zip", "--limit", "archive_bytes=1000")[1] == {"报送.zip": ("unreadable", ["FIL04"])}


def test_an_archive_with_nothing_to_read_is_said_to_be_one(tmp_path):
    (tmp_path / "照片.zip").write_bytes(zipped({"照片.jpg": b""}))
    code, out, _ = run("check", tmp_path / "照片.zip")
    assert code == 2
    assert "ZIP 压缩包" in out


def test_show_looks_into_archives_and_fill_refuses_them(tmp_path):
    path = tmp_path / "报送.zip"
    path.write_bytes(zipped({"甲.xlsx": FORM, "乙.docx": WORD}))
    shown = json.loads(run("show", path, "--format", "json")[1])
    assert [one["forms"][0]["project"] for one in shown] == ["农村公路日常养护项目"] * 2
    code, out, _ = run("fill", path, "-o", tmp_path / "out.xlsx")
    assert (code, out.count("\n")) == (2, 1)
    assert "先解压" in out
    assert not (tmp_path / "out.xlsx").exists()


def test_fill_leaves_the_archives_of_a_folder_closed(tmp_path):
    source = tmp_path / "报送"
    source.mkdir()
    (source / "甲.xlsx").write_bytes(FORM)
    (source / "乙.docx").write_bytes(WORD)
    (source / "丙.zip").write_bytes(zipped({"甲.xlsx": FORM}))
    code, _, err = run("fill", source, "-o", tmp_path / "out")
    assert (code, sorted(one.name for one in (tmp_path / "out").iterdir())) == (0, ["乙.xlsx", "甲.xlsx"])
    assert "未读取 1 个" in err


def test_a_form_inside_is_waived_by_its_name():
    found = inputs.Found("报送.zip", False, "报送.zip", archive.Member("县/甲.xlsx", "甲.xlsx", (0,)))
    data = zipped({"县/甲.xlsx": (SAMPLES / "yiyang_2022.xlsx").read_bytes()})
    shelf = archive.Shelf(lambda path: data)
    for pattern, waived in (("甲.xlsx", True), ("县/*", True), ("报送.zip!*", True), ("乙.xlsx", False)):
        options = batch.Options(waivers=(Waiver("TOT05", "已备好材料", pattern),))
        result = batch.check_file(found, options, None, shelf)
        (finding,) = (one for one in result.all_findings() if one.code == "TOT05")
        assert (finding.waived is not None) == waived, pattern


def test_an_archive_is_opened_once(tmp_path, monkeypatch):
    path = tmp_path / "报送.zip"
    path.write_bytes(zipped({f"{n}.xlsx": book("") for n in range(5)}))
    opened = []
    real = inputs.content_at
    for module in (inputs, batch):
        monkeypatch.setattr(module, "content_at", lambda name: opened.append(name) or real(name))
    assert len(check(path)[1]) == 5
    assert len(opened) == 2  # to list what is in it, and to read it
