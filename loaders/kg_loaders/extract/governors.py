"""What stands above a predicate, and whether what is said there holds for it, too."""

from __future__ import annotations

from collections.abc import Iterator

from kg_loaders.extract.dependencies import marker_of
from kg_loaders.extract.tree import Token

_MAX_CLIMB = 8
_WAYS_TO_ACT = frozenset([("respond", "with"), ("retaliate", "with")])
_GOVERNED = frozenset(["of", "for", "from", "on", "with"])  # marks of what a word governs: "accused of"
_PASSING = frozenset("xcomp obj nsubj:pass conj ccomp acl advcl obl nmod".split())
_BARRIERS = frozenset(["acl:relcl", "appos", "nmod:poss"])  # told in passing: it stands whatever is said of the rest
_GIVEN = frozenset("after following since during despite amid over because".split())


def governors_of(predicate: Token) -> Iterator[tuple[Token, Token]]:
    """Yield (below, governor) from a predicate up to the root of its sentence."""
    below = predicate
    for _ in range(_MAX_CLIMB):
        if below.head == below:
            return
        yield below, below.head
        below = below.head


def _place(below: Token) -> str:
    """How a word hangs; a clause that "that" opens as a conjunction is no relative one, whatever the parser says."""
    return "acl" if below.dep_ == "acl:relcl" and marker_of(below) == "that" else below.dep_


def is_given(below: Token) -> bool:
    """Whether a clause or noun is taken for granted by what governs it: "who fled", "after the attack"."""
    is_participle = below.dep_ == "acl" and below.tag_ in ("VBN", "VBG") and not marker_of(below)  # "men freed by Iran"
    return is_participle or _place(below) in _BARRIERS or (below.dep_ == "obl" and marker_of(below) in _GIVEN)


def stands_by_itself(below: Token) -> bool:
    """Whether what is said of its governor does not hold for it: given, or a coordinated verb of its own.

    "did not go but wrote", "will go and said", "denied that the man who fled ...".
    """
    if below.dep_ != "conj":
        return is_given(below)
    linked = next((child.lower_ for child in below.children if child.dep_ == "cc"), "")
    is_other = below.tag_ in ("VBD", "VBZ", "VBP") and below.tag_ != below.head.tag_
    return linked in ("but", "yet") or (is_other and linked not in ("or", "nor"))


def passes_on(below: Token) -> bool:
    """Whether what is said of the governor holds for what stands below it; not across finite clauses."""
    if below.dep_ != "advcl":
        return _place(below) in _PASSING
    follows_verb = (
        below.tag_ == "VBG" and below.i > 0 and below.nbor(-1).pos_ == "VERB"
    )  # "neither confirmed nor denied bombing it"
    return is_infinitive(below) or follows_verb or marker_of(below) in _GOVERNED


def is_complement(below: Token) -> bool:
    """Whether a clause is what its governor plans, fears or asks for."""
    return _place(below) in ("xcomp", "ccomp", "acl") or (
        below.dep_ in ("advcl", "obl") and marker_of(below) in _GOVERNED
    )


def is_object_noun(below: Token) -> bool:
    """Whether a noun is what its governor plans, fears or asks for."""
    if below.pos_ not in ("NOUN", "PROPN"):
        return False
    if below.dep_ in ("obj", "nsubj:pass"):
        return True
    return below.dep_ in ("obl", "nmod") and (marker_of(below) in ("for", "of", "on", "over") or is_way_to_act(below))


def is_way_to_act(below: Token) -> bool:
    """Whether a noun is what its verb only announces: "responded with an attack"."""
    return (below.head.lemma, marker_of(below)) in _WAYS_TO_ACT


def is_infinitive(verb: Token) -> bool:
    """Whether a verb is marked by "to"."""
    return any(child.dep_ == "mark" and child.lower_ == "to" for child in verb.children)
