"""Fuzzing of one reader: ``python -m tests.fuzzing KIND SECONDS FILE [SEED [READER]]``, to be run as a process of its own.

Files of the kind are mutated and read, and what was read is judged. ``FILE`` always holds the input that is being read;
the process ends with 0 when the time is over, with 1 on an input that a reader fails on (the smallest that hypothesis
found), and is killed by a signal on one that takes too long or brings the process down.
"""

from __future__ import annotations

import io
import itertools
import random
import re
import signal
import struct
import sys
import time
import zipfile
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from evalsheet import compute, readers, reports, rules
from evalsheet.model import Grid, Result, Unreadable
from evalsheet.parse import parse
from evalsheet.readers import archive, delimited, libreoffice, package

from .forms import STANDARD, grid

#: Seconds of the processor that one small file may take, and bytes of memory more than at the start.
SECONDS, MEMORY = 10, 1 << 30
#: What no file may end in: out of time, out of memory, a reader or a rule that failed.
FAULTS = ("FIL05", "FIL06", "FIL07", "FIL90")


@cache
def seeds(kind: str) -> list[bytes]:
    """Files of that kind to begin with. Made when asked for: each process fuzzes one kind."""
    from samples import formats, make_samples

    from . import documents, packages, records, rich_workbooks, test_formats

    form = grid(STANDARD)
    as_xlsx = make_samples.with_shared_strings
    if kind == "xlsx":
        return [
            as_xlsx(form, typed=True),
            make_samples.with_inline_strings(form, typed=False),
            *small(rich_workbooks.books()),
        ]
    if kind == "xls":
        return [formats.xls(form), old_workbook(records)]
    if kind == "xlsb":
        return [records.xlsb_of(form), packages.zipped(xlsb_parts(records))]
    if kind == "ods":
        return [formats.ods(form)]
    if kind == "fods":
        return [test_formats.as_flat(formats.ods(form))]
    if kind == "xml2003":
        return [formats.xml2003(form)]
    if kind == "html":
        return [formats.web_page(form), formats.web_page(form).decode("utf-8", "replace").encode("utf-16")]
    if kind == "text":
        return [formats.text(form), '项目,分值\r\n"甲\n乙",10\r\n'.encode("utf-16")]
    if kind == "docx":
        nested = documents.tbl(
            documents.tr(
                documents.tc("甲", merge="restart"), documents.tc(documents.tbl(documents.tr("x", "y")), span=2)
            )
        )
        return [make_samples.as_document(form, ["存在问题：无"]), documents.document(documents.p("甲") + nested)]
    if kind == "zip":
        inner = packages.zipped({"二.xlsx": as_xlsx(form, typed=True), "县/说明.txt": "x"})
        return [packages.zipped({"一.xlsx": as_xlsx(form, typed=True), "内.zip": inner})]
    if kind == "doc":
        heads = {"WordDocument": b"\xec\xa5\xc1\0" + b"\0" * 600, "1Table": b"\0" * 100}
        return [records.container(heads), b"{\\rtf1 \\trowd a\\cell\\row}", *odt(packages)]
    assert kind == "locked"
    from .test_password import encrypted

    return [encrypted(as_xlsx(form, typed=True))]


def small(books: dict[str, bytes]) -> list[bytes]:
    return [data for data in books.values() if len(data) < 60_000]


def old_workbook(records) -> bytes:  # type: ignore[no-untyped-def]
    cells = records.biff(0x203, 0, 0, 0, struct.pack("<d", 1)) + records.biff(0x204, 1, 0, 0, records.wide("字"))
    cells += records.biff(0xE5, 1, 0, 3, 0, 2) + records.biff(0x06, 2, 0, 0, b"\0" * 6 + b"\xff\xff" + b"\0" * 8)
    return records.stream(cells, records.biff(0x41E, 164, records.wide("0.0%")))  # type: ignore[no-any-return]


def xlsb_parts(records) -> dict[str, str | bytes]:  # type: ignore[no-untyped-def]
    cells = records.row(1) + records.binary(7, 0, 0, 0) + records.binary(9, 1, 0, b"\0" * 8, b"\0" * 10)
    return records.xlsb_members(cells + records.binary(176, 4, 5, 0, 2), strings=["共享"])  # type: ignore[no-any-return]


def odt(packages) -> list[bytes]:  # type: ignore[no-untyped-def]
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": "<manifest:manifest/>"}
    return [packages.zipped({**parts, "content.xml": "<office:document-content/>"})]


KINDS = ("xlsx", "xls", "xlsb", "ods", "fods", "xml2003", "html", "text", "docx", "zip", "doc", "locked")

# mutations: (data, where, how many bytes, what) -> data

#: What readers must expect, and mutations of bytes hardly ever find.
_WORDS = (
    b"\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"&#0;", b"&#x110000;", b"&#xD800;", b"&lt;", b"<!--", b"-->", b"<![CDATA[",
    b"]]>", b"<!DOCTYPE a>", b"<?xml?>", b"</", b"/>", b"<", b">", b'"', b"=", b"\xed\xa0\x80", b"\xff\xfe", b"\xef\xbb\xbf",
    "１２".encode(), "²".encode(), "٣".encode(), b"1e999", b"-1e-999", b"1E400", b"NaN", b"Infinity", b"-0", b"1_0", b"0x1F",
    b"99999999999999999999", b"-1", b"1048577", b"XFE1", b"A1048577", b"A0", b"A1:XFD1048576", b"9999-99-99", b"PT9999999999H",
    b"xml:space", b"t=\"s\"", b"t=\"d\"", b"t=\"e\"", b"t=\"inlineStr\"", b"hidden=\"1\"", b" r=\"\"", "，".encode(), b"\r\n", b"\t",
)  # fmt: skip
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_DIGITS = re.compile(rb"[0-9]+")


def _byte(data: bytes, at: int, length: int, what: int) -> bytes:
    return data[:at] + bytes([what & 0xFF]) + data[at + 1 :]


def _number(data: bytes, at: int, length: int, what: int) -> bytes:
    size = (1, 2, 4)[what % 3]
    value = _NUMBERS[what // 3 % len(_NUMBERS)] & (1 << 8 * size) - 1
    return data[:at] + value.to_bytes(size, "little") + data[at + size :]


def _word(data: bytes, at: int, length: int, what: int) -> bytes:
    return data[:at] + _WORDS[what % len(_WORDS)] + data[at + (what >> 8 & 1) * length :]


def _digits(data: bytes, at: int, length: int, what: int) -> bytes:
    """Another number in the place of one that is written out."""
    match = _DIGITS.search(data, at)
    if match is None:
        return data
    return data[: match.start()] + str(_NUMBERS[what % len(_NUMBERS)] * (1 + what % 2)).encode() + data[match.end() :]


def _cut(data: bytes, at: int, length: int, what: int) -> bytes:
    return data[:at]


def _without(data: bytes, at: int, length: int, what: int) -> bytes:
    return data[:at] + data[at + length :]


def _again(data: bytes, at: int, length: int, what: int) -> bytes:
    """A piece, some times over."""
    return data[:at] + data[at : at + length] * (2 + what % 40) + data[at + length :]


def _moved(data: bytes, at: int, length: int, what: int) -> bytes:
    """A piece that stands elsewhere."""
    start = what % max(len(data), 1)
    return data[:at] + data[start : start + length] + data[at:]


_MUTATIONS = (_byte, _byte, _number, _number, _word, _word, _digits, _digits, _without, _again, _moved, _cut)


def mutated(data: bytes, chance: random.Random, edits: int) -> bytes:
    """The bytes with so many mutations, one after the other."""
    for _ in range(edits):
        mutation = chance.choice(_MUTATIONS)
        length = chance.choice((1, 4, 20, 100, 600))
        data = mutation(data, chance.randrange(len(data) or 1), length, chance.getrandbits(32))
    return data[: 4 << 20]


def inside(data: bytes, chance: random.Random, edits: int) -> bytes:
    """A zip with so many mutations in one of its members."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.randrange(len(old.infolist()))
        for index, member in enumerate(old.infolist()):
            content = old.read(member)
            new.writestr(member.filename, mutated(content, chance, edits) if index == chosen else content)
    return out.getvalue()


def fault(data: bytes) -> str:
    """What went wrong with a file, empty if nothing did: it was read and judged, or refused as promised."""
    try:
        if archive.is_archive(data):
            shelf = archive.Shelf(lambda _: data)
            members = archive.members(data)
            return next(filter(None, (fault_inside(shelf, member) for member in members[:5])), "")
        return judged(data)
    except Unreadable as error:
        return f"{error.code} {dict(error.values)}" if error.code in FAULTS else ""


def fault_inside(shelf: archive.Shelf, member: archive.Member) -> str:
    try:
        return judged(shelf.content("", member))
    except Unreadable as error:
        return error.code if error.code in FAULTS else ""


def judged(data: bytes) -> str:
    """Reads, judges, and says in every format what was found."""
    forms = parse(readers.grids(data, "f", "secret"), None, None).forms
    checked = tuple(compute.checked(form, tuple(rules.check(form))) for form in forms)
    for name in ("jsonl", "csv", "github", "text"):
        "".join(reports.render(name, [Result("f", "findings", checked)], "zh", 1)).encode("utf-8", "replace")
    return next((f"FIL90 {one.values}" for form in checked for one in form.findings if one.code in FAULTS), "")


def without_libreoffice(*_: object) -> bytes:
    """It is another program, in a process of its own."""
    raise package.damaged("convert")


def run(kind: str, budget: float, path: Path, first: int) -> str:
    """Mutates and reads until the time is over. What went wrong, empty for nothing."""
    libreoffice.converted = without_libreoffice
    files = seeds(kind)
    zips = [data for data in files if zipfile.is_zipfile(io.BytesIO(data))]
    end = time.monotonic() + budget
    count = 0
    failed: dict[bytes, str] = {}

    def one(data: bytes) -> None:
        nonlocal count
        count += 1
        path.write_bytes(data)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            said = fault(data)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"[:500]
        signal.setitimer(signal.ITIMER_PROF, 0)
        if said:
            failed[data] = said
        assert not said, said

    drawn = given(st.integers(0, 2**32 - 1), st.integers(1, 8))
    quick = settings(
        max_examples=300, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    try:
        for data in files:
            one(data)
        for number in itertools.count(first):
            if time.monotonic() > end:
                break

            def mutations(chosen: int, edits: int) -> None:
                if time.monotonic() > end:  # a failure that does not come again ends the search for a smaller one
                    return
                chance = random.Random(chosen)
                data = chance.choice(files)
                within = data in zips and chance.random() < 0.7
                one(inside(data, chance, edits) if within else mutated(data, chance, edits))

            seed(number)(quick(drawn(mutations)))()
    except Exception:
        if not failed:
            raise
        smallest = min(failed, key=len)
        path.write_bytes(smallest)
        return failed[smallest]
    print(f"{kind}: {count} files in {budget:.0f} s")
    return ""


def limit_memory() -> None:
    with suppress(ImportError):  # there is none on Windows
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))


def replace_reader(code: str) -> None:
    """In the place of the reader of texts one that fails, once in a while, in the way of that line of Python."""

    def failing(source: readers.Source) -> tuple[Grid, ...]:
        if is_failing(source.data):
            exec(code)
        return ()

    delimited.read = failing


def is_failing(data: bytes) -> bool:
    """Whether that reader fails on it."""
    return zlib.crc32(data) % 16 == 0


def main(kind: str, seconds: str, path: str, first: str = "0", reader: str = "") -> str:
    """Runs with the arguments of the command line."""
    limit_memory()
    if reader:
        replace_reader(reader)
        global SECONDS
        SECONDS = 1
    return run(kind, float(seconds), Path(path), int(first))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) or 0)
