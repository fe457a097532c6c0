"""Rows of edges -> relationships, by id or in pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from kg.model import Relationship
from kg.store.cursors import page_of
from kg.store.orders import Key, relationship_keys, relationship_values, sort_values
from kg.store.protocol import Page, RelationshipQuery
from kg.store.sqlite_columns import Value, date_of, list_of, text_of
from kg.store.sqlite_pages import Conditions, page_rows, total_of

_EDGES = """SELECT r.k, r.id, a.id, r.type, b.id, r.statements, r.documents, r.origins, r.first_date, r.last_date,
 r.confidence, r.is_contested, r.example FROM edge r JOIN entity a ON a.k = r.source JOIN entity b ON b.k = r.target
 WHERE {where}"""
_KEYS = "SELECT r.k FROM edge r WHERE {where} {tail}"
_BOTH_WAYS = "r.type IN (SELECT value FROM json_each(?))"
_PLAIN = "s.polarity = 'positive' AND s.modality = 'actual'"
_STRAIGHT = "s.source = r.source AND s.type = r.type AND s.target = r.target"
_TURNED = "s.source = r.target AND s.type = r.type AND s.target = r.source"


def relationships_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Relationship | None]:
    """Return relationships in the order of the ids; None if unknown."""
    found = {edge.id: edge for edge in _edges(connection, "r.id", ids).values()}
    return [found.get(id) for id in ids]


def relationships_page(
    connection: sqlite3.Connection, query: RelationshipQuery, symmetric: frozenset[str]
) -> Page[Relationship]:
    """Return relationships by ends, type, dates. Their keys are sorted as asked, then a page is read."""
    asked, keys = _asked(query, list_of(sorted(symmetric))), relationship_keys(query)
    total = total_of(connection, "edge r", asked, query)
    order = asked.add_place({key.name: _column(key) for key in keys}, keys, query)
    placed = [int(row[0] or 0) for row in page_rows(connection, _KEYS, asked, order, query)]
    edges = _edges(connection, "r.k", placed)
    found = [edges[key] for key in placed]
    return page_of(query, found, total, lambda edge: sort_values(keys, relationship_values(edge)))


def _edges(connection: sqlite3.Connection, column: str, values: Sequence[str | int]) -> dict[int, Relationship]:
    text = _EDGES.format(where=f"{column} IN (SELECT value FROM json_each(?))")
    return {key: _relationship(row) for key, *row in connection.execute(text, (list_of(values),)).fetchall()}


def _column(key: Key) -> str:
    return f"coalesce(r.{key.name}, '{key.missing}')" if key.name.endswith("_date") else f"r.{key.name}"


def _asked(query: RelationshipQuery, symmetric: str) -> Conditions:
    asked = Conditions()
    _add_ends(asked, query, symmetric)
    asked.add_entities(query.either, "r.source", "r.target")
    asked.add_listed("r.type", query.types)
    _add_dates(asked, query, symmetric)
    if query.min_origins > 1:
        asked.add("r.origins >= ?", query.min_origins)
    if query.min_confidence > 0:
        asked.add("r.confidence >= ?", query.min_confidence)
    if query.is_contested is not None:
        asked.add("r.is_contested = ?", query.is_contested)
    return asked


def _add_ends(asked: Conditions, query: RelationshipQuery, symmetric: str) -> None:
    if query.sources is None and query.targets is None:
        return
    straight, turned = Conditions(), Conditions()
    straight.add_entities(query.sources, "r.source")
    straight.add_entities(query.targets, "r.target")
    turned.add(_BOTH_WAYS, symmetric)
    turned.add_entities(query.sources, "r.target")
    turned.add_entities(query.targets, "r.source")
    asked.add(f"({straight.where}) OR ({turned.where})", *straight.values, *turned.values)


def _add_dates(asked: Conditions, query: RelationshipQuery, symmetric: str) -> None:
    if query.since is None and query.until is None:
        return
    dated = Conditions()
    dated.add_dates("s.date", query.since, query.until)
    exists = f"EXISTS (SELECT 1 FROM statement s WHERE {{ends}} AND {_PLAIN} AND {dated.where})"
    straight, turned = exists.format(ends=_STRAIGHT), exists.format(ends=_TURNED)
    asked.add(f"{straight} OR ({_BOTH_WAYS} AND {turned})", *dated.values, symmetric, *dated.values)


def _relationship(row: Sequence[Value]) -> Relationship:
    id, source, type, target, statements, documents, origins, first, last, confidence, contested, example = row
    return Relationship(
        id=str(id),
        source=str(source),
        type=str(type),
        target=str(target),
        statements=int(statements or 0),
        documents=int(documents or 0),
        origins=int(origins or 0),
        first_date=date_of(text_of(first)),
        last_date=date_of(text_of(last)),
        confidence=float(confidence or 0.0),
        is_contested=bool(contested),
        example=str(example),
    )
