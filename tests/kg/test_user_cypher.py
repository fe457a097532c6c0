"""A user's own Cypher: it reads the graph, in limited time and length, and does nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import FrozenInstanceError
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from neo4j.vector import Vector

from kg.errors import QueryError, QueryTimeoutError
from kg.settings import Neo4jSettings
from kg.store.neo4j_connection import Neo4jConnection
from kg.store.neo4j_reading_only import run_user_cypher
from kg.store.neo4j_values import plain

ask = partial(run_user_cypher, timeout_s=60)  # a server that was started just now plans slowly
SAMPLE = """
CREATE (a:Reader {id: 'ana', aliases: ['Ana', 'A. Kerr'], born: date('1980-02-03')})
CREATE (b:Reader {id: 'ben'})
CREATE (a)-[:READS {since: date('2020-01-01')}]->(b)
"""
INDEX = "CREATE FULLTEXT INDEX Readers IF NOT EXISTS FOR (n:Reader) ON EACH [n.id]"


@pytest.fixture(scope="module")
def connection(neo4j_uri: str, neo4j_settings: Neo4jSettings) -> Iterator[Neo4jConnection]:
    with closing(Neo4jConnection(neo4j_uri, neo4j_settings)) as opened:
        opened.write(lambda transaction: transaction.run(SAMPLE).consume())
        opened.write(lambda transaction: transaction.run(INDEX).consume())
        opened.read("CALL db.awaitIndexes(60)")
        yield opened
        opened.write(lambda transaction: transaction.run("MATCH (n:Reader) DETACH DELETE n").consume())
        opened.write(lambda transaction: transaction.run("DROP INDEX Readers IF EXISTS").consume())


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """An address that notes who asks."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"a,b\n")

        def log_message(self, format: str, *args: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/secret.csv", asked
        server.shutdown()


# -- what is allowed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RETURN 1 AS one, 'a' AS letter", [(1, "a")]),
        ("MATCH (n:Reader) RETURN n.id AS id ORDER BY id;", [("ana",), ("ben",)]),
        ("// who\nMATCH (n:Reader)\n/* reads */ RETURN count(n) AS n // end", [(2,)]),
        ("CYPHER runtime=slotted MATCH (n:Reader) RETURN count(n) AS n", [(2,)]),
        ("RETURN 1 AS n UNION RETURN 2 AS n", [(1,), (2,)]),
        ("CALL { MATCH (n:Reader) RETURN n.id AS id } RETURN count(id) AS n", [(2,)]),
        ("MATCH p = shortestPath((:Reader {id: 'ana'})-[*..3]-(:Reader {id: 'ben'})) RETURN length(p) AS n", [(1,)]),
        ("CALL db.index.fulltext.queryNodes('Readers', 'ana') YIELD node RETURN node.id AS id", [("ana",)]),
        ("CALL db.labels() YIELD label WITH label WHERE label = 'Reader' RETURN label", [("Reader",)]),
        ("RETURN 'CREATE (n) DELETE n LOAD CSV SHOW USERS CALL dbms.x() EXPLAIN' AS text", None),
        ("MATCH (explain:Reader) RETURN count(explain) AS PROFILE", [(2,)]),
        ("MATCH (n:Reader) FINISH", []),
        ("RETURN date.truncate('year', date('2021-05-10')).year AS year", [(2021,)]),
        ("RETURN [x IN [1] | point.distance(point({x: x, y: 0}), point({x: 3, y: 0}))] AS far", [([2.0],)]),
        ("MATCH (n:Reader) RETURN [x IN [1] | COUNT { (n)--() }] AS n LIMIT 1", [([1],)]),
    ],
)
def test_reading_query_is_answered(
    text: str, expected: list[tuple[object, ...]] | None, connection: Neo4jConnection
) -> None:
    rows = ask(connection, text).rows

    assert expected is None or list(rows) == expected


def test_parameters_are_sent(connection: Neo4jConnection) -> None:
    answer = ask(connection, "RETURN $name AS name, $n + 1 AS n", parameters={"name": "x'}", "n": 2})

    assert (answer.columns, answer.rows, answer.is_cut) == (("name", "n"), (("x'}", 3),), False)


def test_answer_does_not_change(connection: Neo4jConnection) -> None:
    with pytest.raises(FrozenInstanceError):
        ask(connection, "RETURN 1 AS n").is_cut = True  # type: ignore[misc] # what the test is about


# -- what is refused ----------------------------------------------------------------------------------------------

WRITES = [
    "CREATE (n:Refused)",
    "CREATE (n:Refused) RETURN n",
    "MERGE (n:Refused {id: 1}) RETURN n",
    "INSERT (:Refused)",
    "MATCH (n:Reader) SET n.id = 'x'",
    "MATCH (n:Reader) SET n:Refused RETURN n",
    "MATCH (n:Reader) REMOVE n.id",
    "MATCH (n:Reader) DETACH DELETE n",
    "FOREACH (x IN [1] | CREATE (:Refused))",
    "MATCH (n:Reader) CALL (n) { SET n.id = 'x' } RETURN n",
    "RETURN 1 AS n UNION CREATE (n:Refused) RETURN 2 AS n",
    "/* only reading */ MATCH (n:Reader) // RETURN n\nDELETE n",
    "M\\u0041TCH (n:Reader) DETACH D\\u0045LETE n",
    "CYPHER 5 CREATE (:Refused)",
]
SCHEMA = [
    "CREATE INDEX refused FOR (n:Refused) ON (n.id)",
    "CREATE FULLTEXT INDEX refused FOR (n:Refused) ON EACH [n.id]",
    "CREATE CONSTRAINT refused FOR (n:Refused) REQUIRE n.id IS UNIQUE",
    "DROP INDEX Readers",
    "DROP INDEX nothing IF EXISTS",
]
ADMINISTRATION = [
    "SHOW USERS",
    "SHOW CURRENT USER",
    "SHOW DATABASES",
    "CREATE USER eve SET PASSWORD 'long enough'",
    "ALTER USER neo4j SET PASSWORD 'long enough'",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'long enough'",
    "DROP USER neo4j",
]
SHOWING = [
    "SHOW TRANSACTIONS",
    "SHOW SETTINGS",
    "SHOW SETTINGS YIELD name, value RETURN name, value",
    "SHOW INDEXES",
    "SHOW CONSTRAINTS",
    "SHOW FUNCTIONS",
    "SHOW PROCEDURES",
    "/* a */ // b\n  show\n  settings",
    "SHOW TRANSACTIONS YIELD transactionId AS id TERMINATE TRANSACTIONS id YIELD message RETURN message",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
]
CALLS = [
    "CALL dbms.listConfig()",
    "CALL dbms.listConfig() YIELD name RETURN name",
    "CALL `dbms` . `listConfig` () YIELD name RETURN name",
    "CALL dbms.components() YIELD name RETURN name",
    "CALL dbms.killConnections(['a'])",
    "CALL db.clearQueryCaches()",
    "CALL db.awaitIndexes(1)",
    "CALL db.ping()",
    "CALL db.schema.visualization()",
    "CALL tx.setMetaData({a: 1})",
    "CALL { CALL dbms.listConfig() YIELD name RETURN name } RETURN name",
    "RETURN 1 AS name UNION CALL dbms.listConfig() YIELD name RETURN name",
    "RETURN EXISTS { CALL dbms.listConfig() YIELD name RETURN name } AS is_there",
    "RETURN COLLECT { CALL dbms.listConfig() YIELD name RETURN name } AS names",
    "RETURN [x IN [1] | COLLECT { CALL dbms.listConfig() YIELD name RETURN name }] AS names",
    "RETURN [x IN [1] | COLLECT { CALL db.awaitIndexes(1) RETURN x AS y }] AS waits",
    "MATCH (n:Reader) RETURN n { .id, v: [x IN [1] | COLLECT { CALL db.ping() YIELD success RETURN x AS y }] } AS n",
    "MATCH (n:Reader) WHERE COUNT { CALL dbms.listConfig() YIELD name RETURN name } > 0 RETURN n",
]
TRANSACTIONS = [
    "MATCH (n:Reader) CALL (n) { RETURN n.id AS id } IN TRANSACTIONS OF 10 ROWS RETURN id",
    "MATCH (n:Reader) CALL (n) { DETACH DELETE n } IN TRANSACTIONS",
    "MATCH (n:Reader) CALL (n) { DETACH DELETE n } IN 2 CONCURRENT TRANSACTIONS",
]


@pytest.mark.parametrize("text", [*WRITES, *SCHEMA, *ADMINISTRATION, *SHOWING, *CALLS, *TRANSACTIONS])
def test_whatever_does_more_than_read_the_graph_is_refused(text: str, connection: Neo4jConnection) -> None:
    with pytest.raises(QueryError, match=r"^refused: "):
        ask(connection, text)

    assert connection.read("MATCH (n:Refused) RETURN n") == []
    assert connection.read("MATCH (n:Reader) RETURN count(n.id) AS n")[0]["n"] == 2


@pytest.mark.parametrize(
    "text",
    [
        "LOAD CSV FROM '{url}' AS row RETURN row",
        "LOAD CSV WITH HEADERS FROM $url AS row RETURN row",
        "RETURN 1 AS row UNION LOAD CSV FROM '{url}' AS row RETURN row",
        "CALL {{ LOAD CSV FROM '{url}' AS row RETURN row }} RETURN row",
        "RETURN COLLECT {{ LOAD CSV FROM '{url}' AS row RETURN row }} AS rows",
        "MATCH (n:Reader) WHERE EXISTS {{ LOAD CSV FROM '{url}' AS row RETURN row }} RETURN n",
        "load/**/csv from 'file:///etc/passwd' as row return row",
        "RETURN [x IN [1] | COLLECT {{ LOAD CSV FROM '{url}' + x AS row RETURN row }}] AS rows",
        "RETURN CASE WHEN true THEN COLLECT {{ LOAD CSV FROM '{url}' AS row RETURN row }} END AS rows",
        "RETURN reduce(s = 0, x IN [1] | s + COUNT {{ load /**/ csv FROM '{url}' AS row RETURN row }}) AS n",
        "MATCH p = (a:Reader)-[*..2]-() WHERE all(r IN relationships(p) WHERE "
        "EXISTS {{ L\\u004FAD CSV FROM '{url}' AS row RETURN row }}) RETURN p",
        "CALL db.index.fulltext.queryNodes('Readers', "
        "[x IN ['ana'] | x + COUNT {{ LOAD CSV FROM '{url}' AS row RETURN row }}][0]) YIELD node RETURN node",
        "L\\u004FAD CSV FROM '{url}' AS row RETURN row",
    ],
)
def test_nothing_is_loaded_from_files_or_the_network(text: str, connection: Neo4jConnection) -> None:
    with listening() as (url, asked), pytest.raises(QueryError, match="refused: LOAD CSV"):
        ask(connection, text.format(url=url), parameters={"url": url})

    assert asked == []


@pytest.mark.parametrize(
    "text",
    [
        "EXPLAIN RETURN 1",
        "profile MATCH (n) RETURN n",
        "\n\t EXPLAIN\nRETURN 1",
        "/* a */ PROFILE CREATE (:Refused)",
        "// a\n/* b\n c */ // d\nEXPLAIN RETURN 1",
        "CYPHER 5 PROFILE RETURN 1",
        "CYPHER runtime=slotted /* a */ planner = dp EXPLAIN RETURN 1",
    ],
)
def test_plans_are_not_shown(text: str, connection: Neo4jConnection) -> None:
    with pytest.raises(QueryError, match=r"^leave out (EXPLAIN|PROFILE)"):
        ask(connection, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("RETURN 1; RETURN 2", "[Ee]xactly one statement"),
        ("RETURN 1; MATCH (n) DETACH DELETE n", "[Ee]xactly one statement"),
        ("", "Unexpected end of input|Invalid input"),
        ("MATCH (n)\nRETURN nope(n)", r"Unknown function 'nope' \(line 2, column 8\)$"),
        ("MATCH (n RETURN n", r"Invalid input .*\(line 1, column 10\)"),
        ("RETURN $absent AS n", "absent"),
        ("RETURN 1 / 0 AS n", "by zero"),
        ("CALL no.such.procedure()", "no procedure"),
        ("USE elsewhere RETURN 1", "elsewhere"),
        ("\\u0050ROFILE RETURN 1", "conflicting values for execution mode"),
        ("RETURN '\ud800' AS half", "cannot be sent"),
    ],
)
def test_mistakes_are_told_in_one_line(text: str, said: str, connection: Neo4jConnection) -> None:
    with pytest.raises(QueryError, match=said) as caught:
        ask(connection, text)

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", [2**70, object(), {1, 2}.__iter__()], ids=["long", "object", "iterator"])
def test_parameter_that_cypher_does_not_know_is_refused(value: object, connection: Neo4jConnection) -> None:
    with pytest.raises(QueryError, match="cannot be sent"):
        ask(connection, "RETURN $value AS value", parameters={"value": value})


# -- limits -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b % 7) AS n",
        "UNWIND range(1, 100000000) AS a WITH a WHERE a < 0 RETURN a",
        "UNWIND range(1, 1000) AS a CALL (a) { UNWIND range(1, 100000000) AS b RETURN max(b) AS m } RETURN sum(m) AS n",
        "RETURN reduce(s = 0, x IN range(1, 1000000000) | (s + x) % 7) AS n",  # the server does not end this by itself
    ],
)
def test_endless_query_ends(text: str, connection: Neo4jConnection) -> None:
    start = time.monotonic()

    with pytest.raises(QueryTimeoutError, match="no answer within 1 s"):
        run_user_cypher(connection, text, timeout_s=1)

    assert time.monotonic() - start < 15


def test_greedy_query_is_told(connection: Neo4jConnection) -> None:
    text = "UNWIND range(1, 100000000) AS x WITH collect('a text of some length ' + x) AS texts RETURN size(texts) AS n"

    with pytest.raises(QueryError, match="more memory than the server gives"):
        run_user_cypher(connection, text, timeout_s=60)


@pytest.mark.parametrize(("max_rows", "is_cut"), [(1, True), (449, True), (450, False), (451, False)])
def test_rows_are_limited_and_the_cut_is_told(max_rows: int, is_cut: bool, connection: Neo4jConnection) -> None:
    answer = run_user_cypher(connection, "UNWIND range(1, 450) AS n RETURN n", max_rows=max_rows, timeout_s=60)

    assert ([row[0] for row in answer.rows], answer.is_cut) == (list(range(1, min(max_rows, 450) + 1)), is_cut)


def test_cut_of_an_endless_answer_is_quick(connection: Neo4jConnection) -> None:
    answer = run_user_cypher(connection, "UNWIND range(1, 1000000000000) AS n RETURN n", max_rows=10, timeout_s=60)

    assert (len(answer.rows), answer.is_cut) == (10, True)


@pytest.mark.parametrize(("timeout_s", "max_rows"), [(0, 10), (-1, 10), (float("nan"), 10), (5, 0)])
def test_a_query_without_limits_is_refused(timeout_s: float, max_rows: int, connection: Neo4jConnection) -> None:
    with pytest.raises(QueryError, match="some time and at least one row"):
        run_user_cypher(connection, "RETURN 1", timeout_s=timeout_s, max_rows=max_rows)


# -- values -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("null", None),
        ("true", True),
        ("-9223372036854775808", -9223372036854775808),
        ("0.5", 0.5),
        ("1.0 / 0.0", "inf"),
        ("0.0 / 0.0", "nan"),
        ("'Ünï'", "Ünï"),
        ("[1, [2, null]]", [1, [2, None]]),
        ("{a: {b: date('2021-05-10')}}", {"a": {"b": "2021-05-10"}}),
        ("datetime('2021-05-10T12:30:00.5+02:00')", "2021-05-10T12:30:00.500000000+02:00"),
        ("localdatetime('2021-05-10T12:30:00')", "2021-05-10T12:30:00.000000000"),
        ("time('12:30Z')", "12:30:00.000000000+00:00"),
        ("localtime('12:30')", "12:30:00.000000000"),
        ("duration('P1Y2M3DT4H')", "P1Y2M3DT4H"),
        ("point({longitude: 1.5, latitude: 2})", {"srid": 4326, "coordinates": [1.5, 2.0]}),
        ("$bytes", "AAE="),
        ("$day", "2021-05-10"),
    ],
)
def test_values_are_plain(expression: str, expected: object, connection: Neo4jConnection) -> None:
    parameters = {"bytes": b"\0\1", "day": date(2021, 5, 10)}

    answer = ask(connection, f"RETURN {expression} AS value", parameters=parameters)

    assert answer.rows == ((expected,),)
    assert json.dumps(answer.rows, allow_nan=False)


def test_nodes_relationships_and_paths_are_plain(connection: Neo4jConnection) -> None:
    text = "MATCH p = (a:Reader {id: 'ana'})-[r:READS]->(b) RETURN a, r, p, [b] AS list"

    (row,) = ask(connection, text).rows
    a, r, p, (b,) = json.loads(json.dumps(row))

    assert a["labels"] == ["Reader"]
    assert a["properties"] == {"id": "ana", "aliases": ["Ana", "A. Kerr"], "born": "1980-02-03"}
    assert (r["type"], r["properties"]) == ("READS", {"since": "2020-01-01"})
    assert (r["start"], r["end"]) == (a["element_id"], b["element_id"])
    assert p == {"nodes": [a, b], "relationships": [r]}


def test_vectors_are_lists() -> None:
    assert plain(Vector([1.0, 0.5], "f32")) == [1.0, 0.5]  # Neo4j 5 has none to send
