"""Fixtures: every kind of store, empty, as often as a test wants one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from typing import LiteralString

import pytest
from hypothesis import settings

from kg.settings import Neo4jSettings
from kg.store import open_store
from kg.store.neo4j_connection import Neo4jConnection
from kg.store.protocol import GraphStore

NewStore = Callable[[], GraphStore]


@pytest.fixture(params=["memory", "disk", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def new_store(request: pytest.FixtureRequest) -> NewStore:
    """Give an empty store at each call; in Neo4j, where all share one database, the last one alone is good."""
    new: NewStore = request.getfixturevalue(f"new_{request.param}_store")
    return new


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> settings:
    """How often Hypothesis tries: less on a server, which plans each new question for a tenth of a second."""
    return settings(deadline=None, max_examples=8 if request.node.callspec.params["new_store"] == "neo4j" else 40)


@pytest.fixture
def store(new_store: NewStore) -> GraphStore:
    return new_store()


@pytest.fixture
def new_memory_store() -> Iterator[NewStore]:
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(open_store("sqlite://")))


@pytest.fixture
def new_disk_store(tmp_path: Path) -> Iterator[NewStore]:
    numbers = count()
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(open_store(f"sqlite:///{tmp_path / f'{next(numbers)}.db'}")))


@pytest.fixture
def new_neo4j_store(neo4j_store: GraphStore, neo4j_connection: Neo4jConnection) -> NewStore:
    def emptied() -> GraphStore:
        empty(neo4j_connection)
        return neo4j_store

    return emptied


@pytest.fixture(scope="session")
def neo4j_connection(neo4j_uri: str, neo4j_settings: Neo4jSettings) -> Iterator[Neo4jConnection]:
    """A way past the store; at the end the database is as empty as it was."""
    with closing(Neo4jConnection(neo4j_uri, neo4j_settings)) as connection:
        yield connection
        take_out(connection, "MATCH (n) DETACH DELETE n")


@pytest.fixture(scope="session")
def neo4j_store(
    neo4j_uri: str, neo4j_settings: Neo4jSettings, neo4j_connection: Neo4jConnection
) -> Iterator[GraphStore]:
    with closing(open_store(neo4j_uri, neo4j=neo4j_settings)) as store:
        yield store


def empty(connection: Neo4jConnection) -> None:
    """Take out all nodes but the store's own, which hold its version."""
    take_out(connection, "MATCH (n) WHERE NOT n:Store DETACH DELETE n")


def take_out(connection: Neo4jConnection, text: LiteralString) -> None:
    """Run a text that deletes nodes; what tests write is small enough for one transaction."""
    connection.write(lambda transaction: transaction.run(text).consume())
