"""Documents that are broken, or made to do harm: an `Unreadable` each, soon; and any other bytes."""

from __future__ import annotations

import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsheet.limits import MOST
from evalsheet.readers import grids

from .documents import document, members, p, tbl, tc, tr
from .packages import relations, zipped
from .test_reader_hostile import LAUGHS, changed, grids_or_unreadable, limited, outcome, seconds

BODY = p("2022年度项目支出绩效自评表") + tbl(
    tr(tc("甲", merge="restart"), tc("乙", span=2)), tr(tc(merge="continue"), "≥95%", tc(p("丙") + tbl(tr("x")) + p()))
)
PARTS = members(BODY)
GOOD = zipped(PARTS)
MAIN = "word/document.xml"


@pytest.mark.parametrize("name", PARTS)
def test_a_required_part_missing(name: str) -> None:
    parts = {other: content for other, content in PARTS.items() if other != name}
    code, values = outcome(zipped({**parts, "word/styles.xml": ""}))
    # without types and document it is a zip with something in it
    assert (code, values.get("reason")) == ("FIL02", "missing") or (code, values) == ("FIL01", {"kind": "zip"})


def test_a_main_part_named_but_not_there() -> None:
    parts = {**PARTS, "_rels/.rels": relations([("rId1", "officeDocument", "word/other.xml")])}
    assert outcome(zipped(parts)) == ("FIL02", {"reason": "missing", "part": "word/other.xml"})


def test_truncated_anywhere() -> None:
    for length in range(4, len(GOOD) - 22, 11):
        assert outcome(GOOD[:length])[0] == "FIL02"


@pytest.mark.parametrize("content", ["", "no xml", "<w:document><w:body>", "<a>&x;</a>"])
def test_broken_xml(content: str) -> None:
    assert outcome(zipped({**PARTS, MAIN: content})) == ("FIL02", {"reason": "xml", "part": MAIN})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("doctype", [LAUGHS + "]>", '<!DOCTYPE a SYSTEM "http://localhost/x.dtd">'])
def test_entities(encoding: str, doctype: str) -> None:
    content = str(PARTS[MAIN])
    content = f"{doctype}{content[content.index('<', 5) :]}".replace("丙", "&j;")
    with seconds(1):
        assert outcome(zipped({**PARTS, MAIN: content.encode(encoding)}))[1]["reason"] == "doctype"


def test_zip_bomb() -> None:
    with seconds(1):
        code, values = outcome(zipped({**PARTS, MAIN: f"{PARTS[MAIN]}{' ' * (20 << 20)}"}))
    assert (code, values["what"]) == ("FIL04", "ratio")


@pytest.mark.parametrize("value", ["2147483647", "99999999999999999999", "-1", "0", "x", ""])
def test_spans_of_any_size(value: str) -> None:
    span = f'<w:gridSpan w:val="{value}"/>'
    body = tbl(tr(tc("a", more=span), "b"), tr("c", "d", look=f'<w:gridBefore w:val="{value}"/>'), tr("e", "f"))
    with seconds(0.1):
        (grid,) = grids(document(body), "f")
    assert [cell.text for cell in grid.cells.values() if cell.text] == ["a", "b", "c", "d", "e", "f"]
    assert max(column for _, column in grid.cells) < 9


def test_thirty_thousand_wide_cells() -> None:
    rows = tr(*[tc("a", span=1000)] * 1000) * 30
    with seconds(8):
        data = zipped(members(tbl(rows, widths=[1] * 1000)), zipfile.ZIP_STORED)
        (grid,) = grids(data, "f")
    assert len(grid.cells) == 30_000


def test_fifty_thousand_hairs() -> None:
    """Edges that all lie within a hair of each other."""
    widths = [1] * 50_000 + [10_000_000]
    rows = "".join(tr(*["a"] * 1000, look=f'<w:gridBefore w:val="{n}"/>') for n in range(50))
    with seconds(8):
        assert len(grids(zipped(members(tbl(rows, widths=widths)), zipfile.ZIP_STORED), "f")) == 1


def nested(depth: int, around: str = "") -> str:
    body = p("a")
    for _ in range(depth):
        body = tbl(tr(tc(body + p()), "b"), tr("c", "d"))
    return body


def test_nested_to_the_limit_and_beyond() -> None:
    found = grids(document(nested(MOST["nesting"])), "f")
    assert len(found) == MOST["nesting"]
    assert found[-1].sheet == "表1" + "-1" * (MOST["nesting"] - 1)
    code, values = outcome(document(nested(MOST["nesting"] + 1)))
    assert (code, values["what"]) == ("FIL04", "nesting")


@pytest.mark.parametrize(
    "body",
    [
        "<w:tbl>" * 15 + "<w:tr>" * 100_000 + "</w:tr>" * 100_000 + "</w:tbl>" * 15,
        "<w:p>" * 300_000 + "</w:p>" * 300_000,
        "<w:sdt><w:sdtContent>" * 100_000 + "</w:sdtContent></w:sdt>" * 100_000,
        "<w:tc><w:p>" * 100_000 + "</w:p></w:tc>" * 100_000,
        "<w:txbxContent>" * 100_000 + "</w:txbxContent>" * 100_000,
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 2000 + p("a") * 2000,
        "<w:del>" * 300_000 + "</w:del>" * 300_000,
        "<w:AlternateContent><w:Choice>" * 100_000 + "</w:Choice></w:AlternateContent>" * 100_000,
        p("a") * 100_000,
        tbl(tr("a", "b")) * 20_000,
    ],
    ids=["rows", "paragraphs", "controls", "cells", "boxes", "fields", "deletions", "alternates", "lines", "tables"],
)
def test_odd_structures_take_bounded_time(body: str) -> None:
    data = zipped(members(body), zipfile.ZIP_STORED)
    with seconds(10):
        grids_or_unreadable(data, limit=10)


def test_too_many_tables() -> None:
    code, values = outcome(zipped(members(tbl(tr("a", "b"), tr("c", "d")) * 1025), zipfile.ZIP_STORED))
    assert (code, values["what"]) == ("FIL04", "tables")


MANY = zipped(members(p("x") * 50 + tbl(tr(tc("a", span=2), "b") + tr("c", "d", "e")) * 20), zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("what", "count"),
    [("part_bytes", 13457), ("elements", 1657), ("cells", 100), ("covered", 2), ("tables", 20), ("nesting", 1)],
)
def test_limits(monkeypatch: pytest.MonkeyPatch, what: str, count: int) -> None:
    limited(monkeypatch, what, count, MANY)


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 2**32), st.integers(1, 20), st.booleans())
def test_any_change_to_a_document(seed: int, changes: int, packed: bool) -> None:
    """Bytes changed, dropped and doubled, in the zip or in the parts themselves."""
    chance = random.Random(seed)
    if packed:
        grids_or_unreadable(changed(GOOD, chance, changes))
    else:
        name = chance.choice(list(PARTS))
        grids_or_unreadable(zipped({**PARTS, name: changed(str(PARTS[name]).encode(), chance, changes)}))


WORDS = ["tbl", "tr", "tc", "p", "r", "t", "sdt", "sdtContent", "txbxContent", "del", "ins", "tcPr", "trPr", "pPr",
         "rPr", "AlternateContent", "Choice", "Fallback", "tblGrid", "ffData", "ddList", "fldSimple"]  # fmt: skip
MARKS = ['<w:vMerge/>', '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>', "<w:hMerge/>", "<w:cellDel/>",
         '<w:gridBefore w:val="1"/>', '<w:gridCol w:w="9"/>', "<w:del/>", '<w:fldChar w:fldCharType="begin"/>',
         '<w:fldChar w:fldCharType="separate"/>', '<w:fldChar w:fldCharType="end"/>', "<w:showingPlcHdr/>", "<w:br/>",
         '<w:br w:type="page"/>', '<w:listEntry w:val="x"/>', '<w:result w:val="0"/>', "<w:vanish/>", "<w:tab/>", "甲"]  # fmt: skip


def tree(chance: random.Random, depth: int) -> str:
    """Elements of Word in any order, so deep."""
    if depth == 0 or chance.random() < 0.3:
        return chance.choice(MARKS)
    name = chance.choice(WORDS)
    return f"<w:{name}>{''.join(tree(chance, depth - 1) for _ in range(chance.randrange(5)))}</w:{name}>"


@settings(deadline=None, max_examples=400)
@given(st.integers(0, 2**32), st.integers(1, 9))
def test_any_tree_of_elements(seed: int, depth: int) -> None:
    chance = random.Random(seed)
    grids_or_unreadable(document("".join(tree(chance, depth) for _ in range(5))))
