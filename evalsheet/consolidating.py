"""`evalsheet consolidate` as a person sees it: what is refused before anything is read, a bar, a line at the end."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing

import click

from . import runs
from .batch import Found, Options
from .console import check_overview, write_file
from .consolidate import roster
from .consolidate.carried import Carried, carried
from .consolidate.run import Run, Summary
from .consolidate.sheets import MARK

_DONE = {
    "zh": "汇总 {forms} 张表到 {output}；不计入的：重复或已被替代 {doubled} 张，空表 {blank} 张，"
    "无法读取 {unreadable} 个文件",
    "en": "{forms} forms to {output}; not counted: {doubled} double or replaced, {blank} blank, "
    "{unreadable} unreadable files",
}


def consolidated(
    files: Sequence[Found], judging: Options, output: str, jobs: int | None, lang: str, roster_path: str | None
) -> int:
    """Writes the workbook and says so on standard error; gives the exit code."""
    files = [one for one in files if roster_path is None or not _same_file(one.path, roster_path)]
    inputs = [one.path for one in files] + ([roster_path] if roster_path else [])
    earlier = _earlier(output) if check_overview(output, inputs, MARK) else None
    with closing(Run(judging, lang, earlier, _roster(roster_path))) as run:
        summary = run.read(files, runs.processes(jobs, len(files)), runs.shown)
        write_file(output, run.workbook())
    return _said(summary, output, lang)


def _same_file(path: str, other: str) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)


def _roster(path: str | None) -> roster.Roster | None:
    if path is None:
        return None
    try:
        return roster.read(path)
    except roster.BadRoster as error:
        raise click.UsageError(str(error)) from None


def _earlier(output: str) -> Carried:
    """What people wrote into the workbook that is to be replaced. Without being able to take it over nothing is."""
    try:
        return carried(output)
    except Exception:  # whatever is wrong with the workbook, it is not to be overwritten
        raise click.UsageError(
            f"-o {output}：读不出上次汇总里填写的复核得分和备注（汇总表改了名或删了表头？）；请换一个文件名"
        ) from None


def _said(summary: Summary, output: str, lang: str) -> int:
    click.echo(_DONE[lang].format(output=output, **summary._asdict()), err=True)
    return 2 if summary.unreadable else 0
