"""A noun phrase -> whether it names an office or a part to play, and nobody who has it: "the race for governor"."""

from __future__ import annotations

from kg_loaders.extract.dependencies import preposition_of
from kg_loaders.extract.governors import is_infinitive
from kg_loaders.extract.tree import Token

_SOMEBODYS = frozenset("det nmod:poss nummod flat appos".split())  # with these it is somebody: "the governor"
_POSTS = frozenset(
    """post office job role position title rank function duty candidacy nomination chance hope dream prospect crown
    mantle seat place oath""".split()
)
_HOLDERS = frozenset(["VERB", "NOUN", "PROPN"])


def is_mere_role(noun: Token, *, is_person: bool) -> bool:
    """Whether a noun for a person or body tells what somebody is to be, is called, or is chosen for."""
    dep = noun.dep_
    if dep == "xcomp" or any(child.dep_ == "cop" for child in noun.children):
        return _is_aimed_at(noun)
    if dep == "obj":
        return noun.head.lemma == "become"
    if dep not in ("obl", "nmod") or not is_person:
        return False
    preposition, below = preposition_of(noun), noun.children
    if preposition == "as":
        beside = (*below, *noun.head.children)
        return noun.head.pos_ in _HOLDERS and all(c.dep_ != "appos" and c.lower_ != "same" for c in beside)
    if preposition == "for" or (preposition == "of" and noun.head.lemma in _POSTS):
        return noun.tag_ in ("NN", "NNP") and all(c.dep_ not in _SOMEBODYS and c.lower_[-3:] != "ing" for c in below)
    return False


def _is_aimed_at(noun: Token) -> bool:
    """Whether no clause says of somebody that he is it: "hopes to be president", "elected her president"."""
    has_subject = any(child.dep_ == "nsubj" for child in noun.children)
    is_said = noun.dep_ not in ("xcomp", "acl", "advcl") or has_subject
    return not is_said and (noun.head.pos_ == "VERB" or is_infinitive(noun))
