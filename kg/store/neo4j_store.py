"""The graph store on a Neo4j server: one writer at a time, readers in any number, nothing of others touched."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TypeVar

from kg.checks import check_extraction
from kg.errors import BatchTooLargeError, ModelError, StoreError, StoreUnavailableError
from kg.model import Document, DocumentGraph, Entity, Origin, Problem, Relationship, Statement
from kg.ontology import load_ontology
from kg.settings import Neo4jSettings
from kg.store import (
    neo4j_faults,
    neo4j_queries_documents,
    neo4j_queries_entities,
    neo4j_queries_relationships,
    neo4j_queries_statements,
)
from kg.store.fingerprints import PrintedGraph, graph_fingerprint
from kg.store.neo4j_connection import Neo4jConnection
from kg.store.neo4j_graph import Neo4jGraph, Writing
from kg.store.neo4j_questions import answers
from kg.store.neo4j_rows import Facts, facts_of, problem_row
from kg.store.neo4j_schema import prepare
from kg.store.neo4j_writing import CLEARING, delete_documents, forget_problems, lock, put_problems, write_facts
from kg.store.protocol import (
    AggregateQuery,
    Bucket,
    DocumentQuery,
    EntityQuery,
    Page,
    PlacedSilence,
    ProblemQuery,
    RelationshipQuery,
    SilenceQuery,
    StatementQuery,
    StoreCounts,
    WriteResult,
)

T = TypeVar("T")
log = logging.getLogger(__name__)
_BATCH = 200  # documents a transaction: more gains nothing and fills the memory of the server
_Failure = tuple[str, str]
_FINGERPRINTS = "MATCH (d:Document) WHERE d.id IN $ids RETURN d.id AS id, d.fingerprint AS fingerprint"
_IS_PROBLEM = "MATCH (p:Problem) WHERE p.id IN $ids RETURN p.id LIMIT 1"
_IS_KNOWN = """RETURN EXISTS { MATCH (d:Document) WHERE d.id IN $ids }
OR EXISTS { MATCH (p:Problem) WHERE p.id IN $ids } AS is_known"""


class Neo4jStore:
    """A graph in a Neo4j database, which others may use too."""

    def __init__(self, url: str, settings: Neo4jSettings | None = None, *, create: bool = True) -> None:
        """Open a graph; a server that is too old, a newer schema and labels of another program are refused."""
        self._ontology = load_ontology()
        self._connection = Neo4jConnection(url, settings)
        try:
            self._connection.verify()
            self._graph = Neo4jGraph(self._connection, self._ontology)
            prepare(self._graph, create=create)
        except BaseException:
            self._connection.close()
            raise

    # -- writing --------------------------------------------------------------------------------------------------

    def write(self, graphs: Iterable[DocumentGraph]) -> WriteResult:
        """Write what documents say, replacing what they said before."""
        by_id = {graph.document.id: (graph, graph_fingerprint(graph)) for graph in graphs}
        held = self._fingerprints(list(by_id))
        changed = [printed for id, printed in by_id.items() if held.get(id) != printed[1]]
        failed: dict[str, str] = {}
        for batch in _batches(changed):
            failed.update(self._write_changed(batch))
        new = {graph.document.id for graph, _ in changed}
        unchanged = tuple(id for id in by_id if id not in new)
        self.settle(unchanged)
        return WriteResult(
            written=tuple(id for id in by_id if id in new and id not in failed),
            unchanged=unchanged,
            failed=tuple((id, failed[id]) for id in by_id if id in failed),
        )

    def _fingerprints(self, ids: Sequence[str]) -> dict[str, str]:
        rows = (row for batch in _batches(ids) for row in self._graph.read(_FINGERPRINTS, {"ids": batch}))
        return {row["id"]: row["fingerprint"] for row in rows}

    def _write_changed(self, graphs: Iterable[PrintedGraph]) -> Iterator[_Failure]:
        """Write what can be read back; of the rest give the reasons."""
        facts: list[Facts] = []
        for printed in graphs:
            try:
                check_extraction(printed[0], self._ontology)  # what does not quote its text could not be read back
                facts.append(facts_of(printed, self._graph.symmetric))
            except (ModelError, ValueError) as error:
                yield _failure(printed[0].document.id, error)
        yield from self._write_facts(facts)

    def _write_facts(self, facts: Sequence[Facts]) -> Iterator[_Failure]:
        """Write documents as one; if that fails or is too much, each half by itself, down to the failing ones."""
        if not facts:
            return
        try:
            self._graph.write(partial(write_facts, batch=facts))
        except StoreUnavailableError:
            raise
        except (StoreError, ValueError) as error:
            if len(facts) == 1:
                yield _failure(facts[0].id, error)
                return
            half = len(facts) // 2
            yield from self._write_facts(facts[:half])
            yield from self._write_facts(facts[half:])

    def delete(self, document_ids: Sequence[str]) -> tuple[str, ...]:
        """Delete documents and all that only they support, their problems too."""
        there: list[str] = []
        for ids in _batches(dict.fromkeys(document_ids)):
            if self._graph.read(_IS_KNOWN, {"ids": ids})[0]["is_known"]:
                there += self._delete(ids)
        return tuple(there)

    def _delete(self, ids: Sequence[str]) -> list[str]:
        try:
            return self._graph.write(partial(delete_documents, ids=ids))
        except BatchTooLargeError:
            if len(ids) == 1:
                raise
            half = len(ids) // 2
            return self._delete(ids[:half]) + self._delete(ids[half:])

    def record(self, problems: Iterable[Problem]) -> None:
        """Keep problems; a later one takes the place of an earlier one with its id."""
        rows = {problem.id: problem_row(problem) for problem in problems}
        for batch in _batches(rows[id] for id in sorted(rows)):
            self._graph.write(partial(put_problems, rows=batch))

    def settle(self, problem_ids: Sequence[str]) -> None:
        """Forget problems."""
        for ids in _batches(problem_ids):
            if self._graph.read(_IS_PROBLEM, {"ids": ids}):
                self._graph.write(partial(forget_problems, ids=ids))

    def clear(self) -> None:
        """Delete all that is in this graph and nothing else; if that breaks off, clear again."""
        self._graph.write(lock)
        for text in CLEARING:
            while self._graph.write(partial(Writing.run, text=text))[0]["n"]:
                pass

    # -- reading --------------------------------------------------------------------------------------------------

    def held(self, documents: Sequence[Document], reader: str) -> frozenset[str]:
        """Return the ids of those documents that the store holds just as they are, read by this reader."""
        return neo4j_queries_documents.held(self._graph, documents, reader)

    def graphs_by_id(self, document_ids: Sequence[str]) -> list[DocumentGraph | None]:
        """Read back what was written."""
        return neo4j_queries_documents.graphs_by_id(self._graph, document_ids)

    def documents_by_id(self, ids: Sequence[str]) -> list[Document | None]:
        """Return documents in the order of the ids."""
        return neo4j_queries_documents.documents_by_id(self._graph, ids)

    def entities_by_id(self, ids: Sequence[str]) -> list[Entity | None]:
        """Return entities in the order of the ids."""
        return neo4j_queries_entities.entities_by_id(self._graph, ids)

    def statements_by_id(self, ids: Sequence[str]) -> list[Statement | None]:
        """Return statements in the order of the ids."""
        return neo4j_queries_statements.statements_by_id(self._graph, ids)

    def relationships_by_id(self, ids: Sequence[str]) -> list[Relationship | None]:
        """Return relationships in the order of the ids."""
        return neo4j_queries_relationships.relationships_by_id(self._graph, ids)

    def recorded_at(self, ids: Sequence[str]) -> list[datetime | None]:
        """Return when the present versions of documents were written, in the order of the ids."""
        return neo4j_queries_documents.recorded_at(self._graph, ids)

    def origins_by_document(self, ids: Sequence[str]) -> list[Origin | None]:
        """Return the origins of documents, in the order of the ids."""
        return neo4j_queries_documents.origins_by_document(self._graph, ids)

    def documents(self, query: DocumentQuery) -> Page[Document]:
        """Return a page of documents."""
        return neo4j_queries_documents.documents_page(self._graph, query)

    def entities(self, query: EntityQuery) -> Page[Entity]:
        """Return a page of entities."""
        return self.entity_pages([query])[0]

    def statements(self, query: StatementQuery) -> Page[Statement]:
        """Return a page of statements."""
        return self.statement_pages([query])[0]

    def relationships(self, query: RelationshipQuery) -> Page[Relationship]:
        """Return a page of relationships."""
        return self.relationship_pages([query])[0]

    def entity_pages(self, queries: Sequence[EntityQuery]) -> list[Page[Entity]]:
        """Return the pages of several queries."""
        return answers(self._graph, [neo4j_queries_entities.entities_page(self._graph, query) for query in queries])

    def statement_pages(self, queries: Sequence[StatementQuery]) -> list[Page[Statement]]:
        """Return the pages of several queries."""
        return answers(self._graph, [neo4j_queries_statements.statements_page(self._graph, query) for query in queries])

    def relationship_pages(self, queries: Sequence[RelationshipQuery]) -> list[Page[Relationship]]:
        """Return the pages of several queries."""
        pages = [neo4j_queries_relationships.relationships_page(self._graph, query) for query in queries]
        return answers(self._graph, pages)

    def silences(self, query: SilenceQuery) -> Page[PlacedSilence]:
        """Return a page of silences."""
        return neo4j_queries_documents.silences_page(self._graph, query)

    def problems(self, query: ProblemQuery) -> Page[Problem]:
        """Return a page of problems."""
        return neo4j_queries_documents.problems_page(self._graph, query)

    def aggregate(self, query: AggregateQuery) -> tuple[Bucket, ...]:
        """Count statements by what they have in common."""
        return neo4j_queries_statements.aggregate(self._graph, query)

    def counts(self) -> StoreCounts:
        """Count what the store holds."""
        return neo4j_faults.counts(self._graph)

    def faults(self) -> Iterator[str]:
        """Check the store itself and yield what is wrong, in words."""
        return neo4j_faults.faults(self._graph)

    def close(self) -> None:
        """Close all connections."""
        self._connection.close()


def _failure(id: str, error: Exception) -> _Failure:
    log.warning("document %s was not written: %s", id, error)
    return id, f"not written: {error}"


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch
