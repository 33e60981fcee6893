"""Names that stand in the target column, behind placeholders left in theirs (指标1：｜养护里程)."""

from __future__ import annotations

from .. import values
from ..model import Field, Indicator, Profile


def unshifted(rows: list[Indicator], profile: Profile) -> list[Indicator]:
    """The rows with names moved to their place where they stand in the target column (the effective reading).

    A single such row may be a nameless indicator with a long target; only when most rows look like that has the
    filer taken the wrong column. Then a row such as 指标1：｜优化营商环境, which could be either, is a name too.
    """
    used = [row for row in rows if not row.na and not row.detail]
    sure = [row for row in used if _may_be_shifted(row) and _reads_like_a_name(row)]
    if not sure or len(sure) < len(used) * profile.thresholds["shifted_share"]:
        return rows
    return [_shifted(row) if _may_be_shifted(row) else row for row in rows]


def _may_be_shifted(row: Indicator) -> bool:
    """The third level holds a placeholder alone, and the target column something that is no number, date or 是/否."""
    if row.name.value or not row.name.text or not row.target.value:
        return False
    target = values.parse(row.target.text)
    return not (target.whole and target.kind in ("quant", "range", "date", "period", "bool", "progress"))


def _reads_like_a_name(row: Indicator) -> bool:
    target = values.parse(row.target.text)
    return not (target.whole and target.kind == "qual")


def _shifted(row: Indicator) -> Indicator:
    """The name is what stands in the target column; the target, at the same place, is empty."""
    target: Field[str] = Field(None, "", row.target.where)
    return row._replace(name=row.target, target=target, shifted=True)
