"""What a form says, in the words of a report: the texts for the places of an outline.

Only facts of the form and sums of them. What only a person knows is a place to be filled in: 【请填写：…】.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from .. import compute, values
from ..model import Field, Form, Indicator, bare

#: A place for a person, with what belongs there.
OPEN = "【请填写：{}】"


def inline(form: Form) -> dict[str, str]:
    """The places that stand within a sentence, by name."""
    total = form.fund_total
    amounts = {name: getattr(total, key) if total is not None else None for name, key in _AMOUNTS.items()}
    found = {name: _amount(form, field) for name, field in amounts.items()}
    found |= {
        "年度": str(form.year) if form.year is not None else None,
        "项目名称": form.project.value,
        "主管部门": form.department.value,
        "实施单位": form.unit.value,
        "执行率": _rate(form),
        "自评得分": _points(total_score(form)),
        "满分": _points(form.profile.full_mark),
        "等级": compute.form_grade(form),
        "指标数": f"{len(form.scored_rows)}项" if form.scored_rows else None,
        "各级指标数": _counts(form),
        "各部分得分": "，".join(f"{name}得分{_points(got)}（分值{_points(most)}）" for name, most, got in parts(form)),
    }  # fmt: skip
    return {name: " ".join(text.split()) if text else OPEN.format(name) for name, text in found.items()}


def paragraphs(form: Form) -> dict[str, list[str]]:
    """The places that stand for whole paragraphs, by name; none where the form has nothing of the kind."""
    return {name: list(said(form)) for name, said in _PARAGRAPHS.items()}


_AMOUNTS = {"年初预算数": "initial_budget", "全年预算数": "budget", "全年执行数": "executed"}


def total_score(form: Form) -> Decimal | None:
    """The total score of the form: the one declared, else the sum."""
    return form.total.score.value if form.total.score.value is not None else compute.score_sum(form)


def parts(form: Form) -> list[tuple[str, Decimal, Decimal]]:
    """Name, weight and score of budget execution and of each first level; those that lack one are left out."""
    row, found = form.fund_total, []
    if row is not None:
        found.append(("预算执行", row.weight.value, row.score.value))
    for level in form.first_levels:
        rows = [row for row in level.rows if not row.detail and not row.na]
        weight, score = (compute.total(getattr(row, name) for row in rows) for name in ("weight", "score"))
        if rows:
            found.append((level.label.value or bare(level.label.text), weight, score))
    return [(name, weight, score) for name, weight, score in found if weight and score is not None]


def _amount(form: Form, field: Field[Decimal] | None) -> str | None:
    return None if field is None or field.value is None else _money(form, field.value)


def _money(form: Form, amount: Decimal) -> str:
    return f"{values.written(compute.in_form_unit(amount, form))}{form.money_unit}"


def _rate(form: Form) -> str | None:
    row = form.fund_total
    rate = row.rate.value if row is not None else None
    if rate is None:
        exact = compute.execution_rate(row)
        rate = None if exact is None else compute.rounded(exact, 4)
    return None if rate is None else f"{values.written(rate * 100)}%"


def _points(points: Decimal | None) -> str | None:
    return None if points is None else f"{values.written(points)}分"


def _counts(form: Form) -> str | None:
    rows = [(level, [row for row in level.rows if not row.detail and not row.na]) for level in form.first_levels]
    return "、".join(f"{level.label.value or bare(level.label.text)}{len(below)}项" for level, below in rows if below)


def _sources(form: Form) -> Iterator[str]:
    """其中: the sources of the money, if they make the whole."""
    total = form.fund_total
    rows = [row for row in form.fund_rows if row.kind != "total" and row.budget.value]
    if total is None or total.budget.value is None or not rows:
        return
    if abs(sum((row.budget.value or Decimal(0) for row in rows), Decimal(0)) - total.budget.value) > compute.CENT:
        yield OPEN.format("资金来源（自评表上各项来源之和与总额不等，请先核对）")
        return
    said = "、".join(
        f"{bare(row.item.text).removeprefix('其中').lstrip(':')}{_amount(form, row.budget)}" for row in rows
    )
    yield f"按来源分：{said}。"


def _adjustment(form: Form) -> Iterator[str]:
    """How the budget was changed, if both amounts are there."""
    row = form.fund_total
    if row is None or row.initial_budget.value is None or row.budget.value is None:
        return
    change = row.budget.value - row.initial_budget.value
    if change:
        word = "增加" if change > 0 else "减少"
        yield f"与年初预算相比，全年预算{word}{_money(form, abs(change))}。" + OPEN.format("预算调整的原因和依据")


def _unspent(form: Form) -> Iterator[str]:
    row = form.fund_total
    if row is None or row.budget.value is None or row.executed.value is None:
        return
    rest = row.budget.value - row.executed.value
    if rest > 0:
        yield f"尚有{_money(form, rest)}没有执行。" + OPEN.format("没有执行的原因和结余资金的去向")
    elif rest < 0:
        yield OPEN.format("执行数大于预算数的原因")


def _goal(name: str) -> Callable[[Form], Iterator[str]]:
    def said(form: Form) -> Iterator[str]:
        texts = [getattr(goal, name).value for goal in form.goals]
        lines = [line.strip() for text in texts if text and not values.stroke(text) for line in text.split("\n")]
        yield from filter(None, lines)
        if not any(lines):
            yield OPEN.format({"expected": "预期目标", "actual": "实际完成情况"}[name])

    return said


def _indicators(form: Form) -> Iterator[str]:
    """One paragraph an indicator, below a line for its first level."""
    done: set[int] = set()
    number = 0
    for level in form.first_levels:
        rows = [row for row in level.rows if any(row is one for one in form.scored_rows)]
        if rows:
            number += 1
            yield f"{number}.{_level_line(level.label.value or bare(level.label.text), rows)}"
            yield from (_row_line(row) for row in rows)
            done.update(id(row) for row in rows)
    yield from (_row_line(row) for row in form.scored_rows if id(row) not in done)


def _level_line(name: str, rows: list[Indicator]) -> str:
    weight, score = (compute.total(getattr(row, key) for row in rows) for key in ("weight", "score"))
    if weight is None or score is None:
        return f"{name}（共{len(rows)}项）。"
    return f"{name}得分{_points(score)}（分值{_points(weight)}，共{len(rows)}项）。"


def _row_line(row: Indicator) -> str:
    said = [
        f"{word}{_quoted(field)}"
        for word, field in (("指标值", row.target), ("实际完成值", row.actual))
        if (field.value and not row.shifted) or (field is row.actual and field.value)
    ]
    said += [f"{word}{_points(field.value)}" for word, field in (("分值", row.weight), ("得分", row.score))
             if field.value is not None]  # fmt: skip
    return f"{_name(row)}：{'，'.join(said)}。" if said else f"{_name(row)}。"


def _name(row: Indicator) -> str:
    return " ".join((row.name.value or row.label).split()).rstrip("。；;")


def _quoted(field: Field[str]) -> str:
    """A value with a figure as it stands, a text in quotation marks."""
    text = " ".join((field.value or "").split()).rstrip("。；;")
    measured = values.parse(text).numbers or values.parse(text).kind in ("date", "period")
    return text if measured and len(text) <= 20 else f"“{text}”"


def _lost(form: Form) -> Iterator[str]:
    """The indicators that lost points, with the reasons that the form gives."""
    lost = [row for row in form.scored_rows if row.score.value is not None and row.weight.value is not None
            and row.score.value < row.weight.value]  # fmt: skip
    if not lost:
        return
    yield f"自评表中有{len(lost)}项指标没有得满分："
    for number, row in enumerate(lost, 1):
        assert row.weight.value is not None and row.score.value is not None
        line = f"{number}.“{_name(row)}”扣{_points(row.weight.value - row.score.value)}。"
        reason = " ".join((row.reason.value or "").split())
        if reason and not values.stroke(reason):
            line += f"{reason.rstrip('。；;')}。"
        else:
            line += OPEN.format("扣分的原因和改进措施")
        yield line


_PARAGRAPHS: dict[str, Callable[[Form], Iterator[str]]] = {
    "资金来源": _sources,
    "预算调整": _adjustment,
    "未执行情况": _unspent,
    "预期目标": _goal("expected"),
    "实际完成情况": _goal("actual"),
    "指标完成情况": _indicators,
    "扣分的指标": _lost,
}
#: Places of a paragraph for what is no text: the chart of the points, and the form itself.
CHART, ANNEX = "得分图", "自评表"
#: All places that an outline may have.
NAMES = (
    *("年度", "项目名称", "主管部门", "实施单位", "年初预算数", "全年预算数", "全年执行数", "执行率"),
    *("自评得分", "满分", "等级", "指标数", "各级指标数", "各部分得分", *_PARAGRAPHS, CHART, ANNEX),
)  # fmt: skip
