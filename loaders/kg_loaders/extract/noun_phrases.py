"""Questions to the words around a noun: what stands before it, what it counts, whether it is somebody or a deed.

Trees have Universal Dependencies labels (universaldependencies.org/en).
"""

from __future__ import annotations

from kg_loaders.extract.dependencies import is_modifier, preposition_of
from kg_loaders.extract.hyphens import is_hyphenated
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

_TOOLS = frozenset(
    """aircraft warplane plane jet fighter_jet bomber helicopter gunship drone tank missile rocket artillery mortar
    shell gunfire gunboat warship submarine frigate destroyer bomb car_bomb mine landmine explosive grenade""".split()
)  # what somebody acts with: "Israeli warplanes bombed"
_TIES = frozenset("link tie connection contact relation relationship bond affiliation".split())
_MONEY = frozenset("dollar euro pound yen ruble rouble rupee yuan franc peso shekel million billion".split())
_STRETCHES = frozenset("hour day week month year resumption start opening beginning continuation".split())
_ACCIDENTS = frozenset("crash collide sink land explode burn".split())  # what happens to it, nobody acting


def is_deed(noun: Token, words: WordLists) -> bool:
    """Whether a noun stands for who is behind it: an attack, a warplane."""
    if noun.pos_ not in ("NOUN", "PROPN", "X"):
        return False
    lemma = noun.lemma
    return lemma in words.syntax_deeds or (lemma in _TOOLS and noun.head.lemma not in _ACCIDENTS)


def is_somebody(noun: Token, words: WordLists) -> bool:
    """Whether a noun is a name or a word for people or bodies."""
    lemma = noun.lemma
    acting = (words.nominals_person, words.nominals_organization, words.nominals_group)
    return bool(noun.ent_type_) or any(lemma in nouns for nouns in acting)


def is_thing(noun: Token, words: WordLists) -> bool:
    """Whether a noun stands for nobody and no place: "demands"."""
    return not is_somebody(noun, words) and noun.lemma not in words.nominals_location


def modifiers(noun: Token, words: WordLists) -> list[Token]:
    """Return the words before a noun; those of a first noun that is nobody, too: "U.S. drone attack"."""
    return [child for child in noun.children if is_modifier(child, noun)] + inner_modifiers(noun, words)


def inner_modifiers(noun: Token, words: WordLists) -> list[Token]:
    """Return what modifies a first noun that is nobody: "British" of "British health minister".

    Of a deed also what modifies its doer: "British" of "British army raid".
    """
    first = [child for child in noun.children if child.dep_ == "compound" and not child.ent_type_]
    things = [child for child in first if is_deed(noun, words) or not is_somebody(child, words)] if first else []
    return [inner for thing in things for inner in modifiers(thing, words)]


def paired_modifiers(noun: Token) -> list[Token]:
    """Return the two before a noun that a hyphen joins: "Israeli-Palestinian talks"."""
    for child in noun.children:
        if is_modifier(child, noun) and is_hyphenated(child):
            return [child.nbor(-2), child]
    return []


def counted(noun: Token, words: WordLists) -> list[Token]:
    """Return what a noun counts: "sanctions" of "two sets of sanctions"."""
    if noun.ent_type_:
        return []
    links = ["of"] * _counts(noun, words) + ["in"] * is_amount(noun)  # "$20 million in aid"
    if not links:
        return []
    return [child for child in noun.children if child.dep_ == "nmod" and preposition_of(child) in links]


def counting(noun: Token, words: WordLists) -> Token:
    """Return what counts a noun, where something does: "series" of "a series of attacks"; else the noun."""
    while noun.dep_ == "nmod" and (
        (preposition_of(noun) == "of" and (_counts(noun.head, words) or noun.head.lemma in _STRETCHES))
        or (preposition_of(noun) == "in" and is_amount(noun.head))
    ):
        noun = noun.head
    return noun


def first_of_joined(noun: Token) -> Token:
    """Return the first of coordinated nouns: "aid" for "support" of "gave aid and support"."""
    while noun.dep_ == "conj" and noun.head.pos_ == "NOUN":
        noun = noun.head
    return noun


def having(noun: Token) -> list[Token]:
    """Return who is said to have ties: "a group with links to rebels"."""
    noun = first_of_joined(noun)
    has = noun.dep_ == "nmod" and noun.lemma in _TIES and preposition_of(noun) == "with"
    return [noun.head] if has else []


def _counts(noun: Token, words: WordLists) -> bool:
    return noun.lemma in words.syntax_transparent


def is_amount(noun: Token) -> bool:
    """Whether a noun is a number or a sum of money."""
    return noun.pos_ in ("SYM", "NUM") or noun.lemma in _MONEY
