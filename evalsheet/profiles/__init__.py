"""Printed forms as data: one TOML file each, ``extends`` names the one it starts from.

A profile holds what differs between provinces and years: labels, caps, bands, grades, thresholds, word lists.
"""

from __future__ import annotations

import difflib
import functools
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..model import Profile

FOLDER = Path(__file__).parent


class BadProfile(Exception):
    """A profile that does not exist or does not follow the schema; the text says which file and key, in Chinese."""


#: Characters without width that copying from web pages and Word leaves in labels.
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF, 0x00AD))


@functools.lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """The text of a label as profiles write it: NFKC, without blanks, line breaks, marks and colons."""
    folded = "".join(unicodedata.normalize("NFKC", text).translate(_UNSEEN).split())
    return folded.strip("*★☆:：;,.。、")


@functools.lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """`normal`, and without its bracketed endings: 项目资金（万元） is 项目资金, 执行率(B/A) is 执行率."""
    label = normal(text)
    while label.endswith(")") and "(" in label[1:]:
        label = label[: label.rindex("(")].rstrip(":")
    return label


def look_up(labels: Mapping[str, str], text: str) -> str | None:
    """The key that ``labels`` has for a printed text, as printed or without its bracketed endings; else None."""
    if not text or len(text) > 60:  # no label is that long; spares folding the paragraphs of a form
        return None
    return labels.get(normal(text)) or labels.get(bare(text))


def names() -> list[str]:
    """The profiles that come with evalsheet, ``base`` first."""
    return sorted((path.stem for path in FOLDER.glob("*.toml")), key=lambda name: (name != "base", name))


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


def _table(name: str) -> dict[str, Any]:
    """The TOML of a profile with what it extends merged in."""
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
    parent = table.pop("extends", None if table.get("name") == "base" else "base")
    if parent is None:
        return table
    base = _table(str(parent))
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
            raise BadProfile(f"表样文件 {name}：没有名为 {full} 的键{_nearest(key, base)}")
        if isinstance(base.get(key), dict) != isinstance(value, dict):
            raise BadProfile(f"表样文件 {name}：{full} 应为{'表' if isinstance(base.get(key), dict) else '值'}")
        if isinstance(value, dict) and full not in _FREE_TABLES:
            _check_keys(value, base[key], name, f"{full}.")


def _nearest(word: str, words: Iterable[str]) -> str:
    found = difflib.get_close_matches(word, list(words), 1)
    return f"，是否指 {found[0]}？" if found else ""


def _merged(base: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in table.items():
        merged[key] = _merged(base[key], value) if isinstance(value, dict) else value
    return merged


def _profile(table: Mapping[str, Any], name: str) -> Profile:
    """The dataclass of a merged table."""
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
            labels=_by_label(table["labels"]),
            fund_columns=_by_label(table["fund_columns"]),
            fund_items=_by_label(table["fund_items"]),
            columns=_by_label(table["columns"]),
            level1=_by_label(table["level1"]),
            level2=_by_label(table["level2"]),
            required_columns=tuple(rules["required_columns"]),
            required_level1=tuple(rules["required_level1"]),
            placement=_tuples(table["placement"]),
            closed_level2=bool(rules["closed_level2"]),
            full_mark=Decimal(scoring["full_mark"]),
            execution_weight=None if weight is None else Decimal(weight),
            caps={key: Decimal(value) for key, value in scoring["caps"].items()},
            bands=tuple((Decimal(high), Decimal(low)) for high, low in scoring["bands"]),
            reverse=tuple(scoring["reverse"]),
            grades=_scheme(grades["scheme"]),
            other_grades=tuple(_scheme(scheme) for scheme in grades["others"]),
            grade_words=_by_label(grades["words"]),
            thresholds={key: Decimal(value) for key, value in table["thresholds"].items()},
            words=_tuples(table["words"]),
            levels=rules["levels"],
        )
    except (TypeError, ValueError, ArithmeticError) as error:
        raise BadProfile(f"表样文件 {name}：有一个值不合要求（{error}）") from None


def _by_label(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {label: key for key, labels in table.items() for label in labels}


def _tuples(table: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in table.items()}


def _scheme(rows: list[tuple[str, Any]]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((word, Decimal(floor)) for word, floor in rows)
