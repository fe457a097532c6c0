"""Orders, pages from the end, and questions put together of others: the same on every store."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kg.errors import QueryError
from kg.model import Kind, Modality, Polarity
from kg.partial_date import PartialDate
from kg.store.protocol import (
    AggregateQuery,
    EntityQuery,
    GraphStore,
    PageRequest,
    RelationshipQuery,
    StatementQuery,
)
from tests.kg.articles import GRAPHS
from tests.kg.graphs import Told, graph_of
from tests.kg.set_clock import write_in_two_steps


def ids(nouns: Sequence[object]) -> list[str]:
    return [getattr(noun, "id") for noun in nouns]  # noqa: B009 - nouns of several types, all with an id


# -- orders -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (EntityQuery(), "assad ghouta iran putin rebels syria"),
        (EntityQuery(direction="asc"), "assad ghouta iran putin rebels syria"),
        (EntityQuery(direction="desc"), "syria rebels putin iran ghouta assad"),
        (EntityQuery(order="documents"), "assad syria ghouta rebels putin iran"),
        (EntityQuery(order="documents", direction="desc"), "assad syria ghouta rebels putin iran"),
        (EntityQuery(order="documents", direction="asc"), "iran putin ghouta rebels assad syria"),
        (EntityQuery(direction="desc", document="d3"), "syria rebels putin assad"),
        (EntityQuery(direction="desc", contains="R"), "syria rebels iran assad"),
    ],
)
def test_entities_come_in_any_order(store: GraphStore, query: EntityQuery, expected: str) -> None:
    store.write([*GRAPHS, graph_of("d6", [Told(source="iran", type="VISITS", target="syria")])])

    assert " ".join(ids(store.entities(query).items)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (RelationshipQuery(), "MEETS ATTACKS VISITS FIGHTS"),
        (RelationshipQuery(direction="asc"), "ATTACKS VISITS FIGHTS MEETS"),
        (RelationshipQuery(order="statements"), "MEETS ATTACKS VISITS FIGHTS"),
        (RelationshipQuery(order="statements", direction="asc"), "FIGHTS ATTACKS VISITS MEETS"),
        (RelationshipQuery(order="first_date"), "VISITS ATTACKS MEETS FIGHTS"),
        (RelationshipQuery(order="first_date", direction="asc"), "MEETS ATTACKS VISITS FIGHTS"),
        (RelationshipQuery(order="last_date"), "MEETS VISITS ATTACKS FIGHTS"),
        (RelationshipQuery(order="last_date", direction="asc"), "ATTACKS VISITS MEETS FIGHTS"),
        (RelationshipQuery(order="confidence"), "FIGHTS MEETS ATTACKS VISITS"),
        (RelationshipQuery(order="confidence", direction="asc"), "ATTACKS VISITS MEETS FIGHTS"),
        (RelationshipQuery(order="last_date", either=("rebels",)), "ATTACKS FIGHTS"),
        (RelationshipQuery(order="last_date", types=("VISITS", "MEETS"), direction="asc"), "VISITS MEETS"),
    ],
)
def test_relationships_come_in_any_order(store: GraphStore, query: RelationshipQuery, expected: str) -> None:
    told = [
        Told(source="assad", type="MEETS", target="putin", date="2020", confidence=0.3),
        Told(source="rebels", type="FIGHTS", target="syria", confidence=0.99),
    ]
    store.write([*GRAPHS, graph_of("d6", told)])

    assert " ".join(edge.type for edge in store.relationships(query).items) == expected


def test_statements_come_by_when_they_were_recorded_or_how_sure_they_are(store: GraphStore) -> None:
    world = [
        graph_of("d1", [Told(source="assad", type="VISITS", target="iran", date="2018", confidence=0.5)]),
        graph_of("d2", [Told(source="putin", type="VISITS", target="iran", date="2017", confidence=0.9)]),
        graph_of("d3", [Told(source="rebels", type="VISITS", target="iran", confidence=0.5)]),
        graph_of("d4", [Told(source="syria", type="MEETS", target="iran", date="2019", confidence=0.5)]),
    ]
    write_in_two_steps(world, store)

    def sources(**asked: str) -> str:
        return " ".join(item.source for item in store.statements(StatementQuery(**asked)).items)  # type: ignore[arg-type] # options

    assert sources() == "syria assad putin rebels"
    assert sources(order="confidence") == "putin syria assad rebels"
    assert sources(order="confidence", direction="asc") == "syria assad rebels putin"
    assert sources(order="recorded") == "syria rebels assad putin"
    assert sources(order="recorded", direction="asc") == "assad putin syria rebels"


def test_pages_in_an_order_join_though_many_are_equal(store: GraphStore) -> None:
    people = [f"p{number}" for number in range(7)]
    store.write([graph_of("d1", [Told(source=id, type="BACKS", target="assad", date="2018") for id in people])])
    for query in (
        RelationshipQuery(order="confidence", direction="asc"),
        RelationshipQuery(order="last_date", either=("assad",)),
    ):
        whole = store.relationships(query).items
        seen, after = list[str](), None
        for _ in range(4):
            asked = PageRequest(first=2, after=after)
            page = store.relationships(
                RelationshipQuery(order=query.order, direction=query.direction, either=query.either, page=asked)
            )
            seen += ids(page.items)
            after = page.cursor

        assert after is None
        assert seen == ids(whole)


def test_a_cursor_is_good_for_its_order_only(store: GraphStore) -> None:
    store.write(GRAPHS)
    cursor = store.relationships(RelationshipQuery(order="confidence", page=PageRequest(first=1))).cursor

    for query in (RelationshipQuery(), RelationshipQuery(order="confidence", direction="asc")):
        with pytest.raises(QueryError, match="another query"):
            store.relationships(
                RelationshipQuery(order=query.order, direction=query.direction, page=PageRequest(first=1, after=cursor))
            )


# -- questions put together -------------------------------------------------------------------------------------------

SYRIA, ASSAD = StatementQuery(sources=("syria",)), StatementQuery(sources=("assad",))
DATED = StatementQuery(since=PartialDate.parse("2000"))
VISITS, MEETS = StatementQuery(types=("VISITS",)), StatementQuery(types=("MEETS",))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (StatementQuery(any_of=(SYRIA, MEETS)), 4),
        (StatementQuery(any_of=(SYRIA,)), 2),
        (StatementQuery(any_of=()), 0),
        (StatementQuery(all_of=()), 10),
        (StatementQuery(all_of=(ASSAD, VISITS)), 3),
        (StatementQuery(all_of=(ASSAD, VISITS), polarity=Polarity.NEGATIVE), 1),
        (StatementQuery(none_of=(VISITS,)), 6),
        (StatementQuery(none_of=(VISITS, MEETS)), 4),
        (StatementQuery(none_of=(StatementQuery(),)), 0),
        (StatementQuery(none_of=(DATED,)), 4),  # undated ones are not of that time
        (StatementQuery(none_of=(StatementQuery(targets=("rebels",)),)), 7),  # what has no target has not this one
        (StatementQuery(none_of=(StatementQuery(places=("ghouta",)),)), 8),
        (StatementQuery(none_of=(StatementQuery(speakers=("assad",)),)), 9),
        (StatementQuery(none_of=(StatementQuery(publishers=("Daily Wire",)),)), 8),
        (StatementQuery(none_of=(StatementQuery(words="again"),)), 7),
        (StatementQuery(none_of=(StatementQuery(none_of=(VISITS,)),)), 4),
        (StatementQuery(any_of=(SYRIA, StatementQuery(all_of=(ASSAD, MEETS)))), 3),
        (StatementQuery(sources=("assad",), none_of=(StatementQuery(documents=("d1", "d2")),)), 2),
        (StatementQuery(any_of=(StatementQuery(modalities=(Modality.PLANNED,)), DATED)), 7),
    ],
)
def test_statements_are_chosen_by_all_any_or_none(store: GraphStore, query: StatementQuery, expected: int) -> None:
    store.write(GRAPHS)

    page = store.statements(query)

    assert len(page.items) == expected
    assert sum(bucket.statements for bucket in store.aggregate(AggregateQuery(by=("type",), where=query))) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (EntityQuery(names=("PUTIN", "the Bashar al Assad", "nobody")), "assad putin"),
        (EntityQuery(names=()), ""),
        (EntityQuery(names=("nobody",)), ""),
        (EntityQuery(any_of=(EntityQuery(name="putin"), EntityQuery(contains="ebe"))), "putin rebels"),
        (EntityQuery(any_of=()), ""),
        (EntityQuery(none_of=(EntityQuery(kinds=(Kind.PERSON, Kind.COUNTRY)),)), "ghouta rebels"),
        (EntityQuery(none_of=(EntityQuery(document="d1"),)), "putin"),
        (EntityQuery(document="d3", none_of=(EntityQuery(document="d1"),)), "putin"),
        (EntityQuery(all_of=(EntityQuery(words="bash"), EntityQuery(min_documents=2))), "assad"),
        (EntityQuery(kinds=(Kind.PERSON,), none_of=(EntityQuery(names=("assad", "syria")),)), "putin"),
    ],
)
def test_entities_are_chosen_by_all_any_or_none(store: GraphStore, query: EntityQuery, expected: str) -> None:
    store.write(GRAPHS)

    assert " ".join(ids(store.entities(query).items)) == expected


def test_many_names_are_asked_for_at_once(store: GraphStore) -> None:
    store.write(GRAPHS)
    names = tuple(f"nobody {number}" for number in range(700))

    assert ids(store.entities(EntityQuery(names=(*names, "assad"))).items) == ["assad"]
