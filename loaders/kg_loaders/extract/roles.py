"""Predicate -> who acts, on what, in whose favour. A verb, noun or adjective of a tree enters, heads of phrases leave.

One mechanism for active, passive, relative and reduced clauses, infinitives and control, coordination, light verbs and
nominalisations. Trees have Universal Dependencies labels (universaldependencies.org/en).
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from kg_loaders.extract.dependencies import (
    agents,
    antecedent,
    children_of,
    doers_of,
    has_gap_object,
    is_asked_form,
    is_passive,
    marker_of,
    nearest,
    oblique,
    owners,
    preposition_of,
    verb_word,
    with_auxiliaries,
)
from kg_loaders.lexicon import WordLists

_SUBJECTS = frozenset(["nsubj", "nsubj:pass", "nsubj:outer", "csubj"])  # outer: "Chad is due to meet Orr"
_TOWARDS = frozenset(["", "to", "with", "against"])
_ACCOMPANYING = frozenset("during on in for after before following at from".split())
_CHARGES = frozenset(["of", "for", "over", "in"])
_MAX_CLIMB = 4  # clauses: further up a subject is rarely shared


@dataclass(frozen=True, slots=True)
class RoleReader:
    """Reads the roles of a predicate; holds the word lists that decide control and light verbs."""

    words: WordLists

    # -- verbs -------------------------------------------------------------------------------------------------

    def doers(self, verb: Token) -> list[Token]:
        """Return who acts; of a deed ("an Israeli airstrike killed", "killed in an attack by rebels") who did it."""
        is_suffering = is_passive(verb)
        named = list(agents(verb)) if is_suffering else self.subjects(verb)
        deeds = [noun for noun in named if self._is_deed(noun)]
        if not named and is_suffering:
            deeds = [noun for noun in oblique(verb) if preposition_of(noun) in ("in", "during") and self._is_deed(noun)]
        return named + [doer for deed in deeds for doer in doers_of(deed)]

    def _is_deed(self, noun: Token) -> bool:
        return noun.pos_ in ("NOUN", "PROPN") and noun.lemma_.lower() in self.words.syntax_deeds

    def subjects(self, verb: Token, depth: int = 0) -> list[Token]:
        """Return the grammatical subjects of a verb, shared ones included; of a passive it is who suffers."""
        own = [child for child in with_auxiliaries(verb) if child.dep_ in _SUBJECTS and child.ent_type_ != "DATE"]
        if own:
            return [antecedent(token, verb) for token in nearest(own, verb)]
        if depth >= _MAX_CLIMB:
            return []
        return self._shared_subjects(verb, depth)

    def _shared_subjects(self, verb: Token, depth: int) -> list[Token]:
        head, dep = verb.head, verb.dep_.split(":")[0]
        if verb.dep_ == "acl:relcl":
            return [head] if is_passive(verb) or not has_gap_object(verb) else []
        if dep == "conj" and is_passive(head) == is_passive(verb) and head.pos_ in ("VERB", "AUX"):
            return self.subjects(head, depth + 1)
        if dep in ("xcomp", "advcl", "ccomp") and head.pos_ in ("VERB", "AUX", "ADJ", "NOUN"):
            return self._controller(verb, head, dep, depth)
        if dep == "acl":
            return self._noun_controller(verb, head, depth)
        return []

    def _controller(self, verb: Token, head: Token, dep: str, depth: int) -> list[Token]:
        things = [child for child in children_of(head) if child.dep_ in ("obj", "iobj", "nsubj:pass")]
        controls = head.lemma_.lower() in self.words.syntax_object_control
        if dep == "advcl" and not controls and self._is_told(head) and not self._is_told(verb):
            told = [child for child in children_of(head) if child.dep_ == "ccomp"]
            if told:  # "police say a bomb exploded, killing six": not the police
                return self.subjects(told[-1], depth + 1)
        if controls and not things and is_passive(head):  # "a man accused of killing"
            things = self.objects(head)
        if things and controls and (dep == "xcomp" or marker_of(verb) in ("of", "for", "from", "to", "")):
            return things[:1]
        if dep == "ccomp" and marker_of(verb):
            return []
        if is_passive(head) and not things:
            return []
        return self.subjects(head, depth + 1)

    def _is_told(self, verb: Token) -> bool:
        """Whether a verb is one of speech or judgement, whose participle ("accusing") goes with another of its kind."""
        lemma, words = verb.lemma_.lower(), self.words
        speech = (words.reporting_verbs, words.reporting_denying, words.syntax_object_control, words.syntax_charging)
        return any(lemma in verbs for verbs in speech)

    def _noun_controller(self, verb: Token, noun: Token, depth: int) -> list[Token]:
        if marker_of(verb) in ("to", "of", "for"):
            return list(owners(noun)) or self._givers(noun, depth)
        return [noun]

    def objects(self, verb: Token) -> list[Token]:
        """Return the things acted on: objects, passive subjects, the noun that a participle or gap stands for."""
        own = [child for child in children_of(verb) if child.dep_ == "obj"]
        if len(own) > 1:  # of "(fear) that he buys land" the conjunction is no object
            own = [child for child in own if child.tag_ != "WDT"] or own
        if own:
            return [antecedent(token, verb) for token in nearest(own, verb)]
        if is_passive(verb):
            return self.subjects(verb)
        if verb.dep_ == "acl:relcl" and has_gap_object(verb):
            return [verb.head]
        shared = [child for child in children_of(verb) if child.dep_ == "conj" and child.pos_ == "VERB"]
        if shared and not any(child.dep_ in ("ccomp", "xcomp", "obl", "iobj") for child in children_of(verb)):
            return [obj for later in shared[:1] if not is_passive(later) for obj in self.objects(later)]
        return []

    def complement_subjects(self, verb: Token) -> list[Token]:
        """Return the subjects of what a verb asks for: "urged that the two sides talk"."""
        clauses = [clause for clause in children_of(verb) if clause.dep_ in ("ccomp", "xcomp", "advcl")]
        asked = [clause for clause in clauses if is_asked_form(clause)]
        return [child for clause in asked for child in children_of(clause) if child.dep_ == "nsubj"]

    def complement_goals(self, verb: Token) -> list[Token]:
        """Return whom an infinitive is about: "vowed to help Syria", "offered to talk to the rebels"."""
        clauses = [clause for clause in children_of(verb) if clause.dep_ in ("xcomp", "advcl")]
        return [goal for clause in clauses if marker_of(clause) == "to" for goal in _goals(clause)]

    # -- adjectives --------------------------------------------------------------------------------------------

    def described(self, adjective: Token) -> list[Token]:
        """Return who is said to be so: "Orr is critical", "loyal troops"."""
        own = [child for child in children_of(adjective) if child.dep_ == "nsubj"]
        if own:
            return [antecedent(token, adjective) for token in nearest(own, adjective)]
        if adjective.dep_ in ("amod", "acl", "acl:relcl"):
            return [adjective.head]
        if adjective.dep_ == "conj" and adjective.head.pos_ == "ADJ":
            return self.described(adjective.head)
        return self.subjects(adjective.head) if adjective.dep_ in ("xcomp", "advcl") else []

    # -- nouns -------------------------------------------------------------------------------------------------

    def givers(self, noun: Token) -> list[Token]:
        """Return who does what a noun tells, with its light verb: "Orr paid a visit", "accused Iran of an attack"."""
        return self._givers(self._counting(noun), 0)

    def adjunct_subjects(self, noun: Token) -> list[Token]:
        """Return whose a noun is where it only accompanies: "fell ill during a visit", "is in Cairo for talks"."""
        noun = self._counting(noun)
        if preposition_of(noun) not in _ACCOMPANYING:
            return []
        above = noun.head
        for token in (noun, above):
            if any(child.dep_ == "cop" for child in children_of(token)):
                return [child for child in children_of(token) if child.dep_ == "nsubj"]
        if noun.dep_ == "nmod" and above.dep_ in ("obl", "obj"):  # "arrived in Cairo for talks"
            above = above.head
        return self.subjects(above) if noun.dep_ in ("obl", "nmod") and above.pos_ == "VERB" else []

    def _counting(self, noun: Token) -> Token:
        """What counts a noun, where something does: "series" of "a series of attacks"."""
        while noun.dep_ == "nmod" and preposition_of(noun) == "of" and _counts(noun.head, self.words):
            noun = noun.head
        return noun

    def _charged(self, above: Token) -> list[Token]:
        """Whose deed it is that a verb of blame or praise names: "accused Iran of an attack"."""
        if above.dep_ == "obj" and above.head.pos_ == "VERB":  # "of" may hang on Iran
            verb, things = above.head, [above]
        else:
            verb, things = above, self.objects(above) if above.pos_ == "VERB" else []
        return things if verb.lemma_.lower() in self.words.syntax_charging else []

    def _givers(self, noun: Token, depth: int) -> list[Token]:
        verb = noun.head
        if noun.dep_ in ("obl", "nmod", "advcl", "xcomp") and (preposition_of(noun) or marker_of(noun)) in _CHARGES:
            return self._charged(verb)
        if noun.dep_ not in ("obj", "nsubj:pass") or verb.pos_ not in ("VERB", "AUX"):
            return []
        if verb_word(verb) not in self.words.syntax_light_verbs:
            return []
        return list(agents(verb)) if is_passive(verb) else self.subjects(verb, depth + 1)


def _counts(noun: Token, words: WordLists) -> bool:
    return noun.lemma_.lower() in words.syntax_transparent


def _goals(verb: Token) -> list[Token]:
    things = [
        child for child in children_of(verb) if child.dep_ in ("obj", "obl") and preposition_of(child) in _TOWARDS
    ]
    return things[:1]
