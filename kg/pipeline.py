"""The river: readings enter, a graph and a report leave. The order of the stages, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from time import perf_counter
from typing import Literal, Protocol

from kg.errors import LoadError
from kg.model import Document, DocumentGraph, Extraction
from kg.store.protocol import GraphStore

Status = Literal["done", "unchanged", "skipped", "failed"]
BATCH = 100  # documents a transaction: more gains nothing on either store


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a document, or a line that should have been one, ended."""

    document: str
    status: Status
    reason: str = ""


Reading = Document | Extraction | LoadError | Outcome


class Extractor(Protocol):
    """Reads documents; in the order of the input, each becomes an extraction or an outcome that says why not."""

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction | Outcome]:
        """Read documents one after the other."""


class Resolver(Protocol):
    """Decides which entities of a document are which across documents."""

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
    """Read, resolve and write; every reading ends in the report."""
    report, start = IngestReport(), perf_counter()
    extractions = _extractions(readings, extractor, report)
    while batch := tuple(islice(extractions, BATCH)):
        _write(batch, resolver, store, report)
    report.seconds = perf_counter() - start
    return report


def read_extractions(readings: Iterable[Reading], extractor: Extractor) -> Iterator[Extraction | Outcome]:
    """Turn readings into extractions, in their order; what failed becomes an outcome."""
    for kind, run in groupby(readings, key=type):
        if kind is Document:
            yield from extractor.extract(reading for reading in run if isinstance(reading, Document))
        else:
            yield from map(_passed_on, run)


def _passed_on(reading: Reading) -> Extraction | Outcome:
    if isinstance(reading, LoadError):
        return Outcome(document=_place(reading), status="failed", reason=reading.reason)
    if isinstance(reading, Extraction | Outcome):
        return reading
    raise TypeError(f"a reader gave a {type(reading).__name__}")


def _place(error: LoadError) -> str:
    return ":".join(str(part) for part in (error.path, error.line, error.field) if part is not None)


def _extractions(readings: Iterable[Reading], extractor: Extractor, report: IngestReport) -> Iterator[Extraction]:
    for item in read_extractions(readings, extractor):
        if isinstance(item, Outcome):
            report.outcomes.append(item)
        else:
            yield item


def _write(batch: tuple[Extraction, ...], resolver: Resolver, store: GraphStore, report: IngestReport) -> None:
    extractions = _last_of_each_id(batch, report)
    result = store.write([resolver.resolve(extraction) for extraction in extractions])
    report.outcomes += [Outcome(document=id, status="done") for id in result.written]
    report.outcomes += [Outcome(document=id, status="unchanged") for id in result.unchanged]
    report.outcomes += [Outcome(document=id, status="failed", reason=why) for id, why in result.failed]
    for extraction in extractions:
        report.sentences += len(extraction.sentences)
        report.statements += len(extraction.statements)
        report.silences.update(silence.reason for silence in extraction.silences)


def _last_of_each_id(batch: tuple[Extraction, ...], report: IngestReport) -> list[Extraction]:
    last = {extraction.document.id: extraction for extraction in batch}
    for extraction in batch:
        if last[extraction.document.id] is not extraction:
            reason = "a later reading has the same id and replaces this one"
            report.outcomes.append(Outcome(document=extraction.document.id, status="skipped", reason=reason))
    return list(last.values())
