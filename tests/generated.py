"""Correct forms of every profile, drawn at random: what an honest clerk who can count might file.

A form is drawn as values; its table (in the notation of tests/forms.py) and the place of each entry follow from them, so
that a test can change one value, or plant a fault in one cell, and know where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from itertools import pairwise

from hypothesis import strategies as st

from evalsheet import profiles
from evalsheet.model import Profile

CENT = Decimal("0.01")
FIRST = 13  # the row of the first indicator
REASONS = ("汛期施工受阻，剩余部分已于次年3月底前补做。", "供货商延期交货，已督促到货，下年提前招标。")
#: Second level -> names with their units; what is written for them follows from the kind of the second level.
NAMES = {
    "数量指标": (("养护里程", "公里"), ("维修桥梁数量", "座"), ("培训人次", "人次"), ("巡查次数", "次")),
    "质量指标": (("工程验收合格率", "%"), ("设备完好率", "%"), ("资料归档完整率", "%")),
    "时效指标": (("工程完工时间", "日期"), ("资金拨付时间", "日期")),
    "成本指标": (("每公里养护成本", "万元"), ("人均培训费用", "元")),
    "经济成本指标": (("每公里养护成本", "万元"), ("人均培训费用", "元")),
    "社会成本指标": (("施工扰民投诉起数", "起"),),
    "生态环境成本指标": (("施工弃渣量", "吨"),),
    "经济效益指标": (("带动就业增收金额", "万元"),),
    "社会效益指标": (("受益群众人数", "人"), ("惠及行政村数量", "个")),
    "生态效益指标": (("绿化恢复面积", "亩"),),
    "可持续影响指标": (("日常管护机制", "定性"), ("后续管养制度", "定性")),
    "满意度指标": (("受访群众满意度", "%"), ("服务对象满意度", "%")),
}
PRINTED = {"满意度指标": "服务对象满意度指标"}
LOW_IS_GOOD = ("成本指标", "经济成本指标", "社会成本指标", "生态环境成本指标")


def text(number: Decimal) -> str:
    """A number as people write it."""
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def rounded(number: Decimal) -> Decimal:
    return number.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Row:
    """An indicator as it is filled in."""

    level1: str
    level2: str
    name: str
    target: str
    actual: str
    weight: Decimal
    score: Decimal
    reason: str = ""
    cap: Decimal | None = None


@dataclass(frozen=True)
class Draft:
    """A form as values. ``parts`` are the rows of the funds block: initial budget, budget, executed, in 万元."""

    profile: Profile
    parts: tuple[tuple[Decimal, Decimal, Decimal], ...]
    execution: tuple[Decimal, Decimal] | None
    rows: tuple[Row, ...]
    total: Decimal
    grade: str
    unit: str = "万元"
    cells: dict[str, str] = field(default_factory=dict)
    #: Rows before the total (小计) and below it (存在问题).
    before: tuple[tuple[str, ...], ...] = ()
    below: tuple[tuple[str, ...], ...] = ()

    def with_cell(self, place: str, content: str) -> Draft:
        """The form with something else in a cell (A1 notation)."""
        return replace(self, cells={**self.cells, place: content})

    def place(self, index: int, column: str) -> str:
        """The cell of an indicator's entry by the column's letter."""
        return f"{column}{FIRST + index}"

    @property
    def last(self) -> int:
        """The total row."""
        return FIRST + len(self.rows) + len(self.before)

    def table(self) -> list[list[str]]:
        """The rows, as tests/forms.py reads them."""
        wide = ["<"] * 8
        sums = [sum((part[n] for part in self.parts), Decimal(0)) for n in range(3)]
        weight, score = (text(number) for number in self.execution) if self.execution else ("", "")
        head = ["分值", "执行率", "得分"] if self.execution else ["", "执行率", ""]
        rate = f"{text(rounded(sums[2] / sums[1] * 100))}%"
        items = ("其中：当年财政拨款", "上年结转资金", "其他资金")
        made = [
            ["附件", *[""] * 8],
            ["2022年度项目支出绩效自评表", *wide],
            ["项目名称", "农村公路日常养护项目", *["<"] * 7],
            ["主管部门", "青禾县交通运输局", "<", "<", "实施单位", "青禾县公路养护中心", "<", "<", "<"],
            [f"项目资金（{self.unit}）", "", "<", "年初预算数", "全年预算数", "全年执行数", *head],
            ["^", "年度资金总额", "<", *map(text, sums), weight, rate, score],
            *(["^", item, "<", *map(text, part), "", "", ""] for item, part in zip(items, self.parts, strict=True)),
            ["年度总体目标", "预期目标", *["<"] * 3, "实际完成情况", *["<"] * 3],
            ["^", "做好农村公路日常养护，保持路况良好，方便群众出行。", *["<"] * 3,
             "养护任务按计划完成，路况总体良好，问卷调查群众反映较好。", *["<"] * 3],
            ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
            *self._indicators(),
            *map(list, self.before),
            ["总分", *["<"] * 5, text(self.profile.full_mark), text(self.total), self.grade],
            *map(list, self.below),
        ]  # fmt: skip
        for place, content in self.cells.items():
            made[int(place[1:]) - 1][ord(place[0]) - 65] = content
        return made

    def _indicators(self) -> list[list[str]]:
        made, above = [], ("", "")
        for row in self.rows:
            level1 = row.level1 if row.cap is None else f"{row.level1}({text(row.cap)}分)"
            levels = ["^" if row.level1 == above[0] else level1]
            levels += ["^" if (row.level1, row.level2) == above else PRINTED.get(row.level2, row.level2)]
            above = row.level1, row.level2
            values = [row.name, row.target, row.actual, text(row.weight), text(row.score), row.reason]
            made.append(["^", *levels, *values])
        return made


@st.composite
def split(draw: st.DrawFn, points: Decimal, most: int) -> list[Decimal]:
    """Points in one to ``most`` parts, each a multiple of one half and at least 1."""
    halves = int(points * 2)
    count = draw(st.integers(1, max(1, min(most, halves // 2))))
    cuts = (
        draw(st.lists(st.integers(0, halves - 2 * count), min_size=count - 1, max_size=count - 1)) if count > 1 else []
    )
    edges = [0, *sorted(cuts), halves - 2 * count]
    return [Decimal(high - low + 2) / 2 for low, high in pairwise(edges)]


@st.composite
def indicator(draw: st.DrawFn, level1: str, cap: Decimal | None, level2: str, used: set[str], weight: Decimal) -> Row:
    """A row that is right: reached with full marks, or missed with its share and a reason."""
    known = [pair for pair in NAMES[level2] if pair[0] not in used]
    name, unit = (
        draw(st.sampled_from(known)) if known else (f"{NAMES[level2][0][0]}（第{len(used)}类）", NAMES[level2][0][1])
    )
    used.add(name)
    missed = draw(st.integers(0, 3)) == 0
    if unit == "日期":
        target, actual, earned = "2022年12月底前", draw(st.sampled_from(("2022年11月", "2022年12月20日"))), weight
    elif unit == "定性":
        words = ("健全", "达成年度指标") if not missed else ("健全", "部分达成年度指标并具有一定效果")
        target, actual = words
        earned = rounded(weight * Decimal("0.7")) if missed else weight
    else:
        target, actual, earned = draw(quantity(level2, unit, weight, missed))
    reason = draw(st.sampled_from(REASONS)) if earned < weight else ""
    return Row(level1, level2, name, target, actual, weight, earned, reason, cap)


@st.composite
def quantity(draw: st.DrawFn, level2: str, unit: str, weight: Decimal, missed: bool) -> tuple[str, str, Decimal]:
    """Target, actual value and score of a number."""
    if unit == "%":
        goal = Decimal(draw(st.integers(80, 98)))
        reached = (
            Decimal(draw(st.integers(400, int(goal * 9)))) / 10
            if missed
            else goal + draw(st.integers(1, 19)) / Decimal(10)
        )
    elif level2 in LOW_IS_GOOD:
        goal = Decimal(draw(st.integers(10, 500)))
        reached = Decimal(
            draw(st.integers(int(goal) + 1, int(goal * 2)) if missed else st.integers(int(goal * 7) // 10, int(goal)))
        )
        share = goal / reached if reached > goal else Decimal(1)
        return f"≤{text(goal)}{unit}", f"{text(reached)}{unit}", rounded(min(share, Decimal(1)) * weight)
    else:
        goal = Decimal(draw(st.integers(10, 500)))
        reached = Decimal(
            draw(st.integers(1, int(goal * 9) // 10) if missed else st.integers(int(goal), int(goal * 119) // 100))
        )
    sign = draw(st.sampled_from(("≥", "不少于", "≧"))) if unit != "%" else "≥"
    share = min(reached / goal, Decimal(1))
    return f"{sign}{text(goal)}{unit}", f"{text(reached)}{unit}", rounded(share * weight)


def first_levels(profile: Profile) -> Sequence[str]:
    """The first levels of a form of this profile."""
    if profile.caps:
        return tuple(profile.caps)
    return ("产出指标", "效益指标", "满意度指标")


@st.composite
def points(draw: st.DrawFn, profile: Profile, whole: Decimal) -> dict[str, Decimal]:
    """The points of each first level: those of the profile, or any split where it leaves them free."""
    if profile.caps:
        return dict(profile.caps)
    levels = first_levels(profile)
    least = Decimal(10)
    rest = int((whole - least * len(levels)) / 5)
    first = draw(st.integers(0, rest))
    second = draw(st.integers(0, rest - first))
    shares = (first, second, rest - first - second)
    return {level: least + 5 * share for level, share in zip(levels, shares, strict=True)}


@st.composite
def correct_forms(draw: st.DrawFn, names: Sequence[str] = profiles.names()) -> Draft:
    """A form without a mistake, of one of these profiles."""
    profile = profiles.load(draw(st.sampled_from(list(names))))
    inside = profile.caps and sum(profile.caps.values()) == profile.full_mark
    execution = None if inside else profile.execution_weight or Decimal(10)
    split_ = draw(points(profile, profile.full_mark - (execution or 0)))
    printed = bool(profile.caps) and draw(st.booleans())
    rows: list[Row] = []
    used: set[str] = set()
    for level1, whole in split_.items():
        below = [level2 for level2 in profile.placement.get(level1, ("数量指标",)) if level2 in NAMES]
        elsewhere = set(split_) - {level1}
        below = [level2 for level2 in below if level2 not in elsewhere] or ["数量指标"]
        weights = draw(split(whole, 5))
        chosen = sorted(
            draw(st.lists(st.sampled_from(below), min_size=len(weights), max_size=len(weights))), key=below.index
        )
        for level2, weight in zip(chosen, weights, strict=True):
            rows.append(draw(indicator(level1, whole if printed else None, level2, used, weight)))
    parts, rate = draw(money())
    earned = None if execution is None else rounded(min(rate, Decimal(1)) * execution)
    total = sum((row.score for row in rows), earned or Decimal(0))
    grade = next(word for word, floor in profile.grades if total >= floor)
    scored = None if execution is None else (execution, earned or Decimal(0))
    return Draft(profile, parts, scored, tuple(rows), total, grade)


@st.composite
def money(draw: st.DrawFn) -> tuple[tuple[tuple[Decimal, Decimal, Decimal], ...], Decimal]:
    """The three sources of money, and the execution rate."""
    cents = st.integers(0, 50_000_00)
    made = []
    for number in range(3):
        budget = Decimal(draw(st.integers(100, 50_000_00) if number == 0 else cents)) / 100
        # rounded up: below 90 % a form of Sichuan would owe a reason
        executed = (budget * draw(st.integers(90, 100)) / 100).quantize(CENT, ROUND_CEILING)
        made.append((budget, budget, executed))
    whole = sum((part[1] for part in made), Decimal(0))
    return tuple(made), sum((part[2] for part in made), Decimal(0)) / whole
