"""STR, FND11: cells that hold no value: merged over others, no result, an error, not a number."""

from __future__ import annotations

from collections.abc import Iterator

from .. import values
from ..model import Form, Problem
from . import rule


@rule(
    "STR10",
    level="warning",
    zh="“{column}”列的这个单元格与其他列或其他行合并，内容“{actual}”没有采用",
    en="this cell of the column {column} is merged with other columns or rows; its text {actual} was not used",
    do_zh="请取消合并，把内容填回各自的单元格",
    do_en="undo the merge and fill each cell by itself",
)
def cell_not_aligned(form: Form) -> Iterator[Problem]:
    """单元格跨列或跨行，读不准。
    A cell that cannot be placed.

    一个单元格盖住了几列，或一个分值盖住了几行，就说不清它属于哪一项。这里不猜，相关核对跳过。

    A cell over several columns, or a weight over several rows, belongs to nothing for certain. It is not guessed, and
    the rules that need it say nothing.

    Source: Word、OCR 转来的表
    Certainty: proposal
    Pass: 指标3.偏差原因=^
    Fail: 指标3.实际完成值=<
    """
    for doubt in form.doubts:
        yield doubt.where.problem(column=doubt.column, actual=doubt.text)


@rule(
    "STR13",
    level="warning",
    zh="{count} 个单元格是公式，但文件里没有保存计算结果",
    en="{count} cells hold a formula without a stored result",
    do_zh="请用 Excel 或 WPS 打开后保存，再核对",
    do_en="open the file in Excel or WPS, save it, and check again",
    absorbs=("*",),
)
def formula_without_result(form: Form) -> Iterator[Problem]:
    """公式没有计算结果。
    A formula without a stored result.

    由程序生成、没有在 Excel 或 WPS 里保存过的表，公式单元格没有结果，相关核对只能跳过。

    A workbook made by a program and never saved by Excel or WPS has no results; the rules that need them are skipped.

    Source: 程序导出文件的常见情形
    Certainty: proposal
    Pass: 资金总额.得分==10*H6 -> 9.5
    Fail: 资金总额.得分==10*H6
    Mend: 资金总额.得分=9.5
    """
    places = sorted(field.where for field in form.faults if field.fault == "formula" and field.where is not None)
    if places:
        yield places[0].problem(count=len(places), covers=places)


@rule(
    "STR14",
    level="error",
    zh={"": "单元格是错误值 {actual}", "zero": "预算数为 0，执行率公式得出 {actual}"},
    en={"": "the cell holds the error value {actual}", "zero": "the budget is 0, so the rate formula gives {actual}"},
    do_zh="请改正公式，或直接填写数值",
    do_en="mend the formula or type the value",
    absorbs=("*",),
)
def error_value(form: Form) -> Iterator[Problem]:
    """单元格是 #DIV/0!、#REF!、#N/A 之类的错误值。
    A cell holds an error value.

    公式引用被删或除数为零时出现，打印出来也是这样。预算数为 0 时的 #DIV/0! 另有原因，只作警告。

    It shows on paper as well. #DIV/0! with a budget of 0 has its reason and is a warning only.

    Source: 表格软件的错误值
    Certainty: proposal
    Pass: 资金总额.执行率=95%
    Fail: 资金总额.执行率=#REF!
    Mend: 资金总额.执行率=95%
    """
    zero = form.fund_total is not None and form.fund_total.budget.value == 0
    for field in form.faults:
        if field.fault == "error":
            if zero and field.text == "#DIV/0!":
                yield field.problem(actual=field.text, variant="zero", level="warning")
            else:
                yield field.problem(actual=field.text)


@rule(
    "FND11",
    level="error",
    zh={"": "“{actual}”不是一个数", "character": "“{actual}”中的“{character}”不是数字，无法当作一个数"},
    en={"": "{actual} is not a number", "character": "the character {character} in {actual} is not part of a number"},
    do_zh="请重新填写这个数，只用数字和小数点",
    do_en="type the number again with digits and a decimal point only",
    absorbs=("*",),
)
def not_a_number(form: Form) -> Iterator[Problem]:
    """应填数的单元格里不是一个数。
    A cell for a number holds something else.

    金额、执行率、分值、得分应是一个数。字母 O 当 0、顿号当小数点、逗号位置不对的都读不出，有几种读法的不猜。
    “10分”“89.8万元”“1,234.5”和横线都认可。

    Amounts, rates, weights and scores are numbers. The letter O for 0, 、 for a point, commas in odd places cannot be
    read, and of several readings none is guessed. 10分, 89.8万元, 1,234.5 and dashes are fine.

    Source: 岳阳某县自评表（7,00.0,77）
    Certainty: filled
    Pass: 资金总额.年初预算数=120.00万元
    Fail: 当年拨款.年初预算数=1,00.0,00
    Mend: 当年拨款.年初预算数=100
    Guard: 千分位逗号 | thousands | 当年拨款.年初预算数=1,000.00
    Guard: 填“—”表示没有 | a dash | 其他资金.全年预算数=—
    Guard: 全角空格等于没有填 | a full-width blank | 其他资金.全年预算数=
    """
    for field in form.faults:
        if field.fault == "number":
            character = values.odd_character(field.text)
            if character is None:
                yield field.problem(actual=field.text)
            else:
                yield field.problem(actual=field.text, character=character, variant="character")
