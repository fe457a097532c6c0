"""Predicate -> status: is it said to be so, not so, planned, possible, demanded; and by whom."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Modality, Polarity
from kg_loaders.extract.date_spans import LABEL
from kg_loaders.extract.date_words import UNTIL
from kg_loaders.extract.dependencies import (
    agents,
    doers_of,
    is_passive,
    marker_of,
    preposition_of,
    verb_word,
)
from kg_loaders.extract.falsehoods import is_falsehood, is_undone, is_untrue, is_yet_to
from kg_loaders.extract.governors import TELLING, governors_of, is_complement, is_given, passes_on, stands_by_itself
from kg_loaders.extract.modality import ModalityReader, Reading
from kg_loaders.extract.quotations import quotation_of
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

_A_SENTENCE = 6  # tokens
_NEEDING = ("need", "have")  # who needs to do something asks for nothing
_NOT = frozenset("not n't n’t never".split())
_CLAIMS = frozenset("accusation allegation assertion charge claim complaint criticism denunciation".split())
_THREATS = frozenset(["threaten", "threat", "warn"])
_CLEARING = frozenset("acquit clear exonerate absolve innocent".split())
_HELD = frozenset("talk meeting conference summit visit trip tour session negotiation rally".split())  # once they end
_NEGATING = ("advmod", "det", "cc", "neg", "cc:preconj", "mark", "case")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a predicate is put. `speaker` heads the phrase in whose mouth it is; None in the article's own voice.

    `is_quoted` where only quotation marks say that it is.
    """

    polarity: Polarity
    modality: Modality
    speaker: Token | None = None
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class StatusReader:
    """Reads the status of a predicate from its own words and from what governs it, up to the root."""

    words: WordLists
    roles: RoleReader
    modality: ModalityReader

    def status(self, predicate: Token) -> Status:
        """Return polarity, modality and speaker of a verb, noun or adjective."""
        polarity = Polarity.NEGATIVE if self._is_denied(predicate) else Polarity.POSITIVE
        reading = self.modality.read(predicate)
        speaker = self._asker(reading) or self._named_source(predicate)
        quoted = self._quoted(predicate) if speaker is None else None
        return Status(
            polarity=polarity, modality=reading.modality, speaker=speaker or quoted, is_quoted=quoted is not None
        )

    def of_title(self, noun: Token) -> Status:
        """Return the status of what a title or modifier says."""
        is_none = _has_no(noun) and noun.dep_ not in ("compound", "amod")
        polarity = Polarity.NEGATIVE if is_none else Polarity.POSITIVE
        return Status(polarity=polarity, modality=self.modality.of_title(noun))

    # -- polarity -------------------------------------------------------------------------------------------------

    def _is_denied(self, predicate: Token) -> bool:
        is_negative = self._is_negated(predicate)
        for below, governor in governors_of(predicate):
            if below == predicate and _is_not_who(below, governor):
                return not is_negative
            is_undone = self._undoes(below, governor)
            is_aside = is_given(below) or (_is_background(below) and not is_undone)
            if is_aside or self._is_claim(below, governor, predicate):
                return is_negative
            if self._reports(below, governor):
                denies = governor.lemma in self.words.reporting_denying and not self._is_negated(governor)
                is_negative ^= denies or is_falsehood(governor, self._speaker(governor))
                if not denies:  # what stands above is said of the telling
                    return is_negative
            elif is_undone:
                is_negative ^= not self._is_negated(governor)  # "did not refuse to meet"
            elif self._is_negated(governor) and self._shares_negation(below, governor):
                is_negative = True
            elif self._is_only_spoken_of(below, governor):
                return is_negative
        return is_negative

    def _is_claim(self, below: Token, governor: Token, predicate: Token) -> bool:
        """Whether what is denied is what somebody says, who says it all the same: "denied Orr's claim"."""
        is_own = below == predicate and below.dep_ in ("obj", "nsubj:pass") and below.lemma in _CLAIMS
        return is_own and governor.lemma in self.words.reporting_denying

    def _is_only_spoken_of(self, below: Token, governor: Token) -> bool:
        """Whether what is said of a verb is not said of its noun: "refused to back down on the choice of Orr"."""
        if below.pos_ != "NOUN" or below.dep_ not in ("obj", "obl") or governor.pos_ != "VERB":
            return False
        is_one = self.roles.is_light(governor) or marker_of(below) in ("in", "of", "from")
        return not is_one and not self.modality.is_modal(governor)

    def _shares_negation(self, below: Token, governor: Token) -> bool:
        """Whether "not" above means the predicate: "did not pay a visit", not "did not mention the attack"."""
        if not passes_on(below) or stands_by_itself(below):
            return False
        is_noun = below.pos_ in ("NOUN", "PROPN") and below.dep_ in ("obj", "obl", "nmod", "nsubj:pass")
        return not is_noun or verb_word(governor) in self.words.syntax_light_verbs or governor.pos_ != "VERB"

    def _undoes(self, below: Token, governor: Token) -> bool:
        """Whether a governor says that what stands below it is not so: "refused to meet", "cancelled her visit"."""
        if self.modality.is_to_stop(governor):  # "to stop rebels from attacking": they do attack
            return False
        if verb_word(governor) in self.words.modality_ending and below.dep_ in ("obj", "nsubj:pass"):
            return governor.lemma != "end" or below.lemma not in _HELD
        if _is_cleared_of(below, governor) or is_untrue(below, governor) or is_undone(below, governor):
            return True
        negative = self.words.modality_negative_governors
        return is_complement(below) and (
            governor.lemma in negative or governor.lower_ in negative or verb_word(governor) in negative
        )

    def _is_negated(self, predicate: Token) -> bool:
        if is_late(predicate):
            return False
        if (missed := _is_missed(predicate)) is not None:
            return missed
        if is_yet_to(predicate):
            return True
        return any(self._negates(child) for child in predicate.children) or any(
            child.lower_ in ("no", "neither", "nobody", "none") or _has_no(child)
            for child in predicate.children
            if child.dep_ in ("nsubj", "nsubj:pass") or (child.dep_ == "obj" and predicate.pos_ == "VERB")
        )

    def _negates(self, child: Token) -> bool:
        is_negation = child.lower_ in self.words.modality_negations or _is_no_longer(child) or _falls_short(child)
        return is_negation and not _is_only(child) and child.dep_ in _NEGATING

    # -- speakers -------------------------------------------------------------------------------------------------

    def _reports(self, below: Token, governor: Token) -> bool:
        if below.dep_ not in ("ccomp", "parataxis", "xcomp") and not _is_denied_object(below):
            return False
        lemma = governor.lemma
        if lemma == "say" and below.dep_ == "obj":  # whatever the parser takes for its object
            return True
        denies = lemma in self.words.reporting_denying
        if not denies and _is_denied_object(below) and below.dep_ not in ("ccomp", "parataxis"):
            return False
        if below.dep_ == "xcomp" and lemma == "continue":  # "continued to bombard" reports nothing
            return False
        return denies or lemma in self.words.reporting_verbs

    def _asker(self, reading: Reading) -> Token | None:
        """Who asks for it or alleges it: "Kerr urged Orr to leave", "a demand by Kerr that Orr leave"."""
        governor = reading.governor
        if governor is None or reading.modality not in (Modality.DEMANDED, Modality.POSSIBLE):
            return None
        if governor.lemma in _NEEDING:
            return None
        doubts = self.words.reporting_alleging | _THREATS
        if reading.modality is Modality.POSSIBLE and governor.lemma not in doubts:
            return None
        if governor.pos_ == "NOUN":
            askers = list(doers_of(governor)) or self.roles.givers(governor)
        else:
            askers = list(agents(governor)) if is_passive(governor) else self.roles.subjects(governor)
        return askers[0] if askers else None

    def _speaker(self, verb: Token) -> Token | None:
        subjects = list(agents(verb)) if is_passive(verb) else self.roles.subjects(verb)
        return subjects[0] if subjects else None

    def _named_source(self, predicate: Token) -> Token | None:
        """Who says it: "officials said", a tail "..., officials said", "according to X" anywhere in the clause."""
        pairs = list(governors_of(predicate))
        for token in (predicate, *(governor for _, governor in pairs)):
            for child in token.children:
                if child.dep_ == "parataxis" and child.lemma in self.words.reporting_verbs:
                    return self._speaker(child)
                if preposition_of(child) in self.words.reporting_prepositions:
                    return child
                if child.dep_.startswith("nsubj") and (inserted := self._inserted(child)) is not None:
                    return inserted
        speakers = (self._speaker(governor) for below, governor in pairs if self._reports(below, governor))
        return next((speaker for speaker in speakers if speaker is not None), None)

    def _quoted(self, predicate: Token) -> Token | None:
        """Who speaks a quotation of some length, sentences of which have no verb of saying: 'Orr said, "Iran ..."'."""
        quotation = quotation_of(predicate)
        if quotation is None or quotation[1] - quotation[0] < _A_SENTENCE:
            return None
        start, end = quotation
        doc = predicate.doc
        opening = doc[start].sent.start
        before = doc[opening:start] if opening < start else doc[start - 1].sent if start else ()
        after = doc[end + 1 : doc[end].sent.end]
        for token in (*reversed(list(before)), *after):
            if token.pos_ == "VERB" and token.lemma in self.words.reporting_verbs:
                return self._speaker(token)
        return None

    def _inserted(self, subject: Token) -> Token | None:
        """Who is named behind the subject: "Iran, according to Orr, has ..."."""
        return next((c for c in subject.children if preposition_of(c) in self.words.reporting_prepositions), None)


def _is_background(below: Token) -> bool:
    """Whether a clause stands beside what is denied: "denied that they met when Orr was minister"."""
    return below.dep_ == "advcl" and bool(marker_of(below) or _when(below)) and not passes_on(below)


def _when(clause: Token) -> bool:
    return any(child.lower_ == "when" and child.dep_ == "advmod" for child in clause.children)


def _is_missed(verb: Token) -> bool | None:
    """Whether a past that should have been was not; None of another: "should have freed him", "should not have"."""
    below = [child.lower_ for child in verb.children]
    if not ("have" in below and ("should" in below or "ought" in below)):
        return None
    return _NOT.isdisjoint(below)


def is_late(verb: Token) -> bool:
    """Whether something was not done until a time, and then it was: "did not meet Orr until 2003"."""
    below = verb.children
    if UNTIL.isdisjoint(verb.doc.words):
        return False
    has_did = any(child.lower_ == "did" for child in below if child.dep_ == "aux")
    has_until = any(child.ent_type_ == LABEL and preposition_of(child) in UNTIL for child in below)
    return has_did and has_until


def _is_denied_object(below: Token) -> bool:
    is_thing = below.dep_ == "obj" or (below.dep_ == "nsubj:pass" and below.lemma in TELLING)
    return is_thing or (below.dep_ == "xcomp" and below.tag_ == "VBG")


def _has_no(noun: Token) -> bool:
    return any(
        child.dep_ in ("det", "cc:preconj", "advmod") and child.lower_ in ("no", "neither") for child in noun.children
    )


def _is_cleared_of(below: Token, governor: Token) -> bool:
    """Whether somebody is said not to have done it: "acquitted of killing"; not "cleared them to enter"."""
    return governor.lemma in _CLEARING and marker_of(below) in ("of", "in")


def _is_not_who(below: Token, governor: Token) -> bool:
    """Whether a cleft denies it: "it was not Kenya that attacked"."""
    is_cleft = below.dep_ == "acl:relcl" and any(child.lower_ == "it" for child in governor.children)
    return is_cleft and any(child.lower_ in _NOT for child in governor.children)


def _falls_short(adverb: Token) -> bool:
    """Whether it says that a deed was close and not done: "almost killed"; not "attacked almost daily"."""
    return adverb.lower_ in ("almost", "nearly") and adverb.head.pos_ == "VERB" and adverb.i + 1 == adverb.head.i


def _is_no_longer(adverb: Token) -> bool:
    return adverb.lower_ == "longer" and adverb.i > 0 and adverb.nbor(-1).lower_ == "no"


def _is_only(negation: Token) -> bool:
    """Whether "not" opens "not only"."""
    return negation.i + 1 < len(negation.doc) and negation.nbor(1).lower_ in ("only", "just", "merely", "least")
