"""Names and ids as clients write them enter, the store's keys of the entities that are meant leave."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TypeVar

import strawberry

from kg.model import Entity, Kind
from kg.store.protocol import MAX_PAGE, EntityQuery, PageRequest
from kg_graphql.batching import Info
from kg_graphql.errors import ApiError, Code
from kg_graphql.ids import ENTITY_TYPES, GlobalId

MAX_IDS = 100  # told in an error, and accepted in a list
Ids = tuple[str, ...]
T = TypeVar("T")


@strawberry.input(one_of=True)
class Who:
    """Entities: one by id, or all that bear a name."""

    id: strawberry.Maybe[strawberry.ID] = strawberry.field(description="The id of an actor or location.")
    name: strawberry.Maybe[str] = strawberry.field(description="A name or alias, case and accents folded.")


async def ids_of(info: Info, who: Who | None) -> Ids | None:
    """Return the keys of all entities that are meant; None if nobody is asked for."""
    if who is None:
        return None
    if who.id:
        return (GlobalId.parse(who.id.value, *ENTITY_TYPES).key,)
    return tuple(entity.id for entity in await namesakes(info, who.name.value if who.name else ""))


async def ids_of_all(info: Info, several: list[Who]) -> Ids:
    """Return the keys of all entities that are meant by any of them, each once."""
    if not 1 <= len(several) <= MAX_IDS:
        raise ApiError(Code.BAD_REQUEST, f"{len(several)} entities; name 1 to {MAX_IDS}")
    found = await asyncio.gather(*(ids_of(info, who) for who in several))
    return tuple(dict.fromkeys(id for ids in found for id in ids or ()))


async def the_one(info: Info, who: Who) -> Entity:
    """Return the only entity that is meant, or raise NOT_FOUND or AMBIGUOUS_NAME: never a guess."""
    if who.id:
        found = await info.context.entities.load(GlobalId.parse(who.id.value, *ENTITY_TYPES).key)
        return must_exist(found, who.id.value)
    name = who.name.value if who.name else ""
    return only(await namesakes(info, name), name)


def only(same: tuple[Entity, ...], name: str) -> Entity:
    """Return the only one of a name, or raise NOT_FOUND or AMBIGUOUS_NAME."""
    if len(same) > 1:
        ids = [entity_id(entity) for entity in same[:MAX_IDS]]
        raise ApiError(Code.AMBIGUOUS_NAME, f"{len(same)} of them bear the name {name[:80]!r}; ask by id", ids=ids)
    return must_exist(same[0] if same else None, name)


def must_exist(found: T | None, asked: str) -> T:
    """Return what was found, or raise NOT_FOUND."""
    if found is None:
        raise ApiError(Code.NOT_FOUND, f"there is no {asked[:80]!r} in this graph")
    return found


async def namesakes(info: Info, name: str, kinds: tuple[Kind, ...] | None = None) -> tuple[Entity, ...]:
    """Return the entities of the kinds that bear a name or alias: all of them, or none if there are too many."""
    if not name.strip():
        raise ApiError(Code.BAD_REQUEST, "the name is empty")
    page = await info.context.entity_page(EntityQuery(kinds=kinds, name=name, page=PageRequest(first=MAX_PAGE)))
    if page.cursor is not None:
        raise ApiError(Code.BAD_REQUEST, f"more than {MAX_PAGE} entities bear the name {name[:80]!r}; ask by id")
    return page.items


def entity_id(entity: Entity) -> str:
    """Return the id by which clients know an entity."""
    return str(GlobalId(type="Actor" if entity.kind.is_actor else "Location", key=entity.id))


def keys_of(ids: Iterable[str] | None, type: str) -> Ids | None:
    """Return the store's keys of ids of one type; None if none are asked for."""
    keys = None if ids is None else tuple(GlobalId.parse(id, type).key for id in ids)
    if keys is not None and len(keys) > MAX_IDS:
        raise ApiError(Code.BAD_REQUEST, f"{len(keys)} ids; at most {MAX_IDS} at a time")
    return keys
