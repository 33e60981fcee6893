"""``python -m benchmarks.consolidate``: 汇总表 of many forms, by evalsheet and by a script as one would write it.

The script reads each workbook with openpyxl, finds the printed labels, and has pandas group and write the table with
its subtotals. It knows this one layout, judges nothing and writes the one sheet; evalsheet reads whatever was filed,
judges it and writes all sheets.

``--large 100000`` measures a province instead: time, the most memory of all processes together, the dataset's size, and
the same once more, when nothing has to be read. Linux only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests import filings
from tests.processes import Watching

from . import forms
from .speed import ENVIRONMENT, ROOT

_MIB = 1 << 20

_SCRIPT = """
import sys
from pathlib import Path
import openpyxl
import pandas as pd

def read(path):
    sheet = openpyxl.load_workbook(path, data_only=True).active
    row = {}
    head = None
    for cells in sheet.iter_rows():
        for cell in cells:
            text = cell.value
            if not isinstance(text, str):
                continue
            text = text.strip()
            if text in ("项目名称", "主管部门", "实施单位"):
                row[text] = next((c.value for c in cells[cell.column:] if c.value is not None), None)
            elif text == "全年预算数":
                head = {str(c.value).strip(): c.column for c in cells if c.value is not None}
            elif text == "年度资金总额" and head is not None:
                for name in ("年初预算数", "全年预算数", "全年执行数"):
                    value = sheet.cell(cell.row, head[name]).value
                    row[name] = float(value) if value is not None else None
            elif text == "总分":
                values = [c.value for c in cells if c.value is not None]
                row["自评得分"] = float(values[2])
                row["等级"] = values[3] if len(values) > 3 else None
    return row

folder, target = sys.argv[1:]
forms = pd.DataFrame([read(path) for path in sorted(Path(folder).glob("*.xlsx"))])
forms["执行率"] = forms["全年执行数"] / forms["全年预算数"]
parts = []
for name, below in forms.groupby("主管部门", sort=True):
    money = below[["年初预算数", "全年预算数", "全年执行数"]].sum()
    mean = {"主管部门": name + " 小计", "自评得分": below["自评得分"].mean(), **money}
    mean["执行率"] = money["全年执行数"] / money["全年预算数"]
    parts += [below, pd.DataFrame([mean])]
money = forms[["年初预算数", "全年预算数", "全年执行数"]].sum()
parts.append(pd.DataFrame([{"主管部门": "合计", "自评得分": forms["自评得分"].mean(), **money}]))
columns = ["主管部门", "实施单位", "项目名称", "年初预算数", "全年预算数", "全年执行数", "执行率", "自评得分", "等级"]
pd.concat(parts)[columns].to_excel(target, index=False)
"""


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.consolidate")
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("-j", "--jobs", type=int, default=1)
    parser.add_argument("--large", type=int, metavar="FORMS", help="so many forms with a dataset, on two cores")
    options = parser.parse_args()
    made = large(options.large) if options.large else report(options.files, options.runs, options.jobs)
    for text in made:
        print(text, flush=True)


def report(count: int, runs: int, jobs: int = 1) -> Iterator[str]:
    """Beside the script: the median of paired runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "forms"
        filings.write(folder, count)
        script = Path(name) / "script.py"
        script.write_text(_SCRIPT, "utf-8")
        mine = [sys.executable, "-m", "evalsheet", "consolidate", str(folder), "-j", str(jobs)]
        mine += ["-o", str(Path(name) / "ours.xlsx")]
        other = [sys.executable, str(script), str(folder), str(Path(name) / "theirs.xlsx")]
        pairs = [(timed(mine), timed(other)) for _ in range(runs)]
    yield f"{count} forms, -j {jobs}, beside a script of openpyxl and pandas that writes the one sheet (goal: 6 times):"
    for name, index in (("wall clock", 0), ("processor", 1)):
        ours, theirs = (statistics.median(times[index] for times in side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(b[index] / a[index] for a, b in pairs)
        yield f"{name}: evalsheet {ours:.2f} s, the script {theirs:.2f} s, {ratio:.1f} times."


def large(count: int) -> Iterator[str]:
    """Consolidates so many forms twice, and a tenth of them, and says what it took."""
    yield "| forms | first run | forms/s | most memory | run again | most memory | dataset | workbook |"
    yield "|---" * 8 + "|"
    with tempfile.TemporaryDirectory() as name:
        for some in (count // 10, count):
            place = Path(name) / str(some)
            place.mkdir()
            forms.write(place / "forms", some)
            first, again = watched(place, some), watched(place, some)
            sizes = [
                sum(path.stat().st_size for path in place.rglob(kind)) / _MIB for kind in ("*.parquet", "ours.xlsx")
            ]
            shutil.rmtree(place)
            yield (
                f"| {some:,} | {first.seconds:.0f} s | {some / first.seconds:.0f} | {first.memory / _MIB:.0f} MiB | "
                f"{again.seconds:.0f} s | {again.memory / _MIB:.0f} MiB | {sizes[0]:.1f} MiB | {sizes[1]:.1f} MiB |"
            )


class Watched(NamedTuple):
    """What a run took."""

    seconds: float
    memory: int


def watched(place: Path, count: int) -> Watched:
    """Consolidates the forms of a folder on two cores, with a dataset."""
    command = [sys.executable, "-m", "evalsheet", "consolidate", str(place / "forms"), "-j", "2"]
    command += ["-o", str(place / "ours.xlsx"), "--dataset", str(place / "dataset")]
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stderr=subprocess.PIPE) as process:
        watching = Watching(process.pid, pause=0.1)
        said = process.communicate()[1].decode()
    assert process.returncode == 0 and f"汇总 {count} 张表" in said, said
    return Watched(time.perf_counter() - start, watching.most)


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds that a program takes: of the clock, and of processors, which other programs disturb less."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=ENVIRONMENT)
    after = os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    return time.perf_counter() - start, used


if __name__ == "__main__":
    main()
