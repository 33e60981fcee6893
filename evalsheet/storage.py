"""Where files stand: in a folder of this machine, or at a URL (``s3://…``, whatever fsspec knows).

A folder of this machine needs no further package; a URL needs fsspec and what it uses for that kind of URL.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple, Protocol

from .urls import BadUrl, is_url, plain


class Status(NamedTuple):
    """How large a file is, and when it was last changed, in seconds; 0 if nobody knows."""

    size: int
    modified: int


def files(url: str) -> list[str] | None:
    """The URLs of all files below a folder, in order; None if there is no folder. Raises BadUrl, OSError."""
    system, path = _opened(url)
    with _plain_errors():
        if not system.isdir(path):
            return None
        return sorted(system.unstrip_protocol(one) for one in system.find(path))


def status(url: str) -> Status:
    """What is known of a file without reading it. Raises BadUrl, OSError."""
    system, path = _opened(url)
    with _plain_errors():
        about = system.info(path)
    if about["type"] == "directory":
        raise IsADirectoryError(url)
    changed = about.get("LastModified") or about.get("last_modified") or about.get("mtime") or about.get("created") or 0
    return Status(int(about["size"]), int(changed.timestamp() if hasattr(changed, "timestamp") else changed))


def read(url: str) -> bytes:
    """The content of a file. Raises BadUrl, OSError."""
    system, path = _opened(url)
    with _plain_errors():
        return system.cat_file(path)  # type: ignore[no-any-return]


def _opened(url: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ImportError:
        raise BadUrl(f"{url} 需要 fsspec：请安装 'evalsheet[cluster]'") from None
    try:
        # what other machines write is to be seen at once
        return fsspec.core.url_to_fs(url, use_listings_cache=False)  # type: ignore[no-any-return]
    except (ImportError, ValueError) as error:
        raise BadUrl(f"打不开 {url}：{error}") from None


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Errors of a service, whatever their classes, as OSError."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{type(error).__name__}: {error}") from error


class Folder(Protocol):
    """A folder that is written to; keys are paths below it with slashes."""

    def children(self, key: str = "") -> list[str]:
        """The names directly below; none if nothing is there."""

    def has(self, key: str) -> bool:
        """Whether there is such a file."""

    def read(self, key: str) -> bytes:
        """The content of a file. Raises OSError."""

    def write(self, key: str, data: bytes) -> None:
        """Writes a file whole or not at all, and the folders above it. Raises OSError."""

    def remove(self, key: str) -> None:
        """Takes a file away, if it is there."""


def folder(root: str) -> Folder:
    """The folder at a path or URL. Raises BadUrl."""
    return _Remote(root) if is_url(root) else _Local(plain(root))


class _Local:
    """A folder of this machine, or of a share that it has."""

    def __init__(self, root: str) -> None:
        self._root = root

    def _path(self, key: str) -> str:
        return os.path.join(self._root, *key.split("/"))

    def children(self, key: str = "") -> list[str]:
        with suppress(FileNotFoundError):
            return sorted(os.listdir(self._path(key)))
        return []

    def has(self, key: str) -> bool:
        return os.path.isfile(self._path(key))

    def read(self, key: str) -> bytes:
        with open(self._path(key), "rb") as file:
            return file.read()

    def write(self, key: str, data: bytes) -> None:
        above, name = os.path.split(self._path(key))
        os.makedirs(above, exist_ok=True)
        import uuid  # 4 ms to import, for those who have a dataset

        # a name of its own: a part may be written twice at once, where a machine was given up too early
        temporary = os.path.join(above, f".{name}.{uuid.uuid4().hex[:8]}.new")
        with open(temporary, "wb") as file:
            file.write(data)
        os.replace(temporary, os.path.join(above, name))

    def remove(self, key: str) -> None:
        with suppress(FileNotFoundError):
            os.unlink(self._path(key))


class _Remote:
    """A folder of an object store, which writes objects whole."""

    def __init__(self, root: str) -> None:
        self._system, path = _opened(root)
        self._root = path.rstrip("/")

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}" if key else self._root

    def children(self, key: str = "") -> list[str]:
        with _plain_errors(), suppress(FileNotFoundError):
            names = (one.rstrip("/").rpartition("/")[2] for one in self._system.ls(self._path(key), detail=False))
            return sorted(filter(None, names))
        return []

    def has(self, key: str) -> bool:
        with _plain_errors():
            return bool(self._system.isfile(self._path(key)))

    def read(self, key: str) -> bytes:
        with _plain_errors():
            return self._system.cat_file(self._path(key))  # type: ignore[no-any-return]

    def write(self, key: str, data: bytes) -> None:
        path = self._path(key)
        with _plain_errors():
            try:
                self._system.pipe_file(path, data)
            except FileNotFoundError:  # kinds that have real folders
                self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
                self._system.pipe_file(path, data)

    def remove(self, key: str) -> None:
        with _plain_errors(), suppress(FileNotFoundError):
            self._system.rm_file(self._path(key))
