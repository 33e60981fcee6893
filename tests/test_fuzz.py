"""Fuzzing of each reader, in processes that can hang or die; and what fuzzing has found before.

``FUZZ_SECONDS`` is the time for each reader: a few seconds here, minutes by hand. ``FUZZ_SEED`` begins elsewhere. What
fails is kept in tests/data/crashes, where it is a test from then on.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from . import fuzzing

ROOT = Path(__file__).parent.parent
CRASHES = ROOT / "tests" / "data" / "crashes"
SECONDS = float(os.environ.get("FUZZ_SECONDS", "2"))
SEED = os.environ.get("FUZZ_SEED", "0")


def fuzzed(kind: str, path: Path, *more: str, seconds: float = SECONDS) -> tuple[int, str]:
    """How the process ended that fuzzes a reader, and what it said last."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzzing", kind, str(seconds), str(path), SEED, *more],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=20 * seconds + 300,  # by the clock of a busy machine; the process ends itself by its own
    )
    return done.returncode, (done.stdout + done.stderr).strip().rpartition("\n")[2]


@pytest.mark.skipif(sys.platform == "win32", reason="ended by signals of POSIX")
@pytest.mark.parametrize("kind", fuzzing.KINDS)
def test_any_mutation_is_read_or_refused(tmp_path, kind):
    path = tmp_path / "input"
    code, said = fuzzed(kind, path)
    if code:
        CRASHES.mkdir(exist_ok=True)
        kept = CRASHES / f"{kind}-{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
        kept.write_bytes(path.read_bytes())
        pytest.fail(f"{said} ({'out of time or dead, ' if code < 0 else ''}{code}); the input is {kept}")


@pytest.mark.skipif(sys.platform == "win32", reason="ended by signals of POSIX")
@pytest.mark.parametrize(
    ("reader", "code"),
    [("while True: pass", -27), ("1 / 0", 1), ("raise MemoryError", 1), ("import os; os.abort()", -6)],
)
def test_the_fuzzer_finds_a_reader_that_fails(tmp_path, reader, code):
    """So that a test which finds nothing means something."""
    found, _ = fuzzed("text", tmp_path / "input", reader, seconds=3)
    assert found == code
    assert fuzzing.is_failing((tmp_path / "input").read_bytes())


@pytest.mark.parametrize("path", sorted(CRASHES.glob("*")), ids=lambda path: path.name)
def test_what_was_found_before(path):
    assert not fuzzing.fault(path.read_bytes())
