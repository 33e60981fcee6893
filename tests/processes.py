"""What a process and those that it starts take, on Linux."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path


class Watching(threading.Thread):
    """The most memory that a process and all below it have had at one time, while it ran."""

    def __init__(self, process: int, pause: float = 0.02) -> None:
        super().__init__(daemon=True)
        self._process, self._pause, self.most = process, pause, 0
        self.start()

    def run(self) -> None:
        while os.path.exists(f"/proc/{self._process}/statm"):
            self.most = max(self.most, sum(map(memory, self._family())))
            time.sleep(self._pause)

    def _family(self) -> list[int]:
        parents: dict[int, int] = {}
        for name in filter(str.isdecimal, os.listdir("/proc")):
            with suppress(OSError):
                status = Path(f"/proc/{name}/stat").read_text("utf-8", "replace")
                parents[int(name)] = int(status.rpartition(")")[2].split()[1])
        family = [self._process]
        for one in family:
            family += [child for child, parent in parents.items() if parent == one]
        return family


def memory(process: int) -> int:
    """What a process has in memory of its own; what it shares with the one that started it is not counted again."""
    with suppress(OSError):
        resident, shared = Path(f"/proc/{process}/statm").read_text("ascii").split()[1:3]
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    return 0
