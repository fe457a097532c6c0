"""Values of nouns -> columns, and back: dates, lists of ids, documents and their texts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache

from kg.model import Document
from kg.partial_date import PartialDate

Value = str | int | float | bytes | None
_TEXTS = "SELECT k, text FROM document WHERE k IN (SELECT value FROM json_each(?))"


@lru_cache(maxsize=65_536)
def date_of(text: str | None) -> PartialDate | None:
    """Read a date as it is kept."""
    return None if text is None else PartialDate.parse(text)


def text_of(value: Value) -> str | None:
    """Read a text that may be missing."""
    return None if value is None else str(value)


def list_of(values: Iterable[str | int]) -> str:
    """Write values as the JSON that json_each takes apart, without those that hold a zero character: it would cut them
    there, and find something else. No id holds one (sqlite_writing refuses it)."""
    return json.dumps([str(value) if isinstance(value, str) else value for value in values if not has_zero(value)])


def has_zero(value: str | int) -> bool:
    """Whether a value is a text with a zero character."""
    return isinstance(value, str) and "\0" in value


def document_row(document: Document) -> tuple[str | None, ...]:
    """Write a document: id, text, title, url, source, author, published, language, metadata."""
    return (
        document.id,
        document.text,
        document.title,
        document.url,
        document.source,
        document.author,
        None if document.published is None else str(document.published),
        document.language,
        json.dumps(document.metadata, ensure_ascii=False),
    )


def document_of(row: Sequence[Value]) -> Document:
    """Read a document from what document_row gives."""
    id, text, title, url, source, author, published, language, metadata = map(text_of, row)
    return Document(
        id=id or "",
        text=text or "",
        title=title,
        url=url,
        source=source,
        author=author,
        published=date_of(published),
        language=language,
        metadata=tuple((key, value) for key, value in json.loads(metadata or "[]")),
    )


def texts_by_key(connection: sqlite3.Connection, documents: Iterable[int]) -> dict[int, str]:
    """Return the texts of documents by their keys: quotes are cut here, SQLite's substr ends at a zero character."""
    return dict(connection.execute(_TEXTS, (list_of(sorted(set(documents))),)).fetchall())
