"""``python -m benchmarks.bulk --forms 20000``: a folder of that many forms, by one worker and by two, and its memory.

Prints forms a second, how many times faster two workers are than one, and by how much the peak of memory has grown
since a thousand forms. Linux only. Each run is also checked: one result for each form, and the same from both.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.processes import Watching

from . import forms
from .speed import ENVIRONMENT, ROOT

#: What a run is held against.
SMALL = 1000
_MIB = 1 << 20
#: From so many forms on a rate is good for more.
ENOUGH = 20_000


class Run(NamedTuple):
    """A run of the command over a folder."""

    seconds: float
    memory: int
    results: int
    digest: str


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk")
    parser.add_argument("--forms", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3, help="pairs of runs with one worker and two")
    options = parser.parse_args()
    for text in report(options.forms, options.runs):
        print(text, flush=True)


def report(count: int, runs: int) -> Iterator[str]:
    """Forms a second, two workers against one, and memory."""
    with tempfile.TemporaryDirectory() as name:
        folder, small = Path(name, "forms"), Path(name, "small")
        paths = forms.write(folder, count)
        small.mkdir()
        for path in paths[:SMALL]:
            os.link(path, small / path.name)
        check(small, 2, len(paths[:SMALL]))  # once for the caches
        before = check(small, 2, len(paths[:SMALL]))
        pairs = [(check(folder, 1, count), check(folder, 2, count)) for _ in range(runs)]
    rates = [[count / run.seconds for run in side] for side in zip(*pairs, strict=True)]
    ratio = statistics.median(one.seconds / two.seconds for one, two in pairs)
    assert len({run.digest for pair in pairs for run in pair}) == 1, "the results differ"
    peak = max(two.memory for _, two in pairs)
    yield f"{count} forms, each with one result: one worker {statistics.median(rates[0]):.0f} forms/s,"
    yield f"two {statistics.median(rates[1]):.0f} forms/s, {ratio:.2f} times as fast (goal: 1.75)."
    yield f"Peak memory of all processes {before.memory / _MIB:.0f} MiB with {min(SMALL, count)} forms,"
    yield f"{peak / _MIB:.0f} MiB with {count}."
    yield f"Two bare loops that share nothing, at once, do {bare():.2f} times what one does on this machine."
    if count >= ENOUGH:
        minutes = 1e6 / statistics.median(rates[1]) / 60
        yield f"A million forms would take {minutes:.0f} minutes at this rate, which is not measured (goal: 40)."


def bare() -> float:
    """How much more than one of them two loops do that share nothing, each in a process: what two cores can give."""
    loop = [sys.executable, "-c", "for number in range(20_000_000): number * number % 7"]

    def seconds(count: int) -> float:
        start = time.perf_counter()
        for process in [subprocess.Popen(loop) for _ in range(count)]:
            process.wait()
        return time.perf_counter() - start

    return statistics.median(2 * seconds(1) / seconds(2) for _ in range(5))


def check(folder: Path, workers: int, count: int) -> Run:
    """Runs the command with so many workers; its output goes away again."""
    output = folder.parent / "out.jsonl"
    command = [sys.executable, "-m", "evalsheet", "check", str(folder), "-j", str(workers), "--format", "jsonl"]
    start = time.perf_counter()
    with subprocess.Popen([*command, "-o", str(output)], cwd=ROOT, env=ENVIRONMENT) as process:
        watching = Watching(process.pid, pause=0.1)
    seconds = time.perf_counter() - start
    text = output.read_bytes()
    output.unlink()
    results = text.count(b"\n") - text.count(b'"status": "batch"')
    assert results == count, f"{results} results for {count} forms"
    return Run(seconds, watching.most, results, hashlib.sha256(text).hexdigest())


if __name__ == "__main__":
    main()
