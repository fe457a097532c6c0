"""A store and a selection -> the rows of a table, page by page: no more than a page of statements is held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias, TypeVar

from kg.export.rows import (
    EDGE_COLUMNS,
    NODE_COLUMNS,
    STATEMENT_COLUMNS,
    Columns,
    Named,
    Row,
    edge_row,
    node_row,
    statement_row,
)
from kg.export.selection import PAGE, Selection
from kg.model import Document, Entity, Relationship, Statement
from kg.store.copying import pages
from kg.store.protocol import GraphStore, StatementQuery

T = TypeVar("T")
Told: TypeAlias = tuple[Statement, Named]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A name, the columns with their types, and how the rows are got from a store."""

    name: str
    columns: Columns
    rows: Callable[[GraphStore, Selection], Iterator[Row]]


def node_rows(store: GraphStore, selection: Selection) -> Iterator[Row]:
    """Yield the ends of the wanted relationships, sorted by id."""
    ids = sorted({end for edge, _ in wanted_edges(store, selection) for end in (edge.source, edge.target)})
    for part in chunks(ids, PAGE.first):
        yield from (node_row(entity) for entity in store.entities_by_id(part) if entity is not None)


def edge_rows(store: GraphStore, selection: Selection) -> Iterator[Row]:
    """Yield the wanted relationships, those with most origins first."""
    for part in chunks(wanted_edges(store, selection), PAGE.first):
        examples = store.statements_by_id([edge.example for edge, _ in part])
        for (edge, named), example in zip(part, examples, strict=True):
            yield edge_row(edge, example, named)


def statement_rows(store: GraphStore, selection: Selection) -> Iterator[Row]:
    """Yield the wanted statements, oldest first, those without date last."""
    for statement, named in wanted_statements(store, selection):
        yield statement_row(statement, named)


NODES = Table(name="nodes", columns=NODE_COLUMNS, rows=node_rows)
EDGES = Table(name="edges", columns=EDGE_COLUMNS, rows=edge_rows)
STATEMENTS = Table(name="statements", columns=STATEMENT_COLUMNS, rows=statement_rows)


def wanted_edges(store: GraphStore, selection: Selection) -> Iterator[tuple[Relationship, Named]]:
    """Yield the wanted relationships with what knows their ends' names."""
    for part in pages(store.relationships, selection.relationships):
        entities = entities_of(store, (end for edge in part for end in (edge.source, edge.target)))
        named = Named(entities=entities, documents={})
        for edge in part:
            if selection.takes(named.entity(edge.source), named.entity(edge.target)):
                yield edge, named


def wanted_statements(store: GraphStore, selection: Selection, query: StatementQuery | None = None) -> Iterator[Told]:
    """Yield the wanted statements, or those of a query of one's own, with what knows the names in them."""
    for part in pages(store.statements, selection.statements if query is None else query):
        named = named_in(store, part)
        for statement in part:
            is_there = statement.document in named.documents  # unless somebody deletes it just now
            if is_there and selection.takes(named.entity(statement.source), named.entity(statement.target)):
                yield statement, named


def named_in(store: GraphStore, statements: Sequence[Statement]) -> Named:
    """Look up every entity and document that statements name."""
    speakers = [item.attribution.entity for item in statements if item.attribution is not None]
    ends = [id for item in statements for id in (item.source, item.target, item.place)]
    return Named(
        entities=entities_of(store, [*ends, *speakers]),
        documents=_documents(store, (statement.document for statement in statements)),
    )


def entities_of(store: GraphStore, ids: Iterable[str | None]) -> dict[str, Entity]:
    """Look up entities."""
    wanted = sorted({id for id in ids if id is not None})
    return {entity.id: entity for entity in store.entities_by_id(wanted) if entity is not None}


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut a stream into lists."""
    stream = iter(items)
    while part := list(islice(stream, size)):
        yield part


def _documents(store: GraphStore, ids: Iterable[str]) -> dict[str, Document]:
    found = store.documents_by_id(sorted(set(ids)))
    return {document.id: document for document in found if document is not None}
