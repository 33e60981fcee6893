"""Printed forms as data: one TOML file each, ``extends`` names the one it starts from.

A profile holds what differs between provinces and years: labels, caps, bands, grades, thresholds, word lists.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..model import Labels, Profile, Words

FOLDER = Path(__file__).parent


class BadProfile(Exception):
    """A profile that does not exist or does not follow the schema; the text says which file and key, in Chinese."""


@functools.cache
def names() -> tuple[str, ...]:
    """The profiles that come with evalsheet, ``base`` first."""
    return tuple(sorted((path.stem for path in FOLDER.glob("*.toml")), key=lambda name: (name != "base", name)))


@functools.cache
def load(name: str) -> Profile:
    """The profile of that name, or of that file if it ends in .toml. Raises `BadProfile`."""
    return _profile(_table(name), name)


def choose(caps: Mapping[str, Decimal]) -> Profile:
    """The profile whose caps are the ones printed on the form (first level -> points); ``base`` if none is."""
    if caps:
        for name in names():
            profile = load(name)
            if profile.caps == caps:
                return profile
    return load("base")


def _table(name: str, seen: tuple[str, ...] = ()) -> dict[str, Any]:
    """The TOML of a profile with what it extends merged in."""
    if name in seen:
        raise BadProfile(f"表样文件 {name} 通过 extends 引用了自己")
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    try:
        with path.open("rb") as file:
            table = tomllib.load(file, parse_float=Decimal)
    except FileNotFoundError:
        raise BadProfile(f"没有名为 {name} 的表样{_nearest(name, names())}") from None
    except OSError as error:
        raise BadProfile(f"表样文件 {name} 打不开：{error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadProfile(f"表样文件 {name} 不是合格的 TOML：{error}") from None
    if name == "base":
        return table
    base = _table(str(table.pop("extends", "base")), (*seen, name))
    _check_keys(table, base, name, "")
    return _merged(base, table)


#: Keys that ``base`` does not set, and tables whose keys are free words.
_OPTIONAL = frozenset({"year", "scoring.execution_weight"})
_FREE_TABLES = frozenset(
    {"recognise.other_forms", "level1", "level2", "placement", "scoring.caps", "grades.words", "rules.levels"}
)


def _check_keys(table: Mapping[str, Any], base: Mapping[str, Any], name: str, path: str) -> None:
    for key, value in table.items():
        full = f"{path}{key}"
        if key not in base and full not in _OPTIONAL:
            known = [*base, *(one.removeprefix(path) for one in _OPTIONAL if one.startswith(path))]
            raise BadProfile(f"表样文件 {name}：没有名为 {full} 的键{_nearest(key, known)}")
        wanted = type(base.get(key, Decimal(0)))
        if not isinstance(value, wanted) and not {wanted, type(value)} <= {int, Decimal}:
            raise BadProfile(f"表样文件 {name}：{full} 应为{_TYPES.get(wanted, '数')}，现在是 {value!r}")
        if isinstance(value, list) and not value and base.get(key):
            raise BadProfile(f"表样文件 {name}：{full} 是空的，至少要有一项")
        if isinstance(value, dict) and full not in _FREE_TABLES:
            _check_keys(value, base[key], name, f"{full}.")


#: What a value of each type is called.
_TYPES = {dict: "一个表", list: "一个列表", str: "一段文字", bool: "true 或 false"}
#: Formulas for a missed "at most", and levels of findings, as the code knows them.
_REVERSE = ("ratio", "linear", "zero")
_LEVELS = ("error", "warning", "hint")


def _check_words(table: Mapping[str, Any], name: str) -> None:
    """Words that must be among the known ones."""
    for word in table["scoring"]["reverse"]:
        if word not in _REVERSE:
            raise BadProfile(f"表样文件 {name}：scoring.reverse 中没有 {word}{_nearest(word, _REVERSE)}")
    for code, level in table["rules"]["levels"].items():
        if level not in _LEVELS:
            raise BadProfile(
                f"表样文件 {name}：rules.levels 中 {code} 的级别 {level} 不存在，可用 {'、'.join(_LEVELS)}"
            )


def _nearest(word: str, words: Iterable[str]) -> str:
    import difflib  # only for the person who mistyped

    found = difflib.get_close_matches(word, list(words), 1, 0.5)
    return f"，是否指 {found[0]}？" if found else ""


def _merged(base: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in table.items():
        merged[key] = _merged(base[key], value) if isinstance(value, dict) else value
    return merged


def _profile(table: Mapping[str, Any], name: str) -> Profile:
    """The dataclass of a merged table."""
    _check_words(table, name)
    rules, scoring, grades = table["rules"], table["scoring"], table["grades"]
    weight = scoring.get("execution_weight")
    try:
        return Profile(
            name=str(table["name"]),
            title=table["title"],
            source=table["source"],
            year=table.get("year"),
            form_titles=tuple(table["recognise"]["form_titles"]),
            other_forms=table["recognise"]["other_forms"],
            labels=Labels(table["labels"]),
            fund_columns=Labels(table["fund_columns"]),
            fund_items=Labels(table["fund_items"]),
            columns=Labels(table["columns"]),
            level1=Labels(table["level1"]),
            level2=Labels(table["level2"]),
            required_columns=tuple(rules["required_columns"]),
            required_level1=tuple(rules["required_level1"]),
            required_level2=tuple(rules["required_level2"]),
            placement=_tuples(table["placement"]),
            closed_level2=bool(rules["closed_level2"]),
            full_mark=Decimal(scoring["full_mark"]),
            execution_weight=None if weight is None else Decimal(weight),
            caps={key: Decimal(value) for key, value in scoring["caps"].items()},
            bands=tuple((Decimal(high), Decimal(low)) for high, low in scoring["bands"]),
            reverse=tuple(scoring["reverse"]),
            grades=_scheme(grades["scheme"]),
            other_grades=tuple(_scheme(scheme) for scheme in grades["others"]),
            grade_words=Labels(grades["words"]),
            thresholds={key: Decimal(value) for key, value in table["thresholds"].items()},
            words={key: Words(words) for key, words in table["words"].items()},
            levels=rules["levels"],
        )
    except (TypeError, ValueError, LookupError, ArithmeticError):
        raise BadProfile(f"表样文件 {name}：有一个数不合要求，数请直接写，不加引号") from None


def _tuples(table: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in table.items()}


def _scheme(rows: list[tuple[str, Any]]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((word, Decimal(floor)) for word, floor in rows)
