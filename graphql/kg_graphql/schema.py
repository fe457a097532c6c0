"""The questions that a client may ask; `python -m kg_graphql.schema` prints them as SDL."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import TypeVar, cast

import strawberry
from graphql import GraphQLError
from strawberry import ID
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from kg import model
from kg.partial_date import PartialDate
from kg.store.protocol import DocumentQuery, RelationshipQuery, StatementQuery
from kg_graphql.batching import Info
from kg_graphql.errors import ApiError, Code, ErrorCodes
from kg_graphql.filters import (
    ActorFilter,
    RelationshipFilter,
    StatementFilter,
    StatementOrder,
    Who,
    check_interval,
    ids_of,
    namesakes,
    narrow,
)
from kg_graphql.ids import GlobalId
from kg_graphql.limits import Limits, limiter
from kg_graphql.pages import DEFAULT_PAGE, MAX_PAGE, Connection, fetch_page
from kg_graphql.plain_types import Node, TypeInfo
from kg_graphql.scalars import SCALARS, StatementType, ontology
from kg_graphql.types import Actor, Document, Location, Relationship, Statement, to_entity

T = TypeVar("T")
ACTORS = tuple(kind for kind in model.Kind if kind.is_actor)
LOCATIONS = (model.Kind.LOCATION,)


@strawberry.type(description="What the graph can be asked.")
class Query:
    """What the graph can be asked."""

    @strawberry.field(description="Whatever has this id.")
    async def node(self, info: Info, id: ID) -> Node | None:
        """Return whatever has this id."""
        return await _found_node(info, id)

    @strawberry.field(description="Whatever has these ids, in their order; null where there is nothing.")
    async def nodes(self, info: Info, ids: list[ID]) -> list[Node | None]:
        """Return whatever has these ids."""
        if len(ids) > MAX_PAGE:
            raise ApiError(Code.BAD_REQUEST, f"{len(ids)} ids; at most {MAX_PAGE} at a time")
        found = await asyncio.gather(*(_found_node(info, id) for id in ids), return_exceptions=True)
        return cast("list[Node | None]", found)  # an exception in a list becomes a null and an error of its own

    @strawberry.field(description="The actor with this id, or the only one with this name.")
    async def actor(self, info: Info, id: ID | None = None, name: str | None = None) -> Actor | None:
        """Return the actor with this id, or the only one with this name."""
        found = await _entity(info, Actor, id, name)
        return Actor.from_model(found)

    @strawberry.field(description="The location with this id, or the only one with this name.")
    async def location(self, info: Info, id: ID | None = None, name: str | None = None) -> Location | None:
        """Return the location with this id, or the only one with this name."""
        found = await _entity(info, Location, id, name)
        return Location.from_model(found)

    @strawberry.field(description="Actors, by name.")
    async def actors(
        self, info: Info, filter: ActorFilter | None = None, first: int = DEFAULT_PAGE, after: str | None = None
    ) -> Connection[Actor]:
        """Return actors."""
        query = (filter or ActorFilter()).to_query(ACTORS)
        return await fetch_page(info, info.context.store.entities, query, Actor.from_model, (first, after))

    @strawberry.field(description="Locations, by name.")
    async def locations(
        self, info: Info, filter: ActorFilter | None = None, first: int = DEFAULT_PAGE, after: str | None = None
    ) -> Connection[Location]:
        """Return locations."""
        query = (filter or ActorFilter()).to_query(LOCATIONS)
        return await fetch_page(info, info.context.store.entities, query, Location.from_model, (first, after))

    @strawberry.field(
        description="Relationships by ends, types and dates, those with most origins first. "
        "Half-open [since, until); undated ones have no date that counts."
    )
    async def relationships(
        self,
        info: Info,
        source: Who | None = None,
        type: list[StatementType] | None = None,
        target: Who | None = None,
        since: PartialDate | None = None,
        until: PartialDate | None = None,
        filter: RelationshipFilter | None = None,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Relationship]:
        """Return relationships."""
        check_interval(since, until)
        asked = filter or RelationshipFilter()
        query = replace(
            _with_types(asked.to_query(), type),
            sources=await ids_of(info, source),
            targets=await ids_of(info, target),
            either=await ids_of(info, asked.other),
            since=since,
            until=until,
        )
        read = info.context.store.relationships
        return await fetch_page(info, read, query, Relationship.from_model, (first, after))

    @strawberry.field(description="Statements, newest first, undated last.")
    async def statements(
        self,
        info: Info,
        filter: StatementFilter | None = None,
        order_by: list[StatementOrder] | None = None,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Statement]:
        """Return statements."""
        query = StatementQuery() if filter is None else await filter.to_query(info)
        if order_by and len(order_by) > 1:
            raise ApiError(Code.BAD_REQUEST, "statements have one order, by DATE")
        if order_by:
            query = replace(query, direction=order_by[0].direction.value)
        return await fetch_page(info, info.context.store.statements, query, Statement.from_model, (first, after))

    @strawberry.field(description="The document with this id.")
    async def document(self, info: Info, id: ID) -> Document | None:
        """Return the document with this id."""
        found = await info.context.documents.load(GlobalId.parse(id, "Document").key)
        return _found(None if found is None else Document.from_model(found), id)

    @strawberry.field(description="Documents, newest first, undated last. Half-open [since, until).")
    async def documents(
        self,
        info: Info,
        publisher: str | None = None,
        since: PartialDate | None = None,
        until: PartialDate | None = None,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Document]:
        """Return documents."""
        check_interval(since, until)
        query = DocumentQuery(source=publisher, since=since, until=until)
        return await fetch_page(info, info.context.store.documents, query, Document.from_model, (first, after))

    @strawberry.field(description="All statement types.")
    def ontology(self) -> list[TypeInfo]:
        """Return all statement types."""
        return [TypeInfo.from_model(known) for known in ontology().types.values()]


class Schema(strawberry.Schema):
    """Our schema; errors are logged by ErrorCodes, which knows whose mistake they are."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Leave errors to ErrorCodes."""


def create_schema(limits: Limits | None = None, *, is_sorted: bool = False) -> Schema:
    """Return the schema, held to the limits; a sorted one is for printing: its enums would arrive as strings."""
    return Schema(
        query=Query,
        types=[Actor, Location],
        extensions=[ErrorCodes, limiter(limits or Limits())],
        config=StrawberryConfig(scalar_map=SCALARS, sort_schema=is_sorted),
    )


async def _found_node(info: Info, id: str) -> Node:
    return _found(await _load(info, GlobalId.parse(id)), id)


async def _load(info: Info, wanted: GlobalId) -> Node | None:
    context, key = info.context, wanted.key
    if wanted.type == "Document":
        document = await context.documents.load(key)
        return None if document is None else Document.from_model(document)
    if wanted.type == "Statement":
        statement = await context.statements.load(key)
        return None if statement is None else Statement.from_model(statement)
    if wanted.type == "Relationship":
        relationship = await context.relationships.load(key)
        return None if relationship is None else Relationship.from_model(relationship)
    entity = await context.entities.load(key)
    return None if entity is None else to_entity(entity)


async def _entity(info: Info, type: type[Actor] | type[Location], id: str | None, name: str | None) -> model.Entity:
    kinds = ACTORS if type is Actor else LOCATIONS
    if (id is None) == (name is None):
        raise ApiError(Code.BAD_REQUEST, "give either an id or a name")
    if id is not None:
        found = await info.context.entities.load(GlobalId.parse(id, type.__name__).key)
        return _found(found if found is not None and found.kind in kinds else None, id)
    same = await namesakes(info, name or "", kinds)
    if len(same) > 1:
        ids = [str(GlobalId(type=type.__name__, key=entity.id)) for entity in same]
        raise ApiError(Code.AMBIGUOUS_NAME, f"{len(same)} of them bear the name {name!r}; ask by id", ids=ids)
    return _found(same[0] if same else None, name or "")


def _found(value: T | None, asked: str) -> T:
    if value is None:
        raise ApiError(Code.NOT_FOUND, f"there is no {asked[:80]!r} in this graph")
    return value


def _with_types(query: RelationshipQuery, types: list[StatementType] | None) -> RelationshipQuery:
    return query if types is None else replace(query, types=narrow(query.types, tuple(types)))


def print_schema() -> str:
    """Return the schema as SDL, sorted: the content of graphql/schema.graphql."""
    return create_schema(is_sorted=True).as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(print_schema())
