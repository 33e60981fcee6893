"""退回修改意见: for each unit or department a workbook that says what to change at which cell, ready to be sent back.

The forms of a run come in any order and may be many thousands, so what is to be said of each waits in a temporary file.
"""

from __future__ import annotations

import io
import os
import pickle
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, NamedTuple

from .model import Checked, Finding, Result, normal
from .reports.xlsx import UNREADABLE
from .rules import LEVEL_WORDS, LEVELS, advice, entry, message
from .tables import Column, Looks, Table, new_book

#: What says in the workbook's properties that it is one of these, which another run may replace.
MARK = "evalsheet 退回修改意见"
#: Windows allows some 250 signs for a whole path.
_LONGEST_NAME = 60
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]')
_NUMBER, _FILE, _SHEET = Column("序号", "no.", 6), Column("文件", "file", 30), Column("工作表", "sheet", 12)
_PROJECT = Column("项目名称", "project", 26)
_COUNTS = tuple(Column(words["zh"], words["en"], 7) for words in LEVEL_WORDS.values())
_CHANGES = (
    *(_NUMBER, _PROJECT, _FILE, _SHEET, Column("单元格", "cell", 8), Column("级别", "level", 8)),
    *(Column("问题", "what", 44), Column("填的是", "actual", 14), Column("应为", "expected", 14)),
    *(Column("怎么改", "what to do", 40), Column("依据", "rule", 8), Column("修改情况", "what was done", 18)),
)
_FORMS = (
    *(_NUMBER, _PROJECT, _FILE, _SHEET, Column("表上总分", "declared", 10), Column("各项合计", "computed", 10)),
    *(Column("等级", "grade", 7), *_COUNTS, Column("结论", "verdict", 14)),
)
_WORDS = {
    "zh": {
        "name": "退回修改意见",
        "unreadable": "无法读取的文件",
        "nobody": "未填单位",
        "title": "{who}：项目支出绩效自评表修改意见",
        "summary": "共 {forms} 张，{faulty} 张需要修改或说明：错误 {error} 个、警告 {warning} 个、提示 {hint} 个。",
        "task": "错误请改正；警告请核对后改正或说明；提示供参考。改好后连同本表报回，“修改情况”栏写明改法或理由。",
        "changes": "修改意见",
        "forms": "各表情况",
        "change": "需修改",
        "explain": "请核对",
        "fine": "通过",
        "signed": "审核人：                    联系电话：                    退回日期：        年    月    日",
    },
    "en": {
        "name": "to be changed",
        "unreadable": "unreadable files",
        "nobody": "no unit given",
        "title": "{who}: what to change on the self-evaluation forms",
        "summary": "{forms} forms, {faulty} to be changed: {error} errors, {warning} warnings, {hint} hints.",
        "task": "Correct the errors; check the warnings and correct or explain; hints are for information.",
        "changes": "changes",
        "forms": "forms",
        "change": "to be changed",
        "explain": "to be checked",
        "fine": "fine",
        "signed": "Reviewed by:                    Telephone:                    Date:",
    },
}


class Returned(NamedTuple):
    """A workbook to be written: the name of its file and its bytes."""

    name: str
    data: bytes


class Returns:
    """Collects the results of a run and gives a workbook for each unit that has something to change.

    ``by`` is "unit" (实施单位) or "department" (主管部门); forms without it go by the other one. Close it after use.
    """

    def __init__(self, by: str, lang: str) -> None:
        self._by, self._lang = by, lang
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="evalsheet-")  # noqa: SIM115 - see close
        #: Normalised name -> the name as first written, and where its forms stand in the file.
        self._units: dict[str, tuple[str, list[int]]] = {}
        self._faulty: set[str] = set()
        self._unreadable: list[tuple[str, ...]] = []
        #: What the rules over many forms found, for those whose forms alone it is about.
        self._together: dict[str, list[Finding]] = {}

    def close(self) -> None:
        """Gives the temporary file up."""
        self._file.close()

    def collected(self, results: Iterable[Result]) -> Iterator[Result]:
        """The results, passed on after what is to be said of each has been put down."""
        for result in results:
            self.add(result)
            yield result

    def add(self, result: Result) -> None:
        """Puts down what is to be said of one file."""
        if result.status == "batch":
            self._add_together(result.findings)
        for finding in result.findings if result.status == "unreadable" else ():
            said = message(finding, self._lang), advice(finding, self._lang)
            self._unreadable.append((result.file, finding.code, *said))
        visible = any(not checked.outline.hidden for checked in result.forms)
        for checked in result.forms:
            if not (checked.outline.hidden and visible):
                self._add_form(result.file, checked)

    def _add_form(self, file: str, checked: Checked) -> None:
        known = checked.outline
        who = self._responsible(known.unit.value, known.department.value)
        key = normal(who)
        _, places = self._units.setdefault(key, (who, []))
        places.append(self._file.tell())
        row = _row(file, checked, self._lang)
        pickle.dump(row, self._file, pickle.HIGHEST_PROTOCOL)
        if row.counts["error"] or row.counts["warning"]:
            self._faulty.add(key)

    def _add_together(self, findings: Iterable[Finding]) -> None:
        """What is about the forms of several is for the reviewer, and tells none of them about another."""
        for finding in findings:
            key, *others = {normal(self._responsible(one.unit, one.department)) for one in finding.members} or {""}
            if key in self._units and not others and finding.level != "hint" and finding.waived is None:
                self._together.setdefault(key, []).append(finding)
                self._faulty.add(key)

    def _responsible(self, unit: str | None, department: str | None) -> str:
        one, other = (unit, department) if self._by == "unit" else (department, unit)
        return one or other or _WORDS[self._lang]["nobody"]

    @property
    def fine(self) -> int:
        """How many units have nothing to change."""
        return len(self._units) - len(self._faulty)

    def workbooks(self) -> Iterator[Returned]:
        """The workbooks in the order of the names, the unreadable files last."""
        words, taken = _WORDS[self._lang], set[str]()
        for key in sorted(self._faulty):
            who, places = self._units[key]
            book = _workbook(who, self._rows(places), self._together.get(key, ()), self._lang)
            yield Returned(_file_name(words["name"], who, taken), book)
        if self._unreadable:
            name = _file_name(words["name"], words["unreadable"], taken)
            yield Returned(name, _unreadable(self._unreadable, self._lang))

    def _rows(self, places: list[int]) -> list[_Row]:
        rows = []
        for place in places:
            self._file.seek(place)
            rows.append(pickle.load(self._file))
        self._file.seek(0, os.SEEK_END)
        return rows


class _Row(NamedTuple):
    """What is to be said of a form: its row of the overview, and a row for each finding."""

    form: tuple[Any, ...]
    counts: dict[str, int]
    changes: list[tuple[Any, ...]]


def _row(file: str, checked: Checked, lang: str) -> _Row:
    known = checked.outline
    open_ = [finding for finding in checked.findings if finding.waived is None]
    counts = {level: sum(finding.level == level for finding in open_) for level in LEVELS}
    about = (known.project.value, file, known.sheet)
    changes = []
    for one in sorted(open_, key=lambda finding: LEVELS.index(finding.level)):
        cell = one.where.cell if one.where else ""
        values = entry(one, one.actual), entry(one, one.expected)
        said = message(one, lang), *values, advice(one, lang), one.code, ""
        changes.append((*about, cell, LEVEL_WORDS[one.level][lang], *said))
    scores = (known.declared.value, known.computed, known.grade)
    verdict = "change" if counts["error"] else "explain" if counts["warning"] else "fine"
    return _Row((*about, *scores, *counts.values(), _WORDS[lang][verdict]), counts, changes)


def _over_many(findings: Sequence[Finding], lang: str) -> Iterator[tuple[Any, ...]]:
    """A row for each form that such a finding is about."""
    for one in findings:
        values = entry(one, one.actual), entry(one, one.expected)
        said = LEVEL_WORDS[one.level][lang], message(one, lang), *values, advice(one, lang), one.code, ""
        for member in one.members:
            yield (member.project, member.file, member.sheet, "", *said)


def _file_name(name: str, who: str, taken: set[str]) -> str:
    """A name that every system allows, and that no other workbook of the run has."""
    stem = f"{name}-{_NOT_IN_NAMES.sub('_', who).strip(' .')[:_LONGEST_NAME]}"
    number, found = 1, stem
    while found.lower() in taken:
        number += 1
        found = f"{stem} ({number})"
    taken.add(found.lower())
    return f"{found}.xlsx"


def _workbook(who: str, rows: list[_Row], together: Sequence[Finding], lang: str) -> bytes:
    words = _WORDS[lang]
    target = io.BytesIO()
    book = new_book(target, MARK)
    looks = Looks(book)
    counts = {level: sum(row.counts[level] for row in rows) for level in LEVELS}
    for finding in together:
        counts[finding.level] += 1
    faulty = sum(bool(row.counts["error"] or row.counts["warning"]) for row in rows)
    above = (words["title"].format(who=who), words["summary"].format(forms=len(rows), faulty=faulty, **counts))
    changes = Table(book, looks, words["changes"], _CHANGES, lang, above=(*above, words["task"]))
    for change in (*(change for row in rows for change in row.changes), *_over_many(together, lang)):
        changes.row(*change)
    changes.line("")
    changes.line(words["signed"])
    forms = Table(book, looks, words["forms"], _FORMS, lang)
    for row in rows:
        forms.row(*row.form)
    book.close()
    return target.getvalue()


def _unreadable(rows: list[tuple[str, ...]], lang: str) -> bytes:
    target = io.BytesIO()
    book = new_book(target, MARK)
    looks = Looks(book)
    table = Table(book, looks, _WORDS[lang]["unreadable"], UNREADABLE, lang)
    for row in rows:
        table.row(*row)
    book.close()
    return target.getvalue()
