"""Predicate -> modality: is it said to be done, planned, perhaps so, asked for; by its words or what governs it."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from kg.model import Modality
from kg_loaders.extract.dependencies import (
    children_of,
    is_asked_form,
    is_passive,
    marker_of,
    preposition_of,
    verb_word,
    with_auxiliaries,
    words_of,
)
from kg_loaders.extract.governors import (
    governors_of,
    is_complement,
    is_infinitive,
    is_object_noun,
    passes_on,
    stands_by_itself,
)
from kg_loaders.lexicon import WordLists

_FINITE_PRESENT = ("VBZ", "VBP")
_WHEN = frozenset("when once after before until till".split())


@dataclass(frozen=True, slots=True)
class ModalityReader:
    """Reads modality; holds the word lists that decide it."""

    words: WordLists

    def modality(self, predicate: Token) -> Modality:
        """Return the modality of a verb, noun or adjective."""
        if _is_asked_about(predicate) or _is_condition(predicate):
            return Modality.POSSIBLE
        modality = self._own(predicate)
        for below, governor in governors_of(predicate):
            if modality is not Modality.ACTUAL or stands_by_itself(below):
                return modality
            modality = self._governed(below, governor)
        return modality

    def of_title(self, noun: Token) -> Modality:
        """Return the modality of what a title or modifier says: as its own adjectives put it."""
        adjectives = {child.lower_ for child in children_of(noun) if child.dep_ == "amod"}
        return Modality.POSSIBLE if adjectives & self.words.modality_possible_adjectives else Modality.ACTUAL

    # -- its own words --------------------------------------------------------------------------------------------

    def _own(self, predicate: Token) -> Modality:
        for child in with_auxiliaries(predicate):
            modality = self._said_by(child, predicate)
            if modality is not Modality.ACTUAL:
                return modality
        return Modality.PLANNED if self._is_journeys_end(predicate) else Modality.ACTUAL

    def _said_by(self, child: Token, predicate: Token) -> Modality:
        word, dep = child.lower_, child.dep_
        if dep == "aux":
            return self._by_auxiliary(child)
        if dep == "cop" and predicate.tag_ == "VB" and is_infinitive(predicate):  # "is to meet"
            return Modality.PLANNED
        if dep == "mark" and word == "due":  # "is due to meet"
            return Modality.PLANNED
        if dep in ("mark", "advmod") and word in _WHEN and predicate.tag_ in _FINITE_PRESENT:
            return Modality.PLANNED  # "when Iran frees him"
        if dep == "mark" and word in self.words.modality_possible_marks:
            return Modality.POSSIBLE
        if dep == "advmod" and word in self.words.modality_possible_adverbs:
            return Modality.POSSIBLE
        if dep == "amod" and word in self.words.modality_possible_adjectives:
            return Modality.POSSIBLE
        is_planned = dep == "amod" and word in self.words.modality_planned_adjectives
        return Modality.PLANNED if is_planned else Modality.ACTUAL

    def _by_auxiliary(self, auxiliary: Token) -> Modality:
        word = auxiliary.lower_
        if word in self.words.modality_planned:
            return Modality.PLANNED
        if word in self.words.modality_demanded:
            return Modality.DEMANDED
        if word not in self.words.modality_possible:
            return Modality.ACTUAL
        governor = auxiliary.head.head
        is_reported = auxiliary.head.dep_ in ("ccomp", "parataxis") and governor.tag_ in ("VBD", "VBN")
        return Modality.PLANNED if word in ("would", "'d") and is_reported else Modality.POSSIBLE

    def _is_journeys_end(self, noun: Token) -> bool:
        """Whether somebody goes somewhere for what the noun names, which is still to come: "arrived for talks"."""
        if noun.pos_ != "NOUN" or preposition_of(noun) != "for" or noun.dep_ not in ("obl", "nmod"):
            return False
        above = [noun.head, noun.head.head]
        return any(token.lemma_.lower() in self.words.modality_journeys for token in above) or any(
            child.dep_ == "cop" for child in children_of(noun.head)
        )

    # -- what governs it ------------------------------------------------------------------------------------------

    def _governed(self, below: Token, governor: Token) -> Modality:
        if below.dep_ == "advcl" and below.tag_ == "VBG" and not marker_of(below):  # "will fly to Cairo, meeting Orr"
            return self._own(governor)
        if not passes_on(below):
            return Modality.ACTUAL
        if below.dep_ == "advcl" and is_infinitive(below):  # a purpose
            return Modality.PLANNED
        is_second_infinitive = below.dep_ == "conj" and is_infinitive(below)  # "planned to go and to stay"
        if is_complement(below) or is_object_noun(below) or is_second_infinitive:
            return self._by_governor(below, governor)
        return self._own(governor) if below.dep_ == "conj" else Modality.ACTUAL

    def _by_governor(self, below: Token, governor: Token) -> Modality:
        lemma = governor.lemma_.lower()
        if lemma == "go" and below.dep_ == "xcomp":  # "is going to expel"
            return Modality.PLANNED
        if lemma in self.words.modality_demanded_governors and _is_asked(below) and _asks(governor, below):
            is_own_plan = lemma in self.words.modality_planned_governors and not _addresses(governor, below)
            return Modality.PLANNED if is_own_plan else Modality.DEMANDED
        is_hearsay = below.dep_ == "xcomp" and is_infinitive(below) and lemma in self.words.reporting_verbs
        if lemma in self.words.modality_possible_governors or (is_hearsay and is_passive(governor)):
            return Modality.POSSIBLE
        if lemma in self.words.modality_planned_governors and _is_asked(below):
            return Modality.PLANNED
        is_one_act = below.dep_ == "xcomp" or verb_word(governor) in self.words.syntax_light_verbs
        return self._own(governor) if is_one_act else Modality.ACTUAL


def _is_asked(below: Token) -> bool:
    """An infinitive, a bare subjunctive or a noun is asked for; a finite past clause is told."""
    return below.pos_ != "VERB" or is_asked_form(below) or is_infinitive(below)


def _asks(governor: Token, below: Token) -> bool:
    """Whether "call" calls for something, and does not only give it a name: "called it an attack"."""
    return governor.lemma_.lower() != "call" or marker_of(below) in ("for", "on") or is_infinitive(below)


def _addresses(governor: Token, below: Token) -> bool:
    """Whether somebody else is to do it: "wants Iran to leave", not "wants to leave"."""
    others = [child for child in children_of(governor) if child.dep_ in ("obj", "iobj")]
    return bool(others) or below.pos_ != "VERB" or any(child.dep_.startswith("nsubj") for child in children_of(below))


def _is_asked_about(predicate: Token) -> bool:
    """Whether a predicate stands in a question that can be answered by yes or no."""
    if "?" not in words_of(predicate.doc):
        return False
    span = predicate.sent
    sentence = [token for token in span if not token.is_space and not token.is_quote]
    return sentence[-1].text == "?" and sentence[0].pos_ == "AUX"


def _is_condition(verb: Token) -> bool:
    """Whether a clause without a conjunction is a condition: "had Iraq invaded"."""
    auxiliary = next((child for child in children_of(verb) if child.dep_ == "aux"), None)
    subject = next((child for child in children_of(verb) if child.dep_ == "nsubj"), None)
    if auxiliary is None or subject is None or verb.dep_ != "advcl":
        return False
    return auxiliary.lower_ in ("had", "should", "were") and auxiliary.i < subject.i
