"""Search, paths, neighbourhoods, time lines, counts: questions of many steps, on every store alike."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from strawberry.types import ExecutionResult

from kg.store import open_store
from kg_graphql.ids import GlobalId
from tests.kg.graphs import Told, graph_of
from tests.kg_graphql.conftest import asker
from tests.kg_graphql.test_schema import codes

Ask = Callable[..., ExecutionResult]


def data(result: ExecutionResult) -> dict:
    assert result.errors is None
    assert result.data is not None
    return result.data


# -- search ----------------------------------------------------------------------------------------------------


def test_hit_tells_whether_a_name_or_a_sentence_has_the_words(any_ask: Ask) -> None:
    found = data(any_ask('{ search(text: "Ghou") { totalCount nodes { match text highlights { start end } } } }'))

    assert found["search"] == {
        "totalCount": 2,
        "nodes": [
            {"match": "NAME", "text": "Eastern Ghouta", "highlights": [{"start": 8, "end": 14}]},
            {
                "match": "SENTENCE",
                "text": "Bashar al-Assad visited Eastern Ghouta on Sunday.",
                "highlights": [{"start": 32, "end": 38}],
            },
        ],
    }


def test_hit_leads_to_the_actor_or_the_statement(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ search(text: "lena marsh", first: 2) { nodes { node {
        __typename ... on Entity { name } ... on Statement { type document { title } } } } } }""")
    )

    assert [hit["node"] for hit in found["search"]["nodes"]] == [
        {"__typename": "Actor", "name": "Lena Marsh"},
        {"__typename": "Statement", "type": "NEGOTIATES_WITH", "document": {"title": found_title(found)}},
    ]


def found_title(found: dict) -> str:
    title: str = found["search"]["nodes"][1]["node"]["document"]["title"]
    assert title in ("Talks in Karsk", "Karsk talks")
    return title


@pytest.mark.parametrize("first", [1, 2, 3, 7])
def test_pages_of_hits_lead_from_names_to_sentences(any_ask: Ask, first: int) -> None:
    whole = data(any_ask('{ search(text: "assad", first: 100) { totalCount nodes { node { id } } } }'))["search"]
    question = """query($first: Int!, $after: String) { search(text: "assad", first: $first, after: $after) {
        totalCount nodes { node { id } } pageInfo { hasNextPage endCursor } } }"""
    seen, after, more = [], None, True
    while more:
        page = data(any_ask(question, first=first, after=after))["search"]
        assert page["totalCount"] == whole["totalCount"]
        seen += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert len(seen) == whole["totalCount"] == 9
    assert seen == whole["nodes"]


def test_cursor_of_any_hit_goes_on_behind_it(any_ask: Ask) -> None:
    edges = data(any_ask('{ search(text: "assad") { edges { cursor node { node { id } } } } }'))["search"]["edges"]

    for place, edge in enumerate(edges):
        question = 'query($after: String) { search(text: "assad", after: $after) { nodes { node { id } } } }'
        rest = data(any_ask(question, after=edge["cursor"]))
        assert rest["search"]["nodes"] == [later["node"] for later in edges[place + 1 :]]


def test_nothing_has_words_that_nobody_wrote(ask: Ask) -> None:
    found = data(ask('{ search(text: "zeppelin") { totalCount nodes { text } pageInfo { hasNextPage endCursor } } }'))

    assert found["search"] == {
        "totalCount": 0,
        "nodes": [],
        "pageInfo": {"hasNextPage": False, "endCursor": None},
    }


# -- paths and neighbourhoods ----------------------------------------------------------------------------------


def test_shortest_path_comes_with_a_sentence_for_each_step(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ paths(from: {name: "Lena Marsh"}, to: {name: "rebels"}) { complete paths { length
        entities { name } relationships { type example { evidence { sentence { text } } } } } } }""")
    )

    (path,) = found["paths"]["paths"]
    assert found["paths"]["complete"] is True
    assert path["length"] == 3
    assert [entity["name"] for entity in path["entities"]] == ["Lena Marsh", "Russia", "Assad regime", "rebels"]
    assert [edge["type"] for edge in path["relationships"]] == ["NEGOTIATES_WITH", "BACKS", "NEGOTIATES_WITH"]
    assert path["relationships"][1]["example"]["evidence"][0]["sentence"]["text"].startswith("Russia backs")


@pytest.mark.parametrize(
    ("asked", "lengths"),
    [
        ("maxHops: 2", []),
        ("maxHops: 3", [3]),
        ("directed: true", [3]),  # what is symmetric has no arrow
        ("filter: {type: {in: [BACKS]}}", []),
        ("filter: {contested: false}", []),
        ('filter: {date: {since: "2018-04", until: "2018-05"}}', []),
    ],
)
def test_filter_and_hops_say_which_way_a_path_may_go(ask: Ask, asked: str, lengths: list[int]) -> None:
    found = data(
        ask(f'{{ paths(from: {{name: "Lena Marsh"}}, to: {{name: "rebels"}}, {asked}) {{ paths {{ length }} }} }}')
    )

    assert [path["length"] for path in found["paths"]["paths"]] == lengths


def test_path_from_a_thing_to_itself_has_no_step(ask: Ask) -> None:
    found = data(ask('{ paths(from: {name: "Russia"}, to: {name: "russia"}) { paths { length entities { name } } } }'))

    assert found["paths"]["paths"] == [{"length": 0, "entities": [{"name": "Russia"}]}]


def test_path_between_namesakes_is_never_guessed(ask: Ask) -> None:
    result = ask('{ paths(from: {name: "John Smith"}, to: {name: "Russia"}) { complete } counts { documents } }')

    assert result.data == {"paths": None, "counts": {"documents": 5}}
    assert codes(result) == ["AMBIGUOUS_NAME"]
    assert len((result.errors or [])[0].extensions["ids"]) == 2


def test_neighbourhood_holds_what_is_near_and_the_relationships_among_it(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ neighbourhood(of: [{name: "Russia"}], depth: 2) {
        entities { name } relationships { type source { name } target { name } } omittedEntities complete } }""")
    )["neighbourhood"]

    assert {entity["name"] for entity in found["entities"]} == {
        "Russia",
        "Lena Marsh",
        "Assad regime",
        "Harbour Guard",
        "rebels",
    }
    assert found["entities"][0] == {"name": "Russia"}
    assert sorted(edge["type"] for edge in found["relationships"]) == [
        "ATTACKS",
        "BACKS",
        "NEGOTIATES_WITH",
        "NEGOTIATES_WITH",
    ]
    assert (found["omittedEntities"], found["complete"]) == (0, True)


def test_neighbourhood_without_room_says_what_it_left_out(ask: Ask) -> None:
    found = data(ask('{ neighbourhood(of: [{name: "Russia"}], maxNodes: 2) { entities { name } omittedEntities } }'))

    assert found["neighbourhood"] == {
        "entities": [{"name": "Russia"}, {"name": found["neighbourhood"]["entities"][1]["name"]}],
        "omittedEntities": 1,
    }


# -- time lines ------------------------------------------------------------------------------------------------


def test_timeline_is_in_order_of_time_and_copies_tell_one_event(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ timeline(of: [{name: "Russia"}, {name: "Bashar al-Assad"}, {name: "Assad regime"}]) {
        totalCount nodes { date type source { name } target { name } statementCount } } }""")
    )["timeline"]

    assert found["totalCount"] == 5
    assert [(event["date"], event["type"], event["statementCount"]) for event in found["nodes"][:3]] == [
        ("2018-03-18", "VISITS", 1),
        ("2018-04", "ATTACKS", 2),
        ("2018-04-09", "NEGOTIATES_WITH", 2),
    ]
    assert [event["date"] for event in found["nodes"][3:]] == [None, None]


def test_event_leads_to_the_statements_that_tell_of_it(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ timeline(of: [{name: "Harbour Guard"}], since: "2018-04", until: "2018-05") { nodes {
        statements(first: 1) { totalCount nodes { attribution { text } } pageInfo { hasNextPage } } } } }""")
    )

    assert found["timeline"]["nodes"] == [
        {
            "statements": {
                "totalCount": 2,
                "nodes": [{"attribution": {"text": "Lena Marsh"}}],
                "pageInfo": {"hasNextPage": True},
            }
        }
    ]


def test_denied_or_planned_acts_are_no_events(ask: Ask) -> None:
    question = '{ timeline(of: [{name: "rebels"}]) { nodes { type statements { nodes { polarity modality } } } } }'

    events = data(ask(question))["timeline"]["nodes"]

    assert [event["type"] for event in events] == ["NEGOTIATES_WITH"]
    assert events[0]["statements"]["nodes"] == [{"polarity": "POSITIVE", "modality": "ACTUAL"}]


def test_pages_of_events_follow_one_another(ask: Ask) -> None:
    question = """query($after: String) { timeline(of: [{name: "Assad regime"}], first: 1, after: $after) {
        totalCount nodes { id } pageInfo { hasNextPage endCursor } } }"""
    seen, after, more = [], None, True
    while more:
        page = data(ask(question, after=after))["timeline"]
        seen += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert len({node["id"] for node in seen}) == page["totalCount"] == 3


def test_an_event_is_found_again_by_its_id(any_ask: Ask) -> None:
    listed = data(any_ask(f"{{ {LONG_TIMELINE} }}"))["timeline"]["nodes"]
    ids = [event["id"] for event in listed]

    again = data(any_ask(f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ...on Event {{ {EVENT} }} }} }}", ids=ids))

    assert again["nodes"] == listed
    assert len(set(ids)) == 5
    one = data(any_ask("query($id: ID!) { node(id: $id) { __typename id } }", id=ids[1]))
    assert one["node"] == {"__typename": "Event", "id": ids[1]}


LONG_TIMELINE = """timeline(of: [{name: "Russia"}, {name: "Bashar al-Assad"}, {name: "Assad regime"}]) {
    nodes { EVENT } }"""
EVENT = "id type date statementCount originCount source { name } target { name } place { name }"
LONG_TIMELINE = LONG_TIMELINE.replace("EVENT", EVENT)


def test_an_event_tells_where_it_was_and_how_many_origins_tell_of_it(any_ask: Ask) -> None:
    found = data(any_ask(f"{{ {LONG_TIMELINE} }}"))["timeline"]["nodes"]

    seen = [(event["type"], event["statementCount"], event["originCount"], event["place"]) for event in found[:3]]
    assert seen == [
        ("VISITS", 1, 1, None),
        ("ATTACKS", 2, 1, {"name": "Karsk"}),
        ("NEGOTIATES_WITH", 2, 1, {"name": "Karsk"}),
    ]


def test_a_statement_leads_to_its_event_and_a_denied_one_to_none(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ statements { nodes { id type polarity modality
        event { id statements { nodes { id } } } } } }""")
    )["statements"]["nodes"]

    for statement in found:
        is_plain = (statement["polarity"], statement["modality"]) == ("POSITIVE", "ACTUAL")
        assert (statement["event"] is not None) is is_plain or statement["type"] == "BACKS"
        told = [] if statement["event"] is None else statement["event"]["statements"]["nodes"]
        assert not told or {"id": statement["id"]} in told
    assert sum(statement["event"] is not None for statement in found) >= 6


def test_an_event_keeps_its_id_when_its_date_is_told_more_finely() -> None:
    told = [Told(source="assad", type="VISITS", target="iran", date=date) for date in ("2018-03", "2018-03-05")]
    question = '{ timeline(of: [{name: "assad"}]) { nodes { id date } } }'
    with closing(open_store("sqlite://")) as store:
        store.write([graph_of("d1", told[:1])])
        (before,) = data(asker(store)(question))["timeline"]["nodes"]
        store.write([graph_of("d2", told[1:])])
        found = data(asker(store)("query($id: ID!) { node(id: $id) { ...on Event { id date } } }", id=before["id"]))
        (after,) = data(asker(store)(question))["timeline"]["nodes"]

    assert (before["date"], found["node"]) == ("2018-03", after)
    assert after["date"] == "2018-03-05"


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ('["assad","VISITS","nowhere",null]', "NOT_FOUND"),
        ('["bashar-al-assad","NO_TYPE","eastern-ghouta","2018-03-18"]', "NOT_FOUND"),
        ('["bashar-al-assad","VISITS","eastern-ghouta","2018-03-19"]', "NOT_FOUND"),
        ('["bashar-al-assad","VISITS","eastern-ghouta","someday"]', "BAD_ID"),
        ('["bashar-al-assad","VISITS","eastern-ghouta",1]', "BAD_ID"),
        ('["bashar-al-assad","VISITS",["x"],null]', "BAD_ID"),
        ('{"a": 1, "b": 2, "c": 3, "d": 4}', "BAD_ID"),
        ("[" * 3000, "BAD_ID"),
        ("null", "BAD_ID"),
        ("abc", "BAD_ID"),
    ],
)
def test_an_id_of_no_event_is_told_so(any_ask: Ask, key: str, code: str) -> None:
    asked = any_ask("query($id: ID!) { node(id: $id) { id } }", id=str(GlobalId(type="Event", key=key)))

    assert codes(asked) == [code]


# -- counts ----------------------------------------------------------------------------------------------------


def test_statements_are_counted_by_what_they_have_in_common(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ aggregate(by: [SOURCE, MONTH], limit: 3) {
        keys { by value entity { name kind } } statementCount documentCount originCount } }""")
    )["aggregate"]

    assert found[0]["keys"] == [
        {"by": "SOURCE", "value": "Assad regime", "entity": {"name": "Assad regime", "kind": "ORGANIZATION"}},
        {"by": "MONTH", "value": None, "entity": None},
    ]
    assert [(bucket["statementCount"], bucket["documentCount"], bucket["originCount"]) for bucket in found] == [
        (3, 2, 2),
        (2, 2, 1),
        (2, 2, 1),
    ]


def test_polarity_is_counted_under_the_names_that_filters_take(any_ask: Ask) -> None:
    found = data(any_ask("{ aggregate(by: [POLARITY, MODALITY]) { keys { value } statementCount } }"))

    assert [([key["value"] for key in bucket["keys"]], bucket["statementCount"]) for bucket in found["aggregate"]] == [
        (["POSITIVE", "ACTUAL"], 7),
        (["NEGATIVE", "ACTUAL"], 1),
        (["POSITIVE", "PLANNED"], 1),
    ]


def test_filter_says_which_statements_are_counted(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ aggregate(by: [PUBLISHER, YEAR], filter: {either: {name: "Lena Marsh"}}) {
        keys { value } statementCount } }""")
    )

    assert [[key["value"] for key in bucket["keys"]] for bucket in found["aggregate"]] == [
        ["The Echo", "2018"],
        ["The Post", "2018"],
    ]


def test_counts_tell_how_much_the_graph_holds(any_ask: Ask) -> None:
    found = data(any_ask("{ counts { documents entities statements relationships silences } }"))

    assert found["counts"] == {"documents": 5, "entities": 11, "statements": 9, "relationships": 5, "silences": 2}


# -- mistakes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ('{ search(text: " -- ") { totalCount } }', "BAD_REQUEST"),
        (f'{{ search(text: "{"a" * 501}") {{ totalCount }} }}', "BAD_REQUEST"),
        ('{ search(text: "assad", after: "garbage") { totalCount } }', "BAD_CURSOR"),
        ('{ paths(from: {name: "nobody"}, to: {name: "Russia"}) { complete } }', "NOT_FOUND"),
        ('{ paths(from: {id: "QWN0b3I6eA"}, to: {name: "Russia"}) { complete } }', "NOT_FOUND"),
        ('{ paths(from: {id: "%%"}, to: {name: "Russia"}) { complete } }', "BAD_ID"),
        ('{ paths(from: {name: "Russia"}, to: {name: "rebels"}, maxHops: 0) { complete } }', "BAD_REQUEST"),
        ('{ paths(from: {name: "Russia"}, to: {name: "rebels"}, maxHops: 7) { complete } }', "BAD_REQUEST"),
        ('{ neighbourhood(of: [{name: "Russia"}], depth: 4) { complete } }', "BAD_REQUEST"),
        ('{ neighbourhood(of: [{name: "Russia"}], maxNodes: 2001) { complete } }', "BAD_REQUEST"),
        ("{ neighbourhood(of: []) { complete } }", "BAD_REQUEST"),
        ('{ timeline(of: [{name: "Russia"}], since: "2019", until: "2018") { totalCount } }', "BAD_REQUEST"),
        ("{ aggregate(by: []) { statementCount } }", "BAD_REQUEST"),
        ("{ aggregate(by: [TYPE, TYPE]) { statementCount } }", "BAD_REQUEST"),
        ("{ aggregate(by: [TYPE], limit: 0) { statementCount } }", "BAD_REQUEST"),
        ('{ aggregate(by: [TYPE], filter: {document: ["x"]}) { statementCount } }', "BAD_ID"),
    ],
)
def test_mistake_of_the_client_has_a_code(ask: Ask, question: str, code: str) -> None:
    assert codes(ask(question)) == [code]


def test_cursor_of_one_search_is_refused_by_another(ask: Ask) -> None:
    cursor = data(ask('{ search(text: "assad", first: 1) { pageInfo { endCursor } } }'))["search"]["pageInfo"][
        "endCursor"
    ]

    result = ask('query($after: String) { search(text: "russia", after: $after) { totalCount } }', after=cursor)

    assert codes(result) == ["BAD_CURSOR"]
