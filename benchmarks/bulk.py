"""``python -m benchmarks.bulk --forms 20000``: a folder of that many forms, by one worker and by two, and its memory.

Prints forms a second, how many times faster two workers are than one, and by how much the peak of memory has grown
since a thousand forms. Linux only. Each run is also checked: one result for each form, and the same from both.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.processes import Watching

from . import forms
from .__main__ import ENVIRONMENT, ROOT

#: What a run is held against.
SMALL = 1000
_MIB = 1 << 20


class Run(NamedTuple):
    """A run of the command over a folder."""

    seconds: float
    memory: int
    results: int
    digest: str


def main() -> None:
    """Makes the forms, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk")
    parser.add_argument("--forms", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3, help="pairs of runs with one worker and two")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, {options.forms} forms")
    with tempfile.TemporaryDirectory() as name:
        folder, small = Path(name, "forms"), Path(name, "small")
        paths = forms.write(folder, options.forms)
        small.mkdir()
        for path in paths[:SMALL]:
            os.link(path, small / path.name)
        check(small, 2, len(paths[:SMALL]))  # once for the caches
        before = check(small, 2, len(paths[:SMALL]))
        pairs = [(check(folder, 1, options.forms), check(folder, 2, options.forms)) for _ in range(options.runs)]
    rates = [[options.forms / run.seconds for run in runs] for runs in zip(*pairs, strict=True)]
    ratio = statistics.median(one.seconds / two.seconds for one, two in pairs)
    assert len({run.digest for pair in pairs for run in pair}) == 1, "the results differ"
    peak = max(two.memory for _, two in pairs)
    print(f"one worker: {statistics.median(rates[0]):.0f} forms/s, two: {statistics.median(rates[1]):.0f} forms/s")
    print(f"two workers are {ratio:.2f} times as fast as one")
    print(f"peak memory of all processes: {before.memory / _MIB:.0f} MiB with {min(SMALL, options.forms)} forms,")
    print(f"{peak / _MIB:.0f} MiB with {options.forms}: grown by {(peak - before.memory) / _MIB:.0f} MiB")


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
