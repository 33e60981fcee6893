"""The grammar of target and actual values (年度指标值, 实际完成值) and of plain number cells: text in, value out."""

from __future__ import annotations

from .grammar import numeral, parse
from .numbers import (
    amounts,
    blank,
    decimals,
    money,
    money_factor,
    normalise,
    number,
    odd_character,
    split_note,
    stroke,
    written,
)
from .units import common_scale, comparable, name_unit, unit_family, with_unit
from .value import Value

__all__ = [
    "Value",
    "amounts",
    "blank",
    "common_scale",
    "comparable",
    "decimals",
    "money",
    "money_factor",
    "name_unit",
    "normalise",
    "number",
    "numeral",
    "odd_character",
    "parse",
    "split_note",
    "stroke",
    "unit_family",
    "with_unit",
    "written",
]
