"""Rows of edges -> relationships, by id or in pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from kg.model import Relationship
from kg.store.cursors import page_of, sort_of
from kg.store.protocol import Page, RelationshipQuery
from kg.store.sqlite_columns import Value, date_of, list_of, text_of
from kg.store.sqlite_pages import Conditions, page_rows, total_of

_EDGES = """SELECT r.id, a.id, r.type, b.id, r.statements, r.documents, r.origins, r.first_date, r.last_date,
 r.confidence, r.is_contested, r.example FROM edge r JOIN entity a ON a.k = r.source JOIN entity b ON b.k = r.target
 WHERE {where} {tail}"""
_BOTH_WAYS = "r.type IN (SELECT value FROM json_each(?))"
_PLAIN = "s.polarity = 'positive' AND s.modality = 'actual'"
_STRAIGHT = "s.source = r.source AND s.type = r.type AND s.target = r.target"
_TURNED = "s.source = r.target AND s.type = r.type AND s.target = r.source"


def relationships_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Relationship | None]:
    """Return relationships in the order of the ids; None if unknown."""
    text = _EDGES.format(where="r.id IN (SELECT value FROM json_each(?))", tail="")
    found = {str(row[0]): _relationship(row) for row in connection.execute(text, (list_of(ids),)).fetchall()}
    return [found.get(id) for id in ids]


def relationships_page(
    connection: sqlite3.Connection, query: RelationshipQuery, symmetric: frozenset[str]
) -> Page[Relationship]:
    """Return relationships by ends, type, dates; by origins, then statements."""
    asked = _asked(query, list_of(sorted(symmetric)))
    total = total_of(connection, "edge r", asked, query)
    if (after := sort_of(query, (int, int, str))) is not None:
        text = "r.origins < ? OR (r.origins = ? AND (r.statements < ? OR (r.statements = ? AND r.id > ?)))"
        asked.add(text, after[0], after[0], after[1], after[1], after[2])
    rows = page_rows(connection, _EDGES, asked, "r.origins DESC, r.statements DESC, r.id", query)
    found = [_relationship(row) for row in rows]
    return page_of(query, found, total, lambda edge: [edge.origins, edge.statements, edge.id])


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
