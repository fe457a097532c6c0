"""`kg demo`: the bundled articles enter, a graph and a dozen of its statements leave, and what to try next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kg.cli.access import opened
from kg.cli.building import ingest_paths
from kg.cli.naming import Known, known_of
from kg.cli.options import AsJson, Pipeline, Store
from kg.cli.paging import items_of
from kg.cli.phrases import statement_lines
from kg.cli.report import report_lines
from kg.cli.rows import statement_row
from kg.cli.terminal import note, plain, show, show_json
from kg.errors import ExtractionError
from kg.model import Modality, Polarity, Statement
from kg.store.protocol import GraphStore, StatementQuery, StoreCounts

DEMO_STORE = "sqlite:///newskg-demo.db"
SHOWN = 12
_LONGEST = 240  # characters of a sentence that is read at a glance


def demo(store: Store = None, pipeline: Pipeline = None, json: AsJson = False) -> None:
    """Read the bundled articles into a graph and print some of what they say."""
    url = DEMO_STORE if store is None else store
    with opened(url, create=True) as graph:
        _build(graph, pipeline)
        found = items_of(graph.statements, _PLAIN, 0)[0]
        known = known_of(graph, found)
        chosen = choose(found, known)
        if not chosen:
            raise ExtractionError("the bundled articles gave no statement; is the pipeline an English one?")
        _show(chosen, known, json)
        if not json:
            _show_next(url, graph.counts(), chosen[0], known)


_PLAIN = StatementQuery(polarity=Polarity.POSITIVE, modalities=(Modality.ACTUAL,))


def _build(graph: GraphStore, pipeline: str | None) -> None:
    from importlib.resources import as_file, files

    note("reading the bundled articles ...")
    with as_file(files("kg.samples") / "articles.jsonl") as path:
        report = ingest_paths([str(path)], graph, pipeline)
    for line in report_lines(report):
        note(plain(line))


def choose(statements: Iterable[Statement], known: Known) -> list[Statement]:
    """Choose statements that show the range: the surest first, few of one type, document or actor."""
    by_document: Counter[str] = Counter()
    by_type: Counter[str] = Counter()
    by_source: Counter[str] = Counter()
    chosen: list[Statement] = []
    ranked = sorted(filter(_is_showable, statements), key=lambda item: (-_worth(item), item.id))
    for most in (1, 2, 3):  # first one of each document, then a second of it ...
        for item in ranked:
            is_new = by_type[item.type] < most and by_source[item.source] < most
            if len(chosen) < SHOWN and item not in chosen and is_new and by_document[item.document] < most:
                chosen.append(item)
                by_document[item.document] += 1
                by_type[item.type] += 1
                by_source[item.source] += 1
    return sorted(
        chosen, key=lambda item: (str(item.date or known.documents[item.document].published), item.id)
    )


def _is_showable(item: Statement) -> bool:
    return item.target is not None and len(item.evidence[0].sentence.text) <= _LONGEST


def _worth(item: Statement) -> float:
    """Rank by confidence; a date or a place shows more of what the reader finds."""
    return item.confidence + 0.05 * (item.date is not None) + 0.02 * (item.place is not None)


def _show(chosen: list[Statement], known: Known, json: bool) -> None:
    for statement in chosen:
        if json:
            show_json(statement_row(statement, known))
            continue
        for line in statement_lines(statement, known):
            show(line)
        show()


def _show_next(url: str, counts: StoreCounts, example: Statement, known: Known) -> None:
    show(
        f"{counts.documents} documents, {counts.entities} entities, {counts.statements} statements, "
        f"{counts.relationships} relationships; shown: the surest of several types and documents."
    )
    show("Try next:")
    for command in _commands(url, example, known):
        show(f"  {command}")


def _commands(url: str, example: Statement, known: Known) -> Iterator[str]:
    from shlex import quote

    at = f"--store {quote(url)}"
    yield f"kg show {quote(plain(known.name(example.source)))} {at}"
    yield f"kg statements --type {example.type} {at}"
    yield f"kg explain {example.id} {at}"
    yield f"kg export demo.graphml {at}"
    yield f"kg serve {at}"
    yield "kg build YOUR-FOLDER"
