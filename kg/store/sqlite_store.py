"""The embedded graph store: one file, one writer, a reader for each thread."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import RLock, local

from kg.checks import check_extraction
from kg.errors import ModelError, QueryError, StoreError
from kg.model import Document, DocumentGraph, Entity, Relationship, Statement
from kg.ontology import load_ontology
from kg.store import sqlite_documents, sqlite_queries
from kg.store.protocol import (
    DocumentQuery,
    EntityQuery,
    Page,
    RelationshipQuery,
    StatementQuery,
    StoreCounts,
    WriteResult,
)
from kg.store.sqlite_schema import connect
from kg.store.sqlite_writing import derive, fingerprint_of, forget, insert, known_fingerprints

log = logging.getLogger(__name__)
_COUNTS = """SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM entity),
 (SELECT count(*) FROM statement), (SELECT count(*) FROM edge), (SELECT count(*) FROM silence)"""


class SqliteStore:
    """A graph in a SQLite file, or in memory if the path is None."""

    def __init__(self, path: str | None, *, create: bool = True) -> None:
        """Open a graph; a file of another program or of a newer schema is refused."""
        self._path = path
        self._writer = connect(path, create=create)
        self._lock = RLock()
        self._threads = local()
        self._readers: list[sqlite3.Connection] = []
        self._ontology = load_ontology()
        self._symmetric = frozenset(name for name, kind in self._ontology.types.items() if kind.is_symmetric)

    # -- writing --------------------------------------------------------------------------------------------------

    def write(self, graphs: Iterable[DocumentGraph]) -> WriteResult:
        """Write what documents say, replacing what they said before."""
        by_id = {graph.document.id: graph for graph in graphs}
        with self._lock, self._telling("written"):
            known = known_fingerprints(self._writer, list(by_id))
            changed = [graph for id, graph in by_id.items() if known.get(id) != fingerprint_of(graph)]
            failed = self._write_changed(changed)
        bad = {id for id, _ in failed}
        new = {graph.document.id for graph in changed}
        return WriteResult(
            written=tuple(id for id in by_id if id in new and id not in bad),
            unchanged=tuple(id for id in by_id if id not in new),
            failed=tuple(failed),
        )

    def _write_changed(self, graphs: Sequence[DocumentGraph]) -> list[tuple[str, str]]:
        """Write a batch as one; if that fails, one by one, so that only the failing documents are left out."""
        try:
            self._write_batch(graphs)
        except (sqlite3.Error, ModelError, ValueError) as error:
            if len(graphs) == 1:
                log.warning("document %s was not written: %s", graphs[0].document.id, error)
                return [(graphs[0].document.id, f"not written: {error}")]
            return [failure for graph in graphs for failure in self._write_changed([graph])]
        return []

    def _write_batch(self, graphs: Sequence[DocumentGraph]) -> None:
        if not graphs:
            return
        for graph in graphs:
            check_extraction(graph, self._ontology)  # what does not quote its text could not be read back
        with self._transaction() as connection:
            touched = forget(connection, [graph.document.id for graph in graphs])
            for graph in sorted(graphs, key=lambda graph: graph.document.id):
                insert(connection, graph, touched, self._symmetric)
            derive(connection, touched, self._symmetric)

    def delete(self, document_ids: Sequence[str]) -> tuple[str, ...]:
        """Delete documents and all that only they support."""
        with self._lock, self._telling("written"):
            known = known_fingerprints(self._writer, list(document_ids))
            with self._transaction() as connection:
                derive(connection, forget(connection, list(known)), self._symmetric)
        return tuple(id for id in dict.fromkeys(document_ids) if id in known)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._writer.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise StoreError(f"{self._path} is locked by another program: {error}") from error
        try:
            yield self._writer
            self._writer.execute("COMMIT")
        except BaseException:
            if self._writer.in_transaction:  # a full disk ends it by itself
                self._writer.execute("ROLLBACK")
            raise

    # -- reading --------------------------------------------------------------------------------------------------

    def graphs_by_id(self, document_ids: Sequence[str]) -> list[DocumentGraph | None]:
        """Read back what was written."""
        with self._reading() as connection:
            return sqlite_documents.graphs_by_id(connection, document_ids)

    def documents_by_id(self, ids: Sequence[str]) -> list[Document | None]:
        """Return documents in the order of the ids."""
        with self._reading() as connection:
            return sqlite_documents.documents_by_id(connection, ids)

    def entities_by_id(self, ids: Sequence[str]) -> list[Entity | None]:
        """Return entities in the order of the ids."""
        with self._reading() as connection:
            return sqlite_queries.entities_by_id(connection, ids)

    def statements_by_id(self, ids: Sequence[str]) -> list[Statement | None]:
        """Return statements in the order of the ids."""
        with self._reading() as connection:
            return sqlite_queries.statements_by_id(connection, ids)

    def relationships_by_id(self, ids: Sequence[str]) -> list[Relationship | None]:
        """Return relationships in the order of the ids."""
        with self._reading() as connection:
            return sqlite_queries.relationships_by_id(connection, ids)

    def documents(self, query: DocumentQuery) -> Page[Document]:
        """Return a page of documents."""
        with self._reading() as connection:
            return sqlite_queries.documents_page(connection, query)

    def entities(self, query: EntityQuery) -> Page[Entity]:
        """Return a page of entities."""
        with self._reading() as connection:
            return sqlite_queries.entities_page(connection, query)

    def statements(self, query: StatementQuery) -> Page[Statement]:
        """Return a page of statements."""
        with self._reading() as connection:
            return sqlite_queries.statements_page(connection, query)

    def relationships(self, query: RelationshipQuery) -> Page[Relationship]:
        """Return a page of relationships."""
        with self._reading() as connection:
            return sqlite_queries.relationships_page(connection, query, self._symmetric)

    def counts(self) -> StoreCounts:
        """Count what the store holds."""
        with self._reading() as connection:
            documents, entities, statements, relationships, silences = connection.execute(_COUNTS).fetchone()
        return StoreCounts(
            documents=documents,
            entities=entities,
            statements=statements,
            relationships=relationships,
            silences=silences,
        )

    def close(self) -> None:
        """Close all connections; the write-ahead log goes into the file."""
        with self._lock:
            for reader in self._readers:
                reader.close()
            self._readers.clear()
            self._writer.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A snapshot for one answer: its own connection for each thread, or the writer's in memory, locked."""
        try:
            with self._telling("read"), self._snapshot() as connection:
                yield connection
        except UnicodeEncodeError as error:
            raise QueryError("a question holds half of a surrogate pair, which no text contains") from error
        except OverflowError as error:
            raise QueryError("a question holds a number of more than 63 bits") from error

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        """Say which graph it was that could not be read or written, and why: closed, locked, damaged, disk full."""
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self._path or 'the graph in memory'} cannot be {what}: {error}") from error

    @contextmanager
    def _snapshot(self) -> Iterator[sqlite3.Connection]:
        if self._path is None:
            with self._lock:
                yield self._writer
            return
        reader = self._reader()
        reader.execute("BEGIN")
        try:
            yield reader
        finally:
            if reader.in_transaction:  # an error of the disk may have ended it
                reader.execute("ROLLBACK")

    def _reader(self) -> sqlite3.Connection:
        reader: sqlite3.Connection | None = getattr(self._threads, "reader", None)
        if reader is None:
            reader = connect(self._path, create=False)
            reader.execute("PRAGMA query_only=ON")
            self._threads.reader = reader
            with self._lock:
                self._readers.append(reader)
        return reader
