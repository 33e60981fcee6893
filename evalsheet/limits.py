"""How much one file may ask of us. A file over a limit is refused with a sentence, so that it costs only itself.

The limits are the same for all files of a run: `change` sets them before the first file is read, and the workers of a
run are given those of the process that started them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .model import Unreadable
from .nearest import offer


class Limit(NamedTuple):
    """A limit: its value if nobody changes it, what is counted, why it is as high as this, the code of the finding, or
    the status with which the page answers."""

    most: int
    zh: str
    en: str
    why_zh: str
    why_en: str
    code: str = "FIL04"


#: For `gc.set_threshold`: a form makes thousands of objects and no garbage to speak of, so it is seldom searched for.
GARBAGE = (20_000, 20, 50)
_MIB = 1 << 20
#: Every limit by the name under which it can be changed.
LIMITS = {
    "file_bytes": Limit(64 * _MIB, "文件字节数", "bytes of the file",
        "一张表不到 100 KB，贴了照片的几 MB", "a form is below 100 KB, with photographs some MB"),
    "part_bytes": Limit(64 * _MIB, "单个内部文件解压后的字节数", "inflated bytes of one part",
        "一张表约 50 KB，格式铺到最后一行的几十 MB", "a form has 50 KB, one styled to the last row some tens of MB"),
    "inflated_bytes": Limit(128 * _MIB, "解压后的总字节数", "inflated bytes in all",
        "边解压边数，不信文件里写的大小", "counted while inflating; declared sizes are not believed"),
    "ratio": Limit(200, "压缩比", "compression ratio",
        "真表 20 到 50；解压后不到 4 MB 的不看", "real sheets have 20 to 50; below 4 MB inflated it is not looked at"),
    "members": Limit(10_000, "内部文件个数", "members",
        "一张表十来个；压缩包里的文件也按此数", "a form has about ten; also the files in an archive"),
    "archive_bytes": Limit(256 * _MIB, "压缩包字节数", "bytes of the archive",
        "5000 张表约 150 MB", "5,000 forms take some 150 MB"),
    "archive_inflated_bytes": Limit(2048 * _MIB, "压缩包解压后的总字节数", "inflated bytes of the archive in all",
        "逐个解压，不写到磁盘", "inflated one by one, never to disk"),
    "elements": Limit(5_000_000, "内部元素个数", "elements of one part",
        "一张表约 2000", "a form has some 2,000"),
    "tags": Limit(500_000, "网页标记个数", "tags of a web page",
        "一张表几千，一百张几十万", "a form has some thousand, a hundred forms some hundred thousand"),
    "separators": Limit(5_000_000, "文本中分隔符的个数", "separators of a text",
        "九列一百行的表约 900", "a table of nine columns and a hundred rows has 900"),
    "sheets": Limit(1024, "工作表个数", "sheets",
        "每单位或每项目一张的很常见，超过一千的没有", "one for each unit is common, more than a thousand are not"),
    "tables": Limit(1024, "表格个数", "tables",
        "Word 文档里的表格", "those of a document"),
    "nesting": Limit(20, "表格嵌套层数", "tables inside tables",
        "从网页来的版式套五六层", "layouts made of web pages nest five or six"),
    "cells": Limit(500_000, "非空单元格个数", "filled cells",
        "一张表约 150；各工作表合计", "a form has about 150; of all sheets together"),
    "merges": Limit(100_000, "合并单元格个数", "merges",
        "一张表约 60；每张工作表分别数", "a form has about 60; of one sheet"),
    "covered": Limit(5_000_000, "合并区域的总面积", "area of all merges",
        "每处合并最多按单元格总数算", "each counts at most as the number of cells"),
    "shared_strings": Limit(500_000, "共享字符串个数", "shared strings",
        "一张表约 150", "a form has about 150"),
    "styles": Limit(100_000, "单元格样式个数", "cell styles",
        "Excel 自己最多 65490", "Excel itself allows 65,490"),
    "spins": Limit(1_000_000, "密码运算次数", "rounds of hashing the password",
        "Office 用 100000", "Office uses 100,000"),
    "seconds": Limit(20, "每个文件的秒数", "seconds for one file",
        "一张表几毫秒", "a form takes some milliseconds", "FIL05"),
    "convert_seconds": Limit(60, "LibreOffice 转换一个文件的秒数", "seconds for LibreOffice to convert one file",
        "首次启动约十秒，一个文件一两秒", "its first start takes some ten seconds, a form one or two", "FIL05"),
    "memory": Limit(1024 * _MIB, "每个文件可用的内存字节数", "bytes of memory for one file",
        "一张表几 MB；Windows 上没有此限", "a form takes some MB; there is no such limit on Windows", "FIL06"),
    "request_bytes": Limit(256 * _MIB, "网页：一次上传的字节数", "page: bytes of one upload",
        "5000 张表约 150 MB", "5,000 forms take some 150 MB", "HTTP 413"),
    "request_files": Limit(5000, "网页：一次上传的文件个数", "page: files of one upload",
        "更多的请用命令行", "more are for the command line", "HTTP 413"),
    "request_seconds": Limit(300, "网页：一次上传和汇总各用的秒数", "page: seconds for an upload, and for its summary",
        "慢的网络传 100 MB 约一百秒", "a slow network takes a hundred for 100 MB", "HTTP 408"),
    "requests": Limit(512, "网页：同时处理的请求个数", "page: requests at one time",
        "多的请稍后再试", "more are asked to come again", "HTTP 503"),
    "requests_bytes": Limit(1024 * _MIB, "网页：同时处理的请求共占的字节数", "page: bytes of all requests at one time",
        "先到的先收", "the first to come are taken", "HTTP 503"),
}  # fmt: skip
#: The limits as they hold in this process.
MOST = {name: limit.most for name, limit in LIMITS.items()}
_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


class BadLimit(Exception):
    """A limit that there is not, or a value that none can have; the text says so."""


def check(name: str, found: int) -> None:
    """Raise Unreadable FIL04 if so many are more than the limit of that name; ``found`` may be how far was counted."""
    if found > MOST[name]:
        raise over(name, found)


def over(name: str, found: int) -> Unreadable:
    """The outcome for a file that is over the limit of that name."""
    return Unreadable("FIL04", what=name, limit=MOST[name], found=found)


def parsed(name: str, value: object) -> int:
    """The value of a limit as it is written in a configuration or on the command line: 500000, 64M. Raises BadLimit."""
    if name not in LIMITS:
        raise BadLimit(f"没有名为 {name} 的上限{offer(name, tuple(LIMITS))}")
    text = str(value).strip().upper().removesuffix("B").removesuffix("I")
    unit = _UNITS.get(text[-1:], 1)
    digits = text if unit == 1 else text[:-1]
    if isinstance(value, bool) or not (digits.isascii() and digits.isdecimal() and int(digits)):
        raise BadLimit(f"上限 {name} 应为正整数，如 500000 或 64M，现在是 {value!r}")
    return int(digits) * unit


def change(wanted: Mapping[str, int]) -> None:
    """Let these limits hold in this process from now on, and the others as they are by default."""
    MOST.update({name: limit.most for name, limit in LIMITS.items()} | dict(wanted))


def is_changed(*names: str) -> bool:
    """Whether one of these limits is not as it is by default."""
    return any(MOST[name] != LIMITS[name].most for name in names)


def table(lang: str) -> str:
    """All limits as a table in Markdown: the name, what is counted, the default, why, and what is said."""
    zh = lang == "zh"
    heads = ("名称", "限制什么", "默认", "说明", "报告") if zh else ("name", "what", "default", "why", "reported as")
    lines = [f"| {' | '.join(heads)} |", "|---|---|---|---|---|"]
    for name, limit in LIMITS.items():
        what, why = (limit.zh, limit.why_zh) if zh else (limit.en, limit.why_en)
        code = limit.code if " " in limit.code else f"[{limit.code}](rules.md#{limit.code.lower()})"
        lines.append(f"| `{name}` | {what} | {_shown(name, limit.most)} | {why} | {code} |")
    return "\n".join(lines) + "\n"


def _shown(name: str, value: int) -> str:
    return f"{value // _MIB}M" if name == "memory" or name.endswith("bytes") else str(value)
