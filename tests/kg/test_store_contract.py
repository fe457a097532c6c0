"""The laws that hold on every store: what is written, again, otherwise or no more, in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Document, DocumentGraph, Kind
from kg.questions.checkup import checkup
from kg.store import open_store
from kg.store.canonical import canonical_export
from kg.store.copying import copy_graph
from kg.store.protocol import EntityQuery, GraphStore, ProblemQuery, RelationshipQuery, StatementQuery, WriteResult
from tests.kg import graphs, worlds
from tests.kg.articles import ATTACK, DENIED, GRAPHS, MEETING, PLANNED, PROTEST, SELF, VISIT, problem
from tests.kg.conftest import NewStore
from tests.kg.graphs import Called, Told, graph_of
from tests.kg.model_store import ModelStore
from tests.kg.worlds import WORLDS, articles

IDS = [graph.document.id for graph in GRAPHS]
WIRE = [f"w{n}" for n in range(150)]


def expected(graphs: Sequence[DocumentGraph]) -> str:
    return canonical_export(ModelStore(graphs))


def wire(id: str, start: int, end: int, *told: Told) -> DocumentGraph:
    """A document that prints some words of one agency's text."""
    return graph_of(id, told, prologue=" ".join(WIRE[start:end]))


# -- what is written --------------------------------------------------------------------------------------------------


def test_what_is_read_back_is_what_was_written(store: GraphStore) -> None:
    store.write(GRAPHS)

    found = store.graphs_by_id(["d5", "d4", "none", "d3", "d2", "d1", "d2"])

    assert found == [GRAPHS[4], GRAPHS[3], None, GRAPHS[2], GRAPHS[1], GRAPHS[0], GRAPHS[1]]
    assert canonical_export(store) == expected(GRAPHS)
    assert list(checkup(store)) == []


def test_writing_twice_is_writing_once(store: GraphStore) -> None:
    first = store.write(GRAPHS)
    second = store.write(GRAPHS)

    assert first == WriteResult(written=("d1", "d2", "d3", "d4", "d5"))
    assert second == WriteResult(unchanged=("d1", "d2", "d3", "d4", "d5"))
    assert canonical_export(store) == expected(GRAPHS)


def test_writing_nothing_changes_nothing(store: GraphStore) -> None:
    store.write(GRAPHS)

    assert store.write([]) == WriteResult()
    assert store.delete([]) == store.delete(["none", "none"]) == ()
    assert canonical_export(store) == expected(GRAPHS)


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("order", [GRAPHS, GRAPHS[::-1], GRAPHS[2:] + GRAPHS[:2]])
def test_order_and_batch_size_do_not_matter(store: GraphStore, order: list[DocumentGraph], size: int) -> None:
    for start in range(0, len(order), size):
        store.write(order[start : start + size])

    assert canonical_export(store) == expected(GRAPHS)


def test_any_world_in_any_order_and_batches_is_the_same_graph(new_store: NewStore, trials: settings) -> None:
    @trials
    @given(WORLDS.flatmap(st.permutations), st.lists(st.integers(1, 4), min_size=6, max_size=6))
    def check(world: list[DocumentGraph], sizes: list[int]) -> None:
        store, left = new_store(), list(world)

        for size in sizes:
            store.write(left[:size])
            del left[:size]

        assert canonical_export(store) == expected(world)
        assert list(checkup(store)) == []

    check()


def test_of_one_document_in_a_batch_the_last_version_counts(store: GraphStore) -> None:
    result = store.write([graph_of("d1", [VISIT]), graph_of("d2", [ATTACK]), graph_of("d1", [MEETING])])

    assert result.written == ("d1", "d2")
    assert canonical_export(store) == expected([graph_of("d1", [MEETING]), graph_of("d2", [ATTACK])])


def test_a_new_reader_is_a_change(store: GraphStore) -> None:
    store.write([graph_of("d1", [VISIT])])

    result = store.write([graph_of("d1", [VISIT], reader="hand/2")])

    assert result.written == ("d1",)
    assert store.graphs_by_id(["d1"]) == [graph_of("d1", [VISIT], reader="hand/2")]


@pytest.mark.parametrize("new", [graph_of("d1"), graph_of("d1", [DENIED]), graph_of("d1", [ATTACK, PLANNED])])
def test_a_changed_document_leaves_only_its_new_version(store: GraphStore, new: DocumentGraph) -> None:
    store.write(GRAPHS)

    store.write([new])

    assert canonical_export(store) == expected([new, *GRAPHS[1:]])


def test_of_any_changed_document_only_the_new_version_ever_was(new_store: NewStore, trials: settings) -> None:
    @trials
    @given(WORLDS, st.lists(articles(), max_size=4))
    def check(world: list[DocumentGraph], changes: list[DocumentGraph]) -> None:
        store = new_store()
        store.write(world)

        store.write(changes)

        newest = {graph.document.id: graph for graph in [*world, *changes]}
        assert canonical_export(store) == expected([*newest.values()])
        store.write(world)
        newest |= {graph.document.id: graph for graph in world}
        assert canonical_export(store) == expected([*newest.values()])
        assert list(checkup(store)) == []

    check()


def test_a_name_that_no_document_gives_any_more_goes(store: GraphStore) -> None:
    long, short = Called(words="Bashar al-Assad"), Called(words="Assad")
    store.write([graph_of("d1", [VISIT], called={"assad": [long, short]}), GRAPHS[4]])

    store.write([graph_of("d1", [VISIT], called={"assad": [short]})])

    (entity,) = store.entities(EntityQuery(words="assad")).items
    assert (entity.name, entity.aliases) == ("Assad", ())
    assert store.entities(EntityQuery(name="Bashar al-Assad")).items == ()
    assert store.entities(EntityQuery(words="Bashar")).items == ()


# -- what is deleted --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [1, 2, 3, 4, 5])
def test_a_deleted_document_never_came(store: GraphStore, gone: int) -> None:
    store.write(GRAPHS)

    deleted = store.delete([*IDS[:gone], "none", "d1"])

    assert deleted == tuple(IDS[:gone])
    assert canonical_export(store) == expected(GRAPHS[gone:])
    assert list(checkup(store)) == []


def test_any_document_deleted_never_came(new_store: NewStore, trials: settings) -> None:
    @trials
    @given(WORLDS, st.sets(st.sampled_from(worlds.IDS)))
    def check(world: list[DocumentGraph], gone: set[str]) -> None:
        store = new_store()
        store.write(world)

        store.delete(sorted(gone))

        assert canonical_export(store) == expected([graph for graph in world if graph.document.id not in gone])
        assert list(checkup(store)) == []

    check()


def test_what_a_deleted_document_said_is_not_found_any_more(store: GraphStore) -> None:
    store.write([graph_of("d1", [VISIT, ATTACK])])

    store.delete(["d1"])
    store.write([graph_of("d2", [MEETING, PROTEST])])

    assert store.statements(StatementQuery(words="visits")).items == ()
    assert store.entities(EntityQuery(words="ghouta")).items == ()
    assert len(store.statements(StatementQuery(words="meets")).items) == 1


def test_an_emptied_store_is_an_empty_store(store: GraphStore) -> None:
    store.write(GRAPHS)

    store.delete(IDS)

    assert canonical_export(store) == expected([])
    assert store.counts() == ModelStore().counts()
    assert store.write(GRAPHS).written == tuple(IDS)


# -- what follows -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [DENIED, PLANNED, PROTEST, SELF])
def test_what_is_not_said_to_be_so_of_two_is_no_relationship(store: GraphStore, told: Told) -> None:
    store.write([graph_of("d1", [told])])

    assert store.counts().statements == 1
    assert store.relationships(RelationshipQuery()).items == ()


def test_copies_of_one_text_are_one_origin(store: GraphStore) -> None:
    store.write(GRAPHS)

    edge = store.relationships(RelationshipQuery(types=("VISITS",))).items[0]

    assert (edge.statements, edge.documents, edge.origins) == (2, 2, 1)


def test_a_document_that_joins_two_origins_makes_them_one_until_it_goes(store: GraphStore) -> None:
    left, bridge, right = wire("a", 0, 100, VISIT), wire("b", 20, 120), wire("c", 40, 140, VISIT)
    origins = []

    for change in (lambda: store.write([left, right]), lambda: store.write([bridge]), lambda: store.delete(["b"])):
        change()
        origins.append([edge.origins for edge in store.relationships(RelationshipQuery()).items])

    assert origins == [[2], [1], [2]]
    assert canonical_export(store) == expected([left, right])


def test_a_copy_that_comes_first_by_id_joins_the_others(store: GraphStore) -> None:
    copies = [wire(id, 0, 100, VISIT) for id in ("m", "z", "a")]

    for copy in copies:
        store.write([copy])

    assert canonical_export(store) == expected(copies)


def test_a_denial_contests_a_relationship_until_it_goes(store: GraphStore) -> None:
    store.write(GRAPHS)
    contested = store.relationships(RelationshipQuery(is_contested=True)).items

    store.delete(["d2"])

    assert [edge.type for edge in contested] == ["VISITS"]
    assert store.relationships(RelationshipQuery(is_contested=True)).items == ()


def test_a_symmetric_relationship_is_one_edge_found_from_both_ends(store: GraphStore) -> None:
    store.write(GRAPHS)

    there = store.relationships(RelationshipQuery(sources=("assad",), targets=("putin",)))
    back = store.relationships(RelationshipQuery(sources=("putin",), targets=("assad",)))

    assert there.items == back.items
    assert there.items[0].statements == 2


def test_ids_that_look_joined_are_told_apart(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for id in ("a", "c", "a|FIGHTS|b", "b|FIGHTS|c"):
        monkeypatch.setitem(graphs.KINDS, id, Kind.GROUP)
    told = [
        Told(source="a|FIGHTS|b", type="FIGHTS", target="c"),
        Told(source="a", type="FIGHTS", target="b|FIGHTS|c"),
    ]
    world = [graph_of("d1", told), graph_of("d2", told[:1])]

    store.write(world)

    assert canonical_export(store) == expected(world)


# -- what fails, is held, is a problem --------------------------------------------------------------------------------


def test_a_failing_document_is_named_and_the_others_are_written(store: GraphStore) -> None:
    broken = graph_of("d2", [VISIT])
    object.__setattr__(broken, "entities", ())  # no honest way makes a graph that contradicts itself
    store.write([graph_of("d2", [MEETING])])

    result = store.write([GRAPHS[0], broken, GRAPHS[2]])

    assert result.written == ("d1", "d3")
    assert [id for id, _ in result.failed] == ["d2"]
    assert "no entity has the id 'assad'" in result.failed[0][1]
    assert canonical_export(store) == expected([GRAPHS[0], graph_of("d2", [MEETING]), GRAPHS[2]])


def test_an_entity_is_of_one_kind_in_all_documents(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [graph_of("d1", [VISIT]), graph_of("d2", [VISIT], prologue="another")]
    store.write(before)
    monkeypatch.setitem(graphs.KINDS, "ghouta", Kind.COUNTRY)

    result = store.write([graph_of("d3", [ATTACK]), graph_of("d2", [VISIT]), graph_of("d4", [MEETING])])

    assert result.written == ("d4",)
    assert [id for id, _ in result.failed] == ["d3", "d2"]
    assert all("ghouta" in reason for _, reason in result.failed)
    assert canonical_export(store) == expected([*before, graph_of("d4", [MEETING])])


def test_the_only_document_of_an_entity_may_change_its_kind(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write([graph_of("d1", [VISIT])])
    monkeypatch.setitem(graphs.KINDS, "ghouta", Kind.COUNTRY)

    result = store.write([graph_of("d1", [VISIT])])

    assert result.written == ("d1",)
    assert canonical_export(store) == expected([graph_of("d1", [VISIT])])


def test_what_a_store_holds_is_told_by_document_and_reader(store: GraphStore) -> None:
    store.write(GRAPHS)
    documents = [graph.document for graph in GRAPHS]
    changed = [
        Document(id="d1", text=documents[0].text),  # its title is gone
        graph_of("d2", published="2018").document,
        Document(id="none", text="x"),
    ]

    assert store.held([*documents, *changed[2:]], "hand/1") == {*IDS}
    assert store.held([*changed, documents[2]], "hand/1") == {"d3"}
    assert store.held(documents, "hand/2") == frozenset()
    assert store.held([], "hand/1") == frozenset()


def problems(store: GraphStore) -> list[str]:
    return [found.id for found in store.problems(ProblemQuery()).items]


def test_problems_are_kept_as_they_are_and_the_later_replaces_the_earlier(store: GraphStore) -> None:
    odd = Document(id="ü", text="Ü", url="http://a/", source="s", author="b", language="de", metadata=(("k", '"v"'),))
    kept = [problem("a", path="a/b.jsonl"), problem("c.jsonl:3", input=None, path="c.jsonl"), problem("ü", input=odd)]
    store.record([problem("ü", status="skipped"), problem("a", status="skipped", reason="")])

    store.record(kept)
    store.record([])

    assert store.problems(ProblemQuery()).items == tuple(kept)
    assert store.counts() == ModelStore().counts()


def test_problems_go_when_settled_written_or_deleted(store: GraphStore) -> None:
    store.write([GRAPHS[1]])
    store.record([problem(id) for id in ("d1", "d2", "d3", "d4", "d5", "x")])
    broken = graph_of("d5", [VISIT])
    object.__setattr__(broken, "entities", ())
    left = []

    store.write([GRAPHS[0], GRAPHS[1], broken])  # written, unchanged, failed
    left.append(problems(store))
    assert store.delete(["d3"]) == ()
    left.append(problems(store))
    store.settle(["x", "none"])
    left.append(problems(store))

    assert left == [["d3", "d4", "d5", "x"], ["d4", "d5", "x"], ["d4", "d5"]]


def test_a_document_may_be_there_and_have_a_problem(store: GraphStore) -> None:
    store.write(GRAPHS)

    store.record([problem("d1")])

    assert problems(store) == ["d1"]
    assert canonical_export(store) == expected(GRAPHS)
    assert store.delete(["d1"]) == ("d1",)
    assert problems(store) == []


# -- several stores, several threads ----------------------------------------------------------------------------------


def test_a_copy_of_a_copy_is_the_first_graph(new_store: NewStore, trials: settings) -> None:
    @trials
    @given(WORLDS)
    def check(world: list[DocumentGraph]) -> None:
        first = new_store()
        first.write(world)
        first.record([problem("x")])

        with closing(open_store("sqlite://")) as between:
            assert copy_graph(first, between) == len(world)
            back = new_store()
            assert copy_graph(between, back) == len(world)

            assert canonical_export(between) == canonical_export(back) == expected(world)
            assert problems(back) == ["x"]

    check()


def test_what_many_threads_write_at_once_is_all_there(store: GraphStore) -> None:
    told = [VISIT, ATTACK, MEETING]
    world = [graph_of(f"d{n:02}", told[: n % 3 + 1], prologue=" ".join(WIRE[n * 3 :])) for n in range(40)]

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(store.write, [world[start : start + 5] for start in range(0, 40, 5)]))
        halves = [statement.document for statement in store.statements(StatementQuery()).items]

    assert [id for result in results for id in result.written] == [graph.document.id for graph in world]
    assert len(halves) == 20
    assert canonical_export(store) == expected(world)
