"""Fixtures: a small graph, a way to ask it in the process, and a server that answers for it on loopback."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from starlette.types import ASGIApp
from strawberry.types import ExecutionResult

from kg.store import open_store
from kg.store.protocol import GraphStore
from kg_graphql.app import bind, create_app
from kg_graphql.batching import Context
from kg_graphql.limits import Limits
from kg_graphql.schema import create_schema

sys.path.append(str(Path(__file__).parent))

from small_graph import small_graph

Ask = Callable[..., ExecutionResult]


@dataclass
class Server:
    """A server on a free port of this machine."""

    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


@pytest.fixture(scope="session")
def store() -> Iterator[GraphStore]:
    opened = open_store("sqlite://")
    opened.write(small_graph())
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def ask(store: GraphStore) -> Ask:
    schema = create_schema()

    def asked(query: str, **variables: object) -> ExecutionResult:
        return asyncio.run(schema.execute(query, variable_values=variables, context_value=Context(store)))

    return asked


@pytest.fixture(scope="session")
def server(store: GraphStore) -> Iterator[Server]:
    yield from running(bind("127.0.0.1", 0), create_app(store, limits=Limits(body_bytes=10_000)))


def running(bound: socket.socket, app: ASGIApp) -> Iterator[Server]:
    """Serve the app for as long as the generator is open."""
    running = uvicorn.Server(uvicorn.Config(app, ws="none", lifespan="off", log_config=None))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]})
    thread.start()
    host, port = bound.getsockname()
    yield Server(host=host, port=port)
    running.should_exit = True
    thread.join(timeout=10)
    bound.close()
