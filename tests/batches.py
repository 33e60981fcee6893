"""Batches as text: the edits of several forms with ``‖`` between them; ``×5`` behind one for five of that kind, whose
projects are then numbered."""

from __future__ import annotations

import random
import re

from evalsheet import compute
from evalsheet.model import Finding, Form, Measured, Traits
from evalsheet.parse import parse
from evalsheet.profiles import load
from evalsheet.rules import LEVELS, bulk
from tests.forms import edited, grid

PROJECT = "农村公路日常养护项目"


def edits_of(batch: str) -> list[str]:
    """The edits of each form of a batch."""
    each = []
    for part in batch.split("‖"):
        edits, count = re.fullmatch(r"\s*(.*?)\s*(?:×(\d+))?\s*", part).groups()
        for _ in range(int(count or 1)):
            numbered = count and "项目名称=" not in edits
            each.append(f"{edits}；项目名称={PROJECT}第{len(each) + 1}标段" if numbered else edits)
    return each


def forms(batch: str, mend: str = "") -> list[Form]:
    """The forms of a batch, after ``mend``, which has edits for the forms in their order."""
    each = edits_of(batch)
    for number, edits in enumerate(mend.split("‖") if mend else ()):
        each[number] += f"；{edits.strip()}"
    grids = (grid(edited(edits), file=f"{number}.xlsx") for number, edits in enumerate(each, 1))
    return [form for one in grids for form in parse([one]).forms]


def index(batch: list[Form]) -> bulk.Index:
    made = bulk.Index()
    for form in batch:
        for checked in bulk.with_traits((compute.checked(form),)):
            made.add(form.file, checked)
    return made


def found(batch: list[Form], *codes: str, **levels: str) -> list[Finding]:
    """What the rules over many forms find, all of them unless some are named."""
    chosen = codes or bulk.codes(None, {})
    assert set(levels.values()) <= set(LEVELS)
    with index(batch) as one:
        return list(bulk.check(one, chosen, load("base"), levels))


def made_up(number: int, chance: random.Random, copied: bool = False) -> Traits:
    """Made-up traits of a form of a large batch."""
    own = chance if not copied else random.Random(number // 10)
    rows = tuple(sorted(own.getrandbits(60) for _ in range(10)))
    return Traits(
        unit=f"单位{number % 400}", department="", name=f"项目{number}", code="", generic=False, year=2022, expected=False,
        profile="mof-2020", money_unit="万元", transfer=False, figures=chance.getrandbits(60), rows=rows,
        reasons=((chance.getrandbits(60), "原因"), (number % 7, "套话")) if number % 50 == 0 else (),
        score=chance.uniform(80, 100), full_mark=100.0, satisfied=True, satisfaction=(f"{chance.uniform(90, 99):.2f}%",),
        measured=tuple(Measured(f"指标{chance.randrange(5000)}", "数量指标", "人", "people") for _ in range(8)),
        digits=8, round_digits=2, pairs=8, equal_pairs=3,
    )  # fmt: skip
