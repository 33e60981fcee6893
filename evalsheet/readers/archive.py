"""A zip full of files, looked into without unpacking anything to disk.

A member is an input file like any other, named 报送.zip!县/表.xlsx; the names are only shown, never used as paths. An
archive inside an archive is looked into as well, but none inside that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .. import limits
from ..model import Unreadable
from . import kinds
from .package import Package

#: The limit of what all members together may inflate to, one at a time; each is limited as any file is.
_TOTAL = "archive_inflated_bytes"
#: Between the name of an archive and the name of a member.
SEPARATOR = "!"


class Member(NamedTuple):
    """A file in an archive: its name there with all folders, its own name, and its number, behind that of the archive
    in the archive that holds it."""

    name: str
    file: str
    place: tuple[int, ...]


def is_archive(data: bytes) -> bool:
    """Whether it is a zip that is neither a workbook nor a document. False for one that is damaged."""
    if not data.startswith(kinds.ZIP):
        return False
    try:
        return kinds.kind_of(data, Package(data)) == "zip"
    except Unreadable:
        return False


def members(data: bytes) -> list[Member]:
    """The files in an archive by name, those of archives in it in their place. Raises Unreadable FIL02, FIL04."""
    found = _members(Package(data, _TOTAL), ())
    limits.check("members", len(found))
    return found


def _members(package: Package, above: tuple[int, ...]) -> list[Member]:
    found: list[Member] = []
    names = [_shown(entry.name) for entry in package.entries]
    for number in sorted(range(len(names)), key=lambda number: names[number]):
        name, place = names[number], (*above, number)
        inner = None if above or not name.lower().endswith(".zip") else _inner(package, number)
        if inner is None:
            found.append(Member(name, name.rpartition("/")[2], place))
        else:
            below = _members(inner, place)
            found += (member._replace(name=f"{name}{SEPARATOR}{member.name}") for member in below)
        if len(found) > limits.MOST["members"]:
            break
    return found


def _inner(package: Package, number: int) -> Package | None:
    """The archive that is a member; None for one that cannot be opened, which is said when it is read."""
    try:
        data = package.content(package.entries[number])
        return Package(data, outer=package, total=_TOTAL) if is_archive(data) else None
    except Unreadable:
        return None


def _shown(name: str) -> str:
    """A name without signs that would do something to a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)


class Shelf:
    """The archive from which files were taken last, kept open because its files are read one after the other.

    ``read`` gives the bytes of a path. An archive in an archive counts what it inflates as both.
    """

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._path = ""
        self._archive: Package | None = None
        self._inner: tuple[int, Package] | None = None

    def content(self, path: str, member: Member) -> bytes:
        """The bytes of a member of the archive at ``path``. Raises Unreadable FIL02, FIL03, FIL04, and as reading
        does."""
        if self._archive is None or self._path != path:
            self._archive, self._inner = None, None  # let go of one before the next is opened
            self._archive, self._path = Package(self._read(path), _TOTAL), path
        package = self._archive
        *above, number = member.place
        if above:
            package = self._opened(package, above[0])
        try:
            return package.content(package.entries[number])
        except IndexError:
            raise Unreadable("FIL09", variant="missing") from None  # the archive was replaced meanwhile
        except Unreadable as error:
            raise Unreadable("FIL03", variant="zip") if error.code == "FIL03" else error from None

    def _opened(self, package: Package, number: int) -> Package:
        if self._inner is None or self._inner[0] != number:
            self._inner = None
            self._inner = number, Package(package.content(package.entries[number]), _TOTAL, package)
        return self._inner[1]
