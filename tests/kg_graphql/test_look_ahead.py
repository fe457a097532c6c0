"""However a document or an end is selected, it is loaded: what is around a noun is looked for in the question."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import cast

import pytest
from strawberry.types import ExecutionResult

from kg.store import open_store
from kg.store.protocol import GraphStore
from kg_graphql.batching import Context
from kg_graphql.ids import node_id
from kg_graphql.schema import create_schema
from tests.kg_graphql.small_graph import small_graph
from tests.kg_graphql.test_schema import codes
from tests.kg_graphql.test_store_calls import CountedStore

Ask = Callable[..., ExecutionResult]
SAID = """source { name } target { name } place { name } attribution { text }
    document { title } evidence { document { title } }"""
FRAGMENTS = """
    fragment said on Statement { ...ends ... on Statement { about: document { title } } evidence { ...where } }
    fragment ends on Statement { from: source { name } target { ... on Actor { name } ... on Location { name } } }
    fragment where on Evidence { document { title } }"""


@pytest.mark.parametrize(
    "question",
    [
        f"{{ statements {{ nodes {{ {SAID} }} }} }}",
        f"{{ statements {{ edges {{ node {{ {SAID} }} }} }} }}",
        f"{{ statements {{ nodes {{ ...said }} }} }} {FRAGMENTS}",
        f"""{{ statements {{ ...page }} }} {FRAGMENTS}
            fragment page on StatementConnection {{ edges {{ node {{ ...said }} }} }}""",
        "{ a: statements { nodes { source { name } } } a: statements { nodes { document { title } } } }",
        f"{{ actors {{ nodes {{ statements {{ nodes {{ {SAID} }} }} }} }} }}",
        f"{{ documents {{ nodes {{ statements {{ edges {{ node {{ {SAID} }} }} }} }} }} }}",
        f"""{{ relationships {{ nodes {{ source {{ name }} target {{ name }}
            example {{ {SAID} }} statements {{ nodes {{ {SAID} }} }} }} }} }}""",
        f'{{ search(text: "assad") {{ nodes {{ node {{ ... on Statement {{ {SAID} }} }} }} }} }}',
        f'{{ search(text: "assad") {{ edges {{ node {{ node {{ ...said }} }} }} }} }} {FRAGMENTS}',
        f'{{ timeline(of: [{{name: "Assad regime"}}]) {{ nodes {{ statements {{ nodes {{ {SAID} }} }} }} }} }}',
        f"""{{ paths(from: {{name: "Russia"}}, to: {{name: "rebels"}}) {{ paths {{
            relationships {{ source {{ name }} target {{ name }} example {{ {SAID} }} }} }} }} }}""",
        """{ neighbourhood(of: [{name: "Russia"}]) { relationships { source { name } target { name } } } }""",
        f"{{ statements {{ nodes {{ relationship {{ source {{ name }} statements {{ nodes {{ {SAID} }} }} }} }} }} }}",
    ],
)
def test_whatever_is_selected_is_there(ask: Ask, question: str) -> None:
    result = ask(question)

    assert result.errors is None
    assert names_in(result.data)


def names_in(found: object) -> list[str]:
    """Return all names and titles of an answer."""
    if isinstance(found, dict):
        mine = [value for key, value in found.items() if key in ("name", "title") and isinstance(value, str)]
        return mine + [name for value in found.values() for name in names_in(value)]
    return [name for value in found for name in names_in(value)] if isinstance(found, list) else []


def test_node_by_its_id_has_what_is_around_it(ask: Ask) -> None:
    found = ask("{ statements(first: 1) { nodes { id } } relationships(first: 1) { nodes { id } } }").data
    assert found is not None
    ids = [found[name]["nodes"][0]["id"] for name in ("statements", "relationships")]

    result = ask(
        """query($ids: [ID!]!, $id: ID!) { node(id: $id) { ...around } nodes(ids: $ids) { ...around } }
        fragment around on Node { ... on Statement { document { title } source { name } }
            ... on Relationship { target { name } } }""",
        ids=ids,
        id=ids[0],
    )

    assert result.errors is None
    assert result.data is not None
    assert set(result.data["node"]) == {"document", "source"}
    assert result.data["nodes"][1]["target"]["name"]


def test_what_is_not_selected_is_not_asked_for(store: GraphStore) -> None:
    counted = CountedStore(store)
    question = "{ statements { nodes { id type evidence { sentence { text } } } } relationships { nodes { type } } }"

    result = asyncio.run(create_schema().execute(question, context_value=Context(cast(GraphStore, counted))))

    assert result.errors is None
    assert sorted(counted.calls) == ["relationships", "statements"]


class Vanishing(CountedStore):
    """A store that loses its documents as soon as statements were read."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        ask = super().__getattr__(name)

        def asked(*query: object) -> object:
            found = ask(*query)
            if name == "statements":
                self._store.delete([graph.document.id for graph in small_graph()])
            return found

        return asked


@pytest.fixture
def vanishing() -> Iterator[GraphStore]:
    with closing(open_store("sqlite://")) as opened:
        opened.write(small_graph())
        yield cast(GraphStore, Vanishing(opened))


def test_graph_that_changes_while_it_is_read_is_asked_again(vanishing: GraphStore) -> None:
    question = "{ statements { nodes { document { title } } } }"

    result = asyncio.run(create_schema().execute(question, context_value=Context(vanishing)))

    assert codes(result) == ["UNAVAILABLE"]


def test_unknown_node_is_not_found(ask: Ask) -> None:
    assert codes(ask(f'{{ node(id: "{node_id("Statement", "none")}") {{ id }} }}')) == ["NOT_FOUND"]
