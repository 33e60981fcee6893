"""The vocabulary of target and actual values, from ``words.toml``, which says what each list is for; read as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from .. import toml_json

_TABLE = toml_json.load(toml_json.WORDS)


def _by_word(table: Mapping[str, list[str]]) -> dict[str, str]:
    """Each word of a table of lists with the key of its list."""
    return {word: key for key, words in table.items() for word in words}


EMPTY_WORDS = frozenset[str](_TABLE["cells"]["empty"])
YES_WORDS = frozenset[str](_TABLE["cells"]["yes"])
NO_WORDS = frozenset[str](_TABLE["cells"]["no"])
NAME_ENDINGS = tuple[str, ...](_TABLE["cells"]["names"])

#: Words in front of a number to their signs; nothing in front is no sign.
LEADING_SIGNS = {"": "", **_by_word(_TABLE["signs"]["leading"])}
TAIL_SIGNS = _by_word(_TABLE["signs"]["behind"])
SOFT_SIGNS = frozenset[str](_TABLE["signs"]["habits"]["soft"])
FAR_SIGNS = tuple[str, ...](_TABLE["signs"]["habits"]["far"])

RISE_WORDS = tuple[str, ...](_TABLE["around"]["rise"])
FALL_WORDS = tuple[str, ...](_TABLE["around"]["fall"])
FILLERS = tuple[str, ...](_TABLE["around"]["fillers"])

#: Texts behind a number to the unit used in a Value; nothing behind is no unit.
UNIT_SPELLINGS = {"": "", **_by_word(_TABLE["units"]["spellings"])}
UNIT_WORDS = tuple[str, ...](_TABLE["units"]["words"])
NOT_COUNTED = frozenset[str](("", *_TABLE["units"]["uncounted"]))
PER_WORDS = tuple[str, ...](_TABLE["units"]["per"])
#: Units to their family and their factor in it.
FAMILIES = {
    unit: (family, Decimal(factor))
    for family, factors in _TABLE["units"]["families"].items()
    for unit, factor in factors.items()
}
MONEY = {unit: Decimal(factor) for unit, factor in _TABLE["money"].items()}

BAND_3 = tuple[str, ...](_TABLE["bands"]["not_reached"])
BAND_2 = tuple[str, ...](_TABLE["bands"]["partly"])
BAND_1_ENDINGS = tuple[str, ...](_TABLE["bands"]["reached_endings"])
BAND_1_BEGINNINGS = tuple[str, ...](_TABLE["bands"]["reached_beginnings"])
#: Short words of quality to their band, None where they tell none.
QUALITY_BANDS: dict[str, int | None] = {
    **dict.fromkeys(_TABLE["qualities"]["reached"], 1),
    **dict.fromkeys(_TABLE["qualities"]["not_reached"], 3),
    **dict.fromkeys(_TABLE["qualities"]["unsaid"]),
}

TREND_BEGINNINGS = tuple[str, ...](_TABLE["trends"]["beginnings"])
TREND_ENDINGS = tuple[str, ...](_TABLE["trends"]["endings"])
STRONG_WORDS = tuple[str, ...](_TABLE["trends"]["strong"])
HEDGES = tuple[str, ...](_TABLE["hedges"]["patterns"])

DONE_WORDS = tuple[str, ...](_TABLE["dates"]["done"])
DATE_LEADS = frozenset[str](("", *_TABLE["dates"]["leads"]))
DATE_SIGNS = _by_word(_TABLE["dates"]["signs"])
