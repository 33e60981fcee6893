"""Web pages -> tags and texts, in time that grows with the page and no faster.

html.parser of the standard library takes three quarters of a minute for 60 KB of "<a ", and four times that for twice
as much.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from .. import limits

#: A tag; quoted values may hold anything. What was matched is never tried in another way (the + after * and +).
_TAG = re.compile(r"""<(/?)([A-Za-z][^\s/>]*+)((?:[^"'>]++|"[^"]*+"|'[^']*+')*+)>""")
#: The same where quotes do not pair.
_PLAIN_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*+)([^>]*+)>")
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
#: How far the end of a tag is looked for while quotes are respected.
_TAG_SIGNS = 1 << 16
#: Elements that hold something else than markup, up to their end tag.
_RAW = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "title", "textarea", "xmp")}


class Token(NamedTuple):
    """A start tag (``name``), an end tag (``name`` with / in front), or a text (no name). Names are in lower case."""

    name: str
    text: str = ""
    attributes: dict[str, str] = {}  # noqa: RUF012 - never changed


def tokens(page: str) -> Iterator[Token]:
    """The tags and texts of a page in order; comments and declarations are left out.

    What elements such as style hold is the text of their start tag. Raises Unreadable FIL04 for too many.
    """
    for count, token in enumerate(_tokens(page)):
        limits.check("tags", count + 1)
        yield token


def _tokens(page: str) -> Iterator[Token]:
    place = 0
    while True:
        start = page.find("<", place)
        if start != place:
            yield Token("", html.unescape(page[place : start if start >= 0 else None]))
        if start < 0:
            return
        if page.startswith("<!--", start):
            place = page.find("-->", start + 4) + 3
            if place < 3:
                return
        elif page.startswith(("<!", "<?"), start):
            place = page.find(">", start) + 1
            if place == 0:
                return
        else:
            match = _TAG.match(page, start, start + _TAG_SIGNS) or _PLAIN_TAG.match(page, start)
            if match is None:
                if not page[start + 1 : start + 3].lstrip("/")[:1].isalpha():
                    yield Token("", "<")
                    place = start + 1
                    continue
                return  # a tag that the page ends in
            place = match.end()
            end, name = match[1], match[2].lower()
            if not end and name in _RAW:
                found = _RAW[name].search(page, place)
                inside = page[place : found.start()] if found else ""
                yield Token(name, inside, _attributes(match[3]))
                if found is None:
                    return
                place = found.start()
            else:
                yield Token(end + name, "", _attributes(match[3]) if match[3] and not end else {})


def _attributes(written: str) -> dict[str, str]:
    """Names in lower case, values as meant; of two with one name the first counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(written):
        value = double or single or bare
        found.setdefault(name.lower(), html.unescape(value) if "&" in value else value)
    return found
