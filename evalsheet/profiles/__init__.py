"""Printed forms as data: one TOML file each, ``extends`` names the one it starts from.

A profile holds what differs between provinces and years: labels, caps, bands, grades, thresholds, word lists. By what
each is recognised stands in ``index.json`` too, so that only the chosen one and those it extends are looked at;
those that come with evalsheet are read as JSON, see `toml_json`. ``python -m evalsheet.profiles`` writes both.
"""

from __future__ import annotations

import copyreg
import functools
import json
import os
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from .. import toml_json
from ..model import Labels, Profile, Words
from ..nearest import offer

INDEX = os.path.join(os.path.dirname(__file__), "index.json")


class BadProfile(Exception):
    """A profile that does not exist or does not follow the schema; the text says which file and key, in Chinese."""


def names() -> tuple[str, ...]:
    """The profiles that come with evalsheet: ``base``, those that extend it, then those that extend these."""
    return tuple(mark.name for mark in _index())


@functools.cache
def load(name: str) -> Profile:
    """The profile of that name, or of that file if it ends in .toml. Raises `BadProfile`."""
    return _profile(_table(name), name)


# a form that goes from one process to another takes the name of its profile with it, not the profile
copyreg.pickle(Profile, lambda profile: (load, (profile.key,)))


def choose(caps: Mapping[str, Decimal], title: str = "", columns: Collection[str] = ()) -> Profile:
    """The profile by which a form is printed; ``base`` if none is known for it.

    A profile is taken if its caps are the ones printed on the form (first level -> points), and what it lists as its
    own is there: a word of its titles, all of its columns. Of several the one with most of these is taken, of equals
    the one that extends the fewest others.
    """
    best, fit = "base", 0
    for mark in _index():
        name, own_caps, titles, own = mark
        if own_caps and own_caps != caps:
            continue
        known = bool(own_caps) + bool(titles) + bool(own)
        if known <= fit or not all(key in columns for key in own):
            continue
        if not titles or any(word in title for word in titles):
            best, fit = name, known
    return load(best)


class Mark(NamedTuple):
    """By what a form is known to be of a profile; what is empty does not matter."""

    name: str
    caps: dict[str, Decimal]
    titles: list[str]
    columns: list[str]


@functools.cache
def _index() -> tuple[Mark, ...]:
    with open(INDEX, "rb") as file:
        marks = json.loads(file.read(), parse_float=Decimal, parse_int=Decimal)
    return tuple(Mark(*mark) for mark in marks)


def index() -> str:
    """What ``index.json`` has to hold."""
    tables = {name: _table(name) for name in _shipped()}
    depths = {name: _depth(name) for name in tables}
    lines = []
    for name in sorted(tables, key=lambda name: (depths[name], name)):
        own, caps = tables[name]["recognise"], tables[name]["scoring"]["caps"]
        points = {level: int(cap) if cap == int(cap) else float(cap) for level, cap in caps.items() if cap}
        mark = [name, points, own["own_titles"], own["own_columns"]]
        lines.append(json.dumps(mark, ensure_ascii=False))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _depth(name: str) -> int:
    """How many profiles it extends, one upon the other."""
    return 0 if name == "base" else 1 + _depth(_read(name).get("extends", "base"))


def _table(name: str, seen: tuple[str, ...] = ()) -> dict[str, Any]:
    """The TOML of a profile with what it extends merged in."""
    if name in seen:
        raise BadProfile(f"表样文件 {name} 通过 extends 引用了自己")
    if name == "base":
        return _base()
    table = _read(name)
    parent = str(table.pop("extends", "base"))
    if parent.endswith(".toml"):  # one beside the file that names it
        parent = os.path.join(os.path.dirname(name), parent)
    base = _table(parent, (*seen, name))
    _check_keys(table, base, name, "")
    merged = _merged(base, table)
    merged["recognise"] = {**merged["recognise"], **_OWN, **table.get("recognise", {})}
    return merged


#: By what a profile is chosen: never taken over from the one that it extends.
_OWN: dict[str, list[str]] = {"own_titles": [], "own_columns": []}


@functools.cache
def _base() -> dict[str, Any]:
    """The table that all others start from, parsed once and never changed."""
    return _read("base")


@functools.cache
def _shipped() -> dict[str, dict[str, Any]]:
    """The tables of the profiles that come with evalsheet, each without what it extends."""
    return toml_json.load(toml_json.PROFILES)


def _read(name: str) -> dict[str, Any]:
    """The table of one profile. Raises `BadProfile`."""
    if not name.endswith(".toml"):
        if name not in _shipped():
            raise BadProfile(f"没有名为 {name} 的表样{offer(name, names())}")
        return dict(_shipped()[name])
    import tomllib

    try:
        with open(name, encoding="utf-8-sig") as file:
            return tomllib.loads(file.read(), parse_float=Decimal)
    except FileNotFoundError:
        raise BadProfile(f"没有名为 {name} 的表样{offer(name, names())}") from None
    except OSError as error:
        raise BadProfile(f"表样文件 {name} 打不开：{error.strerror}") from None
    except UnicodeDecodeError:
        raise BadProfile(f"表样文件 {name} 不是 UTF-8 编码，请在编辑器里另存为 UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BadProfile(f"表样文件 {name} 不是合格的 TOML：{error}") from None


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
            raise BadProfile(f"表样文件 {name}：没有名为 {full} 的键{offer(key, known)}")
        wanted = type(base.get(key, Decimal(0)))
        if not isinstance(value, wanted) and not {wanted, type(value)} <= {int, Decimal}:
            raise BadProfile(f"表样文件 {name}：{full} 应为{_TYPES.get(wanted, '数')}，现在是 {value!r}")
        if isinstance(value, list) and not value and base.get(key) and full not in _MAY_BE_EMPTY:
            raise BadProfile(f"表样文件 {name}：{full} 是空的，至少要有一项")
        if isinstance(value, dict) and full not in _FREE_TABLES:
            _check_keys(value, base[key], name, f"{full}.")


#: Lists by which a form may ask for nothing.
_MAY_BE_EMPTY = frozenset({"rules.required_columns", "rules.required_level1"})
#: What a value of each type is called.
_TYPES = {dict: "一个表", list: "一个列表", str: "一段文字", bool: "true 或 false"}
#: Formulas for a missed "at most", and levels of findings (off: only when selected), as the code knows them.
_REVERSE = ("ratio", "linear", "zero")
_LEVELS = ("error", "warning", "hint", "off")


def _check_values(table: Mapping[str, Any], name: str) -> None:
    """What a profile names must be there, and its numbers must be possible. Raises `BadProfile`."""
    rules, scoring, level1 = table["rules"], table["scoring"], table["level1"]
    columns = [*table["columns"], *(f"funds.{key}" for key in table["fund_columns"])]
    for key, words, known in (
        ("scoring.reverse", scoring["reverse"], _REVERSE),
        ("rules.required_columns", rules["required_columns"], columns),
        ("rules.required_level1", rules["required_level1"], level1),
        ("placement", table["placement"], level1),
        ("scoring.caps", scoring["caps"], level1),
    ):
        for word in words:
            if word not in known:
                raise BadProfile(f"表样文件 {name}：{key} 中没有 {word}{offer(str(word), known)}")
    for code, level in rules["levels"].items():
        if level not in _LEVELS:
            known = "、".join(_LEVELS)
            raise BadProfile(f"表样文件 {name}：rules.levels 中 {code} 的级别 {level} 不存在，可用 {known}")
        if not _CODE.fullmatch(code):
            raise BadProfile(f"表样文件 {name}：rules.levels 中 {code} 不是规则代码，应如 TXT01")
    _check_numbers(table, name)


_CODE = re.compile("[A-Z]{3}[0-9]{2}")


def _check_numbers(table: Mapping[str, Any], name: str) -> None:
    scoring = table["scoring"]
    points = [scoring.get("execution_weight", 0), *scoring["caps"].values()]
    if any(number < 0 for number in (*points, *table["thresholds"].values())):
        raise BadProfile(f"表样文件 {name}：分值和提示线不能是负数")
    if sum(points) > scoring["full_mark"]:
        said = f"{sum(points)} 分，超过满分 {scoring['full_mark']} 分"
        raise BadProfile(f"表样文件 {name}：scoring 中预算执行与各一级指标合计 {said}")
    for scheme in (table["grades"]["scheme"], *table["grades"]["others"]):
        floors = [row[1] for row in scheme if isinstance(row, list) and len(row) == 2]
        if len(floors) < len(scheme) or floors != sorted(floors, reverse=True):
            raise BadProfile(f'表样文件 {name}：grades 中的等级应从高到低排，如 [["优", 90], ["良", 80]]')
    if not all(isinstance(band, list) and len(band) == 2 for band in scoring["bands"]):
        raise BadProfile(f"表样文件 {name}：scoring.bands 应是成对的数，如 [[0.8, 0.6]]")


def _merged(base: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in table.items():
        if key in _LABELS:
            merged[key] = _with_labels(base[key], value)
        else:
            merged[key] = _merged(base[key], value) if isinstance(value, dict) else value
    return merged


#: Tables of printed labels: what a profile lists comes before what it takes over, and leaves its earlier meaning.
_LABELS = frozenset({"labels", "fund_columns", "fund_items", "columns", "level1", "level2"})


def _with_labels(base: Mapping[str, list[str]], own: Mapping[str, list[str]]) -> dict[str, list[str]]:
    claimed = {label for labels in own.values() for label in labels}
    kept = {key: [label for label in labels if label not in claimed] for key, labels in base.items()}
    return {key: [*own.get(key, []), *kept.get(key, [])] for key in (*base, *(key for key in own if key not in base))}


def _profile(table: Mapping[str, Any], name: str) -> Profile:
    """The dataclass of a merged table."""
    _check_values(table, name)
    rules, scoring, grades = table["rules"], table["scoring"], table["grades"]
    weight = scoring.get("execution_weight")
    try:
        return Profile(
            name=str(table["name"]),
            key=name,
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
            caps={key: Decimal(value) for key, value in scoring["caps"].items() if value},
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
