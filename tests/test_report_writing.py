"""A report written from a form: it agrees with its form, holds it, and looks as its outline says."""

from __future__ import annotations

import io
import re
import zipfile
from functools import partial

import docx
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings

import evalsheet
from evalsheet import rules
from evalsheet.cli import cli
from evalsheet.model import Unreadable
from evalsheet.narrative import facts, outline
from evalsheet.narrative.document import is_untouched
from evalsheet.narrative.making import NotOneForm, made
from evalsheet.narrative.writing import BadOutline, written
from tests.forms import edited, form, grid
from tests.generated import correct_forms
from tests.test_report import filled
from tests.test_samples import SAMPLES
from tests.test_validator import PROGRAM, errors

STANDARD = (SAMPLES / "standard.xlsx").read_bytes()
FAULTY = sorted((SAMPLES / "faulty").glob("*.xlsx"))
OTHERS = [*SAMPLES.glob("*.*x"), *(SAMPLES / "formats").iterdir(), *(SAMPLES / "own_profile").glob("*.xlsx")]


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def of_report(one):
    return [(f.code, rules.message(f)) for f in rules.check(one) if f.code.startswith("RPT")]


@pytest.mark.parametrize("path", [*OTHERS, *FAULTY], ids=lambda path: path.name)
def test_a_written_report_agrees_with_its_form(path):
    try:
        data = made(path.read_bytes(), path.name)
    except NotOneForm:
        assert path.name.startswith(("STR01", "STR02"))
        return
    (one,) = evalsheet.read(filled(data))
    (before,) = evalsheet.read(path)
    assert one.report is not None
    assert of_report(one) == []
    assert [row.name.text for row in one.indicator_rows] == [row.name.text for row in before.indicator_rows]
    assert (one.total.score.value, one.project.value) == (before.total.score.value, before.project.value)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(correct_forms())
def test_so_does_that_of_any_form(draft):
    cells = grid(draft.table())
    data = written(form(draft.table()), cells)
    (one,) = evalsheet.read(filled(data))
    assert of_report(one) == []
    assert [row.score.value for row in one.indicator_rows] == [row.score for row in draft.rows]
    assert [f.code for f in rules.check(one) if f.level == "error"] == []


def test_the_same_form_gives_the_same_bytes():
    assert made(STANDARD, "a.xlsx") == made(STANDARD, "b.xlsx")


def test_what_it_says():
    said = "\n".join(texts(made(STANDARD, "")))
    for sentence in (
        "2022年度农村公路日常养护项目\n绩效自评报告",
        "按来源分：当年财政拨款100万元、上年结转资金20万元。",
        "自评表填列三级指标8项，包括产出指标5项、效益指标3项。",
        "自评得分为98.5分，评价等级为“优”。",
        "尚有6万元没有执行。【请填写：没有执行的原因和结余资金的去向】",
        "安全设施修复：指标值≥40处，实际完成值36处，分值10分，得分9分。",
        "日常管护机制：指标值“健全”，实际完成值“达成年度指标”，分值15分，得分15分。",
        "1.“安全设施修复”扣1分。汛期塌方阻断施工，4处转入次年，已于2023年2月修复。",
    ):
        assert sentence in said
    assert "{{" not in said


def test_what_the_form_does_not_say_is_left_to_a_person():
    rows = edited("主管部门=；总分.得分=；指标1.得分=；指标2.偏差原因=；实际完成情况=；当年拨款.全年预算数=90")
    said = "\n".join(texts(written(form(rows), grid(rows))))
    for name in ("主管部门", "自评得分", "扣分的原因和改进措施", "实际完成情况"):
        assert facts.OPEN.format(name) in said
    assert "各项来源之和与总额不等" in said


def test_a_changed_budget_is_said_and_explained_by_a_person():
    rows = edited("资金总额.年初预算数=100；当年拨款.年初预算数=80")
    said = "\n".join(texts(written(form(rows), grid(rows))))
    assert "全年预算增加20万元。【请填写：预算调整的原因和依据】" in said


def test_the_annex_has_the_merges_of_the_form():
    (table,) = docx.Document(io.BytesIO(made(STANDARD, ""))).tables
    assert len(table.columns) == 9
    assert table.cell(0, 1)._tc is table.cell(0, 8)._tc  # the project over eight columns
    assert table.cell(2, 0)._tc is table.cell(6, 0)._tc  # 项目资金 over five rows
    (before,) = evalsheet.read(SAMPLES / "standard.xlsx")
    (after,) = evalsheet.read(made(STANDARD, ""))
    assert [row.budget.value for row in after.fund_rows] == [row.budget.value for row in before.fund_rows]
    assert (after.year, after.title.text) == (before.year, before.title.text)


def test_the_chart_shows_what_the_parts_earned():
    with zipfile.ZipFile(io.BytesIO(made(STANDARD, ""))) as package:
        chart = package.read("word/charts/chart1.xml").decode()
    assert re.findall("<c:v>([^<]*)</c:v>", chart) == [
        *("分值", "预算执行", "产出指标", "效益指标", "10", "50", "40"),
        *("得分", "预算执行", "产出指标", "效益指标", "9.5", "49", "40"),
    ]


def test_a_form_without_points_has_no_chart():
    rows = edited("指标1.得分=；指标6.得分=")
    data = written(form(rows), grid(rows))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not any("chart" in name for name in package.namelist())
    assert not any(text.startswith("图1") for text in texts(data))


def test_open_places_are_marked():
    document = docx.Document(io.BytesIO(made(STANDARD, "")))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            assert (run.font.highlight_color is not None) == run.text.startswith("【请填写")


# --- the outline


def test_the_script_makes_the_committed_outline():
    def parts(data):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return {name: package.read(name) for name in package.namelist()}

    assert parts(outline.outline()) == parts(outline.PATH.read_bytes())


def test_every_place_of_the_outline_is_known():
    said = "".join(texts(outline.PATH.read_bytes()))
    assert set(re.findall(r"\{\{(.*?)\}\}", said)) <= set(facts.NAMES)


def own(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_bureaus_own_outline():
    data = made(STANDARD, "", outline=own("{{项目名称}}：{{ 自评得分 }}", "{{扣分的指标}}", "{{自评表}}"))
    assert texts(data)[:2] == ["农村公路日常养护项目：98.5分", "自评表中有1项指标没有得满分："]
    assert len(docx.Document(io.BytesIO(data)).tables) == 1


def test_a_place_that_word_has_divided_over_runs():
    document = docx.Document()
    paragraph = document.add_paragraph("共")
    for text in ("{", "{自评", "得分}", "}", "。"):
        paragraph.add_run(text).bold = text == "得分}"
    out = io.BytesIO()
    document.save(out)
    assert texts(made(STANDARD, "", outline=out.getvalue())) == ["共98.5分。"]


@pytest.mark.parametrize(("data", "said"), [(b"no", "不是 Word 文档"), (own("{{项目名}}"), "是否指 项目名称")])
def test_an_outline_that_cannot_be_used(data, said):
    with pytest.raises(BadOutline, match=said):
        made(STANDARD, "", outline=data)


def test_the_outline_that_the_configuration_names(run, tmp_path):
    (tmp_path / "提纲.docx").write_bytes(own("共{{自评得分}}。"))
    (tmp_path / "另一份.docx").write_bytes(own("{{项目名称}}"))
    (tmp_path / "表.xlsx").write_bytes(STANDARD)
    (tmp_path / "evalsheet.toml").write_text('outline = "提纲.docx"\n', "utf-8")
    assert run("表.xlsx", "-o", "r.docx")[0] == 0
    assert texts((tmp_path / "r.docx").read_bytes()) == ["共98.5分。"]
    assert run("表.xlsx", "-o", "r.docx", "--outline", "另一份.docx")[0] == 0
    assert texts((tmp_path / "r.docx").read_bytes()) == ["农村公路日常养护项目"]


@pytest.mark.parametrize(("data", "said"), [(None, "文件不存在"), (b"no", "不是 Word 文档"), (own("{{分}}"), "{{分}}")])
def test_a_configured_outline_that_cannot_be_used(run, tmp_path, data, said):
    if data is not None:
        (tmp_path / "提纲.docx").write_bytes(data)
    (tmp_path / "表.xlsx").write_bytes(STANDARD)
    (tmp_path / "evalsheet.toml").write_text('outline = "提纲.docx"\n', "utf-8")
    code, _, err = run("表.xlsx", "-o", "r.docx")
    last = err.strip().splitlines()[-1]
    assert code == 2 and last.startswith("Error: 提纲 ") and said in last and not (tmp_path / "r.docx").exists()


def test_a_short_label_stays_on_one_line_of_the_annex():
    table = docx.Document(io.BytesIO(made(STANDARD, ""))).tables[0]
    assert table.cell(0, 0).text == "项目名称" and table.columns[0].width.pt > 4 * 9 + 5.7


def test_signs_that_a_document_cannot_hold():
    rows = edited("项目名称=公路\x0b养护\ufffe项目；实际完成情况=a<b&c\x00d")
    data = written(form(rows), grid(rows))
    assert "公路" in "".join(texts(data))


@pytest.mark.skipif(PROGRAM is None, reason="ooxml-validator is not installed (OOXML_VALIDATOR)")
@pytest.mark.parametrize("name", ["standard.xlsx", "yiyang_2022.xlsx", "formats/网页.xls"])
def test_word_accepts_it(name, tmp_path):
    assert not errors(made((SAMPLES / name).read_bytes(), name), tmp_path / "r.docx")


# --- the command line


@pytest.fixture
def run(tmp_path, monkeypatch, invoke):
    monkeypatch.chdir(tmp_path)
    return partial(invoke, "report")


def test_write_and_check_again(run, tmp_path):
    assert run(SAMPLES / "standard.xlsx", "-o", "自评报告.docx") == (0, "已写出 自评报告.docx\n", "")
    result = CliRunner().invoke(cli, ["check", "自评报告.docx"])
    assert result.exit_code == 0 and "RPT13" in result.stdout


def test_written_again_only_while_nobody_has_changed_it(run, tmp_path):
    path = tmp_path / "r.docx"
    run(SAMPLES / "standard.xlsx", "-o", path)
    assert is_untouched(path)
    assert run(SAMPLES / "yiyang_2022.xlsx", "-o", path)[0] == 0
    path.write_bytes(filled(path.read_bytes()))
    before = path.read_bytes()
    code, _, err = run(SAMPLES / "standard.xlsx", "-o", path)
    assert code == 2 and "有人改过" in err and path.read_bytes() == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("没有.xlsx", "-o", "r.docx"), "文件不存在"),
        ((SAMPLES / "standard.xlsx", "-o", "r.doc"), "请用 .docx 结尾"),
        ((SAMPLES / "standard.docx", "-o", SAMPLES / "standard.docx"), "这是输入文件"),
        ((SAMPLES / "standard.xlsx", "-o", SAMPLES / "standard.docx"), "不是本工具写的报告"),
        ((SAMPLES / "standard.xlsx", "-o", "没有/r.docx"), "文件夹不存在"),
        ((SAMPLES.parent / "setup.cfg", "-o", "r.docx"), "没有找到项目支出绩效自评表"),
        ((SAMPLES / "standard.xlsx", "-o", "r.docx", "--outline", SAMPLES / "standard.xlsx"), "提纲"),
    ],
)
def test_what_cannot_be_written(run, tmp_path, args, said):
    code, out, err = run(*args)
    assert (code, out) == (2, "") and said in err
    assert list(tmp_path.iterdir()) == []


def test_of_several_forms_one_is_named(run, tmp_path):
    import openpyxl

    book = openpyxl.load_workbook(SAMPLES / "standard.xlsx")
    book.copy_worksheet(book.active).title = "另一张"
    book.save(tmp_path / "两张.xlsx")
    code, _, err = run("两张.xlsx", "-o", "r.docx")
    assert code == 2 and "2 张自评表（自评表、另一张）" in err
    assert run("两张.xlsx", "--sheet", "另一张", "-o", "r.docx")[0] == 0


def test_the_outline_itself(run, tmp_path):
    assert run("-o", "提纲.docx")[0] == 0
    assert (tmp_path / "提纲.docx").read_bytes() == outline.PATH.read_bytes()


def test_without_the_package_it_says_what_to_install(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(Unreadable) as raised:
        made(STANDARD, "")
    assert raised.value.code == "FIL08" and "python-docx" in str(raised.value)
