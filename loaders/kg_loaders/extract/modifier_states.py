"""Mentions -> states that no word of the lexicon says: of which country someone is, in which place something is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from kg.model import Form, Kind
from kg.ontology import Ontology
from kg_loaders.extract.dependencies import children_of, is_prefixed, modified_by, preposition_of, spread
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.geography import is_demonym
from kg_loaders.extract.mentions import PARTIES, QUARTERS, FoundMention
from kg_loaders.extract.name_parts import place_after_comma
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.lexicon import WordLists

STANCES = {"pro": "BACKS", "anti": "ENEMY_OF"}
_OWNING = frozenset(["nmod:poss", "amod", "compound"])
_PLACES = frozenset([Kind.LOCATION, Kind.COUNTRY])
_BODIES = frozenset([Kind.ORGANIZATION, Kind.GROUP])
_BEFORE_NOUN = frozenset(["amod", "compound", "nmod:desc"])
_PEOPLE = frozenset([Kind.PERSON, Kind.GROUP])
_INCLUDED = frozenset([Kind.PERSON, *_BODIES])
_SEATS = {
    "REPRESENTS": frozenset("senator sen representative rep congressman congresswoman mp".split()),
    "LEADS": frozenset("governor gov".split()),
}
_WHOLES = {Kind.LOCATION: _PLACES, Kind.ORGANIZATION: frozenset([Kind.ORGANIZATION])}


@dataclass(frozen=True, slots=True)
class ModifierReader:
    """Reads what adjectives, owners, commas and "in" say of the mention that a token heads."""

    ontology: Ontology
    words: WordLists

    def read(self, token: Token, fillers: ParagraphFillers) -> Iterator[Match]:
        """Yield the states that the modifiers of a token tell."""
        if headed := fillers.headed_by(token):
            yield from self._nationality(headed, fillers)
            yield from self._belonging(headed, fillers)
            yield from self._leadership(headed, fillers)
            yield from self._containment(headed, fillers)
            yield from self._residence(headed, fillers)
            yield from self._inclusion(headed, fillers)
            yield from self._membership(headed, fillers)
            yield from self._constituency(headed, fillers)
        if token.lower_ in STANCES:
            yield from self._stance(token, fillers)

    def _nationality(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Arvanian writer", "Israel's army", "U.S. Congress": who is described, or named so, is of that country."""
        kind = self.ontology.types["NATIONAL_OF"]
        for described in headed:
            who = _subject_of(described, fillers) or described
            if who.cluster.kind not in kind.domain:
                continue
            is_anybody = who.cluster.kind is Kind.PERSON and not who.cluster.is_named
            for word in _country_words(described.mention):
                if is_anybody and word.dep_ == "nmod:poss":  # "Arvania's minister": an office, left to the frames
                    continue
                for country in fillers.at(word):
                    is_of_it = who.cluster.kind is not Kind.GROUP or _is_adjective(word, country.mention)
                    if country.cluster.kind is Kind.COUNTRY and is_of_it:
                        rule = "modifier:country:NATIONAL_OF"
                        yield Match(predicate=word, rule=rule, type=kind, source=who, target=country)

    def _belonging(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Kenya's Rift province", "the African Union mission": a place is in its owner, a body is part of it."""
        kind = self.ontology.types["PART_OF"]
        for part in headed:
            wholes = _WHOLES.get(part.cluster.kind, frozenset())
            if not wholes or not self._may_be_part(part):
                continue
            found = [(word, whole) for word in _owners_of(part.mention) for whole in fillers.at(word)]
            if (inner := fillers.inside(part.mention)) is not None:  # "northern Kenya"
                found.append((inner.mention.head, inner))
            found += [(word, whole) for word in _bodies_in(part.mention) for whole in fillers.at(word)]
            for word, whole in found:
                if _is_named_so(part, word, whole):
                    continue
                if whole.cluster.kind in wholes and whole.cluster is not part.cluster:
                    yield Match(predicate=word, rule="modifier:whole:PART_OF", type=kind, source=part, target=whole)

    def _leadership(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "The Kerr administration", "his cabinet": the person leads it."""
        kind = self.ontology.types["LEADS"]
        for led in headed:
            head, owner = led.mention.head, led.mention.owner
            if owner is None or head.lemma_.lower() not in self.words.nominals_cabinet:
                continue
            for leader in fillers.at(owner) if led.mention.form is Form.NOMINAL else ():
                if leader.cluster.kind is Kind.PERSON and leader.cluster.is_named:
                    yield Match(predicate=head, rule="modifier:cabinet:LEADS", type=kind, source=leader, target=led)

    def _residence(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Darfur rebels", "Baghdad's airport": who or what is there; "the Lund minister" is only of there."""
        for inner in headed:
            owner = inner.mention.owner
            if owner is None or inner.cluster.is_named or not _is_at_home(inner, owner):
                continue
            kind = self.ontology.types["PART_OF" if inner.cluster.kind is Kind.LOCATION else "LOCATED_IN"]
            for place in fillers.at(owner):
                if place.cluster.kind is Kind.LOCATION and place.cluster is not inner.cluster:
                    rule = f"modifier:residence:{kind.name}"
                    yield Match(predicate=owner, rule=rule, type=kind, source=inner, target=place)

    def _inclusion(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Three groups, including Hamas": whoever is named so is one of them."""
        kind = self.ontology.types["MEMBER_OF"]
        for whole in headed:
            for child in children_of(whole.mention.head) if whole.cluster.kind in kind.range else ():
                if preposition_of(child) != "including":
                    continue
                for part in fillers.of_kinds(spread([child]), _INCLUDED):
                    if part.cluster.is_named and part.cluster is not whole.cluster:
                        yield Match(
                            predicate=child, rule="modifier:including:MEMBER_OF", type=kind, source=part, target=whole
                        )

    def _membership(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Members of Hamas", "Republican Senator Kerr": they are of it."""
        kind = self.ontology.types["MEMBER_OF"]
        for some in headed:
            head = some.mention.head
            for party in self._parties(some, fillers):
                rule = "modifier:party:MEMBER_OF"
                yield Match(predicate=party.mention.head, rule=rule, type=kind, source=some, target=party)
            if some.mention.form is not Form.NOMINAL or head.lemma_.lower() != "member" or head.tag_ != "NNS":
                continue
            behind = [child for child in children_of(head) if child.dep_ == "nmod" and preposition_of(child) == "of"]
            for body in fillers.of_kinds(spread(behind), _BODIES):
                if body.cluster.is_named and body.cluster is not some.cluster:
                    yield Match(predicate=head, rule="modifier:member:MEMBER_OF", type=kind, source=some, target=body)

    def _parties(self, person: Filler, fillers: ParagraphFillers) -> Iterator[Filler]:
        """The parties whose adjectives stand before a person."""
        if person.cluster.kind in _PEOPLE:
            for child in children_of(person.mention.head):
                if child.dep_ in _BEFORE_NOUN and child.i < person.mention.head.i:
                    yield from (f for f in fillers.headed_by(child) if f.mention.name in PARTIES)

    def _constituency(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Senator Ana Kerr of Ohio": she sits for it."""
        for person in headed:
            mention = person.mention
            if mention.form is not Form.NAME or mention.kind is not Kind.PERSON:
                continue
            children = children_of(mention.head)
            titles = {child.lower_.rstrip(".") for child in children if child.i < mention.head.i}
            if (name := _seat_of(titles)) is None:
                continue
            kind = self.ontology.types[name]
            behind = [c for c in children if c.dep_ == "nmod" and c.i > mention.head.i and preposition_of(c) == "of"]
            for place in fillers.of_kinds(behind, _PLACES):
                rule = f"modifier:seat:{name}"
                yield Match(predicate=behind[0], rule=rule, type=kind, source=person, target=place)

    def _stance(self, token: Token, fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Pro-Kenyan rebels", "anti-Hamas protesters": who is for or against whom."""
        type_name = STANCES[token.lower_]
        if token.i + 2 >= len(token.doc) or token.nbor(1).text != "-":
            return
        kind, modified = self.ontology.types[type_name], modified_by(token.nbor(2))
        for source in fillers.of_kinds(modified, kind.domain):
            for target in fillers.of_kinds([token.nbor(2)], kind.range):
                if source.cluster is not target.cluster:
                    rule = f"modifier:{token.lower_}:{type_name}"
                    yield Match(predicate=token, rule=rule, type=kind, source=source, target=target)

    def _may_be_part(self, part: Filler) -> bool:
        head = part.mention.head
        lemma = head.lemma_.lower()
        return part.mention.form is Form.NAME or (
            (lemma in self.words.nominals_naming and head.tag_ in ("NN", "NNP")) or lemma in QUARTERS
        )

    def _may_be_placed(self, inner: Filler) -> bool:
        """Of "killed a man in Lund" the place is the deed's; "militants in Iraq" are there."""
        head = inner.mention.head
        articles = {child.lower_ for child in children_of(head)}
        is_counted = any(child.dep_ == "nummod" for child in children_of(head))
        if inner.cluster.kind is Kind.LOCATION:
            return self._may_be_part(inner) or is_counted or (head.dep_ == "obl" and "the" in articles)
        if head.dep_ in ("nsubj", "nsubj:pass") and head.tag_ == "NN":
            return True
        if head.dep_ in ("obl", "nmod") and inner.cluster.kind is not Kind.ORGANIZATION:
            return False
        return not is_counted and articles.isdisjoint(("a", "an"))

    def _containment(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Istanbul, Turkey", "a base in Turkey": who or what is in a place."""
        for inner in headed:
            kind = self.ontology.types["PART_OF" if inner.cluster.kind is Kind.LOCATION else "LOCATED_IN"]
            if inner.cluster.kind not in kind.domain or inner.mention.form is Form.PRONOUN:
                continue
            if inner.mention.form is Form.NOMINAL and not self._may_be_placed(inner):
                continue
            for pattern, place in _places_of(inner.mention):
                for outer in fillers.at(place):
                    if outer.cluster.kind in _PLACES and outer.cluster is not inner.cluster:
                        rule = f"{pattern}:place:{kind.name}"
                        yield Match(predicate=place, rule=rule, type=kind, source=inner, target=outer)


def _subject_of(described: Filler, fillers: ParagraphFillers) -> Filler | None:
    """Whom a noun phrase says something of: "Orr" of "Orr is a Kenyan writer"."""
    head = described.mention.head
    if described.mention.form is not Form.NOMINAL or not any(child.dep_ == "cop" for child in children_of(head)):
        return None
    named = [filler for child in children_of(head) if child.dep_ == "nsubj" for filler in fillers.at(child)]
    return named[0] if len(named) == 1 else None


def _country_words(mention: FoundMention) -> list[Token]:
    """Where a mention may say of which country it is: its owner; the words of a longer name."""
    if mention.form is Form.NOMINAL:
        return [mention.owner] if mention.owner is not None else []
    if mention.kind in (Kind.PERSON, Kind.GROUP):
        return [child for child in children_of(mention.head) if _is_origin(child, mention)]
    if mention.kind is not Kind.ORGANIZATION:
        return []
    owners = [child for child in children_of(mention.head) if child.dep_ in ("nmod:poss", "amod", "compound")]
    owners += [
        child for child in children_of(mention.head) if preposition_of(child) == "of" and child.i >= mention.span.end
    ]
    return list(dict.fromkeys([mention.span[0], *owners]))


def _is_origin(child: Token, mention: FoundMention) -> bool:
    """Whether a word beside a name says whence: "Arvanian Kurds", "Arvania's Ana Kerr", "Ana Kerr of Arvania"."""
    if child.i < mention.span.start and child.dep_ in ("amod", "compound", "nmod:desc"):
        return is_demonym(child.text) and child.nbor(1).text != "-" and not is_prefixed(child)
    return mention.kind is Kind.PERSON and (preposition_of(child) == "of" or child.dep_ == "nmod:poss")


def _is_adjective(word: Token, country: FoundMention) -> bool:
    """Whether a country's word says what someone is: "Syrian", "South Korean", and "U.S." before a noun."""
    return is_demonym(country.span.text) or is_demonym(word.text) or (word.text.isupper() and word.dep_ != "nmod:poss")


def _owners_of(mention: FoundMention) -> list[Token]:
    """Heads of the words before a mention, and outside its name, that say whose it is."""
    before = mention.span.start if mention.form is Form.NAME else mention.head.i
    owners = [child for child in children_of(mention.head) if child.dep_ in _OWNING and child.i < before]
    first = [] if mention.owner is None else [mention.owner]
    if mention.form is Form.NOMINAL and mention.head.lemma_.lower() in QUARTERS:
        owners += [
            child for child in children_of(mention.head) if child.dep_ == "nmod" and preposition_of(child) == "of"
        ]
    return [o for o in dict.fromkeys([*first, *owners]) if o.pos_ != "PRON" and o.nbor(1).text != "-"]


def _is_at_home(inner: Filler, owner: Token) -> bool:
    """Whether a place before a noun says where it is: right before people, with 's before a body or place."""
    tag = inner.mention.head.tag_
    if owner.dep_ == "compound":
        return inner.cluster.kind is Kind.GROUP and tag == "NNS" and owner.nbor(1).text != "-"
    return owner.dep_ == "nmod:poss" and tag == "NN" and inner.cluster.kind in (*_BODIES, Kind.LOCATION)


def _seat_of(titles: set[str]) -> str | None:
    """What someone with these titles is to a place behind the name."""
    return next((name for name, words in _SEATS.items() if words & titles), None)


def _is_named_so(part: Filler, word: Token, whole: Filler) -> bool:
    """Whether a noun only says what the name before it is: "Khost province"."""
    is_unnamed = part.mention.form is Form.NOMINAL and not part.cluster.is_named
    return is_unnamed and word.i == part.mention.head.i - 1 and whole.cluster.kind is not Kind.COUNTRY


def _bodies_in(mention: FoundMention) -> list[Token]:
    """Words of a body's name that may name another."""
    is_body = mention.form is Form.NAME and mention.kind is Kind.ORGANIZATION and len(mention.span) > 1
    return [token for token in mention.span if token != mention.head and token.pos_ == "PROPN"] if is_body else []


def _places_of(mention: FoundMention) -> Iterator[tuple[str, Token]]:
    is_person = mention.form is Form.NAME and mention.kind is Kind.PERSON  # "met Orr in Lund" hangs on Orr at times
    for child in children_of(mention.head):
        is_behind = child.dep_ == "nmod" and child.i > mention.head.i
        if is_behind and preposition_of(child) in (("from",) if is_person else ("in",)):
            yield "within", child
    is_place = mention.form is Form.NAME and mention.kind is Kind.LOCATION
    if is_place and (place := place_after_comma(mention.span)) is not None:
        yield "comma", place
