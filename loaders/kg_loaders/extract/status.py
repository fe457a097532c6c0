"""Predicate -> status: is it said to be so, not so, planned, possible, demanded; and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from kg.model import Modality, Polarity
from kg_loaders.extract.roles import RoleReader, preposition_of
from kg_loaders.lexicon import WordLists

_MAX_CLIMB = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a predicate is put. `speaker` heads the phrase in whose mouth it is; None in the article's own voice."""

    polarity: Polarity
    modality: Modality
    speaker: Token | None = None


@dataclass(frozen=True, slots=True)
class StatusReader:
    """Reads the status of a predicate from its own words and from what governs it, up to the root."""

    words: WordLists
    roles: RoleReader

    def status(self, predicate: Token) -> Status:
        """Return polarity, modality and speaker of a verb or noun."""
        is_negative = self._is_negated(predicate)
        modality = self._own_modality(predicate)
        speaker = self._named_source(predicate)
        for below, governor in _governors(predicate):
            lemma = governor.lemma_.lower()
            if self._reports(below, governor):
                if lemma in self.words.reporting_denying:
                    is_negative = not is_negative
                speaker = speaker or self._speaker(governor)
            elif self._is_negated(governor) and _passes_on(below):
                is_negative = True
            modality = self._governed(modality, below, governor, lemma)
            if lemma in self.words.modality_negative_governors and _is_complement(below):
                is_negative = True
        polarity = Polarity.NEGATIVE if is_negative else Polarity.POSITIVE
        return Status(polarity=polarity, modality=modality, speaker=speaker)

    # -- negation -------------------------------------------------------------------------------------------------

    def _is_negated(self, predicate: Token) -> bool:
        return any(
            child.lower_ in self.words.modality_negations
            and child.dep_ in ("advmod", "det", "cc", "neg", "cc:preconj", "mark", "case")
            for child in predicate.children
        ) or any(
            child.lower_ in ("no", "neither", "nobody", "none") or _has_no(child)
            for child in predicate.children
            if child.dep_ in ("nsubj", "nsubj:pass")
        )

    # -- modality -------------------------------------------------------------------------------------------------

    def _own_modality(self, predicate: Token) -> Modality:
        for child in predicate.children:
            word = child.lower_
            if child.dep_ == "aux":
                if word in self.words.modality_planned:
                    return Modality.PLANNED
                if word in self.words.modality_demanded:
                    return Modality.DEMANDED
                if word in self.words.modality_possible:
                    return self._would(child)
            if child.dep_ == "mark" and word in self.words.modality_possible_marks:
                return Modality.POSSIBLE
            if child.dep_ == "advmod" and word in self.words.modality_possible_adverbs:
                return Modality.POSSIBLE
            if child.dep_ == "amod" and word in self.words.modality_possible_adjectives:
                return Modality.POSSIBLE
            if child.dep_ == "amod" and word in self.words.modality_planned_adjectives:
                return Modality.PLANNED
        return Modality.ACTUAL

    def _would(self, auxiliary: Token) -> Modality:
        if auxiliary.lower_ not in ("would", "'d"):
            return Modality.POSSIBLE
        governor = auxiliary.head.head
        reported = auxiliary.head.dep_ in ("ccomp", "parataxis") and governor.tag_ in ("VBD", "VBN")
        return Modality.PLANNED if reported else Modality.POSSIBLE

    def _governed(self, modality: Modality, below: Token, governor: Token, lemma: str) -> Modality:
        if modality is not Modality.ACTUAL or not _passes_on(below):
            return modality
        if _is_purpose(below):
            return Modality.PLANNED
        if not (_is_complement(below) or _is_object_noun(below)):
            return self._own_modality(governor) if below.dep_ == "conj" else modality
        if lemma in self.words.modality_demanded_governors and _is_asked(below):
            return Modality.DEMANDED
        if lemma in self.words.modality_possible_governors:
            return Modality.POSSIBLE
        if lemma in self.words.modality_planned_governors and _is_asked(below):
            return Modality.PLANNED
        if below.dep_ == "xcomp" or _is_object_noun(below):
            return self._own_modality(governor)
        return modality

    # -- speakers -------------------------------------------------------------------------------------------------

    def _reports(self, below: Token, governor: Token) -> bool:
        if below.dep_ not in ("ccomp", "parataxis", "xcomp") and not _is_denied_object(below):
            return False
        lemma = governor.lemma_.lower()
        denies = lemma in self.words.reporting_denying
        if not denies and _is_denied_object(below) and below.dep_ not in ("ccomp", "parataxis"):
            return False
        if below.dep_ == "xcomp" and lemma == "continue":  # "continued to bombard" reports nothing
            return False
        return denies or lemma in self.words.reporting_verbs

    def _speaker(self, verb: Token) -> Token | None:
        subjects = self.roles.subjects(verb)
        return subjects[0] if subjects else None

    def _named_source(self, predicate: Token) -> Token | None:
        """Who says it in a tail: "..., officials said", "according to X" anywhere in the clause."""
        for token in (predicate, *(governor for _, governor in _governors(predicate))):
            for child in token.children:
                if child.dep_ == "parataxis" and child.lemma_.lower() in self.words.reporting_verbs:
                    return self._speaker(child)
                if preposition_of(child) in self.words.reporting_prepositions:
                    return child
        return None


def _governors(predicate: Token) -> Iterator[tuple[Token, Token]]:
    """Yield (below, governor) from a predicate up to the root of its sentence."""
    below = predicate
    for _ in range(_MAX_CLIMB):
        if below.head == below:
            return
        yield below, below.head
        below = below.head


def _passes_on(below: Token) -> bool:
    """Whether what is said of the governor holds for what stands below it; not across relative or finite clauses."""
    return below.dep_ in ("xcomp", "obj", "nsubj:pass", "conj", "ccomp", "acl", "advcl", "obl", "nmod") and (
        below.dep_ != "advcl" or _is_infinitive(below)
    )


def _is_complement(below: Token) -> bool:
    return below.dep_ in ("xcomp", "ccomp", "acl") or (
        below.dep_ in ("advcl", "obl") and _marker(below) in ("of", "for", "from", "on")
    )


def _is_object_noun(below: Token) -> bool:
    return below.pos_ in ("NOUN", "PROPN") and (
        below.dep_ in ("obj", "nsubj:pass")
        or (below.dep_ in ("obl", "nmod") and _marker(below) in ("for", "of", "on", "over"))
    )


def _is_denied_object(below: Token) -> bool:
    return below.dep_ == "obj" or (below.dep_ == "xcomp" and below.tag_ == "VBG")


def _is_asked(below: Token) -> bool:
    """An infinitive, a bare subjunctive or a noun is asked for; a finite past clause is told."""
    return below.pos_ != "VERB" or below.tag_ in ("VB", "VBG") or _is_infinitive(below)


def _is_purpose(below: Token) -> bool:
    return below.dep_ == "advcl" and _is_infinitive(below)


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "to" for child in verb.children)


def _marker(token: Token) -> str:
    return next((child.lower_ for child in token.children if child.dep_ in ("mark", "case")), "")


def _has_no(noun: Token) -> bool:
    return any(child.dep_ == "det" and child.lower_ == "no" for child in noun.children)
