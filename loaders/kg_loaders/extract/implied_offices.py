"""Titles whose body is not said beside them -> who leads which: "Secretary-General Ana Kerr" of the one body meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from kg.model import Form, Kind
from kg.ontology import Ontology
from kg.resolve.alias_table import shipped_table
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dependencies import is_hyphenated
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.frame_matching import NOUNS
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.slots import slots_of
from kg_loaders.lexicon import Offices


@dataclass(frozen=True)
class ImpliedOfficeReader:
    """Reads titles that only a few bodies give, where the document names exactly one of these."""

    offices: Offices
    ontology: Ontology
    roles: RoleReader

    def read(self, token: Token, fillers: ParagraphFillers, clusters: Sequence[Cluster]) -> list[Match]:
        """Return whom a title makes the leader of what; nothing where the title says its body itself."""
        if token.pos not in NOUNS or token.lemma_.lower() not in self._last_words:
            return []
        title = _title(token)
        bodies = self.offices.get(title, frozenset())
        known = [cluster for cluster in clusters if cluster.is_named and _usual_name(cluster) in bodies]
        if len({_usual_name(cluster) for cluster in known}) != 1:
            return []
        kind = self.ontology.types["LEADS"]
        first = next(mention for mention in known[0].mentions if mention.form is Form.NAME)
        body = Filler(mention=first, cluster=known[0])
        people = fillers.first(("same",), slots_of(token, roles=self.roles), frozenset([Kind.PERSON]))
        rule = f"office:{title}:LEADS"
        return [Match(predicate=token, rule=rule, type=kind, source=person, target=body) for person in people]

    @cached_property
    def _last_words(self) -> frozenset[str]:
        """The words that titles end in; a noun is rarely one of them."""
        return frozenset(title.rpartition("-")[2] for title in self.offices)


def _title(token: Token) -> str:
    lemma = token.lemma_.lower()
    return f"{token.nbor(-2).lower_}-{lemma}" if is_hyphenated(token) else lemma


def _usual_name(cluster: Cluster) -> str | None:
    if cluster.kind is not Kind.ORGANIZATION:
        return None
    return shipped_table().find(Kind.ORGANIZATION, cluster.name)
