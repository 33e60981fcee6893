"""What a user would pick instead, and the floors below which nothing goes. All take the paths of workbooks, and are
imported where they are used: what is not installed is said to be not measured."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

#: The heading of the indicator table of the standard form, and its row.
_HEADINGS = (
    *("绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    "偏差原因分析及改进措施",
)
_HEADING_ROW = 12


def openpyxl(paths: list[Path]) -> None:
    """openpyxl: load, look at each cell."""
    import openpyxl as library

    for path in paths:
        for sheet in library.load_workbook(path):
            for row in sheet.iter_rows(values_only=True):
                for _ in row:
                    pass


def openpyxl_load(paths: list[Path]) -> None:
    """openpyxl: load, and nothing else."""
    import openpyxl as library

    for path in paths:
        library.load_workbook(path)


def pandas_openpyxl(paths: list[Path]) -> None:
    """pandas.read_excel with openpyxl below it."""
    import pandas

    for path in paths:
        pandas.read_excel(path, header=None, sheet_name=None, engine="openpyxl")


def pandas_calamine(paths: list[Path]) -> None:
    """pandas.read_excel with calamine below it."""
    import pandas

    for path in paths:
        pandas.read_excel(path, header=None, sheet_name=None, engine="calamine")


def frictionless(paths: list[Path]) -> None:
    """frictionless: validate the indicator table against the largest cap."""
    from frictionless import Checklist, Dialect, Resource, Schema, formats, system

    score = {"type": "number", "constraints": {"minimum": 0, "maximum": 50}}
    fields = [{"name": name, **(score if name in ("分值", "得分") else {"type": "string"})} for name in _HEADINGS]
    schema = Schema.from_descriptor({"fields": fields})
    checks = Checklist(pick_errors=["constraint-error"])
    with system.use_context(trusted=True):  # or absolute paths are refused
        for path in paths:
            dialect = Dialect(header_rows=[_HEADING_ROW], controls=[formats.ExcelControl(sheet=1)])
            report = Resource(str(path), dialect=dialect, schema=schema).validate(checks)
            assert report.tasks[0].stats["rows"] > 1, report


def calamine(paths: list[Path]) -> None:
    """calamine's bare values, without formats and merges."""
    from python_calamine import CalamineWorkbook

    for path in paths:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def unzip_and_expat(paths: list[Path]) -> None:
    """the floor of Python: inflate the sheets and the shared strings, and let expat run over them."""
    for path in paths:
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml":
                    parser = expat.ParserCreate()
                    parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = _nothing
                    parser.Parse(package.read(name), True)


def unzip_and_zip(workbooks: list[bytes]) -> None:
    """the floor of filling: inflate the parts that a new sheet changes, and deflate them as packages of ours are."""
    for data in workbooks:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                if name.startswith("xl/worksheets/sheet") or name in ("xl/sharedStrings.xml", "xl/styles.xml"):
                    zlib.compress(package.read(name), 3)


def _nothing(*event: object) -> None:
    """Takes an event of expat and leaves it."""
