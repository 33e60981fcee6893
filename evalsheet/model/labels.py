"""Printed labels: how a text is folded before it is looked up."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Mapping

#: No label is longer; spares folding the paragraphs of a form.
LONGEST_LABEL = 60
#: 一、项目资金, (二)年度目标, 3.绩效指标: the number of a section in front of a label.
_SECTION = re.compile(r"(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.](?!\d))")
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


#: For so many texts, more than a form has, words are looked for one by one: compiling the pattern takes longer.
_FEW_TEXTS = 60


class Words(tuple[str, ...]):
    """A word list, with a quick test whether a text contains one of them."""

    _pattern: re.Pattern[str] | None = None
    _seen: dict[str, bool] | None = None

    def within(self, text: str) -> bool:
        """One of the words is in the text."""
        if self._seen is None:
            self._seen = {}
        found = self._seen.get(text)
        if found is None:
            found = self._seen[text] = self._search(text, self._seen)
        return found

    def _search(self, text: str, seen: dict[str, bool]) -> bool:
        if len(seen) > 5000:
            seen.clear()
        if self._pattern is None:
            if len(seen) < _FEW_TEXTS:
                return any(map(text.__contains__, self))
            self._pattern = re.compile("|".join(map(re.escape, self)) or "(?!)")
        return self._pattern.search(text) is not None


class Labels(dict[str, str]):
    """Normalised labels to their keys, with a memory of the printed texts that were looked up.

    The same few hundred texts come again on every form of a batch.
    """

    def __init__(self, table: Mapping[str, list[str]]) -> None:
        super().__init__({label: key for key, labels in table.items() for label in labels})
        #: The key for a text as printed, with or without its bracketed endings and the number of a section in front;
        #: None if it is no label. Asked a hundred times a form: the access to a dict, not a method around it.
        self.look_up: Callable[[str], str | None] = _LookedUp(self).__getitem__
        #: For whoever reads cells: the keys of short texts without outer blanks, None for those that are no labels.
        self.printed: dict[str, str | None] = {}


class _LookedUp(dict[str, str | None]):
    """Printed texts to the keys of their labels; what is asked for the first time is looked up."""

    def __init__(self, labels: Labels) -> None:
        super().__init__()
        self._labels = labels
        #: What labels, and the numbers of sections, begin with, and whether some label is ASCII: spares folding most
        #: other texts.
        self._firsts = {label[:1] for label in labels}.union("一二三四五六七八九十")
        self._ascii = any(label.isascii() for label in labels)

    def __missing__(self, text: str) -> str | None:
        if len(text) > LONGEST_LABEL:
            return None
        if len(self) > 5000:
            self.clear()
        self[text] = key = None if self._is_none(text) else self._fold(text)
        return key

    def _is_none(self, text: str) -> bool:
        """No label can be meant: folding leaves ASCII and Chinese signs what they are."""
        if text.isascii():
            return not self._ascii
        return "\u4e00" <= text[0] <= "\u9fff" and text[0] not in self._firsts

    def _fold(self, text: str) -> str | None:
        labels, label = self._labels, normal(text)
        key = labels.get(label) or labels.get(bare(text))
        if key is None and (number := _SECTION.match(label)):
            key = labels.get(label[number.end() :]) or labels.get(bare(text)[number.end() :])
        return key
