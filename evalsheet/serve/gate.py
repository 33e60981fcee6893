"""Who may ask: the host by whose name we were called, the site that a browser comes from, the token. And what browsers
are told to forbid the page.

A page of another site can make a browser send requests here, and a name of its own can be made to lead here; so
neither is enough to be answered.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .refusal import Refusal

#: Nothing but what comes from here; no script, style or frame within the page; forms go nowhere.
_POLICY = "; ".join(
    (
        *("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"),
        *("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"),
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
#: What browsers say of a request of the page itself, and of an address that somebody typed.
_OWN = ("same-origin", "none")
#: Whether the token is asked for; the page itself and the life sign say nothing that needs one.
_GUARDED = "/api/"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask."""

    #: What /api asks for; None for nothing.
    token: str | None = field(default=None, repr=False)
    #: Names of this server, besides those of the machine itself.
    names: frozenset[str] = frozenset()
    #: Other machines can reach us: then we may be called by an address, which no other site can make its own.
    public: bool = False

    def refusal(self, request: Request) -> Refusal | None:
        """Why the request must not be answered, if it must not."""
        headers = request.headers
        host = headers.get("host", "")
        if not self._is_ours(_name(host)):
            return Refusal("host")
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if request.method not in ("GET", "HEAD") and (site not in _OWN or not _same(origin, host)):
            return Refusal("origin")
        if self.token is not None and request.url.path.startswith(_GUARDED) and not self._has_token(headers):
            return Refusal("token")
        return None

    def _is_ours(self, name: str) -> bool:
        return name in _LOOPBACK or name in self.names or (self.public and _is_address(name))

    def _has_token(self, headers: Headers) -> bool:
        kind, _, given = headers.get("authorization", "").partition(" ")
        assert self.token is not None
        # all is compared in any case, so that the time says nothing of how much was right
        return hmac.compare_digest(given.strip().encode(), self.token.encode()) and kind.lower() == "bearer"


def _name(host: str) -> str:
    """The name in a Host header, without the port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _same(origin: str | None, host: str) -> bool:
    """Whether a request comes from a page of this host; programs name no origin. A proxy may speak another scheme."""
    return origin is None or origin.partition("://")[2] == host


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class Gate:
    """Lets only those in who may ask, and adds the headers to every answer."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI says."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        request = Request(scope, receive)
        refusal = self._access.refusal(request)
        if refusal is None:
            await self._app(scope, receive, with_headers)
        else:
            await refused(refusal, request)(scope, receive, with_headers)


def refused(refusal: Refusal, request: Request) -> Response:
    """The answer to a request that is not answered; what it still brings is not waited for."""
    body = refusal.body(language(request))
    return Response(body, refusal.status, {**refusal.headers, "Connection": "close"}, "application/json")


def language(request: Request) -> str:
    """The language to answer in."""
    return "en" if request.query_params.get("lang") == "en" else "zh"
