"""Nothing is lost without a word: each sentence with a trigger, or with two actors, gives a statement or a silence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.model import Document, Extraction
from kg.ontology import load_ontology
from kg.samples import sample_articles
from kg_loaders.extract import SpacyExtractor
from kg_loaders.extract.entities import EntityFinder, ParsedParagraph
from kg_loaders.extract.frame_matching import PREDICATES, FrameMatcher
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.paragraphs import paragraphs_of
from kg_loaders.extract.roles import RoleReader
from kg_loaders.lexicon import load_frames, load_words
from kg_loaders.readers import read_paths


@pytest.fixture(scope="module", params=["frames alone", "with the judge"])
def reader(request: pytest.FixtureRequest, extractor: SpacyExtractor) -> SpacyExtractor:
    return extractor if request.param == "frames alone" else SpacyExtractor(judge=True)


def test_each_candidate_sentence_gives_a_statement_or_a_silence(reader: SpacyExtractor) -> None:
    candidates = 0
    for extraction in reader.extract(bundled_articles()):
        assert isinstance(extraction, Extraction)
        told = [one.sentence.start for said in extraction.statements for one in said.evidence]
        silent = [silence.sentence.start for silence in extraction.silences]
        for start, end in candidate_sentences(reader, extraction.document):
            candidates += 1
            assert any(start <= at < end for at in (*told, *silent)), extraction.document.text[start:end]
        assert set(told).isdisjoint(silent)
    assert candidates > 150


def bundled_articles() -> list[Document]:
    with sample_articles() as path:
        return [item for item in read_paths([str(path)], ontology=load_ontology()) if isinstance(item, Document)]


def candidate_sentences(reader: SpacyExtractor, document: Document) -> Iterator[tuple[int, int]]:
    """Find them beside the reading: a word that has frames, or two that name actors."""
    matcher = FrameMatcher(load_frames(), load_ontology(), RoleReader(load_words()))
    for paragraph, fillers in parsed(reader, document):
        actors = {mention.head.i for mention in paragraph.mentions if mention.kind.is_actor}
        for sentence in paragraph.doc.sentences:
            has_trigger = any(token.pos_ in PREDICATES and matcher._frames(token, fillers.named) for token in sentence)
            if has_trigger or sum(token.i in actors for token in sentence) > 1:
                yield paragraph.start + sentence.start_char, paragraph.start + sentence.end_char


def parsed(reader: SpacyExtractor, document: Document) -> Iterator[tuple[ParsedParagraph, ParagraphFillers]]:
    parts = list(paragraphs_of(document.text))
    paragraphs = reader._parsed(parts, list(reader._nlp.pipe(part.text for part in parts)))
    entities = EntityFinder(load_words())
    entities.read(paragraphs)
    yield from ((paragraph, ParagraphFillers(paragraph, entities, load_words())) for paragraph in paragraphs)
