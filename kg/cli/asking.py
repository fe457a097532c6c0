"""`kg statements`, `kg show`: filters or a name enter, what the graph says of them leaves."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.access import least_confidence, opened
from kg.cli.naming import CANDIDATES, entities_called, known_ends, known_of
from kg.cli.options import (
    AsJson,
    KnownBy,
    Limit,
    Modalities,
    Polarities,
    Reported,
    Since,
    Store,
    Threshold,
    Types,
    Until,
    chosen,
    past,
)
from kg.cli.paging import items_of
from kg.cli.phrases import entity_line, relationship_line, statement_lines
from kg.cli.rows import entity_row, relationship_row, statement_row
from kg.cli.terminal import complain, note, plain, show, show_json
from kg.errors import QueryError
from kg.model import Entity, Relationship, Statement
from kg.questions.as_of import asking
from kg.store.protocol import GraphStore, RelationshipQuery, StatementQuery

Name = Annotated[str, typer.Argument(metavar="NAME", help="A name, a part of one, or an id.")]
SourceName = Annotated[str | None, typer.Option("--source", metavar="NAME", help="Who acts: a name or an id.")]
TargetName = Annotated[str | None, typer.Option("--target", metavar="NAME", help="On whom: a name or an id.")]
DocumentIds = Annotated[
    list[str] | None,
    typer.Option("--document", metavar="ID", help="Only from this document; may be repeated."),
]
Undated = Annotated[bool, typer.Option("--undated", help="With --since or --until: also what has no date.")]


def statements(
    source: SourceName = None,
    target: TargetName = None,
    type: Types = None,
    polarity: Polarities = None,
    modality: Modalities = None,
    since: Since = None,
    until: Until = None,
    undated: Undated = False,
    as_of: Reported = None,
    known_by: KnownBy = None,
    document: DocumentIds = None,
    threshold: Threshold = None,
    limit: Limit = 20,
    store: Store = None,
    json: AsJson = False,
) -> None:
    """List statements, newest first, each with its sentence and document."""
    with opened(store) as graph:
        query = StatementQuery(
            sources=_ids(graph, source),
            targets=_ids(graph, target),
            types=chosen(type),
            polarity=polarity,
            modalities=chosen(modality),
            documents=chosen(document),
            since=since,
            until=until,
            include_undated=undated,
            as_of=past(as_of, known_by),
            min_confidence=least_confidence(threshold),
        )
        found, total = items_of(graph.statements, query, limit)
        show_statements(graph, found, json)
    if len(found) < total:
        note(f"{len(found)} of {total} statements; --limit 0 shows all")
    if not found:
        complain("no statement matches")
        raise typer.Exit(1)


def show_entity(
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
    """Show an actor or a location: its names and its relationships."""
    with opened(store) as graph:
        entity = the_one(entities_called(graph, name), name, json)
        query = RelationshipQuery(
            either=(entity.id,),
            types=chosen(type),
            since=since,
            until=until,
            min_confidence=least_confidence(threshold),
        )
        edges, total = items_of(asking(graph, past(as_of, known_by)), query, limit)
        _show_relationships(graph, entity, edges, total, json)


def _show_relationships(graph: GraphStore, entity: Entity, edges: list[Relationship], total: int, json: bool) -> None:
    known = known_ends(graph, edges)
    if json:
        show_json({**entity_row(entity), "relationships": [relationship_row(edge, known) for edge in edges]})
        return
    show(entity_line(entity))
    if entity.aliases:
        show(f"also: {', '.join(plain(alias) for alias in entity.aliases)}")
    for edge in edges:
        show(relationship_line(edge, known))
    if len(edges) < total:
        note(f"{len(edges)} of {total} relationships; --limit 0 shows all")
    if not edges:
        note("no relationship; kg statements lists what is denied, planned or possible")


def the_one(found: tuple[Entity, ...], name: str, json: bool) -> Entity:
    """Return the only entity of a name; if there are several, list them and end the command."""
    if len(found) == 1:
        return found[0]
    complain(f"{name!r} may be {_how_many(found)} things; name one by its id:")
    for entity in found:
        if json:
            show_json({"candidate": entity_row(entity)})
        else:
            note(entity_line(entity))
    raise typer.Exit(1)


def _how_many(found: tuple[Entity, ...]) -> str:
    return f"{len(found)} or more" if len(found) == CANDIDATES else f"{len(found)}"


def _ids(graph: GraphStore, name: str | None) -> tuple[str, ...] | None:
    if name is None:
        return None
    found = entities_called(graph, name)
    if len(found) == CANDIDATES:
        raise QueryError(f"{name!r} may be {_how_many(found)} things; kg search lists them, an id means one")
    return tuple(entity.id for entity in found)


def show_statements(graph: GraphStore, found: list[Statement], json: bool) -> None:
    """Show statements with their sentences."""
    known = known_of(graph, found)
    for statement in found:
        if json:
            show_json(statement_row(statement, known))
            continue
        for line in statement_lines(statement, known):
            show(line)
