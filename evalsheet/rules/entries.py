"""VAL: target (年度指标值) and actual value (实际完成值) of each indicator."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import compute, values
from ..compute import direction_known
from ..model import Form, Indicator, Problem
from ..values import Value
from . import rule
from .structure import target_in_name

ONE_HUNDRED = Decimal(100)
_TAILS = ("以上", "以下", "以内", "之内", "左右")


def _parsed(form: Form) -> Iterator[tuple[Indicator, Value, Value]]:
    """The scored rows with both texts read; an absent text is an empty value."""
    for row in form.scored_rows:
        yield row, compute.target_value(row), values.parse(row.actual.value or "")


def _has(row: Indicator, form: Form, *lists: str) -> bool:
    """The name contains a word of one of the profile's word lists."""
    name = row.name.value or ""
    return any(word in name for key in lists for word in form.profile.words[key])


@rule(
    "VAL01",
    level="error",
    zh={
        "": "{count} 个指标没有年度指标值（第一个是“{name}”）",
        "shifted": "{count} 个指标没有年度指标值：该列填的是名称，移走后需要补填",
    },
    en={
        "": "{count} indicators have no target (the first is {name})",
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
    """
    rows = [row for row in form.scored_rows if _without(row, "target") and not target_in_name(row)]
    missing = [row for row in rows if not row.shifted]
    if missing:
        first = missing[0]
        yield first.target.problem(count=len(rows), name=first.name.value or first.name.text)
    elif rows:
        yield rows[0].target.problem(count=len(rows), variant="shifted", level="warning")


def _without(row: Indicator, key: str) -> bool:
    field = row.target if key == "target" else row.actual
    return field.where is not None and not field.fault and (field.value is None or values.stroke(field.text))


@rule(
    "VAL02",
    level="error",
    zh="“{name}”没有实际完成值",
    en="{name} has no actual value",
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
    """
    for row in form.scored_rows:
        if _without(row, "actual") and not target_in_name(row):
            yield row.actual.problem(name=row.name.value or row.name.text)


@rule(
    "VAL03",
    level="warning",
    zh={"": "实际完成值“{actual}”带有比较符号", "tail": "实际完成值“{actual}”用了“以上”“以内”一类的说法"},
    en={"": "the actual value {actual} carries a comparison sign", "tail": "the actual value {actual} is a bound"},
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
    """
    quantities = [(row, actual) for row, _, actual in _parsed(form) if actual.kind in ("quant", "range")]
    signed = [row for row, actual in quantities if actual.sign and not actual.colloquial and not actual.delta]
    everywhere = len(signed) == len(quantities) and len(signed) > 1
    for row, actual in quantities:
        if row in signed:
            yield row.actual.problem(actual=row.actual.text, level="hint" if everywhere else None)
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
    """
    rows = [
        (row, target)
        for row, target, _ in _parsed(form)
        if target.kind == "quant" and target.number not in (ONE_HUNDRED, 0) and row.actual.value
    ]
    same = [row for row, _ in rows if values.normalise(row.target.text) == values.normalise(row.actual.text)]
    thresholds = form.profile.thresholds
    if len(rows) >= thresholds["copied_rows"] and len(same) >= len(rows) * thresholds["copied_share"]:
        yield same[0].actual.problem(count=len(rows), same=len(same))


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
    """
    for row, target, actual in _parsed(form):
        if target.kind != "quant" or actual.kind != "quant" or not target.whole or not actual.whole:
            continue
        if (
            target.unit
            and actual.unit
            and values.comparable(target, actual) is None
            and not (target.delta or actual.delta)
        ):
            shown = {"actual": row.actual.text, "expected": row.target.text}
            yield row.actual.problem(name=row.name.value or row.name.text, **shown)


@rule(
    "VAL06",
    level="warning",
    zh="“{name}”完成 {actual}，是目标 {expected} 的 {ratio:%}，没有说明原因",
    en="{name}: {actual} is {ratio:%} of the target {expected}, without a reason",
    do_zh="请说明超额完成的原因；目标定得过低的，下年调整",
    do_en="give the reason; if the target was too low, raise it next year",
    needs=("target", "actual", "weight"),
)
def far_over_target(form: Form) -> Iterator[Problem]:
    """大幅超额完成而没有说明。
    A target was exceeded by far without a word.

    达到目标的 130%（120% 起提示）又没有原因，多半是目标定低了。差额小于 3 的小数目（1 变 2）不算；不扣分，只提醒。

    130 % of a target (a hint from 120 %) without a reason: it was probably set too low. Differences below 3 (1 became 2)
    do not count. No score is computed from it.

    Source: 稷山 2021（12 次完成 96 次）、苏州 2021 年自评表；系统的 1.2、1.3 倍提示线
    Certainty: system
    Pass: 指标1.实际完成值=180公里；指标1.偏差原因=年中增加灾毁修复任务
    Fail: 指标1.实际完成值=180公里
    """
    thresholds = form.profile.thresholds
    for row, result in compute.outcomes(form):
        if result.ratio is None or row.reason.value or not result.met:
            continue
        if result.actual <= result.target or not direction_known(row, form.profile):
            continue
        if result.ratio < thresholds["over_hint"] or result.actual - result.target < thresholds["over_least"]:
            continue
        level = None if result.ratio >= thresholds["over_warning"] else "hint"
        shown = {"actual": row.actual.text, "expected": row.target.text, "ratio": compute.rounded(result.ratio, 2)}
        yield row.actual.problem(name=row.name.value or row.name.text, **shown, level=level)


@rule(
    "VAL08",
    level="hint",
    zh="“{name}”填了 {actual}，可能是“≥”被识别成了 2",
    en="{name}: {actual} may be ≥ read as a 2",
    do_zh="请对照原件，改为 {expected}",
    do_en="compare with the original; it may be {expected}",
    fix="offer",
)
def ocr_suspicion(form: Form) -> Iterator[Problem]:
    """疑似识别错误：290% 可能是 ≥90%。
    A recognition slip: 290% may be ≥90%.

    满意度、合格率、覆盖率不会超过 100%，出现 200% 多，多半是扫描识别把“≥”认成了 2。

    Satisfaction, pass and coverage rates do not exceed 100 %; 200-odd % is mostly ≥ taken for a 2.

    Source: 衡山、湖北自评表的识别文本
    Certainty: filled
    Pass: 指标1.三级指标=收入增长率；指标1.年度指标值=≥200%；指标1.实际完成值=290%；指标1.偏差原因=新增项目
    Fail: 指标8.年度指标值=290%
    """
    for row, target, actual in _parsed(form):
        if not _has(row, form, "bounded_rate"):
            continue
        for field, value in ((row.target, target), (row.actual, actual)):
            number = value.number
            if number is not None and value.unit == "%" and 200 < number < 300:
                name = row.name.value or row.name.text
                yield field.problem(name=name, actual=field.text, expected=f"≥{number - 200}%")


@rule(
    "VAL09",
    level="warning",
    zh="“{name}”的指标值“{actual}”方向可能写反了",
    en="{name}: the sign in {actual} may point the wrong way",
    do_zh="成本、事故类用 ≤，满意度、合格率、覆盖率类用 ≥，请核对",
    do_en="≤ for costs and accidents, ≥ for satisfaction, pass and coverage rates",
    needs=("target",),
    fix="offer",
)
def sign_points_wrong_way(form: Form) -> Iterator[Problem]:
    """比较符号方向反了。
    The sign points the wrong way.

    成本写“≥”，等于花得越多越好；满意度写“≤”同理。节约、增收写“≥”，事故、投诉写“≤”是对的，按名称用词判断。

    ≥ on a cost rewards spending, ≤ on satisfaction rewards failure. Savings with ≥ and accidents with ≤ are right; the
    words of the name decide.

    Source: 目标表审核
    Certainty: system
    Pass: 指标5.三级指标=养护成本节约率；指标5.年度指标值=≥5%；指标5.实际完成值=6%
    Fail: 指标8.年度指标值=≤90%；指标8.实际完成值=88%
    """
    for row, target, _ in _parsed(form):
        if target.kind != "quant" or target.delta:
            continue
        level2 = form.profile.level2.get(row.level2.value or "", "")
        cost = (
            "成本" in level2 and _has(row, form, "cost") and not _has(row, form, "saving", "negative", "positive_rate")
        )
        up = _has(row, form, "positive_rate") and not _has(row, form, "negative") and not row.name.text.startswith("不")
        if (cost and target.sign in (">=", ">")) or (up and target.sign in ("<=", "<")):
            yield row.target.problem(name=row.name.value or row.name.text, actual=row.target.text)


@rule(
    "VAL17",
    level="error",
    zh={"": "“{name}”的指标值是 {actual}，无法按比例评分", "any": "“{name}”的指标值“{actual}”怎样都能达到"},
    en={"": "{name}: the target is {actual}; there is no ratio to score", "any": "{name}: anything reaches {actual}"},
    do_zh="请填写要达到的数，如 ≥90%",
    do_en="give the number to be reached, such as ≥90%",
    needs=("target",),
)
def zero_target(form: Form) -> Iterator[Problem]:
    """越高越好的指标，指标值却是 0。
    A target of 0 where more is better.

    覆盖率、满意度之类的目标为 0，没有意义，也无法按比例评分。事故、投诉类目标为 0 是正常的。

    A coverage or satisfaction of 0 means nothing and has no ratio. 0 accidents are a proper target.

    Source: 比例公式以指标值为除数
    Certainty: proposal
    Pass: 指标3.三级指标=责任事故起数；指标3.年度指标值=0起；指标3.实际完成值=0起
    Fail: 指标3.年度指标值=0%
    """
    for row, target, _ in _parsed(form):
        if target.kind != "quant" or target.number != 0 or target.delta:
            continue
        name = row.name.value or row.name.text
        if _has(row, form, "positive_rate") and not _has(row, form, "negative") and target.sign not in ("<=", "<"):
            yield row.target.problem(name=name, actual=row.target.text)
        elif target.sign in (">=", ">"):
            yield row.target.problem(name=name, actual=row.target.text, variant="any", level="hint")
