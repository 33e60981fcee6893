"""The outline of a report as a Word document with places: ``python -m evalsheet.narrative.outline`` writes it.

A bureau that wants another outline changes the document in Word: {{项目名称}} is a place for a fact of the form,
【请填写：…】 stands for what only a person knows.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .document import finished
from .fonts import BODY, FONTS, HEI, KAI, SONG, TITLE, font_table, set_font

PATH = Path(__file__).with_name("outline.docx")
#: Style and text of the paragraphs. The styles are those of the document below.
_TEXT = (
    ("标题", "{{年度}}年度{{项目名称}}\n绩效自评报告"),
    ("一级标题", "一、项目概况"),
    ("二级标题", "（一）项目基本情况"),
    ("正文", "{{项目名称}}主管部门为{{主管部门}}，实施单位为{{实施单位}}。【请填写：立项依据，写明文件名称和文号】"),
    ("正文", "【请填写：项目的主要内容、实施范围和期限】"),
    ("二级标题", "（二）资金安排"),
    ("正文", "{{年度}}年项目年初预算数{{年初预算数}}，全年预算数{{全年预算数}}。"),
    ("正文", "{{资金来源}}"),
    ("正文", "【请填写：资金的用途，有子项目的逐项写明金额，各项之和应等于全年预算数】"),
    ("一级标题", "二、绩效自评工作开展情况"),
    (
        "正文",
        "根据【请填写：自评工作通知的名称和文号】的要求，{{实施单位}}对照年初确定的绩效目标，"
        "对{{年度}}年度项目支出开展绩效自评。",
    ),
    ("正文", "自评从项目资金、总体目标和绩效指标三个方面进行，自评表填列三级指标{{指标数}}，包括{{各级指标数}}。"),
    ("正文", "【请填写：自评的组织方式、资料收集和核实的过程】"),
    ("一级标题", "三、综合评价结论"),
    ("正文", "经自评，{{项目名称}}自评得分为{{自评得分}}，评价等级为“{{等级}}”。其中：{{各部分得分}}。"),
    ("图", "{{得分图}}"),
    ("图题", "图1  各部分的分值与得分"),
    ("一级标题", "四、绩效目标实现情况分析"),
    ("二级标题", "（一）项目资金使用及管理情况"),
    ("正文", "1.资金安排和使用。项目全年预算数{{全年预算数}}，全年执行数{{全年执行数}}，预算执行率{{执行率}}。"),
    ("正文", "{{预算调整}}"),
    ("正文", "{{未执行情况}}"),
    ("正文", "2.资金管理。【请填写：执行的资金管理办法，审批、支付和核算的情况】"),
    ("二级标题", "（二）总体绩效目标完成情况"),
    ("正文", "1.预期目标。"),
    ("正文", "{{预期目标}}"),
    ("正文", "2.实际完成情况。"),
    ("正文", "{{实际完成情况}}"),
    ("二级标题", "（三）绩效指标完成情况"),
    ("正文", "{{指标完成情况}}"),
    ("正文", "【请填写：项目的经济性、效率性、有效性和可持续性】"),
    ("一级标题", "五、存在的问题和改进措施"),
    ("正文", "{{扣分的指标}}"),
    ("正文", "【请填写：存在的问题和改进措施，没有的写“无”】"),
    ("一级标题", "六、绩效自评结果拟应用和公开情况"),
    ("正文", "【请填写：自评结果怎样用于下年预算和项目管理，在何处、何时公开】"),
    ("正文", "附件：项目支出绩效自评表"),
    ("落款", "{{实施单位}}"),
    ("落款", "【请填写：年月日】"),
    (None, ""),
    ("附件", "附件"),
    ("附件", "{{自评表}}"),
)  # fmt: skip


#: 1.预期目标。 is the heading of what follows.
_LABEL = re.compile(r"\d\.[^。{【]+。")


def outline() -> bytes:
    """The document; the same bytes every time."""
    import docx
    from docx.enum.section import WD_SECTION
    from docx.shared import Mm

    document = docx.Document()
    for name, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # a picture of the template that python-docx starts from
            document.part.package.rels.pop(name)
    _styles(document)
    _page(document.sections[0], (37, 26, 35, 28))
    for style, text in _TEXT:
        if style is None:
            annex = document.add_section(WD_SECTION.NEW_PAGE)
            _page(annex, (20, 17, 18, 17))
        else:
            paragraph = document.add_paragraph(text, style=style)
            if _LABEL.fullmatch(text):
                paragraph.paragraph_format.keep_with_next = True
    for section in document.sections:
        section.footer_distance = Mm(20)
    _page_number(document.sections[0])
    font_table(document)
    return finished(document, "绩效自评报告提纲", mark="")


def _page(section: Any, millimetres: tuple[int, int, int, int]) -> None:
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(210), Mm(297)
    margins = map(Mm, millimetres)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = margins


def _styles(document: Any) -> None:
    """Styles with the look of public documents: 仿宋 of size 三号, 28 points a line, two signs of indent."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH as AT
    from docx.shared import Pt, RGBColor

    normal = document.styles["Normal"]
    set_font(normal, BODY, 16)
    normal.paragraph_format.space_after = Pt(0)
    looks = (
        # name, font, size, alignment, points a line (None: as much as is needed), signs of indent, outline level, space
        ("标题", TITLE, 22, AT.CENTER, 36, 0, None, 18),
        ("一级标题", HEI, 16, AT.LEFT, 28, 2, 0, 0),
        ("二级标题", KAI, 16, AT.LEFT, 28, 2, 1, 0),
        ("正文", BODY, 16, AT.JUSTIFY, 28, 2, None, 0),
        ("图", BODY, 12, AT.CENTER, None, 0, None, 6),
        ("图题", HEI, 12, AT.CENTER, None, 0, None, 6),
        ("落款", BODY, 16, AT.RIGHT, 28, 0, None, 0),
        ("附件", HEI, 16, AT.LEFT, None, 0, None, 0),
        ("附件标题", TITLE, 18, AT.CENTER, None, 0, None, 6),
        ("附件说明", BODY, 12, AT.LEFT, None, 0, None, 3),
        ("表格", SONG, 9, AT.CENTER, None, 0, None, 0),
    )
    for name, font, size, alignment, line, indent, level, space in looks:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = normal, True
        set_font(style, font, size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        layout = style.paragraph_format
        layout.alignment, layout.space_after = alignment, Pt(space)
        if line is not None:
            layout.line_spacing = Pt(line)
        if indent:
            layout.first_line_indent = Pt(size * indent)
        if level is not None:
            _outline_level(style, level)
            layout.keep_with_next = True
        elif name == "图":
            layout.keep_with_next = True


def _outline_level(style: Any, level: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:outlineLvl")
    element.set(qn("w:val"), str(level))
    style.element.get_or_add_pPr().append(element)


def _page_number(section: Any) -> None:
    """— 1 — at the foot of each page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font = FONTS[SONG][0]
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'
    look = f'<w:rPr>{fonts}<w:sz w:val="28"/></w:rPr>'
    for content in (
        '<w:t xml:space="preserve">— </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    ):
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{look}{content}</w:r>"))


if __name__ == "__main__":
    PATH.write_bytes(outline())
