"""Binary workbooks made by hand, record by record, for tests of the readers of xls and xlsb."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from evalsheet.model import Grid
from samples.formats import number_of

from .packages import XML, relations, zipped

_SECTOR = 512


def biff(kind: int, *parts: bytes | int) -> bytes:
    """A record of BIFF 5 or 8; whole numbers take two bytes."""
    body = b"".join(part if isinstance(part, bytes) else struct.pack("<H", part) for part in parts)
    return struct.pack("<2H", kind, len(body)) + body


def wide(text: str, lengths: str = "<H") -> bytes:
    """A string of BIFF 8, two bytes a sign."""
    return struct.pack(lengths, len(text.encode("utf-16-le")) // 2) + b"\1" + text.encode("utf-16-le")


def bof(kind: int, version: int = 0x600) -> bytes:
    return biff(0x809, version, kind, 0x1234, 1997, b"\0" * 8 if version == 0x600 else b"")


EOF = biff(0x0A)


def style(number_format: int) -> bytes:
    return biff(0xE0, 0, number_format, 0, b"\0" * 14)


def stream(
    records: bytes, before: bytes = b"", name: bytes = wide("表", "<B"), state: int = 0, version: int = 0x600
) -> bytes:
    """The records of a workbook with one sheet that has these, and these before the list of its sheets."""
    head = bof(5, version) + before
    sheet = biff(0x85, struct.pack("<I2B", 0, state, 0), name)
    place = len(head) + len(sheet) + len(EOF)
    sheet = biff(0x85, struct.pack("<I2B", place, state, 0), name)
    return head + sheet + EOF + bof(0x10, version) + records + EOF


def container(streams: dict[str, bytes], order: Iterable[int] | None = None) -> bytes:
    """An OLE container with these streams at its root (at most three), none of them in small sectors.

    ``order`` places the sectors of the streams in the file: the n-th of the chain stands at the n-th of these places.
    """
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    counts = {name: -(-len(data) // _SECTOR) for name, data in padded.items()}
    total = sum(counts.values())
    tables = -(-(total + 2) // 127)
    places = list(order) if order is not None else list(range(total))
    table = [0xFFFFFFFD] * tables + [0xFFFFFFFE] + [0] * total
    sectors: list[bytes] = [b""] * total
    entries, at = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, below=1)], 0
    for number, (name, data) in enumerate(padded.items(), 1):
        chain = [places[at + n] for n in range(counts[name])]
        for n, place in enumerate(chain):
            sectors[place] = data[n * _SECTOR : (n + 1) * _SECTOR].ljust(_SECTOR, b"\0")
            after = chain[n + 1] + tables + 1 if n + 1 < len(chain) else 0xFFFFFFFE
            table[tables + 1 + place] = after
        at += counts[name]
        right = number + 1 if number < len(padded) else 0xFFFFFFFF
        entries.append(_entry(name, 2, chain[0] + tables + 1, max(len(streams[name]), 4096), right=right))
    header = bytearray(_SECTOR)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<5H", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<9I", header, 40, 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, *range(tables), *[0xFFFFFFFF] * (109 - tables))
    packed = struct.pack(f"<{len(table)}I", *table).ljust(tables * _SECTOR, b"\xff")
    return bytes(header) + packed + b"".join(entries).ljust(_SECTOR, b"\0") + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, right: int = 0xFFFFFFFF, below: int = 0xFFFFFFFF) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    head = encoded.ljust(64, b"\0") + struct.pack("<H2B3I", len(encoded), kind, 1, 0xFFFFFFFF, right, below)
    return head.ljust(116, b"\0") + struct.pack("<2I4x", start, size)


def binary(kind: int, *parts: bytes | int) -> bytes:
    """A record of xlsb; whole numbers take four bytes."""
    body = b"".join(part if isinstance(part, bytes) else struct.pack("<I", part) for part in parts)
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(body)
    while length > 127:
        head, length = head + bytes([length & 0x7F | 0x80]), length >> 7
    return head + bytes([length]) + body


_KINDS = {
    "/xl/workbook.bin": "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    "/xl/worksheets/sheet1.bin": "application/vnd.ms-excel.worksheet",
    "/xl/styles.bin": "application/vnd.ms-excel.styles",
    "/xl/sharedStrings.bin": "application/vnd.ms-excel.sharedStrings",
}
_TYPES = (
    f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    + "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in _KINDS.items())
    + "</Types>"
)


def string(text: str) -> bytes:
    """A string of xlsb."""
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def row(number: int, hidden: bool = False) -> bytes:
    """The beginning of a row, counted from 1."""
    return binary(0, number - 1, 0, struct.pack("<H3B", 300, 0, 0x10 if hidden else 0, 0), 0)


def xlsb_members(
    records: bytes,
    strings: Iterable[str] = (),
    codes: Iterable[str] = ("General",),
    date1904: bool = False,
    state: int = 0,
) -> dict[str, str | bytes]:
    """The parts of an xlsb with one sheet that has these records; style number n has the n-th of these format codes."""
    shared = [binary(19, b"\0", string(one)) for one in strings]
    links = [("rId1", "worksheet", "worksheets/sheet1.bin"), ("rId2", "sharedStrings", "sharedStrings.bin")]
    formats = b"".join(binary(44, struct.pack("<H", 164 + n), string(code)) for n, code in enumerate(codes))
    looks = b"\0" * 10 + b"\x3f\0"
    styles = b"".join(binary(47, struct.pack("<2H", 0, 164 + n), looks) for n, _ in enumerate(codes))
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations([("rId1", "officeDocument", "xl/workbook.bin")]),
        "xl/_rels/workbook.bin.rels": relations([*links, ("rId3", "styles", "styles.bin")]),
        "xl/workbook.bin": binary(131)
        + binary(153, int(date1904), 0)
        + binary(143)
        + binary(156, state, 1, string("rId1"), string("表"))
        + binary(144)
        + binary(132),
        "xl/worksheets/sheet1.bin": binary(129) + binary(148, 0, 99, 0, 9) + binary(145) + records + binary(130),
        "xl/styles.bin": binary(278)
        + binary(615, len(tuple(codes)))
        + formats
        + binary(616)
        + binary(617, 1)
        + styles
        + binary(618)
        + binary(279),
        "xl/sharedStrings.bin": binary(159, len(shared), len(shared)) + b"".join(shared),
    }


def xlsb(records: bytes, **more: object) -> bytes:
    """A workbook of these records; see `xlsb_members`."""
    return zipped(xlsb_members(records, **more))  # type: ignore[arg-type]


def xlsb_of(form: Grid) -> bytes:
    """A form as an xlsb workbook."""
    strings: list[str] = []
    codes = ["General", *sorted({look[1] for one in form.cells.values() if (look := number_of(one))} - {"General"})]
    records, at = [], 0
    for cell in form.cells.values():
        if cell.row != at:
            at = cell.row
            records.append(row(at))
        number = number_of(cell)
        if number:
            look = codes.index(number[1])
            records.append(binary(5, cell.column - 1, look, struct.pack("<d", float(number[0]))))
        elif cell.text:
            strings.append(cell.text)
            records.append(binary(7, cell.column - 1, 0, len(strings) - 1))
        else:
            records.append(binary(1, cell.column - 1, 0))
    merges = [
        binary(176, one.row - 1, one.row + one.rows - 2, one.column - 1, one.column + one.columns - 2)
        for one in form.cells.values()
        if one.rows * one.columns > 1
    ]
    body = b"".join(records) + binary(146) + binary(177, len(merges)) + b"".join(merges) + binary(178)
    return xlsb(body, strings=strings, codes=codes)
