"""Documents -> extractions: the reader. It holds what is costly; every document is read by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.tokens import Doc

from kg.model import Document, Extraction, Sentence, Silence
from kg.ontology import load_ontology
from kg.pipeline import Outcome
from kg_loaders.extract.assembly import Assembly
from kg_loaders.extract.entities import EntityFinder, ParsedParagraph, trimmed
from kg_loaders.extract.found import FoundStatement, Miss
from kg_loaders.extract.mentions import find_mentions
from kg_loaders.extract.paragraphs import Paragraph, paragraphs_of
from kg_loaders.extract.silences import silences_of
from kg_loaders.extract.spacy_pipeline import load_pipeline
from kg_loaders.extract.statements import StatementFinder
from kg_loaders.extract.tree_repairs import repair_trees
from kg_loaders.lexicon import load_frames, load_words

_BATCH = 32  # documents parsed together: enough to fill the parser's batches, little to hold


class SpacyExtractor:
    """Reads documents with a spaCy pipeline and the frame lexicon."""

    def __init__(self, pipeline: str | None = None) -> None:
        """Load a pipeline: our own, or any installed one by name or path."""
        self._nlp = load_pipeline(pipeline)
        self._words = load_words()
        self._finder = StatementFinder(load_frames(), self._words, load_ontology())
        meta = self._nlp.meta
        self.reader = f"{meta['lang']}_{meta['name']}-{meta['version']} frames-{load_frames().version}"

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction | Outcome]:
        """Read documents in order."""
        stream = iter(documents)
        while batch := list(islice(stream, _BATCH)):
            cut = [list(paragraphs_of(document.text)) for document in batch]
            fits = [all(len(part.text) <= self._nlp.max_length for part in parts) for parts in cut]
            docs = self._nlp.pipe(part.text for parts, fit in zip(cut, fits, strict=True) if fit for part in parts)
            for document, parts, fit in zip(batch, cut, fits, strict=True):
                if fit:
                    yield self._read(document, parts, list(islice(docs, len(parts))))
                else:
                    reason = f"a paragraph is longer than {self._nlp.max_length} characters; cut the text into articles"
                    yield Outcome(document=document.id, status="failed", reason=reason)

    def _read(self, document: Document, paragraphs: list[Paragraph], docs: list[Doc]) -> Extraction:
        parsed = [
            ParsedParagraph(start=p.start, doc=doc, mentions=tuple(find_mentions(doc, self._words)))
            for p, doc in zip(paragraphs, map(repair_trees, docs), strict=True)
        ]
        entities = EntityFinder(self._words)
        entities.read(parsed)
        found: list[FoundStatement] = []
        silences: list[Silence] = []
        for paragraph in parsed:
            items = list(self._finder.find(paragraph, entities, document.published))
            statements = [item for item in items if isinstance(item, FoundStatement)]
            misses = [item for item in items if isinstance(item, Miss)]
            spoken = {statement.match.predicate.sent.start for statement in statements}
            found += statements
            silences += silences_of(paragraph, spoken, misses, document.text)
        assembly = Assembly(document, parsed, entities.clusters, found)
        return Extraction(
            document=document,
            reader=self.reader,
            sentences=_sentences(parsed),
            entities=assembly.entities(),
            statements=assembly.statements(),
            silences=tuple(silences),
        )


def _sentences(paragraphs: list[ParsedParagraph]) -> tuple[Sentence, ...]:
    bounds = [
        (paragraph.start + sentence.start_char, paragraph.start + sentence.end_char)
        for paragraph in paragraphs
        for sentence in map(trimmed, paragraph.doc.sents)
    ]
    return tuple(Sentence(index=i, start=start, end=end) for i, (start, end) in enumerate(bounds))
