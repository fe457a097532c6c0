"""Document graphs -> a file as newskg wrote it with its first schema; what it derived is left wrong on purpose."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from kg.model import DocumentGraph, Evidence, Statement
from kg.partial_date import PartialDate
from kg.store.fingerprints import graph_fingerprint
from kg.store.sqlite_migrations import MIGRATIONS
from kg.store.sqlite_schema import APPLICATION_ID


def write_version_1(path: Path, graphs: Iterable[DocumentGraph]) -> None:
    """Make a file of the first schema."""
    connection = sqlite3.connect(path)
    connection.executescript(MIGRATIONS[0])
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute("PRAGMA user_version=1")
    for graph in graphs:
        _insert(connection, graph)
    connection.execute("INSERT INTO alias SELECT k, 'gone' FROM entity")
    connection.execute(
        """INSERT INTO edge (id, edge_key, source, type, target, statements, documents, origins, confidence,
        is_contested, example) SELECT 'gone', 'gone', k, 'LEADS', k, 9, 9, 9, 0.5, 0, 'gone' FROM entity LIMIT 1"""
    )
    connection.commit()
    connection.close()


def _insert(connection: sqlite3.Connection, graph: DocumentGraph) -> None:
    document = graph.document
    described = (document.id, document.text, document.title, document.url, document.source, document.author)
    metadata = json.dumps(document.metadata, ensure_ascii=False)
    rest = (document.language, metadata, graph.reader, "a hash", graph_fingerprint(graph))
    key = _add(connection, "document", (None, *described, *_dates(document.published), *rest))
    for sentence in graph.sentences:
        _add(connection, "sentence", (key, sentence.index, sentence.start, sentence.end))
    for n, silence in enumerate(graph.silences):
        quote = silence.sentence
        _add(connection, "silence", (key, n, quote.start, quote.end, silence.reason, silence.detail))
    for n, entity in enumerate(graph.entities):
        row = (entity.id, entity.kind.value, entity.name, entity.name, "[]", 1)
        connection.execute(
            "INSERT OR IGNORE INTO entity (id, kind, name, folded, aliases, documents) VALUES (?,?,?,?,?,?)", row
        )
        _add(connection, "appearance", (key, n, _key(connection, entity.id), entity.name))
        for m, mention in enumerate(entity.mentions):
            quote = mention.quote
            _add(connection, "mention", (key, n, m, quote.start, quote.end, mention.form.value, quote.text))
    for n, statement in enumerate(graph.statements):
        said = _add(connection, "statement", _statement(connection, key, n, statement))
        for m, evidence in enumerate(statement.evidence):
            _add(connection, "evidence", (said, m, *_offsets(evidence), evidence.rule))


def _statement(connection: sqlite3.Connection, document: int, n: int, said: Statement) -> tuple[object, ...]:
    speaker = said.attribution
    return (
        *(None, said.id, document, n, _key(connection, said.source), said.type, _key(connection, said.target)),
        *(said.polarity.value, said.modality.value),
        _key(connection, None if speaker is None else speaker.entity),
        None if speaker is None else speaker.text,
        *_dates(said.date),
        *(said.date_text, _key(connection, said.place), said.confidence, f"{said.source}|{said.type}|{said.target}"),
    )


def _offsets(evidence: Evidence) -> Iterable[int | None]:
    for quote in (evidence.sentence, evidence.trigger, evidence.source, evidence.target):
        yield from (None, None) if quote is None else (quote.start, quote.end)


def _dates(date: PartialDate | None) -> tuple[str | None, str | None, str | None]:
    if date is None:
        return None, None, None
    return str(date), date.first_day.isoformat(), date.last_day.isoformat()


def _key(connection: sqlite3.Connection, id: str | None) -> int | None:
    row = connection.execute("SELECT k FROM entity WHERE id = ?", (id,)).fetchone()
    return None if row is None else int(row[0])


def _add(connection: sqlite3.Connection, table: str, row: tuple[object, ...]) -> int:
    places = ",".join("?" * len(row))
    return int(connection.execute(f"INSERT INTO {table} VALUES ({places})", row).lastrowid or 0)
