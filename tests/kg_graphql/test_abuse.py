"""Requests that mean harm enter a running server; each is refused or answered, and whoever else asks is answered."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

from kg.settings import Limits
from kg.store.protocol import GraphStore
from kg_graphql.app import bind, create_app
from kg_graphql.schema import create_schema
from tests.kg_graphql.live_server import Innocent, Reply, Server, running

PATIENCE_S = 5.0  # a quiet machine needs a tenth of a second
HEAD = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
SCHEMA = create_schema()._schema
QUERIES: Mapping[str, GraphQLField] = getattr(SCHEMA.query_type, "fields", {})
TYPENAME = b'{"query": "{ __typename }"}'


@pytest.fixture(scope="module")
def server(store: GraphStore) -> Iterator[Server]:
    yield from running(bind("127.0.0.1", 0), create_app(store, limits=Limits(timeout_s=2.0)))


@pytest.fixture(autouse=True)
def innocent(server: Server, caplog: pytest.LogCaptureFixture) -> Iterator[Innocent]:
    with Innocent(server) as other:
        yield other
    assert other.longest_s < PATIENCE_S
    assert server.ask("{ __typename }").status == 200
    assert "Traceback" not in caplog.text


def test_somebody_else_is_answered_all_the_time(innocent: Innocent) -> None:
    time.sleep(0.5)

    assert innocent.answers > 2


def ask_in_time(server: Server, query: str, **variables: object) -> Reply:
    start = time.perf_counter()
    reply = server.ask(query, **variables)
    assert time.perf_counter() - start < PATIENCE_S
    return reply


def chain(levels: int, spreads: int) -> str:
    names = [f"fragment f{level} on Query {{ {f'...f{level + 1} ' * spreads} }}" for level in range(levels)]
    return f"{{ ...f0 }} {' '.join(names)} fragment f{levels} on Query {{ __typename }}"


def nested(opening: str, inner: str, times: int) -> str:
    return opening * times + inner + "}" * (times * opening.count("{"))


def numbered(text: str, times: int) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(times))


DOCUMENTS = {
    **{f"fragments that double {levels} times": chain(levels, 2) for levels in (10, 20, 40, 60)},
    "a long chain of fragments": chain(240, 1),
    "a cycle of one fragment": "{ ...a } fragment a on Query { ...a }",
    "a cycle of two fragments": "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
    "an unknown fragment": "{ ...nowhere }",
    "5,000 braces": "{a" * 5_000,
    "600 fields within each other": nested("{a", "", 600),
    "400 inline fragments": nested("{... ", "{ __typename }", 400),
    "a list 900 deep": "{ nodes(ids: " + "[" * 900 + "]" * 900 + ") { id } }",
    "a list 60 deep": "{ nodes(ids: " + "[" * 60 + "]" * 60 + ") { id } }",
    "a filter 64 deep": "{ statements(filter: " + nested("{not: ", "{}", 64) + ") { totalCount } }",
    "10,000 equal fields": "{ " + "__typename " * 10_000 + "}",
    "480 equal fields with a selection": "{ documents { " + "nodes { id } " * 480 + "} }",
    "5,000 aliases": "{ " + numbered("a#: __typename", 5_000) + " }",
    "300 pages of 100": "{ " + numbered("a#: actors(first: 100) { nodes { id name } }", 300) + " }",
    "100 pages of 100": "{ " + numbered("a#: actors(first: 100) { nodes { id } }", 100) + " }",
    "10,000 unknown fields": "{ " + numbered("x#", 10_000) + " }",
    "900 unknown fields": "{ " + numbered("x#", 900) + " }",
    "2,000 operations": numbered("query q# { __typename }", 2_000),
    "10,000 directives": "{ __typename " + "@skip(if: false) " * 10_000 + "}",
    "900 unknown directives": "{ __typename " + "@x " * 900 + "}",
    "900 arguments": "{ actor(" + "name: \"a\" " * 450 + ") { id } }",
    "400 variables": "query(" + numbered("$v#: Int", 400) + ") { __typename }",
    "a string of 1 MB": '{ actor(name: "' + "x" * 1_000_000 + '") { id } }',
    **{f"types of types, {n} times": "{ __schema { types " + nested("{ fields { type ", "{ name }", n) + " } }"
       for n in (3, 5, 10)},
    "fields 29 times": "{ __schema { types { " + numbered("a#: fields { type { name } args { name } }", 29) + "} } }",
}  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_document_that_asks_too_much_is_refused(server: Server, document: str) -> None:
    reply = ask_in_time(server, document)

    assert reply.status in (200, 413)
    assert {*reply.codes} <= {"QUERY_TOO_COMPLEX", "BAD_REQUEST"}
    assert reply.codes


VARIABLES = {
    "200,000 ids": ("query($v: [ID!]!) { nodes(ids: $v) { id } }", ["a"] * 200_000),
    "9,000 ids": ("query($v: [ID!]!) { nodes(ids: $v) { id } }", ["a"] * 9_000),
    "9,000 wrong types": ("query($v: [StatementType!]) { relationships(type: $v) { totalCount } }", ["?"] * 9_000),
    "a million numbers": ("query($v: [Int!]!) { __typename }", [1] * 1_000_000),
    "a filter 64 deep": ("query($v: StatementFilter) { statements(filter: $v) { totalCount } }", None),
    "a name of 1 MB": ("query($v: String!) { actor(name: $v) { id } }", "x y" * 330_000),
    "an id of 900 KB": ("query($v: ID!) { node(id: $v) { id } }", "QWN0" * 225_000),
    "a search for 100 KB": ("query($v: String!) { search(text: $v) { totalCount } }", "karsk x " * 12_500),
    "a number for a text": ("query($v: String!) { actor(name: $v) { id } }", 5),
    "half a surrogate pair": ("query($v: String!) { actor(name: $v) { id } }", "\ud800"),
    "a number of 4,000 digits": ("query($v: Int!) { actors(first: $v) { totalCount } }", 10**4_000),
    "a fraction without end": ("query($v: Int!) { actors(first: $v) { totalCount } }", 1e308),
}  # fmt: skip


@pytest.mark.parametrize(("document", "value"), VARIABLES.values(), ids=VARIABLES)
def test_variable_of_any_size_is_refused_or_read(server: Server, document: str, value: object) -> None:
    if value is None:
        value = json.loads('{"not":' * 64 + "{}" + "}" * 64)

    reply = ask_in_time(server, document, v=value)

    assert reply.status in (200, 413)
    assert {*reply.codes} <= {"QUERY_TOO_COMPLEX", "BAD_REQUEST", "BAD_ID", "NOT_FOUND"}


def test_body_of_2_mb_is_refused_and_the_answer_arrives(server: Server) -> None:
    assert server.post(b" " * 2_000_000).status == 413


def test_body_of_100_mb_is_not_waited_for(server: Server) -> None:
    with server.raw(f"{HEAD}Content-Length: 100000000\r\n\r\n".encode() + b" " * 100_000) as raw:
        assert raw.recv(100).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "٣"])
def test_length_that_is_none_is_refused(server: Server, length: str) -> None:
    with server.raw(f"{HEAD}Content-Length: {length}\r\n\r\n".encode()) as raw:
        assert raw.recv(100).startswith(b"HTTP/1.1 400")


def test_length_of_a_thousand_digits_is_refused(server: Server) -> None:
    with server.raw(f"{HEAD}Content-Length: {'9' * 1_000}\r\n\r\n".encode()) as raw:
        assert raw.recv(100)[9:10] == b"4"


def test_body_that_does_not_come_is_given_up(server: Server) -> None:
    with server.raw(f'{HEAD}Content-Length: 100\r\n\r\n{{"query"'.encode()) as raw:
        assert raw.recv(100).startswith(b"HTTP/1.1 408")


def test_question_of_9_kb_in_the_url_is_answered(server: Server) -> None:
    reply = server.send("GET", "/graphql?query=%7B__typename%7D" + "%20" * 3_000)

    assert (reply.status, reply.codes) == (200, [])


@pytest.mark.parametrize(("headers", "size"), [(20, 60_000), (1, 70_000), (5_000, 1)])
def test_headers_without_end_are_refused_or_passed_over(server: Server, headers: int, size: int) -> None:
    many = "".join(f"x-{number}: {'a' * size}\r\n" for number in range(headers))
    data = f"{HEAD}Content-Length: {len(TYPENAME)}\r\n{many}\r\n".encode() + TYPENAME

    try:
        with server.raw(data) as raw:
            assert raw.recv(100)[:10] in (b"HTTP/1.1 2", b"HTTP/1.1 4")
    except OSError:
        pass  # closed while we were still sending


@pytest.mark.parametrize("data", [b"\0" * 100, b"\x16\x03\x01\x02", b"GET\r\n\r\n"])
def test_what_is_no_http_is_refused(server: Server, data: bytes) -> None:
    with server.raw(data + b"\r\n\r\n") as raw:
        assert raw.recv(100).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "path", ["/graphql?query=%ff", "/graphql?query=%7B__typename%7D&variables=%5B", "/graphql?query=%00", "/%ff", "/x"]
)
def test_url_of_any_bytes_is_answered(server: Server, path: str) -> None:
    assert server.send("GET", path).status in (200, 400, 404)


@pytest.mark.parametrize("entries", [1, 10_000])
def test_batches_are_off(server: Server, entries: int) -> None:
    reply = server.post(b"[" + b",".join([TYPENAME] * entries) + b"]")

    assert (reply.status, reply.codes) == (400, ["BAD_REQUEST"])


LISTS = sorted(name for name, field in QUERIES.items() if "first" in field.args)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("paging", ["first: -1", "first: 0", "first: 101", "first: 99999999999", 'after: "nonsense"'])
def test_page_that_cannot_be_is_refused(server: Server, name: str, paging: str) -> None:
    reply = ask_in_time(server, f"{{ {name}({paging} {required(QUERIES[name])}) {{ totalCount }} }}")

    assert {*reply.codes} <= {"BAD_REQUEST", "BAD_CURSOR", "QUERY_TOO_COMPLEX"}
    assert reply.codes


@pytest.mark.parametrize("name", LISTS)
def test_cursor_of_another_question_is_refused(server: Server, name: str) -> None:
    other = "documents" if name != "documents" else "actors"
    reply = server.ask(f"{{ {other}(first: 1) {{ pageInfo {{ endCursor }} }} }}")
    cursor = json.loads(reply.body)["data"][other]["pageInfo"]["endCursor"]

    refused = ask_in_time(
        server, f'{{ {name}(first: 1 after: "{cursor}" {required(QUERIES[name])}) {{ totalCount }} }}'
    )

    assert refused.codes == ["BAD_CURSOR"]


@pytest.mark.parametrize("name", LISTS)
def test_all_are_counted(server: Server, name: str) -> None:
    reply = ask_in_time(server, f"{{ {name}({required(QUERIES[name])} first: 1) {{ totalCount }} }}")

    assert (reply.status, reply.codes) == (200, []), reply.body


# -- texts that are code elsewhere --------------------------------------------------------------------------------

HARMFUL = {
    "nothing": "",
    "a wildcard of SQL": "%",
    "SQL": "x' OR '1'='1'; DROP TABLE entity; --",
    "Cypher": "x\"}) DETACH DELETE n //",
    "a full-text query": 'NEAR(a b) AND * OR "',
    "a regular expression": "(a+)+$",
    "HTML": "<script>alert(1)</script>",
    "a path": "../../etc/passwd",
    "NUL": "a\\u0000b",
    "half of a pair": "a\\ud800b",
    "right to left": "\u202eabc",
    "an id of nothing": "QWN0b3I6J09SIDE9MS0t",
}  # fmt: skip


@pytest.mark.parametrize("text", HARMFUL.values(), ids=HARMFUL)
@pytest.mark.parametrize("name", sorted(QUERIES))
def test_text_of_a_client_is_never_run(server: Server, name: str, text: str) -> None:
    field = QUERIES[name]
    for argument in field.args:
        given = {
            key: literal(value.type, text, 3)
            for key, value in field.args.items()
            if key == argument or is_required_argument(value)
        }
        asked = ", ".join(f"{key}: {value}" for key, value in given.items())
        reply = ask_in_time(server, f"{{ {name}({asked}) {selection(field)} }}")

        assert reply.status == 200, asked
        assert "INTERNAL" not in reply.codes, (asked, reply.body)
        assert not any(
            word in reply.body.decode().lower() for word in ("sqlite", "cypher", "traceback", "syntax error near")
        )


def required(field: GraphQLField) -> str:
    """The arguments that a field cannot go without, for the small graph."""
    arguments = {key: value for key, value in field.args.items() if is_required_argument(value)}
    return " ".join(f"{key}: {literal(value.type, 'Russia', 2)}" for key, value in arguments.items())


def selection(field: GraphQLField) -> str:
    return "" if is_leaf_type(get_named_type(field.type)) else "{ __typename }"


def literal(type: GraphQLInputType, text: str, depth: int) -> str:
    """A value of a type with the text wherever a text can stand."""
    nullable, named = get_nullable_type(type), get_named_type(type)
    if isinstance(nullable, GraphQLList):
        return f"[{literal(nullable.of_type, text, depth)}]"
    if isinstance(named, GraphQLEnumType):
        return next(iter(named.values))
    if isinstance(named, GraphQLInputObjectType):
        return object_literal(named, text, depth)
    if named.name in ("Int", "Float", "Boolean"):
        return {"Boolean": "true"}.get(named.name, "1")
    return '"' + text.replace('"', '\\"').replace("\\\\", "\\") + '"'


def object_literal(type: GraphQLInputObjectType, text: str, depth: int) -> str:
    fields: Mapping[str, GraphQLInputField] = type.fields
    if type.extensions["strawberry-definition"].is_one_of:
        name = "name" if "name" in fields else next(iter(fields))
        return f"{{{name}: {literal(fields[name].type, text, depth)}}}"
    chosen = [name for name, field in fields.items() if depth > 0 or is_required_input_field(field)]
    return "{" + ", ".join(f"{name}: {literal(fields[name].type, text, depth - 1)}" for name in chosen) + "}"
