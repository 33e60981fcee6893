"""`evalsheet consolidate` as a person sees it: a bar, a line at the end, a sentence for what cannot be done."""

from __future__ import annotations

from collections.abc import Sequence

import click

from . import runs
from .batch import Options
from .console import not_written
from .consolidation import Refused
from .consolidation.run import Summary
from .consolidation.whole import Wanted, made
from .inputs import Found

_DONE = {
    "zh": "汇总 {forms} 张表到 {output}；不计入的：重复或已被替代 {doubled} 张，空表 {blank} 张，"
    "无法读取 {unreadable} 个文件",
    "en": "{forms} forms to {output}; not counted: {doubled} double or replaced, {blank} blank, "
    "{unreadable} unreadable files",
}
_KEPT = {"zh": "；{kept} 个文件没有变，没有重读", "en": "; {kept} files were in the dataset and not read again"}


def consolidated(
    paths: Sequence[str], files: Sequence[Found], judging: Options, wanted: Wanted, jobs: int | None
) -> int:
    """Writes the workbook and says so on standard error; gives the exit code."""
    try:
        summary = made(paths, files, judging, wanted, runs.processes(jobs, len(files)), runs.shown)
    except Refused as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        dataset = f"、数据集 {wanted.dataset}" if wanted.dataset else ""
        raise not_written(wanted.output, error, dataset) from None
    return _said(summary, wanted.output, wanted.lang)


def _said(summary: Summary, output: str, lang: str) -> int:
    line = _DONE[lang].format(output=output, **summary._asdict())
    if summary.kept:
        line += _KEPT[lang].format(kept=summary.kept)
    click.echo(line, err=True)
    return 2 if summary.unreadable else 0
