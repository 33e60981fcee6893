"""What people wrote into the workbook of the last time: 复核得分 and 备注, by unit, project and year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from ..model import normal
from . import sheets
from .rows import FormLine


class Key(NamedTuple):
    """Whose review it is, in one spelling."""

    unit: str
    project: str
    year: int | None


class Review(NamedTuple):
    """A reviewed score and a remark."""

    score: Decimal | None
    remark: str


_NOTHING = Review(None, "")


class Carried:
    """The reviews of an earlier workbook; each is taken once."""

    def __init__(self) -> None:
        self._reviews: dict[Key, list[Review]] = {}

    def add(self, key: Key, review: Review) -> None:
        """Puts down a review of the earlier workbook."""
        self._reviews.setdefault(key, []).append(review)

    def take(self, line: FormLine) -> Review:
        """The review of a form, empty if there is none."""
        reviews = self._reviews.get(_key(line.unit, line.project, line.year))
        return reviews.pop(0) if reviews else _NOTHING

    def left(self) -> Iterator[tuple[Key, Review]]:
        """What was written for forms that are no longer there."""
        for key, reviews in self._reviews.items():
            for review in reviews:
                if review != _NOTHING:
                    yield key, review


def _key(unit: Any, project: Any, year: Any) -> Key:
    return Key(normal(str(unit or "")), normal(str(project or "")), int(year) if year else None)


def carried(path: str) -> Carried:
    """The reviews in 汇总表 of a workbook of ours, whoever saved it last. Raises ValueError if it has no such sheet."""
    import warnings

    import openpyxl  # it reads row by row, whatever the size

    found = Carried()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        name = next((one for one in NAMES if one in book.sheetnames), None)
        if name is None:
            raise ValueError(path)
        _collect(book[name].iter_rows(values_only=True), found)
    finally:
        book.close()
    return found


NAMES = tuple(sheets.NAMES["overview"].values())
_WANTED = (0, sheets.REVIEWED, sheets.REMARK, sheets.YEAR, 2, 3)


def _collect(rows: Iterator[tuple[Any, ...]], found: Carried) -> None:
    """Columns are found by their headings, since people move them. Raises ValueError without these headings."""
    columns: list[int] = []
    for row in rows:
        if not columns:
            heads = [str(value or "") for value in row]
            labels = [next((x for x in sheets.OVERVIEW[one][:2] if x in heads), None) for one in _WANTED]
            columns = [] if None in labels else [heads.index(label) for label in labels if label is not None]
            continue
        number, score, remark, year, unit, project = (row[one] if one < len(row) else None for one in columns)
        if number is None:
            continue  # a subtotal
        found.add(_key(unit, project, year if isinstance(year, int | float) else None), _review(score, remark))
    if not columns:
        raise ValueError


def _review(score: Any, remark: Any) -> Review:
    number = Decimal(f"{score:.15g}") if isinstance(score, int | float) else None
    text = "" if remark is None else str(remark)
    if number is None and score is not None:  # words where a number belongs are a remark
        text = f"{score} {text}".strip()
    return Review(number, text)
