"""What every store can do. Document graphs enter, pages of nouns leave; how they are kept is the store's own affair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar

from kg.model import (
    Document,
    DocumentGraph,
    Entity,
    Kind,
    Modality,
    Origin,
    Polarity,
    Problem,
    ProblemStatus,
    Relationship,
    Silence,
    Statement,
)
from kg.partial_date import PartialDate
from kg.store.clock import instant_text

MAX_PAGE = 1000  # items
T = TypeVar("T")
Direction = Literal["asc", "desc"]
EntityOrder = Literal["name", "documents"]
GroupKey = Literal[
    "type", "source", "target", "place", "speaker", "publisher", "polarity", "modality", "year", "month", "day"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some items of an answer, in its order. `cursor` asks for the next page (None: this was the last); `total` counts
    all items, and `cursors` stand behind each item, when the query asked for them."""

    items: tuple[T, ...]
    cursor: str | None = None
    total: int | None = None
    cursors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """How many items, after which cursor; whether to count them all, and to give a cursor behind each."""

    first: int = 20
    after: str | None = None
    with_total: bool = False
    with_cursors: bool = False


FIRST_PAGE = PageRequest()


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """A time in the past, by two clocks: what had been reported, and what this graph knew, by then. None asks nothing.

    `published`: documents whose publication date begins by the last day of this date; those without date do not count.
    `recorded`: documents whose present version was written into this graph by this instant, which bears a time zone.
    """

    published: PartialDate | None = None
    recorded: datetime | None = None

    def __post_init__(self) -> None:
        if self.recorded is not None:
            instant_text(self.recorded)  # refuses what is no instant

    @property
    def published_text(self) -> str | None:
        """The last day that counts: dates that begin by then sort, as texts, not behind it."""
        return None if self.published is None else self.published.last_day.isoformat()

    @property
    def recorded_text(self) -> str | None:
        """The last instant that counts, as stores keep it."""
        return None if self.recorded is None else instant_text(self.recorded)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityQuery:
    """Entities by kind and name. None asks nothing; an empty tuple matches nothing.

    `name` equals a name or alias with case and accents folded; `contains` is a part of one; each of `words` begins a
    word of the entity's names (kg.names.search_words). Order: name (folded), then id; or documents (most first), then
    these.
    """

    kinds: tuple[Kind, ...] | None = None
    name: str | None = None
    contains: str | None = None
    words: str | None = None
    document: str | None = None
    min_documents: int = 1
    order: EntityOrder = "name"
    page: PageRequest = FIRST_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementQuery:
    """Statements by ends, type, status, date, document. None asks nothing; an empty tuple matches nothing.

    `either` matches source or target; each of `words` begins a word of the sentences that are the statement's evidence
    (kg.names.search_words). Half-open [since, until): a partial date counts if its interval overlaps; undated
    statements count only if `include_undated`. `as_of` asks for documents of then. Order: date (undated last), then id.
    """

    sources: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    either: tuple[str, ...] | None = None
    speakers: tuple[str, ...] | None = None
    places: tuple[str, ...] | None = None
    words: str | None = None
    types: tuple[str, ...] | None = None
    polarity: Polarity | None = None
    modalities: tuple[Modality, ...] | None = None
    documents: tuple[str, ...] | None = None
    publishers: tuple[str, ...] | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None
    include_undated: bool = False
    min_confidence: float = 0.0
    as_of: AsOf | None = None
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
    as_of: AsOf | None = None
    page: PageRequest = FIRST_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceQuery:
    """Silences by document and reason. Order: document id, then position."""

    documents: tuple[str, ...] | None = None
    reasons: tuple[str, ...] | None = None
    page: PageRequest = FIRST_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedSilence:
    """A silence and the document that holds it; `n` is its place among the document's silences."""

    document: str
    n: int
    silence: Silence


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemQuery:
    """Problems by status. Order: id."""

    status: ProblemStatus | None = None
    page: PageRequest = FIRST_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineQuery:
    """Events of some entities, by type and date (kg.questions.timeline). Order: oldest first, undated last; then id."""

    of: tuple[str, ...]
    types: tuple[str, ...] | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None
    min_confidence: float = 0.0
    as_of: AsOf | None = None
    page: PageRequest = FIRST_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class PastQuery:
    """Relationships of `where` (its page counts nothing) as they stood (kg.questions.as_of). Order: as `where`'s."""

    where: RelationshipQuery
    as_of: AsOf
    page: PageRequest = FIRST_PAGE


PagedQuery: TypeAlias = (
    DocumentQuery
    | EntityQuery
    | PastQuery
    | ProblemQuery
    | RelationshipQuery
    | SilenceQuery
    | StatementQuery
    | TimelineQuery
)
Q = TypeVar("Q", bound=PagedQuery)


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregateQuery:
    """Statements of `where` (its page and direction count nothing), counted by what they have in common.

    `year`, `month` and `day` cut dates to that length; a date that is known less well stays as it is: of 2018 the month
    is 2018. `publisher` is the document's source. Origins are grouped over all documents, also with an `as_of`. Order:
    statements (most first), then keys (missing ones first).
    """

    by: tuple[GroupKey, ...]
    where: StatementQuery = StatementQuery()
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """The statements that agree in `keys` (one for each of the query's `by`; None: has none), counted."""

    keys: tuple[str | None, ...]
    statements: int
    documents: int
    origins: int


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
