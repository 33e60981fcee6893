"""Reports in the ways of twelve kinds of units, each with its own form: nothing is found on them, and what is planted is.

A file of data has the form as a text table, a line of dashes, and the paragraphs of the report; lines that begin with
a bar are rows of a table in it, ``@form`` stands for the form itself.
"""

from __future__ import annotations

import io
from dataclasses import replace
from functools import lru_cache

import docx
import pytest

import evalsheet
from evalsheet import rules
from evalsheet.batch import read_report
from evalsheet.model import Finding, Form
from samples.make_samples import with_shared_strings
from tests.forms import DATA, STANDARD, form, grid, rows_of

NAMES = [path.stem for path in sorted((DATA / "strangers").glob("*.txt"))]


def data(name: str) -> tuple[list[list[str]], str]:
    """The rows of the form and the text of the report."""
    table, _, text = (DATA / "strangers" / f"{name}.txt").read_text("utf-8").partition("----\n")
    return rows_of(STANDARD if table.startswith("@") else table), text


def document(rows: list[list[str]], text: str) -> bytes:
    """The report as a Word document with its tables."""
    made, table = docx.Document(), None
    for line in text.split("\n"):
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            table = table or made.add_table(0, len(cells))
            row = table.add_row()
            for cell, said in zip(row.cells, cells, strict=False):
                cell.text = said
            continue
        table = None
        if line == "@form":
            put_form(made, rows)
        elif line:
            made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def put_form(made, rows: list[list[str]]) -> None:
    sheet = grid(rows)
    table = made.add_table(max(row for row, _ in sheet.cells), 9)
    for one in sheet.cells.values():
        cell = table.cell(one.row - 1, one.column - 1)
        last = table.cell(one.row + one.rows - 2, one.column + one.columns - 2)
        (cell.merge(last) if one.rows * one.columns > 1 else cell).text = one.text


@lru_cache
def form_of(name: str) -> Form:
    return form(data(name)[0])


def findings(name: str, text: str) -> tuple[Form, list[Finding]]:
    """The form with its report, and what is found of it."""
    rows = data(name)[0]
    made = document(rows, text)
    if "@form" in text:
        (one,) = evalsheet.read(made)
    else:
        one = replace(form_of(name), report=read_report(made))
    return one, [finding for finding in rules.check(one) if finding.code.startswith(("RPT", "FIL"))]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found(name):
    one, found = findings(name, data(name)[1])
    assert one.report is not None and len(one.report.paragraphs) > 10
    assert found == []


PLANTED = [
    ("01", "RPT01", "实际支付357,700元", "实际支付375,700元"),
    ("01", "RPT03", "产出指标49分", "产出指标48分"),
    ("01", "RPT14", "购置设备86台，", "购置设备68台，"),
    ("01", "RPT14", "设备验收合格率100%", "设备验收合格率98%"),
    ("01", "RPT14", "实际于2023年9月15日", "实际于2023年8月15日"),
    ("02", "RPT01", "全年执行数为1.0625亿元", "全年执行数为1.625亿元"),
    ("02", "RPT12", "预算执行率85%", "预算执行率95%"),
    ("02", "RPT02", "三季度支出3375万元", "三季度支出3575万元"),
    ("02", "RPT04", "等次为“优”", "等次为“良”"),
    ("03", "RPT01", "伍拾万元整（", "伍拾伍万元整（"),
    ("03", "RPT02", "服装道具费5.5万元", "服装道具费6.5万元"),
    ("04", "RPT02", "2022年265万元", "2022年256万元"),
    ("04", "RPT03", "综合得分98.5分", "综合得分97.5分"),
    ("04", "RPT05", "共8项三级指标", "共10项三级指标"),
    ("05", "RPT01", "升级项目468万元", "升级项目486万元"),
    ("05", "RPT14", "市民满意度88.2%", "市民满意度92%"),
    ("06", "RPT02", "其中当年财政拨款96万元", "其中当年财政拨款98万元"),
    ("06", "RPT14", "实际36处", "实际38处"),
    ("07", "RPT03", "效益37分", "效益38分"),
    ("07", "RPT02", "市级资金160万元", "市级资金180万元"),
    ("07", "RPT14", "完成1968户，", "完成1986户，"),
    ("08", "RPT01", "951,600元", "915,600元"),
    ("09", "RPT06", "2023年度免费开放专项经费绩效自评报告", "2022年度免费开放专项经费绩效自评报告"),
    ("09", "RPT02", "图书采购61.33万元", "图书采购63.33万元"),
    ("10", "RPT01", "年末结余11.68万元", "年末结余12.68万元"),
    ("10", "RPT04", "属于“优”", "属于“良”"),
    ("10", "RPT14", "实际18期", "实际19期"),
    ("11", "RPT02", "辅助器具适配31.1万元", "辅助器具适配33.1万元"),
    ("11", "RPT12", "执行率90%", "执行率80%"),
    ("12", "RPT12", "自筹资金200万元，执行率89.8%", "自筹资金200万元，执行率98.8%"),
    ("12", "RPT14", "年实训学生4200人次", "年实训学生4500人次"),
    ("12", "RPT03", "自评得89.78分", "自评得91.78分"),
    ("11", "RPT06", "清源县残疾人联合会2022", "清河县残疾人联合会2022"),
    ("10", "RPT01", "调整后全年预算64万元", "调整后全年预算46万元"),
    ("24", "RPT01", "结余13万元", "结余3万元"),
    ("24", "RPT04", "等级：优", "等级：良"),
    ("26", "RPT12", "执行率达95%", "执行率达59%"),
    ("26", "RPT02", "小修支出42.4万元", "小修支出52.4万元"),
    ("26", "RPT03", "自评98.5分", "自评95.8分"),
    ("27", "RPT02", "省级500万元", "省级600万元"),
    ("27", "RPT04", "评定为“良”", "评定为“优”"),
    ("30", "RPT14", "培训2146人次（", "培训2164人次（"),
    ("30", "RPT02", "其他支出4.72万元", "其他支出4.27万元"),
    ("30", "RPT04", "自评97.18分，优", "自评97.18分，良"),
    ("32", "RPT01", "剩余122.4万元", "剩余112.4万元"),
    ("32", "RPT14", "到货120台套", "到货130台套"),
    ("32", "RPT04", "得分89.78分，良好", "得分89.78分，优秀"),
    ("32", "RPT02", "自筹200万元）", "自筹300万元）"),
    ("32", "RPT01", "全年执行数1077.6万元", "全年执行数1007.6万元"),
]


@pytest.mark.parametrize(("name", "code", "text", "other"), PLANTED, ids=[f"{one[0]} {one[3]}" for one in PLANTED])
def test_a_planted_contradiction(name, code, text, other):
    said = data(name)[1]
    assert text in said
    one, found = findings(name, said.replace(text, other, 1))
    assert [finding.code for finding in found] == [code]
    assert other in one.report.paragraphs[found[0].values["paragraph"] - 1]


@pytest.mark.parametrize(
    ("name", "text", "other"),
    [("01", "操作台 | 36,700", "操作台 | 63,700"), ("08", "产出指标 | 50 | 50", "产出指标 | 50 | 49")],
)
def test_a_table_that_does_not_add_up(name, text, other):
    said = data(name)[1]
    assert text in said
    one, (finding,) = findings(name, said.replace(text, other))
    assert len(one.report.tables) == 1
    assert (finding.code, finding.level, finding.values["table"]) == ("RPT02", "warning", 1)


@pytest.mark.parametrize(
    "rows",
    [
        ("项目 | 金额", "甲 | 10", "其中：乙 | 4", "丙 | 6", "合计 | 16"),  # parts of parts
        ("项目 | 金额", "甲 | 10.33", "乙 | 20.33", "丙 | 5.33", "合计 | 36"),  # rounded
        ("项目 | 单价标准", "甲 | 10", "乙 | 20", "合计 | 25"),
        ("项目 | 金额", "甲 | 约10", "乙 | 20", "丙 | 5", "合计 | 36"),
        ("项目 | 金额", "甲 | 10", "乙 | 20"),
        ("年度 | 执行率", "2021 | 90", "2022 | 95", "合计 | 93"),
    ],
)
def test_a_table_that_need_not_add_up(rows):
    text = data("08")[1].replace("合计 | 100 | 97.91", "合计 | 100 | 97.91\n\n" + "\n".join(f"| {row}" for row in rows))
    one, found = findings("08", text)
    assert len(one.report.tables) == 2 and found == []


def test_beside_the_workbook_and_as_text(tmp_path, invoke):
    rows, text = data("04")
    (tmp_path / "表.xlsx").write_bytes(with_shared_strings(grid(rows), typed=True))
    (tmp_path / "报告.txt").write_text(text.replace("一季度46.2万元", "一季度64.2万元"), "gb18030")
    code, out, _ = invoke("check", tmp_path / "表.xlsx", "--report", tmp_path / "报告.txt", "-q", "--select", "RPT")
    assert code == 1 and out.count("RPT") == 1 and "一季度64.2万元" in out
