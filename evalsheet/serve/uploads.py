"""Requests taken in: within limits of our own, which are looked at before those of the framework."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from .. import limits
from .refusal import Refusal
from .work import Upload

#: Parts of a form that are no files, and the longest name.
_FIELDS, _LONGEST_NAME = 16, 400


class Room:
    """The requests that are being answered, and the bytes that they have brought."""

    def __init__(self) -> None:
        self.requests = 0
        self.bytes = 0

    def enter(self) -> None:
        """Lets a request in. Raises Refusal if there are too many."""
        if self.requests >= limits.MOST["requests"]:
            raise Refusal("busy")
        self.requests += 1

    def take(self, size: int) -> None:
        """Makes room for so many bytes more. Raises Refusal if there is none."""
        if self.bytes + size > limits.MOST["requests_bytes"]:
            raise Refusal("busy")
        self.bytes += size

    def leave(self, size: int) -> None:
        """A request is answered, and what it has brought is gone."""
        self.requests -= 1
        self.bytes -= size


@asynccontextmanager
async def uploads(request: Request, room: Room) -> AsyncIterator[list[Upload]]:
    """The files of a request, for which there is room until the end of the block. Raises Refusal."""
    room.enter()
    body = _Body(request, room)
    try:
        yield await body.files()
    finally:
        room.leave(body.size)


class _Body:
    """What a request brings, counted while it comes."""

    def __init__(self, request: Request, room: Room) -> None:
        self._request, self._room = request, room
        self.size = 0

    async def files(self) -> list[Upload]:
        """The parts named file. Raises Refusal."""
        declared = self._request.headers.get("content-length", "")
        if declared.isdecimal():
            self._check(int(declared))
        seconds = limits.MOST["request_seconds"]
        try:
            async with asyncio.timeout(seconds):
                found = await self._read()
        except TimeoutError:
            raise Refusal("slow", limit=seconds) from None
        except (HTTPException, ClientDisconnect):  # no form, a broken one, or a client that went away
            raise Refusal("form") from None
        if not found:
            raise Refusal("form")
        return found

    async def _read(self) -> list[Upload]:
        most = limits.MOST["request_files"]
        counting = Request(self._request.scope, self._receive)
        async with counting.form(max_files=most + 1, max_fields=_FIELDS) as form:
            sent = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
            if len(sent) > most:
                raise Refusal("files", limit=most)
            return [Upload(_label(part.filename), await part.read()) for part in sent]

    async def _receive(self) -> Message:
        message = await self._request.receive()
        size = len(message.get("body", b""))
        self._check(self.size + size)
        self._room.take(size)
        self.size += size
        return message

    def _check(self, size: int) -> None:
        most = limits.MOST["request_bytes"]
        if size > most:
            raise Refusal("bytes", limit=most)


def _label(name: str | None) -> str:
    """What to call a file: never a place to look for one."""
    return (name or "-").replace("\0", "")[-_LONGEST_NAME:]
