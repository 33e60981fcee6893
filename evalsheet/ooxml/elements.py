"""Elements of an XML part by their places in its text, so that an edit is a splice and all else stays as it is.

The text has been found well-formed before (`parts.decoded`). Elements are known by their local names, and what is
written beside or inside an element takes over its prefix: strict and transitional parts, and parts whose main
namespace has a prefix, are edited alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..readers.markup import decoded

_TOKEN = re.compile(
    r"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>"
    r"""|(/?)([^\s/>!?]+)([^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*)>)""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""(\s*)([^\s=<>/"']+)\s*=\s*("[^"]*"|'[^']*')""")
#: Elements that never contain another of their own name: where no comment can hide an end tag, the next one is theirs.
_FLAT = {
    *("sheetData", "row", "c", "is", "mergeCells", "conditionalFormatting", "dataValidations", "cols"),
    *("sheets", "definedNames"),
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles"),
    *("font", "fill", "border", "xf", "dxf"),
}


class Element(NamedTuple):
    """The place of an element: ``start`` its tag, ``inner`` what follows the tag, ``close`` its end tag, ``end``."""

    name: str
    start: int
    inner: int
    close: int
    end: int

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix with its colon; empty if there is none."""
        return self.name[: self.name.rfind(":") + 1]

    @property
    def empty(self) -> bool:
        """Whether the tag is its own end."""
        return self.inner == self.end


def root(text: str) -> Element:
    """The main element of a part."""
    token = _TOKEN.search(text)
    while token is not None and token[2] is None:
        token = _TOKEN.search(text, token.end())
    assert token is not None, "a part has a main element"
    name, inner = token[2], token.end()
    if token[3].endswith("/"):
        return Element(name, token.start(), inner, inner, inner)
    close = text.rindex(f"</{name}")
    if text.find("<!", close) >= 0:  # what looks like the end may stand in a comment behind it
        return next(_elements(text, 0, len(text)))
    return Element(name, token.start(), inner, close, text.index(">", close) + 1)


def children(text: str, parent: Element) -> list[Element]:
    """The elements directly inside another one, in order."""
    return [] if parent.empty else list(_elements(text, parent.inner, parent.close))


def child(text: str, parent: Element, local: str) -> Element | None:
    """The first child of that local name and of the parent's prefix."""
    name = parent.prefix + local
    found = () if parent.empty else _elements(text, parent.inner, parent.close)
    return next((one for one in found if one.name == name), None)


def first(text: str, start: int, end: int) -> Element | None:
    """The first element that begins between two places."""
    return next(_elements(text, start, end), None)


def _elements(text: str, start: int, end: int) -> Iterator[Element]:
    """The elements that begin between two places and are not inside another one."""
    plain = text.find("<!", start, end) < 0
    depth, name, opened, inner = 0, "", 0, 0
    search = _TOKEN.search
    token = search(text, start, end)
    while token is not None:
        after = token.end()
        if token[2] is None:
            pass  # a comment, a section, an instruction
        elif token[1]:
            depth -= 1
            if not depth:
                yield Element(name, opened, inner, token.start(), after)
        elif text[after - 2] != "/":
            if not depth:
                name, opened, inner = token[2], token.start(), after
                if plain and name.rpartition(":")[2] in _FLAT:
                    after = _end_tag(text, name, after)
            depth += 1
        elif not depth:
            yield Element(token[2], token.start(), after, after, after)
        token = search(text, after, end)


def _end_tag(text: str, name: str, start: int) -> int:
    """The place of the next end tag of that name."""
    place = text.index(f"</{name}", start)
    while text[place + len(name) + 2] not in "> \t\r\n":
        place = text.index(f"</{name}", place + 1)
    return place


def tag(text: str, element: Element) -> str:
    """The start tag as written."""
    return text[element.start : element.inner]


@lru_cache(maxsize=4096)
def attributes(opening: str) -> Mapping[str, str]:
    """The attributes of a start tag, not to be changed: the same few hundred tags come again on every form."""
    return {match[2]: decoded(match[3][1:-1]) for match in _ATTRIBUTE.finditer(opening)}


def with_attribute(opening: str, name: str, value: str | None) -> str:
    """The start tag with an attribute set in its place or added behind the others; taken out if None."""
    for match in _ATTRIBUTE.finditer(opening):
        if match[2] == name:
            written = "" if value is None else f"{match[1]}{name}={_quoted(value)}"
            same = value is not None and decoded(match[3][1:-1]) == value
            return opening if same else opening[: match.start()] + written + opening[match.end() :]
    if value is None:
        return opening
    head = opening.rstrip("/>").rstrip()
    return f"{head} {name}={_quoted(value)}{opening[len(head) :]}"


def _quoted(value: str) -> str:
    return f'"{attribute_text(value)}"'


def attribute_text(value: str) -> str:
    """A value as it stands between double quotes; blanks that a parser would fold are written as references."""
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return value.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def spliced(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """The text with ranges replaced; of insertions at one place the earlier one stands first."""
    out, place = [], 0
    for start, end, new in sorted(changes, key=lambda change: change[:2]):
        out += [text[place:start], new]
        place = end
    return "".join([*out, text[place:]])


def opened(text: str, element: Element, inside: str) -> str:
    """An element as text with something in place of all it contains."""
    opening = tag(text, element)
    if not element.empty:
        return f"{opening}{inside}{text[element.close : element.end]}"
    return f"{opening[:-2].rstrip()}>{inside}</{element.name}>"


def appended(text: str, parent: Element, inside: str) -> str:
    """The text with something added at the end of an element."""
    if parent.empty:
        return spliced(text, [(parent.start, parent.end, opened(text, parent, inside))])
    return spliced(text, [(parent.close, parent.close, inside)])


def inserted(text: str, parent: Element, order: Sequence[str], local: str, written: str) -> str:
    """The text with a new child in schema order: behind the last child that ``order`` puts no later than ``local``."""
    if parent.empty:
        return appended(text, parent, written)
    allowed = {parent.prefix + name for name in order[: order.index(local) + 1]}
    place = max((one.end for one in children(text, parent) if one.name in allowed), default=parent.inner)
    return spliced(text, [(place, place, written)])
