"""Documents -> extractions: the reader. It holds what is costly; every document is read by itself."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from spacy.tokens import Doc, Token

from kg.model import Document, Extraction, Sentence, Silence
from kg.ontology import load_ontology
from kg.pipeline import Outcome
from kg_loaders.batches import batches
from kg_loaders.extract.assembly import Assembly
from kg_loaders.extract.dependencies import forget_tokens, sentences_of
from kg_loaders.extract.entities import EntityFinder, ParsedParagraph, trimmed
from kg_loaders.extract.found import FoundStatement, Miss
from kg_loaders.extract.judge_model import load_model
from kg_loaders.extract.mentions import find_mentions
from kg_loaders.extract.paragraphs import Paragraph, paragraphs_of
from kg_loaders.extract.silences import silences_of
from kg_loaders.extract.spacy_pipeline import check_pipeline, load_pipeline
from kg_loaders.extract.statements import StatementFinder
from kg_loaders.extract.tree_repairs import repair_trees
from kg_loaders.language import foreign_language
from kg_loaders.lexicon import load_frames, load_words

JUDGE = Path(__file__).parent.parent / "model" / "judge.npz"
_PARAGRAPHS = 80  # parsed at once: more is hardly faster, and every 32 take 67 MB

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How a document was read: a line for each token of its trees, and (word, reason, detail) of frames in vain."""

    tree: tuple[str, ...]
    misses: tuple[tuple[str, str, str], ...]


class SpacyExtractor:
    """Reads documents with a spaCy pipeline and the frame lexicon."""

    def __init__(self, pipeline: str | None = None, *, judge: bool = False) -> None:
        """Load a pipeline: our own, or any installed one by name or path; and the learned judge, if it shall judge."""
        self._nlp = load_pipeline(pipeline)
        check_pipeline(self._nlp, pipeline)
        self._words = load_words()
        self._titles = self._words.nominals_person | self._words.names_titles
        ontology = load_ontology()
        model = load_model(JUDGE, ontology) if judge else None
        self._finder = StatementFinder(load_frames(), self._words, ontology, model)
        meta = self._nlp.meta
        self.reader = f"{meta['lang']}_{meta['name']}-{meta['version']} frames-{load_frames().version}"
        if judge:
            self.reader += f" judge-{hashlib.sha256(JUDGE.read_bytes()).hexdigest()[:8]}"

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction | Outcome]:
        """Read documents in order."""
        for batch in batches(documents):
            yield from self.read_batch(batch)

    def read_batch(self, batch: Sequence[Document]) -> list[Extraction | Outcome]:
        """Read documents together; if that fails, one by one, and the one that cannot be read is an outcome."""
        try:
            return list(self._read_together(batch))
        except Exception as error:  # whatever one document breaks, all others are read
            if len(batch) == 1:
                log.info("document %s cannot be read", batch[0].id, exc_info=True)
                reason = f"{type(error).__name__}: {error}"
                return [Outcome(document=batch[0].id, status="failed", reason=reason, input=batch[0])]
        return [item for document in batch for item in self.read_batch([document])]

    def _read_together(self, batch: Sequence[Document]) -> Iterator[Extraction | Outcome]:
        cut = [(document, list(paragraphs_of(document.text)), self._refusal(document)) for document in batch]
        texts = (part.text for _, parts, refusal in cut if refusal is None for part in parts)
        docs = self._nlp.pipe(texts, batch_size=_PARAGRAPHS)
        for document, parts, refusal in cut:
            yield self._read(document, parts, list(islice(docs, len(parts)))) if refusal is None else refusal

    def _refusal(self, document: Document) -> Outcome | None:
        language = foreign_language(document)
        if language is not None:
            reason = f"language is {language}, not English"
            return Outcome(document=document.id, status="skipped", reason=reason, input=document)
        longest = self._nlp.max_length
        if len(document.text) <= longest or all(len(part.text) <= longest for part in paragraphs_of(document.text)):
            return None
        reason = f"a paragraph is longer than {longest} characters; cut the text into articles"
        return Outcome(document=document.id, status="failed", reason=reason, input=document)

    def trace(self, document: Document) -> Trace:
        """Return the trees of a document as the frames meet them, and which frames were tried in vain."""
        paragraphs = list(paragraphs_of(document.text))
        parsed = self._parsed(paragraphs, list(self._nlp.pipe(part.text for part in paragraphs)))
        entities = EntityFinder(self._words)
        entities.read(parsed)
        items = [item for part in parsed for item in self._finder.find(part, entities, document.published)]
        return Trace(
            tree=tuple(_line(token) for part in parsed for token in part.doc),
            misses=tuple((item.predicate.text, *item.explain()) for item in items if isinstance(item, Miss)),
        )

    def _parsed(self, paragraphs: list[Paragraph], docs: list[Doc]) -> list[ParsedParagraph]:
        return [
            ParsedParagraph(start=p.start, doc=doc, mentions=tuple(find_mentions(doc, self._words)))
            for p, doc in zip(paragraphs, (repair_trees(doc, self._titles) for doc in docs), strict=True)
        ]

    def _read(self, document: Document, paragraphs: list[Paragraph], docs: list[Doc]) -> Extraction:
        parsed = self._parsed(paragraphs, docs)
        entities = EntityFinder(self._words)
        entities.read(parsed)
        found: list[FoundStatement] = []
        silences: list[Silence] = []
        for paragraph in parsed:
            items = list(self._finder.find(paragraph, entities, document.published))
            statements = [item for item in items if isinstance(item, FoundStatement)]
            misses = [item for item in items if isinstance(item, Miss)]
            spoken = {statement.sentence.start for statement in statements}
            found += statements
            silences += silences_of(paragraph, spoken, misses, document.text)
        assembly = Assembly(document, parsed, entities.clusters, found)
        extraction = Extraction(
            document=document,
            reader=self.reader,
            sentences=_sentences(parsed),
            entities=assembly.entities(),
            statements=assembly.statements(),
            silences=tuple(silences),
        )
        for paragraph in parsed:
            forget_tokens(paragraph.doc)
        return extraction


def _line(token: Token) -> str:
    name = f" {token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else ""
    return f"{token.i:3} {token.text} ({token.lemma_} {token.tag_}) {token.dep_} <- {token.head.text}{name}"


def _sentences(paragraphs: list[ParsedParagraph]) -> tuple[Sentence, ...]:
    bounds = [
        (paragraph.start + sentence.start_char, paragraph.start + sentence.end_char)
        for paragraph in paragraphs
        for sentence in map(trimmed, sentences_of(paragraph.doc))
    ]
    return tuple(Sentence(index=i, start=start, end=end) for i, (start, end) in enumerate(bounds))
