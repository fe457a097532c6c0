"""A store and a path -> one graph file or several; the suffix or a name decides the format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Unpack

from kg.errors import ExportError
from kg.export.csv_files import write_cells, write_csv
from kg.export.event_data import EVENTS
from kg.export.neo4j_import import FILES, arguments
from kg.export.selection import ALL, Filters, Selection, select
from kg.export.tables import EDGES, NODES, STATEMENTS, Table
from kg.store.protocol import GraphStore

if TYPE_CHECKING:
    import networkx as nx

    from kg.export.networkx_graph import Attributes

# control characters, lone surrogates and non-characters that XML 1.0 cannot hold (section 2.2)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAY_OF_WRITING = re.compile(rb' lastmodifieddate="[^"]*"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an export wrote: its files, and how many of each thing ("nodes", "edges" ...) are in them."""

    files: tuple[Path, ...]
    counts: dict[str, int] = field(default_factory=dict)


Writer: TypeAlias = Callable[[GraphStore, Selection, Path], Written]


def write_graph(store: GraphStore, path: Path, *, format: str | None = None, **filters: Unpack[Filters]) -> Written:
    """Write a graph, or what filters leave of it (see `to_networkx`); files that are there are overwritten.

    Without a format the suffix decides. Formats of several files write `graph-nodes.csv`, `graph-edges.csv` ... for
    `graph.csv`.
    """
    write = FORMATS[_format(path, format)]
    if path.is_dir():
        raise ExportError(f"{path} is a folder; name a file in it")
    return write(store, select(ALL, filters), path)


def _format(path: Path, format: str | None) -> str:
    if format is None:
        format = SUFFIXES.get(path.suffix.lower())
    if format is None:
        raise ExportError(
            f"cannot tell the format of {path.name!r} by its suffix; known: {', '.join(sorted(SUFFIXES))}"
        )
    if format not in FORMATS:
        raise ExportError(f"unknown format {format!r}; known: {', '.join(FORMATS)}")
    return format


def _of_graph(render: Callable[[nx.MultiDiGraph[str]], bytes]) -> Writer:
    def write(store: GraphStore, selection: Selection, path: Path) -> Written:
        from kg.export.networkx_graph import graph_of

        graph = graph_of(store, selection)
        content = render(graph)
        with _new_file(path) as part:
            part.write_bytes(content)
        return Written(files=(path,), counts={"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()})

    return write


def _graphml(graph: nx.MultiDiGraph[str]) -> bytes:
    # networkx writes the key of an edge as its XML id, which must be unique in the file: here the id takes that place;
    # and by the standard library, as its other writer (lxml, where that is installed) orders the file differently
    import networkx as nx

    file = BytesIO()
    nx.write_graphml_xml(_printable(graph, _graphml_edge), file)
    return file.getvalue()


def _graphml_edge(edge: Attributes) -> tuple[str, Attributes]:
    return str(edge.pop("id")), {**edge, "label": edge["type"]}


def _gexf(graph: nx.MultiDiGraph[str]) -> bytes:
    # GEXF's own `type` of an edge says whether it is directed; the day of writing would make equal graphs differ
    import networkx as nx

    file = BytesIO()
    nx.write_gexf(_printable(graph, _gexf_edge), file)
    return _DAY_OF_WRITING.sub(b"", file.getvalue(), count=1)


def _gexf_edge(edge: Attributes) -> tuple[str, Attributes]:
    type = str(edge.pop("type"))
    return type, {**edge, "label": type, "statement_type": type}


def _node_link(graph: nx.MultiDiGraph[str]) -> bytes:
    import networkx as nx

    data = nx.node_link_data(graph, edges="edges")
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _csv(*tables: Table) -> Writer:
    def write(store: GraphStore, selection: Selection, path: Path) -> Written:
        return _each(tables, path, lambda table, part: write_csv(part, table.columns, table.rows(store, selection)))

    return write


def _parquet(*tables: Table) -> Writer:
    def write(store: GraphStore, selection: Selection, path: Path) -> Written:
        from kg.export.parquet_files import write_parquet

        return _each(tables, path, lambda table, part: write_parquet(part, table.columns, table.rows(store, selection)))

    return write


def _each(tables: tuple[Table, ...], path: Path, write: Callable[[Table, Path], int]) -> Written:
    names = {table.name: path if len(tables) == 1 else beside(path, table.name) for table in tables}
    counts = {}
    for table in tables:
        with _new_file(names[table.name]) as part:
            counts[table.name] = write(table, part)
    return Written(files=tuple(names.values()), counts=counts)


def _neo4j_admin(store: GraphStore, selection: Selection, path: Path) -> Written:
    named = [(file, beside(path.with_suffix(".csv"), file.name)) for file in FILES]
    counts = {}
    for file, place in named:
        with _new_file(place) as part:
            counts[file.name] = write_cells(part, file.header.split(), file.rows(store, selection))
    listing = path.with_suffix(".args")
    with _new_file(listing) as part:
        part.write_text(arguments((file, place.name) for file, place in named), encoding="utf-8")
    return Written(files=(listing, *(place for _, place in named)), counts=counts)


FORMATS: dict[str, Writer] = {
    "graphml": _of_graph(_graphml),
    "gexf": _of_graph(_gexf),
    "json": _of_graph(_node_link),
    "csv": _csv(NODES, EDGES),
    "parquet": _parquet(NODES, EDGES, STATEMENTS),
    "neo4j-admin": _neo4j_admin,
    "events": _csv(EVENTS),
}
SUFFIXES = {
    ".graphml": "graphml",
    ".gexf": "gexf",
    ".json": "json",
    ".csv": "csv",
    ".parquet": "parquet",
    ".args": "neo4j-admin",
}


def beside(path: Path, name: str) -> Path:
    """Return the file of one part: `graph-nodes.csv` of `graph.csv`."""
    return path.with_name(f"{path.stem}-{name}{path.suffix}")


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """Give a file to write, which takes the place of the named one when all is written."""
    part = path.with_name(f"{path.name}.part")
    try:
        try:
            yield part
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error


def _printable(
    graph: nx.MultiDiGraph[str], shape: Callable[[Attributes], tuple[str, Attributes]]
) -> nx.MultiDiGraph[str]:
    """The same graph without characters that XML cannot hold; `shape` gives an edge the key and names of a format."""
    import networkx as nx

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
