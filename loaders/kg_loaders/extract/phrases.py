"""A noun -> the phrase that it stands in: the preposition before it, the verb above it, who bears what it tells.

"Came under attack", "put Orr on trial", "a country at war": the noun says what happens, the verb who takes part.
"""

from __future__ import annotations

from kg_loaders.extract.dependencies import copula_subjects, is_passive, marker_of, owners, preposition_of
from kg_loaders.extract.noun_phrases import counting, first_of_joined
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

_PLACES = frozenset(["obl", "nmod", "obj", "nsubj:pass", "xcomp", "advcl", "obl:agent"])
_HELD = frozenset(["obj", "nsubj:pass", "obl", "nsubj"])  # the parser hangs "on trial" on whom it tells of
_MET_BY = frozenset("target subject object victim focus recipient".split())
_GIVEN = frozenset("amid despite following after".split())  # what is behind them is so, whatever is done
_INTO = frozenset("under in into at on to".split())
_STAYING = frozenset("remain stay come get go fall find live keep put place leave hold run stand".split())
_ENGAGING = frozenset("lock embroil engage involve mire entangle".split())  # "locked in a dispute with"


def _first(noun: Token, words: WordLists) -> Token:
    """Return what stands in the phrase for a noun: what counts it, the first of several; not for one with an owner."""
    has_owner = noun.dep_ == "conj" and any(owners(noun))
    return counting(noun if has_owner else first_of_joined(noun), words)


def mark_of(noun: Token, words: WordLists) -> str:
    """Return the preposition that marks a noun, or what counts it: "at" of "at war"; else ''."""
    first = _first(noun, words)
    return (preposition_of(first) or marker_of(first)).partition("_")[0]  # "out_of"


def verb_above(noun: Token, words: WordLists) -> Token | None:
    """Return the verb that a noun makes a phrase with: "put" of "put Orr on trial"."""
    first = _first(noun, words)
    above = first.head
    if first.dep_ not in _PLACES:
        return None
    is_held = first.dep_ == "nmod" and above.pos_ != "VERB" and above.dep_ in _HELD
    if is_held or thing_between(first) is not None:
        above = above.head
    return above if above.pos_ == "VERB" else None


def thing_between(noun: Token) -> Token | None:
    """Return what the parser takes for the predicate in its place: "Chad" of "called Chad a threat"."""
    thing = noun.head
    return thing if noun.dep_ == "obj" and thing.dep_ == "xcomp" and thing.pos_ in ("NOUN", "PROPN") else None


def carrying_word(noun: Token, words: WordLists, *, is_part: bool) -> Token | None:
    """Return the word whose denial or plan is that of what a noun tells: "come" of "did not come under attack".

    That is a verb of being or coming into it, "target" of "the target of an attack", and any verb if the noun is a part
    of what is done: "won with the backing of".
    """
    first = _first(noun, words)
    word = first.head
    if is_what_meets(first):
        return word
    if first.dep_ != "obl" or word.pos_ != "VERB":
        return None
    mark = preposition_of(first)
    return word if (mark in _INTO and word.lemma in _STAYING) or (is_part and mark not in _GIVEN) else None


def is_what_meets(noun: Token) -> bool:
    """Whether a noun tells what somebody is the target or the subject of: "the target of an attack"."""
    return noun.dep_ == "nmod" and noun.head.lemma in _MET_BY and preposition_of(noun) == "of"


def bearers(noun: Token, roles: RoleReader) -> list[Token]:
    """Return who is in the state that a noun tells: "Mali is at war", "a country at war", "Mali remains at war"."""
    first = _first(noun, roles.words)
    if any(child.dep_ == "cop" for child in first.children):
        return copula_subjects(first)
    above = first.head
    if first.dep_ == "nmod":
        return [above]
    if first.dep_ != "obl" or above.pos_ != "VERB" or above.lemma not in _STAYING | _ENGAGING:
        return []
    return roles.subjects(above) if is_passive(above) else roles.objects(above) or roles.subjects(above)


def place_of_clause(verb: Token) -> Token | None:
    """Return the place that "where" stands for: "Lund, where rebels launched an attack"."""
    if verb.dep_ != "acl:relcl" or all(child.lower_ != "where" for child in verb.children):
        return None
    return verb.head
