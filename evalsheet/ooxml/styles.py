"""The styles part: number formats, looks and a highlight appended; what is there keeps its index and its bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ..readers.builtin_formats import BUILTIN, GENERAL
from ..readers.markup import remembered
from ..readers.text import unescaped
from . import elements, writing
from .elements import Element, attributes, children, spliced, tag, with_attribute

_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
#: Formats that are the same in every language; the others that files name by number are written out.
_EVERYWHERE = {BUILTIN[number]: number for number in ("0", "1", "2", "3", "4", "9", "10", "11", "49")}
#: Numbers below are Excel's own.
_FIRST_FORMAT = 164
_THIN = "".join(f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>' for side in ("left", "right", "top", "bottom"))
_BOX = f"<border>{_THIN}<diagonal/></border>"
_FONT = '<font>{}<sz val="{}"/><color rgb="FF{}"/><name val="宋体"/><family val="3"/><charset val="134"/></font>'
_FILL = '<fill><patternFill patternType="solid"><fgColor rgb="FF{}"/><bgColor indexed="64"/></patternFill></fill>'
_WRAPPED = '<alignment vertical="center" wrapText="1"/>'
_CENTRED = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
#: Look -> font, fill (empty for none), border (empty for none), alignment.
_LOOKS = {
    "title": (_FONT.format("<b/>", 14, "000000"), "", "", '<alignment vertical="center"/>'),
    "heading": (_FONT.format("<b/>", 11, "000000"), _FILL.format("D9E1F2"), _BOX, _CENTRED),
    "text": (_FONT.format("", 11, "000000"), "", _BOX, _WRAPPED),
    "number": (_FONT.format("", 11, "000000"), "", _BOX, _CENTRED),
    "link": (_FONT.format("<u/>", 11, "0563C1"), "", _BOX, _CENTRED),
    "error": (_FONT.format("", 11, "9C0006"), _FILL.format("FFC7CE"), _BOX, _CENTRED),
    "warning": (_FONT.format("", 11, "9C5700"), _FILL.format("FFEB9C"), _BOX, _CENTRED),
    "hint": (_FONT.format("", 11, "1F4E78"), _FILL.format("DDEBF7"), _BOX, _CENTRED),
}
_HIGHLIGHT = '<dxf><fill><patternFill patternType="solid"><bgColor rgb="FFFFD966"/></patternFill></fill></dxf>'
#: What the first entries of the lists are in any workbook; entries of ours refer to them.
_FIRST = {
    "fonts": ('<font><sz val="11"/><name val="宋体"/></font>',),
    "fills": ('<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>'),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellStyleXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',),
    "cellStyles": ('<cellStyle name="Normal" xfId="0" builtinId="0"/>',),
}


def empty(namespace: str) -> str:
    """The part of a workbook that had none."""
    lists = "".join(f'<{name} count="{len(found)}">{"".join(found)}</{name}>' for name, found in _FIRST.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{namespace}">{lists}</styleSheet>'
    )


class Styles:
    """A styles part as text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._root = elements.root(text)
        self._lists: dict[str, list[str]] = {}
        self._before: dict[str, int] = {}
        self._looks: dict[str, int] = {}

    @property
    def text(self) -> str:
        """The part with all that has been appended."""
        new = {local: entries[self._before[local] :] for local, entries in self._lists.items()}
        changes, missing = [], []
        for local in _ORDER:
            element = _lists(self._text).get(local)
            if not new.get(local):
                continue
            if element is None:
                missing.append(local)
            else:
                changes += self._extended(element, "".join(new[local]), str(len(self._lists[local])))
        text = spliced(self._text, changes)
        for local in missing:
            name, count = self._root.prefix + local, len(new[local])
            written = f'<{name} count="{count}">{"".join(new[local])}</{name}>'
            text = elements.inserted(text, elements.root(text), _ORDER, local, written)
        return text

    def _extended(self, element: Element, new: str, count: str) -> list[tuple[int, int, str]]:
        """What makes a list longer, and its count right if it has one."""
        opening = tag(self._text, element)
        counted = with_attribute(opening, "count", count) if "count" in attributes(opening) else opening
        if element.empty:
            return [(element.start, element.end, f"{counted[:-2].rstrip()}>{new}</{element.name}>")]
        return [(element.start, element.inner, counted), (element.close, element.close, new)]

    def _entries(self, local: str) -> list[str]:
        """The entries of one of the lists, as written."""
        if local not in self._lists:
            self._lists[local] = list(_listed(self._text, local))
            self._before[local] = len(self._lists[local])
        return self._lists[local]

    def _index(self, local: str, entry: str) -> int:
        """The place of an entry in its list; appended if it is not there."""
        entry = self._prefixed(entry)
        entries = self._filled(local)
        if entry not in entries:
            entries.append(entry)
        return entries.index(entry)

    def _filled(self, local: str) -> list[str]:
        """The entries of a list; one that is empty gets what its first numbers mean in any workbook."""
        entries = self._entries(local)
        if not entries:
            entries += [self._prefixed(entry) for entry in _FIRST.get(local, ())]
        return entries

    def _prefixed(self, entry: str) -> str:
        return entry if not self._root.prefix else re.sub("<(/?)", rf"<\g<1>{self._root.prefix}", entry)

    def number_format(self, style: str) -> str:
        """The format code of a cell style; General for one that is not there."""
        number = attributes(_opening(self._style(style))).get("numFmtId", "0")
        codes = {said.get("numFmtId"): said.get("formatCode", GENERAL) for said in self._formats()}
        return unescaped(codes[number]) if number in codes else BUILTIN.get(number, GENERAL)

    def _formats(self) -> list[Mapping[str, str]]:
        return [attributes(entry) for entry in self._entries("numFmts")]

    def _style(self, style: str) -> str:
        """The entry of a cell style; of the first one for one that is not there."""
        entries = self._entries("cellXfs") or [self._prefixed(entry) for entry in _FIRST["cellXfs"]]
        return entries[int(style) if style.isdecimal() and int(style) < len(entries) else 0]

    def with_format(self, style: str, code: str) -> str:
        """The index of the style that is like this one but for its number format; appended if there is none."""
        if self.number_format(style) == code:
            return style
        entries = self._filled("cellXfs")
        entry = self._style(style)
        number = self._format_number(code)
        opening = _opening(entry)
        new = with_attribute(with_attribute(opening, "numFmtId", number), "applyNumberFormat", "1")
        wanted, inner = attributes(new), entry[len(opening) :]
        for index, other in enumerate(entries):
            start = _opening(other)
            if other[len(start) :] == inner and attributes(start) == wanted:
                return str(index)
        entries.append(new + inner)
        return str(len(entries) - 1)

    def _format_number(self, code: str) -> str:
        formats = self._formats()
        for said in formats:
            if unescaped(said.get("formatCode", "")) == code:
                return said.get("numFmtId", "0")
        if code in _EVERYWHERE:
            return _EVERYWHERE[code]
        taken = [int(said["numFmtId"]) for said in formats if said.get("numFmtId", "").isdecimal()]
        number = max([_FIRST_FORMAT - 1, *taken]) + 1
        self._entries("numFmts").append(
            f'<{self._root.prefix}numFmt numFmtId="{number}" formatCode="{writing.name(code)}"/>'
        )
        return str(number)

    def look(self, look: str) -> int:
        """The index of the cell style with one of our looks. Raises KeyError for one that we do not have."""
        if look not in self._looks:
            self._looks[look] = self._new_look(*_LOOKS[look])
        return self._looks[look]

    def _new_look(self, font: str, fill: str, border: str, alignment: str) -> int:
        ids = [
            self._index(local, entry) if entry else 0
            for local, entry in (("fonts", font), ("fills", fill), ("borders", border))
        ]
        base = 'xfId="0" ' if self._entries("cellStyleXfs") else ""
        applied = "".join(f' apply{name}="1"' for name in ("Font", "Fill", "Border", "Alignment"))
        numbers = 'numFmtId="0" fontId="{}" fillId="{}" borderId="{}" '.format(*ids)
        return self._index("cellXfs", f"<xf {numbers}{base.strip()}{applied}>{alignment}</xf>")

    def highlight(self) -> int:
        """The index of our differential format."""
        return self._index("dxfs", _HIGHLIGHT)


@remembered
def _lists(text: str) -> dict[str, Element]:
    """The lists of a styles part by their local names."""
    root = elements.root(text)
    return {one.local: one for one in reversed(children(text, root)) if one.prefix == root.prefix}


@remembered
def _listed(text: str, local: str) -> tuple[str, ...]:
    """The entries of one of the lists of a styles part, as written."""
    element = _lists(text).get(local)
    return tuple(text[one.start : one.end] for one in children(text, element)) if element else ()


@lru_cache(maxsize=1024)
def _opening(entry: str) -> str:
    """The start tag of an entry; a > may stand in an attribute."""
    return tag(entry, elements.root(entry))
