"""A definite noun phrase and the entities spoken of before it -> the entity that it means, or none.

"The country" is the country spoken of last, "the party" the last body whose name says "party", "the city" the last
place that may be a town, "the capital" the last seat of a government, "the Kenyan leader" the one person with an office
of Kenya. What is not licensed so stays an entity of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice

from kg.model import Kind
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.geography import country_of_seat
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

_MEMORY = 30  # entities, the last spoken of first: an antecedent further back is a guess
_NAMED_KINDS = frozenset([Kind.ORGANIZATION, Kind.LOCATION])
_RESTRICTIVE = frozenset("acl acl:relcl nmod".split())
_INDEFINITE = frozenset("a an another some one other".split())
_DEFINITE = frozenset("the this that".split())
_TOWNS = frozenset("city town village".split())
_REGIONS = frozenset("region area province territory".split())
_WIDE = frozenset(
    """region province state county district territory area coast gulf sea ocean river valley mountains island islands
    peninsula desert border delta strip""".split()
)  # words of names of what is no town
_DIRECTIONS = tuple(
    f"{way}ern" for way in ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")
)
_PALACES = frozenset(
    """palace house street hill kremlin elysee elysée matignon bhavan moncloa moneda bankova hofburg quirinale chigi
    carondelet farnesina itamaraty malacanang malacañang pinos serail chancellery rosada""".split()
)  # words of names of seats of governments that are no towns
_ISLANDS = frozenset(
    """bahamas bahrain barbados cuba cyprus fiji grenada haiti iceland ireland jamaica madagascar maldives malta
    mauritius samoa seychelles singapore sri_lanka taiwan tonga bali borneo corsica crete guam hawaii java okinawa
    puerto_rico sardinia sicily sumatra zanzibar""".split()
)
_CALLED = {
    "alliance": frozenset(["nato", "north_atlantic_treaty_organization"]),
    "bloc": frozenset(["eu", "european_union", "asean", "african_union", "ecowas", "mercosur", "caricom", "nato"]),
}  # what a name does not say of its bearer
_PAPER = frozenset(
    """times post herald tribune guardian telegraph journal gazette daily chronicle observer independent mirror sun star
    globe monde figaro bild spiegel haaretz dawn""".split()
)


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
    return any(child.lower_ in _DEFINITE for child in mention.head.children)


def is_indefinite(mention: FoundMention) -> bool:
    """Whether a noun phrase says that its thing is new: "a minister", "another party"."""
    return any(child.lower_ in _INDEFINITE for child in mention.head.children)


def meant_by(mention: FoundMention, spoken: Recency, words: WordLists) -> Cluster | None:
    """Return the entity spoken of before that a definite noun phrase means."""
    head = mention.head
    lemma = head.lemma
    if head.tag_ in ("NNS", "NNPS") or not is_definite(mention) or _is_restricted(head):
        return None
    if lemma in words.coreference_countries:
        before = [child for child in head.children if child.i < head.i and child.dep_ != "det"]
        if any(child.text[:1].isupper() for child in before):  # "the European nation" may be an earlier one
            return None
        return spoken.last(lambda cluster: cluster.kind is Kind.COUNTRY)
    if mention.kind is Kind.PERSON:
        return None
    called = spoken.last(partial(_is_called, lemma))
    if called is None and lemma in words.coreference_movements:
        return spoken.last(partial(_is_movement, words))
    return called or _known_as(lemma, spoken, words)


def _known_as(lemma: str, spoken: Recency, words: WordLists) -> Cluster | None:
    """What a noun means by what is known of the world: "the alliance" is NATO, "the island" Cuba, "the city" a town."""
    if lemma in _CALLED:
        return spoken.last(lambda cluster: cluster.is_named and _folded(cluster) in _CALLED[lemma])
    if lemma == "newspaper":
        return spoken.last(lambda cluster: cluster.kind is Kind.ORGANIZATION and not _PAPER.isdisjoint(_words(cluster)))
    if lemma == "island":
        return spoken.last(lambda cluster: cluster.is_named and _folded(cluster) in _ISLANDS)
    if lemma == "capital":
        return spoken.last(_is_capital)
    if lemma in _TOWNS:
        return spoken.last(partial(_is_town, words))
    return spoken.last(_is_region) if lemma in _REGIONS else None


def _folded(cluster: Cluster) -> str:
    return "_".join(_words(cluster))


def _words(cluster: Cluster) -> list[str]:
    return cluster.name.lower().removeprefix("the ").split()


def _is_town(words: WordLists, cluster: Cluster) -> bool:
    """Whether a place may be a town: neither name nor description says that it is another thing."""
    if cluster.kind is not Kind.LOCATION or not cluster.is_named:
        return False
    called = {_words(cluster)[-1], *cluster.roles} & (words.nominals_location | _WIDE)
    return called <= _TOWNS | {"capital", "port"} and not _words(cluster)[0].startswith(_DIRECTIONS)


def capital_of(cluster: Cluster) -> str | None:
    """Return the country that is governed from a place, if that is a city, not a palace."""
    if cluster.kind is not Kind.LOCATION or not cluster.is_named or not _PALACES.isdisjoint(_words(cluster)):
        return None
    return country_of_seat(cluster.name)


def _is_capital(cluster: Cluster) -> bool:
    return capital_of(cluster) is not None


def _is_region(cluster: Cluster) -> bool:
    if cluster.kind is not Kind.LOCATION or not cluster.is_named:
        return False
    called = {*_words(cluster), *cluster.roles}
    return not called.isdisjoint(_WIDE) or _words(cluster)[0].startswith(_DIRECTIONS)


def _is_restricted(noun: Token) -> bool:
    """Whether what follows says which one: "the group that fired", "the city of Lund"."""
    return any(child.i > noun.i and child.dep_ in _RESTRICTIVE for child in noun.children)


def _is_called(lemma: str, cluster: Cluster) -> bool:
    """Whether a name says what its bearer is: "Labour Party", "Supreme Court", "Lund Hospital"."""
    return cluster.kind in _NAMED_KINDS and cluster.is_named and lemma in cluster.name.lower().split()


def _is_movement(words: WordLists, cluster: Cluster) -> bool:
    """Whether a body may be "the group": its name does not say that it is a ministry, court, newspaper."""
    is_body = cluster.kind is Kind.ORGANIZATION and cluster.is_named
    return is_body and words.coreference_institutions.isdisjoint(cluster.name.lower().split())
