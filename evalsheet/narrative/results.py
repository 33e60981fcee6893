"""The results that a report states: scores, grade, rates, numbers of indicators, and figures of single indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .. import values
from ..compute import cut, per_form, readings, rounded
from ..model import Form, Indicator, Labels, bare, normal
from ..values.numbers import NUMBER
from .money import LAST_YEAR, is_neutral, of_another_year, whole_year, without_names
from .sections import Sentence, sentences


class Stated(NamedTuple):
    """A number or word in a sentence, as read and as printed, with the words of its clause in front of it."""

    sentence: Sentence
    value: Decimal
    text: str
    lead: str
    #: All that stands in front of it.
    before: str


_CLAUSE = re.compile(r"[,;。、(\x00]")
_LINK = r"(?:数|为|是|达到|达|:|共计|共|合计|最终|结果|确定|评定|打分|得分|得|=|\([^()]*\)|[“”\"])*"
_SCORE = re.compile(
    rf"(自评总?得分|自评总?分数?|自评结果|综合得分|综合评分|总得分|最终得分|评价得分|自我评分|自评|总分){_LINK}"
    rf"(?<![0-9.])({NUMBER})分(?![值制以满及]|\(含)"
)
_PART_SCORE = re.compile(rf"(?:自评得分|得分|得)(?:为|是|:|共|合计)*({NUMBER})分(?![值制以满及])")
_RATE = re.compile(
    rf"(?:执行率|支付率|支出率|资金使用率|执行进度|支付进度)(?:已|全年|为|是|达到|达|了|:|均|实现|完成|\([^()]*\))*"
    rf"({NUMBER})%"
)
_NUMERAL = r"(?:[一二两三四五六七八九十]{1,4}|\d{1,3})"
_COUNTS = (
    re.compile(rf"({_NUMERAL})(?:项|个|条)三级(?!以)[^,;。]{{0,6}}?指标"),
    re.compile(rf"三级[^,;。、\d]{{0,6}}?指标[^,;。、\d项个条]{{0,6}}?({_NUMERAL})(?:项|个|条)(?!一级|二级)"),
    re.compile(
        rf"(?:共|共计|总计|合计|一共)(?:设置|设定|设立|设|确定|包括|有|了)*(?:绩效|具体|自评|评价)指标(?:共|共计)?({_NUMERAL})(?:项|个|条)"
    ),
    re.compile(
        rf"(?:共|共计|总计|合计|一共)(?:设置|设定|设立|设|确定|包括|有|了)*({_NUMERAL})(?:项|个|条)(?:绩效|具体|自评|评价)指标"
    ),
)
#: Words that make a number that of the indicators that came out so, not of all.
_OUTCOME = re.compile("完成|达到|达标|满分|扣分|其中|得分|未|余|其他|超额|实现|整体")
#: A grade is that of the project where one of these is said; others grade quality, people, roads.
_SELF = re.compile("自评|绩效|综合评价|评价等级")
_POINTS = re.compile("(?:^|[,:(项目])(?:总分|总得分|综合得分|得分)[为:]*[0-9]")
_CUE = r"(?:等级|等次|档次|结论|评价结果|自评结果|评定|评价|自评|评)(?:等级|档次|结果|结论|级别|结果等级)?"
_SAYS = r"(?:均|结果)?(?:评定为|评定|定为|为|是|达到|属于|确定为|:|获得|获)"


@per_form
def scores(form: Form) -> tuple[Stated, ...]:
    """What the report says the total score is."""
    return tuple(one for one in _stated(form, _SCORE, 2) if _is_total(form, one))


def _is_total(form: Form, one: Stated) -> bool:
    """The score is that of the project in the form's year."""
    if one.text.startswith("总分") and one.value == form.profile.full_mark:
        return False  # 总分100分 may be the full mark
    earlier = re.split("[;。]", one.sentence.folded.partition(one.text)[0])[-1].removesuffix(one.lead)
    if _is_part(form, earlier) and not _OF_PROJECT.search(one.lead + one.text):
        return False  # 产出指标5项，自评得50分
    if _is_part(form, one.lead) or _of_another_year(form, one.lead):
        return False
    return not (_ANOTHER_SCORE.search(without_names(form, one.lead)) or _of_another_project(form, one.before))


def _of_another_year(form: Form, lead: str) -> bool:
    other = [year for year in re.findall(r"(20\d\d)年", lead) if year != str(form.year)]
    return bool(other or form.profile.words["report_other_year"].within(lead) or LAST_YEAR.search(lead))


def _of_another_project(form: Form, before: str) -> bool:
    """The last project named in front of a place is not that of the form."""
    named = _PROJECT.findall(before)
    name = normal(form.project.value or "").removesuffix("项目")
    return bool(named and name) and not _is_short_for(named[-1], name)


def _is_short_for(named: str, name: str) -> bool:
    """The words in front of 项目 end in the name, or in a good half of it: 食堂设备购置 for 乡镇食堂设备购置."""
    longest = next((length for length in range(min(len(named), len(name)), 0, -1) if named[-length:] in name), 0)
    return longest == len(named) or 2 * longest >= len(name)


def part_scores(form: Form) -> Iterator[tuple[str, Stated]]:
    """What the report says the score of budget execution (执行), or of a first level, is."""
    levels = [level.label.value for level in form.first_levels if level.label.value]
    levels = [name for name in levels if levels.count(name) == 1]  # else it may be either
    for one in _stated(form, _PART_SCORE, 1):
        named = [name for name in levels if name in one.lead]
        if "执行" in one.lead and not named:
            yield "执行", one
        elif len(named) == 1 and not _names_a_row(form, one.lead.replace(named[0], "")):
            yield named[0], one
    yield from _listed_scores(form, {name.removesuffix("指标"): name for name in levels} | {"执行": "执行"})


def _listed_scores(form: Form, names: dict[str, str]) -> Iterator[tuple[str, Stated]]:
    """The scores of several parts in one list: 自评得分98.8分(其中:预算执行9.8分,产出指标49分,效益指标40分)."""
    pattern = re.compile(
        rf"(?:预算|资金)?({'|'.join(map(re.escape, names))})(?:率|指标|情况|类|部分)*(?:为|:)?({NUMBER})分"
    )
    for sentence in sentences(form):
        cue = _SCORED.search(sentence.folded)
        listed = list(pattern.finditer(sentence.folded, cue.end())) if cue else []
        if len({match[1] for match in listed}) > 1 and not _WEIGHTED.search(sentence.folded):
            for match in listed:
                before = sentence.folded[: match.start()]
                yield names[match[1]], Stated(sentence, _number(match[2]), match[0], before, before)


#: A list of scores; one with these may be of weights.
_SCORED = re.compile("得分|自评|评分")
_WEIGHTED = re.compile("分值|满分|权重|得[0-9].*得[0-9]")


#: The words in front of 项目, if they are a name.
_PROJECT = re.compile(
    r"([^,;。、:()“”\"\x00]{3,30}[^本该此个各等支性度年,;。、:()“”\"\x00])(?<!预算|部门|财政|专项|民生|重点)项目(?!资金|支出|经费)"
)
#: Whose score it may be instead.
_ANOTHER_SCORE = re.compile("学生|职工|整体|部门|[镇乡]|街道|各村|学校|公司|子项|第三方|复核|财政局|评审|抽查")


def _is_part(form: Form, lead: str) -> bool:
    """The words in front of a score speak of a part of the form."""
    part = any(word in lead for word in ("指标", "执行", "满意度", "分值")) or re.search("该项(?!目)", lead)
    return bool(part) or _names_a_row(form, lead)


#: With one of these the score is that of the whole, whatever was spoken of before.
_OF_PROJECT = re.compile("项目|我|本|综合|总|最终|共")


def _names_a_row(form: Form, lead: str) -> bool:
    return "执行" in lead or any(
        name and name in lead for row in form.indicator_rows for name in (row.level2.value, bare(row.name.value or ""))
    )


@per_form
def rates(form: Form) -> tuple[Stated, ...]:
    """What the report says the execution rate of the year is, in per cent."""
    words = form.profile.words
    return tuple(
        one
        for one in _stated(form, _RATE, 1)
        if not words["report_part_of_year"].within(one.before)
        and not of_another_year(one.before, form)
        and is_neutral(form, one.lead)
    )


@per_form
def counts(form: Form) -> tuple[Stated, ...]:
    """How many third-level indicators the report says there are."""
    found = []
    for pattern in _COUNTS:
        for sentence in sentences(form):
            for match in pattern.finditer(sentence.folded):
                lead = _CLAUSE.split(sentence.folded[: match.start(1)])[-1]
                number = values.parse(f"{match[1]}项").numbers
                tail = _CLAUSE.split(sentence.folded[match.end() :], maxsplit=1)[0]
                if number and not _OUTCOME.search(f"{lead} {tail}"):
                    found.append(Stated(sentence, number[0], match[0], lead, sentence.folded[: match.start()]))
    return tuple({one.sentence.paragraph * 1000 + int(one.value): one for one in found}.values())


@per_form
def grades(form: Form) -> tuple[tuple[Sentence, str, str], ...]:
    """What the report says the grade is: the sentence, the word, and the grade that it stands for."""
    words, found = form.profile.words, []
    pattern = _grade_pattern(form.profile.grade_words)
    for sentence in sentences(form):
        for match in pattern.finditer(sentence.folded):
            if _of_another_project(form, sentence.folded[: match.start()]):
                continue
            word = match["word"] or match["behind"] or match["after"]
            lead = _CLAUSE.split(sentence.folded[: match.start()])[-1] + match[0].partition(word)[0]
            levels = (level.label.value for level in form.first_levels)
            part = "指标" in lead or any(level and level in lead for level in levels)
            part = part or not _is_of_self(form, sentence.folded) or _of_another_year(form, lead)
            if not part and not words["report_other_grade"].within(lead):
                found.append((sentence, word, form.profile.grade_words[word]))
    return tuple(found)


def _is_of_self(form: Form, text: str) -> bool:
    """The grade in the text is that of the project: it says so, or gives points that are nobody else's."""
    if _SELF.search(text):
        return True
    return bool(_POINTS.search(text)) and not _ANOTHER_SCORE.search(without_names(form, text))


@lru_cache(maxsize=16)
def _grade_pattern_of(words: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join(map(re.escape, words))
    opens, closes = "[“\"'‘「『]?", "[”\"'’」』]?"
    return re.compile(
        rf"{_CUE}{_SAYS}?{opens}(?P<word>{listed}){closes}(?=[,;。、)]|$|等(?!于)|级|档|的等次|水平)"
        rf"|(?:属于|属|为|评为|定为|达到){opens}(?P<behind>{listed}){closes}(?:等次|等级|档次)"
        rf"|(?:得分|评分|总分|自评)[^,;。(]{{0,6}}?{NUMBER}分[,(](?:属于|属|为|评为)?{opens}(?P<after>{listed}){closes}(?=[,;。)]|$)"
    )


def _grade_pattern(words: Labels) -> re.Pattern[str]:
    return _grade_pattern_of(tuple(sorted(words, key=len, reverse=True)))


def _stated(form: Form, pattern: re.Pattern[str], group: int) -> Iterator[Stated]:
    for sentence in sentences(form):
        folded = whole_year(form, sentence.folded)
        for match in pattern.finditer(folded):
            before = folded[: match.start()]
            yield Stated(sentence, _number(match[group]), match[0], _CLAUSE.split(before)[-1], before)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def agrees(stated: Decimal, exact: Decimal) -> bool:
    """A number as the report prints it is the exact one, rounded half up or cut."""
    places = max(0, -int(stated.as_tuple().exponent))
    return stated == exact or stated in (rounded(exact, places), cut(exact, places))


class Said(NamedTuple):
    """An entry of an indicator as the report gives it by its heading: 实际完成值126公里."""

    row: Indicator
    sentence: Sentence
    #: target, actual, weight or score.
    key: str
    text: str


_ENTRIES = {
    "target": re.compile(r"(?:年度指标值|年初目标值|目标值|指标值)(?:为|是|:)?([^,;。(]+)"),
    "actual": re.compile(
        r"(?:(?:实际完成值|实际完成情况|全年完成值|实际完成|完成值)(?:为|是|:)?|实际[于在](?=20\d\d年\d))([^,;。(]+)"
    ),
    "weight": re.compile(rf"分值(?:为|是|:)?({NUMBER})分"),
    "score": re.compile(rf"得分?(?:为|是|:)?({NUMBER})分"),
}


#: What stands between the name of an indicator and its entries.
_HEADED = re.compile(r"[”\"]?(?:\([^()]*\))?(?:[:,]|(?=年度指标值|年初目标值|目标值|指标值|实际完成))")


def entries(form: Form) -> Iterator[Said]:
    """The entries of indicators in paragraphs that begin with the name of one and give them by their headings."""
    names = {bare(row.name.value or ""): row for row in form.scored_rows}
    usual = {name: row for name, row in names.items() if len(name) > 1}
    if len(names) < len(form.scored_rows) or not usual:
        return  # two of one name
    begins = re.compile(
        r"(?:\(?\d{1,2}\)?[.、]?)?[“\"]?(" + "|".join(map(re.escape, sorted(usual, key=len, reverse=True))) + ")"
    )
    for sentence in sentences(form):
        match = begins.match(sentence.folded)
        rest = sentence.folded[match.end() :] if match else ""
        if match is None or not _HEADED.match(rest):
            continue
        for key, pattern in _ENTRIES.items():
            found = pattern.search(rest)
            if found:
                yield Said(usual[match[1]], sentence, key, found[1])


class Pair(NamedTuple):
    """A target and a result that stand beside each other: the one that is not that of the row that has the other."""

    row: Indicator
    sentence: Sentence
    #: target or actual, the one that differs.
    key: str
    text: str


_TARGET = r"(?:年初计划|年度计划|年度目标值?|年初目标值?|计划|目标值?|指标值|指标)(?:为|是|:)?"
_FIGURE = r"([0-9][0-9,.]*[^0-9,;。、()\s]{1,4}?)"
_END = r"(?=[,;。、()]|$|的)"
_PAIRS = (
    re.compile(
        rf"([^,;。、()]*?)[:,]?{_TARGET}{_FIGURE}{_END}[,;(](?!其中|上年|去年|比|较)[^0-9,;。()]{{0,4}}{_FIGURE}{_END}"
    ),
    re.compile(rf"([^,;。、()0-9]+){_FIGURE}[,(](?:占|完成|为)?{_TARGET}{_FIGURE}{_END}"),
)


def pairs(form: Form) -> Iterator[Pair]:
    """Where a target and a result are given together, and one of them only is that of the row they are about."""
    for sentence in sentences(form):
        if "目标" not in sentence.folded and "计划" not in sentence.folded and "指标" not in sentence.folded:
            continue
        for order, pattern in enumerate(_PAIRS):
            for match in pattern.finditer(sentence.folded):
                target, actual = (match[2], match[3]) if order == 0 else (match[3], match[2])
                yield from _other_half(form, sentence, match[1], target, actual)


def _other_half(form: Form, sentence: Sentence, name: str, target: str, actual: str) -> Iterator[Pair]:
    said = {"target": values.parse(target), "actual": values.parse(actual)}
    alike = [
        (row, {"target": one, "actual": other})
        for row, one, other in readings(form)
        if one.unit == said["target"].unit == said["actual"].unit
    ]
    known = [one for one in alike if _shares(name, one[0], _SHARED)]
    if not known and len(alike) == 1 and said["target"].unit != "%" and _shares(name, alike[0][0], _SHARED_BY_ONE):
        known = [one for one in alike if one[1]["target"].numbers == said["target"].numbers]
    if len(known) != 1 or any(len(value.numbers) != 1 for value in (*said.values(), *known[0][1].values())):
        return
    row, has = known[0]
    differs = [key for key in said if said[key].numbers != has[key].numbers]
    if len(differs) == 1 and has["target"].numbers != has["actual"].numbers:
        yield Pair(row, sentence, differs[0], {"target": target, "actual": actual}[differs[0]])


def _shares(said: str, row: Indicator, least: int) -> bool:
    """So many signs of the row's name stand together in what is said."""
    name = bare(row.name.value or "")
    return any(name[at : at + least] in said for at in range(len(name) - least + 1))


#: Signs of a name that will do; for the only row of a unit, whose target is the one that is said, fewer.
_SHARED, _SHARED_BY_ONE = 4, 2
