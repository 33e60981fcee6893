"""One fault for each rule, planted in a correct form: the faulty form and the cell where the finding belongs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume
from hypothesis import strategies as st

from .generated import Draft, Row, rounded, text

Planter = Callable[[st.DrawFn, Draft], tuple[Draft, str]]
PLANTERS: dict[str, Planter] = {}


def plants(code: str) -> Callable[[Planter], Planter]:
    """Registers what plants the fault of a rule."""

    def register(planter: Planter) -> Planter:
        PLANTERS[code] = planter
        return planter

    return register


def pick(draw: st.DrawFn, draft: Draft, fits: Callable[[Row], bool] = lambda row: True) -> int:
    """The index of some indicator that fits."""
    fitting = [index for index, row in enumerate(draft.rows) if fits(row)]
    assume(fitting)
    return draw(st.sampled_from(fitting))


def changed(draft: Draft, index: int, **values: object) -> Draft:
    """The form with an indicator filled in otherwise, and the total and the grade that follow."""
    rows = [replace(row, **values) if number == index else row for number, row in enumerate(draft.rows)]  # type: ignore[arg-type]
    total = draft.total + rows[index].score - draft.rows[index].score
    return replace(draft, rows=tuple(rows), total=total, grade=grade(draft, total))


def grade(draft: Draft, total: Decimal) -> str:
    return next((word for word, floor in draft.profile.grades if total >= floor), draft.profile.grades[-1][0])


def is_full(row: Row) -> bool:
    return row.score == row.weight


def is_number(row: Row) -> bool:
    return row.target[0] in "≥≤≧不"


def sums(draft: Draft) -> list[Decimal]:
    return [sum((part[n] for part in draft.parts), Decimal(0)) for n in range(3)]


# funds


@plants("FND01")
def _(draw, draft):
    column = draw(st.sampled_from("DEF"))
    off = Decimal(draw(st.integers(1000, 9000)))
    return draft.with_cell(f"{column}6", text(sums(draft)["DEF".index(column)] + off)), f"{column}6"


@plants("FND02")
def _(draw, draft):
    rate = sums(draft)[2] / sums(draft)[1] * 100
    return draft.with_cell("H6", f"{text(rounded(rate - draw(st.integers(2, 30))))}%"), "H6"


@plants("FND03")
def _(draw, draft):
    assume(draft.execution is not None)
    weight, score = draft.execution
    less = score - draw(st.integers(1, 5))
    moved = replace(draft, execution=(weight, less), total=draft.total - score + less)
    return replace(moved, grade=grade(draft, moved.total)), "I6"


@plants("FND04")
def _(draw, draft):
    parts = list(draft.parts)
    initial, budget, _ = parts[0]
    parts[0] = initial, budget, budget + sums(draft)[1]
    moved = replace(draft, parts=tuple(parts))
    if draft.execution is None:
        return moved, "F6"
    weight, score = draft.execution
    total = draft.total - score + weight
    return replace(moved, execution=(weight, weight), total=total, grade=grade(draft, total)), "F6"


@plants("FND07")
def _(draw, draft):
    assume(draft.execution is not None)
    weight, score = draft.execution
    more = weight + draw(st.integers(1, 10))
    total = draft.total - score + more
    return replace(draft, execution=(weight, more), total=total, grade=grade(draft, total)), "I6"


@plants("FND08")
def _(draw, draft):
    parts = tuple((initial, Decimal(0), executed) for initial, _, executed in draft.parts)
    assume(sums(draft)[2] > 0)
    faulty = replace(draft, parts=draft.parts)
    for row, _ in enumerate(parts, 7):
        faulty = faulty.with_cell(f"E{row}", "0")
    faulty = faulty.with_cell("E6", "0").with_cell("H6", "")
    if draft.execution is not None:  # nothing can be said of a score without a rate
        faulty = faulty.with_cell("I6", text(draft.execution[1]))
    return faulty, "E6"


@plants("FND11")
def _(draw, draft):
    index = draw(st.integers(0, 2))
    return draft.with_cell(f"F{7 + index}", draw(st.sampled_from(("7,00.0,77", "待定", "1O.5")))), f"F{7 + index}"


# who, and which year


@plants("IDN01")
def _(draw, draft):
    return draft.with_cell("B3", draw(st.sampled_from(("", "　")))), "B3"


@plants("IDN02")
def _(draw, draft):
    title = "2022年度项目支出绩效自评表（2021年度）"
    return draft.with_cell("A2", title), "A2"


# weights


@plants("WGT01")
def _(draw, draft):
    assume(all(row.cap is None for row in draft.rows))
    index = pick(draw, draft, is_full)
    more = draft.rows[index].weight + draw(st.sampled_from([Decimal("0.5"), 2, 5]))
    return changed(draft, index, weight=more, score=more), f"G{draft.last}"


@plants("WGT02")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.cap is not None and is_full(row))
    more = draft.rows[index].weight + draw(st.sampled_from([Decimal("0.5"), 2, 5]))
    first = next(n for n, row in enumerate(draft.rows) if row.level1 == draft.rows[index].level1)
    return changed(draft, index, weight=more, score=more), draft.place(first, "B")


@plants("WGT03")
def _(draw, draft):
    index = pick(draw, draft)
    return draft.with_cell(draft.place(index, "G"), draw(st.sampled_from(("", "0")))), draft.place(index, "G")


# scores


@plants("SCR01")
def _(draw, draft):
    index = pick(draw, draft)
    return draft.with_cell(draft.place(index, "H"), ""), draft.place(index, "H")


@plants("SCR02")
def _(draw, draft):
    index = pick(draw, draft, is_full)
    more = draft.rows[index].weight + draw(st.sampled_from([Decimal("0.5"), 1, 3]))
    return changed(draft, index, score=more), draft.place(index, "H")


@plants("SCR03")
def _(draw, draft):
    index = pick(
        draw, draft, lambda row: is_number(row) and row.target[0] != "≤" and row.score < row.weight * Decimal("0.8")
    )
    row = draft.rows[index]
    return changed(draft, index, score=rounded((row.score + row.weight) / 2)), draft.place(index, "H")


@plants("SCR04")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.target[0] == "≤" and row.score < row.weight * Decimal("0.9"))
    row = draft.rows[index]
    return changed(draft, index, score=rounded((row.score + row.weight) / 2)), draft.place(index, "H")


@plants("SCR05")
def _(draw, draft):
    index = pick(draw, draft, lambda row: is_number(row) and is_full(row) and row.weight >= 3)
    return changed(draft, index, score=draft.rows[index].weight - 1), draft.place(index, "H")


@plants("SCR07")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.actual.startswith("部分达成"))
    return changed(draft, index, score=draft.rows[index].weight, reason=""), draft.place(index, "H")


@plants("SCR08")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.actual == "达成年度指标")
    return changed(draft, index, actual=draw(st.sampled_from(("基本实现", "基本达成")))), draft.place(index, "F")


@plants("SCR12")
def _(draw, draft):
    index = pick(draw, draft, lambda row: is_number(row) and is_full(row))
    return changed(draft, index, actual=draw(st.sampled_from(("完成", "达成预期指标")))), draft.place(index, "F")


# values


@plants("VAL01")
def _(draw, draft):
    index = pick(draw, draft)
    return draft.with_cell(draft.place(index, "E"), draw(st.sampled_from(("", "—")))), draft.place(index, "E")


@plants("VAL02")
def _(draw, draft):
    index = pick(draw, draft)
    return draft.with_cell(draft.place(index, "F"), ""), draft.place(index, "F")


@plants("VAL03")
def _(draw, draft):
    index = pick(draw, draft, lambda row: is_number(row) and row.target[0] == "≥")
    assume(sum(is_number(row) for row in draft.rows) > 1)
    return changed(draft, index, actual="≥" + draft.rows[index].actual), draft.place(index, "F")


@plants("VAL05")
def _(draw, draft):
    index = pick(draw, draft, lambda row: is_number(row) and row.actual.endswith("%"))
    return changed(draft, index, actual=draft.rows[index].actual.replace("%", "人")), draft.place(index, "F")


@plants("VAL09")
def _(draw, draft):
    index = pick(
        draw, draft, lambda row: row.target.startswith("≥") and row.name.endswith(("合格率", "满意度")) and is_full(row)
    )
    row = draft.rows[index]
    return changed(draft, index, target=row.target.replace("≥", "≤")), draft.place(index, "E")


@plants("VAL17")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.target.endswith("%") and is_full(row))
    return changed(draft, index, target="≥0%"), draft.place(index, "E")


# texts


@plants("TXT01")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.weight - row.score > 1)
    return changed(draft, index, reason=""), draft.place(index, "I")


@plants("TXT02")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.weight - row.score > 1)
    return changed(draft, index, reason=draw(st.sampled_from(("无", "同上", "/")))), draft.place(index, "I")


@plants("TXT04")
def _(draw, draft):
    return draft.with_cell("F11", draw(st.sampled_from(("", "287", "—")))), "F11"


# the form and its total


@plants("STR02")
def _(draw, draft):
    without = draft.with_cell("F12", "")
    for index in range(len(draft.rows)):  # filled, the column would be known by what stands in it
        without = without.with_cell(draft.place(index, "F"), "")
    return without, "B12"


@plants("STR05")
def _(draw, draft):
    index = pick(draw, draft)
    return draft.with_cell(draft.place(index, "D"), draw(st.sampled_from(("", "指标1：")))), draft.place(index, "D")


@plants("STR13")
def _(draw, draft):
    return draft.with_cell(f"H{draft.last}", f"=SUM(H13:H{draft.last - 1})"), f"H{draft.last}"


@plants("STR14")
def _(draw, draft):
    index = pick(draw, draft)
    return draft.with_cell(draft.place(index, "H"), "#REF!"), draft.place(index, "H")


@plants("TOT01")
def _(draw, draft):
    off = draw(st.sampled_from([Decimal("-3"), Decimal("2.5"), Decimal("-0.5")]))
    total = draft.total + off
    assume(off % 1 or draft.total % 1)
    return replace(draft, total=total, grade=grade(draft, total)), f"H{draft.last}"


@plants("TOT02")
def _(draw, draft):
    return draft.with_cell(f"G{draft.last}", draw(st.sampled_from(("90", "110")))), f"G{draft.last}"


@plants("TOT03")
def _(draw, draft):
    assume(draft.total >= 91)
    return replace(draft, grade=draw(st.sampled_from(("中", "差")))), f"I{draft.last}"
