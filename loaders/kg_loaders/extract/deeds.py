"""A deed, told by a verb or a noun -> who is behind it, and whom it hits.

The roles of grammar are read in roles.py; here the doer may stand further off: "five were killed when gunmen opened
fire", "the suspects in the killing", "an Israeli missile strike killed", "was arrested on suspicion of spying".
"""

from __future__ import annotations

from kg_loaders.extract.dependencies import (
    agents,
    conjuncts,
    doers_of,
    is_modifier,
    is_passive,
    marker_of,
    oblique,
    owners,
    preposition_of,
    same,
    verb_word,
)
from kg_loaders.extract.endeavours import is_text
from kg_loaders.extract.noun_phrases import counting, inner_modifiers, is_deed, is_somebody
from kg_loaders.extract.phrases import is_what_meets
from kg_loaders.extract.prepositions import comes_to_help
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.tree import Token

_HARMING = frozenset("kill wound injure hurt slay massacre murder maim lose".split())
_FIGHTS = frozenset("fighting clash battle firefight gunbattle gunfight skirmish shootout combat".split())
_BLASTS = frozenset(["blast", "explosion"])
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
_PARTAKING_VERBS = frozenset(["take", "join", "participate"])
_SUSPICIONS = frozenset("suspicion charge count allegation accusation".split())
_CHARGES = frozenset("charge allegation accusation claim assertion".split())
_BESIDE = frozenset(["appos", "parataxis", "dep", "conj", "list"])  # how the parser hangs it on what is charged
_MAX_CLIMB = 4  # words between a charge and the verb of accusing
_BLAMING = {"blame": "on", "pin": "on", "attribute": "to", "link": "to"}
_PUNISHMENTS = frozenset("trial sentence term charge indictment prosecution".split())
_PUNISHED_FOR = frozenset(["for", "on", "over"])  # "on trial on charges of"
_OWNING_UP = frozenset(["confess", "admit"])  # "confessed to the murder of Orr"
_UNDERGOING = frozenset("serve face stand await go receive get begin start".split())
_GOING = frozenset("come go rush spring leap race fly hurry run".split())
_JOURNEYS = frozenset("visit trip tour journey stop stopover swing itinerary travel pilgrimage".split())
_COMPRISING = frozenset("include follow conclude cap".split())
_INVOLVED = frozenset("involve responsible guilty complicit implicate culpable liable participate link".split())


def doers(verb: Token, roles: RoleReader) -> list[Token]:
    """Return who acts; of a deed ("an Israeli airstrike killed", "killed in an attack by rebels") who did it."""
    is_suffering = is_passive(verb)
    named = (list(agents(verb)) or _shared_agents(verb)) if is_suffering else roles.subjects(verb)
    if not named and is_suffering:
        return _hidden_doers(verb, roles)
    deeds = [deed for noun in named if _tells_deed(noun, roles) for deed in (noun, *conjuncts(noun))]
    behind = [doer for deed in deeds for doer in _doers_of(deed, roles)]
    return named + behind + [who for noun in named if is_text(noun) for who in roles.utterers(noun)]


def _tells_deed(noun: Token, roles: RoleReader) -> bool:
    """Whether a noun is a deed, or happened by one: "blamed rebels for an explosion that killed two"."""
    if noun.lemma in _BLASTS:  # a place before it does nothing
        return not any(is_modifier(child, noun) and child.ent_type_ for child in noun.children)
    return is_deed(noun, roles.words)


def _hidden_doers(verb: Token, roles: RoleReader) -> list[Token]:
    """Return who is behind a passive verb that names nobody: "killed in an Israeli raid", "when gunmen opened fire"."""
    behind = [noun for noun in oblique(verb) if preposition_of(noun) in ("in", "during") and is_deed(noun, roles.words)]
    if behind or verb.lemma not in _HARMING:
        return [doer for deed in behind for doer in _doers_of(deed, roles) or [deed]]
    clauses = [child for child in verb.children if child.dep_ == "advcl" and child.pos_ == "VERB"]
    violent = [clause for clause in clauses if verb_word(clause) in _VIOLENT and _link_of(clause) in _WHEN]
    return [doer for clause in violent for doer in doers(clause, roles)]


def _shared_agents(verb: Token) -> list[Token]:
    """Return the doers of a passive verb that another one names: "was arrested and deported by Kuwait"."""
    later = [child for child in verb.children if child.dep_ == "conj" and child.tag_ == "VBN" and is_passive(child)]
    joined = [child for child in later if all(part.dep_ != "aux:pass" for part in child.children)]
    joined += _elliptic(verb)
    found = [agent for child in joined for agent in agents(child)]
    if not found and verb.dep_ == "conj" and verb.head.tag_ == "VBN":
        found = [agent for agent in agents(verb.head) if agent.i > verb.i]
    return found


def _elliptic(verb: Token) -> list[Token]:
    """Return the participles behind others who met with the like: "two were killed and four others hurt by rebels"."""
    others = [child for child in verb.children if child.dep_ == "conj" and child.pos_ in ("NOUN", "NUM")]
    return [part for other in others for part in other.children if part.dep_ == "acl" and part.tag_ == "VBN"]


def _doers_of(deed: Token, roles: RoleReader) -> list[Token]:
    return [*doers_of(deed), *inner_modifiers(deed, roles.words)] or _blamed(deed) or givers(deed, roles)


def _blamed(deed: Token) -> list[Token]:
    """Return whose a deed is taken to be: "an attack blamed on rebels", "a raid believed to have been led by Orr"."""
    found: list[Token] = []
    for clause in deed.children:
        if clause.dep_ != "acl" or clause.tag_ != "VBN":
            continue
        lower = [child for child in clause.children if child.dep_ == "xcomp"]
        found += [agent for verb in lower for agent in agents(verb)]
        wanted = _BLAMING.get(clause.lemma)
        found += [noun for noun in oblique(clause) if wanted and preposition_of(noun) == wanted]
    return found


def givers(noun: Token, roles: RoleReader) -> list[Token]:
    """Return who does what a noun tells, with its light verb: "Orr paid a visit", "accused Iran of an attack"."""
    noun = counting(noun, roles.words)
    if preposition_of(noun) == "behind":
        return _those_behind(noun, roles)
    if comes_to_help(noun):
        return roles.subjects(noun.head) if noun.dep_ == "obl" and noun.head.lemma in _GOING else []
    if noun.lemma in _JOURNEYS and (travellers := _travellers(noun, roles)):
        return travellers
    return _participants(noun, roles) or _partakers(noun, roles) or _harming(noun, roles) or roles.givers(noun)


def _participants(deed: Token, roles: RoleReader) -> list[Token]:
    """Return who takes part in a deed: "took part in the protests", "participated in talks", "joined the attack"."""
    verb = deed.head
    if verb.pos_ != "VERB" or verb.lemma not in _PARTAKING_VERBS or is_passive(verb):
        return []
    if any(child.ent_type_ and is_modifier(child, deed) for child in deed.children):
        return []  # "took part in the Iran-Iraq war": others fought it
    lemma, preposition = verb.lemma, preposition_of(deed)
    if lemma == "take" and preposition == "in":
        is_part = any(child.dep_ == "obj" and child.lemma == "part" for child in verb.children)
        return roles.subjects(verb) if is_part else []
    is_joined = lemma == "join" and (preposition == "in" or deed.dep_ == "obj")
    return roles.subjects(verb) if is_joined or (lemma == "participate" and preposition == "in") else []


def _travellers(journey: Token, roles: RoleReader) -> list[Token]:
    """Return who goes on a part of a journey: "Orr's tour will include a stop in", "a tour with stops in"."""
    above = journey.head
    if journey.dep_ == "obj" and above.lemma in _COMPRISING:
        wholes = roles.subjects(above)
    else:
        is_part = journey.dep_ == "nmod" and preposition_of(journey) in ("with", "including")
        wholes = [above, above.head] if is_part else []  # "a tour of Asia with stops in"
    wholes = [noun for noun in wholes if noun.lemma in _JOURNEYS and noun.i < journey.i]
    return [who for whole in wholes for who in _goers(whole, roles)]


def _goers(journey: Token, roles: RoleReader) -> list[Token]:
    return list(owners(journey)) or roles.givers(journey) or roles.adjunct_subjects(journey)


def _those_behind(deed: Token, roles: RoleReader) -> list[Token]:
    """Return who is said to be behind a deed: "the group was behind the attack", "the men behind the attack"."""
    above = deed.head
    if deed.dep_ == "nmod" and above.lemma not in _PARTAKERS and is_somebody(above, roles.words):
        return [above]
    if deed.dep_ == "xcomp" and is_passive(above):  # "a group believed to be behind the attack"
        return roles.objects(above)
    if any(child.dep_ == "cop" for child in deed.children):
        return roles.subjects(deed)
    return _partakers(deed, roles)


def _partakers(noun: Token, roles: RoleReader) -> list[Token]:
    """Return who has a part in what a noun tells: "suspects in the killing of", "involved in", "his role in"."""
    above = noun.head
    if noun.dep_ not in ("nmod", "obl") or preposition_of(noun) not in _PARTS:
        return []
    lemma = above.lemma
    if above.pos_ in ("NOUN", "PROPN"):
        if preposition_of(noun) == "in" and above.dep_ == "obj" and above.head.lemma in _INVOLVED:
            return [above]  # "implicated Orr in the killing of"
        if lemma in _PUNISHMENTS:
            return _punished(above, roles) if preposition_of(noun) in _PUNISHED_FOR else []
        if lemma == "connection" and above.dep_ == "obl" and above.head.pos_ == "VERB" and not list(owners(above)):
            return roles.objects(above.head)  # "was arrested in connection with the killing of"
        if lemma in _PARTAKERS:
            return [child for child in above.children if child.dep_ == "nsubj"] or [above]
        if lemma in _SUSPICIONS:  # "arrested on suspicion of"
            return givers(above, roles) if above.dep_ in ("obl", "nmod") else []
        return list(owners(above)) or givers(above, roles) if lemma in _PARTAKING else []
    if above.pos_ == "VERB" and _is_tried(above, noun):
        return roles.subjects(above)
    if above.pos_ not in ("ADJ", "VERB") or lemma not in _INVOLVED:
        return []
    return roles.described(above) if above.pos_ == "ADJ" else roles.objects(above) or roles.subjects(above)


def _punished(punishment: Token, roles: RoleReader) -> list[Token]:
    """Return who is punished or tried: "is on trial for", "is serving a life sentence for"."""
    if own := [child for child in punishment.children if child.dep_ == "nsubj"]:
        return own
    verb = punishment.head
    if punishment.dep_ not in ("obj", "obl"):
        return []
    return roles.subjects(verb) if verb.lemma in _UNDERGOING and not is_passive(verb) else []


def _is_tried(verb: Token, deed: Token) -> bool:
    """Whether a verb tells that its subject answers for a deed: "pleaded guilty to", "serves a sentence for"."""
    lemma, preposition = verb.lemma, preposition_of(deed)
    if lemma == "plead":
        return preposition == "to" and any(child.lower_ == "guilty" for child in verb.children)
    if preposition == "to" and lemma in _OWNING_UP:
        return True
    if preposition not in _PUNISHED_FOR:
        return False
    below = verb.children if lemma == "serve" else ()
    return any(child.lemma in _PUNISHMENTS for child in below if child.dep_ == "obj")


def _harming(noun: Token, roles: RoleReader) -> list[Token]:
    """Return who harmed others in what a noun tells: "killed five soldiers in an attack on a base"."""
    verb = harmful(noun, roles)
    if verb is None:
        return []
    if is_passive(verb):
        return list(agents(verb))
    return roles.subjects(verb) if any(child.dep_ == "obj" for child in verb.children) else []


def harmful(noun: Token, roles: RoleReader) -> Token | None:
    """Return the verb that harms in a deed or puts into a state: "killed rebels in clashes", "took into custody"."""
    if noun.dep_ not in ("nmod", "obl"):
        return None
    verb = noun.head.head if noun.head.dep_ == "obj" else noun.head
    if verb.pos_ != "VERB":
        return None
    lemma, verb_lemma, preposition = noun.lemma, verb.lemma, preposition_of(noun)
    if lemma in _STATES:
        return verb if preposition in _INTO and verb_lemma in _PUTTING else None
    is_violent = lemma in _FIGHTS or is_deed(noun, roles.words)
    return verb if is_violent and preposition in ("in", "during") and verb_lemma in _HARMING else None


def harmed(noun: Token, roles: RoleReader) -> list[Token]:
    """Return whom the verb harms that a deed, a fight or a state goes with."""
    verb = harmful(noun, roles)
    return [] if verb is None else roles.objects(verb)


def coming_under(noun: Token, roles: RoleReader) -> list[Token]:
    """Return who meets with what a noun tells: "came under attack", "is the subject of an investigation"."""
    if is_what_meets(noun):
        return list(same(noun.head))
    if preposition_of(noun) != "under":
        return []
    if noun.dep_ == "obl" and noun.head.lemma in _MEETING:
        return roles.subjects(noun.head)
    is_said = any(child.dep_ == "cop" for child in noun.children)
    return [child for child in noun.children if is_said and child.dep_ == "nsubj"]


def _link_of(clause: Token) -> str:
    """Return the word that says how a clause goes with the one above it: "when", "after"."""
    return marker_of(clause) or next((child.lower_ for child in clause.children if child.lower_ == "when"), "")


def accusers(charge: Token, roles: RoleReader) -> list[Token]:
    """Return whose charge it is that stands beside a clause: "Mali accused Chad of spying, a charge Chad denies"."""
    if charge.lemma not in _CHARGES or charge.dep_ not in _BESIDE:
        return []
    clause = charge.head
    for _ in range(_MAX_CLIMB):
        if clause.pos_ == "VERB" and clause.lemma in roles.words.syntax_charging | roles.words.reporting_verbs:
            return list(agents(clause)) if is_passive(clause) else roles.subjects(clause)
        clause = clause.head
    return []
