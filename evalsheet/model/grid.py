"""Places and cells: what a reader gives, without any meaning."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple


class Unreadable(Exception):
    """A file from which nothing can be read; ``code`` is one of FIL01 to FIL09, ``values`` fill its message."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        said = ", ".join(f"{key}={value}" for key, value in self.values.items())
        return f"{self.code} ({said})" if said else self.code


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The letters of a 1-based column number: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Where(NamedTuple):
    """A place: file, sheet, and a cell by 1-based row and column. A merged cell is its top left one."""

    file: str
    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """The cell in A1 notation, as Excel and WPS show it; 上1行 for the line directly above a Word table."""
        if self.row < 1:
            return f"上{1 - self.row}行"
        return f"{column_letters(self.column)}{self.row}"

    def seen_from(self, sheet: str) -> str:
        """The cell, with its sheet where that is another one."""
        return self.cell if self.sheet == sheet else f"{self.sheet}!{self.cell}"

    def __str__(self) -> str:
        return f"{self.file}:{self.sheet}!{self.cell}"

    def problem(self, **values: Any) -> Problem:
        """What a rule yields when this place is wrong; see `Problem`."""
        return problem(self, values)


class Problem(NamedTuple):
    """What a rule says: a place and values. The engine adds code, level and, last, the text."""

    where: Where
    values: Mapping[str, Any]
    #: Overrides the rule's level; never raises it.
    level: str | None = None
    #: Which of the rule's texts to use.
    variant: str = ""
    #: Further places at which the codes that the rule absorbs are consequences of this problem.
    covers: tuple[Where, ...] = ()


def problem(where: Where, values: dict[str, Any]) -> Problem:
    """A `Problem` at ``where``; level, variant and covers are taken out of ``values``."""
    level = values.pop("level", None)
    variant = values.pop("variant", "")
    covers = tuple(values.pop("covers", ()))
    return Problem(where, values, level, variant, covers)


class Cell(NamedTuple):
    """One cell of a grid as stored and as shown, without any meaning."""

    row: int
    column: int
    #: The stored value; a number is taken at 15 significant digits. None for an error or a formula without a result.
    value: Decimal | str | bool | datetime.datetime | datetime.date | datetime.time | None
    #: What a person sees in the cell, outer blanks kept.
    text: str
    #: Decimals of ``value`` that can be seen (0.955 shown as 95.5% has 3, 10 shown as 10.00 has 2); None if no number.
    decimals: int | None = None
    #: The formula without its equals sign; empty if the file has it only in code, None if the cell has none.
    formula: str | None = None
    #: True for #DIV/0!, #REF!, #N/A and the like; ``text`` says which.
    error: bool = False
    #: How many rows and columns the cell covers.
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: sparse cells by (row, column) in row-major order. Cells covered by a merge are left out."""

    file: str
    sheet: str
    cells: Mapping[tuple[int, int], Cell]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    #: A sheet 校验结果 that evalsheet added; it holds no form.
    ours: bool = False
    #: The lines of text of the document that the table stands in, without those of its tables; blank ones are left out.
    lines: tuple[str, ...] = ()
    #: A table of a Word document with nothing but the end of a page between it and the one before.
    follows: bool = False
    #: How wide the columns are from the first on, in signs; read only where the sheet is to be shown.
    widths: tuple[float, ...] = ()
