"""Questions that ask too much enter; they are refused at once."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from strawberry.types import ExecutionResult

Ask = Callable[..., ExecutionResult]
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
        pytest.param("{ ontology { " + "name " * 1001 + " } }", id="fields"),
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

    assert (result.errors or [])[0].extensions == {"code": "BAD_REQUEST"}


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
