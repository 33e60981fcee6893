"""A form in a Word document that goes on in a second table, where the page ended."""

from __future__ import annotations

import pytest

from evalsheet.model import record
from evalsheet.parse import parse
from evalsheet.readers import grids
from evalsheet.rules import check
from tests.documents import document, p, tbl, tc, tr
from tests.forms import STANDARD, rows_of

TITLE = p("2022年度项目支出绩效自评表")
PAGE = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
ROWS = rows_of(STANDARD)[2:]
HEADING = ROWS[9]
#: Four of the indicators on the first page.
SPLIT = 14


def table(rows: list[list[str]]) -> str:
    """A table of rows as tests/forms.py writes them; a cell that goes on from nothing is empty, as Word leaves it."""
    made = []
    for number, row in enumerate(rows):
        cells = []
        for column, text in enumerate(row):
            if text == "<":
                continue
            span = next((n for n in range(1, len(row) - column) if row[column + n] != "<"), len(row) - column)
            below = number + 1 < len(rows) and rows[number + 1][column] == "^"
            merge = "continue" if text == "^" else "restart" if below else ""
            cells.append(tc("" if text == "^" else text, span=span, merge=merge))
        made.append(tr(*cells))
    return tbl(*made)


def forms(*tables: list[list[str]], between: str = PAGE):
    body = TITLE + between.join(table(rows) for rows in tables)
    return parse(grids(document(body), "表.docx")).forms


def entries(parsed):
    rows = (*parsed.fund_rows, *parsed.goals, *parsed.indicator_rows, parsed.total)
    return [record(row) for row in rows]


(WHOLE,) = forms(ROWS)


@pytest.mark.parametrize("between", [PAGE, "<w:p/>", "<w:p/>" + PAGE + "<w:p/>", p("（续表）")])
@pytest.mark.parametrize("at", range(11, 18))
@pytest.mark.parametrize("again", [True, False])
def test_a_table_over_two_pages_is_one_form(between, at, again):
    first, second = ROWS[:at], ROWS[at:]
    (parsed,) = forms(first, [HEADING, *second] if again else second, between=between)
    assert entries(parsed) == entries(WHOLE)
    assert [(f.code, f.values) for f in check(parsed)] == [(f.code, f.values) for f in check(WHOLE)]
    number = len(second) + again
    assert str(parsed.total.score.where) == f"表.docx:表2!H{number}"


def test_a_table_over_three_pages_is_one_form():
    (parsed,) = forms(ROWS[:11], [HEADING, *ROWS[11:14]], [HEADING, *ROWS[14:]])
    assert entries(parsed) == entries(WHOLE)
    assert {row.name.where.sheet for row in parsed.indicator_rows} == {"表1", "表2", "表3"}


def test_a_page_that_ends_before_the_indicators():
    (parsed,) = forms(ROWS[:9], ROWS[9:])
    assert entries(parsed) == entries(WHOLE)
    assert parsed.columns["score"].sheet == "表2"


def test_columns_that_other_rows_divide_further():
    """The first table has rows of twelve cells; Word gives the second one a grid of its own."""
    wide = [["资金来源", "<", "中央", "省级", "市级", "县级", "乡级", "村级", "其他", "<", "<"]]
    first = [[*row[:1], "<" if row[1] != "^" else "^", *row[1:], "<"] for row in ROWS[:SPLIT]]
    (parsed,) = forms(wide + first, [HEADING, *ROWS[SPLIT:]])
    assert [row.name.value for row in parsed.indicator_rows] == [row.name.value for row in WHOLE.indicator_rows]
    assert parsed.indicator_rows[-1].score.where.cell == "H5"


def test_a_finding_on_the_second_page_names_its_table():
    second = [list(row) for row in ROWS[SPLIT:]]
    second[0][6] = "16"
    (parsed,) = forms(ROWS[:SPLIT], [HEADING, *second])
    places = [(f.code, f.where.seen_from(parsed.sheet)) for f in check(parsed) if f.level == "error"]
    assert places and all(place.startswith("表2!") for code, place in places if code in ("SCR03", "TOT02"))


@pytest.mark.parametrize(
    "second",
    [
        [["项目名称", "<", "另一个项目", "<"], ["一级指标", "二级指标", "三级指标", "年度指标值"], ["产出指标", "数量指标", "里程", "3"]],
        [["一级指标", "二级指标", "三级指标", "年度指标值", "备注"], ["产出指标", "数量指标", "养护里程", "≥3", ""]],
        [["序号", "姓名", "金额"], ["1", "张三", "100"], ["2", "李四", "200"]],
        [[str(number) for number in range(9)], ["甲", *["3"] * 8]],
    ],
)  # fmt: skip
def test_another_table_is_no_further_page(second):
    parsed = forms(ROWS[:SPLIT], second)[0]
    assert len(parsed.indicator_rows) == 4
    assert parsed.total.score.where is None


def test_a_finished_form_has_no_further_page():
    parsed = forms(ROWS, [HEADING, *ROWS[SPLIT:]])[0]
    assert entries(parsed) == entries(WHOLE)


def test_what_stands_between_two_tables_parts_them():
    parsed = forms(ROWS[:SPLIT], [HEADING, *ROWS[SPLIT:]], between=p("二、其他项目情况如下"))[0]
    assert len(parsed.indicator_rows) == 4


def test_sheets_of_a_workbook_are_no_pages():
    from tests.forms import grid

    parsed = parse([grid(ROWS[:SPLIT], sheet="1"), grid([HEADING, *ROWS[SPLIT:]], sheet="2")]).forms[0]
    assert len(parsed.indicator_rows) == 4
