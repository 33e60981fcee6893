"""A batch of forms as a bureau gets it: several departments, amounts to the fen, faults, copies, later submissions."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from samples.make_samples import with_inline_strings, with_shared_strings
from tests.forms import edited, grid

CENT = Decimal("0.01")
DEPARTMENTS = ("交通运输局", "教育局", "卫生健康局", "农业农村局", "水利局", "民政局", "文化广电旅游局")
REASONS = ("汛期施工受阻，剩余部分已于次年3月底前补做", "供货商延期交货，已督促到货", "征地协调滞后，已完成")


def edits(number: int) -> str:
    """The edits that make the standard form the form of that number; always the same."""
    chance = random.Random(number)
    name = DEPARTMENTS[chance.randrange(len(DEPARTMENTS))]
    fen = Decimal(chance.randint(0, 9999)) / 1_000_000
    carried = Decimal(20)
    budget = Decimal(chance.randint(12000, 90000)) / 100 + fen
    executed = (budget * chance.randint(70, 100) / 100).quantize(Decimal("0.000001"))
    rate = executed / budget
    execution = (rate * 10).quantize(CENT, ROUND_HALF_UP)
    done = Decimal(chance.randint(900, 1000)) / 10
    made = [
        f"主管部门=青禾县{name}",
        f"实施单位=青禾县{name}第{chance.randint(1, 4)}中心",
        f"项目名称={name}业务项目第{number}号",
        f"资金总额.年初预算数={budget}；当年拨款.年初预算数={budget - carried}",
        f"资金总额.全年预算数={budget}；当年拨款.全年预算数={budget - carried}",
        f"资金总额.全年执行数={executed}；当年拨款.全年执行数={executed - carried}；上年结转.全年执行数={carried}",
        f"资金总额.执行率={rate:.2%}；资金总额.得分={execution}",
        f"指标1.实际完成值={chance.randint(120, 140)}公里；指标3.实际完成值={done}%",
        f"指标2.偏差原因={chance.choice(REASONS)}",
        f"指标6.实际完成值={chance.randint(30000, 35000)}人；总分.得分={execution + 89}",
    ]
    total = execution + 89
    lost = chance.choice((0, 0, 0, 8, 16, 32))
    if lost:  # less than its due, and honest about it
        made.append(f"指标8.得分={max(0, 10 - lost)}；指标8.偏差原因=部分群众反映不够满意，下年改进")
        more = max(0, lost - 10)
        made.append(f"指标6.得分={15 - min(15, more)}；指标6.偏差原因=受益面小于预期，下年扩大")
        total -= min(10, lost) + min(15, more)
        grade = next(word for word, floor in (("优", 90), ("良", 80), ("中", 60), ("差", 0)) if total >= floor)
        made.append(f"总分.得分={total}；总分.等级={grade}")
    if number % 11 == 5:
        made.append("总分.得分=100")
    if number % 13 == 6:
        made.append("实施单位=")
    return "；".join(made)


def write(folder: Path, count: int, start: int = 0) -> list[Path]:
    """Writes so many forms below ``folder`` and gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(start, start + count):
        make = with_inline_strings if number % 2 else with_shared_strings
        path = folder / f"自评表{number:05}.xlsx"
        path.write_bytes(make(grid(edited(edits(number))), typed=number % 3 == 0))
        paths.append(path)
    return paths
