"""How much of a form is read as it was written: generated forms in every format and many physical layouts.

The forms and the layouts are drawn anew for each ``seed``; nobody has tuned the reader for what comes out.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import evalsheet
from evalsheet.model import Grid
from tests.forms import grid
from tests.generated import Draft, correct_forms
from tests.layouts import NAMED, Layout, layouts, rows_of, said, without_score, wrong
from tests.written import WRITERS

Write = Callable[[Grid], bytes]


def drawn(strategy: st.SearchStrategy[Any], count: int, number: int) -> list[Any]:
    """So many values of a strategy, the same for the same number."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @seed(number)
    @given(strategy)
    def take(value: Any) -> None:
        found.append(value)

    take()
    return found


def formats(office: bool) -> dict[str, Write]:
    """The writers by the name of their format; those by way of LibreOffice where that is wanted and there."""
    made = dict(WRITERS)
    if office and shutil.which("soffice"):
        made |= {kind: _by_office(kind) for kind in ("doc", "rtf", "odt")}
    return made


def _by_office(kind: str) -> Write:
    from evalsheet.readers import libreoffice

    return lambda form: libreoffice.converted(WRITERS["docx"](form), "docx", kind)


def report(forms: int, number: int = 1, office: bool = False) -> Iterator[str]:
    """Measures, and gives a table line by line."""
    drafts = drawn(correct_forms(), forms, number)
    named: list[tuple[str, Layout]] = list(NAMED.items())
    mixed = [("drawn at random", layout) for layout in drawn(layouts(), 3 * len(named), number)]
    yield f"{len(drafts)} forms drawn (seed {number}), {len(named)} named layouts and {len(mixed)} drawn ones."
    yield ""
    yield "| format | forms | entries | equal, named layouts | equal, drawn layouts |"
    yield "|---|---|---|---|---|"
    missed: Counter[tuple[str, str, str]] = Counter()
    for name, write in formats(office).items():
        few = name not in WRITERS  # each takes seconds
        shares = [share(write, drafts, some[:: 8 if few else 1], name, missed) for some in (named, mixed)]
        read, entries = (sum(one[n] for one in shares) for n in (2, 1))
        first, second = (f"{equal / whole:.3%}" for equal, whole, _ in shares)
        yield f"| {name} | {read} | {entries} | {first} | {second} |"
    if missed:
        yield ""
        yield "Most often read otherwise (format, layout, entry):"
        yield from (f"- {', '.join(what)}: {count}" for what, count in missed.most_common(12))


def share(
    write: Write,
    drafts: list[Draft],
    some: Iterable[tuple[str, Layout]],
    name: str,
    missed: Counter[tuple[str, str, str]],
) -> tuple[int, int, int]:
    """How many entries are equal, how many there are, and in how many forms."""
    equal = whole = count = 0
    for number, (title, layout) in enumerate(some):
        draft = drafts[number % len(drafts)]
        again = without_score(draft)
        written = [draft, again] if layout.second else [draft]
        forms = evalsheet.read(write(grid(rows_of(draft, layout, again))))
        for n, one in enumerate(written):
            entries: Mapping[str, object] = said(one, layout)
            differing = wrong(one, layout, forms[n]) if n < len(forms) else entries
            equal += len(entries) - len(differing)
            whole += len(entries)
            count += 1
            missed.update((name, title, entry.rpartition(".")[2]) for entry in differing)
    return equal, whole, count
