"""A form -> its report as a Word document: the outline with the facts of the form in its places."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator
from typing import Any

from ..model import Form, Grid
from ..nearest import offer
from . import annex, chart, facts
from .document import finished
from .outline import PATH

_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_OPEN = re.compile(r"(【请填写[^】]*】)")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class BadOutline(Exception):
    """An outline that is no document, or has a place of another name; the text says so, in Chinese."""


def written(form: Form, grid: Grid, outline: bytes | None = None) -> bytes:
    """The report of a form that stands on ``grid``, in a bureau's ``outline`` if it has one. Raises BadOutline."""
    document = _opened(outline if outline is not None else PATH.read_bytes())
    inline, blocks = facts.inline(form), facts.paragraphs(form)
    for paragraph in list(_paragraphs(document)):
        name = _alone(paragraph)
        if name == facts.CHART:
            _put_chart(document, paragraph, form)
        elif name == facts.ANNEX:
            _put_annex(document, paragraph, form, grid)
        elif name in blocks:
            _put_paragraphs(paragraph, blocks[name])
        else:
            _put_texts(paragraph, inline, blocks)
    for paragraph in list(_paragraphs(document)):
        _highlight(paragraph)
    said = inline["年度"] + "年度" + inline["项目名称"] + "绩效自评报告"
    return finished(document, annex.clean(said))


def _opened(data: bytes) -> Any:
    import docx

    try:
        return docx.Document(io.BytesIO(data))
    except Exception:  # whatever python-docx stumbles over
        raise BadOutline("提纲不是 Word 文档（docx），请用 Word 或 WPS 另存为 docx") from None


def _paragraphs(document: Any) -> Iterator[Any]:
    """The paragraphs of the text, and of headers and footers."""
    yield from document.element.body.iter(f"{_WORD}p")
    for section in document.sections:
        for part in (section.header, section.footer):
            if not part.is_linked_to_previous:
                yield from part._element.iter(f"{_WORD}p")


def _texts(paragraph: Any) -> list[Any]:
    return list(paragraph.iter(f"{_WORD}t"))


def _alone(paragraph: Any) -> str | None:
    """The name of a place that is the whole paragraph."""
    match = _PLACE.fullmatch("".join(one.text or "" for one in _texts(paragraph)).strip())
    return match[1] if match else None


def _put_texts(paragraph: Any, inline: dict[str, str], blocks: dict[str, list[str]]) -> None:
    """Writes the facts in their places, which Word may have divided over several runs."""
    texts = _texts(paragraph)
    whole = "".join(one.text or "" for one in texts)
    for match in reversed(list(_PLACE.finditer(whole))):
        name = match[1]
        if name in blocks:
            said = "".join(blocks[name])
        elif name in inline:
            said = inline[name]
        else:
            raise BadOutline(f"提纲里的 {{{{{name}}}}} 不是可填的内容{offer(name, facts.NAMES)}")
        _replace(texts, match.start(), match.end(), annex.clean(said))


def _replace(texts: list[Any], start: int, end: int, said: str) -> None:
    at = 0
    for one in texts:
        text = one.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            one.text = text[:first] + (said if start >= at else "") + text[last:]
            one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        at += len(text)


def _put_paragraphs(paragraph: Any, said: list[str]) -> None:
    """As many paragraphs of that look as there are texts; none takes the paragraph away."""
    texts = _texts(paragraph)
    for one in texts[1:]:
        one.text = ""
    for text in said:
        texts[0].text = annex.clean(text)
        paragraph.addprevious(copy.deepcopy(paragraph))
    _remove(paragraph)


def _remove(paragraph: Any) -> None:
    if paragraph.find(f"{_WORD}pPr/{_WORD}sectPr") is None:
        paragraph.getparent().remove(paragraph)


def _put_chart(document: Any, paragraph: Any, form: Form) -> None:
    """The chart, or without two parts to compare neither chart nor caption."""
    from docx.oxml import parse_xml

    parts = facts.parts(form)
    following = paragraph.getnext()
    if len(parts) < 2:
        if following is not None and "".join(one.text or "" for one in _texts(following)).startswith("图"):
            _remove(following)
        _remove(paragraph)
        return
    run = parse_xml(chart.inline(document, parts))
    for old in list(paragraph.iter(f"{_WORD}r")):
        old.getparent().remove(old)
    paragraph.append(run)


def _put_annex(document: Any, paragraph: Any, form: Form, grid: Grid) -> None:
    from docx.oxml import parse_xml
    from docx.shared import Length

    section = document.sections[-1]
    wide = max((cell.column + cell.columns for cell in grid.cells.values()), default=0) > _UPRIGHT_COLUMNS
    if wide and section.page_width < section.page_height:
        section.page_width, section.page_height = section.page_height, section.page_width
    width = Length(section.page_width - section.left_margin - section.right_margin)
    made = annex.annex(form, grid, int(width.twips))
    for is_title, line in made.lines:
        one = copy.deepcopy(paragraph)
        texts = _texts(one)
        for other in texts[1:]:
            other.text = ""
        texts[0].text = line
        texts[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        _set_style(document, one, "附件标题" if is_title else "附件说明")
        paragraph.addprevious(one)
    style = _style_id(document, "表格")
    table = made.table.replace(f'<w:pStyle w:val="{annex.STYLE}"/>', f'<w:pStyle w:val="{style}"/>' if style else "")
    paragraph.addprevious(parse_xml(table))
    for one in _texts(paragraph):  # a paragraph has to follow a table at the end of a section
        one.text = ""


#: A form with more columns is printed across the page.
_UPRIGHT_COLUMNS = 12


def _style_id(document: Any, name: str) -> str | None:
    """The style of that name; a bureau's outline need not have it."""
    return next((style.style_id for style in document.styles if style.name == name), None)


def _set_style(document: Any, paragraph: Any, name: str) -> None:
    style = _style_id(document, name)
    if style is not None:
        paragraph.get_or_add_pPr().get_or_add_pStyle().set(f"{_WORD}val", style)


def _highlight(paragraph: Any) -> None:
    """Marks what a person has to fill in yellow, run by run."""
    from docx.oxml import OxmlElement

    for run in list(paragraph.iter(f"{_WORD}r")):
        texts = run.findall(f"{_WORD}t")
        if len(texts) != 1 or not texts[0].text or not _OPEN.search(texts[0].text):
            continue
        for piece in filter(None, _OPEN.split(texts[0].text)):
            one = copy.deepcopy(run)
            text = one.find(f"{_WORD}t")
            text.text = piece
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            if _OPEN.fullmatch(piece):
                look = one.get_or_add_rPr()
                for old in look.findall(f"{_WORD}highlight"):
                    look.remove(old)
                mark = OxmlElement("w:highlight")
                mark.set(f"{_WORD}val", "yellow")
                look._insert_highlight(mark)
            run.addprevious(one)
        run.getparent().remove(run)
