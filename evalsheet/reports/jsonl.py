"""The results as JSON lines: the objects of the JSON report, one a line, as each file is done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from ..model import Result
from .json import as_object, number


def render(results: Iterable[Result], lang: str, detail: int) -> Iterator[str]:
    """One line a file."""
    for result in results:
        yield json.dumps(as_object(result, lang), ensure_ascii=False, default=number) + "\n"
