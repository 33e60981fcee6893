"""README and docs show what happens: real output, real files and tables, commands that CI runs.

``--rewrite-golden`` refreshes them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalsheet import limits, manual, profile_page, profiles
from evalsheet.cli import cli

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def block(kind: str, argument: str) -> str:
    if kind == "rules":
        return manual.table(manual.pages(), argument)
    if kind == "handbook":
        return manual.handbook(argument)
    if kind == "profiles":
        return profile_page.table([profiles.load(name) for name in profiles.names()], argument)
    if kind == "limits":
        return limits.table(argument)
    if kind == "ask":
        return asked(argument)
    if kind == "file":
        return f"```toml\n{(ROOT / argument).read_text('utf-8')}```\n"
    result = CliRunner().invoke(cli, ["check", argument])
    return f"```console\n$ evalsheet check {argument}\n{result.stdout}$ echo $?\n{result.exit_code}\n```\n"


def asked(path: str) -> str:
    """What a server answers to a form, as a person sees it who asks with curl."""
    from starlette.testclient import TestClient

    from evalsheet.batch import Options
    from evalsheet.serve import app, work
    from evalsheet.serve.gate import Access
    from evalsheet.workers import Pool

    pool = Pool(1, work.warm)
    try:
        client = TestClient(app.made(app.Settings(Options(), Access(), 1), pool), "http://127.0.0.1:8765")
        answer = client.post("/api/check", files=[("file", (Path(path).name, (ROOT / path).read_bytes()))])
    finally:
        pool.close()
    shown = json.dumps(answer.json(), ensure_ascii=False, indent=4)
    command = f"curl -s -F file=@{path} http://127.0.0.1:8765/api/check | python -m json.tool --no-ensure-ascii"
    return f"```console\n$ {command}\n{shown}\n```\n"


def refreshed(text: str) -> str:
    pattern = re.compile(
        r"(<!-- (rules|handbook|check|profiles|limits|file|ask): (\S+) -->\n).*?(<!-- end -->)", re.DOTALL
    )
    return pattern.sub(lambda match: match[1] + block(match[2], match[3]) + match[4], text)


@pytest.mark.parametrize("path", [README, *sorted((ROOT / "docs").glob("*.md"))], ids=lambda path: path.name)
def test_shown_output_and_tables_are_fresh(path, request, monkeypatch):
    monkeypatch.chdir(ROOT)
    fresh = refreshed(path.read_text("utf-8"))
    if request.config.getoption("--rewrite-golden"):
        path.write_text(fresh, "utf-8", newline="\n")
    assert path.read_text("utf-8") == fresh


def commands() -> list[str]:
    return [
        line
        for code in re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
        for line in code.splitlines()
    ]


def test_ci_runs_the_commands_as_printed():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert len(commands()) == 4
    for command in commands():
        assert command in script.splitlines()


def test_the_library_example_runs():
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "STR06" in done.stdout
    assert len([line for line in code.splitlines() if line.strip()]) <= 6
