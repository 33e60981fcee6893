"""A server to ask: within this process, or as the command starts it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
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
    #: What it said after it had started, and what it left in that place; there once it has ended.
    said: list[str]
    left: list[Path]


@contextmanager
def server(folder: Path, *args: str) -> Iterator[Server]:
    """`evalsheet serve` at a port of its own, until the end of the block."""
    # short, since the path of a Unix socket may have some hundred signs and those of pytest alone have as many
    temporary = Path(tempfile.mkdtemp(prefix="es-"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "evalsheet", "serve", "--port", "0", "--no-browser", *args]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        try:
            found = re.search(r"http://\S+/", said)
            assert found, said + process.stderr.read()
            made = Server(found[0], process, temporary, [], [])
            yield made
        finally:
            process.send_signal(signal.SIGINT if os.name != "nt" else signal.CTRL_C_EVENT)
            process.wait(30)
            made.said.extend(process.stderr)
            made.left.extend(temporary.iterdir())
            shutil.rmtree(temporary)
