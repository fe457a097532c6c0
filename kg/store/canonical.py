"""A store enters; one text leaves that is equal for equal graphs, on whatever store and however they were loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from kg.store.protocol import (
    DocumentQuery,
    EntityQuery,
    GraphStore,
    Page,
    PageRequest,
    RelationshipQuery,
)

T = TypeVar("T")
Q = TypeVar("Q", DocumentQuery, EntityQuery, RelationshipQuery)
_PAGE = PageRequest(first=500)


def canonical_export(store: GraphStore) -> str:
    """Return all facts, entities and relationships of a store, one a line, sorted."""
    return "\n".join(sorted(_lines(store)))


def _lines(store: GraphStore) -> Iterator[str]:
    for documents in _pages(store.documents, DocumentQuery(page=_PAGE)):
        yield from map(repr, store.graphs_by_id([document.id for document in documents]))
    for entities in _pages(store.entities, EntityQuery(page=_PAGE)):
        yield from map(repr, entities)
    for relationships in _pages(store.relationships, RelationshipQuery(page=_PAGE)):
        yield from map(repr, relationships)


def _pages(ask: Callable[[Q], Page[T]], query: Q) -> Iterator[tuple[T, ...]]:
    page = ask(query)
    yield page.items
    while page.cursor is not None:
        page = ask(replace(query, page=replace(_PAGE, after=page.cursor)))
        yield page.items
