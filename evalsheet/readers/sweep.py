"""The usual markup of sheets and strings, cut apart without a look at each token.

Nearly all writers write rows, cells and strings in a handful of ways. What holds them is cut out of the part and split
at the tags between them; what is left, the frame, is short, is often the same from form to form, and goes through
expat. The part is well-formed if the frame is, and if all that was cut out has one of the forms known here and no text
that XML does not allow. In any doubt the answer is None, and the part is read token by token, which takes much longer.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..model import Unreadable
from ..patterns import rare
from . import markup
from .place import Span, place, place_span
from .text import unescaped

Key = tuple[int, int]
#: Place, style and type of a cell, from its tag; no place if no sheet has it.
Start = tuple[Key | None, str, str]
#: Formula, value and inline text as written; None for what is not there.
Content = tuple[str | None, str | None, str | None]

#: Larger parts are no forms, and are better read in pieces.
_MOST_BYTES = 1 << 20
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
#: Another byte in place of each that XML does not allow.
_ALLOWED = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_REFERENCE = rare("&[^&;<]*;")
_ATTRIBUTE = re.compile(r' ([A-Za-z][A-Za-z0-9:]*)="([^"<&\t\n\r]*)"')
_ATTRIBUTES = f"((?:{_ATTRIBUTE.pattern.replace('(', '(?:')})*)"
_ROW = re.compile(f"<row{_ATTRIBUTES} ?(/?)>")
#: What follows ``<c r="`` in the tag of a cell.
_CELL = re.compile(rf'([^"<&\t\n\r]*)"{_ATTRIBUTES} ?(/?)')
_CONTENT = rare(r'(?:<f>([^<]*)</f>)?(?:<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>\s*')
_MERGE = re.compile(r'<mergeCell ref="([A-Z0-9:]+)" ?/>')
#: What must not be in a frame, but for merges.
_SWEPT = re.compile(r"<(?:c|row|mergeCell|si)[\s/>]")


class Swept(NamedTuple):
    """All cells of a sheet part that have content, all its merges, and the rows that are out of sight."""

    cells: list[tuple[Start, str | None, str | None, str | None]]
    merges: tuple[Span, ...]
    hidden_rows: list[int]
    #: The texts are as meant: no references, no escapes, no line ends to fold.
    plain: bool


class _Unusual(Exception):
    """There is markup that is not known here."""


def sheet(data: bytes, part: str) -> Swept | None:
    """The cells and merges of a sheet part, None if it has unusual markup. Raises Unreadable FIL02 for broken XML."""
    if len(data) > _MOST_BYTES or b"<sheetData" not in data:
        return None
    start = data.find(b"<sheetData>") + len(b"<sheetData>")
    end = data.find(b"</sheetData>", start)
    if end < 0:
        start = end = len(data)  # most likely there is no cell at all
    try:
        rows = _text(data[start:end])
        cells, hidden_rows = _cells(rows)
        return Swept(cells, _merges(data[:start] + data[end:], part), hidden_rows, _is_plain(rows))
    except _Unusual:
        return None


def strings(data: bytes, part: str) -> list[str] | None:
    """The shared strings, None if the part has unusual markup. Raises Unreadable FIL02 for broken XML."""
    if len(data) > _MOST_BYTES or b"<sst" not in data:
        return None
    start = max(data.find(b"<si>"), 0)
    end = max(data.rfind(b"</si>") + len(b"</si>"), start) if start else 0
    try:
        items = _text(data[start:end])
        found = _strings(items)
        _merges(data[:start] + data[end:], part)
        return found if _is_plain(items) else [unescaped(markup.decoded(string)) for string in found]
    except _Unusual:
        return None


def _text(data: bytes) -> str:
    """Markup as text; what is between its tags is fit for XML."""
    if data.translate(_ALLOWED) != data:
        raise _Unusual
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise _Unusual from None
    if "\ufffe" in text or "\uffff" in text or ("]" in text and "]]>" in text):
        raise _Unusual
    if "&" in text:
        _check_references(text)
    return text


def _check_references(text: str) -> None:
    found = _REFERENCE.findall(text)
    if len(found) != text.count("&"):
        raise _Unusual
    try:
        markup.checked(f"<t>{''.join(sorted(set(found)))}</t>".encode(), "")
    except Unreadable:
        raise _Unusual from None


def _is_plain(text: str) -> bool:
    return not ("&" in text or "\r" in text or ("_" in text and "_x" in text))


def _cells(text: str) -> tuple[list[tuple[Start, str | None, str | None, str | None]], list[int]]:
    """The cells that have content in the rows of a sheet, and the numbers of hidden rows."""
    found: list[tuple[Start, str | None, str | None, str | None]] = []
    hidden: list[int] = []
    *rows, rest = text.split("</row>")
    for row in rows:
        before, *cells = row.split('<c r="')
        hidden += _hidden_rows(before, True)
        for cell in cells:
            tag, closed, content = cell.partition(">")
            start = _start(tag)
            if start is None or not content:
                if start is not None or not closed or content.strip():
                    raise _Unusual  # an end that is missing, or content behind an empty cell
                continue
            value, _, end = content[3:].partition("<")
            if end == "/v></c>" and content[:3] == "<v>":
                found.append((start, None, value, None))
            else:
                found.append((start, *_content(content)))
    hidden += _hidden_rows(rest, False)
    return found, hidden


@lru_cache(maxsize=1 << 12)
def _hidden_rows(tags: str, opened: bool) -> tuple[int, ...]:
    """The numbers of the hidden ones among rows without cells, and of the row that follows if one is opened."""
    parts = _ROW.split(tags)
    *ends, last = parts[2::3] or ["/"]
    if "".join(parts[::3]).strip() or not all(ends) or opened != (last == ""):
        raise _Unusual
    return tuple(number for attributes in parts[1::3] for number in _hidden(_attributes(attributes)))


def _hidden(row: dict[str, str]) -> tuple[int, ...]:
    """The number of a row if it is hidden."""
    if row.get("hidden") not in ("1", "true") and row.get("ht") != "0":
        return ()
    number = row.get("r", "")
    if not number.isdecimal() or len(number) > 7:
        raise _Unusual
    return (int(number),)


@lru_cache(maxsize=1 << 14)
def _start(tag: str) -> Start | None:
    """What the tag of a cell says, from behind ``<c r="``; None for an empty cell. Forms share most of them."""
    match = _CELL.fullmatch(tag)
    if match is None:
        raise _Unusual
    reference, written, empty = match.groups()
    attributes = _attributes(written)
    if "r" in attributes:
        raise _Unusual
    return None if empty else (place(reference), attributes.get("s") or "0", attributes.get("t") or "n")


def _attributes(written: str) -> dict[str, str]:
    pairs = _ATTRIBUTE.findall(written)
    attributes = dict(pairs)
    if len(attributes) != len(pairs):
        raise _Unusual
    return attributes


def _content(written: str) -> Content:
    """What is between the tags of a cell, and the end tag."""
    inline, _, end = written[7:].partition("<")
    if end == "/t></is></c>" and written[:7] == "<is><t>":
        return None, None, inline
    match = _CONTENT.fullmatch(written)
    if match is None:
        raise _Unusual
    formula, value, inline = match.groups()
    return formula, value, inline


def _strings(items: str) -> list[str]:
    if not items:
        return []
    items = items.replace('<t xml:space="preserve">', "<t>").replace("<t/>", "<t></t>")
    found = items[7:-9].split("</t></si><si><t>")
    if items[:7] != "<si><t>" or items[-9:] != "</t></si>" or items.count("<") != 4 * len(found):
        raise _Unusual
    return found


@markup.remembered
def _merges(frame: bytes, part: str) -> tuple[Span, ...]:
    """The merges in what is left of a part, which is checked. Raises Unreadable FIL02 for broken XML."""
    if b"<!" in frame or frame.count(b"<?") > 1:
        raise _Unusual
    text = markup.checked(frame, part)
    if text is None:
        raise _Unusual
    references = _MERGE.findall(text)
    if len(references) != len(_SWEPT.findall(text)):
        raise _Unusual
    return tuple(span for span in map(place_span, references) if span is not None)
