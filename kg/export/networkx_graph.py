"""A store -> a networkx MultiDiGraph with the attributes that Gephi and pandas users look for."""

from __future__ import annotations

from typing import TypeAlias, Unpack

import networkx as nx

from kg.export.rows import Row
from kg.export.selection import ALL, Filters, Selection, select
from kg.export.tables import edge_rows, node_rows
from kg.store.protocol import GraphStore, RelationshipQuery

Attributes: TypeAlias = dict[str, str | int | float | bool]
_ENDS = ("source", "target", "source_name", "target_name")  # which the nodes tell


def to_networkx(store: GraphStore, query: RelationshipQuery = ALL, **filters: Unpack[Filters]) -> nx.MultiDiGraph[str]:
    """Return the relationships that a query, filters or both ask for as a directed multigraph; all without either.

    Filters: `types`, `kinds` (of both ends), `of` (ids: one end is one of these), `since`, `until`, `min_origins`,
    `min_confidence`, `is_contested`. Nodes are entity ids with name, label, kind, aliases (joined by "; ") and
    documents. Edges have the statement type as key, and id, type, weight (independent origins), statements, documents,
    origins, confidence, contested, first_date, last_date, example (a statement's id), sentence and document (the best
    evidence), cameo, plover, mode and quad. What is not known is left out. Nodes come sorted by id, edges by source,
    type and target.
    """
    return graph_of(store, select(query, filters))


def graph_of(store: GraphStore, selection: Selection) -> nx.MultiDiGraph[str]:
    """Return the relationships of a selection as a graph."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in node_rows(store, selection):
        graph.add_node(str(row["id"]), **_known(row, "id"))
    edges = [(str(row["source"]), str(row["type"]), str(row["target"]), row) for row in edge_rows(store, selection)]
    for source, type, target, row in sorted(edges, key=lambda edge: edge[:3]):
        graph.add_edge(source, target, key=type, **_known(row, *_ENDS))
    return graph


def _known(row: Row, *without: str) -> Attributes:
    return {name: value for name, value in row.items() if value is not None and name not in without}
