"""What the labels of the indicator table say besides their words: points, placeholders, signs."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from .. import values
from ..model import Labels, normal
from ..patterns import rare

_BRACKETS = str.maketrans("【】[]〔〕{}《》", "()()()()()")
#: 产出指标(50分), 产出指标 40 分, 满意度指标10, 产出指标(权重50%), 产出指标-50分: the label first, then the points.
_CAPPED = re.compile(r"(.*?[^\d(.:\-])[(:\-]*(?:权重|分值|满分|标准分|共|计)?:?(\d+(?:\.\d+)?)(?:分|%)?\)?")
#: (50分) alone: the points of the label above.
_POINTS = re.compile(r"\((\d+(?:\.\d+)?)分?\)|(\d+(?:\.\d+)?)分")
#: 产出指标50%, 服务对象满意度指标权重为10分, in a note below the table.
_SHARE = rare(r"([^\W\d_]{2,12}?)(?:权重|分值|为|占|各|[(:])*(\d+(?:\.\d+)?)(?:分|%)")
#: What stands in unused rows of a blank form: 指标1：, ……, XX, *.
_PLACEHOLDER = re.compile(r"(?:三级)?指标\d*[:、.]?|\.+|…+|[xX]+|\*+|×+|·+")
#: 一、产出指标, (一)数量指标, 1.数量指标, A产出指标, B12社会效益
_NUMBERING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.](?!\d)"
    r"|[A-Z]\d{0,3}[、.\-]?(?=[^\W\dA-Za-z_]{2})(?![类级型区线]))"
)
#: 养护里程（15分）: the weight behind a name.
_POINTS_BEHIND = rare(r"(?s)(.+?)\s*[(（【](?:分值|权重)?[:：]?\s*([0-9]+(?:\.[0-9]+)?)\s*分[)）】]")
_NUMBERED = rare(r"指标\s*\d+\s*[:：、.]?\s*")
#: Words of the column 指标性质 that stand for a sign, and those that stand for none.
_DIRECTIONS = {"正向": "≥", "正向指标": "≥", "反向": "≤", "逆向": "≤", "负向": "≤", "反向指标": "≤"}
NO_SIGN = frozenset({"定性", "定量", "定性指标", "定量指标", "约束性", "预期性", "其他", "数值", "文字描述"})


@lru_cache(maxsize=2048)
def is_placeholder(text: str) -> bool:
    """Nothing but what a blank form prints there."""
    label = normal(text).replace("…", ".")
    return bool(text.strip()) and (not label or bool(_PLACEHOLDER.fullmatch(label)))


def without_number(name: str) -> str:
    """A name without its mark and running number: ★指标1：养护里程 gives 养护里程."""
    name = name.lstrip("★*☆ ")
    return _NUMBERED.sub("", name, count=1) if "指标" in name else name


@lru_cache(maxsize=2048)
def split_cap(text: str) -> tuple[str, Decimal | None]:
    """A level label without blanks and breaks, and the points printed in it: 产出指标⏎(50分) gives 产出指标, 50.

    Points alone give an empty label.
    """
    label = normal(text).translate(_BRACKETS)
    label = _NUMBERING.sub("", label, count=1) if _NUMBERING.match(label) else label
    alone = _POINTS.fullmatch(label)
    if alone:
        return "", Decimal(alone[1] or alone[2])
    match = _CAPPED.fullmatch(label)
    if match:
        return match[1], Decimal(match[2])
    return label, None


def points_in_name(text: str) -> tuple[str, Decimal] | None:
    """A name and the points printed behind it; None if there are none."""
    match = _POINTS_BEHIND.fullmatch(text)
    return (match[1], Decimal(match[2])) if match else None


def caps_in_note(text: str, levels: Labels) -> dict[str, Decimal]:
    """The points of the first levels that a note prescribes, by the profile's names for them."""
    caps: dict[str, Decimal] = {}
    for said, points in _SHARE.findall(normal(text)):
        # the words before the label are part of the sentence: 原则上预算执行率10%
        level = next(filter(None, (levels.get(said[start:]) for start in range(len(said)))), None)
        if level is not None:
            caps[level] = Decimal(points)
    return caps


def joined_target(sign: str, target: str, unit: str) -> str:
    """A target whose sign and unit stand in columns of their own; what the target already says is not repeated."""
    value = values.parse(target)
    direction = normal(sign)
    direction = "" if direction in NO_SIGN or values.stroke(sign) else _DIRECTIONS.get(direction, sign.strip())
    before = "" if value.sign else direction
    after = "" if value.unit or values.stroke(unit) or not value.numbers else unit.strip()
    return before + target + after
