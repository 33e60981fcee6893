"""Files that are made to stop, slow down or fool a run: a name, what is in it, and what may be said of it.

Everything is made here, and quickly. `build` also makes what is no file at all.
"""

from __future__ import annotations

import io
import os
import random
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import NamedTuple

from samples import formats
from samples.make_samples import as_document, with_inline_strings, with_shared_strings

from . import documents
from .documents import p, tbl, tc, tr
from .forms import STANDARD, edited, grid
from .packages import MAIN, XML, claiming, compound, inline, members, relations, strings, styles, worksheet, zipped
from .records import biff, binary, container, row, stream, string, wide, xlsb, xlsb_members
from .test_formats import as_flat, data, ods, ods_cell, ods_row, page, xml2003
from .test_reader_hostile import LAUGHS

FORM = grid(STANDARD)
GOOD = with_shared_strings(FORM, typed=True)
WORD = as_document(FORM)
LAUGHTER = LAUGHS + "]>"
OUTSIDE = '<!DOCTYPE a [<!ENTITY j SYSTEM "file:///etc/passwd">]>'


class Kind(NamedTuple):
    """A hostile file: its bytes, and the codes of which one is said; none if it may hold no more than it
    should and be judged."""

    make: Callable[[], bytes]
    codes: tuple[str, ...]


KINDS: dict[str, Kind] = {}
READ = ("",)
DAMAGED, LIMIT, NO_FORM = ("FIL02",), ("FIL04",), ("FIL20",)


def kind(name: str, ending: str, codes: tuple[str, ...], make: Callable[[], bytes]) -> None:
    name = f"{name}.{ending}"
    assert name not in KINDS
    KINDS[name] = Kind(make, codes)


def changed(part: str, content: str | bytes, base: dict[str, str | bytes] | None = None) -> bytes:
    """A workbook with one part of another content; not packed, so that it is no bomb but what it is meant to be."""
    return zipped({**(base or PARTS), part: content}, zipfile.ZIP_STORED)


def book(rows: str, after: str = "", **more: str) -> bytes:
    """A workbook with one sheet, not packed."""
    return zipped(members(worksheet(rows, after), **more), zipfile.ZIP_STORED)


def document(body: str) -> bytes:
    """A document with this body, not packed."""
    return zipped(documents.members(body), zipfile.ZIP_STORED)


ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.9</v></c></row>'
PARTS = members(worksheet(ROW), strings("<t>甲</t>"), styles("0", "0%"))
WORD_PARTS = documents.members(p("甲"))


def with_doctype(content: str | bytes, doctype: str) -> str:
    """XML with a declaration of entities, and a use of the last of them."""
    text = content if isinstance(content, str) else content.decode()
    start = text.index("?>") + 2 if text.startswith("<?xml") else 0
    end = text.rindex("</") if "</" in text else len(text)
    return f"{text[:start]}{doctype}{text[start:end]}&j;{text[end:]}"


# zip bombs


def bomb() -> bytes:
    return zipped({**PARTS, "xl/worksheets/sheet1.xml": worksheet("") + " " * (150 << 20)})


def lying() -> bytes:
    """The directory says that nothing is larger than ten bytes."""
    return claiming(zipped({**PARTS, "xl/worksheets/sheet1.xml": worksheet("") + " " * (30 << 20)}), 10)


def overlapping(count: int = 60, size: int = 40 << 20) -> bytes:
    """An archive whose members are all the same bytes, which inflate to a large workbook that is none."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(os.urandom(1 << 12) * (size >> 12)) + packed.flush()
    entries = b"".join(
        b"PK\1\2\x14\0" + struct.pack("<5H3L2H", 20, 0, 8, 0, 33, 0, len(body), size, 7, 0)
        + struct.pack("<3H2L", 0, 0, 0, 0, 0) + b"%02d.xlsx" % number for number in range(count)
    )  # fmt: skip
    local = b"PK\3\4" + struct.pack("<5H3L2H", 20, 0, 8, 0, 33, 0, len(body), size, 0, 0)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(entries), len(local) + len(body), 0)
    return local + body + entries + end


def nested(depth: int) -> bytes:
    inside = bomb()
    for _ in range(depth):
        inside = zipped({"内.zip": inside, "表.xlsx": b""})
    return inside


kind("flat bomb", "xlsx", LIMIT, bomb)
kind("lying bomb", "xlsx", LIMIT, lying)
kind("bomb in a document", "docx", LIMIT, lambda: zipped({**WORD_PARTS, "word/document.xml": " " * (60 << 20)}))
kind(
    "bomb in an ods",
    "ods",
    LIMIT,
    lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": " " * (60 << 20)}),
)
kind("bomb under another ending", "xls", LIMIT, bomb)
kind("many members", "xlsx", LIMIT, lambda: zipped({**PARTS, **{f"x/{n}": b"" for n in range(12_000)}}))
kind("cut short", "xlsx", DAMAGED, lambda: GOOD[: len(GOOD) // 2])
kind("climbing names", "xlsx", DAMAGED, lambda: changed("../../../../tmp/evil.xml", "x"))
kind("same name twice", "xlsx", DAMAGED, lambda: changed("XL/Workbook.xml", "<workbook/>"))

# entities, in every part

for number, part in enumerate((*PARTS, "docProps/app.xml")):
    laughing = with_doctype(PARTS.get(part, "<a></a>"), LAUGHTER)
    # what is not read is not expanded either
    codes = (*DAMAGED, *NO_FORM) if part in ("docProps/app.xml", "[Content_Types].xml", "xl/styles.xml") else DAMAGED
    kind(
        f"billion laughs {number} {part.rpartition('/')[2]}",
        "xlsx",
        codes,
        lambda part=part, laughing=laughing: changed(part, laughing),
    )
for number, part in enumerate(WORD_PARTS):
    codes = (*DAMAGED, *NO_FORM) if part == "[Content_Types].xml" else DAMAGED
    kind(
        f"billion laughs {number} {part.rpartition('/')[2]}",
        "docx",
        codes,
        lambda part=part: changed(part, with_doctype(WORD_PARTS[part], LAUGHTER), WORD_PARTS),
    )
kind("billion laughs ods", "fods", DAMAGED, lambda: with_doctype(as_flat(formats.ods(FORM)), LAUGHTER).encode())
kind("billion laughs xml", "xls", DAMAGED, lambda: with_doctype(formats.xml2003(FORM), LAUGHTER).encode("gb18030"))
kind(
    "billion laughs page",
    "html",
    NO_FORM,
    lambda: (LAUGHTER.replace("DOCTYPE a", "DOCTYPE html") + "<table><tr><td>&j;</td></tr></table>").encode(),
)
kind(
    "quadratic entities",
    "xlsx",
    DAMAGED,
    lambda: changed(
        "xl/sharedStrings.xml",
        f'<!DOCTYPE a [<!ENTITY j "{"x" * 50_000}">]>{strings("<t>" + "&j;" * 50_000 + "</t>").removeprefix(XML)}',
    ),
)
kind(
    "external entity",
    "xlsx",
    DAMAGED,
    lambda: changed("xl/sharedStrings.xml", with_doctype(PARTS["xl/sharedStrings.xml"], OUTSIDE)),
)
kind("external entity xml", "xml", DAMAGED, lambda: with_doctype(formats.xml2003(FORM), OUTSIDE).encode())
kind(
    "external entity docx",
    "docx",
    DAMAGED,
    lambda: changed("word/document.xml", with_doctype(WORD_PARTS["word/document.xml"], OUTSIDE), WORD_PARTS),
)
kind(
    "external sheet",
    "xlsx",
    DAMAGED,
    lambda: changed(
        "xl/_rels/workbook.xml.rels",
        '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="http://127.0.0.1:9/s.xml" TargetMode="External"/></Relationships>',
    ),
)

# relationships

kind(
    "workbook is its own sheet",
    "xlsx",
    (*DAMAGED, *NO_FORM),
    lambda: changed("xl/_rels/workbook.xml.rels", relations([("rId1", "worksheet", "workbook.xml")])),
)
kind(
    "package is its own workbook",
    "xlsx",
    (*DAMAGED, *NO_FORM),
    lambda: changed("_rels/.rels", relations([("rId1", "officeDocument", "_rels/.rels")])),
)
kind(
    "relations of relations",
    "xlsx",
    (*DAMAGED, *NO_FORM),
    lambda: changed(
        "xl/_rels/workbook.xml.rels",
        relations(
            [
                ("rId1", "worksheet", "_rels/workbook.xml.rels"),
                ("rId2", "sharedStrings", "workbook.xml"),
                ("rId3", "styles", "_rels/workbook.xml.rels"),
            ]
        ),
    ),
)
kind(
    "document is its own relations",
    "docx",
    (*DAMAGED, *NO_FORM),
    lambda: changed("_rels/.rels", relations([("rId1", "officeDocument", "_rels/.rels")]), WORD_PARTS),
)
kind(
    "5000 sheets on one part",
    "xlsx",
    LIMIT,
    lambda: zipped(
        members(
            worksheet(ROW),
            strings("<t>甲</t>"),
            sheets="".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(5000)),
        )
    ),
)
kind(
    "1000 large sheets on one part",
    "xlsx",
    LIMIT,
    lambda: zipped(
        members(
            worksheet("".join(f'<row r="{n}">{inline(f"A{n}", "字")}</row>' for n in range(1, 6000))),
            sheets="".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1000)),
        )
    ),
)

# too much of something

kind(
    "million merges",
    "xlsx",
    LIMIT,
    lambda: book(
        ROW,
        "<mergeCells>" + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 1_000_001)) + "</mergeCells>",
        shared=strings("<t>甲</t>"),
    ),
)
kind(
    "merges over everything",
    "xlsx",
    LIMIT,
    lambda: book(
        "".join(f'<row r="{n}">{inline(f"A{n}", "字")}</row>' for n in range(1, 200)),
        "<mergeCells>" + "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 90_001)) + "</mergeCells>",
    ),
)
kind(
    "million styles",
    "xlsx",
    LIMIT,
    lambda: changed(
        "xl/styles.xml", f'{XML}<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 1_000_000}</cellXfs></styleSheet>'
    ),
)
kind(
    "million number formats",
    "xlsx",
    (*LIMIT, *NO_FORM),
    lambda: changed(
        "xl/styles.xml",
        f'{XML}<styleSheet xmlns="{MAIN}"><numFmts>{"".join(f"<numFmt numFmtId={chr(34)}{n}{chr(34)} formatCode={chr(34)}0.{n}{chr(34)}/>" for n in range(300_000))}</numFmts><cellXfs><xf/></cellXfs></styleSheet>',
    ),
)
kind("million strings", "xlsx", LIMIT, lambda: changed("xl/sharedStrings.xml", strings(*["<t>a</t>"] * 1_000_000)))
kind(
    "million cells", "xlsx", LIMIT, lambda: book("".join(f"<row>{'<c><v>1</v></c>' * 100}</row>" for _ in range(8_000)))
)
kind("million empty rows", "xlsx", NO_FORM, lambda: book('<row hidden="1"/>' * 900_000))
kind(
    "far corners",
    "xlsx",
    NO_FORM,
    lambda: book(
        f'<row r="1">{inline("A1", "甲")}</row><row r="1048576">{inline("XFD1048576", "乙")}</row>',
        '<mergeCells><mergeCell ref="A2:XFD1048575"/></mergeCells>',
    ),
)
kind(
    "beyond the corners",
    "xlsx",
    NO_FORM,
    lambda: book(
        f'<row r="9999999">{inline("XFE1", "甲")}{inline("A1048577", "乙")}{inline("ZZZZZZ99999999", "丙")}</row>'
    ),
)
kind("deep elements", "xlsx", DAMAGED, lambda: changed("xl/worksheets/sheet1.xml", "<a>" * 1_000_000))
kind(
    "deep and closed",
    "xlsx",
    (*DAMAGED, *NO_FORM),
    lambda: changed("xl/worksheets/sheet1.xml", worksheet("<row><c>" * 200_000 + "</c></row>" * 200_000)),
)
kind(
    "long attribute",
    "xlsx",
    (*DAMAGED, *NO_FORM),
    lambda: changed("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}" a="{"x" * (8 << 20)}"/>'),
)
kind(
    "many attributes",
    "xlsx",
    (*DAMAGED, *NO_FORM),
    lambda: changed(
        "xl/worksheets/sheet1.xml", f"<worksheet {' '.join(f'a{n}={chr(34)}{chr(34)}' for n in range(200_000))}/>"
    ),
)
kind("long text", "xlsx", NO_FORM, lambda: book(f"<row>{inline('A1', '项目' * 2_000_000)}</row>"))
kind("control characters", "xlsx", DAMAGED, lambda: changed("xl/sharedStrings.xml", strings("<t>\x00\x07\x1b[31m</t>")))
kind("surrogate references", "xlsx", DAMAGED, lambda: changed("xl/sharedStrings.xml", strings("<t>&#xD800;</t>")))
kind(
    "surrogate bytes",
    "xlsx",
    DAMAGED,
    lambda: changed("xl/sharedStrings.xml", strings("<t>甲</t>").encode().replace("甲".encode(), b"\xed\xa0\x80")),
)
kind("deep paragraphs", "docx", NO_FORM, lambda: document("<w:p>" * 200_000 + "</w:p>" * 200_000))
kind("wide cells", "docx", NO_FORM, lambda: document(tbl(*[tr(*[tc("a", span=2147483647)] * 50)] * 50)))
kind("many tables", "docx", LIMIT, lambda: document(tbl(tr("a", "b"), tr("c", "d")) * 3_000))
kind(
    "fields without end",
    "docx",
    NO_FORM,
    lambda: document('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 5_000 + p("甲") * 5_000),
)
kind(
    "million filled rows",
    "ods",
    LIMIT,
    lambda: as_package(
        ods(
            ods_row(
                ods_cell("满", value_type="string").replace(" ", ' table:number-columns-repeated="16384" ', 1),
                number_rows_repeated=1_048_576,
            )
        )
    ),
)
kind(
    "far corner",
    "fods",
    NO_FORM,
    lambda: ods(
        ods_row(ods_cell("首", value_type="string"))
        + ods_row(ods_cell(number_columns_repeated=16383), ods_cell("末", value_type="string"), number_rows_repeated=1)
        + ods_row(number_rows_repeated=1_048_570)
    ),
)
kind(
    "spaces without end",
    "fods",
    NO_FORM,
    lambda: ods(
        ods_row(
            ods_cell("大", value_type="string").replace("<text:p>", "<text:p>" + '<text:s text:c="9999999"/>' * 2_000)
        )
    ),
)
kind("deep rows", "fods", NO_FORM, lambda: ods("<table:table-row>" * 100_000 + "</table:table-row>" * 100_000))
kind(
    "columns by the million",
    "xml",
    NO_FORM,
    lambda: xml2003("<Row/>", after='<Table><Column ss:Span="16383" ss:StyleID="a"/></Table>' * 60_000),
)
kind(
    "far corner xml",
    "xml",
    NO_FORM,
    lambda: xml2003(
        f'<Row ss:Index="1048576"><Cell ss:Index="16384" ss:MergeAcross="9999999" ss:MergeDown="9999999">{data("Number", "1e400")}</Cell></Row>'
    ),
)
kind("spans without end", "html", LIMIT, lambda: page("<tr><td colspan=1000 rowspan=65534>" * 20_000))
kind("tables in tables", "html", LIMIT, lambda: page("<table><tr><td>" * 5_000))
kind("brackets", "html", LIMIT, lambda: page("<" * 600_000))
kind("open quotes", "html", NO_FORM, lambda: page("<a \"'" * 100_000))
kind("references", "html", NO_FORM, lambda: page("<tr><td>" + "&#xD800;&#0;&#x1F;&#99999999999;" * 20_000))
kind("separators", "csv", LIMIT, lambda: b"," * 5_000_001)
kind("lines", "csv", LIMIT, lambda: b"1\n" * 600_000)
kind("open quote", "csv", (*DAMAGED, *NO_FORM), lambda: b'"' + b"x," * 1_000_000)
kind("zeros", "csv", DAMAGED, lambda: b"\0" * 1_000_000)
kind("controls", "csv", ("FIL01", *NO_FORM), lambda: bytes(range(1, 32)) * 1_000)

# binary records

CELL = biff(0x203, 0, 0, 0, struct.pack("<d", 5))


def ole(place: int, value: int) -> Callable[[], bytes]:
    def make() -> bytes:
        made = bytearray(container({"Workbook": stream(CELL)}))
        struct.pack_into("<I", made, place, value)
        return bytes(made)

    return make


def tree_in_a_circle() -> bytes:
    made = bytearray(container({"Workbook": stream(CELL)}))
    struct.pack_into("<2I", made, made.find("Workbook".encode("utf-16-le")) + 68, 1, 0)
    return bytes(made)


def tables_in_a_circle() -> bytes:
    made = bytearray(container({"Workbook": stream(CELL)}))
    struct.pack_into("<2I", made, 68, 3, 0xFFFFFFFF)
    struct.pack_into("<128I", made, 512 * 4, *[0xFFFFFFFF] * 127, 3)
    return bytes(made)


SHEETS = b"".join(biff(0x85, struct.pack("<I2B", 0, 0, 0), wide(str(n), "<B")) for n in range(5000))
kind("directory in a circle", "xls", DAMAGED, ole(512 + 4, 1))
kind("stream in a circle", "xls", DAMAGED, ole(512 + 8, 2))
kind("sector of 2 to the 255", "xls", DAMAGED, ole(30, 0x000600FF))
kind("tree in a circle", "xls", NO_FORM, tree_in_a_circle)
kind("tables in a circle", "xls", (*DAMAGED, *NO_FORM), tables_in_a_circle)
kind("header alone", "xls", DAMAGED, lambda: container({"Workbook": stream(CELL)})[:512])
kind("5000 sheets", "xls", (*DAMAGED, *LIMIT, *NO_FORM), lambda: stream(CELL, SHEETS))
kind(
    "four billion strings",
    "xls",
    DAMAGED,
    lambda: stream(CELL, biff(0xFC, struct.pack("<2I", 0xFFFFFFFF, 0xFFFFFFFF), struct.pack("<HB", 0xFFFF, 1), b"ab")),
)
kind(
    "lone surrogates",
    "xls",
    NO_FORM,
    lambda: stream(biff(0x204, 0, 0, 0, struct.pack("<HB", 2, 1), b"\x00\xd8\x00\xdc"[2:] + b"\x00\xd8")),
)
kind("million styles", "xls", LIMIT, lambda: stream(CELL, biff(0xE0, 0, 10, 0, b"\0" * 14) * 200_000))
kind(
    "corner and merge",
    "xls",
    NO_FORM,
    lambda: stream(biff(0x203, 0xFFFF, 0xFF, 0, struct.pack("<d", 5)) + CELL + biff(0xE5, 1, 0, 0xFFFF, 0, 0xFF)),
)
kind(
    "long string",
    "xlsb",
    (*DAMAGED, *NO_FORM),
    lambda: xlsb(row(1) + binary(6, 0, 0, struct.pack("<I", 0xFFFFFFFF) + b"ab")),
)
kind(
    "far row",
    "xlsb",
    NO_FORM,
    lambda: xlsb(binary(0, 0xFFFFFFF0, 0, b"\0" * 5) + binary(7, 0, 0, 0) + binary(176, 0, 0xFFFFFFFF, 0, 0xFFFFFFFF)),
)
kind(
    "record without end",
    "xlsb",
    DAMAGED,
    lambda: zipped({**xlsb_members(row(1)), "xl/workbook.bin": b"\xff\xff\xff\xff\x7f"}),
)
kind(
    "surrogates",
    "xlsb",
    NO_FORM,
    lambda: zipped(
        xlsb_members(
            row(1) + binary(6, 0, 0, struct.pack("<I", 2) + b"\x00\xd8\x00\xd8") + binary(6, 1, 0, string("字"))
        )
    ),
)
kind("password to nothing", "xlsx", ("FIL03",), lambda: compound("EncryptionInfo", "EncryptedPackage"))

# what it is not

kind("nothing", "xlsx", DAMAGED, lambda: b"")
kind("two bytes", "xlsx", DAMAGED, lambda: b"PK")
kind("picture", "xlsx", ("FIL01",), lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
kind("program", "xls", ("FIL01",), lambda: b"MZ\x90\0" + b"\0" * 1000)
kind("old archive", "xlsx", ("FIL01",), lambda: b"Rar!\x1a\x07\0" + b"\0" * 100)
kind("noise", "xls", ("FIL01", "FIL02"), lambda: random.Random(7).randbytes(100_000))

# forms that are read, with texts that are made to be something else

TEXTS = ("项目名称", "主管部门", "实施单位", "指标1.三级指标", "指标2.偏差原因", "指标3.年度指标值", "指标4.实际完成值", "预期目标",
         "实际完成情况", "标题")  # fmt: skip
TRICKS = {
    "formulas": '=HYPERLINK("http://127.0.0.1:9/","点")', "commands": "@SUM(1+1)*cmd|' /C calc'!A0", "plus": "+1+1", "minus": "-2+3",
    "tags": "<script>alert(1)</script>", "workflow": "::error file=x::y%0A::set-output name=a::b", "terminal": "_x001B_]0;x_x0007__x001B_[2J",
    "breaks": "甲\\n::error::乙", "direction": "\u202e甲\u2066乙", "surrogates": "_xD800_甲_xDC00_",
}  # fmt: skip
for name, text in TRICKS.items():
    kind(f"text {name}", "xlsx", READ, lambda text=text: tricky(text))


def tricky(text: str) -> bytes:
    """The standard form with that text in every field for texts."""
    rows = edited("；".join(f"{one}=某某{number}某某" for number, one in enumerate(TEXTS)))
    made = with_inline_strings(grid(rows), typed=True)
    return replaced(made, {f"某某{number}某某": text.replace("\\n", "\n") for number in range(len(TEXTS))})


def replaced(made: bytes, texts: dict[str, str]) -> bytes:
    """A workbook with other texts in its sheet; a formula is no formula there, but a text that looks like one."""
    with zipfile.ZipFile(io.BytesIO(made)) as old:
        parts: dict[str, str | bytes] = {name: old.read(name) for name in old.namelist()}
    for name, content in parts.items():
        if name.startswith("xl/worksheets/sheet") and isinstance(content, bytes):
            text = content.decode()
            for before, after in texts.items():
                text = text.replace(before, escape(after))
            parts[name] = text
    return zipped(parts)


NUMBERS = {
    "huge": "1e308",
    "over": "1e400",
    "thousands of digits": "9" * 4000,
    "tiny": "1e-9999",
    "exponent": "1e9999",
    "not a number": "NaN",
}
FUND = ("资金总额.全年预算数", "资金总额.全年执行数", "资金总额.得分", "指标1.分值", "指标2.得分", "总分.得分")
for name, value in NUMBERS.items():
    kind(f"number {name}", "xlsx", READ, lambda value=value: numbered(value))


def numbered(value: str) -> bytes:
    """The standard form with that number in six cells."""
    rows = edited("；".join(f"{one}={777001 + number}" for number, one in enumerate(FUND)))
    return replaced(
        with_inline_strings(grid(rows), typed=True), {f"{777001 + number}": value for number in range(len(FUND))}
    )


LONG = {
    "digits": "9" * 30_000,
    "separators": "1,1/1-1~1%" * 3_000,
    "brackets": "（(" * 15_000,
    "signs": "≥" * 30_000,
    "dates": "2022年12月31日" * 3_000,
    "words": "完成率" * 10_000,
}
for name, text in LONG.items():
    kind(f"long {name}", "xlsx", READ, lambda text=text: tricky(text))


def as_package(flat: bytes) -> bytes:
    """An ods of a flat one."""
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": flat}, zipfile.ZIP_STORED
    )


# the folder

#: Names that would do something to a terminal, a line or a command.
NAMES = (
    "换\n行.xlsx",
    "颜\x1b[31m色.xlsx",
    "方\u202e向.xlsx",
    "=1+1.xlsx",
    "::error::x%0A.xlsx",
    "-j.xlsx",
    '逗,号".xlsx',
    "响\x07.xlsx",
)
BYTES = "字节".encode("gb18030") + b"\xff.xlsx"


def build(folder: Path) -> dict[str, tuple[str, ...]]:
    """Makes the files, with good forms among them; the names as the run should give them, with the codes of which one
    is said there (an empty one for a form that is judged)."""
    expected: dict[str, tuple[str, ...]] = {}

    def put(name: str, made: bytes, codes: tuple[str, ...]) -> None:
        (folder / name).write_bytes(made)
        expected[name] = codes

    for number, (name, one) in enumerate(KINDS.items(), 100):
        put(f"{number} {name}", one.make(), one.codes)
    for number in (99, 150, 199):
        put(f"{number} 好.xlsx", GOOD, READ)
        put(f"{number} 好.docx", WORD, READ)
    for name in NAMES:
        put(name, GOOD, READ)
    with open(os.fsencode(folder) + b"/" + BYTES, "wb") as file:
        file.write(GOOD)
    expected[BYTES.decode("utf-8", "backslashreplace")] = READ
    (folder / "300 巢.zip").write_bytes(nested(4))
    expected["300 巢.zip!内.zip!内.zip"] = ("FIL01",)
    expected["300 巢.zip!内.zip!表.xlsx"] = expected["300 巢.zip!表.xlsx"] = DAMAGED
    (folder / "301 叠.zip").write_bytes(overlapping())
    expected |= {f"301 叠.zip!{number:02}.xlsx": (*DAMAGED, "FIL01", *LIMIT) for number in range(60)}
    return expected | no_files(folder)


def no_files(folder: Path) -> dict[str, tuple[str, ...]]:
    """What is there and is no file, or not what it seems: a folder, a pipe, a device, links in a circle, holes."""
    (folder / "400 夹.xlsx").mkdir()
    (folder / "400 夹.xlsx" / "里.xlsx").write_bytes(GOOD)
    os.mkfifo(folder / "401 管.xlsx")
    with socket.socket(socket.AF_UNIX) as made:
        here = os.getcwd()
        os.chdir(folder)  # the path of a socket is short
        made.bind("402 口.xlsx")
        os.chdir(here)
    for number, (name, target) in enumerate(
        (("环.xlsx", "404 链.xlsx"), ("链.xlsx", "403 环.xlsx"), ("断.xlsx", "没有"), ("设备.xlsx", "/dev/zero")), 403
    ):
        (folder / f"{number} {name}").symlink_to(target)
    (folder / "407 上").symlink_to(folder)
    (folder / "408 深").mkdir()
    (folder / "408 深" / "回").symlink_to("..")
    for name, head in (("409 洞.xlsx", b"PK\3\4"), ("410 洞.csv", b"a,b"), ("411 洞.zip", b"PK\3\4")):
        with open(folder / name, "wb") as file:
            file.write(head)
            file.truncate(20 << 30)
    expected: dict[str, tuple[str, ...]] = {}
    for name in ("401 管.xlsx", "402 口.xlsx", "403 环.xlsx", "404 链.xlsx", "405 断.xlsx", "406 设备.xlsx"):
        expected[name] = ("FIL09",)
    expected["409 洞.xlsx"] = expected["410 洞.csv"] = LIMIT
    expected["400 夹.xlsx/里.xlsx"] = READ
    if os.geteuid():
        (folder / "412 锁.xlsx").write_bytes(GOOD)
        (folder / "412 锁.xlsx").chmod(0)
        expected["412 锁.xlsx"] = ("FIL09",)
    return expected
