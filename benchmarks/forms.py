"""Files to measure on: as many different forms as wanted, written by two writers, always the same."""

from __future__ import annotations

import random
from pathlib import Path

from samples.make_samples import with_inline_strings, with_shared_strings
from tests.forms import edited, grid


def write(folder: Path, count: int) -> list[Path]:
    """Writes ``count`` workbooks with one form each below ``folder`` and gives their paths."""
    chance = random.Random(20221231)
    paths = []
    for number in range(count):
        budget, executed = chance.randint(100, 900), chance.randint(50, 100)
        edits = (
            f"项目名称=农村公路日常养护项目第{number}标段；当年拨款.全年预算数={budget}；"
            f"指标1.实际完成值={100 + executed}公里；指标3.实际完成值={executed / 2 + 50}%；资金总额.执行率={executed}%"
        )
        make = with_inline_strings if number % 2 else with_shared_strings
        path = folder / f"自评表{number:05}.xlsx"
        path.write_bytes(make(grid(edited(edits)), typed=number % 3 == 0))
        paths.append(path)
    return paths
