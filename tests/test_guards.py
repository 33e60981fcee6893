"""Guards that need no silence but a lighter level, and consequences that their root cause silences.

The cases on which a rule is silent stand on its page (``Guard:``), and tests/test_rules.py runs them.
"""

from __future__ import annotations

import pytest

from evalsheet.rules import check
from tests.forms import edited, form

LEVELS = [
    ("IDN01", "主管部门=", "warning", "published forms leave it empty"),
    ("FND01", "资金总额.全年预算数=；资金总额.得分=；资金总额.执行率=", "warning", "an empty total can be filled"),
    ("SCR03", "指标2.实际完成值=39处；指标2.得分=10.00", "warning", "95 % is a near miss"),
    ("SCR03", "指标2.年度指标值=40处；指标2.得分=9.8", "warning", "no printed sign"),
    ("SCR04", "指标5.实际完成值=1.25万元；指标5.得分=6", "warning", "between the formulas"),
    ("VAL03", "指标3.实际完成值=95%以上", "hint", "everyday speech"),
    ("VAL03", "指标1.实际完成值=≥126公里；指标2.实际完成值=≥36处；指标3.实际完成值=≥98%；指标5.实际完成值=≤0.9万元；"
     "指标6.实际完成值=≥31260人；指标8.实际完成值=≥93%", "hint", "every number has one: a system did it"),
    ("VAL06", "指标1.实际完成值=150公里", "hint", "from 120 %"),
    ("TXT04", "实际完成情况=完成全县农村公路日常养护，路况保持良好，群众出行更加便捷。", "hint", "a long routine goal"),
    ("TOT03", "总分.得分=85；总分.等级=优", "warning", "another scheme gives it"),
    ("TOT01", "总分.得分=89", "warning", "only the execution score is missing"),
    ("TOT01", "总分.得分=99", "warning", "rounded, same grade"),
    ("WGT01", "指标1.一级指标=产出指标；指标1.分值=25；指标1.得分=25", "warning", "execution outside the 100"),
    ("STR09", "指标8.三级指标=养护里程", "hint", "another second level"),
    ("STR14", "资金总额.全年预算数=0；资金总额.全年执行数=0；资金总额.执行率=#DIV/0!", "warning", "a budget of 0"),
    ("SCR06", "指标3.年度指标值=≥98%；指标3.实际完成值=98%；指标3.得分=9.8；指标3.偏差原因=一处返工", "hint", "a reason is given"),
    ("SCR06", "指标3.年度指标值=≥98%；指标3.实际完成值=98%；指标3.得分=9.8；指标3.偏差原因=无", "warning", "无 is no reason"),
    ("SCR10", "指标4.实际完成值=2023年3月；指标4.偏差原因=经批准延期", "hint", "a reason is given"),
    ("VAL12", "指标4.年度指标值=2021年12月底前；指标4.得分=4", "hint", "work may be carried over"),
    ("VAL13", "资金总额.年初预算数=150；当年拨款.年初预算数=130；指标5.三级指标=项目总成本；指标5.年度指标值=≤150万元；指标5.实际完成值=114万元", "hint", "the budget was cut"),
    ("VAL15", "指标6.二级指标=经济效益指标；指标6.三级指标=提供便民服务", "hint", "a name without a word of money"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "edits", "level", "why"), LEVELS, ids=[f"{c}: {w}" for c, _, _, w in LEVELS])
def test_level(code, edits, level, why):
    assert [f.level for f in check(form(edited(edits))) if f.code == code][:1] == [level], why


ABSORBED = [
    ("SCR02", "SCR04", "指标5.实际完成值=1.25万元；指标5.得分=11；总分.得分=99.5"),
    ("FND07", "FND03", "资金总额.得分=11；总分.得分=100"),
    ("FND01", "FND02", "资金总额.全年预算数=100"),
    ("FND02", "FND03", "资金总额.执行率=80%；资金总额.得分=8；总分.得分=97"),
    ("WGT02", "WGT01", "指标1.分值=20；指标1.得分=20；总分.得分=103.5"),
    ("WGT02", "TOT02", "指标1.分值=20；指标1.得分=20；总分.得分=103.5；总分.分值=105"),
    ("WGT03", "WGT02", "指标1.分值=0；指标1.得分=0；总分.得分=83.5"),
    ("FND11", "SCR01", "指标1.得分=1O"),
    ("SCR03", "SCR09", "指标2.实际完成值=0处；指标2.得分=10；总分.得分=99.5"),
    ("SCR09", "SCR07", "指标7.实际完成值=未完成"),
    ("SCR09", "SCR12", "指标1.实际完成值=未完成"),
    ("SCR06", "SCR05", "指标3.年度指标值=≥98%；指标3.实际完成值=98%；指标3.得分=9.8；总分.得分=98.3"),
    ("SCR06", "TXT01", "指标3.年度指标值=≥98%；指标3.实际完成值=98%；指标3.得分=9.8；总分.得分=98.3"),
    ("SCR13", "SCR02", "指标3.得分=98.2；总分.得分=186.7"),
    ("SCR13", "TOT01", "指标3.得分=98.2"),
    ("SCR13", "SCR05", "指标5.得分=15；指标6.得分=10"),
    ("SCR13", "SCR01", "指标5.得分=15；指标6.得分="),
    ("SCR13", "FND11", "指标3.得分=100%"),
    ("SCR13", "TOT01", "指标3.得分=100%"),
    ("VAL12", "SCR10", "指标4.年度指标值=2012年12月底前"),
    ("VAL07", "VAL06", "指标8.实际完成值=135%"),
    ("VAL08", "VAL07", "指标8.年度指标值=290%"),
    ("STR14", "SCR01", "指标1.得分=#REF!"),
    ("STR13", "SCR01", "指标1.得分==G13"),
    ("TXT06", "TXT05", "指标8.三级指标=群众满意度；指标8.实际完成值=100%；实际完成情况=全年养护126公里。"),
    ("STR07", "VAL01", "指标3.三级指标=养护工程验收合格率≥95%；指标3.年度指标值=；指标3.实际完成值="),
]


@pytest.mark.parametrize(("root", "consequence", "edits"), ABSORBED)
def test_one_mistake_one_finding(root, consequence, edits):
    codes = [finding.code for finding in check(form(edited(edits)))]
    assert root in codes
    assert consequence not in codes


@pytest.mark.parametrize(
    "edits",
    [
        "指标3.三级指标=平均住院日；指标3.年度指标值=9天；指标3.实际完成值=8天",
        "指标1.三级指标=报警处置；指标1.年度指标值=2小时；指标1.实际完成值=1小时",
        "指标6.三级指标=管网漏损率；指标6.年度指标值=10%；指标6.实际完成值=9.1%",
        "指标1.三级指标=班额；指标1.年度指标值=45人；指标1.实际完成值=43人",
    ],
)
def test_less_is_no_fault_where_nothing_says_more_is_wanted(edits):
    assert {one.code for one in check(form(edited(edits))) if one.level != "hint"} == set()


@pytest.mark.parametrize(
    ("edits", "code"),
    [
        ("指标3.三级指标=安全事故发生次数；指标3.年度指标值=0次；指标3.实际完成值=3次", "SCR04"),
        ("指标4.三级指标=资金拨付及时率；指标4.年度指标值=100%；指标4.实际完成值=60%", "SCR03"),
        ("指标7.年度指标值=健全；指标7.实际完成值=不健全", "SCR07"),
        ("指标7.年度指标值=有效提升；指标7.实际完成值=提升不明显", "SCR07"),
    ],
)
def test_what_a_second_reading_missed_is_found(edits, code):
    found = [(one.code, one.level) for one in check(form(edited(edits))) if one.code in (code, "SCR09")]
    assert found and all(level == "warning" for _, level in found)
