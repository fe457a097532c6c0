"""The river: readings enter, a graph and a report leave. The order of the stages, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby, islice
from time import perf_counter
from typing import Literal, Protocol

from kg.errors import LoadError
from kg.model import Document, DocumentGraph, Extraction, Problem, ProblemStatus
from kg.store.copying import pages
from kg.store.protocol import GraphStore, ProblemQuery

Status = Literal["done", "unchanged", "skipped", "failed"]
BATCH = 100  # documents a transaction: more gains nothing on either store


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a document, or a line that should have been one, ended.

    Of what is not in the graph `input` is the document, and `path` the file of a line that could not be read.
    """

    document: str
    status: Status
    reason: str = ""
    input: Document | None = None
    path: str | None = None


Reading = Document | Extraction | LoadError | Outcome


class Extractor(Protocol):
    """Reads documents; in the order of the input, each becomes an extraction or an outcome that says why not.

    `reader` names pipeline and lexicon: while it stays the same, a document is read to the same extraction.
    """

    @property
    def reader(self) -> str:
        """Name and version of what reads."""

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction | Outcome]:
        """Read documents one after the other."""


class Resolver(Protocol):
    """Decides which entities of a document are which across documents; `version` names its tables and rules."""

    @property
    def version(self) -> str:
        """Name of what resolves; while it stays the same, an extraction is resolved to the same graph."""

    def resolve(self, extraction: Extraction) -> DocumentGraph:
        """Return the same facts with ids that hold across documents."""


@dataclass(slots=True, kw_only=True)
class IngestReport:
    """What an ingestion did: every document's outcome, and counts."""

    outcomes: list[Outcome] = field(default_factory=list)
    sentences: int = 0
    statements: int = 0
    silences: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def count(self, status: Status) -> int:
        """Count the documents that ended so."""
        return sum(outcome.status == status for outcome in self.outcomes)


def ingest(readings: Iterable[Reading], *, extractor: Extractor, resolver: Resolver, store: GraphStore) -> IngestReport:
    """Read, resolve and write; every reading ends in the report, and what failed or was skipped also in the store.

    Documents that the store holds already, read and resolved as they would be now, are not read again: a build that was
    stopped goes on where it was.
    """
    report, start = IngestReport(), perf_counter()
    items = read_extractions(_unheld(readings, extractor, resolver, store), extractor)
    while batch := tuple(islice(items, BATCH)):
        _write(batch, resolver, store, report)
    report.seconds = perf_counter() - start
    return report


def retry(
    store: GraphStore,
    status: ProblemStatus,
    *,
    read_paths: Callable[[Sequence[str]], Iterable[Reading]],
    extractor: Extractor,
    resolver: Resolver,
) -> IngestReport:
    """Read again what is a problem of this status: the documents kept, and the files whose lines could not be read."""
    problems = [problem for items in pages(store.problems, ProblemQuery(status=status)) for problem in items]
    kept = [problem.input for problem in problems if problem.input is not None]
    paths = sorted({problem.path for problem in problems if problem.path is not None})
    report = ingest(chain(kept, read_paths(paths)), extractor=extractor, resolver=resolver, store=store)
    left = {outcome.document for outcome in report.outcomes if outcome.status in ("skipped", "failed")}
    store.settle([problem.id for problem in problems if problem.id not in left])
    return report


def _unheld(
    readings: Iterable[Reading], extractor: Extractor, resolver: Resolver, store: GraphStore
) -> Iterator[Reading]:
    """Pass on what must be read; of what the store holds just so only the outcome."""
    stream, sent = iter(readings), set[str]()
    while window := tuple(islice(stream, BATCH)):
        times = Counter(map(_id, window))
        documents = [item for item in window if isinstance(item, Document) and times[item.id] == 1]
        asked = [document for document in documents if document.id not in sent]
        held = store.held(asked, _stamp(extractor.reader, resolver)) if asked else frozenset()
        sent.update(times.keys() - held)  # what the store holds of these may change in this run
        yield from (Outcome(document=id, status="unchanged") for id in times if id in held)
        yield from (item for item in window if _id(item) not in held)


def _id(reading: Reading) -> str:
    if isinstance(reading, LoadError):
        return _place(reading)
    if isinstance(reading, Outcome):
        return reading.document
    return reading.id if isinstance(reading, Document) else reading.document.id


def _stamp(reader: str, resolver: Resolver) -> str:
    return f"{reader} {resolver.version}"


def read_extractions(readings: Iterable[Reading], extractor: Extractor) -> Iterator[Extraction | Outcome]:
    """Turn readings into extractions, in their order; what failed becomes an outcome."""
    for kind, run in groupby(readings, key=type):
        if kind is Document:
            yield from extractor.extract(reading for reading in run if isinstance(reading, Document))
        else:
            yield from map(_passed_on, run)


def _passed_on(reading: Reading) -> Extraction | Outcome:
    if isinstance(reading, LoadError):
        path = None if reading.path is None else str(reading.path)
        return Outcome(document=_place(reading), status="failed", reason=reading.reason, path=path)
    if isinstance(reading, Extraction | Outcome):
        return reading
    raise TypeError(f"a reader gave a {type(reading).__name__}")


def _place(error: LoadError) -> str:
    return ":".join(str(part) for part in (error.path, error.line, error.field) if part is not None)


def _write(batch: Sequence[Extraction | Outcome], resolver: Resolver, store: GraphStore, report: IngestReport) -> None:
    """Write the last extraction of each document; report all readings, and keep what failed at last as problems."""
    read = {_id(item): item for item in batch if isinstance(item, Extraction)}
    outcomes = [item for item in batch if isinstance(item, Outcome)]
    written = list(_written(list(read.values()), resolver, store))
    last = {_id(item): item for item in batch}
    final = [item for item in outcomes if last[item.document] is item]
    store.settle([outcome.document for outcome in final if outcome.status == "unchanged"])
    store.record([_problem(item) for item in (*final, *written) if item.status in ("skipped", "failed")])
    replaced = [item for item in batch if isinstance(item, Extraction) and read[_id(item)] is not item]
    report.outcomes += [*outcomes, *map(_replaced, replaced), *written]
    for extraction in read.values():
        report.sentences += len(extraction.sentences)
        report.statements += len(extraction.statements)
        report.silences.update(silence.reason for silence in extraction.silences)


def _written(extractions: Sequence[Extraction], resolver: Resolver, store: GraphStore) -> Iterator[Outcome]:
    graphs = [resolver.resolve(extraction) for extraction in extractions]
    result = store.write([replace(graph, reader=_stamp(graph.reader, resolver)) for graph in graphs])
    documents = {graph.document.id: graph.document for graph in graphs}
    yield from (Outcome(document=id, status="done") for id in result.written)
    yield from (Outcome(document=id, status="unchanged") for id in result.unchanged)
    for id, reason in result.failed:
        yield Outcome(document=id, status="failed", reason=reason, input=documents[id])


def _replaced(extraction: Extraction) -> Outcome:
    reason = "a later reading has the same id and replaces it"
    return Outcome(document=extraction.document.id, status="skipped", reason=reason)


def _problem(outcome: Outcome) -> Problem:
    status: ProblemStatus = "skipped" if outcome.status == "skipped" else "failed"
    return Problem(id=outcome.document, status=status, reason=outcome.reason, input=outcome.input, path=outcome.path)
