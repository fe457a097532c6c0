"""Rows of one document -> the document, and the whole graph of what it says, as it was written."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from kg.model import Document, DocumentEntity, DocumentGraph, Form, Kind, Mention, Origin, Quote, Sentence, Silence
from kg.store.clock import instant_of
from kg.store.cursors import page_of
from kg.store.fingerprints import document_fingerprint
from kg.store.orders import DOCUMENT_KEYS, document_values, sort_values
from kg.store.protocol import DocumentQuery, Page
from kg.store.sqlite_columns import document_of, list_of
from kg.store.sqlite_pages import Conditions, page_rows, total_of
from kg.store.sqlite_statements import statements_of_document

_COLUMNS = "d.id, d.text, d.title, d.url, d.source, d.author, d.published, d.language, d.metadata"
_DOCUMENTS = f"SELECT {_COLUMNS}, d.k, d.reader FROM document d WHERE d.id IN (SELECT value FROM json_each(?))"
_PAGE = f"SELECT {_COLUMNS} FROM document d WHERE {{where}} {{tail}}"
_HELD = "SELECT id, held FROM document WHERE reader = ? AND id IN (SELECT value FROM json_each(?))"
_RECORDED = """SELECT d.id, r.at FROM recorded r JOIN document d ON d.k = r.document
 WHERE d.id IN (SELECT value FROM json_each(?))"""
_FIRSTS = """SELECT d.id, o.first FROM document d JOIN origin o ON o.document = d.k
 WHERE d.id IN (SELECT value FROM json_each(?))"""
_COMPANY = """SELECT o.first, d.id FROM origin o JOIN document d ON d.k = o.document
 WHERE o.first IN (SELECT value FROM json_each(?))"""
_SENTENCES = 'SELECT n, "start", "end" FROM sentence WHERE document = ? ORDER BY n'
_SILENCES = 'SELECT "start", "end", reason, detail FROM silence WHERE document = ? ORDER BY n'
_APPEARANCES = """SELECT a.n, e.id, e.kind, g.name FROM appearance a JOIN naming g ON g.k = a.naming
 JOIN entity e ON e.k = coalesce(g.entity_read, g.entity) WHERE a.document = ? ORDER BY a.n"""
_MENTIONS = 'SELECT appearance, "start", "end", form FROM mention WHERE document = ? ORDER BY appearance, n'


def documents_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Document | None]:
    """Return documents in the order of the ids; None if unknown."""
    rows = connection.execute(_DOCUMENTS, (list_of(ids),)).fetchall()
    found = {row[0]: document_of(row[:9]) for row in rows}
    return [found.get(id) for id in ids]


def graphs_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> list[DocumentGraph | None]:
    """Return what documents say, in the order of the ids; None if unknown."""
    rows = connection.execute(_DOCUMENTS, (list_of(ids),)).fetchall()
    found = {row[0]: _graph(connection, row[9], document_of(row[:9]), row[10]) for row in rows}
    return [found.get(id) for id in ids]


def recorded_at(connection: sqlite3.Connection, ids: Sequence[str]) -> list[datetime | None]:
    """Return when documents were written, in the order of the ids; None if unknown."""
    found = dict(connection.execute(_RECORDED, (list_of(ids),)).fetchall())
    return [instant_of(found.get(id)) for id in ids]


def origins_by_document(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Origin | None]:
    """Return the origins of documents, in the order of the ids; None if unknown."""
    firsts = dict(connection.execute(_FIRSTS, (list_of(ids),)).fetchall())
    company: dict[int, list[str]] = defaultdict(list)
    for first, id in connection.execute(_COMPANY, (list_of(sorted(set(firsts.values()))),)).fetchall():
        company[first].append(id)
    origins = {first: Origin(id=min(group), documents=tuple(sorted(group))) for first, group in company.items()}
    return [origins[firsts[id]] if id in firsts else None for id in ids]


def documents_page(connection: sqlite3.Connection, query: DocumentQuery) -> Page[Document]:
    """Return documents by source and publication date; newest first, undated last."""
    asked = Conditions()
    if query.source is not None:
        asked.add("d.source = ?", query.source)
    key = "coalesce(d.published, '')"
    asked.add_dates("d.published", query.since, query.until, index=key)
    asked.add_as_of("d.k", query.as_of)
    if query.as_of is not None and query.as_of.published is not None:
        asked.add(f"{key} <= ?", query.as_of.published_text)  # which the index serves
    total = total_of(connection, "document d", asked, query)
    order = asked.add_place({"published": key, "id": "d.id"}, DOCUMENT_KEYS, query)
    found = [document_of(row) for row in page_rows(connection, _PAGE, asked, order, query)]
    return page_of(query, found, total, lambda document: sort_values(DOCUMENT_KEYS, document_values(document)))


def held_ids(connection: sqlite3.Connection, documents: Sequence[Document], reader: str) -> frozenset[str]:
    """Return the ids of the documents that are there just as they are, read by this reader."""
    held = dict(connection.execute(_HELD, (reader, list_of([document.id for document in documents]))).fetchall())
    return frozenset(d.id for d in documents if d.id in held and held[d.id] == document_fingerprint(d))


def _graph(connection: sqlite3.Connection, key: int, document: Document, reader: str) -> DocumentGraph:
    sentences = connection.execute(_SENTENCES, (key,)).fetchall()
    silences = connection.execute(_SILENCES, (key,)).fetchall()
    return DocumentGraph(
        document=document,
        reader=reader,
        sentences=tuple(Sentence(index=n, start=start, end=end) for n, start, end in sentences),
        entities=_entities(connection, key, document.text),
        statements=tuple(statements_of_document(connection, key)),
        silences=tuple(
            Silence(sentence=Quote.of(document.text, start, end), reason=reason, detail=detail)
            for start, end, reason, detail in silences
        ),
    )


def _entities(connection: sqlite3.Connection, key: int, text: str) -> tuple[DocumentEntity, ...]:
    mentions: dict[int, list[Mention]] = defaultdict(list)
    for appearance, start, end, form in connection.execute(_MENTIONS, (key,)).fetchall():
        mentions[appearance].append(Mention(quote=Quote.of(text, start, end), form=Form(form)))
    return tuple(
        DocumentEntity(id=id, kind=Kind(kind), name=name, mentions=tuple(mentions.get(n, ())))
        for n, id, kind, name in connection.execute(_APPEARANCES, (key,)).fetchall()
    )
