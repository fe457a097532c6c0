"""Tables: CSV for spreadsheets, Parquet and DataFrames, each read back and compared with the store."""

from __future__ import annotations

import csv
import subprocess
import sys
import tracemalloc
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import EntityQuery, RelationshipQuery, StatementQuery, open_store, to_dataframe, to_networkx, write_graph
from kg.errors import QueryError
from kg.export.csv_files import plain_cell, safe_cell, write_csv
from kg.export.rows import STATEMENT_COLUMNS
from kg.export.selection import ALL, select
from kg.export.tables import EDGES, NODES, STATEMENTS
from kg.model import Modality, Polarity
from kg.store.protocol import GraphStore, PageRequest
from tests.kg.graphs import Called, Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18", place="syria", speaker="putin")
BACKS = Told(source="iran", type="BACKS", target="syria", confidence=0.4, says="reports")
DENIED = Told(source="assad", type="VISITS", target="ghouta", polarity=Polarity.NEGATIVE)
PLANNED = Told(source="rebels", type="PROTESTS_AGAINST", target=None, modality=Modality.PLANNED)
GRAPHS = [
    graph_of(
        "=d1",
        [VISIT, BACKS],
        published="2018-03-19",
        publisher="-Post",
        called={"iran": [Called(words='@iran, "the" state')]},
    ),
    graph_of("d2", [VISIT, Told(source="putin", type="MEETS", target="assad", date="2019")], prologue="Other words"),
    graph_of("d3", [DENIED, PLANNED]),
]


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    store.write(GRAPHS)
    return store


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows(table: pa.Table) -> list[dict[str, object]]:
    found: list[dict[str, object]] = table.to_pylist()
    return found


def written(value: object) -> str:
    """How a value stands in a CSV file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


# ---- CSV ----


def test_the_csv_pair_holds_the_graph(filled: GraphStore, tmp_path: Path) -> None:
    told = write_graph(filled, tmp_path / "graph.csv")

    graph = to_networkx(filled)
    nodes, edges = cells(tmp_path / "graph-nodes.csv"), cells(tmp_path / "graph-edges.csv")
    assert told.files == (tmp_path / "graph-nodes.csv", tmp_path / "graph-edges.csv")
    assert told.counts == {"nodes": len(nodes), "edges": len(edges)} == {"nodes": 5, "edges": 3}
    for node in nodes:
        for name, value in graph.nodes[node["id"]].items():
            assert plain_cell(node[name]) == written(value)
    for edge in edges:
        for name, value in graph.edges[edge["source"], edge["target"], edge["type"]].items():
            assert plain_cell(edge[name]) == written(value)


def test_pandas_reads_numbers_and_truth_from_csv(filled: GraphStore, tmp_path: Path) -> None:
    write_graph(filled, tmp_path / "graph.csv")

    edges = pd.read_csv(tmp_path / "graph-edges.csv", dtype={"cameo": str}).set_index("type")
    assert edges.loc["VISITS", ["weight", "statements", "cameo"]].tolist() == [2, 2, "042"]
    assert edges["contested"].to_dict() == {"VISITS": True, "BACKS": False, "MEETS": False}
    assert edges.loc["BACKS", "source_name"] == '\'@iran, "the" state'


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-Post", "'-Post"),
        ("@here", "'@here"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\uff1d1", "'\uff1d1"),
        ("'=1", "''=1"),
        ("'Ndrangheta", "'Ndrangheta"),
        ("a=b", "a=b"),
        ("", ""),
        (None, None),
        (-1.5, -1.5),
    ],
)
def test_no_text_becomes_a_formula_and_none_is_lost(text: str | float | None, cell: object) -> None:
    assert safe_cell(text) == cell
    assert not isinstance(text, str) or plain_cell(str(cell)) == text


def test_guarded_ids_fit_together(filled: GraphStore, tmp_path: Path) -> None:
    write_csv(tmp_path / "statements.csv", STATEMENT_COLUMNS, STATEMENTS.rows(filled, select(ALL, {})))

    found = {row["document"]: row["publisher"] for row in cells(tmp_path / "statements.csv")}
    assert found == {"'=d1": "'-Post", "d2": "", "d3": ""}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"

    write_csv(path, {"n": int, "text": str}, ({"n": n, "text": text} for n, text in enumerate(texts)))

    assert [plain_cell(row["text"]) for row in cells(path)] == texts


# ---- Parquet ----


def test_parquet_holds_nodes_edges_and_statements(filled: GraphStore, tmp_path: Path) -> None:
    told = write_graph(filled, tmp_path / "graph.parquet")

    everything = select(ALL, {})
    for table, count in ((NODES, 5), (EDGES, 3), (STATEMENTS, 6)):
        found = pq.read_table(tmp_path / f"graph-{table.name}.parquet")
        assert rows(found) == list(table.rows(filled, everything))
        assert found.num_rows == told.counts[table.name] == count
        assert found.schema.names == list(table.columns)
    assert pq.read_schema(tmp_path / "graph-edges.parquet").field("weight").type == pa.int64()


def test_columns_keep_their_types_where_nothing_is_written(store: GraphStore, tmp_path: Path) -> None:
    write_graph(store, tmp_path / "graph.parquet")

    schema = pq.read_schema(tmp_path / "graph-statements.parquet")
    assert schema.field("confidence").type == pa.float64()
    assert schema.field("date").type == pa.string()


def test_edges_lead_to_the_sentences_that_they_stand_on(filled: GraphStore, tmp_path: Path) -> None:
    write_graph(filled, tmp_path / "graph.parquet")

    edges, statements = (pd.read_parquet(tmp_path / f"graph-{name}.parquet") for name in ("edges", "statements"))
    behind = edges.merge(statements, left_on="id", right_on="relationship", suffixes=("", "_told"))
    assert behind[behind.type == "VISITS"].polarity.tolist() == ["positive", "positive", "negative"]
    assert (behind.groupby("id").size() >= edges.set_index("id").statements).all()


# ---- statements ----


def test_the_table_of_statements_is_what_the_store_holds(filled: GraphStore) -> None:
    found = to_dataframe(filled, "statements").astype(object).where(lambda frame: frame.notna(), None)

    asked = filled.statements(StatementQuery(direction="asc")).items
    names = {entity.id: entity.name for entity in filled.entities(EntityQuery()).items}
    assert len(found) == len(asked) == 6
    for row, statement in zip(found.to_dict("records"), asked, strict=True):
        evidence = statement.evidence[0]
        assert (row["id"], row["document"], row["type"]) == (statement.id, statement.document, statement.type)
        assert (row["source"], row["target"], row["place"]) == (statement.source, statement.target, statement.place)
        assert row["source_name"] == names[statement.source]
        assert (row["polarity"], row["modality"]) == (statement.polarity, statement.modality)
        assert (row["sentence"], row["trigger"]) == (evidence.sentence.text, evidence.trigger.text)
        assert row["date"] == (None if statement.date is None else str(statement.date))
        assert row["confidence"] == statement.confidence


def test_speakers_have_their_name_or_their_words(filled: GraphStore) -> None:
    found = to_dataframe(filled, "statements").set_index("type")["attribution"]

    assert found["BACKS"] == "reports"
    assert set(found["VISITS"].dropna()) == {"putin"}


def test_memory_does_not_grow_with_the_statements(tmp_path: Path) -> None:
    def peak(documents: int) -> int:
        with closing(open_store(f"sqlite:///{tmp_path / f'{documents}.db'}")) as store:
            store.write(graph_of(f"d{n}", _many(n)) for n in range(documents))
            tracemalloc.start()
            count = write_csv(tmp_path / "all.csv", STATEMENT_COLUMNS, STATEMENTS.rows(store, select(ALL, {})))
            reached = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert count == documents * 40
        return reached

    assert peak(100) < 1.5 * peak(25)  # of 1,000 statements two pages are held, of 4,000 as well


def _many(n: int) -> Sequence[Told]:
    days = (f"20{year:02d}-{month:02d}-1{n % 9}" for year in range(10, 14) for month in range(1, 11))
    return [Told(source="assad", type="VISITS", target="ghouta", date=day) for day in days]


# ---- filters ----


@pytest.mark.parametrize(
    ("filters", "types"),
    [
        ({}, ["BACKS", "MEETS", "VISITS"]),
        ({"types": ["VISITS", "BACKS"]}, ["BACKS", "VISITS"]),
        ({"types": "VISITS"}, ["VISITS"]),
        ({"types": []}, []),
        ({"types": None, "kinds": None}, ["BACKS", "MEETS", "VISITS"]),
        ({"kinds": ["PERSON"]}, ["MEETS"]),
        ({"kinds": ["COUNTRY", "LOCATION"]}, ["BACKS"]),
        ({"of": ["putin"]}, ["MEETS"]),
        ({"since": "2018-03-18"}, ["MEETS", "VISITS"]),
        ({"since": "2018", "until": "2019"}, ["VISITS"]),
        ({"min_origins": 2}, ["VISITS"]),
        ({"min_confidence": 0.5}, ["MEETS", "VISITS"]),
        ({"is_contested": True}, ["VISITS"]),
        ({"is_contested": False}, ["BACKS", "MEETS"]),
    ],
)
def test_filters_narrow_every_form_of_the_graph(
    filled: GraphStore, tmp_path: Path, filters: dict[str, object], types: list[str]
) -> None:
    graph = to_networkx(filled, **filters)  # type: ignore[arg-type] # a table of filters
    frame = to_dataframe(filled, "edges", **filters)  # type: ignore[arg-type]
    write_graph(filled, tmp_path / "graph.csv", **filters)  # type: ignore[arg-type]

    ends = {end for source, target in graph.edges() for end in (source, target)}
    assert sorted(type for *_, type in graph.edges(keys=True)) == types
    assert sorted(frame.type) == sorted(row["type"] for row in cells(tmp_path / "graph-edges.csv")) == types
    assert {row["id"] for row in cells(tmp_path / "graph-nodes.csv")} == set(graph.nodes) == ends


def test_filters_narrow_statements_too(filled: GraphStore) -> None:
    assert set(to_dataframe(filled, kinds=["PERSON", "LOCATION"]).type) == {"VISITS", "MEETS"}
    assert set(to_dataframe(filled, since="2019").type) == {"MEETS"}
    assert len(to_dataframe(filled, of=["iran"])) == 1


def test_a_query_and_filters_go_together(filled: GraphStore) -> None:
    query = RelationshipQuery(types=("VISITS", "MEETS"), page=PageRequest(first=1))

    assert sorted(to_dataframe(filled, query).type) == ["MEETS", "VISITS"]
    assert list(to_networkx(filled, query, since="2019").edges(keys=True)) == [("assad", "putin", "MEETS")]


def test_a_query_for_statements_answers_with_all_its_pages(filled: GraphStore) -> None:
    query = StatementQuery(polarity=Polarity.POSITIVE, page=PageRequest(first=1))

    assert len(to_dataframe(filled, query)) == 5
    with pytest.raises(QueryError, match="filters do not go with a StatementQuery"):
        to_dataframe(filled, query, since="2018")


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"types": ["VISIT"]}, "unknown statement type 'VISIT'; did you mean VISITS"),
        ({"kinds": ["PEOPLE"]}, "unknown kind 'PEOPLE'; known: PERSON, ORGANIZATION"),
        ({"since": "last week"}, "not a date: 'last week'"),
        ({"type": ["VISITS"]}, "unknown filter type; known: types, kinds"),
    ],
)
def test_a_filter_that_is_none_is_refused(filled: GraphStore, filters: dict[str, object], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        to_networkx(filled, **filters)  # type: ignore[arg-type] # wrong on purpose


def test_an_unknown_table_is_refused(filled: GraphStore) -> None:
    with pytest.raises(QueryError, match="unknown table 'triples'; known: nodes, edges, statements, events"):
        to_dataframe(filled, "triples")  # type: ignore[arg-type] # wrong on purpose


# ---- one document, and missing libraries ----


def test_what_was_read_of_one_document_is_a_table() -> None:
    found = to_dataframe(GRAPHS[1])

    assert found.source_name.tolist() == ["assad", "putin"]
    assert found.document.tolist() == ["d2", "d2"]
    with pytest.raises(QueryError, match="of one document"):
        to_dataframe(GRAPHS[1], "edges")


@pytest.mark.parametrize(
    ("library", "call", "message"),
    [
        ("pandas", "kg.to_dataframe(store)", "a DataFrame needs pandas: pip install 'newskg[pandas]'"),
        ("pyarrow", "kg.write_graph(store, Path('g.parquet'))", "Parquet needs pyarrow: pip install 'newskg[parquet]'"),
    ],
)
def test_a_missing_library_is_named(tmp_path: Path, library: str, call: str, message: str) -> None:
    code = (
        f"import sys; sys.modules[{library!r}] = None  # as if it were not installed\n"
        "import kg; from pathlib import Path; store = kg.open_store('sqlite://')\n"
        f"try: {call}\nexcept kg.KgError as error: print(error)"
    )

    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert found.stdout.strip() == message
    assert list(tmp_path.iterdir()) == []
