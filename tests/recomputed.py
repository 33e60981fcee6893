"""The figures of the consolidated workbook once more, by plain Decimal over what `evalsheet show --format json` says.

Nothing of evalsheet is used but that command: departments, sums, means, levels are put together here on their own.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from evalsheet.cli import cli

GRADES = (("优", 90), ("良", 80), ("中", 60), ("差", 0))


def shown(*paths: Path) -> list[dict[str, Any]]:
    """The forms of these files, each with its file; numbers are Decimal."""
    done = CliRunner().invoke(cli, ["show", *map(str, paths), "--format", "json"])
    files = json.loads(done.stdout, parse_float=Decimal, parse_int=Decimal)
    return [{**form, "file": file["file"]} for file in files for form in file["forms"]]


def problems(*paths: Path) -> dict[str, Counter[str]]:
    """How many findings of each level a file has."""
    done = CliRunner().invoke(cli, ["check", *map(str, paths), "--format", "json"])
    found = {file["file"]: file for file in json.loads(done.stdout) if file["file"]}
    return {
        name: Counter(finding["level"] for form in file["forms"] for finding in form["findings"])
        for name, file in found.items()
    }


def together(*paths: Path) -> Counter[str]:
    """How many findings over all files there are, by code."""
    done = CliRunner().invoke(cli, ["check", *map(str, paths), "--format", "json"])
    (found,) = [file for file in json.loads(done.stdout) if file["file"] is None]
    return Counter(finding["code"] for finding in found["findings"])


def total(form: dict[str, Any]) -> dict[str, Decimal | None]:
    """The row 年度资金总额."""
    return next((row for row in form["funds"] if row["kind"] == "total"), {})


def grade(form: dict[str, Any]) -> str | None:
    word, score = form["total"]["grade"], form["total"]["score"]
    return word or (None if score is None else next(word for word, floor in GRADES if score >= floor))


def amount(form: dict[str, Any], name: str) -> Decimal:
    return total(form).get(name) or Decimal(0)


def rate(forms: list[dict[str, Any]]) -> Decimal | None:
    budget = sum(amount(form, "budget") for form in forms)
    return sum(amount(form, "executed") for form in forms) / budget if budget else None


def scores(forms: list[dict[str, Any]]) -> list[Decimal]:
    return [form["total"]["score"] for form in forms if form["total"]["score"] is not None]


def mean(numbers: list[Decimal]) -> Decimal | None:
    return sum(numbers) / len(numbers) if numbers else None


def deviation(numbers: list[Decimal]) -> float | None:
    middle = mean(numbers)
    if middle is None:
        return None
    return math.sqrt(sum((number - middle) ** 2 for number in numbers) / len(numbers))


def by_department(forms: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found = defaultdict(list)
    for form in forms:
        found[form["department"] or form["unit"] or ""].append(form)
    return found


def by_level(forms: list[dict[str, Any]]) -> dict[tuple[str, str], list[tuple[int, dict[str, Any]]]]:
    """The indicators that have weight and score by their levels, each with the number of its form."""
    usual = {"服务对象满意度指标": "满意度指标", "社会公众或服务对象满意度指标": "满意度指标"}
    found = defaultdict(list)
    for number, form in enumerate(forms):
        for row in form["indicators"]:
            if not row["detail"] and not row["na"] and None not in (row["weight"], row["score"]):
                level2 = row["level2"] or ""
                found[row["level1"] or "", usual.get(level2, level2)].append((number, row))
    return found
