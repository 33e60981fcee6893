"""STR and TXT: the annual goals (年度总体目标), and what they say beside the indicators."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .. import compute, values
from ..model import Field, Form, Indicator, Problem, Words, bare, normal
from ..patterns import rare
from ..values import Value
from . import rule


@rule(
    "STR12",
    level="hint",
    zh="表上有 {actual} 组年度目标，分值按全表合计",
    en="the form has {actual} blocks of annual goals; weights are added up over all of them",
    do_zh="请确认各组指标的分值加上预算执行共 100 分；原表只有一组的，请并成一组",
    do_en="the weights of all blocks and of execution should make 100; one block if the issued form has one",
)
def several_goal_blocks(form: Form) -> Iterator[Problem]:
    """年度目标不止一组。
    More than one block of annual goals.

    有的表样分列几个年度目标，各带一组指标，各组分值合起来才是 100 分。原表只有一组而报了几组的，分值容易合计错。

    Some printed forms have several goals with indicators each; only together do their weights make 100. Where the
    issued form has one block, several are easily added up wrongly.

    Source: 湖北黄冈 2020 年自评表（两个年度目标各 40 分）
    Certainty: filled
    Pass: 预期目标=目标1：完成全县农村公路日常养护。目标2：群众出行更加便捷。
    Fail: 插行12=年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | <；插行13=^ | 安全设施修复完毕。 | < | < | < | 修复安全设施36处。 | < | < | <
    Guard: 一组目标分行写 | one block written on several lines | 插行12=^ | 目标2：安全设施修复完毕。 | < | < | < | 修复安全设施36处。 | < | < | <
    """
    stems: dict[str, list[Field[str]]] = defaultdict(list)
    for label in form.goal_labels:
        stems[bare(label.text).rstrip("0123456789")].append(label)
    for labels in stems.values():
        if len(labels) > 1:
            yield labels[1].problem(actual=Decimal(len(labels)))


@rule(
    "TXT04",
    level="warning",
    zh={
        "": "{item}没有填写",
        "same": "实际完成情况与预期目标一字不差",
        "number": "{item}只写了数字“{actual}”",
        "stroke": "{item}只写了“{actual}”",
    },
    en={
        "": "{item} is empty",
        "same": "what was reached repeats the goal word for word",
        "number": "{item} is only the number {actual}",
        "stroke": "{item} is only {actual}",
    },
    do_zh="请用文字写明年度目标和实际完成的情况、数量、效果",
    do_en="describe the goal and what was reached",
)
def goal_says_nothing(form: Form) -> Iterator[Problem]:
    """年度总体目标没有写、只有数字，或完成情况照抄目标。
    The annual goals are empty, mere numbers, or copies of each other.

    目标栏不是金额栏，完成情况也不是目标的复写。较长的例行目标照抄（15 字以上）只提示。

    A goal is no amount, and what was reached is no copy of what was planned. Longer routine goals repeated are a hint.

    Source: 鄂州 2019（287/171）、永德、丽江、萧县自评表
    Certainty: filled
    Pass: 预期目标=完成养护120公里
    Fail: 实际完成情况=114
    Mend: 实际完成情况=全年养护农村公路126公里。
    Guard: 目标里有数，但不只是数 | a goal with figures in it | 预期目标=养护120公里
    """
    for goal in form.goals:
        for field, item in ((goal.expected, "预期目标"), (goal.actual, "实际完成情况")):
            if field.blank:
                yield field.problem(item=item)
            elif values.stroke(field.text):
                yield field.problem(item=item, actual=field.text, variant="stroke")
            elif field.value is not None and values.number(field.value) is not None:
                yield field.problem(item=item, actual=field.value, variant="number")
        if _same(goal.expected, goal.actual):
            level = "hint" if len(goal.actual.text) >= 15 else None
            yield goal.actual.problem(actual=goal.actual.text, variant="same", level=level)


def _same(one: Field[str], other: Field[str]) -> bool:
    if not one.value or not other.value or values.number(one.value) is not None or values.stroke(one.text):
        return False
    return normal(one.value) == normal(other.value)


@rule(
    "TXT11",
    level="warning",
    zh="“{name}”的{item}是 {actual}，{goal} 的年度目标中写的是 {expected}",
    en="{name}: {item} is {actual}, but {expected} in the annual goal at {goal}",
    do_zh="同一件事两处写法不一，请核对后改为一致",
    do_en="the two should agree; check both and correct one",
)
def goal_and_indicator_differ(form: Form) -> Iterator[Problem]:
    """年度目标里的数或时间与指标里的不同。
    The annual goal gives another figure or date than the indicator.

    预期目标与年度指标值、实际完成情况与实际完成值说的是同一件事，数和时间应当一致。只在年度目标的文字里写着指标的名称、单位也相同时才核对；上年数、分项数、大约数不算。

    The expected goal and the targets, and what was reached and the actual values, speak of the same things. They are
    compared only where the text names the indicator and the unit is the same; figures of last year, of a part, or
    about so much are left alone.

    Source: 批量审核中的常见情形
    Certainty: proposal
    Pass: 预期目标=2022年12月底前完成养护工程，养护里程不少于120公里，养护工程验收合格率达95%以上。
    Fail: 实际完成情况=全年养护农村公路126公里，受访群众满意度95.3%。
    Fail: 预期目标=2022年10月底前完成养护工程。
    Fail: 预期目标=全年修复设施，养护里程130公里以上。
    Mend: 实际完成情况=全年养护农村公路126公里，受访群众满意度93.5%。
    Guard: 取了整的数 | a rounded figure | 实际完成情况=全年养护农村公路126公里，受访群众满意度94%。
    Guard: “以上”“超过”不是准数 | more than so much is not exact | 实际完成情况=验收合格率95%以上，受访群众满意度超过90%。
    Guard: 上年的数 | last year's figure | 实际完成情况=受访群众满意度由上年的91%提高到93.5%。
    Guard: 一部分的数 | the figure of a part | 指标1.三级指标=农村公路养护里程；实际完成情况=其中县道农村公路养护里程56公里。
    Guard: 大约的数 | about so much | 预期目标=养护里程约110公里，受访群众满意度95%左右。
    Guard: 名称短，说的可能是全部 | a shorter name may mean the whole | 指标6.三级指标=沿线受益群众人数；实际完成情况=受益群众人数52000人。
    Guard: 单位不同，说的是另一件事 | another unit, another thing | 指标6.三级指标=受益群众；实际完成情况=受益群众9800户。
    Guard: 开工时间不是完工时间 | the start is not the end | 预期目标=2022年3月启动养护工程，年内完成。
    Guard: 只是一个阶段 | a part of the work | 预期目标=养护工程2022年6月底前完成第一阶段。
    Guard: 只写年份 | only the year is given | 预期目标=2022年完成养护工程。
    Guard: 同一名称写了几个数 | several figures of one name | 实际完成情况=养护里程56公里，全年养护里程126公里。
    """
    for goal in form.goals:
        for said, key, item in ((goal.expected, "target", "年度指标值"), (goal.actual, "actual", "实际完成值")):
            if said.value and said.where is not None and _DIGIT.search(said.value):
                for row, mention in other_figures(form, said.value, key):
                    field = getattr(row, key)
                    yield field.problem(
                        name=row.label, item=item, actual=field.text, expected=mention, goal=said.where.cell
                    )


_DIGIT = re.compile(r"[0-9０-９]")
#: Clauses; a comma within a number (1,200) does not end one.
_CLAUSES = re.compile(r"[。；;！!\n\r、（）()，]|(?<![0-9]),|,(?![0-9]{3})")
_DATE = rare(r"20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:[底末])?(?:以?前)?")
_MONTH = rare(r"(20\d\d)年(\d{1,2})月")
#: A shorter name, or a shorter common part of a name, says too little.
_NAME_LEAST = 4
#: What is longer than this is no name with a few words around it.
_NAME_MOST = 60


class Mention(NamedTuple):
    """A clause of a goal with a figure: what the figure is about, and the clause without its dates."""

    noun: str
    clause: str


def other_figures(form: Form, text: str, key: str) -> Iterator[tuple[Indicator, str]]:
    """The rows whose target or actual value (``key``) is not what the text says of them, with what it says."""
    words = form.profile.words
    clauses = [clause for clause in _clauses(text) if not words["other_figure"].within(clause)]
    if not clauses:
        return
    readings = [(row, target if key == "target" else actual) for row, target, actual in compute.readings(form)]
    said: dict[int, list[Value]] = defaultdict(list)
    for noun, clause in _mentions(clauses, words["figure_lead"], words["figure_link"]):
        about = [at for at, (row, _) in enumerate(readings) if noun in row.name.text]
        about = [at for at in about if _ends_in(readings[at][0], noun, words["amount_ending"])]
        if len(about) == 1 and not (key == "actual" and words["inexact"].within(clause)):
            row, target, actual = compute.readings(form)[about[0]]
            unit = actual.unit or target.unit
            figure = values.parse(clause)
            if unit and figure.unit == unit and (unit == "%" or _is_name(row, noun, words["amount_ending"])):
                said[about[0]].append(figure)
    for at, figures in said.items():
        row, value = readings[at]
        signed = key == "actual" and value.sign  # no measured value, see VAL03
        if len(figures) == 1 and not signed and not agree(value, figures[0]):
            yield row, f"{values.written(figures[0].numbers[0])}{figures[0].unit}"
    if any("月" in clause for clause in clauses):
        yield from _other_months(readings, clauses, words["finished"], key)


@lru_cache(maxsize=256)
def _clauses(text: str) -> tuple[str, ...]:
    """The clauses of a text that have a digit, in one spelling."""
    return tuple(values.normalise(clause) for clause in _CLAUSES.split(text) if _DIGIT.search(clause))


def _mentions(clauses: list[str], lead: Words, link: Words) -> Iterator[Mention]:
    """The figures of the clauses that stand behind a noun."""
    before, edges, links = _edges(lead, link)
    for clause in clauses:
        if "20" in clause:
            clause = _DATE.sub("", clause)
        digit = _DIGIT.search(clause)
        if digit is None or digit.start() > _NAME_MOST:
            continue
        start = before.match(clause, 0, digit.start()).end()  # type: ignore[union-attr]  # it matches nothing as well
        noun = clause[start : digit.start()]
        if noun.endswith(links):
            noun = edges.fullmatch(noun)[1]  # type: ignore[index]
        if len(noun) >= _NAME_LEAST:
            yield Mention(noun, clause)


@lru_cache(maxsize=16)
def _edges(lead: Words, link: Words) -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]]:
    """What finds the words in front of a noun, what takes those behind it away, and these words."""
    # longest first and possessive: a text of nothing but signs must not be tried in all its divisions
    before, after = ("|".join(map(re.escape, sorted(words, key=len, reverse=True))) for words in (lead, link))
    return re.compile(f"(?:{before})*+"), re.compile(f"(.*?)(?:{after})*+", re.DOTALL), tuple(link)


def _ends_in(row: Indicator, noun: str, endings: Words) -> bool:
    """The name of the row ends in the noun, or in the noun and 数量 or the like."""
    name = bare(row.name.text)
    return name.endswith(noun) or name.endswith(tuple([noun + ending for ending in endings]))


def _is_name(row: Indicator, noun: str, endings: Words) -> bool:
    """The noun is the whole name: 公益林面积 may be more than 国家级公益林面积, while a rate is that of the only row."""
    name = bare(row.name.value or "")
    return name == noun or name in [noun + ending for ending in endings]


def agree(one: Value, other: Value) -> bool:
    """Equal but for what rounding or cutting to the decimals of the coarser one takes away, or not to be compared."""
    if not _is_one_number(one) or not _is_one_number(other):
        return True
    (number,), (figure,) = one.numbers, other.numbers
    if number == figure:
        return True
    coarser = max(int(number.as_tuple().exponent), int(figure.as_tuple().exponent))
    return abs(number - figure) < Decimal(1).scaleb(coarser)


def _is_one_number(value: Value) -> bool:
    return value.kind == "quant" and len(value.numbers) == 1 and not value.delta and value.sign != "~"


def _other_months(
    readings: list[tuple[Indicator, Value]], clauses: list[str], finished: Words, key: str
) -> Iterator[tuple[Indicator, str]]:
    """The rows that are to be finished, or were, in another month than the clauses say."""
    dated = [
        one for one in readings if one[1].dates and one[1].kind == "date" and _MONTH.search(getattr(one[0], key).text)
    ]
    for row, value in dated:
        name = row.name.value or ""
        parts = [name[start : start + _NAME_LEAST] for start in range(len(name) - _NAME_LEAST + 1)]
        months = [
            _MONTH.findall(clause)
            for clause in clauses
            if finished.within(clause) and any(part in clause for part in parts)
        ]
        if len(months) == 1 and len(months[0]) == 1 and len(dated) == 1:
            year, month = map(int, months[0][0])
            if (year, month) != (value.dates[-1].year, value.dates[-1].month):
                yield row, f"{year}年{month}月"
