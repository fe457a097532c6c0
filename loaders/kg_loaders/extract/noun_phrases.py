"""Questions to the words around a noun: what stands before it, what it counts, whether it is somebody or a deed.

Trees have Universal Dependencies labels (universaldependencies.org/en).
"""

from __future__ import annotations

from spacy.tokens import Token

from kg_loaders.extract.dependencies import children_of, is_hyphenated, is_modifier, preposition_of
from kg_loaders.lexicon import WordLists

_TOOLS = frozenset(
    """aircraft warplane plane jet fighter_jet bomber helicopter gunship drone tank missile rocket artillery mortar
    shell gunfire gunboat warship submarine frigate destroyer bomb car_bomb mine landmine explosive grenade""".split()
)  # what somebody acts with: "Israeli warplanes bombed"
_ACCIDENTS = frozenset("crash collide sink land explode burn".split())  # what happens to it, nobody acting


def is_deed(noun: Token, words: WordLists) -> bool:
    """Whether a noun stands for who is behind it: an attack, a warplane."""
    if noun.pos_ not in ("NOUN", "PROPN"):
        return False
    lemma = noun.lemma_.lower()
    return lemma in words.syntax_deeds or (lemma in _TOOLS and noun.head.lemma_.lower() not in _ACCIDENTS)


def is_somebody(noun: Token, words: WordLists) -> bool:
    """Whether a noun is a name or a word for people or bodies."""
    lemma = noun.lemma_.lower()
    acting = (words.nominals_person, words.nominals_organization, words.nominals_group)
    return bool(noun.ent_type_) or any(lemma in nouns for nouns in acting)


def is_thing(noun: Token, words: WordLists) -> bool:
    """Whether a noun stands for nobody and no place: "demands"."""
    return not is_somebody(noun, words) and noun.lemma_.lower() not in words.nominals_location


def modifiers(noun: Token, words: WordLists) -> list[Token]:
    """Return the words before a noun; those of a first noun that is nobody, too: "U.S. drone attack"."""
    return [child for child in children_of(noun) if is_modifier(child, noun)] + inner_modifiers(noun, words)


def inner_modifiers(noun: Token, words: WordLists) -> list[Token]:
    """Return what modifies a first noun that is nobody: "British" of "British health minister"."""
    things = [child for child in children_of(noun) if child.dep_ == "compound" and not is_somebody(child, words)]
    return [inner for thing in things for inner in modifiers(thing, words)]


def paired_modifiers(noun: Token) -> list[Token]:
    """Return the two before a noun that a hyphen joins: "Israeli-Palestinian talks"."""
    for child in children_of(noun):
        if is_modifier(child, noun) and is_hyphenated(child):
            return [child.nbor(-2), child]
    return []


def counted(noun: Token, words: WordLists) -> list[Token]:
    """Return what a noun counts: "sanctions" of "two sets of sanctions"."""
    if not _counts(noun, words) or noun.ent_type_:
        return []
    return [child for child in children_of(noun) if child.dep_ == "nmod" and preposition_of(child) == "of"]


def counting(noun: Token, words: WordLists) -> Token:
    """Return what counts a noun, where something does: "series" of "a series of attacks"; else the noun."""
    while noun.dep_ == "nmod" and preposition_of(noun) == "of" and _counts(noun.head, words):
        noun = noun.head
    return noun


def _counts(noun: Token, words: WordLists) -> bool:
    return noun.lemma_.lower() in words.syntax_transparent
