"""A deed, told by a verb or a noun -> who is behind it, and whom it hits.

The roles of grammar are read in roles.py; here the doer may stand further off: "five were killed when gunmen opened
fire", "the suspects in the killing", "an Israeli missile strike killed", "was arrested on suspicion of spying".
"""

from __future__ import annotations

from spacy.tokens import Token

from kg_loaders.extract.dependencies import (
    agents,
    children_of,
    doers_of,
    is_passive,
    marker_of,
    oblique,
    owners,
    preposition_of,
    verb_word,
)
from kg_loaders.extract.noun_phrases import counting, inner_modifiers, is_deed
from kg_loaders.extract.roles import RoleReader

_HARMING = frozenset("kill wound injure hurt slay massacre murder maim lose".split())
_FIGHTS = frozenset("fighting clash battle firefight gunbattle gunfight skirmish shootout combat".split())
_VIOLENT = frozenset(
    """attack ambush bomb raid storm shell shoot fire open strafe torpedo hit strike ram detonate blow_up explode throw
    hurl lob launch drop stab clash fight invade assault target pound blow set_off""".split()
)  # verbs of clauses that say how somebody was killed
_WHEN = frozenset(["when", "after", "as"])
_STATES = frozenset("custody arrest jail prison bar detention trial death".split())  # "put on trial", "beat to death"
_INTO = frozenset("into in under on to behind".split())
_PUTTING = frozenset(
    """take place put send throw hold keep bring return order remand beat stab burn hack club bludgeon kick crush
    trample starve torture shoot""".split()
)
_MEETING = frozenset("come remain fall get live place put".split())  # "came under fire"
_PARTS = frozenset(["in", "of", "for", "to", "behind", "with"])  # "suspects in the killing", "responsible for"
_PARTAKERS = frozenset(
    """suspect perpetrator planner mastermind accomplice architect author organizer organiser culprit participant
    conspirator instigator ringleader""".split()
)
_PARTAKING = frozenset(
    "involvement role part participation complicity connection hand responsibility link guilt".split()
)
_SUSPICIONS = frozenset("suspicion charge count allegation accusation".split())
_INVOLVED = frozenset("involve responsible guilty complicit implicate culpable liable participate link".split())


def doers(verb: Token, roles: RoleReader) -> list[Token]:
    """Return who acts; of a deed ("an Israeli airstrike killed", "killed in an attack by rebels") who did it."""
    is_suffering = is_passive(verb)
    named = (list(agents(verb)) or _shared_agents(verb)) if is_suffering else roles.subjects(verb)
    if not named and is_suffering:
        return _hidden_doers(verb, roles)
    return named + [doer for noun in named if is_deed(noun, roles.words) for doer in _doers_of(noun, roles)]


def _hidden_doers(verb: Token, roles: RoleReader) -> list[Token]:
    """Return who is behind a passive verb that names nobody: "killed in an Israeli raid", "when gunmen opened fire"."""
    behind = [noun for noun in oblique(verb) if preposition_of(noun) in ("in", "during") and is_deed(noun, roles.words)]
    if behind or verb.lemma_.lower() not in _HARMING:
        return [doer for deed in behind for doer in _doers_of(deed, roles)]
    clauses = [child for child in children_of(verb) if child.dep_ == "advcl" and child.pos_ == "VERB"]
    violent = [clause for clause in clauses if verb_word(clause) in _VIOLENT and _link_of(clause) in _WHEN]
    return [doer for clause in violent for doer in doers(clause, roles)]


def _shared_agents(verb: Token) -> list[Token]:
    """Return the doers of a passive verb that another one names: "was arrested and deported by Kuwait"."""
    later = [child for child in children_of(verb) if child.dep_ == "conj" and child.tag_ == "VBN" and is_passive(child)]
    joined = [child for child in later if all(part.dep_ != "nsubj:pass" for part in children_of(child))]
    found = [agent for child in joined for agent in agents(child)]
    if not found and verb.dep_ == "conj" and verb.head.tag_ == "VBN":
        found = [agent for agent in agents(verb.head) if agent.i > verb.i]
    return found


def _doers_of(deed: Token, roles: RoleReader) -> list[Token]:
    return [*doers_of(deed), *inner_modifiers(deed, roles.words)] or givers(deed, roles)


def givers(noun: Token, roles: RoleReader) -> list[Token]:
    """Return who does what a noun tells, with its light verb: "Orr paid a visit", "accused Iran of an attack"."""
    noun = counting(noun, roles.words)
    return _partakers(noun, roles) or _harming(noun, roles) or roles.givers(noun)


def _partakers(noun: Token, roles: RoleReader) -> list[Token]:
    """Return who has a part in what a noun tells: "suspects in the killing of", "involved in", "his role in"."""
    above = noun.head
    if noun.dep_ not in ("nmod", "obl") or preposition_of(noun) not in _PARTS:
        return []
    lemma = above.lemma_.lower()
    if above.pos_ in ("NOUN", "PROPN"):
        if lemma in _PARTAKERS:
            return [child for child in children_of(above) if child.dep_ == "nsubj"] or [above]
        if lemma in _SUSPICIONS:  # "arrested on suspicion of"
            return givers(above, roles) if above.dep_ == "obl" else []
        return list(owners(above)) or givers(above, roles) if lemma in _PARTAKING else []
    if above.pos_ not in ("ADJ", "VERB") or lemma not in _INVOLVED:
        return []
    return roles.described(above) if above.pos_ == "ADJ" else roles.objects(above) or roles.subjects(above)


def _harming(noun: Token, roles: RoleReader) -> list[Token]:
    """Return who harmed others in what a noun tells: "killed five soldiers in an attack on a base"."""
    verb = harmful(noun, roles)
    if verb is None:
        return []
    if is_passive(verb):
        return list(agents(verb))
    return roles.subjects(verb) if any(child.dep_ == "obj" for child in children_of(verb)) else []


def harmful(noun: Token, roles: RoleReader) -> Token | None:
    """Return the verb that harms in a deed or puts into a state: "killed rebels in clashes", "took into custody"."""
    if noun.dep_ not in ("nmod", "obl"):
        return None
    verb = noun.head.head if noun.head.dep_ == "obj" else noun.head
    if verb.pos_ != "VERB":
        return None
    lemma, verb_lemma, preposition = noun.lemma_.lower(), verb.lemma_.lower(), preposition_of(noun)
    if lemma in _STATES:
        return verb if preposition in _INTO and verb_lemma in _PUTTING else None
    is_violent = lemma in _FIGHTS or is_deed(noun, roles.words)
    return verb if is_violent and preposition in ("in", "during") and verb_lemma in _HARMING else None


def harmed(noun: Token, roles: RoleReader) -> list[Token]:
    """Return whom the verb harms that a deed, a fight or a state goes with."""
    verb = harmful(noun, roles)
    return [] if verb is None else roles.objects(verb)


def coming_under(noun: Token, roles: RoleReader) -> list[Token]:
    """Return who meets with what a noun tells: "came under attack", "is under investigation"."""
    if preposition_of(noun) != "under":
        return []
    if noun.dep_ == "obl" and noun.head.lemma_.lower() in _MEETING:
        return roles.subjects(noun.head)
    is_said = any(child.dep_ == "cop" for child in children_of(noun))
    return [child for child in children_of(noun) if is_said and child.dep_ == "nsubj"]


def _link_of(clause: Token) -> str:
    """Return the word that says how a clause goes with the one above it: "when", "after"."""
    return marker_of(clause) or next((child.lower_ for child in children_of(clause) if child.lower_ == "when"), "")
