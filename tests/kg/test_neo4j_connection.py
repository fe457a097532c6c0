"""The connection to Neo4j: addresses, refusals, and what happens when the server goes away."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
from neo4j import ManagedTransaction

from kg.errors import BatchTooLargeError, QueryTimeoutError, StoreError, StoreUnavailableError, UnknownStoreError
from kg.settings import Neo4jSettings
from kg.store.neo4j_address import Neo4jAddress, check_version, parse_address
from kg.store.neo4j_connection import Neo4jConnection, prefixed
from tests.neo4j_server.server import Server

COUNT = "MATCH (n:Trial {of: $of}) RETURN count(n) AS n"
ENDLESS = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b % 7) AS n"
ADD = "MERGE (n:Trial {of: $of, n: $n})"


@pytest.fixture
def connection(neo4j_uri: str, neo4j_settings: Neo4jSettings) -> Iterator[Neo4jConnection]:
    with closing(Neo4jConnection(neo4j_uri, neo4j_settings)) as opened:
        yield opened
        opened.write(lambda transaction: transaction.run("MATCH (n:Trial) DETACH DELETE n").consume())


@pytest.fixture
def hasty(neo4j_uri: str, neo4j_settings: Neo4jSettings) -> Iterator[Neo4jConnection]:
    """A connection whose transactions end after a second."""
    with closing(Neo4jConnection(neo4j_uri, replace(neo4j_settings, transaction_s=1))) as opened:
        yield opened


def add(of: str, n: int) -> Callable[[ManagedTransaction], None]:
    def work(transaction: ManagedTransaction) -> None:
        transaction.run(ADD, of=of, n=n).consume()

    return work


@contextmanager
def listening() -> Iterator[int]:
    """A port at which somebody listens who never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def closed_port() -> int:
    with listening() as port:
        return port


# -- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("bolt://localhost", Neo4jAddress(server="bolt://localhost", database=None)),
        ("bolt://127.0.0.1:7687/", Neo4jAddress(server="bolt://127.0.0.1:7687", database=None)),
        ("neo4j://graph.example:7688/news", Neo4jAddress(server="neo4j://graph.example:7688", database="news")),
        ("bolt+s://graph.example", Neo4jAddress(server="bolt+s://graph.example", database=None)),
        ("bolt+ssc://[::1]:7687/a-b", Neo4jAddress(server="bolt+ssc://[::1]:7687", database="a-b")),
        ("neo4j+s://x.example/news?policy=eu", Neo4jAddress(server="neo4j+s://x.example/?policy=eu", database="news")),
        ("neo4j+ssc://x.example", Neo4jAddress(server="neo4j+ssc://x.example", database=None)),
    ],
)
def test_url_names_server_and_database(url: str, expected: Neo4jAddress) -> None:
    assert parse_address(url) == expected


@pytest.mark.parametrize(
    "url",
    "http://localhost:7474 bolt:// bolt://:7687 bolt://host:port bolt://host:70000 bolt://host:0 bolt://host/a/b "
    "bolt://host#part bolt:host bolt://[::1 bolt+x://host sqlite:///kg.db".split(),
)
def test_other_url_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(UnknownStoreError, match="bolt://host:7687"):
        parse_address(url)


@pytest.mark.parametrize(
    "url",
    ["bolt://ana:s3cret@localhost:7687", "neo4j://ana:s3/cret@localhost", "bolt://ana:s3#cret@localhost/news"],
)
def test_url_with_a_password_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(UnknownStoreError, match="NEWSKG_NEO4J_PASSWORD") as caught:
        Neo4jConnection(url)

    assert "s3" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_query_on_a_bolt_url_is_refused() -> None:
    with pytest.raises(UnknownStoreError, match="bolt://localhost"):
        Neo4jConnection("bolt://localhost?policy=eu")


def test_password_is_not_shown() -> None:
    assert "s3cret" not in repr(Neo4jSettings(password="s3cret"))


def test_database_of_the_url_wins(neo4j_uri: str, neo4j_settings: Neo4jSettings) -> None:
    with closing(Neo4jConnection(neo4j_uri.rstrip("/") + "/elsewhere", neo4j_settings)) as connection:
        assert connection.database == "elsewhere"

        with pytest.raises(StoreError, match="has no database 'elsewhere'"):
            connection.read("RETURN 1")


# -- names --------------------------------------------------------------------------------------------------------


def test_prefix_stands_before_a_name(neo4j_uri: str) -> None:
    with closing(Neo4jConnection(neo4j_uri, Neo4jSettings(prefix="News_"))) as connection:
        assert connection.name("Actor") == "News_Actor"


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("", ""),
        ("visits", ""),
        ("VISITS`", ""),
        ("A B", ""),
        ("VISITS\n", ""),
        ("É", ""),
        ("A1", ""),
        ("VISITS", "x"),
        ("VISITS", "A-"),
        ("", "A"),
        ("a", "A"),
        ("A]->() DETACH DELETE n //", ""),
    ],
)
def test_what_is_no_plain_name_never_reaches_a_text(name: str, prefix: str) -> None:
    with pytest.raises(StoreError, match="cannot name"):
        prefixed(name, prefix)


# -- entering -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("agent", ["Neo4j/5.26.0", "Neo4j/5.27-aura", "Neo4j/2025.01.0"])
def test_new_enough_server_is_taken(agent: str) -> None:
    assert check_version(agent, "bolt://x") == agent.removeprefix("Neo4j/")


@pytest.mark.parametrize("agent", ["Neo4j/5.25.1", "Neo4j/4.4.40", "Neo4j/v5.11.0 compatible graph database", "", "x"])
def test_older_or_other_server_is_refused(agent: str) -> None:
    with pytest.raises(StoreError, match=r"newskg needs Neo4j 5\.26 or newer"):
        check_version(agent, "bolt://x")


def test_server_says_its_version(connection: Neo4jConnection) -> None:
    assert connection.verify() >= "5.26"


def test_absent_server_is_named_at_once() -> None:
    port, start = closed_port(), time.monotonic()

    with (
        closing(Neo4jConnection(f"bolt://127.0.0.1:{port}")) as connection,
        pytest.raises(StoreUnavailableError, match=f"no Neo4j answers at bolt://127.0.0.1:{port}: start it"),
    ):
        connection.verify()

    assert time.monotonic() - start < 5


def test_silent_server_is_given_up() -> None:
    with listening() as port, closing(Neo4jConnection(f"bolt://127.0.0.1:{port}")) as connection:
        start = time.monotonic()

        with pytest.raises(StoreUnavailableError, match=f"no Neo4j answers at bolt://127.0.0.1:{port}"):
            connection.verify()

    assert time.monotonic() - start < 30


@pytest.mark.parametrize("user", ["neo4j", "nobody"])
def test_wrong_password_is_said(user: str, neo4j_uri: str, neo4j_settings: Neo4jSettings) -> None:
    if neo4j_settings.password is None:
        pytest.skip("this server lets everybody in")
    settings = Neo4jSettings(user=user, password="not this one")

    with (
        closing(Neo4jConnection(neo4j_uri, settings)) as connection,
        pytest.raises(StoreError, match=f"refuses the user '{user}': check NEWSKG_NEO4J_USER") as caught,
    ):
        connection.verify()

    assert "not this one" not in str(caught.value)


def test_missing_password_is_said(neo4j_uri: str, neo4j_settings: Neo4jSettings) -> None:
    if neo4j_settings.password is None:
        pytest.skip("this server lets everybody in")

    with (
        closing(Neo4jConnection(neo4j_uri)) as connection,
        pytest.raises(StoreError, match="a visitor without password"),
    ):
        connection.verify()


def test_unknown_database_is_named(neo4j_uri: str, neo4j_settings: Neo4jSettings) -> None:
    with (
        closing(Neo4jConnection(neo4j_uri, replace(neo4j_settings, database="nowhere"))) as connection,
        pytest.raises(StoreError, match="has no database 'nowhere'"),
    ):
        connection.verify()


# -- reading and writing ------------------------------------------------------------------------------------------


def test_what_is_written_can_be_read_at_once(connection: Neo4jConnection) -> None:
    connection.write(add("once", 1))

    assert [record["n"] for record in connection.read(COUNT, {"of": "once"})] == [1]


def test_write_returns_what_the_work_returns(connection: Neo4jConnection) -> None:
    assert connection.write(lambda transaction: transaction.run("RETURN 7 AS n").single(strict=True)["n"]) == 7


def test_several_questions_are_read_in_one_transaction(connection: Neo4jConnection) -> None:
    def work(transaction: ManagedTransaction) -> list[int]:
        return [transaction.run("RETURN $n AS n", n=n).single(strict=True)["n"] for n in range(3)]

    assert connection.read_by(work) == [0, 1, 2]


def test_failing_work_leaves_nothing(connection: Neo4jConnection) -> None:
    def work(transaction: ManagedTransaction) -> None:
        transaction.run(ADD, of="half", n=1).consume()
        raise ValueError("a document that cannot be written")

    with pytest.raises(ValueError, match="cannot be written"):
        connection.write(work)

    assert connection.read(COUNT, {"of": "half"})[0]["n"] == 0


def test_reading_does_not_write(connection: Neo4jConnection) -> None:
    with pytest.raises(StoreError, match="not allowed"):
        connection.read("CREATE (n:Trial {of: 'read'}) RETURN n")


def test_wrong_text_is_an_error_of_one_line_with_its_cause(connection: Neo4jConnection) -> None:
    with pytest.raises(StoreError, match="Invalid input") as caught:
        connection.read("MATCH (n RETURN n")

    assert "\n" not in str(caught.value)
    assert type(caught.value.__cause__).__module__ == "neo4j.exceptions"


def test_threads_share_a_connection(connection: Neo4jConnection) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: connection.write(add("threads", n)), range(40)))

    assert connection.read(COUNT, {"of": "threads"})[0]["n"] == 40


def test_too_large_a_batch_is_told_apart_and_not_repeated(connection: Neo4jConnection) -> None:
    runs = []

    def work(transaction: ManagedTransaction) -> None:
        runs.append(1)
        text = "UNWIND range(1, 100000000) AS x WITH collect('a text of some length ' + x) AS texts RETURN size(texts)"
        transaction.run(text).consume()

    with pytest.raises(BatchTooLargeError, match="too much at once"):
        connection.write(work)

    assert len(runs) == 1


def test_too_long_a_batch_is_told_apart(hasty: Neo4jConnection) -> None:
    with pytest.raises(BatchTooLargeError, match="too much at once"):
        hasty.write(lambda transaction: transaction.run(ENDLESS).consume())


def test_too_long_a_question_is_told_apart(hasty: Neo4jConnection) -> None:
    with pytest.raises(QueryTimeoutError, match="no answer"):
        hasty.read(ENDLESS)


def test_lock_of_another_writer_is_waited_for(connection: Neo4jConnection, hasty: Neo4jConnection) -> None:
    connection.write(add("lock", 0))
    holds, may_go = threading.Event(), threading.Event()

    def hold(transaction: ManagedTransaction) -> None:
        transaction.run("MATCH (n:Trial {of: 'lock'}) SET n.n = 1").consume()
        holds.set()
        may_go.wait(30)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(connection.write, hold)
        assert holds.wait(10)
        second = pool.submit(
            hasty.write, lambda transaction: transaction.run("MATCH (n:Trial {of: 'lock'}) SET n.m = 2").consume()
        )
        time.sleep(3)  # the second loses its wait by then, at least once
        may_go.set()
        first.result(30)
        second.result(30)

    assert [dict(record["n"]) for record in connection.read("MATCH (n:Trial {of: 'lock'}) RETURN n")] == [
        {"of": "lock", "n": 1, "m": 2}
    ]


# -- a server that goes away --------------------------------------------------------------------------------------


def test_killed_server_is_waited_for(own_neo4j: Server) -> None:
    settings = Neo4jSettings(patience_s=300)  # a busy machine starts a server slowly

    with closing(Neo4jConnection(own_neo4j.url, settings)) as connection, ThreadPoolExecutor(1) as pool:
        connection.write(add("killed", 0))
        own_neo4j.kill()
        writing = pool.submit(connection.write, add("killed", 1))
        own_neo4j.start()
        writing.result(300)

        assert connection.read(COUNT, {"of": "killed"})[0]["n"] == 2


def test_patience_ends() -> None:
    start = time.monotonic()

    with (
        closing(Neo4jConnection(f"bolt://127.0.0.1:{closed_port()}", Neo4jSettings(patience_s=1))) as connection,
        pytest.raises(StoreUnavailableError, match="no Neo4j answers"),
    ):
        connection.read("RETURN 1")

    assert time.monotonic() - start < 30
