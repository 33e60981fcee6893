"""A server to ask: within this process, or as the command starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent


class Server(NamedTuple):
    url: str
    process: subprocess.Popen[str]
    #: Where it puts what it must put somewhere.
    temporary: Path
    #: What it said after it had started; there once it has ended.
    said: list[str]


@contextmanager
def server(folder: Path, *args: str) -> Iterator[Server]:
    """`evalsheet serve` at a port of its own, until the end of the block."""
    temporary = folder / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "evalsheet", "serve", "--port", "0", "--no-browser", *args]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        try:
            found = re.search(r"http://\S+/", said)
            assert found, said + process.stderr.read()
            made = Server(found[0], process, temporary, [])
            yield made
        finally:
            process.send_signal(signal.SIGINT if os.name != "nt" else signal.CTRL_C_EVENT)
            process.wait(30)
        made.said.extend(process.stderr)
