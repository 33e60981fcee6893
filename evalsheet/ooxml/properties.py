"""The list of sheet titles in docProps/app.xml, which programs show but do not depend on."""

from __future__ import annotations

from typing import NamedTuple

from ..readers.markup import decoded, remembered
from . import elements, writing
from .elements import Element, attributes, child, children, spliced, tag, with_attribute


class _Titles(NamedTuple):
    """The vector of titles, its entries, and the place of the number of sheets among the headings."""

    vector: Element
    entries: list[Element]
    number: Element
    sheets: int


@remembered
def with_title(text: str, sheets: tuple[str, ...], name: str) -> str:
    """The part with the title of a new sheet behind those of ``sheets``; as it is if it does not list just these."""
    found = _titles(text, sheets)
    if found is None:
        return text
    last = found.entries[found.sheets - 1]
    return _counted(text, found, 1, (last.end, last.end, f"<{last.name}>{writing.text(name)}</{last.name}>"))


def without_title(text: str, sheets: tuple[str, ...], index: int) -> str:
    """The part without the title of one of ``sheets``; as it is if it does not list just these."""
    found = _titles(text, sheets)
    if found is None:
        return text
    gone = found.entries[index]
    return _counted(text, found, -1, (gone.start, gone.end, ""))


def _titles(text: str, sheets: tuple[str, ...]) -> _Titles | None:
    root = elements.root(text)
    headings, titles = (_vector(text, root, local) for local in ("HeadingPairs", "TitlesOfParts"))
    if headings is None or titles is None:
        return None
    variants = [inner for variant in children(text, headings) for inner in children(text, variant)]
    entries = children(text, titles)
    if len(variants) < 2 or variants[1].local != "i4":
        return None
    listed = [decoded(text[one.inner : one.close]) for one in entries]
    # the first heading counts the worksheets, and their titles come first
    if _inner(text, variants[1]) != str(len(sheets)) or tuple(listed[: len(sheets)]) != sheets:
        return None
    return _Titles(titles, entries, variants[1], len(sheets))


def _vector(text: str, root: Element, local: str) -> Element | None:
    holder = child(text, root, local)
    return next(iter(children(text, holder)), None) if holder else None


def _inner(text: str, element: Element) -> str:
    return text[element.inner : element.close].strip()


def _counted(text: str, found: _Titles, by: int, change: tuple[int, int, str]) -> str:
    """The part with one change of its titles, and the counts changed with it."""
    opening, number = tag(text, found.vector), found.number
    size = attributes(opening).get("size", "")
    if size.isdecimal():
        opening = with_attribute(opening, "size", str(int(size) + by))
    return spliced(
        text,
        [
            (found.vector.start, found.vector.inner, opening),
            (number.inner, number.close, str(found.sheets + by)),
            change,
        ],
    )
