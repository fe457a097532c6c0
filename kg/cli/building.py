"""`kg build`, `kg retry`, `kg extract`: paths enter; a graph or JSON lines leave, and how every document ended."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.access import ReadingChoice, extractor, opened
from kg.cli.naming import Known
from kg.cli.options import AsJson, Columns, Format, Jobs, Judge, Lexicon, Paths, Pipeline, Store, reading_options
from kg.cli.phrases import statement_lines
from kg.cli.report import report_lines, report_row
from kg.cli.terminal import complain, note, plain, show, show_json, with_progress
from kg.model import Entity, Extraction, ProblemStatus
from kg.pipeline import IngestReport, Outcome, Reading, ingest, read_extractions
from kg.store.protocol import GraphStore

if TYPE_CHECKING:
    from kg_loaders.readers import ReadingOptions

AsJsonl = Annotated[bool, typer.Option("--jsonl", "--json", help="Print one JSON object a document (docs/formats.md).")]

RetryStatus = Annotated[ProblemStatus, typer.Option("--status", help="failed or skipped.")]


def build(
    paths: Paths,
    format: Format = None,
    columns: Columns = None,
    store: Store = None,
    pipeline: Pipeline = None,
    judge: Judge = None,
    lexicon: Lexicon = None,
    jobs: Jobs = None,
    json: AsJson = False,
) -> None:
    """Read articles and write what they say into the graph."""
    options = reading_options(format, columns)
    choice = ReadingChoice.of(pipeline, judge=judge, lexicon=lexicon, jobs=jobs)
    with opened(store, create=True) as graph:
        report = ingest_paths(paths, graph, choice, options=options)
    _tell(report, json)


def retry(
    status: RetryStatus = "failed",
    format: Format = None,
    columns: Columns = None,
    store: Store = None,
    pipeline: Pipeline = None,
    judge: Judge = None,
    lexicon: Lexicon = None,
    jobs: Jobs = None,
    json: AsJson = False,
) -> None:
    """Read again what failed, or was skipped."""
    from kg.ontology import load_ontology
    from kg.pipeline import retry as read_again
    from kg_loaders.readers import read_paths

    read = partial(read_paths, ontology=load_ontology(), options=reading_options(format, columns))
    choice = ReadingChoice.of(pipeline, judge=judge, lexicon=lexicon, jobs=jobs)
    with opened(store) as graph, extractor(choice) as reader:
        report = read_again(graph, status, read_paths=read, extractor=reader, resolver=choice.resolver())
    _tell(report, json, of_nothing=f"nothing to read again: no document is {status}")


def _tell(report: IngestReport, json: bool, *, of_nothing: str | None = None) -> None:
    for line in report_lines(report) if report.outcomes or of_nothing is None else (of_nothing,):
        note(plain(line))
    if json:
        show_json(report_row(report))
    if report.count("failed"):
        raise typer.Exit(1)


def ingest_paths(
    paths: Sequence[str],
    store: GraphStore,
    choice: ReadingChoice,
    *,
    options: ReadingOptions | None = None,
) -> IngestReport:
    """Read files and folders into a store, counting on stderr."""
    readings = _readings(paths, options)
    with extractor(choice) as reader:
        return ingest(readings, extractor=reader, resolver=choice.resolver(), store=store)


def extract(
    paths: Paths,
    jsonl: AsJsonl = False,
    format: Format = None,
    columns: Columns = None,
    pipeline: Pipeline = None,
    judge: Judge = None,
    lexicon: Lexicon = None,
    jobs: Jobs = None,
) -> None:
    """Read articles and print what they say, without a graph."""
    readings = _readings(paths, reading_options(format, columns))
    failed = 0
    with extractor(ReadingChoice.of(pipeline, judge=judge, lexicon=lexicon, jobs=jobs)) as reader:
        for item in read_extractions(readings, reader):
            if isinstance(item, Extraction):
                _print_extraction(item, jsonl)
            else:
                failed += item.status == "failed"
                _print_outcome(item)
    if failed:
        raise typer.Exit(1)


def _readings(paths: Sequence[str], options: ReadingOptions | None) -> Iterator[Reading]:
    from kg.ontology import load_ontology
    from kg_loaders.readers import ReadingOptions, read_paths

    readings = read_paths(paths, ontology=load_ontology(), options=options or ReadingOptions())
    return with_progress(readings, label="documents")


def _print_outcome(outcome: Outcome) -> None:
    if outcome.status == "failed":
        complain(f"{outcome.document}: {outcome.reason}")
    else:
        note(plain(f"kg: {outcome.status}: {outcome.document}: {outcome.reason}"))


def _print_extraction(extraction: Extraction, jsonl: bool) -> None:
    if jsonl:
        from kg.export.extraction_json import extraction_to_json

        sys.stdout.write(extraction_to_json(extraction) + "\n")
        return
    known = _known_inside(extraction)
    for statement in extraction.statements:
        for line in statement_lines(statement, known, with_id=False):
            show(line)


def _known_inside(extraction: Extraction) -> Known:
    entities = {
        entity.id: Entity(id=entity.id, kind=entity.kind, name=entity.name, aliases=(), documents=1)
        for entity in extraction.entities
    }
    return Known(entities=entities, documents={extraction.document.id: extraction.document})
