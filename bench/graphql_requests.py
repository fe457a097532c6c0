"""Prints how many milliseconds of CPU a GraphQL request costs: stock Strawberry, our server and Node, on equal data.

    (cd bench/graphql_node && npm ci --ignore-scripts)    # for the figure of Node
    python -m bench.graphql_requests

One question: fifty actors, three statements of each with evidence and document. Every server gives the same answer out
of memory: behind Strawberry's own ASGI view and behind ours stands a store that remembers what it was asked, Node
(graphql-http, graphql-js) has the answer's data as its root value, and is left out where its packages are not
installed. The servers are asked in turn, round after round;
CPU is user and system time of the process, from /proc. Figures are medians of the rounds, ratios those of one round.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

import strawberry
import uvicorn
from starlette.types import ASGIApp
from strawberry.asgi import GraphQL
from strawberry.schema.config import StrawberryConfig

from bench.synthetic import World
from kg.settings import Limits
from kg.store import open_store
from kg.store.protocol import GraphStore
from kg_graphql.app import bind, create_app, server_config
from kg_graphql.batching import Context
from kg_graphql.errors import ErrorCodes
from kg_graphql.scalars import SCALARS
from kg_graphql.schema import Query, print_schema
from kg_graphql.types import Actor, Location

_NODE = Path(__file__).parent / "graphql_node"
_INSTALL = "(cd bench/graphql_node && npm ci --ignore-scripts)"
_QUESTION = """{ actors(first: 50, orderBy: [{field: DOCUMENT_COUNT}]) {
 nodes { __typename id name kind aliases documentCount statements(first: 3) { nodes { id type polarity modality date
 dateText confidence evidence { extractor sentence { text start end } trigger { text start end }
 source { text start end } } document { id title publisher published url } } } } } }"""


class Remembering:
    """A store that answers a question the second time out of memory."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._answers: dict[tuple[str, str], object] = {}

    def __getattr__(self, name: str) -> Callable[[object], object]:
        ask = getattr(self._store, name)

        def remembered(question: object) -> object:
            key = (name, repr(question))
            if key not in self._answers:
                self._answers[key] = ask(question)
            return self._answers[key]

        return remembered


class StockView(GraphQL[Context, None]):
    """Strawberry's own view, with the context that our resolvers need."""

    store: GraphStore

    async def get_context(self, request: object, response: object) -> Context:
        """Make the context of a request."""
        return Context(self.store)


def main() -> None:
    """Start the servers and ask them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=40, help="of a round")
    parser.add_argument("--documents", type=int, default=400, help="of the graph")
    parser.add_argument("--serve", choices=["stock", "ours"], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve is not None:
        _serve(asked.serve, asked.documents)
        return
    with ExitStack() as stack:
        servers = {name: stack.enter_context(_running(name, asked.documents)) for name in ("stock", "ours")}
        data = [_ask(url)["data"] for _, url in servers.values()]
        if data[0] != data[1]:
            sys.exit("the two servers do not give the same answer")
        if shutil.which("node") is None or not (_NODE / "node_modules").is_dir():
            print(f"node: left out, its packages are not installed: {_INSTALL}")
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            servers["node"] = stack.enter_context(_node(folder, data[0]))
            if _ask(servers["node"][1])["data"] != data[0]:
                sys.exit("Node does not give the same answer")
        _compare(servers, asked.rounds, asked.requests)


def _compare(servers: dict[str, tuple[int, str]], rounds: int, requests: int) -> None:
    times: dict[str, list[float]] = {name: [] for name in servers}
    for number in range(rounds + 2):
        for name, (process, url) in servers.items():
            before = _cpu_ms(process)
            for _ in range(requests):
                _ask(url)
            if number >= 2:  # the first rounds warm up
                times[name].append((_cpu_ms(process) - before) / requests)
    for name, found in times.items():
        print(f"{name}: {statistics.median(found):.1f} ms of CPU a request")
    for name in [name for name in times if name != "ours"]:
        ratio = statistics.median(a / b for a, b in zip(times["ours"], times[name], strict=True))
        print(f"ours / {name}: {ratio:.2f}")


def _cpu_ms(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _ask(url: str) -> dict[str, object]:
    body = json.dumps({"query": _QUESTION}).encode()
    headers = {"content-type": "application/json", "accept": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
        found: dict[str, object] = json.load(answer)
    if "errors" in found:
        sys.exit(f"{url}: {found['errors']}")
    return found


@contextmanager
def _running(name: str, documents: int) -> Iterator[tuple[int, str]]:
    size = ["--documents", str(documents)]
    with _started([sys.executable, "-m", "bench.graphql_requests", "--serve", name, *size]) as server:
        yield server


@contextmanager
def _node(folder: Path, data: object) -> Iterator[tuple[int, str]]:
    schema, answer = folder / "schema.graphql", folder / "answer.json"
    schema.write_text(print_schema(), encoding="utf-8")
    answer.write_text(json.dumps(data), encoding="utf-8")
    with _started(["node", str(_NODE / "server.mjs"), str(schema), str(answer)]) as server:
        yield server


@contextmanager
def _started(command: list[str]) -> Iterator[tuple[int, str]]:
    """Start a server that prints its address; yield its process id and the address."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.pid, process.stdout.readline().strip()
        finally:
            process.terminate()


def _serve(name: str, documents: int) -> None:
    store = open_store("sqlite://")
    store.write(islice(World().documents(documents), documents))
    remembering: GraphStore = Remembering(store)  # type: ignore[assignment]  # it passes all questions on
    limits = Limits()
    app = create_app(remembering, limits=limits) if name == "ours" else _stock(remembering)
    config = server_config(app, limits) if name == "ours" else uvicorn.Config(app, log_level="warning", lifespan="off")
    with bind("127.0.0.1", 0) as bound:
        path = "graphql" if name == "ours" else ""
        print(f"http://127.0.0.1:{bound.getsockname()[1]}/{path}", flush=True)
        uvicorn.Server(config).run(sockets=[bound])


def _stock(store: GraphStore) -> ASGIApp:
    config = StrawberryConfig(scalar_map=SCALARS)
    schema = strawberry.Schema(query=Query, types=[Actor, Location], extensions=[ErrorCodes], config=config)
    view = StockView(schema)
    view.store = store
    return view


if __name__ == "__main__":
    main()
