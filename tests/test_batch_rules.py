"""The rules over many forms do what their pages say: batches that pass, that fail, that are mended, and guards."""

from __future__ import annotations

import random
import sqlite3
import string
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from evalsheet import compute, manual, profiles
from evalsheet.rules import RULES, advice, bulk, message
from evalsheet.rules.bulk.index import Index
from tests.batches import forms, found, index, made_up
from tests.forms import edited, form
from tests.generated import correct_forms

CODES = [code for code, rule in RULES.items() if rule.together]
PAGES = {code: manual.page(code) for code in CODES}
PASSING = [(code, batch) for code, page in PAGES.items() for batch in page.passing]
FAILING = [(code, batch) for code, page in PAGES.items() for batch in page.failing]
MENDED = [(code, page.failing[0], mend) for code, page in PAGES.items() for mend in page.mends]
GUARDED = [(code, guard.edits, guard.en) for code, page in PAGES.items() for guard in page.guards]
BASE = profiles.load("base")


def codes(findings, level: str = "") -> set[str]:
    return {finding.code for finding in findings if not level or finding.level == level}


def test_the_rules_are_there():
    assert CODES == ["XFM01", "XFM03", "XFM04", "XFM05", "XFM07", "XFM08", "XFM09", "XFM10"]


@pytest.mark.parametrize("code", CODES)
def test_a_page_has_all_kinds_of_examples(code):
    page = PAGES[code]
    assert page.passing and page.failing and page.guards and page.source
    assert page.mends or page.rule.fix == "no"


@pytest.mark.parametrize(("code", "batch"), PASSING)
def test_passing_batch(code, batch):
    findings = found(forms(batch))
    assert code not in codes(findings)
    assert codes(findings, "error") == set()


@pytest.mark.parametrize(("code", "batch"), FAILING)
def test_failing_batch(code, batch):
    findings = found(forms(batch))
    assert code in codes(findings)
    assert codes(findings, "error") <= {code}


@pytest.mark.parametrize(("code", "fault", "mend"), MENDED)
def test_the_advice_works(code, fault, mend):
    findings = found(forms(fault, mend))
    assert code not in codes(findings)
    assert codes(findings, "error") == set()


@pytest.mark.parametrize(("code", "batch", "why"), GUARDED, ids=[f"{code}: {why}" for code, _, why in GUARDED])
def test_guard(code, batch, why):
    assert code not in codes(found(forms(batch))), why


@pytest.mark.parametrize(("code", "batch"), FAILING)
def test_findings_render_in_both_languages_and_accuse_nobody(code, batch):
    for finding in found(forms(batch), code):
        for lang in ("zh", "en"):
            text = message(finding, lang) + advice(finding, lang)
            assert "{" not in text and "None" not in text
        said = message(finding) + advice(finding)
        assert not any(word in said for word in ("造假", "作弊", "抄袭", "照抄", "虚报", "违规"))
        assert "请" in advice(finding) or "不必处理" in advice(finding)


@pytest.mark.parametrize("code", CODES)
def test_both_languages_say_the_same(code):
    rule = RULES[code]
    for texts in (rule.messages, rule.advices):
        for variant in texts["zh"]:
            names = [
                {name for _, name, _, _ in string.Formatter().parse(texts[lang][variant]) if name}
                for lang in ("zh", "en")
            ]
            assert names[0] == names[1]


def test_the_page_says_what_the_examples_are():
    assert manual.as_json(PAGES["XFM05"], "zh")["scope"] == "batch"
    for lang, says in (("zh", "‖ 隔开"), ("en", "‖ between forms")):
        assert says in manual.as_text(PAGES["XFM05"], lang) and says in manual.as_markdown(PAGES["XFM05"], lang)


LEVELS = [
    ("资金总额.得分=9.50 ‖ 指标1.实际完成值=128公里", "error", "same unit, name and year"),
    ("‖", "hint", "a copy"),
    ("实施单位= ‖ 实施单位=；指标1.实际完成值=128公里", "warning", "no unit"),
    ("主管部门= ‖ 主管部门=；指标1.实际完成值=128公里", "warning", "no department"),
    ("‖ 主管部门=；指标1.实际完成值=128公里", "warning", "a department here and none there"),
    ("标题=项目支出绩效自评表 ‖ 标题=项目支出绩效自评表；指标1.实际完成值=128公里", "warning", "no year"),
    ("项目名称=其他运转类 ‖ 项目名称=其他运转类；指标1.实际完成值=128公里", "warning", "the name of a kind of projects"),
    ("项目名称=农村公路 日常养护项目 ‖ 项目名称=农村公路日常养护项目；指标1.实际完成值=128公里", "error", "a blank in the name"),
    ("实施单位=219001-青禾县公路养护中心 ‖ 指标1.实际完成值=128公里", "error", "a code before the unit"),
    ("实施单位=*青禾县公路养护中心；项目名称=★农村公路日常养护项目 ‖ 指标1.实际完成值=128公里", "error", "marks before the names"),
    ("项目名称=51000021R000000019951-农村公路日常养护项目 ‖ 指标1.实际完成值=128公里", "error", "a code in one form"),
]  # fmt: skip


@pytest.mark.parametrize(("batch", "level", "why"), LEVELS, ids=[why for *_, why in LEVELS])
def test_how_sure_it_is_that_two_forms_are_of_one_project(batch, level, why):
    assert [finding.level for finding in found(forms(batch), "XFM01")] == [level], why


def test_an_error_names_the_files():
    (finding,) = found(forms("‖ 项目名称=别的项目 ‖ 指标1.实际完成值=128公里"), "XFM01")
    assert [(one.file, one.sheet, one.unit) for one in finding.members] == [
        ("1.xlsx", "自评表", "青禾县公路养护中心"),
        ("3.xlsx", "自评表", "青禾县公路养护中心"),
    ]


@pytest.mark.parametrize(
    "edits",
    [
        "资金总额.执行率=0.95",
        "资金总额.得分=9.50",
        "指标1.实际完成值=126 公里",
        "指标1.分值=15.0",
        "资金总额.全年执行数=114.00",
        "总分.等级=优秀",
    ],
)
def test_other_ways_of_writing_the_same_are_copies(edits):
    (finding,) = found(forms(f"‖ {edits}"), "XFM01")
    assert (finding.level, finding.variant) == ("hint", "copy")


@pytest.mark.parametrize(
    "edits", ["指标1.实际完成值=127公里", "指标1.得分=14", "资金总额.全年执行数=113", "总分.得分=98"]
)
def test_another_figure_is_another_form(edits):
    (finding,) = found(forms(f"‖ {edits}"), "XFM01")
    assert (finding.level, finding.variant) == ("error", "")


def test_a_copy_counts_once_in_the_other_rules():
    assert codes(found(forms("项目名称=甲 ‖ 项目名称=乙 ‖ 项目名称=乙"))) == {"XFM01", "XFM03"}
    (finding,) = [one for one in found(forms("项目名称=甲 ‖ 项目名称=乙 ‖ 项目名称=乙")) if one.code == "XFM03"]
    assert finding.actual == 1


def test_one_form_is_no_batch():
    assert found(forms("")) == []
    assert found(forms("‖ 指标1.实际完成值=128公里")[:1]) == []


BLANK = "；".join(f"指标{n}.{entry}=" for n in range(1, 9) for entry in ("实际完成值", "得分"))


def test_blank_forms_and_hidden_ones_beside_visible_ones_do_not_count():
    assert bulk.traits(form(edited(BLANK))) is None
    visible, hidden = form(), form(edited("指标1.实际完成值=128公里"))
    both = bulk.with_traits((compute.checked(visible), compute.checked(replace(hidden, hidden=True))))
    assert [one.traits is None for one in both] == [False, True]
    assert bulk.with_traits((compute.checked(replace(hidden, hidden=True)),))[0].traits is not None


def test_levels_may_be_set():
    batch = forms("×3")
    assert [one.level for one in found(batch, "XFM05", XFM05="error")] == ["error"]
    # a case that is less grave than the rule stays so
    assert [one.level for one in found(forms("‖"), "XFM01", XFM01="warning")] == ["hint"]


def test_which_rules_are_run():
    assert bulk.codes(None, {}) == CODES
    assert bulk.codes(None, {"XFM05": "off"}) == [code for code in CODES if code != "XFM05"]
    assert bulk.codes(lambda code: code == "XFM05", {"XFM05": "off"}) == ["XFM05"]
    assert bulk.codes(lambda code: False, {}) == []


def test_a_rule_that_crashes_costs_only_itself(monkeypatch):
    def crash(index, profile):
        raise ZeroDivisionError("boom")
        yield

    monkeypatch.setitem(RULES, "XFM05", replace(RULES["XFM05"], together=crash))
    findings = found(forms("×3"))
    assert codes(findings) == {"XFM03", "FIL90"}
    assert "XFM05" in message(next(one for one in findings if one.code == "FIL90"))


def test_findings_come_in_input_order():
    batch = forms("项目名称=丙 ‖ 项目名称=乙 ‖ 项目名称=甲 ‖ 项目名称=丙 ‖ 项目名称=甲 ‖ 项目名称=乙")
    assert [[one.file for one in finding.members] for finding in found(batch, "XFM01")] == [
        ["1.xlsx", "4.xlsx"],
        ["2.xlsx", "6.xlsx"],
        ["3.xlsx", "5.xlsx"],
    ]


def test_a_form_that_is_copied_in_part_is_found():
    findings = found(
        forms(
            "项目名称=甲；指标2.实际完成值=36.5处；指标5.实际完成值=0.917万元 ‖ "
            "项目名称=乙；指标2.实际完成值=36.5处；指标5.实际完成值=0.917万元；指标6.实际完成值=31261人 ‖ "
            "项目名称=丙；指标2.实际完成值=36.5处；指标5.实际完成值=0.917万元；指标6.实际完成值=31262人；指标8.实际完成值=93.6%"
        ),
        "XFM03",
    )  # of six telling rows the second has five of the first, the third four of either
    assert [[one.file for one in finding.members] for finding in findings] == [["1.xlsx", "2.xlsx"]]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(correct_forms())
def test_any_correct_form_and_its_copy_are_one(draft):
    one = form(draft.table())
    findings = found([one, replace(one, file="副本.xlsx")])
    assert [(finding.code, finding.variant) for finding in findings] == [("XFM01", "copy")]


def test_traits_that_cannot_be_taken_cost_only_themselves(monkeypatch):
    def crash(form):
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(bulk, "traits", crash)
    (checked,) = bulk.with_traits((compute.checked(form()),))
    assert checked.traits is None
    assert [(finding.code, finding.where) for finding in checked.findings] == [("FIL90", form().where)]


# --- size ---


class Counting(Index):
    """An index that counts what is asked of it."""

    queries = 0

    def run(self, query, *values):
        self.queries += 1
        return super().run(query, *values)


def size_of(count: int) -> tuple[int, int, list]:
    """Queries, rows held in memory at most, and findings of a batch of so many forms, of which a tenth is copied."""
    chance, one, held = random.Random(7), compute.checked(form()), 0
    with Counting() as made:
        for number in range(count):
            made.add(f"{number}.xlsx", replace(one, traits=made_up(number, chance, copied=number % 100 < 10)))
            held = max(held, len(made._forms) + sum(map(len, made._parts.values())))
        findings = list(bulk.check(made, CODES, BASE, {}))
    return made.queries, held, findings


def test_queries_and_memory_do_not_grow_with_the_batch():
    few, held_few, _ = size_of(200)
    many, held_many, findings = size_of(2000)
    assert held_few <= held_many < 5_100
    copies = [one for one in findings if one.code == "XFM03"]
    assert len(copies) == 20 and all(len(one.members) == 10 for one in copies)
    # some for each copied form and each finding; none for a pair of forms that have nothing in common
    assert many < 10 * len(findings) + 100
    assert few < many


def test_rows_that_stand_everywhere_are_not_held_against_each_other():
    chance, one = random.Random(3), compute.checked(form())
    with Counting() as made:
        for number in range(1500):
            rows = tuple(sorted({*chance.sample(range(30), 8), chance.getrandbits(60)}))
            made.add(str(number), replace(one, traits=made_up(number, chance)._replace(rows=rows)))
        list(bulk.check(made, ["XFM03"], BASE, {}))
    assert made.queries < 100


@pytest.mark.parametrize(("forms_of_all", "named"), [(20, [2]), (300, [])])
def test_a_figure_that_all_forms_share_is_no_copy(forms_of_all, named):
    """Of the three rows that two forms share one stands in every form of the batch, as a joint survey does."""
    one = compute.checked(form())
    with index([]) as made:
        for number in range(forms_of_all):
            rows = (1, 7, 8) if number < 2 else (1, 5_000 + number, 6_000 + number)
            known = made_up(number, random.Random(number))._replace(unit="单位", rows=rows)
            made.add(str(number), replace(one, traits=known))
        assert [len(one.members) for one in bulk.check(made, ["XFM03"], BASE, {})] == named


def test_a_finding_names_so_many_forms_at_most():
    batch = [form() for _ in range(3)]
    with index(batch) as made:
        for number in range(300):
            known = made_up(number, random.Random(1))._replace(reasons=((5, "x"),))
            made.add(f"{number}", replace(compute.checked(batch[0]), traits=known))
        (finding,) = bulk.check(made, ["XFM05"], BASE, {})
    assert finding.actual == 300 and len(finding.members) == 200


def test_a_disk_that_is_full_is_said(monkeypatch):
    def full(self):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Index, "_write", full)
    (finding,) = found(forms("×3"))
    assert finding.code == "FIL90" and "disk is full" in message(finding)
