"""XML parts through expat: nothing but elements, attributes and text.

A DOCTYPE is refused as soon as it begins, so there are no entities to expand and nothing outside to fetch; Office
never writes one. Namespaces are not resolved: an element is known by its local name, so every prefix, and the strict
as well as the transitional namespace, read alike and short names keep the parser fast.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from .package import damaged

#: What expat decodes by itself; Open Packaging allows the first two only.
_ENCODINGS = {"utf-8", "utf-16", "utf8", "us-ascii", "iso-8859-1"}

Start = Callable[[str, dict[str, str]], Any]


class Enough(Exception):
    """Raised by a handler that has seen all it needs."""


class LocalNames(dict[str, str]):
    """Element name -> its local name, found once for each name."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


def parser(part: str) -> expat.XMLParserType:
    """A parser for one part, to be given handlers and passed to `run`."""

    def refuse(*_: object) -> None:
        raise damaged("doctype", part)

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            raise damaged("xml", part)

    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = refuse
    made.XmlDeclHandler = declared
    return made


def run(made: expat.XMLParserType, data: bytes, part: str) -> None:
    """Parse a whole part. Raises Unreadable FIL02 for broken XML and DOCTYPE, and whatever the handlers raise."""
    try:
        made.Parse(data, True)
    except Enough:
        pass
    except expat.ExpatError:
        raise damaged("xml", part) from None


def elements(data: bytes, part: str, seen: Start) -> None:
    """Call ``seen`` with local name and attributes of each element of a part, in order."""
    local = LocalNames()
    made = parser(part)
    made.StartElementHandler = lambda name, attributes: seen(local[name], attributes)
    run(made, data, part)
