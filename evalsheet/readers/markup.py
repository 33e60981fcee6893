"""XML parts through expat: nothing but elements, attributes and text.

A DOCTYPE is refused as soon as it begins, so there are no entities to expand and nothing outside to fetch; Office
never writes one. Namespaces are not resolved: an element is known by its local name, so every prefix, and the strict
as well as the transitional namespace, read alike.

The small parts are read by handlers (`elements`). For the large ones a call into Python for each start and each end
costs more than the parsing; there expat only checks and cuts the part into tokens (`tokens`), of which most need no
more than a glance. Since expat has found the tokens well-formed, a tag can be taken apart by a regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar
from xml.parsers import expat

from .. import limits
from ..patterns import rare
from .package import damaged

#: Large enough that a token over many chunks, begun anew with each, costs little; small enough to bound the tokens.
_CHUNK_BYTES = 1 << 20
#: Tags longer than this are not kept.
_KEPT = 500

_DECLARATION = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
#: What may be declared besides UTF-8: Open Packaging allows UTF-16 only, expat knows two more.
_OTHER_ENCODINGS = {"utf-16": "utf-16", "us-ascii": "ascii", "iso-8859-1": "latin-1"}
_TAG = rare(r"<(/?)(?:[^\s:/>!?]+:)?([^\s:/>!?]+)")
_ATTRIBUTE = rare(r"""([^\s=<>/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = rare(r"&(?:#([0-9]+)|#x([0-9A-Fa-f]+)|(\w+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}

Start = Callable[[str, dict[str, str]], Any]


class Enough(Exception):
    """Raised by a handler that has seen all it needs."""


T = TypeVar("T")
P = ParamSpec("P")
#: Parts up to this size are worth remembering; a form's styles take some 10 KiB.
_REMEMBERED_BYTES = 1 << 16


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Keeps the last answers of a pure function of small parts (the first argument): the files of a batch are mostly
    made from one template, and their workbook, relations and styles are the same to the byte. Answers must not be
    changed."""
    kept = lru_cache(maxsize=64)(function)

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        small = len(args[0]) <= _REMEMBERED_BYTES  # type: ignore[arg-type]
        return kept(*args, **kwargs) if small else function(*args, **kwargs)  # type: ignore[arg-type]

    return answer


class Tag(NamedTuple):
    """A tag taken apart. Of a comment or a processing instruction the name is empty."""

    name: str
    #: An end tag.
    end: bool
    #: A start tag that is its own end.
    empty: bool
    attributes: dict[str, str]


def elements(data: bytes, part: str, seen: Start) -> None:
    """Call ``seen`` with local name and attributes of each element of a part, in order, until it raises Enough.

    Raises Unreadable FIL02 for broken XML and DOCTYPE, and whatever ``seen`` raises.
    """
    made = _parser(part)
    made.StartElementHandler = lambda name, attributes: seen(name.rpartition(":")[2], attributes)
    try:
        made.Parse(_utf8(data, part), True)
    except Enough:
        pass
    except expat.ExpatError:
        raise damaged("xml", part) from None


def events(data: bytes, part: str, start: Start, end: Callable[[str], Any], text: Callable[[str], Any]) -> None:
    """Call ``start`` with name and attributes of each element of a part, ``text`` with the text in between, ``end``
    with the name. Names are as written, with their prefixes.

    Raises Unreadable FIL02 for broken XML and DOCTYPE, FIL04 for too many elements, and whatever the three raise.
    """
    count = 0

    def begun(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        limits.check("elements", count)
        start(name, attributes)

    made = _parser(part)
    made.buffer_text = True
    made.StartElementHandler = begun
    made.EndElementHandler = end
    made.CharacterDataHandler = text
    try:
        made.Parse(_utf8(data, part), True)
    except expat.ExpatError:
        raise damaged("xml", part) from None


def tokens(data: bytes, part: str, take: Callable[[list[str]], None]) -> None:
    """Call ``take`` with the part's tokens, as written, some ten thousand at a time: tags, comments, pieces of text.

    What begins with < is a tag, all else is text with references, to be passed through `decoded`. The list is used
    again after the call. Raises Unreadable FIL02 for broken XML and DOCTYPE, FIL04 for too many tokens, and
    whatever ``take`` raises.
    """
    data = _utf8(data, part)
    found: list[str] = []
    count = 0
    sections = _Sections() if b"<![CDATA[" in data else None
    made = _parser(part)
    made.DefaultHandler = found.append
    try:
        for start in range(0, len(data) or 1, _CHUNK_BYTES):
            made.Parse(data[start : start + _CHUNK_BYTES], start + _CHUNK_BYTES >= len(data))
            count += len(found)
            limits.check("elements", count)
            take(sections.escaped(found) if sections else found)
            found.clear()
    except expat.ExpatError:
        raise damaged("xml", part) from None


def checked(data: bytes, part: str) -> str | None:
    """The part as text if it is in UTF-8, else None. Raises Unreadable FIL02 for broken XML and DOCTYPE."""
    if _utf8(data, part) is not data:
        return None
    try:
        _parser(part).Parse(data, True)
    except expat.ExpatError:
        raise damaged("xml", part) from None
    return data.decode()


def tag(token: str) -> Tag:
    """A tag taken apart; its attributes must not be changed."""
    return _kept_tag(token) if len(token) < _KEPT else _tag(token)


def _tag(token: str) -> Tag:
    match = _TAG.match(token)
    if match is None:
        return Tag("", False, False, {})
    found = {name: decoded(first or second) for name, first, second in _ATTRIBUTE.findall(token, match.end())}
    return Tag(match[2], bool(match[1]), token.endswith("/>"), found)


_kept_tag = lru_cache(maxsize=4096)(_tag)


def decoded(text: str) -> str:
    """Text as written in the part -> the text that is meant: line ends and references."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _REFERENCE.sub(_referred, text) if "&" in text else text


def _referred(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    return chr(int(match[1]) if match[1] else int(match[2], 16))


class _Sections:
    """CDATA sections -> text with references."""

    def __init__(self) -> None:
        self._inside = False

    def escaped(self, found: list[str]) -> list[str]:
        out = []
        for token in found:
            if self._inside and token != "]]>":
                out.append(token.replace("&", "&amp;").replace("<", "&lt;"))
            elif token in ("<![CDATA[", "]]>"):
                self._inside = token != "]]>"
            else:
                out.append(token)
        return out


def _parser(part: str) -> expat.XMLParserType:
    def refuse(*_: object) -> None:
        raise damaged("doctype", part)

    made = expat.ParserCreate("utf-8")
    made.StartDoctypeDeclHandler = refuse
    return made


def _utf8(data: bytes, part: str) -> bytes:
    """The part in UTF-8, because only then expat leaves tokens whole."""
    declared = _DECLARATION.match(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif data[:2] in (b"<\0", b"\0<"):
        encoding = "utf-16-le" if data[0] else "utf-16-be"
    elif declared is None or declared[1].lower() in (b"utf-8", b"utf8"):
        return data
    else:
        encoding = _OTHER_ENCODINGS.get(declared[1].decode("latin-1").lower(), "")
    try:
        return data.decode(encoding).encode()
    except (LookupError, ValueError):
        raise damaged("xml", part) from None
