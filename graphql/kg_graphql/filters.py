"""Filters as clients write them enter, queries of the store leave."""

from __future__ import annotations

from enum import StrEnum

import strawberry

from kg.model import Entity, Kind, Modality, Polarity
from kg.partial_date import PartialDate
from kg.store.protocol import EntityQuery, PageRequest, RelationshipQuery, StatementQuery
from kg_graphql.batching import Info
from kg_graphql.errors import ApiError, Code
from kg_graphql.ids import ENTITY_TYPES, GlobalId
from kg_graphql.scalars import StatementType

MAX_NAMESAKES = 100
Ids = tuple[str, ...]


@strawberry.enum(description="At which end of a statement or relationship an entity stands.")
class Role(StrEnum):
    """At which end of a statement or relationship an entity stands."""

    SOURCE = "source"
    TARGET = "target"
    ANY = "any"


@strawberry.enum(description="Which way an order runs.")
class Direction(StrEnum):
    """Which way an order runs."""

    ASC = "asc"
    DESC = "desc"


@strawberry.enum(description="What statements can be ordered by.")
class StatementSort(StrEnum):
    """What statements can be ordered by."""

    DATE = "date"


@strawberry.input(description="An order of statements; undated ones come last, equal ones in order of id.")
class StatementOrder:
    """An order of statements."""

    field: StatementSort
    direction: Direction = Direction.DESC


@strawberry.input(one_of=True, description="Entities: one by id, or all that bear a name.")
class Who:
    """Entities: one by id, or all that bear a name."""

    id: strawberry.Maybe[strawberry.ID]
    name: strawberry.Maybe[str] = strawberry.field(description="A name or alias, case and accents folded.")


@strawberry.input(description="Text that is equal to, or contains; case and accents folded.")
class StringFilter:
    """Text that is equal to, or contains."""

    eq: str | None = None
    contains: str | None = None


@strawberry.input(description="Statement types.")
class TypeFilter:
    """Statement types."""

    in_: list[StatementType] | None = strawberry.field(default=None, name="in")


@strawberry.input(description="Half-open [since, until); a partial date counts if its interval overlaps.")
class DateFilter:
    """Half-open [since, until)."""

    since: PartialDate | None = None
    until: PartialDate | None = None
    include_undated: bool = False


@strawberry.input(description="Which actors or locations; what is left out asks nothing.")
class ActorFilter:
    """Which actors or locations."""

    name: StringFilter | None = None
    kind: list[Kind] | None = None
    min_documents: int | None = None

    def to_query(self, kinds: tuple[Kind, ...]) -> EntityQuery:
        """Return the store's query among entities of the kinds."""
        name = self.name or StringFilter()
        return EntityQuery(
            kinds=kinds if self.kind is None else tuple(kind for kind in kinds if kind in self.kind),
            name=name.eq,
            contains=name.contains,
            min_documents=1 if self.min_documents is None else self.min_documents,
        )


@strawberry.input(description="Which relationships; what is left out asks nothing.")
class RelationshipFilter:
    """Which relationships."""

    other: Who | None = strawberry.field(default=None, description="The other end; where no end is given, either end.")
    type: TypeFilter | None = None
    min_origins: int | None = None
    min_confidence: float | None = None
    contested: bool | None = None

    def to_query(self) -> RelationshipQuery:
        """Return the store's query, still without ends."""
        return RelationshipQuery(
            types=_types(self.type),
            min_origins=1 if self.min_origins is None else self.min_origins,
            min_confidence=self.min_confidence or 0.0,
            is_contested=self.contested,
        )


@strawberry.input(description="Which statements; what is left out asks nothing.")
class StatementFilter:
    """Which statements."""

    source: Who | None = None
    target: Who | None = None
    either: Who | None = None
    type: TypeFilter | None = None
    polarity: list[Polarity] | None = None
    modality: list[Modality] | None = None
    date: DateFilter | None = None
    min_confidence: float | None = None

    async def to_query(self, info: Info) -> StatementQuery:
        """Return the store's query; names are looked up."""
        date = self.date or DateFilter()
        check_interval(date.since, date.until)
        polarities = set(self.polarity or ())
        asks_nothing = self.polarity is not None and not polarities
        return StatementQuery(
            sources=await ids_of(info, self.source),
            targets=await ids_of(info, self.target),
            either=await ids_of(info, self.either),
            types=() if asks_nothing else _types(self.type),
            polarity=polarities.pop() if len(polarities) == 1 else None,
            modalities=None if self.modality is None else tuple(self.modality),
            since=date.since,
            until=date.until,
            include_undated=date.include_undated,
            min_confidence=self.min_confidence or 0.0,
        )


async def ids_of(info: Info, who: Who | None) -> Ids | None:
    """Return the keys of all entities that are meant; None if nobody is asked for."""
    if who is None:
        return None
    if who.id:
        return (GlobalId.parse(who.id.value, *ENTITY_TYPES).key,)
    name = who.name.value if who.name else ""
    return tuple(entity.id for entity in await namesakes(info, name))


async def namesakes(info: Info, name: str, kinds: tuple[Kind, ...] | None = None) -> tuple[Entity, ...]:
    """Return the entities of the kinds that bear a name or alias."""
    if not name.strip():
        raise ApiError(Code.BAD_REQUEST, "the name is empty")
    query = EntityQuery(kinds=kinds, name=name, page=PageRequest(first=MAX_NAMESAKES))
    return (await info.context.ask(info.context.store.entities, query)).items


def check_interval(since: PartialDate | None, until: PartialDate | None) -> None:
    """Refuse an interval that ends before it begins."""
    if since is not None and until is not None and until.first_day < since.first_day:
        raise ApiError(Code.BAD_REQUEST, f"until {until} is before since {since}")


def narrow(ids: Ids | None, allowed: Ids) -> Ids:
    """Return the allowed ids that a query allows too.

    >>> narrow(None, ("a", "b")), narrow(("b", "c"), ("a", "b"))
    (('a', 'b'), ('b',))
    """
    return allowed if ids is None else tuple(id for id in allowed if id in ids)


def _types(filter: TypeFilter | None) -> Ids | None:
    return None if filter is None or filter.in_ is None else tuple(filter.in_)
