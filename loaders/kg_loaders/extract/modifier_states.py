"""Mentions -> states that no word of the lexicon says: of which country someone is, whom they are for or against.

Whom they lead and what they are members of is read in affiliations.py, what they are in or part of in wholes.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.model import Form, Kind
from kg.ontology import Ontology
from kg_loaders.extract.affiliations import AffiliationReader
from kg_loaders.extract.dependencies import is_prefixed, preposition_of
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.geography import country_of, is_demonym
from kg_loaders.extract.hyphens import modified_by
from kg_loaders.extract.mentions import PARTIES, FoundMention
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.tree import Token
from kg_loaders.extract.wholes import WholeReader
from kg_loaders.lexicon import WordLists

STANCES = {"pro": "BACKS", "anti": "ENEMY_OF"}
_PEOPLES = frozenset(["Palestine"])  # "Palestinian" mostly names the people, no country
_OF_STATE = frozenset(
    """Government Court Office Administration Authority Bank Parliament Army Navy Embassy Council Commission Agency
    Assembly Senate Department Directorate Service Board Kingdom Institute Police Forces""".split()
)  # heads of names of a state's bodies: "Government of Kenya", not "Friends of Kenya"


@dataclass(frozen=True)
class ModifierReader:
    """Reads what adjectives, owners, commas and "in" say of the mention that a token heads."""

    ontology: Ontology
    words: WordLists

    @cached_property
    def _wholes(self) -> WholeReader:
        return WholeReader(self.ontology, self.words)

    @cached_property
    def _affiliations(self) -> AffiliationReader:
        return AffiliationReader(self.ontology, self.words)

    def read(self, token: Token, fillers: ParagraphFillers) -> Iterator[Match]:
        """Yield the states that the modifiers of a token tell."""
        headed = fillers.headed_by(token)
        if headed and not all(_is_bare(filler, fillers) for filler in headed):
            yield from self._nationality(headed, fillers)
            yield from self._wholes.read(headed, fillers)
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
                        told = _told_by(word, described.mention)
                        yield Match(predicate=told, rule=rule, type=kind, source=who, target=country)

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


def _told_by(word: Token, described: FoundMention) -> Token:
    """Which word a country's word stands or falls with: the noun that is said of somebody, "is no Kenyan citizen"."""
    head = described.head
    is_said = head.dep_ == "xcomp" or any(child.dep_ == "cop" for child in head.children)
    return head if is_said and described.form is Form.NOMINAL else word


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
