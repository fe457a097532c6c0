"""`kg documents`, `kg delete`, `kg export`, `kg copy`: what was read is listed, deleted, taken elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from kg.cli.access import least_confidence, opened
from kg.cli.options import AsJson, KnownBy, Limit, Reported, Since, Store, Threshold, Types, Until, past
from kg.cli.paging import items_of
from kg.cli.phrases import counted, document_line, problem_line
from kg.cli.rows import document_row, problem_row
from kg.cli.terminal import complain, note, plain, show, show_json
from kg.model import Kind, ProblemStatus
from kg.store.protocol import DocumentQuery, GraphStore, ProblemQuery

Source = Annotated[str | None, typer.Option("--source", metavar="NAME", help="Only of this publisher.")]
DocumentIds = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of documents.")]
DocumentStatus = Annotated[
    Literal["done", "skipped", "failed"],
    typer.Option("--status", help="done: in the graph; skipped, failed: not, with the reason."),
]
Url = Annotated[str, typer.Argument(metavar="URL", help="URL of a graph.")]
TargetFile = Annotated[Path, typer.Argument(metavar="FILE", help="Its suffix chooses the format.")]
ExportFormat = Annotated[
    Literal["graphml", "gexf", "json", "csv", "parquet", "neo4j-admin", "events"] | None,
    typer.Option("--format", help="The format, where the suffix does not tell."),
]
Kinds = Annotated[
    list[Kind] | None,
    typer.Option("--kind", case_sensitive=False, metavar="KIND", help="Kind of both ends; may be repeated."),
]
MinOrigins = Annotated[
    int, typer.Option("--min-origins", min=1, metavar="N", help="Relationships with as many independent origins.")
]


def documents(
    source: Source = None,
    since: Since = None,
    until: Until = None,
    as_of: Reported = None,
    known_by: KnownBy = None,
    status: DocumentStatus = "done",
    limit: Limit = 20,
    store: Store = None,
    json: AsJson = False,
) -> None:
    """List the documents in the graph, or those that failed."""
    with opened(store) as graph:
        if status != "done":
            if {source, since, until, as_of, known_by} != {None}:
                raise typer.BadParameter(f"--source and options of time do not go with --status {status}")
            _list_problems(graph, status, limit, json)
            return
        query = DocumentQuery(source=source, since=since, until=until, as_of=past(as_of, known_by))
        found, total = items_of(graph.documents, query, limit)
        times = graph.recorded_at([document.id for document in found]) if json else [None] * len(found)
    for document, at in zip(found, times, strict=True):
        if json:
            show_json({**document_row(document), "recorded": None if at is None else at.isoformat()})
        else:
            show(document_line(document))
    if len(found) < total:
        note(f"{len(found)} of {total} documents; --limit 0 shows all")
    if not found:
        complain("no document matches")
        raise typer.Exit(1)


def _list_problems(graph: GraphStore, status: ProblemStatus, limit: int, json: bool) -> None:
    found, total = items_of(graph.problems, ProblemQuery(status=status), limit)
    for problem in found:
        if json:
            show_json(problem_row(problem))
        else:
            show(problem_line(problem))
    if len(found) < total:
        note(f"{len(found)} of {total}; --limit 0 shows all")
    if found:
        note(f"kg retry --status {status} reads them again")
    else:
        note(f"nothing {status}")


def delete(ids: DocumentIds, store: Store = None, json: AsJson = False) -> None:
    """Delete documents, and all that only they support."""
    with opened(store) as graph:
        deleted = graph.delete(ids)
    for id in deleted:
        if json:
            show_json({"deleted": id})
        else:
            show(f"deleted {plain(id)}")
    if unknown := [id for id in ids if id not in deleted]:
        complain(f"no document has the id {', '.join(unknown)}")
        raise typer.Exit(1)


def export(
    file: TargetFile,
    format: ExportFormat = None,
    type: Types = None,
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    min_origins: MinOrigins = 1,
    threshold: Threshold = None,
    store: Store = None,
    json: AsJson = False,
) -> None:
    """Write the graph to a file for networkx, Gephi, pandas and others."""
    from kg.export import write_graph

    with opened(store) as graph:
        written = write_graph(
            graph,
            file,
            format=format,
            types=type,
            kinds=kind,
            since=since,
            until=until,
            min_origins=min_origins,
            min_confidence=least_confidence(threshold),
        )
    counts = ", ".join(f"{count} {name}" for name, count in written.counts.items())
    note(f"written: {', '.join(plain(str(path)) for path in written.files)}, {counts}")
    if json:
        show_json({"file": str(file), **written.counts})


def copy(source: Url, target: Url, json: AsJson = False) -> None:
    """Copy a graph into another one, SQLite or Neo4j."""
    from kg.store.copying import copy_graph

    with opened(source) as from_graph, opened(target, create=True) as to_graph:
        copied = copy_graph(from_graph, to_graph)
    note(f"copied: {counted(copied, 'document')}")
    if json:
        show_json({"documents": copied})
