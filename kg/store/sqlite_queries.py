"""Queries -> pages of nouns. Every condition is a text of ours with `?`; what a user writes is only ever a value."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from kg.errors import QueryError
from kg.model import Document, Entity, Kind, Relationship, Statement
from kg.names import fold_name
from kg.partial_date import PartialDate
from kg.store.cursors import Query, Sort, cursor_of, sort_of
from kg.store.protocol import DocumentQuery, EntityQuery, Page, RelationshipQuery, StatementQuery
from kg.store.sqlite_documents import DOCUMENT_COLUMNS, document_of
from kg.store.sqlite_statements import Value, statements_where

T = TypeVar("T")
_ENTITIES = "SELECT e.id, e.kind, e.name, e.aliases, e.documents FROM entity e WHERE {where} {tail}"
_EDGES = """SELECT r.id, a.id, r.type, b.id, r.statements, r.documents, r.origins, r.first_date, r.last_date,
 r.confidence, r.is_contested, r.example FROM edge r JOIN entity a ON a.k = r.source JOIN entity b ON b.k = r.target
 WHERE {where} {tail}"""
_DOCUMENTS = "SELECT {columns} FROM document d WHERE {where} {tail}"
_COUNT = "SELECT count(*) FROM {table} WHERE {where}"
_ID_LIST = "IN (SELECT k FROM entity WHERE id IN (SELECT value FROM json_each(?)))"
MAX_PAGE = 1000


@dataclass(slots=True)
class Conditions:
    """Conditions that must all hold, and their values."""

    texts: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)

    def add(self, text: str, *values: Value) -> None:
        """Add a condition with its values."""
        self.texts.append(text)
        self.values += values

    @property
    def where(self) -> str:
        """The conditions as one."""
        return " AND ".join(f"({text})" for text in self.texts) or "1"


def entities_page(connection: sqlite3.Connection, query: EntityQuery) -> Page[Entity]:
    """Return entities by kind, name, document; by folded name."""
    asked = Conditions()
    if query.kinds is not None:
        asked.add("e.kind IN (SELECT value FROM json_each(?))", json.dumps([str(kind) for kind in query.kinds]))
    if query.name is not None:
        asked.add("e.k IN (SELECT entity FROM alias WHERE folded = ?)", fold_name(query.name))
    if query.contains is not None:
        asked.add("e.k IN (SELECT entity FROM alias WHERE instr(folded, ?) > 0)", fold_name(query.contains))
    if query.document is not None:
        asked.add(
            "e.k IN (SELECT entity FROM appearance WHERE document = (SELECT k FROM document WHERE id = ?))",
            query.document,
        )
    if query.min_documents > 1:
        asked.add("e.documents >= ?", query.min_documents)
    total = _total(connection, "entity e", asked, query)
    if (after := sort_of(query, (str, str))) is not None:
        asked.add("(e.folded, e.id) > (?, ?)", *after)
    rows = _rows(connection, _ENTITIES, asked, "ORDER BY e.folded, e.id", query)
    return _page(query, [entity_of(row) for row in rows], total, lambda e: [fold_name(e.name), e.id])


def statements_page(connection: sqlite3.Connection, query: StatementQuery) -> Page[Statement]:
    """Return statements by ends, type, status, date, document; by date."""
    asked = Conditions()
    _add_ends(asked, "s", query)
    if query.types is not None:
        asked.add("s.type IN (SELECT value FROM json_each(?))", json.dumps(query.types))
    if query.polarity is not None:
        asked.add("s.polarity = ?", query.polarity.value)
    if query.modalities is not None:
        modalities = json.dumps([str(modality) for modality in query.modalities])
        asked.add("s.modality IN (SELECT value FROM json_each(?))", modalities)
    if query.documents is not None:
        asked.add(
            "s.document IN (SELECT k FROM document WHERE id IN (SELECT value FROM json_each(?)))",
            json.dumps(query.documents),
        )
    _add_dates(asked, "s", query.since, query.until, include_undated=query.include_undated)
    if query.min_confidence > 0:
        asked.add("s.confidence >= ?", query.min_confidence)
    total = _total(connection, "statement s", asked, query)
    is_down = query.direction == "desc"
    key, sign, order = ("coalesce(s.date, '')", "<", "DESC") if is_down else ("coalesce(s.date, '~')", ">", "ASC")
    if (after := sort_of(query, (str, str))) is not None:
        asked.add(f"{key} {sign}= ? AND ({key} {sign} ? OR s.id > ?)", after[0], after[0], after[1])
    tail = f"ORDER BY {key} {order}, s.id LIMIT ?"
    found = statements_where(connection, asked.where, [*asked.values, _limit(query)], tail)
    undated = "" if is_down else "~"
    return _page(query, found, total, lambda s: [undated if s.date is None else str(s.date), s.id])


def relationships_page(
    connection: sqlite3.Connection, query: RelationshipQuery, symmetric: frozenset[str]
) -> Page[Relationship]:
    """Return relationships by ends, type, dates; by origins, then statements."""
    asked = Conditions()
    _add_edge_ends(asked, query, symmetric)
    if query.types is not None:
        asked.add("r.type IN (SELECT value FROM json_each(?))", json.dumps(query.types))
    if query.since is not None or query.until is not None:
        dated = Conditions()
        _add_dates(dated, "s", query.since, query.until, include_undated=False)
        plain = "s.polarity = 'positive' AND s.modality = 'actual'"
        asked.add(
            f"EXISTS (SELECT 1 FROM statement s WHERE s.edge_key = r.edge_key AND {plain} AND {dated.where})",
            *dated.values,
        )
    if query.min_origins > 1:
        asked.add("r.origins >= ?", query.min_origins)
    if query.min_confidence > 0:
        asked.add("r.confidence >= ?", query.min_confidence)
    if query.is_contested is not None:
        asked.add("r.is_contested = ?", query.is_contested)
    total = _total(connection, "edge r", asked, query)
    if (after := sort_of(query, (int, int, str))) is not None:
        text = "r.origins < ? OR (r.origins = ? AND (r.statements < ? OR (r.statements = ? AND r.id > ?)))"
        asked.add(text, after[0], after[0], after[1], after[1], after[2])
    rows = _rows(connection, _EDGES, asked, "ORDER BY r.origins DESC, r.statements DESC, r.id", query)
    found = [relationship_of(row) for row in rows]
    return _page(query, found, total, lambda r: [r.origins, r.statements, r.id])


def documents_page(connection: sqlite3.Connection, query: DocumentQuery) -> Page[Document]:
    """Return documents by source and publication date; newest first, undated last."""
    asked = Conditions()
    if query.source is not None:
        asked.add("d.source = ?", query.source)
    _add_dates(asked, "d", query.since, query.until, include_undated=False)
    total = _total(connection, "document d", asked, query)
    key = "coalesce(d.published, '')"
    if (after := sort_of(query, (str, str))) is not None:
        asked.add(f"{key} <= ? AND ({key} < ? OR d.id > ?)", after[0], after[0], after[1])
    text = _DOCUMENTS.replace("{columns}", DOCUMENT_COLUMNS)
    rows = _rows(connection, text, asked, f"ORDER BY {key} DESC, d.id", query)
    found = [document_of(row[1:]) for row in rows]
    return _page(query, found, total, lambda d: ["" if d.published is None else str(d.published), d.id])


def entities_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Entity | None]:
    """Return entities in the order of the ids; None if unknown."""
    text = _ENTITIES.format(where="e.id IN (SELECT value FROM json_each(?))", tail="")
    found = {row[0]: entity_of(row) for row in connection.execute(text, (json.dumps(list(ids)),))}
    return [found.get(id) for id in ids]


def relationships_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Relationship | None]:
    """Return relationships in the order of the ids; None if unknown."""
    text = _EDGES.format(where="r.id IN (SELECT value FROM json_each(?))", tail="")
    found = {row[0]: relationship_of(row) for row in connection.execute(text, (json.dumps(list(ids)),))}
    return [found.get(id) for id in ids]


def statements_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Statement | None]:
    """Return statements in the order of the ids; None if unknown."""
    where = "s.id IN (SELECT value FROM json_each(?))"
    found = {s.id: s for s in statements_where(connection, where, (json.dumps(list(ids)),))}
    return [found.get(id) for id in ids]


def entity_of(row: Sequence[Value]) -> Entity:
    """Make an entity from its columns."""
    id, kind, name, aliases, documents = row
    return Entity(
        id=str(id),
        kind=Kind(str(kind)),
        name=str(name),
        aliases=tuple(json.loads(str(aliases))),
        documents=int(documents or 0),
    )


def relationship_of(row: Sequence[Value]) -> Relationship:
    """Make a relationship from its columns."""
    id, source, type, target, statements, documents, origins, first, last, confidence, contested, example = row
    return Relationship(
        id=str(id),
        source=str(source),
        type=str(type),
        target=str(target),
        statements=int(statements or 0),
        documents=int(documents or 0),
        origins=int(origins or 0),
        first_date=None if first is None else PartialDate.parse(str(first)),
        last_date=None if last is None else PartialDate.parse(str(last)),
        confidence=float(confidence or 0.0),
        is_contested=bool(contested),
        example=str(example),
    )


def _add_ends(asked: Conditions, table: str, query: StatementQuery | RelationshipQuery) -> None:
    if query.sources is not None:
        asked.add(f"{table}.source {_ID_LIST}", json.dumps(query.sources))
    if query.targets is not None:
        asked.add(f"{table}.target {_ID_LIST}", json.dumps(query.targets))
    if query.either is not None:
        ids = json.dumps(query.either)
        asked.add(f"{table}.source {_ID_LIST} OR {table}.target {_ID_LIST}", ids, ids)


def _add_edge_ends(asked: Conditions, query: RelationshipQuery, symmetric: frozenset[str]) -> None:
    straight = Conditions()
    _add_ends(straight, "r", query)
    if not straight.texts:
        return
    turned = Conditions()
    swapped = RelationshipQuery(sources=query.targets, targets=query.sources, either=query.either)
    _add_ends(turned, "r", swapped)
    both_ways = "r.type IN (SELECT value FROM json_each(?))"
    asked.add(
        f"({straight.where}) OR ({both_ways} AND {turned.where})",
        *straight.values,
        json.dumps(sorted(symmetric)),
        *turned.values,
    )


def _add_dates(
    asked: Conditions,
    table: str,
    since: PartialDate | None,
    until: PartialDate | None,
    *,
    include_undated: bool,
) -> None:
    dated = Conditions()
    if since is not None:
        dated.add(f"{table}.last_day >= ?", since.first_day.isoformat())
    if until is not None:
        dated.add(f"{table}.first_day < ?", until.first_day.isoformat())
    if dated.texts and include_undated:
        asked.add(f"{table}.first_day IS NULL OR ({dated.where})", *dated.values)
    elif dated.texts:
        asked.add(dated.where, *dated.values)


def _total(connection: sqlite3.Connection, table: str, asked: Conditions, query: Query) -> int | None:
    if not query.page.with_total:
        return None
    text = _COUNT.format(table=table, where=asked.where)
    return int(connection.execute(text, asked.values).fetchone()[0])


def _limit(query: Query) -> int:
    if not 1 <= query.page.first <= MAX_PAGE:
        raise QueryError(f"a page has 1 to {MAX_PAGE} items, not {query.page.first}")
    return query.page.first + 1  # one more tells whether there is a next page


def _rows(
    connection: sqlite3.Connection, text: str, asked: Conditions, order: str, query: Query
) -> list[tuple[Value, ...]]:
    full = text.replace("{where}", asked.where).replace("{tail}", f"{order} LIMIT ?")
    return connection.execute(full, [*asked.values, _limit(query)]).fetchall()


def _page(query: Query, found: Sequence[T], total: int | None, sort: Callable[[T], Sort]) -> Page[T]:
    items = tuple(found[: query.page.first])
    has_more = len(found) > len(items)
    return Page(items=items, cursor=cursor_of(query, sort(items[-1])) if has_more else None, total=total)
