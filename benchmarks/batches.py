"""The rules over many forms: what each form costs to index, and what each rule takes."""

from __future__ import annotations

import random
import statistics
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from .timing import timed

SAMPLE = Path(__file__).parent.parent / "samples" / "standard.xlsx"


def report(count: int) -> str:
    """The rules over many forms on made-up ones, a tenth of them copied: what each form costs, and each rule."""
    import evalsheet
    from evalsheet import compute, profiles
    from evalsheet.rules import bulk
    from tests.batches import made_up

    (form,) = evalsheet.read(SAMPLE)
    evalsheet.check(form)
    taken = statistics.median(timed(lambda: bulk.traits(form)) for _ in range(200))
    chance = random.Random(7)
    checked = compute.checked(form)
    known = [replace(checked, traits=made_up(number, chance, copied=number % 100 < 10)) for number in range(count)]
    base = profiles.load("base")
    with bulk.Index() as index:
        written = timed(lambda: _write(index, known))
        index.finish()
        times = {
            code: timed(partial(lambda one: list(bulk.check(index, [one], base, {})), code))
            for code in bulk.codes(None, {})
        }
    rules = ", ".join(f"{code} {seconds:.2f} s" for code, seconds in times.items())
    return (
        f"Rules over {count} forms: {taken * 1000:.2f} ms a form to take what they need, "
        f"{written / count * 1000:.2f} ms to write it down, then {rules}."
    )


def _write(index: Any, known: list[Any]) -> None:
    """Puts the forms into the index."""
    for number, one in enumerate(known):
        index.add(f"{number}.xlsx", one)
