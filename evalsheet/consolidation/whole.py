"""The whole job: what is refused before anything is read, the run, and the workbook in its place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from typing import NamedTuple

from .. import inputs, output
from ..batch import Options
from ..inputs import Found
from ..urls import is_url, plain
from . import Refused, roster
from .carried import Carried, carried
from .cluster import Cluster
from .dataset import Dataset, judging_digest, needs_pyarrow
from .previous import Previous
from .run import Run, Shown, Summary, unseen
from .sheets import MARK


class Wanted(NamedTuple):
    """What to write, and what to write it from beside the forms."""

    output: str
    lang: str = "zh"
    roster: str | None = None
    dataset: str | None = None
    previous: str | None = None
    scheduler: str | None = None


def consolidate(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    *,
    roster: str | os.PathLike[str] | None = None,
    dataset: str | os.PathLike[str] | None = None,
    previous: str | os.PathLike[str] | None = None,
    scheduler: str | None = None,
    jobs: int = 0,
    profile: str | None = None,
    year: int | None = None,
    password: str | None = None,
    lang: str = "zh",
) -> Summary:
    """Writes the consolidated workbook of all forms below ``paths`` to ``output``, and gives what came of the run.

    ``paths`` are files, folders, archives, or their URLs. ``roster`` is a table of the projects that should have been
    filed; ``dataset`` a folder that keeps all lines as Parquet and spares reading files twice; ``previous`` the dataset
    of last year; ``scheduler`` the address of a Dask cluster that does the work, which needs a dataset. ``jobs`` worker
    processes isolate the files from each other; 0 reads them in this process, where a hostile file can do harm. The
    others are as in `read`. What people wrote into an earlier workbook of that name is kept.

    Raises `evalsheet.consolidation.Refused`, a ValueError, for what cannot be done; OSError where something cannot be
    written; `evalsheet.profiles.BadProfile` for an unknown profile. A file that cannot be read is counted and listed.
    """
    several = [paths] if isinstance(paths, str | os.PathLike) else paths
    below = [os.fspath(path) for path in several]
    listed, kept, last = (None if one is None else os.fspath(one) for one in (roster, dataset, previous))
    wanted = Wanted(os.fspath(output), lang, listed, kept, last, scheduler)
    if scheduler is not None:
        below, wanted = shared(below, wanted)
    options = Options(profile, year, password=password)
    return made(below, inputs.search(below).files, options, wanted, jobs)


def shared(paths: Sequence[str], wanted: Wanted) -> tuple[list[str], Wanted]:
    """Paths as they hold on every machine that has the same share, wherever its workers were started."""
    places = [path if is_url(path) else os.path.abspath(plain(path)) for path in (*paths, wanted.dataset or "")]
    *below, dataset = places
    if not wanted.dataset:
        raise Refused("--scheduler 请同时用 --dataset 指定各机器都能写到的数据集，如 s3://汇总/2023")
    return below, wanted._replace(dataset=dataset)


def made(
    paths: Sequence[str], files: Sequence[Found], options: Options, wanted: Wanted, jobs: int, shown: Shown = unseen
) -> Summary:
    """Consolidates the ``files`` that were found below the ``paths``. Raises as `consolidate` does."""
    files = [one for one in files if wanted.roster is None or not _same_file(one.path, wanted.roster)]
    inputs_ = [one.path for one in files] + ([wanted.roster] if wanted.roster else [])
    earlier = _earlier(wanted.output, inputs_)
    listed = None if wanted.roster is None else roster.read(wanted.roster)
    for option, path in (("--dataset", wanted.dataset), ("--previous", wanted.previous)):
        if path is not None and needs_pyarrow():
            raise Refused(f"{option} 需要 pyarrow：请先 pip install pyarrow（或安装时写 'evalsheet[dataset]'）")
    with ExitStack() as open_:
        previous = None
        if wanted.previous is not None:
            previous = open_.enter_context(closing(Previous()))
            previous.read(wanted.previous)
        dataset = None
        if wanted.dataset is not None:
            dataset = Dataset(wanted.dataset, judging_digest(options, wanted.lang))
        cluster = open_.enter_context(closing(Cluster(wanted.scheduler))) if wanted.scheduler else None
        run = Run(options, wanted.lang, earlier, listed, dataset, previous, cluster)
        open_.enter_context(closing(run))
        summary = run.read(files, jobs, shown, paths)
        output.write_whole(wanted.output, run.workbook())
    return summary


def _same_file(path: str, other: str) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)


def _earlier(target: str, files: Iterable[str]) -> Carried | None:
    """What people wrote into the workbook that is to be replaced; None if there is none. Without being able to take it
    over nothing is replaced, nor anything that is no workbook of ours."""
    if os.path.isdir(target) or not target.lower().endswith(".xlsx"):
        raise Refused(f"-o {target}：汇总写成一个工作簿，请指定 .xlsx 文件名，如 -o 汇总.xlsx")
    if not os.path.exists(target):
        return None
    if any(_same_file(path, target) for path in files):
        raise Refused(f"-o {target}：这是报送的表，不会覆盖；请换一个文件名")
    if not output.is_marked(target, MARK):
        raise Refused(f"-o {target} 已经存在，不是本工具写的汇总；请换一个文件名")
    try:
        return carried(target)
    except Exception:  # whatever is wrong with the workbook, it is not to be overwritten
        raise Refused(
            f"-o {target}：读不出上次汇总里填写的复核得分和备注（汇总表改了名或删了表头？）；请换一个文件名"
        ) from None
