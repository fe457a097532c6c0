"""A match -> where it happened: the nearest place of its clause that "in", "at", "near" put there."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import Kind
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dependencies import marker_of, preposition_of
from kg_loaders.extract.found import Match
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.tree import Token

# what happens somewhere; of a visit or a deployment the target is the place, and "in Iraq" beside "accused" or "backs"
# tells where somebody else is
_SOMEWHERE = frozenset(
    """ATTACKS KILLS FIGHTS ABDUCTS ARRESTS REPRESSES PROTESTS_AGAINST MEETS TALKS_WITH NEGOTIATES_WITH HOSTS
    SIGNS_AGREEMENT_WITH AGREES_WITH CEASES_FIRE_WITH COOPERATES_WITH RELEASES EXPELS ELECTS_APPOINTS""".split()
)
_PREPOSITIONS = frozenset("in at near outside inside across throughout around along off".split())
_PLACES = frozenset([Kind.LOCATION, Kind.COUNTRY])
_INNER = frozenset(["obl", "nmod", "obj", "nsubj:pass"])  # what may hold a place: "killed in an attack in Kabul"
_ELSEWHERE = frozenset(["to", "from", "into", "by", "through", "via"])  # the places below these are of something else
_MAX_DEPTH = 3
_MAX_CLAUSES = 3


def place_of(match: Match, fillers: ParagraphFillers) -> Cluster | None:
    """Return the entity of the place where something is said to happen; None if the clause names none."""
    ends = [match.source.cluster] + ([] if match.target is None else [match.target.cluster])
    likely = _tokens(match.predicate) if match.type.name in _SOMEWHERE else _fronted(match.predicate)
    for token in likely:
        for filler in fillers.meant_by(token):
            if filler.cluster.kind in _PLACES and filler.cluster not in ends:
                return filler.cluster
    return None


def _fronted(predicate: Token) -> Iterator[Token]:
    """Yield the place that opens the clause: "In Brussels, Orr urged Kerr"."""
    verb = _verb_of(predicate)
    yield from (token for token in verb.children if token.i < verb.i and preposition_of(token) in _PREPOSITIONS)


def _tokens(predicate: Token) -> Iterator[Token]:
    """Yield what may be the place, the likeliest first."""
    verb = _verb_of(predicate)
    if any(child.lower_ == "where" for child in verb.children):  # "flew to Lund, where he met Orr"
        yield verb.head
    yield from _below(predicate)
    if verb is not predicate:
        yield from _below(verb)
    for child in predicate.children:
        if child.dep_ == "conj" and child.pos_ == "VERB":  # "was seized and shot in Basra"
            yield from _below(child)
    yield from _above(verb)


def _verb_of(predicate: Token) -> Token:
    is_noun = predicate.pos_ != "VERB" and predicate.dep_ in ("obj", "obl", "nsubj", "nsubj:pass")
    return predicate.head if is_noun else predicate


def _above(verb: Token) -> Iterator[Token]:
    """Yield the places of the clauses that a verb shares its place with."""
    for _ in range(_MAX_CLAUSES):
        above = verb.head
        if verb.dep_ == "ccomp":  # "In Basra, police said rebels killed two"
            yield from (token for token in _below(above) if token.i < above.i and token.i < verb.i)
        elif verb.dep_ == "acl:relcl" or _is_participle(verb):  # "blew himself up in Basra, killing two"
            yield from _below(above)
        elif verb.dep_ != "conj":
            return
        verb = above


def _is_participle(verb: Token) -> bool:
    return verb.dep_ == "advcl" and verb.tag_ in ("VBG", "VBN") and not marker_of(verb)


def _below(top: Token) -> Iterator[Token]:
    """Yield the nouns below a token that a preposition of place marks, nearest first."""
    level = [top]
    for _ in range(_MAX_DEPTH):
        inner = [child for token in level for child in token.children if _may_hold(child, top)]
        yield from (token for token in inner if preposition_of(token) in _PREPOSITIONS)
        level = [token for token in inner if preposition_of(token) not in _ELSEWHERE]


def _may_hold(child: Token, top: Token) -> bool:
    is_next = child.dep_ == "conj" and child.head is not top and child.pos_ in ("NOUN", "PROPN")
    return is_next or child.dep_ in _INNER
