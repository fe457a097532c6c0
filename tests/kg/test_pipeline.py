"""The order of the stages: every reading ends in the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import LoadError
from kg.model import Document, DocumentGraph, Extraction
from kg.pipeline import Outcome, ingest, read_extractions
from kg.store.protocol import GraphStore
from tests.kg.graphs import Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta")


class Echo:
    """An extractor and resolver that pass on hand-made facts; a text "mute" is skipped."""

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction | Outcome]:
        for document in documents:
            if document.text == "mute":
                yield Outcome(document=document.id, status="skipped", reason="nothing to say")
            else:
                yield extraction_of(graph_of(document.id, [VISIT]))

    def resolve(self, extraction: Extraction) -> DocumentGraph:
        return graph_of(extraction.document.id, [VISIT])


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


def test_what_is_known_already_is_unchanged(store: GraphStore) -> None:
    ingest([Document(id="a", text="x")], extractor=Echo(), resolver=Echo(), store=store)

    report = ingest([Document(id="a", text="x")], extractor=Echo(), resolver=Echo(), store=store)

    assert [outcome.status for outcome in report.outcomes] == ["unchanged"]


def test_of_two_readings_with_one_id_the_later_is_written_and_the_earlier_is_told(store: GraphStore) -> None:
    readings = [extraction_of(graph_of("a", prologue="first")), extraction_of(graph_of("a", [VISIT]))]

    report = ingest(readings, extractor=Echo(), resolver=Echo(), store=store)

    assert [outcome.status for outcome in report.outcomes] == ["skipped", "done"]
    assert report.statements == 1


def test_extractions_come_in_the_order_of_the_readings() -> None:
    readings = [Document(id="a", text="x"), extraction_of(graph_of("b")), Document(id="c", text="x")]

    found = list(read_extractions(readings, Echo()))

    assert [item.document.id for item in found if isinstance(item, Extraction)] == ["a", "b", "c"]
