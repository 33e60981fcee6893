"""The total row (总分): sum of weights, sum of scores, and the grade word wherever it stands."""

from __future__ import annotations

import re
from decimal import Decimal

from .. import values
from ..model import NOTHING, Cell, Doubt, Field, Profile, Total, normal
from .beside import Extra, keep
from .headings import Columns
from .sheet import Sheet, has_text, score_reader, weight_field

_POINTS = ("weight", "score")
GRADE_LABELS = ("等级", "评级", "自评等级", "自评结论", "评价等级", "绩效等级", "评价结果", "自评结果")
#: (自评等级)优, 等级优: the label of the grade in front of it.
_GRADE_LABEL = re.compile(rf"\(?(?:{'|'.join(sorted(GRADE_LABELS, key=len, reverse=True))})\)?")
#: 99.5(优), 99.5分(优秀)
_GRADED = re.compile(r"([0-9.]+)分?\((.{1,3})\)")


def read_total(
    sheet: Sheet, number: int, columns: Columns, edge: int, profile: Profile, doubts: list[Doubt], extra: Extra
) -> Total:
    """The total in a row; a number merged over several columns is the score if it covers that column.

    Labels stand left of the column ``edge``. What else the row says is put to ``extra`` below its label.
    """
    label = ""
    found: dict[str, Field[Decimal]] = {}
    grade: Field[str] = Field()
    strays: list[Cell] = []
    for cell in sheet.rows[number]:
        if not has_text(cell) or normal(cell.text) in GRADE_LABELS:
            continue
        if profile.labels.look_up(cell.text) == "total":
            label = label or cell.text
            continue
        word = grade_word(cell.text, profile)
        if word is not None:
            grade = Field(word, cell.text, sheet.at(cell))
            continue
        graded = _GRADED.fullmatch(normal(cell.text))
        if graded and (word := grade_word(graded[2], profile)):  # 99.5（优）
            grade = Field(word, cell.text, sheet.at(cell))
            cell = cell._replace(value=graded[1], text=graded[1])
        keys = columns.keys_of(cell)
        key = "score" if "score" in keys else "weight" if "weight" in keys else None
        if key is not None:
            read = weight_field if key == "weight" else score_reader(found.get("weight", NOTHING))
            found[key] = read(sheet.at(cell), cell)
        elif values.number(cell.text) is not None and cell.column > edge:
            strays.append(cell)
        elif label and cell.text != label and not values.stroke(cell.text):
            keep(extra, label, cell.text, sheet.at(cell))
    if strays and "score" in columns and "score" not in found:  # a number beside its column is not taken
        doubts.append(Doubt(sheet.at(strays[0]), "得分", strays[0].text))
        found["score"] = Field(None, strays[0].text, sheet.at(strays[0]), 0, "layout")
    else:
        for cell in strays if label else ():
            keep(extra, label, cell.text, sheet.at(cell))
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


def total_in_pair(sheet: Sheet, number: int, profile: Profile) -> Total | None:
    """The total where a row has nothing but its label, the full mark and a score, in whichever columns."""
    cells = [cell for cell in sheet.rows[number] if has_text(cell)]
    if len(cells) != 3 or profile.labels.look_up(cells[0].text) != "total":
        return None
    weight = weight_field(sheet.at(cells[1]), cells[1])
    score = score_reader(weight)(sheet.at(cells[2]), cells[2])
    if weight.value != profile.full_mark or score.value is None or not 0 <= score.value <= weight.value:
        return None
    return Total(weight=weight, score=score)


def _is_covered(sheet: Sheet, number: int, column: int) -> bool:
    """A merge that begins further left stands there: nothing can be written in that column."""
    return any(cell.column < column < cell.column + cell.columns for cell in sheet.rows[number] if cell.columns > 1)


def grade_word(text: str, profile: Profile) -> str | None:
    """优 for 优, 优秀, 自评等级：优, （自评等级）优."""
    word = profile.grade_words.look_up(text)
    head, colon, tail = normal(text).partition(":")
    if word is None and colon and head.endswith(("等级", "结论", "评级")):
        word = profile.grade_words.look_up(tail)
    if word is None and (label := _GRADE_LABEL.match(normal(text))):
        word = profile.grade_words.look_up(normal(text)[label.end() :])
    return word
