"""Wholes of money with the parts that the report names for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from ..compute import CENT, per_form
from ..model import Form, Words
from .money import DIGITS, Amount, amounts
from .sections import Sentence


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
        if len(inside) > 1:
            found += _within(sentence, inside, words)
            found += _of_years(sentence, inside, words)
            found += _of_quarters(inside, by_paragraph[sentence.paragraph])
    found += _below(form, by_sentence, by_paragraph)
    return tuple(found)


_BRACKETS = re.compile(r"\([^()]*\)")
_OPENS = re.compile("其中|分别|包括|如下|:")
_OPENS_WHOLE = re.compile("如下|:")


def _within(sentence: Sentence, inside: list[Amount], words: Mapping[str, Words]) -> Iterator[Sum]:
    """甲23万元，乙26万元，共计49万元; 共计49万元，其中甲23万元，乙26万元; and the same in brackets behind a whole.

    What else stands in brackets is said of a part, and is none.
    """
    outer, text = inside, sentence.folded
    for bracket in _BRACKETS.finditer(text):
        start, end = bracket.span()
        within = [amount for amount in outer if start < amount.start < end]
        if within:
            outer = [amount for amount in outer if not start < amount.start < end]
            whole = next((amount for amount in outer if amount.end == start), None)
            text = text[:start] + "\x00" * (end - start) + text[end:]
            if whole is not None and len(within) > 1:
                yield from _opened([whole], within, bracket[0], words)
    if len(outer) > 2 and not re.search(r"\(|其中.*其中", text[outer[0].end : outer[-1].start]):
        yield from _closed(outer, text, words) or _after_opening(outer, text, words)


def _closed(outer: list[Amount], text: str, words: Mapping[str, Words]) -> list[Sum]:
    """The sum stands behind the parts; what it is the sum of may stand in front of them as well."""
    first, *_, last = outer
    parts, sum_words = outer[:-1], words["report_sum"]
    opens = _OPENS.search(text, first.end, parts[1].start)
    again = opens is not None and (first.value == last.value or bool(_OPENS_WHOLE.search(opens[0])))
    if again:
        parts = parts[1:]
    between = text[parts[-1].end : last.start]
    if (opens and not again) or len(parts) < 2 or not sum_words.within(between):
        return []
    called = any(sum_words.within(text[(first.end if again else 0) : part.end]) for part in parts)
    if called or not _are_parts(parts, words) or not last.plain or words["report_no_part"].within(last.lead):
        return []
    if last.value < max(part.value for part in parts):
        return []
    return [Sum(whole, tuple(parts), True) for whole in ([first, last] if again and first.plain else [last])]


def _after_opening(outer: list[Amount], text: str, words: Mapping[str, Words]) -> list[Sum]:
    """The parts stand behind the whole and a word like 其中, up to the first amount that is no part."""
    for number, (amount, following) in enumerate(pairwise(outer)):
        between = text[amount.end : following.start]
        if _OPENS.search(between):
            parts = outer[number + 1 :]
            other = next((at for at, part in enumerate(parts) if words["report_no_part"].within(part.lead)), len(parts))
            return list(_opened(outer[: number + 1], parts[:other], text[: following.start], words, text))
    return []


def _opened(
    wholes: list[Amount], parts: list[Amount], before: str, words: Mapping[str, Words], text: str = ""
) -> Iterator[Sum]:
    """The whole among those in front of the parts; the one that they make, if there is one."""
    if len(parts) < 2 or not _are_parts(parts, words) or words["report_sum"].within(text[parts[0].end :]):
        return
    total = sum(part.value for part in parts)
    complete = bool(words["report_all_parts"].within(before))
    largest = max(wholes, key=lambda whole: whole.value)
    whole = next((one for one in wholes if abs(one.value - total) <= CENT), wholes[-1] if complete else largest)
    if whole.plain:
        yield Sum(whole, tuple(parts), complete)


def _are_parts(parts: list[Amount], words: Mapping[str, Words]) -> bool:
    """All of them are exact; none is called a whole of its own, by the form's columns or by another word."""
    other = words["report_no_part"]
    return all(part.plain and not part.role and not other.within(part.lead) for part in parts)


_OF_YEAR = re.compile(r"(20\d\d)年度?(?:投入|安排|支出|支付|执行)?(?:资金)?(?:为|:)?$")
_YEARS = re.compile(r"(20\d\d)年?[-~至到]+(20\d\d)年")


def _of_years(sentence: Sentence, inside: list[Amount], words: Mapping[str, Words]) -> Iterator[Sum]:
    """2021至2023年累计投入732万元，其中2021年220万元、2022年265万元、2023年247万元."""
    run = [(match[1], amount) for amount in inside if (match := _OF_YEAR.search(amount.lead))]
    parts = [amount for _, amount in run]
    years = [year for year, _ in run]
    if len(run) < 2 or len(set(years)) < len(years) or inside[-len(run) :] != parts or len(inside) == len(run):
        return
    whole = inside[-len(run) - 1]
    span = _YEARS.search(sentence.folded[: whole.start])
    if span and words["report_sum"].within(whole.lead):
        complete = sorted(years) == [str(year) for year in range(int(span[1]), int(span[2]) + 1)]
        yield Sum(whole, tuple(parts), complete)


_QUARTER = re.compile(r"([一二三四])季度[^,;。、\d]{0,8}$")


def _of_quarters(inside: list[Amount], paragraph: list[Amount]) -> Iterator[Sum]:
    """The four quarters of what was spent in the year."""
    parts = [amount for amount in inside if _QUARTER.search(amount.lead)]
    if len(parts) == 4 and len({_QUARTER.search(part.lead)[1] for part in parts}) == 4:  # type: ignore[index]
        before = [amount for amount in paragraph[: paragraph.index(parts[0])] if amount.role == "executed"]
        if before:
            yield Sum(before[-1], tuple(parts), True)


_COUNT = re.compile(r"(?<![第\d])([一二两三四五六七八九十]|\d{1,2})(?:个|项|部分)")


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
        counts = [DIGITS.get(count) or int(count) for count in _COUNT.findall(inside[0].lead)]
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
