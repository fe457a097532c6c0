"""Rows of documents -> nodes and relationships, and what they make true, in one transaction that the caller holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg.model import Kind
from kg.store.clock import now_text
from kg.store.neo4j_deriving import (
    Touched,
    derive_edges,
    edge_at,
    edges_of_moved,
    near_origins,
    regroup_origins,
)
from kg.store.neo4j_entities import derive_entities
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
_PUT_DOCUMENTS = "UNWIND $rows AS r MERGE (d:Document {id: r.id}) SET d = r"
# an entity of another kind comes back: an error if another document names it, else (its own former version did) no more
_PUT_ENTITIES = """UNWIND $rows AS r MERGE (e:Entity {id: r.id})
ON CREATE SET e.kind = r.kind, e.order = r.order, e:$(r.labels)
WITH e, r WHERE e.kind <> r.kind
RETURN e.id AS id, e.kind AS kind, EXISTS { (e)<-[:MENTIONS]-(:Document) } AS is_named"""
_TURN_ENTITIES = """UNWIND $rows AS r MATCH (e:Entity {id: r.id})
REMOVE e:$($all) SET e.kind = r.kind, e:$(r.labels)"""
_PUT_MENTIONS = """UNWIND $rows AS r MATCH (d:Document {id: r.document}) MATCH (e:Entity {id: r.entity})
CREATE (d)-[m:MENTIONS]->(e) SET m = r.said"""
_PUT_STATEMENTS = """UNWIND $rows AS r MATCH (d:Document {id: r.document}) MATCH (a:Entity {id: r.source})
CREATE (s:Statement {id: r.said.id}) SET s = r.said CREATE (s)-[:STATED_IN]->(d) CREATE (s)-[:SOURCE]->(a)"""
# one text per role: two seeks by unique ids
_PUT_LINKS = {
    "target": """UNWIND $rows AS r MATCH (s:Statement {id: r.id}) MATCH (e:Entity {id: r.entity})
CREATE (s)-[:TARGET]->(e)""",
    "place": "UNWIND $rows AS r MATCH (s:Statement {id: r.id}) MATCH (e:Entity {id: r.entity}) CREATE (s)-[:AT]->(e)",
    "speaker": """UNWIND $rows AS r MATCH (s:Statement {id: r.id}) MATCH (e:Entity {id: r.entity})
CREATE (s)-[:ATTRIBUTED_TO]->(e)""",
}


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
    _insert(writing, facts, origins, touched)
    forget_problems(writing, ids)
    touched.edges.update(edges_of_moved(writing, moved))
    derive_edges(writing, touched, new=frozenset(ids))
    derive_entities(writing, touched.called)


def delete_documents(writing: Writing, ids: Sequence[str]) -> list[str]:
    """Delete documents and all that only they support, their problems too; return the ids of those that were there."""
    lock(writing)
    touched = _forget(writing, sorted(ids))
    forget_problems(writing, ids)
    if touched.documents:
        _, moved = regroup_origins(writing, touched.origins, gone=ids, came={})
        writing.run(_FORGET_DOCUMENTS, {"ids": sorted(touched.documents)})
        touched.edges.update(edges_of_moved(writing, moved))
        derive_edges(writing, touched)
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


def _insert(writing: Writing, facts: Sequence[Facts], origins: Mapping[str, str], touched: Touched) -> None:
    recorded = now_text()
    documents = [{**one.document, "origin": origins[one.id], "recorded": recorded} for one in facts]
    writing.run_rows(_PUT_DOCUMENTS, documents)
    _put_entities(writing, facts)
    writing.run_rows(_PUT_MENTIONS, [row for one in facts for row in one.mentions])
    statements = [row for one in facts for row in one.statements]
    writing.run_rows(_PUT_STATEMENTS, statements)
    for role, text in _PUT_LINKS.items():
        writing.run_rows(text, list(_links(statements, role)))
    touched.edges.update((edge.id, edge) for one in facts for edge in one.edges)
    for one in facts:
        for id, called in one.called.items():
            touched.called[id][called] += 1


def _links(statements: Iterable[Row], role: str) -> Iterable[Row]:
    for row in statements:
        if row[role] is not None:
            said = row["said"]
            yield {"id": said["id"] if isinstance(said, dict) else None, "entity": row[role]}


def _put_entities(writing: Writing, facts: Iterable[Facts]) -> None:
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
    others = writing.run_rows(_PUT_ENTITIES, [*rows.values()])
    for row in others:
        if row["is_named"]:
            raise _two_kinds(row["id"], row["kind"], kinds[row["id"]])
    if others:
        turned = [rows[row["id"]] for row in others]
        writing.run(_TURN_ENTITIES, {"rows": turned, "all": writing.graph.kind_labels()})


def _two_kinds(id: str, there: str, here: str) -> ValueError:
    return ValueError(f"entity {id} is a {there} in other documents, here a {here}")
