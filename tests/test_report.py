"""The report beside the form: the real one, contradictions planted in a written one, what it is read from."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from decimal import Decimal

import docx
import pytest

import evalsheet
from evalsheet import narrative, readers, rules
from evalsheet.batch import read_report
from evalsheet.model import Report, Unreadable
from evalsheet.narrative import money, results, sections
from evalsheet.narrative.making import made
from samples.make_samples import samples
from tests.forms import DATA, edited, form, report
from tests.test_samples import SAMPLES

SEED = (DATA / "yiyang_2022.txt").read_bytes()


@pytest.fixture(scope="module")
def seed():
    """The real report with its form, made into a document by the samples' script from the committed text."""
    (one,) = evalsheet.read(samples()["yiyang_2022.docx"])
    return one


def found(one):
    return [
        (f.code, f.level, f.where.cell, f.values.get("paragraph")) for f in rules.check(one) if f.code.startswith("RPT")
    ]


def test_the_real_report_gets_the_verdicts_of_a_reviewer(seed):
    assert found(seed) == [
        ("RPT08", "hint", "B1", 21),  # about 200 saved, at least 600 saved
        ("RPT06", "hint", "B2", 17),  # 自然和规划局
        ("RPT09", "warning", "E4", 8),  # 20 a year, 40 in two
        ("RPT05", "hint", "D10", 10),  # 12 indicators, 11 and execution
    ]


def test_what_agrees_was_compared_and_not_passed_over(seed):
    (sum_,) = narrative.sums(seed)
    assert sum_.complete and sum_.whole.value == Decimal("89.8")
    assert [part.value for part in sum_.parts] == [Decimal("23.8"), 26, 40]
    totals = [amount for amount in money.amounts(seed) if amount.role]
    assert {amount.value for amount in totals} == {Decimal("89.8")} and totals[-1].sentence.paragraph == 15
    assert [(one.amount.value, one.years) for one in money.products(seed)] == [(40, 2)]
    assert [one.value for one in results.scores(seed)] == [100]
    assert [(word, grade) for _, word, grade in results.grades(seed)] == [("优秀", "优")]
    assert set(sections.chapters(seed)) == set(sections.CHAPTERS)  # three of them have lost their numbers


CHANGED = [
    ("RPT02", "投入资金26万元", "投入资金30万元", 8 - 3),
    ("RPT01", "项目总投入89.8万元", "项目总投入98.8万元", 15),
    ("RPT03", "自评分为100分", "自评分为98分", 12),
    ("RPT04", "“优秀”", "“良好”", 12),
    ("RPT05", "12项三级", "15项三级", 10),
    ("RPT06", "2022年度湖南省", "2021年度湖南省", 2),
]


@pytest.mark.parametrize(("code", "text", "other", "paragraph"), CHANGED)
def test_the_real_report_changed(seed, code, text, other, paragraph):
    paragraphs = [line.replace(text, other) for line in seed.report.paragraphs]
    assert paragraphs != list(seed.report.paragraphs)
    hits = [one for one in found(replace(seed, report=Report("", tuple(paragraphs)))) if one[0] == code]
    assert (paragraph in [one[3] for one in hits]) and (code == "RPT05" or hits[0][1] != "hint")


def test_as_text_and_beside_the_workbook_it_says_the_same(seed, tmp_path):
    path = tmp_path / "报告.txt"
    for encoding in ("utf-8", "gb18030", "utf-16"):
        path.write_bytes(SEED.decode().encode(encoding))
        (one,) = evalsheet.read(SAMPLES / "yiyang_2022.xlsx", report=path)
        assert [(code, paragraph) for code, _, _, paragraph in found(one)] == [
            (code, paragraph) for code, _, _, paragraph in found(seed)
        ]
        assert len(one.report.paragraphs) < 40  # the form that follows is none of it


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_as_an_old_document(seed, tmp_path):
    import subprocess

    (tmp_path / "r.docx").write_bytes((SAMPLES / "yiyang_2022.docx").read_bytes())
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    subprocess.run(["soffice", home, "--headless", "--convert-to", "doc", "--outdir", tmp_path, tmp_path / "r.docx"],
                   check=True, capture_output=True, timeout=120)  # fmt: skip
    (one,) = evalsheet.read(SAMPLES / "yiyang_2022.xlsx", report=tmp_path / "r.doc")
    assert [code for code, *_ in found(one)] == [code for code, *_ in found(seed)]


# --- contradictions planted in a report that was written from its form

#: What a person writes where the places are.
FILLED = "按有关规定执行。"


def filled(data: bytes) -> bytes:
    """A written report whose open places are filled in."""
    return changed(data, lambda text: sections.re.sub("【请填写[^】]*】", FILLED, text))


def changed(data: bytes, change) -> bytes:
    document = docx.Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        text = change(paragraph.text)
        if text != paragraph.text and not paragraph._p.xpath(".//w:drawing"):
            paragraph.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def written():
    return filled(made((SAMPLES / "standard.xlsx").read_bytes(), "standard.xlsx"))


PLANTED = [
    ("RPT01", "项目全年预算数120万元", "项目全年预算数210万元"),
    ("RPT01", "全年执行数114万元", "全年执行数1410000元"),
    ("RPT03", "自评得分为98.5分", "自评得分为95.8分"),
    ("RPT03", "产出指标得分49分", "产出指标得分94分"),
    ("RPT04", "评价等级为“优”", "评价等级为“良”"),
    ("RPT05", "填列三级指标8项", "填列三级指标11项"),
    ("RPT06", "2022年度农村公路日常养护项目", "2020年度农村公路日常养护项目"),
    ("RPT10", "预算执行率95%。", "预算执行率95%。各项指标全部达到预期目标。"),
    ("RPT12", "预算执行率95%", "预算执行率100%"),
    ("RPT14", "实际完成值31260人", "实际完成值32160人"),
    ("RPT06", "实施单位为青禾县公路养护中心", "实施单位为青禾县水利工程站"),
    ("RPT02", "按来源分：", "其中设备费70万元、人工费45万元，共计120万元。按来源分："),
]


@pytest.mark.parametrize(("code", "text", "other"), PLANTED, ids=[f"{code} {other}" for code, _, other in PLANTED])
def test_a_planted_contradiction_is_found_at_its_sentence(written, code, text, other):
    data = changed(written, lambda line: line.replace(text, other))
    (one,) = evalsheet.read(data)
    assert one.report is not None
    places = [number for number, line in enumerate(one.report.paragraphs, 1) if other in line]
    assert places
    hits = [f for f in rules.check(one) if f.code.startswith("RPT")]
    assert {f.code for f in hits} == {code}
    assert {f.values["paragraph"] for f in hits} <= set(places)
    assert all(f.where is not None for f in hits)


@pytest.mark.parametrize(
    ("code", "heading"), [("RPT07", "六、绩效自评结果拟应用和公开情况"), ("RPT11", "五、存在的问题和改进措施")]
)
def test_a_chapter_without_heading_or_text_is_missed(written, code, heading):
    (one,) = evalsheet.read(written)
    lines = list(one.report.paragraphs)
    at = lines.index(heading)
    end = next(number for number in range(at + 1, len(lines)) if lines[number].startswith(("六、", "附件")))
    lines[at:end] = [] if code == "RPT07" else [heading]
    assert [c for c, *_ in found(replace(one, report=Report("", tuple(lines))))] == [code]


def test_open_places_are_counted(written):
    (one,) = evalsheet.read(made((SAMPLES / "standard.xlsx").read_bytes(), "standard.xlsx"))
    (finding,) = [f for f in rules.check(one) if f.code.startswith("RPT")]
    count = sum(line.count("【请填写") for line in one.report.paragraphs)
    assert (finding.code, finding.values["count"]) == ("RPT13", count) and count > 8


# --- sentences, each put into a report that is right

SENTENCES = [
    tuple(line.split("|", 1))
    for line in (DATA / "report_sentences.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def right():
    """Forms with a report that agrees: the standard one, and the corrected real one."""
    (real,) = evalsheet.read(SAMPLES / "yiyang_2022_corrected.xlsx")
    lines = list(report().paragraphs)
    lines[0] = f"2022年度{real.project.value}绩效自评报告"
    lines[2], lines[4], lines[6] = "项目概况见上。", "成立了自评小组。", "自评得分100分，等级为“优”。"
    lines[9:14] = ["资金已全部支付。"]
    return {"": (form(), report().paragraphs), "real": (real, tuple(lines))}


@pytest.mark.parametrize(("code", "sentence"), SENTENCES, ids=[f"{code} {text[:30]}" for code, text in SENTENCES])
def test_a_sentence(right, code, sentence):
    one, lines = right.get(code, right[""])
    said = Report("", (*lines[:5], sentence, *lines[5:]))
    codes = {found_code for found_code, *_ in found(replace(one, report=said))}
    assert codes == (set() if code in ("none", "real") else {code})


# --- which text is a report, and of which form


def test_a_document_with_a_form_and_notes_is_no_report():
    (one,) = evalsheet.read(SAMPLES / "standard.docx")
    assert one.report is None


def test_of_several_forms_it_is_that_of_the_project_it_names():
    forms = (form(edited("项目名称=小学校舍维修")), form())
    first, second = narrative.attach(forms, (), report())
    assert first.report is None and second.report is not None
    assert all(one.report is None for one in narrative.attach((forms[0], forms[0]), (), report()))


def test_a_workbook_is_no_report():
    with pytest.raises(Unreadable, match="FIL01"):
        read_report(SAMPLES / "standard.xlsx")
    assert readers.document(b"\xef\xbb\xbf\xe4\xb8\x80\n\n\xe4\xba\x8c", "") == (("一", "二"), ())


def test_a_title_over_two_lines():
    lines = ["附件1", "2022年度中小学校舍维修项目", "绩效自评报告", *report().paragraphs[1:]]
    one = replace(form(), report=Report("", tuple(lines)))
    assert sections.title(one).text == "2022年度中小学校舍维修项目绩效自评报告"
    assert [code for code, *_ in found(one)] == ["RPT06"]


@pytest.mark.parametrize(
    "text", ["共计" * 5000 + "120万元。", "(" * 20000, "1万元，" * 20000, "自评" * 20000, "共计3个：120万元\n" * 3000]
)
def test_a_strange_text_takes_no_time(text):
    one = replace(form(), report=narrative.report_of(text.split("\n"), "", form().profile))
    rules.check(one)  # ends


# --- the command line


@pytest.fixture
def run(tmp_path, monkeypatch, invoke):
    monkeypatch.chdir(tmp_path)
    return invoke


def test_check_with_a_report(run):
    code, out, _ = run("check", SAMPLES / "yiyang_2022_corrected.xlsx", "--report", DATA / "yiyang_2022.txt")
    assert code == 0
    assert "  报告    " in out and "RPT09" in out and "第 8 段" in out
    code, out, _ = run("check", SAMPLES / "standard.xlsx", "--report", DATA / "yiyang_2022.txt", "--lang", "en")
    assert code == 1 and "paragraph 15 of the report says 89.8万元" in out


def test_in_json_a_finding_names_its_sentence(run):
    import json

    _, out, _ = run("check", SAMPLES / "yiyang_2022.docx", "--format", "json", "--select", "RPT09,TOT05")
    first, second = json.loads(out)[0]["forms"][0]["findings"]
    assert first["report"] == {"paragraph": 8, "sentence": "…每年20万，共计40万元"} and first["cell"] == "E4"
    assert "report" not in second


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((SAMPLES / "standard.xlsx", "--report", "没有.docx"), "文件不存在"),
        ((SAMPLES / "standard.xlsx", "--report", SAMPLES / "standard.xlsx"), "报告应是 Word 文档"),
        ((SAMPLES / "faulty", "--report", DATA / "yiyang_2022.txt"), "请只给一个文件"),
    ],
)
def test_a_report_that_cannot_be_used(run, args, said):
    code, out, err = run("check", *args)
    assert (code, out) == (2, "") and sections.re.search(said, err)


def test_a_report_of_none_of_several_forms_is_said(run, tmp_path):
    import openpyxl

    book = openpyxl.load_workbook(SAMPLES / "standard.xlsx")
    book.copy_worksheet(book.active)["B3"] = "小学校舍维修"
    book.save(tmp_path / "两张.xlsx")
    _, out, err = run("check", "两张.xlsx", "--report", DATA / "yiyang_2022.txt")
    assert "报告没有核对" in err and "RPT" not in out
