"""Mentions -> which place, country or body they are in or part of, by what stands beside them.

"Kenya's Rift province", "the U.N. tribunal", "Darfur rebels", "Istanbul, Turkey", "a base in Turkey".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.model import Form, Kind
from kg.ontology import Ontology
from kg_loaders.extract.acting_nouns import QUARTERS
from kg_loaders.extract.dependencies import preposition_of
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.geography import country_of
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.extract.name_parts import place_after_comma
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

_OWNING = frozenset(["nmod:poss", "amod", "compound"])
_PLACES = frozenset([Kind.LOCATION, Kind.COUNTRY])
_BODIES = frozenset([Kind.ORGANIZATION, Kind.GROUP])
_ORGANS = frozenset(
    """agency assembly board body bureau commission committee council court division force mission panel tribunal unit
    secretariat contingent convoy""".split()
)  # nouns for bodies that are part of the one named before them: "U.N. tribunal"
_SECTIONS = frozenset("district suburb region neighborhood neighbourhood mountain".split())
_HOUSES = frozenset("airport mosque subway suburb neighborhood neighbourhood hotel stronghold".split())
_HOUSED = frozenset(
    "hospital clinic hall consulate embassy academy university college school mosque church resort".split()
)  # places that are bodies too: they are in a town, no part of it
_ELSEWHERE = frozenset(
    "government population minister supporter citizen troop peacekeeper official".split()
)  # those of a place need not be there
_PASSING = frozenset("patrol convoy caucus".split())  # where these are is where something happens
_AT = frozenset(["at", "on", "in"])  # "died at a hospital in Lund", not "went near a shop in Lund"
_WATERS = frozenset("ocean sea channel".split())  # the Indian Ocean is no part of India
_PIECES = frozenset("district valley province region county coast mountains hills division".split())
_WHOLES = {Kind.LOCATION: _PLACES, Kind.ORGANIZATION: frozenset([Kind.ORGANIZATION])}


@dataclass(frozen=True, slots=True)
class WholeReader:
    """Reads what owners, names, commas and "in" say of where something is, or what it is part of."""

    ontology: Ontology
    words: WordLists

    def read(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """Yield what the words beside mentions tell."""
        yield from self._belonging(headed, fillers)
        yield from self._organs(headed, fillers)
        yield from self._containment(headed, fillers)
        yield from self._residence(headed, fillers)

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
            found += [(word, whole) for word in _lands_in(part.mention) for whole in fillers.headed_by(word)]
            for word, whole in found:
                if _is_named_so(part, word, whole):
                    continue
                if whole.cluster.kind in wholes and whole.cluster is not part.cluster:
                    yield Match(predicate=word, rule="modifier:whole:PART_OF", type=kind, source=part, target=whole)

    def _organs(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "The U.N. tribunal", "the Lund district of Kenya", "a Lund mosque": what has no name is part of what has."""
        kind = self.ontology.types["PART_OF"]
        for part in headed:
            for word, whole in self._named_wholes(part, fillers):
                if whole.cluster is not part.cluster:
                    yield Match(predicate=word, rule="modifier:organ:PART_OF", type=kind, source=part, target=whole)

    def _named_wholes(self, part: Filler, fillers: ParagraphFillers) -> Iterator[tuple[Token, Filler]]:
        """Yield what an unnamed body or place is part of, each with the word that says so."""
        head, lemma = part.mention.head, part.mention.head.lemma
        if part.mention.form is not Form.NOMINAL:
            return
        if part.cluster.kind is Kind.ORGANIZATION and lemma in _ORGANS:
            for word in _owners_of(part.mention):
                found = fillers.at(word)
                yield from ((word, f) for f in found if f.cluster.kind is Kind.ORGANIZATION and f.cluster.is_named)
        if part.cluster.kind is not Kind.LOCATION:
            return
        is_bare = not part.cluster.is_named and not any(child.dep_ == "nmod:poss" for child in head.children)
        for child in head.children:
            is_section = lemma in _SECTIONS or (part.cluster.is_named and lemma in self.words.nominals_naming)
            is_of = child.dep_ == "nmod" and child.i > head.i and preposition_of(child) == "of" and is_section
            is_before = child.dep_ == "compound" and child.i < head.i and lemma in _HOUSES and is_bare
            if is_of or is_before:
                yield from ((child, f) for f in fillers.at(child) if f.cluster.kind in _PLACES)

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

    def _may_be_part(self, part: Filler) -> bool:
        head = part.mention.head
        lemma = head.lemma
        if part.mention.form is Form.NAME or lemma in QUARTERS:
            return True
        is_one = head.tag_ in ("NN", "NNP")
        return is_one and (lemma in self.words.nominals_naming or _is_named_site(part))

    def _may_be_placed(self, inner: Filler) -> bool:
        """Of "killed a man in Lund" the place is the deed's; "militants in Iraq" are there."""
        head = inner.mention.head
        articles = {child.lower_ for child in head.children}
        is_counted = any(child.dep_ == "nummod" for child in head.children)
        if inner.cluster.kind is Kind.LOCATION:
            is_one_there = head.tag_ == "NN" and preposition_of(head) in _AT
            is_where = head.dep_ == "obl" and ("the" in articles or is_one_there)
            return self._may_be_part(inner) or is_counted or is_where
        is_described = head.dep_ == "appos" and inner.cluster.is_named
        if is_described or (head.dep_ in ("nsubj", "nsubj:pass") and head.tag_ == "NN"):
            return True
        if head.dep_ in ("obl", "nmod") and inner.cluster.kind is not Kind.ORGANIZATION:
            return False
        return not is_counted and articles.isdisjoint(("a", "an"))

    def _containment(self, headed: Sequence[Filler], fillers: ParagraphFillers) -> Iterator[Match]:
        """ "Istanbul, Turkey", "a base in Turkey": who or what is in a place."""
        for inner in headed:
            is_part = inner.cluster.kind is Kind.LOCATION and inner.mention.head.lemma not in _HOUSED
            kind = self.ontology.types["PART_OF" if is_part else "LOCATED_IN"]
            if inner.cluster.kind not in kind.domain or inner.mention.form is Form.PRONOUN:
                continue
            if inner.mention.form is Form.NOMINAL and not self._may_be_placed(inner):
                continue
            for pattern, place in _places_of(inner.mention):
                for outer in fillers.at(place):
                    if outer.cluster.kind in _PLACES and outer.cluster is not inner.cluster:
                        rule = f"{pattern}:place:{kind.name}"
                        yield Match(predicate=place, rule=rule, type=kind, source=inner, target=outer)


def _owners_of(mention: FoundMention) -> list[Token]:
    """Heads of the words before a mention, and outside its name, that say whose it is."""
    before = mention.span.start if mention.form is Form.NAME else mention.head.i
    owners = [child for child in mention.head.children if child.dep_ in _OWNING and child.i < before]
    first = [] if mention.owner is None else [mention.owner]
    if mention.form is Form.NOMINAL and mention.head.lemma in QUARTERS:
        owners += [child for child in mention.head.children if child.dep_ == "nmod" and preposition_of(child) == "of"]
    return [o for o in dict.fromkeys([*first, *owners]) if o.pos_ != "PRON" and o.nbor(1).text != "-"]


def _is_at_home(inner: Filler, owner: Token) -> bool:
    """Whether a place before a noun says where it is: right before people, with 's before a body or place."""
    tag = inner.mention.head.tag_
    if inner.mention.head.lemma in _ELSEWHERE:
        return False
    if owner.dep_ == "compound":
        return inner.cluster.kind is Kind.GROUP and tag == "NNS" and owner.nbor(1).text != "-"
    return owner.dep_ == "nmod:poss" and tag == "NN" and inner.cluster.kind in (*_BODIES, Kind.LOCATION)


def _is_named_so(part: Filler, word: Token, whole: Filler) -> bool:
    """Whether a noun only says what the name before it is: "Khost province"."""
    is_unnamed = part.mention.form is Form.NOMINAL and not part.cluster.is_named
    return is_unnamed and word.i == part.mention.head.i - 1 and whole.cluster.kind is not Kind.COUNTRY


def _bodies_in(mention: FoundMention) -> list[Token]:
    """Words of a body's name that may name another."""
    is_body = mention.form is Form.NAME and mention.kind is Kind.ORGANIZATION and len(mention.span) > 1
    return [token for token in mention.span if token != mention.head and token.pos_ == "PROPN"] if is_body else []


def _lands_in(mention: FoundMention) -> list[Token]:
    """Words of a place's name, or behind it, that say where it lies: "U.S. Gulf Coast", "Northern District of Ohio"."""
    head = mention.head
    is_place = mention.form is Form.NAME and mention.kind is Kind.LOCATION and head.tag_ in ("NNP", "NNPS")
    if not is_place or head.lower_ in _WATERS or head.dep_ in ("compound", "amod"):
        return []
    before = [child for child in head.children if mention.span.start <= child.i < head.i and _is_land(child)]
    is_piece = head.lower_ in _PIECES
    return before + [child for child in head.children if is_piece and preposition_of(child) == "of"]


def _is_land(word: Token) -> bool:
    """Whether a word in a place's name is a country; "American Samoa" is called so, it need not be part of one."""
    return word.text.isupper() and country_of(word.text) is not None


def _is_named_site(part: Filler) -> bool:
    """Whether a noun with a name before it is somewhere's: "Lund's Toll airport"."""
    owner = part.mention.owner
    is_owned = owner is not None and owner.dep_ == "nmod:poss" and part.cluster.is_named
    return is_owned and part.cluster.kind is Kind.LOCATION and part.mention.head.lemma not in _HOUSED


def _places_of(mention: FoundMention) -> Iterator[tuple[str, Token]]:
    is_person = mention.form is Form.NAME and mention.kind is Kind.PERSON  # "met Orr in Lund" hangs on Orr at times
    is_passing = is_person or mention.head.lemma in _PASSING
    for child in mention.head.children:
        is_behind = child.dep_ == "nmod" and child.i > mention.head.i
        if is_behind and not is_passing and preposition_of(child) == "in":
            yield "within", child
    is_place = mention.form is Form.NAME and mention.kind is Kind.LOCATION
    if is_place and (place := place_after_comma(mention.span)) is not None:
        yield "comma", place
