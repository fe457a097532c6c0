"""A denial that does not say what is denied -> whom it contradicts: who accused the denier before.

"France accuses Chad of arming rebels. Chad denies the charge": it contradicts France.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.model import Kind
from kg.ontology import StatementType
from kg_loaders.extract.dependencies import is_passive
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.frame_matching import Predicate
from kg_loaders.extract.geography import country_of, country_of_seat
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.told_before import ToldBefore, as_filler
from kg_loaders.extract.tree import Token

_CHARGES = frozenset("charge allegation accusation claim suggestion report criticism complaint".split())
_GUILT = frozenset(
    """involvement wrongdoing responsibility role guilt link connection complicity participation knowledge it that this
    them""".split()
)  # what only somebody accused denies
_DENYING = {
    "deny": _CHARGES | _GUILT,
    **dict.fromkeys("reject dismiss refute rebut dispute".split(), _CHARGES),
}
_INSISTING = frozenset("insist maintain say assert contend argue reiterate".split())
_INNOCENT = frozenset("peaceful innocent civilian untrue baseless unfounded groundless fabricated".split())
_ACCUSING = frozenset(["ACCUSES", "THREATENS"])


def denials(
    predicates: Sequence[Predicate], kind: StatementType, told: ToldBefore, fillers: ParagraphFillers
) -> Iterator[Match]:
    """Yield whom the denials of a sentence contradict. `kind` is that of denials."""
    for predicate in predicates:
        verb = predicate.token
        if verb.pos_ != "VERB" or is_passive(verb) or not _is_denial(verb, fillers):
            continue
        for source in fillers.of_kinds(predicate.slots["subject"], kind.domain):
            for target in _accusers(source, verb, told):
                rule = f"verb:{verb.lemma}:{kind.name}"
                yield Match(predicate=verb, rule=rule, type=kind, source=source, target=as_filler(verb, target))


def _is_denial(verb: Token, fillers: ParagraphFillers) -> bool:
    if verb.lemma in _INSISTING:
        return any(_is_innocence(child) for child in verb.children if child.dep_ == "ccomp")
    denied = _DENYING.get(verb.lemma, frozenset())
    return any(
        child.lemma in denied and not any(fillers.at(part) for part in child.children)
        for child in verb.children
        if child.dep_ == "obj"
    )


def _is_innocence(clause: Token) -> bool:
    """Whether a clause says that somebody did nothing wrong: "it is peaceful", "it is for civilian purposes"."""
    children = clause.children
    if not any(child.dep_ == "cop" for child in children):
        return False
    return any(word.lemma in _INNOCENT for word in (clause, *children) if word.pos_ == "ADJ")


def _accusers(denier: Filler, verb: Token, told: ToldBefore) -> tuple[Filler, ...]:
    for charge in told.lately(_ACCUSING, verb):
        if any(_is_same_side(denier, target) for target in charge.targets):
            return charge.sources if charge.type == "ACCUSES" else ()
    return ()


def _is_same_side(one: Filler, other: Filler) -> bool:
    """Whether both are one, or one speaks for the country that the other is: "Damascus", "Chad's minister"."""
    if one.cluster is other.cluster:
        return True
    land = _land(one)
    return land is not None and land == _land(other)


def _land(filler: Filler) -> str | None:
    cluster, owner = filler.cluster, filler.mention.owner
    if cluster.kind is Kind.COUNTRY:
        return country_of(cluster.name)
    if cluster.is_named and cluster.kind is not Kind.PERSON:
        return country_of_seat(cluster.name)
    return None if owner is None else country_of(owner.text)
