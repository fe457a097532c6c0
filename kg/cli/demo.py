"""`kg demo`: the bundled articles enter; a graph, a dozen of its statements and what to try next leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from kg.cli.access import ReadingChoice, opened
from kg.cli.building import ingest_paths
from kg.cli.naming import Known, known_of
from kg.cli.options import AsJson, Pipeline, Store
from kg.cli.paging import items_of
from kg.cli.phrases import statement_lines
from kg.cli.report import report_lines
from kg.cli.rows import statement_row
from kg.cli.terminal import note, plain, show, show_command, show_json
from kg.errors import ExtractionError
from kg.model import Modality, Statement
from kg.ontology import load_ontology
from kg.samples import sample_articles
from kg.store.protocol import GraphStore, StatementQuery, StoreCounts

DEMO_STORE = "sqlite:///newskg-demo.db"
SHOWN = 12
_LONGEST = 240  # characters of a sentence that is read at a glance
_ENDS = (".", "?", "!", '."', ".\u201d")  # a sentence cut inside a quotation ends otherwise


def demo(store: Store = None, pipeline: Pipeline = None, json: AsJson = False) -> None:
    """Read the bundled articles into a graph and print some of what they say."""
    url = DEMO_STORE if store is None else store
    with opened(url, create=True) as graph:
        _build(graph, pipeline)
        note(f"the graph is kept in {plain(url)}")
        found = items_of(graph.statements, StatementQuery(), 0)[0]
        known = known_of(graph, found)
        chosen = choose(found, known)
        if not chosen:
            raise ExtractionError("the bundled articles gave no statement; is the pipeline an English one?")
        _show(chosen, known, json)
        if not json:
            example = max(chosen, key=lambda item: (item.is_plain, _worth(item, known), item.id))
            _show_next(url, graph.counts(), example, known)


def _build(graph: GraphStore, pipeline: str | None) -> None:
    note("reading the bundled articles ...")
    with sample_articles() as path:
        report = ingest_paths([str(path)], graph, ReadingChoice.of(pipeline))
    for line in report_lines(report):
        note(plain(line))


def choose(statements: Iterable[Statement], known: Known) -> list[Statement]:
    """Choose statements that show the range: the surest, few of one type, document or actor; oldest first."""
    left = {item: _worth(item, known) for item in statements if _is_showable(item)}
    chosen: list[Statement] = []
    while left and len(chosen) < SHOWN:
        seen: Counter[Hashable] = Counter(key for item in chosen for key in _keys(item))
        best = max(left, key=lambda item: (left[item] - _worn(item, seen), item.id))
        chosen.append(best)
        del left[best]
    return sorted(chosen, key=lambda item: (_day(item, known), item.id))


def _is_showable(item: Statement) -> bool:
    sentence = item.evidence[0].sentence.text
    if item.target is None or item.modality is Modality.POSSIBLE:  # what only may be shows least
        return False
    return len(sentence) <= _LONGEST and sentence.endswith(_ENDS)


def _worth(item: Statement, known: Known) -> float:
    """Rank by confidence; acts between things with names, dates and places show most of what the reader finds."""
    is_named = all(known.name(end)[:1].isupper() for end in (item.source, item.target) if end is not None)
    is_event = load_ontology().type(item.type).is_event
    extras = 0.1 * (item.date is not None) + 0.05 * (item.place is not None)
    return item.confidence + extras + 0.3 * is_named + 0.5 * is_event + 0.3 * (is_named and not item.is_plain)


def _keys(item: Statement) -> tuple[Hashable, ...]:
    return item.type, item.document, item.source, (item.polarity, item.modality)


def _worn(item: Statement, seen: Counter[Hashable]) -> float:
    type, document, source, status = _keys(item)
    worn = 0.2 * seen[type] + 0.05 * seen[document] + 0.1 * seen[source]
    return worn if item.is_plain else worn + 0.5 * seen[status]


def _day(item: Statement, known: Known) -> str:
    return str(item.date or known.documents[item.document].published)


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
        show_command(f"  {command}")


def _commands(url: str, example: Statement, known: Known) -> Iterator[str]:
    from shlex import quote

    at = f"--store {quote(url)}"
    yield f"kg show {quote(plain(known.name(example.source)))} {at}"
    yield f"kg statements --type {example.type} {at}"
    yield f"kg explain {example.id} {at}"
    yield f"kg export demo.graphml {at}"
    yield f"kg serve {at}"
    yield "kg build YOUR-FOLDER"
