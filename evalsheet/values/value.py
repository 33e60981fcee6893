"""What a value text says, as one frozen record."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Value:
    """What the text of a 年度指标值 or 实际完成值 cell says.

    The numbers are as printed (only ‰ is turned into %); a scale word stays part of the unit (``1.2万人次`` is 1.2 with
    the unit 万人次, ``250万`` is 250 万), so nothing is lost and `comparable` scales exactly.
    """

    #: empty, bool, qual, quant, range, date, period, progress, name_like or text.
    kind: str
    #: ">=", "<=", ">", "<", "=", "~" or "" when none is printed. Which direction a bare number has, its row must say.
    sign: str = ""
    #: quant, progress: the number, then the parts of a breakdown in the same unit. range: low, high. A date written as
    #: a bare decimal (2023.12) keeps that decimal here, for rows that are about something else than time.
    numbers: tuple[Decimal, ...] = ()
    #: One spelling each: %, pp (百分点), 元, 万元, ㎡, 万㎡, 公里, 次/月, ratio (1/3) ...; "" when none is printed.
    unit: str = ""
    #: The whole text was understood; False when the number or date was taken out of a sentence.
    whole: bool = True
    #: date: the last day meant. period: first and last day. Empty when the year is not known or the day does not exist.
    dates: tuple[datetime.date, ...] = ()
    #: date: the first day that may be meant, 1 November for 2022年11月; None where ``dates`` is empty.
    since: datetime.date | None = None
    #: A day or month that no calendar has (2022年13月).
    impossible: bool = False
    #: qual: 1 reached, 2 partly, 3 not reached, None unsaid.
    band: int | None = None
    #: qual: softened (基本实现, 较好).
    hedged: bool = False
    #: bool: 是 or 否.
    yes: bool | None = None
    #: The sign is everyday speech: it stands behind the number (95%以上) or in a verb (达到95%, 下降3%, 12月完成).
    colloquial: bool = False
    #: A change (同比下降3% is -3), not a level.
    delta: bool = False

    @property
    def implicit(self) -> bool:
        """No sign is printed."""
        return not self.sign

    @property
    def number(self) -> Decimal | None:
        """The one number of a quant or progress, else None."""
        return self.numbers[0] if self.kind in ("quant", "progress") else None


TEXT = Value("text", whole=False)
EMPTY = Value("empty")
