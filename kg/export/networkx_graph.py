"""A store -> a networkx MultiDiGraph with the attributes that Gephi and pandas users look for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

import networkx as nx

from kg.model import Entity, Relationship
from kg.ontology import Ontology, load_ontology
from kg.store.protocol import GraphStore, PageRequest, RelationshipQuery

Attributes: TypeAlias = dict[str, str | int | float | bool]
_PAGE = 500
_EVERYTHING = RelationshipQuery()


def to_networkx(store: GraphStore, query: RelationshipQuery = _EVERYTHING) -> nx.MultiDiGraph[str]:
    """Return the relationships that a query asks for, all its pages, as a directed multigraph.

    Nodes are entity ids with name, label, kind, aliases (joined by "; ") and documents. Edges have the statement type
    as key, and id, type, weight (independent origins), statements, documents, origins, confidence, contested,
    first_date, last_date, sentence (the best evidence), cameo, plover and quad. What is not known is left out. Nodes
    come sorted by id, edges by source, type and target.
    """
    relationships = sorted(_relationships(store, query), key=lambda edge: (edge.source, edge.type, edge.target))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    ids = sorted({end for edge in relationships for end in (edge.source, edge.target)})
    for entity in store.entities_by_id(ids):
        if entity is not None:
            graph.add_node(entity.id, **_node(entity))
    sentences = _sentences(store, relationships)
    for edge in relationships:
        attributes = _edge(edge, sentences.get(edge.example), load_ontology())
        graph.add_edge(edge.source, edge.target, key=edge.type, **attributes)
    return graph


def _relationships(store: GraphStore, query: RelationshipQuery) -> Iterator[Relationship]:
    after = query.page.after
    while True:
        page = store.relationships(replace(query, page=PageRequest(first=_PAGE, after=after)))
        yield from page.items
        after = page.cursor
        if after is None:
            return


def _sentences(store: GraphStore, relationships: list[Relationship]) -> dict[str, str]:
    examples = store.statements_by_id([edge.example for edge in relationships])
    return {found.id: found.evidence[0].sentence.text for found in examples if found is not None}


def _node(entity: Entity) -> Attributes:
    return {
        "name": entity.name,
        "label": entity.name,
        "kind": entity.kind.value,
        "aliases": "; ".join(entity.aliases),
        "documents": entity.documents,
    }


def _edge(edge: Relationship, sentence: str | None, ontology: Ontology) -> Attributes:
    kind = ontology.types[edge.type]
    known: dict[str, str | int | float | bool | None] = {
        "id": edge.id,
        "type": edge.type,
        "weight": edge.origins,
        "statements": edge.statements,
        "documents": edge.documents,
        "origins": edge.origins,
        "confidence": edge.confidence,
        "contested": edge.is_contested,
        "first_date": None if edge.first_date is None else str(edge.first_date),
        "last_date": None if edge.last_date is None else str(edge.last_date),
        "sentence": sentence,
        "cameo": kind.cameo,
        "plover": kind.plover,
        "quad": kind.quad,
    }
    return {name: value for name, value in known.items() if value is not None}
