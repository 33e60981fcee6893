"""The sheet 自评表: the official layout, open where the filer writes, computed where arithmetic decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ..model import Profile
from . import formulas
from . import layout as at
from .guards import add_colours, add_limits
from .layout import FIRST, PLACEHOLDERS, Layout
from .styles import AMOUNT, EMPTY, HEI, RATE, WRONG, Styles, print_on_a4

NAME = "自评表"
#: As wide as on the form that the project started from; J is outside of the form, see `_SPACER_SIZE`.
WIDTHS = {"A": 9.5, "B": 12, "C": 14, "D": 25, "E": 16, "F": 16, "G": 9, "H": 9, "I": 25, "J": 0.5}
#: Row heights in points, of whole pixels; a form with 27 indicator rows fills one page.
_ROW_HEIGHT, _TOTAL_HEIGHT, _MESSAGE_HEIGHT = 22.5, 24, 36
_HEIGHTS = {at.ANNEX: 18.75, at.TITLE: 36, at.FUND_HEADER: 33.75, at.GOALS: 84, at.HEADER: 33.75}
_HEIGHTS |= dict.fromkeys([at.PROJECT, at.OWNERS, *range(at.FUND_TOTAL, at.FUND_LAST + 1), at.GOAL_HEADER], _ROW_HEIGHT)
#: Font size of the empty cells of column J: a row that fits itself to its texts gets no lower than this makes it.
_SPACER_SIZE = 17
_FUND_ITEMS = (("年度资金总额", 1), ("其中：当年财政拨款", 1), ("上年结转资金", 4), ("其他资金", 4))
FUND_HEADINGS = ("年初\n预算数", "全年\n预算数", "全年\n执行数", "分值", "执行率", "得分")
HEADINGS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度\n指标值",
    "实际\n完成值",
    "分值",
    "得分",
    "偏差原因分析\n及改进措施",
)
_NOT_SCORED = "—"


class FormSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet on which the rows ``fitting`` (1-based) begin at their height and grow with what is typed.

    XlsxWriter marks every height as set by hand, and Excel and WPS then never fit the row to a longer text.
    """

    fitting = range(0)

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        if tag == "row" and dict(attributes)["r"] in self.fitting:
            attributes = [(name, value) for name, value in attributes if name != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


def write(sheet: FormSheet, styles: Styles, form: Layout) -> None:
    """Writes the whole form onto an empty XlsxWriter worksheet."""
    _write_top(sheet, styles)
    _write_funds(sheet, styles, form.profile)
    _write_goals(sheet, styles)
    _write_indicators(sheet, styles, form)
    _write_total(sheet, styles, form)
    add_limits(sheet, form)
    add_colours(sheet, styles, form)
    _set_up(sheet, form)


def _write_top(sheet: Any, styles: Styles) -> None:
    sheet.write_string(f"A{at.ANNEX}", "附件3", styles.bare(font_name=HEI, text_wrap=False))
    sheet.write_string(f"H{at.ANNEX}", "填报年度：", styles.bare(align="right"))
    sheet.write_blank(at.YEAR, None, styles.entry(num_format='0"年"'))
    look = styles.bare(font_name=HEI, font_size=16, align="center")
    blank_title = formulas.NO_YEAR + formulas.TITLE_WORDS
    _merge(sheet, f"A{at.TITLE}:I{at.TITLE}", look)
    sheet.write_formula(f"A{at.TITLE}", formulas.title(), look, blank_title)
    sheet.write_string(f"A{at.PROJECT}", "项目名称", styles.label())
    _merge(sheet, f"B{at.PROJECT}:I{at.PROJECT}", styles.entry())
    sheet.write_string(f"A{at.OWNERS}", "主管部门", styles.label())
    _merge(sheet, f"B{at.OWNERS}:D{at.OWNERS}", styles.entry())
    sheet.write_string(f"E{at.OWNERS}", "实施单位", styles.label())
    _merge(sheet, f"F{at.OWNERS}:I{at.OWNERS}", styles.entry())


def _write_funds(sheet: Any, styles: Styles, profile: Profile) -> None:
    header, total = at.FUND_HEADER, at.FUND_TOTAL
    _merge(sheet, f"A{header}:A{at.FUND_LAST}", styles.label(), "项目资金\n（万元）")
    _merge(sheet, f"B{header}:C{header}", styles.label())
    sheet.write_row(f"D{header}", FUND_HEADINGS, styles.heading())
    for row, (item, indent) in enumerate(_FUND_ITEMS, total):
        _merge(sheet, f"B{row}:C{row}", styles.label(align="left", indent=indent), item)
        for column in "DEF":
            if row == total:
                look = styles.computed(num_format=AMOUNT)
                sheet.write_formula(f"{column}{row}", formulas.fund_total(column), look, EMPTY)
            else:
                sheet.write_blank(f"{column}{row}", None, styles.entry(num_format=AMOUNT))
        if row > total:
            sheet.write_row(f"G{row}", [_NOT_SCORED] * 3, styles.label())
    if profile.execution_weight is None:
        sheet.write_blank(at.EXECUTION_WEIGHT, None, styles.entry())
    else:
        sheet.write_number(at.EXECUTION_WEIGHT, float(profile.execution_weight), styles.label())
    sheet.write_formula(at.EXECUTION_RATE, formulas.execution_rate(), styles.computed(num_format=RATE), EMPTY)
    sheet.write_formula(at.EXECUTION_SCORE, formulas.execution_score(), styles.computed(), EMPTY)


def _write_goals(sheet: Any, styles: Styles) -> None:
    header, goals = at.GOAL_HEADER, at.GOALS
    _merge(sheet, f"A{header}:A{goals}", styles.label(), "年度总体\n目标")
    for first, last, heading in (("B", "E", "预期目标"), ("F", "I", "实际完成情况")):
        _merge(sheet, f"{first}{header}:{last}{header}", styles.heading(), heading)
        _merge(sheet, f"{first}{goals}:{last}{goals}", styles.entry(align="left", indent=1))


def _write_indicators(sheet: Any, styles: Styles, form: Layout) -> None:
    _merge(sheet, f"A{at.HEADER}:A{form.last}", styles.label(), "绩\n效\n指\n标")
    sheet.write_row(f"B{at.HEADER}", HEADINGS, styles.heading())
    for level in form.level1:
        _merge(sheet, level.range("B"), styles.label(), level.label)
    for block in form.level2:
        _merge(sheet, block.range("C"), styles.label(), block.label)
        for row, placeholder in enumerate(PLACEHOLDERS, block.first):
            sheet.write_string(f"D{row}", placeholder, styles.entry(align="left", indent=1))
            for column in "EFGH":
                sheet.write_blank(f"{column}{row}", None, styles.entry())
            sheet.write_blank(f"I{row}", None, styles.entry(align="left"))
            sheet.write_blank(f"J{row}", None, styles.bare(font_size=_SPACER_SIZE))


def _write_total(sheet: Any, styles: Styles, form: Layout) -> None:
    row = form.total
    _merge(sheet, f"A{row}:F{row}", styles.heading(), "总分")
    sheet.write_formula(f"G{row}", formulas.total_weight(form), styles.computed(), EMPTY)
    sheet.write_formula(f"H{row}", formulas.total_score(form), styles.computed(), EMPTY)
    sheet.write_formula(f"I{row}", formulas.grade(form), styles.computed(), formulas.GRADE_WORDS)
    # below the table, so that a form handed in on paper with a slip says so
    look = styles.bare(bold=True, font_color=WRONG["font_color"])
    _merge(sheet, f"A{form.message}:I{form.message}", look)
    sheet.write_formula(f"A{form.message}", formulas.message(form), look, EMPTY)


def _merge(sheet: Any, cells: str, look: Any, text: str = "") -> None:
    sheet.merge_range(cells, text, look)


def _set_up(sheet: Any, form: Layout) -> None:
    """Widths, heights, print set-up and protection."""
    for column, width in WIDTHS.items():
        sheet.set_column(f"{column}:{column}", width)
    for row, height in _HEIGHTS.items():
        sheet.set_row(row - 1, height)
    for row in range(FIRST, form.last + 1):
        sheet.set_row(row - 1, _ROW_HEIGHT)
    sheet.fitting = range(FIRST, form.last + 1)
    sheet.set_row(form.total - 1, _TOTAL_HEIGHT)
    sheet.set_row(form.message - 1, _MESSAGE_HEIGHT)
    print_on_a4(sheet)
    sheet.print_area(f"A1:I{form.message}")
    sheet.repeat_rows(at.HEADER - 1)
    # without a password: it keeps slips away, not people. Rows may be added, where three are not enough.
    allowed = {"format_rows": True, "format_columns": True, "insert_rows": True}
    sheet.protect("", allowed)
