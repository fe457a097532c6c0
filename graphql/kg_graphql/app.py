"""A store enters, an ASGI app or a running server leaves."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from kg.errors import SettingsError
from kg.store.protocol import GraphStore
from kg_graphql.limits import Limits
from kg_graphql.playground import asset_response
from kg_graphql.view import GraphQLView


def create_app(store: GraphStore, *, limits: Limits | None = None) -> ASGIApp:
    """Return the app that answers questions to a store at /graphql; the store stays the caller's to close."""
    return Starlette(
        routes=[
            Route("/", _to_playground),
            Route("/graphql/static/{mark}/{name}", asset_response),
            Route("/graphql", GraphQLView(store, limits or Limits())),
        ]
    )


def serve(
    store: GraphStore,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    insecure: bool = False,
    limits: Limits | None = None,
    log_level: str = "warning",
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve a store until interrupted; once it listens, `announce` is told the address.

    Other machines may ask only if `insecure` says so, for there are no keys yet.
    """
    if not insecure and not is_loopback(host):
        raise SettingsError(
            f"{host} lets other machines read the graph without a key; use 127.0.0.1, or allow it by --insecure"
        )
    with bind(host, port) as bound:
        if announce is not None:
            announce(f"http://{f'[{host}]' if ':' in host else host}:{bound.getsockname()[1]}/graphql")
        config = uvicorn.Config(
            create_app(store, limits=limits), log_level=log_level, ws="none", lifespan="off", limit_concurrency=100
        )
        uvicorn.Server(config).run(sockets=[bound])


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens at the address, or say why it cannot; port 0 takes any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(128)
    except OSError as error:
        bound.close()
        raise SettingsError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    return bound


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _to_playground(_: Request) -> RedirectResponse:
    return RedirectResponse("graphql")
