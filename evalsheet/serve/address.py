"""The address that is served: whose it is, and the socket that takes connections at it."""

from __future__ import annotations

import os
import socket
from ipaddress import ip_address

import click


def is_loopback(host: str) -> bool:
    """Whether only this machine can open the address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections from now on. Raises ClickException."""
    made = None
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # asyncio asks for answers without delay only where the protocol is named
        made = socket.socket(family, kind, socket.IPPROTO_TCP)
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(place)
        made.listen(1024)
        return made
    except OSError as error:
        if made is not None:
            made.close()
        reason = f"不能在 {host} 的端口 {port} 上服务（{error.strerror}）"
        raise click.ClickException(f"{reason}；可能已经开着，或请用 --port 换一个端口") from None


def written(host: str) -> str:
    """The host as it stands in an address that can be opened on this machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
