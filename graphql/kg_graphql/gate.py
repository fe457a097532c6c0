"""A request enters; it passes only under a name of this server, and not from the page of a foreign site.

A page on the web can point a name of its own at 127.0.0.1 and so talk to this server as its own site (DNS rebinding).
The header Host then bears that name. An address cannot be borrowed in this way, so addresses always pass.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from kg_graphql.errors import Code
from kg_graphql.refusals import RefusalError

ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitors:
    """Who may ask beside those who come by loopback, by address, or from our own pages; `*` is everybody."""

    hosts: Sequence[str] = ()
    """Names of this server."""
    origins: Sequence[str] = ()
    """Sites whose pages may ask: `https://example.org`."""


class Gate:
    """ASGI middleware that refuses foreign hosts (421) and foreign origins (403)."""

    def __init__(self, app: ASGIApp, *, visitors: Visitors) -> None:
        """Take who may ask."""
        self._app = app
        self._hosts = frozenset(name.lower() for name in visitors.hosts) | {"localhost"}
        self._origins = frozenset(origin.lower() for origin in visitors.origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass or refuse it."""
        if scope["type"] in ("http", "websocket"):
            try:
                self._check(Headers(scope=scope))
            except RefusalError as refusal:
                return await refusal.response()(scope, receive, send)
        return await self._app(scope, receive, send)

    def _check(self, headers: Headers) -> None:
        if not self._is_known(headers.get("host", "").lower()):
            reason = "this server is not known by that name; NEWSKG_ALLOWED_HOSTS lists more names"
            raise RefusalError(421, reason, Code.FORBIDDEN)
        if self._is_foreign(headers):
            reason = "pages of other sites may not ask; NEWSKG_ALLOWED_ORIGINS lists sites that may"
            raise RefusalError(403, reason, Code.FORBIDDEN)

    def _is_foreign(self, headers: Headers) -> bool:
        origin = headers.get("origin", "").lower()
        if not origin:  # an image of another site has none; a link to us may be followed
            return headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate"
        return origin.partition("://")[2] != headers["host"].lower() and not {origin, ANY} & self._origins

    def _is_known(self, host: str) -> bool:
        name = host_name(host)
        return is_address(name) or name.removesuffix(".") in self._hosts or ANY in self._hosts


def host_name(host: str) -> str:
    """Return a header Host without the port, and an address without brackets.

    >>> host_name("localhost:8000"), host_name("[::1]:8000"), host_name("::1")
    ('localhost', '::1', '::1')
    """
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host if host.count(":") > 1 else host.partition(":")[0]


def is_address(host: str) -> bool:
    """Say whether this is an IP address and no name.

    >>> is_address("127.0.0.1"), is_address("::1"), is_address("localhost"), is_address("1.evil.example")
    (True, True, False, False)
    """
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach the address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    return ipaddress.ip_address(host).is_loopback if is_address(host) else host == "localhost"
