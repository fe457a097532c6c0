"""Questions enter as strings; what the small graph answers is looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from graphql import is_specified_scalar_type
from strawberry.types import ExecutionResult

from kg_graphql.ids import GlobalId
from kg_graphql.schema import create_schema, print_schema

Ask = Callable[..., ExecutionResult]
SCHEMA_FILE = Path(__file__).parents[2] / "graphql" / "schema.graphql"


def codes(result: ExecutionResult) -> list[object]:
    return [(error.extensions or {})["code"] for error in result.errors or []]


def test_schema_file_is_the_schema_that_is_served() -> None:
    printed = print_schema()

    assert SCHEMA_FILE.read_text() == printed, "make it again: python -m kg_graphql.schema > graphql/schema.graphql"


def test_every_type_field_and_argument_says_what_it_is() -> None:
    kinds = [kind for name, kind in create_schema()._schema.type_map.items() if not name.startswith("__")]
    places = [(kind.name, kind) for kind in kinds if not is_specified_scalar_type(kind)]
    for kind in kinds:
        places += [(f"{kind.name}.{name}", value) for name, value in getattr(kind, "values", {}).items()]
        for name, field in getattr(kind, "fields", {}).items():
            places.append((f"{kind.name}.{name}", field))
            places += [(f"{kind.name}.{name}.{key}", value) for key, value in getattr(field, "args", {}).items()]

    assert len(places) > 300
    assert [name for name, place in places if not place.description] == []


def test_statement_comes_with_the_words_that_say_so(ask: Ask) -> None:
    result = ask("""{ statements(filter: {type: {in: [VISITS]}}) { nodes {
        source { name } type target { name } date
        evidence { sentence { text start end } trigger { text start } source { text } target { text } extractor }
        document { title published } } } }""")

    assert result.errors is None
    assert result.data == {
        "statements": {
            "nodes": [
                {
                    "source": {"name": "Bashar al-Assad"},
                    "type": "VISITS",
                    "target": {"name": "Eastern Ghouta"},
                    "date": "2018-03-18",
                    "evidence": [
                        {
                            "sentence": {
                                "text": "Bashar al-Assad visited Eastern Ghouta on Sunday.",
                                "start": 0,
                                "end": 49,
                            },
                            "trigger": {"text": "visited", "start": 16},
                            "source": {"text": "Bashar al-Assad"},
                            "target": {"text": "Eastern Ghouta"},
                            "extractor": "by hand",
                        }
                    ],
                    "document": {"title": "A visit", "published": "2018-03-19"},
                }
            ]
        }
    }


def test_relationships_are_found_by_the_names_of_their_ends(ask: Ask) -> None:
    result = ask("""{ relationships(source: {name: "RUSSIA"}, type: [BACKS], target: {name: "assad regime"}) {
        totalCount nodes { type statementCount originCount contested } } }""")

    assert result.data == {
        "relationships": {
            "totalCount": 1,
            "nodes": [{"type": "BACKS", "statementCount": 1, "originCount": 1, "contested": False}],
        }
    }


def test_denied_statement_makes_a_relationship_contested_and_is_no_part_of_it(ask: Ask) -> None:
    result = ask("""{ relationships(source: {name: "rebels"}, type: [NEGOTIATES_WITH]) { nodes {
        contested statements { nodes { polarity relationship { type } } } } } }""")

    assert result.data == {
        "relationships": {
            "nodes": [
                {
                    "contested": True,
                    "statements": {"nodes": [{"polarity": "POSITIVE", "relationship": {"type": "NEGOTIATES_WITH"}}]},
                }
            ]
        }
    }


def test_planned_act_is_a_statement_and_no_relationship(ask: Ask) -> None:
    result = ask("""{ relationships(source: {name: "Assad regime"}, type: [ATTACKS]) { totalCount }
        statements(filter: {modality: [PLANNED]}) { nodes { type relationship { id } } } }""")

    assert result.data == {
        "relationships": {"totalCount": 0},
        "statements": {"nodes": [{"type": "ATTACKS", "relationship": None}]},
    }


def test_attribution_names_a_speaker_or_words(ask: Ask) -> None:
    result = ask("""{ statements(filter: {type: {in: [BACKS, NEGOTIATES_WITH]}}) { nodes {
        attribution { text speaker { name } } } } }""")

    assert result.data is not None
    told = [node["attribution"] for node in result.data["statements"]["nodes"]]
    assert {"text": "Failaq al-Rahman", "speaker": {"name": "Failaq al-Rahman"}} in told
    assert {"text": "reports", "speaker": None} in told
    assert None in told


@pytest.mark.parametrize(
    ("asked", "types"),
    [
        ("", ["ATTACKS", "BACKS", "NEGOTIATES_WITH"]),
        ("(role: SOURCE, filter: {type: {in: [BACKS]}})", []),
        ("(role: TARGET, filter: {type: {in: [BACKS]}})", ["BACKS"]),
        ('(filter: {other: {name: "Russia"}})', ["BACKS"]),
        ('(role: TARGET, filter: {other: {name: "Russia"}})', ["BACKS"]),
        ('(role: ANY, filter: {other: {name: "Eastern Ghouta"}})', []),
    ],
)
def test_role_and_other_end_choose_among_relationships(ask: Ask, asked: str, types: list[str]) -> None:
    result = ask(f'{{ actor(name: "Assad regime") {{ relationships{asked} {{ nodes {{ type }} }} }} }}')

    assert result.data is not None
    assert sorted(node["type"] for node in result.data["actor"]["relationships"]["nodes"]) == types


@pytest.mark.parametrize(
    ("filter", "count"),
    [
        ("{}", 9),
        ('{source: {name: "Assad regime"}}', 3),
        ('{either: {name: "Assad regime"}}', 6),
        ('{source: {name: "nobody of this name"}}', 0),
        ("{polarity: [NEGATIVE]}", 1),
        ("{polarity: [NEGATIVE, POSITIVE]}", 9),
        ("{polarity: []}", 0),
        ("{minConfidence: 0.9}", 0),
        ('{date: {since: "2018-03", until: "2018-04"}}', 1),
        ('{date: {since: "2019"}}', 0),
        ('{date: {since: "2019", includeUndated: true}}', 4),
        ('{date: {since: "2018-04-10", until: "2018-04-12"}}', 2),
        ('{speaker: {name: "Lena Marsh"}}', 2),
        ('{place: {name: "karsk"}}', 4),
        ('{publisher: ["The Post", "The Echo"]}', 4),
        ("{publisher: []}", 0),
        ('{words: "negotiat rebels"}', 2),
        ('{words: "--"}', 0),
        ('{document: ["RG9jdW1lbnQ6Z2hvdXRhLTI"]}', 2),
        ('{either: {name: "Russia"}, type: {in: [BACKS]}, modality: [ACTUAL]}', 1),
    ],
)
def test_filter_chooses_among_statements(ask: Ask, filter: str, count: int) -> None:
    result = ask(f"{{ statements(filter: {filter}) {{ totalCount }} }}")

    assert result.data == {"statements": {"totalCount": count}}


def test_actors_act_and_locations_do_not(ask: Ask) -> None:
    result = ask('{ locations { nodes { name kind } } actors(filter: {name: {contains: "russ"}}) { nodes { name } } }')

    assert result.data == {
        "locations": {"nodes": [{"name": "Eastern Ghouta", "kind": "LOCATION"}, {"name": "Karsk", "kind": "LOCATION"}]},
        "actors": {"nodes": [{"name": "Russia"}]},
    }


def test_document_lists_what_it_mentions_and_says(ask: Ask) -> None:
    result = ask("""{ documents(until: "2018-04-02") { nodes {
        title entities { totalCount } statements { totalCount } } }
        of_april: documents(since: "2018-04", until: "2018-05") { totalCount }
        of_paper: documents(publisher: "The Paper") { nodes { url language sha256 } } }""")

    assert result.errors is None
    assert result.data is not None
    assert result.data["documents"]["nodes"][0] == {
        "title": "No talks",
        "entities": {"totalCount": 2},
        "statements": {"totalCount": 2},
    }
    assert result.data["of_april"]["totalCount"] == 3
    assert result.data["of_paper"]["nodes"][0]["language"] == "en"


def test_ontology_tells_what_a_type_means(ask: Ask) -> None:
    result = ask("{ ontology { name isEvent symmetric domain gloss cameo } }")

    assert result.data is not None
    visits = next(known for known in result.data["ontology"] if known["name"] == "VISITS")
    assert visits["isEvent"] is True
    assert "PERSON" in visits["domain"]
    assert visits["gloss"]


def test_every_node_is_found_again_by_its_id(ask: Ask) -> None:
    found = ask("""{ actors(first: 1) { nodes { id } } locations { nodes { id } } documents(first: 1) { nodes { id } }
        statements(first: 1) { nodes { id } } relationships(first: 1) { nodes { id } } }""")
    assert found.data is not None
    ids = [connection["nodes"][0]["id"] for connection in found.data.values()]

    again = ask("query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", ids=ids)

    assert again.errors is None
    assert again.data is not None
    assert [node["id"] for node in again.data["nodes"]] == ids


def test_unknown_and_bad_ids_are_null_among_good_ones(ask: Ask) -> None:
    good, unknown = (str(GlobalId(type="Document", key=key)) for key in ("ghouta-1", "none"))

    result = ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[good, unknown, "bad"])

    assert result.data == {"nodes": [{"id": good}, None, None]}
    assert codes(result) == ["NOT_FOUND", "BAD_ID"]


def test_pages_follow_one_another_and_lose_nothing(ask: Ask) -> None:
    question = "query($after: String) { statements(first: 2, after: $after) { nodes { id } pageInfo {"
    question += " hasNextPage hasPreviousPage endCursor } } }"
    seen, after, pages = [], None, 0
    while pages == 0 or after:
        result = ask(question, after=after)
        assert result.data is not None
        page = result.data["statements"]
        assert page["pageInfo"]["hasPreviousPage"] is (pages > 0)
        seen += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None
        pages += 1

    assert pages == 5
    assert len(set(seen)) == 9


def test_cursor_of_any_edge_goes_on_behind_it(ask: Ask) -> None:
    whole = ask("{ statements { edges { cursor node { id } } } }")
    assert whole.data is not None
    edges = whole.data["statements"]["edges"]

    for place, edge in enumerate(edges):
        rest = ask("query($after: String) { statements(after: $after) { nodes { id } } }", after=edge["cursor"])
        assert rest.data is not None
        assert rest.data["statements"]["nodes"] == [later["node"] for later in edges[place + 1 :]]


def test_order_can_be_oldest_first(ask: Ask) -> None:
    result = ask("{ statements(orderBy: [{field: DATE, direction: ASC}], first: 1) { nodes { date } } }")

    assert result.data == {"statements": {"nodes": [{"date": "2018-03-18"}]}}


def test_name_of_several_is_never_guessed(ask: Ask) -> None:
    result = ask('{ actor(name: "John Smith") { id } }')

    assert result.data == {"actor": None}
    assert codes(result) == ["AMBIGUOUS_NAME"]
    ids = (result.errors or [])[0].extensions["ids"]  # type: ignore[index]  # an error of ours has extensions
    assert ids == [str(GlobalId(type="Actor", key=key)) for key in ("smith-1", "smith-2")]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("{", "BAD_REQUEST"),
        ("{ nothing }", "BAD_REQUEST"),
        ("{ actor { id } }", "BAD_REQUEST"),
        ('{ actor(name: " ") { id } }', "BAD_REQUEST"),
        ('{ actor(name: "nobody") { id } }', "NOT_FOUND"),
        ('{ actor(id: "%%%") { id } }', "BAD_ID"),
        ('{ actor(id: "RG9jdW1lbnQ6YQ") { id } }', "BAD_ID"),
        ("{ actors(first: 0) { totalCount } }", "BAD_REQUEST"),
        ("{ actors(first: 101) { totalCount } }", "BAD_REQUEST"),
        ('{ actors(after: "garbage") { totalCount } }', "BAD_CURSOR"),
        ('{ statements(filter: {date: {since: "2018-3"}}) { totalCount } }', "BAD_REQUEST"),
        ("{ statements(filter: {type: {in: [VISITED]}}) { totalCount } }", "BAD_REQUEST"),
        ('{ statements(filter: {source: {name: "a", id: "b"}}) { totalCount } }', "BAD_REQUEST"),
        ('{ relationships(since: "2019", until: "2018") { totalCount } }', "BAD_REQUEST"),
    ],
)
def test_mistake_of_the_client_has_a_code(ask: Ask, question: str, code: str) -> None:
    assert codes(ask(question)) == [code]


def test_cursor_of_another_question_is_refused(ask: Ask) -> None:
    first = ask("{ actors(first: 1) { pageInfo { endCursor } } }")
    assert first.data is not None
    cursor = first.data["actors"]["pageInfo"]["endCursor"]

    result = ask("query($after: String) { documents(after: $after) { totalCount } }", after=cursor)

    assert codes(result) == ["BAD_CURSOR"]


def test_a_symmetric_relationship_is_seen_from_the_end_that_asks(any_ask: Ask) -> None:
    question = """{ actor(name: "rebels") { relationships(role: ROLE, filter: { type: { in: ["NEGOTIATES_WITH"] } }) {
        nodes { source { name } target { name } statements { totalCount } } } } }"""

    def ends(role: str) -> list[tuple[str, str, int]]:
        data = any_ask(question.replace("ROLE", role)).data
        assert data is not None
        found = data["actor"]["relationships"]["nodes"]
        return [(edge["source"]["name"], edge["target"]["name"], edge["statements"]["totalCount"]) for edge in found]

    assert ends("SOURCE") == [("rebels", "Assad regime", 1)]
    assert ends("TARGET") == [("Assad regime", "rebels", 1)]
    assert ends("ANY") == [("rebels", "Assad regime", 1)]


@pytest.mark.parametrize(
    ("asked", "expected"), [("source", ("rebels", "Assad regime")), ("target", ("Assad regime", "rebels"))]
)
def test_a_symmetric_relationship_begins_where_the_question_does(
    any_ask: Ask, asked: str, expected: tuple[str, str]
) -> None:
    question = """{ relationships(END: { name: "rebels" }, type: ["NEGOTIATES_WITH"]) {
        nodes { source { name } target { name } } } }"""
    data = any_ask(question.replace("END", asked)).data

    assert data is not None
    assert [(edge["source"]["name"], edge["target"]["name"]) for edge in data["relationships"]["nodes"]] == [expected]
