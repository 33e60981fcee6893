"""The right word for the person who mistyped it."""

from __future__ import annotations

from collections.abc import Iterable


def offer(word: str, words: Iterable[str]) -> str:
    """`，是否指 …？` with the word that is nearest to what was typed; empty if none is near."""
    import difflib  # only for the person who mistyped

    found = difflib.get_close_matches(word, list(words), 1, 0.5)
    return f"，是否指 {found[0]}？" if found else ""
