"""A store and a path -> a graph file; the suffix decides the format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import networkx as nx

from kg.errors import ExportError
from kg.export.networkx_graph import to_networkx
from kg.store.protocol import GraphStore

# control characters, lone surrogates and non-characters that XML 1.0 cannot hold (section 2.2)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _write_graphml(graph: nx.MultiDiGraph[str], path: Path) -> None:
    nx.write_graphml(graph, path, named_key_ids=True)


def _write_gexf(graph: nx.MultiDiGraph[str], path: Path) -> None:
    nx.write_gexf(graph, path)


def _write_node_link(graph: nx.MultiDiGraph[str], path: Path) -> None:
    data = nx.node_link_data(graph, edges="edges")
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


FORMATS: dict[str, Callable[[nx.MultiDiGraph[str], Path], None]] = {
    ".graphml": _write_graphml,
    ".gexf": _write_gexf,
    ".json": _write_node_link,
}


def write_graph(store: GraphStore, path: Path) -> nx.MultiDiGraph[str]:
    """Write all relationships of a store to a file and return them; existing files are overwritten."""
    write = FORMATS.get(path.suffix.lower())
    if write is None:
        known = ", ".join(sorted(FORMATS))
        raise ExportError(f"cannot tell the format of {path.name!r} by its suffix; known: {known}")
    if path.is_dir():
        raise ExportError(f"{path} is a folder; name a file in it")
    graph = to_networkx(store)
    try:
        write(graph if path.suffix.lower() == ".json" else _printable(graph), path)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
    return graph


def _printable(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The same graph without characters that XML cannot hold."""
    clean: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, attributes in graph.nodes(data=True):
        clean.add_node(node, **{name: _text(value) for name, value in attributes.items()})
    for source, target, key, attributes in graph.edges(keys=True, data=True):
        clean.add_edge(source, target, key=key, **{name: _text(value) for name, value in attributes.items()})
    return clean


def _text(value: object) -> object:
    return _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value
