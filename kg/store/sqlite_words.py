"""Names and sentences -> the two full-text indexes of words, and words of a question -> a condition on them.

The indexes keep no text, so that whoever takes a row out must bring the words that were put in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Literal

from kg.names import search_words
from kg.store.indexed_words import words_of
from kg.store.sqlite_columns import list_of, texts_by_key

Index = Literal["entity_words", "statement_words"]

_ADD = "INSERT INTO {index} (rowid, words) VALUES (?, ?)"
_REMOVE = "INSERT INTO {index} ({index}, rowid, words) VALUES ('delete', ?, ?)"
_SENTENCES = """SELECT s.k, s.document, e.sentence_start, e.sentence_end FROM statement s
 JOIN evidence e ON e.statement = s.k WHERE s.document IN (SELECT value FROM json_each(?))"""


def add_words(connection: sqlite3.Connection, index: Index, key: int, texts: Iterable[str]) -> None:
    """Index the words of texts under a key."""
    connection.execute(_ADD.format(index=index), (key, words_of(texts)))


def remove_words(connection: sqlite3.Connection, index: Index, key: int, texts: Iterable[str]) -> None:
    """Take a key out of the index; the texts are those under which it was put in."""
    connection.execute(_REMOVE.format(index=index), (key, words_of(texts)))


def match_of(words: str) -> str | None:
    """Return the FTS5 question for texts in which each of the words begins a word; None if there are none.

    >>> match_of("U.N. envoy"), match_of("--")
    ('"envoy"* AND "un"*', None)
    """
    return " AND ".join(f'"{word}"*' for word in search_words(words)) or None


def statement_sentences(connection: sqlite3.Connection, documents: Iterable[int]) -> dict[int, list[str]]:
    """Return the sentences that are evidence, by the key of their statement."""
    found: dict[int, list[str]] = {}
    rows = connection.execute(_SENTENCES, (list_of(documents),)).fetchall()
    texts = texts_by_key(connection, (row[1] for row in rows))
    for statement, document, start, end in rows:
        found.setdefault(statement, []).append(texts[document][start:end])
    return found
