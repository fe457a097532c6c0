"""How a text is read: evidence, repetition, silence. What sentences say stands in test_sentences.py."""

from __future__ import annotations

import pytest

from kg.model import Document, Extraction
from kg.partial_date import PartialDate
from kg.pipeline import Outcome
from kg_loaders.extract import SpacyExtractor


def read(extractor: SpacyExtractor, text: str) -> Extraction:
    document = Document(id="d", text=text, published=PartialDate.parse("2018-03-19"))
    (extraction,) = extractor.extract([document])
    assert isinstance(extraction, Extraction)
    return extraction


def test_evidence_quotes_the_text_at_its_offsets(extractor: SpacyExtractor) -> None:
    text = "Caf\u00e9 talk \U0001f600.\n\nAna Kerr visited Berlin on Sunday."

    (statement,) = (s for s in read(extractor, text).statements if s.type == "VISITS")

    for quote in (statement.evidence[0].sentence, statement.evidence[0].trigger, statement.evidence[0].source):
        assert text[quote.start : quote.end] == quote.text
    assert statement.evidence[0].sentence.text == "Ana Kerr visited Berlin on Sunday."
    assert statement.evidence[0].rule == "verb:visit:VISITS"


def test_a_repeated_statement_is_one_with_two_pieces_of_evidence(extractor: SpacyExtractor) -> None:
    text = "Ana Kerr visited Berlin on Sunday. The mayor was glad. Ana Kerr visited Berlin."

    (statement,) = (s for s in read(extractor, text).statements if s.type == "VISITS")

    assert len(statement.evidence) == 2
    assert str(statement.date) == "2018-03-18"


def test_the_same_text_gives_the_same_extraction(extractor: SpacyExtractor) -> None:
    text = "Ana Kerr visited Berlin on Sunday. Russia and Iran back the Assad regime."

    assert read(extractor, text) == read(extractor, text)


def test_documents_read_together_or_alone_say_the_same(extractor: SpacyExtractor) -> None:
    texts = ["Ana Kerr visited Berlin.", "Rebels captured the town of Berlin.", "Iran condemned Israel."]
    documents = [Document(id=f"d{n}", text=text) for n, text in enumerate(texts)]

    together = list(extractor.extract(documents))

    assert together == [next(extractor.extract([document])) for document in documents]


def test_a_text_too_long_to_parse_fails_alone(extractor: SpacyExtractor) -> None:
    documents = [Document(id="long", text="word " * 300_000), Document(id="d", text="Iran condemned Israel.")]

    first, second = extractor.extract(documents)

    assert isinstance(first, Outcome)
    assert (first.status, first.reason[:11]) == ("failed", "a paragraph")
    assert isinstance(second, Extraction)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Soldiers were attacked on Monday.", "no-source"),
        ("Ana Kerr attacked.", "no-target"),
        ("Ana Kerr yawned beside Dan Orr.", "no-trigger"),
        ("Ana Kerr blamed herself.", "same-entity"),
    ],
)
def test_a_silent_sentence_says_why(extractor: SpacyExtractor, sentence: str, reason: str) -> None:
    assert [silence.reason for silence in read(extractor, sentence).silences] == [reason]
