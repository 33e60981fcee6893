"""Documents that are no docx but can be made one by LibreOffice: doc and wps, rtf, odt, Word's XML."""

from __future__ import annotations

from ..model import Grid, Unreadable
from . import kinds
from .package import Package
from .source import Source


def doc(source: Source) -> tuple[Grid, ...]:
    """The tables of an old Word document, or one of WPS Writer. Raises Unreadable: FIL03, and as `libreoffice` does."""
    if kinds.is_locked_doc(source.data):
        raise Unreadable("FIL03")
    return _converted(source, "doc")


def odt(source: Source) -> tuple[Grid, ...]:
    """The tables of an OpenDocument text. Raises Unreadable: FIL03, and as `libreoffice` does."""
    package, manifest = source.package, "META-INF/manifest.xml"
    if package is not None and package.find(manifest) and b"encryption-data" in package.part(manifest):
        raise Unreadable("FIL03")
    return _converted(source, "odt")


def rtf(source: Source) -> tuple[Grid, ...]:
    """The tables of an RTF document. Raises Unreadable as `libreoffice` does."""
    return _converted(source, "rtf")


def wordxml(source: Source) -> tuple[Grid, ...]:
    """The tables of a document in the XML of Word 2003 or later. Raises Unreadable as `libreoffice` does."""
    return _converted(source, "xml")


def _converted(source: Source, kind: str) -> tuple[Grid, ...]:
    from . import docx, libreoffice  # with what they import slow to start, and not needed for workbooks

    data = libreoffice.converted(source.data, kind)
    return docx.read(Source(data, source.file, Package(data)))
