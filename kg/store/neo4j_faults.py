"""A graph in Neo4j enters; how much it holds leaves, and what is wrong with it, in words."""

from __future__ import annotations

from collections.abc import Iterator

from kg.store.neo4j_graph import Neo4jGraph
from kg.store.neo4j_schema import index_states
from kg.store.protocol import StoreCounts

_COUNTS = {
    "documents": "MATCH (d:Document) RETURN count(d) AS n",
    "entities": "MATCH (e:Entity) RETURN count(e) AS n",
    "statements": "MATCH (s:Statement) RETURN count(s) AS n",
    "relationships": "MATCH ()-[e:TYPES]->() RETURN count(e) AS n",
    "silences": "MATCH (d:Document) RETURN sum(size(d.silence_reasons)) AS n",
}
_MOST = 100  # faults of one kind
_FAULTS = (
    """MATCH (s:Statement) WHERE COUNT { (s)-[:STATED_IN]->(:Document) } <> 1
RETURN 'statement ' + s.id + ' has not one document' AS fault LIMIT $most""",
    """MATCH (s:Statement) WHERE COUNT { (s)-[:SOURCE]->(:Entity) } <> 1
OR COUNT { (s)-[:TARGET]->(:Entity) } <> CASE WHEN s.target_id IS NULL THEN 0 ELSE 1 END
OR COUNT { (s)-[:AT]->(:Entity) } <> CASE WHEN s.place_id IS NULL THEN 0 ELSE 1 END
OR COUNT { (s)-[:ATTRIBUTED_TO]->(:Entity) } <> CASE WHEN s.speaker_id IS NULL THEN 0 ELSE 1 END
RETURN 'statement ' + s.id + ' is not tied to its entities' AS fault LIMIT $most""",
    """MATCH (d:Document) WHERE d.text IS NULL OR d.fingerprint IS NULL OR d.origin IS NULL OR d.sketch IS NULL
OR d.recorded IS NULL RETURN 'document ' + d.id + ' is not whole' AS fault LIMIT $most""",
    """MATCH (e:Entity) WHERE NOT (e)<-[:MENTIONS]-(:Document)
RETURN 'entity ' + e.id + ' is named by no document' AS fault LIMIT $most""",
    """MATCH (e:Entity) WHERE e.documents <> COUNT { (e)<-[:MENTIONS]-() }
RETURN 'entity ' + e.id + ' counts other documents than name it' AS fault LIMIT $most""",
    """MATCH (e:Entity) WHERE e.name IS NULL OR e.kind IS NULL OR e.names IS NULL
RETURN 'entity ' + e.id + ' is not whole' AS fault LIMIT $most""",
    """MATCH ()-[e:TYPES]->() WHERE NOT EXISTS { MATCH (s:Statement {edge: e.id}) WHERE s.id = e.example_id AND
s.rank IS NOT NULL } RETURN 'relationship ' + e.id + ' has no statement that shows it' AS fault LIMIT $most""",
    """MATCH (s:Statement) WHERE s.rank IS NOT NULL AND NOT EXISTS {
MATCH (s)-[:SOURCE]->(:Entity)-[e:TYPES]-(:Entity)<-[:TARGET]-(s) WHERE e.example_id = s.id }
RETURN 'statement ' + s.id + ' shows a relationship that is not there' AS fault LIMIT $most""",
)


def counts(graph: Neo4jGraph) -> StoreCounts:
    """Count what the graph holds."""
    return StoreCounts(**{name: graph.read(text)[0]["n"] for name, text in _COUNTS.items()})


def faults(graph: Neo4jGraph) -> Iterator[str]:
    """Yield what is wrong: indexes that lack or are damaged, halves of documents, what nothing names."""
    for name, state in index_states(graph).items():
        if state != "ONLINE":
            yield f"index {name} is {'missing' if state is None else state.lower()}"
    for text in _FAULTS:
        for row in graph.read(text, {"most": _MOST}):
            yield row["fault"]
