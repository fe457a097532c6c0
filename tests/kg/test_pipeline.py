"""The order of the stages: every reading ends in the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kg.errors import LoadError
from kg.model import Document, DocumentGraph, Extraction
from kg.pipeline import IngestReport, Outcome, Reading, ingest, read_extractions, retry
from kg.store.protocol import GraphStore, ProblemQuery
from tests.kg.graphs import Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta")


class Echo:
    """An extractor and resolver that pass on hand-made facts; a text "mute" is skipped, and "broken" fails."""

    version = "names/1"

    def __init__(self, reader: str = "hand/1", *, is_mended: bool = False) -> None:
        self.reader, self.is_mended = reader, is_mended
        self.read: list[str] = []  # ids

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction | Outcome]:
        for document in documents:
            self.read.append(document.id)
            if document.text == "mute":
                yield Outcome(document=document.id, status="skipped", reason="nothing to say", input=document)
            elif document.text == "broken" and not self.is_mended:
                yield Outcome(document=document.id, status="failed", reason="cannot be read", input=document)
            else:
                graph = graph_of(document.id, [VISIT], reader=self.reader)
                yield replace(extraction_of(graph), document=replace(graph.document, title=document.title))

    def resolve(self, extraction: Extraction) -> DocumentGraph:
        return DocumentGraph(**{name: getattr(extraction, name) for name in DocumentGraph.__slots__})


def article(id: str, title: str = "Of it") -> Document:
    """A document that `Echo` reads as it is."""
    return replace(graph_of(id, [VISIT]).document, title=title)


def outcomes(report: IngestReport) -> dict[str, str]:
    return {outcome.document: outcome.status for outcome in report.outcomes}


def problems(store: GraphStore) -> list[tuple[str, str]]:
    return [(problem.id, problem.status) for problem in store.problems(ProblemQuery()).items]


def extraction_of(graph: DocumentGraph) -> Extraction:
    return Extraction(
        document=graph.document,
        reader=graph.reader,
        sentences=graph.sentences,
        entities=graph.entities,
        statements=graph.statements,
        silences=graph.silences,
    )


def test_every_reading_ends_in_the_report(store: GraphStore) -> None:
    readings = [
        Document(id="a", text="x"),
        LoadError("is empty", path=Path("f.jsonl"), line=2, field="text"),
        Document(id="b", text="mute"),
        extraction_of(graph_of("c", [VISIT])),
    ]

    report = ingest(readings, extractor=Echo(), resolver=Echo(), store=store)

    assert {outcome.document: outcome.status for outcome in report.outcomes} == {
        "a": "done",
        "f.jsonl:2:text": "failed",
        "b": "skipped",
        "c": "done",
    }
    assert (report.statements, report.sentences, report.silences["no_frame"]) == (2, 4, 2)


def test_what_is_known_already_is_unchanged_and_not_read_again(store: GraphStore) -> None:
    ingest([article("a"), article("b")], extractor=Echo(), resolver=Echo(), store=store)
    again = Echo()

    report = ingest(
        [article("a"), article("b", "Changed"), article("c")], extractor=again, resolver=Echo(), store=store
    )

    assert outcomes(report) == {"a": "unchanged", "b": "done", "c": "done"}
    assert again.read == ["b", "c"]


def test_with_another_reader_everything_is_read_again(store: GraphStore) -> None:
    ingest([article("a")], extractor=Echo(), resolver=Echo(), store=store)

    report = ingest([article("a")], extractor=Echo("hand/2"), resolver=Echo(), store=store)

    assert outcomes(report) == {"a": "done"}


def test_of_several_versions_in_one_run_the_last_is_in_the_graph(store: GraphStore) -> None:
    ingest([article("a", "Old")], extractor=Echo(), resolver=Echo(), store=store)

    ingest([article("a", "New"), article("a", "Old")], extractor=Echo(), resolver=Echo(), store=store)
    first = store.documents_by_id(["a"])[0]
    ingest(
        [article("a", "New"), *map(article, "bcd"), article("a", "Old")], extractor=Echo(), resolver=Echo(), store=store
    )
    second = store.documents_by_id(["a"])[0]

    assert first is not None
    assert first == second
    assert first.title == "Old"


def test_what_fails_or_is_skipped_is_kept_until_it_is_read(store: GraphStore) -> None:
    readings = [Document(id="a", text="broken"), Document(id="b", text="mute"), article("c")]
    ingest(readings, extractor=Echo(), resolver=Echo(), store=store)
    kept = problems(store)

    ingest([article("a")], extractor=Echo(), resolver=Echo(), store=store)

    assert kept == [("a", "failed"), ("b", "skipped")]
    assert problems(store) == [("b", "skipped")]


def test_a_document_that_fails_after_it_was_read_is_a_problem_and_the_graph_keeps_what_it_had(
    store: GraphStore,
) -> None:
    readings = [article("a"), Document(id="a", text="broken")]

    report = ingest(readings, extractor=Echo(), resolver=Echo(), store=store)

    assert sorted(outcome.status for outcome in report.outcomes) == ["done", "failed"]
    assert problems(store) == [("a", "failed")]
    assert store.documents_by_id(["a"]) == [article("a")]


def test_what_failed_is_read_again_from_its_copy_and_its_file(store: GraphStore) -> None:
    error = LoadError("is empty", path=Path("f.jsonl"), line=2, field="text")
    ingest([Document(id="a", text="broken"), error], extractor=Echo(), resolver=Echo(), store=store)
    asked: list[str] = []

    def read_paths(paths: Sequence[str]) -> Iterator[Reading]:
        asked.extend(paths)
        yield article("f")

    report = retry(store, "failed", read_paths=read_paths, extractor=Echo(is_mended=True), resolver=Echo())

    assert asked == ["f.jsonl"]
    assert outcomes(report) == {"a": "done", "f": "done"}
    assert problems(store) == []


def test_what_fails_again_stays_a_problem(store: GraphStore) -> None:
    error = LoadError("is empty", path=Path("f.jsonl"), line=2, field="text")
    ingest([Document(id="a", text="broken"), error], extractor=Echo(), resolver=Echo(), store=store)

    retry(store, "failed", read_paths=lambda paths: [error], extractor=Echo(), resolver=Echo())

    assert problems(store) == [("a", "failed"), ("f.jsonl:2:text", "failed")]


def test_of_two_readings_with_one_id_the_later_is_written_and_the_earlier_is_told(store: GraphStore) -> None:
    readings = [extraction_of(graph_of("a", prologue="first")), extraction_of(graph_of("a", [VISIT]))]

    report = ingest(readings, extractor=Echo(), resolver=Echo(), store=store)

    assert [outcome.status for outcome in report.outcomes] == ["skipped", "done"]
    assert report.statements == 1


def test_extractions_come_in_the_order_of_the_readings() -> None:
    readings = [Document(id="a", text="x"), extraction_of(graph_of("b")), Document(id="c", text="x")]

    found = list(read_extractions(readings, Echo()))

    assert [item.document.id for item in found if isinstance(item, Extraction)] == ["a", "b", "c"]
