"""The rules: what a reviewer would send back.

A rule is one decorated generator function: it takes a `Form` and yields *where* and *values*. It knows neither its code
nor its level nor any language; the engine adds the first two, `message` and `advice` render text last. Its docstring is
its page: title, reason, source, certainty and examples, in the layout that `manual` reads. Every module of this folder is
imported, so a new file registers itself.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..model import Finding, Form, Problem, Where

if TYPE_CHECKING:
    from .bulk import OverBatch

#: Levels from the gravest to the lightest.
LEVELS = ("error", "warning", "hint")
#: What a profile says in place of a level for a rule that is run only when it is selected by its code.
OFF = "off"
LEVEL_WORDS = {
    "error": {"zh": "错误", "en": "error"},
    "warning": {"zh": "警告", "en": "warning"},
    "hint": {"zh": "提示", "en": "hint"},
}
#: What a profile can say of a rule.
SETTING_WORDS = {**LEVEL_WORDS, OFF: {"zh": "停用", "en": "off"}}
Texts = str | Mapping[str, str]
Function = Callable[[Form], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule, or an outcome of reading a file (area "FIL") that has no function.

    A rule over many forms (area "XFM") has ``together`` in its place.
    """

    code: str
    level: str
    #: Templates by language and variant: what is wrong, and what to do.
    messages: Mapping[str, Mapping[str, str]]
    advices: Mapping[str, Mapping[str, str]]
    doc: str
    function: Function | None = None
    #: Columns, or "report", without which the rule says nothing.
    needs: frozenset[str] = frozenset()
    #: Codes that are silenced where this rule finds something; "*" for all.
    absorbs: tuple[str, ...] = ()
    #: "auto" (evalsheet fill can write it), "offer" (a value is suggested), "no" (a person must decide).
    fix: str = "no"
    together: OverBatch | None = None

    @property
    def area(self) -> str:
        """The letters of the code."""
        return self.code[:3]


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    *,
    level: str,
    zh: Texts,
    en: Texts,
    do_zh: Texts,
    do_en: Texts,
    needs: tuple[str, ...] = (),
    absorbs: tuple[str, ...] = (),
    fix: str = "no",
) -> Callable[[Function], Function]:
    """Registers a rule. Texts are templates filled with the problem's values; a mapping has one a variant."""

    def register(function: Function) -> Function:
        add(code, level, zh, en, do_zh, do_en, function.__doc__ or "", function, needs, absorbs, fix)
        return function

    return register


def add(
    code: str,
    level: str,
    zh: Texts,
    en: Texts,
    do_zh: Texts,
    do_en: Texts,
    doc: str,
    function: Function | None = None,
    needs: tuple[str, ...] = (),
    absorbs: tuple[str, ...] = (),
    fix: str = "no",
    together: OverBatch | None = None,
) -> None:
    """Puts a rule or an outcome into `RULES`; a code is given once."""
    assert code not in RULES and level in LEVELS, code
    messages = {"zh": _variants(zh), "en": _variants(en)}
    advices = {"zh": _variants(do_zh), "en": _variants(do_en)}
    RULES[code] = Rule(code, level, messages, advices, doc, function, frozenset(needs), absorbs, fix, together)


def _variants(texts: Texts) -> Mapping[str, str]:
    return {"": texts} if isinstance(texts, str) else texts


#: Says of a code whether its rule is run; None leaves it to the profile.
Wanted = Callable[[str], bool | None]


def check(form: Form, wanted: Wanted | None = None, levels: Mapping[str, str] = MappingProxyType({})) -> list[Finding]:
    """What is wrong with the form, in the order of places. ``wanted`` says which codes to run; by default all that
    are not switched off. A rule that is not run absorbs nothing. ``levels`` by code go before those of the profile.

    A rule that fails itself becomes FIL90 and costs nothing but its own findings.
    """
    levels = {**form.profile.levels, **levels}
    return _checked(form, _rules_run(wanted, frozenset(levels.items()), _columns(form)), levels)


def check_only(form: Form, codes: frozenset[str]) -> list[Finding]:
    """What the rules of these codes find, whatever the profile switches off; quicker than `check` for a few of them."""
    return _checked(form, _rules_of(codes, _columns(form)), form.profile.levels)


def _columns(form: Form) -> frozenset[str]:
    """What a rule may need."""
    columns = frozenset(form.columns)
    return columns if form.report is None else columns | {"report"}


# What is run is asked of each form, and is the same for all that have the same columns.
@lru_cache(maxsize=256)
def _rules_run(wanted: Wanted | None, levels: frozenset[tuple[str, str]], columns: frozenset[str]) -> tuple[str, ...]:
    settings = dict(levels)
    return _applying((code for code in RULES if is_run(code, wanted, settings)), columns)


@lru_cache(maxsize=256)
def _rules_of(codes: frozenset[str], columns: frozenset[str]) -> tuple[str, ...]:
    return _applying(sorted(codes), columns)


def _applying(codes: Iterable[str], columns: frozenset[str]) -> tuple[str, ...]:
    """Those of the rules that can say something of a form with these columns."""
    return tuple(code for code in codes if RULES[code].function is not None and columns >= RULES[code].needs)


def _checked(form: Form, codes: Iterable[str], levels: Mapping[str, str]) -> list[Finding]:
    found: list[tuple[Rule, Problem]] = []
    for code in codes:
        one = RULES[code]
        try:
            problems = list(one.function(form))  # type: ignore[misc]
        except Exception as error:  # a fault of ours must not hide what the other rules found
            problems = [_failed(one, error, form)]
        if problems:
            found += [(one, problem) for problem in problems]
    kept = [pair for pair in found if not _absorbed(*pair, found)]
    return sorted((_finding(one, problem, levels) for one, problem in kept), key=_place)


def is_run(code: str, wanted: Wanted | None, levels: Mapping[str, str]) -> bool:
    """Whether a rule is run: it is chosen, or nothing is said of it and it is not off."""
    run = None if wanted is None else wanted(code)
    return run or (run is None and levels.get(code) != OFF)


def _failed(one: Rule, error: Exception, form: Form) -> Problem:
    return Problem(form.where, {"rule": one.code, "error": f"{type(error).__name__}: {error}"}, variant="FIL90")


def _absorbed(one: Rule, problem: Problem, found: list[tuple[Rule, Problem]]) -> bool:
    """Another rule has found the root cause at the same place."""
    for root, cause in found:
        if root is one or not root.absorbs or ("*" not in root.absorbs and one.code not in root.absorbs):
            continue
        if problem.where == cause.where or problem.where in cause.covers:
            return not ("*" in root.absorbs and "*" in one.absorbs)
    return False


def _finding(one: Rule, problem: Problem, levels: Mapping[str, str]) -> Finding:
    if problem.variant == "FIL90":
        return Finding("FIL90", "error", problem.where, problem.values)
    level = level_of(one, problem.level, levels)
    values = {key: plain(value) for key, value in problem.values.items()}
    return Finding(one.code, level, problem.where, values, problem.variant)


def level_of(one: Rule, case: str | None, levels: Mapping[str, str]) -> str:
    """The level of a finding: that of the rule, or the one set for it, and lighter if the ``case`` is."""
    level = levels.get(one.code, one.level)
    if level == OFF:
        level = one.level
    return level if case is None else max(level, case, key=LEVELS.index)


def _place(finding: Finding) -> tuple[Any, ...]:
    where = finding.where or Where("", "", 0, 0)
    return (len(where.sheet), where.sheet, where.row, where.column, finding.code)  # 表2 before 表10


def plain(value: Any) -> Any:
    """A number without trailing zeros or exponent, so that 10.00 is 10; anything else unchanged."""
    if not isinstance(value, Decimal):
        return value
    whole = value.to_integral_value()
    return whole if whole == value and abs(whole) < Decimal(10) ** 20 else value.normalize()


class _Number(Decimal):
    """A Decimal that prints plainly: 10, 9.5, 0.0000001; with a format spec as usual ({rate:%} is 95%)."""

    def __format__(self, spec: str, /, *args: Any, **kwargs: Any) -> str:
        return Decimal.__format__(self, spec or "f")


def _render(templates: Mapping[str, str], finding: Finding) -> str:
    template = templates.get(finding.variant, templates.get("", ""))
    if "{" not in template and "}" not in template:
        return template
    shown = {key: _Number(value) if isinstance(value, Decimal) else value for key, value in finding.values.items()}
    return template.format_map(shown)


def message(finding: Finding, lang: str = "zh") -> str:
    """What was found and what was expected, as one sentence in ``lang`` (zh or en)."""
    return _render(RULES[finding.code].messages[lang], finding)


def advice(finding: Finding, lang: str = "zh") -> str:
    """What to do about it, as one sentence in ``lang`` (zh or en)."""
    return _render(RULES[finding.code].advices[lang], finding)


def entry(finding: Finding, value: Any) -> Any:
    """What was found or expected as it is shown in a table: a rate as 95.33%, since a fraction says nothing there."""
    if finding.code == "FND02" and isinstance(value, Decimal):
        return f"{_Number(plain(value * 100))}%"
    return plain(value)


def codes_matching(pattern: str) -> list[str]:
    """The codes that a code or prefix stands for: FND gives all of that area, FND03 one; empty if there is none."""
    wanted = pattern.upper().replace("-", "")
    return [code for code in RULES if wanted and code.startswith(wanted)]


for _module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")
_by_code = sorted(RULES.items())  # put back in place, since others hold the same dict
RULES.clear()
RULES.update(_by_code)
