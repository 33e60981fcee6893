"""Golden outputs: compared with tests/golden, rewritten with ``pytest --rewrite-golden``."""

from __future__ import annotations

import os
from pathlib import Path

# openpyxl writes the same otherwise where lxml happens to be installed; it asks when it is first imported
os.environ["OPENPYXL_LXML"] = "False"

import pytest
from click.testing import CliRunner

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser):
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden outputs instead of comparing")


@pytest.fixture
def golden(request):
    """Compares a text with the golden file of that name."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--rewrite-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        assert text == path.read_text("utf-8")

    return compare


@pytest.fixture
def invoke():
    """Runs evalsheet in this process; gives exit code, stdout, stderr. What it does not expect is raised."""

    def run(*args, **options) -> tuple[int, str, str]:
        from evalsheet.cli import cli

        result = CliRunner().invoke(cli, [str(arg) for arg in args], **options)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout, result.stderr

    return run
