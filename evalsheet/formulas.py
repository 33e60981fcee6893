"""The results of formulas that a program wrote and nobody has calculated yet.

Only what has one certain result: sums, differences, products, quotients, SUM and ROUND over numbers that stand on the
sheet. A formula's text is taken apart by Python's own parser, and nothing of it is run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal, DecimalException

from .model import Cell
from .readers.place import place, place_span

Key = tuple[int, int]

#: No form needs a longer one, and the parser does not like what is nested without end.
_LONGEST = 500
_WHOLE = re.compile(r"(?:SUM\(|ROUND\(|\$?[A-Z]{1,3}\$?[0-9]{1,7}|[0-9]+(?:\.[0-9]+)?|[-+*/(),: ])+")
_RANGE = re.compile(r"([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})")


class _Uncertain(Exception):
    """The formula has no one certain result here."""


def results(cells: Mapping[Key, Cell], keys: Iterable[Key]) -> dict[Key, Decimal]:
    """What a spreadsheet gives for the formulas at these places; those whose result is not certain are left out.

    A blank cell or a text without digits counts as nothing in a SUM, and makes anything else uncertain.
    """
    sheet, found = _Sheet(cells), {}
    for key in keys:
        with suppress(_Uncertain, DecimalException, RecursionError):
            found[key] = sheet.number(key)
    return found


class _Sheet:
    """The cells of a sheet, each worked out once."""

    def __init__(self, cells: Mapping[Key, Cell]) -> None:
        self._cells = cells
        #: None while it is being worked out, so that a cell that asks for itself is seen; and where it failed.
        self._numbers: dict[Key, Decimal | None] = {}

    def number(self, key: Key) -> Decimal:
        """The number in a cell. Raises _Uncertain, DecimalException."""
        if key not in self._numbers:
            self._numbers[key] = None
            self._numbers[key] = self._worked_out(key)
        number = self._numbers[key]
        if number is None:
            raise _Uncertain
        return number

    def _worked_out(self, key: Key) -> Decimal:
        cell = self._cells.get(key)
        if cell is not None and cell.formula is not None:
            return self._value(_tree(cell.formula.upper().replace("$", "")))
        if cell is None or not isinstance(cell.value, Decimal):
            raise _Uncertain
        return cell.value

    def _value(self, node: ast.expr) -> Decimal:
        of = self._value
        match node:
            case ast.Constant(value=int() | float() as value):
                return Decimal(str(value))
            case ast.Name(id=name) if key := place(name):
                return self.number(key)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -of(operand)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return of(left) + of(right)
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                return of(left) - of(right)
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return of(left) * of(right)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return of(left) / of(right)
            case ast.Call(func=ast.Name(id="SUM"), args=args):
                return sum(map(self._sum, args), Decimal(0))
            case ast.Call(func=ast.Name(id="ROUND"), args=[exact, ast.Constant(value=int(decimals))]):
                return of(exact).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        raise _Uncertain

    def _sum(self, node: ast.expr) -> Decimal:
        """An argument of SUM: the numbers in a range, or a single value."""
        span = place_span(node.id.replace("_", ":")) if isinstance(node, ast.Name) else None
        if span is None:
            return self._value(node)
        top, left, bottom, right = span
        inside = (key for key in self._cells if top <= key[0] <= bottom and left <= key[1] <= right)
        return sum((self.number(key) for key in inside if not _counts_nothing(self._cells[key])), Decimal(0))


def _tree(formula: str) -> ast.expr:
    """A formula without dollar signs as a tree, in which the range A1:B3 is the name A1_B3. Raises _Uncertain."""
    if len(formula) > _LONGEST or not _WHOLE.fullmatch(formula):
        raise _Uncertain
    try:
        return ast.parse(_RANGE.sub(r"\1_\2", formula).strip(), mode="eval").body
    except SyntaxError:
        raise _Uncertain from None


def _counts_nothing(cell: Cell) -> bool:
    """A blank, or a text; but one with a digit in it is hardly what its author thinks."""
    if cell.formula is not None or cell.error:
        return False
    return cell.value is None or (isinstance(cell.value, str) and not any(sign.isdecimal() for sign in cell.value))
