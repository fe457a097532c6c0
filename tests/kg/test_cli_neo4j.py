"""Commands about a graph in Neo4j."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.settings import Neo4jSettings
from kg.store.protocol import GraphStore
from tests.kg.conftest import NewStore
from tests.kg.graphs import Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18")
QUERY = "MATCH (a:Actor)-[r:VISITS]->(l:Location) WHERE a.name = $who RETURN a.name AS who, r.statements AS n"


class Shell:
    """The command, pointed at a server."""

    def __init__(self, url: str, settings: Neo4jSettings) -> None:
        self._env = {
            "NEWSKG_STORE": url,
            "NEWSKG_NEO4J_USER": settings.user,
            "NEWSKG_NEO4J_PASSWORD": settings.password,
            "NEWSKG_NEO4J_DATABASE": settings.database,
            "COLUMNS": "200",
        }

    def __call__(self, *args: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(app, list(args), env=self._env)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def store(new_neo4j_store: NewStore) -> GraphStore:
    store = new_neo4j_store()
    store.write([graph_of("d1", [VISIT]), graph_of("d2", [VISIT], prologue="Others")])
    return store


@pytest.fixture
def kg(store: GraphStore, neo4j_uri: str, neo4j_settings: Neo4jSettings) -> Shell:
    return Shell(neo4j_uri, neo4j_settings)


def test_a_graph_in_neo4j_is_asked_as_any_other(kg: Shell) -> None:
    code, stdout, _ = kg("show", "assad")

    assert code == 0
    assert "assad VISITS ghouta (2 statements, 2 documents, 2018-03-18)" in stdout
    assert kg("doctor")[0] == 0


def test_cypher_shows_rows(kg: Shell) -> None:
    assert kg("cypher", QUERY, "--param", "who=assad")[:2] == (0, "assad | 2\n")
    assert json.loads(kg("cypher", QUERY, "--param", "who=assad", "--json")[1]) == {"who": "assad", "n": 2}


def test_cypher_says_when_there_are_more_rows(kg: Shell) -> None:
    code, stdout, note = kg("cypher", "UNWIND range(1, 5) AS n RETURN n", "--limit", "2")

    assert (code, stdout, note) == (0, "1\n2\n", "the first 2 rows; --limit shows more\n")


def test_cypher_without_a_row_says_so_with_exit_code_1(kg: Shell) -> None:
    code, stdout, stderr = kg("cypher", "MATCH (a:Actor {name: 'Nobody'}) RETURN a.name")

    assert (code, stdout) == (1, "")
    assert stderr.startswith("kg: error: no row; ")


@pytest.mark.parametrize("query", ["MATCH (n:Actor) DETACH DELETE n", "SHOW SETTINGS", "RETURN 1 +"])
def test_cypher_that_does_more_than_read_is_one_line_and_exit_code_1(kg: Shell, query: str) -> None:
    code, stdout, stderr = kg("cypher", query)

    assert (code, stdout) == (1, "")
    assert stderr.startswith("kg: error: ")
    assert len(stderr.splitlines()) == 1


def test_a_server_that_is_not_there_is_one_line(kg: Shell) -> None:
    code, _, stderr = kg("show", "assad", "--store", "bolt://127.0.0.1:1")

    assert code == 1
    assert stderr.startswith("kg: error: no Neo4j answers at bolt://127.0.0.1:1")
    assert len(stderr.splitlines()) == 1
