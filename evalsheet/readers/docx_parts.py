"""What a Word document consists of: lines, page breaks, tables with rows and cells; and what holds them while they are
read."""

from __future__ import annotations

from dataclasses import dataclass, field


class Break:
    """The end of a page or a section."""


BREAK = Break()


@dataclass(slots=True)
class Cell:
    """A cell of a table: the lines and tables in it, and how it is joined to its neighbours."""

    items: list[Item] = field(default_factory=list)
    #: Columns of the table's grid that it covers.
    span: int = 1
    #: "" for a cell of its own, "restart" for the first of a vertical merge, "continue" for the others.
    merged: str = ""
    #: Joined to the cell left of it (an old way to write it).
    joined: bool = False
    deleted: bool = False
    #: The lines of text boxes, which are not laid out in the cell.
    boxes: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """A row of a table; ``before`` columns of the grid are left out in front of it."""

    cells: list[Cell] = field(default_factory=list)
    before: int = 0
    hidden: bool = False
    deleted: bool = False


@dataclass(slots=True)
class Table:
    """A table; ``widths`` are those of the columns of its grid, in twentieths of a point."""

    rows: list[Row] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)


Item = str | Break | Table


@dataclass(slots=True)
class Story:
    """The lines, page breaks and tables of a document in order, and whether it has pictures."""

    items: list[Item] = field(default_factory=list)
    pictures: bool = False


@dataclass(slots=True)
class Field:
    """A field that has begun: its code, until the separator, is not shown; ``choice`` is what a form field shows."""

    start: int
    code: bool = True
    choice: str = ""


@dataclass(slots=True)
class Place:
    """Where paragraphs go: the body, a cell, a text box. ``line`` is the paragraph being read."""

    items: list[Item]
    boxes: list[Item]
    fields: list[Field] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    #: Its mark is deleted; a section ends with it.
    mark_deleted: bool = False
    section_ends: bool = False
