"""A store enters, an ASGI app or a running server leaves."""

from __future__ import annotations

import asyncio
import gc
import math
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from kg.errors import SettingsError
from kg.settings import Limits
from kg.store.protocol import GraphStore
from kg_graphql.gate import Gate, Visitors, is_loopback
from kg_graphql.health import Health
from kg_graphql.hurry import HurriedProtocol
from kg_graphql.playground import asset_response
from kg_graphql.view import GraphQLView

THREADS = 40  # that wait for the store; asyncio's own number, four more than cores, lets a few slow questions block all
GRACE_S = 1.0  # beside the time that a request may take: for requests that are running when the server is told to end


def create_app(store: GraphStore, *, limits: Limits | None = None, visitors: Visitors | None = None) -> ASGIApp:
    """Return the app that answers questions to a store at /graphql; the store stays the caller's to close."""
    visitors = visitors or Visitors()
    return Starlette(
        routes=[
            Route("/", _to_playground),
            Route("/health", Health(store).respond),
            Route("/graphql/static/{mark}/{name}", asset_response),
            Route("/graphql", GraphQLView(store, limits or Limits())),
        ],
        middleware=[Middleware(Gate, visitors=visitors), *_sharing(visitors)],
        lifespan=_with_threads,
    )


def serve(
    store: GraphStore,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    insecure: bool = False,
    limits: Limits | None = None,
    visitors: Visitors | None = None,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve a store until SIGINT or SIGTERM, then finish what is running; once it listens, `announce` is told where.

    Other machines may ask only if `insecure` says so, for there are no keys yet.
    """
    if not insecure and not is_loopback(host):
        raise SettingsError(
            f"{host} lets other machines read the graph without a key; use 127.0.0.1, or allow it by --insecure"
        )
    limits, visitors = limits or Limits(), visitors or Visitors()
    visitors = replace(visitors, hosts=(*visitors.hosts, host))
    with bind(host, port) as bound:
        if announce is not None:
            announce(f"http://{f'[{host}]' if ':' in host else host}:{bound.getsockname()[1]}/graphql")
        server = uvicorn.Server(server_config(create_app(store, limits=limits, visitors=visitors), limits))
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn raises the signal again when it is done
        with suppress(KeyboardInterrupt):
            server.run(sockets=[bound])


def server_config(app: ASGIApp, limits: Limits) -> uvicorn.Config:
    """Return how uvicorn serves the app; the log is whoever runs it to set up."""
    return uvicorn.Config(
        app,
        http=HurriedProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,  # its lines hold the text of questions; `request_log` has lines of ours
        limit_concurrency=limits.requests,
        timeout_graceful_shutdown=math.ceil(limits.timeout_s + GRACE_S),
    )


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


@asynccontextmanager
async def _with_threads(_: Starlette) -> AsyncIterator[None]:
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="store")
    asyncio.get_running_loop().set_default_executor(threads)
    gc.freeze()  # schema, modules, a graph in memory: all that stays is looked through no more
    yield


def _sharing(visitors: Visitors) -> list[Middleware]:
    """Return what tells browsers that pages of other sites may read answers; nothing if there are no such sites."""
    if not visitors.origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=list(visitors.origins),
            allow_methods=["GET", "POST"],
            allow_headers=["content-type"],
        )
    ]


async def _to_playground(_: Request) -> RedirectResponse:
    return RedirectResponse("graphql")
