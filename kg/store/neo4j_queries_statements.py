"""Questions for statements -> pages and counts. Each starts at an entity, a document, a word, a pair, or a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from kg.derive.relationships import relationship_id
from kg.model import Statement
from kg.store.cursors import page_of, sort_of
from kg.store.neo4j_conditions import (
    Conditions,
    add_dates,
    add_words,
    as_of_conditions,
    in_order,
    in_order_of,
    lines,
    words_query,
)
from kg.store.neo4j_dated import DatedNode
from kg.store.neo4j_graph import SEARCH, Neo4jGraph
from kg.store.neo4j_nouns import STATEMENT, statement_of
from kg.store.neo4j_questions import Question, Reading, Rows
from kg.store.neo4j_rows import MAX_SORTED
from kg.store.orders import Key, Sort, check_size, sort_values, statement_keys, statement_values, towards
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
_DATED = DatedNode(node="s:Statement", date="date", shown=STATEMENT)
_PRINTED = "MATCH (s)-[:STATED_IN]->(printed:Document)"
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
    """Read statements by what they say, in the order that is asked for."""
    keys = statement_keys(query)
    after = sort_of(query, keys)
    check_size(query.page)
    anchor, asked = _asked(graph, query)
    total = None
    if query.page.with_total:
        counted = lines(anchor or _ALL, asked.joined("WHERE"), "RETURN count(s) AS row")
        (total,) = yield Question(counted, asked.values)
    if anchor or query.order != "date":
        rows = yield from _sorted_rows(query, anchor or _ALL, asked, after)
    else:
        rows = yield from _indexed_rows(query, asked, after)
    recorded = {row["id"]: row.get("recorded") for row in rows}
    found = [statement_of(row) for row in rows]
    return page_of(query, found, total, lambda s: sort_values(keys, statement_values(s, recorded[s.id])))


def aggregate(graph: Neo4jGraph, query: AggregateQuery) -> tuple[Bucket, ...]:
    """Return statements counted by what they have in common."""
    anchor, asked = _asked(graph, query.where)
    names = [f"k{n}" for n in range(len(query.by))]
    keys = "".join(f"{_KEYS[key]} AS {name}, " for key, name in zip(query.by, names, strict=True))
    order = "".join(f", {name} IS NOT NULL, {name}" for name in names)
    text = lines(
        anchor or _ALL,
        asked.joined("WHERE"),
        _PRINTED,
        f"WITH {keys}count(s) AS n, {_COUNTED} WHERE n > 0",
        f"RETURN [{', '.join(names)}] AS keys, n, documents, origins ORDER BY n DESC{order} LIMIT $limit",
    )
    return tuple(
        Bucket(keys=tuple(row["keys"]), statements=row["n"], documents=row["documents"], origins=row["origins"])
        for row in graph.read(text, {**asked.values, "limit": query.limit})
    )


def _sorted_rows(query: StatementQuery, anchor: str, asked: Conditions, after: Sort | None) -> Reading[Rows]:
    """Read a page of the statements that the anchor finds, which are sorted."""
    keys = towards(statement_keys(query), query.page)
    columns = {key.name: key.name for key in keys}
    values = ", ".join(f"{_column(key)} AS {key.name}" for key in keys)
    behind = Conditions()
    if after is not None:
        behind.add_place(columns, keys, after)
    order = in_order_of(keys, columns)
    shown = f"{STATEMENT[:-1]}, {'recorded' if 'recorded' in columns else 'recorded: null'}}}"
    text = lines(
        anchor,
        asked.joined("WHERE"),
        _PRINTED if "recorded" in columns else "",
        f"WITH s, {values} {behind.joined('WHERE')}",
        f"WITH s, {', '.join(columns)} {order} LIMIT $limit",
        f"RETURN s {shown} AS row {order}",
    )
    return (yield Question(text, {**asked.values, **behind.values, "limit": check_size(query.page)}))


def _column(key: Key) -> str:
    """Return in Cypher what a key is; what is missing sorts last."""
    if key.name == "recorded":
        return f"coalesce(printed.recorded, '{key.missing}')"
    if key.name == "date":
        return f"coalesce(s.date, '{key.missing}')"
    return _DATED.id if key.name == "id" else f"s.{key.name}"


def _indexed_rows(query: StatementQuery, asked: Conditions, after: Sort | None) -> Reading[Rows]:
    """Read a page of all statements, in the order of the index of dates, then of the undated."""
    has_undated = query.include_undated or (query.since is None and query.until is None)
    limit, keys, rows = check_size(query.page), towards(statement_keys(query), query.page), Rows()
    looks = _DATED.looks(asked, keys, after, has_undated=has_undated, is_backward=query.page.is_backward)
    for text, values in looks:
        if len(rows) < limit:
            rows += yield Question(text, {**values, "limit": limit - len(rows)})
    return rows


def _asked(graph: Neo4jGraph, query: StatementQuery) -> tuple[str, Conditions]:
    """Return where to start (an empty text: in the order of dates) and all that must hold."""
    start = Conditions()
    anchor, is_done = _anchor(graph, query, start)
    asked = _conditions(query, is_done)
    for part in query.all_of:
        if not anchor:
            anchor, _ = _anchor(graph, part, start)
    asked.values |= start.values
    return anchor, asked


def _conditions(query: StatementQuery, is_done: str = "") -> Conditions:
    """Return all that must hold, but for what an anchor has done."""
    asked = Conditions()
    for name, text in _FILTERS.items():
        if name != is_done:
            asked.add_if(text, **{name: getattr(query, name)})
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
    asked.add_parts(query, _conditions)
    return asked


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
