"""The built wheel works in a clean environment, away from the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*args, cwd):
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [str(arg) for arg in args], cwd=cwd, capture_output=True, text=True, encoding="utf-8", env=env
    )


@pytest.fixture(scope="module")
def evalsheet(tmp_path_factory):
    """The installed console script."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # a copy: building writes beside the sources
    wanted = (
        "evalsheet",
        "setup.cfg",
        "pyproject.toml",
        "MANIFEST.in",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "samples",
    )
    source.mkdir()
    for name in wanted:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    built = run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, source, cwd=folder)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "clean", with_pip=True)
    scripts = folder / "clean" / ("Scripts" if os.name == "nt" else "bin")
    installed = run(scripts / "python", "-m", "pip", "install", "-q", wheel, cwd=folder)
    assert installed.returncode == 0, installed.stderr
    return scripts / "evalsheet"


def test_check_runs_elsewhere(evalsheet, tmp_path):
    shutil.copy(ROOT / "samples" / "yiyang_2022_corrected.xlsx", tmp_path / "自评表.xlsx")
    done = run(evalsheet, "check", "自评表.xlsx", "-v", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "hn-yiyang-2022" in done.stdout  # the profiles are in the wheel


def test_everything_declared_is_importable(evalsheet, tmp_path):
    script = "import evalsheet, pandas, openpyxl; print(evalsheet.frames([]).keys())"
    done = run(evalsheet.with_name("python"), "-c", script, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
