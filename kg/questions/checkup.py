"""A store enters; what in it is not as its documents say leaves, in words. Nothing: the graph can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.derive.origins import origins_of, sketch_of
from kg.derive.relationships import Told, derive_relationship, ends_of
from kg.model import Relationship
from kg.ontology import load_ontology
from kg.store.copying import pages
from kg.store.protocol import MAX_PAGE, DocumentQuery, EntityQuery, GraphStore, PageRequest, RelationshipQuery

_DOCUMENTS = DocumentQuery(page=PageRequest(first=100))
_Edge = tuple[str, str, str]


def checkup(store: GraphStore) -> Iterator[str]:
    """Yield the store's own faults, and where relationships or entities are not what its documents give.

    All documents are read; of each statement only what counts for relationships is held in memory.
    """
    yield from store.faults()
    sketches: dict[str, bytes] = {}
    told: dict[_Edge, list[Told]] = {}
    mentioned: Counter[str] = Counter()
    symmetric = load_ontology().symmetric
    for documents in pages(store.documents, _DOCUMENTS):
        for graph in store.graphs_by_id([document.id for document in documents]):
            if graph is None:
                continue
            sketches[graph.document.id] = sketch_of(graph.document.text)
            mentioned.update(entity.id for entity in graph.entities)
            for statement in graph.statements:
                if (ends := ends_of(statement, symmetric)) is not None:
                    told.setdefault((ends[0], statement.type, ends[1]), []).append(Told.of(statement, ""))
    yield from _entity_faults(store, mentioned)
    yield from _edge_faults(store, told, sketches)


def _entity_faults(store: GraphStore, mentioned: Counter[str]) -> Iterator[str]:
    held: dict[str, int] = {}
    for entities in pages(store.entities, EntityQuery(page=PageRequest(first=MAX_PAGE))):
        held.update((entity.id, entity.documents) for entity in entities)
    for id in sorted(held.keys() | mentioned.keys()):
        if held.get(id, 0) != mentioned[id]:
            yield f"entity {id} is in {held.get(id, 0)} documents by the graph, in {mentioned[id]} by the documents"


def _edge_faults(store: GraphStore, told: dict[_Edge, list[Told]], sketches: dict[str, bytes]) -> Iterator[str]:
    origin = {id: group.id for group in origins_of(sketches) for id in group.documents}
    expected: dict[str, Relationship] = {}
    for (source, type, target), items in told.items():
        edge = derive_relationship((source, target), type, [item.from_origin(origin[item.document]) for item in items])
        if edge is not None:
            expected[edge.id] = edge
    for edges in pages(store.relationships, RelationshipQuery(page=PageRequest(first=MAX_PAGE))):
        for edge in edges:
            if edge != expected.pop(edge.id, None):
                yield f"relationship {_name(edge)} is not what its statements give"
    yield from (f"relationship {_name(edge)} is missing" for edge in expected.values())


def _name(edge: Relationship) -> str:
    return f"{edge.source} {edge.type} {edge.target}"
