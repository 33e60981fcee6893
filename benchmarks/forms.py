"""Files to measure on: as many different correct forms as wanted, written by two writers, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from evalsheet.model import Grid
from samples.make_samples import with_inline_strings, with_shared_strings
from tests.forms import edited, grid

#: Edits that leave the computed cells of execution and the total blank.
BLANKS = "；资金总额.执行率=；资金总额.得分=；总分.得分="


def write(folder: Path, count: int, edits_after: str = "") -> list[Path]:
    """Writes ``count`` workbooks with one form each below ``folder``, with further edits, and gives their paths."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number, form in enumerate(grids(count, edits_after)):
        make = with_inline_strings if number % 2 else with_shared_strings
        path = folder / f"自评表{number:05}.xlsx"
        path.write_bytes(make(form, typed=number % 3 == 0))
        paths.append(path)
    return paths


def grids(count: int, edits_after: str = "") -> Iterator[Grid]:
    """The forms as grids, to be written in any format."""
    chance = random.Random(20221231)
    for number in range(count):
        budget = chance.randint(120, 900)
        executed = budget - chance.randint(0, 40)
        rate = Decimal(executed) / budget
        score = (rate * 10).quantize(Decimal("0.01"), ROUND_HALF_UP)
        edits = (
            f"项目名称=农村公路日常养护项目第{number}标段；资金总额.年初预算数={budget}；当年拨款.年初预算数={budget - 20}；"
            f"资金总额.全年预算数={budget}；当年拨款.全年预算数={budget - 20}；资金总额.全年执行数={executed}；"
            f"当年拨款.全年执行数={executed - 20}；上年结转.全年执行数=20；资金总额.执行率={rate:.2%}；资金总额.得分={score}；"
            f"指标1.实际完成值={chance.randint(120, 140)}公里；指标3.实际完成值={chance.randint(950, 999) / 10}%；"
            f"指标6.实际完成值={chance.randint(30000, 35000)}人；总分.得分={score + 89}"
        )
        yield grid(edited(edits + edits_after))
