"""The command itself over a folder of hostile files: one result each, soon, in little memory, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from . import hostile
from .processes import Watching

resource = pytest.importorskip("resource")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes, links, names of any bytes, and /proc")
ROOT = Path(__file__).parent.parent
#: What no file may cost: a crash, all its time, all its memory, a rule.
FAULTS = {"FIL05", "FIL06", "FIL07", "FIL90"}
MOST_MEMORY = 3 << 29
#: Lower than by default, so that all of it takes seconds; what is over these is over the others too.
LOWER = {"cells": 50_000, "merges": 20_000, "elements": 1_000_000, "shared_strings": 50_000, "tags": 50_000}


class Run:
    """A run of the command, with what it has used and written."""

    def __init__(self, folder: Path, around: Path, *args: str) -> None:
        self.output = around / "out.xlsx" if "xlsx" in args else around / "out"
        temporary = around / "tmp"
        temporary.mkdir()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary), "HOME": str(around)}
        command = [sys.executable, "-m", "evalsheet", "check", str(folder), "-o", str(self.output), *args]
        command += [part for name, value in LOWER.items() for part in ("--limit", f"{name}={value}")]
        self.before = tree(folder)
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        with subprocess.Popen(
            command, cwd=around, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE
        ) as done:
            watching = Watching(done.pid)
            self.stdout, self.stderr = done.communicate(timeout=500)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        #: Of the processor; those of the clock say how busy the machine is.
        self.seconds = end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime
        self.memory = watching.most
        self.code = done.returncode
        self.after = tree(folder)
        self.left = sorted(path.relative_to(around).as_posix() for path in around.rglob("*"))


def tree(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Everything below a folder as it is: kind, size, time of the last change."""
    found = {}
    for root, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = os.path.join(root, name)
            status = os.lstat(path)
            found[path] = (status.st_mode, status.st_size, status.st_mtime_ns)
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, dict[str, tuple[str, ...]]]:
    folder = tmp_path_factory.mktemp("hostile")
    return folder, hostile.build(folder)


@pytest.fixture(scope="module")
def done(made, tmp_path_factory) -> Run:
    return Run(made[0], tmp_path_factory.mktemp("around"), "-j", "2", "--format", "jsonl")


@pytest.fixture(scope="module")
def results(made, done) -> dict[str, dict]:
    lines = [json.loads(line, parse_constant=pytest.fail) for line in done.output.read_text("utf-8").splitlines()]
    # what is said over all forms, which are much alike, comes last and is of no file
    assert [line["file"] for line in lines if line["status"] == "batch"] == [None] == [lines.pop()["file"]]
    names = [os.path.relpath(line["file"], made[0]) for line in lines]
    assert len(names) == len(set(names)), "two results for one file"
    return dict(zip(names, lines, strict=True))


def test_there_are_many_kinds():
    assert len(hostile.KINDS) >= 100


def test_every_file_has_one_result_in_order(made, results):
    expected = made[1]
    assert set(results) == set(expected)
    files = [name for name in results if "!" not in name and "/" not in name and "\\" not in name]
    assert files == sorted(files)


def test_what_is_said_of_each(made, results):
    wrong = {}
    for name, codes in made[1].items():
        result = results[name]
        said = {finding["code"] for finding in result["findings"]}
        said |= {finding["code"] for form in result["forms"] for finding in form["findings"]} & FAULTS
        fine = bool(result["forms"]) and not said if codes == hostile.READ else bool(said) and said <= set(codes)
        if not fine:
            wrong[name] = (sorted(said), len(result["forms"]), codes)
    assert not wrong


def test_good_forms_are_judged_as_if_they_were_alone(made, results, tmp_path):
    for ending in ("xlsx", "docx"):
        path = made[0] / f"150 好.{ending}"
        alone = subprocess.run(
            [sys.executable, "-m", "evalsheet", "check", path, "--format", "jsonl"], cwd=ROOT, capture_output=True
        )
        assert alone.returncode == 0 and json.loads(alone.stdout) == results[path.name]
        for number in (99, 199):
            assert results[f"{number} 好.{ending}"] == {
                **results[path.name],
                "file": str(made[0] / f"{number} 好.{ending}"),
            }


def test_the_run_is_quiet_quick_and_small(done):
    assert done.code == 2 and done.stdout == b""
    assert b"Traceback" not in done.stderr and done.stderr.decode("utf-8").count("\n") <= 1
    assert done.seconds < 100, "five times as long as it takes"
    assert done.memory < MOST_MEMORY


def test_nothing_else_is_written(done):
    assert done.after == done.before
    assert done.left == ["out", "tmp"]


@pytest.mark.parametrize("form", ["text", "csv", "github", "json", "xlsx"])
def test_every_other_format_can_say_it_too(made, tmp_path, form):
    small = tmp_path / "folder"
    small.mkdir()
    for path in os.scandir(os.fsencode(made[0])):
        if path.is_file(follow_symlinks=False) and path.stat().st_size < 50_000 and path.name.endswith(b".xlsx"):
            os.link(path.path, os.fsencode(small) + b"/" + path.name)
    around = tmp_path / "around"
    around.mkdir()
    run = Run(small, around, "--format", form, "-j", "0")
    assert run.code == 2 and b"Traceback" not in run.stderr
    assert run.after == run.before
    assert run.output.stat().st_size > 10_000
