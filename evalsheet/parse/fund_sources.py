"""The funds block where the sources of money are no rows: columns, or labels with the amounts behind them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple, TypeVar

from .. import values
from ..model import NOTHING, Cell, Fact, Field, FundRow, Profile, Where
from .beside import Extra, keep_row
from .funds import AMOUNTS, kind_of
from .sheet import Sheet, has_text, money_field, rate_field, score_reader, text_field, weight_field

_SCORED = ("weight", "rate", "score")
_ENTRIES = (*AMOUNTS, *_SCORED)
#: A place of the sheet, by row and column.
Place = tuple[int, int]


class Source(NamedTuple):
    """A source of money: its label, and where its entries stand."""

    label: Cell | None
    kind: str
    entries: dict[str, Place]


class FundSources:
    """A funds block in another layout than one row a source; as `Funds`, read from ``sources``."""

    def __init__(self, sheet: Sheet, sources: list[Source], headings: dict[str, Cell], unit: str, extra: Extra) -> None:
        self._sheet, self._unit = sheet, unit
        if not any(source.kind == "total" for source in sources) and len(sources) == 1:
            sources = [sources[0]._replace(kind="total")]
        if "budget" not in headings and headings.keys() >= {"initial_budget", "executed"}:
            headings, sources = _as_budget(headings), [one._replace(entries=_as_budget(one.entries)) for one in sources]
        self.rows = [self._row(source) for source in sources]
        total = next((source for source in sources if source.kind == "total"), None)
        #: The cell of each heading; what the total has no place for cannot be asked for.
        self.headings = {key: cell for key, cell in headings.items() if total is None or key in total.entries}
        self.facts: list[Fact] = []
        #: What stands beside the amounts and is no entry, by its label.
        self.extra = extra
        places = [place for source in sources for place in source.entries.values()]
        labels = [source.label for source in sources if source.label is not None]
        cells = (*headings.values(), *labels)
        self.claimed = {row for row, _ in places} | {cell.row for cell in cells}

    def _row(self, source: Source) -> FundRow:
        fields: dict[str, Field[Decimal]] = {}
        exact: Decimal | None = None
        for key in _ENTRIES:
            place = source.entries.get(key)
            if place is None:
                continue
            where, cell = self._sheet.where(*place), self._cell(*place)
            if key == "rate":
                budget, executed = fields.get("budget", NOTHING).value, fields.get("executed", NOTHING).value
                exact = executed / budget if budget and executed is not None else None
            fields[key] = self._entry(key, where, cell, exact, fields.get("weight", NOTHING))
        label = source.label
        item = Field[str](None, "", next(iter(fields.values())).where) if label is None else None
        return FundRow(item or text_field(self._sheet.at(label), label), source.kind, **fields)  # type: ignore[arg-type]

    def _cell(self, row: int, column: int) -> Cell:
        found = (cell for cell in self._sheet.rows.get(row, ()) if cell.column == column)
        return next(found, Cell(row, column, None, ""))

    def _entry(
        self, key: str, where: Where, cell: Cell, exact: Decimal | None, weight: Field[Decimal]
    ) -> Field[Decimal]:
        if not has_text(cell):
            return Field(None, "", where)
        if key in AMOUNTS:
            return money_field(where, cell, self._unit)
        if key == "rate":
            return rate_field(where, cell, exact)
        read = weight_field if key == "weight" else score_reader(weight)
        return read(where, cell)


def read(sheet: Sheet, rows: list[int], header: int | None, profile: Profile, unit: str) -> FundSources | None:
    """The funds block if its sources are columns or labels with amounts; ``header`` is the row that names amounts.

    Without such a row each amount may have a row of its own.
    """
    found = _amounts_down(sheet, rows, profile) if header is None else _beside_or_below(sheet, header, rows, profile)
    if found is None:
        return None
    sources, headings = found
    return FundSources(sheet, sources, headings, unit, {} if header is not None else _others(sheet, found, profile))


_T = TypeVar("_T")


def _as_budget(entries: dict[str, _T]) -> dict[str, _T]:
    """The only amount beside the executed one is what it is held against: 当年预算数."""
    return {"budget" if key == "initial_budget" else key: entry for key, entry in entries.items()}


Found = tuple[list[Source], dict[str, Cell]]


def _beside_or_below(sheet: Sheet, header: int, rows: list[int], profile: Profile) -> Found | None:
    """Where an amount stands right of its name, or the names of sources below it; None for the usual layout."""
    cells = sheet.rows[header]
    at = next((n for n, cell in enumerate(cells) if profile.fund_columns.look_up(cell.text) in AMOUNTS), None)
    if at is None:
        return None
    if at + 1 < len(cells) and _is_amount(cells[at + 1]):
        return _pairs(sheet, [number for number in rows if number >= header], profile)
    first = cells[at].column
    for cell in sheet.cells_of(sheet.after(header)):
        if cell.column >= first:
            if cell.value.__class__ is str and _is_item(cell.text, profile):
                return _divided(sheet, header, rows, profile)
            break
    return None


def _is_amount(cell: Cell) -> bool:
    return cell.text[:1].isdigit() and values.money(cell.text) is not None


def _is_entry(cell: Cell) -> bool:
    """An amount, points or a rate."""
    return _is_amount(cell) or (cell.text[:1].isdigit() and values.number(cell.text.rstrip("%％")) is not None)


def _items(cells: list[Cell], profile: Profile) -> list[Cell]:
    return [cell for cell in cells if cell.text and _is_item(cell.text, profile)]


def _is_item(text: str, profile: Profile) -> bool:
    return profile.fund_items.look_up(text) is not None or kind_of(text, profile) != "other"


def _pairs(sheet: Sheet, rows: list[int], profile: Profile) -> Found | None:
    """预算数：300 | 执行数：300, and below each of the two its sources with their amounts."""
    headings: dict[str, Cell] = {}
    keys: dict[int, str] = {}
    sources: dict[str, Source] = {}
    total = Source(None, "total", {})
    for number in rows:
        labels = sheet.keys(number) - {"funds"}
        if number != rows[0] and labels - {"total", "subtotal"}:
            break
        cells = sheet.rows[number]
        for at, cell in enumerate(cells):
            key = profile.fund_columns.look_up(cell.text) if cell.text else None
            place = (number, _next_column(cells, at))
            if key in _ENTRIES and key not in headings:
                headings[key], keys[cell.column] = cell, key
                total.entries[key] = place
            elif cell.column in keys and cell.text and key is None:
                source = sources.setdefault(
                    kind_of(cell.text, profile) + cell.text, Source(cell, kind_of(cell.text, profile), {})
                )
                source.entries.setdefault(keys[cell.column], place)
    return [total, *sources.values()], headings


def _next_column(cells: list[Cell], at: int) -> int:
    """The column right of a cell: that of the next cell if it is there."""
    cell = cells[at]
    behind = cells[at + 1] if at + 1 < len(cells) else None
    if behind is not None and _is_amount(behind):
        return behind.column
    return cell.column + cell.columns


def _divided(sheet: Sheet, header: int, rows: list[int], profile: Profile) -> Found | None:
    """A second row of the heading names the sources below each amount; one row of amounts follows."""
    below = [number for number in rows if number > header]
    look_up = profile.fund_columns.look_up
    heads = [(cell, look_up(cell.text)) for cell in sheet.rows[header] if has_text(cell)]
    known = [(cell, key) for cell, key in heads if key in _ENTRIES]
    first = min((cell.column for cell, _ in known), default=0)
    if len(below) < 2:
        return None
    parts = _items([cell for cell in sheet.rows[below[0]] if cell.column >= first], profile)
    if len(parts) < 2:
        return None
    headings: dict[str, Cell] = {}
    sources: dict[str, Source] = {}
    for part in parts:
        over = [(cell, key) for cell, key in known if cell.column <= part.column]
        if not over or over[-1][1] not in AMOUNTS:
            return None
        cell, key = over[-1]
        assert key is not None
        headings.setdefault(key, cell)
        kind = kind_of(part.text, profile)
        sources.setdefault(part.text, Source(part, kind, {})).entries[key] = (below[1], part.column)
    total = next((source for source in sources.values() if source.kind == "total"), None)
    for cell, key in known:
        if key not in headings and key is not None and total is not None:
            headings[key] = cell
            total.entries[key] = (below[1], cell.column)
    return list(sources.values()), headings


def _amounts_down(sheet: Sheet, rows: list[int], profile: Profile) -> Found | None:
    """Each amount has a row; the rows above them name the sources over their columns, and perhaps rate and points."""
    lines = dict(_lines(sheet, rows, profile))
    amounts = {key: cell for key, cell in lines.items() if key in AMOUNTS}
    if "executed" not in amounts or len(amounts) < 2:
        return None
    first = min(cell.row for cell in amounts.values())
    edge = max(cell.column + cell.columns for cell in amounts.values())
    scored = {key: _behind(sheet, cell, edge) for key, cell in lines.items() if key not in AMOUNTS}
    rates = lines.get("rate")
    parts: list[Cell] = []
    for heading in _headings_over(sheet, [number for number in rows if number < first], first, edge):
        key = profile.fund_columns.look_up(heading.text)
        if key not in _SCORED:
            parts.append(heading)
        elif key not in lines:
            lines[key] = heading
            scored[key] = (first, heading.column)
    if not _items(parts, profile):
        parts = []
    kinds = [kind_of(part.text, profile) for part in parts]
    columns: list[tuple[Cell | None, str, int]] = [(None, "total", edge)]
    if parts:
        columns = [(part, kind, part.column) for part, kind in zip(parts, kinds, strict=True)]
    sources = []
    for part, kind, column in columns:
        places = {key: (cell.row, column) for key, cell in amounts.items()}
        if kind == "total":
            places |= scored
        if part is not None and rates is not None and _stands(sheet, rates.row, column):
            places["rate"] = (rates.row, column)
        sources.append(Source(part, kind, places))
    return sources, lines


def _stands(sheet: Sheet, row: int, column: int) -> bool:
    return any(cell.column == column and has_text(cell) for cell in sheet.rows[row])


def _behind(sheet: Sheet, label: Cell, edge: int) -> Place:
    """Where the entry of a label stands: right of it, else in the first column of the amounts, ``edge``."""
    cell = sheet.right_of(label)
    if cell is not None and _is_entry(cell):
        return (label.row, cell.column)
    return (label.row, max(edge, label.column + label.columns))


def _others(sheet: Sheet, found: Found, profile: Profile) -> Extra:
    """What else the rows of amounts say in pairs behind the first: 上年预算额 | 900000."""
    extra: Extra = {}
    sources, headings = found
    if len(sources) > 1:
        return extra
    read = {place for source in sources for place in source.entries.values()}
    taken = read | {(cell.row, cell.column) for cell in headings.values()}
    for row in sorted({row for row, _ in read}):
        cells = [cell for cell in sheet.rows[row] if (row, cell.column) not in taken]
        first = min(column for at, column in read if at == row)
        keep_row(extra, sheet, (cell for cell in cells if cell.column > first), profile.labels)
    return extra


def _headings_over(sheet: Sheet, above: list[int], first: int, edge: int) -> list[Cell]:
    """The headings right above row ``first`` from column ``edge`` on, each the lowest of its column, in two rows."""
    over: dict[int, Cell] = {}
    for number in above[-2:]:
        if number == above[-1] or any(
            cell.row + cell.rows == first and cell.column >= edge for cell in sheet.rows[number]
        ):
            cells = (cell for cell in sheet.rows[number] if cell.column >= edge)
            over.update((column, cell) for cell in cells for column in range(cell.column, cell.column + cell.columns))
    found = {cell: None for _, cell in sorted(over.items()) if cell.text and cell.value.__class__ is str}
    return list(found)


def _lines(sheet: Sheet, rows: list[int], profile: Profile) -> Iterator[tuple[str, Cell]]:
    """The rows that begin with the name of an amount, of the rate or of the points."""
    begun = False
    for number in rows:
        if begun and sheet.keys(number) - {"funds", "total", "subtotal"}:
            return
        texts = [cell for cell in sheet.rows[number] if has_text(cell)]
        keys = [profile.fund_columns.look_up(cell.text) for cell in texts]
        at = next((at for at, key in enumerate(keys[:2]) if key in AMOUNTS or (begun and key in _ENTRIES)), None)
        if at is None:
            continue
        begun = True
        if keys[at] in AMOUNTS or keys[at + 1 : at + 2] in ([], [None]):  # else a name over 分值 and 得分
            yield str(keys[at]), texts[at]
        for label, key, behind in zip(texts[at + 1 :], keys[at + 1 :], texts[at + 2 :], strict=False):
            if key is not None and key in _SCORED and _is_entry(behind):
                yield key, label
