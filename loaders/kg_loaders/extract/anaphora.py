"""A definite noun phrase and the entities spoken of before it -> the entity that it means, or none.

"The country" is the country spoken of last, "the party" the last body whose name says "party", "the Kenyan leader" the
one person with an office of Kenya. What is not licensed so stays an entity of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice

from spacy.tokens import Token

from kg.model import Kind
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dependencies import children_of
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.lexicon import WordLists

_MEMORY = 30  # entities, the last spoken of first: an antecedent further back is a guess
_NAMED_KINDS = frozenset([Kind.ORGANIZATION, Kind.LOCATION])
_RESTRICTIVE = frozenset("acl acl:relcl nmod".split())
_INDEFINITE = frozenset("a an another some one other".split())
_DEFINITE = frozenset("the this that".split())


class Recency:
    """The entities of a document as far as it is read, the last spoken of first."""

    def __init__(self) -> None:
        """Start a document."""
        self._spoken: dict[int, Cluster] = {}  # insertion order is the order of last mention

    def speak(self, cluster: Cluster) -> None:
        """Note that an entity is spoken of."""
        self._spoken.pop(id(cluster), None)
        self._spoken[id(cluster)] = cluster

    def last(self, is_meant: Callable[[Cluster], bool]) -> Cluster | None:
        """Return the entity spoken of last that is meant."""
        return next(filter(is_meant, islice(reversed(self._spoken.values()), _MEMORY)), None)


def is_definite(mention: FoundMention) -> bool:
    """Whether a noun phrase says that its thing is known: "the party"."""
    return any(child.lower_ in _DEFINITE for child in children_of(mention.head))


def is_indefinite(mention: FoundMention) -> bool:
    """Whether a noun phrase says that its thing is new: "a minister", "another party"."""
    return any(child.lower_ in _INDEFINITE for child in children_of(mention.head))


def meant_by(mention: FoundMention, spoken: Recency, words: WordLists) -> Cluster | None:
    """Return the entity spoken of before that a definite noun phrase means."""
    head = mention.head
    lemma = head.lemma_.lower()
    if head.tag_ in ("NNS", "NNPS") or not is_definite(mention) or _is_restricted(head):
        return None
    if lemma in words.coreference_countries:
        return spoken.last(lambda cluster: cluster.kind is Kind.COUNTRY)
    if mention.kind is Kind.PERSON:
        return None
    called = spoken.last(partial(_is_called, lemma))
    if called is None and lemma in words.coreference_movements:
        return spoken.last(partial(_is_movement, words))
    return called


def _is_restricted(noun: Token) -> bool:
    """Whether what follows says which one: "the group that fired", "the city of Lund"."""
    return any(child.i > noun.i and child.dep_ in _RESTRICTIVE for child in children_of(noun))


def _is_called(lemma: str, cluster: Cluster) -> bool:
    """Whether a name says what its bearer is: "Labour Party", "Supreme Court", "Lund Hospital"."""
    return cluster.kind in _NAMED_KINDS and cluster.is_named and lemma in cluster.name.lower().split()


def _is_movement(words: WordLists, cluster: Cluster) -> bool:
    """Whether a body may be "the group": its name does not say that it is a ministry, court, newspaper."""
    is_body = cluster.kind is Kind.ORGANIZATION and cluster.is_named
    return is_body and words.coreference_institutions.isdisjoint(cluster.name.lower().split())
