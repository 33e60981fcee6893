"""FIL: what happens to a file before any rule can look at a form. These have no function; reading reports them."""

from __future__ import annotations

from . import add

_ASK_AGAIN_ZH, _ASK_AGAIN_EN = "请向报送单位索取原文件", "ask the unit for the original file"

add(
    "FIL01",
    "error",
    {
        "": "这种文件目前不能读（{kind}）",
        "image": "这是一张图片，不是工作簿",
        "zip": "这是压缩包，里面不是一个 Excel 工作簿",
        "pdf": "这是 PDF 文件，不是工作簿",
        "xls": "这是旧版 xls（或 WPS et）文件，目前不能读",
        "ole": "这是旧版 Office 文件，不是 xlsx 工作簿",
        "docx": "这是 Word 文档，目前不能读",
        "pptx": "这是演示文稿，不是工作簿",
        "ods": "这是 ods 表格，目前不能读",
        "xlsb": "这是 xlsb 工作簿，目前不能读",
        "html": "这是网页文件，不是 xlsx 工作簿",
        "xml": "这是 XML 文件，不是 xlsx 工作簿",
        "rtf": "这是 RTF 文档，不是工作簿",
        "text": "这是文本文件，不是工作簿",
        "empty": "这是空文件，没有内容",
        "unknown": "认不出这是什么文件",
    },
    {
        "": "this kind of file is not read ({kind})",
        "image": "this is a picture, not a workbook",
        "zip": "this is a zip archive without a workbook of its own",
        "pdf": "this is a PDF, not a workbook",
        "xls": "this is an old xls (or WPS et) workbook, which is not read yet",
        "ole": "this is an old Office file, not an xlsx workbook",
        "docx": "this is a Word document, which is not read yet",
        "pptx": "this is a presentation, not a workbook",
        "ods": "this is an ods spreadsheet, which is not read yet",
        "xlsb": "this is an xlsb workbook, which is not read yet",
        "html": "this is a web page, not an xlsx workbook",
        "xml": "this is an XML file, not an xlsx workbook",
        "rtf": "this is an RTF document, not a workbook",
        "text": "this is a text file, not a workbook",
        "empty": "the file is empty",
        "unknown": "the kind of this file is not known",
    },
    {
        "": "请用 Excel 或 WPS 打开后另存为 xlsx，再核对",
        "image": "请向报送单位索取电子表格原件（xlsx）",
        "zip": "请先解压，再核对其中的表格",
        "pdf": "请向报送单位索取电子表格原件（xlsx）",
        "empty": _ASK_AGAIN_ZH,
        "unknown": "请确认文件；是表格的，请用 Excel 或 WPS 打开后另存为 xlsx",
    },
    {
        "": "open it in Excel or WPS, save it as xlsx, and check again",
        "image": "ask the unit for the workbook (xlsx)",
        "zip": "unpack it and check the workbooks in it",
        "pdf": "ask the unit for the workbook (xlsx)",
        "empty": _ASK_AGAIN_EN,
        "unknown": "look at the file; if it is a spreadsheet, save it as xlsx in Excel or WPS",
    },
    """文件种类不能读。
    The kind of file is not read.

    文件是什么，看内容，不看扩展名：改名为 xlsx 的照片、压缩包都认得出来。

    What a file is, is decided by its content, not by its name.
    """,
)
add(
    "FIL02",
    "error",
    "文件已损坏，读不出内容（{detail}）",
    "the file is damaged and cannot be read ({detail})",
    "请用 Excel 或 WPS 打开并另存；打不开的，请向报送单位重新索取",
    "open it in Excel or WPS and save it again; if that fails, ask the unit for it once more",
    """文件损坏。
    The file is damaged.

    下载不全、压缩结构被破坏、XML 不合规范（含有 DOCTYPE 或实体声明的一律拒绝）。

    Cut short, a broken zip, or XML that breaks the rules; DOCTYPE and entity declarations are always refused.
    """,
)
add(
    "FIL03",
    "error",
    "文件有打开密码，无法读取",
    "the file is protected by a password",
    "请在 Excel 或 WPS 中取消打开密码后再核对",
    "take the password off in Excel or WPS and check again",
    """文件加密。
    The file is encrypted.

    需要密码才能打开的工作簿。

    A workbook that asks for a password.
    """,
)
add(
    "FIL04",
    "error",
    "文件超出大小限制（{what}：上限 {limit}，实际 {found}）",
    "the file exceeds a size limit ({what}: limit {limit}, found {found})",
    "一张自评表不会这么大；请把表单独另存为一个文件",
    "a form is never that large; save it alone as a new file",
    """文件过大。
    The file is too large.

    解压后的大小、压缩比、单元格数等有上限，免得一个异常文件拖垮整批核对。

    Inflated size, ratio, number of cells and the like are limited, so that one odd file cannot stop a run.
    """,
)
add(
    "FIL05",
    "error",
    "读取超时",
    "reading took too long",
    "请把表单独另存为一个文件，再核对",
    "save the form alone as a new file and check again",
    """超时。
    Out of time.

    在规定时间内没有读完。

    It was not read within the time allowed.
    """,
)
add(
    "FIL06",
    "error",
    "读取时内存不足",
    "out of memory while reading",
    "请把表单独另存为一个文件，再核对",
    "save the form alone as a new file and check again",
    """内存不足。
    Out of memory.

    读取需要的内存超过规定。

    Reading needs more memory than allowed.
    """,
)
add(
    "FIL07",
    "error",
    "读取时程序出错（{error}）",
    "the reader failed ({error})",
    "请用 Excel 或 WPS 打开并另存后再试；仍不行的，请把文件反馈给我们",
    "save it again in Excel or WPS; if that does not help, please send us the file",
    """读取程序出错。
    A reader crashed.

    这是本工具的缺陷，不是表的问题；其他文件不受影响。

    A fault of this tool, not of the form; other files are not affected.
    """,
)
add(
    "FIL09",
    "error",
    {"": "文件打不开（{reason}）", "missing": "文件不存在", "folder": "这是文件夹，其中没有可读的工作簿"},
    {
        "": "the file cannot be opened ({reason})",
        "missing": "there is no such file",
        "folder": "no workbook in this folder",
    },
    {"": "请先在 Excel/WPS 中关闭该文件，并确认有读取权限", "missing": "请检查路径和文件名", "folder": "请检查路径"},
    {
        "": "close it in Excel/WPS and check that you may read it",
        "missing": "check path and name",
        "folder": "check the path",
    },
    """文件打不开。
    The file cannot be opened.

    文件不存在、被占用或没有权限。

    It does not exist, is locked, or may not be read.
    """,
)
add(
    "FIL20",
    "error",
    {"": "没有找到项目支出绩效自评表", "empty": "工作簿是空的，没有任何内容"},
    {"": "no self-evaluation form was found", "empty": "the workbook is empty"},
    "请确认是否选错了文件；表头（三级指标、年度指标值、实际完成值）应照原表保留",
    "check whether this is the right file; the headings should be those of the issued form",
    """没有找到自评表。
    No form was found.

    工作簿可以读，但其中没有自评表的标题和表头。

    The workbook can be read, but it holds neither title nor headings of the form.
    """,
)
add(
    "FIL21",
    "error",
    "这是{name}，不是项目支出绩效自评表",
    "this is another form ({name}), not the project self-evaluation form",
    "请改报项目支出绩效自评表",
    "hand in the project expenditure self-evaluation form instead",
    """另一种表。
    Another kind of form.

    部门整体支出绩效自评表、绩效目标申报表、监控表等与自评表相似，但栏目和分值不同，不按自评表核对。

    Forms of a whole department, target applications and monitoring forms look alike but have other columns and points.
    """,
)
add(
    "FIL90",
    "error",
    "规则 {rule} 运行出错（{error}），其余规则不受影响",
    "rule {rule} failed ({error}); the other rules are not affected",
    "这是本工具的缺陷，请反馈给我们",
    "this is a fault of the tool; please report it",
    """规则出错。
    A rule crashed.

    这是本工具的缺陷，不是表的问题。

    A fault of this tool, not of the form.
    """,
)
