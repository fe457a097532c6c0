"""Paths, neighbourhoods, time lines and checks: questions that take several looks at a store."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.model import DocumentGraph, Event
from kg.partial_date import PartialDate
from kg.questions import edges
from kg.questions.checkup import checkup
from kg.questions.neighbourhood import neighbourhood
from kg.questions.occurrences import Ends, event_at, occurrences
from kg.questions.paths import paths
from kg.questions.timeline import timeline
from kg.store import open_store
from kg.store.protocol import GraphStore, PageRequest, RelationshipQuery, TimelineQuery
from tests.kg.graphs import Told, graph_of

PEOPLE = [f"p{number}" for number in range(12)]


def told(*pairs: tuple[int, int], type: str = "BACKS") -> list[Told]:
    return [Told(source=f"p{a}", type=type, target=f"p{b}") for a, b in pairs]


def chain(*people: int) -> list[Told]:
    return told(*pairwise(people))


def filled(store: GraphStore, *documents: DocumentGraph) -> GraphStore:
    store.write(documents)
    return store


def found(store: GraphStore, source: str, target: str, **asked: object) -> list[tuple[str, ...]]:
    return [path.entities for path in paths(store, source, target, **asked).paths]  # type: ignore[arg-type] # options


# -- paths -----------------------------------------------------------------------------------------------------


def test_the_shortest_path_is_found_whichever_way_its_arrows_point(store: GraphStore) -> None:
    filled(store, graph_of("d1", [*chain(0, 1, 2, 3, 4), *told((5, 0), (5, 4))]))

    assert found(store, "p0", "p4") == [("p0", "p5", "p4")]
    assert found(store, "p4", "p0") == [("p4", "p5", "p0")]


def test_along_the_arrows_only_if_asked(store: GraphStore) -> None:
    filled(store, graph_of("d1", [*chain(0, 1, 2, 3, 4), *told((5, 0), (5, 4))]))

    assert found(store, "p0", "p4", is_directed=True) == [("p0", "p1", "p2", "p3", "p4")]
    assert found(store, "p4", "p0", is_directed=True) == []


def test_a_symmetric_type_has_no_arrow(store: GraphStore) -> None:
    filled(store, graph_of("d1", told((1, 0), (1, 2), type="MEETS")))

    assert found(store, "p0", "p2", is_directed=True) == [("p0", "p1", "p2")]


def test_a_path_is_as_strong_as_its_weakest_relationship(store: GraphStore) -> None:
    filled(store, graph_of("d1", [*chain(0, 1, 4), *chain(0, 2, 4), *chain(0, 3, 4)]), graph_of("d2", chain(0, 3, 4)))

    assert found(store, "p0", "p4", limit=2) == [("p0", "p3", "p4"), ("p0", "p1", "p4")]


def test_more_hops_than_asked_are_no_path(store: GraphStore) -> None:
    filled(store, graph_of("d1", chain(0, 1, 2, 3)))

    assert found(store, "p0", "p3", max_hops=2) == []
    assert found(store, "p0", "p3", max_hops=3) == [("p0", "p1", "p2", "p3")]


def test_from_a_thing_to_itself_and_from_what_is_unknown(store: GraphStore) -> None:
    filled(store, graph_of("d1", chain(0, 1)))

    assert found(store, "p0", "p0") == [("p0",)]
    assert found(store, "p0", "nobody") == []


def test_a_path_uses_only_relationships_that_are_asked_for(store: GraphStore) -> None:
    filled(store, graph_of("d1", [*told((0, 1)), *told((0, 2), (2, 1), type="MEETS")]))

    asked = paths(store, "p0", "p1", query=RelationshipQuery(types=("MEETS",)))

    assert [path.entities for path in asked.paths] == [("p0", "p2", "p1")]


@pytest.mark.parametrize("asked", [{"max_hops": 0}, {"max_hops": 7}, {"limit": 0}, {"limit": 11}])
def test_what_cannot_be_answered_is_refused(store: GraphStore, asked: dict[str, int]) -> None:
    with pytest.raises(QueryError, match="hops"):
        paths(store, "p0", "p1", **asked)  # type: ignore[arg-type] # options


def test_a_spent_budget_is_told(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(store, graph_of("d1", told(*((0, other) for other in range(1, 12)))))
    monkeypatch.setattr(edges.EdgeReader, "__init__", _with_little_left(edges.EdgeReader.__init__))

    assert not paths(store, "p0", "p1").is_complete
    assert not neighbourhood(store, ["p0"]).is_complete


def _with_little_left(init: object) -> object:
    def small(self: edges.EdgeReader, store: GraphStore, query: RelationshipQuery) -> None:
        init(self, store, query, left=3)  # type: ignore[operator] # the class's own

    return small


@settings(max_examples=120, deadline=None)
@given(
    st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20),
    st.booleans(),
    st.sampled_from([1, 3, 1000]),
)
def test_paths_are_those_that_networkx_finds(pairs: set[tuple[int, int]], is_directed: bool, page: int) -> None:
    pairs = {(a, b) for a, b in pairs if a != b}
    store = filled(open_store("sqlite://"), graph_of("d1", told(*sorted(pairs))))
    graph = nx.DiGraph() if is_directed else nx.Graph()
    graph.add_nodes_from(PEOPLE)
    graph.add_edges_from((f"p{a}", f"p{b}") for a, b in pairs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edges, "PAGE", page)  # with small ones everybody is a hub
        answer = paths(store, "p0", "p1", max_hops=6, limit=10, is_directed=is_directed)
    store.close()

    try:
        expected = {tuple(path) for path in nx.all_shortest_paths(graph, "p0", "p1")}
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        expected = set()
    expected = {path for path in expected if len(path) <= 7}
    got = {path.entities for path in answer.paths}
    assert got <= expected
    assert len(got) == min(10, len(expected))
    for path in answer.paths:
        ends = list(pairwise(path.entities))
        assert [{edge.source, edge.target} for edge in path.relationships] == [{a, b} for a, b in ends]


# -- neighbourhoods --------------------------------------------------------------------------------------------


def test_a_neighbourhood_reaches_as_far_as_asked(store: GraphStore) -> None:
    filled(store, graph_of("d1", chain(0, 1, 2, 3)))

    near = neighbourhood(store, ["p0"])
    further = neighbourhood(store, ["p0"], depth=2)

    assert [entity.id for entity in near.entities] == ["p0", "p1"]
    assert [entity.id for entity in further.entities] == ["p0", "p1", "p2"]
    assert len(further.relationships) == 2
    assert (further.omitted, further.is_complete) == (0, True)


def test_the_strongest_neighbours_stay_and_the_rest_is_counted(store: GraphStore) -> None:
    filled(store, graph_of("d1", told((0, 1), (0, 2), (0, 3))), graph_of("d2", told((0, 3))))

    around = neighbourhood(store, ["p0"], max_entities=2)

    assert [entity.id for entity in around.entities] == ["p0", "p3"]
    assert [edge.target for edge in around.relationships] == ["p3"]
    assert around.omitted == 2


def test_at_a_hub_counting_ends_when_there_is_no_more_room(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edges, "PAGE", 3)
    strong = told((0, 1), (0, 2))
    weak = [*told((1, 0), (2, 1)), *told((0, 2), type="MEETS"), *told(*((0, other) for other in range(3, 12)))]
    filled(store, graph_of("d1", strong), graph_of("d2", [*strong, *weak]))

    around = neighbourhood(store, ["p0"], max_entities=3)

    kept = {(edge.source, edge.type, edge.target) for edge in around.relationships}
    ways = {("p0", "BACKS", "p1"), ("p0", "BACKS", "p2"), ("p1", "BACKS", "p0")}
    assert {entity.id for entity in around.entities} == {"p0", "p1", "p2"}
    assert ways < kept
    assert len(kept) == 4  # MEETS, either way round
    assert not around.is_complete


def test_around_what_is_unknown_is_nothing(store: GraphStore) -> None:
    assert neighbourhood(store, ["nobody"]).entities == ()


@pytest.mark.parametrize("asked", [{"depth": 0}, {"depth": 4}, {"max_entities": 0}, {"max_entities": 2001}])
def test_a_neighbourhood_has_limits(store: GraphStore, asked: dict[str, int]) -> None:
    with pytest.raises(QueryError, match="depth"):
        neighbourhood(store, ["p0"], **asked)  # type: ignore[arg-type] # options


# -- time lines ------------------------------------------------------------------------------------------------

VISITS = [
    Told(source="p0", type="VISITS", target="ghouta", date=date)
    for date in ("2018-03", "2018-05-01", "2017-01-01", None)
]


def test_events_come_in_order_of_time(store: GraphStore) -> None:
    filled(store, graph_of("d1", VISITS), graph_of("d2", [VISITS[1]]))

    events = timeline(store, TimelineQuery(of=("p0",))).items

    assert [str(event.date) for event in events] == ["2017-01-01", "2018-03", "2018-05-01", "None"]
    assert [len(event.statements) for event in events] == [1, 1, 2, 1]


@pytest.mark.parametrize("size", [1, 3])
def test_pages_of_events_join_to_the_whole(store: GraphStore, size: int) -> None:
    filled(store, graph_of("d1", VISITS))
    whole = timeline(store, TimelineQuery(of=("p0",))).items
    joined, after = [], None

    while True:
        page = timeline(store, TimelineQuery(of=("p0",), page=PageRequest(first=size, after=after, with_total=True)))
        joined += page.items
        if (after := page.cursor) is None:
            break

    assert tuple(joined) == whole
    assert page.total == 4


def test_a_time_line_has_only_what_is_asked_for(store: GraphStore) -> None:
    filled(store, graph_of("d1", [*VISITS, *told((0, 1))]))

    def count(**asked: object) -> int:
        return len(timeline(store, TimelineQuery(of=("p0",), **asked)).items)  # type: ignore[arg-type] # options

    assert count() == 5
    assert count(types=("BACKS", "LEADS")) == 1
    assert count(since=PartialDate.parse("2018")) == 2
    assert count(until=PartialDate.parse("2018")) == 1


@pytest.mark.parametrize("size", [1, 2, 100])
def test_pages_of_events_join_from_the_end_too(store: GraphStore, size: int) -> None:
    filled(store, graph_of("d1", VISITS))
    whole = timeline(store, TimelineQuery(of=("p0",))).items
    seen: tuple[Event, ...] = ()
    page = timeline(store, TimelineQuery(of=("p0",), page=PageRequest(first=size, is_backward=True)))
    while True:
        seen = (*page.items, *seen)
        if page.cursor is None:
            break
        asked = PageRequest(first=size, after=page.cursor, is_backward=True)
        page = timeline(store, TimelineQuery(of=("p0",), page=asked))

    assert seen == whole


# -- events by what they tell ------------------------------------------------------------------------------------------


def meeting(document: str, date: str | None, *ends: str) -> DocumentGraph:
    source, target = ends or ("p0", "p1")
    return graph_of(document, [Told(source=source, type="MEETS", target=target, date=date)])


def dates(store: GraphStore, ends: Ends) -> list[str]:
    return sorted(str(event.date) for event in occurrences(store, [ends])[0])


MET = Ends(source="p0", type="MEETS", target="p1")


def test_events_are_found_by_who_did_what_to_whom(store: GraphStore) -> None:
    marched = Told(source="p0", type="PROTESTS_AGAINST", target=None)
    filled(store, meeting("d1", "2018-03-05"), meeting("d2", "2018-04", "p1", "p0"), graph_of("d3", [marched]))

    assert dates(store, MET) == ["2018-03-05", "2018-04"]
    assert dates(store, Ends(source="p0", type="PROTESTS_AGAINST", target=None)) == ["None"]
    assert dates(store, Ends(source="p1", type="PROTESTS_AGAINST", target=None)) == []
    assert [len(found) for found in occurrences(store, [MET, Ends(source="x", type="MEETS", target="y"), MET])] == [
        2,
        0,
        2,
    ]


def test_of_no_ends_there_are_no_events(store: GraphStore) -> None:
    assert occurrences(store, []) == []


def test_an_event_is_found_at_its_date_or_where_that_has_become_finer(store: GraphStore) -> None:
    filled(store, meeting("d1", "2018-03"), meeting("d2", None))
    before = occurrences(store, [MET])[0]
    filled(store, meeting("d3", "2018-03-05"))
    after = occurrences(store, [MET])[0]

    assert [str(event.date) for event in before] == ["2018-03"]  # the undated one can mean no other
    assert [str(event.date) for event in after] == ["2018-03-05"]
    for date in ("2018-03", "2018", "2018-03-05"):
        assert event_at(after, PartialDate.parse(date)) == after[0]
    assert event_at(after, None) == after[0]
    assert event_at(after, PartialDate.parse("2018-03-06")) is None
    assert event_at((), None) is None


def test_too_many_statements_of_one_event_are_refused(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(store, *(meeting(f"d{number}", "2018") for number in range(4)))
    monkeypatch.setattr("kg.questions.occurrences.PAGE", 1)
    assert len(occurrences(store, [MET])[0][0].statements) == 4
    monkeypatch.setattr("kg.questions.occurrences.MAX_STATEMENTS", 2)

    with pytest.raises(QueryError, match="more than 2 statements"):
        occurrences(store, [MET])


# -- checks ----------------------------------------------------------------------------------------------------


def test_a_sound_graph_has_no_faults(store: GraphStore) -> None:
    filled(store, graph_of("d1", [*VISITS, *chain(0, 1, 2)]), graph_of("d2", [VISITS[1]], prologue="d1"))

    assert list(checkup(store)) == []
