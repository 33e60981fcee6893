"""`evalsheet consolidate` as a person sees it: what is refused before anything is read, a bar, a line at the end."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import NamedTuple

import click

from . import runs
from .batch import Options
from .console import CannotWrite, check_overview, write_file
from .consolidate import roster
from .consolidate.carried import Carried, carried
from .consolidate.cluster import BadCluster, Cluster
from .consolidate.dataset import Dataset, judging_digest, needs_pyarrow
from .consolidate.parquet import BadDataset
from .consolidate.previous import Previous
from .consolidate.run import Run, Summary
from .consolidate.sheets import MARK
from .consolidate.tasks import WrongVersion
from .inputs import Found
from .storage import BadUrl, is_url, plain

_DONE = {
    "zh": "汇总 {forms} 张表到 {output}；不计入的：重复或已被替代 {doubled} 张，空表 {blank} 张，"
    "无法读取 {unreadable} 个文件",
    "en": "{forms} forms to {output}; not counted: {doubled} double or replaced, {blank} blank, "
    "{unreadable} unreadable files",
}
_KEPT = {"zh": "；{kept} 个文件没有变，没有重读", "en": "; {kept} files were in the dataset and not read again"}


class Wanted(NamedTuple):
    """What to write, and what to write it from beside the forms."""

    output: str
    jobs: int | None
    lang: str
    roster: str | None = None
    dataset: str | None = None
    previous: str | None = None
    scheduler: str | None = None


def consolidated(paths: Sequence[str], files: Sequence[Found], judging: Options, wanted: Wanted) -> int:
    """Writes the workbook and says so on standard error; gives the exit code."""
    output, lang = wanted.output, wanted.lang
    if wanted.scheduler and not wanted.dataset:
        raise click.UsageError("--scheduler 请同时用 --dataset 指定各机器都能写到的数据集，如 s3://汇总/2023")
    files = [one for one in files if wanted.roster is None or not _same_file(one.path, wanted.roster)]
    inputs = [one.path for one in files] + ([wanted.roster] if wanted.roster else [])
    earlier = _earlier(output) if check_overview(output, inputs, MARK) else None
    listed = _roster(wanted.roster)
    dataset = _dataset(wanted.dataset, judging, lang)
    with ExitStack() as open_:
        previous = open_.enter_context(closing(_previous(wanted.previous))) if wanted.previous else None
        cluster = open_.enter_context(closing(_cluster(wanted.scheduler))) if wanted.scheduler else None
        run = open_.enter_context(closing(Run(judging, lang, earlier, listed, dataset, previous, cluster)))
        try:
            summary = run.read(files, runs.processes(wanted.jobs, len(files)), runs.shown, paths)
        except (BadDataset, BadCluster, WrongVersion) as error:
            raise click.UsageError(str(error)) from None
        except OSError as error:
            raise CannotWrite(f"写不了数据集 {wanted.dataset}（{error.strerror or error}）") from None
        write_file(output, run.workbook())
    return _said(summary, output, lang)


def _cluster(address: str) -> Cluster:
    try:
        return Cluster(address)
    except BadCluster as error:
        raise click.UsageError(str(error)) from None


def everywhere(path: str) -> str:
    """A path as it holds on every machine that has the same share."""
    return path if is_url(path) else os.path.abspath(plain(path))


def _same_file(path: str, other: str) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)


def _roster(path: str | None) -> roster.Roster | None:
    if path is None:
        return None
    try:
        return roster.read(path)
    except roster.BadRoster as error:
        raise click.UsageError(str(error)) from None


def _dataset(path: str | None, judging: Options, lang: str) -> Dataset | None:
    if path is None:
        return None
    _need_pyarrow("--dataset")
    try:
        return Dataset(path, judging_digest(judging, lang))
    except BadDataset as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise CannotWrite(f"写不了数据集 {path}（{error.strerror or error}）") from None


def _previous(path: str) -> Previous:
    _need_pyarrow("--previous")
    previous = Previous()
    try:
        previous.read(path)
    except (BadDataset, BadUrl) as error:
        raise click.UsageError(str(error)) from None
    return previous


def _need_pyarrow(option: str) -> None:
    if needs_pyarrow():
        raise click.UsageError(f"{option} 需要 pyarrow：请先 pip install pyarrow（或安装时写 'evalsheet[dataset]'）")


def _earlier(output: str) -> Carried:
    """What people wrote into the workbook that is to be replaced. Without being able to take it over nothing is."""
    try:
        return carried(output)
    except Exception:  # whatever is wrong with the workbook, it is not to be overwritten
        raise click.UsageError(
            f"-o {output}：读不出上次汇总里填写的复核得分和备注（汇总表改了名或删了表头？）；请换一个文件名"
        ) from None


def _said(summary: Summary, output: str, lang: str) -> int:
    line = _DONE[lang].format(output=output, **summary._asdict())
    if summary.kept:
        line += _KEPT[lang].format(kept=summary.kept)
    click.echo(line, err=True)
    return 2 if summary.unreadable else 0
