"""``python -m benchmarks``: runs everything and prints tables of ratios; ``benchmarks/full`` does so at full size and
writes them to docs/performance.md.

Each line is the median of paired runs: evalsheet and the other program take turns, and the ratio is taken of each pair.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import accuracy, batches, bulk, consolidate, formats, forms, machine, serve, speed

HEAD = """# 性能

本页由下面的命令一次写出（全量的见 `benchmarks/full`）。
每一行是两个程序成对轮流运行的结果：evalsheet 的时间、另一个程序的时间、两者之比，都是中位数。
“目标”是比值不超过多少。换一台机器时间会变，比值变得不多。

This page is written in one go by the command below (`benchmarks/full` has the one at full size). Each line is the
median of pairs of runs that take turns. The goal is what the ratio ours / theirs should not exceed.
"""


def main() -> None:
    """Measures, prints, writes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--files", type=int, default=20, help="forms to read and check in one process")
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs a line")
    parser.add_argument("--bulk", type=int, default=500, help="forms in a folder, by one worker and by two")
    parser.add_argument("--consolidate", type=int, default=100, help="forms made one workbook")
    parser.add_argument("--large", type=int, default=0, help="forms made one workbook and a dataset, 0 for none")
    parser.add_argument("--load", type=float, default=5.0, metavar="SECONDS", help="of each load of the server")
    parser.add_argument("--batch", type=int, default=2000, help="made-up forms for the rules over many")
    parser.add_argument("--forms", type=int, default=31, help="forms whose entries are compared")
    parser.add_argument("--seed", type=int, default=1, help="which forms and layouts are drawn")
    parser.add_argument("--office", action="store_true", help="also doc, rtf, odt, which LibreOffice writes and reads")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, help="these parts alone")
    parser.add_argument("--write", metavar="FILE", help="write what is printed there as well")
    options = parser.parse_args()
    said = [f"{HEAD}\n- `python -m benchmarks {shlex.join(sys.argv[1:])}`\n{machine.told()}"]
    print(said[0], flush=True)
    for name in options.only:
        for text in PARTS[name](options):
            print(text, flush=True)
            said.append(text)
        if options.write:  # after each part, since all of them take an hour
            Path(options.write).write_text("\n".join(said) + "\n", "utf-8")


def _speed(options: argparse.Namespace) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = forms.write(folder / "forms", options.files)
        yield "\n## 一张表 One form\n"
        yield from speed.table(speed.starts(paths[0]), options.runs)
        yield "\n## 读取和核对 Reading and checking\n"
        yield from speed.table(speed.readings(paths), options.runs)
        yield "\n" + speed.stages(paths)
        yield speed.rules()
        yield "\n## 填写 Filling\n"
        yield from speed.table(speed.fillings(folder, options.files), options.runs)


def _bulk(options: argparse.Namespace) -> Iterator[str]:
    yield "\n## 成批 Many forms\n"
    yield from bulk.report(options.bulk, 3 if options.bulk < bulk.ENOUGH else 1)


def _consolidate(options: argparse.Namespace) -> Iterator[str]:
    yield "\n## 汇总 Consolidating\n"
    yield from consolidate.report(options.consolidate, min(options.runs, 5))
    if options.large:
        yield ""
        yield from consolidate.large(options.large)


def _serve(options: argparse.Namespace) -> Iterator[str]:
    yield "\n## 网页服务 The server\n"
    yield from serve.report(options.load, clients=200, count=2000)


def _formats(options: argparse.Namespace) -> Iterator[str]:
    yield "\n## 各种格式 Formats\n"
    yield from formats.report(options.files, options.runs)


def _batch(options: argparse.Namespace) -> Iterator[str]:
    yield "\n## 批量规则 Rules over many forms\n"
    yield batches.report(options.batch)


def _accuracy(options: argparse.Namespace) -> Iterator[str]:
    yield "\n## 读得准不准 Accuracy\n"
    yield from accuracy.report(options.forms, options.seed, options.office)


#: What is measured; each can be asked for alone.
PARTS = {
    "speed": _speed,
    "bulk": _bulk,
    "consolidate": _consolidate,
    "serve": _serve,
    "batch": _batch,
    "formats": _formats,
    "accuracy": _accuracy,
}


if __name__ == "__main__":
    main()
