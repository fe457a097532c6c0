"""Requests enter as bytes on a socket; a server on loopback answers them, the malformed ones too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing

import pytest

from kg.errors import SettingsError
from kg.store import open_store
from kg_graphql.app import bind, create_app, serve
from tests.kg_graphql.live_server import JSON, Server, running

ACTORS = json.dumps({"query": "{ actors { totalCount } }"}).encode()
TYPENAME = json.dumps({"query": "{ __typename }"}).encode()
TYPENAME_URL = "/graphql?query=%7B__typename%7D"
NEWER = "application/graphql-response+json"


def send(
    server: Server, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, Mapping[str, str], bytes]:
    reply = server.send(method, path, body, headers)
    return reply.status, reply.headers, reply.body


def test_question_by_post_is_answered_with_its_cost(server: Server) -> None:
    reply = server.post(TYPENAME)

    assert (reply.status, reply.json) == (200, {"data": {"__typename": "Query"}, "extensions": {"cost": 1}})
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["vary"] == "Accept"


def test_question_by_get_is_answered(server: Server) -> None:
    reply = server.send("GET", TYPENAME_URL)

    assert (reply.status, reply.json["data"]) == (200, {"__typename": "Query"})


def test_root_leads_to_the_playground(server: Server) -> None:
    status, headers, _ = send(server, "GET", "/")

    assert status == 307
    assert headers["location"] == "graphql"


def test_playground_forbids_every_other_address(server: Server) -> None:
    status, headers, body = send(server, "GET", "/graphql", headers={"Accept": "text/html"})

    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]
    assert b"//" not in body.replace(b"<!doctype", b"")


@pytest.mark.parametrize(
    "path", ["/graphql/static/0/graphiql.js", "/graphql/static/../schema.py", "/graphql/static/x/%2e%2e"]
)
def test_only_our_files_are_served(server: Server, path: str) -> None:
    assert send(server, "GET", "/graphql/static/" + path)[0] == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"null", 400),
        (b"1", 400),
        (b"[]", 400),
        (b'{"query": "{ __typename }"', 400),
        (b'"\xff"', 400),
        (b"[" * 5000, 400),
        (b'{"query": 5}', 400),
        (b"{}", 400),
        (b'{"query": "{ __typename }", "variables": []}', 400),
        (b'{"query": "{ __typename }", "operationName": 5}', 400),
        (b'{"query": "{ __typename }", "operationName": "none"}', 400),
        (b'{"query": "{ __typename }", "variables": {"a": NaN}}', 400),
        (b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 5000 + b"}}", 400),
        (b'{"query": "query A { __typename } query B { __typename }"}', 200),
        (b'{"query": "mutation { x }"}', 200),
        (b'{"query": "subscription { x }"}', 400),
        (b'{"query": ""}', 400),
        (b'{"query": "{ __typename }", "extensions": []}', 400),
        (b'{"query": "\\u0000"}', 200),
        (b'{"query": "\\ud800"}', 200),
        (b'{"query": "' + b"{a" * 3000 + b'"}', 200),
        (b'{"query": "{ nothing }"}', 200),
        (b" " * 20_000, 413),
    ],
)
def test_malformed_body_is_answered_with_a_code(server: Server, body: bytes, status: int) -> None:
    answered, _, content = send(server, "POST", "/graphql", body, JSON)

    assert answered == status, content
    assert json.loads(content)["errors"][0]["extensions"]["code"] in ("BAD_REQUEST", "QUERY_TOO_COMPLEX")
    assert b"Traceback" not in content


def test_long_body_in_chunks_is_refused(server: Server) -> None:
    head = (
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    )

    with server.raw(head.encode() + b"\r\n4e20\r\n" + b" " * 20_000 + b"\r\n0\r\n\r\n") as raw:
        assert raw.recv(100).startswith(b"HTTP/1.1 413")


def test_body_that_says_it_is_long_is_refused_unread(server: Server) -> None:
    head = (
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n"
    )

    with server.raw(head.encode() + b"\r\n") as raw:
        assert raw.recv(100).startswith(b"HTTP/1.1 413")


def test_deep_variables_are_refused(server: Server) -> None:
    body = b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 3000 + b"]" * 3000 + b"}}"

    reply = server.post(body)

    refused_by_json, refused_by_limit = (400, ["BAD_REQUEST"]), (200, ["QUERY_TOO_COMPLEX"])  # Python 3.13 reads it
    assert (reply.status, reply.codes) in (refused_by_json, refused_by_limit)


@pytest.mark.parametrize(
    ("accept", "status", "media_type"),
    [
        ("*/*", 200, "application/json"),
        ("application/*", 200, "application/json"),
        (NEWER, 200, NEWER),
        (f"{NEWER}, application/json", 200, NEWER),
        (f"application/json, {NEWER}", 200, "application/json"),
        (f"application/json;q=0.5, {NEWER};q=0.9", 200, NEWER),
        (f"{NEWER};q=0, */*;q=0.1", 200, "application/json"),
        ("text/html, */*;q=0.8", 200, "application/json"),
        ("APPLICATION/JSON", 200, "application/json"),
        ("application/xml", 406, "application/json"),
        ("*/*;q=0", 406, "application/json"),
        ("application/json;q=none", 406, "application/json"),
        ("application/json;q=0, application/graphql-response+json;q=0", 406, "application/json"),
    ],
)
def test_answer_has_the_type_that_is_liked_best(server: Server, accept: str, status: int, media_type: str) -> None:
    reply = server.post(TYPENAME, Accept=accept)

    assert (reply.status, reply.headers["content-type"]) == (status, f"{media_type}; charset=utf-8")


@pytest.mark.parametrize("query", ["{", "{ nothing }", "query($id: ID!) { __typename }", "query A {x} query B {x}"])
@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), (NEWER, 400)])
def test_document_that_cannot_be_run_has_no_data(server: Server, query: str, accept: str, status: int) -> None:
    reply = server.post(json.dumps({"query": query}).encode(), Accept=accept)

    assert reply.status == status
    assert "data" not in reply.json
    assert reply.codes[0] == "BAD_REQUEST"


def test_mutation_by_get_is_refused(server: Server) -> None:
    reply = server.send("GET", "/graphql?query=mutation%7B__typename%7D")

    assert (reply.status, reply.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("PUT", JSON, 405),
        ("DELETE", JSON, 405),
        ("OPTIONS", JSON, 405),
        ("HEAD", JSON, 405),
        ("POST", {}, 415),
        ("POST", {"Content-Type": "text/plain"}, 415),
        ("POST", {"Content-Type": "application/jsonfoo"}, 415),
        ("POST", {"Content-Type": "application/json; charset=latin1"}, 415),
        ("POST", {"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ("POST", {"Content-Type": "application/json; charset=UTF-8"}, 200),
    ],
)
def test_only_json_is_read(server: Server, method: str, headers: dict[str, str], status: int) -> None:
    answered, found, _ = send(server, method, "/graphql", TYPENAME, headers)

    assert answered == status
    assert found.get("allow") == ("GET, POST" if status == 405 else None)


def test_busy_port_is_an_error_that_names_the_address(server: Server) -> None:
    with pytest.raises(SettingsError, match=f"127.0.0.1:{server.port}"):
        bind("127.0.0.1", server.port)


def test_public_address_is_refused_without_insecure() -> None:
    with closing(open_store("sqlite://")) as store, pytest.raises(SettingsError, match="--insecure"):
        serve(store, host="0.0.0.0", port=0)


def test_unexpected_error_is_told_to_the_log_and_not_to_the_client(caplog: pytest.LogCaptureFixture) -> None:
    broken = open_store("sqlite://")
    broken.close()

    for served in running(bind("127.0.0.1", 0), create_app(broken)):
        reply = served.post(ACTORS)

    [error] = json.loads(reply.body)["errors"]
    assert (reply.status, reply.headers["retry-after"]) == (503, "5")
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert error["extensions"]["errorId"] in caplog.text
    assert "sqlite" not in reply.body.decode().lower()
    assert "sqlite" in caplog.text.lower()
