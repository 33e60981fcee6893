"""The input files: which there are below the paths that are given, and their bytes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from . import limits, urls
from .model import Unreadable
from .readers import archive, kinds

if TYPE_CHECKING:
    from pathlib import Path

#: File names that a search takes for workbooks and for documents; what they are is decided by their content.
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".et", ".ett", ".xlsb", ".ods", ".fods"})
#: Those that LibreOffice converts, which takes a second or more.
CONVERTED = frozenset({".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt"})
#: Names under which there may be tables, and much else: what holds no form is a hint, whatever it is.
LOOSE = frozenset({".xml", ".html", ".htm", ".csv", ".tsv"})
SUFFIXES = WORKBOOKS | CONVERTED | LOOSE | {".docx", ".docm", ".dotx", ".dotm"}


class Found(NamedTuple):
    """An input file; ``named`` if the user gave it by name rather than by its folder."""

    path: str
    named: bool
    #: Where it stands below that folder; for a named file its name.
    relative: str = ""
    #: The file is one of those in the archive at ``path``.
    member: archive.Member | None = None

    @property
    def name(self) -> str:
        """What to call it: 报送/表.xlsx, 报送.zip!县/表.xlsx. Bytes that are no text are shown as \\xff."""
        name = self.path
        if not name.isascii():
            name = os.fsencode(name).decode("utf-8", "backslashreplace")
        return f"{name}{archive.SEPARATOR}{self.member.name}" if self.member else name


class Search(NamedTuple):
    """What was found below the given paths, in a stable order."""

    files: list[Found]
    #: Files of other kinds, and how many hidden and lock files were passed over.
    unread: list[str]
    skipped: int


def search(paths: Iterable[str], suffixes: frozenset[str] = SUFFIXES, archives: bool = True) -> Search:
    """The input files: those named, and those below the folders named, by their ``suffixes`` and names; `-` is standard
    input. In the place of an archive come the files in it, unless it is to be left closed. A path may be a URL; raises
    `urls.BadUrl` for one that cannot be opened, OSError where the service does not answer.
    """
    searching = _Searching(suffixes, archives)
    for path in map(urls.plain, paths):
        below = None
        if urls.is_url(path):
            from . import storage

            below = storage.files(path)
        if below is not None:
            searching.listed(path, below)
        elif path != "-" and os.path.isdir(path):
            from pathlib import Path

            searching.folder(Path(path))
        else:
            searching.named(path)
    return Search(searching.files, searching.unread, searching.skipped)


class _Searching:
    """What was found so far."""

    def __init__(self, suffixes: frozenset[str], archives: bool) -> None:
        self.files: list[Found] = []
        self.unread: list[str] = []
        self.skipped = 0
        self._suffixes = suffixes
        self._archives = archives

    def named(self, path: str) -> None:
        """A file that the user named, whatever it is; an archive with nothing to read is said to be one."""
        found = Found(path, True, os.path.basename(path))
        if path == "-" or not self._open(found):
            self.files.append(found)

    def folder(self, folder: Path) -> None:
        """All that stands below a folder."""

        def closed(error: OSError) -> None:  # said as a result of its own, not passed over
            self.files.append(Found(str(error.filename), False))

        for root, folders, names in os.walk(folder, onerror=closed):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = os.path.join(root, name)
                self._take(Found(path, False, os.path.relpath(path, folder)), name)

    def listed(self, folder: str, below: Iterable[str]) -> None:
        """All that stands below a folder at a URL."""
        for url in below:
            relative = url.removeprefix(folder.rstrip("/") + "/")
            *above, name = relative.split("/")
            if not any(one.startswith(".") for one in above):
                self._take(Found(url, False, relative), name)

    def _take(self, found: Found, name: str) -> None:
        """A file that was not named."""
        if name.startswith(_HIDDEN):
            self.skipped += 1
        elif self._is_wanted(name):
            self.files.append(found)
        elif not (name.lower().endswith(".zip") and self._open(found)):
            self.unread.append(found.path)

    def _is_wanted(self, name: str) -> bool:
        return suffix(name) in self._suffixes

    def _open(self, found: Found) -> bool:
        """Takes the files in an archive; False if it is none, or one without a file to read."""
        if not self._archives:
            return False
        try:
            if not self._may_be_archive(found.path):
                return False
            data = content_at(found.path)
            members = archive.members(data) if archive.is_archive(data) else []
        except (OSError, Unreadable):  # said when it is read
            return False
        inside = [member for member in members if not _is_clutter(member)]
        # an archive that was not opened is said to be one
        wanted = [member for member in inside if self._is_wanted(member.file) or member.file.lower().endswith(".zip")]
        if wanted:
            self.files += (found._replace(named=False, member=member) for member in wanted)
            self.skipped += len(members) - len(inside)
            taken = {member.place for member in wanted}
            self.unread += (found._replace(member=one).name for one in inside if one.place not in taken)
        return bool(wanted)

    def _may_be_archive(self, path: str) -> bool:
        if urls.is_url(path):
            return path.lower().endswith(".zip")
        if not os.path.isfile(path):  # opening a pipe would wait
            return False
        with open(path, "rb") as file:
            return file.read(2) == kinds.ZIP


#: How the names of files begin that are hidden, or that Office makes beside an open file.
_HIDDEN = (".", "~$")


def _is_clutter(member: archive.Member) -> bool:
    """A hidden file, or one of those that macOS adds."""
    return member.file.startswith(_HIDDEN) or "__MACOSX/" in member.name


def suffix(name: str) -> str:
    """The ending of a file's name: .xlsx; what the file is, its content says."""
    return os.path.splitext(name)[1].lower()


def bytes_of(found: Found, stdin: BinaryIO | None = None, shelf: archive.Shelf | None = None) -> bytes:
    """The content of an input file. Raises Unreadable."""
    if found.path == "-" and stdin is not None:
        return stdin.read()
    if found.member is not None:
        return (shelf or archive.Shelf(content_at)).content(found.path, found.member)
    return content_at(found.path)


def content(source: str | os.PathLike[str] | bytes) -> tuple[bytes, str]:
    """The content of a file given by path or content, and its name. Raises Unreadable FIL04, FIL09."""
    if isinstance(source, bytes):
        return source, ""
    path = os.fspath(source)
    return content_at(path), path


def content_at(path: str) -> bytes:
    """The bytes of a regular file; raises Unreadable FIL09, or FIL04 if it is larger than any form can be."""
    try:
        if urls.is_url(path):
            return _remote(path)
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):  # a pipe or device would block or never end
            raise Unreadable("FIL09", variant="folder" if stat.S_ISDIR(status.st_mode) else "special")
        with open(path, "rb", buffering=0) as file:
            head = file.read(2)
            # a workbook is a zip as well, and refused once it is known to be one
            limits.check("archive_bytes" if head == kinds.ZIP else "file_bytes", status.st_size)
            return head + file.read()
    except (FileNotFoundError, NotADirectoryError):
        raise Unreadable("FIL09", variant="missing") from None
    except PermissionError:
        raise Unreadable("FIL09", variant="denied") from None
    except OSError as error:
        raise Unreadable("FIL09", error=error.strerror or type(error).__name__) from None


def _remote(url: str) -> bytes:
    from . import storage

    limits.check("archive_bytes", storage.status(url).size)
    data = storage.read(url)
    if data[:2] != kinds.ZIP:
        limits.check("file_bytes", len(data))
    return data


@cache
def shelf() -> archive.Shelf:
    """The archives that this process has open."""
    return archive.Shelf(content_at)
