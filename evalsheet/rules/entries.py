"""VAL: what is written as target (年度指标值) and actual value (实际完成值) of each indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from .. import compute, values
from ..model import Field, Form, Indicator, Problem, normal
from . import rule
from .rows import sorted_rows
from .structure import target_in_name

ONE_HUNDRED = Decimal(100)
_TAILS = ("以上", "以下", "以内", "之内", "左右")


def has_word(row: Indicator, form: Form, *lists: str) -> bool:
    """The name contains a word of one of the profile's word lists; 不达标率 does not contain 达标率."""
    name = _without_negated_words(row.name.value or "")
    return any(form.profile.words[key].within(name) for key in lists)


def has_reason(row: Indicator, form: Form) -> bool:
    """The row gives a reason for its score that says more than 无 or 已完成."""
    return bool(row.reason.value) and normal(row.reason.text) not in form.profile.words["no_reason"]


@lru_cache(maxsize=2048)
def _without_negated_words(name: str) -> str:
    return _NEGATED.sub("", name)


_NEGATED = re.compile("[不未非](?:满意|合格|达标|及时|准确|完成|到位|覆盖|通过|正常)")


@rule(
    "VAL01",
    level="error",
    zh={
        "": "{count} 个指标没有年度指标值（第一个是“{name}”）",
        "statement": "“{name}”的年度指标值只写了“{actual}”",
        "shifted": "{count} 个指标没有年度指标值：该列填的是名称，移走后需要补填",
    },
    en={
        "": "{count} indicators have no target (the first is {name})",
        "statement": "the target of {name} is only {actual}",
        "shifted": "{count} indicators have no target: their names stand in its column; fill it once these are moved",
    },
    do_zh="请填写年度指标值，如“≥95%”“3 项”“2022年12月底前”",
    do_en="fill in targets such as ≥95%, 3项, 2022年12月底前",
    needs=("target",),
)
def target_missing(form: Form) -> Iterator[Problem]:
    """没有年度指标值。
    A target is missing.

    没有目标就无法说完成了没有。名称错填在这一列的，错误已由错列规则报出，这里只提醒补填。一张表只报一次。

    Without a target nobody can say whether it was reached. Where names stand in this column that is the mistake, and
    this is only the reminder. Reported once per form.

    Source: 目标表审核；益阳市 2022 年自评表
    Certainty: system
    Pass: 指标7.年度指标值=建立健全管护机制
    Fail: 指标7.年度指标值=
    Mend: 指标7.年度指标值=健全
    Guard: “其中”明细行没有指标值 | nor a target | 指标7.三级指标=其中：县道；指标7.年度指标值=；指标7.分值=；指标7.得分=
    """
    doubtful = [row for row in form.scored_rows if _is_doubtful(row.target)]
    rows = [row for row in doubtful if _without(row.target) and not target_in_name(row)]
    for row in doubtful:
        if _only_none(row.target) and not _none_is_a_number(row, form):
            name = row.label
            yield row.target.problem(name=name, actual=row.target.text, variant="statement", level="warning")
    missing = [row for row in rows if not row.shifted]
    if missing:
        first = missing[0]
        yield first.target.problem(count=len(rows), name=first.label)
    elif rows:
        yield rows[0].target.problem(count=len(rows), variant="shifted", level="warning")


_NONE = ("无", "没有", "零")


def _without(field: Field[str]) -> bool:
    """Nothing is written there, or a stroke; 无 is a statement, see `_only_none`."""
    nothing = field.value is None or (values.stroke(field.text) and not _only_none(field))
    return field.where is not None and not field.fault and nothing


def _only_none(field: Field[str]) -> bool:
    return field.text in _NONE


def _is_doubtful(field: Field[str]) -> bool:
    """Nothing may be written there."""
    return field.value is None or field.text in _NONE or values.stroke(field.text)


def _none_is_a_number(row: Indicator, form: Form) -> bool:
    """无 and a stroke stand for 0 where 0 is what is wanted: accidents, complaints, a target of 0."""
    return values.parse(row.target.value or "").number == 0 or has_word(row, form, "negative")


@rule(
    "VAL02",
    level="error",
    zh={"": "“{name}”没有实际完成值", "statement": "“{name}”的实际完成值只写了“{actual}”"},
    en={"": "{name} has no actual value", "statement": "the actual value of {name} is only {actual}"},
    do_zh="请填写实际完成值；未开展的填 0 或“未完成”并说明原因",
    do_en="fill in what was reached; 0 or 未完成 with a reason if nothing was",
    needs=("actual",),
)
def actual_missing(form: Form) -> Iterator[Problem]:
    """没有实际完成值。
    An actual value is missing.

    没有完成值，得分就没有依据。

    Without it the score has no basis.

    Source: 系统的导入校验
    Certainty: system
    Pass: 指标7.实际完成值=未完成；指标7.得分=0；总分.得分=83.5；指标7.偏差原因=方案未批复，2023年完成
    Fail: 指标7.实际完成值=
    Mend: 指标7.实际完成值=达成年度指标
    Guard: 不希望发生的写“无” | 无 where none is wanted | 指标3.三级指标=责任事故起数；指标3.年度指标值=0起；指标3.实际完成值=无
    """
    for row in form.scored_rows:
        if not _is_doubtful(row.actual):
            continue
        missing, none = _without(row.actual), _only_none(row.actual)
        if not (missing or none) or (row.actual.text and _none_is_a_number(row, form)):
            continue
        name = row.label
        if none:
            yield row.actual.problem(name=name, actual=row.actual.text, variant="statement", level="warning")
        elif not target_in_name(row):
            yield row.actual.problem(name=name)


@rule(
    "VAL03",
    level="warning",
    zh={
        "": "实际完成值“{actual}”带有比较符号",
        "tail": "实际完成值“{actual}”用了“以上”“以内”一类的说法",
        "about": "实际完成值“{actual}”是约数",
    },
    en={
        "": "the actual value {actual} carries a comparison sign",
        "tail": "the actual value {actual} is a bound",
        "about": "the actual value {actual} is approximate",
    },
    do_zh="请填写实际达到的数，如 96.2%，不带 ≥、≤、不低于等",
    do_en="give the number that was reached, such as 96.2%, without a sign",
    needs=("actual",),
    fix="offer",
)
def comparator_in_actual(form: Form) -> Iterator[Problem]:
    """实际完成值带比较符号。
    The actual value carries a comparison sign.

    完成值是量出来的一个数，写成“≥95%”多半是照抄目标。“95%以上”是口语，只提示；全表每个数都带符号的，
    多半是系统自动加的，也只提示。

    An actual value is measured; ≥95% is mostly a copy of the target. 95%以上 is everyday speech, a hint; and where every
    number carries a sign a system has put it there, a hint too.

    Source: 益阳市 2022 年自评表（≦100%、≧90%）；中江 2022 年自评表
    Certainty: seen
    Pass: 指标3.实际完成值=96.2%
    Fail: 指标3.实际完成值=≥95%
    Mend: 指标3.实际完成值=98.2%
    Guard: “2022年11月底前”是日期 | a date | 指标4.实际完成值=2022年11月底前
    """
    quantities = [(row, actual) for row, _, actual in compute.readings(form) if actual.kind in ("quant", "range")]
    if not any(actual.sign for _, actual in quantities):
        return
    signed = [
        row for row, actual in quantities if actual.sign not in ("", "~") and not (actual.colloquial or actual.delta)
    ]
    everywhere = len(signed) == len(quantities) and len(signed) > 1
    for row, actual in quantities:
        if row in signed:
            yield row.actual.problem(actual=row.actual.text, level="hint" if everywhere else None)
        elif actual.sign == "~":
            yield row.actual.problem(actual=row.actual.text, variant="about", level="hint")
        elif actual.sign and not actual.delta and any(tail in row.actual.text for tail in _TAILS):
            yield row.actual.problem(actual=row.actual.text, variant="tail", level="hint")


@rule(
    "VAL04",
    level="warning",
    zh="{count} 个可以有出入的定量指标中，{same} 个的实际完成值与年度指标值完全相同",
    en="of {count} quantitative indicators that could differ, {same} repeat the target as actual value",
    do_zh="请填写实际统计的数，不要照抄年度指标值",
    do_en="give measured numbers instead of repeating the targets",
    needs=("target", "actual"),
)
def actuals_copied(form: Form) -> Iterator[Problem]:
    """实际完成值照抄年度指标值。
    The actual values are copies of the targets.

    个别相同很正常，几乎全部相同就像照抄。目标为 100%、0、是/否和日期的不计入；至少 5 个定量指标才看。

    Single equal values are normal; nearly all equal look copied. Targets of 100 %, 0, yes/no and dates do not count, and
    at least five quantitative indicators are needed.

    Source: 中江 2022 年自评表（每行相同）
    Certainty: filled
    Pass: 指标1.实际完成值=120公里；指标6.实际完成值=30000人
    Fail: 指标1.实际完成值=≥120公里；指标2.实际完成值=≥40处；指标2.得分=10；指标2.偏差原因=；指标3.实际完成值=≥95%；指标5.实际完成值=≤1万元；指标6.实际完成值=≥30000人；指标8.实际完成值=≥90%；总分.得分=99.5
    Guard: 只有少数几个相同 | only some of them are equal | 指标1.实际完成值=≥120公里；指标3.实际完成值=≥95%；指标5.实际完成值=≤1万元；指标6.实际完成值=≥30000人
    """
    rows = [
        row
        for row, target, _ in sorted_rows(form).quantities
        if row.actual.value and target.number and target.number != ONE_HUNDRED
    ]
    thresholds = form.profile.thresholds
    if len(rows) < thresholds["copied_rows"]:
        return
    same = [row for row in rows if values.normalise(row.target.text) == values.normalise(row.actual.text)]
    if len(same) >= len(rows) * thresholds["copied_share"]:
        yield same[0].actual.problem(count=len(rows), same=len(same))


#: Units that surely mean different things. Others may be two spellings of one (课时, 学时) or a rate and its base.
_MEASURES = frozenset(
    [
        "%",
        "元",
        "千元",
        "万元",
        "亿元",
        "人",
        "人次",
        "户",
        "家",
        "个",
        "件",
        "次",
        "场",
        "项",
        "套",
        "台",
        "辆",
        "起",
        "例",
        "条",
        "份",
        "米",
        "公里",
        "㎡",
        "亩",
        "公顷",
        "公斤",
        "吨",
        "分钟",
        "小时",
        "天",
        "月",
        "年",
    ]
)


@rule(
    "VAL05",
    level="warning",
    zh="“{name}”的目标是“{expected}”，实际完成是“{actual}”，单位不一致",
    en="{name}: target {expected} and actual value {actual} have different units",
    do_zh="请用同一单位填写；人数、人次、户数不可互换",
    do_en="use one unit; persons, visits and households are not the same",
    needs=("target", "actual"),
    fix="offer",
)
def units_differ(form: Form) -> Iterator[Problem]:
    """目标与完成值的单位不同类。
    Target and actual value have units of different kinds.

    单位不同类就不能比较（人与人次、% 与个）。同类单位（元与万元、亩与公顷）可换算；没写单位的随另一个。

    Units of unlike kinds cannot be compared. Units of one kind are converted, and a bare number takes the other's unit.

    Source: 武汉蔡甸 2021 年自评表（配备率 100%，目标 1000 件）
    Certainty: filled
    Pass: 指标6.实际完成值=3.126万人
    Fail: 指标6.实际完成值=31260人次
    Mend: 指标6.实际完成值=31260人
    Guard: 只写数，单位随指标值 | a bare number takes the unit | 指标6.实际完成值=31260
    Guard: 元和万元是同一类 | one family | 指标5.实际完成值=9000元
    """
    for row, target, actual in sorted_rows(form).quantities:
        if target.unit == actual.unit or actual.kind != "quant" or not target.whole or not actual.whole:
            continue
        unlike = {target.unit, actual.unit} <= _MEASURES and values.comparable(target, actual) is None
        if unlike and not (target.delta or actual.delta):
            shown = {"actual": row.actual.text, "expected": row.target.text}
            yield row.actual.problem(name=row.label, **shown)
