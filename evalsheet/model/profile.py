"""A printed form (表样) as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .labels import Labels, Words


@dataclass(frozen=True, slots=True)
class Profile:
    """One printed form (表样) as data: its labels, caps, bands, thresholds. Loaded from ``profiles/*.toml``.

    All label mappings go from the normalised printed text to the field or the canonical name.
    """

    name: str
    #: The name or the file by which it is loaded; in another process it is loaded by that.
    key: str
    title: Mapping[str, str]
    source: str
    year: int | None
    #: Words by which a title is recognised, and words of look-alike titles with the name of that form.
    form_titles: tuple[str, ...]
    other_forms: Mapping[str, str]
    labels: Labels
    fund_columns: Labels
    fund_items: Labels
    columns: Labels
    level1: Labels
    level2: Labels
    #: Columns whose absence is an error, funds columns with the prefix "funds.".
    required_columns: tuple[str, ...]
    required_level1: tuple[str, ...]
    #: Second levels whose absence is worth a hint.
    required_level2: tuple[str, ...]
    #: Second levels that may stand below each first level.
    placement: Mapping[str, tuple[str, ...]]
    #: True if a second level that is not in ``placement`` is worth a question.
    closed_level2: bool
    full_mark: Decimal
    #: Points of budget execution and of each first level; None and empty where the form leaves them free.
    execution_weight: Decimal | None
    caps: Mapping[str, Decimal]
    #: Lower edges of the bands of a qualitative score as fractions of the weight: reached, partly reached.
    #: Several schemes are in use; a score is right if one of them allows it.
    bands: tuple[tuple[Decimal, Decimal], ...]
    #: Formulas for a reverse indicator that was missed: "ratio" (A/B), "linear" (1-(B-A)/A), "zero".
    reverse: tuple[str, ...]
    #: Grade words with the lowest score that earns them, best first; other schemes in use.
    grades: tuple[tuple[str, Decimal], ...]
    other_grades: tuple[tuple[tuple[str, Decimal], ...], ...]
    grade_words: Labels
    #: Thresholds by name (over_hint, over_warning, near_miss …).
    thresholds: Mapping[str, Decimal]
    #: Word lists by name (cost, negative, positive_rate …).
    words: Mapping[str, Words]
    #: Levels that differ from the rules' own, by code; "off" for rules that are run only when selected.
    levels: Mapping[str, str]
