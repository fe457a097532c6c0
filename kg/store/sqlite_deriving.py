"""Edges and entities that a transaction touched -> the same, derived again from facts; what nothing supports goes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from kg.derive.entities import Naming, derive_entity
from kg.derive.relationships import Told, derive_relationship, is_denial
from kg.model import Entity, Kind, Modality, Polarity
from kg.names import fold_name
from kg.store.sqlite_columns import date_of
from kg.store.sqlite_words import add_words, remove_words

Edge = tuple[int, str, int]  # keys of its ends around its type; of a symmetric type in order of their ids

# thin rows: what an edge follows from, without evidence; the index (source, type, target) finds them
_TOLD = """SELECT s.id, s.document, o.first, s.confidence, s.date, s.polarity, s.modality
 FROM statement s CROSS JOIN origin o ON o.document = s.document WHERE s.source = ? AND s.type = ? AND s.target = ?"""
_EDGES_OF = """SELECT DISTINCT s.source, a.id, s.type, s.target, b.id FROM statement s
 JOIN entity a ON a.k = s.source JOIN entity b ON b.k = s.target
 WHERE s.document IN (SELECT value FROM json_each(?)) AND s.source <> s.target"""
_ID = "SELECT id FROM entity WHERE k = ?"
_DELETE_EDGE = "DELETE FROM edge WHERE source = ? AND type = ? AND target = ?"
_PUT_EDGE = """INSERT INTO edge (id, source, type, target, statements, documents, origins, first_date, last_date,
 confidence, is_contested, example) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (source, type, target) DO UPDATE SET
 statements = excluded.statements, documents = excluded.documents, origins = excluded.origins,
 first_date = excluded.first_date, last_date = excluded.last_date, confidence = excluded.confidence,
 is_contested = excluded.is_contested, example = excluded.example"""
_NAMINGS = """SELECT g.k, g.name, g.surfaces, (SELECT count(*) FROM appearance a WHERE a.naming = g.k) FROM naming g
 WHERE g.entity = ? ORDER BY g.name, g.surfaces"""
_DELETE_NAMING = "DELETE FROM naming WHERE k = ?"
_ENTITY = "SELECT id, kind, name, aliases, documents FROM entity WHERE k = ?"
_COUNT_ENTITY = "UPDATE entity SET documents = ? WHERE k = ?"  # spares the index of names
_UPDATE_ENTITY = "UPDATE entity SET name = ?, folded = ?, aliases = ?, documents = ? WHERE k = ?"
_DELETE_ENTITY = "DELETE FROM entity WHERE k = ?"
_DELETE_ALIASES = "DELETE FROM alias WHERE entity = ?"
_INSERT_ALIAS = "INSERT INTO alias (entity, folded) VALUES (?,?)"


@dataclass(slots=True)
class Touched:
    """Edges and entities that a transaction must derive again."""

    edges: set[Edge] = field(default_factory=set)
    entities: set[int] = field(default_factory=set)


def edges_of(connection: sqlite3.Connection, documents: Iterable[int], symmetric: frozenset[str]) -> Iterator[Edge]:
    """Yield the edges that statements of documents speak of, for or against."""
    rows = connection.execute(_EDGES_OF, (json.dumps(list(documents)),)).fetchall()
    for source, source_id, type, target, target_id in rows:
        is_turned = type in symmetric and target_id < source_id
        yield (target, type, source) if is_turned else (source, type, target)


def derive(connection: sqlite3.Connection, touched: Touched, symmetric: frozenset[str]) -> None:
    """Derive touched edges and entities again."""
    for edge in sorted(touched.edges):
        if not _derive_edge(connection, edge, is_symmetric=edge[1] in symmetric):
            connection.execute(_DELETE_EDGE, edge)
    for entity in sorted(touched.entities):
        _derive_entity(connection, entity)


def _derive_edge(connection: sqlite3.Connection, edge: Edge, *, is_symmetric: bool) -> bool:
    """Derive an edge from what is told of it; return whether it is supported."""
    source, type, target = edge
    told = [*_told(connection, edge), *(_told(connection, (target, type, source)) if is_symmetric else ())]
    if not any(item.is_plain for item in told):
        return False
    ends = (connection.execute(_ID, (source,)).fetchone()[0], connection.execute(_ID, (target,)).fetchone()[0])
    derived = derive_relationship(ends, type, told)
    if derived is None:
        return False
    dates = (None if date is None else str(date) for date in (derived.first_date, derived.last_date))
    counts = (derived.statements, derived.documents, derived.origins, *dates)
    sure = (derived.confidence, derived.is_contested, derived.example)
    connection.execute(_PUT_EDGE, (derived.id, *edge, *counts, *sure))
    return True


def _told(connection: sqlite3.Connection, edge: Edge) -> Iterator[Told]:
    for statement, document, origin, confidence, date, polarity, modality in connection.execute(_TOLD, edge).fetchall():
        is_plain, is_denied = _status(polarity, modality)
        yield Told(
            statement=statement,
            document=str(document),
            origin=str(origin),
            confidence=confidence,
            date=date_of(date),
            is_plain=is_plain,
            is_denial=is_denied,
        )


@cache  # of eight pairs
def _status(polarity: str, modality: str) -> tuple[bool, bool]:
    is_plain = polarity == Polarity.POSITIVE and modality == Modality.ACTUAL
    return is_plain, is_denial(Polarity(polarity), Modality(modality))


def _derive_entity(connection: sqlite3.Connection, key: int) -> None:
    id, kind, name, aliases, documents = connection.execute(_ENTITY, (key,)).fetchone()
    names = tuple(json.loads(aliases))
    # an entity that just came has no name yet
    before = Entity(id=id, kind=Kind(kind), name=name, aliases=names, documents=documents) if name else None
    namings = _namings(connection, key)
    after = derive_entity(id, Kind(kind), namings) if namings else None
    if before == after:
        return
    if before is not None and after is not None and (before.name, before.aliases) == (after.name, after.aliases):
        connection.execute(_COUNT_ENTITY, (after.documents, key))
        return
    _rename(connection, key, before, after)
    if after is None:
        connection.execute(_DELETE_ENTITY, (key,))
        return
    row = (after.name, fold_name(after.name), json.dumps(after.aliases, ensure_ascii=False), after.documents)
    connection.execute(_UPDATE_ENTITY, (*row, key))


def _rename(connection: sqlite3.Connection, key: int, before: Entity | None, after: Entity | None) -> None:
    connection.execute(_DELETE_ALIASES, (key,))
    if before is not None:
        remove_words(connection, "entity_words", key, (before.name, *before.aliases))
    if after is not None:
        names = (after.name, *after.aliases)
        add_words(connection, "entity_words", key, names)
        connection.executemany(_INSERT_ALIAS, [(key, name) for name in sorted({fold_name(name) for name in names})])


def _namings(connection: sqlite3.Connection, key: int) -> list[Naming]:
    """Group what documents call an entity; what no document says any more goes."""
    found: list[Naming] = []
    for naming, name, texts, documents in connection.execute(_NAMINGS, (key,)).fetchall():
        if not documents:
            connection.execute(_DELETE_NAMING, (naming,))
            continue
        surfaces = tuple(json.loads(texts))
        found.append(Naming(name=name, has_name=bool(surfaces), surfaces=surfaces, documents=documents))
    return found
