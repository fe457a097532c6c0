"""`kg documents`, `kg delete`, `kg export`: what the graph has read is listed, deleted or written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.access import opened
from kg.cli.options import AsJson, Limit, Since, Store, Until
from kg.cli.paging import items_of
from kg.cli.phrases import document_line
from kg.cli.rows import document_row
from kg.cli.terminal import complain, note, plain, show, show_json
from kg.store.protocol import DocumentQuery

Source = Annotated[str | None, typer.Option("--source", metavar="NAME", help="Only of this publisher.")]
DocumentIds = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of documents.")]
TargetFile = Annotated[Path, typer.Argument(metavar="FILE", help="Its suffix chooses the format.")]


def documents(
    source: Source = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 20,
    store: Store = None,
    json: AsJson = False,
) -> None:
    """List the documents in the graph, newest first."""
    query = DocumentQuery(source=source, since=since, until=until)
    with opened(store) as graph:
        found, total = items_of(graph.documents, query, limit)
    for document in found:
        if json:
            show_json(document_row(document))
        else:
            show(document_line(document))
    if len(found) < total:
        note(f"{len(found)} of {total} documents; --limit 0 shows all")
    if not found:
        complain("no document matches")
        raise typer.Exit(1)


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


def export(file: TargetFile, store: Store = None, json: AsJson = False) -> None:
    """Write the graph to a file for networkx, Gephi and others."""
    from kg.export import write_graph

    with opened(store) as graph:
        written = write_graph(graph, file)
    nodes, edges = written.number_of_nodes(), written.number_of_edges()
    note(f"written: {plain(str(file))}, {nodes} nodes, {edges} edges")
    if json:
        show_json({"file": str(file), "nodes": nodes, "edges": edges})
