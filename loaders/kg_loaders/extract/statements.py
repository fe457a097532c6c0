"""Parsed paragraphs with entities -> statements as read: every predicate of the lexicon, its ends, its circumstances.

What a predicate lacks is kept as a miss, so that a sentence without a statement can say why (silences.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.model import Modality, Polarity
from kg.ontology import Ontology, StatementType
from kg.partial_date import PartialDate
from kg_loaders.extract.dates import most_precise
from kg_loaders.extract.dependencies import preposition_of, verb_word
from kg_loaders.extract.entities import EntityFinder, ParsedParagraph
from kg_loaders.extract.found import FoundStatement, Match, Miss
from kg_loaders.extract.frame_matching import NOUNS, PREDICATES, FrameMatcher, Predicate
from kg_loaders.extract.hyphens import is_hyphenated
from kg_loaders.extract.implied_offices import ImpliedOfficeReader
from kg_loaders.extract.judging.judge import Judge
from kg_loaders.extract.judging.model import JudgeModel
from kg_loaders.extract.modality import ModalityReader
from kg_loaders.extract.modifier_states import STANCES, ModifierReader
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.places import place_of
from kg_loaders.extract.read_paragraphs import ReadParagraph, Verdict
from kg_loaders.extract.retold import Retelling
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.speakers import speaker_of
from kg_loaders.extract.statement_dates import date_words_of, is_dated, is_scheduled
from kg_loaders.extract.status import Status, StatusReader
from kg_loaders.extract.told_days import ToldDay, goes_on_day
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import FrameLexicon, WordLists, load_offices

_LEAVING = frozenset("finish quit resign retire step_down".split())  # who will resign as president is president now
_DEEDS = frozenset(["ATTACKS", "KILLS"])
_BLAMING = frozenset("blame attribute pin".split())  # "attacks blamed on rebels"
_BONDS = frozenset(["ALLIED_WITH", "ENEMY_OF"])  # states that may be denied: "denied links to rebels"


class StatementFinder:
    """Finds the statements of documents, paragraph by paragraph."""

    def __init__(
        self, frames: FrameLexicon, words: WordLists, ontology: Ontology, judge: JudgeModel | None = None
    ) -> None:
        """Hold the lexicon; a judge vetoes what frames read, and proposes more."""
        self._words = words
        self._ontology, self._roles = ontology, RoleReader(words)
        roles = self._roles
        self._status = StatusReader(words, roles, ModalityReader(words))
        self._matcher = FrameMatcher(frames, ontology, roles)
        self._modifiers = ModifierReader(ontology, words)
        self._offices = ImpliedOfficeReader(load_offices(), ontology, roles)
        self._judge = None if judge is None else Judge(judge, ontology, frames.own)

    def read(self, paragraphs: Sequence[ParsedParagraph], entities: EntityFinder) -> list[ReadParagraph]:
        """Return what frames say of the paragraphs of a document."""
        retelling = Retelling(self._ontology, self._roles, self._is_fact)
        return retelling.read([self._read(one, entities) for one in paragraphs])

    def _read(self, paragraph: ParsedParagraph, entities: EntityFinder) -> ReadParagraph:
        fillers = ParagraphFillers(paragraph, entities, self._words)
        predicates: list[Predicate] = []
        items = list(self._items(paragraph, fillers, entities, predicates))
        found = [item for item in items if isinstance(item, Match)]
        wide = [match for match in found if match.objects]
        matches = [match for match in found if not any(other.covers(match) for other in wide)]
        misses = [item for item in items if isinstance(item, Miss)]
        return ReadParagraph(paragraph, fillers, predicates, matches, misses)

    def judge(self, batch: Sequence[ReadParagraph]) -> list[list[Verdict]]:
        """Return what is thought of the matches of paragraphs and of what else may hold; without a judge all do."""
        if self._judge is None:
            return [[Verdict(match=match, holds=True, confidence=None) for match in one.matches] for one in batch]
        return self._judge.judge(batch)

    def judgement(self, batch: Sequence[ReadParagraph], match: Match) -> list[str]:
        """Return what spoke most for a match where a judge was asked, in words, the strongest first."""
        return [] if self._judge is None else [phrase for phrase, _ in self._judge.reasons(batch, match)]

    def find(
        self,
        read: ReadParagraph,
        verdicts: Sequence[Verdict],
        published: PartialDate | None,
        day: ToldDay | None = None,
    ) -> Iterator[FoundStatement | Miss]:
        """Yield what each predicate of a paragraph says, or why it says nothing; `day` is that of the news."""
        yield from read.misses
        for verdict in verdicts:
            if verdict.holds:
                yield self._statement(read.paragraph, verdict.match, read.fillers, published, day, verdict.confidence)
            else:
                yield verdict.as_miss()

    def as_frames_say(self, read: ReadParagraph, published: PartialDate | None) -> Iterator[FoundStatement]:
        """Yield the statements of a paragraph if all matches hold."""
        for match in read.matches:
            yield self._statement(read.paragraph, match, read.fillers, published, None, None)

    def _items(
        self,
        paragraph: ParsedParagraph,
        fillers: ParagraphFillers,
        entities: EntityFinder,
        predicates: list[Predicate],
    ) -> Iterator[Match | Miss]:
        """Yield what predicates say, and list those that have frames."""
        for at, (token, word) in enumerate(zip(paragraph.doc.tokens, paragraph.doc.words, strict=True)):
            if token.pos_ in PREDICATES:
                predicate = self._matcher.predicate(token, fillers)
                if predicate is not None:
                    predicates.append(predicate)
                yield from self._said_by(token, predicate, fillers, entities)
            if at in fillers.headed or word in STANCES:
                yield from self._modifiers.read(token, fillers)

    def _said_by(
        self, token: Token, predicate: Predicate | None, fillers: ParagraphFillers, entities: EntityFinder
    ) -> Sequence[Match | Miss]:
        said = [] if predicate is None else self._matcher.read(predicate, fillers)
        if said and isinstance(said[0], Match):  # no miss stands beside a match
            return said
        return (self._offices.read(token, fillers, entities.clusters) if token.pos_ in NOUNS else ()) or said

    def _statement(
        self,
        paragraph: ParsedParagraph,
        match: Match,
        fillers: ParagraphFillers,
        published: PartialDate | None,
        day: ToldDay | None,
        confidence: float | None,
    ) -> FoundStatement:
        status = self.status_of(match.predicate, match.type)
        sentence = match.predicate.sent
        words = date_words_of(match, sentence, self._words) if is_dated(match) else ()
        if any(is_scheduled(match, span) for span in words):
            status = replace(status, modality=Modality.PLANNED)
        is_future = status.modality in (Modality.PLANNED, Modality.DEMANDED)
        when = most_precise(words, published=published, is_future=is_future)
        if when is None and day is not None and day.is_day_of(match, paragraph.start + sentence.start_char):
            when = (day.date, day.words.text) if goes_on_day(match, status, sentence, self._words) else None
        return FoundStatement(
            paragraph=paragraph,
            sentence=sentence,
            match=match,
            status=status,
            speaker=speaker_of(match, status, fillers),
            date=None if when is None else when[0],
            date_text=None if when is None else when[1],
            place=place_of(match, fillers) if match.type.is_event else None,
            confidence=confidence,
        )

    def status_of(self, predicate: Token, kind: StatementType) -> Status:
        """Titles, appositions and compounds hold as they stand ("suspected" ones perhaps); clauses are denied, said."""
        if not kind.is_event and (verb := _verb_of_office(predicate)) is not None:
            return self._status.status(verb)
        is_said = predicate.pos_ == "VERB" or any(child.dep_ == "cop" for child in predicate.children)
        is_act = kind.is_event or (kind.name in _BONDS and predicate.pos_ == "NOUN")
        is_clause = is_said or (is_act and not self._names_somebody(predicate))
        if is_clause and not is_hyphenated(predicate):
            status = self._status.status(predicate)
            is_blamed = kind.name in _DEEDS and predicate.lemma in _BLAMING and status.modality is Modality.ACTUAL
            return replace(status, modality=Modality.POSSIBLE) if is_blamed else status
        return self._status.of_title(predicate)

    def _is_fact(self, predicate: Token, kind: StatementType) -> bool:
        status = self.status_of(predicate, kind)
        return status.polarity is Polarity.POSITIVE and status.modality is Modality.ACTUAL

    def _names_somebody(self, noun: Token) -> bool:
        """Whether a noun tells what somebody is, whatever is said of him: "supporters", "kidnappers", "pro-Russian"."""
        lemma = noun.lemma
        return lemma in self._words.nominals_person or lemma in STANCES


def _verb_of_office(noun: Token) -> Token | None:
    """Return the verb that gives somebody an office: "became president", "took over as head"; not of leaving it."""
    verb = noun.head
    if noun.pos_ not in ("NOUN", "PROPN") or verb.pos_ != "VERB" or noun.dep_ not in ("xcomp", "obl", "obj"):
        return None
    if any(child.dep_ == "cop" for child in noun.children):  # "hopes to be president"
        return None
    is_become = noun.dep_ == "obj" and verb.lemma == "become"
    is_given = is_become or noun.dep_ == "xcomp" or (noun.dep_ == "obl" and preposition_of(noun) == "as")
    return verb if is_given and verb_word(verb) not in _LEAVING else None
