"""The formulas of the computed cells, and what each gives on the blank form.

Only functions that Excel 2007, WPS and LibreOffice all have. ``COUNT`` rather than a comparison with "" decides whether
a cell is filled: it takes an empty cell, a text and the "" of another formula for the same, as ``=`` does not.
They say what `evalsheet.compute` says; tests/test_template.py holds the two against each other.
"""

from __future__ import annotations

from ..values import written
from . import layout as at
from .layout import Layout

#: Decimals of an amount in 万元: 0.000001 万元 is one 分. Takes the binary residue of a sum away.
_AMOUNT_DECIMALS = 6
TITLE_WORDS = "年度项目支出绩效自评表"
NO_YEAR = "20  "
GRADE_WORDS = "等级："


def title() -> str:
    """The title with the year of the year cell; as on the official form, 20 and a gap, as long as there is none."""
    return f'=IF(ISNUMBER({at.YEAR}),{at.YEAR},"{NO_YEAR}")&"{TITLE_WORDS}"'


def fund_total(column: str) -> str:
    """年度资金总额 in one amount column (万元): the sum of the sources, once one of them is filled in."""
    parts = f"{column}{at.FUND_TOTAL + 1}:{column}{at.FUND_LAST}"
    return f'=IF(COUNT({parts})=0,"",ROUND(SUM({parts}),{_AMOUNT_DECIMALS}))'


def execution_rate() -> str:
    """执行率, a fraction: executed / budget of the total, once both are there and the budget is not 0."""
    budget, executed = f"E{at.FUND_TOTAL}", f"F{at.FUND_TOTAL}"
    return f'=IF(COUNT({budget}:{executed})<2,"",IF({budget}=0,"",{executed}/{budget}))'


def execution_score() -> str:
    """得分 of budget execution: the rate, at most 1, times the weight, to two decimals."""
    weight, rate = at.EXECUTION_WEIGHT, at.EXECUTION_RATE
    return f'=IF(COUNT({weight}:{rate})<2,"",ROUND(MIN({rate},1)*{weight},2))'


def total_weight(form: Layout) -> str:
    """分值 of the total row: what was found, never a printed 100."""
    weights = form.rows("G")
    return f'=IF(COUNT({weights})=0,"",{_weight_sum(form)})'


def _weight_sum(form: Layout) -> str:
    return f"ROUND(SUM({at.EXECUTION_WEIGHT},{form.rows('G')}),2)"


def rows_without_score(form: Layout) -> str:
    """How many rows are in use, by weight, target or actual value, and have no score; rows of / do not apply."""
    said = f"{form.rows('E')}&{form.rows('F')}"
    used = f'(ISNUMBER({form.rows("G")})+({said}<>"")*({said}<>"//"))>0'
    return f"SUMPRODUCT(({used})*(1-ISNUMBER({form.rows('H')})))"


def total_score(form: Layout) -> str:
    """得分 of the total row: execution and indicators, once every row in use has its score."""
    score, weights = at.EXECUTION_SCORE, form.rows("G")
    missing = f"COUNT({score})=0,COUNT({weights})=0,{rows_without_score(form)}>0"
    return f'=IF(OR({missing}),"",ROUND(SUM({score},{form.rows("H")}),2))'


def grade(form: Layout) -> str:
    """等级：and the word that the total score earns in the profile's scheme."""
    score = f"H{form.total}"
    *upper, (lowest, _) = form.profile.grades
    words = f'"{lowest}"'
    for word, floor in reversed(upper):
        words = f'IF({score}>={written(floor)},"{word}",{words})'
    return f'="{GRADE_WORDS}"&IF(COUNT({score})=0,"",{words})'


def cap_broken(form: Layout, number: int) -> str:
    """True once a first level has weights that are not its points; ``number`` counts first levels from 0."""
    level = form.level1[number]
    assert level.cap is not None
    weights = _fixed(level.range("G"))
    return f"AND(COUNT({weights})>0,ROUND(SUM({weights}),2)<>{written(level.cap)})"


def _fixed(cells: str) -> str:
    """The range with $, as a conditional format over a merged label needs it."""
    return ":".join(f"${cell[0]}${cell[1:]}" for cell in cells.split(":"))


def message(form: Layout) -> str:
    """What does not add up, as sentences in one cell; empty on a blank form and on a right one."""
    full = written(form.profile.full_mark)
    weights, scores, rate = form.rows("G"), form.rows("H"), at.EXECUTION_RATE
    over = f"SUMPRODUCT(ISNUMBER({scores})*({scores}>{weights}))"
    missing = rows_without_score(form)
    parts = [
        f'IF({cap_broken(form, number)},"{level.name}分值合计 "&ROUND(SUM({level.range("G")}),2)&"，'
        f'应为 {written(level.cap)}。","")'
        for number, level in enumerate(form.level1)
        if level.cap is not None
    ]
    parts += [
        f'IF(COUNT({weights})=0,"",IF({_weight_sum(form)}<>{full},'
        f'"分值合计 "&{_weight_sum(form)}&"，应为 {full}。",""))',
        f'IF({over}>0,"有 "&{over}&" 行的得分大于分值。","")',
        f'IF(COUNT({rate})=0,"",IF({rate}>1,"执行率超过 100%，请核对全年预算数和全年执行数。",""))',
        f'IF(COUNT({weights})=0,"",IF({missing}>0,"还有 "&{missing}&" 行没有得分，总分暂不计算。",""))',
        f'IF(COUNT({weights})=0,"",IF(COUNT({at.EXECUTION_SCORE})=0,"预算执行得分还没有算出，总分暂不计算。",""))',
    ]
    return "=" + "&".join(parts)
