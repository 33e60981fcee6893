"""Reading a form from a grid: labels wherever they stand, in any order, merged or not."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from evalsheet.model import Grid, record
from evalsheet.parse import parse
from evalsheet.parse.labels import is_placeholder, split_cap
from tests.forms import STANDARD, cell_of, edited, form, grid, rows_of


def values_of(parsed):
    """What a form says, without places."""
    rows = (*parsed.fund_rows, *parsed.goals, *parsed.indicator_rows, parsed.total)
    head = (parsed.year, parsed.project.value, parsed.department.value, parsed.unit.value, parsed.profile.name)
    return head, [record(row) for row in rows]


EXPECTED = values_of(form())


def columns_reordered(rows, order):
    """The standard table with the columns of its indicator table in another order (merges above are undone)."""
    made = []
    for row in rows:
        if row[1] == "一级指标" or (row[0] == "^" and len(made) >= 12) or row[0] == "总分":
            row = ["" if row[column] == "<" else row[column] for column in order]
        made.append(row)
    return made


def flat(rows):
    """Merges down undone: each label printed once, blanks below."""
    return [["" if cell == "^" else cell for cell in row] for row in rows]


def repeated(rows):
    """Merges down undone, each label repeated on its line."""
    made = []
    for row in rows:
        made.append([made[-1][column] if cell == "^" else cell for column, cell in enumerate(row)])
    return made


def shifted(rows, down, right):
    width = len(rows[0]) + right
    return [[""] * width for _ in range(down)] + [[""] * right + row for row in rows]


def with_helper_column(rows, at):
    return [[*row[:at], "<" if row[at] == "<" else "", *row[at:]] for row in rows]


ROWS = rows_of(STANDARD)
LAYOUTS = {
    "labels printed once": flat(ROWS),
    "labels repeated": repeated(ROWS),
    "starts at D8": shifted(ROWS, 7, 3),
    "helper column before the target": with_helper_column(ROWS, 4),
    "weight before target": columns_reordered(ROWS, [0, 1, 2, 3, 6, 4, 5, 7, 8]),
    "score before weight": columns_reordered(ROWS, [0, 1, 2, 3, 4, 5, 7, 6, 8]),
    "reason first": columns_reordered(ROWS, [0, 8, 1, 2, 3, 4, 5, 6, 7]),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_does_not_matter(layout):
    assert values_of(form(LAYOUTS[layout])) == EXPECTED


@pytest.mark.parametrize(
    "edits",
    [
        "表头.年度指标值=年 度\\n指标值（A）；表头.实际完成值=全年实际值(B)；表头.分值=权重；表头.得分=自评分",
        "资金表头.全年预算数=调整后预算数；资金表头.全年执行数=预算执行数（B）；资金表头.执行率=执行率（B/A）",
        "指标1.一级指标=产 出 指 标\\n（50分）；指标5.二级指标=成 本\\n指标",
        "指标1.一级指标=产出指标 50 分",
        "标题=２０２２年度　部门预算项目支出绩效自评表",
    ],
)
def test_other_words_for_the_same(edits):
    assert values_of(form(edited(edits))) == EXPECTED


def test_every_entry_knows_its_cell():
    parsed = form()
    assert str(parsed.fund_rows[0].score.where) == "form.xlsx:自评表!I6"
    assert parsed.indicator_rows[1].reason.where.cell == "I14"
    assert parsed.indicator_rows[1].level1.where.cell == "B13"
    assert parsed.total.grade.where.cell == "I21"
    assert parsed.project.where.cell == "B3"


def test_a_missing_entry_knows_where_it_belongs():
    parsed = form(edited("指标3.得分=；主管部门="))
    assert parsed.indicator_rows[2].score.where.cell == "H15"
    assert parsed.indicator_rows[2].score.blank
    assert parsed.department.where.cell == "B4"


@pytest.mark.parametrize(
    ("text", "amount", "decimals"),
    [("1200000", "120", 4), ("1,200,000.00", "120", 6), ("120万元", "120", 0), ("1200000元", "120", 4)],
)
def test_money_in_yuan_is_normalised(text, amount, decimals):
    rows = edited(f"资金总额.全年预算数={text}")
    rows[4][0] = "项目资金（元）"
    field = form(rows).fund_total.budget
    assert (field.value, field.decimals, form(rows).money_unit) == (Decimal(amount), decimals, "元")


@pytest.mark.parametrize(
    ("text", "rate"), [("95%", "0.95"), ("95.00%", "0.95"), ("0.95", "0.95"), ("95", "0.95"), ("９５％", "0.95")]
)
def test_rate_in_any_notation(text, rate):
    assert form(edited(f"资金总额.执行率={text}")).fund_total.rate.value == Decimal(rate)


def test_unused_rows_are_no_indicators():
    rows = edited("")
    blank = ["^", "^", "^", "指标2：", "　", "　", "　", "　", "　"]
    dots = ["^", "^", "^", "……", "", "", "", "", ""]
    assert values_of(form([*rows[:13], blank, dots, *rows[13:]])) == EXPECTED


def test_detail_rows_and_rows_that_do_not_apply_are_flagged_and_not_counted():
    rows = edited("")
    detail = ["^", "^", "^", "其中：县道", "", "60公里", "", "", ""]
    stroke = ["^", "^", "生态效益指标", "/", "/", "/", "/", "/", "/"]
    parsed = form([*rows[:13], detail, *rows[13:19], stroke, *rows[19:]])
    assert [row.detail for row in parsed.indicator_rows].count(True) == 1
    assert [row.na for row in parsed.indicator_rows].count(True) == 1
    assert len(parsed.scored_rows) == 8


def test_names_in_the_target_column_are_read_as_names():
    rows = edited(
        "指标1.三级指标=指标1：；指标1.年度指标值=养护里程；指标2.三级指标=指标2：；指标2.年度指标值=3项设施修复；"
        "指标3.三级指标=指标1：；指标3.年度指标值=验收合格比例；指标7.三级指标=指标1：；指标7.年度指标值=日常管护机制"
    )
    first = form(rows).indicator_rows[0]
    assert (first.name.value, first.target.value, first.shifted) == ("养护里程", None, True)
    assert first.name.where.cell == "E13"


def test_one_placeholder_row_alone_is_no_shift():
    parsed = form(edited("指标7.三级指标=指标1：；指标7.年度指标值=严格执行相关制度规定"))
    row = parsed.indicator_rows[6]
    assert (row.name.value, row.target.value, row.shifted) == (None, "严格执行相关制度规定", False)


def test_sign_and_unit_columns_are_joined_to_the_target():
    table = """
    项目支出绩效自评表 | < | < | < | < | < | <
    三级指标 | 指标性质 | 指标值 | 度量单位 | 实际完成值 | 分值 | 得分
    培训人次 | ≥ | 735 | 人次 | 735人次 | 50 | 50
    制度健全 | 定性 | 健全 | — | 达成年度指标 | 50 | 50
    合计 | < | < | < | < | 100 | 100
    """
    rows = form("\n".join(line.strip() for line in table.strip().split("\n"))).indicator_rows
    assert [row.target.text for row in rows] == ["≥735人次", "健全"]


def test_unknown_columns_go_to_extra():
    rows = [[*row, ""] for row in edited("")]
    rows[11][9] = "佐证材料"
    rows[12][9] = "验收单3份"
    assert form(rows).indicator_rows[0].extra == {"佐证材料": "验收单3份"}


def test_a_cell_over_two_columns_is_a_doubt_and_no_value():
    parsed = form(edited("指标3.实际完成值=<"))
    row = parsed.indicator_rows[2]
    assert (row.target.value, row.target.fault, row.actual.value) == (None, "layout", None)
    assert [doubt.where.cell for doubt in parsed.doubts] == ["E15"]


def test_a_score_merged_over_two_rows_belongs_to_the_first_alone():
    parsed = form(edited("指标2.得分=^"))
    assert parsed.indicator_rows[0].score.value == 15
    assert parsed.indicator_rows[1].score.fault == "layout"


def test_a_second_form_below_is_a_form_of_its_own():
    second = edited("项目名称=农村客运补贴项目")[2:]  # without its title
    parsed = parse([grid([*edited(""), [""] * 9, *second])])
    assert [one.project.value for one in parsed.forms] == ["农村公路日常养护项目", "农村客运补贴项目"]
    assert len(parsed.forms[1].indicator_rows) == 8


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2022年度部门整体支出绩效自评表", "部门整体支出绩效自评表"),
        ("项目支出绩效目标申报表", "绩效目标申报表"),
        ("2022年项目绩效目标执行监控表", "绩效目标执行监控表"),
    ],
)
def test_another_form_is_named_and_not_forced(title, name):
    parsed = parse([grid(edited(f"标题={title}"))])
    assert parsed.forms == ()
    assert [other for _, other in parsed.others] == [name]


def test_a_project_may_be_named_after_a_form():
    assert form(edited("项目名称=部门整体支出绩效自评表编制经费")).project.value == "部门整体支出绩效自评表编制经费"


def test_without_a_title_the_table_itself_says_what_it_is():
    assert values_of(form(edited("标题=")))[1] == EXPECTED[1]


def test_a_target_application_without_title_is_no_form():
    assert parse([grid(edited("标题=；表头.实际完成值=备注"))]).forms == ()


@pytest.mark.parametrize("text", ["指标1：", "指标 2:", "……", "…", "XX", "*", "三级指标1"])
def test_placeholders(text):
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["", "养护里程", "指标1：养护里程", "指标体系完善", "/"])
def test_no_placeholders(text):
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "label", "cap"),
    [
        ("产出指标\n(50分)", "产出指标", "50"),
        ("效益指标\n（40分）\n　", "效益指标", "40"),
        ("产出指标 40 分", "产出指标", "40"),
        ("产出指标（50）", "产出指标", "50"),
        ("经济效\n益指标", "经济效益指标", None),
        ("满意度指标12.5分", "满意度指标", "12.5"),
    ],
)
def test_points_in_a_level_label(text, label, cap):
    assert split_cap(text) == (label, None if cap is None else Decimal(cap))


HEAD = [["项目支出绩效自评表"], ["项目名称", "甲"]]
COLUMNS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"]
ROW = ["产出", "数量", "里程", "≥1公里", "1公里", "100", "100", ""]
LARGE = {
    "an endless heading": [*HEAD, COLUMNS + [f"列{n}" for n in range(8000)], *[ROW + ["1"] * 3000] * 20],
    "one heading over and over": [*HEAD, COLUMNS + ["得分"] * 8000, *[ROW + ["1"] * 3000] * 20],
    "columns to be known by their contents": [*HEAD, [*COLUMNS[2:5], *(f"列{n}" for n in range(4000))],
                                              *[[*ROW[2:5], *["1"] * 3000]] * 20],
    "a heading in two rows": [*HEAD, [*COLUMNS[:4], *["甲", "年度指标值"] * 4000],
                              ["", "", "", "指标性质", *["指标值", "度量单位"] * 4000]],
    "many notes": [*HEAD, COLUMNS, ROW, ["总分", *[""] * 4, "100", "100"], *[["说了一句话。" * 5]] * 20000],
    "many titles": [HEAD[0]] * 20000 + [HEAD[1], COLUMNS],
    "many forms": [*HEAD, COLUMNS, ROW] * 5000,
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_large_tables_take_bounded_time(name):
    """No step of reading looks at all columns for each column, or at all rows for each row."""
    cells = {
        (r, c): cell_of(r, c, text) for r, row in enumerate(LARGE[name], 1) for c, text in enumerate(row, 1) if text
    }
    table = Grid("form.xlsx", "自评表", cells)
    start = time.perf_counter()
    parse([table])
    assert time.perf_counter() - start < 8
