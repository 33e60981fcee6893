"""FIL: what happens to a file before any rule can look at a form. These have no function; reading reports them."""

from __future__ import annotations

from ..limits import LIMITS
from . import add

#: What a file of another kind is called, and what to do with it: save as xlsx, ask for the workbook, unpack, ask again.
KINDS = {
    "image": ("图片（照片或截图）", "a picture", "ask"),
    "pdf": ("PDF 文件", "a PDF", "ask"),
    "ofd": ("OFD 版式文件", "an OFD document", "ask"),
    "xls": ("旧版 Excel 或 WPS 表格（xls、et）", "an old Excel or WPS workbook (xls, et)", "save"),
    "xlsb": ("Excel 二进制工作簿（xlsb）", "a binary workbook (xlsb)", "save"),
    "ods": ("OpenDocument 表格（ods）", "an OpenDocument spreadsheet (ods)", "save"),
    "fods": ("OpenDocument 表格（fods）", "an OpenDocument spreadsheet (fods)", "save"),
    "xml2003": ("XML 表格 2003", "an XML Spreadsheet 2003", "save"),
    "xml": ("XML 文件，但不是 XML 表格", "an XML file, but no XML spreadsheet", "ask"),
    "html": ("网页格式的表格", "a web page", "save"),
    "mht": ("单个网页文件（mht）", "a web archive (mht)", "save"),
    "text": ("文本文件（csv、txt）", "a text file (csv, txt)", "save"),
    "doc": ("Word 文档（doc）", "a Word document (doc)", "ask"),
    "docx": ("Word 文档（docx）", "a Word document (docx)", "ask"),
    "rtf": ("RTF 文档", "an RTF document", "ask"),
    "odt": ("OpenDocument 文档", "an OpenDocument text", "ask"),
    "wordxml": ("Word XML 文档", "a Word XML document", "ask"),
    "scan": ("只有图片、没有表格的 Word 文档", "a Word document of pictures alone", "ask"),
    "ppt": ("演示文稿（ppt）", "a presentation (ppt)", "ask"),
    "pptx": ("演示文稿（pptx）", "a presentation (pptx)", "ask"),
    "odp": ("OpenDocument 演示文稿", "an OpenDocument presentation", "ask"),
    "ole": ("旧版 Office 格式的其他文件", "another file in an old Office container", "ask"),
    "zip": ("ZIP 压缩包", "a zip archive", "unpack"),
    "rar": ("RAR 压缩包", "a rar archive", "unpack"),
    "7z": ("7z 压缩包", "a 7z archive", "unpack"),
    "gzip": ("GZ 压缩包", "a gzip archive", "unpack"),
    "video": ("视频", "a video", "ask"),
    "program": ("程序文件", "a program", "ask"),
    "unknown": ("无法识别的文件", "a file of unknown kind", "ask"),
}
_DO = {
    "save": (
        "请用 Excel 或 WPS 打开后另存为 xlsx，再核对",
        "open it in Excel or WPS, save it as xlsx, and check again",
    ),
    "ask": ("请向报送单位索取电子表格原件（xlsx）", "ask the unit for the workbook (xlsx)"),
    "unpack": (
        "请先解压，再核对其中的表格；压缩包里套的压缩包只打开一层",
        "unpack it and check the forms in it; of archives in archives only one level is opened",
    ),
}

add(
    "FIL01",
    "error",
    {kind: f"这是{words[0]}，不能从中读取自评表" for kind, words in KINDS.items()},
    {kind: f"this is {words[1]}, from which no form can be read" for kind, words in KINDS.items()},
    {kind: _DO[words[2]][0] for kind, words in KINDS.items()},
    {kind: _DO[words[2]][1] for kind, words in KINDS.items()},
    """文件种类不能读。
    The kind of file is not read.

    文件是什么，看内容，不看扩展名：改名为 xlsx 的照片、压缩包都认得出来，名为 xls 的网页照样读取。

    What a file is, is decided by its content, not by its name.
    """,
)

add(
    "FIL02",
    "error",
    {
        "empty": "文件是空的，没有内容",
        "zip": "文件不完整或已损坏，打不开",
        "xml": "文件已损坏：内部内容 {part} 读不出来",
        "missing": "文件已损坏：缺少必需的内容 {part}",
        "doctype": "文件内部含有不允许的声明（DOCTYPE），已拒绝读取",
        "names": "文件内部的名称重复或越界（{part}），已拒绝读取",
        "compression": "文件的压缩方式不支持",
        "convert": "LibreOffice 打不开这个文件，可能已损坏",
        "password": "解除密码时出错，文件可能已损坏",
        "quotes": "文本中有一格长得出奇，多半是引号不成对，读不出来",
    },
    {
        "empty": "the file is empty",
        "zip": "the file is incomplete or damaged",
        "xml": "the file is damaged: its part {part} cannot be read",
        "missing": "the file is damaged: its part {part} is missing",
        "doctype": "the file holds a DOCTYPE, which is refused",
        "names": "names inside the file clash or climb out ({part}); it is refused",
        "compression": "the compression of the file is not supported",
        "convert": "LibreOffice cannot open the file; it may be damaged",
        "password": "the password could not be taken off; the file may be damaged",
        "quotes": "a cell of the text does not end; its quotes may not pair",
    },
    {
        "": "请用 Excel 或 WPS 打开并另存；打不开的，请向报送单位重新索取",
        "empty": "请向报送单位重新索取",
    },
    {
        "": "save it again in Excel or WPS; if that fails, ask the unit for it once more",
        "empty": "ask the unit for it once more",
    },
    """文件损坏。
    The file is damaged.

    下载不全、压缩结构被破坏、内部 XML 不合规范；含有 DOCTYPE 或实体声明的一律拒绝。

    Cut short, a broken zip, or XML that breaks the rules; DOCTYPE and entity declarations are always refused.
    """,
)
add(
    "FIL03",
    "error",
    {
        "": "文件有打开密码，无法读取",
        "wrong": "文件有打开密码，给出的密码不对",
        "install": "文件有打开密码，凭密码读取需要程序包 msoffcrypto-tool，没有安装",
        "zip": "压缩包里的这个文件加了密码，无法读取",
    },
    {
        "": "the file is protected by a password",
        "wrong": "the file is protected by another password than the one given",
        "install": "reading a file with its password takes the package msoffcrypto-tool, which is not installed",
        "zip": "this file in the archive is protected by a password",
    },
    {
        "": "请在 Excel 或 WPS 中取消打开密码后再核对；知道密码的也可以加 --password（需要 pip install msoffcrypto-tool）",
        "wrong": "请核对密码（区分大小写），或在 Excel 或 WPS 中取消打开密码后再核对",
        "install": "请执行 pip install msoffcrypto-tool 后再试，或在 Excel 或 WPS 中取消打开密码",
        "zip": "请解压后再核对",
    },
    {
        "": "take the password off in Excel or WPS, or give --password (needs pip install msoffcrypto-tool)",
        "wrong": "check the password, or take it off in Excel or WPS",
        "install": "pip install msoffcrypto-tool, or take the password off in Excel or WPS",
        "zip": "unpack the archive and check again",
    },
    """文件加密。
    The file is encrypted.

    需要密码才能打开的工作簿或文档。用 --password 给出密码就能读；密码不会写到任何地方。

    A workbook or document that asks for a password. With --password it is read; the password is written nowhere.
    """,
)
#: What has a number that is counted while a file is read.
_COUNTED = {name: limit for name, limit in LIMITS.items() if limit.code == "FIL04"}
add(
    "FIL04",
    "error",
    {name: f"文件超出限制：{limit.zh}（{name}）上限 {{limit}}，实际至少 {{found}}" for name, limit in _COUNTED.items()},
    {
        name: f"the file exceeds a limit: {limit.en} ({name}) {{limit}}, found at least {{found}}"
        for name, limit in _COUNTED.items()
    },
    "一张自评表不会这么大；请把表单独另存为一个文件，确需放宽的用 --limit 改括号里的这个上限",
    "a form is never that large; save it alone as a new file, or if need be allow more with --limit and that name",
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
    "请把表单独另存为一个文件，再核对；确需放宽的加 --limit seconds=N",
    "save the form alone as a new file and check again, or allow more: --limit seconds=N",
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
    "请把表单独另存为一个文件，再核对；确需放宽的加 --limit memory=N",
    "save the form alone as a new file and check again, or allow more: --limit memory=N",
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
    "FIL08",
    "error",
    {
        "libreoffice": "读取 {format} 文件需要 LibreOffice，本机没有找到",
        "writer": "读取 {format} 文件需要 LibreOffice Writer，本机的 LibreOffice 没有装 Writer",
        "calc": "读取 {format} 文件需要 LibreOffice Calc，本机的 LibreOffice 没有装 Calc",
        "package": "读取 {format} 文件需要程序包 {package}，没有安装",
    },
    {
        "libreoffice": "reading {format} files takes LibreOffice, which was not found here",
        "writer": "reading {format} files takes LibreOffice Writer, which this LibreOffice does not have",
        "calc": "reading {format} files takes LibreOffice Calc, which this LibreOffice does not have",
        "package": "reading {format} files takes the package {package}, which is not installed",
    },
    {
        "": "请用 Word、Excel 或 WPS 打开，文档另存为 docx、表格另存为 xlsx 后再核对；或装上它再试",
        "package": "请执行 pip install {package} 后再试；或用 Excel 或 WPS 打开，另存为 xlsx 后再核对",
    },
    {
        "": "save it as docx or xlsx in Word, Excel or WPS; or install what is missing",
        "package": "pip install {package}; or save it as xlsx in Excel or WPS",
    },
    """需要另外的程序才能读。
    It takes a program that is not installed.

    旧版文档（doc、wps）、RTF 等由本机的 LibreOffice 转换后读取，个别格式需要另外的 Python 程序包；没有安装的读不了。

    Old documents, RTF and the like are converted by LibreOffice on this machine, and some formats take a package.
    """,
)
add(
    "FIL09",
    "error",
    {
        "": "文件打不开（{error}）",
        "missing": "文件不存在",
        "denied": "文件打不开：被占用或没有读取权限",
        "special": "这不是普通文件（可能是管道或设备）",
        "folder": "文件夹打不开，其中的文件没有读",
    },
    {
        "": "the file cannot be opened ({error})",
        "missing": "there is no such file",
        "denied": "the file is in use, or you may not read it",
        "special": "this is no regular file but a pipe or a device",
        "folder": "the folder cannot be opened; its files were not read",
    },
    {
        "": "请先在 Excel/WPS 中关闭该文件，并确认有读取权限",
        "missing": "请检查路径和文件名",
        "special": "请指定工作簿文件",
        "folder": "请确认有读取权限",
    },
    {
        "": "close it in Excel/WPS and check that you may read it",
        "missing": "check path and name",
        "special": "name a workbook",
        "folder": "check that you may read it",
    },
    """文件打不开。
    The file cannot be opened.

    文件不存在、被占用或没有权限。

    It does not exist, is locked, or may not be read.
    """,
)
add(
    "FIL10",
    "error",
    "工作簿带有数字签名，改动后签名会失效，没有填写",
    "the workbook is signed and a change would break the signature; it was not filled",
    "确需填写的，请加 --drop-signature 去掉签名，填写后重新签名",
    "to fill it all the same, give --drop-signature and sign it again afterwards",
    """工作簿有数字签名。
    The workbook is signed.

    签过名的文件改动任何一处，签名即失效，所以不擅自填写。

    Any change breaks the signature, so nothing is changed without being told.
    """,
)
add(
    "FIL11",
    "error",
    "这是 ZIP 压缩包，不能填写",
    "this is a zip archive, which is not filled",
    "请先解压，再填写其中的工作簿",
    "unpack it and fill the workbooks in it",
    """压缩包不填写。
    An archive is not filled.

    核对时压缩包里的表都看；填写要写出文件，请解压以后填写。工作簿以外的表（xls、ods、docx 等）转成标准表样的 xlsx 工作簿填写。

    Checking looks into archives; filling writes files. Forms in other formats are filled as new xlsx workbooks.
    """,
)
add(
    "FIL20",
    "error",
    {"": "没有找到项目支出绩效自评表", "empty": "文件是空的，没有任何内容"},
    {"": "no self-evaluation form was found", "empty": "there is nothing in the file"},
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
