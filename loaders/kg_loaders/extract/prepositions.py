"""Nouns and the prepositions that mark them -> which preposition names whom, the parser's misplaced ones included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg_loaders.extract.dependencies import (
    antecedent,
    nominal_modifiers,
    oblique,
    owners,
    preposition_of,
)
from kg_loaders.extract.noun_phrases import is_deed, is_thing, modifiers
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

_TOWARDS = frozenset("to against on with".split())
_AID = frozenset("aid defence defense".split())
_OF = frozenset(["of"])
_WHOSE = frozenset(["of", "from", "by"])  # "bowed to pressure from the unions"
_SUFFERED = frozenset(
    """murder killing assassination death slaying beheading execution abduction kidnapping arrest detention capture
    imprisonment torture rape massacre bombing shooting beating poisoning ouster overthrow removal release dismissal
    expulsion deportation disappearance""".split()
)  # of whom these are told, suffers them
_BURDENS = frozenset("tariff duty embargo ban sanction boycott quota levy curb restriction".split())
_ORIGIN = frozenset(["from"])  # of a title that names a body: "Senate leader Dan Orr of Ohio"
_OF_TITLE = _ORIGIN | {"of"}
_HITTING = frozenset(["on", "against", "of", "at"])
ByPreposition = dict[str, list[Token]]


def by_preposition(nouns: Iterable[Token], predicate: Token) -> ByPreposition:
    """Return nouns by the preposition that marks them; a relative pronoun as what it stands for."""
    found: ByPreposition = {}
    for noun in nouns:
        if preposition := preposition_of(noun):
            found.setdefault(preposition, []).append(antecedent(noun, predicate))
    return found


def with_owners(found: ByPreposition, words: WordLists) -> ByPreposition:
    """Add whose a thing is: of "bowed to Orr's demands" Orr, too; not of "based in Congo's east"."""
    for preposition, nouns in found.items():
        if preposition not in ("in", "for"):
            found[preposition] = [
                *nouns,
                *(who for noun in nouns if is_thing(noun, words) for who in _owners_of(noun)),
            ]
    return found


def comes_to_help(noun: Token) -> bool:
    """Whether a noun says with "to" that somebody helps, and goes nowhere: "came to the aid of"."""
    return noun.lemma in _AID and preposition_of(noun) == "to"


def _owners_of(thing: Token) -> list[Token]:
    if comes_to_help(thing):
        return []
    if found := list(owners(thing)):
        return found
    preposition = preposition_of(thing)  # "bowed to the demands of Orr", not "spoke about the death of Orr"
    children = thing.children if preposition in _TOWARDS else ()
    wanted = _WHOSE if preposition == "to" else _OF
    if thing.lemma in _SUFFERED:  # "confessed to the murder of Orr", who does not own it
        wanted -= _OF
    return [child for child in children if child.dep_ in ("nmod", "obl") and preposition_of(child) in wanted]


def misplaced(below: Iterable[Token], noun: Token, high: frozenset[str]) -> ByPreposition:
    """Return what the parser hung below a noun's modifier, or above it: "attacks by rebels against civilians"."""
    lower = [lower for modifier in below for lower in nominal_modifiers(modifier)]
    found = by_preposition([*lower, *_behind(noun)], noun)
    return {preposition: nouns for preposition, nouns in found.items() if preposition in high}


def both(nouns: Sequence[Token]) -> list[Token]:
    """Return two where the parser takes one for the other's name: "between President Kerr and Prime Minister Orr"."""
    if len(nouns) != 1 or any(child.dep_ == "conj" for child in nouns[0].children):
        return list(nouns)
    return [nouns[0], *(child for child in nouns[0].children if child.dep_ == "appos" and _is_added(child))]


def joined(nouns: Sequence[Token]) -> list[Token]:
    """Return nouns that are more than one: "a meeting of Kerr and Orr"."""
    return [noun for noun in nouns if any(child.dep_ == "conj" for child in noun.children)]


def _is_added(noun: Token) -> bool:
    return any(child.dep_ == "cc" for child in noun.children)


def right_behind(noun: Token) -> ByPreposition:
    """Return what follows a noun at once and hangs on what the noun hangs on: "invited officials from Mali to talks".

    Of a title what follows the name: "President Dan Orr of Mali".
    """
    head = noun.head
    if noun.dep_ == "nmod:desc" and head.ent_type_ == "PERSON":
        is_bare = all(child.dep_ != "compound" for child in noun.children)
        wanted = _OF_TITLE if is_bare else _ORIGIN
        found = by_preposition([child for child in nominal_modifiers(head) if child.i > head.i], noun)
        return {preposition: nouns for preposition, nouns in found.items() if preposition in wanted}
    if noun.dep_ not in ("obj", "obl", "nsubj:pass", "obl:agent") or head.pos_ != "VERB":
        return {}
    following = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else noun
    if following.dep_ != "case" or following.head.head != head or following.lower_ == "for":  # "for" tells what for
        return {}
    return by_preposition([child for child in oblique(head) if child == following.head], noun)


def aimed(things: Iterable[Token], verb: Token, aims: frozenset[str]) -> ByPreposition:
    """Return whom a thing is for or against, though the parser hangs it on the thing: "fired rockets at Lund"."""
    below = [part for thing in things for part in nominal_modifiers(thing)]
    found = by_preposition(below, verb) if below else {}
    return {preposition: nouns for preposition, nouns in found.items() if preposition in aims}


def hits_things(noun: Token, words: WordLists) -> bool:
    """Whether what a noun tells hits somebody through his things: "raids on", "tariffs on"."""
    return noun.lemma in _BURDENS or is_deed(noun, words)


def add_hit(found: ByPreposition, words: WordLists) -> None:
    """Add whose a thing is that is hit: in "raids on Taleban hideouts" the Taleban, in "duties on Thai rice" Thais."""
    for preposition in _HITTING & found.keys():
        nouns = found[preposition]
        things = [noun for noun in nouns if is_thing(noun, words) and not noun.ent_type_]
        found[preposition] = [*nouns, *(part for thing in things for part in modifiers(thing, words))]


def _behind(noun: Token) -> list[Token]:
    """What stands behind a noun and hangs on the verb that governs it."""
    if noun.head.pos_ != "VERB":
        return []
    behind = [child for child in oblique(noun.head) if child.i > noun.i]
    if noun.dep_ == "nsubj":  # "clashes broke out between rebels and troops"
        return [child for child in behind if preposition_of(child) == "between"]
    return behind if noun.dep_ in ("obj", "obl", "nsubj:pass") else []
