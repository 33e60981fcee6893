"""The sheets of the workbook: their names, columns and words."""

from __future__ import annotations

from ..rules import LEVEL_WORDS
from ..tables import Column

#: What says in the workbook's properties that it is one of these, which another run may replace.
MARK = "evalsheet 自评汇总"
NAMES = {
    "overview": {"zh": "汇总表", "en": "overview"},
    "funds": {"zh": "资金明细", "en": "funds"},
    "indicators": {"zh": "指标明细", "en": "indicators"},
    "departments": {"zh": "部门统计", "en": "departments"},
    "charts": {"zh": "统计图", "en": "charts"},
    "levels": {"zh": "指标分析", "en": "by level"},
    "findings": {"zh": "问题清单", "en": "findings"},
    "missing": {"zh": "未报与重报", "en": "missing and double"},
    "quality": {"zh": "填报质量", "en": "quality"},
}
_NUMBER = Column("序号", "no.", 6)
_DEPARTMENT, _UNIT = Column("主管部门", "department", 22), Column("实施单位", "unit", 26)
_PROJECT, _YEAR = Column("项目名称", "project", 30), Column("年度", "year", 7, "whole")
_WHO = (_NUMBER, _DEPARTMENT, _UNIT, _PROJECT)
_MONEY = (
    Column("年初预算数", "initial budget", 15, "money"),
    Column("全年预算数", "budget", 15, "money"),
    Column("全年执行数", "executed", 15, "money"),
    Column("执行率", "rate", 9, "rate"),
)
_FILE, _SHEET = Column("文件", "file", 36), Column("工作表", "sheet", 12)

#: The columns of 汇总表 that formulas, people and another run look for.
INITIAL, BUDGET, EXECUTED, RATE, SCORE, REVIEWED, GRADE, PROBLEMS, REMARK, YEAR = range(4, 14)
OVERVIEW = (
    *(*_WHO, *_MONEY),
    *(Column("自评得分", "score", 9, "points"), Column("复核得分", "reviewed", 9, "points")),
    *(Column("等级", "grade", 6), Column("问题数", "problems", 7, "whole"), Column("备注", "remark", 20), _YEAR),
)
#: Beside it when last year is known.
LAST_EXECUTED, LAST_RATE, LAST_SCORE, CHANGE = range(14, 18)
YEAR_ON_YEAR = (
    *(Column("上年执行数", "executed last year", 15, "money"), Column("上年执行率", "rate last year", 9, "rate")),
    *(Column("上年得分", "score last year", 9, "points"), Column("得分增减", "change of score", 9, "points")),
)
FUNDS = (*_WHO, _YEAR, Column("资金来源", "source of money", 22), *_MONEY)
INDICATORS = (
    *(*_WHO, _YEAR, Column("一级指标", "level 1", 13), Column("二级指标", "level 2", 14)),
    *(Column("三级指标", "indicator", 28), Column("年度指标值", "target", 16), Column("实际完成值", "actual", 16)),
    *(Column("分值", "weight", 8, "points"), Column("得分", "score", 8, "points")),
    *(Column("失分", "lost", 8, "points"), Column("偏差原因", "reason", 36)),
)
DEPARTMENTS = (
    *(_NUMBER, _DEPARTMENT, Column("表数", "forms", 7, "whole"), *_MONEY),
    *(Column("平均得分", "mean", 9, "points"), Column("标准差", "deviation", 8, "points")),
    *(Column("最低", "lowest", 8, "points"), Column("最高", "highest", 8, "points")),
    *(Column(word, en, 6, "whole") for word, en in zip("优良中差", ("best", "good", "fair", "poor"), strict=True)),
    *(Column("其他", "others", 6, "whole"), Column("满分", "full marks", 6, "whole")),
    *(Column("有错误的表", "with errors", 11, "whole"), Column("错误", "errors", 7, "whole")),
    Column("警告", "warnings", 7, "whole"),
)
LEVELS = (
    *(Column("一级指标", "level 1", 14), Column("二级指标", "level 2", 16), Column("表数", "forms", 8, "whole")),
    *(Column("指标数", "indicators", 8, "whole"), Column("失分的指标", "with points lost", 11, "whole")),
    *(Column("分值合计", "weights", 12, "points"), Column("得分合计", "scores", 12, "points")),
    *(Column("失分合计", "lost", 11, "points"), Column("失分率", "share lost", 9, "rate")),
    Column("常见的失分原因", "commonest reasons", 70),
)
FINDINGS = (
    *(*_WHO, _FILE, _SHEET, Column("单元格", "cell", 8), Column("级别", "level", 7), Column("代码", "code", 8)),
    *(Column("问题", "what", 46), Column("填的是", "actual", 14), Column("应为", "expected", 14)),
    *(Column("建议", "what to do", 42), Column("豁免理由", "waived", 16)),
)
MISSING = (
    *(_NUMBER, Column("类别", "kind", 12), _DEPARTMENT, _UNIT, _PROJECT, _YEAR),
    *(Column("名册数", "listed", 14, "money"), Column("表上数", "on the form", 14, "money")),
    *(Column("差额", "difference", 14, "money"), Column("说明", "what", 46), _FILE),
    *(Column("文件日期", "changed", 12, "date"), Column("采用的文件", "file that counts", 36)),
)
QUALITY = (
    *(Column("代码", "code", 8), Column("查什么", "what", 50)),
    *(Column(words["zh"], words["en"], 9, "whole") for words in LEVEL_WORDS.values()),
    Column("表数", "forms", 9, "whole"),
    Column("占表数", "share of forms", 9, "rate"),
)
WORDS = {
    "zh": {
        "title": "{year}项目支出绩效自评汇总表",
        "year": "{year}年度",
        "unit": "金额单位：万元。共 {forms} 张表。问题数为错误和警告之和；复核得分、备注可以填写，再次汇总时保留。",
        "unlisted": "表数超过 {most}，这里只列各部门小计，各表见数据集。",
        "subtotal": "{name} 小计（{forms} 张）",
        "total": "合计（{forms} 张）",
        "sum": "合计",
        "nobody": "（未填）",
        "reviewed": "复核得分应是 0 到 {most} 之间的数",
        "too_many": "共 {rows} 行，超过 {most} 行，不在工作簿里列出，见数据集（--dataset）。",
        "execution": "预算执行",
        "times": "{reason}（{count} 次）",
        "semicolon": "；",
        "more": "……等 {count} 张",
        "stop": "。",
        "charts": "统计图（所据的数在右侧 W 列起）",
        "copy": "内容相同的副本，只算一份",
        "later": "同一项目另有一张更晚修改的表，以那一张为准",
        "changed": "文件已改为别的内容，以现在的为准",
        "withdrawn": "文件已不在原来的文件夹里，不再计入",
        "doubt": "可能与另一张是同一项目，两张都计入，请核对",
        "blank": "空表，没有计入",
        "unreadable": "没有读出，没有计入：{message}",
        "lost": "上次填写的复核得分 {score}、备注“{remark}”没有对应的表",
        "quality": "填报质量",
        "files": "读了 {files} 个文件：{read} 个有自评表，{no_form} 个没有，{unreadable} 个无法读取。",
        "forms": "计入 {forms} 张表，{faulty} 张有错误，{fine} 张没有错误和警告；"
        "不计入的：重复或已被替代 {doubles} 张，空表 {blanks} 张。",
    },
    "en": {
        "title": "Project expenditure self-evaluation, overview {year}",
        "year": "{year}",
        "unit": "Amounts in 10,000 yuan. {forms} forms. Problems are errors and warnings; what is written "
        "as reviewed and remark is kept the next time.",
        "unlisted": "More than {most} forms: only subtotals are listed, the forms are in the dataset.",
        "subtotal": "{name}, subtotal ({forms})",
        "total": "total ({forms})",
        "sum": "total",
        "nobody": "(empty)",
        "reviewed": "a number from 0 to {most}",
        "too_many": "{rows} rows, more than {most}: they are not listed here but in the dataset (--dataset).",
        "execution": "budget execution",
        "times": "{reason} ({count})",
        "semicolon": "; ",
        "more": "… of {count} forms",
        "stop": "; ",
        "charts": "Charts (their figures stand at the right, from column W)",
        "copy": "a copy with the same figures, which counts once",
        "later": "a form of the same project was changed later and counts",
        "changed": "the file has other content now",
        "withdrawn": "the file is no longer in its folder",
        "doubt": "perhaps of the same project as another form; both count, please check",
        "blank": "a blank form, not counted",
        "unreadable": "not read, not counted: {message}",
        "lost": "reviewed score {score} and remark {remark} of the last time belong to no form",
        "quality": "Quality of the forms",
        "files": "{files} files: {read} with forms, {no_form} without, {unreadable} unreadable.",
        "forms": "{forms} forms count, {faulty} with errors, {fine} with neither errors nor warnings; not counted: "
        "{doubles} double or replaced, {blanks} blank.",
    },
}
KINDS = {
    "copy": {"zh": "副本", "en": "copy"},
    "later": {"zh": "重报", "en": "filed again"},
    "changed": {"zh": "已更换", "en": "replaced"},
    "withdrawn": {"zh": "已撤回", "en": "withdrawn"},
    "doubt": {"zh": "疑似重报", "en": "maybe double"},
    "blank": {"zh": "空表", "en": "blank"},
    "unreadable": {"zh": "无法读取", "en": "unreadable"},
    "lost": {"zh": "上次复核", "en": "last review"},
    "missing": {"zh": "未报", "en": "missing"},
    "extra": {"zh": "名册外", "en": "not listed"},
    "twice": {"zh": "名册重复", "en": "listed twice"},
    "amount": {"zh": "金额不符", "en": "amount differs"},
    "lower": {"zh": "指标值偏低", "en": "low target"},
    "unit_total": {"zh": "合计不符", "en": "total differs"},
}
