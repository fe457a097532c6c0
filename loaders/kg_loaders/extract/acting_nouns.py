"""Parsed paragraph -> its nouns that act: which, of what kind, and whether one acts that only stands before another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from spacy.attrs import LEMMA, POS  # type: ignore[import-not-found]  # spaCy has no stub for it
from spacy.strings import get_string_id
from spacy.symbols import ADJ, NOUN, PROPN  # type: ignore[import-not-found]  # the same
from spacy.tokens import Doc, Token

from kg.model import Kind
from kg_loaders.extract.dependencies import children_of, is_of, preposition_of
from kg_loaders.extract.noun_phrases import is_deed
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
_NOMINAL = frozenset([NOUN, PROPN, ADJ])
_PEOPLE_AS = frozenset("nsubj nsubj:pass obj iobj obl obl:agent nmod nmod:poss appos".split())  # where a noun stands
_HOLDING = frozenset(["control", "custody", "captivity"])  # what a group has somebody or something in
_MISREAD = {"basis": "base"}  # the lemma of "bases", too
_LONG = 4  # words to the deed that a noun before it may be the doer of: "coalition air strikes"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingNouns:
    """The nouns that act, by kind, and which of them a lemma means, by its hash in whatever case."""

    words: WordLists
    kinds: Mapping[str, Kind]
    by_lemma: Mapping[int, str]
    bodies: frozenset[str]  # those before whom they employ
    doers: frozenset[str]  # those before what they did

    def find(self, doc: Doc) -> list[tuple[int, str]]:
        """Return where those of a paragraph stand, each with its noun in small letters."""
        by_lemma = self.by_lemma
        rows = enumerate(doc.to_array([LEMMA, POS]).tolist())
        return [(at, by_lemma[lemma]) for at, (lemma, pos) in rows if lemma in by_lemma and pos in _NOMINAL]

    def kind_of(self, head: Token, noun: str) -> Kind | None:
        """Return what a noun stands for; None if it does not act here."""
        if head.ent_type_ == "DATE" or (noun == "base" and head.lower_ == "basis"):
            return None
        is_plural = head.tag_ in ("NNS", "NNPS")
        if noun in self.words.nominals_plural and not is_plural and not self._is_named_service(head, noun):
            return None
        if head.pos == ADJ and not self._is_noun(head, noun):
            return None
        if noun == "staff" and head.head.lemma_.lower() == "chief":  # "chief of staff"
            return None
        if noun in QUARTERS:
            return Kind.LOCATION if head.pos == NOUN and _is_quarter(head) else None
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
        return any(child.dep_ == "compound" and child.lemma_.lower() in _DUTIES for child in children_of(head))

    def acts_before_noun(self, head: Token, noun: str) -> bool:
        """Whether a group acts although it modifies a noun: "rebel-held", "a rebel attack"."""
        doc, at, following = head.doc, head.i + 1, head.head
        if at >= len(doc):
            return False
        words = self.words
        if noun in words.nominals_compound and (
            doc[at].text == "-" or (following.i == at and following.lemma_.lower() in _HOLDING)
        ):
            return True
        if noun in self.doers and 0 <= following.i - at < _LONG and self._is_doer(head, noun):
            return True
        return head.dep_ == "compound" and noun in self.bodies and _is_of_body(following, words)

    def _is_doer(self, head: Token, noun: str) -> bool:
        """Whether a noun is the doer of the deed behind it: "government war planes"."""
        is_kind = noun == "military" and head.pos == ADJ  # "military operation" is nobody's
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


def _by_lemma(nouns: Iterable[str]) -> dict[int, str]:
    plurals = {form: noun for noun in nouns for form in _plurals(noun)}
    singulars = {form: noun for noun in nouns for form in (noun, noun.capitalize(), noun.title(), noun.upper())}
    return {get_string_id(form): noun for form, noun in (plurals | singulars | _MISREAD).items()}


def _plurals(noun: str) -> tuple[str, str]:
    """The plurals of a noun, which the lemmatizer leaves where it takes them for names: "Members"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return (plural, plural.capitalize())


def _is_quarter(noun: Token) -> bool:
    """Whether a direction is a part of something: "the country's south", "the south of Chad"; not "south of Lund"."""
    children = children_of(noun)
    is_the = any(child.lower_ == "the" for child in children) and preposition_of(noun) != "to"
    return any(child.dep_ == "nmod:poss" or (is_the and child.dep_ == "nmod" and is_of(child)) for child in children)


def _is_of_body(person: Token, words: WordLists) -> bool:
    """Whether a noun is one of those whom a body before them employs: "police spokesman", "coalition soldiers"."""
    lemma = person.lemma_.lower()
    is_one = person.tag_ in ("NN", "NNP") and lemma not in _RANKS
    return lemma in words.nominals_person and (is_one or lemma in _TROOPS)
