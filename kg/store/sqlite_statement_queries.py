"""Questions about statements -> pages of them, or counts of what they have in common."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from kg.errors import QueryError
from kg.model import Statement
from kg.store.cursors import page_of
from kg.store.orders import Key, check_size, sort_values, statement_keys, statement_values
from kg.store.protocol import AggregateQuery, Bucket, GroupKey, Page, StatementQuery
from kg.store.sqlite_columns import Value, text_of
from kg.store.sqlite_pages import Conditions, page_rows, total_of
from kg.store.sqlite_statements import statements_by_key

_NEWEST, _OLDEST = "coalesce(s.date, '')", "coalesce(s.date, '~')"  # undated ones last, whichever way
_RECORDED = "(SELECT at FROM recorded WHERE document = s.document)"
_PAGE = "SELECT s.k, NULL FROM statement s WHERE {where} {tail}"
_RECORDED_PAGE = f"SELECT s.k, {_RECORDED} FROM statement s WHERE {{where}} {{tail}}"
_BUCKETS = """SELECT {keys}, count(*), count(DISTINCT s.document), count(DISTINCT o.first)
 FROM statement s JOIN origin o ON o.document = s.document {joins} WHERE {where}
 GROUP BY {places} ORDER BY {order} LIMIT ?"""
_KEYS: Mapping[GroupKey, str] = {
    "type": "s.type",
    "source": "a.id",
    "target": "b.id",
    "place": "p.id",
    "speaker": "c.id",
    "publisher": "d.source",
    "polarity": "s.polarity",
    "modality": "s.modality",
    "year": "substr(s.date, 1, 4)",
    "month": "substr(s.date, 1, 7)",
    "day": "s.date",
}
_JOINS: Mapping[str, str] = {
    "publisher": "JOIN document d ON d.k = s.document",
    "source": "JOIN entity a ON a.k = s.source",
    "target": "LEFT JOIN entity b ON b.k = s.target",
    "place": "LEFT JOIN entity p ON p.k = s.place",
    "speaker": "LEFT JOIN entity c ON c.k = s.speaker",
}


def statements_page(connection: sqlite3.Connection, query: StatementQuery) -> Page[Statement]:
    """Return statements by what they say, in the order that is asked for. Thin rows are sorted, then a page is read."""
    keys, limit = statement_keys(query), check_size(query.page)
    columns = {key.name: _column(key) for key in keys}
    dates = columns["date"]
    total = total_of(connection, "statement s", _asked(query, dates), query)
    is_cut = query.order == "date"
    asked = _asked(replace(query, since=None) if is_cut else query, dates)
    order = asked.add_place(columns, keys, query)
    text = _RECORDED_PAGE if query.order == "recorded" else _PAGE
    rows: list[tuple[Value, ...]] = []
    for part, values in _parts(query, dates) if is_cut else [("1", [])]:
        if len(rows) < limit:
            now = Conditions([*asked.texts, part], [*asked.values, *values])
            rows += page_rows(connection, text, now, order, query)
    recorded = {int(key or 0): at for key, at in rows[:limit]}
    found = statements_by_key(connection, list(recorded))
    at = {statement.id: text_of(when) for statement, when in zip(found, recorded.values(), strict=True)}
    return page_of(query, found, total, lambda s: sort_values(keys, statement_values(s, at[s.id])))


def _column(key: Key) -> str:
    if key.name == "confidence":
        return "s.confidence"
    if key.name == "recorded":
        return f"coalesce({_RECORDED}, '{key.missing}')"
    return (_NEWEST if key.is_down else _OLDEST) if key.name == "date" else f"s.{key.name}"


def _parts(query: StatementQuery, key: str) -> list[tuple[str, list[str]]]:
    """Cut the order of dates into parts of which each is one stretch of the index: dates from a day on, and the year
    and month of that day, which come before it as text though they may mean a later day."""
    if query.since is None:
        return [("1", [])]
    day = query.since.first_day.isoformat()
    coarser = (f"{key} IN (?, ?)", [day[:4], day[:7]])
    if query.direction == "desc":
        undated = [(f"{key} = ''", list[str]())] if query.include_undated else []
        parts = [(f"{key} >= ?", [day]), coarser, *undated]
    else:
        parts = [coarser, (f"{key} >= ?" + ("" if query.include_undated else f" AND {key} < '~'"), [day])]
    return parts[::-1] if query.page.is_backward else parts


def buckets_of(connection: sqlite3.Connection, query: AggregateQuery) -> tuple[Bucket, ...]:
    """Count statements by what they have in common."""
    if query.limit < 1:
        raise QueryError(f"an answer has 1 bucket at least, not {query.limit}")
    asked = _asked(query.where, _NEWEST)
    by = list(dict.fromkeys(query.by))
    places = [str(place) for place in range(1, len(by) + 1)]
    text = _BUCKETS.format(
        keys=", ".join(_KEYS[key] for key in by) or "NULL",
        joins=" ".join(_JOINS[key] for key in by if key in _JOINS),
        where=asked.where,
        places=", ".join(places) or "NULL",
        order=", ".join([f"{max(len(by), 1) + 1} DESC", *places]),  # nulls come first
    )
    rows = connection.execute(text, [*asked.values, query.limit]).fetchall()
    return tuple(
        Bucket(
            keys=tuple(row[by.index(key)] for key in query.by), statements=row[-3], documents=row[-2], origins=row[-1]
        )
        for row in rows
    )


def _asked(query: StatementQuery, index: str) -> Conditions:
    asked = Conditions()
    asked.add_entities(query.sources, "s.source")
    asked.add_entities(query.targets, "s.target")
    asked.add_entities(query.either, "s.source", "s.target")
    asked.add_entities(query.speakers, "s.speaker")
    asked.add_entities(query.places, "s.place")
    asked.add_words("statement_words", "s.k", query.words)
    asked.add_listed("s.type", query.types)
    if query.polarity is not None:
        asked.add("s.polarity = ?", query.polarity.value)
    asked.add_listed("s.modality", query.modalities)
    asked.add_documents("s.document", query.documents)
    if query.publishers is not None:
        publishers = Conditions()
        publishers.add_listed("source", query.publishers)
        asked.add(f"s.document IN (SELECT k FROM document WHERE {publishers.where})", *publishers.values)
    asked.add_dates("s.date", query.since, query.until, include_undated=query.include_undated, index=index)
    if query.min_confidence > 0:
        asked.add("s.confidence >= ?", query.min_confidence)
    asked.add_as_of("s.document", query.as_of)
    asked.add_parts(query, lambda part: _asked(part, index))
    return asked
