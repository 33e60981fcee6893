"""Texts as SpreadsheetML stores them."""

from __future__ import annotations

from ..patterns import rare

_ESCAPE = rare("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """A stored text without the escapes for signs that XML cannot hold, and with plain line breaks."""
    if "_x" not in text and "\r" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    # two escapes may be one sign, and half a sign cannot be written anywhere
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n")
