"""Writes the index of the profiles anew; for whoever adds or changes one."""

from . import FOLDER, index

(FOLDER / "index.json").write_text(index(), "utf-8")
