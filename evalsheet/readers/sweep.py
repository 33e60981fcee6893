"""The usual markup of sheets and strings, taken in one sweep by regular expressions.

Nearly all writers write cells, merges and strings in a handful of ways. Where a part has nothing else, expat need only
find it well-formed, and regular expressions take out everything at once, in half the time of looking at each token.
Whether there is anything else is decided by counting: every cell, merge and string of the part must have been matched.
In any doubt the answer is None, and the part is read token by token.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from . import markup
from .text import unescaped

#: Larger parts are no forms, and are better read in pieces.
_MOST_BYTES = 1 << 20
#: What counting does not show: comments and sections, rows and columns out of sight.
_UNUSUAL = (b"<!", b" hidden=", b' ht="0')
#: What makes a text differ from how it is written: references, line ends, escapes.
_ESCAPES = (b"&", b"\r", b"_x")
_CELL = re.compile(
    r'<c r="([A-Z]{1,3}[0-9]{1,7})"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?'
    r'(?: ?/>|>(?:<f>([^<]+)</f>)?(?:<v>([^<]+)</v>|<is><t(?: xml:space="preserve")?>([^<]+)</t></is>)?</c>)'
)
_MERGE = re.compile(r'<mergeCell ref="([A-Z0-9:]+)" ?/>')
_STRING = re.compile(r'<si><t(?: xml:space="preserve")?(?:/>|>([^<]*)</t>)</si>')


class Swept(NamedTuple):
    """All cells of a sheet part as (reference, style, type, formula, value, inline text), "" for what is not there, and
    all merges as references."""

    cells: list[tuple[str, str, str, str, str, str]]
    merges: list[str]
    #: The texts are as meant: no references, no escapes, no line ends to fold.
    plain: bool


def sheet(data: bytes, part: str) -> Swept | None:
    """The cells and merges of a sheet part, None if it has unusual markup. Raises Unreadable FIL02 for broken XML."""
    text = _usual(data, part, b"<sheetData")
    if text is None:
        return None
    cells, merges = _CELL.findall(text), _MERGE.findall(text)
    starts = data.count(b"<c ") + data.count(b"<c>") + data.count(b"<c/")
    if len(cells) != starts or len(merges) != data.count(b"<mergeCell "):
        return None
    return Swept(cells, merges, _is_plain(data))


def strings(data: bytes, part: str) -> list[str] | None:
    """The shared strings, None if the part has unusual markup. Raises Unreadable FIL02 for broken XML."""
    text = _usual(data, part, b"<sst")
    if text is None:
        return None
    found = _STRING.findall(text)
    if len(found) != data.count(b"<si"):
        return None
    return found if _is_plain(data) else [unescaped(markup.decoded(string)) for string in found]


def _usual(data: bytes, part: str, element: bytes) -> str | None:
    """The text of a part whose main element has no prefix and that has nothing unusual in it; else None."""
    if len(data) > _MOST_BYTES or element not in data or data.count(b"<?") > 1:
        return None
    return None if any(sign in data for sign in _UNUSUAL) else markup.checked(data, part)


def _is_plain(data: bytes) -> bool:
    return not any(sign in data for sign in _ESCAPES)
