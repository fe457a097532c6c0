"""What analysts load: networkx graphs and files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from kg import open_store, to_networkx
from kg.errors import ExportError
from kg.export import write_graph
from kg.export.event_data import EVENT_COLUMNS
from kg.export.graph_files import FORMATS, SUFFIXES
from kg.export.rows import EDGE_COLUMNS, NODE_COLUMNS, STATEMENT_COLUMNS
from kg.model import Polarity
from kg.store.protocol import GraphStore, RelationshipQuery
from tests.kg.graphs import Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18")
GRAPHS = [
    graph_of("d1", [VISIT, Told(source="iran", type="BACKS", target="syria")]),
    graph_of("d2", [VISIT, Told(source="putin", type="VISITS", target="iran", polarity=Polarity.NEGATIVE)]),
]


def _told(graph: nx.MultiDiGraph[str]) -> Iterator[tuple[object, ...]]:
    """What edges carry, whatever a format calls their type."""
    for source, target, edge in graph.edges(data=True):
        type = edge.get("statement_type", edge.get("type"))
        numbers = (edge["weight"], edge["statements"], edge["confidence"], edge["contested"])
        yield source, type, target, *numbers, edge.get("first_date", ""), edge["sentence"]


def _elements(path: Path, tag: str) -> list[ElementTree.Element]:
    return ElementTree.parse(path).findall(f".//{{*}}{tag}")


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    store.write(GRAPHS)
    return store


def test_nodes_and_edges_carry_what_gephi_and_pandas_look_for(filled: GraphStore) -> None:
    graph = to_networkx(filled)

    assert graph.nodes["assad"] == {"name": "assad", "label": "assad", "kind": "PERSON", "aliases": "", "documents": 2}
    edge = graph.edges["assad", "ghouta", "VISITS"]
    assert (edge["weight"], edge["statements"], edge["first_date"], edge["cameo"]) == (2, 2, "2018-03-18", "042")
    assert "VISITS" in edge["sentence"]


def test_a_denied_act_is_no_edge(filled: GraphStore) -> None:
    assert not to_networkx(filled).has_edge("putin", "iran")


def test_a_query_narrows_the_graph(filled: GraphStore) -> None:
    graph = to_networkx(filled, RelationshipQuery(types=("BACKS",)))

    assert list(graph.edges(keys=True)) == [("iran", "syria", "BACKS")]


@pytest.mark.parametrize(
    ("suffix", "read"), [(".graphml", nx.read_graphml), (".gexf", nx.read_gexf)], ids=["graphml", "gexf"]
)
def test_files_can_be_read_back(filled: GraphStore, tmp_path: Path, suffix: str, read: object) -> None:
    path = tmp_path / f"graph{suffix}"

    written = write_graph(filled, path)

    found = read(path)  # type: ignore[operator] # a reader of networkx
    graph = to_networkx(filled)
    assert {id: found.nodes[id]["name"] for id in found} == dict(graph.nodes(data="name"))
    assert sorted(_told(found)) == sorted(_told(graph))
    assert written.counts == {"nodes": found.number_of_nodes(), "edges": found.number_of_edges()}


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".json"])
def test_what_is_not_known_is_left_out_and_never_none(filled: GraphStore, tmp_path: Path, suffix: str) -> None:
    write_graph(filled, tmp_path / f"graph{suffix}")

    content = (tmp_path / f"graph{suffix}").read_text("utf-8")
    assert "None" not in content
    assert "null" not in content
    assert "first_date" not in to_networkx(filled).edges["iran", "syria", "BACKS"]


def test_node_link_json_holds_the_same(filled: GraphStore, tmp_path: Path) -> None:
    write_graph(filled, tmp_path / "graph.json")

    found = nx.node_link_graph(json.loads((tmp_path / "graph.json").read_text()), edges="edges")

    assert nx.utils.graphs_equal(found, to_networkx(filled))


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".json"])
def test_the_same_graph_is_the_same_file_whenever_it_is_written(
    filled: GraphStore, tmp_path: Path, suffix: str
) -> None:
    write_graph(filled, tmp_path / f"a{suffix}")
    write_graph(filled, tmp_path / f"b{suffix}")

    content = (tmp_path / f"a{suffix}").read_bytes()
    assert content == (tmp_path / f"b{suffix}").read_bytes()
    assert b"lastmodified" not in content  # a day of writing would make tomorrow's file another one


@pytest.mark.parametrize("tag", ["edge", "key"])
def test_graphml_gives_no_id_twice(filled: GraphStore, tmp_path: Path, tag: str) -> None:
    filled.write([graph_of("d3", [Told(source="putin", type="BACKS", target="syria")])])

    write_graph(filled, tmp_path / "graph.graphml")

    ids = [element.get("id") for element in _elements(tmp_path / "graph.graphml", tag)]
    assert len(ids) == len(set(ids)) >= 3


def test_gexf_labels_edges_with_their_type_and_leaves_them_directed(filled: GraphStore, tmp_path: Path) -> None:
    write_graph(filled, tmp_path / "graph.gexf")

    edges = _elements(tmp_path / "graph.gexf", "edge")
    assert sorted(str(edge.get("label")) for edge in edges) == ["BACKS", "VISITS"]
    assert {edge.get("type", "directed") for edge in edges} == {"directed"}


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_characters_that_xml_cannot_hold_are_replaced(store: GraphStore, tmp_path: Path, suffix: str) -> None:
    graph = graph_of("d1", [VISIT])
    store.write([replace(graph, entities=tuple(replace(one, name=f"{one.name}\x01") for one in graph.entities))])

    write_graph(store, tmp_path / f"graph{suffix}")

    assert "assad\x01" in to_networkx(store).nodes["assad"]["name"]
    assert "assad\ufffd" in (tmp_path / f"graph{suffix}").read_text(encoding="utf-8")
    assert _elements(tmp_path / f"graph{suffix}", "node")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("graph.docx", r"known: \.args, \.csv, \.gexf, \.graphml, \.json, \.parquet"),
        ("graph", "known:"),
        ("missing/graph.json", "cannot write"),
        ("missing/graph.csv", "cannot write"),
        ("missing/graph.parquet", "cannot write"),
        ("missing/graph.args", "cannot write"),
    ],
)
def test_a_file_that_cannot_be_written_says_why(filled: GraphStore, tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(ExportError, match=message):
        write_graph(filled, tmp_path / name)


def test_a_folder_is_no_file(filled: GraphStore, tmp_path: Path) -> None:
    (tmp_path / "x.json").mkdir()

    with pytest.raises(ExportError, match="is a folder"):
        write_graph(filled, tmp_path / "x.json")


def test_a_format_may_be_named_where_the_suffix_does_not_tell(filled: GraphStore, tmp_path: Path) -> None:
    write_graph(filled, tmp_path / "graph.xml", format="graphml")

    assert nx.read_graphml(tmp_path / "graph.xml").number_of_edges() == 2


def test_an_unknown_format_is_refused(filled: GraphStore, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="unknown format 'docx'; known: graphml, gexf"):
        write_graph(filled, tmp_path / "graph.json", format="docx")


def test_a_file_that_is_there_stays_if_the_new_one_fails(tmp_path: Path) -> None:
    (tmp_path / "graph-nodes.csv").write_text("old")
    store = open_store("sqlite://")
    store.close()

    with pytest.raises(Exception, match="closed"):
        write_graph(store, tmp_path / "graph.csv")

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("graph-nodes.csv", "old")]


@pytest.mark.parametrize("columns", [NODE_COLUMNS, EDGE_COLUMNS, STATEMENT_COLUMNS, EVENT_COLUMNS])
def test_every_column_is_documented(columns: Mapping[str, type]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "graph-files.md").read_text("utf-8")

    assert [name for name in columns if f"`{name}`" not in page] == []


def test_every_format_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "graph-files.md").read_text("utf-8")

    assert [name for name in (*FORMATS, *SUFFIXES) if f"`{name}`" not in page] == []
