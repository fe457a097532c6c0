"""Mentions -> whom people lead, what they are members of or stand for, as far as no word of the lexicon says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.model import Form, Kind
from kg.ontology import Ontology
from kg_loaders.extract.dependencies import preposition_of, same, spread
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.geography import is_demonym
from kg_loaders.extract.mentions import PARTIES
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

_PLACES = frozenset([Kind.LOCATION, Kind.COUNTRY])
_BODIES = frozenset([Kind.ORGANIZATION, Kind.GROUP])
_PERSON = frozenset([Kind.PERSON])
_BEFORE_NOUN = frozenset(["amod", "compound", "nmod:desc"])
_PEOPLE = frozenset([Kind.PERSON, Kind.GROUP])
_INCLUDED = frozenset([Kind.PERSON, *_BODIES])
_FROM = frozenset(["of", "from"])
_BESIDE_BODY = frozenset(["of", "from", "with", "at"])
_SEATS = {
    "REPRESENTS": frozenset("senator sen representative rep congressman congresswoman mp".split()),
    "LEADS": frozenset("governor gov".split()),
}
_JOINED = frozenset(
    "party movement front alliance coalition bloc group militia democrats union league congress band club".split()
)  # last words of bodies whose people are members
_FOLLOWING = frozenset(
    """party force militia movement company network alliance army troop brigade faction bloc
    organization organisation""".split()
)  # what is its leader's: "Kerr's forces"
_NAMED_FOLLOWING = frozenset(["group", "office"])  # of "his group" he may be a member
_KINDS = frozenset(
    """firm company bank automaker carmaker manufacturer maker airline business candidate official contender accomplice
    suspect country nation""".split()
)  # what these say of many makes them no body that anyone is a member of
_MEMBER_LANDS = frozenset(["country", "nation"])


@dataclass(frozen=True, slots=True)
class AffiliationReader:
    """Reads what owners, parties, "of" and "including" say of the bodies that people belong to."""

    ontology: Ontology
    words: WordLists

    def read(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """Yield what the words beside mentions tell of people and their bodies."""
        yield from self._leadership(headed, fillers)
        yield from self._following(headed, fillers)
        yield from self._inclusion(headed, fillers)
        yield from self._membership(headed, fillers)
        yield from self._constituency(headed, fillers)
        yield from self._body_behind(headed, fillers)
        yield from self._member_lands(headed, fillers)
        yield from self._partisans(headed, fillers)
        yield from self._counterparts(headed, fillers)

    def _leadership(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "The Kerr administration", "his cabinet": the person leads it."""
        kind = self.ontology.types["LEADS"]
        for led in headed:
            head, owner = led.mention.head, led.mention.owner
            if owner is None or head.lemma not in self.words.nominals_cabinet:
                continue
            for leader in fillers.at(owner) if led.mention.form is Form.NOMINAL else ():
                if leader.cluster.kind is Kind.PERSON and leader.cluster.is_named:
                    yield Match(predicate=head, rule="modifier:cabinet:LEADS", type=kind, source=leader, target=led)

    def _inclusion(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Three groups, including Hamas": whoever is named so is one of them."""
        bodies = self.ontology.types["MEMBER_OF"].range
        for whole in headed:
            for child in whole.mention.head.children if whole.cluster.kind in bodies else ():
                if preposition_of(child) != "including":
                    continue
                for part in fillers.of_kinds(spread([child]), _INCLUDED):
                    if part.cluster.is_named and part.cluster is not whole.cluster:
                        yield from self._included(child, part, whole, fillers)

    def _included(self, word: Token, part: Filler, whole: Filler, fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Kenyan firms, including Orr Ltd": no firm is a member of firms; but all of them are Kenyan."""
        if whole.mention.head.lemma not in _KINDS:
            kind = self.ontology.types["MEMBER_OF"]
            yield Match(predicate=word, rule="modifier:including:MEMBER_OF", type=kind, source=part, target=whole)
        kind = self.ontology.types["NATIONAL_OF"]
        for child in whole.mention.head.children:
            if child.dep_ == "amod" and is_demonym(child.text):
                for country in fillers.of_kinds([child], kind.range):
                    rule = "modifier:including:NATIONAL_OF"
                    yield Match(predicate=word, rule=rule, type=kind, source=part, target=country)

    def _membership(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Members of Hamas", "Republican Senator Kerr": they are of it."""
        kind = self.ontology.types["MEMBER_OF"]
        for some in headed:
            head = some.mention.head
            for party in self._parties(some, fillers):
                rule = "modifier:party:MEMBER_OF"
                yield Match(predicate=party.mention.head, rule=rule, type=kind, source=some, target=party)
            if some.mention.form is not Form.NOMINAL or head.lemma != "member" or head.tag_ != "NNS":
                continue
            if any(who.cluster.is_named for who in fillers.of_kinds(list(same(head)), kind.domain)):
                continue  # "Kenya and Sudan, both members": a frame reads who they are
            behind = [child for child in head.children if child.dep_ == "nmod" and preposition_of(child) == "of"]
            for body in fillers.of_kinds(spread(behind), _BODIES):
                if body.cluster.is_named and body.cluster is not some.cluster:
                    yield Match(predicate=head, rule="modifier:member:MEMBER_OF", type=kind, source=some, target=body)

    def _parties(self, person: Filler, fillers: ParagraphFillers) -> Iterator[Filler]:
        """The parties whose adjectives stand before a person."""
        if person.cluster.kind in _PEOPLE:
            for child in person.mention.head.children:
                if child.dep_ in _BEFORE_NOUN and child.i < person.mention.head.i:
                    yield from (f for f in fillers.headed_by(child) if f.mention.name in PARTIES)

    def _constituency(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Senator Ana Kerr of Ohio": she sits for it."""
        for person in headed:
            mention = person.mention
            if mention.form is not Form.NAME or mention.kind is not Kind.PERSON:
                continue
            children = mention.head.children
            titles = {child.lower_.rstrip(".") for child in children if child.i < mention.head.i}
            if (name := _seat_of(titles)) is None:
                continue
            kind = self.ontology.types[name]
            behind = [c for c in children if c.dep_ == "nmod" and c.i > mention.head.i and preposition_of(c) in _FROM]
            for place in fillers.of_kinds(behind, _PLACES):
                rule = f"modifier:seat:{name}"
                yield Match(predicate=behind[0], rule=rule, type=kind, source=person, target=place)

    def _following(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Kerr's Green Party", "his forces": the person leads it."""
        kind = self.ontology.types["LEADS"]
        for led in headed:
            if led.cluster.kind not in _BODIES:
                continue
            owners = [child for child in led.mention.head.children if child.dep_ == "nmod:poss"]
            for leader in fillers.of_kinds(owners, _PERSON) if owners else ():
                if leader.cluster.is_named and _is_followed(led, leader):
                    yield Match(
                        predicate=owners[0], rule="modifier:following:LEADS", type=kind, source=leader, target=led
                    )

    def _body_behind(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Ana Kerr of UNICEF", "Wim Ott of the Green Party": who is of a body."""
        for person in headed:
            mention = person.mention
            if mention.form is not Form.NAME or mention.kind is not Kind.PERSON:
                continue
            for child in mention.head.children:
                if child.dep_ != "nmod" or child.i < mention.head.i or preposition_of(child) not in _BESIDE_BODY:
                    continue
                for body in fillers.of_kinds(spread([child]), _BODIES):
                    is_joined = body.mention.head.lemma in _JOINED
                    kind = self.ontology.types["MEMBER_OF" if is_joined else "REPRESENTS"]
                    rule = f"modifier:body:{kind.name}"
                    yield Match(predicate=child, rule=rule, type=kind, source=person, target=body)

    def _partisans(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Ana Kerr, a Democrat", "Kerr is a Republican": the party's word is said of the person."""
        kind = self.ontology.types["MEMBER_OF"]
        for party in headed:
            head = party.mention.head
            if party.mention.name in PARTIES and party.mention.form is Form.NAME:
                for person in fillers.of_kinds(list(same(head)), _PERSON):
                    yield Match(
                        predicate=head, rule="modifier:partisan:MEMBER_OF", type=kind, source=person, target=party
                    )

    def _counterparts(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Kerr and her Kenyan counterpart Dan Orr": he is in Kenya what she is elsewhere."""
        for other in headed:
            head = other.mention.head
            if head.lemma != "counterpart" or other.mention.form is not Form.NOMINAL:
                continue
            children = head.children
            owners = fillers.of_kinds([child for child in children if child.dep_ == "nmod:poss"], _PERSON)
            roles = [owner.cluster.roles & self.words.coreference_rulers for owner in owners]
            kind = self.ontology.types["LEADS" if any(roles) and head.tag_ == "NN" else "REPRESENTS"]
            words = [child for child in children if child.dep_ in _BEFORE_NOUN and child.i < head.i]
            for country in fillers.of_kinds(words, kind.range):
                rule = f"modifier:counterpart:{kind.name}"
                yield Match(predicate=head, rule=rule, type=kind, source=other, target=country)

    def _member_lands(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "EU countries", "NATO nations": they are members."""
        kind = self.ontology.types["MEMBER_OF"]
        for lands in headed:
            head, owner = lands.mention.head, lands.mention.owner
            if lands.mention.form is not Form.NOMINAL or owner is None or head.lemma not in _MEMBER_LANDS:
                continue
            for body in fillers.at(owner) if head.tag_ == "NNS" and owner.dep_ != "nmod:poss" else ():
                if body.cluster.kind is Kind.ORGANIZATION and body.cluster.is_named:
                    yield Match(predicate=owner, rule="modifier:lands:MEMBER_OF", type=kind, source=lands, target=body)


def _is_followed(led: Filler, leader: Filler) -> bool:
    """Whether a body is called somebody's because he leads it; "his group" may be one that he is in."""
    lemma = led.mention.head.lemma
    if led.mention.form is Form.NAME or lemma in _FOLLOWING:
        return True
    return lemma in _NAMED_FOLLOWING and leader.mention.form is Form.NAME


def _seat_of(titles: set[str]) -> str | None:
    """What someone with these titles is to a place behind the name."""
    return next((name for name, words in _SEATS.items() if words & titles), None)
