"""A run that is killed goes on where it was, and ends with the same outputs."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from samples.make_samples import FOLDER

ROOT = Path(__file__).parent.parent
FILES = sorted(str(path) for path in (FOLDER / "faulty").glob("*.xlsx"))[:30]
#: CI kills a few times; KILLS=20 is the full size.
KILLS = int(os.environ.get("KILLS", "3"))


def command(output: Path, *args: str) -> list[str]:
    return [sys.executable, "-m", "evalsheet", "check", *FILES, "-o", str(output), "-j", "2", *args]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("runs")
    found = {}
    for form in ("text", "csv", "jsonl"):
        done = subprocess.run(command(folder / form, "--format", form), cwd=ROOT)
        assert done.returncode == 1
        found[form] = (folder / form).read_text("utf-8")
    assert sorted(path.name for path in folder.iterdir()) == ["csv", "jsonl", "text"]
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signals of POSIX")
@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_and_resumed_it_says_the_same(tmp_path, undisturbed, seed):
    chance = random.Random(seed)
    form = chance.choice(sorted(undisturbed))
    output = tmp_path / "out"
    with subprocess.Popen(command(output, "--format", form), cwd=ROOT, start_new_session=True) as process:
        time.sleep(chance.uniform(0.2, 0.7))
        os.killpg(process.pid, signal.SIGKILL)
    done = subprocess.run(command(output, "--format", form, "--resume"), cwd=ROOT)
    assert done.returncode == 1
    assert output.read_text("utf-8") == undisturbed[form]
    assert not (tmp_path / "out.journal").exists()


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
