"""What a run has found so far, beside its output: a run that was killed goes on from there.

Each record is the result of one input file, in input order, with its length and checksum in front; what a kill cut off
is dropped. The first record says of which run it is. A result is read back by names of ours only: a journal is a file
that others may have touched.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import zlib
from collections.abc import Iterator
from typing import IO, Any

from .model import Result

_HEAD = struct.Struct("<LL")
#: What results are made of.
_MODULES = frozenset({"evalsheet.profiles", "decimal", "datetime"})


class Journal:
    """A journal opened for going on; ``run`` tells one run from another: the options and the input files."""

    def __init__(self, path: str, run: str, resume: bool) -> None:
        self._path, self._run = path, run
        mode = "r+b" if resume and os.path.exists(path) else "w+b"
        self._file: IO[bytes] = open(path, mode)  # noqa: SIM115 - open as long as the run
        if not self._is_of_this_run():
            self._file.seek(0)
            self._file.truncate()
            self.add(run.encode())

    def _is_of_this_run(self) -> bool:
        return next(self._records(), None) == self._run.encode()

    def done(self) -> Iterator[Result]:
        """The results that are there, from the first input file on. What follows is appended behind them."""
        self._file.seek(0)
        end = 0
        for number, record in enumerate(self._records()):
            if number:
                yield _Names(io.BytesIO(record)).load()
            end = self._file.tell()
        self._file.seek(end)
        self._file.truncate()

    def _records(self) -> Iterator[bytes]:
        """The whole records from where the file stands."""
        while len(head := self._file.read(_HEAD.size)) == _HEAD.size:
            length, checksum = _HEAD.unpack(head)
            record = self._file.read(length)
            if len(record) != length or zlib.crc32(record) != checksum:
                return
            yield record

    def add(self, record: bytes) -> None:
        """Writes a result down, as `batch.packed` gives it."""
        self._file.write(_HEAD.pack(len(record), zlib.crc32(record)) + record)
        self._file.flush()

    def close(self, finished: bool) -> None:
        """Ends it; of a run that has finished nothing is left."""
        self._file.close()
        if finished:
            os.unlink(self._path)


class _Names(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Only what results are made of."""
        if module not in _MODULES and not module.startswith("evalsheet.model."):
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a result")
        return super().find_class(module, name)
