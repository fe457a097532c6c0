"""Requests enter under all kinds of names and from all kinds of pages; only those that know this server pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from kg.errors import SettingsError
from kg.store import open_store
from kg.store.protocol import GraphStore
from kg_graphql.app import bind, create_app, serve
from kg_graphql.gate import Visitors
from tests.kg_graphql.live_server import Server, running

TYPENAME = b'{"query": "{ __typename }"}'
SITE = "https://graphs.example"


@pytest.fixture(scope="module")
def sharing(store: GraphStore) -> Iterator[Server]:
    visitors = Visitors(hosts=("graph.example",), origins=(SITE,))
    yield from running(bind("127.0.0.1", 0), create_app(store, visitors=visitors))


@pytest.fixture(scope="module")
def welcoming(store: GraphStore) -> Iterator[Server]:
    yield from running(bind("127.0.0.1", 0), create_app(store, visitors=Visitors(hosts=("*",), origins=("*",))))


@pytest.mark.parametrize("host", ["localhost", "LocalHost:8000", "localhost.", "127.0.0.1:9", "[::1]:8000", "10.1.2.3"])
def test_names_of_this_machine_and_addresses_pass(server: Server, host: str) -> None:
    assert server.post(TYPENAME, Host=host).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:8000", "", "[", "0x7f.1"]
)
@pytest.mark.parametrize("path", ["/graphql", "/health", "/"])
def test_foreign_names_are_refused(server: Server, host: str, path: str) -> None:
    reply = server.send("GET", path, headers={"Host": host})

    assert (reply.status, reply.codes) == (421, ["FORBIDDEN"])


def test_request_without_a_name_is_refused(server: Server) -> None:
    with server.raw(b"GET /health HTTP/1.0\r\n\r\n") as raw:
        assert raw.recv(100).startswith(b"HTTP/1.1 421")


def test_names_that_are_allowed_pass(sharing: Server, welcoming: Server) -> None:
    assert sharing.post(TYPENAME, Host="Graph.example:80").status == 200
    assert sharing.post(TYPENAME, Host="other.example").status == 421
    assert welcoming.post(TYPENAME, Host="other.example").status == 200


def test_pages_of_this_server_may_ask(server: Server) -> None:
    reply = server.post(TYPENAME, Host="localhost:8000", Origin="http://localhost:8000")

    assert reply.status == 200
    assert not [name for name in reply.headers if name.startswith("access-control")]


@pytest.mark.parametrize("origin", [SITE, "null", "http://localhost:9", "http://127.0.0.1:8000", "localhost:8000"])
def test_pages_of_other_sites_may_not_ask(server: Server, origin: str) -> None:
    reply = server.post(TYPENAME, Host="localhost:8000", Origin=origin)

    assert (reply.status, reply.codes) == (403, ["FORBIDDEN"])
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize(("mode", "status"), [("no-cors", 403), ("navigate", 200)])
def test_links_of_other_sites_may_be_followed_and_images_not_be_loaded(server: Server, mode: str, status: int) -> None:
    fetched = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode}

    assert server.send("GET", "/graphql?query=%7B__typename%7D", headers=fetched).status == status


def test_pages_of_sites_that_are_allowed_may_ask(sharing: Server, welcoming: Server) -> None:
    reply = sharing.post(TYPENAME, Origin=SITE)
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, SITE)

    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert sharing.send("OPTIONS", "/graphql", headers=asked).status == 200
    assert sharing.post(TYPENAME, Origin="https://other.example").status == 403
    assert welcoming.post(TYPENAME, Origin="https://other.example").headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "somewhere.example"])
def test_address_that_others_reach_is_refused_without_insecure(host: str) -> None:
    with closing(open_store("sqlite://")) as store, pytest.raises(SettingsError, match="--insecure"):
        serve(store, host=host, port=0)
