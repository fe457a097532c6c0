"""What stands above or beside a predicate -> whether it says that what is told is made up, off, or not done yet."""

from __future__ import annotations

from kg_loaders.extract.dependencies import marker_of, verb_word
from kg_loaders.extract.governors import TELLING
from kg_loaders.extract.tree import Token

_UNTRUE = frozenset(
    """impossible false untrue baseless unfounded fake bogus fabricated erroneous incorrect wrong spurious groundless
    fictitious forged doctored nonsense""".split()
)
_LIES = frozenset(
    "lie myth hoax fabrication falsehood fiction misconception canard invention spoof parody satire".split()
)
_FALSELY = frozenset("falsely wrongly wrongfully mistakenly erroneously incorrectly inaccurately untruthfully".split())
_OPPOSED = frozenset(
    """decide vote rule advise warn counsel caution argue recommend choose opt plead speak lobby decision advice warning
    argument guard""".split()
)  # "decided against attacking"
_LEAVING = frozenset("back_out pull_out bow_out drop_out opt_out".split())
_SHUNNING = frozenset(
    """shun escape evade forswear renounce swear_off put_off hold_off delay defer postpone give_up quit cease
    discontinue suspend halt end abandon resist call_off scrap drop back_away shrink recoil balk baulk fall forbear
    stop_short pull_back hold_back""".split()
)  # whose gerund is not done, or no longer: "shunned meeting", "fell short of calling"
_TAKING_BACK = frozenset("retract recant withdraw take_back debunk disprove discredit".split())
_PROVING = frozenset("prove turn_out turn".split())
_SHUNNED_BY = frozenset(["from", "at", "short", "of"])
_LITTLE = frozenset(["little", "nothing"])
_VOUCHING = frozenset(
    "confirm say verify corroborate prove establish tell believe claim allege suggest mean imply conclude".split()
)
_KEEPING_STILL = frozenset("refuse decline fail unable unwilling hesitate".split())
_ASKING = frozenset("WRB WP".split())  # "did not say why Kenya attacked": it did
_NOT = frozenset("not n't n’t never neither".split())
_CLAUSES = frozenset("acl acl:relcl ccomp csubj advcl xcomp".split())


def is_untrue(below: Token, governor: Token) -> bool:
    """Whether what a clause tells is called false: "false reports that", "it is a lie that", "the story is a myth"."""
    if below.dep_ in ("nsubj", "nsubj:pass"):
        return below.lemma in TELLING and _says_false(governor)
    if below.dep_ not in _CLAUSES or marker_of(below) not in ("that", ""):
        return False
    if governor.pos_ == "ADJ":
        return _is_false(governor)
    return governor.pos_ == "NOUN" and _is_made_up(governor)


def _says_false(governor: Token) -> bool:
    """Whether a predicate says of a story that there is nothing in it: "is false", "turned out to be a hoax"."""
    if governor.pos_ == "VERB" and verb_word(governor) in _PROVING:
        return any(child.dep_ == "xcomp" and _is_word_for_false(child) for child in governor.children)
    return _is_false(governor)


def _is_false(said: Token) -> bool:
    return _is_word_for_false(said) and any(child.dep_ == "cop" for child in said.children)


def _is_word_for_false(said: Token) -> bool:
    lemma = said.lemma
    is_denied = any(child.lower_ in _NOT for child in said.children)
    return (lemma in _UNTRUE or lemma in _LIES) and not is_denied


def _is_made_up(thing: Token) -> bool:
    return thing.lemma in _LIES or any(child.dep_ == "amod" and child.lemma in _UNTRUE for child in thing.children)


def is_falsehood(telling: Token, teller: Token | None) -> bool:
    """Whether a verb tells what is not so: "falsely claimed", "a hoax said", "a fake video shows"."""
    return _is_false_telling(telling) or (teller is not None and teller.pos_ == "NOUN" and _is_made_up(teller))


def _is_false_telling(telling: Token) -> bool:
    return any(child.dep_ == "advmod" and child.lower_ in _FALSELY for child in telling.children)


def is_undone(below: Token, governor: Token) -> bool:
    """Whether a link says that a deed was not done: "instead of attacking", "decided against it", "did little to"."""
    dep, lemma = below.dep_, governor.lemma
    if dep in ("obj", "nsubj:pass") and verb_word(governor) in _TAKING_BACK:
        return below.lemma in TELLING
    if dep not in ("advcl", "acl", "xcomp", "obl", "ccomp", "nmod"):
        return False
    mark = marker_of(below)
    if below.pos_ == "VERB":
        if mark in ("instead", "out") or (mark == "against" and lemma in _OPPOSED):
            return True
        is_governed = mark in _SHUNNED_BY if mark else dep in ("xcomp", "ccomp")  # not "dropped bombs, killing many"
        if below.tag_ == "VBG" and is_governed and verb_word(governor) in _SHUNNING | _LEAVING:
            return True
        if dep != "ccomp" and mark != "to" and _is_false_telling(governor):  # "wrongly convicted of killing"
            return True
        if mark == "to" and _is_too(governor):
            return True
        things = governor.children if lemma == "do" and mark == "to" else ()
        return any(child.dep_ == "obj" and child.lower_ in _LITTLE for child in things)
    return below.pos_ == "NOUN" and mark in ("out", "of", "from") and verb_word(governor) in _LEAVING


def _is_too(governor: Token) -> bool:
    """Whether there is too much or little of something for a deed: "too ill to", "arrived too late to"."""
    below = [child for child in governor.children if child.dep_ == "advmod"]
    return any(word.lower_ == "too" for child in below for word in (child, *child.children))


def is_yet_to(verb: Token) -> bool:
    """Whether something is still not done: "has yet to meet"."""
    to = next((child.i for child in verb.children if child.dep_ == "mark" and child.lower_ == "to"), 0)
    return to > 1 and verb.doc.words[to - 1] == "yet" and verb.doc.tokens[to - 2].pos_ in ("AUX", "VERB")


def is_unconfirmed(below: Token, telling: Token) -> bool:
    """Whether nobody vouches for what a clause tells: "could not confirm that", "refused to say that"."""
    if below.dep_ != "ccomp" or telling.lemma not in _VOUCHING or below.left_edge.tag_ in _ASKING:
        return False
    is_kept = telling.dep_ == "xcomp" and telling.head.lemma in _KEEPING_STILL
    return is_kept or any(child.lower_ in _NOT for child in telling.children)
