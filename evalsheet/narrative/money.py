"""The amounts of money that a report names, and what each of them is the amount of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from .. import values
from ..compute import cut, per_form, rounded
from ..model import Field, Form, normal
from .sections import Sentence, sentences

#: What an amount can be compared with, by the words in front of it; the longer words are tried first.
_ROLES = ("full_budget", "initial_budget", "executed", "any_amount")
#: Clauses, in one spelling; a colon or a bracket directly in front of the amount ends none.
_CLAUSE = re.compile(r"[,;。、(:\x00]")
_YEAR = re.compile(r"(20\d\d)年")
#: Last year, but not the money that is left of it.
LAST_YEAR = re.compile("上年(?!度?(?:结转|结余|结存|剩余))")
_PER = re.compile(r"(?:每|人均|户均|亩均|均)[^,;。\d]{0,4}$")
_QUOTED = re.compile("《[^》]*》")


class Amount(NamedTuple):
    """An amount of money in a sentence."""

    sentence: Sentence
    #: In 万元, and as printed.
    value: Decimal
    text: str
    number: Decimal
    unit: str
    #: Where it stands in the folded sentence.
    start: int
    end: int
    #: The clause in front of it, from the last amount on.
    lead: str
    #: full_budget, initial_budget, executed, any_amount (one of these, or the project as a whole); else empty.
    role: str
    #: Of the form's year, of the whole year, exact, no saving, no rate.
    plain: bool
    #: So much a year: 每年20万.
    yearly: bool


@per_form
def amounts(form: Form) -> tuple[Amount, ...]:
    """The amounts of the report, in their order."""
    found: list[Amount] = []
    for sentence in sentences(form):
        folded = whole_year(form, _QUOTED.sub(_blank, sentence.folded))
        last = 0
        for number, unit, start, end in sorted((*values.amounts(folded), *capital_amounts(folded)), key=itemgetter(2)):
            found.append(_amount(form, sentence, folded, (number, unit, start, end), last))
            last = end
    return tuple(found)


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match[0])


#: The end of a year, up to which what was spent is what was spent in that year; not what was spent altogether.
_YEAR_END = re.compile(
    r"截[至止][至到]?(?:(20\d\d)年)?(?:度)?(?:年?12月31日|年?12月[底末]|年?[底末])(?:前|止)?,?(?![^,;。\d]{0,8}累计)"
)


def whole_year(form: Form, folded: str) -> str:
    """The text with 全年 for 截至2022年底, in as many signs."""
    if "截" not in folded:
        return folded

    def instead(match: re.Match[str]) -> str:
        mine = match[1] is None or match[1] == str(form.year)
        return "全年".rjust(len(match[0]), "\x00") if mine else match[0]

    return _YEAR_END.sub(instead, folded)


_CAPITAL = re.compile("[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{2,30}[元圆](?![零壹贰叁肆伍陆柒捌玖]+[角分])")
_PLAIN_NUMERALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")


def capital_amounts(folded: str) -> list[tuple[Decimal, str, int, int]]:
    """The amounts in the numerals of cheques, 伍拾万元: as `values.amounts` gives others."""
    found = []
    for match in _CAPITAL.finditer(folded):
        number = _capital(match[0][:-1].translate(_PLAIN_NUMERALS))
        if number is not None:
            found.append((Decimal(number), "元", *match.span()))
    return found


def _capital(text: str) -> int | None:
    """The number of a numeral of any size; None if it is not well formed."""
    for sign, unit in (("亿", 10**8), ("万", 10**4)):
        before, found, after = text.partition(sign)
        if found:
            high, low = _capital(before), _capital(after.removeprefix("零")) if after else 0
            return None if high is None or low is None else high * unit + low
    return values.numeral(text)


def _amount(form: Form, sentence: Sentence, folded: str, read: tuple[Decimal, str, int, int], last: int) -> Amount:
    number, unit, start, end = read
    words = form.profile.words
    lead, tail = _lead(folded, last, start), re.split("[,;。、)]", folded[end : end + 8], maxsplit=1)[0]
    known = values.money_factor(unit if unit.endswith("元") else f"{unit}元")
    before = folded[:start]
    per = _PER.search(lead)
    rough = words["report_rough"]
    plain = (
        per is None
        and not tail.startswith(rough)
        and (not lead.endswith(rough) or lead.endswith(("结余", "剩余")))  # 余 is rough, but not there
        and not words["report_saved"].within(lead)
        and not words["report_part_of_year"].within(before)
        and not of_another_year(before, form)
    )
    role = ""
    if plain and _is_named(form, lead, folded[end : end + 1]):
        role = "any_amount"
    elif plain and "其中" not in before:
        role = _role(form, sentence, before, lead)
    return Amount(
        sentence, number * known, folded[start:end], number, unit, start, end, lead, role, plain,
        per is not None and "年" in per[0],
    )  # fmt: skip


def _lead(folded: str, last: int, start: int) -> str:
    """The clause that ends in an amount: 项目总投入共计: is one, and so is 全年预算数(含上年结转)."""
    text = folded[last:start]
    bare = re.sub(r"\([^()]*\)$", "", text.rstrip(":"))
    return _CLAUSE.split(bare)[-1]


def of_another_year(before: str, form: Form) -> bool:
    """The last year named in front of the amount is not that of the form."""
    other = form.profile.words["report_other_year"]
    years = [(match.start(), match[1] != str(form.year)) for match in _YEAR.finditer(before)]
    years += [(at, True) for word in other if (at := before.rfind(word)) >= 0]
    years += [(match.start(), True) for match in LAST_YEAR.finditer(before)]
    return form.year is not None and bool(years) and max(years)[1]


def _is_named(form: Form, lead: str, follows: str) -> bool:
    """The clause is the name of the project and its amount: it is the project's among those of others as well."""
    name = normal(form.project.value or "")
    return len(name) >= _LONGEST_COMMON_NAME and lead in (name, f"{name}资金", f"{name}经费") and follows in ",;。、)"


#: Shorter names may be those of a part.
_LONGEST_COMMON_NAME = 6


def _role(form: Form, sentence: Sentence, before: str, lead: str) -> str:
    """The role that the words in front of an amount name, if they speak of the project and nothing else."""
    if len(lead) > _LONGEST_LEAD or _names_another(form, sentence, before):
        return ""
    words, said = form.profile.words, without_names(form, lead)
    for role in _ROLES:
        wanted = words[f"report_{role}"]
        if wanted.within(said) and _is_made_of(said, wanted, words["report_neutral"]):
            return role
    spent = words["report_spent"]
    if spent.within(said) and _is_made_of(said, spent, words["report_neutral"]):
        of_unit = _UNIT.search(said) or _OF_UNIT.search(_before(form, sentence, before))
        return "" if of_unit else "executed"
    return ""


#: What a unit spends is more than what its project does.
_UNIT = re.compile("单位|局|中心|我")
_OF_UNIT = re.compile("部门|基本支出|机关|整体|单位(?:共|全年|20)")


#: A work, a part or another project, that what follows in the same paragraph may be about.
_ANOTHER = re.compile(
    r"方面|子项|分项|工程|部分|板块|标段|科目|乡镇|街道|各[镇乡村]|[^本该此个年度、,;。:.)\s\d]项目(?!资金|支出|经费)"
)


def _names_another(form: Form, sentence: Sentence, before: str) -> bool:
    """The paragraph has spoken of something else than the whole project in front of the amount."""
    return bool(_ANOTHER.search(_before(form, sentence, before)))


def _before(form: Form, sentence: Sentence, before: str) -> str:
    """What the paragraph says in front of a place of a sentence, without the form's names."""
    assert form.report is not None
    paragraph = values.normalise(form.report.paragraphs[sentence.paragraph - 1][:_LONGEST_PARAGRAPH])
    at = paragraph.find(sentence.folded[:40])
    return without_names(form, paragraph[: max(at, 0)] + before)


def without_names(form: Form, text: str) -> str:
    """The text with 本项目 and 本单位 in the place of their names."""
    for field, instead in ((form.project, "本项目"), (form.unit, "本单位"), (form.department, "本单位")):
        if field.value:
            text = text.replace(normal(field.value), instead)
    return text


#: What stands further on is judged by what stands in this much of a paragraph.
_LONGEST_PARAGRAPH = 3000
#: What stands in front of the amount of a project is shorter.
_LONGEST_LEAD = 60
#: Words that are no word of a list: a year, a number of things, quotation marks.
_MORE = re.compile(r"20\d\d|(?:[一二三四五六七八九十]|\d{1,2})个|[“”\"]")


def is_neutral(form: Form, text: str) -> bool:
    """The text speaks of the project, its money and its year, and of nothing else."""
    said = without_names(form, text)
    return not said or _is_made_of(said, ("",), form.profile.words["report_neutral"])


def _is_made_of(text: str, wanted: Iterable[str], beside: Iterable[str]) -> bool:
    """The text is one of the wanted words with others beside it, and nothing else."""
    before, after = {0}, set()
    for at in range(len(text)):
        if at not in before and at not in after:
            continue
        ends = {at + len(word) for word in beside if text.startswith(word, at)}
        more = _MORE.match(text, at)
        ends |= {more.end()} if more else set()
        if at in before:
            before |= ends
            after |= {at + len(word) for word in wanted if text.startswith(word, at)}
        if at in after:
            after |= ends
    return len(text) in after


def fits(amount: Amount, field: Field[Decimal]) -> bool:
    """The amount is that of the field: equal, rounded or cut to what the report prints, or to what the form prints."""
    if field.value is None:
        return False
    if amount.value == field.value:
        return True
    factor = amount.value / amount.number if amount.number else Decimal(1)
    places = max(0, -int(amount.number.as_tuple().exponent))
    exact = field.value / factor
    if amount.number in (rounded(exact, places), cut(exact, places)):
        return True
    return field.decimals <= 6 and field.value in (
        rounded(amount.value, field.decimals),
        cut(amount.value, field.decimals),
    )


def column(form: Form, names: Iterable[str], parts: bool) -> list[Field[Decimal]]:
    """The amounts of the funds block in these columns, of the total and with ``parts`` of every row."""
    rows = form.fund_rows if parts else [row for row in form.fund_rows if row.kind == "total"]
    fields = [getattr(row, name) for row in rows for name in names]
    return [field for field in fields if field.value is not None]


_REST = re.compile(
    "(?:年末|年底|全年|当年|本年|项目|资金|预算|尚有|尚|形成|的)*(?:结余|剩余|未支出|未执行|未使用)(?:资金|的|为|金额|额|:)*"
)


def rests(form: Form) -> list[Amount]:
    """The amounts of the report that are said to be left of the project's money of the year."""
    return [
        amount
        for amount in amounts(form)
        if amount.plain
        and _REST.fullmatch(amount.lead)
        and not _names_another(form, amount.sentence, amount.sentence.folded[: amount.start])
    ]


#: The numbers that are written as one sign.
DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九十", 1)} | {"两": 2}


class Product(NamedTuple):
    """So much a year, and what that makes in several years: 每年20万，两年共计40万元."""

    amount: Amount
    years: Decimal


_SPAN = re.compile(
    r"(?<![\d近第一二三四五六七八九十〇零])([两二三四五六七八九十]|[2-9]|1\d)(?:个)?年(?:间|内|来|度)?[^,;。]{0,4}?(?:共|合计|累计|总)[^,;。]{0,8}$"
)


def products(form: Form) -> list[Product]:
    """The amounts of several years."""
    found, last = [], None
    for amount in amounts(form):
        if last is not None and last.sentence == amount.sentence and last.yearly and last.value:
            years = amount.value / last.value
            called = form.profile.words["report_sum"].within(amount.lead)
            if called and years == years.to_integral_value() and years > 1:
                found.append(Product(amount, years))
                last = amount
                continue
        span = _SPAN.search(amount.sentence.folded[: amount.start])
        if span and amount.plain:
            years = Decimal(DIGITS.get(span[1]) or int(span[1]))
            found.append(Product(amount, years))
        last = amount
    return found
