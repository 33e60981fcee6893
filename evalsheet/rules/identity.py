"""IDN: whose form it is, and for which year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import values
from ..model import Form, Problem, Words, bare
from . import rule


@rule(
    "IDN01",
    level="error",
    zh={"": "{item}没有填写", "label": "没有找到“{item}”一栏"},
    en={"": "{item} is empty", "label": "no entry {item} was found"},
    do_zh="请填写{item}，与预算批复一致",
    do_en="fill in {item} as in the budget approval",
)
def identity_missing(form: Form) -> Iterator[Problem]:
    """项目名称、主管部门或实施单位没有填写。
    Project, department or unit is empty.

    缺项目名称就无法归档汇总，判为错误；主管部门、实施单位空着也有公开的先例，作警告。表上没有这一栏时只在项目名称上提醒。

    Without the project's name a form cannot be filed; department and unit are left empty on published forms, so these
    are warnings. Where the form prints no such entry only the project is asked for.

    Source: 目标表审核；安徽天长 2022 年公开自评表主管部门为空
    Certainty: published
    Pass: 主管部门=219001-青禾县交通运输局
    Fail: 项目名称=
    Mend: 项目名称=农村公路日常养护项目
    Guard: 带着编码的名称 | a name with its code | 项目名称=51000021R000000019951-工资性支出
    Guard: 必填标记 | the mark of a required entry | 实施单位=*青禾县公路养护中心
    """
    for field, item, level in (
        (form.project, "项目名称", "error"),
        (form.department, "主管部门", "warning"),
        (form.unit, "实施单位", "warning"),
    ):
        if field.blank:
            yield field.problem(item=item, level=level)
        elif field.where is None and item == "项目名称":
            yield form.where.problem(item=item, level="warning", variant="label")


@rule(
    "IDN02",
    level="warning",
    zh={"": "表头年度是 {actual} 年，应为 {expected} 年", "inside": "表头同时出现 {expected} 年和 {actual} 年"},
    en={"": "the form is of {actual}, expected {expected}", "inside": "the heading names both {expected} and {actual}"},
    do_zh="请核对年度，改正表头，或换用当年的表",
    do_en="check the year and correct the heading, or use this year's form",
)
def wrong_year(form: Form) -> Iterator[Problem]:
    """年度不对。
    The wrong year.

    一张表只对一个预算年度负责。拿上年的表改一改再报，常常忘记改年度。只看标题和标题下的年度，项目名称、指标里的年份不算。

    A form answers for one budget year; last year's file used again often keeps its year. Only the heading counts, not
    years in names or indicators.

    Source: 批量审核中的常见情形
    Certainty: proposal
    Pass: 项目名称=2020年省级公路养护补助项目
    Fail: 标题=2022年度项目支出绩效自评表（2021年度）
    Mend: 标题=2022年度项目支出绩效自评表
    Guard: 结转项目的年份 | the year of money carried over | 标题=2022年度项目支出绩效自评表（2021年结转项目）
    Guard: 期限在下一年 | a deadline in the next year | 指标4.年度指标值=2023年3月底前；指标4.实际完成值=2023年2月
    """
    if form.expected_year is not None and form.year is not None and form.year != form.expected_year:
        yield form.years[0].problem(actual=form.year, expected=form.expected_year)
        return
    for field in form.years[1:]:
        if field.value != form.year:
            yield field.problem(actual=field.value, expected=form.year, variant="inside")
            return


@rule(
    "IDN03",
    level="warning",
    zh="{item}“{actual}”里留着代替真名的字样“{word}”",
    en="{item} {actual} still holds {word} in place of a name",
    do_zh="请填写真实名称，与预算批复一致",
    do_en="fill in the real name as in the budget approval",
)
def placeholder_name(form: Form) -> Iterator[Problem]:
    """名称里留着代替真名的字样：XX、某单位、示例。
    XX, 某单位 or 示例 where a name belongs.

    从样表改来的表，标题、项目名称、单位名称里容易留下代替真名的字样，归档汇总时对不上。

    Forms made from a sample easily keep what stands for a name in title, project or unit.

    Source: 目标表审核的常见问题
    Certainty: system
    Pass: 项目名称=示范镇建设项目
    Fail: 项目名称=XX县XX项目
    Fail: 实施单位=某单位
    Fail: 标题=20XX年度项目支出绩效自评表
    Mend: 项目名称=农村公路日常养护项目
    Guard: 单个 * 是必填标记 | one asterisk marks a required entry | 项目名称=*农村公路日常养护项目
    Guard: ★ 是核心标记 | ★ is a mark | 项目名称=★农村公路日常养护项目
    Guard: 名称里本来有字母 X | a name with the letter X | 项目名称=X射线安检机采购项目
    Guard: 衣服的尺码 | the size of clothes | 项目名称=XXL号工作服采购项目
    Guard: 名称里本来有“示例” | a name with 示例 in it | 项目名称=教学示例库建设项目
    Guard: 尺寸里的 × | × in a measure | 项目名称=100m×50m灯光球场建设项目
    Guard: 年份里的 〇 | 〇 in a year | 项目名称=二〇二二年农村公路养护项目
    """
    words = form.profile.words["placeholder"]
    entries = (
        (form.title, "标题"),
        (form.project, "项目名称"),
        (form.department, "主管部门"),
        (form.unit, "实施单位"),
    )
    for field, item in entries:
        word = stand_in(field.text, words)
        if word is not None:
            yield field.problem(item=item, actual=field.text, word=word)


def stand_in(text: str, words: Words) -> str | None:
    """The first of the words in the text; letters that belong to a longer word, as in XXL, do not count."""
    folded = values.normalise(text)
    if not words.within(folded):
        return None
    for word in words:
        before, found, after = folded.partition(word)
        beside = (before[-1:] + after[:1]).strip("Xx") if word.isascii() else ""
        if found and not (beside.isascii() and any(map(str.isalpha, beside))):
            return word
    return None


#: 219001-棠溪镇, (219001)棠溪镇: the code that an export puts before a name.
_CODED = re.compile(r"\(?(\d{3,}+[0-9A-Z]*+)[-)_](.+)")


@rule(
    "IDN04",
    level="hint",
    zh="实施单位“{actual}”与主管部门“{expected}”是同一名称，编码不一致",
    en="unit {actual} and department {expected} are one name with unlike codes",
    do_zh="请统一写法：都带编码，或都不带",
    do_en="write both with the code, or both without",
    fix="offer",
)
def unlike_codes(form: Form) -> Iterator[Problem]:
    """同一名称的编码不一致。
    One name with a code here and without there.

    系统导出的名称前带编码（219001-棠溪镇），手填的不带，汇总时会当成两个单位。两处编码一长一短、前几位相同的，是不同系统的写法，不提。

    Names from a system carry a code, typed ones do not, and count as two units later. A code that is the beginning of
    the other comes from another system and is left alone.

    Source: 安徽池州、四川公开自评表中带编码的名称
    Certainty: filled
    Pass: 主管部门=219-青禾县交通运输局；实施单位=219001-青禾县公路养护中心
    Fail: 主管部门=219001-青禾县公路养护中心
    Mend: 实施单位=219001-青禾县公路养护中心
    Guard: 编码长短不同 | codes of unlike length | 主管部门=219-青禾县公路养护中心；实施单位=219001-青禾县公路养护中心
    Guard: 下属单位没有编码 | a unit below it without a code | 主管部门=219001-青禾县交通运输局
    Guard: 名称以数字开头 | a name that begins with a number | 主管部门=12345政务服务热线办公室；实施单位=12345政务服务热线办公室
    """
    if not form.department.value or not form.unit.value:
        return
    code, name = split_code(form.department.value)
    other_code, other_name = split_code(form.unit.value)
    related = code and other_code and (code.startswith(other_code) or other_code.startswith(code))
    if name == other_name and code != other_code and not related:
        yield form.unit.problem(actual=form.unit.text, expected=form.department.text)


def split_code(text: str) -> tuple[str, str]:
    """The code in front of a name, "" if there is none, and the name, normalised."""
    name = values.normalise(text)
    match = _CODED.fullmatch(name)
    return (match[1], match[2]) if match else ("", name)


@rule(
    "IDN05",
    level="hint",
    zh="项目名称“{actual}”像是表的标题",
    en="the project {actual} is named like a form",
    do_zh="请填写项目本身的名称，与预算批复一致",
    do_en="give the project's own name as in the budget approval",
    fix="offer",
)
def project_named_like_a_form(form: Form) -> Iterator[Problem]:
    """项目名称写成了表的标题。
    The project has the name of a form.

    “……绩效自评表”是表的名称，不是项目的名称，汇总时找不到对应的项目。名称以“自评”“评价”结尾的项目是有的，不提。

    …自评表 names a form; nothing in the budget is called so. Projects that end in 自评 or 评价 do exist.

    Source: 云南丽江 2020 年自评表
    Certainty: filled
    Pass: 项目名称=部门整体支出绩效自评表编制经费
    Fail: 项目名称=2022年农村公路养护经费支出绩效自评表
    Mend: 项目名称=农村公路日常养护项目
    Guard: 名称以“自评”结尾的项目 | a project that ends in 自评 | 项目名称=部门预算绩效自评
    Guard: 名称以“评价”结尾的项目 | a project that ends in 评价 | 项目名称=农村公路技术状况评价
    """
    if form.project.value and bare(form.project.value).endswith(form.profile.words["form_name"]):
        yield form.project.problem(actual=form.project.text)
