"""The laws that hold on every store."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kg.derive import relationships
from kg.errors import QueryError
from kg.model import DocumentGraph, Kind, Modality, Polarity
from kg.ontology import load_ontology
from kg.partial_date import PartialDate
from kg.store import open_store
from kg.store.canonical import canonical_export
from kg.store.protocol import (
    DocumentQuery,
    EntityQuery,
    GraphStore,
    PageRequest,
    RelationshipQuery,
    StatementQuery,
)
from tests.kg.graphs import Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18")
DENIED = Told(source="assad", type="VISITS", target="ghouta", polarity=Polarity.NEGATIVE)
PLANNED = Told(source="putin", type="VISITS", target="syria", modality=Modality.PLANNED, speaker="assad")
ATTACK = Told(source="syria", type="ATTACKS", target="rebels", date="2018-02", place="ghouta")
MEETING = Told(source="putin", type="MEETS", target="assad", date="2017")
MEETING_TURNED = Told(source="assad", type="MEETS", target="putin", date="2017-11-20", confidence=0.5)

GRAPHS = [
    graph_of("d1", [VISIT, ATTACK], published="2018-03-19"),
    graph_of("d2", [DENIED, MEETING], published="2018"),
    graph_of("d3", [PLANNED, MEETING_TURNED]),
    graph_of("d4", [VISIT, ATTACK], prologue="d1", published="2018-03-20"),
    graph_of("d5"),
]


def ids(nouns: Sequence[object]) -> list[str]:
    return [getattr(noun, "id") for noun in nouns]  # noqa: B009 - nouns of several types, all with an id


def loaded(graphs: Sequence[DocumentGraph]) -> str:
    store = open_store("sqlite://")
    store.write(graphs)
    return canonical_export(store)


def test_what_is_read_back_is_what_was_written(store: GraphStore) -> None:
    store.write(GRAPHS)

    found = store.graphs_by_id(["d5", "d4", "none", "d3", "d2", "d1"])

    assert found == [GRAPHS[4], GRAPHS[3], None, GRAPHS[2], GRAPHS[1], GRAPHS[0]]


def test_writing_twice_is_writing_once(store: GraphStore) -> None:
    store.write(GRAPHS)
    once = canonical_export(store)

    result = store.write(GRAPHS)

    assert result.unchanged == ("d1", "d2", "d3", "d4", "d5")
    assert canonical_export(store) == once


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("order", [GRAPHS, GRAPHS[::-1], GRAPHS[2:] + GRAPHS[:2]])
def test_order_and_batch_size_do_not_matter(store: GraphStore, order: list[DocumentGraph], size: int) -> None:
    for start in range(0, len(order), size):
        store.write(order[start : start + size])

    assert canonical_export(store) == loaded(GRAPHS)


def test_a_new_reader_is_a_change(store: GraphStore) -> None:
    store.write([graph_of("d1", [VISIT])])

    result = store.write([graph_of("d1", [VISIT], reader="hand/2")])

    assert result.written == ("d1",)


@pytest.mark.parametrize("new", [graph_of("d1"), graph_of("d1", [DENIED]), graph_of("d1", [ATTACK, PLANNED])])
def test_a_changed_document_leaves_only_its_new_version(store: GraphStore, new: DocumentGraph) -> None:
    store.write(GRAPHS)

    store.write([new])

    assert canonical_export(store) == loaded([new, *GRAPHS[1:]])


def test_a_document_changed_back_gives_the_first_graph(store: GraphStore) -> None:
    store.write(GRAPHS)

    store.write([graph_of("d1", [PLANNED])])
    store.write(GRAPHS)

    assert canonical_export(store) == loaded(GRAPHS)


@pytest.mark.parametrize("gone", [1, 2, 3, 4, 5])
def test_a_deleted_document_never_came(store: GraphStore, gone: int) -> None:
    store.write(GRAPHS)

    deleted = store.delete([graph.document.id for graph in GRAPHS[:gone]] + ["none"])

    assert deleted == tuple(graph.document.id for graph in GRAPHS[:gone])
    assert canonical_export(store) == loaded(GRAPHS[gone:])


def test_relationships_are_what_derivation_gives(store: GraphStore) -> None:
    store.write(GRAPHS)
    symmetric = frozenset(name for name, kind in load_ontology().types.items() if kind.is_symmetric)
    statements = [statement for graph in GRAPHS for statement in graph.statements]
    origins = {graph.document.id: graph.document.text for graph in GRAPHS}

    expected = relationships.relationships_of(statements, origins=origins, symmetric=symmetric)

    found = store.relationships(RelationshipQuery()).items
    assert sorted(found, key=lambda edge: edge.id) == list(expected)


@pytest.mark.parametrize("told", [DENIED, PLANNED])
def test_what_is_denied_or_planned_is_no_relationship(store: GraphStore, told: Told) -> None:
    store.write([graph_of("d1", [told])])

    assert store.counts().statements == 1
    assert store.relationships(RelationshipQuery()).items == ()


def test_copies_of_one_text_are_one_origin(store: GraphStore) -> None:
    store.write(GRAPHS)

    edge = store.relationships(RelationshipQuery(types=("VISITS",))).items[0]

    assert (edge.statements, edge.documents, edge.origins) == (2, 2, 1)


def test_a_denial_contests_a_relationship(store: GraphStore) -> None:
    store.write(GRAPHS)

    contested = store.relationships(RelationshipQuery(is_contested=True)).items

    assert [edge.type for edge in contested] == ["VISITS"]


def test_a_symmetric_relationship_is_one_edge_found_from_both_ends(store: GraphStore) -> None:
    store.write(GRAPHS)

    there = store.relationships(RelationshipQuery(sources=("assad",), targets=("putin",)))
    back = store.relationships(RelationshipQuery(sources=("putin",), targets=("assad",)))

    assert there.items == back.items
    assert there.items[0].statements == 2


def test_a_failing_document_is_named_and_the_others_are_written(store: GraphStore) -> None:
    broken = graph_of("d2", [VISIT])
    object.__setattr__(broken, "entities", ())  # no honest way makes a graph that contradicts itself

    result = store.write([GRAPHS[0], broken, GRAPHS[2]])

    assert result.written == ("d1", "d3")
    assert result.failed[0][0] == "d2"
    assert "no entity has the id 'assad'" in result.failed[0][1]


def test_counts_are_what_was_written(store: GraphStore) -> None:
    store.write(GRAPHS)

    counts = store.counts()

    assert (counts.documents, counts.entities, counts.statements, counts.silences) == (5, 5, 8, 5)
    assert counts.relationships == 3


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("size", [1, 3])
def test_pages_of_statements_join_to_the_whole(store: GraphStore, direction: str, size: int) -> None:
    store.write(GRAPHS)
    whole = store.statements(StatementQuery(direction="asc" if direction == "asc" else "desc")).items

    found, page, after = [], None, None
    while page is None or after is not None:
        request = PageRequest(first=size, after=after, with_total=True)
        page = store.statements(StatementQuery(direction="asc" if direction == "asc" else "desc", page=request))
        found, after = [*found, *page.items], page.cursor

    assert tuple(found) == whole
    assert page.total == len(whole) == 8


def test_undated_statements_come_last(store: GraphStore) -> None:
    store.write(GRAPHS)

    for query in (StatementQuery(direction="asc"), StatementQuery(direction="desc")):
        dates = [statement.date for statement in store.statements(query).items]
        assert dates[-2:] == [None, None]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (StatementQuery(sources=("syria",)), 2),
        (StatementQuery(targets=("ghouta",), polarity=Polarity.POSITIVE), 2),
        (StatementQuery(either=("putin",)), 3),
        (StatementQuery(types=("MEETS",)), 2),
        (StatementQuery(types=()), 0),
        (StatementQuery(modalities=(Modality.PLANNED,)), 1),
        (StatementQuery(documents=("d1", "d3")), 4),
        (StatementQuery(min_confidence=0.6), 7),
        (StatementQuery(since=PartialDate.parse("2018-02-15")), 4),
        (StatementQuery(until=PartialDate.parse("2018")), 2),
        (StatementQuery(until=PartialDate.parse("2018"), include_undated=True), 4),
        (StatementQuery(since=PartialDate.parse("2017-12"), until=PartialDate.parse("2018-02")), 1),
    ],
)
def test_statements_are_chosen_by_what_a_query_asks(store: GraphStore, query: StatementQuery, expected: int) -> None:
    store.write(GRAPHS)

    assert len(store.statements(query).items) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (EntityQuery(name="ASSAD"), ["assad"]),
        (EntityQuery(contains="R"), ["iran", "rebels", "syria"]),
        (EntityQuery(kinds=(Kind.LOCATION, Kind.GROUP)), ["ghouta", "rebels"]),
        (EntityQuery(kinds=()), []),
        (EntityQuery(document="d3"), ["assad", "putin", "syria"]),
        (EntityQuery(min_documents=3), ["assad", "ghouta", "syria"]),
    ],
)
def test_entities_are_chosen_by_what_a_query_asks(store: GraphStore, query: EntityQuery, expected: list[str]) -> None:
    store.write([*GRAPHS, graph_of("d6", [Told(source="iran", type="VISITS", target="syria")])])

    assert ids(store.entities(query).items) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (DocumentQuery(), ["d4", "d1", "d2", "d3", "d5"]),
        (DocumentQuery(since=PartialDate.parse("2018-03-20")), ["d4", "d2"]),
        (DocumentQuery(until=PartialDate.parse("2018-03-20")), ["d1", "d2"]),
        (DocumentQuery(source="nobody"), []),
    ],
)
def test_documents_come_newest_first(store: GraphStore, query: DocumentQuery, expected: list[str]) -> None:
    store.write(GRAPHS)

    assert ids(store.documents(query).items) == expected


def test_nouns_come_in_the_order_of_their_ids(store: GraphStore) -> None:
    store.write(GRAPHS)
    statement, edge = GRAPHS[2].statements[0], store.relationships(RelationshipQuery()).items[0]

    assert store.statements_by_id(["none", statement.id]) == [None, statement]
    assert store.relationships_by_id([edge.id, "none"]) == [edge, None]
    assert store.documents_by_id(["d2", "none", "d1"]) == [GRAPHS[1].document, None, GRAPHS[0].document]
    assert [entity and entity.id for entity in store.entities_by_id(["putin", "none"])] == ["putin", None]


@pytest.mark.parametrize("cursor", ["", "x", "é", "W10", "[" * 4000, "WzEsImFiYyIsMSwyXQ"])
def test_a_bad_cursor_is_a_query_error(store: GraphStore, cursor: str) -> None:
    with pytest.raises(QueryError, match="cursor"):
        store.statements(StatementQuery(page=PageRequest(after=cursor)))


def test_a_cursor_of_another_query_is_refused(store: GraphStore) -> None:
    store.write(GRAPHS)
    cursor = store.statements(StatementQuery(page=PageRequest(first=1))).cursor

    with pytest.raises(QueryError, match="another query"):
        store.statements(StatementQuery(types=("MEETS",), page=PageRequest(after=cursor)))


@pytest.mark.parametrize("words", ["' OR 1=1 --", 'x"; DROP TABLE document; --', "%", "\udc80"])
def test_what_a_user_writes_is_only_ever_a_value(store: GraphStore, words: str) -> None:
    store.write(GRAPHS)

    try:
        found = store.entities(EntityQuery(name=words, document=words)).items
    except QueryError:
        found = ()

    assert found == ()
    assert store.counts().documents == 5
