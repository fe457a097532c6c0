"""A graph file -> what is wrong with it, in words: damage, halves of documents, what nothing names, stale indexes."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from zlib import crc32

from kg.names import fold_name
from kg.store.indexed_words import words_of
from kg.store.sqlite_origins import band_keys
from kg.store.sqlite_words import Index, statement_sentences

# Each text finds what is wrong as rows of one name; the words say it of that name.
_CHECKS = {
    "statement {} has no evidence": """SELECT id FROM statement s
        WHERE NOT EXISTS (SELECT 1 FROM evidence e WHERE e.statement = s.k)""",
    "statement {} has an end that its document does not name": """SELECT s.id FROM statement s
        WHERE EXISTS (SELECT coalesce(s.source_read, s.source) AS k UNION SELECT coalesce(s.target_read, s.target)
            UNION SELECT coalesce(s.place_read, s.place) UNION SELECT coalesce(s.speaker_read, s.speaker)
            EXCEPT SELECT coalesce(g.entity_read, g.entity) FROM appearance a JOIN naming g ON g.k = a.naming
            WHERE a.document = s.document EXCEPT SELECT NULL)""",
    "entity {} is named by no document": """SELECT id FROM entity e WHERE NOT EXISTS (
        SELECT 1 FROM naming g JOIN appearance a ON a.naming = g.k WHERE coalesce(g.entity_read, g.entity) = e.k)""",
    "a name of entity {} is used by no document": """SELECT e.id FROM naming g JOIN entity e ON e.k = g.entity
        WHERE NOT EXISTS (SELECT 1 FROM appearance a WHERE a.naming = g.k)""",
    "the origin of document {} is not there": """SELECT d.id FROM document d
        WHERE NOT EXISTS (SELECT 1 FROM origin o JOIN document f ON f.k = o.first WHERE o.document = d.k)""",
    "since when document {} is known is not there": """SELECT id FROM document d
        WHERE NOT EXISTS (SELECT 1 FROM recorded r WHERE r.document = d.k)""",
    "relationship {} does not count its statements": """SELECT r.id FROM edge r WHERE r.statements <> (
        SELECT count(*) FROM statement s WHERE s.source = r.source AND s.type = r.type AND s.target = r.target
            AND s.polarity = 'positive' AND s.modality = 'actual') + iif(r.type IN (SELECT value FROM json_each(?)), (
        SELECT count(*) FROM statement s WHERE s.source = r.target AND s.type = r.type AND s.target = r.source
            AND s.polarity = 'positive' AND s.modality = 'actual'), 0)""",
    "relationship {} rests on a statement that is not there": """SELECT r.id FROM edge r
        WHERE NOT EXISTS (SELECT 1 FROM statement s WHERE s.id = r.example)""",
    "statement {} gives no relationship": """SELECT s.id FROM statement s WHERE s.polarity = 'positive'
        AND s.modality = 'actual' AND s.source <> s.target AND NOT EXISTS (SELECT 1 FROM edge r
            WHERE r.type = s.type AND r.source = s.source AND r.target = s.target) AND NOT EXISTS (SELECT 1 FROM edge r
            WHERE r.type = s.type AND r.source = s.target AND r.target = s.source
            AND r.type IN (SELECT value FROM json_each(?)))""",
}
_DOCUMENTS = "SELECT k, id, sketch FROM document WHERE k > ? ORDER BY k LIMIT 500"
_BANDS = "SELECT document, count(*), sum(key) FROM band GROUP BY document"
_ENTITIES = "SELECT e.k, e.id, e.name, e.folded, e.aliases FROM entity e"
_ALIASES = "SELECT entity, folded FROM alias"
_STATEMENT_IDS = "SELECT k, id FROM statement WHERE document IN (SELECT value FROM json_each(?))"


def faults_of(connection: sqlite3.Connection, symmetric: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong: first the file, then facts, then what is derived from them."""
    for (fault,) in connection.execute("PRAGMA quick_check").fetchall():
        if fault != "ok":
            yield f"the file is damaged: {fault}"
    lost = Counter(row[0] for row in connection.execute("PRAGMA foreign_key_check").fetchall())
    yield from (f"{n} rows of the table {table} refer to what is not there" for table, n in sorted(lost.items()))
    for words, text in _CHECKS.items():
        values = [json.dumps(sorted(symmetric))] * text.count("?")
        yield from (words.format(name) for (name,) in connection.execute(text, values).fetchall())
    yield from _entity_faults(connection)
    yield from _document_faults(connection)


def _entity_faults(connection: sqlite3.Connection) -> Iterator[str]:
    """Check the names under which entities are found."""
    indexed = _digests(connection, "entity_words")
    folded: dict[int, set[str]] = {}
    for key, name in connection.execute(_ALIASES).fetchall():
        folded.setdefault(key, set()).add(name)
    for key, id, name, first, aliases in connection.execute(_ENTITIES).fetchall():
        names = (name, *json.loads(aliases))
        is_found = first == fold_name(name) and folded.pop(key, set()) == {fold_name(name) for name in names}
        if not is_found or indexed.pop(key, 0) != _digest(words_of(names)):
            yield f"entity {id} is not found by its names"
    if indexed or folded:
        yield f"{len(indexed.keys() | folded.keys())} entities that are not there are found by names"


def _document_faults(connection: sqlite3.Connection) -> Iterator[str]:
    """Check the words under which statements are found, and the bands under which copies are."""
    indexed = _digests(connection, "statement_words")
    bands = {key: (count, total) for key, count, total in connection.execute(_BANDS).fetchall()}
    last = 0
    while rows := connection.execute(_DOCUMENTS, (last,)).fetchall():
        last = rows[-1][0]
        for key, id, sketch in rows:
            if bands.pop(key, None) != _band_sum(sketch):
                yield f"document {id} is not found by its copies"
        keys = [row[0] for row in rows]
        ids = dict(connection.execute(_STATEMENT_IDS, (json.dumps(keys),)).fetchall())
        for key, sentences in statement_sentences(connection, keys).items():
            if indexed.pop(key, 0) != _digest(words_of(sentences)):
                yield f"statement {ids[key]} is not found by its words"
    if bands:
        yield f"{len(bands)} documents that are not there are found by copies"
    if indexed:
        yield f"{len(indexed)} statements that are not there are found by words"


def _digests(connection: sqlite3.Connection, index: Index) -> dict[int, int]:
    """Return for each row of an index a number that tells its words, in whatever order; 0 if it has none."""
    found: dict[int, int] = {}
    vocabulary = index.replace("words", "vocabulary")
    for word, key in connection.execute(f"SELECT term, doc FROM {vocabulary}"):
        found[key] = found.get(key, 0) + _mark(word)
    return found


def _digest(words: str) -> int:
    return sum(map(_mark, words.split()))


def _mark(word: str) -> int:
    return crc32(word.encode()) + 1


def _band_sum(sketch: bytes) -> tuple[int, int]:
    bands = band_keys(sketch)
    return len(bands), sum(bands)
