"""XFM: figures that are too much alike over many forms, and indicators that cannot be added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from ...compute import rounded
from ...model import Profile
from . import Shared, batch_rule
from .index import Index, grouped


@batch_rule(
    "XFM04",
    level="hint",
    zh={
        "": "“{unit}”的 {forms} 张表中 {near} 张总分接近或等于满分（满分 {full} 张），平均 {mean} 分",
        "even": "“{unit}”的 {forms} 张表总分几乎一样：平均 {mean} 分，标准差 {deviation}",
    },
    en={
        "": "{unit}: of {forms} forms {near} have full marks or nearly so ({full} full), {mean} on average",
        "even": "{unit}: the totals of {forms} forms are all but the same: {mean} on average, standard deviation {deviation}",
    },
    do_zh="分数高或齐不等于有误，请从中抽几张核对佐证材料",
    do_en="high or even totals are no fault in themselves; look at the evidence of a few of these forms",
)
def uniform_totals(index: Index, profile: Profile) -> Iterator[Shared]:
    """一个单位的总分全是满分，或几乎一样。
    All totals of a unit are full marks, or all but the same.

    一个单位报了五张以上，九成以上的总分在满分的 99% 以上，或者总分几乎没有差别时，列入抽查参考。只按单位列表，不针对某一张表；
    内容相同的副本只算一份。

    A unit with five forms or more, of which nine in ten have full marks or nearly so, or whose totals hardly differ, is
    listed for a second look: by unit, never by form. Copies count once.

    Source: 复核抽样的常见做法（凭记忆）
    Certainty: memory
    Pass: 总分.得分=98.5 ×4 ‖ 指标2.实际完成值=20处；指标2.得分=5；总分.得分=94.5 ×3
    Fail: 指标2.实际完成值=40处；指标2.得分=10；指标2.偏差原因=；总分.得分=99.5 ×6
    Fail: ×6
    Guard: 不到五张表 | fewer than five forms | ×4
    Guard: 两个单位各有几张 | a few forms each of two units | ×3 ‖ 实施单位=棠溪镇人民政府 ×3
    Guard: 同一张表的几份副本 | copies of one form | 项目名称=农村公路日常养护项目 ‖ 项目名称=农村公路日常养护项目 ‖ 项目名称=农村公路日常养护项目 ‖ 项目名称=农村公路日常养护项目 ‖ 项目名称=农村公路日常养护项目
    """
    least, high = int(profile.thresholds["uniform_forms"]), float(profile.thresholds["uniform_high"])
    share, spread = profile.thresholds["uniform_share"], profile.thresholds["uniform_spread"]
    query = (
        "SELECT MIN(shown_unit), COUNT(*), SUM(score >= full_mark * ?), SUM(score >= full_mark), AVG(score), "
        "AVG(score * score) - AVG(score) * AVG(score) FROM counted WHERE unit <> '' AND score IS NOT NULL "
        "GROUP BY unit, department HAVING COUNT(*) >= ? ORDER BY MIN(id)"
    )
    for unit, forms, near, full, mean, variance in index.run(query, high, least):
        deviation = _two(max(0.0, variance) ** 0.5)
        counts = {"forms": Decimal(forms), "near": Decimal(near), "full": Decimal(full)}
        values = {"unit": unit, **counts, "mean": _two(mean), "deviation": deviation}
        if near >= share * forms:
            yield Shared({**values, "actual": Decimal(near)})
        elif deviation <= spread:
            yield Shared({**values, "actual": deviation}, variant="even")


def _two(number: float) -> Decimal:
    """Two decimals, as points have them."""
    return rounded(Decimal(repr(number)), 2)


@batch_rule(
    "XFM08",
    level="hint",
    zh="指标“{name}”的单位不一致：{actual}",
    en="the indicator {name} is measured in unlike units: {actual}",
    do_zh="各表都用“{expected}”才能汇总；本来不是同一件事的，不必处理",
    do_en="only one unit for all can be added up, such as {expected}; nothing to do if they are different things",
    fix="offer",
)
def unlike_units(index: Index, profile: Profile) -> Iterator[Shared]:
    """同一指标在各表里的单位不一致。
    One indicator in unlike units over the forms.

    同名的指标，这张表按“人”、那张表按“人次”，加起来没有意义。公里和米可以换算，个、项、处之类的量词说的是同一件事，都不提。
    “数量”“成本控制数”这样的通名和成本指标各项目含义不同，也不提。

    People here and visits there cannot be added up. Units that convert, and counting words such as 个, 项, 处, are one;
    common names and costs mean something else in each project.

    Source: 汇总表的加总要求；益阳等地公开表中同名指标单位不一
    Certainty: filled
    Pass: 指标6.三级指标=培训人次；指标6.年度指标值=≥30000人次；指标6.实际完成值=31260人次 ×3
    Fail: 指标6.三级指标=技能培训规模 ×2 ‖ 指标6.三级指标=技能培训规模；指标6.年度指标值=≥30000人次；指标6.实际完成值=31260人次
    Mend: 指标6.年度指标值=≥30000人；指标6.实际完成值=31260人 ‖ 指标6.年度指标值=≥30000人；指标6.实际完成值=31260人 ‖ 指标6.年度指标值=≥30000人；指标6.实际完成值=31260人
    Guard: 可以换算的单位 | units that convert | ‖ 指标1.年度指标值=≥120000米；指标1.实际完成值=126000米
    Guard: 量词不同，说的是一件事 | counting words for the same things | ‖ 指标2.年度指标值=≥40个；指标2.实际完成值=36个
    Guard: 名称相近的两个指标 | two indicators with like names | 指标6.三级指标=培训人数 ‖ 指标6.三级指标=培训人次；指标6.年度指标值=≥30000人次；指标6.实际完成值=31260人次
    Guard: 通名在各项目里含义不同 | a common name means something else in each project | 指标2.三级指标=完成数量 ‖ 指标2.三级指标=完成数量；指标2.年度指标值=≥40公里；指标2.实际完成值=36公里
    Guard: 二级指标不同，不是同一指标 | another second level is another indicator | 指标3.三级指标=道路保洁 ‖ 指标1.三级指标=道路保洁
    """
    query = (
        "SELECT name, level2, unit, kind, form FROM measured JOIN (SELECT name AS n, level2 AS l FROM measured "
        "GROUP BY 1, 2 HAVING COUNT(DISTINCT kind) > 1) ON name = n AND level2 = l ORDER BY name, level2, form"
    )
    found = []
    for (name, _), rows in grouped(index.run(query), 2):
        units, kinds, forms = Counter(row[0] for row in rows), Counter(row[1] for row in rows), [row[2] for row in rows]
        usual_kind = max(kinds, key=lambda kind: kinds[kind])
        usual = max((row[0] for row in rows if row[1] == usual_kind), key=lambda unit: units[unit])
        others = [row[2] for row in rows if row[1] != usual_kind]
        if len(set(forms)) > 1:
            said = "、".join(f"{unit}×{count}" for unit, count in units.most_common())
            found.append(Shared({"name": name, "actual": said, "expected": usual}, others))
    yield from sorted(found, key=lambda shared: min(shared.forms))


@batch_rule(
    "XFM09",
    level="hint",
    zh={
        "": "本批 {count} 个实际完成值中，{share} 的末位是 0 或 5（随机填写约为两成）",
        "target": "本批 {count} 个实际完成值中，{share} 正好等于指标值",
    },
    en={
        "": "of {count} actual values in the batch {share} end in 0 or 5; chance gives about a fifth",
        "target": "of {count} actual values in the batch {share} are just the target",
    },
    do_zh="这只是整批的统计特征，不说明哪一张表有误；请随机抽几张表核对原始资料",
    do_en="this is said of the batch as a whole and of no form; take a few at random and look at their sources",
)
def too_round_figures(index: Index, profile: Profile) -> Iterator[Shared]:
    """整批数字的末位过于整齐，或大多正好等于指标值。
    Over the batch too many figures are round, or just the target.

    实际发生的数，末位是 0 或 5 的约占两成。一批表里有 200 个以上可看的数（三位以上、不等于指标值），六成以上末位是 0 或 5；或者八成
    以上正好等于指标值时，建议抽查。只说整批，从不指向某个单位或某张表。

    Of figures that were counted about a fifth end in 0 or 5. With 200 or more of them (three digits, not the target)
    of which three in five do, or where four in five are just the target, a sample check is advised. It is said of the
    batch as a whole, never of a unit or a form.

    Source: 数据质量抽查的末位数字检验（公开的统计方法）
    Certainty: proposal
    Pass: 指标1.实际完成值=126公里；指标3.实际完成值=98.2%；指标6.实际完成值=31268人；指标8.实际完成值=93.7% ×60
    Fail: 指标1.实际完成值=130公里；指标3.实际完成值=98.5%；指标6.实际完成值=31500人；指标8.实际完成值=93.5% ×60
    Fail: 指标1.实际完成值=120公里；指标2.实际完成值=40处；指标2.得分=10；指标2.偏差原因=；指标3.实际完成值=95%；指标6.实际完成值=30000人；指标8.实际完成值=90%；总分.得分=99.5 ×60
    Guard: 不到 200 个数 | fewer than 200 figures | 指标1.实际完成值=130公里；指标3.实际完成值=98.5%；指标6.实际完成值=31500人；指标8.实际完成值=93.5% ×40
    Guard: 百分之百的比率 | rates of a hundred per cent | 指标3.年度指标值=100%；指标3.实际完成值=100%；指标8.年度指标值=≥95%；指标8.实际完成值=100%；指标1.实际完成值=126公里 ×60
    """
    count, rounds, pairs, equal = index.run(
        "SELECT SUM(digits), SUM(round_digits), SUM(pairs), SUM(equal_pairs) FROM counted"
    ).fetchone()
    least = profile.thresholds["digit_numbers"]
    for part, whole, share, variant in (
        (rounds, count, profile.thresholds["digit_share"], ""),
        (equal, pairs, profile.thresholds["equal_share"], "target"),
    ):
        if whole >= least and part >= share * whole:
            percent = rounded(Decimal(part) * 100 / whole, 0)
            yield Shared({"count": whole, "share": f"{percent}%", "actual": Decimal(part) / whole}, variant=variant)
