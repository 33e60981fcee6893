"""One file as a person looks at it: its form with marks, and beside it what is said of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ... import manual
from ...model import Checked, Finding, Grid, Result, Where
from ...rules import LEVEL_WORDS, LEVELS, advice, message
from ...values import written
from . import sheet
from .sheet import Mark
from .tags import Html, tag

WORDS = {
    "zh": {
        "score": "总分", "computed": "各项合计", "grade": "等级", "unit": "实施单位", "department": "主管部门",
        "year": "年度", "sheet": "工作表", "file": "文件", "nobody": "（未填项目名称）", "none": "（未填）",
        "clean": "没有发现问题。", "notes": "问题", "why": "规则说明", "source": "来源：", "waived": "豁免：",
        "cut": "表很大，只显示前 {rows} 行、{columns} 列。", "form": "表 {sheet}", "back": "到单元格 {cell}",
        "close": "关闭",
        "unreadable": "无法读取", "no_form": "没有自评表", "batch": "批量核对", "hidden": "隐藏工作表，未核对。",
        "list": "、", "mark": "{level} {number}：{text}",
    },
    "en": {
        "score": "total", "computed": "sum", "grade": "grade", "unit": "unit", "department": "department",
        "year": "year", "sheet": "sheet", "file": "file", "nobody": "(no project name)", "none": "(empty)",
        "clean": "Nothing was found.", "notes": "Findings", "why": "About the rule", "source": "Source: ",
        "waived": "Waived: ", "cut": "Shown are {rows} rows and {columns} columns.", "form": "form {sheet}",
        "back": "to cell {cell}", "close": "close", "unreadable": "cannot be read", "no_form": "no form",
        "batch": "over all forms", "hidden": "Hidden sheet, not judged.", "list": ", ",
        "mark": "{level} {number}: {text}",
    },
}  # fmt: skip


def sections(result: Result, lang: str, first: int) -> Iterator[Html]:
    """A section for what is said of the file or of many, and one for each form, whose ids begin with f and a number
    from ``first`` on."""
    words = WORDS[lang]
    if result.findings:
        title = words["batch"] if result.status == "batch" else result.file
        kind = words.get(result.status)
        notes = [_note(one, f"f{first}", number, None, lang) for number, one in enumerate(result.findings, 1)]
        facts = tag("p", kind, class_="facts") if kind and kind != title else None
        yield tag("section", tag("h2", title), facts, tag("ol", *notes, class_="notes"), class_="file", id=f"f{first}")
        first += 1
    for number, checked in enumerate(result.forms, first):
        yield _form(checked, result, f"f{number}", lang)


def _form(checked: Checked, result: Result, name: str, lang: str) -> Html:
    words, form = WORDS[lang], checked.outline
    shown = {
        grid.sheet: (f"{name}-s{number}", grid)
        for number, grid in enumerate(result.sheets)
        if grid.sheet == form.sheet or any(_stands_on(one, grid) for one in checked.findings)
    }
    notes, marks = [], {sheet_: dict[sheet.Key, list[Mark]]() for sheet_ in shown}
    for number, one in enumerate(checked.findings, 1):
        place = shown.get(one.where.sheet) if one.where else None
        notes.append(_note(one, name, number, place and place[0], lang))
        if one.where is not None and place is not None:
            here = marks[one.where.sheet].setdefault((one.where.row, one.where.column), [])
            level = LEVEL_WORDS[one.level][lang]
            label = words["mark"].format(level=level, number=number, text=message(one, lang))
            here.append(Mark(number, one.level, label))
            here.sort(key=lambda mark: LEVELS.index(mark.level))
    tables = [_sheet(grid, id_, name, marks[grid.sheet], lang) for id_, grid in shown.values()]
    hidden = form.hidden and any(not other.outline.hidden for other in result.forms)
    quiet = words["hidden"] if hidden else None if notes else words["clean"]
    beside = [
        tag("h3", f"{words['notes']} {len(notes)}") if notes else tag("p", quiet, class_="clean"),
        tag("ol", *notes, class_="notes") if notes else None,
    ]
    body = tag(
        "div", tag("div", *tables, class_="sheets"), tag("div", *beside, class_="beside"), class_="form-and-notes"
    )
    return tag("section", tag("h2", form.project.value or words["nobody"]), _facts(checked, result, lang), body,
               class_="form", id=name)  # fmt: skip


def _stands_on(finding: Finding, grid: Grid) -> bool:
    return finding.where is not None and finding.where.sheet == grid.sheet


def _sheet(grid: Grid, id_: str, name: str, marks: dict[sheet.Key, list[Mark]], lang: str) -> Html:
    words = WORDS[lang]
    made = sheet.Table(grid, sheet.Names(id_, name), marks).html(words["cut"])
    return tag(
        "div", made, class_="sheet", role="region", tabindex=0, aria_label=words["form"].format(sheet=grid.sheet)
    )


def _facts(checked: Checked, result: Result, lang: str) -> Html:
    words, form = WORDS[lang], checked.outline
    values = {
        "score": form.declared.value, "computed": form.computed, "grade": form.grade,
        "unit": form.unit.value, "department": form.department.value, "year": form.year, "sheet": form.sheet,
        "file": result.file,
    }  # fmt: skip
    pairs = [
        tag("div", tag("dt", words[key]), tag("dd", words["none"] if value is None else _number(value)))
        for key, value in values.items()
    ]
    open_ = [one.level for one in checked.findings if one.waived is None]
    counts = [
        tag("div", tag("dt", LEVEL_WORDS[level][lang]), tag("dd", open_.count(level)), class_=f"count {level}")
        for level in LEVELS
    ]
    return tag("dl", *counts, *pairs, class_="facts")


def _number(value: object) -> str:
    return written(value) if isinstance(value, Decimal) else str(value)


def _note(one: Finding, name: str, number: int, cells: str | None, lang: str) -> Html:
    words = WORDS[lang]
    return tag(
        "li",
        tag(
            "p",
            tag("span", number, class_="badge", aria_hidden="true"),
            tag("strong", LEVEL_WORDS[one.level][lang]),
            _place(one.where, cells, name, words["back"]),
            tag("span", one.code, class_="code"),
            class_="head",
        ),
        tag("p", message(one, lang), class_="message"),
        tag("p", advice(one, lang), class_="advice"),
        tag("p", words["waived"], one.waived, class_="waived") if one.waived is not None else None,
        _members(one, words["list"]),
        _rule(one.code, lang),
        tag("a", words["close"], href=f"#{name}", class_="close"),
        id=f"{name}-n{number}",
        class_=f"note {one.level}{' let-pass' if one.waived is not None else ''}",
    )


def _place(where: Where | None, cells: str | None, name: str, back: str) -> Html | None:
    if where is None:
        return None
    if cells is None:
        return tag("span", f"{where.sheet} {where.cell}", class_="place")
    return tag(
        "a",
        where.cell,
        href=f"#{sheet.Names(cells, name).cell(where.row, where.column)}",
        class_="place",
        title=back.format(cell=where.cell),
    )


def _members(one: Finding, between: str) -> Html | None:
    files: Sequence[str] = list(dict.fromkeys(member.file for member in one.members))
    return tag("p", between.join(files), class_="members") if files else None


def _rule(code: str, lang: str) -> Html:
    page, words = manual.page(code), WORDS[lang]
    source = tag("p", words["source"], page.source, class_="quiet") if page.source else None
    inside = (tag("summary", words["why"]), tag("p", tag("b", page.title[lang])), tag("p", page.why[lang]), source)
    return tag("details", *inside)
