"""Annotated articles and the reader -> rows: each candidate as the judge sees it, and what annotators say of it.

Rows hold no tokens, so that they can be kept in a file; from them and chosen types an Extraction can be made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from kg.model import DocumentEntity, Form, Kind, Mention, Modality, Polarity, Quote, Sentence
from kg.ontology import load_ontology
from kg_loaders.extract import SpacyExtractor
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.entities import ParsedParagraph, trimmed
from kg_loaders.extract.found import FoundStatement
from kg_loaders.extract.judging.features import Features
from kg_loaders.extract.judging.first_stage import keys_of
from kg_loaders.extract.judging.judge import View, Viewer
from kg_loaders.extract.judging.sights import Sights
from kg_loaders.extract.tree import Span, Token
from training.reading.gold import GoldArticle, GoldStatement, read_gold
from training.reading.matching import Names, is_same, names_of, texts_of

_ANY_EVENT = "COMMENTS_ON"  # what no frame tells is put as an event is
Status = tuple[Polarity, Modality]


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate: where it stands, what it is known by, what annotators say of it.

    `here` are the types that hold of its ends in its sentence; `unsure` those that are said elsewhere in the article,
    optional, or second types: neither right nor wrong.
    """

    article: int
    sentence: int
    source: str
    target: str
    features: np.ndarray  # keys
    status: Mapping[str, Status]  # type -> how it is put; "" for any other
    here: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()


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
    sights: Sights  # of the rows


class RowMaker:
    """Reads articles up to their candidates."""

    def __init__(self) -> None:
        """Load what the reader loads."""
        self._extractor = SpacyExtractor(judge=False)
        self._ontology = load_ontology()
        self._viewer = Viewer(self._ontology)

    def rows_of(self, number: int, article: GoldArticle, file: str, docs: Sequence[Doc] | None = None) -> ArticleRows:
        """Return one article with its candidates; `docs` are its parsed paragraphs where they are at hand."""
        document = article.document
        read = self._extractor.read_frames(document, docs)
        place = _Place(number, read.parsed, read.entities.clusters)
        found = [statement for one in read.paragraphs for statement in self._extractor.as_frames_say(one, document)]
        view = self._viewer.view(read.paragraphs)
        rows = list(self._rows(view, place)) if len(view.sights.place) else []
        known = place.entities(document.text)
        labelled = tuple(_Truth(article, known).labelled(rows, place.sentences))
        told = tuple(place.statement(item) for item in found)
        for paragraph in read.parsed:
            paragraph.doc.forget()
        return ArticleRows(article, file, place.sentences, known, told, labelled, view.sights)

    def _rows(self, view: View, place: _Place) -> Iterator[Row]:
        candidates, ends = view.candidates, view.candidates.ends
        for number, keys in enumerate(_keys_of(view.features)):
            source, target = (ends.fillers[at[number]].cluster for at in (candidates.source, candidates.target))
            yield Row(
                article=place.article,
                sentence=place.sentence(candidates.places[view.sights.place[number]].span),
                source=place.ids[id(source)],
                target=place.ids[id(target)],
                features=keys,
                status=self._status(view, number),
            )

    def _status(self, view: View, candidate: int) -> dict[str, Status]:
        """How each type would be put that a frame claims or matches, and how any other would be."""
        top = view.token(candidate, int(view.candidates.top[candidate]))
        names, claims = tuple(self._ontology.types), view.sights.claims
        first, last = np.searchsorted(claims.candidate, [candidate, candidate + 1])
        claimed = [
            (int(claims.type[at]), view.token(candidate, int(claims.predicate[at]))) for at in range(first, last)
        ]
        matches = np.nonzero(view.sights.matches.candidate == candidate)[0]
        matched = [(int(view.sights.matches.type[at]), view.matched[at][0].predicate) for at in matches]
        told = {names[type]: token for type, token in [*claimed[::-1], *matched]}
        return {"": self._put(top, _ANY_EVENT), **{name: self._put(token, name) for name, token in told.items()}}

    def _put(self, predicate: Token, name: str) -> Status:
        status = self._extractor.status_of(predicate, self._ontology.types[name])
        return (status.polarity, status.modality)


def _keys_of(features: Features) -> list[np.ndarray]:
    """The keys of each candidate."""
    parts = list(features.rows())
    candidate = np.concatenate([at for at, _ in parts])
    keys = keys_of(np.concatenate([hashes for _, hashes in parts]))
    order = np.argsort(candidate, kind="stable")
    return np.split(keys[order], np.searchsorted(candidate[order], np.arange(1, features.count)))


def read_rows(paths: Sequence[Path]) -> list[ArticleRows]:
    """Read files of annotated articles."""
    maker = RowMaker()
    named = [(_name(path, paths), article) for path in paths for article in read_gold(path)]
    return [maker.rows_of(number, article, name) for number, (name, article) in enumerate(named)]


def _name(path: Path, paths: Sequence[Path]) -> str:
    """The name of a file, with its folder's where another is called so too."""
    is_alone = sum(other.name == path.name for other in paths) == 1
    return path.name if is_alone else f"{path.parent.name}/{path.name}"


class _Place:
    """One article as read: numbers of its sentences, ids of its entities."""

    def __init__(self, article: int, parsed: Sequence[ParsedParagraph], clusters: Sequence[Cluster]) -> None:
        self.article = article
        self._start_of = {id(paragraph.doc): paragraph.start for paragraph in parsed}
        self._clusters = [cluster for cluster in clusters if cluster.mentions]
        self.ids = {id(cluster): f"c{number}" for number, cluster in enumerate(self._clusters)}
        self.sentences = _sentences(parsed)
        self._number_of = {sentence.start: sentence.index for sentence in self.sentences}

    def sentence(self, sentence: Span) -> int:
        return self._number_of[self._start_of[id(sentence.doc)] + trimmed(sentence).start_char]

    def statement(self, found: FoundStatement) -> ReadStatement:
        match = found.match
        return ReadStatement(
            sentence=self.sentence(found.sentence),
            source=self.ids[id(match.source.cluster)],
            type=match.type.name,
            target=None if match.target is None else self.ids[id(match.target.cluster)],
            rule=match.rule,
            status=(found.status.polarity, found.status.modality),
        )

    def entities(self, text: str) -> dict[str, DocumentEntity]:
        return {self.ids[id(cluster)]: self._entity(cluster, text) for cluster in self._clusters}

    def _entity(self, cluster: Cluster, text: str) -> DocumentEntity:
        names = [mention.name for mention in cluster.mentions if mention.form is Form.NAME]
        is_told = cluster.kind is not Kind.COUNTRY and bool(names)
        return DocumentEntity(
            id=self.ids[id(cluster)],
            kind=cluster.kind,
            name=max(names, key=lambda name: len(name.split())) if is_told else cluster.name,
            mentions=tuple(
                Mention(quote=self._quote(mention.span, text), form=mention.form) for mention in cluster.mentions
            ),
        )

    def _quote(self, span: Span, text: str) -> Quote:
        start = self._start_of[id(span.doc)]
        return Quote.of(text, start + span.start_char, start + span.end_char)


def _sentences(parsed: Sequence[ParsedParagraph]) -> tuple[Sentence, ...]:
    bounds = [
        (paragraph.start + sentence.start_char, paragraph.start + sentence.end_char)
        for paragraph in parsed
        for sentence in map(trimmed, paragraph.doc.sentences)
        if not sentence[0].is_space
    ]
    return tuple(Sentence(index=i, start=start, end=end) for i, (start, end) in enumerate(bounds))


class _Truth:
    """What annotators say of two entities that the reader found."""

    def __init__(self, article: GoldArticle, entities: Mapping[str, DocumentEntity]) -> None:
        found = {id: names_of(texts_of(entity)) for id, entity in entities.items()}
        gold = {id: names_of(entity.texts) for id, entity in article.entities.items()}
        self._alike = {
            id: {other for other, called in gold.items() if is_same(called, own)} for id, own in found.items()
        }
        self._same = _aligned(found, gold, self._alike)
        self._statements = article.statements
        self._types = load_ontology().types

    def labelled(self, rows: Sequence[Row], sentences: Sequence[Sentence]) -> Iterator[Row]:
        """Yield rows with their labels; what no row of the very entities has goes to rows of entities named alike."""
        here = [{told for told in self._statements if self._is_here(told, row, sentences, self._same)} for row in rows]
        said = set().union(*here) if here else set()
        left = [told for told in self._statements if told not in said]
        for row, strict in zip(rows, here, strict=True):
            loose = {told for told in left if self._is_here(told, row, sentences, self._alike)}
            types = frozenset(told.type for told in strict | loose)
            yield replace(row, here=types, unsure=self._unsure(row) - types)

    def _is_here(
        self, told: GoldStatement, row: Row, sentences: Sequence[Sentence], same: Mapping[str, set[str]]
    ) -> bool:
        sentence = sentences[row.sentence]
        is_inside = told.start < sentence.end and sentence.start < told.end and not told.is_optional
        return is_inside and self._is_of(told, row, same)

    def _is_of(self, told: GoldStatement, row: Row, same: Mapping[str, set[str]]) -> bool:
        sources, targets = same[row.source], same[row.target]
        if told.source in sources and told.target in targets:
            return True
        return self._types[told.type].is_symmetric and told.source in targets and told.target in sources

    def _unsure(self, row: Row) -> frozenset[str]:
        """Types said of the pair elsewhere, optional or second ones."""
        told = [one for one in self._statements if self._is_of(one, row, self._same)]
        return frozenset(name for one in told for name in one.types)


def _aligned(
    found: Mapping[str, Names], gold: Mapping[str, Names], alike: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """Which entities of the annotation each found entity is: those that share a name with it.

    Where the annotation's has no such partner, also those whose name stands within one of its names, or around one:
    only then, for "U.S. officials" would be "the U.S." beside "the U.S." itself.
    """
    exact = {id: {other for other in alike[id] if not gold[other].isdisjoint(own)} for id, own in found.items()}
    taken = {other for others in exact.values() for other in others}
    return {id: exact[id] or alike[id] - taken for id in found}
