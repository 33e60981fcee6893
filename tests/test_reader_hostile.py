"""Files that are no forms, are broken, or are made to do harm: an `Unreadable` each, soon."""

from __future__ import annotations

import io
import itertools
import random
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsheet.limits import MOST
from evalsheet.model import Cell, Grid, Unreadable
from evalsheet.readers import grids, is_read, markup, opened, xlsx, xlsx_openpyxl

from .packages import (
    MAIN,
    XML,
    book,
    claiming,
    compound,
    inline,
    members,
    relations,
    strings,
    styles,
    worksheet,
    zipped,
)

ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.955</v></c></row>'
PARTS = members(
    worksheet(ROW, '<mergeCells><mergeCell ref="A2:C3"/></mergeCells>'), strings("<t>甲</t>"), styles("0", "0%")
)
GOOD = zipped(PARTS)


def outcome(data: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(Unreadable) as caught:
        grids(data, "表.xlsx")
    return caught.value.code, caught.value.values


@contextmanager
def seconds(limit: float) -> Iterator[None]:
    """At most so many seconds of this process's own time, whatever else the machine does."""
    start = time.process_time()
    yield
    # five times as long: a bound on work that would not end, and no measure of a busy or a slow machine
    assert time.process_time() - start < 5 * limit


KINDS = {
    "image": [
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"\x89PNG\r\n\x1a\n\0",
        b"GIF89a",
        b"RIFF\0\0\0\0WEBP",
        b"\0\0\0\x18ftypheic",
    ],
    "pdf": [b"%PDF-1.7\n"],
    "rar": [b"Rar!\x1a\x07\0"],
    "7z": [b"7z\xbc\xaf\x27\x1c\0"],
    "gzip": [b"\x1f\x8b\x08\0"],
    "program": [b"MZ\x90\0"],
    "video": [b"\0\0\0\x18ftypmp42"],
    "html": [b"<html><table>", "\ufeff<!DOCTYPE html>".encode(), '<meta charset="gbk"><table>'.encode("utf-16")],
    "mht": [b"MIME-Version: 1.0\r\n"],
    "xml2003": [b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'],
    "xml": [b'<?xml version="1.0"?><project/>', '<?xml version="1.0"?><a/>'.encode("utf-16")],
    "text": ["项目,分值\n甲,10".encode("gbk"), "项目".encode()],
    "xls": [compound("Workbook"), compound("Book"), b"\x09\x08\x10\0\0\x06\x05\0"],
    "ppt": [compound("PowerPoint Document")],
    "ole": [compound("Something")],
    "unknown": [b"\x01\x02\x03"],
    "zip": [zipped({"a.txt": "x"}), zipped({}), zipped({"县/表.xlsx": GOOD})],
    "pptx": [zipped({"[Content_Types].xml": "", "ppt/presentation.xml": ""})],
    "xlsb": [zipped({"[Content_Types].xml": "", "xl/workbook.bin": ""})],
    "ods": [zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})],
    "ofd": [zipped({"OFD.xml": ""})],
}


@pytest.mark.parametrize(("kind", "data"), [(kind, data) for kind, examples in KINDS.items() for data in examples])
def test_kinds_are_seen_in_the_bytes(kind: str, data: bytes) -> None:
    assert opened(data, "").kind == kind
    if not is_read(kind):
        assert outcome(data) == ("FIL01", {"kind": kind})
        return
    try:  # mere beginnings of files: nothing is in them, or they are said to be damaged
        assert not any("项目名称" in cell.text for one in grids(data, "表.xls") for cell in one.cells.values())
    except Unreadable as error:
        assert error.code in ("FIL02", "FIL08")


@pytest.mark.parametrize("data", [b"", b"\0" * 1000])
def test_nothing_in_it(data: bytes) -> None:
    assert outcome(data) == ("FIL02", {"reason": "empty", "part": ""})


@pytest.mark.parametrize("streams", [("EncryptionInfo", "EncryptedPackage"), ("EncryptedPackage",)])
def test_password(streams: tuple[str, ...]) -> None:
    assert outcome(compound(*streams)) == ("FIL03", {})


def test_password_of_a_zip() -> None:
    data = bytearray(GOOD)
    place = data.rfind(b"PK\1\2", 0, data.find(b"xl/worksheets/sheet1.xml", data.find(b"PK\1\2")))
    data[place + 8] |= 1
    assert outcome(bytes(data)) == ("FIL03", {})


def test_truncated_anywhere() -> None:
    for length in range(4, len(GOOD) - 22, 13):
        assert outcome(GOOD[:length])[0] == "FIL02"


@pytest.mark.parametrize("name", [name for name in PARTS if name != "xl/styles.xml"])
def test_a_required_part_missing(name: str) -> None:
    parts = {other: content for other, content in PARTS.items() if other != name}
    assert outcome(zipped(parts)) == ("FIL02", {"reason": "missing", "part": name})


def test_shared_strings_used_but_not_named() -> None:
    assert outcome(zipped(members(worksheet(ROW)))) == ("FIL02", {"reason": "missing", "part": "xl/sharedStrings.xml"})


XML_PARTS = [
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/worksheets/sheet1.xml",
]


@pytest.mark.parametrize("name", XML_PARTS)
@pytest.mark.parametrize(
    "content", ["", "no xml", "<a><b></a>", '<?xml version="1.0" encoding="gb2312"?><a/>', "<a>&x;</a>"]
)
def test_broken_xml(name: str, content: str) -> None:
    assert outcome(zipped({**PARTS, name: content})) == ("FIL02", {"reason": "xml", "part": name})


LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in itertools.pairwise("abcdefghij")
)


@pytest.mark.parametrize("name", XML_PARTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("doctype", [LAUGHS + "]>", "<!DOCTYPE a>", '<!DOCTYPE a SYSTEM "http://localhost/x.dtd">'])
def test_doctype(name: str, encoding: str, doctype: str) -> None:
    content = str(PARTS[name])
    content = f"{doctype}{content[content.index('<', 5) :]}".replace("甲", "&j;")
    with seconds(1):
        assert outcome(zipped({**PARTS, name: content.encode(encoding)})) == (
            "FIL02",
            {"reason": "doctype", "part": name},
        )


def test_an_external_sheet_is_not_followed() -> None:
    links = '<Relationship Id="rId1" Type="x/worksheet" Target="http://localhost/s.xml" TargetMode="External"/>'
    parts = {**PARTS, "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>"}
    assert outcome(zipped(parts))[0] == "FIL02"


@pytest.mark.parametrize("target", ["../../../etc/passwd", "file:///etc/passwd", "http://localhost/x", "../_rels"])
def test_targets_outside_the_package(target: str) -> None:
    parts = {**PARTS, "xl/_rels/workbook.xml.rels": relations([("rId1", "worksheet", target)])}
    code, values = outcome(zipped(parts))
    assert (code, values["reason"]) == ("FIL02", "missing")


@pytest.mark.parametrize("name", ["../evil.xml", "xl/../../evil.xml", "..\\evil.xml"])
def test_names_that_climb(name: str) -> None:
    assert outcome(zipped({**PARTS, name: "x"})) == ("FIL02", {"reason": "names", "part": name.replace("\\", "/")})


@pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/Workbook.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_names(name: str) -> None:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, "<workbook/>")
    assert outcome(out.getvalue()) == ("FIL02", {"reason": "names", "part": name})


def test_changed_bytes_are_noticed() -> None:
    stored = zipped(PARTS, zipfile.ZIP_STORED)
    assert outcome(stored.replace(b"0.955", b"0.999", 1)) == (
        "FIL02",
        {"reason": "zip", "part": "xl/worksheets/sheet1.xml"},
    )


def test_a_compression_that_excel_does_not_know() -> None:
    code, values = outcome(zipped(PARTS, zipfile.ZIP_BZIP2))
    assert (code, values["reason"]) == ("FIL02", "compression")


def test_zip_bomb() -> None:
    parts = {**PARTS, "xl/worksheets/sheet1.xml": worksheet("") + " " * (20 << 20)}
    with seconds(1):
        code, values = outcome(zipped(parts))
    assert (code, values["what"]) == ("FIL04", "ratio")


def test_declared_sizes_are_not_believed() -> None:
    data = zipped({**PARTS, "xl/worksheets/sheet1.xml": worksheet("") + " " * (20 << 20)})
    assert outcome(claiming(data, 10))[0] == "FIL04"


def limited(monkeypatch: pytest.MonkeyPatch, what: str, count: int, data: bytes) -> None:
    """The file has so many of these: it is read with this limit, and refused with one that is lower by one."""
    with monkeypatch.context() as patch:
        patch.setitem(MOST, what, count)
        assert grids(data, "f")
        patch.setitem(MOST, what, count - 1)
        assert outcome(data) == ("FIL04", {"what": what, "limit": count - 1, "found": count})


CELLS = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 50))
MERGES = "<mergeCells>" + "".join(f'<mergeCell ref="B{n}:C{n}"/>' for n in range(1, 40)) + "</mergeCells>"
MANY = zipped(
    members(
        worksheet(CELLS, MERGES),
        strings(*["<t>甲</t>"] * 30),
        styles("0", "0%", "0.0"),
        sheets="".join(f'<sheet name="{n}" r:id="rId1"/>' for n in range(20)),
    )
)


@pytest.mark.parametrize(
    ("what", "count"),
    [
        ("file_bytes", len(MANY)), ("members", 7), ("part_bytes", 3220), ("inflated_bytes", 67371), ("sheets", 20),
        ("shared_strings", 30), ("cells", 980), ("merges", 39), ("covered", 78),
    ],
)  # fmt: skip
def test_limits(monkeypatch: pytest.MonkeyPatch, what: str, count: int) -> None:
    limited(monkeypatch, what, count, MANY)


def test_limits_hold_for_unusual_markup_too(monkeypatch: pytest.MonkeyPatch) -> None:
    unusual = zipped(members(worksheet(CELLS, f"{MERGES}<!-- read token by token -->")))
    for what, count in (("elements", 391), ("cells", 49), ("merges", 39)):
        limited(monkeypatch, what, count, unusual)


def test_too_many_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read of small parts is kept, so each of these files has styles of its own."""
    for limit, count, is_refused in ((3, 3, False), (3, 4, True)):
        monkeypatch.setitem(MOST, "styles", limit)
        data = book(CELLS, style=styles(*["0.00"] * count))
        assert (outcome(data)[1]["found"] == count) if is_refused else grids(data, "f")


def test_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ratio is counted up to where inflating was stopped, and only for what is large."""
    data = zipped({**PARTS, "xl/worksheets/sheet1.xml": worksheet(CELLS + "<row/>" * 800_000)})
    monkeypatch.setitem(MOST, "ratio", 50)
    code, values = outcome(data)
    assert (code, values) == ("FIL04", {"what": "ratio", "limit": 50, "found": values["found"]})
    assert 50 < int(str(values["found"])) <= (4 << 20) // (len(data) - 2000)
    monkeypatch.setitem(MOST, "ratio", 1200)
    assert grids(data, "f")


def test_far_corners_cost_nothing() -> None:
    rows = f'<row r="1">{inline("A1", "甲")}</row><row r="1048576">{inline("XFD1048576", "乙")}</row>'
    after = '<mergeCells><mergeCell ref="A2:XFD1048575"/></mergeCells>'
    data = book(rows, after)
    with seconds(0.05):
        assert [cell[:4] for cell in grids(data, "f")[0].cells.values()] == [
            (1, 1, "甲", "甲"),
            (2, 1, None, ""),
            (1_048_576, 16_384, "乙", "乙"),
        ]


def test_one_merge_over_everything() -> None:
    data = book(CELLS, '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    with seconds(0.05):
        (grid,) = grids(data, "f")
    assert list(grid.cells) == [(1, 1)]
    assert grid.cells[1, 1][7:] == (1_048_576, 16_384)


def test_a_hundred_thousand_merges() -> None:
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 100_001))
    data = book(CELLS, f"<mergeCells>{merges}</mergeCells>")
    with seconds(2):
        (grid,) = grids(data, "f")
    assert len(grid.cells) == 100_000
    assert outcome(book("", f'<mergeCells>{merges}<mergeCell ref="A1:B1"/></mergeCells>'))[1]["what"] == "merges"


def test_a_hundred_thousand_merges_over_everything() -> None:
    merges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 100_001))
    with seconds(3):
        code, values = outcome(book(CELLS, f"<mergeCells>{merges}</mergeCells>"))
    assert (code, values["what"]) == ("FIL04", "covered")


@pytest.mark.parametrize(
    "content",
    [
        "<a>" * 1_000_000,
        "<row><c>" * 200_000,
        f'{XML}<worksheet xmlns="{MAIN}"><!--{"x" * (4 << 20)}--></worksheet>',
        f'{XML}<worksheet xmlns="{MAIN}" a="{"x" * (4 << 20)}"/>',
        worksheet("<row>" + "<c/>" * 300_000 + "</row>"),
        worksheet("<row/>" * 300_000),
        worksheet(f'<row r="1">{inline("A1", "&lt;" * 300_000)}</row>'),
    ],
    ids=["deep", "cells in cells", "comment", "attribute", "cells", "rows", "references"],
)
def test_large_parts_take_bounded_time(content: str) -> None:
    data = zipped({**PARTS, "xl/worksheets/sheet1.xml": content}, zipfile.ZIP_STORED)
    with seconds(3):
        try:
            assert len(grids(data, "f")) == 1
        except Unreadable as error:
            assert error.code == "FIL02"


def test_tokens_are_whole_across_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = f'<row r="1">{inline("A1", "甲<![CDATA[<c r=]]>&amp;乙" * 5)}<c r="B1" t="b"><v>1</v></c></row>'
    data = book(rows)
    expected = grids(data, "f")
    for size in (1, 2, 3, 5, 7, 11):
        monkeypatch.setattr(markup, "_CHUNK_BYTES", size)
        assert grids(data, "f") == expected


def test_a_crash_of_both_readers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_workbook", lambda *_: 1 / 0)
    monkeypatch.setattr(xlsx_openpyxl.openpyxl, "load_workbook", lambda *_, **__: int("x"))
    assert outcome(GOOD) == ("FIL07", {"error": "ZeroDivisionError"})


def test_the_second_reader_refuses_a_doctype_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_workbook", lambda *_: 1 / 0)
    assert outcome(zipped({**PARTS, "docProps/app.xml": "<!DOCTYPE a><a/>"}))[0] == "FIL02"


def test_memory_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(xlsx, "_workbook", none_left)
    assert outcome(GOOD) == ("FIL06", {})


def grids_or_unreadable(data: bytes, limit: float = 2) -> None:
    with seconds(limit):
        try:
            found = grids(data, "f")
        except Unreadable as error:
            assert error.code in ("FIL01", "FIL02", "FIL03", "FIL04")
        else:
            assert all(isinstance(grid, Grid) for grid in found)
            assert all(isinstance(cell, Cell) for grid in found for cell in grid.cells.values())


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\3\4", b"PK\5\6", compound("Workbook")[:512], b"<?xml"]))
def test_any_bytes(data: bytes, head: bytes) -> None:
    grids_or_unreadable(head + data)


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 2**32), st.integers(1, 20), st.booleans())
def test_any_change_to_a_workbook(seed: int, changes: int, packed: bool) -> None:
    """Bytes changed, dropped and doubled, in the zip or in the parts themselves."""
    chance = random.Random(seed)
    if packed:
        grids_or_unreadable(changed(GOOD, chance, changes))
    else:
        name = chance.choice(list(PARTS))
        content = PARTS[name]
        data = content.encode() if isinstance(content, str) else content
        grids_or_unreadable(zipped({**PARTS, name: changed(data, chance, changes)}))


def changed(data: bytes, chance: random.Random, changes: int) -> bytes:
    out = bytearray(data)
    for _ in range(changes):
        if not out:
            break
        place = chance.randrange(len(out))
        what = chance.randrange(4)
        if what == 0:
            out[place : place + 1] = bytes([chance.randrange(256)])
        elif what == 1:
            out[place : place + 1] = bytes([chance.choice(b'<>/"=&;0123456789 AZr')])
        elif what == 2:
            del out[place : place + chance.randrange(10)]
        else:
            out[place:place] = out[place : place + chance.randrange(20)]
    return bytes(out) or b"x"
