"""XFM: which projects are there: one that was filed twice, forms that do not belong to the batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from ...model import Profile
from . import Shared, batch_rule
from .index import Index, grouped

T = TypeVar("T")


@batch_rule(
    "XFM01",
    level="error",
    zh={
        "": "“{project}”有 {actual} 张表，填的数不同",
        "copy": "“{project}”有 {actual} 份内容相同的表，汇总时只算一份",
        "code": "{actual} 张表的项目代码都是 {code}，项目名称不同",
    },
    en={
        "": "{project} has {actual} forms with unlike figures",
        "copy": "{project} is there {actual} times with the same figures and counts once",
        "code": "{actual} forms carry the project code {code} under unlike names",
    },
    do_zh={
        "": "请确认以哪一张为准，撤下其余的；本是不同项目的，请改正项目名称",
        "copy": "请确认是否重复报送，多余的不必再报",
        "code": "请核对项目代码和名称；分开报送的子项目，不必处理",
    },
    do_en={
        "": "decide which one is valid and withdraw the others; if they are different projects, correct the names",
        "copy": "check whether it was filed twice; one is enough",
        "code": "check code and name; nothing to do for parts of a project that are filed apart",
    },
)
def project_filed_twice(index: Index, profile: Profile) -> Iterator[Shared]:
    """同一项目报了不止一张表。
    A project with more than one form.

    单位、项目名称（或项目代码）、年度都相同，就是同一项目。数不同的，不知道该信哪一张，判为错误；数相同的只是多了一份或换了一种格式，
    提示一次，汇总时算一份。单位或年度没有填写、主管部门不全、名称只是一类项目的通称时，可能是两个项目，作警告。

    Forms that agree in unit, name (or code) and year are of one project. With unlike figures nobody knows which holds;
    with the same ones it is a copy or another format, and counts once. Where unit, department or year is missing, or the
    name is that of a kind of projects, they may be two, and it is a warning.

    Source: 目标表审核；批量汇总前的去重
    Certainty: proposal
    Pass: 项目名称=农村公路日常养护项目 ‖ 项目名称=桥梁定期检测项目
    Fail: 资金总额.得分=9.50 ‖ 指标1.实际完成值=128公里
    Fail: 总分.等级=优 ‖ 总分.等级=优秀
    Fail: 实施单位= ‖ 实施单位=；指标1.实际完成值=128公里
    Fail: 项目名称=51000021R000000019951-工资性支出 ‖ 项目名称=51000021R000000019951-工资
    Mend: 项目名称=农村公路日常养护项目二标段 ‖ 项目名称=农村公路日常养护项目一标段
    Guard: 不同单位的同名项目 | one name in two units | 实施单位=青禾县公路养护中心 ‖ 实施单位=棠溪镇人民政府；指标1.实际完成值=128公里
    Guard: 不同主管部门下同名的单位 | units of one name below two departments | 主管部门=青禾县教育局；实施单位=中心小学 ‖ 主管部门=棠溪县教育局；实施单位=中心小学；指标1.实际完成值=128公里
    Guard: 不同年度 | another year | 标题=2021年度项目支出绩效自评表；指标4.年度指标值=2021年12月底前；指标4.实际完成值=2021年11月 ‖ 指标1.实际完成值=128公里
    Guard: 一期和二期 | phases of a project | 项目名称=农村公路养护工程一期 ‖ 项目名称=农村公路养护工程二期；指标1.实际完成值=128公里
    Guard: 代码不同的同名项目 | one name under two codes | 项目名称=51000021R000000019951-工资性支出 ‖ 项目名称=51000021R000000019952-工资性支出；指标1.实际完成值=128公里
    Guard: 没有填写项目名称 | no name at all | 项目名称=XX项目 ‖ 项目名称=XX项目；指标1.实际完成值=128公里
    """
    found = [*_by_name(index), *_by_code(index)]
    yield from sorted(found, key=lambda shared: (min(shared.forms), shared.variant))


class _Filed(NamedTuple):
    form: int
    department: str
    code: str
    figures: int
    generic: int


def _by_name(index: Index) -> Iterator[Shared]:
    """Unit, name and year are the same."""
    query = (
        "SELECT unit, name, year, id, department, code, figures, generic FROM forms JOIN "
        "(SELECT unit AS u, name AS n, year AS y FROM forms WHERE name <> '' GROUP BY 1, 2, 3 HAVING COUNT(*) > 1) "
        "ON unit = u AND name = n AND year IS y ORDER BY unit, name, year, id"
    )
    for (unit, name, year), rows in grouped(index.run(query), 3):
        for below in apart([_Filed(*row) for row in rows], attrgetter("department")):
            for same in apart(below, attrgetter("code")):
                if len(same) < 2:
                    continue
                values = {"project": name, "actual": Decimal(len(same)), "expected": Decimal(1)}
                forms = [one.form for one in same]
                if len({one.figures for one in same}) == 1:
                    yield Shared(values, forms, "hint", "copy")
                    continue
                certain = unit and year and all(one.department and not one.generic for one in same)
                yield Shared(values, forms, None if certain else "warning")


def apart(filed: Sequence[T], entry: Callable[[T], str]) -> list[list[T]]:
    """The forms by an entry that tells them apart; one that lacks it belongs to the others if these are all alike."""
    by: dict[str, list[T]] = {}
    for one in filed:
        by.setdefault(entry(one), []).append(one)
    return [list(filed)] if len(by.keys() - {""}) <= 1 else list(by.values())


def _by_code(index: Index) -> Iterator[Shared]:
    """Unit, code and year are the same, the names are not."""
    query = (
        "SELECT unit, year, code, id FROM forms JOIN (SELECT unit AS u, year AS y, code AS c FROM forms "
        "WHERE code <> '' GROUP BY 1, 2, 3 HAVING COUNT(DISTINCT name) > 1) "
        "ON unit = u AND code = c AND year IS y ORDER BY unit, year, code, id"
    )
    for (_, _, code), rows in grouped(index.run(query), 3):
        values = {"code": code, "actual": Decimal(len(rows)), "expected": Decimal(1)}
        yield Shared(values, [form for (form,) in rows], "warning", "code")


@batch_rule(
    "XFM07",
    level="warning",
    zh={
        "": "{count} 张表是 {actual} 年度，本批多数（{usual} 张）是 {expected} 年度",
        "profile": "{count} 张表的表样是 {actual}，本批多数（{usual} 张）是 {expected}",
        "money": "{count} 张表的金额单位是{actual}，本批多数（{usual} 张）是{expected}",
    },
    en={
        "": "{count} form(s) are of {actual}, most of the batch ({usual}) of {expected}",
        "profile": "{count} form(s) are printed as {actual}, most of the batch ({usual}) as {expected}",
        "money": "{count} form(s) print amounts in {actual}, most of the batch ({usual}) in {expected}",
    },
    do_zh={
        "": "请核对年度，换用当年的表重新填报；本就分年度报送的，不必处理",
        "profile": "请核对是否用错了往年或别处的表样；上级资金另有表样的，不必处理",
        "money": "汇总时已换算；请核对这几张表的金额确实以此为单位",
    },
    do_en={
        "": "check the year and file this year's form; nothing to do where several years are filed on purpose",
        "profile": "check whether an old or foreign form was used; nothing to do where the giver of the money prints its own",
        "money": "amounts are converted; check that those of these forms are really in that unit",
    },
)
def mixed_forms(index: Index, profile: Profile) -> Iterator[Shared]:
    """一批表里混入了别的年度、别的表样或别的金额单位。
    Forms of another year, another print or another unit of money within a batch.

    同一批报送的表通常年度、表样、单位都一样。多数（八成以上）一致时，列出不一致的那几张：年度不同是警告，表样和金额单位不同只是提示。
    用 --year 指定了年度的，年度由 IDN02 逐张核对，这里不再说。

    The forms of one batch are mostly of one year, one print and one unit of money. Where most of them agree (four in
    five), the others are listed: another year is a warning, the rest a hint. With --year the year is left to IDN02.

    Source: 批量汇总中的常见情形
    Certainty: proposal
    Pass: ×6
    Fail: ×6 ‖ 标题=2021年度项目支出绩效自评表；指标4.年度指标值=2021年12月底前；指标4.实际完成值=2021年11月
    Fail: ×6 ‖ 指标6.一级指标=效益指标(30分)；指标8.一级指标=满意度指标(10分)
    Fail: ×6 ‖ 资金标签=项目资金（元）；资金总额.年初预算数=1200000；当年拨款.年初预算数=1000000；上年结转.年初预算数=200000；资金总额.全年预算数=1200000；当年拨款.全年预算数=1000000；上年结转.全年预算数=200000；资金总额.全年执行数=1140000；当年拨款.全年执行数=960000；上年结转.全年执行数=180000
    Guard: 本就有两个年度 | two years on purpose | ×3 ‖ 标题=2021年度项目支出绩效自评表；指标4.年度指标值=2021年12月底前；指标4.实际完成值=2021年11月 ×3
    Guard: 只有几张表，看不出多数 | too few to tell what is usual | ×3 ‖ 标题=2021年度项目支出绩效自评表；指标4.年度指标值=2021年12月底前；指标4.实际完成值=2021年11月
    Guard: 上级资金另有表样 | the giver of the money prints its own | ×6 ‖ 项目名称=2022年中央财政衔接推进乡村振兴补助资金；指标6.一级指标=效益指标(30分)；指标8.一级指标=满意度指标(10分)
    Guard: 表上没有年度 | a form without a year | ×6 ‖ 标题=项目支出绩效自评表
    """
    usual = (profile.thresholds["batch_forms"], profile.thresholds["batch_majority"])
    yield from _unusual(index, "year", "year IS NOT NULL AND NOT expected", "1", usual)
    yield from _unusual(index, "profile", "profile <> ''", "NOT transfer", usual, level="hint", variant="profile")
    yield from _unusual(index, "money_unit", "money_unit <> ''", "1", usual, level="hint", variant="money")


def _unusual(
    index: Index, entry: str, known: str, asked: str, usual: tuple[Decimal, Decimal], **case: str
) -> Iterator[Shared]:
    """Where most forms of which an entry is ``known`` have one, the others that may be ``asked`` about, by entry."""
    counts = dict(index.run(f"SELECT {entry}, COUNT(*) FROM counted WHERE {known} GROUP BY 1 ORDER BY 2 DESC, 1"))
    total, most = sum(counts.values()), max(counts, key=lambda one: counts[one], default=None)
    least, share = usual
    if most is None or total < least or counts[most] < share * total:
        return
    query = f"SELECT {entry}, id FROM counted WHERE {known} AND {asked} AND {entry} <> ? ORDER BY 1, 2"
    for (other,), rows in grouped(index.run(query, most), 1):
        values: dict[str, Any] = {"actual": other, "expected": most, "usual": counts[most], "count": len(rows)}
        yield Shared(values, [form for (form,) in rows], **case)
