"""Workbooks made by hand, part by part, for tests of the readers."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def zipped(members: Mapping[str, str | bytes], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these members in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def claiming(data: bytes, size: int) -> bytes:
    """The zip with a directory that says of each member that it inflates to so many bytes."""
    made = bytearray(data)
    at = made.find(b"PK\1\2")
    while at >= 0:
        struct.pack_into("<L", made, at + 24, size)
        at = made.find(b"PK\1\2", at + 4)
    return bytes(made)


def relations(targets: Iterable[tuple[str, str, str]], office: str = OFFICE) -> str:
    """A .rels part from (id, kind, target)."""
    lines = "".join(f'<Relationship Id="{i}" Type="{office}/{kind}" Target="{target}"/>' for i, kind, target in targets)
    return f'{XML}<Relationships xmlns="{RELS}">{lines}</Relationships>'


def worksheet(rows: str, after: str = "", main: str = MAIN) -> str:
    """A sheet part with these rows in its sheetData."""
    return f'{XML}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def strings(*items: str) -> str:
    """A shared strings part from the insides of its si elements."""
    return f'{XML}<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def styles(*codes: str) -> str:
    """A styles part whose style number n has the n-th of these format codes; the first is number 0."""
    formats = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(codes))
    cells = "".join(f'<xf numFmtId="{164 + n}" applyNumberFormat="1"/>' for n, _ in enumerate(codes))
    return (
        f'{XML}<styleSheet xmlns="{MAIN}"><numFmts count="{len(codes)}">{formats}</numFmts>'
        f'<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="{len(codes)}">{cells}</cellXfs>'
        f'<cellStyles count="1"><cellStyle name="Normal" xfId="0"/></cellStyles></styleSheet>'
    )


def members(
    sheet: str | bytes,
    shared: str | None = None,
    style: str | None = None,
    sheets: str = '<sheet name="表" sheetId="1" r:id="rId1"/>',
    settings: str = "",
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet part; ``sheets`` and ``settings`` stand in its workbook part."""
    links = [("rId1", "worksheet", "worksheets/sheet1.xml")]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{settings}<sheets>{sheets}</sheets></workbook>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    if shared is not None:
        links.append(("rId2", "sharedStrings", "sharedStrings.xml"))
        parts["xl/sharedStrings.xml"] = shared
    if style is not None:
        links.append(("rId3", "styles", "styles.xml"))
        parts["xl/styles.xml"] = style
    parts["xl/_rels/workbook.xml.rels"] = relations(links)
    return parts


def book(rows: str, after: str = "", **more: str | None) -> bytes:
    """A workbook with one sheet that has these rows."""
    return zipped(members(worksheet(rows, after), **more))  # type: ignore[arg-type]


def inline(reference: str, text: str) -> str:
    """A cell with an inline string."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def compound(*streams: str) -> bytes:
    """A minimal OLE container whose directory, in sector 1, names these streams (at most three)."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:34] = b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0"
    header[44:48] = (1).to_bytes(4, "little")
    header[48:52] = (1).to_bytes(4, "little")
    header[76:512] = b"\0\0\0\0" + b"\xff" * 432
    table = (b"\xfd\xff\xff\xff" + b"\xfe\xff\xff\xff").ljust(512, b"\xff")
    directory = b""
    for number, name in enumerate(("Root Entry", *streams)):
        entry = bytearray(128)
        encoded = name.encode("utf-16-le") + b"\0\0"
        entry[: len(encoded)] = encoded
        entry[64:66] = len(encoded).to_bytes(2, "little")
        entry[66] = 2 if number else 5
        directory += entry
    return bytes(header) + table + directory.ljust(512, b"\0")
