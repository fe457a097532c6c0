"""Questions that take too long, stores that are away and clients that are gone; everybody else is answered."""

from __future__ import annotations

import gc
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest

from kg.model import Document, Statement
from kg.settings import Limits, Neo4jSettings
from kg.store import open_store
from kg.store.protocol import DocumentQuery, GraphStore, Page, StatementQuery
from kg.store.sqlite_store import SqliteStore
from kg_graphql import hurry
from kg_graphql.app import THREADS, bind, create_app
from tests.kg.graphs import Told, graph_of
from tests.kg_graphql.live_server import JSON, Innocent, Server, running
from tests.kg_graphql.small_graph import small_graph
from tests.neo4j_server.server import Server as Neo4j

SLOW = "{ documents(first: 1) { nodes { statements { totalCount } } } }"
QUICK = "{ actors { totalCount } }"
PATIENCE_S = 3.0


class SlowStore(SqliteStore):
    """A graph in memory whose documents are listed when the test says so."""

    def __init__(self) -> None:
        super().__init__(None)
        self.go_on = threading.Event()
        self.asked: list[str] = []

    def documents(self, query: DocumentQuery) -> Page[Document]:
        self.asked.append("documents")
        self.go_on.wait(20)
        return super().documents(query)

    def statements(self, query: StatementQuery) -> Page[Statement]:
        self.asked.append("statements")
        return super().statements(query)


@pytest.fixture
def store() -> Iterator[SlowStore]:
    with closing(SlowStore()) as opened:
        opened.write(small_graph())
        yield opened
        opened.go_on.set()


def served(store: GraphStore, timeout_s: float) -> Iterator[Server]:
    yield from running(bind("127.0.0.1", 0), create_app(store, limits=Limits(timeout_s=timeout_s)))


@pytest.fixture
def server(store: SlowStore) -> Iterator[Server]:
    for each in served(store, 20.0):
        yield each
        store.go_on.set()


@pytest.fixture
def hasty(store: SlowStore) -> Iterator[Server]:
    for each in served(store, 0.3):
        yield each
        store.go_on.set()


def test_answer_that_takes_too_long_is_given_up(hasty: Server) -> None:
    start = time.perf_counter()
    reply = hasty.ask(SLOW)

    assert (reply.status, reply.codes) == (504, ["TIMEOUT"])
    assert time.perf_counter() - start < PATIENCE_S


def test_store_is_asked_no_more_when_time_is_up(
    hasty: Server, store: SlowStore, caplog: pytest.LogCaptureFixture
) -> None:
    assert hasty.ask(SLOW).status == 504

    store.go_on.set()
    assert hasty.ask(QUICK).codes == []
    gc.collect()

    assert store.asked == ["documents"]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_others_are_answered_while_questions_are_slow(server: Server, store: SlowStore) -> None:
    with ThreadPoolExecutor(20) as pool, Innocent(server) as innocent:
        slow = [pool.submit(server.ask, SLOW) for _ in range(20)]
        while len(store.asked) < 20:
            time.sleep(0.01)

        start = time.perf_counter()
        reply = server.ask(QUICK)
        seconds = time.perf_counter() - start
        time.sleep(0.2)
        store.go_on.set()

        assert [each.result().status for each in slow] == [200] * 20
    assert (reply.status, reply.codes) == (200, [])
    assert seconds < PATIENCE_S
    assert innocent.answers > 2
    assert innocent.longest_s < PATIENCE_S


def test_threads_serve_again_after_they_were_given_up(hasty: Server, store: SlowStore) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        statuses = {reply.status for reply in pool.map(hasty.ask, [SLOW] * (THREADS + 5))}
    store.go_on.set()

    assert statuses == {504}
    assert {hasty.ask(QUICK).status for _ in range(5)} == {200}


def test_store_is_asked_no_more_for_a_client_that_is_gone(server: Server, store: SlowStore) -> None:
    body = json.dumps({"query": SLOW}).encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {JSON['Content-Type']}\r\n"

    with server.raw(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body):
        while not store.asked:
            time.sleep(0.01)
    time.sleep(0.3)
    store.go_on.set()

    assert server.ask(QUICK).status == 200
    assert store.asked == ["documents"]


def test_head_that_does_not_come_is_not_waited_for(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hurry, "HEAD_S", 0.3)

    with server.raw(b"") as silent, server.raw(b"GET /health HTTP/1.1\r\nHost: ") as slow:
        assert silent.recv(1) == slow.recv(1) == b""


def test_connection_that_rests_between_requests_is_kept(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hurry, "HEAD_S", 1.0)
    with closing(HTTPConnection(server.host, server.port, timeout=20)) as kept:
        for pause in (0.0, 1.5):
            time.sleep(pause)
            kept.request("GET", "/health")
            answer = kept.getresponse()
            assert (answer.status, answer.will_close) == (200, False)
            answer.read()


def test_question_is_ended_within_sqlite(tmp_path: Path) -> None:
    acts = [Told(source="assad", type="VISITS", target="ghouta"), Told(source="syria", type="ATTACKS", target="rebels")]
    store = open_store(f"sqlite:///{tmp_path / 'kg.db'}", read_timeout_s=1e-9)
    store.write([graph_of(f"d{number}", acts) for number in range(300)])

    with closing(store):
        for each in served(store, 20.0):
            late = each.ask("{ aggregate(by: [SOURCE, TARGET, MONTH]) { statementCount } }")
            after = each.ask('{ document(id: "RG9jdW1lbnQ6bm9uZQ") { id } }')

    assert (late.status, late.codes) == (504, ["TIMEOUT"])
    assert after.status == 200


def test_health_tells_whether_the_store_answers(server: Server, store: SlowStore) -> None:
    reply = server.send("GET", "/health")
    assert (reply.status, reply.json) == (200, {"status": "ok", "store": "ok"})

    store.close()

    reply = server.send("GET", "/health")
    assert (reply.status, reply.json) == (503, {"status": "degraded", "store": "UNAVAILABLE"})
    assert reply.headers["retry-after"] == "5"
    assert server.ask("{ __typename }").status == 200


def test_server_that_is_down_is_503_and_answers_when_it_is_back(
    own_neo4j: Neo4j, caplog: pytest.LogCaptureFixture
) -> None:
    patient = replace(Neo4jSettings(), patience_s=1.0)
    with closing(open_store(own_neo4j.url, neo4j=patient)) as store:
        store.write(small_graph()[:1])
        for each in running(bind("127.0.0.1", 0), create_app(store, limits=Limits(timeout_s=60.0))):
            before = each.ask(QUICK)
            own_neo4j.kill()
            down, health = each.ask(QUICK), each.send("GET", "/health")
            own_neo4j.start()
            after = each.ask(QUICK)

    assert [reply.status for reply in (before, down, health, after)] == [200, 503, 503, 200]
    assert (down.codes, down.headers["retry-after"]) == (["UNAVAILABLE"], "5")
    assert "Traceback" not in caplog.text
