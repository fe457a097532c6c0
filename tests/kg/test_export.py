"""What analysts load: networkx graphs and files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import networkx as nx
import pytest

from kg import to_networkx
from kg.errors import ExportError
from kg.export import write_graph
from kg.model import Polarity
from kg.store.protocol import GraphStore, RelationshipQuery
from tests.kg.graphs import Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18")
GRAPHS = [
    graph_of("d1", [VISIT, Told(source="iran", type="BACKS", target="syria")]),
    graph_of("d2", [VISIT, Told(source="putin", type="VISITS", target="iran", polarity=Polarity.NEGATIVE)]),
]


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
    assert set(found.nodes) == set(written.nodes)
    assert found.number_of_edges() == written.number_of_edges() == 2


def test_node_link_json_holds_the_same(filled: GraphStore, tmp_path: Path) -> None:
    write_graph(filled, tmp_path / "graph.json")

    found = nx.node_link_graph(json.loads((tmp_path / "graph.json").read_text()), edges="edges")

    assert nx.utils.graphs_equal(found, to_networkx(filled))


def test_the_same_graph_is_the_same_file(filled: GraphStore, tmp_path: Path) -> None:
    write_graph(filled, tmp_path / "a.graphml")
    write_graph(filled, tmp_path / "b.graphml")

    assert (tmp_path / "a.graphml").read_bytes() == (tmp_path / "b.graphml").read_bytes()


def test_characters_that_xml_cannot_hold_are_replaced(store: GraphStore, tmp_path: Path) -> None:
    store.write([graph_of("d1", [VISIT], prologue="a\x01b")])
    store.write([graph_of("d2", [Told(source="assad", type="VISITS", target="ghouta", speaker="iran")])])

    write_graph(store, tmp_path / "graph.graphml")

    assert not re.search("\x01", (tmp_path / "graph.graphml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "message"),
    [("graph.docx", "known: .gexf, .graphml, .json"), ("graph", "known:"), ("missing/graph.json", "cannot write")],
)
def test_a_file_that_cannot_be_written_says_why(filled: GraphStore, tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(ExportError, match=message):
        write_graph(filled, tmp_path / name)


def test_a_folder_is_no_file(filled: GraphStore, tmp_path: Path) -> None:
    (tmp_path / "x.json").mkdir()

    with pytest.raises(ExportError, match="is a folder"):
        write_graph(filled, tmp_path / "x.json")
