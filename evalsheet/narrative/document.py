"""A finished document as bytes: without times, and with a mark by which it is known again."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import Any

#: Stands among the keywords, with what makes sure that nobody has changed the text since.
MARK = "evalsheet 自评报告"
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>.*?</dcterms:\1>|<cp:revision>.*?</cp:revision>")
_KEYWORDS = re.compile(rb"<cp:keywords\s*/>|<cp:keywords>.*?</cp:keywords>")
_BODY, _PROPERTIES = "word/document.xml", "docProps/core.xml"


def finished(document: Any, title: str, mark: str = MARK) -> bytes:
    """The bytes of a python-docx document; the same document gives the same bytes."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.keywords = title[:200], "", "", ""
    properties.last_modified_by, properties.language = "", "zh-CN"
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    core = re.sub(
        rb"<dcterms:(created|modified)[^>]*>.*?</dcterms:\1>|<cp:revision>.*?</cp:revision>", b"", parts[_PROPERTIES]
    )
    if mark:
        said = f"{mark} {_sum(parts[_BODY])}"
        core = re.sub(
            rb"<cp:keywords\s*/>|<cp:keywords>.*?</cp:keywords>", f"<cp:keywords>{said}</cp:keywords>".encode(), core
        )
    parts[_PROPERTIES] = core
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _sum(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def is_untouched(path: str) -> bool:
    """The file is a report that was written from a form and that nobody has changed since."""
    try:
        with zipfile.ZipFile(path) as package:
            return f"{MARK} {_sum(package.read(_BODY))}".encode() in package.read(_PROPERTIES)
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
