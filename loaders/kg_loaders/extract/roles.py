"""Predicate -> who stands where. A verb or noun of a dependency tree enters, the heads that fill its slots leave.

One mechanism for active, passive, relative and reduced clauses, infinitives and control, coordination, light verbs and
nominalisations. Trees have Universal Dependencies labels (universaldependencies.org/en).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from kg_loaders.lexicon import WordLists

Slots = dict[str, tuple[Token, ...]]
_CONTENT = frozenset(["NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "DET"])
_RELATIVE = frozenset(["who", "whom", "which", "that", "whose"])
_HIGH = frozenset("against with on between to over".split())  # prepositions that rarely belong to a modifier
_SUBJECTS = frozenset(["nsubj", "nsubj:pass", "nsubj:outer", "csubj"])  # outer: "Chad is due to meet Orr"
_CHARGES = frozenset(["of", "for", "over", "in"])
_MAX_CLIMB = 4  # clauses: further up a subject is rarely shared


@dataclass(frozen=True, slots=True)
class RoleReader:
    """Reads the slots of a predicate; holds the word lists that decide control and light verbs."""

    words: WordLists

    def slots(self, predicate: Token) -> Slots:
        """Return the filled slots of a verb or noun, coordination spread, nearest filler first."""
        is_verb = predicate.pos_ in ("VERB", "AUX")
        slots = self._verb_slots(predicate) if is_verb else self._noun_slots(predicate)
        return {slot: tuple(_spread(tokens)) for slot, tokens in slots.items() if tokens}

    # -- verbs -------------------------------------------------------------------------------------------------

    def _verb_slots(self, verb: Token) -> dict[str, list[Token]]:
        slots: dict[str, list[Token]] = {}
        subjects, objects = self.subjects(verb), self.objects(verb)
        slots["subject"] = self._doers(list(_agents(verb)) if is_passive(verb) else subjects, verb)
        slots["object"] = objects
        slots["indirect"] = [child for child in verb.children if child.dep_ == "iobj"]
        if not objects and slots["indirect"]:
            slots["object"] = slots["indirect"]
        slots["complement"] = list(self._complement_subjects(verb))
        slots["owner"] = [owner for thing in objects for owner in _owners(thing)]
        slots["object.modifier"] = [part for thing in objects for part in thing.children if _is_modifier(part, thing)]
        _add_prepositions(slots, _oblique(verb), verb, prefix="")
        for thing in slots["object"]:
            _add_prepositions(slots, _nominal_modifiers(thing), verb, prefix="object.")
        slots["reciprocal"] = slots["subject"]
        return slots

    def _doers(self, subjects: list[Token], verb: Token) -> list[Token]:
        """Who acts: of a deed ("an Israeli airstrike killed", "killed in an attack by rebels") whoever did it."""
        deeds = [noun for noun in subjects if self._is_deed(noun)]
        if not subjects and is_passive(verb):
            deeds = [
                noun for noun in _oblique(verb) if preposition_of(noun) in ("in", "during") and self._is_deed(noun)
            ]
        return subjects + [doer for deed in deeds for doer in _doers_of(deed)]

    def _is_deed(self, noun: Token) -> bool:
        return noun.pos_ == "NOUN" and noun.lemma_.lower() in self.words.syntax_deeds

    def subjects(self, verb: Token, depth: int = 0) -> list[Token]:
        """Return the grammatical subjects of a verb, shared ones included; of a passive it is who suffers."""
        own = [child for child in verb.children if child.dep_ in _SUBJECTS]
        if own:
            return [_antecedent(_nearest(own, verb), verb)]
        if depth >= _MAX_CLIMB:
            return []
        return self._shared_subjects(verb, depth)

    def _shared_subjects(self, verb: Token, depth: int) -> list[Token]:
        head, dep = verb.head, verb.dep_.split(":")[0]
        if verb.dep_ == "acl:relcl":
            return [head] if is_passive(verb) or not _has_gap_object(verb) else []
        if dep == "conj" and is_passive(head) == is_passive(verb) and head.pos_ in ("VERB", "AUX"):
            return self.subjects(head, depth + 1)
        if dep in ("xcomp", "advcl", "ccomp") and head.pos_ in ("VERB", "AUX", "ADJ", "NOUN"):
            return self._controller(verb, head, dep, depth)
        if dep == "acl":
            return self._noun_controller(verb, head, depth)
        return []

    def _controller(self, verb: Token, head: Token, dep: str, depth: int) -> list[Token]:
        things = [child for child in head.children if child.dep_ in ("obj", "iobj", "nsubj:pass")]
        controls = head.lemma_.lower() in self.words.syntax_object_control
        if controls and not things and is_passive(head):  # "a man accused of killing"
            things = self.objects(head)
        if things and controls and (dep == "xcomp" or _mark(verb) in ("of", "for", "from", "to", "")):
            return things[:1]
        if dep == "ccomp" and _mark(verb):
            return []
        if is_passive(head) and not things:
            return []
        return self.subjects(head, depth + 1)

    def _noun_controller(self, verb: Token, noun: Token, depth: int) -> list[Token]:
        if _mark(verb) in ("to", "of", "for"):
            owners = list(_owners(noun))
            return owners or self._givers(noun, depth)
        return [noun]

    def objects(self, verb: Token) -> list[Token]:
        """Return the things acted on: objects, passive subjects, the noun that a participle or gap stands for."""
        own = [child for child in verb.children if child.dep_ == "obj"]
        if own:
            return [_antecedent(_nearest(own, verb), verb)]
        if is_passive(verb):
            return self.subjects(verb)
        if verb.dep_ == "acl:relcl" and _has_gap_object(verb):
            return [verb.head]
        shared = [child for child in verb.children if child.dep_ == "conj" and child.pos_ == "VERB"]
        if shared and not any(child.dep_ in ("ccomp", "xcomp", "obl", "iobj") for child in verb.children):
            return [obj for later in shared[:1] if not is_passive(later) for obj in self.objects(later)]
        return []

    def _complement_subjects(self, verb: Token) -> Iterator[Token]:
        for clause in verb.children:
            if clause.dep_ in ("ccomp", "xcomp", "advcl") and is_asked_form(clause):
                yield from (child for child in clause.children if child.dep_ == "nsubj")

    # -- nouns -------------------------------------------------------------------------------------------------

    def _noun_slots(self, noun: Token) -> dict[str, list[Token]]:
        slots: dict[str, list[Token]] = {}
        slots["owner"] = list(_owners(noun))
        slots["modifier"] = [child for child in noun.children if _is_modifier(child, noun)]
        slots["same"] = list(_same(noun))
        slots["self"] = [noun]
        slots["giver"] = self._givers(noun, 0)
        slots["adjunct"] = self._adjunct_subjects(noun)
        modifiers = list(_nominal_modifiers(noun))
        _add_prepositions(slots, modifiers, noun, prefix="")
        _add_misplaced(slots, modifiers, noun)
        if slots["giver"] and noun.dep_ in ("obj", "nsubj:pass"):
            _add_prepositions(slots, _oblique(noun.head), noun, prefix="")
        slots["reciprocal"] = slots["giver"] or slots["owner"]
        return slots

    def _adjunct_subjects(self, noun: Token) -> list[Token]:
        """Whose the noun is where it only accompanies: "fell ill during a visit", "is on a visit"."""
        if preposition_of(noun) not in ("during", "on"):
            return []
        if any(child.dep_ == "cop" for child in noun.children):
            return [child for child in noun.children if child.dep_ == "nsubj"]
        return self.subjects(noun.head) if noun.dep_ == "obl" and noun.head.pos_ == "VERB" else []

    def _charged(self, above: Token) -> list[Token]:
        """Whose deed it is that a verb of blame or praise names: "accused Iran of an attack"."""
        if above.dep_ == "obj" and above.head.pos_ == "VERB":  # "of" may hang on Iran
            verb, things = above.head, [above]
        else:
            verb, things = above, self.objects(above) if above.pos_ == "VERB" else []
        return things if verb.lemma_.lower() in self.words.syntax_charging else []

    def _givers(self, noun: Token, depth: int) -> list[Token]:
        verb = noun.head
        if noun.dep_ in ("obl", "nmod", "advcl", "xcomp") and (preposition_of(noun) or _mark(noun)) in _CHARGES:
            return self._charged(verb)
        if noun.dep_ not in ("obj", "nsubj:pass") or verb.pos_ not in ("VERB", "AUX"):
            return []
        if verb_word(verb) not in self.words.syntax_light_verbs:
            return []
        return list(_agents(verb)) if is_passive(verb) else self.subjects(verb, depth + 1)


def is_passive(verb: Token) -> bool:
    """Whether a verb is in the passive, reduced ones included ("the town captured by rebels")."""
    if any(child.dep_ in ("nsubj:pass", "aux:pass", "obl:agent") for child in verb.children):
        return True
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and verb.head.tag_ == "VBN":
        return is_passive(verb.head) and not any(child.dep_ == "obj" for child in verb.children)
    is_bare = not any(child.dep_ in ("nsubj", "aux") for child in verb.children)
    return verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod") and is_bare


def is_asked_form(verb: Token) -> bool:
    """Whether a verb stands as what is asked for does: "to free", "(that he) free", "freeing"; not "freed", "frees"."""
    return verb.tag_ in ("VB", "VBG") or verb.lower_ == verb.lemma_.lower()


def preposition_of(token: Token) -> str:
    """Return the preposition that marks a noun, joined if it has several words ("according_to"); else ''."""
    for child in token.children:
        if child.dep_ == "case" and child.lower_ not in ("'s", "’s", "'", "’"):
            fixed = [part.lower_ for part in child.children if part.dep_ == "fixed"]
            return "_".join([child.lower_, *fixed])
    return ""


def verb_word(verb: Token) -> str:
    """Return the lemma of a verb with its particle: `crack_down`."""
    particles = [child.lower_ for child in verb.children if child.dep_ == "compound:prt"]
    return "_".join([verb.lemma_.lower(), *particles[:1]])


def _spread(tokens: Iterable[Token]) -> Iterator[Token]:
    seen: set[int] = set()
    for token in tokens:
        for part in (token, *_conjuncts(token)):
            if part.i not in seen and part.pos_ in _CONTENT:
                seen.add(part.i)
                yield part


def _conjuncts(token: Token) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "PRON", "ADJ") and not _is_excluded(child):
            yield child
            yield from _conjuncts(child)


def _is_excluded(conjunct: Token) -> bool:
    """Whether a conjunct is named to be denied: "Israel, not Syria"."""
    return any(child.dep_ == "advmod" and child.lower_ == "not" for child in conjunct.children)


def _agents(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ == "obl:agent" or (child.dep_ == "obl" and preposition_of(child) == "by"):
            yield child


def _doers_of(deed: Token) -> Iterator[Token]:
    for child in deed.children:
        is_by = child.dep_ == "nmod" and preposition_of(child) == "by"
        if is_by or child.dep_ == "nmod:poss" or _is_modifier(child, deed):
            yield child


def _nearest(tokens: list[Token], verb: Token) -> Token:
    return min(tokens, key=lambda token: abs(token.i - verb.i))


def _antecedent(token: Token, verb: Token) -> Token:
    if token.lower_ not in _RELATIVE or token.pos_ not in ("PRON", "DET", "SCONJ"):
        return token
    clause = verb
    for _ in range(_MAX_CLIMB):
        if clause.dep_ == "acl:relcl":
            return clause.head
        clause = clause.head
    return token


def _has_gap_object(verb: Token) -> bool:
    has_subject = any(child.dep_.startswith("nsubj") and child.lower_ not in _RELATIVE for child in verb.children)
    return has_subject and not any(child.dep_ == "obj" for child in verb.children)


def _mark(verb: Token) -> str:
    return next((child.lower_ for child in verb.children if child.dep_ in ("mark", "case")), "")


def _owners(noun: Token) -> Iterator[Token]:
    yield from (child for child in noun.children if child.dep_ == "nmod:poss")


def _oblique(verb: Token) -> Iterator[Token]:
    yield from (child for child in verb.children if child.dep_ in ("obl", "obl:agent", "nmod"))


def _nominal_modifiers(noun: Token) -> Iterator[Token]:
    for child in noun.children:
        if child.dep_ in ("nmod", "obl", "obl:agent"):
            yield child


def _add_prepositions(
    slots: dict[str, list[Token]], modifiers: Iterable[Token], predicate: Token, *, prefix: str
) -> None:
    for modifier in modifiers:
        preposition = preposition_of(modifier)
        if preposition:
            slots.setdefault(prefix + preposition, []).append(_antecedent(modifier, predicate))


def _add_misplaced(slots: dict[str, list[Token]], modifiers: Iterable[Token], noun: Token) -> None:
    """What the parser hung below a noun's modifier, or above it: "attacks by rebels against civilians"."""
    lower = [below for modifier in modifiers for below in _nominal_modifiers(modifier)]
    found: dict[str, list[Token]] = {}
    _add_prepositions(found, [*lower, *_behind(noun)], noun, prefix="")
    for preposition in _HIGH & (found.keys() - slots.keys()):
        slots[preposition] = found[preposition]


def _behind(noun: Token) -> Iterator[Token]:
    """What stands behind a noun and hangs on the verb that governs it."""
    if noun.dep_ in ("obj", "obl", "nsubj:pass") and noun.head.pos_ == "VERB":
        yield from (child for child in _oblique(noun.head) if child.i > noun.i)


def _is_modifier(child: Token, noun: Token) -> bool:
    return child.dep_ in ("compound", "amod", "nmod:desc", "nmod:unmarked", "nmod") and (
        child.i < noun.i and not preposition_of(child)
    )


def _same(noun: Token) -> Iterator[Token]:
    """Yield what a noun is said to be: apposition, title, copula."""
    if noun.dep_ in ("appos", "nmod:desc", "flat", "compound", "nmod:unmarked"):
        yield noun.head
    yield from (child for child in noun.children if child.dep_ in ("appos", "nmod:desc", "flat"))
    if any(child.dep_ == "cop" for child in noun.children):
        yield from (child for child in noun.children if child.dep_ == "nsubj")
