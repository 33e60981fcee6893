"""Which rules a run is asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """Which codes to run: those chosen (all if None) without those dropped; one that is named by its full code is run
    even if the profile has switched it off."""

    chosen: tuple[str, ...] | None
    dropped: tuple[str, ...]
    named: tuple[str, ...]

    def __call__(self, code: str) -> bool | None:
        """As `rules.Wanted` says."""
        if code in self.dropped or (self.chosen is not None and code not in self.chosen):
            return False
        return True if code in self.named else None
