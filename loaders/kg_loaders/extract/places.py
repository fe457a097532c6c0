"""A match -> where it happened: the nearest place of its clause that "in", "at", "near" put there."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.model import Kind
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dependencies import children_of, preposition_of
from kg_loaders.extract.found import Match
from kg_loaders.extract.paragraph_fillers import ParagraphFillers

_PREPOSITIONS = frozenset("in at near outside inside across throughout around".split())
_PLACES = frozenset([Kind.LOCATION, Kind.COUNTRY])
_INNER = frozenset(["obl", "nmod", "obj", "nsubj:pass"])  # what may hold a place: "killed in an attack in Kabul"
_ELSEWHERE = frozenset(["to", "from", "into", "by", "through", "via"])  # the places below these are of something else
_MAX_DEPTH = 3


def place_of(match: Match, fillers: ParagraphFillers) -> Cluster | None:
    """Return the entity of the place where something is said to happen; None if the clause names none."""
    ends = [match.source.cluster] + ([] if match.target is None else [match.target.cluster])
    for top in _tops(match.predicate):
        for token in _below(top):
            for filler in fillers.meant_by(token):
                if filler.cluster.kind in _PLACES and filler.cluster not in ends:
                    return filler.cluster
    return None


def _tops(predicate: Token) -> Iterator[Token]:
    """The predicate, the verb that governs a noun, and the verbs coordinated with it: they share their place."""
    yield predicate
    if predicate.pos_ != "VERB" and predicate.dep_ in ("obj", "obl", "nsubj", "nsubj:pass"):
        yield predicate.head
    yield from (child for child in children_of(predicate) if child.dep_ == "conj" and child.pos_ == "VERB")


def _below(top: Token) -> Iterator[Token]:
    """Yield the nouns below a token that a preposition of place marks, nearest first."""
    level = [top]
    for _ in range(_MAX_DEPTH):
        inner = [child for token in level for child in children_of(token) if child.dep_ in _INNER]
        yield from (token for token in inner if preposition_of(token) in _PREPOSITIONS)
        level = [token for token in inner if preposition_of(token) not in _ELSEWHERE]
