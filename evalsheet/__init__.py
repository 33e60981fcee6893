"""evalsheet reads, checks and fills 项目支出绩效自评表 (project expenditure self-evaluation forms).

    >>> import evalsheet
    >>> (form,) = evalsheet.read("自评表.xlsx")
    >>> for finding in evalsheet.check(form):
    ...     print(finding.where, evalsheet.message(finding))
    >>> form.indicators  # a DataFrame

Names are imported when they are first used, so that the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .batch import read
    from .consolidation.whole import consolidate
    from .filling import Filled, fill
    from .frames import frames
    from .model import Finding, Form, Unreadable, Where
    from .rules import advice, check, message

_HOMES = {
    "read": "batch",
    "consolidate": "consolidation.whole",
    "Filled": "filling",
    "fill": "filling",
    "frames": "frames",
    "Finding": "model",
    "Form": "model",
    "Unreadable": "model",
    "Where": "model",
    "advice": "rules",
    "check": "rules",
    "message": "rules",
}

__all__ = [
    "Filled",
    "Finding",
    "Form",
    "Unreadable",
    "Where",
    "__version__",
    "advice",
    "check",
    "consolidate",
    "fill",
    "frames",
    "message",
    "read",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = found  # the next time it is there
    return found
