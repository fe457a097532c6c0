"""The embedded graph store: one file, one writer, a reader for each thread."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from kg.checks import check_extraction
from kg.errors import ModelError, StoreError
from kg.model import Document, DocumentGraph, Entity, Origin, Problem, Relationship, Statement
from kg.ontology import load_ontology
from kg.store import (
    sqlite_documents,
    sqlite_entities,
    sqlite_ledger,
    sqlite_relationships,
    sqlite_statement_queries,
    sqlite_statements,
)
from kg.store.fingerprints import PrintedGraph, graph_fingerprint
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
from kg.store.sqlite_connections import Connections
from kg.store.sqlite_faults import faults_of
from kg.store.sqlite_writing import check_ids, known_fingerprints, replace_documents

log = logging.getLogger(__name__)
_COUNTS = """SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM entity),
 (SELECT count(*) FROM statement), (SELECT count(*) FROM edge), (SELECT count(*) FROM silence)"""


class SqliteStore:
    """A graph in a SQLite file, or in memory if the path is None."""

    def __init__(self, path: str | None, *, create: bool = True, read_timeout_s: float | None = None) -> None:
        """Open a graph; a file of another program or of a newer schema is refused. No answer may take longer than
        `read_timeout_s` (None: as long as it takes)."""
        self._connections = Connections(path, create=create, read_timeout_s=read_timeout_s)
        self._ontology = load_ontology()
        self._symmetric = self._ontology.symmetric

    # -- writing --------------------------------------------------------------------------------------------------

    def write(self, graphs: Iterable[DocumentGraph]) -> WriteResult:
        """Write what documents say, replacing what they said before."""
        by_id = {graph.document.id: (graph, graph_fingerprint(graph)) for graph in graphs}
        with self._connections.writing() as writer:
            known = known_fingerprints(writer, list(by_id))
            changed = [printed for id, printed in by_id.items() if known.get(id) != printed[1]]
            new = {graph.document.id for graph, _ in changed}
            failed = self._write_changed(changed)
            self.settle([id for id in by_id if id not in new])
        bad = {id for id, _ in failed}
        return WriteResult(
            written=tuple(id for id in by_id if id in new and id not in bad),
            unchanged=tuple(id for id in by_id if id not in new),
            failed=tuple(failed),
        )

    def _write_changed(self, graphs: Sequence[PrintedGraph]) -> list[tuple[str, str]]:
        """Write a batch as one; if that fails, one by one, so that only the failing documents are left out."""
        try:
            self._write_batch(graphs)
        except (StoreError, ModelError, ValueError) as error:
            if isinstance(error, StoreError) and not isinstance(error.__cause__, sqlite3.IntegrityError):
                raise  # a full disk, a lock, damage: no document's fault
            if len(graphs) > 1:
                return [failure for graph in graphs for failure in self._write_changed([graph])]
            id = graphs[0][0].document.id
            log.warning("document %s was not written: %s", id, error)
            return [(id, f"not written: {error}")]
        return []

    def _write_batch(self, graphs: Sequence[PrintedGraph]) -> None:
        if not graphs:
            return
        for graph, _ in graphs:
            check_extraction(graph, self._ontology)  # what does not quote its text could not be read back
            check_ids(graph)
        ids = [graph.document.id for graph, _ in graphs]
        with self._connections.transaction() as connection:
            replace_documents(connection, ids, graphs, self._symmetric)
            sqlite_ledger.delete_problems(connection, ids)

    def delete(self, document_ids: Sequence[str]) -> tuple[str, ...]:
        """Delete documents and all that only they support, their problems too."""
        with self._connections.transaction() as connection:
            known = known_fingerprints(connection, document_ids)
            replace_documents(connection, list(known), (), self._symmetric)
            sqlite_ledger.delete_problems(connection, document_ids)
        return tuple(id for id in dict.fromkeys(document_ids) if id in known)

    def record(self, problems: Iterable[Problem]) -> None:
        """Keep problems; a later one takes the place of an earlier one with its id."""
        with self._connections.transaction() as connection:
            sqlite_ledger.insert_problems(connection, problems)

    def settle(self, problem_ids: Sequence[str]) -> None:
        """Forget problems."""
        with self._connections.writing() as writer:
            if not sqlite_ledger.has_problems(writer, problem_ids):
                return  # a commit costs some milliseconds
            with self._connections.transaction() as connection:
                sqlite_ledger.delete_problems(connection, problem_ids)

    # -- reading --------------------------------------------------------------------------------------------------

    def held(self, documents: Sequence[Document], reader: str) -> frozenset[str]:
        """Return the ids of those documents that the store holds just as they are, read by this reader."""
        with self._connections.reading() as connection:
            return sqlite_documents.held_ids(connection, documents, reader)

    def graphs_by_id(self, document_ids: Sequence[str]) -> list[DocumentGraph | None]:
        """Read back what was written."""
        with self._connections.reading() as connection:
            return sqlite_documents.graphs_by_id(connection, document_ids)

    def documents_by_id(self, ids: Sequence[str]) -> list[Document | None]:
        """Return documents in the order of the ids."""
        with self._connections.reading() as connection:
            return sqlite_documents.documents_by_id(connection, ids)

    def entities_by_id(self, ids: Sequence[str]) -> list[Entity | None]:
        """Return entities in the order of the ids."""
        with self._connections.reading() as connection:
            return sqlite_entities.entities_by_id(connection, ids)

    def statements_by_id(self, ids: Sequence[str]) -> list[Statement | None]:
        """Return statements in the order of the ids."""
        with self._connections.reading() as connection:
            return sqlite_statements.statements_by_id(connection, ids)

    def relationships_by_id(self, ids: Sequence[str]) -> list[Relationship | None]:
        """Return relationships in the order of the ids."""
        with self._connections.reading() as connection:
            return sqlite_relationships.relationships_by_id(connection, ids)

    def recorded_at(self, ids: Sequence[str]) -> list[datetime | None]:
        """Return when the present versions of documents were written, in the order of the ids."""
        with self._connections.reading() as connection:
            return sqlite_documents.recorded_at(connection, ids)

    def origins_by_document(self, ids: Sequence[str]) -> list[Origin | None]:
        """Return the origins of documents, in the order of the ids."""
        with self._connections.reading() as connection:
            return sqlite_documents.origins_by_document(connection, ids)

    def documents(self, query: DocumentQuery) -> Page[Document]:
        """Return a page of documents."""
        with self._connections.reading() as connection:
            return sqlite_documents.documents_page(connection, query)

    def entities(self, query: EntityQuery) -> Page[Entity]:
        """Return a page of entities."""
        with self._connections.reading() as connection:
            return sqlite_entities.entities_page(connection, query)

    def statements(self, query: StatementQuery) -> Page[Statement]:
        """Return a page of statements."""
        with self._connections.reading() as connection:
            return sqlite_statement_queries.statements_page(connection, query)

    def relationships(self, query: RelationshipQuery) -> Page[Relationship]:
        """Return a page of relationships."""
        with self._connections.reading() as connection:
            return sqlite_relationships.relationships_page(connection, query, self._symmetric)

    def entity_pages(self, queries: Sequence[EntityQuery]) -> list[Page[Entity]]:
        """Return the pages of several queries."""
        with self._connections.reading() as connection:
            return [sqlite_entities.entities_page(connection, query) for query in queries]

    def statement_pages(self, queries: Sequence[StatementQuery]) -> list[Page[Statement]]:
        """Return the pages of several queries."""
        with self._connections.reading() as connection:
            return [sqlite_statement_queries.statements_page(connection, query) for query in queries]

    def relationship_pages(self, queries: Sequence[RelationshipQuery]) -> list[Page[Relationship]]:
        """Return the pages of several queries."""
        with self._connections.reading() as connection:
            return [sqlite_relationships.relationships_page(connection, query, self._symmetric) for query in queries]

    def silences(self, query: SilenceQuery) -> Page[PlacedSilence]:
        """Return a page of silences."""
        with self._connections.reading() as connection:
            return sqlite_ledger.silences_page(connection, query)

    def problems(self, query: ProblemQuery) -> Page[Problem]:
        """Return a page of problems."""
        with self._connections.reading() as connection:
            return sqlite_ledger.problems_page(connection, query)

    def aggregate(self, query: AggregateQuery) -> tuple[Bucket, ...]:
        """Count statements by what they have in common."""
        with self._connections.reading() as connection:
            return sqlite_statement_queries.buckets_of(connection, query)

    def counts(self) -> StoreCounts:
        """Count what the store holds."""
        with self._connections.reading() as connection:
            documents, entities, statements, relationships, silences = connection.execute(_COUNTS).fetchone()
        return StoreCounts(
            documents=documents,
            entities=entities,
            statements=statements,
            relationships=relationships,
            silences=silences,
        )

    def faults(self) -> Iterator[str]:
        """Check the file and its facts and yield what is wrong, in words; however long that takes."""
        with self._connections.reading(is_limited=False) as connection:
            found = list(faults_of(connection, self._symmetric))
        yield from found

    def close(self) -> None:
        """Close all connections; the write-ahead log goes into the file."""
        self._connections.close()
