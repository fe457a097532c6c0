"""Fixtures: a small graph, a way to ask it in the process, and a server that answers for it on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from strawberry.types import ExecutionResult

from kg.settings import Neo4jSettings
from kg.store import open_store
from kg.store.neo4j_connection import Neo4jConnection
from kg.store.protocol import GraphStore
from kg_graphql.app import bind, create_app
from kg_graphql.batching import Context
from kg_graphql.limits import Limits
from kg_graphql.schema import create_schema
from tests.kg.conftest import empty, take_out
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
    return asker(store)


@pytest.fixture(scope="module")
def neo4j_graph(neo4j_uri: str, neo4j_settings: Neo4jSettings) -> Iterator[GraphStore]:
    """The small graph in a real Neo4j, which is as empty at the end as it was."""
    with (
        closing(Neo4jConnection(neo4j_uri, neo4j_settings)) as connection,
        closing(open_store(neo4j_uri, neo4j=neo4j_settings)) as opened,
    ):
        empty(connection)
        opened.write(small_graph())
        yield opened
        take_out(connection, "MATCH (n) DETACH DELETE n")


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def any_ask(request: pytest.FixtureRequest) -> Ask:
    """Ask the small graph in every kind of store."""
    return asker(request.getfixturevalue("store" if request.param == "sqlite" else "neo4j_graph"))


def asker(store: GraphStore) -> Ask:
    schema = create_schema()

    def asked(query: str, **variables: object) -> ExecutionResult:
        return asyncio.run(schema.execute(query, variable_values=variables, context_value=Context(store)))

    return asked


@pytest.fixture(scope="session")
def server(store: GraphStore) -> Iterator[Server]:
    yield from running(bind("127.0.0.1", 0), create_app(store, limits=Limits(body_bytes=10_000)))
