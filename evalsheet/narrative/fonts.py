"""The fonts of public documents, and what to use where they are not installed."""

from __future__ import annotations

from typing import Any

TITLE, HEI, KAI, BODY, SONG = "title", "hei", "kai", "body", "song"
#: The font that is asked for, and those that Word and WPS take in its place.
FONTS = {
    TITLE: ("方正小标宋简体", "方正小标宋_GBK;华文中宋;宋体"),
    HEI: ("黑体", "SimHei;微软雅黑"),
    KAI: ("楷体_GB2312", "楷体;KaiTi"),
    BODY: ("仿宋_GB2312", "仿宋;FangSong"),
    SONG: ("宋体", "SimSun;新宋体"),
}
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def set_font(style: Any, font: str, points: int) -> None:
    """Gives a style its Chinese font and size; figures and letters are set in Times New Roman."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.size, style.font.name, style.font.bold = Pt(points), "Times New Roman", False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), FONTS[font][0])
    fonts.set(qn("w:hAnsi"), "Times New Roman")


def font_table(document: Any) -> None:
    """Puts the fonts and their substitutes into the font table of a document."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/></w:font>'
        for name, instead in FONTS.values()
    )
    xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    entries += '<w:font w:name="Times New Roman"><w:charset w:val="00"/></w:font>'
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = f'{xml}<w:fonts xmlns:w="{_WORD}">{entries}</w:fonts>'.encode()
