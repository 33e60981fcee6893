"""A run that is killed goes on where it was, and ends with the same outputs."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from evalsheet import batch, inputs
from samples.make_samples import FOLDER

ROOT = Path(__file__).parent.parent
FILES = sorted(str(path) for path in (FOLDER / "faulty").glob("*.xlsx"))[:60]
FORMATS = ("jsonl", "xlsx", "csv", "text", "json", "github")
#: CI kills a few times; KILLS=20 is the full size.
KILLS = int(os.environ.get("KILLS", "3"))


def command(output: Path, *args: str) -> list[str]:
    return [sys.executable, "-m", "evalsheet", "check", *FILES, "-o", str(output), "-j", "2", *args]


def content(path: Path) -> object:
    """What an output says; a workbook also holds when it was written."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist() if name != "docProps/core.xml"}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("runs")
    found = {}
    for form in FORMATS:
        output = folder / f"{form}.{form}"
        done = subprocess.run(command(output, "--format", form), cwd=ROOT)
        assert done.returncode == 1
        found[form] = content(output)
    assert len(list(folder.iterdir())) == len(FORMATS)
    return found


@pytest.fixture(scope="module")
def whole() -> int:
    """How many bytes a journal of the run has in the end, or nearly."""
    return sum(len(batch.packed(found, batch.Options(whole=False))) for found in inputs.search(FILES).files)


def killed(process: subprocess.Popen[bytes], journal: Path, size: float) -> bool:
    """Kills a run with its workers when its journal has grown so far; False if it has ended before."""
    while process.poll() is None:
        if journal.exists() and journal.stat().st_size >= size:
            os.killpg(process.pid, signal.SIGKILL)
            return process.wait() == -signal.SIGKILL
        time.sleep(0.001)
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signals of POSIX")
@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_twice_and_resumed_it_says_the_same(tmp_path, undisturbed, whole, seed):
    """The moments are shares of the work, so that they are as random on a slow machine as on a quick one."""
    chance = random.Random(seed)
    form = FORMATS[seed % len(FORMATS)]
    output = tmp_path / f"out.{form}"
    journal = tmp_path / f"{output.name}.journal"
    moments = sorted(chance.uniform(0, 1) for _ in range(2))
    for number, moment in enumerate(moments):
        args = ("--format", form, *(["--resume"] if number else []))
        with subprocess.Popen(command(output, *args), cwd=ROOT, start_new_session=True) as process:
            if not killed(process, journal, moment * whole):
                assert moment > 0.8, "it was to be killed long before its end"
                break
        assert not output.exists()
    done = subprocess.run(command(output, "--format", form, "--resume"), cwd=ROOT)
    assert done.returncode == 1
    assert content(output) == undisturbed[form]
    assert not journal.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="ends by signals of POSIX")
def test_ended_by_sigterm_it_leaves_the_journal_and_nothing_half_written(tmp_path):
    output = tmp_path / "out"
    with subprocess.Popen(command(output), cwd=ROOT) as process:
        while not (tmp_path / "out.journal").exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (143, 1)
    assert {path.name for path in tmp_path.iterdir()} <= {"out.journal", "out"}


def test_resuming_needs_an_output():
    done = subprocess.run(
        [sys.executable, "-m", "evalsheet", "check", *FILES, "--resume"], cwd=ROOT, capture_output=True
    )
    assert done.returncode == 2 and "-o" in done.stderr.decode("utf-8")
