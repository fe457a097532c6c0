"""Questions enter, the server's plans leave: each starts at an index, also while the graph is small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest
from neo4j import Record

from kg.model import Kind
from kg.ontology import load_ontology
from kg.partial_date import PartialDate
from kg.settings import Neo4jSettings
from kg.store import neo4j_queries_documents as documents
from kg.store import neo4j_queries_entities as entities
from kg.store import neo4j_queries_relationships as relationships
from kg.store import neo4j_queries_statements as statements
from kg.store.neo4j_connection import Neo4jConnection
from kg.store.neo4j_graph import Neo4jGraph
from kg.store.neo4j_questions import answers
from kg.store.protocol import (
    AsOf,
    DocumentQuery,
    EntityQuery,
    PageRequest,
    ProblemQuery,
    RelationshipQuery,
    SilenceQuery,
    StatementQuery,
)
from tests.kg.articles import GRAPHS
from tests.kg.conftest import NewStore
from tests.kg.set_clock import LATER

pytestmark = pytest.mark.neo4j
PAGE = PageRequest(first=2, with_total=False)
LAST = PageRequest(first=2, is_backward=True)
SINCE, UNTIL = PartialDate.parse("2018-02"), PartialDate.parse("2018-04")
THEN = AsOf(published=SINCE, recorded=LATER)
STATEMENT_QUERIES = [
    StatementQuery(page=PAGE),
    StatementQuery(direction="asc", page=PAGE),
    StatementQuery(since=SINCE, until=UNTIL, types=("VISITS",), page=PAGE),
    StatementQuery(since=SINCE, include_undated=True, page=PAGE),
    StatementQuery(sources=("assad",), targets=("ghouta",)),
    StatementQuery(sources=("assad", "putin"), types=("VISITS",)),
    StatementQuery(targets=("ghouta",)),
    StatementQuery(either=("assad",), words="visits"),
    StatementQuery(speakers=("assad",)),
    StatementQuery(places=("ghouta",)),
    StatementQuery(documents=("d1",)),
    StatementQuery(publishers=("Daily Wire",)),
    StatementQuery(words="visits"),
    StatementQuery(as_of=THEN, page=PAGE),
    StatementQuery(page=LAST),
    StatementQuery(direction="asc", page=LAST),
    StatementQuery(either=("assad",), order="recorded"),
    StatementQuery(documents=("d1",), order="confidence", page=LAST),
    StatementQuery(none_of=(StatementQuery(sources=("assad",)),), page=PAGE),
    StatementQuery(any_of=(), page=PAGE),
    StatementQuery(all_of=(StatementQuery(), StatementQuery(sources=("assad",)))),
    StatementQuery(sources=("assad",), as_of=THEN),
]
ENTITY_QUERIES = [
    EntityQuery(),
    EntityQuery(order="documents", kinds=(Kind.PERSON,)),
    EntityQuery(name="assad"),
    EntityQuery(names=("assad", "putin")),
    EntityQuery(direction="desc"),
    EntityQuery(page=LAST),
    EntityQuery(order="documents", direction="asc", page=LAST),
    EntityQuery(none_of=(EntityQuery(),)),
    EntityQuery(any_of=()),
    EntityQuery(contains="ssa"),
    EntityQuery(words="assad"),
    EntityQuery(document="d1"),
]
RELATIONSHIP_QUERIES = [
    RelationshipQuery(),
    RelationshipQuery(sources=("assad",)),
    RelationshipQuery(page=LAST),
    RelationshipQuery(either=("assad",), order="last_date", direction="asc"),
    RelationshipQuery(targets=("assad",), types=("MEETS",)),
    RelationshipQuery(either=("assad",), since=SINCE),
    RelationshipQuery(sources=("assad",), targets=("putin",)),
]
DOCUMENT_QUERIES = [
    DocumentQuery(),
    DocumentQuery(source="Daily Wire"),
    DocumentQuery(page=LAST),
    DocumentQuery(since=SINCE, until=UNTIL),
    DocumentQuery(as_of=THEN),
    DocumentQuery(as_of=AsOf(recorded=LATER)),
]


class Planning(Neo4jConnection):
    """A connection that keeps the operators of all plans."""

    operators: tuple[str, ...] = ()

    def read(self, text: str, parameters: Mapping[str, object] | None = None) -> list[Record]:
        plan = self.read_by(lambda asked: asked.run(f"EXPLAIN {text}", dict(parameters or {})).consume().plan)
        self.operators = (*self.operators, *operators_of(plan or {}))
        return super().read(text, parameters)


def operators_of(plan: Mapping[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from operators_of(child)


def test_every_question_starts_at_an_index(
    new_neo4j_store: NewStore, neo4j_uri: str, neo4j_settings: Neo4jSettings
) -> None:
    with closing(Planning(neo4j_uri, neo4j_settings)) as planning:
        new_neo4j_store().write(GRAPHS)  # plans of a small graph are kept while it grows
        graph = Neo4jGraph(planning, load_ontology())

        for statement_query in STATEMENT_QUERIES:
            answers(graph, [statements.statements_page(graph, statement_query)])
        for entity_query in ENTITY_QUERIES:
            answers(graph, [entities.entities_page(graph, entity_query)])
        for relationship_query in RELATIONSHIP_QUERIES:
            answers(graph, [relationships.relationships_page(graph, relationship_query)])
        for document_query in DOCUMENT_QUERIES:
            documents.documents_page(graph, document_query)
        documents.silences_page(graph, SilenceQuery())
        documents.silences_page(graph, SilenceQuery(documents=("d1",), reasons=("no_frame",)))
        documents.problems_page(graph, ProblemQuery(status="failed"))
        documents.graphs_by_id(graph, ["d1"])
        documents.recorded_at(graph, ["d1"])
        documents.origins_by_document(graph, ["d1"])
        documents.held(graph, [GRAPHS[0].document], "hand/1")
        statements.statements_by_id(graph, ["x"])
        relationships.relationships_by_id(graph, ["x"])
        entities.entities_by_id(graph, ["x"])

    assert [name for name in planning.operators if name.endswith("Scan") and "Index" not in name] == []
    assert any("IndexSeek" in name for name in planning.operators)
