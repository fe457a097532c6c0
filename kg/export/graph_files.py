"""A store and a path -> a graph file; the suffix decides the format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import networkx as nx

from kg.errors import ExportError
from kg.export.networkx_graph import Attributes, to_networkx
from kg.store.protocol import GraphStore

# control characters, lone surrogates and non-characters that XML 1.0 cannot hold (section 2.2)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAY_OF_WRITING = re.compile(rb' lastmodifieddate="[^"]*"')


def _graphml(graph: nx.MultiDiGraph[str]) -> bytes:
    # networkx writes the key of an edge as its XML id, which must be unique in the file: here the id takes that place;
    # and by the standard library, as its other writer (lxml, where that is installed) orders the file differently
    file = BytesIO()
    nx.write_graphml_xml(_printable(graph, lambda edge: (str(edge.pop("id")), edge)), file)
    return file.getvalue()


def _gexf(graph: nx.MultiDiGraph[str]) -> bytes:
    # GEXF's own `type` of an edge says whether it is directed; the day of writing would make equal graphs differ
    file = BytesIO()
    nx.write_gexf(_printable(graph, _gexf_edge), file)
    return _DAY_OF_WRITING.sub(b"", file.getvalue(), count=1)


def _gexf_edge(edge: Attributes) -> tuple[str, Attributes]:
    type = str(edge.pop("type"))
    return type, {**edge, "label": type, "statement_type": type}


def _node_link(graph: nx.MultiDiGraph[str]) -> bytes:
    data = nx.node_link_data(graph, edges="edges")
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


FORMATS: dict[str, Callable[[nx.MultiDiGraph[str]], bytes]] = {
    ".graphml": _graphml,
    ".gexf": _gexf,
    ".json": _node_link,
}


def write_graph(store: GraphStore, path: Path) -> nx.MultiDiGraph[str]:
    """Write all relationships of a store to a file and return them; existing files are overwritten."""
    render = FORMATS.get(path.suffix.lower())
    if render is None:
        known = ", ".join(sorted(FORMATS))
        raise ExportError(f"cannot tell the format of {path.name!r} by its suffix; known: {known}")
    if path.is_dir():
        raise ExportError(f"{path} is a folder; name a file in it")
    graph = to_networkx(store)
    content = render(graph)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
    return graph


def _printable(
    graph: nx.MultiDiGraph[str], shape: Callable[[Attributes], tuple[str, Attributes]]
) -> nx.MultiDiGraph[str]:
    """The same graph without characters that XML cannot hold; `shape` gives an edge the key and names of a format."""
    clean: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, attributes in graph.nodes(data=True):
        clean.add_node(_text(node), **_texts(attributes))
    for source, target, attributes in graph.edges(data=True):
        key, shaped = shape(dict(attributes))
        clean.add_edge(_text(source), _text(target), key=key, **_texts(shaped))
    return clean


def _texts(attributes: Attributes) -> Attributes:
    return {name: _text(value) if isinstance(value, str) else value for name, value in attributes.items()}


def _text(value: str) -> str:
    return _NOT_XML.sub("\ufffd", value)
