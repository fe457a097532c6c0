"""Questions for entities -> pages of them. Each starts at an index: of a document, a name, a word, or of the order."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Entity
from kg.names import fold_name
from kg.store.cursors import page_of, sort_of
from kg.store.neo4j_conditions import (
    MAX_WORDS,
    NOTHING,
    Conditions,
    add_words,
    escaped,
    in_order,
    in_order_of,
    lines,
    words_query,
)
from kg.store.neo4j_graph import SEARCH, Neo4jGraph
from kg.store.neo4j_nouns import ENTITY, entity_of
from kg.store.neo4j_questions import Question, Reading
from kg.store.neo4j_rows import MAX_TERM, name_terms
from kg.store.orders import Key, check_size, entity_keys, entity_values, sort_values, towards
from kg.store.protocol import EntityQuery, Page

_BY_ID = f"MATCH (e:Entity) WHERE e.id IN $ids RETURN e {ENTITY} AS entity"
_ALL = "MATCH (e:Entity)"
# hints: without them a plan made while the graph was small would scan all entities for ever
_BY = "MATCH (e:Entity) USING INDEX e:Entity({property}) WHERE e.{property} {sign}= ${start}"
_OF_DOCUMENT = "MATCH (:Document {id: $document})-[:MENTIONS]->(e:Entity) WITH DISTINCT e"
_SEARCH = "CALL db.index.fulltext.queryNodes($index, $terms) YIELD node AS e WITH e"
_IN_DOCUMENT = "EXISTS { (:Document {id: $document})-[:MENTIONS]->(e) }"
_COLUMNS = {"name": "e.folded", "documents": "e.documents", "id": "coalesce(e.order, e.id)"}


def entities_by_id(graph: Neo4jGraph, ids: Sequence[str]) -> list[Entity | None]:
    """Return entities in the order of the ids; None if unknown."""
    found = [entity_of(row["entity"]) for row in graph.read(_BY_ID, {"ids": list(ids)})]
    return in_order(found, ids, lambda entity: entity.id)


def entities_page(graph: Neo4jGraph, query: EntityQuery) -> Reading[Page[Entity]]:
    """Read entities by kind, name, words, document; in the order that is asked for."""
    limit, asked, keys = check_size(query.page), _conditions(query), entity_keys(query)
    after, turned = sort_of(query, keys), towards(keys, query.page)
    anchor, values = _anchor(graph, query)
    values |= asked.values
    total = None
    if query.page.with_total:
        counted = lines(anchor or _ALL, asked.joined("WHERE"), "RETURN count(e) AS row")
        (total,) = yield Question(counted, values)
    if after is not None:
        asked.add_place(_COLUMNS, turned, after)
    order = in_order_of(turned, _COLUMNS)
    where = asked.joined("WHERE" if anchor else "AND")
    start = anchor or _start(turned[0], is_first=after is None)
    text = lines(start, where, f"WITH e {order} LIMIT $limit RETURN e {ENTITY} AS row {order}")
    rows = yield Question(text, {"first": "" if query.order == "name" else 0, **values, **asked.values, "limit": limit})
    found = [entity_of(row) for row in rows]
    return page_of(query, found, total, lambda entity: sort_values(keys, entity_values(entity)))


def _start(key: Key, *, is_first: bool) -> str:
    """Return how to go along the index of the first key, either way: from its beginning or end, or from the cursor."""
    sign, start = (">", "first") if is_first else ("<" if key.is_down else ">", "at0")
    return _BY.format(property=_COLUMNS[key.name].removeprefix("e."), sign=sign, start=start)


def _anchor(graph: Neo4jGraph, query: EntityQuery) -> tuple[str, dict[str, object]]:
    """Return where to start and its values; an empty text: in the order that is asked for."""
    if query.document is not None:
        return _OF_DOCUMENT, {"document": query.document}
    terms = next(filter(None, map(_terms, (query, *query.all_of))), "")
    return (_SEARCH, {"index": graph.index(SEARCH), "terms": terms}) if terms else ("", {})


def _terms(query: EntityQuery) -> str:
    """Return the Lucene query that finds all that may be asked for, if it asks for names."""
    if query.name is not None:
        return f"name_terms:({escaped(name_terms(fold_name(query.name))[0]) or NOTHING})"
    if query.names is not None and len(query.names) <= MAX_WORDS:
        terms = [escaped(name_terms(fold_name(name))[0]) for name in query.names]
        return f"name_terms:({' '.join(filter(None, terms)) or NOTHING})"
    if query.words is not None:
        return words_query("name_words", query.words)
    part = "" if query.contains is None else name_terms(fold_name(query.contains))[0]
    return f"name_terms:*{escaped(part[: MAX_TERM // 2])}*" if part else ""


def _conditions(query: EntityQuery) -> Conditions:
    """Return all conditions, also that of the anchor: on few entities it costs nothing."""
    asked = Conditions()
    asked.add_if("e.kind IN $kinds", kinds=query.kinds and tuple(kind.value for kind in query.kinds))
    if query.name is not None:
        asked.add("$name IN e.names", name=fold_name(query.name))
    if query.names is not None:
        asked.add("any(name IN $called WHERE name IN e.names)", called=[fold_name(name) for name in query.names])
    if query.contains is not None:
        asked.add("any(name IN e.names WHERE name CONTAINS $part)", part=fold_name(query.contains))
    if query.words is not None:
        add_words(asked, "e.name_words", query.words)
    if query.min_documents > 1:
        asked.add("e.documents >= $least", least=query.min_documents)
    asked.add_parts(query, _inner_conditions)
    return asked


def _inner_conditions(query: EntityQuery) -> Conditions:
    """Return all conditions of a part, which starts nowhere."""
    asked = _conditions(query)
    asked.add_if(_IN_DOCUMENT, document=query.document)
    return asked
