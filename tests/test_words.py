"""The vocabulary in values/words.toml keeps its form: each word as it is looked up, and in one place."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from evalsheet.values import normalise, parse, unit_family, words
from evalsheet.values.units import UNITS

TABLE = tomllib.loads(Path(words.__file__).with_name("words.toml").read_text("utf-8"), parse_float=Decimal)


def lists(table: dict[str, object], path: str = "") -> dict[str, list[str]]:
    """The word lists of the file by their dotted keys."""
    found: dict[str, list[str]] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= lists(value, f"{path}{key}.")
        elif isinstance(value, list):
            found[path + key] = value
    return found


LISTS = {key: words for key, words in lists(TABLE).items() if key != "hedges.patterns"}


@pytest.mark.parametrize("key", LISTS)
def test_words_are_written_as_they_are_looked_up(key):
    # strokes and full stops at the end go; a power loses its index
    assert [word for word in LISTS[key] if normalise(word) != word] == []


@pytest.mark.parametrize("key", LISTS)
def test_no_list_has_a_word_twice(key):
    assert LISTS[key]
    assert [word for word, count in Counter(LISTS[key]).items() if count > 1] == []


def test_every_list_is_given_a_name():
    named = {word for name, value in vars(words).items() if name.isupper() for word in value}
    assert [key for key, listed in LISTS.items() if not named.issuperset(listed)] == []


BANDS = {
    1: {*words.BAND_1_ENDINGS, *words.BAND_1_BEGINNINGS, *TABLE["qualities"]["reached"]},
    2: {*words.BAND_2},
    3: {*words.BAND_3, *TABLE["qualities"]["not_reached"]},
    None: {*TABLE["qualities"]["unsaid"]},
}


@pytest.mark.parametrize("band", BANDS)
def test_no_word_is_in_two_bands(band):
    others = {word for other, listed in BANDS.items() if other != band for word in listed}
    assert BANDS[band] & others == set()


@pytest.mark.parametrize("band", BANDS)
def test_a_word_alone_has_the_band_of_its_list(band):
    assert [word for word in BANDS[band] if (parse(word).kind, parse(word).band) != ("qual", band)] == []


def test_a_trend_tells_no_band_unless_it_is_strong():
    trends = {*words.TREND_BEGINNINGS, *words.TREND_ENDINGS}
    assert {parse(word).band for word in trends} == {None}
    assert {parse(strong + trend).band for strong in words.STRONG_WORDS for trend in words.TREND_ENDINGS} == {1}


@pytest.mark.parametrize("pattern", words.HEDGES)
def test_a_hedge_is_a_pattern_of_words(pattern):
    assert not re.compile(pattern).match("")
    assert normalise(pattern) == pattern


@pytest.mark.parametrize("table", ["signs.leading", "signs.behind", "dates.signs", "units.spellings"])
def test_no_word_has_two_meanings(table):
    group = [words for key, words in LISTS.items() if key.startswith(f"{table}.")]
    assert len(group) > 1
    assert [word for word, count in Counter(word for listed in group for word in listed).items() if count > 1] == []


def test_signs_are_those_of_a_value():
    signs = {*words.LEADING_SIGNS.values(), *words.TAIL_SIGNS.values(), *words.DATE_SIGNS.values()}
    assert signs == {"", ">=", ">", "<=", "<", "=", "~"}
    assert words.SOFT_SIGNS | {*words.FAR_SIGNS} <= words.LEADING_SIGNS.keys()


def test_a_rise_is_no_fall():
    assert {*words.RISE_WORDS} & {*words.FALL_WORDS} == set()


def test_a_unit_has_one_spelling():
    spelled = {text for text, unit in words.UNIT_SPELLINGS.items() if text}
    assert spelled & {*words.UNIT_WORDS} == set()
    assert {*words.UNIT_SPELLINGS.values()} & {*words.UNIT_WORDS} == set()
    # the name of a unit is a spelling of it or no spelling at all
    assert [unit for unit in UNITS.values() if UNITS[unit] != unit] == []


def test_families_are_of_known_units_and_positive_exact_factors():
    assert {unit for unit in words.FAMILIES if unit not in UNITS} == {"ratio"}  # of 1/3, which no text spells
    for unit, (family, factor) in words.FAMILIES.items():
        assert isinstance(factor, Decimal) and factor > 0 and family, unit
    counted = [unit for factors in TABLE["units"]["families"].values() for unit in factors]
    assert len(counted) == len({*counted}), "a unit is in two families"


def test_a_family_named_after_a_unit_holds_that_unit():
    for family in {family for family, _ in words.FAMILIES.values()} & UNITS.keys():
        assert unit_family(family) == (family, 1)


def test_amounts_agree_with_the_family_of_money():
    factors = {unit: factor for unit, (family, factor) in words.FAMILIES.items() if family == "money"}
    assert {unit: factor for unit, factor in words.MONEY.items() if unit in factors} == {
        unit: factor / 10_000 for unit, factor in factors.items()
    }
    assert {unit: words.MONEY[unit] for unit in words.MONEY.keys() - factors.keys()} == {"万": 1, "亿": 10_000}


def test_measure_words_that_do_not_count_are_units():
    assert [unit for unit in words.NOT_COUNTED if unit not in UNITS] == []


def test_yes_no_and_nothing_differ():
    assert len(words.YES_WORDS | words.NO_WORDS | words.EMPTY_WORDS) == 8
    assert {parse(word).yes for word in words.YES_WORDS} == {True}
    assert {parse(word).yes for word in words.NO_WORDS} == {False}
    assert {parse(word).kind for word in words.EMPTY_WORDS} == {"empty"}
