"""Workbooks with what real ones have besides cells, made by hand: all that a careless writer loses."""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

from .packages import MAIN, OFFICE, RELS, STRICT_MAIN, STRICT_OFFICE, XML, relations, strings, zipped

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "自评表"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)

_KINDS = {
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "xl/worksheets/sheet1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "xl/worksheets/sheet2.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "xl/styles.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
    "xl/sharedStrings.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml",
    "xl/metadata.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml",
    "xl/calcChain.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
    "xl/comments1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
    "xl/drawings/drawing1.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "xl/charts/chart1.xml": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "xl/tables/table1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml",
    "xl/ctrlProps/ctrlProp1.xml": "application/vnd.ms-excel.controlproperties+xml",
    "xl/pivotCache/pivotCacheDefinition1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml",
    "xl/pivotTables/pivotTable1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotTable+xml",
    "xl/cellimages.xml": "application/vnd.wps-officedocument.cellimage+xml",
    "xl/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "customXml/itemProps1.xml": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
    "_xmlsignatures/sig1.xml": "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml",
}
_ENDINGS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "vml": "application/vnd.openxmlformats-officedocument.vmlDrawing",
    "bin": "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings",
    "sigs": "application/vnd.openxmlformats-package.digital-signature-origin",
}

_STYLES = (
    f'{XML}<styleSheet xmlns="{MAIN}" xmlns:mc="{MC}" mc:Ignorable="x14ac" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">'
    '<numFmts count="1"><numFmt numFmtId="176" formatCode="0&quot;分&quot;"/></numFmts>'
    '<fonts count="2" x14ac:knownFonts="1"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="16"/><name val="黑体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"><alignment horizontal="center"/></xf>'
    '<xf numFmtId="10" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"><protection locked="0"/></xf>'
    '<xf numFmtId="176" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
    '<dxfs count="1"><dxf><font><color rgb="FFFF0000"/></font></dxf></dxfs>'
    '<tableStyles count="0" defaultTableStyle="TableStyleMedium9" defaultPivotStyle="PivotStyleLight16"/>'
    f'<extLst><ext uri="{{EB79DEF2-80B8-43e5-95BD-54CBDDF9020C}}" xmlns:x14="{X14}"><x14:slicerStyles defaultSlicerStyle="SlicerStyleLight1"/></ext></extLst></styleSheet>'
)
_STRINGS = strings(
    "<t>项目支出绩效自评表</t>",
    "<t>执行率</t>",
    "<r><rPr><b/></rPr><t>得</t></r><r><t>分</t></r><rPh sb='0' eb='1'><t>de</t></rPh>",
    '<t xml:space="preserve"> 优 </t>',
    "<t>a_x0041_</t>",
)
#: What stands in the form; B8 and B9 are formulas with and without a result, A5:B5 is merged, row 7 is missing.
ROWS = (
    '<row r="1" spans="1:4" ht="30" customHeight="1" x14ac:dyDescent="0.2"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"/></row>\n'
    '<row r="2" spans="1:4"><c r="A2" t="s"><v>1</v></c><c r="B2" s="2"/><c r="C2" s="2"><v>0.95499999999999996</v></c></row>'
    '<row r="3" spans="1:4"><c r="A3" t="s" ph="1"><v>2</v></c><c r="B3" s="3"><v>10</v></c><c r="D3" s="4" t="inlineStr"><is><t>9.5</t></is></c></row>'
    '<row r="4"><c r="A4" t="s"><v>3</v></c><c r="B4" t="b"><v>1</v></c><c r="C4" t="e" vm="1"><v>#VALUE!</v></c><c r="D4" t="str"><v>x</v></c></row>'
    '<row r="5" s="4" customFormat="1"><c r="A5" t="s"><v>4</v></c><c r="B5"/></row>'
    '<row r="6"/>'
    '<row r="8"><c r="A8"><v>3</v></c><c r="B8"><f>A8*2</f><v>6</v></c><c r="C8" t="str"><f>"优"&amp;""</f><v>优</v></c></row>'
    '<row r="9"><c r="A9"><v>4</v></c><c r="B9" s="2"><f>A9/8</f></c><c r="C9"><f t="array" ref="C9:C10">A8:A9*1</f><v>3</v></c></row>'
    '<row r="10"><c r="C10"><v>4</v></c></row>'
)
_AFTER = (
    '<sheetProtection sheet="1" objects="1" scenarios="1"/>'
    '<mergeCells count="2"><mergeCell ref="A1:D1"/><mergeCell ref="A5:B5"/></mergeCells><phoneticPr fontId="0" type="noConversion"/>'
    '<conditionalFormatting sqref="B3"><cfRule type="cellIs" dxfId="0" priority="1" operator="lessThan"><formula>6</formula></cfRule></conditionalFormatting>'
    '<dataValidations count="1"><dataValidation type="decimal" allowBlank="1" sqref="B3"><formula1>0</formula1><formula2>10</formula2></dataValidation></dataValidations>'
    '<hyperlinks><hyperlink ref="A2" r:id="rId9"/></hyperlinks>'
    '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" r:id="rId4"/>'
    '<drawing r:id="rId1"/><legacyDrawing r:id="rId2"/>'
    '<mc:AlternateContent><mc:Choice Requires="x14"><controls><mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="1026" r:id="rId6" name="Check Box 2"><controlPr defaultSize="0" autoFill="0" autoLine="0" autoPict="0"><anchor moveWithCells="1">'
    "<from><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5</xdr:row><xdr:rowOff>0</xdr:rowOff></from><to><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></to>"
    "</anchor></controlPr></control></mc:Choice></mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>"
    '<tableParts count="1"><tablePart r:id="rId7"/></tableParts>'
    f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{X14}"><x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>汇总!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>D4</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>'
)


def sheet(rows: str = ROWS, after: str = _AFTER) -> str:
    """The form's sheet part."""
    return (
        f'{XML}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="{MC}" xmlns:xdr="{XDR}" xmlns:x14="{X14}" mc:Ignorable="x14ac" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">'
        '<sheetPr codeName="Sheet1"><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:D10"/>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0"><selection activeCell="B2" sqref="B2"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="14.25" x14ac:dyDescent="0.2"/><cols><col min="1" max="1" width="20" customWidth="1"/><col min="6" max="8" width="9" style="2"/></cols>'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def _other_sheet() -> str:
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>优</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>良</t></is></c></row>'
    return f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData>{cells}</sheetData></worksheet>'


def _drawing() -> str:
    anchor = "<xdr:from><xdr:col>{}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>11</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>{}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>14</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    box = (
        '<a:xfrm><a:off x="0" y="0"/><a:ext cx="100" cy="100"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    )
    return (
        f'{XML}<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}"><xdr:twoCellAnchor>{anchor.format(0, 1)}<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="图片 1"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>{box}</xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor>'
        f'<xdr:twoCellAnchor>{anchor.format(2, 3)}<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="3" name="文本框 2"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr>{box}</xdr:spPr>'
        "<xdr:txBody><a:bodyPr/><a:p><a:r><a:rPr/><a:t>填表说明</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"
        f'<xdr:twoCellAnchor>{anchor.format(4, 6)}<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="4" name="图表 3"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
        f'<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" xmlns:r="{OFFICE}" r:id="rId2"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>'
    )


def _vml() -> str:
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">\r\n'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>'
        '<v:shape id="_x0000_s1025" type="#_x0000_t202" style="visibility:hidden"><x:ClientData ObjectType="Note"><x:Row>2</x:Row><x:Column>1</x:Column></x:ClientData></v:shape>'
        '<v:shape id="Check_x0020_Box_x0020_2" o:spid="_x0000_s1026" type="#_x0000_t201"><x:ClientData ObjectType="Checkbox"/></v:shape></xml>'
    )


def parts() -> dict[str, str | bytes]:
    """The parts of a workbook with about everything, in the order in which Excel writes them."""
    threaded = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": "",
        "_rels/.rels": relations(
            [("rId1", "officeDocument", "xl/workbook.xml"), ("rId3", "extended-properties", "docProps/app.xml")]
        ).replace(
            "</Relationships>",
            '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        ),
        "xl/workbook.xml": (
            f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="{MC}" mc:Ignorable="x15" xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
            '<fileVersion appName="xl" lastEdited="7"/><workbookPr codeName="ThisWorkbook" defaultThemeVersion="166925"/>'
            '<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\\表\\" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>'
            '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="20000" windowHeight="9000"/></bookViews>'
            f'<sheets><sheet name="{SHEET}" sheetId="7" r:id="rId1"/><sheet name="汇总" sheetId="2" r:id="rId2"/></sheets>'
            f'<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">\'{SHEET}\'!$A$1:$D$10</definedName><definedName name="等级">汇总!$A$1:$A$2</definedName></definedNames>'
            '<calcPr calcId="191029" iterate="1"/><pivotCaches><pivotCache cacheId="1" r:id="rId6"/></pivotCaches></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            [
                ("rId7", "theme", "theme/theme1.xml"),
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "worksheet", "worksheets/sheet2.xml"),
                ("rId3", "styles", "styles.xml"),
                ("rId4", "sharedStrings", "sharedStrings.xml"),
                ("rId5", "calcChain", "calcChain.xml"),
                ("rId12", "sheetMetadata", "metadata.xml"),
                ("rId6", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
                ("rId9", "customXml", "../customXml/item1.xml"),
            ]
        ).replace(
            "</Relationships>",
            '<Relationship Id="rId8" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" Target="persons/person.xml"/>'
            '<Relationship Id="rId11" Type="http://www.wps.cn/officeDocument/2020/cellImage" Target="cellimages.xml"/></Relationships>',
        ),
        "xl/worksheets/sheet1.xml": sheet(),
        "xl/worksheets/sheet2.xml": _other_sheet(),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            [
                ("rId1", "drawing", "../drawings/drawing1.xml"),
                ("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
                ("rId3", "comments", "../comments1.xml"),
                ("rId4", "printerSettings", "../printerSettings/printerSettings1.bin"),
                ("rId6", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
                ("rId7", "table", "../tables/table1.xml"),
            ]
        ).replace(
            "</Relationships>",
            '<Relationship Id="rId8" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/>'
            f'<Relationship Id="rId9" Type="{OFFICE}/hyperlink" Target="http://example.com/" TargetMode="External"/></Relationships>',
        ),
        "xl/worksheets/_rels/sheet2.xml.rels": relations([("rId1", "pivotTable", "../pivotTables/pivotTable1.xml")]),
        "xl/theme/theme1.xml": _theme(),
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": _STRINGS,
        "xl/metadata.xml": f'{XML}<metadata xmlns="{MAIN}"><metadataTypes count="1"><metadataType name="XLRICHVALUE" minSupportedVersion="120000"/></metadataTypes><valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>',
        "xl/calcChain.xml": f'{XML}<calcChain xmlns="{MAIN}"><c r="B8" i="7"/><c r="C8"/><c r="B9"/><c r="C9" a="1"/></calcChain>',
        "xl/comments1.xml": f'{XML}<comments xmlns="{MAIN}"><authors><author>审核</author></authors><commentList><comment ref="B3" authorId="0"><text><r><t>请核对</t></r></text></comment></commentList></comments>',
        "xl/threadedComments/threadedComment1.xml": f'{XML}<ThreadedComments xmlns="{threaded}"><threadedComment ref="B3" dT="2023-01-01T00:00:00.00" personId="{{00000000-0000-0000-0000-000000000001}}" id="{{00000000-0000-0000-0000-000000000002}}"><text>请核对</text></threadedComment></ThreadedComments>',
        "xl/persons/person.xml": f'{XML}<personList xmlns="{threaded}"><person displayName="审核" id="{{00000000-0000-0000-0000-000000000001}}" userId="a" providerId="None"/></personList>',
        "xl/drawings/drawing1.xml": _drawing(),
        "xl/drawings/_rels/drawing1.xml.rels": relations(
            [("rId1", "image", "../media/image1.png"), ("rId2", "chart", "../charts/chart1.xml")]
        ),
        "xl/drawings/vmlDrawing1.vml": _vml(),
        "xl/media/image1.png": PNG,
        "xl/charts/chart1.xml": f'{XML}<c:chartSpace xmlns:c="{CHART}" xmlns:a="{A}"><c:chart><c:plotArea><c:layout/><c:pieChart><c:varyColors val="1"/><c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numRef><c:f>{SHEET}!$A$8:$A$9</c:f></c:numRef></c:val></c:ser></c:pieChart></c:plotArea><c:plotVisOnly val="1"/></c:chart></c:chartSpace>',
        "xl/tables/table1.xml": f'{XML}<table xmlns="{MAIN}" id="1" name="表1" displayName="表1" ref="F1:G2" totalsRowShown="0"><autoFilter ref="F1:G2"/><tableColumns count="2"><tableColumn id="1" name="列1"/><tableColumn id="2" name="列2"/></tableColumns></table>',
        "xl/ctrlProps/ctrlProp1.xml": f'{XML}<formControlPr xmlns="{X14}" objectType="CheckBox" checked="Checked" lockText="1" noThreeD="1"/>',
        "xl/printerSettings/printerSettings1.bin": bytes(range(256)),
        "xl/pivotCache/pivotCacheDefinition1.xml": f'{XML}<pivotCacheDefinition xmlns="{MAIN}" refreshOnLoad="1" refreshedVersion="6"><cacheSource type="worksheet"><worksheetSource ref="A1:A2" sheet="汇总"/></cacheSource><cacheFields count="1"><cacheField name="优" numFmtId="0"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>',
        "xl/pivotTables/pivotTable1.xml": f'{XML}<pivotTableDefinition xmlns="{MAIN}" name="透视表1" cacheId="1" dataCaption="值"><location ref="D1:D2" firstHeaderRow="1" firstDataRow="1" firstDataCol="0"/><pivotFields count="1"><pivotField/></pivotFields></pivotTableDefinition>',
        "xl/pivotTables/_rels/pivotTable1.xml.rels": relations(
            [("rId1", "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")]
        ),
        "xl/cellimages.xml": f'{XML}<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" xmlns:xdr="{XDR}"><etc:cellImage/></etc:cellImages>',
        "xl/_rels/cellimages.xml.rels": relations([("rId1", "image", "media/image1.png")]),
        "customXml/item1.xml": "<root xmlns='urn:own'>自有</root>",
        "customXml/itemProps1.xml": f'{XML}<ds:datastoreItem ds:itemID="{{00000000-0000-0000-0000-000000000003}}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>',
        "customXml/_rels/item1.xml.rels": relations([("rId1", "customXmlProps", "itemProps1.xml")]),
        "docProps/core.xml": f'{XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>某单位</dc:creator></cp:coreProperties>',
        "docProps/app.xml": (
            f'{XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><Application>Microsoft Excel</Application>'
            '<HeadingPairs><vt:vector size="4" baseType="variant"><vt:variant><vt:lpstr>工作表</vt:lpstr></vt:variant><vt:variant><vt:i4>2</vt:i4></vt:variant><vt:variant><vt:lpstr>命名范围</vt:lpstr></vt:variant><vt:variant><vt:i4>1</vt:i4></vt:variant></vt:vector></HeadingPairs>'
            f'<TitlesOfParts><vt:vector size="3" baseType="lpstr"><vt:lpstr>{SHEET}</vt:lpstr><vt:lpstr>汇总</vt:lpstr><vt:lpstr>等级</vt:lpstr></vt:vector></TitlesOfParts></Properties>'
        ),
    }
    return typed(made)


def _theme() -> str:
    colours = "".join(
        f'<a:{name}><a:srgbClr val="445566"/></a:{name}>'
        for name in ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
    )
    font = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill, line = (
        '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>',
        '<a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>',
    )
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{XML}<a:theme xmlns:a="{A}" name="Office"><a:themeElements><a:clrScheme name="Office">{colours}</a:clrScheme><a:fontScheme name="Office"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="Office"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>'
    )


def typed(made: dict[str, str | bytes]) -> dict[str, str | bytes]:
    """The parts with their content types said."""
    defaults = "".join(f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in _ENDINGS.items())
    lines = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _KINDS.items() if name in made
    )
    made["[Content_Types].xml"] = f'{XML}<Types xmlns="{TYPES}">{defaults}{lines}</Types>'
    return made


def _changed(**changes: tuple[str, str]) -> dict[str, str | bytes]:
    """All parts, with a text replaced in some of them: workbook, sheet, links, root."""
    names = {
        "workbook": "xl/workbook.xml",
        "sheet": "xl/worksheets/sheet1.xml",
        "links": "xl/_rels/workbook.xml.rels",
        "root": "_rels/.rels",
    }
    made = parts()
    for which, (old, new) in changes.items():
        content = made[names[which]]
        assert isinstance(content, str) and old in content
        made[names[which]] = content.replace(old, new)
    return made


def _without_properties() -> bytes:
    made = {name: content for name, content in parts().items() if not name.startswith("docProps/")}
    made["_rels/.rels"] = relations([("rId1", "officeDocument", "xl/workbook.xml")])
    return zipped(typed(made))


def _macros() -> bytes:
    made = parts()
    types, links = made["[Content_Types].xml"], made["xl/_rels/workbook.xml.rels"]
    assert isinstance(types, str) and isinstance(links, str)
    main = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = types.replace(_KINDS["xl/workbook.xml"], main)
    made["[Content_Types].xml"] = types.replace(
        "</Types>",
        '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
    )
    vba = '<Relationship Id="rId0" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/><Relationship Id="rId7"'
    made["xl/_rels/workbook.xml.rels"] = links.replace('<Relationship Id="rId7"', vba)
    made["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
    return zipped(made)


def _signed() -> bytes:
    made = parts()
    root = made["_rels/.rels"]
    assert isinstance(root, str)
    made["_rels/.rels"] = root.replace(
        "</Relationships>",
        f'<Relationship Id="rId5" Type="{PACKAGE}/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>',
    )
    made["_xmlsignatures/origin.sigs"] = b""
    made["_xmlsignatures/sig1.xml"] = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'
    link = f'<Relationship Id="rId1" Type="{PACKAGE}/digital-signature/signature" Target="sig1.xml"/>'
    made["_xmlsignatures/_rels/origin.sigs.rels"] = f'{XML}<Relationships xmlns="{RELS}">{link}</Relationships>'
    return zipped(typed(made))


def _strict() -> bytes:
    def strict(content: str | bytes) -> str | bytes:
        if isinstance(content, bytes):
            return content
        return (
            content.replace(MAIN, STRICT_MAIN)
            .replace(OFFICE, STRICT_OFFICE)
            .replace(A, "http://purl.oclc.org/ooxml/drawingml/main")
        )

    return zipped({name: strict(content) for name, content in parts().items()})


def prefixed(xml: str) -> str:
    """A part whose main namespace has a prefix."""
    body = re.sub(r"<(/?)([A-Za-z][\w]*)(?=[\s/>])", r"<\1x:\2", xml.replace("xmlns=", "xmlns:x="))
    return body


def _prefixed(*more: str) -> bytes:
    made = parts()
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "docProps/app.xml", *more):
        content = made[name]
        assert isinstance(content, str)
        made[name] = prefixed(content)
    return zipped(made)


def _in_utf16() -> bytes:
    made = parts()
    for name, codec in (
        ("xl/workbook.xml", "utf-16"),
        ("xl/worksheets/sheet1.xml", "utf-16-be"),
        ("xl/styles.xml", "utf-16"),
    ):
        content = made[name]
        assert isinstance(content, str)
        text = content.replace('encoding="UTF-8"', 'encoding="UTF-16"')
        made[name] = ("\ufeff" + text if codec == "utf-16-be" else text).encode(codec)
    return zipped(made)


def _sloppy() -> bytes:
    """A mark at the beginning, CRLF, comments with tags in them, single quotes, references, folded tags."""
    made = parts()
    for name in (
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
        "xl/styles.xml",
    ):
        content = made[name]
        assert isinstance(content, str)
        text = content.replace("\n", "\r\n").replace("><", ">\r\n<").replace("/>", "\r\n />")
        text = text.replace("<sheetData>", "<sheetData><!-- <row r='2'><c r='B2'/></row> </sheetData> -->").replace(
            "汇总!$A", "&#27719;总!$A"
        )
        text = text.replace('r="B2"', "r='B2'").replace("</worksheet>", "</worksheet >\r\n<!-- </worksheet> -->")
        made[name] = ("\ufeff" + text).encode()
    return zipped(made)


def _without_places() -> bytes:
    rows = re.sub(r'(<row) r="(?:1|2|3|4|5|6)"|(<c) r="(?:A|B)\d+"', lambda match: match[1] or match[2], ROWS)
    return zipped({**parts(), "xl/worksheets/sheet1.xml": sheet(rows)})


def _odd_names(folder: str) -> bytes:
    """A sheet in another folder, by its absolute and percent-encoded name; the zip has it as ``folder`` says."""
    made = _changed(
        root=('Target="xl/workbook.xml"', 'Target="/xl/workbook.xml"'),
        links=('Target="worksheets/sheet1.xml"', 'Target="/xl/%E8%A1%A8%201/Form.XML"'),
    )
    sheet, links = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
    names = {sheet: f"xl/{folder}/form.xml", links: f"xl/{folder}/_rels/form.xml.rels"}
    made["[Content_Types].xml"] = str(made["[Content_Types].xml"]).replace(f"/{sheet}", "/xl/%E8%A1%A8%201/Form.XML")
    return zipped({names.get(name, name): content for name, content in made.items()})


def with_descriptors(made: Mapping[str, str | bytes]) -> bytes:
    """A zip as a stream writes it: sizes behind the data, folders as members, a comment, an extra field."""

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.written += data
            return len(data)

    out = Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        archive.writestr("xl/", b"")
        for name, content in made.items():
            info = zipfile.ZipInfo(name, (2022, 12, 31, 23, 59, 58))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.extra = struct.pack("<2H4s", 0xCAFE, 4, b"own!")
            info.comment = b"note"
            archive.writestr(info, content)
        archive.comment = "附注".encode()
    return bytes(out.written)


def out_of_order(made: Mapping[str, str | bytes]) -> bytes:
    """A zip whose directory lists the members in another order than they lie in, with something in front of it."""
    names = list(made)
    lying, listed = names[::2] + names[1::2], names[::-1]
    out, entries = bytearray(b"PK00"), {}
    for name in lying:
        content = made[name]
        raw = content.encode() if isinstance(content, str) else content
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = deflate.compress(raw) + deflate.flush()
        head = (20, 0, 8, 0, 0x5599, zlib.crc32(raw), len(packed), len(raw), len(name.encode()), 0)
        entries[name] = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *head, 0, 0, 0, 0, len(out) - 4) + name.encode()
        out += struct.pack("<4s5H3L2H", b"PK\3\4", *head) + name.encode() + packed
    directory = b"".join(entries[name] for name in listed)
    return (
        bytes(out)
        + directory
        + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(names), len(names), len(directory), len(out) - 4, 0)
    )


def books() -> dict[str, bytes]:
    """Workbooks by what is odd about them."""
    swapped = (
        f'<sheet name="{SHEET}" sheetId="7" r:id="rId1"/><sheet name="汇总" sheetId="2" r:id="rId2"/>',
        f'<sheet name="汇总" sheetId="2" r:id="rId2"/><sheet name="{SHEET}" sheetId="7" r:id="rId1"/>',
    )
    local = (
        f'<sheet name="{SHEET}" sheetId="7" r:id="rId1"/><sheet name="汇总" sheetId="2" r:id="rId2"/>',
        f'<sheet name="{SHEET}" sheetId="7" o:id="rId1" xmlns:o="{OFFICE}"/><sheet name="汇总" sheetId="2" o:id="rId2" xmlns:o="{OFFICE}"/>',
    )
    return {
        "everything": zipped(parts()),
        "stored": zipped(parts(), zipfile.ZIP_STORED),
        "not the first sheet": zipped(_changed(workbook=swapped)),
        "prefix declared at the sheet": zipped(_changed(workbook=local)),
        "out of order": out_of_order(parts()),
        "data descriptors": with_descriptors(parts()),
        "no properties": _without_properties(),
        "macros": _macros(),
        "strict": _strict(),
        "prefixed": _prefixed(),
        "prefixed to the last": _prefixed("[Content_Types].xml", "xl/_rels/workbook.xml.rels"),
        "utf-16": _in_utf16(),
        "sloppy": _sloppy(),
        "no places": _without_places(),
        "odd names": _odd_names("表 1"),
        "encoded names": _odd_names("%E8%A1%A8%201"),
    }
