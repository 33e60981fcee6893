"""XFM: what was taken over from another form: rows with their figures, reasons, the result of a survey."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from ...model import Profile
from . import Shared, batch_rule
from .index import Index, grouped


@batch_rule(
    "XFM03",
    level="warning",
    zh="{actual} 张表与“{project}”（{unit}）的指标有 {share} 以上相同，实际完成值也一样",
    en="{actual} form(s) share at least {share} of the indicators with {project} ({unit}), and their actual values",
    do_zh="请核对这几张表填的是否都是各自项目的实际数；确属同一项工作、共用数据的，请在表上写明",
    do_en="check that each form gives its own project's figures; say so on the form where the work and its data are shared",
)
def copied_forms(index: Index, profile: Profile) -> Iterator[Shared]:
    """两个项目的指标和实际完成值大部分相同。
    Two projects with mostly the same indicators and actual values.

    不同项目的名称、指标值、实际完成值三样都相同的行占八成以上，像是照抄。只看有说服力的行：实际完成值有三位以上有效数字，指标值不是
    100% 或“=”；至少两行（同一单位的两个项目要三行，因为服务的可能是同一批人）。同一项目的副本由 XFM01 说明。

    Where four in five rows of two projects agree in name, target and actual value, one looks copied. Only telling rows
    count: three significant digits reached, a target that is not 100 % or fixed; two of them at least, three within one
    unit, whose projects may serve the same people. Copies of one project are left to XFM01.

    Source: 公开自评表中两镇受益人数、满意度完全相同
    Certainty: filled
    Pass: 项目名称=甲项目；实施单位=甲镇人民政府 ‖ 项目名称=乙项目；实施单位=乙镇人民政府；指标1.实际完成值=131公里；指标6.实际完成值=30455人；指标8.实际完成值=92.7%；指标3.实际完成值=97.1%
    Fail: 项目名称=甲项目；实施单位=甲镇人民政府 ‖ 项目名称=乙项目；实施单位=乙镇人民政府
    Fail: 项目名称=甲项目 ‖ 项目名称=乙项目
    Mend: ‖ 指标1.实际完成值=131公里；指标6.实际完成值=30455人；指标8.实际完成值=92.7%
    Guard: 目标是 100% 的行不算 | rows with a target of 100 % do not count | 项目名称=甲项目；指标3.年度指标值=100%；指标3.实际完成值=99.6%；指标6.年度指标值=100%；指标6.实际完成值=99.3%；指标8.年度指标值=100%；指标8.实际完成值=99.1% ‖ 项目名称=乙项目；指标3.年度指标值=100%；指标3.实际完成值=99.6%；指标6.年度指标值=100%；指标6.实际完成值=99.3%；指标8.年度指标值=100%；指标8.实际完成值=99.1%；指标1.实际完成值=131公里
    Guard: 整齐的小数目会碰巧相同 | small round figures agree by chance | 项目名称=甲项目；指标1.实际完成值=120公里；指标3.实际完成值=98%；指标6.实际完成值=31000人；指标8.实际完成值=95% ‖ 项目名称=乙项目；指标1.实际完成值=120公里；指标3.实际完成值=98%；指标6.实际完成值=31000人；指标8.实际完成值=95%
    Guard: 同一单位的两个项目共用人数和满意度 | two projects of a unit with the same people and survey | 项目名称=甲项目；指标1.实际完成值=120公里；指标3.实际完成值=98% ‖ 项目名称=乙项目；指标1.实际完成值=120公里；指标3.实际完成值=98%
    Guard: 同一项目的副本 | a copy of one project | ‖
    Guard: 一张没有写项目名称 | one does not name its project | 项目名称=甲项目 ‖ 项目名称=
    """
    share = f"{profile.thresholds['copied_form_share']:.0%}"
    _prepare(index, int(min(profile.thresholds["copied_own_rows"], profile.thresholds["copied_form_rows"])))
    followers: dict[int, list[int]] = {}
    for form, first in sorted([*_same(index, profile), *_near(index, profile)]):
        followers.setdefault(first, []).append(form)
    for first, forms in sorted(followers.items()):
        (leader,) = index.members([first])
        who = {"project": leader.project or leader.file, "unit": leader.unit or leader.file}
        yield Shared({**who, "share": share, "actual": Decimal(len(forms))}, [first, *forms])


def _prepare(index: Index, least: int) -> None:
    """Makes the tables ``sets``, the first form of each set of rows, so that a form that was copied a thousand times is
    compared once, and ``often``, in how many of these a row stands if it is more than one."""
    index.run("CREATE TABLE sets (form INTEGER PRIMARY KEY, size INT, set_digest INT, unit TEXT, name TEXT)")
    index.run(
        "INSERT INTO sets SELECT MIN(id), size, set_digest, unit, name FROM counted WHERE size >= ? "
        "GROUP BY set_digest, size",  # of the other columns SQLite gives those of the form with the least number
        least,
    )
    index.run(
        "CREATE TABLE often AS SELECT digest AS d, COUNT(*) AS n FROM rows JOIN sets USING (form) GROUP BY digest "
        "HAVING n > 1"
    )
    index.run("CREATE UNIQUE INDEX often_d ON often (d)")
    index.run("CREATE INDEX rows_form ON rows (form, digest)")


def _same(index: Index, profile: Profile) -> Iterator[tuple[int, int]]:
    """Forms all of whose telling rows are those of an earlier form, with this form."""
    query = (
        "SELECT counted.id, counted.unit, counted.name, form, sets.unit, sets.name FROM counted JOIN sets "
        "ON counted.set_digest = sets.set_digest AND counted.size = sets.size AND id > form ORDER BY form, id"
    )
    for (first, unit, name), rows in grouped(((*row[3:], *row[:3]) for row in index.run(query)), 3):
        telling = _in_common(index, profile, first, first)[1]
        for form, other_unit, other_name in rows:
            if _differ(unit, name, other_unit, other_name) and telling >= _least(profile, unit, other_unit):
                yield form, first


def _near(index: Index, profile: Profile) -> Iterator[tuple[int, int]]:
    """Forms that share most telling rows with an earlier form but not all, with the earliest of these.

    Two sets that share so much have one of their rarest rows in common, so that only these are looked up; which rows
    are rare is counted first, and one that stands in very many forms is not looked up at all.
    """
    share, common = profile.thresholds["copied_form_share"], int(profile.thresholds["copied_form_common"])
    index.run("CREATE TABLE rare (digest INT, form INT, PRIMARY KEY (digest, form)) WITHOUT ROWID")
    query = (
        "SELECT form, size, digest, n FROM sets JOIN rows USING (form) LEFT JOIN often ON d = digest "
        "ORDER BY form, n, digest"  # a row that stands in one form alone has no n, and comes first
    )
    for (form, size), rows in grouped(index.run(query), 2):
        prefix = rows[: size - _shared(share, size) + 1]
        found = [(digest, form) for digest, often in prefix if often is not None and often <= common]
        if found:
            index.many("INSERT INTO rare VALUES (?, ?)", found)
    pairs = "SELECT DISTINCT b.form, a.form FROM rare b JOIN rare a ON a.digest = b.digest AND a.form < b.form ORDER BY 1, 2"
    for (form,), earlier in grouped(index.run(pairs), 1):
        first = next((first for (first,) in earlier if _is_copy(index, profile, form, first)), None)
        if first is not None:
            yield form, first


def _is_copy(index: Index, profile: Profile, form: int, first: int) -> bool:
    """Two forms are of different projects and have enough rows in common."""
    query = "SELECT unit, name, size FROM sets WHERE form = ?"
    unit, name, size = index.run(query, form).fetchone()
    other_unit, other_name, other_size = index.run(query, first).fetchone()
    wanted = _shared(profile.thresholds["copied_form_share"], max(size, other_size))
    if min(size, other_size) < wanted or not _differ(unit, name, other_unit, other_name):
        return False
    shared, telling = _in_common(index, profile, form, first)
    return shared >= wanted and telling >= _least(profile, unit, other_unit)


def _in_common(index: Index, profile: Profile, form: int, other: int) -> tuple[int, int]:
    """How many rows two forms share, and how many of these do not stand in very many forms."""
    query = (
        "SELECT COUNT(*), SUM(n IS NULL OR n <= ?) FROM rows a JOIN rows b ON a.digest = b.digest "
        "LEFT JOIN often ON d = a.digest WHERE a.form = ? AND b.form = ?"
    )
    shared, telling = index.run(query, int(profile.thresholds["copied_form_common"]), form, other).fetchone()
    return shared, telling or 0


def _differ(unit: str, name: str, other_unit: str, other_name: str) -> bool:
    """Two forms are of different projects for certain: a missing name is not another one."""
    return ("" not in (name, other_name) and name != other_name) or (
        "" not in (unit, other_unit) and unit != other_unit
    )


def _least(profile: Profile, unit: str, other: str) -> Decimal:
    """How many rows two forms must share, whatever their share."""
    return profile.thresholds["copied_own_rows" if unit == other else "copied_form_rows"]


def _shared(share: Decimal, size: int) -> int:
    """How many of so many rows are that share."""
    return int((share * size).to_integral_value(ROUND_CEILING))


@batch_rule(
    "XFM05",
    level="hint",
    zh="{actual} 张表的偏差原因一字不差：“{reason}”",
    en="{actual} forms give the same reason word for word: {reason}",
    do_zh="请写明各项目自己的原因和措施；确属同一原因的，请写清对本项目的影响",
    do_en="give each project's own cause and measure; where the cause is shared, say how it told on the project",
)
def same_reason(index: Index, profile: Profile) -> Iterator[Shared]:
    """几张表的偏差原因一字不差。
    The same reason, word for word, on several forms.

    三张以上的表用同一句话解释扣分，多半是套话。没有扣分的行、“无”“详见报告”之类、疫情年度（2020—2022 年）的疫情原因都不算；
    内容相同的副本只算一份。

    Three forms or more that explain lost points by one sentence use a phrase. Rows with full marks, 无, references to a
    report, and the epidemic in its years (2020 to 2022) do not count; copies count once.

    Source: 复核中常见的套话
    Certainty: memory
    Pass: ×2 ‖ 指标2.偏差原因=征地协调滞后，2处转入次年，已于2023年3月修复。
    Fail: ×3
    Mend: 指标2.偏差原因=连续降雨，4处转入次年，已修复。 ‖ 指标2.偏差原因=征地协调滞后，4处转入次年，已修复。 ‖ 指标2.偏差原因=材料到货推迟，4处转入次年，已修复。
    Guard: 疫情年度的疫情 | the epidemic in its years | 指标2.偏差原因=受疫情影响，4处转入次年，已修复。 ×4
    Guard: 原因写在报告里 | the reason stands in the report | 指标2.偏差原因=详见自评报告，已补修。 ×4
    Guard: 只有两张表 | two forms only | ×2
    Guard: 没有扣分的行 | no points lost | 指标1.偏差原因=按计划完成，无偏差；指标2.偏差原因=汛期塌方，已补修 ‖ 指标1.偏差原因=按计划完成，无偏差；指标2.偏差原因=连续降雨，已补修 ‖ 指标1.偏差原因=按计划完成，无偏差；指标2.偏差原因=到货推迟，已补修
    """
    query = (
        "SELECT digest, text, form FROM reasons JOIN (SELECT digest AS d FROM reasons GROUP BY digest "
        "HAVING COUNT(*) >= ?) ON digest = d ORDER BY digest, form"
    )
    found = []
    for _, rows in grouped(index.run(query, int(profile.thresholds["same_reason_forms"])), 1):
        values = {"reason": rows[0][0], "actual": Decimal(len(rows))}
        found.append(Shared(values, [form for _, form in rows]))
    yield from sorted(found, key=lambda shared: (min(shared.forms), shared.values["reason"]))


@batch_rule(
    "XFM10",
    level="warning",
    zh="{count} 张有满意度的表中，{actual} 张的满意度都是 {figure}",
    en="of {count} forms with a satisfaction figure {actual} have {figure}",
    do_zh="请核对各项目是否分别调查；几个项目合并调查的，请在表上写明",
    do_en="check whether each project was surveyed; where one survey served several, say so on the forms",
)
def same_satisfaction(index: Index, profile: Profile) -> Iterator[Shared]:
    """大部分表的满意度一字不差。
    Most forms have the same satisfaction, to the decimal.

    各项目分别调查，满意度很难连小数都一样。八成以上的表（至少五张、不止一个单位）满意度相同，且不是 95%、100% 这样的整数时提醒。
    一个单位的几个项目合并调查是允许的；表上写明统一调查、第三方调查的不算。

    Surveys of different projects hardly agree to the decimal. Where four in five forms of several units do, five forms
    at least, and the figure is none such as 95 % or 100 %, that is asked about. One unit may survey its projects
    together, and forms that name a joint survey do not count.

    Source: 审计中的常见疑点（凭记忆）
    Certainty: memory
    Pass: 指标8.实际完成值=93.5% ×3 ‖ 实施单位=棠溪镇人民政府；指标8.实际完成值=94.1% ×2
    Fail: ×3 ‖ 实施单位=棠溪镇人民政府 ×3
    Mend: 指标8.实际完成值=94.1% ‖ 指标8.实际完成值=92.8% ‖ ‖ 指标8.实际完成值=96.3%
    Guard: 一个单位的项目合并调查 | one unit surveys its projects together | ×6
    Guard: 写明统一调查 | a joint survey is named | 指标8.偏差原因=全县统一调查 ×3 ‖ 实施单位=棠溪镇人民政府；指标8.偏差原因=全县统一调查 ×3
    Guard: 整数会碰巧相同 | round figures agree by chance | 指标8.实际完成值=95% ×3 ‖ 实施单位=棠溪镇人民政府；指标8.实际完成值=95% ×3
    """
    count = index.value("SELECT COUNT(*) FROM counted WHERE satisfied")
    if count < profile.thresholds["same_survey_forms"]:
        return
    query = (
        "SELECT text, COUNT(DISTINCT form), COUNT(DISTINCT unit) FROM satisfaction JOIN counted ON id = form "
        "GROUP BY text ORDER BY 2 DESC, 1 LIMIT 1"
    )
    for text, forms, units in index.run(query):
        if forms > profile.thresholds["same_survey_share"] * count and units > 1:
            named = index.run("SELECT DISTINCT form FROM satisfaction WHERE text = ? ORDER BY form", text)
            values = {"figure": text, "actual": Decimal(forms), "count": count}
            yield Shared(values, [form for (form,) in named])
