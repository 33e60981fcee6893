"""A profile (表样) as people read it, for `evalsheet profiles NAME` and docs/profiles.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from .model import Profile
from .rules import SETTING_WORDS
from .values import written

_REVERSE = {
    "ratio": {"zh": "指标值÷实际值", "en": "target / actual"},
    "linear": {"zh": "1-(实际值-指标值)÷指标值", "en": "1 - (actual - target) / target"},
    "zero": {"zh": "计 0 分", "en": "no points"},
}


def page(profile: Profile, lang: str) -> str:
    """Name and title, then a line a fact: points, levels, columns, how scores are judged, grades, where it is from."""
    colon = "：" if lang == "zh" else ": "
    lines = [f"{profile.name}  {profile.title[lang]}"]
    lines += [f"  {words[lang]}{colon}{text}" for words, text in _facts(profile, lang) if text]
    return "\n".join(lines) + "\n"


def table(profiles: Iterable[Profile], lang: str) -> str:
    """Profiles as a Markdown table: name, title, points, year, source."""
    head = {"zh": "| 名称 | 表样 | 年度 | 来源 |", "en": "| name | form | year | source |"}[lang]
    rows = [f"| `{one.name}` | {one.title[lang]} | {one.year or ''} | {one.source} |" for one in profiles]
    return "\n".join([head, "|---|---|---|---|", *rows]) + "\n"


def _facts(profile: Profile, lang: str) -> Iterator[tuple[Mapping[str, str], str]]:
    join = "、" if lang == "zh" else ", "
    yield {"zh": "年度", "en": "year"}, str(profile.year or "")
    yield {"zh": "分值", "en": "points"}, join.join(_points(profile, lang)) or {"zh": "不限定", "en": "free"}[lang]
    yield {"zh": "满分", "en": "full mark"}, written(profile.full_mark)
    yield {"zh": "必有的一级指标", "en": "first levels required"}, join.join(profile.required_level1)
    for level1 in profile.caps or ("产出指标", "效益指标"):
        below = profile.placement.get(level1, ())
        yield {"zh": f"{level1}下", "en": f"below {level1}"}, join.join(below)
    yield {"zh": "必有的栏目", "en": "columns required"}, join.join(_columns(profile))
    yield {"zh": "定性指标", "en": "qualitative scores"}, "; ".join(_bands(profile, lang))
    yield {"zh": "反向指标超出时", "en": "missed ≤ targets"}, join.join(_REVERSE[one][lang] for one in profile.reverse)
    yield {"zh": "等级", "en": "grades"}, join.join(f"{word}≥{floor}" for word, floor in profile.grades)
    levels = (f"{code} {SETTING_WORDS[level][lang]}" for code, level in profile.levels.items())
    yield {"zh": "级别不同的规则", "en": "levels that differ"}, join.join(levels)
    yield {"zh": "来源", "en": "source"}, profile.source


def _points(profile: Profile, lang: str) -> Iterator[str]:
    if profile.execution_weight is not None:
        yield {"zh": "预算执行", "en": "execution"}[lang] + f" {written(profile.execution_weight)}"
    for level1, cap in profile.caps.items():
        yield f"{level1} {written(cap)}"


def _columns(profile: Profile) -> Iterator[str]:
    for key in profile.required_columns:
        yield next(label for label, owner in profile.columns.items() if owner == key)


def _bands(profile: Profile, lang: str) -> Iterator[str]:
    says = {
        "zh": "达成 {high} 以上、部分达成 {low} 至 {high}、未达成 {low} 以下",
        "en": "reached {high} and more, partly {low} to {high}, not reached below {low}",
    }
    for high, low in profile.bands:
        yield says[lang].format(high=_percent(high), low=_percent(low))


def _percent(fraction: Decimal) -> str:
    return f"{written(fraction * 100)}%"
