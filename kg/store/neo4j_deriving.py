"""What a transaction touched -> origins and edges as the documents say them now; kg.derive says how."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kg.derive.origins import regroup
from kg.derive.relationships import Told, derive_relationship, is_denial
from kg.model import Modality, Polarity
from kg.store.neo4j_entities import Tally
from kg.store.neo4j_graph import SEARCH, Writing
from kg.store.neo4j_nouns import date_of
from kg.store.neo4j_rows import (
    Edge,
    Row,
    Said,
    bands_text,
    rank_of,
    relationship_row,
)

# before anything is written: the procedure would put all changes of the transaction into an index of its own
_NEAR = """CALL db.index.fulltext.queryNodes($index, $terms) YIELD node AS d
RETURN DISTINCT d.origin AS origin"""
_AT_ONCE = 40  # documents of 25 bands each; Lucene takes 1,024 clauses
_COMPANY = """MATCH (d:Document) WHERE d.origin IN $origins
RETURN d.id AS id, d.origin AS origin, d.sketch AS sketch"""
_SET_ORIGINS = "UNWIND $rows AS r MATCH (d:Document {id: r.id}) SET d.origin = r.origin"
_EDGES_OF_MOVED = """MATCH (d:Document)<-[:STATED_IN]-(s:Statement) WHERE d.id IN $ids AND s.edge IS NOT NULL
MATCH (a:Entity)<-[:SOURCE]-(s)-[:TARGET]->(b:Entity)
RETURN DISTINCT s.edge AS id, s.type AS type, a.id AS source, b.id AS target"""
_TOLD = """UNWIND $rows AS id MATCH (s:Statement {edge: id})-[:STATED_IN]->(d)
RETURN id, collect([s.id, d.id, d.origin, s.confidence, s.date, s.polarity, s.modality]) AS told"""
# `MERGE (a)-[e:$(r.type)]->(b)` would expand all relationships of a node, mentions too, thousands at a hub; a text for
# each type would be fifty round trips. This one goes from the end that has fewer relationships of all types.
_SET_EDGES = """UNWIND $rows AS r MATCH (a:Entity {id: r.source}) MATCH (b:Entity {id: r.target})
MATCH (a)-[e:TYPES]->(b) WHERE e.id = r.said.id MATCH (s:Statement {id: r.said.example_id})
WITH r, e, s, e.example_id AS before SET e = r.said, e.example = s.sentence, s.rank = r.rank
WITH r, s, before OPTIONAL MATCH (old:Statement {id: before}) WHERE old <> s REMOVE old.rank
RETURN r.said.id AS id"""
_CREATE_EDGES = """UNWIND $rows AS r MATCH (a:Entity {id: r.source}) MATCH (b:Entity {id: r.target})
MATCH (s:Statement {id: r.said.example_id})
CREATE (a)-[e:$(r.type)]->(b) SET e = r.said, e.example = s.sentence, s.rank = r.rank"""
_CREATE_FIRST_EDGES = """UNWIND $rows AS r
MATCH (a) WHERE elementId(a) = r.source MATCH (b) WHERE elementId(b) = r.target
CREATE (a)-[e:$(r.type)]->(b) SET e = r.said"""
_DELETE_EDGES = """UNWIND $rows AS r MATCH (a:Entity {id: r.source}) MATCH (b:Entity {id: r.target})
MATCH (a)-[e:TYPES]->(b) WHERE e.id = r.id DELETE e"""


@dataclass(slots=True)
class Touched:
    """What a transaction changes: documents that were there and their origins, edges and entities to derive again.

    `former_edges` are those that former versions of documents spoke of; `called` counts by entity what more documents
    call it, or fewer.
    """

    documents: set[str] = field(default_factory=set)
    origins: set[str] = field(default_factory=set)
    edges: dict[str, Edge] = field(default_factory=dict)
    former_edges: set[str] = field(default_factory=set)
    called: dict[str, Tally] = field(default_factory=lambda: defaultdict(Counter))


@dataclass(slots=True)
class Derived:
    """Rows of edges as statements say them now: some go, some change, some are new.

    `ranks` are those of the statements that are the examples of new ones.
    """

    lost: list[Row] = field(default_factory=list)
    kept: list[Row] = field(default_factory=list)
    first: list[tuple[Edge, Row]] = field(default_factory=list)
    ranks: dict[str, str] = field(default_factory=dict)


def near_origins(writing: Writing, sketches: Iterable[bytes]) -> set[str]:
    """Return the origins of documents that may be near-copies, as they stand before this transaction."""
    bands = [bands_text(sketch) for sketch in sketches]
    found: set[str] = set()
    for start in range(0, len(bands), _AT_ONCE):
        terms = f"bands:({' '.join(bands[start : start + _AT_ONCE])})"
        rows = writing.run(_NEAR, {"index": writing.graph.index(SEARCH), "terms": terms})
        found.update(row["origin"] for row in rows)
    return found


def regroup_origins(
    writing: Writing, origins: Collection[str], *, gone: Collection[str], came: Mapping[str, bytes]
) -> tuple[Mapping[str, str], frozenset[str]]:
    """Group anew these origins, which lose documents that are `gone` or may gain some that `came`.

    Return the origin of all documents looked at, and the ids of the others that keep other company now.
    """
    rows = writing.run(_COMPANY, {"origins": sorted(origins)}) if origins else []
    before = {row["id"]: row["origin"] for row in rows if row["id"] not in gone}
    sketches = {row["id"]: bytes(row["sketch"]) for row in rows if row["id"] in before}
    regrouped = regroup(before, {**sketches, **came})
    changed = [
        {"id": id, "origin": regrouped.origins[id]} for id in sorted(before) if regrouped.origins[id] != before[id]
    ]
    writing.run_rows(_SET_ORIGINS, changed)
    return regrouped.origins, regrouped.moved


def edges_of_moved(writing: Writing, documents: Collection[str]) -> dict[str, Edge]:
    """Return the edges that documents speak of."""
    rows = writing.run(_EDGES_OF_MOVED, {"ids": sorted(documents)}) if documents else []
    return {row["id"]: edge_at(writing, row) for row in rows}


def edge_at(writing: Writing, row: Mapping[str, Any]) -> Edge:
    """Make an edge of a statement's ends, which are in order of id where the type is symmetric."""
    source, target = row["source"], row["target"]
    if row["type"] in writing.graph.symmetric:
        source, target = sorted((source, target))
    return Edge(id=row["id"], source=source, type=row["type"], target=target)


def derive_edges(
    writing: Writing, touched: Touched, came: Iterable[Said] = (), origins: Mapping[str, str] = MappingProxyType({})
) -> Derived:
    """Derive edges again from all their statements: those that the graph holds, and those that `came`.

    Nothing is written yet. An edge that no statement in the graph speaks of, and spoke of before, is not there.
    """
    derived = Derived()
    told = _told(writing, touched.edges)
    there = touched.former_edges | told.keys()
    sentences: dict[str, str] = {}
    for one in came:
        if one.edge is not None:
            told[one.edge.id].append(Told.of(one.statement, origins[one.statement.document]))
            sentences[one.statement.id] = one.statement.evidence[0].sentence.text
    for id, edge in sorted(touched.edges.items()):
        now = derive_relationship((edge.source, edge.target), edge.type, told[id])
        type = writing.graph.connection.name(edge.type)
        row: Row = {"id": id, "source": edge.source, "target": edge.target}
        if now is None:
            derived.lost += [row] if id in there else []
            continue
        said, rank = relationship_row(now), rank_of(now.origins, now.statements, id)
        if id in there:
            derived.kept.append(row | {"type": type, "said": said, "rank": rank})
        else:
            derived.ranks[now.example] = rank
            derived.first.append((edge, {"type": type, "said": said | {"example": sentences[now.example]}}))
    return derived


def put_edges(writing: Writing, derived: Derived, entities: Mapping[str, str]) -> None:
    """Write derived edges, when their statements are written; `entities` tells the element ids of first ones' ends."""
    writing.run_rows(_DELETE_EDGES, derived.lost)
    there = {row["id"] for row in writing.run_rows(_SET_EDGES, derived.kept)}
    writing.run_rows(_CREATE_EDGES, [row for row in derived.kept if row["id"] not in there])
    first = [{"source": entities[edge.source], "target": entities[edge.target], **row} for edge, row in derived.first]
    writing.run_rows(_CREATE_FIRST_EDGES, first)


def _told(writing: Writing, edges: Collection[str]) -> defaultdict[str, list[Told]]:
    """Return what the graph tells of edges, for those of which it tells anything."""
    found: defaultdict[str, list[Told]] = defaultdict(list)
    for row in writing.run_rows(_TOLD, sorted(edges)):
        found[row["id"]] = [_told_of(*values) for values in row["told"]]
    return found


def _told_of(
    statement: str, document: str, origin: str, confidence: float, date: str | None, polarity: str, modality: str
) -> Told:
    positive, actual = Polarity(polarity), Modality(modality)
    return Told(
        statement=statement,
        document=document,
        origin=origin,
        confidence=confidence,
        date=date_of(date),
        is_plain=positive is Polarity.POSITIVE and actual is Modality.ACTUAL,
        is_denial=is_denial(positive, actual),
    )
