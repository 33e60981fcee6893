"""On what it was measured."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_RIVALS = ("openpyxl", "pandas", "python-calamine", "frictionless", "XlsxWriter", "click", "pebble")


def told() -> str:
    """Date, commit, machine, versions, as one line each."""
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    packages = ", ".join(f"{name} {_version(name)}" for name in _RIVALS)
    return "\n".join(
        [
            f"- {datetime.now().astimezone():%Y-%m-%d %H:%M}, commit {_commit()}",
            f"- {_processor()}, {platform.machine()}, {os.cpu_count()} cores, {gib:.0f} GiB, {platform.system()}",
            f"- Python {platform.python_version()}, {packages}",
        ]
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def _commit() -> str:
    """The commit, with + if something has been changed since."""
    here = Path(__file__).parent
    said = subprocess.run(["git", "describe", "--always", "--dirty=+"], cwd=here, capture_output=True, text=True)
    return said.stdout.strip() or "unknown"
