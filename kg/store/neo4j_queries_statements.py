"""Questions for statements -> pages and counts. Each starts at an entity, a document, a word, a pair, or a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from kg.derive.relationships import relationship_id
from kg.model import Statement
from kg.store.cursors import Sort, page_of, sort_of
from kg.store.neo4j_conditions import (
    Conditions,
    add_dates,
    add_words,
    as_of_conditions,
    in_order,
    limit_of,
    lines,
    words_query,
)
from kg.store.neo4j_graph import SEARCH, Neo4jGraph
from kg.store.neo4j_nouns import STATEMENT, statement_of
from kg.store.neo4j_questions import Question, Reading
from kg.store.neo4j_rows import MAX_SORTED, order_key
from kg.store.protocol import AggregateQuery, Bucket, GroupKey, Page, StatementQuery

_BY_ID = f"MATCH (s:Statement) WHERE s.id IN $ids RETURN s {STATEMENT} AS statement"
_ALL = "MATCH (s:Statement)"
_PAIRS = "MATCH (s:Statement) USING INDEX s:Statement(edge) WHERE s.edge IN $edges WITH s"
_SEARCH = "CALL db.index.fulltext.queryNodes($index, $terms) YIELD node AS s WITH s"
# where a question may start, best first; the same as a condition, if it started elsewhere
_ANCHORS = {
    "documents": "MATCH (d:Document)<-[:STATED_IN]-(s:Statement) WHERE d.id IN $documents WITH s",
    "sources": "MATCH (e:Entity)<-[:SOURCE]-(s:Statement) WHERE e.id IN $sources WITH s",
    "targets": "MATCH (e:Entity)<-[:TARGET]-(s:Statement) WHERE e.id IN $targets WITH s",
    "either": "MATCH (e:Entity)<-[:SOURCE|TARGET]-(s:Statement) WHERE e.id IN $either WITH DISTINCT s",
    "speakers": "MATCH (e:Entity)<-[:ATTRIBUTED_TO]-(s:Statement) WHERE e.id IN $speakers WITH s",
    "places": "MATCH (e:Entity)<-[:AT]-(s:Statement) WHERE e.id IN $places WITH s",
}
# no name of an anchor in here: 5.26 may take it for the anchor's, though that is out of scope by then
_FILTERS = {
    "documents": "s.document_id IN $documents",
    "sources": "EXISTS { (s)-[:SOURCE]->(x:Entity) WHERE x.id IN $sources }",
    "targets": "EXISTS { (s)-[:TARGET]->(x:Entity) WHERE x.id IN $targets }",
    "either": "EXISTS { (s)-[:SOURCE|TARGET]->(x:Entity) WHERE x.id IN $either }",
    "speakers": "EXISTS { (s)-[:ATTRIBUTED_TO]->(x:Entity) WHERE x.id IN $speakers }",
    "places": "EXISTS { (s)-[:AT]->(x:Entity) WHERE x.id IN $places }",
    "publishers": "EXISTS { (s)-[:STATED_IN]->(x:Document) WHERE x.source IN $publishers }",
}
_IN_DOCUMENT = "EXISTS {{ (s)-[:STATED_IN]->(x:Document) WHERE {conditions} }}"
_PUBLISHERS = """MATCH (d:Document)<-[:STATED_IN]-(s:Statement)
WHERE d.publisher IN $beginnings AND d.source IN $publishers WITH s"""
_MAX_PAIRS = 500
# the hints keep the order of the index: a page costs its own statements; what is undated comes by its id, afterwards
_NEWEST = "MATCH (s:Statement) USING INDEX s:Statement(date) WHERE s.date <= $date"
_OLDEST = "MATCH (s:Statement) USING INDEX s:Statement(date) WHERE s.date >= $date"
_UNDATED = "MATCH (s:Statement) USING INDEX s:Statement(undated) WHERE s.undated > $undated"
_ID = "coalesce(s.order, s.id)"
_KEYS: Mapping[GroupKey, str] = {
    "type": "s.type",
    "source": "head([(s)-[:SOURCE]->(x) | x.id])",
    "target": "head([(s)-[:TARGET]->(x) | x.id])",
    "place": "head([(s)-[:AT]->(x) | x.id])",
    "speaker": "head([(s)-[:ATTRIBUTED_TO]->(x) | x.id])",
    "publisher": "printed.source",
    "polarity": "s.polarity",
    "modality": "s.modality",
    "year": "left(s.date, 4)",
    "month": "left(s.date, 7)",
    "day": "s.date",
}
_COUNTED = "count(DISTINCT printed.id) AS documents, count(DISTINCT printed.origin) AS origins"


def statements_by_id(graph: Neo4jGraph, ids: Sequence[str]) -> list[Statement | None]:
    """Return statements in the order of the ids; None if unknown."""
    found = [statement_of(row["statement"]) for row in graph.read(_BY_ID, {"ids": list(ids)})]
    return in_order(found, ids, lambda statement: statement.id)


def statements_page(graph: Neo4jGraph, query: StatementQuery) -> Reading[Page[Statement]]:
    """Read statements by ends, type, status, date, document; by date, undated last."""
    limit = limit_of(query)
    anchor, asked = _asked(graph, query)
    total = None
    if query.page.with_total:
        counted = lines(anchor or _ALL, asked.joined("WHERE"), "RETURN count(s) AS row")
        (total,) = yield Question(counted, asked.values)
    after = sort_of(query, (str, str))
    if anchor:
        found = yield from _sorted_page(query, anchor, asked, after, limit)
    else:
        found = yield from _indexed_page(query, asked, after, limit)
    return page_of(query, found, total, lambda statement: _sort(query, statement))


def aggregate(graph: Neo4jGraph, query: AggregateQuery) -> tuple[Bucket, ...]:
    """Return statements counted by what they have in common."""
    anchor, asked = _asked(graph, query.where)
    names = [f"k{n}" for n in range(len(query.by))]
    keys = "".join(f"{_KEYS[key]} AS {name}, " for key, name in zip(query.by, names, strict=True))
    order = "".join(f", {name} IS NOT NULL, {name}" for name in names)
    text = lines(
        anchor or _ALL,
        asked.joined("WHERE"),
        "MATCH (s)-[:STATED_IN]->(printed:Document)",
        f"WITH {keys}count(s) AS n, {_COUNTED} WHERE n > 0",
        f"RETURN [{', '.join(names)}] AS keys, n, documents, origins ORDER BY n DESC{order} LIMIT $limit",
    )
    return tuple(
        Bucket(keys=tuple(row["keys"]), statements=row["n"], documents=row["documents"], origins=row["origins"])
        for row in graph.read(text, {**asked.values, "limit": query.limit})
    )


def _sorted_page(
    query: StatementQuery, anchor: str, asked: Conditions, after: Sort | None, limit: int
) -> Reading[list[Statement]]:
    """Read a page of the statements that the anchor finds, which are sorted."""
    sign, order = ("<", "DESC") if query.direction == "desc" else (">", "ASC")
    values = {**asked.values, "missing": _undated(query), "limit": limit}
    cursor = ""
    if after is not None:
        cursor = f"WHERE day {sign} $day OR (day = $day AND id > $after)"
        values |= {"day": after[0], "after": order_key(str(after[1]))}
    text = lines(
        anchor,
        asked.joined("WHERE"),
        f"WITH s, coalesce(s.date, $missing) AS day, {_ID} AS id {cursor}",
        f"WITH s, day, id ORDER BY day {order}, id LIMIT $limit",
        f"RETURN s {STATEMENT} AS row ORDER BY day {order}, id",
    )
    rows = yield Question(text, values)
    return [statement_of(row) for row in rows]


def _indexed_page(query: StatementQuery, asked: Conditions, after: Sort | None, limit: int) -> Reading[list[Statement]]:
    """Read a page of all statements, in the order of the index of dates, then of the undated."""
    found: list[Statement] = []
    missing = _undated(query)
    if after is None or after[0] != missing:
        found = yield from _dated(query, asked, after, limit)
    is_all = query.since is None and query.until is None
    if len(found) < limit and (is_all or query.include_undated):
        id = str(after[1]) if after is not None and after[0] == missing else ""
        text = lines(_UNDATED, asked.joined("AND"), _shown("s.undated"))
        rows = yield Question(text, {**asked.values, "undated": id, "limit": limit - len(found)})
        found += [statement_of(row) for row in rows]
    return found


def _dated(query: StatementQuery, asked: Conditions, after: Sort | None, limit: int) -> Reading[list[Statement]]:
    is_down = query.direction == "desc"
    start, sign, order = (_NEWEST, "<", "DESC") if is_down else (_OLDEST, ">", "ASC")
    values = {**asked.values, "date": "~" if is_down else "", "limit": limit}
    cursor = ""
    if after is not None:
        cursor = f"AND (s.date {sign} $date OR {_ID} > $after)"
        values |= {"date": after[0], "after": order_key(str(after[1]))}
    text = lines(start, cursor, asked.joined("AND"), _shown(f"s.date {order}, {_ID}"))
    rows = yield Question(text, values)
    return [statement_of(row) for row in rows]


def _shown(order: str) -> str:
    return f"WITH s ORDER BY {order} LIMIT $limit RETURN s {STATEMENT} AS row ORDER BY {order}"


def _undated(query: StatementQuery) -> str:
    return "" if query.direction == "desc" else "~"  # sorts behind all dates


def _sort(query: StatementQuery, statement: Statement) -> Sort:
    return [_undated(query) if statement.date is None else str(statement.date), statement.id]


def _asked(graph: Neo4jGraph, query: StatementQuery) -> tuple[str, Conditions]:
    """Return where to start (an empty text: in the order of dates) and all that must hold."""
    lists = {name: getattr(query, name) for name in _FILTERS}
    asked = Conditions()
    anchor, is_done = _anchor(graph, query, asked)
    for name, value in lists.items():
        if value is not None and name != is_done:
            asked.add_if(_FILTERS[name], **{name: value})
    asked.add_if("s.type IN $types", types=query.types)
    asked.add_if("s.polarity = $polarity", polarity=query.polarity and query.polarity.value)
    asked.add_if("s.modality IN $modalities", modalities=query.modalities and tuple(m.value for m in query.modalities))
    add_dates(asked, "s.date", query.since, query.until, undated=query.include_undated)
    if query.words is not None:
        add_words(asked, "s.words", query.words, is_searched=is_done == "words")
    if query.min_confidence > 0:
        asked.add("s.confidence >= $least", least=query.min_confidence)
    then = as_of_conditions("x", query.as_of)
    if then.texts:
        asked.add(_IN_DOCUMENT.format(conditions=then.joined("").strip()), **then.values)
    return anchor, asked


def _anchor(graph: Neo4jGraph, query: StatementQuery, asked: Conditions) -> tuple[str, str]:
    """Return where to start, and what needs no condition any more; add the values of its parameters."""
    edges = _edges(graph, query)
    if edges is not None and query.documents is None:
        asked.values["edges"] = edges
        return _PAIRS, ""
    for name, text in _ANCHORS.items():
        if (value := getattr(query, name)) is not None:
            asked.values[name] = list(value)
            return text, name
    if query.words is not None:
        asked.values |= {"index": graph.index(SEARCH), "terms": words_query("words", query.words)}
        return _SEARCH, "words"
    if query.publishers is not None:
        asked.values["publishers"] = list(query.publishers)
        asked.values["beginnings"] = [name[:MAX_SORTED] for name in query.publishers]
        return _PUBLISHERS, "publishers"
    return "", ""


def _edges(graph: Neo4jGraph, query: StatementQuery) -> list[str] | None:
    """Return the ids of the edges that statements from sources to targets speak of, if those are few and all."""
    sources, targets, types = query.sources, query.targets, query.types or graph.types
    if sources is None or targets is None or set(sources) & set(targets):
        return None  # a statement with one entity at both ends speaks of no edge
    if len(sources) * len(targets) * len(types) > _MAX_PAIRS:
        return None
    ends = product(sources, types, targets)
    edges = [(b, type, a) if type in graph.symmetric and b < a else (a, type, b) for a, type, b in ends]
    return sorted({relationship_id(*edge) for edge in edges})
