"""The amounts of money that a report names, and what each of them is the amount of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from .. import values
from ..compute import cut, per_form, rounded
from ..model import Field, Form, Words, normal
from .sections import Sentence, sentences

#: What an amount can be compared with, by the words in front of it; the longer words are tried first.
_ROLES = ("full_budget", "initial_budget", "executed", "any_amount")
#: Clauses, in one spelling; a colon or a bracket directly in front of the amount ends none.
_CLAUSE = re.compile(r"[,;。、(:]")
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
        folded = _QUOTED.sub(lambda quoted: "\x00" * len(quoted[0]), sentence.folded)
        last = 0
        for number, unit, start, end in values.amounts(folded):
            found.append(_amount(form, sentence, folded, (number, unit, start, end), last))
            last = end
    return tuple(found)


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
        and not lead.endswith(rough)
        and not words["report_saved"].within(lead)
        and not words["report_part_of_year"].within(before)
        and not _of_another_year(before, form)
    )
    role = _role(form, sentence, before, lead) if plain and "其中" not in before else ""
    return Amount(
        sentence, number * known, folded[start:end], number, unit, start, end, lead, role, plain,
        per is not None and "年" in per[0],
    )  # fmt: skip


def _lead(folded: str, last: int, start: int) -> str:
    """The clause that ends in an amount: 项目总投入共计: is one, and so is 全年预算数(含上年结转)."""
    text = folded[last:start]
    bare = re.sub(r"\([^()]*\)$", "", text.rstrip(":"))
    return _CLAUSE.split(bare)[-1]


def _of_another_year(before: str, form: Form) -> bool:
    """The last year named in front of the amount is not that of the form."""
    other = form.profile.words["report_other_year"]
    years = [(match.start(), match[1] != str(form.year)) for match in _YEAR.finditer(before)]
    years += [(at, True) for word in other if (at := before.rfind(word)) >= 0]
    years += [(match.start(), True) for match in LAST_YEAR.finditer(before)]
    return form.year is not None and bool(years) and max(years)[1]


def _role(form: Form, sentence: Sentence, before: str, lead: str) -> str:
    """The role that the words in front of an amount name, if they speak of the project and nothing else."""
    if len(lead) > _LONGEST_LEAD or _names_another(form, sentence, before):
        return ""
    words, said = form.profile.words, without_names(form, lead)
    for role in _ROLES:
        wanted = words[f"report_{role}"]
        if wanted.within(said) and _is_made_of(said, wanted, words["report_neutral"]):
            return role
    return ""


#: A work, a part or another project, that what follows in the same paragraph may be about.
_ANOTHER = re.compile(
    r"方面|子项|分项|工程|部分|板块|标段|科目|乡镇|街道|各[镇乡村]|[^本该此个、,;。:.)\s\d]项目(?!资金|支出|经费)"
)


def _names_another(form: Form, sentence: Sentence, before: str) -> bool:
    """The paragraph has spoken of something else than the whole project in front of the amount."""
    assert form.report is not None
    paragraph = values.normalise(form.report.paragraphs[sentence.paragraph - 1][:_LONGEST_PARAGRAPH])
    at = paragraph.find(sentence.folded[:40])
    text = paragraph[: max(at, 0)] + before
    return bool(_ANOTHER.search(without_names(form, text)))


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


class Sum(NamedTuple):
    """A whole with the parts that the report names for it; ``complete`` if these are said to be all."""

    whole: Amount
    parts: tuple[Amount, ...]
    complete: bool


@per_form
def sums(form: Form) -> tuple[Sum, ...]:
    """The wholes of the report with their parts: in a sentence, or in the paragraphs below it."""
    words = form.profile.words
    found: list[Sum] = []
    by_sentence: dict[Sentence, list[Amount]] = {}
    by_paragraph: dict[int, list[Amount]] = {}
    for amount in amounts(form):
        by_sentence.setdefault(amount.sentence, []).append(amount)
        by_paragraph.setdefault(amount.sentence.paragraph, []).append(amount)
    for sentence, inside in by_sentence.items():
        found += _within(sentence, inside, words)
    found += _below(form, by_sentence, by_paragraph)
    return tuple(found)


def _within(sentence: Sentence, inside: list[Amount], words: Mapping[str, Words]) -> list[Sum]:
    """甲23万元，乙26万元，共计49万元; 共计49万元，其中甲23万元，乙26万元."""
    if len(inside) < 3 or not all(amount.plain for amount in inside):
        return []
    if any(words["report_no_part"].within(amount.lead) for amount in inside):
        return []
    sum_words, all_parts = words["report_sum"], words["report_all_parts"]
    *parts, last = inside
    between = sentence.folded[parts[-1].end : last.start]
    others = any(sum_words.within(sentence.folded[: amount.end]) for amount in parts)
    flat = not _NESTED.search(sentence.folded, inside[0].end, last.start)
    if (
        flat
        and sum_words.within(between)
        and not others
        and _alike(parts)
        and last.value >= max(part.value for part in parts)
    ):
        return [Sum(last, tuple(parts), True)]
    first, *rest = inside
    between = sentence.folded[first.end : rest[0].start]
    opened = re.search(r"其中|分别|包括|[(:]", between)
    flat = not _NESTED.search(sentence.folded, rest[0].start, last.end)
    if flat and opened and _alike(rest) and not sum_words.within(sentence.folded[rest[0].end :]):
        return [Sum(first, tuple(rest), bool(all_parts.within(sentence.folded[: rest[0].start])))]
    return []


#: Parts of parts: a second 其中, or a bracket within the list.
_NESTED = re.compile(r"其中|\(")


def _alike(parts: list[Amount]) -> bool:
    """None of the parts is called a whole of its own, and none is called by the form's columns."""
    return not any(part.role for part in parts)


_COUNT = re.compile(r"(?<![第\d])([一二两三四五六七八九十]|\d{1,2})(?:个|项|部分)")
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九十", 1)} | {"两": 2}


def _below(form: Form, by_sentence: dict[Sentence, list[Amount]], by_paragraph: dict[int, list[Amount]]) -> list[Sum]:
    """A sentence with one amount that ends in 如下 or a colon: each paragraph below it names one part."""
    sum_words = form.profile.words["report_sum"]
    found = []
    paragraphs = form.report.paragraphs if form.report else ()
    for sentence, inside in by_sentence.items():
        paragraph = paragraphs[sentence.paragraph - 1].rstrip()
        opens = paragraph.endswith(sentence.text.rstrip()) and re.search(r"如下[。：:]?$|[：:]$", paragraph)
        if not opens or len(inside) != 1 or not inside[0].plain or not sum_words.within(inside[0].lead):
            continue
        counts = [_DIGITS.get(count) or int(count) for count in _COUNT.findall(inside[0].lead)]
        if len(counts) != 1:
            continue
        below = (by_paragraph.get(sentence.paragraph + offset, []) for offset in range(1, counts[0] + 1))
        parts = [_one(named, sum_words) for named in below]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts) > 1:
            found.append(Sum(inside[0], tuple(known), True))
    return found


def _one(inside: list[Amount], sum_words: Words) -> Amount | None:
    """The one amount of a paragraph: the sum that it names, else its only exact one."""
    exact = [amount for amount in inside if amount.plain]
    named = [amount for amount in exact if sum_words.within(amount.lead)]
    chosen = named or exact
    return chosen[0] if len(chosen) == 1 else None


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
            years = Decimal(_DIGITS.get(span[1]) or int(span[1]))
            found.append(Product(amount, years))
        last = amount
    return found
