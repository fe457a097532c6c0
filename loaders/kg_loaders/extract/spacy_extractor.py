"""Documents -> extractions: the reader. It holds what is costly; every document is read by itself."""

from __future__ import annotations

import gc
import hashlib
import logging
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from spacy.tokens import Doc

from kg.model import Document, Extraction, Sentence, Silence
from kg.ontology import StatementType, load_ontology
from kg.partial_date import PartialDate
from kg.pipeline import Outcome
from kg_loaders.batches import batches
from kg_loaders.extract.assembly import Assembly
from kg_loaders.extract.dates import day_of
from kg_loaders.extract.entities import EntityFinder, ParsedParagraph, trimmed
from kg_loaders.extract.found import FoundStatement, Miss
from kg_loaders.extract.judging.model import load_model
from kg_loaders.extract.mentions import find_mentions
from kg_loaders.extract.own_names import OwnNames
from kg_loaders.extract.paragraphs import Paragraph, paragraphs_of
from kg_loaders.extract.read_paragraphs import ReadParagraph, Verdict
from kg_loaders.extract.reasons import ReasonFinder, Reasons
from kg_loaders.extract.silences import silences_of
from kg_loaders.extract.spacy_pipeline import check_pipeline, load_pipeline
from kg_loaders.extract.statements import StatementFinder
from kg_loaders.extract.status import Status
from kg_loaders.extract.told_days import told_day
from kg_loaders.extract.tree import Token, Tree
from kg_loaders.extract.tree_repairs import repair_trees
from kg_loaders.language import foreign_language
from kg_loaders.lexicon import OwnLexicon, load_frames, load_words

JUDGE = Path(__file__).parent.parent / "model" / "judge.npz"
_PARSED = 96  # paragraphs parsed at once at most: more is hardly faster, and every 32 take some 65 MB
_QUARTERS = 4  # spaCy's parser and names take a quarter of a batch at a time: so they take all that is parsed at once
_JUDGED = 128  # paragraphs judged at once at least

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How a document was read: a line for each token of its trees, and (word, reason, detail) of frames in vain."""

    tree: tuple[str, ...]
    misses: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as frames leave it to the judge."""

    document: Document
    parsed: list[ParsedParagraph]
    entities: EntityFinder
    paragraphs: list[ReadParagraph]


class SpacyExtractor:
    """Reads documents with a spaCy pipeline and the frame lexicon."""

    def __init__(
        self, pipeline: str | None = None, *, judge: bool | None = None, lexicon: OwnLexicon | None = None
    ) -> None:
        """Load a pipeline: our own, or any installed one by name or path; and the learned judge.

        It knows our own pipeline's trees: beside another pipeline it judges only if it is asked to.

        A lexicon of one's own adds its frames and actors to ours.
        """
        self._nlp = load_pipeline(pipeline)
        check_pipeline(self._nlp, pipeline)
        self._words = load_words()
        self._titles = self._words.nominals_person | self._words.names_titles
        ontology = load_ontology()
        is_judged = pipeline is None if judge is None else judge
        model = load_model(JUDGE, ontology) if is_judged else None
        own = OwnLexicon() if lexicon is None else lexicon
        self._own_names = OwnNames(self._nlp, own.actors)
        frames = load_frames().with_own(own.frames)
        self._finder = StatementFinder(frames, self._words, ontology, model)
        self._reasons = ReasonFinder(frames, self._words, ontology)
        meta = self._nlp.meta
        self.reader = f"{meta['lang']}_{meta['name']}-{meta['version']} frames-{load_frames().version}"
        if is_judged:
            self.reader += f" judge-{hashlib.sha256(JUDGE.read_bytes()).hexdigest()[:8]}"
        if own.version:
            self.reader += f" own-{own.version}"

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction | Outcome]:
        """Read documents in order."""
        for batch in batches(documents):
            yield from self.read_batch(batch)

    def read_batch(self, batch: Sequence[Document]) -> list[Extraction | Outcome]:
        """Read documents together; if that fails, one by one, and the one that cannot be read is an outcome."""
        try:
            with _collector_at_rest():
                return list(self._read_together(batch))
        except Exception as error:  # whatever one document breaks, all others are read
            if len(batch) == 1:
                log.info("document %s cannot be read", batch[0].id, exc_info=True)
                reason = f"{type(error).__name__}: {error}"
                return [Outcome(document=batch[0].id, status="failed", reason=reason, input=batch[0])]
        return [item for document in batch for item in self.read_batch([document])]

    def _read_together(self, batch: Sequence[Document]) -> Iterator[Extraction | Outcome]:
        cut = [(document, list(paragraphs_of(document.text)), self._refusal(document)) for document in batch]
        texts = [self._own_names.prepared(part.text) for _, parts, refusal in cut if refusal is None for part in parts]
        docs = self._docs(texts)
        read = (
            self._frames_of(document, parts, list(islice(docs, len(parts)))) if refusal is None else refusal
            for document, parts, refusal in cut
        )
        for part in _judged_together(read):
            yield from self._judged(part)

    def _docs(self, texts: Sequence[str | Doc]) -> Iterator[Doc]:
        size = _even(len(texts))
        for start in range(0, len(texts), size):
            yield from self._nlp.pipe(texts[start : start + size], batch_size=_QUARTERS * size)

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
        read, items = self._items_of(document)
        return Trace(
            tree=tuple(_line(token) for part in read.parsed for token in part.doc),
            misses=tuple((item.predicate.text, *item.explain()) for item in items if isinstance(item, Miss)),
        )

    def explain(self, document: Document, id: str) -> tuple[Reasons, ...] | None:
        """Read a document again; return why it says the statement of this id, evidence by evidence, None if not."""
        read, items = self._items_of(document)
        found = [item for item in items if isinstance(item, FoundStatement)]
        statements = Assembly(document, read.parsed, read.entities.clusters, found).statements()
        said = next((statement for statement in statements if statement.id == id), None)
        if said is None:
            return None
        fillers = {one.paragraph.start: one.fillers for one in read.paragraphs}
        return tuple(
            self._reasons.explain(
                item,
                fillers[item.paragraph.start],
                _published(document),
                self._finder.judgement(read.paragraphs, item.match),
            )
            for evidence in said.evidence
            for item in found
            if item.is_told_by(evidence)
        )

    def read_frames(self, document: Document, docs: Sequence[Doc] | None = None) -> ReadDocument:
        """Read one document by itself as far as frames do; `docs` are its parsed paragraphs where they are at hand."""
        paragraphs = list(paragraphs_of(document.text))
        docs = (
            list(self._nlp.pipe(self._own_names.prepared(part.text) for part in paragraphs)) if docs is None else docs
        )
        return self._frames_of(document, paragraphs, docs)

    def as_frames_say(self, read: ReadParagraph, document: Document) -> list[FoundStatement]:
        """Return the statements of a paragraph if all that frames matched holds."""
        return list(self._finder.as_frames_say(read, _published(document)))

    def status_of(self, predicate: Token, type: StatementType) -> Status:
        """Return how a sentence puts what a predicate says: its polarity, modality and speaker."""
        return self._finder.status_of(predicate, type)

    def _items_of(self, document: Document) -> tuple[ReadDocument, list[FoundStatement | Miss]]:
        read = self.read_frames(document)
        verdicts = self._finder.judge(read.paragraphs)
        published = _published(document)
        day = told_day(read.parsed, published)
        return read, [
            item
            for one, inside in zip(read.paragraphs, verdicts, strict=True)
            for item in self._finder.find(one, inside, published, day)
        ]

    def _parsed(self, paragraphs: Sequence[Paragraph], docs: Sequence[Doc]) -> list[ParsedParagraph]:
        return [
            ParsedParagraph(start=p.start, doc=doc, mentions=self._own_names.named(find_mentions(doc, self._words)))
            for p, doc in zip(paragraphs, map(self._tree, docs), strict=True)
        ]

    def _tree(self, doc: Doc) -> Tree:
        return repair_trees(Tree(self._own_names.mark(doc)), self._titles)

    def _frames_of(self, document: Document, paragraphs: Sequence[Paragraph], docs: Sequence[Doc]) -> ReadDocument:
        parsed = self._parsed(paragraphs, docs)
        entities = EntityFinder(self._words)
        entities.read(parsed)
        return ReadDocument(document, parsed, entities, self._finder.read(parsed, entities))

    def _judged(self, batch: Sequence[ReadDocument | Outcome]) -> Iterator[Extraction | Outcome]:
        """Ask the judge once for many documents."""
        read = [one for one in batch if isinstance(one, ReadDocument)]
        verdicts = iter(self._finder.judge([paragraph for one in read for paragraph in one.paragraphs]))
        for one in batch:
            yield (
                one if isinstance(one, Outcome) else self._extraction(one, list(islice(verdicts, len(one.paragraphs))))
            )

    def _extraction(self, read: ReadDocument, verdicts: Sequence[Sequence[Verdict]]) -> Extraction:
        document, published = read.document, _published(read.document)
        day = told_day(read.parsed, published)
        found: list[FoundStatement] = []
        silences: list[Silence] = []
        for one, inside in zip(read.paragraphs, verdicts, strict=True):
            items = list(self._finder.find(one, inside, published, day))
            statements = [item for item in items if isinstance(item, FoundStatement)]
            misses = [item for item in items if isinstance(item, Miss)]
            spoken = {statement.sentence.start for statement in statements}
            found += statements
            silences += silences_of(one.paragraph, spoken, misses, document.text)
        assembly = Assembly(document, read.parsed, read.entities.clusters, found)
        extraction = Extraction(
            document=document,
            reader=self.reader,
            sentences=_sentences(read.parsed),
            entities=assembly.entities(),
            statements=assembly.statements(),
            silences=tuple(silences),
        )
        for paragraph in read.parsed:
            paragraph.doc.forget()
        return extraction


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Spare Python's collector of cycles: trees are cycles, but they are let go of by hand."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _published(document: Document) -> PartialDate | None:
    """Return the day of an article: as told with it, or by its first line."""
    return document.published or day_of(document.text)


def _even(paragraphs: int) -> int:
    """The size of batches so that none is a crumb: parsing few paragraphs costs as much as parsing some dozens."""
    return math.ceil(paragraphs / max(1, math.ceil(paragraphs / _PARSED))) or 1


def _judged_together(read: Iterable[ReadDocument | Outcome]) -> Iterator[list[ReadDocument | Outcome]]:
    """Cut a stream of read documents where it has paragraphs enough."""
    part: list[ReadDocument | Outcome] = []
    paragraphs = 0
    for one in read:
        part.append(one)
        paragraphs += len(one.paragraphs) if isinstance(one, ReadDocument) else 0
        if paragraphs >= _JUDGED:
            yield part
            part, paragraphs = [], 0
    if part:
        yield part


def _line(token: Token) -> str:
    name = f" {token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else ""
    return f"{token.i:3} {token.text} ({token.lemma_} {token.tag_}) {token.dep_} <- {token.head.text}{name}"


def _sentences(paragraphs: list[ParsedParagraph]) -> tuple[Sentence, ...]:
    bounds = [
        (paragraph.start + sentence.start_char, paragraph.start + sentence.end_char)
        for paragraph in paragraphs
        for sentence in map(trimmed, paragraph.doc.sentences)
        if not sentence[0].is_space  # two spaces between sentences are a sentence to spaCy
    ]
    return tuple(Sentence(index=i, start=start, end=end) for i, (start, end) in enumerate(bounds))
