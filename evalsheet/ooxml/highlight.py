"""One conditional format of ours on a sheet, which can be taken away again exactly."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..readers.markup import decoded
from . import elements
from .elements import Element, children, spliced
from .worksheet import ORDER

#: Always true, and like nobody else's condition: by it our format is known. LibreOffice writes TRUE as 1, but it
#: leaves a comparison of texts as it is.
_CONDITION = '"evalsheet"="evalsheet"'
_PRIORITY = re.compile(r"""\spriority\s*=\s*["']([0-9]{1,9})["']""")


def marked(text: str, ranges: Iterable[str], style: int) -> str:
    """A sheet part with these ranges highlighted by a differential format, in place of an earlier highlight."""
    earlier = _ours(text)
    base = unmarked(text) if earlier else text
    priority = max(map(int, _PRIORITY.findall(base)), default=0) + 1
    root = elements.root(base)
    p = root.prefix
    written = (
        f'<{p}conditionalFormatting sqref="{" ".join(ranges)}"><{p}cfRule type="expression" dxfId="{style}"'
        f' priority="{priority}"><{p}formula>{_CONDITION}</{p}formula></{p}cfRule></{p}conditionalFormatting>'
    )
    if len(earlier) == 1:
        return spliced(text, [(earlier[0].start, earlier[0].end, written)])
    return elements.inserted(base, root, ORDER, "conditionalFormatting", written)


def unmarked(text: str) -> str:
    """A sheet part without our highlight."""
    return spliced(text, [(one.start, one.end, "") for one in _ours(text)])


def sought_in(text: str) -> bool:
    """Whether there may be a highlight of ours; a no is certain, and quicker than looking for it."""
    return "evalsheet" in text


def _ours(text: str) -> list[Element]:
    """Conditional formats that have our condition and no other."""
    if not sought_in(text):
        return []
    found = []
    for one in children(text, elements.root(text)):
        if one.local == "conditionalFormatting":
            rules = children(text, one)
            formulas = [part for rule in rules for part in children(text, rule) if part.local == "formula"]
            conditions = [decoded(text[part.inner : part.close]).replace(" ", "") for part in formulas]
            if len(rules) == 1 and conditions == [_CONDITION]:
                found.append(one)
    return found
