"""Document graphs -> rows, in one transaction that the caller holds; what they make true is derived at its end."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from kg.derive.origins import sketch_of
from kg.errors import ModelError
from kg.model import DocumentEntity, DocumentGraph, Form, Statement
from kg.store.clock import now_text
from kg.store.fingerprints import PrintedGraph, document_fingerprint
from kg.store.sqlite_columns import document_row, has_zero, list_of
from kg.store.sqlite_deriving import Touched, derive, edges_of
from kg.store.sqlite_origins import add_bands, regroup_origins, remove_bands
from kg.store.sqlite_words import add_words, remove_words, statement_sentences

_FINGERPRINTS = "SELECT id, fingerprint FROM document WHERE id IN (SELECT value FROM json_each(?))"
_DOCUMENT_KEYS = "SELECT k FROM document WHERE id IN (SELECT value FROM json_each(?))"
_ENTITIES_OF = """SELECT DISTINCT g.entity FROM appearance a JOIN naming g ON g.k = a.naming
 WHERE a.document IN (SELECT value FROM json_each(?))"""
_DELETE_DOCUMENTS = "DELETE FROM document WHERE k IN (SELECT value FROM json_each(?))"
_INSERT_DOCUMENT = """INSERT INTO document (id, text, title, url, source, author, published, language, metadata,
 reader, fingerprint, held, sketch) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING k"""
_INSERT_RECORDED = "INSERT INTO recorded (document, at) VALUES (?,?)"
_INSERT_SENTENCE = 'INSERT INTO sentence (document, n, "start", "end") VALUES (?,?,?,?)'
_INSERT_SILENCE = 'INSERT INTO silence (document, n, "start", "end", reason, detail) VALUES (?,?,?,?,?,?)'
_INSERT_ENTITY = """INSERT INTO entity (id, kind, name, folded, aliases, documents) VALUES (?,?,'','','[]',0)
 ON CONFLICT (id) DO UPDATE SET kind = iif(EXISTS (SELECT 1 FROM naming g JOIN appearance a ON a.naming = g.k
 WHERE g.entity = entity.k), kind, excluded.kind)
 RETURNING k, kind"""  # what no document names any more (its own former version did) has no kind yet
_INSERT_NAMING = """INSERT INTO naming (entity, name, surfaces) VALUES (?,?,?)
 ON CONFLICT (coalesce(entity_read, entity), name, surfaces) DO UPDATE SET name = name RETURNING k"""
_INSERT_APPEARANCE = "INSERT INTO appearance (document, n, naming) VALUES (?,?,?)"
_INSERT_MENTION = 'INSERT INTO mention (document, appearance, n, "start", "end", form) VALUES (?,?,?,?,?,?)'
_INSERT_STATEMENT = """INSERT INTO statement (id, document, n, source, type, target, polarity, modality, confidence,
 date, place, speaker, speaker_text, date_text) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING k"""
_INSERT_EVIDENCE = """INSERT INTO evidence (statement, n, sentence_start, sentence_end, trigger_start, trigger_end,
 source_start, source_end, target_start, target_end, rule) VALUES (?,?,?,?,?,?,?,?,?,?,?)"""


def known_fingerprints(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the fingerprints of the documents that the store holds."""
    return dict(connection.execute(_FINGERPRINTS, (list_of(ids),)).fetchall())


def check_ids(graph: DocumentGraph) -> None:
    """Refuse ids that could not be asked for."""
    entities, statements = (entity.id for entity in graph.entities), (statement.id for statement in graph.statements)
    for id in (graph.document.id, *entities, *statements):
        if has_zero(id):
            raise ModelError(f"the id {id!r} holds a zero character")


def replace_documents(
    connection: sqlite3.Connection, gone: Sequence[str], graphs: Sequence[PrintedGraph], symmetric: frozenset[str]
) -> None:
    """Delete documents, insert what others say, and derive all that this touches."""
    touched = Touched()
    lost = _forget(connection, gone, touched, symmetric)
    came = [_insert(connection, *graph, touched) for graph in sorted(graphs, key=lambda pair: pair[0].document.id)]
    recorded = now_text()
    connection.executemany(_INSERT_RECORDED, [(document, recorded) for document in came])
    moved = regroup_origins(connection, lost, frozenset(came))
    touched.edges.update(edges_of(connection, [*came, *moved], symmetric))
    derive(connection, touched, symmetric)


def _forget(
    connection: sqlite3.Connection, ids: Sequence[str], touched: Touched, symmetric: frozenset[str]
) -> set[int]:
    """Delete documents with their facts, note what they touched, return the origins that lose them."""
    keys = [row[0] for row in connection.execute(_DOCUMENT_KEYS, (list_of(ids),)).fetchall()]
    if not keys:
        return set()
    touched.edges.update(edges_of(connection, keys, symmetric))
    touched.entities.update(row[0] for row in connection.execute(_ENTITIES_OF, (list_of(keys),)).fetchall())
    for statement, sentences in statement_sentences(connection, keys).items():
        remove_words(connection, "statement_words", statement, sentences)
    lost = remove_bands(connection, keys)
    connection.execute(_DELETE_DOCUMENTS, (list_of(keys),))
    return lost


def _insert(connection: sqlite3.Connection, graph: DocumentGraph, fingerprint: str, touched: Touched) -> int:
    """Insert all facts of a document that the store does not hold."""
    document = _insert_document(connection, graph, fingerprint)
    connection.executemany(_INSERT_SENTENCE, [(document, s.index, s.start, s.end) for s in graph.sentences])
    connection.executemany(
        _INSERT_SILENCE,
        [(document, n, s.sentence.start, s.sentence.end, s.reason, s.detail) for n, s in enumerate(graph.silences)],
    )
    keys = {entity.id: _insert_entity(connection, document, n, entity) for n, entity in enumerate(graph.entities)}
    touched.entities.update(keys.values())
    for n, statement in enumerate(graph.statements):
        _insert_statement(connection, document, n, statement, keys)
    return document


def _insert_document(connection: sqlite3.Connection, graph: DocumentGraph, fingerprint: str) -> int:
    document = graph.document
    sketch = sketch_of(document.text)
    hashes = (fingerprint, document_fingerprint(document))
    key = connection.execute(_INSERT_DOCUMENT, (*document_row(document), graph.reader, *hashes, sketch)).fetchone()[0]
    add_bands(connection, key, sketch)
    return int(key)


def _insert_entity(connection: sqlite3.Connection, document: int, n: int, entity: DocumentEntity) -> int:
    key, kind = connection.execute(_INSERT_ENTITY, (entity.id, entity.kind.value)).fetchone()
    if kind != entity.kind.value:
        raise ValueError(f"entity {entity.id} is a {kind} in other documents, here a {entity.kind.value}")
    naming = connection.execute(_INSERT_NAMING, (key, entity.name, _surfaces(entity))).fetchone()[0]
    connection.execute(_INSERT_APPEARANCE, (document, n, naming))
    connection.executemany(
        _INSERT_MENTION,
        [(document, n, m, item.quote.start, item.quote.end, item.form.value) for m, item in enumerate(entity.mentions)],
    )
    return int(key)


def _surfaces(entity: DocumentEntity) -> str:
    names = {mention.quote.text for mention in entity.mentions if mention.form is Form.NAME}
    return json.dumps(sorted(names), ensure_ascii=False, separators=(",", ":"))


def _insert_statement(
    connection: sqlite3.Connection, document: int, n: int, statement: Statement, keys: dict[str, int]
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
        statement.confidence,
        None if statement.date is None else str(statement.date),
        None if statement.place is None else keys[statement.place],
        keys[said.entity] if said is not None and said.entity is not None else None,
        said.text if said is not None else None,
        statement.date_text,
    )
    key = int(connection.execute(_INSERT_STATEMENT, row).fetchone()[0])
    connection.executemany(_INSERT_EVIDENCE, _evidence_rows(key, statement))
    add_words(connection, "statement_words", key, [evidence.sentence.text for evidence in statement.evidence])


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
