"""What every store can do. Document graphs enter, pages of nouns leave; how they are kept is the store's own affair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from kg.model import (
    Document,
    DocumentGraph,
    Entity,
    Kind,
    Modality,
    Polarity,
    Relationship,
    Statement,
)
from kg.partial_date import PartialDate

T = TypeVar("T")
Direction = Literal["asc", "desc"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some items of an answer, in its order. `cursor` asks for the next page (None: this was the last);
    `total` counts all items when the query asked for it."""

    items: tuple[T, ...]
    cursor: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """How many items, after which cursor, and whether to count them all."""

    first: int = 20
    after: str | None = None
    with_total: bool = False


FIRST_PAGE = PageRequest()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityQuery:
    """Entities by kind and name. None asks nothing; an empty tuple matches nothing. Order: name (folded), id.

    `name` equals a name or alias with case and accents folded; `contains` is a part of one.
    """

    kinds: tuple[Kind, ...] | None = None
    name: str | None = None
    contains: str | None = None
    document: str | None = None
    min_documents: int = 1
    page: PageRequest = FIRST_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementQuery:
    """Statements by ends, type, status, date, document. None asks nothing; an empty tuple matches nothing.

    `either` matches source or target. Half-open [since, until): a partial date counts if its interval overlaps;
    undated statements count only if `include_undated`. Order: date (undated last), then id.
    """

    sources: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    either: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None
    polarity: Polarity | None = None
    modalities: tuple[Modality, ...] | None = None
    documents: tuple[str, ...] | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None
    include_undated: bool = False
    min_confidence: float = 0.0
    direction: Direction = "desc"
    page: PageRequest = FIRST_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationshipQuery:
    """Relationships by ends, type, dates. None asks nothing; an empty tuple matches nothing.

    With `since` or `until` a relationship counts if one of its statements does. For a symmetric type the ends match
    either way round. Order: origins, statements (most first), then id.
    """

    sources: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    either: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None
    min_origins: int = 1
    min_confidence: float = 0.0
    is_contested: bool | None = None
    page: PageRequest = FIRST_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentQuery:
    """Documents by source and publication date. Order: published (undated last), then id."""

    source: str | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None
    page: PageRequest = FIRST_PAGE


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
        its documents are written one by one and the failing are named."""

    def delete(self, document_ids: Sequence[str]) -> tuple[str, ...]:
        """Delete documents and all that only they support; return the ids that were there."""

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

    def documents(self, query: DocumentQuery) -> Page[Document]:
        """Return a page of documents."""

    def entities(self, query: EntityQuery) -> Page[Entity]:
        """Return a page of entities."""

    def statements(self, query: StatementQuery) -> Page[Statement]:
        """Return a page of statements."""

    def relationships(self, query: RelationshipQuery) -> Page[Relationship]:
        """Return a page of relationships."""

    def counts(self) -> StoreCounts:
        """Count what the store holds."""

    def close(self) -> None:
        """Give back files and connections."""
