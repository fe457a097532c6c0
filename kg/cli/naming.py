"""Statements and relationships enter; the entities and documents that they name leave, asked for at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.errors import QueryError
from kg.model import Document, Entity, Event, Relationship, Statement
from kg.names import fold_name
from kg.store.protocol import MAX_PAGE, EntityQuery, GraphStore, PageRequest

CANDIDATES = 20
_LIKENESS, _GUESSES = 0.75, 3  # "Asad" is as like "Assad" as 0.89


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Entities and documents by id."""

    entities: dict[str, Entity]
    documents: dict[str, Document]

    def name(self, id: str) -> str:
        """Return the name of an entity."""
        return self.entities[id].name


def known_of(store: GraphStore, statements: Sequence[Statement]) -> Known:
    """Look up every entity and document that the statements name."""
    speakers = [item.attribution.entity for item in statements if item.attribution is not None]
    ends = [id for item in statements for id in (item.source, item.target, item.place)]
    documents = sorted({item.document for item in statements})
    found = zip(documents, store.documents_by_id(documents), strict=True)
    return Known(
        entities=_entities(store, [*ends, *speakers]),
        documents={id: document for id, document in found if document is not None},
    )


def known_ends(store: GraphStore, relationships: Iterable[Relationship]) -> Known:
    """Look up the ends of relationships."""
    ends = [id for edge in relationships for id in (edge.source, edge.target)]
    return Known(entities=_entities(store, ends), documents={})


def known_events(store: GraphStore, events: Iterable[Event]) -> Known:
    """Look up the ends of events."""
    return Known(
        entities=_entities(store, [id for event in events for id in (event.source, event.target)]), documents={}
    )


def entities_called(store: GraphStore, name: str) -> tuple[Entity, ...]:
    """Return the entity of that id, else all of that name, else all whose name contains it; there is at least one."""
    if not name.strip():
        raise QueryError("a name is empty")
    if (entity := store.entities_by_id([name])[0]) is not None:
        return (entity,)
    page = PageRequest(first=CANDIDATES)
    exact = store.entities(EntityQuery(name=name, page=page)).items
    if found := exact or store.entities(EntityQuery(contains=name, page=page)).items:
        return found
    guesses = ", ".join(_names_like(store, name))
    hint = f"did you mean {guesses}?" if guesses else "kg search finds names by the beginnings of their words"
    raise QueryError(f"nothing is called {name!r}; {hint}")


def _names_like(store: GraphStore, name: str) -> list[str]:
    """Guess which of the entities in most documents a misspelt name means."""
    from difflib import get_close_matches

    most = store.entities(EntityQuery(order="documents", page=PageRequest(first=MAX_PAGE))).items
    by_key: dict[str, list[str]] = {}
    for entity in most:
        for key in _keys(entity):
            by_key.setdefault(key, []).append(entity.name)
    close = get_close_matches(fold_name(name), by_key, cutoff=_LIKENESS)
    return list(dict.fromkeys(name for key in close for name in by_key[key]))[:_GUESSES]


def _keys(entity: Entity) -> set[str]:
    names = {fold_name(name) for name in (entity.name, *entity.aliases)}
    return names | {word for name in names for word in name.split() if len(word) > 3}


def _entities(store: GraphStore, ids: Iterable[str | None]) -> dict[str, Entity]:
    wanted = sorted({id for id in ids if id is not None})
    found = zip(wanted, store.entities_by_id(wanted), strict=True)
    return {id: entity for id, entity in found if entity is not None}
