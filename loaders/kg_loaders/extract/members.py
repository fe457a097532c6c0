"""A plural noun phrase -> the several entities that it means: names beside it, or two spoken of last.

"American astronauts Ana Kerr and Wim Ott" are these two; so are "the two leaders" if just two were named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spacy.tokens import Token

from kg.model import Kind
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dependencies import children_of, tokens_of
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.extract.pronouns import Row

_PLURAL = ("NNS", "NNPS")
_JOINING = frozenset([",", "and", "&"])
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}
_PEOPLE = frozenset([Kind.PERSON])
_COUNTRIES = frozenset([Kind.COUNTRY])
_ACTORS = frozenset([Kind.COUNTRY, Kind.ORGANIZATION])
_KINDS = {
    **dict.fromkeys("country state nation neighbor neighbour".split(), _COUNTRIES),
    **dict.fromkeys("side government party rival group enemy foe ally".split(), _ACTORS),
}


def names_after(head: Token, entity_at: Callable[[Token], Cluster | None]) -> tuple[Cluster, ...]:
    """Return the people named right behind a plural; behind a comma or colon only as many as are counted."""
    if head.tag_ not in _PLURAL:
        return ()
    tokens, start = tokens_of(head.doc), head.i + 1
    is_apart = start < len(tokens) and tokens[start].text in (",", ":", "-", "--", "–", "—")
    found = _people_from(tokens, start + is_apart, entity_at)
    if is_apart:
        counted = [_NUMBERS.get(child.lower_) for child in children_of(head) if child.dep_ == "nummod"]
        return found if counted == [len(found)] else ()
    return found if len(found) > 1 else ()


def _people_from(
    tokens: Sequence[Token], start: int, entity_at: Callable[[Token], Cluster | None]
) -> tuple[Cluster, ...]:
    found: dict[int, Cluster] = {}
    for token in tokens[start:]:
        cluster = entity_at(token)
        if cluster is not None and cluster.kind is Kind.PERSON:
            found[id(cluster)] = cluster
        elif token.lower_ not in _JOINING:
            break
    return tuple(found.values())


def two_of(mention: FoundMention, sentence: int, recent: Sequence[Row]) -> tuple[Cluster, ...]:
    """Return the two of the sentence that last named such: people for "the two leaders", actors for "both sides"."""
    if mention.head.tag_ not in _PLURAL or not _is_of_two(mention.head):
        return ()
    lemma = mention.head.lemma_.lower()
    kinds = _KINDS.get(lemma, _PEOPLE)
    found: dict[int, Cluster] = {}
    for at in (sentence, sentence - 1, sentence - 2):
        for row in recent:
            if row.sentence == at and row.cluster.kind in kinds and row.cluster.is_named:
                found[id(row.cluster)] = row.cluster
        if len(found) > 1:
            return tuple(found.values()) if len(found) == 2 else ()
    return ()


def _is_of_two(head: Token) -> bool:
    words = {child.lower_ for child in children_of(head) if child.i < head.i}
    if "other" in words:
        return False
    return "both" in words or ("two" in words and not words.isdisjoint(("the", "these", "those")))
