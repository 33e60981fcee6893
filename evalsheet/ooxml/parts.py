"""The parts of a package as texts that can be changed, with their relationships and content types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import dirname, join, relpath

from ..readers import markup
from ..readers.package import Package
from ..readers.xlsx import Relation, part_relations
from . import elements
from .archive import rewritten
from .elements import attribute_text, attributes, children, spliced, tag

CONTENT_TYPES = "[Content_Types].xml"
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


class Parts:
    """The parts of a zip by name. Raises Unreadable FIL02, FIL03, FIL04 for what cannot be read.

    A name is looked up in any case, percent-encoded or not, as `Package` does.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self._texts: dict[str, tuple[str, str, str]] = {}
        self._added: dict[str, str] = {}
        self._removed: set[str] = set()
        self._relations: dict[str, Mapping[str, Relation]] = {}

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part in self._added or (self.package.find(part) is not None and self._key(part) not in self._removed)

    def _key(self, part: str) -> str:
        member = self.package.find(part)
        return part.lower() if member is None else member.name.lower()

    def text(self, part: str) -> str:
        """The text of a part as it is now."""
        if part in self._added:
            return self._added[part]
        key = self._key(part)
        if key not in self._texts:
            text, codec = decoded(self.package.part(part), part)
            self._texts[key] = text, text, codec
        return self._texts[key][1]

    def put(self, part: str, text: str) -> None:
        """Change the text of a part that has been read."""
        if part in self._added:
            self._added[part] = text
        else:
            before, _, codec = self._texts[self._key(part)]
            self._texts[self._key(part)] = before, text, codec

    def add(self, part: str, text: str, content_type: str) -> None:
        """Add a part at the end of the package, and say of what type it is."""
        self._added[part] = text
        self.put(CONTENT_TYPES, _with_type(self.text(CONTENT_TYPES), part, content_type))

    def remove(self, part: str) -> None:
        """Take a part out of the package, its relationships with it, and say no more of what type it is."""
        for name in (part, relations_part(part)):
            if self.has(name):
                self._removed.add(self._key(name))
                self._added.pop(name, None)
        types = self.text(CONTENT_TYPES)
        gone = [
            (one.start, one.end, "")
            for one in children(types, elements.root(types))
            if one.local == "Override" and attributes(tag(types, one)).get("PartName", "").lower() == f"/{part.lower()}"
        ]
        self.put(CONTENT_TYPES, spliced(types, gone))

    def names(self) -> list[str]:
        """The names of all parts in their order."""
        kept = [member.name for key, member in self.package.members.items() if key not in self._removed]
        return [*kept, *self._added]

    def relations(self, part: str) -> Mapping[str, Relation]:
        """The relationships of a part ("" for the package) by id, as they were when the package was opened."""
        if part not in self._relations:
            there = self.has(relations_part(part))
            self._relations[part] = part_relations(self.package, part) if there else {}
        return self._relations[part]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship of a part that has some already; its id."""
        name = relations_part(part)
        text, identifier = _with_relation(self.text(name), kind, relpath(f"/{target}", f"/{dirname(part)}"))
        self.put(name, text)
        return identifier

    def unrelate(self, part: str, identifier: str) -> None:
        """Take out a relationship."""
        name = relations_part(part)
        text = self.text(name)
        gone = [
            (one.start, one.end, "")
            for one in children(text, elements.root(text))
            if attributes(tag(text, one)).get("Id") == identifier
        ]
        self.put(name, spliced(text, gone))

    def to_bytes(self) -> bytes:
        """The package; the very bytes that it was opened from if nothing has changed."""
        changed = {
            key: encoded(now, codec)
            for key, (before, now, codec) in self._texts.items()
            if now != before and key not in self._removed
        }
        if not (changed or self._added or self._removed):
            return self.package.data
        added = {name: text.encode() for name, text in self._added.items()}
        return rewritten(self.package, changed, added, frozenset(self._removed))


@markup.remembered
def _with_type(types: str, part: str, content_type: str) -> str:
    """The content types with that of another part."""
    root = elements.root(types)
    line = f'<{root.prefix}Override PartName="{attribute_text("/" + part)}" ContentType="{content_type}"/>'
    return elements.appended(types, root, line)


@markup.remembered
def _with_relation(text: str, kind: str, target: str) -> tuple[str, str]:
    """A part of relationships with another one, and the id of that."""
    root = elements.root(text)
    lines = [attributes(tag(text, one)) for one in children(text, root)]
    taken = {line.get("Id", "").lower() for line in lines}
    number = next(number for number in range(1, len(taken) + 2) if f"rid{number}" not in taken)
    base = next((line["Type"].rpartition("/")[0] for line in lines if "/officeDocument/" in line.get("Type", "")), "")
    line = f'<{root.prefix}Relationship Id="rId{number}" Type="{base}/{kind}" Target="{attribute_text(target)}"/>'
    return elements.appended(text, root, line), f"rId{number}"


def relations_part(part: str) -> str:
    """The name of the part that has the relationships of a part ("" for the package)."""
    folder, _, name = part.rpartition("/")
    return join(folder, "_rels", f"{name}.rels")


def decoded(data: bytes, part: str) -> tuple[str, str]:
    """The text of a part, a byte order mark being part of it, and its codec. Raises Unreadable FIL02."""
    text = markup.checked(data, part)
    if text is not None:
        return text, "utf-8"
    markup.elements(data, part, lambda *_: None)
    if data[:2] in (b"\xff\xfe", b"<\0"):
        codec = "utf-16-le"
    elif data[:2] in (b"\xfe\xff", b"\0<"):
        codec = "utf-16-be"
    else:
        declared = _DECLARED.match(data)
        codec = declared[1].decode("latin-1") if declared else "utf-8"
    return data.decode(codec), codec


def encoded(text: str, codec: str) -> bytes:
    """The text of a part as bytes; signs that its codec does not have become references."""
    return text.encode(codec, "xmlcharrefreplace")
