"""What is asked enters, what the plain model answers must leave, on every store: content, order, pages, counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.model import DocumentGraph, Kind, Modality, Polarity, Problem
from kg.partial_date import PartialDate
from kg.store.copying import pages
from kg.store.protocol import (
    MAX_PAGE,
    AggregateQuery,
    Bucket,
    DocumentQuery,
    EntityQuery,
    GraphStore,
    GroupKey,
    Page,
    PageRequest,
    ProblemQuery,
    RelationshipQuery,
    SilenceQuery,
    StatementQuery,
)
from tests.kg import worlds
from tests.kg.articles import GRAPHS, problem
from tests.kg.conftest import NewStore
from tests.kg.graphs import Called, Told, graph_of
from tests.kg.model_store import ModelStore
from tests.kg.set_clock import write_in_two_steps

Ask = Callable[[Any], Page[Any]]  # one test asks for every noun
NOUNS: dict[str, tuple[Callable[..., Any], st.SearchStrategy[Any]]] = {
    "documents": (DocumentQuery, worlds.DOCUMENT_QUERIES),
    "entities": (EntityQuery, worlds.ENTITY_QUERIES),
    "statements": (StatementQuery, worlds.STATEMENT_QUERIES),
    "relationships": (RelationshipQuery, worlds.RELATIONSHIP_QUERIES),
    "silences": (SilenceQuery, worlds.SILENCE_QUERIES),
    "problems": (ProblemQuery, worlds.PROBLEM_QUERIES),
}
every_noun = pytest.mark.parametrize("noun", NOUNS)


def ids(nouns: Sequence[object]) -> list[str]:
    return [getattr(noun, "id") for noun in nouns]  # noqa: B009 - nouns of several types, all with an id


def asking(store: GraphStore | ModelStore, noun: str) -> Ask:
    ask: Ask = getattr(store, noun)
    return ask


def joined(ask: Ask, query: Any, size: int) -> list[object]:
    query = replace(query, page=PageRequest(first=size))
    return [item for items in pages(ask, query) for item in items]


def joined_backward(ask: Ask, query: Any, size: int) -> list[object]:
    items: list[object] = []
    page = ask(replace(query, page=PageRequest(first=size, is_backward=True)))
    items[:0] = page.items
    while page.cursor is not None:
        page = ask(replace(query, page=PageRequest(first=size, after=page.cursor, is_backward=True)))
        items[:0] = page.items
    return items


def filled(store: GraphStore) -> ModelStore:
    """Write the articles into a store and a model of it."""
    model = ModelStore(GRAPHS)
    kept = [problem("x"), problem("d7", status="skipped"), problem("a.jsonl:3", input=None)]
    store.write(GRAPHS)
    for one in (store, model):
        one.record(kept)
    return model


# -- every answer is the model's --------------------------------------------------------------------------------------


@every_noun
def test_any_question_to_any_world_is_answered_as_the_model_says(
    new_store: NewStore, noun: str, trials: settings
) -> None:
    @trials
    @given(st.data(), worlds.WORLDS, st.lists(worlds.PROBLEMS, max_size=3))
    def check(data: st.DataObject, world: list[DocumentGraph], problems: list[Problem]) -> None:
        store, model = new_store(), ModelStore()
        write_in_two_steps(world, store, model)
        store.record(problems)
        model.record(problems)

        for query in data.draw(st.lists(NOUNS[noun][1], min_size=1, max_size=6)):
            size = data.draw(st.sampled_from([1, 2, 3, MAX_PAGE]))
            expected = asking(model, noun)(query).items
            assert joined(asking(store, noun), query, size) == [*expected]
            assert joined_backward(asking(store, noun), query, size) == [*expected]
            counted = asking(store, noun)(replace(query, page=PageRequest(first=size, with_total=True)))
            assert counted.total == len(expected)

    check()


MANY = {"entities": "entity_pages", "statements": "statement_pages", "relationships": "relationship_pages"}


@pytest.mark.parametrize("noun", MANY)
def test_pages_of_several_questions_are_those_of_each(new_store: NewStore, noun: str, trials: settings) -> None:
    @trials
    @given(st.data(), worlds.WORLDS)
    def check(data: st.DataObject, world: list[DocumentGraph]) -> None:
        store = new_store()
        store.write(world)
        asked = data.draw(st.lists(NOUNS[noun][1], max_size=4))
        asked += [replace(query, page=PageRequest(first=2, with_total=True)) for query in asked]
        asked += _at_each_entity(noun)

        assert getattr(store, MANY[noun])(asked) == [asking(store, noun)(query) for query in asked]

    check()


def _at_each_entity(noun: str) -> list[Any]:
    """Questions of one text, as the relationships of all actors on a page."""
    if noun == "entities":
        return [EntityQuery(document=f"d{number}") for number in range(4)]
    query = NOUNS[noun][0]
    return [query(**{end: (id,)}) for end in ("either", "sources") for id in worlds.ENTITIES]


def test_any_statements_are_counted_as_the_model_says(new_store: NewStore, trials: settings) -> None:
    @trials
    @given(st.data(), worlds.WORLDS)
    def check(data: st.DataObject, world: list[DocumentGraph]) -> None:
        store, model = new_store(), ModelStore()
        write_in_two_steps(world, store, model)

        for query in data.draw(st.lists(worlds.AGGREGATE_QUERIES, min_size=1, max_size=6)):
            assert store.aggregate(query) == model.aggregate(query)

    check()


def test_nouns_of_any_world_are_found_by_id(new_store: NewStore, trials: settings) -> None:
    @trials
    @given(worlds.WORLDS)
    def check(world: list[DocumentGraph]) -> None:
        store, model = new_store(), ModelStore(world)
        store.write(world)
        entities = ["none", *ids(model.all_entities), "none"]
        statements = [*ids(model.all_statements), "none", *ids(model.all_statements[:1])]
        edges = ["none", *ids(model.all_relationships)]

        assert store.entities_by_id(entities) == model.entities_by_id(entities)
        assert store.statements_by_id(statements) == model.statements_by_id(statements)
        assert store.relationships_by_id(edges) == model.relationships_by_id(edges)
        assert store.documents_by_id(["d9", *model.graphs]) == model.documents_by_id(["d9", *model.graphs])
        assert store.origins_by_document(["d9", *model.graphs]) == model.origins_by_document(["d9", *model.graphs])
        assert store.counts() == model.counts()

    check()


def test_of_no_ids_there_is_nothing(store: GraphStore) -> None:
    for by_id in (store.entities_by_id, store.statements_by_id, store.relationships_by_id, store.documents_by_id):
        assert by_id([]) == []
    assert store.recorded_at([]) == store.origins_by_document([]) == []
    assert store.graphs_by_id([]) == []


# -- pages ------------------------------------------------------------------------------------------------------------


@every_noun
@pytest.mark.parametrize("size", [1, 2, MAX_PAGE])
def test_pages_join_to_the_whole(store: GraphStore, noun: str, size: int) -> None:
    model = filled(store)
    query = NOUNS[noun][0]()

    whole = [*asking(model, noun)(query).items]

    assert joined(asking(store, noun), query, size) == whole
    assert joined_backward(asking(store, noun), query, size) == whole
    assert len(whole) >= 3


@every_noun
def test_a_page_goes_on_behind_any_of_its_items(store: GraphStore, noun: str) -> None:
    filled(store)
    ask, query = asking(store, noun), NOUNS[noun][0]()

    page = ask(replace(query, page=PageRequest(first=MAX_PAGE, with_cursors=True)))

    assert len(page.cursors) == len(page.items) > 1
    for place, cursor in enumerate(page.cursors, 1):
        rest = ask(replace(query, page=PageRequest(first=MAX_PAGE, after=cursor)))
        assert (rest.items, rest.cursors) == (page.items[place:], ())
        last = ask(replace(query, page=PageRequest(first=MAX_PAGE, after=cursor, is_backward=True)))
        assert (last.items, last.cursor) == (page.items[: place - 1], None)


@every_noun
def test_a_page_from_the_end_holds_the_last_items_in_their_order(store: GraphStore, noun: str) -> None:
    filled(store)
    ask, query = asking(store, noun), NOUNS[noun][0]()
    whole = ask(replace(query, page=PageRequest(first=MAX_PAGE, with_cursors=True)))

    page = ask(replace(query, page=PageRequest(first=2, with_cursors=True, with_total=True, is_backward=True)))

    assert (page.items, page.cursors) == (whole.items[-2:], whole.cursors[-2:])
    assert (page.cursor, page.total) == (page.cursors[0], len(whole.items))


@every_noun
def test_an_empty_store_has_one_empty_page(store: GraphStore, noun: str) -> None:
    page = asking(store, noun)(NOUNS[noun][0](page=PageRequest(with_total=True)))

    assert page == Page(items=(), cursor=None, total=0)


@every_noun
def test_a_total_is_counted_only_if_asked(store: GraphStore, noun: str) -> None:
    filled(store)

    page = asking(store, noun)(NOUNS[noun][0](page=PageRequest(first=1)))

    assert page.total is None
    assert page.cursor is not None


@pytest.mark.parametrize("noun", ["documents", "entities", "statements", "relationships", "silences"])
def test_a_page_goes_on_where_the_last_ended_though_that_is_gone(store: GraphStore, noun: str) -> None:
    model = filled(store)
    query = NOUNS[noun][0](page=PageRequest(first=1))
    first, others = asking(store, noun)(query), asking(model, noun)(query).items[1:]
    there = asking(model, noun)(query).items
    for id in ("d1", "d2", "d4", "d3"):
        if first.items[0] in there:
            store.delete([id])
            model.delete([id])
            there = asking(model, noun)(query).items

    after = replace(query, page=PageRequest(first=MAX_PAGE, after=first.cursor))
    rest = asking(store, noun)(after).items
    assert first.items[0] not in there
    assert [*rest] == [item for item in there if item in rest]
    assert [item for item in others if item in there] == [item for item in rest if item in others]
    assert rest


@every_noun
def test_a_page_of_no_size_is_a_query_error(store: GraphStore, noun: str) -> None:
    for size in (0, -1, MAX_PAGE + 1, 2**70):
        with pytest.raises(QueryError, match="a page has 1 to 1000 items"):
            asking(store, noun)(NOUNS[noun][0](page=PageRequest(first=size)))


@every_noun
def test_a_bad_cursor_is_a_query_error(store: GraphStore, noun: str) -> None:
    for cursor in ("", "x", "é", "W10", "[" * 4000, "WzEsImFiYyIsMSwyXQ", "\udc80"):
        with pytest.raises(QueryError, match="cursor"):
            asking(store, noun)(NOUNS[noun][0](page=PageRequest(after=cursor)))


def test_a_cursor_of_another_query_is_refused(store: GraphStore) -> None:
    store.write(GRAPHS)
    cursor = store.statements(StatementQuery(page=PageRequest(first=1))).cursor

    for query in (StatementQuery(types=("MEETS",)), StatementQuery(direction="asc"), StatementQuery(words="assad")):
        with pytest.raises(QueryError, match="another query"):
            store.statements(replace(query, page=PageRequest(after=cursor)))
    with pytest.raises(QueryError, match="another query"):
        store.entities(EntityQuery(page=PageRequest(after=cursor)))


# -- what the questions mean, counted by hand -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (StatementQuery(), 10),
        (StatementQuery(sources=("syria",)), 2),
        (StatementQuery(targets=("ghouta",), polarity=Polarity.POSITIVE), 2),
        (StatementQuery(either=("putin",)), 3),
        (StatementQuery(either=("rebels",)), 4),
        (StatementQuery(either=()), 0),
        (StatementQuery(speakers=("assad",)), 1),
        (StatementQuery(speakers=("reports",)), 0),
        (StatementQuery(places=("ghouta", "nowhere")), 2),
        (StatementQuery(publishers=("Daily Wire",)), 2),
        (StatementQuery(types=("MEETS",)), 2),
        (StatementQuery(types=()), 0),
        (StatementQuery(modalities=(Modality.PLANNED,)), 1),
        (StatementQuery(documents=("d1", "d3")), 6),
        (StatementQuery(min_confidence=0.6), 9),
        (StatementQuery(since=PartialDate.parse("2018-02-15")), 4),
        (StatementQuery(until=PartialDate.parse("2018")), 2),
        (StatementQuery(until=PartialDate.parse("2018"), include_undated=True), 6),
        (StatementQuery(include_undated=False), 10),
        (StatementQuery(since=PartialDate.parse("2017-12"), until=PartialDate.parse("2018-02")), 1),
        (StatementQuery(since=PartialDate.parse("2018-03-18"), until=PartialDate.parse("2018-03-18")), 0),
        (StatementQuery(words="again"), 3),
        (StatementQuery(words="BASHAR assad"), 2),
        (StatementQuery(words="meet putin"), 2),
        (StatementQuery(words="protests_against"), 1),
        (StatementQuery(words="eet"), 0),
        (StatementQuery(words="!"), 0),
    ],
)
def test_statements_are_chosen_by_what_a_query_asks(store: GraphStore, query: StatementQuery, expected: int) -> None:
    model = filled(store)

    assert len(store.statements(query).items) == expected
    assert store.statements(query).items == model.statements(query).items


def test_undated_statements_come_last_and_a_coarser_date_before_a_finer(store: GraphStore) -> None:
    filled(store)

    up = [str(item.date) for item in store.statements(StatementQuery(direction="asc")).items]
    down = [str(item.date) for item in store.statements(StatementQuery(direction="desc")).items]

    dated = ["2017", "2017-11-20", "2018-02", "2018-02", "2018-03-18", "2018-03-18"]
    assert up == dated + ["None"] * 4
    assert down == dated[::-1] + ["None"] * 4


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (EntityQuery(), ["assad", "ghouta", "iran", "putin", "rebels", "syria"]),
        (EntityQuery(order="documents"), ["assad", "syria", "ghouta", "rebels", "putin", "iran"]),
        (EntityQuery(name="ASSAD"), ["assad"]),
        (EntityQuery(name="the Bashar al Assad"), ["assad"]),
        (EntityQuery(contains="R"), ["assad", "iran", "rebels", "syria"]),
        (EntityQuery(words="al bash"), ["assad"]),
        (EntityQuery(words="bash syria"), []),
        (EntityQuery(words="ssad"), []),
        (EntityQuery(words=" - "), []),
        (EntityQuery(kinds=(Kind.LOCATION, Kind.GROUP)), ["ghouta", "rebels"]),
        (EntityQuery(kinds=()), []),
        (EntityQuery(document="d3"), ["assad", "putin", "rebels", "syria"]),
        (EntityQuery(document="none"), []),
        (EntityQuery(min_documents=3), ["assad", "ghouta", "rebels", "syria"]),
    ],
)
def test_entities_are_chosen_by_what_a_query_asks(store: GraphStore, query: EntityQuery, expected: list[str]) -> None:
    store.write([*GRAPHS, graph_of("d6", [Told(source="iran", type="VISITS", target="syria")])])

    assert ids(store.entities(query).items) == expected


@pytest.mark.parametrize(
    "words", ["دوما", "doum", "ДУМА", "دو", "doûma", "cote divoire", "D'Ivoire", "naïve café", "डूमा"]
)
def test_names_and_sentences_are_found_by_folded_words(store: GraphStore, words: str) -> None:
    names = ["Doûma", "دوما", "Дума", "Côte d'Ivoire", "naïve cafés", "डूमा"]
    visit = Told(source="putin", type="VISITS", target="douma")
    called = [{"douma": [Called(words=name)]} for name in names]
    world = [graph_of(f"n{n}", [visit], called=call) for n, call in enumerate(called)] + GRAPHS
    model = ModelStore(world)
    store.write(world)

    found = store.statements(StatementQuery(words=words)).items

    assert found == model.statements(StatementQuery(words=words)).items
    assert len(found) == 1
    assert ids(store.entities(EntityQuery(words=words)).items) == ["douma"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (RelationshipQuery(), ["MEETS", "ATTACKS", "VISITS", "FIGHTS"]),
        (RelationshipQuery(sources=("assad",)), ["MEETS", "VISITS"]),
        (RelationshipQuery(sources=("putin",)), ["MEETS"]),
        (RelationshipQuery(targets=("assad",), types=("MEETS", "VISITS")), ["MEETS"]),
        (RelationshipQuery(sources=("ghouta",)), []),
        (RelationshipQuery(either=("ghouta", "rebels")), ["ATTACKS", "VISITS", "FIGHTS"]),
        (RelationshipQuery(either=("putin",), sources=("assad",)), ["MEETS"]),
        (RelationshipQuery(either=()), []),
        (RelationshipQuery(types=("FIGHTS", "NO_SUCH")), ["FIGHTS"]),
        (RelationshipQuery(types=()), []),
        (RelationshipQuery(min_origins=3), ["MEETS"]),
        (RelationshipQuery(min_confidence=0.85), ["MEETS"]),
        (RelationshipQuery(is_contested=True), ["VISITS"]),
        (RelationshipQuery(is_contested=False, either=("rebels",)), ["ATTACKS", "FIGHTS"]),
        (RelationshipQuery(since=PartialDate.parse("2018-03-18")), ["MEETS", "VISITS"]),
        (RelationshipQuery(since=PartialDate.parse("2019")), ["MEETS"]),  # by a statement that is not its example
        (RelationshipQuery(since=PartialDate.parse("2019"), sources=("putin",)), ["MEETS"]),
        (RelationshipQuery(until=PartialDate.parse("2018")), ["MEETS"]),
        (RelationshipQuery(since=PartialDate.parse("2018"), until=PartialDate.parse("2018-03")), ["ATTACKS"]),
    ],
)
def test_relationships_are_chosen_by_what_a_query_asks(
    store: GraphStore, query: RelationshipQuery, expected: list[str]
) -> None:
    told = [
        Told(source="assad", type="MEETS", target="putin", date="2020", confidence=0.3),
        Told(source="rebels", type="FIGHTS", target="syria", modality=Modality.ACTUAL),
        Told(source="rebels", type="FIGHTS", target="iran", modality=Modality.PLANNED, date="2021"),
    ]
    store.write([*GRAPHS, graph_of("d6", told)])

    assert [edge.type for edge in store.relationships(query).items] == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (DocumentQuery(), ["d4", "d1", "d2", "d3", "d5"]),
        (DocumentQuery(since=PartialDate.parse("2018-03-20")), ["d4", "d2"]),
        (DocumentQuery(until=PartialDate.parse("2018-03-20")), ["d1", "d2"]),
        (DocumentQuery(source="Daily Wire"), ["d1"]),
        (DocumentQuery(source="nobody"), []),
    ],
)
def test_documents_come_newest_first(store: GraphStore, query: DocumentQuery, expected: list[str]) -> None:
    filled(store)

    assert ids(store.documents(query).items) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (SilenceQuery(), [("d1", 0), ("d2", 0), ("d3", 0), ("d3", 1), ("d4", 0), ("d5", 0)]),
        (SilenceQuery(documents=("d3", "none")), [("d3", 0), ("d3", 1)]),
        (SilenceQuery(reasons=("no_target",)), [("d3", 1)]),
        (SilenceQuery(reasons=()), []),
    ],
)
def test_silences_come_by_document_and_place(
    store: GraphStore, query: SilenceQuery, expected: list[tuple[str, int]]
) -> None:
    filled(store)

    found = store.silences(query).items

    assert [(item.document, item.n) for item in found] == expected
    assert all(item.silence == GRAPHS[int(item.document[1]) - 1].silences[item.n] for item in found)


def test_problems_are_chosen_by_status(store: GraphStore) -> None:
    filled(store)

    assert ids(store.problems(ProblemQuery()).items) == ["a.jsonl:3", "d7", "x"]
    assert ids(store.problems(ProblemQuery(status="failed")).items) == ["a.jsonl:3", "x"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (AggregateQuery(by=("type",), limit=2), [("VISITS", 4, 4, 3), ("ATTACKS", 2, 2, 1)]),
        (AggregateQuery(by=("speaker",)), [(None, 9, 4, 3), ("assad", 1, 1, 1)]),
        (AggregateQuery(by=("publisher",)), [(None, 8, 3, 3), ("Daily Wire", 2, 1, 1)]),
        (AggregateQuery(by=("place",)), [(None, 8, 4, 3), ("ghouta", 2, 2, 1)]),
        (AggregateQuery(by=("polarity",)), [("positive", 9, 4, 3), ("negative", 1, 1, 1)]),
        (AggregateQuery(by=("year",)), [(None, 4, 2, 2), ("2018", 4, 2, 1), ("2017", 2, 2, 2)]),
        (
            AggregateQuery(by=("month",)),
            [(None, 4, 2, 2), ("2018-02", 2, 2, 1), ("2018-03", 2, 2, 1), ("2017", 1, 1, 1), ("2017-11", 1, 1, 1)],
        ),
        (
            AggregateQuery(by=("target",), where=StatementQuery(sources=("rebels",))),
            [(None, 1, 1, 1), ("rebels", 1, 1, 1)],
        ),
        (AggregateQuery(by=("type",), where=StatementQuery(types=())), []),
    ],
)
def test_statements_are_counted_by_what_they_share(
    store: GraphStore, query: AggregateQuery, expected: list[tuple[str | None, int, int, int]]
) -> None:
    filled(store)

    found = store.aggregate(query)

    assert [(*bucket.keys, bucket.statements, bucket.documents, bucket.origins) for bucket in found] == expected


def test_statements_are_counted_by_any_two_keys_and_by_none(store: GraphStore) -> None:
    model = filled(store)

    for left in get_args(GroupKey):
        for right in get_args(GroupKey):
            query = AggregateQuery(by=(left, right), where=StatementQuery(page=PageRequest(first=1)))
            assert store.aggregate(query) == model.aggregate(query)
    assert store.aggregate(AggregateQuery(by=())) == (Bucket(keys=(), statements=10, documents=4, origins=3),)


@pytest.mark.parametrize(
    "words", ["' OR 1=1 --", 'x"; DROP TABLE document; --', "%", "\udc80", "*", "a:b", "AND", "~", "\x00", "'"]
)
def test_what_a_user_writes_is_only_ever_a_value(store: GraphStore, words: str) -> None:
    filled(store)
    found: list[object] = []

    for noun, query in [
        ("entities", EntityQuery(name=words)),
        ("entities", EntityQuery(document=words)),
        ("entities", EntityQuery(words=f"nothing {words}")),
        ("statements", StatementQuery(words=f"nothing {words}")),
        ("statements", StatementQuery(either=(words,), speakers=(words,))),
        ("statements", StatementQuery(publishers=(words,))),
        ("documents", DocumentQuery(source=words)),
        ("silences", SilenceQuery(reasons=(words,))),
    ]:
        try:
            found += asking(store, noun)(query).items
        except QueryError:
            assert words == "\udc80"

    assert found == []
    assert store.entities_by_id(["'", "none"]) == [None, None]
    assert store.counts().documents == 5
