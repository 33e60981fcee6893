"""The sheet 填表说明: how to fill the form in, in short numbered rules made from the profile.

Points, bands, grades, formulas and thresholds come from the same data as the checks. No cell holds a heading of the
form, nor its title, or a reader would take this sheet for a form.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..model import Profile
from ..values import written
from .guards import RESULTS
from .layout import first_levels, second_levels
from .styles import HEI, Styles, print_on_a4

NAME = "填表说明"
GOOD_TARGETS = ("≥120公里", "≤89.8万元", "≥95%", "2022年12月底前", "是", "达成年度指标")
BAD_TARGETS = ("根据实际情况确定", "项目是否达到设计要求", "群众满意度")
GOOD_ACTUALS = ("126公里", "98.2%", "2022年11月")
#: Beside a target that is a number.
BAD_ACTUALS = ("≥126公里", "已完成", "达成年度指标")
_REVERSE = {
    "ratio": "目标值 ÷ 实际值 × 分值",
    "linear": "（1 － 超出部分 ÷ 目标值）× 分值",
    "zero": "0 分",
}
_WIDTHS = {"A": 5, "B": 19, "C": 92}
#: Half-width characters that surely go on one line of the texts, and the height of a line in points.
_LINE, _LINE_HEIGHT = 88, 15


def write(sheet: Any, styles: Styles, profile: Profile) -> None:
    """Writes the page onto an empty XlsxWriter worksheet."""
    for column, width in _WIDTHS.items():
        sheet.set_column(f"{column}:{column}", width)
    title = styles.bare(font_name=HEI, font_size=16, align="center")
    sheet.merge_range("A1:C1", NAME, title)
    sheet.set_row(0, 33.75)
    sheet.set_row(1, 21)
    sheet.merge_range("A2:C2", f"适用：{profile.title['zh']}", styles.bare(align="center"))
    number, subject, text = styles.label(), styles.heading(align="left", indent=1), styles.label(align="left", indent=1)
    for row, (about, rule) in enumerate(rules(profile), 3):
        sheet.write_number(f"A{row}", row - 2, number)
        sheet.write_string(f"B{row}", about, subject)
        sheet.write_string(f"C{row}", rule, text)
        sheet.set_row(row - 1, _height(rule))
    print_on_a4(sheet, numbered=False)
    sheet.protect("", {"format_rows": True, "format_columns": True})


def rules(profile: Profile) -> Iterator[tuple[str, str]]:
    """What each rule is about, and the rule."""
    yield "填哪里", "白色的格子填写，灰色的格子自动计算，印好的文字不能改。工作表有保护，没有密码。"
    yield "行不够用", "在“……”那一行上点右键，选“插入”，再填新的一行。用不完的行照原样留着，不要删除。"
    yield "年度", "在右上角填预算年度，标题随之改变。"
    yield "资金", "以万元为单位，只填数字。按来源填写，总额自动相加。全年预算数是调整以后的数，包含年中追加和上年结转。"
    yield "执行率", _execution(profile)
    yield "目标", "用文字写明本年要做什么、做成了什么，带上数量和效果；完成情况不要照抄目标，也不要只写一个数字。"
    yield "各级分值", _points(profile)
    yield "指标名称的写法", "接着“指标1：”往下写，如“指标1：养护里程”。不要写到右边一格，也不要把目标写进名称里。"
    yield "年度指标值的写法", _examples(GOOD_TARGETS, BAD_TARGETS)
    yield (
        "实际完成值的写法",
        "目标是数的，写实际达到的数，单位与目标相同；目标是文字的，从下拉列表中选。\n"
        + _examples(GOOD_ACTUALS, BAD_ACTUALS),
    )
    yield "定量指标得分", _quantitative(profile)
    yield "定性指标得分", _qualitative(profile)
    yield "什么时候写原因", _reasons(profile)
    yield "总分和等级", _grades(profile)
    yield (
        "变红的地方",
        "分值合计与规定不符、得分大于分值、执行率超过 100% 时，有关格子变红，表下写明是哪里；报送前都应改正。",
    )


def _execution(profile: Profile) -> str:
    weight = profile.execution_weight
    points = "分值按当地规定填写" if weight is None else f"分值 {written(weight)} 分"
    return f"执行率 = 全年执行数 ÷ 全年预算数，得分 = 执行率 × 分值，最高为分值，保留两位小数，都自动计算。{points}。"


def _points(profile: Profile) -> str:
    full = written(profile.full_mark)
    names = first_levels(profile)
    used = "用到的每一行都要有大于 0 的分值。"
    levels = "；".join(f"{name}：{'、'.join(second_levels(profile, name))}" for name in names)
    if not profile.caps:
        return f"预算执行与各指标的分值之和为 {full} 分，各级如何分配按当地规定。{used}\n{levels}。"
    parts = [] if profile.execution_weight is None else [f"预算执行 {written(profile.execution_weight)} 分"]
    parts += [f"{name} {written(cap)} 分" for name, cap in profile.caps.items()]
    return f"{'、'.join(parts)}，合计 {full} 分。{used}\n{levels}。"


def _examples(good: tuple[str, ...], bad: tuple[str, ...]) -> str:
    return f"可以写：{'、'.join(good)}。\n不要写：{'、'.join(bad)}。"


def _quantitative(profile: Profile) -> str:
    missed = "；或 ".join(_REVERSE[name] for name in profile.reverse)
    return (
        "达到目标的得满分。\n越多越好的（≥）没有达到：实际值 ÷ 目标值 × 分值。"
        f"\n越少越好的（≤）超出目标：{missed}，按当地规定取一种。\n得分不超过分值，不小于 0，保留两位小数。"
    )


def _qualitative(profile: Profile) -> str:
    schemes = []
    for high, low in profile.bands:
        shares = (f"{_percent(high)} 到 100%", f"{_percent(low)} 到 {_percent(high)}（不含）", f"{_percent(low)} 以下")
        schemes.append("；\n".join(f"{word}：分值的 {share}" for word, share in zip(RESULTS, shares, strict=True)))
    return "。\n或者按当地规定，".join(schemes) + "。"


def _reasons(profile: Profile) -> str:
    empty = "”“".join(profile.words["no_reason"][:3])
    over = _percent(profile.thresholds["over_warning"])
    return (
        f"得分低于分值的，写明具体原因和改进措施，只写“{empty}”不算。\n"
        f"完成值达到目标的 {over} 以上的，写明超额的原因。其余的可以不写。"
    )


def _grades(profile: Profile) -> str:
    *upper, (lowest, _) = profile.grades
    words = "，".join(f"{written(floor)} 分以上为{word}" for word, floor in upper)
    return f"每一行都有得分以后自动计算。{words}，{written(upper[-1][1])} 分以下为{lowest}。"


def _height(text: str) -> int:
    """The row height in points that shows a text; LibreOffice does not fit rows of a workbook that it did not write."""
    wide = [sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line) for line in text.split("\n")]
    return _LINE_HEIGHT * sum(-(-width // _LINE) for width in wide) + 9


def _percent(share: Decimal) -> str:
    return f"{written(share * 100)}%"
