"""Files to measure on: as many different correct forms as wanted, written by two writers, always the same."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from evalsheet.model import Grid
from samples.make_samples import with_inline_strings, with_shared_strings
from tests.forms import edited, grid

#: Edits that leave the computed cells of execution and the total blank.
BLANKS = "；资金总额.执行率=；资金总额.得分=；总分.得分="
DEPARTMENTS = 40
#: Fewer forms than this are written here, more in two processes.
_FEW = 500
_CENT = Decimal("0.01")


class Figures(NamedTuple):
    """What differs from form to form, as it is printed."""

    number: str
    department: str
    budget: str
    granted: str
    executed: str
    spent: str
    rate: str
    score: str
    kilometres: str
    people: str
    total: str


def figures(number: int) -> Figures:
    """The figures of the form of that number; always the same."""
    chance = random.Random(20221231 + number)
    budget = chance.randint(120, 900)
    executed = budget - chance.randint(0, 40)
    rate = Decimal(executed) / budget
    score = (rate * 10).quantize(_CENT, ROUND_HALF_UP)
    money = (budget, budget - 20, executed, executed - 20)
    reached = (chance.randint(120, 140), chance.randint(30000, 35000))
    return Figures(*map(str, (number, number % DEPARTMENTS, *money, f"{rate:.2%}", score, *reached, score + 89)))


def edits(one: Figures) -> str:
    """What makes the standard form the one with these figures."""
    return (
        f"项目名称=农村公路日常养护项目第{one.number}标段；主管部门=青禾县第{one.department}局；实施单位=青禾县第{one.department}局养护中心；"
        f"资金总额.年初预算数={one.budget}；当年拨款.年初预算数={one.granted}；资金总额.全年预算数={one.budget}；当年拨款.全年预算数={one.granted}；"
        f"资金总额.全年执行数={one.executed}；当年拨款.全年执行数={one.spent}；上年结转.全年执行数=20；资金总额.执行率={one.rate}；资金总额.得分={one.score}；"
        f"指标1.实际完成值={one.kilometres}公里；指标6.实际完成值={one.people}人；总分.得分={one.total}"
    )


def grids(count: int, edits_after: str = "") -> Iterator[Grid]:
    """The forms as grids, to be written in any format."""
    for number in range(count):
        yield grid(edited(edits(figures(number)) + edits_after))


def write(folder: Path, count: int, edits_after: str = "") -> list[Path]:
    """Writes ``count`` workbooks with one form each below ``folder``, with further edits, and gives their paths."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"自评表{number:05}.xlsx" for number in range(count)]
    one = partial(_write, edits_after=edits_after)
    if count < _FEW:
        for numbered in enumerate(paths):
            one(numbered)
    else:
        with get_context("spawn").Pool(2) as pool:
            for _ in pool.imap_unordered(one, enumerate(paths), chunksize=100):
                pass
    return paths


def _write(numbered: tuple[int, Path], edits_after: str) -> None:
    number, path = numbered
    path.write_bytes(workbook(number, edits_after))


def workbook(number: int, edits_after: str = "") -> bytes:
    """The workbook of the form of that number: one that its writer has made, with other figures in their places."""
    pieces = _pieces(number % 2, number % 3 == 0, edits_after)
    values = figures(number)._asdict()
    values["fraction"] = str(Decimal(values["rate"].removesuffix("%")) / 100)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, texts in pieces:
            content = "".join(values[text] if place % 2 else text for place, text in enumerate(texts))
            package.writestr(zipfile.ZipInfo(name, (2023, 3, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


#: Figures by which their places are found; no other text of a workbook is like them.
_MARKED = Figures(
    *("987654", "876543", "700001", "699981", "600007", "599987", "85.75%", "8.75"),
    *("765432", "654321", "87.25"),
)
_PLACES = {
    **{value: name for name, value in _MARKED._asdict().items()},
    "0.8575": "fraction",
}
_ANY = re.compile(r"(?<![\d.])(" + "|".join(map(re.escape, _PLACES)) + r")(?![\d.])")

_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@cache
def _pieces(inline: int, typed: bool, edits_after: str) -> list[tuple[str, list[str]]]:
    """The parts of a workbook, each as texts with the names of figures between them."""
    make = with_inline_strings if inline else with_shared_strings
    found = []
    with zipfile.ZipFile(io.BytesIO(make(grid(edited(edits(_MARKED) + edits_after)), typed=typed))) as package:
        for name in package.namelist():
            content = _WHEN.sub("2023-03-01T00:00:00Z", package.read(name).decode())
            texts = _ANY.split(content)
            found.append((name, [_PLACES[text] if place % 2 else text for place, text in enumerate(texts)]))
    return found
