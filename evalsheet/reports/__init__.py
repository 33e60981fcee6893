"""Results to output: one module per format; the modules of this folder are the choices of ``--format``.

Each has ``render(results, lang, detail) -> Iterator[str]``; ``detail`` is -1 for quiet, 0, or 1 for verbose. The one of
``xlsx`` gives bytes, and also takes the files that a search has passed over.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator

from ..model import Result


def formats() -> list[str]:
    """The names of the formats."""
    return sorted(info.name for info in pkgutil.iter_modules(__path__))


def render(name: str, results: Iterable[Result], lang: str, detail: int) -> Iterator[str]:
    """The output in the format ``name``, piece by piece."""
    module = importlib.import_module(f"{__name__}.{name}")
    pieces: Iterator[str] = module.render(results, lang, detail)
    return pieces
