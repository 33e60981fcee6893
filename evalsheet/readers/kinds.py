"""Which kind of file some bytes are, from the bytes alone: names given by senders are often wrong."""

from __future__ import annotations

from ..model import Unreadable
from . import ole
from .package import Package, damaged

OLE = ole.SIGNATURE
ZIP = b"PK"

#: Beginnings of files -> kind. The kinds are keys; messages have the words.
_HEADS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"MZ", "program"),
    (b"\x09\x08\x10\0\0\x06", "xls"),
    (b"\x09\x08\x10\0\0\x05", "xls"),
    (b"\x09\x08\x08\0\0\x05", "xls"),
    (b"\x09\x08\x08\0\0\0", "xls"),  # a short way, much copied, to write a sheet
)
#: Streams of an OLE container -> kind.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("EncryptionInfo", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
)
#: Beginnings of the names of zip members -> kind.
_FOLDERS = (("xl/workbook.bin", "xlsb"), ("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "pptx"), ("ofd.xml", "ofd"))
_MIMETYPES = {b"spreadsheet": "ods", b"text": "odt", b"presentation": "odp"}
#: What is found near the beginning of markup -> kind; the first one counts.
_MARKS = (
    ("urn:schemas-microsoft-com:office:spreadsheet", "xml2003"),
    ("opendocument.spreadsheet", "fods"),
    ("<html", "html"),
    ("<!doctype html", "html"),
    ("<table", "html"),
    ("<meta", "html"),
    ("<style", "html"),
    ("<body", "html"),
)
#: How far into a text file its kind is looked for.
_HEAD_BYTES = 4096


def kind_of(data: bytes, package: Package | None) -> str:
    """The kind of a file; ``package`` is its opened zip if it is one. Raises FIL02 for nothing but zeros or ruins."""
    if package is not None:
        return _zip_kind(package)
    if data.startswith(OLE):
        return _ole_kind(data)
    for head, kind in _HEADS:
        if data.startswith(head):
            return kind
    if not data.strip(b"\0"):
        raise damaged("empty")
    return _text_kind(data[:_HEAD_BYTES])


def _zip_kind(package: Package) -> str:
    members = package.members
    if "[content_types].xml" in members or any(name.startswith(("xl/", "ofd.xml")) for name in members):
        for folder, kind in _FOLDERS:
            if any(name.startswith(folder) for name in members):
                return kind
        if "[content_types].xml" in members and b"spreadsheetml" in package.part("[Content_Types].xml"):
            return "xlsx"
    if "mimetype" in members:
        mimetype = package.part("mimetype")[:100].rpartition(b".")[2].partition(b"-")[0]
        return _MIMETYPES.get(mimetype, "zip")
    if "content.xml" in members and "meta-inf/manifest.xml" in members:
        return "ods" if b"opendocument.spreadsheet" in package.part("META-INF/manifest.xml") else "zip"
    return "zip"


def _ole_kind(data: bytes) -> str:
    """By the streams at the root; those inside are of embedded files. In a broken container, by any names.

    Raises FIL02 if it is so broken that no name is left.
    """
    try:
        streams = ole.Container(data).streams
    except Unreadable:
        kind = next((kind for stream, kind in _STREAMS if _has_stream(data, stream)), "")
        if not kind:
            raise
        return kind
    return next((kind for stream, kind in _STREAMS if stream.lower() in streams), "ole")


def _has_stream(data: bytes, stream: str) -> bool:
    return _stream_entry(data, stream) >= 0


def _stream_entry(data: bytes, stream: str) -> int:
    """Where the directory entry of that name stands in an OLE container, -1 if nowhere: entries are 128 bytes long and
    begin with their name."""
    name = stream.encode("utf-16-le") + b"\0\0"
    place = data.find(name)
    while place >= 0:
        if place % 128 == 0:
            return place
        place = data.find(name, place + 1)
    return -1


def is_locked_doc(data: bytes) -> bool:
    """Whether an old Word document has a password: bit 8 of the eleventh byte of its main stream says so."""
    entry = _stream_entry(data, "WordDocument")
    sector = int.from_bytes(data[entry + 116 : entry + 120], "little")
    start = (sector + 1) << min(data[30], 20)
    return entry >= 0 and data[start : start + 2] == b"\xec\xa5" and bool(data[start + 11] & 1)


def _text_kind(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "image" if head[8:12] in (b"heic", b"heix", b"mif1", b"avif") else "video"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image"
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0"))
    encoding = ("utf-16-le" if head.startswith(b"<") else "utf-16") if utf16 else "latin-1"
    text = head.decode(encoding, errors="replace").lstrip("\xef\xbb\xbf \t\r\n").lower()
    if text.startswith("mime-version:"):
        return "mht"
    if text.startswith("<?xml") and 'progid="word.document"' in text:
        return "wordxml"
    if text.startswith("<"):
        marked = next((kind for mark, kind in _MARKS if mark in text), "")
        if marked or text.startswith("<?xml"):
            return marked or "xml"
    return "unknown" if any(sign < " " and sign not in "\t\r\n\f" for sign in text) else "text"
