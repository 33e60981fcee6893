"""One form in many physical layouts: the same values (a `Draft`), other columns, merges, headings, labels, blocks.

`rows_of` writes a draft in a layout, in the notation of tests/forms.py; `said` gives what any layout of a draft must
be read as, `read` what a form says in the same terms, so that the two can be compared entry by entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from hypothesis import strategies as st

from evalsheet import values
from evalsheet.model import Form, Indicator
from tests.generated import PRINTED, Draft, Row, rounded, text

VALUES = ("target", "actual", "weight", "score", "reason")
#: Ways to print the headings; the first of each is the usual one.
HEADINGS = {
    "level1": ("一级指标", "一级\\n指标", "一 级 指 标"),
    "level2": ("二级指标", "二级\\n指标", "二级指标"),
    "name": ("三级指标", "三级指标名称", "三级\\n指标"),
    "target": ("年度指标值", "年初目标值（A）", "年度\\n指标值"),
    "actual": ("实际完成值", "全年实际值(B)", "实际\\n完成值"),
    "weight": ("分值", "权重", "分 值"),
    "score": ("得分", "自评分", "得\\n分"),
    "reason": ("偏差原因分析及改进措施", "未完成原因分析", "偏差原因\\n分析及\\n改进措施"),
}
#: Columns that no profile knows, with what stands in row n.
EXTRAS = {"佐证材料": "验收单{n}份", "序号": "{n}", "责任科室": "业务{n}科"}
CAPS = ("{label}({cap}分)", "{label}（{cap}分）", "{label}\\n（{cap}分）", "{label} {cap} 分", "{label}【{cap}分】")
_SPLIT = re.compile(r"([≥≤≧])(\d+(?:\.\d+)?)(.+)")
_WIDE_DIGITS = {ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789.%"}


@dataclass(frozen=True)
class Layout:
    """How a form is laid out."""

    order: tuple[str, ...] = VALUES
    #: Merges as such, printed once with blanks, or repeated in each cell; "down" repeats only downwards.
    merges: str = "merged"
    #: The target as one column, as three, or as three below one heading.
    target: str = "whole"
    words: int = 0
    caps: int = 0
    down: int = 0
    right: int = 0
    extras: tuple[str, ...] = ()
    #: A blank row after each of so many rows, and a page break (the heading again) after so many indicators.
    blank_after: int = 0
    page_after: int = 0
    wide_digits: bool = False
    padded: bool = False
    title: str = "in front"
    funds: str = "rows"
    total: str = "full"
    below: bool = False
    second: bool = False
    #: What stands before a name; rows that are no indicators; how points, amounts and the rate are written.
    mark: str = ""
    unused: bool = False
    points: str = "{}"
    money: str = "plain"
    rate: str = "percent"
    #: A column whose heading no profile knows, where there are rows enough to know it by.
    strange: str = ""
    further: bool = False
    #: Columns that are two sheet columns wide, and whether the label of the table has a column of its own.
    wide: tuple[str, ...] = ()
    label: bool = True
    #: Points behind second levels, and no levels at all.
    second_caps: bool = False
    levels: bool = True


NAMED = {
    "the usual one": Layout(),
    "weights before targets": Layout(order=("weight", "target", "actual", "score", "reason")),
    "reason first, score before weight": Layout(order=("reason", "actual", "target", "score", "weight"), words=1),
    "far down and right": Layout(down=9, right=5),
    "merges printed once": Layout(merges="once"),
    "merges repeated in each cell": Layout(merges="repeated", caps=1),
    "levels repeated on each line": Layout(merges="down", caps=2),
    "two-row heading": Layout(target="two rows", words=2),
    "two-row heading without merges": Layout(target="two rows", merges="once"),
    "two-row heading repeated in each cell": Layout(target="two rows", merges="repeated"),
    "sign, value and unit as columns": Layout(target="columns", order=("weight", "target", "actual", "score", "reason")),
    "unknown columns": Layout(extras=("佐证材料", "序号")),
    "blank rows between": Layout(blank_after=2, caps=3),
    "full-width digits and padding": Layout(wide_digits=True, padded=True, words=2),
    "no title": Layout(title="none"),
    "the year in a line of its own": Layout(title="line", below=True),
    "headings again after page breaks": Layout(page_after=3, target="two rows"),
    "sums below their parts": Layout(funds="sum last", total="score"),
    "sources of money as columns": Layout(funds="columns"),
    "sources of money below each amount": Layout(funds="divided"),
    "amounts behind their labels": Layout(funds="pairs"),
    "execution scored beside the label of its block": Layout(funds="label row"),
    "the total with its grade in one cell": Layout(total="joined", below=True),
    "the total in the head": Layout(total="head", below=True),
    "the total in the head, repeated in each cell": Layout(total="head", merges="repeated"),
    "marks, placeholders and details": Layout(mark="★指标{n}：", unused=True, points="{}分"),
    "numbered names, amounts of 元": Layout(mark="指标{n}", money="元", rate="fraction", further=True),
    "an unknown heading over the weights": Layout(strange="weight", merges="once"),
    "an unknown heading over the names": Layout(strange="name", target="columns"),
    "columns of two columns": Layout(wide=("name", "actual", "weight"), second_caps=True),
    "columns of two columns, not merged": Layout(wide=("target", "reason"), merges="once", label=False),
    "a plain list without levels": Layout(levels=False, label=False, target="columns"),
    "a second form without title": Layout(second=True, below=True),
}  # fmt: skip


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Any combination."""
    return Layout(
        order=tuple(draw(st.permutations(VALUES))),
        merges=draw(st.sampled_from(("merged", "once", "repeated", "down"))),
        target=draw(st.sampled_from(("whole", "columns", "two rows"))),
        words=draw(st.integers(0, 2)),
        caps=draw(st.integers(0, len(CAPS) - 1)),
        down=draw(st.integers(0, 12)),
        right=draw(st.integers(0, 6)),
        extras=tuple(draw(st.lists(st.sampled_from(list(EXTRAS)), unique=True, max_size=2))),
        blank_after=draw(st.sampled_from((0, 0, 1, 3))),
        page_after=draw(st.sampled_from((0, 0, 2, 4))),
        wide_digits=draw(st.booleans()),
        padded=draw(st.booleans()),
        title=draw(st.sampled_from(("in front", "none", "line"))),
        funds=draw(st.sampled_from(("rows", "rows", "sum last", "columns", "divided", "pairs", "label row"))),
        total=draw(st.sampled_from(("full", "score", "joined", "head"))),
        below=draw(st.booleans()),
        second=draw(st.booleans()),
        mark=draw(st.sampled_from(("", "", "★", "指标{n}：", "指标{n}", "★指标{n}："))),
        unused=draw(st.booleans()),
        points=draw(st.sampled_from(("{}", "{}", "{}分"))),
        money=draw(st.sampled_from(("plain", "commas", "元", "unit"))),
        rate=draw(st.sampled_from(("percent", "fraction", "bare"))),
        strange=draw(st.sampled_from(("", "", "weight", "name"))),
        further=draw(st.booleans()),
        wide=tuple(draw(st.lists(st.sampled_from(("level1", "name", *VALUES)), unique=True, max_size=2))),
        label=draw(st.booleans()),
        second_caps=draw(st.booleans()),
        levels=draw(st.sampled_from((True, True, True, False))),
    )


def rows_of(draft: Draft, layout: Layout, again: Draft | None = None) -> list[list[str]]:
    """The rows of the draft, and below them those of a second form without title if the layout wants one."""
    rows = _rows(draft, layout, layout.title)
    if layout.second:
        assert again is not None
        rows += [[""], *_rows(again, layout, "none")]
    rows = _unmerged(rows, layout.merges)
    if layout.blank_after:
        rows = [row for n, row in enumerate(rows, 1) for row in ([row, [""]] if _may_break(rows, n, layout) else [row])]
    return [[""]] * layout.down + [[""] * layout.right + row for row in rows]


def _may_break(rows: list[list[str]], n: int, layout: Layout) -> bool:
    """A blank row cannot stand inside a merge, nor between the two rows of a heading."""
    below = rows[n] if n < len(rows) else []
    head = any("指标性质" in cell for cell in below) or (layout.funds != "rows" and n < 14)
    return n % layout.blank_after == 0 and "^" not in below and not head


def _rows(draft: Draft, layout: Layout, title: str) -> list[list[str]]:
    columns = _columns(layout)
    width = max(len(columns) + layout.label + sum(key in columns for key in layout.wide), 9)
    half = width // 2
    rows = [["附件3", *[""] * (width - 1)]]
    year = "2022年度" if title == "in front" else ""
    if title != "none":
        rows.append(_wide([f"{year}项目支出绩效自评表"], width))
    if title != "in front":
        rows.append(_wide(["（ 2022 年度 ）"], width))
    rows.append(_wide(["项目名称", "农村公路日常养护项目"], width))
    people = _wide(["主管部门", "青禾县交通运输局"], half) + _wide(
        ["实施单位（盖章）", "青禾县公路养护中心"], width - half
    )
    rows.append(people)
    if layout.further:
        rows.append(
            _wide(["项目类别", "□部门预算 ☑专项"], half) + _wide(["项目负责人及电话", "张三 123"], width - half)
        )
    if layout.total == "head":
        rows.append(_wide(["自评得分", _number(draft.total, layout)], width))
    rows += [_fill(row, width) for row in _funds(draft, layout)]
    goals = (("预期目标", "做好养护，方便群众。"), ("实际完成情况", "养护任务按计划完成，群众反映较好。"))
    for at, label in enumerate(("年度总体目标", "^")):
        rows.append(_wide([label, goals[0][at]], half) + _wide([goals[1][at]], width - half))
    table = [*_table(draft, layout, columns), *_below(draft, layout, columns)]
    for row in table:
        cells = _widened(row, columns, layout)
        rows.append(_fill(cells if layout.label else cells[1:], width))
    return [[_padded(cell) for cell in row] for row in rows] if layout.padded else rows


def _widened(row: list[str], columns: list[str], layout: Layout) -> list[str]:
    """The row with a merged cell for each column that is two wide; blanks are not merged."""
    made = row[:1]
    for key, cell in zip(columns, row[1:], strict=True):
        made += [cell, {"": "", "^": "^"}.get(cell, "<")] if key in layout.wide else [cell]
    return made


def _wide(cells: list[str], width: int) -> list[str]:
    """Cells of which the last is merged to the end."""
    return [*cells, *["<"] * (width - len(cells))]


def _fill(row: list[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _padded(cell: str) -> str:
    return cell if cell in ("", "<", "^") or re.fullmatch(r"[\d.]+", cell) else f"\u00a0{cell}\u3000"


def _number(number: Decimal, layout: Layout) -> str:
    return text(number).translate(_WIDE_DIGITS) if layout.wide_digits else text(number)


def _said(words: str, layout: Layout) -> str:
    return words.translate(_WIDE_DIGITS) if layout.wide_digits else words


def _columns(layout: Layout) -> list[str]:
    """The columns behind the label of the table; an unknown one stands before the name, the others at the end."""
    extras = list(layout.extras)
    before = [extras.pop()] if "序号" in extras and extras[-1] == "序号" else []
    made = ["level1", "level2", *before, "name"] if layout.levels else [*before, "name"]
    for key in layout.order:
        made += [key] if key != "target" or layout.target == "whole" else ["target_sign", "target", "target_unit"]
    return [*made, *extras]


def _heading(key: str, layout: Layout, rows: int) -> str:
    if key == layout.strange and rows >= _ENOUGH:
        return {"weight": "指标占比", "name": "具体内容"}[key]
    if key in EXTRAS:
        return key
    if layout.target != "whole" and key.startswith("target"):
        return {"target_sign": "指标性质", "target": "指标值", "target_unit": "度量单位"}[key]
    return HEADINGS[key][layout.words]


#: Rows by which a column can be known.
_ENOUGH = 3


def _head(layout: Layout, columns: list[str], rows: int) -> list[list[str]]:
    """The heading of the table in one row or two."""
    label = "绩\\n效\\n指\\n标" if layout.words else "绩效指标"
    plain = [_heading(key, layout, rows) for key in columns]
    if layout.target != "two rows":
        return [[label, *plain]]
    at = columns.index("target_sign")
    upper = [*plain[:at], HEADINGS["target"][layout.words], "<", "<", *plain[at + 3 :]]
    lower = [name if key.startswith("target") else "^" for key, name in zip(columns, plain, strict=True)]
    return [[label, *upper], ["^", *lower]]


def _table(draft: Draft, layout: Layout, columns: list[str]) -> Iterator[list[str]]:
    head = _head(layout, columns, len(draft.rows))
    yield from head
    above: tuple[str, str] = ("", "")
    for number, row in enumerate(draft.rows, 1):
        if layout.page_after and number > 1 and number % layout.page_after == 1:
            yield from head
            above = ("", "")
        cells = _entries(row, layout, number)
        if layout.second_caps:
            points = sum(
                (one.weight for one in draft.rows if (one.level1, one.level2) == (row.level1, row.level2)), Decimal(0)
            )
            cells["level2"] += f"（{_number(points, layout)}分）"
        cells |= {name: form.format(n=number) for name, form in EXTRAS.items()}
        if row.level1 == above[0]:
            cells["level1"] = "^"
            cells["level2"] = "^" if row.level2 == above[1] else cells["level2"]
        above = row.level1, row.level2
        begins = number == 1 or (layout.page_after and number % layout.page_after == 1)
        if layout.unused and number > 1:
            yield from _unused(columns, number)
        yield [
            "^" if not begins or layout.target == "two rows" or number == 1 else "",
            *(cells[key] for key in columns),
        ]


def _unused(columns: list[str], number: int) -> Iterator[list[str]]:
    """A row that is no indicator, or one that does not count: a placeholder, dots, strokes, a detail."""
    kinds = (
        {"name": "指标9："}, {"name": "……"}, dict.fromkeys(("name", "target", "actual", "weight", "score"), "/"),
        {"name": "其中：县道", "target": "60公里", "actual": "62公里"},
    )  # fmt: skip
    cells = {"level1": "^", "level2": "^", **kinds[number % len(kinds)]}
    yield ["^", *(cells.get(key, "") for key in columns)]


def _entries(row: Row, layout: Layout, number: int) -> dict[str, str]:
    cap = CAPS[layout.caps].format(label=row.level1, cap=_number(row.cap, layout)) if row.cap else row.level1
    split = _SPLIT.fullmatch(row.target)
    sign, value, unit = split.groups() if split else ("定性", row.target, "—")
    whole = layout.target == "whole"
    return {
        "level1": cap,
        "level2": PRINTED.get(row.level2, row.level2),
        "name": layout.mark.format(n=number) + row.name,
        "target": _said(row.target if whole else value, layout),
        "target_sign": sign,
        "target_unit": unit,
        "actual": _said(row.actual, layout),
        "weight": layout.points.format(_number(row.weight, layout)),
        "score": layout.points.format(_number(row.score, layout)),
        "reason": row.reason,
    }


def _below(draft: Draft, layout: Layout, columns: list[str]) -> Iterator[list[str]]:
    """The total row and what stands below it."""
    weight, score = columns.index("weight") + 1, columns.index("score") + 1
    row = ["总分", *[""] * len(columns)]
    if not layout.label:
        row = ["", "总分", *row[2:]]
    if layout.total == "full":
        row[weight], row[score] = _number(draft.profile.full_mark, layout), _number(draft.total, layout)
        free = next(n for n in range(len(row) - 1, 1, -1) if not row[n])
        row[free] = draft.grade
    elif layout.total == "score":
        row[score] = _number(draft.total, layout)
    elif layout.total == "joined":
        row[score] = f"{_number(draft.total, layout)}分（{draft.grade}）"
    if layout.total != "head":
        yield row
    if layout.below:
        start = [] if layout.label else [""]
        yield _wide([*start, "其他需要说明事项", "年中追加已报备"], len(row))
        yield [*start, "项目负责人：", "", "张三", "", "财务负责人：李四", *[""] * (len(row) - 5 - len(start))]
        yield _wide([*start, "注：自评表一式两份。"], len(row))


_AMOUNTS = ("年初预算数", "全年预算数", "全年执行数")


def _amount(amount: Decimal, layout: Layout) -> str:
    if layout.money == "元":
        return _number(amount * 10000, layout)
    if layout.money == "commas":
        return f"{amount:,.2f}"
    return _number(amount, layout) + ("万元" if layout.money == "unit" else "")


_SOURCES = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")


def _funds(draft: Draft, layout: Layout) -> list[list[str]]:
    parts = [tuple(sum((part[n] for part in draft.parts), Decimal(0)) for n in range(3)), *draft.parts]
    sums = [[_amount(amount, layout) for amount in part] for part in parts]
    exact = rounded(parts[0][2] / parts[0][1] * 100)
    rate = {"percent": f"{text(exact)}%", "fraction": text(exact / 100), "bare": text(exact)}[layout.rate]
    rate = _said(rate, layout)
    weight, score = [_number(number, layout) for number in draft.execution] if draft.execution else ("", "")
    points = ["分值", "执行率", "得分"] if draft.execution else ["", "执行率", ""]
    unit = "元" if layout.money == "元" else draft.unit
    label = f"项目资金（{unit}）"
    if layout.funds == "columns":
        lines = [[label, "", *_SOURCES]]
        lines += [["^", name, *(part[n] for part in sums)] for n, name in enumerate(_AMOUNTS)]
        return lines + [["^", name, entry] for name, entry in zip(points, (weight, rate, score), strict=True) if name]
    if layout.funds == "divided":
        head = [label, *(cell for name in _AMOUNTS for cell in (name, "<", "<", "<")), *points]
        amounts = [part[n] for n in range(3) for part in sums]
        return [head, ["^", *_SOURCES * 3, "^", "^", "^"], ["^", *amounts, weight, rate, score]]
    if layout.funds == "pairs":
        first = [cell for name, entry in zip(_AMOUNTS, sums[0], strict=True) for cell in (f"{name}：", entry)]
        first += [
            cell for name, entry in zip(points, (weight, rate, score), strict=True) if name for cell in (name, entry)
        ]
        lines = [[label, *first]]
        return lines + [["^", *(cell for entry in part for cell in (source, entry))]
                        for source, part in zip(_SOURCES[1:], sums[1:], strict=True)]  # fmt: skip
    rows = [["^", _SOURCES[0], "<", *sums[0], weight, rate, score]]
    rows += [["^", source, "<", *part, "", "", ""] for source, part in zip(_SOURCES[1:], sums[1:], strict=True)]
    if layout.funds == "sum last":
        rows = [*rows[1:], rows[0]]
    head = [label, "", "<", *_AMOUNTS, *points]
    if layout.funds == "label row" and draft.execution:
        rows[0][6:] = ["", rate, ""]
        head[6:] = ["", "执行率", ""]
        own = f"预算执行情况（{unit}）（{text(draft.execution[0])}分）"
        return [
            [own, "<", "<", "<", "<", "<", "<", "得分", score],
            ["资金来源", *head[1:]],
            *[["", *row[1:]] for row in rows],
        ]
    return [head, *rows]


def _unmerged(rows: list[list[str]], how: str) -> list[list[str]]:
    if how == "merged":
        return rows
    made: list[list[str]] = []
    for row in rows:
        cells: list[str] = []
        for n, cell in enumerate(row):
            if cell == "<":
                cells.append({"once": "", "down": "<"}.get(how, cells[n - 1] if cells else ""))
            elif cell == "^":
                cells.append("" if how == "once" or n >= len(made[-1]) else made[-1][n])
            else:
                cells.append(cell)
        made.append(cells)
    return made


def said(draft: Draft, layout: Layout) -> dict[str, object]:
    """What the form has to be read as, entry by entry."""
    whole = tuple(sum((part[n] for part in draft.parts), Decimal(0)) for n in range(3))
    found: dict[str, object] = {
        "year": 2022, "project": "农村公路日常养护项目", "department": "青禾县交通运输局", "unit": "青禾县公路养护中心",
        "goal": ("做好养护，方便群众。", "养护任务按计划完成，群众反映较好。"), "total.score": draft.total,
        "indicators": len(draft.rows),
    }  # fmt: skip
    for kind, part in zip(("total", "current", "carryover", "other"), (whole, *draft.parts), strict=True):
        found |= {
            f"{kind}.{name}": amount for name, amount in zip(("initial", "budget", "executed"), part, strict=True)
        }
    found["rate"] = rounded(whole[2] / whole[1] * 100) / 100
    found["execution"] = draft.execution
    for n, row in enumerate(draft.rows):
        levels = (row.level1, row.cap, PRINTED.get(row.level2, row.level2)) if layout.levels else (None, None, None)
        entries = (*levels, row.name, row.target, row.actual, row.weight, row.score, row.reason)
        found |= {f"{n}.{name}": entry for name, entry in zip(_NAMES, entries, strict=True)}
        found[f"{n}.extra"] = {name: EXTRAS[name].format(n=n + 1) for name in layout.extras}
    if layout.total == "full":
        found["total.weight"] = draft.profile.full_mark
    if layout.total in ("full", "joined"):
        found["total.grade"] = draft.grade
    return found


_NAMES = ("level1", "cap", "level2", "name", "target", "actual", "weight", "score", "reason")


def read(form: Form) -> dict[str, object]:
    """What a form says in the terms of `said`; texts in one spelling."""
    found: dict[str, object] = {
        "year": form.year, "project": form.project.value, "department": form.department.value, "unit": form.unit.value,
        "total.score": form.total.score.value, "total.weight": form.total.weight.value,
        "total.grade": form.total.grade.value, "indicators": len(form.scored_rows),
    }  # fmt: skip
    if form.goals:
        found["goal"] = (form.goals[0].expected.text, form.goals[0].actual.text)
    for row in form.fund_rows:
        for name, entry in (("initial", row.initial_budget), ("budget", row.budget), ("executed", row.executed)):
            found[f"{row.kind}.{name}"] = entry.value
    total = form.fund_total
    if total is not None:
        found["rate"] = total.rate.value
        found["execution"] = None if total.weight.value is None else (total.weight.value, total.score.value)
    for n, one in enumerate(form.scored_rows):
        found |= {f"{n}.{name}": entry for name, entry in zip(_NAMES, _entries_of(one), strict=True)}
        found[f"{n}.extra"] = dict(one.extra)
    return found


def _entries_of(row: Indicator) -> tuple[object, ...]:
    return (row.level1.value, row.level1_cap, row.level2.value, row.name.value, values.normalise(row.target.text),
            values.normalise(row.actual.text), row.weight.value, row.score.value, row.reason.text)  # fmt: skip


def wrong(draft: Draft, layout: Layout, form: Form) -> dict[str, tuple[object, object]]:
    """The entries that are read otherwise than they were written: what should be, what is."""
    is_ = read(form)
    differing = {}
    for name, entry in said(draft, layout).items():
        should = values.normalise(str(entry)) if name.endswith((".target", ".actual")) else entry
        if is_.get(name) != should:
            differing[name] = (should, is_.get(name))
    return differing


def without_score(draft: Draft) -> Draft:
    """A draft of its own for a second form: other money."""
    return replace(draft, parts=tuple(tuple(amount + 1 for amount in part) for part in draft.parts))  # type: ignore[misc]
