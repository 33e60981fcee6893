"""统计图: the charts of a yearly report, with the figures they are drawn from beside them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor
from typing import Any

from ..tables import Looks, plain
from .sheets import WORDS
from .statistics import CLASSES, Statistics

#: Where the figures stand: columns, from 0, and the rows of the headings and of the first figures.
_GRADES, _CLASSES, _RANKED, _POINTS = 22, 25, 28, 32
_HEAD, _FIRST = 1, 2
#: Departments that one chart can show.
_MOST_BARS = 30
_WIDTH, _HEIGHT = 620, 330
_BLUE = "#4472C4"
_TEXTS = {
    "zh": {
        "grade": "等级", "forms": "表数", "none": "未评", "class": "自评得分", "department": "主管部门",
        "mean": "平均得分", "rate": "执行率", "score": "自评得分", "grades": "等级分布", "classes": "自评得分分布",
        "ranked": "各部门平均得分",
        "first": "各部门平均得分（前 {most} 个，共 {count} 个）", "points": "执行率与自评得分",
        "every": "执行率与自评得分（每 {every} 张取一张）",
    },
    "en": {
        "grade": "grade", "forms": "forms", "none": "none", "class": "score", "department": "department",
        "mean": "mean score", "rate": "execution rate", "score": "score", "grades": "Grades", "classes": "Scores",
        "ranked": "Mean score by department", "first": "Mean score by department (first {most} of {count})",
        "points": "Execution rate and score", "every": "Execution rate and score (one form in {every})",
    },
}  # fmt: skip


def draw(book: Any, sheet: Any, looks: Looks, statistics: Statistics, lang: str) -> None:
    """Writes the figures and the charts."""
    words = _TEXTS[lang]
    grades = _grades(statistics, words["none"])
    classes = _classes(statistics)
    ranked = _ranked(statistics)
    points = [(float(rate), float(score)) for rate, score in statistics.points]
    _figures(sheet, looks, words, lang, (grades, classes, ranked, points))
    name = sheet.get_name()
    if grades:
        chart = _chart(book, "pie", words["grades"])
        shown = {"percentage": True, "category": True, "separator": "\n", "leader_lines": True}
        chart.add_series({**_series(name, _GRADES, len(grades)), "data_labels": shown})
        sheet.insert_chart(_FIRST, 0, chart)
        chart = _chart(book, "column", words["classes"], words["class"], words["forms"])
        bars = {**_series(name, _CLASSES, len(classes)), "gap": 40, "fill": {"color": _BLUE}}
        chart.add_series({**bars, "data_labels": {"value": True}})
        sheet.insert_chart(_FIRST, 10, chart)
    if points:
        title = words["points"] if statistics.every == 1 else words["every"].format(every=statistics.every)
        chart = _chart(book, "scatter", title, words["rate"], words["score"])
        marker = {"type": "circle", "size": 5, "fill": {"color": _BLUE}, "border": {"none": True}}
        chart.add_series({**_series(name, _POINTS, len(points)), "marker": marker})
        chart.set_x_axis({**_axis(words["rate"]), "num_format": "0%", **_bounds([x for x, _ in points], 0.1, 1)})
        chart.set_y_axis({**_axis(words["score"]), **_bounds([y for _, y in points], 10, 100), "num_format": "0"})
        sheet.insert_chart(_FIRST + 17, 0, chart)
    if ranked:
        count = sum(one.scores.mean is not None for one in statistics.departments)
        title = words["ranked"] if len(ranked) == count else words["first"].format(most=len(ranked), count=count)
        chart = _chart(book, "bar", title, None, words["mean"])
        bars = {**_series(name, _RANKED, len(ranked)), "gap": 40, "fill": {"color": _BLUE}}
        labels = {"value": True, "num_format": "0.0", "position": "inside_end", "font": {"color": "#FFFFFF"}}
        chart.add_series({**bars, "data_labels": labels})
        chart.set_y_axis({"reverse": True, "crossing": "max"})
        chart.set_x_axis({**_axis(words["mean"]), **_bounds([float(mean) for _, mean, _ in ranked], 10, 100)})
        chart.set_size({"width": _WIDTH, "height": max(_HEIGHT, 110 + 22 * len(ranked))})
        sheet.insert_chart(_FIRST + 17, 10, chart)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, _FIRST + 36 + max(0, len(ranked) - 10), 20)


def _grades(statistics: Statistics, none: str) -> list[tuple[Any, ...]]:
    counts = statistics.whole.grades
    usual = [word for word in "优良中差" if counts[word]]
    others = sorted(word for word in counts if word not in usual and word)
    return [(word, counts[word]) for word in (*usual, *others)] + ([(none, counts[""])] if counts[""] else [])


def _classes(statistics: Statistics) -> list[tuple[Any, ...]]:
    names = [f"{low}～{high}" for low, high in pairwise(CLASSES)]
    names[0] = f"<{CLASSES[1]}"
    counts = [statistics.classes[edge] for edge in CLASSES]
    return list(zip([*names, str(CLASSES[-1])], counts, strict=True))


def _ranked(statistics: Statistics) -> list[tuple[str, Decimal, Decimal | None]]:
    """The departments with the highest mean scores: name, mean, execution rate."""
    found = [
        (one.name, one.scores.mean, one.money.rate) for one in statistics.departments if one.scores.mean is not None
    ]
    return sorted(found, key=lambda one: (-one[1], one[0]))[:_MOST_BARS]


def _figures(
    sheet: Any, looks: Looks, words: dict[str, str], lang: str, columns: tuple[Sequence[tuple[Any, ...]], ...]
) -> None:
    sheet.set_row(0, 24)
    sheet.merge_range(0, 0, 0, 19, "", looks.title)
    sheet.write_string(0, 0, WORDS[lang]["charts"], looks.title)
    heads = (
        (_GRADES, (words["grade"], words["forms"]), ("text", "whole")),
        (_CLASSES, (words["class"], words["forms"]), ("text", "whole")),
        (_RANKED, (words["department"], words["mean"], words["rate"]), ("text", "points", "rate")),
        (_POINTS, (words["rate"], words["score"]), ("rate", "points")),
    )
    sheet.set_column(_RANKED, _RANKED, 24)
    for at, names, _ in heads:
        for index, name in enumerate(names):
            sheet.write_string(_HEAD, at + index, name, looks.head)
    for number in range(max(map(len, columns))):
        for (at, _, kinds), rows in zip(heads, columns, strict=True):
            for index, (value, kind) in enumerate(zip(rows[number], kinds, strict=True) if number < len(rows) else ()):
                _write(sheet, _FIRST + number, at + index, value, looks.of(kind))


def _write(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, plain(value), look)
    elif value is not None:
        sheet.write_number(row, column, float(value), look)


def _chart(book: Any, kind: str, title: str, below: str | None = None, left: str | None = None) -> Any:
    chart = book.add_chart({"type": kind})
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    chart.set_legend({"none": True} if kind != "pie" else {"position": "right"})
    if kind == "column":
        chart.set_x_axis(_axis(below))
        chart.set_y_axis({**_axis(left), "num_format": "0"})
    return chart


def _axis(name: str | None) -> dict[str, Any]:
    return {"name": name, "name_font": {"size": 9}, "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}}}


def _bounds(values: Sequence[float], step: float, usual: float) -> dict[str, float]:
    """Ends of an axis that show the differences: whole steps around the values, up to the usual end at least."""
    low = floor(min(values) / step + 1e-9) - 1
    low = max(0, low) if min(values) >= 0 else low
    high = ceil(max(values) / step - 1e-9)
    return {"min": round(min(low * step, usual - step), 6), "max": round(max(usual, high * step), 6)}


def _series(sheet: str, column: int, count: int) -> dict[str, Any]:
    last = _FIRST + count - 1
    return {
        "name": [sheet, _HEAD, column + 1],
        "categories": [sheet, _FIRST, column, last, column],
        "values": [sheet, _FIRST, column + 1, last, column + 1],
    }
