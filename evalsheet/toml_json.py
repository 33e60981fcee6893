"""Our own TOML files as JSON beside them: reading the TOML takes longer than checking a form.

People edit the TOML; ``python -m evalsheet.profiles`` writes the JSON anew, and a test holds one against the other.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

HERE = os.path.dirname(__file__)
WORDS = os.path.join(HERE, "values", "words.json")
PROFILES = os.path.join(HERE, "profiles", "profiles.json")


def load(path: str) -> dict[str, Any]:
    """The tables of a JSON file, as `tomllib` gives them with decimals."""
    with open(path, "rb") as file:
        table: dict[str, Any] = json.loads(file.read(), parse_float=Decimal)
    return table


def texts() -> dict[str, str]:
    """What each JSON file has to hold, from the TOML files."""
    import tomllib
    from pathlib import Path

    def parsed(path: Path) -> dict[str, Any]:
        return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)

    profiles = {path.stem: parsed(path) for path in sorted(Path(PROFILES).parent.glob("*.toml"))}
    return {WORDS: _written(parsed(Path(WORDS).with_suffix(".toml"))), PROFILES: _written(profiles)}


def _written(table: Mapping[str, Any]) -> str:
    """Each list on a line of its own, so that a changed word changes one line."""
    return _value(table) + "\n"


def _value(value: Any) -> str:
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=float)
    lines = (f"{json.dumps(key, ensure_ascii=False)}: {_value(one)}" for key, one in value.items())
    return "{\n" + ",\n".join(lines) + "\n}"
