"""What stands above a predicate, and whether what is said there holds for it, too."""

from __future__ import annotations

from collections.abc import Iterator

from kg_loaders.extract.dependencies import marker_of
from kg_loaders.extract.tree import Token

_MAX_CLIMB = 8
_WAYS_TO_ACT = frozenset([("respond", "with"), ("retaliate", "with")])
_GOVERNED = frozenset("of for from on with into out against".split())  # marks of what a word governs: "accused of"
ENDEAVOURS = frozenset(
    """ability aim ambition appeal appetite approval arrangement aspiration attempt authorisation authority
    authorization bid blueprint capability capacity chance choice clout commitment competence conspiracy courage
    decision decree desire determination drive duty eagerness effort endeavor endeavour excuse expectation failure
    freedom goal guarantee guts haste impulse inability inclination incentive intent intention invitation itch job
    licence license mandate means mission motivation motive muscle nerve oath obligation occasion offer opportunity
    option order pact permission plan pledge plot position power preparation pretext project promise proposal
    proposition readiness reason
    refusal reluctance request resolution resolve resources responsibility right scheme stomach strategy strength
    temptation threat ultimatum urge vow way will willingness wish yearning zeal
    aspirant candidate contender favorite favourite frontrunner hopeful pretender runner""".split()
)  # what an infinitive goes with, which is not done by that; the parser may hang it on the verb: "lacked the will to"
TELLING = frozenset(
    """accusation admission allegation announcement argument assertion belief charge claim confession contention denial
    fear gossip hint hoax idea insinuation lie myth notion report rumor rumour speculation statement story suggestion
    suspicion theory view news evidence proof""".split()
)  # nouns whose clause says what is told: "the claim that Kenya attacked"
_BEHIND = frozenset("in at about by to".split())  # the same behind a word only: "succeeded in attacking"
_PASSING = frozenset("xcomp obj nsubj:pass conj ccomp acl advcl obl nmod".split())
_BARRIERS = frozenset(["acl:relcl", "appos", "nmod:poss"])  # told in passing: it stands whatever is said of the rest
_GIVEN = frozenset("after following since during despite amid over because".split())


def governors_of(predicate: Token) -> Iterator[tuple[Token, Token]]:
    """Yield (below, governor) from a predicate up to the root of its sentence."""
    below = predicate
    for _ in range(_MAX_CLIMB):
        if below.head == below:
            return
        governor = below.head
        if (endeavour := _endeavour(below, governor)) is not None:
            yield below, endeavour
            below = endeavour
        yield below, governor
        below = governor


def _endeavour(below: Token, verb: Token) -> Token | None:
    """Return the object of a verb that an infinitive goes with: "lacked the will to attack"."""
    if below.dep_ not in ("xcomp", "advcl") or verb.pos_ != "VERB" or not is_infinitive(below):
        return None
    things = (child for child in verb.children if child.dep_ == "obj" and child.i < below.i)
    return next((thing for thing in things if thing.lemma in ENDEAVOURS), None)


def _place(below: Token) -> str:
    """How a word hangs; a clause that "that" opens as a conjunction is no relative one, whatever the parser says."""
    return "acl" if below.dep_ == "acl:relcl" and _tells(below) else below.dep_


def _tells(clause: Token) -> bool:
    """Whether a clause says what its noun tells, and "that" stands for nothing in it: "claims that Kenya attacked"."""
    if marker_of(clause) == "that":
        return True
    if clause.head.lemma not in TELLING:
        return False
    below = clause.children
    that = next((child for child in below if child.lower_ == "that" and child.i < clause.i), None)
    if that is None or not any(child.dep_.startswith("nsubj") and child != that for child in below):
        return False
    return that.dep_ != "obj" or any(child.dep_ in ("obj", "iobj") and child != that for child in below)


def is_given(below: Token) -> bool:
    """Whether a clause or noun is taken for granted by what governs it: "who fled", "after the attack"."""
    if below.dep_ == "amod":  # "rebels loyal to", "captured towns"
        return True
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
    return is_infinitive(below) or follows_verb or is_governed_gerund(below) or marker_of(below) in _GOVERNED


def is_governed_gerund(below: Token) -> bool:
    """Whether a gerund behind a preposition tells what its governor comes to: "succeeded in attacking"."""
    return below.tag_ == "VBG" and below.i > below.head.i and marker_of(below) in _BEHIND


def is_complement(below: Token) -> bool:
    """Whether a clause is what its governor plans, fears or asks for."""
    return _place(below) in ("xcomp", "ccomp", "acl") or (
        below.dep_ in ("advcl", "obl") and (marker_of(below) in _GOVERNED or is_governed_gerund(below))
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
    """Whether a verb is marked by "to"; not a gerund, as in "admitted to killing"."""
    return verb.tag_ != "VBG" and any(child.dep_ == "mark" and child.lower_ == "to" for child in verb.children)
