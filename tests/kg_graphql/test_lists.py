"""Orders, documents and what stands in them, silences, problems: what can be listed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing

import pytest
from strawberry.types import ExecutionResult

from kg.model import Document, Problem
from kg.store import open_store
from kg_graphql.batching import Context
from kg_graphql.schema import create_schema
from tests.kg_graphql.small_graph import TALKS, small_graph
from tests.kg_graphql.test_schema import codes

Ask = Callable[..., ExecutionResult]


def data(result: ExecutionResult) -> dict:
    assert result.errors is None
    assert result.data is not None
    return result.data


def test_actors_come_by_name_or_those_in_most_documents_first(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ byName: actors(first: 3) { nodes { name } }
        byCount: actors(orderBy: [{field: DOCUMENT_COUNT}], first: 3) { nodes { name documentCount } } }""")
    )

    assert [node["name"] for node in found["byName"]["nodes"]] == [
        "Assad regime",
        "Bashar al-Assad",
        "Failaq al-Rahman",
    ]
    assert [(node["name"], node["documentCount"]) for node in found["byCount"]["nodes"]] == [
        ("Assad regime", 4),
        ("Russia", 3),
        ("Harbour Guard", 2),
    ]


def test_statements_of_an_actor_can_be_oldest_first(ask: Ask) -> None:
    found = data(
        ask("""{ actor(name: "Russia") {
        statements(orderBy: [{field: DATE, direction: ASC}], filter: {date: {}}) { nodes { date dateText } } } }""")
    )

    assert [node["date"] for node in found["actor"]["statements"]["nodes"]] == ["2018-04-09", "2018-04-09", None]
    assert found["actor"]["statements"]["nodes"][0]["dateText"] == "on 9 April 2018"


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ("{kind: [PERSON]}", ["Bashar al-Assad", "John Smith", "John Smith", "Lena Marsh"]),
        ("{kind: [LOCATION]}", []),
        ('{name: {eq: "ASSAD regime"}}', ["Assad regime"]),
        ('{name: {contains: "rahm"}}', ["Failaq al-Rahman"]),
        ('{name: {words: "guard harb"}}', ["Harbour Guard"]),
        ("{minDocuments: 3}", ["Assad regime", "Russia"]),
    ],
)
def test_filter_chooses_among_actors(any_ask: Ask, filter: str, names: list[str]) -> None:
    found = data(any_ask(f"{{ actors(filter: {filter}) {{ nodes {{ name }} }} }}"))

    assert [node["name"] for node in found["actors"]["nodes"]] == names


@pytest.mark.parametrize(
    ("asked", "types"),
    [
        ('since: "2018-04", until: "2018-05"', ["ATTACKS", "NEGOTIATES_WITH"]),
        ('filter: {date: {since: "2018-04-09", until: "2018-04-10"}}', ["ATTACKS", "NEGOTIATES_WITH"]),
        ('filter: {date: {until: "2018-04"}}', ["VISITS"]),
        ("filter: {contested: true}", ["NEGOTIATES_WITH"]),
        ("filter: {minOrigins: 2}", []),
        ("type: [ATTACKS, VISITS], filter: {type: {in: [ATTACKS, BACKS]}}", ["ATTACKS"]),
        ('filter: {other: {name: "Lena Marsh"}}', ["NEGOTIATES_WITH"]),
    ],
)
def test_filter_chooses_among_relationships(any_ask: Ask, asked: str, types: list[str]) -> None:
    found = data(any_ask(f"{{ relationships({asked}) {{ nodes {{ type }} }} }}"))

    assert sorted(node["type"] for node in found["relationships"]["nodes"]) == types


def test_relationship_has_an_example_that_shows_it(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ relationships(type: [ATTACKS]) { nodes { documentCount originCount
        example { evidence { trigger { text } } place { name } attribution { text } } } } }""")
    )

    assert found["relationships"]["nodes"] == [
        {
            "documentCount": 2,
            "originCount": 1,
            "example": {
                "evidence": [{"trigger": {"text": "attacked"}}],
                "place": {"name": "Karsk"},
                "attribution": {"text": "Lena Marsh"},
            },
        }
    ]


def test_document_tells_what_stands_where_in_it(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ documents(publisher: "The Post") { nodes { author text metadata { key value }
        sentences { totalCount nodes { start end text } }
        mentions(of: {name: "Karsk"}) { nodes { start end text } }
        silences { nodes { reason detail sentence { start text } document { title } } }
        entities(filter: {kind: [PERSON, LOCATION]}) { nodes { name } } } } }""")
    )

    (document,) = found["documents"]["nodes"]
    assert document["author"] == "I. Penn"
    assert document["metadata"] == [{"key": "section", "value": '"World"'}]
    for span in document["sentences"]["nodes"] + document["mentions"]["nodes"]:
        assert document["text"][span["start"] : span["end"]] == span["text"]
    assert document["sentences"]["totalCount"] == 3
    assert document["mentions"]["nodes"] == [{"start": 37, "end": 42, "text": "Karsk"}]
    assert document["silences"]["nodes"] == [
        {
            "reason": "no-trigger",
            "detail": "no word",
            "sentence": {"start": TALKS.index("Observers"), "text": "Observers of the harbour kept quiet."},
            "document": {"title": "Talks in Karsk"},
        }
    ]
    assert document["entities"]["nodes"] == [{"name": "Karsk"}, {"name": "Lena Marsh"}]


def test_sentences_come_in_pages(ask: Ask) -> None:
    question = """query($after: String) { documents(publisher: "The Post") { nodes {
        sentences(first: 2, after: $after) {
            nodes { start } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }"""
    first = data(ask(question))["documents"]["nodes"][0]["sentences"]

    second = data(ask(question, after=first["pageInfo"]["endCursor"]))["documents"]["nodes"][0]["sentences"]

    assert len(first["nodes"]) == 2
    assert len(second["nodes"]) == 1
    assert second["pageInfo"]["hasNextPage"] is False
    assert second["pageInfo"]["hasPreviousPage"] is True
    assert codes(ask(question.replace("sentences(", "s: mentions("), after=first["pageInfo"]["endCursor"])) == [
        "BAD_CURSOR"
    ]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 2),
        ('(reason: ["no-trigger"])', 2),
        ('(reason: ["no-target"])', 0),
        ('(document: ["RG9jdW1lbnQ6dGFsa3MtMQ"])', 1),
        ("(document: [])", 0),
    ],
)
def test_silences_are_found_by_document_and_reason(any_ask: Ask, asked: str, count: int) -> None:
    found = data(any_ask(f"{{ silences{asked} {{ totalCount nodes {{ document {{ publisher }} }} }} }}"))

    assert found["silences"]["totalCount"] == len(found["silences"]["nodes"]) == count


def test_problems_tell_what_is_not_in_the_graph() -> None:
    empty = Document(id="empty", text="?", title="No words")
    with closing(open_store("sqlite://")) as store:
        store.write(small_graph())
        store.record(
            [
                Problem(id="empty", status="skipped", reason="no sentence", input=empty),
                Problem(id="a.jsonl:3", status="failed", reason="no JSON", path="a.jsonl"),
            ]
        )
        question = """{ problems { totalCount nodes { place status reason path title } }
            failed: problems(status: FAILED) { nodes { place } } }"""
        found = data(asyncio.run(create_schema().execute(question, context_value=Context(store))))

    assert found["problems"]["totalCount"] == 2
    assert found["problems"]["nodes"] == [
        {"place": "a.jsonl:3", "status": "FAILED", "reason": "no JSON", "path": "a.jsonl", "title": None},
        {"place": "empty", "status": "SKIPPED", "reason": "no sentence", "path": None, "title": "No words"},
    ]
    assert found["failed"]["nodes"] == [{"place": "a.jsonl:3"}]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("{ actors(orderBy: [{field: NAME}, {field: DOCUMENT_COUNT}]) { totalCount } }", "BAD_REQUEST"),
        ('{ relationships(since: "2018", filter: {date: {since: "2018"}}) { totalCount } }', "BAD_REQUEST"),
        ('{ relationships(filter: {date: {since: "2019", until: "2018"}}) { totalCount } }', "BAD_REQUEST"),
        ('{ silences(document: ["QWN0b3I6YTE"]) { totalCount } }', "BAD_ID"),
        (f'{{ actors(filter: {{name: {{contains: "{"a" * 501}"}}}}) {{ totalCount }} }}', "BAD_REQUEST"),
        ("{ actors(filter: {minDocuments: 99999999999}) { totalCount } }", "BAD_REQUEST"),
    ],
)
def test_mistake_of_the_client_has_a_code(ask: Ask, question: str, code: str) -> None:
    assert codes(ask(question)) == [code]
