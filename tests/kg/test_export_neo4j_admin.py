"""The files for `neo4j-admin database import`, read by the real import tool and asked on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir, closing
from dataclasses import replace
from typing import LiteralString

import pytest

from kg import EntityQuery, Modality, Polarity, RelationshipQuery, StatementQuery, open_store, write_graph
from kg.store.neo4j_connection import Neo4jConnection
from kg.store.protocol import DocumentQuery, GraphStore
from tests.kg.graphs import Called, Told, graph_of
from tests.neo4j_server.guarded import throwaway_server

ODD_TITLE = "=1;2, \"quoted\" and\na 'line' \\ more\r\nor\rless"
VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18", place="syria", speaker="putin")
GRAPHS = [
    graph_of("d1", [VISIT, Told(source="iran", type="BACKS", target="syria", says="reports")], published="2018-03"),
    graph_of("d2", [VISIT], called={"assad": [Called(words="a; b"), Called(words="c")]}),
    graph_of(
        "d3",
        [
            Told(source="putin", type="VISITS", target="iran", polarity=Polarity.NEGATIVE),
            Told(source="rebels", type="PROTESTS_AGAINST", target=None, modality=Modality.PLANNED),
        ],
    ),
]


@pytest.fixture(scope="module")
def store() -> Iterator[GraphStore]:
    with closing(open_store("sqlite://")) as opened:
        opened.write([replace(GRAPHS[0], document=replace(GRAPHS[0].document, title=ODD_TITLE)), *GRAPHS[1:]])
        yield opened


@pytest.fixture(scope="module")
def imported(
    store: GraphStore, neo4j_can_start: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neo4jConnection]:
    """What the import tool makes of the files; it names them from the folder in which it runs."""
    folder = tmp_path_factory.mktemp("import")
    write_graph(store, folder / "the graph.args")
    with throwaway_server() as server:
        server.stop()
        with chdir(folder):
            code = server.admin("database", "import", "full", "neo4j", "--overwrite-destination", "@the graph.args")
        assert code == 0
        server.start()
        with closing(Neo4jConnection(server.url)) as connection:
            yield connection


def rows(connection: Neo4jConnection, text: LiteralString) -> set[tuple[object, ...]]:
    """Answers as values that compare; a list as a tuple."""
    return {
        tuple(tuple(value) if isinstance(value, list) else value for value in record.values())
        for record in connection.read(text)
    }


def test_the_import_tool_makes_the_graph_of_the_store(store: GraphStore, imported: Neo4jConnection) -> None:
    entities = store.entities(EntityQuery()).items
    documents = store.documents(DocumentQuery()).items
    statements = store.statements(StatementQuery()).items
    edges = store.relationships(RelationshipQuery()).items

    assert rows(imported, "MATCH (e:Entity) RETURN e.id, e.name, e.kind, coalesce(e.aliases, []), e.documents") == {
        (e.id, e.name, e.kind, tuple(alias.replace(";", ",") for alias in e.aliases), e.documents) for e in entities
    }
    assert rows(imported, "MATCH (d:Document) RETURN d.id, d.title, d.published, d.text") == {
        (d.id, d.title, None if d.published is None else str(d.published), d.text) for d in documents
    }
    found = rows(
        imported,
        "MATCH (d:Document)<-[:STATED_IN]-(s:Statement)-[:SOURCE]->(a) OPTIONAL MATCH (s)-[:TARGET]->(b)"
        " OPTIONAL MATCH (s)-[:AT]->(p) RETURN s.id, d.id, a.id, s.type, b.id, p.id, s.polarity, s.modality, s.date,"
        " s.confidence, s.sentence",
    )
    assert found == {
        (
            *(s.id, s.document, s.source, s.type, s.target, s.place, s.polarity, s.modality),
            *(None if s.date is None else str(s.date), s.confidence, s.evidence[0].sentence.text),
        )
        for s in statements
    }
    found = rows(
        imported,
        "MATCH (a:Entity)-[e]->(b:Entity) MATCH (s:Statement {id: e.example_id, edge: e.id}) RETURN e.id, a.id,"
        " type(e), b.id, e.statements, e.documents, e.origins, e.first_date, e.confidence, e.is_contested",
    )
    assert found == {
        (
            *(e.id, e.source, e.type, e.target, e.statements, e.documents, e.origins),
            *(None if e.first_date is None else str(e.first_date), e.confidence, e.is_contested),
        )
        for e in edges
    }


def test_labels_speakers_and_names_are_there_to_be_asked_for(imported: Neo4jConnection) -> None:
    assert rows(imported, "MATCH (n:Actor:Person) RETURN n.id") == {("assad",), ("putin",)}
    assert rows(imported, "MATCH (n:Location) RETURN n.id") == {("ghouta",)}
    assert rows(imported, "MATCH (:Statement)-[:ATTRIBUTED_TO]->(n) RETURN n.id") == {("putin",)}
    assert rows(imported, "MATCH (s:Statement) WHERE s.attribution = 'reports' RETURN s.type") == {("BACKS",)}
    assert rows(imported, "MATCH (:Document {id: 'd2'})-[m:MENTIONS]->({id: 'assad'}) RETURN m.surfaces") == {
        (("a, b", "c"),)
    }
