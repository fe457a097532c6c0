"""Mentions -> states that no word of the lexicon says: of which country someone is, in which place something is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from kg.model import Form, Kind
from kg.ontology import Ontology
from kg_loaders.extract.dependencies import children_of, modified_by, preposition_of
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.geography import is_demonym
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.lexicon import WordLists

STANCES = {"pro": "BACKS", "anti": "ENEMY_OF"}
_OWNING = frozenset(["nmod:poss", "amod", "compound"])
_PLACES = frozenset([Kind.LOCATION, Kind.COUNTRY])
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
        if token.lower_ in STANCES:
            yield from self._stance(token, fillers)

    def _nationality(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Arvanian writer", "Israel's army", "U.S. Congress": who is described, or named so, is of that country."""
        kind = self.ontology.types["NATIONAL_OF"]
        for described in headed:
            who = _subject_of(described, fillers) or described
            if who.cluster.kind not in kind.domain:
                continue
            for word in _country_words(described.mention):
                if not _is_adjective(word) and who.cluster.kind is Kind.GROUP:
                    continue
                for country in fillers.at(word):
                    if country.cluster.kind is Kind.COUNTRY:
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
            for word, whole in found:
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
        return part.mention.form is Form.NAME or (
            head.lemma_.lower() in self.words.nominals_naming and head.tag_ in ("NN", "NNP")
        )

    def _may_be_placed(self, inner: Filler) -> bool:
        """Of "killed a man in Lund" the place is the deed's; "militants in Iraq" are there."""
        head = inner.mention.head
        if inner.cluster.kind is Kind.LOCATION:
            return self._may_be_part(inner)
        if head.dep_ in ("obl", "nmod") and inner.cluster.kind is not Kind.ORGANIZATION:
            return False
        return not any(child.lower_ in ("a", "an") or child.dep_ == "nummod" for child in children_of(head))

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
    if mention.kind is Kind.PERSON:
        return [
            child for child in children_of(mention.head) if preposition_of(child) == "of" or child.dep_ == "nmod:poss"
        ]
    if mention.kind is not Kind.ORGANIZATION:
        return []
    owners = [child for child in children_of(mention.head) if child.dep_ in ("nmod:poss", "amod", "compound")]
    return list(dict.fromkeys([mention.span[0], *owners]))


def _is_adjective(word: Token) -> bool:
    """Whether a country's word says what someone is: "Syrian", and "U.S." before a noun."""
    return is_demonym(word.text) or (word.text.isupper() and word.dep_ != "nmod:poss")


def _owners_of(mention: FoundMention) -> list[Token]:
    """Heads of the words before a mention, and outside its name, that say whose it is."""
    before = mention.span.start if mention.form is Form.NAME else mention.head.i
    owners = [child for child in children_of(mention.head) if child.dep_ in _OWNING and child.i < before]
    first = [] if mention.owner is None else [mention.owner]
    return [o for o in dict.fromkeys([*first, *owners]) if o.pos_ != "PRON" and o.nbor(1).text != "-"]


def _places_of(mention: FoundMention) -> Iterator[tuple[str, Token]]:
    is_person = mention.form is Form.NAME and mention.kind is Kind.PERSON  # "met Orr in Lund" hangs on Orr at times
    for child in children_of(mention.head):
        is_behind = child.dep_ == "nmod" and child.i > mention.head.i
        if is_behind and preposition_of(child) in (("from",) if is_person else ("in",)):
            yield "within", child
    if mention.form is Form.NAME and mention.kind is Kind.LOCATION and (place := _after_comma(mention)) is not None:
        yield "comma", place


def _after_comma(mention: FoundMention) -> Token | None:
    """The place behind a place and a comma, unless both stand in a list."""
    doc, start, end = mention.span.doc, mention.span.start, mention.span.end
    if end + 1 >= len(doc) or doc[end].text != "," or doc[end + 1].ent_type_ != "LOC":
        return None
    if start > 1 and doc[start - 1].text == "," and doc[start - 2].ent_type_ == "LOC":
        return None
    close = end + 2
    while close < len(doc) and doc[close].ent_iob_ == "I":
        close += 1
    return None if doc[close - 1].dep_ == "compound" or _goes_on(doc[close : close + 2]) else doc[end + 1]


def _goes_on(following: Span) -> bool:
    """Whether a list of places goes on: "and ...", ", Iowa", ", and ..."."""
    words = [token.text for token in following]
    if words[:1] in (["and"], ["or"], ["&"]):
        return True
    return words[:1] == [","] and len(words) > 1 and (following[1].ent_type_ == "LOC" or words[1] in ("and", "or"))
