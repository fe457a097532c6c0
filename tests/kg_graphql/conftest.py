"""Fixtures: a small graph, a way to ask it in the process, and a server that answers for it on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from strawberry.types import ExecutionResult

from kg.store import open_store
from kg.store.protocol import GraphStore
from kg_graphql.app import bind, create_app
from kg_graphql.batching import Context
from kg_graphql.limits import Limits
from kg_graphql.schema import create_schema
from tests.kg_graphql.live_server import Server, running
from tests.kg_graphql.small_graph import small_graph

Ask = Callable[..., ExecutionResult]


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
