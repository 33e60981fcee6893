"""Writing files: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable


def write_whole(path: str, data: bytes | Iterable[bytes]) -> None:
    """Writes ``data``, whole or piece by piece, beside ``path`` and renames it, so that ``path`` is the old file or the
    new one, never a part.

    A link stays a link, and what is no regular file (a device, a pipe) is written to. Raises OSError, and whatever the
    pieces raise; nothing is left behind then.
    """
    pieces = (data,) if isinstance(data, bytes) else data
    path = os.path.realpath(path)
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as device:
            device.writelines(pieces)
        return
    from tempfile import mkstemp  # slow to import

    folder = os.path.dirname(os.path.abspath(path))
    handle, temporary = mkstemp(dir=folder, prefix=".evalsheet-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode(path: str) -> int:
    """The permissions of the file that is replaced, or those that the user's umask gives to a new one."""
    try:
        return os.stat(path).st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def is_marked(path: str, mark: str) -> bool:
    """Whether a workbook was written by an earlier run, by its properties."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as package:
            return mark.encode() in package.read("docProps/core.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
