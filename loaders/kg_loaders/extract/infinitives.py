"""A clause or noun and what governs it -> whether it is asked for, what is done for its sake, or what came of it."""

from __future__ import annotations

from kg_loaders.extract.dependencies import is_asked_form, marker_of, verb_word
from kg_loaders.extract.governors import is_infinitive
from kg_loaders.extract.tree import Token

_FINITE = ("VBZ", "VBP", "VBD", "MD")
_RANKS = frozenset("first second third last only latest".split())
_TRYING = frozenset("attempt bid campaign drive effort seek strive struggle try".split())
_PERSUADING = frozenset("coax convince cajole lobby persuade press pressure".split())  # trying to is doing it
_COMMITTED = frozenset(["commit", "commitment", "committed"])
_SIDES = frozenset("back combat defeat fight oppose support".split())  # to be bound to it is to be on a side
_WINNING = frozenset("beat defeat win edge oust overcome succeed rise overthrow topple".split())


def is_purpose(below: Token) -> bool:
    """Whether an infinitive tells what something is done for: "gathered to protest"."""
    return below.dep_ == "advcl" and is_infinitive(below)


def is_result(below: Token, governor: Token) -> bool:
    """Whether an infinitive tells what came after, or who did it: "only to lose", "the first leader to visit"."""
    before = [child.lower_ for child in below.children if child.dep_ == "advmod" and child.i < below.i]
    ranks = [governor.lower_, *(child.lower_ for child in governor.children if child.dep_ in ("amod", "advmod"))]
    is_won = below.lemma == "become" and governor.lemma in _WINNING  # "beat Orr to become president"
    return is_won or "only" in before or any(rank in _RANKS for rank in ranks)


def is_asked(below: Token) -> bool:
    """An infinitive, a bare subjunctive or a noun is asked for; a finite clause is told."""
    if below.pos_ != "VERB" or is_infinitive(below):
        return True
    is_finite = any(child.dep_.startswith(("aux", "cop")) and child.tag_ in _FINITE for child in below.children)
    return is_asked_form(below) and not is_finite


def asks(governor: Token, below: Token) -> bool:
    """Whether a verb asks for something, and does not only tell it or give it a name: "called it an attack"."""
    if governor.lemma == "warn" and marker_of(below) in ("of", "about"):
        return False
    if governor.lemma in ("warn", "tell") and below.dep_ == "ccomp" and marker_of(below) == "that":
        return False  # "warned that rebels attack"
    if verb_word(governor) in ("call_in", "call_up", "call_off", "call_back"):
        return False
    return governor.lemma != "call" or marker_of(below) in ("for", "on") or is_infinitive(below)


def addresses(governor: Token, below: Token) -> bool:
    """Whether somebody else is to do it: "wants Iran to leave", not "wants to leave"."""
    others = [child for child in governor.children if child.dep_ in ("obj", "iobj")]
    is_thing = below.pos_ != "VERB" and not is_infinitive(below)  # not "wants to be president"
    return bool(others) or is_thing or any(child.dep_.startswith("nsubj") for child in below.children)


def is_done_by_trying(below: Token, governor: str) -> bool:
    """Whether trying to, or being bound to, is doing: "efforts to persuade Iran", "committed to defeating rebels"."""
    lemma = below.lemma
    is_stance = governor in _COMMITTED and lemma in _SIDES
    return marker_of(below) == "to" and (is_stance or (governor in _TRYING and lemma in _PERSUADING))
