"""Relationships are asked for as of a time; as they would stand if only the documents of then existed, they leave.

They are derived from the statements of then, as the stores derive them from all. Entities are those of today: their
names follow from all documents.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import TypeVar

from kg.derive.origins import origins_of, sketch_of
from kg.derive.relationships import ends_of, relationship_id, relationships_of
from kg.errors import QueryError
from kg.model import Document, Modality, Origin, Relationship, Statement
from kg.ontology import load_ontology
from kg.partial_date import PartialDate
from kg.store.copying import pages
from kg.store.cursors import page_of, sort_of
from kg.store.orders import Key, Sort, check_size, place, relationship_keys, relationship_values, sort_values, stretch
from kg.store.protocol import (
    FIRST_PAGE,
    MAX_PAGE,
    AsOf,
    GraphStore,
    Page,
    PageRequest,
    PastQuery,
    RelationshipQuery,
    StatementQuery,
)

MAX_STATEMENTS = 20_000  # read for one question
_DOCUMENTS, _ORIGINS = 200, 50  # asked for at once, with their texts
T = TypeVar("T")
Ask = Callable[[RelationshipQuery], Page[Relationship]]


def relationships_as_of(store: GraphStore, query: RelationshipQuery, as_of: AsOf) -> Page[Relationship]:
    """Return a page of relationships as they stood then, in the order of the store's own."""
    return asking(store, as_of)(query)


def asking(store: GraphStore, as_of: AsOf | None) -> Ask:
    """Return what answers questions for relationships: the store, or what derives those of then, once a question."""
    if as_of is None:
        return store.relationships
    standing = cache(partial(_standing, store, as_of=as_of))
    return lambda query: _page(PastQuery(where=replace(query, page=FIRST_PAGE), as_of=as_of, page=query.page), standing)


def _page(asked: PastQuery, standing: Callable[[RelationshipQuery], tuple[Relationship, ...]]) -> Page[Relationship]:
    check_size(asked.page)
    keys = relationship_keys(asked.where)
    after, edges = sort_of(asked, keys), standing(asked.where)
    total = len(edges) if asked.page.with_total else None
    start = None if after is None else place(keys, after)
    return page_of(asked, stretch(edges, partial(_place, keys), start, asked.page), total, partial(_sort, keys))


def _sort(keys: Sequence[Key], edge: Relationship) -> Sort:
    return sort_values(keys, relationship_values(edge))


def _place(keys: Sequence[Key], edge: Relationship) -> tuple[object, ...]:
    return place(keys, _sort(keys, edge))


def _standing(store: GraphStore, query: RelationshipQuery, as_of: AsOf) -> tuple[Relationship, ...]:
    """Return all relationships of then that pass a query, in its order."""
    symmetric = load_ontology().symmetric
    statements = _statements(store, query, as_of, symmetric)
    origins = _origins(store, {statement.document for statement in statements}, as_of)
    statements = [statement for statement in statements if statement.document in origins]  # else it has just gone
    edges = relationships_of(statements, origins=origins, symmetric=symmetric)
    dated = None if query.since is None and query.until is None else _dated(statements, query, symmetric)
    kept = [edge for edge in edges if _passes(edge, query) and (dated is None or edge.id in dated)]
    return tuple(sorted(kept, key=partial(_place, relationship_keys(query))))


def _passes(edge: Relationship, query: RelationshipQuery) -> bool:
    return (
        edge.origins >= query.min_origins
        and edge.confidence >= query.min_confidence
        and query.is_contested in (None, edge.is_contested)
    )


def _dated(statements: Iterable[Statement], query: RelationshipQuery, symmetric: frozenset[str]) -> frozenset[str]:
    """Return the ids of the relationships of which a plain statement may mean a day in [since, until)."""
    found = set()
    for statement in statements:
        ends = ends_of(statement, symmetric)
        if ends is not None and statement.is_plain and _is_within(statement.date, query.since, query.until):
            found.add(relationship_id(ends[0], statement.type, ends[1]))
    return frozenset(found)


def _is_within(date: PartialDate | None, since: PartialDate | None, until: PartialDate | None) -> bool:
    if date is None:
        return False
    is_early = since is not None and date.last_day < since.first_day
    is_late = until is not None and date.first_day >= until.first_day
    return not is_early and not is_late


# -- statements of then -----------------------------------------------------------------------------------------------


def _statements(store: GraphStore, query: RelationshipQuery, as_of: AsOf, symmetric: frozenset[str]) -> list[Statement]:
    """Return all that was said, for or against, of the relationships that a query may mean; each once."""
    found: dict[str, Statement] = {}
    for asked in _asked(query, as_of, symmetric):
        for items in pages(store.statements, asked):
            found.update((statement.id, statement) for statement in items)
            if len(found) > MAX_STATEMENTS:
                raise QueryError(f"more than {MAX_STATEMENTS} statements tell of these; narrow the ends or the types")
    return list(found.values())


def _asked(query: RelationshipQuery, as_of: AsOf, symmetric: frozenset[str]) -> Iterator[StatementQuery]:
    """Yield the questions for statements; those of a symmetric type may have their ends the other way round."""
    straight = StatementQuery(
        sources=query.sources,
        targets=query.targets,
        either=query.either,
        types=query.types,
        modalities=(Modality.ACTUAL,),  # of either polarity: a denial makes a relationship contested
        as_of=as_of,
        page=PageRequest(first=MAX_PAGE),
    )
    yield straight
    if query.sources is not None or query.targets is not None:
        types = tuple(sorted(symmetric if query.types is None else symmetric.intersection(query.types)))
        yield replace(straight, sources=query.targets, targets=query.sources, types=types)


# -- origins of then --------------------------------------------------------------------------------------------------


def _origins(store: GraphStore, documents: Collection[str], as_of: AsOf) -> dict[str, str]:
    """Return the origin of each document as it was then: without the documents that came later, which may join two."""
    today = {origin for ids in _parts(sorted(documents), MAX_PAGE) for origin in store.origins_by_document(ids)}
    origins = sorted((origin for origin in today if origin is not None), key=lambda origin: origin.id)
    found = {origin.id: origin.id for origin in origins if len(origin.documents) == 1}
    for some in _parts([origin for origin in origins if len(origin.documents) > 1], _ORIGINS):
        then = {one.id: one for one in _documents(store, [id for origin in some for id in origin.documents], as_of)}
        found.update(pair for origin in some for pair in _regrouped(origin, then))
    return found


def _regrouped(origin: Origin, then: Mapping[str, Document]) -> Iterator[tuple[str, str]]:
    """Yield the documents of an origin that existed then, each with the origin that it had."""
    there = [then[id] for id in origin.documents if id in then]
    if len(there) == len(origin.documents):
        yield from ((document.id, origin.id) for document in there)
        return
    for group in origins_of({document.id: sketch_of(document.text) for document in there}):
        yield from ((id, group.id) for id in group.documents)


def _documents(store: GraphStore, ids: Sequence[str], as_of: AsOf) -> Iterator[Document]:
    """Yield those of some documents that existed then."""
    for some in _parts(ids, _DOCUMENTS):
        instants = [None] * len(some) if as_of.recorded is None else store.recorded_at(some)
        for document, at in zip(store.documents_by_id(some), instants, strict=True):
            if document is not None and _is_of_then(document, at, as_of):
                yield document


def _is_of_then(document: Document, recorded: datetime | None, as_of: AsOf) -> bool:
    day, published = as_of.published_text, document.published
    is_published = day is None or (published is not None and str(published) <= day)
    is_known = as_of.recorded is None or (recorded is not None and recorded <= as_of.recorded)
    return is_published and is_known


def _parts(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
