"""Questions for entities -> pages of them. Each starts at an index: of a document, a name, a word, or of the order."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Entity
from kg.names import fold_name
from kg.store.cursors import page_of, sort_of
from kg.store.neo4j_conditions import (
    NOTHING,
    Conditions,
    add_words,
    escaped,
    in_order,
    limit_of,
    lines,
    words_query,
)
from kg.store.neo4j_graph import SEARCH, Neo4jGraph
from kg.store.neo4j_nouns import ENTITY, entity_of
from kg.store.neo4j_questions import Question, Reading
from kg.store.neo4j_rows import MAX_SORTED, MAX_TERM, name_terms, order_key
from kg.store.protocol import EntityQuery, Page

_BY_ID = f"MATCH (e:Entity) WHERE e.id IN $ids RETURN e {ENTITY} AS entity"
_ALL = "MATCH (e:Entity)"
# hints: without them a plan made while the graph was small would scan all entities for ever
_BY_NAME = "MATCH (e:Entity) USING INDEX e:Entity(folded) WHERE e.folded >= $folded"
_BY_DOCUMENTS = "MATCH (e:Entity) USING INDEX e:Entity(documents) WHERE e.documents <= $most"
_OF_DOCUMENT = "MATCH (:Document {id: $document})-[:MENTIONS]->(e:Entity) WITH DISTINCT e"
_SEARCH = "CALL db.index.fulltext.queryNodes($index, $terms) YIELD node AS e WITH e"
_ID = "coalesce(e.order, e.id)"
_AFTER_NAME = f"e.folded > $folded OR (e.folded = $folded AND {_ID} > $after)"
_ORDERS = {"name": f"e.folded, {_ID}", "documents": f"e.documents DESC, e.folded, {_ID}"}


def entities_by_id(graph: Neo4jGraph, ids: Sequence[str]) -> list[Entity | None]:
    """Return entities in the order of the ids; None if unknown."""
    found = [entity_of(row["entity"]) for row in graph.read(_BY_ID, {"ids": list(ids)})]
    return in_order(found, ids, lambda entity: entity.id)


def entities_page(graph: Neo4jGraph, query: EntityQuery) -> Reading[Page[Entity]]:
    """Read entities by kind, name, words, document; by folded name or by how many documents name them."""
    limit, asked = limit_of(query), _conditions(query)
    anchor, values = _anchor(graph, query)
    values |= asked.values
    total = None
    if query.page.with_total:
        counted = lines(anchor or _ALL, asked.joined("WHERE"), "RETURN count(e) AS row")
        (total,) = yield Question(counted, values)
    _add_cursor(asked, query)
    start = anchor or (_BY_NAME if query.order == "name" else _BY_DOCUMENTS)
    where = asked.joined("WHERE" if anchor else "AND")
    text = lines(start, where, f"WITH e ORDER BY {_ORDERS[query.order]} LIMIT $limit", _shown(query))
    first = {"folded": "", "most": 2**62, "limit": limit}
    rows = yield Question(text, {**first, **values, **asked.values})
    found = [entity_of(row) for row in rows]
    return page_of(query, found, total, _sort_by_documents if query.order == "documents" else _sort_by_name)


def _shown(query: EntityQuery) -> str:
    return f"RETURN e {ENTITY} AS row ORDER BY {_ORDERS[query.order]}"


def _anchor(graph: Neo4jGraph, query: EntityQuery) -> tuple[str, dict[str, object]]:
    """Return where to start and its values; an empty text: in the order that is asked for."""
    if query.document is not None:
        return _OF_DOCUMENT, {"document": query.document}
    terms = _terms(query)
    return (_SEARCH, {"index": graph.index(SEARCH), "terms": terms}) if terms else ("", {})


def _terms(query: EntityQuery) -> str:
    """Return the Lucene query that finds all that may be asked for, if it asks for names."""
    if query.name is not None:
        return f"name_terms:({escaped(name_terms(fold_name(query.name))[0]) or NOTHING})"
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
    if query.contains is not None:
        asked.add("any(name IN e.names WHERE name CONTAINS $part)", part=fold_name(query.contains))
    if query.words is not None:
        add_words(asked, "e.name_words", query.words)
    if query.min_documents > 1:
        asked.add("e.documents >= $least", least=query.min_documents)
    return asked


def _add_cursor(asked: Conditions, query: EntityQuery) -> None:
    if query.order == "documents":
        if (after := sort_of(query, (int, str, str))) is not None:
            most, folded, id = after
            asked.add(f"e.documents < $most OR (e.documents = $most AND ({_AFTER_NAME}))", most=most)
            asked.values |= {"folded": _folded(folded), "after": order_key(str(id))}
    elif (after := sort_of(query, (str, str))) is not None:
        asked.add(_AFTER_NAME, folded=_folded(after[0]), after=order_key(str(after[1])))


def _folded(name: object) -> str:
    return order_key(str(name)[:MAX_SORTED])


def _sort_by_name(entity: Entity) -> list[str | int | float]:
    return [fold_name(entity.name), entity.id]


def _sort_by_documents(entity: Entity) -> list[str | int | float]:
    return [entity.documents, *_sort_by_name(entity)]
