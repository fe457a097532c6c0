"""Names of one document -> its named entities: full and short names, acronyms, seats of governments."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from kg.model import Kind
from kg.names import fold_name
from kg.resolve.alias_table import shipped_table
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dependencies import preposition_of
from kg_loaders.extract.geography import is_seat
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

Key = tuple[object, ...]


class Names:
    """The entities of a document by name; what has none is kept by a key of its own."""

    def __init__(self, words: WordLists) -> None:
        """Start a document."""
        self._words = words
        self.clusters: list[Cluster] = []
        self._by_key: dict[Key, Cluster] = {}
        self._at: dict[tuple[int, int], Cluster] = {}  # (id of the parsed paragraph, token) -> cluster
        self._people: defaultdict[str, list[Cluster]] = defaultdict(list)  # by first and by last word of their names

    def collect(self, names: Iterable[FoundMention]) -> dict[int, Cluster]:
        """Return the entity of each name; longest first: a short name may precede the full one (headlines)."""
        found: dict[int, Cluster] = {}
        for mention in sorted(names, key=lambda m: -len(words_of_name(m.name))):
            cluster = found[id(mention)] = self._cluster_of(mention)
            cluster.votes[mention.kind] += 2 if mention.kind is Kind.LOCATION and _stands_in(mention) else 1
            paragraph = id(mention.span.doc)
            self._at.update({(paragraph, position): cluster for position in mention.positions})

        for cluster in self.clusters:
            cluster.kind = max(cluster.votes, key=lambda kind: (cluster.votes[kind], kind is cluster.kind))
        return found

    def at(self, token: Token) -> Cluster | None:
        """Return the entity in whose name a token stands."""
        return self._at.get((id(token.doc), token.i))

    def keyed(self, key: Key, mention: FoundMention) -> Cluster:
        """Return the entity of a key; a new one, called as the mention is, if there is none."""
        return self._by_key.get(key) or self._new(key, mention.kind, mention.name)

    def several(self, members: Sequence[Cluster]) -> Cluster:
        """Return what stands for several entities at once: what "they" calls."""
        key = ("several", *sorted(id(member) for member in members))
        called = " and ".join(member.name for member in members)
        return self._by_key.get(key) or self._new(key, Kind.GROUP, called)

    def _cluster_of(self, mention: FoundMention) -> Cluster:
        words = words_of_name(mention.name)
        kind = mention.kind
        if kind in (Kind.LOCATION, Kind.ORGANIZATION, Kind.PERSON) and len(words) <= 2:
            person = self._person_called(words)
            if person is not None:
                return person
        if kind is Kind.ORGANIZATION and is_seat(mention.name):  # Damascus that speaks is not Damascus that is bombed
            return self.keyed(("seat", fold_name(mention.name)), mention)
        key = ("name", kind, fold_name(self._bare_name(mention.name)))
        kinds = (kind,) if kind is Kind.COUNTRY else (kind, Kind.ORGANIZATION, Kind.PERSON, Kind.LOCATION)
        for other in kinds:  # what the names of a document are labelled wavers: the same name is the same thing
            if ("name", other, key[2]) in self._by_key:
                return self._by_key["name", other, key[2]]
        if kind is Kind.ORGANIZATION and (full := self._organization_of(mention.name)) is not None:
            return full
        return self._new(key, kind, mention.name)

    def _bare_name(self, name: str) -> str:
        """A name without the word that says what it names: "Khost" of "Khost province"."""
        first, _, last = name.rpartition(" ")
        return first if first and last in self._words.nominals_naming else name

    def _person_called(self, words: tuple[str, ...]) -> Cluster | None:
        """The one person of the document whose full name ends in these words, or begins with this one."""
        if not words:
            return None
        last = [c for c in self._people[words[-1]] if _longer(c, words)[-len(words) :] == words]
        if last:  # of two Clintons "Clinton" is neither
            return last[0] if len(last) == 1 else None
        first = [c for c in self._people[words[0]] if _longer(c, words)[: len(words)] == words]
        return first[0] if len(first) == 1 else None

    def _organization_of(self, acronym: str) -> Cluster | None:
        if not re.fullmatch(r"(?:[A-Z]\.?){2,6}", acronym):
            return None
        letters = acronym.replace(".", "")
        for cluster in self.clusters:
            if cluster.kind is Kind.ORGANIZATION and _initials(cluster.name) == letters:
                return cluster
        return None

    def _new(self, key: Key, kind: Kind, name: str) -> Cluster:
        cluster = Cluster(kind=kind, name=name)
        self._by_key[key] = cluster
        self.clusters.append(cluster)
        if kind is Kind.PERSON:
            words = words_of_name(name)
            cluster.pronoun = self._pronoun_of(words) if len(words) > 1 else None
            for word in {*words[:1], *words[-1:]}:
                self._people[word].append(cluster)
        return cluster

    def _pronoun_of(self, full_name: tuple[str, ...]) -> str | None:
        if full_name[0] in self._words.names_male:
            return "he"
        return "she" if full_name[0] in self._words.names_female else None


@lru_cache(maxsize=4096)
def words_of_name(name: str) -> tuple[str, ...]:
    """Return the words of a name in small letters, without possessive marks.

    >>> words_of_name("Wim Ott's")
    ('wim', 'ott')
    """
    return tuple(re.findall(r"[\w.]+", name.lower().replace("’s", "").replace("'s", "")))


def may_be_person(cluster: Cluster) -> bool:
    """Whether a name taken for a body may be a person's: it has several words, and no body is known by it."""
    is_unsure = cluster.kind is Kind.ORGANIZATION and len(words_of_name(cluster.name)) > 1
    return is_unsure and shipped_table().find(cluster.kind, cluster.name) is None


def _longer(cluster: Cluster, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name that has more than these; else none."""
    own = words_of_name(cluster.name)
    return own if len(own) > len(words) else ()


def _stands_in(mention: FoundMention) -> bool:
    return preposition_of(mention.head) in ("in", "at", "near", "from", "into", "outside")


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Za-z]+", name) if word[0].isupper())
