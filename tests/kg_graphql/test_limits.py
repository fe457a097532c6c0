"""Questions that ask too much enter; they are refused at once."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from strawberry.types import ExecutionResult

from kg.errors import SettingsError
from kg.settings import Limits, load_settings
from kg_graphql.prices import COSTS, USUAL_SIZES
from kg_graphql.schema import create_schema

Ask = Callable[..., ExecutionResult]
MANY = " } } fragment many on TypeInfo { name inverse isEvent symmetric domain range parent cameo plover quad }"
DEEP = "{ relationships(first: 1) { nodes { source " * 4 + "{ id }" + "} } }" * 4


def doubling(levels: int) -> str:
    """Return a document whose fragments double at each level."""
    fragments = [f"fragment f{level} on Query {{ ...f{level + 1} ...f{level + 1} }}" for level in range(levels)]
    return f"{{ ...f0 }} {' '.join(fragments)} fragment f{levels} on Query {{ actors {{ totalCount }} }}"


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(doubling(40), id="fragments that double"),
        pytest.param(
            "{ actors { nodes " + "{ relationships { nodes { source " * 5 + "{ id }" + "} } }" * 5 + " } }", id="depth"
        ),
        pytest.param("{ " + " ".join(f"a{n}: __typename" for n in range(31)) + " }", id="root fields"),
        pytest.param("{ ontology { " + " ".join(f"a{n}: name" for n in range(31)) + " } }", id="aliases"),
        pytest.param("{ actors(first: 90) { nodes { statements(first: 90) { nodes { id type date } } } } }", id="cost"),
        pytest.param("{ ontology { " + "...many " * 100 + MANY, id="fields"),
        pytest.param("{ actors { nodes { id " + "name " * 101 + " } } }", id="repeats"),
        pytest.param("{ __typename " + "@skip(if: false) " * 51 + " }", id="directives"),
        pytest.param(" ".join(f"query q{n} {{ __typename }}" for n in range(11)), id="operations"),
    ],
)
def test_too_complex_question_is_refused_at_once(ask: Ask, question: str) -> None:
    start = time.perf_counter()

    result = ask(question)

    assert [(error.extensions or {})["code"] for error in result.errors or []] == ["QUERY_TOO_COMPLEX"]
    assert time.perf_counter() - start < 1.0


@pytest.mark.parametrize(
    "question",
    [
        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
        "{ ...unknown }",
        "{ " * 5000,
        "{ " + "__typename " * 10_000 + "}",
    ],
)
def test_nonsense_is_refused_and_nothing_breaks(ask: Ask, question: str) -> None:
    result = ask(question)

    assert {(error.extensions or {})["code"] for error in result.errors or []} <= {"BAD_REQUEST", "QUERY_TOO_COMPLEX"}
    assert result.errors


def test_page_size_in_a_variable_counts(ask: Ask) -> None:
    question = """query($first: Int = 100) { actors(first: $first) {
        nodes { statements(first: $first) { nodes { id type confidence } } } } }"""

    assert ask(question).errors
    assert not ask(question, first=2).errors


@pytest.mark.parametrize("variables", [{"first": 100}, {"first": 100.0}, {}])
def test_page_size_counts_however_a_variable_gives_it(ask: Ask, variables: dict[str, float]) -> None:
    question = """query($first: Int) { actors(first: $first) { nodes { relationships(first: $first) { nodes {
        statements(first: $first) { nodes { id type confidence } } } } } } }"""

    result = ask(question, **variables)

    assert [(error.extensions or {})["code"] for error in result.errors or []] == ["QUERY_TOO_COMPLEX"]


def test_introspection_of_the_whole_schema_is_answered(ask: Ask) -> None:
    from graphql import get_introspection_query

    assert not ask(get_introspection_query()).errors


@pytest.mark.parametrize("field", dataclasses.fields(Limits), ids=lambda field: field.name)
def test_every_limit_is_a_setting_and_documented(field: dataclasses.Field[object]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")

    assert f"| `NEWSKG_LIMIT_{field.name.upper()}` | `{field.default}` |" in page


@pytest.mark.parametrize("value", ["0", "-1", "x", "nan", ""])
@pytest.mark.parametrize("name", ["NEWSKG_LIMIT_DEPTH", "NEWSKG_LIMIT_TIMEOUT_S"])
def test_limit_that_is_none_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=name):
        load_settings()


@pytest.mark.parametrize("place", [*COSTS, *USUAL_SIZES])
def test_every_field_of_the_price_list_exists(place: str) -> None:
    types = create_schema()._schema.type_map
    known = {f"{type.name}.{name}" for type in types.values() for name in getattr(type, "fields", ())}

    assert place in known or any(name.endswith(f".{place}") for name in known)


@pytest.mark.parametrize(
    ("question", "cost"),
    [
        ("{ __typename }", 1),
        ("{ actors(first: 7) { nodes { id name } } }", 14),
        ("{ actors(first: 7) { edges { node { id name } } } }", 14),
        ("{ actors { nodes { id } totalCount } }", 41),
        ("{ actors(first: 3) { nodes { statements(first: 4) { totalCount } } } }", 63),
        ("{ actors(first: 3) { ...p } } fragment p on ActorConnection { nodes { ... on Actor { id } } }", 3),
        ("query($n: Int = 3) { actors(first: $n) { nodes { id } } }", 3),
        ("{ actors(first: 3) { nodes { statements(first: 4) { nodes { id type } } } } }", 24),
        ("{ ...a ...a } fragment a on Query { actors(first: 7) { nodes { id } } }", 14),
        ('{ nodes(ids: ["a", "b"]) { id } }', 2),
    ],
)
def test_cost_is_told_with_the_answer(ask: Ask, question: str, cost: int) -> None:
    assert ask(question).extensions == {"cost": cost}


def test_introspection_may_ask_twice_for_the_whole_schema_and_no_more(ask: Ask) -> None:
    types = "types { " + " ".join(["name fields { name description args { name } type { name ofType { name } } }"] * 20)

    result = ask(f"{{ __schema {{ {types} }} }} }}")

    assert "introspection" in (result.errors or [])[0].message
