"""`kg serve`: a graph enters, a GraphQL server answers until it is stopped."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.access import opened, settings
from kg.cli.options import Store
from kg.cli.terminal import note

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


def serve(host: Host = None, port: Port = None, insecure: Insecure = False, store: Store = None) -> None:
    """Answer GraphQL at /graphql, with a playground that needs no other site."""
    from kg_graphql.app import serve as serve_graph

    chosen = settings()
    address, number = chosen.host if host is None else host, chosen.port if port is None else port
    with opened(store) as graph:
        serve_graph(
            graph,
            host=address,
            port=number,
            insecure=insecure,
            announce=lambda url: note(f"GraphQL at {url}; Ctrl-C ends it"),
        )
