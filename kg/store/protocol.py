"""What every store can do. Document graphs enter, pages of nouns leave; how they are kept is the store's own affair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kg.model import Document, DocumentGraph, Entity, Origin, Problem, Relationship, Statement
from kg.store.queries import (
    FIRST_PAGE,
    MAX_PAGE,
    AggregateQuery,
    AsOf,
    Bucket,
    Direction,
    DocumentQuery,
    EntityOrder,
    EntityQuery,
    GroupKey,
    Page,
    PagedQuery,
    PageRequest,
    PastQuery,
    PlacedSilence,
    ProblemQuery,
    Q,
    RelationshipOrder,
    RelationshipQuery,
    SilenceQuery,
    StatementOrder,
    StatementQuery,
    T,
    TimelineQuery,
)

__all__ = [
    "FIRST_PAGE",
    "MAX_PAGE",
    "AggregateQuery",
    "AsOf",
    "Bucket",
    "Direction",
    "DocumentQuery",
    "EntityOrder",
    "EntityQuery",
    "GraphStore",
    "GroupKey",
    "Page",
    "PageRequest",
    "PagedQuery",
    "PastQuery",
    "PlacedSilence",
    "ProblemQuery",
    "Q",
    "RelationshipOrder",
    "RelationshipQuery",
    "SilenceQuery",
    "StatementOrder",
    "StatementQuery",
    "StoreCounts",
    "T",
    "TimelineQuery",
    "WriteResult",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteResult:
    """Ids of the documents that were written, those that were the same already, and those that failed, with reasons."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCounts:
    """How much a store holds."""

    documents: int
    entities: int
    statements: int
    relationships: int
    silences: int


class GraphStore(Protocol):
    """A graph that keeps every fact and derives the rest in the transaction that changes it."""

    def write(self, graphs: Iterable[DocumentGraph]) -> WriteResult:
        """Write what documents say, replacing what they said before. A batch succeeds or fails as one; if it fails,
        its documents are written one by one and the failing are named. What was written has no problem any more."""

    def delete(self, document_ids: Sequence[str]) -> tuple[str, ...]:
        """Delete documents and all that only they support, their problems too; return the ids of documents that were
        there."""

    def held(self, documents: Sequence[Document], reader: str) -> frozenset[str]:
        """Return the ids of those documents that the store holds just as they are, read by this reader."""

    def record(self, problems: Iterable[Problem]) -> None:
        """Keep problems; a later one takes the place of an earlier one with its id."""

    def settle(self, problem_ids: Sequence[str]) -> None:
        """Forget problems."""

    def graphs_by_id(self, document_ids: Sequence[str]) -> list[DocumentGraph | None]:
        """Read back what was written, in the order of the ids; None if unknown."""

    def documents_by_id(self, ids: Sequence[str]) -> list[Document | None]:
        """Return documents in the order of the ids; None if unknown."""

    def entities_by_id(self, ids: Sequence[str]) -> list[Entity | None]:
        """Return entities in the order of the ids; None if unknown."""

    def statements_by_id(self, ids: Sequence[str]) -> list[Statement | None]:
        """Return statements in the order of the ids; None if unknown."""

    def relationships_by_id(self, ids: Sequence[str]) -> list[Relationship | None]:
        """Return relationships in the order of the ids; None if unknown."""

    def recorded_at(self, ids: Sequence[str]) -> list[datetime | None]:
        """Return when the present versions of documents were written (UTC), in the order of the ids; None if unknown.

        It is told by the clock of the machine that writes, and is no part of what a document says: a copy has its own.
        """

    def origins_by_document(self, ids: Sequence[str]) -> list[Origin | None]:
        """Return the origins of documents, each with all its documents, in the order of the ids; None if unknown."""

    def documents(self, query: DocumentQuery) -> Page[Document]:
        """Return a page of documents."""

    def entities(self, query: EntityQuery) -> Page[Entity]:
        """Return a page of entities."""

    def statements(self, query: StatementQuery) -> Page[Statement]:
        """Return a page of statements."""

    def relationships(self, query: RelationshipQuery) -> Page[Relationship]:
        """Return a page of relationships."""

    def entity_pages(self, queries: Sequence[EntityQuery]) -> list[Page[Entity]]:
        """Return the pages of several queries, in their order, each as `entities` gives it; one look at the store."""

    def statement_pages(self, queries: Sequence[StatementQuery]) -> list[Page[Statement]]:
        """Return the pages of several queries, in their order, each as `statements` gives it; one look at the store."""

    def relationship_pages(self, queries: Sequence[RelationshipQuery]) -> list[Page[Relationship]]:
        """Return the pages of several queries, in their order, each as `relationships` gives it; in one look."""

    def silences(self, query: SilenceQuery) -> Page[PlacedSilence]:
        """Return a page of silences."""

    def problems(self, query: ProblemQuery) -> Page[Problem]:
        """Return a page of problems."""

    def aggregate(self, query: AggregateQuery) -> tuple[Bucket, ...]:
        """Count statements by what they have in common, at most `limit` buckets."""

    def counts(self) -> StoreCounts:
        """Count what the store holds."""

    def faults(self) -> Iterator[str]:
        """Check the store itself and yield what is wrong, in words: damage, halves of documents, what nothing names.

        That relationships follow from statements is checked by kg.questions.checkup, on every store alike.
        """

    def close(self) -> None:
        """Give back files and connections."""
