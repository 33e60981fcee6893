"""The guards against false alarms: what each rule must not say, one line a guard."""

from __future__ import annotations

import pytest

from evalsheet.rules import check
from tests.forms import edited, form

SILENT = [
    # rows that do not count
    ("SCR01", "指标7.三级指标=/；指标7.年度指标值=/；指标7.实际完成值=/；指标7.分值=/；指标7.得分=/", "does not apply"),
    ("SCR01", "指标7.三级指标=其中：县道；指标7.分值=；指标7.得分=", "detail lines are not scored"),
    ("WGT03", "指标7.三级指标=其中：县道；指标7.分值=；指标7.得分=", "detail lines carry no weight"),
    ("VAL01", "指标7.三级指标=其中：县道；指标7.年度指标值=；指标7.分值=；指标7.得分=", "nor a target"),
    ("STR05", "指标7.三级指标=指标1：；指标7.年度指标值=；指标7.实际完成值=；指标7.分值=；指标7.得分=", "unused rows"),
    # funds
    ("FND01", "当年拨款.全年预算数=；上年结转.全年预算数=", "no part is filled"),
    ("FND01", "资金总额.全年预算数=120.004", "less than 0.01"),
    ("FND01", "资金总额.全年预算数=120；当年拨款.全年预算数=99.6", "the total is rounded to what it prints"),
    ("FND01", "其他资金.项目=中央补助；资金总额.全年预算数=150", "only some sources are listed"),
    ("FND01", "上年结转.项目=其中：县级财政拨款；资金总额.全年预算数=100", "a detail of a detail"),
    ("FND02", "当年拨款.执行率=—", "a dash in the rows of the sources"),
    ("FND02", "资金总额.执行率=0.95", "a fraction"),
    ("FND02", "资金总额.执行率=95.00", "a percentage without its sign"),
    ("FND03", "资金总额.得分=9", "9.5 cut to 9"),
    ("FND04", "资金总额.全年执行数=120.06；当年拨款.全年执行数=100.05；上年结转.全年执行数=20.01", "less than 0.1 %"),
    ("FND07", "资金总额.分值=10分", "10分 is 10"),
    ("FND08", "资金总额.年初预算数=0；当年拨款.年初预算数=0；上年结转.年初预算数=0", "added in the year"),
    ("FND11", "当年拨款.年初预算数=1,000.00", "thousands"),
    ("FND11", "其他资金.全年预算数=—", "a dash"),
    ("FND11", "其他资金.全年预算数=　", "a full-width blank"),
    # scores
    ("SCR03", "指标5.年度指标值=1万元；指标5.实际完成值=0.9万元", "a cost without a sign"),
    ("SCR03", "指标4.年度指标值=10天；指标4.实际完成值=8天", "a time without a sign"),
    ("SCR03", "指标1.三级指标=交通事故起数；指标1.年度指标值=5起；指标1.实际完成值=2起", "better low"),
    ("SCR03", "指标2.得分=9.0", "the exact score"),
    ("SCR03", "指标1.年度指标值=≥120公里；指标1.实际完成值=120人次", "unlike units are not compared"),
    ("SCR04", "指标5.年度指标值=1万元；指标5.实际完成值=1.25万元", "no printed sign"),
    ("SCR04", "指标5.实际完成值=1.25万元；指标5.得分=7.5", "the linear formula"),
    ("SCR04", "指标5.实际完成值=1.25万元；指标5.得分=0", "all or nothing"),
    ("SCR04", "指标5.年度指标值=≤20000元；指标5.实际完成值=20001元", "full marks to two decimals"),
    ("SCR05", "指标1.得分=12；指标1.偏差原因=复核扣分", "a reason is given"),
    ("SCR05", "指标1.实际完成值=200公里；指标1.得分=12", "points off for a large excess"),
    ("SCR07", "指标7.实际完成值=持续提升；指标7.得分=5", "no band for such words"),
    ("SCR07", "指标7.得分=12", "80 % belongs to the first band"),
    ("SCR08", "指标7.实际完成值=基本农田保护到位", "a noun"),
    ("SCR12", "指标1.实际完成值=126", "a bare number takes the unit"),
    # values
    ("VAL03", "指标4.实际完成值=2022年11月底前", "a date"),
    ("VAL05", "指标6.实际完成值=31260", "a bare number takes the unit"),
    ("VAL05", "指标5.实际完成值=9000元", "one family"),
    ("VAL06", "指标2.年度指标值=≥1处；指标2.实际完成值=2处；指标2.得分=10", "1 became 2"),
    ("VAL06", "指标8.实际完成值=100%", "a percentage of 90"),
    ("VAL06", "指标5.实际完成值=0.2万元", "less cost is no excess"),
    ("VAL08", "指标1.三级指标=里程增长率；指标1.年度指标值=≥250%；指标1.实际完成值=250%", "growth may exceed 100 %"),
    ("VAL09", "指标1.三级指标=群众投诉率；指标1.年度指标值=≤5%；指标1.实际完成值=2%", "complaints should be few"),
    ("VAL09", "指标5.三级指标=节约成本金额；指标5.年度指标值=≥5万元；指标5.实际完成值=6万元", "savings"),
    ("VAL17", "指标1.三级指标=安全事故发生率；指标1.年度指标值=0%；指标1.实际完成值=0%", "zero accidents"),
    # texts and totals
    ("TXT01", "指标1.得分=14.98", "a rounding difference"),
    ("TXT02", "指标1.偏差原因=无", "无 with full marks"),
    ("TOT01", "总分.得分=98.5分", "98.5分 is a number"),
    ("TOT01", "总分.得分=98.51", "a hundredth"),
    ("TOT03", "总分.等级=优秀", "a synonym"),
    ("TOT03", "总分.等级=", "no grade"),
    ("IDN02", "指标4.年度指标值=2023年3月底前", "a deadline in the next year"),
    ("STR04", "指标5.二级指标=成本", "without the word 指标"),
    ("WGT01", "指标1.分值=14.999；指标2.分值=10.001", "exact to two decimals"),
    ("WGT02", "指标1.一级指标=产出指标；指标6.一级指标=效益指标；指标1.分值=20；指标6.分值=10", "no points printed"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "edits", "why"), SILENT, ids=[f"{code}: {why}" for code, _, why in SILENT])
def test_silent(code, edits, why):
    assert code not in [finding.code for finding in check(form(edited(edits)))], why


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
