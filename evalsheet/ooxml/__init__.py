"""Edits of a workbook at the level of bytes: what is not edited stays as it is.

    book = Workbook(data)
    book.set_cell("自评表", "H6", Decimal("0.9533"), "0.00%")
    book.put_our_sheet("校验结果", sheet)
    data = book.to_bytes()

Parts that may change: sheets whose cells are written or highlighted, the workbook part and its relationships, content
types, styles (appended to), and the sheet titles in docProps/app.xml; one worksheet part is added. All others keep
their compressed bytes and their places.
"""

from .book import MARK
from .new_sheet import NewCell, NewSheet
from .workbook import Workbook
from .worksheet import FormulaCell

__all__ = ["MARK", "FormulaCell", "NewCell", "NewSheet", "Workbook"]
