"""Clause -> who says, asks for or promises what it tells, and whom it is about."""

from __future__ import annotations

from spacy.tokens import Token

from kg_loaders.extract.dependencies import children_of, is_asked_form, marker_of, preposition_of, with_auxiliaries
from kg_loaders.extract.roles import RoleReader

_TOWARDS = frozenset(["", "to", "with", "against"])
_ALLEGING = frozenset(["allege", "complain"])
_TELLING = frozenset(
    """say claim allege argue complain insist believe suspect fear contend assert maintain charge state declare add note
    warn conclude""".split()
)
CALLING = frozenset("call consider deem label brand describe declare".split())
_PROMISING = frozenset("promise pledge vow swear offer agree volunteer".split())
_NOT = frozenset(["not", "n't", "n’t", "never"])


def tellers(predicate: Token, roles: RoleReader) -> list[Token]:
    """Return who says what a verb or adjective tells: "Toll says Arvania violated the truce"."""
    above = predicate.head
    lemma = above.lemma_.lower()
    is_told = (predicate.dep_ == "ccomp" and lemma in _TELLING) or (predicate.dep_ == "xcomp" and lemma in CALLING)
    is_told = is_told and above.pos_ == "VERB"
    return roles.subjects(above) if is_told and not _is_denied(predicate) else []


def promisers(verb: Token, roles: RoleReader) -> list[Token]:
    """Return who promises or threatens what a verb tells: "vowed to help Syria"."""
    above = verb.head
    is_promised = verb.dep_ == "xcomp" and above.pos_ == "VERB" and above.lemma_.lower() in _PROMISING
    return roles.subjects(above) if is_promised and marker_of(verb) == "to" and not _is_denied(verb) else []


def told_subjects(noun: Token) -> list[Token]:
    """Return whom the clause of a noun is about: "the claim that Arvania arms rebels"."""
    clauses = [clause for clause in children_of(noun) if clause.dep_ == "acl" and marker_of(clause) in ("that", "")]
    return [child for clause in clauses for child in children_of(clause) if child.dep_ in ("nsubj", "nsubj:pass")]


def complement_subjects(verb: Token) -> list[Token]:
    """Return the subjects of what a verb asks for or alleges: "urged that the two sides talk", "requires Orr to go"."""
    clauses = [clause for clause in children_of(verb) if clause.dep_ in ("ccomp", "xcomp", "advcl")]
    is_alleged = verb.lemma_.lower() in _ALLEGING
    asked = [clause for clause in clauses if is_alleged or is_asked_form(clause)]
    found = [child for clause in asked for child in with_auxiliaries(clause) if child.dep_ == "nsubj"]
    if found or not any(clause.dep_ == "xcomp" and marker_of(clause) == "to" for clause in asked):
        return found
    return [child for child in children_of(verb) if child.dep_ == "obj"]


def complement_goals(verb: Token) -> list[Token]:
    """Return whom an infinitive is about: "threatened to attack Syria", "offered to talk to the rebels"."""
    clauses = [clause for clause in children_of(verb) if clause.dep_ in ("xcomp", "advcl")]
    return [goal for clause in clauses if marker_of(clause) == "to" for goal in _goals(clause)]


def _goals(verb: Token) -> list[Token]:
    goals = [child for child in children_of(verb) if child.dep_ in ("obj", "obl") and preposition_of(child) in _TOWARDS]
    return goals[:1]


def _is_denied(predicate: Token) -> bool:
    return any(child.lower_ in _NOT for child in children_of(predicate))
