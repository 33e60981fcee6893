"""Writes all that is made of the TOML files anew; for whoever changes one or adds a profile."""

from .. import toml_json
from . import INDEX, index


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="\n") as target:
        target.write(text)


for path, text in toml_json.texts().items():
    _write(path, text)
_write(INDEX, index())  # from what was just written
