"""Requests enter as bytes on a socket; a server on loopback answers them, the malformed ones too."""

from __future__ import annotations

import http.client
import json
import socket

import pytest

from kg.errors import SettingsError
from kg.store import open_store
from kg.store.protocol import GraphStore
from kg_graphql.app import bind, create_app, serve
from kg_graphql.limits import Limits
from tests.kg_graphql.live_server import Server, running

JSON = {"Content-Type": "application/json"}
ACTORS = json.dumps({"query": "{ actors { totalCount } }"}).encode()
TYPENAME = json.dumps({"query": "{ __typename }"}).encode()


def send(
    server: Server, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=20)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def test_question_by_post_is_answered(server: Server) -> None:
    status, headers, body = send(server, "POST", "/graphql", TYPENAME, JSON)

    assert (status, json.loads(body)) == (200, {"data": {"__typename": "Query"}})
    assert headers["cache-control"] == "no-store"


def test_question_by_get_is_answered(server: Server) -> None:
    status, _, body = send(server, "GET", "/graphql?query=%7B__typename%7D")

    assert (status, json.loads(body)) == (200, {"data": {"__typename": "Query"}})


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
        (b'{"query": "subscription { x }"}', 200),
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
    with socket.create_connection((server.host, server.port), timeout=20) as raw:
        head = (
            "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        raw.sendall(head.encode() + b"4e20\r\n" + b" " * 20_000 + b"\r\n0\r\n\r\n")

        assert raw.recv(100).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("PUT", JSON, 405),
        ("DELETE", JSON, 405),
        ("OPTIONS", JSON, 405),
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
    with pytest.raises(SettingsError, match="--insecure"):
        serve(open_store("sqlite://"), host="0.0.0.0", port=0)


def test_slow_answer_is_given_up(store: GraphStore) -> None:
    app = create_app(store, limits=Limits(timeout_s=0.0))

    for served in running(bind("127.0.0.1", 0), app):
        status, _, body = send(served, "POST", "/graphql", ACTORS, JSON)

    assert status == 504
    assert json.loads(body)["errors"][0]["extensions"]["code"] == "TIMEOUT"


def test_unexpected_error_is_told_to_the_log_and_not_to_the_client(caplog: pytest.LogCaptureFixture) -> None:
    broken = open_store("sqlite://")
    broken.close()

    for served in running(bind("127.0.0.1", 0), create_app(broken)):
        status, _, body = send(served, "POST", "/graphql", ACTORS, JSON)

    [error] = json.loads(body)["errors"]
    assert status == 200
    assert error["extensions"]["code"] in ("INTERNAL", "UNAVAILABLE")
    assert error["extensions"]["errorId"] in caplog.text
    assert "sqlite" not in body.decode().lower()
    assert "sqlite" in caplog.text.lower()
