"""What a reader is given."""

from __future__ import annotations

from typing import NamedTuple

from .package import Package


class Source(NamedTuple):
    """A file to read: its bytes, the name for its grids, its kind as in `kinds`, and its opened zip if it is one."""

    data: bytes
    file: str
    package: Package | None
    kind: str = ""
