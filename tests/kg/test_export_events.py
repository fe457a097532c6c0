"""Event data: CAMEO and PLOVER columns, and which rows are one occurrence."""

from __future__ import annotations

import csv
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import StatementQuery, open_store, write_graph
from kg.derive.events import events_of
from kg.export.event_data import EVENT_COLUMNS, EVENTS
from kg.export.selection import ALL, select
from kg.model import Modality, Polarity
from kg.ontology import load_ontology
from kg.store.protocol import GraphStore, PageRequest
from tests.kg.graphs import Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18", place="syria", speaker="putin")


def told(polarity: Polarity, modality: Modality) -> Told:
    return Told(source="assad", type="VISITS", target="ghouta", polarity=polarity, modality=modality)


def exported(store: GraphStore, path: Path) -> list[dict[str, str]]:
    write_graph(store, path, format="events")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_statement_becomes_a_row_with_the_columns_that_event_data_has(store: GraphStore, tmp_path: Path) -> None:
    store.write([graph_of("d1", [VISIT], published="2018-03-19", publisher="The Post")])

    [row] = exported(store, tmp_path / "events.csv")

    [statement] = store.statements(StatementQuery()).items
    assert list(row) == list(EVENT_COLUMNS)
    assert row == {
        **{"Event ID": row["Event ID"], "Statement ID": statement.id, "Event Date": "2018-03-18"},
        **{"Event Type": "CONSULT", "Event Mode": "visit", "Auxiliary Modes": "", "CAMEO Code": "042"},
        **{"Quad Code": "VERBAL COOPERATION", "Statement Type": "VISITS", "Polarity": "positive", "Modality": "actual"},
        **{"Actor ID": "assad", "Actor Name": "assad", "Actor Kind": "PERSON", "Actor Name Raw": "assad"},
        **{"Recipient ID": "ghouta", "Recipient Name": "ghouta", "Recipient Kind": "LOCATION"},
        **{"Recipient Name Raw": "ghouta", "Placename": "syria", "Attribution": "putin", "Confidence": "0.8"},
        **{"Document ID": "d1", "Headline": "Of d1", "Publisher": "The Post", "Publication Date": "2018-03-19"},
        **{"URL": "", "Sentence": statement.evidence[0].sentence.text},
    }


@pytest.mark.parametrize(
    ("polarity", "modality", "modes"),
    [
        (Polarity.POSITIVE, Modality.ACTUAL, ""),
        (Polarity.NEGATIVE, Modality.ACTUAL, "negation"),
        (Polarity.POSITIVE, Modality.PLANNED, "future"),
        (Polarity.NEGATIVE, Modality.PLANNED, "negation,future"),
        (Polarity.POSITIVE, Modality.POSSIBLE, "hypothetical"),
        (Polarity.POSITIVE, Modality.DEMANDED, "hypothetical"),
    ],
)
def test_what_did_not_happen_says_so_and_is_no_event(
    store: GraphStore, tmp_path: Path, polarity: Polarity, modality: Modality, modes: str
) -> None:
    store.write([graph_of("d1", [told(polarity, modality)])])

    [row] = exported(store, tmp_path / "events.csv")

    assert row["Auxiliary Modes"] == modes
    assert bool(row["Event ID"]) == (modes == "")
    assert (row["Polarity"], row["Modality"]) == (polarity, modality)


def test_states_and_events_without_code_are_left_out(store: GraphStore, tmp_path: Path) -> None:
    state, election = (Told(source="syria", type=type, target="assad") for type in ("ALLIED_WITH", "ELECTS_APPOINTS"))
    store.write([graph_of("d1", [state, election, VISIT])])

    assert [row["Statement Type"] for row in exported(store, tmp_path / "events.csv")] == ["VISITS"]


def test_pandas_counts_each_occurrence_once(store: GraphStore, tmp_path: Path) -> None:
    undated = Told(source="assad", type="VISITS", target="ghouta")
    store.write(
        [
            graph_of("d1", [VISIT]),
            graph_of("d2", [Told(source="assad", type="VISITS", target="ghouta", date="2018-03"), undated]),
            graph_of(
                "d3", [told(Polarity.NEGATIVE, Modality.ACTUAL), Told(source="iran", type="MEETS", target="syria")]
            ),
            graph_of("d4", [Told(source="syria", type="MEETS", target="iran")]),
        ]
    )
    write_graph(store, tmp_path / "events.csv", format="events")

    rows = pd.read_csv(tmp_path / "events.csv", dtype={"CAMEO Code": str})
    events = rows.dropna(subset="Event ID").drop_duplicates("Event ID")

    assert len(rows) == 6
    assert sorted(events["Statement Type"]) == ["MEETS", "VISITS"]


def test_filters_narrow_events(store: GraphStore, tmp_path: Path) -> None:
    store.write([graph_of("d1", [VISIT, Told(source="iran", type="MEETS", target="syria", date="2019")])])

    write_graph(store, tmp_path / "events.csv", format="events", since="2019", types=["VISITS", "MEETS", "LEADS"])

    assert pd.read_csv(tmp_path / "events.csv")["Statement Type"].tolist() == ["MEETS"]


DATES = st.sampled_from([None, "2018", "2019", "2018-03", "2018-04", "2018-03-18", "2018-03-19", "2018-05-01"])
ENDS = st.sampled_from([("iran", "syria"), ("syria", "iran"), ("iran", "iran"), ("putin", "syria")])
TOLD = st.builds(
    lambda ends, type, date, polarity: Told(source=ends[0], type=type, target=ends[1], date=date, polarity=polarity),
    ENDS,
    st.sampled_from(["MEETS", "VISITS", "ATTACKS"]),
    DATES,
    st.sampled_from([Polarity.POSITIVE, Polarity.POSITIVE, Polarity.NEGATIVE]),
)


@given(st.lists(st.lists(TOLD, max_size=6), max_size=5))
@settings(deadline=None, max_examples=60)
def test_rows_are_grouped_into_the_events_that_the_graph_derives(articles: list[list[Told]]) -> None:
    with closing(open_store("sqlite://")) as store:
        store.write(graph_of(f"d{n}", article) for n, article in enumerate(articles))
        rows = list(EVENTS.rows(store, select(ALL, {})))
        statements = store.statements(StatementQuery(page=PageRequest(first=1000))).items

    ontology = load_ontology()
    events = events_of(statements, event_types=frozenset(ontology.types), symmetric=ontology.symmetric)
    expected = {id: event.id for event in events for id in event.statements}
    assert {row["Statement ID"]: row["Event ID"] for row in rows if row["Event ID"] is not None} == expected
    assert len(rows) == len(statements)
