"""RPT: the money that the report names, against the funds block of the form."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from .. import compute, narrative, values
from ..model import Field, Form, Problem, Where
from ..patterns import rare
from . import rule

if TYPE_CHECKING:
    from ..narrative.money import Amount

#: The columns of the form that an amount of each role may be that of, and whether a row of a source may be meant.
_COLUMNS: dict[str, tuple[tuple[str, ...], bool]] = {
    "full_budget": (("budget",), False),
    "initial_budget": (("initial_budget",), False),
    "executed": (("executed",), False),
    "any_amount": (("budget", "executed", "initial_budget"), True),
}
_ITEMS = {"budget": "全年预算数", "initial_budget": "年初预算数", "executed": "全年执行数"}


@rule(
    "RPT01",
    level="error",
    zh={
        "": "报告第 {paragraph} 段“{sentence}”写的是 {said}，自评表{item}是 {expected} {unit}",
        "rest": "报告第 {paragraph} 段“{sentence}”写的结余是 {said}，自评表全年预算数减全年执行数是 {expected} {unit}",
    },
    en={
        "": "paragraph {paragraph} of the report says {said} ({sentence}); the form gives {expected} {unit} as {item}",
        "rest": "paragraph {paragraph} of the report says that {said} were left ({sentence}); on the form budget less "
        "spending is {expected} {unit}",
    },
    do_zh="报告与自评表的金额应一致（换算单位后），请核对后改正一处",
    do_en="report and form should name the same amount; check both and correct one",
    needs=("report",),
)
def other_amount(form: Form) -> Iterator[Problem]:
    """报告里的项目资金与自评表不一致。
    The report names another amount than the form.

    报告是自评表的说明，资金总额、全年预算数、全年执行数应与表上相同，万元和元换算后再比，按写出的小数位四舍五入或截取都算相同。
    只核对明说是本年、本项目总额的数：分项、上年、节约、追加、概算、约数都不比。

    The report explains the form, so total, budget and spending must be the same after converting units; rounding and
    cutting to the decimals written are fine. Only what is called the project's amount of the year is compared: parts,
    other years, savings, changes, estimates and rough figures are not.

    Source: 益阳 2022 年自评报告（89.8 万元与表一致）
    Certainty: seen
    Pass: 报告.资金=项目全年预算数1200000元，全年执行数114万元，执行率95%。
    Fail: 报告.资金=项目全年预算数120万元，全年执行数141万元。
    Fail: 报告.概况+=项目总投入130万元。
    Mend: 报告.资金=项目全年预算数120万元，全年执行数114万元。
    Fail: 报告.资金+=年末结余16万元。
    Guard: 结余又结转 | a rest in two parts | 报告.资金+=年末结余资金2万元，剩余资金4万元结转下年。
    Guard: 到年底为止的数 | up to the end of the year | 报告.资金+=截至2022年底，累计支出1140000元，结余6万元。
    Guard: 约数 | a rough figure | 报告.概况+=项目总投入约130万元。
    Guard: 上年的数 | last year's amount | 报告.概况+=2021年项目总投入98万元，去年全年执行数97万元。
    Guard: 节约的钱 | money saved | 报告.指标+=通过集中采购节约资金13万元。
    Guard: 分项的钱 | the money of a part | 报告.概况+=路面保洁子项目总投入45万元，其中全年执行数40万元。
    Guard: 项目里一个方面的钱 | the money of one matter | 报告.概况+=路面小修方面，项目共投入资金52万元，项目实际支出50万元。
    Guard: 前一句说的是另一个项目 | the sentence before speaks of another project | 报告.概况=路面小修项目已完工。项目总投入52万元。
    Guard: 没有说是项目的 | not said to be the project's | 报告.概况+=共投入资金52万元，实际支出51万元。
    Guard: 追加的钱 | an addition | 报告.概况+=年中追加预算20万元。
    Guard: 半年的数 | half a year | 报告.资金+=截至6月底，全年执行数已达60万元。
    Guard: 一个来源的钱 | the money of one source | 报告.概况+=项目预算100万元为县级财政资金。
    Guard: 整个单位的预算 | the budget of the unit | 报告.概况+=本单位部门预算总额3200万元。
    Guard: 项目几年的总投资 | what several years cost | 报告.概况+=农村公路提升工程概算总投资3000万元。
    """
    parts = {part for one in narrative.sums(form) for part in one.parts}
    several = {one.amount for one in narrative.products(form)}
    for amount in narrative.amounts(form):
        if amount not in parts and amount not in several and _is_another(form, amount):
            name = _COLUMNS[amount.role][0][0]
            yield _money_problem(form, amount, narrative.column(form, (name,), parts=False)[0], name)
    yield from _other_rest(form)


def _other_rest(form: Form) -> Iterator[Problem]:
    """What the report says was left is not what budget and spending leave; there may be other reasons for that."""
    rests = [(row.executed, row.budget.value - row.executed.value) for row in form.fund_rows
             if row.budget.value is not None and row.executed.value is not None]  # fmt: skip
    said = narrative.rests(form)
    if not rests or form.fund_total is None or len(said) != 1:
        return
    left = [field._replace(value=rest) for field, rest in rests]
    if not any(narrative.fits(said[0], field) for field in left):
        expected = compute.in_form_unit(rests[0][1], form)
        yield form.fund_total.executed.problem(
            **said[0].sentence.said(said[0].text),
            said=said[0].text, actual=said[0].value, expected=expected, unit=form.money_unit,
            variant="rest", level="warning",
        )  # fmt: skip


def _is_another(form: Form, amount: Amount) -> bool:
    """The amount is called the project's, and is none of those that the form gives under that name."""
    if not amount.role:
        return False
    names, rows = _COLUMNS[amount.role]
    asked = narrative.column(form, names[:1], parts=False)
    return bool(asked) and not any(narrative.fits(amount, field) for field in narrative.column(form, names, rows))


def _money_problem(form: Form, amount: Amount, field: Field[Decimal], name: str) -> Problem:
    expected = compute.in_form_unit(field.value or Decimal(0), form)
    return field.problem(
        **amount.sentence.said(amount.text),
        said=amount.text, item=_ITEMS[name], actual=amount.value, expected=expected, unit=form.money_unit,
    )  # fmt: skip


def funds_place(form: Form, name: str = "budget") -> Where:
    """The cell of the funds total to point at; the head of the form if it prints none."""
    row = form.fund_total
    field = getattr(row, name) if row is not None else None
    return field.where if field is not None and field.where is not None else form.where


@rule(
    "RPT02",
    level="error",
    zh={
        "": "报告第 {paragraph} 段“{sentence}”：各项 {parts} 加起来是 {actual} 万元，总数写的是 {said}",
        "more": "报告第 {paragraph} 段“{sentence}”：其中各项 {parts} 加起来是 {actual} 万元，超过了 {said}",
        "table": "报告正文第 {table} 个表格“{heading}”一栏各行加起来是 {actual}，合计写的是 {said}",
    },
    en={
        "": "paragraph {paragraph} of the report ({sentence}): {parts} add up to {actual} (10,000 yuan), not to {said}",
        "more": "paragraph {paragraph} of the report ({sentence}): {parts} add up to {actual} (10,000 yuan), above {said}",
        "table": "table {table} of the report: the column {heading} adds up to {actual}, not to {said}",
    },
    do_zh="请核对各分项和总数，改到相加相等",
    do_en="check parts and whole until they add up",
    needs=("report",),
)
def parts_do_not_add_up(form: Form) -> Iterator[Problem]:
    """报告里的分项加起来不等于总数。
    The parts named in the report do not add up to the whole.

    “甲 23.8 万元、乙 26 万元，共计 49.8 万元”“三个项目共计……具体情况如下”这样写明了总数和各分项的，分项之和应等于总数。只写“其中”
    的不一定列全，只在超过总数时报。报告里的表格，最后一行是“合计”的，各栏另加，不等的作警告。“每年 20 万，共计 40 万元”是乘积，不是分项。

    Where a text names all parts and their sum they must agree; after 其中 (of which) not all need to be named, so only
    more than the whole is wrong. The columns of its tables are added up as well, as warnings. So much a year, so much in all is a product.

    Source: 益阳 2022 年自评报告（23.8+26+40=89.8）
    Certainty: seen
    Pass: 报告.概况+=其中日常保洁45万元，路面小修52万元，设施修复23万元，共计120万元。
    Fail: 报告.概况+=其中日常保洁45万元，路面小修55万元，设施修复23万元，共计120万元。
    Fail: 报告.概况+=项目资金总额120万元，其中财政拨款110万元，上年结转20万元。
    Fail: 报告.概况+=三个部分共计投入120万元，具体如下：/日常保洁，投入45万元。/路面小修，投入52万元。/设施修复，投入32万元。
    Mend: 报告.概况=项目资金120万元。
    Fail: 报告.资金=全年执行数114万元，其中一季度20万元、二季度30万元、三季度34万元、四季度40万元。
    Guard: 前三季度 | three quarters | 报告.资金=全年执行数114万元，其中一季度20万元、二季度30万元、三季度34万元。
    Guard: 总数在分项前后各写一次 | the whole before and behind its parts | 报告.概况+=120万元资金分配如下：日常保洁45万元，路面小修52万元，设施修复23万元，合计120万元。
    Guard: 括号里说的是某一分项 | what a bracket says of a part | 报告.概况+=日常保洁60万元（20人，人均3万元），路面小修37万元，设施修复23万元，三项共计120万元。
    Guard: 每年多少、几年共计，是乘积 | a yearly amount and its product | 报告.概况+=系统维护费每年20万，两年共计40万元。
    Guard: 其中没有列全 | not all parts are named | 报告.概况+=项目资金总额120万元，其中路面小修52万元，设施修复23万元。
    Guard: 单位不同，换算后相等 | other units, the same money | 报告.概况+=日常保洁450000元，路面小修52万元，设施修复23万元，共计120万元。
    Guard: 约数 | a rough figure | 报告.概况+=日常保洁约45万元，路面小修55万元，设施修复23万元，共计120万元。
    Guard: 分项里还有其中 | parts of parts | 报告.概况+=日常保洁60万元（其中人工40万元、机械20万元），路面小修60万元，共计120万元。
    Guard: 其中之后又说了别的 | something else after the parts | 报告.概况+=项目资金120万元，其中财政拨款100万元，上年结转20万元，实际支付114万元。
    Guard: 不是分项的数 | no parts | 报告.概况+=合同价45万元，审定价44万元，共计支付40万元。
    """
    seen = set()
    for whole, parts, complete in narrative.sums(form):
        said = (parts, whole.value)  # the same whole may stand in front of its parts and behind them
        if said in seen or _is_another(form, whole):
            continue
        seen.add(said)
        total = sum((part.value for part in parts), Decimal(0))
        coarse = max(_unit_of(amount) for amount in (whole, *parts))
        if abs(total - whole.value) <= max(compute.CENT, coarse if len(parts) > 1 and coarse < 1 else compute.ZERO):
            continue
        if complete or total > whole.value:
            yield funds_place(form).problem(
                **whole.sentence.said(whole.text),
                parts="、".join(part.text for part in parts),
                said=whole.text, actual=total, expected=whole.value, variant="" if complete else "more",
            )  # fmt: skip
    for column in narrative.columns(form):
        yield funds_place(form).problem(
            table=column.table, heading=column.heading, said=column.text, actual=column.total, expected=column.stated,
            variant="table", level="warning",
        )  # fmt: skip


def _unit_of(amount: Amount) -> Decimal:
    """One unit of the last decimal of an amount, in 万元; of a whole number nothing, for it is meant exactly."""
    exponent = int(amount.number.as_tuple().exponent)
    return Decimal(1).scaleb(exponent) * amount.value / amount.number if exponent < 0 and amount.number else Decimal(0)


@rule(
    "RPT08",
    level="hint",
    zh="报告第 {paragraph} 段“{sentence}”说节约 {actual}，第 {other} 段“{earlier}”说 {expected}",
    en="paragraph {paragraph} of the report ({sentence}) speaks of {actual} saved, paragraph {other} ({earlier}) of "
    "{expected}",
    do_zh="两处说的若是一件事，请改为一致；不是一件事的，请写明各自的范围",
    do_en="make them one figure if they mean the same; else say what each covers",
    needs=("report",),
)
def two_figures_for_one_thing(form: Form) -> Iterator[Problem]:
    """报告里同一件事写了两个数。
    The report gives two figures for one thing.

    前面说节约 200 万元、后面说节约 600 万元，审核的人会问以哪个为准。范围不同的，写明就行，所以只提示。

    200 saved here and 600 there: a reviewer asks which it is. They may cover different things, so this is a hint.

    Source: 益阳 2022 年自评报告（设备节约约 200 万元，系统和硬件至少 600 万元）
    Certainty: seen
    Pass: 报告.资金+=争取设备支持，节约投入13万元。；报告.指标+=共节约投入13万元。
    Fail: 报告.资金+=争取设备支持，节约投入13万元。；报告.指标+=通过集中采购，初步估算至少节约资金约60万元。
    Mend: 报告.指标=各项指标均已分析。
    Guard: 节约的是两样东西 | two things were saved | 报告.资金+=集中采购节约材料费13万元。；报告.指标+=全年节约水电费3万元。
    Guard: 一句里的两个数是分项 | two figures in one sentence are parts | 报告.指标+=人工费节约3万元，材料费节约5万元。
    """
    saved = form.profile.words["report_saved"]
    earlier: Amount | None = None
    for amount in narrative.amounts(form):
        word = next((word for word in saved if word in amount.lead), None)
        if word is None or not _MONEY.fullmatch(amount.lead.rpartition(word)[2]):
            continue
        if earlier is not None and earlier.sentence != amount.sentence and earlier.value != amount.value:
            yield (form.project.where or form.where).problem(
                **amount.sentence.said(amount.text),
                actual=amount.text, expected=earlier.text,
                other=earlier.sentence.paragraph, earlier=earlier.sentence.said(earlier.text)["sentence"],
            )  # fmt: skip
            return
        earlier = earlier or amount


#: Between 节约 and the amount: money as such, and not the money for one thing.
_MONEY = rare("(?:了|大量|财政|项目|建设|的|资金|费用|投入|成本|支出|经费|约|近|达|共|计|至少|初步|估算|超过)*")


@rule(
    "RPT09",
    level="warning",
    zh="报告第 {paragraph} 段“{sentence}”：{actual} 是 {years} 年的钱，而自评表只是一年的预算（{expected} {unit}）",
    en="paragraph {paragraph} of the report ({sentence}): {actual} is the money of {years} years, the form is of one "
    "({expected} {unit})",
    do_zh="一张表只算一年的预算；补付以前年度的，请在报告中写明，不属于本年的请从表中减去",
    do_en="a form is of one year; say so if earlier years were paid for, else take the rest out of the form",
    needs=("report",),
)
def money_of_several_years(form: Form) -> Iterator[Problem]:
    """几年的钱算进了一年的表。
    Money of several years in the form of one.

    “每年 20 万，两年共计 40 万元”写进了当年的自评表。一次付清以前年度的欠款是可以的，写明就不报；总数超过表上预算的，说的是项目全
    期，也不报。

    So much a year, so much in two years, in the form of one year. Arrears may be paid at once; where the text says so
    nothing is found, nor where the sum exceeds the form's budget and so means the project as a whole.

    Source: 益阳 2022 年自评报告（系统运维每年 20 万，两年共计 40 万元）
    Certainty: seen
    Pass: 报告.概况+=系统维护费每年20万元。
    Fail: 报告.概况+=系统已运行维护两年，每年20万，共计40万元。
    Fail: 报告.概况+=系统维护费两年共计40万元。
    Mend: 报告.概况=项目资金120万元。
    Guard: 写明补付欠款 | arrears are said to be | 报告.概况+=补付系统维护费欠款，每年20万，两年共计40万元。
    Guard: 项目全期的总数 | the project as a whole | 报告.概况+=项目实施三年，每年120万元，共计360万元。
    Guard: 年份不是年数 | a year is no number of years | 报告.概况+=2022年共安排资金120万元。
    Guard: 近几年的背景 | the years before | 报告.概况+=近三年累计投入110万元。
    Guard: 合同期的总数 | the sum of a contract | 报告.概况+=服务合同三年总金额90万元。
    Guard: 打算用几年 | a plan for years | 报告.概况+=计划每年20万，三年共计60万元。
    """
    total = form.fund_total
    budget = total.budget if total is not None else None
    if budget is None or budget.value is None:
        return
    for amount, years in narrative.products(form):
        explained = form.profile.words["report_arrears"].within(amount.sentence.folded)
        if not explained and amount.value <= budget.value:
            yield funds_place(form).problem(
                **amount.sentence.said(amount.text),
                actual=amount.text, years=years, unit=form.money_unit,
                expected=compute.in_form_unit(budget.value, form),
            )  # fmt: skip


#: What was not reached is named in the same sentence, or only large deviations are meant.
_EXCEPT = rare("除|仅|只有|未|外|偏差较大|偏差过大|偏差率|基本")


@rule(
    "RPT10",
    level="warning",
    zh={
        "": "报告第 {paragraph} 段“{sentence}”，而自评表的年初预算数 {expected}、全年预算数 {actual} {unit}",
        "deviation": "报告第 {paragraph} 段“{sentence}”，而自评表有 {count} 项没有得满分，如“{name}”",
    },
    en={
        "": "paragraph {paragraph} of the report says {sentence}, but the form's budget went from {expected} to {actual} "
        "{unit}",
        "deviation": "paragraph {paragraph} of the report says {sentence}, but {count} rows of the form lost points, as "
        "{name}",
    },
    do_zh="请在报告中如实说明调整或偏差的情况和原因",
    do_en="say in the report what changed or deviates, and why",
    needs=("report",),
)
def change_is_denied(form: Form) -> Iterator[Problem]:
    """报告说无变更、无偏差，自评表却有。
    The report denies a change or a deviation that the form shows.

    预算从 100 万元调到 150 万元，报告却写“预算无调整”，两边说的不是一回事，作警告。“项目无变更”可能只说内容，“无偏差”可能只说支出，作提示。

    A budget that went from 100 to 150 with a report of no change is a warning; 项目无变更 may mean the content and
    无偏差 the spending, so these are hints.

    Source: 益阳 2022 年自评报告有“项目无变更”（表上预算也没有变）；本工具的建议
    Certainty: proposal
    Pass: 报告.资金+=预算无调整，项目无变更。
    Fail: 资金总额.年初预算数=100；当年拨款.年初预算数=80；报告.资金+=预算无调整。
    Fail: 资金总额.年初预算数=100；当年拨款.年初预算数=80；报告.资金+=项目无变更，费用均按合同支付。
    Fail: 报告.指标+=各项指标全部达到预期目标，无偏差。
    Mend: 报告.资金=年中追加预算20万元，项目全年预算数120万元，全年执行数114万元。
    Guard: 没有年初预算数 | no initial budget | 资金总额.年初预算数=；报告.资金+=项目无变更。
    Guard: 说的是偏差不大 | no large deviation | 报告.指标+=没有偏差较大的指标。
    Guard: 写明了哪项没有完成 | what was not reached is named | 报告.指标+=除安全设施修复外，其余指标均已完成。
    """
    words, total = form.profile.words, form.fund_total
    changed = total is not None and total.budget.value is not None and total.initial_budget.value is not None
    lost = [row for row in form.scored_rows if row.score.value is not None and row.weight.value is not None
            and row.score.value < row.weight.value]  # fmt: skip
    for sentence in narrative.sentences(form):
        partly = _EXCEPT.search(sentence.folded)
        flat, soft = (
            words["report_unchanged"].within(sentence.folded),
            words["report_no_change"].within(sentence.folded),
        )
        if changed and (flat or soft) and total is not None and total.budget.value != total.initial_budget.value:
            before, after = (compute.in_form_unit(field.value or Decimal(0), form)
                             for field in (total.initial_budget, total.budget))  # fmt: skip
            yield total.budget.problem(
                **sentence.said(), actual=after, expected=before, unit=form.money_unit, level=None if flat else "hint"
            )
            changed = False
        if lost and not partly and words["report_no_deviation"].within(sentence.folded):
            yield lost[0].score.problem(
                **sentence.said(),
                count=len(lost),
                name=values.normalise(lost[0].label),
                variant="deviation",
                level="hint",
            )
            lost = []
