"""Rows of entities -> entities, by id or in pages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from kg.model import Entity, Kind
from kg.names import fold_name
from kg.store.cursors import page_of
from kg.store.orders import entity_keys, entity_values, sort_values
from kg.store.protocol import EntityQuery, Page
from kg.store.sqlite_columns import Value, list_of
from kg.store.sqlite_pages import Conditions, page_rows, total_of

_ENTITIES = "SELECT e.id, e.kind, e.name, e.aliases, e.documents FROM entity e WHERE {where} {tail}"
_COLUMNS = {"name": "e.folded", "documents": "e.documents", "id": "e.id"}
_IN_DOCUMENT = """e.k IN (SELECT g.entity FROM appearance a JOIN naming g ON g.k = a.naming
 WHERE a.document = (SELECT k FROM document WHERE id = ?))"""


def entities_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Entity | None]:
    """Return entities in the order of the ids; None if unknown."""
    text = _ENTITIES.format(where="e.id IN (SELECT value FROM json_each(?))", tail="")
    found = {str(row[0]): _entity(row) for row in connection.execute(text, (list_of(ids),)).fetchall()}
    return [found.get(id) for id in ids]


def entities_page(connection: sqlite3.Connection, query: EntityQuery) -> Page[Entity]:
    """Return entities by kind, name, words, document; in the order that is asked for."""
    asked, keys = _asked(query), entity_keys(query)
    total = total_of(connection, "entity e", asked, query)
    order = asked.add_place(_COLUMNS, keys, query)
    found = [_entity(row) for row in page_rows(connection, _ENTITIES, asked, order, query)]
    return page_of(query, found, total, lambda entity: sort_values(keys, entity_values(entity)))


def _asked(query: EntityQuery) -> Conditions:
    asked = Conditions()
    asked.add_listed("e.kind", query.kinds)
    if query.name is not None:
        asked.add("e.k IN (SELECT entity FROM alias WHERE folded = ?)", fold_name(query.name))
    if query.names is not None:
        named = Conditions()
        named.add_listed("folded", [fold_name(name) for name in query.names])
        asked.add(f"e.k IN (SELECT entity FROM alias WHERE {named.where})", *named.values)
    if query.contains is not None:
        asked.add("e.k IN (SELECT entity FROM alias WHERE instr(folded, ?) > 0)", fold_name(query.contains))
    asked.add_words("entity_words", "e.k", query.words)
    if query.document is not None:
        asked.add(_IN_DOCUMENT, query.document)
    if query.min_documents > 1:
        asked.add("e.documents >= ?", query.min_documents)
    asked.add_parts(query, _asked)
    return asked


def _entity(row: Sequence[Value]) -> Entity:
    id, kind, name, aliases, documents = row
    return Entity(
        id=str(id),
        kind=Kind(str(kind)),
        name=str(name),
        aliases=tuple(json.loads(str(aliases))),
        documents=int(documents or 0),
    )
