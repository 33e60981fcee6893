"""How wide the columns of an xlsx sheet are. No rule asks for it, so it is read only where a sheet is to be shown."""

from __future__ import annotations

import re
from dataclasses import replace

from ..model import Grid
from . import markup, xlsx
from .package import Package

#: Wider than any form; what stands further right has the usual width.
MOST_COLUMNS = 64
#: The width that a column has if nothing is said of it, in signs.
USUAL = 8.43
_COLUMNS = re.compile(rb"<(?:[\w.-]+:)?cols\b.*?</(?:[\w.-]+:)?cols>", re.DOTALL)


def added(grids: tuple[Grid, ...], package: Package | None) -> tuple[Grid, ...]:
    """The sheets with their widths. Raises Unreadable."""
    assert package is not None, "an xlsx file is a zip"
    parts = xlsx.sheet_parts(package)
    return tuple(replace(grid, widths=_widths(package.part(parts[grid.sheet]))) for grid in grids)


def _widths(data: bytes) -> tuple[float, ...]:
    found = _COLUMNS.search(data)
    widths = [USUAL] * MOST_COLUMNS
    if found is None:
        return ()

    def seen(name: str, attributes: dict[str, str]) -> None:
        if name == "col" and "width" in attributes:
            first, last = int(attributes["min"]), int(attributes["max"])
            for column in range(max(first, 1), min(last, MOST_COLUMNS) + 1):
                widths[column - 1] = min(max(float(attributes["width"]), 0.0), 255.0)

    markup.elements(found[0], "cols", seen)
    return tuple(widths)
