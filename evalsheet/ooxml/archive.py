"""A zip that is written again member by member: those that did not change keep their compressed bytes.

Order, dates, attributes, extra fields and the comment stay. Data descriptors become plain headers, zip64 fields go:
nothing that is read here is large enough to need them. Whatever stood before the zip is left out.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from ..readers.markup import remembered
from ..readers.package import Package, damaged

_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END = struct.Struct("<4s4H2LH")
_DESCRIPTOR, _UTF8 = 8, 0x800
_STORED, _DEFLATED = 0, 8
#: Half the time of zlib's usual level for a tenth more bytes; Excel packs even more loosely.
_EFFORT = 3
#: 1 January 1980, as a zip counts: new parts bear no time, so that the same content gives the same bytes.
_NO_DATE = 0x21


class _Record(NamedTuple):
    """A line of the central directory; ``key`` is the part name as `Package` has it, empty for a folder."""

    key: str
    fields: tuple[int, ...]
    name: bytes
    extra: bytes
    comment: bytes
    offset: int
    packed: int


def rewritten(
    package: Package, changed: Mapping[str, bytes], added: Mapping[str, bytes], removed: frozenset[str]
) -> bytes:
    """The zip with other contents for some members, new members at its end, and without those removed.

    ``changed`` and ``removed`` have lower-cased names. Raises Unreadable FIL02 for members that are not whole.
    """
    records = [record for record in _records(package) if record.key not in removed]
    if sum(record.packed for record in records) > len(package.data):
        raise damaged("zip")  # members that share their bytes would make a large file of a small one
    out = bytearray()
    entries: dict[int, bytes] = {}
    for index in sorted(range(len(records)), key=lambda index: records[index].offset):
        entries[index] = _copied(package, out, records[index], changed.get(records[index].key))
    directory = b"".join(entries[index] for index in range(len(records)))
    directory += b"".join(_added(out, name, content) for name, content in added.items())
    count, start, comment = len(records) + len(added), len(out), _comment(package)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), start, len(comment))
    return bytes(out) + directory + end + comment


def _records(package: Package) -> list[_Record]:
    start, shift = package.directory()
    data, found = package.data, []
    by_offset = {member.offset: key for key, member in package.members.items()}
    while data[start : start + 4] == b"PK\1\2":
        fields = _ENTRY.unpack_from(data, start)
        name_end = start + _ENTRY.size + fields[10]
        extra_end = name_end + fields[11]
        end = extra_end + fields[12]
        name, extra = data[start + _ENTRY.size : name_end], data[name_end:extra_end]
        offset, packed = fields[16] + shift, fields[8]
        key = by_offset.get(offset, "") if not name.endswith((b"/", b"\\")) else ""
        if 0xFFFFFFFF in (fields[8], fields[9], fields[16]):
            key, offset, packed = _wide(package, name)
        found.append(_Record(key, fields[1:], name, extra, data[extra_end:end], offset, packed))
        start = end
    return found


def _wide(package: Package, name: bytes) -> tuple[str, int, int]:
    """Key, offset and packed size of a member whose numbers stand in its zip64 field."""
    key = name.decode("utf-8", "replace").replace("\\", "/").lstrip("/").lower()
    member = package.find(key)
    if member is None:
        raise damaged("zip", key)
    return key, member.offset, member.packed


def _copied(package: Package, out: bytearray, record: _Record, content: bytes | None) -> bytes:
    """Append a member to ``out``; its line for the central directory."""
    data, fields = package.data, record.fields
    try:
        local = _LOCAL.unpack_from(data, record.offset)
    except struct.error:
        raise damaged("zip", record.key) from None
    name_end = record.offset + _LOCAL.size + local[9]
    start = name_end + local[10]
    if local[0] != b"PK\3\4" or start + record.packed > len(data):
        raise damaged("zip", record.key)
    method, crc = fields[3], fields[6]
    if content is None:
        packed: bytes | memoryview = memoryview(data)[start : start + record.packed]
        size = fields[8] if fields[8] != 0xFFFFFFFF else _wide_size(record.extra)
    else:
        packed, method = _packed(content, method)
        crc, size = zlib.crc32(content), len(content)
    flags, needed = fields[2] & ~_DESCRIPTOR, fields[1]
    place = len(out)
    head = (needed, flags, method, fields[4], fields[5], crc, len(packed), size, len(record.name))
    extra = _narrow(data[name_end:start])
    out += _LOCAL.pack(b"PK\3\4", *head, len(extra)) + record.name + extra
    out += packed
    extra = _narrow(record.extra)
    tail = (len(extra), len(record.comment), 0, *fields[13:15], place)
    return _ENTRY.pack(b"PK\1\2", fields[0], *head, *tail) + record.name + extra + record.comment


def _comment(package: Package) -> bytes:
    data = package.data
    end = data.rfind(b"PK\5\6", max(0, len(data) - _END.size - 0xFFFF))
    length = _END.unpack_from(data, end)[7]
    return data[end + _END.size : end + _END.size + length]


def _packed(content: bytes, method: int) -> tuple[bytes, int]:
    """A member's content packed, and how; stored stays stored."""
    if method == _STORED:
        return content, _STORED
    return _deflated(content), _DEFLATED


@remembered
def _deflated(content: bytes) -> bytes:
    deflate = zlib.compressobj(_EFFORT, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(content) + deflate.flush()


def _added(out: bytearray, part: str, content: bytes) -> bytes:
    """Append a new member to ``out``; its line for the central directory."""
    packed, method = _packed(content, _DEFLATED)
    name = part.encode()
    flags = 0 if name.isascii() else _UTF8
    place = len(out)
    head = (20, flags, method, 0, _NO_DATE, zlib.crc32(content), len(packed), len(content), len(name), 0)
    out += _LOCAL.pack(b"PK\3\4", *head) + name + packed
    return _ENTRY.pack(b"PK\1\2", 20, *head, 0, 0, 0, 0, place) + name


def _fields(extra: bytes) -> list[tuple[int, bytes]] | None:
    """The fields of an extra field as (kind, whole field); None if it is no sequence of fields."""
    found, place = [], 0
    while place < len(extra):
        if place + 4 > len(extra):
            return None
        kind, length = struct.unpack_from("<2H", extra, place)
        found.append((kind, extra[place : place + 4 + length]))
        place += 4 + length
    return found if place == len(extra) else None


def _narrow(extra: bytes) -> bytes:
    """An extra field without its zip64 field."""
    fields = _fields(extra)
    if fields is None or all(kind != 1 for kind, _ in fields):
        return extra
    return b"".join(field for kind, field in fields if kind != 1)


def _wide_size(extra: bytes) -> int:
    """The inflated size from the zip64 field, in which it comes first."""
    field = next((field for kind, field in _fields(extra) or [] if kind == 1), b"")
    if len(field) < 12:
        raise damaged("zip")
    return int(struct.unpack_from("<Q", field, 4)[0])
