"""What the form says while it is being filled in: limits and hints on inputs, red where something does not add up."""

from __future__ import annotations

from typing import Any

from ..values import written
from . import formulas
from . import layout as at
from .layout import FIRST, Layout
from .styles import ASKED, WRONG, Styles

FIRST_YEAR, LAST_YEAR = 2015, 2099
#: The official words for a qualitative result, best first: offered, never forced, since most results are numbers.
RESULTS = ("达成年度指标", "部分达成年度指标并具有一定效果", "未达成年度指标且效果较差")


def add_limits(sheet: Any, form: Layout) -> None:
    """The data validations: what is refused, and what is said on entering a cell."""
    for cells, rule in _limits(form).items():
        sheet.data_validation(cells, rule)


def _limits(form: Layout) -> dict[str, dict[str, Any]]:
    limits: dict[str, dict[str, Any]] = {
        at.YEAR: {
            "validate": "integer",
            "criteria": "between",
            "minimum": FIRST_YEAR,
            "maximum": LAST_YEAR,
            **_hint("填报年度", "填预算年度，四位数字，如 2024。标题随之改变。"),
            **_refusal("年度不对", f"请填 {FIRST_YEAR} 到 {LAST_YEAR} 之间的四位数字，不带“年”字。"),
        },
        f"D{at.FUND_TOTAL + 1}:F{at.FUND_LAST}": {
            **_at_least(">=", 0),
            **_hint("金额", "单位：万元，只填数字。没有这项资金就空着；年度资金总额自动相加。"),
            **_refusal("金额不对", "请填不小于 0 的数字，单位万元，不带“万元”两字。"),
        },
        **_indicator_limits(form),
    }
    if form.profile.execution_weight is None:
        limits[at.EXECUTION_WEIGHT] = _weight_limit()
    return limits


def _indicator_limits(form: Layout) -> dict[str, dict[str, Any]]:
    results = {"validate": "list", "source": list(RESULTS), "show_error": False}
    score = f"AND(ISNUMBER(H{FIRST}),H{FIRST}>=0,H{FIRST}<=G{FIRST})"
    return {
        form.rows("D"): {
            "validate": "any",
            **_hint(
                "三级指标", "名称接着写在“指标1：”后面，如“指标1：养护里程”，不要写到右边一格。不用的行照原样留着。"
            ),
        },
        form.rows("E"): {
            "validate": "any",
            **_hint("年度指标值", "只写目标，不写名称，如：≥120公里、≤89.8万元、2022年12月底前、是、达成年度指标。"),
        },
        form.rows("F"): {
            **results,
            **_hint("实际完成值", "定量指标写实际的数和单位，如：126公里，不带 ≥ ≤。定性指标从下拉列表中选。"),
        },
        form.rows("G"): _weight_limit(),
        form.rows("H"): {
            "validate": "custom",
            "value": f"={score}",
            **_hint("得分", "从 0 到本行分值，可带两位小数。先填分值，再填得分；扣了分的要写偏差原因。"),
            **_refusal("得分不对", "得分应是 0 到本行分值之间的数字，不带“分”字。本行还没有分值的，请先填分值。"),
        },
        form.rows("I"): {
            "validate": "any",
            **_hint("偏差原因分析及改进措施", "得分低于分值的，写明具体原因和改进措施；超额很多的，写明原因。"),
        },
    }


def _weight_limit() -> dict[str, Any]:
    return {
        **_at_least(">", 0),
        **_hint("分值", "大于 0 的数字。各项之和见总分行，与表上规定的分数不符时变红。"),
        **_refusal("分值不对", "请填大于 0 的数字，不带“分”字；不用的行空着。"),
    }


def _at_least(criteria: str, value: int) -> dict[str, Any]:
    return {"validate": "decimal", "criteria": criteria, "value": value}


def _hint(title: str, text: str) -> dict[str, Any]:
    return {"input_title": title, "input_message": text}


def _refusal(title: str, text: str) -> dict[str, Any]:
    return {"error_title": title, "error_message": text, "error_type": "stop"}


def add_colours(sheet: Any, styles: Styles, form: Layout) -> None:
    """The conditional formats: what is wrong turns bold on red, what still needs a reason turns yellow."""
    wrong, asked = styles.change(WRONG), styles.change(ASKED)
    weight, score, reason = f"G{FIRST}", f"H{FIRST}", f"I{FIRST}"
    full, rate, total = written(form.profile.full_mark), at.EXECUTION_RATE, f"G{form.total}"
    rules = [
        (level.range("B"), formulas.cap_broken(form, number), wrong)
        for number, level in enumerate(form.level1)
        if level.cap is not None
    ]
    rules += [
        (rate, f"AND(ISNUMBER({rate}),{rate}>1)", wrong),
        (form.rows("H"), f"AND(ISNUMBER({score}),{score}>{weight})", wrong),
        (total, f"AND(ISNUMBER({total}),{total}<>{full})", wrong),
        (form.rows("I"), f'AND(COUNT({weight}:{score})=2,{score}<{weight},TRIM({reason})="")', asked),
    ]
    # by range: older releases of XlsxWriter write them in this order, newer ones as they were added
    for cells, criteria, look in sorted(rules, key=lambda rule: str(rule[0])):
        sheet.conditional_format(cells, {"type": "formula", "criteria": f"={criteria}", "format": look})
