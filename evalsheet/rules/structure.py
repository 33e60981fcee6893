"""STR: the form as printed: its blocks, columns, levels and rows."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Form, Indicator, Problem, entries
from ..patterns import rare
from . import rule
from .columns import column_name

#: A target at the end of a name: a sign and a number, or a percentage. A number alone (12345热线) is a name.
_TARGET_IN_NAME = rare(
    r"(?:(?:≥|≧|≤|≦|>|<|=|不低于|不少于|不超过|不高于|达到|达)\s*\d[\d.,]*\D{0,4}|\d[\d.,]*[%％])(?:以上|以下|以内)?$"
)


def target_in_name(row: Indicator) -> bool:
    """The target is written at the end of the name, and the cells for values are empty."""
    return (
        row.target.blank and row.actual.blank and bool(row.name.value) and bool(_TARGET_IN_NAME.search(row.name.text))
    )


@rule(
    "STR01",
    level="error",
    zh={
        "": "没有找到项目资金表，也没有找到绩效指标表，无法核对",
        "funds": "没有找到项目资金表（年初预算数、全年预算数、全年执行数），资金各项未核对",
        "indicators": "没有找到绩效指标表（三级指标、年度指标值、实际完成值），各项指标未核对",
        "goals": "没有找到年度总体目标",
        "total": "没有找到总分行",
    },
    en={
        "": "neither the funds block nor the indicator table was found; nothing can be checked",
        "funds": "the funds block was not found; funds were not checked",
        "indicators": "the indicator table was not found; indicators were not checked",
        "goals": "the annual goals were not found",
        "total": "the total row was not found",
    },
    do_zh={
        "": "请使用财政部门下发的原表填写，不要删改表头文字",
        "goals": "请补填年度总体目标；原表没有这一栏的，不必处理",
        "total": "请补上总分行；原表没有的，不必处理",
    },
    do_en={
        "": "use the form as issued and leave its headings as printed",
        "goals": "fill in the annual goals; nothing to do if the issued form has none",
        "total": "add the total row; nothing to do if the issued form has none",
    },
)
def block_missing(form: Form) -> Iterator[Problem]:
    """自评表的主要部分不全。
    A block of the form is missing.

    表上找不到资金表和指标表的表头，就无法核对任何内容；只缺其中一部分时，其余部分照常核对。

    Without the headings of the funds block and the indicator table nothing can be checked; if only one part is
    missing, the rest is checked.

    Source: 益阳市 2022 年自评表；各省公开自评表
    Certainty: published
    Pass: 标题=2022年度部门预算项目支出绩效自评表
    Guard: 标题叫绩效目标自评表 | titled 绩效目标自评表 | 标题=2022年度省级专项资金绩效目标自评表
    Guard: 标题叫自评情况表 | titled 自评情况表 | 标题=2022年度项目支出绩效自评情况表
    Guard: 表头断行 | headings broken over lines | 资金表头.年初预算数=年初\\n预算数；表头.年度指标值=年度\\n指标值
    Fail: 资金表头.年初预算数=甲；资金表头.全年预算数=乙；资金表头.全年执行数=丙；资金表头.执行率=丑；表头.三级指标=丁；表头.二级指标=戊；表头.年度指标值=己；表头.实际完成值=庚
    """
    if not form.blocks & {"funds", "indicators"}:
        yield form.where.problem()
        return
    for block in ("funds", "indicators"):
        if block not in form.blocks:
            yield form.where.problem(variant=block, level="warning")
    for block in ("goals", "total"):
        if block not in form.blocks and "indicators" in form.blocks:
            yield form.where.problem(variant=block, level="hint")


@rule(
    "STR03",
    level="warning",
    zh={"": "没有{expected}", "level2": "没有{expected}，本表样通常要有"},
    en={"": "no {expected}", "level2": "no {expected}, which this form usually has"},
    do_zh="请补充{expected}，或说明该项目不适用的原因",
    do_en="add {expected}, or say why it does not apply",
)
def first_level_missing(form: Form) -> Iterator[Problem]:
    """一级指标不全。
    A first level is missing.

    产出、效益（和表样要求的满意度）都应有指标。满意度放在效益指标下也可以；用决策、过程等另一套一级指标的表不核对。表样规定必有的二级指标缺了，只提示。

    Output and benefit (and satisfaction where the form asks for it) should all be covered. Satisfaction below benefit
    counts; forms with another set of first levels are left alone. A second level that the profile requires is a hint.

    Source: 财预〔2020〕10号（凭记忆）；部门预算系统的目标表审核
    Certainty: memory
    Pass: 指标8.二级指标=满意度指标
    Fail: 指标6.一级指标=产出指标(40分)
    Mend: 指标6.一级指标=效益指标(40分)
    Guard: 满意度在效益之下 | satisfaction below benefit | 指标8.二级指标=服务对象满意度指标
    Guard: 没有满意度的工资项目 | a salary project without satisfaction | 指标8.二级指标=社会效益指标；指标8.三级指标=工资发放覆盖率
    Guard: 另一套一级指标 | another set of first levels | 指标1.一级指标=决策；指标6.一级指标=过程
    """
    profile = form.profile
    printed = {profile.level1.get(level.label.value or "", "") for level in form.first_levels}
    if not form.indicator_rows or not printed or "" in printed:
        return
    lower = {profile.level2.get(row.level2.value or "", "") for row in form.indicator_rows}
    place = form.first_levels[0].label
    for name in profile.required_level1:
        if name not in printed and name not in lower:
            yield place.problem(expected=name)
    for name in profile.required_level2 if "level2" in form.columns else ():
        if name not in lower:
            yield place.problem(expected=name, variant="level2", level="hint")


@rule(
    "STR04",
    level="warning",
    zh={"": "{actual}不属于{level1}", "unknown": "二级指标“{actual}”不在表样规定的范围内（{expected}）"},
    en={"": "{actual} does not belong below {level1}", "unknown": "second level {actual} is not one of {expected}"},
    do_zh="请把该指标移到相应的一级指标下，或改正二级指标名称",
    do_en="move the indicator below its first level, or correct the label",
    fix="offer",
)
def second_level_misplaced(form: Form) -> Iterator[Problem]:
    """二级指标放错了位置。
    A second level stands below the wrong first level.

    经济效益放在产出下、数量放在效益下，各级分值就失去意义。成本可作二级，也可作一级；满意度同样。

    With benefit below output, or quantity below benefit, the points of the levels mean nothing. Cost and satisfaction
    may stand on either level.

    Source: 益阳市 2022 年自评表；四川 2023 年部门预算自评表
    Certainty: seen
    Pass: 指标5.二级指标=成 本 指\\n标
    Fail: 指标1.二级指标=社会效益指标
    Mend: 指标1.二级指标=数量指标
    Guard: 标签断行 | a label broken over lines | 指标6.二级指标=社会效\\n益指标
    Guard: 进度指标即时效指标 | 进度 is 时效 | 指标4.二级指标=进度指标
    Guard: 项目完成指标即产出指标 | 项目完成 is 产出 | 指标1.一级指标=项目完成指标(50分)
    Guard: 满意度放在效益之下 | satisfaction below benefit | 指标8.二级指标=社会公众或服务对象满意度指标
    Guard: “成本”就是“成本指标” | without the word 指标 | 指标5.二级指标=成本
    """
    profile = form.profile
    seen = set()
    for row in form.indicator_rows:
        level1 = profile.level1.get(row.level1.value or "")
        if level1 is None or level1 not in profile.placement or not row.level2.value or row.level2.where in seen:
            continue
        seen.add(row.level2.where)
        level2 = profile.level2.get(row.level2.value)
        if level2 is None:
            if profile.closed_level2:
                expected = "、".join(profile.placement[level1])
                yield row.level2.problem(actual=row.level2.value, expected=expected, variant="unknown")
        elif level2 not in profile.placement[level1]:
            yield row.level2.problem(actual=row.level2.value, level1=row.level1.value)


@rule(
    "STR05",
    level="warning",
    zh="这一行填了数，但没有三级指标名称",
    en="this row has values but no indicator name",
    do_zh="请填写三级指标名称；如不用这一行，请清空各格",
    do_en="give the indicator a name, or clear the row if it is not used",
    absorbs=("VAL01", "VAL02", "WGT03", "SCR01"),
)
def row_without_name(form: Form) -> Iterator[Problem]:
    """有数无名的行。
    A row without a name.

    空表上的“指标1：”“……”是提示，留空行不算问题；但这样的行里填了指标值、分值或得分，就说不清评的是什么。

    Placeholders of unused rows (指标1：, ……) are normal; with a value, weight or score in the row nobody can tell what
    was evaluated.

    Source: 益阳市 2022 年自评表（16 行空占位行，均为正常）；目标表审核的常见问题
    Certainty: seen
    Pass: 指标7.三级指标=指标1：日常管护机制
    Fail: 指标7.三级指标=指标1：
    Mend: 指标7.三级指标=指标1：日常管护机制
    Guard: 空着的占位行 | an unused row | 指标7.三级指标=指标2：；指标7.年度指标值=；指标7.实际完成值=；指标7.分值=；指标7.得分=
    Guard: 省略号占位 | a row of dots | 指标7.三级指标=……；指标7.年度指标值=；指标7.实际完成值=；指标7.分值=；指标7.得分=
    Guard: 画线的占位行 | a row of strokes | 指标7.三级指标=/；指标7.年度指标值=/；指标7.实际完成值=/；指标7.分值=/；指标7.得分=/
    """
    for row in form.scored_rows:
        if not row.name.value and not row.name.fault and row.name.where is not None:
            covers = [field.where for field in entries(row) if field.where is not None]
            yield row.name.problem(covers=covers)


@rule(
    "STR06",
    level="error",
    zh="{count} 行的指标名称填在了“{column}”列，“三级指标”列只有“{placeholder}”这样的占位文字",
    en="in {count} rows the indicator name stands in the column {column}; the third level holds only {placeholder}",
    do_zh="请把名称移到“三级指标”列，再在“{column}”列填写指标值，如“≥95%”“3 项”",
    do_en="move the names to the third-level column, then fill {column} with targets such as ≥95% or 3项",
    absorbs=("STR05", "VAL17"),
    fix="offer",
)
def names_in_target_column(form: Form) -> Iterator[Problem]:
    """三级指标的名称填到了年度指标值列。
    Names stand in the target column.

    占位文字“指标1：”后面应接着写名称。名称写进右边一格，年度指标值就没有地方填，完成情况无从对照。
    个别行这样填时按“有数无名”处理，过半的行这样填才判为错列。

    The placeholder 指标1： is to be followed by the name. With the name one cell to the right there is no room for the
    target, and nothing to compare the actual value with. Only when at least half the rows look so is it a shift.

    Source: 益阳市 2022 年自评表（11 行全部如此）
    Certainty: seen
    Pass: 指标1.三级指标=指标1：养护里程
    Fail: 指标1.三级指标=指标1：；指标1.年度指标值=养护里程；指标2.三级指标=指标2：；指标2.年度指标值=安全设施修复；指标3.三级指标=指标1：；指标3.年度指标值=验收合格比例；指标7.三级指标=指标1：；指标7.年度指标值=日常管护机制
    Mend: 指标1.三级指标=养护里程；指标1.年度指标值=≥120公里；指标2.三级指标=安全设施修复；指标2.年度指标值=≥40处；指标3.三级指标=养护工程验收合格率；指标3.年度指标值=≥95%；指标7.三级指标=日常管护机制；指标7.年度指标值=健全
    Guard: 名称里带数字 | a name with numbers | 指标1.三级指标=指标1：3项配套工作是否全部完成；指标1.年度指标值=是；指标1.实际完成值=是
    Guard: 有名称，指标值是一句话 | a name, and a target in words | 指标7.年度指标值=严格执行相关制度规定
    Guard: 占位文字旁是干净的指标值 | a placeholder beside a clean target | 指标7.三级指标=指标1：；指标7.年度指标值=≥3项
    """
    rows = [row for row in form.indicator_rows if row.shifted]
    if rows:
        places = [field.where for row in rows for field in (row.name, row.target) if field.where is not None]
        yield rows[0].name.problem(
            count=len(rows),
            actual=rows[0].name.text,
            column=column_name(form.profile, "target"),
            placeholder="指标1：",
            covers=places,
        )


@rule(
    "STR07",
    level="warning",
    zh="指标值写在了名称里（{actual}），年度指标值和实际完成值为空",
    en="the target is written into the name ({actual}); target and actual value are empty",
    do_zh="请把名称和指标值分开填写，并填写实际完成值",
    do_en="separate name and target, and fill in the actual value",
    needs=("target", "actual"),
    fix="offer",
)
def target_inside_name(form: Form) -> Iterator[Problem]:
    """指标值写在指标名称里。
    The target is part of the name.

    名称和指标值写在一格，完成值又空着，就无法对照评分。名称里本来带数字的（0-6岁儿童、12345热线）不算。

    With name and target in one cell and no actual value nothing can be compared. Numbers that belong to a name are fine.

    Source: 安徽天长 2022 年公开自评表（6 行）
    Certainty: filled
    Pass: 指标1.三级指标=12345热线受理件数
    Fail: 指标3.三级指标=养护工程验收合格率≥95%；指标3.年度指标值=；指标3.实际完成值=
    Mend: 指标3.三级指标=养护工程验收合格率；指标3.年度指标值=≥95%；指标3.实际完成值=98.2%
    Guard: 名称里本来有数字 | numbers that belong to a name | 指标1.三级指标=0-6岁儿童健康管理人数；指标1.年度指标值=；指标1.实际完成值=
    Guard: 热线号码 | the number of a hotline | 指标1.三级指标=接听12345；指标1.年度指标值=；指标1.实际完成值=
    """
    for row in form.scored_rows:
        if target_in_name(row):
            yield row.name.problem(actual=row.name.text)


@rule(
    "STR08",
    level="error",
    zh={"": "绩效指标一行也没有填写，这是一张空表", "weights": "所有指标都没有分值"},
    en={"": "no indicator is filled in: this is a blank form", "weights": "no indicator has a weight"},
    do_zh="请填写指标名称、年度指标值、实际完成值、分值和得分后再报送",
    do_en="fill in names, targets, actual values, weights and scores before handing it in",
    absorbs=("*",),
)
def blank_form(form: Form) -> Iterator[Problem]:
    """空表。
    A blank form.

    没有任何一行指标，或所有指标都没有分值，其余核对没有意义，只报这一条。

    With no indicator at all, or none with a weight, nothing else is worth saying.

    Source: 空白样表误报送的常见情形
    Certainty: proposal
    Pass: 指标8.三级指标=；指标8.年度指标值=；指标8.实际完成值=；指标8.分值=；指标8.得分=；指标7.分值=25；指标7.得分=25
    Fail: 指标1.分值=；指标2.分值=；指标3.分值=；指标4.分值=；指标5.分值=；指标6.分值=；指标7.分值=；指标8.分值=
    """
    if "indicators" not in form.blocks:
        return  # not found is not blank, see STR01
    rows = form.scored_rows
    weighed = "weight" not in form.columns or any(row.weight.text for row in rows)
    if rows and weighed:
        return
    table = [
        *(level.label for level in form.first_levels),
        *entries(form.total),
        *form.goal_labels,
        *form.extra.values(),
    ]
    if rows:
        yield rows[0].weight.problem(variant="weights", covers=[row.weight.where for row in rows])
        return
    # with the funds filled in, what is wrong there is still worth saying
    unfilled = not any(row.budget.value for row in form.fund_rows)
    fields = [*table, *form.fields()] if unfilled else table
    places = [field.where for field in fields if field.where is not None]
    yield form.where.problem(covers=[*places, *form.columns.values(), form.where])
