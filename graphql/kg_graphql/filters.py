"""Filters and orders as clients write them enter, queries of the store leave.

A list means any of these, several fields of one filter mean all of these. There is no `and`, `or`, `not`: no store
answers them exactly, and what is filtered behind a page would tear holes into it.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeVar

import strawberry

from kg.model import Kind, Modality, Polarity
from kg.partial_date import PartialDate
from kg.store.protocol import AsOf, EntityQuery, RelationshipQuery, StatementQuery
from kg_graphql.batching import Info
from kg_graphql.errors import ApiError, Code
from kg_graphql.scalars import StatementType
from kg_graphql.who import Ids, Who, ids_of, keys_of

MAX_TEXT = 500  # characters
T = TypeVar("T")


@strawberry.enum
class Role(StrEnum):
    """At which end of a statement or relationship an entity stands."""

    SOURCE = "source"
    TARGET = "target"
    ANY = "any"


@strawberry.enum
class Direction(StrEnum):
    """Which way an order runs."""

    ASC = "asc"
    DESC = "desc"


@strawberry.enum
class ActorSort(StrEnum):
    """What actors and locations can be ordered by: their name from A to Z, or most documents first."""

    NAME = "name"
    DOCUMENT_COUNT = "documents"


@strawberry.input
class ActorOrder:
    """An order of actors or locations; equal ones come in order of name and id."""

    field: ActorSort = strawberry.field(description="What to order by.")


@strawberry.enum
class StatementSort(StrEnum):
    """What statements can be ordered by."""

    DATE = "date"


@strawberry.input
class StatementOrder:
    """An order of statements; undated ones come last, equal ones in order of id."""

    field: StatementSort = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Newest first (DESC) or oldest first.")


@strawberry.input
class StringFilter:
    """Names and aliases, case and accents folded."""

    eq: str | None = strawberry.field(default=None, description="The whole name.")
    contains: str | None = strawberry.field(default=None, description="A part of the name.")
    words: str | None = strawberry.field(
        default=None, description="Words, or beginnings of words: all of them are in the names of one entity."
    )


@strawberry.input
class TypeFilter:
    """Statement types."""

    in_: list[StatementType] | None = strawberry.field(default=None, name="in", description="Any of these.")


@strawberry.input
class Period:
    """Half-open [since, until); a partial date counts if its interval overlaps, none does not."""

    since: PartialDate | None = strawberry.field(default=None, description="From this day, month or year on.")
    until: PartialDate | None = strawberry.field(default=None, description="Before this day, month or year.")


@strawberry.input
class DateFilter(Period):
    """Half-open [since, until); a partial date counts if its interval overlaps."""

    include_undated: bool = strawberry.field(default=False, description="Whether to give what has no date too.")


@strawberry.input(name="AsOf")
class AsOfFilter:
    """A time in the past, by two clocks: what had been reported, and what this graph knew, by then."""

    published: PartialDate | None = strawberry.field(
        default=None,
        description="Only documents printed by the end of this day, month or year; no undated ones.",
    )
    recorded: datetime | None = strawberry.field(
        default=None,
        description="Only documents that this graph held by this instant as it holds them now.",
    )

    def to_model(self) -> AsOf:
        """Return the store's noun."""
        return AsOf(published=self.published, recorded=self.recorded)


@strawberry.input
class ActorFilter:
    """Which actors or locations; what is left out asks nothing."""

    name: StringFilter | None = strawberry.field(default=None, description="How they are called.")
    kind: list[Kind] | None = strawberry.field(default=None, description="Any of these kinds.")
    min_documents: int | None = strawberry.field(default=None, description="In how many documents at least.")

    def to_query(self, kinds: tuple[Kind, ...]) -> EntityQuery:
        """Return the store's query among entities of the kinds."""
        name = self.name or StringFilter()
        return EntityQuery(
            kinds=kinds if self.kind is None else tuple(kind for kind in kinds if kind in self.kind),
            name=checked_text(name.eq),
            contains=checked_text(name.contains),
            words=checked_text(name.words),
            min_documents=1 if self.min_documents is None else self.min_documents,
        )


@strawberry.input
class StepFilter:
    """Which relationships a path or a neighbourhood may go along; what is left out asks nothing."""

    type: TypeFilter | None = strawberry.field(default=None, description="Their types.")
    date: Period | None = strawberry.field(default=None, description="When: one of the statements tells of this time.")
    min_origins: int | None = strawberry.field(
        default=None, description="How many independent origins tell of it, at least; wire copies are one origin."
    )
    min_confidence: float | None = strawberry.field(default=None, description="How sure it is at least: 0 to 1.")
    contested: bool | None = strawberry.field(default=None, description="Whether a document denies it.")
    as_of: AsOfFilter | None = strawberry.field(
        default=None, description="As they stood then, derived from the documents of then; entities are those of today."
    )

    def to_query(self) -> RelationshipQuery:
        """Return the store's query, still without ends."""
        date = self.date or Period()
        check_interval(date.since, date.until)
        return RelationshipQuery(
            types=_types(self.type),
            since=date.since,
            until=date.until,
            min_origins=1 if self.min_origins is None else self.min_origins,
            min_confidence=self.min_confidence or 0.0,
            is_contested=self.contested,
        )


@strawberry.input
class RelationshipFilter(StepFilter):
    """Which relationships; what is left out asks nothing."""

    other: Who | None = strawberry.field(default=None, description="The other end; where no end is given, either end.")


@strawberry.input
class StatementFilter:
    """Which statements; what is left out asks nothing: denied, planned and possible ones are there too."""

    source: Who | None = strawberry.field(default=None, description="Who does it.")
    target: Who | None = strawberry.field(default=None, description="To whom it is done.")
    either: Who | None = strawberry.field(default=None, description="Who does it, or to whom it is done.")
    speaker: Who | None = strawberry.field(default=None, description="In whose mouth the document puts it.")
    place: Who | None = strawberry.field(default=None, description="Where it is done.")
    type: TypeFilter | None = strawberry.field(default=None, description="Their types.")
    polarity: list[Polarity] | None = strawberry.field(default=None, description="Said to be so, or not to be so.")
    modality: list[Modality] | None = strawberry.field(
        default=None, description="Any of these: what happened is ACTUAL, what was announced is PLANNED."
    )
    date: DateFilter | None = strawberry.field(default=None, description="When it is done.")
    words: str | None = strawberry.field(
        default=None, description="Words, or beginnings of words: all of them are in the sentences that say so."
    )
    document: list[strawberry.ID] | None = strawberry.field(default=None, description="Any of these documents says it.")
    publisher: list[str] | None = strawberry.field(default=None, description="Any of these publishers printed it.")
    min_confidence: float | None = strawberry.field(default=None, description="How sure it is at least: 0 to 1.")
    as_of: AsOfFilter | None = strawberry.field(default=None, description="Only what documents of then say.")

    async def to_query(self, info: Info) -> StatementQuery:
        """Return the store's query; names are looked up."""
        date = self.date or DateFilter()
        check_interval(date.since, date.until)
        named = (self.source, self.target, self.either, self.speaker, self.place)
        sources, targets, either, speakers, places = await asyncio.gather(*(ids_of(info, who) for who in named))
        polarities = set(self.polarity or ())
        asks_nothing = self.polarity is not None and not polarities
        return StatementQuery(
            sources=sources,
            targets=targets,
            either=either,
            speakers=speakers,
            places=places,
            words=checked_text(self.words),
            types=() if asks_nothing else _types(self.type),
            polarity=polarities.pop() if len(polarities) == 1 else None,
            modalities=None if self.modality is None else tuple(self.modality),
            documents=keys_of(self.document, "Document"),
            publishers=None if self.publisher is None else tuple(self.publisher),
            since=date.since,
            until=date.until,
            include_undated=date.include_undated,
            min_confidence=self.min_confidence or 0.0,
            as_of=past_of(self),
        )


AtEnd = Annotated[Role | None, strawberry.argument(description="At which end it stands; if left out, at either.")]
Statements = Annotated[StatementFilter | None, strawberry.argument(description="Only those that pass.")]
Relationships = Annotated[RelationshipFilter | None, strawberry.argument(description="Only those that pass.")]
Entities = Annotated[ActorFilter | None, strawberry.argument(description="Only those that pass.")]
EntityOrders = Annotated[list[ActorOrder] | None, strawberry.argument(description="One order; if left out, by name.")]
StatementOrders = Annotated[
    list[StatementOrder] | None, strawberry.argument(description="One order; if left out, newest first.")
]
Past = Annotated[AsOfFilter | None, strawberry.argument(description="Only what documents of then tell.")]
Since = Annotated[PartialDate | None, strawberry.argument(description="From this day, month or year on.")]
Until = Annotated[PartialDate | None, strawberry.argument(description="Before this day, month or year.")]


def past_of(filter: StepFilter | StatementFilter | None) -> AsOf | None:
    """Return the time in the past that a filter asks for."""
    return None if filter is None or filter.as_of is None else filter.as_of.to_model()


def check_interval(since: PartialDate | None, until: PartialDate | None) -> None:
    """Refuse an interval that ends before it begins."""
    if since is not None and until is not None and until.first_day < since.first_day:
        raise ApiError(Code.BAD_REQUEST, f"until {until} is before since {since}")


def in_order(query: StatementQuery, order: list[StatementOrder] | None) -> StatementQuery:
    """Return the query in the order that is asked for."""
    asked = _one_order(order)
    return query if asked is None else replace(query, direction=asked.direction.value)


def entities_in_order(query: EntityQuery, order: list[ActorOrder] | None) -> EntityQuery:
    """Return the query in the order that is asked for."""
    asked = _one_order(order)
    return query if asked is None else replace(query, order=asked.field.value)


def checked_text(text: str | None) -> str | None:
    """Return words to look for, if they are not too many."""
    if text is not None and len(text) > MAX_TEXT:
        raise ApiError(Code.BAD_REQUEST, f"{len(text)} characters to look for; at most {MAX_TEXT}")
    return text


def narrow(ids: Ids | None, allowed: Ids) -> Ids:
    """Return the allowed ids that a query allows too.

    >>> narrow(None, ("a", "b")), narrow(("b", "c"), ("a", "b"))
    (('a', 'b'), ('b',))
    """
    return allowed if ids is None else tuple(id for id in allowed if id in ids)


def _one_order(order: list[T] | None) -> T | None:
    if order and len(order) > 1:
        raise ApiError(Code.BAD_REQUEST, f"{len(order)} orders; a page has one")
    return order[0] if order else None


def _types(filter: TypeFilter | None) -> Ids | None:
    return None if filter is None or filter.in_ is None else tuple(filter.in_)
