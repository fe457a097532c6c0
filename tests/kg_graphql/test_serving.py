"""`kg serve` runs as a process of its own: it answers, tells its log, and finishes what is running before it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.store import open_store
from tests.kg_graphql.live_server import Server
from tests.kg_graphql.small_graph import small_graph

SECRET = 'query Harmless { actors(first: -5, filter: {name: {contains: "Valentina\'s"}}) { totalCount } }'


@dataclass
class Served:
    """A process of `kg serve` and the lines that it wrote on stderr before it listened."""

    server: Server
    process: subprocess.Popen[str]
    first_line: str

    def ended(self) -> tuple[int, list[str]]:
        """Wait for the end; return the exit code and what else stood on stderr."""
        _, rest = self.process.communicate(timeout=30)
        return self.process.returncode, rest.splitlines()


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("serve") / "kg.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        store.write(small_graph())
    return f"sqlite:///{path}"


@contextmanager
def kg_serve(graph: str, *options: str, **settings: str) -> Iterator[Served]:
    command = [str(Path(sys.executable).with_name("kg")), "serve", "--port", "0", "--store", graph, *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | settings)
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        port = re.search(r":(\d+)/graphql", line)
        assert port is not None, line
        yield Served(Server(host="127.0.0.1", port=int(port[1])), process, line)
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_running_request_is_finished_when_the_server_is_to_end(graph: str, number: signal.Signals) -> None:
    body = b'{"query": "{ actors { totalCount } }"}'
    head = f"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"

    with kg_serve(graph) as served, served.server.raw(f"{head}\r\n\r\n".encode() + body[:10]) as raw:
        assert served.server.ask("{ __typename }").status == 200
        served.process.send_signal(number)
        await_refusal(served.server)
        raw.sendall(body[10:])
        answer = received(raw)

        assert answer.startswith(b"HTTP/1.1 200")
        assert b'"totalCount"' in answer
        assert served.ended() == (0, [])


def test_address_in_json_is_one_object_on_stdout(graph: str) -> None:
    command = [str(Path(sys.executable).with_name("kg")), "serve", "--port", "0", "--store", graph, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["url"]
        port = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/graphql", address)
        assert port is not None
        assert Server(host="127.0.0.1", port=int(port[1])).ask("{ __typename }").status == 200
        process.send_signal(signal.SIGTERM)
        rest = process.communicate()

    assert (process.returncode, rest) == (0, ("", ""))


def test_log_in_json_has_one_object_a_line_and_no_text_of_a_client(graph: str) -> None:
    with kg_serve(graph, "--log-json", NEWSKG_LOG_LEVEL="info") as served:
        served.server.post(json.dumps({"query": SECRET, "operationName": "Harmless"}).encode())
        served.server.send("GET", "/graphql?query=%7B%20valentina%20%7D")
        served.server.send("PUT", "/graphql?valentina")
        served.process.send_signal(signal.SIGTERM)
        code, rest = served.ended()

    lines = [json.loads(line) for line in (served.first_line, *rest)]
    requests = [line for line in lines if line["logger"] == "kg_graphql.request_log"]
    assert code == 0
    assert lines[0]["url"] == f"{served.server.url}/graphql"
    assert {"time", "level", "logger", "message"} <= set.intersection(*(set(line) for line in lines))
    assert [(line["status"], line["codes"]) for line in requests] == [
        (200, ["BAD_REQUEST"]),
        (200, ["BAD_REQUEST"]),
        (405, ["BAD_REQUEST"]),
    ]
    assert (requests[0]["operation"], len(requests[0]["document"])) == ("Harmless", 16)
    assert "valentina" not in "".join(rest).lower()


def test_log_names_an_unexpected_error_and_its_place(graph: str, tmp_path: Path) -> None:
    path = tmp_path / "kg.db"
    path.write_bytes(Path(graph.removeprefix("sqlite:///")).read_bytes())

    with kg_serve(f"sqlite:///{path}", NEWSKG_LOG_JSON="1") as served:
        with path.open("r+b") as file:  # the disk fails
            file.truncate(4096)
        reply = served.server.ask("{ statements { nodes { id } } }")
        served.process.send_signal(signal.SIGTERM)
        _, rest = served.ended()

    [error] = json.loads(reply.body)["errors"]
    [line] = [each for each in map(json.loads, rest) if each["level"] == "error"]
    assert (reply.status, error["extensions"]["code"]) == (503, "UNAVAILABLE")
    assert line["errorId"] == error["extensions"]["errorId"]
    assert "Traceback" in line["traceback"]
    assert str(path) not in reply.body.decode()


def test_limits_are_settings(graph: str) -> None:
    with kg_serve(
        graph, NEWSKG_LIMIT_DEPTH="1", NEWSKG_LIMIT_BODY_BYTES="500", NEWSKG_ALLOWED_HOSTS="a.test b.test"
    ) as served:
        assert served.server.ask("{ actors { totalCount } }").codes == ["QUERY_TOO_COMPLEX"]
        assert served.server.post(b" " * 600).status == 413
        assert served.server.post(b'{"query": "{ __typename }"}', Host="b.test").status == 200


def await_refusal(server: Server) -> None:
    """Wait until no new connection is taken."""
    for _ in range(200):
        try:
            socket.create_connection((server.host, server.port), timeout=5).close()
        except OSError:
            return
        time.sleep(0.05)
    raise AssertionError("the server still listens")


def received(raw: socket.socket) -> bytes:
    parts = list(iter(lambda: raw.recv(65_536), b""))
    return b"".join(parts)
