"""Fixtures of all rooms: a real Neo4j server, one for the whole run.

NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD name a server of your own, which must be empty. Otherwise one is started from
Maven's jars. Without Java the tests that need it are skipped; `-m "not neo4j"` leaves them out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from kg.settings import Neo4jSettings
from kg.store.neo4j_connection import Neo4jConnection
from tests.neo4j_server.guarded import throwaway_server
from tests.neo4j_server.jars import what_is_missing
from tests.neo4j_server.server import Server, ServerOptions

FIXTURES = {"neo4j_entrance", "neo4j_can_start"}
PASSWORD = "only-for-tests"
HOW = (
    "`python -m tests.neo4j_server start --home DIR` starts one; "
    "or set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD to an empty one of yours"
)


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where a server is, and what lets us in."""

    url: str
    settings: Neo4jSettings


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "neo4j: runs on a real Neo4j server")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.neo4j)


@pytest.fixture(scope="session")
def neo4j_entrance() -> Iterator[Entrance]:
    url = os.environ.get("NEO4J_URI")
    if url:
        user, password = os.environ.get("NEO4J_USER", "neo4j"), os.environ.get("NEO4J_PASSWORD")
        yield checked(Entrance(url, Neo4jSettings(user=user, password=password)))
        return
    skip_without_java()
    with throwaway_server(ServerOptions(password=PASSWORD)) as server:
        yield Entrance(server.url, Neo4jSettings(password=PASSWORD))


@pytest.fixture(scope="session")
def neo4j_uri(neo4j_entrance: Entrance) -> str:
    return neo4j_entrance.url


@pytest.fixture(scope="session")
def neo4j_settings(neo4j_entrance: Entrance) -> Neo4jSettings:
    return neo4j_entrance.settings


@pytest.fixture(scope="session")
def neo4j_can_start() -> None:
    skip_without_java()


@pytest.fixture
def own_neo4j(neo4j_can_start: None) -> Iterator[Server]:
    """A server that a test may kill and start again; it lets everybody in."""
    with throwaway_server() as server:
        yield server


def skip_without_java() -> None:
    if missing := what_is_missing():
        pytest.skip(f"no Neo4j: it needs {missing}; then {HOW}")


def checked(entrance: Entrance) -> Entrance:
    """Refuse somebody's graph: the tests empty the database that they use."""
    with closing(Neo4jConnection(entrance.url, entrance.settings)) as connection:
        connection.verify()
        if connection.read("MATCH (n) RETURN 1 AS n LIMIT 1"):
            pytest.exit(f"{entrance.url} is not empty, and the tests would empty it", returncode=4)
    return entrance
