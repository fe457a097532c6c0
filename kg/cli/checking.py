"""`kg review`, `kg doctor`, `kg cypher`: a graph enters; doubts, faults or the rows of one's own question leave."""

from __future__ import annotations

import json as json_text
import platform
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from kg.cli.access import opened, settings, store_url
from kg.cli.options import AsJson, Limit, Store
from kg.cli.phrases import counted, entity_line
from kg.cli.rows import entity_row
from kg.cli.terminal import complain, note, plain, show, show_json
from kg.errors import QueryError

_NOUNS = ("document", "entity", "statement", "relationship", "silence")


def read_reason(text: str) -> str:
    """Read a reason for doubt, as given on the command line."""
    from kg.resolve.candidates import Reason

    if text not in list(Reason):
        raise typer.BadParameter(f"no reason is called {text!r}; known: {', '.join(Reason)}")
    return text


Reasons = Annotated[
    list[str] | None,
    typer.Option("--reason", parser=read_reason, metavar="REASON", help="Only of this reason; may be repeated."),
]
CypherText = Annotated[str, typer.Argument(metavar="QUERY", help="A Cypher query that only reads.")]
Parameters = Annotated[
    list[str] | None,
    typer.Option("--param", metavar="NAME=VALUE", help="Value of $NAME: JSON, or else text; may be repeated."),
]
Rows = Annotated[int, typer.Option("--limit", min=1, max=100_000, metavar="N", help="How many rows at most.")]
Seconds = Annotated[float, typer.Option("--timeout", min=0.1, max=60, metavar="S", help="How long it may take.")]


def review(reason: Reasons = None, limit: Limit = 20, store: Store = None, json: AsJson = False) -> None:
    """List pairs of entities that may be one thing."""
    from kg.resolve.candidates import candidates
    from kg.store.copying import pages
    from kg.store.protocol import MAX_PAGE, EntityQuery, PageRequest

    with opened(store) as graph:
        everything = EntityQuery(page=PageRequest(first=MAX_PAGE))
        entities = {entity.id: entity for items in pages(graph.entities, everything) for entity in items}
    found = [pair for pair in candidates(entities.values()) if reason is None or pair.reason in reason]
    shown = found[: limit or None]
    for pair in shown:
        ends = [entities[id] for id in (pair.left, pair.right)]
        if json:
            rows = [entity_row(entity) for entity in ends]
            show_json({"left": rows[0], "right": rows[1], "reason": pair.reason.value, "detail": pair.detail})
            continue
        show(f"{pair.reason.value}: {plain(pair.detail)}")
        for entity in ends:
            show(Text("  ").append_text(entity_line(entity)))
    if len(shown) < len(found):
        note(f"{len(shown)} of {len(found)} pairs; --limit 0 shows all")
    if left_out := sum(pair.left_out for pair in found):
        note(f"of long groups not listed: {counted(left_out, 'pair')}")
    if not found:
        complain("no pair is in doubt")
        raise typer.Exit(1)


def doctor(store: Store = None, json: AsJson = False) -> None:
    """Check that a graph is sound and says what its documents say."""
    import sqlite3

    from kg.questions.checkup import checkup

    with opened(store) as graph:
        counts = graph.counts()
        faults = list(checkup(graph))
    parts = asdict(counts)
    versions = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    if json:
        show_json({**parts, **versions, "faults": faults})
    else:
        show(", ".join(counted(count, noun) for count, noun in zip(parts.values(), _NOUNS, strict=True)))
        show(", ".join(f"{name} {version}" for name, version in versions.items()))
        for fault in faults:
            complain(fault)
        note(counted(len(faults), "fault") if faults else "all well")
    if faults:
        raise typer.Exit(1)


def cypher(
    query: CypherText,
    param: Parameters = None,
    limit: Rows = 100,
    timeout: Seconds = 5.0,
    store: Store = None,
    json: AsJson = False,
) -> None:
    """Answer a Cypher query that only reads (Neo4j)."""
    from kg.store import NEO4J_SCHEMES

    url = store_url(store)
    if url.partition("://")[0] not in NEO4J_SCHEMES:
        raise QueryError(f"Cypher needs a graph in Neo4j, not {url}; kg copy takes one there")
    from kg.store.neo4j_connection import Neo4jConnection
    from kg.store.neo4j_reading_only import run_user_cypher

    connection = Neo4jConnection(url, settings().neo4j())
    try:
        answer = run_user_cypher(connection, query, timeout_s=timeout, max_rows=limit, parameters=_values(param or ()))
    finally:
        connection.close()
    for row in answer.rows:
        if json:
            show_json(dict(zip(answer.columns, row, strict=True)))
        else:
            show(" | ".join(plain(_shown(value)) for value in row))
    if answer.is_cut:
        note(f"the first {counted(limit, 'row')}; --limit shows more")
    if not answer.rows:
        complain("no row; kg cypher 'CALL db.labels()' and 'CALL db.relationshipTypes()' list the names there are")
        raise typer.Exit(1)


def _values(given: Sequence[str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise typer.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--param")
        try:
            values[name] = json_text.loads(value)
        except ValueError:
            values[name] = value
    return values


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json_text.dumps(value, ensure_ascii=False)
