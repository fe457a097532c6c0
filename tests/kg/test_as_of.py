"""Questions about the past, by two clocks: what had been reported by then, what this graph knew by then."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.model import DocumentGraph
from kg.partial_date import PartialDate
from kg.questions import as_of as module
from kg.questions.as_of import relationships_as_of
from kg.questions.neighbourhood import neighbourhood
from kg.questions.paths import paths
from kg.questions.timeline import timeline
from kg.store import open_store
from kg.store.canonical import canonical_export
from kg.store.copying import copy_graph
from kg.store.protocol import (
    MAX_PAGE,
    AggregateQuery,
    AsOf,
    DocumentQuery,
    GraphStore,
    PageRequest,
    RelationshipQuery,
    StatementQuery,
    TimelineQuery,
)
from tests.kg import worlds
from tests.kg.articles import ATTACK, DENIED, GRAPHS, MEETING, MEETING_TURNED, VISIT
from tests.kg.conftest import NewStore
from tests.kg.graphs import Told, graph_of
from tests.kg.model_store import ModelStore
from tests.kg.set_clock import BEFORE, FIRST, LATER, SECOND, clock_at, write_in_two_steps

WIRE = [f"w{n}" for n in range(150)]
EVERYTHING = RelationshipQuery(page=PageRequest(first=MAX_PAGE))


def reported(day: str) -> AsOf:
    return AsOf(published=PartialDate.parse(day))


def known(at: datetime) -> AsOf:
    return AsOf(recorded=at)


def ids(store: GraphStore, as_of: AsOf) -> list[str]:
    return sorted(document.id for document in store.documents(DocumentQuery(as_of=as_of)).items)


# -- which documents are of then --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (AsOf(), ["d1", "d2", "d3", "d4", "d5"]),
        (reported("2018-03-18"), ["d2"]),  # 2018 has begun
        (reported("2018-03-19"), ["d1", "d2"]),
        (reported("2018-03"), ["d1", "d2", "d4"]),  # by its last day
        (reported("2018"), ["d1", "d2", "d4"]),
        (reported("2018-01-01"), ["d2"]),
        (reported("2017"), []),
        (reported("9999"), ["d1", "d2", "d4"]),
        (known(BEFORE), []),
        (known(FIRST), ["d1", "d2"]),
        (known(FIRST.astimezone(timezone(timedelta(hours=-7)))), ["d1", "d2"]),
        (known(SECOND), ["d1", "d2", "d3", "d4", "d5"]),
        (known(datetime(1, 1, 1, tzinfo=UTC)), []),
        (AsOf(published=PartialDate.parse("2018-03-19"), recorded=FIRST), ["d1", "d2"]),
        (AsOf(published=PartialDate.parse("2018-03-18"), recorded=SECOND), ["d2"]),
    ],
)
def test_a_document_is_of_then_by_what_it_is_dated_and_when_it_was_written(
    store: GraphStore, as_of: AsOf, expected: list[str]
) -> None:
    write_in_two_steps(GRAPHS, store)

    said = store.statements(StatementQuery(as_of=as_of)).items
    counted = store.aggregate(AggregateQuery(by=(), where=StatementQuery(as_of=as_of)))

    assert ids(store, as_of) == expected
    assert {statement.document for statement in said} == {*expected} - {"d5"}  # which says nothing
    assert sum(bucket.statements for bucket in counted) == len(said)


@pytest.mark.parametrize("as_of", [reported("2018-03-19"), known(FIRST), known(SECOND)])
def test_documents_of_then_are_paged_and_counted(store: GraphStore, as_of: AsOf) -> None:
    write_in_two_steps(GRAPHS, store)
    query = DocumentQuery(as_of=as_of, page=PageRequest(first=1, with_total=True))

    first = store.documents(query)
    second = store.documents(replace(query, page=PageRequest(first=MAX_PAGE, after=first.cursor)))

    assert sorted(document.id for document in (*first.items, *second.items)) == ids(store, as_of)
    assert first.total == len(ids(store, as_of))


@pytest.mark.parametrize(
    "at", [datetime(2020, 1, 1), datetime.max, datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1)))]
)
def test_an_instant_that_is_none_is_refused(at: datetime) -> None:
    with pytest.raises(QueryError, match=r"time zone|calendar"):
        AsOf(recorded=at)


# -- when a document was written --------------------------------------------------------------------------------------


def test_what_is_unchanged_keeps_its_time_and_what_changes_gets_a_new_one(store: GraphStore) -> None:
    with clock_at(FIRST):
        store.write([graph_of("d1", [VISIT]), graph_of("d2", [ATTACK])])

    with clock_at(SECOND):
        store.write([graph_of("d1", [VISIT]), graph_of("d2", [MEETING]), graph_of("d3", [DENIED], prologue="d1")])

    assert store.recorded_at(["d2", "none", "d1", "d3"]) == [SECOND, None, FIRST, SECOND]
    assert ids(store, known(FIRST)) == ["d1"]  # what d2 said then is not kept


def test_when_a_document_was_written_is_no_part_of_the_graph(store: GraphStore) -> None:
    with clock_at(FIRST):
        store.write(GRAPHS[:2])
    with clock_at(SECOND):
        store.write(GRAPHS)

    assert canonical_export(store) == canonical_export(ModelStore(GRAPHS))


def test_a_document_that_goes_and_comes_again_is_new(store: GraphStore) -> None:
    with clock_at(FIRST):
        store.write(GRAPHS)
        store.delete(["d1"])
    gone = store.recorded_at(["d1"])

    with clock_at(SECOND):
        store.write(GRAPHS)

    assert (gone, store.recorded_at(["d1", "d2"])) == ([None], [SECOND, FIRST])


def test_a_copy_was_written_when_it_was_copied(store: GraphStore) -> None:
    with clock_at(FIRST):
        store.write(GRAPHS)

    with closing(open_store("sqlite://")) as copy, clock_at(SECOND):
        copy_graph(store, copy)

        assert copy.recorded_at(["d1", "d5"]) == [SECOND, SECOND]
        assert canonical_export(copy) == canonical_export(store)


def test_the_clock_shows_the_time(store: GraphStore) -> None:
    before = datetime.now(UTC)
    store.write(GRAPHS[:1])
    after = datetime.now(UTC)

    (at,) = store.recorded_at(["d1"])

    assert at is not None
    assert before <= at <= after


# -- relationships of then --------------------------------------------------------------------------------------------


def test_relationships_of_any_time_are_those_of_its_documents_alone(new_store: NewStore, trials: settings) -> None:
    @trials
    @given(st.data(), worlds.WORLDS)
    def check(data: st.DataObject, world: list[DocumentGraph]) -> None:
        store, model = new_store(), ModelStore()
        write_in_two_steps(world, store, model)

        for query in data.draw(st.lists(worlds.RELATIONSHIP_QUERIES, min_size=1, max_size=4)):
            as_of = data.draw(worlds.AS_OF)
            query = replace(query, page=PageRequest(first=MAX_PAGE, with_total=True))
            assert relationships_as_of(store, query, as_of) == model.then(as_of).relationships(query)

    check()


def test_as_of_the_far_future_relationships_are_the_store_s(new_store: NewStore, trials: settings) -> None:
    @trials
    @given(worlds.WORLDS, st.lists(worlds.RELATIONSHIP_QUERIES, min_size=1, max_size=4), st.sampled_from([1, 2, 1000]))
    def check(world: list[DocumentGraph], queries: list[RelationshipQuery], size: int) -> None:
        store = new_store()
        store.write(world)

        for query in queries:
            now = replace(query, page=PageRequest(first=size, with_total=True))
            then = now
            while True:
                here, there = store.relationships(now), relationships_as_of(store, then, known(LATER))
                assert (here.items, here.total) == (there.items, there.total)
                assert (here.cursor is None) == (there.cursor is None)
                if here.cursor is None or there.cursor is None:
                    break
                now = replace(now, page=PageRequest(first=size, after=here.cursor))
                then = replace(then, page=PageRequest(first=size, after=there.cursor))

    check()


def test_between_two_steps_a_graph_is_that_of_the_first_alone(new_store: NewStore, trials: settings) -> None:
    @trials
    @given(worlds.WORLDS, worlds.WORLDS.map(lambda world: [_renamed(graph) for graph in world]))
    def check(first: list[DocumentGraph], second: list[DocumentGraph]) -> None:
        store = new_store()
        with clock_at(FIRST):
            store.write(first)
        with clock_at(SECOND):
            store.write(second)

        alone = ModelStore(first)
        said = store.statements(StatementQuery(as_of=known(FIRST), page=PageRequest(first=MAX_PAGE)))
        assert said.items == alone.statements(StatementQuery()).items
        assert relationships_as_of(store, EVERYTHING, known(FIRST)).items == alone.relationships(EVERYTHING).items

    check()


def _renamed(graph: DocumentGraph) -> DocumentGraph:
    """The same article as another document, whose id and statements come first."""
    id = f"a{graph.document.id}"
    said = tuple(replace(item, id=f"a{item.id}", document=id) for item in graph.statements)
    return replace(graph, document=replace(graph.document, id=id), statements=said)


def test_a_document_that_joins_two_origins_later_did_not_join_them_then(store: GraphStore) -> None:
    ends = [graph_of(id, [VISIT], prologue=" ".join(WIRE[at : at + 100])) for id, at in (("a", 0), ("c", 40))]
    bridge = graph_of("b", prologue=" ".join(WIRE[20:120]))  # which says nothing of a visit
    with clock_at(FIRST):
        store.write(ends)
    with clock_at(SECOND):
        store.write([bridge])

    origins = [
        [edge.origins for edge in relationships_as_of(store, EVERYTHING, known(at)).items] for at in (FIRST, SECOND)
    ]

    assert origins == [[2], [1]]
    assert [origin and origin.documents for origin in store.origins_by_document(["c", "none"])] == [
        ("a", "b", "c"),
        None,
    ]


def test_a_denial_contests_from_the_day_it_is_printed(store: GraphStore) -> None:
    store.write([graph_of("d1", [VISIT], published="2018-03-19"), graph_of("d2", [DENIED], published="2018-03-21")])
    contested = RelationshipQuery(is_contested=True)

    assert relationships_as_of(store, contested, reported("2018-03-20")).items == ()
    assert len(relationships_as_of(store, contested, reported("2018-03-21")).items) == 1


def test_pages_of_the_past_belong_to_their_question(store: GraphStore) -> None:
    store.write(GRAPHS)
    query = RelationshipQuery(page=PageRequest(first=1))
    cursor = relationships_as_of(store, query, known(LATER)).cursor
    next_page = replace(query, page=PageRequest(first=1, after=cursor))

    assert len(relationships_as_of(store, next_page, known(LATER)).items) == 1
    for as_of in (reported("2018"), AsOf(), AsOf(published=PartialDate.parse("2018"), recorded=LATER)):
        with pytest.raises(QueryError, match="another query"):
            relationships_as_of(store, next_page, as_of)
    with pytest.raises(QueryError, match="another query"):
        store.relationships(next_page)
    for size in (0, MAX_PAGE + 1):
        with pytest.raises(QueryError, match="1 to 1000 items"):
            relationships_as_of(store, RelationshipQuery(page=PageRequest(first=size)), AsOf())


def test_who_asks_for_too_much_is_told_to_narrow(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write(GRAPHS)
    monkeypatch.setattr(module, "MAX_STATEMENTS", 3)

    with pytest.raises(QueryError, match="more than 3 statements tell of these; narrow the ends or the types"):
        relationships_as_of(store, RelationshipQuery(), known(LATER))
    assert len(relationships_as_of(store, RelationshipQuery(types=("ATTACKS",)), known(LATER)).items) == 1


# -- other questions of then ------------------------------------------------------------------------------------------


def test_paths_and_neighbourhoods_of_then_go_where_then_led(store: GraphStore) -> None:
    long = [MEETING, *(Told(source=a, type="FIGHTS", target=b) for a, b in (("assad", "syria"), ("syria", "rebels")))]
    with clock_at(FIRST):
        store.write([graph_of("d1", long)])
    with clock_at(SECOND):
        store.write([graph_of("d2", [Told(source="putin", type="BACKS", target="rebels")])])

    def found(as_of: AsOf | None) -> tuple[list[tuple[str, ...]], set[str]]:
        chains = [path.entities for path in paths(store, "putin", "rebels", as_of=as_of).paths]
        return chains, {entity.id for entity in neighbourhood(store, ["putin"], as_of=as_of).entities}

    assert found(known(FIRST)) == ([("putin", "assad", "syria", "rebels")], {"putin", "assad"})
    assert found(known(SECOND)) == found(None) == ([("putin", "rebels")], {"putin", "assad", "rebels"})
    assert found(known(BEFORE)) == ([], {"putin"})


def test_a_time_line_of_then_has_the_events_that_were_reported(store: GraphStore) -> None:
    store.write(
        [graph_of("d1", [MEETING], published="2018-01-02"), graph_of("d2", [MEETING_TURNED], published="2018-02")]
    )

    counts = [
        sum(len(event.statements) for event in timeline(store, TimelineQuery(of=("assad",), as_of=reported(day))).items)
        for day in ("2018-01-01", "2018-01-02", "2018-01-31", "2018-02-01")
    ]

    assert counts == [0, 1, 1, 2]
