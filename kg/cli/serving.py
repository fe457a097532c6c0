"""`kg serve`: a graph enters, a GraphQL server answers until it is stopped."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.access import settings, store_url
from kg.cli.options import AsJson, Store
from kg.cli.terminal import note, show_json
from kg.store.protocol import GraphStore

if TYPE_CHECKING:
    from kg.settings import Settings

log = logging.getLogger(__name__)
PATIENCE_S = 1.0  # for a Neo4j server that is away; a client is told to come again rather than kept waiting

Host = Annotated[
    str | None,
    typer.Option("--host", metavar="NAME", help="Address to listen on. [env: NEWSKG_HOST; default: 127.0.0.1]"),
]
Port = Annotated[
    int | None,
    typer.Option("--port", min=0, max=65535, metavar="N", help="0 takes a free one. [env: NEWSKG_PORT; default: 8000]"),
]
Insecure = Annotated[
    bool,
    typer.Option("--insecure", help="Listen on an address that other machines reach, without a password."),
]
LogJson = Annotated[
    bool,
    typer.Option("--log-json", help="Write the log as one JSON object a line. [env: NEWSKG_LOG_JSON]"),
]


def serve(
    host: Host = None,
    port: Port = None,
    insecure: Insecure = False,
    log_json: LogJson = False,
    store: Store = None,
    json: AsJson = False,
) -> None:
    """Answer GraphQL at /graphql, with a playground that needs no other site."""
    from kg_graphql.app import serve as serve_graph
    from kg_graphql.gate import Visitors

    chosen = settings()
    with closing(_opened(store, chosen)) as graph:
        serve_graph(
            graph,
            host=chosen.host if host is None else host,
            port=chosen.port if port is None else port,
            insecure=insecure,
            limits=chosen.limit,
            visitors=Visitors(hosts=chosen.allowed_hosts, origins=chosen.allowed_origins),
            announce=_announcer(is_log_json=log_json or chosen.log_json, is_json=json),
        )


def _opened(url: str | None, chosen: Settings) -> GraphStore:
    """Open the graph so that no question to it outlives its request by much."""
    from kg.store import open_store

    limit = chosen.limit.timeout_s
    neo4j = replace(chosen.neo4j(), transaction_s=limit, patience_s=PATIENCE_S)
    return open_store(store_url(url), create=False, neo4j=neo4j, read_timeout_s=limit)


def _announcer(*, is_log_json: bool, is_json: bool) -> Callable[[str], None]:
    """Return what tells the address: an object on stdout, else a line for people, or one of the log in JSON.

    A log in JSON begins here.
    """
    if is_log_json:
        _write_log_as_json()
    if is_json:
        return _show_address
    if is_log_json:
        return lambda url: log.info("GraphQL at %s", url, extra={"url": url})
    return lambda url: note(f"GraphQL at {url}; Ctrl-C ends it")


def _show_address(url: str) -> None:
    show_json({"url": url})
    sys.stdout.flush()  # whoever waits for it reads a pipe


def _write_log_as_json() -> None:
    from kg_graphql.log_lines import JsonLines

    for handler in logging.getLogger().handlers:
        handler.setFormatter(JsonLines())
    log.setLevel(logging.INFO)  # the address is told whatever else is
