"""Parsed paragraph -> its nouns that act: which, of what kind, and whether one acts that only stands before another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.model import Kind
from kg_loaders.extract.dependencies import is_of, preposition_of
from kg_loaders.extract.noun_phrases import is_deed
from kg_loaders.extract.tree import Token, Tree
from kg_loaders.lexicon import WordLists

QUARTERS = frozenset("north south east west northeast northwest southeast southwest interior".split())
_NO_BODIES = frozenset(["wing", "press", "crew", "islamist", "christian", "muslim", "military"])
_RANKS = frozenset(["officer", "guard", "general", "professor", "worker"])  # "police officer" is one word
_TROOPS = frozenset(["soldier", "trooper", "peacekeeper", "member"])
_SERVICES = frozenset(["service", "authority"])
_DUTIES = frozenset(
    """ambulance fire police security intelligence prison border customs immigration health rescue emergency weather
    news wire press postal airport aviation port transit transport transportation tax election energy housing water
    broadcasting statistics food drug""".split()
)  # what a body serves or has authority over
_SOVEREIGN = frozenset(
    """member western arab gulf baltic african european asian nordic balkan caribbean islamic alliance island donor
    successor client neighboring neighbouring nuclear signatory coastal border allied""".split()
)  # before "states" it says that they are countries, not parts of one
_NOMINAL = frozenset(["NOUN", "PROPN", "ADJ"])
_PEOPLE_AS = frozenset("nsubj nsubj:pass obj iobj obl obl:agent nmod nmod:poss appos".split())  # where a noun stands
_HOLDING = frozenset(["control", "custody", "captivity"])  # what a group has somebody or something in
_MISREAD = {"basis": "base"}  # the lemma of "bases", too
_LONG = 4  # words to the deed that a noun before it may be the doer of: "coalition air strikes"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingNouns:
    """The nouns that act, by kind, and which of them a lemma in small letters means."""

    words: WordLists
    kinds: Mapping[str, Kind]
    by_lemma: Mapping[str, str]
    bodies: frozenset[str]  # those before whom they employ
    doers: frozenset[str]  # those before what they did

    def find(self, doc: Tree) -> list[tuple[int, str]]:
        """Return where those of a paragraph stand, each with its noun in small letters."""
        by_lemma = self.by_lemma
        return [
            (token.i, by_lemma[token.lemma])
            for token in doc.tokens
            if token.lemma in by_lemma and token.pos_ in _NOMINAL
        ]

    def kind_of(self, head: Token, noun: str) -> Kind | None:
        """Return what a noun stands for; None if it does not act here."""
        if head.ent_type_ == "DATE" or (noun == "base" and head.lower_ == "basis"):
            return None
        is_plural = head.tag_ in ("NNS", "NNPS")
        if noun in self.words.nominals_plural and not is_plural and not self._is_named_service(head, noun):
            return None
        if noun == "state" and not any(child.lower_ in _SOVEREIGN for child in head.children):
            return None
        if head.pos_ == "ADJ" and not self._is_noun(head, noun):
            return None
        if noun == "staff" and head.head.lemma == "chief":  # "chief of staff"
            return None
        if noun in QUARTERS:
            return Kind.LOCATION if head.pos_ == "NOUN" and _is_quarter(head) else None
        if noun in _SERVICES and not is_plural:
            return Kind.ORGANIZATION
        kind = self.kinds[noun]
        return Kind.GROUP if kind is Kind.PERSON and (is_plural or head.dep_ == "compound") else kind

    def _is_noun(self, head: Token, noun: str) -> bool:
        """Whether what the parser calls an adjective is a noun: "a U.S. official told"."""
        return noun in self.words.nominals_compound or (noun in self.words.nominals_person and head.dep_ in _PEOPLE_AS)

    def _is_named_service(self, head: Token, noun: str) -> bool:
        """Whether the singular is a body, by what stands before it: "the ambulance service"."""
        if noun not in _SERVICES:
            return False
        return any(child.dep_ == "compound" and child.lemma in _DUTIES for child in head.children)

    def acts_before_noun(self, head: Token, noun: str) -> bool:
        """Whether a group acts although it modifies a noun: "rebel-held", "a rebel attack"."""
        doc, at, following = head.doc, head.i + 1, head.head
        if at >= len(doc):
            return False
        words = self.words
        if noun in words.nominals_compound and (
            doc[at].text == "-" or (following.i == at and following.lemma in _HOLDING)
        ):
            return True
        if noun in self.doers and 0 <= following.i - at < _LONG and self._is_doer(head, noun):
            return True
        return head.dep_ == "compound" and noun in self.bodies and _is_of_body(following, words)

    def _is_doer(self, head: Token, noun: str) -> bool:
        """Whether a noun is the doer of the deed behind it: "government war planes"."""
        is_kind = noun == "military" and head.pos_ == "ADJ"  # "military operation" is nobody's
        return not is_kind and is_deed(head.head, self.words)


@lru_cache(maxsize=4)
def acting_nouns(words: WordLists) -> ActingNouns:
    """Return the nouns that act by word lists."""
    kinds = dict.fromkeys(words.nominals_location | QUARTERS, Kind.LOCATION)
    kinds |= dict.fromkeys(words.nominals_group, Kind.GROUP)
    kinds |= dict.fromkeys(words.nominals_person, Kind.PERSON)
    kinds |= dict.fromkeys(words.nominals_organization, Kind.ORGANIZATION)
    bodies = (words.nominals_organization | words.nominals_compound) - _NO_BODIES
    return ActingNouns(
        words=words,
        kinds=kinds,
        by_lemma=_by_lemma(kinds),
        bodies=bodies,
        doers=bodies | words.nominals_compound,
    )


def _by_lemma(nouns: Iterable[str]) -> dict[str, str]:
    plurals = {_plural(noun): noun for noun in nouns}
    return plurals | {noun: noun for noun in nouns} | _MISREAD


def _plural(noun: str) -> str:
    """The plural of a noun, which the lemmatizer leaves where it takes it for a name: "Members"."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def _is_quarter(noun: Token) -> bool:
    """Whether a direction is a part of something: "the country's south", "the south of Chad"; not "south of Lund"."""
    children = noun.children
    is_the = any(child.lower_ == "the" for child in children) and preposition_of(noun) != "to"
    return any(child.dep_ == "nmod:poss" or (is_the and child.dep_ == "nmod" and is_of(child)) for child in children)


def _is_of_body(person: Token, words: WordLists) -> bool:
    """Whether a noun is one of those whom a body before them employs: "police spokesman", "coalition soldiers"."""
    lemma = person.lemma
    is_one = person.tag_ in ("NN", "NNP") and lemma not in _RANKS
    return lemma in words.nominals_person and (is_one or lemma in _TROOPS)
