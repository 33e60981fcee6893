"""Word documents made by hand, for tests of the reader."""

from __future__ import annotations

from collections.abc import Sequence

from .packages import OFFICE, XML, relations, zipped

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
TYPES = f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def members(body: str, main: str = WORD, office: str = OFFICE) -> dict[str, str | bytes]:
    """The parts of a document with this body."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations([("rId1", "officeDocument", "word/document.xml")], office),
        "word/document.xml": f'{XML}<w:document xmlns:w="{main}" xmlns:mc="{COMPATIBILITY}" xmlns:v="urn:v">'
        f"<w:body>{body}<w:sectPr/></w:body></w:document>",
    }


def document(body: str) -> bytes:
    """A document with this body."""
    return zipped(members(body))


def run(text: str, look: str = "") -> str:
    """A run; ``look`` stands in its properties."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*texts: str) -> str:
    """A paragraph of texts and of markup, which begins with <."""
    return f"<w:p>{''.join(text if text.startswith('<') else run(text) for text in texts)}</w:p>"


def tc(content: str = "", *, span: int = 1, merge: str = "", more: str = "") -> str:
    """A cell with a text or with markup; ``merge`` is restart or continue."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge] + more
    inside = content if content.startswith("<") else p(content) if content else "<w:p/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def tr(*cells: str, look: str = "") -> str:
    """A row of cells, given as markup or as texts."""
    properties = f"<w:trPr>{look}</w:trPr>" if look else ""
    return f"<w:tr>{properties}{''.join(cell if cell.startswith('<w:tc') else tc(cell) for cell in cells)}</w:tr>"


def tbl(*rows: str, widths: Sequence[int] = ()) -> str:
    """A table of rows."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def field(code: str, result: str, inside: str = "") -> str:
    """A complex field; ``inside`` is markup that stands in its code."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{inside}{marks[1]}{run(result)}{marks[2]}"
