"""Rows of documents -> nodes and relationships, and what they make true, in one transaction that the caller holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg.model import Kind
from kg.store.clock import now_text
from kg.store.neo4j_deriving import (
    Derived,
    Touched,
    derive_edges,
    edge_at,
    edges_of_moved,
    near_origins,
    put_edges,
    regroup_origins,
)
from kg.store.neo4j_entities import Held, derive_entities
from kg.store.neo4j_graph import SCHEMA, Writing
from kg.store.neo4j_rows import Facts, Row, order_of

# one writer at a time: without it two may each miss the other's statement in an edge; the revision is the key of caches
_LOCK = """MERGE (m:Store {id: 'store'}) ON CREATE SET m.schema = $schema
SET m.revision = coalesce(m.revision, 0) + 1"""
_HELD = "MATCH (d:Document) WHERE d.id IN $ids RETURN d.id AS id, d.origin AS origin"
_FORGET_STATEMENTS = """MATCH (d:Document)<-[:STATED_IN]-(s:Statement) WHERE d.id IN $ids
OPTIONAL MATCH (a:Entity)<-[:SOURCE]-(s)-[:TARGET]->(b:Entity) WHERE s.edge IS NOT NULL
WITH s, s.edge AS id, s.type AS type, a.id AS source, b.id AS target DETACH DELETE s
WITH DISTINCT id, type, source, target WHERE id IS NOT NULL RETURN id, type, source, target"""
_FORGET_MENTIONS = """MATCH (d:Document)-[m:MENTIONS]->(e:Entity) WHERE d.id IN $ids
WITH m, e.id AS id, m.name AS name, m.surfaces AS surfaces DELETE m
RETURN id, name, surfaces, count(*) AS n"""
_FORGET_DOCUMENTS = "MATCH (d:Document) WHERE d.id IN $ids DETACH DELETE d"
_FORGET_PROBLEMS = "MATCH (p:Problem) WHERE p.id IN $ids DETACH DELETE p"
# in slices, each until it finds no more: all at once would overrun the memory that transactions have
CLEARING = (
    "MATCH (d:Document) WITH d LIMIT 500 DETACH DELETE d RETURN count(*) AS n",
    "MATCH (s:Statement) WITH s LIMIT 2000 DETACH DELETE s RETURN count(*) AS n",
    "MATCH (:Entity)-[e:TYPES]->(:Entity) WITH e LIMIT 5000 DELETE e RETURN count(*) AS n",
    "MATCH (e:Entity) WITH e LIMIT 2000 DETACH DELETE e RETURN count(*) AS n",
    "MATCH (p:Problem) WITH p LIMIT 2000 DETACH DELETE p RETURN count(*) AS n",
)
_PUT_PROBLEMS = "UNWIND $rows AS r MERGE (p:Problem {id: r.id}) SET p = r"
# What a text makes it returns by element id, which is good until the transaction ends: the texts after it find their
# ends there. Seeks in an index that this transaction has changed cost much more.
_PUT_DOCUMENTS = "UNWIND $rows AS r MERGE (d:Document {id: r.id}) SET d = r RETURN d.id AS id, elementId(d) AS node"
_PUT_ENTITIES = """UNWIND $rows AS r MERGE (e:Entity {id: r.id})
ON CREATE SET e.kind = r.kind, e.order = r.order, e:$(r.labels)
RETURN e.id AS id, elementId(e) AS node, e.kind AS kind, e.tally AS tally"""
# an entity of another kind comes back: an error if another document names it, else (its own former version did) no more
_NAMED = "MATCH (e:Entity) WHERE e.id IN $ids AND EXISTS { (e)<-[:MENTIONS]-(:Document) } RETURN e.id AS id"
_TURN_ENTITIES = """UNWIND $rows AS r MATCH (e:Entity {id: r.id})
REMOVE e:$($all) SET e.kind = r.kind, e:$(r.labels)"""
_PUT_MENTIONS = """UNWIND $rows AS r MATCH (d) WHERE elementId(d) = r.document
UNWIND r.mentions AS one MATCH (e) WHERE elementId(e) = one.entity CREATE (d)-[m:MENTIONS]->(e) SET m = one.said"""
_PUT_STATEMENTS = """UNWIND $rows AS r MATCH (d) WHERE elementId(d) = r.document
UNWIND r.statements AS one MATCH (a) WHERE elementId(a) = one.source
CREATE (s:Statement {id: one.said.id}) SET s = one.said CREATE (s)-[:STATED_IN]->(d) CREATE (s)-[:SOURCE]->(a)"""
_PUT_TARGETED = """UNWIND $rows AS r MATCH (d) WHERE elementId(d) = r.document
UNWIND r.statements AS one MATCH (a) WHERE elementId(a) = one.source MATCH (b) WHERE elementId(b) = one.target
CREATE (s:Statement {id: one.said.id}) SET s = one.said CREATE (s)-[:STATED_IN]->(d) CREATE (s)-[:SOURCE]->(a)
CREATE (s)-[:TARGET]->(b)"""
_PUT_PLACES = """UNWIND $rows AS r MATCH (s:Statement {id: r.id}) MATCH (e) WHERE elementId(e) = r.entity
CREATE (s)-[:AT]->(e)"""
_PUT_SPEAKERS = """UNWIND $rows AS r MATCH (s:Statement {id: r.id}) MATCH (e) WHERE elementId(e) = r.entity
CREATE (s)-[:ATTRIBUTED_TO]->(e)"""


def lock(writing: Writing) -> None:
    """Keep other writers out until the transaction ends, and count it."""
    writing.run(_LOCK, {"schema": SCHEMA})


def write_facts(writing: Writing, batch: Sequence[Facts]) -> None:
    """Write what documents say, in place of what they said before, and derive what it touches."""
    facts = sorted(batch, key=lambda one: one.id)
    ids = [one.id for one in facts]
    lock(writing)
    sketches = {one.id: one.sketch for one in facts}
    near = near_origins(writing, sketches.values())
    touched = _forget(writing, ids)
    origins, moved = regroup_origins(writing, touched.origins | near, gone=ids, came=sketches)
    touched.edges.update(edges_of_moved(writing, moved))
    came = [said for one in facts for said in one.statements]
    touched.edges.update((said.edge.id, said.edge) for said in came if said.edge is not None)
    # before anything is inserted: what others tell is asked of an index that this transaction has not filled yet
    edges = derive_edges(writing, touched, came, origins)
    held = _insert(writing, facts, origins, edges)
    forget_problems(writing, ids)
    for one in facts:
        for id, called in one.called.items():
            touched.called[id][called] += 1
    derive_entities(writing, touched.called, held)


def delete_documents(writing: Writing, ids: Sequence[str]) -> list[str]:
    """Delete documents and all that only they support, their problems too; return the ids of those that were there."""
    lock(writing)
    touched = _forget(writing, sorted(ids))
    forget_problems(writing, ids)
    if touched.documents:
        _, moved = regroup_origins(writing, touched.origins, gone=ids, came={})
        writing.run(_FORGET_DOCUMENTS, {"ids": sorted(touched.documents)})
        touched.edges.update(edges_of_moved(writing, moved))
        put_edges(writing, derive_edges(writing, touched), {})
        derive_entities(writing, touched.called)
    return [id for id in ids if id in touched.documents]


def put_problems(writing: Writing, rows: Sequence[Row]) -> None:
    """Keep problems, in place of those with their ids."""
    writing.run_rows(_PUT_PROBLEMS, rows)


def forget_problems(writing: Writing, ids: Sequence[str]) -> None:
    """Delete problems."""
    writing.run(_FORGET_PROBLEMS, {"ids": sorted(ids)})


def _forget(writing: Writing, ids: Sequence[str]) -> Touched:
    """Delete what documents say, but not their nodes; return what that touches."""
    touched = Touched()
    for row in writing.run(_HELD, {"ids": ids}):
        touched.documents.add(row["id"])
        touched.origins.add(row["origin"])
    held = {"ids": sorted(touched.documents)}
    if touched.documents:
        for row in writing.run(_FORGET_STATEMENTS, held):
            touched.edges[row["id"]] = edge_at(writing, row)
        touched.former_edges.update(touched.edges)
        for row in writing.run(_FORGET_MENTIONS, held):
            touched.called[row["id"]][row["name"], *row["surfaces"]] -= row["n"]
    return touched


def _insert(writing: Writing, facts: Sequence[Facts], origins: Mapping[str, str], edges: Derived) -> Mapping[str, Held]:
    """Write nodes and relationships; return the entities that documents name."""
    recorded = now_text()
    rows = [{**one.document, "origin": origins[one.id], "recorded": recorded} for one in facts]
    documents = {row["id"]: row["node"] for row in writing.run_rows(_PUT_DOCUMENTS, rows)}
    held = _put_entities(writing, facts)
    entities = {id: one.node for id, one in held.items()}
    writing.run_rows(_PUT_MENTIONS, [_mentions_row(one, documents[one.id], entities) for one in facts if one.mentions])
    for text, is_targeted in ((_PUT_TARGETED, True), (_PUT_STATEMENTS, False)):
        made = [
            _statements_row(one, documents[one.id], entities, edges.ranks, is_targeted=is_targeted) for one in facts
        ]
        writing.run_rows(text, [row for row in made if row["statements"]])
    statements = [said.statement for one in facts for said in one.statements]
    places = ((one.id, one.place) for one in statements)
    writing.run_rows(_PUT_PLACES, _links(places, entities))
    speakers = ((one.id, None if one.attribution is None else one.attribution.entity) for one in statements)
    writing.run_rows(_PUT_SPEAKERS, _links(speakers, entities))
    put_edges(writing, edges, entities)
    return held


def _mentions_row(facts: Facts, document: str, entities: Mapping[str, str]) -> Row:
    return {
        "document": document,
        "mentions": [{"entity": entities[id], "said": row} for id, row in facts.mentions.items()],
    }


def _statements_row(
    facts: Facts, document: str, entities: Mapping[str, str], ranks: Mapping[str, str], *, is_targeted: bool
) -> Row:
    rows = []
    for one in facts.statements:
        source, target = one.statement.source, one.statement.target
        if (target is not None) is is_targeted:
            rank = ranks.get(one.statement.id)
            said = one.row if rank is None else one.row | {"rank": rank}
            rows.append(
                {"source": entities[source], "target": None if target is None else entities[target], "said": said}
            )
    return {"document": document, "statements": rows}


def _links(ends: Iterable[tuple[str, str | None]], entities: Mapping[str, str]) -> list[Row]:
    return [{"id": id, "entity": entities[end]} for id, end in ends if end is not None]


def _put_entities(writing: Writing, facts: Iterable[Facts]) -> Mapping[str, Held]:
    kinds: dict[str, Kind] = {}
    for one in facts:
        for id, kind in one.kinds.items():
            if kinds.setdefault(id, kind) is not kind:
                raise _two_kinds(id, kinds[id], kind)
    labels = {kind: writing.graph.labels(kind) for kind in Kind}
    rows = {
        id: {"id": id, "kind": kinds[id].value, "labels": labels[kinds[id]], "order": order_of(id)}
        for id in sorted(kinds)
    }
    found = writing.run_rows(_PUT_ENTITIES, [*rows.values()])
    others = {row["id"]: row["kind"] for row in found if row["kind"] != kinds[row["id"]]}
    if others:
        for row in writing.run(_NAMED, {"ids": [*others]}):
            raise _two_kinds(row["id"], others[row["id"]], kinds[row["id"]])
        turned = [rows[id] for id in others]
        writing.run(_TURN_ENTITIES, {"rows": turned, "all": writing.graph.kind_labels()})
    return {row["id"]: Held(node=row["node"], kind=kinds[row["id"]], tally=row["tally"]) for row in found}


def _two_kinds(id: str, there: str, here: str) -> ValueError:
    return ValueError(f"entity {id} is a {there} in other documents, here a {here}")
