"""What hangs on the nodes of a page is asked of the store together: calls are counted, on every store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import cast

import pytest

from kg.store import open_store
from kg.store.protocol import GraphStore
from kg_graphql.batching import Context
from kg_graphql.schema import create_schema
from tests.kg.graphs import Told, graph_of

SPEAKERS = 60  # more than a page of 50 actors
STATEMENT = """source { name } target { name } place { name } attribution { speaker { name } }
    evidence { sentence { text } document { title publisher } } document { title published }"""


class CountedStore:
    """A store, and the names of its methods in the order in which they were called."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.calls: list[str] = []
        self.queries: list = []

    def __getattr__(self, name: str) -> Callable[..., object]:
        def counted(*asked: object) -> object:
            self.calls.append(name)
            self.queries += asked
            return getattr(self._store, name)(*asked)

        return counted


@pytest.fixture(scope="module", params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def wide_graph(request: pytest.FixtureRequest) -> Iterator[GraphStore]:
    """Sixty people, each with eight statements of several documents."""
    documents = [
        graph_of(
            f"wide-{number}",
            [
                Told(source=f"p{(place + number) % SPEAKERS}", type="BACKS", target=f"p{place}", speaker="assad")
                for place in range(SPEAKERS)
            ]
            + [Told(source="p1", type="ATTACKS", target="p2")],
        )
        for number in range(1, 5)
    ]
    if request.param == "neo4j":
        opened: GraphStore = request.getfixturevalue("neo4j_graph")
        opened.write(documents)
        yield opened
        return
    with closing(open_store("sqlite://")) as opened:
        opened.write(documents)
        yield opened


def asked(store: GraphStore | CountedStore, question: str) -> tuple[dict, list[str]]:
    counted = store if isinstance(store, CountedStore) else CountedStore(store)
    context = Context(cast(GraphStore, counted))
    result = asyncio.run(create_schema().execute(question, context_value=context))
    assert result.errors is None
    assert result.data is not None
    return result.data, counted.calls


def test_fifty_actors_with_statements_evidence_and_documents_are_four_calls(wide_graph: GraphStore) -> None:
    found, calls = asked(
        wide_graph, f"{{ actors(first: 50) {{ nodes {{ name statements(first: 3) {{ nodes {{ {STATEMENT} }} }} }} }} }}"
    )

    assert calls[:2] == ["entities", "statement_pages"]
    assert sorted(calls[2:]) == ["documents_by_id", "entities_by_id"]
    nodes = found["actors"]["nodes"]
    assert len(nodes) == 50
    assert sum(len(node["statements"]["nodes"]) for node in nodes) >= 130


def test_page_that_is_asked_for_with_others_is_the_page_that_is_asked_for_alone(wide_graph: GraphStore) -> None:
    fields = "statements(first: 3) { totalCount nodes { id } pageInfo { endCursor hasNextPage } }"
    found, _ = asked(wide_graph, f"{{ actors(first: 5) {{ nodes {{ id {fields} }} }} }}")

    for node in found["actors"]["nodes"]:
        alone, calls = asked(wide_graph, f'{{ actor(id: "{node["id"]}") {{ id {fields} }} }}')
        assert alone["actor"] == node
        assert calls == ["entities_by_id", "statements"]


def test_page_behind_a_nested_page_goes_on_there(wide_graph: GraphStore) -> None:
    nested = "all: statements { nodes { id } } three: statements(first: 3) { pageInfo { endCursor } }"
    found, _ = asked(
        wide_graph, f'{{ actors(filter: {{name: {{words: "p1"}}}}, first: 2) {{ nodes {{ id {nested} }} }} }}'
    )

    for node in found["actors"]["nodes"]:
        after = node["three"]["pageInfo"]["endCursor"]
        rest, _ = asked(
            wide_graph, f'{{ actor(id: "{node["id"]}") {{ statements(after: "{after}") {{ nodes {{ id }} }} }} }}'
        )
        assert rest["actor"]["statements"]["nodes"] == node["all"]["nodes"][3:]


@pytest.mark.parametrize(
    ("question", "calls"),
    [
        ("{ actors(first: 50) { totalCount nodes { name } } }", ["entities"]),
        (
            '{ statements(filter: {source: {name: "p1"}, target: {name: "p2"}}) { totalCount } }',
            ["entity_pages", "statements"],
        ),
        (
            "{ relationships(first: 50) { nodes { source { name } target { name } "
            "statements(first: 1) { nodes { id } } } } }",
            ["relationships", "entities_by_id", "statement_pages"],
        ),
        (
            "{ actors(first: 50) { nodes { relationships(first: 2) { nodes { type target { name } } } } } }",
            ["entities", "relationship_pages", "entities_by_id"],
        ),
        (
            "{ documents { nodes { entities(first: 2) { nodes { name } } sentences(first: 1) { nodes { text } } "
            "silences { totalCount } statements(first: 1) { nodes { type } } } } }",
            ["documents", "entity_pages", "graphs_by_id", "statement_pages"],
        ),
        ("{ statements(first: 50) { nodes { relationship { originCount } } } }", ["statements", "relationships_by_id"]),
        ("{ aggregate(by: [SOURCE, TARGET]) { keys { value entity { kind } } } }", ["aggregate", "entities_by_id"]),
        (
            '{ timeline(of: [{name: "p1"}]) { nodes { source { name } statements { nodes { type } } } } }',
            ["entities", "statements", "entities_by_id", "statements_by_id"],
        ),
        ('{ search(text: "p1") { totalCount nodes { text } } }', ["entities", "statements"]),
    ],
)
def test_what_hangs_on_a_page_is_one_call_for_each_noun(
    wide_graph: GraphStore, question: str, calls: list[str]
) -> None:
    _, made = asked(wide_graph, question)

    assert sorted(made) == sorted(calls)


@pytest.mark.parametrize(
    ("selected", "is_counted"),
    [
        ("nodes { name }", False),
        ("totalCount", True),
        ("number: totalCount", True),
        ("... on ActorConnection { totalCount }", True),
        ("...rest", True),
        ("nodes { statements { totalCount } }", False),
    ],
)
def test_total_is_counted_only_where_it_is_selected(wide_graph: GraphStore, selected: str, is_counted: bool) -> None:
    fragment = "fragment rest on ActorConnection { totalCount }" if "...rest" in selected else ""
    counted = CountedStore(wide_graph)

    asked(counted, f"{{ actors {{ {selected} }} }} {fragment}")

    assert counted.queries[0].page.with_total is is_counted
