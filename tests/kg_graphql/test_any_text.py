"""Whatever a client writes where text is asked for is only ever looked for: no error of ours, nothing changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from strawberry.types import ExecutionResult

from tests.kg_graphql.test_schema import codes

Ask = Callable[..., ExecutionResult]
TEXTS = [
    "",
    "%",
    "*",
    "a\0b",
    "\ud800",
    "' OR 1=1 --",
    "}) DETACH DELETE n //",
    '"* NEAR(a b)',
    "words:(+a) AND",
    "\N{SNOWMAN}\u200d\u0130\ufb03",
    "x" * 500,
]
QUESTIONS = [
    "query($s: String!) { search(text: $s) { totalCount nodes { text highlights { start } } } }",
    'query($s: String!) { search(text: "a", after: $s) { totalCount } }',
    "query($s: String!) { actors(filter: {name: {eq: $s}}) { totalCount } }",
    "query($s: String!) { actors(filter: {name: {contains: $s}}) { totalCount } }",
    "query($s: String!) { actors(filter: {name: {words: $s}}) { totalCount } }",
    "query($s: String!) { actors(after: $s) { totalCount } }",
    "query($s: String!) { statements(filter: {words: $s}) { totalCount } }",
    "query($s: String!) { statements(filter: {publisher: [$s]}) { totalCount } }",
    "query($s: String!) { statements(filter: {source: {name: $s}}) { totalCount } }",
    "query($s: ID!) { statements(filter: {document: [$s]}) { totalCount } }",
    "query($s: String!) { documents(publisher: $s) { totalCount } }",
    "query($s: String!) { silences(reason: [$s]) { totalCount } }",
    'query($s: String!) { paths(from: {name: $s}, to: {name: "Russia"}) { complete } }',
    "query($s: ID!) { neighbourhood(of: [{id: $s}]) { complete } }",
    "query($s: String!) { timeline(of: [{name: $s}]) { totalCount } }",
    "query($s: String!) { actor(name: $s) { id } }",
    "query($s: ID!) { node(id: $s) { id } }",
]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_any_text_is_looked_for_and_nothing_else(any_ask: Ask, text: str) -> None:
    told = {code for question in QUESTIONS for code in codes(any_ask(question, s=text))}

    assert told <= {"BAD_REQUEST", "BAD_ID", "BAD_CURSOR", "NOT_FOUND"}
    assert any_ask("{ counts { statements } }").data == {"counts": {"statements": 9}}
