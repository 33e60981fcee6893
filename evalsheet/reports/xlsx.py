"""The results of many forms as a workbook: who filed what, all findings, what could not be read, where it clusters.

Sheets: 总览 (a row a form), 问题清单 (a row a finding), 无法读取 (a row a file), 未读取 (files of other kinds),
按部门统计 and 按规则统计 with a chart each. Whatever a form says is written as text, never as a formula or a link.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .. import manual
from ..compute import form_grade, score_sum
from ..model import Checked, Finding, Form, Result
from ..rules import LEVEL_WORDS, LEVELS, RULES, advice, message
from ..tables import Column, Looks, Table

#: What says in the workbook's properties that it is a report of ours, which another run may replace.
MARK = "evalsheet 核对结果"
_NONE = {"zh": "（未填）", "en": "(empty)"}


NUMBER, FILE, SHEET = Column("序号", "no.", 6), Column("文件", "file", 36), Column("工作表", "sheet", 12)
PROJECT, DEPARTMENT = Column("项目名称", "project", 30), Column("主管部门", "department", 22)
UNIT = Column("实施单位", "unit", 22)
COUNTS = tuple(Column(LEVEL_WORDS[level]["zh"], LEVEL_WORDS[level]["en"], 7) for level in LEVELS)
OVERVIEW = (
    *(NUMBER, FILE, SHEET, PROJECT, DEPARTMENT, UNIT, Column("年度", "year", 7), Column("表样", "profile", 16)),
    *(Column("表上总分", "declared", 9), Column("各项合计", "computed", 9), Column("等级", "grade", 6), *COUNTS),
    Column("豁免", "waived", 7),
)
FINDINGS = (
    *(NUMBER, DEPARTMENT, UNIT, PROJECT, FILE, SHEET, Column("单元格", "cell", 8), Column("级别", "level", 7)),
    *(Column("代码", "code", 8), Column("问题", "what", 48), Column("填的是", "actual", 14)),
    *(Column("应为", "expected", 14), Column("建议", "what to do", 44), Column("豁免理由", "waived", 20)),
)
UNREADABLE = (NUMBER, FILE, Column("代码", "code", 8), Column("原因", "why", 48), Column("怎么办", "what to do", 44))
UNREAD = (NUMBER, FILE)
BY_DEPARTMENT = (DEPARTMENT, Column("表数", "forms", 8), Column("有错误的表", "with errors", 11), *COUNTS)
BY_RULE = (
    *(Column("代码", "code", 8), Column("查什么", "what", 44), Column("级别", "level", 7)),
    *(Column("次数", "findings", 8), Column("表数", "forms", 8)),
)


def render(results: Iterable[Result], lang: str, detail: int, unread: Sequence[str] = ()) -> bytes:
    """The workbook; ``unread`` are the files of other kinds that a search has passed over."""
    import xlsxwriter  # slow to import, for those who ask for a workbook

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    book.set_properties({"title": MARK, "comments": MARK})
    report = _Report(book, lang)
    for result in results:
        report.add(result)
    report.finish(unread)
    book.close()
    return target.getvalue()


@dataclass(slots=True)
class _Group:
    """What is counted of a department: its forms, those with errors, findings by level."""

    forms: int = 0
    faulty: int = 0
    levels: Counter[str] = field(default_factory=Counter)


class _Report:
    """The sheets while results are written into them, row by row."""

    def __init__(self, book: Any, lang: str) -> None:
        self._book, self._lang = book, lang
        self._looks = Looks(book)
        names = {"zh": ("总览", "问题清单", "无法读取"), "en": ("overview", "findings", "unreadable")}[lang]
        self._overview, self._findings, self._unreadable = map(self._table, names, (OVERVIEW, FINDINGS, UNREADABLE))
        self._departments: dict[str, _Group] = {}
        self._codes: Counter[str] = Counter()
        self._forms_by_code: Counter[str] = Counter()

    def _table(self, name: str, columns: Sequence[Column], numbered: bool = True) -> Table:
        return Table(self._book, self._looks, name, columns, self._lang, numbered)

    def add(self, result: Result) -> None:
        """Writes down what came of one file."""
        for finding in result.findings:
            said = message(finding, self._lang), advice(finding, self._lang)
            self._unreadable.row(result.file, finding.code, *said)
        for checked in result.forms:
            self._form(result.file, checked)

    def _form(self, file: str, checked: Checked) -> None:
        form = checked.form
        levels = Counter(one.level for one in checked.findings if one.waived is None)
        counts = [levels[level] for level in LEVELS]
        who = (form.department.value, form.unit.value, form.project.value)
        scores = (form.total.score.value, score_sum(form), form_grade(form))
        waived = len(checked.findings) - sum(counts)
        self._overview.row(
            *(file, form.sheet, form.project.value, form.department.value, form.unit.value, form.year),
            *(form.profile.name, *scores, *counts, waived),
        )
        for finding in checked.findings:
            self._findings.row(*who, file, *self._finding(finding))
        self._count(form, checked.findings, levels)

    def _finding(self, finding: Finding) -> Iterator[Any]:
        yield from (finding.where.sheet, finding.where.cell) if finding.where else ("", "")
        yield from (LEVEL_WORDS[finding.level][self._lang], finding.code, message(finding, self._lang))
        yield from (finding.actual, finding.expected, advice(finding, self._lang), finding.waived)

    def _count(self, form: Form, findings: Sequence[Finding], levels: Counter[str]) -> None:
        group = self._departments.setdefault(form.department.value or _NONE[self._lang], _Group())
        group.forms += 1
        group.faulty += bool(levels["error"])
        group.levels += levels
        codes = [one.code for one in findings if one.waived is None]
        self._codes.update(codes)
        self._forms_by_code.update(set(codes))

    def finish(self, unread: Sequence[str]) -> None:
        """The sheets that sum up, each with its chart."""
        zh = self._lang == "zh"
        other = self._table("未读取" if zh else "passed over", UNREAD)
        for path in unread:
            other.row(path)
        departments = self._table("按部门统计" if zh else "by department", BY_DEPARTMENT, numbered=False)
        for name, group in sorted(self._departments.items(), key=lambda pair: (-pair[1].levels["error"], pair[0])):
            departments.row(name, group.forms, group.faulty, *(group.levels[level] for level in LEVELS))
        departments.chart("各部门问题数" if zh else "findings by department", 0, (3, 4, 5))
        codes = self._table("按规则统计" if zh else "by rule", BY_RULE, numbered=False)
        for code, count in self._codes.most_common():
            title = manual.page(code).title[self._lang]
            codes.row(code, title, LEVEL_WORDS[RULES[code].level][self._lang], count, self._forms_by_code[code])
        codes.chart("各规则次数" if zh else "findings by rule", 0, (3,))
