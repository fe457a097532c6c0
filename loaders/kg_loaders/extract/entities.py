"""Mentions of one document -> entities of that document: full and short names, acronyms, titles, owners, pronouns.

Precision first: what is not licensed stays apart (DESIGN.md names the tables behind each rule).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Span, Token

from kg.model import Form, Kind
from kg.names import fold_name
from kg.resolve.alias_table import shipped_table
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dependencies import children_of, preposition_of, sentences_of, tokens_of
from kg_loaders.extract.geography import country_of, is_seat
from kg_loaders.extract.mentions import PRONOUNS, FoundMention
from kg_loaders.extract.pronouns import PERSON_WINDOW, Row, antecedent
from kg_loaders.lexicon import WordLists

_GOVERNMENTS = frozenset("government regime administration authority junta".split())
_SOVEREIGN = frozenset("country nation republic state kingdom territory island".split())
_TITLED = {
    "mr": "he",
    "mr.": "he",
    "mrs": "she",
    "mrs.": "she",
    "ms": "she",
    "ms.": "she",
    "lady": "she",
    "queen": "she",
    "king": "he",
    "sir": "he",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedParagraph:
    """A parsed paragraph of a document: where it starts, its tokens and mentions."""

    start: int
    doc: Doc
    mentions: tuple[FoundMention, ...]


def trimmed(span: Span) -> Span:
    """Return a span without white space at its ends."""
    start, end = span.start, span.end
    while start < end - 1 and span.doc[start].is_space:
        start += 1
    while end - 1 > start and span.doc[end - 1].is_space:
        end -= 1
    return span if (start, end) == (span.start, span.end) else span.doc[start:end]


class EntityFinder:
    """Puts the mentions of a document together, paragraph after paragraph, in reading order."""

    def __init__(self, words: WordLists) -> None:
        """Start a document."""
        self.words = words
        self.clusters: list[Cluster] = []
        self.of: dict[int, Cluster] = {}  # id(mention) -> cluster; mentions live as long as the document
        self._by_key: dict[tuple[object, ...], Cluster] = {}
        self._name_at: dict[tuple[int, int], Cluster] = {}  # (id of the parsed paragraph, token) -> cluster
        self._people: defaultdict[str, list[Cluster]] = defaultdict(list)  # by first and by last word of their names
        self._recent: list[Row] = []

    def read(self, paragraphs: Sequence[ParsedParagraph]) -> None:
        """Give every mention its cluster, or none."""
        self._collect_names(paragraphs)
        number = 0
        for paragraph in paragraphs:
            for sentence in sentences_of(paragraph.doc):
                inside = [m for m in paragraph.mentions if sentence.start <= m.head.i < sentence.end]
                self._read_sentence(number, inside)
                number += 1

    # -- names ----------------------------------------------------------------------------------------------------

    def _collect_names(self, paragraphs: Sequence[ParsedParagraph]) -> None:
        """Names first, over the whole document, longest first: a short name may precede the full one (headlines)."""
        names = [m for paragraph in paragraphs for m in paragraph.mentions if m.form is Form.NAME]
        for mention in sorted(names, key=lambda m: -len(_name_words(m.name))):
            cluster = self._cluster_of_name(mention)
            cluster.votes[mention.kind] += 2 if mention.kind is Kind.LOCATION and _stands_in(mention) else 1
            self.of[id(mention)] = cluster
            paragraph = id(mention.span.doc)
            self._name_at.update({(paragraph, position): cluster for position in mention.positions})

        for cluster in self.clusters:
            cluster.kind = max(cluster.votes, key=lambda kind: (cluster.votes[kind], kind is cluster.kind))

    def _cluster_of_name(self, mention: FoundMention) -> Cluster:
        words = _name_words(mention.name)
        kind = mention.kind
        if kind in (Kind.LOCATION, Kind.ORGANIZATION, Kind.PERSON) and len(words) <= 2:
            person = self._person_called(words)
            if person is not None:
                return person
        if kind is Kind.ORGANIZATION and is_seat(mention.name):  # Damascus that speaks is not Damascus that is bombed
            return self._keyed(("seat", fold_name(mention.name)), mention)
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
        return first if first and last in self.words.nominals_naming else name

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

    # -- sentence by sentence -------------------------------------------------------------------------------------

    def _read_sentence(self, number: int, mentions: Sequence[FoundMention]) -> None:
        self._recent = [row for row in self._recent if row.sentence >= number - PERSON_WINDOW]
        for mention in mentions:
            cluster = self.of.get(id(mention)) or self._cluster_of(number, mention)
            if cluster is None:
                continue
            self.of[id(mention)] = cluster
            cluster.mentions.append(mention)
            self._learn(cluster, mention)
            self._recent.append(Row(number, mention, cluster))

    def _cluster_of(self, number: int, mention: FoundMention) -> Cluster | None:
        if mention.form is Form.PRONOUN:
            return antecedent(mention.head, number, self._recent)
        return self._described(mention) or self._cluster_of_nominal(number, mention)

    def _learn(self, cluster: Cluster, mention: FoundMention) -> None:
        if mention.form is Form.NOMINAL:
            cluster.roles.add(mention.head.lemma_.lower())
            if mention.owner is not None and (owner := self._name_at.get((id(mention.owner.doc), mention.owner.i))):
                cluster.offices.add((_office(mention), id(owner)))
        if mention.form is Form.NAME and cluster.kind is Kind.PERSON:
            start = mention.span.start
            for token in tokens_of(mention.span.doc)[max(0, start - 4) : start]:
                if token.lower_.rstrip(".") in self.words.names_titles:
                    cluster.roles.add(token.lower_.rstrip("."))
                    cluster.pronoun = cluster.pronoun or _TITLED.get(token.lower_)

    # -- noun phrases ---------------------------------------------------------------------------------------------

    def _described(self, mention: FoundMention) -> Cluster | None:
        """The named entity that a title or apposition describes: "dictator" in "Syrian dictator Bashar al-Assad"."""
        head = mention.head
        names = [head.head] if head.dep_ in ("appos", "nmod:desc", "flat") else []
        names += [child for child in children_of(head) if child.dep_ in ("appos", "flat", "nmod:desc")]
        if head.lemma_.lower() in self.words.nominals_naming:  # "Khost province", "the town of Dabiq"
            names += [child for child in children_of(head) if _is_named_by(child, head)]
        for name in names:
            cluster = self._name_at.get((id(name.doc), name.i))
            if cluster is not None and self._is_person(mention, cluster):
                cluster.kind = Kind.PERSON
            if cluster is not None and _may_describe(mention.kind, cluster.kind):
                return cluster
        return None

    def _is_person(self, title: FoundMention, cluster: Cluster) -> bool:
        """Whether a human title beside it says that a name taken for a body is a person's: "Wim Ott, the spokesman"."""
        lemma = title.head.lemma_.lower()
        is_unsure = cluster.kind is Kind.ORGANIZATION and len(_name_words(cluster.name)) > 1
        return is_unsure and title.kind is Kind.PERSON and lemma in self.words.names_titles and not _is_known(cluster)

    def _cluster_of_nominal(self, number: int, mention: FoundMention) -> Cluster | None:
        head = _canonical(mention.head.lemma_.lower())
        owner = self._owner(number, mention)
        if owner is not None:
            office = (_office(mention), id(owner))
            for holder in self.clusters:
                if office in holder.offices and holder.kind is Kind.PERSON is mention.kind:
                    return holder
            return self._keyed(("owned", id(owner), head, mention.kind), mention)
        if _is_definite(mention) or head in _GOVERNMENTS:
            linked = self._linked(head, mention)
            if linked is not None:
                return linked
        return self._keyed(("bare", fold_name(mention.name), mention.kind), mention)

    def _owner(self, number: int, mention: FoundMention) -> Cluster | None:
        if mention.owner is None:
            return None
        for row in reversed(self._recent):
            if row.mention.head.doc is mention.owner.doc and _covers(row.mention, mention.owner):
                return row.cluster
        if mention.owner.lower_ in PRONOUNS:
            return antecedent(mention.owner, number, self._recent)
        return self._name_at.get((id(mention.owner.doc), mention.owner.i))

    def _linked(self, head: str, mention: FoundMention) -> Cluster | None:
        """What "the regime" or "the president" names: the one earlier entity that was called so."""
        if len(mention.span) > 2:
            return None
        found = [c for c in self.clusters if c.mentions and head in {_canonical(role) for role in c.roles}]
        fits = [c for c in found if c.kind is mention.kind]
        return fits[0] if len(fits) == 1 else None

    def _keyed(self, key: tuple[object, ...], mention: FoundMention) -> Cluster:
        return self._by_key.get(key) or self._new(key, mention.kind, mention.name)

    def _new(self, key: tuple[object, ...], kind: Kind, name: str) -> Cluster:
        cluster = Cluster(kind=kind, name=name)
        self._by_key[key] = cluster
        self.clusters.append(cluster)
        if kind is Kind.PERSON:
            for word in {*_name_words(name)[:1], *_name_words(name)[-1:]}:
                self._people[word].append(cluster)
        return cluster


def _longer(cluster: Cluster, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name that has more than these; else none."""
    own = _name_words(cluster.name)
    return own if len(own) > len(words) else ()


def _is_known(cluster: Cluster) -> bool:
    return shipped_table().find(cluster.kind, cluster.name) is not None


def _office(mention: FoundMention) -> str:
    """What someone is, without whose: "foreign minister" of "Iran's foreign minister"."""
    words = [t.lower_ for t in mention.span if t.dep_ in ("compound", "amod") and t.pos_ != "PROPN" and not t.ent_type_]
    return " ".join([*words, mention.head.lemma_.lower()])


def _stands_in(mention: FoundMention) -> bool:
    return preposition_of(mention.head) in ("in", "at", "near", "from", "into", "outside")


def _covers(mention: FoundMention, token: Token) -> bool:
    return token.i in mention.positions


def _is_named_by(child: Token, noun: Token) -> bool:
    """Whether a name says which one: right before the noun, or behind "of"."""
    if noun.tag_ not in ("NN", "NNP"):
        return False
    if child.dep_ == "compound" and child.i < noun.i:
        between = noun.doc[child.i + 1 : noun.i]
        return country_of(child.text) is None and all(t.ent_type_ == child.ent_type_ or t.is_lower for t in between)
    is_behind = child.dep_ == "nmod" and preposition_of(child) == "of"
    return is_behind and (country_of(child.text) is None or noun.lemma_.lower() in _SOVEREIGN)


def _may_describe(nominal: Kind, named: Kind) -> bool:
    if nominal is named:
        return True
    return (nominal, named) in ((Kind.GROUP, Kind.ORGANIZATION), (Kind.LOCATION, Kind.COUNTRY))


def _is_definite(mention: FoundMention) -> bool:
    return any(child.lower_ in ("the", "this", "that") for child in children_of(mention.head))


def _canonical(lemma: str) -> str:
    return "government" if lemma in _GOVERNMENTS else lemma


@lru_cache(maxsize=4096)
def _name_words(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w.]+", name.lower().replace("’s", "").replace("'s", "")))


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Za-z]+", name) if word[0].isupper())
