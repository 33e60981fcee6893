"""The rules on money and points where one edit of the standard form is not enough: levels, profiles, other layouts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evalsheet import compute, profiles, values
from evalsheet.parse.labels import caps_in_note
from evalsheet.rules import check
from tests.forms import STANDARD, edited, form

WIDE = " | < | < | < | < | < | < | <"
LOW = (
    "资金总额.全年执行数=96；当年拨款.全年执行数=80；上年结转.全年执行数=16；资金总额.执行率=80%；资金总额.得分=8；"
    "总分.得分=97；指标2.偏差原因=塌方阻断施工，已于2023年2月修复。"
)
UNCAPPED = "指标1.一级指标=产出指标；指标6.一级指标=效益指标；"
SHIFTED_POINTS = "指标1.分值=20；指标1.得分=20；指标7.分值=10；指标7.得分=10；"


def note(label: str, text: str) -> str:
    return f"插行22={label} | {text}{WIDE}"


def found(edits: str, code: str, **options):
    return [(f.level, f.where.cell) for f in check(form(edited(edits), **options)) if f.code == code]


LEVELS = [
    ("FND05", "资金总额.年初预算数=90；当年拨款.年初预算数=70", "warning", "E6"),
    ("FND05", "资金总额.年初预算数=0；当年拨款.年初预算数=0；上年结转.年初预算数=0", "hint", "E6"),
    ("FND05", "资金总额.年初预算数=90；当年拨款.年初预算数=70；" + note("注", "全年预算数指调整后的预算"), "warning", "E6"),
    ("FND05", "资金总额.年初预算数=90；当年拨款.年初预算数=70；" + note("注", "7月追加30万元"), None, None),
    ("FND05", "资金总额.年初预算数=90；当年拨款.年初预算数=70；" + note("其他需要说明事项", "无"), "warning", "E6"),
    ("FND06", LOW, "hint", "H6"),
    ("FND06", LOW + "；" + note("存在问题", "村道护栏老化"), "hint", "H6"),
    ("FND08", "资金总额.全年执行数=；当年拨款.全年执行数=；上年结转.全年执行数=", "warning", "F6"),
    ("FND09", "资金总额.全年预算数=12000.62；当年拨款.全年预算数=11980.62", "hint", "E6"),
    ("FND09", "资金总额.全年预算数=387664.62；当年拨款.全年预算数=387644.62", "warning", "E6"),
    ("FND09", "资金总额.全年预算数=387664.6212；当年拨款.全年预算数=387644.6212", None, None),
    ("FND09", "实际完成情况=全年投入0.0114万元。", "warning", "E6"),
    ("FND09", "实际完成情况=带动增收0.012万元。", "warning", "E6"),
    ("FND09", "实际完成情况=全年投入114万元。", None, None),
    ("FND12", "资金总额.全年执行数=-114", "warning", "F6"),
    ("WGT04", UNCAPPED + SHIFTED_POINTS + note("注", "产出指标50%、效益指标40%"), "warning", "B13"),
    ("WGT04", "指标1.一级指标=产出指标(55分)；指标6.一级指标=效益指标(35分)；指标1.分值=20；指标1.得分=20；指标7.分值=10；"
     "指标7.得分=10；" + note("注", "产出指标50%、效益指标40%"), "hint", "B13"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "edits", "level", "cell"), LEVELS)
def test_level_and_place(code, edits, level, cell):
    assert found(edits, code)[:1] == ([] if level is None else [(level, cell)])


ABSORBED = [
    ("FND01", "FND05", "资金总额.全年预算数=100"),
    ("FND12", "FND06", "资金总额.全年执行数=-114；资金总额.执行率=-95%；指标2.偏差原因="),
    ("WGT02", "WGT04", "指标1.分值=20；指标1.得分=20；指标6.分值=10；指标6.得分=10"),
    ("TOT01", "TOT04", "指标2.偏差原因=塌方；总分.得分=50；总分.等级=差"),
    ("TOT01", "TOT06", "指标2.实际完成值=39处；指标2.得分=10；总分.得分=90"),
]


@pytest.mark.parametrize(("root", "consequence", "edits"), ABSORBED)
def test_one_mistake_one_finding(root, consequence, edits):
    codes = [finding.code for finding in check(form(edited(edits)))]
    assert root in codes and consequence not in codes
    alone = check(form(edited(edits)), lambda code: code == consequence)
    assert [finding.code for finding in alone][:1] == [consequence] or root == "WGT02"  # there is something to absorb


def with_reasons(text: str) -> str:
    """The standard form with a reason column in place of 年初预算数."""
    head = "项目资金（万元） | | < | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分"
    table = STANDARD.replace(
        head, "项目资金（万元） | | < | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 | 未完成原因"
    )
    table = table.replace("120 | 120 | 114 | 10 | 95% | 9.5", f"120 | 114 | 10 | 95% | 9.5 | {text}")
    return table.replace("100 | 100 | 96 | | | ", "100 | 96 | | | | ").replace(
        "20 | 20 | 18 | | | ", "20 | 18 | | | | "
    )


def test_the_reason_column_of_the_funds_is_read_and_judged():
    parsed = form(with_reasons("质保金未到期"))
    assert (parsed.fund_total.reason.text, parsed.fund_total.reason.where.cell) == ("质保金未到期", "I6")
    assert parsed.fund_rows[1].reason.blank
    assert check(parsed) == []


@pytest.mark.parametrize("text", ["", "无", "—"])
def test_an_empty_reason_column_is_worth_a_hint(text):
    table = with_reasons(text).replace("4处转入次年，", "")
    assert [(f.code, f.level, f.variant) for f in check(form(table))] == [("FND06", "hint", "column")]


def test_the_profile_of_a_province_makes_the_missing_reason_a_warning():
    assert found(LOW, "FND06", profile="sc-2023") == [("warning", "H6")]
    assert found(LOW, "FND06", profile="mof-2020") == [("hint", "H6")]


@pytest.fixture
def own_profile(tmp_path):
    def write(text: str) -> str:
        path = tmp_path / "own.toml"
        path.write_text(f'name = "own"\nextends = "mof-2020"\n{text}', "utf-8")
        return str(path)

    return write


def test_a_profile_that_asks_for_a_payment_indicator(own_profile):
    edits = "指标4.三级指标=预算执行率；指标4.年度指标值=≥95%；指标4.实际完成值=95%"
    assert found(edits, "FND14", profile=own_profile('[rules.levels]\nFND14 = "hint"\n')) == [("hint", "D16")]


@pytest.mark.parametrize("name", ["资金支付率（%）", "年度预算执行率≥95%", "项目资金使用率"])
def test_names_of_the_execution_rate(name):
    assert found(f"指标4.三级指标={name}", "FND14") == [("warning", "D16")]


@pytest.mark.parametrize(
    "name", ["资金使用率较低单位整改数", "预算执行率考核结果应用", "资金使用合规率", "财政拨款到位率"]
)
def test_names_that_only_resemble_it(name):
    assert found(f"指标4.三级指标={name}", "FND14") == []


def test_a_named_profile_makes_another_split_an_error():
    edits = UNCAPPED + SHIFTED_POINTS
    assert found(edits, "WGT04", profile="hn-yiyang-2022") == [("error", "B13"), ("error", "B18")]
    assert found(edits, "WGT04") == []
    capped = "指标1.一级指标=产出指标(55分)；指标6.一级指标=效益指标(35分)；" + SHIFTED_POINTS
    assert found(capped, "WGT04", profile="hn-yiyang-2022") == [("hint", "B13"), ("hint", "B18")]


def test_satisfaction_below_benefit_is_counted_where_the_profile_has_it():
    parsed = form(edited(UNCAPPED), profile="mof-2020")
    assert [f.code for f in check(parsed) if f.code.startswith("WGT")] == []
    less = UNCAPPED + "指标6.分值=20；指标6.得分=20；指标8.分值=5；指标8.得分=5"
    assert found(less, "WGT08", profile="mof-2020") == [("error", "G20")]
    assert found(less, "WGT04", profile="mof-2020") == [("error", "B18")]


def test_cost_below_output_is_counted_where_the_profile_has_it():
    edits = UNCAPPED + "指标5.分值=20；指标5.得分=20；指标6.分值=5；指标6.得分=5；"
    assert found(edits, "WGT04", profile="mof-2021-cost") == []


@pytest.mark.parametrize("required", ['["产出指标", "效益指标"]', '["产出指标", "效益指标", "满意度指标"]'])
def test_satisfaction_that_is_not_there(own_profile, required):
    edits = UNCAPPED + (
        "指标6.分值=10；指标6.得分=10；指标3.分值=15；指标3.得分=15；"
        "指标8.二级指标=社会效益指标；指标8.三级指标=应急抢通次数；指标8.年度指标值=≥5次；指标8.实际完成值=6次"
    )
    options = {"profile": own_profile(f"[rules]\nrequired_level1 = {required}\n")}
    said = [f.code for f in check(form(edited(edits), **options)) if f.code in ("WGT08", "STR03")]
    assert said == (["STR03"] if "满意度" in required else ["WGT08"])


def test_a_split_is_no_matter_while_the_weights_do_not_add_up():
    edits = UNCAPPED + "指标1.分值=20；指标1.得分=20；" + note("注", "产出指标50%、效益指标40%")
    codes = [f.code for f in check(form(edited(edits)))]
    assert "WGT01" in codes and "WGT04" not in codes


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("权重原则上为预算执行率10%、产出指标50%、效益指标30%、服务对象满意度指标10%", (50, 30, 10)),
        ("产出指标（50分）；效益指标权重为30分，满意度指标：10分", (50, 30, 10)),
        ("得分不超过分值，定性指标80%以上为达成；产出指标完成50%以下不得分", ()),
    ],
)
def test_the_points_that_a_note_prescribes(text, points):
    assert tuple(caps_in_note(text, profiles.load("base").level1).values()) == points


def test_the_note_chooses_the_profile_only_where_the_labels_do_not():
    text = note("注", "产出指标50%、效益指标30%、满意度指标10%")
    assert form(edited(UNCAPPED + text)).profile.name == "mof-2020"
    assert form(edited(text)).profile.name == "hn-yiyang-2022"


def test_the_total_that_the_formulas_give():
    edits = "指标2.实际完成值=39处；指标2.得分=10；指标7.实际完成值=未完成；指标7.得分=5.5；指标7.偏差原因=方案未批；总分.得分=90"
    (finding,) = [f for f in check(form(edited(edits))) if f.code == "TOT06"]
    assert (finding.level, finding.actual, finding.expected) == ("warning", 90, Decimal("89.75"))


def test_full_marks_of_a_weight_that_shows_two_decimals():
    assert found("指标1.分值==90/7 -> 12.8571428571429；指标1.得分=12.86", "SCR02") == []
    assert found("指标1.分值==90/7 -> 12.8571428571429；指标1.得分=12.87", "SCR02") == [("error", "H13")]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("120万元（2021年结转20万元，2022年下达100万元）", "120"),
        ("120（万元）", "120"),
        ("120（含上年结转20）", "120"),
        ("1200000元，其中中央1000000元", "120"),
        ("120万元（联系电话0731-85550000）", "120"),
        ("120（100）", None),
        ("1,00.0,00（含结转）", None),
    ],
)
def test_an_amount_with_a_note_is_the_amount(text, amount):
    field = form(edited(f"资金总额.年初预算数={text}")).fund_total.initial_budget
    assert (field.value, field.fault) == ((None, "number") if amount is None else (Decimal(amount), ""))


def test_amounts_in_a_sentence():
    said = values.amounts("2022年投入1,200.5万元（其中省级8.5亿元），每亩300元/年，惠及3万人，另有20万。")
    assert [(number, unit) for number, unit, _, _ in said] == [
        (Decimal("1200.5"), "万元"),
        (Decimal("8.5"), "亿元"),
        (20, "万"),
    ]


def test_points_of_a_source_row_are_not_added_up():
    parsed = form(edited("当年拨款.分值=10；当年拨款.得分=9.6"))
    assert [f.code for f in check(parsed)] == ["FND13"]
    assert compute.score_sum(parsed) == Decimal("98.5")
