"""The server: the page, the interface and the workers put together, and run."""

from __future__ import annotations

import json
import logging
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from typing import NamedTuple

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .. import limits
from ..batch import Options
from ..inputs import SUFFIXES
from ..reports import html
from ..workers import Pool
from . import work
from .api import Api
from .description import description
from .gate import Access, Gate, refused
from .refusal import Refusal
from .uploads import Room

LOG = logging.getLogger("evalsheet.serve")
_MEDIA = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "json": work.JSON}
#: A request passes through four threads. Each would wait up to 5 ms for one that is busy, as long as two forms take.
_SWITCH = 0.0005
_UNKNOWN = {404: "path", 405: "method"}


class Settings(NamedTuple):
    """How to serve: how to judge, who may ask, and how many workers there are."""

    options: Options
    access: Access
    workers: int


def made(settings: Settings, pool: Pool | None = None) -> ASGIApp:
    """The application. Its workers start with it and end with it; or they are those of ``pool``, which stay."""
    own = pool or Pool(settings.workers, work.warm)
    room = Room()

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        yield
        if pool is None:
            own.close()

    routes = [*Api(own, settings.options, room).routes(), Route("/openapi.json", _described), *_pages()]
    handlers = {Refusal: _refused, HTTPException: _unknown, Exception: _fault}
    app = Starlette(routes=routes, exception_handlers=handlers, lifespan=life)  # type: ignore[arg-type]
    return Log(Gate(app, settings.access))


def run(settings: Settings, listening: socket.socket) -> None:
    """Answers at the socket until the process is told to end."""
    config = uvicorn.Config(
        made(settings),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=5,
        proxy_headers=False,
    )
    sys.setswitchinterval(_SWITCH)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _pages() -> list[Route]:
    """The page and what it loads; each is read once, so that no name in a request is ever a place on the disk."""
    found = {one.name: one.read_bytes() for one in files(__package__).joinpath("static").iterdir() if one.is_file()}
    found["view.css"] = html.style().encode()
    most = {"files": limits.MOST["request_files"], "bytes": limits.MOST["request_bytes"]}
    found["settings.json"] = json.dumps({"suffixes": sorted(SUFFIXES), **most}).encode()
    pages = [Route(f"/static/{name}", _content(name, data)) for name, data in found.items()]
    return [Route("/", _content("index.html", found["index.html"])), *pages]


def _content(name: str, data: bytes) -> Callable[[Request], Response]:
    media = _MEDIA[name.rpartition(".")[2]]

    async def answer(request: Request) -> Response:
        return Response(data, media_type=media)

    return answer  # type: ignore[return-value]


async def _described(request: Request) -> Response:
    return Response(description(), media_type=work.JSON)


async def _refused(request: Request, error: Refusal) -> Response:
    return refused(error, request)


async def _unknown(request: Request, error: HTTPException) -> Response:
    return refused(Refusal(_UNKNOWN.get(error.status_code, "form")), request)


async def _fault(request: Request, error: Exception) -> Response:
    LOG.error("%s %s", request.method, request.url.path, exc_info=error)
    return refused(Refusal("fault"), request)


class Log:
    """Says of each request what it was, how it was answered and how long it took; never what was in it, nor the name of
    a file, nor who asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI says."""
        if scope["type"] != "http" or not LOG.isEnabledFor(logging.INFO):
            await self._app(scope, receive, send)
            return
        start, status, size = time.perf_counter(), 0, 0

        async def seen(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            return message

        try:
            await self._app(scope, counted, seen)
        finally:
            took = (time.perf_counter() - start) * 1000
            LOG.info("%s %s %d %d bytes %.0f ms", scope["method"], scope["path"], status, size, took)
