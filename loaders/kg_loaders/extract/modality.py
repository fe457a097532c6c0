"""Predicate -> modality: is it said to be done, planned, perhaps so, asked for; by its words or what governs it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Modality
from kg_loaders.extract.dependencies import (
    is_asked_form,
    is_passive,
    marker_of,
    preposition_of,
    verb_word,
    with_auxiliaries,
)
from kg_loaders.extract.governors import (
    governors_of,
    is_complement,
    is_infinitive,
    is_object_noun,
    passes_on,
    stands_by_itself,
)
from kg_loaders.extract.hyphens import is_hyphenated
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

_FINITE_PRESENT = ("VBZ", "VBP")
_FINITE = ("VBZ", "VBP", "VBD", "MD")
_EPITHETS = frozenset(["suspected", "alleged"])
_RANKS = frozenset("first second third last only latest".split())
_NOT = frozenset("not n't n’t never".split())
_STOPPING = frozenset("cease end halt stop".split())
_WHEN = frozenset("when once after before until till".split())
_TRYING = frozenset("attempt bid campaign drive effort seek strive struggle try".split())
_PERSUADING = frozenset("coax convince cajole lobby persuade press pressure".split())  # trying to is doing it
_COMMITTED = frozenset(["commit", "commitment", "committed"])
_SIDES = frozenset("back combat defeat fight oppose support".split())  # to be bound to it is to be on a side
_SUSPECTS = frozenset(["suspect"])
_HOLDING = frozenset("apprehend arrest capture detain hold question seek want".split())
_DEEDS = frozenset("assassination attack bombing killing massacre murder raid shooting stabbing".split())
_ENDS = frozenset("cessation end halt stop".split())
_STORIES = frozenset("film movie novel play drama sitcom comic musical episode fable dream".split())
_QUOTES = frozenset([*"\"'`«»‘’‚‛“”„‟‹›❮❯", "''", "``"])


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
        is_unreal = _is_condition(predicate) or _is_fiction(predicate)
        if is_unreal or _is_asked_about(predicate) or _is_suspected(predicate):
            return Reading(Modality.POSSIBLE)
        found, is_purpose = Reading(self._own(predicate)), False
        for below, governor in governors_of(predicate):
            is_open = is_purpose or found.modality is Modality.ACTUAL
            if not is_open or stands_by_itself(below) or self.is_to_stop(governor):
                break
            if below == predicate and self._is_existing(below, governor):
                break
            modality = self._governed(below, governor)
            if modality not in (Modality.ACTUAL, found.modality):
                is_purpose = _is_purpose(below) and modality is Modality.PLANNED
                found = Reading(modality, None if is_purpose else governor)
        return found

    def _is_existing(self, below: Token, governor: Token) -> bool:
        """Whether a noun names an act that is there already: "to end their attacks", "gathered to protest the raid"."""
        if below.dep_ == "nmod" and governor.lemma in _ENDS and governor.pos_ == "NOUN":  # "an end to the attacks"
            return True
        is_object = below.pos_ in ("NOUN", "PROPN") and below.dep_ in ("obj", "nsubj:pass") and governor.pos_ == "VERB"
        return is_object and verb_word(governor) not in self.words.syntax_light_verbs and not self._is_modal(governor)

    def is_to_stop(self, governor: Token) -> bool:
        """Whether something is done so that an act ends, which goes on till then: "to stop rebels from attacking"."""
        is_end = governor.lemma in _STOPPING and governor.tag_ in ("VB", "VBG") and governor.dep_ in ("advcl", "xcomp")
        return is_end and (governor.head.dep_ == "acl" or not self._is_modal(governor.head))  # "aimed at ending it"

    def _is_modal(self, governor: Token) -> bool:
        words, lemma = self.words, governor.lemma
        asking = (words.modality_planned_governors, words.modality_demanded_governors)
        lists = (*asking, words.modality_possible_governors, words.modality_negative_governors)
        return any(lemma in lemmas for lemmas in lists)

    def of_title(self, noun: Token) -> Modality:
        """Return the modality of what a title or modifier says: as its own adjectives put it."""
        nouns = [noun, noun.head] if is_hyphenated(noun) else [noun]
        adjectives = {child.lower_ for part in nouns for child in part.children if child.dep_ == "amod"}
        start = noun.left_edge.i
        if start > 0 and noun.pos_ == "NOUN" and noun.doc[start - 1].lower_ in _EPITHETS:  # read as a verb
            return Modality.POSSIBLE
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
        is_be = dep == "cop" or (dep == "aux" and child.lemma == "be")
        if is_be and predicate.tag_ == "VB" and is_infinitive(predicate):  # "is to meet"
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
        if word not in self.words.modality_possible:
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
        if _is_purpose(below) and self._is_end(below, governor):
            return Modality.PLANNED
        is_second_infinitive = below.dep_ == "conj" and is_infinitive(below)  # "planned to go and to stay"
        if _is_purpose(below) or is_complement(below) or is_object_noun(below) or is_second_infinitive:
            return self._by_governor(below, governor)
        return self._own(governor) if below.dep_ == "conj" else Modality.ACTUAL

    def _is_end(self, below: Token, governor: Token) -> bool:
        """Whether an infinitive tells what something is done for, and not what comes of it: "forced Iran to leave"."""
        words, lemma = self.words, governor.lemma
        if below.lemma in words.modality_expressing or _is_result(below, governor):  # "gathered to protest"
            return False
        return lemma not in words.modality_demanded_governors and lemma not in words.modality_implicative

    def _by_governor(self, below: Token, governor: Token) -> Modality:
        lemma = governor.lemma
        if below.dep_ == "xcomp" and lemma in ("go", "have"):  # "is going to expel", "have to leave"
            return self._by_light_auxiliary(below, governor)
        if _is_done_by_trying(below, lemma):
            return self._own(governor)
        if below.dep_ == "ccomp" and _is_epithet(governor) and not marker_of(below):
            return Modality.ACTUAL
        if lemma in self.words.modality_demanded_governors and _is_asked(below) and _asks(governor, below):
            is_own_plan = lemma in self.words.modality_planned_governors and not _addresses(governor, below)
            return Modality.PLANNED if is_own_plan else Modality.DEMANDED
        is_hearsay = below.dep_ == "xcomp" and is_infinitive(below) and lemma in self.words.reporting_verbs
        is_wished = lemma == "wish" and below.dep_ == "ccomp" and not _is_asked(below)  # "wished she had met Orr"
        if is_wished or lemma in self.words.modality_possible_governors or (is_hearsay and is_passive(governor)):
            return Modality.POSSIBLE
        if lemma in self.words.modality_planned_governors and _is_asked(below):
            return Modality.PLANNED
        is_one_act = below.dep_ == "xcomp" or _is_purpose(below) or verb_word(governor) in self.words.syntax_light_verbs
        return self._own(governor) if is_one_act else Modality.ACTUAL


def _is_done_by_trying(below: Token, governor: str) -> bool:
    """Whether trying to, or being bound to, is doing: "efforts to persuade Iran", "committed to defeating rebels"."""
    lemma = below.lemma
    is_stance = governor in _COMMITTED and lemma in _SIDES
    return is_infinitive(below) and (is_stance or (governor in _TRYING and lemma in _PERSUADING))


def _is_suspected(deed: Token) -> bool:
    """Whether it is told only who is suspected: "arrested Orr over the attack", "is a suspect in the bombing"."""
    if deed.lemma not in _DEEDS or deed.dep_ not in ("obl", "nmod"):
        return False
    if any(marker_of(child) == "by" for child in deed.children):
        return False
    above, mark = deed.head, marker_of(deed)
    if above.lemma in _SUSPECTS and above.pos_ == "NOUN":
        return mark in ("in", "of")
    return above.pos_ == "VERB" and above.lemma in _HOLDING and mark in ("over", "for", "with", "in")


def _tells_by_itself(below: Token) -> bool:
    """Whether a coordinated clause has a tense of its own: "should do more, and that rebels were operating there"."""
    return below.dep_ == "conj" and any(c.dep_ == "aux" and c.tag_ in ("VBD", "VBZ", "VBP") for c in below.children)


def _by_duty(auxiliary: Token) -> Modality:
    """ "must go" is asked for; "must have gone" is guessed, "should have gone" tells that nobody went."""
    if not any(child.lower_ == "have" and child.dep_ == "aux" for child in auxiliary.head.children):
        return Modality.DEMANDED
    return Modality.POSSIBLE if auxiliary.lower_ == "must" else Modality.ACTUAL


def _is_negated(verb: Token) -> bool:
    return any(child.dep_ == "advmod" and child.lower_ in _NOT for child in verb.children)


def _is_purpose(below: Token) -> bool:
    return below.dep_ == "advcl" and is_infinitive(below)


def _is_result(below: Token, governor: Token) -> bool:
    """Whether an infinitive tells what came after, or who did it: "only to lose", "the first leader to visit"."""
    before = [child.lower_ for child in below.children if child.dep_ == "advmod" and child.i < below.i]
    ranks = [governor.lower_, *(child.lower_ for child in governor.children if child.dep_ in ("amod", "advmod"))]
    return "only" in before or any(rank in _RANKS for rank in ranks)


def _is_epithet(participle: Token) -> bool:
    """Whether "suspected", read as a verb, only stands before a noun: "suspected rebels attacked"."""
    return (
        participle.lower_ in _EPITHETS
        and participle.tag_ == "VBN"
        and not any(child.dep_.startswith(("nsubj", "aux", "csubj")) for child in participle.children)
    )


def _is_asked(below: Token) -> bool:
    """An infinitive, a bare subjunctive or a noun is asked for; a finite clause is told."""
    if below.pos_ != "VERB" or is_infinitive(below):
        return True
    is_finite = any(child.dep_.startswith(("aux", "cop")) and child.tag_ in _FINITE for child in below.children)
    return is_asked_form(below) and not is_finite


def _asks(governor: Token, below: Token) -> bool:
    """Whether "call" calls for something, and does not only give it a name: "called it an attack"."""
    return governor.lemma != "call" or marker_of(below) in ("for", "on") or is_infinitive(below)


def _addresses(governor: Token, below: Token) -> bool:
    """Whether somebody else is to do it: "wants Iran to leave", not "wants to leave"."""
    others = [child for child in governor.children if child.dep_ in ("obj", "iobj")]
    return bool(others) or below.pos_ != "VERB" or any(child.dep_.startswith("nsubj") for child in below.children)


def _is_asked_about(predicate: Token) -> bool:
    """Whether a predicate stands in a question that can be answered by yes or no."""
    if "?" not in predicate.doc.words:
        return False
    span = predicate.sent
    sentence = [token for token in span if not token.is_space and token.text not in _QUOTES]
    return sentence[-1].text == "?" and sentence[0].pos_ == "AUX"


def _is_fiction(verb: Token) -> bool:
    """Whether it is told of a story: "in the film rebels kill the king"."""
    return any(c.dep_ == "obl" and c.lemma in _STORIES and preposition_of(c) == "in" for c in verb.children)


def _is_condition(verb: Token) -> bool:
    """Whether a clause without a conjunction is a condition: "had Iraq invaded"."""
    auxiliary = next((child for child in verb.children if child.dep_ == "aux"), None)
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if auxiliary is None or subject is None or verb.dep_ != "advcl":
        return False
    return auxiliary.lower_ in ("had", "should", "were") and auxiliary.i < subject.i
