"""How quick it is beside what a user would pick instead: pairs of jobs that take turns, and a line for each pair."""

from __future__ import annotations

import io
import os
import pty
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.processes import Watching

from . import forms, rivals
from .timing import timed

ROOT = Path(__file__).parent.parent
SAMPLES = [path.read_bytes() for path in sorted((ROOT / "samples").rglob("*.xlsx"))]
#: Both sides run compiled, as installed programs do: the first run may write its bytecode.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
LOAD = "import pandas, openpyxl; openpyxl.load_workbook({path!r})"
_MIB = 1 << 20


class Pair(NamedTuple):
    """Two jobs for one purpose: a command, which is run as a process, or a function, which is called."""

    what: str
    ours: list[str] | Callable[[], None]
    theirs: list[str] | Callable[[], None]
    #: The ratio ours / theirs is to be no more than this; None if nothing is aimed at.
    goal: float | None = None
    #: The commands are run on a terminal instead of into a pipe.
    terminal: bool = False
    #: Why not, where the goal is missed.
    reason: str = ""


FLOOR = "the floor: {what} / the same"


_START = "an empty Python and click alone take what the lines of the floor say; what is left is to load our own modules"
_READ = (
    "inflating the parts and letting expat run over them without doing anything takes what the line of the floor says; "
    "the rest is Python that finds the entries and runs the rules, a few microseconds in each of many places"
)
_VALUES = "calamine is compiled and gives values only: no merges, formats, labels or rules"
_FILL = (
    "the workbook is read, judged, written and judged again as it will be, and the parts that change are deflated, "
    "which alone takes what the line of the floor says"
)


def starts(path: Path) -> list[Pair]:
    """Whole processes for one form."""
    check = [sys.executable, "-m", "evalsheet", "check", str(path)]
    load = [sys.executable, "-c", LOAD.format(path=str(path))]
    version, click = [sys.executable, "-m", "evalsheet", "--version"], [sys.executable, "-c", "import click"]
    return [
        Pair("--version / import click", version, click, 1.5),
        Pair("check one form, piped / import pandas and openpyxl, load it", check, load, 0.2, reason=_START),
        Pair("check one form, on a terminal / the same", check, load, 0.2, terminal=True, reason=_START),
        Pair(FLOOR.format(what="import click"), click, load),
        Pair(FLOOR.format(what="an empty Python"), [sys.executable, "-c", ""], load),
    ]


def readings(paths: list[Path]) -> list[Pair]:
    """Reading and checking in one process, beside others that only read."""
    mine = partial(ours, paths)
    others: list[tuple[Callable[[list[Path]], None], float | None, str]] = [
        (rivals.openpyxl_load, 1 / 20, _READ),
        (rivals.openpyxl, None, ""),
        (rivals.pandas_openpyxl, None, ""),
        (rivals.frictionless, None, ""),
        (rivals.pandas_calamine, None, ""),
        (rivals.unzip_and_expat, None, ""),
        (rivals.calamine, 6, _VALUES),
    ]
    floor = partial(rivals.unzip_and_expat, paths), partial(rivals.openpyxl_load, paths)
    return [
        *(
            Pair(f"read and check {len(paths)} forms / {said(other)}", mine, partial(other, paths), goal, reason=reason)
            for other, goal, reason in others
        ),
        Pair(f"the floor: inflate and expat / {said(rivals.openpyxl_load)}", *floor),
    ]


def said(function: Callable[..., None]) -> str:
    """What a function does, in the words of its docstring."""
    return " ".join((function.__doc__ or "").split()).rstrip(".")


def fillings(folder: Path, count: int) -> list[Pair]:
    """Filling workbooks, beside openpyxl and beside a script that does the same work for one layout."""
    paths = forms.write(folder / "blanks", count, forms.BLANKS)
    blanks = [path.read_bytes() for path in paths]
    fill_ = [sys.executable, "-m", "evalsheet", "fill", str(folder / "blanks"), "-j", "1", "-q", "-o"]
    script = [sys.executable, str(ROOT / "benchmarks" / "script.py"), str(folder / "blanks"), str(folder / "theirs")]
    return [
        Pair(
            "fill the samples / openpyxl load, edit one cell, save",
            partial(fill, SAMPLES),
            partial(edit, SAMPLES),
            0.12,
            reason=_FILL,
        ),
        Pair(
            f"fill {count} forms with three blanks / the same",
            partial(fill, blanks),
            partial(edit, blanks),
            0.12,
            reason=_FILL,
        ),
        Pair(
            FLOOR.format(what="inflate and deflate sheets, styles and shared strings"),
            partial(rivals.unzip_and_zip, blanks),
            partial(edit, blanks),
        ),
        Pair(
            f"fill {count} forms, whole process, -j 1 / a script of openpyxl and pandas that checks and writes back",
            [*fill_, str(folder / "ours")],
            script,
        ),
    ]


def table(pairs: list[Pair], runs: int) -> Iterator[str]:
    """Measures pair by pair, each a line; then why goals are missed."""
    yield "| ours / theirs | evalsheet | the other | ratio | goal | peak memory |\n|---|---|---|---|---|---|"
    missed = []
    for pair in pairs:
        try:
            text, met = line(pair, runs)
        except ImportError as error:
            text, met = f"| {pair.what} | not measured: {error.name} is not installed | | | | |", True
        yield text
        if not met:
            missed.append(f"- {pair.what}: {pair.reason}.")
    if missed:
        yield "\nMissed:\n\n" + "\n".join(missed)


def line(pair: Pair, runs: int) -> tuple[str, bool]:
    """Runs both in turns: medians, and the median of the ratios; whether the goal is met, if there is one."""
    mine, other = (job(side, pair.terminal) for side in (pair.ours, pair.theirs))
    mine(), other()  # once for the caches of the file system
    times = [(timed(mine), timed(other)) for _ in range(runs)]
    ours_, theirs = (statistics.median(side) for side in zip(*times, strict=True))
    ratio = statistics.median(a / b for a, b in times)
    met = pair.goal is None or ratio <= pair.goal
    goal = "" if pair.goal is None else f"{'met' if met else 'missed'} ({pair.goal:g})"
    shown = f"{ours_ * 1000:.1f} ms | {theirs * 1000:.1f} ms | {ratio:.3f} | {goal} | {memory(pair)}"
    return f"| {pair.what} | {shown} |", met


def memory(pair: Pair) -> str:
    """The peak of both, each in a run of its own, since watching takes time; nothing for what runs in this process."""
    peaks = [f"{peak(side) / _MIB:.0f}" for side in (pair.ours, pair.theirs) if isinstance(side, list)]
    return f"{' / '.join(peaks)} MiB" if peaks else ""


def peak(command: list[str]) -> int:
    """The most memory that a process and those below it have at one time."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=ENVIRONMENT) as process:
        watching = Watching(process.pid, pause=0.005)
    return watching.most


def job(side: list[str] | Callable[[], None], terminal: bool) -> Callable[[], None]:
    """Something to be called."""
    if isinstance(side, list):
        return partial(on_terminal if terminal else piped, side)
    return side


def piped(command: list[str]) -> None:
    """The whole process, its output into a pipe."""
    subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False, env=ENVIRONMENT)


def on_terminal(command: list[str]) -> None:
    """The whole process, on a terminal of its own."""
    master, slave = pty.openpty()
    process = subprocess.Popen(command, cwd=ROOT, stdout=slave, stderr=slave, env=ENVIRONMENT)
    os.close(slave)
    while True:
        try:
            if not os.read(master, 65536):
                break
        except OSError:  # Linux says so when the other end is closed
            break
    process.wait()
    os.close(master)


def ours(paths: list[Path]) -> None:
    """Read and check in this process."""
    import evalsheet

    for path in paths:
        for form in evalsheet.read(path):
            evalsheet.check(form)


def fill(workbooks: list[bytes]) -> None:
    """Fill, with the result sheet added."""
    import evalsheet

    for data in workbooks:
        evalsheet.fill(data)


def edit(workbooks: list[bytes]) -> None:
    """What a script would do, losing what openpyxl does not know."""
    import openpyxl

    for data in workbooks:
        book = openpyxl.load_workbook(io.BytesIO(data))
        book.active["H6"] = 0.95
        book.save(io.BytesIO())


def rules() -> str:
    """All rules on the seed's form: when its texts have just been read, and when they must be read anew."""
    import evalsheet
    from evalsheet.values import grammar

    (form,) = evalsheet.read(ROOT / "samples" / "yiyang_2022.xlsx")

    def anew() -> None:
        grammar._parse.cache_clear()
        evalsheet.check(replace(form))  # another form to what is remembered for the form asked last

    warm = statistics.median(timed(lambda: evalsheet.check(form)) for _ in range(200))
    cold = statistics.median(timed(anew) for _ in range(200))
    anew()
    read = grammar._parse.cache_info()
    return (
        f"All rules on the seed's form: {warm * 1000:.2f} ms, with its texts to be read anew {cold * 1000:.2f} ms; "
        f"{read.misses} texts, each taken apart once, asked for {read.hits + read.misses} times."
    )


def stages(paths: list[Path]) -> str:
    """Where the time of a form goes: processor time of each stage, the least of five rounds."""
    from evalsheet import parse, readers, rules
    from evalsheet.model import Form, Grid

    contents = [path.read_bytes() for path in paths]
    grids: list[tuple[Grid, ...]] = []
    read: list[Form] = []

    def reading() -> None:
        grids[:] = [readers.grids(data, "") for data in contents]

    def parsing() -> None:
        read[:] = [form for one in grids for form in parse.parse(one).forms]

    def checking() -> None:
        for form in read:
            rules.check(form)

    least = {"reading": 1e9, "finding the entries": 1e9, "rules": 1e9}
    for _ in range(5):
        for name, stage in zip(least, (reading, parsing, checking), strict=True):
            least[name] = min(least[name], timed(stage))
    shown = ", ".join(f"{name} {seconds / len(paths) * 1000:.2f} ms" for name, seconds in least.items())
    return f"A form of the generated ones: {shown}."
