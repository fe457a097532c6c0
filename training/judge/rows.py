"""Annotated articles and the reader -> rows: each candidate as the judge sees it, and what annotators say of it.

Rows hold no tokens, so that they can be kept in a file; from them and chosen types an Extraction can be made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Doc, Span

from kg.model import DocumentEntity, Form, Kind, Mention, Modality, Polarity, Quote, Sentence
from kg.ontology import load_ontology
from kg_loaders.extract import SpacyExtractor
from kg_loaders.extract.candidates import ParagraphWords, candidates_of, ends_of
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dependencies import forget_tokens, sentences_of
from kg_loaders.extract.entities import EntityFinder, ParsedParagraph, trimmed
from kg_loaders.extract.found import FoundStatement
from kg_loaders.extract.judge_claims import Claim, FrameClaims
from kg_loaders.extract.judge_features import SentenceSight, kinds_of
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.paragraphs import paragraphs_of
from kg_loaders.extract.roles import RoleReader
from kg_loaders.lexicon import load_frames, load_words
from training.reading.gold import GoldArticle
from training.reading.matching import Names, is_same, names_of, texts_of

Status = tuple[Polarity, Modality]


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate: where it stands, what is seen of it, what annotators say of it.

    `here` are the types that hold of its ends in its sentence; `unsure` those that are said elsewhere in the article,
    optional, or second types: neither right nor wrong.
    """

    article: int
    sentence: int
    source: str
    target: str
    kinds: str
    features: np.ndarray
    numbers: tuple[float, ...]
    claims: tuple[Claim, ...]
    rules: Mapping[str, str]  # type -> rule
    status: Mapping[str, Status]  # type -> how it is put; "" for any other
    here: frozenset[str]
    unsure: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """One statement of the frames; the target is None where the text leaves it untold."""

    sentence: int
    source: str
    type: str
    target: str | None
    rule: str
    status: Status


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """One article: its annotation, its sentences and entities as read, what frames say, and its candidates."""

    gold: GoldArticle
    file: str
    sentences: tuple[Sentence, ...]
    entities: Mapping[str, DocumentEntity]
    frames: tuple[ReadStatement, ...]
    rows: tuple[Row, ...]


class RowMaker:
    """Reads articles up to their candidates."""

    def __init__(self) -> None:
        """Load what the reader loads."""
        self._extractor = SpacyExtractor()
        self._words = load_words()
        self._claims = FrameClaims(load_frames(), load_ontology(), RoleReader(self._words))

    def rows_of(self, number: int, article: GoldArticle, file: str, docs: Sequence[Doc]) -> ArticleRows:
        """Return one article with its candidates; `docs` are its parsed paragraphs."""
        paragraphs = list(paragraphs_of(article.document.text))
        parsed = self._extractor._parsed(paragraphs, list(docs))
        entities = EntityFinder(self._words)
        entities.read(parsed)
        ids = {id(cluster): f"c{n}" for n, cluster in enumerate(entities.clusters) if cluster.mentions}
        known = {
            ids[id(cluster)]: _entity(ids[id(cluster)], cluster, parsed, article.document.text)
            for cluster in entities.clusters
            if cluster.mentions
        }
        sentences = _sentences(parsed)
        starts = {sentence.start: sentence.index for sentence in sentences}
        truth = _Truth(article, known)
        read: list[ReadStatement] = []
        rows: list[Row] = []
        for paragraph in parsed:
            found = list(self._extractor._finder.find(paragraph, entities, article.document.published))
            statements = [item for item in found if isinstance(item, FoundStatement)]
            at = _SentenceNumbers(paragraph, starts)
            read += [_read(item, ids, at) for item in statements]
            rows += self._rows(number, paragraph, entities, statements, ids, at, truth, sentences)
        for paragraph in parsed:
            forget_tokens(paragraph.doc)
        return ArticleRows(article, file, sentences, known, tuple(read), tuple(rows))

    def _rows(self, number, paragraph, entities, statements, ids, at, truth, sentences):  # type: ignore[no-untyped-def]
        fillers = ParagraphFillers(paragraph, entities, self._words)
        words = ParagraphWords.of(paragraph.doc)
        finder = self._extractor._finder
        statuses: dict[tuple[int, bool], Status] = {}

        def status(position: int, name: str) -> Status:
            kind = finder._matcher.ontology.types[name]
            key = (position, kind.is_event)
            if key not in statuses:
                put = finder._status_of(words.tokens[position], kind)
                statuses[key] = (put.polarity, put.modality)
            return statuses[key]

        for candidates in candidates_of(paragraph, fillers, words):
            sentence = candidates[0].sentence
            matches = [item.match for item in statements if item.sentence.start == sentence.start]
            seen = SentenceSight.of(
                words,
                ends_of(sentence, fillers, words),
                self._claims.slots_of_sentence(sentence, fillers, words),
                matches,
            )
            where = at(sentence)
            for candidate in candidates:
                sight = seen.look(candidate)
                source, target = ids[id(candidate.source.cluster)], ids[id(candidate.target.cluster)]
                here, unsure = truth.of(source, target, sentences[where])
                told = {"": status(candidate.top, "VISITS")}
                for claim in sight.claims:
                    told.setdefault(claim.type, status(claim.predicate, claim.type))
                for name, match in sight.matched.items():
                    told[name] = status(match.predicate.i, name)
                yield Row(
                    article=number,
                    sentence=where,
                    source=source,
                    target=target,
                    kinds=kinds_of(candidate),
                    features=np.array(sight.hashes, dtype=np.uint32),
                    numbers=sight.numbers,
                    claims=sight.claims,
                    rules=sight.rules,
                    status=told,
                    here=here,
                    unsure=unsure,
                )


class _SentenceNumbers:
    """The number of a sentence in its article."""

    def __init__(self, paragraph: ParsedParagraph, starts: Mapping[int, int]) -> None:
        self._start, self._starts = paragraph.start, starts

    def __call__(self, sentence: Span) -> int:
        return self._starts[self._start + trimmed(sentence).start_char]


class _Truth:
    """What annotators say of two entities that the reader found."""

    def __init__(self, article: GoldArticle, entities: Mapping[str, DocumentEntity]) -> None:
        self._same = _aligned(
            {id: names_of(texts_of(entity)) for id, entity in entities.items()},
            {id: names_of(entity.texts) for id, entity in article.entities.items()},
        )
        self._statements = article.statements
        self._types = load_ontology().types

    def of(self, source: str, target: str, sentence: Sentence) -> tuple[frozenset[str], frozenset[str]]:
        here: set[str] = set()
        unsure: set[str] = set()
        sources, targets = self._same[source], self._same[target]
        for told in self._statements:
            straight = told.source in sources and told.target in targets
            turned = self._types[told.type].is_symmetric and told.source in targets and told.target in sources
            if straight or turned:
                is_here = told.start < sentence.end and sentence.start < told.end and not told.is_optional
                (here if is_here else unsure).add(told.type)
                if told.also is not None:
                    unsure.add(told.also)
        return frozenset(here), frozenset(unsure - here)


def _aligned(found: Mapping[str, Names], gold: Mapping[str, Names]) -> dict[str, set[str]]:
    """Which entities of the annotation each found entity is: those that share a name with it.

    Where the annotation's has no such partner, also those whose name stands within one of its names, or around one:
    only then, for "U.S. officials" would be "the U.S." beside "the U.S." itself.
    """
    exact = {id: {other for other, called in gold.items() if not called.isdisjoint(own)} for id, own in found.items()}
    taken = {other for others in exact.values() for other in others}
    free = {other: called for other, called in gold.items() if other not in taken}
    return {
        id: exact[id] or {other for other, called in free.items() if is_same(called, own)} for id, own in found.items()
    }


def _read(found: FoundStatement, ids: Mapping[int, str], at: _SentenceNumbers) -> ReadStatement:
    match = found.match
    return ReadStatement(
        sentence=at(found.sentence),
        source=ids[id(match.source.cluster)],
        type=match.type.name,
        target=None if match.target is None else ids[id(match.target.cluster)],
        rule=match.rule,
        status=(found.status.polarity, found.status.modality),
    )


def _entity(id_: str, cluster: Cluster, parsed: Sequence[ParsedParagraph], text: str) -> DocumentEntity:
    start_of = {id(paragraph.doc): paragraph.start for paragraph in parsed}
    names = [mention.name for mention in cluster.mentions if mention.form is Form.NAME]
    name = max(names, key=lambda name: len(name.split())) if names and cluster.kind is not Kind.COUNTRY else cluster.name
    mentions = tuple(
        Mention(quote=Quote.of(text, start + m.span.start_char, start + m.span.end_char), form=m.form)
        for m in cluster.mentions
        for start in [start_of[id(m.span.doc)]]
    )
    return DocumentEntity(id=id_, kind=cluster.kind, name=name, mentions=mentions)


def _sentences(parsed: Sequence[ParsedParagraph]) -> tuple[Sentence, ...]:
    bounds = [
        (paragraph.start + sentence.start_char, paragraph.start + sentence.end_char)
        for paragraph in parsed
        for sentence in map(trimmed, sentences_of(paragraph.doc))
    ]
    return tuple(Sentence(index=i, start=start, end=end) for i, (start, end) in enumerate(bounds))
