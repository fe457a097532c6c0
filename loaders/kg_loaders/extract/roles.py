"""Predicate -> who acts, on what, in whose favour. A verb, noun or adjective of a tree enters, heads of phrases leave.

One mechanism for active, passive, relative and reduced clauses, infinitives and control, coordination, light verbs and
nominalisations. Trees have Universal Dependencies labels (universaldependencies.org/en).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from kg_loaders.extract.dependencies import (
    agents,
    antecedent,
    has_gap_object,
    is_passive,
    marker_of,
    nearest,
    noun_behind_particle,
    oblique,
    preposition_of,
    verb_word,
    with_auxiliaries,
)
from kg_loaders.extract.endeavours import is_text, named_strivers, strivers, strivers_before, utterers
from kg_loaders.extract.governors import ENDEAVOURS
from kg_loaders.extract.noun_phrases import counting, first_of_joined, is_somebody, modifiers
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

_SUBJECTS = frozenset(["nsubj", "nsubj:pass", "nsubj:outer", "csubj"])  # outer: "Chad is due to meet Orr"
_ACCOMPANYING = frozenset(
    "during on in for after before following at from under ahead_of prior_to despite amid".split()
)
_HELP = frozenset("support backing help aid assistance funding blessing approval consent cooperation".split())
_SOUGHT = frozenset(["support", "sympathy", "solidarity"])  # who asks for it does not give it
_CHARGES = frozenset(["of", "for", "over", "in", "with", "on"])
_OPENING = "respond retaliate begin start open end conclude complete".split()
# "agreed to a truce", "responded with air strikes", "began the tour with a stop in Oslo"
_ENTERING = frozenset([("agree", "to"), ("enter", "into"), *((verb, "with") for verb in _OPENING)])
_CALLING = frozenset(
    [("call", "on"), ("call", "upon"), ("call", "for"), ("appeal", "to"), ("plead", "with"), ("wait", "for")]
    + [(verb, "on") for verb in ("rely", "count", "depend", "prevail", "lean")]
)
_GIVING = frozenset("give grant offer award hand pay lend loan promise show teach deny".split())
_RECEIVING = frozenset(["PERSON", "ORG", "LOC"])
_SENDING = frozenset(
    """appoint assign bribe bully cajole caution challenge coax con commission counsel deploy dispatch empower entice
    entitle entreat equip exhort frighten goad hire incite induce inspire lobby mobilise mobilize nominate oblige pay
    petition pressurise pressurize provoke recruit remind scare select send spur summon talk task tempt train trick
    trust dupe fool cause drive motivate influence impel tip blackmail dare choose pick name elect designate tap
    declare find""".split()
)  # verbs whose object is to do what an infinitive tells, but not what a participle tells
_CONTROLLING = frozenset(["of", "for", "from", "to", "into", "out", "against", ""])  # "talked Chad out of attacking"
_SUSPICIONS = frozenset("suspicion charge count allegation accusation".split())
_FINITE = frozenset(["VBD", "VBZ", "VBP"])
_GOVERNING = frozenset(["VERB", "AUX", "ADJ", "NOUN", "PROPN"])
_MAX_CLIMB = 4  # clauses: further up a subject is rarely shared


@dataclass(frozen=True, slots=True)
class RoleReader:
    """Reads the roles of a predicate; holds the word lists that decide control and light verbs."""

    words: WordLists

    # -- verbs -------------------------------------------------------------------------------------------------

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
        if dep == "conj" and _goes_on(verb, head):
            return self.subjects(head, depth + 1)
        if dep in ("xcomp", "advcl", "ccomp") and head.pos_ in _GOVERNING:
            return self._controller(verb, head, dep, depth)
        if dep == "acl":
            return self._noun_controller(verb, head, depth)
        return []

    def _controller(self, verb: Token, head: Token, dep: str, depth: int) -> list[Token]:
        things = [child for child in head.children if child.dep_ in ("obj", "iobj", "nsubj:pass")]
        is_sent = head.lemma in _SENDING and marker_of(verb) in ("to", "into", "out")
        controls = is_sent or head.lemma in self.words.syntax_object_control
        if dep == "advcl" and not controls and self._is_told(head) and not self._is_told(verb):
            told = [child for child in head.children if child.dep_ == "ccomp"]
            if told:  # "police say a bomb exploded, killing six": not the police
                return self.subjects(told[-1], depth + 1)
        if controls and not things and is_passive(head):  # "a man accused of killing"
            things = self.objects(head)
        if not things and marker_of(verb) == "to" and (called := _called_on(head)):
            return called
        is_doer = controls and bool(things) and things[0].lemma not in ENDEAVOURS  # not "found the courage to leave"
        if is_doer and (dep == "xcomp" or marker_of(verb) in _CONTROLLING):
            return [antecedent(things[0], head)]
        if dep == "ccomp" and marker_of(verb):
            return []
        if dep == "advcl" and marker_of(verb) == "to" and (striving := strivers_before(verb, things)):
            return striving
        if is_passive(head) and not things:
            return []
        return self.subjects(head, depth + 1)

    def _is_told(self, verb: Token) -> bool:
        """Whether a verb is one of speech or judgement, whose participle ("accusing") goes with another of its kind."""
        lemma, words = verb.lemma, self.words
        speech = (words.reporting_verbs, words.reporting_denying, words.syntax_object_control, words.syntax_charging)
        return any(lemma in verbs for verbs in speech)

    def _noun_controller(self, verb: Token, noun: Token, depth: int) -> list[Token]:
        marker = marker_of(verb)
        if marker in ("of", "for") and self._is_charged(noun):
            return [antecedent(noun, verb)]
        if marker == "of" and noun.dep_ == "obl" and noun.lemma in _SUSPICIONS and noun.head.pos_ == "VERB":
            return self.objects(noun.head) or self.subjects(noun.head)  # "arrested on suspicion of plotting"
        if marker == "to" and self._is_asked(noun):
            return [antecedent(noun, verb)]
        if marker in ("to", "of", "for"):
            return (
                named_strivers(noun)
                or self._givers(noun, depth)
                or strivers(noun, partial(self.subjects, depth=depth + 1))
                or modifiers(noun, self.words)
            )
        if not is_somebody(noun, self.words) and any(child.dep_ == "cop" for child in noun.children):
            return [child for child in noun.children if child.dep_ == "nsubj"]  # "is a venture funded by Kenya"
        return [noun, *self.utterers(noun, depth)] if is_text(noun) else [noun]

    def utterers(self, text: Token, depth: int = 0) -> list[Token]:
        """Return whose words a text tells: "Orr's letter", "a statement from the ministry", "Orr signed a letter"."""
        return utterers(text, self.words, partial(self.subjects, depth=depth + 1))

    def objects(self, verb: Token) -> list[Token]:
        """Return the things acted on: objects, passive subjects, the noun that a participle or gap stands for."""
        own = [child for child in verb.children if child.dep_ == "obj"]
        if len(own) > 1:  # of "(fear) that he buys land" the conjunction is no object
            own = [child for child in own if child.tag_ != "WDT"] or own
        if len(own) > 1 and verb.lemma in _GIVING:
            return own[-1:]
        if own and (gift := _gift(verb)) is not None:
            return [gift]
        if own:
            return [antecedent(token, verb) for token in nearest(own, verb)]
        if is_passive(verb):
            return self.subjects(verb)
        if verb.dep_ == "acl:relcl" and has_gap_object(verb):
            return [verb.head]
        if (noun := noun_behind_particle(verb)) is not None:
            return [noun]
        if chosen := _chosen(verb) or _resulting(verb):
            return chosen
        if verb.dep_ == "conj" and verb.head.pos_ == "VERB":  # "killing and wounding dozens": hung on the first
            common = [child for child in verb.head.children if child.dep_ == "obj" and child.i > verb.i]
            if common:
                return common
        shared = [child for child in verb.children if child.dep_ == "conj" and child.pos_ == "VERB"]
        if shared and not any(child.dep_ in ("ccomp", "xcomp", "obl", "iobj") for child in verb.children):
            return [obj for later in shared[:1] if not is_passive(later) for obj in self.objects(later)]
        return []

    def receivers(self, verb: Token) -> list[Token]:
        """Return whom something is given: "gave Iran aid", "Orr was granted asylum"."""
        found = [child for child in verb.children if child.dep_ == "iobj"]
        things = [child for child in verb.children if child.dep_ == "obj"]
        if verb.lemma in _GIVING:
            has_gift = len(things) > 1 or _gift(verb) is not None
            found += things[:1] if has_gift else [part for thing in things for part in _named_before(thing)]
        if not found and not things and verb.lemma == "tell" and not is_passive(verb):
            return self._hearers(verb)
        return found + self.subjects(verb) if things and is_passive(verb) else found

    def _hearers(self, verb: Token) -> list[Token]:
        """Return whom the parser drew into the clause of what is told: "told the BBC the rebels had left"."""
        clause = next((child for child in verb.children if child.dep_ == "ccomp" and child.i > verb.i), verb)
        for token in () if marker_of(clause) else verb.doc[verb.i + 1 : clause.i]:
            if token.ent_type_ in _RECEIVING:
                return [next(name.root for name in verb.doc.ents if token in name)]
            if token.pos_ not in ("DET", "ADJ", "NOUN", "PROPN"):
                return []
            if token.pos_ == "NOUN" and is_somebody(token, self.words):
                return [token]
        return []

    # -- adjectives --------------------------------------------------------------------------------------------

    def described(self, adjective: Token) -> list[Token]:
        """Return who is said to be so: "Orr is critical", "loyal troops"."""
        own = [child for child in adjective.children if child.dep_ == "nsubj"]
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
        return self._givers(noun, 0)

    def adjunct_subjects(self, noun: Token) -> list[Token]:
        """Return whose a noun is where it only accompanies: "fell ill during a visit", "is in Cairo for talks"."""
        noun = counting(noun, self.words)
        preposition = preposition_of(noun) or marker_of(noun)
        lemma = noun.lemma
        is_helped = preposition == "with" and lemma in _HELP
        if (preposition not in _ACCOMPANYING and not is_helped) or (preposition == "for" and lemma in _SOUGHT):
            return []
        above = noun.head
        for token in (noun, above):
            if any(child.dep_ == "cop" for child in token.children):
                return [child for child in token.children if child.dep_ == "nsubj"]
        if noun.dep_ == "nmod" and above.dep_ in ("obl", "obj"):  # "arrived in Cairo for talks"
            above = above.head
        return self.subjects(above) if noun.dep_ in ("obl", "nmod", "advcl") and above.pos_ == "VERB" else []

    def is_light(self, verb: Token) -> bool:
        """Whether a verb lends its subject to its noun: "hold" of "hold talks"."""
        return verb_word(verb) in self.words.syntax_light_verbs

    def _is_charged(self, noun: Token) -> bool:
        """Whether a noun is whom a verb blames or praises for what stands below it: "accused Iran of bombing"."""
        while noun.dep_ == "conj":
            noun = noun.head
        return noun.dep_ in ("obj", "nsubj:pass") and noun.head.lemma in self.words.syntax_charging

    def _is_asked(self, noun: Token) -> bool:
        """Whether a noun is whom a verb makes or asks to do what stands below it: "press the regime to yield"."""
        verb = noun.head
        controls = noun.dep_ in ("obj", "iobj") and verb.lemma in self.words.syntax_object_control
        return controls and is_somebody(noun, self.words)

    def _charged(self, above: Token) -> list[Token]:
        """Whose deed it is that a verb of blame or praise names: "accused Iran of an attack"."""
        if above.dep_ == "obj" and above.head.pos_ == "VERB":  # "of" may hang on Iran
            verb, things = above.head, [above]
        else:
            verb, things = above, self.objects(above) if above.pos_ == "VERB" else []
        return things if verb.lemma in self.words.syntax_charging else []

    def _givers(self, noun: Token, depth: int) -> list[Token]:
        noun = first_of_joined(noun)
        verb = noun.head
        preposition = preposition_of(noun) or marker_of(noun)
        if (verb.lemma, preposition) in _ENTERING and verb.pos_ == "VERB":
            return self.subjects(verb, depth + 1)
        if noun.dep_ in ("obl", "nmod", "advcl", "xcomp") and preposition in _CHARGES:
            return self._charged(verb) if noun.i > verb.i else []  # "in a speech Kerr praised Orr": not Orr's
        if noun.dep_ not in ("obj", "nsubj:pass") or verb.pos_ not in ("VERB", "AUX"):
            return []
        if not self.is_light(verb):
            return []
        return list(agents(verb)) if is_passive(verb) else self.subjects(verb, depth + 1)


def _called_on(verb: Token) -> list[Token]:
    """Return who is to do what stands below a verb with a preposition: "called on Iran to release Orr"."""
    lemma = verb.lemma
    found = [noun for noun in oblique(verb) if (lemma, preposition_of(noun)) in _CALLING]
    return [antecedent(noun, verb) for noun in found[:1]]


def _chosen(verb: Token) -> list[Token]:
    """Return the person that the parser hangs on an office: "elected Dan Orr president"."""
    offices = [child for child in verb.children if child.dep_ == "xcomp" and child.pos_ in ("NOUN", "PROPN")]
    return [part for office in offices for part in office.children if part.ent_type_ == "PERSON"][:1]


def _gift(verb: Token) -> Token | None:
    """Return what is given where the parser takes it for a predicate: "granted Orr a full pardon"."""
    if verb.lemma not in _GIVING:
        return None
    return next((child for child in verb.children if child.dep_ == "xcomp" and child.pos_ == "NOUN"), None)


def _resulting(verb: Token) -> list[Token]:
    """Return what the parser hangs on the word for what comes of it: "shot dead two men", "set free five men"."""
    results = [child for child in verb.children if child.dep_ == "xcomp" and child.pos_ in ("ADJ", "ADV")]
    return [part for result in results for part in result.children if part.dep_ == "obj"]


def _named_before(thing: Token) -> list[Token]:
    """Return a name that the parser takes for a part of what it is given: "promised Ukraine new loans"."""
    if thing.ent_type_ or any(preposition_of(child) == "to" for child in (*thing.children, *thing.head.children)):
        return []
    return [child for child in thing.children if child.dep_ == "compound" and child.ent_type_ in _RECEIVING]


def _goes_on(verb: Token, head: Token) -> bool:
    """Whether a coordinated verb has the subject of the first: "was briefed and flew on", "shot and killed"."""
    if head.pos_ not in ("VERB", "AUX") and all(child.dep_ != "nsubj" for child in head.children):
        return False
    is_finite = verb.tag_ in _FINITE or any(child.dep_.startswith("aux") for child in verb.children)
    return is_finite or is_passive(head) == is_passive(verb)
