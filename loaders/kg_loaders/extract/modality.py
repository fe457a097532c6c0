"""Predicate -> modality: is it said to be done, planned, perhaps so, asked for; by its words or what governs it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Modality
from kg_loaders.extract.dependencies import (
    is_passive,
    marker_of,
    preposition_of,
    verb_word,
    with_auxiliaries,
)
from kg_loaders.extract.falsehoods import is_unconfirmed
from kg_loaders.extract.governors import (
    ENDEAVOURS,
    governors_of,
    is_complement,
    is_governed_gerund,
    is_infinitive,
    is_object_noun,
    passes_on,
    stands_by_itself,
)
from kg_loaders.extract.hyphens import is_hyphenated
from kg_loaders.extract.infinitives import addresses, asks, is_asked, is_done_by_trying, is_purpose, is_result
from kg_loaders.extract.tree import Token
from kg_loaders.extract.unreal import (
    EPITHETS,
    comes_about,
    is_asked_about,
    is_condition,
    is_fiction,
    is_hearsay,
    is_near,
    is_suspected,
    is_unsure,
    said_of_deed,
)
from kg_loaders.lexicon import WordLists

_FINITE_PRESENT = ("VBZ", "VBP")
_NOT = frozenset("not n't n’t never".split())
_STOPPING = frozenset("cease end halt stop".split())
_WHEN = frozenset("when once after before until till".split())
_ENDS = frozenset("cessation end halt stop".split())
_MUSED = frozenset(
    """think talk speak hint debate discuss favour favor float moot advocate foresee envisage envision predict oppose
    dread interested intent keen bent interest option idea thought danger look aim argue call vote campaign obsess
    dream toy flirt rule_out benefit""".split()
)  # whose gerund only is on somebody's mind: "talked about attacking", "the idea of leaving"
_CHOSEN = frozenset(["elect", "designate"])  # "president-elect"
_TO_COME = frozenset("future incoming prospective next aspiring".split())
_LATER = frozenset("later eventually subsequently".split())


@dataclass(frozen=True, slots=True)
class Reading:
    """A modality, and the word that asks for, plans or doubts what it governs; None where the clause itself says so."""

    modality: Modality
    governor: Token | None = None


@dataclass(frozen=True, slots=True)
class ModalityReader:
    """Reads modality; holds the word lists that decide it."""

    words: WordLists

    def read(self, predicate: Token) -> Reading:
        """Return the modality of a verb, noun or adjective, and the word that governs it so."""
        is_unreal = is_condition(predicate) or is_fiction(predicate)
        if (coming := self._of_occurrence(predicate)) is not Modality.ACTUAL:
            return Reading(coming)
        if is_unreal or is_asked_about(predicate) or is_suspected(predicate):
            return Reading(Modality.POSSIBLE)
        found, is_aim = Reading(Modality.PLANNED if _is_to_come(predicate) else self._own(predicate)), False
        for below, governor in governors_of(predicate):
            is_open = is_aim or found.modality is Modality.ACTUAL
            if not is_open or stands_by_itself(below) or self.is_to_stop(governor):
                break
            if below == predicate and self._is_existing(below, governor):
                break
            modality = self._governed(below, governor)
            if modality not in (Modality.ACTUAL, found.modality):
                is_aim = is_purpose(below) and modality is Modality.PLANNED
                found = Reading(modality, None if is_aim else governor)
        return found

    def _of_occurrence(self, deed: Token) -> Modality:
        """Return how it is put that a deed comes about: "talks will begin", "an attack is unlikely"."""
        said = said_of_deed(deed)
        if said is None:
            return Modality.ACTUAL
        if is_unsure(said):
            return Modality.POSSIBLE
        if is_near(said):
            return Modality.PLANNED
        return self._own(said) if comes_about(deed, said) else Modality.ACTUAL

    def _is_existing(self, below: Token, governor: Token) -> bool:
        """Whether a noun names an act that is there already: "to end their attacks", "gathered to protest the raid"."""
        if below.dep_ == "nmod" and governor.lemma in _ENDS and governor.pos_ == "NOUN":  # "an end to the attacks"
            return True
        is_object = below.pos_ in ("NOUN", "PROPN") and below.dep_ in ("obj", "nsubj:pass") and governor.pos_ == "VERB"
        return is_object and verb_word(governor) not in self.words.syntax_light_verbs and not self.is_modal(governor)

    def is_to_stop(self, governor: Token) -> bool:
        """Whether something is done so that an act ends, which goes on till then: "to stop rebels from attacking"."""
        is_end = governor.lemma in _STOPPING and governor.tag_ in ("VB", "VBG") and governor.dep_ in ("advcl", "xcomp")
        return is_end and (governor.head.dep_ == "acl" or not self.is_modal(governor.head))  # "aimed at ending it"

    def is_modal(self, governor: Token) -> bool:
        """Whether a word plans, asks for, doubts or denies what stands below it."""
        words, lemma = self.words, governor.lemma
        asking = (words.modality_planned_governors, words.modality_demanded_governors)
        lists = (*asking, words.modality_possible_governors, words.modality_negative_governors)
        return any(lemma in lemmas for lemmas in lists) or lemma in words.modality_infinitive_governors

    def of_title(self, noun: Token) -> Modality:
        """Return the modality of what a title or modifier says: as its own adjectives put it."""
        nouns = [noun, noun.head] if is_hyphenated(noun) else [noun]
        adjectives = {child.lower_ for part in nouns for child in part.children if child.dep_ == "amod"}
        start = noun.left_edge.i
        if start > 0 and noun.pos_ == "NOUN" and noun.doc[start - 1].lower_ in EPITHETS:  # read as a verb
            return Modality.POSSIBLE
        if adjectives & self.words.modality_possible_adjectives:
            return Modality.POSSIBLE
        is_would_be = "would" in noun.doc.words[start : noun.i]
        is_to_come = is_would_be or noun.lower_ in _CHOSEN or not _TO_COME.isdisjoint(adjectives)
        return Modality.PLANNED if is_to_come else Modality.ACTUAL

    # -- its own words --------------------------------------------------------------------------------------------

    def _own(self, predicate: Token) -> Modality:
        for child in with_auxiliaries(predicate):
            modality = self._said_by(child, predicate)
            if modality is not Modality.ACTUAL:
                return modality
        return Modality.PLANNED if self._is_journeys_end(predicate) else Modality.ACTUAL

    def _said_by(self, child: Token, predicate: Token) -> Modality:
        word, dep = child.lower_, child.dep_
        is_be = dep == "cop" or (dep == "aux" and child.lemma == "be")
        if is_be and predicate.tag_ in ("VB", "VBN") and is_infinitive(predicate):  # "is to meet", "was to have met"
            return Modality.PLANNED
        if dep == "aux":
            return self._by_auxiliary(child)
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
            return _by_duty(auxiliary)
        if word not in self.words.modality_possible or _is_looked_back_on(auxiliary):
            return Modality.ACTUAL
        if word in ("can", "could") and _is_negated(auxiliary.head):
            return Modality.ACTUAL  # "could not agree": they did not
        governor = auxiliary.head.head
        is_reported = auxiliary.head.dep_ in ("ccomp", "parataxis") and governor.tag_ in ("VBD", "VBN")
        return Modality.PLANNED if word in ("would", "'d") and is_reported else Modality.POSSIBLE

    def _is_journeys_end(self, noun: Token) -> bool:
        """Whether somebody goes somewhere for what the noun names, which is still to come: "arrived for talks"."""
        if noun.pos_ != "NOUN" or preposition_of(noun) != "for" or noun.dep_ not in ("obl", "nmod"):
            return False
        above = [noun.head, noun.head.head]
        return any(token.lemma in self.words.modality_journeys for token in above) or any(
            child.dep_ == "cop" and noun.head.pos_ in ("PROPN", "ADV", "VERB") for child in noun.head.children
        )

    def _by_light_auxiliary(self, below: Token, verb: Token) -> Modality:
        if verb.lemma == "have":
            return Modality.DEMANDED if is_infinitive(below) else self._own(verb)
        is_done = any(child.lower_ == "on" for child in verb.children)  # "went on to serve"
        return Modality.ACTUAL if is_done else Modality.PLANNED

    # -- what governs it ------------------------------------------------------------------------------------------

    def _governed(self, below: Token, governor: Token) -> Modality:
        if below.dep_ == "advcl" and below.tag_ == "VBG" and not marker_of(below):  # "will fly to Cairo, meeting Orr"
            return self._own(governor)
        if not passes_on(below) or _tells_by_itself(below):
            return Modality.ACTUAL
        if is_purpose(below) and self._is_end(below, governor):
            return Modality.PLANNED
        is_second_infinitive = below.dep_ == "conj" and is_infinitive(below)  # "planned to go and to stay"
        if is_purpose(below) or is_complement(below) or is_object_noun(below) or is_second_infinitive:
            return self._by_governor(below, governor)
        return self._own(governor) if below.dep_ == "conj" else Modality.ACTUAL

    def _is_end(self, below: Token, governor: Token) -> bool:
        """Whether an infinitive tells what something is done for, and not what comes of it: "forced Iran to leave"."""
        words, lemma = self.words, governor.lemma
        if below.lemma in words.modality_expressing or is_result(below, governor):  # "gathered to protest"
            return False
        return lemma not in words.modality_demanded_governors and lemma not in words.modality_implicative

    def _by_governor(self, below: Token, governor: Token) -> Modality:
        lemma = governor.lemma
        if below.dep_ == "xcomp" and lemma in ("go", "have"):  # "is going to expel", "have to leave"
            return self._by_light_auxiliary(below, governor)
        if is_done_by_trying(below, lemma):
            return self._own(governor)
        if below.dep_ == "ccomp" and _is_epithet(governor) and not marker_of(below):
            return Modality.ACTUAL
        if lemma in self.words.modality_demanded_governors and is_asked(below) and asks(governor, below):
            is_own_plan = lemma in self.words.modality_planned_governors and not addresses(governor, below)
            return Modality.PLANNED if is_own_plan else Modality.DEMANDED
        if is_unconfirmed(below, governor) or is_hearsay(below, governor):
            return Modality.POSSIBLE
        is_told = below.dep_ == "xcomp" and is_infinitive(below) and lemma in self.words.reporting_verbs
        is_wished = lemma == "wish" and below.dep_ == "ccomp" and not is_asked(below)  # "wished she had met Orr"
        is_wished |= lemma == "warn" and marker_of(below) in ("of", "about")
        if is_wished or lemma in self.words.modality_possible_governors or (is_told and is_passive(governor)):
            return Modality.POSSIBLE
        if lemma in self.words.modality_planned_governors and is_asked(below):
            return Modality.PLANNED
        if self._is_ahead(below, governor):
            return Modality.PLANNED
        is_mused = below.tag_ == "VBG" and (lemma in _MUSED or verb_word(governor) in _MUSED)
        if is_mused and marker_of(below) != "against":
            return Modality.POSSIBLE
        is_one_act = (
            is_governed_gerund(below)
            or below.dep_ == "xcomp"
            or is_purpose(below)
            or verb_word(governor) in self.words.syntax_light_verbs
        )
        return self._own(governor) if is_one_act else Modality.ACTUAL

    def _is_ahead(self, below: Token, governor: Token) -> bool:
        """Whether an infinitive tells what is yet to be done: "conspired to kill", "is eager to meet", "a way to"."""
        if not is_infinitive(below) or is_result(below, governor):
            return False
        lemma, words = governor.lemma, self.words
        is_endeavour = (
            lemma in ENDEAVOURS and governor.pos_ == "NOUN" and lemma not in words.modality_negative_governors
        )
        return is_endeavour or lemma in words.modality_infinitive_governors


def _is_to_come(predicate: Token) -> bool:
    """Whether a word by itself tells what is to come: "an arrest warrant for", "is headed to", "is due in Lund"."""
    lemma = predicate.lemma
    if any(child.lower_ == "due" and child.dep_ in ("case", "amod") for child in predicate.children):
        return any(child.dep_ == "cop" for child in predicate.children)
    if lemma in ("warrant", "order") and predicate.pos_ == "NOUN":
        return lemma == "warrant" or any(child.lemma == "arrest" for child in predicate.children)
    if lemma != "head" or predicate.tag_ not in ("VBG", "VBN"):
        return False
    return any(marker_of(child) in ("to", "for") for child in predicate.children if child.dep_ == "obl")


def _tells_by_itself(below: Token) -> bool:
    """Whether a coordinated clause has a tense of its own: "should do more, and that rebels were operating there"."""
    return below.dep_ == "conj" and any(c.dep_ == "aux" and c.tag_ in ("VBD", "VBZ", "VBP") for c in below.children)


def _by_duty(auxiliary: Token) -> Modality:
    """ "must go" is asked for; "must have gone" is guessed, "should have gone" tells that nobody went."""
    if not any(child.lower_ == "have" and child.dep_ == "aux" for child in auxiliary.head.children):
        return Modality.DEMANDED
    return Modality.POSSIBLE if auxiliary.lower_ == "must" else Modality.ACTUAL


def _is_looked_back_on(auxiliary: Token) -> bool:
    """Whether it came about after what is told: "Orr, who would later become president"."""
    if auxiliary.lower_ != "would":
        return False
    return any(child.lower_ in _LATER and child.dep_ == "advmod" for child in auxiliary.head.children)


def _is_negated(verb: Token) -> bool:
    return any(child.dep_ == "advmod" and child.lower_ in _NOT for child in verb.children)


def _is_epithet(participle: Token) -> bool:
    """Whether "suspected", read as a verb, only stands before a noun: "suspected rebels attacked"."""
    return (
        participle.lower_ in EPITHETS
        and participle.tag_ == "VBN"
        and not any(child.dep_.startswith(("nsubj", "aux", "csubj")) for child in participle.children)
    )
