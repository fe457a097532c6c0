"""A store enters; one text leaves that is equal for equal graphs, on whatever store and however they were loaded."""

from __future__ import annotations

from collections.abc import Iterator

from kg.store.copying import pages
from kg.store.protocol import DocumentQuery, EntityQuery, GraphStore, PageRequest, RelationshipQuery

_PAGE = PageRequest(first=500)


def canonical_export(store: GraphStore) -> str:
    """Return all facts, entities and relationships of a store, one a line, sorted. Problems are no facts."""
    return "\n".join(sorted(_lines(store)))


def _lines(store: GraphStore) -> Iterator[str]:
    for documents in pages(store.documents, DocumentQuery(page=_PAGE)):
        yield from map(repr, store.graphs_by_id([document.id for document in documents]))
    for entities in pages(store.entities, EntityQuery(page=_PAGE)):
        yield from map(repr, entities)
    for relationships in pages(store.relationships, RelationshipQuery(page=_PAGE)):
        yield from map(repr, relationships)
