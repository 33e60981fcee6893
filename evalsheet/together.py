"""The rules over many forms, at the end of a run: their findings come as one more result, behind those of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import profiles, waiving
from .batch import Options
from .model import Result
from .rules import bulk


def with_batch(results: Iterable[Result], options: Options) -> Iterator[Result]:
    """The results as they come, then one with what was found over all of them, if anything was.

    What is kept of a form until then is in a temporary file; if the disk does not take it, that is the finding.
    """
    profile = profiles.load(options.profile or "base")
    levels = {**profile.levels, **options.levels}
    codes = bulk.codes(options.wanted, levels) if options.judge else []
    if not codes:
        yield from results
        return
    failure: Exception | None = None
    with bulk.Index() as index:
        for result in results:
            try:
                for checked in result.forms if failure is None else ():
                    index.add(result.file, checked)
            except Exception as error:  # a full disk, or a fault of ours, must not cost what the files give
                failure = error
            yield result
        found = [bulk.failed(codes[0], failure)] if failure else list(bulk.check(index, codes, profile, levels))
    if found:
        yield Result("", "batch", (), waiving.waived_together(found, options.waivers))
