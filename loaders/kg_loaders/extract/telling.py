"""Clause -> who says, asks for or promises what it tells, and whom it is about."""

from __future__ import annotations

from kg_loaders.extract.dependencies import (
    agents,
    is_asked_form,
    is_passive,
    marker_of,
    preposition_of,
    with_auxiliaries,
)
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.tree import Token

_TOWARDS = frozenset(["", "to", "with", "against"])
_ALLEGING = frozenset("allege complain suspect charge".split())
_TELLING = frozenset(
    """say claim allege argue complain insist believe suspect fear contend assert maintain charge state declare add note
    warn conclude report announce reveal testify write suggest imply hint think remark observe explain tell
    stress find disclose protest""".split()
)
_CALLING = frozenset("call consider deem label brand describe declare".split())
_CALLING_AS = frozenset(
    """describe label brand dismiss condemn denounce criticize criticise portray regard view see depict decry reject
    slam""".split()
)
_PROMISING = frozenset("promise pledge vow swear offer agree volunteer".split())
_TRYING = frozenset("try seek attempt continue want use begin start work plan intend go".split())
_UNDERGOING = frozenset(
    """drink eat swallow inhale die drown choke starve bleed fall collapse faint suffer undergo survive sleep live
    disappear vanish""".split()
)  # who is alleged to have done so is not blamed
_NOT = frozenset(["not", "n't", "n’t", "never"])


def tellers(predicate: Token, roles: RoleReader) -> list[Token]:
    """Return who says what a verb or adjective tells: "Toll says Arvania violated the truce"."""
    predicate = _raised(predicate)
    above = predicate.head
    lemma = above.lemma
    is_told = (predicate.dep_ == "ccomp" and lemma in _TELLING) or is_called(predicate)
    is_told = is_told and above.pos_ == "VERB"
    return roles.subjects(above) if is_told and not _is_denied(predicate) else []


def is_called(word: Token) -> bool:
    """Whether somebody calls something so: "called the plan absurd", "described the raid as illegal"."""
    lemma = word.head.lemma
    if word.dep_ == "xcomp" and lemma in _CALLING:
        return True
    return lemma in _CALLING_AS and word.dep_ in ("obl", "advcl", "xcomp") and marker_of(word) == "as"


def _raised(predicate: Token) -> Token:
    """Return the word that the clause of another is built on: "try" of "is trying to provoke", the first of two."""
    above = predicate.head
    while above.pos_ == "VERB" and not _is_denied(predicate):
        is_tried = predicate.dep_ == "xcomp" and above.lemma in _TRYING
        if not is_tried and predicate.dep_ != "conj":
            break
        predicate, above = above, above.head
    return predicate


def promisers(verb: Token, roles: RoleReader) -> list[Token]:
    """Return who promises or threatens what a verb tells: "vowed to help Syria"."""
    above = verb.head
    is_promised = verb.dep_ == "xcomp" and above.pos_ == "VERB" and above.lemma in _PROMISING
    return roles.subjects(above) if is_promised and marker_of(verb) == "to" and not _is_denied(verb) else []


def told_subjects(noun: Token) -> list[Token]:
    """Return whom the clause of a noun is about: "the claim that Arvania arms rebels"."""
    clauses = [clause for clause in noun.children if clause.dep_ == "acl" and marker_of(clause) in ("that", "")]
    return [child for clause in clauses for child in clause.children if child.dep_ in ("nsubj", "nsubj:pass")]


def complement_subjects(verb: Token) -> list[Token]:
    """Return the subjects of what a verb asks for or alleges: "urged that the two sides talk", "requires Orr to go"."""
    clauses = [clause for clause in verb.children if clause.dep_ in ("ccomp", "xcomp", "advcl")]
    is_alleged = verb.lemma in _ALLEGING and not _is_participle(verb)
    asked = [clause for clause in clauses if is_alleged or is_asked_form(clause)]
    found = [child for clause in asked for child in with_auxiliaries(clause) if child.dep_ == "nsubj"]
    if is_alleged:
        found = [doer for clause in asked for doer in _alleged(clause)]
    if found or not any(clause.dep_ == "xcomp" and marker_of(clause) == "to" for clause in asked):
        return found
    return [child for child in verb.children if child.dep_ == "obj"]


def complement_goals(verb: Token) -> list[Token]:
    """Return whom an infinitive is about: "threatened to attack Syria", "offered to talk to the rebels"."""
    clauses = [clause for clause in verb.children if clause.dep_ in ("xcomp", "advcl")]
    return [goal for clause in clauses if marker_of(clause) == "to" for goal in _goals(clause)]


def _goals(verb: Token) -> list[Token]:
    goals = [child for child in verb.children if child.dep_ in ("obj", "obl") and preposition_of(child) in _TOWARDS]
    return goals[:1]


def _is_denied(predicate: Token) -> bool:
    return any(child.lower_ in _NOT or (child.lower_ == "no" and child.dep_ == "det") for child in predicate.children)


def _alleged(clause: Token) -> list[Token]:
    """Return who did what a clause alleges: "alleged that Orr lied"; of "he was poisoned", "he drank poison" not he."""
    if is_passive(clause):
        return list(agents(clause))
    if clause.lemma in _UNDERGOING:
        return []
    return [child for child in with_auxiliaries(clause) if child.dep_ == "nsubj"]


def _is_participle(verb: Token) -> bool:
    """Whether a verb only describes: "suspected rebels"."""
    return verb.tag_ == "VBN" and not any(child.dep_.startswith("aux") for child in verb.children)
