"""What can be asked of a store, and the pages that answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeAlias, TypeVar

from kg.model import Kind, Modality, Polarity, ProblemStatus, Silence
from kg.partial_date import PartialDate
from kg.store.clock import instant_text

MAX_PAGE = 1000  # items
T = TypeVar("T")
Direction = Literal["asc", "desc"]
EntityOrder = Literal["name", "documents"]
StatementOrder = Literal["date", "recorded", "confidence"]
RelationshipOrder = Literal["origins", "statements", "first_date", "last_date", "confidence"]
GroupKey = Literal[
    "type", "source", "target", "place", "speaker", "publisher", "polarity", "modality", "year", "month", "day"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some items of an answer, in its order. `cursor` asks for the page that follows, or precedes if the query goes
    backward (None: this was the last); `total` counts all items, and `cursors` stand at each item, when the query asked
    for them."""

    items: tuple[T, ...]
    cursor: str | None = None
    total: int | None = None
    cursors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """How many items, after which cursor; whether to count them all, and to give a cursor at each.

    Backward it is the last items before the cursor, or of all; they come in the order of the answer too.
    """

    first: int = 20
    after: str | None = None
    is_backward: bool = False
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

    `name`, or one of `names`, equals a name or alias with case and accents folded; `contains` is a part of one; each of
    `words` begins a word of the entity's names (kg.names.search_words). They pass all of `all_of`, one of `any_of` at
    least and none of `none_of`, whose orders and pages count nothing. Order: name (folded), or documents; without
    `direction` names from A to Z, most documents first. Equal ones come by name, then id.
    """

    kinds: tuple[Kind, ...] | None = None
    name: str | None = None
    names: tuple[str, ...] | None = None
    contains: str | None = None
    words: str | None = None
    document: str | None = None
    min_documents: int = 1
    all_of: tuple[EntityQuery, ...] = ()
    any_of: tuple[EntityQuery, ...] | None = None
    none_of: tuple[EntityQuery, ...] = ()
    order: EntityOrder = "name"
    direction: Direction | None = None
    page: PageRequest = FIRST_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementQuery:
    """Statements by ends, type, status, date, document. None asks nothing; an empty tuple matches nothing.

    `either` matches source or target; each of `words` begins a word of the sentences that are the statement's evidence
    (kg.names.search_words). Half-open [since, until): a partial date counts if its interval overlaps; undated
    statements count only if `include_undated`. `as_of` asks for documents of then. They pass all of `all_of`, one of
    `any_of` at least and none of `none_of`, whose orders and pages count nothing. Order: date (undated last), when the
    document was recorded (not known: last), or confidence; equal ones come newest first, then by id.
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
    all_of: tuple[StatementQuery, ...] = ()
    any_of: tuple[StatementQuery, ...] | None = None
    none_of: tuple[StatementQuery, ...] = ()
    order: StatementOrder = "date"
    direction: Direction = "desc"
    page: PageRequest = FIRST_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationshipQuery:
    """Relationships by ends, type, dates. None asks nothing; an empty tuple matches nothing.

    With `since` or `until` a relationship counts if one of its statements does. For a symmetric type the ends match
    either way round. Order: as it says (undated last); equal ones come by origins, statements (most first), then id.
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
    order: RelationshipOrder = "origins"
    direction: Direction = "desc"
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
    """Statements of `where` (its page and order count nothing), counted by what they have in common.

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
