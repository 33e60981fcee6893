"""The results of many forms as a workbook: who filed what, all findings, what could not be read, where it clusters.

Sheets: 总览 (a row a form), 问题清单 (a row a finding), 无法读取 (a row a file), 批量核对 (a table for each rule
over many forms), 未读取 (files of other kinds), 按部门统计 and 按规则统计 with a chart each. Whatever a
form says is written as text, never as a formula or a link.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from .. import manual
from ..model import Checked, Finding, Outline, Result
from ..rules import LEVEL_WORDS, LEVELS, RULES, advice, message
from ..tables import Column, Looks, Table, new_book, plain, write_row

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
#: The columns of a rule over many forms, a row a form; and of those about no single form, a row a finding with values.
OVER_MANY = (
    *(NUMBER, Column("级别", "level", 7), Column("问题", "what", 48), UNIT, PROJECT, FILE, SHEET),
    *(Column("年度", "year", 7), Column("豁免理由", "waived", 20)),
)
_FURTHER = Column("", "", 20)
LISTED = {
    "XFM04": {
        **{"unit": Column("实施单位", "unit", 22), "forms": Column("表数", "forms", 8)},
        **{"near": Column("接近或等于满分", "nearly full", 8), "full": Column("满分", "full marks", 8)},
        **{"mean": Column("平均总分", "mean total", 8), "deviation": Column("标准差", "standard deviation", 8)},
    },
    "XFM09": {"count": Column("实际完成值个数", "actual values", 8), "share": Column("占比", "share", 8)},
}


def render(results: Iterable[Result], lang: str, detail: int, unread: Sequence[str] = ()) -> bytes:
    """The workbook; ``unread`` are the files of other kinds that a search has passed over."""
    target = io.BytesIO()
    book = new_book(target, MARK)
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
        self._over_many: tuple[Finding, ...] = ()

    def _table(self, name: str, columns: Sequence[Column], numbered: bool = True) -> Table:
        return Table(self._book, self._looks, name, columns, self._lang, numbered)

    def add(self, result: Result) -> None:
        """Writes down what came of one file, or was found over many."""
        if result.status == "batch":
            self._over_many = result.findings
            return
        for finding in result.findings:
            said = message(finding, self._lang), advice(finding, self._lang)
            self._unreadable.row(result.file, finding.code, *said)
        for checked in result.forms:
            self._form(result.file, checked)

    def _form(self, file: str, checked: Checked) -> None:
        known = checked.outline
        levels = Counter(one.level for one in checked.findings if one.waived is None)
        counts = [levels[level] for level in LEVELS]
        who = (known.department.value, known.unit.value, known.project.value)
        scores = (known.declared.value, known.computed, known.grade)
        waived = len(checked.findings) - sum(counts)
        self._overview.row(
            *(file, known.sheet, known.project.value, known.department.value, known.unit.value, known.year),
            *(known.profile.name, *scores, *counts, waived),
        )
        for finding in checked.findings:
            self._findings.row(*who, file, *self._finding(finding))
        self._count(known, checked.findings, levels)

    def _finding(self, finding: Finding) -> Iterator[Any]:
        yield from (finding.where.sheet, finding.where.cell) if finding.where else ("", "")
        yield from (LEVEL_WORDS[finding.level][self._lang], finding.code, message(finding, self._lang))
        yield from (finding.actual, finding.expected, advice(finding, self._lang), finding.waived)

    def _count(self, known: Outline, findings: Sequence[Finding], levels: Counter[str]) -> None:
        group = self._departments.setdefault(known.department.value or _NONE[self._lang], _Group())
        group.forms += 1
        group.faulty += bool(levels["error"])
        group.levels += levels
        codes = [one.code for one in findings if one.waived is None]
        self._codes.update(codes)
        self._forms_by_code.update(set(codes))

    def finish(self, unread: Sequence[str]) -> None:
        """The sheets that sum up, each with its chart."""
        zh = self._lang == "zh"
        if self._over_many:
            together = _OverMany(self._book, self._looks, "批量核对" if zh else "over all forms", self._lang)
            together.write(self._over_many)
            self._codes.update(one.code for one in self._over_many if one.waived is None)
            for one in self._over_many:
                self._forms_by_code[one.code] += len(one.members) if one.waived is None else 0
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


class _OverMany:
    """The sheet of what was found over many forms: for each rule its title, what to do, and a table."""

    def __init__(self, book: Any, looks: Looks, name: str, lang: str) -> None:
        self._looks, self._lang = looks, lang
        self._sheet = book.add_worksheet(name)
        self._line_look = book.add_format({"font_name": "宋体", "font_size": 10.5})
        self._title_look = book.add_format({"font_name": "宋体", "font_size": 10.5, "bold": True})
        self._next = 0
        for index, column in enumerate((*OVER_MANY, _FURTHER)):
            self._sheet.set_column(index, index, column.width)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)

    def write(self, findings: Sequence[Finding]) -> None:
        """All tables, in the order of the findings."""
        for code, group in groupby(findings, lambda one: one.code):
            some = list(group)
            self._line(f"{code}  {manual.page(code).title[self._lang]}", self._title_look)
            for said in dict.fromkeys(advice(one, self._lang) for one in some):
                self._line(said, self._line_look)
            listed = LISTED.get(code, {})
            columns = (*OVER_MANY[:3], *listed.values(), OVER_MANY[-1]) if listed else OVER_MANY
            self._row([getattr(column, self._lang) for column in columns], self._looks.head)
            for number, one in enumerate(some, 1):
                self._finding(number, one, tuple(listed))
            self._next += 1

    def _finding(self, number: int, one: Finding, listed: Sequence[str]) -> None:
        said = (number, LEVEL_WORDS[one.level][self._lang], message(one, self._lang))
        if listed or not one.members:
            values = [one.values.get(key) for key in listed] or [None] * 5
            self._row([*said, *values, one.waived], self._looks.text)
        for member in one.members:
            place = (member.unit, member.project, member.file, member.sheet, member.year)
            self._row([*said, *place, one.waived], self._looks.text)

    def _line(self, text: str, look: Any) -> None:
        self._sheet.write_string(self._next, 0, plain(text), look)
        self._next += 1

    def _row(self, values: Sequence[Any], look: Any) -> None:
        write_row(self._sheet, self._next, values, (*OVER_MANY, _FURTHER)[: len(values)], look)
        self._next += 1
