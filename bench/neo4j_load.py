"""Prints how many documents a second our Neo4j store writes, and neo4j-graphrag's Neo4jWriter on the same server.

    pip install neo4j-graphrag
    python -m bench.neo4j_load --store bolt://127.0.0.1:7687

It needs an empty database, which it empties again, and APOC core in the server's folder of plugins: the file
`apoc-core-VERSION-core.jar`, in Maven `org.neo4j.procedure:apoc-core:VERSION:jar:core`. User and password come from
NEWSKG_NEO4J_USER and NEWSKG_NEO4J_PASSWORD.

The documents are those of bench/synthetic.py, five statements each. The same content goes into both, each in its own
model. The writer gets what neo4j-graphrag's pipeline hands to it: of each document a Document and a Chunk with the text
(FROM_DOCUMENT), a node for every entity that the document names, with name and kind (FROM_CHUNK), and for every
statement one relationship with polarity, modality, date, confidence, sentence and offsets. Options stay as they come.
It only creates: an actor is a node in each document that names it, and writing twice doubles the graph. Its pipeline
joins the nodes of one name and label after each write, by its SinglePropertyExactMatchResolver; "joined" tells how fast
it is with that. Our store looks up what is there, replaces it, tells near-copies apart, joins entities and derives
relationships.

Rows are made before the clock starts. All ways take turns on an emptied database, round after round; the ratio printed
is the median of those of the rounds. Some rounds before do not count: a cold server plans queries and compiles itself.
Without the codec that comes with newskg the driver packs rows in Python, which costs us more than the writer.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from importlib.util import find_spec
from time import perf_counter
from typing import TYPE_CHECKING

from neo4j import Driver, GraphDatabase
from neo4j.exceptions import ClientError

from bench.synthetic import World
from kg.model import DocumentEntity, DocumentGraph, Statement
from kg.pipeline import BATCH
from kg.settings import Neo4jSettings, load_settings
from kg.store import open_store

if TYPE_CHECKING:
    from neo4j_graphrag.components.types import Neo4jGraph, Neo4jNode, Neo4jRelationship

OURS = "newskg"
THEIRS = {
    # how many documents it is given at once, and whether its resolver runs after each write
    "its one-graph-a-document use": (1, False),
    "its batches": (BATCH, False),
    "its one-graph-a-document use, joined": (1, True),
    "its batches, joined": (BATCH, True),
}
_WARM_UP = 4  # rounds; the server takes half as much processor time by then as in the second
_COUNT = "RETURN COUNT { () } AS nodes, COUNT { ()-->() } AS relationships"
_EMPTY = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS"
Way = Callable[[], float]
"""Writes all documents; returns how many seconds that took."""


def main() -> None:
    """Write the same documents in every way, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", required=True, metavar="URL", help="a Neo4j server with an empty database")
    parser.add_argument("--documents", type=int, default=400, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    asked = parser.parse_args()
    if find_spec("neo4j_graphrag") is None:
        sys.exit("neo4j-graphrag is missing, which this compares with: pip install neo4j-graphrag")
    if find_spec("neo4j._rust") is None:
        sys.exit("the driver lacks its fast codec, which newskg installs: pip install neo4j-rust-ext")
    settings = load_settings().neo4j()
    auth = None if settings.password is None else (settings.user, settings.password)
    with GraphDatabase.driver(asked.store, auth=auth, notifications_min_severity="OFF") as driver:
        database = Database(driver, settings.database)
        database.check()
        ways = _ways(asked.store, settings, database, tuple(World().documents(asked.documents)))
        rates = [_round(ways, database, asked.documents) for _ in range(_WARM_UP + asked.rounds)][_WARM_UP:]
    for name in THEIRS:
        print(f"{statistics.median(rate[OURS] / rate[name] for rate in rates):.1f}x {name}")


class Database:
    """The database that all write to."""

    def __init__(self, driver: Driver, name: str) -> None:
        """Take a driver, and which of the server's databases is meant."""
        self.driver, self.name = driver, name

    def check(self) -> None:
        """Leave if there is something in it, or the server lacks APOC."""
        if any(self.counts()):
            sys.exit(f"the database {self.name} is not empty, and would be emptied")
        try:
            self.driver.execute_query("RETURN apoc.version()", database_=self.name)
        except ClientError as error:
            sys.exit(f"the server has no APOC, which neo4j-graphrag needs; put its jar into plugins: {error.code}")

    def counts(self) -> tuple[int, int]:
        """Count nodes and relationships."""
        record = self.driver.execute_query(_COUNT, database_=self.name).records[0]
        return record["nodes"], record["relationships"]

    def empty(self) -> None:
        """Take out all nodes; the indexes stay."""
        with self.driver.session(database=self.name) as session:
            session.run(_EMPTY).consume()


def _ways(
    url: str, settings: Neo4jSettings, database: Database, documents: Sequence[DocumentGraph]
) -> Mapping[str, Way]:
    ways: dict[str, Way] = {OURS: lambda: _write_ours(url, settings, documents)}
    for name, (size, is_joined) in THEIRS.items():
        graphs = [_graph(documents[first : first + size]) for first in range(0, len(documents), size)]
        ways[name] = partial(_write_theirs, database, graphs, is_joined=is_joined)
    return ways


def _round(ways: Mapping[str, Way], database: Database, documents: int) -> Mapping[str, float]:
    rates = {}
    for name, way in ways.items():
        rates[name] = documents / way()
        nodes, relationships = database.counts()
        print(f"{name}: {rates[name]:,.0f} documents/s; {nodes:,} nodes, {relationships:,} relationships", flush=True)
        database.empty()
    return rates


def _write_ours(url: str, settings: Neo4jSettings, documents: Sequence[DocumentGraph]) -> float:
    with closing(open_store(url, create=True, neo4j=settings)) as store:
        start = perf_counter()
        for first in range(0, len(documents), BATCH):
            store.write(documents[first : first + BATCH])
        return perf_counter() - start


def _write_theirs(database: Database, graphs: Sequence[Neo4jGraph], *, is_joined: bool) -> float:
    from neo4j_graphrag.components.kg_writer import Neo4jWriter
    from neo4j_graphrag.components.resolver import SinglePropertyExactMatchResolver

    writer = Neo4jWriter(database.driver, neo4j_database=database.name)
    resolver = SinglePropertyExactMatchResolver(database.driver, neo4j_database=database.name)

    async def write() -> None:
        for graph in graphs:
            result = await writer.run(graph)
            if result.status != "SUCCESS":
                sys.exit(f"neo4j-graphrag: {result.metadata}")
            if is_joined:
                await resolver.run()

    start = perf_counter()
    asyncio.run(write())
    return perf_counter() - start


def _graph(documents: Sequence[DocumentGraph]) -> Neo4jGraph:
    """Return the graph that neo4j-graphrag's pipeline would write for documents."""
    from neo4j_graphrag.components.types import Neo4jGraph

    return Neo4jGraph(
        nodes=[node for document in documents for node in _nodes(document)],
        relationships=[link for document in documents for link in _links(document)],
    )


def _nodes(graph: DocumentGraph) -> list[Neo4jNode]:
    from neo4j_graphrag.components.types import Neo4jNode

    document = graph.document
    about = {"title": document.title or "", "source": document.source or "", "published": str(document.published)}
    return [
        Neo4jNode(id=document.id, label="Document", properties={**about}),
        Neo4jNode(id=_chunk(document.id), label="Chunk", properties={"text": document.text, "index": 0}),
        *(_entity_node(document.id, entity) for entity in graph.entities),
    ]


def _entity_node(document: str, entity: DocumentEntity) -> Neo4jNode:
    from neo4j_graphrag.components.types import Neo4jNode

    label = entity.kind.value.title()
    return Neo4jNode(
        id=_end(document, entity.id), label=label, properties={"name": entity.name, "entity_id": entity.id}
    )


def _links(graph: DocumentGraph) -> list[Neo4jRelationship]:
    from neo4j_graphrag.components.types import Neo4jRelationship

    id = graph.document.id
    ends = [_end(id, entity.id) for entity in graph.entities]
    return [
        Neo4jRelationship(start_node_id=_chunk(id), end_node_id=id, type="FROM_DOCUMENT"),
        *(Neo4jRelationship(start_node_id=end, end_node_id=_chunk(id), type="FROM_CHUNK") for end in ends),
        *(_statement_link(statement) for statement in graph.statements),
    ]


def _statement_link(statement: Statement) -> Neo4jRelationship:
    from neo4j_graphrag.components.types import Neo4jRelationship

    best = statement.evidence[0].sentence
    return Neo4jRelationship(
        start_node_id=_end(statement.document, statement.source),
        end_node_id=_end(statement.document, statement.target or ""),
        type=statement.type,
        properties={
            "id": statement.id,
            "polarity": statement.polarity.value,
            "modality": statement.modality.value,
            "date": str(statement.date),
            "confidence": statement.confidence,
            "sentence": best.text,
            "start": best.start,
            "end": best.end,
        },
    )


def _chunk(document: str) -> str:
    return f"{document}:0"


def _end(document: str, entity: str) -> str:
    return f"{_chunk(document)}:{entity}"  # a node in each document: its extractor knows no other documents


if __name__ == "__main__":
    main()
