"""How much of a number can be seen in the text that a file has beside it, as OpenDocument and web pages do."""

from __future__ import annotations

import re
from decimal import Decimal

from .number_format import general

_DIGITS = re.compile(r"([0-9][0-9,]*)(?:\.([0-9]+))?\s*(%?)")
#: What a format may divide a number by.
_SCALES = (Decimal(1), Decimal(1000), Decimal(1_000_000))
_HALF = Decimal("0.5")


def seen(value: Decimal, text: str) -> tuple[Decimal, int]:
    """The number as it is shown (in thousands where the text is) and its decimals that can be seen.

    Where the text holds another number (in scientific form, in hours) the decimals are those of the value itself.
    """
    match = _DIGITS.search(text)
    if match is None:
        return value, 0
    places = len(match[2] or "") + 2 * len(match[3])
    shown = Decimal(match[1].replace(",", "") + (match[2] or "")).scaleb(-places)
    unit = Decimal(1).scaleb(-places)
    for scale in _SCALES:
        if abs(abs(value) / scale - shown) <= unit * _HALF:
            return (value if scale == 1 else value / scale), places
    return value, general(value)[1]
