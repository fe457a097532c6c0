"""A store enters; all that it holds is written into another one, whatever kinds of store the two are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from kg.errors import StoreError
from kg.store.protocol import DocumentQuery, GraphStore, Page, PageRequest, ProblemQuery, Q, T

_BATCH = 100  # documents read and written at once


def copy_graph(source: GraphStore, target: GraphStore) -> int:
    """Write all documents and problems of one store into another; return how many documents there were.

    What the target held before stays, save documents of the same ids, which are replaced.
    """
    copied = 0
    for documents in pages(source.documents, DocumentQuery(page=PageRequest(first=_BATCH))):
        graphs = source.graphs_by_id([document.id for document in documents])
        result = target.write([graph for graph in graphs if graph is not None])
        if result.failed:
            raise StoreError("not copied: " + "; ".join(f"{id}: {reason}" for id, reason in result.failed))
        copied += len(documents)
    for problems in pages(source.problems, ProblemQuery(page=PageRequest(first=_BATCH))):
        target.record(problems)
    return copied


def pages(ask: Callable[[Q], Page[T]], query: Q) -> Iterator[tuple[T, ...]]:
    """Yield the items of an answer, page by page, each as large as the query's page."""
    page = ask(query)
    yield page.items
    while page.cursor is not None:
        page = ask(replace(query, page=replace(query.page, after=page.cursor)))
        yield page.items
