"""The files for `neo4j-admin database import`, read by the real import tool and asked on a real server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kg import open_store, write_graph
from kg.model import Kind, Modality, Polarity
from kg.store.neo4j_connection import Neo4jConnection
from kg.store.protocol import EntityQuery, GraphStore, RelationshipQuery, StatementQuery
from tests.kg.graphs import Called, Told, graph_of
from tests.neo4j_server.server import Server

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18", place="syria", speaker="putin")
ODD = "=1;2, \"quoted\" and\na 'line' \\ more"


@pytest.fixture
def store() -> Iterator[GraphStore]:
    with closing(open_store("sqlite://")) as opened:
        first = graph_of("d1", [VISIT, Told(source="iran", type="BACKS", target="syria", says="reports")])
        odd = replace(first.document, title=ODD, source="")
        opened.write(
            [
                replace(first, document=odd),
                graph_of("d2", [VISIT], called={"assad": [Called(words="a; b"), Called(words="c")]}),
                graph_of(
                    "d3",
                    [
                        Told(source="putin", type="VISITS", target="iran", polarity=Polarity.NEGATIVE),
                        Told(source="rebels", type="PROTESTS_AGAINST", target=None, modality=Modality.PLANNED),
                    ],
                ),
            ]
        )
        yield opened


@pytest.fixture
def imported(store: GraphStore, own_neo4j: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Neo4jConnection]:
    write_graph(store, tmp_path / "the graph.args")
    own_neo4j.stop()
    monkeypatch.chdir(tmp_path)
    chosen = ("database", "import", "full", "neo4j", "--overwrite-destination", f"@{tmp_path / 'the graph.args'}")
    assert own_neo4j.admin(*chosen) == 0
    own_neo4j.start()
    with closing(Neo4jConnection(own_neo4j.url, None)) as connection:
        yield connection


def test_the_import_tool_makes_the_graph_of_the_store(store: GraphStore, imported: Neo4jConnection) -> None:
    nodes = imported.read("MATCH (n) UNWIND labels(n) AS label RETURN label, count(*) AS n")
    print(nodes)
