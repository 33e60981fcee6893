"""STR: the columns of the indicator table, printed, missing, or known by what stands in them alone."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Form, Problem, Profile, Where, column_letters, normal
from . import rule

#: What spoke for a column whose heading is no label, where it leaves a doubt; see `Fact`.
_INFERRED = ("sum", "points", "rate", "values", "texts")


def column_name(profile: Profile, key: str) -> str:
    """The usual printed label of a column, as in 实际完成值 for actual."""
    area, _, name = key.rpartition(".")
    labels = profile.fund_columns if area else profile.columns
    return next((label for label, owner in labels.items() if owner == name), name)


@rule(
    "STR02",
    level="error",
    zh={
        "": "指标表缺少列：{expected}",
        "unread": "没有找到“{expected}”列；表头“{actual}”没有认出，可能就是它",
        "off": "表上没有这些列：{expected}，与其有关的核对未进行",
        "sum": "表头“{actual}”没有认出，因其下各数合计正好是应有的分数，已按“{expected}”列读取",
        "points": "表头“{actual}”没有认出，因其下各数都不超过分值、合计与总分行相符，已按“{expected}”列读取",
        "rate": "资金表的表头“{actual}”没有认出，因其数与执行率相符，已按“{expected}”列读取",
        "values": "表头“{actual}”没有认出，因其内容与另一列逐行对应，已按“{expected}”列读取",
        "texts": "表头“{actual}”没有认出，因其下是各行的名称，已按“{expected}”列读取",
    },
    en={
        "": "the indicator table has no column {expected}",
        "unread": "no column {expected} was found; it may be the one headed {actual}, which was not recognised",
        "off": "no column {expected}: the rules that need it are off",
        "sum": "the heading {actual} was not recognised; its numbers add up to what weights should, so it was read as {expected}",
        "points": "the heading {actual} was not recognised; its numbers fit weights and total, so it was read as {expected}",
        "rate": "the heading {actual} of the funds block was not recognised; its number fits the rate, so it was read as {expected}",
        "values": "the heading {actual} was not recognised; it matches another column row by row, so it was read as {expected}",
        "texts": "the heading {actual} was not recognised; it names the rows, so it was read as {expected}",
    },
    do_zh={
        "": "请按原表补上该列，表头文字照原表",
        "off": "原表没有这些列的，不必处理",
        **dict.fromkeys(_INFERRED, "请确认这一列就是“{expected}”；如不是，请照原表改正表头"),
    },
    do_en={
        "": "add the column with its heading as on the issued form",
        "off": "nothing to do if the issued form has no such column",
        **dict.fromkeys(
            _INFERRED, "make sure that the column is {expected}; if not, correct its heading as on the issued form"
        ),
    },
)
def column_missing(form: Form) -> Iterator[Problem]:
    """表头缺列。
    A column is missing.

    没有年度指标值或实际完成值就无从评分。有的省份表样本来就没有分值、得分列，此时只提示，不算错误。
    表头用语没有认出时，作警告并指出那个表头；其内容足以说明是哪一列的，照此读取，并请填表人确认。

    Without target or actual value nothing can be scored. Some provinces print no weights or scores; that is only a hint.
    Where a heading was not recognised it is a warning that names it; where what stands below says which column it is, it
    is read as that one, and the filer is asked to confirm it.

    Source: 各省公开自评表；湖南衡山 2020、武汉蔡甸 2021 表样无分值列
    Certainty: published
    Pass: 表头.年度指标值=年初目标值（A）；表头.实际完成值=全年实际值（B）
    Fail: 表头.实际完成值=
    Fail: 表头.分值=指标占比
    Mend: 表头.实际完成值=实际完成值
    Guard: 表头断行、带空格 | headings broken over lines and spaced | 表头.年度指标值=年度\\n指标值；表头.实际完成值=实际\\n完 成 值
    Guard: 各地的叫法 | other names in use | 表头.年度指标值=年初目标值(A)；表头.实际完成值=全年完成值；表头.分值=权重；表头.得分=自评得分；表头.偏差原因=未完成原因及拟采取的改进措施
    """
    for fact in form.reading:
        if fact.inferred and fact.inferred in _INFERRED:
            required = fact.key in form.profile.required_columns
            yield fact.where.problem(
                actual=normal(fact.text) or column_letters(fact.where.column),
                expected=column_name(form.profile, fact.key),
                variant=fact.inferred,
                level="warning" if required else "hint",
            )
    if "indicators" not in form.blocks:
        return
    missing = [key for key in form.profile.required_columns if key not in form.columns]
    if missing:
        names = "、".join(column_name(form.profile, key) for key in missing)
        strange = [field for field in form.unknown if field.value]
        if strange:
            texts = "、".join(normal(field.text) for field in strange)
            yield strange[0].problem(actual=texts, expected=names, variant="unread", level="warning")
        else:
            yield _heading(form).problem(expected=names)
    watched = ["weight", "score"]
    if "funds" in form.blocks:
        watched += ["funds.budget", "funds.executed", "funds.weight", "funds.rate", "funds.score"]
    off = [key for key in watched if key not in form.columns and key not in missing]
    if off:
        names = "、".join(column_name(form.profile, key) + ("（资金）" if "." in key else "") for key in off)
        yield _heading(form).problem(expected=names, variant="off", level="hint")


def _heading(form: Form) -> Where:
    """The first heading of the indicator table."""
    return min(where for key, where in form.columns.items() if "." not in key)
