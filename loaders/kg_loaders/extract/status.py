"""Predicate -> status: is it said to be so, not so, planned, possible, demanded; and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from kg.model import Modality, Polarity
from kg_loaders.extract.dependencies import is_asked_form, preposition_of, verb_word, with_auxiliaries
from kg_loaders.extract.roles import RoleReader
from kg_loaders.lexicon import WordLists

_MAX_CLIMB = 8
_GOVERNED = frozenset(["of", "for", "from", "on"])  # marks of what a word governs: "accused of", "close in on"


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
        if modality is Modality.ACTUAL and (_is_asked_about(predicate) or _is_inverted(predicate)):
            modality = Modality.POSSIBLE
        for below, governor in _governors(predicate):
            lemma = governor.lemma_.lower()
            if self._reports(below, governor):
                if lemma in self.words.reporting_denying:
                    is_negative = not is_negative
                speaker = speaker or self._speaker(governor)
            elif self._is_negated(governor) and _passes_on(below) and not _turns(below):
                is_negative = True
            modality = self._governed(modality, below, governor, lemma)
            if self._undoes(below, governor):
                is_negative = True
        polarity = Polarity.NEGATIVE if is_negative else Polarity.POSITIVE
        return Status(polarity=polarity, modality=modality, speaker=speaker)

    def of_title(self, noun: Token) -> Status:
        """Return the status of what a title or modifier says: as its own adjectives put it."""
        adjectives = {child.lower_ for child in noun.children if child.dep_ == "amod"}
        is_unsure = bool(adjectives & self.words.modality_possible_adjectives)
        modality = Modality.POSSIBLE if is_unsure else Modality.ACTUAL
        return Status(polarity=Polarity.POSITIVE, modality=modality)

    def _undoes(self, below: Token, governor: Token) -> bool:
        """Whether a governor says that what stands below it is not so: "refused to meet", "cancelled her visit"."""
        if verb_word(governor) in self.words.modality_ending and below.dep_ in ("obj", "nsubj:pass"):
            return True
        return governor.lemma_.lower() in self.words.modality_negative_governors and _is_complement(below)

    # -- negation -------------------------------------------------------------------------------------------------

    def _is_negated(self, predicate: Token) -> bool:
        return any(
            (child.lower_ in self.words.modality_negations or _is_no_longer(child))
            and not _is_only(child)
            and child.dep_ in ("advmod", "det", "cc", "neg", "cc:preconj", "mark", "case")
            for child in predicate.children
        ) or any(
            child.lower_ in ("no", "neither", "nobody", "none") or _has_no(child)
            for child in predicate.children
            if child.dep_ in ("nsubj", "nsubj:pass")
        )

    # -- modality -------------------------------------------------------------------------------------------------

    def _own_modality(self, predicate: Token) -> Modality:
        for child in with_auxiliaries(predicate):
            word = child.lower_
            if child.dep_ == "aux":
                if word in self.words.modality_planned:
                    return Modality.PLANNED
                if word in self.words.modality_demanded:
                    return Modality.DEMANDED
                if word in self.words.modality_possible:
                    return self._would(child)
            if child.dep_ == "cop" and predicate.tag_ == "VB" and _is_infinitive(predicate):  # "is to meet"
                return Modality.PLANNED
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
        if modality is not Modality.ACTUAL or not _passes_on(below) or _turns(below):
            return modality
        if _is_purpose(below):
            return Modality.PLANNED
        if not (_is_complement(below) or _is_object_noun(below)):
            return self._own_modality(governor) if below.dep_ == "conj" else modality
        if lemma == "go" and below.dep_ == "xcomp":  # "is going to expel"
            return Modality.PLANNED
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
                if child.dep_.startswith("nsubj") and (inserted := self._inserted(child)) is not None:
                    return inserted
        return None

    def _inserted(self, subject: Token) -> Token | None:
        """Who is named behind the subject: "Iran, according to Orr, has ..."."""
        return next((c for c in subject.children if preposition_of(c) in self.words.reporting_prepositions), None)


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
        below.dep_ != "advcl" or _is_infinitive(below) or _marker(below) in _GOVERNED
    )


def _is_complement(below: Token) -> bool:
    return below.dep_ in ("xcomp", "ccomp", "acl") or (below.dep_ in ("advcl", "obl") and _marker(below) in _GOVERNED)


def _is_object_noun(below: Token) -> bool:
    return below.pos_ in ("NOUN", "PROPN") and (
        below.dep_ in ("obj", "nsubj:pass")
        or (below.dep_ in ("obl", "nmod") and _marker(below) in ("for", "of", "on", "over"))
    )


def _is_denied_object(below: Token) -> bool:
    return below.dep_ == "obj" or (below.dep_ == "xcomp" and below.tag_ == "VBG")


def _is_asked(below: Token) -> bool:
    """An infinitive, a bare subjunctive or a noun is asked for; a finite past clause is told."""
    return below.pos_ != "VERB" or is_asked_form(below) or _is_infinitive(below)


def _is_purpose(below: Token) -> bool:
    return below.dep_ == "advcl" and _is_infinitive(below)


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "to" for child in verb.children)


def _marker(token: Token) -> str:
    return next((child.lower_ for child in token.children if child.dep_ in ("mark", "case")), "")


def _has_no(noun: Token) -> bool:
    return any(
        child.dep_ in ("det", "cc:preconj", "advmod") and child.lower_ in ("no", "neither") for child in noun.children
    )


def _is_asked_about(predicate: Token) -> bool:
    """Whether a predicate stands in a question that can be answered by yes or no."""
    sentence = [token for token in predicate.sent if not token.is_space and not token.is_quote]
    return len(sentence) > 1 and sentence[-1].text == "?" and sentence[0].pos_ == "AUX"


def _is_inverted(verb: Token) -> bool:
    """Whether a clause without a conjunction is a condition: "had Iraq invaded"."""
    auxiliary = next((child for child in verb.children if child.dep_ == "aux"), None)
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if auxiliary is None or subject is None or verb.dep_ != "advcl":
        return False
    return auxiliary.lower_ in ("had", "should", "were") and auxiliary.i < subject.i


def _is_no_longer(adverb: Token) -> bool:
    return adverb.lower_ == "longer" and adverb.i > 0 and adverb.nbor(-1).lower_ == "no"


def _is_only(negation: Token) -> bool:
    """Whether "not" opens "not only"."""
    return negation.i + 1 < len(negation.doc) and negation.nbor(1).lower_ in ("only", "just", "merely", "least")


def _turns(below: Token) -> bool:
    """Whether a coordinated predicate stands by itself: "did not go but wrote", "will go and said"."""
    if below.dep_ != "conj":
        return False
    linked = next((child.lower_ for child in below.children if child.dep_ == "cc"), "")
    return linked in ("but", "yet") or (below.tag_ in ("VBD", "VBZ", "VBP") and linked not in ("or", "nor"))
