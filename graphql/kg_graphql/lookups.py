"""Ids and names enter, the nouns that bear them leave."""

from __future__ import annotations

import asyncio
from typing import Annotated, cast

import strawberry
from strawberry import ID

from kg import model
from kg_graphql.batching import Info
from kg_graphql.errors import ApiError, Code
from kg_graphql.event_ids import event_of_key
from kg_graphql.ids import GlobalId
from kg_graphql.plain_types import Node
from kg_graphql.types import Actor, Document, Event, Location, to_entity, to_relationships, to_statements
from kg_graphql.who import MAX_IDS, must_exist, namesakes, only

ACTORS = tuple(kind for kind in model.Kind if kind.is_actor)
LOCATIONS = (model.Kind.LOCATION,)
OneId = Annotated[ID, strawberry.argument(description="The id that an answer gave.")]
Ids = Annotated[list[ID], strawberry.argument(description=f"Ids that answers gave; at most {MAX_IDS}.")]
MaybeId = Annotated[ID | None, strawberry.argument(description="The id that an answer gave; or else a name.")]
MaybeName = Annotated[
    str | None, strawberry.argument(description="A name or alias, case and accents folded; or else an id.")
]


@strawberry.type
class Lookups:
    """What is known by its id or name."""

    @strawberry.field
    async def node(self, info: Info, id: OneId) -> Node | None:
        """Whatever has this id."""
        return await _found_node(info, id)

    @strawberry.field
    async def nodes(self, info: Info, ids: Ids) -> list[Node | None]:
        """Whatever has these ids, in their order; null where there is nothing."""
        if len(ids) > MAX_IDS:
            raise ApiError(Code.BAD_REQUEST, f"{len(ids)} ids; at most {MAX_IDS} at a time")
        found = await asyncio.gather(*(_found_node(info, id) for id in ids), return_exceptions=True)
        return cast("list[Node | None]", found)  # an exception in a list becomes a null and an error of its own

    @strawberry.field
    async def actor(self, info: Info, id: MaybeId = None, name: MaybeName = None) -> Actor | None:
        """The actor with this id, or the only one with this name: AMBIGUOUS_NAME lists the ids of several."""
        return Actor.from_model(await _entity(info, ACTORS, id, name))

    @strawberry.field
    async def location(self, info: Info, id: MaybeId = None, name: MaybeName = None) -> Location | None:
        """The location with this id, or the only one with this name; as for actors, never a guess."""
        return Location.from_model(await _entity(info, LOCATIONS, id, name))

    @strawberry.field
    async def document(self, info: Info, id: OneId) -> Document | None:
        """The document with this id."""
        found = await info.context.documents.load(GlobalId.parse(id, "Document").key)
        return Document.from_model(must_exist(found, id))


async def _found_node(info: Info, id: str) -> Node:
    return must_exist(await _load(info, GlobalId.parse(id)), id)


async def _load(info: Info, wanted: GlobalId) -> Node | None:
    context, key = info.context, wanted.key
    if wanted.type == "Document":
        document = await context.documents.load(key)
        return None if document is None else Document.from_model(document)
    if wanted.type == "Statement":
        statement = await context.statements.load(key)
        return None if statement is None else (await to_statements(info, [statement]))[0]
    if wanted.type == "Relationship":
        relationship = await context.relationships.load(key)
        return None if relationship is None else (await to_relationships(info, [relationship]))[0]
    if wanted.type == "Event":
        event = await event_of_key(info, key)
        return None if event is None else Event.from_model(event)
    entity = await context.entities.load(key)
    return None if entity is None else to_entity(entity)


async def _entity(info: Info, kinds: tuple[model.Kind, ...], id: str | None, name: str | None) -> model.Entity:
    if (id is None) == (name is None):
        raise ApiError(Code.BAD_REQUEST, "give either an id or a name")
    if id is None:
        return only(await namesakes(info, name or "", kinds), name or "")
    type = "Actor" if kinds is ACTORS else "Location"
    found = await info.context.entities.load(GlobalId.parse(id, type).key)
    return must_exist(found if found is not None and found.kind in kinds else None, id)
