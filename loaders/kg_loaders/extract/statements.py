"""Parsed paragraphs with entities -> statements as read: every predicate of the lexicon, its ends, its circumstances.

What a predicate lacks is kept as a miss, so that a sentence without a statement can say why (silences.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Span, Token

from kg.model import Modality
from kg.ontology import Ontology, StatementType
from kg.partial_date import PartialDate
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dates import read_date
from kg_loaders.extract.dependencies import (
    children_of,
    is_hyphenated,
    marker_of,
    preposition_of,
    tokens_of,
    words_of,
)
from kg_loaders.extract.entities import EntityFinder, ParsedParagraph
from kg_loaders.extract.found import FoundStatement, Match, Miss
from kg_loaders.extract.frame_matching import PREDICATES, FrameMatcher
from kg_loaders.extract.implied_offices import ImpliedOfficeReader
from kg_loaders.extract.judge import Judge
from kg_loaders.extract.judge_model import JudgeModel
from kg_loaders.extract.modality import ModalityReader
from kg_loaders.extract.modifier_states import STANCES, ModifierReader
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.places import place_of
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.status import Status, StatusReader
from kg_loaders.lexicon import FrameLexicon, WordLists, load_offices

_SCHEDULED = frozenset("VISITS MEETS HOSTS TALKS_WITH NEGOTIATES_WITH SIGNS_AGREEMENT_WITH DEPLOYS_TO".split())
_PAST = frozenset("last ago yesterday since every each earlier past previous daily".split())
_OTHER_CLAUSE = ("ccomp", "advcl", "acl", "acl:relcl", "parataxis", "ROOT")
_RELATIVE = ("acl", "acl:relcl", "advcl")
_OF_NOUN = ("compound", "nummod", "amod")  # "the 2004 bombings" are not what is told
_AFTERWARDS = frozenset("afterwards later meanwhile now soon still subsequently then".split())
_OPEN = ("from", "until", "till", "before", "after")  # bounds of a time, not the time
_MAX_STEPS = 4  # from date words up to their predicate


class StatementFinder:
    """Finds the statements of a document, paragraph by paragraph."""

    def __init__(
        self, frames: FrameLexicon, words: WordLists, ontology: Ontology, judge: JudgeModel | None = None
    ) -> None:
        """Hold the lexicon; a judge vetoes what frames read, and proposes more."""
        self._words = words
        roles = RoleReader(words)
        self._status = StatusReader(words, roles, ModalityReader(words))
        self._matcher = FrameMatcher(frames, ontology, roles)
        self._modifiers = ModifierReader(ontology, words)
        self._offices = ImpliedOfficeReader(load_offices(), ontology, roles)
        self._judge = None if judge is None else Judge(judge, frames, ontology, roles)

    def find(
        self, paragraph: ParsedParagraph, entities: EntityFinder, published: PartialDate | None
    ) -> Iterator[FoundStatement | Miss]:
        """Yield what each predicate of a paragraph says, or why it says nothing."""
        fillers = ParagraphFillers(paragraph, entities, self._words)
        items = list(self._items(paragraph, fillers, entities))
        wide = [item for item in items if isinstance(item, Match) and item.objects]
        yield from (item for item in items if isinstance(item, Miss))
        matches = [item for item in items if isinstance(item, Match) and not any(other.covers(item) for other in wide)]
        for match, confidence in self._judged(paragraph, fillers, matches):
            yield replace(self._statement(paragraph, match, fillers, published), confidence=confidence)

    def _judged(
        self, paragraph: ParsedParagraph, fillers: ParagraphFillers, matches: Sequence[Match]
    ) -> list[tuple[Match, float | None]]:
        if self._judge is None:
            return [(match, None) for match in matches]
        verdicts = self._judge.judge(paragraph, fillers, matches)
        return [(verdict.match, verdict.confidence) for verdict in verdicts]

    def _items(
        self, paragraph: ParsedParagraph, fillers: ParagraphFillers, entities: EntityFinder
    ) -> Iterator[Match | Miss]:
        for at, (token, word) in enumerate(zip(tokens_of(paragraph.doc), words_of(paragraph.doc), strict=True)):
            if token.pos in PREDICATES:
                yield from self._said_by(token, fillers, entities)
            if at in fillers.heads or word in STANCES:
                yield from self._modifiers.read(token, fillers)

    def _said_by(self, predicate: Token, fillers: ParagraphFillers, entities: EntityFinder) -> Sequence[Match | Miss]:
        said = self._matcher.read(predicate, fillers)
        if said and isinstance(said[0], Match):  # no miss stands beside a match
            return said
        return self._offices.read(predicate, fillers, entities.clusters) or said

    def _statement(
        self, paragraph: ParsedParagraph, match: Match, fillers: ParagraphFillers, published: PartialDate | None
    ) -> FoundStatement:
        status = self._status_of(match.predicate, match.type)
        sentence = fillers.sentence_of(match.predicate)
        words = _date_of(match.predicate, sentence) if _is_dated(match) else None
        if words is not None and _is_scheduled(match, words):
            status = replace(status, modality=Modality.PLANNED)
        is_future = status.modality in (Modality.PLANNED, Modality.DEMANDED)
        date = None if words is None else read_date(words.text, published=published, is_future=is_future)
        return FoundStatement(
            paragraph=paragraph,
            sentence=sentence,
            match=match,
            status=status,
            speaker=_speaker(status.speaker, fillers),
            date=date,
            date_text=None if date is None or words is None else words.text,
            place=place_of(match, fillers) if match.type.is_event else None,
        )

    def _status_of(self, predicate: Token, kind: StatementType) -> Status:
        """Titles, appositions and compounds hold as they stand ("suspected" ones perhaps); clauses are denied, said."""
        is_clause = kind.is_event or predicate.pos_ == "VERB" or any(c.dep_ == "cop" for c in children_of(predicate))
        if is_clause and not is_hyphenated(predicate):
            return self._status.status(predicate)
        return self._status.of_title(predicate)


def _is_scheduled(match: Match, words: Span) -> bool:
    """Whether a present tense with a day tells what is to come: "flies to Lund on Friday"."""
    verb = match.predicate
    is_present = verb.tag_ in ("VBZ", "VBP") or (
        verb.tag_ == "VBG" and any(child.lower_ in ("is", "are") for child in children_of(verb) if child.dep_ == "aux")
    )
    return (
        is_present and match.type.name in _SCHEDULED and not any(word in _PAST for word in words.text.lower().split())
    )


def _speaker(head: Token | None, fillers: ParagraphFillers) -> Cluster | str | None:
    if head is None:
        return None
    meant = fillers.meant_by(head)
    if meant:
        return meant[0].cluster
    return None if head.pos_ == "PRON" else head.text.lower()


def _is_dated(match: Match) -> bool:
    """States have dates where a clause tells them: "was elected in 1996", "became minister in May"."""
    predicate = match.predicate
    if match.type.is_event or is_hyphenated(predicate):
        return match.type.is_event
    return predicate.pos_ == "VERB" or predicate.dep_ == "xcomp"


def _date_of(predicate: Token, sentence: Span) -> Span | None:
    """The date words of the predicate's own clause, or of the clause that it goes on: "in May he came and saw Orr"."""
    spans = [span for span in sentence.ents if span.label_ == "DATE"]
    for heads in _clauses_of(predicate):
        for span in spans:
            if _hangs_below(span.root, heads) and preposition_of(span.root) not in _OPEN:
                return span
    starts = {child.i for child in children_of(predicate) if child.lower_ == "when"}  # "in 1991, when rebels took it"
    return next((span for span in spans if starts & {span.end, span.end + 1}), None)


def _clauses_of(predicate: Token) -> Iterator[set[int]]:
    """Heads of a clause: the predicate and the light verb that governs it; then those of the clause that it goes on."""
    heads = {predicate.i}
    verb = predicate
    if predicate.pos_ == "NOUN" and predicate.dep_ in ("obj", "nsubj:pass", "nsubj", "obl", "xcomp"):
        verb = predicate.head
        heads.add(verb.i)
    yield heads
    is_joined = verb.dep_ == "conj" and verb.head.dep_ not in _RELATIVE  # which a main verb may seem to go on
    is_joined = is_joined and not any(child.lower_ in _AFTERWARDS for child in children_of(verb))
    if verb.pos_ == "VERB" and (is_joined or _is_participle_clause(verb)):
        yield {verb.head.i}


def _is_participle_clause(verb: Token) -> bool:
    return verb.dep_ == "advcl" and verb.tag_ == "VBG" and not marker_of(verb)


def _hangs_below(token: Token, heads: set[int]) -> bool:
    for _ in range(_MAX_STEPS):
        if token.head.i in heads:
            return True
        if token.dep_ in _OTHER_CLAUSE or token.pos_ == "VERB" or token.dep_ in _OF_NOUN:
            return False
        token = token.head
    return False
