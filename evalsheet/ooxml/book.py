"""The workbook part: the list of sheets, defined names and when to calculate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ..readers.markup import decoded, remembered
from ..readers.text import unescaped
from ..readers.xlsx import OUR_MARK
from . import elements, writing
from .elements import Element, attributes, children, opened, spliced, tag, with_attribute

#: The mark of our sheet, by which readers know it too: a hidden name of this sheet's own. Excel, WPS and LibreOffice
#: keep it when they save, it follows the sheet when it is renamed, moved or copied, and goes when it is deleted.
MARK = OUR_MARK
_HIDDEN = ' hidden="1"'
_FILTER, _TITLES = "_xlnm._FilterDatabase", "_xlnm.Print_Titles"
_ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr"),
)
_NAMESPACE = re.compile(r"""xmlns:([\w.-]+)\s*=\s*["']([^"']*)["']""")


class Listed(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    relation: str


@remembered
def _outline(text: str) -> tuple[Element, Mapping[str, Element]]:
    """The main element of the part, and the first of each name in it."""
    root = elements.root(text)
    return root, {one.name: one for one in reversed(children(text, root))}


@remembered
def _sheet_elements(text: str) -> tuple[Element, ...]:
    root, found = _outline(text)
    sheets = found.get(f"{root.prefix}sheets")
    return tuple(one for one in children(text, sheets) if one.local == "sheet") if sheets else ()


@remembered
def _sheets(text: str) -> tuple[Listed, ...]:
    found = []
    for one in _sheet_elements(text):
        said = attributes(tag(text, one))
        relation = next((value for name, value in said.items() if name.endswith(":id")), "")
        found.append(Listed(unescaped(said.get("name", "")), relation))
    return tuple(found)


@remembered
def _names(text: str) -> tuple[tuple[str, int | None, Element], ...]:
    root, found = _outline(text)
    names = found.get(f"{root.prefix}definedNames")
    listed = []
    for one in children(text, names) if names else []:
        said = attributes(tag(text, one))
        local = said.get("localSheetId", "")
        listed.append((said.get("name", ""), int(local) if local.isdecimal() else None, one))
    return tuple(listed)


class Book:
    """A workbook part as text."""

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def text(self) -> str:
        """The part as it is now."""
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        self._text = text
        self._root, self._children = _outline(text)

    def sheets(self) -> tuple[Listed, ...]:
        """All sheets in their order, charts and macro sheets too."""
        return _sheets(self.text)

    def _sheet_elements(self) -> tuple[Element, ...]:
        return _sheet_elements(self.text)

    def _child(self, local: str) -> Element | None:
        return self._children.get(self._root.prefix + local)

    @property
    def strict(self) -> bool:
        """Whether the workbook is in the namespaces of strict Open XML."""
        return "http://purl.oclc.org/ooxml/" in tag(self.text, self._root)

    def marked(self) -> int | None:
        """The index of the first sheet that has our mark; None if no listed one has."""
        sheets = len(self.sheets())
        found = [local for name, local, _ in self._names() if name == MARK and local is not None and local < sheets]
        return min(found, default=None)

    def _names(self) -> tuple[tuple[str, int | None, Element], ...]:
        """Defined names with the index of the sheet whose own they are."""
        return _names(self.text)

    def list_sheet(self, name: str, relation: str) -> None:
        """Put a sheet behind the others."""
        sheets, listed = self._child("sheets"), self._sheet_elements()
        assert sheets is not None and listed, "a workbook has sheets"
        said = [attributes(tag(self.text, one)) for one in listed]
        number = max((int(one["sheetId"]) for one in said if one.get("sheetId", "").isdecimal()), default=0) + 1
        prefix = next(name.partition(":")[0] for one in said for name in one if name.endswith(":id"))
        declared = dict(_NAMESPACE.findall(tag(self.text, self._root) + tag(self.text, sheets)))
        xmlns = ""
        if prefix not in declared:
            url = dict(_NAMESPACE.findall("".join(tag(self.text, one) for one in listed))).get(prefix)
            xmlns = f' xmlns:{prefix}="{url}"' if url else ""  # where the others do without, so does this one
        line = f'<{listed[-1].name} name="{writing.name(name)}" sheetId="{number}" {prefix}:id="{relation}"{xmlns}/>'
        end = listed[-1].end
        self.text = spliced(self.text, [(end, end, line)])

    def unlist_sheet(self, index: int) -> None:
        """Take a sheet out of the list, and its own names; what counts sheets is counted anew."""
        element = self._sheet_elements()[index]
        changes = [(element.start, element.end, "")]
        names = self._names()
        for _, local, one in names:
            if local == index:
                changes.append((one.start, one.end, ""))
            elif local is not None and local > index:
                opening = with_attribute(tag(self.text, one), "localSheetId", str(local - 1))
                changes.append((one.start, one.inner, opening))
        if names and all(local == index for _, local, _ in names):
            whole = self._child("definedNames")
            assert whole is not None
            changes = [changes[0], (whole.start, whole.end, "")]
        self.text = spliced(self.text, [*changes, *self._views_without(index)])

    def _views_without(self, index: int) -> list[tuple[int, int, str]]:
        views, last = self._child("bookViews"), len(self._sheet_elements()) - 2
        changes = []
        for one in children(self.text, views) if views else []:
            opening = new = tag(self.text, one)
            for name in ("activeTab", "firstSheet"):
                tab = attributes(opening).get(name, "")
                if tab.isdecimal() and (int(tab) > index or int(tab) > last):
                    new = with_attribute(new, name, str(max(0, int(tab) - 1)))
            changes.append((one.start, one.inner, new))
        return changes

    def name_sheet(self, index: int, filtered: str, titles: str) -> None:
        """Give a sheet our mark and the names for its filter and its repeated rows: references without the sheet."""
        sheet = writing.quoted_sheet(self.sheets()[index].name)
        wanted = {
            MARK: f"{sheet}!$A$1",
            _FILTER: filtered and f"{sheet}!{filtered}",
            _TITLES: titles and f"{sheet}!{titles}",
        }
        there = {name: one for name, local, one in self._names() if local == index}
        changes = [self._redefined(there[name], formula) for name, formula in wanted.items() if name in there]
        self.text = spliced(self.text, changes)
        self._add_names(index, {name: formula for name, formula in wanted.items() if formula and name not in there})

    def _redefined(self, old: Element, formula: str) -> tuple[int, int, str]:
        """A name with another formula; without one it is taken out."""
        if formula and decoded(self.text[old.inner : old.close]) == formula:
            return old.start, old.end, self.text[old.start : old.end]
        return old.start, old.end, formula and opened(self.text, old, writing.text(formula))

    def _add_names(self, index: int, formulas: Mapping[str, str]) -> None:
        """Names of a sheet's own; those that people are not to see are hidden."""
        if not formulas:
            return
        names, tag_name = self._child("definedNames"), f"{self._root.prefix}definedName"
        lines = "".join(
            f'<{tag_name} name="{name}" localSheetId="{index}"{"" if name == _TITLES else _HIDDEN}>'
            f"{writing.text(formula)}</{tag_name}>"
            for name, formula in formulas.items()
        )
        if names is not None:
            self.text = elements.appended(self.text, names, lines)
        else:
            whole = f"<{tag_name}s>{lines}</{tag_name}s>"
            self.text = elements.inserted(self.text, self._root, _ORDER, "definedNames", whole)

    def calculate_on_load(self) -> None:
        """Ask the program that opens the workbook to calculate everything."""
        root, settings = self._root, self._child("calcPr")
        if settings is None:
            written = f'<{root.prefix}calcPr fullCalcOnLoad="1"/>'
            self.text = elements.inserted(self.text, root, _ORDER, "calcPr", written)
            return
        opening = tag(self.text, settings)
        if attributes(opening).get("fullCalcOnLoad") not in ("1", "true"):
            new = with_attribute(opening, "fullCalcOnLoad", "1")
            self.text = spliced(self.text, [(settings.start, settings.inner, new)])


def free_name(wanted: str, taken: list[str]) -> str:
    """A name for a new sheet: the wanted one, or with a number as Excel gives it."""
    lower = {name.lower() for name in taken}
    wanted = wanted[:31]
    number, name = 1, wanted
    while name.lower() in lower:
        number += 1
        ending = f" ({number})"
        name = wanted[: 31 - len(ending)] + ending
    return name
