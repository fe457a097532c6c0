"""Entities enter; those around them leave, with the relationships that lead there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import QueryError
from kg.model import Entity, Relationship
from kg.questions.as_of import asking
from kg.questions.edges import EdgeReader, strength
from kg.store.protocol import AsOf, GraphStore, RelationshipQuery

MAX_DEPTH, MAX_ENTITIES = 3, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgraph:
    """Entities in the order in which they were reached, and relationships between them, strongest first.

    `omitted` counts neighbours that were left out; `is_complete` is False if there may be more: where a level has more
    than a page of relationships, counting ends when there is room for no more entities.
    """

    entities: tuple[Entity, ...]
    relationships: tuple[Relationship, ...]
    omitted: int
    is_complete: bool


def neighbourhood(
    store: GraphStore,
    of: Sequence[str],
    *,
    depth: int = 1,
    max_entities: int = 200,
    query: RelationshipQuery | None = None,
    as_of: AsOf | None = None,
) -> Subgraph:
    """Return what lies within `depth` relationships of some entities, the strongest first; one or two queries a level.

    `query` says which relationships count; its `either` and page are not looked at. With `as_of` they are those
    of then; the entities are today's. Unknown ids are left out.
    """
    if not 1 <= depth <= MAX_DEPTH or not 1 <= max_entities <= MAX_ENTITIES:
        raise QueryError(f"a neighbourhood has depth 1 to {MAX_DEPTH} and 1 to {MAX_ENTITIES} entities")
    known = [entity.id for entity in store.entities_by_id(list(dict.fromkeys(of))) if entity is not None]
    reader = EdgeReader(asking(store, as_of), query or RelationshipQuery())
    reached = dict.fromkeys(known[:max_entities])
    omitted = set(known[max_entities:])
    edges: dict[str, Relationship] = {}
    frontier = list(reached)
    for _ in range(depth):
        found, frontier = _level(reader, frontier, reached, omitted, max_entities)
        edges.update((edge.id, edge) for edge in found)
    kept = [edge for edge in edges.values() if edge.source in reached and edge.target in reached]
    entities = store.entities_by_id(list(reached))
    return Subgraph(
        entities=tuple(entity for entity in entities if entity is not None),
        relationships=tuple(sorted(kept, key=strength)),
        omitted=len(omitted),
        is_complete=reader.is_complete,
    )


def _level(
    reader: EdgeReader, frontier: list[str], reached: dict[str, None], omitted: set[str], max_entities: int
) -> tuple[list[Relationship], list[str]]:
    """Go one relationship further; return the relationships that were seen, and the entities that are new."""
    found: list[Relationship] = []
    new: list[str] = []
    for page in reader.pages_at(frontier) if frontier else ():
        found += page.items
        new += _reach(page.items, reached, omitted, max_entities)
        if page.cursor is not None and len(reached) >= max_entities:
            reader.is_complete = False
            found += reader.among(frontier, reached)
            break
    return found, new


def _reach(edges: Sequence[Relationship], reached: dict[str, None], omitted: set[str], max_entities: int) -> list[str]:
    """Add the ends that are new, as far as there is room; return them."""
    new: list[str] = []
    for end in (end for edge in edges for end in (edge.source, edge.target)):
        if end in reached:
            continue
        if len(reached) >= max_entities:
            omitted.add(end)
        else:
            reached[end] = None
            new.append(end)
    return new
