"""Document graphs -> rows, and what they make true: edges and entities, in one transaction that the caller holds."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.derive.entities import Naming, derive_entity
from kg.derive.origins import origin_key
from kg.derive.relationships import Told, derive_relationship, ends_of
from kg.model import Document, DocumentEntity, DocumentGraph, Kind, Statement
from kg.names import fold_name
from kg.partial_date import PartialDate
from kg.store.sqlite_statements import statements_where

_FINGERPRINTS = "SELECT id, fingerprint FROM document WHERE id IN (SELECT value FROM json_each(?))"
_DOCUMENT_KEYS = "SELECT k FROM document WHERE id IN (SELECT value FROM json_each(?))"
_EDGE_KEYS_OF = """SELECT DISTINCT edge_key FROM statement
 WHERE document IN (SELECT value FROM json_each(?)) AND edge_key IS NOT NULL"""
_ENTITIES_OF = "SELECT DISTINCT entity FROM appearance WHERE document IN (SELECT value FROM json_each(?))"
_DELETE_DOCUMENTS = "DELETE FROM document WHERE k IN (SELECT value FROM json_each(?))"
_INSERT_DOCUMENT = """INSERT INTO document (id, text, title, url, source, author, published, first_day, last_day,
 language, metadata, reader, origin, fingerprint) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING k"""
_INSERT_SENTENCE = 'INSERT INTO sentence (document, n, "start", "end") VALUES (?,?,?,?)'
_INSERT_SILENCE = 'INSERT INTO silence (document, n, "start", "end", reason, detail) VALUES (?,?,?,?,?,?)'
_INSERT_ENTITY = """INSERT INTO entity (id, kind, name, folded, aliases, documents) VALUES (?,?,'','','[]',0)
 ON CONFLICT (id) DO UPDATE SET kind = iif(EXISTS (SELECT 1 FROM appearance a WHERE a.entity = entity.k), kind,
 excluded.kind) RETURNING k, kind"""  # what no document names any more (its own former version did) has no kind yet
_INSERT_APPEARANCE = "INSERT INTO appearance (document, n, entity, name) VALUES (?,?,?,?)"
_INSERT_MENTION = """INSERT INTO mention (document, appearance, n, "start", "end", form, text)
 VALUES (?,?,?,?,?,?,?)"""
_INSERT_STATEMENT = """INSERT INTO statement (id, document, n, source, type, target, polarity, modality, speaker,
 speaker_text, date, first_day, last_day, date_text, place, confidence, edge_key)
 VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING k"""
_INSERT_EVIDENCE = """INSERT INTO evidence (statement, n, sentence_start, sentence_end, trigger_start, trigger_end,
 source_start, source_end, target_start, target_end, rule) VALUES (?,?,?,?,?,?,?,?,?,?,?)"""
_DELETE_EDGE = "DELETE FROM edge WHERE edge_key = ?"
_INSERT_EDGE = """INSERT INTO edge (id, edge_key, source, type, target, statements, documents, origins, first_date,
 last_date, confidence, is_contested, example)
 VALUES (?,?,(SELECT k FROM entity WHERE id = ?),?,(SELECT k FROM entity WHERE id = ?),?,?,?,?,?,?,?,?)"""
_ORIGIN_OF = "SELECT id, origin FROM document WHERE id IN (SELECT value FROM json_each(?))"
_NAMINGS = """SELECT a.document, a.n, a.name, m.text FROM appearance a
 LEFT JOIN mention m ON m.document = a.document AND m.appearance = a.n AND m.form = 'name'
 WHERE a.entity = ? ORDER BY a.document, a.n"""
_ENTITY = "SELECT id, kind FROM entity WHERE k = ?"
_UPDATE_ENTITY = "UPDATE entity SET name = ?, folded = ?, aliases = ?, documents = ? WHERE k = ?"
_DELETE_ENTITY = "DELETE FROM entity WHERE k = ?"
_DELETE_ALIASES = "DELETE FROM alias WHERE entity = ?"
_INSERT_ALIAS = "INSERT OR IGNORE INTO alias (entity, folded) VALUES (?,?)"


@dataclass(slots=True)
class Touched:
    """Edges and entities that a transaction must derive again."""

    edges: set[str] = field(default_factory=set)
    entities: set[int] = field(default_factory=set)


def fingerprint_of(graph: DocumentGraph) -> str:
    """Return a hash of all that a document graph says, reader included."""
    return hashlib.sha256(repr(graph).encode("utf-8", "surrogatepass")).hexdigest()


def known_fingerprints(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the fingerprints of the documents that the store holds."""
    return dict(connection.execute(_FINGERPRINTS, (json.dumps(ids),)).fetchall())


def forget(connection: sqlite3.Connection, document_ids: Sequence[str]) -> Touched:
    """Delete documents with their facts; return what they touched."""
    keys = json.dumps([row[0] for row in connection.execute(_DOCUMENT_KEYS, (json.dumps(document_ids),))])
    touched = Touched()
    touched.edges.update(row[0] for row in connection.execute(_EDGE_KEYS_OF, (keys,)))
    touched.entities.update(row[0] for row in connection.execute(_ENTITIES_OF, (keys,)))
    connection.execute(_DELETE_DOCUMENTS, (keys,))
    return touched


def insert(connection: sqlite3.Connection, graph: DocumentGraph, touched: Touched, symmetric: frozenset[str]) -> None:
    """Insert all facts of a document that the store does not hold."""
    document = _insert_document(connection, graph)
    connection.executemany(_INSERT_SENTENCE, [(document, s.index, s.start, s.end) for s in graph.sentences])
    connection.executemany(
        _INSERT_SILENCE,
        [(document, n, s.sentence.start, s.sentence.end, s.reason, s.detail) for n, s in enumerate(graph.silences)],
    )
    keys = {entity.id: _insert_entity(connection, document, n, entity) for n, entity in enumerate(graph.entities)}
    touched.entities.update(keys.values())
    for n, statement in enumerate(graph.statements):
        edge_key = _edge_key(statement, symmetric)
        if edge_key is not None:
            touched.edges.add(edge_key)
        _insert_statement(connection, document, n, statement, keys, edge_key)


def derive(connection: sqlite3.Connection, touched: Touched, symmetric: frozenset[str]) -> None:
    """Derive touched edges and entities again; what nothing supports any more goes."""
    for key in sorted(touched.edges):
        connection.execute(_DELETE_EDGE, (key,))
        _derive_edge(connection, key, symmetric)
    for entity in sorted(touched.entities):
        _derive_entity(connection, entity)


def _insert_document(connection: sqlite3.Connection, graph: DocumentGraph) -> int:
    document = graph.document
    metadata = json.dumps(document.metadata, ensure_ascii=False)
    row = (
        *_descriptive(document),
        document.language,
        metadata,
        graph.reader,
        origin_key(document.text),
        fingerprint_of(graph),
    )
    return int(connection.execute(_INSERT_DOCUMENT, row).fetchone()[0])


def _descriptive(document: Document) -> tuple[str | None, ...]:
    return (
        document.id,
        document.text,
        document.title,
        document.url,
        document.source,
        document.author,
        *_date_columns(document.published),
    )


def _date_columns(date: PartialDate | None) -> tuple[str | None, str | None, str | None]:
    if date is None:
        return None, None, None
    return str(date), date.first_day.isoformat(), date.last_day.isoformat()


def _insert_entity(connection: sqlite3.Connection, document: int, n: int, entity: DocumentEntity) -> int:
    key, kind = connection.execute(_INSERT_ENTITY, (entity.id, entity.kind.value)).fetchone()
    if kind != entity.kind.value:
        raise ValueError(f"entity {entity.id} is a {kind} in other documents, here a {entity.kind.value}")
    connection.execute(_INSERT_APPEARANCE, (document, n, key, entity.name))
    connection.executemany(
        _INSERT_MENTION,
        [
            (document, n, m, mention.quote.start, mention.quote.end, mention.form.value, mention.quote.text)
            for m, mention in enumerate(entity.mentions)
        ],
    )
    return int(key)


def _edge_key(statement: Statement, symmetric: frozenset[str]) -> str | None:
    ends = ends_of(statement, symmetric)
    return None if ends is None else "|".join((ends[0], statement.type, ends[1]))


def _insert_statement(
    connection: sqlite3.Connection,
    document: int,
    n: int,
    statement: Statement,
    keys: dict[str, int],
    edge_key: str | None,
) -> None:
    said = statement.attribution
    row = (
        statement.id,
        document,
        n,
        keys[statement.source],
        statement.type,
        None if statement.target is None else keys[statement.target],
        statement.polarity.value,
        statement.modality.value,
        keys[said.entity] if said is not None and said.entity is not None else None,
        said.text if said is not None else None,
        *_date_columns(statement.date),
        statement.date_text,
        None if statement.place is None else keys[statement.place],
        statement.confidence,
        edge_key,
    )
    key = connection.execute(_INSERT_STATEMENT, row).fetchone()[0]
    connection.executemany(_INSERT_EVIDENCE, _evidence_rows(key, statement))


def _evidence_rows(key: int, statement: Statement) -> Iterable[tuple[int | str | None, ...]]:
    for n, evidence in enumerate(statement.evidence):
        target = evidence.target
        yield (
            key,
            n,
            evidence.sentence.start,
            evidence.sentence.end,
            evidence.trigger.start,
            evidence.trigger.end,
            evidence.source.start,
            evidence.source.end,
            None if target is None else target.start,
            None if target is None else target.end,
            evidence.rule,
        )


def _derive_edge(connection: sqlite3.Connection, key: str, symmetric: frozenset[str]) -> None:
    statements = statements_where(connection, "s.edge_key = ?", (key,))
    if not statements:
        return
    documents = json.dumps(sorted({statement.document for statement in statements}))
    origins = dict(connection.execute(_ORIGIN_OF, (documents,)).fetchall())
    told = [Told(statement=item, origin=origins[item.document]) for item in statements]
    ends = ends_of(statements[0], symmetric)
    edge = None if ends is None else derive_relationship(ends, told)
    if edge is None:
        return
    dates = (edge.first_date, edge.last_date)
    counts = (edge.statements, edge.documents, edge.origins, *(None if d is None else str(d) for d in dates))
    derived = (*counts, edge.confidence, edge.is_contested, edge.example)
    connection.execute(_INSERT_EDGE, (edge.id, key, edge.source, edge.type, edge.target, *derived))


def _derive_entity(connection: sqlite3.Connection, key: int) -> None:
    connection.execute(_DELETE_ALIASES, (key,))
    namings = _namings(connection, key)
    if not namings:
        connection.execute(_DELETE_ENTITY, (key,))
        return
    id, kind = connection.execute(_ENTITY, (key,)).fetchone()
    entity = derive_entity(id, Kind(kind), namings)
    aliases = json.dumps(entity.aliases, ensure_ascii=False)
    connection.execute(_UPDATE_ENTITY, (entity.name, fold_name(entity.name), aliases, entity.documents, key))
    folded = {fold_name(name) for name in (entity.name, *entity.aliases)}
    connection.executemany(_INSERT_ALIAS, [(key, name) for name in sorted(folded)])


def _namings(connection: sqlite3.Connection, key: int) -> list[Naming]:
    found: dict[tuple[int, int], tuple[str, list[str]]] = {}
    for document, n, name, surface in connection.execute(_NAMINGS, (key,)):
        surfaces = found.setdefault((document, n), (name, []))[1]
        if surface is not None:
            surfaces.append(surface)
    return [
        Naming(name=name, has_name=bool(surfaces), surfaces=tuple(sorted(set(surfaces))))
        for name, surfaces in found.values()
    ]
