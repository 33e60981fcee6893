"""Reading each format beside the plain library for it: the same forms, read by us to a form, by it to its cells."""

from __future__ import annotations

import csv
import io
import statistics
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from tests.written import WRITERS

from . import forms
from .timing import timed

Read = Callable[[bytes], None]


def report(count: int, runs: int) -> Iterator[str]:
    """Measures format by format, and gives a table line by line: medians, and medians of the ratios of runs in turn."""
    made = list(forms.grids(count))
    yield f"| {count} files | to a form | cells alone | library | form / library | cells / library |"
    yield "|---|---|---|---|---|---|"
    for name, what, theirs in _LIBRARIES:
        files = [WRITERS[name](form) for form in made]
        try:
            theirs(files[0])
        except ImportError as error:
            yield f"| {name} / {what} | not measured: {error.name} is not installed | | | | |"
            continue
        times = [[timed(partial(_each, read, files)) for read in (_ours, _cells, theirs)] for _ in range(runs + 1)][1:]
        medians = [f"{statistics.median(one) * 1000:.1f} ms" for one in zip(*times, strict=True)]
        ratios = [f"{statistics.median(one[n] / one[2] for one in times):.2f}" for n in (0, 1)]
        yield f"| {name} / {what} | {' | '.join([*medians, *ratios])} |"


def _each(read: Read, files: Iterable[bytes]) -> None:
    for data in files:
        read(data)


def _ours(data: bytes) -> None:
    import evalsheet

    (_,) = evalsheet.read(data)


def _cells(data: bytes) -> None:
    """With formats and merges, and no meaning."""
    from evalsheet import readers

    readers.grids(data, "f")


def _openpyxl(data: bytes) -> None:
    import openpyxl

    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows(values_only=True):
            _look(row)


def _xlrd(data: bytes) -> None:
    """With what is needed to see 95% for 0.95."""
    import xlrd

    book = xlrd.open_workbook(file_contents=data, formatting_info=True)
    for sheet in book.sheets():
        for row in sheet.get_rows():
            for cell in row:
                book.format_map[book.xf_list[cell.xf_index].format_key].format_str  # noqa: B018


def _calamine(data: bytes) -> None:
    """Bare values."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        _look(book.get_sheet_by_name(name).to_python())


def _odfpy(data: bytes) -> None:
    from odf import opendocument, table, teletype

    for cell in opendocument.load(io.BytesIO(data)).getElementsByType(table.TableCell):
        teletype.extractText(cell)


def _pandas_ods(data: bytes) -> None:
    import pandas

    pandas.read_excel(io.BytesIO(data), sheet_name=None, header=None, engine="odf")


def _python_docx(data: bytes) -> None:
    import docx

    for table in docx.Document(io.BytesIO(data)).tables:
        for row in table.rows:
            for cell in row.cells:
                cell.text  # noqa: B018


def _lxml_html(data: bytes) -> None:
    from lxml import html

    for cell in html.document_fromstring(data.decode("gb18030")).iter("td"):
        cell.text_content()


def _pandas_html(data: bytes) -> None:
    import pandas

    pandas.read_html(io.StringIO(data.decode("gb18030")), flavor="lxml")


def _lxml_xml(data: bytes) -> None:
    from lxml import etree

    for cell in etree.fromstring(data).iter("{urn:schemas-microsoft-com:office:spreadsheet}Data"):
        _look(cell.text or "")


def _csv(data: bytes) -> None:
    _look(csv.reader(io.StringIO(data.decode("gb18030"))))


def _pandas_csv(data: bytes) -> None:
    import pandas

    pandas.read_csv(io.BytesIO(data), header=None, encoding="gb18030", dtype=str)


def _look(cells: Iterable[object]) -> None:
    for _ in cells:
        pass


_LIBRARIES = (
    ("xlsx", "openpyxl", _openpyxl),
    ("xls", "xlrd with formats", _xlrd),
    ("xls", "calamine, bare values", _calamine),
    ("xlsb", "calamine, bare values", _calamine),
    ("ods", "odfpy", _odfpy),
    ("ods", "pandas with odfpy", _pandas_ods),
    ("docx", "python-docx", _python_docx),
    ("HTML", "lxml.html", _lxml_html),
    ("HTML", "pandas.read_html", _pandas_html),
    ("XML 2003", "lxml.etree", _lxml_xml),
    ("csv", "csv", _csv),
    ("csv", "pandas.read_csv", _pandas_csv),
)
