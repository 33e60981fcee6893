"""Writes the index of the profiles anew; for whoever adds or changes one."""

from . import INDEX, index

with open(INDEX, "w", encoding="utf-8", newline="\n") as target:
    target.write(index())
