"""FND: money (万元), execution rate and execution score."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import compute, values
from ..compute import CENT, ONE, ZERO, agrees, cut, in_form_unit, rounded
from ..model import Field, Form, FundRow, Problem
from . import rule

_AMOUNTS = (("initial_budget", "年初预算数"), ("budget", "全年预算数"), ("executed", "全年执行数"))


def _top_parts(parts: list[FundRow]) -> list[FundRow]:
    """The parts without those that are details of the part above them."""
    top, rest = [], parts
    while rest:
        row, rest = rest[0], rest[1:]
        top.append(row)
        rest = rest[_details(row, rest) :]
    return top


def _details(row: FundRow, following: list[FundRow]) -> int:
    """How many of the following rows are details of a row: those that add up to it in each amount (at least two)."""
    amounts = [getattr(row, name).value for name, _ in _AMOUNTS]
    sums = [ZERO for _ in _AMOUNTS]
    for count, detail in enumerate(following, 1):
        sums = [sum_ + (getattr(detail, name).value or ZERO) for sum_, (name, _) in zip(sums, _AMOUNTS, strict=True)]
        if count > 1 and any(amounts) and all(a is None or a == s for a, s in zip(amounts, sums, strict=True)):
            return count
    return 0


def _same_amount(total: Field[Decimal], parts: list[Field[Decimal]], sum_: Decimal, cent: Decimal) -> bool:
    """The total equals the sum of its parts, up to one hundredth of the printed unit or the rounding of what is printed."""
    assert total.value is not None
    coarsest = min(part.decimals for part in parts if part.value is not None)
    return (
        abs(total.value - sum_) <= cent
        or agrees(total, sum_)
        or (coarsest < total.decimals and rounded(total.value, coarsest) == sum_)
    )


@rule(
    "FND01",
    level="error",
    zh={
        "": "{column}总额 {shown} {unit}，下列各项合计 {sum} {unit}",
        "blank": "{column}总额没有填写，下列各项合计 {sum} {unit}",
    },
    en={
        "": "total {column} is {shown}, its parts add up to {sum} ({unit})",
        "blank": "total {column} is empty, its parts add up to {sum} ({unit})",
    },
    do_zh="请核对总额和各项资金，使总额等于当年财政拨款、上年结转、其他资金之和",
    do_en="make the total equal to the sum of its sources",
    absorbs=("FND02", "FND03", "FND05", "FND06", "FND08"),
    fix="auto",
)
def total_is_not_its_parts(form: Form) -> Iterator[Problem]:
    """资金总额与各项之和不等。
    The total is not the sum of its parts.

    年初预算数、全年预算数、全年执行数三列都应平衡。各项全空时不核对；表上只列其中一部分来源、没有“其他资金”行时，
    总额大于各项之和是正常的；“其中”下面又列“其中”的表不核对。

    Each of the three columns must balance. Nothing is said where all parts are empty, where the form lists only some of
    the sources and the total is larger, or where parts are details of parts.

    Source: 池州某镇 2022 年自评表（总额 0，分项 90、89.974）；系统平衡校验
    Certainty: filled
    Pass: 资金总额.年初预算数=；当年拨款.年初预算数=；上年结转.年初预算数=
    Fail: 资金总额.年初预算数=100
    Fail: 资金总额.年初预算数=
    Mend: 资金总额.年初预算数=120
    Guard: 各项来源都没有填 | no part is filled | 当年拨款.全年预算数=；上年结转.全年预算数=
    Guard: 相差不到 0.01 | less than 0.01 | 资金总额.全年预算数=120.004
    Guard: 总额取整，各项带小数 | the total is rounded to what it prints | 资金总额.全年预算数=120；当年拨款.全年预算数=99.6
    Guard: 只列出部分来源，没有“其他资金”行 | only some sources are listed | 其他资金.项目=中央补助；资金总额.全年预算数=150
    Guard: “其中”下面又列“其中” | a detail of a detail | 上年结转.项目=其中：县级财政拨款；资金总额.全年预算数=100
    """
    total = form.fund_total
    parts = [row for row in form.fund_rows if row.kind != "total"]
    # a second 其中 begins details of details, and nothing says where they end
    if total is None or not parts or any(row.item.text.startswith("其中") for row in parts[1:]):
        return
    for name, column in _AMOUNTS:
        whole: Field[Decimal] = getattr(total, name)
        if whole.where is None or whole.fault:
            continue
        sum_ = _imbalance(whole, parts, name, form)
        if sum_ is None or ((top := _top_parts(parts)) != parts and _imbalance(whole, top, name, form) is None):
            continue
        said = {"column": column, "expected": sum_, "sum": in_form_unit(sum_, form), "unit": form.money_unit}
        if whole.value is not None:
            said |= {"actual": whole.value, "shown": in_form_unit(whole.value, form)}
            covers = [field.where for field in (total.rate, total.score, total.budget) if field.where is not None]
            yield whole.problem(**said, covers=covers)
        elif whole.blank and sum_ and top == parts and _is_complete(parts, name):
            yield whole.problem(**said, variant="blank", level="warning")


def _is_complete(parts: list[FundRow], name: str) -> bool:
    """Each source that has any amount has this one, so that the sum leaves none out."""
    amounts = [[getattr(row, other).value for other, _ in _AMOUNTS if getattr(row, other).where] for row in parts]
    return all(getattr(row, name).value is not None for row, found in zip(parts, amounts, strict=True) if any(found))


def _imbalance(whole: Field[Decimal], parts: list[FundRow], name: str, form: Form) -> Decimal | None:
    """The sum of the parts if it is not the total; None if it is, or if nothing can be said."""
    fields: list[Field[Decimal]] = [getattr(row, name) for row in parts]
    amounts = [field.value for field in fields if field.value is not None]
    if not amounts or any(field.fault for field in fields):
        return None
    sum_ = sum(amounts, ZERO)
    if whole.value is None:
        return sum_
    if whole.value == sum_:
        return None
    cent = CENT * values.money_factor(form.money_unit)
    open_ended = not any(row.kind == "other" for row in parts) and whole.value > sum_
    return None if open_ended or _same_amount(whole, fields, sum_, cent) else sum_


@rule(
    "FND02",
    level="error",
    zh={
        "": "执行率 {actual:%}，按 {executed} ÷ {budget} 应为 {expected:%}",
        "rounding": "执行率 {actual:%}，按表上金额 {executed} ÷ {budget} 为 {expected:%}，可能因金额取整",
        "blank": "执行率没有填写，按 {executed} ÷ {budget} 为 {expected:%}",
    },
    en={
        "": "execution rate {actual:%}, but {executed} / {budget} is {expected:%}",
        "rounding": "execution rate {actual:%}, while {executed} / {budget} is {expected:%}; the amounts may be rounded",
        "blank": "the execution rate is empty; {executed} / {budget} is {expected:%}",
    },
    do_zh="执行率 = 全年执行数 ÷ 全年预算数，请核对金额或改正执行率",
    do_en="execution rate = executed / budget; check the amounts or correct the rate",
    needs=("funds.budget", "funds.executed", "funds.rate"),
    fix="auto",
)
def rate_is_wrong(form: Form) -> Iterator[Problem]:
    """执行率算错。
    The execution rate is wrong.

    执行率等于全年执行数除以全年预算数（调整后、含上年结转）。按印出的小数位四舍五入或截取都认可；金额取整到万元时，
    取整能解释的差异只提示。其中各行的执行率可以不填。

    Executed divided by the adjusted budget, carry-over included. Rounding and cutting to the printed decimals both pass;
    what rounded amounts explain is a hint. The rows of the sources may leave it empty.

    Source: 四川 2023 年自评表表下注明；鄂州 2019 年（171 ÷ 287 写作 60%）
    Certainty: published
    Pass: 资金总额.全年预算数=287；资金总额.全年执行数=171；资金总额.执行率=60%；资金总额.得分=6；当年拨款.全年预算数=267；当年拨款.全年执行数=153；总分.得分=95；资金总额.年初预算数=
    Fail: 资金总额.执行率=100%
    Mend: 资金总额.执行率=95%
    Guard: 各项来源的执行率填“—” | a dash in the rows of the sources | 当年拨款.执行率=—
    Guard: 写成小数 0.95 | a fraction | 资金总额.执行率=0.95
    Guard: 写成 95.00，不带百分号 | a percentage without its sign | 资金总额.执行率=95.00
    """
    for row in form.fund_rows:
        exact = compute.execution_rate(row)
        if exact is None or row.rate.where is None or row.rate.fault:
            continue
        if row.rate.value is None:
            if row.kind == "total" and row.rate.blank:
                yield row.rate.problem(**_quotient(row, exact, form), variant="blank", level="warning")
        elif not agrees(row.rate, exact):
            said = {"actual": row.rate.value, **_quotient(row, exact, form)}
            variant, level = ("rounding", "hint") if _explained_by_rounded_amounts(row) else ("", None)
            yield row.rate.problem(**said, variant=variant, level=level)


def _quotient(row: FundRow, exact: Decimal, form: Form) -> dict[str, Decimal]:
    """What the messages say of the division, amounts in the form's unit."""
    budget, executed = (in_form_unit(field.value or ZERO, form) for field in (row.budget, row.executed))
    return {"budget": budget, "executed": executed, "expected": rounded(exact, 4)}


def _explained_by_rounded_amounts(row: FundRow) -> bool:
    bounds = compute.rate_bounds(row)
    if bounds is None or row.rate.value is None:
        return False
    decimals = row.rate.decimals
    return cut(bounds[0], decimals) <= rounded(row.rate.value, decimals) <= rounded(bounds[1], decimals)


@rule(
    "FND03",
    level="error",
    zh={
        "": "预算执行得分 {actual} 分，按执行率 {rate:%} × 分值 {weight} 应为 {expected} 分",
        "rounding": "预算执行得分 {actual} 分，准确值是 {expected} 分，取整后成了满分",
        "blank": "预算执行得分没有填写，按执行率 {rate:%} × 分值 {weight} 为 {expected} 分",
    },
    en={
        "": "execution score {actual}, but rate {rate:%} times weight {weight} is {expected}",
        "rounding": "execution score {actual}; exactly it is {expected}, and rounding made it full marks",
        "blank": "the execution score is empty; rate {rate:%} times weight {weight} is {expected}",
    },
    do_zh="得分 = 执行率 × 分值（最高为分值），保留两位小数",
    do_en="score = rate times weight, at most the weight, to two decimals",
    needs=("funds.score", "funds.weight"),
    fix="auto",
)
def execution_score_is_wrong(form: Form) -> Iterator[Problem]:
    """预算执行得分算错。
    The execution score is wrong.

    得分按执行率乘分值计算，最高为分值。按金额算或按表上执行率算得出的分都认可，四舍五入或截取到所写的小数位也认可。
    准确值不到满分却写满分的，取整能解释时作警告，不能解释时判错。

    Rate times weight, capped at the weight. A score that follows from the amounts or from the printed rate passes, rounded
    or cut to its printed decimals. Full marks for less than that are a warning if rounding explains them, else an error.

    Source: 北京海淀 2016、湖北 2020、四川 2023 年自评表；池州某镇 2022 年（89.974 ÷ 90 得 0 分）
    Certainty: published
    Pass: 资金总额.得分=9.50
    Fail: 资金总额.得分=10；总分.得分=99
    Mend: 资金总额.得分=9.5；总分.得分=98.5
    Guard: 9.5 截取成 9 | 9.5 cut to 9 | 资金总额.得分=9
    """
    row = form.fund_total
    if row is None or not row.weight.value or row.weight.value < 0 or row.score.where is None or row.score.fault:
        return
    weight = row.weight.value
    rates = [rate for rate in (compute.execution_rate(row), row.rate.value) if rate is not None]
    if not rates:
        return
    exact = [compute.execution_score(rate, weight) for rate in rates]
    score = row.score.value
    fitting = [value for value in exact if agrees(row.score, value)]
    if fitting and (score != weight or any(rounded(value, 2) >= weight for value in fitting)):
        return
    shown = {"rate": rounded(rates[0], 4), "weight": weight, "expected": rounded(exact[0], 2)}
    if score is None:
        yield row.score.problem(**shown, variant="blank", level="warning")
    elif not fitting:
        yield row.score.problem(actual=score, **shown)
    else:
        yield row.score.problem(actual=score, **shown, variant="rounding", level="warning")


@rule(
    "FND04",
    level="warning",
    zh="{item}：执行数 {shown} {unit}大于预算数 {budget} {unit}",
    en="{item}: executed {shown} exceeds the budget {budget} ({unit})",
    do_zh="请核对是否有追加预算未计入全年预算数；确属超预算的请说明原因",
    do_en="check whether added budget is missing from the adjusted budget, or explain",
    needs=("funds.budget", "funds.executed"),
)
def executed_exceeds_budget(form: Form) -> Iterator[Problem]:
    """执行数大于预算数。
    More was spent than budgeted.

    全年预算数应包含追加和上年结转，支出不会超过它。差额在 0.1% 以内或不超过 0.01 的视为取整。

    The adjusted budget includes additions and carry-over, so it cannot be exceeded. Less than 0.1 % or 0.01 is rounding.

    Source: 预算约束的一般要求
    Certainty: proposal
    Pass: 其他资金.全年预算数=30；其他资金.全年执行数=30.01；资金总额.全年预算数=150；资金总额.全年执行数=144.01；资金总额.执行率=96%；资金总额.得分=9.6；总分.得分=98.6
    Fail: 当年拨款.全年执行数=105；资金总额.全年执行数=123；资金总额.执行率=102.5%；资金总额.得分=10；总分.得分=99
    Guard: 超出不到 0.1% | less than 0.1 % | 资金总额.全年执行数=120.06；当年拨款.全年执行数=100.05；上年结转.全年执行数=20.01
    """
    least = form.profile.thresholds["overspent_least"]
    for row in form.fund_rows:
        budget, executed = row.budget.value, row.executed.value
        if budget is None or executed is None or budget <= 0 or executed <= budget:
            continue
        if executed - budget > CENT and executed / budget - ONE > least:
            amounts = {"shown": in_form_unit(executed, form), "budget": in_form_unit(budget, form)}
            said = {"item": row.item.text or "资金", "unit": form.money_unit, **amounts}
            yield row.executed.problem(**said, actual=executed, expected=budget)


@rule(
    "FND07",
    level="error",
    zh={
        "": "预算执行得分 {actual} 分，超过分值 {expected} 分",
        "negative": "预算执行得分 {actual} 分，小于 0",
        "weight": "预算执行分值 {actual} 分，表样规定 {expected} 分",
    },
    en={
        "": "execution score {actual} exceeds its weight {expected}",
        "negative": "execution score {actual} is below 0",
        "weight": "execution weight {actual}, the form sets {expected}",
    },
    do_zh={"": "得分最高为分值，请按执行率 × 分值改正", "weight": "请核对表样规定的分值"},
    do_en={"": "at most the weight: rate times weight", "weight": "check the weight that the form sets"},
    needs=("funds.weight",),
    absorbs=("FND03",),
    fix="offer",
)
def execution_score_over_cap(form: Form) -> Iterator[Problem]:
    """预算执行得分超过分值，或分值不是表样规定的。
    The execution score exceeds its cap, or the cap is not the one of the form.

    执行率再高，得分也不超过分值（多数表样 10 分，湖北 20 分）。分值与所选表样不同时提醒；按名指定了表样的判为错误。

    However high the rate, the score is capped (10 points on most forms, 20 in Hubei). A weight that differs from the
    profile is a question, and an error if the profile was named by hand.

    Source: 鄂州 2021 年自评表（资金行 100/98）；各省表样
    Certainty: filled
    Pass: 资金总额.分值=10分；资金总额.得分=9.5分
    Fail: 资金总额.得分=11；总分.得分=100
    Mend: 资金总额.得分=9.5；总分.得分=98.5
    Guard: “10分”就是 10 | 10分 is 10 | 资金总额.分值=10分
    """
    row = form.fund_total
    if row is None or row.weight.value is None:
        return
    weight, score, usual = row.weight.value, row.score.value, form.profile.execution_weight
    if score is not None and score > weight:
        rate = compute.execution_rate(row) or row.rate.value
        computed = None if rate is None else rounded(compute.execution_score(rate, weight), 2)
        yield row.score.problem(actual=score, expected=weight, computed=computed)
    elif score is not None and score < 0:
        yield row.score.problem(actual=score, expected=ZERO, variant="negative")
    if usual is not None and weight != usual:
        level = "error" if form.profile_choice == "named" else "warning"
        yield row.weight.problem(actual=weight, expected=usual, variant="weight", level=level)


@rule(
    "FND08",
    level="error",
    zh={
        "": "预算数为 {budget}，执行数却有 {shown} {unit}",
        "zero": "预算数和执行数都是 0，执行率无法计算",
        "initial": "全年预算数没有填写，只有年初预算数 {shown} {unit}",
        "executed": "填了预算数 {shown} {unit}，没有填执行数",
        "blank": "资金总额的预算数和执行数都没有填写",
    },
    en={
        "": "the budget is {budget}, yet {shown} was executed ({unit})",
        "zero": "budget and executed are both 0; there is no rate",
        "initial": "the adjusted budget is empty; only the initial budget {shown} ({unit}) is given",
        "executed": "budget {shown} ({unit}) is given, executed is empty",
        "blank": "budget and executed of the total are empty",
    },
    do_zh={
        "": "请填写全年预算数；年中追加的项目填追加后的数",
        "zero": "项目未实施的请写明情况，由财政部门决定是否计分",
        "initial": "请填写全年预算数，未调整的与年初预算数相同",
        "executed": "请填写全年执行数，没有支出的填 0",
        "blank": "请填写全年预算数和全年执行数",
    },
    do_en={
        "": "fill in the adjusted budget",
        "zero": "say that the project was not carried out; the finance office decides",
        "initial": "fill in the adjusted budget, the same as the initial one if unchanged",
        "executed": "fill in what was executed, 0 if nothing",
        "blank": "fill in budget and executed",
    },
    needs=("funds.budget", "funds.executed"),
)
def rate_not_computable(form: Form) -> Iterator[Problem]:
    """预算数为零或没有填写，执行率无从计算。
    The budget is zero or empty, so there is no rate.

    有支出而没有预算一定有错。预算和执行都为 0 的（项目取消）是可能的，作警告。年初预算为 0、年中追加的是正常情形。

    Money executed without a budget is wrong. 0 of 0 happens when a project is withdrawn: a warning. An initial budget of
    0 with money added in the year is legal.

    Source: 各系统对零预算的处理互不相同，故只指出、不计算；大英县自评表年初为 0 属正常
    Certainty: system
    Pass: 资金总额.年初预算数=0；当年拨款.年初预算数=0；上年结转.年初预算数=0
    Fail: 资金总额.全年预算数=；当年拨款.全年预算数=；上年结转.全年预算数=；资金总额.年初预算数=；当年拨款.年初预算数=；上年结转.年初预算数=
    Guard: 年初没有预算，年中追加 | added in the year | 资金总额.年初预算数=0；当年拨款.年初预算数=0；上年结转.年初预算数=0
    """
    row = form.fund_total
    if row is None or row.budget.fault or row.executed.fault:
        return
    budget, executed, initial = row.budget.value, row.executed.value, row.initial_budget.value
    unit = form.money_unit
    if budget:
        if executed is None and row.executed.blank:
            shown = in_form_unit(budget, form)
            yield row.executed.problem(shown=shown, unit=unit, variant="executed", level="warning")
    elif executed and budget is None and initial:
        shown = in_form_unit(initial, form)
        yield row.budget.problem(expected=initial, shown=shown, unit=unit, variant="initial", level="warning")
    elif executed:
        shown = in_form_unit(executed, form)
        yield row.budget.problem(actual=budget, budget="空" if budget is None else budget, shown=shown, unit=unit)
    elif budget is None and executed is None:
        if row.budget.blank and row.executed.blank:
            yield row.budget.problem(variant="blank", level="warning")
    else:
        yield row.budget.problem(actual=budget, variant="zero", level="warning")
