"""A file whose facts were moved by migrations -> the same with all that is derived, by the functions of today."""

from __future__ import annotations

import sqlite3

from kg.derive.origins import sketch_of
from kg.ontology import load_ontology
from kg.store.fingerprints import document_fingerprint
from kg.store.sqlite_columns import document_of
from kg.store.sqlite_deriving import Touched, derive, edges_of
from kg.store.sqlite_origins import add_bands, regroup_origins
from kg.store.sqlite_words import add_words, statement_sentences

_KEYS = "SELECT k FROM document ORDER BY k"
_DOCUMENT = """SELECT id, text, title, url, source, author, published, language, metadata FROM document
 WHERE k = ?"""
_UPDATE_DOCUMENT = "UPDATE document SET held = ?, sketch = ? WHERE k = ?"
_EMPTY = (
    "DELETE FROM origin",
    "DELETE FROM band",
    "DELETE FROM edge",
    "DELETE FROM alias",
    "UPDATE entity SET name = '', folded = '', aliases = '[]', documents = 0",
    "INSERT INTO entity_words (entity_words) VALUES ('delete-all')",
    "INSERT INTO statement_words (statement_words) VALUES ('delete-all')",
)


def rebuild(connection: sqlite3.Connection) -> None:
    """Derive everything again from facts, in the transaction that the caller holds."""
    for text in _EMPTY:
        connection.execute(text)
    documents = [row[0] for row in connection.execute(_KEYS).fetchall()]
    if not documents:
        return
    symmetric = load_ontology().symmetric
    touched = Touched(entities={row[0] for row in connection.execute("SELECT k FROM entity").fetchall()})
    for key in documents:
        _rebuild_document(connection, key)
        touched.edges.update(edges_of(connection, [key], symmetric))
    regroup_origins(connection, (), frozenset(documents))
    derive(connection, touched, symmetric)


def _rebuild_document(connection: sqlite3.Connection, key: int) -> None:
    document = document_of(connection.execute(_DOCUMENT, (key,)).fetchone())
    sketch = sketch_of(document.text)
    connection.execute(_UPDATE_DOCUMENT, (document_fingerprint(document), sketch, key))
    add_bands(connection, key, sketch)
    for statement, sentences in statement_sentences(connection, [key]).items():
        add_words(connection, "statement_words", statement, sentences)
