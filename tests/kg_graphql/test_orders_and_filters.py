"""Orders either way, filters within filters, pages from the end: what a list can be asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from strawberry.types import ExecutionResult

from tests.kg_graphql.live_server import Server
from tests.kg_graphql.test_lists import data
from tests.kg_graphql.test_schema import codes

Ask = Callable[..., ExecutionResult]


def names(result: ExecutionResult) -> list[str]:
    (connection,) = data(result).values()
    return [node["name"] for node in connection["nodes"]]


# -- orders -----------------------------------------------------------------------------------------------------------


def test_actors_come_from_z_to_a_and_those_in_fewest_documents_first(any_ask: Ask) -> None:
    assert names(any_ask("{ actors(orderBy: [{field: NAME, direction: DESC}], first: 3) { nodes { name } } }")) == [
        "Russia",
        "rebels",
        "Lena Marsh",
    ]
    fewest = "{ actors(orderBy: [{field: DOCUMENT_COUNT, direction: ASC}], first: 2) { nodes { name } } }"
    assert names(any_ask(fewest)) == ["Bashar al-Assad", "Failaq al-Rahman"]


@pytest.mark.parametrize(
    ("order", "types"),
    [
        ("{field: FIRST_DATE, direction: ASC}", ["VISITS", "ATTACKS", "NEGOTIATES_WITH"]),
        ("{field: LAST_DATE}", ["NEGOTIATES_WITH", "ATTACKS", "VISITS"]),
    ],
)
def test_relationships_come_by_date_undated_last(any_ask: Ask, order: str, types: list[str]) -> None:
    found = data(any_ask(f"{{ relationships(orderBy: [{order}]) {{ nodes {{ type firstDate }} }} }}"))

    nodes = found["relationships"]["nodes"]
    assert [node["type"] for node in nodes[:3]] == types
    assert [node["firstDate"] for node in nodes[3:]] == [None, None]


@pytest.mark.parametrize("field", ["ORIGIN_COUNT", "STATEMENT_COUNT", "FIRST_DATE", "LAST_DATE", "CONFIDENCE"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_relationships_of_an_actor_have_every_order_and_its_pages_join(
    any_ask: Ask, field: str, direction: str
) -> None:
    question = f"""query($first: Int, $after: String) {{ actor(name: "Assad regime") {{ relationships(
        orderBy: [{{field: {field}, direction: {direction}}}], first: $first, after: $after) {{
        nodes {{ id }} pageInfo {{ endCursor }} }} }} }}"""
    whole = data(any_ask(question))["actor"]["relationships"]["nodes"]
    joined, after = [], None
    for _ in whole:
        page = data(any_ask(question, first=1, after=after))["actor"]["relationships"]
        joined += page["nodes"]
        after = page["pageInfo"]["endCursor"]

    assert joined == whole
    assert len(whole) == 3


def test_relationships_of_then_have_orders_too(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ relationships(filter: {asOf: {published: "2018-04"}},
        orderBy: [{field: LAST_DATE, direction: ASC}]) { nodes { lastDate } } }""")
    )

    dates = [node["lastDate"] for node in found["relationships"]["nodes"]]
    assert dates[0] == "2018-03-18"
    assert dates == sorted(dates, key=lambda date: date or "~")


def test_statements_come_by_what_was_recorded_last_and_how_sure_they_are(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ recorded: statements(orderBy: [{field: RECORDED_AT}]) {
            nodes { recordedAt document { recordedAt } } }
        sure: statements(orderBy: [{field: CONFIDENCE, direction: ASC}]) { nodes { confidence date } } }""")
    )

    instants = [node["recordedAt"] for node in found["recorded"]["nodes"]]
    assert instants == [node["document"]["recordedAt"] for node in found["recorded"]["nodes"]]
    assert instants == sorted(instants, reverse=True)
    assert len(instants) == 9
    assert found["sure"]["nodes"][0]["date"] == "2018-04-09"  # equal ones come newest first


# -- filters within filters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filter", "count"),
    [
        ("{or: [{type: {in: [VISITS]}}, {polarity: [NEGATIVE]}]}", 2),
        ("{or: []}", 0),
        ("{and: []}", 9),
        ("{not: {}}", 0),
        ("{not: {type: {in: [ATTACKS]}}}", 6),
        ('{not: {place: {name: "Karsk"}}}', 5),
        ('{not: {date: {since: "2018"}}}', 4),
        ('{and: [{source: {name: "Assad regime"}}, {not: {polarity: [NEGATIVE]}}]}', 2),
        ('{source: {name: "Assad regime"}, or: [{modality: [PLANNED]}, {polarity: [NEGATIVE]}]}', 2),
        ('{or: [{and: [{speaker: {name: "Lena Marsh"}}, {publisher: ["The Post"]}]}, {words: "visited"}]}', 2),
        ("{not: {not: {type: {in: [ATTACKS]}}}}", 3),
        ('{not: {source: {name: "nobody of this name"}}}', 9),
    ],
)
def test_filters_are_put_together(any_ask: Ask, filter: str, count: int) -> None:
    found = data(any_ask(f"{{ statements(filter: {filter}) {{ totalCount nodes {{ id }} }} }}"))

    assert found["statements"]["totalCount"] == len(found["statements"]["nodes"]) == count


def test_filters_are_put_together_below_an_actor_and_in_counts(any_ask: Ask) -> None:
    found = data(
        any_ask("""{ actor(name: "Assad regime") { statements(filter: {not: {modality: [PLANNED]}}) { totalCount } }
        aggregate(by: [MODALITY], filter: {or: [{type: {in: [ATTACKS]}}, {type: {in: [BACKS]}}]}) {
            statementCount keys { value } } }""")
    )

    assert found["actor"]["statements"]["totalCount"] == 5
    assert [(row["statementCount"], row["keys"][0]["value"]) for row in found["aggregate"]] == [
        (3, "ACTUAL"),
        (1, "PLANNED"),
    ]


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ('{name: {in: ["RUSSIA", "rebels", "nobody"]}}', ["rebels", "Russia"]),
        ("{name: {in: []}}", []),
        ('{or: [{name: {eq: "russia"}}, {kind: [GROUP]}]}', ["rebels", "Russia"]),
        ("{kind: [PERSON], not: {minDocuments: 2}}", ["Bashar al-Assad", "John Smith", "John Smith"]),
        ('{and: [{name: {contains: "al"}}, {kind: [ORGANIZATION]}]}', ["Failaq al-Rahman"]),
        ("{not: {kind: [PERSON, ORGANIZATION, GROUP]}}", ["Russia"]),
    ],
)
def test_actors_are_chosen_by_filters_within_filters(any_ask: Ask, filter: str, expected: list[str]) -> None:
    assert names(any_ask(f"{{ actors(filter: {filter}) {{ nodes {{ name }} }} }}")) == expected


def nested(depth: int) -> dict:
    return {} if depth == 1 else {"not": nested(depth - 1)}


@pytest.mark.parametrize(
    ("filter", "code"),
    [
        (nested(5), None),
        (nested(6), "BAD_REQUEST"),
        (nested(25), "BAD_REQUEST"),
        (nested(64), "QUERY_TOO_COMPLEX"),
        ({"or": [{"minConfidence": 0.5}] * 100}, None),
        ({"or": [{"minConfidence": 0.5}] * 101}, "BAD_REQUEST"),
        ({"and": [{"type": {"in": ["VISITS"]}, "polarity": ["POSITIVE"]}] * 51}, "BAD_REQUEST"),
        ({"publisher": ["x"] * 501}, "BAD_REQUEST"),
    ],
)
def test_filters_have_limits(server: Server, filter: dict, code: str | None) -> None:
    question = "query($filter: StatementFilter) { statements(filter: $filter) { totalCount } }"

    assert server.ask(question, filter=filter).codes == ([] if code is None else [code])


# -- pages from the end -----------------------------------------------------------------------------------------------

LISTS = {
    "actors": "actors(ARGS) { PAGE }",
    "locations": "locations(ARGS) { PAGE }",
    "relationships": "relationships(ARGS) { PAGE }",
    "statements": "statements(ARGS) { PAGE }",
    "documents": "documents(ARGS) { PAGE }",
    "silences": "silences(ARGS) { nodes { sentence { start } } PAGE_INFO }",
    "timeline": 'timeline(of: [{name: "Russia"}, {name: "Assad regime"}], ARGS) { PAGE }',
    "search": 'search(text: "karsk", ARGS) { nodes { node { id } } PAGE_INFO }',
    "search by one letter": 'search(text: "a", ARGS) { nodes { node { id } } PAGE_INFO }',
}


@pytest.mark.parametrize("list", LISTS)
@pytest.mark.parametrize("size", [1, 2, 5])
def test_pages_from_the_end_join_to_the_whole(any_ask: Ask, list: str, size: int) -> None:
    page_info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"
    field = LISTS[list].replace("PAGE_INFO", page_info).replace("PAGE", f"nodes {{ id }} {page_info}")

    def asked(arguments: str) -> dict:
        (connection,) = data(any_ask("{ " + field.replace("ARGS", arguments) + " }")).values()
        return connection

    whole = asked("first: 100")
    seen: list = []
    page = asked(f"last: {size}")
    assert page["pageInfo"]["hasNextPage"] is False
    while True:
        seen = page["nodes"] + seen
        assert page["totalCount"] == whole["totalCount"] == len(whole["nodes"])
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        page = asked(f'last: {size}, before: "{page["pageInfo"]["startCursor"]}"')
        assert page["pageInfo"]["hasNextPage"] is True
    assert seen == whole["nodes"]
    assert len(seen) > 1


def test_a_list_in_a_document_has_pages_from_its_end(any_ask: Ask) -> None:
    question = """query($last: Int, $before: String) { documents(publisher: "The Post") { nodes {
        sentences(last: $last, before: $before) {
            edges { cursor node { start } } pageInfo { hasPreviousPage startCursor } } } } }"""

    def asked(**page: object) -> dict:
        return data(any_ask(question, **page))["documents"]["nodes"][0]["sentences"]

    whole = asked(last=100)["edges"]
    end = asked(last=2)
    assert end["edges"] == whole[1:]
    assert end["pageInfo"] == {"hasPreviousPage": True, "startCursor": whole[1]["cursor"]}
    assert asked(before=whole[1]["cursor"])["edges"] == whole[:1]
    assert asked(last=2, before=whole[0]["cursor"])["edges"] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("first: 1, last: 1", "BAD_REQUEST"),
        ('last: 1, after: "QQ"', "BAD_REQUEST"),
        ('first: 1, before: "QQ"', "BAD_REQUEST"),
        ("last: 0", "BAD_REQUEST"),
        ("last: -1", "BAD_REQUEST"),
        ("last: 101", "BAD_REQUEST"),
        ('before: "garbage"', "BAD_CURSOR"),
    ],
)
def test_a_page_goes_one_way(any_ask: Ask, arguments: str, code: str) -> None:
    for field in ("actors", "documents", "silences"):
        assert codes(any_ask(f"{{ {field}({arguments}) {{ totalCount }} }}")) == [code]


def test_a_page_of_last_costs_as_much_as_one_of_first(ask: Ask) -> None:
    def cost(arguments: str) -> object:
        return ask(f"{{ actors{arguments} {{ nodes {{ name }} }} }}").extensions

    assert cost("(last: 50)") == cost("(first: 50)") == {"cost": 50}
    assert cost("") == cost("(first: 20)") == cost("(last: null, first: null)") == {"cost": 20}
