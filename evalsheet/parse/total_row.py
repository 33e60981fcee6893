"""The total row (总分): sum of weights, sum of scores, and the grade word wherever it stands."""

from __future__ import annotations

import re
from decimal import Decimal

from .. import values
from ..model import NOTHING, Cell, Doubt, Field, Profile, Total, normal
from .headings import Columns
from .sheet import Sheet, has_text, score_reader, weight_field

_POINTS = ("weight", "score")
_GRADE_LABELS = ("等级", "评级", "自评等级", "自评结论", "评价等级")
#: 99.5(优), 99.5分(优秀)
_GRADED = re.compile(r"([0-9.]+)分?\((.{1,3})\)")


def read_total(sheet: Sheet, number: int, columns: Columns, edge: int, profile: Profile, doubts: list[Doubt]) -> Total:
    """The total in a row; a number merged over several columns is the score if it covers that column.

    Labels stand left of the column ``edge``.
    """
    found: dict[str, Field[Decimal]] = {}
    grade: Field[str] = Field()
    strays: list[Cell] = []
    for cell in sheet.rows[number]:
        if not has_text(cell) or normal(cell.text) in _GRADE_LABELS or profile.labels.look_up(cell.text) == "total":
            continue
        word = _grade_word(cell.text, profile)
        if word is not None:
            grade = Field(word, cell.text, sheet.at(cell))
            continue
        graded = _GRADED.fullmatch(normal(cell.text))
        if graded and (word := _grade_word(graded[2], profile)):  # 99.5（优）
            grade = Field(word, cell.text, sheet.at(cell))
            cell = cell._replace(value=graded[1], text=graded[1])
        keys = columns.keys_of(cell)
        key = "score" if "score" in keys else "weight" if "weight" in keys else None
        if key is not None:
            read = weight_field if key == "weight" else score_reader(found.get("weight", NOTHING))
            found[key] = read(sheet.at(cell), cell)
        elif values.number(cell.text) is not None and cell.column > edge:
            strays.append(cell)
    if strays and "score" in columns and "score" not in found:  # a number beside its column is not taken
        doubts.append(Doubt(sheet.at(strays[0]), "得分", strays[0].text))
        found["score"] = Field(None, strays[0].text, sheet.at(strays[0]), 0, "layout")
    empty: dict[str, Field[Decimal]] = {
        key: Field(None, "", sheet.where(number, columns.header[key].column))
        for key in _POINTS
        if key in columns and not _is_covered(sheet, number, columns.header[key].column)
    }
    return Total(
        weight=found.get("weight", empty.get("weight", NOTHING)),
        score=found.get("score", empty.get("score", NOTHING)),
        grade=grade,
    )


def _is_covered(sheet: Sheet, number: int, column: int) -> bool:
    """A merge that begins further left stands there: nothing can be written in that column."""
    return any(cell.column < column < cell.column + cell.columns for cell in sheet.rows[number])


def _grade_word(text: str, profile: Profile) -> str | None:
    """优 for 优, 优秀, 自评等级：优."""
    word = profile.grade_words.look_up(text)
    head, colon, tail = normal(text).partition(":")
    if word is None and colon and head.endswith(("等级", "结论", "评级")):
        word = profile.grade_words.look_up(tail)
    return word
