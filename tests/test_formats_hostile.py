"""Files of the other formats that are broken, or are made to do harm: an `Unreadable` each, soon."""

from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsheet.model import Unreadable
from evalsheet.readers import grids
from samples import formats

from .forms import STANDARD, grid
from .packages import zipped
from .records import EOF, biff, binary, bof, container, row, stream, string, wide, xlsb, xlsb_members, xlsb_of
from .test_formats import as_flat, cells, data, ods, ods_cell, ods_row, page, xml2003
from .test_reader_hostile import LAUGHS, changed, limited, outcome, seconds

FORM = grid(STANDARD)
GOOD = {
    "xls": formats.xls(FORM),
    "xls, bare": stream(biff(0x203, 0, 0, 0, struct.pack("<d", 1)) * 30, biff(0x41E, 164, wide("0.0%"))),
    "xlsb": xlsb_of(FORM),
    "ods": formats.ods(FORM),
    "fods": as_flat(formats.ods(FORM)),
    "xml2003": formats.xml2003(FORM),
    "page": formats.web_page(FORM),
    "text": formats.text(FORM),
}
#: What such files may end in besides grids: other kinds, damage, a password, a limit.
PROMISED = ("FIL01", "FIL02", "FIL03", "FIL04")


def read_or_refused(content: bytes) -> str:
    try:
        assert isinstance(grids(content, "f"), tuple)
    except Unreadable as error:
        assert error.code in PROMISED, error
        return error.code
    return ""


@pytest.mark.parametrize("name", ["xls", "xls, bare", "xlsb", "ods", "fods", "xml2003"])
def test_truncated_anywhere(name: str) -> None:
    whole = GOOD[name]
    # a container in which only the padding of the last sector is missing is whole
    end = len(whole) - {"xls": 600, "xlsb": 22, "ods": 22}.get(name, 3)
    start = len(whole) // 6
    with seconds(12):
        assert {read_or_refused(whole[:length]) for length in range(start, end, max(end // 150, 1))} == {"FIL02"}


@pytest.mark.parametrize("name", ["page", "text"])
def test_what_is_left_of_pages_and_texts_is_read(name: str) -> None:
    assert read_or_refused(GOOD[name][: len(GOOD[name]) // 2]) == ""


@settings(deadline=None, max_examples=250)
@given(st.sampled_from(list(GOOD)), st.integers(0, 2**32), st.integers(1, 20))
def test_any_change(name: str, seed: int, changes: int) -> None:
    with seconds(4):
        read_or_refused(changed(GOOD[name], random.Random(seed), changes))


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 2**32), st.integers(1, 20), st.sampled_from(list(xlsb_members(b""))))
def test_any_change_inside_an_xlsb(seed: int, changes: int, name: str) -> None:
    records = row(1) + binary(7, 0, 0, 0) + binary(9, 1, 0, b"\0" * 8, b"\0" * 10) + binary(176, 4, 5, 0, 2)
    parts = xlsb_members(records, strings=["共享"])
    content = parts[name]
    raw = content if isinstance(content, bytes) else content.encode()
    with seconds(4):
        read_or_refused(zipped({**parts, name: changed(raw, random.Random(seed), changes)}))


HEADS = [
    GOOD["xls"][:512],
    bof(5),
    b"<table>",
    b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
]


@settings(deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=600))
def test_any_bytes(head: bytes, rest: bytes) -> None:
    with seconds(4):
        read_or_refused(head + rest)


# passwords


def test_password_of_an_xls() -> None:
    locked = stream(b"", biff(0x2F, 1, 1, 1, b"\0" * 48))
    assert outcome(locked) == outcome(container({"Workbook": locked})) == ("FIL03", {})


def test_password_of_an_ods() -> None:
    manifest = (
        "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": manifest}
    assert outcome(zipped({**parts, "content.xml": "\1\2\3"})) == ("FIL03", {})
    assert outcome(zipped({**parts, "encrypted-package": "\1\2\3"})) == ("FIL03", {})


# containers


def damaged_container(place: int, value: int) -> bytes:
    whole = bytearray(container({"Workbook": stream(b"")}))
    struct.pack_into("<I", whole, place, value)
    return bytes(whole)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (512 + 4, 1),  # the directory goes on in itself
        (512 + 8, 2),  # so does the stream
        (512 + 8, 9999),
        (48, 9999),  # the directory is nowhere
        (76, 9999),  # nor is the table of sectors
        (30, 0x000600FF),  # sectors of 2 to the power of 255
    ],
)
def test_chains_that_lead_nowhere(place: int, value: int) -> None:
    with seconds(2):
        assert outcome(damaged_container(place, value)) == ("FIL02", {"reason": "zip", "part": ""})


def test_small_sectors_in_a_circle() -> None:
    """Here xlrd never ends."""
    whole = bytearray(container({"Workbook": stream(b""), "small": b""}))
    entry = whole.find("Workbook".encode("utf-16-le"))
    struct.pack_into("<2I", whole, entry + 116, 0, 4095)  # small enough for the small sectors
    root = whole.find("Root Entry".encode("utf-16-le"))
    struct.pack_into("<2I", whole, root + 116, 2, 4096)
    struct.pack_into("<I", whole, 60, 10)  # whose table is the first sector of the other stream
    struct.pack_into("<128I", whole, 512 * 11, *[0] * 128)
    with seconds(2):
        assert outcome(bytes(whole)) == ("FIL02", {"reason": "zip", "part": ""})


def test_a_list_of_tables_in_a_circle() -> None:
    whole = bytearray(container({"Workbook": stream(b"")}))
    struct.pack_into("<2I", whole, 68, 3, 0xFFFFFFFF)
    struct.pack_into("<128I", whole, 512 * 4, *[0xFFFFFFFF] * 127, 3)
    with seconds(2):
        assert read_or_refused(bytes(whole)) in ("", "FIL02")


def test_a_tree_of_names_in_a_circle() -> None:
    whole = bytearray(container({"Workbook": stream(biff(0x203, 0, 0, 0, struct.pack("<d", 5)))}))
    entry = whole.find("Workbook".encode("utf-16-le"))
    struct.pack_into("<2I", whole, entry + 68, 1, 0)
    assert [cell.text for cell in cells(bytes(whole)).values()] == ["5"]


# binary records


def test_xls_bad_records_cost_themselves() -> None:
    good = biff(0x203, 0, 0, 0, struct.pack("<d", 5))
    bad = (
        biff(0x203, 1, 0)
        + biff(0xFD, 1, 1, 0, struct.pack("<I", 77))
        + biff(0x204, 1, 2, 0, struct.pack("<HB", 900, 1), b"ab")
        + biff(0x06, 1, 3, 0, b"\0" * 3)
        + biff(0x207, b"\x09")
        + biff(0xBD, 1)
        + biff(0xE5, 500)
        + biff(0x208, 1)
        + biff(0x205, 1, 4, 0)
    )
    styles = biff(0xE0, 0) + biff(0x41E, 164, b"\xff\xff\1") + biff(0x42) + biff(0x22)
    assert [cell.text for cell in cells(stream(bad + good, styles)).values()] == ["5"]


def test_xls_sheets_that_are_not_there() -> None:
    for place in (0xFFFFFFF0, 6):
        missing = biff(0x85, struct.pack("<I2B", place, 0, 0), wide("二", "<B"))
        assert outcome(stream(b"", missing)) == ("FIL02", {"reason": "zip", "part": ""})
    assert outcome(stream(b"", biff(0x85, 1))) == ("FIL02", {"reason": "xml", "part": "BOUNDSHEET"})


def test_xls_that_does_not_end() -> None:
    endless = stream(biff(0x203, 0, 0, 0, struct.pack("<d", 5)))[: -len(EOF)]
    assert outcome(endless) == ("FIL02", {"reason": "zip", "part": ""})


def test_xls_strings_that_are_cut() -> None:
    table = biff(0xFC, struct.pack("<2I", 1, 1), struct.pack("<HB", 50, 1), b"ab")
    assert outcome(stream(b"", table)) == ("FIL02", {"reason": "xml", "part": "SST"})


def test_xls_far_corners_cost_nothing() -> None:
    records = biff(0x203, 0xFFFF, 0xFF, 0, struct.pack("<d", 5)) + biff(0x203, 0, 0xFFFF, 0, struct.pack("<d", 5))
    records += biff(0xE5, 1, 0, 0xFFFF, 0, 0xFE)
    with seconds(0.3):
        found = cells(stream(records))
    assert [(key, cell.rows, cell.columns) for key, cell in found.items()] == [
        ((1, 1), 65536, 255),
        ((65536, 256), 1, 1),
    ]


def test_xls_with_thousands_of_styles_is_quick() -> None:
    """As old files in offices have them; xlrd takes more than a tenth of a second."""
    styles = biff(0xE0, 0, 10, 0, b"\0" * 14) * 4000
    with seconds(0.1):
        assert len(cells(stream(biff(0x203, 0, 0, 3999, struct.pack("<d", 5)), styles))) == 1


def test_xlsb_bad_records_cost_themselves() -> None:
    bad = (
        binary(0, b"\0")
        + row(1)
        + binary(5, 0)
        + binary(7, 1, 0, 99)
        + binary(6, 2, 0, 999)
        + binary(176, 1)
        + binary(4, 3, 0)
    )
    assert [cell.text for cell in cells(xlsb(bad + binary(6, 4, 0, string("字")))).values()] == ["字"]


def test_xlsb_parts_that_are_cut() -> None:
    parts = xlsb_members(row(1) + binary(7, 0, 0, 0), strings=["字"])
    for name in ("xl/workbook.bin", "xl/worksheets/sheet1.bin", "xl/sharedStrings.bin"):
        cut = parts[name]
        assert isinstance(cut, bytes)
        assert outcome(zipped({**parts, name: cut[:-2] + b"\x7f\x7f\x7f"})) == (
            "FIL02",
            {"reason": "xml", "part": name},
        )
    assert [cell.text for cell in cells(zipped({**parts, "xl/styles.bin": b"\x7f\x7f\x7f"})).values()] == ["字"]


@pytest.mark.parametrize("name", ["_rels/.rels", "xl/workbook.bin", "xl/worksheets/sheet1.bin", "xl/sharedStrings.bin"])
def test_xlsb_parts_that_are_missing(name: str) -> None:
    parts = {other: content for other, content in xlsb_members(row(1)).items() if other != name}
    code, values = outcome(zipped(parts))
    assert (code, values["reason"]) == ("FIL02", "missing")


# markup

LAUGHING = LAUGHS + "]>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
@pytest.mark.parametrize("doctype", [LAUGHING, "<!DOCTYPE a>", '<!DOCTYPE a SYSTEM "http://localhost/x.dtd">'])
def test_doctype(doctype: str, encoding: str) -> None:
    text = xml2003(f"<Row><Cell>{data('String', '&j;')}</Cell></Row>").decode()
    at = text.index("<Workbook")
    with seconds(3):
        assert outcome((text[:at] + doctype + text[at:]).encode(encoding))[1]["reason"] == "doctype"


@pytest.mark.parametrize("flat", [True, False])
def test_doctype_of_an_ods(flat: bool) -> None:
    text = as_flat(GOOD["ods"]).decode()
    at = text.index("<office:document")
    bomb = (text[:at] + LAUGHING + text[at:]).replace("农村公路", "&j;").encode()
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": bomb}
    with seconds(3):
        assert outcome(bomb if flat else zipped(parts))[1]["reason"] == "doctype"


def test_entities_of_a_page_are_not_expanded() -> None:
    doctype = LAUGHING.replace("<!DOCTYPE a", "<!DOCTYPE html")
    with seconds(3):
        (found,) = grids(f"{doctype}<table><tr><td>&j;</td></tr></table>".encode(), "f")
    assert "&j;" in [cell.text for cell in found.cells.values()]


def test_ods_without_content() -> None:
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
    assert outcome(zipped(parts)) == ("FIL02", {"reason": "missing", "part": "content.xml"})


def test_a_million_empty_rows_cost_nothing() -> None:
    empty = ods_row(ods_cell(number_columns_repeated=16384), number_rows_repeated=1_048_575, visibility="collapse")
    last = ods_row(ods_cell("末", value_type="string"))
    with seconds(0.3):
        assert not cells(ods(empty))
        found = cells(ods(ods_row(ods_cell("首", value_type="string")) + empty + last * 3))
    assert list(found) == [(1, 1)]


def test_a_million_filled_rows_are_refused() -> None:
    full = ods_row(
        ods_cell("满", value_type="string").replace(" ", ' table:number-columns-repeated="16384" ', 1),
        number_rows_repeated=1_048_576,
    )
    with seconds(0.4):
        assert outcome(ods(full))[1]["what"] == "cells"


def test_ods_numbers_without_end() -> None:
    wild = ods_row(
        ods_cell("大", value_type="string", number_columns_spanned=9**9, number_rows_spanned=10**7 - 1).replace(
            "<text:p>", '<text:p><text:s text:c="9999999"/>'
        ),
        ods_cell("x", value_type="float", value="1E+9999"),
        ods_cell("y", value_type="date", date_value="99999-99-99"),
        ods_cell("z", value_type="time", time_value="PT999999H99M99S"),
        number_rows_repeated="-5",
    )
    with seconds(0.4):
        found = cells(ods(wild))
    assert [len(cell.text) for cell in found.values()] == [256, 1, 1, 1] or len(found) == 1


def test_xml2003_numbers_without_end() -> None:
    wild = (
        '<Column ss:Span="9999999" ss:StyleID="a"/><Row ss:Index="1" ss:Span="9999999" ss:Hidden="1"/>' * 50
        + f'<Row ss:Index="9999999"><Cell>{data("Number", "1")}</Cell></Row><Row ss:Index="-3"><Cell ss:Index="9999999">{data("Number", "1")}</Cell></Row>'
    )
    with seconds(1):
        assert not cells(xml2003(wild))
        merged = cells(
            xml2003(
                f'<Row><Cell ss:MergeAcross="9999999" ss:MergeDown="9999999">{data("Number", "1e400")}</Cell></Row>'
            )
        )
    assert [(cell.text, cell.rows, cell.columns) for cell in merged.values()] == [("1e400", 1_048_576, 16_384)]


def test_a_table_that_spans_everything() -> None:
    wild = "<tr><td rowspan=9999999 colspan=9999999>1</td></tr>"
    with seconds(0.4):
        (cell,) = cells(page(wild)).values()
    assert (cell.rows, cell.columns) == (1, 1000)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<tr><td colspan=1000 rowspan=65534>" * 20_000, "covered"),
        ("<tr>" + "<td rowspan=65534>" * 16_000 + "<tr><td>" * 50_000, "covered"),
        ("<table><tr><td>" * 5_000, "sheets"),
        ("<" * 600_000, "tags"),
        ("<br>" * 600_000, "tags"),
    ],
    ids=["spans", "columns to skip", "tables in tables", "brackets", "breaks"],
)
def test_pages_over_a_limit(content: str, what: str) -> None:
    with seconds(20):
        assert outcome(page(content))[1]["what"] == what


@pytest.mark.parametrize(
    "piece", ["<a ", "<!--", "<!", '<a "', "<a '>\"", "<style>", "</", "&#", "&lt", "<td", "<p>", "<td>x"]
)
def test_pages_that_go_on_and_on(piece: str) -> None:
    with seconds(12):
        read_or_refused(page(piece * (600_000 // len(piece))))


def test_text_over_a_limit() -> None:
    with seconds(3):
        assert outcome(b"," * 5_000_001)[1]["what"] == "separators"
    with seconds(12):
        assert outcome(b"1\n" * 500_001)[1]["what"] == "cells"
        assert not cells(b"a"[:0] + b"\n" * 3_000_000)


def test_quotes_that_do_not_end() -> None:
    assert outcome(b'"' + b"x," * 100_000) == ("FIL02", {"reason": "quotes", "part": ""})


SHEETS = "".join(
    f'<Worksheet ss:Name="{n}"><Table><Row><Cell>{data("Number", str(n))}</Cell></Row></Table></Worksheet>'
    for n in range(20)
)
MANY = xml2003(
    "<Row><Cell ss:MergeAcross='1'/></Row>" * 40, after="</Worksheet>" + SHEETS.removesuffix("</Worksheet>")
).replace(b"</Table></Worksheet></Worksheet>", b"</Table></Worksheet>")


@pytest.mark.parametrize(
    ("what", "count", "content"),
    [
        ("file_bytes", len(GOOD["xls"]), GOOD["xls"]),
        ("sheets", 21, MANY),
        ("cells", 20, MANY),
        ("merges", 40, MANY),
        ("elements", 184, MANY),
        ("cells", 99, GOOD["xls"]),
        ("cells", 99, GOOD["xlsb"]),
        ("cells", 99, GOOD["ods"]),
        ("cells", 99, GOOD["page"]),
        ("cells", 99, GOOD["text"]),
        ("covered", 82, GOOD["xls"]),
        ("covered", 316, GOOD["page"]),
        ("shared_strings", 65, GOOD["xls"]),
        ("shared_strings", 67, GOOD["xlsb"]),
        ("part_bytes", 15627, GOOD["ods"]),
        ("tags", 458, GOOD["page"]),
        ("separators", 168, GOOD["text"]),
        ("styles", 20, GOOD["xls"]),
        ("styles", 3, GOOD["xlsb"]),
    ],
)
def test_limits(monkeypatch: pytest.MonkeyPatch, what: str, count: int, content: bytes) -> None:
    limited(monkeypatch, what, count, content)
