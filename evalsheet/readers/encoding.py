"""Text files -> text. Which encoding they are in is seen from the bytes, and only then taken from what they declare."""

from __future__ import annotations

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
#: Encodings without a mark that show in the first sign, which is a < in XML and HTML.
_SIGNS = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(rb"""<(?:\?xml|meta)\b[^>]*?(?:encoding|charset)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
#: How far into a file an encoding may be declared.
_HEAD_BYTES = 4096
#: What may be declared besides UTF-8 and the Chinese ones, which are all part of GB18030.
_OTHERS = {"big5": "big5", "iso-8859-1": "cp1252", "windows-1252": "cp1252"}
#: Of the bytes beyond ASCII at most one in so many may be wrong in a text that is UTF-8 all the same.
_TOLERANCE = 20


def text_of(data: bytes) -> str:
    """The text of a file: as its mark says, else UTF-8 if it is that, else as it declares, else GB18030.

    Bytes that the encoding does not have become U+FFFD.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    for sign, encoding in _SIGNS:
        if data.startswith(sign):
            return data.decode(encoding, "replace")
    try:
        return data.decode()  # whatever is declared: nothing else looks like UTF-8
    except UnicodeDecodeError:
        return _damaged_utf8(data) or data.decode(_declared(data), "replace")


def _damaged_utf8(data: bytes) -> str:
    """The text of UTF-8 with a few wrong bytes; empty if it is something else."""
    text = data.decode("utf-8", "replace")
    beyond_ascii = len(data.translate(None, bytes(range(128))))
    return text if text.count("\ufffd") * _TOLERANCE < beyond_ascii else ""


def _declared(data: bytes) -> str:
    match = _DECLARED.search(data, 0, _HEAD_BYTES)
    return _OTHERS.get(match[1].decode("ascii", "replace").lower(), "gb18030") if match else "gb18030"
