"""``python -m benchmarks``: runs everything and prints a table of ratios; ``benchmarks/full`` does so at full size.

Each line is the median of paired runs: evalsheet and the other program take turns, and the ratio is taken of each pair.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import pty
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from . import accuracy, batches, formats, forms
from .timing import timed

ROOT = Path(__file__).parent.parent
SAMPLES = [path.read_bytes() for path in sorted((ROOT / "samples").rglob("*.xlsx"))]
#: Both sides run compiled, as installed programs do: the first run may write its bytecode.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
#: What is measured; each can be asked for alone.
PARTS = ("speed", "formats", "batch", "accuracy")
LOAD = "import pandas, openpyxl; openpyxl.load_workbook({path!r})"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--files", type=int, default=20, help="forms to read and check in one process")
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs a line")
    parser.add_argument("--forms", type=int, default=31, help="forms whose entries are compared, 0 for none")
    parser.add_argument("--seed", type=int, default=1, help="which forms and layouts are drawn")
    parser.add_argument("--office", action="store_true", help="also doc, rtf, odt, which LibreOffice writes and reads")
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    parser.add_argument("--batch", type=int, default=2000, help="made-up forms for the rules over many")
    options = parser.parse_args()
    wanted = {options.only} if options.only else set(PARTS)
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, {options.files} forms\n")
    if "speed" in wanted:
        with tempfile.TemporaryDirectory() as name:
            table(lines(forms.write(Path(name), options.files)), options.runs)
        rules()
    if "formats" in wanted:
        print()
        for text in formats.report(options.files, options.runs):
            print(text, flush=True)
    if "batch" in wanted:
        print("\n" + batches.report(options.batch), flush=True)
    if "accuracy" in wanted and options.forms:
        print()
        for text in accuracy.report(options.forms, options.seed, options.office):
            print(text, flush=True)


def table(pairs: list[tuple[str, Callable[[], None], Callable[[], None]]], runs: int) -> None:
    """Measures pair by pair, each a line."""
    print("\n| what | evalsheet | the other | ratio |\n|---|---|---|---|")
    for what, ours, theirs in pairs:
        try:
            line(what, ours, theirs, runs)
        except ImportError as error:
            print(f"| {what} | not measured: {error.name} is not installed | | |")


def rules() -> None:
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
    print(f"\nAll rules on the seed's form: {warm * 1000:.2f} ms, with its texts to be read anew {cold * 1000:.2f} ms;")
    print(f"{read.misses} texts, each taken apart once, asked for {read.hits + read.misses} times.")


def lines(paths: list[Path]) -> list[tuple[str, Callable[[], None], Callable[[], None]]]:
    """What is measured: a name, our program, the other one."""
    one = str(paths[0])
    check = [sys.executable, "-m", "evalsheet", "check", one]
    load = [sys.executable, "-c", LOAD.format(path=one)]
    version = [sys.executable, "-m", "evalsheet", "--version"]
    click = [sys.executable, "-c", "import click"]
    per_file = len(paths)
    blanks = [path.read_bytes() for path in forms.write(paths[0].parent / "blanks", per_file, forms.BLANKS)]
    return [
        ("check one form, piped / import pandas and openpyxl, load it", lambda: piped(check), lambda: piped(load)),
        ("check one form, terminal / the same", lambda: on_terminal(check), lambda: on_terminal(load)),
        ("--version / import click", lambda: piped(version), lambda: piped(click)),
        (f"read and check {per_file} forms / openpyxl load and iterate", lambda: ours(paths), lambda: openpyxl(paths)),
        (f"read and check {per_file} forms / calamine, bare values", lambda: ours(paths), lambda: calamine(paths)),
        ("fill the samples / openpyxl load, edit one cell, save", lambda: fill(SAMPLES), lambda: edit(SAMPLES)),
        (f"fill {per_file} forms with three blanks / the same", lambda: fill(blanks), lambda: edit(blanks)),
    ]


def line(what: str, ours: Callable[[], None], theirs: Callable[[], None], runs: int) -> None:
    """Runs both in turns and prints medians and the median of the ratios."""
    ours(), theirs()  # once for the caches of the file system
    pairs = [(timed(ours), timed(theirs)) for _ in range(runs)]
    mine, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"| {what} | {mine * 1000:.1f} ms | {other * 1000:.1f} ms | {ratio:.3f} |", flush=True)


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


def openpyxl(paths: list[Path]) -> None:
    """Load and look at each cell, as a script would."""
    import openpyxl as library

    for path in paths:
        for sheet in library.load_workbook(path):
            for row in sheet.iter_rows(values_only=True):
                for _ in row:
                    pass


def fill(workbooks: list[bytes]) -> None:
    """Fill, with the result sheet added."""
    import evalsheet

    for data in workbooks:
        evalsheet.fill(data)


def edit(workbooks: list[bytes]) -> None:
    """What a script would do, losing what openpyxl does not know."""
    import openpyxl as library

    for data in workbooks:
        book = library.load_workbook(io.BytesIO(data))
        book.active["H6"] = 0.95
        book.save(io.BytesIO())


def calamine(paths: list[Path]) -> None:
    """The floor: bare values, no formats, no merges."""
    from python_calamine import CalamineWorkbook

    for path in paths:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


if __name__ == "__main__":
    main()
