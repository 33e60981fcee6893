"""Results of formulas: what is certain is worked out, anything else is left."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evalsheet.formulas import results
from evalsheet.model import Cell

A1, B1 = (1, 1), (1, 2)


def result(formula: str, **others: object) -> Decimal | None:
    """What the formula in A1 gives; others by place: numbers, texts, formulas that begin with =."""
    cells = {A1: Cell(*A1, None, "", formula=formula)}
    for name, value in others.items():
        key = (int(name[1:]), ord(name[0]) - 64)
        is_formula = isinstance(value, str) and value.startswith("=")
        stored = Decimal(str(value)) if isinstance(value, int | float) else None if is_formula else value
        cells[key] = Cell(*key, stored, str(value), formula=value[1:] if is_formula else None)
    return results(cells, [A1]).get(A1)


@pytest.mark.parametrize(
    ("formula", "others", "expected"),
    [
        ("B1/C1", {"B1": 114, "C1": 120}, "0.95"),
        ("ROUND($B$1/C1*10, 2)", {"B1": 2, "C1": 3}, "6.67"),
        ("ROUND(B1,1)", {"B1": 0.25}, "0.3"),
        ("ROUND(-B1,1)", {"B1": 0.25}, "-0.3"),
        ("sum(b1:b3,C1)", {"B1": 10, "B3": 9.5, "C1": 1}, "20.5"),
        ("SUM(B1:B3)", {"B1": 10, "B2": "小计", "B3": None}, "10"),
        ("(B1+C1)*2-1.5", {"B1": 1, "C1": 2}, "4.5"),
        ("B1*10", {"B1": "=C1/D1", "C1": 1, "D1": 2}, "5.0"),
        # a result that is stored for another formula does not count, its own numbers do
        ("SUM(B1:B2)", {"B1": "=C1+1", "B2": "=B1+1", "C1": 1}, "5"),
    ],
)
def test_what_is_certain(formula, others, expected):
    assert result(formula, **others) == Decimal(expected)


@pytest.mark.parametrize(
    ("formula", "others"),
    [
        ("B1/C1", {"B1": 114}),
        ("B1/C1", {"B1": 114, "C1": 0}),
        ("B1+C1", {"B1": 1, "C1": "无"}),
        ("SUM(B1:B2)", {"B1": 1, "B2": "9.5分"}),
        ("A1+1", {}),
        ("B1+1", {"B1": "=A1"}),
        ('IF(B1=0,"",B1)', {"B1": 1}),
        ("B1:B2+1", {"B1": 1, "B2": 2}),
        ("表2!B1", {"B1": 1}),
        ("B1 C1", {"B1": 1, "C1": 1}),
        ("B1**9**9**9", {"B1": 9}),
        ("ROUND(B1,999999999)", {"B1": 9}),
        ("SUM(B1", {"B1": 1}),
        ("(" * 400 + "B1" + ")" * 400, {"B1": 1}),
        ("", {}),
        ("__import__", {}),
    ],
)
def test_what_is_not_certain(formula, others):
    assert result(formula, **others) is None


def test_a_chain_that_doubles_at_each_step_is_worked_out_once_a_cell():
    cells = {(row, 1): Cell(row, 1, None, "", formula=f"A{row + 1}+A{row + 1}") for row in range(1, 200)}
    cells[200, 1] = Cell(200, 1, Decimal(1), "1")
    assert results(cells, [A1])[A1] == Decimal(2) ** 199 or results(cells, [A1])[A1].adjusted() == 59


def test_a_cell_error_in_a_sum_is_not_passed_over():
    cells = {A1: Cell(*A1, None, "", formula="SUM(B1:B2)"), B1: Cell(*B1, None, "#REF!", error=True)}
    assert results(cells, [A1]) == {}
