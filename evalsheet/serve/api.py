"""What is asked over HTTP, and what is answered: the commands of the command line, with their options as parameters."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import quote

import click
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .. import limits, manual, profiles, reports
from ..batch import Options
from ..model import Unreadable
from ..options import codes_of, wanted_codes
from ..version import __version__
from ..workers import Pool, given
from . import work
from .gate import language
from .refusal import Refusal
from .uploads import Room, uploads
from .work import Answer, Judged, Upload, Wanted

_TRUE = ("1", "true", "yes")


class Api:
    """The commands, done by the workers of a pool and judged as ``options`` say where a request says nothing."""

    def __init__(self, pool: Pool, options: Options, room: Room) -> None:
        self._pool, self._options, self._room = pool, options, room
        self._formats, self._profiles = reports.formats(), profiles.names()

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/api/check", self.check, methods=["POST"]),
            Route("/api/fill", self.fill, methods=["POST"]),
            Route("/api/report", self.report, methods=["POST"]),
            Route("/api/consolidate", self.consolidate, methods=["POST"]),
            Route("/api/rules", rules),
            Route("/healthz", health),
        ]

    async def check(self, request: Request) -> Response:
        """As `evalsheet check`: one file is judged alone, several are also held against each other."""
        lang, options = language(request), self._judging(request)
        format_ = _one_of(request, "format", self._formats) or "json"
        wanted = Wanted(lang, format_, _one_of(request, "split_by", ("unit", "department")))
        options = replace(options, sheets=format_ == "html", whole=False)
        async with uploads(request, self._room) as files:
            if len(files) > 1 or wanted.split_by:
                return _response(await self._together(files, options, work.together, wanted))
            try:
                return _response(await self._ask(files[0], work.check, replace(options, alone=True), wanted))
            except Unreadable as error:
                judged = [work.given_up(files[0].name, error)]
                return _response(work.together(judged, options, wanted))

    async def consolidate(self, request: Request) -> Response:
        """As `evalsheet consolidate`."""
        options = replace(self._judging(request), whole=True)
        async with uploads(request, self._room) as files:
            return _response(await self._together(files, options, work.consolidate, language(request)))

    async def fill(self, request: Request) -> Response:
        """As `evalsheet fill` of one file."""
        how = language(request), _is_on(request, "correct"), _is_on(request, "mark")
        return await self._made(request, work.filled, self._judging(request), *how)

    async def report(self, request: Request) -> Response:
        """As `evalsheet report` of one file."""
        how = language(request), request.query_params.get("sheet") or None
        return await self._made(request, work.report, self._judging(request), *how)

    async def _made(self, request: Request, make: Callable[..., Answer], *args: Any) -> Response:
        """What is made of the only file, or why it cannot be."""
        async with uploads(request, self._room) as files:
            if len(files) > 1:
                raise Refusal("one")
            try:
                return _response(await self._ask(files[0], make, *args))
            except Unreadable as error:
                return _response(work.refused(error, language(request)))

    async def _ask(self, upload: Upload, what: Callable[..., Any], *args: Any) -> Any:
        """What a worker makes of a file. Raises Unreadable where it had to be given up."""
        return await self._done(what, upload, *args, seconds=work.seconds_for([upload.name]))

    async def _done(self, what: Callable[..., Any], *args: Any, seconds: float) -> Any:
        future = self._pool.send(what, *args, seconds=seconds)
        waited = asyncio.wrap_future(future)
        await asyncio.wait([waited])
        waited.exception()  # looked at, and raised by what follows
        return given(future)

    async def _together(
        self, files: Sequence[Upload], options: Options, combine: Callable[..., Answer], *args: Any
    ) -> Answer:
        """Judges each file by itself, then combines what came of them. Raises Refusal."""
        judged = await asyncio.gather(*(self._judged(upload, options) for upload in _told_apart(files)))
        seconds = limits.MOST["request_seconds"]
        try:
            answer: Answer = await self._done(combine, judged, options, *args, seconds=seconds)
        except Unreadable as error:
            raise Refusal("long" if error.code == "FIL05" else "fault", limit=seconds) from error
        return answer

    async def _judged(self, upload: Upload, options: Options) -> Judged:
        try:
            judged: Judged = await self._ask(upload, work.judge, options)
        except Unreadable as error:
            return work.given_up(upload.name, error)
        return judged

    def _judging(self, request: Request) -> Options:
        """How to judge: what the request says, and where it says nothing what the server was started with."""
        asked, options = request.query_params, self._options
        if profile := _one_of(request, "profile", self._profiles):
            options = replace(options, profile=profile)
        if year := asked.get("year"):
            if not (year.isascii() and year.isdecimal() and len(year) == 4):
                raise Refusal("option", name="year", why=year)
            options = replace(options, year=int(year))
        try:
            wanted = wanted_codes(asked.get("select"), asked.get("ignore"))
        except click.UsageError as error:
            raise Refusal("option", name="select/ignore", why=error.message) from None
        return options if wanted is None else replace(options, wanted=wanted)


def _told_apart(files: Sequence[Upload]) -> list[Upload]:
    """The files, each with a name of its own: the findings over many name files."""
    taken: set[str] = set()
    found = []
    for name, data in files:
        number, label = 1, name
        while label in taken:
            number += 1
            label = f"{name} ({number})"
        taken.add(label)
        found.append(Upload(label, data))
    return found


def _one_of(request: Request, name: str, choices: Sequence[str]) -> str | None:
    """The value of a parameter; None where it is not given. Raises Refusal for what is no choice."""
    value = request.query_params.get(name)
    if value and value not in choices:
        raise Refusal("option", name=name, why=f"{value} ≠ {'|'.join(choices)}")
    return value or None


def _is_on(request: Request, name: str) -> bool:
    return request.query_params.get(name, "").lower() in _TRUE


def _response(answer: Answer) -> Response:
    headers = {}
    if answer.name:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(answer.name, safe='')}"
    return Response(answer.body, answer.status, headers, answer.media)


async def rules(request: Request) -> Response:
    """As `evalsheet rules --format json`."""
    codes = request.query_params.get("codes")
    try:
        wanted = frozenset(codes_of(codes, "codes")) if codes else None
    except click.UsageError as error:
        raise Refusal("option", name="codes", why=error.message) from None
    return Response(_rules(wanted, language(request)), media_type=work.JSON)


@cache
def _all_rules(lang: str) -> str:
    return manual.rendered(None, "json", lang)


def _rules(codes: frozenset[str] | None, lang: str) -> str:
    return _all_rules(lang) if codes is None else manual.rendered(codes, "json", lang)


async def health(request: Request) -> Response:
    """A sign of life."""
    return Response(f'{{"status": "ok", "version": "{__version__}"}}', media_type=work.JSON)
