"""Questions for relationships -> pages of them, from an entity or in the order of their rank."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Relationship
from kg.store.cursors import page_of, sort_of
from kg.store.neo4j_conditions import Conditions, add_dates, in_order, in_order_of, lines
from kg.store.neo4j_graph import Neo4jGraph
from kg.store.neo4j_nouns import RELATIONSHIP, relationship_of
from kg.store.neo4j_questions import Question, Reading
from kg.store.neo4j_rows import rank_of
from kg.store.orders import Key, Sort, check_size, relationship_keys, relationship_values, sort_values, towards
from kg.store.protocol import Page, RelationshipQuery

# the example of a relationship bears its rank: it is the way to a relationship by id, and to all of them in order
_SHOWN_BY = """MATCH (a:Entity)<-[:SOURCE]-(s)-[:TARGET]->(b:Entity)
MATCH (a)-[e:TYPES]-(b) WHERE e.id = s.edge"""
_BY_ID = f"""MATCH (s:Statement) USING INDEX s:Statement(edge) WHERE s.edge IN $ids AND s.rank IS NOT NULL
{_SHOWN_BY} RETURN e {RELATIONSHIP} AS edge"""
_RANKED = f"""MATCH (s:Statement) USING INDEX s:Statement(rank) WHERE s.rank {{sign}} $rank
WITH s ORDER BY s.rank{{down}}
{_SHOWN_BY} WITH e, s.rank AS rank"""
# from one end; which one is the source is a condition
_FROM = "MATCH (x:Entity)-[e:TYPES]-(:Entity) WHERE x.id IN ${name} WITH DISTINCT e"
_BETWEEN = "MATCH (x:Entity)-[e:TYPES]-(y:Entity) WHERE x.id IN $sources AND y.id IN $targets WITH DISTINCT e"
_OF_TYPES = "MATCH (:Entity)-[e:TYPES]->(:Entity) WITH e"
# no name of the outer text in here: 5.26 takes `s` for the statement outside, though it is out of scope by then
_DATED = """EXISTS {{ MATCH (told:Statement {{edge: e.id}})
WHERE told.polarity = 'positive' AND told.modality = 'actual' AND {dates} }}"""


def relationships_by_id(graph: Neo4jGraph, ids: Sequence[str]) -> list[Relationship | None]:
    """Return relationships in the order of the ids; None if unknown."""
    found = [_relationship(graph, row["edge"]) for row in graph.read(_BY_ID, {"ids": list(ids)})]
    return in_order(found, ids, lambda edge: edge.id)


def relationships_page(graph: Neo4jGraph, query: RelationshipQuery) -> Reading[Page[Relationship]]:
    """Read relationships by ends, type, dates; in the order that is asked for."""
    limit, keys = check_size(query.page), relationship_keys(query)
    after = sort_of(query, keys)
    types = graph.types if query.types is None else tuple(type for type in graph.types if type in query.types)
    if not types:
        return Page(items=(), total=0 if query.page.with_total else None)
    asked, anchor = _conditions(graph, query), _anchor(query)
    total = None
    if query.page.with_total:
        counted = lines(anchor or _OF_TYPES, asked.joined("WHERE"), "RETURN count(e) AS row")
        (total,) = yield Question(counted, asked.values, types)
    is_ranked = not anchor and (query.order, query.direction) == ("origins", "desc")
    text = _ranked(query, asked, after) if is_ranked else _sorted(query, anchor or _OF_TYPES, asked, after)
    rows = yield Question(text, {**asked.values, "limit": limit}, types)
    found = [_relationship(graph, row) for row in rows]
    return page_of(query, found, total, lambda edge: sort_values(keys, relationship_values(edge)))


def _sorted(query: RelationshipQuery, anchor: str, asked: Conditions, after: Sort | None) -> str:
    """Return the text for a page of what the anchor finds, which is sorted."""
    keys = towards(relationship_keys(query), query.page)
    columns = {key.name: _column(key) for key in keys}
    if after is not None:
        asked.add_place(columns, keys, after)
    order = in_order_of(keys, columns)
    return lines(anchor, asked.joined("WHERE"), f"WITH e {order} LIMIT $limit", _shown(order))


def _ranked(query: RelationshipQuery, asked: Conditions, after: Sort | None) -> str:
    """Return the text for a page in the order of ranks, or against it."""
    is_down = query.page.is_backward
    asked.values["rank"] = "" if after is None else rank_of(int(after[0]), int(after[1]), str(after[2]))
    down = " DESC" if is_down else ""
    start = _RANKED.format(sign="<" if is_down and after is not None else ">", down=down)
    order = f"ORDER BY rank{down}"
    return lines(start, asked.joined("WHERE"), f"WITH e, rank {order} LIMIT $limit", _shown(order))


def _column(key: Key) -> str:
    return f"coalesce(e.{key.name}, '{key.missing}')" if key.name.endswith("_date") else f"e.{key.name}"


def _shown(order: str) -> str:
    return f"RETURN e {RELATIONSHIP} AS row {order}"


def _relationship(graph: Neo4jGraph, found: dict[str, str]) -> Relationship:
    return relationship_of(found, graph.type_of(found["type"]))


def _anchor(query: RelationshipQuery) -> str:
    """Return where to start; an empty text: in the order of ranks."""
    if query.sources is not None and query.targets is not None:
        return _BETWEEN
    for name in ("sources", "targets", "either"):
        if getattr(query, name) is not None:
            return _FROM.format(name=name)
    return _OF_TYPES if query.types is not None else ""


def _conditions(graph: Neo4jGraph, query: RelationshipQuery) -> Conditions:
    asked = Conditions()
    _add_ends(asked, graph, query)
    dated = Conditions()
    add_dates(dated, "told.date", query.since, query.until)
    if dated.texts:
        asked.add(_DATED.format(dates=dated.joined("").strip()), **dated.values)
    if query.min_origins > 1:
        asked.add("e.origins >= $min_origins", min_origins=query.min_origins)
    if query.min_confidence > 0:
        asked.add("e.confidence >= $least", least=query.min_confidence)
    asked.add_if("e.is_contested = $is_contested", is_contested=query.is_contested)
    return asked


def _add_ends(asked: Conditions, graph: Neo4jGraph, query: RelationshipQuery) -> None:
    """Ask for the ends as they are or, of a symmetric type, turned round."""
    straight, turned = [], []
    for name, one, other in (("sources", "startNode", "endNode"), ("targets", "endNode", "startNode")):
        if (value := getattr(query, name)) is not None:
            straight.append(f"{one}(e).id IN ${name}")
            turned.append(f"{other}(e).id IN ${name}")
            asked.values[name] = list(value)
    if straight:
        text = f"({' AND '.join(straight)}) OR (type(e) IN $symmetric AND {' AND '.join(turned)})"
        asked.add(text, symmetric=[graph.connection.name(type) for type in sorted(graph.symmetric)])
    if query.either is not None:
        asked.add("startNode(e).id IN $either OR endNode(e).id IN $either", either=list(query.either))
