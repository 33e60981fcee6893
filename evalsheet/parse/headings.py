"""The heading of a printed table, in one row or two: which sheet column belongs to which label."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from ..model import Cell, Labels, bare, normal
from .sheet import Sheet, has_text

#: A part of a heading in its second row is a word or two (数值, 单位), not an entry.
_LONGEST_PART = 6
#: What the parts of 实际完成值 are, where they are called as those of 年度指标值.
_OF_ACTUAL = {"target": "actual", "target_sign": "actual_sign", "target_unit": "actual_unit"}
#: Of several columns for these the label decides, of others the place.
_BY_RANK = frozenset({"name", "target", "actual"})
#: Points of a level in a column of their own, by the level that stands left of it.
_CAPS = {"level1": "level1_cap", "level2": "level2_cap"}


class Heading(NamedTuple):
    """A cell of the heading, with its key if it is a label, and the sheet columns that it is for."""

    cell: Cell
    key: str | None
    columns: Sequence[int]


_heading: partial[Heading] = partial(tuple.__new__, Heading)


class Columns:
    """Which columns of a table hold what, as its heading prints them."""

    def __init__(self, header: dict[str, Cell], owner: dict[int, str], unknown: list[Heading], bottom: int) -> None:
        self.header = header
        #: The key of each sheet column that a heading covers.
        self.owner = owner
        #: The last row of the heading.
        self.bottom = bottom
        self.first = first = min(owner, default=0)
        #: The headings that are no labels; left of all labels stands the label of the table itself.
        self.unknown = [heading for heading in unknown if heading.columns[0] > first]
        self.left = [heading for heading in unknown if heading.columns[0] < first]

    @classmethod
    def of(cls, headings: Iterable[Heading], bottom: int, labels: Labels) -> Columns:
        """The columns below these headings, which ``labels`` gave their keys."""
        header: dict[str, Cell] = {}
        owner: dict[int, str] = {}
        unknown: list[Heading] = []
        last: Heading | None = None
        again = []
        for heading in headings:
            cell, key, columns = heading
            if key is None:
                if last is not None and last.key is None and last.cell.text == cell.text:
                    unknown[-1] = heading = last._replace(columns=[*last.columns, *columns])
                else:
                    unknown.append(heading)
            elif key not in header:
                header[key] = cell
                owner.update(dict.fromkeys(columns, key))
            elif last is not None and last.key == key and normal(last.cell.text) == normal(cell.text):
                owner.update(dict.fromkeys(columns, key))  # a merged heading, printed once a column
            else:
                again.append(heading)
            last = heading
        if again:
            unknown += _place_again(again, header, owner, labels)
        return cls(header, owner, unknown, bottom)

    def __contains__(self, key: str) -> bool:
        return key in self.header

    def adopt(self, key: str, cell: Cell) -> None:
        """Takes a column whose heading is no label, or missing, for ``key``."""
        headings = [*self.left, *self.unknown]
        headed = [heading.columns for heading in headings if heading.cell == cell]
        columns = headed[0] if headed else range(cell.column, cell.column + cell.columns)
        self.header[key] = cell
        self.owner.update(dict.fromkeys(columns, key))
        self.first = min(self.owner)
        rest = [heading for heading in headings if heading.cell != cell]
        self.unknown = [heading for heading in rest if heading.columns[0] > self.first]
        self.left = [heading for heading in rest if heading.columns[0] < self.first]

    def keys_of(self, cell: Cell) -> list[str]:
        """The columns that a cell covers, in printed order."""
        if cell.columns == 1:
            key = self.owner.get(cell.column)
            return [key] if key is not None else []
        first, end, owner = cell.column, cell.column + cell.columns, self.owner
        return list(dict.fromkeys([owner[column] for column in sorted(owner) if first <= column < end]))


def _place_again(again: list[Heading], header: dict[str, Cell], owner: dict[int, str], labels: Labels) -> list[Heading]:
    """Headings with a key that is taken: of several 分值 the last is the weight, those behind a level are its points.

    Of several names or values the one counts whose label the profile lists first. Gives those that count for nothing.
    """
    weights = [heading for heading in again if heading.key == "weight"]
    rest = [_swapped(heading, header, owner, labels) for heading in again if heading.key != "weight"]
    if not weights:
        return rest
    first = header["weight"]
    weights.insert(0, Heading(first, "weight", range(first.column, first.column + first.columns)))
    name = header.get("name")
    if name is None or first.column > name.column:
        return rest + weights[1:]
    for column in weights[0].columns:
        del owner[column]
    header["weight"] = weights[-1].cell
    owner.update(dict.fromkeys(weights[-1].columns, "weight"))
    for heading in weights[:-1]:
        key = _CAPS.get(owner.get(heading.columns[0] - 1, ""))
        if key is None or key in header:
            rest.append(heading)
        else:
            header[key] = heading.cell
            owner.update(dict.fromkeys(heading.columns, key))
    return rest


def _swapped(heading: Heading, header: dict[str, Cell], owner: dict[int, str], labels: Labels) -> Heading:
    """Of a heading and the one that has its key the one that does not count: 完成情况 beside 实际完成值."""
    cell, key, columns = heading
    assert key is not None
    order = [label for label, of in labels.items() if of == key]
    old = header[key]
    if key not in _BY_RANK or _rank(cell.text, order) >= _rank(old.text, order):
        return heading
    taken = [column for column, of in owner.items() if of == key]
    for column in taken:
        del owner[column]
    header[key] = cell
    owner.update(dict.fromkeys(columns, key))
    return Heading(old, key, taken)


def _rank(text: str, order: list[str]) -> int:
    found = [order.index(label) for label in (normal(text), bare(text)) if label in order]
    return min(found, default=len(order))


def read_columns(sheet: Sheet, number: int, labels: Labels) -> Columns:
    """The columns below the heading in row ``number``, which the row above or below may divide further."""
    header: dict[str, Cell] = {}
    owner: dict[int, str] = {}
    unknown: list[Heading] = []
    end, before = 0, ""
    plain = not sheet.reaching(number)
    for cell in sheet.rows[number]:  # nearly always one cell a column, one after the other
        _, column, _, text, _, formula, _, rows, columns = cell
        if not text and formula is None:
            continue
        key = labels.look_up(text)
        if text == before or (header and before and column > end):
            plain = False
        if key is None:
            unknown.append(_heading((cell, None, (column,))))
        elif key in header:
            plain = False
        else:
            header[key] = cell
            owner[column] = key
        if header and (columns > 1 or rows > 1):
            plain = False
        end, before = column + columns, text
    if plain and not _reaches_on(sheet, number, end):
        return Columns(header, owner, unknown, number)
    return _divided(sheet, number, labels)


def _divided(sheet: Sheet, number: int, labels: Labels) -> Columns:
    """The columns of a heading with merged, missing or repeated cells, in one row or two."""
    headings = [_read(cell, labels) for cell in sheet.rows[number] if has_text(cell)]
    above, below = _above(sheet, number, labels), _below(sheet, number, headings, labels)
    bottom = max((heading.cell.row + heading.cell.rows - 1 for heading in headings), default=number)
    if below:
        headings, bottom = _joined(headings, below), max(bottom, below[0].cell.row)
    if above:
        headings = _joined(above, headings)
    if bottom > number:  # a label beside the whole table is merged down too
        keyed = [heading.cell for heading in headings if heading.key is not None]
        bottom = max((cell.row + cell.rows - 1 for cell in keyed), default=bottom)
    return Columns.of(headings, bottom, labels)


def _reaches_on(sheet: Sheet, bottom: int, end: int) -> bool:
    """The last heading may go on over cells that are not there: something stands below them."""
    below = sheet.cells_of(sheet.after(bottom))
    return bool(below) and below[-1].column >= end


def _read(cell: Cell, labels: Labels) -> Heading:
    return Heading(cell, labels.look_up(cell.text), range(cell.column, cell.column + cell.columns))


def _above(sheet: Sheet, number: int, labels: Labels) -> list[Heading]:
    """The headings that begin in a row above: those merged down, and those over several columns."""
    found = [_read(cell, labels) for cell in sheet.reaching(number) if cell.text]
    if sheet.before(number) not in sheet.labels:  # else it is a row with entries
        before = [_read(cell, labels) for cell in sheet.cells_of(sheet.before(number)) if cell.text]
        if all(heading.key is not None or len(heading.columns) > 1 for heading in before):
            found += before
    kept = (one for one in found if one.key is not None or one.cell.row < one.cell.row + one.cell.rows - 1 == number)
    return sorted(kept, key=lambda heading: heading.columns[0])


def _below(sheet: Sheet, number: int, headings: list[Heading], labels: Labels) -> list[Heading]:
    """The second row of the heading if there is one: nothing but labels, some of them below a wider heading."""
    first = next((heading.columns[0] for heading in headings if heading.key is not None), 0)
    cells = []
    for cell in sheet.cells_of(sheet.after(number)):
        if not has_text(cell) or (cell.column < first and labels.look_up(cell.text) is None):
            continue  # left of all headings stands the label of the table
        if cell.value.__class__ is not str:
            return []
        cells.append(cell)
    found = [_read(cell, labels) for cell in cells]
    texts = Counter(heading.cell.text for heading in headings)
    single = {heading.columns[0] for heading in headings if len(heading.columns) == 1 == texts[heading.cell.text]}
    dividing = [heading for heading in found if heading.key is not None and heading.columns[0] not in single]
    strange = [heading for heading in found if heading.key is None]
    if any(len(normal(heading.cell.text)) > _LONGEST_PART for heading in strange):
        return []
    return found if len(dividing) > 1 or (dividing and not strange) else []


def _joined(upper: list[Heading], lower: list[Heading]) -> list[Heading]:
    """Two rows of headings as one: where both have a heading the lower one counts, in the sense of the upper."""
    made: list[Heading] = []
    covered: set[int] = set()
    inherited: set[str] = set()
    for heading, over in _pairs(upper, lower):
        same = over is not None and normal(over.cell.text) == normal(heading.cell.text)
        if over is not None and same and len(over.columns) == 1 == len(heading.columns):
            continue
        key = _key(heading.key, over.key if over else None, inherited)
        made.append(heading._replace(key=key))
        covered.update(heading.columns)
    for heading in upper:
        rest = [column for column in heading.columns if column not in covered]
        if rest:
            made.append(heading._replace(columns=rest))
    return sorted(made, key=lambda heading: heading.columns[0])


def _pairs(upper: list[Heading], lower: list[Heading]) -> Iterator[tuple[Heading, Heading | None]]:
    """Each lower heading with the upper one above it; one that is not merged reaches to the next."""
    firsts = [heading.columns[0] for heading in upper]
    for heading in lower:
        column = heading.columns[0]
        at = bisect_right(firsts, column)
        over = upper[at - 1] if at else None
        reaches = over is not None and (column in over.columns or over.cell.rows == over.cell.columns == 1)
        yield heading, over if reaches else None


def _key(own: str | None, over: str | None, inherited: set[str]) -> str | None:
    """What a part of a divided heading is: by its own label, or for the first without one by the heading above."""
    if over == "actual" and own is not None:
        return _OF_ACTUAL.get(own, own)
    if own is not None or over is None or over in inherited:
        return own
    inherited.add(over)
    return over
