"""A blank form from a profile: the official layout with formulas, limits on inputs and a page for the filer.

What the filer types and what is computed:

- The sources of money are typed, 年度资金总额 is their sum. The official form lets the total be typed as well, and a
  total that is not its parts is the commonest slip of that block (FND01); every project has a source, so nothing is
  asked of the filer that the paper form does not ask.
- The year is typed once, at the top right; the title takes it over, so that its wording cannot be damaged.
- Rates, the execution score, the total row and the grade are formulas with their results stored. Indicator scores are
  typed: which formula holds for an indicator is a judgement.
"""

from __future__ import annotations

import io

import xlsxwriter

from ..model import Profile
from . import form_sheet, guide
from .layout import layout
from .styles import CREATED, Styles


def template(profile: Profile) -> bytes:
    """The blank form of a profile as an xlsx workbook: the sheets 自评表 and 填表说明."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": "项目支出绩效自评表", "comments": profile.title["zh"], "created": CREATED})
    styles = Styles(book)
    form_sheet.write(book.add_worksheet(form_sheet.NAME, form_sheet.FormSheet), styles, layout(profile))
    guide.write(book.add_worksheet(guide.NAME), styles, profile)
    book.close()
    return target.getvalue()
