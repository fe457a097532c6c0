"""Rows of one document -> the document, and the whole graph of what it says, as it was written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from kg.model import (
    Document,
    DocumentEntity,
    DocumentGraph,
    Form,
    Kind,
    Mention,
    Quote,
    Sentence,
    Silence,
)
from kg.partial_date import PartialDate
from kg.store.sqlite_statements import Value, statements_where

DOCUMENT_COLUMNS = "d.k, d.id, d.text, d.title, d.url, d.source, d.author, d.published, d.language, d.metadata"
_DOCUMENTS = f"SELECT {DOCUMENT_COLUMNS}, d.reader FROM document d WHERE d.id IN (SELECT value FROM json_each(?))"
_SENTENCES = 'SELECT n, "start", "end" FROM sentence WHERE document = ? ORDER BY n'
_SILENCES = 'SELECT "start", "end", reason, detail FROM silence WHERE document = ? ORDER BY n'
_APPEARANCES = """SELECT a.n, e.id, e.kind, a.name FROM appearance a JOIN entity e ON e.k = a.entity
 WHERE a.document = ? ORDER BY a.n"""
_MENTIONS = """SELECT appearance, "start", "end", form, text FROM mention WHERE document = ? ORDER BY appearance, n"""


def documents_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Document | None]:
    """Return documents in the order of the ids; None if unknown."""
    rows = connection.execute(_DOCUMENTS, (json.dumps(list(ids)),)).fetchall()
    found = {row[1]: document_of(row[1:10]) for row in rows}
    return [found.get(id) for id in ids]


def graphs_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> list[DocumentGraph | None]:
    """Return what documents say, in the order of the ids; None if unknown."""
    rows = connection.execute(_DOCUMENTS, (json.dumps(list(ids)),)).fetchall()
    found = {row[1]: _graph(connection, row[0], document_of(row[1:10]), row[10]) for row in rows}
    return [found.get(id) for id in ids]


def document_of(row: Sequence[Value]) -> Document:
    """Make a document from its columns: id, text, title, url, source, author, published, language, metadata."""
    id, text, title, url, source, author, published, language, metadata = (
        None if value is None else str(value) for value in row
    )
    return Document(
        id=id or "",
        text=text or "",
        title=title,
        url=url,
        source=source,
        author=author,
        published=None if published is None else PartialDate.parse(published),
        language=language,
        metadata=tuple((key, value) for key, value in json.loads(metadata or "[]")),
    )


def _graph(connection: sqlite3.Connection, key: int, document: Document, reader: str) -> DocumentGraph:
    sentences = connection.execute(_SENTENCES, (key,)).fetchall()
    silences = connection.execute(_SILENCES, (key,)).fetchall()
    return DocumentGraph(
        document=document,
        reader=reader,
        sentences=tuple(Sentence(index=n, start=start, end=end) for n, start, end in sentences),
        entities=_entities(connection, key),
        statements=tuple(statements_where(connection, "s.document = ?", (key,), "ORDER BY s.n")),
        silences=tuple(
            Silence(sentence=Quote.of(document.text, start, end), reason=reason, detail=detail)
            for start, end, reason, detail in silences
        ),
    )


def _entities(connection: sqlite3.Connection, key: int) -> tuple[DocumentEntity, ...]:
    mentions: dict[int, list[Mention]] = {}
    for appearance, start, end, form, text in connection.execute(_MENTIONS, (key,)):
        quote = Quote(start=start, end=end, text=text)
        mentions.setdefault(appearance, []).append(Mention(quote=quote, form=Form(form)))
    return tuple(
        DocumentEntity(id=id, kind=Kind(kind), name=name, mentions=tuple(mentions.get(n, ())))
        for n, id, kind, name in connection.execute(_APPEARANCES, (key,))
    )
