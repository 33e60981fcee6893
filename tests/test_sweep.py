"""What is cut apart without expat: it is taken only if expat would take it, and read as token by token."""

from __future__ import annotations

import random
from xml.parsers import expat

import pytest

from evalsheet.model import Unreadable
from evalsheet.readers import grids, sweep

from .packages import book, members, strings, styles, worksheet, zipped

ROWS = (
    '<row r="1" spans="1:3" ht="17.25"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"/><c r="C1"><v>1.5</v></c></row>'
    '<row r="2"/><row r="3" hidden="1"><c r="A3" t="inlineStr"><is><t>甲&amp;乙</t></is></c></row>'
    '<row r="4"><c r="A4" t="str"><f>B1&amp;"x"</f><v>x</v></c><c r="B4" t="b"><v>1</v></c></row>'
)
ITEMS = ("<t>共享</t>", '<t xml:space="preserve"> 字 </t>', "<t/>", "<t>a&lt;b</t>")
#: Each may make a part broken, or unusual, or nothing, wherever it comes.
PIECES = (
    "< > & &amp; &#10; &#0; &#xFFFE; &no; &amp ]]> \x01 \ufffe \uffff <row> </row> <row/> </row></row> <c> </c> <v> </v> "
    '<v/> <is> </is> <t> </t> <si> </si> <si/> <t/> <!--x--> <!-- <![CDATA[x]]> <?x?> <!DOCTYPE> <c_r="A1"/> <c_r="B2"> '
    '<row_r="4"_hidden="1"/> _s="1" _s="1"_s="1" _t="s" _r="B9" _hidden="1" _ht="0" </sheetData> <sheetData> </sst> '
    "\" ' = 中 1 A \n \r \t _x000D_ / <x:c_r=\"A1\"/> <phoneticPr_fontId='1'/> <mergeCell_ref=\"A1:B1\"/>"
).replace("_x000D_", "\0").split(" ")  # fmt: skip


def broken(part: str, rnd: random.Random) -> str:
    """The part with a piece put in, or some signs taken out; mostly between tags."""
    places = [place for place, sign in enumerate(part) if sign in '<>"' and place > part.index("<s")]
    place = rnd.choice(places) + rnd.randrange(2)
    if rnd.random() < 0.2:
        return part[:place] + part[place + rnd.randrange(1, 9) :]
    piece = rnd.choice(PIECES).replace("_", " ").replace("\0", "_x000D_")
    return part[:place] + piece + part[place:]


def outcome(data: bytes) -> object:
    try:
        return grids(data, "f")
    except Unreadable as error:
        return error.code, error.values


def is_well_formed(part: str) -> bool:
    try:
        expat.ParserCreate("utf-8").Parse(part.encode(), True)
    except expat.ExpatError:
        return False
    return True


def swept(read: object, part: str) -> bool:
    try:
        return read(part.encode(), "x") is not None  # type: ignore[operator]
    except Unreadable:
        return False


@pytest.mark.parametrize("seed", range(4))
def test_no_part_is_taken_that_expat_refuses(seed: int) -> None:
    rnd = random.Random(seed)
    taken = refused = 0
    for _ in range(400):
        sheet, shared = worksheet(ROWS), strings(*ITEMS)
        if rnd.random() < 0.6:
            sheet = broken(sheet, rnd)
            one = swept(sweep.sheet, sheet), is_well_formed(sheet)
        else:
            shared = broken(shared, rnd)
            one = swept(sweep.strings, shared), is_well_formed(shared)
        assert one != (True, False), (sheet, shared)
        taken += one[0]
        refused += not one[1]
    assert taken > 10
    assert refused > 100


@pytest.mark.parametrize("seed", range(2))
def test_what_is_taken_is_read_as_token_by_token(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    rnd = random.Random(seed)
    rows = worksheet(ROWS)
    for _ in range(150):
        sheet = broken(rows, rnd)
        data = zipped(members(sheet, shared=strings(*ITEMS), style=styles("0", "0.0%")))
        first = outcome(data)
        with monkeypatch.context() as without:
            without.setattr(sweep, "_MOST_BYTES", 0)
            assert outcome(data) == first, sheet


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row></row>',
        '<row r="1"><row r="2"><c r="A1"><v>1</v></c></row>',
        '<row r="1" r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="1" s="1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" r="B1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A1"/></c></row>',
        '<row r="1"><c r="A1"/<c r="B1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1&nbsp;</v></c></row>',
        '<row r="1"><c r="A1"><v>1&</v></c></row>',
        '<row r="1"><c r="A1"><v>1&#0;</v></c></row>',
        '<row r="1"><c r="A1"><v>]]></v></c></row>',
        '<row r="1"><c r="A1"><v>\x02</v></c></row>',
        '<row r="1"><c r="A1"><v>\uffff</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a<b</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
    ],
)
def test_a_broken_sheet_is_damaged(rows: str) -> None:
    assert outcome(book(rows)) == ("FIL02", {"reason": "xml", "part": "xl/worksheets/sheet1.xml"})


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        '<row r="1"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1" vm="1" s="1" t="s" ><v>3</v></c></row>',
        '\n<row r="1">\n  <c r="A1"><v>1</v></c>\n  <c r="B1"/>\n</row>\n<row r="2"/>\n',
        '<row r="1" hidden="true"><c r="A1"><v>1</v></c></row><row r="2" ht="0"/>',
        '<row r="1"><c r="A1" t="str"><f>B1</f><v></v></c><c r="B1"><f></f><v>2</v></c><c r="C1"><v></v></c></row>',
        "",
    ],
)
def test_what_is_usual(monkeypatch: pytest.MonkeyPatch, rows: str) -> None:
    assert sweep.sheet(worksheet(rows).encode(), "x") is not None
    data = book(rows, shared=strings(*ITEMS), style=styles("0", "0.0%"))
    first = grids(data, "f")
    monkeypatch.setattr(sweep, "_MOST_BYTES", 0)
    assert grids(data, "f") == first
