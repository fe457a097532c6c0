"""Mentions of one document -> entities of that document: names, then noun phrases and pronouns in reading order.

Precision first: what is not licensed stays apart. Which words license what: names.py, identity.py, anaphora.py,
pronouns.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import Form, Kind
from kg.names import fold_name
from kg_loaders.extract.anaphora import Recency, capital_of, is_definite, is_indefinite, meant_by
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dependencies import preposition_of
from kg_loaders.extract.first_person import is_first_person, speakers
from kg_loaders.extract.identity import name_behind, names_beside, said_of
from kg_loaders.extract.introduction import introduced
from kg_loaders.extract.members import is_of_two, joined_by_and, names_after, two_of
from kg_loaders.extract.mentions import PRONOUNS, FoundMention
from kg_loaders.extract.mere_roles import is_mere_role
from kg_loaders.extract.names import Names, may_be_person
from kg_loaders.extract.pronouns import PERSON_WINDOW, Row, antecedent
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.tree import Span, Token, Tree
from kg_loaders.lexicon import WordLists

_SEVERAL = frozenset([Kind.GROUP, Kind.ORGANIZATION])
_GOVERNMENTS = frozenset("government regime administration authority junta".split())
_LESSER = frozenset("vice deputy assistant former ex".split())  # "the president" is not the vice president
_PASSED = frozenset("former ousted deposed toppled overthrown exiled fallen late".split())  # of one who led
_EMPTY = frozenset("the this that a an these those".split())
_TITLED = {
    **dict.fromkeys("mr mr. king sir".split(), "he"),
    **dict.fromkeys("mrs mrs. ms ms. lady queen".split(), "she"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedParagraph:
    """A parsed paragraph of a document: where it starts, its tokens and mentions."""

    start: int
    doc: Tree
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
        self.of: dict[int, Cluster] = {}  # id(mention) -> cluster; mentions live as long as the document
        self.members: dict[int, tuple[Cluster, ...]] = {}  # id(mention) -> whom a plural means, where they are known
        self._roles = RoleReader(words)
        self._names = Names(words)
        self._heads: dict[tuple[int, int], Cluster] = {}  # (id of the parsed paragraph, head of a mention) -> cluster
        self._called: defaultdict[str, list[Cluster]] = defaultdict(list)  # by the nouns that describe them
        self._holders: defaultdict[tuple[str, int], list[Cluster]] = defaultdict(list)  # by office, id of its country
        self._parts: dict[int, tuple[Cluster, ...]] = {}  # id(cluster) -> whom it meant when it was spoken of last
        self._recent: list[Row] = []
        self._spoken = Recency()

    @property
    def clusters(self) -> list[Cluster]:
        """The entities of the document."""
        return self._names.clusters

    def read(self, paragraphs: Sequence[ParsedParagraph]) -> None:
        """Give every mention its cluster, or none."""
        mentions = [mention for paragraph in paragraphs for mention in paragraph.mentions]
        self.of.update(self._names.collect(mention for mention in mentions if mention.form is Form.NAME))
        self._describe(mention for mention in mentions if mention.form is Form.NOMINAL)
        sentences = [
            [mention for mention in paragraph.mentions if sentence.start <= mention.head.i < sentence.end]
            for paragraph in paragraphs
            for sentence in paragraph.doc.sentences
        ]
        self._introduce(sentences[:2])
        for number, inside in enumerate(sentences):
            self._read_sentence(number, inside)
        spoken = [(paragraph.doc, paragraph.mentions) for paragraph in paragraphs]
        for mention, speaker in speakers(spoken, self._at, self.words):
            self.of[id(mention)] = speaker
            speaker.mentions.append(mention)

    def _read_sentence(self, number: int, mentions: Sequence[FoundMention]) -> None:
        self._recent = [row for row in self._recent if row.sentence >= number - PERSON_WINDOW]
        for mention in mentions:
            cluster = self.of.get(id(mention)) or self._cluster_of(number, mention)
            if cluster is None:
                continue
            self.of[id(mention)] = cluster
            cluster.mentions.append(mention)
            self._heads[id(mention.head.doc), mention.head.i] = cluster
            self._learn(cluster, mention)
            self._note_members(number, mention, cluster)
            self._recent.append(Row(number, mention, cluster))
            self._spoken.speak(cluster)

    def _cluster_of(self, number: int, mention: FoundMention) -> Cluster | None:
        if is_first_person(mention):
            return None
        if mention.form is Form.PRONOUN:
            joined = joined_by_and(mention.head, number, self._recent, self._at)
            if not joined:
                return antecedent(mention.head, number, self._recent, self._names.at)
            several = self._names.several(joined)
            self._parts[id(several)] = joined
            return several
        said = self._said_of(mention)
        is_nobody = said is None and is_mere_role(mention.head, is_person=mention.kind is Kind.PERSON)
        return said if said is not None or is_nobody else self._cluster_of_nominal(number, mention)

    # -- what is learnt of an entity ------------------------------------------------------------------------------

    def _learn(self, cluster: Cluster, mention: FoundMention) -> None:
        if mention.form is Form.NOMINAL:
            self._call(cluster, _role(mention.head))
            traits = _traits(mention)
            cluster.traits |= traits
            if "suspected" in traits and mention.kind is Kind.PERSON:
                self._call(cluster, "suspect")
            self._hold(cluster, mention)
        if mention.form is Form.NAME and cluster.kind is Kind.PERSON:
            start = mention.span.start
            for token in mention.span.doc.tokens[max(0, start - 4) : start]:
                if token.lower_.rstrip(".") in self.words.names_titles:
                    self._call(cluster, _role(token).rstrip("."))
                    cluster.traits.add(token.lower_)
                    cluster.pronoun = cluster.pronoun or _TITLED.get(token.lower_)

    def _call(self, cluster: Cluster, role: str) -> None:
        if role not in cluster.roles:
            cluster.roles.add(role)
            self._called[role].append(cluster)

    def _hold(self, cluster: Cluster, mention: FoundMention) -> None:
        owner = self._whole(mention) if mention.owner is None else self._names.at(mention.owner)
        if owner is not None and (office := (_office(mention), id(owner))) not in cluster.offices:
            cluster.offices.add(office)
            self._holders[office].append(cluster)

    # -- noun phrases ---------------------------------------------------------------------------------------------

    def _describe(self, nominals: Iterable[FoundMention]) -> None:
        """Titles and appositions, over the whole document: "the Kenyan minister" may precede his name."""
        described = [(mention, cluster) for mention in nominals if (cluster := self._described(mention)) is not None]
        for mention, cluster in described:
            self.of[id(mention)] = self._heads[id(mention.head.doc), mention.head.i] = cluster
        for mention, cluster in described:
            self._hold(cluster, mention)

    def _introduce(self, first: Sequence[Sequence[FoundMention]]) -> None:
        """Who is described in the first sentence may be named in the second."""
        if len(first) < 2:
            return
        found = introduced(first[0], first[1], lambda mention: self.of.get(id(mention)))
        if found is not None:
            mention, cluster = found
            self.of[id(mention)] = cluster
            self._hold(cluster, mention)

    def _described(self, mention: FoundMention) -> Cluster | None:
        """The named entity that a title or apposition describes: "dictator" in "Syrian dictator Bashar al-Assad"."""
        for name in names_beside(mention.head, self.words):
            cluster = self._names.at(name)
            if cluster is not None and self._is_person(mention, cluster):
                cluster.kind = Kind.PERSON
            if cluster is not None and _may_describe(mention.kind, cluster.kind):
                return cluster
        behind = name_behind(mention.head, self.words) if mention.kind is Kind.PERSON else None
        return None if behind is None else self._names.at(behind)

    def _is_person(self, title: FoundMention, cluster: Cluster) -> bool:
        """Whether a human title beside it says that a name taken for a body is a person's: "Wim Ott, the spokesman"."""
        is_title = title.kind is Kind.PERSON and title.head.lemma in self.words.names_titles
        return is_title and may_be_person(cluster)

    def _said_of(self, mention: FoundMention) -> Cluster | None:
        """The named entity of which a clause says that it is this: "Kerr served as ambassador"."""
        subjects = said_of(mention.head, self._roles)
        if len(subjects) != 1:
            return None
        cluster = self._at(subjects[0])
        is_same = cluster is not None and cluster.is_named and _may_describe(mention.kind, cluster.kind)
        return cluster if is_same else None

    def _at(self, token: Token) -> Cluster | None:
        """The entity of the mention that a token heads, as far as it is read, or of the name that it is part of."""
        return self._heads.get((id(token.doc), token.i)) or self._names.at(token)

    def _cluster_of_nominal(self, number: int, mention: FoundMention) -> Cluster | None:
        head = _role(mention.head)
        owner = self._owner(number, mention)
        if owner is not None:
            holder = self._capital_of(owner) if head == "capital" else self._holder(mention, owner)
            return holder or self._names.keyed(("owned", id(owner), head, mention.kind), mention)
        if is_definite(mention) or head in _GOVERNMENTS:
            linked = self._linked(head, mention)
            if linked is not None:
                return linked
        meant = meant_by(mention, self._spoken, self.words)
        return meant or self._names.keyed(("bare", fold_name(mention.name), mention.kind), mention)

    def _capital_of(self, owner: Cluster) -> Cluster | None:
        """The city of the document from which a country is governed: "the Somali capital"."""
        if owner.kind is not Kind.COUNTRY:
            return None
        return next((city for city in self.clusters if capital_of(city) == owner.name), None)

    def _holder(self, mention: FoundMention, owner: Cluster) -> Cluster | None:
        """Who has an office of somebody's: "Kenya's foreign minister"; of a country's leader by any of his titles."""
        if mention.kind is not Kind.PERSON or is_indefinite(mention):
            return None
        office = _office(mention)
        holders = self._people_in([office], owner)
        if not holders and owner.kind is Kind.COUNTRY:
            holders = self._people_in(self._offices_like(office), owner)
            return holders[0] if len(holders) == 1 else None
        return holders[0] if holders else None

    def _offices_like(self, office: str) -> list[str]:
        """The titles under which who leads a country, or led it, may have been named before."""
        rulers = self.words.coreference_rulers
        before, _, title = office.partition("_")
        if before in _PASSED and title in rulers:
            return [f"{word}_{ruler}" for word in _PASSED for ruler in rulers]
        return list(rulers) if office in rulers else []

    def _people_in(self, offices: Iterable[str], owner: Cluster) -> list[Cluster]:
        found = [c for office in offices for c in self._holders.get((office, id(owner)), ()) if c.kind is Kind.PERSON]
        return list(dict.fromkeys(found))

    def _note_members(self, number: int, mention: FoundMention, cluster: Cluster) -> None:
        """Whom a plural means, where they are known; "they" and "the two" mean those who were meant before."""
        if mention.form is Form.NAME:
            return
        is_noun = mention.form is Form.NOMINAL
        members: tuple[Cluster, ...] = ()
        if is_noun and mention.kind in _SEVERAL:
            members = names_after(mention.head, self._names.at) or two_of(mention, number, self._recent)
        if not members and (not is_noun or is_of_two(mention.head)):
            members = self._parts.get(id(cluster), ())
        if members:
            self.members[id(mention)] = self._parts[id(cluster)] = members
        else:
            self._parts.pop(id(cluster), None)

    def _owner(self, number: int, mention: FoundMention) -> Cluster | None:
        if mention.owner is None:
            return self._whole(mention)
        for row in reversed(self._recent):
            if row.mention.head.doc is mention.owner.doc and _covers(row.mention, mention.owner):
                return row.cluster
        if mention.owner.lower_ in PRONOUNS:
            return antecedent(mention.owner, number, self._recent, self._names.at)
        return self._names.at(mention.owner)

    def _whole(self, mention: FoundMention) -> Cluster | None:
        """Whose a thing is by a noun that a name describes: "leader of the rebel group Free Lund"."""
        for child in mention.head.children:
            if child.dep_ == "nmod" and child.i > mention.head.i and preposition_of(child) == "of":
                return self._heads.get((id(child.doc), child.i))
        return None

    def _linked(self, head: str, mention: FoundMention) -> Cluster | None:
        """What "the regime" or "the president" names: the one earlier entity that was called so."""
        traits = _traits(mention)
        fits = [c for c in self._called.get(head, ()) if c.kind is mention.kind and traits <= c.traits]
        return fits[0] if len(fits) == 1 else self._spoken.last(lambda cluster: cluster in fits)


def _office(mention: FoundMention) -> str:
    """What someone is, without whose: "foreign minister" of "Iran's foreign minister"."""
    words = [t.lower_ for t in mention.span if t.dep_ in ("compound", "amod") and t.pos_ != "PROPN" and not t.ent_type_]
    return "_".join([*words, mention.head.lemma])


def _traits(mention: FoundMention) -> frozenset[str]:
    """The words of a noun phrase but for its head and determiner, in small letters."""
    return frozenset(mention.head.doc.words[at] for at in mention.positions if at != mention.head.i) - _EMPTY


def _covers(mention: FoundMention, token: Token) -> bool:
    return token.i in mention.positions


def _may_describe(nominal: Kind, named: Kind) -> bool:
    if nominal is named:
        return True
    return (nominal, named) in ((Kind.GROUP, Kind.ORGANIZATION), (Kind.LOCATION, Kind.COUNTRY))


def _role(noun: Token) -> str:
    """What a noun calls somebody; one is not called as several are."""
    if noun.tag_ in ("NNS", "NNPS"):
        return noun.lower_
    lemma = noun.lemma
    before = noun.nbor(-1).lower_ if noun.i else ""
    if before in _LESSER:
        return f"{before} {lemma}"
    return "government" if lemma in _GOVERNMENTS else lemma
