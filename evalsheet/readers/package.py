"""An Open Packaging zip, opened without trust: names from the central directory, parts inflated one by one.

The standard library's zipfile would do, but takes several times as long to open a small package and trusts declared
sizes. What is accepted here is what Excel accepts: data descriptors, members in any order, something in front of the
zip, names with backslashes or in another case, a local header that disagrees with the central directory.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from typing import NamedTuple

from .. import limits
from ..limits import MOST
from ..model import Unreadable

#: Below this many bytes a ratio says nothing and does no harm.
RATIO_FLOOR_BYTES = 4 << 20
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED = 1
_STORED, _DEFLATED = 0, 8
#: Parts up to these sizes, packed and inflated, are remembered.
_SMALL_PACKED, _SMALL = 1 << 12, 1 << 16
#: Names up to this length are remembered.
_SHORT_NAME = 100


class Member(NamedTuple):
    """What the central directory says of a member; ``offset`` is the place of its local header in the file."""

    name: str
    offset: int
    packed: int
    method: int
    flags: int
    crc: int


def damaged(reason: str, part: str = "") -> Unreadable:
    """The outcome for a file that is not whole; ``reason`` is a key for a message, ``part`` the part concerned."""
    return Unreadable("FIL02", reason=reason, part=part)


class Package:
    """The members of a zip by lower-cased name, and their inflated bytes on demand.

    ``total`` names the limit of what may be inflated in all; what is inflated here counts in ``outer`` too. With
    ``keep`` the bytes stay, for one who needs parts more than once. Raises Unreadable FIL02 for what is no whole zip,
    FIL04 for too many members.
    """

    def __init__(
        self, data: bytes, total: str = "inflated_bytes", outer: Package | None = None, keep: bool = False
    ) -> None:
        self.data = data
        self._total, self._outer = total, outer
        self._kept: dict[int, bytes] | None = {} if keep else None
        self.inflated = 0
        self.members: dict[str, Member] = {}
        #: The members in the order of the directory, also those that share a name.
        self.entries: list[Member] = []
        self._suspect = ""
        try:
            self._read_directory()
        except struct.error:
            raise damaged("zip") from None

    def check_names(self) -> None:
        """Raise FIL02 if two members share a name, or a name climbs out of the package."""
        if self._suspect:
            raise damaged("names", self._suspect)

    def find(self, name: str) -> Member | None:
        """The member of that part name, in any case, percent-encoded or not; None if there is none."""
        name = name.lower()
        found = self.members.get(name)
        if found is None and "%" in name:
            from urllib.parse import unquote  # hardly ever needed, and slow to import

            found = self.members.get(unquote(name))
        return found

    def part(self, name: str) -> bytes:
        """The inflated bytes of a part. Raises FIL02 missing or damaged, FIL03 encrypted, FIL04 too large."""
        member = self.find(name)
        if member is None:
            raise damaged("missing", name)
        return self.content(member)

    def content(self, member: Member) -> bytes:
        """The inflated bytes of a member. Raises FIL02 damaged, FIL03 encrypted, FIL04 too large."""
        if self._kept is None:
            return self._content(member)
        if member.offset not in self._kept:
            self._kept[member.offset] = self._content(member)
        return self._kept[member.offset]

    def _content(self, member: Member) -> bytes:
        if member.flags & _ENCRYPTED:
            raise Unreadable("FIL03")
        start = self._start(member)
        packed = memoryview(self.data)[start : start + member.packed]
        content, crc = self._remembered(member, packed) or self._inflate(member, packed)
        if crc != member.crc:
            raise damaged("zip", member.name)
        return content

    def _remembered(self, member: Member, packed: memoryview) -> tuple[bytes, int] | None:
        """A small part that may have been inflated before, and its checksum; it counts all the same."""
        if member.method != _DEFLATED or len(packed) > _SMALL_PACKED:
            return None
        found = _small_part(bytes(packed))
        if found is None or len(found[0]) > self._allowance(len(packed)):
            return None
        self._count(len(found[0]))
        return found

    def _start(self, member: Member) -> int:
        """Where the member's data begins. Only lengths are taken from the local header; Excel ignores the rest too."""
        try:
            header = _LOCAL.unpack_from(self.data, member.offset)
        except struct.error:
            raise damaged("zip", member.name) from None
        if header[0] != b"PK\3\4":
            raise damaged("zip", member.name)
        return member.offset + _LOCAL.size + int(header[9]) + int(header[10])

    def _inflate(self, member: Member, packed: memoryview) -> tuple[bytes, int]:
        """The member's content, at most as much as the limits allow, whatever size is declared; and its checksum."""
        limit = self._allowance(len(packed))
        if member.method == _STORED:
            content, whole = bytes(packed), len(packed) == member.packed
        elif member.method == _DEFLATED:
            stream = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                content = stream.decompress(packed, limit + 1)
            except zlib.error:
                self._count(min(limit, MOST["ratio"] * len(packed)))  # how far it came is not known
                raise damaged("zip", member.name) from None
            whole = stream.eof
        else:
            raise damaged("compression", member.name)
        error = self._too_large(len(packed), len(content)) if len(content) > limit else None
        self._count(len(content))  # also what is thrown away was work
        if error is not None:
            raise error
        if not whole:
            raise damaged("zip", member.name)
        return content, zlib.crc32(content)

    def _count(self, size: int) -> None:
        self.inflated += size
        if self._outer is not None:
            self._outer._count(size)

    def _left(self) -> int:
        """How many bytes may still be inflated."""
        left = MOST[self._total] - self.inflated
        return left if self._outer is None else min(left, self._outer._left())

    def _allowance(self, packed: int) -> int:
        """How many bytes a part may inflate to that is packed into so many."""
        by_ratio = max(RATIO_FLOOR_BYTES, MOST["ratio"] * packed)
        return max(0, min(by_ratio, MOST["part_bytes"], self._left()))

    def _too_large(self, packed: int, inflated: int) -> Unreadable:
        """Which limit a part went over; inflating stopped there, so that no more than that was found."""
        if inflated > MOST["part_bytes"]:
            return limits.over("part_bytes", inflated)
        if inflated > self._left():
            return self._too_many(inflated)
        return limits.over("ratio", -(-inflated // max(packed, 1)))

    def _too_many(self, inflated: int) -> Unreadable:
        """That so many bytes more are too many in all, here or in the package around."""
        found = self.inflated + inflated
        if found > MOST[self._total] or self._outer is None:
            return limits.over(self._total, found)
        return self._outer._too_many(inflated)

    def _read_directory(self) -> None:
        start, shift = self.directory()
        data, size = self.data, _ENTRY.size
        while data[start : start + 4] == b"PK\1\2":
            entry = _ENTRY.unpack_from(data, start)
            name_end = start + size + entry[10]
            extra_end = name_end + entry[11]
            packed, offset = entry[8], entry[16]
            if 0xFFFFFFFF in (entry[9], packed, offset):
                packed, offset = _zip64(data[name_end:extra_end], entry[9], packed, offset)
            raw = data[start + size : name_end]
            named = _kept_name if extra_end - start < size + _SHORT_NAME else _named
            name, key, climbs = named(raw, data[name_end:extra_end])
            if key is not None:
                if climbs or key in self.members:
                    self._suspect = name
                self._add(key, Member(name, offset + shift, packed, entry[4], entry[3], entry[7]))
            start = extra_end + entry[12]

    def _add(self, key: str, member: Member) -> None:
        self.members[key] = member
        self.entries.append(member)
        if len(self.entries) > MOST["members"]:
            raise limits.over("members", len(self.entries))

    def directory(self) -> tuple[int, int]:
        """Where the central directory begins, and how far the offsets in it are off (by what stands before the zip)."""
        data = self.data
        end = data.rfind(b"PK\5\6", max(0, len(data) - _END.size - 0xFFFF))
        if end < 0:
            raise damaged("zip")
        record = _END.unpack_from(data, end)
        size, offset, count = record[5], record[6], record[4]
        locator = end - _LOCATOR64.size
        if data[max(locator, 0) : locator + 4] == b"PK\6\7":
            end = _LOCATOR64.unpack_from(data, locator)[2]
            wide = _END64.unpack_from(data, end)
            size, offset, count = wide[8], wide[9], wide[7]
        for start in (end - size, offset):
            if 0 <= start < len(data) and data[start : start + 4] == b"PK\1\2":
                return start, start - offset
        if count == 0:
            return len(data), 0
        raise damaged("zip")


def _zip64(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int]:
    """Packed size and offset from the zip64 extra field, which holds only what the short fields could not."""
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind == 1:
            numbers = iter(struct.unpack_from(f"<{length // 8}Q", extra, place + 4))
            wide = [next(numbers, short) if short == 0xFFFFFFFF else short for short in (size, packed, offset)]
            return wide[1], wide[2]
        place += 4 + length
    return packed, offset


@lru_cache(maxsize=64)
def _small_part(packed: bytes) -> tuple[bytes, int] | None:
    """A small part inflated and its checksum, None if it is damaged or large. The files of a batch are mostly made from
    one template, and have most parts in common."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(packed, _SMALL)
    except zlib.error:
        return None
    return (content, zlib.crc32(content)) if stream.eof else None


def _named(raw: bytes, extra: bytes) -> tuple[str, str | None, bool]:
    """A member's name, the name by which it is found (None for a folder), and whether it climbs out of the package."""
    name = _member_name(raw, extra)
    return name, None if name.endswith("/") else name.lower(), ".." in name.split("/")


_kept_name = lru_cache(maxsize=1024)(_named)


def _member_name(raw: bytes, extra: bytes) -> str:
    """A member's name as a part name: forward slashes, none in front.

    Programs of Chinese Windows write GB18030 without saying so; some add the same name in UTF-8 as an extra field.
    """
    name = raw.decode("ascii", "replace") if raw.isascii() else _unicode_path(raw, extra) or _decoded(raw)
    return name.replace("\\", "/").lstrip("/")


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def _unicode_path(raw: bytes, extra: bytes) -> str:
    """The name from the extra field for names in UTF-8, unless the member was renamed since; else ""."""
    place = 0
    while place + 9 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind == 0x7075 and struct.unpack_from("<L", extra, place + 5)[0] == zlib.crc32(raw):
            return extra[place + 9 : place + 4 + length].decode("utf-8", "replace")
        place += 4 + length
    return ""
