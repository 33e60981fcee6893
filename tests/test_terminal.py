"""The report on a terminal: wrapped by columns, not by characters, and coloured only where wanted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsheet.reports.text import Line, width_of
from evalsheet.terminal import styled, wrapped

ROOT = Path(__file__).parent.parent


@given(st.text("年度指标值，。 abc-1", max_size=80), st.integers(20, 40))
def test_rows_fit_and_lose_nothing(text, width):
    rows = list(wrapped(text, width))
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    for row in rows:
        # only closing signs, which stay with what they close, and a word that is longer than a row may stick out
        assert width_of(row) <= width or any(width_of(word) > width - 2 for word in row.split()) or row[-1] in "，。"


def test_a_second_row_stands_below_the_first():
    rows = list(styled([Line("  E13  ", "名称填在了年度指标值列，三级指标列只有占位文字")], 32, False))
    assert [row.rstrip("\n") for row in rows] == ["  E13  名称填在了年度指标值列，", "       三级指标列只有占位文字"]


def test_colour():
    line = Line("  E13  错误  ", "名称", "bold red")
    assert "\x1b[1;31m" in "".join(styled([line], 80, True))
    assert "\x1b" not in "".join(styled([line], 80, False))


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals on Windows")
def test_a_real_terminal_gets_colour_and_its_width():
    import pty

    main, terminal = pty.openpty()
    command = [sys.executable, "-m", "evalsheet", "check", "samples/yiyang_2022.xlsx"]
    environment = {**os.environ, "COLUMNS": "60"}
    environment.pop("NO_COLOR", None)
    done = subprocess.Popen(command, cwd=ROOT, stdout=terminal, stderr=terminal, env=environment)
    os.close(terminal)
    seen = b""
    try:
        while piece := os.read(main, 65536):
            seen += piece
    except OSError:  # Linux says so when the other end is closed
        pass
    assert done.wait() == 1
    text = seen.decode("utf-8")
    assert "\x1b[1;31m" in text
    assert "STR06" in text
