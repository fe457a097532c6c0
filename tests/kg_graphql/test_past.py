"""Questions about the past: what had been reported, and what the graph knew, by then."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.kg_graphql.conftest import Ask

TALKS = """query ($asOf: AsOf) { relationships(type: ["NEGOTIATES_WITH"], filter: { asOf: $asOf }) {
    totalCount nodes { contested originCount source { name } } } }"""


def nodes(ask: Ask, question: str, field: str, **variables: object) -> list[dict[str, object]]:
    result = ask(question, **variables)
    assert result.errors is None
    assert result.data is not None
    found: list[dict[str, object]] = result.data[field]["nodes"]
    return found


def test_relationships_stand_as_the_documents_of_then_tell(any_ask: Ask) -> None:
    question = TALKS

    today = nodes(any_ask, question, "relationships")
    then = nodes(any_ask, question, "relationships", asOf={"published": "2018-03"})

    assert {edge["contested"] for edge in today} == {True, False}
    assert [edge["contested"] for edge in then] == [False]


def test_pages_of_the_past_join_to_the_whole(any_ask: Ask) -> None:
    question = """query ($after: String) { relationships(filter: { asOf: { published: "2018-04-10" } }, first: 1,
        after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }"""
    found: list[str] = []
    after, has_more = None, True
    while has_more:
        data = any_ask(question, after=after).data
        assert data is not None
        page = data["relationships"]
        found += [node["id"] for node in page["nodes"]]
        after, has_more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    whole = nodes(
        any_ask, '{ relationships(filter: { asOf: { published: "2018-04-10" } }) { nodes { id } } }', "relationships"
    )
    assert found == [node["id"] for node in whole]
    assert len(found) > 2


@pytest.mark.parametrize(
    ("field", "question"),
    [
        ("statements", "{ statements(filter: { asOf: AS_OF }) { nodes { document { published } } } }"),
        ("documents", "{ documents(asOf: AS_OF) { nodes { published } } }"),
        (
            "timeline",
            """{ timeline(of: [{ name: "Russia" }], asOf: AS_OF) {
                nodes { statements { nodes { document { published } } } } } }""",
        ),
    ],
)
def test_lists_give_what_had_been_reported(any_ask: Ask, field: str, question: str) -> None:
    then = nodes(any_ask, question.replace("AS_OF", '{ published: "2018-03" }'), field)
    today = nodes(any_ask, question.replace("AS_OF", "null"), field)

    assert len(then) < len(today)
    assert all("2018-03" in str(node) for node in then)


def test_neighbours_of_then(any_ask: Ask) -> None:
    question = """query ($asOf: AsOf) { neighbourhood(of: [{ name: "Assad regime" }], filter: { asOf: $asOf }) {
        entities { name } } }"""

    def names(**variables: object) -> set[str]:
        data = any_ask(question, **variables).data
        assert data is not None
        return {entity["name"] for entity in data["neighbourhood"]["entities"]}

    assert names() - names(asOf={"published": "2018-03"}) == {"Harbour Guard"}


def test_a_document_tells_since_when_it_is_known(any_ask: Ask) -> None:
    first = str(nodes(any_ask, "{ documents { nodes { recordedAt } } }", "documents")[0]["recordedAt"])

    assert datetime.fromisoformat(first) <= datetime.now(UTC)
    assert (
        nodes(any_ask, '{ documents(asOf: { recorded: "2001-01-01T00:00:00Z" }) { nodes { id } } }', "documents") == []
    )


def test_an_instant_needs_a_time_zone(ask: Ask) -> None:
    result = ask('{ documents(asOf: { recorded: "2018-03-18T12:00:00" }) { nodes { id } } }')

    assert [(error.extensions or {}).get("code") for error in result.errors or ()] == ["BAD_REQUEST"]
