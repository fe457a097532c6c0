"""Questions about somebody whom thousands deal with, asked of a running server; others are answered meanwhile."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from kg.model import DocumentGraph
from kg.store import open_store
from kg.store.protocol import GraphStore
from kg_graphql.app import bind, create_app
from tests.kg.graphs import Told, graph_of
from tests.kg_graphql.live_server import Innocent, Server, running

DEGREE, EACH = 3_000, 30
PATIENCE_S = 8.0
NODE = "nodes { id type date confidence polarity modality }"
PAGE = f"statements(first: 30) {{ {NODE} }}"


def articles(begin: int, end: int, prefix: str) -> list[DocumentGraph]:
    """Articles in which two powers back somebody, and that one the next."""
    return [
        graph_of(
            f"{prefix}-{first}",
            [
                told
                for number in range(first, first + EACH)
                for told in (
                    Told(source="assad", type="BACKS", target=f"p{number}"),
                    Told(source="putin", type="BACKS", target=f"p{number}", date="2018-03"),
                    Told(source=f"p{number}", type="ATTACKS", target=f"p{(number * 7) % DEGREE}"),
                )
            ],
            publisher="The Paper",
        )
        for first in range(begin, end, EACH)
    ]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    with closing(open_store(f"sqlite:///{tmp_path_factory.mktemp('hub') / 'kg.db'}")) as store:
        store.write(articles(0, DEGREE, "old"))
        yield store


@pytest.fixture(scope="module")
def server(hub: GraphStore) -> Iterator[Server]:
    yield from running(bind("127.0.0.1", 0), create_app(hub))


QUESTIONS = {
    "hub to hub": '{ paths(from: {name: "assad"}, to: {name: "putin"}, maxHops: 6, limit: 10) { visitedEntities } }',
    "directed": '{ paths(from: {name: "p1"}, to: {name: "assad"}, maxHops: 6, directed: true) { complete } }',
    "to itself": '{ paths(from: {name: "assad"}, to: {name: "assad"}) { paths { length } } }',
    "no hops": '{ paths(from: {name: "assad"}, to: {name: "putin"}, maxHops: 0) { complete } }',
    "seven hops": '{ paths(from: {name: "assad"}, to: {name: "putin"}, maxHops: 7) { complete } }',
    "from nobody": '{ paths(from: {id: "QWN0b3I6bm9ib2R5"}, to: {id: "bm8"}) { complete } }',
    "all around": '{ neighbourhood(of: [{name: "assad"}], depth: 3, maxNodes: 2000) { entities { id } } }',
    "too deep": '{ neighbourhood(of: [{name: "assad"}], depth: 4) { complete } }',
    "too wide": '{ neighbourhood(of: [{name: "assad"}], maxNodes: 100000) { complete } }',
    "seven keys": "{ aggregate(by: [TYPE, SOURCE, TARGET, PLACE, PUBLISHER, POLARITY, DAY]) { statementCount } }",
    "no key": "{ aggregate(by: []) { statementCount } }",
    "any name": '{ actors(first: 100, filter: {name: {contains: ""}}) { totalCount nodes { id } } }',
    "a wildcard": '{ actors(first: 100, filter: {name: {contains: "%"}}) { totalCount nodes { id } } }',
    "a common word": '{ search(text: "p reports", first: 100) { totalCount nodes { node { __typename } } } }',
    "a long time": '{ timeline(of: [{name: "assad"}, {name: "putin"}], first: 100) { totalCount nodes { date } } }',
    "twenty pages": "{ " + " ".join(f"a{n}: statements(first: 100) {{ {NODE} }}" for n in range(20)) + " }",
    "as much as may be": f"{{ statements(first: 100) {{ totalCount nodes {{ source {{ {PAGE} }} }} }} }}",
    "until before since": '{ statements(filter: {date: {since: "2019", until: "2018"}}) { totalCount } }',
    "year 99999": '{ relationships(since: "99999") { totalCount } }',
    "month 13": '{ relationships(since: "2018-13") { totalCount } }',
    "no zone": '{ relationships(since: "2018-03-18T12:00:00") { totalCount } }',
}  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_question_about_a_hub_ends_soon(server: Server, question: str, caplog: pytest.LogCaptureFixture) -> None:
    with Innocent(server) as innocent:
        start = time.perf_counter()
        reply = server.ask(question)
        seconds = time.perf_counter() - start
        time.sleep(0.05)

    assert reply.status == 200
    assert {*reply.codes} <= {"BAD_REQUEST", "BAD_ID", "NOT_FOUND", "QUERY_TOO_COMPLEX"}, reply.body
    assert seconds < PATIENCE_S
    assert innocent.longest_s < PATIENCE_S
    assert "Traceback" not in caplog.text


def test_pages_hold_each_statement_once_while_others_are_written(server: Server, hub: GraphStore) -> None:
    before = set(walk(server))

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(hub.write, articles(DEGREE, DEGREE + 600, "new"))
        seen = list(walk(server))
        writing.result()

    assert len(before) == 3 * DEGREE
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def walk(server: Server) -> Iterator[str]:
    """Yield the ids of all statements about one actor, page by page."""
    after: str | None = None
    question = """query($after: String) { statements(first: 100, after: $after) {
        nodes { id } pageInfo { hasNextPage endCursor } } }"""
    while True:
        page = json.loads(server.ask(question, after=after).body)["data"]["statements"]
        yield from (node["id"] for node in page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]
