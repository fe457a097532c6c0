"""Mentions -> states that no word of the lexicon says: of which country someone is, in which place something is.

Whom they lead and what they are members of is read in affiliations.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.model import Form, Kind
from kg.ontology import Ontology
from kg_loaders.extract.acting_nouns import QUARTERS
from kg_loaders.extract.affiliations import AffiliationReader
from kg_loaders.extract.dependencies import is_prefixed, preposition_of
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.geography import country_of, is_demonym
from kg_loaders.extract.hyphens import modified_by
from kg_loaders.extract.mentions import PARTIES, FoundMention
from kg_loaders.extract.name_parts import place_after_comma
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

STANCES = {"pro": "BACKS", "anti": "ENEMY_OF"}
_OWNING = frozenset(["nmod:poss", "amod", "compound"])
_PLACES = frozenset([Kind.LOCATION, Kind.COUNTRY])
_BODIES = frozenset([Kind.ORGANIZATION, Kind.GROUP])
_PEOPLES = frozenset(["Palestine"])  # "Palestinian" mostly names the people, no country
_ORGANS = frozenset(
    """agency assembly board body bureau commission committee council court division force mission panel tribunal unit
    secretariat contingent convoy""".split()
)  # nouns for bodies that are part of the one named before them: "U.N. tribunal"
_SECTIONS = frozenset("district suburb region neighborhood neighbourhood mountain".split())
_HOUSES = frozenset("airport mosque subway suburb neighborhood neighbourhood hotel stronghold".split())
_OF_STATE = frozenset(
    """Government Court Office Administration Authority Bank Parliament Army Navy Embassy Council Commission Agency
    Assembly Senate Department Directorate Service Board Kingdom Institute Police Forces""".split()
)  # heads of names of a state's bodies: "Government of Kenya", not "Friends of Kenya"
_HOUSED = frozenset(
    "hospital clinic hall consulate embassy academy university college school mosque church resort".split()
)  # places that are bodies too: they are in a town, no part of it
_ELSEWHERE = frozenset(
    "government population minister supporter citizen troop peacekeeper official".split()
)  # those of a place need not be there
_PASSING = frozenset("patrol convoy caucus".split())  # where these are is where something happens
_WHOLES = {Kind.LOCATION: _PLACES, Kind.ORGANIZATION: frozenset([Kind.ORGANIZATION])}


@dataclass(frozen=True)
class ModifierReader:
    """Reads what adjectives, owners, commas and "in" say of the mention that a token heads."""

    ontology: Ontology
    words: WordLists

    @cached_property
    def _affiliations(self) -> AffiliationReader:
        return AffiliationReader(self.ontology, self.words)

    def read(self, token: Token, fillers: ParagraphFillers) -> Iterator[Match]:
        """Yield the states that the modifiers of a token tell."""
        headed = fillers.headed_by(token)
        if headed and not all(_is_bare(filler, fillers) for filler in headed):
            yield from self._nationality(headed, fillers)
            yield from self._belonging(headed, fillers)
            yield from self._organs(headed, fillers)
            yield from self._containment(headed, fillers)
            yield from self._residence(headed, fillers)
            yield from self._affiliations.read(headed, fillers)
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
                is_office = described.cluster.kind is Kind.PERSON and word.dep_ == "nmod"  # "the president of Arvania"
                if is_office or (is_anybody and word.dep_ == "nmod:poss"):  # an office is left to the frames
                    continue
                for country in fillers.at(word):
                    is_of_it = _is_told_of(word, described, who, country)
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
        lemma = head.lemma
        return part.mention.form is Form.NAME or (
            (lemma in self.words.nominals_naming and head.tag_ in ("NN", "NNP")) or lemma in QUARTERS
        )

    def _may_be_placed(self, inner: Filler) -> bool:
        """Of "killed a man in Lund" the place is the deed's; "militants in Iraq" are there."""
        head = inner.mention.head
        articles = {child.lower_ for child in head.children}
        is_counted = any(child.dep_ == "nummod" for child in head.children)
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


def _is_bare(filler: Filler, fillers: ParagraphFillers) -> bool:
    """Whether nothing stands beside a mention that could tell of it: "Kerr", "they"; a comma may behind a place."""
    mention = filler.mention
    return (
        not mention.head.children
        and mention.owner is None
        and len(mention.span) == 1
        and mention.kind is not Kind.LOCATION
        and mention.name not in PARTIES
        and fillers.inside(mention) is None
    )


def _is_told_of(word: Token, described: Filler, who: Filler, country: Filler) -> bool:
    """Whether a country's word says whose a body or group is: "U.S. Senate", "Syrian soldiers"; not "Iraq war crew"."""
    if country.cluster.name in _PEOPLES:
        return False
    is_inside = described.mention.form is Form.NAME and word in described.mention.span
    is_loose = who.cluster.kind is Kind.GROUP or (is_inside and preposition_of(word) != "of")
    return not is_loose or _is_adjective(word, country.mention)


def _subject_of(described: Filler, fillers: ParagraphFillers) -> Filler | None:
    """Whom a noun phrase says something of: "Orr" of "Orr is a Kenyan writer"."""
    head = described.mention.head
    if described.mention.form is not Form.NOMINAL or not any(child.dep_ == "cop" for child in head.children):
        return None
    named = [filler for child in head.children if child.dep_ == "nsubj" for filler in fillers.at(child)]
    return named[0] if len(named) == 1 else None


def _country_words(mention: FoundMention) -> list[Token]:
    """Where a mention may say of which country it is: its owner; the words of a longer name."""
    if mention.form is Form.NOMINAL:
        return _owner_words(mention)
    if mention.kind in (Kind.PERSON, Kind.GROUP):
        return [child for child in mention.head.children if _is_origin(child, mention)]
    if mention.kind is not Kind.ORGANIZATION:
        return []
    before = [child for child in mention.head.children if child.i < mention.span.start]
    owners = [child for child in before if child.dep_ in ("nmod:poss", "amod")]
    is_state = mention.head.text in _OF_STATE or mention.head.text.endswith("istry")
    owners += [
        child
        for child in mention.head.children
        if preposition_of(child) == "of" and (is_state or child.i >= mention.span.end)
    ]
    first = 1 if country_of(mention.span[:2].text) is not None else 0  # "United States Congress"
    return list(dict.fromkeys([mention.span[first], *owners]))


def _owner_words(mention: FoundMention) -> list[Token]:
    """Whose a noun phrase is, and of which people: both of "her Kenyan counterpart"."""
    owner, head = mention.owner, mention.head
    if owner is None or (owner.dep_ == "conj" and owner.i > head.i):  # "the navies of India and China" are two
        return []
    if owner.dep_ != "nmod:poss":
        return [owner]
    peoples = [child for child in head.children if child.dep_ == "amod" and is_demonym(child.text)]
    return [owner, *(word for word in peoples if word.nbor(1).text != "-" and not is_prefixed(word))]


def _is_origin(child: Token, mention: FoundMention) -> bool:
    """Whether a word beside a name says whence: "Arvanian Kurds", "Arvania's Ana Kerr", "Ana Kerr of Arvania"."""
    if child.i < mention.span.start and child.dep_ in ("amod", "compound", "nmod:desc"):
        return is_demonym(child.text) and child.nbor(1).text != "-" and not is_prefixed(child)
    return mention.kind is Kind.PERSON and (preposition_of(child) == "of" or child.dep_ == "nmod:poss")


def _is_adjective(word: Token, country: FoundMention) -> bool:
    """Whether a country's word says what someone is: "Syrian", "South Korean", and "U.S." before a noun."""
    if len(country.span) > 1 and word == country.span[-1] and word.dep_ not in ("nmod", "nmod:poss"):
        return True
    return is_demonym(country.span.text) or is_demonym(word.text) or (word.text.isupper() and word.dep_ != "nmod:poss")


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
