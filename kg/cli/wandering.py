"""`kg search`, `kg path`, `kg timeline`, `kg silences`: words or names enter, what lies around leaves."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from kg.cli.access import least_confidence, opened
from kg.cli.asking import Name, show_statements, the_one
from kg.cli.naming import entities_called, known_ends, known_events
from kg.cli.options import AsJson, KnownBy, Limit, Reported, Since, Store, Threshold, Types, Until, chosen, past
from kg.cli.paging import items_of
from kg.cli.phrases import counted, entity_line, event_line, relationship_line, silence_lines
from kg.cli.rows import entity_row, event_row, relationship_row, silence_row
from kg.cli.terminal import complain, note, show, show_json
from kg.questions.paths import MAX_HOPS, MAX_PATHS, Path, paths
from kg.questions.timeline import timeline as events_of
from kg.store.protocol import EntityQuery, GraphStore, RelationshipQuery, SilenceQuery, StatementQuery, TimelineQuery

Words = Annotated[str, typer.Argument(metavar="TEXT", help="Words, or the beginnings of words; all must be there.")]
Hops = Annotated[int, typer.Option("--hops", min=1, max=MAX_HOPS, metavar="N", help="How many relationships at most.")]
PathLimit = Annotated[int, typer.Option("--limit", min=1, max=MAX_PATHS, metavar="N", help="How many paths at most.")]
Directed = Annotated[bool, typer.Option("--directed", help="Only along the arrows.")]
Documents = Annotated[
    list[str] | None, typer.Option("--document", metavar="ID", help="Only of this document; may be repeated.")
]


def _read_reason(text: str) -> str:
    from kg_loaders.silence_reasons import REASONS

    if text not in REASONS:
        raise typer.BadParameter(f"no reason is called {text!r}; known: {', '.join(REASONS)}")
    return text


Reasons = Annotated[
    list[str] | None,
    typer.Option("--reason", parser=_read_reason, metavar="REASON", help="Only of this reason; may be repeated."),
]


def search(words: Words, limit: Limit = 20, store: Store = None, json: AsJson = False) -> None:
    """Search names, and the sentences of statements."""
    with opened(store) as graph:
        entities, of_entities = items_of(graph.entities, EntityQuery(words=words, order="documents"), limit)
        statements, of_statements = items_of(graph.statements, StatementQuery(words=words), limit)
        for entity in entities:
            if json:
                show_json({"entity": entity_row(entity)})
            else:
                show(entity_line(entity))
        show_statements(graph, statements, json)
    if len(entities) < of_entities or len(statements) < of_statements:
        note(f"{of_entities} entities and {of_statements} statements in all; --limit 0 shows all")
    if not entities and not statements:
        complain("nothing has these words")
        raise typer.Exit(1)


def path(
    source: Name,
    target: Name,
    type: Types = None,
    since: Since = None,
    until: Until = None,
    as_of: Reported = None,
    known_by: KnownBy = None,
    hops: Hops = 4,
    directed: Directed = False,
    threshold: Threshold = None,
    limit: PathLimit = 3,
    store: Store = None,
    json: AsJson = False,
) -> None:
    """Show the shortest paths between two actors or places."""
    query = RelationshipQuery(
        types=chosen(type),
        since=since,
        until=until,
        min_confidence=least_confidence(threshold),
    )
    with opened(store) as graph:
        ends = [the_one(entities_called(graph, name), name, json).id for name in (source, target)]
        then = past(as_of, known_by)
        found = paths(graph, *ends, max_hops=hops, limit=limit, is_directed=directed, query=query, as_of=then)
        for number, chain in enumerate(found.paths, 1):
            _show_path(graph, chain, number, json)
    if not found.is_complete:
        note("not everything was looked at; --type, --since and --threshold narrow it")
    if not found.paths:
        complain(f"no path of at most {hops} relationships")
        raise typer.Exit(1)


def _show_path(graph: GraphStore, chain: Path, number: int, json: bool) -> None:
    known = known_ends(graph, chain.relationships)
    if json:
        rows = [relationship_row(edge, known) for edge in chain.relationships]
        show_json({"entities": list(chain.entities), "relationships": rows})
        return
    show(f"path {number}: {counted(len(chain.relationships), 'relationship')}")
    for edge in chain.relationships:
        show(relationship_line(edge, known))


def timeline(
    name: Name,
    type: Types = None,
    since: Since = None,
    until: Until = None,
    as_of: Reported = None,
    known_by: KnownBy = None,
    threshold: Threshold = None,
    limit: Limit = 20,
    store: Store = None,
    json: AsJson = False,
) -> None:
    """Show the events of an actor or a place, oldest first."""
    with opened(store) as graph:
        query = TimelineQuery(
            of=(the_one(entities_called(graph, name), name, json).id,),
            types=chosen(type),
            since=since,
            until=until,
            min_confidence=least_confidence(threshold),
            as_of=past(as_of, known_by),
        )
        events, total = items_of(partial(events_of, graph), query, limit)
        known = known_events(graph, events)
    for event in events:
        if json:
            show_json(event_row(event, known))
        else:
            show(event_line(event, known))
    if len(events) < total:
        note(f"{len(events)} of {total} events; --limit 0 shows all")
    if not events:
        complain("no event; kg show lists states such as offices and membership")
        raise typer.Exit(1)


def silences(
    document: Documents = None, reason: Reasons = None, limit: Limit = 20, store: Store = None, json: AsJson = False
) -> None:
    """List sentences that gave no statement, and why."""
    query = SilenceQuery(documents=chosen(document), reasons=chosen(reason))
    with opened(store) as graph:
        found, total = items_of(graph.silences, query, limit)
    for placed in found:
        if json:
            show_json(silence_row(placed))
            continue
        for line in silence_lines(placed):
            show(line)
    if len(found) < total:
        note(f"{len(found)} of {total} silences; --limit 0 shows all")
    if not found:
        complain("no silence matches")
        raise typer.Exit(1)
