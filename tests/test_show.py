"""What `evalsheet show -v` says of how a form was read."""

from __future__ import annotations

from evalsheet import batch, compute, show
from evalsheet.batch import Options
from evalsheet.inputs import Found
from evalsheet.model import Result
from evalsheet.parse import parse
from samples.make_samples import with_shared_strings
from tests.forms import STANDARD, edited, form, grid


def shown(parsed, lang="zh", verbose=True, others=()):
    checked = tuple(map(compute.checked, parsed))
    return "".join(show.render_text([Result("form.xlsx", "ok", checked, others=others)], lang, verbose))


def test_each_column_with_the_words_it_was_found_by():
    text = shown([form(edited("表头.年度指标值=年初目标值（A）"))])
    assert "\n  E12 年度指标值 ← 年初目标值（A）\n" in text
    assert "\n  E5 资金·全年预算数 ← 全年预算数\n" in text
    assert "\n  A4 主管部门 ← 主管部门\n" in text
    assert "读法" not in shown([form()], verbose=False)


def test_what_was_inferred_says_why():
    parsed = form(edited("表头.分值=指标占比"))
    assert "\n  G12 分值 ← 指标占比（各数合计正好是应有的分数）\n" in shown([parsed])
    assert "\n  G12 weight ← 指标占比（its numbers add up to what weights should）\n" in shown([parsed], "en")


def test_what_was_not_taken():
    text = shown([form(edited("指标3.实际完成值=<"))])
    assert "没有采用（位置说不清）\n  E15 年度指标值: ≥95%\n" in text


def test_other_contents_and_unknown_columns():
    rows = [[*row, ""] for row in edited("")]
    rows[11][9], rows[12][9] = "佐证材料", "验收单3份"
    text = shown([form([*rows, ["填表人：张三", *[""] * 9]])], verbose=False)
    assert "其他内容\n  填表人：张三\n" in text
    assert "佐证材料：验收单3份" in text


def test_sheets_of_another_kind():
    parsed = parse([grid(STANDARD), grid(STANDARD.replace("项目支出", "部门整体支出"), sheet="整体")])
    text = shown(parsed.forms, others=parsed.others)
    assert text.endswith("另一种表，没有读取\n  整体!A2 部门整体支出绩效自评表\n")


def test_the_result_of_a_file_names_them(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(with_shared_strings(grid(STANDARD.replace("项目支出", "部门整体支出")), typed=True))
    assert batch.check_file(Found(str(path), True), Options()).findings[0].code == "FIL21"
    path.write_bytes(with_shared_strings(grid(STANDARD), typed=True))
    result = batch.check_file(Found(str(path), True), Options())
    assert (result.status, result.others) == ("ok", ())
