"""Filters as clients write them enter, queries of the store leave: it filters, so that pages have no holes.

A list means any of these, several fields of one filter mean all of these; `and`, `or`, `not` put filters together.
"""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import strawberry

from kg.model import Kind, Modality, Polarity
from kg.partial_date import PartialDate
from kg.store.protocol import AsOf, EntityQuery, RelationshipQuery, StatementQuery
from kg_graphql.batching import Info
from kg_graphql.errors import ApiError, Code
from kg_graphql.scalars import StatementType
from kg_graphql.who import Ids, Who, ids_of, keys_of

MAX_TEXT = 500  # characters
MAX_LISTED = 500  # texts of which any may be meant
MAX_DEPTH, MAX_LEAVES = 5, 100  # of filters within filters, and of their conditions


@strawberry.enum
class Role(StrEnum):
    """At which end of a statement or relationship an entity stands."""

    SOURCE = "source"
    TARGET = "target"
    ANY = "any"


@strawberry.input
class StringFilter:
    """Names and aliases, case and accents folded."""

    eq: str | None = strawberry.field(default=None, description="The whole name.")
    in_: list[str] | None = strawberry.field(default=None, name="in", description="Any of these, whole names.")
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
    and_: list[ActorFilter] | None = strawberry.field(default=None, name="and", description="All of these too.")
    or_: list[ActorFilter] | None = strawberry.field(default=None, name="or", description="One of these at least.")
    not_: ActorFilter | None = strawberry.field(default=None, name="not", description="Not this.")

    def to_query(self, kinds: tuple[Kind, ...]) -> EntityQuery:
        """Return the store's query among entities of the kinds."""
        check_size(self)
        query = self._to_query()
        return replace(
            query, kinds=kinds if query.kinds is None else tuple(kind for kind in kinds if kind in query.kinds)
        )

    def _to_query(self) -> EntityQuery:
        name = self.name or StringFilter()
        return EntityQuery(
            kinds=None if self.kind is None else tuple(self.kind),
            name=checked_text(name.eq),
            names=checked_texts(name.in_),
            contains=checked_text(name.contains),
            words=checked_text(name.words),
            min_documents=1 if self.min_documents is None else self.min_documents,
            all_of=tuple(part._to_query() for part in self.and_ or ()),
            any_of=None if self.or_ is None else tuple(part._to_query() for part in self.or_),
            none_of=() if self.not_ is None else (self.not_._to_query(),),
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

    and_: list[StatementFilter] | None = strawberry.field(default=None, name="and", description="All of these too.")
    or_: list[StatementFilter] | None = strawberry.field(default=None, name="or", description="One of these at least.")
    not_: StatementFilter | None = strawberry.field(default=None, name="not", description="Not this.")

    async def to_query(self, info: Info) -> StatementQuery:
        """Return the store's query; names are looked up."""
        check_size(self)
        return await self._to_query(info)

    async def _to_query(self, info: Info) -> StatementQuery:
        every, some, none, query = await asyncio.gather(
            _queries(info, self.and_),
            _queries(info, self.or_),
            _queries(info, None if self.not_ is None else [self.not_]),
            self._own_query(info),
        )
        return replace(query, all_of=every, any_of=None if self.or_ is None else some, none_of=none)

    async def _own_query(self, info: Info) -> StatementQuery:
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
            publishers=checked_texts(self.publisher),
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


def checked_text(text: str | None) -> str | None:
    """Return words to look for, if they are not too many."""
    if text is not None and len(text) > MAX_TEXT:
        raise ApiError(Code.BAD_REQUEST, f"{len(text)} characters to look for; at most {MAX_TEXT}")
    return text


def checked_texts(texts: list[str] | None) -> tuple[str, ...] | None:
    """Return texts of which any may be meant, if they are not too many."""
    if texts is not None and len(texts) > MAX_LISTED:
        raise ApiError(Code.BAD_REQUEST, f"{len(texts)} of which any may be meant; at most {MAX_LISTED}")
    return None if texts is None else tuple(text for text in texts if checked_text(text) is not None)


def check_size(filter: ActorFilter | StatementFilter) -> None:
    """Refuse a filter of too many conditions, or one that is nested too deep."""
    depth, leaves = _measure(filter)
    if depth > MAX_DEPTH or leaves > MAX_LEAVES:
        raise ApiError(
            Code.BAD_REQUEST,
            f"a filter of {leaves} conditions, nested {depth} deep; at most {MAX_LEAVES}, nested {MAX_DEPTH} deep",
        )


async def _queries(info: Info, filters: list[StatementFilter] | None) -> tuple[StatementQuery, ...]:
    return tuple(await asyncio.gather(*(filter._to_query(info) for filter in filters or ())))


def _measure(filter: ActorFilter | StatementFilter) -> tuple[int, int]:
    """Return how deep a filter is nested, and how many conditions it has."""
    parts = [*(filter.and_ or ()), *(filter.or_ or ()), *(() if filter.not_ is None else (filter.not_,))]
    inner = [_measure(part) for part in parts]
    own = [field.name for field in fields(filter) if not field.name.endswith("_")]
    leaves = sum(getattr(filter, name) is not None for name in own)
    return 1 + max((depth for depth, _ in inner), default=0), leaves + sum(leaves for _, leaves in inner)


def narrow(ids: Ids | None, allowed: Ids) -> Ids:
    """Return the allowed ids that a query allows too.

    >>> narrow(None, ("a", "b")), narrow(("b", "c"), ("a", "b"))
    (('a', 'b'), ('b',))
    """
    return allowed if ids is None else tuple(id for id in allowed if id in ids)


def _types(filter: TypeFilter | None) -> Ids | None:
    return None if filter is None or filter.in_ is None else tuple(filter.in_)
