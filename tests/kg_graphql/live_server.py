"""An app enters, a server that answers for it on a free port of this machine leaves; requests enter, answers leave."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from kg.settings import Limits
from kg_graphql.app import server_config

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Reply:
    """What came back, the names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.body)  # type: ignore[no-any-return]  # the tests look into it

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in json.loads(self.body).get("errors", [])]


@dataclass(frozen=True)
class Server:
    """A server on a free port of this machine."""

    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Send one request and wait for its answer."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())
        finally:
            connection.close()

    def post(self, body: bytes, **headers: str) -> Reply:
        """Send a body as JSON; names of headers have _ for -."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("POST", "/graphql", body, JSON | more)

    def ask(self, query: str, operation_name: str | None = None, /, **variables: object) -> Reply:
        """Ask a question."""
        asked = {"query": query, "variables": variables, "operationName": operation_name}
        return self.post(json.dumps(asked).encode())

    @contextmanager
    def raw(self, data: bytes) -> Iterator[socket.socket]:
        """A connection on which these bytes were sent."""
        with socket.create_connection((self.host, self.port), timeout=60) as connection:
            connection.sendall(data)
            yield connection


def running(bound: socket.socket, app: ASGIApp) -> Iterator[Server]:
    """Serve the app for as long as the generator is open, as `kg serve` does."""
    running = uvicorn.Server(server_config(app, Limits()))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]})
    thread.start()
    host, port = bound.getsockname()
    try:
        yield Server(host=host, port=port)
    finally:
        running.should_exit = True
        thread.join(timeout=60)
        bound.close()


class Innocent:
    """Somebody who asks a small question all the time, in a thread of their own, while others misbehave."""

    def __init__(self, server: Server) -> None:
        self._server, self._is_over = server, threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.longest_s = 0.0
        self.answers = 0

    def __enter__(self) -> Innocent:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._is_over.wait(0.01):
            start = time.perf_counter()
            self.answers += self._server.ask("{ __typename }").status == 200
            self.longest_s = max(self.longest_s, time.perf_counter() - start)
