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


def too_much(row: Row) -> Decimal:
    """A score halfway between the one that was earned and the weight; in hundredths, since 6 may be 5.5 rounded."""
    score = rounded((row.score + row.weight) / 2)
    return score if score % Decimal("0.1") else score + Decimal("0.01")


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
    less = score - draw(st.integers(2, 5))  # 9 is 9.995 cut
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
    return changed(draft, index, score=too_much(row)), draft.place(index, "H")


@plants("SCR04")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.target[0] == "≤" and row.score < row.weight * Decimal("0.9"))
    row = draft.rows[index]
    return changed(draft, index, score=too_much(row)), draft.place(index, "H")


@plants("SCR05")
def _(draw, draft):
    # a percentage may be the weight times what was reached, which is SCR06
    fits = lambda row: is_number(row) and is_full(row) and row.weight >= 3 and "%" not in row.target  # noqa: E731
    index = pick(draw, draft, fits)
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


# rules on how a score or a value was typed


def is_rate(row: Row) -> bool:
    return row.target.startswith("≥") and row.name.endswith(("合格率", "满意度")) and is_full(row)


@plants("SCR06")
def _(draw, draft):
    index = pick(draw, draft, lambda row: is_rate(row) and row.weight >= 2)
    row = draft.rows[index]
    reached = Decimal(row.actual.rstrip("%"))
    assume(reached < 97)
    return changed(draft, index, score=rounded(reached / 100 * row.weight), reason=""), draft.place(index, "H")


@plants("SCR09")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.actual == "达成年度指标")
    return changed(draft, index, actual=draw(st.sampled_from(("未完成", "未实施")))), draft.place(index, "H")


@plants("SCR10")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.target == "2022年12月底前")
    return changed(draft, index, target="2022年6月底前"), draft.place(index, "H")


@plants("SCR11")
def _(draw, draft):
    index = pick(draw, draft, lambda row: is_number(row) and row.weight - row.score > 1)
    row = draft.rows[index]
    less = row.score - Decimal("0.0004")
    return replace(changed(draft, index, score=less), total=draft.total), draft.place(index, "H")


@plants("SCR13")
def _(draw, draft):
    index = pick(draw, draft, is_full)
    return draft.with_cell(draft.place(index, "H"), "100%"), draft.place(index, "H")


@plants("VAL06")
def _(draw, draft):
    index = pick(
        draw, draft, lambda row: is_number(row) and row.target[0] != "≤" and "%" not in row.target and is_full(row)
    )
    row = draft.rows[index]
    unit = row.actual.lstrip("0123456789.")
    return changed(draft, index, actual=f"{text(Decimal(row.actual.removesuffix(unit)) * 4)}{unit}"), draft.place(
        index, "F"
    )


@plants("VAL07")
def _(draw, draft):
    index = pick(draw, draft, is_rate)
    return changed(draft, index, actual=draw(st.sampled_from(("108.2%", "120%")))), draft.place(index, "F")


@plants("VAL08")
def _(draw, draft):
    index = pick(draw, draft, is_rate)
    return changed(draft, index, target="290%"), draft.place(index, "E")


@plants("VAL10")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.level2 == "数量指标" and is_full(row))
    vague = {"target": draw(st.sampled_from(("若干", "明显提升"))), "actual": "达成年度指标"}
    return changed(draft, index, **vague), draft.place(index, "E")


@plants("VAL11")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.name in ("养护里程", "维修桥梁数量") and is_full(row))
    row = draft.rows[index]
    bare = {"target": row.target.rstrip("公里座"), "actual": row.actual.rstrip("公里座")}
    return changed(draft, index, **bare), draft.place(index, "E")


@plants("VAL12")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.target == "2022年12月底前")
    return changed(draft, index, target="2022年13月底前"), draft.place(index, "E")


@plants("VAL13")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.level2 == "成本指标" and is_full(row))
    budget = sums(draft)[1]
    cost = {"name": "项目总成本", "target": f"≤{text(budget * 2)}万元", "actual": f"{text(budget)}万元"}
    return changed(draft, index, **cost), draft.place(index, "E")


@plants("VAL14")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.level2 == "成本指标" and is_full(row))
    cost = {"name": "成本控制率", "target": "≤100%", "actual": "95%"}
    return changed(draft, index, **cost), draft.place(index, "E")


@plants("VAL15")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.level2 == "社会效益指标" and is_full(row))
    moved = {"name": "群众满意程度", "target": "≥90%", "actual": "93%"}
    return changed(draft, index, **moved), draft.place(index, "D")


# rules on texts and names


@plants("STR09")
def _(draw, draft):
    index = pick(draw, draft, lambda row: is_number(row) and is_full(row) and row.level2 == "数量指标")
    twins = [n for n, row in enumerate(draft.rows) if n != index and row.level2 == "数量指标"]
    assume(twins)
    other = draw(st.sampled_from(twins))
    return changed(draft, index, name=draft.rows[other].name), draft.place(max(index, other), "D")


@plants("IDN03")
def _(draw, draft):
    return draft.with_cell("B3", draw(st.sampled_from(("XX项目", "××××建设项目")))), "B3"


@plants("IDN05")
def _(draw, draft):
    return draft.with_cell("B3", "2022年度农村公路日常养护经费支出绩效自评表"), "B3"


@plants("TXT07")
def _(draw, draft):
    return draft.with_cell("F11", "说明相关任务目标的完成情况（100字以内）"), "F11"


# budget and amounts


def with_parts(draft: Draft, parts: list[tuple[Decimal, Decimal, Decimal]]) -> Draft:
    """The form with other sources of money, and what follows from them."""
    moved = replace(draft, parts=tuple(parts))
    if draft.execution is None:
        return moved
    weight, score = draft.execution
    rate = sums(moved)[2] / sums(moved)[1]
    earned = rounded(max(Decimal(0), min(rate, Decimal(1))) * weight)
    total = draft.total - score + earned
    return replace(moved, execution=(weight, earned), total=total, grade=grade(draft, total))


@plants("FND05")
def _(draw, draft):
    parts = list(draft.parts)
    parts[0] = (parts[0][0] + 50, *parts[0][1:])
    return with_parts(draft, parts), "E6"


@plants("FND06")
def _(draw, draft):
    assume(not any(row.reason for row in draft.rows))  # which may tell why the money was not spent
    return with_parts(draft, [(a, b, rounded(b * Decimal("0.6"))) for a, b, _ in draft.parts]), "H6"


@plants("FND12")
def _(draw, draft):
    parts = list(draft.parts)
    parts[2] = (parts[2][0], parts[2][1], Decimal("-3.2"))
    assume(sums(draft)[1] > 1000)
    return with_parts(draft, parts), "F9"


@plants("FND13")
def _(draw, draft):
    assume(draft.execution is not None)
    weight, score = draft.execution
    return draft.with_cell("G7", text(weight)).with_cell("I7", text(score)), "G7"


@plants("FND14")
def _(draw, draft):
    assume(draft.execution is not None)
    index = pick(draw, draft, lambda row: row.level2 == "数量指标" and is_full(row))
    repeated = {"name": "预算执行率", "target": "≥90%", "actual": "95%"}
    return changed(draft, index, **repeated), draft.place(index, "D")


# the split of points


def moved_points(draft: Draft, giver: int, taker: int, points: Decimal) -> Draft:
    """The form with points of one full row given to another."""
    one, other = draft.rows[giver], draft.rows[taker]
    less, more = one.weight - points, other.weight + points
    return changed(changed(draft, giver, weight=less, score=less), taker, weight=more, score=more)


@plants("WGT04")
def _(draw, draft):
    assume(draft.profile.caps and all(row.cap is None for row in draft.rows))
    giver = pick(draw, draft, lambda row: is_full(row) and row.weight >= 6 and row.level1 == "产出指标")
    taker = pick(draw, draft, lambda row: is_full(row) and row.level1 == "效益指标")
    levels = {row.level1: n for n, row in reversed(list(enumerate(draft.rows)))}
    return moved_points(draft, giver, taker, Decimal(5)), draft.place(min(levels["产出指标"], levels["效益指标"]), "B")


@plants("WGT07")
def _(draw, draft):
    indexes = [n for n, row in enumerate(draft.rows) if is_full(row) and row.weight >= 2]
    pairs = [(a, b) for a in indexes for b in indexes if a < b and draft.rows[a].level1 == draft.rows[b].level1]
    assume(pairs)
    one, other = draw(st.sampled_from(pairs))
    tiny = Decimal("0.142857")
    rows = list(draft.rows)
    rows[one] = replace(rows[one], weight=rows[one].weight - tiny, score=rounded(rows[one].weight - tiny))
    rows[other] = replace(rows[other], weight=rows[other].weight + tiny, score=rounded(rows[other].weight + tiny))
    return replace(draft, rows=tuple(rows)), draft.place(one, "G")


@plants("STR04")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.level1 == "产出指标")
    label = draft.rows[index].level1, draft.rows[index].level2  # another first level may have it too
    first = next(n for n, row in enumerate(draft.rows) if (row.level1, row.level2) == label)
    return draft.with_cell(draft.place(first, "C"), "社会效益指标"), draft.place(first, "C")


@plants("STR06")
def _(draw, draft):
    faulty = draft
    for index, row in enumerate(draft.rows):
        faulty = faulty.with_cell(draft.place(index, "D"), "指标1：").with_cell(draft.place(index, "E"), row.name)
    assume(all(not row.name.endswith("）") for row in draft.rows))
    return faulty, draft.place(0, "E")


@plants("STR07")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.target.startswith("≥") and row.target.endswith("%"))
    row = draft.rows[index]
    faulty = draft.with_cell(draft.place(index, "D"), row.name + row.target)
    return faulty.with_cell(draft.place(index, "E"), "").with_cell(draft.place(index, "F"), ""), draft.place(index, "D")


@plants("STR08")
def _(draw, draft):
    faulty = draft
    for index in range(len(draft.rows)):
        faulty = faulty.with_cell(draft.place(index, "G"), "")
    return faulty, draft.place(0, "G")


# what stands below the table, and totals


def missed_badly(draft: Draft) -> Draft:
    """The form with every indicator missed, and no word of what will be done."""
    for index, row in enumerate(draft.rows):
        nothing = {"target": "健全", "actual": "未完成", "score": Decimal(0)} if row.score > row.weight / 2 else {}
        draft = changed(draft, index, reason="施工队伍没有到位。", **nothing)
    return draft


@plants("TOT04")
def _(draw, draft):
    poor = missed_badly(draft)
    assume(poor.total < 50 and draft.total > 60)
    return poor, f"H{draft.last}"


@plants("TOT05")
def _(draw, draft):
    reached = {"target": "健全", "actual": "达成年度指标", "reason": ""}
    for index, row in enumerate(draft.rows):
        if not is_full(row):
            draft = changed(draft, index, score=row.weight, **reached)
    if draft.execution is not None:
        weight, score = draft.execution
        parts = tuple((initial, budget, budget) for initial, budget, _ in draft.parts)
        draft = replace(draft, parts=parts, execution=(weight, weight), total=draft.total + weight - score)
    return replace(draft, grade=grade(draft, draft.total)), f"H{draft.last}"


@plants("TOT07")
def _(draw, draft):
    level = draft.rows[-1].level1
    weights = sum((row.weight for row in draft.rows if row.level1 == level), Decimal(0))
    scores = sum((row.score for row in draft.rows if row.level1 == level), Decimal(0))
    wrong = text(scores + draw(st.integers(1, 5)))
    assume(wrong not in (text(sum((row.score for row in draft.rows), Decimal(0))),))
    faulty = replace(draft, before=(("^", "小计", "<", "<", "<", "<", text(weights), wrong, ""),))
    return faulty, f"H{faulty.last - 1}"


@plants("TXT03")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.weight - row.score > 1)
    return changed(draft, index, reason="疫情影响"), draft.place(index, "I")


@plants("TXT05")
def _(draw, draft):
    index = pick(draw, draft, lambda row: row.name == "受访群众满意度")
    faulty = changed(draft, index, name="群众满意度").with_cell("F11", "养护任务按计划完成，路况总体良好。")
    assume(all(row.name != "服务对象满意度" for row in draft.rows))
    return faulty, draft.place(index, "F")


@plants("TXT09")
def _(draw, draft):
    assume(sum((row.weight - row.score for row in draft.rows), Decimal(0)) > 20)
    faulty = replace(draft, below=(("存在问题", "暂无", *["<"] * 7),))
    return faulty, f"B{draft.last + 1}"


@plants("TXT10")
def _(draw, draft):
    faulty = replace(draft, below=(("填表人：", "", "<", "联系电话：", *["<"] * 5),))
    return faulty, f"A{draft.last + 1}"
